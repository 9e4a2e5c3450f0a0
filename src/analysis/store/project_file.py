"""project_progress.csv beside a plan: what has happened to its projects, every cell with its place."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import GuihuaError, ProjectProgressError, Source
from analysis.project_entries import COLUMNS, Row
from analysis.store.csvtext import CsvTable, read_csv
from analysis.store.plans import SAVE_AS_CSV, Plan, is_no_text

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
    try:
        table = read_csv(path, file=shown)
    except GuihuaError as error:
        remedy = SAVE_AS_CSV if is_no_text(error) else error.remedy
        raise ProjectProgressError(error.what, remedy=remedy, source=error.source) from None
    if missing := [name for name in COLUMNS if name not in table.header]:
        raise ProjectProgressError(
            f"no column {', '.join(missing)}",
            remedy=f"the header is {','.join(COLUMNS)}",
            source=Source(shown, 1),
        )
    return _rows(table)


def _rows(table: CsvTable) -> list[Row]:
    return [
        {name: (cell.text, cell.source) for name, cell in zip(table.header, row, strict=True)}
        for row in table.rows
    ]
