"""The single panel: draws what is given, and nothing for what is not; text of a plan is never a formula."""

import numpy as np
import pandas as pd
import pytest

from analysis.explore.answers import FAN
from analysis.figures import Panel, single_panel
from analysis.figures.faces import figure_data, figure_svg
from analysis.raster import svg_png

EMPTY = pd.DataFrame(columns=list(FAN), dtype=float)


def fan(*rows):
    return pd.DataFrame([dict(zip(FAN, row, strict=True)) for row in rows])


def drawn(panel, lang="zh"):
    return figure_data(single_panel(panel, "guarded_drift", lang))[0]


def test_values_targets_bands_and_assumption_are_all_drawn_and_named():
    panel = Panel(
        unit="%",
        known=((2015, 38.9), (2020, 53.0)),
        targets=((2022, 55.0), (2025, 58.0)),
        way=((2020, 53.0), (2025, 58.0)),
        fan=fan((2021, 54.5, 54.5, 54.5, 54.5, 54.5), (2025, 57.5, 43, 82, 17, 100)),
        assumed=((2021, 54.5),),
        before=((2020, 53.0), (2025, 58.15)),
    )
    data = drawn(panel)
    names = {line["label"] for line in data["lines"]}
    assert names == {"审慎漂移（首选）", "不作假设的外推", "达标所需路径", "实际值", "目标值", "假设"}
    assert len(data["areas"]) == 2
    assert {"2015", "2020", "2025"} <= set(data["xticks"])
    assert data["texts"] == ["58"]


def test_a_band_that_is_missing_is_not_drawn():
    rows = fan((2020, 53, 53, 53, np.nan, np.nan), (2025, 58, 40, 70, np.nan, np.nan))
    data = drawn(Panel("%", ((2020, 53.0),), (), (), rows))
    assert len(data["areas"]) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_target_alone_and_nothing_at_all_are_still_figures(lang):
    assert [line["y"] for line in drawn(Panel("", (), ((2025, 58.0),), (), EMPTY), lang)["lines"]] == [[58]]
    assert "lines" not in drawn(Panel("", (), (), (), EMPTY), lang)


@pytest.mark.parametrize("unit", ["$\\frac$", "<b>", "\U0001f600", "元" * 200, "\x00"])
def test_any_unit_makes_a_picture(unit):
    panel = Panel(unit, ((2020, 53.0),), ((2025, 58.0),), (), EMPTY)
    assert svg_png(figure_svg(single_panel(panel, "drift", "zh"))).startswith(b"\x89PNG")
