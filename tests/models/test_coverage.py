"""Bands and probabilities on series made here: they hold as often as the theorem says, for every n in use."""

import numpy as np
import pytest

from analysis.models.calibration import Calibration, error_scale, load_calibration
from analysis.models.conformal import conformal_quantiles
from analysis.models.guarded import guarded_drift
from analysis.models.registry import find_model
from analysis.models.rows import attainment, forecast_rows
from analysis.targets import one_sided

CALIBRATION, TEST, AHEAD = 400, 4000, 3
LEVELS = load_calibration().levels


def random_series(count, n, seed):
    """Random walks in logarithms with a drift, a size of step and a level of their own; n + AHEAD years."""
    chance = np.random.default_rng(seed)
    steps = chance.normal(
        chance.normal(0, 0.02, (count, 1)), chance.lognormal(-3, 0.7, (count, 1)), (count, n + AHEAD)
    )
    return chance.lognormal(3, 1, (count, 1)) * np.exp(np.cumsum(steps, axis=1))


def made(n):
    """A calibration of series like those of the test."""
    values = random_series(CALIBRATION, n, seed=100 + n)
    years = np.broadcast_to(np.arange(1.0 - n, 1.0), (CALIBRATION, n))
    known, later = values[:, :n], values[:, n + AHEAD - 1]
    point = guarded_drift(years, known, np.full((CALIBRATION, 1), float(AHEAD)))[:, 0]
    errors = (later - point) / error_scale(years, known) * np.sign(known[:, -1] - known[:, 0])
    quantiles = conformal_quantiles(errors, np.ones(CALIBRATION), LEVELS, CALIBRATION)
    table = np.broadcast_to(quantiles, (1, AHEAD, len(LEVELS)))
    return Calibration(LEVELS, (n,), table, np.full((1, AHEAD), 1 / (CALIBRATION + 1)))


def forecast(n, calibration):
    values = random_series(TEST, n, seed=200 + n)
    years = np.broadcast_to(np.arange(1.0 - n, 1.0), (TEST, n))
    target = np.full(TEST, float(AHEAD))
    rows = forecast_rows(find_model("guarded_drift"), years, values[:, :n], target, calibration=calibration)
    return rows, values[:, n + AHEAD - 1]


@pytest.mark.parametrize("n", [3, 4, 5, 6, 8, 10])
@pytest.mark.parametrize("band", [80, 95])
def test_bands_cover_within_the_two_sided_band_of_the_theorem(n, band):
    """On average over calibration sets 1 - α ≤ coverage ≤ 1 - α + 2 / (m + 1); one set deviates by a Beta
    law.

    Four standard deviations of it, and of the finite test set, are allowed on either side.
    """
    rows, later = forecast(n, made(n))
    low, high = getattr(rows, f"lower{band}"), getattr(rows, f"upper{band}")
    covered = float(((low <= later) & (later <= high)).mean())
    share = band / 100
    deviation = np.sqrt(share * (1 - share) * (1 / (CALIBRATION + 2) + 1 / TEST))
    assert share - 4 * deviation <= covered <= share + 2 / (CALIBRATION + 1) + 4 * deviation


def test_what_is_said_comes_true_as_often():
    chance = np.random.default_rng(7)
    calibration = made(5)
    rows, later = forecast(5, calibration)
    goal = rows.point * np.exp(chance.normal(0, 0.15, TEST))
    up = chance.random(TEST) < 0.5
    said = attainment(rows, *one_sided(goal, up), calibration=calibration)
    reached = np.where(up, later >= goal, later <= goal)
    for tenth in range(10):
        own = (said >= tenth / 10) & (said < (tenth + 1) / 10)
        if own.sum() >= 200:
            assert said[own].mean() == pytest.approx(reached[own].mean(), abs=0.08)


def test_too_few_series_give_no_band_at_all_and_no_finite_95_band():
    """A band of 1 - α needs 2 / α - 1 members for both ends: 19 members carry 80 %, not 95 %."""
    table = np.broadcast_to(
        conformal_quantiles(np.linspace(-1, 1, 19), np.ones(19), LEVELS, 19), (1, 1, len(LEVELS))
    )
    some = Calibration(LEVELS, (3,), table, np.full((1, 1), 1 / 20))
    few = Calibration(
        LEVELS, (3,), np.broadcast_to(np.where(LEVELS < 0.5, -np.inf, np.inf), table.shape), some.resolution
    )
    years, values, target = np.arange(3.0)[None], np.array([[10.0, 11, 12]]), np.array([3.0])
    for calibration, code, given in ((some, "calibrated_80", True), (few, "few_cases", False)):
        rows = forecast_rows(find_model("guarded_drift"), years, values, target, calibration=calibration)
        assert rows.band_code.tolist() == [code]
        assert bool(np.isfinite(rows.lower80[0])) is given
        assert np.isnan([rows.lower95[0], rows.upper95[0]]).all()
