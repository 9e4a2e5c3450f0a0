"""How wide each column of a table is, how small the type, how high a row: all from its texts.

Widths are in em (the type size): a Chinese sign is 1, a Latin letter about half. They need not be exact;
they decide how the width of the page is shared out, and typst then sets the text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

TEXT_WIDTH = 453.5
"""Width of the text on the upright A4 page in pt (160 mm); page margins are set in template.typ."""
CELL_PADDING = 0.8
"""Blank on both sides of a cell together, in em."""
SIZES = (9.0, 8.5, 8.0, 7.5)
SMALLEST = 7.0
"""Type size in pt for a table that would have to be cut in parts otherwise."""
SLACK = 0.2
"""Room for the error of the estimate, in em, so that a cell that should fit its column does."""
FULL_WIDTH_FROM = 0.55
"""A table that would fill this share of the text width is stretched to all of it."""
_LONGEST_TOKEN = 12.0
LONGEST_KEPT = 8.0
"""Width in em up to which a word of a heading, or a unit in brackets, is not broken over lines."""
UNITS_OF_TEXT = re.compile(r"([(\uff08][^()\uff08\uff09]{1,12}[)\uff09]|\s+)")
_TWO_WORDS = re.compile("([\u4e00-\u9fff]{2}|[0-9]{4}年)([\u4e00-\u9fff]{2})")
"""Four Han signs are nearly always two words of two, and never three signs and one; a year ends with 年."""
_LOOSENESS = ((2.5, 10.0, 28.0), (1.8, 7.0, 18.0), (1.4, 6.0, 14.0), (1.0, 4.5, 10.0))
"""For comfortable, snug, tight and packed columns of text: width as a multiple of the square root of the
longest line, the width up to which a text is not wrapped at all, the width that no column needs to exceed."""
_PACKED_HEAD = 5.0
"""Width in em to which a Chinese word of a heading may be cut in packed columns."""
_LONGEST_NUMBER = 40
_NUMBER = re.compile(
    r"[(\[]?[-+−–±~≈<>≤≥=约]*\s*[¥$€]?[\d,.\u00a0 ]*\d(?:\.\d*)?(?:[eE][-+]?\d+)?\s*"
    r"(?:%|‰|个?百分点|pp)?(?:\s*[-–—~至,]\s*[-+−]?[\d,.]+\s*%?)?[)\]]?\*{0,3}"
)
_EMPTY = re.compile(r"[-—–－/…\s]*|nan|NaN|None|NaT|<NA>|N/?A")


@dataclass(frozen=True, slots=True)
class Look:
    """What a styled table says about one cell: colours as ``#rrggbb`` or "", weight, length of a bar in %."""

    fill: str = ""
    ink: str = ""
    bold: bool = False
    bar: float = 0.0

    def under(self, later: Look) -> Look:
        """Return this look where a later rule says nothing, else the later one's."""
        return Look(
            later.fill or self.fill, later.ink or self.ink, later.bold or self.bold, later.bar or self.bar
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, its typst expression if that is more than the text, the columns it spans."""

    text: str
    markup: str = ""
    colspan: int = 1
    look: Look = Look()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as any of the notebook's formats gives it; `align` and `weights` may be empty (found here)."""

    header: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    caption: str = ""
    label: str = ""
    note: str = ""
    groups: tuple[tuple[int, str], ...] = ()
    index_columns: int = 1
    """Columns at the left that name the rows: they stand in each part of a table that is cut."""

    @property
    def columns(self) -> int:
        """Number of columns."""
        spans = [sum(cell.colspan for cell in row) for row in (*self.header, *self.rows)]
        return max(spans, default=0)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table is set: type size in pt, column widths in em (none: as wide as the texts)."""

    size: float
    widths: tuple[float, ...]
    whole: bool = True
    """Whether the page is wide enough for all columns."""
    stretched: bool = True
    """Whether the widths are shares of the whole text width, or the widths themselves."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one column needs, in em: on one line · wrapped comfortably, snugly, tightly, packed · the least.

    Numbers are whole in all but the last, the words of headings in all but the last two.
    """

    natural: float
    body: float
    """Without its heading."""
    comfortable: float
    snug: float
    tight: float
    packed: float
    least: float
    whole: float
    """Short cells on one line and the words of the heading unbroken."""


def word_parts(text: str) -> list[str]:
    """Return the parts of a text that stay whole when it wraps: words, bracketed units, halves of four signs.

    Examples
    --------
    >>> word_parts("平均低保标准(元/月)"), word_parts("完成进度"), word_parts("2025年目标")
    (['平均低保标准', '(元/月)'], ['完成', '进度'], ['2025年', '目标'])
    """
    found = _TWO_WORDS.fullmatch(text)
    return list(found.groups()) if found else [part for part in UNITS_OF_TEXT.split(text) if part]


def is_number(text: str) -> bool:
    """Tell whether a cell holds a number, an interval or a missing value: it then stands to the right.

    Examples
    --------
    >>> [is_number(text) for text in ("7.0%", "—", "-1,234.5", "35~40", "[3.1, 4.2]", "2019-05-01 a", "城市")]
    [True, True, True, True, True, False, False]
    """
    stripped = text.strip()
    return len(stripped) <= _LONGEST_NUMBER and bool(
        _NUMBER.fullmatch(stripped) or _EMPTY.fullmatch(stripped)
    )


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """Estimate the width of one line of text in em.

    Examples
    --------
    >>> text_width("民政"), round(text_width("2025"), 2)
    (2.0, 2.24)
    """
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> float:
    if char.isascii():
        if char.isupper():
            return 0.66
        return 0.3 if char in " .,:;'!|ilI()[]" else 0.56
    return 0.0 if unicodedata.combining(char) else 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.6


def fit_table(table: Table) -> Fit:
    """Choose type size and column widths so that no column is cut and few cells wrap.

    Tried in this order, each from the largest type down: comfortable columns, snug ones, tight ones, packed
    ones; then packed ones in the smallest type.

    Parameters
    ----------
    table : Table
        At least one column.

    Returns
    -------
    Fit
        Widths of all columns, padding included; not ``whole`` where the page cannot hold them.
    """
    return fit_columns(table, column_needs(table))


def fit_columns(table: Table, needs: Sequence[Column]) -> Fit:
    """Do what `fit_table` does, for columns whose needs are known."""
    if len(table.weights) == len(needs) and (given := _fit_weights(table.weights, needs)):
        return given
    padding = CELL_PADDING * len(needs)
    *loose, packed = zip(
        *((need.comfortable, need.snug, need.tight, need.packed) for need in needs), strict=True
    )
    for wishes, sizes in (*((wishes, SIZES) for wishes in loose), (packed, (*SIZES, SMALLEST))):
        for size in sizes:
            room = TEXT_WIDTH / size - padding
            if sum(wishes) <= room:
                widths = _share(needs, wishes, room, _spanning_width(table) - padding)
                if widths or not any(cell.colspan > 1 for row in table.header for cell in row):
                    return Fit(size, widths)
                return Fit(size, _spanned_widths(table, needs), stretched=False)
    least = [need.least for need in needs]
    scale = min(1.0, (TEXT_WIDTH / SMALLEST - padding) / sum(least))
    return Fit(SMALLEST, tuple(width * scale + CELL_PADDING for width in least), whole=False)


def alignments(table: Table) -> list[str]:
    """Return ``"left"``, ``"right"`` or ``"center"`` for each column: as given, else numbers to the right."""
    columns = table.columns
    if len(table.align) == columns:
        return [align if align in {"left", "right", "center"} else "left" for align in table.align]
    rows = _whole(table.rows, columns)
    return ["right" if _is_numeric(_texts(rows, index)) else "left" for index in range(columns)]


def _whole(rows: Sequence[tuple[Cell, ...]], columns: int) -> list[tuple[Cell, ...]]:
    """Return the rows without spanning cells: these have a text for each column."""
    return [row for row in rows if len(row) == columns]


def _texts(rows: Sequence[tuple[Cell, ...]], index: int) -> list[str]:
    return [row[index].text for row in rows]


def _is_numeric(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if not _EMPTY.fullmatch(text.strip())]
    return bool(filled) and all(is_number(text) for text in filled)


def column_needs(table: Table) -> list[Column]:
    """Return what each column needs."""
    columns = table.columns
    rows, heads = _whole(table.rows, columns), _whole(table.header, columns)
    return [_needs(_texts(rows, index), _texts(heads, index)) for index in range(columns)]


def _needs(texts: Sequence[str], heads: Sequence[str]) -> Column:
    lines = [line for text in texts for line in text.split("\n")]
    natural = max((text_width(line) for line in lines), default=0.0)
    head = max((text_width(line) for text in heads for line in text.split("\n")), default=0.0)
    head_token = max((_longest_token(text) for text in heads), default=0.0)
    head_word = max([head_token, *map(_longest_word, heads)])
    head_lines = [min(head, max(3.4, 1.0 + head / lines)) for lines in (2, 3, 3, 4)]
    token = max(max((_longest_token(line) for line in lines), default=0.0), head_token)
    if _is_numeric(texts):
        bodies = [natural] * len(_LOOSENESS)
        least = max(min(natural, _LONGEST_TOKEN), 1.0)
    else:
        bodies = [
            min(natural, max(token, short, min(factor * math.sqrt(natural) + 1.0, long)))
            for factor, short, long in _LOOSENESS
        ]
        least = max(min(natural, max(token, 4.0)), head_token, 1.0)
    head_words = [head_word, head_word, head_word, max(head_token, min(head_word, _PACKED_HEAD))]
    wishes = [max(wish) for wish in zip(bodies, head_lines, head_words, strict=True)]
    whole = max(head_word, natural if natural <= LONGEST_KEPT else 0.0)
    return Column(*(width + SLACK for width in (max(natural, head), natural, *wishes, least, whole)))


def _longest_token(text: str) -> float:
    """Return the width of the longest run that does not wrap by itself; very long ones are broken anyway."""
    tokens = re.findall(r"[!-~\u00c0-\u024f]+", text)
    longest = max((text_width(token) for token in tokens), default=0.0)
    return min(max(longest, 2.0 if text.strip() else 0.0), _LONGEST_TOKEN)


def _longest_word(heading: str) -> float:
    """Return the width of the longest part of a heading that should stay whole: word or bracketed unit."""
    parts = [part.strip() for part in word_parts(heading) if part.strip()]
    widths = [text_width(part) for part in parts if text_width(part) <= LONGEST_KEPT]
    return max(widths, default=0.0) / 0.95 if len(parts) > 1 else 0.0


def _spanning_width(table: Table) -> float:
    """Return the width of the longest text that stands across all columns: the note, or a group's heading.

    0 under headings that span columns: what these need is shared out apart (`_spanned_widths`).
    """
    if any(cell.colspan > 1 for row in table.header for cell in row):
        return 0.0
    return max(map(text_width, (table.note, *(name for _, name in table.groups))))


def _share(needs: Sequence[Column], wishes: Sequence[float], room: float, across: float) -> tuple[float, ...]:
    """Share the room out: each column gets its wish, the rest goes to those that would still wrap.

    Columns that need little of the page are as wide as their texts (no widths), unless a text `across` them
    is wider: typst would give all that it needs to the last column.
    """
    natural = sum(need.natural for need in needs)
    if natural < room * FULL_WIDTH_FROM:
        wide = min(room, across)
        return (
            () if wide <= natural else tuple(need.natural * wide / natural + CELL_PADDING for need in needs)
        )
    if natural <= room:
        return tuple(need.natural * room / natural + CELL_PADDING for need in needs)
    lacks = [max(need.body - wish, 0.0) for need, wish in zip(needs, wishes, strict=True)]
    if not any(lacks):  # only headings wrap
        lacks = [need.natural - wish for need, wish in zip(needs, wishes, strict=True)]
    rest = (room - sum(wishes)) / sum(lacks)
    return tuple(wish + CELL_PADDING + lack * rest for wish, lack in zip(wishes, lacks, strict=True))


def _fit_weights(weights: Sequence[float], needs: Sequence[Column]) -> Fit | None:
    """Keep the author's column widths; choose the largest type at which no column's longest word is cut.

    Where the widths cut a heading's word or a short cell, columns of text give up what they can spare. None
    where that is not enough in any type: the widths are then found from the texts.
    """
    total = sum(weights)
    for size in SIZES:
        room = TEXT_WIDTH / size
        widths = _whole_words(tuple(room * weight / total for weight in weights), needs)
        if widths:
            return Fit(size, widths)
    for size in SIZES:
        room = TEXT_WIDTH / size
        widths = tuple(room * weight / total for weight in weights)
        if all(width >= need.least + CELL_PADDING for width, need in zip(widths, needs, strict=True)):
            return Fit(size, widths)
    return None


def _whole_words(widths: Sequence[float], needs: Sequence[Column]) -> tuple[float, ...]:
    """Return widths moved from columns that can spare some to those that lack some; none if too little."""
    wanted = [max(need.whole, need.least) + CELL_PADDING for need in needs]
    lacks = [max(want - width, 0.0) for want, width in zip(wanted, widths, strict=True)]
    spare = [
        max(width - max(want, need.snug + CELL_PADDING), 0.0)
        for want, width, need in zip(wanted, widths, needs, strict=True)
    ]
    if sum(lacks) > sum(spare):
        return ()
    given = sum(lacks) / (sum(spare) or 1.0)
    return tuple(
        width + lack - extra * given for width, lack, extra in zip(widths, lacks, spare, strict=True)
    )


def _spanned_widths(table: Table, needs: Sequence[Column]) -> tuple[float, ...]:
    """Return natural widths, with what a spanning heading needs more shared by the columns under it.

    Left to itself typst would give it all to the last of them, and columns of one kind would differ.
    """
    widths = [need.natural + CELL_PADDING for need in needs]
    for row in table.header:
        start = 0
        for cell in row:
            under = range(start, start + cell.colspan)
            wish = min(text_width(cell.text), LONGEST_KEPT * cell.colspan) + CELL_PADDING + SLACK
            lack = wish - sum(widths[index] for index in under)
            if cell.colspan > 1 and lack > 0:
                for index in under:
                    widths[index] += lack / cell.colspan
            start += cell.colspan
    return tuple(widths)


def row_height(row: Sequence[Cell], fit: Fit) -> float:
    """Estimate the height of a row in pt."""
    plain = len(fit.widths) == len(row)
    most = 1
    for index, cell in enumerate(row):
        width = max(fit.widths[index] - CELL_PADDING, 1.0) if plain else TEXT_WIDTH / fit.size
        lines = (max(1, math.ceil(text_width(line) / width)) for line in cell.text.split("\n"))
        most = max(most, sum(lines))
    return fit.size * (1.25 * most + 1.0)
