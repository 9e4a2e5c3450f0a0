"""Yearly series: the actual values of a plan's tables and of observations.csv, target by target.

A target's series begins with the table that holds the target; other tables and observations add years.
Where two sources state one year differently, one is used and the other is named, never averaged.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from analysis.indicators import Definitions
from analysis.models import Bounds
from analysis.observation_flags import series_flags
from analysis.observations import check_observations, read_observations
from analysis.reasons import Remark
from analysis.statements import (
    Cells,
    Statement,
    bounds_of,
    integer,
    is_running_total,
    plan_statements,
    rows_of,
    short,
    target_of,
)
from analysis.targets import Target

__all__ = [
    "TargetSeries",
    "assemble_series",
    "check_observations",
    "series_frame",
    "target_series",
]

SERIES_COLUMNS = (
    "indicator_id", "breakdown", "year", "value", "lower", "upper", "unit", "status", "table", "row",
    "source_file", "source_line", "source_start", "source_end", "note", "source",
)  # fmt: skip

_FRAME_COLUMNS = (
    "indicator_id", "breakdown", "lineage", "year", "value", "unit", "source_file", "source_line", "note",
)  # fmt: skip

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TargetSeries:
    """The targets of one printed row and the actual values that they are measured against.

    ``statements`` hold one value a year, ascending. ``lineage`` is "" or, when earlier years exist only for
    the parts of what is now one figure, the part that this series continues. ``followed`` marks a series
    that is observed but has no target: its one target names the period's last year and no number.
    """

    indicator_id: str
    breakdown: str
    lineage: str
    unit: str
    bounds: Bounds
    targets: tuple[Target, ...]
    statements: tuple[Statement, ...]
    remarks: tuple[Remark, ...]
    followed: bool = False

    @property
    def years(self) -> tuple[int, ...]:
        """Observed years, ascending."""
        return tuple(statement.year for statement in self.statements)

    @property
    def values(self) -> tuple[float, ...]:
        """Value of each observed year."""
        return tuple(s.value for s in self.statements if s.value is not None)

    @property
    def last(self) -> tuple[int, float] | None:
        """Last observed year and its value, None without an observation."""
        return (self.years[-1], self.values[-1]) if self.statements else None


def assemble_series(
    indicators: pd.DataFrame,
    values: pd.DataFrame,
    observations: pd.DataFrame,
    definitions: Definitions,
    *,
    as_of_year: int,
) -> pd.DataFrame:
    """Return every actual value up to a year, in the unit of its indicator, with its source.

    Parameters
    ----------
    indicators, values : DataFrame
        The contract's indicators.csv and values.csv.
    observations : DataFrame
        observations.csv as typed: indicator, year, value and, if any, unit, source, note.
    definitions : Definitions
        The known indicators.
    as_of_year : int
        Later years are left out.

    Returns
    -------
    DataFrame
        One row for each (indicator, breakdown, year, source), sorted; columns `SERIES_COLUMNS`. `value` is
        empty where the printed cell is no yearly level; `note` says why, or how the unit changed ("360
        元/月·人 × 12").

    Raises
    ------
    ObservationError
        The first problem of `observations` (all of them: `check_observations`).
    """
    known = _statements(indicators, values, observations, definitions, as_of_year)
    actual = sorted(_actual(known), key=_order)
    frame = pd.DataFrame([asdict(statement) for statement in actual], columns=list(SERIES_COLUMNS))
    return frame.astype(dict.fromkeys(("value", "lower", "upper"), float) | {"year": int, "row": int})


def target_series(
    indicators: pd.DataFrame,
    values: pd.DataFrame,
    observations: pd.DataFrame,
    definitions: Definitions,
    *,
    as_of_year: int,
    period: tuple[int, int] | None,
) -> tuple[TargetSeries, ...]:
    """Return the targets of the current period, each with the one series that it is measured against.

    Parameters
    ----------
    indicators, values, observations, definitions, as_of_year
        As `assemble_series`.
    period : (first, last) or None
        The plan's years: targets from the first on are current. None: those of the latest target year's
        tables.

    Returns
    -------
    tuple of TargetSeries
        In the order of the printed rows; then, in the order of the observations, the series that
        observations report on although no target of the period is about them.

    Notes
    -----
    Of several rows with targets for one series, one within the period goes before one beyond it, and then
    the one that reaches furthest. For one year the first of these is used: an observation marked as a
    revision (the last one), the table of the target, an observation, another table. Where a row without a
    breakdown has earlier years only in its parts (urban, rural: the standard was unified), there is one
    series a part, which continues into the whole.

    Raises
    ------
    ObservationError
        The first problem of `observations`.
    """
    known = _statements(indicators, values, observations, definitions, as_of_year)
    actual: dict[Key, list[Statement]] = {}
    for statement in sorted(_actual(known), key=_order):
        actual.setdefault((statement.indicator_id, statement.breakdown), []).append(statement)
    rows = {(str(row["table"]), integer(row["row"])): row for row in rows_of(indicators)}
    found: list[TargetSeries] = []
    for (table, row_number), targets in _current_targets(known, period).items():
        row = rows.get((table, row_number), {})
        found += _series_of(targets, row, actual, definitions, period[0] if period else None)
    return (*found, *_followed(found, actual, definitions, period))


def series_frame(series: Iterable[TargetSeries]) -> pd.DataFrame:
    """Return the values that the outlook uses: one row for each series and year, for figures and tables.

    Columns indicator_id, breakdown, lineage, year, value, unit, source_file, source_line, note.
    """
    own = ("indicator_id", "breakdown", "lineage", "unit")
    rows = [
        {name: getattr(one if name in own else statement, name) for name in _FRAME_COLUMNS}
        for one in series
        for statement in one.statements
    ]
    return pd.DataFrame(rows, columns=[*_FRAME_COLUMNS])


def _statements(
    indicators: pd.DataFrame,
    values: pd.DataFrame,
    observations: pd.DataFrame,
    definitions: Definitions,
    as_of_year: int,
) -> list[Statement]:
    observed, problems = read_observations(observations, definitions, indicators)
    if problems:
        raise problems[0]
    planned = plan_statements(indicators, values, definitions)
    return [s for s in [*planned, *observed] if s.status == "target" or s.year <= as_of_year]


def _actual(statements: Iterable[Statement]) -> list[Statement]:
    return [statement for statement in statements if statement.status == "actual"]


def _order(statement: Statement) -> tuple[str, str, int, bool, int, int]:
    """Sort by indicator and year; the plan's own statements before the observations."""
    s = statement
    return s.indicator_id, s.breakdown, s.year, not s.table, s.source_line, s.source_start


def _current_targets(
    statements: Iterable[Statement], period: tuple[int, int] | None
) -> dict[tuple[str, int], list[Statement]]:
    """Return the current targets by (table, row): for each series one row, the period's own first."""
    targets = [statement for statement in statements if statement.status == "target"]
    if not targets:
        return {}
    tables_end = {
        table: max(t.year for t in targets if t.table == table) for table in {t.table for t in targets}
    }
    start = period[0] if period else None
    current = [
        t
        for t in targets
        if (t.year >= start if start is not None else tables_end[t.table] == max(tables_end.values()))
    ]
    by_row: dict[tuple[str, int], list[Statement]] = {}
    for target in current:
        by_row.setdefault((target.table, target.row), []).append(target)
    end = period[1] if period else None
    best: dict[Key, tuple[str, int]] = {}
    for place, group in by_row.items():
        key = (group[0].indicator_id, group[0].breakdown)
        if key not in best or _reach(group, end) > _reach(by_row[best[key]], end):
            best[key] = place
    return {place: by_row[place] for place in by_row if place in best.values()}


def _reach(targets: Sequence[Statement], end: int | None) -> tuple[bool, int]:
    """Return whether a row sets a target within the period, and its last target year."""
    years = [target.year for target in targets]
    return end is None or min(years) <= end, max(years)


def _followed(
    found: Sequence[TargetSeries],
    actual: Mapping[Key, Sequence[Statement]],
    definitions: Definitions,
    period: tuple[int, int] | None,
) -> list[TargetSeries]:
    """Return the series of observed indicators for which no current target is set."""
    if period is None:  # no year to follow them to
        return []
    targeted = {series.indicator_id for series in found}
    series = []
    for (indicator_id, part), statements in actual.items():
        lines = [s.source_line for s in statements if not s.table]
        whole, remarks = _one_a_year(statements, "")
        if indicator_id in targeted or not lines or not whole:
            continue
        definition = definitions.by_id.get(indicator_id)
        target = Target(period[1], None, direction=definition.direction if definition else "up")
        unit = whole[0].unit
        about = (*remarks, *_flags(whole))
        bounds = bounds_of(definition, unit, {})
        one = TargetSeries(indicator_id, part, "", unit, bounds, (target,), whole, about, followed=True)
        series.append((min(lines), one))
    return [one for _, one in sorted(series, key=lambda pair: pair[0])]


def _series_of(
    stated: Sequence[Statement],
    row: Cells,
    actual: Mapping[Key, Sequence[Statement]],
    definitions: Definitions,
    since: int | None,
) -> list[TargetSeries]:
    """Return the series of one printed row: one, or one a part where only parts reach back."""
    first = stated[0]
    definition = definitions.by_id.get(first.indicator_id)
    direction = str(row.get("direction", "")) or (definition.direction if definition else "up")
    whole, remarks = _one_a_year(actual.get((first.indicator_id, first.breakdown), ()), first.table)
    counted = [s.value for s in whole if s.value is not None and (since is None or s.year >= since)]
    running = is_running_total(str(row.get("name", "")), counted)
    ordered = sorted(stated, key=lambda s: s.year)
    targets = tuple(target_of(statement, direction, since, running=running) for statement in ordered)
    bounds = bounds_of(definition, first.unit, row)
    lineages = [] if first.breakdown else _earlier_parts(first, whole, actual)
    if not lineages:
        return [
            TargetSeries(
                first.indicator_id,
                first.breakdown,
                "",
                first.unit,
                bounds,
                targets,
                whole,
                (*remarks, *_flags(whole)),
            )
        ]
    return [
        TargetSeries(
            first.indicator_id,
            "",
            part,
            first.unit,
            bounds,
            targets,
            (*earlier, *whole),
            (*remarks, *about, *_flags((*earlier, *whole))),
        )
        for part, earlier, about in lineages
    ]


def _flags(statements: Sequence[Statement]) -> tuple[Remark, ...]:
    return tuple(remark for _, remark in series_flags(statements))


def _one_a_year(
    statements: Sequence[Statement], own_table: str
) -> tuple[tuple[Statement, ...], tuple[Remark, ...]]:
    """Choose one statement a year; remark on conversions, on what differs and on what cannot be used."""
    chosen: dict[int, Statement] = {}
    for statement in statements:
        other = chosen.get(statement.year)
        if statement.value is not None and (
            other is None or _rank(statement, own_table) <= _rank(other, own_table)
        ):
            chosen[statement.year] = statement
    remarks = [_converted_remark(s) for s in chosen.values() if s.conversion]
    for statement in statements:
        used = chosen.get(statement.year)
        if used is None:
            remarks.append(Remark("unused", {"year": statement.year, "why": statement.note}))
        elif statement is not used and not _agree(statement, used):
            remarks.append(_also_stated(statement))
    return tuple(chosen[year] for year in sorted(chosen)), tuple(remarks)


def _rank(statement: Statement, own_table: str) -> int:
    """Rank the sources of one year, best first; of two equals the later one counts."""
    if not statement.table:
        return 0 if statement.revision else 2
    return 1 if statement.table == own_table else 3


def _earlier_parts(
    target: Statement, whole: Sequence[Statement], actual: Mapping[Key, Sequence[Statement]]
) -> list[tuple[str, tuple[Statement, ...], tuple[Remark, ...]]]:
    """Return for each part what it states before the first year of the whole, and remarks on the rest."""
    begin = min((statement.year for statement in whole), default=10**6)
    found = []
    for (indicator_id, part), statements in actual.items():
        if indicator_id != target.indicator_id or not part:
            continue
        values, about = _one_a_year(statements, target.table)
        earlier = tuple(statement for statement in values if statement.year < begin)
        if not earlier:
            continue
        later = [_also_stated(s) for s in values if s.year >= begin and not _stated_by(s, whole)]
        kept = [
            remark
            for remark in about
            if remark.code != "converted" or remark.fields["year"] in _years(earlier)
        ]
        found.append((part, earlier, (Remark("lineage", {"part": part}), *kept, *later)))
    return sorted(found, key=lambda one: (not one[1][0].table, one[1][0].source_line))  # as printed


def _years(statements: Iterable[Statement]) -> set[int]:
    return {statement.year for statement in statements}


def _stated_by(statement: Statement, others: Iterable[Statement]) -> bool:
    return any(other.year == statement.year and _agree(statement, other) for other in others)


def _agree(one: Statement, other: Statement) -> bool:
    if one.value is None or other.value is None:
        return False
    return math.isclose(one.value, other.value, rel_tol=1e-9, abs_tol=1e-12)


def _also_stated(statement: Statement) -> Remark:
    if statement.value is None:
        return Remark("unused", {"year": statement.year, "why": statement.note})
    value = f"{short(statement.value)} {statement.unit}"
    return Remark("also_stated", {"year": statement.year, "value": value, "place": statement.place})


def _converted_remark(statement: Statement) -> Remark:
    return Remark("converted", {"year": statement.year, "how": statement.conversion})
