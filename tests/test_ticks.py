"""figures.ticks draws the axes of a figure: what matplotlib itself draws is the other method."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.figures.faces import figure_data, figure_svg
from analysis.figures.theme import theme
from analysis.figures.ticks import TicklessAxes, draw_ticks, set_ticks, tick_labels
from analysis.raster import svg_png


def plain_axes(low=0.0, high=10.0, kind=Axes):
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots(subplot_kw={"axes_class": kind})
    figure.subplots_adjust(0.3, 0.3, 0.9, 0.85)
    axes.plot([2015, 2025], [low, high])
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.ticklabel_format(axis="y", scilimits=(-4, 6))
    axes.set_xlim(2014.3, 2025.7)
    return figure, axes


def both_ways(low, high, *, marks="xy", grid=False):
    """The same figure with the axes that matplotlib draws, and with ours."""
    with theme():
        theirs, axes = plain_axes(low, high)
        axes.set_xticks([2015, 2020, 2025], ["2015", "", "年"])
        axes.tick_params(axis="x", length=3.5 if "x" in marks else 0)
        axes.tick_params(axis="y", length=3.5 if "y" in marks else 0)
        if grid:
            axes.grid(axis="x", color="#dddddd", lw=0.5)
        ours, axes = plain_axes(low, high, TicklessAxes)
        set_ticks(axes.xaxis, [2015, 2020, 2025], ["2015", "", "年"])
        draw_ticks(axes, marks=marks, grid=grid)
    return theirs, ours


@pytest.mark.parametrize(
    ("low", "high", "marks", "grid"),
    [(0, 10, "xy", False), (-3.5, 2, "y", True), (97.5, 100, "", False), (2e6, 9e7, "xy", True)],
)
def test_ticks_look_as_matplotlib_draws_them(low, high, marks, grid):
    theirs, ours = both_ways(low, high, marks=marks, grid=grid)
    assert svg_png(figure_svg(ours)) == svg_png(figure_svg(theirs))


@settings(max_examples=25, deadline=None)
@given(
    st.floats(-1e9, 1e9, allow_subnormal=False), st.floats(1e-6, 1e9, allow_subnormal=False), st.booleans()
)
def test_the_data_of_a_figure_is_the_same_with_ticks_drawn_either_way(low, span, grid):
    theirs, ours = both_ways(low, low + span, grid=grid)
    assert figure_data(ours) == figure_data(theirs)


def test_ticks_outside_the_limits_are_not_drawn():
    with theme():
        _, axes = plain_axes()
        set_ticks(axes.yaxis, [0, 5, 50], ["零", "五", "五十"])
        axes.set_ylim(-1, 6)
        _, beside = draw_ticks(axes)
    assert [text.get_text() for text in beside] == ["零", "五"]


def test_the_view_grows_to_hold_all_ticks_whichever_way_up_it_is():
    with theme():
        _, axes = plain_axes()
        axes.invert_yaxis()
        set_ticks(axes.yaxis, np.arange(-5, 40, 5), [""] * 9)
        high, low = axes.get_ylim()
    assert (low, high) == pytest.approx((-5, 35))


def test_drawing_ticks_moves_no_limit():
    with theme():
        _, axes = plain_axes()
        axes.set_xlim(auto=True)
        before = axes.get_xlim(), axes.get_ylim()
        draw_ticks(axes, grid=True)
        axes.autoscale_view(scalex=False)
    assert (axes.get_xlim(), axes.get_ylim()) == before


def test_ticks_that_nobody_has_drawn_yet_are_known_all_the_same():
    _, axes = plain_axes(kind=TicklessAxes)
    set_ticks(axes.xaxis, [2015, 2025], ["a", "b"])
    assert tick_labels(axes.xaxis) == ["a", "b"]
