"""A CSV table of growth figures, checked part by part: ``guihua growth --table``.

The file is read, checked and written in parts of `ROWS_A_PART` rows, so that memory does not grow with it. A
row's result does not depend on where a part ends: each part sees the row above it and the row below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import GuihuaError, InputError, Source
from analysis.growth_check.cells import Texts
from analysis.growth_check.reading import Memory
from analysis.growth_check.table import (
    OPTIONAL,
    REQUIRED,
    Fault,
    Options,
    add_faults,
    check_rows,
    refuse_unusable,
    results,
)
from analysis.growth_check.verdict import Verdicts
from analysis.schema import format_number
from analysis.store.csvstream import CsvPart, csv_cell, csv_row, stream_csv

ROWS_A_PART = 20_000
PROBLEMS_KEPT = 20


@dataclass(frozen=True, slots=True)
class GrowthPart:
    """Some rows of a checked table: as read, with their results, and what could not be read in them.

    ``problems`` are the first of ``problem_count``; the notes of the ``bad_rows`` hold all. A cell that says
    that there is no number (—, 完成国家任务) is no problem.
    """

    source: CsvPart
    columns: Mapping[str, object]
    verdicts: Texts
    problems: tuple[GuihuaError, ...]
    problem_count: int
    bad_rows: int

    def csv(self) -> str:
        """Return the rows as CSV lines: numbers in their shortest form, missing ones empty."""
        texts = [_texts(column) for column in self.columns.values()]
        added = map(",".join, zip(*texts, strict=True))
        return "".join(f"{raw},{row}\n" for raw, row in zip(self.source.raw, added, strict=True))

    def records(self, header: Sequence[str]) -> list[dict[str, object]]:
        """Return the rows as dictionaries, missing numbers as None; of one name twice the last stays."""
        added = [_values(column) for column in self.columns.values()]
        names = (*header, *self.columns)
        rows = zip(self.source.rows, zip(*added, strict=True), strict=True)
        return [dict(zip(names, (*cells, *values), strict=True)) for cells, values in rows]


@dataclass(frozen=True, slots=True)
class GrowthFile:
    """A growth table that is being checked; its parts can be taken once, in the order of the file."""

    header: tuple[str, ...]
    added: tuple[str, ...]
    parts: Iterator[GrowthPart]

    def csv(self) -> Iterator[str]:
        """Yield the whole table as CSV, part by part, without keeping it."""
        yield self.csv_header()
        for part in self.parts:
            yield part.csv()

    def csv_header(self) -> str:
        """Return the line with the names of the columns."""
        return csv_row((*self.header, *self.added)) + "\n"


def check_growth_file(
    path: Path, options: Options | None = None, *, rows_a_part: int = ROWS_A_PART
) -> GrowthFile:
    """Check every row of a CSV table of growth figures; see `growth_check.check_growth_table`.

    Rows that do not fit the header are kept, but not checked: no one can tell which cell is which.

    Raises
    ------
    InputError
        If the file cannot be read, or a column is missing.
    """
    stream = stream_csv(path, rows_a_part=rows_a_part)
    file = path.as_posix()
    try:
        refuse_unusable(stream.header)
    except InputError as error:
        raise InputError(error.what, remedy=error.remedy, source=Source(file, stream.line)) from None
    used = {
        name: stream.header.index(name) for name in (*REQUIRED, *OPTIONAL) if stream.header.count(name) == 1
    }
    checker = _Checker(file, stream.header, used, options or Options(), Memory())
    added = tuple(checker.check(None, CsvPart(), None).columns)
    return GrowthFile(stream.header, added, checker.parts(stream.parts))


@dataclass(frozen=True, slots=True)
class _Checker:
    """Checks the parts of one file, one after the other."""

    file: str
    header: tuple[str, ...]
    used: Mapping[str, int]
    options: Options
    memory: Memory

    def parts(self, source: Iterator[CsvPart]) -> Iterator[GrowthPart]:
        """Check each part between the last row of the part before and the first of the part after."""
        above: list[str] | None = None
        part = next(source, None)
        while part is not None:
            following = next(source, None)
            yield self.check(above, part, None if following is None else self._row(following, 0))
            above, part = self._row(part, len(part.rows) - 1), following

    def check(self, above: list[str] | None, part: CsvPart, below: list[str] | None) -> GrowthPart:
        """Check a part between two rows that only serve as neighbours."""
        rows = [self._row(part, index) for index in range(len(part.rows))] if part.misfits else part.rows
        around = [*([] if above is None else [above]), *rows, *([] if below is None else [below])]
        columns = {name: [row[index] for row in around] for name, index in self.used.items()}
        verdicts, faults = check_rows(columns, self.options, self.memory)
        first = int(above is not None)
        verdicts = verdicts.part(slice(first, first + len(rows)))
        own = [replace(fault, row=fault.row - first) for fault in faults]
        own = [fault for fault in own if 0 <= fault.row < len(rows) and fault.row not in part.misfits]
        add_faults(verdicts, own, [f"line {line}" for line in part.lines] if own else ())
        _leave_unchecked(verdicts, part)
        bad = [fault for fault in own if fault.bad]
        return GrowthPart(
            source=part,
            columns=results(verdicts, self.header),
            verdicts=verdicts.verdict,
            problems=self._problems(part, bad),
            problem_count=len(bad) + len(part.misfits),
            bad_rows=len({fault.row for fault in bad} | part.misfits.keys()),
        )

    def _row(self, part: CsvPart, index: int) -> list[str]:
        """Return a row as it is checked: of one that does not fit no cell is believed."""
        return [""] * len(self.header) if index in part.misfits else part.rows[index]

    def _problems(self, part: CsvPart, faults: Sequence[Fault]) -> tuple[GuihuaError, ...]:
        remedy = "quote cells that hold a comma, and keep empty cells"
        found: list[tuple[int, GuihuaError]] = [
            (row, InputError(what, remedy=remedy, source=Source(self.file, part.lines[row])))
            for row, what in list(part.misfits.items())[:PROBLEMS_KEPT]
        ]
        for fault in faults[:PROBLEMS_KEPT]:
            place = Source(self.file, part.lines[fault.row])
            error = type(fault.error)(fault.what, remedy=fault.error.remedy, source=place)
            found.append((fault.row, error))
        return tuple(error for _, error in sorted(found, key=lambda item: item[0])[:PROBLEMS_KEPT])


def _leave_unchecked(verdicts: Verdicts, part: CsvPart) -> None:
    """Empty the results of rows that do not fit the header, and say why."""
    for row, what in part.misfits.items():
        verdicts.note[row] = f"line {part.lines[row]}: {what}"


def _texts(column: object) -> list[str]:
    """Return a column as CSV cells."""
    if isinstance(column, pd.arrays.BooleanArray):
        written = np.where(column.to_numpy(bool, na_value=False), "true", "false")
        return [str(text) for text in np.where(column.isna(), "", written).tolist()]
    if isinstance(column, np.ndarray) and column.dtype.kind == "f":
        return [_number(value) for value in column.tolist()]
    return list(map(_Written().__getitem__, np.asarray(column).tolist()))


class _Written(dict[str, str]):
    """Texts as CSV cells: verdicts, names and most notes are the same again and again."""

    def __missing__(self, text: str) -> str:
        written = self[text] = csv_cell(text)
        return written


def _number(value: float) -> str:
    """Return a number in its shortest form, "" for NaN."""
    text = repr(value)
    if text[-2:] == ".0":
        return text[:-2] if text != "-0.0" else "0"
    if "n" in text:  # nan, inf
        return ""
    return format_number(Decimal(text)) if "e" in text else text


def _values(column: object) -> list[Any]:
    """Return a column as plain values, missing ones as None."""
    if isinstance(column, pd.arrays.BooleanArray):
        return [None if value is pd.NA else value for value in column.tolist()]
    values: list[Any] = np.asarray(column).tolist()
    return [None if value != value else value for value in values]  # noqa: PLR0124 - NaN
