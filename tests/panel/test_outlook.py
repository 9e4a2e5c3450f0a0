"""Panels: the numbers of the single series, every series in the output, and every bad row named."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError, ModelError
from analysis.models import MODELS, forecast_series
from analysis.panel import COLUMNS, panel_outlook, read_panel
from analysis.panel import outlook as outlook_module
from analysis.panel.reading import BOUNDS
from analysis.targets import Target

CLOSED_FORMS = [name for name, model in MODELS.items() if model.closed_form]


def outlook_of(*rows, models=("guarded_drift",), names=("series_id", "year", "value"), **options):
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return panel_outlook(read_panel(columns), models=models, **options)


WITH_TARGET = ("series_id", "year", "value", "target_year", "target", "direction")


@st.composite
def panels(draw):
    """Series of 1 to 8 years with gaps, in mixed order, each with a kind and targets; as rows of texts."""
    rows, series = [], {}
    for number in range(draw(st.integers(1, 6))):
        name = f"s{number}"
        years = draw(st.lists(st.integers(2000, 2015), min_size=1, max_size=8, unique=True))
        values = draw(
            st.lists(st.floats(-50, 150).map(lambda v: round(v, 3)), min_size=len(years), max_size=len(years))
        )
        kind = draw(st.sampled_from(["", "share", "count", "money"]))
        side = draw(st.sampled_from(["up", "down"]))
        target = (max(years) + draw(st.integers(1, 12)), draw(st.floats(-100, 200)))
        series[name] = (years, values, kind, side, target)
        rows += [
            (name, str(year), repr(value), str(target[0]), repr(target[1]), side, kind)
            for year, value in zip(years, values, strict=True)
        ]
    return draw(st.permutations(rows)), series


@settings(deadline=None, max_examples=60)
@given(panels(), st.sampled_from(CLOSED_FORMS))
def test_a_panel_gives_the_numbers_of_each_series_alone(panel, model):
    rows, series = panel
    frame = outlook_of(*rows, models=[model], names=(*WITH_TARGET, "kind")).set_index("series_id")
    assert set(frame.index) == set(series)
    for name, (years, values, kind, side, (year, goal)) in series.items():
        lower, upper = BOUNDS.get(kind, (-math.inf, math.inf))
        if min(values) < lower or max(values) > upper:
            lower, upper = -math.inf, math.inf
        bounds = [bound if math.isfinite(bound) else None for bound in (lower, upper)]
        row, target = frame.loc[name], Target(year, goal, direction=side)
        try:
            alone = forecast_series(years, values, [year], model=model, bounds=bounds, target=target)
        except ModelError:
            assert (row["model_run"], np.isnan(row["point"])) == ("none", True)
            continue
        assert (row["model_run"], row["n_obs"]) == (model, len(years))
        point = alone.points[0]
        for column in ("point", "lower80", "upper80", "lower95", "upper95", "p_attain"):
            expected = getattr(point, column)
            expected = math.nan if expected is None else expected
            assert row[column] == pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True)
        assert row["reason"] == point.codes[0]


def test_smoothing_models_run_on_panels_too_and_refuse_missing_years():
    frame = outlook_of(
        *[("a", 2015 + i, value) for i, value in enumerate([1.0, 2.5, 2.0, 3.0])],
        *[("b", year, 1.0) for year in (2015, 2017, 2018)],
        models=["ses"],
    ).set_index("series_id")
    alone = forecast_series([2015, 2016, 2017, 2018], [1, 2.5, 2, 3], [2019], model="ses").points[0].point
    assert frame.loc["a", "point"] == pytest.approx(alone, abs=1e-9)
    assert (frame.loc["b", "model_run"], frame.loc["b", "reason"]) == ("none", "not_consecutive")


def test_the_size_of_the_steps_changes_no_number(monkeypatch):
    chance = np.random.default_rng(5)
    columns = {
        "series_id": np.repeat(np.arange(40), 5),
        "year": np.tile(np.arange(2016, 2021), 40),
        "value": chance.lognormal(3, 1, 200),
    }
    whole = panel_outlook(read_panel(columns), models=["guarded_drift"], ahead=3)
    monkeypatch.setattr(outlook_module, "ROWS_AT_ONCE", 7)
    monkeypatch.setattr(outlook_module, "VALUES_AT_ONCE", 12)
    pd.testing.assert_frame_equal(
        panel_outlook(read_panel(columns), models=["guarded_drift"], ahead=3), whole
    )


def test_the_columns_are_those_of_forecasts_csv_where_they_make_sense():
    contract = ["n_obs", "model", "model_run", "target_year", "target", "point", "lower80", "upper80"]
    contract += ["lower95", "upper95", "p_attain", "note"]
    assert list(COLUMNS[:13]) == ["series_id", *contract]
    assert tuple(outlook_of(("a", 2019, 1), ("a", 2020, 2)).columns) == COLUMNS


def test_without_a_target_year_a_series_is_forecast_so_many_years_ahead():
    rows = [("a", 2019, 1), ("a", 2020, 2), ("b", 2010, 1), ("b", 2011, 1)]
    assert outlook_of(*rows)["target_year"].tolist() == [2021, 2012]
    assert outlook_of(*rows, ahead=5)["target_year"].tolist() == [2025, 2016]


def test_each_target_year_and_each_model_has_a_row():
    rows = [("a", 2019, 1, 2022, 5, "up"), ("a", 2020, 2, 2025, 6, "up")]
    frame = outlook_of(*rows, names=WITH_TARGET, models=["guarded_drift", "drift"])
    assert frame[["target_year", "model", "target"]].values.tolist() == [
        [2022, "guarded_drift", 5], [2022, "drift", 5], [2025, "guarded_drift", 6], [2025, "drift", 6],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "reason", "text"),
    [
        ([("a", 2020, 5)], "one_observation", "one observation"),
        ([("a", 2019, 5), ("a", 2019, 6), ("a", 2020, 7)], "twice", "year 2019 is given twice"),
        ([("a", 2019, 5), ("a", "2019", 5)], "twice", "year 2019 is given twice"),
        (
            [("a", "2019.5", 5), ("a", 2020, "x")],
            "no_observation",
            'line 2: year "2019.5" is not a whole number',
        ),
        ([("a", 2020, "nan")], "no_observation", 'line 2: value "nan" is not a finite number'),
        ([("a", 2020, "inf")], "no_observation", 'value "inf" is not a finite number'),
        ([("a", 2020, "1e999")], "no_observation", 'value "1e999" is not a finite number'),
        ([("a", 2020, "")], "no_observation", "line 2: no value"),
        ([("a", "", 3)], "no_observation", "line 2: no year"),
        ([("a", 20200, 3)], "no_observation", 'year "20200" does not lie in 1 to 9999'),
    ],
)
def test_a_series_that_cannot_be_forecast_has_a_row_that_says_why(rows, reason, text):
    frame = outlook_of(*rows)
    assert frame[["series_id", "model_run", "reason"]].values.tolist() == [["a", "none", reason]]
    assert text in frame["note"].item()


@pytest.mark.parametrize(
    ("year", "reason", "attained"),
    [(2020, "observed", True), (2019, "passed", None), (2018, "observed", False)],
)
def test_a_target_year_that_is_not_after_the_last_value_is_not_forecast(year, reason, attained):
    rows = [("a", 2018, 1, year, 2, "up"), ("a", 2020, 3, year, 2, "up")]
    frame = outlook_of(*rows, names=WITH_TARGET)
    assert (frame["model_run"].item(), frame["reason"].item()) == ("none", reason)
    assert frame["attained_by_point"].item() is attained


def test_a_bad_row_costs_its_series_one_value_and_is_named():
    frame = outlook_of(("a", 2018, 1), ("a", 2019, "1,5"), ("a", 2020, 2), ("b", 2019, 1), ("b", 2020, 1))
    assert frame["n_obs"].tolist() == [2, 2]
    assert 'line 3: value "1,5" is not a finite number' in frame["note"][0]
    assert "line" not in frame["note"][1]


def test_a_series_of_many_faults_names_the_first_and_counts_the_rest():
    frame = outlook_of(*[("a", 2000 + i, "x") for i in range(10)])
    assert frame["note"].item().count("line ") == 3
    assert frame["note"].item().endswith("and 7 more")


def test_zeros_are_forecast_without_a_band_and_huge_numbers_without_a_warning():
    rows = [*[("z", year, 0) for year in (2018, 2019, 2020)], ("h", 2019, 1e300), ("h", 2020, -1e300)]
    frame = outlook_of(*rows, models=["guarded_drift", "drift"], ahead=9)
    assert frame.query("series_id == 'z'")["point"].tolist() == [0, 0]
    assert frame.query("series_id == 'z'")["reason"].tolist() == ["no_change", "not_calibrated"]
    assert np.isfinite(frame.query("series_id == 'h'")["point"]).all()


def test_a_log_model_leaves_out_series_that_are_not_positive_and_runs_on_the_others():
    rows = [("a", 2019, -1), ("a", 2020, 2), ("b", 2019, 1), ("b", 2020, 2)]
    frame = outlook_of(*rows, models=["log_linear"])
    assert frame["reason"].tolist() == ["not_positive", "two_points"]
    assert frame["point"][1] == pytest.approx(4)


def test_a_result_beyond_the_range_of_numbers_says_so():
    frame = outlook_of(("a", 2019, 1e-300), ("a", 2020, 1e300), models=["log_linear"], ahead=5)
    assert frame["reason"].tolist() == ["out_of_range"]


def test_a_share_is_cut_at_100_and_one_that_is_above_already_is_not():
    names = ("series_id", "year", "value", "kind")
    rows = [
        ("a", 2018, 80, "share"),
        ("a", 2019, 90, "share"),
        ("b", 2018, 110, "share"),
        ("b", 2019, 120, "share"),
    ]
    frame = outlook_of(*rows, names=names, models=["drift"], ahead=3)
    assert frame["point"].tolist() == [100, 150]
    assert "cut at the upper bound" in frame["note"][0]
    assert "beyond the bounds of its kind" in frame["note"][1]


def test_different_targets_for_one_year_give_no_probability():
    rows = [("a", 2018, 1, 2022, 5, "up"), ("a", 2019, 2, 2022, 6, "up"), ("a", 2020, 3, 2022, 6, "up")]
    frame = outlook_of(*rows, names=WITH_TARGET)
    assert (np.isnan(frame["target"].item()), np.isnan(frame["p_attain"].item())) == (True, True)
    assert "different targets" in frame["note"].item()


def test_a_direction_that_cannot_be_read_gives_a_forecast_without_a_probability():
    rows = [("a", 2018, 1, 2022, 5, "higher"), ("a", 2019, 2, 2022, 5, "up"), ("a", 2020, 3, 2022, 5, "up")]
    frame = outlook_of(*rows, names=WITH_TARGET)
    assert (frame["model_run"].item(), np.isnan(frame["p_attain"].item())) == ("guarded_drift", True)
    assert 'line 2: direction "higher" is none of up, down' in frame["note"].item()


def test_a_running_total_that_has_reached_its_target_is_certain():
    rows = [("a", year, total, 2025, 40, "true") for year, total in ((2021, 10), (2022, 25), (2023, 41))]
    names = ("series_id", "year", "value", "target_year", "target", "cumulative")
    assert outlook_of(*rows, names=names)["p_attain"].tolist() == [1.0]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(-3, 12).map(float), min_size=3, max_size=6),
    st.integers(-20, 60).map(float),
    st.sampled_from(["up", "down"]),
)
def test_a_running_total_has_the_probability_of_the_single_series(steps, goal, side):
    totals, years = np.cumsum(steps).tolist(), range(2019, 2019 + len(steps))
    rows = [("a", year, total, 2026, goal, side, "true") for year, total in zip(years, totals, strict=True)]
    (found,) = outlook_of(*rows, names=(*WITH_TARGET, "cumulative"))["p_attain"]
    target = Target(2026, goal, direction=side, cumulative=True)
    alone = forecast_series(years, totals, [2026], target=target).points[0].p_attain
    assert found == pytest.approx(np.nan if alone is None else alone, rel=1e-9, nan_ok=True)


def test_numbers_need_not_be_texts():
    texts = outlook_of(("1", "2018", "3"), ("1", "2019", "4"), ("1", "2020", "5.5"))
    columns = {"series_id": np.ones(3, int), "year": np.arange(2018, 2021), "value": np.array([3, 4, 5.5])}
    pd.testing.assert_frame_equal(panel_outlook(read_panel(columns), models=["guarded_drift"]), texts)


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["2020", "2021", "2020.5", "1e308", "-1e308", "1e-320", "nan", "inf", "", " 7 ", "up", "share"]
    ),
    st.integers(2000, 2030).map(str),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(*[CELLS] * 8), min_size=1, max_size=12))
def test_any_text_in_any_cell_is_a_row_or_a_note_and_never_a_fault_of_the_program(rows):
    names = (*WITH_TARGET, "kind", "cumulative")
    models = ["guarded_drift", "log_linear", "required_path"]
    frame = outlook_of(*rows, names=names, models=models)
    assert set(frame["series_id"]) == {row[0].strip() for row in rows}
    assert frame["note"].str.len().gt(0).all()
    assert frame["p_attain"].dropna().between(0, 1).all()
    assert (frame["model_run"].eq("none") == frame["point"].isna()).all()


def test_a_hostile_cell_of_100000_characters_makes_a_short_note():
    frame = outlook_of(("a" * 100_000, "9" * 100_000, "x" * 100_000))
    assert len(frame["note"].item()) < 500


@pytest.mark.parametrize("missing", ["series_id", "year", "value"])
def test_a_missing_column_is_named_with_those_that_are_there(missing):
    columns = {name: [] for name in ("series_id", "year", "value") if name != missing}
    with pytest.raises(InputError, match=f'column "{missing}" is missing; the table has the columns'):
        read_panel(columns)
