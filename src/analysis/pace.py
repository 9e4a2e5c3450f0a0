"""Required pace: what each target still asks a year, beside what was achieved and what the others need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.growth import level_growth, points_per_year, required_growth
from analysis.indicators import Definitions
from analysis.reasons import Remark, note_of
from analysis.series import TargetSeries, target_series
from analysis.targets import Target

COLUMNS = (
    "indicator_id", "breakdown", "lineage", "as_of_year", "last_year", "last_value", "target_year", "target",
    "unit", "direction", "years", "years_left", "required_growth_pct", "required_points", "rank", "n_ranked",
    "median_growth_pct", "achieved_from", "achieved_to", "achieved_growth_pct", "achieved_points", "reason",
    "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pace:
    """What leads from the last observation to a target.

    ``growth_pct`` is per cent a year by the level method, ``points`` the change a year in the series' unit;
    None where there is none, and ``reason`` is then the code of why ("attained": both are 0).
    """

    years: int | None
    growth_pct: float | None
    points: float | None
    reason: str = ""


def pace_to(target: Target, last: tuple[int, float] | None) -> Pace:
    """Return the pace that leads from the last observation to a target.

    Parameters
    ----------
    target : Target
        Value, or range (its end that is reached first), in the unit of the observation.
    last : (year, value) or None
        The last observation.

    Returns
    -------
    Pace
        Reasons: "no_observation", "no_target", "cumulative", "observed" (in the target year itself), "passed"
        (a later year is observed), "attained" (0 a year), "from_zero" and "no_rate" (points only), or "".

    Examples
    --------
    >>> pace = pace_to(Target(2025, 58.0), (2020, 53.0))
    >>> pace.years, round(pace.growth_pct, 4), pace.points
    (5, 1.8194, 1.0)
    >>> pace_to(Target(2025, 8.0), (2020, 0.0))
    Pace(years=5, growth_pct=None, points=1.6, reason='from_zero')
    """
    if last is None:
        return Pace(None, None, None, "no_observation")
    goal, years = target.goal, target.year - last[0]
    if target.cumulative or goal is None:
        return Pace(years, None, None, "cumulative" if target.cumulative else "no_target")
    if years <= 0:
        return Pace(years, None, None, "observed" if years == 0 else "passed")
    if target.attained(last[1]):
        return Pace(years, 0.0, 0.0, "attained")
    points = float(points_per_year(last[1], goal, years))
    growth = float(required_growth(last[1], goal, years)) * 100
    if np.isnan(growth):
        return Pace(years, None, points, "from_zero" if last[1] == 0 else "no_rate")
    return Pace(years, growth, points)


def pace_remarks(series: TargetSeries, target: Target, pace: Pace, as_of_year: int) -> list[Remark]:
    """Return what a reader must know about a pace, the most important first."""
    remarks = []
    if pace.reason in ("observed", "passed"):
        value = dict(zip(series.years, series.values, strict=True)).get(target.year)
        if value is None:
            remarks.append(Remark("passed", {"year": target.year}))
        else:
            remarks.append(
                Remark("observed", {"year": target.year, "value": f"{value:.10g} {series.unit}".strip()})
            )
    elif pace.reason:
        remarks.append(Remark(pace.reason))
    if target.year <= as_of_year and target.year > max(series.years, default=0):
        remarks.append(Remark("unobserved", {"year": target.year}))
    return remarks


def required_pace(
    indicators: pd.DataFrame,
    values: pd.DataFrame,
    observations: pd.DataFrame,
    definitions: Definitions,
    *,
    as_of_year: int,
    period: tuple[int, int] | None,
    lang: str = "en",
) -> pd.DataFrame:
    """Return for every current target the pace that it still requires, and how that compares.

    Parameters
    ----------
    indicators, values, observations, definitions, as_of_year, period
        As `analysis.series.target_series`.
    lang : str
        Language of `note`: "en" or "zh".

    Returns
    -------
    DataFrame
        One row for each target series and target year, columns `COLUMNS`. `years` counts from the last
        observation, `years_left` from `as_of_year`. `rank` is 1 for the fastest required improvement (a fall
        counts as improvement where less is better) among the `n_ranked` targets of that year that have a
        growth rate; `median_growth_pct` is their median improvement a year. `achieved_*` is the pace between
        first and last observation, empty with fewer than two. Numbers are missing where `reason` says why.

    Raises
    ------
    ObservationError
        The first problem of `observations`.
    """
    all_series = target_series(
        indicators, values, observations, definitions, as_of_year=as_of_year, period=period
    )
    return pace_of(all_series, as_of_year=as_of_year, lang=lang)


def pace_of(all_series: Iterable[TargetSeries], *, as_of_year: int, lang: str = "en") -> pd.DataFrame:
    """Return the required pace of series that are already put together; see `required_pace`."""
    rows = [_row(series, target, as_of_year, lang) for series in all_series for target in series.targets]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    whole = ["last_year", "years", "rank", "n_ranked", "achieved_from", "achieved_to"]
    numbers = [name for name in COLUMNS if name.endswith(("_pct", "_points", "_value"))] + ["target"]
    return _ranked(frame.astype(dict.fromkeys(numbers, float))).astype(dict.fromkeys(whole, "Int64"))


def _row(series: TargetSeries, target: Target, as_of_year: int, lang: str) -> dict[str, object]:
    pace = pace_to(target, series.last)
    last_year, last_value = series.last or (None, None)
    remarks = pace_remarks(series, target, pace, as_of_year)
    return {
        "indicator_id": series.indicator_id,
        "breakdown": series.breakdown,
        "lineage": series.lineage,
        "as_of_year": as_of_year,
        "last_year": last_year,
        "last_value": last_value,
        "target_year": target.year,
        "target": target.goal,
        "unit": series.unit,
        "direction": target.side,
        "years": pace.years,
        "years_left": max(target.year - as_of_year, 0),
        "required_growth_pct": pace.growth_pct,
        "required_points": pace.points,
        **_achieved(series.years, series.values),
        "reason": remarks[0].code if remarks else "",
        "note": note_of([*remarks, *series.remarks], lang),
    }


def _achieved(years: Sequence[int], values: Sequence[float]) -> dict[str, object]:
    """Return the pace between the first and the last observation; nothing with fewer than two."""
    if len(years) < 2:
        return {}
    growth = float(level_growth(values[0], values[-1], years[-1] - years[0])) * 100
    return {
        "achieved_from": years[0],
        "achieved_to": years[-1],
        "achieved_growth_pct": growth,
        "achieved_points": float(points_per_year(values[0], values[-1], years[-1] - years[0])),
    }


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Fill rank, n_ranked and median among the targets of one year; lineages of one row count once."""
    improvement = frame["required_growth_pct"].where(
        frame["direction"] != "down", -frame["required_growth_pct"]
    )
    known = frame.assign(improvement=improvement).dropna(subset=["improvement"])
    once = known.drop_duplicates(["indicator_id", "breakdown", "target_year"])
    for year, group in once.groupby("target_year"):
        ranks = group["improvement"].rank(ascending=False, method="min")
        here = frame["target_year"] == year
        frame.loc[here, "n_ranked"] = len(group)
        frame.loc[here, "median_growth_pct"] = group["improvement"].median()
        places = zip(group["indicator_id"], group["breakdown"], ranks, strict=True)
        for indicator_id, breakdown, rank in places:
            mine = here & (frame["indicator_id"] == indicator_id) & (frame["breakdown"] == breakdown)
            frame.loc[mine, "rank"] = rank
    return frame
