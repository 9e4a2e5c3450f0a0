"""Average annual growth as Chinese plans and yearbooks print it.

Years never include the base year: 2015 → 2020 is 5 years, and a series "2021-2025" has its base in 2020.
Rates are fractions (0.05), not per cent. Where no growth rate exists the result is NaN, never a guess.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_NEWTON_STEPS = 200
_CLOSE = 4 * float(np.finfo(float).eps)


def level_growth(base: ArrayLike, end: ArrayLike, years: ArrayLike) -> Floats:
    """Average annual growth by the level method (水平法): (end / base) ** (1 / years) - 1.

    Parameters
    ----------
    base, end : array_like, shape (n,) or scalar
        Values in the same unit; a level, not a rate. `base` > 0, `end` >= 0.
    years : array_like
        Whole or fractional years between them, > 0.

    Returns
    -------
    ndarray, broadcast shape
        Fraction a year; NaN where base <= 0 or end < 0 (no growth rate exists there).

    Raises
    ------
    ValueError
        If any `years` is not positive.

    References
    ----------
    China Statistical Yearbook, explanatory notes, "average annual growth rate", level method.

    Examples
    --------
    >>> round(float(level_growth(48.6, 50.0, 5)) * 100, 2)
    0.57
    """
    base, end, years = _broadcast(base, end, years)
    with np.errstate(over="ignore"):
        return np.asarray(_ratio(end, base, (base > 0) & (end >= 0)) ** (1 / years) - 1)


def simple_growth_on_base(base: ArrayLike, end: ArrayLike, years: ArrayLike) -> Floats:
    """Total growth divided by the years: (end / base - 1) / years, the arithmetic shortcut.

    It exceeds the level method whenever there is a change over more than one year.

    Parameters
    ----------
    base, end : array_like, shape (n,) or scalar
        Values in the same unit, `base` > 0.
    years : array_like
        Years between them, > 0.

    Returns
    -------
    ndarray, broadcast shape
        Fraction of the base a year; NaN where base <= 0.

    Raises
    ------
    ValueError
        If any `years` is not positive.

    Examples
    --------
    >>> float(simple_growth_on_base(100, 150, 5))
    0.1
    """
    base, end, years = _broadcast(base, end, years)
    return np.asarray(_ratio(end - base, base, base > 0) / years)


def simple_growth_on_target(base: ArrayLike, end: ArrayLike, years: ArrayLike) -> Floats:
    """Change divided by the end value and the years: (end - base) / end / years.

    No handbook recommends it; it is how some printed tables were in fact computed.

    Parameters
    ----------
    base, end : array_like, shape (n,) or scalar
        Values in the same unit, `end` > 0.
    years : array_like
        Years between them, > 0.

    Returns
    -------
    ndarray, broadcast shape
        Fraction of the end value a year; NaN where end <= 0.

    Raises
    ------
    ValueError
        If any `years` is not positive.

    Examples
    --------
    >>> float(simple_growth_on_target(100, 200, 5))
    0.1
    """
    base, end, years = _broadcast(base, end, years)
    return np.asarray(_ratio(end - base, end, end > 0) / years)


def log_growth(base: ArrayLike, end: ArrayLike, years: ArrayLike) -> Floats:
    """Continuously compounded growth: ln(end / base) / years.

    Parameters
    ----------
    base, end : array_like, shape (n,) or scalar
        Values in the same unit, both > 0.
    years : array_like
        Years between them, > 0.

    Returns
    -------
    ndarray, broadcast shape
        Fraction a year; NaN where either value is not positive.

    Raises
    ------
    ValueError
        If any `years` is not positive.

    Examples
    --------
    >>> round(float(log_growth(100, 150, 5)), 6)
    0.081093
    """
    base, end, years = _broadcast(base, end, years)
    valid = (base > 0) & (end > 0)
    return np.asarray(np.log(_ratio(end, base, valid)) / years)


def points_per_year(base: ArrayLike, end: ArrayLike, years: ArrayLike) -> Floats:
    """Average change a year in the unit of the values: (end - base) / years.

    For shares in per cent this is the change in percentage points (百分点), the right measure of a ratio's
    pace; it is a difference, not a rate, so nothing is divided by 100.

    Parameters
    ----------
    base, end : array_like, shape (n,) or scalar
        Values in the same unit; any sign.
    years : array_like
        Years between them, > 0.

    Returns
    -------
    ndarray, broadcast shape
        Units of the values a year.

    Raises
    ------
    ValueError
        If any `years` is not positive.

    Examples
    --------
    Urbanisation, 37.66 % in 2001 to 57.35 % in 2016:

    >>> round(float(points_per_year(37.66, 57.35, 15)), 3)
    1.313
    """
    base, end, years = _broadcast(base, end, years)
    return np.asarray((end - base) / years)


def cumulative_growth(base: ArrayLike, values: ArrayLike) -> Floats:
    """Average annual growth by the cumulative method (累计法): y - 1 where base·(y + y² + … + yⁿ) = Σ values.

    It asks for the steady growth whose yearly values have the same *sum*; China's yearbooks use it for
    fixed-asset investment, the level method for the rest.

    Parameters
    ----------
    base : array_like, shape (...)
        Value of the year before the first of `values`, > 0.
    values : array_like, shape (..., n)
        The n yearly values after the base year, each >= 0.

    Returns
    -------
    ndarray, shape (...)
        Fraction a year; NaN where base <= 0, a value is negative or missing.

    Raises
    ------
    ValueError
        If there is no yearly value.

    References
    ----------
    China Statistical Yearbook, explanatory notes, "average annual growth rate", cumulative method.

    Examples
    --------
    >>> round(float(cumulative_growth(100, [130, 100, 120])) * 100, 6)
    7.908164
    """
    years = np.asarray(values, float)
    if years.ndim == 0 or years.shape[-1] == 0:
        raise ValueError("the cumulative method needs at least one yearly value after the base year")
    base, total, fewest = np.broadcast_arrays(np.asarray(base, float), years.sum(axis=-1), years.min(axis=-1))
    multiple = _ratio(total, base, (base > 0) & (fewest >= 0))
    return np.asarray(_geometric_root(multiple, years.shape[-1]) - 1)


def _geometric_root(total: Floats, terms: int) -> Floats:
    """Solve y + y² + … + yⁿ = total for y >= 0 by Newton's method from above.

    The sum is increasing and convex, and both `total` and its n-th root lie at or above the solution (one
    term alone already reaches the total there), so the steps descend onto the root and cannot overshoot.
    """
    with np.errstate(invalid="ignore"):
        root = np.minimum(total, total ** (1 / terms))
    for _ in range(_NEWTON_STEPS):
        value, slope = np.zeros_like(root), np.zeros_like(root)
        for _ in range(terms):  # Horner: value = y + … + yⁿ and its derivative in one pass
            slope = slope * root + value + 1
            value = (value + 1) * root
        step = (value - total) / slope
        root = np.maximum(root - step, 0)
        if not (np.abs(step) > _CLOSE * root).any():  # also ends when every entry is NaN
            break
    return root


def average_of_rates(rates: ArrayLike) -> Floats:
    """Average annual growth from yearly rates: Π(1 + rᵢ) ** (1 / n) - 1, never the mean of the rates.

    Parameters
    ----------
    rates : array_like, shape (..., n)
        Growth of each year, fractions >= -1.

    Returns
    -------
    ndarray, shape (...)
        Fraction a year; NaN where a rate is below -1 or missing.

    Raises
    ------
    ValueError
        If there is no rate.

    Examples
    --------
    Energy per unit of GDP, 2006-2008: +1.51 %, -2.20 %, -4.18 %:

    >>> round(float(average_of_rates([0.0151, -0.0220, -0.0418])) * 100, 2)
    -1.65
    """
    return np.asarray(_growth_factor(rates) ** (1 / np.shape(rates)[-1]) - 1)


def total_of_rates(rates: ArrayLike) -> Floats:
    """Growth over the whole period from yearly rates: Π(1 + rᵢ) - 1.

    Parameters
    ----------
    rates : array_like, shape (..., n)
        Growth of each year, fractions >= -1.

    Returns
    -------
    ndarray, shape (...)
        Fraction over the period; NaN where a rate is below -1 or missing.

    Raises
    ------
    ValueError
        If there is no rate.

    Examples
    --------
    >>> round(float(total_of_rates([0.0151, -0.0220, -0.0418])) * 100, 2)
    -4.87
    """
    return np.asarray(_growth_factor(rates) - 1)


def _growth_factor(rates: ArrayLike) -> Floats:
    rates = np.asarray(rates, float)
    if rates.ndim == 0 or rates.shape[-1] == 0:
        raise ValueError("growth from yearly rates needs at least one rate")
    return np.asarray(np.prod(np.where(rates >= -1, 1 + rates, np.nan), axis=-1))


def level_growth_interval(
    base_lower: ArrayLike, base_upper: ArrayLike, end_lower: ArrayLike, end_upper: ArrayLike, years: ArrayLike
) -> tuple[Floats, Floats]:
    """All level-method growth rates that fit two intervals: growth rises with the end, falls with the base.

    Parameters
    ----------
    base_lower, base_upper, end_lower, end_upper : array_like, shape (n,) or scalar
        Closed intervals, lower <= upper, all in the same unit. A level is not negative: the part of the
        end interval below 0 is left out.
    years : array_like
        Years between base and end, > 0.

    Returns
    -------
    (lower, upper) : ndarrays, broadcast shape
        lower = (end_lower / base_upper) ** (1 / years) - 1 and
        upper = (end_upper / base_lower) ** (1 / years) - 1, fractions a year;
        `upper` is inf where base_lower <= 0 < base_upper (the base may be as small as you like); both are
        NaN where base_upper <= 0 or end_upper < 0.

    Raises
    ------
    ValueError
        If an interval has lower > upper, or any `years` is not positive.

    Examples
    --------
    Goods trade 32.2 → 43.8 (trillion yuan, 2020 → 2024), both rounded to one decimal:

    >>> [round(float(x) * 100, 4) for x in level_growth_interval(32.15, 32.25, 43.75, 43.85, 4)]
    [7.9225, 8.068]
    """
    base_lower, base_upper = _interval("base", base_lower, base_upper)
    end_lower, end_upper = _interval("end", end_lower, end_upper)
    lower = level_growth(base_upper, np.maximum(end_lower, 0), years)
    upper = level_growth(base_lower, end_upper, years)
    unbounded = (base_lower <= 0) & (base_upper > 0) & (end_upper >= 0)
    upper = np.where(unbounded, np.inf, upper)
    return np.where(np.isnan(upper), np.nan, lower), np.where(np.isnan(lower), np.nan, upper)


def required_growth(current: ArrayLike, target: ArrayLike, years: ArrayLike) -> Floats:
    """Steady growth a year that leads from the current value to the target in the time left.

    Parameters
    ----------
    current, target : array_like, shape (n,) or scalar
        Values in the same unit, `current` > 0, `target` >= 0.
    years : array_like
        Years left until the target, > 0.

    Returns
    -------
    ndarray, broadcast shape
        Fraction a year, negative for a reduction; NaN where current <= 0 or target < 0.

    Raises
    ------
    ValueError
        If any `years` is not positive.

    Examples
    --------
    A reduction by 18 % in five years:

    >>> round(float(required_growth(100, 82, 5)) * 100, 4)
    -3.8913
    """
    return level_growth(current, target, years)


def _broadcast(base: ArrayLike, end: ArrayLike, years: ArrayLike) -> tuple[Floats, Floats, Floats]:
    years = np.asarray(years, float)
    if (years <= 0).any():
        worst = years[years <= 0][0]
        raise ValueError(f"years must be positive, got {worst:g}; base and target year swapped?")
    base, end, years = np.broadcast_arrays(np.asarray(base, float), np.asarray(end, float), years)
    return base, end, years


def _ratio(numerator: Floats, denominator: Floats, valid: NDArray[np.bool_]) -> Floats:
    """Divide where `valid`, NaN elsewhere, without a warning for the places left out."""
    with np.errstate(over="ignore"):
        ratio: Floats = np.divide(numerator, denominator, out=np.full(valid.shape, np.nan), where=valid)
    return ratio


def _interval(name: str, lower: ArrayLike, upper: ArrayLike) -> tuple[Floats, Floats]:
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    if (lower > upper).any():
        raise ValueError(f"the {name} interval has a lower end above its upper end; ends swapped?")
    return lower, upper
