"""``guihua audit``: a plan of the project, or any text, checked against itself."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.cli.output import print_json, print_table, records
from analysis.cli.project import file_or_stream, is_plan, project_root
from analysis.consistency import RULES
from analysis.errors import InputError
from analysis.pipeline import audit_tables
from analysis.store import load_plan

Row = Mapping[str, Any]

_GROWTH_RULE = "growth_column"
_GROWTH = {
    "place": "line:column",
    "name": "indicator",
    "base_year": "from",
    "base": "base",
    "target_year": "to",
    "target": "target",
    "stated_printed": "stated",
    "interval": "recomputed",
    "verdict": "verdict",
    "reproduced_by": "reproduced by",
    "note": "note",
}
_FINDINGS = {
    "verdict": "verdict",
    "severity": "severity",
    "rule": "rule",
    "place_a": "line:column",
    "statement_a": "statement",
    "place_b": "line:column",
    "statement_b": "against",
}
_ORDER = ("conflict", "notable", "agree")
_SEVERITIES = ("high", "medium", "low", "none")
_LONGEST_STATEMENT = 40


def run(arguments: Namespace) -> int:
    """Print the growth column and the findings, the worst first; notes on the document go to stderr."""
    rules = _rules(arguments.rules)
    named = arguments.plan
    plan = load_plan(project_root(arguments), named) if is_plan(named) else file_or_stream(named)
    read = audit_tables(plan)
    growth = _growth_rows(read.tables["growth_check"], read.tables["indicators"])
    growth = growth if _GROWTH_RULE in rules else []
    findings = [row for row in records(read.tables["findings"]) if row["rule"] in rules]
    findings.sort(key=lambda row: (_ORDER.index(row["verdict"]), _SEVERITIES.index(row["severity"])))
    if arguments.json:
        print_json({"growth": growth, "findings": findings, "notes": list(read.notes)})
    else:
        _print(growth, findings, arguments)
        for note in read.notes:
            print(note, file=sys.stderr)
    conflict = any(row["verdict"] == "conflict" for row in findings)
    return 1 if arguments.strict and conflict else 0


def _rules(names: str | None) -> Sequence[str]:
    if names is None:
        return tuple(RULES)
    chosen = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := [name for name in chosen if name not in RULES]:
        raise InputError(f"no rule {', '.join(unknown)}", remedy=f"the rules are {', '.join(RULES)}")
    return chosen


def _growth_rows(checks: Any, indicators: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - two DataFrames
    names = {(row["table"], row["row"]): row["name"] for row in records(indicators)}
    rows = records(checks)
    for row in rows:
        row["name"] = names.get((row["table"], row["row"]), row["indicator_id"])
        row["place"] = f"{row['source_line']}:{row['source_start'] + 1}"
        lower, upper = row["recomputed_lower"], row["recomputed_upper"]
        row["interval"] = None if lower is None or upper is None else f"{lower:.2f} – {upper:.2f}"
    return rows


def _print(growth: Sequence[Row], findings: Sequence[Row], arguments: Namespace) -> None:
    if growth:
        print("Growth column: what is stated, and what the printed endpoints allow")
        print_table(growth, _GROWTH)
        print()
    shown = [row for row in findings if row["verdict"] != "agree" or arguments.all]
    shown = [row for row in shown if row["rule"] != _GROWTH_RULE]
    if shown:
        print("Statements compared")
        print_table([_finding_row(row) for row in shown], _FINDINGS)
        print()
    for row in shown:
        print(f"{row['verdict']}: {row[f'message_{arguments.lang}']}")
    counts = {verdict: sum(row["verdict"] == verdict for row in findings) for verdict in _ORDER}
    print(f"{counts['conflict']} conflicts, {counts['notable']} notable, {counts['agree']} agree")


def _finding_row(row: Row) -> dict[str, Any]:
    places = {
        f"place_{side}": f"{row[f'line_{side}']}:{row[f'start_{side}'] + 1}"
        for side in "ab"
        if row[f"line_{side}"] is not None
    }
    texts = {f"statement_{side}": _clipped(row[f"statement_{side}"]) for side in "ab"}
    return {**row, **places, **texts}


def _clipped(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST_STATEMENT else f"{text[: _LONGEST_STATEMENT - 1]}…"
