"""What one model and one progress method say of one series and one of its targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.explore.what_if import Assumed, Point
from analysis.forecast import outlook_of
from analysis.indicators import Definitions
from analysis.models import find_model
from analysis.pace import Pace, pace_in
from analysis.progress import progress_of
from analysis.series import TargetSeries
from analysis.targets import Target

FAN = ("year", "point", "lower80", "upper80", "lower95", "upper95")
Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a series: which target, by which model and method, at the end of which year."""

    target_year: int
    model: str
    method: str
    as_of_year: int
    period: tuple[int, int]
    lang: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer; None or "" where there is none, and the notes then say why.

    ``reached`` tells whether the forecast (or the value observed in the target year) is on the right side of
    the target.
    """

    n: int
    last: Point | None
    unit: str
    target: Target
    pace: Pace
    point: float | None = None
    band80: Band | None = None
    band95: Band | None = None
    p_attain: float | None = None
    reached: bool | None = None
    class_name: str = ""
    forecast_note: str = ""
    progress_note: str = ""


def answer(series: TargetSeries, definitions: Definitions, question: Question) -> Answer:
    """Ask a model and a method about one target of a series.

    Raises
    ------
    ModelError
        If there is no such model or method.
    """
    # an assumed value may lie beyond the year of account, and is to count
    year = max(question.as_of_year, *series.years, 0)
    lang = question.lang
    rows = outlook_of([series], as_of_year=year, models=[question.model], lang=lang)
    row = _of_target(rows, question.target_year)
    progress = progress_of(
        [series],
        definitions,
        as_of_year=year,
        period=question.period,
        methods=[question.method],
        lang=lang,
    )
    target = next(one for one in series.targets if one.year == question.target_year)
    found = Answer(
        n=len(series.years),
        last=series.last,
        unit=series.unit,
        target=target,
        pace=pace_in(series, target),
        point=_number(row.point),
        band80=_band(row.lower80, row.upper80),
        band95=_band(row.lower95, row.upper95),
        p_attain=_number(row.p_attain),
        reached=None if row.attained_by_point is None else bool(row.attained_by_point),
        forecast_note=row.note,
    )
    if progress.empty:  # a series that has no target makes no progress towards it
        return found
    judged = _of_target(progress.rename(columns={"class": "class_name"}), question.target_year)
    return replace(found, class_name=judged.class_name, progress_note=judged.note)


def grown(found: Answer, assumed: Assumed) -> Answer:
    """Return an answer in which an assumed growth takes the place of the model: no band, no probability."""
    _, end = assumed.path[-1]
    return replace(
        found, point=end, band80=None, band95=None, p_attain=None, reached=found.target.attained(end)
    )


def fan_of(series: TargetSeries, question: Question) -> pd.DataFrame:
    """Return the forecast of each year from the last value to the last target, columns `FAN`.

    The first row is the last value itself; no rows where the model gives none.
    """
    if series.last is None:
        return pd.DataFrame(columns=list(FAN), dtype=float)
    first, end = series.last[0] + 1, max(target.year for target in series.targets)
    targets = _yearly_targets(series.targets, first, end, to_goal=find_model(question.model).to_goal)
    rows = outlook_of(
        [replace(series, targets=targets)], as_of_year=first, models=[question.model], lang=question.lang
    )
    rows = rows[rows["point"].notna()].rename(columns={"target_year": "year"})[list(FAN)]
    if rows.empty:
        return rows.astype(float)
    begin = pd.DataFrame([dict(zip(FAN, [series.last[0], *[series.last[1]] * 5], strict=True))])
    return pd.concat([begin, rows], ignore_index=True)


def _yearly_targets(targets: Sequence[Target], first: int, end: int, *, to_goal: bool) -> tuple[Target, ...]:
    """Return a target for each year ahead; of a model that leads to its goal, the real ones only."""
    if to_goal:
        return tuple(target for target in targets if target.year >= first and not target.cumulative)
    return tuple(Target(year, None) for year in range(first, end + 1))


def _of_target(rows: pd.DataFrame, year: int) -> Any:  # noqa: ANN401 - a named tuple
    return next(rows[rows["target_year"].eq(year)].itertuples(index=False))


def _number(cell: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if pd.isna(cell) else float(cell)


def _band(lower: Any, upper: Any) -> Band | None:  # noqa: ANN401 - cells of a frame
    return None if pd.isna(lower) or pd.isna(upper) else (float(lower), float(upper))
