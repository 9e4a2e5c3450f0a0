"""The outlook: forecasts where a trend exists, the required pace where none does, and never a silent gap."""

import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.forecast import COLUMNS, MODELS, REASONS, outlook
from analysis.indicators import load_definitions
from analysis.schema import load_schema


def outlook_of(tables, observed, *, as_of_year=2020, period=(2021, 2025), **options):
    return outlook(*tables, observed, load_definitions(), as_of_year=as_of_year, period=period, **options)


def row_of(frame, indicator_id, year, model="", lineage=""):
    chosen = frame.query(
        "indicator_id == @indicator_id and target_year == @year and model == @model and lineage == @lineage"
    )
    assert len(chosen) == 1
    return chosen.iloc[0]


@pytest.fixture
def sanmen(sanmen_tables, observations):
    return outlook_of(sanmen_tables, observations())


def test_every_indicator_of_the_current_plan_has_an_outlook(sanmen):
    """8 indicators with one value: 2 rows each; 5 series with two: 2 target years × 4 models."""
    assert sanmen["indicator_id"].nunique() == 12
    assert len(sanmen) == 8 * 2 + 5 * 2 * 4
    assert sorted(sanmen["target_year"].unique()) == [2022, 2025]


def test_the_columns_are_those_of_the_data_contract(sanmen):
    contract = "indicator_id,as_of_year,n_obs,model,model_run,target_year,target,point,lower80,upper80,"
    contract += "lower95,upper95,p_attain,note,"
    assert ",".join(sanmen.columns).startswith(contract)
    assert tuple(sanmen.columns) == COLUMNS == load_schema()["forecasts"].column_names


@pytest.mark.parametrize(
    ("indicator_id", "lineage", "model", "point_2022", "point_2025", "attained"),
    [
        # from the printed values by hand: last + (last - first) / 5 · h, and last · (last / first) ** (h / 5)
        ("nursing_bed_share", "", "drift", 58.64, 67.1, True),
        ("nursing_bed_share", "", "linear", 58.64, 67.1, True),
        ("nursing_bed_share", "", "log_linear", 53 * (53 / 38.9) ** 0.4, 72.2108, True),
        ("social_organisations_per_10k", "", "drift", 13.64, 16.1, True),
        ("social_workers_per_10k", "", "drift", 21.96, 29.4, True),
        ("minimum_living_standard", "urban", "drift", 11712, 14880, True),
        ("minimum_living_standard", "rural", "drift", 12403.2, 16608, True),
        ("minimum_living_standard", "rural", "log_linear", 9600 * (9600 / 2592) ** 0.4, 35555.5556, True),
    ],
)
def test_the_trends_of_sanmen_by_hand(sanmen, indicator_id, lineage, model, point_2022, point_2025, attained):
    early = row_of(sanmen, indicator_id, 2022, model, lineage)
    late = row_of(sanmen, indicator_id, 2025, model, lineage)
    assert (early["point"], late["point"]) == (pytest.approx(point_2022), pytest.approx(point_2025))
    assert late["attained_by_point"] is attained
    assert (late["n_obs"], late["model_run"], late["reason"]) == (2, model, "two_points")
    assert "two points carry no error estimate" in late["note"]


def test_one_value_is_no_trend_but_shows_the_required_growth(sanmen):
    """Line 91: 58 → 70 in five years is (70 / 58) ** (1 / 5) - 1 a year."""
    row = row_of(sanmen, "eco_burial_rate", 2025)
    assert (row["n_obs"], row["model_run"], row["reason"]) == (1, "none", "one_observation")
    assert "one observation (2020): no trend can be estimated" in row["note"]
    assert pd.isna(row["point"])
    assert row["attained_by_point"] is None
    assert row["required_growth_pct"] == pytest.approx(((70 / 58) ** 0.2 - 1) * 100)
    assert row["required_points"] == pytest.approx(12 / 5)


def test_a_start_from_zero_has_a_required_step_and_no_required_growth(sanmen):
    row = row_of(sanmen, "digital_doorplate_pilots", 2025)
    assert (row["required_points"], pd.isna(row["required_growth_pct"])) == (0.6, True)
    assert "no growth rate exists" in row["note"]


def test_each_continued_part_says_what_it_continues(sanmen):
    row = row_of(sanmen, "minimum_living_standard", 2025, "drift", "rural")
    assert "earlier years are the rural figure" in row["note"]
    assert "2020 also stated as 7920 元/年 (plan.txt:35)" in row["note"]
    assert "2015 converted: 216 元/月·人 × 12" in row["note"]


def test_the_default_model_leads_each_target_that_has_a_trend(sanmen):
    trends = sanmen[sanmen["n_obs"] > 1]
    first = trends.groupby(["indicator_id", "lineage", "target_year"], sort=False)["model"].first()
    assert len(first) == 5 * 2
    assert set(first) == {"guarded_drift"}


def test_two_points_five_years_apart_give_the_default_model_an_80_band_and_a_probability(sanmen):
    """38.9 and 53.0 in 2015 and 2020: three tenths of the growth of 6.2 % a year are believed."""
    row = row_of(sanmen, "nursing_bed_share", 2025, "guarded_drift")
    assert (row["n_obs"], row["model_run"]) == (2, "guarded_drift")
    assert row["point"] == pytest.approx(53 * (53 / 38.9) ** 0.3)
    assert row["lower80"] < row["point"] < row["upper80"] <= 100
    assert 0 < row["p_attain"] < 1
    assert (pd.isna(row["lower95"]), row["reason"]) == (True, "calibrated_80")
    assert "years are missing" in row["note"]


def test_only_the_default_model_has_bands_and_a_probability(sanmen):
    others = sanmen[sanmen["model"] != "guarded_drift"]
    assert others[["lower80", "upper80", "lower95", "upper95", "p_attain"]].isna().all(axis=None)


def test_three_years_give_both_bands_and_a_probability_on_the_targets_own_side(plan_tables, observations):
    row = {"id": "unlisted_a", "2018": 50, "2019": 51, "2020": 52, "2025 target": 53}
    up = row_of(outlook_of(plan_tables(row), observations()), "unlisted_a", 2025, "guarded_drift")
    fewer = plan_tables({**row, "direction": "down"})
    down = row_of(outlook_of(fewer, observations()), "unlisted_a", 2025, "guarded_drift")
    assert up["lower95"] < up["lower80"] < up["point"] < up["upper80"] < up["upper95"]
    assert up["p_attain"] + down["p_attain"] == pytest.approx(1)
    assert up["reason"] == "calibrated"


def test_a_path_to_the_target_can_be_asked_for_even_with_one_observation(sanmen_tables, observations):
    frame = outlook_of(sanmen_tables, observations(), models=["required_path"])
    assert row_of(frame, "eco_burial_rate", 2025, "required_path")["point"] == pytest.approx(70)


def test_new_observations_change_the_outlook(sanmen_tables, observations, sanmen):
    seen = observations(
        ("nursing_bed_share", "2021", "54", "%"),
        ("nursing_bed_share", "2022", "54", "%"),
        ("节地生态安葬率", "2022", "61", "%"),
    )
    later = outlook_of(sanmen_tables, seen, as_of_year=2022)
    beds = row_of(later, "nursing_bed_share", 2025, "drift")
    assert (beds["n_obs"], beds["last_year"], beds["last_value"]) == (4, 2022, 54)
    assert beds["point"] == pytest.approx(54 + (54 - 38.9) / 7 * 3)
    assert beds["reason"] == "not_calibrated"
    burial = row_of(later, "eco_burial_rate", 2025, "drift")
    assert burial["point"] == pytest.approx(61 + 1.5 * 3)
    assert burial["attained_by_point"] is False
    same = outlook_of(sanmen_tables, seen, as_of_year=2020)
    pd.testing.assert_frame_equal(same, sanmen)


def test_an_observed_target_year_is_not_forecast_but_judged(sanmen_tables, observations):
    seen = observations(("nursing_bed_share", "2022", "54.5", "%"), ("eco_burial_rate", "2022", "61", "%"))
    later = outlook_of(sanmen_tables, seen, as_of_year=2023)
    beds = row_of(later, "nursing_bed_share", 2022)
    assert (beds["model_run"], beds["reason"], beds["attained_by_point"]) == ("none", "observed", False)
    assert "2022 is observed: 54.5 %" in beds["note"]
    assert pd.isna(beds["point"])
    assert row_of(later, "eco_burial_rate", 2022)["attained_by_point"] is True


def test_a_target_year_between_observations_is_not_forecast(sanmen_tables, observations):
    later = outlook_of(
        sanmen_tables, observations(("nursing_bed_share", "2023", "54.5", "%")), as_of_year=2023
    )
    row = row_of(later, "nursing_bed_share", 2022)
    assert (row["model_run"], row["reason"], row["attained_by_point"]) == ("none", "passed", None)


def test_a_past_target_year_without_observation_is_forecast_and_says_so(sanmen_tables, observations):
    late = outlook_of(sanmen_tables, observations(), as_of_year=2025)
    row = row_of(late, "nursing_bed_share", 2022, "drift")
    assert row["point"] == pytest.approx(58.64)
    assert "no observation for 2022" in row["note"]


def test_a_model_that_cannot_run_has_a_row_that_says_so(plan_tables, observations):
    tables = plan_tables({"id": "unlisted_a", "unit": "个", "2015": 0, "2020": 5, "2025 target": 8})
    frame = outlook_of(tables, observations())
    log = row_of(frame, "unlisted_a", 2025, "log_linear")
    assert (log["model_run"], log["reason"], log["attained_by_point"]) == ("none", "not_positive", None)
    assert row_of(frame, "unlisted_a", 2025, "drift")["model_run"] == "drift"


def test_numbers_too_large_to_forecast_have_a_row_that_says_so(plan_tables, observations):
    tables = plan_tables({"id": "unlisted_a", "unit": "个", "2019": 1e-200, "2020": 1e200, "2025 target": 8})
    frame = outlook_of(tables, observations(), models=["log_linear"])
    assert row_of(frame, "unlisted_a", 2025, "log_linear")["reason"] == "out_of_range"


def test_a_share_is_cut_at_its_bound_with_a_note_and_then_attains_the_target(plan_tables, observations):
    tables = plan_tables({"id": "nursing_bed_share", "2015": 60, "2020": 95, "2025 target": 100})
    row = row_of(outlook_of(tables, observations()), "nursing_bed_share", 2025, "drift")
    assert (row["point"], row["attained_by_point"]) == (100, True)
    assert "the model's 130 is cut at the upper bound 100" in row["note"]


@pytest.mark.parametrize(
    ("target", "direction", "attained"),
    [
        (60, "up", True),
        (61, "up", False),
        ({"value": 60, "comparator": ">"}, "up", False),
        ({"value": 60, "comparator": "<="}, "up", True),
        ({"lower": 59, "upper": 65}, "up", True),
        ({"lower": 50, "upper": 59}, "down", False),
    ],
)
def test_the_point_is_judged_on_the_targets_own_side(plan_tables, observations, target, direction, attained):
    """50 → 55 in five years drifts to 60."""
    row = {"id": "unlisted_a", "2015": 50, "2020": 55, "2025 target": target, "direction": direction}
    frame = outlook_of(plan_tables(row), observations(), models=["drift"])
    assert frame["attained_by_point"].tolist() == [attained]


def total_row(target, **cells):
    """A row whose 2025 target is a sum over 2021-2025."""
    return {"id": "unlisted_a", "unit": "张", "2025 target": {**target, "cumulative": True}, **cells}


def amounts(*values, first=2021):
    return [("unlisted_a", year, value, "张") for year, value in enumerate(values, first)]


def test_a_sum_over_a_period_that_is_not_known_is_not_compared_with_yearly_values(plan_tables, observations):
    row = total_row({"value": 40}, **{"2015": 5, "2020": 6})
    frame = outlook_of(plan_tables(row), observations(), period=None)
    assert frame[["model", "model_run", "reason"]].values.tolist() == [["", "none", "cumulative"]]
    assert frame["p_attain"].isna().all()


@pytest.mark.parametrize(
    ("target", "direction", "values", "chance", "attained"),
    [
        ({"value": 13.5}, "up", (6, 8), 1.0, True),  # 14 in two years
        ({"value": 14}, "up", (6, 8), 1.0, True),
        ({"value": 14, "comparator": ">"}, "up", (6, 8), None, None),
        ({"lower": 13, "upper": 16}, "up", (6, 8), 1.0, True),
        ({"value": 20}, "down", (6, 8), None, None),  # at most 20: what is below may still rise
    ],
)
def test_a_sum_is_certain_once_it_is_reached_and_cannot_fall_again(
    plan_tables, observations, target, direction, values, chance, attained
):
    tables = plan_tables(total_row(target, direction=direction))
    frame = outlook_of(tables, observations(*amounts(*values)), as_of_year=2023)
    if chance is not None:
        (row,) = frame.to_dict("records")
        assert (row["p_attain"], row["attained_by_point"], row["reason"]) == (chance, attained, "secured")
        assert "2021 to 2022 sum up to 14 张" in row["note"]
    else:
        assert frame["p_attain"].dropna().between(0, 1, inclusive="neither").all()


def test_the_forecast_of_a_sum_is_what_is_there_and_the_years_to_come(plan_tables, observations):
    """2 + 3 + 4, then by the drift of 1 a year 5 and 6: 20. The band and the probability are of the sum."""
    tables, seen = plan_tables(total_row({"value": 20})), observations(*amounts(2, 3, 4))
    frame = outlook_of(tables, seen, as_of_year=2023, models=["guarded_drift", "drift"])
    lead, drift = frame.to_dict("records")
    assert (drift["point"], drift["attained_by_point"]) == (pytest.approx(20), True)
    assert (lead["reason"], drift["reason"]) == ("total", "total_no_band")  # only the leading model has one
    assert 9 + 2 * 4 <= lead["point"] <= 20
    assert 9 < lead["lower80"] < lead["point"] < lead["upper80"]
    assert 0 < lead["p_attain"] < 1
    harder = outlook_of(plan_tables(total_row({"value": 30})), seen, as_of_year=2023)
    assert harder["p_attain"].iloc[0] < lead["p_attain"]


def test_two_amounts_far_apart_give_a_sum_and_say_that_its_error_cannot_be_told(plan_tables, observations):
    tables, seen = plan_tables(total_row({"value": 900})), observations(*amounts(1, 40))
    row = outlook_of(tables, seen, as_of_year=2022).iloc[0]
    assert (row["reason"], row["point"] > 41) == ("total_no_band", True)
    assert row[["lower80", "p_attain"]].isna().all()


def test_a_sum_with_a_year_missing_is_no_sum_unless_it_is_reached_without_it(plan_tables, observations):
    seen = observations(*amounts(6), *amounts(8, first=2023))
    for bound, target, reason, chance in (
        (0, 13.5, "secured", 1.0),
        (None, 13.5, "total_gaps", None),
        (0, 20, "total_gaps", None),
    ):
        tables = plan_tables(total_row({"value": target}, lower_bound=bound))
        (row,) = outlook_of(tables, seen, as_of_year=2023).to_dict("records")
        assert row["reason"] == reason
        assert row["p_attain"] == chance or (chance is None and pd.isna(row["p_attain"]))


@pytest.mark.parametrize(("target", "attained"), [(15, True), (16, False)])
def test_a_sum_whose_last_year_is_observed_is_judged_by_it(plan_tables, observations, target, attained):
    tables, seen = plan_tables(total_row({"value": target})), observations(*amounts(3, 3, 3, 3, 3))
    (row,) = outlook_of(tables, seen, as_of_year=2025).to_dict("records")
    assert (row["attained_by_point"], row["model_run"]) == (attained, "none")
    assert row["reason"] == ("secured" if attained else "observed_total")


def test_an_indicator_without_any_value_still_has_its_row(plan_tables, observations):
    frame = outlook_of(plan_tables({"id": "unlisted_a", "2025 target": 6}), observations())
    row = row_of(frame, "unlisted_a", 2025)
    assert (row["n_obs"], row["model_run"], row["reason"]) == (0, "none", "no_observation")
    assert pd.isna(row["last_value"])


def test_the_last_value_can_be_asked_for_even_with_one_observation(sanmen_tables, observations):
    frame = outlook_of(sanmen_tables, observations(), models=["last_value", "drift"])
    last = row_of(frame, "eco_burial_rate", 2025, "last_value")
    assert (last["point"], last["reason"]) == (58, "one_point")
    assert row_of(frame, "eco_burial_rate", 2025, "drift")["reason"] == "one_observation"


def test_an_unknown_model_is_refused_before_anything_runs(sanmen_tables, observations):
    with pytest.raises(ModelError, match='unknown model "prophet"'):
        outlook_of(sanmen_tables, observations(), models=["drift", "prophet"])


def test_every_reason_has_a_sentence_in_both_languages(sanmen_tables, observations):
    seen = observations(("nursing_bed_share", "2023", "54.5", "%"))
    for as_of_year in (2014, 2020, 2023):
        frame = outlook_of(sanmen_tables, seen, as_of_year=as_of_year, models=list(MODELS))
        assert set(frame["reason"]) <= set(REASONS)
    assert all(zh and en for zh, en in REASONS.values())


def test_notes_come_in_chinese_too(sanmen_tables, observations):
    frame = outlook_of(sanmen_tables, observations(), lang="zh")
    note = row_of(frame, "minimum_living_standard", 2025, "drift", "urban")["note"]
    assert "此前年份为城市数值" in note
    assert "two" not in note


def test_the_outlook_of_a_plan_without_current_targets_is_empty(plan_tables, observations):
    frame = outlook_of(plan_tables({"id": "unlisted_a", "2015": 1, "2020 target": 2}), observations())
    assert frame.empty
    assert tuple(frame.columns) == COLUMNS
