"""The table of targets whose indicator has a single actual value, beside the moves of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.tables.indicators import required_text, target_text
from analysis.tables.places import NOWHERE, Places
from analysis.tables.view import Column, TableView, grouped, placed, records
from analysis.wording import estimate, number, say


def reference_table(
    reference: pd.DataFrame, labels: Sequence[str], lang: str, *, places: Places = NOWHERE
) -> TableView:
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
        Under a heading for each class, with its size and quartiles. Counts, never a share in per cent: it
        would be read as a probability. Where there is no count the cell says why.
    """
    frame = reference.assign(label=list(labels))
    frame["place"] = frame.groupby(["kind", "years"], sort=False, dropna=False).ngroup()
    frame = frame.sort_values("place", kind="stable")
    rows = [
        (
            str(row.label),
            f"{number(row.last_value)} ({row.last_year})",
            f"{target_text(row)} ({row.target_year})",
            required_text(row, lang),
            _needed(row, lang),
            str(row.note) if row.reason else say("reference.moved", lang, k=row.moved, n=row.members),
        )
        for row in records(frame)
    ]
    columns = (
        Column(say("heading.indicator", lang), width=2.4),
        Column(say("heading.latest", lang), "right", 1.2),
        Column(say("heading.target_plain", lang), "right", 1.2),
        Column(say("heading.required_pace", lang), "right", 1.2),
        Column(say("heading.needed_move", lang), "right", 1.5),
        Column(say("heading.moved_so_far", lang), "center", 2.2),
    )
    headings = {row.place: _class_heading(row, lang) for row in _best_known(frame)}
    groups = grouped(headings[place] for place in frame["place"])
    sources = placed(
        {
            1: places.actual(row, row.last_year, row.last_value),
            2: places.target(row, row.target_year, row.target),
        }
        for row in records(frame)
    )
    return TableView(columns, tuple(rows), note=say("note.reference", lang), groups=groups, sources=sources)


def _best_known(frame: pd.DataFrame) -> list[Any]:
    """Return one row of each class, one with the size of the class where there is any."""
    known = frame.sort_values("members", na_position="last", kind="stable")
    return list(records(known.drop_duplicates("place")))


def _class_heading(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of reference_of
    """Return the name of a class with its size and quartiles, as far as they are known."""
    if not row.kind:
        return say("reference.no_class", lang)
    kind = say(f"reference.{row.kind}", lang)
    if pd.isna(row.members):
        return kind
    ends = (row.lower_quartile, row.median, row.upper_quartile)
    low, middle, high = (number(end, 1) for end in ends)
    quartiles = say(f"reference.quartiles_{row.measure}", lang, low=low, middle=middle, high=high)
    return say(
        "reference.class",
        lang,
        kind=kind,
        years=row.years,
        n=row.members,
        series=row.series,
        quartiles=quartiles,
    )


def _needed(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of reference_of
    if pd.isna(row.needed):
        return "—"
    sign = "+" if row.needed > 0 else ""
    return say(f"reference.move_{row.measure}", lang, value=f"{sign}{estimate(row.needed)}")
