"""Mentions → commitments.csv and facts.csv: the columns of the data contract, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from analysis.extract.frames import FLOAT, INTEGER, TEXT, frame
from analysis.mentions import ACTUAL, TARGET, Mention

_COLUMNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("commitment_id", "subject", "comparator", "printed"), TEXT),
    "value": FLOAT,
    "unit": TEXT,
    "year": INTEGER,
    "indicator_id": TEXT,
    **dict.fromkeys(("source_line", "source_start", "source_end"), INTEGER),
    **dict.fromkeys(("breakdown", "role"), TEXT),
    "lower": FLOAT,
    "upper": FLOAT,
    "decimals": INTEGER,
    **dict.fromkeys(("scope", "text", "full_unit", "relative_to", "year_basis"), TEXT),
}


def commitments_frame(mentions: Sequence[Mention]) -> pd.DataFrame:
    """Return the promises as a table; ids C1, C2, … in the order given.

    Examples
    --------
    >>> list(commitments_frame(()).columns)[:4]
    ['commitment_id', 'subject', 'comparator', 'printed']
    """
    return _frame(mentions, TARGET, "C")


def facts_frame(mentions: Sequence[Mention]) -> pd.DataFrame:
    """Return the statements about the past as a table; ids F1, F2, … in the order given.

    Examples
    --------
    >>> list(facts_frame(()).columns)[:4]
    ['commitment_id', 'subject', 'comparator', 'printed']
    """
    return _frame(mentions, ACTUAL, "F")


def _frame(mentions: Sequence[Mention], status: str, letter: str) -> pd.DataFrame:
    chosen = [mention for mention in mentions if mention.status == status]
    records = [
        {"commitment_id": f"{letter}{number}", **_record(one)} for number, one in enumerate(chosen, start=1)
    ]
    return frame(records, _COLUMNS)


def _record(mention: Mention) -> dict[str, Any]:
    quantity, source = mention.quantity, mention.source
    return {
        "subject": mention.subject,
        "comparator": quantity.comparator,
        "printed": quantity.printed,
        "value": _float(quantity.value),
        "unit": quantity.unit,
        "year": mention.year,
        "indicator_id": mention.indicator_id,
        "source_line": source.line,
        "source_start": source.start,
        "source_end": source.end,
        "breakdown": mention.breakdown,
        "role": mention.role,
        "lower": _float(quantity.lower),
        "upper": _float(quantity.upper),
        "decimals": quantity.decimals,
        "scope": mention.scope,
        "text": mention.text,
        "full_unit": mention.unit,
        "relative_to": mention.relative_to,
        "year_basis": mention.year_basis,
    }


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
