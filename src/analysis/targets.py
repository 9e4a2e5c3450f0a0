"""What a target asks for: which values meet it, by which year. The one place that says so.

Which values meet a target follows from what is printed and, where no sign is printed, from what the
indicator's definition calls better:

================== ============ ======================== ================================================
printed            better       met by                   beyond it (met all the same, and said)
================== ============ ======================== ================================================
60                 more         60 and above
60                 less         60 and below
60                 neither      what rounds to 60
10~12              more         10 and above             above 12
10~12              less         12 and below             below 10
10~12              neither      what rounds to 10 … 12   (outside it is not met)
≥60, >60, 突破60   any          60 and above (> : above)
≤60, <60, 60以内   any          60 and below (< : below)
约60, 60左右       more         what rounds to 60, and above
约60, 60左右       less         what rounds to 60, and below
约60, 60左右       neither      what rounds to 60
================== ============ ======================== ================================================

A printed sign goes before the definition. To round is to round to the printed digits; "about" never gives
more than a tenth of the number (约1万 asks for 9000). Float noise does not decide.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

UP, DOWN, WITHIN = SIDES = ("up", "down", "within")
"""Which values are better: more, less, or none: the figure is to be kept in its range."""
BEYOND = ("above_range", "below_range")
"""On which side of a printed range a value lies that is not in it."""
FLOAT_NOISE = 1e-9  # relative, or absolute below 1: 0.1 + 0.2 reaches a target of 0.3

_SIDE_OF_COMPARATOR = {">=": UP, ">": UP, "<=": DOWN, "<": DOWN}


class Span(NamedTuple):
    """The values that meet a target: from `low` to `high`, infinite where there is no end.

    With ``strict`` the ends themselves do not ("more than").
    """

    low: float
    high: float
    strict: bool = False

    def __contains__(self, value: object) -> bool:
        """Tell whether a number is in the span."""
        return isinstance(value, float | int) and bool(
            in_span(value, self.low, self.high, strict=self.strict)
        )


def in_span(
    values: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    *,
    strict: ArrayLike = False,
    size: ArrayLike = 1.0,
) -> NDArray[np.bool_]:
    """Tell which values lie from `low` to `high`; arrays broadcast, NaN is nowhere.

    Parameters
    ----------
    values, low, high : array_like
        In one unit; ±inf where a span has no end.
    strict : array_like of bool
        Whether the ends themselves are outside.
    size : array_like
        How large the numbers are, for `noise`.

    Examples
    --------
    >>> in_span([0.1 + 0.2, 0.31], -np.inf, 0.3).tolist(), bool(in_span(50, 50, np.inf, strict=True))
    ([True, False], False)
    """
    here, first, last = (np.asarray(x, float) for x in (values, low, high))
    slack_low, slack_high = (noise(end, size) for end in (first, last))
    open_ends = np.asarray(strict, bool)
    with np.errstate(invalid="ignore", over="ignore"):
        above = np.where(open_ends, here > first + slack_low, here >= first - slack_low)
        below = np.where(open_ends, here < last - slack_high, here <= last + slack_high)
    return np.asarray(above & below)


def one_sided(goal: ArrayLike, up: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the spans of numbers to reach: from `goal` on where `up`, up to it elsewhere; NaN stays NaN.

    Examples
    --------
    >>> [end.tolist() for end in one_sided([5.0, 7.0], [True, False])]
    [[5.0, -inf], [inf, 7.0]]
    """
    end, above = np.asarray(goal, float), np.asarray(up, bool)
    unknown = np.isnan(end)
    return np.where(above | unknown, end, -np.inf), np.where(above & ~unknown, np.inf, end)


def noise(end: ArrayLike, size: ArrayLike = 1.0) -> NDArray[np.float64]:
    """Return by how much a value may miss the end of a span before that is more than float noise.

    `size` is how large the numbers beside it are: where they are tiny, a fixed noise would swallow them.
    """
    own = np.abs(np.asarray(end, float))
    return FLOAT_NOISE * np.where(np.isfinite(own), np.fmax(size, own), size)


@dataclass(frozen=True, slots=True)
class Target:
    """A target value as a plan states it, in the unit of the series that it belongs to.

    Parameters
    ----------
    year : int
        Target year.
    value : float or None
        The number; None for a range or a missing cell.
    lower, upper : float or None
        The two ends of a range; used only when `value` is None.
    comparator : str
        "=", ">=", ">", "<=", "<" or "~" as printed.
    direction : str
        "up", "down" or "within": what the indicator's definition calls better. A printed comparator goes
        before it.
    cumulative : bool
        True when the target is a sum over the period (累计), which a yearly level cannot be compared with.
    since : int, optional
        First year of that sum.
    running : bool
        True when the yearly values are each the sum so far: they can be compared with it as they are.
    half_step : float
        Half a unit of the last printed digit (of a range: of its finer end): what still rounds to it.
    """

    year: int
    value: float | None
    lower: float | None = None
    upper: float | None = None
    comparator: str = "="
    direction: str = UP
    cumulative: bool = False
    since: int | None = None
    half_step: float = 0.0
    running: bool = False

    @property
    def side(self) -> str:
        """Which values count as better: one of `SIDES`."""
        given = self.direction if self.direction in SIDES else UP
        return _SIDE_OF_COMPARATOR.get(self.comparator, given)

    @property
    def sign_against(self) -> bool:
        """Whether the printed sign contradicts what the definition calls better; the sign counts then.

        Examples
        --------
        >>> Target(2025, 60, comparator="<=", direction="up").sign_against, Target(2025, 60).sign_against
        (True, False)
        """
        return {self.side, self.direction} == {UP, DOWN}

    @property
    def printed_range(self) -> tuple[float, float] | None:
        """Both ends of a target that is printed as a range, the smaller first; None for any other.

        Examples
        --------
        >>> Target(2025, None, 35, 40).printed_range, Target(2025, 38.0, 37.5, 38.5).printed_range
        ((35, 40), None)
        """
        if self.value is not None or self.lower is None or self.upper is None:
            return None
        return min(self.lower, self.upper), max(self.lower, self.upper)

    @property
    def span(self) -> Span | None:
        """The values that meet the target (table at the head of this module); None without a number.

        Examples
        --------
        >>> Target(2025, None, 10, 12).span, Target(2025, None, 10, 12, direction="down").span
        (Span(low=10.0, high=inf, strict=False), Span(low=-inf, high=12.0, strict=False))
        >>> Target(2025, None, 10, 12, direction="within", half_step=0.5).span
        Span(low=9.5, high=12.5, strict=False)
        >>> Target(2025, 300, comparator="~", half_step=0.5).span.low
        299.5
        """
        ends = self._ends()
        if ends is None:
            return None
        low, high = ends
        strict = self.comparator in (">", "<")
        return Span(low if self.side != DOWN else -math.inf, high if self.side != UP else math.inf, strict)

    @property
    def goal(self) -> float | None:
        """The number to reach: the value, or the end of a range that is reached first; None when missing.

        Of a range to be kept within it is the lower end, for want of a value to come from (`goal_from`).

        Examples
        --------
        >>> Target(2025, None, 35, 40).goal, Target(2025, None, 35, 40, direction="down").goal
        (35, 40)
        """
        if self.value is not None:
            return self.value
        ends = self.printed_range
        return None if ends is None else ends[self.side == DOWN]

    @property
    def asks(self) -> str:
        """The comparator in front of `goal`: as printed; of a range the side of the end that counts.

        Examples
        --------
        >>> Target(2025, None, 35, 40).asks, Target(2025, 10, comparator="<=").asks, Target(2025, 60).asks
        ('>=', '<=', '=')
        """
        if self.printed_range is None or self.side == WITHIN or self.comparator == "~":
            return self.comparator
        return ">=" if self.side == UP else "<="

    def goal_from(self, value: float | None) -> float | None:
        """Return the number to reach for who stands at `value`: of a range to be kept within the nearer end.

        Examples
        --------
        >>> kept = Target(2025, None, 103, 107, direction="within")
        >>> kept.goal_from(112), kept.goal_from(101), Target(2025, None, 103, 107).goal_from(112)
        (107, 103, 103)
        """
        ends = self.printed_range
        if ends is None or self.side != WITHIN or value is None:
            return self.goal
        return min(ends, key=lambda end: abs(end - value))

    def attained(self, value: float | None) -> bool | None:
        """Tell whether `value` meets the target; None when either is missing.

        Examples
        --------
        >>> Target(2025, 0.3).attained(0.1 + 0.2), Target(2025, 50, comparator=">").attained(50)
        (True, False)
        >>> Target(2025, None, 10, 12).attained(12.4), Target(2025, None, 10, 12).attained(9.9)
        (True, False)
        >>> Target(2025, None, 10, 12, direction="within").attained(12.4)
        False
        """
        span = self.span
        if span is None or value is None or math.isnan(value):
            return None
        return value in span

    def beyond(self, value: float | None) -> str:
        """Return on which side of a printed range a value lies that has passed it, else "".

        A value that has not come as far as a range that it should reach is not beyond it.

        Examples
        --------
        >>> Target(2025, None, 10, 12).beyond(12.4), Target(2025, None, 10, 12).beyond(9)
        ('above_range', '')
        >>> kept = Target(2025, None, 10, 12, direction="within", half_step=0.5)
        >>> kept.beyond(9), kept.beyond(12.4)
        ('below_range', '')
        """
        ends = self.printed_range
        if ends is None or value is None or math.isnan(value):
            return ""
        low, high = (end + sign * self._give(end) for end, sign in zip(ends, (-1, 1), strict=True))
        if self.side != DOWN and not in_span(value, -math.inf, high):
            return BEYOND[0]
        if self.side != UP and not in_span(value, low, math.inf):
            return BEYOND[1]
        return ""

    def scaled(self, factor: float) -> Target:
        """Return the target with its numbers in another unit, `factor` > 0 times as large."""
        value, lower, upper = (
            None if end is None else end * factor for end in (self.value, self.lower, self.upper)
        )
        return replace(self, value=value, lower=lower, upper=upper, half_step=self.half_step * factor)

    def _give(self, end: float) -> float:
        """Return how far outside a printed end a value still counts as on it."""
        if self.side == WITHIN:
            return self.half_step
        return min(self.half_step, abs(end) / 10) if self.comparator == "~" else 0.0

    def _ends(self) -> tuple[float, float] | None:
        """Return both ends of what is meant by the printed figure, before it is open to one side."""
        ends = self.printed_range if self.value is None else (self.value, self.value)
        return None if ends is None else (ends[0] - self._give(ends[0]), ends[1] + self._give(ends[1]))
