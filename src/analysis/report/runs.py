"""Run the notebooks of a report: what each is given, and where their results go."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.errors import NotebookError, Source
from analysis.report.ahead import typeset_ahead
from analysis.report.kernels import KernelGroup, temporary_files_in
from analysis.report.kinds import ReportKind
from analysis.report.run import (
    CELL_TIMEOUT_SECONDS,
    ParameterValue,
    Setting,
    check_parameters,
    run_notebook,
    write_notebook,
)
from analysis.report.screens import add_screen_files
from analysis.store.atomic import writing

AT_ONCE = 2
OUTPUT_VARIABLE = "GUIHUA_OUTPUT"
ROOT_VARIABLE = "GUIHUA_ROOT"


Formats = Callable[[Mapping[str, Any], Path], None]
"""Writes what an executed notebook becomes beside the PDF into a folder."""


def no_formats(notebook: Mapping[str, Any], folder: Path) -> None:
    """Write nothing: the PDF is all that is wanted."""
    del notebook, folder


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to run, with its parameters."""

    name: str
    path: Path
    shown: str
    parameters: Mapping[str, ParameterValue]
    is_main: bool = False
    timeout_seconds: int = CELL_TIMEOUT_SECONDS


def report_jobs(
    root: Path,
    kind: ReportKind,
    values: Mapping[str, ParameterValue],
    *,
    timeout_seconds: int | None = None,
) -> tuple[Job, ...]:
    """Return the notebooks of a kind of report, each with its share of `values`, all parameters checked.

    Raises
    ------
    NotebookError
        If the main notebook is missing, or a notebook does not take its parameters.
    """
    jobs = []
    for name, parameters in kind.notebooks.items():
        shown = f"notebooks/{name}.ipynb"
        path = root / shown
        if path.exists():
            given = {key: values[key] for key in parameters}
            seconds = CELL_TIMEOUT_SECONDS if timeout_seconds is None else timeout_seconds
            jobs.append(Job(name, path, shown, given, is_main=name == kind.main, timeout_seconds=seconds))
            check_parameters(path, jobs[-1].parameters, shown=shown)
        elif name == kind.main:
            raise NotebookError("there is no such notebook", remedy="restore it", source=Source(shown))
    return tuple(jobs)


def run_notebooks(
    root: Path,
    jobs: Sequence[Job],
    staging: Path,
    kernels: KernelGroup,
    done: Callable[[str, int], None],
    beside: Formats = no_formats,
) -> None:
    """Run the notebooks, two at a time, and leave what a report holds in `staging`.

    They run in threads: the work is done in the kernels, and a pool of forked processes hangs after
    papermill.

    Parameters
    ----------
    root : Path
        The project's folder.
    jobs : sequence of Job
        From `report_jobs`.
    staging : Path
        An empty folder.
    kernels : KernelGroup
        The group that the notebooks' kernels join; ended when a notebook fails.
    done : callable
        Called with (name, notebooks done) after each notebook.
    beside : callable
        Called with the main notebook, executed, and `staging` after the PDF: writes the other formats.

    Raises
    ------
    NotebookError
        If one fails; the others are then ended.
    """
    with writing(staging):
        (staging / "notebooks").mkdir()
    with temporary_files_in(kernels.folder), ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            runs = {pool.submit(_run, root, job, staging, kernels, beside): job.name for job in jobs}
            for count, run in enumerate(as_completed(runs), 1):
                run.result()
                done(runs[run], count)
        except BaseException:
            # Ctrl-C or a failed notebook: without their kernels the other runs end at once.
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.stop()
            raise
    _collect_figures(jobs, staging)


def report_timestamp(year: int) -> int:
    """Return the moment that a report's PDF carries: the end of its year, so that it is the same every time.

    Examples
    --------
    >>> report_timestamp(2025) - report_timestamp(2024)
    31536000
    """
    return int(datetime.datetime(year, 12, 31, tzinfo=datetime.UTC).timestamp())


def _run(root: Path, job: Job, staging: Path, kernels: KernelGroup, beside: Formats) -> None:
    """Run one notebook; of the main one, make all formats at once, while the others are still running."""
    environment = {OUTPUT_VARIABLE: str(_parts(staging, job)), ROOT_VARIABLE: str(root)}
    setting = Setting(job.path.parent, environment, timeout_seconds=job.timeout_seconds, shown=job.shown)
    if job.is_main:
        year = job.parameters["year"]
        assert isinstance(year, int)  # noqa: S101 - checked against the notebook's cell
        with typeset_ahead(report_timestamp(year)) as ahead:
            setting = replace(setting, on_cells=ahead.look)
            executed = run_notebook(job.path, job.parameters, setting, kernels=kernels)
            pdf = ahead.pdf(executed)
        with writing(staging):
            (staging / "report.pdf").write_bytes(pdf)
        beside(executed, staging)
    else:
        executed = run_notebook(job.path, job.parameters, setting, kernels=kernels)
    with writing(staging):
        write_notebook(executed, staging / "notebooks" / f"{job.name}.ipynb")


def _parts(staging: Path, job: Job) -> Path:
    """Return where a notebook leaves its figures: apart, so that two never write one file at once."""
    return staging / f".{job.name}"


def _collect_figures(jobs: Sequence[Job], staging: Path) -> None:
    """Put the notebooks' figures in one folder; of two with one name, that of the earlier notebook stays."""
    with writing(staging):
        (staging / "figures").mkdir()
        for job in reversed(jobs):
            for figure in sorted((_parts(staging, job) / "figures").glob("*")):
                figure.replace(staging / "figures" / figure.name)
            shutil.rmtree(_parts(staging, job), ignore_errors=True)
        add_screen_files(staging / "figures")
