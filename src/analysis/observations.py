"""observations.csv: yearly actual values as people type them → statements, or a problem a wrong cell."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import pandas as pd

from analysis.errors import InputError, ObservationError, Source, UnitError
from analysis.indicators import Definitions, wording_key
from analysis.quantity import Quantity, parse_quantity
from analysis.statements import Converted, Statement, converted, integer, printed_rows, rows_of, series_units
from analysis.units import full_unit, unit, unit_of_name

REQUIRED = ("indicator", "year", "value")
OPTIONAL = ("unit", "source", "note")
FIRST_YEAR, LAST_YEAR = 1900, 2100

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Name:
    """What the indicator column names: a series, the unit that the text implies, its wordings."""

    indicator_id: str
    breakdown: str
    unit: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """All texts that may stand in the indicator column: the plan's own rows first, then the definitions."""

    definitions: Definitions
    units: Mapping[str, str]
    by_wording: Mapping[str, Name]
    parts: Mapping[str, Mapping[str, str]]

    def find(self, text: str) -> Name:
        """Return what `text` names.

        Raises
        ------
        ObservationError
            If nothing is known under this text, or it names an indicator that the plan gives in parts only.
        """
        name = self.by_wording.get(wording_key(text)) or self._defined(text)
        if name is None:
            raise ObservationError(
                f'unknown indicator "{text}"',
                remedy="write an indicator id or the name as the plan prints it",
            )
        parts = self.parts.get(name.indicator_id, {})
        if parts and "" not in parts and name.breakdown not in parts:
            known = ", ".join(f'"{printed}"' for printed in parts.values())
            raise ObservationError(f'the plan gives "{text}" in parts', remedy=f"write one of {known}")
        return name

    def _defined(self, text: str) -> Name | None:
        found = self.definitions.find(text)
        if found is None:
            return None
        definition, breakdown = found
        _, printed = unit_of_name(text)
        return Name(definition.id, breakdown, printed, (text, definition.name_zh))


def known_names(definitions: Definitions, indicators: pd.DataFrame | None) -> Names:
    """Return all texts that an observation may use: the rows of the plan, if given, and the definitions.

    A wording that the plan prints for two different series names neither of them.
    """
    rows = [] if indicators is None else printed_rows(indicators)
    units = (
        {d.id: d.unit for d in definitions} if indicators is None else series_units(indicators, definitions)
    )
    by_wording: dict[str, Name] = {}
    ambiguous: set[str] = set()
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        breakdown = str(row.get("breakdown", ""))
        parts[row["indicator_id"]].setdefault(breakdown, row["name"])
        name = Name(
            row["indicator_id"], breakdown, _row_unit(row), (row["name"], str(row.get("printed_name", "")))
        )
        for text in _texts(row, breakdown):
            key = wording_key(text)
            other = by_wording.setdefault(key, name)
            if (other.indicator_id, other.breakdown) != (name.indicator_id, breakdown):
                ambiguous.add(key)
            by_wording[key] = name  # the last table is the current one: its unit goes first
    for indicator_id in {row["indicator_id"] for row in rows} - set(definitions.by_id):
        by_wording.setdefault(wording_key(indicator_id), Name(indicator_id, "", "", ()))
    clear = {key: name for key, name in by_wording.items() if key and key not in ambiguous}
    return Names(definitions, units, clear, parts)


def check_observations(
    frame: pd.DataFrame, definitions: Definitions, indicators: pd.DataFrame | None = None
) -> list[ObservationError]:
    """Return everything that is wrong with an observations table, in the order of its lines.

    Parameters
    ----------
    frame : DataFrame
        Columns indicator, year, value and, if any, unit, source, note; cells as typed, best as text. The
        file's name is taken from ``frame.attrs["file"]``, the line from a column ``source_line`` or else
        from the position.
    definitions : Definitions
        The known indicators.
    indicators : DataFrame, optional
        The plan's indicators.csv: its printed names are known then, too.

    Returns
    -------
    list of ObservationError
        Empty when the table can be used; each names file, line and column (as in a file without needless
        quotation marks).
    """
    return read_observations(frame, definitions, indicators)[1]


def read_observations(
    frame: pd.DataFrame, definitions: Definitions, indicators: pd.DataFrame | None = None
) -> tuple[list[Statement], list[ObservationError]]:
    """Return the statements of an observations table and everything that is wrong with it.

    Rows whose value is marked as missing (—) state nothing and are left out. Parameters as
    `check_observations`.
    """
    shown = str(frame.attrs.get("file", "observations.csv"))
    missing = [name for name in REQUIRED if name not in frame.columns]
    if missing:
        heading = f"columns are {', '.join((*REQUIRED, *OPTIONAL))}"
        return [], [
            ObservationError(f"no column {', '.join(missing)}", remedy=heading, source=Source(shown, 1))
        ]
    names = known_names(definitions, indicators)
    problems: list[ObservationError] = []
    statements: list[tuple[Statement, _Row]] = []
    for row in _rows(frame, shown):
        if statement := _read_row(row, names, problems):
            statements.append((statement, row))
    problems += _contradictions(statements)
    ordered = sorted(problems, key=lambda problem: problem.source or Source(shown))
    return [statement for statement, _ in statements], ordered


@dataclass(frozen=True, slots=True)
class _Row:
    """One typed row and where its value stands; ``shown`` is how messages name the file."""

    cells: Mapping[str, str]
    shown: str
    value: Source

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def place(self, column: str) -> Source:
        """Return where a cell stands; the line alone when the file is not laid out as it should be."""
        spans, start = {}, 0
        for name, cell in self.cells.items():
            spans[name] = (start, start + len(_as_csv(cell)))
            start += len(_as_csv(cell)) + 1
        line = self.value.line
        if column == "value":
            return Source(self.shown, line, self.value.start, self.value.end)
        if spans["value"][0] != self.value.start:  # other columns, or quoted without need
            return Source(self.shown, line)
        return Source(self.shown, line, *spans.get(column, (0, 0)))


def _rows(frame: pd.DataFrame, shown: str) -> Iterator[_Row]:
    """Yield the rows that are not blank, with the place of the value as given or as a CSV file prints it."""
    for position, row in enumerate(rows_of(frame)):
        given = {name: row.pop(f"source_{name}", "") for name in ("file", "line", "start", "end")}
        cells = {name: _typed(cell) for name, cell in row.items()}
        before = list(cells.values())[: list(cells).index("value")]
        start = sum(len(_as_csv(cell)) + 1 for cell in before)
        value = Source(
            str(given["file"]) or shown,
            integer(given["line"]) or position + 2,
            start if given["start"] == "" else integer(given["start"]),
            start + len(_as_csv(cells["value"])) if given["end"] == "" else integer(given["end"]),
        )
        if any(cell.strip() for cell in cells.values()):
            yield _Row(cells, shown, value)


def _read_row(row: _Row, names: Names, problems: list[ObservationError]) -> Statement | None:
    """Return what a row states, or None after noting every cell that is wrong."""
    name = _attempt(problems, row, "indicator", lambda: names.find(row.text("indicator")))
    year = _attempt(problems, row, "year", lambda: _year(row.text("year")))
    if name is None:
        return None
    wanted = names.units.get(name.indicator_id, "")
    typed = _attempt(problems, row, "unit", lambda: _typed_unit(row.text("unit"), wanted))
    if typed is None:
        return None
    quantity = _attempt(problems, row, "value", lambda: _number(row.text("value"), typed, wanted))
    if quantity is None or year is None or quantity.missing:
        return None
    column = "unit" if typed else "value"
    numbers = _attempt(problems, row, column, lambda: _in_series_unit(quantity, typed, name, wanted))
    if numbers is None:
        return None
    about = "" if quantity.comparator == "=" else f"stated as {quantity.comparator} {quantity.value}"
    return Statement(
        indicator_id=name.indicator_id,
        breakdown=name.breakdown,
        year=year,
        value=numbers.value,
        lower=numbers.lower,
        upper=numbers.upper,
        unit=wanted,
        status="actual",
        table="",
        row=row.value.line - 1,
        source_file=row.value.file,
        source_line=row.value.line,
        source_start=row.value.start,
        source_end=row.value.end,
        note="; ".join(text for text in (row.text("note"), numbers.note, about) if text),
        conversion=numbers.note,
        source=row.text("source"),
    )


def _attempt(problems: list[ObservationError], row: _Row, column: str, step: Callable[[], T]) -> T | None:
    """Return what a step gives, or None after noting its error at the cell."""
    try:
        return step()
    except InputError as error:
        problems.append(ObservationError(error.what, remedy=error.remedy, source=row.place(column)))
        return None


def _year(text: str) -> int:
    found = re.fullmatch(r"(\d{4})年?", unicodedata.normalize("NFKC", text))
    if not found:
        raise ObservationError(f'"{text}" is not a year', remedy="write four digits, such as 2022")
    year = int(found[1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ObservationError(
            f"year {year} lies outside {FIRST_YEAR}-{LAST_YEAR}", remedy="check the digits"
        )
    return year


def _typed_unit(text: str, series_unit: str) -> str:
    """Return the typed unit; one that no table knows can still be the plan's own unit for this indicator."""
    return text if text in ("", series_unit) else unit(text).symbol


def _number(text: str, typed_unit: str, series_unit: str) -> Quantity:
    """Read the value cell; one number is wanted."""
    if not text:
        raise ObservationError("the value is empty", remedy="write the number, or — when there is none")
    quantity = parse_quantity(text, unit="" if typed_unit == series_unit else typed_unit)
    if quantity.is_range:
        raise ObservationError(f'"{text}" is a range', remedy="write the one value that was reached")
    if quantity.cumulative:
        raise ObservationError(f'"{text}" is a cumulative sum', remedy="write the value of the year alone")
    return quantity


def _in_series_unit(quantity: Quantity, typed_unit: str, name: Name, series_unit: str) -> Converted:
    """Convert a value from the unit that was printed with it, typed beside it or implied by its name.

    The typed unit may be only what is counted ("人" beside 每万人…), as plans print it; the name says
    per what.
    """
    plain = quantity.unit or typed_unit or name.unit or series_unit
    for wording in ("", *name.wordings):
        try:
            candidate = full_unit(wording, plain) if wording else plain
            return converted(quantity.value, quantity.lower, quantity.upper, candidate, series_unit)
        except UnitError:
            continue
    raise ObservationError(
        f'unit "{plain}" does not convert to "{series_unit}"', remedy=f'give the value in "{series_unit}"'
    )


def _contradictions(statements: Sequence[tuple[Statement, _Row]]) -> Iterator[ObservationError]:
    """Yield an error for every second value of one year that is not marked as a revision."""
    first: dict[tuple[str, str, int], Statement] = {}
    for statement, row in statements:
        key = (statement.indicator_id, statement.breakdown, statement.year)
        other = first.setdefault(key, statement)
        if statement.revision or other.revision or _same(statement.value, other.value):
            continue
        yield ObservationError(
            f"{row.text('indicator')} has two values for {statement.year}: line {other.source_line} says"
            f" {other.value:g}, this line {statement.value:g} {statement.unit}",
            remedy='keep one, or write "revision" into the note of the later one',
            source=row.place("value"),
        )


def _same(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _texts(row: Mapping[str, Any], breakdown: str) -> list[str]:
    """Return the wordings of a printed row; a part's own cell ("城市") says too little to name it."""
    return [row["name"]] if breakdown else [row["name"], str(row.get("printed_name", ""))]


def _row_unit(row: Mapping[str, Any]) -> str:
    return str(row.get("full_unit", "")) or str(row.get("unit", ""))


def _typed(cell: object) -> str:
    """Return a cell as text; numbers that a reader has already parsed come back in their shortest form."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _as_csv(cell: str) -> str:
    """Return a cell as a CSV file prints it: quoted only when it must be."""
    if not cell:
        return ""  # alone in its row, an empty cell would be quoted
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([cell])
    return out.getvalue()
