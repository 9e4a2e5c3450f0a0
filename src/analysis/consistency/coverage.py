"""全覆盖 against counts: stations in 243 of 275 villages are not yet full coverage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from analysis.consistency.compare import base_ends, dimension_of
from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import AGREE, MEDIUM, NONE, NOTABLE, Finding
from analysis.consistency.repeated import is_start
from analysis.consistency.sentences import Sentence
from analysis.mentions import ACTUAL, LEVEL, Mention

# The level that a claim names, and the names under which the number of its units is stated.
_LEVELS: Final = {
    "村级": re.compile("(?:行政村|建制村)$"),
    "乡镇": re.compile(r"乡镇(?:\(街道\)|（街道）)?$"),
    "街道": re.compile("街道$"),
}


def full_coverage(evidence: Evidence) -> Iterator[Finding]:
    """Compare N stations of a level with the number of villages or townships, where 全覆盖 is claimed.

    The count and the claim must stand in one sentence and both name the level
    (村级服务站243家,实现村级…全覆盖), and the number of units (行政村275个) must be stated as one reached
    value. Fewer stations than units is notable, because one station may serve two villages; as many or
    more agree.
    """
    for sentence in evidence.sentences:
        claim = sentence.text.find("全覆盖")
        for level, name in _LEVELS.items() if claim >= 0 else ():
            counted = _count_of(sentence, level, claim)
            units = _units(evidence, name)
            if counted is None or units is None:
                continue
            number, total = base_ends(sentence.items[counted].quantity), base_ends(units.quantity)
            if number is None or total is None:
                continue
            item, enough = sentence.items[counted], number[0] >= total[0]
            a, b = sentence.statement(_start(sentence, item.start), claim + 3), evidence.statement(units)
            detail = f"{item.quantity.printed}对{units.quantity.printed}"
            judged = "数量足以覆盖" if enough else "数量少于应覆盖的总数，除非一处服务多个单位"
            zh = f"{a.zh}，而{b.zh}，{judged}。"
            en = f"{a.en_first} claims full coverage; {b.en}. "
            en += "There are enough." if enough else "There are fewer, unless one serves several."
            verdict, severity = (AGREE, NONE) if enough else (NOTABLE, MEDIUM)
            yield Finding(verdict, severity, units.subject, a, b, detail, zh, en)


def _count_of(sentence: Sentence, level: str, claim: int) -> int | None:
    """Return the one count before the claim that names the level, where the claim names it as well."""
    behind = max((item.end for item in sentence.items if item.end <= claim), default=0)
    if level not in sentence.text[behind:claim]:
        return None
    found = [
        index
        for index, item in enumerate(sentence.items)
        if item.end <= claim
        and level in sentence.label(index)
        and dimension_of(item.quantity.unit) == "thing"
        and item.quantity.comparator == "="
    ]
    return found[0] if len(found) == 1 else None


def _units(evidence: Evidence, name: re.Pattern[str]) -> Mention | None:
    fitting = [
        mention
        for mention in evidence.prose
        if name.search(mention.subject.strip())
        and (mention.status, mention.role) == (ACTUAL, LEVEL)
        and dimension_of(mention.quantity.unit) == "thing"
        and not is_start(evidence, mention)
    ]
    whole = {mention.quantity.value for mention in fitting}
    return fitting[0] if len(whole) == 1 else None


def _start(sentence: Sentence, position: int) -> int:
    while position > 0 and not sentence.is_boundary(position - 1):
        position -= 1
    return position
