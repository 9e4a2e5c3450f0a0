"""How likely each target is to be attained: one dot a target, and in words why there is none."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.theme import ACCENT, GREY, INK, canvas, settle, theme
from analysis.figures.ticks import set_ticks
from analysis.forecast import NO_MODEL
from analysis.indicators import Definitions
from analysis.narrative import part_label, short_labels
from analysis.reasons import REASONS
from analysis.tables.view import records
from analysis.wording import chance, join_names, say, shortened

ROWS_PER_PAGE = 40
"""Targets that fit a page below each other."""
LONGEST_NAME, LONGEST_REASON = 40, 44
"""Columns; a Han character takes two. Together they fill the text's width."""
_SHARES = (0, 25, 50, 75, 100)
_MARKERS = (("o", ACCENT), ("D", "white"), ("s", GREY))
"""Marker and filling of the first, second, … model: told apart without colour."""


def attainment_dots(outlook: pd.DataFrame, definitions: Definitions, lang: str) -> list[Figure]:
    """Draw the probability of attaining each target as a dot, the most likely first.

    A target without a probability comes last, with the reason in words where its dot would be: it is not
    left out, and it is not drawn as 0 or as 50 %.

    Parameters
    ----------
    outlook : DataFrame
        Rows of forecasts.csv of one target year, with the extra columns breakdown, lineage and reason; of
        each target's rows the first (the leading model) counts.
    definitions : Definitions
        For the labels.
    lang : str
        "zh" or "en".

    Returns
    -------
    list of Figure
        At most `ROWS_PER_PAGE` targets each, in equal parts; none where no target has a number.
    """
    rows = leading_rows(outlook)
    if rows.empty:
        return []
    rows = rows.assign(label=_labels(rows, definitions, lang))
    pages = np.array_split(np.arange(len(rows)), -(-len(rows) // ROWS_PER_PAGE))
    return [_page(rows.iloc[page].reset_index(drop=True), lang) for page in pages]


def leading_rows(outlook: pd.DataFrame) -> pd.DataFrame:
    """Return what the leading model says of each target with a number, the most likely first."""
    key = ["indicator_id", "breakdown", "lineage", "target_year"]
    lead = outlook.drop_duplicates(key)
    asked = lead[lead["target"].notna()]
    return asked.sort_values("p_attain", ascending=False, kind="stable", na_position="last")


def _labels(rows: pd.DataFrame, definitions: Definitions, lang: str) -> list[str]:
    """Return name, part and number of observations; of a long name the end is cut, never the number."""
    return [
        f"{shortened(part_label(name, row.lineage, lang), LONGEST_NAME)}  n={row.n_obs}"
        for row, name in zip(records(rows), short_labels(rows, definitions, lang), strict=True)
    ]


def _page(rows: pd.DataFrame, lang: str) -> Figure:
    with theme():
        figure, axes = canvas(0.95 + 0.19 * len(rows))
        y = np.arange(len(rows))
        axes.axvline(50, color=GREY, lw=0.7, zorder=1)
        models = list(dict.fromkeys(rows.loc[rows["p_attain"].notna(), "model_run"]))
        for place, model in enumerate(models):
            mine = (rows["model_run"].eq(model) & rows["p_attain"].notna()).to_numpy()
            marker, filling = _MARKERS[place % len(_MARKERS)]
            share = 100 * rows.loc[mine, "p_attain"].to_numpy(float)
            axes.hlines(y[mine], 0, share, color=GREY, lw=0.9, ls=":", zorder=2)
            label = say("figure.secured" if model == NO_MODEL else f"model.{model}", lang)
            axes.plot(share, y[mine], marker, color=INK, mfc=filling, ms=5.5, label=label, zorder=3)
        for position, row in zip(y, records(rows), strict=True):
            _write(axes, int(position), row, lang)
        set_ticks(axes.yaxis, y, list(rows["label"]))
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(-3, 112)  # room for "100%" beside the last dot
        set_ticks(axes.xaxis, _SHARES, [str(share) for share in _SHARES])
        years = join_names([str(year) for year in sorted(set(rows["target_year"]))], lang)
        axes.set_xlabel(say("figure.chance_axis", lang, year=years))
        settle(figure, axes, legend_columns=1 if models else 0, grid=True)
    return figure


def _write(axes: Axes, position: int, row: Any, lang: str) -> None:  # noqa: ANN401 - a row of forecasts.csv
    """Write the probability beside its dot, or the reason in its place."""
    if pd.isna(row.p_attain):
        axes.text(0, position, _reason(row.reason, lang), va="center", fontsize=7, color="#555555")
        return
    at = (100 * row.p_attain, position)
    axes.annotate(chance(row.p_attain), at, (6, 0), textcoords="offset points", va="center", fontsize=7.5)


def _reason(code: str, lang: str) -> str:
    """Return the first clause of a reason: what is the case, without what follows from it."""
    sentence = REASONS[code][lang == "en"]
    return f"— {shortened(re.split('[，；：,;:（(]', sentence, maxsplit=1)[0].strip(), LONGEST_REASON)}"
