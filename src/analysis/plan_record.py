"""The outside view: how many targets of the last plan were reached, and by how much. It needs no forecast."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from statistics import median
from typing import Any

import pandas as pd

from analysis.errors import UnitError
from analysis.statements import (
    Cells,
    converted,
    convertible,
    decimal,
    flag,
    half_step_of,
    integer,
    rows_of,
)
from analysis.targets import UP, Target

REACHED, MISSED, NOT_COMPARABLE = "reached", "missed", "not_comparable"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One printed row that has a target for a year that is over, in the printed unit.

    ``ratio`` is actual / target; ``difference`` actual - target; ``overshoot_pct`` is the difference in per
    cent of the planned change from ``base`` to target: 0 exactly on target, 50 half as much again as
    planned, negative short of it, -100 no change at all. ``outcome`` is "reached", "missed" or
    "not_comparable", ``reached`` the same as True, False or None, ``reason`` a key of
    `analysis.reasons.REASONS` for what is not comparable. ``direction`` is the side of the target that counts
    as reached ("up", "down" or "within"), ``comparator`` as in `analysis.targets.Target`, ``wanted`` the
    target itself; ``target`` is the number to reach, of a range the end that counts.
    """

    indicator_id: str
    table: str
    row: int
    breakdown: str
    name: str
    unit: str
    year: int
    base_year: int | None
    base: float | None
    target: float | None
    actual: float | None
    outcome: str
    reached: bool | None
    ratio: float | None
    difference: float | None
    overshoot_pct: float | None
    reason: str
    target_line: int
    actual_line: int | None
    direction: str
    comparator: str
    wanted: Target


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """How the targets of one or more tables came out.

    ``lower95`` and ``upper95`` bound the share of targets that such a plan reaches (Clopper-Pearson);
    medians are over the rows that have the figure. All are None when nothing is comparable.
    """

    rows: tuple[RecordRow, ...]
    n: int
    reached: int
    share: float | None
    lower95: float | None
    upper95: float | None
    median_ratio: float | None
    median_overshoot_pct: float | None

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each `RecordRow`, with its fields as columns.

        In the place of ``wanted``: target_lower and target_upper, the ends of a range, and beyond
        (`Target.beyond`).
        """
        names = [field.name for field in fields(RecordRow) if field.name != "wanted"]
        frame = pd.DataFrame(
            [{name: getattr(row, name) for name in names} | _of_range(row) for row in self.rows],
            columns=[*names, "target_lower", "target_upper", "beyond"],
        )
        numbers = ["base", "target", "actual", "ratio", "difference", "overshoot_pct"]
        numbers += ["target_lower", "target_upper"]
        types: dict[str, Any] = dict.fromkeys(numbers, float)
        return frame.astype(types | {"base_year": "Int64", "actual_line": "Int64", "reached": object})


def _of_range(row: RecordRow) -> dict[str, object]:
    lower, upper = row.wanted.printed_range or (None, None)
    beyond = "" if row.reason else row.wanted.beyond(row.actual)
    return {"target_lower": lower, "target_upper": upper, "beyond": beyond}


def plan_record(values: pd.DataFrame, indicators: pd.DataFrame) -> PlanRecord:
    """Compare targets with the actual values that the same table prints for the same year.

    Parameters
    ----------
    values, indicators : DataFrame
        The contract's values.csv and indicators.csv. A table counts for the years in which at least one of
        its rows has both a target and an actual value; every row with a target for such a year is listed.

    Returns
    -------
    PlanRecord
        A row with several such years counts once, with the last.
    """
    printed = {(str(row["table"]), integer(row["row"])): row for row in rows_of(indicators)}
    cells: dict[tuple[str, int], list[Cells]] = {}
    for cell in rows_of(values):
        cells.setdefault((str(cell["table"]), integer(cell["row"])), []).append(cell)
    over = _years_that_are_over(cells)
    rows = []
    for place in sorted(cells):
        years = [integer(c["year"]) for c in cells[place] if c["status"] == "target"]
        past = [year for year in years if (place[0], year) in over]
        if past:
            rows.append(_record_row(place, cells[place], printed.get(place, {}), max(past)))
    return _summary(tuple(rows))


def clopper_pearson(reached: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Exact binomial confidence interval for a share.

    Parameters
    ----------
    reached, n : int
        Successes and trials, 0 <= reached <= n, n >= 1.
    confidence : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    (lower, upper)
        Fractions; with a = 1 - confidence the a/2 quantile of Beta(k, n-k+1), or 0 for k = 0, and the 1-a/2
        quantile of Beta(k+1, n-k), or 1 for k = n.

    Raises
    ------
    ValueError
        If there is no trial, or more successes than trials.

    References
    ----------
    Clopper & Pearson, Biometrika 26 (1934) 404-413.

    Examples
    --------
    >>> [round(end, 4) for end in clopper_pearson(12, 12)]  # lower end: 0.025 ** (1 / 12)
    [0.7354, 1.0]
    """
    if n < 1 or not 0 <= reached <= n:
        raise ValueError(f"{reached} of {n} is no share; need 0 <= reached <= n and n >= 1")
    tail = (1 - confidence) / 2
    lower = 0.0 if reached == 0 else _share_with_tail(reached, n, tail)
    upper = 1.0 if reached == n else _share_with_tail(reached + 1, n, 1 - tail)
    return lower, upper


def _share_with_tail(k: int, n: int, tail: float) -> float:
    """Return the p at which P(X >= k) = tail for X ~ Binomial(n, p): the tail rises with p, so halve.

    The same number as scipy's inverse beta function, without the fifth of a second that its import takes.
    """
    counts = range(k, n + 1)
    ways = [math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) for i in counts]
    low, high = 0.0, 1.0
    while low < (p := (low + high) / 2) < high:
        log_p, log_q = math.log(p), math.log1p(-p)
        here = math.fsum(math.exp(w + i * log_p + (n - i) * log_q) for i, w in zip(counts, ways, strict=True))
        low, high = (p, high) if here < tail else (low, p)
    return p


def _years_that_are_over(cells: Mapping[tuple[str, int], Iterable[Cells]]) -> set[tuple[str, int]]:
    """Return each (table, year) for which some row has both a target and an actual value."""
    over = set()
    for (table, _), group in cells.items():
        stated = {(cell["status"], integer(cell["year"])) for cell in group if not _empty(cell)}
        over |= {
            (table, year) for status, year in stated if status == "target" and ("actual", year) in stated
        }
    return over


def _record_row(place: tuple[str, int], cells: Iterable[Cells], printed: Cells, year: int) -> RecordRow:
    """Compare one row's target of a year with its actual value."""
    by_key = {(str(cell["status"]), integer(cell["year"])): cell for cell in cells}
    target_cell, actual_cell = by_key["target", year], by_key.get(("actual", year))
    unit = _unit(target_cell, printed)
    target = _target(target_cell, year, str(printed.get("direction", "")))
    actual, reason = _actual(actual_cell, target, unit, printed)
    goal = target.goal_from(actual)
    base_year, base = _base(by_key, year, unit, printed)
    reached = None if reason else target.attained(actual)
    return RecordRow(
        indicator_id=str(target_cell["indicator_id"]),
        table=place[0],
        row=place[1],
        breakdown=str(target_cell.get("breakdown", "")),
        name=str(printed.get("name", "")),
        unit=unit,
        year=year,
        base_year=base_year,
        base=base,
        target=goal,
        actual=actual,
        outcome={True: REACHED, False: MISSED, None: NOT_COMPARABLE}[reached],
        reached=reached,
        **_distances(goal, None if reason else actual, base),
        reason=reason,
        target_line=integer(target_cell["source_line"]),
        actual_line=integer(actual_cell["source_line"]) if actual_cell else None,
        direction=target.side,
        comparator=target.comparator,
        wanted=target,
    )


def _distances(goal: float | None, actual: float | None, base: float | None) -> dict[str, float | None]:
    """Return ratio, difference and overshoot; None where a figure is missing or would be divided by zero."""
    if goal is None or actual is None:
        return dict.fromkeys(("ratio", "difference", "overshoot_pct"))
    difference = actual - goal
    planned = 0.0 if base is None else goal - base
    return {
        "ratio": actual / goal if goal else None,
        "difference": difference,
        "overshoot_pct": difference / planned * 100 if planned else None,
    }


def _actual(cell: Cells | None, target: Target, unit: str, printed: Cells) -> tuple[float | None, str]:
    """Return the actual value in the target's unit, and the code of why the two cannot be compared, if so."""
    if target.goal is None:
        return (None if cell is None else _number(cell)), "no_target"
    if cell is None or _number(cell) is None:
        return None, "no_actual"
    if target.cumulative != flag(cell.get("cumulative", "")):
        return _number(cell), "cumulative"
    try:
        return converted(decimal(cell["value"]), None, None, _unit(cell, printed), unit).value, ""
    except UnitError:
        return _number(cell), "different_unit"


def _target(cell: Cells, year: int, direction: str) -> Target:
    value, lower, upper = (_number(cell, name) for name in ("value", "lower", "upper"))
    comparator = str(cell.get("comparator", "")) or "="
    cumulative = flag(cell.get("cumulative", ""))
    decimals = cell.get("decimals", "")
    return Target(
        year,
        value,
        lower,
        upper,
        comparator,
        direction or UP,
        cumulative,
        half_step=half_step_of(decimals, "", ""),
    )


def _base(
    by_key: Mapping[tuple[str, int], Cells], year: int, unit: str, printed: Cells
) -> tuple[int | None, float | None]:
    """Return the last actual value that the row prints for an earlier year, in the target's unit."""
    for earlier in sorted((y for status, y in by_key if status == "actual" and y < year), reverse=True):
        cell = by_key["actual", earlier]
        if _number(cell) is not None and convertible(_unit(cell, printed), unit):
            return earlier, converted(decimal(cell["value"]), None, None, _unit(cell, printed), unit).value
    return None, None


def _unit(cell: Cells, printed: Cells) -> str:
    return str(cell.get("unit", "")) or str(printed.get("unit", ""))


def _number(cell: Cells, name: str = "value") -> float | None:
    number = decimal(cell.get(name, ""))
    return None if number is None else float(number)


def _empty(cell: Cells) -> bool:
    return all(_number(cell, name) is None for name in ("value", "lower", "upper"))


def _summary(rows: tuple[RecordRow, ...]) -> PlanRecord:
    n = sum(row.reached is not None for row in rows)
    reached = sum(row.reached is True for row in rows)
    lower, upper = clopper_pearson(reached, n) if n else (None, None)
    return PlanRecord(
        rows=rows,
        n=n,
        reached=reached,
        share=reached / n if n else None,
        lower95=lower,
        upper95=upper,
        median_ratio=_median(row.ratio for row in rows),
        median_overshoot_pct=_median(row.overshoot_pct for row in rows),
    )


def _median(numbers: Iterable[float | None]) -> float | None:
    known = [number for number in numbers if number is not None]
    return median(known) if known else None
