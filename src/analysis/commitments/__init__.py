"""Every number in a plan's prose: a promise, a statement about the past, or the reason why it is neither.

Stages: `passages` (document → prose and whether its chapter looks back), `clauses` (prose → quantities with
the text around them), `times` (which year governs), `subjects` (what is measured), `claims` (reached or
promised, level or change, or no claim), `naming` (the indicator), `reader` (all of it), `frames` (→ tables).
The words that decide are data in `words`. Plain rules: a sentence of a plan names its subject right beside
the number; `benchmarks/commitments.py` prints how often they are right.
"""

from __future__ import annotations

import pandas as pd

from analysis.commitments.frames import commitments_frame, facts_frame
from analysis.commitments.reader import Readings, Rejection, read_numbers
from analysis.document import Document
from analysis.indicators import Definitions
from analysis.mentions import Mention

__all__ = [
    "Readings",
    "Rejection",
    "commitments_frame",
    "facts_frame",
    "read_mentions",
    "read_numbers",
]


def read_mentions(
    document: Document,
    definitions: Definitions,
    indicators: pd.DataFrame,
    *,
    period: tuple[int, int] | None,
) -> tuple[Mention, ...]:
    """Return what every claiming number of a document's prose says; see `read_numbers`.

    Examples
    --------
    >>> from analysis.document import parse_document
    >>> from analysis.indicators import load_definitions
    >>> plan = parse_document("到2025年,全县建成照料中心10家。")
    >>> (found,) = read_mentions(plan, load_definitions(), pd.DataFrame(), period=(2021, 2025))
    >>> found.subject, found.quantity.printed, found.scope, found.status
    ('照料中心', '10家', '全县', 'target')
    """
    return read_numbers(document, definitions, indicators, period=period).mentions
