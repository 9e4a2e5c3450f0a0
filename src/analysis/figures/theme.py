"""One look for all figures: sizes, type, colours that keep apart in greyscale."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import fonts

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
    "axes.unicode_minus": False,
    "lines.linewidth": 1.2,
    "lines.markersize": 4.5,
    "figure.dpi": 100,
}


@contextmanager
def theme() -> Iterator[None]:
    """Apply the house style while a figure is made."""
    fonts.register_matplotlib()
    with mpl.rc_context(_STYLE):
        yield


def canvas(height: float) -> tuple[Figure, Axes]:
    """Return a figure of text width and its one pair of axes."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.subplots()
