"""The formula or slip behind a printed growth figure that contradicts its own endpoints.

An explanation is worth little if almost any figure would have found one, so each comes with the chance of
that, and is named only where the chance is at most `NAMED_UP_TO` (`SLIPS_NAMED_UP_TO`). The menu is tried in
order of plausibility (`formulas`, then `slips`); the chance counts the explanation and everything before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.growth import Floats, level_growth_interval, points_per_year
from analysis.growth_check.cells import Bounds, Digits
from analysis.growth_check.formulas import TOLERANCE, Candidate, Cells
from analysis.growth_check.slips import SLIPS, Slip, Variants

NAMED_UP_TO = 0.2
"""A formula that fits is named where the chance of some fit by accident is at most this: at even odds
before, it is then five times likelier than accident."""

SLIPS_NAMED_UP_TO = 0.1
"""The same for slips, which are rarer than wrong formulas and fit more easily."""


@dataclass(frozen=True, slots=True)
class Case:
    """n wrong figures of one kind, and all that may explain them: arrays of shape (n,).

    ``stated`` is the figure with the interval that it claims, ``recomputed`` the interval that the endpoints
    allow, disjoint from it; ``span`` the years that the figure is spread over. ``points``: all figures are
    in percentage points. The digits of an endpoint count steps of the common unit.
    """

    cells: Cells
    span: Floats
    base: Bounds
    target: Bounds
    stated: Bounds
    recomputed: Bounds
    base_digits: Digits
    target_digits: Digits
    stated_digits: Digits
    points: bool

    def endpoint(self, name: str) -> tuple[Bounds, Digits]:
        """Return the "base" or the "target"."""
        return (self.base, self.base_digits) if name == "base" else (self.target, self.target_digits)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the menu says about n figures.

    ``names``: what gives the figure, most plausible first, empty where nothing does; ``chance``: that
    something up to the first name would fit by accident (where nothing fits: some formula).
    """

    names: tuple[tuple[str, ...], ...]
    chance: Floats

    @property
    def believable(self) -> NDArray[np.bool_]:
        """Where something fits, and would hardly do so by accident."""
        return np.array([bool(names) for names in self.names], bool) & (self.chance <= NAMED_UP_TO)


def diagnose(menu: tuple[Candidate, ...], case: Case) -> Diagnosis:
    """Name what gives the stated figures, and the chance that something would by accident.

    A formula fits when its value on the printed numbers, rounded to the printed places (a tie either way),
    is the stated figure; a slip fits when the row passes without it. The chance models a wrong figure as
    equally likely to be any figure with the same number of decimals between 0 and twice the far end of the
    recomputed interval (stretched to the stated figure where that lies beyond), except those that the
    interval allows; it is the share of these figures that a formula hits, counted, not simulated. What slips
    hit is added to that without looking for figures hit twice, so it is at most overstated.

    Parameters
    ----------
    menu : tuple of Candidate
        In order of plausibility; slips follow it.
    case : Case, n figures

    Returns
    -------
    Diagnosis
    """
    if not len(case.span):
        return Diagnosis((), np.zeros(0))
    values, tier = _values(menu, case.cells)
    slack = TOLERANCE * np.fmax(np.abs(values), case.cells.step[:, None])
    fits = (values >= case.stated.lower[:, None] - slack) & (values <= case.stated.upper[:, None] + slack)
    by_formula = np.stack([fits[:, tier == number].any(axis=1) for number in range(len(menu))], axis=1)
    found = by_formula.any(axis=1)
    first = np.where(found, by_formula.argmax(axis=1), len(menu))
    window = _window(case)
    chance = window.share(np.where(tier <= first[:, None], values, np.nan))
    names = list(_names(menu, by_formula))
    open_rows = np.flatnonzero(~found & (chance <= SLIPS_NAMED_UP_TO))
    for row, name, slip_chance in _slips(case, window, chance, open_rows):
        names[row], chance[row] = (name,), slip_chance
    return Diagnosis(tuple(names), chance)


def _values(menu: tuple[Candidate, ...], cells: Cells) -> tuple[Floats, NDArray[np.intp]]:
    """Return the values of all candidates, shape (n, v), and for each of the v the candidate's number."""
    columns = [candidate.function(cells).reshape(len(cells.base), -1) for candidate in menu]
    tier = np.repeat(np.arange(len(menu)), [column.shape[1] for column in columns])
    return np.concatenate(columns, axis=1), tier


def _names(menu: tuple[Candidate, ...], fits: NDArray[np.bool_]) -> tuple[tuple[str, ...], ...]:
    """Return the names of each row; the few combinations that occur are spelled out once, not once a row."""
    combinations, codes = np.unique(fits @ (1 << np.arange(len(menu))), return_inverse=True)
    spelled = [
        tuple(item.name for j, item in enumerate(menu) if bits >> j & 1) for bits in combinations.tolist()
    ]
    return tuple(spelled[code] for code in codes.tolist())


# --- slips ------------------------------------------------------------------------------------------------


def _slips(
    case: Case, window: _Window, formulas: Floats, rows: NDArray[np.intp]
) -> list[tuple[int, str, float]]:
    """Return (row, slip, chance) for rows that a slip explains; a row leaves once its chance is too large."""
    found = []
    hits = np.zeros(len(window.wrong))
    for slip in SLIPS:
        if not len(rows):
            break
        part, frame = _part(case, rows), window.take(rows)
        fits, more = (
            _stated_slip(part, frame, slip) if slip.cell == "stated" else _endpoint_slip(part, frame, slip)
        )
        hits[rows] += more
        chance = np.minimum(1, formulas[rows] + hits[rows] / frame.wrong)
        for at in np.flatnonzero(fits & (chance <= SLIPS_NAMED_UP_TO)):
            found.append((int(rows[at]), slip.name, float(chance[at])))
        rows = rows[~fits & (chance <= SLIPS_NAMED_UP_TO)]
    return found


def _part(case: Case, rows: NDArray[np.intp]) -> Case:
    """Return some rows of a case; slips do not look at the cells of the formulas."""
    return Case(
        cells=case.cells,
        span=case.span[rows],
        base=case.base.take(rows),
        target=case.target.take(rows),
        stated=case.stated.take(rows),
        recomputed=case.recomputed.take(rows),
        base_digits=case.base_digits.take(rows),
        target_digits=case.target_digits.take(rows),
        stated_digits=case.stated_digits.take(rows),
        points=case.points,
    )


def _stated_slip(case: Case, window: _Window, slip: Slip) -> tuple[NDArray[np.bool_], Floats]:
    """Return where a corrected figure is allowed, and how many figures are one slip from allowed ones."""
    variants = slip.variants(case.stated_digits.digits)
    lower, upper = _around(variants, case.stated, case.stated_digits.step)
    fits = (upper >= case.recomputed.lower[:, None]) & (lower <= case.recomputed.upper[:, None])
    return np.asarray(fits.any(axis=1)), (~np.isnan(lower)).sum(axis=1) * window.allowed_count


def _endpoint_slip(case: Case, window: _Window, slip: Slip) -> tuple[NDArray[np.bool_], Floats]:
    """Return where a corrected endpoint gives the figure, and how many figures some correction gives."""
    bounds, digits = case.endpoint(slip.cell)
    corrected = _around(slip.variants(digits.digits), bounds, digits.step)
    other = case.target if slip.cell == "base" else case.base
    printed = (other.lower[:, None], other.upper[:, None])
    base, target = (corrected, printed) if slip.cell == "base" else (printed, corrected)
    lower, upper = _growth_interval(base, target, case.span[:, None], points=case.points)
    fits = (upper >= case.stated.lower[:, None]) & (lower <= case.stated.upper[:, None])
    return np.asarray(fits.any(axis=1)), window.reached(lower, upper)


def _around(variants: Variants, bounds: Bounds, step: Floats) -> tuple[Floats, Floats]:
    """Return the rounding intervals around corrected numbers, as wide as that of the printed one."""
    value = variants.digits * step[:, None] * variants.scale
    below, above = (
        end[:, None] * variants.scale for end in (bounds.lower - bounds.value, bounds.upper - bounds.value)
    )
    return value + below, value + above


def _growth_interval(
    base: tuple[Floats, Floats], target: tuple[Floats, Floats], span: Floats, *, points: bool
) -> tuple[Floats, Floats]:
    if points:
        return points_per_year(base[1], target[0], span), points_per_year(base[0], target[1], span)
    positive = np.where(base[0] > 0, base[0], np.nan)
    lower, upper = level_growth_interval(positive, base[1], *target, span)
    return 100 * lower, 100 * upper


# --- the figures that might have been printed ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Window:
    """The printable figures of n rows, counted as whole multiples of one step: arrays of shape (n,).

    A figure is hit by a value v, or allowed by an interval [v, w], when its rounding interval (``below`` and
    ``above`` the figure) reaches it.
    """

    step: Floats
    below: Floats
    above: Floats
    first: Floats
    last: Floats
    allowed: tuple[Floats, Floats]

    @property
    def allowed_count(self) -> Floats:
        """How many printable figures agree with the endpoints."""
        return np.asarray(self.allowed[1] - self.allowed[0] + 1)

    @property
    def wrong(self) -> Floats:
        """How many do not; the stated figure is one of them."""
        return np.asarray(np.maximum(1, self.last - self.first + 1 - self.allowed_count))

    def share(self, values: Floats) -> Floats:
        """Return the share of the wrong figures that one of the values, shape (n, v), would be rounded to."""
        hits = [self.printable(column, column) for column in values.T]
        reached = _count([self.allowed, *hits])
        return np.asarray((reached - self.allowed_count) / self.wrong)

    def reached(self, lower: Floats, upper: Floats) -> Floats:
        """Return how many figures the intervals, shape (n, k), reach, each counted as often as it is."""
        low, high = self.printable(lower, upper)
        return np.asarray((high - low + 1).sum(axis=1))

    def printable(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Return the figures from low to high, shape (n,) or (n, k), that lie in the window."""
        step, below, above, first, last = (
            part if low.ndim == 1 else part[:, None]
            for part in (self.step, self.below, self.above, self.first, self.last)
        )
        return _clip(_ceil((low - above) / step), _floor((high + below) / step), first, last)

    def take(self, rows: NDArray[np.intp]) -> _Window:
        """Return some of the rows."""
        return _Window(
            self.step[rows],
            self.below[rows],
            self.above[rows],
            self.first[rows],
            self.last[rows],
            (self.allowed[0][rows], self.allowed[1][rows]),
        )


def _window(case: Case) -> _Window:
    step, stated, recomputed = case.cells.step, case.stated, case.recomputed
    first = _ceil(np.fmin(np.fmin(0, 2 * recomputed.lower), stated.value) / step)
    last = _floor(np.fmax(np.fmax(0, 2 * recomputed.upper), stated.value) / step)
    below, above = stated.value - stated.lower, stated.upper - stated.value
    empty = _Window(step, below, above, first, last, (first, last))
    return _Window(step, below, above, first, last, empty.printable(recomputed.lower, recomputed.upper))


def _ceil(steps: Floats) -> Floats:
    return np.asarray(np.ceil(steps - TOLERANCE * np.maximum(1, np.abs(steps))))


def _floor(steps: Floats) -> Floats:
    return np.asarray(np.floor(steps + TOLERANCE * np.maximum(1, np.abs(steps))))


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
