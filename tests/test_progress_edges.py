"""Edge rules of progress methods: an answer or a reason, never an exception and never a silent default."""

import numpy as np
import pytest

from analysis.progress import (
    assess_one,
    base_point,
    find_profile,
    load_profiles,
    make_cases,
    weighted_prediction,
)
from analysis.progress.assess import banded
from analysis.progress.profiles import Band

METHODS = sorted(load_profiles())
TREND = {"mean_change": 1.0, "last_change": 1.0, "predicted": 200.0}


def result(method, base, current, target, direction="up", *, year=2022, **more):
    years = {"base_year": 2020, "year": year, "target_year": 2025}
    values = {"base": base, "current": current, "target": target, "direction": direction}
    found = assess_one(method, **TREND | years | values | more)
    return found.class_name or found.reason


@pytest.mark.parametrize(
    ("value", "inclusive", "name"),
    [
        (0.010000000000000009, False, "rest"),  # 1.01 - 1: float noise is not "more than 0.01"
        (0.010000000000000009, True, "met"),
        (0.009999999999999787, True, "met"),
        (0.0100001, False, "met"),
        (0.0099999, True, "rest"),
    ],
)
def test_float_noise_at_a_threshold_decides_nothing(value, inclusive, name):
    bands = (Band("met", "above", 0.01, inclusive), Band("rest"))
    assert str(banded(np.float64(value), bands)) == name


def test_float_noise_at_a_bound_of_zero_is_no_deterioration():
    assert result("open_sdg", 0.3, 0.1 + 0.2 - 1e-16, 1) == "limited_progress"
    assert result("sdsn_dashboard", 0.1 + 0.2, 0.3, 1) == "stagnating"


def test_a_target_reached_but_for_float_noise_is_reached():
    assert result("cn_midterm", 0.1, 0.1 + 0.2, 0.3) == "completed_early"
    assert result("cn_midterm", 0.1, 0.1 + 0.2, 0.3, strict=1) == "on_schedule"  # "more than 0.3"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("direction", ["", "sideways", "positive", "UP"])
def test_an_unknown_direction_is_never_guessed(method, direction):
    assert result(method, 100, 120, 110, direction) == "no_direction"


@pytest.mark.parametrize("method", METHODS)
def test_without_a_current_value_nothing_is_assessed(method):
    assert result(method, 100, None, 110) == "no_current"
    assert result(method, 100, float("inf"), float("inf")) in (
        *find_profile(method).classes,
        "out_of_range",
    )


BASE_ZERO = {
    "cn_midterm": "on_schedule", "cn_midterm_piecewise": "on_schedule", "cn_midterm_log": "not_positive_way",
    "open_sdg": "substantial_progress", "eurostat": "base_zero", "un_progress_chart": "base_zero",
    "sdsn_dashboard": "on_track", "escap": "as_expected", "destatis": "cloud", "attainment": "not_reached",
    "escap_anticipated": "maintain",
}  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_a_base_of_zero_has_a_straight_way_but_no_growth_rate(method):
    assert result(method, 0, 50, 100) == BASE_ZERO[method]


def test_a_target_of_zero_is_replaced_by_open_sdg_alone():
    """Section 1.3: a target of 0 becomes 0.001; straight methods need no such help."""
    assert result("open_sdg", 10, 0.001, 0, "down") == "target_achieved"
    assert result("cn_midterm", 10, 0.001, 0, "down") == "on_schedule"
    assert result("cn_midterm", 10, 0, 0, "down") == "completed_early"
    assert result("cn_midterm_log", 10, 5, 0, "down") == "not_positive_way"
    assert result("attainment", 10, 5, 0, "down") == "below_zero"
    assert result("attainment", 10, 0, 5) == "not_reached"


KEPT = {
    "cn_midterm": "on_schedule", "cn_midterm_piecewise": "on_schedule", "cn_midterm_log": "on_schedule",
    "open_sdg": "target_achieved", "eurostat": "significant_progress", "un_progress_chart": "met_or_on_track",
    "sdsn_dashboard": "on_track", "escap": "achieved", "destatis": "sun", "attainment": "reached",
    "escap_anticipated": "achieved",
}  # fmt: skip
LOST = {
    "cn_midterm": "behind", "cn_midterm_piecewise": "behind", "cn_midterm_log": "behind",
    "open_sdg": "base_is_target", "eurostat": "base_is_target", "sdsn_dashboard": "decreasing",
    "un_progress_chart": "stagnation_or_regression", "escap": "regressed", "destatis": "cloud",
    "attainment": "not_reached", "escap_anticipated": "base_is_target",
}  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_a_target_equal_to_the_base_is_to_be_kept(method):
    assert result(method, 100, 100, 100) == KEPT[method]
    assert result(method, 100, 97, 100) == LOST[method]


@pytest.mark.parametrize(
    ("method", "still", "lost"),
    [
        ("cn_midterm", "completed_early", "behind"),
        ("open_sdg", "target_achieved", "deterioration"),
        ("eurostat", "significant_progress", "movement_away"),
        ("sdsn_dashboard", "on_track", "decreasing"),
        ("un_progress_chart", "met_or_on_track", "stagnation_or_regression"),
        ("escap", "achieved", "regressed"),
    ],
)
def test_to_fall_back_behind_a_target_that_the_base_had_passed_is_no_progress(method, still, lost):
    """Plain (c - b) / (T - b) would be 1.4 here: the sign of the way is the direction's, not the base's."""
    assert result(method, 85, 83, 80) == still
    assert result(method, 85, 78, 80) == lost


@pytest.mark.parametrize("method", ["open_sdg", "eurostat", "un_progress_chart"])
def test_a_change_of_sign_has_no_growth_rate(method):
    assert result(method, -5, 2, 10) in ("sign_change", "sign_changed")
    if method != "un_progress_chart":  # which takes no growth rate of the target
        assert result(method, -5, -4, 10) == "sign_change"


def test_of_two_values_below_zero_the_desired_direction_turns_round():
    """Section 1.3: sign factor -1; from -10 to -8 towards -5 is an improvement where more is better."""
    assert result("open_sdg", -10, -7, -5) == "substantial_progress"
    assert result("open_sdg", -10, -12, -5) == "deterioration"


@pytest.mark.parametrize("method", ["cn_midterm", "cn_midterm_log", "cn_midterm_piecewise"])
def test_the_schedule_tells_early_on_time_and_missed_apart(method):
    assert result(method, 100, 150, 150, year=2024) == "completed_early"
    assert result(method, 100, 150, 150, year=2025) == "completed"
    assert result(method, 100, 149, 150, year=2025) == "not_completed"
    assert result(method, 60, 40, 40, "down", year=2024) == "completed_early"


@pytest.mark.parametrize("method", METHODS)
def test_years_out_of_order_are_a_reason_not_an_error(method):
    found = assess_one(
        method, base=1, current=2, target=3, base_year=2025, year=2020, target_year=2021, direction="up"
    )
    if method not in ("attainment", "destatis"):  # which do without a base
        assert found.reason in ("not_later", "target_not_later")


def test_the_mid_term_target_is_left_out_where_it_does_not_lie_between():
    straight = result("cn_midterm_piecewise", 100, 120, 150)
    assert straight == "on_schedule"
    assert result("cn_midterm_piecewise", 100, 120, 150, mid=140, mid_year=2026) == straight
    assert result("cn_midterm_piecewise", 100, 120, 150, mid=None, mid_year=2022) == straight
    assert result("cn_midterm_piecewise", 100, 120, 150, mid=140, mid_year=2022) == "behind"


@pytest.mark.parametrize(
    ("rule", "tolerance", "wanted", "found"),
    [
        ("refuse", 99, 2015, (2015, 3.0)),
        ("refuse", 99, 2014, None),
        ("forward", 99, 2014, (2015, 3.0)),
        ("forward", 99, 2016, (2018, 4.0)),
        ("forward", 1, 2016, None),
        ("forward", 99, 2019, None),
        ("nearest", 99, 2014, (2015, 3.0)),  # 2013 is as near: the later year
        ("nearest", 99, 2016, (2015, 3.0)),
        ("nearest", 1, 2020, None),
        ("nearest", 99, 2020, (2018, 4.0)),
    ],
)
def test_a_missing_base_year_is_moved_only_as_the_rule_says(rule, tolerance, wanted, found):
    years, values = [2013, 2015, 2018], [2.0, 3.0, 4.0]
    assert base_point(years, values, wanted, rule=rule, tolerance=tolerance) == found


def test_an_unknown_base_rule_is_refused():
    with pytest.raises(ValueError, match="use forward, nearest or refuse"):
        base_point([2015], [1.0], 2015, rule="backward")


def test_later_years_weigh_more_in_the_anticipated_value():
    """Flat, then a jump in the last year: the weighted line rises faster than the plain one (0.5 a year)."""
    plain = np.polyval(np.polyfit([2020, 2021, 2022], [1, 1, 2], 1), 2030)
    assert weighted_prediction([2020, 2021, 2022], [1, 1, 2], 2030) > plain
    assert np.isnan(weighted_prediction([2020], [1], 2030))


def test_cases_keep_the_shape_that_they_are_given():
    assert make_cases(base=[[1, 2], [3, 4]], direction="up").target.shape == (2, 2)
    assert make_cases(base=[1, None], direction=["up", "x"]).direction.tolist()[0] == 1
