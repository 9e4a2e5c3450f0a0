"""Two printed numbers: can both be true?"""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.consistency.compare import APART, EQUAL, OPEN, compare, ends, gap, meet, show, with_unit
from analysis.errors import QuantityError
from analysis.quantity import parse_quantity
from strategies import printed_quantities


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("94%", "93.56%", EQUAL),
        ("94%", "93.4%", APART),
        ("1.7‰", "17人/万人", EQUAL),
        ("1.7‰", "18人/万人", APART),
        ("660元/月", "7920元/年", EQUAL),
        ("660元/月", "9600元/年", APART),
        ("2亿元", "20000万元", EQUAL),
        ("5000余万元", "5600万元", EQUAL),
        ("5000余万元", "6100万元", APART),
        ("约300张", "305张", EQUAL),
        ("84家", "85家", APART),
        ("84家", "84所", EQUAL),
        ("突破610家", "620家", OPEN),
        ("突破610家", "600家", APART),
        ("不超过5%", "4%", OPEN),
        ("不超过5%", "6%", APART),
        ("95%以上", "95%", EQUAL),
        ("突破610家", "突破620家", OPEN),
        ("5%", "5个百分点", None),
        ("24张", "24家", None),
    ],
)
def test_two_numbers_are_equal_apart_or_leave_room(one, two, expected):
    assert compare(parse_quantity(one), parse_quantity(two)) == expected


@settings(deadline=None)
@given(printed_quantities(), printed_quantities())
def test_comparing_is_symmetric(one, two):
    try:
        first, second = parse_quantity(one), parse_quantity(two)
    except QuantityError:
        return
    assert compare(first, second) == compare(second, first)


@settings(deadline=None)
@given(printed_quantities())
def test_a_number_equals_itself(printed):
    try:
        quantity = parse_quantity(printed)
    except QuantityError:
        return
    assert compare(quantity, quantity) == EQUAL


@settings(deadline=None)
@given(st.fractions(), st.fractions(), st.fractions(), st.fractions())
def test_intervals_meet_or_have_a_gap_never_both(a, b, c, d):
    first, second = (min(a, b), max(a, b)), (min(c, d), max(c, d))
    assert meet(first, second) == meet(second, first)
    if not meet(first, second) and min(first[0], second[0]) > 0:
        assert gap(first, second) >= 0


def test_a_count_is_exact_and_a_rounded_one_is_not():
    assert ends(parse_quantity("18家")) == (18, 18)
    assert ends(parse_quantity("1.8万人")) == (Fraction(7, 4), Fraction(37, 20))
    assert ends(parse_quantity("约18家")) == (17, 19)


def test_a_denominator_of_old_people_has_one_spelling():
    one = with_unit(parse_quantity("45张"), "张/千名老人")
    two = with_unit(parse_quantity("45张"), "张/千名老年人")
    assert compare(one, two) == EQUAL


def test_numbers_are_shown_without_exponent_and_with_their_whole_part():
    assert [show(Fraction(n)) for n in ("0.5", "7920", "1234567")] == ["0.5", "7920", "1234567"]
    assert show(Fraction(235, 510) * 100) == "46.08"
