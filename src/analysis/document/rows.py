"""Lines → rows of cells: where a table begins and ends, and what is one printed row of it.

The grid is taken as printed, with the defects that text exports leave: ragged closing pipes, a closing pipe
or the end of a cell on the next line, blank lines and page numbers inside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.document.captions import parse_caption
from analysis.document.lines import BLANKS, ends_sentence, fold, is_blank, is_page_mark, trim, without_markup
from analysis.errors import Source

_PIPES = "|｜│┃"
_PIPE = re.compile(rf"(?<!\\)[{_PIPES}]")
_ESCAPED = re.compile(rf"\\([{_PIPES}])")
# "|---|:-:|" of Markdown, "├──┼──┤" of drawn tables
_RULE = re.compile(r"[\s|｜│┃+:=├┤┼┬┴┌┐└┘═─━-]*")
_ONLY_PIPES = re.compile(rf"[\s{_PIPES}]*")
# what no cell of a header is: a number or —, with signs, per cent and brackets
_FIGURE = re.compile(r"[<>≥≤≧≦约\[〔【]*(?:-|—|–|\d{1,3}|\d[\d,.]*[.,]\d+|\d{5,})[%‰\]〕】]*")
_LONGEST_PILLAR = 20
# header and two rows: between fewer rules the rows of a table stand together
_RULED_ROWS = 3
_MAX_CONTINUATION = 8
_LONG_CELL = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell: its text without the blanks around it, and where that text stands."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one printed row, empty ones included; ``line`` is the line on which it begins."""

    cells: tuple[Cell, ...]
    line: int

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells' texts without the empty cells that pad the end."""
        texts = [cell.text for cell in self.cells]
        while texts and not texts[-1]:
            texts.pop()
        return tuple(texts)


def is_row(line: str) -> bool:
    r"""Say whether a line holds table cells: an unescaped pipe, or a TAB between texts.

    Examples
    --------
    >>> is_row("床位(张) | 60"), is_row(r"甲\|乙"), is_row("床位\t60"), is_row("\t段首空格")
    (True, False, True, False)
    """
    return bool(_PIPE.search(line)) or "\t" in line.strip(BLANKS)


def is_piped(line: str) -> bool:
    """Say whether pipes, not TABs, part the cells of a line."""
    return bool(_PIPE.search(line))


def is_rule(line: str) -> bool:
    """Say whether a line only rules off: "|---|", "├──┼──┤", "+---+"."""
    text = line.strip(BLANKS)
    return bool(_RULE.fullmatch(text)) and bool(re.search(r"-|─|━|═|┼|==", text)) and len(text) > 2


def split_row(line: str, number: int, file: str, *, leading: bool) -> Row:
    r"""Cut a line into cells; a closing pipe (and with `leading` an opening one) makes no cell.

    Examples
    --------
    >>> [cell.text for cell in split_row(r"甲\|乙 | 3 ||", 1, "", leading=False).cells]
    ['甲|乙', '3', '']
    """
    cuts = [found.span() for found in _PIPE.finditer(line)] or [
        found.span() for found in re.finditer("\t", line)
    ]
    spans = list(zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(line)], strict=True))
    if len(spans) > 1 and is_blank(line[slice(*spans[-1])]):
        spans.pop()
    if leading and len(spans) > 1 and is_blank(line[slice(*spans[0])]):
        spans.pop(0)
    return Row(tuple(_cell(line, start, end, number, file) for start, end in spans), number)


def _cell(line: str, start: int, end: int, number: int, file: str) -> Cell:
    start, end = trim(line, start, end)
    return Cell(without_markup(_ESCAPED.sub(r"\1", line[start:end])), Source(file, number, start, end))


def _opens_with_pipe(line: str) -> bool:
    return bool(_PIPE.match(line.lstrip(BLANKS)))


def _closes_with_pipe(line: str) -> bool:
    return bool(re.search(rf"(?<!\\)[{_PIPES}]$", line.rstrip(BLANKS)))


def take_rows(lines: Sequence[str], begin: int, file: str) -> tuple[list[Row], int]:
    """Return the rows of the table that begins at index `begin`, and the index behind it."""
    if not is_row(lines[begin]) or _ONLY_PIPES.fullmatch(lines[begin]):
        return [], begin
    indices, end = _row_lines(lines, begin)
    leading = _is_leading([lines[index] for index in indices])
    closed = _closes_with_pipe(lines[begin])
    rows: list[Row] = []
    open_row = inside = False
    grid = _rules_every_row(lines[begin:end])
    for index in range(begin, end):
        line = lines[index]
        if is_blank(line) or is_page_mark(line) or is_rule(line):
            inside = inside and not is_rule(line)
            continue
        if _ONLY_PIPES.fullmatch(line):
            open_row = False
            continue
        row = split_row(line, index + 1, file, leading=leading)
        if grid and inside and len(row.cells) == len(rows[-1].cells):
            rows[-1] = _joined_by_cell(rows[-1], row)
            continue
        inside = True
        wrapped = not closed and not is_row(line) and is_piped(lines[begin])
        if (wrapped and index not in indices) or (open_row and _continues(rows, row, line)):
            rows[-1] = _joined(rows[-1], row)
        else:
            rows.append(row)
        open_row = closed and not _closes_with_pipe(line)
    return rows, end


def _rules_every_row(lines: Sequence[str]) -> bool:
    """Say whether a drawn table rules off every row, so that the lines between two rules are one row."""
    kinds = ["rule" if is_rule(line) else "row" for line in lines if is_row(line) or is_rule(line)]
    changes = sum(before == "row" and after == "rule" for before, after in pairwise(kinds))
    return changes >= _RULED_ROWS


def _joined_by_cell(row: Row, more: Row) -> Row:
    """Join two printed lines of a row cell by cell: each goes on below itself."""
    cells = tuple(
        Cell(above.text + below.text, above.source if above.text else below.source)
        for above, below in zip(row.cells, more.cells, strict=True)
    )
    return Row(cells, row.line)


def _row_lines(lines: Sequence[str], begin: int) -> tuple[list[int], int]:
    """Return the indices of the lines with cells, and the index behind the table."""
    indices = [begin]
    closed = _closes_with_pipe(lines[begin])
    end = begin + 1
    while end < len(lines):
        line = lines[end]
        if is_row(line) or is_rule(line):
            if is_row(line):
                indices.append(end)
            end += 1
            continue
        after = _behind_gap(lines, end)
        if after is None and closed and not _closes_with_pipe(lines[indices[-1]]):
            after = _behind_continuation(lines, end)
        if after is None and not closed:
            after = _behind_wrapped_text(lines, end, indices)
        if after is None and _is_lone_pillar(lines, end):
            indices.append(end)
            after = end + 1
        if after is None:
            break
        end = after
    return indices, end


def _behind_gap(lines: Sequence[str], index: int) -> int | None:
    """Return where the table goes on behind blank lines and page numbers; None when it does not.

    A row that a rule follows is the header of another table.
    """
    start = index
    while index < len(lines) and (is_blank(lines[index]) or is_page_mark(lines[index])):
        index += 1
    goes_on = start < index < len(lines) and is_row(lines[index])
    if not goes_on or (index + 1 < len(lines) and is_rule(lines[index + 1])):
        return None
    return index


def _behind_continuation(lines: Sequence[str], index: int) -> int | None:
    """Return the index of the line that closes an unclosed last cell; None when these lines are prose."""
    for ahead in range(index, min(index + _MAX_CONTINUATION, len(lines))):
        line = lines[ahead]
        if is_blank(line) or parse_caption(line):
            return None
        if is_row(line):
            lone_pipe = len(_PIPE.findall(line)) == 1 and _closes_with_pipe(line)
            return ahead if lone_pipe else None
    return None


def _behind_wrapped_text(lines: Sequence[str], index: int, indices: Sequence[int]) -> int | None:
    """Return the index of the next row where lines without pipes only go on with the last cell's sentence.

    They do when that cell is a text that ends in mid-sentence and the row behind has the header's width.
    """
    above = lines[indices[-1]]
    width = len(_PIPE.findall(lines[indices[0]]))
    last_cell = _PIPE.split(above)[-1].strip(BLANKS)
    if not is_piped(above) or len(last_cell) < _LONG_CELL or ends_sentence(last_cell):
        return None
    for ahead in range(index, min(index + _MAX_CONTINUATION, len(lines))):
        line = lines[ahead]
        if is_blank(line) or parse_caption(line):
            return None
        if is_row(line):
            return ahead if len(_PIPE.findall(line)) == width else None
    return None


def _is_lone_pillar(lines: Sequence[str], index: int) -> bool:
    """Say whether a short line between two rows is a row of one cell: its TABs or pipes are not printed.

    Between rows with pipes the next one must hold figures: else it may be the header of another table.
    """
    if not 0 < index < len(lines) - 1 or is_blank(lines[index]) or ends_sentence(lines[index]):
        return False
    above, below = lines[index - 1], lines[index + 1]
    short = len(lines[index].strip(BLANKS)) <= _LONGEST_PILLAR and parse_caption(lines[index]) is None
    if not short or not is_row(above) or not is_row(below) or is_piped(above) != is_piped(below):
        return False
    if not is_piped(above):
        return True
    cells = [cell.strip(BLANKS) for cell in _PIPE.split(fold(below))]
    return len(_PIPE.findall(above)) == len(cells) - 1 and any(map(_FIGURE.fullmatch, cells))


def _is_leading(row_lines: Sequence[str]) -> bool:
    """Say whether rows open with a pipe that makes no cell: the header does, and most rows too."""
    opening = [_opens_with_pipe(line) for line in row_lines if not _ONLY_PIPES.fullmatch(line)]
    return opening[0] and sum(opening) * 2 > len(opening)


def _continues(rows: Sequence[Row], row: Row, line: str) -> bool:
    """Say whether `row` completes the unclosed row before it instead of beginning a new one."""
    if not rows:
        return False
    if len(row.cells) == 1:
        return len(rows) > 1 or not is_row(line)
    width = len(rows[0].cells)
    before = len(rows[-1].cells)
    return before < width and len(row.cells) < width and before + len(row.cells) - 1 == width


def _joined(row: Row, more: Row) -> Row:
    """Join two printed lines of one row: the last cell goes on in the first cell of `more`."""
    last, first = row.cells[-1], more.cells[0]
    source = last.source if last.text else first.source
    return Row((*row.cells[:-1], Cell(last.text + first.text, source), *more.cells[1:]), row.line)
