"""Make a report: the plan's tables, then the notebooks, then the PDF, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import InputError
from analysis.pipeline import plan_tables, write_tables
from analysis.report.kinds import DEFAULT_KIND, report_kind
from analysis.store import load_plan, report_path, staged_report

LANGUAGES = ("zh", "en")

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, steps done, steps) while a report is made."""


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """Which report is wanted.

    Parameters
    ----------
    plan_id : str
        Name of the plan's folder under data/raw.
    year : int
        Year of account, within the plan's period; later observations are not used.
    kind : str
        Name of a kind of report (`kinds.KINDS`).
    lang : str
        "zh" or "en".
    """

    plan_id: str
    year: int
    kind: str = DEFAULT_KIND
    lang: str = "zh"


def make_report(root: Path, order: ReportOrder, *, progress: Progress | None = None) -> Path:
    """Make a report of a plan: processed tables, executed notebooks, figures, PDF, page, workbook.

    Parameters
    ----------
    root : Path
        The project's folder.
    order : ReportOrder
        The plan, year, kind and language.
    progress : callable, optional
        Told what is being done.

    Returns
    -------
    Path
        The report's folder. It is replaced as a whole, and only when the whole report has been made.

    Raises
    ------
    PlanError, DocumentError, ObservationError, NotebookError, OutputError, BusyError
        Each says what to do; the previous report is then as it was.
    InputError
        If there is no such kind or language.
    """
    kind = report_kind(order.kind)
    plan = load_plan(root, order.plan_id)
    kind.check_year(plan, order.year)
    if order.lang not in LANGUAGES:
        raise InputError(f'language "{order.lang}"', remedy=f"use one of {', '.join(LANGUAGES)}")
    tell = progress or (lambda what, done, steps: None)
    tell("extract", 0, 1)
    read = plan_tables(plan)  # first of all: bad input is to be said before anything slow or lasting begins
    from analysis.report.formats import formats_of  # noqa: PLC0415
    from analysis.report.runs import report_jobs, run_notebooks  # noqa: PLC0415 - jupyter is slow to import

    values: dict[str, str | int] = {"plan": plan.id, "year": order.year, "lang": order.lang}
    values |= {"as_of_year": order.year, "target_year": plan.period[1]}
    jobs = report_jobs(root, kind, values)
    target = report_path(root, plan.id, kind.folder_name(order.year))
    with staged_report(root, target) as staging:
        write_tables(root, plan, read)
        tell("notebooks", 1, len(jobs) + 1)
        beside = formats_of(root, plan.id, order.year, order.lang)
        run_notebooks(root, jobs, staging, lambda name, done: tell(name, done + 1, len(jobs) + 1), beside)
    return target
