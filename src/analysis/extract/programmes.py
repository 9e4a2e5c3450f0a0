"""Tables of action programmes (序号 | 方案 | 内容) → one record an entry; recognised by the header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.document import Table
from analysis.extract.columns import PROGRAMME_CONTENT, PROGRAMME_TITLE, Column, cell_to_column, heading_key
from analysis.extract.numbering import note_gaps
from analysis.extract.positions import row_to_cells
from analysis.extract.problems import Report


@dataclass(frozen=True, slots=True)
class Programme:
    """An entry of a programme table."""

    row: int
    line: int
    title: str
    content: str


def programme_columns(table: Table) -> tuple[Column, ...] | None:
    r"""Return the columns of a programme table, with the roles "title" and "content"; None for another table.

    Examples
    --------
    >>> from analysis.document import parse_document
    >>> text = "表3 计划\n序 号 | 方 案 | 内 容 |\n1 | 健全机制 | 健全五大机制。 |"
    >>> [column.role for column in programme_columns(parse_document(text).tables[0])]
    ['serial', 'title', 'content']
    """
    cells = list(table.header)
    while len(cells) > 1 and not cells[-1].text:
        cells.pop()
    columns = [cell_to_column(cell) for cell in cells]
    if any(column.is_number for column in columns):
        return None
    keys = [heading_key(column.text) for column in columns]
    contents = [index for index, key in enumerate(keys) if re.fullmatch(PROGRAMME_CONTENT, key)]
    titles = [
        index
        for index, key in enumerate(keys)
        if re.fullmatch(PROGRAMME_TITLE, key) and contents and index < contents[-1]
    ]
    if not titles:
        return None
    roles = {titles[-1]: "title", contents[-1]: "content"}
    return tuple(
        replace(column, role=roles.get(index, column.role if column.role == "serial" else "other"))
        for index, column in enumerate(columns)
    )


def read_programmes(table: Table, columns: Sequence[Column], report: Report) -> tuple[Programme, ...]:
    """Read the entries of a programme table; `row` counts them from 1."""
    programmes: list[Programme] = []
    numbers = []
    for row in table.rows:
        cells = row_to_cells(row, columns, report)
        if cells is None:
            continue
        if "serial" in cells:
            numbers.append(cells["serial"])
        title = cells["title"]
        if not title.text:
            report.fault(title.source, "the entry has no title", "restore the cell")
        programmes.append(Programme(len(programmes) + 1, row.line, title.text, cells["content"].text))
    note_gaps(numbers, report)
    return tuple(programmes)
