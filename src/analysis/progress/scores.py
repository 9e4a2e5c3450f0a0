"""Open SDG's scores from -5 to 5 and the factor that makes its thresholds reachable near a natural limit.

Source: sdg-build ``ProgressMeasure.py`` and Open SDG's ``docs/progress-methodology.md``; the coefficients are
theirs, rounded as there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.progress.paths import divided

Floats = NDArray[np.float64]
_EXPONENT = 4.44


def limit_factor(base: ArrayLike, limit: ArrayLike) -> Floats:
    """Factor C on the thresholds above 0 of a series that has a natural limit but no target.

    C = 1 for b >= 2L, 1 - (b / L)^4.44 for b <= L, else 1 - ((2L - b) / L)^4.44, on the amounts of b and L;
    at b = L it is 0: not to fall back is enough.

    Examples
    --------
    >>> [round(float(limit_factor(base, 100)), 6) for base in (50, 95, 100, 200)]
    [0.953929, 0.20367, 0.0, 1.0]
    """
    start, end = np.broadcast_arrays(np.abs(np.asarray(base, float)), np.abs(np.asarray(limit, float)))
    near = np.where(start <= end, start, 2 * end - start)
    part = divided(near, end, end > 0)
    with np.errstate(invalid="ignore"):
        return np.where((start >= 2 * end) | (end == 0), 1.0, 1 - np.maximum(part, 0) ** _EXPONENT)


def score_with_target(ratio: ArrayLike) -> Floats:
    """Score of a growth ratio: two lines that meet at (0.6, 0), cut at 5 and -5.

    Examples
    --------
    >>> [round(float(score_with_target(r)), 4) for r in (1.3, 0.95, 0.6, 0, -0.6)]
    [5.0, 2.5001, 0.0, -2.5, -5.0]
    """
    r = np.asarray(ratio, float)
    return np.where(r >= 0.6, np.minimum(7.1429 * r - 4.2857, 5), np.maximum(4.1667 * r - 2.5, -5))


def score_without_target(growth: ArrayLike, factor: ArrayLike = 1.0) -> Floats:
    """Score of a yearly growth in the desired direction (fraction); `factor` from `limit_factor`.

    With a factor of 0 any growth from 0 on scores 5.

    Examples
    --------
    >>> [float(score_without_target(p)) for p in (0.02, 0.015, 0.005, 0, -0.02)]
    [5.0, 2.5, 0.0, -2.5, -5.0]
    """
    p, c = np.broadcast_arrays(np.asarray(growth, float), np.asarray(factor, float))
    scaled = divided(p, c, c > 0)
    scaled = np.where((c == 0) & (p >= 0), np.inf, scaled)
    rising = np.where(
        scaled < 0.005, 500 * scaled - 2.5, np.where(scaled < 0.015, 250 * scaled - 1.25, 500 * scaled - 5)
    )
    return np.where(p < 0, np.maximum(125 * p - 2.5, -5), np.minimum(rising, 5))
