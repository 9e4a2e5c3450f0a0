"""The printed numbers of rows: a gap between two of them is a missing row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.document import Cell
from analysis.document.lines import fold
from analysis.errors import Source
from analysis.extract.problems import Report

# 2.1 stands below 2 and before 3
_BELOW = re.compile(r"\d+[.-]\d+")


class Numbering:
    """Checks that the numbers of a table's rows follow on one another.

    Examples
    --------
    >>> report = Report()
    >>> numbering = Numbering(report)
    >>> for number in ("1", "2", "5"):
    ...     numbering.take(number, Source("p.txt", int(number)), part=False)
    >>> print(report.gaps[0])
    p.txt:5:1: the row's number is 5, but 3 comes next; restore the missing rows, or correct the number
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._last = 0
        self._may_restart = True

    def allow_restart(self) -> None:
        """Let the next number be 1: a pillar or category begins."""
        self._may_restart = True

    def repeats(self, printed: str) -> bool:
        """Say whether a number is the one of the row above."""
        return number_of(printed) == self._last

    def take(self, printed: str, source: Source, *, part: bool) -> None:
        """Take the number of the next row; a part of an indicator may repeat the number of the row above."""
        number = number_of(printed)
        if number is None or _BELOW.fullmatch(fold(printed)):
            return
        restart = number == 1 and self._may_restart
        if number != self._last + 1 and not restart and not (part and number == self._last):
            self._report.gap(
                source,
                f"the row's number is {number}, but {self._last + 1} comes next",
                "restore the missing rows, or correct the number",
            )
        self._last = number
        self._may_restart = False


def number_of(printed: str) -> int | None:
    """Return the digits of a row's number, None where it has none ("一")."""
    digits = re.search(r"\d+", fold(printed))
    return int(digits[0]) if digits else None


def note_gaps(cells: Sequence[Cell], report: Report) -> None:
    """Note where the numbers of entries do not follow on one another; they may begin again at 1."""
    last = 0
    for cell in cells:
        number = number_of(cell.text)
        if number is None:
            continue
        if number not in (last + 1, 1):
            report.note(cell.source, f"the entry's number is {number}, but {last + 1} comes next")
        last = number
