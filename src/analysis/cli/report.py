"""``guihua report``: the report of a plan for a year."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from contextlib import nullcontext

from analysis.cli.endings import Ending, drop_unwritable_output, ending_of
from analysis.cli.output import progress_bar
from analysis.cli.project import project_root, shown_path
from analysis.cli.runlog import RunLog, open_log
from analysis.report.making import make_report
from analysis.report.order import ReportOrder

_UP_TO_DATE = "up to date"


def run(arguments: Namespace) -> int:
    """Make the report and print where its PDF is; log how that went if that is asked for."""
    if arguments.log == "text" and arguments.log_file is None:
        return _make(arguments, {})
    with open_log(arguments.log_file) as log:
        return _logged(arguments, log)


def _logged(arguments: Namespace, log: RunLog) -> int:
    """Make the report; whatever happens, one line of the log says how it ended."""
    began = time.monotonic()
    entry = {name: getattr(arguments, name) for name in ("plan", "year", "kind", "lang")}
    made: dict[str, str] = {}
    try:
        ending = Ending(_make(arguments, made), "", made["status"])
        sys.stdout.flush()
    except BaseException as error:
        ending = ending_of(error)
        drop_unwritable_output()
    entry |= {
        "status": ending.status,
        "exit_code": ending.code,
        "seconds": round(time.monotonic() - began, 3),
    }
    log.write({**entry, "message": ending.message or made.get("reason", ""), "output": made.get("output")})
    if log.for_people and ending.message:
        print(ending.message, file=sys.stderr)
    return ending.code


def _make(arguments: Namespace, made: dict[str, str]) -> int:
    """Make the report, print its path, and put into `made` what a log says of it."""
    root = project_root(arguments)
    order = ReportOrder(arguments.plan, arguments.year, kind=arguments.kind, lang=arguments.lang)
    watched = arguments.log == "text"
    with progress_bar() if watched else nullcontext() as show:
        report = make_report(
            root, order, force=arguments.force, timeout_seconds=arguments.timeout, progress=show
        )
    path = shown_path(report.folder / "report.pdf")
    made |= {"status": "made" if report.reason else _UP_TO_DATE, "reason": report.reason, "output": path}
    print(path if report.reason else f"{_UP_TO_DATE}: {path}")
    return 0
