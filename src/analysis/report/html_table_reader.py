"""Reads an HTML table tag by tag into the cells of `html_grid`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis.report.fitting import Look, Table
from analysis.report.html_grid import RawCell, RawRow, build_table, read_look, read_span

CONTAINERS = {"ul": "list", "ol": "list", "li": "list_item", "blockquote": "block_quote", "dd": "block_quote"}
"""Elements that hold blocks → kinds of token."""
BREAKS = frozenset(
    "p div section article header footer main aside nav figure figcaption details summary center address "  # noqa: SIM905
    "dl dt form fieldset legend label tr td th caption thead tbody".split()
)
"""Elements that begin a new line."""


class TableReader:
    """The table that is being read; tables inside its cells count as texts of these.

    Parameters
    ----------
    looks : mapping
        What the style sheet says about single cells, by their ids.
    """

    def __init__(self, looks: Mapping[str, Look]) -> None:
        self.has_pictures = False
        self._looks = looks
        self._rows: list[RawRow] = []
        self._caption = ""
        self._in_head = False
        self._in_caption = False
        self._cell: RawCell | None = None
        self._text: list[str] = []
        self._depth = 1
        self._pre = 0

    def open(self, tag: str, values: Mapping[str, str]) -> None:
        """Open a part of the table, or something inside a cell."""
        if tag == "table":
            self._depth += 1
        if self._depth == 1 and tag in {"thead", "tbody", "tfoot", "tr", "td", "th", "caption"}:
            self._close_cell()
            if tag in {"thead", "tbody", "tfoot"}:
                self._in_head = tag == "thead"
            elif tag == "caption":
                self._in_caption = True
            else:
                self._open_row_or_cell(tag, values)
        elif tag in {"br", "pre", "table"} or tag in BREAKS or tag in CONTAINERS:
            self._pre += tag == "pre"
            self._text.append("\n")

    def close(self, tag: str) -> bool:
        """Close a part; True when it was the table itself."""
        if tag == "table":
            self._depth -= 1
            if not self._depth:
                self._close_cell()
                return True
        elif self._depth == 1 and tag in {"td", "th", "caption", "tr"}:
            self._close_cell()
        elif self._depth == 1 and tag == "thead":
            self._in_head = False
        elif tag in BREAKS or tag in CONTAINERS:
            self._text.append("\n")
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)
        return False

    def add_text(self, text: str) -> None:
        """Keep the text of a cell or of the caption; blanks collapse outside ``<pre>``."""
        if self._cell is not None or self._in_caption:
            self._text.append(text if self._pre else re.sub(r"\s+", " ", text))

    def table(self) -> Table | None:
        """Return what was read; None for a table without cells, or one that only places pictures."""
        has_text = any(cell.text for row in self._rows for cell in row.cells)
        return build_table(self._rows, self._caption) if has_text or not self.has_pictures else None

    def _open_row_or_cell(self, tag: str, values: Mapping[str, str]) -> None:
        if tag == "tr" or not self._rows:
            self._rows.append(RawRow(in_head=self._in_head))
        if tag != "tr":
            look = self._looks.get(values.get("id", ""), Look())
            if style := values.get("style"):
                look = look.under(read_look(style))
            spans = read_span(values.get("colspan")), read_span(values.get("rowspan"))
            self._cell = RawCell("", *spans, is_heading=tag == "th", look=look)

    def _close_cell(self) -> None:
        lines = "".join(self._text).split("\n")
        text = "\n".join(line.strip() for line in lines if line.strip())
        self._text.clear()
        if self._cell is not None:
            raw = self._cell
            self._rows[-1].cells.append(RawCell(text, raw.colspan, raw.rowspan, raw.is_heading, raw.look))
            self._cell = None
        elif self._in_caption:
            self._caption = text
        self._in_caption = False
