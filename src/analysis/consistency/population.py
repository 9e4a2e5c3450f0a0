"""The population behind a count and a ratio: 1200 people at 20 per 10,000 are 600,000 inhabitants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

from analysis.consistency.compare import Ends, base_ends, dimension_of, gap, meet, show, with_unit
from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import AGREE, CONFLICT, MEDIUM, NONE, Finding
from analysis.consistency.repeated import plain_subject
from analysis.errors import Source
from analysis.indicators import load_definitions
from analysis.mentions import LEVEL, TARGET, Mention

_PER: Final = re.compile(r"/(?P<number>[十百千万]*)(?P<noun>.*)$")
_EVERY: Final = re.compile(
    r"^(?:每|平均每)?[一十百千万]{1,3}(?:名|个|位)?(?:常住|户籍|总)?(?:老年人口|老年人|老人|人口|居民|人)?(?:拥有|配备|享有|配有|有)?的?"
)
_SHARE_OF_ALL: Final = re.compile(
    r"占(?:全国|全省|全市|全县|全区)?(?:总|常住|户籍)人口(?:的)?(?:比率|比例|比重)?$"
)
_POPULATION: Final = re.compile(
    "(?P<old>60(?:周岁|岁)(?:及)?以上老年人口|(?<!失能)老年人口)$|(?:常住|户籍|总)人口$"
)
_SHARES: Final = frozenset({"%", "‰", "‱"})
_TOLERATED: Final = Fraction(1, 4)
_TOLERATED_OVER_YEARS: Final = Fraction(1, 2)
_FURTHEST: Final = 10
_FEWEST_PEOPLE: Final = 100
# Before a number in its sentence: it counts what one place has, not the area.
_OF_ONE_PLACE: Final = re.compile(
    r"(?:医院|院区|中心|学校|学院|福利院|敬老院|养老院|基地|园区|项目|工程)[^。;；\d]{0,12}[:：,，][^。;；\d]{0,12}$"
)


@dataclass(frozen=True, slots=True)
class _Implied:
    """A population that a count and a ratio imply, or (without a ratio) that the document states."""

    count: Mention
    ratio: Mention | None
    interval: Ends
    noun: str
    year: int


def implied_populations(evidence: Evidence) -> Iterator[Finding]:
    """Compare the populations that two pairs of count and ratio imply.

    Count and ratio belong together when the count's subject is what the ratio counts, under any name that
    the ratio's definition knows (社会组织 610, 每万人拥有社会组织 16). Bounds are taken at their printed
    number: a promise of at least 610 beside one of 16 per 10,000. Because plans mix resident and
    registered population, and bounds leave room, only populations of one year more than a quarter apart
    are a conflict; within rounding they agree; in between the rule is silent. Two pairs of one rate in
    different years are a conflict when the population would change by more than half within ten years.
    """
    found: dict[tuple[Source, str], _Implied] = {}
    for pair in _implied(evidence):
        found.setdefault((pair.count.source, pair.noun), pair)  # a rate printed twice is one rate
    pairs = [*found.values(), *_stated(evidence)]
    told: set[tuple[int, bool, bool]] = set()  # each pair is compared with all, and told once a verdict
    for (_, first), (number, second) in combinations(enumerate(pairs), 2):
        years = abs(first.year - second.year)
        same_rate = _rate(first) == _rate(second)
        if first.noun != second.noun or years > _FURTHEST or same_rate == (years == 0):
            continue
        if years and (first.ratio is None or second.ratio is None):
            continue
        agrees = meet(first.interval, second.interval)
        far = not agrees and gap(first.interval, second.interval) > (
            _TOLERATED_OVER_YEARS if years else _TOLERATED
        )
        if (far or (agrees and years == 0)) and (number, agrees, years == 0) not in told:
            told.add((number, agrees, years == 0))
            yield _finding(evidence, first, second, AGREE if agrees else CONFLICT)


def _rate(pair: _Implied) -> str:
    return "" if pair.ratio is None else pair.ratio.indicator_id or pair.ratio.subject


def _stated(evidence: Evidence) -> Iterator[_Implied]:
    """Yield the populations that the document states: 常住人口46.8万人, 老年人口15.0万人."""
    for mention in evidence.mentions:
        match = _POPULATION.search(mention.subject)
        interval = base_ends(mention.quantity)
        if match is None or interval is None or mention.year is None or mention.role != LEVEL:
            continue
        named = "每" not in mention.subject and "/" not in mention.unit  # 每千常住人口2.92人 is a rate
        if named and dimension_of(mention.quantity.unit) == "person" and interval[0] >= _FEWEST_PEOPLE:
            yield _Implied(mention, None, interval, "老年人" if match["old"] else "人", mention.year)


def _implied(evidence: Evidence) -> Iterator[_Implied]:
    counts = [
        mention
        for mention in evidence.mentions
        if mention.role == LEVEL
        and dimension_of(mention.quantity.unit) in ("person", "thing", "bed")
        and "/" not in mention.unit
        and not mention.breakdown
        and _counts_the_area(evidence, mention)
    ]
    for ratio in evidence.mentions:
        noun = _denominator(ratio)
        if noun is None or ratio.role != LEVEL or ratio.year is None or ratio.breakdown:
            continue
        names = _counted_names(ratio)
        for count in counts:
            year = count.year if count.year is not None or count.status != TARGET else _end(evidence)
            if (year, count.status) != (ratio.year, ratio.status) or plain_subject(
                count.subject
            ) not in names:
                continue
            interval = _population(count, ratio)
            if interval is not None:
                yield _Implied(count, ratio, interval, noun, ratio.year)


def _counts_the_area(evidence: Evidence, mention: Mention) -> bool:
    """Say whether a number counts the whole area: not 3.33人 in a list per 1000, not one hospital's beds."""
    if mention.quantity.decimals and mention.quantity.unit in ("人", "张", "名", "个"):
        return False
    line = evidence.document.lines[mention.source.line - 1]
    return bool(mention.row) or _OF_ONE_PLACE.search(line[: mention.source.start][-60:]) is None


def _end(evidence: Evidence) -> int | None:
    return evidence.period[1] if evidence.period else None


def _denominator(ratio: Mention) -> str | None:
    """Return the people that a ratio is per (人, 老年人), None when it is no such ratio."""
    if ratio.unit in _SHARES:
        return "人" if _SHARE_OF_ALL.search(ratio.subject.strip()) else None
    match = _PER.search(ratio.unit)
    if (
        match is None
        or not re.search("人|居民", match["noun"])
        or "月" in match["noun"]
        or match["noun"] == "年"
    ):
        return None
    noun = re.sub("老年人口|老人", "老年人", match["noun"].lstrip("名个位"))
    return re.sub("(?:常住|户籍|城乡|总)*(?:人口|居民)", "人", noun) or None


def _counted_names(ratio: Mention) -> frozenset[str]:
    """Return what a ratio counts, under every wording of its definition."""
    names = [ratio.subject]
    definition = load_definitions().by_id.get(ratio.indicator_id)
    if definition is not None:
        names += [definition.name_zh, *definition.wordings, *definition.counted]
    stripped = (_SHARE_OF_ALL.sub("", _EVERY.sub("", name.strip())) for name in names)
    return frozenset(plain_subject(name) for name in stripped if len(name) >= 2)


def _population(count: Mention, ratio: Mention) -> Ends | None:
    number, share = base_ends(count.quantity), base_ends(with_unit(ratio.quantity, ratio.unit))
    if number is None or share is None or share[0] <= 0 or number[0] <= 0:
        return None
    return number[0] / share[1], number[1] / share[0]


def _finding(evidence: Evidence, first: _Implied, second: _Implied, verdict: str) -> Finding:
    a, b = evidence.statement(first.count), evidence.statement(second.count)
    sizes = [show((pair.interval[0] + pair.interval[1]) / 2 / 10000, 3) for pair in (first, second)]
    detail = f"前者对应约{sizes[0]}万人，后者约{sizes[1]}万；按原文数字本身计算"
    people = "老年人口" if first.noun != "人" else "人口"
    zh = f"{_said_zh(evidence, first)}对应{people}约{sizes[0]}万；"
    zh += f"{_said_zh(evidence, second)}对应{people}约{sizes[1]}万。"
    same_year = first.year == second.year
    apart = "同一年份的人口不应相差如此之大。" if same_year else "几年之间人口不应变化如此之大。"
    zh += "两者相容。" if verdict == AGREE else apart
    en = f"{_said_en(evidence, first)} implies about {float(sizes[0]) * 10:g} thousand people; "
    en += f"{_said_en(evidence, second)} about {float(sizes[1]) * 10:g} thousand. "
    apart = (
        "The population of one year cannot differ that much."
        if same_year
        else "A population cannot change that much between these years."
    )
    en = f"L{en[1:]}" + ("The two agree." if verdict == AGREE else apart)
    severity = NONE if verdict == AGREE else MEDIUM
    subject = f"{first.count.subject}、{second.count.subject}"
    ratio = first.ratio or second.ratio
    indicator_id = "" if ratio is None else ratio.indicator_id
    return Finding(verdict, severity, subject, a, b, detail, zh, en, indicator_id)


def _said_zh(evidence: Evidence, pair: _Implied) -> str:
    count = evidence.statement(pair.count).zh
    return count if pair.ratio is None else f"{count}与{evidence.statement(pair.ratio).zh}"


def _said_en(evidence: Evidence, pair: _Implied) -> str:
    count = evidence.statement(pair.count).en
    return count if pair.ratio is None else f"{count} with {evidence.statement(pair.ratio).en}"
