"""Slips of the pen: which corrections there are, and which wrong figures they explain."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.growth_check import NAMED_UP_TO, SLIPS, SLIPS_NAMED_UP_TO, check_growth, check_growth_table
from analysis.growth_check.slips import digit_mistyped, digits_transposed, point_moved
from analysis.wording import say


def variants(function, number):
    found = function(np.array([number]))
    return sorted(int(x) for x in (found.digits * found.scale)[0] if not np.isnan(x))


def test_a_moved_point_is_ten_times_or_a_tenth():
    assert variants(point_moved, 450) == [45, 4500]


@given(st.integers(-(10**9), 10**9))
def test_transposed_digits_are_all_exchanges_of_unlike_neighbours(number):
    """Second method: exchange letters of the text."""
    text, sign = str(abs(number)), -1 if number < 0 else 1
    swapped = {
        sign * int(text[:i] + text[i + 1] + text[i] + text[i + 2 :])
        for i in range(len(text) - 1)
        if text[i] != text[i + 1]
    }
    assert set(variants(digits_transposed, number)) == swapped


@given(st.integers(-(10**9), 10**9))
def test_mistyped_digits_are_all_replacements_of_one(number):
    text, sign = str(abs(number)), -1 if number < 0 else 1
    replaced = {
        sign * int(text[:i] + digit + text[i + 1 :])
        for i in range(len(text))
        for digit in "0123456789"
        if digit != text[i] and not (i == 0 and digit == "0" and len(text) > 1)
    }
    assert set(variants(digit_mistyped, number)) == replaced


# 24426.0 → 36130.0 in four years is 10.28 %, to two decimals and no other
@pytest.mark.parametrize(
    ("base", "end", "stated", "name"),
    [
        ("24426.0", "36130.0", "102.8", "point_moved_in_stated"),
        ("24426.0", "36130.0", "1.03", "point_moved_in_stated"),
        ("24426.0", "361300.0", "10.28", "point_moved_in_endpoint"),
        ("2442.60", "36130.0", "10.28", "point_moved_in_endpoint"),
        ("24426.0", "36130.0", "10.82", "digits_transposed_in_stated"),
        ("42426.0", "36130.0", "10.28", "digits_transposed_in_base"),
        ("24426.0", "63130.0", "10.28", "digits_transposed_in_target"),
        ("24426.0", "36130.0", "10.78", "digit_mistyped_in_stated"),
        ("84426.0", "36130.0", "10.28", "digit_mistyped_in_base"),
        ("24426.0", "76130.0", "10.28", "digit_mistyped_in_target"),
    ],
)
def test_each_slip_is_recognised_in_fine_figures(base, end, stated, name):
    check = check_growth(base + "张", end + "张", stated, years=4)
    assert (check.verdict, check.reproduced_by) == ("inconsistent", name)
    assert check.chance <= SLIPS_NAMED_UP_TO


def test_a_slip_in_a_coarse_figure_is_not_told_from_chance():
    """100 → 150 allows 8.3 … 8.6; 2.4 is one digit from 8.4, as most figures are from one of these."""
    check = check_growth("100张", "150张", "2.4", years=5)
    assert (check.verdict, check.reproduced_by, check.reason) == ("inconsistent", "", "unexplained")


def test_a_formula_that_any_figure_would_find_is_not_named_but_told():
    """38.9 → 50, printed 2. Of 0 … 10 only 5 agrees; the first three formulas give 6, 4 and 2: 3 / 10."""
    check = check_growth("38.9%", "50%", "2", years=5)
    assert (check.reproduced_by, check.reason) == ("", "unexplained")
    assert check.chance == pytest.approx(0.3)
    assert check.chance > NAMED_UP_TO
    assert "percentage_points_per_year gives it, by accident with a chance of 0.30" in check.note


@given(
    st.decimals(10, 500, places=1), st.decimals(10, 500, places=1), st.integers(2, 9),
    st.decimals(-30, 60, places=1)
)  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_a_named_slip_can_be_undone(base, end, years, stated):
    """Second method: put each correction into its cell as text, and check that row."""
    check = check_growth(f"{base}张", f"{end}张", f"{stated}", years=years)
    slip = next((slip for slip in SLIPS if slip.name == check.reproduced_by), None)
    if slip is None:
        return
    cells = {"base": f"{base}张", "target": f"{end}张", "stated": f"{stated}"}
    printed = {"base": base, "target": end, "stated": stated}
    verdicts = set()
    for cell in {slip.cell for slip in SLIPS if slip.name == check.reproduced_by}:
        found = slip.variants(np.array([int(printed[cell] * 10)]))
        for digits, scale in zip(found.digits[0], found.scale[0], strict=True):
            if np.isnan(digits):
                continue
            decimals = {10.0: 0, 0.1: 2}.get(float(scale), 1)
            value = digits / 10 * float(scale)
            text = f"{value:.{decimals}f}" + ("" if cell == "stated" else "张")
            verdicts.add(check_growth(**(cells | {cell: text}), years=years).verdict)
    assert "consistent" in verdicts


# --- other rows, signs, exchanged cells ---------------------------------------------------------------------


def table(*rows, **extra):
    frame = pd.DataFrame(rows, columns=["base", "target", "stated"], dtype=str)
    return frame.assign(base_year="2015", target_year="2020", **extra)


ABOVE, WRONG = ("412.7张", "515.0张", "4.5"), ("236.4张", "515.0张", "4.5")


def test_a_value_of_the_row_above_or_below_is_recognised():
    """412.7 → 515.0 is 4.5 % a year; from 236.4 it would be 16.9 %."""
    for rows in ((ABOVE, WRONG), (WRONG, ABOVE)):
        result, _ = check_growth_table(table(*rows))
        found = dict(zip(result["base"], result["reproduced_by"], strict=True))
        assert found == {"412.7张": "", "236.4张": "other_row"}


def test_only_neighbours_of_the_same_table_and_unit_count():
    for extra in ({"table": ["1", "2"]}, {}):
        rows = (ABOVE, WRONG) if extra else (("412.7元", "515.0元", "4.5"), WRONG)
        result, _ = check_growth_table(table(*rows, **extra))
        assert result.loc[1, "reproduced_by"] != "other_row"
    far = (ABOVE, ("1.0张", "1.0张", "0.0"), WRONG)
    assert check_growth_table(table(*far))[0].loc[2, "reproduced_by"] != "other_row"


def test_a_lost_minus_sign_is_recognised():
    check = check_growth("100.0张", "82.0张", "3.9", years=5)
    assert (check.verdict, check.reproduced_by) == ("inconsistent", "sign_flipped")


def test_exchanged_cells_are_recognised():
    """150 → 100 printed as the growth from 100 to 150: 8.45, where the fall is 7.79 %."""
    check = check_growth("150.0张", "100.0张", "8.45", years=5)
    assert (check.verdict, check.reproduced_by) == ("inconsistent", "swapped_cells")


def test_the_actual_value_in_place_of_the_target_is_recognised():
    """100 → 130 (actual) is 5.39 % a year."""
    check = check_growth("100.0张", "150.0张", "5.39", years=5, actual="130.0张")
    assert check.reproduced_by == "actual_as_target"
    assert check_growth("100.0张", "150.0张", "5.39", years=5).reproduced_by == ""


def test_every_name_has_its_words_in_both_languages():
    from analysis.growth_check import POINTS_MENU, RATE_MENU, TOTAL_MENU, TOTAL_POINTS_MENU

    menus = (RATE_MENU, POINTS_MENU, TOTAL_MENU, TOTAL_POINTS_MENU, SLIPS)
    for name in {item.name for menu in menus for item in menu}:
        assert say(f"formula.{name}", "zh") != say(f"formula.{name}", "en")


@pytest.mark.parametrize(
    ("stated", "name"),
    [("10.0", "simple_on_base"), ("10.7", "n_minus_1"), ("7.0", "n_plus_1"), ("8.1", "log")],
)
def test_published_diagnoses(stated, name):
    """METHODS 8.4: 100 → 150 over five years."""
    assert check_growth("100张", "150张", stated, years=5).reproduced_by == name
