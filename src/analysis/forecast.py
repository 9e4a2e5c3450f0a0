"""Outlook: where each indicator of a plan stands in its target years if its trend goes on, model by model.

Where no trend can be estimated the row says so and shows the pace that the target requires.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.errors import ModelError
from analysis.indicators import Definitions
from analysis.models import (
    DEFAULT_MODEL,
    MODELS,
    Forecast,
    Model,
    PointForecast,
    cannot_run,
    find_model,
    forecast_series,
    forecast_total,
)
from analysis.pace import pace_in, pace_remarks, range_cells, sign_remarks
from analysis.period_total import PeriodTotal, period_total
from analysis.reasons import REASONS, Remark, note_of
from analysis.series import TargetSeries, target_series
from analysis.statements import short
from analysis.targets import Target

__all__ = ["MODELS", "REASONS", "Forecast", "Model", "PointForecast", "forecast_series", "outlook"]

COLUMNS = (
    "indicator_id", "as_of_year", "n_obs", "model", "model_run", "target_year", "target", "point", "lower80",
    "upper80", "lower95", "upper95", "p_attain", "note", "breakdown", "lineage", "direction", "unit",
    "last_year", "last_value", "attained_by_point", "required_growth_pct", "required_points", "reason",
    "target_lower", "target_upper", "required_amount",
)  # fmt: skip
DEFAULT_MODELS = (DEFAULT_MODEL, "drift", "linear", "log_linear")
NO_MODEL = "none"


def outlook(  # noqa: PLR0913 - the tables, and what to ask of them
    indicators: pd.DataFrame,
    values: pd.DataFrame,
    observations: pd.DataFrame,
    definitions: Definitions,
    *,
    as_of_year: int,
    period: tuple[int, int] | None,
    models: Sequence[str] = DEFAULT_MODELS,
    lang: str = "en",
) -> pd.DataFrame:
    """Return the outlook of every current target: forecasts where a trend exists, and the required pace.

    Parameters
    ----------
    indicators, values, observations, definitions, as_of_year, period
        As `analysis.series.target_series`.
    models : sequence of str
        Names in `MODELS`; each gives a row, in this order. The default ones begin with the one that did at
        most 1 % worse than repeating the last value on public series; it alone has bands and a probability.
    lang : str
        Language of `note`: "en" or "zh".

    Returns
    -------
    DataFrame
        One row for each target series, target year and model, columns `COLUMNS`. A series on which no trend
        can be estimated, or a target year that is no longer in the future of the data, has one row with an
        empty `model`. `model_run` is "none" wherever nothing was forecast. `reason` is a key of `REASONS`:
        why there is no point, or else why there is no interval. `attained_by_point` is true, false or None.
        `target` is the number to reach (of a range: the end that is reached first; `target_lower` and
        `target_upper` are both). Of a target that is a sum over the period, `point` and the bands are that
        sum; `p_attain` is 1 once it is reached and cannot fall again; `required_amount` is what each year
        left has to bring.

    Raises
    ------
    ModelError
        If a model is unknown.
    ObservationError
        The first problem of `observations`.
    """
    all_series = target_series(
        indicators, values, observations, definitions, as_of_year=as_of_year, period=period
    )
    return outlook_of(all_series, as_of_year=as_of_year, models=models, lang=lang)


def outlook_of(
    all_series: Iterable[TargetSeries],
    *,
    as_of_year: int,
    models: Sequence[str] = DEFAULT_MODELS,
    lang: str = "en",
) -> pd.DataFrame:
    """Return the outlook of series that are already put together; see `outlook`."""
    chosen = [find_model(name) for name in models]
    rows = [
        row
        for series in all_series
        for target in series.targets
        for row in _target_rows(series, target, chosen, as_of_year, lang)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"attained_by_point": object})
    numbers = ["target", "point", "lower80", "upper80", "lower95", "upper95", "p_attain", "last_value"]
    numbers += ["required_growth_pct", "required_points", "required_amount", "target_lower", "target_upper"]
    return frame.astype(dict.fromkeys(numbers, float) | {"last_year": "Int64"})


def _target_rows(
    series: TargetSeries, target: Target, models: Sequence[Model], as_of_year: int, lang: str
) -> list[dict[str, object]]:
    """Return the rows of one target: one a model, or one that says why there is none."""
    pace = pace_in(series, target)
    common: dict[str, object] = {
        "indicator_id": series.indicator_id,
        "as_of_year": as_of_year,
        "n_obs": len(series.years),
        "target_year": target.year,
        "target": target.goal_from(series.last[1] if series.last else None),
        "breakdown": series.breakdown,
        "lineage": series.lineage,
        "direction": target.side,
        "unit": series.unit,
        "last_year": series.last[0] if series.last else None,
        "last_value": series.last[1] if series.last else None,
        "required_growth_pct": pace.growth_pct,
        "required_points": pace.points,
        "required_amount": pace.amount,
        **range_cells(target),
    }
    about = [*pace_remarks(series, target, pace, as_of_year), *sign_remarks(target), *series.remarks]
    if target.cumulative:
        answers = _total_answers(series, target, models)
    elif none := _no_forecast(series, target, models):
        answers = [_nothing("", none, target, series)]
    else:
        answers = [_answer(series, target, model) for model in models]
    return [
        {**common, **cells, "note": note_of([*remarks, *about], lang), "reason": remarks[0].code}
        for cells, remarks in answers
    ]


def _no_forecast(series: TargetSeries, target: Target, models: Sequence[Model]) -> Remark | None:
    """Return why no model at all is asked for this target, or None."""
    if not series.years:
        return Remark("no_observation")
    if target.year <= series.years[-1]:
        return Remark("observed" if target.year in series.years else "passed", _seen(series, target.year))
    if len(series.years) == 1 and all(model.min_n > 1 and not model.to_goal for model in models):
        return Remark("one_observation", {"year": series.years[0]})
    return None


def _seen(series: TargetSeries, year: int) -> dict[str, object]:
    value = dict(zip(series.years, series.values, strict=True)).get(year)
    return {"year": year} | ({} if value is None else {"value": f"{short(value)} {series.unit}".strip()})


Answer = tuple[dict[str, object], list[Remark]]


def _nothing(model: str, why: Remark, target: Target, series: TargetSeries) -> Answer:
    """Return the cells of a row without a forecast; an observed target year says whether it is reached."""
    seen = dict(zip(series.years, series.values, strict=True)).get(target.year)
    attained = None if target.cumulative else target.attained(seen)
    beyond = [] if target.cumulative else _beyond(target, seen)
    return {"model": model, "model_run": NO_MODEL, "attained_by_point": attained}, [why, *beyond]


def _beyond(target: Target, value: float | None, kind: str = "") -> list[Remark]:
    """Return on which side of a printed range a value lies, if it has passed it."""
    side = target.beyond(value)
    return [Remark(kind + side)] if side else []


def _total_answers(series: TargetSeries, target: Target, models: Sequence[Model]) -> list[Answer]:
    """Return the answers on a target that is a sum over the period, from the amounts of its years."""
    total = period_total(target, series.years, series.values, lower=series.bounds[0])
    about = total.remarks(series.unit) if total else []
    why = _no_total(series, target, models, total)
    if why is None and total is not None:
        return [_total_answer(series, target, model, total.so_far, about) for model in models]
    cells: dict[str, object] = {"model": "", "model_run": NO_MODEL}
    if total is not None:
        cells |= {"attained_by_point": total.attained, "p_attain": 1.0 if total.secured else None}
        about = [*about, *(_beyond(target, total.so_far) if total.attained is not None else [])]
    return [(cells, [why or Remark("cumulative"), *about])]


def _no_total(
    series: TargetSeries, target: Target, models: Sequence[Model], total: PeriodTotal | None
) -> Remark | None:
    """Return why nothing is to be forecast of a sum over the period, or None."""
    single = len(series.years) == 1 and all(model.min_n > 1 for model in models)
    obstacles = (
        ("no_observation", not series.years),
        ("cumulative", total is None),
        ("secured", total is not None and total.secured),
        ("total_gaps", total is not None and bool(total.missing)),
        ("observed_total", bool(series.years) and series.years[-1] >= target.year),
        ("one_observation", single),
    )
    return next((Remark(code) for code, met in obstacles if met), None)


def _total_answer(
    series: TargetSeries, target: Target, model: Model, so_far: float, about: Sequence[Remark]
) -> Answer:
    """Run one model on the years that are still to be added up."""
    code = "cumulative" if model.to_goal else cannot_run(model, series.values, series.years)
    if code:
        return _nothing(model.name, Remark(code), target, series)
    try:
        forecast = forecast_total(
            series.years,
            series.values,
            so_far=so_far,
            model=model.name,
            bounds=series.bounds,
            target=target,
        )
    except ModelError:  # as in `_answer`
        return _nothing(model.name, Remark("out_of_range"), target, series)
    cells, remarks = _cells(forecast, target)
    reason = "total_no_band" if cells["p_attain"] is None else "total"
    return cells, [Remark(reason), *about, *remarks]


def _answer(series: TargetSeries, target: Target, model: Model) -> Answer:
    """Run one model for one target year."""
    goal = target.goal_from(series.last[1] if series.last else None)
    leads_to = [(target.year, goal)] if model.to_goal and goal is not None else []
    years = [*series.years, *(year for year, _ in leads_to)]
    if code := cannot_run(model, [*series.values, *(goal for _, goal in leads_to)], years):
        return _nothing(model.name, Remark(code), target, series)
    try:
        forecast = forecast_series(
            series.years,
            series.values,
            [target.year],
            model=model.name,
            bounds=series.bounds,
            target=target,
        )
    except ModelError:  # all other causes are ruled out above: the numbers have become too large
        return _nothing(model.name, Remark("out_of_range"), target, series)
    return _cells(forecast, target)


def _cells(forecast: Forecast, target: Target) -> Answer:
    """Return the cells of a forecast's one point, and what must be known about it."""
    point = forecast.points[0]
    cells: dict[str, object] = {
        "model": forecast.model,
        "model_run": forecast.model_run,
        "point": point.point,
        "lower80": point.lower80,
        "upper80": point.upper80,
        "lower95": point.lower95,
        "upper95": point.upper95,
        "p_attain": point.p_attain,
        "attained_by_point": target.attained(point.point),
    }
    beyond = _beyond(target, point.point, "point_")
    return cells, [*(_point_remark(code, point) for code in point.codes), *beyond]


def _point_remark(code: str, point: PointForecast) -> Remark:
    if code.startswith("cut_at"):
        return Remark(code, {"uncut": short(point.uncut), "bound": short(point.point)})
    return Remark(code)
