"""The last plan's record: reached or missed, by how much, and how sure a share of k in n is."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis.plan_record import clopper_pearson, plan_record
from analysis.reasons import REASONS


def record_of(tables):
    indicators, values = tables
    return plan_record(values, indicators)


def test_all_twelve_targets_of_sanmen_for_2020_were_reached(sanmen_tables):
    """Table 1, lines 31-42, counted by hand; the interval's lower end is 0.025 ** (1 / 12)."""
    record = record_of(sanmen_tables)
    assert (record.reached, record.n, record.share) == (12, 12, 1.0)
    assert (record.lower95, record.upper95) == (pytest.approx(0.025 ** (1 / 12)), 1.0)
    assert {row.table for row in record.rows} == {"1"}


def test_how_far_sanmen_went_beyond_its_targets(sanmen_tables):
    """By hand from lines 31-42; no figure without a base (40, 41) or without a planned change (33)."""
    frame = record_of(sanmen_tables).to_frame().set_index("target_line")
    by_hand = {
        31: 5 / 1.4 * 100,
        32: 3 / 11.1 * 100,
        33: math.nan,
        34: 100 / 200 * 100,
        35: 170 / 274 * 100,
        36: 0.0,
        37: 2.5 / 1.6 * 100,
        38: 5 / 3 * 100,
        39: 0.9 / 0.34 * 100,
        40: math.nan,
        41: math.nan,
        42: 0.0,
    }
    assert frame["overshoot_pct"].to_dict() == pytest.approx(by_hand, nan_ok=True)
    assert frame.loc[40, "base_year"] is not None
    assert record_of(sanmen_tables).median_overshoot_pct == pytest.approx(170 / 274 * 100)
    assert frame.loc[37, "ratio"] == pytest.approx(12 / 9.5)


@pytest.mark.parametrize(
    ("row", "outcome", "overshoot"),
    [
        ({"2015": 40, "2020 target": 50, "2020": 53}, "reached", 30.0),
        ({"2015": 40, "2020 target": 50, "2020": 45}, "missed", -50.0),
        ({"2015": 40, "2020 target": 50, "2020": 40}, "missed", -100.0),
        ({"2015": 40, "2020 target": 30, "2020": 25, "direction": "down"}, "reached", 50.0),
        ({"2015": 40, "2020 target": 30, "2020": 35, "direction": "down"}, "missed", -50.0),
        ({"2015": 40, "2020 target": {"value": 50, "comparator": ">"}, "2020": 50}, "missed", 0.0),
        ({"2015": 40, "2020 target": {"lower": 50, "upper": 60}, "2020": 52}, "reached", 20.0),
        ({"2015": 0, "2020 target": 10, "2020": 10}, "reached", 0.0),
        ({"2015": 50, "2020 target": 50, "2020": 50}, "reached", None),
        ({"2020 target": 50, "2020": 50}, "reached", None),
    ],
)
def test_a_target_is_reached_on_its_own_side(plan_tables, row, outcome, overshoot):
    (found,) = record_of(plan_tables({"id": "x", **row})).rows
    assert found.outcome == outcome
    assert found.overshoot_pct == (None if overshoot is None else pytest.approx(overshoot))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"2020 target": 50, "2020": {}}, "no_actual"),
        ({"2020 target": 50}, "no_actual"),
        ({"2020 target": {}, "2020": 50}, "no_target"),
        ({"2020 target": {"value": 50, "cumulative": True}, "2020": 10}, "cumulative"),
        ({"2020 target": 50, "2020": {"value": 5, "unit": "元/年"}}, "different_unit"),
    ],
)
def test_what_cannot_be_compared_is_listed_with_its_reason_and_not_counted(plan_tables, row, reason):
    good = {"id": "good", "2020 target": 50, "2020": 53}
    record = record_of(plan_tables(good, {"id": "x", **row}))
    assert (record.n, len(record.rows)) == (1, 2)
    bad = record.rows[1]
    assert (bad.outcome, bad.reached, bad.ratio, bad.reason) == ("not_comparable", None, None, reason)
    assert all(REASONS[reason])


def test_an_actual_value_in_another_unit_of_the_same_kind_is_converted(plan_tables):
    target = {"value": 2, "unit": "亿元"}
    (row,) = record_of(
        plan_tables({"id": "x", "2020 target": target, "2020": {"value": 15000, "unit": "万元"}})
    ).rows
    assert (row.outcome, row.actual, row.difference) == ("missed", 1.5, pytest.approx(-0.5))


def test_a_target_of_zero_has_no_ratio(plan_tables):
    (row,) = record_of(
        plan_tables({"id": "x", "2015": 5, "2020 target": 0, "2020": 0, "direction": "down"})
    ).rows
    assert (row.outcome, row.ratio, row.difference, row.overshoot_pct) == ("reached", None, 0, 0)


def test_targets_that_no_actual_value_answers_yet_are_no_record(plan_tables):
    record = record_of(plan_tables({"id": "x", "2020": 53, "2025 target": 58}))
    assert (record.rows, record.n, record.share, record.lower95, record.median_ratio) == (
        (),
        0,
        None,
        None,
        None,
    )
    assert list(record.to_frame().columns)[:3] == ["indicator_id", "table", "row"]


def test_a_row_with_two_years_that_are_over_counts_once_with_the_last(plan_tables):
    row = {"id": "x", "2015": 0, "2018 target": 5, "2018": 4, "2020 target": 10, "2020": 12}
    (found,) = record_of(plan_tables(row)).rows
    assert (found.year, found.outcome, found.base_year) == (2020, "reached", 2018)


def test_the_order_of_the_rows_does_not_matter(sanmen_tables):
    indicators, values = sanmen_tables
    assert plan_record(values[::-1], indicators[::-1]) == plan_record(values, indicators)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(deadline=None)
def test_the_interval_agrees_with_statsmodels_and_with_the_binomial_tails(pair):
    """By definition k or more successes have probability 2.5 % at the lower end, k or fewer at the upper."""
    reached, n = pair
    lower, upper = clopper_pearson(reached, n)
    assert (lower, upper) == pytest.approx(proportion_confint(reached, n, method="beta"), abs=1e-9)
    assert reached == 0 or stats.binom.sf(reached - 1, n, lower) == pytest.approx(0.025)
    assert reached == n or stats.binom.cdf(reached, n, upper) == pytest.approx(0.025)


def test_published_interval_for_five_of_ten():
    """Tables of exact binomial limits: 5 of 10 → 0.187 to 0.813 at 95 %."""
    assert clopper_pearson(5, 10) == (pytest.approx(0.187, abs=5e-4), pytest.approx(0.813, abs=5e-4))


@pytest.mark.parametrize(("reached", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_a_share_of_nothing_is_refused(reached, n):
    with pytest.raises(ValueError, match="is no share"):
        clopper_pearson(reached, n)
