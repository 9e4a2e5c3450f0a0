"""Which formula gives a wrong figure, and how likely any would: cases by hand, counting by enumeration."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.growth_check import (
    NAMED_UP_TO,
    POINTS_MENU,
    RATE_MENU,
    check_growth,
    check_growth_table,
    formula_figures,
)

# 100 → 200 in five years: level 14.87 %, worked out by hand below; allowed 14.70 … 15.04.
DOUBLED = [
    ("20.0", "simple_on_base"),  # 100 % / 5
    ("10.0", "simple_on_target"),  # 50 % / 5
    ("100.0", "total_not_annualised"),
    ("12.2", "n_plus_1"),  # 2 ** (1/6) = 1.12246
    ("18.9", "n_minus_1"),  # 2 ** (1/4) = 1.18921
    ("13.9", "log"),  # 69.315 % / 5
]


@pytest.mark.parametrize(("stated", "name"), DOUBLED)
def test_each_formula_is_recognised_by_its_figure(stated, name):
    check = check_growth("100张", "200张", stated, years=5)
    assert (check.verdict, check.reproduced_by, check.also) == ("inconsistent", name, ())


def test_a_change_in_points_is_recognised_among_shares():
    """37.66 % → 57.35 % in 15 years is 1.31 points a year, 2.84 % a year by the level method."""
    assert check_growth("37.66%", "57.35%", "1.31", years=15).reproduced_by == "percentage_points_per_year"


def test_a_change_in_yuan_cannot_pass_for_a_per_cent():
    assert check_growth("37.66元", "57.35元", "1.31", years=15).reason == "unexplained"


def test_digits_cut_off_are_recognised():
    """24426 → 36130 in four years is 10.2818 %: cut after one decimal 10.2, rounded 10.3."""
    check = check_growth("24426", "36130", "10.2", years=4)
    assert (check.verdict, check.reproduced_by) == ("inconsistent", "truncated")


def test_a_falling_figure_is_cut_towards_zero():
    """-1.1156 % cut after two decimals is -1.11, rounded -1.12; -1.1134 % is -1.11 both ways."""
    assert check_growth("9880.00", "9770.00", "-1.11", years=1).verdict == "consistent"  # -1.1134
    check = check_growth("9860.00", "9750.00", "-1.11", years=1)  # -1.1156
    assert (check.verdict, check.reproduced_by) == ("inconsistent", "truncated")


def test_over_one_year_no_year_can_be_left_out():
    names = check_growth("100张", "200张", "41.4", years=1)  # 2 ** (1/2)
    assert names.reproduced_by == "n_plus_1"
    assert check_growth("100张", "200张", "300.0", years=1).reproduced_by == ""


def test_the_most_plausible_of_several_formulas_is_named_and_the_others_noted():
    """100 → 150 in five years: a tenth of the base a year, and ten points a year."""
    check = check_growth("100", "150", "10.0", years=5)
    assert check.reproduced_by == "simple_on_base"
    assert check.also == ("percentage_points_per_year",)
    assert check.note == "also reproduced by percentage_points_per_year"


def test_a_tie_may_be_rounded_either_way():
    """(138 - 80) / 80 / 2 = 36.25 % exactly: printed 36.2 or 36.3."""
    for stated in ("36.2", "36.3"):
        assert check_growth("80.00张", "138.00张", stated, years=2).reproduced_by == "simple_on_base"
    assert check_growth("80.00张", "138.00张", "36.4", years=2).reproduced_by == ""


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("8.45个百分点", "level"),
        ("50.00个百分点", "total_not_annualised"),
        ("8.33个百分点", "n_plus_1"),
        ("12.50个百分点", "n_minus_1"),
        ("6.67个百分点", "simple_on_target"),
    ],
)
def test_figures_in_points_have_their_own_menu(stated, name):
    """100.000 % → 150.000 % in five years is ten points a year."""
    check = check_growth("100.000%", "150.000%", stated, years=5)
    assert (check.verdict, check.reproduced_by) == ("inconsistent", name)


@pytest.mark.parametrize("stated", ["≥9", "20~30", "<5"])
def test_a_threshold_or_range_is_not_explained(stated):
    check = check_growth("100", "150", stated, years=5)
    assert (check.verdict, check.reproduced_by, check.chance) == ("inconsistent", "", None)


def test_names_in_a_menu_are_different():
    for menu in (RATE_MENU, POINTS_MENU):
        assert len({candidate.name for candidate in menu}) == len(menu)


# --- chance -----------------------------------------------------------------------------------------------


def test_chance_of_the_nursing_beds_by_hand():
    """38.9 → 50, printed 4.4; allowed 4.911 … 5.385.

    One decimal from 0 to 2 · 5.385 = 10.77 makes 108 figures; 4.9 … 5.4 (six) agree with the ends, 102 do
    not. Up to the second formula are hit 5.7 (on base) and 4.4 (on target): 2 / 102; up to the sixth also
    2.2 (points), 4.3 (six years) and 6.5 (four).
    """
    assert check_growth("38.9%", "50%", "4.4", years=5).chance == pytest.approx(2 / 102)
    assert check_growth("38.9%", "50%", "6.5", years=5).chance == pytest.approx(5 / 102)


def test_a_figure_beyond_the_window_stretches_it():
    """100 → 200, printed 100.0: 0 … 100.0 makes 1001 figures, 14.7 … 15.0 (four) agree.

    Of the other 997 are hit 20.0, 10.0, 100.0 (total, the third that applies to beds).
    """
    check = check_growth("100张", "200张", "100.0", years=5)
    assert check.recomputed_lower == pytest.approx(14.698, abs=5e-4)  # exp(ln(199.5 / 100.5) / 5)
    assert check.recomputed_upper == pytest.approx(15.042, abs=5e-4)  # exp(ln(200.5 / 99.5) / 5)
    assert check.chance == pytest.approx(3 / (1001 - 4))


def test_coarse_figures_are_explained_by_chance_more_often_than_fine_ones():
    chances = [check_growth("100张", "200.00张", s, years=5).chance for s in ("10", "10.0", "10.00")]
    assert chances == sorted(chances, reverse=True)


def printable(lower, upper, unit):
    """All figures with the given last place from 0 (or 2 · lower) to 2 · upper."""
    first, last = min(0, 2 * Fraction(lower)), max(0, 2 * Fraction(upper))
    return [k * unit for k in range(-int(-first / Fraction(unit)), int(last / Fraction(unit)) + 1)]


@given(
    st.decimals(10, 200, places=1),
    st.decimals(10, 200, places=1),
    st.integers(2, 6),
    st.sampled_from([0, 1]),
    st.sampled_from(["", "张"]),
)
@settings(deadline=None, max_examples=25)
def test_chance_of_a_formula_is_the_share_of_wrong_figures_that_it_or_one_before_it_gives(
    base, end, years, decimals, unit
):
    """Second method: print every figure of the window into the stated cell and count what happens."""
    base, end = f"{base}{unit}", f"{end}{unit}"
    step = Decimal(1).scaleb(-decimals)
    around = check_growth(base, end, "0", years=years)
    figures = printable(around.recomputed_lower, around.recomputed_upper, step)
    rows = pd.DataFrame(
        {"base_year": "2015", "base": base, "target_year": str(2015 + years), "target": end},
        index=range(len(figures)),
    ).assign(stated=[f"{figure:f}" for figure in figures], table=range(len(figures)))  # none is a neighbour
    table, _ = check_growth_table(rows.astype(str))
    names = [candidate.name for candidate in RATE_MENU]
    wrong = list(table[table["verdict"] == "inconsistent"].itertuples())
    tiers = [first_formula(row) for row in wrong]
    for row, tier in zip(wrong, tiers, strict=True):
        if tier in names:
            hit = sum(other in names[: names.index(tier) + 1] for other in tiers)
            assert row.chance == pytest.approx(hit / len(wrong), abs=1e-4)
            assert (row.reproduced_by == tier) == (hit / len(wrong) <= NAMED_UP_TO)


def first_formula(row):
    """The name that a check gives, or the one that it holds for an accident."""
    doubted = row.note.partition(" gives it, by accident")[0].rpartition("; ")[2]
    return row.reproduced_by or doubted


@given(
    st.decimals(1, 500, places=1),
    st.decimals(1, 500, places=1),
    st.integers(1, 10),
    st.decimals(-30, 90, places=1),
)
@settings(deadline=None)
def test_only_a_wrong_figure_has_a_chance_and_an_explained_one_is_above_zero(base, end, years, stated):
    check = check_growth(f"{base}", f"{end}", f"{stated}", years=years)
    assert (check.chance is not None) == (check.verdict == "inconsistent")
    if check.chance is not None:
        assert 0 <= check.chance <= 1
        assert check.chance > 0 or not check.reproduced_by


@given(st.integers(100, 900), st.integers(110, 250), st.integers(2, 10))
@settings(deadline=None)
def test_a_figure_made_by_the_simple_method_is_flagged_and_named(base, percent, years):
    """Planted error: growth of 10 to 150 % in all, divided by the years, printed with two decimals."""
    end = Decimal(base) * percent / 100
    stated = (Decimal(percent - 100) / years).quantize(Decimal("0.01"), ROUND_HALF_UP)
    check = check_growth(f"{base}.0000张", f"{end:.4f}张", f"{stated}", years=years)
    assert check.verdict == "inconsistent"
    assert "simple_on_base" in (check.reproduced_by, *check.also)


def test_each_formula_is_laid_open_for_the_rows_that_contradict_themselves():
    """By hand (tests/data/sanmen/README.md): 38.9 → 50 printed 4.4 and 216 → 490 printed 9.4, five years."""
    checks = pd.DataFrame(
        {
            "table": "1",
            "row": [2, 5, 6],
            "base_year": 2015,
            "base": [38.9, 216.0, 50.0],
            "target_year": 2020,
            "target": [50.0, 490.0, 70.0],
            "unit": ["%", "元/月·人", "%"],
            "stated_printed": ["4.4", "9.4", "7.0%"],
            "verdict": ["inconsistent", "inconsistent", "consistent"],
        }
    )
    figures = formula_figures(checks).set_index(["row", "formula"])
    assert set(figures.index.get_level_values("row")) == {2, 5}
    by_hand = {"simple_on_target": 4.440, "simple_on_base": 5.707, "percentage_points_per_year": 2.22}
    assert {name: round(figures.loc[(2, name), "figure"], 3) for name in by_hand} == by_hand
    assert list(figures.index[figures["gives"]]) == [(2, "simple_on_target")]
    assert round(figures.loc[(5, "simple_on_target"), "figure"], 3) == 11.184
    assert (5, "percentage_points_per_year") not in figures.index  # yuan are no percentage points
