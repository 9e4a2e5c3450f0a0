"""CSV as people make it: comma, semicolon or tab, quoted cells, the place of every cell kept.

The standard library's reader forgets where a cell stands, and every message here names file, line and column.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from analysis.document import decode
from analysis.document.decoding import SAVE_AS_TEXT
from analysis.errors import GuihuaError, InputError, Source

SAVE_AS_CSV = "save the table as CSV in UTF-8"
"""Remedy for a table that is no text (a picture, a workbook)."""

_SEPARATORS = (",", "\t", ";")
_LINE_BREAK = r"\r\n|\n|\r"  # not str.splitlines: that also breaks at form feeds and U+2028


@dataclass(frozen=True, slots=True)
class CsvCell:
    """A cell's text without its quotes, and where it stands."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A header and rows of exactly as many cells; rows without any text are left out.

    ``ragged`` says what is wrong with rows (by index) that had more or fewer cells: they were cut or filled.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[CsvCell, ...], ...]
    ragged: Mapping[int, InputError] = field(default_factory=dict)

    def column(self, name: str) -> tuple[CsvCell, ...]:
        """Return the cells of one column, top to bottom."""
        index = self.header.index(name)
        return tuple(row[index] for row in self.rows)


def read_csv(path: Path, *, file: str = "", strict: bool = True) -> CsvTable:
    """Read a CSV file in UTF-8 (with or without BOM) or GB18030.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name in messages; `path` when empty.
    strict : bool
        Refuse rows that do not fit the header; else keep them and say so in ``ragged``.

    Raises
    ------
    InputError
        If it cannot be read, is not text, or `parse_csv` refuses it.
    """
    file = file or path.as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot read: {error.strerror}", remedy="check the path", source=Source(file)
        ) from None
    return parse_csv(decode(data, None, file), file, strict=strict)


def read_typed(path: Path, file: str, columns: Sequence[str], error: type[GuihuaError]) -> CsvTable:
    """Read a CSV that an office types, with all of `columns` in its header.

    Raises
    ------
    GuihuaError
        Of the class `error`: if it is not text, a column is missing, or a row does not fit the header.
    """
    try:
        table = read_csv(path, file=file)
    except GuihuaError as found:
        remedy = SAVE_AS_CSV if found.remedy == SAVE_AS_TEXT else found.remedy
        raise error(found.what, remedy=remedy, source=found.source) from None
    if missing := [name for name in columns if name not in table.header]:
        raise error(
            f"no column {', '.join(missing)}",
            remedy=f"the header is {','.join(columns)}",
            source=Source(file, 1),
        )
    return table


def parse_csv(text: str, file: str, *, strict: bool = True) -> CsvTable:
    r"""Return the table in a CSV text.

    Raises
    ------
    InputError
        If there is no header, a name stands in it twice, a quotation mark is not closed, or (when `strict`) a
        row has more or fewer cells than the header.

    Examples
    --------
    >>> table = parse_csv('name,value\n"a,b",1.50\n', "in.csv")
    >>> [(cell.text, str(cell.source)) for cell in table.rows[0]]
    [('a,b', 'in.csv:2:2'), ('1.50', 'in.csv:2:7')]
    """
    text = text.removeprefix("\ufeff")
    first = next((line for line in re.split(_LINE_BREAK, text) if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    records = [row for row in _records(text, separator, file) if any(cell.text.strip() for cell in row)]
    if not records:
        raise InputError("no header: the file is empty", remedy="write the column names", source=Source(file))
    header = tuple(cell.text.strip() for cell in records[0])
    while header and not header[-1]:
        header = header[:-1]
    line = records[0][0].source.line
    if len(set(header)) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise InputError(f'column "{twice}" stands twice in the header', source=Source(file, line))
    rows = [_without_padding(row, len(header)) for row in records[1:]]
    ragged = {
        index: error for index, row in enumerate(rows) if (error := _misfit(row, len(header))) is not None
    }
    if strict and ragged:
        raise next(iter(ragged.values()))
    fitted = (row[: len(header)] + [CsvCell("", row[-1].source)] * (len(header) - len(row)) for row in rows)
    return CsvTable(header, tuple(map(tuple, fitted)), MappingProxyType(ragged))


def _without_padding(row: list[CsvCell], width: int) -> list[CsvCell]:
    """Drop empty cells behind the last column, which spreadsheets add."""
    while len(row) > width and not row[-1].text.strip():
        row = row[:-1]
    return row


def _misfit(row: Sequence[CsvCell], width: int) -> InputError | None:
    if len(row) == width:
        return None
    return InputError(
        f"{len(row)} cells, but the header has {width}",
        remedy="quote cells that hold a comma, and keep empty cells",
        source=Source(row[0].source.file, row[0].source.line),
    )


def _records(text: str, separator: str, file: str) -> Iterator[list[CsvCell]]:
    """Yield the rows; a quotation mark counts only at the start of a cell, as in RFC 4180."""
    pattern = re.compile(rf'"((?:[^"]|"")*)"|([^{re.escape(separator)}\r\n]*)')
    starts = [0, *(match.end() for match in re.finditer(_LINE_BREAK, text))]
    row: list[CsvCell] = []
    position = 0
    while position <= len(text):
        match = pattern.match(text, position)
        assert match is not None  # noqa: S101 - the second branch of the pattern matches the empty text
        group = 1 if match[1] is not None else 2
        source = _place(file, starts, *match.span(group))
        row.append(CsvCell(match[group].replace('""', '"') if group == 1 else match[2], source))
        _check_quotes(match, text, separator, source)
        position = match.end()
        if text[position : position + 1] == separator:
            position += 1
            continue
        yield row
        row = []
        line_break = re.compile(_LINE_BREAK).match(text, position)
        position = line_break.end() if line_break else len(text) + 1


def _place(file: str, starts: Sequence[int], start: int, end: int) -> Source:
    """Return line and offsets of a span of the text; of a cell over several lines, those of its first."""
    line = bisect_right(starts, start)
    return Source(file, line, start - starts[line - 1], end - starts[line - 1])


def _check_quotes(match: re.Match[str], text: str, separator: str, source: Source) -> None:
    if match[2] and match[2].startswith('"'):
        remedy = 'close it, or write the whole cell in quotation marks and "" for one inside it'
        raise InputError("a quotation mark is not closed", remedy=remedy, source=source)
    if match[1] is not None and text[match.end() : match.end() + 1] not in ("", separator, "\r", "\n"):
        remedy = 'quote the whole cell, and write "" for a mark inside it'
        raise InputError("text after a closing quotation mark", remedy=remedy, source=source)
