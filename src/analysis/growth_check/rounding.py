"""Which true numbers a printed number may stand for, by the rule it was rounded with: one table.

u is one unit of the last printed place: 0.1 for "4.4". A bracket [ ] counts its end in, ( ) does not.

=============== ==================== ==================== ==================== =============================
rule            x > 0                x < 0                x = 0                how the writer rounded
=============== ==================== ==================== ==================== =============================
half_up_or_down [x - u/2, x + u/2]   [x - u/2, x + u/2]   [-u/2, u/2]          a half either way (default)
half_even       closed after an even last digit, open after an odd one         a half to the even digit
half_up         [x - u/2, x + u/2)   (x - u/2, x + u/2]   (-u/2, u/2)          a half away from zero
half_down       (x - u/2, x + u/2]   [x - u/2, x + u/2)   [-u/2, u/2]          a half towards zero
truncation      [x, x + u)           (x - u, x]           (-u, u)              further digits dropped
up              (x - u, x]           [x, x + u)           {0}                  away from zero
ceiling         (x - u, x]           (x - u, x]           (-u, 0]              to the next greater
floor           [x, x + u)           [x, x + u)           [0, u)               to the next smaller
=============== ==================== ==================== ==================== =============================

Plans do not say how they round, so the default leaves both open questions in favour of the plan. A rule says
something about plain numbers only: "about 300", 5000余万 and ranges keep the interval of `quantity_record`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of an interval around a printed number, in half units of its last place, open or closed."""

    low: int
    high: int
    open_low: bool = False
    open_high: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to round: the interval behind a positive number, a negative one, and zero.

    ``odd``, where given, holds for numbers of either sign whose last digit is odd.
    """

    positive: Ends
    negative: Ends
    zero: Ends
    odd: Ends | None = None

    def ends(self, sign: int, *, odd: bool) -> Ends:
        """Return the interval for a number of this sign (-1, 0, 1)."""
        if odd and self.odd is not None:
            return self.odd
        return (self.negative, self.zero, self.positive)[sign + 1]

    def arrays(self, digits: NDArray[np.int64]) -> EndArrays:
        """Return the interval for each of n numbers, given without their decimal points, shape (n,)."""
        kinds = [self.ends(sign, odd=odd) for odd in (False, True) for sign in (-1, 0, 1)]
        kind = np.sign(digits) + 1 + 3 * (digits & 1)
        return EndArrays(
            np.array([ends.low for ends in kinds])[kind],
            np.array([ends.high for ends in kinds])[kind],
            np.array([ends.open_low for ends in kinds])[kind],
            np.array([ends.open_high for ends in kinds])[kind],
        )


@dataclass(frozen=True, slots=True)
class EndArrays:
    """`Ends` of n numbers."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    open_low: NDArray[np.bool_]
    open_high: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Interval:
    """True numbers behind a printed one, exact; ``open_low`` and ``open_high`` mark ends that do not count.

    Examples
    --------
    >>> from analysis.quantity import parse_quantity
    >>> cut = printed_interval(parse_quantity("-4.4"), "truncation")
    >>> float(cut.low), float(cut.high), cut.open_low, cut.open_high
    (-4.5, -4.4, True, False)
    """

    low: Fraction
    high: Fraction
    open_low: bool = False
    open_high: bool = False


_HALVES = Ends(-1, 1)
_INNER = Ends(-1, 1, open_low=True, open_high=True)
_UP_TO = Ends(-2, 0, open_low=True)
_FROM = Ends(0, 2, open_high=True)
_UPPER_OPEN = Ends(-1, 1, open_high=True)
_LOWER_OPEN = Ends(-1, 1, open_low=True)

DEFAULT_ROUNDING = "half_up_or_down"

ROUNDING_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        DEFAULT_ROUNDING: Rule(_HALVES, _HALVES, _HALVES),
        "half_even": Rule(_HALVES, _HALVES, _HALVES, odd=_INNER),
        "half_up": Rule(_UPPER_OPEN, _LOWER_OPEN, _INNER),
        "half_down": Rule(_LOWER_OPEN, _UPPER_OPEN, _HALVES),
        "truncation": Rule(_FROM, _UP_TO, Ends(-2, 2, open_low=True, open_high=True)),
        "up": Rule(_UP_TO, _FROM, Ends(0, 0)),
        "ceiling": Rule(_UP_TO, _UP_TO, _UP_TO),
        "floor": Rule(_FROM, _FROM, _FROM),
    }
)
"""Name → rule; the table at the head of this module, as data."""


def rounding_rule(name: str) -> Rule:
    """Return a rule by its name.

    Raises
    ------
    InputError
        If there is no such rule.
    """
    try:
        return ROUNDING_RULES[name]
    except KeyError:
        names = ", ".join(ROUNDING_RULES)
        raise InputError(f'unknown rounding rule "{name}"', remedy=f"choose one of {names}") from None


def printed_interval(quantity: Quantity, rounding: str = DEFAULT_ROUNDING) -> Interval:
    """Return the true numbers behind a printed one, in its own unit.

    Raises
    ------
    InputError
        If there is no such rule.
    ValueError
        If the quantity is missing.
    """
    rule = rounding_rule(rounding)
    if quantity.lower is None or quantity.upper is None:
        raise ValueError("a missing number has no interval")
    low, high = Fraction(quantity.lower), Fraction(quantity.upper)
    value = quantity.value
    plain = quantity.comparator == "=" and quantity.decimals is not None
    if rounding == DEFAULT_ROUNDING or value is None or not plain:
        return Interval(low, high)
    half, exact = (high - low) / 2, Fraction(value)
    sign = (exact > 0) - (exact < 0)
    ends = rule.ends(sign, odd=int(exact / (2 * half)) % 2 == 1)
    return Interval(exact + ends.low * half, exact + ends.high * half, ends.open_low, ends.open_high)
