"""The second plan: 15 national series of real yearly values, and the targets of nine published documents."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analysis import figures, narrative, tables
from analysis.comparison import compared_values
from analysis.comparison_narrative import comparison_sentences
from analysis.errors import PlanError
from analysis.indicators import load_definitions
from analysis.pipeline import (
    observation_problems,
    plan_document_tables,
    plan_outlook,
    plan_tables,
    write_tables,
)
from analysis.series import TargetSeries, target_series
from analysis.store import load_plan, read_observations
from analysis.study import Study, load_study

ROOT = Path(__file__).parents[1]
PLAN = "national-civil-affairs"


@cache
def study(year: int, lang: str = "zh") -> Study:
    return load_study(PLAN, as_of_year=year, lang=lang, root=ROOT)


@pytest.mark.parametrize(
    ("indicator", "year", "value", "unit", "places", "note"),
    [  # read by hand from the collected yearly values
        ("60岁及以上老年人口占比", "2005", "11.3", "%", "1处", ""),
        ("农村低保对象人数", "2010", "5214.0", "万人", "4处", ""),
        ("城市低保平均标准", "2016", "494.6", "元/人·月", "2处", ""),
        ("持证社会工作者", "2022", "92.9", "万人", "1处", "来源不一致:另有来源作93.1"),
        ("社会组织总数", "2019", "86.63", "万个", "1处", "来源不一致:另有来源作86.7"),
        ("结婚登记", "2013", "1346.93", "万对", "1处", "来源不一致:另有来源作1346.9"),
        ("养老机构护理型床位占比", "2025", "69.9", "%", "1处", "初步数"),
    ],
)
def test_observations_are_the_published_values(indicator, year, value, unit, places, note):
    rows = read_observations(load_plan(ROOT, PLAN))
    (row,) = rows[rows["indicator"].eq(indicator) & rows["year"].eq(year)].itertuples()
    assert (row.value, row.unit, row.note) == (value, unit, note)
    assert places in row.source


def test_every_observation_has_a_source_and_all_can_be_used():
    plan = load_plan(ROOT, PLAN)
    rows = read_observations(plan)
    assert len(rows) == 169
    assert rows["indicator"].nunique() == 15
    assert rows["source"].ne("").all()
    assert observation_problems(rows, plan_document_tables(plan).tables["indicators"], plan) == []


@pytest.mark.parametrize(
    ("table", "name", "year", "printed", "comparator", "numbers"),
    [  # as published
        ("1", "养老机构护理型床位占比", 2025, "55(达到或超过)", ">=", (55, 54.5, 55.5)),
        ("3", "每千名老年人口拥有养老床位数", 2020, "35~40", "=", (None, 35, 40)),
        ("3", "养老床位中护理型床位比例", 2020, "不低于30", ">=", (30, 29.5, 30.5)),
        ("3", "“一站式”结算服务机制覆盖地区比例", 2020, "95以上", ">=", (95, 94.5, 95.5)),
        ("3", "社会工作服务机构", 2020, "1万", "=", (10000, 5000, 15000)),
        ("3", "年均因灾直接经济损失占GDP比例", 2020, "不高于1.3", "<=", (1.3, 1.25, 1.35)),
        ("7", "社会工作专业人才总量", 2020, "145", "=", (145, 144.5, 145.5)),
        ("8", "养老机构护理型床位占比", 2030, "73", "=", (73, 72.5, 73.5)),
    ],
)
def test_targets_keep_their_printed_form(table, name, year, printed, comparator, numbers):
    read = plan_document_tables(load_plan(ROOT, PLAN)).tables
    rows = read["values"].merge(read["indicators"][["table", "row", "name"]], on=["table", "row"])
    (cell,) = rows[rows["table"].eq(table) & rows["name"].eq(name) & rows["year"].eq(year)].itertuples()
    assert (cell.printed, cell.comparator) == (printed, comparator)
    found = [None if pd.isna(number) else float(number) for number in (cell.value, cell.lower, cell.upper)]
    assert tuple(found) == numbers


def test_every_target_row_belongs_to_a_definition():
    read = plan_document_tables(load_plan(ROOT, PLAN)).tables["indicators"]
    assert len(read) == 33
    assert set(read["indicator_id"]) <= set(load_definitions().by_id)


def test_the_compilation_promises_nothing_in_prose():
    read = plan_document_tables(load_plan(ROOT, PLAN)).tables
    assert read["commitments"].empty
    assert read["facts"].empty


def test_a_target_within_the_period_goes_before_one_beyond_it():
    """Nursing beds: 55 % by 2025 and 73 % by 2030 stand in two documents; the period ends in 2025."""
    rows = study(2023).outlook
    beds = rows[rows["indicator_id"].eq("nursing_bed_share")]
    assert beds[["target_year", "target"]].drop_duplicates().values.tolist() == [[2025, 55]]


def test_what_is_judged_of_one_year_is_not_said_of_another():
    """69.9 % in 2025 reaches 55 % of that year, and says nothing of the 73 % of 2030."""
    one = study(2025)
    judged = narrative.assessments(one.outlook)
    rows = {
        table: tables.targets_table(one.indicators, one.values, one.pace, judged, table, "zh").rows
        for table in ("1", "8")
    }
    assert rows["1"][4][-1] == "已达目标"
    assert rows["8"][0][-1] == "—"


def test_series_without_a_target_are_followed_and_not_judged():
    one = study(2023)
    assert len(one.followed) == 14
    assert not one.progress["indicator_id"].isin(one.followed["indicator_id"]).any()
    judged = narrative.assessments(one.outlook)
    assert judged["assessment"].eq("no_target").sum() == 14
    labels = narrative.short_labels(one.followed, one.naming, "zh")
    view = tables.followed_table(one.followed, one.series, judged, labels, "zh")
    marriages = view.rows[labels.index("结婚登记")]
    assert marriages[1:5] == ("万对", "14", "823.1 (2005)", "768 (2023)")
    assert marriages[5] == "-0.38%"  # (768 / 823.1) ** (1 / 18) - 1


def test_the_outlook_names_series_that_the_plan_does_not_print():
    rows = plan_outlook(load_plan(ROOT, PLAN), as_of_year=2023)
    assert rows["name"].notna().all()
    assert "结婚登记" in set(rows["name"])


def test_later_observations_are_hidden():
    assert study(2023).series["year"].max() == 2023
    assert study(2025).series["year"].max() == 2025


def test_a_value_of_another_document_is_named_beside_the_observation():
    rows = plan_outlook(load_plan(ROOT, PLAN))
    (beds,) = rows[rows["indicator_id"].eq("nursing_bed_share")].itertuples()
    assert beds.last_value == 69.9
    assert "2025 also stated as 68 %" in beds.note


def test_conversions_of_many_years_are_one_remark():
    rows = study(2025, "en").outlook
    notes = rows.loc[
        rows["indicator_id"].eq("minimum_living_standard") & rows["breakdown"].eq("urban"), "note"
    ]
    assert notes.str.contains("16 values of 2005 to 2023 converted: 元/人·月 × 12", regex=False).all()


def test_the_committed_tables_are_those_of_the_document(tmp_path):
    plan = load_plan(ROOT, PLAN)
    folder = tmp_path / PLAN
    shutil.copytree(ROOT / "data" / "processed" / PLAN, folder)
    assert write_tables(ROOT, plan, plan_tables(plan), folder) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_says_what_is_known_and_what_is_not(lang):
    one = study(2025, lang)
    judged = narrative.assessments(one.outlook)
    text = " ".join(
        narrative.outlook_sentences(judged, one.current_tables, one.naming, lang)
        + narrative.followed_sentences(one.followed, lang)
    )
    expected = {
        "zh": ["6项指标", "5项目标没有任何实际值", "1项达到目标（护理型床位占比）", "14个序列"],
        "en": [
            "6 indicators",
            "For 5 targets there is no",
            "1 reached the target (Nursing",
            "14 further series",
        ],
    }
    assert [part for part in expected[lang] if part not in text] == []


# --- beside the county
@cache
def county(year: int, lang: str = "zh") -> Study:
    return load_study("sanmen-civil-affairs-14", as_of_year=year, lang=lang, root=ROOT)


def test_the_nations_values_of_the_same_indicators_stand_beside_the_countys():
    """Of the county's twelve indicators the nation has yearly values of two; 451.1 元/月 are 5413.2 元/年."""
    rows = county(2023).comparison
    assert set(rows["indicator_id"]) == {"minimum_living_standard", "nursing_bed_share"}
    urban = rows[rows["part"].eq("urban")].set_index("year")["value"]
    assert urban[2015] == pytest.approx(5413.2)
    assert rows["year"].between(2015, 2023).all()  # from the county's first value to the year of account
    assert set(rows.loc[rows["indicator_id"].eq("minimum_living_standard"), "part"]) == {"urban", "rural"}


@pytest.mark.parametrize(
    ("lang", "line", "pace"),
    [
        ("zh", "灰色细线为全国", "城乡低保标准(城市)：2015年5413.2至2023年9024（元/年），年均增长6.6%"),
        ("en", "for China", "Living allowance (urban): 5413.2 in 2015 to 9024 in 2023 (元/年), 6.6% a year"),
    ],
)
def test_the_note_names_the_area_and_its_pace(lang, line, pace):  # (9024 / 5413.2) ** (1 / 8) - 1 = 0.06596
    one = county(2023, lang)
    first, *rest = comparison_sentences(one.comparison, one.compared_area, one.naming, lang)
    assert line in first
    assert any(pace in sentence for sentence in rest)
    assert any("58.9" in sentence for sentence in rest)  # one value: no pace


def test_the_panels_carry_the_other_areas_values_and_keep_their_years():
    one = county(2023)
    arguments = (one.series, one.outlook, one.naming, "zh")
    (plain,) = figures.outlook_panels(*arguments)
    (figure,) = figures.outlook_panels(*arguments, comparison=one.comparison, area=one.compared_area)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert texts.count("全国(城市)") == texts.count("全国(农村)") == texts.count("全国") == 1
    assert [axes.get_xlim() for axes in figure.axes] == [axes.get_xlim() for axes in plain.axes]
    lines = [sum(len(axes.lines) for axes in drawn.axes) for drawn in (plain, figure)]
    assert lines[1] == lines[0] + 3


def test_a_plan_that_names_no_comparator_is_compared_with_nothing():
    one = study(2023)
    assert one.comparator is None
    assert one.comparison.empty
    assert comparison_sentences(one.comparison, one.compared_area, one.naming, "zh") == []


def test_a_comparator_that_is_not_there_is_named():
    one = replace(county(2023), plan=replace(county(2023).plan, comparator="no-such-plan"))
    sentences = comparison_sentences(
        one.comparison, one.compared_area, one.naming, "en", missing=one.missing_comparator
    )
    assert sentences == [
        "Nothing is compared: no-such-plan, which plan.toml names as comparator, is not under data/raw."
    ]


def test_a_plan_is_not_compared_with_itself(tmp_path):
    folder = tmp_path / "data" / "raw" / PLAN
    shutil.copytree(ROOT / "data" / "raw" / PLAN, folder)
    toml = folder / "plan.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + f'comparator = "{PLAN}"\n', encoding="utf-8")
    with pytest.raises(PlanError, match="comparator is the plan itself"):
        load_plan(tmp_path, PLAN)


def test_values_in_another_dimension_are_not_compared(plan_tables, observations):
    def series(unit: str, *rows: tuple[object, ...]) -> tuple[TargetSeries, ...]:
        indicators, values = plan_tables({"id": "x", "unit": unit, "2020": 50, "2025 target": 60})
        return target_series(
            indicators, values, observations(*rows), load_definitions(), as_of_year=2023, period=(2021, 2025)
        )

    own, other = series("元/年"), series("张")
    assert compared_values(own, series("元/月", ("x", 2022, "70", "元/月"))).values.tolist() == [
        ["x", "", "", 2020, 600, "元/年"],
        ["x", "", "", 2022, 840, "元/年"],
    ]
    assert compared_values(own, other).empty


@pytest.mark.parametrize(
    ("unit", "kept"), [("亿元", 0), ("家", 0), ("万人次", 0), ("%", 1), ("岁", 1), ("人/万人", 1)]
)
def test_totals_of_a_larger_area_are_not_drawn_beside_those_of_a_smaller_one(
    plan_tables, observations, unit, kept
):
    indicators, values = plan_tables({"id": "x", "unit": unit, "2020": 50, "2025 target": 60})
    given = (indicators, values, observations(), load_definitions())
    own = target_series(*given, as_of_year=2023, period=(2021, 2025))
    assert len(compared_values(own, own)) == kept
