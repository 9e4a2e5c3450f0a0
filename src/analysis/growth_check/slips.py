"""Slips of the pen in one printed cell: a lost decimal point, two digits changed round, one digit mistyped.

A slip explains a wrong figure when undoing it in one cell would let the row pass. There are many such
corrections, so nearly any coarse figure finds one; `diagnosis` names a slip only where that is unlikely.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.growth import Floats

Integers = NDArray[np.int64]

_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Variants:
    """What n printed numbers may have been meant to be: shape (n, k), in units of the last place, signed.

    NaN where there are fewer than k. ``scale`` is what one unit of the last place becomes, 1 but for a moved
    decimal point.
    """

    digits: Floats
    scale: Floats


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip in one cell of a row ("stated", "base" or "target"); its name stands in ``reproduced_by``."""

    name: str
    cell: str
    variants: Callable[[Integers], Variants]


def point_moved(digits: Integers) -> Variants:
    """Move the decimal point by one place either way: ten times or a tenth of the number.

    Examples
    --------
    >>> moved = point_moved(np.array([389]))
    >>> (moved.digits * moved.scale).round(2).tolist()
    [[3890.0, 38.9]]
    """
    scale = np.broadcast_to(np.array([10.0, 0.1]), (len(digits), 2))
    return Variants(np.where(digits[:, None] == 0, np.nan, digits[:, None] * np.ones(2)), scale)


def digits_transposed(digits: Integers) -> Variants:
    """Change two neighbouring digits round.

    Examples
    --------
    >>> digits_transposed(np.array([-216])).digits[:, :2].tolist()
    [[-261.0, -126.0]]
    """
    size, sign = np.abs(digits), np.sign(digits)
    swapped = []
    for place in range(_places(size) - 1):
        low, high = size // 10**place % 10, size // 10 ** (place + 1) % 10
        exchanged = size + (low - high) * (10 ** (place + 1) - 10**place)
        real = (low != high) & (size >= 10 ** (place + 1))
        swapped.append(np.where(real, sign * exchanged, np.nan))
    return _together(swapped, len(digits))


def digit_mistyped(digits: Integers) -> Variants:
    """Put another digit in the place of one; a number of several digits does not begin with 0.

    Examples
    --------
    >>> found = digit_mistyped(np.array([40])).digits
    >>> found[0, :3].tolist(), found[0, 10:13].tolist()
    ([nan, 41.0, 42.0], [nan, 10.0, 20.0])
    """
    size, sign = np.abs(digits), np.where(digits < 0, -1, 1)
    replaced = []
    for place in range(_places(size)):
        there = size // 10**place % 10
        leading = (size < 10 ** (place + 1)) & (place > 0)
        within = (size >= 10**place) | (place == 0)
        for digit in range(10):
            real = within & (there != digit) & ~(leading & (digit == 0))
            replaced.append(np.where(real, sign * (size + (digit - there) * 10**place), np.nan))
    return _together(replaced, len(digits))


def _places(size: Integers) -> int:
    return min(_MOST_DIGITS, len(str(int(size.max(initial=0)))))


def _together(columns: list[Floats], count: int) -> Variants:
    digits = np.stack(columns, axis=1) if columns else np.empty((count, 0))
    return Variants(digits, np.ones_like(digits))


# After all formulas; slips with few variants before those with many, the figure itself before its endpoints.
SLIPS: tuple[Slip, ...] = (
    Slip("point_moved_in_stated", "stated", point_moved),
    # a base ten times too large and a target ten times too small are the same but for their rounding
    Slip("point_moved_in_endpoint", "base", point_moved),
    Slip("point_moved_in_endpoint", "target", point_moved),
    Slip("digits_transposed_in_stated", "stated", digits_transposed),
    Slip("digits_transposed_in_base", "base", digits_transposed),
    Slip("digits_transposed_in_target", "target", digits_transposed),
    Slip("digit_mistyped_in_stated", "stated", digit_mistyped),
    Slip("digit_mistyped_in_base", "base", digit_mistyped),
    Slip("digit_mistyped_in_target", "target", digit_mistyped),
)
"""Name, cell and variants of every slip."""
