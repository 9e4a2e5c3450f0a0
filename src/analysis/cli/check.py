"""``guihua check``: whether observations, project progress or a plan document can be used."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from analysis.checks import FileCheck, check_file
from analysis.cli.output import print_json
from analysis.cli.project import file_or_stream, project_root
from analysis.errors import GuihuaError
from analysis.store import PLAN_FILE, Plan, load_plan


def run(arguments: Namespace) -> int:
    """Check every file; print "ok" lines, problems to stderr, and return 2 when there is any."""
    checks = [_check(file_or_stream(name), arguments) for name in arguments.files]
    if arguments.json:
        print_json([_as_json(check) for check in checks])
    for check in checks:
        if check.ok and not arguments.json:
            print(f"{check.file}: ok, {check.summary}")
        for message in (*check.problems, *check.notes):
            print(message, file=sys.stderr)
    return 0 if all(check.ok for check in checks) else 2


def _check(path: Path, arguments: Namespace) -> FileCheck:
    try:
        return check_file(path, _plan_of(path, arguments), as_of_year=arguments.as_of)
    except GuihuaError as error:
        return FileCheck(path.as_posix(), problems=(error,))


def _plan_of(path: Path, arguments: Namespace) -> Plan | None:
    """Return the plan that ``--plan`` names, or the one in whose folder under data/raw the file lies."""
    if arguments.plan:
        return load_plan(project_root(arguments), arguments.plan)
    folder = path.resolve().parent
    if folder.parent.parts[-2:] != ("data", "raw") or not (folder / PLAN_FILE).exists() or not path.exists():
        return None
    return load_plan(folder.parents[2], folder.name)


def _as_json(check: FileCheck) -> dict[str, Any]:
    problems = [
        {
            "file": problem.source.file if problem.source else check.file,
            "line": problem.source.line if problem.source else 0,
            "column": problem.source.start + 1 if problem.source and problem.source.line else 0,
            "what": problem.what,
            "remedy": problem.remedy,
        }
        for problem in check.problems
    ]
    return {"file": check.file, "ok": check.ok, "problems": problems, "notes": list(check.notes)}
