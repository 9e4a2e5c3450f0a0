"""The years that a plan is for, as its title or the lines below it say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.document import Document

_HEAD_LINES = 20
_LONGEST_PERIOD = 15
_LONGEST_TITLE = 60
_YEAR = r"((?:19|20)\d\d)"
_PERIOD = re.compile(rf"{_YEAR}\s*年?\s*[-–—―~～－至到]+\s*{_YEAR}")
_HAN_NUMBER = "[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_PLAN_NUMBER = re.compile(
    # of a plan, not of a time: “十三五”时期 in a plan for the years after it
    rf"(?:[“\"「]({_HAN_NUMBER})五[”\"」]|第({_HAN_NUMBER})个五年)(?!时期|期间|以来|末)[^，,。;；]{{0,30}}?(?:规划|计划|纲要)"
)


def guess_period(document: Document) -> tuple[int, int] | None:
    r"""Return the years that a plan is for, as its title or the lines below it say.

    Returns
    -------
    (first, last) or None
        From years in a short line (2021—2025年); else from the number of the five-year plan (“十四五”规划);
        else from years in a sentence; None when none of them stands before the first table.

    Notes
    -----
    The n-th five-year plan begins in 1951 + 5 n (from the sixth on).

    Examples
    --------
    >>> from analysis.document import parse_document
    >>> guess_period(parse_document("某县养老规划\n(2021—2025年)", "a.txt"))
    (2021, 2025)
    >>> guess_period(parse_document("某市“十三五”民政规划", "a.txt"))
    (2016, 2020)
    """
    captions = (
        (table.caption_source.line if table.caption_source else table.line) for table in document.tables
    )
    first_table = min(captions, default=_HEAD_LINES + 1)
    head = document.lines[: min(first_table - 1, _HEAD_LINES)]
    titles = [line for line in head if len(line) <= _LONGEST_TITLE]
    guesses = (*map(_years_in, titles), *map(_plan_number_in, head), *map(_years_in, head))
    return next((guess for guess in guesses if guess is not None), None)


def _years_in(line: str) -> tuple[int, int] | None:
    for match in _PERIOD.finditer(line):
        first, last = int(match[1]), int(match[2])
        if 1 <= last - first <= _LONGEST_PERIOD:
            return first, last
    return None


def _plan_number_in(line: str) -> tuple[int, int] | None:
    match = _PLAN_NUMBER.search(line)
    if match is None:
        return None
    first = 1951 + 5 * _five_year_number(match[1] or match[2])
    return first, first + 4


def _five_year_number(text: str) -> int:
    """Return the number in 十三五 or 第十三个五年: 13."""
    tens, _, ones = text.rpartition("十")
    digits = "零一二三四五六七八九"
    return (10 * (digits.index(tens) if tens else 1) if "十" in text else 0) + (
        digits.index(ones) if ones else 0
    )
