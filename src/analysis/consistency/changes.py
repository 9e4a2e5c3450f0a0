"""A stated change against the numbers it goes from and to, in one sentence."""

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
# Between the end value and the change: the rest of the clause, and then nothing but words of change, because
# a new subject (由51家整合为33家,法人数量压减67.7%) would make it the change of something else.
_CHANGE_WORD: Final = re.compile(
    r"[^,，。;；、]{0,8}[,，、(（]?(?:累计|共计|共|净|总体|总|数量|总量|规模|整体|五年|期间|实现|大幅)*"
    r"(?:(?:增长|增加|新增|净增|提高|提升|上升|下降|降低|减少|压减|精简|缩减|减幅|降幅|增幅|压缩)(?:了|率|幅度|比例)?(?:为|达到|达|约)?"
    r"|(?:调整|撤并|精简|压减|压缩|减少|下降|增长|缩减)(?:率|比例|幅度)(?:为|达到|达|约|超过)?)"
)
_NOT_THIS_CHANGE: Final = re.compile(
    "年均|平均每年|每年|年增|同比|环比|人均|比[^,，。]{1,10}(?:增|减|提|降)|其中|较"
)


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
            third = sentence.items[index + 2]
            words = sentence.text[second.end : third.start + lead_length(third)]
            if _NOT_THIS_CHANGE.search(words) or not _CHANGE_WORD.fullmatch(words):
                continue
            finding = _change(sentence, first, second, third)
            if finding is not None:
                yield finding


def lead_length(item: Item) -> int:
    """Length of the words that belong to a printed number: 增长 in 增长50%."""
    match = re.search(r"[\d一二三四五六七八九十百千万]", item.quantity.printed)
    return match.start() if match else 0


def _from_to(sentence: Sentence, first: Item, second: Item) -> bool:
    before = sentence.text[max(0, first.start - 24) : first.start]
    between = sentence.text[first.end : second.start + lead_length(second)]
    return (
        bool(_FROM.search(before))
        and bool(_TO.match(between))
        and first.quantity.unit == second.quantity.unit
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
    elif stated.unit == first.quantity.unit != "" and not share:
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
    detail = f"从{first.quantity.printed}到{second.quantity.printed}，变化为{middle}{sign}"
    detail += f"，原文写作{stated.printed}"
    near = Fraction(1, 50) * shown[1] >= min(abs(change[0] - shown[1]), abs(shown[0] - change[1]))
    severity = NONE if equal else LOW if near else HIGH
    zh = f"{a.zh}，据此变化为{middle}{sign}，与“{b.text}”{'一致' if equal else '不符'}。"
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
