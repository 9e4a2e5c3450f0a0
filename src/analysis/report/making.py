"""Make a report: the plan's tables, then the notebooks, then the PDF: all or nothing, where needed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import InputError, NotebookError, OutputError
from analysis.report.kinds import ReportKind, report_kind
from analysis.report.order import LANGUAGES, ReportOrder
from analysis.report.record import Record, out_of_date, report_basis, report_record
from analysis.store import Plan, failed_path, load_plan, report_path, staged_report, tidy_report, write_by
from analysis.store.atomic import writing
from analysis.store.reports import RECORD_FILE

if TYPE_CHECKING:
    from analysis.report.kernels import KernelGroup

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, steps done, steps) while a report is made."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is there.

    Parameters
    ----------
    folder : Path
        Its folder.
    reason : str
        Why this run has made it, "" when it was up to date and nothing has been touched.
    """

    folder: Path
    reason: str


def make_report(
    root: Path,
    order: ReportOrder,
    *,
    force: bool = False,
    timeout_seconds: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Make a report of a plan unless it is up to date: tables, executed notebooks, PDF, page, workbook.

    Parameters
    ----------
    root : Path
        The project's folder.
    order : ReportOrder
        The plan, year, kind and language.
    force : bool
        Make it anew even if it is up to date.
    timeout_seconds : int, optional
        Longest time for one cell of a notebook.
    progress : callable, optional
        Told what is being done.

    Returns
    -------
    Report
        Its folder is replaced as a whole, and only when the whole report has been made.

    Raises
    ------
    PlanError, DocumentError, ObservationError, NotebookError, OutputError, BusyError
        Each says what to do; the previous report is then as it was. The notebook that failed is kept beside
        it.
    InputError
        If there is no such kind or language.
    """
    kind = report_kind(order.kind)
    plan = load_plan(root, order.plan_id)
    if order.lang not in LANGUAGES:
        raise InputError(f'language "{order.lang}"', remedy=f"use one of {', '.join(LANGUAGES)}")
    target = report_path(root, plan.id, kind.folder_name(order.year))
    basis = report_basis(root, plan, kind, order)
    reason = out_of_date(root, plan.id, target, basis) or ("forced" if force else "")
    if not reason:
        tidy_report(root, target)
        return Report(target, "")
    making = _Making(root, plan, kind, order, basis, timeout_seconds)
    making.make(target, progress or (lambda what, done, steps: None))
    return Report(target, reason)


@dataclass(frozen=True, slots=True)
class _Making:
    """One run that makes a report; everything that is slow to import is imported here."""

    root: Path
    plan: Plan
    kind: ReportKind
    order: ReportOrder
    basis: Record
    timeout_seconds: int | None

    def make(self, target: Path, tell: Progress) -> None:
        from analysis.report.kernels import kernel_group  # noqa: PLC0415 - jupyter is slow to import

        self.kind.check_year(self.plan, self.order.year)
        tell("extract", 0, 1)
        with ExitStack() as running:
            kernels = running.enter_context(kernel_group())  # they import while the plan is read
            self._fill(target, kernels, running.close, tell)

    def _fill(
        self, target: Path, kernels: KernelGroup, end_kernels: Callable[[], None], tell: Progress
    ) -> None:
        """Leave the tables and the report where they belong."""
        from analysis.pipeline import plan_tables, write_tables  # noqa: PLC0415

        plan, year = self.plan, self.order.year
        # first of all: bad input is to be said before anything lasting begins
        read = plan_tables(plan)
        from analysis.report.formats import formats_of  # noqa: PLC0415
        from analysis.report.runs import report_jobs, run_notebooks  # noqa: PLC0415

        values: dict[str, str | int] = {"plan": plan.id, "year": year, "lang": self.order.lang}
        values |= {"as_of_year": year, "target_year": plan.period[1]}
        jobs = report_jobs(self.root, self.kind, values, timeout_seconds=self.timeout_seconds)
        with staged_report(self.root, target) as staging:
            write_tables(self.root, plan, read)
            tell("notebooks", 1, len(jobs) + 1)
            try:
                run_notebooks(
                    self.root,
                    jobs,
                    staging,
                    kernels,
                    lambda name, done: tell(name, done + 1, len(jobs) + 1),
                    formats_of(self.root, plan.id, year, self.order.lang),
                )
            except NotebookError as error:
                raise _kept(self.root, target, error) from None
            record = report_record(self.root, plan, self.kind, self.basis, staging)
            with writing(staging):
                (staging / RECORD_FILE).write_bytes(record)
            # while the report is not in place: a run that is killed here is followed by one that sweeps
            end_kernels()


def _kept(root: Path, target: Path, error: NotebookError) -> NotebookError:
    """Keep the notebook that failed beside the report, and return the error with the place to look at."""
    from analysis.report.run import write_notebook  # noqa: PLC0415 - imported long ago by those that get here

    if error.notebook is None:
        return error
    path = failed_path(target)
    try:
        write_by(path, lambda partial: write_notebook(error.notebook, partial))
    except OutputError:
        return error  # a full disk, say: what failed first is what has to be said
    shown = path.relative_to(root).as_posix()
    return type(error)(error.what, remedy=f"{shown} shows how far it came", source=error.source)
