"""Which cells of a printed table hold a number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.theme import INK, canvas, settle, theme
from analysis.figures.ticks import set_ticks
from analysis.wording import say


def coverage(values: pd.DataFrame, labels: Sequence[str], lang: str) -> Figure:
    """Draw which cells of a table are printed and which are missing: a heat map with the printed texts in it.

    Parameters
    ----------
    values : DataFrame
        Rows of values.csv of one table.
    labels : sequence of str
        Row labels by increasing `row`.
    lang : str
        "zh" or "en".
    """
    import seaborn as sns  # noqa: PLC0415 - one and a half seconds that only this figure needs

    column = values["year"].astype(str) + "\n" + values["status"].map(lambda s: say(f"status.{s}", lang))
    cells = values.assign(column=column)
    printed = cells.pivot_table(index="row", columns="column", values="printed", aggfunc="first")
    kind = cells.assign(
        kind=np.where(cells["value"].isna(), 0.0, np.where(cells["status"] == "actual", 2.0, 1.0))
    )
    shade = kind.pivot_table(index="row", columns="column", values="kind", aggfunc="first")
    with theme():
        figure, axes = canvas(0.7 + 0.27 * len(printed), kind=Axes)  # seaborn turns matplotlib's own labels
        sns.heatmap(
            shade,
            annot=printed.to_numpy(),
            fmt="",
            cmap=["#ffffff", "#dfe8f1", "#9db8d2"],
            vmin=0,
            vmax=2,
            cbar=False,
            linewidths=0.6,
            linecolor="#bbbbbb",
            ax=axes,
            annot_kws={"color": INK, "fontsize": 8},
        )
        set_ticks(axes.yaxis, np.arange(len(printed)) + 0.5, list(labels))
        axes.set(xlabel="", ylabel="")
        settle(figure, axes, marks="")
    return figure
