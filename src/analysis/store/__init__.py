"""Files of the project: data/raw (read), data/processed and reports (written whole, or not at all).

`plans` what is under data/raw · `project_file` what has happened to projects · `csvtext` CSV with the place
of every cell · `csvstream` long CSV in parts · `processed` the tables of the data contract · `reports` the
yearly report's folder · `atomic` how files are replaced · `locks` one run at a time.
"""

from analysis.store.atomic import replace_files, write_by, write_file, write_parts
from analysis.store.csvtext import CsvTable, parse_csv, read_csv
from analysis.store.plans import (
    OBSERVATIONS_FILE,
    PLAN_FILE,
    Plan,
    find_root,
    list_plans,
    load_plan,
    no_observations,
    observations_from,
    read_document_text,
    read_observations,
)
from analysis.store.processed import (
    processed_files,
    processed_path,
    read_processed,
    read_table,
    write_processed,
)
from analysis.store.project_file import (
    PROJECT_PROGRESS_FILE,
    progress_rows_from,
    read_project_progress,
)
from analysis.store.reports import failed_path, report_path, staged_report, tidy_report

__all__ = [
    "OBSERVATIONS_FILE",
    "PLAN_FILE",
    "PROJECT_PROGRESS_FILE",
    "CsvTable",
    "Plan",
    "failed_path",
    "find_root",
    "list_plans",
    "load_plan",
    "no_observations",
    "observations_from",
    "parse_csv",
    "processed_files",
    "processed_path",
    "progress_rows_from",
    "read_csv",
    "read_document_text",
    "read_observations",
    "read_processed",
    "read_project_progress",
    "read_table",
    "replace_files",
    "report_path",
    "staged_report",
    "tidy_report",
    "write_by",
    "write_file",
    "write_parts",
    "write_processed",
]
