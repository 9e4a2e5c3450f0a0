"""Sentences on targets whose indicator has a single actual value: what can stand beside them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.models.reference import load_reference_classes
from analysis.narrative import record_sentences
from analysis.plan_record import PlanRecord
from analysis.reference_class import NOTHING_AHEAD
from analysis.wording import join_names, percent, say


def end_reference(reference: pd.DataFrame) -> pd.DataFrame:
    """Return the row of each indicator's last target year, where that target is still ahead."""
    last = reference.groupby(["indicator_id", "breakdown"])["target_year"].transform("max")
    ahead = reference["target_year"].eq(last) & ~reference["reason"].isin(NOTHING_AHEAD)
    return reference[ahead].drop_duplicates(["indicator_id", "breakdown"])


def reference_sentences(
    reference: pd.DataFrame, labels: Sequence[str], record: PlanRecord, lang: str
) -> list[str]:
    """Return what stands beside targets without a trend, and what that is worth; nothing without any.

    Parameters
    ----------
    reference : DataFrame
        Rows of reference_class.reference_of, one a target.
    labels : sequence of str, one for each row
        The indicator's short label.
    record : PlanRecord
        How the last plan's targets came out.
    lang : str
        "zh" or "en".
    """
    if reference.empty:
        return []
    sentences = [say("reference.first", lang, n=len(reference))]
    sentences += record_sentences(record, lang) or [say("reference.no_record", lang)]
    none = reference["moved"].eq(0).fillna(False).astype(bool)
    if none.any():
        names = [label for label, so_far in zip(labels, none, strict=True) if so_far]
        sentences.append(say("reference.none_so_far", lang, n=len(names), names=join_names(names, lang)))
    if reference["members"].notna().any():
        sentences.append(_caveat(lang))
    return sentences


def offices(lang: str) -> str:
    """Return the countries whose offices published the indicators of the classes."""
    return join_names(
        [say(f"reference.office_{one}", lang) for one in load_reference_classes().countries], lang
    )


def _caveat(lang: str) -> str:
    known = load_reference_classes()
    shares = {"nominal": known.nominal, "low": known.covered[0], "high": known.covered[1]}
    return say("reference.caveat", lang, **{name: percent(100 * share, 0) for name, share in shares.items()})
