"""Completion of a plan as Chinese statistics textbooks define it (计划完成程度), and how early it came.

Degrees are fractions: 1.125 is 112.5 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.progress.paths import divided

Floats = NDArray[np.float64]
_MONTHS = 12


def completion(actual: ArrayLike, plan: ArrayLike) -> Floats:
    """Actual / plan; of a plan below zero (a loss) 2 - actual / plan.

    By the level method both are values of the last year, by the cumulative method sums over the period. Of an
    indicator of which less is better a degree under 1 is good. NaN where the plan is 0.

    Examples
    --------
    >>> float(completion(63, 56)), float(completion(-100, -500))
    (1.125, 1.8)
    """
    done, planned = np.broadcast_arrays(np.asarray(actual, float), np.asarray(plan, float))
    ratio = divided(done, planned, planned != 0)
    return np.where(planned < 0, 2 - ratio, ratio)


def completion_of_rate(actual: ArrayLike, plan: ArrayLike) -> Floats:
    """Degree of a plan that is a rate of change: (1 + actual) / (1 + plan); under 1 is good for a reduction.

    The ratio of the two rates themselves (6 / 5 = 120 %) is another measure.

    Parameters
    ----------
    actual, plan : array_like
        Fractions, negative for a reduction; plan > -1, else NaN.

    Examples
    --------
    >>> round(float(completion_of_rate(-0.06, -0.05)), 4)
    0.9895
    """
    done, planned = np.broadcast_arrays(np.asarray(actual, float), np.asarray(plan, float))
    return divided(1 + done, 1 + planned, planned > -1)


def months_ahead(
    monthly: Sequence[float], plan: float, *, method: Literal["level", "cumulative"] = "level"
) -> float | None:
    """Return how many months before the end of the period a plan was fulfilled; None when it was not.

    Parameters
    ----------
    monthly : sequence of float
        Output of every month up to the last of the period, each >= 0.
    plan : float
        Level method: of the last year; cumulative method: of the whole period.
    method : str
        "level": the first time that any twelve months in a row, which may straddle two years, reach the plan;
        "cumulative": the first time that the running total does. Within a month output is taken as even.

    Returns
    -------
    float or None
        4.5 is four months and half of the month in which it was reached.

    Raises
    ------
    ValueError
        If the level method has fewer than twelve months.

    Examples
    --------
    >>> months_ahead([10.0] * 12 + [12.0] * 12, 132.0)
    6.0
    """
    if method == "level" and len(monthly) < _MONTHS:
        raise ValueError(f"the level method needs {_MONTHS} months, got {len(monthly)}")
    window = _MONTHS if method == "level" else len(monthly)
    totals = list(accumulate(monthly))
    moving = [total - (totals[i - window] if i >= window else 0) for i, total in enumerate(totals)]
    first = _MONTHS - 1 if method == "level" else 0
    for month in range(first, len(moving)):
        if moving[month] >= plan:
            return len(moving) - month - _part_of_month(moving, month, first, plan)
    return None


def _part_of_month(totals: Sequence[float], month: int, first: int, plan: float) -> float:
    """Return the part of a month that had gone when the total reached the plan; 1 is its end."""
    if month == first and month > 0:
        return 1.0  # there is no complete year before this month ends
    before = totals[month - 1] if month else 0.0
    gained = totals[month] - before
    return (plan - before) / gained if gained > 0 else 1.0
