"""Trend models in closed form: every fit works on the last axis, gaps count in years, never by position.

One series and a panel of equally long series are the same call. A model knows no bounds: a point outside what
an indicator can reach is cut by `forecast_series`, which says so.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SHRUNK_SHARES = {2: 0.1, 3: 0.3, 4: 0.4}
SHRUNK_SHARE_OF_MORE = 0.5
SHRUNK_CAP = 0.10


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


def required_path(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Lead straight to a goal, which is the last point given: the line through the last two points.

    Parameters
    ----------
    years, values : ndarray, shape (..., n)
        Ascending years and their values, n >= 2; the last is the target year with its target.
    target_years : ndarray, shape (..., h)
        Years on the way.

    Returns
    -------
    ndarray, shape (..., h)

    Examples
    --------
    >>> path = required_path(np.array([2020.0, 2025.0]), np.array([58.0, 70.0]), np.array([2021.0, 2025.0]))
    >>> path.round(6)
    array([60.4, 70. ])
    """
    return drift(years[..., -2:], values[..., -2:], target_years)


def shrunk_log_drift(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Continue a part of the mean yearly log growth: ŷ(t) = yₙ · exp(f(n) · clip(ḡ, ±0.10) · (t - tₙ)).

    f = 0.1, 0.3, 0.4 for n = 2, 3, 4 and 0.5 for more; where a value is not positive, ŷ(t) = yₙ + f(n) · d ·
    (t - tₙ) with d the mean yearly change.

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
    >>> two = shrunk_log_drift(np.array([2019.0, 2020.0]), np.array([100.0, 200.0]), np.array([2025.0]))
    >>> two.round(4)  # 200 · exp(0.1 · 0.10 · 5)
    array([210.2542])
    """
    share = SHRUNK_SHARES.get(values.shape[-1], SHRUNK_SHARE_OF_MORE)
    positive = np.asarray((values > 0).all(axis=-1, keepdims=True))
    levels = log_or_level(values, positive)
    step = (levels[..., -1:] - levels[..., :1]) / (years[..., -1:] - years[..., :1])
    step = share * np.where(positive, np.clip(step, -SHRUNK_CAP, SHRUNK_CAP), step)
    return step_ahead(values[..., -1:], step * (target_years - years[..., -1:]), positive)


def log_or_level(values: Floats, positive: Flags) -> Floats:
    """Return the logarithms of series that are positive throughout, and the values of the others."""
    return np.asarray(np.where(positive, np.log(np.where(positive, values, 1.0)), values))


def step_ahead(last: Floats, step: Floats, positive: Flags) -> Floats:
    """Return ``last`` moved by a step: a factor exp(step) where positive, a difference elsewhere."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.where(positive, last * np.exp(np.where(positive, step, 0.0)), last + step))
