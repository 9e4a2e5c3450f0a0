"""project_progress.csv: what has happened to projects, as people type it → entries, a problem a wrong cell.

One entry says what one project had come to by one date. What it does not report stays unknown. Money is what
has been spent on the project since it began.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import pandas as pd

from analysis.errors import InputError, ProjectProgressError, Source
from analysis.observation_cells import refuse_formula
from analysis.project_cells import Latest, is_missing, read_date, read_money, read_money_unit, read_share
from analysis.project_words import DONE, NOT_BEGUN, ProjectNames, project_names, read_status
from analysis.projects import month_span

COLUMNS = (
    "project", "date", "status", "percent", "spent", "unit", "started", "finished", "source", "note",
)  # fmt: skip
"""The header of project_progress.csv; money is in the unit of the column unit."""

Cell = tuple[str, Source]
Row = Mapping[str, Cell]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row reports of one project; None and "" where it reports nothing.

    ``as_of``, ``start`` and ``finish`` are YYYY or YYYY-MM, ``spent_10k`` is in 万元 from the project's
    beginning on. ``places`` are those of the cells by column.
    """

    project_id: str
    name: str
    as_of: str
    status: str
    share_pct: float | None
    share_printed: str
    spent_10k: float | None
    spent_printed: str
    start: str | None
    finish: str | None
    source: str
    note: str
    places: Mapping[str, Source] = field(repr=False)

    @property
    def revision(self) -> bool:
        """Whether the entry says of itself that it corrects an earlier one."""
        return any(word in self.note.lower() for word in ("revis", "修订", "修正"))

    @property
    def until(self) -> int:
        """The month after the entry's date, as `projects.month_span` counts."""
        return month_span(self.as_of)[1]

    @property
    def line(self) -> int:
        """Line of the row."""
        return self.places["project"].line


def read_entries(
    rows: Sequence[Row], projects: pd.DataFrame | None, *, latest: Latest | None = None
) -> tuple[list[Entry], list[ProjectProgressError]]:
    """Return what the rows report and everything that is wrong with them, in the order of their lines.

    Parameters
    ----------
    rows : sequence of mappings
        Column → (text, place) with the columns `COLUMNS`.
    projects : DataFrame or None
        The plan's projects.csv; None: projects are taken under whatever name they have.
    latest : (int, str), optional
        The last year that there can be, and what it is ("the plan's last year").
    """
    names = None if projects is None else project_names(projects)
    problems: list[ProjectProgressError] = []
    entries = [entry for row in rows if (entry := _read_row(row, names, latest, problems))]
    problems += _contradictions(entries)
    return entries, sorted(problems, key=lambda problem: problem.source or Source(""))


def _read_row(
    row: Row, names: ProjectNames | None, latest: Latest | None, problems: list[ProjectProgressError]
) -> Entry | None:
    """Return what a row reports, or None after noting every cell that is wrong."""
    before = len(problems)
    typed = {column: row[column][0].strip() for column in COLUMNS}

    def read(column: str, step: Callable[[str], T], *, optional: bool = True) -> T | None:
        text = typed[column]
        if optional and is_missing(text):
            return None
        try:
            return step(refuse_formula(text))
        except InputError as error:
            problems.append(ProjectProgressError(error.what, remedy=error.remedy, source=row[column][1]))
            return None

    project_id = read("project", names.find if names else str, optional=False)
    as_of = read("date", lambda text: read_date(text, latest), optional=False)
    status = read("status", read_status, optional=False)
    share = read("percent", read_share)
    money_unit = read("unit", read_money_unit)
    unit_is_wrong = money_unit is None and not is_missing(typed["unit"])
    spent = None if unit_is_wrong else read("spent", lambda text: read_money(text, money_unit or ""))
    start, finish = read("started", read_date), read("finished", read_date)
    if len(problems) > before or project_id is None or as_of is None or status is None:
        return None
    printed = {column: "" if is_missing(typed[column]) else typed[column] for column in ("percent", "spent")}
    own_unit = "" if spent is None or not money_unit or money_unit in printed["spent"] else money_unit
    entry = Entry(
        project_id=project_id,
        name=str(names.rows[project_id]["name"]) if names else typed["project"],
        as_of=as_of,
        status=status,
        share_pct=share,
        share_printed=printed["percent"],
        spent_10k=None if spent is None else float(spent),
        spent_printed=f"{printed['spent']} {own_unit}".strip(),
        start=start,
        finish=finish,
        source=typed["source"],
        note=typed["note"],
        places={column: row[column][1] for column in COLUMNS},
    )
    wrong = list(_impossible(entry))
    problems += wrong
    return None if wrong else entry


def _impossible(entry: Entry) -> Iterator[ProjectProgressError]:
    """Yield what cannot be: a fact after the date of the row, an end before the beginning, or without one."""
    for column, date in (("started", entry.start), ("finished", entry.finish)):
        if date and month_span(date)[0] >= entry.until:
            yield ProjectProgressError(
                f"{column} {date} is after {entry.as_of}, the date of the row",
                remedy="only what has happened goes here: leave it empty, or correct one of the dates",
                source=entry.places[column],
            )
    if entry.start and entry.finish and month_span(entry.finish)[1] <= month_span(entry.start)[0]:
        yield ProjectProgressError(
            f"finished {entry.finish} is before started {entry.start}",
            remedy="correct one of them",
            source=entry.places["finished"],
        )
    if entry.finish and entry.status not in DONE:
        yield _not_so(entry, "finished", entry.finish)
    if entry.start and entry.status in NOT_BEGUN:
        yield _not_so(entry, "started", entry.start)


def _not_so(entry: Entry, column: str, date: str) -> ProjectProgressError:
    return ProjectProgressError(
        f"{column} {date}, but the status is {entry.status}",
        remedy="correct one of them, or leave the date empty",
        source=entry.places[column],
    )


def _contradictions(entries: Sequence[Entry]) -> Iterator[ProjectProgressError]:
    """Yield an error for every second row of a project and date that is not marked as a revision."""
    for first, entry in same_dates(entries):
        if entry.revision or first.revision or _facts(first) == _facts(entry):
            continue
        yield ProjectProgressError(
            f"{entry.name} has two rows for {entry.as_of}: line {first.line} says something else",
            remedy='keep one, or write "revision" into the note of the later one',
            source=entry.places["date"],
        )


def _facts(entry: Entry) -> tuple[object, ...]:
    return (entry.status, entry.share_pct, entry.spent_10k, entry.start, entry.finish)


def same_dates(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield (first, later) of the entries for the same project and date; 2023 and 2023-12 are one date."""
    first: dict[tuple[str, int], Entry] = {}
    for entry in entries:
        earlier = first.setdefault((entry.project_id, entry.until), entry)
        if earlier is not entry:
            yield earlier, entry


def held_entries(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of each project that hold, by date: of several for one the revision, or the last.

    Parameters
    ----------
    entries : sequence of Entry
        In the order of their lines.
    """
    held: dict[str, dict[int, Entry]] = {}
    for entry in entries:
        mine = held.setdefault(entry.project_id, {})
        other = mine.get(entry.until)
        if other is None or entry.revision or not other.revision:
            mine[entry.until] = entry
    return {project_id: [mine[date] for date in sorted(mine)] for project_id, mine in held.items()}
