"""What stated growth figures claim: an interval in per cent or percentage points, and over what time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from analysis.errors import InputError
from analysis.growth import Floats
from analysis.growth_check.cells import PER_CENT, POINTS, Cell, Column, Mask, is_threshold
from analysis.growth_check.rounding import DEFAULT_ROUNDING, printed_interval
from analysis.quantity import Quantity
from analysis.units import unit

TOTALS = ("none", "brackets", "points", "all")
"""Which stated figures are the change over the whole period, not a year: none (default: [ ] and 累计 are not
checkable), those in [ ] or marked 累计, these and all in percentage points, all."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a stated figure says: growth lies in low … high, in per cent or percentage points.

    None at an end: no limit there. ``open_low`` and ``open_high`` mark ends that do not count (">6");
    ``step`` is one unit of the last printed place, None for a figure that no formula can be compared with (a
    threshold, a range).
    """

    low: Fraction | None = None
    high: Fraction | None = None
    value: Fraction | None = None
    step: Fraction | None = None
    open_low: bool = False
    open_high: bool = False
    points: bool = False
    foreign_unit: bool = False
    cumulative: bool = False


def claim(stated: Cell, rounding: str = DEFAULT_ROUNDING) -> Claim:
    """Turn a stated figure into what it claims; a figure without a unit is in per cent.

    A threshold compares one-sidedly with the printed number itself, a range by its printed ends, any other
    figure by its rounding interval.

    Examples
    --------
    >>> from analysis.quantity import parse_quantity
    >>> [float(claim(parse_quantity(text)).low) for text in ("4.4", "4.40%", "6%以上")]
    [4.35, 4.395, 6.0]
    """
    if isinstance(stated, str) or stated.missing:
        return Claim()
    # "5.2%/年" and "每年增加5.2%" say what a growth column says anyway
    stated = replace(stated, unit=stated.unit.removesuffix("/年"))
    dimension = unit(stated.unit).dimension if stated.unit else "share"
    value = None if stated.value is None else Fraction(stated.value)
    if dimension not in ("share", "difference"):
        return Claim(value=value, foreign_unit=True, cumulative=stated.cumulative)
    points = dimension == "difference"
    figure = stated.to(POINTS if points else PER_CENT) if stated.unit else stated
    return _claim(figure, points=points, rounding=rounding)


def _claim(figure: Quantity, *, points: bool, rounding: str) -> Claim:
    one_sided = is_threshold(figure)
    interval = printed_interval(figure, rounding)
    low, high = interval.low, interval.high
    value = None if figure.value is None else Fraction(figure.value)
    up = figure.comparator in (">", ">=")
    diagnosable = not (one_sided or figure.is_range or figure.decimals is None)
    return Claim(
        low=low if not one_sided else value if up else None,
        high=high if not one_sided else None if up else value,
        value=value,
        step=Fraction(10) ** -(figure.decimals or 0) if diagnosable else None,
        open_low=figure.comparator == ">" or (not one_sided and interval.open_low),
        open_high=figure.comparator == "<" or (not one_sided and interval.open_high),
        points=points,
        cumulative=figure.cumulative,
    )


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of n rows: arrays of shape (n,), NaN where there is no number, ±inf where no limit.

    ``total``: the figure is taken as the change over the whole period.
    """

    column: Column
    special: tuple[Claim, ...]
    value: Floats
    low: Floats
    high: Floats
    step: Floats
    open_low: Mask
    open_high: Mask
    points: Mask
    foreign_unit: Mask
    total: Mask

    def bound(self, row: int, end: str) -> Fraction:
        """Return one end ("low" or "high") of a row's claim, exact."""
        if self.column.plain.here[row]:
            interval = self.column.exact(row)
            return interval.low if end == "low" else interval.high
        claimed: Claim = self.special[self.column.codes[row]]
        bound = claimed.low if end == "low" else claimed.high
        if bound is None:
            raise TypeError("this claim has no limit there")
        return bound


def claims_of(stated: Column, totals: str = "none") -> Claims:
    """Return what a column of stated figures claims; plain ones are in per cent or percentage points.

    Raises
    ------
    InputError
        If `totals` is none of `TOTALS`.
    """
    if totals not in TOTALS:
        raise InputError(f'unknown choice of totals "{totals}"', remedy=f"choose one of {', '.join(TOTALS)}")
    special = tuple(claim(cell, stated.rounding) for cell in stated.distinct)
    here = stated.plain.here

    def flags(name: str) -> Mask:
        return stated.spread(np.array([getattr(item, name) for item in special], bool))

    def joined(name: str, plain: Floats, missing: float) -> Floats:
        values = [getattr(item, name) for item in special]
        numbers = np.array([missing if value is None else float(value) for value in values], float)
        return np.where(here, plain, np.append(numbers, np.nan)[stated.codes])

    plain_points = np.array([name == POINTS for name in stated.units], bool)[stated.unit_codes]
    points = np.where(here, plain_points, flags("points"))
    chosen = {
        "none": np.zeros(len(here), bool),
        "brackets": flags("cumulative"),
        "points": flags("cumulative") | points,
        "all": np.ones(len(here), bool),
    }
    return Claims(
        column=stated,
        special=special,
        value=joined("value", stated.value, np.nan),
        low=joined("low", stated.lower, -np.inf),
        high=joined("high", stated.upper, np.inf),
        step=joined("step", 1 / 10.0**stated.plain.places, np.nan),
        open_low=np.where(here, stated.open_low, flags("open_low")),
        open_high=np.where(here, stated.open_high, flags("open_high")),
        points=points,
        foreign_unit=flags("foreign_unit"),
        total=chosen[totals],
    )
