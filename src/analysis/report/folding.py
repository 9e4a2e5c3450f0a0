"""Tables wider than the page, cut into parts that stand under each other; the index stands in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.report.fitting import (
    CELL_PADDING,
    TEXT_WIDTH,
    Cell,
    Fit,
    Table,
    alignments,
    column_needs,
    fit_columns,
    fit_table,
    row_height,
)

FOLDED_SIZE = 8.0
MOST_HEIGHT = 560.0
"""Height in pt, as estimated, of the rows that stand in all parts before the next rows follow."""
_FEWEST_COLUMNS = 3


def fold_table(table: Table) -> list[tuple[Table, Fit]]:
    """Cut a table that is wider than the page into parts of about the same width, and fit each.

    A long table is cut after so many rows that all parts of these stand on about one page: a row is then
    read on without turning pages. No page is turned to landscape: it would break off the text before it.

    Returns
    -------
    list of (Table, Fit)
        The table alone where the page can hold it.
    """
    needs = column_needs(table)
    fit = fit_columns(table, needs)
    if table.columns < _FEWEST_COLUMNS or fit.whole:
        return [(table, fit)]
    widths = [need.tight + CELL_PADDING for need in needs]
    chosen = _balanced(widths, table.index_columns, TEXT_WIDTH / FOLDED_SIZE)
    aligned = replace(table, align=tuple(alignments(table)))
    parts = [_part(aligned, columns) for columns in chosen]
    fits = [fit_table(part) for part in parts]
    rows = list(zip(*(part.rows for part in parts), strict=True))
    heights = [sum(row_height(row, fit) for row, fit in zip(one, fits, strict=True)) for one in rows]
    pieces = [
        (_rows_of(part, first, after), fit)
        for first, after in _chunks(heights)
        for part, fit in zip(parts, fits, strict=True)
    ]
    last, its_fit = pieces[-1]
    return [*pieces[:-1], (replace(last, note=table.note), its_fit)]


def _chunks(heights: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Cut rows into runs of at most `MOST_HEIGHT`, at least one row each."""
    first, used = 0, 0.0
    for index, height in enumerate(heights):
        if index > first and used + height > MOST_HEIGHT:
            yield first, index
            first, used = index, 0.0
        used += height
    yield first, len(heights)


def _rows_of(table: Table, first: int, after: int) -> Table:
    """Return some rows of a table under the heading of the group in which they begin."""
    before = [label for index, label in table.groups if index <= first][-1:]
    later = [(index - first, label) for index, label in table.groups if first < index < after]
    return replace(table, rows=table.rows[first:after], groups=(*((0, label) for label in before), *later))


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


def _part(table: Table, chosen: Sequence[int]) -> Table:
    columns = table.columns
    whole = (row for row in table.header if sum(cell.colspan for cell in row) == columns)
    return replace(
        table,
        header=tuple(_chosen_headings(row, chosen) for row in whole),
        rows=tuple(tuple(row[index] for index in chosen) for row in table.rows if len(row) == columns),
        align=tuple(table.align[index] for index in chosen),
        weights=(),
        note="",
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
