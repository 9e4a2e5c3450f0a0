"""progress.csv: one row a target and method, values of the right years, plain words where none exist."""

import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.indicators import load_definitions
from analysis.plan_record import plan_record
from analysis.progress import load_profiles, progress_table, record_progress
from analysis.progress.table import COLUMNS
from analysis.progress_narrative import progress_sentences
from analysis.schema import load_schema
from analysis.tables import METHOD_IN_USE, class_word, methods_table
from analysis.tables import progress_table as progress_view

PERIOD = (2021, 2025)
SHARE = {"id": "nursing_bed_share", "2020": 50, "2022 target": 54, "2025 target": 60}


@pytest.fixture
def progress(plan_tables, observations):
    """Return a function: plan rows and observations in, progress table out."""

    def make(rows, seen=(), *, as_of_year=2025, period=PERIOD, **options):
        indicators, values = plan_tables(*rows)
        return progress_table(
            indicators, values, observations(*seen), load_definitions(),
            as_of_year=as_of_year, period=period, **options,
        )  # fmt: skip

    return make


@pytest.fixture(scope="module")
def sanmen(sanmen_tables):
    indicators, values = sanmen_tables
    nothing = pd.DataFrame(columns=["indicator", "year", "value", "unit", "source", "note"], dtype=str)
    return progress_table(indicators, values, nothing, load_definitions(), as_of_year=2025, period=PERIOD)


def seen(*values, first=2021):
    return [("nursing_bed_share", year, value) for year, value in enumerate(values, first)]


def of(frame, method, target_year=2025):
    (row,) = frame[frame["method"].eq(method) & frame["target_year"].eq(target_year)].to_dict("records")
    return row


def test_columns_are_those_of_the_contract(sanmen):
    assert tuple(sanmen.columns) == COLUMNS == load_schema()["progress"].column_names
    keys = list(load_schema()["progress"].key)
    assert not sanmen.duplicated(keys).any()


def test_a_period_without_observations_is_said_plainly_for_every_target_and_method(sanmen):
    """Sanmen: the plan's own 2020 values are the base, and nobody has published a later one."""
    assert set(sanmen["reason"]) == {"no_current"}
    assert set(sanmen["class"]) == {""}
    assert sanmen["value"].isna().all()
    assert set(sanmen["observed_year"]) == {2020}
    plain = "no observation after 2020: progress of the period cannot be assessed"
    assert sanmen["note"].str.startswith(plain).all()
    assert len(sanmen) % len(load_profiles()) == 0


def test_every_method_stands_beside_the_others(progress):
    frame = progress([SHARE], seen(51, 52, 54), as_of_year=2023)
    assert frame["method"].tolist() == [*load_profiles()] * 2
    row = of(frame, "cn_midterm")
    assert (row["base"], row["observed"], row["observed_year"], row["target"]) == (50, 54, 2023, 60)
    assert (row["value"], row["class"], row["elapsed"]) == (pytest.approx(0.4), "behind", 0.6)
    assert "time progress 60 %" in row["note"]
    assert of(frame, "sdsn_dashboard")["class"] == "moderately_improving"
    assert of(frame, "destatis")["class"] == "cloud"  # 54 + 4/3 · 2 = 56.67: over half of the gap stays


def test_the_mid_term_target_bends_the_schedule(progress):
    frame = progress([SHARE | {"2022 target": 51}], seen(50.5, 51), as_of_year=2022)
    assert of(frame, "cn_midterm")["class"] == "behind"  # 10 % of the way in 40 % of the time
    assert of(frame, "cn_midterm_piecewise")["class"] == "on_schedule"
    assert "due by way of the mid-term target: 10 %" in of(frame, "cn_midterm_piecewise")["note"]


def test_a_target_year_that_is_over_is_judged_by_its_own_value(progress):
    frame = progress([SHARE], seen(51, 54, 70), as_of_year=2023)
    row = of(frame, "cn_midterm", 2022)
    assert (row["observed_year"], row["observed"], row["class"]) == (2022, 54, "completed")
    missed = progress([SHARE], seen(51, 53.9, 70), as_of_year=2023)
    assert of(missed, "cn_midterm", 2022)["class"] == "not_completed"


def test_later_observations_than_the_as_of_year_are_not_used(progress):
    assert of(progress([SHARE], seen(51, 54, 70), as_of_year=2021), "cn_midterm")["observed"] == 51


def test_a_target_year_without_a_value_is_named(progress):
    frame = progress([SHARE], seen(51), as_of_year=2022)
    row = of(frame, "cn_midterm", 2022)
    assert row["observed_year"] == 2021
    assert "no observation for 2022" in row["note"]
    later = progress([SHARE], [*seen(51), ("nursing_bed_share", 2023, 57)], as_of_year=2023)
    assert "no observation for 2022, but for a later year" in of(later, "cn_midterm", 2022)["note"]


def test_a_target_year_with_values_only_before_the_base_and_after_it_is_no_lack_of_observations(progress):
    frame = progress([SHARE], [("nursing_bed_share", 2023, 57)], as_of_year=2023)
    row = of(frame, "cn_midterm", 2022)
    assert row["reason"] == "passed"
    assert row["note"].startswith("no observation for 2022, but for a later year")


def test_a_missing_base_year_is_moved_or_refused_by_each_methods_own_rule(progress):
    row = {name: cell for name, cell in SHARE.items() if name != "2020"} | {"2019": 48}
    frame = progress([row], seen(51, 52, 54), as_of_year=2023)
    assert of(frame, "cn_midterm")["reason"] == "no_base"
    assert of(frame, "open_sdg")["base_year"] == 2021
    assert "base year 2021, as 2020 has no value" in of(frame, "open_sdg")["note"]
    assert of(frame, "sdsn_dashboard")["base_year"] == 2021  # of 2019 and 2021 the later
    assert of(frame, "attainment")["class"] == "not_reached"


def test_a_base_two_years_away_serves_only_methods_that_allow_it(progress):
    row = {name: cell for name, cell in SHARE.items() if name != "2020"} | {"2018": 48}
    frame = progress([row], [("nursing_bed_share", 2023, 54)], as_of_year=2023)
    assert of(frame, "sdsn_dashboard")["reason"] == "no_base"  # one year at most
    assert of(frame, "un_progress_chart")["base_year"] == 2018
    assert of(frame, "open_sdg")["reason"] == "not_later"  # forward: the only later value is the current one


def test_where_less_is_better_a_fall_is_progress(progress):
    row = {"id": "unlisted_a", "direction": "down", "2020": 80, "2025 target": 60}
    frame = progress([row], [("unlisted_a", 2023, 66)], as_of_year=2023)
    assert of(frame, "cn_midterm")["class"] == "on_schedule"
    assert "the direction is inferred" in of(frame, "cn_midterm")["note"]


def test_a_printed_bound_makes_the_direction_certain(progress):
    target = {"value": 60, "lower": 60, "upper": 60, "comparator": "<="}
    frame = progress([{"id": "unlisted_a", "2020": 80, "2025 target": target}], [("unlisted_a", 2023, 66)])
    assert of(frame, "cn_midterm")["direction"] == "down"
    assert "inferred" not in of(frame, "cn_midterm")["note"]


def test_a_range_is_reached_at_the_end_that_comes_first(progress):
    target = {"value": None, "lower": 54, "upper": 60}
    frame = progress([SHARE | {"2025 target": target}], seen(54), as_of_year=2021)
    assert of(frame, "cn_midterm")["target"] == 54
    assert of(frame, "cn_midterm")["class"] == "completed_early"


def test_more_than_a_number_is_not_reached_by_the_number(progress):
    target = {"value": 60, "lower": 60, "upper": 60, "comparator": ">"}
    frame = progress([SHARE | {"2025 target": target}], seen(51, 52, 53, 54, 60))
    assert of(frame, "cn_midterm")["class"] == "not_completed"


def test_a_sum_is_refused_with_its_reason_where_it_is_not_known_since_when_it_counts(progress):
    target = {"value": 900, "lower": 900, "upper": 900, "cumulative": True}
    rows = [{"id": "unlisted_a", "2020": 100, "2025 target": target}]
    frame = progress(rows, [("unlisted_a", 2021, 150)], period=None)
    assert set(frame["reason"]) == {"cumulative"}


def test_without_a_period_the_way_begins_with_the_last_value_before_the_first_target(progress):
    frame = progress([SHARE], seen(51, 52), as_of_year=2022, period=None)
    assert of(frame, "cn_midterm")["base_year"] == 2021


def test_methods_can_be_chosen_and_an_unknown_one_is_refused(progress):
    assert progress([SHARE], methods=["escap"])["method"].unique().tolist() == ["escap"]
    with pytest.raises(ModelError, match="the methods are"):
        progress([SHARE], methods=["magic"])


def test_a_plan_without_targets_has_an_empty_table(progress):
    frame = progress([{"id": "nursing_bed_share", "2020": 50}])
    assert (len(frame), tuple(frame.columns)) == (0, COLUMNS)


def test_notes_come_in_chinese_too(progress):
    assert "时间进度20%" in of(progress([SHARE], seen(51), as_of_year=2021, lang="zh"), "cn_midterm")["note"]


def test_targets_of_the_last_plan_are_judged_by_the_values_printed_beside_them(sanmen_tables):
    """Sanmen, line 31: beds per 1,000 older persons 48.6 (2015), target 50, actual 55 (2020)."""
    indicators, values = sanmen_tables
    record = plan_record(values, indicators)
    frame = record_progress(record)
    assert len(frame) == len(record.rows) * len(load_profiles())
    rows = frame[frame["indicator_id"].eq("elderly_care_beds_per_1000")].set_index("method")
    assert rows.loc["cn_midterm", "class"] == "completed"
    assert rows.loc["cn_midterm", "value"] == pytest.approx((55 - 48.6) / (50 - 48.6))
    assert rows.loc["open_sdg", "class"] == "target_achieved"
    assert rows.loc["destatis", "reason"] == "too_few_years"


def test_of_a_past_target_the_printed_bound_tells_the_direction(plan_tables):
    target = {"value": 5, "lower": 5, "upper": 5, "comparator": "<="}
    rows = [{"id": "unlisted_a", "2015": 10, "2020 target": target, "2020": 4}]
    indicators, values = plan_tables(*rows)
    frame = record_progress(plan_record(values, indicators), methods=["cn_midterm", "sdsn_dashboard"])
    assert frame["direction"].tolist() == ["down", "down"]
    assert frame["class"].tolist() == ["completed", "on_track"]
    assert frame["value"].tolist() == pytest.approx([1.2, 1.2])


def test_a_past_target_without_an_actual_value_says_so(plan_tables):
    rows = [
        {"id": "unlisted_a", "2015": 10, "2020 target": 12, "2020": 13},
        {"id": "unlisted_b", "2015": 10, "2020 target": 12},
    ]
    indicators, values = plan_tables(*rows)
    frame = record_progress(plan_record(values, indicators), methods=["cn_midterm"])
    assert frame["reason"].tolist() == ["", "no_actual"]
    assert frame["note"].tolist()[1] == "no actual value to compare with"


def test_the_view_shows_words_and_the_method_in_use_first(progress):
    frame = progress([SHARE], seen(51, 52, 54), as_of_year=2023)
    view = progress_view(frame, ["护理型床位占比"] * len(frame), "zh")
    assert len(view.rows) == 2
    assert view.columns[3].name == load_profiles()[METHOD_IN_USE].title_zh
    assert view.rows[1][:4] == ("护理型床位占比", "54 (2023)", "60", "滞后")
    assert "本报告采用序时进度" in view.note
    assert view.groups[0][1] == "2022年目标"
    chosen = progress_view(frame, [""] * len(frame), "en", methods=["escap", "destatis"])
    assert [column.name for column in chosen.columns[3:]] == ["ESCAP, current status", "Destatis"]


def test_the_view_goes_by_target_year_and_leaves_out_what_no_method_can_assess(progress):
    rows = [SHARE, {"id": "unlisted_b", "2020": 10, "2025 target": 20}, SHARE | {"id": "unlisted_c"}]
    frame = progress(rows, [*seen(51), ("unlisted_c", 2021, 52)], as_of_year=2021)
    view = progress_view(frame, frame["indicator_id"], "en")
    assert [row[0] for row in view.rows] == ["nursing_bed_share", "unlisted_c"] * 2
    assert [heading for _, heading in view.groups] == ["2022 target", "2025 target"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_class_of_every_method_has_its_word(lang):
    for profile in load_profiles().values():
        assert all(class_word(name, lang) for name in profile.classes)
    assert len(methods_table(lang).rows) == len(load_profiles())


def test_sentences_say_that_nothing_is_observed_and_no_more(sanmen):
    labels = [""] * len(sanmen)
    (sentence,) = progress_sentences(sanmen, labels, "en")
    targets = 24  # Table 2 (lines 78-92): twelve indicators, each with targets for 2022 and 2025
    assert sentence == (
        "No observation after 2020: progress of the period cannot be assessed"
        f" for any of the {targets} targets."
    )
    assert progress_sentences(sanmen, labels, "zh")[0].startswith("2020年以后没有实际值")


def test_sentences_count_classes_and_name_what_hangs_on_the_path(progress):
    """100 → 128 in 2023 of a way to 150: 56 % straight, 60.9 % in logarithms, against 60 % of the time."""
    rows = [
        {"id": "unlisted_a", "unit": "人", "2020": 100, "2022 target": 115, "2025 target": 150},
        {"id": "unlisted_b", "unit": "人", "2020": 10, "2025 target": 20},
    ]
    frame = progress(rows, [("unlisted_a", 2023, 128)], as_of_year=2023)
    said = progress_sentences(frame, frame["indicator_id"], "en")
    assert "Targets of 2025 by the method “Time schedule”: 1 behind schedule and 1 not assessable." in said
    assert "For 1 of 3 targets there is no observation after 2020: its progress cannot be assessed." in said
    assert any(text.startswith("For unlisted_a the verdict depends on the path") for text in said)
    assert said[-1].startswith("All methods that can be applied call")


def test_a_table_without_rows_has_nothing_to_say(progress):
    assert progress_sentences(progress([{"id": "nursing_bed_share", "2020": 50}]), [], "en") == []
