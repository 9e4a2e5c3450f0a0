"""Progress methods against published and hand-computed vectors; sections are those of the methods survey."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DefinitionError, ModelError
from analysis.growth import average_of_rates, cumulative_growth, points_per_year, required_growth
from analysis.progress import (
    assess,
    assess_one,
    completion,
    completion_of_rate,
    elapsed_share,
    find_profile,
    geometric_path,
    interval_distance,
    limit_factor,
    linear_path,
    linear_share,
    load_profiles,
    log_share,
    make_cases,
    months_ahead,
    path_through,
    recent_changes,
    score_with_target,
    score_without_target,
)
from analysis.progress.profiles import parse_profiles

UP, DOWN = "up", "down"


def case(base, current, target, base_year, year, target_year, direction=UP, **more):
    names = ("base", "current", "target", "base_year", "year", "target_year")
    values = dict(zip(names, (base, current, target, base_year, year, target_year), strict=True))
    return values | {"direction": direction} | more


def judged(method, *values, **more):
    found = assess_one(method, **case(*values, **more))
    assert found.reason == ""
    return found


OPEN_SDG = {  # section 1.8
    "3-3-3": ((1.55, 1.82, 0, 2015, 2019, 2030, DOWN), -0.105788, "deterioration", -2.94079),
    "up 110": ((100, 110, 150, 2020, 2022, 2025), 0.577813, "limited_progress", -0.09243),
    "up 118": ((100, 118, 150, 2020, 2022, 2025), 1.021383, "substantial_progress", 3.00994),
    "up 120": ((100, 120, 150, 2020, 2022, 2025), 1.129905, "substantial_progress", 3.78510),
    "up 108": ((100, 108, 150, 2020, 2022, 2025), 0.464421, "limited_progress", -0.56490),
    "down 95": ((100, 95, 80, 2020, 2022, 2025, DOWN), 0.580115, "limited_progress", -0.08284),
    "down worse": ((100, 105, 80, 2020, 2022, 2025, DOWN), -0.565784, "deterioration", -4.85745),
}


@pytest.mark.parametrize("name", OPEN_SDG)
def test_open_sdg_gives_the_ratio_class_and_score_of_section_1(name):
    values, ratio, class_name, score = OPEN_SDG[name]
    found = judged("open_sdg", *values)
    assert found.value == pytest.approx(ratio, abs=5e-7)
    assert found.class_name == class_name
    assert float(score_with_target(found.value)) == pytest.approx(score, abs=1e-5)


def test_open_sdg_without_a_target_judges_the_growth_itself_as_in_section_1():
    found = judged("open_sdg", 100, 120, None, 2020, 2021, 2030, DOWN)
    assert (found.value, found.class_name) == (pytest.approx(-0.2), "deterioration")
    assert float(score_without_target(found.value)) == -5


def test_open_sdg_calls_a_target_achieved_whatever_the_pace_as_in_section_1():
    found = judged("open_sdg", 100, 120, 110, 2020, 2022, 2025)
    assert (found.value, found.class_name) == (pytest.approx(4.9595, abs=5e-5), "target_achieved")
    assert judged("open_sdg", -5, 10, 8, 2020, 2022, 2025).class_name == "target_achieved"  # sign change


@pytest.mark.parametrize(
    ("base", "limit", "factor"),
    [
        (50, 100, 0.953929), (80, 100, 0.628705), (90, 100, 0.373622), (95, 100, 0.203670),
        (98, 100, 0.085795), (100, 100, 0), (110, 100, 0.373622), (150, 100, 0.953929), (200, 100, 1),
        (0, 0, 1), (5, 0, 1),
    ],
)  # fmt: skip
def test_the_limit_factor_is_that_of_section_1(base, limit, factor):
    assert float(limit_factor(base, limit)) == pytest.approx(factor, abs=5e-7)


@pytest.mark.parametrize(
    ("ratio", "score"),
    [
        (1.3, 5),
        (1.0, 2.8572),
        (0.95, 2.5001),
        (0.6, 0),
        (0, -2.5),
        (-0.3, -3.75),
        (-0.6, -5),
        (9, 5),
        (-9, -5),
    ],
)
def test_scores_with_a_target_are_those_of_section_1(ratio, score):
    assert float(score_with_target(ratio)) == pytest.approx(score, abs=5e-5)


@pytest.mark.parametrize(
    ("growth", "factor", "score"),
    [
        (0.02, 1, 5), (0.015, 1, 2.5), (0.01, 1, 1.25), (0.005, 1, 0), (0.004, 1, -0.5), (0, 1, -2.5),
        (-0.01, 1, -3.75), (-0.02, 1, -5), (0.0075, 0.5, 2.5), (0.0025, 0.5, 0), (0.01, 0.5, 5),
        (0.001, 0.5, -1.5), (0, 0, 5), (-0.01, 0, -3.75),
    ],
)  # fmt: skip
def test_scores_without_a_target_are_those_of_section_1(growth, factor, score):
    assert float(score_without_target(growth, factor)) == pytest.approx(score, abs=1e-9)


def test_near_a_limit_less_growth_is_enough():
    """Base 95, limit 100: the bound of 1.5 % becomes 0.3055 %, so 0.35 % a year is substantial."""
    near = case(95, 95 * 1.0035, None, 2020, 2021, 2030)
    assert assess_one("open_sdg", **near).class_name == "limited_progress"
    assert assess_one("open_sdg", **near, limit=100).class_name == "substantial_progress"
    at_limit = case(100, 100, None, 2020, 2021, 2030)
    assert assess_one("open_sdg", **at_limit, limit=100).class_name == "substantial_progress"


UN_CHART = [  # section 2b
    ((100, 120, 150, 2015, 2022, 2030), 0.955998, "met_or_on_track"),
    ((100, 110, 150, 2015, 2022, 2030), 0.453175, "fair_progress"),
    ((40, 36, 20, 2015, 2022, 2030, DOWN), 0.404201, "fair_progress"),
    ((100, 101, 150, 2015, 2022, 2030), 0.043102, "stagnation_or_regression"),
]


@pytest.mark.parametrize(("values", "share", "class_name"), UN_CHART)
def test_un_progress_chart_gives_the_share_and_class_of_section_2b(values, share, class_name):
    found = judged("un_progress_chart", *values)
    assert found.value == pytest.approx(share, abs=5e-7)
    assert found.class_name == class_name


@pytest.mark.parametrize(
    ("base", "current", "target", "percent", "class_name"),
    [
        (99.5, 99.0, 100, 1, "met_or_on_track"),
        (99.5, 98.99, 100, 1, "stagnation_or_regression"),
        (99.5, 99.0, 100, 0, "stagnation_or_regression"),  # 100 of something else
        (0.5, 1.0, 0, 1, "met_or_on_track"),
        (0.5, 1.01, 0, 1, "stagnation_or_regression"),
        (89.5, 89.0, 90, 1, "stagnation_or_regression"),  # 90 % is no natural end
    ],
)
def test_un_progress_chart_counts_a_point_before_0_or_100_per_cent_as_met(
    base, current, target, percent, class_name
):
    """Section 2b, exceptions; all these values have moved away from their target."""
    side = UP if target else DOWN
    found = judged("un_progress_chart", base, current, target, 2015, 2020, 2030, side, percent=percent)
    assert found.class_name == class_name


DESTATIS = [  # section 2c: values of 2015-2020, target of 2030
    ([50, 52, 54, 56, 58, 60], 80, 0, "sun"),
    ([50, 52, 54, 56, 58, 60], 81, 0.047619, "sun"),
    ([50, 52, 54, 56, 58, 60], 84, 0.166667, "slightly_cloudy"),
    ([50, 52, 54, 56, 58, 60], 90, 0.333333, "cloud"),
    ([50, 51.5, 53, 54.5, 56, 57.5], 75, 0.142857, "slightly_cloudy"),
    ([50, 51, 52, 53, 54, 55], 75, 0.5, "cloud"),
    ([50, 49.5, 49, 48.5, 48, 47.5], 75, None, "thunderstorm"),
]


def destatis(values, target, direction=UP, *, first_year=2015, **more):
    years = range(first_year, first_year + len(values))
    mean, last = recent_changes(years, values)
    given = case(values[0], values[-1], target, years[0], years[-1], 2030, direction)
    return assess_one("destatis", **given | {"mean_change": mean, "last_change": last} | more)


@pytest.mark.parametrize(("values", "target", "miss", "symbol"), DESTATIS)
def test_destatis_gives_the_symbols_of_section_2c(values, target, miss, symbol):
    found = destatis(values, target)
    assert found.class_name == symbol
    if miss is not None:
        assert found.value == pytest.approx(miss, abs=5e-7)


@pytest.mark.parametrize(
    ("values", "target", "symbol"),
    [
        ([70, 75, 80, 85], 80, "sun"),  # reached, trend right
        ([95, 93, 91, 90], 80, "slightly_cloudy"),  # reached, trend adverse
        ([80, 78, 79, 79.5], 80, "thunderstorm"),  # to be held, not reached, moving away on the whole
        ([80, 77, 79, 80.5, 79.5, 80 - 1e-3], 80, "thunderstorm"),
    ],
)
def test_destatis_judges_a_reached_or_held_target_by_level_and_trend_as_in_section_2c(values, target, symbol):
    assert destatis(values, target).class_name == symbol


def test_destatis_shows_a_cloud_where_a_held_target_is_missed_but_approached():
    assert destatis([75, 76, 77, 78], 80, base=80).class_name == "cloud"


@pytest.mark.parametrize(
    ("values", "symbol"),
    [
        ([50, 51, 52, 53], "sun"),
        ([50, 52, 54, 53], "slightly_cloudy"),
        ([50, 48, 46, 47], "cloud"),
        ([50, 49, 48, 47], "thunderstorm"),
    ],
)
def test_destatis_judges_a_direction_without_target_by_mean_and_last_change_as_in_section_2c(values, symbol):
    assert destatis(values, None).class_name == symbol


def test_destatis_does_not_rate_fewer_than_four_consecutive_years():
    assert destatis([50, 52, 54], 80).reason == "too_few_years"
    assert recent_changes([2014, 2016, 2017, 2018, 2019], [9, 1, 2, 3, 4]) == (1, 1)


ESCAP = [  # section 3; 11 is reported as 10
    ((100, 120, 150, 2020, 2022, 2025), 4.0, "as_expected"),
    ((100, 155, 150, 2020, 2022, 2025), 10, "achieved"),
    ((80, 70, 60, 2020, 2022, 2025, DOWN), 5.0, "as_expected"),
    ((80, 85, 60, 2020, 2022, 2025, DOWN), -2.5, "regressed"),
    ((80, 180, 60, 2020, 2022, 2025, DOWN), -10, "regressed"),
]


@pytest.mark.parametrize(("values", "index", "class_name"), ESCAP)
def test_escap_gives_the_index_of_section_3(values, index, class_name):
    found = judged("escap", *values)
    assert (found.value, found.class_name) == (pytest.approx(index), class_name)


def test_escap_judges_parity_by_the_distance_to_it_as_in_section_3():
    """Ratio of girls to boys, parity 1: 0.90 → 0.96 is 10 - 10 · 0.04 / 0.10 = 6; so is 1.10 → 1.04."""
    for base, now in ((0.90, 0.96), (1.10, 1.04)):
        distances = [float(interval_distance(x, 1, 1)) for x in (base, now)]
        found = judged("escap", *distances, 0, 2015, 2020, 2030, DOWN)
        assert found.value == pytest.approx(6)
    assert interval_distance([3.0, 6.0, np.nan], 3, 6).tolist()[:2] == [0, 0]


def test_the_degree_of_attainment_ends_at_one():
    assert judged("attainment", 100, 160, 150, 2020, 2022, 2025).value == 1
    assert judged("attainment", 100, 120, 150, 2020, 2022, 2025).value == pytest.approx(0.8)
    assert judged("attainment", 80, 75, 60, 2020, 2022, 2025, DOWN).value == pytest.approx(0.8)


SDSN = [  # section 4: data of the Europe report 2019; ratio and arrow as published
    ((21.4, 18.5, 15, 2015, 2018, 2030, DOWN), 2.2656, "on_track"),
    ((22.0, 22.0, 15, 2015, 2018, 2030, DOWN), 0, "stagnating"),
    ((14.9, 16.4, 15, 2015, 2018, 2030, DOWN), None, "decreasing"),
    ((13.9, 14.3, 15, 2015, 2018, 2030, DOWN), None, "on_track"),
    ((34.2, 20.9, 5, 2015, 2018, 2030, DOWN), 2.2774, "on_track"),
    ((25.1, 23.6, 15, 2010, 2016, 2030, DOWN), 0.4951, "stagnating"),
    ((8.684, 10.651, 30, 2014, 2017, 2030), 0.4921, "stagnating"),
    ((77.0, 77.3, 80, 2014, 2017, 2030), 0.5333, "moderately_improving"),
    ((25.7, 27.7, 40, 2015, 2019, 2030), 0.5245, "moderately_improving"),
    ((78.9, 79.1, 80, 2014, 2017, 2030), 0.9696, "moderately_improving"),
    ((31.9, 33.5, 40, 2015, 2018, 2030), 0.9876, "moderately_improving"),
    ((79.6, 66.2, 10, 2014, 2017, 2030, DOWN), 1.0268, "on_track"),
    ((20.4, 18.7, 15, 2010, 2016, 2030, DOWN), 1.0494, "on_track"),
    ((2.44, 2.04, 1, 2015, 2019, 2030, DOWN), 1.0416, "on_track"),
    ((8.1, 8.0, 40, 2015, 2018, 2030), -0.0157, "decreasing"),
    ((12.7, 16.4, 2, 2015, 2018, 2030, DOWN), -1.7290, "decreasing"),
]


@pytest.mark.parametrize(("values", "ratio", "arrow"), SDSN)
def test_sdsn_gives_the_published_arrows_of_section_4(values, ratio, arrow):
    found = judged("sdsn_dashboard", *values)
    assert found.class_name == arrow
    if ratio is not None:
        assert found.value == pytest.approx(ratio, abs=1.5e-4)  # some were printed cut off


# section 6 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "level", "cumulative"),
    [
        ([110, 121, 133.1], 10, 10),
        ([130, 100, 120], 6.265857, 7.908164),
        ([105, 104, 103, 102, 125], 4.563955, 2.514118),
    ],
)
def test_level_and_cumulative_growth_are_those_of_section_6_1(values, level, cumulative):
    assert float(required_growth(100, values[-1], len(values))) * 100 == pytest.approx(level, abs=5e-7)
    assert float(cumulative_growth(100, values)) * 100 == pytest.approx(cumulative, abs=5e-7)


@pytest.mark.parametrize(
    ("actual", "plan", "degree"),
    [
        (63, 56, 1.125), (550, 524, 1.0496), (2280, 2300, 0.9913), (2240, 2200, 1.018),
        (-100, -500, 1.8), (-500, -500, 1.0), (0, -500, 2.0),
    ],
)  # fmt: skip
def test_completion_degrees_are_those_of_section_6_2(actual, plan, degree):
    assert float(completion(actual, plan)) == pytest.approx(degree, abs=5e-4 if plan == 2200 else 5e-5)
    assert np.isnan(completion(actual, 0))


def test_completion_of_a_reduction_rate_is_below_one_when_it_is_over_fulfilled_as_in_section_6_2():
    assert float(completion_of_rate(-0.06, -0.05)) == pytest.approx(0.9895, abs=5e-5)
    assert np.isnan(completion_of_rate(0, -1))


def test_early_completion_is_counted_to_the_half_day_as_in_section_6_2():
    """Plan 56; the twelve months to July make 55, August is 6 after 4: 15.5 of its 31 days are left."""
    first, second = [5.0] * 7 + [4.0] + [4.0] * 4, [5.0] * 7 + [6.0] + [4.0] * 4
    assert (sum(first), sum(second)) == (55, 57)
    months = months_ahead(first + second, 56)
    assert (int(months), (months % 1) * 31) == (4, pytest.approx(15.5))


def test_early_completion_by_the_level_method_of_the_steel_plan_is_seven_months_as_in_section_6_2():
    """524 reached in the twelve months from June to May: seven months before the end."""
    before, last = [43.0] * 12, [43.0] * 4 + [51.0] + [43.0] * 7
    assert months_ahead(before + last, 524) == pytest.approx(7)


def test_early_completion_by_the_cumulative_method_of_section_6_2_is_half_a_year():
    monthly = [2200 / 54] * 54 + [40 / 6] * 6
    assert months_ahead(monthly, 2200, method="cumulative") == pytest.approx(6, abs=1e-6)


def test_a_plan_that_is_not_fulfilled_has_no_early_completion():
    assert months_ahead([1.0] * 24, 13) is None
    assert months_ahead([1.0] * 24, 12) == 12
    assert months_ahead([1.0] * 24, 25, method="cumulative") is None
    assert months_ahead([2.0, 2.0], 1, method="cumulative") == pytest.approx(1.5)
    with pytest.raises(ValueError, match="needs 12 months"):
        months_ahead([1.0] * 11, 5)


def test_the_qinghai_example_of_section_6_3_is_reproduced():
    rates = [0.0151, -0.0220, -0.0418]
    total = float(np.prod(1 + np.array(rates))) - 1
    assert total * 100 == pytest.approx(-4.87, abs=5e-3)
    assert float(average_of_rates(rates)) * 100 == pytest.approx(-1.65, abs=5e-3)
    needed = 100 - 83 / 0.9513
    assert needed == pytest.approx(12.75, abs=5e-3)
    assert float(required_growth(0.9513, 0.83, 2)) * 100 == pytest.approx(-6.59, abs=5e-3)
    assert float(required_growth(1, 0.83, 5)) * 100 == pytest.approx(-3.66, abs=5e-3)
    assert float(log_share(1, 1 + total, 0.83)) == pytest.approx(0.268112, abs=5e-7)
    assert float(log_share(1, 0.9513, 0.83)) == pytest.approx(0.268, abs=5e-4)
    assert float(log_share(1, 0.9513, 0.83)) * 5 == pytest.approx(1.34, abs=5e-3)
    assert float(linear_share(1, 0.9513, 0.83)) == pytest.approx(0.286, abs=5e-4)
    found = judged("cn_midterm_log", 1, 0.9513, 0.83, 2005, 2008, 2010, DOWN)
    assert found.class_name == "behind"


@pytest.mark.parametrize(
    ("reduction", "rate"), [(0.135, 2.8589), (0.18, 3.8913), (0.17, 3.6580), (0.20, 4.3648)]
)
def test_yearly_equivalents_of_a_reduction_are_those_of_section_6_3(reduction, rate):
    assert -float(required_growth(1, 1 - reduction, 5)) * 100 == pytest.approx(rate, abs=5e-5)


def test_a_path_that_meets_its_target_only_after_rounding_is_not_completed_as_in_section_6_3():
    left = float(np.prod(1 - np.array([0.040, 0.041, 0.042, 0.045, 0.050])))
    assert (1 - left) * 100 == pytest.approx(19.983, abs=5e-4)
    assert judged("cn_midterm_log", 1, left, 0.8, 2005, 2010, 2010, DOWN).class_name == "not_completed"
    assert judged("cn_midterm_log", 1, round(left, 2), 0.8, 2005, 2010, 2010, DOWN).class_name == "completed"


def test_time_progress_is_that_of_section_6_4():
    years = [2021, 2022, 2022.5, 2023, 2025, 2019, 2030]
    assert elapsed_share(2020, years, 2025).tolist() == pytest.approx([0.2, 0.4, 0.5, 0.6, 1, 0, 1])


SCHEDULE = [  # section 6.4: base, mid-term, target, side, year, value, two shares, four paths, required
    (100, 115, 150, UP, 2022, 110, 0.2000, 0.2351, 120, 117.608, 115, 115, 10.8918),
    (100, 115, 150, UP, 2023, 128, 0.56, 0.6088, 130, 127.542, 126.667, 125.650, 8.2532),
    (80, 75, 60, DOWN, 2022, 76, 0.20, 0.1783, 72, 71.304, 75, 75, -7.5772),
    (80, 75, 60, DOWN, 2023, 69, 0.55, 0.5142, 68, 67.317, 70, 69.624, -6.7495),
]


@pytest.mark.parametrize("row", SCHEDULE, ids=lambda row: f"{row[0]} in {row[4]}")
def test_shares_paths_and_required_growth_are_those_of_section_6_4(row):
    base, mid, target, _, year, now, linear, log, straight, steady, bent, bent_steady, required = row
    elapsed = elapsed_share(2020, year, 2025)
    assert float(linear_share(base, now, target)) == pytest.approx(linear, abs=5e-5)
    assert float(log_share(base, now, target)) == pytest.approx(log, abs=5e-5)
    assert float(linear_path(base, target, elapsed)) == pytest.approx(straight, abs=5e-4)
    assert float(geometric_path(base, target, elapsed)) == pytest.approx(steady, abs=5e-4)
    points = (base, mid, target, 2020, 2022, 2025, year)
    assert float(path_through(*points)) == pytest.approx(bent, abs=5e-4)
    assert float(path_through(*points, shape="geometric")) == pytest.approx(bent_steady, abs=5e-4)
    assert float(required_growth(now, target, 2025 - year)) * 100 == pytest.approx(required, abs=5e-5)


@pytest.mark.parametrize(
    ("row", "linear", "log", "piecewise"),
    [
        (SCHEDULE[0], "behind", "behind", "behind"),
        (SCHEDULE[1], "behind", "on_schedule", "on_schedule"),  # the verdict depends on the path
        (SCHEDULE[2], "behind", "behind", "behind"),
        (SCHEDULE[3], "behind", "behind", "on_schedule"),
    ],
    ids=lambda x: f"{x[0]} in {x[4]}" if isinstance(x, tuple) else None,
)
def test_the_time_schedule_of_section_6_4_is_judged_by_each_path(row, linear, log, piecewise):
    base, mid, target, side, year, now, *_ = row
    values = (base, now, target, 2020, year, 2025, side)
    assert judged("cn_midterm", *values).class_name == linear
    assert judged("cn_midterm_log", *values).class_name == log
    assert judged("cn_midterm_piecewise", *values, mid=mid, mid_year=2022).class_name == piecewise


def test_the_share_of_a_ratio_rises_in_points_as_in_section_6_6():
    assert float(points_per_year(37.66, 57.35, 15)) == pytest.approx(1.313, abs=5e-4)
    assert float(required_growth(37.66, 57.35, 15)) * 100 == pytest.approx(2.84, abs=5e-3)
    assert float(points_per_year(57.05, 69.05, 6)) == pytest.approx(2.0)
    assert float(points_per_year(57.05, 100, 20)) == pytest.approx(2.15, abs=5e-3)
    assert 57.05 + 20 * float(points_per_year(57.05, 69.05, 6)) == pytest.approx(97.05)


# bounds --------------------------------------------------------------------------------------------

SHARE = {"base": 0, "target": 100, "base_year": 2020, "target_year": 2030, "direction": UP}
ONE_YEAR = {"base": 100, "target": 200, "base_year": 2020, "year": 2021, "target_year": 2021, "direction": UP}
OPEN = {"base": 100, "base_year": 2020, "year": 2021, "direction": UP}
GAP = {"current": 0, "target": 100, "year": 2020, "target_year": 2021, "last_change": 1, "direction": UP}
ANTICIPATED = SHARE | {"current": 10, "year": 2021}
LAST = {"current": 0, "mean_change": 1, "direction": UP}

# method, what varies, then (value at a bound, class there, value beside it, class there), typed by hand
BOUNDS = [
    ("cn_midterm", SHARE | {"year": 2024}, "current", [(40, "on_schedule", 39.9, "behind")]),
    (
        "cn_midterm_piecewise",
        SHARE | {"year": 2024, "mid": 20, "mid_year": 2025},
        "current",
        [(16, "on_schedule", 15.95, "behind")],
    ),
    (
        "cn_midterm_log",
        {"base": 1, "target": 10, "base_year": 2020, "year": 2025, "target_year": 2030, "direction": UP},
        "current",
        [(10**0.5, "on_schedule", 10**0.499, "behind")],
    ),
    (
        "open_sdg",
        ONE_YEAR,
        "current",
        [
            (195, "substantial_progress", 194.9, "moderate_progress"),
            (160, "moderate_progress", 159.9, "limited_progress"),
            (100, "limited_progress", 99.9, "deterioration"),
        ],
    ),
    (
        "open_sdg",
        OPEN,
        "current",
        [
            (101.5, "substantial_progress", 101.49, "moderate_progress"),
            (100.5, "moderate_progress", 100.49, "limited_progress"),
            (100, "limited_progress", 99.99, "deterioration"),
        ],
    ),
    (
        "eurostat",
        ONE_YEAR,
        "current",
        [
            (195, "significant_progress", 194.9, "moderate_progress"),
            (160, "moderate_progress", 159.9, "insufficient_progress"),
            (100, "insufficient_progress", 99.9, "movement_away"),
        ],
    ),
    (
        "eurostat",
        OPEN,
        "current",
        [
            (101, "significant_progress", 100.99, "moderate_progress"),
            (100, "moderate_progress", 99.99, "moderate_movement_away"),
            (99, "significant_movement_away", 99.01, "moderate_movement_away"),
        ],
    ),
    (
        "destatis",
        GAP,
        "mean_change",
        [
            (95, "slightly_cloudy", 95.1, "sun"),
            (80, "slightly_cloudy", 79.9, "cloud"),
            (0, "thunderstorm", 0.1, "cloud"),
        ],
    ),
    ("destatis", LAST, "last_change", [(1, "sun", 0, "slightly_cloudy")]),
    ("destatis", LAST | {"mean_change": 0}, "last_change", [(1, "cloud", 0, "thunderstorm")]),
    (
        "escap",
        SHARE | {"year": 2024},
        "current",
        [(40, "as_expected", 39.9, "below_expected"), (0, "no_progress", 0.1, "below_expected")],
    ),
    ("escap", SHARE | {"year": 2024}, "current", [(0, "no_progress", -0.1, "regressed")]),
    (
        "escap_anticipated",
        ANTICIPATED,
        "predicted",
        [(90, "maintain", 89.9, "accelerate"), (0, "accelerate", -0.1, "reverse")],
    ),
    (
        "sdsn_dashboard",
        SHARE | {"year": 2025},
        "current",
        [
            (50, "on_track", 49.9, "moderately_improving"),
            (25, "moderately_improving", 24.9, "stagnating"),
            (0, "stagnating", -0.1, "decreasing"),
        ],
    ),
    (
        "un_progress_chart",
        ONE_YEAR,
        "current",
        [
            (195, "met_or_on_track", 194.9, "fair_progress"),
            (110, "fair_progress", 109.9, "stagnation_or_regression"),
        ],
    ),
    (
        "un_progress_chart",
        OPEN,
        "current",
        [
            (102, "met_or_on_track", 101.99, "fair_progress"),
            (100.5, "fair_progress", 100.49, "stagnation_or_regression"),
        ],
    ),
]  # fmt: skip
ROWS = [
    (method, fixed | {varied: value}, class_name)
    for method, fixed, varied, pairs in BOUNDS
    for at, at_class, beside, beside_class in pairs
    for value, class_name in ((at, at_class), (beside, beside_class))
]


def give(profile, values):
    given = dict(values)
    found = assess(profile, make_cases(direction=given.pop("direction"), **given))
    return str(found.class_name) or str(found.reason)


@pytest.mark.parametrize(("method", "values", "class_name"), ROWS)
def test_each_side_of_each_bound_has_its_class(method, values, class_name):
    assert give(find_profile(method), values) == class_name


STEPS = {"escap": 0.1, "escap_anticipated": 0.2}


def changed_bands(bands, step):
    """Yield the bands with one bound moved either way, or turned from inclusive to exclusive."""
    for i, band in enumerate(bands[:-1]):
        others = [dataclasses.replace(band, bound=bound) for bound in (band.bound + step, band.bound - step)]
        for other in (*others, dataclasses.replace(band, inclusive=not band.inclusive)):
            yield (*bands[:i], other, *bands[i + 1 :])


def changed_profiles():
    for profile in load_profiles().values():
        for bands in changed_bands(profile.bands, STEPS.get(profile.name, 0.004)):
            yield dataclasses.replace(profile, bands=bands)
        if rule := profile.without_target:
            for bands in changed_bands(rule.bands, 1 if rule.formula == "right_changes" else 0.004):
                yield dataclasses.replace(profile, without_target=dataclasses.replace(rule, bands=bands))


@pytest.mark.parametrize("changed", list(changed_profiles()), ids=lambda profile: profile.name)
def test_a_changed_threshold_changes_a_result_of_the_table_above(changed):
    rows = [(values, name) for method, values, name in ROWS if method == changed.name]
    assert any(give(changed, values) != name for values, name in rows)


def test_the_methods_that_the_issue_names_are_there_and_say_what_is_not_confirmed():
    profiles = load_profiles()
    named = {"open_sdg", "eurostat", "destatis", "escap", "sdsn_dashboard", "un_progress_chart", "cn_midterm"}
    assert named <= set(profiles)
    unsure = {name for name, profile in profiles.items() if not profile.confirmed}
    assert unsure == {"attainment", "cn_midterm_piecewise", "eurostat", "escap", "escap_anticipated"}
    assert all(profiles[name].unconfirmed for name in unsure)


def test_an_unknown_method_is_refused_with_the_known_ones():
    with pytest.raises(ModelError, match=r"no method .magic.; the methods are attainment, cn_midterm"):
        find_profile("magic")


GOOD = """
[m]
title = { zh = "方", en = "M" }
formula = "signed_share"
value = "v"
source = "s"
confirmed = true
on_track = ["a"]
bands = [{ class = "a", above = 1.0, inclusive = true }, { class = "b" }]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[m]", "[m", "not valid TOML"),
        ('source = "s"\n', "", "m: no source"),
        ('source = "s"', 'source = "s"\nshape = 1', "m: unknown key shape"),
        ("signed_share", "magic", 'm: no formula "magic"'),
        ("confirmed = true", "confirmed = false", "needs the text unconfirmed"),
        ("confirmed = true", 'confirmed = true\nrelative_to = "x"', "relative_to"),
        ("confirmed = true", 'confirmed = true\nedges = { base = "x" }', "use forward, nearest, refuse"),
        ("confirmed = true", "confirmed = true\nedges = { x = 1 }", "m.edges: unknown key x"),
        ('["a"]', '["z"]', "on_track names z"),
        (", inclusive = true", "", "says whether it is inclusive"),
        (", { class = ", ', { class = "c", above = 2.0, inclusive = true }, { class = ', "not in order"),
        (', { class = "b" }', "", "every band but the last has a bound"),
    ],
)
def test_a_broken_profile_is_refused_by_name(old, new, message):
    assert parse_profiles(GOOD)["m"].bands[0].bound == 1
    with pytest.raises(DefinitionError, match=message):
        parse_profiles(GOOD.replace(old, new, 1), file="p.toml")


# properties ----------------------------------------------------------------------------------------

NUMBERS = st.floats(-1e12, 1e12) | st.sampled_from([0.0, 1.0, float("nan"), 1e-300, 1e300, -1e300])
YEARS = st.integers(2010, 2035)
INPUTS = {
    "base": NUMBERS, "current": NUMBERS, "target": NUMBERS, "mid": NUMBERS, "mean_change": NUMBERS,
    "last_change": NUMBERS, "predicted": NUMBERS, "limit": NUMBERS, "base_year": YEARS, "year": YEARS,
    "target_year": YEARS, "mid_year": YEARS, "direction": st.sampled_from(["up", "down", "", "sideways"]),
}  # fmt: skip


@given(st.sampled_from(sorted(load_profiles())), st.fixed_dictionaries(INPUTS))
def test_every_case_gets_either_a_class_of_the_method_or_a_reason(method, values):
    found = assess_one(method, **values)
    assert bool(found.class_name) != bool(found.reason)
    assert found.class_name in ("", *find_profile(method).classes)
    assert found.value is None or np.isfinite(found.value)


@given(
    st.sampled_from(sorted(load_profiles())), st.lists(st.fixed_dictionaries(INPUTS), min_size=1, max_size=5)
)
def test_many_cases_at_once_give_what_each_gives_alone(method, cases):
    columns = {name: [one[name] for one in cases] for name in INPUTS}
    together = assess(find_profile(method), make_cases(**columns))
    for i, one in enumerate(cases):
        alone = assess_one(method, **one)
        assert (together.class_name[i], together.reason[i]) == (alone.class_name, alone.reason)
        assert together.value[i] == pytest.approx(np.nan if alone.value is None else alone.value, nan_ok=True)


@given(
    st.floats(1, 1e6), st.floats(1, 1e6), st.floats(1, 1e6), st.sampled_from([UP, DOWN]), st.floats(0.01, 100)
)
def test_a_change_of_unit_changes_no_class(base, current, target, direction, factor):
    for method in ("cn_midterm", "cn_midterm_log", "open_sdg", "sdsn_dashboard", "escap"):
        plain = assess_one(method, **case(base, current, target, 2020, 2022, 2025, direction))
        scaled = [x * factor for x in (base, current, target)]
        moved = assess_one(method, **case(*scaled, 2020, 2022, 2025, direction))
        assert (plain.reason, plain.class_name) == (moved.reason, moved.class_name)


def test_a_name_that_is_no_field_is_refused():
    with pytest.raises(TypeError, match="no such field: curent"):
        make_cases(curent=1)
