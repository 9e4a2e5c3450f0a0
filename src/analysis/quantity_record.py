"""The record of a printed number, the interval of true values behind it, and its canonical printing.

The rules for the interval (all ends closed, because plans do not say how they round):

================= ======================= ==================================================================
printed           example                 interval
================= ======================= ==================================================================
a value           48.6                    half a unit of the last printed digit to either side
a threshold       ≥95, 95以上, 突破610    that of the number; the comparator says what lies beyond it
a fraction        三成, 三分之一          half of the step 1/10, 1/3 to either side
about             约300, 5.5左右          the wider of that half unit and the smaller of: one unit of the last
                                          digit that is not zero, a tenth of the number
somewhat more     5000余万, 100多家       from the number to the next unit of its last digit that is not zero
a range           35~40                   as printed, without rounding
================= ======================= ==================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from analysis.numerals import exact_sum, shifted, trimmed
from analysis.units import Unit, convert, match_unit, nearest_decimal, unit

UNSCALED: Final = frozenset({"share", "difference"})
"""Dimensions before whose units 万 or 亿 would make no sense: 2万 under a heading (%) is an error."""

_MULTIPLIERS: Final = (
    "",
    *"十百千万",
    "十万",
    "百万",
    "千万",
    "亿",
    "十亿",
    "百亿",
    "千亿",
    "万亿",
    "十万亿",
    "百万亿",
    "千万亿",
)
COMPARATOR_SIGNS: Final = {"=": "", ">=": "≥", ">": ">", "<=": "≤", "<": "<", "~": "约"}
MISSING_SIGN: Final = "—"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a plan prints it, and what it stands for.

    Parameters
    ----------
    printed : str
        Exactly as given, without outer blanks.
    value : Decimal or None
        The number in `unit`; None when it is missing, and for a range.
    lower, upper : Decimal or None
        Closed interval of true values (rules at the head of this module); the printed ends of a range.
    decimals : int or None
        Position of the last printed digit of `value` in `unit`; negative when a multiplier was absorbed (2亿
        in 元: -8). Of a range that of the end printed more finely. None for a missing number, and where no
        power of ten says it (三分之一, or 1 亩 converted to 平方米).
    unit : str
        Canonical symbol of the unit, "" when none is printed or given. Per cent stay per cent: 7.0% is 7.0.
    comparator : str
        One of ``= >= > <= < ~`` (约, 左右).
    cumulative : bool
        Printed as the sum over the period: 累计, [13.5].
    is_range : bool
        Printed with two ends.
    aside : str
        What stands beside the number and is not the number: 其中一期约1亿, 15亩, ①.
    """

    printed: str
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    decimals: int | None
    unit: str
    comparator: str = "="
    cumulative: bool = False
    is_range: bool = False
    aside: str = ""

    @property
    def missing(self) -> bool:
        """Whether the plan prints no number here (—, /, …, an empty cell); 0 is a number."""
        return self.value is None and not self.is_range

    @property
    def interval(self) -> tuple[Decimal | None, Decimal | None]:
        """Lower and upper end."""
        return self.lower, self.upper

    @property
    def somewhat_more(self) -> bool:
        """Whether 余 or 多 was printed: the interval then begins at the value itself."""
        return self.comparator == ">=" and self.value is not None and self.lower == self.value != self.upper

    def to(self, unit_text: str) -> Quantity:
        """Convert into another unit of the same dimension.

        Raises
        ------
        UnitError
            If the unit is unknown, of another dimension, or this quantity has none.

        Examples
        --------
        >>> beds = Quantity("1.7", Decimal("1.7"), Decimal("1.65"), Decimal("1.75"), 1, "‰")
        >>> beds.to("人/万人").value, beds.to("人/万人").decimals, beds.to("人/万人").upper
        (Decimal('17'), 0, Decimal('17.5'))
        """
        source, target = unit(self.unit), unit(unit_text)
        ends = [
            None if x is None else convert(x, source, target) for x in (self.value, self.lower, self.upper)
        ]
        power = None if self.decimals is None else power_of_ten(source.factor / target.factor)
        decimals = None if power is None or self.decimals is None else self.decimals - power
        if source.dimension != target.dimension:
            convert(Decimal(0), source, target)  # a missing number must not change its dimension either
        value = with_decimals(ends[0], decimals)
        return replace(self, value=value, lower=ends[1], upper=ends[2], decimals=decimals, unit=target.symbol)


def power_of_ten(factor: Fraction) -> int | None:
    """Exponent of a factor that is a power of ten, otherwise None.

    Examples
    --------
    >>> power_of_ten(Fraction(1, 1000)), power_of_ten(Fraction(12))
    (-3, None)
    """
    large, sign = (factor, 1) if factor >= 1 else (1 / factor, -1)
    digits = str(large.numerator)
    is_power = large.denominator == 1 and digits.rstrip("0") == "1"
    return sign * (len(digits) - 1) if is_power else None


def with_decimals(value: Decimal | None, decimals: int | None) -> Decimal | None:
    """Give the value as many decimals as were printed: 7 and 1 make 7.0. Never rounds."""
    if value is None or decimals is None:
        return value
    have = -min(int(value.as_tuple().exponent), 0)
    if have >= max(decimals, 0):
        return value
    return Decimal(format(value, "f") + ("." if have == 0 else "") + "0" * (decimals - have))


def last_digit_unit(value: Decimal) -> Decimal | None:
    """One unit of the last digit that is not zero: 100 for 5300, 0.1 for 6.50; None for zero.

    Examples
    --------
    >>> last_digit_unit(Decimal("5300")), last_digit_unit(Decimal("6.50"))
    (Decimal('100'), Decimal('0.1'))
    """
    if not value:
        return None
    parts = value.as_tuple()
    zeros = len(parts.digits) - len("".join(map(str, parts.digits)).rstrip("0"))
    return shifted(Decimal(1), int(parts.exponent) + zeros)


def rounding_half_width(decimals: int) -> Decimal:
    """Half a unit of the last printed digit: 0.05 for one decimal.

    Examples
    --------
    >>> rounding_half_width(1), rounding_half_width(-8)
    (Decimal('0.05'), Decimal('50000000'))
    """
    return shifted(Decimal(5), -decimals - 1)


def interval_of(
    value: Decimal, half_width: Decimal, comparator: str, *, more: bool = False
) -> tuple[Decimal, Decimal]:
    """Give the closed interval of true values; the rules stand at the head of this module.

    Parameters
    ----------
    value : Decimal
        The printed number.
    half_width : Decimal
        Half of its rounding step.
    comparator : str
        "~" widens the interval.
    more : bool
        余 or 多 was printed.

    Examples
    --------
    >>> interval_of(Decimal("300"), Decimal("0.5"), "~")
    (Decimal('270'), Decimal('330'))
    >>> interval_of(Decimal("50000000"), Decimal("5000"), ">=", more=True)
    (Decimal('50000000'), Decimal('60000000'))
    """
    step = last_digit_unit(value)
    if more and step is not None:
        return value, exact_sum(value, step)
    if comparator == "~" and step is not None:
        half_width = trimmed(max(half_width, min(step, shifted(abs(value), -1))))
    return exact_sum(value, -half_width), exact_sum(value, half_width)


def format_quantity(quantity: Quantity) -> str:
    """Print a quantity canonically; reading that gives its value, decimals, unit and comparator again.

    A unit that cannot stand directly behind the number goes into brackets, where it has the meaning of a
    column heading. Asides are not printed. Where `decimals` is None because a conversion was not by a power
    of ten, all digits are printed.

    Parameters
    ----------
    quantity : Quantity
        Any.

    Returns
    -------
    str
        For example ``≥95%``, ``[13.5]%``, ``35~40张``, ``5000余万元``, ``—``.
    """
    if quantity.missing:
        return MISSING_SIGN
    sign = "" if quantity.somewhat_more else COMPARATOR_SIGNS[quantity.comparator]
    words = _fraction_words(quantity)
    known = unit(quantity.unit) if quantity.unit else None
    bracketed = known is not None and _needs_brackets(quantity, known)
    if words is not None:
        number = words
    elif quantity.is_range:
        number = f"{quantity.lower:f}~{quantity.upper:f}"
    else:
        number = _number(quantity, known.scale if known is not None and bracketed else 0)
    number = f"[{number}]" if quantity.cumulative else number
    if words is not None:
        return sign + number
    return sign + number + (f"({quantity.unit})" if bracketed else quantity.unit)


def _needs_brackets(quantity: Quantity, known: Unit) -> bool:
    """Tell whether the unit would be misread behind the number: 2亿 in 元 is not 2亿元 (2 in 亿元)."""
    match = match_unit(known.symbol)
    coarse = quantity.decimals is not None and quantity.decimals < 0 and not quantity.is_range
    takes_words = known.dimension in UNSCALED
    return (
        match is None
        or match[1] < len(known.symbol)
        or known.scale not in (0, 4, 8, 12)
        or (coarse and not takes_words)
    )


def _number(quantity: Quantity, scale: int) -> str:
    """Digits, 余 and multiplier word: the number in units of 10**-scale if its decimals are negative."""
    value, decimals = quantity.value, quantity.decimals
    if value is None:
        return ""
    more = "余" if quantity.somewhat_more else ""
    if decimals is None or decimals >= 0 or scale - decimals >= len(_MULTIPLIERS):
        return f"{value:f}{more}"
    return f"{shifted(value, decimals):.0f}{more}{_MULTIPLIERS[scale - decimals]}"


def _fraction_words(quantity: Quantity) -> str | None:
    """Print a share as the tenths or the fraction it was read from: 3成, 3分之1."""
    if quantity.unit != "%" or quantity.value is None or quantity.decimals not in (None, -1):
        return None
    if quantity.decimals == -1:
        return f"{shifted(quantity.value, -1):.0f}{'余' if quantity.somewhat_more else ''}成"
    fraction = (Fraction(quantity.value) / 100).limit_denominator(1000)
    if fraction <= 0 or nearest_decimal(100 * fraction) != quantity.value:
        return None
    return f"{fraction.denominator}分之{fraction.numerator}"
