"""A stated change against the numbers it goes from and to, and a share against its parts: in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from analysis.consistency.compare import Ends, base_ends, dimension_of, ends, meet, show
from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import AGREE, CONFLICT, HIGH, LOW, NONE, Finding
from analysis.consistency.sentences import Item, Sentence

_FROM: Final = re.compile(r"(?:从|由|自)[^,，。;；]{0,20}$")
_TO: Final = re.compile(
    r"^(?P<before>[^,，。;；]{0,12}?)"
    r"(?P<verb>减少|压减|精简|缩减|下降|降低|减|降|撤并|整合|调整|增加|增长|提高|提升|上升|扩大|增|升|发展|变更|变)"
    r"(?:到|至|为|成)[^,，。;；]{0,12}$"
)
_CHANGE_WORD: Final = re.compile(
    r"(?:增长|增加|提高|提升|上升|下降|降低|减少|压减|精简|缩减|减幅|降幅|增幅|压缩)(?:了|率|幅度|比例)?(?:为|达|达到|约)?$"
    r"|(?:调整|撤并|精简|压减|压缩|减少|下降|增长|缩减)(?:率|比例|幅度)(?:为|达|达到|约|超过)?$"
)
_NOT_THIS_CHANGE: Final = re.compile(
    "年均|平均每年|每年|年增|同比|环比|人均|比[^,，。]{1,10}(?:增|减|提|降)|其中|较"
)
_WHOLE_OF: Final = re.compile(
    r"^[^,，。;；]{0,20}(?:中|里)[,，]?[^,，。;；]{0,12}$|^[^,，。;；]{0,20}[,，(（]其中[^,，。;；]{0,20}$"
)
_SHARE_OF: Final = re.compile(
    r"^(?P<clause>[^。;；]{0,24}?)(?:占(?P<of>[^,，。;；\d]{0,12}?)(?:比|比例|比重)?(?:的|为|达到|达|约)*|"
    r"(?P<rate>覆盖率|建成率|占比|比例|比重|达标率|参保率|入住率)(?:为|达到|达|约)*)$"
)
_SELF: Final = re.compile("总数|总量|总人数|总户数|全部|其|总|")


def stated_changes(evidence: Evidence) -> Iterator[Finding]:
    """Compare a stated percentage, difference or number of points with 从 A 减少到 B in the same sentence.

    A and B must be of one unit, the stated change must follow them in the sentence, and its words must name a
    change of the whole time (减少46.1%, 调整率达46.1%, 减少235个, 提高15个百分点). Silent on yearly averages
    (年均), on comparisons with another time (同比, 较), on multiples (倍), and on a rate that is no change
    (覆盖率).
    """
    for sentence in evidence.sentences:
        for index in range(len(sentence.items) - 2):
            first, second = sentence.items[index], sentence.items[index + 1]
            if not _from_to(sentence, first, second):
                continue
            for third in sentence.items[index + 2 : index + 4]:
                words = sentence.text[second.end : third.start + _lead(third)]
                if _NOT_THIS_CHANGE.search(words) or re.search("[从由]", words) or len(words) > 30:
                    break
                if not _CHANGE_WORD.search(words):
                    continue
                finding = _change(sentence, first, second, third)
                if finding is not None:
                    yield finding
                break


def _lead(item: Item) -> int:
    """Length of the words that belong to a printed number: 增长 in 增长50%."""
    match = re.search(r"[\d一二三四五六七八九十百千万]", item.quantity.printed)
    return match.start() if match else 0


def _from_to(sentence: Sentence, first: Item, second: Item) -> bool:
    before = sentence.text[max(0, first.start - 24) : first.start]
    between = sentence.text[first.end : second.start + _lead(second)]
    return (
        bool(_FROM.search(before))
        and bool(_TO.match(between))
        and first.quantity.unit == second.quantity.unit != ""
        and {first.quantity.comparator, second.quantity.comparator} <= {"=", "~"}
        and not first.quantity.is_range
        and not second.quantity.is_range
    )


def _change(sentence: Sentence, first: Item, second: Item, third: Item) -> Finding | None:
    start, end, stated = ends(first.quantity), ends(second.quantity), third.quantity
    shown = base_ends(stated) if stated.unit == first.quantity.unit else ends(stated)
    if start is None or end is None or shown is None or stated.comparator not in ("=", "~"):
        return None
    share = dimension_of(first.quantity.unit) == "share"
    if stated.unit == "%" and not share:
        if start[0] <= 0:
            return None
        change = _absolute((end[0] / start[1] - 1) * 100, (end[1] / start[0] - 1) * 100)
        middle = show(
            abs(Fraction(second.quantity.value or 0) / Fraction(first.quantity.value or 1) - 1) * 100
        )
        sign = "%"
    elif stated.unit == "百分点" and first.quantity.unit == "%":
        change, sign = _absolute(end[0] - start[1], end[1] - start[0]), "个百分点"
        middle = show(abs(Fraction(second.quantity.value or 0) - Fraction(first.quantity.value or 0)))
    elif stated.unit == first.quantity.unit and not share:
        change, sign = _absolute(end[0] - start[1], end[1] - start[0]), stated.unit
        shown = ends(stated) or shown
        middle = show(abs(Fraction(second.quantity.value or 0) - Fraction(first.quantity.value or 0)), 12)
    else:
        return None
    equal = meet(change, shown)
    a, b = (
        sentence.statement(_from_start(sentence, first), second.end),
        sentence.clause(third.start, third.end),
    )
    detail = (
        f"从{first.quantity.printed}到{second.quantity.printed},变化为{middle}{sign},原文写作{stated.printed}"
    )
    near = Fraction(1, 50) * shown[1] >= min(abs(change[0] - shown[1]), abs(shown[0] - change[1]))
    severity = NONE if equal else LOW if near else HIGH
    zh = f"{a.zh},据此变化为{middle}{sign},与“{b.text}”{'一致' if equal else '不符'}。"
    en = (
        f"{a.en_first} is a change of {middle}{sign.removeprefix('个')}, "
        f"{'as' if equal else 'not as'} “{b.text}” says."
    )
    return Finding(AGREE if equal else CONFLICT, severity, a.text, a, b, detail, zh, en)


def _from_start(sentence: Sentence, item: Item) -> int:
    before = sentence.text[: item.start]
    return max((before.rfind(word, max(0, item.start - 24)) for word in "从由自"), default=item.start)


def _absolute(low: Fraction, high: Fraction) -> Ends:
    """Return the interval of the absolute value."""
    if low <= 0 <= high:
        return Fraction(0), max(-low, high)
    return min(abs(low), abs(high)), max(abs(low), abs(high))


def shares_of_counts(evidence: Evidence) -> Iterator[Finding]:
    """Compare a stated share with the part and the whole that stand before it in the same sentence.

    The part must follow the whole as 其中 or …中, count the same kind of thing, and the share must follow the
    part as 占…% or as a rate of coverage. Silent when 占 names another whole (占总人口的20%) and on bounds.
    """
    for sentence in evidence.sentences:
        for index in range(len(sentence.items) - 2):
            whole, part, share = sentence.items[index : index + 3]
            between = sentence.text[whole.end : part.start]
            match = _SHARE_OF.match(sentence.text[part.end : share.start + _lead(share)])
            if match is None or not _WHOLE_OF.match(between) or share.quantity.unit not in ("%", "‰"):
                continue
            if dimension_of(whole.quantity.unit) != dimension_of(part.quantity.unit) or not _same_whole(
                sentence, whole, match
            ):
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
    detail = f"{division},原文写作{share.quantity.printed}"
    zh = f"{a.zh},比例为{middle}{share.quantity.unit},与“{b.text}”{'一致' if equal else '不符'}。"
    en = f"{a.en_first} is {middle}{share.quantity.unit}, {'as' if equal else 'not'} “{b.text}”."
    severity = NONE if equal else LOW if near else HIGH
    return Finding(AGREE if equal else CONFLICT, severity, a.text, a, b, detail, zh, en)


def _clause_start(sentence: Sentence, item: Item) -> int:
    start = item.start
    while start > max(0, item.start - 40) and not sentence.is_boundary(start - 1):
        start -= 1
    return start
