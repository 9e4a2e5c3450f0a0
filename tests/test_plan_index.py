"""The index of a plan: shares of the way from base to target, nothing filled in."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.plan_index import plan_index
from analysis.progress_narrative import index_sentences
from analysis.tables import index_table


def goals(*rows):
    """(pillar, direction, base, target) of each indicator, whose base year is 2020."""
    names = ["category", "direction", "base", "target"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(indicator_id=[f"i{n}" for n in range(len(frame))], part="", base_year=2020)


def seen(*points):
    """(indicator, year, value)."""
    frame = pd.DataFrame(
        [(f"i{n}", year, value) for n, year, value in points], columns=["indicator_id", "year", "value"]
    )
    return frame.assign(breakdown="")


def test_pillars_weigh_the_same_and_in_them_every_indicator():
    """Shares of the way 0.5 and 1 in one pillar, 0.2 in the other: (0.75 + 0.2) / 2."""
    plan = goals(("x", "up", 50, 60), ("x", "down", 20, 10), ("y", "up", 0, 5))
    made = plan_index(plan, seen((0, 2022, 55), (1, 2022, 8), (2, 2022, 1)))
    (row,) = made.yearly.to_dict("records")
    assert row["index"] == pytest.approx(0.475)
    assert row["geometric"] == pytest.approx((0.5**0.25) * (1**0.25) * (0.2**0.5))
    assert row["to_target"] == pytest.approx((55 / 60 / 2 + 1 / 2 + 1 / 5) / 2)
    assert made.contributions.loc[2022].tolist() == pytest.approx([0.375, 0.1])
    assert (row["n"], row["total"]) == (3, 3)


def test_an_indicator_that_is_not_observed_leaves_its_weight_to_the_others():
    plan = goals(("x", "up", 0, 10), ("x", "up", 0, 10), ("y", "up", 0, 10))
    made = plan_index(plan, seen((0, 2021, 10), (2, 2021, 5)))
    assert made.yearly["index"].tolist() == pytest.approx([(0.25 * 1 + 0.5 * 0.5) / 0.75])
    assert made.yearly["n"].tolist() == [2]


@pytest.mark.parametrize("points", [[(0, 2021, 5)], [], [(0, 2020, 5), (1, 2020, 5)]])
def test_a_year_of_which_too_little_is_known_has_no_index(points):
    """One of four observed, none at all, and only the base year itself."""
    plan = goals(*[("x", "up", 0, 10)] * 4)
    made = plan_index(plan, seen(*points))
    assert made.yearly.empty
    assert index_sentences(made, "zh") == [
        "综合指数：没有一个年份有足够的实际值（至少两项、且不少于半数指标），不计算。"
    ]
    assert index_table(made, "zh").rows == ()


@pytest.mark.parametrize(
    "row", [("x", "up", None, 10), ("x", "up", 5, None), ("x", "up", 10, 10), ("x", "down", 5, 10)]
)
def test_an_indicator_without_a_way_to_its_target_is_left_out_and_counted(row):
    made = plan_index(goals(row, ("x", "up", 0, 10), ("y", "up", 0, 10)), seen((1, 2021, 5), (2, 2021, 5)))
    assert made.left_out == (("i0", ""),)
    assert made.yearly["index"].tolist() == [0.5]
    assert index_sentences(made, "en")[-1].startswith("1 indicator has no base value")
    assert plan_index(goals(row), seen((0, 2021, 5))).yearly.empty


def test_beyond_the_target_counts_as_reached_and_behind_the_base_as_nothing():
    plan = goals(("x", "up", 50, 60), ("x", "up", 50, 60))
    made = plan_index(plan, seen((0, 2021, 90), (1, 2021, 10)))
    assert made.yearly["index"].tolist() == [0.5]


@given(
    st.lists(
        st.tuples(st.sampled_from("xyz"), st.floats(-100, 100), st.floats(0.5, 100), st.floats(-300, 300)),
        min_size=2,
        max_size=12,
    )
)
def test_what_the_pillars_add_is_the_index_and_it_stays_between_0_and_1(rows):
    plan = goals(*[(pillar, "up", base, base + way) for pillar, base, way, _ in rows])
    made = plan_index(plan, seen(*[(n, 2023, value) for n, (*_, value) in enumerate(rows)]))
    (row,) = made.yearly.to_dict("records")
    assert 0 <= row["index"] <= 1
    assert made.contributions.sum(axis=1).tolist() == pytest.approx([row["index"]])
    assert row["geometric"] <= row["index"] + 0.01 + 1e-9  # 0 counts as 0.01 in the geometric mean


def test_the_table_shows_the_index_its_other_choices_and_the_pillars():
    plan = goals(("甲", "up", 50, 60), ("乙", "up", 0, 5))
    view = index_table(plan_index(plan, seen((0, 2022, 55), (1, 2022, 5))), "zh")
    assert [column.name for column in view.columns][-2:] == ["甲", "乙"]
    assert view.rows == (("2022", "75.0", "70.7", "95.8", "2/2", "25.0", "50.0"),)
