"""``guihua extract``: a plan of the project, or any document, into the tables of the data contract."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from pathlib import Path

from analysis.cli.output import print_json, print_table, records
from analysis.cli.project import file_or_stream, is_plan, project_root, shown_path
from analysis.pipeline import PlanTables, file_tables, plan_tables, write_tables
from analysis.store import load_plan, processed_path, write_processed


def run(arguments: Namespace) -> int:
    """Extract, write, and print which tables there are; notes on the document go to stderr."""
    folder: Path | None = Path(arguments.output) if arguments.output else None
    if is_plan(arguments.plan):
        root = project_root(arguments)
        plan = load_plan(root, arguments.plan)
        folder = folder or processed_path(root, plan.id)
        read = plan_tables(plan)
        changed = write_tables(root, plan, read, folder)
    else:
        path = file_or_stream(arguments.plan)
        read, changed = file_tables(path), []
        if folder is not None:
            name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "plan"
            changed = write_processed(folder, read.tables, name=name, title=path.stem)
    if arguments.json:
        print_json({name: records(frame) for name, frame in read.tables.items()})
    else:
        _print_summary(read, folder, changed)
    for note in read.notes:
        print(note, file=sys.stderr)
    return 0


def _print_summary(read: PlanTables, folder: Path | None, changed: list[str]) -> None:
    rows = [
        {
            "table": name,
            "rows": len(frame),
            "file": shown_path(folder / f"{name}.csv") if folder else None,
            "written": ("changed" if f"{name}.csv" in changed else "as before") if folder else None,
        }
        for name, frame in read.tables.items()
    ]
    print_table(rows, {"table": "table", "rows": "rows", "file": "file", "written": "written"})
