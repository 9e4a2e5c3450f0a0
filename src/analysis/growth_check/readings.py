"""What the figures of a growth column may mean: a rate a year, growth over all years, or a difference.

A heading decides (年均增长, 五年累计增长, 变化); where it leaves more than one reading open, a figure is
wrong only when it is wrong by each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from analysis.growth import Floats
from analysis.growth_check.cells import POINTS, Bounds, Cell, column_of
from analysis.growth_check.obstacles import REASONS
from analysis.growth_check.rows import Beside
from analysis.growth_check.verdict import CONSISTENT, INCONSISTENT, NOT_CHECKABLE, Verdicts, judge
from analysis.quantity import Quantity

YEARLY, TOTAL, DIFFERENCE = "yearly", "total", "difference"

_SHARES = frozenset({"%", "‰", "‱"})
# Readings of a column by its span (see `analysis.extract.columns.SPANS`), the likeliest first.
READINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "yearly": (YEARLY,),
        "total": (TOTAL,),
        "open": (YEARLY, TOTAL),
        "change": (DIFFERENCE, TOTAL),
        "sum": (DIFFERENCE, TOTAL),
    }
)


@dataclass(frozen=True, slots=True)
class Growth:
    """One printed growth cell and its end points; ``span`` is that of its column, ``heading`` its text.

    ``may_be_real``: of output, whose growth plans print at constant prices beside values at current ones.
    """

    base: Cell
    target: Cell
    stated: Cell
    years: float
    span: str = YEARLY
    heading: str = ""
    may_be_real: bool = False

    @property
    def readings(self) -> tuple[str, ...]:
        """What the figure may mean, the likeliest first; of shares growth over all years may be points."""
        readings = READINGS.get(self.span, (YEARLY,))
        if DIFFERENCE in readings:
            # 变化(%) of deaths per 100,000 is relative, of a rate in per cent more likely points
            relative = "%" in self.heading and not self._is_in({"%"})
            return readings[::-1] if relative else readings
        return (*readings, DIFFERENCE) if TOTAL in readings and self._is_in(_SHARES) else readings

    def _is_in(self, symbols: Collection[str]) -> bool:
        ends = [cell for cell in (self.base, self.target) if isinstance(cell, Quantity) and cell.unit]
        return bool(ends) and all(cell.unit in symbols for cell in ends)


def judge_readings(rows: Sequence[Growth], beside: Beside) -> tuple[Verdicts, list[str]]:
    """Check growth cells by what their headings say; return the verdicts, and the reading of each.

    Of several readings the first that agrees counts, else the first. A figure under 五年累计 may also
    be the sum of yearly figures, which the end points cannot tell: it agrees or is not checkable; so
    does growth of output, which may be at constant prices.
    """
    wanted = [
        reading for reading in (YEARLY, TOTAL, DIFFERENCE) if any(reading in row.readings for row in rows)
    ]
    judged = {reading: _judge(rows, reading, beside) for reading in wanted or [YEARLY]}
    chosen = [_choose(row, index, judged) for index, row in enumerate(rows)]
    verdicts = _gathered(judged, chosen)
    _withdraw_what_may_be_right(rows, verdicts)
    return verdicts, chosen


def _judge(rows: Sequence[Growth], reading: str, beside: Beside) -> Verdicts:
    bases, targets, stated = (
        [row.base for row in rows],
        [row.target for row in rows],
        [row.stated for row in rows],
    )
    if reading == DIFFERENCE:
        bases, targets = ([_bare(cell, "") for cell in cells] for cells in (bases, targets))
        stated = [_bare(cell, POINTS) for cell in stated]
    years: Floats = np.array([row.years for row in rows], float)
    totals = "none" if reading == YEARLY else "all"
    found = judge(
        column_of(bases), column_of(targets), column_of(stated), years, totals=totals, beside=beside
    )
    if reading == DIFFERENCE:
        remarks = (REASONS["by_points"][1], REASONS["by_total"][1])
        for row, note in enumerate(found.note):
            found.note[row] = note.replace("; ".join(remarks), REASONS["by_difference"][1])
        found.reason[found.reason == "by_total"] = "by_difference"
    return found


def _bare(cell: Cell, symbol: str) -> Cell:
    return replace(cell, unit=symbol) if isinstance(cell, Quantity) and not cell.missing else cell


def _choose(row: Growth, index: int, judged: Mapping[str, Verdicts]) -> str:
    for reading in row.readings:
        if judged[reading].verdict[index] == CONSISTENT:
            return reading
    return row.readings[0]


def _gathered(judged: Mapping[str, Verdicts], chosen: Sequence[str]) -> Verdicts:
    """Return for each row the verdict of its reading."""

    def pick(arrays: Mapping[str, Any]) -> Any:  # noqa: ANN401 - arrays of several types
        first = next(iter(arrays.values()))
        if isinstance(first, tuple):
            return tuple(arrays[reading][row] for row, reading in enumerate(chosen))
        out = first.copy()
        for row, reading in enumerate(chosen):
            out[row] = arrays[reading][row]
        return out

    parts: dict[str, Any] = {}
    for one in fields(Verdicts):
        by_reading = {reading: getattr(found, one.name) for reading, found in judged.items()}
        if one.name == "recomputed":
            ends = {
                name: {key: getattr(b, name) for key, b in by_reading.items()}
                for name in ("value", "lower", "upper")
            }
            parts[one.name] = Bounds(**{name: pick(arrays) for name, arrays in ends.items()})
        else:
            parts[one.name] = pick(by_reading)
    return Verdicts(**parts)


def _withdraw_what_may_be_right(rows: Sequence[Growth], verdicts: Verdicts) -> None:
    """Turn a verdict that depends on what is not printed (a sum of years, prices) into not checkable."""
    for index, row in enumerate(rows):
        reason = "stated_cumulative" if row.span == "sum" else "constant_prices" if row.may_be_real else ""
        if reason and verdicts.verdict[index] == INCONSISTENT:
            verdicts.verdict[index] = NOT_CHECKABLE
            verdicts.reproduced_by[index] = ""
            verdicts.chance[index] = np.nan
            verdicts.low_power[index] = verdicts.decision_error[index] = False
            verdicts.reason[index], verdicts.note[index] = reason, REASONS[reason][1]
