"""Series: one value a year in one unit, where it came from, and what else was stated."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ObservationError
from analysis.indicators import load_definitions
from analysis.series import assemble_series, check_observations, series_frame, target_series


def series_of(tables, observed, *, as_of_year=2020, period=(2021, 2025)):
    found = target_series(*tables, observed, load_definitions(), as_of_year=as_of_year, period=period)
    return {(one.indicator_id, one.breakdown, one.lineage): one for one in found}


def only(tables, observed, **options):
    (one,) = series_of(tables, observed, **options).values()
    return one


def codes(one):
    return [remark.code for remark in one.remarks]


def note(one):
    return "; ".join(remark.text("en") for remark in one.remarks)


def test_all_actual_values_of_sanmen_in_the_unit_of_their_indicator(sanmen_tables, observations):
    """Read by hand from the plan: line 34 prints 360 元/月·人, line 39 prints 0.46 ‰ and 1.7 ‰."""
    frame = assemble_series(*sanmen_tables, observations(), load_definitions(), as_of_year=2020)
    assert set(frame["status"]) == {"actual"}
    assert len(frame) == 10 + 12 + 12  # Table 1: two of the twelve 2015 cells are missing; Table 2: 2020
    key = "indicator_id == 'minimum_living_standard' and breakdown == 'urban'"
    urban = frame.query(key).set_index("year")
    assert urban["value"].to_dict() == {2015: 4320, 2020: 7920}
    assert urban.loc[2015, ["unit", "note", "source_line"]].tolist() == ["元/年", "360 元/月·人 × 12", 34]
    assert urban.loc[2015, ["lower", "upper"]].tolist() == [359.5 * 12, 360.5 * 12]
    workers = frame.query("indicator_id == 'social_workers_per_10k'")
    by_hand = [[2015, 4.6, "1"], [2020, 17, "1"], [2020, 17, "2"]]
    assert workers[["year", "value", "table"]].values.tolist() == by_hand
    assert set(workers["unit"]) == {"人/万人"}


def test_the_target_series_of_sanmen_by_hand(sanmen_tables, observations):
    found = series_of(sanmen_tables, observations())
    history = {key: dict(zip(one.years, one.values, strict=True)) for key, one in found.items()}
    assert {key: values for key, values in history.items() if len(values) > 1} == {
        ("minimum_living_standard", "", "urban"): {2015: 4320, 2020: 9600},
        ("minimum_living_standard", "", "rural"): {2015: 2592, 2020: 9600},
        ("social_organisations_per_10k", "", ""): {2015: 7.9, 2020: 12},
        ("social_workers_per_10k", "", ""): {2015: 4.6, 2020: 17},
        ("nursing_bed_share", "", ""): {2015: 38.9, 2020: 53},
    }
    assert len(found) == 13
    assert {one.targets[-1].year for one in found.values()} == {2025}


def test_a_unified_standard_continues_each_part_and_names_the_other_statement(sanmen_tables, observations):
    """2020: Table 2 (line 78) says 9600 元/年, Table 1 (line 34) 660 元/月·人, which is 7920."""
    urban = series_of(sanmen_tables, observations())["minimum_living_standard", "", "urban"]
    assert "earlier years are the urban figure" in note(urban)
    assert "2020 also stated as 7920 元/年 (plan.txt:34)" in note(urban)
    assert "2015 converted: 360 元/月·人 × 12" in note(urban)
    assert "2020 converted" not in note(urban)


def test_continued_parts_stand_in_the_order_in_which_the_plan_prints_them(sanmen_tables, observations):
    found = series_of(sanmen_tables, observations())
    assert [key[2] for key in found if key[2]] == ["urban", "rural"]


def test_two_equal_statements_of_one_year_need_no_remark(sanmen_tables, observations):
    """Nursing beds 2020: 53 in line 32 and in line 87."""
    assert series_of(sanmen_tables, observations())["nursing_bed_share", "", ""].remarks == ()


def test_later_observations_add_points(sanmen_tables, observations):
    named = ("养老机构护理型床位占比", "2022", "54.5")
    seen = observations(("nursing_bed_share", "2021", "53.8", "%"), named)
    beds = series_of(sanmen_tables, seen, as_of_year=2022)["nursing_bed_share", "", ""]
    assert (beds.years, beds.values) == ((2015, 2020, 2021, 2022), (38.9, 53.0, 53.8, 54.5))


def test_rows_later_than_the_as_of_year_are_hidden(sanmen_tables, observations):
    beds = "nursing_bed_share"
    seen = observations((beds, "2021", "53.8", "%"), (beds, "2022", "54.5", "%"))
    assert series_of(sanmen_tables, seen, as_of_year=2021)["nursing_bed_share", "", ""].years[-1] == 2021
    frame = assemble_series(*sanmen_tables, seen, load_definitions(), as_of_year=2019)
    assert set(frame["year"]) == {2015}


def test_an_observation_keeps_its_place_source_and_note(sanmen_tables, observations):
    seen = observations(("nursing_bed_share", "2021", "53.8", "%", "统计公报", "年末数"))
    frame = assemble_series(*sanmen_tables, seen, load_definitions(), as_of_year=2021)
    row = frame.query("year == 2021").iloc[0]
    assert row[["table", "source_file", "source_line", "source", "note"]].tolist() == [
        "", "observations.csv", 2, "统计公报", "年末数",
    ]  # fmt: skip
    line = "nursing_bed_share,2021,53.8,%,统计公报,年末数"
    assert line[row["source_start"] : row["source_end"]] == "53.8"


@settings(deadline=None, max_examples=20)
@given(st.randoms())
def test_the_order_of_the_rows_does_not_matter(sanmen_tables, random):
    rows = [["nursing_bed_share", "2021", "53.8"], ["eco_burial_rate", "2021", "59"]]
    seen = pd.DataFrame(rows, columns=["indicator", "year", "value"])
    indicators, values = sanmen_tables

    def shuffled(frame):
        order = list(range(len(frame)))
        random.shuffle(order)
        return frame.iloc[order]

    def strip(found):
        return {key: (one.years, one.values, one.targets, one.remarks) for key, one in found.items()}

    mixed = series_of((shuffled(indicators), shuffled(values)), shuffled(seen), as_of_year=2021)
    assert strip(mixed) == strip(series_of((indicators, values), seen, as_of_year=2021))


def test_the_table_of_the_target_wins_over_another_table_and_over_an_observation(plan_tables, observations):
    tables = plan_tables(
        {"id": "unlisted_a", "table": "1", "2015": 10, "2020": 19},
        {"id": "unlisted_a", "table": "2", "2020": 20, "2025 target": 30},
    )
    one = only(tables, observations(("unlisted_a", "2020", "21", "%")))
    assert one.values == (10, 20)
    assert "2020 also stated as 19 % (plan.txt:1)" in note(one)
    assert "2020 also stated as 21 % (observations.csv:2)" in note(one)


def test_an_observation_wins_over_an_older_table(plan_tables, observations):
    tables = plan_tables(
        {"id": "unlisted_a", "table": "1", "2015": 10}, {"id": "unlisted_a", "table": "2", "2025 target": 30}
    )
    assert only(tables, observations(("unlisted_a", "2015", "11"))).values == (11,)


def test_a_revision_wins_over_everything_and_the_last_one_over_earlier_ones(plan_tables, observations):
    tables = plan_tables({"id": "unlisted_a", "2020": 20, "2025 target": 30})
    seen = observations(
        ("unlisted_a", "2020", "21", "", "", "revision"), ("unlisted_a", "2020", "22", "", "", "第二次修订")
    )
    one = only(tables, seen)
    assert one.values == (22,)
    assert codes(one) == ["also_stated", "also_stated"]


def test_an_earlier_year_of_the_whole_keeps_the_parts_out(plan_tables, observations):
    tables = plan_tables(
        {"id": "unlisted_a", "table": "1", "part": "urban", "2015": 40},
        {"id": "unlisted_a", "table": "1", "2015": 35},
        {"id": "unlisted_a", "table": "2", "2020": 50, "2025 target": 60},
    )
    one = only(tables, observations())
    assert (one.lineage, one.values) == ("", (35, 50))


def test_parts_with_their_own_targets_are_series_of_their_own(plan_tables, observations):
    tables = plan_tables(
        {"id": "unlisted_a", "part": "urban", "2015": 40, "2020": 50, "2025 target": 60},
        {"id": "unlisted_a", "part": "rural", "2015": 20, "2020": 30, "2025 target": 45},
    )
    found = series_of(tables, observations())
    assert {key[1]: one.values for key, one in found.items()} == {"urban": (40, 50), "rural": (20, 30)}


def test_a_part_with_its_own_target_does_not_continue_another_part(plan_tables, observations):
    tables = plan_tables(
        {"id": "unlisted_a", "table": "1", "part": "rural", "2015": 20},
        {"id": "unlisted_a", "table": "2", "part": "urban", "2020": 50, "2025 target": 60},
    )
    one = only(tables, observations())
    assert (one.lineage, one.values) == ("", (50,))


def test_a_part_without_earlier_years_makes_no_lineage(plan_tables, observations):
    tables = plan_tables(
        {"id": "unlisted_a", "table": "1", "part": "urban", "2020": 49},
        {"id": "unlisted_a", "table": "2", "2020": 50, "2025 target": 60},
    )
    assert only(tables, observations()).lineage == ""


def test_without_a_period_the_targets_that_reach_furthest_are_current(plan_tables, observations):
    tables = plan_tables(
        {"id": "unlisted_a", "table": "1", "2015": 10, "2020 target": 15, "2020": 16},
        {"id": "unlisted_b", "table": "2", "2020": 20, "2022 target": 22, "2025 target": 30},
    )
    one = only(tables, observations(), period=None)
    assert [target.year for target in one.targets] == [2022, 2025]


def test_of_two_tables_with_targets_the_one_that_reaches_further_counts(plan_tables, observations):
    tables = plan_tables(
        {"id": "unlisted_a", "table": "1", "2020": 10, "2022 target": 15},
        {"id": "unlisted_a", "table": "2", "2020": 11, "2025 target": 30},
    )
    one = only(tables, observations())
    assert ([t.year for t in one.targets], one.values) == ([2025], (11,))


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ({"lower": 35, "upper": 40}, "a range, not one number"),
        ({"value": 35, "cumulative": True}, "a cumulative sum, not a yearly level"),
    ],
)
def test_a_cell_that_is_no_yearly_level_is_listed_but_not_used(plan_tables, observations, cell, why):
    tables = plan_tables({"id": "unlisted_a", "2015": 10, "2020": cell, "2025 target": 30})
    one = only(tables, observations())
    assert one.values == (10,)
    assert f"the value of 2020 is not used: {why}" in note(one)
    frame = assemble_series(*tables, observations(), load_definitions(), as_of_year=2020)
    assert math.isnan(frame.query("year == 2020")["value"].item())


def test_a_unit_of_another_dimension_is_not_used_and_says_so(plan_tables, observations):
    tables = plan_tables(
        {"id": "unlisted_a", "table": "1", "unit": "张", "2015": 10},
        {"id": "unlisted_a", "table": "2", "unit": "%", "2020": 20, "2025 target": 30},
    )
    one = only(tables, observations())
    assert (one.values, codes(one)) == ((20,), ["unused"])


def test_a_target_printed_in_another_unit_than_its_definition_is_kept_in_its_own(plan_tables, observations):
    """nursing_bed_share is defined in %; a plan that counts beds is still shown, in beds."""
    tables = plan_tables({"id": "nursing_bed_share", "unit": "张", "2020": 200, "2025 target": 300})
    one = only(tables, observations())
    assert (one.unit, one.values, one.targets[0].value) == ("张", (200,), 300)


def test_bounds_come_from_the_definition_or_from_the_printed_row(plan_tables, observations):
    tables = plan_tables(
        {"id": "nursing_bed_share", "2020": 50, "2025 target": 60},
        {"id": "unlisted_a", "2020": 50, "2025 target": 60, "lower_bound": 0, "upper_bound": 200},
        {"id": "unlisted_b", "2020": 50, "2025 target": 60},
    )
    bounds = [one.bounds for one in series_of(tables, observations()).values()]
    assert bounds == [(0, 100), (0, 200), (None, None)]


TEN_IN_ALL = {"value": 10, "lower": 9.5, "upper": 10.5, "cumulative": True}
"""〔10〕"""


@pytest.mark.parametrize(
    ("name", "values", "summed"),
    [
        ("累计培训护理员", (1.8, 3.9, 6.2), False),
        ("累计培训护理员", (1.8, 1.5, 2.1), True),
        ("培训护理员", (1.8, 3.9, 6.2), True),
    ],
)
def test_a_bracketed_target_is_a_level_where_the_values_are_the_total_so_far(
    plan_tables, observations, name, values, summed
):
    """〔10〕 by 2025: totals of 1.8, 3.9 and 6.2 are short of it, although they add up to 11.9."""
    indicators, cells = plan_tables({"id": "x", "name": name, "unit": "万人次", "2025 target": TEN_IN_ALL})
    seen = observations(*[("x", 2021 + i, str(value), "万人次") for i, value in enumerate(values)])
    (one,) = target_series(indicators, cells, seen, load_definitions(), as_of_year=2023, period=(2021, 2025))
    assert one.targets[0].cumulative == summed
    assert one.targets[0].attained(one.values[-1]) is False


def test_a_target_without_any_actual_value_is_a_series_of_none(plan_tables, observations):
    one = only(plan_tables({"id": "unlisted_a", "2025 target": 60}), observations())
    assert (one.years, one.values, one.last) == ((), (), None)


def test_the_first_problem_of_the_observations_stops_the_series(sanmen_tables, observations):
    seen = observations(("nursing_bed_share", "2021", "53.8"), ("no such thing", "2021", "1"))
    with pytest.raises(ObservationError, match=r'observations.csv:3:1: unknown indicator "no such thing"'):
        assemble_series(*sanmen_tables, seen, load_definitions(), as_of_year=2021)
    assert len(check_observations(seen, load_definitions(), sanmen_tables[0])) == 1


def test_the_values_behind_the_outlook_as_a_table(sanmen_tables, observations):
    frame = series_frame(series_of(sanmen_tables, observations()).values())
    assert len(frame) == 8 + 5 * 2
    assert frame.query("lineage == 'rural'")["value"].tolist() == [2592, 9600]


def test_tables_without_rows_give_an_empty_series(plan_tables, observations):
    empty = tuple(frame.iloc[:0] for frame in plan_tables({"id": "unlisted_a", "2020": 1}))
    frame = assemble_series(*empty, observations(), load_definitions(), as_of_year=2020)
    assert (len(frame), frame["value"].dtype) == (0, float)
