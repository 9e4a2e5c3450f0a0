"""The default model: by hand, and what may never happen to it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.models.closed_forms import last_value, shrunk_log_drift
from analysis.models.guarded import Trust, guarded_drift, guarded_step, trust_table

FULL = Trust(share=1.0, limit=0.10, fades=False)
FADING = Trust(share=1.0, limit=0.10, fades=True)
AHEAD = np.array([2025.0])


def step(values, trust, years=None, target=AHEAD):
    values = np.asarray(values, float)
    years = np.arange(2021.0 - len(values), 2021.0) if years is None else np.asarray(years, float)
    return float(guarded_step(years, values, target, trust)[0])


def test_steady_growth_goes_on_in_full():
    """5 % a year for five years: 121.550625 · 1.05 ** 5."""
    assert step([100, 105, 110.25, 115.7625, 121.550625], FULL) == pytest.approx(121.550625 * 1.05**5)


def test_growth_beyond_the_limit_counts_as_the_limit():
    assert step([100, 200, 400], FULL) == pytest.approx(400 * math.exp(0.10 * 5))


def test_growth_beyond_the_limit_fades_to_nothing_where_it_fades():
    assert step([100, 200, 400], FADING) == 400
    mild = [100 * math.exp(0.09 * i) for i in range(3)]  # 0.09: four times its distance of 0.01 to the limit
    assert step(mild, FADING) == pytest.approx(mild[-1] * math.exp(0.04 * 5))


def test_one_odd_year_makes_no_trend():
    """The mean change is up, the median is down: nothing goes on."""
    assert step([100, 99, 98, 130], FULL) == 130


def test_to_and_fro_makes_no_trend():
    assert step([100, 103, 101, 104, 102], FULL) == 102


def test_agreement_is_the_share_of_changes_in_the_direction_minus_the_rest():
    """Linear branch, changes 2, 2, -1: mean 1, median 2, agreement 2/3 - 1/3; 1/3 a year for 5 years."""
    assert step([-3, -1, 1, 0], FULL) == pytest.approx(5 / 3)


def test_a_change_over_several_years_counts_as_so_much_a_year():
    assert step([100, 110.25, 115.7625], FULL, years=[2017, 2019, 2020]) == pytest.approx(115.7625 * 1.05**5)


def test_two_values_five_years_apart_are_believed_as_three_years_are():
    """38.9 → 53.0 in five years, 6.2 % a year, below the limit of 10 %: 53 · (53 / 38.9) ** 0.3 in 2025."""
    table = trust_table()
    assert (table[3].share, table[3].limit, table[3].fades) == (0.3, 0.1, True)
    apart = guarded_drift(np.array([2015.0, 2020.0]), np.array([38.9, 53.0]), AHEAD)
    assert apart == pytest.approx([53 * (53 / 38.9) ** 0.3])
    near = guarded_drift(np.array([2018.0, 2020.0]), np.array([47.0, 53.0]), AHEAD)
    assert near == pytest.approx([step([47, 53], table[2], years=[2018, 2020])])


def test_the_default_believes_more_of_a_trend_the_more_years_there_are_up_to_four_and_never_all_of_it():
    table = trust_table()
    assert min(table) == 2
    assert table[2].share < table[3].share < table[4].share
    assert all(0 <= trust.share < 1 and 0 < trust.limit <= 0.15 for trust in table.values())


@given(st.lists(st.floats(0.1, 1e6), min_size=2, max_size=20), st.integers(1, 10))
def test_a_positive_series_stays_positive_and_moves_no_more_than_its_limit(values, ahead):
    years = np.arange(float(len(values)))
    point = guarded_drift(years, np.array(values), np.array([len(values) - 1.0 + ahead]))[0]
    most = max(trust.share * trust.limit for trust in trust_table().values())
    assert abs(math.log(point / values[-1])) <= most * ahead + 1e-9


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12))
def test_a_series_turned_upside_down_has_the_forecast_turned_upside_down(values):
    values = np.array([0.0, *values])  # not positive: the linear branch on both sides
    years, ahead = np.arange(float(len(values))), np.array([len(values) + 2.0])
    assert guarded_drift(years, -values, ahead) == pytest.approx(-guarded_drift(years, values, ahead))


def test_a_constant_series_is_repeated_exactly():
    years, values = np.arange(6.0), np.full(6, 53.1)
    assert guarded_drift(years, values, np.array([10.0]))[0] == last_value(years, values, np.array([10.0]))[0]


@pytest.mark.parametrize(
    ("values", "by_hand"),
    [
        ([100, 105], 105 * math.exp(0.1 * math.log(1.05) * 5)),
        ([100, 200], 200 * math.exp(0.1 * 0.10 * 5)),
        ([100, 200, 400, 800, 1600], 1600 * math.exp(0.5 * 0.10 * 5)),
        ([-10, 0], 0 + 0.1 * 10 * 5),
    ],
)
def test_shrunk_log_drift_by_its_published_formula(values, by_hand):
    years = np.arange(2021.0 - len(values), 2021.0)
    assert shrunk_log_drift(years, np.array(values, float), AHEAD) == pytest.approx([by_hand])
