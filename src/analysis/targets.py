"""What a target asks for: which side of which number, by which year."""

from __future__ import annotations

import math
from dataclasses import dataclass

_FLOAT_NOISE = 1e-9  # relative: 0.1 + 0.2 reaches a target of 0.3

_SIDE_OF_COMPARATOR = {">=": "up", ">": "up", "<=": "down", "<": "down"}


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
        "up" or "down": what the indicator's definition calls better. A printed comparator goes before it.
    cumulative : bool
        True when the target is a sum over the period (累计), which a yearly level cannot be compared with.
    since : int, optional
        First year of that sum.
    """

    year: int
    value: float | None
    lower: float | None = None
    upper: float | None = None
    comparator: str = "="
    direction: str = "up"
    cumulative: bool = False
    since: int | None = None

    @property
    def side(self) -> str:
        """The side of the target that counts as reached: "up" (at or above) or "down" (at or below)."""
        return _SIDE_OF_COMPARATOR.get(self.comparator, "down" if self.direction == "down" else "up")

    @property
    def goal(self) -> float | None:
        """The number to reach: the value, or the end of a range that is reached first; None when missing.

        Examples
        --------
        >>> Target(2025, None, 35, 40).goal, Target(2025, None, 35, 40, direction="down").goal
        (35, 40)
        """
        if self.value is not None:
            return self.value
        return self.lower if self.side == "up" else self.upper

    @property
    def asks(self) -> str:
        """The comparator in front of `goal`: as printed; of a range the side of the end that counts.

        Examples
        --------
        >>> Target(2025, None, 35, 40).asks, Target(2025, 10, comparator="<=").asks, Target(2025, 60).asks
        ('>=', '<=', '=')
        """
        if self.value is not None or self.goal is None:
            return self.comparator
        return ">=" if self.side == "up" else "<="

    def attained(self, value: float | None) -> bool | None:
        """Tell whether `value` is on the right side of the target; None when either is missing.

        Float noise does not decide, and "more than" is not reached by the number itself.

        Examples
        --------
        >>> Target(2025, 0.3).attained(0.1 + 0.2), Target(2025, 50, comparator=">").attained(50)
        (True, False)
        >>> Target(2025, 5, direction="down").attained(4)
        True
        """
        goal = self.goal
        if goal is None or value is None or math.isnan(value):
            return None
        if math.isclose(value, goal, rel_tol=_FLOAT_NOISE, abs_tol=_FLOAT_NOISE):
            return self.comparator not in (">", "<")
        return value > goal if self.side == "up" else value < goal
