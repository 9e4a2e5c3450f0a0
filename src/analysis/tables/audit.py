"""Tables of what the plan says twice, and of what its prose promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.consistency import RULES
from analysis.tables.view import Column, TableView, grouped, records
from analysis.wording import number, say

VERDICTS = ("conflict", "notable", "agree")
SEVERITIES = ("high", "medium", "low", "none")


def findings_in_order(findings: pd.DataFrame, verdicts: Sequence[str] = VERDICTS) -> pd.DataFrame:
    """Return the findings with these verdicts: in the order of the verdicts, then the gravest first."""
    chosen = findings[findings["verdict"].isin(list(verdicts))]
    keys = pd.DataFrame(
        {
            "verdict": chosen["verdict"].map(list(verdicts).index),
            "severity": chosen["severity"].map(SEVERITIES.index),
            "line": chosen["line_a"],
        }
    )
    return chosen.loc[keys.sort_values(["verdict", "severity", "line"], kind="stable").index]


def findings_table(findings: pd.DataFrame, lang: str, *, verdicts: Sequence[str] = VERDICTS) -> TableView:
    """Return findings with both statements as printed, their places, and the computation between them.

    Parameters
    ----------
    findings : DataFrame
        Rows of findings.csv.
    lang : str
        "zh" or "en".
    verdicts : sequence of str
        Which findings, in this order.
    """
    ordered = findings_in_order(findings, verdicts)
    rows = [
        (
            say(f"severity.{row.severity}", lang),
            _rule(row.rule, lang),
            _statement(row, "a", lang),
            _statement(row, "b", lang),
            str(row.message_en if lang == "en" else row.detail),
        )
        for row in records(ordered)
    ]
    return TableView(
        (
            Column(say("heading.severity", lang), "center", 0.7),
            Column(say("heading.compared", lang), width=1.3),
            Column(say("heading.statement_a", lang), width=2.6),
            Column(say("heading.statement_b", lang), width=2.6),
            Column(say("heading.reckoning", lang), width=3),
        ),
        tuple(rows),
        note=say("note.findings", lang),
        groups=grouped(say(f"finding.{verdict}", lang) for verdict in ordered["verdict"]),
    )


def agreements_table(findings: pd.DataFrame, lang: str) -> TableView:
    """Return the statements that were compared and agree, rule by rule."""
    chosen = findings_in_order(findings, ("agree",))
    chosen = chosen.loc[chosen["rule"].map(list(RULES).index).sort_values(kind="stable").index]
    rows = [(_statement(row, "a", lang), _statement(row, "b", lang)) for row in records(chosen)]
    return TableView(
        (Column(say("heading.statement_a", lang)), Column(say("heading.statement_b", lang))),
        tuple(rows),
        groups=grouped(_rule(name, lang) for name in chosen["rule"]),
    )


def statements_table(
    statements: pd.DataFrame, projects: pd.DataFrame, labels: Sequence[str], lang: str
) -> TableView:
    """Return the promises or the facts of the prose: subject, number, year, indicator, place.

    Parameters
    ----------
    statements : DataFrame
        Rows of commitments.csv or facts.csv.
    projects : DataFrame
        Rows of projects.csv: a statement in the text of a project stands under the project's name.
    labels : sequence of str, one for each row of `statements`
        Name of the indicator that the row belongs to, "" where there is none.
    lang : str
        "zh" or "en".
    """
    names = dict(zip(projects["source_line"], projects["name"], strict=True))
    groups = [str(names.get(line, say("finding.prose", lang))) for line in statements["source_line"]]
    rows = [
        (
            _subject(row, "" if row.source_line in names else str(row.scope), lang),
            f"{row.printed}{_role(row.role, lang)}",
            "—" if pd.isna(row.year) else str(row.year),
            label or "—",
            f"{row.source_line}:{int(row.source_start) + 1}",
        )
        for row, label in zip(records(statements), labels, strict=True)
    ]
    return TableView(
        (
            Column(say("heading.subject", lang), width=3),
            Column(say("heading.printed", lang), "right", 1.5),
            Column(say("heading.year", lang), "center"),
            Column(say("heading.indicator", lang), width=1.6),
            Column(say("heading.line_column", lang), "right"),
        ),
        tuple(rows),
        groups=grouped(groups) if len(set(groups)) > 1 else (),
    )


def _subject(row: Any, scope: str, lang: str) -> str:  # noqa: ANN401 - a named tuple of commitments.csv
    subject = str(row.subject) or "—"
    return say("finding.scoped", lang, subject=subject, scope=scope) if scope else subject


def _rule(name: str, lang: str) -> str:
    rule = RULES[name]
    return rule.en if lang == "en" else rule.zh


def _statement(row: Any, side: str, lang: str) -> str:  # noqa: ANN401 - a named tuple of findings.csv
    """Return a statement as printed, with its line; "—" where a rule compares with nothing printed."""
    line = getattr(row, f"line_{side}")
    if pd.isna(line):
        return "—"
    return say("finding.statement", lang, text=getattr(row, f"statement_{side}"), line=number(float(line), 0))


def _role(role: str, lang: str) -> str:
    return "" if role == "level" else say(f"role.{role}", lang)
