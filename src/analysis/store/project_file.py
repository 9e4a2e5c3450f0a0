"""project_progress.csv beside a plan: what has happened to its projects, every cell with its place."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import ProjectProgressError
from analysis.project_entries import COLUMNS, Row
from analysis.store.csvtext import CsvTable, read_typed
from analysis.store.plans import Plan

PROJECT_PROGRESS_FILE = "project_progress.csv"


def read_project_progress(plan: Plan) -> list[Row]:
    """Return the rows of a plan's project_progress.csv; none when there is no file.

    See `progress_rows_from`.
    """
    path = plan.folder / PROJECT_PROGRESS_FILE
    return progress_rows_from(path, plan.shown_path(PROJECT_PROGRESS_FILE)) if path.exists() else []


def progress_rows_from(path: Path, shown: str) -> list[Row]:
    """Return the rows of a file on project progress.

    Parameters
    ----------
    path : Path
        The file.
    shown : str
        Its name in messages and places.

    Returns
    -------
    list of mappings
        Column → (text as typed, place) with all columns of `project_entries.COLUMNS`, blank rows left out.

    Raises
    ------
    ProjectProgressError
        If it is not text, a column is missing, or a row does not fit the header.
    """
    return _rows(read_typed(path, shown, COLUMNS, ProjectProgressError))


def _rows(table: CsvTable) -> list[Row]:
    return [
        {name: (cell.text, cell.source) for name, cell in zip(table.header, row, strict=True)}
        for row in table.rows
    ]
