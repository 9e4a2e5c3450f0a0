"""Tables → HTML: headings that sort, rows that say their order, numbers that say their source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.report.fitting import LONGEST_KEPT, UNITS_OF_TEXT, Cell, Look, Table, alignments, text_width
from analysis.report.html_state import PageState
from analysis.report.html_text import html_lines, html_text
from analysis.report.sort_keys import column_ranks, sort_key

Sources = Mapping[tuple[int, int], str]
"""(row, column) of a body cell → where its number stands."""
_NARROW, _MIDDLE, _LONG = 7.0, 16.0, 60.0
"""Widest text of a column in em up to which it stays on one line, may get narrow, gets a wide column."""
_LONGEST_NUMBER = 16.0


def table_html(table: Table, page: PageState, sources: Sources | None = None) -> str:
    """Write a table with its caption and note; a wide one scrolls inside a frame that takes the focus.

    Parameters
    ----------
    table : Table
        ``Cell.markup`` is HTML where it is not empty.
    page : PageState
        Numbers the table.
    sources : mapping, optional
        What is shown of a number's place, for the cells that have one.

    Returns
    -------
    str
        HTML; "" for a table without columns.
    """
    if not table.columns:
        return ""
    number = page.count("frame")
    caption_id, caption = f"caption-{number}", ""
    if table.caption.strip():
        label = f'<span class="number">{html_text(page.say("table", number=page.count("table")))}</span>'
        caption = f'<figcaption id="{caption_id}">{label} {html_lines(table.caption)}</figcaption>\n'
        name = f'aria-labelledby="{caption_id}"'
    else:
        name = f'aria-label="{html_text(page.say("unnamed_table", number=number))}"'
    note = f'\n<p class="note">{html_lines(table.note)}</p>' if table.note.strip() else ""
    own_id = page.claim(table.label) if caption else ""
    body = f"{_head(table, page)}{_bodies(table, page, sources or {})}"
    named = ' class="named"' if _names_its_rows(table) else ""
    frame = f'<div class="frame" role="region" tabindex="0" {name}><table{named}>{body}</table></div>'
    return f'<figure class="table"{own_id}>\n{caption}{frame}{note}\n</figure>\n'


def _head(table: Table, page: PageState) -> str:
    if not table.header:
        return ""
    classes = _classes(table)
    sortable = _is_sortable(table)
    rows = []
    for index, row in enumerate(table.header):
        last = index == len(table.header) - 1
        cells, column = [], 0
        for cell in row:
            cells.append(_heading(cell, column, classes, page, sortable=sortable and last))
            column += cell.colspan
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<thead>{''.join(rows)}</thead>"


def _heading(cell: Cell, column: int, classes: Sequence[str], page: PageState, *, sortable: bool) -> str:
    inside = cell.markup or _kept(cell.text)
    if sortable:
        name = "" if inside else f' aria-label="{html_text(page.say("column", number=column + 1))}"'
        button = f'<button type="button"{name}>{inside}</button>'
        return f'<th scope="col"{classes[column]}{look_style(cell.look)} aria-sort="none">{button}</th>'
    if not inside:
        return f"<td{_span(cell)}{look_style(cell.look)}></td>"
    scope = "colgroup" if cell.colspan > 1 else "col"
    given = (classes[column] if cell.colspan == 1 else "") + look_style(cell.look)
    return f'<th scope="{scope}"{_span(cell)}{given}>{inside}</th>'


def _bodies(table: Table, page: PageState, sources: Sources) -> str:
    """Write the rows, a ``<tbody>`` for each group, each row with its ranks in all columns."""
    if not table.rows:
        words = html_text(page.context.word("no_rows"))
        return f'<tbody><tr><td colspan="{table.columns}">{words}</td></tr></tbody>'
    classes = _classes(table)
    ranks = _ranks(table)
    named = _names_its_rows(table)
    starts = {min(max(index, 0), len(table.rows) - 1): label for index, label in table.groups}
    parts = ["<tbody>"]
    for index, row in enumerate(table.rows):
        if index in starts:
            parts.append("</tbody><tbody>" if index else "")
            label = f"<span>{html_lines(starts[index])}</span>"
            parts.append(
                f'<tr class="group"><th scope="rowgroup" colspan="{table.columns}">{label}</th></tr>'
            )
        order = f' data-ranks="{ranks[index]}"' if ranks else ""
        cells, column = [], 0
        for cell in row:
            tag = "th" if named and not column else "td"
            inside = _cell(cell, sources.get((index, column), ""), page)
            scope = ' scope="row"' if tag == "th" else ""
            given = f"{scope}{_span(cell)}{classes[column]}{look_style(cell.look)}"
            cells.append(f"<{tag}{given}>{inside}</{tag}>")
            column += cell.colspan
        parts.append(f"<tr{order}>{''.join(cells)}</tr>")
    return "".join([*parts, "</tbody>"])


def _kept(text: str) -> str:
    """Write a heading so that it breaks between words and before brackets, not inside them."""
    parts = [part for part in UNITS_OF_TEXT.split(text) if part]
    if len(parts) == 1 and text_width(text) > LONGEST_KEPT:
        return html_lines(text)
    return "".join(
        f'<span class="kept">{html_text(part)}</span>'
        if part.strip() and text_width(part) <= LONGEST_KEPT
        else html_lines(part)
        for part in parts
    )


def _cell(cell: Cell, source: str, page: PageState) -> str:
    inside = cell.markup or html_lines(cell.text)
    if not source or sort_key(cell.text) is None:
        return inside
    tip = f"source-{page.count('source')}"
    words = html_text(page.say("source", place=source))
    return (
        f'<span class="sourced" tabindex="0" aria-describedby="{tip}">{inside}</span>'
        f'<span class="tip" role="tooltip" id="{tip}">{words}</span>'
    )


def look_style(look: Look) -> str:
    """Return the ``style`` attribute of a cell that has a look: its colours, weight and bar, nothing else.

    Examples
    --------
    >>> look_style(Look(fill="#ffff00", ink="#ff0000", bold=True))
    ' style="background:#ffff00;color:#ff0000;font-weight:700"'
    """
    parts = []
    if look.fill and look.bar:
        parts.append(f"background:linear-gradient(90deg,{look.fill} {look.bar:g}%,transparent {look.bar:g}%)")
    elif look.fill:
        parts.append(f"background:{look.fill}")
    parts += [f"color:{look.ink}"] if look.ink else []
    parts += ["font-weight:700"] if look.bold else []
    return f' style="{html_text(";".join(parts))}"' if parts else ""


def _span(cell: Cell) -> str:
    return f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""


def _ranks(table: Table) -> list[str]:
    if not _is_sortable(table):
        return []
    columns = [column_ranks([row[index].text for row in table.rows]) for index in range(table.columns)]
    rows = zip(*columns, strict=True)
    return [",".join("" if rank is None else str(rank) for rank in row) for row in rows]


def _is_sortable(table: Table) -> bool:
    """Tell whether there is something to sort: two rows at least, and one cell a column in all of them."""
    rows = (*table.header[-1:], *table.rows)
    return bool(table.header) and len(table.rows) > 1 and all(len(row) == table.columns for row in rows)


def _names_its_rows(table: Table) -> bool:
    """Tell whether the first column names the rows: texts, none empty, none twice."""
    texts = [row[0].text.strip() for row in table.rows if row]
    return alignments(table)[0] == "left" and all(texts) and len(set(texts)) == len(texts)


def _classes(table: Table) -> list[str]:
    """Return a class attribute for each column: alignment and how narrow it may get."""
    return [
        f' class="{align} {_width_class(table, column, align)}"'
        for column, align in enumerate(alignments(table))
    ]


def _width_class(table: Table, column: int, align: str) -> str:
    texts = [row[column].text for row in table.rows if len(row) == table.columns]
    widest = max((text_width(line) for text in texts for line in text[:500].split("\n")), default=0.0)
    if widest <= _NARROW or (align == "right" and widest <= _LONGEST_NUMBER):
        return "whole"
    return "middle" if widest <= _MIDDLE else "wide" if widest <= _LONG else "long"
