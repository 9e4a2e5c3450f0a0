"""Columns of printed cells as arrays: endpoints in one unit, and what a stated figure claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from analysis.errors import UnitError
from analysis.growth import Floats
from analysis.growth_check.diagnosis import Bounds
from analysis.quantity import Quantity
from analysis.units import convert_exactly, unit

Mask = NDArray[np.bool_]
Texts = NDArray[np.object_]

Cell = Quantity | str
"""A printed number, or the code of the reason (a key of `REASONS`) why there is none."""

PER_CENT, POINTS = "%", "百分点"
_FAR = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of n cells, each different cell kept once: row i holds ``distinct[codes[i]]``."""

    distinct: tuple[Cell, ...]
    codes: NDArray[np.intp]

    def cell(self, row: int) -> Cell:
        """Return the cell of one row."""
        return self.distinct[int(self.codes[row])]

    def numbers(self, attribute: str) -> Floats:
        """Return a Decimal attribute of all rows as floats, NaN where there is none."""
        return _floats(self.distinct, attribute)[self.codes]

    def where(self, test: Callable[[Cell], bool]) -> Mask:
        """Return for all rows whether the cell passes a test."""
        return np.array([test(cell) for cell in self.distinct], bool)[self.codes]

    def is_code(self, code: str) -> Mask:
        """Return the rows that hold this reason code instead of a number."""
        return self.where(lambda cell: isinstance(cell, str) and cell == code)

    def flagged(self, attribute: str) -> Mask:
        """Return the rows whose Quantity has a true attribute."""
        return self.where(lambda cell: isinstance(cell, Quantity) and bool(getattr(cell, attribute)))

    def threshold(self) -> Mask:
        """Return the rows with a one-sided number such as "≥95" or "6以上"."""
        return self.where(lambda cell: isinstance(cell, Quantity) and is_threshold(cell))


def is_threshold(quantity: Quantity) -> bool:
    """Return whether a number is one-sided; 5000余万 has two ends (5000万 … 6000万) and is not."""
    one_sided = quantity.comparator not in ("=", "~") and not quantity.is_range
    return one_sided and not quantity.somewhat_more


def column_of(cells: Sequence[Cell]) -> Column:
    """Return a Column of a short list of cells, one row each."""
    return Column(tuple(cells), np.arange(len(cells)))


@dataclass(frozen=True, slots=True)
class Claim:
    """What a stated figure says: growth lies in low … high, in per cent or percentage points a year.

    ``open_low`` and ``open_high`` mark ends that do not count (">6"); ``step`` is one unit of the last
    printed place, None for a figure that no formula can be compared with (a threshold, a range).
    """

    low: Decimal = -_FAR
    high: Decimal = _FAR
    value: Decimal | None = None
    step: Decimal | None = None
    open_low: bool = False
    open_high: bool = False
    points: bool = False
    foreign_unit: bool = False


def claim(stated: Cell) -> Claim:
    """Turn a stated figure into what it claims; a figure without a unit is in per cent.

    A threshold compares one-sidedly with the printed number itself, a range by its printed ends, any other
    figure by its rounding interval.

    Examples
    --------
    >>> from analysis.quantity import parse_quantity
    >>> [claim(parse_quantity(text)).low for text in ("4.4", "4.40%", "6%以上")]
    [Decimal('4.35'), Decimal('4.395'), Decimal('6')]
    """
    if isinstance(stated, str) or stated.missing:
        return Claim()
    dimension = unit(stated.unit).dimension if stated.unit else "share"
    if dimension not in ("share", "difference"):
        return Claim(value=stated.value, foreign_unit=True)
    points = dimension == "difference"
    figure = stated.to(POINTS if points else PER_CENT) if stated.unit else stated
    low, high = _claimed_interval(figure)
    diagnosable = not (is_threshold(figure) or figure.is_range or figure.decimals is None)
    return Claim(
        low=low,
        high=high,
        value=figure.value,
        step=Decimal(1).scaleb(-(figure.decimals or 0)) if diagnosable else None,
        open_low=figure.comparator == ">",
        open_high=figure.comparator == "<",
        points=points,
    )


def _claimed_interval(figure: Quantity) -> tuple[Decimal, Decimal]:
    low, high = figure.lower, figure.upper
    if is_threshold(figure):
        up = figure.comparator in (">", ">=")
        low, high = (figure.value, None) if up else (None, figure.value)
    return -_FAR if low is None else low, _FAR if high is None else high


@dataclass(frozen=True, slots=True)
class Common:
    """The unit in which the endpoints of a row are compared ("" when none is printed); factors to it."""

    unit: str
    agree: bool = True
    share: bool = False
    base_factor: float = 1.0
    target_factor: float = 1.0


def common_unit(base: str, target: str) -> Common:
    """Return the unit to compare two endpoints in: shares in per cent, other dimensions in the base's unit.

    An endpoint without a unit takes the other's; two numbers without units may be shares.

    Examples
    --------
    >>> common_unit("万元", "亿元").target_factor, common_unit("‰", "").unit, common_unit("万元", "张").agree
    (10000.0, '%', False)
    """
    base, target = base or target, target or base
    if not base:
        return Common("", share=True)
    share = unit(base).dimension == "share"
    symbol = PER_CENT if share else base
    try:
        factors = [float(convert_exactly(Decimal(1), own, symbol)) for own in (base, target)]
    except UnitError:
        return Common(symbol, agree=False, share=share)
    return Common(symbol, True, share, *factors)


@dataclass(frozen=True, slots=True)
class Rows:
    """All about n rows that a verdict needs: arrays of shape (n,), both endpoints in their common unit."""

    base_cell: Column
    target_cell: Column
    stated_cell: Column
    years: Floats
    base: Bounds
    target: Bounds
    claims: tuple[Claim, ...]
    units: tuple[Common, ...]
    unit_codes: NDArray[np.intp]

    def claim(self, row: int) -> Claim:
        """Return what the stated figure of one row claims."""
        return self.claims[int(self.stated_cell.codes[row])]

    def claimed(self, attribute: str) -> Floats:
        """Return a number of all claims, NaN where there is none."""
        return _floats(self.claims, attribute)[self.stated_cell.codes]

    def claim_flagged(self, attribute: str) -> Mask:
        """Return the rows whose claim has a true attribute."""
        return np.array([getattr(item, attribute) for item in self.claims], bool)[self.stated_cell.codes]

    def unit_flagged(self, attribute: str) -> Mask:
        """Return the rows whose common unit has a true attribute."""
        return np.array([getattr(item, attribute) for item in self.units], bool)[self.unit_codes]

    @property
    def points(self) -> Mask:
        """Rows that are compared by percentage points a year."""
        return self.claim_flagged("points") & self.unit_flagged("share")

    def exact_ends(self, row: int, base_end: str, target_end: str) -> tuple[Fraction, Fraction]:
        """Return one interval end ("lower" or "upper") of each endpoint, exact, in the row's common unit."""
        symbol = self.units[self.unit_codes[row]].unit
        return (
            _exact_end(self.base_cell.cell(row), symbol, base_end),
            _exact_end(self.target_cell.cell(row), symbol, target_end),
        )


def rows_of(base: Column, target: Column, stated: Column, years: Floats) -> Rows:
    """Put the columns of a growth table into one record, endpoints converted to a common unit."""
    base_units, target_units = _unit_codes(base), _unit_codes(target)
    pairs = base_units.codes * len(target_units.distinct) + target_units.codes
    present, codes = np.unique(pairs, return_inverse=True)
    units = tuple(
        common_unit(
            str(base_units.distinct[pair // len(target_units.distinct)]),
            str(target_units.distinct[pair % len(target_units.distinct)]),
        )
        for pair in present
    )
    return Rows(
        base_cell=base,
        target_cell=target,
        stated_cell=stated,
        years=years,
        base=_scaled(base, _floats(units, "base_factor")[codes]),
        target=_scaled(target, _floats(units, "target_factor")[codes]),
        claims=tuple(claim(cell) for cell in stated.distinct),
        units=units,
        unit_codes=codes,
    )


def _unit_codes(column: Column) -> Column:
    """Return the units of a column, "" for a cell without a number."""
    units: dict[str, int] = {}
    codes = [
        units.setdefault("" if isinstance(cell, str) else cell.unit, len(units)) for cell in column.distinct
    ]
    return Column(tuple(units), np.array(codes, np.intp)[column.codes])


def _scaled(column: Column, factor: Floats) -> Bounds:
    return Bounds(*(column.numbers(name) * factor for name in ("value", "lower", "upper")))


def _exact_end(cell: Cell, symbol: str, end: str) -> Fraction:
    if isinstance(cell, str):
        raise TypeError(f"no number in this cell, only the reason {cell!r}")
    number: Decimal = getattr(cell, end)
    return convert_exactly(number, cell.unit, symbol) if cell.unit else Fraction(number)


def _floats(items: Sequence[object], attribute: str) -> Floats:
    # a reason code is text, and a text has a method "lower": it must not be asked
    values = (None if isinstance(item, str) else getattr(item, attribute) for item in items)
    return np.array([np.nan if value is None else float(value) for value in values], float)
