"""The default model: the last value, moved by the part of the trend that has proved worth believing.

How much of a trend to believe depends on how many years are known. The numbers are data
(``default_model.toml``), chosen by rolling-origin tests on public series: benchmarks/choose_default.py.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from analysis.models.closed_forms import Floats, log_or_level, step_ahead

_FLOAT_NOISE = 1e-12  # of a value: what two orders of adding up may differ by

FADE = 4.0
"""How fast a step beyond the limit loses its weight where it fades: gone after a quarter of the limit."""

FAR_APART = 3
"""Two values this many years apart are believed as three years are: their change is no longer that of one
odd year. Measured on series thinned to 3 and 5 years apart (benchmarks/choose_default.py)."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a trend seen in so many years is believed.

    Parameters
    ----------
    share : float
        The part of the yearly step that is continued, 0 to 1.
    limit : float
        Largest yearly step in logarithms: 0.10 is about 10 % a year. Not applied to series with values that
        are not positive.
    fades : bool
        What happens beyond the limit: True, the step fades to nothing, because so large a change of so few
        years is more often a shock than a trend; False, it counts as the limit.
    """

    share: float
    limit: float
    fades: bool


@cache
def trust_table() -> dict[int, Trust]:
    """Return the chosen numbers by the number of years; the largest also holds for longer series."""
    data = tomllib.loads(files("analysis.models").joinpath("default_model.toml").read_text(encoding="utf-8"))
    return {row["n"]: Trust(row["share"], row["limit"], row["fades"]) for row in data["choice"]}


def trust_in(n: int) -> Trust:
    """Return how far a trend through n years is believed.

    Examples
    --------
    >>> trust_in(2).share < trust_in(8).share, trust_in(50) == trust_in(10)
    (True, True)
    """
    table = trust_table()
    return table[max(years for years in table if years <= n)]


def guarded_drift(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Continue a part of what the yearly changes agree on: `guarded_step` with the chosen trust.

    Two values at least `FAR_APART` years apart are believed as three years are.

    Parameters
    ----------
    years, values : ndarray, shape (..., n)
        Ascending years and their values, n >= 2.
    target_years : ndarray, shape (..., h)
        Years to forecast.

    Returns
    -------
    ndarray, shape (..., h)
        A positive series stays positive.

    Examples
    --------
    >>> down_as_often_as_up = np.array([50.0, 52.0, 51.0, 53.0, 52.0])
    >>> guarded_drift(np.arange(2016.0, 2021), down_as_often_as_up, np.array([2025.0]))
    array([52.])
    """
    point = guarded_step(years, values, target_years, trust_in(values.shape[-1]))
    if values.shape[-1] == 2:
        apart = years[..., -1:] - years[..., :1] >= FAR_APART
        point = np.where(apart, guarded_step(years, values, target_years, trust_in(3)), point)
    return np.asarray(point)


def guarded_step(years: Floats, values: Floats, target_years: Floats, trust: Trust) -> Floats:
    """Return the last value moved by a guarded yearly step.

    With rᵢ the yearly changes between neighbouring observations (of the logarithm where all values are
    positive), the step is

    1. the mean or the median of rᵢ, whichever is smaller in size, and 0 where they differ in sign, so that
    one
       odd year makes no trend;
    2. limited as `trust` says;
    3. times the agreement of the changes: the share that goes in the step's direction minus the share that
    does
       not, at least 0, so that going to and fro makes no trend;
    4. times the share that `trust` gives to so few years.

    Parameters
    ----------
    years, values : ndarray, shape (..., n)
        Ascending years and their values, n >= 2.
    target_years : ndarray, shape (..., h)
        Years to forecast.
    trust : Trust
        The numbers.

    Returns
    -------
    ndarray, shape (..., h)

    Examples
    --------
    >>> full = Trust(share=1.0, limit=0.10, fades=False)
    >>> years, values = np.array([2018.0, 2019, 2020]), np.array([100.0, 110, 121])
    >>> guarded_step(years, values, np.array([2022.0]), full).round(2)
    array([146.41])
    """
    positive = np.asarray((values > 0).all(axis=-1, keepdims=True))
    with np.errstate(over="ignore", invalid="ignore"):
        levels = log_or_level(values, positive)
        rates = _changes(levels, positive) / np.diff(years, axis=-1)
        span = years[..., -1:] - years[..., :1]
        mean = (levels[..., -1:] - levels[..., :1]) / span
        median = np.median(rates, axis=-1, keepdims=True)
        step = np.where(np.sign(mean) == np.sign(median), _smaller(mean, median), 0.0)
        step = np.where(positive, _limited(step, trust), step)
        direction = np.sign(rates) * np.sign(mean)
        agreement = 2 * (direction > 0).mean(axis=-1, keepdims=True) - 1
        step = trust.share * np.maximum(agreement, 0.0) * step
        return step_ahead(values[..., -1:], step * (target_years - years[..., -1:]), positive)


def _changes(levels: Floats, positive: NDArray[np.bool_]) -> Floats:
    """Return the changes between neighbours; float noise is none: it would count as a direction."""
    changes = np.diff(levels, axis=-1)
    size = np.where(positive, 1.0, np.abs(levels).max(axis=-1, keepdims=True))
    return np.asarray(np.where(np.abs(changes) <= _FLOAT_NOISE * size, 0.0, changes))


def _smaller(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.where(np.abs(one) <= np.abs(other), one, other))


def _limited(step: Floats, trust: Trust) -> Floats:
    size: NDArray[np.float64] = np.abs(step)
    kept = np.minimum(size, trust.limit)
    if trust.fades:
        kept = np.maximum(np.minimum(size, FADE * (trust.limit - size)), 0.0)
    return np.asarray(np.sign(step) * kept)
