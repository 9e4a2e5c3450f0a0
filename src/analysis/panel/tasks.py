"""Which series of a panel is to be forecast for which year, against which target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.panel.reading import BOUNDS, UNSAID, Floats, PanelRows

Ints = NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Observed:
    """The usable values of k series, sorted by series and year.

    Parameters
    ----------
    year, value : ndarray, shape (m,)
        Sorted.
    start, count : ndarray of int, shape (k,)
        Where each series begins, and how many values it has.
    twice : ndarray, shape (k,)
        A year that is given more than once, NaN without one.
    key : ndarray of int, shape (m,)
        Series and year as one ascending number.
    """

    year: Floats
    value: Floats
    start: Ints
    count: Ints
    twice: Floats
    key: Ints

    def last(self, of: Floats) -> Floats:
        """Return the last entry of each series, NaN without any."""
        if not len(of):
            return np.full(len(self.start), np.nan)
        ends = np.clip(self.start + self.count - 1, 0, len(of) - 1)
        return np.where(self.count > 0, of[ends], np.nan)

    @property
    def has_gaps(self) -> NDArray[np.bool_]:
        """Whether a year is missing between the first and the last of each series."""
        if not len(self.year):
            return np.zeros(len(self.start), bool)
        first = self.year[np.clip(self.start, 0, len(self.year) - 1)]
        return np.asarray((self.count > 1) & (self.last(self.year) - first > self.count - 1))

    @property
    def size(self) -> Floats:
        """The largest absolute value of each series, 0 without any."""
        found = np.zeros(len(self.start))
        np.maximum.at(found, np.repeat(np.arange(len(self.start)), self.count), np.abs(self.value))
        return found

    def at(self, series: Ints, year: Floats) -> Floats:
        """Return the value of a series in a year, NaN where it has none."""
        if not len(self.key):
            return np.full(len(series), np.nan)
        wanted = key_of(series, np.where(np.isfinite(year), year, 0.0))
        place = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        return np.where(self.key[place] == wanted, self.value[place], np.nan)


@dataclass(frozen=True, slots=True)
class Tasks:
    """What is asked: t pairs of a series and a target year, sorted by series and year.

    ``target`` is NaN without one; ``disputed`` tells that rows of the series state different targets for
    the year (there is none then). ``side`` and ``cumulative`` as in `PanelRows`; ``lower`` and ``upper`` are
    the bounds of the series' kind, unless one of its own values lies beyond (``beyond``).
    """

    series: Ints
    year: Floats
    target: Floats
    disputed: NDArray[np.bool_]
    side: Ints
    cumulative: NDArray[np.bool_]
    lower: Floats
    upper: Floats
    beyond: NDArray[np.bool_]


def key_of(series: Ints, year: Floats) -> Ints:
    """Return series and year (1 to 9999) as one number."""
    return np.asarray(series * 10_000 + year.astype(np.int_))


def observed(rows: PanelRows) -> Observed:
    """Return the usable values of a panel, sorted."""
    usable = np.isfinite(rows.year) & np.isfinite(rows.value)
    series, year, value = rows.series[usable], rows.year[usable], rows.value[usable]
    order = np.lexsort((year, series))
    series, year, value = series[order], year[order], value[order]
    count = np.bincount(series, minlength=len(rows.names))
    key = key_of(series, year)
    twice = np.full(len(rows.names), np.nan)
    again = np.flatnonzero(key[1:] == key[:-1])
    twice[series[again][::-1]] = year[again][::-1]
    return Observed(year, value, np.cumsum(count) - count, count, twice, key)


def tasks_of(rows: PanelRows, known: Observed, ahead: int) -> Tasks:
    """Return what a panel asks for.

    A series without a target year is forecast ``ahead`` years after its last value.
    """
    stated = np.flatnonzero(np.isfinite(rows.target_year))
    key = key_of(rows.series[stated], rows.target_year[stated])
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    series, year = rows.series[stated][first], rows.target_year[stated][first]
    target, disputed = _one_target(rows.target[stated], place, len(first))
    without = np.flatnonzero(np.bincount(series, minlength=len(rows.names)) == 0)
    series = np.concatenate([series, without])
    year = np.concatenate([year, (known.last(known.year) + ahead)[without]])
    blank = np.zeros(len(without), bool)
    side = np.concatenate([_one_side(rows.side[stated], place, len(first)), np.ones(len(without), int)])
    total = np.zeros(len(first), bool)
    np.logical_or.at(total, place, rows.cumulative[stated])
    order = np.lexsort((year, series))
    lower, upper, beyond = _bounds(rows, known)
    lower, upper = _kept(rows, known, lower, upper)
    series = series[order]
    return Tasks(
        series,
        year[order],
        np.concatenate([target, np.full(len(without), np.nan)])[order],
        np.concatenate([disputed, blank])[order],
        side[order],
        np.concatenate([total, blank])[order],
        lower[series],
        upper[series],
        beyond[series],
    )


def _one_target(targets: Floats, place: Ints, count: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the target of each pair, and where rows state different ones."""
    given = np.isfinite(targets)
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, place[given], targets[given])
    np.maximum.at(high, place[given], targets[given])
    return np.where(low == high, low, np.nan), low < high


def _one_side(sides: Ints, place: Ints, count: int) -> Ints:
    """Return the side of each pair: 1 where no row says any, 0 where rows differ or one cannot be read."""
    low, high = np.full(count, UNSAID), np.full(count, -UNSAID)
    said = sides != UNSAID
    np.minimum.at(low, place[said], sides[said])
    np.maximum.at(high, place[said], sides[said])
    return np.asarray(np.where(low > high, 1, np.where(low == high, low, 0)))


def _bounds(rows: PanelRows, known: Observed) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the bounds of each series by its kind, and whether its own values lie beyond them."""
    count = len(rows.names)
    lower, upper = np.full(count, -np.inf), np.full(count, np.inf)
    for kind, (low, high) in BOUNDS.items():
        own = rows.series[rows.kind == kind]
        lower[own], upper[own] = low, high
    series = np.repeat(np.arange(count), known.count)
    outside = (known.value < lower[series]) | (known.value > upper[series])
    beyond = np.zeros(count, bool)
    beyond[series[outside]] = True
    return np.where(beyond, -np.inf, lower), np.where(beyond, np.inf, upper), beyond


def _kept(rows: PanelRows, known: Observed, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Return the bounds of running totals too: one that has only ever risen is never less than it is now."""
    total = np.zeros(len(rows.names), bool)
    np.logical_or.at(total, rows.series, rows.cumulative)
    series = np.repeat(np.arange(len(rows.names)), known.count)
    step = np.diff(known.value)
    inside = series[1:] == series[:-1]
    rising, falling = total & (known.count > 1), total & (known.count > 1)
    rising[series[1:][inside & (step < 0)]] = False
    falling[series[1:][inside & (step > 0)]] = False
    last = known.last(known.value)
    return (
        np.where(rising & (last > 0), np.fmax(lower, last), lower),
        np.where(falling & (last < 0), np.fmin(upper, last), upper),
    )
