"""Tables → typst: each row as an array of the template's ``data-table``, and which rows stay together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from analysis.report.context import RenderContext
from analysis.report.escape import is_cjk, typst_cell, typst_parts, typst_string, typst_text
from analysis.report.fitting import (
    CELL_PADDING,
    LONGEST_KEPT,
    SLACK,
    UNITS_OF_TEXT,
    Cell,
    Fit,
    Look,
    Table,
    alignments,
    row_height,
    text_width,
    word_parts,
)
from analysis.report.folding import fold_table

TALL_ROW = 350.0
"""Height of a row in pt, as estimated, from which it may break over pages."""
UNBROKEN_HEIGHT = 180.0
"""A table up to this height in pt, as estimated, stays on one page."""
NATURAL_PAD = "pad: 0.500em"
"""Argument of a table over pages that `paging` may change; no text of a notebook is such a line."""
_KEPT_ROWS = 2


def table_source(table: Table, context: RenderContext) -> str:
    """Write a table as calls of the template's ``data-table``."""
    if not table.columns:
        return ""
    parts = fold_table(table)
    sources = []
    for number, (part, fit) in enumerate(parts):
        caption = part.caption
        if number:
            caption = f"{caption}({context.word('continued')} {number})" if caption else ""
        sources.append(_one_table(replace(part, caption=caption), fit, context, numbered=number == 0))
    return "\n".join(sources)


def _one_table(table: Table, fit: Fit, context: RenderContext, *, numbered: bool) -> str:
    unit = "fr" if fit.stretched else "em"
    widths = ", ".join(f"{width:.2f}{unit}" for width in fit.widths) + ","
    columns = f"({widths})" if fit.widths else str(table.columns)
    rows = table.rows or ((Cell(context.word("no_rows"), colspan=table.columns),),)
    heights = [row_height(row, fit) for row in rows]
    tall = [height > TALL_ROW for height in heights]
    body = "".join(_row(row, fit, tall=high) + "," for row, high in zip(rows, tall, strict=True))
    arguments = [
        f"columns: {columns}",
        f"align: ({', '.join(alignments(table))},)",
        f"size: {fit.size:g}pt",
        f"header: ({''.join(_row(row, fit, tall=False) + ',' for row in table.header)})",
        f"rows: ({body})",
        f"groups: ({''.join(f'({index}, {typst_cell(label)}),' for index, label in table.groups)})",
    ]
    if sum(heights) <= UNBROKEN_HEIGHT:
        arguments.append("breakable: false")
    else:
        spans = "".join(f"({first}, {count})," for first, count in _together(tall, table.groups))
        arguments.append(f"together: ({spans})")
        arguments.append(NATURAL_PAD)
    if table.caption:
        arguments.append(f"caption: [{typst_text(table.caption)}]")
        arguments.append(f"numbered: {str(numbered).lower()}")
        if numbered and (label := context.claim_label(table.label)):
            arguments.append(f"id: {typst_string(label)}")
    if table.note.strip():
        arguments.append(f"note: {typst_cell(table.note)}")
    return "#data-table(\n  " + ",\n  ".join(arguments) + ",\n)\n"


def _row(row: Sequence[Cell], fit: Fit, *, tall: bool) -> str:
    """Write one row as a typst array; a cell is an expression, or a dictionary where it is not plain."""
    cells = []
    for index, cell in enumerate(row):
        options = f", colspan: {cell.colspan}" if cell.colspan > 1 else ""
        options += ", breakable: true" if tall else ""
        width = fit.widths[index] - CELL_PADDING if len(fit.widths) == len(row) else math.inf
        body = cell.markup or (typst_cell(cell.text) if tall else wrapped_cell(cell.text, width))
        if cell.look != Look():
            body, filled = _styled(body, cell.look)
            options += filled
        cells.append(f"(body: {body}{options})" if options else body)
    return f"({', '.join(cells)},)"


def _styled(body: str, look: Look) -> tuple[str, str]:
    """Write what a styled table says about a cell: its text in colour and weight, and its background."""
    style = [f"fill: rgb({typst_string(look.ink)})"] if look.ink else []
    style += ["font: heavy", "weight: 700"] if look.bold else []
    text = f"text({', '.join(style)}, {body})" if style else body
    if not look.fill:
        return text, ""
    colour = f"rgb({typst_string(look.fill)})"
    return text, f", fill: {f'data-bar({colour}, {look.bar:g}%)' if look.bar else colour}"


def wrapped_cell(text: str, width: float) -> str:
    """Write a cell's text so that, where it wraps, it does so between words and before brackets.

    Chinese may break between any two signs; a unit in brackets, or a word that the author parted from
    others by a blank, reads badly in two halves. It is kept whole if it fits the column.

    Parameters
    ----------
    text : str
        The cell's text.
    width : float
        Width of the column without its padding, in em.

    Examples
    --------
    >>> wrapped_cell("平均低保标准(元/月·人)", 8.0), wrapped_cell("低保(元)", 8.0)
    ('[#"平均低保标准";#box("(元/月·人)");]', '"低保(元)"')
    >>> wrapped_cell("2022年达标 年均增长", 6.0)
    '[#box("2022年达标");#" ";#box("年均增长");]'
    >>> wrapped_cell("完成进度", 3.4)
    '[#box("完成");#box("进度");]'
    """
    if "\n" in text or text_width(text) <= width - SLACK or not any(map(is_cjk, text)):
        return typst_cell(text)
    parts = word_parts(text.strip())
    words = len(text.split()) > 1 or UNITS_OF_TEXT.search(text) is None
    marked = [(part, (words or part[0] in "(\uff08") and _keeps(part, width)) for part in parts]
    return typst_parts(marked) if any(kept for _, kept in marked) else typst_cell(text)


def _keeps(part: str, width: float) -> bool:
    return any(map(is_cjk, part)) and text_width(part) <= min(0.95 * width, LONGEST_KEPT)


def _together(tall: Sequence[bool], groups: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
    """Choose the rows at both ends that stay on one page: two each, unless tall or parted by a heading."""
    starts = {index for index, _ in groups}
    last = len(tall) - 1
    spans = []
    if not any(tall[:_KEPT_ROWS]) and 1 not in starts:
        spans.append((0, _KEPT_ROWS))
    if not tall[last]:
        alone = tall[last - 1] or last in starts
        spans.append((last, 1) if alone else (last - 1, _KEPT_ROWS))
    return spans
