"""Values that look wrong beside their neighbours: flagged for a reader, never changed or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from analysis.numerals import clipped
from analysis.reasons import Remark
from analysis.statements import Statement, short

JUMP = 5.0
"""Ratio to a neighbouring year from which a value is flagged; over more than three years twice that."""
_NEAR_YEARS = 3
_SMALL_COUNTS = (10, 50)  # 1 → 6 → 30 pilot projects is no slip
_LONGEST_NOTE = 60
_WORDS_OF_CHANGE = (
    "口径", "统计范围", "调查范围", "定义变", "不可比", "definition", "scope changed", "series break",
    "break in series", "reclassif", "not comparable",
)  # fmt: skip

Flag = tuple[Statement, Remark]


def series_flags(statements: Sequence[Statement]) -> list[Flag]:
    """Return what a reader should look at in the observations of one series.

    Parameters
    ----------
    statements : sequence of Statement
        One a year, ascending, in one unit; those of the plan's tables serve as neighbours only.

    Returns
    -------
    list of (Statement, Remark)
        Codes "jump_alone" (a year unlike both neighbours, which is like a slipped decimal point), "jump_from"
        (this year and those after it unlike the one before), "unit_changed" and "definition_noted".
    """
    flags = [*_jumps(statements), *_unit_changes(statements), *_noted_changes(statements)]
    return [flag for flag in flags if not flag[0].table]


def _jumps(statements: Sequence[Statement]) -> list[Flag]:
    points = [s for s in statements if s.value is not None and s.value > 0]
    alone = [i for i in range(1, len(points) - 1) if _stands_alone(*points[i - 1 : i + 2])]
    flags = [(points[i], _alone(points[i - 1], points[i])) for i in alone]
    rest = [point for i, point in enumerate(points) if i not in alone]
    for before, point in pairwise(rest):
        if _side(before, point):
            fields = {"year": point.year, "before": before.year, "factor": _factor(before, point)}
            flags.append((point, Remark("jump_from", fields)))
    return flags


def _stands_alone(before: Statement, point: Statement, after: Statement) -> bool:
    """Tell whether a value is far above, or far below, both its neighbours, which are like each other."""
    side = _side(before, point)
    return side != 0 and side == _side(after, point) and _side(before, after) == 0


def _side(one: Statement, other: Statement) -> int:
    """Return 1 when the other value is a jump above the one, -1 below, 0 when it is neither."""
    if one.value is None or other.value is None:
        return 0
    whole = one.value.is_integer() and other.value.is_integer() and "%" not in one.unit
    least, most = sorted((one.value, other.value))
    if whole and least < _SMALL_COUNTS[0] and most < _SMALL_COUNTS[1]:
        return 0
    limit = JUMP if abs(one.year - other.year) <= _NEAR_YEARS else 2 * JUMP
    if other.value >= one.value * limit:
        return 1
    return -1 if other.value <= one.value / limit else 0


def _alone(before: Statement, point: Statement) -> Remark:
    return Remark("jump_alone", {"year": point.year, "factor": _factor(before, point)})


def _factor(before: Statement, point: Statement) -> str:
    ratio = (point.value or 0) / (before.value or 1)  # only values above 0 come here
    return short(float(f"{ratio:.2g}"))


def _unit_changes(statements: Sequence[Statement]) -> list[Flag]:
    """Name the years in which the observations change the unit that they are typed in."""
    typed = [s for s in statements if not s.table and s.stated_unit]
    return [
        (
            point,
            Remark("unit_changed", {"year": point.year, "unit": point.stated_unit, "before": b.stated_unit}),
        )
        for b, point in pairwise(typed)
        if b.stated_unit != point.stated_unit
    ]


def _noted_changes(statements: Sequence[Statement]) -> list[Flag]:
    """Name the years whose note speaks of a change of definition."""
    return [
        (s, Remark("definition_noted", {"year": s.year, "note": clipped(s.note, _LONGEST_NOTE)}))
        for s in statements
        if any(word in s.note.lower() for word in _WORDS_OF_CHANGE)
    ]
