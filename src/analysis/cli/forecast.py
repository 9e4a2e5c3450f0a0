"""``guihua forecast``: the outlook of a plan's indicators."""

from __future__ import annotations

from argparse import Namespace

from analysis.cli.output import print_json, print_table, records
from analysis.cli.project import project_root
from analysis.pipeline import plan_outlook
from analysis.store import load_plan

_COLUMNS = {
    "name": "indicator",
    "breakdown": "part",
    "lineage": "lineage",
    "unit": "unit",
    "n_obs": "n",
    "last_year": "last year",
    "last_value": "last value",
    "target_year": "target year",
    "target": "target",
    "required_growth_pct": "required %/yr",
    "required_points": "required step/yr",
    "model": "model",
    "point": "point",
    "attained_by_point": "attained",
    "note": "note",
}


def run(arguments: Namespace) -> int:
    """Print the outlook as of a year."""
    root = project_root(arguments)
    plan = load_plan(root, arguments.plan)
    models = [arguments.model] if arguments.model else None
    frame = plan_outlook(plan, as_of_year=arguments.as_of, models=models)
    if arguments.json:
        print_json(records(frame))
    else:
        print_table(records(frame), _COLUMNS)
    return 0
