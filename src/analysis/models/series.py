"""One yearly series, one model: points with their bands, and the probability of reaching a target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import ModelError
from analysis.models.closed_forms import Floats
from analysis.models.registry import DEFAULT_MODEL, Model, cannot_run, find_model
from analysis.models.rows import ForecastRows, attainment, forecast_rows, is_secured, total_rows
from analysis.targets import UP, WITHIN, Span, Target

Bounds = tuple[float | None, float | None]
UNBOUNDED: Bounds = (None, None)


@dataclass(frozen=True, slots=True)
class PointForecast:
    """What one model says about one year; a band that cannot be estimated is None, never a guess.

    ``codes`` name what a reader must know about the point: first why there is a band or none
    (`ForecastRows.band_code`; "calibrated_gaps" where years are missing), then "cut_at_lower" or
    "cut_at_upper" (``uncut`` is then the model's own figure). ``p_attain`` is None without a target or a
    band.
    """

    target_year: int
    point: float
    uncut: float
    lower80: float | None = None
    upper80: float | None = None
    lower95: float | None = None
    upper95: float | None = None
    p_attain: float | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer of one model for one series: asked for, really run, on how many years, with which points."""

    model: str
    model_run: str
    n_obs: int
    points: tuple[PointForecast, ...]


def forecast_series(
    years: Sequence[int],
    values: Sequence[float],
    target_years: Sequence[int],
    *,
    model: str = DEFAULT_MODEL,
    bounds: Bounds = UNBOUNDED,
    target: Target | None = None,
) -> Forecast:
    """Forecast one yearly series with one model.

    Parameters
    ----------
    years, values : sequence, length n
        Distinct years in any order, and the value of each; gaps are fine for all but the smoothing models.
    target_years : sequence, length h
        Years after the last observed one.
    model : str
        A name in `MODELS`.
    bounds : (lower, upper)
        What the indicator can reach, in its unit; None for no bound. A point beyond is cut at the bound and
        carries the code "cut_at_lower" or "cut_at_upper"; bands are cut too.
    target : Target, optional
        What should be reached: `p_attain` of each point is the probability that its year meets the target
        (`Target.span`). A cumulative target must be in the terms of the series, a running total: once
        reached, it stays so (`is_secured`).

    Returns
    -------
    Forecast
        One point for each target year, in the order given. Only the default model has bands, made of its own
        errors on public series; the textbook bands of the others hold 45-64 % of the time instead of 80.

    Raises
    ------
    ModelError
        If the model is unknown or cannot run on the series, a year is given twice, a target year does not lie
        after the last observed one, a value is not finite, or the result is too large for a number.

    Examples
    --------
    >>> point = forecast_series([2018, 2019, 2020], [50, 51, 52], [2022], target=Target(2022, 55)).points[0]
    >>> point.lower80 < point.point < 55, 0 < point.p_attain < 0.5
    (True, True)
    """
    chosen = find_model(model)
    times, levels = _ordered(years, values)
    if chosen.to_goal:
        times, levels = _with_goal(times, levels, target)
    if code := cannot_run(chosen, levels.tolist(), times.astype(int).tolist()):
        raise ModelError(_refusal(chosen, code, len(values)))
    rows = _run(chosen, times, levels, _later(target_years, max(years)), bounds)
    if not np.isfinite(rows.uncut).all():
        raise ModelError(f"model {model} leaves the range of numbers", remedy="check the size of the values")
    shares, gaps = _attainment(rows, target, levels, bounds), times[-1] - times[0] > len(times) - 1
    points = tuple(_point(rows, i, year, shares[i], gaps=bool(gaps)) for i, year in enumerate(target_years))
    return Forecast(model, chosen.name, len(values), points)


def forecast_total(
    years: Sequence[int],
    values: Sequence[float],
    *,
    so_far: float,
    model: str = DEFAULT_MODEL,
    bounds: Bounds = UNBOUNDED,
    target: Target,
) -> Forecast:
    """Forecast a running total in a target year from the yearly amounts that it is made of.

    Parameters
    ----------
    years, values : sequence, length n
        Distinct years in any order, and the amount of each.
    so_far : float
        The total at the end of the last of these years.
    model, bounds
        As for `forecast_series`; the bounds are those of a year's amount.
    target : Target
        What the total should be; read are its year and the values that meet it.

    Returns
    -------
    Forecast
        One point, the total in the target year: ``so_far`` and the sum of the years to come, with bands made
        of the errors of such sums on public series. `p_attain` is never 0 or 1.

    Raises
    ------
    ModelError
        As `forecast_series`.

    Examples
    --------
    >>> plan = Target(2025, 13.5, cumulative=True)
    >>> point = forecast_total([2021, 2022, 2023], [2.7, 2.7, 2.7], so_far=8.1, target=plan).points[0]
    >>> round(point.point, 6), 0.3 < point.p_attain < 0.7
    (13.5, True)
    """
    chosen = find_model(model)
    times, levels = _ordered(years, values)
    if code := cannot_run(chosen, levels.tolist(), times.astype(int).tolist()):
        raise ModelError(_refusal(chosen, code, len(values)))
    ahead = int(_later([target.year], max(years))[0] - times[-1])
    lower, upper = _limits(bounds)
    rows = total_rows(chosen, times[None], levels[None], ahead, lower=lower, upper=upper)
    if not np.isfinite(rows.uncut + so_far).all():
        raise ModelError(f"model {model} leaves the range of numbers", remedy="check the size of the values")
    low, high, strict = reachable_span(target, (ahead * lower + so_far, ahead * upper + so_far))
    share = attainment(rows, np.array([low - so_far]), np.array([high - so_far]), strict=strict)
    gaps = bool(times[-1] - times[0] > len(times) - 1)
    point = _point(rows, 0, target.year, float(share[0]), gaps=gaps)
    return Forecast(model, chosen.name, len(values), (_moved(point, so_far),))


def _moved(point: PointForecast, by: float) -> PointForecast:
    """Return a point with all its figures moved by the same amount."""
    bands = ("lower80", "upper80", "lower95", "upper95")
    known = {name: getattr(point, name) for name in bands if getattr(point, name) is not None}
    moved = {name: value + by for name, value in known.items()}
    return replace(point, point=point.point + by, uncut=point.uncut + by, **moved)


def _limits(bounds: Bounds) -> tuple[float, float]:
    """Return bounds as numbers, infinite where there is none."""
    lower, upper = bounds
    return -math.inf if lower is None else lower, math.inf if upper is None else upper


def _later(target_years: Sequence[int], last: int) -> Floats:
    """Return the target years as an array, if all of them are later than the last observed one."""
    early = [year for year in target_years if year <= last]
    if early:
        raise ModelError(
            f"target year {early[0]} does not lie after the last observation ({last})",
            remedy="only later years can be forecast",
        )
    return np.asarray(target_years, float)


def _run(model: Model, times: Floats, levels: Floats, targets: Floats, bounds: Bounds) -> ForecastRows:
    """Run the kernel on one series, once for each target year."""
    lower, upper = _limits(bounds)
    return forecast_rows(
        model,
        np.tile(times, (len(targets), 1)),
        np.tile(levels, (len(targets), 1)),
        targets,
        lower=lower,
        upper=upper,
    )


def _attainment(rows: ForecastRows, target: Target | None, levels: Floats, bounds: Bounds) -> Floats:
    m = len(rows.point)
    if target is None or target.span is None:
        return np.full(m, np.nan)
    low, high, strict = reachable_span(target, _limits(bounds))
    secured = (target.cumulative or target.running) and secured_by(target, levels)
    return attainment(rows, np.full(m, low), np.full(m, high), strict=strict, secured=secured)


def reachable_span(target: Target, limits: tuple[float, float]) -> Span:
    """Return the values that meet a target; what lies beyond a limit of the indicator counts as lying on it.

    So an end of the span at or beyond a limit is no end: an error cannot carry the figure past it.
    """
    span = target.span
    if span is None:
        return Span(math.nan, math.nan)
    low = -math.inf if target.side == WITHIN and span.low <= limits[0] else span.low
    high = math.inf if target.side == WITHIN and span.high >= limits[1] else span.high
    return Span(low, high, span.strict)


def secured_by(target: Target, totals: ArrayLike) -> bool:
    """Tell whether running totals meet a target that they cannot lose again (`is_secured`).

    A total that is to be kept within a range is never sure of it before the end.
    """
    span = target.span
    if span is None or target.side == WITHIN:
        return False
    up = target.side == UP
    goal = np.array([span.low if up else span.high], float)
    return bool(is_secured(np.asarray(totals, float)[None], goal, up=np.array([up]), strict=span.strict)[0])


def _ordered(years: Sequence[int], values: Sequence[float]) -> tuple[Floats, Floats]:
    """Check a series and return it as ascending arrays."""
    if len(years) != len(values):
        raise ModelError(f"{len(years)} years but {len(values)} values", remedy="give one value a year")
    if len(set(years)) < len(years):
        twice = next(year for year in years if list(years).count(year) > 1)
        raise ModelError(f"year {twice} is given twice", remedy="keep one value a year")
    if not all(math.isfinite(value) for value in values):
        raise ModelError("a value is missing or not finite", remedy="leave that year out")
    order = np.argsort(np.asarray(years, float))
    return np.asarray(years, float)[order], np.asarray(values, float)[order]


def _with_goal(times: Floats, levels: Floats, target: Target | None) -> tuple[Floats, Floats]:
    """Append the target as the last point of a series."""
    if target is None or target.goal is None or (len(times) and target.year <= times[-1]):
        raise ModelError("a path needs a target in a later year", remedy="give the target")
    goal = target.goal_from(float(levels[-1]) if len(levels) else None)
    return np.append(times, float(target.year)), np.append(
        levels, float(target.goal if goal is None else goal)
    )


def _refusal(model: Model, code: str, n_obs: int) -> str:
    if code == "not_positive":
        return f"model {model.name} needs values above 0, and one is not"
    if code == "not_consecutive":
        return f"model {model.name} needs a value for every year, and some are missing"
    return f"model {model.name} needs at least {model.min_n} years, the series has {n_obs}"


def _point(rows: ForecastRows, place: int, year: int, share: float, *, gaps: bool) -> PointForecast:
    point, uncut = float(rows.point[place]), float(rows.uncut[place])
    code = str(rows.band_code[place])
    codes: tuple[str, ...] = (code, "gaps") if gaps and code.startswith("calibrated") else (code,)
    if point != uncut:
        codes = (*codes, "cut_at_lower" if point > uncut else "cut_at_upper")
    ends = (rows.lower80, rows.upper80, rows.lower95, rows.upper95)
    low80, high80, low95, high95 = (_known(end[place]) for end in ends)
    return PointForecast(year, point, uncut, low80, high80, low95, high95, _known(share), codes)


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
