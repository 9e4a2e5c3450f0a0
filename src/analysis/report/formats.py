"""What a report's folder holds beside the PDF, from the same executed notebook: a page and a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.report.html_page import notebook_to_html
from analysis.report.runs import report_timestamp
from analysis.report.sheets import report_sheets, report_title
from analysis.report.workbook import sheets_to_workbook
from analysis.store.atomic import writing
from analysis.study import Study, load_study

PAGE_FILE = "report.html"
WORKBOOK_FILE = "tables.xlsx"


def study_tables(study: Study) -> dict[str, pd.DataFrame]:
    """Return all tables of the data contract as they stood at the end of a study's year, in its language."""
    of_year = {"progress": study.progress, "forecasts": study.outlook}
    return {**study.tables, **of_year, "project_progress": study.project_progress}


def formats_of(root: Path, plan_id: str, year: int, lang: str) -> Callable[[Mapping[str, Any], Path], None]:
    """Return what writes the formats of one report into a folder; the plan's tables are read only then."""

    def write(notebook: Mapping[str, Any], folder: Path) -> None:
        study = load_study(plan_id, as_of_year=year, lang=lang, root=root)
        write_formats(notebook, study, folder, timestamp=report_timestamp(year))

    return write


def write_formats(notebook: Mapping[str, Any], study: Study, folder: Path, *, timestamp: int) -> None:
    """Write report.html and tables.xlsx into a folder.

    Parameters
    ----------
    notebook : mapping
        The executed notebook of the report.
    study : Study
        The plan in the report's year and language.
    folder : Path
        Where to.
    timestamp : int
        Date of creation that tables.xlsx carries, in seconds since 1970.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    page = notebook_to_html(notebook)
    sheets = report_sheets(notebook, study_tables(study), study.lang)
    workbook = sheets_to_workbook(sheets, title=report_title(notebook), timestamp=timestamp)
    with writing(folder):
        (folder / PAGE_FILE).write_text(page, encoding="utf-8", newline="\n")
        (folder / WORKBOOK_FILE).write_bytes(workbook)
