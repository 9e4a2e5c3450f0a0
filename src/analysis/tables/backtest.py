"""The table of a backtest: errors beside those of the last value, and how often the band held."""

from __future__ import annotations

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
