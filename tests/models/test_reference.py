"""Reference classes: counts and quartiles are those of a list, the data file is refused when it is wrong."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.models.reference import MEASURES, MoveClass, load_reference_classes, reference_classes_from

MOVES = st.lists(st.integers(-5000, 5000).map(lambda tenths: tenths / 10), min_size=1).map(sorted)


def data(**changes):
    row = {"kind": "share", "years": 5, "series": 3, "moves": [-1.0, 0.0, 2.0]} | changes
    return {"class": [row], "countries": ["ca"], "made": "2026-01-01", "nominal": 0.8, "covered": [0.5, 1.0]}


@given(MOVES, st.integers(-5000, 5000).map(lambda tenths: tenths / 10))
def test_a_count_is_that_of_the_members_at_or_beyond_the_move(moves, needed):
    members = MoveClass("share", 5, tuple(moves), len(moves))
    assert members.moved_at_least(needed, "up") == sum(move >= needed for move in moves)
    assert members.moved_at_least(needed, "down") == sum(move <= needed for move in moves)


@given(MOVES)
def test_a_quarter_half_and_three_quarters_do_not_exceed_the_quartiles(moves):
    """By definition of the quantile: at least k/4 at or below it, fewer than k/4 below it."""
    for k, quartile in enumerate(MoveClass("rate", 1, tuple(moves), 1).quartiles(), 1):
        assert sum(move <= quartile for move in moves) * 4 >= k * len(moves)
        assert sum(move < quartile for move in moves) * 4 < k * len(moves)


def test_float_noise_does_not_decide_who_moved_far_enough():
    assert MoveClass("share", 5, (5.0,), 1).moved_at_least(55.1 - 50.1 + 1e-12, "up") == 1


def test_an_empty_class_has_no_quartiles():
    with pytest.raises(ValueError, match="no moves of rate over 3 years"):
        MoveClass("rate", 3, (), 0).quartiles()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "mood"}, 'no kind "mood"'),
        ({"moves": [1.0, 0.0]}, "must be finite and ascending"),
        ({"moves": [1.0, float("inf")]}, "must be finite and ascending"),
    ],
)
def test_a_wrong_data_file_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        reference_classes_from(data(**changes))


def test_a_class_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="the class of share over 5 years stands twice"):
        reference_classes_from(data() | {"class": data()["class"] * 2})


def test_the_classes_of_the_library_span_one_to_ten_years_and_say_what_they_rest_on():
    known = load_reference_classes()
    assert set(known.classes) == {(kind, years) for kind in MEASURES for years in range(1, 11)}
    assert all(len(one) <= one.series for one in known.classes.values())
    assert 0 < known.covered[0] < known.nominal < known.covered[1] <= 1
    stored = json.loads(files("analysis.models").joinpath("reference.json").read_text(encoding="utf-8"))
    assert len(stored["sources"]) == len(stored["countries"]) == 3


def test_shares_of_the_library_never_move_further_than_from_0_to_100():
    shares = [one for (kind, _), one in load_reference_classes().classes.items() if kind == "share"]
    others = [one for (kind, _), one in load_reference_classes().classes.items() if kind != "share"]
    assert all(-100 <= one.moves[0] <= one.moves[-1] <= 100 for one in shares)
    assert all(one.moves[0] >= -100 for one in others)
