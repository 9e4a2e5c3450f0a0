"""Tables of projects and action programmes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.tables.view import Column, TableView, dash, grouped, placed, records, without_unprinted
from analysis.wording import number, say


def projects_table(projects: pd.DataFrame, lang: str, *, file: str = "") -> TableView:
    """Return the project list: money, dates, status and size, approximate totals marked as such.

    With the name of the document that the list stands in as `file`, every figure says its line.
    """

    def total(row: Any) -> str:  # noqa: ANN401 - a named tuple of projects.csv
        text = number(row.total_10k)
        return say("note.about", lang, value=text) if bool(row.total_approx) else text

    cells = list(records(projects))
    rows = [
        (
            str(row.name),
            dash(row.nature),
            total(row),
            number(row.invested_10k),
            number(row.planned_10k),
            f"{dash(row.start)}–{dash(row.finish)}",
            dash(row.status),
            number(row.beds),
            number(row.floor_area_m2),
            number(row.land_mu),
        )
        for row in cells
    ]
    names = ("total_money", "invested_money", "planned_money")
    sizes = ("beds", "floor_area", "land")
    view = TableView(
        (
            Column(say("heading.project", lang), width=2.4),
            Column(say("heading.nature", lang), "center"),
            *(Column(say(f"heading.{name}", lang), "right", 1.1) for name in names),
            Column(say("heading.dates", lang), "center", 1.5),
            Column(say("heading.status", lang), "center", 1.1),
            *(Column(say(f"heading.{name}", lang), "right", 1.1) for name in sizes),
        ),
        tuple(rows),
        note=say("note.projects", lang),
        sources=placed(_places(row, file) for row in cells) if file else (),
    )
    return without_unprinted(view, 1, 2, 3, 4, 6, 7, 8, 9)  # all but names and dates


def _places(row: Any, file: str) -> dict[int, str | None]:  # noqa: ANN401 - a named tuple of projects.csv
    """Return column → place of the figures that a project has."""
    figures = {2: row.total_10k, 3: row.invested_10k, 4: row.planned_10k}
    figures |= {7: row.beds, 8: row.floor_area_m2, 9: row.land_mu}
    return {
        column: None if pd.isna(figure) else f"{file}:{int(row.source_line)}"
        for column, figure in figures.items()
    }


def programmes_table(programmes: pd.DataFrame, lang: str) -> TableView:
    """Return the action programmes: table, title, content as printed, source line."""
    rows = [(str(row.title), str(row.content), str(row.source_line)) for row in records(programmes)]
    names = [f"{say('heading.table', lang)} {table}" for table in programmes["table"]]
    return TableView(
        (
            Column(say("heading.title", lang), width=1.2),
            Column(say("heading.content", lang), width=4),
            Column(say("heading.line", lang), "right", 0.5),
        ),
        tuple(rows),
        groups=grouped(names),
    )
