"""A CSV table of growth figures, checked row by row: ``guihua growth --table``."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import GuihuaError, InputError, Source
from analysis.growth_check import check_growth_table
from analysis.schema import format_number, is_missing
from analysis.store import CsvTable, read_csv

_NOTES = ("note", "guihua_note")


@dataclass(frozen=True, slots=True)
class GrowthFile:
    """A checked growth table: all rows, and what could not be read."""

    table: pd.DataFrame
    problems: tuple[GuihuaError, ...]

    def csv(self) -> bytes:
        """Return the table as CSV: UTF-8, numbers in their shortest form, missing ones empty."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(self.table.columns)
        columns = [[_csv_text(value) for value in self.table.iloc[:, i]] for i in range(self.table.shape[1])]
        writer.writerows(zip(*columns, strict=True))
        return buffer.getvalue().encode()


def check_growth_file(path: Path) -> GrowthFile:
    """Check every row of a CSV table of growth figures; see `growth_check.check_growth_table`.

    Rows that do not fit the header are kept, but not checked: no one can tell which cell is which.

    Raises
    ------
    InputError
        If the file cannot be read, or a column is missing.
    """
    source = read_csv(path, strict=False)
    texts = [[cell.text for cell in row] for row in source.rows]
    try:
        table, unread = check_growth_table(pd.DataFrame(texts, columns=list(source.header), dtype="str"))
    except InputError as error:
        place = Source(path.as_posix(), 1)
        raise InputError(error.what, remedy=error.remedy, source=place) from None
    _use_file_lines(table, source)
    _leave_unchecked(table, source)
    faults = [_placed(problem, source) for problem in unread]
    ragged = {misfit.source: misfit for misfit in source.ragged.values()}
    problems = [fault for fault in faults if fault.source not in ragged] + list(ragged.values())
    return GrowthFile(table, tuple(sorted(problems, key=lambda problem: problem.source or Source(""))))


def _leave_unchecked(table: pd.DataFrame, source: CsvTable) -> None:
    """Empty the results of rows that do not fit the header, and say why."""
    rows = list(source.ragged)
    added = [name for name in table.columns if name not in source.header]
    table.loc[rows, added] = None
    table.loc[rows, "verdict"] = "not_checkable"
    for name in set(added) & set(_NOTES):
        table.loc[rows, name] = [misfit.what for misfit in source.ragged.values()]


def _use_file_lines(table: pd.DataFrame, source: CsvTable) -> None:
    """Put the file's line for "row N" in the notes: rows count neither blank lines nor broken cells."""
    for name in _NOTES:
        if name in table and name not in source.header:
            table[name] = [
                re.sub(r"^row \d+,", f"line {row[0].source.line},", str(note))
                for row, note in zip(source.rows, table[name].fillna(""), strict=True)
            ]


def _placed(problem: GuihuaError, source: CsvTable) -> GuihuaError:
    """Put the file's own line in the place of the row's."""
    row = problem.source.line - 2 if problem.source else 0
    place = source.rows[row][0].source
    return type(problem)(problem.what, remedy=problem.remedy, source=Source(place.file, place.line))


def _csv_text(value: Any) -> str:  # noqa: ANN401 - whatever a DataFrame holds
    if is_missing(value):
        return ""
    return format_number(Decimal(str(value))) if isinstance(value, float) else str(value)
