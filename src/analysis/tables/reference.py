"""The table of targets whose indicator has a single actual value, beside the moves of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.tables.indicators import required_text
from analysis.tables.view import Column, TableView, records
from analysis.wording import estimate, join_names, number, say


def reference_table(reference: pd.DataFrame, labels: Sequence[str], lang: str) -> TableView:
    """Return for each target the required pace and how many official indicators moved as far as it asks.

    Parameters
    ----------
    reference : DataFrame
        Rows of reference_class.reference_of.
    labels : sequence of str, one for each row
        The indicator's label.
    lang : str
        "zh" or "en".

    Returns
    -------
    TableView
        Counts, never a share in per cent: it would be read as a probability. Where there is no count the
        cell says why. The note names the size of each class.
    """
    rows = [
        (
            label,
            f"{number(row.last_value)} ({row.last_year})",
            f"{number(row.target)} ({row.target_year})",
            required_text(row, lang),
            _needed(row, lang),
            _moved(row, lang),
            _middle_half(row, lang),
            say(f"reference.{row.kind}", lang) if row.kind else "—",
        )
        for row, label in zip(records(reference), labels, strict=True)
    ]
    columns = (
        Column(say("heading.indicator", lang), width=2.4),
        Column(say("heading.latest", lang), "right", 1.2),
        Column(say("heading.target_plain", lang), "right", 1.2),
        Column(say("heading.required_pace", lang), "right", 1.1),
        Column(say("heading.needed_move", lang), "right", 1.5),
        Column(say("heading.moved_so_far", lang), "center", 1.7),
        Column(say("heading.middle_half", lang), "right", 1.6),
        Column(say("heading.reference_kind", lang), "center", 1.2),
    )
    return TableView(columns, tuple(rows), note=say("note.reference", lang, classes=_sizes(reference, lang)))


def _needed(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of reference_of
    if pd.isna(row.needed):
        return "—"
    sign = "+" if row.needed > 0 else ""
    return say(f"reference.move_{row.measure}", lang, years=row.years, value=f"{sign}{estimate(row.needed)}")


def _moved(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of reference_of
    return str(row.note) if row.reason else say("reference.moved", lang, k=row.moved, n=row.members)


def _middle_half(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of reference_of
    if pd.isna(row.lower_quartile):
        return "—"
    ends = {"low": number(row.lower_quartile, 1), "high": number(row.upper_quartile, 1)}
    return say(f"reference.span_{row.measure}", lang, **ends)


def _sizes(reference: pd.DataFrame, lang: str) -> str:
    """Return the classes in use with their sizes, once each."""
    used = reference[reference["members"].notna()].drop_duplicates(["kind", "years"])
    return join_names(
        [
            say(
                "reference.class",
                lang,
                kind=say(f"reference.{row.kind}", lang),
                n=row.members,
                series=row.series,
                years=row.years,
            )
            for row in records(used)
        ],
        lang,
    )
