"""Tables wider than the page, cut into parts that stand under each other; the index stands in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.report.fitting import (
    CELL_PADDING,
    TEXT_WIDTH,
    TURNED_SIZES,
    TURNED_WIDTH,
    Cell,
    Table,
    alignments,
    column_needs,
    fit_table,
)

FOLDED_SIZE = 8.0
FOLDED_HEIGHT = 1400.0
"""Height in pt, as estimated, up to which a table is folded and not set on a landscape page: two pages."""
_ROW_HEIGHT = 1.25 + 1.0
_FEWEST_COLUMNS = 3


def fold_table(table: Table) -> list[Table]:
    """Cut a table that the upright page cannot hold, if it may be cut; else only what no page can hold.

    A landscape page interrupts the text, so short tables without a caption are rather folded, as pandas
    prints them. A captioned table is one exhibit and keeps together on its landscape page.
    """
    needs = column_needs(table)
    if table.columns < _FEWEST_COLUMNS or not fit_table(table).turned:
        return [table]
    if not (table.caption or table.weights):
        widths = [need.tight + CELL_PADDING for need in needs]
        chosen = _balanced(widths, table.index_columns, TEXT_WIDTH / FOLDED_SIZE)
        rows = len(table.header) + len(table.rows) + 1
        if len(chosen) * rows * _ROW_HEIGHT * FOLDED_SIZE <= FOLDED_HEIGHT:
            return _parts(table, chosen)
    return split_columns(table)


def split_columns(table: Table) -> list[Table]:
    """Cut a table that no page can hold into parts side by side; the index columns stand in each."""
    needs = column_needs(table)
    room = TURNED_WIDTH / TURNED_SIZES[-1]
    widths = [need.least + CELL_PADDING for need in needs]
    if sum(widths) <= room or table.columns < _FEWEST_COLUMNS:
        return [table]
    return _parts(table, _cut(widths, table.index_columns, room))


def _parts(table: Table, chosen: Sequence[Sequence[int]]) -> list[Table]:
    last = len(chosen) - 1
    aligned = replace(table, align=tuple(alignments(table)))
    return [_part(aligned, columns, last=number == last) for number, columns in enumerate(chosen)]


def _cut(widths: Sequence[float], index_columns: int, room: float) -> list[list[int]]:
    """Fill part after part; each begins with the index columns unless these alone fill half the page."""
    stub = list(range(index_columns)) if sum(widths[:index_columns]) <= room / 2 else []
    first = sum(widths[index] for index in stub)
    parts: list[list[int]] = [list(stub)]
    used = first
    for index in range(len(stub), len(widths)):
        if len(parts[-1]) > len(stub) and used + widths[index] > room:
            parts.append(list(stub))
            used = first
        parts[-1].append(index)
        used += widths[index]
    return parts


def _balanced(widths: Sequence[float], index_columns: int, room: float) -> list[list[int]]:
    """Cut into as few parts as `_cut`, but of about the same width."""
    parts = _cut(widths, index_columns, room)
    while room > 1.0:
        room *= 0.97
        narrower = _cut(widths, index_columns, room)
        if len(narrower) > len(parts):
            break
        parts = narrower
    return parts


def _part(table: Table, chosen: Sequence[int], *, last: bool) -> Table:
    columns = table.columns
    whole = (row for row in table.header if sum(cell.colspan for cell in row) == columns)
    return replace(
        table,
        header=tuple(_chosen_headings(row, chosen) for row in whole),
        rows=tuple(tuple(row[index] for index in chosen) for row in table.rows if len(row) == columns),
        align=tuple(table.align[index] for index in chosen),
        weights=(),
        note=table.note if last else "",
    )


def _chosen_headings(row: Sequence[Cell], chosen: Sequence[int]) -> tuple[Cell, ...]:
    """Return the headings above the chosen columns; one that spans several spans those that are left."""
    owner = [number for number, cell in enumerate(row) for _ in range(cell.colspan)]
    cells: list[Cell] = []
    before = -1
    for index in chosen:
        if owner[index] == before and row[before].colspan > 1:
            cells[-1] = replace(cells[-1], colspan=cells[-1].colspan + 1)
        else:
            cells.append(replace(row[owner[index]], colspan=1))
        before = owner[index]
    return tuple(cells)
