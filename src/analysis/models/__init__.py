"""Trend models for 1-20 yearly points, their calibrated bands and probabilities.

================== =======================================================================
``closed_forms``   a model that is one formula
``guarded``        the default model (``default_model.toml``: made by benchmarks/choose_default.py)
``smoothing``      a model that statsmodels fits
``registry``       what there is, and what each needs
``calibration``    how far the default is off (``calibration.json``: made by benchmarks/calibrate.py)
``reference``      how far official indicators move (``reference.json``: benchmarks/reference_class.py)
``rows``           the kernel: one model on many series
``series``         one series
================== =======================================================================
"""

from analysis.models.registry import DEFAULT_MODEL, MODELS, Model, cannot_run, find_model
from analysis.models.rows import ForecastRows, attainment, forecast_rows, is_secured
from analysis.models.series import (
    UNBOUNDED,
    Bounds,
    Forecast,
    PointForecast,
    forecast_series,
    forecast_total,
    secured_by,
)

__all__ = [
    "DEFAULT_MODEL",
    "MODELS",
    "UNBOUNDED",
    "Bounds",
    "Forecast",
    "ForecastRows",
    "Model",
    "PointForecast",
    "attainment",
    "cannot_run",
    "find_model",
    "forecast_rows",
    "forecast_series",
    "forecast_total",
    "is_secured",
    "secured_by",
]
