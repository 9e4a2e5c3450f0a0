"""Composite index: one figure a unit from many indicators, and how far its ranking hangs on the method.

Terms and order of the steps are those of the OECD/JRC handbook: missing data, normalisation, weighting,
aggregation, robustness. Units (counties, years) are rows, indicators are columns.

References
----------
OECD & JRC, Handbook on Constructing Composite Indicators: Methodology and User Guide, 2008.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Normalisation = Literal["min_max", "distance_to_target"]
Aggregation = Literal["arithmetic", "geometric"]
Missing = Literal["refuse", "reweight", "mean"]

FLOOR = 0.01
"""Least normalised value in the geometric mean: a single 0 would make the whole index 0."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """How one column enters the index.

    ``direction`` is "up" or "down". ``low`` and ``high`` are the goalposts of the min-max method in the
    column's unit (None: the extremes of the data); ``target`` is what the distance is measured to.
    """

    name: str
    direction: str
    pillar: str = ""
    low: float | None = None
    high: float | None = None
    target: float | None = None

    def __post_init__(self) -> None:
        """Refuse what no step could use."""
        if self.direction not in ("up", "down"):
            raise ValueError(f'{self.name}: direction "{self.direction}"; write up or down')
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"{self.name}: low {self.low:g} is not below high {self.high:g}")


@dataclass(frozen=True, slots=True)
class Composite:
    """An index from 0 to 1 for each unit.

    ``index`` is NaN where the rule on missing data refuses the unit; ``normalised`` holds the values from 0
    to 1 that were aggregated; ``weights`` sum to 1; ``contributions`` has a column for each pillar: in the
    arithmetic mean they add up to the index, in the geometric mean to its logarithm.
    """

    index: pd.Series
    normalised: pd.DataFrame
    weights: pd.Series
    contributions: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Robustness:
    """Ranks of the units (1 is best) over random weights, both normalisations and both aggregations.

    ``ranks`` has the columns rank (of the index asked for), median, lower05, upper95 and share_of_rank (how
    often the unit has its own rank); ``runs`` is the number of draws.
    """

    ranks: pd.DataFrame
    runs: int


def composite_index(
    values: pd.DataFrame,
    indicators: Sequence[Indicator],
    *,
    weights: Mapping[str, float] | None = None,
    normalisation: Normalisation = "min_max",
    aggregation: Aggregation = "arithmetic",
    missing: Missing = "refuse",
) -> Composite:
    """Return the composite index of each row.

    Parameters
    ----------
    values : DataFrame
        One row a unit, one column an indicator, in the units of their goalposts and targets.
    indicators : sequence of Indicator
        The columns that count, each once.
    weights : mapping, optional
        Indicator → weight > 0, of any sum. Default: every pillar the same weight and in it every indicator.
    normalisation, aggregation, missing
        As `normalise`, `aggregate` and `fill_missing`.

    Returns
    -------
    Composite

    Raises
    ------
    ValueError
        If a column or weight is missing, a weight is not positive, a value infinite, or an indicator has no
        spread or target.

    Examples
    --------
    >>> values = pd.DataFrame({"beds": [30.0, 50.0], "poverty": [10.0, 5.0]}, index=["a", "b"])
    >>> rows = [Indicator("beds", "up", low=0, high=100), Indicator("poverty", "down", low=0, high=20)]
    >>> composite_index(values, rows).index.tolist()
    [0.4, 0.625]
    """
    names = _names(values, indicators)
    weighing = _weights(indicators, weights)
    plain = _plain(values, names)
    normalised = fill_missing(normalise(plain, indicators, normalisation), missing)
    index = aggregate(normalised, weighing, aggregation)
    table = pd.DataFrame(normalised, index=values.index, columns=names)
    return Composite(
        index=pd.Series(index, index=values.index, name="index"),
        normalised=table,
        weights=pd.Series(weighing, index=names, name="weight"),
        contributions=_contributions(table, indicators, weighing, aggregation),
    )


def normalise(values: ArrayLike, indicators: Sequence[Indicator], method: Normalisation) -> Floats:
    """Return values from 0 (worst) to 1 (best), whatever the unit and direction.

    Parameters
    ----------
    values : array_like, shape (units, indicators)
        NaN: missing, and stays so.
    indicators : sequence of Indicator
        One for each column.
    method : str
        "min_max": (x - low) / (high - low), turned round where less is better, cut at 0 and 1. Extremes of
        the data serve where goalposts are not given; they move when units are added.
        "distance_to_target": x / target, or target / x where less is better, cut at 1.

    Raises
    ------
    ValueError
        If a column has no spread and no goalposts, or no positive target.
    """
    if method not in get_args(Normalisation):
        raise ValueError(f'normalisation "{method}"; use one of {", ".join(get_args(Normalisation))}')
    columns = np.asarray(values, float).T
    step = _min_max if method == "min_max" else _distance_to_target
    done = [step(column, indicator) for column, indicator in zip(columns, indicators, strict=True)]
    return np.column_stack(done) if done else np.empty((len(columns.T), 0))


def fill_missing(normalised: Floats, rule: Missing) -> Floats:
    """Treat missing values by a rule that the reader is told.

    Parameters
    ----------
    normalised : ndarray, shape (units, indicators)
        Values from 0 to 1, NaN where missing.
    rule : str
        "refuse": the unit gets no index; "reweight": the others take over its weight (the same as filling in
        the unit's own mean); "mean": the mean of the other units is filled in, which draws the unit to the
        middle.

    Raises
    ------
    ValueError
        If the rule is unknown.
    """
    if rule not in get_args(Missing):
        raise ValueError(f'missing-data rule "{rule}"; use one of {", ".join(get_args(Missing))}')
    gaps = np.isnan(normalised)
    if rule == "refuse":
        return np.where(gaps.any(axis=1, keepdims=True), np.nan, normalised)
    if rule == "mean":
        known = (~gaps).sum(axis=0)
        total = np.where(gaps, 0, normalised).sum(axis=0)
        means = np.divide(total, known, out=np.full(known.shape, np.nan), where=known > 0)
        return np.where(gaps, means, normalised)
    return normalised


def aggregate(normalised: ArrayLike, weights: ArrayLike, method: Aggregation) -> Floats:
    """Return the weighted mean of each row.

    Parameters
    ----------
    normalised : array_like, shape (units, indicators)
        Values from 0 to 1; a missing one leaves its weight to the others, a row without any is NaN.
    weights : array_like, shape (indicators,)
        Not negative, of any sum.
    method : str
        "arithmetic": a good value makes up for a bad one in full; "geometric": the less, the worse it is
        (values below `FLOOR` count as that).

    Raises
    ------
    ValueError
        If the method is unknown.

    Examples
    --------
    >>> [float(aggregate([[1.0, 0.25]], [1, 1], method)[0]) for method in ("arithmetic", "geometric")]
    [0.625, 0.5]
    """
    if method not in get_args(Aggregation):
        raise ValueError(f'aggregation "{method}"; use one of {", ".join(get_args(Aggregation))}')
    table = np.asarray(normalised, float)
    known = ~np.isnan(table)
    weighing = np.where(known, np.asarray(weights, float), 0)
    total = weighing.sum(axis=1)
    scale = table if method == "arithmetic" else np.log(np.maximum(table, FLOOR))
    added = (weighing * np.where(known, scale, 0)).sum(axis=1)
    mean = np.divide(added, total, out=np.full(total.shape, np.nan), where=total > 0)
    return np.asarray(mean if method == "arithmetic" else np.exp(mean))


def rank_robustness(
    values: pd.DataFrame,
    indicators: Sequence[Indicator],
    *,
    weights: Mapping[str, float] | None = None,
    spread: float = 0.25,
    missing: Missing = "refuse",
    runs: int = 1000,
    seed: int = 0,
) -> Robustness:
    """Return how the ranking changes with the choices that the method leaves open.

    Each run draws weights evenly within ± `spread` of the given ones, a normalisation (of those that all
    indicators allow) and an aggregation.

    Parameters
    ----------
    values, indicators, weights, missing
        As `composite_index`; the rank is that of its default index.
    spread : float
        0 to 1: half width of the weights, as a share of each.
    runs : int
        Number of draws, >= 1.
    seed : int
        The same seed gives the same answer.

    Returns
    -------
    Robustness

    Raises
    ------
    ValueError
        As `composite_index`, or if `spread` or `runs` is out of range.

    References
    ----------
    OECD/JRC handbook, step 7: uncertainty and sensitivity analysis.
    """
    if not 0 <= spread <= 1 or runs < 1:
        raise ValueError(f"spread {spread:g} must lie from 0 to 1 and runs {runs} be at least 1")
    central = composite_index(values, indicators, weights=weights, missing=missing)
    plain = _plain(values, _names(values, indicators))
    tables = [fill_missing(normalise(plain, indicators, m), missing) for m in _possible(indicators)]
    random = np.random.default_rng(seed)
    drawn = np.array([_draw(tables, central.weights.to_numpy(), spread, random) for _ in range(runs)])
    own = _ranks(central.index.to_numpy())
    lower, median, upper = _quantiles(drawn)
    frame = pd.DataFrame(
        {
            "rank": own,
            "median": median,
            "lower05": lower,
            "upper95": upper,
            "share_of_rank": np.where(np.isnan(own), np.nan, (drawn == own).mean(axis=0)),
        },
        index=values.index,
    )
    return Robustness(frame, runs)


def _draw(tables: Sequence[Floats], weights: Floats, spread: float, random: np.random.Generator) -> Floats:
    """Return the ranks under one draw of weights, normalisation and aggregation."""
    weighing = weights * random.uniform(1 - spread, 1 + spread, len(weights))
    table = tables[int(random.integers(len(tables)))]
    return _ranks(aggregate(table, weighing, get_args(Aggregation)[int(random.integers(2))]))


def _names(values: pd.DataFrame, indicators: Sequence[Indicator]) -> list[str]:
    names = [indicator.name for indicator in indicators]
    if not names:
        raise ValueError("an index needs at least one indicator")
    if len(set(names)) < len(names):
        raise ValueError("an indicator is named twice")
    if absent := [name for name in names if name not in values.columns]:
        raise ValueError(
            f"no column {', '.join(absent)}; the columns are {', '.join(map(str, values.columns))}"
        )
    return names


def _plain(values: pd.DataFrame, names: Sequence[str]) -> Floats:
    plain = values[list(names)].to_numpy(float)
    if np.isinf(plain).any():
        raise ValueError("a value is infinite; leave it empty when it is missing")
    return np.asarray(plain)


def _weights(indicators: Sequence[Indicator], given: Mapping[str, float] | None) -> Floats:
    """Return weights that sum to 1: as given, or equal for pillars and within them."""
    if given is None:
        pillars = [indicator.pillar for indicator in indicators]
        return np.array([1 / len(set(pillars)) / pillars.count(pillar) for pillar in pillars])
    names = [indicator.name for indicator in indicators]
    if set(given) != set(names):
        odd = sorted(set(given) ^ set(names))
        raise ValueError(f"weights and indicators differ in {', '.join(odd)}; give one weight for each")
    weights = np.array([float(given[name]) for name in names])
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise ValueError("every weight must be a number above 0; leave the indicator out instead")
    return np.asarray(weights / weights.sum())


def _min_max(column: Floats, indicator: Indicator) -> Floats:
    known = column[~np.isnan(column)]
    low = indicator.low if indicator.low is not None else (known.min() if known.size else np.nan)
    high = indicator.high if indicator.high is not None else (known.max() if known.size else np.nan)
    if known.size and not high > low:
        raise ValueError(f"{indicator.name}: no spread between {low:g} and {high:g}; give low and high")
    share = np.clip((column - low) / (high - low), 0, 1)
    return np.asarray(share if indicator.direction == "up" else 1 - share)


def _distance_to_target(column: Floats, indicator: Indicator) -> Floats:
    target = indicator.target
    if target is None or not target > 0:
        raise ValueError(f"{indicator.name}: the distance to a target needs a target above 0")
    if indicator.direction == "up":
        return np.clip(column / target, 0, 1)
    ratio = np.divide(target, column, out=np.ones_like(column), where=~(column <= target))
    return np.asarray(np.clip(ratio, 0, 1))


def _possible(indicators: Sequence[Indicator]) -> list[Normalisation]:
    """Return the normalisations that every indicator allows."""
    targets = all(i.target is not None and i.target > 0 for i in indicators)
    return ["min_max", "distance_to_target"] if targets else ["min_max"]


def _contributions(
    table: pd.DataFrame, indicators: Sequence[Indicator], weights: Floats, method: Aggregation
) -> pd.DataFrame:
    """Return what each pillar adds to the index (arithmetic) or to its logarithm (geometric)."""
    known = table.notna().to_numpy()
    weighing = np.where(known, weights, 0)
    total = weighing.sum(axis=1, keepdims=True)
    share = np.divide(weighing, total, out=np.full(weighing.shape, np.nan), where=total > 0)
    plain = table.to_numpy()
    scale = plain if method == "arithmetic" else np.log(np.maximum(plain, FLOOR))
    parts = pd.DataFrame(share * np.where(known, scale, 0), index=table.index, columns=table.columns)
    pillars = {i.name: i.pillar for i in indicators}
    order = list(dict.fromkeys(pillars.values()))
    return pd.DataFrame(
        {p: parts[[n for n in parts if pillars[str(n)] == p]].sum(axis=1, skipna=False) for p in order}
    )


def _ranks(index: Floats) -> Floats:
    """Return ranks, 1 the best; equal units share the better rank, units without an index have none."""
    better = (index[None, :] > index[:, None] + 1e-12).sum(axis=1) + 1.0
    return np.where(np.isnan(index), np.nan, better)


def _quantiles(drawn: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the 5 %, 50 % and 95 % points of each unit's ranks, always ranks that occurred."""
    ordered = np.sort(drawn, axis=0)
    last = len(drawn) - 1
    low, middle, high = (ordered[int(np.floor(q * last))] for q in (0.05, 0.5, 0.95))
    return low, middle, high
