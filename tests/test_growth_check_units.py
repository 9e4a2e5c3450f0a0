"""Units of endpoints: unknown ones that both print, headings in per cent, levels without a unit."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError, QuantityError
from analysis.growth_check import check_growth, check_growth_table
from analysis.growth_check.shared_words import without_shared_words
from analysis.quantity import find_quantities, parse_quantity


@pytest.mark.parametrize(
    ("base", "target", "bare"),
    [
        ("10,028度", "10,995度", ("10,028", "10,995")),
        ("20.1/10万", "16.9/10万", ("20.1", "16.9")),
        ("12.8 per 1,000 population", "15.4 per 1,000 population", ("12.8", "15.4")),
        ("每千人4.55张", "每千人5.75张", ("4.55", "5.75")),
    ],
)
def test_words_that_both_cells_share_are_left_out(base, target, bare):
    assert without_shared_words(base, target) == bare


@pytest.mark.parametrize(
    ("base", "target"),
    [
        ("12.8 ktoe", "15.4 Mtoe"),  # different units
        ("12以上", "15以上"),  # a bound
        ("亏损12.5", "亏损10.5"),  # a loss
        ("12.5亏损", "10.5亏损"),
        ("36O", "40O"),  # a letter for a digit
        ("123l.5", "124l.5"),
        ("13.2/14.1", "16.5/14.1"),  # a second value
        ("13.2(1)", "16.5(1)"),
        ("12.5 below zero", "10.5 below zero"),
        ("12", "15"),  # nothing to leave out
    ],
)
def test_words_that_bear_on_the_number_stay(base, target):
    assert without_shared_words(base, target) is None


def test_a_single_check_and_a_table_leave_out_the_same_words():
    row = {"base_year": "2015", "base": "10,028度", "target_year": "2020", "target": "10,995度"}
    table, problems = check_growth_table(_table([{**row, "stated": "1.9"}]))
    check = check_growth("10,028度", "10,995度", "1.9", years=5)
    assert (table.loc[0, "verdict"], check.verdict, problems) == ("consistent", "consistent", [])


def test_points_beside_an_unknown_unit_are_not_taken_for_shares():
    assert check_growth("20.1度", "22.6度", "0.5个百分点", years=5).reason == "points_need_shares"


def test_cells_with_different_unknown_units_stay_unreadable():
    with pytest.raises(QuantityError):
        check_growth("12 foos", "15 bars", "4.6", years=5)


@pytest.mark.parametrize(
    ("base", "target", "expected"),
    [
        ("67.8", "70.2", "by_points"),
        ("6699.65", "6701.00", "points_need_shares"),
        ("103", "105", "by_points"),
    ],
)
def test_numbers_in_the_thousands_are_levels_without_their_unit(base, target, expected):
    check = check_growth(base, target, "0.4个百分点", years=5)
    assert (check.reason or "by_points") == expected


@given(
    st.text("0123456789.,/OlI 以上亏每千人per-()[]", max_size=70),
    st.text("0123456789.以上亏 per/", max_size=70),
)
def test_any_two_texts_are_read_or_left_alone(base, target):
    bare = without_shared_words(base, target)
    assert bare is None or all(set(number) <= set("+-0123456789., \u2009") for number in bare)


def test_a_header_of_any_length_gives_a_short_message():
    with pytest.raises(InputError) as caught:
        check_growth_table(_table([{"a" * 100_000: "1"}]))
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("heading", ["%，可比价", "%(可比价)", "可比价增长（%）"])
def test_a_plain_figure_under_a_heading_in_constant_prices_is_not_compared(heading):
    row = {"base_year": "2015", "base": "100", "target_year": "2020", "target": "150", "stated": "8.4"}
    table, _ = check_growth_table(_table([{**row, "stated_unit": heading}]))
    assert table.loc[0, "verdict"] == "not_checkable"
    assert "constant prices" in table.loc[0, "note"]


@pytest.mark.parametrize("heading", ["% of GDP", "占比（%）", "单位：%", "(%)"])
def test_values_under_any_heading_in_per_cent_are_shares(heading):
    row = {"base_year": "2010", "base": "43.27", "target_year": "2020", "target": "51.12", "unit": heading}
    table, _ = check_growth_table(_table([{**row, "stated": "0.79个百分点"}]))
    assert table.loc[0, "verdict"] == "consistent"


@pytest.mark.parametrize(("year", "verdict"), [("109", "consistent"), ("202", "not_checkable")])
def test_three_digits_are_a_republic_year_only_where_they_can_be_one(year, verdict):
    row = {"base_year": "104", "base": "100", "target_year": year, "target": "150", "stated": "8.4"}
    assert check_growth_table(_table([row]))[0].loc[0, "verdict"] == verdict


def test_a_plus_ends_a_threshold_in_a_cell_but_not_in_the_name_of_a_scheme():
    assert parse_quantity("40+").comparator == ">="
    assert find_quantities("推行1+X证书制度，构建“1+5+N”体系，实施1+1帮扶。") == []


def _table(rows):
    return pd.DataFrame(rows, dtype=str)
