"""Tables of indicators → one record a printed row, with its figures; recognised by the header alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.document import Table
from analysis.errors import UnitError
from analysis.extract.columns import Column, heading_fault
from analysis.extract.headers import Section
from analysis.extract.indicator_rows import IndicatorRow, SectionReader
from analysis.extract.problems import Report
from analysis.indicators import Definitions
from analysis.units import known_unit
from analysis.units import unit as find_unit


def is_indicator_section(section: Section) -> bool:
    """Say whether a header is one of an indicator table: the values of a year, and no projects."""
    roles = {column.role for column in section.columns}
    return "value" in roles and not {"project_name", "total", "planned"} & roles


def read_indicator_sections(
    table: Table, sections: Sequence[Section], definitions: Definitions, report: Report
) -> tuple[tuple[IndicatorRow, ...], ...]:
    """Read the rows of a table's indicator sections; `row` counts them from 1 through the whole table."""
    read: list[tuple[IndicatorRow, ...]] = []
    count = 0
    for section in sections:
        check_header(section.columns, report)
        default_unit = _default_unit(table, section.columns, report)
        rows = SectionReader(section, default_unit, definitions, report).read_all()
        read.append(tuple(replace(row, row=count + number) for number, row in enumerate(rows, start=1)))
        count += len(rows)
    return tuple(read)


def check_header(columns: Sequence[Column], report: Report) -> None:
    """Report headings that cannot be used: no year, a year twice, a target before the base year."""
    values = [column for column in columns if column.role == "value"]
    bases = [column.year for column in values if column.status == "actual" and column.year]
    seen: set[tuple[int | None, str]] = set()
    for column in values:
        if column.year is None:
            report.fault(column.source, f"“{column.text}” names no year", "print the year in the heading")
        elif (column.year, column.status) in seen:
            report.fault(
                column.source,
                f"“{column.text}” is a second column for {column.year} ({column.status})",
                "say in the heading which one is the target (目标值) and which one was reached (实际值)",
            )
        elif column.status == "target" and bases and column.year < min(bases):
            report.fault(
                column.source,
                f"target year {column.year} is before the base year {min(bases)}",
                "correct the years in the header",
            )
        seen.add((column.year, column.status))
    for column in columns:
        if fault := heading_fault(column):
            report.fault(column.source, fault, "correct the heading")
        elif column.role in ("unknown", "change"):
            report.note(column.source, f"column “{column.text}” is not read")


def _default_unit(table: Table, columns: Sequence[Column], report: Report) -> str:
    """Return the unit that the headings of all value columns, or the line above the table, print."""
    printed = {column.unit for column in columns if column.role == "value"}
    text = (printed.pop() if len(printed) == 1 else "") or table.unit
    try:
        return find_unit(text).symbol if text else ""
    except UnitError as error:
        place = table.caption_source or table.header[0].source
        if all(known_unit(one.strip()) for one in re.split("[、,，;；和及]", text)):
            what = f"“{text}” names several units: a row that prints none has none"
            report.note(place, what)
        else:
            report.fault_of(error, place)
        return ""
