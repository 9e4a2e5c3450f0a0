"""Mid-term and final evaluation: where each printed target stands, and what came of it.

Mid-term evaluations of Chinese five-year plans sort the targets into three classes: completed ahead of time,
as expected, lagging (提前完成, 达到预期, 滞后), and count them by pillar and by binding or expected property.
The class rests on one named method of `analysis.progress`; a final evaluation compares the value of the
target year with the target itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from analysis.growth import level_growth
from analysis.progress.standing import DISTANCE

ATTAINED, MISSED, UNKNOWN = OUTCOMES = ("attained", "missed", "unknown")
"""Outcomes of a final evaluation."""
AHEAD, AS_EXPECTED, LAGGING, NOT_ASSESSED = ON_THE_WAY = ("ahead", "as_expected", "lagging", "not_assessed")
"""Classes of a target whose year is ahead, the best first."""
STANDINGS = (AHEAD, ATTAINED, AS_EXPECTED, LAGGING, MISSED, NOT_ASSESSED)
"""Classes of all targets: one whose own year is observed is attained or missed, neither early nor late."""
SCHEDULE_METHOD, ATTAINMENT_METHOD = "cn_midterm", "attainment"
"""Methods of `analysis.progress`: the one that a standing rests on, and the one that an outcome rests on."""
STANDING_OF_CLASS = {
    "completed_early": AHEAD,
    "completed": ATTAINED,
    "on_schedule": AS_EXPECTED,
    "behind": LAGGING,
    "not_completed": MISSED,
}
"""Class under `SCHEDULE_METHOD` → standing."""
STAGES = ("due", "under_way", "later", "undated")
"""What a project's printed dates say of a year."""
Row = dict[Any, Any]
STANDING_COLUMNS = [
    "table", "row", "indicator_id", "breakdown", "part", "category", "property", "unit", "direction",
    "base_year", "base", "mid_year", "mid_target", "mid_comparator", "mid_outcome", "target_year", "target",
    "comparator", "observed_year", "observed", "share", "elapsed", "standing", "reason", "target_lower",
    "target_upper", "mid_lower", "mid_upper", "beyond", "measure",
]  # fmt: skip
ACCOUNT_COLUMNS = [
    "table", "row", "indicator_id", "breakdown", "category", "property", "unit", "direction", "base_year",
    "base", "target_year", "target", "comparator", "planned_growth_pct", "observed_year", "observed",
    "actual_growth_pct", "ratio", "outcome", "reason", "target_lower", "target_upper", "beyond", "measure",
]  # fmt: skip
_OF_PROGRESS = (
    "unit", "direction", "base_year", "base", "target_year", "target", "comparator", "observed_year",
    "observed", "elapsed", "reason", "target_lower", "target_upper", "beyond", "measure",
)  # fmt: skip
_WORST_FIRST = (MISSED, LAGGING, NOT_ASSESSED, AS_EXPECTED, ATTAINED, AHEAD)
_OUTCOME_WORST_FIRST = (MISSED, UNKNOWN, ATTAINED)


def standings(indicators: pd.DataFrame, progress: pd.DataFrame, tables: Iterable[str]) -> pd.DataFrame:
    """Return where each printed row of the plan's tables stands on the way to its end target.

    Parameters
    ----------
    indicators : DataFrame
        Rows of indicators.csv.
    progress : DataFrame
        Rows of progress.csv, at least of `SCHEDULE_METHOD` and `ATTAINMENT_METHOD`.
    tables : iterable of str
        Printed numbers of the tables that count.

    Returns
    -------
    DataFrame
        One row for each printed indicator with a target, columns `STANDING_COLUMNS`: `standing` (one of
        `STANDINGS`) is that of the end target; `share` is the share of the way gone and `elapsed` that of the
        time, where both are known, and `reason` (a key of `analysis.reasons.REASONS`) why a row is not
        assessed. `mid_outcome` (one of `OUTCOMES`, empty without a mid-term target) compares the value of the
        mid-term year with its target. `beyond` and `measure` are those of progress.csv. A row whose parts
        (urban, rural) stand differently counts once, with the worst of them, whose breakdown is `part`.
    """
    rows = [_standing(row, parts) for row, parts in _printed_rows(indicators, progress, tables)]
    return pd.DataFrame(rows, columns=STANDING_COLUMNS).astype(
        _types("mid_year", numbers=("mid_target", "mid_lower", "mid_upper"))
    )


def final_account(indicators: pd.DataFrame, progress: pd.DataFrame, tables: Iterable[str]) -> pd.DataFrame:
    """Return what came of each end target, in the form of a plan's own account of the last period.

    Parameters
    ----------
    indicators, progress, tables
        As `standings`.

    Returns
    -------
    DataFrame
        One row for each printed indicator with a target, columns `ACCOUNT_COLUMNS`. `planned_growth_pct` and
        `actual_growth_pct` are per cent a year by the level method from `base` to `target` and to `observed`
        over the same years; missing where there is no base, or one of zero or below. `outcome` is "unknown"
        where the target year is not observed or its value cannot be compared (`reason`); `observed` is the
        value of the target year alone. `ratio` is observed / target (of a range the end that counts; 1 in one
        that is to be kept).
    """
    rows = [_account(row, parts) for row, parts in _printed_rows(indicators, progress, tables)]
    numbers = ("planned_growth_pct", "actual_growth_pct", "ratio")
    return pd.DataFrame(rows, columns=ACCOUNT_COLUMNS).astype(_types(numbers=numbers))


def yearly_changes(series: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return what was newly observed in a year, beside the last value before.

    Parameters
    ----------
    series : DataFrame
        series.series_frame: indicator_id, breakdown, lineage, year, value, unit.
    year : int
        The year of account.

    Returns
    -------
    DataFrame
        One row for each series with a value of that year: indicator_id, breakdown, unit, before_year, before
        (missing without an earlier value), year, value, change (value - before) and growth_pct (per cent a
        year by the level method; missing from zero or below).

    Examples
    --------
    >>> seen = pd.DataFrame({"indicator_id": "a", "breakdown": "", "lineage": "", "unit": "%",
    ...                      "year": [2020, 2022], "value": [50.0, 60.5]})
    >>> found = yearly_changes(seen, 2022).round(4)
    >>> found[["before_year", "before", "value", "change", "growth_pct"]].values.tolist()
    [[2020, 50.0, 60.5, 10.5, 10.0]]
    """
    rows = []
    known = series[series["year"].le(year)].sort_values("year", kind="stable")
    for (indicator_id, breakdown), mine in known.groupby(["indicator_id", "breakdown"], sort=False):
        last = mine.iloc[-1]
        if last["year"] != year:
            continue
        earlier = mine[mine["year"].lt(year)]
        before_year = None if earlier.empty else int(earlier["year"].iloc[-1])
        before = math.nan if earlier.empty else float(earlier["value"].iloc[-1])
        years = math.nan if before_year is None else year - before_year
        rows.append(
            {
                "indicator_id": indicator_id,
                "breakdown": breakdown,
                "unit": last["unit"],
                "before_year": before_year,
                "before": before,
                "year": year,
                "value": last["value"],
                "change": last["value"] - before,
                "growth_pct": 100 * float(level_growth(before, last["value"], years)),
            }
        )
    names = ["indicator_id", "breakdown", "unit", "before_year", "before", "year", "value"]
    frame = pd.DataFrame(rows, columns=[*names, "change", "growth_pct"])
    return frame.astype({"before_year": "Int64"})


def project_stages(projects: pd.DataFrame, year: int) -> pd.Series:
    """Return how far each project should be at the end of a year, by the dates that the plan prints.

    Parameters
    ----------
    projects : DataFrame
        Rows of projects.csv: `start` and `finish` are "YYYY", "YYYY-MM" or missing.
    year : int
        The year of account.

    Returns
    -------
    Series
        One of `STAGES` a project: "due" (to be finished by then), "under_way", "later" (to begin after it) or
        "undated" (no finish, or a start that the year cannot be held against).

    Examples
    --------
    >>> frame = pd.DataFrame({"start": ["2019-05", "2023", None], "finish": ["2021-12", "2024", None]})
    >>> project_stages(frame, 2023).tolist()
    ['due', 'under_way', 'undated']
    """
    start, finish = (pd.to_numeric(projects[name].str[:4], errors="coerce") for name in ("start", "finish"))
    stages = pd.Series(STAGES[-1], index=projects.index, dtype=object)
    stages[finish.gt(year) & start.le(year)] = "under_way"
    stages[start.gt(year)] = "later"
    stages[finish.le(year)] = "due"
    return stages


def classes_of(frame: pd.DataFrame) -> tuple[str, tuple[str, ...]]:
    """Return which column of a frame holds its classes, and the classes to show, the best first.

    Parameters
    ----------
    frame : DataFrame
        From `standings` or `final_account`.

    Returns
    -------
    (str, tuple of str)
        "standing" or "outcome". All outcomes are shown; of the standings those `ON_THE_WAY`, and where a
        target's year is over only those that occur.

    Examples
    --------
    >>> classes_of(pd.DataFrame({"standing": ["lagging"]}))
    ('standing', ('ahead', 'as_expected', 'lagging', 'not_assessed'))
    >>> classes_of(pd.DataFrame({"standing": ["missed", "attained"]}))
    ('standing', ('attained', 'missed'))
    """
    if "standing" not in frame:
        return "outcome", OUTCOMES
    found = set(frame["standing"])
    if not found & {ATTAINED, MISSED}:
        return "standing", ON_THE_WAY
    return "standing", tuple(name for name in STANDINGS if name in found)


def class_counts(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count the rows of each class, group by group.

    Parameters
    ----------
    frame : DataFrame
        From `standings` or `final_account`.
    by : str
        Column of the groups, such as "category" (the pillars) or "property".

    Returns
    -------
    DataFrame
        One row for each group in order of appearance: group, a column for each of `classes_of`, and total.
    """
    column, classes = classes_of(frame)
    rows = [
        {"group": group, **{name: int(mine[column].eq(name).sum()) for name in classes}, "total": len(mine)}
        for group, mine in frame.groupby(by, sort=False)
    ]
    return pd.DataFrame(rows, columns=["group", *classes, "total"])


def _types(*whole: str, numbers: Iterable[str]) -> dict[str, Any]:
    ends = ("target_lower", "target_upper")
    known = dict.fromkeys(("base", "target", "observed", *ends, *numbers), "float64")
    return known | dict.fromkeys(("base_year", "observed_year", *whole), "Int64")


def _printed_rows(
    indicators: pd.DataFrame, progress: pd.DataFrame, tables: Iterable[str]
) -> Iterator[tuple[Any, list[Row]]]:
    """Yield each printed row with the rows of progress that are about it: its own part, or all parts.

    Of several rows for one indicator the first counts: a target that is printed twice is one target.
    """
    current = indicators[indicators["table"].isin(list(tables))]
    known: dict[str, list[Row]] = {}
    for one in progress.to_dict("records"):
        known.setdefault(str(one["indicator_id"]), []).append(one)
    for row in current.drop_duplicates(["indicator_id", "breakdown"]).itertuples(index=False):
        mine = known.get(str(row.indicator_id), [])
        if row.breakdown:
            mine = [one for one in mine if one["breakdown"] == str(row.breakdown)]
        if mine:
            yield row, mine


def _standing(row: Any, parts: list[Row]) -> Row:  # noqa: ANN401 - a named tuple of indicators.csv
    scheduled = [part for part in parts if part["method"] == SCHEDULE_METHOD]
    ends = _of_last_year(scheduled)
    end = min(ends, key=lambda one: _WORST_FIRST.index(_standing_of(one)))
    earlier = [part for part in parts if part["target_year"] < end["target_year"]]
    return {
        **_printed(row),
        **{name: end[name] for name in _OF_PROGRESS},
        "part": end["breakdown"],
        **_worst_outcome(earlier),
        "share": end["value"],
        "standing": _standing_of(end),
    }


def _account(row: Any, parts: list[Row]) -> Row:  # noqa: ANN401 - a named tuple of indicators.csv
    compared = [part for part in parts if part["method"] == ATTAINMENT_METHOD]
    end = min(_of_last_year(compared), key=lambda one: _OUTCOME_WORST_FIRST.index(_outcome(one)))
    scheduled = next(
        part
        for part in parts
        if part["method"] == SCHEDULE_METHOD
        and all(part[name] == end[name] for name in ("target_year", "breakdown", "lineage"))
    )
    base_year, base = scheduled["base_year"], scheduled["base"]
    seen: bool = not pd.isna(end["observed_year"]) and bool(end["observed_year"] == end["target_year"])
    observed: float = end["observed"] if seen else math.nan
    kept = end["measure"] == DISTANCE and end["target_lower"] <= base <= end["target_upper"]  # no way to go
    years: float = math.nan if pd.isna(base_year) or kept else end["target_year"] - base_year
    return {
        **_printed(row),
        **{name: end[name] for name in _OF_PROGRESS},
        "base_year": base_year,
        "base": base,
        "planned_growth_pct": 100 * float(level_growth(base, end["target"], years)),
        "observed_year": end["observed_year"] if seen else pd.NA,
        "observed": observed,
        "actual_growth_pct": 100 * float(level_growth(base, observed, years)),
        "ratio": _ratio(end, observed),
        "outcome": _outcome(end),
        "beyond": end["beyond"] if seen else "",
        "reason": _why_unknown(end),
    }


def _ratio(end: Row, observed: float) -> float:
    """Return observed / target; 1 in a range that is to be kept."""
    if end["measure"] == DISTANCE and end["class"] == "reached" and not math.isnan(observed):
        return 1.0
    return observed / end["target"] if end["target"] else math.nan


def _why_unknown(part: Row) -> str:
    """Return why an outcome is not known; "" where it is."""
    if _outcome(part) != UNKNOWN:
        return ""
    if part["target_year"] > part["as_of_year"]:
        return "not_due"
    return part["reason"] or "unobserved"


def _of_last_year(parts: list[Row]) -> list[Row]:
    last = max(part["target_year"] for part in parts)
    return [part for part in parts if part["target_year"] == last]


def _worst_outcome(earlier: list[Row]) -> Row:
    """Return year, target, comparator and outcome of the last target before the end target; or nothing."""
    compared = [part for part in earlier if part["method"] == ATTAINMENT_METHOD]
    if not compared:
        return {
            "mid_year": pd.NA,
            "mid_target": math.nan,
            "mid_comparator": "",
            "mid_outcome": "",
        } | dict.fromkeys(("mid_lower", "mid_upper"), math.nan)
    mid = min(_of_last_year(compared), key=lambda one: _OUTCOME_WORST_FIRST.index(_outcome(one)))
    names = {"target_year": "mid_year", "target": "mid_target", "comparator": "mid_comparator"}
    names |= {"target_lower": "mid_lower", "target_upper": "mid_upper"}
    return {new: mid[name] for name, new in names.items()} | {"mid_outcome": _outcome(mid)}


def _standing_of(part: Row) -> str:
    return STANDING_OF_CLASS.get(part["class"], NOT_ASSESSED)


def _outcome(part: Row) -> str:
    """Tell whether a target was reached in its own year; "unknown" when that year is not observed."""
    if pd.isna(part["observed_year"]) or part["observed_year"] != part["target_year"] or not part["class"]:
        return UNKNOWN
    return ATTAINED if part["class"] == "reached" else MISSED


def _printed(row: Any) -> Row:  # noqa: ANN401 - a named tuple of indicators.csv
    names = ("table", "row", "indicator_id", "breakdown", "category", "property")
    return {name: getattr(row, name) for name in names}
