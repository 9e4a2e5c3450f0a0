"""``guihua report``: the yearly report of a plan."""

from __future__ import annotations

from argparse import Namespace

from analysis.cli.output import progress_bar
from analysis.cli.project import project_root, shown_path
from analysis.pipeline import make_report


def run(arguments: Namespace) -> int:
    """Make the report and print where its PDF is."""
    root = project_root(arguments)
    with progress_bar() as show:
        folder = make_report(root, arguments.plan, arguments.year, arguments.lang, progress=show)
    print(shown_path(folder / "report.pdf"))
    return 0
