"""Reliability diagram: what was said against what came true, with how many cases each tenth rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.theme import ACCENT, ALARM, GREY, WIDTH, theme
from analysis.wording import say

_HEIGHT = 3.7
_LOOKS = (("o", ACCENT, ACCENT, "-", 2.4), ("D", ALARM, "white", "--", 0.9))
"""Marker, colour, filling, line and width of the intervals of the first and second method."""


def reliability_diagram(panels: Sequence[tuple[str, Mapping[str, pd.DataFrame]]], lang: str) -> Figure:
    """Draw for each set of cases how often what was said came true, tenth by tenth, and the counts below.

    Parameters
    ----------
    panels : sequence of (title, method → tenths)
        Tenths as from reliability.reliability; the methods are keys of wording section "model", the same in
        every panel, at most two.
    lang : str
        "zh" or "en".
    """
    with theme():
        figure = Figure(figsize=(WIDTH, _HEIGHT))
        grid = figure.subplots(2, len(panels), squeeze=False, height_ratios=[4, 1], sharex=True)
        figure.subplots_adjust(left=0.09, right=0.98, top=0.93, bottom=0.19, hspace=0.12, wspace=0.2)
        for place, (title, methods) in enumerate(panels):
            upper, lower = grid[0, place], grid[1, place]
            upper.plot([0, 100], [0, 100], color=GREY, lw=0.8, zorder=1)
            for number, (method, tenths) in enumerate(methods.items()):
                _course(upper, tenths, say(f"model.{method}", lang), number)
                _counts(lower, tenths, number)
            upper.set_title(title, loc="left")
            upper.set(xlim=(-2, 102), ylim=(-3, 103), xticks=range(0, 101, 20), yticks=range(0, 101, 20))
            upper.grid(color="#e4e4e4", lw=0.5)
            lower.margins(y=0.05)
            lower.set_ylim(bottom=0)
            lower.locator_params(axis="y", nbins=2, integer=True)
            lower.set_xlabel(say("figure.said_axis", lang))
        grid[0, 0].set_ylabel(say("figure.came_axis", lang))
        grid[1, 0].set_ylabel(say("figure.cases_axis", lang))
        figure.align_ylabels(grid[:, 0])
        handles, labels = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower center", ncols=max(len(handles), 1), borderaxespad=0.1)
    return figure


def _course(axes: Axes, tenths: pd.DataFrame, label: str, number: int) -> None:
    """Draw one method's tenths that have cases, with their intervals."""
    known = tenths[tenths["cases"].gt(0)]
    marker, colour, filling, line, width = _LOOKS[number]
    x, y = (100 * known[name].to_numpy(float) for name in ("said", "share"))
    # the first wide and pale, the second thin on top: where they coincide both are seen
    axes.vlines(
        x,
        100 * known["low95"],
        100 * known["high95"],
        color=colour,
        lw=width,
        alpha=0.45 + 0.4 * number,
        zorder=2,
    )
    axes.plot(
        x,
        y,
        marker=marker,
        ls=line,
        color=colour,
        mfc=filling,
        lw=0.8,
        ms=4.5,
        label=label,
        zorder=3 + number,
    )


def _counts(axes: Axes, tenths: pd.DataFrame, number: int) -> None:
    """Draw the number of cases in each tenth."""
    x = 10 * tenths["tenth"].to_numpy(float) + 3 + 4 * number
    _, colour, filling, *_ = _LOOKS[number]
    axes.bar(x, np.asarray(tenths["cases"], float), width=3.6, color=filling, edgecolor=colour, lw=0.8)
