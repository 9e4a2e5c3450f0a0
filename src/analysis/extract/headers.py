"""Printed rows → sections: the header (on one line or several) as columns, and the rows under it.

A header that a page break repeats is dropped; another header inside the grid begins another section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, zip_longest

from analysis.document import Cell, Row, Table
from analysis.extract.alignment import kind_of
from analysis.extract.column_years import period_of_table, settle_years
from analysis.extract.columns import Column, cell_to_column, has_status_word, heading_fault

MAX_HEADER_LINES = 3
# Roles that no cell of a header line has: such a cell makes the row a row of data.
_DATA_ROLES = frozenset(["unknown", "blank"])
# What makes a list of 项目名称 a list of building projects.
_PROJECT_ROLES = frozenset(["total", "invested", "planned", "nature", "scale"])
_SPANS = ("value", "growth", "change", "unknown", "name", "blank")
# more columns or cells than a printed header has would only make the search long
_MAX_SPANNED, _MAX_BELOW = 6, 10


@dataclass(frozen=True, slots=True)
class Section:
    """A header's columns and the rows under it; ``padded`` where empty cells at a row's end mean nothing."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    padded: bool


def table_to_sections(table: Table, period: tuple[int, int] | None) -> tuple[Section, ...]:
    """Cut a table at its headers.

    Parameters
    ----------
    table : Table
        The grid as printed.
    period : (int, int), optional
        The plan's first and last year, for headings such as 目标值 that print no year.
    """
    rows = (Row(table.header, table.line), *table.rows)
    sections: list[Section] = []
    start = 0
    while start < len(rows):
        length = _header_length(rows, start)
        end = _next_header(rows, start + length)
        header = rows[start : start + length]
        named = with_names(merge_header([row.cells for row in header], period))
        columns = settle_years(named, period, period_of_table(table.title, named, period))
        seen = {row.texts for row in header}
        body = tuple(row for row in rows[start + length : end] if row.texts not in seen)
        if sections and _same(sections[-1].columns, columns):
            before = sections[-1]
            sections[-1] = replace(
                before, rows=before.rows + body, padded=before.padded or _padded(header, body)
            )
        else:
            sections.append(Section(columns, body, _padded(header, body)))
        start = end
    return tuple(sections)


def _padded(header: Sequence[Row], body: Sequence[Row]) -> bool:
    """Say whether empty cells only pad the rows: the header ends with some, or a row is wider than it."""
    width = len(header[0].cells)
    return len(header[0].texts) < width or any(len(row.cells) > width for row in body)


def _same(first: Sequence[Column], second: Sequence[Column]) -> bool:
    return [column.text for column in first] == [column.text for column in second]


def _next_header(rows: Sequence[Row], start: int) -> int:
    """Return the index of the next row that is a header of its own, or the end."""
    for index in range(start, len(rows)):
        roles = [column.role for column in _columns(rows[index].cells)]
        if "value" in roles and set(roles) & {"name", "category", "serial"} and _is_header_line(rows[index]):
            return index
    return len(rows)


def _header_length(rows: Sequence[Row], start: int) -> int:
    """Return how many rows from `start` are lines of one header."""
    length = 1
    while start + length < len(rows) and length < MAX_HEADER_LINES and _is_header_line(rows[start + length]):
        length += 1
    return length


def _is_header_line(row: Row) -> bool:
    """Say whether every printed cell of a row is a heading, and one of them is more than a name."""
    cells = [cell for cell in row.cells if cell.text]
    roles = [column.role for column in _columns(cells)]
    telling = {"value", "growth", "unit", "property"} & set(roles)
    if not telling or _is_data(cells):
        return False
    return _DATA_ROLES.isdisjoint(roles) or _says_what_is_below(cells)


def _says_what_is_below(cells: Sequence[Cell]) -> bool:
    """Say whether a row has a cell such as 目标值 and no figure: a header line, whatever else it names."""
    undated = any(column.role == "value" and column.year is None for column in _columns(cells))
    return undated and not any(kind_of(cell.text) in ("number", "amount", "missing") for cell in cells)


def _is_data(cells: Sequence[Cell]) -> bool:
    """Say whether a row that could be read as headings is a row of data: a name and bare figures."""
    return any(cell.text.strip().isdecimal() and len(cell.text.strip()) < 4 for cell in cells)


def _columns(cells: Sequence[Cell]) -> tuple[Column, ...]:
    return tuple(cell_to_column(cell) for cell in cells)


def with_names(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns with one of names before the first value: the last text column, or a lost one.

    Examples
    --------
    >>> from analysis.errors import Source
    >>> def roles(*texts):
    ...     columns = with_names([cell_to_column(Cell(text, Source(""))) for text in texts])
    ...     return [column.role for column in columns]
    >>> roles("类别", "2020年"), roles("2020年", "2025年"), roles("项目", "指标", "2020年")
    (['name', 'value'], ['name', 'value', 'value'], ['category', 'name', 'value'])
    """
    roles_printed = {column.role for column in columns}
    if "project_name" in roles_printed and not roles_printed & _PROJECT_ROLES:
        columns = [replace(one, role="name") if one.role == "project_name" else one for one in columns]
    first = next((index for index, column in enumerate(columns) if column.is_number), len(columns))
    if first == len(columns) or any(column.role == "project_name" for column in columns):
        return tuple(columns)
    names = [index for index in range(first) if columns[index].role == "name"]
    texts = [
        index for index in range(first) if columns[index].role in ("category", "unknown", "blank", "other")
    ]
    if not names and not texts:
        lost = Column("name", "", columns[first].source)
        behind = next((index for index in range(first) if columns[index].role != "serial"), first)
        return (*columns[:behind], lost, *columns[behind:])
    chosen = names[-1] if names else texts[-1]
    labels = [
        index
        for index in (*names, *texts)
        if index < chosen and columns[index].role != "other" and not heading_fault(columns[index])
    ]
    roles = {**dict.fromkeys(labels, "category"), chosen: "name"}
    return tuple(replace(column, role=roles.get(index, column.role)) for index, column in enumerate(columns))


# --- a header on several lines --------------------------------------------------------------------


def merge_header(
    lines: Sequence[Sequence[Cell]], period: tuple[int, int] | None = None
) -> tuple[Column, ...]:
    """Return the columns of a header printed on one or several lines.

    Examples
    --------
    >>> from analysis.errors import Source
    >>> def cells(text): return [Cell(part.strip(), Source("", 1)) for part in text.split("|")]
    >>> found = merge_header([cells("指标 | 2020年 | 2022年 | 属性"), cells("目标值 | 实际值 | 目标值")])
    >>> [(column.text, column.role) for column in found][1:4]
    [('2020年目标值', 'value'), ('2020年实际值', 'value'), ('2022年目标值', 'value')]
    """
    columns = _columns(_without_padding(lines[0]))
    for line in lines[1:]:
        cells = _without_padding(line)
        if len(cells) == len(columns) or any(not cell.text for cell in cells):
            columns = _merged_by_position(columns, cells)
        else:
            columns = _merged_by_meaning(columns, cells, period)
    return columns


def _without_padding(cells: Sequence[Cell]) -> list[Cell]:
    kept = list(cells)
    while len(kept) > 1 and not kept[-1].text:
        kept.pop()
    return kept


def _merged_by_position(columns: Sequence[Column], cells: Sequence[Cell]) -> tuple[Column, ...]:
    """Put two header lines together cell by cell; an empty cell above carries the one before on."""
    merged: list[Column] = []
    spanning = ""
    for above, below in zip_longest(columns, cells):
        printed, under = above.text if above else "", below.text if below else ""
        spanning = printed or (spanning if under else "")
        place = below.source if below is not None and under else (above or below).source
        merged.append(cell_to_column(Cell(under or printed, place), text=spanning + under))
    return tuple(merged)


def _merged_by_meaning(
    columns: Sequence[Column], cells: Sequence[Cell], period: tuple[int, int] | None
) -> tuple[Column, ...]:
    """Share the second line's cells out over the first line's columns so that most headings make sense."""
    spans = [index for index, column in enumerate(columns) if column.role in _SPANS][-_MAX_SPANNED:]
    if not spans or len(cells) > _MAX_BELOW:
        return _merged_by_position(columns, cells)
    ways = [
        _spread(columns, dict(zip(spans, counts, strict=True)), cells)
        for counts in _shares(len(cells), len(spans))
    ]
    return max(ways, key=lambda way: _sense(way, period))


def _shares(items: int, places: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to share `items` out over `places` in order, even shares first.

    Examples
    --------
    >>> list(_shares(2, 2))
    [(1, 1), (2, 0), (0, 2)]
    """
    cuts = combinations_with_replacement(range(items + 1), max(places - 1, 0))
    ways = [
        tuple(after - before for before, after in zip((0, *cut), (*cut, items), strict=True)) for cut in cuts
    ]
    yield from sorted(ways, key=lambda counts: (max(counts) - min(counts), [-count for count in counts]))


def _sense(columns: Sequence[Column], period: tuple[int, int] | None) -> float:
    """Return how much sense a header makes: dated columns, each once, targets behind what was reached."""
    printed = [column for column in columns if column.role == "value"]
    complete = sum(1 for column in printed if column.year is not None and has_status_word(column))
    odd = sum(1 for column in columns if column.role in ("unknown", "blank"))
    odd += 2 * all(column.role not in ("name", "category") for column in columns)
    settled = settle_years(columns, period)
    values = [(column.year or 0, column.status) for column in settled if column.role == "value"]
    doubled = len(values) - len(set(values))
    bases = [year for year, status in values if status == "actual"]
    targets = [year for year, status in values if status == "target"]
    first = min(bases, default=0)
    score = 6 * complete - 2 * len(printed) - 8 * doubled - 6 * odd - len(bases) / 2
    score -= sum(8 * (year < first) + 2 * (year == first) for year in targets)
    if period is not None:
        score -= sum(year >= period[0] for year in bases) + sum(year < period[0] for year in targets)
    return score


def _spread(columns: Sequence[Column], counts: dict[int, int], cells: Sequence[Cell]) -> tuple[Column, ...]:
    """Return the columns with `counts[index]` of the cells set under column `index`."""
    spread: list[Column] = []
    left = list(cells)
    for index, column in enumerate(columns):
        count = counts.get(index, 0)
        below, left = left[:count], left[count:]
        spread += [cell_to_column(cell, text=column.text + cell.text) for cell in below] or [column]
    return tuple(spread)
