"""Verdicts on printed growth figures: published vectors, the real table, ends that touch, and soundness."""

import tomllib
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError, QuantityError
from analysis.growth_check import REASONS, check_growth, check_growth_table, check_plan_growth
from analysis.growth_check.obstacles import OBSTACLES
from analysis.quantity import Quantity, parse_quantity

SCHEMA = Path(__file__).parents[1] / "src" / "analysis"
SANMEN = Path(__file__).parent / "data" / "sanmen"
ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN)


def quantity(value, lower, upper):
    """A number with an interval that no printed form gives, but another rounding rule might."""
    return Quantity("?", Decimal(value), Decimal(lower), Decimal(upper), 0, "")


def verdict(base, end, stated, years=5):
    return check_growth(base, end, stated, years=years).verdict


# --- published vectors ------------------------------------------------------------------------------------

VECTORS = [
    # base, end, years, stated, (lower, point, upper), verdict
    ("7.8", "10", 5, "5.1", (3.8893, 5.0948, 6.2619), "consistent"),
    ("7.8", "10.0", 5, "5.1", (4.8554, 5.0948, 5.3350), "consistent"),
    ("6.3", "12", 5, "13.8", (12.6120, 13.7544, 14.8698), "consistent"),
    ("6.3", "12", 5, "13.7", (12.6120, 13.7544, 14.8698), "consistent"),
    ("2.9", "3.2", 5, "2.0", (1.3206, 1.9883, 2.6615), "consistent"),
    ("2.9", "3.2", 5, "1.5", (1.3206, 1.9883, 2.6615), "consistent"),
    ("2.9", "3.2", 5, "2.1", (1.3206, 1.9883, 2.6615), "consistent"),
    ("100", "150", 5, "8.4", (8.2667, 8.4472, 8.6282), "consistent"),
    ("100", "150", 5, "8.5", (8.2667, 8.4472, 8.6282), "consistent"),
    ("100", "150", 5, "10.0", (8.2667, 8.4472, 8.6282), "inconsistent"),
    ("100", "150", 5, "10.7", (8.2667, 8.4472, 8.6282), "inconsistent"),
    ("100", "150", 5, "7.0", (8.2667, 8.4472, 8.6282), "inconsistent"),
    ("24426", "36130", 4, "10.3", (10.2809, 10.2818, 10.2828), "consistent"),
    ("32.2", "43.8", 4, "8.0", (7.9225, 7.9952, 8.0680), "consistent"),
]


@pytest.mark.parametrize(("base", "end", "years", "stated", "interval", "expected"), VECTORS)
def test_published_vectors(base, end, years, stated, interval, expected):
    check = check_growth(base, end, stated, years=years)
    found = (check.recomputed_lower, check.recomputed_pct, check.recomputed_upper)
    assert found == pytest.approx(interval, abs=5e-5)
    assert check.verdict == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("8", "consistent"),  # 7.5 … 8.5
        ("9", "consistent"),  # 8.5 … 9.5 reaches below 8.6282
        ("9.0", "inconsistent"),  # 8.95 … 9.05: the trailing zero counts
        ("10", "inconsistent"),
        ("8.2", "inconsistent"),  # 8.15 … 8.25
        ("8.3", "consistent"),
        ("8.26", "inconsistent"),  # 8.255 … 8.265
        ("8.27", "consistent"),
        ("8.63", "consistent"),  # 8.625 … 8.635
        ("8.64", "inconsistent"),
    ],
)
def test_the_printed_decimals_of_the_stated_figure_decide(stated, expected):
    """As in statcheck's tests: 100 → 150 allows 8.2667 … 8.6282; a number may pass coarse and fail fine."""
    assert verdict("100", "150", stated) == expected


@pytest.mark.parametrize(("base", "expected"), [("2", "consistent"), ("2.2", "inconsistent")])
def test_the_printed_decimals_of_an_endpoint_decide(base, expected):
    """statcheck's t(28) = 2 against 2.2: the coarse base 1.5 … 2.5 allows what the fine one does not."""
    assert verdict(base, "3", "13.0") == expected


# --- ends that touch --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "years", "expected"),
    [
        ("22.1553", 1, "consistent"),  # 22.15525 / 20.05 = 1.105, the upper end of "10"
        ("22.1554", 1, "inconsistent"),
        ("24.4815513", 2, "consistent"),  # 24.48155125 / 20.05 = 1.105²
        ("24.4815514", 2, "inconsistent"),
    ],
)
def test_intervals_that_touch_in_one_point_meet(end, years, expected):
    assert verdict("20.0", end, "10", years) == expected


def test_a_lower_end_that_touches_meets():
    """19.95 · 1.095 = 21.84525, the upper end of "21.8452": at most 9.5 %, the lower end of "10"."""
    assert verdict("20.0", "21.8452", "10", 1) == "consistent"
    assert verdict("20.0", "21.8451", "10", 1) == "inconsistent"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("≥10.5", "consistent"),
        (">10.5", "inconsistent"),
        ("10.5%以上", "consistent"),
        ("≥10.6", "inconsistent"),
        ("<10.5", "consistent"),
        ("不低于10.5%", "consistent"),
    ],
)
def test_a_threshold_compares_one_sidedly_with_its_own_number(stated, expected):
    """19.95 · 1.105 = 22.04475, the upper end of "22.0447": growth is at most 10.5 % exactly."""
    assert verdict("20.0", "22.0447", stated, 1) == expected


def test_an_upper_limit_compares_with_the_least_growth():
    assert verdict("20.0", "22.1553", "≤10.5", 1) == "consistent"
    assert verdict("20.0", "22.1553", "<10.5", 1) == "inconsistent"


@pytest.mark.parametrize(
    ("stated", "expected"), [("8~9", "consistent"), ("9-10", "inconsistent"), ("7.5—8.2", "inconsistent")]
)
def test_a_stated_range_compares_by_overlap(stated, expected):
    assert verdict("100", "150", stated) == expected


def test_an_approximate_figure_has_a_wider_interval():
    assert verdict("100", "150", "9.0") == "inconsistent"
    assert verdict("100", "150", "9.0左右") == "consistent"


def test_somewhat_more_is_an_interval_not_a_threshold():
    """5000余万 lies in 5000万 … 6000万: up to 6500万, growth in one year is 8.3 % to 30 %."""
    check = check_growth("5000余万", "6500万", "20", years=1)
    assert check.verdict == "consistent"
    assert (check.recomputed_lower, check.recomputed_upper) == pytest.approx((8.325, 30.01), abs=1e-6)


# --- what is wrong, and what it means ---------------------------------------------------------------------


def test_growth_of_nursing_beds_contradicts_its_endpoints():
    """Sanmen plan, Table 1 (line 32): 38.9 → 50 over five years cannot be 4.4 % a year by 水平法."""
    check = check_growth(base="38.9", target="50", stated="4.4", years=5)
    assert check.verdict == "inconsistent"
    assert check.reproduced_by == "simple_on_target"


def test_a_figure_that_no_formula_gives_says_so():
    """Sanmen plan, Table 1 (line 35): 216 → 490, printed 9.4."""
    check = check_growth("216", "490", "9.4", years=5)
    assert (check.verdict, check.reproduced_by, check.reason) == ("inconsistent", "", "unexplained")
    assert check.note == REASONS["unexplained"][1]


def test_a_consistent_figure_needs_no_explanation():
    check = check_growth("92", "95", "0.6", years=5)
    assert (check.reproduced_by, check.chance, check.note, check.also) == ("", None, "", ())


def test_printed_cells_and_quantities_give_the_same_result():
    cells = [parse_quantity(text) for text in ("38.9", "50", "4.4")]
    assert check_growth(*cells, years=5) == check_growth("38.9", "50", "4.4", years=5)


def test_the_record_keeps_what_was_printed():
    check = check_growth("50%", "70%", "7.0%", years=5)
    assert [q.printed for q in (check.base, check.target, check.stated)] == ["50%", "70%", "7.0%"]
    assert (check.stated_pct, check.years) == (7.0, 5.0)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("1个百分点", "consistent"), ("0.8百分点", "consistent"), ("1.6个百分点", "inconsistent")],
)
def test_percentage_points_are_compared_with_the_change_a_year(stated, expected):
    """60 % → 65 % in five years: (64.5 - 60.5) / 5 = 0.8 to (65.5 - 59.5) / 5 = 1.2 points a year."""
    check = check_growth("60%", "65%", stated, years=5)
    assert check.verdict == expected
    found = (check.recomputed_pct, check.recomputed_lower, check.recomputed_upper)
    assert found == pytest.approx((1.0, 0.8, 1.2))
    assert REASONS["by_points"][1] in check.note


def test_points_that_touch_meet_exactly():
    """The change of 0.6 to 0.8 printed as 0.04 points: (0.75 - 0.65) / 5 = 0.02; 0.015 … 0.025 meets it."""
    assert verdict("0.6%", "0.8%", "0.02百分点") == "consistent"
    assert verdict("0.6%", "0.8%", "0.01个百分点") == "inconsistent"
    assert verdict("0.6%", "0.8%", "0.065个百分点") == "inconsistent"
    assert verdict("0.6%", "0.8%", "0.06个百分点") == "consistent"


def test_shares_in_different_units_grow_in_per_cent_points():
    """0.46‰ → 17 人/万人 (1.7‰): 0.0248 points a year."""
    check = check_growth("0.46‰", "17人/万人", "0.025个百分点", years=5)
    assert check.recomputed_pct == pytest.approx(0.0248)
    assert check.verdict == "consistent"


def test_points_may_fall_from_or_to_zero():
    assert verdict("0%", "5%", "1个百分点") == "consistent"
    assert verdict("5%", "0%", "-1个百分点") == "consistent"


@pytest.mark.parametrize(
    ("base", "end"), [("400元/月", "7200元/年"), ("2亿元", "30000万元"), ("0.5‰", "0.075%"), ("20", "30张")]
)
def test_endpoints_in_units_of_one_dimension_are_brought_to_one_unit(base, end):
    """All four grow by one half: 8.447 % a year."""
    assert check_growth(base, end, "8.4", years=5).recomputed_pct == pytest.approx(8.4472, abs=5e-5)


@pytest.mark.parametrize("stated", ["8.4", "8.4%", "84‰", "８．４％"])
def test_a_rate_may_be_printed_in_any_share_unit_or_none(stated):
    check = check_growth("100", "150", stated, years=5)
    assert (check.verdict, check.stated_pct) == ("consistent", pytest.approx(8.4))


def test_a_falling_indicator_has_a_negative_rate():
    check = check_growth("100", "82.0", "-3.9", years=5)
    assert check.verdict == "consistent"
    assert verdict("100", "82.0", "3.9") == "inconsistent"


# --- not checkable ----------------------------------------------------------------------------------------

NOT_CHECKABLE = [
    ("stated_missing", "100%", "100%", "—"),
    ("base_missing", "—", "60", "5"),
    ("target_missing", "60", "/", "5"),
    ("stated_in_words", "60", "70", "翻一番"),
    ("stated_in_words", "60", "70", "与经济增长同步"),
    ("stated_in_words", "60", "70", "1.5倍"),
    ("stated_cumulative", "60", "70", "[16.7]"),
    ("stated_cumulative", "60", "70", "累计16.7%"),
    ("constant_prices", "60", "70", "8.4%(可比价)"),
    ("stated_unit", "60", "70", "2张"),
    ("base_range", "35~40", "60", "5"),
    ("target_range", "60", "70-75", "5"),
    ("base_threshold", "≥60", "70", "5"),
    ("target_threshold", "60", "≥95", "5"),
    ("target_threshold", "60", "95以上", "5"),
    ("one_cumulative", "60", "[300]", "5"),
    ("units_differ", "60万元", "70张", "5"),
    ("points_need_shares", "60张", "70张", "2个百分点"),
    ("base_not_positive", "0", "70", "5"),
    ("base_not_positive", "-3.0", "70", "5"),
    ("base_touches_zero", quantity("1", "0", "2"), "3", "40"),
    ("target_negative", "60", "-5", "5"),
    ("out_of_range", "1", quantity("1e200", "1e200", "1e200"), "5"),
]


@pytest.mark.parametrize(("code", "base", "end", "stated"), NOT_CHECKABLE)
def test_what_cannot_be_checked_says_why(code, base, end, stated):
    check = check_growth(base, end, stated, years=5)
    assert (check.verdict, check.reason) == ("not_checkable", code)
    assert REASONS[code][1] in check.note
    assert (check.reproduced_by, check.chance) == ("", None)


def test_every_obstacle_has_a_case_here():
    only_in_tables = {
        "base_unreadable",
        "target_unreadable",
        "stated_unreadable",
        "year_unreadable",
        "years_not_positive",
    }
    assert {case[0] for case in NOT_CHECKABLE} | only_in_tables == {obstacle.code for obstacle in OBSTACLES}


def test_reasons_speak_both_languages_without_blanks_to_fill():
    for zh, en in REASONS.values():
        assert zh
        assert en
        assert "{" not in zh + en
        assert en.isascii() or "翻番" in en or "≥" in en


def test_what_the_endpoints_say_is_told_even_where_nothing_is_stated():
    check = check_growth("100%", "100%", "—", years=5)
    found = (check.recomputed_pct, check.recomputed_lower, check.recomputed_upper)
    assert found == pytest.approx((0, -0.1998, 0.2002), abs=5e-5)


def test_a_cumulative_figure_stands_beside_the_total_growth():
    assert "16.67 % in total" in check_growth("60", "70", "[16.7]", years=5).note


def test_an_end_interval_that_reaches_below_zero_is_cut_there():
    check = check_growth("5", "0", "-50", years=1)
    assert check.recomputed_lower == -100
    assert check.verdict == "inconsistent"
    assert verdict("5", "0", "-100", 1) == "consistent"


@pytest.mark.parametrize("years", [0, -5, float("nan"), float("inf")])
def test_years_must_be_a_positive_number(years):
    with pytest.raises(InputError, match="years must be a positive number"):
        check_growth("1", "2", "3", years=years)


@pytest.mark.parametrize("cells", [("36O", "50", "4"), ("36", "5o", "4"), ("36", "50", "4.4.4")])
def test_a_cell_that_cannot_be_read_raises(cells):
    with pytest.raises(QuantityError):
        check_growth(*cells, years=5)


@pytest.mark.parametrize("years", [4.5, 61 / 12])
def test_broken_years_are_allowed(years):
    growth = 100 * (1.5 ** (1 / years) - 1)
    assert check_growth("100", "150", f"{growth:.2f}", years=years).verdict == "consistent"


# --- soundness --------------------------------------------------------------------------------------------


def printed(value, decimals, rounding):
    return format(value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding), "f")


def true_growth(base, end, years):
    with localcontext() as context:
        context.prec = 60
        return ((end / base) ** (Decimal(1) / years) - 1) * 100


positive = st.decimals("0.001", "100000", places=4)
places = st.integers(0, 4)


@given(positive, positive, st.integers(1, 20), places, places, places, st.sampled_from(ROUNDINGS))
@settings(deadline=None)
def test_correctly_rounded_figures_are_never_flagged(base, end, years, k_base, k_end, k_stated, rounding):
    growth = true_growth(base, end, years)
    cells = (
        printed(base, k_base, rounding),
        printed(end, k_end, rounding),
        printed(growth, k_stated, rounding),
    )
    assert verdict(*cells, years) != "inconsistent"


@given(positive, positive, st.integers(1, 20), places, places, places, st.booleans())
@settings(deadline=None)
def test_a_figure_one_printed_unit_beyond_its_interval_is_always_flagged(
    base, end, years, k_base, k_end, k_stated, up
):
    base, end = printed(base, k_base, ROUND_HALF_UP), printed(end, k_end, ROUND_HALF_UP)
    half_base, half_end = (Decimal(5).scaleb(-k - 1) for k in (k_base, k_end))
    if Decimal(base) <= half_base:
        return
    if up:
        extreme = true_growth(Decimal(base) - half_base, Decimal(end) + half_end, years)
    else:
        extreme = true_growth(Decimal(base) + half_base, max(Decimal(end) - half_end, Decimal(0)), years)
    unit = Decimal(1).scaleb(-k_stated)
    stated = extreme.quantize(unit) + (unit if up else -unit)
    if abs(stated - extreme) <= unit / 2 + Decimal("1e-40"):
        stated += unit if up else -unit
    assert verdict(base, end, f"{stated:f}", years) == "inconsistent"


@given(
    positive,
    positive,
    st.integers(1, 20),
    st.integers(1, 4),
    st.integers(1, 4),
    st.decimals(-20, 60, places=1),
)
@settings(deadline=None)
def test_moving_the_decimal_point_of_both_cells_changes_nothing(base, end, years, k_base, k_end, stated):
    cells = [(printed(value, k, ROUND_HALF_UP), k) for value, k in ((base, k_base), (end, k_end))]
    moved = [printed(Decimal(text) * 10, k - 1, ROUND_HALF_UP) + "张" for text, k in cells]
    here = check_growth(*(text + "张" for text, _ in cells), f"{stated:f}", years=years)
    there = check_growth(*moved, f"{stated:f}", years=years)
    assert (here.verdict, here.reason, here.reproduced_by) == (
        there.verdict,
        there.reason,
        there.reproduced_by,
    )
    if here.recomputed_pct is not None:
        assert there.recomputed_pct == pytest.approx(here.recomputed_pct, rel=1e-12, abs=1e-9)


@given(positive, positive, st.integers(1, 20), places, places)
@settings(deadline=None)
def test_the_interval_contains_the_point(base, end, years, k_base, k_end):
    check = check_growth(
        printed(base, k_base, ROUND_HALF_UP), printed(end, k_end, ROUND_HALF_UP), "1", years=years
    )
    if check.recomputed_pct is not None:
        assert check.recomputed_lower <= check.recomputed_pct <= check.recomputed_upper


@pytest.fixture(scope="module")
def printed_rows():
    """10,000 correctly printed rows; values on a coarse grid, many exactly between two printed numbers."""
    random = np.random.default_rng(20260101)
    rows = []
    for _ in range(10_000):
        base, end = (Decimal(int(x)) / 200 for x in random.integers(200, 100_000, 2))
        years, rounding = int(random.integers(1, 11)), ROUNDINGS[random.integers(3)]
        k_base, k_end, k_stated = (int(k) for k in random.integers(0, 3, 3))
        growth = true_growth(base, end, years)
        rows.append(
            {
                "base_year": "2015",
                "base": printed(base, k_base, rounding),
                "target_year": str(2015 + years),
                "target": printed(end, k_end, rounding),
                "stated": printed(growth, k_stated, rounding),
            }
        )
    return pd.DataFrame(rows)


def test_ten_thousand_correctly_printed_rows_give_no_alarm(printed_rows):
    table, problems = check_growth_table(printed_rows)
    assert not problems
    assert set(table["verdict"]) == {"consistent"}


def half_unit(text):
    return Decimal(5).scaleb(-len(text.partition(".")[2]) - 1)


def beyond(row, *, up):
    """The figure moved by one printed unit beyond the last that the endpoints allow, in 60-digit decimals."""
    base, end, years = Decimal(row.base), Decimal(row.target), int(row.target_year) - 2015
    sign = 1 if up else -1
    extreme = true_growth(base - sign * half_unit(row.base), end + sign * half_unit(row.target), years)
    unit = 2 * half_unit(row.stated)
    stated = extreme.quantize(unit)
    while sign * (stated - extreme) - unit / 2 <= Decimal("1e-40"):
        stated += sign * unit
    return f"{stated:f}"


@pytest.mark.parametrize("up", [True, False])
def test_a_figure_moved_one_unit_beyond_its_interval_is_flagged_in_all_of_ten_thousand(printed_rows, up):
    moved = [beyond(row, up=up) for row in printed_rows.itertuples()]
    table, _ = check_growth_table(printed_rows.assign(stated=moved))
    assert set(table["verdict"]) == {"inconsistent"}


# --- the real plan ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sanmen():
    """Check of the reading by hand of Table 1, beside the reading by hand of what the check must find."""

    def read(name):
        return pd.read_csv(SANMEN / name, dtype=str, keep_default_na=False)

    stated = read("growth_stated.csv").assign(unit="%", source_file="plan.txt")
    found = check_plan_growth(read("indicators.csv"), read("values.csv"), stated)
    return found, read("growth_check.csv")


def numbers(column):
    return pd.to_numeric(column, errors="coerce").to_numpy(float)


def test_the_growth_column_of_table_1_gets_the_verdicts_read_by_hand(sanmen):
    found, expected = sanmen
    assert list(found["verdict"]) == list(expected["verdict"])
    assert list(found["row"]) == list(expected["row"])


@pytest.mark.parametrize("name", ["base_year", "base", "target_year", "target", "stated_pct"])
def test_the_cells_of_table_1_are_those_read_by_hand(sanmen, name):
    found, expected = sanmen
    np.testing.assert_array_equal(numbers(found[name]), numbers(expected[name]))


@pytest.mark.parametrize(
    ("name", "decimals"), [("recomputed_pct", 2), ("recomputed_lower", 4), ("recomputed_upper", 4)]
)
def test_the_growth_of_table_1_is_that_computed_by_hand(sanmen, name, decimals):
    found, expected = sanmen
    np.testing.assert_allclose(
        numbers(found[name]), numbers(expected[name]), rtol=0, atol=0.5 * 10**-decimals + 1e-9
    )


def test_the_three_wrong_figures_of_table_1_are_explained_as_by_hand(sanmen):
    """Lines 32 and 34 were divided by the target, nothing simple gives line 35, right ones need nothing."""
    found, _ = sanmen
    explained = dict(zip(found["row"], found["reproduced_by"], strict=True))
    assert explained == {str(row): "" for row in range(1, 13)} | {
        "2": "simple_on_target",
        "4": "simple_on_target",
    }
    assert set(found.loc[found["chance"].notna(), "row"]) == {"2", "4", "5"}


def test_columns_are_those_of_the_contract_then_the_extras(sanmen):
    contract = (SCHEMA / "schema.toml").read_text(encoding="utf-8")
    assert list(sanmen[0].columns) == tomllib.loads(contract)["table"]["growth_check"]["columns"]


def test_every_growth_cell_keeps_its_print_unit_breakdown_and_place(sanmen):
    row = sanmen[0].iloc[4]
    assert (row["stated_printed"], row["breakdown"], row["unit"]) == ("9.4", "rural", "元/月·人")
    assert (row["source_file"], row["source_line"], row["source_start"]) == ("plan.txt", "35", "19")


# --- tables of other plans --------------------------------------------------------------------------------


def plan(cells, stated, unit="%"):
    """One printed row: cells are (year, status, printed)."""
    indicators = pd.DataFrame([{"table": "1", "row": 1, "unit": unit, "breakdown": ""}])
    columns = ["table", "row", "year", "status", "printed", "value", "unit"]
    values = pd.DataFrame(
        [
            ("1", 1, year, status, text, parse_quantity(text, unit=unit).value, unit)
            for year, status, text in cells
        ],
        columns=columns,
    )
    place = {"source_file": "f.txt", "source_line": 3, "source_start": 0, "source_end": 1}
    growth = pd.DataFrame(
        [{"indicator_id": "x", "table": "1", "row": 1, "printed": stated, "unit": "%", **place}]
    )
    return check_plan_growth(indicators, values, growth).iloc[0]


def test_growth_leads_from_the_earliest_actual_value_to_the_latest_target():
    row = plan(
        [(2022, "target", "60"), (2025, "target", "70"), (2020, "actual", "50"), (2018, "actual", "40")],
        "8.3",
    )
    assert (row["base_year"], row["base"], row["target_year"], row["target"]) == (2018, 40, 2025, 70)
    assert row["verdict"] == "consistent"


def test_without_a_target_growth_leads_to_the_latest_actual_value():
    row = plan([(2015, "actual", "50"), (2020, "actual", "70"), (2018, "actual", "40")], "7.0")
    assert (row["target_year"], row["verdict"]) == (2020, "consistent")


def test_a_missing_base_is_not_replaced_by_a_later_value():
    row = plan([(2015, "actual", "—"), (2020, "target", "60"), (2020, "actual", "100")], "5")
    assert (row["reason"], row["base_year"]) == ("base_missing", 2015)
    assert np.isnan(row["base"])


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ([], "base_missing"),
        ([(2020, "target", "60")], "base_missing"),
        ([(2020, "actual", "60")], "target_missing"),
        ([(2020, "actual", "60"), (2020, "target", "65")], "years_not_positive"),
        ([(2021, "actual", "60"), (2020, "target", "65")], "years_not_positive"),
        ([(2020, "actual", "60"), (2025, "target", "≥95")], "target_threshold"),
    ],
)
def test_rows_that_lack_an_end_say_so(cells, reason):
    row = plan(cells, "5")
    assert (row["verdict"], row["reason"]) == ("not_checkable", reason)


def test_percentage_points_under_a_heading_in_per_cent_stay_points():
    row = plan([(2020, "actual", "60"), (2025, "target", "65")], "1个百分点")
    assert (row["verdict"], row["recomputed_pct"]) == ("consistent", 1)


def test_a_growth_cell_that_cannot_be_read_is_a_row_not_a_failure():
    row = plan([(2020, "actual", "60"), (2025, "target", "65")], "1.6.1")
    assert (row["verdict"], row["reason"]) == ("not_checkable", "stated_unreadable")
    assert row["recomputed_pct"] == pytest.approx(1.6137)


def test_a_plan_without_a_growth_column_gives_an_empty_table_with_all_columns(sanmen):
    columns = [
        "indicator_id",
        "table",
        "row",
        "printed",
        "unit",
        "source_file",
        "source_line",
        "source_start",
        "source_end",
    ]
    empty = check_plan_growth(
        pd.DataFrame(columns=["table", "row", "unit", "breakdown"]),
        pd.DataFrame(columns=["table", "row", "year", "status", "printed", "value", "unit"]),
        pd.DataFrame(columns=columns),
    )
    assert list(empty.columns) == list(sanmen[0].columns)
    assert empty.empty


@pytest.mark.parametrize("stated", ["下降2.1%", "年均下降2.1%", "-2.1", "降低2.1"])
def test_a_stated_fall_is_a_negative_rate(stated):
    """By hand: (90 / 100) ** (1 / 5) - 1 = -2.085 % a year."""
    check = check_growth("100", "90", stated, years=5)
    assert (check.verdict, check.stated_pct) == ("consistent", -2.1)


def test_a_growth_column_between_other_years_is_checked_with_its_own_endpoints(plan_tables):
    """150 → 200 over 2020-2025 is 5.92 % a year by hand; 2015 and the 2035 target do not count."""
    indicators, values = plan_tables(
        {"id": "x", "unit": "张", "2015": 100, "2020": 150, "2025 target": 200, "2035 target": 400}
    )
    values["printed"] = values["value"].astype(str)
    cell = {
        "indicator_id": "x",
        "table": "1",
        "row": 1,
        "printed": "5.9",
        "unit": "%",
        "source_file": "plan.txt",
    }
    place = {"source_line": 3, "source_start": 0, "source_end": 3, "base_year": 2020, "target_year": 2025}
    stated = pd.DataFrame([cell | place])
    (row,) = check_plan_growth(indicators, values, stated).to_dict("records")
    assert (row["base_year"], row["target_year"], row["verdict"]) == (2020, 2025, "consistent")


def test_a_heading_at_constant_prices_makes_its_figures_not_checkable(plan_tables):
    indicators, values = plan_tables({"id": "x", "unit": "亿元", "2020": 100, "2025 target": 150})
    values["printed"] = values["value"].astype(str)
    cell = {"indicator_id": "x", "table": "1", "row": 1, "unit": "%", "source_file": "plan.txt"}
    cell |= {"source_line": 3, "source_start": 0, "source_end": 3}
    rows = pd.DataFrame([cell | {"printed": text, "heading": "年均增长（可比价）"} for text in ("6.5", "—")])
    reasons = check_plan_growth(indicators, values, rows)["reason"].tolist()
    assert reasons == ["constant_prices", "stated_missing"]
