"""One figure a year for a plan: the share of the way to its targets that is gone, over all indicators.

A composite index (`analysis.composite`) whose units are years: each indicator runs from 0 at its base value
to 1 at its target, pillars weigh the same and in them every indicator, and a missing value leaves its weight
to the others. Nothing is filled in; a year of which too little is known gets no index.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.composite import Aggregation, Composite, Indicator, Normalisation, composite_index
from analysis.progress.standing import LEVEL

LEAST_INDICATORS = 2
"""One indicator is no composite."""
LEAST_SHARE = 0.5
"""Share of the indicators that must be observed in a year."""
YEARLY_COLUMNS = ("year", "index", "geometric", "to_target", "n", "total")


@dataclass(frozen=True, slots=True)
class PlanIndex:
    """The index of each year that has one.

    ``yearly`` has the columns `YEARLY_COLUMNS`: index (arithmetic mean of the shares of the way, 0 to 1),
    geometric (their geometric mean), to_target (arithmetic mean of value / target, or target / value where
    less is better; missing unless every target and value is above 0), n of total indicators observed.
    ``contributions`` has a row for each of these years and a column for each pillar; a row adds up to index.
    ``left_out`` are the (indicator_id, part) without a way from base to target, sums over the period and
    ranges to be kept within.
    """

    yearly: pd.DataFrame
    contributions: pd.DataFrame
    left_out: tuple[tuple[str, str], ...]


def plan_index(goals: pd.DataFrame, seen: pd.DataFrame) -> PlanIndex:
    """Return the index of a plan for each year after the base.

    Parameters
    ----------
    goals : DataFrame
        One row an indicator: indicator_id, part, category (the pillar), direction, base_year, base, target.
    seen : DataFrame
        Actual values: indicator_id, breakdown, year, value; of several for one year the first counts.

    Returns
    -------
    PlanIndex
        Without any year where fewer than `LEAST_INDICATORS` indicators, or than `LEAST_SHARE` of them, are
        observed.

    References
    ----------
    OECD & JRC, Handbook on Constructing Composite Indicators, 2008: min-max with the base as lower and the
    target as upper goalpost, missing data left to the others.

    Examples
    --------
    >>> goals = pd.DataFrame({"indicator_id": ["a", "b"], "part": "", "category": ["x", "y"],
    ...     "direction": ["up", "down"], "base_year": 2020, "base": [50.0, 20.0], "target": [60.0, 10.0]})
    >>> seen = goals[["indicator_id"]].assign(breakdown="", year=2022, value=[55.0, 10.0])
    >>> plan_index(goals, seen).yearly[["year", "index", "n"]].values.tolist()
    [[2022.0, 0.75, 2.0]]
    """
    rows = list(goals.itertuples(index=False))
    usable = [row for row in rows if _has_way(row)]
    left_out = tuple((str(row.indicator_id), str(row.part)) for row in rows if not _has_way(row))
    if not usable:
        return PlanIndex(pd.DataFrame(columns=list(YEARLY_COLUMNS)), pd.DataFrame(), left_out)
    values = _values_by_year(usable, seen)
    enough = values.notna().sum(axis=1).ge(max(LEAST_INDICATORS, LEAST_SHARE * len(usable)))
    values = values[enough]
    indicators = [_indicator(column, row) for column, row in zip(values.columns, usable, strict=True)]
    index = _composite(values, indicators, "min_max", "arithmetic")
    positive = values.min().gt(0).all() and all((i.target or 0) > 0 for i in indicators)
    to_target = _composite(values, indicators, "distance_to_target", "arithmetic") if positive else None
    geometric = _composite(values, indicators, "min_max", "geometric")
    yearly = pd.DataFrame(
        {
            "year": values.index.astype(int),
            "index": index.index.to_numpy(float),
            "geometric": geometric.index.to_numpy(float),
            "to_target": math.nan if to_target is None else to_target.index.to_numpy(float),
            "n": values.notna().sum(axis=1).to_numpy(int),
            "total": len(usable),
        },
        columns=list(YEARLY_COLUMNS),
    )
    return PlanIndex(yearly, index.contributions, left_out)


def _has_way(row: Any) -> bool:  # noqa: ANN401 - a named tuple of goals
    """Tell whether an indicator has a way to go: a base, and a target on the better side of it."""
    measured = getattr(row, "measure", LEVEL) == LEVEL  # yearly values say nothing of a sum or of a distance
    if not measured or any(pd.isna(value) for value in (row.base_year, row.base, row.target)):
        return False
    return bool(row.target > row.base if row.direction == "up" else row.target < row.base)


def _values_by_year(usable: Iterable[Any], seen: pd.DataFrame) -> pd.DataFrame:
    """Return years as rows and indicators as columns, named by their place; from the year after the base."""
    known: dict[tuple[str, str], dict[int, float]] = {}
    names = ("indicator_id", "breakdown", "year", "value")
    for indicator_id, part, year, value in zip(*(seen[name] for name in names), strict=True):
        known.setdefault((indicator_id, part), {}).setdefault(int(year), float(value))
    columns = {
        str(place): pd.Series(
            {
                year: value
                for year, value in known.get((row.indicator_id, row.part), {}).items()
                if year > row.base_year
            },
            dtype=float,
        )
        for place, row in enumerate(usable)
    }
    return pd.DataFrame(columns).sort_index()


def _indicator(name: str, row: Any) -> Indicator:  # noqa: ANN401 - a named tuple of goals
    low, high = sorted((float(row.base), float(row.target)))
    return Indicator(name, row.direction, pillar=row.category, low=low, high=high, target=float(row.target))


def _composite(
    values: pd.DataFrame, indicators: list[Indicator], normalisation: Normalisation, aggregation: Aggregation
) -> Composite:
    return composite_index(
        values, indicators, normalisation=normalisation, aggregation=aggregation, missing="reweight"
    )
