"""Trend models: closed forms by hand, statsmodels as the second method, and what no series may change."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.errors import ModelError
from analysis.models import (
    DEFAULT_MODEL,
    MODELS,
    cannot_run,
    find_model,
    forecast_series,
    forecast_total,
    is_secured,
    secured_by,
)
from analysis.targets import Target

CLOSED_FORMS = [name for name, model in MODELS.items() if model.closed_form and not model.to_goal]
SMOOTHED = [name for name, model in MODELS.items() if not model.closed_form]
LINES = ["drift", "linear", "log_linear"]


@st.composite
def series(draw, *, min_size=2, low=0.5, high=1e4):
    """Years with gaps and a value for each, in random order."""
    years = draw(st.lists(st.integers(1990, 2022), min_size=min_size, max_size=8, unique=True))
    values = draw(st.lists(st.floats(low, high), min_size=len(years), max_size=len(years)))
    return years, values


def points(years, values, targets, model, **options):
    return [p.point for p in forecast_series(years, values, targets, model=model, **options).points]


@pytest.mark.parametrize(
    ("model", "by_hand"),
    [
        ("last_value", 53.0),
        ("drift", 67.1),  # 53 + (53 - 38.9) / 5 · 5
        ("linear", 67.1),  # two points: the same line
        ("log_linear", 72.2108),  # 53 · 53 / 38.9
    ],
)
def test_nursing_beds_from_2015_and_2020_to_2025_by_hand(model, by_hand):
    assert points([2015, 2020], [38.9, 53.0], [2025], model) == [pytest.approx(by_hand, abs=5e-5)]


def test_a_missing_year_counts_as_time_and_not_as_a_step():
    """1, 2, 4 in 2018, 2019, 2021 lie on the line year - 2017; by position they would not."""
    assert points([2018, 2019, 2021], [1, 2, 4], [2025], "linear") == [pytest.approx(8)]
    assert points([2018, 2019, 2021], [1, 2, 4], [2025], "drift") == [pytest.approx(8)]
    assert points([2018, 2019, 2021], [2, 4, 16], [2023], "log_linear") == [pytest.approx(64)]


@settings(deadline=None)
@given(series(min_size=3), st.integers(1, 10))
def test_least_squares_agree_with_statsmodels(data, ahead):
    years, values = data
    target = max(years) + ahead
    centre = np.mean(years)
    design = sm.add_constant(np.asarray(years) - centre, has_constant="add")
    line = sm.OLS(values, design).fit().predict([[1.0, target - centre]])[0]
    logs = sm.OLS(np.log(values), design).fit().predict([[1.0, target - centre]])[0]
    size = max(values)
    assert points(years, values, [target], "linear") == [pytest.approx(line, rel=1e-7, abs=1e-7 * size)]
    assert points(years, values, [target], "log_linear") == [pytest.approx(math.exp(logs), rel=1e-7)]


@given(series(min_size=2).filter(lambda s: len(s[0]) == 2), st.integers(1, 10))
def test_drift_through_two_points_is_the_least_squares_line(data, ahead):
    years, values = data
    target = [max(years) + ahead]
    size = max(values)
    assert points(years, values, target, "drift") == pytest.approx(
        points(years, values, target, "linear"), rel=1e-9, abs=1e-9 * size
    )


@given(series(), st.integers(1, 10), st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_moving_or_scaling_a_series_moves_or_scales_its_forecast(data, ahead, shift, scale):
    years, values = data
    target = [max(years) + ahead]
    for model in ("last_value", "drift", "linear"):
        moved = points(years, [scale * v + shift for v in values], target, model)
        expected = [scale * p + shift for p in points(years, values, target, model)]
        assert moved == pytest.approx(expected, rel=1e-8, abs=1e-8 * (scale * max(values) + abs(shift)))
    growth = points(years, [scale * v for v in values], target, "log_linear")
    assert growth == pytest.approx([scale * p for p in points(years, values, target, "log_linear")], rel=1e-8)


@given(series(), st.randoms(), st.sampled_from(CLOSED_FORMS))
def test_the_order_of_the_rows_does_not_matter(data, random, model):
    years, values = data
    pairs = list(zip(years, values, strict=True))
    random.shuffle(pairs)
    shuffled = [list(column) for column in zip(*pairs, strict=True)]
    target = [max(years) + 3]
    assert points(*shuffled, target, model) == points(years, values, target, model)


@given(series(), st.integers(1, 10), st.sampled_from(CLOSED_FORMS))
def test_no_forecast_leaves_the_bounds(data, ahead, model):
    years, values = data
    answer = forecast_series(years, values, [max(years) + ahead], model=model, bounds=(0, 100)).points[0]
    assert 0 <= answer.point <= 100
    assert answer.point == answer.uncut or any(code.startswith("cut_at") for code in answer.codes)


def test_a_percentage_is_cut_at_100_and_says_so():
    point = forecast_series([2015, 2020], [60, 95], [2025], model="drift", bounds=(0, 100)).points[0]
    assert (point.point, point.uncut) == (100, pytest.approx(130))
    assert "cut_at_upper" in point.codes


def test_a_point_just_past_the_bound_is_cut_and_one_on_it_is_not():
    over = forecast_series([2015, 2020], [90, 95.25], [2025], model="drift", bounds=(0, 100)).points[0]
    assert (over.point, over.uncut, over.codes[1:]) == (100, 100.5, ("cut_at_upper",))
    on = forecast_series([2015, 2020], [90, 95], [2025], model="drift", bounds=(0, 100)).points[0]
    assert (on.point, on.codes[1:]) == (100, ())


def test_a_count_is_cut_at_zero_and_says_so():
    point = forecast_series([2015, 2020], [10, 2], [2025], model="linear", bounds=(0, None)).points[0]
    assert (point.point, point.uncut) == (0, pytest.approx(-6))
    assert "cut_at_lower" in point.codes


@pytest.mark.parametrize("model", CLOSED_FORMS)
def test_a_panel_of_series_gives_the_numbers_of_each_series_alone(model):
    """Every fit works on the last axis, so that panels need no loop."""
    years = np.array([[2015.0, 2018, 2020], [2016, 2017, 2019]])
    values = np.array([[1.0, 4, 9], [8, 4, 2]])
    targets = np.array([[2022.0, 2025], [2021, 2030]])
    panel = MODELS[model].fit(years, values, targets)
    alone = [MODELS[model].fit(*rows) for rows in zip(years, values, targets, strict=True)]
    np.testing.assert_allclose(panel, alone, rtol=1e-12)


@pytest.mark.parametrize(("years", "code"), [([2020], "one_point"), ([2015, 2020], "two_points")])
def test_few_points_of_an_uncalibrated_model_carry_no_interval_and_say_why(years, code):
    point = forecast_series(years, [50.0] * len(years), [2025], model="last_value").points[0]
    assert point.codes == (code,)
    assert [point.lower80, point.upper80, point.lower95, point.upper95, point.p_attain] == [None] * 5


@pytest.mark.parametrize("model", LINES)
def test_a_trend_line_has_no_interval_and_no_probability_because_it_is_not_calibrated(model):
    answer = forecast_series([2018, 2019, 2020], [1, 2, 4], [2025], model=model, target=Target(2025, 5))
    assert answer.points[0].codes == ("not_calibrated",)
    assert (answer.points[0].lower95, answer.points[0].p_attain) == (None, None)


def test_two_points_have_an_80_band_and_no_95_band():
    point = forecast_series([2019, 2020], [50, 51], [2022]).points[0]
    assert point.lower80 < point.point < point.upper80
    assert (point.lower95, point.upper95, point.codes) == (None, None, ("calibrated_80",))


def test_points_five_years_apart_have_a_band_that_says_that_years_are_missing():
    point = forecast_series([2015, 2020], [38.9, 53.0], [2025]).points[0]
    assert point.codes == ("calibrated_80", "gaps")
    assert point.lower80 < point.point < point.upper80


def test_two_points_far_apart_have_neither_band_nor_probability():
    """2592 → 9600 in five years (Sanmen, rural living standard): a band from below 0 to 30,000."""
    point = forecast_series([2015, 2020], [2592, 9600], [2025], target=Target(2025, 13000)).points[0]
    assert (point.codes, point.lower80, point.p_attain) == (("too_wide",), None, None)


@given(series(min_size=3), st.integers(1, 10), st.sampled_from([(None, None), (0, 100), (0, None)]))
def test_the_95_band_holds_the_80_band_and_both_hold_the_point(data, ahead, bounds):
    years, values = data
    point = forecast_series(years, values, [max(years) + ahead], bounds=bounds).points[0]
    inside = point.lower95 <= point.lower80 <= point.point <= point.upper80 <= point.upper95
    assert inside
    assert bounds[0] is None or point.lower95 >= bounds[0]
    assert bounds[1] is None or point.upper95 <= bounds[1]


@given(series(min_size=3))
def test_a_band_never_narrows_with_the_horizon(data):
    years, values = data
    answer = forecast_series(years, values, [max(years) + ahead for ahead in range(1, 11)])
    width = np.array([[p.point - p.lower80, p.upper80 - p.point] for p in answer.points])
    assert (np.diff(width, axis=0) >= -1e-9 * max(values)).all()


@given(series(), st.integers(-30, 30))
def test_moving_the_calendar_changes_no_number(data, shift):
    years, values = data
    here = forecast_series(years, values, [max(years) + 4]).points[0]
    there = forecast_series([y + shift for y in years], values, [max(years) + shift + 4]).points[0]
    assert (there.point, there.lower80, there.upper80) == (here.point, here.lower80, here.upper80)


@given(series(), st.floats(0.01, 100), st.floats(0.1, 3))
@example(([1990, 1991, 1992, 1993, 1994], [0.5, 1.0, 0.5, 0.5000000000000001, 1.0]), 0.25, 1.0)
def test_another_unit_scales_the_forecast_and_its_band_and_leaves_the_probability(data, scale, reach):
    years, values = data
    year, goal = max(years) + 3, reach * max(values)
    here = forecast_series(years, values, [year], target=Target(year, goal)).points[0]
    scaled = [scale * value for value in values]
    there = forecast_series(years, scaled, [year], target=Target(year, scale * goal)).points[0]
    assert there.codes == here.codes
    assert there.point == pytest.approx(scale * here.point, rel=1e-8)
    if here.lower80 is not None:
        size = scale * max(values)
        assert there.lower80 == pytest.approx(scale * here.lower80, rel=1e-8, abs=1e-6 * size)
        assert there.upper80 == pytest.approx(scale * here.upper80, rel=1e-8, abs=1e-6 * size)
        assert there.p_attain == pytest.approx(here.p_attain, abs=1e-3)


@given(
    series(min_size=3),
    st.lists(st.floats(-1e4, 2e4), min_size=2, max_size=6),
    st.sampled_from(["up", "down"]),
)
def test_a_harder_target_is_never_more_likely(data, goals, direction):
    years, values = data
    year = max(years) + 2
    shares = [
        forecast_series(years, values, [year], target=Target(year, goal, direction=direction))
        .points[0]
        .p_attain
        for goal in sorted(goals, reverse=direction == "down")
    ]
    assert all(0 < share < 1 for share in shares)
    assert shares == sorted(shares, reverse=True)


def test_a_running_total_that_has_reached_its_target_is_certain_and_no_other_target_is():
    years, totals = [2021, 2022, 2023], [10, 25, 41]
    secured = Target(2025, 40, cumulative=True)
    assert forecast_series(years, totals, [2025], target=secured).points[0].p_attain == 1.0
    level = forecast_series(years, totals, [2025], target=Target(2025, 1)).points[0].p_attain
    assert 0.5 < level < 1.0
    open_total = Target(2025, 60, cumulative=True)
    assert 0 < forecast_series(years, totals, [2025], target=open_total).points[0].p_attain < 1


@pytest.mark.parametrize(
    ("totals", "goal", "side", "certain"),
    [
        ([10, 25, 41], 40, "up", True),
        ([10, 41, 41], 41, "up", True),
        ([10, 45, 41], 40, "up", False),  # it did fall
        ([10, 25, 30], 40, "down", False),  # at most 40: it may go on rising
        ([-2, -5, -9], -8, "down", True),
        ([-2, -5, -9], -10, "up", False),
        ([0, 0, 0], 0, "down", False),  # none so far: one may come
    ],
)
def test_a_running_total_is_certain_only_on_the_side_to_which_it_moves(totals, goal, side, certain):
    array, goals, up = np.array([totals], float), np.array([float(goal)]), np.array([side == "up"])
    assert is_secured(array, goals, up=up).tolist() == [certain]
    point = forecast_series(
        [2021, 2022, 2023], totals, [2025], target=Target(2025, goal, direction=side, cumulative=True)
    ).points[0]
    assert point.p_attain is None or (point.p_attain == 1.0) == certain


def test_the_total_of_the_next_year_is_its_forecast_moved_by_what_is_there():
    years, values = [2018, 2019, 2020], [30.0, 31, 33]
    year = forecast_series(years, values, [2021], target=Target(2021, 34)).points[0]
    total = forecast_total(years, values, so_far=94.0, target=Target(2021, 128, cumulative=True)).points[0]
    for name in ("point", "lower80", "upper80", "lower95", "upper95"):
        assert getattr(total, name) == pytest.approx(getattr(year, name) + 94)
    assert total.p_attain == pytest.approx(year.p_attain)


@given(series(min_size=3), st.floats(0, 1e4), st.floats(-1e4, 1e5), st.integers(1, 10))
def test_a_total_that_is_not_reached_is_never_certain_and_its_band_holds_its_point(data, so_far, goal, ahead):
    years, values = data
    target = Target(max(years) + ahead, goal, cumulative=True)
    point = forecast_total(years, values, so_far=so_far, target=target).points[0]
    if point.lower80 is not None:
        assert point.lower80 <= point.point + 1e-6
        assert point.point <= point.upper80 + 1e-6
        assert 0 < point.p_attain < 1


@pytest.mark.parametrize(
    ("years", "values", "year"), [([2020], [1.0], 2022), ([2019, 2020], [1.0, 2.0], 2020), ([], [], 2022)]
)
def test_a_total_that_cannot_be_forecast_is_refused(years, values, year):
    with pytest.raises(ModelError):
        forecast_total(years, values, so_far=0.0, target=Target(year, 5, cumulative=True))


def chance_of(data, *ends, direction="within", bounds=(None, None)):
    """Return the probability that a range is met two years after the last value."""
    years, values = data
    target = Target(max(years) + 2, None, *ends, direction=direction)
    return forecast_series(years, values, [target.year], target=target, bounds=bounds).points[0].p_attain


def test_where_a_side_is_better_a_range_is_as_likely_as_the_end_that_is_reached_first():
    years, values = [2018, 2019, 2020], [30, 31, 32]
    end = forecast_series(years, values, [2022], target=Target(2022, 35)).points[0].p_attain
    assert chance_of((years, values), 35, 40, direction="up") == end


def test_a_range_to_be_kept_is_as_likely_as_to_be_past_its_lower_end_and_not_past_its_upper():
    data = [2018, 2019, 2020], [30, 31, 32]
    reach, over = (
        forecast_series(*data, [2022], target=Target(2022, end)).points[0].p_attain for end in (33, 35)
    )
    assert chance_of(data, 33, 35) == pytest.approx(reach - over, abs=1e-6)
    assert 0 < chance_of(data, 33, 35) < reach


@settings(deadline=None)
@given(series(min_size=3), st.floats(0, 1e4), st.floats(0, 1e3), st.floats(0, 1e3), st.floats(0, 1e3))
def test_widening_a_range_never_lowers_its_probability(data, low, width, less, more):
    narrow = chance_of(data, low, low + width)
    assert 0 < narrow <= chance_of(data, low - less, low + width + more) < 1


def test_what_lies_beyond_a_bound_counts_as_lying_on_it_in_a_range_that_ends_there():
    """95~100 of a share: an error past 100 % is 100 %, so the range is as likely as "at least 95"."""
    data = [2018, 2019, 2020], [97.0, 98.0, 99.0]
    least = forecast_series(*data, [2022], target=Target(2022, 95.0), bounds=(0, 100)).points[0].p_attain
    assert chance_of(data, 95, 100, bounds=(0, 100)) == least


def test_a_total_to_be_kept_in_a_range_is_never_certain_before_its_end():
    kept = Target(2025, None, 10, 12, direction="within", cumulative=True, since=2021)
    assert not secured_by(kept, [5.0, 11.0])
    assert secured_by(Target(2025, None, 10, 12, cumulative=True, since=2021), [5.0, 11.0])


def test_beyond_the_calibrated_horizons_there_is_a_point_and_no_band():
    point = forecast_series([2018, 2019, 2020], [30, 31, 32], [2031]).points[0]
    assert (point.codes, point.lower80, point.p_attain) == (("too_far",), None, None)
    assert math.isfinite(point.point)


def test_a_series_of_zeros_is_forecast_without_a_band():
    point = forecast_series([2018, 2019, 2020], [0, 0, 0], [2022], target=Target(2022, 1)).points[0]
    assert (point.point, point.codes, point.lower80, point.p_attain) == (0, ("no_change",), None, None)


def test_the_required_path_leads_to_the_target_in_even_steps():
    """58 → 70 in five years is 2.4 a year."""
    answer = forecast_series([2020], [58], [2021, 2025], model="required_path", target=Target(2025, 70))
    assert [p.point for p in answer.points] == [pytest.approx(60.4), pytest.approx(70)]
    with pytest.raises(ModelError, match="needs a target"):
        forecast_series([2020], [58], [2021], model="required_path")


def test_the_default_model_is_the_one_that_is_used_when_none_is_named():
    assert forecast_series([2018, 2019], [1, 2], [2020]).model_run == DEFAULT_MODEL == "guarded_drift"


def test_the_forecast_names_the_model_asked_the_model_run_and_the_number_of_years():
    answer = forecast_series([2015, 2018, 2020], [1, 2, 4], [2022, 2025], model="log_linear")
    assert (answer.model, answer.model_run, answer.n_obs) == ("log_linear", "log_linear", 3)
    assert [point.target_year for point in answer.points] == [2022, 2025]


def test_an_unknown_model_is_refused_with_the_names_that_exist():
    with pytest.raises(ModelError, match='unknown model "arima"; use one of last_value, drift'):
        find_model("arima")
    with pytest.raises(ModelError, match="unknown model"):
        forecast_series([2015, 2020], [1, 2], [2025], model="arima")


@pytest.mark.parametrize("model", [name for name in CLOSED_FORMS + SMOOTHED if name != "last_value"])
def test_one_value_is_never_turned_into_a_trend(model):
    with pytest.raises(
        ModelError, match=f"{model} needs at least {MODELS[model].min_n} years, the series has 1"
    ):
        forecast_series([2020], [53.0], [2025], model=model)


@pytest.mark.parametrize("bad", [0.0, -1.0])
def test_a_log_model_refuses_zero_and_negative_values(bad):
    with pytest.raises(ModelError, match="above 0"):
        forecast_series([2015, 2020], [bad, 1.0], [2025], model="log_linear")


@pytest.mark.parametrize(
    ("years", "values", "targets", "message"),
    [
        ([2015, 2015], [1, 2], [2025], "year 2015 is given twice"),
        ([2015, 2020], [1], [2025], "2 years but 1 values"),
        ([2015, 2020], [1, math.nan], [2025], "not finite"),
        ([2015, 2020], [1, math.inf], [2025], "not finite"),
        ([2015, 2020], [1, 2], [2020], "2020 does not lie after the last observation"),
        ([2015, 2020], [1, 2], [2025, 2018], "2018 does not lie after the last observation"),
        ([2019, 2020], [1e-300, 1e300], [2025], "leaves the range of numbers"),
    ],
)
def test_a_series_that_cannot_be_forecast_is_refused_with_the_cause(years, values, targets, message):
    with pytest.raises(ModelError, match=message):
        forecast_series(years, values, targets, model="log_linear")


@pytest.mark.parametrize(
    ("model", "values", "code"),
    [
        ("drift", [], "no_observation"),
        ("drift", [1.0], "one_observation"),
        ("last_value", [1.0], ""),
        ("log_linear", [0.0, 1.0], "not_positive"),
        ("linear", [0.0, 1.0], ""),
        ("theta", [1.0, 2.0], "too_few"),
    ],
)
def test_why_a_model_cannot_run_is_a_code(model, values, code):
    assert cannot_run(MODELS[model], values) == code


@pytest.mark.parametrize("model", SMOOTHED)
def test_a_model_that_steps_from_year_to_year_refuses_missing_years(model):
    assert cannot_run(MODELS[model], [1.0, 2, 3], [2015, 2018, 2020]) == "not_consecutive"
    with pytest.raises(ModelError, match="needs a value for every year"):
        forecast_series([2015, 2018, 2020], [1, 2, 3], [2025], model=model)


def test_changes_beyond_the_range_of_numbers_leave_the_point_without_a_band():
    point = forecast_series([2018, 2019, 2020], [1e308, -2e307, 1e308], [2021]).points[0]
    assert (point.point, point.lower80, point.codes) == (1e308, None, ("out_of_range",))


@pytest.mark.parametrize("model", SMOOTHED)
@pytest.mark.parametrize("values", [[0, 0, 0], [5, 5, 5, 5], [1e300, -1e300, 1e300], [1e-300, 0, 1e-300]])
def test_odd_series_pass_through_the_smoothing_models(model, values):
    years = list(range(2021 - len(values), 2021))
    assert math.isfinite(forecast_series(years, values, [2024], model=model).points[0].point)
