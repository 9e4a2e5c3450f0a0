"""One size printed in two units: 9930平方米(15亩), 0.5亿元(5000万元)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from analysis.consistency.compare import base_ends, dimension_of, factor_of, gap, meet, show
from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import AGREE, CONFLICT, HIGH, LOW, NONE, Finding
from analysis.consistency.sentences import Item, Sentence

_BRACKET: Final = re.compile(r"\s*[(（]\s*(?:约|即|合|折合|约合|相当于|计)*\s*")
_SAYS_SAME: Final = re.compile(r"\s*[,，]?\s*(?:即|折合|约合|相当于)\s*")
_MEASURES: Final = frozenset({"area", "money", "length", "mass", "volume", "share"})
_SLIP: Final = Fraction(1, 20)


def sizes_in_two_units(evidence: Evidence) -> Iterator[Finding]:
    """Compare a size with the one in brackets straight behind it, when that is in another unit of its kind.

    Also after 折合, 即, 约合. A difference beyond rounding is a conflict; of less than a twentieth it is
    a slip of rounding. Silent when the bracket has other words (其中一期1亿), the same unit, or a bound.
    """
    for sentence in evidence.sentences:
        for first, second in zip(sentence.items, sentence.items[1:], strict=False):
            finding = _compare(sentence, first, second) if _same_size(sentence, first, second) else None
            if finding is not None:
                yield finding


def _same_size(sentence: Sentence, first: Item, second: Item) -> bool:
    between = sentence.text[first.end : second.start]
    if not (_BRACKET.fullmatch(between) or _SAYS_SAME.fullmatch(between)):
        return False
    if _BRACKET.fullmatch(between) and not re.match(r"\s*[)）]", sentence.text[second.end : second.end + 3]):
        return False
    one, two = first.quantity, second.quantity
    return (
        one.unit != two.unit
        and dimension_of(one.unit) == dimension_of(two.unit) in _MEASURES
        and {one.comparator, two.comparator} <= {"=", "~"}
        and not one.is_range
        and not two.is_range
    )


def _compare(sentence: Sentence, first: Item, second: Item) -> Finding | None:
    one, two, factor = base_ends(first.quantity), base_ends(second.quantity), factor_of(second.quantity.unit)
    if one is None or two is None or factor is None or one[0] <= 0 or two[0] <= 0:
        return None
    equal = meet(one, two)
    severity = NONE if equal else LOW if gap(one, two) < _SLIP else HIGH
    a, b = sentence.clause(first.start, first.end), sentence.statement(second.start, second.end)
    value = show((one[0] + one[1]) / 2 / factor)
    detail = f"{first.quantity.printed}折合{value}{second.quantity.unit}，原文写作{second.quantity.printed}"
    zh = f"{a.zh}折合{value}{second.quantity.unit}，与括注“{b.text}”{'一致' if equal else '不符'}。"
    en = (
        f"{a.en_first} converts to {value} {second.quantity.unit}, "
        f"{'in agreement with' if equal else 'not'} “{b.text}”."
    )
    return Finding(AGREE if equal else CONFLICT, severity, a.text, a, b, detail, zh, en)
