"""Figures: what the tidy table holds is drawn, nothing else, in two languages, no glyph missing."""

import warnings
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import display, figures
from analysis.figures.faces import figure_data, figure_svg
from analysis.figures.outlook import MOST_YEARS, spread_ticks
from analysis.figures.projects import _decimal_year
from analysis.indicators import load_definitions

CHECKS = pd.DataFrame(
    {
        "stated_pct": [4.4, 7.0, np.nan, np.nan],
        "recomputed_pct": [5.15, 6.96, 0.0, np.nan],
        "recomputed_lower": [4.91, 6.6, -0.2, np.nan],
        "recomputed_upper": [5.39, 7.33, 0.2, np.nan],
        "verdict": ["inconsistent", "consistent", "not_checkable", "not_checkable"],
    }
)
LABELS = ["护理型床位占比", "医疗救助比例", "参保率", "信息平台"]
OUTLOOK = pd.DataFrame(
    {
        "indicator_id": ["nursing_bed_share"] * 4 + ["smart_community_coverage"] * 2,
        "breakdown": "",
        "lineage": "",
        "model": ["drift", "log_linear", "drift", "log_linear", "", ""],
        "model_run": ["drift", "log_linear", "drift", "log_linear", "none", "none"],
        "n_obs": [2, 2, 2, 2, 1, 1],
        "target_year": [2022, 2022, 2025, 2025, 2022, 2025],
        "target": [55.0, 55.0, 58.0, 58.0, 3.0, 8.0],
        "point": [58.64, 59.98, 67.1, 72.21, np.nan, np.nan],
        "last_year": 2020,
        "last_value": [53.0, 53.0, 53.0, 53.0, 0.0, 0.0],
        "required_points": [1.0, 1.0, 1.0, 1.0, 1.5, 1.6],
        "unit": "%",
        "lower80": np.nan,
        "upper80": np.nan,
        "target_lower": np.nan,
        "target_upper": np.nan,
    }
)
SERIES = pd.DataFrame(
    {
        "indicator_id": ["nursing_bed_share", "nursing_bed_share", "smart_community_coverage"],
        "breakdown": "",
        "lineage": "",
        "year": [2015, 2020, 2020],
        "value": [38.9, 53.0, 0.0],
    }
)
PROJECTS = pd.DataFrame(
    {
        "name": ["三门县失能失智敬老院(二期)", "无日期的工程"],
        "start": ["2019-05", ""],
        "finish": ["2021-12", ""],
        "planned_10k": [1900.0, np.nan],
    }
)
VALUES = pd.DataFrame(
    {
        "row": [1, 1, 2, 2],
        "year": [2015, 2020, 2015, 2020],
        "status": ["actual", "target", "actual", "target"],
        "printed": ["48.6", "50", "—", "60"],
        "value": [48.6, 50.0, np.nan, 60.0],
    }
)


def drawn(figure):
    """The figure's data; a glyph that the font lacks is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.draw_without_rendering()
        return figure_data(figure)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_growth_forest_draws_each_row_that_has_a_recomputed_figure(lang):
    (axes,) = drawn(figures.growth_forest(CHECKS, LABELS, lang))
    assert axes["yticks"] == LABELS[:3]
    recomputed, consistent, inconsistent = axes["lines"]
    assert recomputed["x"] == [5.15, 6.96, 0]
    assert (consistent["x"], consistent["y"]) == ([7.0], [1])
    assert (inconsistent["x"], inconsistent["y"]) == ([4.4], [0])


def test_targets_met_separates_reached_from_missed():
    record = pd.DataFrame({"ratio": [1.1, 0.9], "reached": [True, False]})
    (axes,) = drawn(figures.targets_met(record, ["甲", "乙"], "zh"))
    assert axes["texts"] == ["110%", "90%"]
    by_label = {line["label"]: line["x"] for line in axes["lines"] if line["label"]}
    assert sorted(by_label.values()) == [[90], [110]]


def test_outlook_panels_draw_values_targets_and_every_model():
    (figure,) = figures.outlook_panels(SERIES, OUTLOOK, load_definitions(), "zh")
    first, second, *_ = drawn(figure)
    lines = [line["y"] for line in first["lines"]]
    assert [53, 55, 58] in lines  # required path
    assert [53, 58.64, 67.1] in lines  # drift
    assert [53, 59.98, 72.21] in lines  # log-linear
    assert [38.9, 53] in lines  # actual values
    assert "n=1" in second["texts"]
    assert len(second["lines"]) == 3  # required path, targets, one value: no trend from a single value
    assert "areas" not in first


def test_the_leading_model_has_its_band_and_the_others_have_none():
    banded = OUTLOOK.assign(
        lower80=OUTLOOK["point"].where(OUTLOOK["model_run"].eq("drift")) - 5,
        upper80=OUTLOOK["point"].where(OUTLOOK["model_run"].eq("drift")) + 7,
    )
    (figure,) = figures.outlook_panels(SERIES, banded, load_definitions(), "zh")
    first, second, *_ = drawn(figure)
    (outline,) = first["areas"]
    assert [2025, 62.1] in outline
    assert [2025, 74.1] in outline
    assert "areas" not in second


def test_the_intervals_of_the_forest_are_part_of_its_data():
    (axes,) = drawn(figures.growth_forest(CHECKS, LABELS, "zh"))
    lower, upper = CHECKS["recomputed_lower"].iloc[0], CHECKS["recomputed_upper"].iloc[0]
    assert [[lower, 0], [upper, 0]] in axes["strokes"]


def test_many_indicators_are_spread_over_several_figures():
    many = pd.concat([OUTLOOK.tail(2).assign(indicator_id=f"x{i}") for i in range(13)])
    series = pd.concat([SERIES.tail(1).assign(indicator_id=f"x{i}") for i in range(13)])
    assert len(figures.outlook_panels(series, many, load_definitions(), "zh")) == 2


def test_required_pace_is_sorted_and_leaves_out_what_has_no_rate():
    pace = pd.DataFrame(
        {"required_growth_pct": [1.8, 58.5, np.nan], "achieved_growth_pct": [6.4, np.nan, np.nan]}
    )
    (axes,) = drawn(figures.required_pace(pace, ["甲", "乙", "丙"], "zh"))
    assert axes["yticks"] == ["乙", "甲"]
    assert [bar[2] for bar in axes["bars"]] == [58.5, 1.8]


@pytest.mark.parametrize(
    ("rows", "parts"), [(0, []), (1, [1]), (40, [40]), (41, [21, 20]), (300, [38] * 4 + [37] * 4)]
)
def test_a_figure_of_many_rows_is_drawn_in_parts_of_about_equal_length(rows, parts):
    """300 bars on one page were two metres of figure, scaled down to a tenth."""
    pages = figures.row_pages(pd.DataFrame({"required_growth_pct": range(rows)}))
    assert [len(page) for page in pages] == parts
    assert [value for page in pages for value in page["required_growth_pct"]] == list(range(rows))


@pytest.mark.parametrize(
    ("draw", "columns"),
    [
        (figures.required_pace, {"required_growth_pct": 1.0, "achieved_growth_pct": np.nan}),
        (figures.targets_met, {"ratio": 1.1, "reached": True}),
        (
            figures.growth_forest,
            {
                "stated_pct": 2.0,
                "recomputed_pct": 2.0,
                "recomputed_lower": 1.9,
                "recomputed_upper": 2.1,
                "verdict": "consistent",
            },
        ),
    ],
)
def test_every_row_of_a_figure_in_parts_keeps_its_label(draw, columns):
    labels = [f"指标{number}" for number in range(300)]
    rows = pd.DataFrame(columns, index=range(300))
    parts = figures.in_parts(draw, rows, labels, "zh")
    assert [label for part in parts for label in drawn(part)[0]["yticks"]] == labels
    assert all(part.get_figheight() < 9.7 for part in parts)  # what a page has room for
    assert figures.in_parts(draw, rows[:0], [], "zh") == []


def test_the_parts_of_a_figure_have_ids_and_captions_of_their_own(monkeypatch):
    shown = []
    monkeypatch.setattr(display, "show_figure", lambda *what: shown.append(what))
    display.show_figures(["a"], "pace", "图", "zh")
    display.show_figures(["a", "b"], "pace", "Pace", "en")
    display.show_figures([], "pace", "图", "zh")
    assert shown == [
        ("a", "pace", "图"),
        ("a", "pace", "Pace, part 1 of 2"),
        ("b", "pace_2", "Pace, part 2 of 2"),
    ]


def test_project_timeline_lists_a_project_without_dates():
    (axes,) = drawn(figures.project_timeline(PROJECTS, "zh"))
    assert len(axes["yticks"]) == 2
    assert axes["bars"][0][0] == pytest.approx(2019 + 4 / 12, abs=0.01)
    assert "1900" in axes["texts"][0]


def test_project_timeline_draws_the_actual_time_of_projects_that_report_it():
    """Begun in March 2022: to the finish at the end of May 2023, or to the entry of June 2023."""
    projects = pd.concat([PROJECTS.head(1)] * 4, ignore_index=True).assign(start="2022", finish="2023")
    account = pd.DataFrame(
        {
            "actual_start": ["2022-03", "2022-03", "", "2022-03"],
            "actual_finish": ["2023-05", "", "2023-05", ""],
            "as_of": ["2023-12", "2023-06", "2023-12", "2023-06"],
            "class": ["on_time", "lagging", "on_time", "completed"],
        }
    )
    (axes,) = drawn(figures.project_timeline(projects, "zh", account))
    planned, actual = axes["bars"][:4], axes["bars"][4:]
    assert [bar[2] for bar in planned] == [2] * 4
    assert [bar[0] for bar in actual] == [pytest.approx(2022 + 2 / 12, abs=0.01)] * 2
    assert [bar[2] for bar in actual] == pytest.approx([15 / 12, 16 / 12], abs=0.01)


@pytest.mark.parametrize("dates", [("", ""), ("2022", ""), ("", "2023")])
def test_projects_without_dates_are_listed_with_their_money_and_exported(dates, tmp_path, monkeypatch):
    """A bar of no length once ended the export of the figure's data."""
    projects = PROJECTS.assign(start=dates[0], finish=dates[1], planned_10k=5.0)
    monkeypatch.setenv("GUIHUA_OUTPUT", str(tmp_path))
    figure = figures.project_timeline(projects, "zh")
    display.show_figure(figure, "timeline", "题")
    assert "无日期的工程" in (tmp_path / "figures" / "timeline.csv").read_text(encoding="utf-8")
    (axes,) = drawn(figure)
    assert axes["texts"] == ["计划投资5万元"] * 2
    assert axes.get("xticks", []) == []


@pytest.mark.parametrize(
    ("text", "end", "year"),
    [
        ("2019-05", False, 2019 + 4 / 12),
        ("2019-05", True, 2019 + 5 / 12),
        ("2024", False, 2024),
        ("2024", True, 2025),
    ],
)
def test_a_date_without_a_month_spans_its_year(text, end, year):
    assert _decimal_year(text, end=end) == pytest.approx(year)


def test_coverage_shows_the_printed_texts():
    (axes,) = drawn(figures.coverage(VALUES, ["甲", "乙"], "zh"))
    assert sorted(axes["texts"]) == sorted(["48.6", "50", "—", "60"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_empty_tables_give_a_figure_not_an_error(lang):
    drawn(figures.growth_forest(CHECKS.head(0), [], lang))
    drawn(figures.project_timeline(PROJECTS.head(0), lang))
    drawn(
        figures.required_pace(pd.DataFrame({"required_growth_pct": [], "achieved_growth_pct": []}), [], lang)
    )
    assert figures.outlook_panels(SERIES.head(0), OUTLOOK.head(0), load_definitions(), lang) == []


@given(st.integers(1950, 2030), st.integers(1, 60), st.lists(st.integers(1940, 2100), max_size=30))
def test_years_below_a_panel_never_overlap_and_keep_both_ends(first, length, wanted):
    ticks = spread_ticks((first, first + length), wanted)
    assert (ticks[0], ticks[-1]) == (first, first + length)
    gaps = [later - earlier for earlier, later in pairwise(ticks)]
    assert min(gaps) * MOST_YEARS >= length or len(ticks) == 2


def test_a_long_series_is_drawn_with_round_years_below():
    years = range(2005, 2024)
    series = pd.DataFrame({"indicator_id": "marriages", "breakdown": "", "lineage": "", "year": years})
    series["value"] = 1000.0
    rows = OUTLOOK.tail(1).assign(
        indicator_id="marriages", last_year=2023, last_value=768.0, target=np.nan, unit="万对"
    )
    (figure,) = figures.outlook_panels(series, rows, load_definitions(), "en")
    (axes,) = [one for one in figure.axes if one.get_visible()]
    assert list(axes.get_xticks()) == [2005, 2010, 2015, 2020, 2025]
    assert axes.get_title(loc="left") == "Marriages (10,000)"
    assert not [line for line in axes.lines if line.get_marker() == "s"]  # no target, none drawn


def test_an_indicator_without_any_actual_value_has_no_panel():
    rows = OUTLOOK.assign(last_year=np.nan, last_value=np.nan)
    assert figures.outlook_panels(SERIES.head(0), rows, load_definitions(), "zh") == []


def chances(*rows):
    """An outlook of (indicator, n_obs, model, model_run, probability, reason) for one target year."""
    columns = ["indicator_id", "n_obs", "model", "model_run", "p_attain", "reason"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(breakdown="", lineage="", target_year=2025, target=50.0)


@pytest.mark.parametrize(("lang", "reason"), [("zh", "— 只有一个实际值"), ("en", "— one observation")])
def test_chances_are_sorted_and_a_target_without_one_says_why_instead_of_a_dot(lang, reason):
    rows = chances(
        ("甲", 1, "", "none", np.nan, "one_observation"),
        ("乙", 3, "guarded_drift", "guarded_drift", 0.25, "calibrated"),
        ("乙", 3, "drift", "drift", np.nan, "not_calibrated"),  # not the leading model: no row of its own
        ("丙", 4, "guarded_drift", "guarded_drift", 0.996, "calibrated"),
    )
    ((axes,),) = map(drawn, figures.attainment_dots(rows, load_definitions(), lang))
    assert axes["yticks"] == ["丙  n=4", "乙  n=3", "甲  n=1"]
    (dots,) = [line for line in axes["lines"] if line["label"]]
    assert (dots["x"], dots["y"]) == ([99.6, 25], [0, 1])
    assert axes["texts"] == [">99%", "25%", reason]


def test_models_are_told_apart_by_their_markers_and_named():
    rows = chances(
        ("甲", 3, "guarded_drift", "guarded_drift", 0.5, "calibrated"),
        ("乙", 3, "theta", "theta", 0.4, "calibrated"),
    )
    (figure,) = figures.attainment_dots(rows, load_definitions(), "en")
    named = {line.get_label(): line for line in figure.axes[0].lines if not line.get_label().startswith("_")}
    assert set(named) == {"guarded drift (default)", "Theta"}
    assert len({line.get_marker() for line in named.values()}) == 2


def test_a_sum_that_is_reached_for_good_is_drawn_at_100_and_says_so():
    rows = chances(
        ("甲", 2, "", "none", 1.0, "secured"),
        ("乙", 3, "guarded_drift", "guarded_drift", 0.99999, "calibrated"),
    )
    ((axes,),) = map(drawn, figures.attainment_dots(rows, load_definitions(), "en"))
    assert axes["texts"] == ["100%", ">99%"]
    labels = [line["label"] for line in axes["lines"] if line["label"]]
    assert labels == ["a running total that is reached and cannot fall", "guarded drift (default)"]


def test_a_sum_over_the_period_is_not_drawn_on_the_axis_of_a_year():
    rows = OUTLOOK.assign(reason=["total"] * 4 + ["one_observation"] * 2)
    (figure,) = figures.outlook_panels(SERIES, rows, load_definitions(), "zh")
    first, second, *_ = drawn(figure)
    assert [line["y"] for line in first["lines"]] == [[38.9, 53]]
    assert len(second["lines"]) == 3


@pytest.mark.parametrize("count", [0, 1, 40, 41, 100])
def test_any_number_of_targets_with_long_names_fits_pages_of_forty(count):
    longest = "城乡居民最低生活保障对象中重度残疾人护理补贴覆盖率与社会救助联办率"
    rows = chances(
        *((longest + str(i), 3, "guarded_drift", "guarded_drift", (i + 1) / 102, "") for i in range(count))
    )
    pages = figures.attainment_dots(rows, load_definitions(), "zh")
    sizes = [len(drawn(page)[0]["yticks"]) for page in pages]
    assert (sum(sizes), max(sizes, default=0) <= 40) == (count, True)
    assert max(sizes, default=0) - min(sizes, default=0) <= 1
    for page in pages[:1]:
        assert page.get_figheight() < 9.7  # A4 less its margins
        names = [text for text in page.axes[0].texts if text.get_text().startswith("城乡居民")]
        assert len(names) == sizes[0]
        assert min(name.get_window_extent().x0 for name in names) >= 0  # no name is cut at the left edge


def test_a_name_is_drawn_as_it_is_whatever_signs_it_holds(recwarn):
    """$…$ is no formula, and a character that the font lacks is no remark in the notebook."""
    labels = [r"补贴$\frac{1$元", "费用$5$_x^", "𰻝𓀀", "<b>&"]
    record = pd.DataFrame({"ratio": [1.1, 0.9, 1.0, 1.2], "reached": [True, False, True, True]})
    svg = figure_svg(figures.targets_met(record, labels, "zh"))
    assert not recwarn.list
    for shown in (r"补贴$\frac{1$元", "费用$5$_x^", "𰻝𓀀", "&lt;b&gt;&amp;"):
        assert shown in svg
