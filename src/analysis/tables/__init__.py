"""Tables as a reader sees them: rows of texts with headings, made from the tidy tables.

Pure functions: DataFrames in, `TableView` out. Numbers become texts here and nowhere else; a printed
number is shown as printed.
"""

from analysis.tables.audit import agreements_table, findings_in_order, findings_table, statements_table
from analysis.tables.backtest import backtest_table, reliability_table
from analysis.tables.evaluation import (
    account_table,
    behind_table,
    changes_table,
    counts_table,
    situation_table,
    standings_table,
)
from analysis.tables.followed import followed_table
from analysis.tables.indicators import (
    formulas_table,
    growth_table,
    indicator_label,
    labels_of,
    outlook_table,
    past_table,
    plan_table,
    series_table,
    targets_table,
)
from analysis.tables.progress import (
    METHOD_IN_USE,
    REPORT_METHODS,
    class_word,
    index_table,
    methods_table,
    progress_table,
)
from analysis.tables.projects import (
    programmes_table,
    project_classes_table,
    project_entries_table,
    project_outcomes_table,
    project_progress_table,
    projects_table,
    stages_table,
)
from analysis.tables.reference import reference_table
from analysis.tables.sources import observations_table, project_sources_table, sources_table
from analysis.tables.view import Column, TableView, grouped

__all__ = [
    "METHOD_IN_USE",
    "REPORT_METHODS",
    "Column",
    "TableView",
    "account_table",
    "agreements_table",
    "backtest_table",
    "behind_table",
    "changes_table",
    "class_word",
    "counts_table",
    "findings_in_order",
    "findings_table",
    "followed_table",
    "formulas_table",
    "grouped",
    "growth_table",
    "index_table",
    "indicator_label",
    "labels_of",
    "methods_table",
    "observations_table",
    "outlook_table",
    "past_table",
    "plan_table",
    "programmes_table",
    "progress_table",
    "project_classes_table",
    "project_entries_table",
    "project_outcomes_table",
    "project_progress_table",
    "project_sources_table",
    "projects_table",
    "reference_table",
    "reliability_table",
    "series_table",
    "situation_table",
    "sources_table",
    "stages_table",
    "standings_table",
    "statements_table",
    "targets_table",
]
