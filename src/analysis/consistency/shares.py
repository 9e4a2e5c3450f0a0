"""A stated share against its numerator and denominator, and a composition against 100."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from analysis.consistency.changes import lead_length
from analysis.consistency.compare import base_ends, dimension_of, is_bound, meet, show, with_unit
from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import AGREE, CONFLICT, HIGH, LOW, MEDIUM, NONE, Finding
from analysis.consistency.parts import kind_of
from analysis.consistency.repeated import plain_subject
from analysis.consistency.sentences import Item, Sentence
from analysis.mentions import LEVEL, Mention

_WHOLE_OF: Final = re.compile(
    r"^[^,，。;；]{0,20}(?:中|里)[,，]?[^,，。;；]{0,12}$|^[^,，。;；]{0,20}[,，(（]其中[^,，。;；]{0,20}$"
)
_SHARE_OF: Final = re.compile(
    r"^(?P<clause>[^。;；]{0,24}?)(?:占(?P<of>[^,，。;；\d]{0,12}?)(?:比|比例|比重)?(?:的|为|达到|达|约)*|"
    r"(?P<rate>覆盖率|建成率|占比|比例|比重|达标率|参保率|入住率)(?:为|达到|达|约)*)$"
)
_NAMED_WHOLE: Final = re.compile(
    r"^[,，]?(?:约)?占(?:全县|全市|全区|全省|全国)?(?P<of>[^,，。;；\d占比%]{2,14}?)(?:总数|总量)?(?:的)?(?:比重|比例)?(?:的|为|达到|达|约|近)*$"
)
_COMPOSITION: Final = re.compile(
    r"(?:结构|构成)[^,，。;；\d]{0,12}?(?P<parts>\d{1,2}(?:\.\d)?(?:\s*[:：∶]\s*\d{1,2}(?:\.\d)?){2,5})(?![\d.])"
)


def shares_of_counts(evidence: Evidence) -> Iterator[Finding]:
    """Compare a stated share with the part and the whole that stand before it in the same sentence.

    The part must follow the whole as 其中 or …中, count the same kind of thing, and the share must follow the
    part as 占…% or as a rate of coverage. Silent when 占 names another whole (占总人口的20%) and on bounds.
    """
    for sentence in evidence.sentences:
        for index in range(len(sentence.items) - 2):
            whole, part, share = sentence.items[index : index + 3]
            between = sentence.text[whole.end : part.start]
            match = _SHARE_OF.match(sentence.text[part.end : share.start + lead_length(share)])
            if match is None or not _WHOLE_OF.match(between) or share.quantity.unit not in ("%", "‰"):
                continue
            if kind_of(whole) != kind_of(part) or not _same_whole(sentence, whole, match):
                continue
            finding = _share(sentence, whole, part, share)
            if finding is not None:
                yield finding


def _same_whole(sentence: Sentence, whole: Item, match: re.Match[str]) -> bool:
    """Say whether 占… names the whole that was counted, or nothing at all."""
    named = match["of"] or ""
    before = sentence.text[max(0, whole.start - 30) : whole.end]
    named = re.sub("^(?:全部|全县|全市|全区|全省|其)", "", named)
    named = re.sub("(?:总数|总量|总人数|总户数|总)$", "", named)
    return not named or named in before


def _share(sentence: Sentence, whole: Item, part: Item, share: Item) -> Finding | None:
    low, high, stated = base_ends(part.quantity), base_ends(whole.quantity), base_ends(share.quantity)
    plain = {item.quantity.comparator for item in (whole, part, share)} <= {"=", "~"}
    if low is None or high is None or stated is None or not plain or high[0] <= 0:
        return None
    ratio = (low[0] / high[1], low[1] / high[0])
    equal = meet(ratio, stated)
    middle = show((low[0] + low[1]) / (high[0] + high[1]) * (100 if share.quantity.unit == "%" else 1000))
    a, b = (
        sentence.statement(_clause_start(sentence, whole), part.end),
        sentence.clause(share.start, share.end),
    )
    near = meet((ratio[0] * Fraction(49, 50), ratio[1] * Fraction(51, 50)), stated)
    division = f"{part.quantity.printed}÷{whole.quantity.printed}={middle}{share.quantity.unit}"
    detail = f"{division}，原文写作{share.quantity.printed}"
    zh = f"{a.zh}，比例为{middle}{share.quantity.unit}，与“{b.text}”{'一致' if equal else '不符'}。"
    en = f"{a.en_first} is {middle}{share.quantity.unit}, {'as' if equal else 'not'} “{b.text}”."
    severity = NONE if equal else LOW if near else HIGH
    return Finding(AGREE if equal else CONFLICT, severity, a.text, a, b, detail, zh, en)


def _clause_start(sentence: Sentence, item: Item) -> int:
    start = item.start
    while start > max(0, item.start - 40) and not sentence.is_boundary(start - 1):
        start -= 1
    return start


def shares_of_named_wholes(evidence: Evidence) -> Iterator[Finding]:
    """Compare N of something, 占Y的p%, with the value of Y that is stated elsewhere for the same year.

    Y must be the subject of exactly one value of that year, status and kind of unit in the tables and the
    prose. Silent on bounds, on changes, and when the text gives no year.
    """
    wholes: dict[str, list[Mention]] = {}
    for mention in evidence.mentions:
        if mention.role == LEVEL and mention.year is not None and not mention.quantity.missing:
            wholes.setdefault(plain_subject(mention.subject), []).append(mention)
    by_place = {(stated.source.line, stated.source.start): stated for stated in evidence.prose}
    for sentence in evidence.sentences:
        for part, share in zip(sentence.items, sentence.items[1:], strict=False):
            match = _NAMED_WHOLE.match(sentence.text[part.end : share.start + lead_length(share)])
            if match is None or share.quantity.unit not in ("%", "‰"):
                continue
            place = sentence.paragraph.source_at(sentence.offset + part.start, sentence.offset + part.end)
            counted = by_place.get((place.line, place.start))
            value = _named(wholes.get(plain_subject(match["of"]), []), counted)
            if counted is not None and value is not None:
                yield from _of_named(evidence, sentence, (part, share), counted, value)


def _named(wholes: list[Mention], part: Mention | None) -> Mention | None:
    """Return the one value of the whole that the part can belong to."""
    if part is None or part.role != LEVEL or part.year is None:
        return None
    kind = dimension_of(part.quantity.unit)
    fitting = [
        whole
        for whole in wholes
        if (whole.year, whole.status) == (part.year, part.status)
        and dimension_of(whole.quantity.unit) == kind
        and whole.source != part.source
    ]
    values = {base_ends(whole.quantity) for whole in fitting}
    return fitting[0] if len(values) == 1 and kind and not is_bound(fitting[0].quantity) else None


def _of_named(
    evidence: Evidence, sentence: Sentence, pair: tuple[Item, Item], mention: Mention, whole: Mention
) -> Iterator[Finding]:
    part, share = pair
    low, high = base_ends(part.quantity), base_ends(with_unit(whole.quantity, whole.unit))
    stated = base_ends(share.quantity)
    plain = {part.quantity.comparator, share.quantity.comparator} <= {"=", "~"}
    if low is None or high is None or stated is None or not plain or high[0] <= 0:
        return
    ratio = (low[0] / high[1], low[1] / high[0])
    equal = meet(ratio, stated)
    if not equal and meet((ratio[0] * Fraction(19, 20), ratio[1] * Fraction(21, 20)), stated):
        return  # so near that another definition of the whole may explain it
    a, b = sentence.statement(part.start, share.end), evidence.statement(whole)
    middle = show((low[0] + low[1]) / (high[0] + high[1]) * (100 if share.quantity.unit == "%" else 1000))
    division = f"{part.quantity.printed}÷{whole.quantity.printed}={middle}{share.quantity.unit}"
    detail = f"{division}，原文写作{share.quantity.printed}"
    zh = f"{a.zh}，按{b.zh}计算为{middle}{share.quantity.unit}，{'两者一致' if equal else '两者不符'}。"
    en = (
        f"{a.en_first}: by {b.en} it is {middle}{share.quantity.unit}, "
        f"{'as printed' if equal else 'not the printed share'}."
    )
    severity = NONE if equal else MEDIUM
    yield Finding(AGREE if equal else CONFLICT, severity, mention.subject, a, b, detail, zh, en)


def compositions(evidence: Evidence) -> Iterator[Finding]:
    """Compare the parts of a composition (三次产业结构为18.2:37.5:44.3) with 100.

    Three to six parts behind 结构 or 构成, each below 100. Within the rounding of the parts they agree,
    otherwise it is a conflict. Silent when the sum is so far from 100 (a tenth) that the parts are no
    percentages.
    """
    for sentence in evidence.sentences:
        for match in _COMPOSITION.finditer(sentence.text):
            parts = [part.strip() for part in re.split("[:：∶]", match["parts"])]
            decimals = max(len(part.partition(".")[2]) for part in parts)
            total = sum((Fraction(part) for part in parts), Fraction(0))
            if abs(total - 100) > 10:
                continue
            equal = abs(total - 100) <= Fraction(len(parts), 2 * 10**decimals)
            a = sentence.statement(*match.span())
            detail = f"各项相加为{show(total)}"
            zh = f"{a.zh}：{detail}，{'与100相符（舍入范围内）' if equal else '不等于100'}。"
            en = f"{a.en_first}: the parts add up to {show(total)}, "
            en += "100 within rounding." if equal else "not to 100."
            severity = NONE if equal else HIGH
            yield Finding(AGREE if equal else CONFLICT, severity, a.text, a, None, detail, zh, en)
