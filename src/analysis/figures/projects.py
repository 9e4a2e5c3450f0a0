"""The project list as a time line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.theme import ACCENT, canvas, settle, theme
from analysis.figures.ticks import set_ticks
from analysis.project_account import ENDED
from analysis.projects import month_span
from analysis.wording import number, say


def project_timeline(projects: pd.DataFrame, lang: str, account: pd.DataFrame | None = None) -> Figure:
    """Draw each project from its planned start to its planned finish, with its money in the period.

    With an account, the actual time as reported is drawn inside: to the actual finish, or of a project that
    is not completed to the date of its last entry.

    Parameters
    ----------
    projects : DataFrame
        Rows of projects.csv; a project without both dates is listed without a bar.
    lang : str
        "zh" or "en".
    account : DataFrame, optional
        From `project_account.project_account`, row by row as `projects`.
    """
    rows = projects.reset_index(drop=True)
    start = rows["start"].map(lambda text: _decimal_year(text, end=False))
    finish = rows["finish"].map(lambda text: _decimal_year(text, end=True))
    begun, ended = _actual(account) if account is not None else (start * np.nan, finish * np.nan)
    behind = finish.combine(ended, np.fmax)
    places = behind.fillna(start.combine(begun, np.fmin).min()).fillna(
        0
    )  # of the text; a bar need not be there
    with theme():
        figure, axes = canvas(0.8 + 0.42 * max(len(rows), 1))
        y = np.arange(len(rows))
        _bars(axes, start, finish, height=0.45, color="#b9cbdd", edgecolor=ACCENT, lw=0.8)
        _bars(axes, begun, ended, height=0.18, color=ACCENT, lw=0)
        for position, (_, row) in enumerate(rows.iterrows()):
            if pd.isna(row["planned_10k"]):
                continue
            text = say("figure.planned_money", lang, money=number(row["planned_10k"]))
            axes.annotate(
                text,
                (places[position], position),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=7.5,
            )
        set_ticks(axes.yaxis, y, [_wrap(str(name), 14 if lang == "zh" else 28) for name in rows["name"]])
        axes.invert_yaxis()
        if (start.notna() | begun.notna()).any() and behind.notna().any():
            first, last = int(np.floor(np.nanmin([*start, *begun]))), int(np.ceil(np.nanmax(behind)))
            room = 0.3 if lang == "zh" else 0.4  # for the money behind the last bar
            axes.set_xlim(first - 0.1, last + max(1.2, (last - first) * room))
            years = np.arange(first, last)
            set_ticks(axes.xaxis, years + 0.5, [str(year) for year in years])
            for year in range(first, last + 1):
                axes.axvline(year, color="#dddddd", lw=0.5, zorder=0)
        else:
            set_ticks(axes.xaxis, [], [])
        settle(figure, axes, marks="y")
    return figure


def _bars(axes: Axes, begins: pd.Series, ends: pd.Series, **look: Any) -> None:  # noqa: ANN401 - matplotlib
    """Draw a bar for each row that has both ends."""
    known = (begins.notna() & ends.notna()).to_numpy()
    if known.any():
        axes.barh(np.arange(len(begins))[known], (ends - begins)[known], left=begins[known], **look)


def _actual(account: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return where the actual time of each project begins and ends; missing where either is not reported."""
    begun = account["actual_start"].map(lambda text: _decimal_year(text, end=False))
    going_on = ~account["class"].isin(ENDED)
    until = account["actual_finish"].where(~going_on, account["as_of"])
    ended = until.map(lambda text: _decimal_year(text, end=True))
    known = begun.notna() & ended.notna()
    return begun.where(known).reset_index(drop=True), ended.where(known).reset_index(drop=True)


def _decimal_year(text: object, *, end: bool) -> float:
    """Return "2019-05" as 2019.33 (its begin) or 2019.42 (its end); a year alone spans the whole year.

    Examples
    --------
    >>> _decimal_year("2024", end=True), _decimal_year("2021-12", end=True), _decimal_year("", end=True)
    (2025.0, 2022.0, nan)
    """
    if not str(text)[:4].isdigit():
        return float("nan")
    return month_span(str(text))[end] / 12


def _wrap(text: str, width: int) -> str:
    """Break a label into lines of `width` characters, at most two."""
    if len(text) <= width:
        return text
    second = text[width:]
    return f"{text[:width]}\n{second if len(second) <= width else second[: width - 1] + '…'}"
