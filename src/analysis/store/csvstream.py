"""Long CSV tables in parts: nothing lost, order kept, and never more than one part in memory.

`csvtext` keeps the place of every cell and refuses what is odd; here a row that is odd is a row all the same,
with a sentence about what is wrong, because one stray quotation mark must not cost a million rows.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from analysis.document import decode
from analysis.errors import DocumentError, InputError, Source
from analysis.store.csvtext import SAVE_AS_CSV

_SEPARATORS = (",", "\t", ";")
# what a spreadsheet writes above a table to tell itself how its cells are parted
_SEPARATOR_NOTE = re.compile('\ufeff?"?sep=."?\\s*', re.IGNORECASE)
_BLOCK = 1 << 20
_MOST_LINES_IN_CELL = 100
_UTF_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class CsvPart:
    """Some consecutive rows of a table, each of exactly as many cells as the header.

    ``raw`` holds each row as CSV text with commas; ``lines`` its line in the file; ``misfits`` what is wrong
    with rows (by index) that did not fit the header: they are cut or filled, ``raw`` too.
    """

    rows: list[list[str]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    misfits: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CsvStream:
    """The header of a table, the line it stands in, and its rows in parts; the parts can be read once."""

    header: tuple[str, ...]
    line: int
    parts: Iterator[CsvPart]


def stream_csv(path: Path, *, rows_a_part: int) -> CsvStream:
    """Open a CSV file in UTF-8 (with or without BOM) or GB18030.

    Empty lines are left out; a row of empty cells is a row.

    Parameters
    ----------
    path : Path
        The file; a pipe is read whole.
    rows_a_part : int
        How many rows a part holds at most.

    Raises
    ------
    InputError
        If it cannot be read, is not text, or has no header.
    """
    file = path.as_posix()
    try:
        lines = _lines(path, file)
    except DocumentError as error:
        raise InputError(error.what, remedy=SAVE_AS_CSV, source=error.source) from None
    except OSError as error:
        raise InputError(
            f"cannot read: {error.strerror}", remedy="check the path", source=Source(file)
        ) from None
    numbered = enumerate(lines, 1)
    printed = (
        (number, line)
        for number, line in numbered
        if not (_is_blank(line.removeprefix("\ufeff")) or _SEPARATOR_NOTE.fullmatch(line))
    )
    number, first = next(printed, (0, ""))
    if not number:
        raise InputError("no header: the file is empty", remedy="write the column names", source=Source(file))
    separator = max(_SEPARATORS, key=first.count)
    records = _records(chain([(number, first.removeprefix("\ufeff"))], numbered), separator)
    _, cells, _, _ = next(records)
    header = tuple(cell.strip() for cell in cells)
    while header and not header[-1]:
        header = header[:-1]
    return CsvStream(header, number, _parts(records, len(header), rows_a_part))


def csv_row(cells: Sequence[str]) -> str:
    """Return cells as one row of CSV, without a line break at its end.

    Examples
    --------
    >>> csv_row(["1,5", "a;b", "c"])
    '"1,5",a;b,c'
    """
    return ",".join(csv_cell(cell) for cell in cells)


def csv_cell(text: str) -> str:
    """Return a cell as CSV: in quotation marks where it must be."""
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _lines(path: Path, file: str) -> Iterator[str]:
    """Yield the lines of a file with their ends; checks first that the whole of it is text."""
    if not path.is_file():
        return iter(io.StringIO(decode(path.read_bytes(), None, file), newline=""))
    encoding = _encoding(path, file)
    return _lines_as(path, encoding)


def _lines_as(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, newline="") as stream:
        yield from stream


def _encoding(path: Path, file: str) -> str:
    """Return the encoding of a file; only one that is not UTF-8 is read whole for that."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        head = stream.read(_BLOCK)
        for mark, name in _UTF_BOMS:
            if head.startswith(mark):
                decode(path.read_bytes(), None, file)
                return name
        block = head
        try:
            while block:
                decoder.decode(block)
                block = stream.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            decode(path.read_bytes(), None, file)
            return "gb18030"
    decode(head[: head.rfind(b"\n") + 1] or head, None, file)  # refuses pictures, archives and the like
    return "utf-8-sig"


def _is_blank(line: str) -> bool:
    return not line.strip(" \r\n\x1a")


_Record = tuple[int, list[str], str, str]  # line, cells, what is wrong, the row as it stands ("": rebuild it)


def _records(lines: Iterator[tuple[int, str]], separator: str) -> Iterator[_Record]:
    waiting: list[tuple[int, str]] = []
    while True:
        number, line = waiting.pop(0) if waiting else next(lines, (0, ""))
        if not number:
            return
        text = line.rstrip("\r\n")
        if '"' not in text:
            cells = text.split(separator)
            if len(cells) > 1 or not _is_blank(text):
                yield number, cells, "", text if separator == "," else ""
            continue
        taken = [(number, line)]
        cells, wrong = _quoted(taken, waiting, lines, separator)
        if wrong:  # the row alone; what was read on to find the end of the cell is rows again
            waiting = taken[1:] + waiting
        raw = "".join(line for _, line in taken).rstrip("\r\n") if separator == "," and not wrong else ""
        yield number, cells, wrong, raw


def _quoted(
    taken: list[tuple[int, str]],
    waiting: list[tuple[int, str]],
    lines: Iterator[tuple[int, str]],
    separator: str,
) -> tuple[list[str], str]:
    """Read a row with quotation marks, which may run over lines; add the lines read on to `taken`."""
    while True:
        try:
            rows = list(csv.reader([line for _, line in taken], delimiter=separator, strict=True))
            return rows[0] if rows else [""], ""
        except csv.Error as error:
            fault = str(error)
        open_cell = "unexpected end" in fault
        if not (open_cell and _read_on(taken, waiting, lines)):
            wrong = "text after a closing quotation mark"
            if open_cell:
                wrong = "a quotation mark is not closed"
            elif "field limit" in fault:
                wrong = "a cell in quotation marks is too long"
            return taken[0][1].rstrip("\r\n").split(separator), wrong


def _read_on(
    taken: list[tuple[int, str]], waiting: list[tuple[int, str]], lines: Iterator[tuple[int, str]]
) -> bool:
    """Add lines to `taken` up to the next with a quotation mark; False where none comes soon."""
    while len(taken) < _MOST_LINES_IN_CELL:
        number, line = waiting.pop(0) if waiting else next(lines, (0, ""))
        if not number:
            return False
        taken.append((number, line))
        if '"' in line:
            return True
    return False


def _parts(records: Iterator[_Record], width: int, most: int) -> Iterator[CsvPart]:
    part = CsvPart()
    for number, cells, wrong, raw in records:
        as_it_stands = raw and len(cells) == width
        row, misfit = (cells, "") if as_it_stands else _fitted(cells, width, wrong)
        if misfit:
            part.misfits[len(part.rows)] = misfit
        part.rows.append(row)
        part.raw.append(raw if as_it_stands else csv_row(row))
        part.lines.append(number)
        if len(part.rows) == most:
            yield part
            part = CsvPart()
    if part.rows:
        yield part


def _fitted(cells: list[str], width: int, wrong: str) -> tuple[list[str], str]:
    """Return exactly `width` cells, and what is wrong; empty cells behind the last column are no fault."""
    count = len(cells)
    while count > width and not cells[count - 1].strip():
        count -= 1
    if count != width:
        surplus = f" (more than it has: {', '.join(cells[width:count])})" if count > width else ""
        misfit = f"{count} cells, but the header has {width}{surplus}"
        wrong = f"{wrong}; {misfit}" if wrong else misfit
    return (cells + [""] * (width - count))[:width], wrong
