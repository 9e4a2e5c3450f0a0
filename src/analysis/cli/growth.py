"""``guihua growth``: one printed growth figure, or a table of them, against the end points."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from analysis.cli.output import plain, print_json, print_table, records
from analysis.errors import GuihuaError, InputError
from analysis.growth_check import check_growth
from analysis.growth_file import check_growth_file
from analysis.store import write_file

_USAGE = "write BASE TARGET STATED --years N, or --table IN.csv; see guihua growth --help"
_FIELDS = (
    "verdict",
    "stated_pct",
    "recomputed_pct",
    "recomputed_lower",
    "recomputed_upper",
    "reproduced_by",
    "chance",
    "note",
)


def run(arguments: Namespace) -> int:
    """Check one figure or a table; see the parser for the options."""
    if arguments.table is None:
        return _run_single(arguments)
    if arguments.values or arguments.years is not None:
        raise InputError("both a table and single values", remedy=_USAGE)
    return _run_table(arguments)


def _run_single(arguments: Namespace) -> int:
    if len(arguments.values) != 3 or arguments.years is None:
        found = f"{len(arguments.values)} values{'' if arguments.years is not None else ' and no --years'}"
        raise InputError(f"found {found}", remedy=_USAGE)
    if arguments.output:
        raise InputError("-o goes with --table", remedy=_USAGE)
    base, target, stated = arguments.values
    try:
        check = check_growth(base, target, stated, years=arguments.years)
    except GuihuaError as error:
        raise InputError(error.what, remedy=error.remedy) from None  # its place counts characters of one word
    fields: dict[str, Any] = {name: plain(getattr(check, name)) for name in _FIELDS}
    if arguments.json:
        print_json({"base": base, "target": target, "stated": stated, "years": arguments.years} | fields)
    else:
        print_table(
            [{"field": name, "value": value} for name, value in fields.items() if value not in ("", None)],
            {"field": "field", "value": "value"},
        )
    return _code(arguments, [fields["verdict"]])


def _run_table(arguments: Namespace) -> int:
    source = Path(arguments.table)
    if (
        arguments.output
        and source.exists()
        and Path(arguments.output).exists()
        and source.samefile(arguments.output)
    ):
        raise InputError("the output would replace the input", remedy="give -o another name")
    checked = check_growth_file(source)
    if arguments.output:
        write_file(Path(arguments.output), checked.csv())
    if arguments.json:
        print_json(records(checked.table))
    elif not arguments.output:
        sys.stdout.write(checked.csv().decode())
    for problem in checked.problems:
        print(problem, file=sys.stderr)
    return 2 if checked.problems else _code(arguments, checked.table["verdict"].tolist())


def _code(arguments: Namespace, verdicts: list[str]) -> int:
    return 1 if arguments.strict and "inconsistent" in verdicts else 0
