"""Make the reports that are due: of each plan, for the last year that has ended and lies in its period.

    .venv/bin/python deploy/yearly_report.py [--root DIR] [--year YEAR] [PLAN ...] [-- OPTION ...]

The options after -- are those of `guihua report`. This is all that a timer, a cron line, a CI job or a
container has to run, as often as it likes: what is up to date takes a tenth of a second. A plan whose
period has not begun is left out.

Exit code: the first of 128 + signal, 2 (somebody has to mend something), 75 (try again later) that any plan
ends with, else 0.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.cli import main as guihua
from analysis.errors import GuihuaError
from analysis.store import list_plans, load_plan

HERE = Path(__file__).resolve().parents[1]


def year_of_account(period: tuple[int, int], last_ended: int) -> int | None:
    """Return the year to report on, None when the period has not begun.

    Examples
    --------
    >>> year_of_account((2021, 2025), 2023), year_of_account((2021, 2025), 2030)
    (2023, 2025)
    >>> year_of_account((2021, 2025), 2020)
    """
    return min(last_ended, period[1]) if last_ended >= period[0] else None


def worst(codes: Iterable[int]) -> int:
    """Return the exit code of several runs.

    Examples
    --------
    >>> worst([0, 75, 2, 0]), worst([0, 75]), worst([])
    (2, 75, 0)
    """
    found = set(codes)
    return next((code for code in (*sorted(found - {0, 2, 75}, reverse=True), 2, 75) if code in found), 0)


def main(arguments: Sequence[str]) -> int:
    """Make the reports; return the exit code."""
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    own, options = arguments[:cut], arguments[cut + 1 :]
    parser = argparse.ArgumentParser(description="Make the reports that are due.")
    parser.add_argument("plans", nargs="*", metavar="PLAN", help="plan ids (default: all under data/raw)")
    parser.add_argument("--root", type=Path, default=HERE, metavar="DIR", help="project folder")
    parser.add_argument("--year", type=int, metavar="YEAR", help="year of account (default: the last ended)")
    parsed = parser.parse_args(own)
    last_ended = datetime.datetime.now().astimezone().year - 1
    codes = []
    for plan in parsed.plans or list_plans(parsed.root):
        try:
            year = parsed.year or year_of_account(load_plan(parsed.root, plan).period, last_ended)
        except GuihuaError:
            year = parsed.year or last_ended  # the command says what is wrong with the plan
        if year is not None:
            command = ["--root", str(parsed.root), "report", plan, "--year", str(year), *options]
            codes.append(guihua(command))
        if codes and codes[-1] > 128:
            break
    return worst(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
