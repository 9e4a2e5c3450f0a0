"""Lines → tables: rows of cells with the caption above them. What a table *means* is not decided here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.document.captions import Caption, parse_unit_note
from analysis.document.heads import Head, head_inside, take_head
from analysis.document.lines import BLANKS, fold
from analysis.document.rows import Cell, Row, is_piped, take_rows
from analysis.errors import Source


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed.

    ``label`` and ``title`` come from the caption ("1", "主要指标"), ``kind`` is the caption's word (表, 附表,
    专栏), ``unit`` what a line "单位:…" above it says; all are "" when nothing is printed. ``header`` is the
    first printed row; more header lines, if any, are the first of ``rows``.
    """

    label: str
    title: str
    caption_source: Source | None
    header: tuple[Cell, ...]
    rows: tuple[Row, ...]
    kind: str = ""
    unit: str = ""

    @property
    def line(self) -> int:
        """The line of the header."""
        return self.header[0].source.line


def lines_to_tables(lines: Sequence[str], file: str) -> tuple[tuple[Table, ...], frozenset[int]]:
    """Find all tables.

    Parameters
    ----------
    lines : sequence of str
        Raw lines.
    file : str
        The name that sources carry.

    Returns
    -------
    tables : tuple of Table
        In document order; a table continued under "续表" or under the same caption is one table.
    used : frozenset of int
        Indices (0-based) of the lines that belong to tables and their captions.
    """
    tables: list[Table] = []
    used: set[int] = set()
    index = 0
    while index < len(lines):
        rows, end = take_rows(lines, index, file)
        if not rows:
            index += 1
            continue
        head = take_head(lines, index, used, file)
        rows, head = head_inside(rows, head)
        if _is_table(rows, head, lines[rows[0].line - 1] if rows else ""):
            used.update(range(head.first, end))
            continued = head.caption is not None and head.caption.continued
            _append(tables, _table(rows, head), continued=continued)
        index = end
    return tuple(tables), frozenset(used)


def _is_table(rows: Sequence[Row], head: Head, line: str) -> bool:
    """Say whether rows are a table, not prose that holds a pipe or a list whose numbers end with a TAB."""
    if not rows:
        return False
    if head.caption is not None and head.caption.label:
        return any(len(row.texts) > 1 for row in rows)
    least = 2 if is_piped(line) else 3
    return len(rows) > 1 and len(rows[0].texts) >= least and not line.rstrip(BLANKS).endswith("。")


def _table(rows: Sequence[Row], head: Head) -> Table:
    caption = head.caption or Caption("", "", "")
    title, unit = _title_and_unit(caption.title)
    header = rows[0].cells
    body = tuple(row for row in rows[1:] if row.texts != rows[0].texts)
    return Table(caption.label, title, head.source, header, body, caption.kind, head.unit or unit)


def _title_and_unit(title: str) -> tuple[str, str]:
    """Cut "(单位:万元)" off a title.

    Examples
    --------
    >>> _title_and_unit("投资计划(单位：万元)")
    ('投资计划', '万元')
    """
    found = re.search(r"[(\s]*单\s*位\s*:", fold(title))
    if found is None:
        return title, ""
    unit = parse_unit_note(title[found.start() :])
    return (title[: found.start()].rstrip(BLANKS), unit) if unit else (title, "")


def _append(tables: list[Table], table: Table, *, continued: bool) -> None:
    """Add a table, or its rows to the table that it continues."""
    before = tables[-1] if tables else None
    if before is None or not _is_same(before, table, continued=continued):
        tables.append(table)
        return
    header = Row(table.header, table.line)
    same_header = header.texts == Row(before.header, 0).texts
    rows = table.rows if same_header else (header, *table.rows)
    tables[-1] = replace(before, rows=before.rows + rows)


def _is_same(before: Table, table: Table, *, continued: bool) -> bool:
    """Say whether a table goes on from the one before it: it says 续, or repeats number and title."""
    if continued:
        return table.label in (before.label, "")
    names = [(one.kind, one.label, one.title) for one in (before, table)]
    return bool(table.label) and names[0] == names[1]
