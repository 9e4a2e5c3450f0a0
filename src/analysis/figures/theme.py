"""One look for all figures: sizes, type, colours that keep apart in greyscale."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import offset_copy

from analysis import fonts
from analysis.figures.ticks import LABEL, TicklessAxes, draw_ticks

WIDTH = 6.3
"""Text width of the A4 page in inches (160 mm)."""
INK, GREY, ACCENT, ALARM = "#1a1a1a", "#8c8c8c", "#1f4e79", "#b5400f"

_STYLE: Any = {
    "font.family": [fonts.SANS],
    "font.size": 8.5,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8.5,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.7,
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.linewidth": 1.2,
    "lines.markersize": 4.5,
    "figure.dpi": 100,
    "text.parse_math": False,  # a name with $ in it is a name
    "text.hinting": "no_hinting",  # the hinter takes most of the time on Han characters, to no visible end
    "axes.titley": 1.0,  # looking for a better place for titles takes a tenth of all drawing
}
_EDGE, _TOP, _RIGHT, _TICK, _AXIS_LABEL, _LEGEND_ROW = 0.04, 0.08, 0.12, 0.12, 0.2, 0.2
"""Room around the axes in inches: above, at the right, for a tick with its pad, and for what stands below."""
_LABEL_GAP = 11 / 72 - _TICK
_WIDEST_LABELS = 0.6


@contextmanager
def theme() -> Iterator[None]:
    """Apply the house style while a figure is made."""
    fonts.register_matplotlib()
    with mpl.rc_context(_STYLE), quiet_about_glyphs():
        yield


@contextmanager
def quiet_about_glyphs() -> Iterator[None]:
    """Keep matplotlib's warnings of missing glyphs out of notebooks: it only measures the texts.

    They are set from the SVG with all fonts of the project; what none of them has is replaced there.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph ", category=UserWarning)
        yield


def canvas(height: float, *, kind: type[Axes] = TicklessAxes) -> tuple[Figure, Axes]:
    """Return a figure of text width and its one pair of axes; `settle` places them when all is drawn."""
    figure = Figure(figsize=(WIDTH, height))
    return figure, figure.subplots(subplot_kw={"axes_class": kind})


def settle(
    figure: Figure, axes: Axes, *, legend_columns: int = 0, marks: str = "xy", grid: bool = False
) -> None:
    """Draw the ticks, give the axes the room that their labels leave, put a legend below if asked for one.

    `marks` and `grid` as in `ticks.draw_ticks`. One look at each tick label; matplotlib's own layout measures
    every text twice, which takes as long as drawing the figure.
    """
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    below, beside = draw_ticks(axes, marks=marks, grid=grid)
    widths = [label.get_window_extent(renderer).width for label in beside]
    height = max((label.get_window_extent(renderer).height for label in below), default=0.0) / figure.dpi
    left = min(max(widths, default=0.0) / figure.dpi + _TICK + _EDGE, _WIDEST_LABELS * WIDTH)
    bottom = height + _TICK
    if axes.get_xlabel():
        place = offset_copy(axes.transAxes, figure, y=-bottom - _LABEL_GAP)
        axes.text(0.5, 0, axes.get_xlabel(), transform=place, ha="center", va="top", label=LABEL)
        bottom += _AXIS_LABEL
    if legend_columns:
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower center", ncols=legend_columns, borderaxespad=0.1)
        bottom += _LEGEND_ROW * -(-len(handles) // legend_columns)
    height = figure.get_figheight()
    figure.subplots_adjust(left / WIDTH, bottom / height, 1 - _RIGHT / WIDTH, 1 - _TOP / height)
