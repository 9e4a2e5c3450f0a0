"""The growth column of a plan's tables against the values printed in the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import QuantityError, UnitError
from analysis.growth_check.cells import Cell, column_of
from analysis.growth_check.prices import is_output, names_constant_prices
from analysis.growth_check.readings import Growth, judge_readings
from analysis.growth_check.rows import Beside
from analysis.growth_check.single import read_stated, read_value
from analysis.growth_check.verdict import CONSISTENT, Verdicts

DECIMALS = 4
"""Recomputed figures and chances in tables are rounded to this many decimals, after the verdict is made."""

_SPAN = ("source_file", "source_line", "source_start", "source_end")

_Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """One end of a row's growth: its cell, or the reason code that there is none; its year and number."""

    cell: Cell
    year: int | None = None
    number: float = np.nan


def check_plan_growth(indicators: pd.DataFrame, values: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """Check every growth cell that a plan prints.

    A row's growth leads from its earliest actual value to the latest target of the same row (to its latest
    actual value where it has no target, as in yearbooks), both between the years of the growth column. A
    missing cell ("—") is an end of the row all the same: nothing else is put in its place.

    Parameters
    ----------
    indicators, values : DataFrame
        Rows of indicators.csv (table, row, unit and breakdown are used) and of values.csv.
    stated : DataFrame
        One row for each printed growth cell: indicator_id, table, row, printed, unit and its source. Where
        there are columns base_year and target_year, they are the years that the growth column is about; a
        heading that names constant prices (可比价) makes its figures not checkable. span says what the
        column's figures are (`readings.READINGS`; a rate a year where it is not given), status "actual" that
        they are growth that was reached.

    Returns
    -------
    DataFrame
        Columns of growth_check.csv in the order of the contract, then stated_printed, breakdown, unit,
        reason, the source of the growth cell, low_power, decision_error and compared_as (yearly, total or
        difference: what the figure was taken for); in the order of `stated`.
        Recomputed figures and chances have at most `DECIMALS` decimals.
    """
    rows = {_key(row): row for row in _records(indicators)}
    cells: dict[tuple[str, str], list[_Record]] = {}
    for value in _records(values):
        cells.setdefault(_key(value), []).append(value)
    growth = _records(stated)
    within = [_within(cells.get(_key(row), []), row) for row in growth]
    tables = [str(row["table"]) for row in growth]
    order = list(dict.fromkeys(tables))
    beside = Beside(
        actual=column_of([_reached(row) for row in within]),
        group=np.array([order.index(table) for table in tables], np.intp),
    )
    facts = [rows.get(_key(row), {}) for row in growth]
    ends = _ends_that_agree(growth, within, beside)
    verdicts, readings = judge_readings(_growths(growth, ends, facts), beside)
    bases, targets = [base for base, _ in ends], [target for _, target in ends]
    return _table(growth, facts, bases, targets, verdicts).assign(compared_as=readings)


def _ends_that_agree(
    growth: Sequence[_Record], within: Sequence[Sequence[_Record]], beside: Beside
) -> list[tuple[_Endpoint, _Endpoint]]:
    """Return the end points of each row; of a target and the value reached, those that agree.

    Of two that do not agree the value reached, which stands nearer to the figure, counts.
    """
    statuses = [_text(row.get("status")) for row in growth]
    pairs = list(zip(within, statuses, strict=True))
    ends = [_endpoints(row, reached=status in ("actual", "either")) for row, status in pairs]
    if "either" not in statuses:
        return ends
    others = [_endpoints(row, reached=status == "actual") for row, status in pairs]
    first, second = (judge_readings(_growths(growth, pair), beside)[0].verdict for pair in (ends, others))
    other = (first != CONSISTENT) & (second == CONSISTENT)
    return [pair[int(takes)] for pair, takes in zip(zip(ends, others, strict=True), other, strict=True)]


def _growths(
    growth: Sequence[_Record],
    ends: Sequence[tuple[_Endpoint, _Endpoint]],
    facts: Sequence[_Record] = (),
) -> list[Growth]:
    return [
        Growth(
            base=base.cell,
            target=target.cell,
            stated=_stated(row),
            years=_years(base, target),
            span=_text(row.get("span")) or "yearly",
            heading=_text(row.get("heading")),
            may_be_real=is_output(_text(fact.get("name"))),
        )
        for row, fact, (base, target) in zip(growth, facts or [{}] * len(growth), ends, strict=True)
    ]


def _records(table: pd.DataFrame) -> list[_Record]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _key(row: _Record) -> tuple[str, str]:
    return str(row["table"]), str(row["row"])


def _within(cells: Sequence[_Record], growth: _Record) -> list[_Record]:
    """Return the cells between the years that the growth column is about, all where it names none."""
    first, last = (_text(growth.get(name)) for name in ("base_year", "target_year"))
    return [
        cell
        for cell in cells
        if (not first or _year(cell) >= int(float(first))) and (not last or _year(cell) <= int(float(last)))
    ]


def _endpoints(cells: Sequence[_Record], *, reached: bool) -> tuple[_Endpoint, _Endpoint]:
    """Return base and target; growth that was reached (实际年均增长) ends at a value that was."""
    actual = _actual_cells(cells)
    targets = [] if reached else [cell for cell in cells if cell["status"] == "target"]
    ends = targets or actual[1:]
    base = _endpoint(actual[0], "base_unreadable") if actual else _Endpoint("base_missing")
    target = _endpoint(max(ends, key=_year), "target_unreadable") if ends else _Endpoint("target_missing")
    return base, target


def _actual_cells(cells: Sequence[_Record]) -> list[_Record]:
    return sorted((cell for cell in cells if cell["status"] == "actual"), key=_year)


def _reached(cells: Sequence[_Record]) -> Cell:
    """Return the last actual value after the base year, for rows that lead to a target; else a code."""
    actual = _actual_cells(cells)
    if len(actual) < 2 or not any(cell["status"] == "target" for cell in cells):
        return "target_missing"
    return _endpoint(actual[-1], "target_unreadable").cell


def _year(cell: _Record) -> int:
    return int(str(cell["year"]))


def _endpoint(cell: _Record, unreadable: str) -> _Endpoint:
    try:
        quantity: Cell = read_value(_text(cell["printed"]), _text(cell["unit"]))
    except (QuantityError, UnitError):
        quantity = unreadable
    return _Endpoint(quantity, _year(cell), float(_text(cell["value"]) or "nan"))


def _stated(row: _Record) -> Cell:
    try:
        stated = read_stated(_text(row["printed"]), _text(row["unit"]))
    except (QuantityError, UnitError):
        return "stated_unreadable"
    printed = not isinstance(stated, str) and not stated.missing
    return "constant_prices" if printed and names_constant_prices(_text(row.get("heading"))) else stated


def _years(base: _Endpoint, target: _Endpoint) -> float:
    if base.year is None or target.year is None:
        return np.nan
    return target.year - base.year


def _text(value: object) -> str:
    """Return a cell as text; a missing one (None, NaN) is empty."""
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def _table(
    growth: Sequence[_Record],
    facts: Sequence[_Record],
    bases: Sequence[_Endpoint],
    targets: Sequence[_Endpoint],
    verdicts: Verdicts,
) -> pd.DataFrame:
    recomputed = verdicts.recomputed
    columns: dict[str, object] = {
        name: [row[name] for row in growth] for name in ("indicator_id", "table", "row")
    }
    columns |= {
        "base_year": pd.array([end.year for end in bases], "Int64"),
        "base": [end.number for end in bases],
        "target_year": pd.array([end.year for end in targets], "Int64"),
        "target": [end.number for end in targets],
        "stated_pct": verdicts.stated,
        "recomputed_pct": recomputed.value.round(DECIMALS),
        "recomputed_lower": recomputed.lower.round(DECIMALS),
        "recomputed_upper": recomputed.upper.round(DECIMALS),
        "verdict": verdicts.verdict,
        "reproduced_by": verdicts.reproduced_by,
        "chance": verdicts.chance.round(DECIMALS),
        "note": verdicts.note,
        "stated_printed": [_text(row["printed"]) for row in growth],
        "breakdown": [_text(fact.get("breakdown")) for fact in facts],
        "unit": [_text(fact.get("unit")) for fact in facts],
        "reason": verdicts.reason,
    }
    columns |= {name: [row[name] for row in growth] for name in _SPAN}
    for name, flags in (("low_power", verdicts.low_power), ("decision_error", verdicts.decision_error)):
        columns[name] = pd.arrays.BooleanArray(flags, ~verdicts.checked)
    return pd.DataFrame(columns)
