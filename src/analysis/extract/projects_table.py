"""Lists of building projects → one record a project; the cells are read by `analysis.projects`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from analysis.document import Cell, Row, Table
from analysis.errors import GuihuaError
from analysis.extract.columns import Column
from analysis.extract.headers import Section
from analysis.extract.numbering import note_gaps
from analysis.extract.positions import row_to_cells
from analysis.extract.problems import Report
from analysis.projects import (
    MONEY_UNIT,
    Money,
    beds,
    floor_area,
    land,
    parse_date,
    parse_money,
    parse_term,
)

T = TypeVar("T")
_NO_MONEY = Money(None, "", approximate=False)


@dataclass(frozen=True, slots=True)
class Project:
    """A project of the list; money in 万元."""

    line: int
    name: str
    nature: str
    location: str
    content: str
    total: Money
    invested: Money
    planned: Money
    status: str
    start: str | None
    finish: str | None
    builder: str
    beds: Decimal | None
    floor_area_m2: Decimal | None
    land_mu: Decimal | None


def is_project_section(section: Section) -> bool:
    """Say whether a header is one of a project list: names of projects beside money, nature or contents."""
    roles = {column.role for column in section.columns}
    money = {"total", "planned", "invested"} & roles
    named = bool({"project_name", "name", "category"} & roles)
    return ("project_name" in roles and bool(money or {"nature", "scale"} & roles)) or (
        named and bool(money) and bool({"nature", "scale", "location", "builder", "term"} & roles)
    )


def read_projects(table: Table, section: Section, report: Report) -> tuple[Project, ...]:
    """Read the projects under one header."""
    rows = [(row, row_to_cells(row, section.columns, report)) for row in section.rows]
    units = {
        column.role: _money_unit(column, table, report) for column in section.columns if column.is_number
    }
    note_gaps([cells["serial"] for _, cells in rows if cells and "serial" in cells], report)
    return tuple(_project(row, cells, units, report) for row, cells in rows if cells is not None)


def _money_unit(column: Column, table: Table, report: Report) -> str:
    """Return the unit of a money column: its heading's, the table's, or 万元 with a note."""
    if not (column.unit or table.unit):
        report.note(column.source, f"“{column.text}” prints no unit: read as {MONEY_UNIT}")
    return column.unit or table.unit or MONEY_UNIT


def _project(row: Row, cells: Mapping[str, Cell], units: Mapping[str, str], report: Report) -> Project:
    """Read one project's cells; one that cannot be read is a fault, and the others are read all the same."""

    def text(*roles: str) -> str:
        return next((cells[role].text for role in roles if role in cells), "")

    def read(role: str, parse: Callable[[str], T], otherwise: T) -> T:
        if role not in cells:
            return otherwise
        try:
            return parse(cells[role].text)
        except GuihuaError as error:
            report.fault_of(error, cells[role].source)
            return otherwise

    def money(role: str) -> Money:
        return read(role, lambda printed: parse_money(printed, units[role]), _NO_MONEY)

    no_term: tuple[str | None, str | None] = (None, None)
    start, finish = read("term", parse_term, no_term)
    content = text("scale", "content")
    return Project(
        line=row.line,
        name=text("project_name", "name", "category"),
        nature=text("nature"),
        location=text("location"),
        content=content,
        total=money("total"),
        invested=money("invested"),
        planned=money("planned"),
        status=text("progress"),
        start=read("start", parse_date, start),
        finish=read("finish", parse_date, finish),
        builder=text("builder"),
        beds=read("scale", beds, None),
        floor_area_m2=read("scale", floor_area, None),
        land_mu=read("scale", land, None),
    )
