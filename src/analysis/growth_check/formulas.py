"""The formulas that may have produced a wrong growth figure; a new suspicion is one more line in a menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.growth import (
    Floats,
    level_growth,
    log_growth,
    points_per_year,
    simple_growth_on_base,
    simple_growth_on_target,
)

# Candidates are worked out in binary floats; a printed end such as 0.55 must still count as reached.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Cells:
    """The printed numbers of n rows, as a candidate formula sees them: all arrays have shape (n,).

    ``base`` and ``end`` are in one unit (shares in per cent), ``step`` is one unit in the last printed place
    of the stated figure (0.1 for "4.4"), ``share`` is True where both cells are shares or carry no unit.
    ``actual`` is the value really reached in the end, where the row holds one; ``near_base`` and
    ``near_end``, shape (n, 2), are the values in the rows above and below. NaN where there is none, or it has
    another unit.
    """

    base: Floats
    end: Floats
    years: Floats
    step: Floats
    share: NDArray[np.bool_]
    actual: Floats
    near_base: Floats
    near_end: Floats


@dataclass(frozen=True, slots=True)
class Candidate:
    """A formula that may have produced a wrong figure: printed cells → per cent (or points) a year.

    Names are values of the column ``reproduced_by``. The function gives shape (n,), or (n, k) where it
    stands for k variants, and NaN where it does not apply.
    """

    name: str
    function: Callable[[Cells], Floats]


def _simple_on_base(cells: Cells) -> Floats:
    return 100 * simple_growth_on_base(cells.base, cells.end, cells.years)


def _simple_on_target(cells: Cells) -> Floats:
    return 100 * simple_growth_on_target(cells.base, cells.end, cells.years)


def _points(cells: Cells) -> Floats:
    """Return the change in percentage points a year; a change in yuan or beds cannot pass for a per cent."""
    return np.where(cells.share, points_per_year(cells.base, cells.end, cells.years), np.nan)


def _total(cells: Cells) -> Floats:
    return 100 * level_growth(cells.base, cells.end, np.ones_like(cells.years))


def _total_on_target(cells: Cells) -> Floats:
    return 100 * simple_growth_on_target(cells.base, cells.end, np.ones_like(cells.years))


def _total_points(cells: Cells) -> Floats:
    return np.where(cells.share, cells.end - cells.base, np.nan)


def _level(cells: Cells) -> Floats:
    return 100 * level_growth(cells.base, cells.end, cells.years)


def _log(cells: Cells) -> Floats:
    return 100 * log_growth(cells.base, cells.end, cells.years)


def _one_year_more(cells: Cells) -> Floats:
    return 100 * level_growth(cells.base, cells.end, cells.years + 1)


def _one_year_less(cells: Cells) -> Floats:
    return 100 * level_growth(cells.base, cells.end, _years_less_one(cells))


def _points_one_year_more(cells: Cells) -> Floats:
    return points_per_year(cells.base, cells.end, cells.years + 1)


def _points_one_year_less(cells: Cells) -> Floats:
    return points_per_year(cells.base, cells.end, _years_less_one(cells))


def _years_less_one(cells: Cells) -> Floats:
    return np.where(cells.years > 1, cells.years - 1, np.nan)


def _cut(function: Callable[[Cells], Floats]) -> Callable[[Cells], Floats]:
    """Drop the digits after the printed place, towards zero; a value a hair below a step counts as on it."""

    def cut(cells: Cells) -> Floats:
        value = function(cells)
        steps = np.abs(value) / cells.step
        return np.asarray(np.copysign(np.floor(steps * (1 + TOLERANCE)) * cells.step, value))

    return cut


def _negative(function: Callable[[Cells], Floats]) -> Callable[[Cells], Floats]:
    return lambda cells: -function(cells)


def _swapped(cells: Cells) -> Floats:
    return 100 * level_growth(cells.end, cells.base, cells.years)


def _to_actual(cells: Cells) -> Floats:
    return 100 * level_growth(cells.base, cells.actual, cells.years)


def _points_to_actual(cells: Cells) -> Floats:
    return points_per_year(cells.base, cells.actual, cells.years)


def _near(function: Callable[[Floats, Floats, Floats], Floats]) -> Callable[[Cells], Floats]:
    """Take the base, the end, or both from the row above or below."""

    def near(cells: Cells) -> Floats:
        base, end, years = cells.base[:, None], cells.end[:, None], cells.years[:, None]
        pairs = ((cells.near_base, end), (base, cells.near_end), (cells.near_base, cells.near_end))
        return np.concatenate([function(start, stop, years) for start, stop in pairs], axis=1)

    return near


def _level_of(base: Floats, end: Floats, years: Floats) -> Floats:
    return 100 * level_growth(base, end, years)


# The order is the order of plausibility: first the shortcuts that people take on purpose, on the usual
# denominator before the unusual one; then a rate confused with a difference or a total; then a slip in
# counting the years (2015-2020 taken as six is commoner than as four); then what needs tight intervals; then
# a sign or a cell mistaken for another.
RATE_MENU: tuple[Candidate, ...] = (
    Candidate("simple_on_base", _simple_on_base),
    Candidate("simple_on_target", _simple_on_target),
    Candidate("percentage_points_per_year", _points),
    Candidate("total_not_annualised", _total),
    Candidate("n_plus_1", _one_year_more),
    Candidate("n_minus_1", _one_year_less),
    Candidate("truncated", _cut(_level)),
    Candidate("log", _log),
    Candidate("sign_flipped", _negative(_level)),
    Candidate("swapped_cells", _swapped),
    Candidate("actual_as_target", _to_actual),
    Candidate("other_row", _near(_level_of)),
)
"""For a figure stated in per cent a year."""

POINTS_MENU: tuple[Candidate, ...] = (
    Candidate("level", _level),
    Candidate("total_not_annualised", _total_points),
    Candidate("n_plus_1", _points_one_year_more),
    Candidate("n_minus_1", _points_one_year_less),
    Candidate("simple_on_base", _simple_on_base),
    Candidate("simple_on_target", _simple_on_target),
    Candidate("truncated", _cut(_points)),
    Candidate("sign_flipped", _negative(_points)),
    Candidate("actual_as_target", _points_to_actual),
    Candidate("other_row", _near(points_per_year)),
)
"""For a figure stated in percentage points a year."""

TOTAL_MENU: tuple[Candidate, ...] = (
    Candidate("level", _level),
    Candidate("simple_on_base", _simple_on_base),
    Candidate("total_on_target", _total_on_target),
    Candidate("total_points", _total_points),
    Candidate("truncated", _cut(_total)),
    Candidate("sign_flipped", _negative(_total)),
)
"""For a figure stated in per cent over the whole period."""

TOTAL_POINTS_MENU: tuple[Candidate, ...] = (
    Candidate("percentage_points_per_year", _points),
    Candidate("total_not_annualised", _total),
    Candidate("truncated", _cut(_total_points)),
    Candidate("sign_flipped", _negative(_total_points)),
)
"""For a figure stated in percentage points over the whole period."""
