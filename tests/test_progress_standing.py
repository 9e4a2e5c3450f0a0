"""What progress is measured by: sums so far begin at 0, a range to be kept is a distance; verdicts agree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.indicators import load_definitions
from analysis.progress import assess, find_profile, load_profiles, progress_table
from analysis.progress.standing import Standing, cases_of
from analysis.targets import Target

PERIOD = (2021, 2025)
TOTAL = {
    "id": "unlisted_a",
    "unit": "人",
    "2025 target": {"value": 500, "lower": 500, "upper": 500, "cumulative": True},
}
KEPT = {"id": "unlisted_b", "direction": "within", "2020": 110}
KEPT |= {"2025 target": {"value": None, "lower": 103, "upper": 107}}


@pytest.fixture
def progress(plan_tables, observations):
    """Return a function: a plan row and its values from 2021 on in, rows of progress.csv by method out."""

    def make(row, values, *, as_of_year=2025, period=PERIOD, lang="en", **more):
        indicators, cells = plan_tables(row | more)
        seen = [(row["id"], year, value) for year, value in enumerate(values, 2021) if value is not None]
        frame = progress_table(
            indicators, cells, observations(*seen), load_definitions(),
            as_of_year=as_of_year, period=period, lang=lang,
        )  # fmt: skip
        return {one["method"]: one for one in frame.to_dict("records")}

    return make


@pytest.mark.parametrize(
    ("amounts", "share", "class_name"),
    [
        ([80, 90, 100], 0.54, "behind"),  # 270 of 500 in three of five years
        ([100, 100, 100], 0.6, "on_schedule"),
        ([150, 150], 0.6, "on_schedule"),  # in two of five
        ([200, 200, 100], 1.0, "completed_early"),
        ([100, 100, 100, 100, 100], 1.0, "completed"),
        ([100, 100, 100, 100, 99], 0.998, "not_completed"),
    ],
)
def test_a_sum_over_the_period_begins_at_0_and_is_held_against_the_share_of_the_time(
    progress, amounts, share, class_name
):
    one = progress(TOTAL, amounts)["cn_midterm"]
    assert (one["value"], one["class"]) == (pytest.approx(share), class_name)
    assert (one["base_year"], one["base"], one["observed"]) == (2020, 0, sum(amounts))
    assert (one["observed_year"], one["measure"]) == (2020 + len(amounts), "total")
    assert one["elapsed"] == pytest.approx(len(amounts) / 5)


def test_a_plan_of_2200_with_2240_is_fulfilled_and_one_of_2300_with_2280_is_not(progress):
    """METHODS: cumulative method, 101.8 %; the steel of the 4th plan, 99.13 %."""

    def of(target, amounts):
        cell = {"value": target, "lower": target, "upper": target, "cumulative": True}
        return progress(TOTAL, amounts, **{"2025 target": cell})["attainment"]

    assert of(2200, [400, 430, 450, 470, 490])["class"] == "reached"
    missed = of(2300, [420, 440, 460, 470, 490])
    assert (missed["class"], missed["value"]) == ("not_reached", pytest.approx(0.9913, abs=5e-5))


def test_a_sum_says_by_which_method_its_progress_was_measured(progress):
    assert "it begins at 0" in progress(TOTAL, [80])["cn_midterm"]["note"]
    assert "规划期初为零" in progress(TOTAL, [80], lang="zh")["cn_midterm"]["note"]
    assert "not compounded" in progress(TOTAL, [8], unit="%")["cn_midterm"]["note"]
    assert "not compounded" not in progress(TOTAL, [8])["cn_midterm"]["note"]


@pytest.mark.parametrize(
    ("amounts", "options", "reason"),
    [
        ([], {}, "no_observation"),
        ([None, 90, 100], {}, "total_gaps"),
        ([80, 90], {"period": None}, "cumulative"),  # since when it counts is not known
        ([80, 90], {"2025 target": TOTAL["2025 target"] | {"comparator": "<="}}, "total_ceiling"),
        (
            [80, 90],
            {"2025 target": TOTAL["2025 target"] | {"value": None, "lower": None, "upper": None}},
            None,
        ),
    ],
)
def test_a_sum_of_which_too_little_is_known_is_not_assessed_and_says_why(progress, amounts, options, reason):
    found = progress(TOTAL, amounts, **options)
    assert {one["reason"] for one in found.values()} == ({reason} if reason else set())


RUNNING = TOTAL | {"name": "累计培训养老护理员"}


def test_values_that_are_sums_so_far_begin_at_0_too(progress):
    """270 of 500 in three of five years, given as 80, 170, 270."""
    one = progress(RUNNING, [80, 170, 270])["cn_midterm"]
    assert (one["value"], one["class"], one["measure"]) == (pytest.approx(0.54), "behind", "total")
    assert (one["base_year"], one["base"], one["observed"]) == (2020, 0, 270)


def test_sums_so_far_do_not_begin_at_0_where_an_earlier_year_has_a_value_or_no_period_is_printed(progress):
    one = progress(RUNNING, [580, 670, 770], **{"2020": 500})["cn_midterm"]
    assert (one["base"], one["measure"]) == (500, "level")
    plain = {"2025 target": TOTAL["2025 target"] | {"cumulative": False}}
    assert progress(RUNNING, [80, 170, 270], **plain)["cn_midterm"]["reason"] == "no_base"


def test_sums_so_far_that_are_not_to_be_exceeded_are_judged_at_their_end(progress):
    cell = {"2025 target": TOTAL["2025 target"] | {"comparator": "<="}}
    assert progress(RUNNING, [80, 170, 270], **cell)["cn_midterm"]["reason"] == "total_ceiling"
    assert progress(RUNNING, [80, 170, 270, 380, 500], **cell)["cn_midterm"]["class"] == "completed"
    assert progress(RUNNING, [80, 170, 270, 380, 501], **cell)["cn_midterm"]["class"] == "not_completed"


def test_a_value_of_the_base_year_alone_is_no_progress_of_a_sum(progress):
    assert progress(TOTAL, [], **{"2020": 70})["cn_midterm"]["reason"] == "no_current"
    assert progress(TOTAL, [80], **{"2020": 70})["cn_midterm"]["observed"] == 80


def test_growth_from_nothing_is_not_asked_of_a_sum(progress):
    found = progress(TOTAL, [80, 90, 100])
    reasons = {name: one["reason"] for name, one in found.items()}
    assert reasons["open_sdg"] == reasons["un_progress_chart"] == "base_zero"
    assert reasons["cn_midterm_log"] == "not_positive_way"
    assert found["sdsn_dashboard"]["value"] == pytest.approx(0.9)  # 54 % of the way / 60 % of the time


@pytest.mark.parametrize(("amounts", "class_name"), [([60] * 5, "completed"), ([61] * 5, "not_completed")])
def test_a_sum_that_is_not_to_be_exceeded_is_judged_at_its_end_and_has_no_way(progress, amounts, class_name):
    cell = {"value": 300, "lower": 300, "upper": 300, "cumulative": True, "comparator": "<="}
    one = progress(TOTAL, amounts, **{"2025 target": cell})["cn_midterm"]
    assert one["class"] == class_name
    assert one["value"] != one["value"]


@pytest.mark.parametrize(
    ("values", "share", "class_name", "beyond"),
    [
        ([109, 108.5], 0.5, "on_schedule", "above_range"),  # 3 from the range, then 1.5
        ([109, 109.5], 1 / 6, "behind", "above_range"),
        ([106], 1.0, "completed_early", ""),
        ([102], 2 / 3, "on_schedule", "below_range"),  # past it: 1 from the other end
        ([99], -1 / 3, "behind", "below_range"),
        ([108, 107, 106, 105, 107.5], 2.5 / 3, "not_completed", "above_range"),
    ],
)
def test_progress_towards_a_range_to_be_kept_is_the_distance_closed(
    progress, values, share, class_name, beyond
):
    one = progress(KEPT, values)["cn_midterm"]
    assert (one["value"], one["class"]) == (pytest.approx(share), class_name)
    assert (one["beyond"], one["measure"], one["observed"]) == (beyond, "distance", values[-1])
    assert (one["target_lower"], one["target_upper"], one["direction"]) == (103, 107, "within")


def test_the_current_status_index_of_a_range_is_escaps_index_of_a_parity_indicator(progress):
    """10 - 10·|T - c| / |T - b| with T the range: b 3 away, c 1.5 away."""
    assert progress(KEPT, [109, 108.5])["escap"]["value"] == pytest.approx(5.0)


def test_a_range_that_is_kept_from_the_start_is_on_schedule_and_one_that_is_left_is_behind(progress):
    assert progress(KEPT, [105.5], **{"2020": 105})["cn_midterm"]["class"] == "on_schedule"
    assert progress(KEPT, [108], **{"2020": 105})["cn_midterm"]["class"] == "behind"


def test_attainment_of_a_range_to_be_kept_is_1_inside_and_falls_off_to_either_side(progress):
    """NBS 2008, 实现程度 of interval indicators: 100 inside, less beyond either end."""
    value = {seen: progress(KEPT, [seen])["attainment"]["value"] for seen in (92.7, 105, 118.9)}
    assert value == {92.7: pytest.approx(0.9), 105: 1.0, 118.9: pytest.approx(107 / 118.9)}


def test_a_sign_against_the_definition_counts_and_is_said(progress):
    cell = {"value": 60, "lower": 60, "upper": 60, "comparator": "<="}
    one = progress({"id": "nursing_bed_share", "2020": 70}, [65], **{"2025 target": cell})["cn_midterm"]
    assert (one["direction"], one["value"]) == ("down", pytest.approx(0.5))
    assert "the sign counts" in one["note"]


SIGNS = st.sampled_from(["=", ">=", ">", "<=", "<", "~"])
NUMBERS = st.floats(-1e5, 1e5)


@settings(deadline=None)
@given(
    st.one_of(NUMBERS.map(lambda x: (x, None, None)), st.tuples(st.none(), NUMBERS, NUMBERS)),
    SIGNS,
    st.sampled_from(["up", "down", "within"]),
    NUMBERS,
    NUMBERS,
    st.sampled_from(list(load_profiles())),
)
def test_no_method_calls_a_target_reached_that_is_not_attained(ends, sign, side, base, value, method):
    target = Target(2025, *ends, sign, side, half_step=0.5)
    standing = Standing("a", "", "", "", 2025, target, (2020, 2025), (base, value), 2020)
    profile = find_profile(method)
    found = assess(profile, cases_of([standing], profile))
    reached = profile.edges.reached
    if reached and not profile.edges.trend and profile.edges.zero is None:
        others = {band.name for band in profile.bands}
        if target.attained(value):
            assert found.class_name[0] in (reached, "")
        elif reached not in others:
            assert found.class_name[0] != reached
