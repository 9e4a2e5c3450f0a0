"""Where the numbers of a computed table stand: actual values and targets by indicator, year and value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.tables.view import place, placed, records

_Entries = Mapping[tuple[str, int], tuple[tuple[str, float, str], ...]]
"""(indicator, year) → (breakdown, value, place) of each statement."""


@dataclass(frozen=True, slots=True)
class Places:
    """Finds the place of a number by what it says; a value that was stated nowhere has none."""

    actuals: _Entries = field(default_factory=dict)
    targets: _Entries = field(default_factory=dict)

    def actual(self, row: Any, year: Any, value: float) -> str | None:  # noqa: ANN401 - pandas' rows, and its NA
        """Return where an actual value of a row's indicator stands, as ``file:line`` or with its column."""
        return _found(self.actuals, row, year, value)

    def target(self, row: Any, year: Any, value: float) -> str | None:  # noqa: ANN401
        """Return where a target of a row's indicator stands."""
        return _found(self.targets, row, year, value)


NOWHERE = Places()


def number_places(values: pd.DataFrame, series: pd.DataFrame) -> Places:
    """Gather the places of all values.

    Parameters
    ----------
    values : DataFrame
        Rows of values.csv.
    series : DataFrame
        From `series.series_frame`: actual values of the plan and of observations.csv.

    Examples
    --------
    >>> row = {"indicator_id": "beds", "breakdown": "", "year": 2025, "status": "target", "value": 55.0}
    >>> where = {"source_file": "plan.txt", "source_line": 32, "source_start": 33}
    >>> found = number_places(pd.DataFrame([row | where]), pd.DataFrame())
    >>> (asked,) = records(pd.DataFrame([row]))
    >>> found.target(asked, 2025, 55.0), found.target(asked, 2025, 56.0), found.actual(asked, 2025, 55.0)
    ('plan.txt:32:34', None, None)
    """
    cells = list(records(values))
    columns = {
        (cell.source_file, int(cell.source_line), cell.year, cell.value): place(cell) for cell in cells
    }
    stated = [
        (one, columns.get((one.source_file, int(one.source_line), one.year, one.value), _line(one)))
        for one in records(series)
    ]
    targets = [(cell, place(cell)) for cell in cells if cell.status == "target"]
    return Places(_gathered(stated), _gathered(targets))


def _line(statement: Any) -> str:  # noqa: ANN401 - a named tuple
    return f"{statement.source_file}:{int(statement.source_line)}"


def _gathered(statements: Iterable[tuple[Any, str]]) -> _Entries:
    entries: dict[tuple[str, int], tuple[tuple[str, float, str], ...]] = {}
    for one, where in statements:
        key = str(one.indicator_id), int(one.year)
        entries[key] = (*entries.get(key, ()), (str(one.breakdown), float(one.value), where))
    return entries


def _found(entries: _Entries, row: Any, year: Any, value: float) -> str | None:  # noqa: ANN401
    if pd.isna(year) or pd.isna(value):
        return None
    parts = {str(row.breakdown), str(getattr(row, "part", row.breakdown))}
    same = [
        (breakdown not in parts, where)
        for breakdown, stated, where in entries.get((str(row.indicator_id), int(year)), ())
        if math.isclose(stated, value, rel_tol=1e-9)
    ]
    return min(same, key=lambda entry: entry[0])[1] if same else None


_YEAR_OF = {
    "base": "base_year",
    "mid_target": "mid_year",
    "target": "target_year",
    "observed": "observed_year",
}


def stated_sources(
    frame: pd.DataFrame, places: Places, stated: Mapping[int, str]
) -> tuple[tuple[int, int, str], ...]:
    """Return the sources of a table's columns; `stated` names what of a row each column shows."""
    return placed(
        {
            column: (places.target if name.endswith("target") else places.actual)(
                row, getattr(row, _YEAR_OF[name]), getattr(row, name)
            )
            for column, name in stated.items()
        }
        for row in records(frame)
    )
