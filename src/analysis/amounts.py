"""One number as printed, with its unit: digits or words, 成, 百分之…, …分之…, 半数."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from analysis.numerals import Numeral, cannot_read, read_numeral, shifted
from analysis.printed_forms import DOUBLINGS, HALF, HUNDREDTHS, TENTHS
from analysis.quantity_record import rounding_half_width
from analysis.units import Unit, match_unit, nearest_decimal, unit


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed number before its column heading is taken into account.

    Parameters
    ----------
    value : Decimal
        Multipliers applied: 50000000 for 5000万元.
    decimals : int or None
        Position of the last printed digit of `value`; None for a fraction such as 三分之一.
    half_width : Decimal
        Half of the rounding step.
    multiplier : int
        Power of ten of the multiplier word behind the digits, 0 without one.
    more : bool
        余 or 多 was printed.
    unit : Unit or None
        Printed straight behind the number (元 for 5000万元).
    end : int
        Where it ends in the text.
    high : Decimal or None
        Upper end where neighbouring digits name a range (两三家).
    largest : int
        Power of ten of the largest multiplier word in the number.
    """

    value: Decimal
    decimals: int | None
    half_width: Decimal
    multiplier: int
    more: bool
    unit: Unit | None
    end: int
    high: Decimal | None = None
    largest: int = 0


def read_amount(text: str, start: int) -> Amount | None:
    """Read the number that begins at `start` of a folded text, and the unit straight behind it.

    Returns
    -------
    Amount or None
        None when no number begins there.

    Raises
    ------
    QuantityError
        If a number begins there but is malformed.

    Examples
    --------
    >>> amount = read_amount("七成五", 0)
    >>> amount.value, amount.half_width, amount.unit.symbol
    (Decimal('75'), Decimal('0.5'), '%')
    """
    if half := HALF.match(text, start):
        return _fraction(Fraction(1, 2), half.end())
    for words, symbol in HUNDREDTHS.items():
        if text.startswith(words, start):
            return _hundredths(text, start, start + len(words), symbol)
    if doublings := DOUBLINGS.match(text, start):
        return _doublings(text, doublings)
    negative = text.startswith(("负", "–"), start)
    numeral = read_numeral(text, start + negative)
    if numeral is None:
        return None
    if negative:
        numeral = replace(numeral, value=-numeral.value if numeral.value else numeral.value)
    if text.startswith("分之", numeral.end):
        return _fraction_of(text, start, numeral)
    return _tenths(text, numeral) or _with_unit(text, numeral)


def _amount(numeral: Numeral, found: Unit | None, end: int) -> Amount:
    half = rounding_half_width(numeral.decimals)
    value, more, multiplier = numeral.value, numeral.more, numeral.multiplier
    return Amount(value, numeral.decimals, half, multiplier, more, found, end, numeral.high, numeral.largest)


def _with_unit(text: str, numeral: Numeral) -> Amount:
    position = numeral.end
    while text.startswith(" ", position):
        position += 1
    found = match_unit(text, position)
    return _amount(numeral, found[0], found[1]) if found else _amount(numeral, None, numeral.end)


def _hundredths(text: str, start: int, position: int, symbol: str) -> Amount:
    """百分之五十, 千分之二, 百分之百: the words in front are the unit."""
    numeral = read_numeral(text, position)
    if numeral is None and text.startswith("百", position):
        numeral = Numeral(Decimal(100), 0, 0, position, position + 1)
    if numeral is None or numeral.multiplier:
        raise cannot_read(
            text, start, len(text), f'no number follows "{text[start:position]}"', "write it as 50%"
        )
    return _amount(numeral, unit(symbol), numeral.end)


def _fraction_of(text: str, start: int, below: Numeral) -> Amount:
    """三分之一: a share in per cent, as exact as its denominator."""
    above = read_numeral(text, below.end + 2)
    if above is None or below.value <= 0 or below.decimals or above.decimals or above.value < 0:
        end = above.end if above else len(text)
        raise cannot_read(
            text, start, end, "it is not a fraction of two whole numbers", "write it as a percentage"
        )
    return _fraction(Fraction(int(above.value), int(below.value)), above.end, below=int(below.value))


def _fraction(share: Fraction, end: int, *, below: int | None = None) -> Amount:
    value, half = _share_and_step(share, below or share.denominator)
    return Amount(value, None, half, 0, False, unit("%"), end)


@lru_cache(maxsize=256)
def _share_and_step(share: Fraction, below: int) -> tuple[Decimal, Decimal]:
    """Give a share and half of its rounding step in per cent; a text prints the same few again and again."""
    return nearest_decimal(100 * share), nearest_decimal(Fraction(50, below))


def _doublings(text: str, match: re.Match[str]) -> Amount | None:
    """翻番, 翻一番, 翻两番: the number of doublings."""
    numeral = Numeral(Decimal(1), 0, 0, match.end(), match.end())
    if not match["bare"]:
        found = read_numeral(text, match.end())
        if found is None or not text.startswith("番", found.end):
            return None
        numeral = replace(found, end=found.end + 1)
    return _amount(numeral, unit("番"), numeral.end)


def _tenths(text: str, numeral: Numeral) -> Amount | None:
    """三成, 七成五, 两成半: tenths of the whole, in per cent."""
    match = TENTHS.match(text, numeral.end)
    if match is None or numeral.multiplier:
        return None
    value, decimals, end = shifted(numeral.value, 1), numeral.decimals - 1, match.end()
    further = None if match["half"] or numeral.decimals else read_numeral(text, end)
    if match["half"]:
        value, decimals = value + 5, 0
    elif further is not None and further.end == end + 1 and further.value < 10:
        value, decimals, end = value + further.value, 0, further.end
    high = None if numeral.high is None else shifted(numeral.high, 1)
    return Amount(value, decimals, rounding_half_width(decimals), 0, numeral.more, unit("%"), end, high)
