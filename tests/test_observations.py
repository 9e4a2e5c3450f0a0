"""observations.csv as people type it: what is understood, and a problem with its place a wrong cell."""

import pandas as pd
import pytest

from analysis.indicators import load_definitions
from analysis.observations import check_observations, observations_about, read_observations


def read(frame, indicators=None):
    statements, problems = read_observations(frame, load_definitions(), indicators)
    assert [str(problem) for problem in problems] == []
    return [(s.indicator_id, s.breakdown, s.year, s.value, s.unit) for s in statements]


def problems(frame, indicators=None):
    return [str(problem) for problem in check_observations(frame, load_definitions(), indicators)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("nursing_bed_share", "2021", "53.8", "%"), ("nursing_bed_share", "", 2021, 53.8, "%")),
        (("nursing_bed_share", "2021年", "53.8%"), ("nursing_bed_share", "", 2021, 53.8, "%")),
        (("养老机构护理型床位占比(%)", "2021", "53.8"), ("nursing_bed_share", "", 2021, 53.8, "%")),
        (("social_workers_per_10k", "2021", "1.8", "‰"), ("social_workers_per_10k", "", 2021, 18, "人/万人")),
        (("social_workers_per_10k", "2021", "1.8‰"), ("social_workers_per_10k", "", 2021, 18, "人/万人")),
        (("social_workers_per_10k", "2021", "18", "人"), ("social_workers_per_10k", "", 2021, 18, "人/万人")),
        (
            ("social_workers_per_10k", "2021", "18", "人/万人"),
            ("social_workers_per_10k", "", 2021, 18, "人/万人"),
        ),
        (("social_workers_per_10k", "2021", "18"), ("social_workers_per_10k", "", 2021, 18, "人/万人")),
        (("低保标准", "2021", "830", "元/月"), ("minimum_living_standard", "", 2021, 9960, "元/年")),
        (("低保标准(元/月)", "2021", "830"), ("minimum_living_standard", "", 2021, 9960, "元/年")),
        (
            ("农村低保标准", "2021", "830", "元/月·人"),
            ("minimum_living_standard", "rural", 2021, 9960, "元/年"),
        ),
        (("health_care_consortia", "2021", "2", "个"), ("health_care_consortia", "", 2021, 2, "个")),
        (("health_care_consortia", "2021", "0"), ("health_care_consortia", "", 2021, 0, "个")),
    ],
)
def test_an_indicator_is_known_by_id_or_wording_and_its_value_is_converted(observations, row, expected):
    assert read(observations(row)) == [(*expected[:3], pytest.approx(expected[3]), expected[4])]


def test_a_row_of_the_plan_lends_its_breakdown_and_its_unit(sanmen_tables, observations):
    """Line 39 prints ‰, line 34 元/月·人: a value typed under those names means those units."""
    seen = observations(
        ("社会工作专业人才占总人口比率", "2021", "1.8"), ("平均低保标准(城市低保)", "2019", "600")
    )
    assert read(seen, sanmen_tables[0]) == [
        ("social_workers_per_10k", "", 2021, pytest.approx(18), "人/万人"),
        ("minimum_living_standard", "urban", 2019, 7200, "元/年"),
    ]


def test_an_indicator_without_definition_is_known_by_the_name_that_the_plan_prints(plan_tables, observations):
    indicators, _ = plan_tables({"id": "unlisted_0f", "name": "公墓绿化率", "unit": "%", "2020": 80})
    seen = observations(("公墓绿化率", "2021", "85"), ("unlisted_0f", "2022", "86%"))
    assert [row[:4] for row in read(seen, indicators)] == [
        ("unlisted_0f", "", 2021, 85),
        ("unlisted_0f", "", 2022, 86),
    ]


def test_values_that_a_reader_has_already_turned_into_numbers_are_understood():
    frame = pd.DataFrame(
        {"indicator": ["nursing_bed_share"] * 2, "year": [2021.0, 2022.0], "value": [53.8, 54.0]}
    )
    assert [row[2:4] for row in read(frame)] == [(2021, 53.8), (2022, 54)]


def test_blank_rows_and_values_marked_as_missing_state_nothing(observations):
    assert read(observations(("", "", ""), ("nursing_bed_share", "2021", "—"))) == []


def test_a_comparator_is_kept_in_the_note(observations):
    statements, _ = read_observations(observations(("nursing_bed_share", "2021", "≥54")), load_definitions())
    assert (statements[0].value, statements[0].comparator) == (54, "=")
    assert "stated as >= 54" in statements[0].note


@pytest.mark.parametrize(
    ("row", "place", "what"),
    [
        (("床位", "2021", "5"), "2:1", 'unknown indicator "床位"; did you mean "养老床位合计"?'),
        (("nursing_bed_share", "21", "5"), "2:19", '"21" is not a year; write four digits'),
        (("nursing_bed_share", "2,022.0", "5"), "2:19", '"2,022.0" is not a year'),
        (("nursing_bed_share", "1899", "5"), "2:19", "year 1899 lies outside 1900-2100"),
        (("nursing_bed_share", "2101", "5"), "2:19", "year 2101 lies outside 1900-2100"),
        (("nursing_bed_share", "2021", ""), "2:24", "the value is empty"),
        (("nursing_bed_share", "2021", "many"), "2:24", "many"),
        (("nursing_bed_share", "2021", "53~55"), "2:24", '"53~55" is a range'),
        (("nursing_bed_share", "2021", "累计53"), "2:24", '"累计53" is a cumulative sum'),
        (("nursing_bed_share", "2021", "53", "furlong"), "2:27", "furlong"),
        (("nursing_bed_share", "2021", "53", "万元"), "2:27", 'give the value in "%"'),
        (("nursing_bed_share", "2021", "53万元"), "2:24", 'give the value in "%"'),
    ],
)
def test_a_wrong_cell_is_named_with_line_and_column(observations, row, place, what):
    (problem,) = problems(observations(row))
    assert problem.startswith(f"observations.csv:{place}: ")
    assert what in problem


def test_every_problem_is_listed_in_the_order_of_the_lines(observations):
    seen = observations(
        ("床位", "2021", "5"), ("nursing_bed_share", "21", "many"), ("nursing_bed_share", "2021", "5")
    )
    assert [text.split(": ")[0] for text in problems(seen)] == [
        "observations.csv:2:1",
        "observations.csv:3:19",
        "observations.csv:3:22",
    ]


def test_two_values_for_one_year_contradict_each_other(observations):
    seen = observations(("nursing_bed_share", "2021", "53"), ("护理型床位占比", "2021", "54"))
    (problem,) = problems(seen)
    assert problem.startswith("observations.csv:3:14: ")
    assert 'write "revision" into the note' in problem


def test_the_same_value_twice_in_different_units_is_no_contradiction(observations):
    assert (
        len(read(observations(("低保标准", "2021", "800", "元/月"), ("低保标准", "2021", "9600", "元/年"))))
        == 2
    )


@pytest.mark.parametrize("note", ["revision", "Revised in 2023", "修订数"])
def test_a_second_value_marked_as_revision_is_accepted(observations, note):
    seen = observations(
        ("nursing_bed_share", "2021", "53"), ("nursing_bed_share", "2021", "54", "", "", note)
    )
    assert [row[3] for row in read(seen)] == [53, 54]


def test_a_revision_is_accepted_in_whatever_order_the_rows_stand(observations):
    seen = observations(
        ("nursing_bed_share", "2021", "54", "", "", "revision"), ("nursing_bed_share", "2021", "53")
    )
    assert [row[3] for row in read(seen)] == [54, 53]


def test_an_indicator_given_in_parts_only_wants_one_of_the_parts(plan_tables, observations):
    indicators, _ = plan_tables(
        {"id": "unlisted_a", "name": "覆盖率(城市)", "part": "urban", "2020": 80},
        {"id": "unlisted_a", "name": "覆盖率(农村)", "part": "rural", "2020": 60},
    )
    (problem,) = problems(observations(("unlisted_a", "2021", "85")), indicators)
    assert 'the plan gives "unlisted_a" in parts; write one of "覆盖率(城市)", "覆盖率(农村)"' in problem
    assert read(observations(("覆盖率(农村)", "2021", "65")), indicators)[0][:2] == ("unlisted_a", "rural")


def test_a_name_that_the_plan_prints_for_two_series_names_neither(plan_tables, observations):
    indicators, _ = plan_tables(
        {"id": "unlisted_a", "name": "覆盖率", "2020": 80}, {"id": "unlisted_b", "name": "覆盖率", "2020": 60}
    )
    (problem,) = problems(observations(("覆盖率", "2021", "85")), indicators)
    assert 'unknown indicator "覆盖率"' in problem


def test_a_missing_column_is_one_problem_of_the_first_line():
    frame = pd.DataFrame({"indicator": ["nursing_bed_share"], "jahr": ["2021"]})
    assert problems(frame) == [
        "observations.csv:1:1: no column year, value; columns are indicator, year, value, unit, source, note"
    ]


def test_the_place_given_by_the_reader_of_the_file_goes_before_the_computed_one(observations):
    seen = observations(("nursing_bed_share", "2021", "many")).assign(
        source_file="observations.csv", source_line=7, source_start=30, source_end=31
    )
    seen.attrs["file"] = "data/raw/p/observations.csv"
    assert problems(seen)[0].startswith("data/raw/p/observations.csv:7:31: ")


def test_rows_about_some_indicators_are_found_under_any_name_and_keep_their_places(
    sanmen_tables, observations
):
    seen = observations(
        ("health_care_consortia", "2021", "2"),
        ("社会工作专业人才占总人口比率", "2021", "1.8"),
        ("农村低保标准", "2021", "830", "元/月"),
        ("social_workers_per_10k", "2022", "19", "人/万人"),
        ("没有这个指标", "2022", "1"),
    )
    wanted = {"social_workers_per_10k"}
    rows = observations_about(seen, wanted, load_definitions(), sanmen_tables[0])
    assert len(rows) == 3
    known, (unknown,) = read_observations(rows, load_definitions(), sanmen_tables[0])
    of_all, _ = read_observations(seen, load_definitions(), sanmen_tables[0])
    assert known == [one for one in of_all if one.indicator_id in wanted]
    assert unknown.source.line == 6  # what nobody knows is not lost
    assert 'unknown indicator "没有这个指标"' in str(unknown)


def test_rows_about_some_indicators_of_a_table_without_names_are_all_of_it():
    frame = pd.DataFrame({"year": ["2021"]})
    assert observations_about(frame, {"x"}, load_definitions()) is frame
