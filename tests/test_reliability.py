"""Reliability: what is called likely, held against what happened; intervals that show how little is known."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures import reliability_diagram
from analysis.figures.faces import figure_data
from analysis.models import DEFAULT_MODEL, forecast_series
from analysis.reliability import (
    LINE,
    METHODS,
    attainment_cases,
    brier,
    line_probability,
    load_public,
    public_reliability,
    reliability,
    wilson,
)
from analysis.tables import reliability_table
from analysis.targets import Target

YEARS = range(2010, 2020)
WAVE = [50.0, 52, 51, 55, 54, 58, 57, 61, 63, 62]


def series(values, indicator_id="a"):
    rows = {"indicator_id": indicator_id, "breakdown": "", "year": [*YEARS][: len(values)], "value": values}
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("reached", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_intervals_that_newcombe_published(reached, trials, low, high):
    """Newcombe (1998), table I, method 3."""
    found = wilson(reached / trials, trials)
    assert [float(one) for one in found] == pytest.approx([low, high], abs=5e-5)


@given(st.integers(0, 50), st.integers(1, 50), st.integers(2, 20))
def test_the_interval_holds_the_share_and_narrows_with_more_of_the_same(reached, trials, times):
    share = min(reached, trials) / trials
    low, high = wilson(share, trials)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    narrow = wilson(share, trials * times)
    assert narrow[1] - narrow[0] < high - low


def test_without_a_trial_there_is_no_interval():
    assert np.isnan(wilson(0.5, 0)).all()


def test_the_line_gives_the_probability_that_regression_software_gives():
    """statsmodels' prediction interval of a new observation ends where the probability is its level."""
    x = np.array(YEARS, float)
    fitted = sm.OLS(WAVE, sm.add_constant(x)).fit()
    frame = fitted.get_prediction([[1.0, 2022.0]]).summary_frame(alpha=0.2)
    upper = frame["obs_ci_upper"].item()
    assert float(line_probability(x, WAVE, 2022, upper, up=False)) == pytest.approx(0.9)
    assert float(line_probability(x, WAVE, 2022, upper, up=True)) == pytest.approx(0.1)


def test_values_on_a_line_leave_the_line_no_doubt_and_a_stack_of_series_is_row_by_row():
    exact = [[1.0, 2, 3], [1.0, 2, 4]]
    found = line_probability([[1, 2, 3]] * 2, exact, [5, 5], [4.9, 4.9], up=[True, True])
    assert found[0] == 1
    assert found[1] == line_probability([1, 2, 3], exact[1], 5, 4.9, up=True)


def test_tenths_count_what_was_reached_and_leave_empty_ones_without_a_share():
    table = reliability([0.05, 0.09, 0.95, 1.0], [False, True, True, True])
    assert table["cases"].tolist() == [2, *[0] * 8, 2]
    assert table["reached"].tolist() == [1, *[0] * 8, 2]
    assert table["said"].iloc[[0, 9]].tolist() == pytest.approx([0.07, 0.975])
    assert table["share"].iloc[[0, 9]].tolist() == [0.5, 1.0]
    assert table[["said", "share", "low95", "high95"]].iloc[1:9].isna().all(axis=None)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_every_case_is_in_one_tenth(pairs):
    said, came = zip(*pairs, strict=True)
    table = reliability(said, came)
    assert (table["cases"].sum(), table["reached"].sum()) == (len(pairs), sum(came))
    known = table[table["cases"].gt(0)]
    assert known["said"].between(known["tenth"] / 10 - 1e-9, known["tenth"] / 10 + 0.1 + 1e-9).all()


def test_brier_of_saying_half_is_a_quarter_whatever_comes():
    assert brier([0.5] * 3, [True, False, True]) == 0.25
    assert math.isnan(brier([], []))


def test_a_case_is_said_by_what_was_known_in_its_year_alone():
    cases = attainment_cases(series(WAVE))
    row = cases[cases["origin_year"].eq(2014) & cases["target_year"].eq(2016)].iloc[0]
    known = [*YEARS][:5], WAVE[:5]
    alone = forecast_series(*known, [2016], target=Target(2016, row["goal"])).points[0].p_attain
    line = line_probability(*known, 2016, row["goal"], up=True)
    assert (row[DEFAULT_MODEL], row[LINE], row["actual"]) == (alone, float(line), 57)
    assert row["attained"] == (row["goal"] <= 57)
    wild = attainment_cases(series([*WAVE[:9], 1e6]))
    early = cases["target_year"].lt(2019)
    pd.testing.assert_frame_equal(wild[early], cases[early])


def test_goals_lie_on_both_sides_and_the_same_series_gives_the_same_ones():
    cases = attainment_cases(series(WAVE))
    gap = cases["goal"] - cases["origin_year"].map(dict(zip(YEARS, WAVE, strict=True)))
    assert gap.gt(0).any()
    assert gap.lt(0).any()
    pd.testing.assert_frame_equal(cases, attainment_cases(series(WAVE)))


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0, 3.0], [0.0] * 6])
def test_too_short_a_series_or_one_of_zeros_gives_no_case_and_an_empty_diagram(values):
    cases = attainment_cases(series(values))
    tenths = {name: reliability(cases[name], cases["attained"]) for name in METHODS}
    assert len(cases) == 0
    figure = reliability_diagram([("空", tenths)], "zh")
    figure.draw_without_rendering()
    assert reliability_table([("空", tenths)], "zh").rows[0] == ("0%~10%", "0/0", "—", "0/0", "—")


def test_the_committed_result_on_public_series_keeps_the_projects_promise_and_names_its_source():
    """Every tenth with at least 200 cases within 5 points; better than the line and than saying 50 %."""
    ours = public_reliability(DEFAULT_MODEL)
    assert ours["cases"].ge(200).all()
    assert (ours["said"] - ours["share"]).abs().max() <= 0.05
    public = load_public()
    assert public["brier"][DEFAULT_MODEL] < public["brier"][LINE] < public["brier"]["50 %"]
    assert all(public[name] for name in ("made", "sources", "versions"))
    with pytest.raises(ValueError, match="no result for 'x'"):
        public_reliability("x")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_diagram_draws_said_against_came_true_with_intervals_and_counts(lang):
    tenths = {name: public_reliability(name) for name in METHODS}
    figure = reliability_diagram([("a", tenths), ("b", tenths)], lang)
    figure.draw_without_rendering()
    upper, _, lower, _ = figure_data(figure)
    _, ours, line = upper["lines"]
    assert ours["y"] == pytest.approx((100 * tenths[DEFAULT_MODEL]["share"]).tolist())
    assert line["x"] == pytest.approx((100 * tenths[LINE]["said"]).tolist())
    assert len(upper["strokes"]) == 20
    assert [bar[3] for bar in lower["bars"][:10]] == tenths[DEFAULT_MODEL]["cases"].tolist()
    view = reliability_table([("a", tenths), ("b", tenths)], lang)
    first = tenths[DEFAULT_MODEL].iloc[0]
    assert view.rows[0][1] == f"{first['reached']:.0f}/{first['cases']:.0f}"
    assert view.groups == ((0, "a"), (10, "b"))
