"""One indicator by itself: what is known, what is promised, where a model or an assumption leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.figures.outlook import draw_range, spread_ticks
from analysis.figures.theme import ACCENT, ALARM, GREY, INK, theme
from analysis.fonts import font_files, missing_glyphs
from analysis.wording import goal_text, say, shortened

SIZE = (4.4, 3.3)
"""Inches: shown on a telephone 390 pixels wide, its type is still as large as a page's small print."""
_BAND80, _BAND95 = "#b9cde0", "#e3ecf4"
_MOST_YEARS = 9.0
_WIDEST_UNIT = 30

Point = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Panel:
    """What a single panel draws; every part may be empty.

    ``known`` are actual values, ``targets`` what is to be reached, ``way`` the straight way to a target.
    ``fan`` has a row a year: year, point, lower80, upper80, lower95, upper95 (NaN: none), and begins where
    the forecast starts. ``assumed`` is a value or a path that somebody assumes, ``before`` the forecast
    without it. ``unit`` labels the axis. ``ranges`` are (year, lower, upper) of targets printed as ranges.
    """

    unit: str
    known: tuple[Point, ...]
    targets: tuple[Point, ...]
    way: tuple[Point, ...]
    fan: pd.DataFrame
    assumed: tuple[Point, ...] = ()
    before: tuple[Point, ...] = ()
    ranges: tuple[tuple[int, float, float], ...] = ()


def single_panel(panel: Panel, model: str, lang: str) -> Figure:
    """Draw one indicator: actual values, targets, forecast with its bands, and what is assumed.

    Parameters
    ----------
    panel : Panel
        Its data.
    model : str
        Name of the model behind the fan.
    lang : str
        "zh" or "en".
    """
    with theme():
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.subplots()
        _draw_fan(axes, panel.fan, say(f"model.{model}", lang), lang)
        _line(axes, panel.before, ":", GREY, say("explore.before", lang))
        _line(axes, panel.way, "-", GREY, say("figure.required_path", lang), lw=0.8)
        _line(axes, panel.known, "o-", ACCENT, say("figure.actual", lang), zorder=4)
        banded = {year for year, *_ in panel.ranges}
        single = [point for point in panel.targets if point[0] not in banded]
        _line(axes, single, "s", INK, say("figure.target", lang), mfc="white", zorder=5)
        _line(axes, panel.assumed, "D--", ALARM, say("explore.assumed", lang), mfc="white", zorder=5)
        for year, *ends in panel.ranges:
            draw_range(axes, year, (ends[0], ends[1]))
        if panel.targets:
            year, value = panel.targets[-1]
            bands = {year: (low, high) for year, low, high in panel.ranges}
            text, value = goal_text(value, "=", bands.get(year)), max(value, *bands.get(year, (value,)))
            axes.annotate(text, (year, value), (0, 6), textcoords="offset points", ha="center")
        _finish(axes, panel)
        if axes.get_legend_handles_labels()[0]:
            figure.legend(loc="outside lower center", ncols=2)
    return figure


def _draw_fan(axes: Axes, fan: pd.DataFrame, model: str, lang: str) -> None:
    for level, colour in (("95", _BAND95), ("80", _BAND80)):
        rows = fan.dropna(subset=[f"lower{level}", f"upper{level}"])
        if len(rows) > 1:
            label = say(f"explore.band{level}", lang)
            axes.fill_between(
                rows["year"], rows[f"lower{level}"], rows[f"upper{level}"], color=colour, lw=0, label=label
            )
    path = fan.dropna(subset=["point"])
    if len(path) > 1:
        axes.plot(path["year"], path["point"], "--", color=ACCENT, label=model, zorder=3)


def _line(  # noqa: PLR0913 - how a line looks
    axes: Axes,
    points: Sequence[Point],
    style: str,
    colour: str,
    label: str,
    *,
    lw: float = 1.2,
    mfc: str | None = None,
    zorder: float = 2,
) -> None:
    if points:
        years, values = zip(*points, strict=True)
        axes.plot(years, values, style, color=colour, label=label, lw=lw, mfc=mfc, zorder=zorder)


def _finish(axes: Axes, panel: Panel) -> None:
    """Set the scales: whole years below, the unit at the left."""
    axes.margins(y=0.16)
    known, ahead = [year for year, _ in panel.known], [year for year, _ in (*panel.targets, *panel.assumed)]
    years = sorted({*known, *ahead, *(int(year) for year in panel.fan["year"])})
    if years:
        span = (years[0], years[-1])
        axes.set_xlim(span[0] - 0.7, span[1] + 0.7)
        axes.set_xticks(spread_ticks(span, [*known[-1:], *ahead, *range(*span)], _MOST_YEARS))
    else:
        axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.ticklabel_format(axis="y", scilimits=(-4, 6), useOffset=False)
    axes.grid(axis="y", color="#e6e6e6", lw=0.5)
    if panel.unit.isprintable() and not missing_glyphs(panel.unit, font_files()[:1]):
        axes.set_ylabel(shortened(panel.unit, _WIDEST_UNIT), parse_math=False)
