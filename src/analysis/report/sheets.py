"""What tables.xlsx holds: the report's tables as printed, then the plan's data, each a sheet of typed cells.

Pure: notebook and tables in, `Sheet` out; `workbook` writes them. Every sheet has its headings in the first
row and one record a row, so that filters, pivot tables and other programs can use it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.report.fitting import Table as PrintedTable
from analysis.report.html_text import clean
from analysis.report.outputs import COVER_MIME, TABLE_MIME, payload_text, table_from_payload
from analysis.schema import Column, Table, format_cell, load_schema
from analysis.tables.view import records
from analysis.wording import say

LONGEST_NAME = 31
"""Signs that a sheet's name may have (ECMA-376 and Excel)."""
MOST_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; a longer one stays text."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_PRINTED = re.compile(r"([-−]?)(\d{1,3}(?:,\d{3})+|\d{1,15})(\.\d{1,14})?(%|‰)?")
_MISSING = frozenset({"", "—", "-", "–"})
_MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the spreadsheet's format for it."""

    value: float
    shown: str


@dataclass(frozen=True, slots=True)
class Link:
    """The name of a sheet, which leads there."""

    sheet: str


SheetCell = str | bool | Number | Link | None
Names = Mapping[tuple[str, str], str]
"""(indicator id, part) → name."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, what it holds, where that is from, its headings and rows; None is an empty cell."""

    name: str
    title: str
    origin: str
    header: tuple[str, ...]
    rows: tuple[tuple[SheetCell, ...], ...]
    note: str = ""


def report_sheets(
    notebook: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], lang: str
) -> tuple[Sheet, ...]:
    """Return all sheets: contents, the report's tables, the data, what each column of the data means.

    Parameters
    ----------
    notebook : mapping
        The executed notebook of the report.
    tables : mapping of name to DataFrame
        Tables of the data contract, by name; one that the contract does not know is left out.
    lang : str
        "zh" or "en".
    """
    schema = [table for name, table in load_schema().items() if name in tables]
    printed = [_printed_sheet(table, number, lang) for number, table in enumerate(_printed(notebook), 1)]
    names = _indicator_names(tables.get("indicators"), lang)
    data = [_data_sheet(table, tables[table.name], names, lang) for table in schema]
    body = _named([*printed, *data, _columns_sheet(schema, lang)], {say("sheet.contents", lang).casefold()})
    return (_contents_sheet(body, lang), *body)


def report_title(notebook: Mapping[str, Any]) -> str:
    """Return the title on the report's cover, with its subtitle; "" where it has none."""
    for output in _outputs(notebook):
        cover = (output.get("data") or {}).get(COVER_MIME)
        if isinstance(cover, dict):
            return f"{payload_text(cover, 'title')} {payload_text(cover, 'subtitle')}".strip()
    return ""


def printed_cell(text: str) -> SheetCell:
    """Return a printed number as a number that looks the same; anything else stays text, a dash is empty.

    A per cent figure keeps its value: 5.1% is 5.1, as in the data files.

    Examples
    --------
    >>> printed_cell("9,600.50"), printed_cell("5.1%"), printed_cell("约200"), printed_cell("—")
    (Number(value=9600.5, shown='#,##0.00'), Number(value=5.1, shown='0.0"%"'), '约200', None)
    """
    stripped = text.strip()
    if stripped in _MISSING:
        return None
    match = _PRINTED.fullmatch(stripped)
    if match is None:
        return text
    sign, whole, fraction, mark = match.groups(default="")
    digits = whole.replace(",", "")
    if (len(digits) > 1 and digits.startswith("0")) or len(digits + fraction) > MOST_DIGITS + 1:
        return text  # a code, or more digits than a spreadsheet keeps
    shown = ("#,##0" if "," in whole else "0") + _decimals(len(fraction) - 1) + (f'"{mark}"' if mark else "")
    return Number(float(f"{'-' if sign else ''}{digits}{fraction}"), shown)


def sheet_name(wished: str, used: set[str]) -> str:
    """Return a name that a spreadsheet takes and that no name in `used` (case-folded) has; add it there.

    Examples
    --------
    >>> used = set()
    >>> sheet_name("规划表2：[目标]/增速", used), sheet_name("a" * 40, used), sheet_name("A" * 40, used)
    ('规划表2：目标增速', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAA… 2')
    """
    cleaned = " ".join(_FORBIDDEN.sub("", clean(wished)).split()) or "Sheet"
    if cleaned.casefold() == "history":  # which Excel keeps for itself
        cleaned = f"{cleaned} 1"
    name, number = _cut(cleaned, LONGEST_NAME), 1
    while name.casefold() in used:
        number += 1
        ending = f" {number}"
        name = _cut(cleaned, LONGEST_NAME - len(ending)) + ending
    used.add(name.casefold())
    return name


def _cut(text: str, most: int) -> str:
    """Cut a text to `most` UTF-16 units, which is what spreadsheets count."""
    if len(text.encode("utf-16-le")) // 2 <= most:
        return text
    while len(text.encode("utf-16-le")) // 2 > most - 1:
        text = text[:-1]
    return f"{text}…"


def _outputs(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for cell in notebook.get("cells", []):
        yield from cell.get("outputs") or []


def _printed(notebook: Mapping[str, Any]) -> Iterator[PrintedTable]:
    for output in _outputs(notebook):
        table = table_from_payload((output.get("data") or {}).get(TABLE_MIME))
        if table is not None:
            yield table


def _printed_sheet(table: PrintedTable, number: int, lang: str) -> Sheet:
    """Make a sheet of a printed table; its group headings become a column of their own."""
    grouped = bool(table.groups)
    header = tuple(cell.text for cell in table.header[0])
    starts, group = dict(table.groups), ""
    rows = []
    for index, row in enumerate(table.rows):
        group = starts.get(index, group)
        cells = [
            _printed_text(cell.text) if align == "left" else printed_cell(cell.text)
            for cell, align in zip(row, table.align, strict=True)
        ]
        rows.append(((group or None,) if grouped else ()) + tuple(cells))
    label = say("sheet.table", lang, number=number)
    return Sheet(
        f"{label} {table.caption}",
        table.caption or label,
        say("sheet.report", lang),
        ((say("sheet.group", lang),) if grouped else ()) + header,
        tuple(rows),
        table.note,
    )


def _printed_text(text: str) -> SheetCell:
    return None if text.strip() in _MISSING else text


def _data_sheet(table: Table, frame: pd.DataFrame, names: Names, lang: str) -> Sheet:
    """Make a sheet of a processed table: its columns in the order of the contract.

    The indicator's name goes first where the table only has its id.
    """
    columns = [[_data_cell(value, column) for value in frame[column.name]] for column in table.columns]
    if "decimals" in table.column_names:
        _as_printed(columns, table)
    header = [_heading(column, lang) for column in table.columns]
    if "name" not in table.column_names and {"indicator_id", "breakdown"} <= set(table.column_names):
        keys = zip(frame["indicator_id"], frame["breakdown"], strict=True)
        columns.insert(0, [names.get(key) or names.get((key[0], "")) for key in keys])
        header.insert(0, say("heading.indicator", lang))
    return Sheet(
        _title(table, lang),
        _title(table, lang),
        say("sheet.data", lang, file=table.file),
        tuple(header),
        tuple(zip(*columns, strict=True)),
        table.description if lang == "en" else "",
    )


def _indicator_names(indicators: pd.DataFrame | None, lang: str) -> Names:
    """Return (id, part) → name as last printed, in English where the definition has one; also (id, "")."""
    names: dict[tuple[str, str], str] = {}
    for row in records(indicators) if indicators is not None else ():
        name = f"{row.name_en}" if lang == "en" and row.name_en else f"{row.name}"
        names.setdefault((row.indicator_id, ""), name)
        names[row.indicator_id, row.breakdown] = name
    return names


def _data_cell(value: object, column: Column) -> SheetCell:
    """Return a cell as its file holds it, so that both have the same numbers."""
    text = format_cell(value, column)
    if not text:
        return None
    if column.type == "string":
        return text
    if column.type == "boolean":
        return text == "true"
    if len(text.strip("-").replace(".", "")) > MOST_DIGITS and "." not in text:
        return text
    decimals = min(len(text.partition(".")[2]), _MOST_DECIMALS)
    return Number(float(text), "0" if column.type == "integer" else f"#,##0{_decimals(decimals)}")


def _as_printed(columns: list[list[SheetCell]], table: Table) -> None:
    """Show the values with the decimals that the plan printed."""
    values = columns[table.column_names.index("value")]
    decimals = columns[table.column_names.index("decimals")]
    for index, (value, places) in enumerate(zip(values, decimals, strict=True)):
        if isinstance(value, Number) and isinstance(places, Number) and 0 <= places.value <= _MOST_DECIMALS:
            values[index] = Number(value.value, f"#,##0{_decimals(int(places.value))}")


def _decimals(count: int) -> str:
    return f".{'0' * count}" if count > 0 else ""


def _title(thing: Table | Column, lang: str) -> str:
    return thing.title_en if lang == "en" else thing.title_zh


def _heading(column: Column, lang: str) -> str:
    """Return a column's heading with its unit, unless each row has its own."""
    title = _title(column, lang)
    if not column.unit or column.unit.startswith("column:"):
        return title
    return f"{title} ({column.unit})" if lang == "en" else f"{title}（{column.unit}）"


def _columns_sheet(schema: Sequence[Table], lang: str) -> Sheet:
    """Make the sheet that says what each column of the data means."""
    rows: list[tuple[SheetCell, ...]] = []
    for table in schema:
        titles = {column.name: _title(column, lang) for column in table.columns}
        for column in table.columns:
            of_row = column.unit.removeprefix("column:")
            own = say("sheet.unit_column", lang, heading=titles.get(of_row, of_row))
            unit = own if of_row != column.unit else column.unit
            names = (_title(table, lang), _heading(column, lang), column.name)
            rows.append((*names, column.type, unit or None, column.description))
    words = ("sheet", "heading", "column", "type", "unit", "description")
    title = say("sheet.columns", lang)
    return Sheet(title, title, "", tuple(say(f"sheet.{word}", lang) for word in words), tuple(rows))


def _named(sheets: Iterable[Sheet], used: set[str]) -> list[Sheet]:
    return [
        Sheet(sheet_name(sheet.name, used), sheet.title, sheet.origin, sheet.header, sheet.rows, sheet.note)
        for sheet in sheets
    ]


def _contents_sheet(sheets: Sequence[Sheet], lang: str) -> Sheet:
    words = ("sheet", "title", "rows", "origin", "note")
    rows = tuple(
        (Link(sheet.name), sheet.title, Number(len(sheet.rows), "0"), sheet.origin, sheet.note or None)
        for sheet in sheets
    )
    title = say("sheet.contents", lang)
    return Sheet(title, title, "", tuple(say(f"sheet.{word}", lang) for word in words), rows)
