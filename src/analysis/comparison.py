"""Another area's yearly values of the same indicators, put beside a plan's own series."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from analysis.growth import level_growth
from analysis.series import TargetSeries
from analysis.statements import converted, convertible
from analysis.unit_parsing import known_unit
from analysis.unit_table import unit_table

COMPARISON_COLUMNS = ("indicator_id", "breakdown", "part", "year", "value", "unit")


def compared_values(own: Iterable[TargetSeries], other: Iterable[TargetSeries]) -> pd.DataFrame:
    """Return the other area's values of the plan's own indicators, in the plan's units.

    Parameters
    ----------
    own, other : iterable of TargetSeries
        Of the plan, and of the plan that it is compared with.

    Returns
    -------
    DataFrame
        Columns `COMPARISON_COLUMNS`: `breakdown` is that of the own series; `part` is the other area's part
        where it has no whole (urban and rural beside a unified figure), else "". Years before the own first
        value are left out, and so are series whose unit measures something else, and amounts (a total in
        亿元 or 个): those of a larger area are larger, and say nothing of a smaller one's.
    """
    others = list(other)
    rows: dict[tuple[str, str, str, int], dict[str, object]] = {}
    for one in own:
        if _is_amount(one.unit):
            continue
        same = [two for two in others if two.indicator_id == one.indicator_id]
        exact = [two for two in same if two.breakdown == one.breakdown and two.years]
        parts = [] if one.breakdown else [two for two in same if two.breakdown]
        for two in exact or parts:
            if not convertible(two.unit, one.unit):
                continue
            part = "" if two.breakdown == one.breakdown else two.breakdown
            for year, value in zip(two.years, two.values, strict=True):
                if one.years and year < one.years[0]:
                    continue
                moved = converted(Decimal(str(value)), None, None, two.unit, one.unit).value
                cells = (one.indicator_id, one.breakdown, part, year, moved, one.unit)
                rows[one.indicator_id, one.breakdown, part, year] = dict(
                    zip(COMPARISON_COLUMNS, cells, strict=True)
                )
    return pd.DataFrame(rows.values(), columns=list(COMPARISON_COLUMNS))


def _is_amount(unit: str) -> bool:
    """Tell whether a unit counts a total, which grows with the area: 亿元, 个; not %, 岁 or 元/月.

    Examples
    --------
    >>> [_is_amount(unit) for unit in ("亿元", "个", "家", "%", "岁", "元/月", "张/千名老年人")]
    [True, True, True, False, False, False, False]
    """
    found = known_unit(unit)
    amounts = unit_table().scaled_dimensions
    return found is not None and found.dimension in amounts and "/" not in found.symbol


def compared_pace(values: pd.DataFrame) -> pd.DataFrame:
    """Return the growth a year of each compared series between its first and last value.

    Parameters
    ----------
    values : DataFrame
        `compared_values`.

    Returns
    -------
    DataFrame
        Columns indicator_id, breakdown, part, first_year, first, last_year, last, unit and growth_pct (level
        method; NaN with one value, or where no rate exists).
    """
    columns = [
        "indicator_id", "breakdown", "part", "first_year", "first", "last_year", "last", "unit", "growth_pct",
    ]  # fmt: skip
    rows = []
    for key, group in values.groupby(["indicator_id", "breakdown", "part"], sort=False):
        path = group.sort_values("year")
        start, end = path.iloc[0], path.iloc[-1]
        years = int(end["year"] - start["year"])
        growth = float(level_growth(start["value"], end["value"], years)) * 100 if years else float("nan")
        ends = (int(start["year"]), start["value"], int(end["year"]), end["value"], end["unit"])
        rows.append((*key, *ends, growth))
    return pd.DataFrame(rows, columns=columns)
