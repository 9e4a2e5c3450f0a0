"""Split-conformal quantiles across series: one weight a member, unbounded where the set is too small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.models.closed_forms import Floats


def member_weights(members: NDArray[np.str_]) -> Floats:
    """Return weights that give every member the same say, however many errors it has.

    Parameters
    ----------
    members : ndarray of str, shape (m,)
        To which member of the calibration set an error belongs: many breakdowns and years of one indicator
        are one member.

    Returns
    -------
    ndarray, shape (m,)
        Weights that sum to the number of members.

    Examples
    --------
    >>> member_weights(np.array(["a", "a", "b"])).tolist()
    [0.5, 0.5, 1.0]
    """
    _, place, count = np.unique(members, return_inverse=True, return_counts=True)
    return np.asarray(1 / count[place])


def effective_members(members: NDArray[np.str_], weights: Floats) -> float:
    """Return how many members of equal weight the set is worth: (Σw)² / Σw², w the weight of a member.

    Examples
    --------
    >>> effective_members(np.array(["a", "b", "c", "d"]), np.array([1.0, 1.0, 1.0, 1.0]))
    4.0
    """
    _, place = np.unique(members, return_inverse=True)
    sums = np.bincount(place, weights)
    return float(sums.sum() ** 2 / (sums**2).sum())


def conformal_quantiles(errors: Floats, weights: Floats, levels: Floats, members: float) -> Floats:
    """Return the quantiles of a calibration set, as one more member of it would meet them.

    The new member may lie anywhere: below the middle it is counted as −∞, above as +∞, with the weight of one
    of ``members``. So a band between two levels holds a further, exchangeable member at least as often as
    their difference says, and with fewer than 1/α − 1 members it is unbounded, never clipped to something
    finite.

    Parameters
    ----------
    errors, weights : ndarray, shape (m,)
        Errors and their positive weights.
    levels : ndarray, shape (l,)
        Probabilities, ascending; for a two-sided band of 1 − α: α/2 and 1 − α/2.
    members : float
        How many equal members the set is worth.

    Returns
    -------
    ndarray, shape (l,)
        Ascending; −inf and inf where the set is too small.

    References
    ----------
    Lei, G'Sell, Rinaldo, Tibshirani & Wasserman (2018), Distribution-free predictive inference for
    regression; weights as in Tibshirani, Barber, Candès & Ramdas (2019), Conformal prediction under covariate
    shift.

    Examples
    --------
    >>> nine = np.arange(1.0, 10)
    >>> conformal_quantiles(nine, np.ones(9), np.array([0.05, 0.1, 0.5, 0.9, 0.95]), 9).tolist()
    [-inf, 1.0, 5.0, 9.0, inf]
    """
    order = np.argsort(errors, kind="stable")
    values = errors[order]
    share = np.cumsum(weights[order]) / weights.sum() * members / (members + 1)
    tiny = 1e-12
    upper = np.searchsorted(share, np.asarray(levels) - tiny)
    above = np.where(upper < len(values), values[np.minimum(upper, len(values) - 1)], np.inf)
    # the mirror image: what a level leaves above it, counted from the other end
    mirrored = np.cumsum(weights[order][::-1]) / weights.sum() * members / (members + 1)
    lower = np.searchsorted(mirrored, 1 - np.asarray(levels) - tiny)
    below = np.where(lower < len(values), values[::-1][np.minimum(lower, len(values) - 1)], -np.inf)
    return np.asarray(np.where(np.asarray(levels) < 0.5, below, above))
