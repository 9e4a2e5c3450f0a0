"""A series under an assumption: another target, a value not yet observed, a growth that goes on.

Nothing here is a figure of the plan or of its observations, and nothing is written anywhere.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace

from analysis.series import TargetSeries
from analysis.statements import Statement
from analysis.targets import WITHIN, Target
from analysis.wording import number, say

NONE, GROWTH, VALUE = "none", "growth", "value"
KINDS = (NONE, GROWTH, VALUE)
Point = tuple[int, float]
_LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Change:
    """What is assumed; by default nothing.

    Parameters
    ----------
    goal : float or None
        Another target value, in the unit of the series; None: the plan's own.
    kind : str
        `GROWTH`: `number` is per cent a year from the last value on. `VALUE`: `number` is the value of
        `year`. `NONE`: neither.
    number : float or None
        What is assumed; None while nothing is typed yet, NaN when what is typed is no number.
    year : int or None
        The year of an assumed value; None: the first one after the last actual value.
    """

    goal: float | None = None
    kind: str = NONE
    number: float | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Assumed:
    """A series with the assumptions that could be used.

    ``path`` are the points that somebody assumes, ``growth_path`` tells that they are a growth that goes on,
    ``refused`` are sentences on what was left out, ``changed`` whether anything differs from the plan.
    """

    series: TargetSeries
    path: tuple[Point, ...] = ()
    growth_path: bool = False
    refused: tuple[str, ...] = ()
    changed: bool = False


def assumed(series: TargetSeries, change: Change, *, target_year: int, as_of_year: int, lang: str) -> Assumed:
    """Return a series under an assumption; what cannot be used is left out, with a sentence that says why.

    Parameters
    ----------
    series : TargetSeries
        The targets and actual values as stated.
    change : Change
        What is assumed.
    target_year : int
        The target that ``change.goal`` replaces, and the end of an assumed growth.
    as_of_year : int
        The year of the first assumed value of a series without any actual value.
    lang : str
        "zh" or "en".
    """
    result = _with_goal(Assumed(series), change, target_year, lang)
    if change.kind == NONE or change.number is None:
        return result
    if change.kind == VALUE:
        return _with_value(result, change.number, change.year, as_of_year, lang)
    return _with_growth(result, change.number, target_year, lang)


def typed_number(text: str) -> float | None:
    """Return the number that somebody typed: None for an empty field, NaN for what is no number.

    Examples
    --------
    >>> typed_number(" 1,250.5 "), typed_number("６２%"), typed_number(""), typed_number("许多")
    (1250.5, 62.0, None, nan)
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_NUMBER]).replace(",", "").strip().removesuffix("%")
    if not plain:
        return None
    try:
        return float(plain)
    except ValueError:
        return math.nan


def value_years(series: TargetSeries, as_of_year: int) -> range:
    """Return the years whose value can be assumed: after the last actual value, up to the last target."""
    first = series.years[-1] + 1 if series.years else min(as_of_year, _last_target(series))
    return range(first, _last_target(series) + 1)


def compounded(start: Point, growth_pct: float, end_year: int) -> tuple[Point, ...]:
    """Return the path of a value that grows by `growth_pct` a year, the start included.

    Examples
    --------
    >>> [(year, round(value, 2)) for year, value in compounded((2020, 100.0), 10.0, 2022)]
    [(2020, 100.0), (2021, 110.0), (2022, 121.0)]
    """
    year, value = start
    factor = 1 + growth_pct / 100
    try:
        return tuple((year + k, value * factor**k) for k in range(end_year - year + 1))
    except OverflowError:
        return ()


def _with_goal(result: Assumed, change: Change, target_year: int, lang: str) -> Assumed:
    series, goal = result.series, change.goal
    if goal is None or all(t.goal == goal for t in series.targets if t.year == target_year):
        return result
    if why := _unusable(goal, series, lang):
        return replace(result, refused=(*result.refused, why))
    targets = tuple(_moved(t, goal) if t.year == target_year else t for t in series.targets)
    return replace(result, series=replace(series, targets=targets, followed=False), changed=True)


def _moved(target: Target, goal: float) -> Target:
    """Return a target with another number; a range to be kept is moved there, as wide as it was."""
    ends = target.printed_range
    if ends is None or target.side != WITHIN:
        return replace(target, value=goal, lower=None, upper=None)
    half = (ends[1] - ends[0]) / 2
    return replace(target, lower=goal - half, upper=goal + half)


def _with_value(result: Assumed, value: float, year: int | None, as_of_year: int, lang: str) -> Assumed:
    series = result.series
    years = value_years(series, as_of_year)
    if why := _unusable(value, series, lang):
        return replace(result, refused=(*result.refused, why))
    year = years[0] if year is None and years else year
    if year is None or year not in years:
        known = series.years[-1] if series.years else as_of_year - 1
        why = say("explore.past_year", lang, year=known, end=_last_target(series))
        return replace(result, refused=(*result.refused, why))
    statements = (*series.statements, _statement(series, year, value))
    moved = replace(series, statements=statements)
    return replace(result, series=moved, path=((year, value),), changed=True)


def _with_growth(result: Assumed, growth_pct: float, target_year: int, lang: str) -> Assumed:
    series, last = result.series, result.series.last
    refused = ""
    if not math.isfinite(growth_pct) or growth_pct <= -100:
        refused = say("explore.bad_number", lang)
    elif last is None:
        return result  # the page already says that there is no value to begin with
    elif any(target.cumulative for target in series.targets if target.year == target_year):
        refused = say("explore.no_sum", lang)
    elif last[1] <= 0:
        refused = say("explore.no_growth", lang)
    path = () if refused or last is None else compounded(last, growth_pct, target_year)
    if not refused and (not path or not math.isfinite(path[-1][1])):
        refused = say("explore.bad_number", lang)
    if refused:
        return replace(result, refused=(*result.refused, refused))
    within = tuple((year, _bounded(value, series)) for year, value in path)
    cut = () if within[-1] == path[-1] else (say("explore.note_cut", lang, value=number(within[-1][1], 4)),)
    refused_too = (*result.refused, *cut)
    return replace(result, path=within, growth_path=True, refused=refused_too, changed=True)


def _unusable(value: float, series: TargetSeries, lang: str) -> str:
    """Return why an assumed number is no value of this indicator, "" when it can be one."""
    if not math.isfinite(value):
        return say("explore.bad_number", lang)
    if _bounded(value, series) != value:
        low, high = (number(end, 4) for end in series.bounds)
        return say("explore.beyond_bounds", lang, value=number(value, 4), low=low, high=high)
    return ""


def _bounded(value: float, series: TargetSeries) -> float:
    lower, upper = series.bounds
    value = value if lower is None else max(value, lower)
    return value if upper is None else min(value, upper)


def _last_target(series: TargetSeries) -> int:
    return max(target.year for target in series.targets)


def _statement(series: TargetSeries, year: int, value: float) -> Statement:
    """Return an assumed value as a statement without any source."""
    return Statement(
        indicator_id=series.indicator_id,
        breakdown=series.breakdown,
        year=year,
        value=value,
        lower=None,
        upper=None,
        unit=series.unit,
        status="actual",
        table="",
        row=0,
        source_file="",
        source_line=0,
        source_start=0,
        source_end=0,
    )
