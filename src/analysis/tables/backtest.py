"""The tables of a backtest: errors beside those of the last value, how often bands and probabilities held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.tables.view import Column, TableView, grouped, records
from analysis.wording import number, percent, say


def backtest_table(summary: pd.DataFrame, lang: str) -> TableView:
    """Return a backtest's summary row by row, grouped by model.

    Parameters
    ----------
    summary : DataFrame
        backtest.backtest_summary.
    lang : str
        "zh" or "en".
    """
    rows = [
        (
            str(row.horizon),
            str(row.series),
            str(row.forecasts),
            number(row.relative_error),
            f"{row.inside}/{row.banded}" if row.banded else "—",
            percent(100 * row.share, 0),
            f"{percent(100 * row.low95, 0)}~{percent(100 * row.high95, 0)}" if row.banded else "—",
        )
        for row in records(summary)
    ]
    heads = (
        "horizon",
        "series",
        "forecasts",
        "relative_error",
        "inside_band",
        "coverage",
        "coverage_interval",
    )
    columns = [
        Column(say(f"heading.{head}", lang), "center" if head == "horizon" else "right") for head in heads
    ]
    groups = grouped(say(f"model.{name}", lang) for name in summary["model"])
    return TableView(tuple(columns), tuple(rows), note=say("note.backtest", lang), groups=groups)


def reliability_table(panels: Sequence[tuple[str, Mapping[str, pd.DataFrame]]], lang: str) -> TableView:
    """Return how often what was said came true, tenth by tenth, grouped by the set of cases.

    Parameters
    ----------
    panels : sequence of (title, method → tenths)
        As for figures.reliability_diagram; the same methods in each.
    lang : str
        "zh" or "en".
    """
    titles, rows = [], []
    for title, methods in panels:
        for tenth in zip(*(records(tenths) for tenths in methods.values()), strict=True):
            low = 10 * int(tenth[0].tenth)
            titles.append(title)
            rows.append((f"{low}%~{low + 10}%", *(cell for one in tenth for cell in _came_true(one))))
    columns = [Column(say("heading.tenth", lang), "center")]
    for method in panels[0][1]:
        model = say(f"model.{method}", lang)
        columns.append(Column(say("heading.came_true", lang, model=model), "right", 1.6))
        columns.append(Column(say("heading.came_share", lang), "right", 1.6))
    return TableView(tuple(columns), tuple(rows), note=say("note.reliability", lang), groups=grouped(titles))


def _came_true(one: Any) -> tuple[str, str]:  # noqa: ANN401 - a row of reliability.reliability
    """Return reached / cases, and the share with its interval."""
    if not one.cases:
        return "0/0", "—"
    band = f"{percent(100 * one.low95, 0)}~{percent(100 * one.high95, 0)}"
    return f"{one.reached}/{one.cases}", f"{percent(100 * one.share, 0)} ({band})"
