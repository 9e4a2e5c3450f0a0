"""How good would the forecasts have been? Each series is forecast again from its own earlier years.

Rolling origin: at every year with enough values before it, only those values are known; what the model then
says of later years is held against what was observed. Nothing is fitted to the years that are judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

import numpy as np
import pandas as pd

from analysis.errors import ModelError
from analysis.models import DEFAULT_MODEL, Bounds, forecast_series
from analysis.plan_record import clopper_pearson

MIN_N: Final = 3
HORIZONS: Final = (1, 2, 3)
COLUMNS: Final = (
    *("indicator_id", "breakdown", "model", "n_obs", "origin_year", "target_year", "horizon"),
    *("actual", "last_value", "point", "lower80", "upper80", "error", "naive_error"),
)


def rolling_origin(
    series: pd.DataFrame,
    *,
    models: Sequence[str] = (DEFAULT_MODEL,),
    bounds: Mapping[str, Bounds] | None = None,
    horizons: Sequence[int] = HORIZONS,
    min_n: int = MIN_N,
) -> pd.DataFrame:
    """Forecast every later year of every series from every earlier year.

    Parameters
    ----------
    series : DataFrame
        Columns indicator_id, breakdown, year, value; one value for a year, gaps are fine.
    models : sequence of str
        Names in `models.MODELS`; a model that cannot run on a piece is left out there.
    bounds : mapping of indicator_id to (lower, upper), optional
        What an indicator can reach.
    horizons : sequence of int
        Years ahead that are judged.
    min_n : int
        Fewest values that a forecast may rest on.

    Returns
    -------
    DataFrame
        One row for each forecast, `COLUMNS`. error and naive_error are the absolute errors of the model and
        of repeating the last value, in units of the mean absolute yearly change known at the origin (NaN
        where nothing had changed).

    References
    ----------
    Tashman (2000), "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16.
    """
    cuts = list(cuts_of(series, horizons=horizons, min_n=min_n))
    rows = []
    for _, own in groupby(cuts, key=lambda cut: (cut.indicator_id, cut.breakdown)):
        pieces = list(own)
        limits = (bounds or {}).get(pieces[0].indicator_id, (None, None))
        rows += [row for model in models for cut in pieces for row in _forecasts(cut, model, limits)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def backtest_summary(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Return for each model and horizon how large its errors were, and how often its 80 % band held.

    Parameters
    ----------
    forecasts : DataFrame
        From `rolling_origin`.

    Returns
    -------
    DataFrame
        Columns model, horizon, series, forecasts, relative_error (mean error over the mean error of repeating
        the last value; below 1 is better), banded (forecasts with a band), inside (of these, how many
        observed values lay in it), share, low95 and high95: that share with its binomial interval. Forecasts
        of one series are not independent, so the interval is, if anything, too narrow.
    """
    rows = []
    ordered = forecasts.sort_values("horizon", kind="stable")
    models = {model: number for number, model in enumerate(forecasts["model"].drop_duplicates())}
    pieces = list(ordered.groupby(["model", "horizon"], sort=False))
    for (model, horizon), group in sorted(pieces, key=lambda piece: models[piece[0][0]]):
        judged = group.dropna(subset=["error", "naive_error"])
        naive = judged["naive_error"].sum()
        banded = group.dropna(subset=["lower80", "upper80"])
        inside = int(banded["actual"].between(banded["lower80"], banded["upper80"]).sum())
        low, high = clopper_pearson(inside, len(banded)) if len(banded) else (np.nan, np.nan)
        rows.append(
            {
                "model": model,
                "horizon": horizon,
                "series": len(group[["indicator_id", "breakdown"]].drop_duplicates()),
                "forecasts": len(group),
                "relative_error": judged["error"].sum() / naive if naive else np.nan,
                "banded": len(banded),
                "inside": inside,
                "share": inside / len(banded) if len(banded) else np.nan,
                "low95": low,
                "high95": high,
            }
        )
    return pd.DataFrame(rows)


@dataclass(frozen=True, slots=True)
class Cut:
    """A series as it was known in one year: ascending ``years`` and ``values``, and what came ``later``."""

    indicator_id: str
    breakdown: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    later: tuple[tuple[int, float], ...]


def cuts_of(series: pd.DataFrame, *, horizons: Sequence[int], min_n: int) -> Iterator[Cut]:
    """Yield every series as known in each of its years that has enough values before and one to judge after.

    Parameters
    ----------
    series : DataFrame
        Columns indicator_id, breakdown, year, value; one value for a year.
    horizons : sequence of int
        Years ahead that are judged: of the later values only those are given.
    min_n : int
        Fewest known values.

    Yields
    ------
    Cut
        By series in the order of `series`, then by year.
    """
    for key, group in series.dropna(subset=["value"]).groupby(["indicator_id", "breakdown"], sort=False):
        ordered = group.sort_values("year")
        years = tuple(ordered["year"].astype(int).tolist())
        values = tuple(ordered["value"].astype(float).tolist())
        for n in range(min_n, len(years)):
            later = [
                (year, value)
                for year, value in zip(years[n:], values[n:], strict=True)
                if year - years[n - 1] in horizons
            ]
            if later:
                yield Cut(str(key[0]), str(key[1]), years[:n], values[:n], tuple(later))


def _forecasts(cut: Cut, model: str, limits: Bounds) -> Iterator[tuple[object, ...]]:
    """Yield the rows of one model for one cut; none where it cannot run."""
    years, values = cut.years, cut.values
    try:
        forecast = forecast_series(years, values, [year for year, _ in cut.later], model=model, bounds=limits)
    except ModelError:
        return
    scale = sum(abs(b - a) for a, b in pairwise(values)) / (years[-1] - years[0])
    for point, (year, actual) in zip(forecast.points, cut.later, strict=True):
        errors = (abs(actual - point.point), abs(actual - values[-1]))
        yield (
            *(cut.indicator_id, cut.breakdown, model, len(years), years[-1], year, year - years[-1]),
            *(actual, values[-1], point.point, point.lower80, point.upper80),
            *(error / scale if scale else np.nan for error in errors),
        )
