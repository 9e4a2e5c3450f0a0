"""From a plan's folder to its processed tables: the order of the steps.

What is computed in a step stands in the modules below; what is shown stands in the notebooks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.commitments import commitments_frame, facts_frame, read_mentions
from analysis.consistency import find_findings, gather_evidence
from analysis.document import Document, guess_period, parse_document, read_document
from analysis.errors import GuihuaError, ObservationError, PlanError, ProjectProgressError
from analysis.extract import Extraction, extract_plan
from analysis.forecast import DEFAULT_MODELS, outlook
from analysis.growth_check import check_plan_growth
from analysis.indicators import load_definitions
from analysis.observations import check_observations
from analysis.progress import progress_table
from analysis.project_entries import Entry, Row, read_entries
from analysis.project_flags import entries_frame
from analysis.store import (
    OBSERVATIONS_FILE,
    PROJECT_PROGRESS_FILE,
    Plan,
    no_observations,
    processed_path,
    read_document_text,
    read_observations,
    read_project_progress,
    write_processed,
)

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class PlanTables:
    """What was read from a plan: the tables of the data contract, and notes for a reader."""

    tables: Tables
    notes: tuple[str, ...]


def plan_tables(plan: Plan) -> PlanTables:
    """Read a plan's document, observations and project progress and return all its processed tables.

    The outlook is that of the plan's last year, so it uses every observation; a report for an earlier year
    computes its own.

    Raises
    ------
    DocumentError, PlanError
        If the document cannot be used.
    ObservationError
        If observations.csv holds anything that cannot be used; its text has a line for each problem.
    ProjectProgressError
        The same of project_progress.csv.
    """
    read = plan_document_tables(plan)
    entries = _usable_entries(plan, read.tables["projects"])
    return _with_outlook(read, _usable_observations(plan, read), plan.period, entries)


def plan_outlook(
    plan: Plan, *, as_of_year: int | None = None, models: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the outlook of a plan's indicators as of a year, with their names.

    Parameters
    ----------
    plan : Plan
        The plan.
    as_of_year : int, optional
        From the year before the plan's period to its last; that one when not given.
    models : sequence of str, optional
        Names of models; the default ones when not given.

    Returns
    -------
    DataFrame
        Rows of forecasts.csv and the column name.

    Raises
    ------
    PlanError
        If the year lies outside the period.
    ModelError
        If a model is not known.
    """
    year, read, observations = _as_of(plan, as_of_year)
    frame = _outlook(read.tables, observations, plan.period, as_of_year=year, models=models)
    return _named(frame, read)


def plan_progress(
    plan: Plan, *, as_of_year: int | None = None, methods: Sequence[str] | None = None, lang: str = "en"
) -> pd.DataFrame:
    """Return the progress of a plan's indicators as of a year under each method, with their names.

    Parameters
    ----------
    plan : Plan
        The plan.
    as_of_year : int, optional
        From the year before the plan's period to its last; that one when not given.
    methods : sequence of str, optional
        Names of methods; all of them when not given.
    lang : str
        Language of the notes: "zh" or "en".

    Returns
    -------
    DataFrame
        Rows of progress.csv and the column name.

    Raises
    ------
    PlanError
        If the year lies outside the period.
    ModelError
        If a method is not known.
    """
    year, read, observations = _as_of(plan, as_of_year)
    frame = _progress(read.tables, observations, plan.period, as_of_year=year, methods=methods, lang=lang)
    return _named(frame, read)


def _as_of(plan: Plan, as_of_year: int | None) -> tuple[int, PlanTables, pd.DataFrame]:
    """Return the year of account (the period's last by default), the plan's tables and its observations."""
    year = plan.period[1] if as_of_year is None else as_of_year
    check_year(plan, year, first=plan.period[0] - 1)
    read = plan_document_tables(plan)
    return year, read, _usable_observations(plan, read)


def plan_document_tables(plan: Plan) -> PlanTables:
    """Return the tables that a plan's document alone gives; places name it relative to the plan's folder.

    Raises
    ------
    DocumentError, PlanError
        If the document cannot be used.
    """
    shown = plan.shown_path(plan.source_file)
    read = document_tables(parse_document(read_document_text(plan), shown), period=plan.period)
    for frame in read.tables.values():
        if "source_file" in frame:
            frame["source_file"] = frame["source_file"].where(frame["source_file"] != shown, plan.source_file)
    return read


def file_tables(path: Path) -> PlanTables:
    """Return the tables of any document; its period is read from its title or its first lines.

    Raises
    ------
    DocumentError
        If the document cannot be used.
    """
    document = read_document(path)
    period = guess_period(document)
    read = document_tables(document, period=period)
    return _with_outlook(read, no_observations(), period)


def document_tables(
    document: Document, *, period: tuple[int, int] | None, lenient: bool = False
) -> PlanTables:
    """Return the tables that a document alone gives: all but the outlook, which needs observations.

    Parameters
    ----------
    document : Document
        A plan, or with `lenient` any text.
    period : (int, int) or None
        First and last year of the plan.
    lenient : bool
        Leave out a table with a fault, with a note, instead of refusing the document.

    Raises
    ------
    DocumentError
        Unless lenient: if a table has a fault, or none can be used.
    """
    definitions = load_definitions()
    extraction: Extraction = extract_plan(document, definitions, period=period, lenient=lenient)
    mentions = read_mentions(document, definitions, extraction.indicators, period=period)
    tables = {
        "indicators": extraction.indicators,
        "values": extraction.values,
        "growth_check": check_plan_growth(extraction.indicators, extraction.values, extraction.stated_growth),
        "commitments": commitments_frame(mentions),
        "facts": facts_frame(mentions),
        "projects": extraction.projects,
        "programmes": extraction.programmes,
    }
    tables["findings"] = find_findings(gather_evidence(document, tables, mentions, period=period))
    return PlanTables(tables, tuple(str(problem) for problem in extraction.problems))


def audit_tables(plan: Plan | Path) -> PlanTables:
    """Return the tables of a plan's document, or of any text file, as far as they can be read.

    Raises
    ------
    DocumentError, PlanError
        If the document cannot be read at all.
    """
    if isinstance(plan, Path):
        document = read_document(plan)
        return document_tables(document, period=guess_period(document), lenient=True)
    document = parse_document(read_document_text(plan), plan.shown_path(plan.source_file))
    return document_tables(document, period=plan.period, lenient=True)


def write_tables(root: Path, plan: Plan, read: PlanTables, folder: Path | None = None) -> list[str]:
    """Write a plan's tables, under data/processed by default; return the names of the files that changed."""
    folder = processed_path(root, plan.id) if folder is None else folder
    return write_processed(folder, read.tables, name=plan.id, title=plan.title)


def observation_problems(
    observations: pd.DataFrame,
    indicators: pd.DataFrame | None,
    plan: Plan | None,
    *,
    as_of_year: int | None = None,
) -> list[ObservationError]:
    """Return everything that is wrong with a table of observations, in the order of its lines.

    Parameters
    ----------
    observations : DataFrame
        As `analysis.store.read_observations` gives it.
    indicators : DataFrame or None
        The plan's indicators, whose printed names are then known.
    plan : Plan or None
        The plan, whose period then ends the years.
    as_of_year : int, optional
        The year of account, after which nothing can be observed yet.
    """
    frame = observations.copy()
    file = str(observations.attrs.get("file", "observations.csv"))
    if plan is not None and file == OBSERVATIONS_FILE:
        file = plan.shown_path(file)
    frame.attrs["file"] = file
    return check_observations(frame, load_definitions(), indicators, latest=_latest(plan, as_of_year))


def project_entries(
    rows: Sequence[Row], projects: pd.DataFrame | None, plan: Plan | None, *, as_of_year: int | None = None
) -> tuple[list[Entry], list[ProjectProgressError]]:
    """Return what a file on project progress reports and everything that is wrong with it.

    Parameters
    ----------
    rows : sequence of mappings
        As `analysis.store.progress_rows_from` gives them.
    projects : DataFrame or None
        The plan's projects, whose names are then known.
    plan, as_of_year
        As `observation_problems`.
    """
    return read_entries(rows, projects, latest=_latest(plan, as_of_year))


def _latest(plan: Plan | None, as_of_year: int | None) -> tuple[int, str] | None:
    """Return the last year that anything can be known of, and what it is."""
    latest = None if plan is None else (plan.period[1], "the plan's last year")
    if as_of_year is not None and (latest is None or as_of_year < latest[0]):
        latest = (as_of_year, "the year of account")
    return latest


def _outlook(
    tables: Tables,
    observations: pd.DataFrame,
    period: tuple[int, int] | None,
    *,
    as_of_year: int | None = None,
    models: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the outlook; as of the last year of the period, or of the tables, when no year is given."""
    return outlook(
        tables["indicators"],
        tables["values"],
        observations,
        load_definitions(),
        as_of_year=_last_year(tables, period) if as_of_year is None else as_of_year,
        period=period,
        models=DEFAULT_MODELS if models is None else models,
    )


def _progress(
    tables: Tables,
    observations: pd.DataFrame,
    period: tuple[int, int] | None,
    *,
    as_of_year: int | None = None,
    methods: Sequence[str] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Return the progress; as of the last year of the period, or of the tables, when no year is given."""
    return progress_table(
        tables["indicators"],
        tables["values"],
        observations,
        load_definitions(),
        as_of_year=_last_year(tables, period) if as_of_year is None else as_of_year,
        period=period,
        methods=methods,
        lang=lang,
    )


def _with_outlook(
    read: PlanTables,
    observations: pd.DataFrame,
    period: tuple[int, int] | None,
    entries: Sequence[Entry] = (),
) -> PlanTables:
    """Add the tables that need what has happened since: project progress, progress and forecasts."""
    computed = {
        "project_progress": entries_frame(entries, read.tables["projects"], PROJECT_PROGRESS_FILE),
        "progress": _progress(read.tables, observations, period),
        "forecasts": _outlook(read.tables, observations, period),
    }
    return PlanTables({**read.tables, **computed}, read.notes)


def _last_year(tables: Tables, period: tuple[int, int] | None) -> int:
    return period[1] if period is not None else int(tables["values"]["year"].max())


def _named(frame: pd.DataFrame, read: PlanTables) -> pd.DataFrame:
    """Add the names of the indicators as the plan printed them last, or as they are defined."""
    printed = read.tables["indicators"].drop_duplicates("indicator_id", keep="last")
    names = {definition.id: definition.name_zh for definition in load_definitions()}
    names |= dict(zip(printed["indicator_id"], printed["name"], strict=True))
    return frame.assign(name=frame["indicator_id"].map(names))


def _usable_observations(plan: Plan, read: PlanTables) -> pd.DataFrame:
    observations = read_observations(plan)
    if problems := observation_problems(observations, read.tables["indicators"], plan):
        raise _as_one(problems)
    return observations


def _usable_entries(plan: Plan, projects: pd.DataFrame) -> list[Entry]:
    entries, problems = project_entries(read_project_progress(plan), projects, plan)
    if problems:
        raise _as_one(problems)
    return entries


def check_year(plan: Plan, year: int, *, first: int | None = None) -> None:
    """Refuse a year of account outside a plan's period (or before `first`, where that is given).

    Raises
    ------
    PlanError
        Its message names the years that can be had.
    """
    first, last = plan.period[0] if first is None else first, plan.period[1]
    if not first <= year <= last:
        raise PlanError(
            f"year {year} is outside the period of {plan.id}",
            remedy=f"choose a year from {first} to {last}",
            source=plan.place_of("period"),
        )


def _as_one(problems: Sequence[GuihuaError]) -> GuihuaError:
    """Return several errors as one, whose text has a line for each."""
    first, *others = problems
    if not others:
        return first
    remedy = f"; {first.remedy}" if first.remedy else ""
    lines = "".join(f"\n{problem}" for problem in others)
    return type(first)(f"{first.what}{remedy}{lines}", source=first.source)
