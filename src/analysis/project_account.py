"""What has become of the projects by the end of a year: entries against the plan's own dates and money.

The class of a project rests on the time schedule (序时进度), as that of an indicator does: the share of the
work done, or where none is reported the share of the money spent, against the share of the planned building
time that is over on the same date. Months are whole: an entry for 2023-06 says how things stood at the end of
June, one for 2023 at the end of the year.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.project_words import CANCELLED, DONE, NOT_BEGUN
from analysis.project_words import SUSPENDED as STOPPED
from analysis.projects import month_span
from analysis.statements import flag, rows_of

CLASSES = (
    "on_time", "late", "completed", "on_track", "lagging", "not_due", "not_started", "suspended", "dropped",
    "unclear", "not_reported",
)  # fmt: skip
"""Classes of projects, the best first; "completed": whether on time cannot be told."""
(
    ON_TIME, LATE, COMPLETED, ON_TRACK, LAGGING, NOT_DUE, NOT_STARTED, SUSPENDED, DROPPED, UNCLEAR,
    NOT_REPORTED,
) = CLASSES  # fmt: skip
ENDED = frozenset({ON_TIME, LATE, COMPLETED})
NEED_ATTENTION = (LATE, LAGGING, NOT_STARTED, SUSPENDED)
REASONS = ("overdue", "no_entry_since", "no_dates", "no_measure", "no_finish", "finish_not_exact")
"""Why a project is in its class, where the class alone does not say it."""
ACCOUNT_COLUMNS = (
    "project_id", "name", "planned_start", "planned_finish", "money_10k", "money_basis", "money_about",
    "as_of", "status", "share_pct", "share_as_of", "spent_10k", "spent_as_of", "spent_pct",
    "elapsed_pct", "elapsed_as_of", "actual_start", "actual_finish", "months_late", "class", "reason",
    "share_place", "spent_place", "status_place", "plan_line",
)  # fmt: skip
Row = Mapping[str, Any]


def project_account(projects: pd.DataFrame, progress: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return where each project stands at the end of a year, by the entries of that year and before.

    Parameters
    ----------
    projects : DataFrame
        Rows of projects.csv.
    progress : DataFrame
        Rows of project_progress.csv; those after `year` and those that a revision replaces do not count.
    year : int
        The year of account.

    Returns
    -------
    DataFrame
        One row a project, columns `ACCOUNT_COLUMNS`. ``as_of`` and ``status`` are of its last entry; shares,
        money and actual dates of the last entry that reports them. ``money_10k`` is the printed total, or
        where there is none what was invested before and is planned together (``money_basis``: "total",
        "parts" or ""); ``money_about``: it is printed as about. ``spent_pct`` is per cent of it;
        ``elapsed_pct`` is the share of the planned building time over on ``elapsed_as_of``, the date of the
        measure that the class rests on, missing where the project has ended. ``months_late`` is actual minus
        planned finish, below 0 where it was early, missing where the dates are not that exact.
        ``class`` is one of `CLASSES`, ``reason`` one of `REASONS` or "". Places read file:line:column.
    """
    entries = [
        row for row in rows_of(progress) if int(str(row["as_of"])[:4]) <= year and not flag(row["revised"])
    ]
    mine: dict[str, list[Row]] = {}
    for entry in sorted(entries, key=lambda row: month_span(row["as_of"])[1]):
        mine.setdefault(entry["project_id"], []).append(entry)
    rows = [_account(project, mine.get(project["project_id"], []), year) for project in rows_of(projects)]
    numbers = ("money_10k", "share_pct", "spent_10k", "spent_pct", "elapsed_pct")
    types: dict[str, Any] = dict.fromkeys(numbers, "float64")
    types |= {"months_late": "Int64", "plan_line": "Int64"}
    return pd.DataFrame(rows, columns=list(ACCOUNT_COLUMNS)).astype(types)


def class_counts(account: pd.DataFrame) -> dict[str, int]:
    """Return how many projects are in each class that occurs, the best first.

    Examples
    --------
    >>> class_counts(pd.DataFrame({"class": ["lagging", "on_time", "lagging"]}))
    {'on_time': 1, 'lagging': 2}
    """
    found = account["class"].value_counts()
    return {name: int(found[name]) for name in CLASSES if name in found.index}


def has_entries(account: pd.DataFrame) -> bool:
    """Tell whether anything has been reported of any project."""
    return bool(account["class"].ne(NOT_REPORTED).any())


def _account(project: Row, entries: list[Row], year: int) -> dict[str, Any]:
    share, spent = _last(entries, "share_pct"), _last(entries, "spent_10k")
    money, basis = _planned_money(project)
    spent_10k = _number(spent, "spent_10k")
    spent_pct = 100 * spent_10k / money if money > 0 else math.nan
    measure = share if share else spent if not math.isnan(spent_pct) else None
    measured_pct = _number(share, "share_pct") if share else spent_pct
    last = entries[-1] if entries else None
    ended = last is not None and last["status"] in (*DONE, CANCELLED)
    elapsed_entry = None if ended else measure or last
    start, finish = str(project["start"]), str(project["finish"])
    elapsed_pct = _elapsed_pct(start, finish, elapsed_entry)
    actual_finish = _text(_last(entries, "actual_finish"), "actual_finish")
    case = _Case(start, finish, entries, year, measured_pct, elapsed_pct, actual_finish)
    name, reason = case.judged()
    return {
        "project_id": project["project_id"],
        "name": project["name"],
        "planned_start": start,
        "planned_finish": finish,
        "money_10k": money,
        "money_basis": basis,
        "money_about": basis == "total" and flag(project["total_approx"]),
        "as_of": _text(last, "as_of"),
        "status": _text(last, "status"),
        "share_pct": _number(share, "share_pct"),
        "share_as_of": _text(share, "as_of"),
        "spent_10k": spent_10k,
        "spent_as_of": _text(spent, "as_of"),
        "spent_pct": spent_pct,
        "elapsed_pct": elapsed_pct,
        "elapsed_as_of": "" if math.isnan(elapsed_pct) else _text(elapsed_entry, "as_of"),
        "actual_start": _text(_last(entries, "actual_start"), "actual_start"),
        "actual_finish": actual_finish,
        "months_late": _months_late(actual_finish, finish) if name in ENDED else None,
        "class": name,
        "reason": reason,
        "share_place": _place(share, "share_start"),
        "spent_place": _place(spent, "spent_start"),
        "status_place": _place(last, "status_start"),
        "plan_line": project["source_line"],
    }


@dataclass(frozen=True, slots=True)
class _Case:
    """What the class of one project rests on; shares in per cent, NaN where not known."""

    start: str
    finish: str
    entries: list[Row]
    year: int
    measured_pct: float
    elapsed_pct: float
    actual_finish: str

    def judged(self) -> tuple[str, str]:
        """Return class and reason."""
        if not self.entries:
            return NOT_REPORTED, ""
        status = self.entries[-1]["status"]
        if status in DONE:
            return self._ended()
        if status in (CANCELLED, STOPPED):
            return (DROPPED if status == CANCELLED else SUSPENDED), ""
        if self._passed_since(self.finish):
            return UNCLEAR, "no_entry_since"
        overdue = bool(self.finish) and self._until >= month_span(self.finish)[1]
        if status in NOT_BEGUN:
            return self._not_begun(overdue=overdue)
        return (LAGGING, "overdue") if overdue else self._under_way()

    @property
    def _until(self) -> int:
        """The month after the date of the last entry."""
        return month_span(self.entries[-1]["as_of"])[1]

    def _passed_since(self, planned: str) -> bool:
        """Tell whether a planned date has passed after the last entry, so that things may have changed."""
        return bool(planned) and self._until < month_span(planned)[1] <= month_span(str(self.year))[1]

    def _ended(self) -> tuple[str, str]:
        if not self.finish:
            return COMPLETED, "no_finish"
        end = month_span(self.finish)[1]
        if self.actual_finish:
            first, behind = month_span(self.actual_finish)
            if behind <= end:
                return ON_TIME, ""
            return (LATE, "") if first >= end else (COMPLETED, "finish_not_exact")
        first_said = next(entry for entry in self.entries if entry["status"] in DONE)
        said_in_time = month_span(first_said["as_of"])[1] <= end
        return (ON_TIME, "") if said_in_time else (COMPLETED, "finish_not_exact")

    def _not_begun(self, *, overdue: bool) -> tuple[str, str]:
        if overdue or not self.start:
            return NOT_STARTED, "overdue" if overdue else "no_dates"
        if self._passed_since(self.start):
            return UNCLEAR, "no_entry_since"
        return (NOT_STARTED if self._until >= month_span(self.start)[1] else NOT_DUE), ""

    def _under_way(self) -> tuple[str, str]:
        if not (self.start and self.finish):
            return UNCLEAR, "no_dates"
        if math.isnan(self.measured_pct) or math.isnan(self.elapsed_pct):
            return UNCLEAR, "no_measure"
        # as they are printed: 33 % of the work after a third of the time is on schedule
        return (ON_TRACK if round(self.measured_pct) >= round(self.elapsed_pct) else LAGGING), ""


def _planned_money(project: Row) -> tuple[float, str]:
    """Return the printed total, or else invested and planned together, and which of them it is."""
    total, parts = project["total_10k"], [project["invested_10k"], project["planned_10k"]]
    if total != "":
        return float(total), "total"
    printed = [float(part) for part in parts if part != ""]
    return (sum(printed), "parts") if printed else (math.nan, "")


def _elapsed_pct(start: str, finish: str, entry: Row | None) -> float:
    """Return how much of the planned building time is over at an entry's date, 0 to 100; NaN if not known."""
    if entry is None or not start or not finish:
        return math.nan
    first, end, until = month_span(start)[0], month_span(finish)[1], month_span(entry["as_of"])[1]
    return 100 * min(max((until - first) / (end - first), 0.0), 1.0) if end > first else math.nan


def _months_late(actual: str, planned: str) -> int | None:
    """Return actual minus planned finish in months; None where the dates do not say it to the month.

    Examples
    --------
    >>> _months_late("2024-03", "2023-12"), _months_late("2024-03", "2023"), _months_late("2023-03", "2023")
    (3, 3, None)
    """
    if len(actual) < len("2023-01") or not planned:
        return None
    months = month_span(actual)[1] - month_span(planned)[1]
    return months if months > 0 or len(planned) == len(actual) else None


def _last(entries: Iterable[Row], column: str) -> Row | None:
    """Return the last entry that reports something in a column."""
    reported = [entry for entry in entries if entry[column] != ""]
    return reported[-1] if reported else None


def _number(entry: Row | None, column: str) -> float:
    return math.nan if entry is None or entry[column] == "" else float(entry[column])


def _text(entry: Row | None, column: str) -> str:
    return "" if entry is None else str(entry[column])


def _place(entry: Row | None, column: str) -> str:
    """Return where a cell of an entry stands, as file:line:column; file:line where no column is known."""
    if entry is None:
        return ""
    line = f"{entry['source_file']}:{int(entry['source_line'])}"
    return line if entry[column] == "" else f"{line}:{int(entry[column]) + 1}"
