"""Problems found while a document is read: collected as records, raised together when they are fatal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.errors import DocumentError, GuihuaError, Source
from analysis.numerals import clipped

_LONGEST = 400  # of what a message quotes: a cell may be of any length


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the document that a reader should know: where, what, and what to do about it."""

    source: Source
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{self.source}: {self.what}{remedy}"


@dataclass(slots=True)
class Report:
    """Collects problems while one document is read: `notes` leave a result, `faults` do not.

    `gaps` are faults of a table, whose rows are not complete, and none of the rows that it has.
    """

    notes: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    gaps: list[Problem] = field(default_factory=list)

    def note(self, source: Source, what: str, remedy: str = "") -> None:
        """Record something that leaves the result usable."""
        self.notes.append(Problem(source, clipped(what, _LONGEST), remedy))

    def fault(self, source: Source, what: str, remedy: str = "") -> None:
        """Record something that makes the result wrong; the reading goes on to find the other faults."""
        self.faults.append(Problem(source, clipped(what, _LONGEST), remedy))

    def gap(self, source: Source, what: str, remedy: str = "") -> None:
        """Record that rows are missing before a place."""
        self.gaps.append(Problem(source, clipped(what, _LONGEST), remedy))

    def add(self, other: Report) -> None:
        """Take over what was found in a part of the document."""
        self.notes += other.notes
        self.faults += other.faults
        self.gaps += other.gaps

    def fault_of(self, error: GuihuaError, source: Source) -> None:
        """Record the error of an inner function, which did not know the place."""
        placed = error.at(source)
        self.fault(placed.source or source, placed.what, placed.remedy)

    def raise_faults(self) -> None:
        """Raise all faults as one error.

        Raises
        ------
        DocumentError
            If there is any; several stand on a line each.
        """
        if self.faults or self.gaps:
            raise faults_to_error([*self.faults, *self.gaps])


def faults_to_error(faults: Sequence[Problem]) -> DocumentError:
    """Return faults, in the document's order, as one error whose text has a line for each.

    Examples
    --------
    >>> here, there = Source("p.txt", 3, 4, 5), Source("p.txt", 9, 0, 2)
    >>> print(faults_to_error([Problem(there, "no unit"), Problem(here, "not a number", "write —")]))
    p.txt:3:5: not a number; write —
    p.txt:9:1: no unit
    """
    ordered = sorted(dict.fromkeys(faults), key=lambda problem: problem.source)
    first, *others = ordered
    if not others:
        return DocumentError(first.what, remedy=first.remedy, source=first.source)
    rest = "".join(f"\n{problem}" for problem in others)
    remedy = f"; {first.remedy}" if first.remedy else ""
    return DocumentError(f"{first.what}{remedy}{rest}", source=first.source)
