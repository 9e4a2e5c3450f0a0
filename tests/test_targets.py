"""Targets: the side that counts, the end of a range, and float noise that must not decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.targets import Target


@pytest.mark.parametrize(
    ("target", "value", "attained"),
    [
        (Target(2025, 58.0), 58.0, True),
        (Target(2025, 58.0), 57.9, False),
        (Target(2025, 5.0, direction="down"), 5.0, True),
        (Target(2025, 5.0, direction="down"), 5.1, False),
        (Target(2025, 95.0, comparator=">="), 95.0, True),
        (Target(2025, 95.0, comparator=">"), 95.0, False),
        (Target(2025, 95.0, comparator=">"), 95.1, True),
        (Target(2025, 3.0, comparator="<=", direction="up"), 2.0, True),
        (Target(2025, 3.0, comparator="<"), 3.0, False),
        (Target(2025, None, 35.0, 40.0), 36.0, True),
        (Target(2025, None, 35.0, 40.0), 34.0, False),
        (Target(2025, None, 35.0, 40.0, direction="down"), 41.0, False),
        (Target(2025, 0.3), 0.1 + 0.2, True),
        (Target(2025, 0.3, direction="down"), 0.1 + 0.2, True),
        (Target(2025, 0.0, direction="down"), 0.0, True),
        (Target(2025, None), 5.0, None),
        (Target(2025, 5.0), None, None),
        (Target(2025, 5.0), float("nan"), None),
    ],
)
def test_a_target_is_attained_on_its_own_side(target, value, attained):
    assert target.attained(value) is attained


def test_a_printed_comparator_goes_before_the_direction_of_the_definition():
    assert Target(2025, 3.0, comparator="<=", direction="up").side == "down"
    assert Target(2025, 3.0, comparator="~", direction="down").side == "down"


def test_the_goal_of_a_range_is_the_end_reached_first():
    assert Target(2025, None, 35.0, 40.0).goal == 35.0
    assert Target(2025, None, 35.0, 40.0, direction="down").goal == 40.0


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_up_and_down_mirror_each_other(goal, value):
    up, down = Target(2025, goal), Target(2025, -goal, direction="down")
    assert up.attained(value) is down.attained(-value)
