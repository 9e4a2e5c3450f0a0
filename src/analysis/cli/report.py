"""``guihua report``: the report of a plan for a year."""

from __future__ import annotations

from argparse import Namespace

from analysis.cli.output import progress_bar
from analysis.cli.project import project_root, shown_path
from analysis.report.making import ReportOrder, make_report


def run(arguments: Namespace) -> int:
    """Make the report and print where its PDF is."""
    root = project_root(arguments)
    order = ReportOrder(arguments.plan, arguments.year, kind=arguments.kind, lang=arguments.lang)
    with progress_bar() as show:
        folder = make_report(root, order, progress=show)
    print(shown_path(folder / "report.pdf"))
    return 0
