"""Tables of the annex: where every number stands."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.tables.indicators import indicator_label
from analysis.tables.view import Column, TableView, dash, grouped, place, records
from analysis.wording import number, say


def sources_table(
    indicators: pd.DataFrame, values: pd.DataFrame, checks: pd.DataFrame, lang: str
) -> TableView:
    """Return every indicator number of the plan with its printed form, interval and place in the document."""
    names = {(row.table, int(row.row)): indicator_label(row, lang) for row in records(indicators)}
    entries = [
        (
            cell.table,
            int(cell.row),
            int(cell.source_start),
            cell,
            say(f"status.{cell.status}", lang),
            str(cell.year),
        )
        for cell in records(values)
    ]
    entries += [
        (
            check.table,
            int(check.row),
            int(check.source_start),
            check,
            say("status.stated_growth", lang),
            f"{check.base_year}–{check.target_year}",
        )
        for check in records(checks)
    ]
    entries.sort(key=lambda entry: (int(entry[3].source_line), entry[2]))
    rows = [
        (
            year,
            kind,
            str(getattr(cell, "printed", getattr(cell, "stated_printed", ""))),
            _rounding(cell),
            place(cell),
        )
        for table, row, _, cell, kind, year in entries
    ]
    groups = grouped(
        f"{say('heading.table', lang)} {table} · {row} · {names[(table, row)]}" for table, row, *_ in entries
    )
    return TableView(
        (
            Column(say("heading.year", lang), "center"),
            Column(say("heading.kind", lang), "center"),
            Column(say("heading.printed", lang), "right"),
            Column(say("heading.rounding_interval", lang), "right", 1.4),
            Column(say("heading.source", lang), "left", 1.6),
        ),
        tuple(rows),
        note=say("note.missing", lang),
        groups=groups,
    )


def _rounding(cell: Any) -> str:  # noqa: ANN401 - a named tuple of values.csv or growth_check.csv
    lower, upper = getattr(cell, "lower", None), getattr(cell, "upper", None)
    if lower is None or pd.isna(lower):
        return "—"
    return f"{number(lower, 6)} – {number(upper, 6)}"


def project_sources_table(projects: pd.DataFrame, file: str, lang: str) -> TableView:
    """Return every money figure that the project list prints, with its printed form and line."""
    columns = (
        ("total_10k", "total_printed"),
        ("invested_10k", "invested_printed"),
        ("planned_10k", "planned_printed"),
    )
    cells = [
        (row, column, str(getattr(row, printed)))
        for row in records(projects)
        for column, printed in columns
        if dash(getattr(row, printed)) != "—"
    ]
    rows = [
        (
            say(f"status.{column}", lang),
            printed,
            number(getattr(row, column)),
            f"{file}:{int(row.source_line)}",
        )
        for row, column, printed in cells
    ]
    names = [str(row.name) for row, _, _ in cells]
    return TableView(
        (
            Column(say("heading.kind", lang)),
            Column(say("heading.printed", lang), "left", 1.6),
            Column(say("heading.value_10k", lang), "right"),
            Column(say("heading.source", lang), "left", 1.2),
        ),
        tuple(rows),
        note=say("note.missing", lang),
        groups=grouped(names),
    )


def observations_table(observed: pd.DataFrame, file: str, lang: str) -> TableView:
    """Return the yearly observations as typed, with their source and place, their notes, what is odd.

    The column of notes ("note" and "flag" of `observed`) is left out when there is none.
    """
    nothing = [""] * len(observed)
    pairs = zip(observed.get("note", nothing), observed.get("flag", nothing), strict=True)
    flags = [say("growth.joint", lang).join(filter(None, map(str, pair))) for pair in pairs]
    rows = [
        (
            str(row.indicator),
            str(row.year),
            f"{row.value} {row.unit}".strip(),
            str(row.source),
            f"{file}:{row.source_line}",
            *([flag or "—"] if any(flags) else []),
        )
        for row, flag in zip(records(observed), flags, strict=True)
    ]
    heads = ("indicator", "year", "printed", "origin", "source", *(("explanation",) if any(flags) else ()))
    aligns = ("left", "center", "right", "left", "left", "left")[: len(heads)]
    columns = [Column(say(f"heading.{head}", lang), align) for head, align in zip(heads, aligns, strict=True)]
    return TableView(tuple(columns), tuple(rows))
