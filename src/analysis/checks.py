"""Files that come from outside: whether they can be used, and if not, what is wrong where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.document import guess_period, read_document
from analysis.errors import GuihuaError
from analysis.indicators import load_definitions
from analysis.observations import observation_notes
from analysis.pipeline import document_tables, observation_problems, plan_document_tables
from analysis.statements import plan_statements
from analysis.store import PLAN_FILE, Plan, observations_from


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
    """Return whether an observations file (.csv), a plan.toml or a plan document can be used.

    Parameters
    ----------
    path : Path
        The file.
    plan : Plan or None
        Its names, units and period then hold; None: those of the definitions.
    as_of_year : int, optional
        Observations after this year are problems.
    """
    shown = path.as_posix()
    try:
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


def _check_document(path: Path, plan: Plan | None, shown: str) -> FileCheck:
    document = read_document(path, plan.encoding if plan is not None else None)
    read = document_tables(document, period=plan.period if plan is not None else guess_period(document))
    counts = [f"{len(frame)} {name}" for name, frame in read.tables.items()]
    return FileCheck(shown, ", ".join(counts), notes=read.notes)
