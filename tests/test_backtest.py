"""Forecasts from earlier years against what was observed later."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.backtest import backtest_summary, rolling_origin
from analysis.models import forecast_series
from analysis.tables import backtest_table


def series(*pieces):
    rows = [
        {"indicator_id": name, "breakdown": "", "year": year, "value": value}
        for name, values in pieces
        for year, value in values.items()
    ]
    return pd.DataFrame(rows)


LINE = {2015 + i: 10.0 + 2 * i for i in range(6)}


def test_a_straight_line_is_forecast_without_error_by_drift_and_by_nobody_who_repeats_the_last_value():
    made = rolling_origin(series(("a", LINE)), models=["drift"], horizons=(1, 2))
    assert made["origin_year"].tolist() == [2017, 2017, 2018, 2018, 2019]
    assert made["n_obs"].tolist() == [3, 3, 4, 4, 5]
    assert made["error"].abs().max() == pytest.approx(0, abs=1e-12)
    assert made["naive_error"].tolist() == pytest.approx([1, 2, 1, 2, 1])  # in yearly changes of 2


def test_only_what_was_known_at_the_origin_is_used():
    """The forecast from 2018 is that of the series cut after 2018, whatever came later."""
    wild = LINE | {2019: 500.0, 2020: -3.0}
    made = rolling_origin(series(("a", wild))).set_index(["origin_year", "target_year"])
    cut = forecast_series([2015, 2016, 2017, 2018], [10, 12, 14, 16], [2019]).points[0]
    row = made.loc[(2018, 2019)]
    assert (row["point"], row["lower80"], row["upper80"]) == (cut.point, cut.lower80, cut.upper80)
    assert row["actual"] == 500


def test_missing_years_are_neither_forecast_nor_counted_as_known():
    gap = {year: value for year, value in LINE.items() if year != 2018}
    made = rolling_origin(series(("a", gap)), horizons=(1, 2))
    assert list(zip(made["origin_year"], made["target_year"], strict=True)) == [(2017, 2019), (2019, 2020)]


def test_a_model_that_cannot_run_is_left_out_and_not_replaced():
    made = rolling_origin(series(("a", {2015: 1.0, 2016: -1.0, 2017: 2.0, 2018: 3.0})), models=["log_linear"])
    assert made.empty


def test_the_summary_counts_what_lay_in_the_band():
    made = pd.DataFrame(
        {
            "indicator_id": "a",
            "breakdown": "",
            "model": "m",
            "horizon": 1,
            "actual": [1.0, 5.0, 3.0, 9.0],
            "lower80": [0.0, 0.0, 0.0, np.nan],
            "upper80": [2.0, 4.0, 3.0, np.nan],
            "error": [1.0, 2.0, np.nan, 3.0],
            "naive_error": [2.0, 2.0, np.nan, 4.0],
        }
    )
    (row,) = backtest_summary(made).to_dict("records")
    assert (row["forecasts"], row["banded"], row["inside"]) == (4, 3, 2)
    assert row["relative_error"] == pytest.approx(6 / 8)
    assert row["low95"] < 2 / 3 < row["high95"]


@given(st.lists(st.integers(1, 10**6), min_size=4, max_size=9), st.floats(0.01, 1000))
def test_the_unit_of_a_series_does_not_change_its_relative_errors(values, factor):
    years = range(2010, 2010 + len(values))
    one = rolling_origin(series(("a", dict(zip(years, values, strict=True)))), models=["drift"])
    other = rolling_origin(
        series(("a", {y: v * factor for y, v in zip(years, values, strict=True)})), models=["drift"]
    )
    np.testing.assert_allclose(one["error"], other["error"], rtol=1e-6, atol=1e-9)


def test_no_series_gives_an_empty_table():
    assert backtest_summary(rolling_origin(series(("a", {2020: 1.0})))).empty


def test_the_summary_and_its_table_go_through_models_and_then_years_ahead():
    summary = backtest_summary(
        rolling_origin(series(("a", LINE)), models=["drift", "linear"], horizons=(2, 1))
    )
    assert list(zip(summary["model"], summary["horizon"], strict=True)) == [
        ("drift", 1),
        ("drift", 2),
        ("linear", 1),
        ("linear", 2),
    ]
    view = backtest_table(summary, "en")
    assert view.groups == ((0, "drift (mean change)"), (2, "linear trend"))
    assert view.rows[0][:5] == ("1", "1", "3", "0", "—")  # no error; no band for an uncalibrated model
