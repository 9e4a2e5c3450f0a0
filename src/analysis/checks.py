"""Files that come from outside: whether they can be used, and if not, what is wrong where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.document import guess_period, read_document
from analysis.errors import GuihuaError
from analysis.indicators import load_definitions
from analysis.observations import REQUIRED as OBSERVATION_COLUMNS
from analysis.observations import observation_notes
from analysis.pipeline import document_tables, observation_problems, plan_document_tables, project_entries
from analysis.project_entries import COLUMNS as PROGRESS_COLUMNS
from analysis.project_flags import entry_notes
from analysis.statements import plan_statements
from analysis.store import (
    PLAN_FILE,
    PROJECT_PROGRESS_FILE,
    Plan,
    observations_from,
    progress_rows_from,
    read_csv,
)


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What was found in one file: ``problems`` forbid its use, ``notes`` are worth knowing."""

    file: str
    summary: str = ""
    problems: tuple[GuihuaError, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the file can be used."""
        return not self.problems


def check_file(path: Path, plan: Plan | None, *, as_of_year: int | None = None) -> FileCheck:
    """Return whether a file of observations or project progress, a plan.toml or a plan document can be used.

    Parameters
    ----------
    path : Path
        The file; a CSV file is one on project progress when its name or its header says so.
    plan : Plan or None
        Its names, units and period then hold; None: those of the definitions.
    as_of_year : int, optional
        Observations and entries after this year are problems.
    """
    shown = path.as_posix()
    try:
        if path.suffix.lower() == ".csv" and _is_on_projects(path):
            return _check_project_progress(path, plan, shown, as_of_year)
        if path.suffix.lower() == ".csv":
            return _check_observations(path, plan, shown, as_of_year)
        if path.name == PLAN_FILE and plan is not None:
            return FileCheck(shown, f"plan {plan.id}, {plan.period[0]}—{plan.period[1]}")
        return _check_document(path, plan, shown)
    except GuihuaError as error:
        return FileCheck(shown, problems=(error,))


def _check_observations(path: Path, plan: Plan | None, shown: str, as_of_year: int | None) -> FileCheck:
    observations = observations_from(path, shown, shown=shown)
    tables = plan_document_tables(plan).tables if plan is not None else {}
    indicators = tables.get("indicators")
    problems = observation_problems(observations, indicators, plan, as_of_year=as_of_year)
    if problems:
        return FileCheck(shown, problems=tuple(problems))
    definitions = load_definitions()
    planned = plan_statements(indicators, tables["values"], definitions) if indicators is not None else ()
    notes = observation_notes(
        observations,
        definitions,
        indicators,
        planned=planned,
        first_year=plan.period[0] if plan is not None else None,
    )
    return FileCheck(shown, f"{len(observations)} observations", notes=tuple(notes))


def _is_on_projects(path: Path) -> bool:
    """Tell a file on project progress from one of observations: by its name, or by more of its columns."""
    if path.name == PROJECT_PROGRESS_FILE:
        return True
    try:
        header = set(read_csv(path, strict=False).header)
    except GuihuaError:
        return False  # what is wrong with the file is said when it is read
    own = set(PROGRESS_COLUMNS) - {"unit", "source", "note"}
    return len(header & own) > len(header & set(OBSERVATION_COLUMNS))


def _check_project_progress(path: Path, plan: Plan | None, shown: str, as_of_year: int | None) -> FileCheck:
    rows = progress_rows_from(path, shown)
    projects = plan_document_tables(plan).tables["projects"] if plan is not None else None
    entries, problems = project_entries(rows, projects, plan, as_of_year=as_of_year)
    if problems:
        return FileCheck(shown, problems=tuple(problems))
    first_year = plan.period[0] if plan is not None else None
    notes = entry_notes(entries, projects, shown=shown, first_year=first_year)
    summary = f"{len(entries)} entries on {len({entry.project_id for entry in entries})} projects"
    return FileCheck(shown, summary, notes=tuple(notes))


def _check_document(path: Path, plan: Plan | None, shown: str) -> FileCheck:
    document = read_document(path, plan.encoding if plan is not None else None)
    read = document_tables(document, period=plan.period if plan is not None else guess_period(document))
    counts = [f"{len(frame)} {name}" for name, frame in read.tables.items()]
    return FileCheck(shown, ", ".join(counts), notes=read.notes)
