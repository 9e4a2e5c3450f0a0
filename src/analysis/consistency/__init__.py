"""A document against itself: what it says twice, and whether both can be true.

evidence      what the rules look at; the numbers of tables as mentions
sentences     the sentences of a document with the numbers in them
finding       what a rule reports
compare       two printed numbers: can both be true?
rules         the table of rules: a new rule is one line there and a function in one of the modules below
repeated      the same quantity twice, a whole and its parts
parts         parts and totals in a sentence
table_sums    parts and totals in a table
changes       a change and its two values
shares        shares and their wholes, compositions
two_units     one size in two units
yearly        a total of five years and its yearly average
coverage      full coverage and counts
population    the population behind counts and ratios
targets       milestones, bases, bounds, the growth column
project_list  status, dates, money of projects
listed        a number of things and the things listed
years         years that cannot be

A conflict says that two statements cannot both hold, never which one is wrong. Severity: high, the same
quantity and year clearly outside rounding, or impossible arithmetic; medium, the verdict depends on a
reading; low, a slip of rounding, or a remark on planning. A rule that is not sure that two statements are
about the same thing is silent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from analysis.consistency.evidence import Evidence, gather_evidence, table_mentions
from analysis.consistency.finding import Finding, Statement
from analysis.consistency.rules import RULES, Rule
from analysis.errors import InputError
from analysis.schema import load_schema

__all__ = [
    "RULES",
    "Evidence",
    "Finding",
    "Rule",
    "Statement",
    "find_findings",
    "gather_evidence",
    "table_mentions",
]

_INTEGERS = ("line_a", "line_b", "start_a", "end_a", "start_b", "end_b")


def find_findings(evidence: Evidence, rules: Sequence[str] | None = None) -> pd.DataFrame:
    """Return what the rules find in a document.

    Parameters
    ----------
    evidence : Evidence
        The document, its tables and the numbers of its prose, from `gather_evidence`.
    rules : sequence of str, optional
        Names of the rules to apply, in this order; all when not given.

    Returns
    -------
    DataFrame
        Rows of findings.csv, in the order of the rules and of the document.

    Raises
    ------
    InputError
        If a rule is not known.

    Examples
    --------
    >>> from analysis.document import parse_document
    >>> plan = parse_document("全县行政村从510个减少到275个,调整率达36.1%。", "plan.txt")
    >>> findings = find_findings(gather_evidence(plan, {}))
    >>> findings[["finding_id", "verdict", "severity"]].to_dict("records")
    [{'finding_id': 'stated_change-1-1', 'verdict': 'conflict', 'severity': 'high'}]
    """
    names = list(RULES) if rules is None else list(rules)
    if unknown := [name for name in names if name not in RULES]:
        raise InputError(f'unknown rule "{unknown[0]}"', remedy=f"the rules are {', '.join(RULES)}")
    rows = []
    seen: Counter[str] = Counter()
    for name in names:
        for finding in RULES[name].find(evidence):
            place = f"{name}-{finding.a.source.line}" + (f"-{finding.b.source.line}" if finding.b else "")
            seen[place] += 1
            number = f"-{seen[place]}" if seen[place] > 1 else ""
            rows.append(_row(f"{place}{number}", name, finding))
    columns = load_schema()["findings"].column_names
    types = dict.fromkeys(columns, "str") | dict.fromkeys(_INTEGERS, "Int64")
    return pd.DataFrame(rows, columns=list(columns)).astype(types)


def _row(finding_id: str, rule: str, finding: Finding) -> dict[str, object]:
    a, b = finding.a, finding.b
    return {
        "finding_id": finding_id,
        "rule": rule,
        "verdict": finding.verdict,
        "severity": finding.severity,
        "subject": finding.subject,
        "statement_a": a.text,
        "line_a": a.source.line,
        "statement_b": b.text if b else "",
        "line_b": b.source.line if b else None,
        "detail": finding.detail,
        "message_zh": finding.zh,
        "message_en": finding.en,
        "indicator_id": finding.indicator_id,
        "source_file": a.source.file,
        "start_a": a.source.start,
        "end_a": a.source.end,
        "start_b": b.source.start if b else None,
        "end_b": b.source.end if b else None,
    }
