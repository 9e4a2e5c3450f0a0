"""progress.csv: every current target, or every target of a past plan, under every method, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.indicators import Definitions
from analysis.pace import range_cells
from analysis.plan_record import PlanRecord
from analysis.progress.assess import Assessments, assess, piecewise_share
from analysis.progress.paths import elapsed_share
from analysis.progress.profiles import Profile, find_profile, load_profiles
from analysis.progress.standing import (
    DISTANCE,
    LEVEL,
    TOTAL,
    Point,
    Standing,
    cases_of,
    past_standing,
    standing_of,
)
from analysis.reasons import Remark, note_of
from analysis.series import TargetSeries, target_series
from analysis.statements import short

COLUMNS = (
    "indicator_id", "as_of_year", "observed_year", "observed", "method", "value", "class", "note",
    "breakdown", "target_year", "target", "reason", "lineage", "base_year", "base", "unit", "direction",
    "elapsed", "comparator", "target_lower", "target_upper", "beyond", "measure",
)  # fmt: skip


def progress_table(  # noqa: PLR0913 - the tables, and what to ask of them
    indicators: pd.DataFrame,
    values: pd.DataFrame,
    observations: pd.DataFrame,
    definitions: Definitions,
    *,
    as_of_year: int,
    period: tuple[int, int] | None,
    methods: Sequence[str] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Return the progress of every current target under every method.

    Parameters
    ----------
    indicators, values, observations, definitions, as_of_year, period
        As `analysis.series.target_series`. The way begins at the end of the year before the period; without a
        period with the last value before the first target.
    methods : sequence of str, optional
        Names of profiles; all of them by default.
    lang : str
        Language of `note`: "en" or "zh".

    Returns
    -------
    DataFrame
        One row for each target series, target year and method, columns `COLUMNS`. `class` is empty where
        `reason`, a key of `analysis.reasons.REASONS`, says why. `observed` is the last value up to the target
        year; it counts as progress only when it is later than the base year. `measure` is one of
        `analysis.progress.standing.MEASURES`: of a sum over the period `observed` is the sum so far and
        `base` is 0. `beyond` is "above_range" or "below_range" where a value has passed a printed range.

    Raises
    ------
    ModelError
        If a method is unknown.
    ObservationError
        The first problem of `observations`.
    """
    all_series = target_series(
        indicators, values, observations, definitions, as_of_year=as_of_year, period=period
    )
    return progress_of(
        all_series, definitions, as_of_year=as_of_year, period=period, methods=methods, lang=lang
    )


def progress_of(
    all_series: Iterable[TargetSeries],
    definitions: Definitions,
    *,
    as_of_year: int,
    period: tuple[int, int] | None,
    methods: Sequence[str] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Return the progress of series that are already put together; see `progress_table`."""
    standings = [
        standing_of(series, target, period, as_of_year, definitions)
        for series in all_series
        if not series.followed  # no target, no progress towards it
        for target in series.targets
    ]
    return _frame(standings, methods, lang)


def record_progress(
    record: PlanRecord, *, methods: Sequence[str] | None = None, lang: str = "en"
) -> pd.DataFrame:
    """Return how the targets of a past plan came out under every method, from the printed table alone.

    Parameters
    ----------
    record : PlanRecord
        From `analysis.plan_record.plan_record`: base, target and actual value of the target year.
    methods, lang
        As `progress_table`.

    Returns
    -------
    DataFrame
        As `progress_table`; `as_of_year` is the target year.
    """
    return _frame([past_standing(row) for row in record.rows], methods, lang)


def _frame(standings: Sequence[Standing], methods: Sequence[str] | None, lang: str) -> pd.DataFrame:
    """Assess all standings method by method, and put the rows of one target together."""
    profiles = [find_profile(name) for name in (load_profiles() if methods is None else methods)]
    by_method = [_method_rows(standings, profile, lang) for profile in profiles]
    rows = [row for of_one_target in zip(*by_method, strict=True) for row in of_one_target]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = ("observed", "value", "target", "base", "elapsed", "target_lower", "target_upper")
    whole = ("observed_year", "base_year")
    return frame.astype(dict.fromkeys(numbers, "float64") | dict.fromkeys(whole, "Int64"))


def _method_rows(standings: Sequence[Standing], profile: Profile, lang: str) -> list[dict[str, object]]:
    if not standings:
        return []
    cases = cases_of(standings, profile)
    found = assess(profile, cases)
    elapsed = elapsed_share(cases.base_year, cases.year, cases.target_year)
    due = piecewise_share(cases)
    return [
        _row(one, profile, found, i, (float(elapsed[i]), float(due[i])), lang)
        for i, one in enumerate(standings)
    ]


def _row(
    one: Standing,
    profile: Profile,
    found: Assessments,
    index: int,
    schedule: tuple[float, float],
    lang: str,
) -> dict[str, object]:
    base, last = one.base(profile), (one.years[-1], one.values[-1]) if one.years else (None, None)
    obstacle = one.why_not(profile)
    reason = obstacle.code if obstacle else str(found.reason[index])
    remarks = [obstacle or Remark(reason)] if reason else _remarks(one, profile, base, schedule)
    beyond = "" if one.obstacle else one.target.beyond(last[1])
    used = {year for year in (base[0] if base else None, last[0]) if year is not None}
    about = [r for r in one.remarks if r.fields.get("year", one.target.year) in {*used, one.target.year}]
    return {
        "indicator_id": one.indicator_id,
        "as_of_year": one.as_of_year,
        "observed_year": last[0],
        "observed": last[1],
        "method": profile.name,
        "value": found.value[index] if not reason and one.has_way(profile) else np.nan,
        "class": "" if reason else found.class_name[index],
        "note": note_of([*([Remark(beyond)] if beyond else []), *remarks, *about], lang),
        "breakdown": one.breakdown,
        "target_year": one.target.year,
        "target": one.target.goal_from(last[1]),
        "reason": reason,
        "lineage": one.lineage,
        "base_year": base[0] if base else None,
        "base": base[1] if base else None,
        "unit": one.unit,
        "direction": one.target.side,
        "elapsed": np.nan if reason else schedule[0],
        "comparator": one.target.asks,
        **range_cells(one.target),
        "beyond": beyond,
        "measure": one.measure,
    }


def _remarks(
    one: Standing, profile: Profile, base: Point | None, schedule: tuple[float, float]
) -> list[Remark]:
    """Return what a reader needs to follow the class from the printed figures."""
    remarks = {TOTAL: [Remark("total_base")], DISTANCE: [Remark("distance")]}.get(one.measure, [])
    if one.measure == TOTAL and one.unit == "%":
        remarks.append(Remark("rates_added"))
    elapsed, due = schedule
    if profile.relative_to == "elapsed" and not np.isnan(elapsed):
        remarks.append(Remark("elapsed", {"share": _percent(elapsed)}))
    elif profile.relative_to == "piecewise" and not np.isnan(due):
        remarks.append(Remark("schedule", {"share": _percent(due)}))
    if base is not None and base[0] != one.base_wanted:
        remarks.append(Remark("base_moved", {"year": base[0], "wanted": one.base_wanted}))
    zeros = (base[1] if base else None, 0 if one.measure == DISTANCE else one.target.goal)
    if profile.edges.zero is not None and 0 in zeros:
        remarks.append(Remark("zero_replaced", {"zero": profile.edges.zero}))
    beyond = one.measure == LEVEL and base is not None and one.target.attained(base[1])
    if beyond and base is not None and base[1] != one.target.goal:
        remarks.append(Remark("base_beyond"))
    if not profile.confirmed:
        remarks.append(Remark("unconfirmed"))
    return remarks


def _percent(share: float) -> str:
    return short(round(share * 100, 2))
