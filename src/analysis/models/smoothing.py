"""Exponential smoothing and Theta from statsmodels: one optimiser run a series, for consecutive years only.

These models step from year to year, so a missing year would bend them: they refuse such a series. statsmodels
is imported when the first of them runs.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from analysis.models.closed_forms import Floats, drift, last_value

OneSeries = Callable[[Floats, int], Floats]


def ses(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Repeat a level that follows the values: simple exponential smoothing, no trend.

    Parameters
    ----------
    years, values : ndarray, shape (..., n)
        Consecutive years and their values, n >= 2.
    target_years : ndarray, shape (..., h)
        Whole years to forecast.

    Returns
    -------
    ndarray, shape (..., h)

    References
    ----------
    statsmodels, `SimpleExpSmoothing` with estimated initial level.
    """
    return _each(_ses, years, values, target_years)


def holt(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Continue a level and a slope that follow the values; statsmodels, `Holt`. As `ses`, n >= 2."""
    return _each(_holt, years, values, target_years)


def damped_holt(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Continue Holt's trend, levelling off; statsmodels, `Holt` with ``damped_trend``. As `ses`, n >= 2."""
    return _each(_damped_holt, years, values, target_years)


def theta(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Smooth, and add half the slope of the line: Theta; statsmodels, `ThetaModel`. As `ses`, n >= 3.

    References
    ----------
    Assimakopoulos & Nikolopoulos (2000), The theta model: a decomposition approach to forecasting.
    """
    return _each(_theta, years, values, target_years)


def median_combination(years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Return the median of last value, drift and Theta, year by year. As `ses`, n >= 3."""
    models = (last_value, drift, theta)
    return np.asarray(np.median([model(years, values, target_years) for model in models], axis=0))


def _each(model: OneSeries, years: Floats, values: Floats, target_years: Floats) -> Floats:
    """Run a model of one series on each row."""
    years, values = np.broadcast_arrays(years, values)
    ahead = np.rint(np.atleast_1d(target_years - years[..., -1:])).astype(int)
    rows = values.reshape(-1, values.shape[-1])
    steps = np.broadcast_to(ahead, (*values.shape[:-1], ahead.shape[-1])).reshape(len(rows), -1)
    # an optimiser that stops early on four points still gives a forecast: its warning helps no reader
    # (kept, not filtered: statsmodels sets a filter of its own when it is imported)
    with warnings.catch_warnings(record=True), np.errstate(all="ignore"):
        paths = [model(row, int(far.max()))[far - 1] for row, far in zip(rows, steps, strict=True)]
    return np.asarray(paths, float).reshape(*values.shape[:-1], ahead.shape[-1])


def _ses(values: Floats, steps: int) -> Floats:
    from statsmodels.tsa.api import SimpleExpSmoothing  # noqa: PLC0415 - half a second, only when it is used

    return np.asarray(SimpleExpSmoothing(values, initialization_method="estimated").fit().forecast(steps))


def _holt(values: Floats, steps: int) -> Floats:
    from statsmodels.tsa.api import Holt  # noqa: PLC0415 - as above

    return np.asarray(Holt(values, initialization_method="estimated").fit().forecast(steps))


def _damped_holt(values: Floats, steps: int) -> Floats:
    from statsmodels.tsa.api import Holt  # noqa: PLC0415 - as above

    fit = Holt(values, damped_trend=True, initialization_method="estimated").fit()
    return np.asarray(fit.forecast(steps))


def _theta(values: Floats, steps: int) -> Floats:
    import pandas as pd  # noqa: PLC0415 - as above
    from statsmodels.tsa.forecasting.theta import ThetaModel  # noqa: PLC0415 - as above

    fit = ThetaModel(pd.Series(values), period=1, deseasonalize=False).fit()
    return np.asarray(fit.forecast(steps))
