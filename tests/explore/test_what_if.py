"""What is assumed: used where it can be, refused with a sentence where it cannot, never more than asked."""

import itertools
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.explore.what_if import GROWTH, NONE, VALUE, Change, assumed, compounded, value_years
from analysis.study import load_study

ROOT = Path(__file__).parents[2]
STUDY = load_study("sanmen-civil-affairs-14", as_of_year=2025, root=ROOT)
SHARE = next(one for one in STUDY.all_series if one.indicator_id == "nursing_bed_share")
LANGUAGES = ("zh", "en")


def under(change, series=SHARE, lang="zh"):
    return assumed(series, change, target_year=2025, as_of_year=2025, lang=lang)


def test_nothing_assumed_leaves_the_series_as_it_is():
    assert under(Change()).series is SHARE
    assert not under(Change()).changed


def test_another_goal_replaces_the_target_of_the_chosen_year_and_no_other():
    targets = under(Change(goal=62)).series.targets
    assert [(t.year, t.goal) for t in targets] == [(2022, 55), (2025, 62)]


def test_the_goal_of_the_plan_itself_is_no_assumption():
    assert not under(Change(goal=58.0)).changed


def test_an_assumed_value_follows_the_actual_ones_and_has_no_source():
    result = under(Change(kind=VALUE, number=54.5))
    assert list(zip(result.series.years, result.series.values, strict=True)) == [
        (2015, 38.9),
        (2020, 53),
        (2021, 54.5),
    ]
    assert result.series.statements[-1].source_file == ""


def test_an_assumed_growth_is_compounded_to_the_target_year_and_changes_no_value():
    """Closed form: 53 * 1.02 ** 5 = 58.5163..."""
    result = under(Change(kind=GROWTH, number=2.0))
    assert result.path[-1] == (2025, pytest.approx(58.51628, abs=1e-5))
    assert result.series is SHARE


def test_a_path_stops_at_the_indicators_bound_and_says_so():
    result = under(Change(kind=GROWTH, number=50.0))
    assert max(value for _, value in result.path) == 100
    assert "100" in result.refused[0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "change",
    [
        Change(goal=120),
        Change(goal=math.nan),
        Change(kind=VALUE, number=-1),
        Change(kind=VALUE, number=math.inf),
        Change(kind=VALUE, number=54, year=2020),
        Change(kind=VALUE, number=54, year=2026),
        Change(kind=GROWTH, number=-100),
        Change(kind=GROWTH, number=math.nan),
        Change(kind=GROWTH, number=1e300),
    ],
)
def test_what_cannot_be_is_left_out_with_a_sentence(change, lang):
    result = under(change, lang=lang)
    assert not result.changed
    assert result.series is SHARE
    assert len(result.refused) == 1
    assert result.refused[0].endswith("。" if lang == "zh" else ".")


def test_a_value_of_zero_does_not_grow_at_a_rate():
    zero = next(one for one in STUDY.all_series if one.indicator_id == "smart_community_coverage")
    result = under(Change(kind=GROWTH, number=5), zero)
    assert (result.path, len(result.refused)) == ((), 1)


def test_years_that_can_be_assumed_begin_after_the_last_value_and_end_with_the_last_target():
    assert list(value_years(SHARE, 2025)) == [2021, 2022, 2023, 2024, 2025]
    assert list(value_years(replace(SHARE, statements=()), 2023)) == [2023, 2024, 2025]


@given(
    goal=st.none() | st.floats(),
    kind=st.sampled_from([NONE, GROWTH, VALUE]),
    number=st.none() | st.floats(),
    year=st.none() | st.integers(-5000, 5000),
)
def test_any_assumption_leaves_values_finite_years_ascending_and_bounds_kept(goal, kind, number, year):
    result = under(Change(goal, kind, number, year))
    years = result.series.years
    assert list(years) == sorted(set(years))
    for value in (*result.series.values, *(value for _, value in result.path)):
        assert 0 <= value <= 100
    assert all(0 <= target.goal <= 100 for target in result.series.targets)
    assert result.series.statements[:2] == SHARE.statements


@given(st.floats(1, 1e6), st.floats(-50, 50), st.integers(0, 30))
def test_a_compounded_path_has_one_rate(value, rate, years):
    path = compounded((2020, value), rate, 2020 + years)
    assert [year for year, _ in path] == list(range(2020, 2021 + years))
    for (_, before), (_, after) in itertools.pairwise(path):
        assert after / before == pytest.approx(1 + rate / 100)
