"""A row's cells ↔ the header's columns, when the two do not have the same number of cells.

A category that spans rows is printed once, a name spreads over two cells, a header has lost a cell: the cells
are aligned to the columns by what they can be, as two sequences are aligned: the best total of small scores.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from analysis.document import Cell
from analysis.document.lines import fold
from analysis.errors import QuantityError, UnitError
from analysis.extract.columns import Column, is_unit
from analysis.extract.vocabulary import cut_footnote, is_part_word, property_of
from analysis.numerals import lone_number, looks_like_number
from analysis.quantity import parse_quantity
from analysis.units import unit_of_name

# Score of a cell of some kind in a column of some kind; what is not listed is forbidden. Words in a number
# column (基本建成) score so low that a name never goes there because a figure is missing.
FITS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "serial": {"serial": 8, "empty": 0},
        "label": {
            "named": 10,
            "text": 10,
            "part": 10,
            "unit": 6,
            "property": 2,
            "broken": -4,  # 目标1 is a name as well as a figure with a slip
            "amount": -8,
            "empty": 0,
        },
        "second": {"named": 10, "text": 6, "part": 10, "amount": -8, "empty": 0},
        "unit": {"unit": 10, "text": 5, "missing": 1, "empty": 0},
        "number": {
            "number": 10,
            "amount": 10,
            "missing": 10,
            "broken": 6,
            "text": -12,
            "empty": 1,
        },
        "property": {"property": 12, "text": 1, "missing": 1, "empty": 0},
        "other": dict.fromkeys(
            ("named", "text", "part", "unit", "number", "amount", "missing", "broken"), 1.0
        )
        | {"property": 1, "empty": 0},
    }
)
# Cost of a column for which a row prints nothing, and of an empty cell that belongs to no column.
SKIP: Mapping[str, float] = MappingProxyType(
    {"serial": -1, "label": -25, "category": 0, "unit": -6, "number": -20, "property": -3, "other": 0}
)
SKIP_EMPTY_CELL = -0.1
SAME_PLACE = 0.5
_FORBIDDEN = -1000.0
# far more cells times columns than any printed table has
_MAX_GRID = 20_000
_SERIAL = re.compile(r"\(?(?:\d{1,4}(?:[.-]\d{1,2})?|[一二三四五六七八九十]{1,3}|[IVX]{1,5}|[①-⑳])\)?[.、]?")
_KIND_OF_ROLE: Mapping[str, str] = MappingProxyType(
    {"serial": "serial", "category": "label", "name": "label", "label": "second", "unit": "unit"}
    | {"value": "number", "growth": "number", "property": "property"}
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a cell: a printed column, or one that the header has lost (``column`` None)."""

    role: str
    column: Column | None = None
    index: int = -1

    @property
    def kind(self) -> str:
        """Kind of cell that fits."""
        return _KIND_OF_ROLE.get(self.role, "other")

    @property
    def cost_of_skipping(self) -> float:
        """Score when the row prints no cell for it."""
        if self.column is None:
            return 0
        return SKIP["category" if self.role == "category" else self.kind]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cells of a row by slot (None: not printed); ``fits`` is false when some cell has no place."""

    pairs: tuple[tuple[Slot, Cell | None], ...]
    fits: bool

    def cells(self, *roles: str) -> list[Cell]:
        """Return the printed, not empty cells of some roles."""
        return [cell for slot, cell in self.pairs if cell is not None and cell.text and slot.role in roles]

    def numbers(self) -> list[tuple[Column, Cell | None]]:
        """Return the value and growth columns with their cells."""
        return [
            (slot.column, cell)
            for slot, cell in self.pairs
            if slot.column is not None and slot.role in ("value", "growth")
        ]


def columns_to_slots(columns: Sequence[Column]) -> tuple[Slot, ...]:
    """Return the places of a row: the columns, and those that headers lose (number, label, property)."""
    roles = [column.role for column in columns]
    slots = [Slot(column.role, column, index) for index, column in enumerate(columns)]
    last_label = max((index for index, role in enumerate(roles) if role in ("category", "name")), default=-1)
    slots.insert(last_label + 1, Slot("label"))
    if "serial" not in roles:
        slots.insert(0, Slot("serial"))
    if "property" not in roles:
        slots.append(Slot("property"))
    return tuple(slots)


@lru_cache(maxsize=4096)
def kind_of(text: str) -> str:
    """Return what a cell can be.

    Returns
    -------
    str
        "empty", "missing" (—), "number" (bare), "amount" (a number with words), "broken" (a number that
        cannot be read), "property", "part" (农村), "unit", "named" (a name with its unit) or "text".

    Examples
    --------
    >>> [kind_of(text) for text in ("48.6", "约5万", "—", "", "4O.5", "约束性")]
    ['number', 'amount', 'missing', 'empty', 'broken', 'property']
    >>> [kind_of(text) for text in ("元/年", "农村", "3岁以下托位(个)", "60岁以上", "托位")]
    ['unit', 'part', 'named', 'amount', 'text']
    """
    if not text:
        return "empty"
    if "/" in text and is_unit(text):
        return "unit"  # 1/10万 is no number
    try:
        if parse_quantity(lone_number(cut_footnote(text))).missing:
            return "missing"
        return "amount" if re.search(r"[\u4e00-\u9fff]", text) else "number"
    except (QuantityError, UnitError):
        pass
    tests = (
        ("property", property_of),
        ("part", is_part_word),
        ("unit", is_unit),
        ("broken", looks_like_number),
    )
    kind = next((kind for kind, test in tests if test(text)), "")
    return kind or ("named" if unit_of_name(text)[1] else "text")


def align(cells: Sequence[Cell], slots: Sequence[Slot]) -> Alignment:
    """Lay a row's cells into the slots, in order, so that the sum of the scores is greatest.

    Parameters
    ----------
    cells : sequence of Cell, length n
        A row as printed.
    slots : sequence of Slot, length m
        Where cells can go.

    Returns
    -------
    Alignment

    Notes
    -----
    Needleman–Wunsch alignment with the scores `FITS` and `SKIP`, in O(n m); among equal totals the cell goes
    to the earliest column.
    """
    n, m = len(cells), len(slots)
    if n * m > _MAX_GRID:
        return Alignment(tuple((slot, None) for slot in slots), fits=False)
    kinds = [kind_of(cell.text) for cell in cells]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n, -1, -1):
        for j in range(m, -1, -1):
            if i < n or j < m:
                best[i][j] = max(score for score, _, _ in _moves(i, j, cells, kinds, slots, best))
    assigned: list[Cell | None] = [None] * m
    i = j = 0
    while i < n or j < m:
        _, di, dj = max(_moves(i, j, cells, kinds, slots, best), key=lambda move: move[0])
        if di and dj:
            assigned[j] = cells[i]
        i, j = i + di, j + dj
    return Alignment(tuple(zip(slots, assigned, strict=True)), best[0][0] > _FORBIDDEN / 2)


def _moves(
    i: int,
    j: int,
    cells: Sequence[Cell],
    kinds: Sequence[str],
    slots: Sequence[Slot],
    best: Sequence[Sequence[float]],
) -> list[tuple[float, int, int]]:
    """Return (total, cells taken, slots taken) of what can come next at cell i and slot j."""
    moves: list[tuple[float, int, int]] = []
    if i < len(cells) and j < len(slots):
        fit = _fit(slots[j], kinds[i], cells[i].text) + SAME_PLACE * (slots[j].index == i)
        moves.append((fit + best[i + 1][j + 1], 1, 1))
    if i < len(cells):
        cost = SKIP_EMPTY_CELL if kinds[i] == "empty" else _FORBIDDEN
        moves.append((cost + best[i + 1][j], 1, 0))
    if j < len(slots):
        moves.append((slots[j].cost_of_skipping + best[i][j + 1], 0, 1))
    return moves


def _fit(slot: Slot, kind: str, text: str) -> float:
    """Return how well a cell fits a slot; numbers of rows are known by their form alone."""
    if slot.kind == "serial" and _SERIAL.fullmatch(fold(text)):
        kind = "serial"
    return FITS[slot.kind].get(kind, _FORBIDDEN)
