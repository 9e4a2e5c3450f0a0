"""Growth formulas against published vectors, closed forms and second methods."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.growth import (
    average_of_rates,
    cumulative_growth,
    level_growth,
    level_growth_interval,
    log_growth,
    points_per_year,
    required_growth,
    simple_growth_on_base,
    simple_growth_on_target,
    total_of_rates,
)

levels = st.floats(1e-3, 1e6)
spans = st.integers(1, 30)


@pytest.fixture(autouse=True)
def no_floating_point_warning():
    """Every promise here is kept silently: a NaN is documented, never accompanied by a numpy warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


# --- level method -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "percent"),
    [([110, 121, 133.1], 10.0), ([130, 100, 120], 6.265857), ([105, 104, 103, 102, 125], 4.563955)],
)
def test_level_method_looks_at_the_last_year_only(values, percent):
    """Vectors: base 100, three series whose cumulative growth is known too."""
    assert level_growth(100, values[-1], len(values)) * 100 == pytest.approx(percent, abs=5e-7)


@pytest.mark.parametrize(
    ("base", "end", "years", "percent"),
    [
        (7.8, 10, 5, 5.0948),  # digital core industries, share of GDP
        (6.3, 12, 5, 13.7544),
        (2.9, 3.2, 5, 1.9883),
        (100, 150, 5, 8.4472),
        (24426, 36130, 4, 10.2818),
        (32.2, 43.8, 4, 7.9952),  # goods trade, published as 8.0 %
        (100, 86.5, 5, -2.8589),  # energy intensity -13.5 % in five years
        (100, 82, 5, -3.8913),  # carbon intensity -18 %
        (100, 83, 5, -3.6580),  # energy per unit of GDP -17 %
        (100, 80, 5, -4.3648),
    ],
)
def test_level_method_gives_published_vectors(base, end, years, percent):
    assert level_growth(base, end, years) * 100 == pytest.approx(percent, abs=5e-5)


def test_level_growth_of_an_array_is_that_of_its_elements():
    grown = level_growth([48.6, 38.9], [50, 50], 5)
    assert grown.shape == (2,)
    assert grown[1] == level_growth(38.9, 50, 5)


def test_level_growth_broadcasts_years_against_endpoints():
    assert level_growth([[100.0]], [[121.0]], [1, 2]) == pytest.approx(np.array([[0.21, 0.1]]))


@pytest.mark.parametrize(("base", "end"), [(0, 5), (-1, 5), (5, -1), (np.nan, 5), (5, np.nan)])
def test_level_growth_is_nan_where_no_rate_exists(base, end):
    assert np.isnan(level_growth(base, end, 5))


def test_level_growth_to_zero_is_minus_one_hundred_per_cent():
    assert level_growth(5, 0, 3) == -1


@pytest.mark.parametrize("years", [0, -5, [5, 0]])
@pytest.mark.parametrize(
    "formula",
    [
        level_growth,
        simple_growth_on_base,
        simple_growth_on_target,
        log_growth,
        points_per_year,
        required_growth,
    ],
)
def test_years_that_are_not_positive_are_refused_with_the_likely_cause(formula, years):
    with pytest.raises(ValueError, match=r"years must be positive.*swapped"):
        formula(1, 2, years)


@given(levels, st.floats(-0.5, 0.5), spans)
@settings(deadline=None)
def test_level_growth_inverts_compounding(base, rate, years):
    end = base * (1 + rate) ** years
    assert level_growth(base, end, years) == pytest.approx(rate, abs=1e-9)


@given(levels, levels, levels, spans)
@settings(deadline=None)
def test_level_growth_rises_with_the_end_and_falls_with_the_base(base, end, other, years):
    low, high = sorted((end, other))
    assert level_growth(base, low, years) <= level_growth(base, high, years)
    low, high = sorted((base, other))
    assert level_growth(low, end, years) >= level_growth(high, end, years)


@given(levels, levels, spans)
@settings(deadline=None)
def test_level_growth_backwards_undoes_growth_forwards(base, end, years):
    there, back = level_growth(base, end, years), level_growth(end, base, years)
    assert (1 + there) * (1 + back) == pytest.approx(1)


@given(levels, levels, spans, st.integers(-3, 3))
@settings(deadline=None)
def test_growth_does_not_depend_on_the_unit(base, end, years, power):
    for formula in (level_growth, simple_growth_on_base, simple_growth_on_target, log_growth):
        here, there = formula(base, end, years), formula(base * 10**power, end * 10**power, years)
        assert there == pytest.approx(float(here), rel=1e-9, abs=1e-12)


# --- the other formulas -----------------------------------------------------------------------------------


def test_simple_growth_by_hand():
    """Sanmen plan, Table 1, line 32: (50 - 38.9) / 38.9 / 5 = 5.707 %, (50 - 38.9) / 50 / 5 = 4.44 %."""
    assert simple_growth_on_base(38.9, 50, 5) == pytest.approx(0.0570694, abs=5e-8)
    assert simple_growth_on_target(38.9, 50, 5) == pytest.approx(0.0444, abs=1e-12)


def test_urbanisation_rose_by_1_313_points_a_year():
    """37.66 % (2001) → 57.35 % (2016); a news item printed 1.2 % a year."""
    assert points_per_year(37.66, 57.35, 15) == pytest.approx(1.3126667)
    assert level_growth(37.66, 57.35, 15) == pytest.approx(0.0284, abs=5e-5)


def test_points_per_year_has_no_forbidden_sign():
    assert points_per_year(-3, 2, 5) == 1


@pytest.mark.parametrize(
    ("formula", "base", "end"),
    [
        (simple_growth_on_base, 0, 1),
        (simple_growth_on_target, 1, 0),
        (log_growth, 0, 1),
        (log_growth, 1, 0),
        (log_growth, -1, -2),
    ],
)
def test_a_formula_is_nan_where_its_denominator_or_logarithm_does_not_exist(formula, base, end):
    assert np.isnan(formula(base, end, 5))


@given(levels, levels, st.integers(2, 30))
@settings(deadline=None)
def test_formulas_stand_in_their_known_order(base, end, years):
    """ln x <= x - 1 and Bernoulli: on target <= log <= level <= on base."""
    tolerance = 1e-12 * (1 + end / base + base / end)
    on_target, log = simple_growth_on_target(base, end, years), log_growth(base, end, years)
    level, on_base = level_growth(base, end, years), simple_growth_on_base(base, end, years)
    assert on_target <= log + tolerance
    assert log <= level + tolerance
    assert level <= on_base + tolerance


@given(levels, levels)
@settings(deadline=None)
def test_over_one_year_level_and_simple_growth_agree(base, end):
    simple = float(simple_growth_on_base(base, end, 1))
    assert level_growth(base, end, 1) == pytest.approx(simple, rel=1e-9, abs=1e-9)


def test_required_growth_after_three_years_of_a_reduction_target():
    """Qinghai, energy per unit of GDP: 0.9513 after three of five years, 0.83 wanted: -6.59 % a year."""
    assert required_growth(0.9513, 0.83, 2) * 100 == pytest.approx(-6.59, abs=0.005)
    assert required_growth(0.9513, 0.83, 1) * 100 == pytest.approx(-12.75, abs=0.005)


# --- cumulative method ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "percent"),
    [([110, 121, 133.1], 10.0), ([130, 100, 120], 7.908164), ([105, 104, 103, 102, 125], 2.514118)],
)
def test_cumulative_method_gives_published_vectors(values, percent):
    assert cumulative_growth(100, values) * 100 == pytest.approx(percent, abs=5e-7)


@given(levels, st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
@settings(deadline=None)
def test_cumulative_growth_reproduces_the_sum(base, values):
    """Put into the defining equation, which the root finder never evaluates in this form."""
    factor = 1 + cumulative_growth(base, values)
    assert base * sum(factor**k for k in range(1, len(values) + 1)) == pytest.approx(
        sum(values), rel=1e-9, abs=1e-9
    )


@given(levels, st.lists(st.floats(1e-2, 1e6), min_size=2, max_size=12))
@settings(deadline=None)
def test_cumulative_growth_is_the_root_that_an_eigenvalue_method_finds(base, values):
    """Second method: the only positive root of the polynomial, by its companion matrix."""
    roots = np.roots([1.0] * len(values) + [-sum(values) / base])
    positive = roots[(np.abs(roots.imag) < 1e-7 * np.abs(roots)) & (roots.real > 0)].real
    assume(len(positive) == 1)
    assert 1 + cumulative_growth(base, values) == pytest.approx(positive[0], rel=1e-6)


@given(levels, st.floats(-0.4, 0.6), spans)
@settings(deadline=None)
def test_steady_growth_looks_the_same_to_both_methods(base, rate, years):
    values = base * (1 + rate) ** np.arange(1, years + 1)
    assert cumulative_growth(base, values) == pytest.approx(level_growth(base, values[-1], years), abs=1e-9)


def test_cumulative_growth_of_a_panel_is_row_by_row():
    panel = np.array([[130, 100, 120], [110, 121, 133.1]])
    both = cumulative_growth([100, 100], panel)
    assert both.shape == (2,)
    assert both[1] == pytest.approx(0.1)
    assert both[0] == cumulative_growth(100, panel[0])


@pytest.mark.parametrize(("base", "values"), [(0, [1]), (-1, [1]), (1, [1, -1]), (1, [1, np.nan])])
def test_cumulative_growth_is_nan_where_no_rate_exists(base, values):
    assert np.isnan(cumulative_growth(base, values))


def test_cumulative_growth_to_nothing_is_minus_one_hundred_per_cent():
    assert cumulative_growth(100, [0, 0, 0]) == -1


@pytest.mark.parametrize("values", [[], 5.0])
def test_cumulative_growth_without_a_yearly_series_is_refused(values):
    with pytest.raises(ValueError, match="at least one yearly value"):
        cumulative_growth(100, values)


# --- yearly rates -----------------------------------------------------------------------------------------


def test_growth_from_yearly_rates_is_the_product():
    """Qinghai: +1.51, -2.20, -4.18 % make -4.87 % in total and -1.65 % a year (their mean is -1.62 %)."""
    rates = [0.0151, -0.0220, -0.0418]
    assert total_of_rates(rates) * 100 == pytest.approx(-4.87, abs=0.005)
    assert average_of_rates(rates) * 100 == pytest.approx(-1.65, abs=0.005)


def test_a_twenty_per_cent_reduction_is_met_only_after_rounding():
    """Yearly cuts of 4.0, 4.1, 4.2, 4.5, 5.0 % add up to 19.983 %."""
    assert total_of_rates([-0.040, -0.041, -0.042, -0.045, -0.050]) == pytest.approx(-0.19983, abs=5e-6)


@given(st.floats(-0.9, 2), spans)
@settings(deadline=None)
def test_the_average_of_equal_rates_is_that_rate(rate, years):
    assert average_of_rates([rate] * years) == pytest.approx(rate, abs=1e-9)


def test_a_loss_of_more_than_everything_is_nan():
    assert np.isnan(total_of_rates([0.1, -1.2]))
    assert np.isnan(average_of_rates([0.1, np.nan]))


@pytest.mark.parametrize("rates", [[], 0.1])
def test_growth_from_no_rate_is_refused(rates):
    with pytest.raises(ValueError, match="at least one rate"):
        average_of_rates(rates)


# --- intervals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "end", "years", "lower", "upper"),
    [
        ((7.75, 7.85), (9.5, 10.5), 5, 3.8893, 6.2619),
        ((7.75, 7.85), (9.95, 10.05), 5, 4.8554, 5.3350),
        ((6.25, 6.35), (11.5, 12.5), 5, 12.6120, 14.8698),
        ((2.85, 2.95), (3.15, 3.25), 5, 1.3206, 2.6615),
        ((99.5, 100.5), (149.5, 150.5), 5, 8.2667, 8.6282),
        ((24425.5, 24426.5), (36129.5, 36130.5), 4, 10.2809, 10.2828),
        ((32.15, 32.25), (43.75, 43.85), 4, 7.9225, 8.0680),
    ],
)
def test_interval_of_the_level_method_gives_published_vectors(base, end, years, lower, upper):
    found = level_growth_interval(*base, *end, years)
    assert [float(x) * 100 for x in found] == pytest.approx([lower, upper], abs=5e-5)


@given(levels, levels, st.floats(0, 0.99), st.floats(0, 0.99), spans, st.floats(0, 1), st.floats(0, 1))
@settings(deadline=None)
def test_growth_of_any_pair_of_true_values_lies_in_the_interval(base, end, wide, high, years, s, t):
    base_lower, end_lower = base * (1 - wide), end * (1 - high)
    true_base, true_end = base_lower + s * (base - base_lower), end_lower + t * (end - end_lower)
    lower, upper = level_growth_interval(base_lower, base, end_lower, end, years)
    growth = level_growth(true_base, true_end, years)
    hair = 1e-12 * (1 + growth)
    assert lower - hair <= growth <= upper + hair


def test_a_base_that_may_be_zero_leaves_growth_without_an_upper_end():
    lower, upper = level_growth_interval(-0.5, 0.5, 4.5, 5.5, 2)
    assert (float(lower), float(upper)) == (2.0, np.inf)


def test_an_end_interval_below_zero_is_cut_at_zero():
    assert level_growth_interval(1, 1, -0.5, 0.5, 1)[0] == -1


@pytest.mark.parametrize("ends", [(-2, -1, 1, 2), (1, 2, -2, -1), (np.nan, np.nan, 1, 2)])
def test_interval_is_nan_where_no_rate_exists(ends):
    assert all(np.isnan(end) for end in level_growth_interval(*ends, 5))


@pytest.mark.parametrize(("ends", "name"), [((2, 1, 1, 2), "base"), ((1, 2, 2, 1), "end")])
def test_an_interval_with_its_ends_swapped_is_refused_by_name(ends, name):
    with pytest.raises(ValueError, match=f"the {name} interval"):
        level_growth_interval(*ends, 5)
