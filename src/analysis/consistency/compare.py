"""Two printed numbers: can both be true? Interval arithmetic on what was printed, comparators honoured."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from analysis.errors import UnitError
from analysis.quantity import Quantity
from analysis.units import unit

EQUAL: Final = "equal"
"""The intervals of both printed numbers meet."""
APART: Final = "apart"
"""No number satisfies both."""
OPEN: Final = "open"
"""At least one is a bound, and the other lies on its allowed side."""

Ends = tuple[Fraction, Fraction]
_BOUNDS: Final = frozenset({">=", ">", "<=", "<"})
_COUNT_UNITS: Final = frozenset("个家所处座间支项条类种人名位户张床对件穴辆艘架台")
_OLD_PEOPLE: Final = re.compile("老年人口|老年人|老人")


def is_bound(quantity: Quantity) -> bool:
    """Say whether a number is printed as a bound: ≥95, 突破610; 5000余万 is not one."""
    return quantity.comparator in _BOUNDS and not quantity.somewhat_more


def with_unit(quantity: Quantity, full_unit: str) -> Quantity:
    """Return a quantity under the unit that includes the denominator of its name: 张 → 张/千名老年人."""
    if not full_unit or quantity.unit == full_unit:
        return quantity
    return replace(quantity, unit=_OLD_PEOPLE.sub("老年人", full_unit))


def in_unit(quantity: Quantity, symbol: str) -> Quantity | None:
    """Return a quantity in another unit; None when it cannot be converted."""
    symbol = _OLD_PEOPLE.sub("老年人", symbol)
    if quantity.unit == symbol:
        return quantity
    try:
        return quantity.to(symbol)
    except UnitError:
        return None


def ends(quantity: Quantity) -> Ends | None:
    """Return the interval of a printed number; None when there is none.

    A count printed in full (18家, 1200人) is exact; 10万人 is rounded.

    Examples
    --------
    >>> from analysis.quantity import parse_quantity
    >>> [[float(end) for end in ends(parse_quantity(text))] for text in ("18家", "18%")]
    [[18.0, 18.0], [17.5, 18.5]]
    """
    if quantity.lower is None or quantity.upper is None:
        return None
    if _is_count(quantity):
        return Fraction(quantity.value or 0), Fraction(quantity.value or 0)
    return Fraction(quantity.lower), Fraction(quantity.upper)


def _is_count(quantity: Quantity) -> bool:
    """Say whether a number counts whole things one by one: 18家, but not 1.8万人, 约300人 or 18人/万人."""
    whole = quantity.decimals == 0 and quantity.value is not None and quantity.unit in _COUNT_UNITS
    return whole and quantity.comparator != "~" and not quantity.somewhat_more


def base_ends(quantity: Quantity) -> Ends | None:
    """Return the rounding interval in the base unit of the dimension (元 for 万元)."""
    found = ends(quantity)
    if found is None or not quantity.unit:
        return found
    factor = factor_of(quantity.unit)
    return None if factor is None else (found[0] * factor, found[1] * factor)


def factor_of(symbol: str) -> Fraction | None:
    """Return how many base units one unit is, None for an unknown unit."""
    try:
        return unit(symbol).factor
    except UnitError:
        return None


def dimension_of(symbol: str) -> str:
    """Return the dimension of a unit, "" for none and for an unknown one."""
    try:
        return unit(symbol).dimension if symbol else ""
    except UnitError:
        return ""


def meet(first: Ends, second: Ends) -> bool:
    """Say whether two intervals overlap in more than an end.

    84.5 rounds to 84 and to 85, but no document rounds it both ways: 84 and 85 are different numbers.

    Examples
    --------
    >>> meet((Fraction(167, 2), Fraction(169, 2)), (Fraction(169, 2), Fraction(171, 2)))
    False
    >>> meet((Fraction(84), Fraction(84)), (Fraction(167, 2), Fraction(169, 2)))
    True
    """
    low, high = max(first[0], second[0]), min(first[1], second[1])
    return low < high or (
        low == high and low in (*first, *second) and (first[0] == first[1] or second[0] == second[1])
    )


def compare(first: Quantity, second: Quantity) -> str | None:
    """Compare two numbers that claim to be the same one.

    Parameters
    ----------
    first, second : Quantity
        In units of the same dimension; the second is converted.

    Returns
    -------
    str or None
        `EQUAL`, `APART` or `OPEN`; None when they cannot be compared.

    Notes
    -----
    A bound reaches from its rounding interval to infinity. Two bounds of one direction can always both hold.

    Examples
    --------
    >>> from analysis.quantity import parse_quantity as read
    >>> compare(read("1.7‰"), read("17人/万人")), compare(read("660元/月"), read("9600元/年"))
    ('equal', 'apart')
    >>> compare(read("突破610家"), read("620家")), compare(read("突破610家"), read("600家"))
    ('open', 'apart')
    """
    other = in_unit(second, first.unit)
    if other is None:
        return None
    one, two = ends(first), ends(other)
    if one is None or two is None:
        return None
    if meet(one, two):
        return EQUAL
    low, high = (first, other) if one[1] <= two[0] else (other, first)
    if _open_above(low) or _open_below(high):
        return OPEN
    return APART


def _open_above(quantity: Quantity) -> bool:
    return is_bound(quantity) and quantity.comparator in (">", ">=")


def _open_below(quantity: Quantity) -> bool:
    return is_bound(quantity) and quantity.comparator in ("<", "<=")


def gap(first: Ends, second: Ends) -> Fraction:
    """Return how far apart two disjoint intervals of positive numbers are: the nearest ends' ratio − 1."""
    low, high = (first, second) if first[1] <= second[0] else (second, first)
    return high[0] / low[1] - 1 if low[1] > 0 else Fraction(10**6)


def show(number: Fraction | Decimal, digits: int = 4) -> str:
    """Print a number with at most `digits` significant digits after its whole part, no exponent.

    Examples
    --------
    >>> show(Fraction(235, 510) * 100), show(Fraction(7920)), show(Fraction(596999))
    ('46.08', '7920', '596999')
    """
    whole = len(str(abs(int(number))))
    rounded = round(Fraction(number), max(0, digits - whole))
    text = f"{float(rounded):.{max(0, digits - whole)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
