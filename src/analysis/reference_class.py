"""Reference class of a target whose indicator has one actual value: how many others moved that far.

One value carries no trend, so nothing is forecast. Counted is how many official indicators of the same kind
moved at least as far, in as many years and in the same direction, as the target asks. That is context: no
probability is made of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from analysis.errors import UnitError
from analysis.indicators import Definition, Definitions
from analysis.models.reference import (
    FEWEST_MEMBERS,
    MEASURES,
    PER_CENT,
    POINTS,
    ReferenceClasses,
    load_reference_classes,
    to_four_digits,
)
from analysis.pace import pace_to, range_cells
from analysis.reasons import Remark
from analysis.series import TargetSeries
from analysis.statements import convertible
from analysis.targets import DOWN, UP, WITHIN, Target
from analysis.unit_table import unit_table
from analysis.units import convert, unit

COLUMNS = (
    "indicator_id", "breakdown", "lineage", "as_of_year", "last_year", "last_value", "target_year", "target",
    "unit", "direction", "years", "required_growth_pct", "required_points", "kind", "measure", "needed",
    "moved", "members", "series", "lower_quartile", "median", "upper_quartile", "reason", "note",
    "target_lower", "target_upper",
)  # fmt: skip

_MONEY = frozenset(
    {"money", "dollars", "euros", "pounds", "hongkong", "newtaiwan", "yen", "won", "rupees", "ringgit"}
    | {"singapore", "australia", "canada", "macao"}
)
NOTHING_AHEAD = ("no_observation", "no_target", "cumulative", "observed", "passed", "attained")
"""Reasons of `pace.pace_to` that leave no move to compare."""


@dataclass(frozen=True, slots=True)
class Reference:
    """How many members of a class moved as far as a target asks; only ``reason`` where that says nothing.

    Parameters
    ----------
    kind : str
        The class: share, rate, money or count; "" where there is none.
    measure : str
        "points" (percentage points) or "per_cent" (of the start, over all the years); "" without a class.
    years : int or None
        From the last actual value to the target.
    needed : float or None
        The move that the target asks for, by `measure`; below 0 for a fall.
    moved, members : int or None
        How many of the class moved at least so far in that direction, and how many it has.
    series : int or None
        Series behind the members.
    quartiles : (float, float, float) or None
        Lower quartile, median, upper quartile of the moves of the class.
    reason : str
        A key of `reasons.REASONS`: why there is no count; "" where there is one.
    """

    kind: str = ""
    measure: str = ""
    years: int | None = None
    needed: float | None = None
    moved: int | None = None
    members: int | None = None
    series: int | None = None
    quartiles: tuple[float, float, float] | None = None
    reason: str = ""


def reference_for(
    kind: str, target: Target, last: tuple[int, float] | None, *, classes: ReferenceClasses | None = None
) -> Reference:
    """Return how many members of the class of ``kind`` moved as far as a target asks.

    Parameters
    ----------
    kind : str
        A key of `models.reference.MEASURES`; anything else has no class.
    target : Target
        Value or range (its end that is reached first), in the unit of `last`; of a share: in per cent.
    last : (year, value) or None
        The actual value to start from.
    classes : ReferenceClasses, optional
        Those that come with the library by default.

    Returns
    -------
    Reference
        Reasons: those of `pace.pace_to` that leave no way to go ("attained", "cumulative", "passed", …);
        "no_class" (no such kind, a share outside 0-100, beyond all numbers), "no_relative_change" (a start
        at or below 0, an end below 0), "class_too_far" (more years than there are classes for),
        "few_members" (below 20).

    Examples
    --------
    >>> from analysis.models.reference import MoveClass
    >>> moves = tuple(float(move) for move in range(-10, 14))
    >>> classes = ReferenceClasses({("share", 5): MoveClass("share", 5, moves, 30)}, (), "", 0.8, (0, 1))
    >>> found = reference_for("share", Target(2025, 70.0), (2020, 58.0), classes=classes)
    >>> found.needed, found.moved, found.members, found.quartiles
    (12.0, 2, 24, (-5.0, 1.0, 7.0))
    >>> reference_for("share", Target(2025, 50.0), (2020, 58.0), classes=classes).reason
    'attained'
    """
    pace = pace_to(target, last)
    goal = target.goal_from(last[1] if last else None)
    if last is None or goal is None or pace.reason in NOTHING_AHEAD:
        return Reference(years=pace.years, reason=pace.reason)
    known = load_reference_classes() if classes is None else classes
    base, years = last[1], target.year - last[0]
    if reason := _why_none(kind, base, goal, years, known):
        shown = "" if reason == "no_class" else kind
        return Reference(shown, MEASURES.get(shown, ""), years, reason=reason)
    size = to_four_digits(_move(kind, base, goal))
    members = known.classes[kind, years]
    side = target.side if target.side != WITHIN else UP if goal > base else DOWN
    counts = members.moved_at_least(size, side), len(members), members.series
    return Reference(kind, MEASURES[kind], years, size, *counts, members.quartiles())


def _why_none(kind: str, base: float, goal: float, years: int, known: ReferenceClasses) -> str:
    """Return why the move from base to goal is compared with no class; "" where it is."""
    if kind not in MEASURES or not (math.isfinite(base) and math.isfinite(goal)):
        return "no_class"
    if MEASURES[kind] == PER_CENT and (base <= 0 or goal < 0):
        return "no_relative_change"
    outside = kind == "share" and not (0 <= base <= 100 and 0 <= goal <= 100)
    if outside or math.isinf(_move(kind, base, goal)):
        return "no_class"
    if years > known.longest:
        return "class_too_far"
    members = known.classes.get((kind, years))
    return "few_members" if members is None or len(members) < FEWEST_MEMBERS else ""


def _move(kind: str, base: float, goal: float) -> float:
    """Return the move from base to goal as its kind measures it."""
    return goal - base if MEASURES[kind] == POINTS else 100 * (goal / base - 1)


def kind_of(unit_text: str, definition: Definition | None) -> str:
    """Return the class that an indicator belongs to: by its definition, else by its unit; "" for none.

    The unit decides where a plan states a known indicator in one that does not convert: a part of a whole in
    per cent is a share (in ‰ or of 100,000 persons a rate), money (also of a person) is money, a unit with a
    "/" is a rate, and what scale words go with (persons, beds, square metres) is a count.

    Examples
    --------
    >>> kind_of("%", None), kind_of("元/人·年", None), kind_of("张/千名老年人", None), kind_of("万人", None)
    ('share', 'money', 'rate', 'count')
    >>> kind_of("‰", None), kind_of("人/10万人", None)
    ('rate', 'rate')
    >>> kind_of("百分点", None), kind_of("岁", None), kind_of("", None), kind_of("not a unit", None)
    ('', '', '', '')
    """
    try:
        found = unit(unit_text)
    except UnitError:
        return ""
    if definition is not None and convertible(unit_text, definition.unit):
        return definition.kind
    counted, _, per = found.dimension.partition("/")
    if counted in _MONEY:
        return "money"
    if found.dimension == "share":  # deaths in 100,000 persons move as rates do, not by points
        return "share" if found.factor == unit("%").factor else "rate"
    if counted not in unit_table().scaled_dimensions:
        return ""
    return "rate" if per else "count"


def reference_of(
    all_series: Iterable[TargetSeries],
    definitions: Definitions,
    *,
    as_of_year: int,
    lang: str = "en",
    classes: ReferenceClasses | None = None,
) -> pd.DataFrame:
    """Return the reference class of every target whose series has a single actual value.

    Parameters
    ----------
    all_series : iterable of TargetSeries
        From `series.target_series`; those with no value or with several are left out, and those without a
        target.
    definitions : Definitions
        For the kinds of the indicators.
    as_of_year : int
        The year of account.
    lang : str
        Language of `note`: "en" or "zh".
    classes : ReferenceClasses, optional
        Those that come with the library by default.

    Returns
    -------
    DataFrame
        One row for each series and target year, columns `COLUMNS`: the required pace as `pace.pace_of` has
        it, and the fields of `Reference` (`needed` and the quartiles in percentage points where `measure` is
        "points", else in per cent of the start over all the years). `note` says why a count is missing.
    """
    known = load_reference_classes() if classes is None else classes
    rows = [
        _row(series, target, definitions, known, as_of_year, lang)
        for series in all_series
        if len(series.years) == 1 and not series.followed
        for target in series.targets
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    whole = ["last_year", "years", "moved", "members", "series"]
    numbers = ["last_value", "target", "required_growth_pct", "required_points", "needed"]
    numbers += ["lower_quartile", "median", "upper_quartile", "target_lower", "target_upper"]
    return frame.astype(dict.fromkeys(numbers, float) | dict.fromkeys(whole, "Int64"))


def _row(
    series: TargetSeries,
    target: Target,
    definitions: Definitions,
    classes: ReferenceClasses,
    as_of_year: int,
    lang: str,
) -> dict[str, object]:
    kind = kind_of(series.unit, definitions.by_id.get(series.indicator_id))
    in_per_cent = kind == "share" and convertible(series.unit, "%")
    factor = float(convert(Decimal(1), series.unit, "%")) if in_per_cent else 1.0
    last = series.last
    start = None if last is None else (last[0], last[1] * factor)
    found = reference_for(kind, target.scaled(factor), start, classes=classes)
    pace = pace_to(target, last)
    low, middle, high = found.quartiles or (None, None, None)
    return {
        "indicator_id": series.indicator_id,
        "breakdown": series.breakdown,
        "lineage": series.lineage,
        "as_of_year": as_of_year,
        "last_year": last[0] if last else None,
        "last_value": last[1] if last else None,
        "target_year": target.year,
        "target": target.goal_from(last[1] if last else None),
        "unit": series.unit,
        "direction": target.side,
        "years": found.years,
        "required_growth_pct": pace.growth_pct,
        "required_points": pace.points,
        "kind": found.kind,
        "measure": found.measure,
        "needed": found.needed,
        "moved": found.moved,
        "members": found.members,
        "series": found.series,
        "lower_quartile": low,
        "median": middle,
        "upper_quartile": high,
        "reason": found.reason,
        "note": Remark(found.reason).text(lang) if found.reason else "",
        **range_cells(target),
    }
