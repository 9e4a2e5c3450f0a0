"""The cells of an HTML table → a table on a grid: headings, index columns, spans, colours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analysis.report.fitting import Cell, Look, Table

_MAXIMUM_SPAN = 200
_RULE = re.compile(r"([^{}]{1,20000})\{([^{}]{1,2000})\}")
_CELL_ID = re.compile(r"#([\w-]{1,80})")
_DECLARATION = re.compile(r"\s*([\w-]+)\s*:\s*([^;]{1,400})")
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*([\d.]+)\s*)?\)")
_BAR = re.compile(r"linear-gradient\(90deg,\s*([^,%]+?)\s+([\d.]{1,8})%\s*,\s*transparent\s+[\d.]+%\s*\)")
_NAMED = {
    "red": "#ff0000", "green": "#008000", "blue": "#0000ff", "yellow": "#ffff00",
    "orange": "#ffa500", "purple": "#800080", "black": "#000000", "white": "#ffffff",
    "gray": "#808080", "grey": "#808080", "lightgreen": "#90ee90", "lightblue": "#add8e6",
    "pink": "#ffc0cb", "salmon": "#fa8072", "cyan": "#00ffff", "lightgray": "#d3d3d3",
    "lightgrey": "#d3d3d3", "gold": "#ffd700", "lime": "#00ff00", "crimson": "#dc143c",
    "darkorange": "#ff8c00", "lightcoral": "#f08080", "lightyellow": "#ffffe0", "lightpink": "#ffb6c1",
    "darkgreen": "#006400", "darkred": "#8b0000", "darkblue": "#00008b", "magenta": "#ff00ff",
    "navy": "#000080", "teal": "#008080", "maroon": "#800000", "olive": "#808000",
    "tomato": "#ff6347", "coral": "#ff7f50", "brown": "#a52a2a", "lavender": "#e6e6fa",
    "skyblue": "#87ceeb", "khaki": "#f0e68c",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as the HTML has it."""

    text: str = ""
    colspan: int = 1
    rowspan: int = 1
    is_heading: bool = False
    look: Look = field(default_factory=Look)


@dataclass
class RawRow:
    """A row of the HTML; `in_head` inside ``<thead>``."""

    cells: list[RawCell] = field(default_factory=list)
    in_head: bool = False


def read_span(value: str | None) -> int:
    """Return a colspan or rowspan, at least 1 and not without bound."""
    return min(max(int(value), 1), _MAXIMUM_SPAN) if value and value.isascii() and value.isdigit() else 1


def cell_looks(css: str) -> dict[str, Look]:
    """Read the rules of a style sheet that are about single cells, as pandas' Styler writes them.

    Examples
    --------
    >>> cell_looks("#T_1_row0_col0, #T_1_row1_col0 { color: red; background-color: #FF0 }")["T_1_row1_col0"]
    Look(fill='#ffff00', ink='#ff0000', bold=False, bar=0.0)
    """
    looks: dict[str, Look] = {}
    for selectors, declarations in _RULE.findall(css):
        names = _CELL_ID.findall(selectors) if "_row" in selectors or "_level" in selectors else []
        look = read_look(declarations)
        for name in names:
            looks[name] = looks.get(name, Look()).under(look)
    return looks


def read_look(declarations: str) -> Look:
    """Read colours, weight and bar from CSS declarations; all else is ignored.

    Examples
    --------
    >>> read_look("width: 10em; background: linear-gradient(90deg, #d65f5f 50.0%, transparent 50.0%)").bar
    50.0
    """
    given = {name.lower(): value.strip().lower() for name, value in _DECLARATION.findall(declarations)}
    background = given.get("background-color") or given.get("background") or ""
    bar = _BAR.search(background)
    length = min(float(bar[2]), 100.0) if bar and re.fullmatch(r"\d+(?:\.\d*)?", bar[2]) else 0.0
    return Look(
        fill=_colour(bar[1] if length and bar else "" if bar else background),
        ink=_colour(given.get("color", "")),
        bold=given.get("font-weight", "") in {"bold", "bolder", "600", "700", "800", "900"},
        bar=length,
    )


def _colour(text: str) -> str:
    """Return a colour as #rrggbb, "" for none or one that is not known."""
    text = text.removesuffix("!important").strip()
    if _HEX.fullmatch(text):
        return text if len(text) == 7 else "#" + "".join(2 * digit for digit in text[1:])
    if match := _RGB.fullmatch(text):
        if match[4] and match[4].strip("0.") == "":
            return ""
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in match.groups()[:3])
    return _NAMED.get(text, "")


def build_table(rows: list[RawRow], caption: str) -> Table | None:
    """Lay the cells out on a grid and part heading rows from body rows; None for a table without cells."""
    filled = [row for row in rows if row.cells]
    grid, heads = _grid(filled)
    columns = max((sum(cell.colspan for cell in row) for row in grid), default=0)
    if not columns:
        return None
    count = sum(heads) if any(heads) else _plain_header(filled)
    header = [_filled(row, columns) for row in grid[:count]]
    body = [_filled(_unspanned(row), columns) for row in grid[count:]]
    return Table(
        tuple(_merged(header)),
        tuple(body),
        caption=" ".join(caption.split()),
        index_columns=_index_columns(filled[count:], columns),
    )


def _index_columns(rows: list[RawRow], columns: int) -> int:
    """Count the columns at the left that are headings of their rows."""
    most = 0
    for row in rows:
        count = 0
        for cell in row.cells:
            if not cell.is_heading:
                break
            count += cell.colspan
        most = max(most, count)
    return most if 0 < most < columns else min(1, columns - 1)


def _plain_header(rows: list[RawRow]) -> int:
    """Count the heading rows of a table without ``<thead>``: a first row of ``<th>`` alone."""
    return int(len(rows) > 1 and all(cell.is_heading for cell in rows[0].cells))


def _grid(rows: list[RawRow]) -> tuple[list[list[Cell]], list[bool]]:
    """Put an empty cell wherever a cell above reaches down."""
    grid: list[list[Cell]] = []
    reach: dict[int, int] = {}
    for row in rows:
        cells: list[Cell] = []
        column = 0
        for raw in row.cells:
            column = _reached(cells, reach, column)
            cells.append(Cell(raw.text, colspan=raw.colspan, look=raw.look))
            for spanned in range(column, column + raw.colspan):
                reach[spanned] = raw.rowspan - 1
            column += raw.colspan
        _reached(cells, reach, column)
        grid.append(cells)
    heads = [row.in_head for row in rows]
    stop = heads.index(False) if False in heads else len(heads)
    return grid, heads[:stop]


def _reached(cells: list[Cell], reach: dict[int, int], column: int) -> int:
    while reach.get(column, 0) > 0:
        reach[column] -= 1
        cells.append(Cell(""))
        column += 1
    return column


def _unspanned(row: list[Cell]) -> list[Cell]:
    return [
        part for cell in row for part in (Cell(cell.text, look=cell.look), *[Cell("")] * (cell.colspan - 1))
    ]


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
    joined = tuple(Cell(a.text or b.text, look=a.look) for a, b in zip(above, below, strict=True))
    return [*header[:-2], joined]
