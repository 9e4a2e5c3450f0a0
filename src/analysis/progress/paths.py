"""Paths and shares: where an indicator should stand in a year, and how much of the way it has gone.

A year means its end: 2020 → 2025 is five years, the middle of 2023 is 2022.5. Shares are fractions of the way
from base to target, the same formula for targets above and below the base. All functions take scalars or
arrays that broadcast, and give NaN where the figure does not exist.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Shape = Literal["linear", "geometric"]


def elapsed_share(base_year: ArrayLike, year: ArrayLike, target_year: ArrayLike) -> Floats:
    """Time progress (时间进度): the part of the period that is over, 0 to 1.

    Parameters
    ----------
    base_year, year, target_year : array_like
        Years, whole or fractional; base year before target year.

    Returns
    -------
    ndarray, broadcast shape
        NaN where the target year is not after the base year.

    Examples
    --------
    >>> [round(float(elapsed_share(2020, year, 2025)), 10) for year in (2021, 2022.5, 2023)]
    [0.2, 0.5, 0.6]
    """
    start, now, end = _floats(base_year, year, target_year)
    return np.asarray(np.clip(divided(now - start, end - start, end > start), 0, 1))


def linear_share(base: ArrayLike, current: ArrayLike, target: ArrayLike) -> Floats:
    """Share of the way gone: (current - base) / (target - base); NaN where target equals base.

    Examples
    --------
    >>> float(linear_share(100, 110, 150)), float(linear_share(80, 76, 60))
    (0.2, 0.2)
    """
    start, now, end = _floats(base, current, target)
    return divided(now - start, end - start, end != start)


def log_share(base: ArrayLike, current: ArrayLike, target: ArrayLike) -> Floats:
    """Share of the way in logarithms: ln(current / base) / ln(target / base).

    The measure of the Chinese method for targets that are a rate of reduction: each year at the average rate
    counts alike. NaN where a value is not positive or target equals base.

    References
    ----------
    Qinghai Bureau of Statistics, 2009, completion of the energy-intensity target.

    Examples
    --------
    >>> round(float(log_share(1, 1 - 0.0487, 1 - 0.17)), 3)
    0.268
    """
    start, now, end = _floats(base, current, target)
    valid = (start > 0) & (now > 0) & (end > 0) & (end != start)
    steps = [np.log(x, out=np.full(valid.shape, np.nan), where=valid) for x in (start, now, end)]
    return divided(steps[1] - steps[0], steps[2] - steps[0], valid)


def linear_path(base: ArrayLike, target: ArrayLike, elapsed: ArrayLike) -> Floats:
    """Value on the straight path: base + (target - base) · elapsed, `elapsed` from `elapsed_share`.

    Examples
    --------
    >>> float(linear_path(100, 150, 0.4))
    120.0
    """
    start, end, part = _floats(base, target, elapsed)
    return np.asarray(start + (end - start) * part)


def geometric_path(base: ArrayLike, target: ArrayLike, elapsed: ArrayLike) -> Floats:
    """Value on the path of steady growth: base · (target / base) ** elapsed; NaN unless both are positive.

    Examples
    --------
    >>> round(float(geometric_path(100, 150, 0.4)), 3)
    117.608
    """
    start, end, part = _floats(base, target, elapsed)
    ratio = divided(end, start, (start > 0) & (end > 0))
    return np.asarray(start * ratio**part)


def path_through(  # noqa: PLR0913 - three points of a path and a year
    base: ArrayLike,
    mid: ArrayLike,
    target: ArrayLike,
    base_year: ArrayLike,
    mid_year: ArrayLike,
    target_year: ArrayLike,
    year: ArrayLike,
    *,
    shape: Shape = "linear",
) -> Floats:
    """Value on the path that passes through a mid-term target, straight or growing steadily in each half.

    Parameters
    ----------
    base, mid, target : array_like
        Values in one unit; where `mid` or `mid_year` is NaN the path runs to the target at once.
    base_year, mid_year, target_year, year : array_like
        Years; a mid-term year outside base and target year is passed over.
    shape : str
        "linear" or "geometric".

    Returns
    -------
    ndarray, broadcast shape

    Examples
    --------
    >>> round(float(path_through(100, 115, 150, 2020, 2022, 2025, 2023)), 3)
    126.667
    """
    values = _floats(base, mid, target, base_year, mid_year, target_year, year)
    start, middle, end, first, between, last, now = values
    path = linear_path if shape == "linear" else geometric_path
    bent = ~np.isnan(middle) & (first < between) & (between < last)
    direct = path(start, end, elapsed_share(first, now, last))
    before = path(start, middle, elapsed_share(first, now, between))
    after = path(middle, end, elapsed_share(between, now, last))
    return np.where(bent, np.where(now <= between, before, after), direct)


def interval_distance(value: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> Floats:
    """Distance to a target that is an interval: 0 inside, else that to the nearer end.

    With the target 0 and less as the better direction every method can judge it: ESCAP's index of a parity
    indicator, 10 - 10 · |T - c| / |T - b|, is its ordinary index of the distances.

    Examples
    --------
    >>> interval_distance([2.0, 3.5, 7.0], 3, 6).tolist()
    [1.0, 0.0, 1.0]
    """
    here, low, high = _floats(value, lower, upper)
    return np.asarray(np.maximum(np.maximum(low - here, here - high), 0) + 0 * here)


def divided(numerator: Floats, denominator: Floats, valid: NDArray[np.bool_]) -> Floats:
    """Divide where `valid`, NaN elsewhere, without a warning; what is too large becomes infinite."""
    out = np.full(np.broadcast(numerator, denominator, valid).shape, np.nan)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return np.asarray(np.divide(numerator, denominator, out=out, where=valid))


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.asarray(x) for x in np.broadcast_arrays(*(np.asarray(v, float) for v in values))]
