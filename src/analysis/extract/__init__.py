"""A document → tidy tables: indicators, year values, stated growth, programmes, projects.

A table is recognised by its header, never by its number or caption. Stages: `columns`, `column_years` and
`headers` (what a header says), `alignment` and `labels` (which cell is what), `indicator_tables`,
`programmes` and `projects_table` (one module a kind of table), `identity` (the definition that a row
belongs to), `frames` (records → tables).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import pandas as pd

from analysis.document import Cell, Document, Table
from analysis.errors import DocumentError, Source
from analysis.extract import frames
from analysis.extract.alignment import kind_of
from analysis.extract.columns import heading_fault
from analysis.extract.headers import Section, table_to_sections
from analysis.extract.identity import rows_to_identities
from analysis.extract.indicator_tables import is_indicator_section, read_indicator_sections
from analysis.extract.problems import Problem, Report
from analysis.extract.programmes import programme_columns, read_programmes
from analysis.extract.projects_table import Project, is_project_section, read_projects
from analysis.indicators import Definitions

__all__ = ["Extraction", "Problem", "extract_plan"]


_MOST_PASSES = 4
_LEFT_OUT = "the row is left out"
_TABLE_LEFT_OUT = "the table is left out"
_MOST_LOOKED_AT = 1000
# lines that may be rows of a table whose cells are parted in a way that is not read
_OTHER_TABLES = (
    (re.compile(r"<t[drh][ >]", re.IGNORECASE), "is a table in HTML"),
    (re.compile(r"^\s*\S{1,20}(?:[ \u3000]{2,}\S{1,20}){3,}\s*$"), "blanks seem to part the cells of a row"),
    (re.compile(r"^[^,，。]{1,20}(?:,[^,，。]{0,20}){3,}$"), "commas seem to part the cells of a row"),
)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a document's tables hold, as tables with the columns of the data contract.

    ``stated_growth`` has a row for each printed growth cell, ``columns`` one for each header cell with what
    it was taken for; ``problems`` are notes on what a reader should look at: none makes a number wrong.
    """

    indicators: pd.DataFrame
    values: pd.DataFrame
    stated_growth: pd.DataFrame
    programmes: pd.DataFrame
    projects: pd.DataFrame
    columns: pd.DataFrame
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A table with its kind ("indicators", "programmes", "projects", "" for none) and its sections."""

    table: Table
    kind: str
    sections: tuple[Section, ...]


@dataclass(slots=True)
class _Records:
    """The records gathered so far, by table of the contract."""

    indicators: list[dict[str, Any]] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)
    growth: list[dict[str, Any]] = field(default_factory=list)
    programmes: list[dict[str, Any]] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)

    def add(self, other: _Records) -> None:
        """Append the records of another table."""
        for part in fields(self):
            getattr(self, part.name).extend(getattr(other, part.name))


def extract_plan(
    document: Document,
    definitions: Definitions,
    *,
    period: tuple[int, int] | None = None,
    lenient: bool = False,
) -> Extraction:
    """Read all tables of a plan.

    Parameters
    ----------
    document : Document
        The plan.
    definitions : Definitions
        The indicators that are known by name; others get an id made from their name.
    period : (int, int), optional
        The plan's first and last year: a year before it is actual where the heading does not say.
    lenient : bool
        Leave out rows that have a fault, and a table whose header has one, and note the faults, instead of
        refusing the document; a document without a table of indicators then has empty tables.

    Returns
    -------
    Extraction

    Raises
    ------
    DocumentError
        Unless lenient: with one line for each fault, if there is no table of indicators, an indicator stands
        in one table twice, a number or unit cannot be read, rows or cells are missing, or a target year is
        before the base year.
    """
    report = Report()
    records = _Records()
    readings = [_classify(table, period) for table in document.tables]
    for reading, label in zip(readings, _table_labels(readings), strict=True):
        read = _read_usable_rows if lenient else _read_all_rows
        own, about = read(reading, label, definitions)
        records.add(own)
        report.add(about)
    report.raise_faults()
    if not records.indicators and not lenient:
        raise _no_indicators(document)
    return Extraction(
        indicators=frames.frame(records.indicators, frames.INDICATORS),
        values=frames.frame(records.values, frames.VALUES),
        stated_growth=frames.frame(records.growth, frames.STATED_GROWTH),
        programmes=frames.frame(records.programmes, frames.PROGRAMMES),
        projects=frames.frame(frames.project_records(records.projects), frames.PROJECTS),
        columns=frames.frame(records.columns, frames.COLUMNS),
        problems=tuple(sorted(report.notes, key=lambda problem: problem.source)),
    )


def _classify(table: Table, period: tuple[int, int] | None) -> _Reading:
    """Say by its header what kind of table this is."""
    sections = table_to_sections(table, period)
    projects = tuple(section for section in sections if is_project_section(section))
    if projects:
        return _Reading(table, "projects", projects)
    indicators = tuple(section for section in sections if is_indicator_section(section))
    if indicators:
        return _Reading(table, "indicators", indicators)
    columns = programme_columns(table)
    if columns is not None:
        return _Reading(table, "programmes", (replace(sections[0], columns=columns),))
    return _Reading(table, "", sections)


def _read_all_rows(reading: _Reading, label: str, definitions: Definitions) -> tuple[_Records, Report]:
    records, report = _Records(), Report()
    _read_table(reading, label, records, definitions, report)
    return records, report


def _read_usable_rows(reading: _Reading, label: str, definitions: Definitions) -> tuple[_Records, Report]:
    """Read a table without the rows that have a fault; nothing of it where the fault is not one of rows.

    Each row is laid under its header by itself, so that the other rows are sure; what depends on a row that
    is left out (a part of it) shows as a fault when the rest is read again, and is left out as well.
    """
    records, report = _read_all_rows(reading, label, definitions)
    lost: list[Problem] = []
    for _ in range(_MOST_PASSES):
        if not report.faults:
            gaps = [] if lost else report.gaps
            return records, Report(notes=[*report.notes, *lost, *gaps])
        lines = {problem.source.line for problem in report.faults}
        rest = _without_rows(reading, lines)
        if rest == reading:
            break
        lost += [replace(problem, remedy=_LEFT_OUT) for problem in report.faults]
        reading = rest
        if not any(section.rows for section in reading.sections):
            return _Records(), Report(notes=lost)
        records, report = _read_all_rows(reading, label, definitions)
    return _Records(), Report(notes=[*lost, *(replace(one, remedy=_TABLE_LEFT_OUT) for one in report.faults)])


def _without_rows(reading: _Reading, lines: Collection[int]) -> _Reading:
    sections = tuple(
        replace(section, rows=tuple(row for row in section.rows if row.line not in lines))
        for section in reading.sections
    )
    return replace(reading, sections=sections)


def _read_table(
    reading: _Reading, label: str, records: _Records, definitions: Definitions, report: Report
) -> None:
    """Read one table as what its header says that it is."""
    table = reading.table
    if reading.kind == "projects":
        for section in reading.sections:
            records.projects += read_projects(table, section, report)
    elif reading.kind == "indicators":
        _read_indicators(reading, label, records, definitions, report)
    elif reading.kind == "programmes":
        entries = read_programmes(table, reading.sections[0].columns, report)
        records.programmes += [frames.programme_record(label, entry) for entry in entries]
    else:
        _report_unread(reading, report)
    records.columns += [
        {"table": label, **frames.column_record(column)}
        for section in reading.sections
        for column in section.columns
    ]


def _report_unread(reading: _Reading, report: Report) -> None:
    """Note a table of no known kind; a fault where it was meant to have years, or has lost its header."""
    table = reading.table
    for column in (column for section in reading.sections for column in section.columns):
        if "年" in column.text and (fault := heading_fault(column)):
            report.fault(column.source, fault, "correct the heading")
    texts = "、".join(cell.text for cell in table.header if cell.text)
    is_pillar = sum(bool(cell.text) for cell in table.header) == 1
    if _has_figures(table.header) or (is_pillar and any(_has_figures(row.cells) for row in table.rows)):
        what = f"the table has no header: its first row is “{texts}”"
        report.fault(table.header[0].source, what, "restore the row that names the columns")
    else:
        report.note(table.header[0].source, f"the table with the header “{texts}” is not read")


def _has_figures(cells: Sequence[Cell]) -> bool:
    return sum(kind_of(cell.text) == "number" for cell in cells) > 1


def _read_indicators(
    reading: _Reading, label: str, records: _Records, definitions: Definitions, report: Report
) -> None:
    faults = len(report.faults)
    unchecked: set[str] = set()
    sections = read_indicator_sections(reading.table, reading.sections, definitions, report)
    if not any(sections) and len(report.faults) == faults:
        report.fault(reading.table.header[0].source, "the table has a header but no rows", "restore its rows")
    for rows in sections:
        for row, identity in zip(rows, rows_to_identities(rows, definitions, report), strict=True):
            records.indicators.append(frames.indicator_record(label, row, identity))
            records.values += [frames.value_record(label, row, identity, one) for one in row.values]
            # one growth figure a row: the last, which leads to the plan's own target
            records.growth += [frames.growth_record(label, row, identity, one) for one in row.growth[-1:]]
            for heading, figure in ((one.column.text, one) for one in row.growth[:-1]):
                if heading not in unchecked:
                    others = f"“{figure.printed}” and what else stands under “{heading}”"
                    report.note(figure.source, f"{others} is not checked")
                unchecked.add(heading)


def _table_labels(readings: Sequence[_Reading]) -> tuple[str, ...]:
    """Return the name of each table: its printed number, and the word before it where several have it.

    A table without a number has the name "", or "L206" after the line of its header where several are read.
    """
    tables = [reading.table for reading in readings]
    numbers = Counter(table.label for table in tables)
    kinds = Counter((table.kind, table.label) for table in tables)
    unnumbered = sum(
        1 for one in readings if not one.table.label and one.kind in ("indicators", "programmes")
    )
    names = []
    for table in tables:
        if not table.label:
            names.append(f"L{table.line}" if unnumbered > 1 else "")
        elif numbers[table.label] == 1:
            names.append(table.label)
        elif kinds[table.kind, table.label] == 1:
            names.append(table.label if table.kind == "表" else f"{table.kind}{table.label}")
        else:
            names.append(f"{table.kind}{table.label}@L{table.line}")
    return tuple(names)


def _no_indicators(document: Document) -> DocumentError:
    if not document.tables:
        return _no_table(document)
    lines = ", ".join(str(table.line) for table in document.tables)
    what = f"none of the document's tables (lines {lines}) is a table of indicators"
    return DocumentError(
        what,
        remedy="give a document that has a table with a header like 指标 | 2020年 | 2025年",
        source=Source(document.file, document.tables[0].line),
    )


def _no_table(document: Document) -> DocumentError:
    """Say what a table must look like, and where something may be one that looks otherwise."""
    for number, line in enumerate(document.lines, start=1):
        for pattern, how in _OTHER_TABLES:
            if pattern.search(line[:_MOST_LOOKED_AT]):
                return DocumentError(
                    f"the document has no table, but here {how}",
                    remedy="part the cells of a row by | or TAB, each row on a line of its own",
                    source=Source(document.file, number),
                )
    remedy = "give a document that has a table with a header like 指标 | 2020年 | 2025年"
    return DocumentError("the document has no table", remedy=remedy, source=Source(document.file))
