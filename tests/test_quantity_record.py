"""The record of a quantity: conversion, intervals, canonical printing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.errors import UnitError
from analysis.quantity import Quantity, format_quantity, parse_quantity
from analysis.quantity_record import (
    interval_of,
    last_digit_unit,
    power_of_ten,
    rounding_half_width,
    with_decimals,
)
from strategies import numbers, unit_pairs


@given(numbers(), unit_pairs())
def test_converting_a_quantity_there_and_back_changes_nothing(number, pair):
    first = parse_quantity(number.text, unit=pair[0])
    back = first.to(pair[1]).to(pair[0])
    assert (back.value, back.lower, back.upper, back.unit) == (
        first.value,
        first.lower,
        first.upper,
        first.unit,
    )


@given(numbers(), unit_pairs())
def test_interval_still_contains_the_value_after_conversion(number, pair):
    converted = parse_quantity(number.text, unit=pair[0]).to(pair[1])
    assert converted.lower <= converted.value <= converted.upper


@pytest.mark.parametrize(
    ("printed", "unit", "target", "value", "decimals"),
    [
        ("1.7", "‰", "人/万人", "17", 0),
        ("2", "‰", "人/万人", "20", -1),
        ("2", "亿元", "元", "200000000", -8),
        ("7.0", "%", "‰", "70", 0),
        ("660", "元", "万元", "0.0660", 4),
        ("660", "元/月", "元/年", "7920", None),
    ],
)
def test_decimals_move_with_a_power_of_ten_and_are_unknown_otherwise(printed, unit, target, value, decimals):
    converted = parse_quantity(printed, unit=unit).to(target)
    assert (str(converted.value), converted.decimals) == (value, decimals)


def test_range_and_missing_number_convert_too():
    assert parse_quantity("2-3亿元").to("万元").interval == (20000, 30000)
    assert parse_quantity("—", unit="元").to("万元").missing


@pytest.mark.parametrize("printed", ["5%", "5", "—"])
def test_conversion_to_another_dimension_is_an_error_even_without_a_number(printed):
    unit = "" if printed == "5" else "%"
    with pytest.raises(UnitError):
        parse_quantity(printed, unit=unit).to("张")


@pytest.mark.parametrize(
    ("value", "step"),
    [("5300", "100"), ("6.50", "0.1"), ("0.05", "0.01"), ("21850", "10"), ("-40", "10"), ("0", None)],
)
def test_last_digit_that_is_not_zero_gives_the_step(value, step):
    assert last_digit_unit(Decimal(value)) == (None if step is None else Decimal(step))


@given(numbers(signed=False), st.sampled_from(["=", ">=", ">", "<=", "<"]))
def test_bounds_have_the_interval_of_the_bare_number(number, comparator):
    half = rounding_half_width(number.decimals)
    assert interval_of(number.value, half, comparator) == interval_of(number.value, half, "=")


@given(numbers(signed=False))
def test_about_a_number_is_never_narrower_than_its_rounding_nor_wider_than_its_last_digit(number):
    half = rounding_half_width(number.decimals)
    low, high = interval_of(number.value, half, "~")
    step = last_digit_unit(number.value) or Decimal(0)
    assert half <= number.value - low == high - number.value <= max(half, step)


@given(numbers(signed=False))
def test_somewhat_more_begins_at_the_number_and_ends_at_the_next_round_one(number):
    assume(number.value)
    low, high = interval_of(number.value, rounding_half_width(number.decimals), ">=", more=True)
    assert low == number.value < high
    assert (Fraction(high) / Fraction(last_digit_unit(number.value))).denominator == 1


@pytest.mark.parametrize(
    ("factor", "power"),
    [("1", 0), ("1000", 3), ("1/1000", -3), ("12", None), ("2000/3", None), ("1/12", None)],
)
def test_power_of_ten_is_recognised(factor, power):
    assert power_of_ten(Fraction(factor)) == power


def test_padding_never_rounds():
    assert str(with_decimals(Decimal(7), 2)) == "7.00"
    assert str(with_decimals(Decimal("7.125"), 2)) == "7.125"
    assert with_decimals(None, 2) is None


@pytest.mark.parametrize(
    ("printed", "unit", "canonical"),
    [
        ("95以上", "%", "≥95%"),
        ("［13.5］", "%", "[13.5]%"),
        ("35-40", "张", "35~40张"),
        ("5000多万", "万元", "5000余万元"),
        ("5000多万", "", "5000余万"),
        ("2亿", "元", "2亿(元)"),
        ("2亿元", "", "2亿元"),
        ("1万", "家", "1万(家)"),
        ("七成", "", "7成"),
        ("三分之一", "", "3分之1"),
        ("/", "元", "—"),
        ("7.0", "%", "7.0%"),
        ("5", "千人", "5(千人)"),
        ("超过6", "%", ">6%"),
        ("6左右", "%", "约6%"),
        ("0.5个百分点", "", "0.5百分点"),
        ("35张", "张/千名老年人", "35张/千名老年人"),
    ],
)
def test_canonical_printing(printed, unit, canonical):
    assert format_quantity(parse_quantity(printed, unit=unit)) == canonical


def test_record_is_frozen():
    with pytest.raises(AttributeError):
        parse_quantity("5").value = Decimal(6)


def test_missing_and_range_are_told_apart():
    plain = Quantity("x", None, None, None, None, "")
    assert plain.missing
    assert not Quantity("x", None, Decimal(1), Decimal(2), None, "", is_range=True).missing
