"""The faces of a drawn figure: SVG, and what is drawn as data. Its PNG is made from the SVG (`raster`)."""

from __future__ import annotations

import io
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FuncFormatter

from analysis.figures.theme import quiet_about_glyphs
from analysis.figures.ticks import LABEL, tick_labels

_RENDERING: Any = {
    "svg.fonttype": "none",  # text stays text: small, searchable, set by the PDF's own fonts
    "svg.hashsalt": "guihua",  # the same bytes every time
    # as in the theme, for labels that are made when they are drawn
    "text.parse_math": False,
    "text.hinting": "no_hinting",
}


def figure_svg(figure: Figure) -> str:
    """Return the figure as SVG, texts kept as texts, the same bytes every time; its layout is then fixed."""
    buffer = io.StringIO()
    with mpl.rc_context(_RENDERING), quiet_about_glyphs():
        _lay_out(figure)
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def figure_data(figure: Figure) -> list[dict[str, Any]]:
    """Return all that a drawn figure shows, as plain data: one dict for each axes.

    Keys: title, xlabel, ylabel, xticks, yticks, lines, points, strokes (single straight lines), areas (filled
    outlines), bars, texts; positions are rounded to 6 significant digits, so that the data is the same on
    every machine.
    """
    return [_axes_data(axes) for axes in figure.axes]


def row_names(figure: Figure) -> list[tuple[str, str, float]]:
    """Return the names that stand beside the rows of a figure: title of the axes, name, position.

    An axis of numbers has none.
    """
    return [
        (axes.get_title() or axes.get_title(loc="left"), label, float(position))
        for axes in figure.axes
        if isinstance(axes.yaxis.get_major_formatter(), FixedFormatter | FuncFormatter)
        for position, label in zip(axes.get_yticks(), tick_labels(axes.yaxis), strict=True)
    ]


def _lay_out(figure: Figure) -> None:
    """Place the parts of a figure once and for all: saving would do it again."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)


def _axes_data(axes: Axes) -> dict[str, Any]:
    lines = [
        {"label": _label(line), "x": _numbers(line.get_xdata()), "y": _numbers(line.get_ydata())}
        for line in axes.get_lines()
        if line.get_label() != LABEL
    ]
    points = [
        {"label": _label(group), "xy": [_numbers(pair) for pair in np.asarray(group.get_offsets())]}
        for group in axes.collections
        if isinstance(group, PathCollection)
    ]
    strokes = [
        [_numbers(point) for point in segment]
        for group in axes.collections
        if isinstance(group, LineCollection) and group.get_label() != LABEL
        for segment in group.get_segments()
    ]
    areas = [
        [_numbers(point) for point in np.asarray(path.vertices)]
        for group in axes.collections
        if isinstance(group, PolyCollection)
        for path in group.get_paths()
    ]
    bars = [_numbers(patch.get_bbox().bounds) for patch in axes.patches if isinstance(patch, Rectangle)]
    data: dict[str, Any] = {
        "title": axes.get_title() or axes.get_title(loc="left"),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xticks": [label for label in tick_labels(axes.xaxis) if label],
        "yticks": [label for label in tick_labels(axes.yaxis) if label],
        "lines": lines,
        "points": points,
        "strokes": strokes,
        "areas": areas,
        "bars": bars,
        "texts": [text.get_text() for text in axes.texts if text.get_label() != LABEL],
    }
    return {key: value for key, value in data.items() if value}


def _label(artist: Any) -> str:  # noqa: ANN401 - any matplotlib artist
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _numbers(values: Any) -> list[float | None]:  # noqa: ANN401 - whatever matplotlib holds
    numbers = np.asarray(values, float).ravel()
    return [None if np.isnan(number) else float(f"{number:.6g}") for number in numbers]
