"""How far the default model is off, measured on public series: the whole distribution, by years and horizon.

Split-conformal across series: the error of a forecast, in units of the yearly change of its own series, is
compared with the errors made on other series of as many years and as far ahead. The quantiles are data
(``calibration.json``), made by benchmarks/calibrate.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.models.closed_forms import Floats

TYPICAL_CHANGE = 0.02
"""The change of a year that is counted beside those seen, as a share of the last value."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Quantiles of scaled errors.

    Parameters
    ----------
    levels : ndarray, shape (l,)
        Probabilities, ascending, symmetric about 0.5.
    counts : tuple of int
        Numbers of years that quantiles exist for, ascending; a longer series uses the last.
    quantiles : ndarray, shape (len(counts), horizons, l)
        Scaled errors in the direction of the series' own change; ±inf where the calibration set is too small
        for the level.
    resolution : ndarray, shape (len(counts), horizons)
        1 / (m + 1), m the number of independent members of the calibration set: no probability is told apart
        from 0 or 1 more finely.
    """

    levels: Floats
    counts: tuple[int, ...]
    quantiles: Floats
    resolution: Floats

    @property
    def horizons(self) -> int:
        """The furthest year ahead that is calibrated."""
        return int(self.quantiles.shape[1])

    def row(self, n: int) -> int:
        """Return the place of the largest count that is not above n years.

        Raises
        ------
        ValueError
            If n is below the smallest count.
        """
        if n < self.counts[0]:
            raise ValueError(f"{n} years: nothing is calibrated below {self.counts[0]}")
        return max(place for place, count in enumerate(self.counts) if count <= n)

    def level(self, probability: float) -> int:
        """Return the place of a level.

        Raises
        ------
        ValueError
            If it is none of the levels.
        """
        place = int(np.argmin(np.abs(self.levels - probability)))
        if abs(self.levels[place] - probability) > 1e-9:
            raise ValueError(f"no quantile is stored at {probability}")
        return place


@cache
def load_calibration(of: str = "errors") -> Calibration:
    """Return the quantiles that come with the library.

    Parameters
    ----------
    of : str
        "errors" of the year so far ahead, or "totals": of the sum of the years up to it.

    Examples
    --------
    >>> errors = load_calibration()
    >>> errors.counts[:3], errors.quantiles.shape[1:] == (errors.horizons, len(errors.levels))
    ((2, 3, 4), True)
    """
    text = files("analysis.models").joinpath("calibration.json").read_text(encoding="utf-8")
    return calibration_from(json.loads(text), of)


def calibration_from(data: Mapping[str, Any], of: str = "errors") -> Calibration:
    """Return the quantiles of a parsed ``calibration.json``: of the errors of a year, or of totals.

    Raises
    ------
    ValueError
        If rows are missing, or quantiles of a row are not ascending.
    """
    levels = np.asarray(data["levels"], float)
    rows: dict[tuple[int, int], tuple[Floats, float]] = {}
    for row in data[of]:
        rows[row["n"], row["ahead"]] = (np.asarray(row["quantiles"], float), 1 / (row["members"] + 1))
    counts, horizons = sorted({n for n, _ in rows}), max(ahead for _, ahead in rows)
    grid = [[rows.get((n, ahead)) for ahead in range(1, horizons + 1)] for n in counts]
    if any(cell is None or cell[0].shape != levels.shape for line in grid for cell in line):
        raise ValueError("a row of quantiles is missing or has another length than the levels")
    quantiles = np.array([[cell[0] for cell in line if cell] for line in grid])
    resolution = np.array([[cell[1] for cell in line if cell] for line in grid])
    if (quantiles[..., 1:] < quantiles[..., :-1]).any():
        raise ValueError("quantiles must not fall with their level")
    return Calibration(levels, tuple(counts), quantiles, resolution)


def error_scale(years: Floats, values: Floats) -> Floats:
    """Return the yearly change that errors of a series are measured in.

    It is the mean of the n - 1 changes seen and, as one more, a change of `TYPICAL_CHANGE` of the last value:
    (0.02·|yₙ| + Σ|Δyᵢ| / √Δtᵢ) / n. With the changes seen alone, the bands of a series that happened to
    change little hold far less often than promised, and those of one that happened to leap are absurdly wide.

    A change over g years counts as |Δy| / √g, as the change of one year of a random walk does. On series
    thinned to every fifth year, or with years left out, bands made of consecutive years then hold as often as
    promised; with |Δy| / g they hold less often (benchmarks/calibrate.py prints all of this).

    Parameters
    ----------
    years, values : ndarray, shape (..., n)
        Ascending years and their values, n >= 2.

    Returns
    -------
    ndarray, shape (...)
        In the unit of the values; 0 only where all values are 0.

    Examples
    --------
    >>> round(float(error_scale(np.array([2015.0, 2019, 2020]), np.array([10.0, 14, 13]))), 6)
    1.086667
    """
    with np.errstate(over="ignore"):
        changes = np.abs(np.diff(values, axis=-1)) / np.sqrt(np.diff(years, axis=-1))
        typical = TYPICAL_CHANGE * np.abs(values[..., -1])
        return np.asarray((changes.sum(axis=-1) + typical) / values.shape[-1])


def signed_errors(calibration: Calibration, n: int, ahead: NDArray[np.int_], direction: Floats) -> Floats:
    """Return the quantiles of the scaled error for each of m series of n years.

    Parameters
    ----------
    calibration : Calibration
        The stored errors.
    n : int
        Number of years, at least the smallest that is calibrated.
    ahead : ndarray of int, shape (m,)
        Years ahead, from 1 on; NaN is returned beyond the calibrated horizons.
    direction : ndarray, shape (m,)
        1, -1 or 0: whether a series has risen, fallen or neither. The stored errors are positive in the
        direction of a series' change; a series that has not changed has both directions, averaged.

    Returns
    -------
    ndarray, shape (m, l)
        Ascending along the levels.
    """
    table = calibration.quantiles[calibration.row(n)]
    near = ahead <= calibration.horizons
    risen = table[np.where(near, ahead, 1) - 1]
    fallen = -risen[:, ::-1]
    sign = direction[:, None]
    with np.errstate(invalid="ignore"):  # an unbounded end has no mean with the other side's
        both = (risen + fallen) / 2
    errors = np.where(sign > 0, risen, np.where(sign < 0, fallen, both))
    return np.where(near[:, None], errors, np.nan)


def share_below(levels: Floats, errors: Floats, at: Floats) -> Floats:
    """Return the share of each distribution of errors that lies below a value, by its quantiles.

    Parameters
    ----------
    levels : ndarray, shape (l,)
        Probabilities, ascending.
    errors : ndarray, shape (m, l)
        Quantiles of each distribution, ascending.
    at : ndarray, shape (m,)
        The value; an error that equals it belongs to the share.

    Returns
    -------
    ndarray, shape (m,)
        Straight between the quantiles, at the outermost level beyond them.

    Examples
    --------
    >>> halves = np.array([[-1.0, 0.0, 0.0, 1.0]])
    >>> levels = np.array([0.1, 0.3, 0.7, 0.9])
    >>> [round(float(share_below(levels, halves, np.array([at]))[0]), 3) for at in (-0.5, -1e-9, 0.0, 9.0)]
    [0.2, 0.3, 0.7, 0.9]
    """
    after = (errors <= at[:, None]).sum(axis=1)
    low, high = np.clip(after - 1, 0, None), np.clip(after, None, len(levels) - 1)
    rows = np.arange(len(errors))
    left, right = errors[rows, low], errors[rows, high]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(right > left, (at - left) / (right - left), 0.0)
    part = np.where(np.isfinite(part), np.clip(part, 0.0, 1.0), 0.0)
    return np.asarray(levels[low] + part * (levels[high] - levels[low]))
