"""A total over five years against its yearly average: 五年培训3000人次,年均600人次."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from analysis.consistency.changes import lead_length
from analysis.consistency.compare import Ends, base_ends, dimension_of, factor_of, meet, show
from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import AGREE, CONFLICT, HIGH, LOW, NONE, Finding
from analysis.consistency.sentences import Item, Sentence

YEARS: Final = 5
_OVER_FIVE_YEARS: Final = re.compile("五年|5年")
_A_YEAR: Final = re.compile(
    r"^[,，、(（]?[^,，。;；、\d]{0,12}?(?:年均|平均每年|每年平均|每年)(?P<verb>[^,，。;；、\d]{0,10})$"
)
_OTHER_TIME: Final = re.compile("比|较|同比|以上|其中")
_FALL: Final = re.compile("下降|降低|减少|压减")
_RISE: Final = re.compile("增长|提高|上升|增加")


def totals_and_yearly_averages(evidence: Evidence) -> Iterator[Finding]:
    """Compare a total of 五年 with the yearly average straight behind it in the same sentence.

    A number must be five times the average; a percentage must be what the average gives by the level method
    in five years, or five times the average. Rounding of both counts. Silent without 五年 in the sentence
    before the total, on other units, and on bounds.
    """
    for sentence in evidence.sentences:
        for total, average in zip(sentence.items, sentence.items[1:], strict=False):
            between = sentence.text[total.end : average.start + lead_length(average)]
            match = _A_YEAR.match(between)
            before = sentence.text[max(0, total.start - 60) : total.start + lead_length(total)]
            clause = re.split("[。;；]", before)[-1]
            if match is None or not _OVER_FIVE_YEARS.search(clause) or _OTHER_TIME.search(between):
                continue
            finding = _compare(sentence, total, average, falling=bool(_FALL.search(match["verb"])))
            if finding is not None:
                yield finding


def _compare(sentence: Sentence, total: Item, average: Item, *, falling: bool) -> Finding | None:
    one, two = total.quantity, average.quantity
    whole, yearly, factor = base_ends(one), base_ends(two), factor_of(one.unit)
    plain = {one.comparator, two.comparator} <= {"=", "~"} and not (one.is_range or two.is_range)
    if whole is None or yearly is None or factor is None or not plain or yearly[0] < 0:
        return None
    if not one.unit or dimension_of(one.unit) != dimension_of(two.unit):
        return None
    expected = [(yearly[0] * YEARS, yearly[1] * YEARS)]
    if dimension_of(one.unit) == "share":
        expected.append(_compounded(yearly, -1 if falling else 1))
    equal = any(meet(interval, whole) for interval in expected)
    near = any(meet((low * Fraction(49, 50), high * Fraction(51, 50)), whole) for low, high in expected)
    middle = show((expected[-1][0] + expected[-1][1]) / 2 / factor, 6)
    a, b = sentence.clause(total.start, total.end), sentence.clause(average.start, average.end)
    detail = f"按年均{two.printed}计算，五年为{middle}{one.unit}，原文写作{one.printed}"
    zh = f"{a.zh}，按“{b.text}”计算五年为{middle}{one.unit}，{'两者一致' if equal else '两者不符'}。"
    en = f"{a.en_first}: by “{b.text}” five years make {middle} {one.unit}, "
    en += "as printed." if equal else "not the printed total."
    severity = NONE if equal else LOW if near else HIGH
    return Finding(AGREE if equal else CONFLICT, severity, a.text, a, b, detail, zh, en)


def _compounded(yearly: Ends, sign: int) -> Ends:
    """Return the change after five years of a yearly change, both as positive fractions.

    Examples
    --------
    >>> [round(float(end), 3) for end in _compounded((Fraction(34, 1000), Fraction(36, 1000)), -1)]
    [0.159, 0.167]
    """
    low, high = sorted(abs((1 + sign * rate) ** YEARS - 1) for rate in yearly)
    return low, high
