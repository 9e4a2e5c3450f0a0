"""Project cells: money, months and sizes in the forms that plans print."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import QuantityError
from analysis.projects import beds, floor_area, land, parse_date, parse_money, parse_term


@pytest.mark.parametrize(
    ("printed", "unit", "value", "approximate"),
    [
        ("2亿(其中一期约1亿)", "万元", "20000", True),
        ("1亿", "万元", "10000", False),
        ("3400", "万元", "3400", False),
        ("5000余万", "万元", "5000", True),
        ("约1.2亿元", "万元", "12000", True),
        ("1.5", "亿元", "15000", False),
        ("800万元", "亿元", "800", False),
        ("35000000", "元", "3500", False),
        ("2000-3000", "万元", "2500", False),
        ("1,900", "万元", "1900", False),
        ("０．８亿", "万元", "8000", False),
    ],
)
def test_money_is_in_ten_thousands_whatever_was_printed(printed, unit, value, approximate):
    money = parse_money(printed, unit)
    assert (money.value, money.approximate, money.printed) == (Decimal(value), approximate, printed)


@pytest.mark.parametrize("printed", ["/", "—", "－", "", "……", "-"])
def test_no_money_is_not_zero(printed):
    assert parse_money(printed).value is None
    assert parse_money("0").value == 0


@pytest.mark.parametrize("printed", ["2亿左左", "待定中", "20张", "3..5"])
def test_what_is_no_money_is_refused_with_its_text(printed):
    with pytest.raises(QuantityError) as caught:
        parse_money(printed)
    assert printed in caught.value.what


@given(st.integers(0, 10**7), st.sampled_from([("万元", 1), ("亿元", 10**4)]))
@settings(deadline=None)
def test_money_scales_with_the_headings_unit(number, unit):
    name, factor = unit
    assert parse_money(str(number), name).value == number * factor


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2019.5", "2019-05"),
        ("2021.12", "2021-12"),
        ("2021.10", "2021-10"),
        ("2021.1", "2021-01"),
        ("2023", "2023"),
        ("2023年", "2023"),
        ("2023年6月", "2023-06"),
        ("2023 年 06 月", "2023-06"),
        ("2023-06", "2023-06"),
        ("2023/6", "2023-06"),
        ("２０２３．６", "2023-06"),
        ("2022年底", "2022-12"),
        ("2022年末", "2022-12"),
        ("2022年上半年", "2022"),
        ("2022年3月底", "2022-03"),
        ("2021年6月30日", "2021-06"),
        ("202306", "2023-06"),
        ("2023年度", "2023"),
        ("/", None),
        ("—", None),
        ("待定", None),
    ],
)
def test_dates_become_year_or_year_and_month(printed, date):
    assert parse_date(printed) == date


@pytest.mark.parametrize(
    "printed", ["2023.13", "2023.0", "1823", "十二月", "23年6月", "2023-2024", "2023.6.6.6"]
)
def test_what_is_no_date_is_refused(printed):
    with pytest.raises(QuantityError, match="as a year or month"):
        parse_date(printed)


@given(st.integers(1900, 2099), st.integers(1, 12))
@settings(deadline=None)
def test_every_month_comes_back_from_every_printed_form(year, month):
    wanted = f"{year}-{month:02}"
    for printed in (f"{year}.{month}", f"{year}年{month}月", f"{year}-{month:02}", f"{year}/{month}"):
        assert parse_date(printed) == wanted


@pytest.mark.parametrize(
    ("printed", "term"),
    [
        ("2021-2023", ("2021", "2023")),
        ("2021—2023年", ("2021", "2023")),
        ("2021年至2023年", ("2021", "2023")),
        ("2021.3—2022.12", ("2021-03", "2022-12")),
        ("2021年3月~2022年", ("2021-03", "2022")),
        ("2022", ("2022", "2022")),
        ("2022年6月", ("2022-06", "2022-06")),
    ],
)
def test_terms_have_a_start_and_a_finish(printed, term):
    assert parse_term(printed) == term


def test_a_term_that_ends_before_it_begins_is_refused():
    with pytest.raises(QuantityError, match="ends before it begins"):
        parse_term("2023-2021")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("新增养老床位约660张。该项目分两期,其中一期新增养老床位约360张", 660),
        ("一期新增床位360张;新增养老床位约660张", 660),
        ("其中一期建设床位360张", 360),
        ("建设床位数200张,其中护理床120张", 200),
        ("设床位约40张", 40),
        ("新增床位1,200张", 1200),
        ("新建300张养老床位", 300),
        ("床位规模500床", 500),
        ("建设墓穴360穴", None),
        ("建设床位若干", None),
    ],
)
def test_beds_are_those_of_the_whole_project(text, number):
    assert beds(text) == number


@pytest.mark.parametrize(
    ("text", "square_metres"),
    [
        ("用地面积9930平方米(15亩),总建筑面积10511平方米", "10511"),
        ("改造建筑面积2500平方米", "2500"),
        ("建筑面积约1.2万平方米", "12000"),
        ("总建筑面积3万㎡", "30000"),
        ("占地15亩", None),
    ],
)
def test_floor_area_is_in_square_metres(text, square_metres):
    assert floor_area(text) == (None if square_metres is None else Decimal(square_metres))


@pytest.mark.parametrize(
    ("text", "mu"),
    [
        ("占地50.3亩,新增", "50.3"),
        ("用地面积9930平方米(15亩)", "15"),
        ("用地15亩(9930平方米)", "15"),
        ("占地面积约1.6亩", "1.6"),
        ("占地面积20000平方米", "30"),
        ("用地面积2公顷", "30"),
        ("建筑面积3000平方米", None),
    ],
)
def test_land_is_in_mu_as_printed_or_converted(text, mu):
    assert land(text) == (None if mu is None else Decimal(mu))


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_description_gives_a_size_or_none(text):
    for size in (beds(text), floor_area(text), land(text)):
        assert size is None or size >= 0
