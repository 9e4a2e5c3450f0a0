"""A growth table as arrays: endpoints in one unit, stated figures as claims, what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from analysis.errors import UnitError
from analysis.growth import Floats
from analysis.growth_check.cells import PER_CENT, Bounds, Column, Digits, Mask
from analysis.growth_check.claims import Claims
from analysis.units import convert_exactly, unit


@dataclass(frozen=True, slots=True)
class Common:
    """The unit in which the endpoints of a row are compared ("" when none is printed); factors to it."""

    unit: str
    agree: bool = True
    share: bool = False
    base_factor: Fraction = Fraction(1)
    target_factor: Fraction = Fraction(1)


def common_unit(base: str, target: str) -> Common:
    """Return the unit to compare two endpoints in: shares in per cent, other dimensions in the base's unit.

    An endpoint without a unit takes the other's; two numbers without units may be shares.

    Examples
    --------
    >>> int(common_unit("万元", "亿元").target_factor), common_unit("‰", "").unit
    (10000, '%')
    >>> common_unit("万元", "张").agree
    False
    """
    base, target = base or target, target or base
    if not base:
        return Common("", share=True)
    share = unit(base).dimension == "share"
    symbol = PER_CENT if share else base
    try:
        factors = [convert_exactly(Decimal(1), own, symbol) for own in (base, target)]
    except UnitError:
        return Common(symbol, agree=False, share=share)
    return Common(symbol, True, share, *factors)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a table holds beside the columns of the check.

    ``actual``: the values really reached in the target year. ``group``, shape (n,): the table that each row
    belongs to; neighbouring rows of one table may have been confused. ``opaque``, shape (n,): rows whose
    endpoints have the same unit, one that is not known. None where nothing is known.
    """

    actual: Column | None = None
    group: NDArray[np.intp] | None = None
    opaque: Mask | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """All about n rows that a verdict needs: arrays of shape (n,), both endpoints in their common unit.

    ``years`` lie between the endpoints; ``span`` is what a stated figure is spread over: the years, or 1
    where it is the change over the whole period. ``actual`` is NaN where none is known, ``near_base`` and
    ``near_target``, shape (n, 2), where no neighbour has a number in the same unit.
    ``share``: both endpoints are shares, or carry no unit.
    """

    base_cell: Column
    target_cell: Column
    claims: Claims
    years: Floats
    base: Bounds
    target: Bounds
    units: tuple[Common, ...]
    unit_codes: NDArray[np.intp]
    actual: Floats
    near_base: Floats
    near_target: Floats
    share: Mask

    @property
    def stated_cell(self) -> Column:
        """The stated figures as printed."""
        return self.claims.column

    @property
    def span(self) -> Floats:
        """What the stated figures are spread over."""
        return np.where(self.claims.total & (self.years > 0), 1.0, self.years)

    @property
    def points(self) -> Mask:
        """Rows that are compared by percentage points."""
        return self.claims.points & self.share

    def unit_flagged(self, attribute: str) -> Mask:
        """Return the rows whose common unit has a true attribute."""
        return np.array([getattr(item, attribute) for item in self.units], bool)[self.unit_codes]

    def endpoint_digits(self, name: str) -> Digits:
        """Return an endpoint ("base" or "target") as whole steps of its last place, in the common unit."""
        factors = np.array([float(getattr(item, f"{name}_factor")) for item in self.units], float)
        printed = (self.base_cell if name == "base" else self.target_cell).printed
        return Digits(printed.digits, printed.step * factors[self.unit_codes])

    def exact_ends(self, row: int, base_end: str, target_end: str) -> tuple[Fraction, Fraction]:
        """Return one interval end ("low" or "high") of each endpoint, exact, in the row's common unit."""
        common = self.units[self.unit_codes[row]]
        base: Fraction = getattr(self.base_cell.exact(row), base_end)
        target: Fraction = getattr(self.target_cell.exact(row), target_end)
        return base * common.base_factor, target * common.target_factor


def rows_of(base: Column, target: Column, claims: Claims, years: Floats, beside: Beside) -> Rows:
    """Put the columns of a growth table into one record, endpoints converted to a common unit."""
    base_names, base_codes = base.unit_names()
    target_names, target_codes = target.unit_names()
    pairs = base_codes * len(target_names) + target_codes
    present, codes = np.unique(pairs, return_inverse=True)
    units = tuple(
        common_unit(base_names[pair // len(target_names)], target_names[pair % len(target_names)])
        for pair in present.tolist()
    )
    factors = np.array([[float(item.base_factor), float(item.target_factor)] for item in units], float)
    by_row = factors.reshape(-1, 2)[codes]
    start, end = _scaled(base, by_row[:, 0]), _scaled(target, by_row[:, 1])
    symbols = {item.unit: number for number, item in enumerate(units)}
    symbol = np.array([symbols[item.unit] for item in units], np.intp)[codes]
    share = np.array([item.share for item in units], bool)[codes]
    return Rows(
        base_cell=base,
        target_cell=target,
        claims=claims,
        years=years,
        base=start,
        target=end,
        units=units,
        unit_codes=codes,
        actual=_actual(beside.actual, units, codes),
        near_base=_neighbours(start.value, symbol, beside.group),
        near_target=_neighbours(end.value, symbol, beside.group),
        share=share if beside.opaque is None else share & ~beside.opaque,
    )


def _scaled(column: Column, factor: Floats) -> Bounds:
    return Bounds(column.value * factor, column.lower * factor, column.upper * factor)


def _actual(actual: Column | None, units: tuple[Common, ...], unit_codes: NDArray[np.intp]) -> Floats:
    """Return the values really reached, in the common unit; one without a unit has that of the target."""
    if actual is None:
        return np.full(len(unit_codes), np.nan)
    names, codes = actual.unit_names()
    factors = np.array([[_factor(item, name) for name in names] for item in units], float)
    return np.asarray(actual.value * factors.reshape(-1, len(names))[unit_codes, codes])


def _factor(common: Common, name: str) -> float:
    if not name or not common.unit:
        return float(common.target_factor)
    try:
        return float(convert_exactly(Decimal(1), name, common.unit))
    except UnitError:
        return np.nan


def _neighbours(value: Floats, symbol: NDArray[np.intp], group: NDArray[np.intp] | None) -> Floats:
    """Return the values of the rows above and below in the same table and unit, shape (n, 2)."""
    near = np.full((len(value), 2), np.nan)
    if group is not None and len(value) > 1:
        alike = (group[1:] == group[:-1]) & (symbol[1:] == symbol[:-1])
        near[1:, 0] = np.where(alike, value[:-1], np.nan)
        near[:-1, 1] = np.where(alike, value[1:], np.nan)
    return near
