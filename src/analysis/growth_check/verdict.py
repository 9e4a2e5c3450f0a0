"""The kernel that decides whether printed growth agrees with its printed endpoints, for one row or a million.

Every printed number stands for its closed rounding interval. Both ends of the endpoints' intervals go through
the formula; the verdict is whether the stated interval meets the result. Hence a figure that was computed
from the unrounded endpoints and rounded correctly is never flagged. Ends that touch are compared in exact
fractions, not by the luck of binary floats. A contradiction does not say which printed number is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from analysis.growth import Floats, level_growth, level_growth_interval, points_per_year
from analysis.growth_check.cells import Column, Mask, Rows, Texts, rows_of
from analysis.growth_check.diagnosis import POINTS_MENU, RATE_MENU, Bounds, Cells, diagnose
from analysis.growth_check.obstacles import OBSTACLES, REASONS

CONSISTENT, INCONSISTENT, NOT_CHECKABLE = "consistent", "inconsistent", "not_checkable"

# Nearer than this (relative) a comparison of floats is decided again in fractions; the floats err by 1e-15.
_NEAR = 1e-9
# Powers of fractions grow with the years: beyond this, and for broken years, ends so near count as touching.
_EXACT_YEARS = 400


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Results for n rows: arrays of shape (n,), growth in per cent (or percentage points) a year, NaN: none.

    ``fitting`` holds the names of all formulas that give a wrong figure, most plausible first; ``reason`` a
    code of `REASONS` or ""; ``note`` the remarks as English sentences, with details.
    """

    stated: Floats
    recomputed: Bounds
    verdict: Texts
    fitting: tuple[tuple[str, ...], ...]
    chance: Floats
    reason: Texts
    note: Texts

    @property
    def reproduced_by(self) -> Texts:
        """The most plausible formula that gives a wrong figure, "" where there is none."""
        return np.array([names[0] if names else "" for names in self.fitting], object)


def judge(base: Column, target: Column, stated: Column, years: Floats) -> Verdicts:
    """Check n stated growth figures against their endpoints.

    Parameters
    ----------
    base, target, stated : Column, n rows
        Printed numbers, or reason codes where there is none.
    years : ndarray, shape (n,)
        Years from base to target, the base year not counted; NaN where unknown.

    Returns
    -------
    Verdicts
        `recomputed` is filled wherever the endpoints allow it, also where nothing is stated.
    """
    rows = rows_of(base, target, stated, years)
    obstacle, usable = _first_obstacles(rows)
    recomputed = _recompute(rows, usable)
    checkable = obstacle == ""
    wrong = checkable & ~_agrees(rows, recomputed, checkable)
    fitting, chance = _explain(rows, recomputed, wrong)
    unexplained = wrong & ~np.isnan(chance) & np.array([not names for names in fitting], bool)
    reason, note = _remarks(obstacle, checkable & rows.points, unexplained, fitting)
    _add_total_growth(note, rows, usable & (obstacle == "stated_cumulative"))
    verdict = np.where(checkable, np.where(wrong, INCONSISTENT, CONSISTENT), NOT_CHECKABLE)
    stated_value = rows.claimed("value")
    return Verdicts(stated_value, recomputed, verdict.astype(object), fitting, chance, reason, note)


def _first_obstacles(rows: Rows) -> tuple[Texts, Mask]:
    """Return for each row the code of the first obstacle ("" = none), and where the endpoints are usable."""
    first = np.full(len(rows.years), len(OBSTACLES))
    usable = np.ones(len(rows.years), bool)
    for number, obstacle in enumerate(OBSTACLES):
        hit = obstacle.applies(rows)
        first[hit & (first > number)] = number
        usable &= ~(hit & obstacle.endpoints)
    codes = np.array([*(obstacle.code for obstacle in OBSTACLES), ""], object)
    return codes[first], usable


def _recompute(rows: Rows, usable: Mask) -> Bounds:
    """Return growth from the printed endpoints and its interval, in points a year where these are stated."""
    years = np.where(usable, rows.years, np.nan)
    base, target = rows.base, rows.target
    lower, upper = level_growth_interval(base.lower, base.upper, target.lower, target.upper, years)
    levels = (level_growth(base.value, target.value, years), lower, upper)
    points = (
        points_per_year(base.value, target.value, years),
        points_per_year(base.upper, target.lower, years),
        points_per_year(base.lower, target.upper, years),
    )
    return Bounds(*(np.where(rows.points, p, 100 * g) for p, g in zip(points, levels, strict=True)))


def _agrees(rows: Rows, recomputed: Bounds, checkable: Mask) -> Mask:
    """Return where the claimed interval meets the recomputed one; closed ends that touch do meet."""
    above = _sign(rows, recomputed.upper, "low", checkable)
    below = _sign(rows, recomputed.lower, "high", checkable)
    reaches_low = np.where(rows.claim_flagged("open_low"), above > 0, above >= 0)
    reaches_high = np.where(rows.claim_flagged("open_high"), below < 0, below <= 0)
    return reaches_low & reaches_high


def _sign(rows: Rows, growth: Floats, claimed_end: str, checkable: Mask) -> Floats:
    """Return the sign of `growth` minus a claimed end ("low" for the upper growth, "high" for the lower)."""
    difference = growth - rows.claimed(claimed_end)
    sign = np.sign(difference)
    near = checkable & np.isfinite(difference) & (np.abs(difference) <= _NEAR * (100 + np.abs(growth)))
    ends = ("lower", "upper") if claimed_end == "low" else ("upper", "lower")
    points = rows.points
    for row in map(int, np.flatnonzero(near)):
        base, target = rows.exact_ends(row, *ends)
        bound: Decimal = getattr(rows.claim(row), claimed_end)
        sign[row] = _exact_sign(base, target, float(rows.years[row]), bound, points=bool(points[row]))
    return sign


def _exact_sign(base: Fraction, target: Fraction, years: float, bound: Decimal, *, points: bool) -> int:
    """Return the sign of growth minus bound without rounding: target / base against (1 + bound)ⁿ."""
    if not years.is_integer() or years > _EXACT_YEARS:
        return 0
    claimed = Fraction(bound)
    if points:
        left, right = target - base, claimed * int(years)
    else:
        # Both sides lie within 1e-9 of each other, so the claim is -100 % or more up to that hair.
        left, right = max(target, Fraction(0)) / base, max(1 + claimed / 100, Fraction(0)) ** int(years)
    return (left > right) - (left < right)


def _explain(rows: Rows, recomputed: Bounds, wrong: Mask) -> tuple[tuple[tuple[str, ...], ...], Floats]:
    """Try the menu on wrong figures; a threshold or range has no one value to explain; its chance is NaN."""
    fitting: list[tuple[str, ...]] = [()] * len(wrong)
    chance = np.full(len(wrong), np.nan)
    step, points, share = rows.claimed("step"), rows.points, rows.unit_flagged("share")
    diagnosable = wrong & ~np.isnan(step)
    for menu, chosen in ((RATE_MENU, diagnosable & ~points), (POINTS_MENU, diagnosable & points)):
        at = np.flatnonzero(chosen)
        cells = Cells(rows.base.value[at], rows.target.value[at], rows.years[at], step[at], share[at])
        claimed = Bounds(*(rows.claimed(name)[at] for name in ("value", "low", "high")))
        found = diagnose(menu, cells, claimed, _take(recomputed, at))
        chance[at] = found.chance
        for row, names in zip(at.tolist(), found.names, strict=True):
            fitting[row] = names
    return tuple(fitting), chance


def _take(bounds: Bounds, at: NDArray[np.intp]) -> Bounds:
    return Bounds(bounds.value[at], bounds.lower[at], bounds.upper[at])


def _remarks(
    obstacle: Texts, by_points: Mask, unexplained: Mask, fitting: tuple[tuple[str, ...], ...]
) -> tuple[Texts, Texts]:
    """Return reason codes and English notes."""
    reason = obstacle.copy()
    reason[by_points] = "by_points"
    english = {code: sentence for code, (_, sentence) in REASONS.items()} | {"": ""}
    note = np.array([english[code] for code in reason], object)
    reason[unexplained] = "unexplained"
    note[unexplained] = [_joined(text, english["unexplained"]) for text in note[unexplained]]
    for row, names in enumerate(fitting):
        if len(names) > 1:
            note[row] = _joined(note[row], f"also reproduced by {', '.join(names[1:])}")
    return reason, note


def _add_total_growth(note: Texts, rows: Rows, chosen: Mask) -> None:
    """Say beside a cumulative figure what the endpoints give over the whole period."""
    total = 100 * level_growth(rows.base.value, rows.target.value, np.ones(len(chosen)))
    for row in np.flatnonzero(chosen):
        note[row] = _joined(note[row], f"base to target is {total[row]:.2f} % in total")


def _joined(*remarks: str) -> str:
    return "; ".join(filter(None, remarks))
