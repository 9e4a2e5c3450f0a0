"""The composite index: closed forms by hand, and what every index must keep (bounds, order, weights)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.composite import (
    FLOOR,
    Indicator,
    aggregate,
    composite_index,
    fill_missing,
    normalise,
    rank_robustness,
)

ROWS = [
    Indicator("beds", "up", "care", low=0, high=100, target=50),
    Indicator("staff", "up", "care", low=0, high=10, target=8),
    Indicator("poverty", "down", "aid", low=0, high=20, target=4),
]
VALUES = pd.DataFrame(
    {"beds": [30.0, 50.0, 80.0], "staff": [2.0, 4.0, 6.0], "poverty": [10.0, 5.0, 4.0]}, index=["a", "b", "c"]
)


def index_of(values=VALUES, rows=ROWS, **options):
    return composite_index(values, rows, **options).index.tolist()


def test_pillars_weigh_the_same_and_indicators_the_same_within_them():
    """Care: beds and staff a quarter each; aid: poverty one half. a: 0.3/4 + 0.2/4 + 0.5/2 = 0.375."""
    found = composite_index(VALUES, ROWS)
    assert found.weights.tolist() == [0.25, 0.25, 0.5]
    assert found.index["a"] == pytest.approx(0.375)
    assert found.index["b"] == pytest.approx(0.5 / 4 + 0.4 / 4 + 0.75 / 2)


def test_given_weights_are_brought_to_the_sum_of_one():
    found = composite_index(VALUES, ROWS, weights={"poverty": 2, "beds": 1, "staff": 1})
    assert found.weights.to_dict() == {"beds": 0.25, "staff": 0.25, "poverty": 0.5}


def test_distance_to_target_is_a_share_of_it_and_stops_there():
    """a: 30/50, 2/8, 4/10; c: reached, 6/8, reached."""
    found = composite_index(VALUES, ROWS, normalisation="distance_to_target").normalised
    assert found.loc["a"].tolist() == pytest.approx([0.6, 0.25, 0.4])
    assert found.loc["c"].tolist() == pytest.approx([1, 0.75, 1])


def test_nothing_left_of_what_should_be_little_is_the_target_reached():
    rows = [Indicator("poverty", "down", target=4)]
    values = pd.DataFrame({"poverty": [0.0, 8.0]})
    assert index_of(values, rows, normalisation="distance_to_target") == [1, 0.5]


def test_without_goalposts_the_extremes_of_the_data_are_0_and_1():
    rows = [Indicator("beds", "up"), Indicator("poverty", "down")]
    assert index_of(rows=rows)[0] == 0
    assert index_of(rows=rows)[2] == 1


def test_the_geometric_mean_punishes_imbalance_and_no_zero_wipes_it_out():
    assert float(aggregate([[0.25, 1.0]], [1, 1], "geometric")[0]) == pytest.approx(0.5)
    assert float(aggregate([[0.0, 1.0]], [1, 1], "geometric")[0]) == pytest.approx(FLOOR**0.5)


def test_contributions_of_pillars_add_up_to_the_index():
    plain = composite_index(VALUES, ROWS)
    assert plain.contributions.columns.tolist() == ["care", "aid"]
    assert plain.contributions.loc["a"].tolist() == pytest.approx([0.125, 0.25])
    assert plain.contributions.sum(axis=1).tolist() == pytest.approx(plain.index.tolist())
    steep = composite_index(VALUES, ROWS, aggregation="geometric")
    assert np.exp(steep.contributions.sum(axis=1)).tolist() == pytest.approx(steep.index.tolist())


MISSING = VALUES.assign(staff=[np.nan, 4.0, 6.0])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("refuse", np.nan),
        ("reweight", (0.3 * 0.25 + 0.5 * 0.5) / 0.75),
        ("mean", 0.3 * 0.25 + 0.5 * 0.25 + 0.5 * 0.5),  # staff of b and c: 0.4 and 0.6
    ],
)
def test_missing_data_are_treated_by_the_rule_that_is_named(rule, expected):
    found = index_of(MISSING, missing=rule)
    assert found[0] == pytest.approx(expected, nan_ok=True)
    assert found[1:] == pytest.approx(index_of()[1:])


def test_contributions_follow_the_reweighting():
    found = composite_index(MISSING, ROWS, missing="reweight")
    assert found.contributions.sum(axis=1).tolist() == pytest.approx(found.index.tolist())


def test_a_unit_without_any_value_has_no_index_under_reweighting():
    nothing = VALUES.copy()
    nothing.loc["a"] = np.nan
    assert np.isnan(index_of(nothing, missing="reweight")[0])
    assert np.isnan(fill_missing(np.full((2, 1), np.nan), "mean")).all()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Indicator("x", "sideways"), "write up or down"),
        (lambda: Indicator("x", "up", low=2, high=1), "low 2 is not below high 1"),
        (lambda: composite_index(VALUES, []), "at least one indicator"),
        (lambda: composite_index(VALUES, [ROWS[0], ROWS[0]]), "named twice"),
        (lambda: composite_index(VALUES, [Indicator("x", "up")]), "no column x"),
        (
            lambda: composite_index(VALUES.assign(beds=1), [Indicator("beds", "up")]),
            "no spread between 1 and 1",
        ),
        (lambda: composite_index(VALUES.assign(beds=np.inf), ROWS), "infinite"),
        (lambda: composite_index(VALUES, ROWS, weights={"beds": 1}), "differ in poverty, staff"),
        (lambda: composite_index(VALUES, ROWS[:1], weights={"beds": 0}), "above 0"),
        (lambda: composite_index(VALUES, ROWS, normalisation="z"), 'normalisation "z"'),
        (lambda: composite_index(VALUES, ROWS, aggregation="z"), 'aggregation "z"'),
        (lambda: composite_index(VALUES, ROWS, missing="z"), 'missing-data rule "z"'),
        (
            lambda: composite_index(VALUES, [Indicator("beds", "up")], normalisation="distance_to_target"),
            "needs a target above 0",
        ),
        (lambda: rank_robustness(VALUES, ROWS, runs=0), "at least 1"),
        (lambda: rank_robustness(VALUES, ROWS, spread=2), "from 0 to 1"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()


# robustness ----------------------------------------------------------------------------------------


def test_a_unit_that_is_best_in_everything_is_first_in_every_run():
    found = rank_robustness(VALUES, ROWS, runs=200).ranks
    assert found.loc["c"].tolist() == [1, 1, 1, 1, 1]
    assert found.loc["a", "rank"] == 3


def test_a_ranking_that_hangs_on_the_weights_says_so():
    """One is good at the first, the other at the second indicator, hardly apart: a matter of weights."""
    rows = [Indicator("x", "up", low=0, high=1), Indicator("y", "up", low=0, high=1)]
    values = pd.DataFrame({"x": [0.9, 0.1], "y": [0.11, 0.9]}, index=["a", "b"])
    found = rank_robustness(values, rows, runs=500, spread=0.5).ranks
    assert found["rank"].tolist() == [1, 2]
    assert found.loc["a", ["lower05", "upper95"]].tolist() == [1, 2]
    assert 0.4 < found.loc["a", "share_of_rank"] < 0.9


def test_the_same_seed_gives_the_same_ranks_and_another_another():
    close = VALUES.assign(beds=[50.0, 50.5, 50.2], staff=[4.0, 3.9, 4.1], poverty=[5.0, 5.1, 5.05])
    first, again = (rank_robustness(close, ROWS, runs=501, seed=1).ranks for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(rank_robustness(close, ROWS, runs=501, seed=2).ranks)


def test_equal_units_share_a_rank_and_units_without_index_have_none():
    values = pd.concat([VALUES, VALUES.loc[["c"]].rename(index={"c": "d"}), VALUES.loc[["a"]] * np.nan])
    ranks = rank_robustness(values, ROWS, runs=5).ranks["rank"].tolist()
    assert ranks == pytest.approx([4, 3, 1, 1, np.nan], nan_ok=True)


# properties ----------------------------------------------------------------------------------------

TABLES = st.lists(st.tuples(*[st.floats(0, 100) for _ in ROWS]), min_size=1, max_size=6).map(
    lambda rows: pd.DataFrame(rows, columns=[row.name for row in ROWS])
)
OPTIONS = st.fixed_dictionaries(
    {
        "normalisation": st.sampled_from(["min_max", "distance_to_target"]),
        "aggregation": st.sampled_from(["arithmetic", "geometric"]),
        "weights": st.fixed_dictionaries({row.name: st.floats(0.01, 100) for row in ROWS}),
    }
)


@settings(max_examples=60)
@given(TABLES, OPTIONS)
def test_an_index_lies_between_its_least_and_its_greatest_part(values, options):
    found = composite_index(values, ROWS, **options)
    parts = found.normalised.clip(lower=FLOOR if options["aggregation"] == "geometric" else 0)
    assert (found.normalised.to_numpy() >= 0).all()
    assert (found.normalised.to_numpy() <= 1).all()
    assert (found.index >= parts.min(axis=1) - 1e-9).all()
    assert (found.index <= parts.max(axis=1) + 1e-9).all()
    assert found.weights.sum() == pytest.approx(1)


@settings(max_examples=60)
@given(TABLES, OPTIONS, st.sampled_from(ROWS), st.floats(0, 50))
def test_an_improvement_never_lowers_the_index(values, options, row, step):
    better = values.copy()
    better[row.name] += step if row.direction == "up" else -np.minimum(step, better[row.name])
    change = composite_index(better, ROWS, **options).index - composite_index(values, ROWS, **options).index
    assert (change >= -1e-9).all()


@settings(max_examples=60)
@given(TABLES, OPTIONS, st.permutations(ROWS), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(values, options, rows, random):
    order = random.sample(list(values.index), len(values))
    moved = composite_index(values.loc[order], rows, **options).index
    pd.testing.assert_series_equal(moved.sort_index(), composite_index(values, ROWS, **options).index)


@settings(max_examples=60)
@given(TABLES, st.floats(0.001, 1000))
def test_the_unit_of_an_indicator_does_not_matter(values, factor):
    scaled = [
        Indicator(r.name, r.direction, r.pillar, r.low * factor, r.high * factor, r.target * factor)
        for r in ROWS
    ]
    for method in ("min_max", "distance_to_target"):
        one = normalise(values, ROWS, method)
        other = normalise(values * factor, scaled, method)
        np.testing.assert_allclose(one, other, atol=1e-9)


@settings(max_examples=60)
@given(TABLES, st.floats(0.01, 100))
def test_the_geometric_mean_is_never_above_the_arithmetic(values, weight):
    table = np.maximum(normalise(values, ROWS, "min_max"), FLOOR)
    weights = [weight, 1, 1]
    assert (aggregate(table, weights, "geometric") <= aggregate(table, weights, "arithmetic") + 1e-9).all()
