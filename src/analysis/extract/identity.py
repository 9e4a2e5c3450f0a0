"""Printed rows → identities: the definition that a row belongs to, its part, and that none stands twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from analysis.extract.figures import Figure
from analysis.extract.indicator_rows import IndicatorRow
from analysis.extract.problems import Report
from analysis.extract.vocabulary import part_of
from analysis.indicators import Definition, Definitions, wording_key
from analysis.printed_forms import KEEPING, LIMITING
from analysis.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Identity:
    """What a row is in data: indicator id, breakdown, the definition (if there is one), the direction."""

    indicator_id: str
    breakdown: str
    definition: Definition | None
    direction: str


def rows_to_identities(
    rows: Sequence[IndicatorRow], definitions: Definitions, report: Report
) -> tuple[Identity, ...]:
    """Return the identity of each row under one header; an indicator that is printed twice is a fault.

    The same short name under two pillars (毛入学率 under 学前教育 and 高等教育) is one id for two parts: the
    pillar is then the breakdown.
    """
    identities = [row_to_identity(row, definitions) for row in rows]
    counts: dict[tuple[str, str], list[int]] = {}
    for index, identity in enumerate(identities):
        counts.setdefault((identity.indicator_id, identity.breakdown), []).append(index)
    for places in counts.values():
        if len(places) < 2:
            continue
        pillars = [rows[index].naming.category for index in places]
        if identities[places[0]].definition is None and len(set(pillars)) == len(pillars):
            for index in places:
                part = "/".join(
                    part for part in (pillars[places.index(index)], identities[index].breakdown) if part
                )
                identities[index] = replace(identities[index], breakdown=part)
        else:
            _report_twice([rows[index] for index in places], report)
    return tuple(identities)


def _report_twice(rows: Sequence[IndicatorRow], report: Report) -> None:
    first, *others = rows
    for row in others:
        label = row.naming.part or row.naming.indicator
        same = "" if row.naming.name == first.naming.name else f", as “{first.naming.name}”"
        report.fault(
            label.cell.source,
            f"“{row.naming.name}” stands in this table twice: also on line {first.line}{same}",
            "keep one of the rows",
        )


def row_to_identity(row: IndicatorRow, definitions: Definitions) -> Identity:
    """Find the definition by the indicator's name, or by the name together with the part."""
    naming = row.naming
    names = [naming.indicator.name]
    if naming.part is not None:
        part = naming.part.name
        names += [f"{part}{naming.indicator.name}", part]
    found = next((match for name in names if (match := definitions.find(name))), None)
    definition, breakdown = found or (None, "")
    if naming.part is not None:
        breakdown = part_of(naming.part.name) or breakdown or naming.part.name
    indicator_id = definition.id if definition else unlisted_id(naming.indicator.name)
    return Identity(indicator_id, breakdown, definition, _better(definition, row))


def _better(definition: Definition | None, row: IndicatorRow) -> str:
    """Return the direction of a row: its definition's, or by what is printed where there is none.

    A figure without a better side that is printed as one number away from its present value is to be moved
    there, not kept: 118 → 112 asks for 112 and below.
    """
    if definition is None:
        return direction(row)
    targets = [figure.quantity for figure in _of_status(row, "target") if figure.quantity is not None]
    if definition.direction != "within" or any(one.is_range for one in targets):
        return definition.direction
    actual = [figure.quantity for figure in _of_status(row, "actual") if figure.quantity is not None]
    moved = bool(targets and actual) and not _meet(actual[0], targets[-1])
    return direction(row) if moved else definition.direction


def _meet(one: Quantity, other: Quantity) -> bool:
    """Tell whether the intervals of two figures have a value in common."""
    (low, high), (first, last) = one.interval, other.interval
    if low is None or high is None or first is None or last is None:
        return False
    return low <= last and first <= high


def unlisted_id(name: str) -> str:
    """Return the id of an indicator that no definition names, made from its normalised name.

    Examples
    --------
    >>> unlisted_id("森林覆盖率") == unlisted_id("森林 覆盖率"), len(unlisted_id("森林覆盖率"))
    (True, 17)
    """
    return f"unlisted_{hashlib.sha256(wording_key(name).encode()).hexdigest()[:8]}"


def direction(row: IndicatorRow) -> str:
    """Return what a row without a definition calls better, by what is printed.

    "down" where a figure prints ≤ or <, or a range is a limit (控制在4%~5%); "within" where a target is a
    range and the cell says that it is to be kept there (保持在, 稳定在, 区间), or the first actual value is
    in it; else by whether the last target is below the first actual value. A target with ≥ or > is never
    "down", also below what was reached (a floor), nor are sums over a period.
    """
    figures = [*row.values, *row.growth]
    if any(figure.quantity and figure.quantity.comparator in ("<", "<=") for figure in figures):
        return "down"
    targets = sorted(_of_status(row, "target"), key=lambda figure: figure.column.year or 0)
    ranges = [figure for figure in targets if figure.quantity and figure.quantity.is_range]
    named = "区间" in row.naming.indicator.name  # 保持 and 稳定 in a name may be what is measured: 水土保持率
    if any(named or KEEPING.search(figure.printed) for figure in ranges):
        return "within"
    if any(word in figure.printed for figure in ranges for word in LIMITING):
        return "down"
    if any(
        one.quantity and (one.quantity.comparator in (">", ">=") or one.quantity.cumulative)
        for one in targets
    ):
        return "up"
    actual = sorted(_of_status(row, "actual"), key=lambda figure: figure.column.year or 0)
    return _moves(actual[0].quantity if actual else None, targets[-1].quantity if targets else None)


def _moves(first: Quantity | None, last: Quantity | None) -> str:
    """Return where a row goes from its first actual value to its last target; "within": it is there."""
    if first is None or last is None:
        return "up"
    start, end = first.value or first.lower, last.value or last.lower
    if start is None or end is None:
        return "up"
    if last.is_range and last.upper is not None and end <= start <= last.upper:
        return "within"
    return "down" if end < start else "up"


SHARES_OF_A_WHOLE: Final = (
    "覆盖率", "普及率", "参保率", "参与率", "参合率", "合格率", "达标率", "知晓率",
    "满意率", "入住率", "探访率", "建有率", "建成率", "配备率", "设置率", "办结率",
    "通办率", "联办率", "火化率", "安葬率", "签约率", "识字率", "满意度",
)  # fmt: skip
"""Endings of names that are a part of a whole: never beyond 100 %, unlike 增长率 (growth) or 比率."""


def printed_bounds(row: IndicatorRow) -> tuple[float | None, float | None]:
    """Return 0 and 100 for a row in per cent whose name says that it is a part of a whole; else nothing.

    A row that prints more than 100 says itself that it is something else.
    """
    name = re.sub(r"[(（][^()（）]*[)）]$", "", row.naming.indicator.name.strip())
    ends = name.endswith(SHARES_OF_A_WHOLE)
    figures = [figure.quantity for figure in row.values if figure.quantity is not None]
    beyond = any(one.value is not None and one.value > 100 for one in figures)
    return (0, 100) if row.unit == "%" and ends and not beyond else (None, None)


def _of_status(row: IndicatorRow, status: str) -> list[Figure]:
    return [
        figure
        for figure in row.values
        if figure.column.status == status and figure.quantity is not None and not figure.quantity.missing
    ]
