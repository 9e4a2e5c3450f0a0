"""The stored errors: complete, ordered, honest about what they cannot say."""

import numpy as np
import pytest

from analysis.models.calibration import (
    calibration_from,
    error_scale,
    load_calibration,
    share_below,
    signed_errors,
)

SMALL = {
    "levels": [0.1, 0.5, 0.9],
    "errors": [
        {"n": 2, "ahead": 1, "members": 9, "quantiles": [-2.0, 0.0, 3.0]},
        {"n": 2, "ahead": 2, "members": 8, "quantiles": [float("-inf"), 0.0, float("inf")]},
    ],
}


def test_the_stored_quantiles_name_their_sources_and_cover_two_to_ten_years_and_ten_ahead():
    stored = load_calibration()
    assert stored.counts == (2, 3, 4, 5, 6, 8, 10)
    assert stored.horizons == 10
    assert np.isfinite(stored.quantiles).all()
    assert (stored.resolution < 0.01).all()
    assert stored.levels + stored.levels[::-1] == pytest.approx(np.ones(len(stored.levels)))


def test_stored_bands_widen_with_the_horizon_and_hold_no_error():
    stored = load_calibration()
    low, high = (stored.quantiles[..., stored.level(level)] for level in (0.1, 0.9))
    assert (low < 0).all()
    assert (high > 0).all()
    assert (np.diff(low, axis=1) <= 0).all()
    assert (np.diff(high, axis=1) >= 0).all()


def test_the_errors_of_a_series_that_fell_are_those_of_one_that_rose_turned_over():
    stored = calibration_from(SMALL)
    ahead = np.array([1, 1, 1])
    errors = signed_errors(stored, 2, ahead, np.array([1.0, -1.0, 0.0]))
    assert errors.tolist() == [[-2, 0, 3], [-3, 0, 2], [-2.5, 0, 2.5]]


def test_beyond_the_stored_horizons_there_is_nothing():
    assert np.isnan(signed_errors(calibration_from(SMALL), 7, np.array([3]), np.array([1.0]))).all()


def test_a_longer_series_uses_the_largest_count_and_a_shorter_one_is_refused():
    stored = calibration_from(SMALL)
    assert stored.row(20) == 0
    with pytest.raises(ValueError, match="nothing is calibrated below 2"):
        stored.row(1)
    with pytest.raises(ValueError, match=r"no quantile is stored at 0\.8"):
        stored.level(0.8)


@pytest.mark.parametrize(
    ("errors", "message"),
    [
        ([SMALL["errors"][1]], "missing"),
        ([{"n": 2, "ahead": 1, "members": 9, "quantiles": [0.0, 1.0]}], "missing or has another length"),
        ([{"n": 2, "ahead": 1, "members": 9, "quantiles": [2.0, 1.0, 3.0]}], "must not fall"),
    ],
)
def test_a_damaged_file_is_refused(errors, message):
    with pytest.raises(ValueError, match=message):
        calibration_from({**SMALL, "errors": errors})


def test_the_scale_counts_a_change_over_four_years_as_half_of_it():
    """|4| / √4 and |-1|, and 2 % of 13 as one more."""
    years, values = np.array([2015.0, 2019, 2020]), np.array([10.0, 14, 13])
    assert error_scale(years, values) == pytest.approx((2 + 1 + 0.26) / 3)


def test_the_scale_of_a_constant_series_comes_from_its_level_and_of_zeros_there_is_none():
    years = np.arange(4.0)
    assert error_scale(years, np.full(4, 50.0)) == pytest.approx(0.02 * 50 / 4)
    assert error_scale(years, np.zeros(4)) == 0


def test_shares_are_straight_between_quantiles_and_stop_at_the_outermost():
    levels, errors = np.array([0.1, 0.5, 0.9]), np.array([[-2.0, 0.0, 3.0]])
    found = [float(share_below(levels, errors, np.array([at]))[0]) for at in (-9.0, -1.0, 1.5, 9.0)]
    assert found == pytest.approx([0.1, 0.3, 0.7, 0.9])


def test_an_infinite_quantile_gives_no_share_beyond_the_last_finite_one():
    levels, errors = np.array([0.1, 0.5, 0.9]), np.array([[-np.inf, 0.0, np.inf]])
    assert share_below(levels, errors, np.array([1e9])) == pytest.approx([0.5])
