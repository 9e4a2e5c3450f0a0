"""One model on many series at once: points, calibrated bands, and the probability of reaching a target.

The single series is a panel of one: both paths are this kernel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.models.calibration import (
    Calibration,
    error_scale,
    load_calibration,
    share_below,
    signed_errors,
)
from analysis.models.closed_forms import Flags, Floats
from analysis.models.registry import DEFAULT_MODEL, Model
from analysis.targets import noise

BANDS = {"80": (0.10, 0.90), "95": (0.025, 0.975)}
"""The levels of each band's ends."""

WIDEST_OF_TWO = 2.0
"""Width of the 80 % band, as a multiple of the last value, beyond which two points say nothing."""


@dataclass(frozen=True, slots=True)
class ForecastRows:
    """What one model says about m series of n years each, one target year a series.

    Parameters
    ----------
    point, uncut : ndarray, shape (m,)
        Forecast within the bounds, and the model's own figure; NaN where it leaves the range of numbers.
    lower80, upper80, lower95, upper95 : ndarray, shape (m,)
        Bands within the bounds; NaN where none is given.
    band_code : ndarray of str, shape (m,)
        "calibrated" (both bands), "calibrated_80" (two points: the wider band says nothing), or why there
        is none: "one_point", "two_points", "not_calibrated" (another model than the default), "too_far"
        (beyond the calibrated horizons), "no_change" (all values 0: no unit to measure an error in),
        "out_of_range" (changes larger than a number can be),
        "too_wide" (two points so far apart that the band would be wider than twice the value), "few_cases".
    errors : ndarray, shape (m, l)
        Quantiles of the error in the unit of the values; NaN where there is no band.
    resolution : ndarray, shape (m,)
        How near 0 or 1 a probability can be told.
    """

    point: Floats
    uncut: Floats
    lower80: Floats
    upper80: Floats
    lower95: Floats
    upper95: Floats
    band_code: NDArray[np.str_]
    errors: Floats
    resolution: Floats


def forecast_rows(
    model: Model,
    years: Floats,
    values: Floats,
    target_years: Floats,
    *,
    lower: Floats | float = -np.inf,
    upper: Floats | float = np.inf,
    calibration: Calibration | None = None,
) -> ForecastRows:
    """Forecast m series of n years with one model.

    Parameters
    ----------
    model : Model
        A model that can run on all of them.
    years, values : ndarray, shape (m, n)
        Ascending years and their finite values.
    target_years : ndarray, shape (m,)
        A later year for each series.
    lower, upper : ndarray, shape (m,), or float
        What each series can reach; points and bands beyond are cut at the bound.
    calibration : Calibration, optional
        Stored errors of the default model; those of the library when not given.

    Returns
    -------
    ForecastRows
    """
    with np.errstate(over="ignore", invalid="ignore"):
        uncut = model.fit(years, values, target_years[:, None])[:, 0]
    uncut = np.where(np.isfinite(uncut), uncut, np.nan)
    stored = calibration or load_calibration()
    code, errors, resolution = _errors(model, years, values, target_years, stored)
    return _banded(uncut, code, errors, resolution, lower, upper, stored)


def total_rows(
    model: Model,
    years: Floats,
    values: Floats,
    ahead: int,
    *,
    lower: Floats | float = -np.inf,
    upper: Floats | float = np.inf,
    calibration: Calibration | None = None,
) -> ForecastRows:
    """Forecast the sum of the next years of m series of n years with one model.

    Parameters
    ----------
    model, years, values, lower, upper
        As for `forecast_rows`; the bounds are those of one year.
    ahead : int
        How many years after the last one are summed up.
    calibration : Calibration, optional
        Stored errors of such sums; those of the library when not given. They are measured as sums: errors of
        one origin go together, but not wholly, and adding up the bands of the years would be too wide.

    Returns
    -------
    ForecastRows
    """
    wanted = years[:, -1:] + np.arange(1.0, ahead + 1)
    with np.errstate(over="ignore", invalid="ignore"):
        uncut = model.fit(years, values, wanted).sum(axis=1)
    uncut = np.where(np.isfinite(uncut), uncut, np.nan)
    stored = calibration or load_calibration("totals")
    code, errors, resolution = _errors(model, years, values, wanted[:, -1], stored)
    return _banded(uncut, code, errors, resolution, ahead * lower, ahead * upper, stored)


def _banded(
    uncut: Floats,
    code: NDArray[np.str_],
    errors: Floats,
    resolution: Floats,
    lower: Floats | float,
    upper: Floats | float,
    stored: Calibration,
) -> ForecastRows:
    """Put point and error quantiles together, within the bounds."""
    point = np.clip(uncut, lower, upper)
    ends: dict[str, tuple[Floats, Floats]] = {}
    with np.errstate(over="ignore", invalid="ignore"):
        for name, levels in BANDS.items():
            low, high = (uncut + errors[:, stored.level(level)] for level in levels)
            given = np.isfinite(low) & np.isfinite(high)
            if name == "95":
                given &= code != "calibrated_80"
            ends[name] = (
                np.where(given, np.clip(low, lower, upper), np.nan),
                np.where(given, np.clip(high, lower, upper), np.nan),
            )
    code = np.where((code == "calibrated") & np.isnan(ends["95"][0]), "calibrated_80", code)
    code = np.where((code == "calibrated_80") & np.isnan(ends["80"][0]), "few_cases", code)
    return ForecastRows(point, uncut, *ends["80"], *ends["95"], code, errors, resolution)


def _errors(
    model: Model, years: Floats, values: Floats, target_years: Floats, stored: Calibration
) -> tuple[NDArray[np.str_], Floats, Floats]:
    """Return for each series the code of its band, the quantiles of its error, and their resolution."""
    m, n = values.shape
    none = np.full((m, len(stored.levels)), np.nan)
    if model.name != DEFAULT_MODEL or n < stored.counts[0]:
        why = {1: "one_point", 2: "two_points"}.get(n, "not_calibrated")
        return np.full(m, why, "<U20"), none, np.full(m, np.nan)
    ahead = np.rint(target_years - years[:, -1]).astype(int)
    scale = error_scale(years, values)
    risen = (values[:, -1] > values[:, 0]).astype(float) - (values[:, -1] < values[:, 0])
    errors = signed_errors(stored, n, ahead, risen)
    with np.errstate(over="ignore", invalid="ignore"):
        errors = errors * scale[:, None]
    far = ahead > stored.horizons
    reasons = {"no_change": ~(scale > 0), "out_of_range": ~np.isfinite(scale), "too_far": far}
    code = np.select(list(reasons.values()), list(reasons), "calibrated" if n > 2 else "calibrated_80")
    if n == 2:
        low, high = (errors[:, stored.level(level)] for level in BANDS["80"])
        wide = (code == "calibrated_80") & (high - low > WIDEST_OF_TWO * np.abs(values[:, -1]))
        code = np.where(wide, "too_wide", code)
    errors = np.where((code == "calibrated")[:, None] | (code == "calibrated_80")[:, None], errors, none)
    near = np.where(far, 1, ahead) - 1
    return code.astype("<U20"), errors, stored.resolution[stored.row(n)][near]


def is_secured(totals: Floats, goal: Floats, *, up: Flags, strict: Flags | bool = False) -> Flags:
    """Return whether running totals have reached their goals and cannot lose them again.

    A total that has only ever risen keeps what is at least reached; "at most" is never certain for it, as it
    may go on rising. The mirror image holds for a total that has only ever fallen.

    Parameters
    ----------
    totals : ndarray, shape (m, n)
        Running totals, which begin at 0 before the first.
    goal : ndarray, shape (m,)
        The number to reach; NaN: no target.
    up, strict
        As for `attainment`.

    Returns
    -------
    ndarray of bool, shape (m,)
    """
    last = totals[:, -1]
    before = np.concatenate([np.zeros_like(totals[:, :1]), totals[:, :-1]], axis=1)
    slack = noise(goal, np.abs(totals).max(axis=1))
    least = np.where(np.asarray(strict, bool), slack, -slack)
    with np.errstate(invalid="ignore"):
        risen = (totals >= before).all(axis=1) & (last > 0) & (last - goal >= least)
        fallen = (totals <= before).all(axis=1) & (last < 0) & (goal - last >= least)
    return np.asarray(np.where(np.asarray(up, bool), risen, fallen))


def _size(rows: ForecastRows) -> Floats:
    """Return how large the numbers of each forecast are, 0 for one without a band."""
    errors = np.where(np.isfinite(rows.errors), np.abs(rows.errors), 0.0).max(axis=1, initial=0.0)
    return np.asarray(np.fmax(np.abs(rows.uncut), errors))


def attainment(
    rows: ForecastRows,
    low: Floats,
    high: Floats,
    *,
    strict: Flags | bool = False,
    secured: Flags | bool = False,
    calibration: Calibration | None = None,
) -> Floats:
    """Return the probability that each series meets its target in the target year.

    It is the share of the calibrated errors with which the forecast would lie in the span of values that
    meet the target.

    Parameters
    ----------
    rows : ForecastRows
        Forecasts of the default model.
    low, high : ndarray, shape (m,)
        The span (`analysis.targets.Target.span`, `one_sided`); infinite where it has no end, NaN: no target.
    strict : ndarray of bool, shape (m,)
        Whether the ends themselves are not enough ("more than").
    secured : ndarray of bool, shape (m,)
        Whether the target is reached and cannot be lost again (a running total): exactly 1.
    calibration : Calibration, optional
        That of the forecasts.

    Returns
    -------
    ndarray, shape (m,)
        Never 0, and 1 only where `secured`: within the resolution of the calibration set. NaN without a band
        or a target.
    """
    stored = calibration or load_calibration()
    strict = np.broadcast_to(np.asarray(strict, bool), low.shape)
    size = _size(rows)
    outward = np.where(strict, -1.0, 1.0)  # the ends themselves count, or float noise beside them does not
    with np.errstate(invalid="ignore", over="ignore"):
        at_low = low - outward * noise(low, size) - rows.uncut
        at_high = high + outward * noise(high, size) - rows.uncut
    below_low = np.where(low == -np.inf, 0.0, share_below(stored.levels, rows.errors, at_low))
    below_high = np.where(high == np.inf, 1.0, share_below(stored.levels, rows.errors, at_high))
    edge = np.maximum(rows.resolution, stored.levels[0])
    share = np.clip(below_high - below_low, edge, 1 - edge)
    asked = ~(np.isnan(low) | np.isnan(high))
    known = asked & np.isfinite(rows.uncut) & np.isfinite(rows.errors).any(axis=1)
    share = np.where(known, share, np.nan)
    return np.asarray(np.where(np.asarray(secured, bool) & asked, 1.0, share))
