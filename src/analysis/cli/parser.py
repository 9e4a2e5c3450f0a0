"""What can be typed after ``guihua``: commands, options, help texts with examples."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any, NoReturn

from analysis.errors import GuihuaError

PROGRAM = "guihua"

_DESCRIPTION = "Read Chinese five-year plans: tables with a source for every number, checks, outlook, report."
_EXIT = (
    "Exit code: 0 done or up to date, 1 findings that --strict does not let pass, 2 bad input or usage\n"
    "(of a table with some bad rows all others are used and written, the last line counts the bad ones),\n"
    "75 try again later (another run is at work, a kernel died or took too long), 130 Ctrl-C,\n"
    "143 asked to end."
)


class UsageError(GuihuaError):
    """A call that cannot be understood."""


class Parser(argparse.ArgumentParser):
    """Says a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError`."""
        raise UsageError(f"{self.prog}: {' '.join(message.split())}", remedy=f"see {self.prog} --help")


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the parsed command line; ends the program on ``--help``.

    Raises
    ------
    UsageError
        On a mistake.
    """
    return build_parser().parse_args(arguments)


def log_wanted(arguments: Sequence[str] | None) -> tuple[bool, str | None]:
    """Return whether a call that cannot be understood asks for a JSON log on stderr, and for one in a file.

    Examples
    --------
    >>> log_wanted(["report", "--log=json"]), log_wanted(["report", "--year", "--log-file", "runs.jsonl"])
    ((True, None), (False, 'runs.jsonl'))
    """
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("--log", nargs="?")
    parser.add_argument("--log-file", nargs="?")
    known, _ = parser.parse_known_args(arguments)
    return known.log == "json" and known.log_file is None, known.log_file


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    common = _common_options()
    parser = Parser(
        prog=PROGRAM, description=_DESCRIPTION, epilog=_EXIT, formatter_class=_Formatter, parents=[common]
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {version(PROGRAM)}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for name, summary, examples, add in _COMMANDS:
        command = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"examples:\n{examples}",
            formatter_class=_Formatter,
            parents=[common],
        )
        add(command)
    return parser


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the examples as they are typed."""


def _common_options() -> Parser:
    common = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--root", metavar="DIR", help="project folder (default: here or above, by data/raw)")
    return common


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def _strict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a figure is inconsistent")


def _add_plans(parser: argparse.ArgumentParser) -> None:
    _json(parser)


def _add_extract(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "plan", metavar="PLAN|FILE", help="plan id under data/raw, or a document (- for standard input)"
    )
    help_text = "folder for the tables (default for a plan: data/processed/PLAN; for a file: none is written)"
    parser.add_argument("-o", "--output", metavar="DIR", help=help_text)
    _json(parser)


def _add_growth(parser: argparse.ArgumentParser) -> None:
    # "-4.4%" is a number here, not an option
    parser._negative_number_matcher = re.compile(r"^-[\d.,]+\s*[%‰％]?$")
    parser.add_argument("values", nargs="*", metavar="BASE TARGET STATED", help="as printed, units included")
    parser.add_argument(
        "--years", type=float, metavar="N", help="years between them: 2015 to 2020 is 5, half a year 0.5"
    )
    parser.add_argument(
        "--actual", default="", metavar="VALUE", help="value really reached in the target year"
    )
    help_text = "columns base_year,base,target_year,target,stated; optional unit,base_unit,target_unit,"
    parser.add_argument("--table", metavar="IN.csv", help=f"{help_text}stated_unit,actual,table")
    parser.add_argument("-o", "--output", metavar="OUT.csv", help="file for the checked table")
    parser.add_argument(
        "--rounding",
        default=_ROUNDINGS[0],
        choices=_ROUNDINGS,
        metavar="RULE",
        help=f"how the numbers were rounded: {', '.join(_ROUNDINGS)} (default: {_ROUNDINGS[0]})",
    )
    parser.add_argument(
        "--totals",
        default=_TOTALS[0],
        choices=_TOTALS,
        help="stated figures that cover all the years: those in [ ], these and all in points, or all",
    )
    _strict(parser)
    _json(parser)


def _add_audit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "plan", metavar="PLAN|FILE", help="plan id under data/raw, or any text file (- for standard input)"
    )
    parser.add_argument("--rules", metavar="A,B", help="only these rules (default: all)")
    parser.add_argument("--all", action="store_true", help="print also what was compared and agrees")
    help_text = "language of the sentences (default: zh)"
    parser.add_argument("--lang", default="zh", choices=("zh", "en"), help=help_text)
    parser.add_argument("--strict", action="store_true", help="exit with 1 when there is a conflict")
    _json(parser)


def _add_progress(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN", help="plan id under data/raw")
    parser.add_argument("--as-of", type=int, metavar="YEAR", help="use values up to YEAR (default: all)")
    parser.add_argument(
        "--method", metavar="M", help="one method with all details (default: all side by side)"
    )
    help_text = "language of classes and notes (default: zh)"
    parser.add_argument("--lang", default="zh", choices=("zh", "en"), help=help_text)
    _json(parser)


def _add_forecast(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", nargs="?", metavar="PLAN", help="plan id under data/raw")
    parser.add_argument("--as-of", type=int, metavar="YEAR", help="use values up to YEAR (default: all)")
    help_text = "one or more models (default: guarded_drift and, for a plan, drift,linear,log_linear)"
    parser.add_argument("--model", metavar="M[,M…]", help=help_text)
    help_text = "series_id,year,value and, if any, target_year,target,direction (up, down),kind (share, rate,"
    parser.add_argument(
        "--panel",
        metavar="FILE",
        help=f"CSV (- for standard input) or Parquet: {help_text} count, money),cumulative (true)",
    )
    help_text = "years ahead for the series of a panel without a target year (default: 1)"
    parser.add_argument("--ahead", type=int, metavar="N", help=help_text)
    parser.add_argument(
        "-o", "--output", metavar="OUT", help="file for the forecasts of a panel (- for standard output)"
    )
    _json(parser)


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN", help="plan id under data/raw")
    parser.add_argument("--year", type=int, required=True, metavar="YEAR", help="year of account")
    parser.add_argument("--kind", default="yearly", choices=_KINDS, help="kind of report (default: yearly)")
    parser.add_argument("--lang", default="zh", choices=("zh", "en"), help="language (default: zh)")
    help_text = "make it anew even if nothing that it is made from has changed"
    parser.add_argument("--force", action="store_true", help=help_text)
    help_text = "end a notebook when one of its cells takes longer (default: 600)"
    parser.add_argument("--timeout", type=_seconds, metavar="SECONDS", help=help_text)
    help_text = "how the run ended as one line of JSON on stderr, and nothing else there"
    parser.add_argument("--log", choices=("text", "json"), default="text", help=help_text)
    help_text = "append that line of JSON to FILE; stderr is then for people"
    parser.add_argument("--log-file", metavar="FILE", help=help_text)


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 10):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of seconds above 0")
    return int(text)


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="observations.csv, project_progress.csv, plan.toml or a document",
    )
    parser.add_argument("--plan", metavar="PLAN", help="plan whose indicators, projects and period hold")
    help_text = "year of account: later observations and entries are problems (default: the plan's last year)"
    parser.add_argument("--as-of", type=int, metavar="YEAR", help=help_text)
    _json(parser)


# names of analysis.growth_check, written out: --help does not wait for numpy; a test compares
_ROUNDINGS = (
    "half_up_or_down",
    "half_even",
    "half_up",
    "half_down",
    "truncation",
    "up",
    "ceiling",
    "floor",
)
_KINDS = ("yearly", "midterm", "final")  # of analysis.report.kinds
_TOTALS = ("none", "brackets", "points", "all")
_PLAN = "sanmen-civil-affairs-14"
_COMMANDS: tuple[tuple[str, str, str, Callable[[argparse.ArgumentParser], Any]], ...] = (
    ("plans", "list the plans under data/raw", "  guihua plans\n  guihua plans --json", _add_plans),
    (
        "extract",
        "read a plan document into tables",
        f"  guihua extract {_PLAN}\n  guihua extract plan.txt -o tables/",
        _add_extract,
    ),
    (
        "growth",
        "check printed average annual growth against its end points",
        "  guihua growth 38.9 50 4.4 --years 5\n  guihua growth 1.2亿元 1.5亿元 4.6% --years 5\n"
        "  guihua growth 6.30 12.00 13.7 --years 5 --rounding truncation\n"
        "  guihua growth --table in.csv -o out.csv",
        _add_growth,
    ),
    (
        "audit",
        "check a plan, or any text, against itself: growth column, sums, statements made twice",
        f"  guihua audit {_PLAN}\n  guihua audit plan.txt --strict\n"
        "  guihua audit plan.txt --rules same_quantity,growth_column --json",
        _add_audit,
    ),
    (
        "progress",
        "show where each indicator stands against its targets, under all methods or one",
        f"  guihua progress {_PLAN} --as-of 2023\n  guihua progress {_PLAN} --method cn_midterm --lang en",
        _add_progress,
    ),
    (
        "forecast",
        "show where each indicator is heading",
        f"  guihua forecast {_PLAN} --as-of 2023\n  guihua forecast {_PLAN} --model linear --json\n"
        "  guihua forecast --panel series.csv -o forecasts.csv --ahead 5",
        _add_forecast,
    ),
    (
        "report",
        "make a report: reports/PLAN/YEAR/report.pdf (YEAR-midterm, YEAR-final)",
        f"  guihua report {_PLAN} --year 2025\n  guihua report {_PLAN} --year 2023 --kind midterm --lang en\n"
        f"  guihua report {_PLAN} --year 2025 --log json  # from a scheduler\n\n"
        "Safe to call at any time: a report whose inputs, code and files are as they were is left alone; a\n"
        "run that is cut short leaves the previous report; of two at once the second says so and ends.\n"
        "Exit code: 0 made or up to date; 2 the input, the call or the disk has to be mended; 75 try again\n"
        "later: another run is making this report, a kernel died or a cell took too long (the notebook as\n"
        "far as it came is then reports/PLAN/YEAR.failed.ipynb); 130 Ctrl-C; 143 asked to end.",
        _add_report,
    ),
    (
        "check",
        "say whether observations, project progress or a plan document can be used, and what is wrong where",
        f"  guihua check data/raw/{_PLAN}/observations.csv\n  guihua check new.csv --plan {_PLAN}",
        _add_check,
    ),
)
