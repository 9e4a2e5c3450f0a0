"""``guihua forecast``: the outlook of a plan's indicators, or the forecasts of a panel of series."""

from __future__ import annotations

import sys
from argparse import Namespace

from analysis.cli.endings import tell_bad_rows
from analysis.cli.output import print_json, print_table, records, with_ranges
from analysis.cli.project import file_or_stream, project_root
from analysis.errors import InputError
from analysis.models import DEFAULT_MODEL
from analysis.panel_file import forecast_panel_file
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
    "required_amount": "required amount/yr",
    "model": "model",
    "point": "point",
    "lower80": "80 % from",
    "upper80": "80 % to",
    "p_attain": "P(attain)",
    "attained_by_point": "attained",
    "note": "note",
}


_USAGE = "write PLAN, or --panel FILE -o OUT; see guihua forecast --help"


def run(arguments: Namespace) -> int:
    """Print the outlook of a plan as of a year, or write the forecasts of a panel."""
    models = [name.strip() for name in arguments.model.split(",")] if arguments.model else None
    if (arguments.plan is None) == (arguments.panel is None):
        found = "neither a plan nor a panel" if arguments.plan is None else "both a plan and a panel"
        raise InputError(found, remedy=_USAGE)
    return _run_plan(arguments, models) if arguments.panel is None else _run_panel(arguments, models)


def _run_plan(arguments: Namespace, models: list[str] | None) -> int:
    if arguments.output or arguments.ahead is not None:
        raise InputError("-o and --ahead go with --panel", remedy=_USAGE)
    plan = load_plan(project_root(arguments), arguments.plan)
    frame = plan_outlook(plan, as_of_year=arguments.as_of, models=models)
    if arguments.json:
        print_json(records(frame))
    else:
        print_table(with_ranges(records(frame)), _COLUMNS)
    return 0


def _run_panel(arguments: Namespace, models: list[str] | None) -> int:
    if not arguments.output:
        raise InputError("no file for the forecasts", remedy=_USAGE)
    if arguments.as_of is not None or arguments.json:
        raise InputError("--as-of and --json go with a plan", remedy=_USAGE)
    ahead = 1 if arguments.ahead is None else arguments.ahead
    if ahead < 1:
        raise InputError(f"--ahead {ahead} is not after the last value", remedy="write 1 or more")
    done = forecast_panel_file(
        file_or_stream(arguments.panel),
        file_or_stream(arguments.output, output=True),
        models=models or [DEFAULT_MODEL],
        ahead=ahead,
    )
    without = f", {done.without_forecast} without a forecast (see note)" if done.without_forecast else ""
    said = f"{done.series} series, {done.rows} rows{without}: {arguments.output}"
    print(said, file=sys.stderr)
    return tell_bad_rows(done.first_problems, done.problems, bad=done.bad_rows, rows=done.rows_read)
