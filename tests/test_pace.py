"""Required pace: growth and step to each target, its rank among the others, why there is sometimes none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.indicators import load_definitions
from analysis.pace import COLUMNS, pace_of_total, pace_to, required_pace
from analysis.period_total import period_total
from analysis.targets import Target


def pace_of(tables, observed, *, as_of_year=2020, period=(2021, 2025), **options):
    return required_pace(
        *tables, observed, load_definitions(), as_of_year=as_of_year, period=period, **options
    )


def row_of(frame, indicator_id, year, lineage=""):
    chosen = frame.query("indicator_id == @indicator_id and target_year == @year and lineage == @lineage")
    assert len(chosen) == 1
    return chosen.iloc[0]


@given(st.floats(0.1, 1e5), st.floats(0.1, 1e5), st.integers(1, 15))
def test_walking_at_the_required_pace_arrives_at_the_target(value, goal, years):
    direction = "up" if goal > value else "down"
    pace = pace_to(Target(2020 + years, goal, direction=direction), (2020, value))
    if pace.reason != "attained":
        assert value * (1 + pace.growth_pct / 100) ** years == pytest.approx(goal, rel=1e-9)
        assert value + pace.points * years == pytest.approx(goal, rel=1e-9)


@pytest.mark.parametrize(
    ("target", "last", "growth", "points", "reason"),
    [
        (Target(2025, 58.0), (2020, 53.0), 1.8194, 1.0, ""),  # (58 / 53) ** 0.2 - 1
        (Target(2025, 82.0, direction="down"), (2020, 100.0), -3.8913, -3.6, ""),
        (Target(2025, 53.0), (2020, 53.0), 0.0, 0.0, "attained"),
        (Target(2025, 50.0), (2020, 53.0), 0.0, 0.0, "attained"),
        (Target(2025, 5.0, direction="down"), (2020, 4.0), 0.0, 0.0, "attained"),
        (Target(2025, 8.0), (2020, 0.0), None, 1.6, "from_zero"),
        (Target(2025, 8.0), (2020, -2.0), None, 2.0, "no_rate"),
        (Target(2025, None, 60.0, 70.0), (2020, 50.0), 3.7137, 2.0, ""),  # to the near end
        (Target(2025, None, 30.0, 40.0, direction="down"), (2020, 50.0), -4.3648, -2.0, ""),
        (Target(2025, None), (2020, 50.0), None, None, "no_target"),
        (Target(2025, 60.0, cumulative=True), (2020, 50.0), None, None, "cumulative"),
        (Target(2025, 60.0), None, None, None, "no_observation"),
        (Target(2022, 60.0), (2022, 50.0), None, None, "observed"),
        (Target(2022, 60.0), (2023, 50.0), None, None, "passed"),
    ],
)
def test_the_pace_or_the_reason_why_there_is_none(target, last, growth, points, reason):
    pace = pace_to(target, last)
    assert pace.reason == reason
    assert pace.growth_pct == (None if growth is None else pytest.approx(growth, abs=5e-5))
    assert pace.points == (None if points is None else pytest.approx(points))


@pytest.mark.parametrize(
    ("target", "last", "points", "further", "further_growth"),
    [
        (Target(2025, None, 35.0, 40.0), (2020, 30.0), 1.0, 2.0, 5.9224),  # (40 / 30) ** 0.2 - 1
        (Target(2025, None, 30.0, 40.0, direction="down"), (2020, 50.0), -2.0, -4.0, -9.7120),
        (Target(2025, None, 103.0, 107.0, direction="within"), (2020, 110.0), -0.6, -1.4, -1.3064),
        (Target(2025, None, 103.0, 107.0, direction="within"), (2020, 98.0), 1.0, 1.8, 1.7728),
        (Target(2025, None, 35.0, 40.0), (2020, 36.0), 0.0, None, None),  # met: nothing more is asked
        (Target(2025, None, 103.0, 107.0, direction="within"), (2020, 105.0), 0.0, None, None),
        (Target(2025, 60.0), (2020, 50.0), 2.0, None, None),
    ],
)
def test_a_range_that_is_still_to_be_reached_states_the_pace_to_either_end(
    target, last, points, further, further_growth
):
    pace = pace_to(target, last)
    assert pace.points == pytest.approx(points)
    assert pace.further_points == (None if further is None else pytest.approx(further))
    expected = None if further_growth is None else pytest.approx(further_growth, abs=5e-5)
    assert pace.further_growth_pct == expected


@pytest.mark.parametrize(
    ("years", "amounts", "options", "amount", "left", "reason"),
    [
        ([2021, 2022], [3.0, 3.0], {}, 2.5, 3, "total_pace"),  # (13.5 - 6) / 3
        ([2020], [9.0], {}, 2.7, 5, "total_pace"),  # nothing counted yet: 13.5 / 5
        ([2021, 2022], [6.0, 8.0], {}, 0.0, 3, "attained"),
        ([2021, 2022, 2023], [8.0, 8.0, -1.0], {}, 0.0, 2, "total_pace"),  # reached, but it may fall again
        ([2021, 2023], [3.0, 3.0], {}, None, 2, "total_gaps"),
        (range(2021, 2026), [2.0] * 5, {}, None, 0, "observed_total"),
        ([2021], [3.0], {"comparator": "<="}, None, 4, "total_ceiling"),
        ([2021], [3.0], {"since": None}, None, 4, "cumulative"),
        ([2021], [3.0], {"value": None}, None, 4, "no_target"),
        ([], [], {}, None, None, "no_observation"),
    ],
)
def test_a_sum_requires_of_each_year_left_an_equal_part_of_what_is_left(
    years, amounts, options, amount, left, reason
):
    target = Target(**{"year": 2025, "value": 13.5, "cumulative": True, "since": 2021} | options)
    last = (years[-1], amounts[-1]) if years else None
    pace = pace_of_total(target, period_total(target, years, amounts), last)
    assert (pace.amount, pace.years, pace.reason) == (
        None if amount is None else pytest.approx(amount), left, reason,
    )  # fmt: skip
    assert (pace.growth_pct, pace.points) == (None, None)


@pytest.mark.parametrize(
    ("values", "cell", "amount", "reason"),
    [
        ([80, 170, 270], {}, 115.0, "total_pace"),  # (500 - 270) / 2
        ([80, 170, 510], {}, 0.0, "attained"),
        ([80, 170, 270], {"comparator": "<="}, None, "total_ceiling"),
        ([], {}, None, "no_observation"),
    ],
)
def test_sums_so_far_require_an_equal_part_of_what_is_left(
    plan_tables, observations, values, cell, amount, reason
):
    target = {"value": 500, "lower": 500, "upper": 500, "cumulative": True} | cell
    tables = plan_tables({"id": "unlisted_a", "name": "累计培训护理员", "unit": "人", "2025 target": target})
    seen = observations(*(("unlisted_a", year, value) for year, value in enumerate(values, 2021)))
    row = pace_of(tables, seen, as_of_year=2023).iloc[0]
    assert row["reason"] == reason
    assert row["required_amount"] == pytest.approx(float("nan") if amount is None else amount, nan_ok=True)
    assert row["required_growth_pct"] != row["required_growth_pct"]


def test_every_current_target_of_sanmen_has_a_row(sanmen_tables, observations):
    """12 indicators, two target years; the living standard continues two earlier figures."""
    frame = pace_of(sanmen_tables, observations())
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == (12 + 1) * 2
    assert frame["indicator_id"].nunique() == 12


def test_required_growth_of_sanmen_by_hand(sanmen_tables, observations):
    """Table 2: 10 → 100 % in five years is 10 ** (1 / 5) - 1 a year; 0 → 8 % has no rate."""
    frame = pace_of(sanmen_tables, observations())
    joint = row_of(frame, "one_stop_assistance_rate", 2025)
    assert joint["required_growth_pct"] == pytest.approx((10**0.2 - 1) * 100)
    assert (joint["required_points"], joint["rank"], joint["years"]) == (18, 1, 5)
    zero = row_of(frame, "smart_community_coverage", 2025)
    assert (zero["required_points"], zero["reason"]) == (1.6, "from_zero")
    assert zero[["required_growth_pct", "rank"]].isna().all()
    assert zero["n_ranked"] == 10  # 12 indicators, two of them start from 0


def test_rank_and_median_count_a_continued_row_once(plan_tables, observations):
    tables = plan_tables(
        {"id": "s", "table": "1", "part": "urban", "2015": 40},
        {"id": "s", "table": "1", "part": "rural", "2015": 30},
        {"id": "s", "table": "2", "2020": 50, "2025 target": 100},
        {"id": "a", "table": "2", "2020": 50, "2025 target": 60},
        {"id": "b", "table": "2", "2020": 50, "2025 target": 55},
    )
    frame = pace_of(tables, observations())
    assert frame["rank"].tolist() == [1, 1, 2, 3]
    assert set(frame["n_ranked"]) == {3}
    assert frame["median_growth_pct"].tolist() == [pytest.approx(((60 / 50) ** 0.2 - 1) * 100)] * 4


def test_a_fall_counts_as_improvement_where_less_is_better(plan_tables, observations):
    tables = plan_tables(
        {"id": "down", "direction": "down", "2020": 100, "2025 target": 50},
        {"id": "up", "2020": 100, "2025 target": 110},
    )
    frame = pace_of(tables, observations())
    assert frame["required_growth_pct"].lt(0).tolist() == [True, False]
    assert frame["rank"].tolist() == [1, 2]


def test_the_achieved_pace_stands_beside_the_required_one(sanmen_tables, observations):
    """Nursing beds: 38.9 (line 32) → 53 (line 87) is (53 / 38.9) ** 0.2 - 1 a year."""
    beds = row_of(pace_of(sanmen_tables, observations()), "nursing_bed_share", 2025)
    assert (beds["achieved_from"], beds["achieved_to"]) == (2015, 2020)
    assert beds["achieved_growth_pct"] == pytest.approx(((53 / 38.9) ** 0.2 - 1) * 100)
    assert beds["achieved_points"] == pytest.approx(14.1 / 5)
    alone = row_of(pace_of(sanmen_tables, observations()), "eco_burial_rate", 2025)
    assert alone[["achieved_from", "achieved_growth_pct", "achieved_points"]].isna().all()


def test_a_target_year_without_an_observation_is_said_and_still_shown(sanmen_tables, observations):
    rows = pace_of(sanmen_tables, observations(), as_of_year=2023)
    beds = row_of(rows, "nursing_bed_share", 2022)
    assert (beds["reason"], beds["years_left"]) == ("unobserved", 0)
    assert "no observation for 2022" in beds["note"]
    assert beds["required_growth_pct"] == pytest.approx(((55 / 53) ** 0.5 - 1) * 100)
    assert row_of(rows, "nursing_bed_share", 2025)["reason"] == ""


def test_an_observed_target_year_names_its_value(sanmen_tables, observations):
    seen = observations(("nursing_bed_share", 2022, "54.5", "%"))
    row = row_of(pace_of(sanmen_tables, seen, as_of_year=2022), "nursing_bed_share", 2022)
    assert (row["reason"], row["last_value"]) == ("observed", 54.5)
    assert "2022 is observed: 54.5 %" in row["note"]


def test_notes_come_in_chinese_too(sanmen_tables, observations):
    row = row_of(
        pace_of(sanmen_tables, observations(), as_of_year=2025, lang="zh"), "smart_community_coverage", 2022
    )
    assert row["note"] == "由零起步，无增长率可算；2022年没有实际值"


def test_a_plan_without_current_targets_gives_an_empty_table(plan_tables, observations):
    frame = pace_of(plan_tables({"id": "x", "2015": 1, "2020 target": 2}), observations())
    assert frame.empty
    assert tuple(frame.columns) == COLUMNS
