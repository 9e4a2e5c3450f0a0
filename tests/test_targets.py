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
        (Target(2025, None, 10.0, 12.0), 12.4, True),  # above the range, and met
        (Target(2025, None, 10.0, 12.0, direction="down"), 9.0, True),  # below it, and met
        (Target(2025, None, 10.0, 12.0, direction="within"), 12.4, False),
        (Target(2025, None, 10.0, 12.0, direction="within", half_step=0.5), 12.4, True),  # rounds to 12
        (Target(2025, None, 10.0, 12.0, direction="within", half_step=0.5), 12.6, False),
        (Target(2025, None, 10.0, 12.0, direction="within", half_step=0.05), 12.4, False),  # 10.0~12.0
        (Target(2025, None, 10.0, 12.0, direction="within", half_step=0.5), 9.4, False),
        (Target(2025, None, 10.0, 12.0, direction="within", half_step=0.5), 9.5, True),
        (Target(2025, 112.0, direction="within", half_step=0.5), 112.3, True),
        (Target(2025, 112.0, direction="within", half_step=0.5), 113.0, False),
        (Target(2025, 12.0, comparator=">=", direction="within"), 40.0, True),  # the printed sign counts
        (Target(2025, 12.0, comparator="<=", direction="up"), 13.0, False),
        (Target(2025, 70.0, comparator="~", half_step=0.5), 69.5, True),  # 70左右: what rounds to it
        (Target(2025, 70.0, comparator="~", half_step=0.5), 69.4, False),
        (Target(2025, 5.5, comparator="~", direction="down", half_step=0.05), 5.55, True),
        (Target(2025, 5.5, comparator="~", direction="down", half_step=0.05), 5.6, False),
        (Target(2025, 10000.0, comparator="~", half_step=5000.0), 8999.0, False),  # 约1万: not 5000
        (Target(2025, 10000.0, comparator="~", half_step=5000.0), 9000.0, True),
        (Target(2025, None, 35.0, 40.0, comparator="~", half_step=0.5), 34.5, True),
        (Target(2025, None, 12.0, 10.0, direction="within"), 11.0, True),  # ends the wrong way round
        (Target(2025, None, 35.0, None), 36.0, None),
        (Target(2025, 5.0, direction="sideways"), 6.0, True),
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


def test_the_goal_of_a_range_to_be_kept_is_the_end_that_one_faces():
    kept = Target(2025, None, 103.0, 107.0, direction="within")
    assert (kept.goal_from(110.0), kept.goal_from(95.0), kept.goal_from(None)) == (107.0, 103.0, 103.0)
    assert Target(2025, None, 103.0, 107.0).goal_from(110.0) == 103.0


@pytest.mark.parametrize(
    ("direction", "value", "beyond"),
    [
        ("up", 12.4, "above_range"),
        ("up", 12.0, ""),
        ("up", 9.0, ""),  # not there yet, so not beyond it
        ("down", 9.0, "below_range"),
        ("down", 12.4, ""),
        ("within", 12.6, "above_range"),
        ("within", 12.4, ""),
        ("within", 9.0, "below_range"),
    ],
)
def test_a_value_that_has_passed_a_printed_range_is_said_to_be_beyond_it(direction, value, beyond):
    assert Target(2025, None, 10.0, 12.0, direction=direction, half_step=0.5).beyond(value) == beyond
    assert Target(2025, 10.0, direction=direction).beyond(value) == ""


SIGNS = st.sampled_from(["=", ">=", ">", "<=", "<", "~"])
NUMBERS = st.floats(-1e6, 1e6)


@st.composite
def targets(draw, directions=("up", "down", "within")):
    ends = draw(st.one_of(NUMBERS.map(lambda x: (x, None, None)), st.tuples(st.none(), NUMBERS, NUMBERS)))
    half = draw(st.sampled_from([0.0, 0.05, 0.5]))
    return Target(2025, *ends, draw(SIGNS), draw(st.sampled_from(directions)), half_step=half)


@given(targets(), NUMBERS, st.floats(0, 1e6))
def test_a_better_value_never_turns_attained_into_not_attained(target, value, more):
    better = {"up": value + more, "down": value - more}.get(target.side)
    if better is not None and target.attained(value):
        assert target.attained(better)


@given(targets(("within",)), NUMBERS)
def test_what_is_to_be_kept_is_attained_inside_and_nowhere_else(target, value):
    if target.side != "within":
        return
    ends = [target.value] * 2 if target.value is not None else sorted((target.lower, target.upper))
    outside = max(ends[0] - value, value - ends[1])
    if abs(outside - target.half_step) > 1e-6 * max(1, *map(abs, ends)):  # float noise at the very edge
        assert target.attained(value) is (outside < target.half_step)


@given(targets(), NUMBERS)
def test_the_span_the_verdict_and_the_number_to_reach_agree(target, value):
    assert (value in target.span) is target.attained(value)
    if target.comparator not in (">", "<"):
        assert target.attained(target.goal)
        assert target.attained(target.goal_from(value))
    if target.beyond(value) and target.side == "within":
        assert target.attained(value) is False
    if target.beyond(value) and target.side != "within":
        assert target.attained(value) is True


@given(NUMBERS, NUMBERS)
def test_up_and_down_mirror_each_other(goal, value):
    up, down = Target(2025, goal), Target(2025, -goal, direction="down")
    assert up.attained(value) is down.attained(-value)
