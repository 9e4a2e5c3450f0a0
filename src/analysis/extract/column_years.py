"""The years of a header's columns: what single headings leave open, all together settle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.extract.columns import (
    FIRST_PLAN_END,
    PERIOD,
    PERIOD_NAMES,
    REACHED,
    YEARS_OF_A_PLAN,
    Column,
    heading_key,
)


def settle_years(
    columns: Sequence[Column], period: tuple[int, int] | None, about: tuple[int, int] | None = None
) -> tuple[Column, ...]:
    """Fill in what single headings leave open, from the columns together and the plan's period.

    Parameters
    ----------
    columns : sequence of Column
        The columns of one header.
    period : (int, int), optional
        First and last year of the plan.
    about : (int, int), optional
        First and last year of the plan that the table is about, where that is an earlier one: 完成情况 is
        then the last year of it.

    Notes
    -----
    A value column without a year is the year before the period (actual) or its last year (target). Without
    a status word a year before the period, or the earliest of several, is actual; the others are targets.

    Examples
    --------
    >>> from analysis.document import Cell
    >>> from analysis.errors import Source
    >>> from analysis.extract.columns import cell_to_column
    >>> def column(text): return cell_to_column(Cell(text, Source("", 1)))
    >>> settled = settle_years([column("现状值"), column("2022年"), column("目标值")], (2021, 2025))
    >>> [(one.year, one.status) for one in settled]
    [(2020, 'actual'), (2022, 'target'), (2025, 'target')]
    """
    dated = [_dated(column, about or period, over=about is not None) for column in columns]
    years = sorted({column.year for column in dated if column.role == "value" and column.year is not None})
    settled = [_with_status(column, years, period) for column in dated]
    settled = _without_doubles(columns, settled)
    end = period[1] if period else None
    return tuple(_with_growth_years(column, index, settled, end) for index, column in enumerate(settled))


def _without_doubles(columns: Sequence[Column], settled: Sequence[Column]) -> list[Column]:
    """Take no values from a column without a year beside one with it: 完成情况 behind 2020年实际."""
    printed = {
        (after.year, after.status)
        for before, after in zip(columns, settled, strict=True)
        if before.role == "value" and before.year is not None
    }
    return [
        replace(after, role="other", year=None, status="")
        if before.role == "value" and before.year is None and (after.year, after.status) in printed
        else after
        for before, after in zip(columns, settled, strict=True)
    ]


def _dated(column: Column, period: tuple[int, int] | None, *, over: bool) -> Column:
    if column.role != "value" or column.year is not None or period is None:
        return column
    reached = over and re.search(REACHED, heading_key(column.text)) is not None
    before = column.status == "actual" and not reached
    return replace(column, year=period[0] - 1 if before else period[1])


def period_of_table(
    title: str, columns: Sequence[Column], period: tuple[int, int] | None
) -> tuple[int, int] | None:
    """Return the earlier plan that a table is about, by its title or its years; None for the plan itself.

    Examples
    --------
    >>> period_of_table("“十三五”规划指标完成情况", (), (2021, 2025))
    (2016, 2020)
    >>> period_of_table("“十四五”主要指标", (), (2021, 2025)) is None
    True
    >>> from analysis.document import Cell
    >>> from analysis.errors import Source
    >>> from analysis.extract.columns import cell_to_column
    >>> base = cell_to_column(Cell("2015年基数", Source("", 1)))
    >>> period_of_table("", (base,), (2021, 2025))
    (2016, 2020)
    """
    if period is None or period[1] - period[0] != YEARS_OF_A_PLAN - 1:
        return None
    before = (period[0] - YEARS_OF_A_PLAN, period[0] - 1)
    named = {found[1] for found in PERIOD.finditer(heading_key(title)) if found[1] in PERIOD_NAMES}
    if named:
        ends = {FIRST_PLAN_END + YEARS_OF_A_PLAN * PERIOD_NAMES.index(name) for name in named}
        return before if ends == {before[1]} else None
    years = [column.year for column in columns if column.role == "value" and column.year is not None]
    return before if years and max(years) < before[0] else None


def _with_status(column: Column, years: Sequence[int], period: tuple[int, int] | None) -> Column:
    if column.role != "value" or column.status or column.year is None:
        return column
    before = period is not None and column.year < period[0]
    earliest = len(years) > 1 and column.year == years[0]
    return replace(column, status="actual" if before or earliest else "target")


def _with_growth_years(column: Column, index: int, columns: Sequence[Column], end: int | None) -> Column:
    """Give a growth column its end points.

    The end is the period's last year where that is a target, else the last target printed before the growth;
    the base is the last actual value before the end.
    """
    if column.role != "growth" or (column.base_year is not None and column.year is not None):
        return column
    dated = [
        (place, other, other.year)
        for place, other in enumerate(columns)
        if other.role == "value" and other.year
    ]
    targets = [(place, year) for place, other, year in dated if other.status == "target"]
    before = [year for place, year in targets if place < index] or [year for _, year in targets]
    year = column.year or (end if end in before else next(reversed(before), None))
    bases = [
        base for _, other, base in dated if other.status == "actual" and year is not None and base < year
    ]
    base_year = column.base_year if column.base_year is not None else max(bases, default=None)
    beside = [other for place, other, _ in dated if place == index - 1]
    reached = any(other.status == "actual" and other.year == year for other in beside)
    return replace(
        column, year=year, base_year=base_year, status=column.status or ("either" if reached else "")
    )
