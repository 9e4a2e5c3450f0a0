"""Required pace: what each target still asks a year, beside what was achieved and what the others need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.growth import level_growth, points_per_year, required_growth
from analysis.indicators import Definitions
from analysis.period_total import PeriodTotal, period_total
from analysis.reasons import Remark, note_of
from analysis.series import TargetSeries, target_series
from analysis.targets import DOWN, UP, WITHIN, Target

COLUMNS = (
    "indicator_id", "breakdown", "lineage", "as_of_year", "last_year", "last_value", "target_year", "target",
    "unit", "direction", "years", "years_left", "required_growth_pct", "required_points", "rank", "n_ranked",
    "median_growth_pct", "achieved_from", "achieved_to", "achieved_growth_pct", "achieved_points", "reason",
    "note", "target_lower", "target_upper", "further_growth_pct", "further_points", "required_amount",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pace:
    """What leads from the last observation to a target.

    ``growth_pct`` is per cent a year by the level method, ``points`` the change a year in the series' unit;
    None where there is none, and ``reason`` is then the code of why ("attained": both are 0). Of a range that
    is still to be reached ``further_growth_pct`` and ``further_points`` lead to its other end. Of a sum over
    the period ``amount`` is what each of the years left has to bring.
    """

    years: int | None
    growth_pct: float | None
    points: float | None
    reason: str = ""
    further_growth_pct: float | None = None
    further_points: float | None = None
    amount: float | None = None


def pace_to(target: Target, last: tuple[int, float] | None) -> Pace:
    """Return the pace that leads from the last observation to a target.

    Parameters
    ----------
    target : Target
        Value, or range (the end that is reached first), in the unit of the observation.
    last : (year, value) or None
        The last observation.

    Returns
    -------
    Pace
        Reasons: "no_observation", "no_target", "cumulative" (see `pace_of_total`), "observed" (in the target
        year itself), "passed" (a later year is observed), "attained" (0 a year), "from_zero" and "no_rate"
        (points only), or "".

    Examples
    --------
    >>> pace = pace_to(Target(2025, 58.0), (2020, 53.0))
    >>> pace.years, round(pace.growth_pct, 4), pace.points
    (5, 1.8194, 1.0)
    >>> pace_to(Target(2025, 8.0), (2020, 0.0))
    Pace(years=5, growth_pct=None, points=1.6, reason='from_zero', further_growth_pct=None, \
further_points=None, amount=None)
    >>> pace_to(Target(2025, None, 35.0, 40.0), (2020, 30.0)).further_points
    2.0
    """
    if last is None:
        return Pace(None, None, None, "no_observation")
    goal, years = target.goal_from(last[1]), target.year - last[0]
    if target.cumulative or goal is None:
        return Pace(years, None, None, "cumulative" if target.cumulative else "no_target")
    if years <= 0:
        return Pace(years, None, None, "observed" if years == 0 else "passed")
    if target.attained(last[1]):
        return Pace(years, 0.0, 0.0, "attained")
    growth, points = _yearly(last[1], goal, years)
    ends = target.printed_range
    further = (None, None) if ends is None else _yearly(last[1], ends[goal == ends[0]], years)
    reason = "" if growth is not None else "from_zero" if last[1] == 0 else "no_rate"
    return Pace(years, growth, points, reason, *further)


def _yearly(start: float, goal: float, years: int) -> tuple[float | None, float]:
    """Return growth in per cent a year (None: there is none) and change a year from start to goal."""
    growth = float(required_growth(start, goal, years)) * 100
    return None if np.isnan(growth) else growth, float(points_per_year(start, goal, years))


def pace_of_total(target: Target, total: PeriodTotal | None, last: tuple[int, float] | None) -> Pace:
    """Return what each year left has to bring of a target that is a sum over the period.

    Parameters
    ----------
    target : Target
        A cumulative target.
    total : PeriodTotal or None
        `period_total.period_total` of it.
    last : (year, value) or None
        The last observation.

    Returns
    -------
    Pace
        `amount` is (target - sum so far) / years left, `years` the years left. Reasons: "total_pace" where
        there is an amount, "attained" (0 a year); "no_observation", "no_target", "cumulative" (since when the
        sum counts is not known), "total_ceiling" (a sum that is not to be exceeded asks for no amount),
        "total_gaps" (a year has no observation), "observed_total" (the last year is observed).

    Examples
    --------
    >>> from analysis.period_total import period_total
    >>> plan = Target(2025, 13.5, cumulative=True, since=2021)
    >>> pace_of_total(plan, period_total(plan, [2021, 2022], [3.0, 3.0]), (2022, 3.0)).amount
    2.5
    """
    if last is None:
        return Pace(None, None, None, "no_observation")
    if total is None or target.goal is None:
        return Pace(target.year - last[0], None, None, "no_target" if target.goal is None else "cumulative")
    years = target.year - total.last
    if total.secured:
        return Pace(years, None, None, "attained", amount=0.0)
    obstacles = (
        ("total_gaps", bool(total.missing)),
        ("observed_total", years <= 0),
        ("total_ceiling", target.side != UP),
    )
    if code := next((code for code, met in obstacles if met), ""):
        return Pace(years, None, None, code)
    return Pace(years, None, None, "total_pace", amount=max(target.goal - total.so_far, 0.0) / years)


def pace_in(series: TargetSeries, target: Target) -> Pace:
    """Return the pace that one target of a series still asks for, of a level or of a sum over the period."""
    if begins_at_zero(series, target):
        return _pace_of_running(target, series.last)
    if not target.cumulative:
        return pace_to(target, series.last)
    total = period_total(target, series.years, series.values, lower=series.bounds[0])
    return pace_of_total(target, total, series.last)


def begins_at_zero(series: TargetSeries, target: Target) -> bool:
    """Tell whether the values of a series are sums since the start of the period, where they are 0.

    Not where the target is not marked as such a sum, nor where an earlier year has a value: they then count
    from another year on.
    """
    since = target.since
    return target.running and since is not None and not any(year < since for year in series.years)


def _pace_of_running(target: Target, last: tuple[int, float] | None) -> Pace:
    """Return what each year left has to add to a sum so far."""
    pace = pace_to(target, last)
    if pace.points is None or target.side != UP:
        code = "total_ceiling" if pace.points is not None else pace.reason
        return Pace(pace.years, None, None, code)
    return Pace(
        pace.years, None, None, "attained" if pace.reason == "attained" else "total_pace", amount=pace.points
    )


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


def sign_remarks(target: Target) -> list[Remark]:
    """Return that the printed sign goes before what the definition calls better, where the two differ."""
    return [Remark("sign_against")] if target.sign_against else []


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
        counts as improvement where less is better, every move into a range that is to be kept) among the
        `n_ranked` targets of that year that have a growth rate; `median_growth_pct` is their median
        improvement a year. `achieved_*` is the pace between first and last observation, empty with fewer than
        two. `target` is the number to reach, `target_lower` and `target_upper` are the ends of a range,
        `further_*` is the pace to the other end. `required_amount` is what each year left has to bring of a
        sum over the period. Numbers are missing where `reason` says why.

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
    numbers = [name for name in COLUMNS if name.endswith(("_pct", "_points", "_value", "_amount"))]
    numbers += ["target", "target_lower", "target_upper"]
    return _ranked(frame.astype(dict.fromkeys(numbers, float))).astype(dict.fromkeys(whole, "Int64"))


def _row(series: TargetSeries, target: Target, as_of_year: int, lang: str) -> dict[str, object]:
    pace = pace_in(series, target)
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
        "target": target.goal_from(last_value),
        "unit": series.unit,
        "direction": target.side,
        "years": pace.years,
        "years_left": max(target.year - as_of_year, 0),
        "required_growth_pct": pace.growth_pct,
        "required_points": pace.points,
        **({} if target.cumulative else _achieved(series.years, series.values)),
        "reason": remarks[0].code if remarks else "",
        "note": note_of([*remarks, *sign_remarks(target), *series.remarks], lang),
        **range_cells(target),
        "further_growth_pct": pace.further_growth_pct,
        "further_points": pace.further_points,
        "required_amount": pace.amount,
    }


def range_cells(target: Target) -> dict[str, object]:
    """Return the ends of a target that is printed as a range, as cells of a table."""
    lower, upper = target.printed_range or (None, None)
    return {"target_lower": lower, "target_upper": upper}


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
    needed = frame["required_growth_pct"]
    improvement = needed.where(frame["direction"].ne(DOWN), -needed)
    improvement = improvement.where(frame["direction"].ne(WITHIN), needed.abs())
    key = ["indicator_id", "breakdown", "target_year"]
    known = frame[key].assign(improvement=improvement).dropna(subset=["improvement"])
    once = known.drop_duplicates(key)
    by_year = once.groupby("target_year")["improvement"]
    ranks = by_year.rank(ascending=False, method="min")
    rank_of = dict(zip(zip(*(once[name] for name in key), strict=True), ranks, strict=True))
    years = by_year.agg(["size", "median"])
    places = zip(*(frame[name] for name in key), strict=True)
    return frame.assign(
        rank=pd.Series(
            [rank_of.get(place, float("nan")) for place in places], index=frame.index, dtype=float
        ),
        n_ranked=frame["target_year"].map(years["size"]),
        median_growth_pct=frame["target_year"].map(years["median"]),
    )
