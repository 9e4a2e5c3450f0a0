"""Rounding rules: intervals by the table of a published package, soundness by printing with each rule."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    localcontext,
)
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.growth_check import DEFAULT_ROUNDING, ROUNDING_RULES, check_growth, check_growth_table
from analysis.growth_check.cells import Column, Plain
from analysis.growth_check.rounding import printed_interval
from analysis.quantity import parse_quantity

# How Python's decimals round by the same rule; the default allows all three ways to treat a half.
WRITERS = {
    "half_up_or_down": (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN),
    "half_even": (ROUND_HALF_EVEN,),
    "half_up": (ROUND_HALF_UP,),
    "half_down": (ROUND_HALF_DOWN,),
    "truncation": (ROUND_DOWN,),
    "up": (ROUND_UP,),
    "ceiling": (ROUND_CEILING,),
    "floor": (ROUND_FLOOR,),
}


@pytest.mark.parametrize(
    ("text", "rule", "low", "high", "open_low", "open_high"),
    [
        # scrutiny's vectors for "8.2": up 8.15 <= x < 8.25, down 8.15 < x <= 8.25
        ("8.2", "half_up", "8.15", "8.25", False, True),
        ("8.2", "half_down", "8.15", "8.25", True, False),
        ("8.2", "half_up_or_down", "8.15", "8.25", False, False),
        ("8.2", "half_even", "8.15", "8.25", False, False),
        ("8.3", "half_even", "8.25", "8.35", True, True),
        ("8.2", "truncation", "8.2", "8.3", False, True),
        ("-8.2", "truncation", "-8.3", "-8.2", True, False),
        ("0.0", "truncation", "-0.1", "0.1", True, True),
        ("8.2", "up", "8.1", "8.2", True, False),
        ("-8.2", "up", "-8.2", "-8.1", False, True),
        ("0", "up", "0", "0", False, False),
        ("-8.2", "half_up", "-8.25", "-8.15", True, False),
        ("-8.2", "ceiling", "-8.3", "-8.2", True, False),
        ("-8.2", "floor", "-8.2", "-8.1", False, True),
        ("4.50", "half_up", "4.495", "4.505", False, True),
        ("2亿", "truncation", "200000000", "300000000", False, True),
    ],
)
def test_the_interval_behind_a_printed_number(text, rule, low, high, open_low, open_high):
    found = printed_interval(parse_quantity(text), rule)
    assert (found.low, found.high) == (Fraction(low), Fraction(high))
    assert (found.open_low, found.open_high) == (open_low, open_high)


@pytest.mark.parametrize("rule", ROUNDING_RULES)
def test_a_rule_says_nothing_of_numbers_that_are_not_plainly_rounded(rule):
    for text in ("约300", "5000余万", "35~40"):
        assert printed_interval(parse_quantity(text), rule) == printed_interval(parse_quantity(text))


def inside(value, interval):
    above = value > interval.low or (value == interval.low and not interval.open_low)
    below = value < interval.high or (value == interval.high and not interval.open_high)
    return above and below


@given(
    st.sampled_from([(rule, writer) for rule, writers in WRITERS.items() for writer in writers]),
    st.decimals(-50, 50, places=3),
    st.integers(0, 2),
)
def test_what_a_rule_prints_holds_the_true_value_in_its_interval(pair, value, decimals):
    rule, writer = pair
    text = format(value.quantize(Decimal(1).scaleb(-decimals), rounding=writer), "f")
    assert inside(Fraction(value), printed_interval(parse_quantity(text), rule))


@given(
    st.sampled_from(sorted(set(WRITERS) - {DEFAULT_ROUNDING})),
    st.decimals(-9, 9, places=2),
    st.integers(0, 1),
)
def test_a_single_rule_leaves_no_number_out_and_none_twice(rule, value, decimals):
    """Second method: of all printable neighbours only the one that the rule prints holds the value."""
    step = Decimal(1).scaleb(-decimals)
    middle = value.quantize(step)
    printed = {format(middle + k * step, "f") for k in (-1, 0, 1)}
    holding = {
        text for text in printed if inside(Fraction(value), printed_interval(parse_quantity(text), rule))
    }
    assert {Decimal(text) for text in holding} == {value.quantize(step, rounding=WRITERS[rule][0])}


@given(st.sampled_from(sorted(ROUNDING_RULES)), st.integers(-(10**6), 10**6), st.integers(0, 4))
def test_arrays_give_the_interval_of_the_single_number(rule, digits, places):
    plain = Plain(np.array([True]), np.array([digits]), np.array([places]))
    column = Column((), np.array([-1]), plain, ("",), np.array([0]), rule)
    quantity = parse_quantity(format(Decimal(digits).scaleb(-places), "f"))
    expected = printed_interval(quantity, rule)
    assert column.exact(0) == expected
    assert (column.lower[0], column.upper[0]) == (float(expected.low), float(expected.high))
    assert (column.open_low[0], column.open_high[0]) == (expected.open_low, expected.open_high)


@pytest.mark.parametrize(
    ("rule", "end", "stated", "expected"),
    [
        # 20.0 → 22.0 in one year is 10 %; base and end at most 0.05 off
        ("half_up_or_down", "22.1553", "10", "consistent"),  # 22.15525 / 20.05 = 1.105: both ends count
        ("half_up", "22.1553", "10", "inconsistent"),  # neither 20.05 nor 10.5 rounds to what is printed
        ("half_down", "22.1553", "10", "inconsistent"),  # 22.15525 would be printed 22.1552
        ("truncation", "22.1100", "11", "inconsistent"),  # below 22.1101 / 20.0 = 1.105 505
        ("truncation", "22.1100", "10", "consistent"),
        ("up", "22.1100", "11", "consistent"),
        ("up", "22.1100", "10", "inconsistent"),  # more than 22.1099 / 20.0, and 10 is at most 10
    ],
)
def test_open_ends_are_honoured_exactly(rule, end, stated, expected):
    found = check_growth("20.0", end, stated, years=1, rounding=rule)
    assert found.verdict == expected


def test_truncated_growth_is_consistent_where_the_document_truncates():
    """METHODS 8.4: 6.3 → 12 printed 13.7 for 13.7544."""
    assert check_growth("6.300", "12.000", "13.7", years=5).verdict == "inconsistent"
    assert check_growth("6.300", "12.000", "13.7", years=5, rounding="truncation").verdict == "consistent"


def test_falling_growth_is_truncated_towards_zero():
    """-1.1156 % a year is cut to -1.11."""
    assert check_growth("9860.00", "9750.00", "-1.11", years=1, rounding="truncation").verdict == "consistent"
    assert (
        check_growth("9860.00", "9750.00", "-1.12", years=1, rounding="truncation").verdict == "inconsistent"
    )


def test_an_unknown_rule_is_refused_with_the_known_ones():
    with pytest.raises(InputError, match="unknown rounding rule"):
        check_growth("1", "2", "3", years=1, rounding="banker")
    with pytest.raises(InputError, match="unknown rounding rule"):
        check_growth_table(pd.DataFrame(columns=["base_year", "base", "target_year", "target", "stated"]),
                           rounding="banker")  # fmt: skip


@given(
    st.sampled_from([(rule, writer) for rule, writers in WRITERS.items() for writer in writers]),
    st.decimals("1", "1000", places=4),
    st.decimals("1", "1000", places=4),
    st.integers(1, 12),
    st.integers(0, 2),
)
@settings(deadline=None)
def test_a_table_printed_by_a_rule_is_never_flagged_under_it(pair, base, end, years, decimals):
    rule, writer = pair
    with localcontext() as context:
        context.prec = 50
        growth = ((end / base) ** (Decimal(1) / years) - 1) * 100
    texts = [
        format(value.quantize(Decimal(1).scaleb(-decimals), rounding=writer), "f")
        for value in (base, end, growth)
    ]
    assert check_growth(*texts, years=years, rounding=rule).verdict != "inconsistent"
