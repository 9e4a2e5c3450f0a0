"""The table of series that are observed although the plan sets no target for them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.tables.view import Column, TableView, records
from analysis.wording import estimate, number, percent, say


def followed_table(
    followed: pd.DataFrame, series: pd.DataFrame, judged: pd.DataFrame, labels: Sequence[str], lang: str
) -> TableView:
    """Return for each series its span, its growth a year and where the trends lead by the period's end.

    Parameters
    ----------
    followed : DataFrame
        Rows of pace.required_pace without a target.
    series : DataFrame
        series.series_frame: the values behind them.
    judged : DataFrame
        narrative.assessments, for the span of the trends.
    labels : sequence of str, one for each row of `followed`
        The indicator's label.
    lang : str
        "zh" or "en".
    """
    values_of = dict(tuple(series.groupby(["indicator_id", "breakdown"], sort=False)))
    trend_of = {(j.indicator_id, j.breakdown): (j.low, j.high) for j in records(judged)}
    rows = []
    for row, label in zip(records(followed), labels, strict=True):
        values = values_of[row.indicator_id, row.breakdown].sort_values("year")
        first, last = values.iloc[0], values.iloc[-1]
        rows.append(
            (
                label,
                str(row.unit or "—"),
                str(len(values)),
                f"{number(first['value'])} ({first['year']})",
                f"{number(last['value'])} ({last['year']})",
                percent(row.achieved_growth_pct),
                _span(trend_of[row.indicator_id, row.breakdown], lang),
            )
        )
    end = int(followed["target_year"].max())
    columns = (
        Column(say("heading.indicator", lang), width=2.2),
        Column(say("heading.unit", lang), "center"),
        Column(say("heading.observations", lang), "center", 0.6),
        Column(say("heading.first", lang), "right", 1.4),
        Column(say("heading.latest", lang), "right", 1.4),
        Column(say("heading.growth", lang), "right"),
        Column(say("heading.trend_to", lang, year=end), "right", 1.6),
    )
    return TableView(columns, tuple(rows), note=say("note.followed", lang))


def _span(points: tuple[float, float], lang: str) -> str:
    low, high = (estimate(point) for point in points)
    return low if low == high else say("outlook.trend_range", lang, low=low, high=high)
