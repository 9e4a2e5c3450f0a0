"""Statements: one value of one indicator in one year by one source, in the unit of the indicator's series.

Table rows in, statements out. A statement that cannot be used as a yearly level (a range, a cumulative sum, a
unit of another dimension) stays, without a value and with the reason in its note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.errors import UnitError
from analysis.indicators import Definition, Definitions
from analysis.targets import Target
from analysis.units import convert

Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """One stated value.

    ``value``, ``lower`` and ``upper`` are in ``unit``; ``value`` is None when the statement is no single
    number that a yearly series can use. ``table`` is "" for an observation; ``conversion`` says how the
    unit changed, ``source`` is the observation's own source, ``stated_unit`` the unit typed with it,
    ``half_step`` half a unit of the last printed digit.
    """

    indicator_id: str
    breakdown: str
    year: int
    value: float | None
    lower: float | None
    upper: float | None
    unit: str
    status: str
    table: str
    row: int
    source_file: str
    source_line: int
    source_start: int
    source_end: int
    note: str = ""
    conversion: str = ""
    source: str = ""
    comparator: str = "="
    cumulative: bool = False
    stated_unit: str = ""
    half_step: float = 0.0

    @property
    def place(self) -> str:
        """File and line, as notes print them."""
        return f"{self.source_file}:{self.source_line}"

    @property
    def revision(self) -> bool:
        """Whether the statement says of itself that it corrects an earlier one."""
        return any(word in self.note.lower() for word in ("revis", "修订", "修正"))


@dataclass(frozen=True, slots=True)
class Converted:
    """A number with its interval in another unit, and how it came there ("" when nothing changed)."""

    value: float | None
    lower: float | None
    upper: float | None
    note: str = ""


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dicts in which a missing cell is ""."""
    names = [str(name) for name in frame.columns]
    columns = [  # whole columns: pandas takes three times as long for rows
        ["" if _is_missing(cell) else cell for cell in column.tolist()] for _, column in frame.items()
    ]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def printed_rows(indicators: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of indicators.csv in the order in which the plan prints them."""
    return sorted(
        rows_of(indicators), key=lambda row: (integer(row.get("source_line", "")), integer(row["row"]))
    )


def integer(cell: object) -> int:
    """Return a whole number that a frame may hold as text or float; 0 when the cell is empty."""
    return int(Decimal(str(cell))) if str(cell) else 0


def flag(cell: object) -> bool:
    """Return a truth value that a frame may hold as text."""
    return str(cell).strip().lower() == "true"


def decimal(cell: object) -> Decimal | None:
    """Return the number in a cell without a binary detour, None when it is empty.

    Examples
    --------
    >>> decimal(48.6), decimal("7.0"), decimal("")
    (Decimal('48.6'), Decimal('7.0'), None)
    """
    return Decimal(str(cell)) if str(cell) else None


def short(number: float) -> str:
    """Return a number as notes print it.

    Examples
    --------
    >>> short(4320.0), short(4.6000000000000005)
    ('4320', '4.6')
    """
    return f"{number:.10g}"


def series_units(indicators: pd.DataFrame, definitions: Definitions) -> dict[str, str]:
    """Return the unit of each indicator's series: the definition's, or else the one printed last.

    A plan may print a known indicator in a unit that does not convert (points instead of a share): the plan's
    own unit then goes before the definition's, since its targets are stated in it.
    """
    printed: dict[str, list[str]] = defaultdict(list)
    for row in printed_rows(indicators):
        printed[row["indicator_id"]].append(_full_unit(row))
    units = {definition.id: definition.unit for definition in definitions}
    for indicator_id, found in printed.items():
        named = [unit for unit in found if unit]
        last = named[-1] if named else ""
        own = units.get(indicator_id, last)
        units[indicator_id] = own if not last or convertible(last, own) else last
    return units


def convertible(from_unit: str, to_unit: str) -> bool:
    """Tell whether values in `from_unit` can be stated in `to_unit`."""
    if from_unit == to_unit:
        return True
    try:
        convert(Decimal(1), from_unit, to_unit)
    except UnitError:
        return False
    return True


def converted(
    value: Decimal | None, lower: Decimal | None, upper: Decimal | None, from_unit: str, to_unit: str
) -> Converted:
    """Return a number and its interval in `to_unit`; an empty `from_unit` is read as `to_unit`.

    Raises
    ------
    UnitError
        If a unit is unknown or the two differ in dimension.
    """
    if from_unit in ("", to_unit):
        return Converted(*_floats(value, lower, upper))
    moved = (None if x is None else convert(x, from_unit, to_unit) for x in (value, lower, upper))
    factor = convert(Decimal(1), from_unit, to_unit)
    note = f"{value.normalize():f} {from_unit} {_times(factor)}" if value is not None and factor != 1 else ""
    return Converted(*_floats(*moved), note)


def plan_statements(
    indicators: pd.DataFrame, values: pd.DataFrame, definitions: Definitions
) -> list[Statement]:
    """Return every value and target of a plan's tables in the unit of its series.

    Parameters
    ----------
    indicators, values : DataFrame
        The contract's indicators.csv and values.csv.
    definitions : Definitions
        The known indicators.

    Returns
    -------
    list of Statement
        In the order of (file, line, column); cells printed as missing are left out.
    """
    units = series_units(indicators, definitions)
    rows = {(str(row["table"]), integer(row["row"])): row for row in rows_of(indicators)}
    statements = [
        _plan_statement(cell, rows.get((str(cell["table"]), integer(cell["row"])), {}), units)
        for cell in rows_of(values)
        if any(str(cell[name]) for name in ("value", "lower", "upper"))
    ]
    return sorted(
        statements, key=lambda s: (s.source_file, s.source_line, s.source_start, s.table, s.row, s.year)
    )


def bounds_of(definition: Definition | None, unit: str, row: Cells) -> tuple[float | None, float | None]:
    """Return what an indicator can reach: its definition's bounds, or the printed row's when it has none."""
    if definition is not None and definition.unit == unit:
        return definition.lower, definition.upper
    lower, upper = (decimal(row.get(name, "")) for name in ("lower_bound", "upper_bound"))
    return (None if lower is None else float(lower)), (None if upper is None else float(upper))


def is_running_total(name: str, values: Sequence[float]) -> bool:
    """Tell whether yearly values are each the sum so far: their name says 累计, and none falls.

    Examples
    --------
    >>> is_running_total("累计培训护理员", [1.8, 3.9, 6.2]), is_running_total("累计培训护理员", [1.8, 1.5])
    (True, False)
    >>> is_running_total("培训护理员", [1.8, 3.9, 6.2])
    False
    """
    return "累计" in name and all(before <= after for before, after in pairwise(values))


def target_of(statement: Statement, direction: str, since: int | None, *, running: bool = False) -> Target:
    """Return what a statement asks for.

    `since` is the first year of a sum over the period; of `running` totals the value of the year is the sum,
    and only a number that is itself marked as a sum over the period says since when they count.
    """
    return Target(
        year=statement.year,
        value=statement.value,
        lower=statement.lower,
        upper=statement.upper,
        comparator=statement.comparator,
        direction=direction,
        cumulative=statement.cumulative and not running,
        since=None if running and not statement.cumulative else since,
        half_step=statement.half_step,
        running=running,
    )


def half_step_of(decimals: object, from_unit: str, to_unit: str) -> float:
    """Return half a unit of the last printed digit in another unit; 0 where the digits are not known.

    Examples
    --------
    >>> half_step_of(1, "%", "%"), half_step_of("", "%", "%"), half_step_of(0, "元/月", "元/年")
    (0.05, 0.0, 6.0)
    """
    if not str(decimals):
        return 0.0
    half = Decimal(5).scaleb(-integer(decimals) - 1)
    return converted(half, None, None, from_unit, to_unit).value or 0.0


def _plan_statement(cell: Cells, row: Cells, units: Mapping[str, str]) -> Statement:
    own_unit = str(cell.get("unit", ""))
    # A cell without a unit of its own, or with the row's, is counted per what the row's name says.
    full = _full_unit(row) if own_unit in ("", str(row.get("unit", ""))) else own_unit
    unit = units.get(cell["indicator_id"], full)
    numbers = [decimal(cell[name]) for name in ("value", "lower", "upper")]
    try:
        moved = converted(numbers[0], numbers[1], numbers[2], full, unit)
    except UnitError as error:
        moved = Converted(None, None, None, str(error))
    cumulative = flag(cell.get("cumulative", ""))
    readable = moved.lower is not None or moved.value is not None
    no_level = cumulative and cell["status"] == "actual"
    return Statement(
        indicator_id=cell["indicator_id"],
        breakdown=str(cell.get("breakdown", "")),
        year=integer(cell["year"]),
        value=None if no_level else moved.value,
        lower=moved.lower,
        upper=moved.upper,
        unit=unit,
        status=str(cell["status"]),
        table=str(cell["table"]),
        row=integer(cell["row"]),
        source_file=str(cell.get("source_file", "")),
        source_line=integer(cell["source_line"]),
        source_start=integer(cell["source_start"]),
        source_end=integer(cell["source_end"]),
        note="a cumulative sum, not a yearly level" if no_level else moved.note or _why_no_number(numbers[0]),
        conversion="" if moved.value is None else moved.note,
        comparator=str(cell.get("comparator", "")) or "=",
        cumulative=cumulative,
        half_step=half_step_of(cell.get("decimals", ""), full, unit) if readable else 0.0,
    )


def _why_no_number(value: Decimal | None) -> str:
    return "a range, not one number" if value is None else ""


def _floats(*numbers: Decimal | None) -> tuple[float | None, float | None, float | None]:
    value, lower, upper = (None if number is None else float(number) for number in numbers)
    return value, lower, upper


def _full_unit(row: Cells) -> str:
    return str(row.get("full_unit", "")) or str(row.get("unit", ""))


def _times(factor: Decimal) -> str:
    """Print a factor as × or ÷, whichever is the shorter number."""
    return f"× {short(float(factor))}" if factor > 1 else f"÷ {short(float(1 / factor))}"


def _is_missing(cell: object) -> bool:
    return cell is None or (not isinstance(cell, str) and bool(pd.isna(cell)))  # type: ignore[call-overload]
