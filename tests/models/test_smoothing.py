"""Models that statsmodels fits: one by one the same as asked of statsmodels, for rows and for one series."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.api import Holt, SimpleExpSmoothing
from statsmodels.tsa.forecasting.theta import ThetaModel

from analysis.models.closed_forms import drift
from analysis.models.smoothing import damped_holt, holt, median_combination, ses, theta

YEARS = np.arange(2011.0, 2021)
VALUES = np.array([12.0, 13.1, 12.7, 14.4, 15.0, 14.8, 16.2, 17.1, 16.9, 18.3])
TARGETS = np.array([2021.0, 2025.0])


@pytest.mark.parametrize(
    ("model", "directly"),
    [
        (ses, lambda: SimpleExpSmoothing(VALUES, initialization_method="estimated").fit().forecast(5)),
        (holt, lambda: Holt(VALUES, initialization_method="estimated").fit().forecast(5)),
        (
            damped_holt,
            lambda: Holt(VALUES, damped_trend=True, initialization_method="estimated").fit().forecast(5),
        ),
        (theta, lambda: ThetaModel(pd.Series(VALUES), period=1, deseasonalize=False).fit().forecast(5)),
    ],
)
def test_each_model_is_the_one_of_statsmodels(model, directly):
    assert model(YEARS, VALUES, TARGETS) == pytest.approx(np.asarray(directly())[[0, 4]])


def test_the_combination_is_the_middle_of_its_three_models():
    three = [np.full(2, VALUES[-1]), drift(YEARS, VALUES, TARGETS), theta(YEARS, VALUES, TARGETS)]
    assert median_combination(YEARS, VALUES, TARGETS) == pytest.approx(np.sort(three, axis=0)[1])


def test_rows_are_forecast_one_by_one():
    two = np.array([VALUES, VALUES[::-1]])
    years, targets = np.tile(YEARS, (2, 1)), np.array([[2022.0], [2024.0]])
    both = ses(years, two, targets)
    assert both.shape == (2, 1)
    assert both[1, 0] == pytest.approx(float(ses(YEARS, VALUES[::-1], np.array([2024.0]))[0]))
