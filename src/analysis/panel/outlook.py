"""Forecasts of a panel: series with equally many years are one array operation, never a loop over series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.models import Model, attainment, find_model, forecast_rows, is_secured
from analysis.panel.reading import Floats, PanelRows
from analysis.panel.tasks import Ints, Observed, Tasks, observed, tasks_of
from analysis.reasons import REASONS
from analysis.targets import in_span, one_sided

COLUMNS = (
    "series_id", "n_obs", "model", "model_run", "target_year", "target", "point", "lower80", "upper80",
    "lower95", "upper95", "p_attain", "note", "direction", "last_year", "last_value", "attained_by_point",
    "reason",
)  # fmt: skip

ROWS_AT_ONCE = 10_000
"""Most series that are computed in one step: their error distributions are held in memory."""

VALUES_AT_ONCE = 500_000
"""Most values that are computed in one step: of long series fewer than `ROWS_AT_ONCE` are."""

_NUMBERS = ("point", "lower80", "upper80", "lower95", "upper95", "p_attain")
_FAULTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one model says about t tasks; ``reason`` is a code of `REASONS`, of the columns NaN is missing."""

    columns: dict[str, Floats]
    uncut: Floats
    reason: NDArray[np.object_]


def panel_outlook(rows: PanelRows, *, models: Sequence[str], ahead: int = 1) -> pd.DataFrame:
    """Forecast every series of a panel.

    Parameters
    ----------
    rows : PanelRows
        The panel; a row that cannot be used is left out and named in the note of its series.
    models : sequence of str
        Names in `MODELS`; each gives a row for each series and target year.
    ahead : int
        Years after the last value, for series without a target year.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, as in forecasts.csv: every series has at least one row, in the order of the
        panel, then by target year. `model_run` is "none" where nothing was forecast, and `reason` and `note`
        say why. A series with a year given twice is not forecast: no one can tell which value holds.

    Raises
    ------
    ModelError
        If a model is unknown.

    Examples
    --------
    >>> from analysis.panel import read_panel
    >>> rows = read_panel({"series_id": ["a"] * 3, "year": [2018, 2019, 2020], "value": [50, 51, 52]})
    >>> panel_outlook(rows, models=["last_value"])[["series_id", "target_year", "point"]].values.tolist()
    [['a', 2021, 52.0]]
    """
    chosen = [find_model(name) for name in models]
    known = observed(rows)
    tasks = tasks_of(rows, known, ahead)
    notes = _notes_of_series(rows)
    frames = [_frame(rows, known, tasks, model, notes) for model in chosen]
    if len(frames) == 1:
        return frames[0]
    order = np.argsort(np.tile(np.arange(len(tasks.series)), len(frames)), kind="stable")
    return pd.concat(frames, ignore_index=True).iloc[order].reset_index(drop=True)


def _frame(
    rows: PanelRows, known: Observed, tasks: Tasks, model: Model, notes: dict[int, str]
) -> pd.DataFrame:
    """Return the rows of one model."""
    answer = _answer(known, tasks, model)
    count = known.count[tasks.series]
    ran = np.isfinite(answer.columns["point"])
    judged = np.where(ran, answer.columns["point"], known.at(tasks.series, tasks.year))
    frame = pd.DataFrame(
        {
            "series_id": np.array(rows.names, object)[tasks.series],
            "n_obs": count,
            "model": model.name,
            "model_run": np.where(ran, model.name, "none"),
            "target_year": _whole(tasks.year),
            "target": tasks.target,
            **answer.columns,
            "note": _notes(known, tasks, answer, notes),
            "direction": np.array(["down", "", "up"], object)[tasks.side + 1],
            "last_year": _whole(known.last(known.year)[tasks.series]),
            "last_value": known.last(known.value)[tasks.series],
            "attained_by_point": _attained(judged, tasks, known.size[tasks.series]),
            "reason": answer.reason,
        }
    )
    return frame[list(COLUMNS)]


def _answer(known: Observed, tasks: Tasks, model: Model) -> _Answer:
    """Run one model wherever it can run."""
    t = len(tasks.series)
    columns = {name: np.full(t, np.nan) for name in _NUMBERS}
    uncut = np.full(t, np.nan)
    reason = _reason_for_none(known, tasks, model)
    for candidates in _groups(known, tasks, np.flatnonzero(reason == "")):
        years, values = _series(known, tasks, candidates)
        if model.to_goal:
            years = np.column_stack([years, tasks.year[candidates]])
            values = np.column_stack([values, tasks.target[candidates]])
        group, years, values = _able(model, reason, candidates, years, values)
        if not len(group):
            continue
        lower, upper = tasks.lower[group], tasks.upper[group]
        found = forecast_rows(model, years, values, tasks.year[group], lower=lower, upper=upper)
        uncut[group] = found.uncut
        for name in _NUMBERS[:-1]:
            columns[name][group] = getattr(found, name)
        goal = np.where(tasks.side[group] == 0, np.nan, tasks.target[group])
        up = tasks.side[group] > 0
        secured = tasks.cumulative[group] & is_secured(values, goal, up=up)
        columns["p_attain"][group] = attainment(found, *one_sided(goal, up), secured=secured)
        reason[group] = np.where(np.isnan(found.uncut), "out_of_range", found.band_code)
    return _Answer(columns, uncut, reason)


def _reason_for_none(known: Observed, tasks: Tasks, model: Model) -> NDArray[np.object_]:
    """Return why a task cannot be asked of a model, by what is known without its values; "" where it can."""
    count = known.count[tasks.series] + model.to_goal
    last = known.last(known.year)[tasks.series]
    seen = np.isfinite(known.at(tasks.series, tasks.year))
    with np.errstate(invalid="ignore"):
        past = tasks.year <= last
    reasons = (
        ("no_observation", known.count[tasks.series] == 0),
        ("twice", np.isfinite(known.twice[tasks.series])),
        ("observed", past & seen),
        ("passed", past),
        ("no_target", model.to_goal & np.isnan(tasks.target)),
        ("one_observation", (count < model.min_n) & (count == 1)),
        ("too_few", count < model.min_n),
    )
    codes = np.select([where for _, where in reasons], [code for code, _ in reasons], default="")
    return codes.astype(object)


def _groups(known: Observed, tasks: Tasks, able: Ints) -> Iterator[Ints]:
    """Yield tasks whose series have equally many years, never too many of them at once."""
    count = known.count[tasks.series[able]]
    order = able[np.argsort(count, kind="stable")]
    edges = np.flatnonzero(np.diff(known.count[tasks.series[order]])) + 1
    for part in np.split(order, edges) if len(order) else ():
        most = min(ROWS_AT_ONCE, max(1, VALUES_AT_ONCE // int(known.count[tasks.series[part[0]]])))
        for start in range(0, len(part), most):
            yield part[start : start + most]


def _series(known: Observed, tasks: Tasks, group: Ints) -> tuple[Floats, Floats]:
    """Return years and values of tasks with equally many years, one row a task."""
    series = tasks.series[group]
    places = known.start[series][:, None] + np.arange(known.count[series[0]])
    return known.year[places], known.value[places]


def _able(
    model: Model, reason: NDArray[np.object_], group: Ints, years: Floats, values: Floats
) -> tuple[Ints, Floats, Floats]:
    """Leave out the series on which a model cannot run, and say why."""
    able = np.ones(len(group), bool)
    if model.positive_only:
        able &= (values > 0).all(axis=1)
        reason[group[~able]] = "not_positive"
    if model.consecutive:
        gaps = able & (years[:, -1] - years[:, 0] != years.shape[1] - 1)
        reason[group[gaps]] = "not_consecutive"
        able &= ~gaps
    return group[able], years[able], values[able]


def _attained(values: Floats, tasks: Tasks, size: Floats) -> NDArray[np.object_]:
    """Return whether a value reaches the target, None where either is missing."""
    found = in_span(values, *one_sided(tasks.target, tasks.side > 0), size=size).astype(object)
    found[np.isnan(values) | np.isnan(tasks.target) | (tasks.side == 0)] = None
    return found


def _notes(known: Observed, tasks: Tasks, answer: _Answer, notes: dict[int, str]) -> NDArray[np.object_]:
    """Return the note of each task: the same few texts again and again, and what is wrong with a series."""
    point = answer.columns["point"]
    with np.errstate(invalid="ignore"):
        flags = {
            "gaps": np.isfinite(answer.columns["lower80"]) & known.has_gaps[tasks.series],
            "cut_at_lower": point > answer.uncut,
            "cut_at_upper": point < answer.uncut,
            "beyond_kind": tasks.beyond,
            "two_targets": tasks.disputed,
        }
    place, codes = pd.factorize(answer.reason)
    combined = place
    for flag in flags.values():
        combined = 2 * combined + flag
    _, first, of = np.unique(combined, return_index=True, return_inverse=True)
    said = [[codes[place[row]], *(name for name, flag in flags.items() if flag[row])] for row in first]
    texts = np.array(["; ".join(REASONS[code][1] for code in one) for one in said], object)
    found: NDArray[np.object_] = texts[of] if len(texts) else np.empty(0, object)
    for series, own in notes.items():
        begin, end = np.searchsorted(tasks.series, [series, series + 1])
        found[begin:end] = [f"{text}; {own}" for text in found[begin:end]]
    return found


def _notes_of_series(rows: PanelRows) -> dict[int, str]:
    """Return what is wrong with the cells of each series that has a fault, and where it has no value."""
    found: dict[int, list[str]] = defaultdict(list)
    for fault in rows.faults:
        found[int(rows.series[fault.row])].append(f"line {rows.lines[fault.row]}: {fault.what}")
    notes = {}
    for series, texts in found.items():
        more = len(texts) - _FAULTS_SHOWN
        notes[series] = "; ".join(texts[:_FAULTS_SHOWN]) + (f"; and {more} more" if more > 0 else "")
    return notes


def _whole(years: Floats) -> pd.Series:
    """Return years as whole numbers, missing ones empty."""
    return pd.Series(years).astype("Int64")
