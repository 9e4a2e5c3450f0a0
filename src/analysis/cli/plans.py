"""``guihua plans``: what is under data/raw."""

from __future__ import annotations

import sys
from argparse import Namespace

from analysis.cli.output import print_json, print_table
from analysis.cli.project import project_root
from analysis.errors import GuihuaError
from analysis.store import list_plans, load_plan, read_observations

_COLUMNS = {
    "id": "plan",
    "period": "period",
    "area": "area",
    "title": "title",
    "observations": "observations",
}


def run(arguments: Namespace) -> int:
    """List the plans; a plan that cannot be used is named with the reason, and makes the exit code 2."""
    root = project_root(arguments)
    rows, problems = [], []
    for plan_id in list_plans(root):
        try:
            plan = load_plan(root, plan_id)
            count = len(read_observations(plan))
        except GuihuaError as error:
            problems.append(str(error))
            continue
        first, last = plan.period
        rows.append(
            {"id": plan.id, "title": plan.title, "area": plan.area, "observations": count}
            | ({"period": [first, last]} if arguments.json else {"period": f"{first}—{last}"})
        )
    if arguments.json:
        print_json(rows)
    elif rows:
        print_table(rows, _COLUMNS)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 2 if problems else 0
