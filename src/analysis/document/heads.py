"""What stands above a table: caption, title, unit; as lines of their own or as the first rows of the grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.document.captions import Caption, parse_caption, parse_unit_note
from analysis.document.lines import BLANKS, ends_sentence, fold, is_blank, is_page_mark, trim
from analysis.document.rows import Row, is_rule
from analysis.errors import Source

# a numbered heading belongs to the text, also when it stands right above a table
_HAN = "一二三四五六七八九十"
_NUMBERED = re.compile(
    rf"第[\d{_HAN}]+[章节篇]|[{_HAN}]+、|\([{_HAN}\d]+\)|\d+[、.](?!\d)|附[件表录]\s*\d*\s*[:.]?"
)
_MAX_TITLE = 60


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a table: the index of the first line of it, caption, unit."""

    first: int
    caption: Caption | None = None
    source: Source | None = None
    unit: str = ""


def take_head(lines: Sequence[str], begin: int, used: set[int], file: str) -> Head:
    """Read the caption and unit lines above the table that begins at index `begin`."""
    above = _lines_above(lines, begin, used)
    unit = ""
    first = begin
    if above and (unit := parse_unit_note(lines[above[0]])):
        first = above.pop(0)
    if not above:
        return Head(first, unit=unit)
    caption = parse_caption(lines[above[0]])
    if caption is not None:
        return Head(above[0], caption, _whole(lines[above[0]], above[0] + 1, file), unit)
    if heading := _NUMBERED.match(fold(lines[above[0]]).strip(BLANKS)):
        # the heading gives the table its title, and stays a heading of the text
        title = lines[above[0]].strip(BLANKS)[heading.end() :].strip(BLANKS)
        return Head(first, Caption("", "", title) if _is_short(title) else None, unit=unit)
    if not _is_title(lines[above[0]]):
        return Head(first, unit=unit)
    title = lines[above[0]].strip(BLANKS)
    caption = parse_caption(lines[above[1]]) if len(above) > 1 else None
    if caption is not None and not caption.title:
        source = _whole(lines[above[0]], above[0] + 1, file)
        return Head(above[1], replace(caption, title=title), source, unit)
    return Head(above[0], Caption("", "", title), _whole(lines[above[0]], above[0] + 1, file), unit)


def _lines_above(lines: Sequence[str], begin: int, used: set[int]) -> list[int]:
    """Return the indices of up to three printed lines above `begin`, nearest first, none used already."""
    found: list[int] = []
    for index in range(begin - 1, max(begin - 8, -1), -1):
        if index in used or len(found) == 3:
            break
        if not (is_blank(lines[index]) or is_page_mark(lines[index]) or is_rule(lines[index])):
            found.append(index)
    return found


def _is_title(line: str) -> bool:
    """Say whether an unnumbered line above a table can be its title."""
    return _is_short(line) and fold(line).count(",") < 2


def _is_short(line: str) -> bool:
    """Say whether a line is short and no sentence."""
    text = fold(line).strip(BLANKS)
    return 0 < len(text) <= _MAX_TITLE and not ends_sentence(text.rstrip(')”"'))


def _whole(line: str, number: int, file: str) -> Source:
    return Source(file, number, *trim(line))


def head_inside(rows: list[Row], head: Head) -> tuple[list[Row], Head]:
    """Take captions and unit notes that are printed as the first rows of the grid itself."""
    while rows and len(rows) > 1:
        filled = [cell for cell in rows[0].cells if cell.text]
        if len(filled) != 1:
            break
        text, source = filled[0].text, filled[0].source
        caption = parse_caption(text)
        if unit := parse_unit_note(text):
            head = replace(head, unit=unit)
        elif caption is not None or head.source is None:
            head = replace(head, caption=caption or Caption("", "", text), source=source)
        else:
            break
        rows = rows[1:]
    return rows, head
