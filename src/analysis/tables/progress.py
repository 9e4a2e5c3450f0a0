"""Tables of progress: the methods side by side, their classes in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.evaluation import SCHEDULE_METHOD
from analysis.plan_index import PlanIndex
from analysis.progress import load_profiles
from analysis.progress.standing import DISTANCE, TOTAL
from analysis.tables.indicators import target_text
from analysis.tables.view import Column, TableView, grouped, records
from analysis.wording import number, say

METHOD_IN_USE = SCHEDULE_METHOD
REPORT_METHODS = (
    METHOD_IN_USE,
    "cn_midterm_log",
    "cn_midterm_piecewise",
    "open_sdg",
    "destatis",
    "sdsn_dashboard",
    "un_progress_chart",
)
"""What a printed page has room for; notebook 5_progress shows all."""
TARGET = ["indicator_id", "breakdown", "target_year"]


def class_word(name: str, lang: str) -> str:
    """Return a class in words, "—" where there is none.

    Examples
    --------
    >>> class_word("behind", "zh"), class_word("behind", "en"), class_word("", "en")
    ('滞后', 'behind schedule', '—')
    """
    return say(f"progress_class.{name}", lang) if name else "—"


def progress_table(
    progress: pd.DataFrame, labels: Sequence[str], lang: str, *, methods: Sequence[str] | None = None
) -> TableView:
    """Return one row for each target and one column for each method, whose cells are classes in words.

    By target year; targets that no shown method can assess are left out.

    Parameters
    ----------
    progress : DataFrame
        Rows of progress.csv, the methods of one target together.
    labels : sequence of str, one for each row of `progress`
        The indicator's label.
    lang : str
        "zh" or "en".
    methods : sequence of str, optional
        Which methods; by default all that occur, the one that the report uses first.
    """
    shown = _methods(progress, methods)
    once = first_lineages(progress.assign(label=list(labels)))
    assessed = once[once["method"].isin(shown) & once["class"].ne("")]
    first = assessed.drop_duplicates(TARGET).sort_values("target_year", kind="stable")
    classes = {
        (*(getattr(row, key) for key in TARGET), row.method): row.class_name
        for row in records(once.rename(columns={"class": "class_name"}))
    }
    rows = [
        (
            str(row.label),
            _observed(row, lang),
            target_text(row),
            *(class_word(classes.get((*(getattr(row, k) for k in TARGET), m), ""), lang) for m in shown),
        )
        for row in records(first)
    ]
    profiles = load_profiles()
    heads = [Column(profiles[name].title(lang), "center", 1.2) for name in shown]
    return TableView(
        (
            Column(say("heading.indicator", lang), width=2.2),
            Column(say("heading.latest", lang), "right", 1.3),
            Column(say("heading.target_plain", lang), "right"),
            *heads,
        ),
        tuple(rows),
        note=say("note.progress", lang, method=profiles[METHOD_IN_USE].title(lang))
        + measure_note(first, lang),
        groups=grouped(say("heading.target", lang, year=year) for year in first["target_year"]),
    )


def index_table(index: PlanIndex, lang: str) -> TableView:
    """Return a plan's index year by year: as it is used, by other choices, and what each pillar adds.

    Parameters
    ----------
    index : PlanIndex
        plan_index.plan_index.
    lang : str
        "zh" or "en".
    """
    pillars = list(index.contributions.columns)
    shown = pillars if len(pillars) > 1 else []
    rows = [
        (
            str(row.year),
            *(percent_points(value) for value in (row.share, row.geometric, row.to_target)),
            f"{row.n}/{row.total}",
            *(percent_points(parts[pillar]) for pillar in shown),
        )
        for row, (_, parts) in zip(
            records(index.yearly.rename(columns={"index": "share"})),  # a tuple has an index of its own
            index.contributions.iterrows(),
            strict=True,
        )
    ]
    heads = ("index", "index_geometric", "index_to_target", "observed_of")
    return TableView(
        (
            Column(say("heading.year", lang), "center"),
            *(Column(say(f"heading.{head}", lang), "right", 1.3) for head in heads),
            *(Column(str(pillar) or say("evaluation.no_group", lang), "right", 1.3) for pillar in shown),
        ),
        tuple(rows),
        note=say("note.index", lang),
    )


def percent_points(share: float) -> str:
    """Return a share on the scale from 0 to 100 with one decimal, "—" when missing."""
    return "—" if pd.isna(share) else f"{100 * share:.1f}"


def first_lineages(progress: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without second lineages of a target: one target is counted and shown once.

    Lineages differ in the years before the base only.
    """
    first = progress.drop_duplicates(TARGET)[[*TARGET, "lineage"]]
    return progress.merge(first, on=[*TARGET, "lineage"])


def methods_table(lang: str) -> TableView:
    """Return the methods with what their figure is, where they come from and what is not confirmed."""
    rows = [
        (
            profile.title(lang),
            profile.name,
            profile.value,
            profile.source,
            profile.unconfirmed or "—",
        )
        for profile in load_profiles().values()
    ]
    heads = ("method", "code", "figure_plain", "origin", "not_confirmed")
    widths = (1.4, 1.4, 2, 3, 2)
    columns = [Column(say(f"heading.{head}", lang), width=w) for head, w in zip(heads, widths, strict=True)]
    return TableView(tuple(columns), tuple(rows))


def _methods(progress: pd.DataFrame, methods: Sequence[str] | None) -> list[str]:
    known = list(dict.fromkeys(progress["method"])) if methods is None else list(methods)
    return sorted(known, key=lambda name: name != METHOD_IN_USE)


def _observed(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of progress.csv
    """Return the last value (of a sum the sum so far) with its year, and whether it has passed a range."""
    if pd.isna(row.observed):
        return "—"
    text = f"{value_text(row, lang)} ({row.observed_year})"
    return text + (say(f"beyond.{row.beyond}_too", lang) if row.beyond else "")


def value_text(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple with observed and measure
    """Return the value that a target is held against; of a sum over the period the sum so far."""
    text = number(row.observed, 4)
    return say("beyond.total", lang, value=text) if row.measure == TOTAL and text != "—" else text


def measure_note(frame: pd.DataFrame, lang: str) -> str:
    """Return how sums over the period and ranges to be kept were measured, where a table shows any."""
    shown = [name for name in (TOTAL, DISTANCE) if frame["measure"].eq(name).any()]
    blank = " " if lang == "en" else ""
    return "".join(f"{blank}{say(f'note.measure_{name}', lang)}" for name in shown)
