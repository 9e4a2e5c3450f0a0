"""The marks and labels along the axes of a figure, without matplotlib's objects for each of them.

Matplotlib makes two texts and three lines for every tick, of which a figure here shows one text and one line,
and places all of them several times; that takes a third of the time of drawing a figure. So axes say which
ticks they have, as always, by their locators and formatters; `draw_ticks` draws what these say, and hides
matplotlib's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis, YAxis
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN, TICKLEFT
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import offset_copy
from numpy.typing import ArrayLike

LABEL = "_ticks"
"""Label of everything that `draw_ticks` draws: what an axis shows, not what the figure is about."""
_BELOW_LINES = 1.5
"""Above areas, below lines: where matplotlib draws axes."""
_POWER_GAP = 3.0
"""Points between an axis and the power of ten at its end."""
_GRID = "#dddddd"


class _TicklessX(XAxis):
    majorTicks = minorTicks = ()  # type: ignore[assignment]  # noqa: N815 - matplotlib's names


class _TicklessY(YAxis):
    majorTicks = minorTicks = ()  # type: ignore[assignment]  # noqa: N815


class TicklessAxes(Axes):
    """Axes for which matplotlib makes no tick at all: more than half of the time that new axes take."""

    def _init_axis(self) -> None:  # where matplotlib lets axes of another kind choose theirs
        self.xaxis = _TicklessX(self, clear=False)
        self.yaxis = _TicklessY(self, clear=False)
        self.spines.bottom.register_axis(self.xaxis)
        self.spines.left.register_axis(self.yaxis)


def set_ticks(axis: Axis, positions: ArrayLike, labels: Sequence[str]) -> None:
    """Say where an axis has ticks and what stands there; its view grows until it holds them all."""
    places = np.asarray(positions, float)
    axis.set_major_locator(FixedLocator(places.tolist()))
    axis.set_major_formatter(FixedFormatter(labels))
    if len(places):
        axis.set_view_interval(places.min(), places.max())


def tick_labels(axis: Axis) -> list[str]:
    """Return the labels of an axis's ticks, "" for a tick without one."""
    if axis.get_visible() and not isinstance(axis.axes, TicklessAxes):
        return [label.get_text() for label in axis.get_ticklabels()]
    return _said(axis)


def draw_ticks(axes: Axes, *, marks: str = "xy", grid: bool = False) -> tuple[list[Text], list[Text]]:
    """Draw the ticks of both axes as matplotlib would; all else must be drawn, and the limits final.

    Parameters
    ----------
    axes : Axes
        Its own ticks and axis labels are hidden.
    marks : str
        The axes whose ticks have marks: "x", "y", both or none.
    grid : bool
        Whether a thin line stands on each tick of the lower axis.

    Returns
    -------
    tuple of two lists of Text
        The labels below, the labels at the left.
    """
    return (
        _draw_axis(axes, axes.xaxis, mark="x" in marks, grid=grid),
        _draw_axis(axes, axes.yaxis, mark="y" in marks, grid=False),
    )


def _draw_axis(axes: Axes, axis: Axis, *, mark: bool, grid: bool) -> list[Text]:
    shown = _in_view(axis)
    places = [place for place, _ in shown]
    lower = axis is axes.xaxis
    if grid:
        axes.add_artist(_grid_lines(axes, places))
    if mark:
        axes.add_artist(_marks(axes, places, lower=lower))
    texts = _labels(axes, shown, mark=mark, lower=lower)
    if power := axis.get_major_formatter().get_offset():
        place = offset_copy(axes.transAxes, axes.get_figure(root=True), y=_POWER_GAP, units="points")
        look = {"transform": place, "ha": "right" if lower else "left", **_look(lower=lower)}
        axes.text(int(lower), int(not lower), power, **look)
    axis.set_visible(False)
    return texts


def _grid_lines(axes: Axes, places: Sequence[float]) -> LineCollection:
    return LineCollection(
        [((place, 0), (place, 1)) for place in places],
        colors=_GRID,
        linewidths=0.5,
        capstyle="projecting",
        transform=axes.get_xaxis_transform(),
        zorder=_BELOW_LINES,
        label=LABEL,
    )


def _marks(axes: Axes, places: Sequence[float], *, lower: bool) -> Line2D:
    """Return all marks of an axis as one line that shows nothing but its markers."""
    edge = [0.0] * len(places)
    x, y = (places, edge) if lower else (edge, places)
    setting = _settings(lower=lower)
    marker: Any = TICKDOWN if lower else TICKLEFT  # numbers that matplotlib's stubs leave out
    return Line2D(
        x,
        y,
        linestyle="",
        marker=marker,
        markersize=setting["major.size"],
        markeredgewidth=setting["major.width"],
        color=setting["color"],
        transform=axes.get_xaxis_transform() if lower else axes.get_yaxis_transform(),
        clip_on=False,
        zorder=_BELOW_LINES,
        label=LABEL,
    )


def _labels(axes: Axes, shown: Sequence[tuple[float, str]], *, mark: bool, lower: bool) -> list[Text]:
    setting = _settings(lower=lower)
    pad = setting["major.pad"] + (setting["major.size"] if mark else 0.0)
    where = axes.get_xaxis_text1_transform if lower else axes.get_yaxis_text1_transform
    transform, vertical, horizontal = where(pad)
    look = {"transform": transform, "va": vertical, "ha": horizontal, **_look(lower=lower)}
    return [
        axes.text(place if lower else 0, 0 if lower else place, text, **look) for place, text in shown if text
    ]


def _look(*, lower: bool) -> dict[str, Any]:
    setting = _settings(lower=lower)
    return {"fontsize": setting["labelsize"], "color": setting["color"], "label": LABEL}


def _settings(*, lower: bool) -> dict[str, Any]:
    """Return matplotlib's settings for the ticks of an axis, by their names without the axis."""
    known: Any = mpl.rcParams
    style = "xtick" if lower else "ytick"
    names = ("color", "labelsize", "major.size", "major.width", "major.pad")
    return {name: known[f"{style}.{name}"] for name in names}


def _in_view(axis: Axis) -> list[tuple[float, str]]:
    """Return position and label of the ticks that lie within an axis's limits."""
    low, high = sorted(axis.get_view_interval())
    slack = 1e-10 * (high - low)  # as much as matplotlib allows
    named = zip(axis.get_majorticklocs(), _said(axis), strict=True)
    return [(float(place), text) for place, text in named if low - slack <= place <= high + slack]


def _said(axis: Axis) -> list[str]:
    """Return what an axis's formatter says at the places that its locator gives."""
    return list(axis.get_major_formatter().format_ticks(axis.get_majorticklocs().tolist()))
