"""Columns of printed cells as arrays.

Most cells of a long table are plain decimals. They are kept as integers, digit for digit (`Plain`), and
never become objects; every other cell is a `Quantity`, each different one kept once. Both give the same
numbers: an integer of at most 15 digits divided by a power of ten is the float nearest to the decimal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.growth import Floats
from analysis.growth_check.rounding import (
    DEFAULT_ROUNDING,
    EndArrays,
    Interval,
    printed_interval,
    rounding_rule,
)
from analysis.quantity import Quantity

Mask = NDArray[np.bool_]
Texts = NDArray[np.object_]
Integers = NDArray[np.int64]

Cell = Quantity | str
"""A printed number, or the code of the reason (a key of `REASONS`) why there is none."""

PER_CENT, POINTS = "%", "百分点"
LARGEST_PLAIN = 10**14
"""Plain numbers have fewer digits than this, so that ten times one is still an exact float."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """n numbers and the intervals around them: arrays of shape (n,)."""

    value: Floats
    lower: Floats
    upper: Floats

    def take(self, at: NDArray[np.intp]) -> Bounds:
        """Return some of the rows."""
        return Bounds(self.value[at], self.lower[at], self.upper[at])


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain decimals among n cells: where they are, their digits without the point, their decimals."""

    here: Mask
    digits: Integers
    places: Integers

    @classmethod
    def none(cls, count: int) -> Plain:
        """Return the record of n cells none of which is plain."""
        return cls(np.zeros(count, bool), np.zeros(count, np.int64), np.zeros(count, np.int64))


@dataclass(frozen=True, slots=True)
class Digits:
    """Printed numbers as whole multiples of one unit of their last place; step NaN where that is not so."""

    digits: Integers
    step: Floats

    def take(self, at: NDArray[np.intp]) -> Digits:
        """Return some of the rows."""
        return Digits(self.digits[at], self.step[at])


@dataclass(frozen=True)
class Column:
    """A column of n cells: plain decimals as integers, every other cell kept once in ``distinct``.

    Row i holds ``distinct[codes[i]]`` where it is not plain; the unit of a plain cell is
    ``units[unit_codes[i]]`` ("" when none is printed).
    """

    distinct: tuple[Cell, ...]
    codes: NDArray[np.intp]
    plain: Plain
    units: tuple[str, ...]
    unit_codes: NDArray[np.intp]
    rounding: str = DEFAULT_ROUNDING

    @cached_property
    def value(self) -> Floats:
        """The printed numbers, NaN where there is none."""
        values = (None if isinstance(cell, str) else cell.value for cell in self.distinct)
        return self._joined(_floats(values), 0)

    @cached_property
    def lower(self) -> Floats:
        """The lower ends of the rounding intervals."""
        return self._joined(_floats(None if i is None else i.low for i in self._intervals), self._ends.low)

    @cached_property
    def upper(self) -> Floats:
        """The upper ends of the rounding intervals."""
        return self._joined(_floats(None if i is None else i.high for i in self._intervals), self._ends.high)

    @cached_property
    def open_low(self) -> Mask:
        """Rows whose lower end does not count."""
        return np.where(self.plain.here, self._ends.open_low, self._flags("open_low"))

    @cached_property
    def open_high(self) -> Mask:
        """Rows whose upper end does not count."""
        return np.where(self.plain.here, self._ends.open_high, self._flags("open_high"))

    @cached_property
    def printed(self) -> Digits:
        """The numbers as whole multiples of their last printed place."""
        cells = [_digits_of(cell) for cell in self.distinct] or [(0, np.nan)]
        digits = np.array([cell[0] for cell in cells], np.int64)[self.codes]
        steps = np.array([cell[1] for cell in cells], float)[self.codes]
        plain_step = 1 / 10.0**self.plain.places
        here = self.plain.here
        return Digits(np.where(here, self.plain.digits, digits), np.where(here, plain_step, steps))

    def exact(self, row: int) -> Interval:
        """Return the interval of one row, exact, in the unit of its cell."""
        if not self.plain.here[row]:
            interval: Interval | None = self._intervals[self.codes[row]]
            if interval is None:
                raise TypeError(f"no number in this cell, only {self.distinct[self.codes[row]]!r}")
            return interval
        digits, scale = 10 * int(self.plain.digits[row]), 10 ** (int(self.plain.places[row]) + 1)
        ends = self._ends
        return Interval(
            Fraction(digits + 5 * int(ends.low[row]), scale),
            Fraction(digits + 5 * int(ends.high[row]), scale),
            bool(ends.open_low[row]),
            bool(ends.open_high[row]),
        )

    def where(self, test: Callable[[Cell], bool]) -> Mask:
        """Return for all rows whether the cell passes a test that no plain number passes."""
        return self.spread(np.array([test(cell) for cell in self.distinct], bool))

    def is_code(self, code: str) -> Mask:
        """Return the rows that hold this reason code instead of a number."""
        return self.where(lambda cell: isinstance(cell, str) and cell == code)

    def flagged(self, attribute: str) -> Mask:
        """Return the rows whose Quantity has a true attribute that plain numbers do not have."""
        return self.where(lambda cell: isinstance(cell, Quantity) and bool(getattr(cell, attribute)))

    def threshold(self) -> Mask:
        """Return the rows with a one-sided number such as "≥95" or "6以上"."""
        return self.where(lambda cell: isinstance(cell, Quantity) and is_threshold(cell))

    def unit_names(self) -> tuple[tuple[str, ...], NDArray[np.intp]]:
        """Return the units of all rows: the names and each row's index into them."""
        names: dict[str, int] = {name: index for index, name in enumerate(self.units)}
        special = [
            names.setdefault("" if isinstance(cell, str) else cell.unit, len(names)) for cell in self.distinct
        ]
        codes = np.array(special or [0], np.intp)[self.codes]
        return tuple(names), np.where(self.plain.here, self.unit_codes, codes)

    @cached_property
    def _ends(self) -> EndArrays:
        return rounding_rule(self.rounding).arrays(self.plain.digits)

    @cached_property
    def _intervals(self) -> tuple[Interval | None, ...]:
        return tuple(
            None if isinstance(cell, str) or cell.lower is None else printed_interval(cell, self.rounding)
            for cell in self.distinct
        )

    def _flags(self, name: str) -> Mask:
        return self.spread(np.array([i is not None and getattr(i, name) for i in self._intervals], bool))

    def spread(self, flags: Mask) -> Mask:
        """Give each row the flag of its cell in ``distinct``, plain ones False."""
        return np.append(flags, False)[np.where(self.plain.here, len(flags), self.codes)]

    def _joined(self, special: Floats, half_units: Integers | int) -> Floats:
        shifted = (10 * self.plain.digits + 5 * half_units) / 10.0 ** (self.plain.places + 1)
        return np.where(self.plain.here, shifted, np.append(special, np.nan)[self.codes])


def _floats(values: Iterable[Decimal | Fraction | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], float)


def _digits_of(cell: Cell) -> tuple[int, float]:
    """Return digits and step of a cell that is one number printed to a decimal place; NaN for any other."""
    if isinstance(cell, str) or cell.value is None or cell.decimals is None or cell.comparator != "=":
        return 0, np.nan
    steps = Fraction(cell.value) * Fraction(10) ** cell.decimals
    if steps.denominator != 1 or abs(steps) >= LARGEST_PLAIN:
        return 0, np.nan
    return int(steps), float(Fraction(10) ** -cell.decimals)


def is_threshold(quantity: Quantity) -> bool:
    """Return whether a number is one-sided; 5000余万 has two ends (5000万 … 6000万) and is not."""
    one_sided = quantity.comparator not in ("=", "~") and not quantity.is_range
    return one_sided and not quantity.somewhat_more


def column_of(cells: Sequence[Cell], rounding: str = DEFAULT_ROUNDING) -> Column:
    """Return a Column of a short list of cells, one row each."""
    count = len(cells)
    return Column(
        tuple(cells), np.arange(count), Plain.none(count), ("",), np.zeros(count, np.intp), rounding
    )
