"""HTML of an output or a Markdown cell → texts, tables and pictures; everything else of it is left behind.

Nothing is run or fetched: scripts and styles are dropped, links keep their text, pictures count only when
their data stands in the HTML (the caller decides).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from analysis.report.fitting import Cell, Table

_SILENT = frozenset({"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "math"})
_BLOCKS = frozenset(
    "p div br hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 pre blockquote section article header footer "  # noqa: SIM905
    "figure figcaption details summary tr table caption".split()
)
_MAXIMUM_SPAN = 200


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An ``<img>``: its address as written and its alternative text."""

    src: str
    alt: str


HtmlBlock = Text | Picture | Table


@dataclass
class _Row:
    cells: list[tuple[str, int, int, bool]] = field(default_factory=list)
    """(text, colspan, rowspan, is a heading)"""
    in_head: bool = False


def parse_html(html: str) -> list[HtmlBlock]:
    """Read the visible content of a piece of HTML, in order.

    Parameters
    ----------
    html : str
        Any HTML, also broken.

    Returns
    -------
    list of Text, Picture or Table
        A table's spanning body cells are shown once, with empty cells after them, as pandas does;
        spanning heading cells keep their columns.

    Examples
    --------
    >>> parse_html("<b>a</b> &lt;<script>x()</script><p>b")
    [Text(text='a <'), Text(text='b')]
    """
    parser = _BlockParser()
    parser.feed(html)
    parser.close()
    parser.finish()
    return parser.blocks


class _BlockParser(HTMLParser):
    """Collects blocks; a table inside a table's cell counts as that cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[HtmlBlock] = []
        self._text: list[str] = []
        self._silent = 0
        self._depth = 0
        self._rows: list[_Row] = []
        self._caption = ""
        self._in_head = False
        self._in_cell = False
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row or cell; separate blocks; keep pictures."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._open_table()
        elif self._depth == 1 and tag in {"thead", "tbody", "tfoot", "tr", "td", "th"}:
            self._open_part(tag, dict(attrs))
        elif tag == "img":
            self._flush()
            values = dict(attrs)
            self.blocks.append(Picture(values.get("src") or "", values.get("alt") or ""))
        elif tag in _BLOCKS:
            self._pre += tag == "pre"
            self._break()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat ``<script/>`` and the like as empty: nothing is silenced after them."""
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened; an end without a start is ignored."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "table":
            self._close_table()
        elif self._depth == 1 and tag in {"td", "th"}:
            self._close_cell()
        elif self._depth == 1 and tag == "thead":
            self._in_head = False
        elif self._depth == 1 and tag == "caption":
            self._caption = "".join(self._text).strip()
            self._text.clear()
        elif tag in _BLOCKS:
            self._pre -= tag == "pre" and self._pre > 0
            self._break()

    def handle_data(self, data: str) -> None:
        """Keep visible text; blanks collapse outside ``<pre>``."""
        if self._silent or (self._depth == 1 and not self._in_cell and not data.strip()):
            return
        lead, trail = data[:1].isspace(), data[-1:].isspace()
        collapsed = f"{' ' * lead}{' '.join(data.split())}{' ' * (trail and bool(data.strip()))}"
        self._text.append(data if self._pre else collapsed)

    def finish(self) -> None:
        """Close what the HTML left open."""
        while self._depth:
            self._close_table()
        self._flush()

    def _break(self) -> None:
        if self._in_cell:
            self._text.append("\n")
        elif not self._depth:
            self._flush()

    def _flush(self) -> None:
        if self._in_cell:
            return
        text = "".join(self._text).strip()
        self._text.clear()
        if text and not self._depth:
            self.blocks.append(Text(text))

    def _open_table(self) -> None:
        self._depth += 1
        if self._depth > 1:
            self._text.append("\n")
            return
        self._depth = 0
        self._flush()
        self._depth = 1
        self._rows, self._caption, self._in_head = [], "", False

    def _close_table(self) -> None:
        self._depth = max(0, self._depth - 1)
        if self._depth or not self._rows:
            return
        self._close_cell()
        if (table := _table(self._rows, self._caption)) is not None:
            self.blocks.append(table)
        self._rows = []
        self._text.clear()

    def _open_part(self, tag: str, attrs: dict[str, str | None]) -> None:
        self._close_cell()
        if tag in {"thead", "tbody", "tfoot"}:
            self._in_head = tag == "thead"
        elif tag == "tr":
            self._rows.append(_Row(in_head=self._in_head))
        else:
            if not self._rows:
                self._rows.append(_Row(in_head=self._in_head))
            self._text.clear()
            self._in_cell = True
            spans = (_span(attrs.get("colspan")), _span(attrs.get("rowspan")))
            self._rows[-1].cells.append(("", *spans, tag == "th"))

    def _close_cell(self) -> None:
        if self._in_cell:
            _, colspan, rowspan, heading = self._rows[-1].cells[-1]
            lines = "".join(self._text).split("\n")
            text = "\n".join(line.strip() for line in lines if line.strip())
            self._rows[-1].cells[-1] = (text, colspan, rowspan, heading)
            self._text.clear()
            self._in_cell = False


def _span(value: str | None) -> int:
    return min(max(int(value), 1), _MAXIMUM_SPAN) if value and value.isascii() and value.isdigit() else 1


def _table(rows: list[_Row], caption: str) -> Table | None:
    """Lay the cells out on a grid and part heading rows from body rows."""
    grid, heads = _grid([row for row in rows if row.cells])
    columns = max((sum(cell.colspan for cell in row) for row in grid), default=0)
    if not columns:
        return None
    count = sum(heads) if any(heads) else _plain_header(rows)
    header = [_filled(row, columns) for row in grid[:count]]
    body = [_filled(_unspanned(row), columns) for row in grid[count:]]
    return Table(tuple(_merged(header)), tuple(body), caption=" ".join(caption.split()))


def _plain_header(rows: list[_Row]) -> int:
    """Count the heading rows of a table without ``<thead>``: a first row of ``<th>`` alone."""
    filled = [row for row in rows if row.cells]
    return int(len(filled) > 1 and all(heading for *_, heading in filled[0].cells))


def _grid(rows: list[_Row]) -> tuple[list[list[Cell]], list[bool]]:
    """Put an empty cell wherever a cell above reaches down."""
    grid: list[list[Cell]] = []
    reach: dict[int, int] = {}
    for row in rows:
        cells: list[Cell] = []
        column = 0
        for text, colspan, rowspan, _ in row.cells:
            while reach.get(column, 0) > 0:
                reach[column] -= 1
                cells.append(Cell(""))
                column += 1
            cells.append(Cell(text, colspan=colspan))
            for spanned in range(column, column + colspan):
                reach[spanned] = rowspan - 1
            column += colspan
        while reach.get(column, 0) > 0:
            reach[column] -= 1
            cells.append(Cell(""))
            column += 1
        grid.append(cells)
    heads = [row.in_head for row in rows]
    stop = heads.index(False) if False in heads else len(heads)
    return grid, heads[:stop]


def _unspanned(row: list[Cell]) -> list[Cell]:
    return [part for cell in row for part in (Cell(cell.text), *[Cell("")] * (cell.colspan - 1))]


def _filled(row: list[Cell], columns: int) -> tuple[Cell, ...]:
    used = sum(cell.colspan for cell in row)
    return (*row, *[Cell("")] * (columns - used))


def _merged(header: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """Move pandas' index names, which stand alone in a last heading row, into the row above them."""
    if len(header) < 2 or any(cell.colspan > 1 for row in header[-2:] for cell in row):
        return header
    above, below = header[-2:]
    if any(a.text and b.text for a, b in zip(above, below, strict=True)):
        return header
    joined = tuple(Cell(a.text or b.text) for a, b in zip(above, below, strict=True))
    return [*header[:-2], joined]
