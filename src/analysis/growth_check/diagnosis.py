"""The formula or slip behind a printed growth figure that contradicts its own endpoints.

A menu is a tuple of named functions on the printed cells; a new suspicion is one more line in it. An
explanation is worth little if almost any figure would have found one, so each comes with the chance of that.
"""

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
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Cells:
    """The printed numbers of n rows, as a candidate formula sees them: all arrays have shape (n,).

    ``base`` and ``end`` are in one unit (shares in per cent), ``step`` is one unit in the last printed place
    of the stated figure (0.1 for "4.4"), ``share`` is True where both cells are shares or carry no unit.
    """

    base: Floats
    end: Floats
    years: Floats
    step: Floats
    share: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Closed intervals of n figures, in per cent (or percentage points) a year."""

    value: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class Candidate:
    """A formula that may have produced a wrong figure: printed cells → per cent (or points) a year.

    Names are the values of the column ``reproduced_by``. The function gives NaN where it does not apply.
    """

    name: str
    function: Callable[[Cells], Floats]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a menu says about n figures: the fitting names, most plausible first, and the chance of a fit."""

    names: tuple[tuple[str, ...], ...]
    chance: Floats


def _simple_on_base(cells: Cells) -> Floats:
    return 100 * simple_growth_on_base(cells.base, cells.end, cells.years)


def _simple_on_target(cells: Cells) -> Floats:
    return 100 * simple_growth_on_target(cells.base, cells.end, cells.years)


def _points(cells: Cells) -> Floats:
    """Return the change in percentage points a year; a change in yuan or beds cannot pass for a per cent."""
    return np.where(cells.share, points_per_year(cells.base, cells.end, cells.years), np.nan)


def _total(cells: Cells) -> Floats:
    return 100 * level_growth(cells.base, cells.end, np.ones_like(cells.years))


def _total_points(cells: Cells) -> Floats:
    return cells.end - cells.base


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


def _truncated(cells: Cells) -> Floats:
    return _cut(_level(cells), cells.step)


def _truncated_points(cells: Cells) -> Floats:
    return _cut(_points(cells), cells.step)


def _years_less_one(cells: Cells) -> Floats:
    return np.where(cells.years > 1, cells.years - 1, np.nan)


def _cut(value: Floats, step: Floats) -> Floats:
    """Drop the digits after the printed place, towards zero; a value a hair below a step counts as on it."""
    steps = np.abs(value) / step
    return np.asarray(np.copysign(np.floor(steps * (1 + _TOLERANCE)) * step, value))


# The order is the order of plausibility: first the shortcuts that people take on purpose, on the usual
# denominator before the unusual one; then a rate confused with a difference or a total; then a slip in
# counting the years (2015-2020 taken as six is commoner than as four); last what needs tight intervals.
RATE_MENU: tuple[Candidate, ...] = (
    Candidate("simple_on_base", _simple_on_base),
    Candidate("simple_on_target", _simple_on_target),
    Candidate("percentage_points_per_year", _points),
    Candidate("total_not_annualised", _total),
    Candidate("n_plus_1", _one_year_more),
    Candidate("n_minus_1", _one_year_less),
    Candidate("truncated", _truncated),
    Candidate("log", _log),
)
"""For a figure stated in per cent a year."""

POINTS_MENU: tuple[Candidate, ...] = (
    Candidate("level", _level),
    Candidate("total_not_annualised", _total_points),
    Candidate("n_plus_1", _points_one_year_more),
    Candidate("n_minus_1", _points_one_year_less),
    Candidate("simple_on_base", _simple_on_base),
    Candidate("simple_on_target", _simple_on_target),
    Candidate("truncated", _truncated_points),
)
"""For a figure stated in percentage points a year."""


def diagnose(menu: tuple[Candidate, ...], cells: Cells, stated: Bounds, recomputed: Bounds) -> Diagnosis:
    """Name the candidates that give the stated figures, and the chance that some candidate would by accident.

    A candidate fits when its value on the printed numbers, rounded to the printed places (a tie either way),
    is the stated figure. The chance models a wrong figure as equally likely to be any figure with the same
    number of decimals between 0 and twice the far end of the recomputed interval (stretched to the stated
    figure where that lies beyond), except those that the interval allows; it is the share of these figures
    that some candidate hits, counted, not simulated.

    Parameters
    ----------
    menu : tuple of Candidate
        In order of plausibility.
    cells : Cells, shape (n,)
        The printed numbers.
    stated, recomputed : Bounds, shape (n,)
        The stated figure with its rounding interval and the interval that the endpoints allow, disjoint.

    Returns
    -------
    Diagnosis
        Names per row, empty where nothing fits; chance in [0, 1].

    Examples
    --------
    100 → 150 in five years "grew by 10.0 % a year":

    >>> one = np.ones(1)
    >>> cells = Cells(100 * one, 150 * one, 5 * one, 0.1 * one, one > 0)
    >>> found = diagnose(RATE_MENU, cells, Bounds(10.0 * one, 9.95 * one, 10.05 * one),
    ...                  Bounds(8.45 * one, 8.27 * one, 8.63 * one))
    >>> found.names, round(float(found.chance[0]), 3)
    ((('simple_on_base', 'percentage_points_per_year'),), 0.03)
    """
    values = np.stack([candidate.function(cells) for candidate in menu], axis=1)
    slack = _TOLERANCE * np.fmax(np.abs(values), cells.step[:, None])
    fits = (values >= stated.lower[:, None] - slack) & (values <= stated.upper[:, None] + slack)
    return Diagnosis(_names(menu, fits), _chance(values, cells.step, stated, recomputed))


def _names(menu: tuple[Candidate, ...], fits: NDArray[np.bool_]) -> tuple[tuple[str, ...], ...]:
    """Return the names of each row; the few combinations that occur are spelled out once, not once a row."""
    combinations, codes = np.unique(fits @ (1 << np.arange(len(menu))), return_inverse=True)
    spelled = [
        tuple(item.name for j, item in enumerate(menu) if bits >> j & 1) for bits in combinations.tolist()
    ]
    return tuple(spelled[code] for code in codes.tolist())


def _chance(values: Floats, step: Floats, stated: Bounds, recomputed: Bounds) -> Floats:
    """Share of the printable wrong figures in the window that some candidate value would be rounded to.

    Figures are counted as whole multiples of `step`. A figure k is hit by a value v, or allowed by an
    interval [v, w], when the rounding interval around k reaches it.
    """
    below, above = stated.value - stated.lower, stated.upper - stated.value

    def printable(low: Floats, high: Floats) -> tuple[Floats, Floats]:
        return _ceil((low - above) / step), _floor((high + below) / step)

    first = _ceil(np.fmin(np.fmin(0, 2 * recomputed.lower), stated.value) / step)
    last = _floor(np.fmax(np.fmax(0, 2 * recomputed.upper), stated.value) / step)
    allowed = _clip(*printable(recomputed.lower, recomputed.upper), first, last)
    hits = [_clip(*printable(column, column), first, last) for column in values.T]
    count_allowed = _count([allowed])
    wrong = last - first + 1 - count_allowed
    return (_count([allowed, *hits]) - count_allowed) / wrong


def _ceil(steps: Floats) -> Floats:
    return np.ceil(steps - _TOLERANCE * np.maximum(1, np.abs(steps)))


def _floor(steps: Floats) -> Floats:
    return np.floor(steps + _TOLERANCE * np.maximum(1, np.abs(steps)))


def _clip(low: Floats, high: Floats, first: Floats, last: Floats) -> tuple[Floats, Floats]:
    """Cut whole-number intervals to the window; one outside it, or NaN, becomes an empty one at its end."""
    low, high = np.maximum(low, first), np.minimum(high, last)
    empty = ~(low <= high)
    return np.where(empty, last + 1, low), np.where(empty, last, high)


def _count(intervals: list[tuple[Floats, Floats]]) -> Floats:
    """Count the whole numbers in the union of closed whole-number intervals, row by row."""
    low = np.stack([pair[0] for pair in intervals], axis=1)
    high = np.stack([pair[1] for pair in intervals], axis=1)
    order = np.argsort(low, axis=1)
    low, high = np.take_along_axis(low, order, 1), np.take_along_axis(high, order, 1)
    reached = np.maximum.accumulate(high, axis=1)
    before = np.concatenate([np.full((len(low), 1), -np.inf), reached[:, :-1]], axis=1)
    return np.asarray(np.maximum(0, high - np.maximum(low - 1, before)).sum(axis=1))
