"""A short text → what one rule finds in it, through the real readers of tables and prose."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.commitments import read_mentions
from analysis.consistency import Evidence, find_findings, gather_evidence
from analysis.document import guess_period, parse_document
from analysis.errors import DocumentError
from analysis.indicators import load_definitions
from analysis.pipeline import document_tables

ROOT = Path(__file__).parents[2]
SANMEN = ROOT / "data" / "raw" / "sanmen-civil-affairs-14" / "plan.txt"
PLANS = ROOT / "tests" / "data" / "plans"
PERIOD = (2021, 2025)


def evidence_of(text: str, period: tuple[int, int] | None = PERIOD) -> Evidence:
    """Read a text as the program does; a text without usable tables has none."""
    document = parse_document(text, "plan.txt")
    try:
        tables = document_tables(document, period=period).tables
    except DocumentError:
        tables = {}
    indicators = tables.get("indicators", pd.DataFrame())
    mentions = read_mentions(document, load_definitions(), indicators, period=period)
    return gather_evidence(document, tables, mentions, period=period)


def findings_of_file(path: Path) -> pd.DataFrame:
    text = path.read_text(encoding="utf-8")
    return find_findings(evidence_of(text, guess_period(parse_document(text))))


@pytest.fixture(scope="session")
def verdicts() -> Callable[..., list[str]]:
    """Return a function: rule and text → the verdicts, in order."""

    def find(rule: str, text: str, period: tuple[int, int] | None = PERIOD) -> list[str]:
        return find_findings(evidence_of(text, period), [rule])["verdict"].tolist()

    return find


@pytest.fixture(scope="session")
def audit() -> Callable[..., pd.DataFrame]:
    """Return a function: text and rules (all when not given) → the findings."""

    def find(text: str, *rules: str, period: tuple[int, int] | None = PERIOD) -> pd.DataFrame:
        return find_findings(evidence_of(text, period), rules or None)

    return find


@pytest.fixture(scope="session")
def findings_of_plan() -> Callable[[str], pd.DataFrame]:
    """Return a function: name of an invented plan → its findings."""
    return lambda name: findings_of_file(PLANS / f"{name}.txt")


@pytest.fixture(scope="session")
def sanmen() -> pd.DataFrame:
    """All findings on the Sanmen plan."""
    return findings_of_file(SANMEN)
