"""Trend models for short yearly series: closed forms, gaps counted in years, never by position.

Every fit works on the last axis, so one series and a panel of equally long series are the same call. A model
that cannot run says why; it is never replaced by another one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError

Floats = NDArray[np.float64]
Fit = Callable[[Floats, Floats, Floats], Floats]
Bounds = tuple[float | None, float | None]
UNBOUNDED: Bounds = (None, None)


@dataclass(frozen=True, slots=True)
class Model:
    """A forecast model.

    Parameters
    ----------
    name : str
        The name under which it is asked for and reported.
    min_n : int
        Fewest distinct years that it can run on.
    positive_only : bool
        True when every value must be above 0.
    fit : callable
        (years (..., n), values (..., n), target years (..., h)) → points (..., h), years ascending.
    about : str
        What it assumes, in one sentence. Points outside an indicator's bounds are cut at the bound by
        `forecast_series`, which says so; a model itself knows no bounds.
    """

    name: str
    min_n: int
    positive_only: bool
    fit: Fit
    about: str


@dataclass(frozen=True, slots=True)
class PointForecast:
    """What one model says about one year; a band that cannot be estimated is None, never a guess.

    ``codes`` name what a reader must know about the point: "one_point", "two_points" or "not_calibrated" (why
    there is no band), "cut_at_lower" or "cut_at_upper" (``uncut`` is then the model's own figure).
    """

    target_year: int
    point: float
    uncut: float
    lower80: float | None = None
    upper80: float | None = None
    lower95: float | None = None
    upper95: float | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer of one model for one series: asked for, really run, on how many years, with which points."""

    model: str
    model_run: str
    n_obs: int
    points: tuple[PointForecast, ...]


def last_value(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Repeat the last value: ŷ(t) = yₙ.

    Parameters
    ----------
    years, values : ndarray, shape (..., n)
        Ascending years and their values, n >= 1.
    target_years : ndarray, shape (..., h)
        Years to forecast.

    Returns
    -------
    ndarray, shape (..., h)

    Examples
    --------
    >>> last_value(np.array([2015.0, 2020.0]), np.array([38.9, 53.0]), np.array([2022.0, 2025.0]))
    array([53., 53.])
    """
    return np.asarray(values[..., -1:] + 0 * (target_years - years[..., -1:]))


def drift(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Continue the mean yearly change: ŷ(t) = yₙ + (yₙ - y₁) / (tₙ - t₁) · (t - tₙ).

    Parameters
    ----------
    years, values : ndarray, shape (..., n)
        Ascending years and their values, n >= 2.
    target_years : ndarray, shape (..., h)
        Years to forecast.

    Returns
    -------
    ndarray, shape (..., h)

    References
    ----------
    Hyndman & Athanasopoulos, Forecasting: Principles and Practice, "Drift method"; there with index steps,
    here with years, so that a missing year does not bend the line.

    Examples
    --------
    >>> drift(np.array([2015.0, 2020.0]), np.array([38.9, 53.0]), np.array([2025.0])).round(6)
    array([67.1])
    """
    first, last = years[..., :1], years[..., -1:]
    slope = (values[..., -1:] - values[..., :1]) / (last - first)
    return np.asarray(values[..., -1:] + slope * (target_years - last))


def linear(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Least-squares line: ŷ(t) = ȳ + b·(t - t̄), b = Σ(tᵢ - t̄)(yᵢ - ȳ) / Σ(tᵢ - t̄)².

    Parameters
    ----------
    years, values : ndarray, shape (..., n)
        Ascending years and their values, n >= 2.
    target_years : ndarray, shape (..., h)
        Years to forecast.

    Returns
    -------
    ndarray, shape (..., h)

    Examples
    --------
    >>> linear(np.array([2018.0, 2019.0, 2021.0]), np.array([1.0, 2.0, 4.0]), np.array([2025.0])).round(6)
    array([8.])
    """
    middle, level = years.mean(axis=-1, keepdims=True), values.mean(axis=-1, keepdims=True)
    apart = years - middle
    squares = (apart**2).sum(axis=-1, keepdims=True)
    slope = (apart * (values - level)).sum(axis=-1, keepdims=True) / squares
    return np.asarray(level + slope * (target_years - middle))


def log_linear(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Least-squares line through the logarithms: a steady rate of growth.

    ŷ(t) = exp(line through ln yᵢ), the median on the original scale; no retransformation correction.

    Parameters
    ----------
    years, values : ndarray, shape (..., n)
        Ascending years and their values, all > 0, n >= 2.
    target_years : ndarray, shape (..., h)
        Years to forecast.

    Returns
    -------
    ndarray, shape (..., h)
        inf where the growth leaves the range of floating point.

    Examples
    --------
    >>> log_linear(np.array([2015.0, 2020.0]), np.array([38.9, 53.0]), np.array([2025.0])).round(2)
    array([72.21])
    """
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(linear(years, np.log(values), target_years)))


MODELS: Mapping[str, Model] = MappingProxyType(
    {
        model.name: model
        for model in (
            Model("last_value", 1, False, last_value, "nothing changes after the last observed year"),
            Model("drift", 2, False, drift, "the mean yearly change goes on"),
            Model("linear", 2, False, linear, "a least-squares line goes on"),
            Model(
                "log_linear",
                2,
                True,
                log_linear,
                "a least-squares rate of growth goes on; values above 0 only",
            ),
        )
    }
)
"""All models by name; a further model is a function above and a line here."""


def find_model(name: str) -> Model:
    """Return the model of that name.

    Raises
    ------
    ModelError
        If there is none.
    """
    try:
        return MODELS[name]
    except KeyError:
        raise ModelError(f'unknown model "{name}"', remedy=f"use one of {', '.join(MODELS)}") from None


def cannot_run(model: Model, values: Sequence[float]) -> str:
    """Return the code of the reason why `model` cannot run on `values`, or "" when it can.

    Codes: "no_observation", "one_observation", "too_few", "not_positive".

    Examples
    --------
    >>> cannot_run(MODELS["log_linear"], [0.0, 1.0]), cannot_run(MODELS["drift"], [1.0])
    ('not_positive', 'one_observation')
    """
    if len(values) < model.min_n:
        return {0: "no_observation", 1: "one_observation"}.get(len(values), "too_few")
    if model.positive_only and min(values) <= 0:
        return "not_positive"
    return ""


def forecast_series(
    years: Sequence[int],
    values: Sequence[float],
    target_years: Sequence[int],
    *,
    model: str,
    bounds: Bounds = UNBOUNDED,
) -> Forecast:
    """Forecast one yearly series with one model.

    Parameters
    ----------
    years, values : sequence, length n
        Distinct years in any order, and the value of each; gaps are fine.
    target_years : sequence, length h
        Years after the last observed one.
    model : str
        A name in `MODELS`.
    bounds : (lower, upper)
        What the indicator can reach, in its unit; None for no bound. A point beyond is cut at the bound and
        carries the code "cut_at_lower" or "cut_at_upper".

    Returns
    -------
    Forecast
        One point for each target year, in the order given. Bands stay empty: one or two points leave no
        residual ("one_point", "two_points"), and the textbook bands of longer series hold 45-64 % of the
        time instead of 80 % ("not_calibrated").

    Raises
    ------
    ModelError
        If the model is unknown or cannot run on the series, a year is given twice, a target year does not lie
        after the last observed one, a value is not finite, or the result is too large for a number.

    Examples
    --------
    >>> answer = forecast_series([2015, 2020], [38.9, 53.0], [2025], model="drift", bounds=(0, 100))
    >>> answer.model_run, answer.n_obs, round(answer.points[0].point, 6), answer.points[0].lower80
    ('drift', 2, 67.1, None)
    """
    chosen = find_model(model)
    times, levels = _ordered(years, values)
    if code := cannot_run(chosen, values):
        raise ModelError(_refusal(chosen, code, len(values)))
    early = [year for year in target_years if year <= max(years)]
    if early:
        raise ModelError(
            f"target year {early[0]} does not lie after the last observation ({max(years)})",
            remedy="only later years can be forecast",
        )
    targets = np.asarray(target_years, float)
    with np.errstate(over="ignore", invalid="ignore"):
        raw = chosen.fit(times, levels, targets)
    if not np.isfinite(raw).all():
        raise ModelError(f"model {model} leaves the range of numbers", remedy="check the size of the values")
    band = {1: "one_point", 2: "two_points"}.get(len(values), "not_calibrated")
    points = tuple(_point(year, float(y), bounds, band) for year, y in zip(target_years, raw, strict=True))
    return Forecast(model, chosen.name, len(values), points)


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


def _refusal(model: Model, code: str, n_obs: int) -> str:
    if code == "not_positive":
        return f"model {model.name} needs values above 0, and one is not"
    return f"model {model.name} needs at least {model.min_n} years, the series has {n_obs}"


def _point(year: int, uncut: float, bounds: Bounds, band_code: str) -> PointForecast:
    lower, upper = bounds
    codes: tuple[str, ...] = (band_code,)
    point = uncut
    if lower is not None and uncut < lower:
        point, codes = float(lower), (*codes, "cut_at_lower")
    elif upper is not None and uncut > upper:
        point, codes = float(upper), (*codes, "cut_at_upper")
    return PointForecast(year, point, uncut, codes=codes)
