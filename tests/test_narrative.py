"""Report sentences and tables: numbers read by hand from the Sanmen plan, in both languages."""

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis import audit_narrative, narrative, tables
from analysis.display import markdown_escape
from analysis.indicators import load_definitions
from analysis.plan_record import plan_record
from analysis.study import load_study

ROOT = Path(__file__).parents[1]
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module", params=LANGUAGES)
def study(request):
    return load_study("sanmen-civil-affairs-14", as_of_year=2025, lang=request.param, root=ROOT)


def names(study):
    return {(row.table, row.row): row.name for row in study.indicators.itertuples()}


def test_the_growth_summary_counts_six_consistent_three_inconsistent_three_not_checkable(study):
    """Hand reading, tests/data/sanmen/growth_check.csv: lines 32, 34 and 35 contradict their endpoints."""
    first, *wrong = narrative.growth_sentences(study.growth_check, names(study), study.lang)
    expected = {"zh": "6行一致、3行不一致；另3行", "en": "6 consistent and 3 inconsistent; 3 cannot"}
    assert expected[study.lang] in first
    assert [("4.4%" in s, "7.1%" in s, "9.4%" in s) for s in wrong] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert "4.91%" in wrong[0]
    assert "5.39%" in wrong[0]


def test_all_twelve_targets_of_the_last_plan_were_reached(study):
    """Clopper-Pearson for 12 of 12: lower end 0.025 ** (1 / 12) = 73.5 %."""
    (sentence,) = narrative.record_sentences(study.record, study.lang)
    assert "12" in sentence
    assert "73.5%" in sentence


def test_four_indicators_allow_a_trend_and_eight_do_not(study):
    judged = narrative.assessments(study.outlook)
    assert judged["assessment"].value_counts().to_dict() == {"no_trend": 8, "falls_short": 3, "reaches": 1}
    first, result, chance = narrative.outlook_sentences(
        judged, study.current_tables, study.definitions, study.lang
    )
    assert not re.search(r"(?<![\d,])0", result), "what does not occur is not said"
    assert "12" in first
    assert "8" in first
    assert ("41%" in chance, "60%" in chance) == (True, True)  # two with a chance: .408 and .596


def test_the_project_money_is_added_up_and_marked_as_approximate(study):
    """By hand: 20000 + 3400 + 120 + 5000 + 1900 = 30420; 10000 + 1000 + 30 + 5000 + 1900 = 17930."""
    (sentence,) = narrative.project_sentences(study.projects, study.lang)
    assert "30420" in sentence
    assert "17930" in sentence
    assert {"zh": "约30420", "en": "about 30420"}[study.lang] in sentence


def test_the_highest_required_growth_is_that_of_joint_assistance(study):
    """By hand: (100 / 10) ** (1 / 5) - 1 = 58.49 % a year."""
    (sentence,) = narrative.pace_sentences(study.pace, study.definitions, study.lang)
    assert "58.49%" in sentence


def test_without_observations_the_report_says_so(study):
    text = narrative.observation_sentence(study.observed, study.plan.period, 2025, study.lang)
    assert {"zh": "没有任何年度观测值", "en": "no yearly observation"}[study.lang] in text


def test_observations_are_counted_within_the_period():
    observed = pd.DataFrame({"indicator": ["a", "a", "b"], "year": ["2019", "2021", "2022"]})
    assert "2条" in narrative.observation_sentence(observed, (2021, 2025), 2025, "zh")


@pytest.mark.parametrize(
    ("points", "attained", "expected"),
    [
        ([70.0, 71.0], [True, True], "reaches"),
        ([50.0, 51.0], [False, False], "falls_short"),
        ([50.0, 71.0], [False, True], "parts_differ"),
        ([None], [None], "no_trend"),
        ([None], [True], "attained"),
        ([None], [False], "not_attained"),
    ],
)
def test_an_end_target_is_judged_by_the_leading_model_of_each_lineage(points, attained, expected):
    lead = pd.DataFrame(
        {
            "indicator_id": "a",
            "breakdown": "",
            "lineage": ["urban", "rural"][: len(points)],
            "target_year": 2025,
            "target": 60.0,
            "n_obs": 2,
            "point": pd.Series(points, dtype=float),
            "lower80": 40.0,
            "upper80": 90.0,
            "p_attain": [0.5, 0.6][: len(points)],
            "attained_by_point": pd.Series(attained, dtype=object),
        }
    )
    others = lead.assign(point=99.0, attained_by_point=True, p_attain=None)  # models behind do not decide
    (judged,) = narrative.assessments(pd.concat([lead, others])).itertuples()
    assert judged.assessment == expected
    assert (judged.lower80, judged.upper80, judged.p_high) == (40, 90, [0.5, 0.6][len(points) - 1])


def test_every_table_of_the_report_has_a_text_in_every_cell(study):
    lang = study.lang
    judged = narrative.assessments(study.outlook)
    labels = narrative.short_labels(study.growth_check, study.definitions, lang)
    reasons = narrative.growth_reasons(study.growth_check, lang)
    views = [
        tables.plan_table(study.indicators, study.values, "2", lang),
        tables.targets_table(study.indicators, study.values, study.pace, judged, "2", lang),
        tables.past_table(
            study.indicators, study.values, study.growth_check, study.record.to_frame(), "1", lang
        ),
        tables.growth_table(study.growth_check, labels, reasons, lang),
        tables.projects_table(study.projects, lang),
        tables.sources_table(study.indicators, study.values, study.growth_check, lang),
        tables.project_sources_table(study.projects, "plan.txt", lang),
        tables.programmes_table(study.programmes, lang),
    ]
    for view in views:
        assert view.rows
        assert all(len(row) == len(view.columns) for row in view.rows)
        assert not [text for row in view.rows for text in row if text in {"nan", "None", "<NA>"}]


def test_the_annex_lists_every_printed_number_with_its_place(study):
    """72 year cells and 12 growth cells; 48.6 stands at line 31, column 22 of the plan."""
    view = tables.sources_table(study.indicators, study.values, study.growth_check, study.lang)
    assert len(view.rows) == 84
    assert view.rows[0][2] == "48.6"
    assert view.rows[0][-1] == "plan.txt:31:22"


def test_the_annex_of_projects_lists_what_is_printed_and_in_which_unit(study):
    """Five projects with three cells each, all printed ("/" too); a cell that the list lacks is no row."""
    view = tables.project_sources_table(study.projects, "plan.txt", study.lang)
    assert len(view.rows) == 15
    assert {"zh": "数值（万元）", "en": "Value (10k yuan)"}[study.lang] in [c.name for c in view.columns]
    without = study.projects.assign(invested_printed="")
    assert len(tables.project_sources_table(without, "plan.txt", study.lang).rows) == 10


def test_the_pillars_head_their_rows(study):
    judged = narrative.assessments(study.outlook)
    view = tables.targets_table(study.indicators, study.values, study.pace, judged, "2", study.lang)
    assert [index for index, _ in view.groups] == [0, 3, 6, 9]
    assert view.groups[0][1] == "精准保障标杆区"


def test_a_hostile_indicator_name_stays_text_in_a_sentence():
    checks = pd.DataFrame(
        {
            "table": ["1"],
            "row": [1],
            "base_year": [2015],
            "target_year": [2020],
            "base": [1.0],
            "target": [2.0],
            "stated_pct": [1.0],
            "recomputed_pct": [14.9],
            "recomputed_lower": [14.0],
            "recomputed_upper": [15.0],
            "verdict": ["inconsistent"],
            "reproduced_by": [""],
        }
    )
    _, sentence = narrative.growth_sentences(checks, {("1", 1): "{0.__class__} <b>#x"}, "zh")
    assert "{0.__class__} <b>#x" in sentence
    assert "<b>" not in markdown_escape(sentence).replace("\\<", "")


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        (
            "by_points",
            "年均增减应在2.8个百分点至3.2个百分点之间，规划印为15个百分点",
            "2.8 points and 3.2 points a year",
        ),
        ("by_total", "5年间的总增长应在2.8%至3.2%之间，规划印为15%", "between 2.8% and 3.2% altogether"),
        ("by_difference", "5年间的增减量应在2.8至3.2之间，规划印为15", "a difference between 2.8 and 3.2;"),
        ("", "5年间的年均增长应在2.8%至3.2%之间，规划印为15%", "between 2.8% and 3.2% a year"),
    ],
)
def test_a_wrong_figure_is_told_in_the_unit_in_which_it_was_compared(reason, zh, en):
    row = {"table": ["1"], "row": [1], "base_year": [2020], "target_year": [2025], "base": [85.0]}
    row |= {"target": [100.0], "stated_pct": [15.0], "recomputed_lower": [2.8], "recomputed_upper": [3.2]}
    row |= {"verdict": ["inconsistent"], "reproduced_by": [""], "reason": [reason]}
    for lang, said in (("zh", zh), ("en", en)):
        _, sentence = narrative.growth_sentences(pd.DataFrame(row), {("1", 1): "覆盖率"}, lang)
        assert said in sentence


def test_a_plan_without_a_past_table_has_no_record_sentence(plan_tables):
    indicators, values = plan_tables({"id": "x", "2020": 10, "2025 target": 20})
    assert narrative.record_sentences(plan_record(values, indicators), "zh") == []


def test_a_ceiling_that_was_undercut_is_not_averaged_with_floors(plan_tables):
    """11.6 of at most 15 is 77 % of the target and a success: no median says so."""
    floor = {"id": "a", "2015": 30, "2020 target": 40, "2020": 44}
    ceiling = {"id": "b", "direction": "down", "2015": 17.3, "2020 target": 15, "2020": 11.6}
    for rows, said in (([floor], True), ([floor, ceiling], False)):
        indicators, values = plan_tables(*rows)
        (sentence,) = narrative.record_sentences(plan_record(values, indicators), "zh")
        assert ("中位数" in sentence) == said


def test_what_a_plan_does_not_print_is_not_added_up_to_zero():
    """A list with total cost alone: no sum of money for the period, and none of what is spent."""
    projects = pd.DataFrame({"total_10k": [9600.0, 400.0], "total_approx": False})
    projects = projects.assign(planned_10k=float("nan"), invested_10k=float("nan"))
    (sentence,) = narrative.project_sentences(projects, "zh")
    assert sentence == "重大建设工程2项，规划总投资合计10000万元，规划未列规划期计划投资；均未列已完成投资。"
    some = projects.assign(planned_10k=[5.0, float("nan")], invested_10k=[1.0, 2.0])
    (sentence,) = narrative.project_sentences(some, "en")
    assert sentence.endswith(", 5 × 10k yuan planned for the period (1 without a figure).")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_counts_of_nothing_are_not_said(lang):
    checks = pd.DataFrame({"table": ["1"], "row": [1], "verdict": ["consistent"]})
    findings = pd.DataFrame({"verdict": ["agree", "notable"], "severity": ["none", "low"]})
    promises = pd.DataFrame({"source_line": [3], "indicator_id": [""]})
    said = [
        *narrative.growth_sentences(checks, {}, lang),
        *audit_narrative.audit_sentences(findings, lang),
        *audit_narrative.commitment_sentences(promises, pd.DataFrame({"source_line": [9]}), lang),
    ]
    assert len(said) == 3
    assert not any(re.search(r"(?<![0-9])0", text) for text in said)


def test_labels_name_the_part_of_an_indicator():
    rows = pd.DataFrame(
        {"indicator_id": ["minimum_living_standard", "unlisted_1"], "breakdown": ["rural", ""]}
    )
    assert narrative.short_labels(rows, load_definitions(), "zh") == ["城乡低保标准(农村)", "unlisted_1"]


def test_observations_are_listed_with_their_line():
    observed = pd.DataFrame(
        {
            "indicator": ["x"],
            "year": ["2021"],
            "value": ["63.1"],
            "unit": ["%"],
            "source": ["公报"],
            "source_line": [2],
        }
    )
    view = tables.observations_table(observed, "observations.csv", "zh")
    assert view.rows == (("x", "2021", "63.1 %", "公报", "observations.csv:2"),)
