"""Totals, months, low power and decision errors: what a verdict is worth and what it changes."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.growth_check import REASONS, check_growth, check_growth_table, check_plan_growth

# --- low power --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "end", "stated", "expected"),
    [
        ("7.8", "10", "5.1", True),  # METHODS 8.4: 3.8893 … 6.2619, 23 units of 0.1
        ("7.8", "10.0", "5.1", False),  # 4.8554 … 5.3350
        ("7.8", "10", "5", False),  # 2.4 units of 1
        ("7.8", "10.0", "5.09", True),  # 48 units of 0.01
        ("24426", "36130", "8.1", False),
        ("7.8", "10", "9.9", True),  # whatever the verdict
    ],
)
def test_low_power_is_ten_units_of_the_last_printed_place(base, end, stated, expected):
    assert check_growth(base, end, stated, years=5).low_power is expected


@given(st.decimals("1", "20", places=1), st.decimals("1", "20", places=1), st.integers(1, 9))
@settings(deadline=None)
def test_where_power_is_low_some_figure_with_each_last_digit_passes(base, end, years):
    """The reason for ten units: ten neighbouring figures pass, so the last digit could be any."""
    around = check_growth(f"{base}", f"{end}", "0.0", years=years)
    if not around.low_power or around.recomputed_lower < 0:
        return
    first = int(around.recomputed_lower * 10) + 1
    stated = [f"{(first + k) / 10:.1f}" for k in range(10)]
    assert {text[-1] for text in stated} == set("0123456789")
    verdicts = {check_growth(f"{base}", f"{end}", text, years=years).verdict for text in stated[:-1]}
    assert verdicts == {"consistent"}


@pytest.mark.parametrize("stated", ["—", "翻番", "[5]"])
def test_what_is_not_checked_has_neither_power_nor_decision(stated):
    check = check_growth("100", "150", stated, years=5)
    assert (check.low_power, check.decision_error) == (None, None)


# --- decision errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "end", "stated", "actual", "expected"),
    [
        # 38.9 → 50 needs 5.15 % a year
        ("38.9", "50", "4.4", "", True),  # who grows by 4.4 % reaches 48.2
        ("38.9", "50", "5.1", "", False),  # nothing is wrong
        ("38.9", "50", "6.4", "", False),  # who grows by 6.4 % reaches 50 too
        ("38.9", "50", "4.4", "49", True),  # 4.7 % a year: the stated pace was kept, the target missed
        ("38.9", "50", "4.4", "52", False),  # both reached
        ("38.9", "50", "4.4", "45", False),  # neither: 3.0 %
        ("38.9", "50", "6.4", "51", True),  # 5.6 %: the target was met, the stated pace not kept
        ("38.9", "50", "5.1", "49", False),  # a figure that is right misleads nobody
        # 100 → 82 is -3.9 % a year: less of a fall is short
        ("100", "82.0", "-3.0", "", True),
        ("100", "82.0", "-5.0", "", False),
        ("100", "82.0", "3.9", "", True),
        ("100", "82.0", "-3.0", "84.0", True),  # -3.4 %: faster than stated, not there
        ("100", "82.0", "-3.0", "80.0", False),
        ("100", "100", "3.0", "", False),  # no direction
    ],
)
def test_an_error_matters_where_stated_pace_and_target_are_not_both_reached(
    base, end, stated, actual, expected
):
    assert check_growth(base, end, stated, years=5, actual=actual).decision_error is expected


def test_points_are_decided_in_points():
    """50 → 60 % needs 2 points a year; 1.5 a year reach 57.5 %."""
    assert check_growth("50.0%", "60.0%", "1.5个百分点", years=5).decision_error is True
    assert check_growth("50.0%", "60.0%", "1.5个百分点", years=5, actual="61.0%").decision_error is False


def test_a_table_may_hold_actual_values():
    rows = pd.DataFrame(
        [("2015", "38.9", "2020", "50", "4.4", "49"), ("2015", "38.9", "2020", "50", "4.4", "—"),
         ("2015", "38.9", "2020", "50", "4.4", "45"), ("2015", "38.9", "2020", "50", "4.4", "4S")],
        columns=["base_year", "base", "target_year", "target", "stated", "actual"],
    )  # fmt: skip
    result, problems = check_growth_table(rows)
    assert result["decision_error"].tolist() == [True, True, False, True]
    assert result["verdict"].tolist() == ["inconsistent"] * 4
    assert [problem.source.line for problem in problems] == [5]
    assert 'row 5, column "actual"' in result.loc[3, "note"]


def test_an_actual_value_may_be_printed_in_another_unit_of_its_kind():
    """2.6亿元 for 2.0 → 3.0亿元: 5.4 % a year, above the stated 5, below the 8.4 needed."""
    check = check_growth("2.00亿元", "3.00亿元", "5.0", years=5, actual="26000万元")
    assert check.decision_error is True
    assert check_growth("2.00亿元", "3.00亿元", "5.0", years=5, actual="26000张").decision_error is True


def test_a_plan_with_a_later_actual_value_uses_it():
    """Base 2015, actual 2018, target 2020: growth worked out to the value of 2018 over five years."""
    cells = [("2015", "actual", "100.0"), ("2018", "actual", "130.0"), ("2020", "target", "150.0")]
    span = {"source_file": "f", "source_line": 1, "source_start": 0, "source_end": 3}
    key = {"indicator_id": "x", "table": "1", "row": 1}
    values = pd.DataFrame(
        [{**key, "year": int(year), "status": status, "printed": text, "value": float(text), "unit": "张"}
         for year, status, text in cells]
    )  # fmt: skip
    indicators = pd.DataFrame([{**key, "unit": "张", "breakdown": ""}])
    stated = pd.DataFrame([{**key, "printed": "5.4", "unit": "%", **span}])  # 1.3 ** (1/5) = 1.0539
    result = check_plan_growth(indicators, values, stated)
    assert result.loc[0, ["verdict", "reproduced_by"]].tolist() == ["inconsistent", "actual_as_target"]


# --- totals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "totals", "expected"),
    [
        ("[16.7]", "none", "not_checkable"),
        ("[16.7]", "brackets", "consistent"),
        ("[16.7]%", "brackets", "consistent"),
        ("累计16.7%", "brackets", "consistent"),
        ("[3.1]", "brackets", "inconsistent"),
        ("3.1", "brackets", "consistent"),
        ("16.7", "all", "consistent"),
        ("3.1", "all", "inconsistent"),
        ("3.1", "points", "consistent"),
    ],
)
def test_a_total_is_compared_with_the_whole_period_on_request(stated, totals, expected):
    """60.0 → 70.0 in five years: 16.67 % in all, 3.13 % a year."""
    assert check_growth("60.0", "70.0", stated, years=5, totals=totals).verdict == expected


@pytest.mark.parametrize(
    ("stated", "totals", "expected"),
    [
        ("10.0个百分点", "none", "inconsistent"),
        ("2.0个百分点", "none", "consistent"),
        ("10.0个百分点", "points", "consistent"),
        ("2.0个百分点", "points", "inconsistent"),
        ("[10.0]个百分点", "brackets", "consistent"),
        ("10.0个百分点", "brackets", "inconsistent"),
    ],
)
def test_points_are_annual_and_in_total_on_request(stated, totals, expected):
    """60.0 % → 70.0 %: ten points in all, two a year."""
    check = check_growth("60.0%", "70.0%", stated, years=5, totals=totals)
    assert check.verdict == expected


def test_a_total_in_brackets_in_points_stands_beside_the_change_in_points():
    assert "10.00 percentage points in total" in check_growth("60%", "70%", "[9]个百分点", years=5).note


@pytest.mark.parametrize(
    ("stated", "name"), [("3.13", "level"), ("3.33", "simple_on_base"), ("14.29", "total_on_target"),
                         ("10.00", "total_points"), ("-16.67", "sign_flipped")]
)  # fmt: skip
def test_a_wrong_total_has_its_own_menu(stated, name):
    check = check_growth("60.000", "70.000", stated, years=5, totals="all")
    assert (check.verdict, check.reproduced_by) == ("inconsistent", name)
    assert check.reason == "by_total"
    assert REASONS["by_total"][1] in check.note


def test_an_unknown_choice_of_totals_is_refused():
    with pytest.raises(InputError, match="unknown choice of totals"):
        check_growth("1", "2", "3", years=1, totals="some")


# --- years that are no whole number -------------------------------------------------------------------------


def test_ends_that_touch_over_months_are_compared_exactly():
    """Half a year from 20.0 to 21.94: at most (21.945 / 19.95)² = 1.1², 21 % a year exactly."""
    stated = ("≥21", ">21", "≥21.001", "<21")
    verdicts = [check_growth("20.0", "21.94", text, years=0.5).verdict for text in stated]
    assert verdicts == ["consistent", "inconsistent", "inconsistent", "consistent"]


def test_half_a_year_more_is_half_a_year_more():
    assert check_growth("100.0", "150.0", "9.4", years=4.5).verdict == "consistent"  # 1.5 ** (2/9) = 1.0943
    assert check_growth("100.0", "150.0", "8.4", years=4.5).verdict == "inconsistent"
