"""``guihua growth``: one printed growth figure, or a table of them, against the end points."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.cli.endings import tell_bad_rows
from analysis.cli.output import plain, print_json, print_table
from analysis.cli.project import file_or_stream
from analysis.errors import GuihuaError, InputError
from analysis.growth_check import check_growth
from analysis.growth_check.table import Options
from analysis.growth_file import PROBLEMS_KEPT, GrowthPart, check_growth_file
from analysis.store import write_parts

_USAGE = "write BASE TARGET STATED --years N, or --table IN.csv; see guihua growth --help"
_FIELDS = (
    "verdict",
    "stated_pct",
    "recomputed_pct",
    "recomputed_lower",
    "recomputed_upper",
    "reproduced_by",
    "chance",
    "low_power",
    "decision_error",
    "note",
)


def run(arguments: Namespace) -> int:
    """Check one figure or a table; see the parser for the options."""
    if arguments.table is None:
        return _run_single(arguments)
    if arguments.values or arguments.years is not None or arguments.actual:
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
        check = check_growth(
            base,
            target,
            stated,
            years=arguments.years,
            rounding=arguments.rounding,
            totals=arguments.totals,
            actual=arguments.actual,
        )
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
    return _code(arguments, fields["verdict"] == "inconsistent")


def _run_table(arguments: Namespace) -> int:
    source = file_or_stream(arguments.table)
    if (
        arguments.output
        and source.exists()
        and Path(arguments.output).exists()
        and source.samefile(arguments.output)
    ):
        raise InputError("the output would replace the input", remedy="give -o another name")
    checked = check_growth_file(source, Options(arguments.rounding, arguments.totals))
    tally = _Tally()
    records: list[dict[str, Any]] = []

    def texts() -> Iterator[str]:
        yield checked.csv_header()
        for part in checked.parts:
            tally.add(part)
            records.extend(part.records(checked.header) if arguments.json else ())
            yield part.csv()

    if arguments.output or not arguments.json:  # a table is UTF-8, whatever a terminal can print
        output = file_or_stream(arguments.output or "-", output=True)
        write_parts(output, (text.encode() for text in texts()))
    else:
        for _ in texts():
            pass
    if arguments.json:
        print_json(records)
    bad = tell_bad_rows(tally.shown, tally.problems, bad=tally.bad_rows, rows=tally.rows)
    return bad or _code(arguments, tally.inconsistent)


@dataclass(slots=True)
class _Tally:
    """What a run over many rows remembers of them."""

    inconsistent: bool = False
    rows: int = 0
    bad_rows: int = 0
    problems: int = 0
    shown: list[GuihuaError] = field(default_factory=list)

    def add(self, part: GrowthPart) -> None:
        """Count the rows and problems of a part, keep the first problems of all to show them."""
        self.inconsistent = self.inconsistent or "inconsistent" in part.verdicts
        self.rows += len(part.source.rows)
        self.bad_rows += part.bad_rows
        self.problems += part.problem_count
        self.shown += part.problems[: PROBLEMS_KEPT - len(self.shown)]


def _code(arguments: Namespace, inconsistent: bool) -> int:
    return 1 if arguments.strict and inconsistent else 0
