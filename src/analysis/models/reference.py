"""How far official indicators move in so many years: the reference class of an indicator with one value.

One value carries no trend. What can be said is how many official indicators of the same kind moved as far as
a target asks. The moves are data (``reference.json``), made by benchmarks/reference_class.py.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

FEWEST_MEMBERS = 20
"""A smaller class says nothing."""

POINTS, PER_CENT = "points", "per_cent"
MEASURES: Mapping[str, str] = MappingProxyType(
    {"share": POINTS, "rate": PER_CENT, "money": PER_CENT, "count": PER_CENT}
)
"""Kind of indicator → how a move is measured: in percentage points, or in per cent of the start."""


@dataclass(frozen=True, slots=True)
class MoveClass:
    """The moves of official indicators of one kind over so many years.

    Parameters
    ----------
    kind : str
        A key of `MEASURES`.
    years : int
        Years from start to end of each move.
    moves : tuple of float
        Ascending, one for each indicator (the last ``years`` years of one of its series), in percentage
        points for shares, else in per cent of the start over the whole time, to four digits.
    series : int
        Series of these indicators that are long enough: the breakdowns of one indicator move together, so
        they do not count as members.
    """

    kind: str
    years: int
    moves: tuple[float, ...]
    series: int

    def __len__(self) -> int:
        return len(self.moves)

    def moved_at_least(self, needed: float, side: str) -> int:
        """Return how many members moved so far: to `needed` or above ("up"), to it or below ("down").

        Examples
        --------
        >>> five = MoveClass("share", 5, (-4.0, -1.0, 0.0, 2.0, 6.0), 9)
        >>> five.moved_at_least(2.0, "up"), five.moved_at_least(-1.0, "down"), five.moved_at_least(7.0, "up")
        (2, 2, 0)
        """
        size = to_four_digits(needed)  # as the moves: a step of 5 printed points is reached by 4.99999
        if side == "down":
            return bisect_right(self.moves, size)
        return len(self.moves) - bisect_left(self.moves, size)

    def quartiles(self) -> tuple[float, float, float]:
        """Return lower quartile, median and upper quartile of the moves, each the move of a member.

        The quantile at p is the smallest move that a share p of the members does not exceed.

        Raises
        ------
        ValueError
            If the class is empty.

        Examples
        --------
        >>> MoveClass("share", 5, (-4.0, -1.0, 0.0, 2.0), 4).quartiles()
        (-4.0, -1.0, 0.0)
        """
        if not self.moves:
            raise ValueError(f"no moves of {self.kind} over {self.years} years")
        low, middle, high = (self.moves[math.ceil(len(self.moves) * k / 4) - 1] for k in (1, 2, 3))
        return low, middle, high


@dataclass(frozen=True, slots=True)
class ReferenceClasses:
    """All classes, and how well they guessed the moves of a country that they were made without.

    Parameters
    ----------
    classes : mapping
        (kind, years) → `MoveClass`.
    countries : tuple of str
        Codes of the countries whose offices published the series.
    made : str
        Day of the calculation.
    nominal, covered : float, (float, float)
        The band from quantile (1 − nominal) / 2 up to its mirror image held this share of the moves of a
        country left out: in the worst and in the best case, by country and kind.
    """

    classes: Mapping[tuple[str, int], MoveClass]
    countries: tuple[str, ...]
    made: str
    nominal: float
    covered: tuple[float, float]

    @property
    def longest(self) -> int:
        """The largest number of years that any class exists for."""
        return max((years for _, years in self.classes), default=0)


def to_four_digits(value: float) -> float:
    """Return a number to four significant digits.

    Examples
    --------
    >>> to_four_digits(4.9999999), to_four_digits(-123.456)
    (5.0, -123.5)
    """
    return float(f"{value:.4g}") + 0.0  # never −0


@cache
def load_reference_classes() -> ReferenceClasses:
    """Return the classes that come with the library.

    Examples
    --------
    >>> sorted({kind for kind, _ in load_reference_classes().classes})
    ['count', 'money', 'rate', 'share']
    """
    text = files("analysis.models").joinpath("reference.json").read_text(encoding="utf-8")
    return reference_classes_from(json.loads(text))


def reference_classes_from(data: Mapping[str, Any]) -> ReferenceClasses:
    """Return the classes of a parsed ``reference.json``.

    Raises
    ------
    ValueError
        If a kind is unknown, a class stands twice, or moves are not ascending finite numbers.
    """
    classes: dict[tuple[str, int], MoveClass] = {}
    for row in data["class"]:
        kind, years = str(row["kind"]), int(row["years"])
        moves = tuple(float(move) for move in row["moves"])
        if kind not in MEASURES:
            raise ValueError(f'no kind "{kind}"; kinds are {", ".join(MEASURES)}')
        if (kind, years) in classes:
            raise ValueError(f"the class of {kind} over {years} years stands twice")
        if list(moves) != sorted(moves) or not all(map(math.isfinite, moves)):
            raise ValueError(f"{kind} over {years} years: moves must be finite and ascending")
        classes[kind, years] = MoveClass(kind, years, moves, int(row["series"]))
    low, high = data["covered"]
    countries = tuple(map(str, data["countries"]))
    return ReferenceClasses(MappingProxyType(classes), countries, data["made"], data["nominal"], (low, high))
