"""The kernel that decides whether printed growth agrees with its printed endpoints, for one row or a million.

Every printed number stands for an interval (`rounding`). Both ends of the endpoints' intervals go through the
formula; the verdict is whether the stated interval meets the result. Hence a figure that was computed from
the unrounded endpoints and rounded by the rule is never flagged. Ends that touch are compared in exact
fractions, not by the luck of binary floats. A contradiction does not say which printed number is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.growth import Floats, level_growth, level_growth_interval, points_per_year
from analysis.growth_check.cells import LARGEST_PLAIN, Bounds, Column, Digits, Mask, Texts
from analysis.growth_check.claims import claims_of
from analysis.growth_check.diagnosis import Case, diagnose
from analysis.growth_check.formulas import (
    POINTS_MENU,
    RATE_MENU,
    TOTAL_MENU,
    TOTAL_POINTS_MENU,
    Cells,
)
from analysis.growth_check.obstacles import OBSTACLES, REASONS
from analysis.growth_check.rows import Beside, Rows, rows_of

CONSISTENT, INCONSISTENT, NOT_CHECKABLE = "consistent", "inconsistent", "not_checkable"

LOW_POWER_STEPS = 10
"""A check has low power where the endpoints allow an interval at least this many units of the stated
figure's last printed place wide: whatever its last digit, the figure would have passed."""

# Nearer than this (relative) a comparison of floats is decided again in fractions; the floats err by 1e-15.
_NEAR = 1e-9
# Powers of fractions grow with the years: beyond this, and for years that are no whole number of months,
# ends so near count as touching.
_EXACT_YEARS = 400
_MENUS = (
    (RATE_MENU, False, False),
    (POINTS_MENU, True, False),
    (TOTAL_MENU, False, True),
    (TOTAL_POINTS_MENU, True, True),
)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Results for n rows: arrays of shape (n,), growth in per cent (or percentage points) a year, NaN: none.

    ``reproduced_by`` names the formula or slip that gives a wrong figure ("": none that chance would not
    give too), ``also`` further formulas that fit; ``reason`` is a code of `REASONS` or "", ``note`` the
    remarks as English sentences, with details. ``low_power`` and ``decision_error`` are False where nothing
    was checked.
    """

    stated: Floats
    recomputed: Bounds
    verdict: Texts
    reproduced_by: Texts
    also: tuple[tuple[str, ...], ...]
    chance: Floats
    low_power: Mask
    decision_error: Mask
    reason: Texts
    note: Texts

    @property
    def checked(self) -> Mask:
        """Rows with a verdict."""
        return np.asarray(self.verdict != NOT_CHECKABLE, bool)

    def part(self, rows: slice) -> Verdicts:
        """Return some consecutive rows."""
        numbers = self.recomputed
        return Verdicts(
            stated=self.stated[rows],
            recomputed=Bounds(numbers.value[rows], numbers.lower[rows], numbers.upper[rows]),
            verdict=self.verdict[rows],
            reproduced_by=self.reproduced_by[rows],
            also=self.also[rows],
            chance=self.chance[rows],
            low_power=self.low_power[rows],
            decision_error=self.decision_error[rows],
            reason=self.reason[rows],
            note=self.note[rows],
        )


def judge(
    base: Column,
    target: Column,
    stated: Column,
    years: Floats,
    *,
    totals: str = "none",
    beside: Beside | None = None,
) -> Verdicts:
    """Check n stated growth figures against their endpoints.

    Parameters
    ----------
    base, target, stated : Column, n rows
        Printed numbers, or reason codes where there is none.
    years : ndarray, shape (n,)
        Years from base to target, the base year not counted; NaN where unknown.
    totals : str, optional
        Which figures are the change over the whole period: one of `claims.TOTALS`.
    beside : Beside, optional
        Actual values, and which rows are neighbours; for diagnosis and ``decision_error``.

    Returns
    -------
    Verdicts
        `recomputed` is filled wherever the endpoints allow it, also where nothing is stated.
    """
    rows = rows_of(base, target, claims_of(stated, totals), years, beside or Beside())
    first, usable = _first_obstacles(rows)
    recomputed = _recompute(rows, usable)
    checkable = first == len(OBSTACLES)
    wrong = checkable & ~_agrees(rows, recomputed, checkable)
    found = _explain(rows, recomputed, wrong)
    reason, note = _remarks(rows, first, found)
    _add_total_growth(note, rows, usable & (reason == "stated_cumulative"))
    verdict = np.full(len(years), NOT_CHECKABLE, object)
    verdict[checkable], verdict[wrong] = CONSISTENT, INCONSISTENT
    width = recomputed.upper - recomputed.lower
    with np.errstate(invalid="ignore"):
        low_power = checkable & (width >= LOW_POWER_STEPS * rows.claims.step)
    return Verdicts(
        stated=rows.claims.value,
        recomputed=recomputed,
        verdict=verdict,
        reproduced_by=found.reproduced_by,
        also=found.also,
        chance=found.chance,
        low_power=low_power,
        decision_error=wrong & _changes_the_decision(rows, recomputed),
        reason=reason,
        note=note,
    )


def _first_obstacles(rows: Rows) -> tuple[NDArray[np.intp], Mask]:
    """Return the number of each row's first obstacle (their count: none), and where endpoints are usable."""
    first = np.full(len(rows.years), len(OBSTACLES))
    usable = np.ones(len(rows.years), bool)
    for number, obstacle in enumerate(OBSTACLES):
        hit = obstacle.applies(rows)
        first[hit & (first > number)] = number
        usable &= ~(hit & obstacle.endpoints)
    return first, usable


def _recompute(rows: Rows, usable: Mask) -> Bounds:
    """Return growth from the printed endpoints and its interval, in points a year where these are stated."""
    span = np.where(usable, rows.span, np.nan)
    base, target = rows.base, rows.target
    lower, upper = level_growth_interval(base.lower, base.upper, target.lower, target.upper, span)
    levels = (level_growth(base.value, target.value, span), lower, upper)
    points = (
        points_per_year(base.value, target.value, span),
        points_per_year(base.upper, target.lower, span),
        points_per_year(base.lower, target.upper, span),
    )
    return Bounds(*(np.where(rows.points, p, 100 * g) for p, g in zip(points, levels, strict=True)))


# --- the verdict ------------------------------------------------------------------------------------------


def _agrees(rows: Rows, recomputed: Bounds, checkable: Mask) -> Mask:
    """Return where the claimed interval meets the recomputed one; ends that touch meet where both count."""
    above = _sign(rows, recomputed.upper, "low", checkable)
    below = _sign(rows, recomputed.lower, "high", checkable)
    base, target, claims = rows.base_cell, rows.target_cell, rows.claims
    cut = ~rows.points & (rows.target.lower < 0)  # a level is not negative: the end 0 itself counts
    open_upper = claims.open_low | target.open_high | base.open_low
    open_lower = claims.open_high | (target.open_low & ~cut) | base.open_high
    reaches_low = np.where(open_upper, above > 0, above >= 0)
    reaches_high = np.where(open_lower, below < 0, below <= 0)
    return reaches_low & reaches_high


def _sign(rows: Rows, growth: Floats, claimed_end: str, checkable: Mask) -> Floats:
    """Return the sign of `growth` minus a claimed end ("low" for the upper growth, "high" for the lower)."""
    claimed = rows.claims.low if claimed_end == "low" else rows.claims.high
    difference = growth - claimed
    sign = np.sign(difference)
    near = checkable & np.isfinite(difference) & (np.abs(difference) <= _NEAR * (100 + np.abs(growth)))
    ends = ("low", "high") if claimed_end == "low" else ("high", "low")
    points, span = rows.points, rows.span
    for row in map(int, np.flatnonzero(near)):
        base, target = rows.exact_ends(row, *ends)
        bound = rows.claims.bound(row, claimed_end)
        sign[row] = _exact_sign(base, target, float(span[row]), bound, bool(points[row]))
    return sign


@lru_cache(maxsize=4096)
def _exact_sign(base: Fraction, target: Fraction, years: float, bound: Fraction, points: bool) -> int:
    """Return the sign of growth minus bound without rounding: (target / base)^q against (1 + bound)^p.

    The years are p / q, q at most 12: whole months.
    """
    exact = Fraction(years).limit_denominator(12)
    if abs(float(exact) - years) > _NEAR or years > _EXACT_YEARS:
        return 0
    if points:
        left, right = target - base, bound * exact
    else:
        # Both sides lie within 1e-9 of each other, so the claim is -100 % or more up to that hair.
        left = (max(target, Fraction(0)) / base) ** exact.denominator
        right = max(1 + bound / 100, Fraction(0)) ** exact.numerator
    return (left > right) - (left < right)


def _changes_the_decision(rows: Rows, recomputed: Bounds) -> Mask:
    """Return where "the stated growth is reached" and "the target is reached" are not the same.

    Without an actual value: where whoever grows as stated misses the target, so that the stated growth lies
    short of what the endpoints allow, in the direction from base to target. With one: where the growth from
    the base to the actual value reaches the stated growth but the actual value not the target, or the
    reverse, all on the printed numbers.
    """
    direction = np.sign(rows.target.value - rows.base.value)
    short = np.where(
        direction > 0, rows.claims.high < recomputed.lower, rows.claims.low > recomputed.upper
    ) & (direction != 0)
    base, actual = rows.base.value, rows.actual
    span = np.where(rows.span > 0, rows.span, np.nan)
    achieved = np.where(
        rows.points, points_per_year(base, actual, span), 100 * level_growth(base, actual, span)
    )
    reaches_stated = direction * (achieved - rows.claims.value) >= -_NEAR * (100 + np.abs(achieved))
    reaches_target = direction * (actual - rows.target.value) >= -_NEAR * np.abs(rows.target.value)
    known = np.isfinite(achieved) & np.isfinite(rows.claims.value) & (direction != 0)
    return np.asarray(np.where(known, reaches_stated != reaches_target, short))


# --- explanations and remarks -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Explained:
    """What the menus say: the name ("": none), further formulas, the chance, and fits not believed."""

    reproduced_by: Texts
    also: tuple[tuple[str, ...], ...]
    chance: Floats
    doubted: dict[int, str]
    unexplained: Mask


def _explain(rows: Rows, recomputed: Bounds, wrong: Mask) -> _Explained:
    """Try the menus on wrong figures; a threshold or range has no one value to explain; its chance is NaN."""
    count = len(wrong)
    named, chance = np.full(count, "", object), np.full(count, np.nan)
    also: list[tuple[str, ...]] = [()] * count
    doubted: dict[int, str] = {}
    diagnosable = wrong & ~np.isnan(rows.claims.step)
    for menu, points, total in _MENUS:
        at = np.flatnonzero(diagnosable & (rows.points == points) & (rows.claims.total == total))
        if not len(at):
            continue
        found = diagnose(menu, _case(rows, recomputed, at, points=points))
        chance[at] = found.chance
        for row, names, believable in zip(at.tolist(), found.names, found.believable.tolist(), strict=True):
            if believable:
                named[row], also[row] = names[0], names[1:]
            elif names:
                doubted[row] = names[0]
    return _Explained(named, tuple(also), chance, doubted, diagnosable & (named == ""))


def _case(rows: Rows, recomputed: Bounds, at: NDArray[np.intp], *, points: bool) -> Case:
    claims = rows.claims
    stated = Bounds(claims.value, claims.low, claims.high)
    cells = Cells(
        base=rows.base.value[at],
        end=rows.target.value[at],
        years=rows.years[at],
        step=claims.step[at],
        share=rows.share[at],
        actual=rows.actual[at],
        near_base=rows.near_base[at],
        near_end=rows.near_target[at],
    )
    return Case(
        cells=cells,
        span=rows.span[at],
        base=rows.base.take(at),
        target=rows.target.take(at),
        stated=stated.take(at),
        recomputed=recomputed.take(at),
        base_digits=rows.endpoint_digits("base").take(at),
        target_digits=rows.endpoint_digits("target").take(at),
        stated_digits=_steps(claims.value[at], claims.step[at]),
        points=points,
    )


def _steps(value: Floats, step: Floats) -> Digits:
    """Return figures as whole steps of their last place; of those with too many digits the step is NaN."""
    steps = np.rint(value / step)
    short = np.abs(steps) < LARGEST_PLAIN
    return Digits(np.where(short, steps, 0).astype(np.int64), np.where(short, step, np.nan))


def _remarks(rows: Rows, first: NDArray[np.intp], found: _Explained) -> tuple[Texts, Texts]:
    """Return reason codes and English notes."""
    codes = np.array([*(obstacle.code for obstacle in OBSTACLES), ""], object)
    notes = np.array([*(obstacle.en for obstacle in OBSTACLES), ""], object)
    reason, note = codes[first], notes[first]
    checkable = first == len(OBSTACLES)
    for code, chosen in (("by_points", rows.points), ("by_total", rows.claims.total)):
        _remark(note, checkable & chosen, REASONS[code][1])
        reason[checkable & chosen] = code
    _remark(note, found.unexplained, REASONS["unexplained"][1])
    reason[found.unexplained] = "unexplained"
    for row, name in found.doubted.items():
        note[row] = _joined(
            note[row], f"{name} gives it, by accident with a chance of {found.chance[row]:.2f}"
        )
    for row in (row for row, names in enumerate(found.also) if names):
        note[row] = _joined(note[row], f"also reproduced by {', '.join(found.also[row])}")
    return reason, note


def _remark(note: Texts, chosen: Mask, sentence: str) -> None:
    note[chosen] = [_joined(text, sentence) for text in note[chosen]]


def _add_total_growth(note: Texts, rows: Rows, chosen: Mask) -> None:
    """Say beside a cumulative figure what the endpoints give over the whole period."""
    total = 100 * level_growth(rows.base.value, rows.target.value, np.ones(len(chosen)))
    change, points = rows.target.value - rows.base.value, rows.points
    for row in np.flatnonzero(chosen):
        amount = f"{change[row]:.2f} percentage points" if points[row] else f"{total[row]:.2f} %"
        note[row] = _joined(note[row], f"base to target is {amount} in total")


def _joined(*remarks: str) -> str:
    return "; ".join(filter(None, remarks))
