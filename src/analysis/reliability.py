"""Does what is called likely come true? Probabilities of attainment held against what happened.

Each series is forecast again from its own earlier years (as in `backtest`), every forecast is given one
target, and the probability of attaining it is compared with whether it was. Nothing in the calibration is of
these series. Beside it stands the textbook probability of a least-squares line, on the same targets.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.backtest import HORIZONS, MIN_N, Cut, cuts_of
from analysis.errors import ModelError
from analysis.models import DEFAULT_MODEL, Bounds, forecast_series
from analysis.targets import Target

Floats = NDArray[np.float64]
LINE: Final = "line_theory"
"""The name of the least-squares line with its normal theory, beside that of the default model."""
METHODS: Final = (DEFAULT_MODEL, LINE)
CASE_COLUMNS: Final = (
    *("indicator_id", "breakdown", "n_obs", "origin_year", "target_year", "horizon", "goal", "actual"),
    *("attained", *METHODS),
)
TENTHS: Final = ("tenth", "cases", "reached", "said", "share", "low95", "high95")
_GOLDEN = (math.sqrt(5) - 1) / 2
_FREEDOM, _STEPS, _LEAST = 3, 1.5, 0.005


def attainment_cases(
    series: pd.DataFrame,
    *,
    bounds: Mapping[str, Bounds] | None = None,
    horizons: Sequence[int] = HORIZONS,
    min_n: int = MIN_N,
) -> pd.DataFrame:
    """Give each forecast of the backtest one target, and say how likely it was and whether it was reached.

    The target asks for at least the last value plus 1.5·t·√h mean yearly changes, h the years ahead and t a
    quantile of Student's t with 3 degrees of freedom; the quantiles are spread evenly (the i-th is that of
    the fractional part of i times the golden ratio), so that nothing is drawn at random. "At most" is the
    opposite question and would show the same error.

    Parameters
    ----------
    series : DataFrame
        Columns indicator_id, breakdown, year, value; one value for a year, gaps are fine.
    bounds : mapping of indicator_id to (lower, upper), optional
        What an indicator can reach.
    horizons : sequence of int
        Years ahead that are judged.
    min_n : int
        Fewest values that a forecast may rest on, at least 3 (the line needs a residual).

    Returns
    -------
    DataFrame
        One row for each forecast with a probability, `CASE_COLUMNS`; probabilities are fractions.
    """
    rows: list[dict[str, object]] = []
    order = count(1)
    for cut in cuts_of(series, horizons=horizons, min_n=max(min_n, MIN_N)):
        for year, actual in cut.later:
            goal = _goal(cut, year, next(order))
            said = _said(cut, year, goal, (bounds or {}).get(cut.indicator_id, (None, None)))
            if said is not None:
                rows.append(
                    {
                        "indicator_id": cut.indicator_id,
                        "breakdown": cut.breakdown,
                        "n_obs": len(cut.years),
                        "origin_year": cut.years[-1],
                        "target_year": year,
                        "horizon": year - cut.years[-1],
                        "goal": goal,
                        "actual": actual,
                        "attained": bool(Target(year, goal).attained(actual)),
                        **said,
                    }
                )
    return pd.DataFrame(rows, columns=list(CASE_COLUMNS))


def _goal(cut: Cut, year: int, number: int) -> float:
    ahead, last = year - cut.years[-1], cut.values[-1]
    changes = np.abs(np.diff(cut.values)) / np.diff(cut.years)
    quantile = float(stats.t.ppf(number * _GOLDEN % 1, _FREEDOM))
    return last + _STEPS * quantile * math.sqrt(ahead) * max(float(changes.mean()), _LEAST * abs(last))


def _said(cut: Cut, year: int, goal: float, limits: Bounds) -> dict[str, float] | None:
    """Return what each method says; None where the default model gives no probability."""
    try:
        forecast = forecast_series(cut.years, cut.values, [year], bounds=limits, target=Target(year, goal))
    except ModelError:
        return None
    chance = forecast.points[0].p_attain
    if chance is None:
        return None
    return {DEFAULT_MODEL: chance, LINE: float(line_probability(cut.years, cut.values, year, goal, up=True))}


def line_probability(
    years: ArrayLike, values: ArrayLike, target_years: ArrayLike, goal: ArrayLike, *, up: ArrayLike
) -> Floats:
    """Return the textbook probability that a new value of a line is on the right side of a goal.

    The line is fitted by least squares. Around its point stands Student's t with n - 2 degrees of freedom and
    the standard error of a new observation: s·√(1 + 1/n + (x - x̄)² / Σ(xᵢ - x̄)²).

    Parameters
    ----------
    years, values : array_like, shape (..., n)
        Distinct years and their values, n >= 3.
    target_years, goal : array_like, shape (...)
        When, and what should be reached.
    up : array_like of bool, shape (...)
        Whether at or above the goal counts; otherwise at or below.

    Returns
    -------
    ndarray, shape (...)
        0 or 1 where the values lie on the line exactly.

    References
    ----------
    Any textbook of regression, e.g. Draper & Smith (1998), Applied Regression Analysis, section 3.1.
    """
    x, y = np.asarray(years, float), np.asarray(values, float)
    n, middle = x.shape[-1], x.mean(axis=-1)
    spread = x - middle[..., None]
    squares = (spread**2).sum(axis=-1)
    level = y.mean(axis=-1)
    slope = (spread * (y - level[..., None])).sum(axis=-1) / squares
    residuals = y - level[..., None] - slope[..., None] * spread
    error = np.sqrt((residuals**2).sum(axis=-1) / (n - 2))
    ahead = np.asarray(target_years, float) - middle
    point = level + slope * ahead
    width = error * np.sqrt(1 + 1 / n + ahead**2 / squares)
    wanted = np.asarray(goal, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        below = stats.t.cdf((wanted - point) / width, n - 2)
    below = np.where(width > 0, below, (wanted > point).astype(float))
    return np.asarray(np.where(np.asarray(up, bool), 1 - below, below))


def reliability(said: ArrayLike, attained: ArrayLike) -> pd.DataFrame:
    """Return for each tenth of the probability how much of it came true.

    Parameters
    ----------
    said : array_like, shape (m,)
        Probabilities, 0 to 1.
    attained : array_like of bool, shape (m,)
        Whether each target was reached.

    Returns
    -------
    DataFrame
        Ten rows, columns `TENTHS`: tenth (0 to 9; the last holds 1 too), cases, reached (of them), said
        (their mean probability), share (reached / cases), low95 and high95 (`wilson`); NaN in a tenth without
        cases. Forecasts of one series are not independent: the interval is, if anything, too narrow.
    """
    chance, came = np.asarray(said, float), np.asarray(attained, bool)
    place = np.minimum((chance * 10).astype(int), 9)
    cases = np.bincount(place, minlength=10)
    reached = np.bincount(place, came, minlength=10)
    sums = np.bincount(place, chance, minlength=10)
    with np.errstate(invalid="ignore"):
        mean, share = sums / cases, reached / cases
    low, high = wilson(share, cases)
    columns = (np.arange(10), cases, reached.astype(int), mean, share, low, high)
    return pd.DataFrame(dict(zip(TENTHS, columns, strict=True)))


def wilson(share: ArrayLike, trials: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return Wilson's score interval for a share.

    Parameters
    ----------
    share : array_like
        What was seen, 0 to 1.
    trials : array_like
        Of how many; need not be whole (an effective number).
    confidence : float
        Two-sided, 0 to 1.

    Returns
    -------
    (low, high) : ndarray, broadcast shape
        Fractions; NaN without a trial.

    References
    ----------
    Wilson (1927), JASA 22; Newcombe (1998), Statistics in Medicine 17, method 3.

    Examples
    --------
    >>> low, high = wilson(81 / 263, 263)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2553, 0.3662)
    """
    p, n = np.asarray(share, float), np.asarray(trials, float)
    z = float(stats.norm.ppf((1 + confidence) / 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    none = n <= 0
    low, high = np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
    return np.where(none, np.nan, low), np.where(none, np.nan, high)


def brier(said: ArrayLike, attained: ArrayLike) -> float:
    """Return the mean squared difference of probability and outcome: 0 is perfect, 0.25 is saying 50 %.

    Examples
    --------
    >>> brier([0.5, 0.5], [True, False]), brier([1.0, 0.0], [True, False])
    (0.25, 0.0)
    """
    difference = np.asarray(said, float) - np.asarray(attained, bool)
    return float((difference**2).mean()) if difference.size else float("nan")


@cache
def load_public() -> Mapping[str, Any]:
    """Return how the probabilities did on public series left out of the calibration.

    The parsed ``reliability.toml``, made by benchmarks/attainment.py: made, sources, versions, brier (of each
    method) and tenths (see `public_reliability`).
    """
    text = files("analysis").joinpath("reliability.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def public_reliability(method: str) -> pd.DataFrame:
    """Return the tenths of one of `METHODS` on public series, columns `TENTHS`.

    said and share give every member (a competition's series, an office's indicator) one weight, and the
    interval counts as many trials as members of equal weight the tenth is worth, not its cases: years and
    breakdowns of one indicator are not independent.

    Raises
    ------
    ValueError
        If there is no such method.
    """
    rows = [row for row in load_public()["tenths"] if row["method"] == method]
    if not rows:
        raise ValueError(f"no result for {method!r}: the methods are {', '.join(METHODS)}")
    frame = pd.DataFrame(rows)
    low, high = wilson(frame["share"], frame["members"])
    return frame.assign(low95=low, high95=high)[list(TENTHS)]
