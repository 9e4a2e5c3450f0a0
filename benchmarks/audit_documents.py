"""How many planted contradictions the audit of a document finds, and how many it makes up.

    python benchmarks/audit_documents.py [--seed N] [--processes N] [--alarms]

For each rule, at least thirty contradictions of its kind are planted into the text of the Sanmen plan
(several at a time, each in a sentence or row of its own), and as many statements of the same form that
agree. The changed text is read and audited as a whole, with all rules. A planted contradiction is found
when a conflict (for the kinds that can hold in principle, also a notable finding of the rule) has a
statement in it. A false alarm is a conflict that the unchanged plan does not have and that touches
nothing planted, or any new conflict on the agreeing twins. Then the invented plans under tests/data/plans
are audited; four of them are clean, and they were not written for the rules.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Hashable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import planted as p
import planted_rows as rows
from analysis.commitments import read_mentions
from analysis.consistency import RULES, find_findings, gather_evidence
from analysis.document import guess_period, parse_document
from analysis.errors import DocumentError
from analysis.indicators import load_definitions
from analysis.pipeline import document_tables

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "data" / "raw" / "sanmen-civil-affairs-14" / "plan.txt"
INVENTED = ROOT / "tests" / "data" / "plans"
LEAST = 30

CHECKED_GROWTH = (31, 36, 37, 38, 39, 42)
TABLE_2 = (78, 79, 80, 82, 83, 84, 86, 87, 88, 90, 91, 92)
BOUNDED = (79, 80, 82, 87, 91)

MAKERS: dict[str, p.Maker] = {
    "same_quantity": p.restated(p.PAST_CELLS),
    "same_quantity, prose": p.prose(p.twice, past=True),
    "same_target": p.restated(p.TARGET_CELLS),
    "whole_and_parts": p.between_parts,
    "parts_of_total": p.prose(p.parts),
    "stated_sum": p.prose(p.stated_sum),
    "part_row": rows.part_rows,
    "total_row": rows.total_rows,
    "stated_change": p.prose(p.change),
    "total_and_average": p.prose(p.average),
    "share_of_counts": p.prose(p.share),
    "share_of_named": p.prose(p.named_share, past=True),
    "composition": p.prose(p.composition),
    "implied_population": p.population,
    "full_coverage": p.prose(p.coverage, past=True),
    "two_units": p.prose(p.two_units),
    "milestone": p.cells(TABLE_2, 3, p.milestone),
    "target_and_base": p.cells(TABLE_2, 4, p.base_target),
    "bounds": p.cells(BOUNDED, 4, p.above_100),
    "growth_column": p.growth_figures(CHECKED_GROWTH),
    "project_status": rows.annex(rows.status),
    "project_money": rows.annex(rows.money),
    "project_dates": rows.annex(rows.dates),
    "project_content": rows.annex(rows.content),
    "project_in_prose": rows.investment,
    "named_list": p.prose(p.named_list),
    "programme_list": rows.programmes,
    "heading_list": rows.headings,
    "caption_count": rows.caption,
    "numbered_points": rows.points,
    "table_count": rows.pillars,
    "impossible_year": p.prose(p.year),
}
# Kinds that are possible in principle: the rule only notes them.
NOTED = frozenset({"target_and_base", "full_coverage", "part_row"})


@dataclass(frozen=True, slots=True)
class Score:
    """One changed text: what was planted and found, conflicts elsewhere and on the agreeing twin."""

    planted: int
    found: int
    elsewhere: int
    twins: int
    alarms: tuple[str, ...]


def audit(text: str) -> pd.DataFrame:
    """Return the findings on a text, as the audit of a file would give them."""
    document = parse_document(text, "plan.txt")
    period = guess_period(document)
    try:
        tables = document_tables(document, period=period).tables
    except DocumentError:
        tables = {}
    indicators = tables.get("indicators", pd.DataFrame())
    mentions = read_mentions(document, load_definitions(), indicators, period=period)
    return find_findings(gather_evidence(document, tables, mentions, period=period))


def touches(finding: dict[Hashable, Any], mark: p.Mark) -> bool:
    """Say whether a finding has a statement in what was planted."""
    return any(
        finding[f"line_{side}"] == mark.line
        and (not mark.text or str(finding[f"statement_{side}"]) in mark.text)
        for side in "ab"
        if finding[f"statement_{side}"]
    )


def key(finding: dict[Hashable, Any]) -> tuple[object, ...]:
    """Return what makes two findings the same one, wherever the lines moved to."""
    return finding["rule"], finding["statement_a"], finding["statement_b"]


def score(kind: str, seed: int, known: frozenset[tuple[object, ...]]) -> Score:
    """Plant one text of a kind and its agreeing twin, and audit both."""
    lines = PLAN.read_text(encoding="utf-8").split("\n")
    rng = random.Random(f"{kind}/{seed}")  # noqa: S311 - reproducible, not secret
    wrong_lines, marks = MAKERS[kind](lines, rng, True)
    findings = audit("\n".join(wrong_lines)).to_dict("records")
    conflicts = [
        finding for finding in findings if finding["verdict"] == "conflict" and key(finding) not in known
    ]
    rule = kind.partition(",")[0]
    counted = (
        [f for f in findings if f["rule"] == rule and f["verdict"] == "notable"] if kind in NOTED else []
    )
    found = [mark for mark in marks if any(touches(f, mark) for f in (*conflicts, *counted))]
    elsewhere = [f for f in conflicts if not any(touches(f, mark) for mark in marks)]
    twin = random.Random(f"{kind}/{seed}/twin")  # noqa: S311
    twin_lines, _ = MAKERS[kind](lines, twin, False)
    twins = [
        f
        for f in audit("\n".join(twin_lines)).to_dict("records")
        if f["verdict"] == "conflict" and key(f) not in known
    ]
    alarms = tuple(str(f["message_zh"]) for f in (*elsewhere, *twins))
    return Score(len(marks), len(found), len(elsewhere), len(twins), alarms)


def table(kinds: Iterable[str], seed: int, processes: int) -> pd.DataFrame:
    """Return recall and false alarms by kind."""
    findings = audit(PLAN.read_text(encoding="utf-8")).to_dict("records")
    known = frozenset(key(finding) for finding in findings if finding["verdict"] == "conflict")
    lines = PLAN.read_text(encoding="utf-8").split("\n")
    jobs = []
    for kind in kinds:
        at_once = len(MAKERS[kind](lines, random.Random(0), True)[1])  # noqa: S311
        jobs += [(kind, seed + number) for number in range(-(-LEAST // at_once))]
    with ProcessPoolExecutor(processes) as pool:
        scores = list(
            pool.map(score, [job[0] for job in jobs], [job[1] for job in jobs], [known] * len(jobs))
        )
    rows_ = []
    for (kind, _), one in zip(jobs, scores, strict=True):
        rows_.append([kind, one.planted, one.found, one.elsewhere, one.twins, one.alarms])
    frame = pd.DataFrame(rows_, columns=["kind", "planted", "found", "elsewhere", "on_twins", "alarms"])
    return frame.groupby("kind", sort=False).sum()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=14, help="first seed (default 14)")
    parser.add_argument("--processes", type=int, default=2, help="worker processes (default 2)")
    parser.add_argument("--alarms", action="store_true", help="print every false alarm")
    options = parser.parse_args()
    frame = table(MAKERS, options.seed, options.processes)
    print(
        f"{'kind':22}{'planted':>8}{'found':>7}{'recall':>8}"
        f"{'false alarms elsewhere':>24}{'on agreeing twins':>19}"
    )
    for kind, row in frame.iterrows():
        recall = row["found"] / row["planted"]
        print(
            f"{kind!s:22}{row['planted']:8}{row['found']:7}{recall:8.1%}{row['elsewhere']:24}{row['on_twins']:19}"
        )
    print(
        f"{'all':22}{frame['planted'].sum():8}{frame['found'].sum():7}"
        f"{frame['found'].sum() / frame['planted'].sum():8.1%}"
        f"{frame['elsewhere'].sum():24}{frame['on_twins'].sum():19}"
    )
    if options.alarms:
        for kind, row in frame.iterrows():
            print("".join(f"  {kind}: {alarm}\n" for alarm in row["alarms"]), end="")
    missing = sorted(set(RULES) - {kind.partition(",")[0] for kind in MAKERS})
    print(f"\nrules without a kind here: {', '.join(missing) or 'none'}")
    print("\nconflicts on the invented plans (the first four are clean)")
    clean = ("education_county", "health_city", "ecology_province", "water_county_13th")
    others = sorted(path.stem for path in INVENTED.glob("*.txt") if path.stem not in clean)
    for name in (*clean, *others):
        findings = audit((INVENTED / f"{name}.txt").read_text(encoding="utf-8"))
        counts = findings["verdict"].value_counts()
        labels = pd.read_csv(INVENTED / f"{name}.contradictions.csv")
        planted = int((labels["verdict"] == "conflict").sum())
        found, agree = counts.get("conflict", 0), counts.get("agree", 0)
        print(f"{name:22}{found:3} conflicts ({planted} planted), {agree} agree")


if __name__ == "__main__":
    main()
