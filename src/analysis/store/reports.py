"""The folder of a report: filled beside its place under a lock, then moved there whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.errors import BusyError, OutputError
from analysis.store.atomic import partial_path, publish_folder, recover_folder, writing
from analysis.store.locks import locked

RECORD_FILE = "report.json"
OWN_ENTRIES = frozenset({"report.pdf", "report.html", "tables.xlsx", "figures", "notebooks", RECORD_FILE})
"""What a run writes in the folder of a report; other files there belong to the user and are kept."""


def report_path(root: Path, plan_id: str, name: str) -> Path:
    """Return the folder of a plan's report; `name` is the year, and the kind unless it is the yearly one."""
    return root / "reports" / plan_id / name


def failed_path(target: Path) -> Path:
    """Return where the notebook that failed is kept: beside the report, which stays as it was.

    Examples
    --------
    >>> failed_path(Path("reports/tiny/2025")).as_posix()
    'reports/tiny/2025.failed.ipynb'
    """
    return target.with_name(f"{target.name}.failed.ipynb")


@contextmanager
def staged_report(root: Path, target: Path) -> Iterator[Path]:
    """Yield an empty folder; when the block ends well it becomes the report `target`, else it vanishes.

    A notebook kept from a run that failed goes when the report has been made.

    Raises
    ------
    BusyError
        At once, if another run is making the same report.
    OutputError
        If the place cannot be written; a previous report is then as it was.
    """
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    shown = target.relative_to(root)
    with locked(_lock_path(target), what=shown.as_posix()):
        staging = partial_path(target)
        with writing(target):
            recover_folder(target)
            staging.mkdir()
        try:
            yield staging
            publish_folder(staging, target, own=OWN_ENTRIES)
            failed_path(target).unlink(missing_ok=True)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def tidy_report(root: Path, target: Path) -> None:
    """Remove what earlier runs have left beside a report that is up to date: nothing will be made anew.

    A run that was killed leaves its files and its lock, a run that failed its notebook. What another run is
    at work on, or what cannot be removed, is left.
    """
    with suppress(OSError, BusyError, OutputError):
        if _lock_path(target).exists() or partial_path(target).exists():
            with locked(_lock_path(target), what=target.relative_to(root).as_posix()):
                recover_folder(target)
        failed_path(target).unlink(missing_ok=True)


def _lock_path(target: Path) -> Path:
    return target.with_name(f".{target.name}.lock")
