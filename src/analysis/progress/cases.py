"""Cases: what the methods are applied to, as arrays; and the two yearly figures that some of them need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_SIDES = {"up": 1.0, "down": -1.0}
MOST_CHANGES, FEWEST_CHANGES = 5, 3


@dataclass(frozen=True, slots=True)
class Cases:
    """One or more cases; all fields are float arrays of one shape, NaN for what is not known.

    ``direction`` is +1 (more is better), -1 or NaN: unknown. ``strict`` is 1 where the target itself is not
    enough ("more than"), ``percent`` 1 where the value is a share in per cent. ``limit`` is a natural limit
    in the desired direction. ``low`` and ``high`` are the values that meet the target where that is not
    simply "from ``target`` on" (about 60; a range to be kept within); NaN: it is. ``mean_change`` and
    ``last_change`` are yearly changes in the unit of the value (`recent_changes`), ``predicted`` the value
    expected in the target year (`weighted_prediction`).
    """

    base: Floats
    current: Floats
    target: Floats
    base_year: Floats
    year: Floats
    target_year: Floats
    direction: Floats
    strict: Floats
    percent: Floats
    mid: Floats
    mid_year: Floats
    limit: Floats
    low: Floats
    high: Floats
    mean_change: Floats
    last_change: Floats
    predicted: Floats

    @property
    def years(self) -> Floats:
        """Years from base to current value."""
        return np.asarray(self.year - self.base_year)

    @property
    def period(self) -> Floats:
        """Years from base to target."""
        return np.asarray(self.target_year - self.base_year)

    @property
    def years_left(self) -> Floats:
        """Years from the current value to the target."""
        return np.asarray(self.target_year - self.year)


def make_cases(*, direction: str | Sequence[str] = "", **values: Any) -> Cases:  # noqa: ANN401 - arrays, None for unknown
    """Return cases from scalars or sequences that broadcast.

    Parameters
    ----------
    direction : str or sequence of str
        "up", "down", or anything else for unknown: it is never guessed.
    **values : array_like
        The other fields of `Cases`; one that is not given is unknown (strict, percent: no).

    Raises
    ------
    TypeError
        If a name is not a field.

    Examples
    --------
    >>> make_cases(base=100, current=[110, 118], direction="up").direction
    array([1., 1.])
    """
    names = [field.name for field in fields(Cases)]
    if unknown := sorted(set(values) - set(names)):
        raise TypeError(f"no such field: {', '.join(unknown)}")
    sides = [direction] if isinstance(direction, str) else list(direction)
    given: dict[str, Any] = dict.fromkeys(names, np.nan) | {"strict": 0.0, "percent": 0.0}
    given |= {name: _numbers(value) for name, value in values.items()}
    codes = np.array([_SIDES.get(side, np.nan) for side in sides])
    given["direction"] = codes[0] if isinstance(direction, str) else codes
    arrays = np.broadcast_arrays(*(np.asarray(given[name], float) for name in names))
    return Cases(*(np.asarray(array) for array in arrays))


def _numbers(value: object) -> Floats:
    """Return numbers as floats, None as NaN."""
    return np.asarray(np.array(value, dtype=object).astype(float))


def recent_changes(years: Sequence[int], values: Sequence[float]) -> tuple[float, float]:
    """Return the mean of the last five yearly changes, and the last one.

    Only years without a gap before the last one count: six points give five changes; with fewer than four
    points both are NaN.

    Parameters
    ----------
    years : sequence of int
        Ascending.
    values : sequence of float
        One a year.

    References
    ----------
    Destatis, status of the indicators of the German sustainable development strategy.

    Examples
    --------
    >>> recent_changes(range(2015, 2021), [50, 52, 54, 56, 58, 60])
    (2.0, 2.0)
    >>> recent_changes([2015, 2018, 2019, 2020], [1, 2, 3, 4])
    (nan, nan)
    """
    changes: list[float] = []
    for i in range(len(years) - 1, 0, -1):
        if years[i] - years[i - 1] != 1 or len(changes) == MOST_CHANGES:
            break
        changes.append(float(values[i]) - float(values[i - 1]))
    if len(changes) < FEWEST_CHANGES:
        return float("nan"), float("nan")
    return sum(changes) / len(changes), changes[0]


def weighted_prediction(years: Sequence[int], values: Sequence[float], target_year: float) -> float:
    """Return the value in `target_year` on a straight line on which later years weigh more.

    The weight of a year is its distance from the first, plus one. ESCAP's notes say only that recent years
    weigh more, so the weights are ours. NaN with fewer than two points.

    Examples
    --------
    >>> round(weighted_prediction([2020, 2021, 2022], [1.0, 2.0, 3.0], 2025), 10)
    6.0
    """
    if len(years) < 2:
        return float("nan")
    x, y = np.asarray(years, float), np.asarray(values, float)
    weights = x - x[0] + 1
    with np.errstate(over="ignore", invalid="ignore"):
        middle_x, middle_y = np.average(x, weights=weights), np.average(y, weights=weights)
        spread = float((weights * (x - middle_x) ** 2).sum())
        slope = float((weights * (x - middle_x) * (y - middle_y)).sum()) / spread
        return float(middle_y + slope * (target_year - middle_x))


def base_point(
    years: Sequence[int], values: Sequence[float], wanted: int, *, rule: str, tolerance: int = 10**6
) -> tuple[int, float] | None:
    """Return the year and value that serve as base when the wanted year may be missing.

    Parameters
    ----------
    years, values : sequence
        Observed years, ascending, and their values.
    wanted : int
        The base year asked for.
    rule : str
        "forward": the next later year; "nearest": the closest, of two the later; "refuse": none but itself.
    tolerance : int
        Years by which the base may move.

    Raises
    ------
    ValueError
        If the rule is unknown.

    Examples
    --------
    >>> base_point([2013, 2016], [1.0, 2.0], 2014, rule="forward")
    (2016, 2.0)
    >>> base_point([2013, 2016], [1.0, 2.0], 2014, rule="nearest")
    (2013, 1.0)
    >>> base_point([2013, 2016], [1.0, 2.0], 2014, rule="refuse")
    """
    if rule not in ("forward", "nearest", "refuse"):
        raise ValueError(f'rule "{rule}"; use forward, nearest or refuse')
    allowed = {"forward": (0, tolerance), "nearest": (-tolerance, tolerance), "refuse": (0, 0)}[rule]
    points = [p for p in zip(years, values, strict=True) if allowed[0] <= p[0] - wanted <= allowed[1]]
    return min(points, key=lambda p: (abs(p[0] - wanted), -p[0]), default=None)
