"""Mid-term classes and final outcomes, from the tables that a plan and its observations give."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evaluation import (
    ACCOUNT_COLUMNS,
    ON_THE_WAY,
    OUTCOMES,
    STANDING_COLUMNS,
    class_counts,
    final_account,
    project_stages,
    standings,
    yearly_changes,
)
from analysis.evaluation_narrative import (
    account_sentences,
    change_sentences,
    lagging_sentences,
    need_attention,
    panel_words,
    reason_sentences,
    stage_sentences,
    standing_sentences,
    with_standing,
)
from analysis.forecast import outlook
from analysis.growth_check import check_growth
from analysis.indicators import load_definitions
from analysis.narrative import assessments
from analysis.pace import required_pace
from analysis.progress import progress_table
from analysis.series import series_frame, target_series
from analysis.tables import (
    account_table,
    behind_table,
    changes_table,
    counts_table,
    situation_table,
    stages_table,
    standings_table,
)

PERIOD = (2021, 2025)
BEDS = {"id": "nursing_bed_share", "category": "养老", "property": "约束性", "2020": 50, "2022 target": 54}
BEDS |= {"2025 target": 60}
BURIAL = {"id": "eco_burial_rate", "category": "殡葬", "property": "预期性", "2020": 50, "2025 target": 60}
PILOTS = {"id": "digital_doorplate_pilots", "category": "殡葬", "property": "预期性", "unit": "个"}
PILOTS |= {"2020": 0, "2025 target": 3}


@pytest.fixture
def study(plan_tables, observations):
    """Return a function: plan rows and observations in, the frames of a study out."""

    def make(rows, seen=(), *, as_of_year=2025):
        indicators, values = plan_tables(*rows)
        given = (indicators, values, observations(*seen), load_definitions())
        options = {"as_of_year": as_of_year, "period": PERIOD}
        progress = progress_table(*given, **options)
        return {
            "indicators": indicators,
            "standings": standings(indicators, progress, ["1"]),
            "account": final_account(indicators, progress, ["1"]),
            "pace": required_pace(*given, **options),
            "judged": assessments(outlook(*given, **options)),
            "series": series_frame(target_series(*given, **options)),
        }

    return make


def of(frame, indicator_id):
    (row,) = frame[frame["indicator_id"].eq(indicator_id)].to_dict("records")
    return row


def test_the_three_classes_of_a_mid_term_evaluation(study):
    """2023 is three fifths of the way from 2020 to 2025: 56 is due on the way from 50 to 60."""
    made = {}
    for value in (55.9, 56, 60):
        frame = study([BEDS], [("nursing_bed_share", 2023, value)], as_of_year=2023)["standings"]
        made[value] = of(frame, "nursing_bed_share")["standing"]
    assert made == {55.9: "lagging", 56: "as_expected", 60: "ahead"}


@pytest.mark.parametrize(
    ("value", "came_to", "situation"),
    [(60, "attained", ["attained", "not assessed"]), (59.9, "missed", ["not attained", "not assessed"])],
)
def test_a_target_whose_year_is_observed_is_neither_early_nor_late(study, value, came_to, situation):
    """60 is the target of 2025: a value of 2025 reaches it in its year, or does not."""
    seen = [("nursing_bed_share", 2023, 61), ("nursing_bed_share", 2025, value)]
    made = study([BEDS, BURIAL], seen, as_of_year=2025)
    frame = made["standings"]
    assert of(frame, "nursing_bed_share")["standing"] == came_to
    found = class_counts(frame, "indicator_id").set_index("group")
    assert list(found.columns) == [came_to, "not_assessed", "total"]
    heads = [column.name for column in situation_table(frame, made["judged"], "en").columns]
    assert heads[1:3] == situation
    before = study([BEDS, BURIAL], seen, as_of_year=2024)
    now, then = (with_standing(one["judged"], one["standings"]) for one in (made, before))
    new = yearly_changes(made["series"], 2025)
    said = change_sentences(new, now, then, ["beds", "burial"], "en")
    lost = ["“beds” went from completed early to not attained."]
    assert said[1:] == (lost if came_to == "missed" else [])
    picked = need_attention(frame, made["judged"])["indicator_id"].tolist()
    assert ("nursing_bed_share" in picked) == (came_to == "missed")


def test_a_target_is_shown_with_the_sign_that_decides_it(study):
    """<0.8 is not reached by 0.8, and a table that prints 0.8 beside 0.8 and "missed" explains nothing."""
    low = BEDS | {"direction": "down", "2020": 0.84}
    for year, value, comparator in (("2025", 0.8, "<"), ("2022", 0.82, "<=")):
        low[f"{year} target"] = {"value": value, "lower": value, "upper": value, "comparator": comparator}
    made = study([low], [("nursing_bed_share", 2025, 0.8)])
    (missed,) = [text for text in account_sentences(made["account"], ["甲"], "zh") if "未完成：" in text]
    assert missed == "“甲”未完成：目标<0.8，实际0.8。"
    table = standings_table(made["standings"], ["甲"], "zh")
    assert {"<0.8 (2025)", "≤0.82 (2022)"} <= set(table.rows[0])


def test_a_mid_term_target_is_compared_with_the_value_of_its_own_year_alone(study):
    seen = [("nursing_bed_share", 2021, 55), ("nursing_bed_share", 2023, 55)]
    row = of(study([BEDS], seen, as_of_year=2023)["standings"], "nursing_bed_share")
    assert (row["mid_year"], row["mid_target"], row["mid_outcome"]) == (2022, 54, "unknown")
    seen[0] = ("nursing_bed_share", 2022, 53.9)
    row = of(study([BEDS], seen, as_of_year=2023)["standings"], "nursing_bed_share")
    assert row["mid_outcome"] == "missed"


def test_without_a_value_in_the_period_nothing_is_assessed_and_the_reason_is_kept(study):
    made = study([BEDS, BURIAL])
    assert set(made["standings"]["standing"]) == {"not_assessed"}
    assert set(made["standings"]["reason"]) == {"no_current"}
    assert set(made["account"]["outcome"]) == {"unknown"}
    assert made["account"]["observed"].isna().all()
    assert tuple(made["standings"].columns) == tuple(STANDING_COLUMNS)
    assert tuple(made["account"].columns) == tuple(ACCOUNT_COLUMNS)


def test_the_value_of_the_target_year_alone_decides_the_outcome(study):
    seen = [("nursing_bed_share", 2024, 70), ("eco_burial_rate", 2025, 59.9)]
    account = study([BEDS, BURIAL], seen)["account"]
    beds, burial = of(account, "nursing_bed_share"), of(account, "eco_burial_rate")
    assert (beds["outcome"], beds["reason"]) == ("unknown", "unobserved")
    assert (burial["outcome"], burial["reason"], burial["observed"]) == ("missed", "", 59.9)


def test_a_target_year_that_is_still_ahead_is_not_due(study):
    account = study([BEDS], [("nursing_bed_share", 2023, 70)], as_of_year=2023)["account"]
    assert of(account, "nursing_bed_share")["reason"] == "not_due"


def test_a_target_that_two_tables_print_counts_once(plan_tables):
    indicators, _ = plan_tables(BEDS, {**BEDS, "table": "2"})
    assert len(standings(indicators, _progress(plan_tables, BEDS), ["1", "2"])) == 1


def _progress(plan_tables, *rows):
    indicators, values = plan_tables(*rows)
    nothing = pd.DataFrame(columns=["indicator", "year", "value", "unit", "source", "note"], dtype=str)
    return progress_table(
        indicators, values, nothing, load_definitions(), as_of_year=2025, period=PERIOD
    )  # fmt: skip


def test_a_row_whose_parts_stand_differently_counts_once_with_the_worst(plan_tables):
    indicators, _ = plan_tables({"id": "a"})
    common = {"indicator_id": "a", "target_year": 2025, "target": 10.0, "base_year": 2020, "base": 1.0}
    common |= {"observed_year": 2023, "observed": 5.0, "value": 0.4, "elapsed": 0.6, "unit": "", "reason": ""}
    common |= {
        "direction": "up",
        "comparator": "=",
        "lineage": "",
        "as_of_year": 2023,
        "method": "cn_midterm",
        "target_lower": float("nan"),
        "target_upper": float("nan"),
        "beyond": "",
        "measure": "level",
    }
    parts = [("urban", "on_schedule"), ("rural", "behind")]
    rows = [common | {"breakdown": part, "class": name} for part, name in parts]
    (row,) = standings(indicators, pd.DataFrame(rows), ["1"]).to_dict("records")
    assert (row["standing"], row["part"]) == ("lagging", "rural")


def test_counts_add_up_to_the_indicators_of_each_group(study):
    seen = [("nursing_bed_share", 2023, 60), ("eco_burial_rate", 2023, 51)]
    frame = study([BEDS, BURIAL, PILOTS], seen, as_of_year=2023)["standings"]
    counts = class_counts(frame, "category").set_index("group")
    assert counts.loc["养老"].to_dict() == {
        "ahead": 1,
        "as_expected": 0,
        "lagging": 0,
        "not_assessed": 0,
        "total": 1,
    }
    assert counts.loc["殡葬"].to_dict() == {
        "ahead": 0,
        "as_expected": 0,
        "lagging": 1,
        "not_assessed": 1,
        "total": 2,
    }
    assert class_counts(frame, "property")["total"].sum() == len(frame)


def test_growth_of_the_account_is_the_level_method_over_the_years_of_the_target(study):
    """50 to 60 in five years is 3.7137 %, 50 to 55 is 1.9245 % a year; from 0 there is no rate."""
    seen = [("nursing_bed_share", 2025, 55), ("digital_doorplate_pilots", 2025, 2)]
    account = study([BEDS, PILOTS], seen)["account"]
    beds = of(account, "nursing_bed_share")
    assert beds["planned_growth_pct"] == pytest.approx(3.7137289, abs=1e-6)
    assert beds["actual_growth_pct"] == pytest.approx(1.9244876, abs=1e-6)
    pilots = of(account, "digital_doorplate_pilots")
    assert pd.isna(pilots["planned_growth_pct"])
    assert pilots["ratio"] == pytest.approx(2 / 3)


RANGE = {"value": None, "lower": 35, "upper": 40}
SUM = {"value": 500, "lower": 500, "upper": 500, "cumulative": True}


@pytest.mark.parametrize(
    ("direction", "value", "outcome", "beyond", "words"),
    [
        ("up", 38, "attained", "", "完成"),
        ("up", 43, "attained", "above_range", "完成（超出区间上限）"),
        ("up", 34, "missed", "", "未完成"),
        ("down", 38, "attained", "", "完成"),
        ("down", 33, "attained", "below_range", "完成（低于区间下限）"),
        ("down", 41, "missed", "", "未完成"),
        ("within", 38, "attained", "", "完成"),
        ("within", 43, "missed", "above_range", "未完成（超出区间上限）"),
        ("within", 33, "missed", "below_range", "未完成（低于区间下限）"),
    ],
)
def test_a_range_comes_out_by_what_is_better_and_says_what_is_beyond_it(
    study, direction, value, outcome, beyond, words
):
    row = {"id": "unlisted_a", "2020": 30, "2025 target": RANGE, "direction": direction}
    account = study([row], [("unlisted_a", 2025, value)])["account"]
    assert (account.loc[0, "outcome"], account.loc[0, "beyond"]) == (outcome, beyond)
    (cells,) = account_table(account, ["甲"], "zh").rows
    assert words in cells
    assert "35~40 (2025)" in cells
    said = account_sentences(account, ["甲"], "zh")
    if beyond and outcome == "attained":
        assert f"“甲”{words[:2]}，{words[3:-1]}：目标35~40，实际{value}。" in said


def test_a_sum_is_lagging_by_what_is_counted_and_says_what_each_year_left_has_to_bring(study):
    row = {"id": "unlisted_a", "unit": "人", "category": "养老", "2025 target": SUM}
    seen = [("unlisted_a", 2021, 80), ("unlisted_a", 2022, 90), ("unlisted_a", 2023, 100)]
    found = study([row], seen, as_of_year=2023)
    (one,) = found["standings"].to_dict("records")
    assert (one["standing"], one["share"], one["elapsed"]) == (
        "lagging", pytest.approx(0.54), pytest.approx(0.6),
    )  # fmt: skip
    (said,) = lagging_sentences(found["standings"], found["pace"], ["甲"], "zh")
    assert said == (
        "“甲”滞后：2020年以后至2023年累计270，至2025年目标累计500；"
        "完成进度54%，时间进度60%，今后需年均完成115人。"
    )
    view = standings_table(found["standings"], ["甲"], "zh")
    assert "累计270 (2023)" in view.rows[0]
    assert "规划期初为零" in view.note
    (cells,) = behind_table(found["standings"], ["甲"], found["pace"], found["judged"], "zh").rows
    assert "每年115" in cells


def test_the_account_of_a_sum_is_that_of_its_years(study):
    row = {"id": "unlisted_a", "unit": "人", "2025 target": SUM}
    amounts = enumerate([90, 100, 110, 120, 130], 2021)
    account = study([row], [("unlisted_a", year, amount) for year, amount in amounts])["account"]
    (one,) = account.to_dict("records")
    assert (one["outcome"], one["observed"], one["ratio"]) == ("attained", 550, pytest.approx(1.1))
    assert pd.isna(one["actual_growth_pct"])


def test_a_range_that_was_kept_has_no_growth_to_plan_and_counts_as_all_of_it(study):
    row = {"id": "unlisted_a", "2020": 37, "2025 target": RANGE, "direction": "within"}
    (one,) = study([row], [("unlisted_a", 2025, 38)])["account"].to_dict("records")
    assert pd.isna(one["planned_growth_pct"])
    assert one["ratio"] == 1


@given(
    base=st.integers(1, 10**6), target=st.integers(1, 10**6), actual=st.integers(1, 10**6),
    decimals=st.integers(0, 3),
)  # fmt: skip
def test_the_printed_account_passes_the_check_that_plans_are_put_to(base, target, actual, decimals):
    """Consistent by construction: whatever is printed agrees with its own printed endpoints."""
    base, target, actual = (value / 10**decimals for value in (base, target, actual))
    frame = pd.DataFrame([dict.fromkeys(ACCOUNT_COLUMNS, "")])
    rate = {name: 100 * ((end / base) ** 0.2 - 1) for name, end in (("planned", target), ("actual", actual))}
    frame = frame.assign(base=base, target=target, observed=actual, base_year=2020, target_year=2025)
    frame = frame.assign(property="预期性", target_lower=float("nan"), target_upper=float("nan"))
    frame = frame.assign(observed_year=2025, outcome="attained", planned_growth_pct=rate["planned"])
    frame = frame.assign(actual_growth_pct=rate["actual"], ratio=1.0)
    (row,) = account_table(frame, ["x"], "zh").rows
    printed = [cell.split(" (")[0] for cell in row]
    for end, stated in ((printed[3], printed[4]), (printed[5], printed[6])):
        check = check_growth(printed[2], end, stated, years=5)
        assert check.verdict == "consistent", (printed, check)


def test_projects_are_sorted_by_their_printed_dates():
    dates = [("2019-05", "2021-12"), ("2023", "2024"), ("2024", "2025"), (None, None), (None, "2022")]
    frame = pd.DataFrame(dates, columns=["start", "finish"])
    assert project_stages(frame, 2023).tolist() == ["due", "under_way", "later", "undated", "due"]
    frame = frame.assign(name="x", status="", planned_10k=1.0)
    assert [row[2] for row in stages_table(frame, 2023, "en").rows][:2] == [
        "should be finished",
        "should be under way",
    ]
    (sentence,) = stage_sentences(frame, 2023, "zh")
    assert "应已完工2项" in sentence
    assert "是否按期不作判断" in sentence
    assert stage_sentences(frame.iloc[:0], 2023, "zh") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sentences_of_a_mid_term_evaluation(study, lang):
    seen = [("nursing_bed_share", 2022, 55), ("nursing_bed_share", 2023, 60), ("eco_burial_rate", 2023, 51)]
    made = study([BEDS, BURIAL, PILOTS], seen, as_of_year=2023)
    labels = ["甲", "乙", "丙"]
    text = "\n".join(standing_sentences(made["standings"], labels, lang))
    expected = {
        "zh": ["提前完成1项（甲）", "滞后1项（乙）", "不能评估1项", "约束性指标1项", "达到1项，未达到0项"],
        "en": ["1 completed early (甲)", "1 lagging (乙)", "1 not assessed", "1 was reached and 0 were not"],
    }
    for words in expected[lang]:
        assert words in text
    (behind,) = lagging_sentences(made["standings"], made["pace"], labels, lang)
    for words in ("乙", "51", "60", "10%", "8.47%"):  # (60 / 51) ** (1 / 2) - 1
        assert words in behind
    (reason,) = reason_sentences(made["standings"], labels, lang)
    assert "丙" in reason
    view = standings_table(made["standings"], labels, lang)
    assert [row[7] for row in view.rows] == ["100%", "10%", "—"]
    assert counts_table(made["standings"], lang).rows[0][1:] == ("1", "0", "1", "1", "3")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sentences_of_a_final_evaluation(study, lang):
    seen = [("nursing_bed_share", 2025, 60), ("eco_burial_rate", 2025, 55.5)]
    made = study([BEDS, BURIAL, PILOTS], seen)
    text = "\n".join(account_sentences(made["account"], ["甲", "乙", "丙"], lang))
    expected = {
        "zh": [
            "完成1项（甲）",
            "未完成1项（乙）",
            "无法评定1项",
            "2项中，1项",
            "目标60，实际55.5，相差4.5个百分点",
        ],
        "en": [
            "1 attained (甲)",
            "1 not attained (乙)",
            "1 not known",
            "Of 2 with",
            "target 60, actual 55.5",
        ],
    }
    for words in expected[lang]:
        assert words in text
    assert counts_table(made["account"], lang).rows[0][1:] == ("1", "1", "1", "3")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_known_is_said_in_one_sentence(study, lang):
    made = study([BEDS, BURIAL])
    assert len(standing_sentences(made["standings"], ["甲", "乙"], lang)) == 1
    assert len(account_sentences(made["account"], ["甲", "乙"], lang)) == 1
    assert standing_sentences(made["standings"].iloc[:0], [], lang) == []
    assert account_sentences(made["account"].iloc[:0], [], lang) == []


def test_what_has_changed_since_last_year(study):
    seen = [("nursing_bed_share", 2022, 54), ("nursing_bed_share", 2023, 54), ("eco_burial_rate", 2022, 55)]
    made = {year: study([BEDS, BURIAL], seen, as_of_year=year) for year in (2022, 2023)}
    judged = {year: with_standing(made[year]["judged"], made[year]["standings"]) for year in made}
    assert panel_words(judged[2022], "zh")["nursing_bed_share", ""] == "达到预期"
    changes = yearly_changes(made[2023]["series"], 2023)
    assert changes["indicator_id"].tolist() == ["nursing_bed_share"]
    first, second = change_sentences(changes, judged[2023], judged[2022], ["甲", "乙"], "zh")
    assert first == "2023年新增1项指标的实际值。"
    assert second == "“甲”由“达到预期”转为“滞后”。"
    (row,) = changes_table(changes, ["甲"], judged[2023], judged[2022], "zh").rows
    assert row[:6] == ("甲", "54 (2022)", "54 (2023)", "0", "0.0%", "达到预期 → 滞后")
    attention = need_attention(made[2023]["standings"], made[2023]["judged"])
    view = behind_table(attention, ["甲"] * len(attention), made[2023]["pace"], made[2023]["judged"], "zh")
    assert view.rows[0][1:5] == ("54 (2023)", "60 (2025)", "40%", "60%")
    situation = situation_table(made[2023]["standings"], judged[2023], "en")
    shown = dict(zip([column.name for column in situation.columns], situation.rows[0], strict=True))
    assert shown["All indicators"] == "2"
    assert (shown["lagging"], shown["as expected"]) == ("1", "1")


def test_a_first_observation_has_nothing_before_it():
    seen = pd.DataFrame(
        {"indicator_id": "a", "breakdown": "", "lineage": "", "unit": "", "year": [2023], "value": [5.0]}
    )
    (row,) = yearly_changes(seen, 2023).to_dict("records")
    assert pd.isna(row["before_year"])
    assert pd.isna(row["change"])
    assert yearly_changes(seen, 2022).empty


@pytest.mark.parametrize(("column", "classes"), [("standing", ON_THE_WAY), ("outcome", OUTCOMES)])
def test_counts_of_nothing_have_their_columns(column, classes):
    counts = class_counts(pd.DataFrame({column: [], "category": []}), "category")
    assert list(counts.columns) == ["group", *classes, "total"]
