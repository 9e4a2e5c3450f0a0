"""Sums over a period: what is reached, for good or not, and what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.period_total import period_total
from analysis.targets import Target


def total_of(amounts, goal=13.5, *, side="up", lower=None, until=2025, first=2021):
    years = [year for year, amount in enumerate(amounts, first) if amount is not None]
    values = [float(amount) for amount in amounts if amount is not None]
    target = Target(until, goal, direction=side, cumulative=True, since=2021)
    return period_total(target, years, values, lower=lower)


def test_years_before_the_period_and_after_the_target_are_not_added_up():
    total = total_of([100, 1, 2, 3, 4, 5, 100], first=2020)
    assert (total.so_far, total.missing, total.attained) == (15, (), True)


@pytest.mark.parametrize(
    ("amounts", "secured", "attained"),
    [
        ([6, 8], True, True),
        ([6, 7], False, None),
        ([6, 9, -1], False, None),  # 14 too, but it did fall
        ([3, 3, 3, 3, 1], False, False),
        ([20, -1, -1, -1, -1], False, True),  # the last year is known: reached, though not for good before
        ([], False, None),
    ],
)
def test_a_sum_is_for_good_when_no_year_took_anything_back(amounts, secured, attained):
    total = total_of(amounts)
    assert (total.secured, total.attained) == (secured, attained)


@pytest.mark.parametrize(("lower", "secured"), [(0.0, True), (None, False), (-5.0, False)])
def test_a_missing_year_leaves_a_sum_for_good_only_where_no_amount_is_negative(lower, secured):
    total = total_of([6, None, 8], lower=lower)
    assert (total.missing, total.secured, total.attained) == ((2022,), secured, True if secured else None)


def test_years_missing_at_the_end_of_the_sum_are_missing():
    assert total_of([3, 3, None, 3], until=2023).missing == (2023,)


def test_at_most_is_known_only_in_the_last_year():
    assert total_of([1, 1, 1, 1], 5, side="down").attained is None
    assert total_of([1, 1, 1, 1, 1], 5, side="down").attained is True
    assert total_of([1, 1, 1, 1, 2], 5, side="down").attained is False


def test_a_sum_without_a_first_year_or_a_number_is_not_judged():
    assert period_total(Target(2025, 5, cumulative=True), [2021], [6.0]) is None
    assert period_total(Target(2025, None, cumulative=True, since=2021), [2021], [6.0]) is None


@given(st.lists(st.floats(0, 1e6), max_size=5), st.floats(0.1, 1e6), st.floats(0, 1e6))
def test_what_is_for_good_stays_so_whatever_is_added(amounts, goal, more):
    if len(amounts) < 5 and total_of(amounts, goal).secured:
        assert total_of([*amounts, more], goal).secured
