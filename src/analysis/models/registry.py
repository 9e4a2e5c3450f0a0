"""All models by name: what each assumes, needs and does not do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from analysis.errors import ModelError
from analysis.models.closed_forms import (
    Floats,
    drift,
    last_value,
    linear,
    log_linear,
    required_path,
    shrunk_log_drift,
)
from analysis.models.guarded import guarded_drift
from analysis.models.smoothing import damped_holt, holt, median_combination, ses, theta

Fit = Callable[[Floats, Floats, Floats], Floats]


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
        What it assumes, in one sentence. Points outside an indicator's bounds (a share past 100, a count
        below 0) are cut at the bound by `forecast_rows`, which says so; a model itself knows no bounds.
    consecutive : bool
        True when it steps from year to year and refuses a series with missing years.
    closed_form : bool
        True when a whole panel is one call without a loop.
    to_goal : bool
        True when the last point given must be the target itself.
    """

    name: str
    min_n: int
    positive_only: bool
    fit: Fit
    about: str
    consecutive: bool = False
    closed_form: bool = True
    to_goal: bool = False


DEFAULT_MODEL = "guarded_drift"
"""The model that leads, and the one whose errors the bands are made of."""

_GUARDED = (
    "the last value, moved by the part of the trend that its changes agree on and that proved worth believing"
)
_SMOOTHED = {"consecutive": True, "closed_form": False}

MODELS: Mapping[str, Model] = MappingProxyType(
    {
        model.name: model
        for model in (
            Model("last_value", 1, False, last_value, "nothing changes after the last observed year"),
            Model("drift", 2, False, drift, "the mean yearly change goes on"),
            Model("linear", 2, False, linear, "a least-squares line goes on"),
            Model("log_linear", 2, True, log_linear, "a least-squares rate of growth goes on"),
            Model(DEFAULT_MODEL, 2, False, guarded_drift, _GUARDED),
            Model("shrunk_log_drift", 2, False, shrunk_log_drift, "a part of the mean growth goes on"),
            Model("ses", 2, False, ses, "the smoothed level stays", **_SMOOTHED),
            Model("holt", 2, False, holt, "the smoothed trend goes on", **_SMOOTHED),
            Model("damped_holt", 2, False, damped_holt, "the smoothed trend levels off", **_SMOOTHED),
            Model("theta", 3, False, theta, "half the slope of the line goes on", **_SMOOTHED),
            Model(
                "median_combination",
                3,
                False,
                median_combination,
                "the median of last value, drift and Theta",
                **_SMOOTHED,
            ),
            Model(
                "required_path", 2, False, required_path, "the target is reached in even steps", to_goal=True
            ),
        )
    }
)
"""All models by name; a further model is a function and a line here."""


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


def cannot_run(model: Model, values: Sequence[float], years: Sequence[int] | None = None) -> str:
    """Return the code of the reason why `model` cannot run on a series, or "" when it can.

    Parameters
    ----------
    model : Model
        The model.
    values : sequence of float
        The values, one a year; of a model that leads to a goal, the goal among them.
    years : sequence of int, optional
        Their years, in the same order; consecutive when not given.

    Returns
    -------
    str
        "no_observation", "one_observation", "too_few", "not_positive", "not_consecutive" or "".

    Examples
    --------
    >>> cannot_run(MODELS["log_linear"], [0.0, 1.0]), cannot_run(MODELS["drift"], [1.0])
    ('not_positive', 'one_observation')
    >>> cannot_run(MODELS["holt"], [1.0, 2.0], [2015, 2020])
    'not_consecutive'
    """
    if len(values) < model.min_n:
        return {0: "no_observation", 1: "one_observation"}.get(len(values), "too_few")
    if model.positive_only and min(values) <= 0:
        return "not_positive"
    if model.consecutive and years is not None and max(years) - min(years) != len(years) - 1:
        return "not_consecutive"
    return ""
