"""Reading long columns: the fast way gives what the general reader gives, for any text."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.errors import InputError, QuantityError
from analysis.growth_check.cells import Column, Plain, column_of
from analysis.growth_check.reading import (
    BASE,
    STATED,
    Memory,
    plain_decimals,
    read_column,
    read_years,
)
from analysis.growth_check.single import read_stated, read_value
from analysis.growth_check.years import Moment, read_moment, read_year, years_between
from analysis.quantity import parse_quantity

near_plain = st.text(alphabet="0123456789.-,", max_size=18)
ODD = [
    *(
        "",
        "-",
        ".",
        "-.5",
        "5.",
        "1.2.3",
        "007",
        "0",
        "-0",
        "-0.0",
        "00.5",
        "0.50",
        "5\x00",
        "\x005",
        "٣",
        "５",
    ),
    *("1" * 14, "1" * 15, "1" * 100_000, "9.9999999999999", "1-2", "--1", "3e5", " 5", "-", "-,1", "-1,234"),
    *("1,234", "12,34", "0,123", "1,234,567.8", ",123", "1,", "1,234.", "1.2,345", "1234,567", "1,,234"),
]


@given(st.lists(st.one_of(near_plain, st.sampled_from(ODD), st.text(max_size=20)), min_size=1, max_size=8))
@example(ODD)
def test_what_is_plain_is_read_as_the_general_reader_does(texts):
    plain = plain_decimals(texts)
    for row in np.flatnonzero(plain.here):
        quantity = parse_quantity(texts[row])
        assert int(plain.digits[row]) == quantity.value.scaleb(quantity.decimals)
        assert plain.places[row] == quantity.decimals
        assert (quantity.comparator, quantity.unit, quantity.cumulative) == ("=", "", False)


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_thousands_may_be_set_apart(digits, places):
    text = format(Decimal(digits).scaleb(-places), ",f")
    found = plain_decimals([text])
    assert (found.here[0], found.digits[0], found.places[0]) == (True, digits, places)


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_all_usual_decimals_take_the_fast_way(digits, places):
    text = format(Decimal(digits).scaleb(-places), "f")
    found = plain_decimals([text])
    assert (found.here[0], found.digits[0], found.places[0]) == (True, digits, places)


@given(st.integers(0, 10**10 - 1), st.integers(0, 4), st.sampled_from(["", "%", "万元", "元/月·人"]))
def test_the_numbers_of_a_plain_cell_are_those_of_its_quantity_to_the_last_bit(digits, places, unit):
    text = f"{digits // 10**places}.{digits % 10**places:0{places}d}" if places else str(digits)
    column, errors = read_column(BASE, [text], [unit], "half_up_or_down", Memory())
    general = column_of([parse_quantity(text, unit=unit)])
    assert errors == {}
    assert column.plain.here[0]
    for name in ("value", "lower", "upper"):
        assert getattr(column, name)[0] == getattr(general, name)[0]
    assert column.exact(0) == general.exact(0)
    names, codes = column.unit_names()
    assert names[codes[0]] == parse_quantity(text, unit=unit).unit


@given(
    st.lists(
        st.sampled_from(["4.4", "5%", "约6", "翻番", "[18]", "", "36O", "≥7", "1,234", "0.5个百分点"]),
        max_size=9,
    )
)
def test_a_column_holds_in_each_row_what_its_own_text_says(texts):
    column, errors = read_column(STATED, texts, [""] * len(texts), "half_up_or_down", Memory())
    for row, text in enumerate(texts):
        try:
            expected = read_stated(text)
        except InputError:
            assert row in errors
            assert column.is_code("stated_unreadable")[row]
            continue
        alone = column_of([expected])
        np.testing.assert_equal(column.value[row], alone.value[0])
        for flag in ("missing", "cumulative"):
            assert column.flagged(flag)[row] == alone.flagged(flag)[0]


def test_memory_of_cells_does_not_grow_without_bound():
    memory = Memory()
    memory.cells.update({("base", str(number), ""): "x" for number in range(200_001)})
    memory.make_room()
    assert memory.cells == {}


def test_no_plain_cell_stands_among_none():
    empty = Column((), np.zeros(0, np.intp), Plain.none(0), ("",), np.zeros(0, np.intp))
    assert empty.value.size == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 234", 1234), ("12 345 678", 12345678), ("1 234.5万人", 1234.5), ("-1 234", -1234), ("5 %", 5)],
)
def test_blanks_may_group_the_digits_of_a_value(text, value):
    assert read_value(text).value == Decimal(str(value))


@pytest.mark.parametrize("text", ["12 34", "1234 567", "1 2345", "0.5 123"])
def test_blanks_that_do_not_group_by_three_are_gaps_between_numbers(text):
    with pytest.raises(QuantityError):
        read_value(text)


# --- years and months -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2015-12", Moment(2015, 12)),
        ("2015年6月", Moment(2015, 6)),
        ("２０１５年６月末", Moment(2015, 6)),
        ("2015年12月31日", Moment(2015, 12)),
        ("2015-12-31", Moment(2015, 12)),
        ("2015/6", Moment(2015, 6)),
        ("民國104年6月", Moment(2015, 6)),
        ("Dec 2015", Moment(2015, 12)),
        ("30 June 2015", Moment(2015, 6)),
        ("June 30, 2015", Moment(2015, 6)),
        ("2015Q2", Moment(2015, 6)),
        ("2015年第四季度", Moment(2015, 12)),
        ("2015年末", Moment(2015, year_end=True)),
        ("2015年底", Moment(2015, year_end=True)),
        ("end-2015", Moment(2015, year_end=True)),
        ("end of 2015", Moment(2015, year_end=True)),
        ("FY2015", Moment(2015)),
        ("FY 2015-16", Moment(2015)),
        ("2015-16", Moment(2015)),
        ("2015–16", Moment(2015)),
        ("2015/2016", Moment(2015)),
        ("2015年度", Moment(2015)),
        ("2020E", Moment(2020)),
        ("FY20", Moment(2020)),
        ("by 2020", Moment(2020)),
        ("到2020年", Moment(2020)),
        ("2015年基数", Moment(2015)),
        ("at the end of 2015", Moment(2015, year_end=True)),
        ("2010-11", Moment(2010, 11, fiscal=True)),
    ],
)
def test_years_and_months_as_printed(text, moment):
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["2015-13", "2015-0", "2015年0月", "2015-2020", "-2015", "2015.5", "1" * 100_000]
)
def test_what_is_neither_year_nor_month_is_refused(text):
    with pytest.raises(InputError, match="as a year"):
        read_year(text)


@pytest.mark.parametrize(
    ("base", "target", "years"),
    [
        ("2015", "2020", 5),  # the base year does not count
        ("2015-12", "2020-06", 4.5),
        ("2015年末", "2020年6月", 4.5),
        ("2015年末", "2020", 5),
        ("2005-06", "2010-11", 5),  # two fiscal years
        ("2010-11", "2015-12", 61 / 12),  # the other can only be a month
        ("2010-11", "2015-16", 5),
        ("2010-11", "2015", 5),
        ("2020", "2015", -5),
    ],
)
def test_years_between_two_headings(base, target, years):
    assert years_between(read_moment(base), read_moment(target)) == pytest.approx(years)


def test_a_month_beside_a_bare_year_says_nothing_certain():
    found = read_years(["2015年6月"], ["2020"], Memory())
    assert np.isnan(found.between[0])
    assert "is a year and the other cell a month" in found.errors["target_year"][0].what


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader_of_years(text):
    try:
        moment = read_moment(text)
    except InputError:
        return
    assert 0 <= moment.month <= 12
