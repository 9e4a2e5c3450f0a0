"""observations.csv: yearly actual values as people type them → statements, or a problem a wrong cell."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TypeVar

import pandas as pd

from analysis.errors import InputError, ObservationError, Source
from analysis.indicators import Definitions
from analysis.observation_cells import (
    in_series_unit,
    read_number,
    read_unit,
    read_year,
    refuse_formula,
    refuse_impossible,
    refuse_two_units,
)
from analysis.observation_flags import Flag, series_flags
from analysis.observation_names import Name, Names, known_names
from analysis.quantity import Quantity
from analysis.reasons import Remark, note_of
from analysis.statements import Converted, Statement, integer, rows_of

REQUIRED = ("indicator", "year", "value")
OPTIONAL = ("unit", "source", "note")

T = TypeVar("T")
Latest = tuple[int, str]
"""The last year that there can be, and what it is, for the message."""


def check_observations(
    frame: pd.DataFrame,
    definitions: Definitions,
    indicators: pd.DataFrame | None = None,
    *,
    latest: Latest | None = None,
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
    latest : (int, str), optional
        The last year that there can be, and what it is ("the plan's last year").

    Returns
    -------
    list of ObservationError
        Empty when the table can be used; each names file, line and column (as in a file without needless
        quotation marks).
    """
    return _read(frame, definitions, indicators, latest)[1]


def read_observations(
    frame: pd.DataFrame, definitions: Definitions, indicators: pd.DataFrame | None = None
) -> tuple[list[Statement], list[ObservationError]]:
    """Return the statements of an observations table and everything that is wrong with it.

    Rows whose value is marked as missing (—) state nothing and are left out. Parameters as
    `check_observations`.
    """
    read, problems = _read(frame, definitions, indicators, None)
    return [statement for statement, _ in read], problems


def observations_about(
    frame: pd.DataFrame,
    indicator_ids: Collection[str],
    definitions: Definitions,
    indicators: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the rows of an observations table about some indicators, and those that name nothing known.

    Their places stay those in the whole table.

    Parameters
    ----------
    frame, definitions, indicators
        As `check_observations`.
    indicator_ids : collection of str
        The indicators that are wanted.
    """
    if "indicator" not in frame:
        return frame
    names = known_names(definitions, indicators)

    @cache
    def wanted(text: str) -> bool:
        try:
            return names.find(text).indicator_id in indicator_ids
        except ObservationError:  # for `read_observations` to say
            return True

    mine = [wanted(_typed(cell).strip()) for cell in frame["indicator"]]
    if "source_line" not in frame:
        frame = frame.assign(source_line=range(2, len(frame) + 2))
    return frame[pd.Series(mine, index=frame.index, dtype=bool)]


def observation_notes(
    frame: pd.DataFrame,
    definitions: Definitions,
    indicators: pd.DataFrame | None = None,
    *,
    planned: Sequence[Statement] = (),
    first_year: int | None = None,
) -> list[str]:
    """Return what is usable but worth a look: flags, assumed units, repetitions, rows without a source.

    Parameters
    ----------
    frame, definitions, indicators
        As `check_observations`.
    planned : sequence of Statement
        The plan's own actual values: neighbours of the first observations.
    first_year : int, optional
        The plan's first year: values before it are history.
    """
    read, _ = _read(frame, definitions, indicators, None)
    found = [*_row_notes(read), *_flag_notes(read, planned)]
    notes = [f"{place}: note: {text}" for place, text in sorted(found)]
    shown = Source(str(frame.attrs.get("file", "observations.csv")))
    if unsourced := sum(not row.text("source") for _, row in read):
        notes.append(f"{shown}: note: {unsourced} of {len(read)} rows name no source")
    if early := sum(first_year is not None and s.year < first_year for s, _ in read):
        notes.append(f"{shown}: note: {early} of {len(read)} rows lie before {first_year}: used as history")
    return notes


def flags_by_line(
    frame: pd.DataFrame,
    definitions: Definitions,
    indicators: pd.DataFrame | None = None,
    *,
    planned: Sequence[Statement] = (),
    lang: str = "en",
) -> dict[int, str]:
    """Return line → what a reader should know of its value, for the observations that are flagged.

    Parameters
    ----------
    frame, definitions, indicators, planned
        As `observation_notes`.
    lang : str
        "zh" or "en".
    """
    found: dict[int, list[Remark]] = {}
    for statement, remark in _flags(read_observations(frame, definitions, indicators)[0], planned):
        found.setdefault(statement.source_line, []).append(remark)
    return {line: note_of(remarks, lang) for line, remarks in found.items()}


def _row_notes(read: Sequence[tuple[Statement, _Row]]) -> Iterator[tuple[Source, str]]:
    first: dict[tuple[str, str, int], int] = {}
    for statement, row in read:
        if not statement.stated_unit and statement.unit:
            yield row.place("value"), f"no unit: read as {statement.unit}"
        key = (statement.indicator_id, statement.breakdown, statement.year)
        line = first.setdefault(key, statement.source_line)
        if line != statement.source_line:
            yield row.place("value"), f"{'revises' if statement.revision else 'repeats'} line {line}"


def _flag_notes(
    read: Sequence[tuple[Statement, _Row]], planned: Sequence[Statement]
) -> Iterator[tuple[Source, str]]:
    places = {id(statement): row.place("value") for statement, row in read}
    for flagged, remark in _flags([statement for statement, _ in read], planned):
        yield places[id(flagged)], remark.text("en")


def _flags(read: Sequence[Statement], planned: Sequence[Statement]) -> Iterator[Flag]:
    """Yield what looks wrong beside its neighbours, the last statement of a year standing for it."""
    series: dict[tuple[str, str], dict[int, Statement]] = {}
    own = [s for s in planned if s.status == "actual" and s.value is not None]
    for statement in (*own, *read):
        series.setdefault((statement.indicator_id, statement.breakdown), {})[statement.year] = statement
    for by_year in series.values():
        yield from series_flags([by_year[year] for year in sorted(by_year)])


def _read(
    frame: pd.DataFrame, definitions: Definitions, indicators: pd.DataFrame | None, latest: Latest | None
) -> tuple[list[tuple[Statement, _Row]], list[ObservationError]]:
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
        if statement := _read_row(row, names, latest, problems):
            statements.append((statement, row))
    problems += _contradictions(statements)
    return statements, sorted(problems, key=lambda problem: problem.source or Source(shown))


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


def _read_row(
    row: _Row, names: Names, latest: Latest | None, problems: list[ObservationError]
) -> Statement | None:
    """Return what a row states, or None after noting every cell that is wrong."""
    name = _attempt(problems, row, "indicator", lambda: names.find(refuse_formula(row.text("indicator"))))
    year = _attempt(problems, row, "year", lambda: read_year(refuse_formula(row.text("year")), latest))
    if name is None:
        return None
    wanted = names.units.get(name.indicator_id, "")
    typed = _attempt(problems, row, "unit", lambda: read_unit(refuse_formula(row.text("unit")), wanted))
    if typed is None:
        return None
    quantity = _attempt(
        problems, row, "value", lambda: read_number(refuse_formula(row.text("value")), typed, wanted)
    )
    if quantity is None or year is None or quantity.missing:
        return None
    column = "unit" if typed else "value"
    numbers = _attempt(problems, row, column, lambda: _numbers(quantity, typed, name, names))
    if numbers is None:
        return None
    _attempt(problems, row, "value", lambda: refuse_impossible(numbers.value, name, names))
    return _statement(row, name, year, quantity, numbers, typed, wanted)


def _numbers(quantity: Quantity, typed: str, name: Name, names: Names) -> Converted:
    refuse_two_units(quantity, typed, name, names)
    return in_series_unit(quantity, typed, name, names.units.get(name.indicator_id, ""))


def _statement(
    row: _Row, name: Name, year: int, quantity: Quantity, numbers: Converted, typed: str, wanted: str
) -> Statement:
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
        stated_unit=quantity.unit or typed or name.unit,
    )


def _attempt(problems: list[ObservationError], row: _Row, column: str, step: Callable[[], T]) -> T | None:
    """Return what a step gives, or None after noting its error at the cell."""
    try:
        return step()
    except InputError as error:
        problems.append(ObservationError(error.what, remedy=error.remedy, source=row.place(column)))
        return None


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
