"""``guihua progress``: where each indicator stands against its targets, method by method."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.cli.output import print_json, print_table, records, with_ranges
from analysis.cli.project import project_root
from analysis.pipeline import plan_progress
from analysis.progress import load_profiles
from analysis.reasons import REASONS
from analysis.store import load_plan
from analysis.tables import class_word

Row = Mapping[str, Any]

_TARGET = {
    "name": "indicator",
    "breakdown": "part",
    "lineage": "lineage",
    "unit": "unit",
    "observed_year": "year",
    "observed": "observed",
    "target_year": "target year",
    "target": "target",
}
_DETAILS = {"base_year": "base year", "base": "base", "value": "value", "class": "class", "note": "note"}
_KEY = ("indicator_id", "breakdown", "lineage", "target_year")


def run(arguments: Namespace) -> int:
    """Print the classes of all methods side by side, or one method with its figures and notes."""
    plan = load_plan(project_root(arguments), arguments.plan)
    methods = [arguments.method] if arguments.method else None
    frame = plan_progress(plan, as_of_year=arguments.as_of, methods=methods, lang=arguments.lang)
    rows = records(frame)
    if arguments.json:
        print_json(rows)
    elif arguments.method:
        shown = [{**row, "class": class_word(row["class"] or "", arguments.lang)} for row in rows]
        print_table(with_ranges(shown), _TARGET | _DETAILS)
    else:
        print_table(
            with_ranges(_side_by_side(rows, arguments.lang)),
            _TARGET | {name: name for name in load_profiles()},
        )
        _print_reasons(rows, arguments.lang)
    return 0


def _side_by_side(rows: Sequence[Row], lang: str) -> list[dict[str, Any]]:
    """Return one row a target, with a column for each method's class."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        merged = found.setdefault(tuple(row[name] for name in _KEY), dict(row))
        merged[row["method"]] = class_word(row["class"] or "", lang)
    return list(found.values())


def _print_reasons(rows: Sequence[Row], lang: str) -> None:
    """Print why something is not assessable, once each with how often."""
    counts: dict[str, int] = {}
    for row in rows:
        if row["reason"]:
            about = row["note"] if row["reason"] == "no_current" else REASONS[row["reason"]][lang == "en"]
            text = about.split("; " if lang == "en" else "；")[0]
            counts[text] = counts.get(text, 0) + 1
    for text, count in counts.items():
        print(
            f"— {text} ({count} of {len(rows)})" if lang == "en" else f"— {text}（{len(rows)}格中{count}格）"
        )
