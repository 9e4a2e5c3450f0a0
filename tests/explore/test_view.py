"""State → view: figures reckoned by hand from the Sanmen plan, every number in its sentence, no data said."""

import html.parser
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.explore import (
    Change,
    Passage,
    State,
    faces,
    passage_of,
    series_choices,
    settled,
    start,
    view_of,
)
from analysis.explore.places import REACH, after_in_sentence, before_in_sentence, printed_numbers
from analysis.explore.view import find_series
from analysis.explore.what_if import GROWTH, VALUE
from analysis.models import MODELS
from analysis.progress import load_profiles
from analysis.study import load_study

ROOT = Path(__file__).parents[2]
PLANS = ("sanmen-civil-affairs-14", "national-civil-affairs")
STUDIES = {
    (plan, lang): load_study(plan, as_of_year=2025, lang=lang, root=ROOT)
    for plan in PLANS
    for lang in ("zh", "en")
}
SANMEN = STUDIES[PLANS[0], "zh"]
SHARE = settled(SANMEN, State(series=("nursing_bed_share", "", "")))


def column(view, index):
    return {row[0]: row[index] for row in view.answers.rows}


def test_the_share_of_nursing_beds_as_the_plan_states_it():
    """Plan, lines 32 and 87: 53 in 2020, 58 in 2025; (58 / 53) ** (1 / 5) - 1 = 1.82 %."""
    stated = column(view_of(SANMEN, SHARE), 1)
    assert stated["最近实际值"] == "53 (2020)"
    assert stated["2025年目标"] == "58 %"
    assert stated["达标还需年均增长"] == "1.82%"


def test_another_target_moves_required_growth_probability_and_leaves_the_plans_column():
    """(62 / 53) ** (1 / 5) - 1 = 3.19 %."""
    before, view = view_of(SANMEN, SHARE), view_of(SANMEN, replace(SHARE, change=Change(goal=62)))
    assert column(view, 1) == column(before, 1)
    assert column(view, 2)["达标还需年均增长"] == "3.19%"
    chances = [int(column(view, index)["达标概率"].rstrip("%")) for index in (1, 2)]
    assert chances[1] < chances[0]


@pytest.mark.parametrize(("goal", "word"), [(None, "达到序时进度"), (62, "滞后")])
def test_an_assumed_value_moves_the_class_by_the_share_of_the_way(goal, word):
    """A fifth of the time is over in 2021: 54.5 is 1.5 / 5 of the way to 58, but 1.5 / 9 of that to 62."""
    view = view_of(SANMEN, replace(SHARE, change=Change(goal=goal, kind=VALUE, number=54.5, year=2021)))
    assert column(view, 1)["进度等级"] == "不能评估"
    assert column(view, 2)["进度等级"] == word
    assert column(view, 2)["最近实际值"] == "54.5 (2021)（假设）"
    assert "假设" in view.notices[0]


def test_an_assumed_growth_gives_a_point_and_neither_band_nor_probability():
    """53 * 1.02 ** 5 = 58.52, which is above 58."""
    view = view_of(SANMEN, replace(SHARE, change=Change(kind=GROWTH, number=2.0)))
    answers = column(view, 2)
    assert answers["2025年外推值"] == "58.52"
    assert {answers[key] for key in ("80%区间", "95%区间", "达标概率")} == {"—"}
    assert answers["判断"] == "外推可达"


@pytest.mark.parametrize(
    ("plan", "indicator", "lang", "said"),
    [
        (PLANS[1], "vagrants_returned_rate", "zh", "数据不足：截至2025年没有实际值"),
        (PLANS[1], "vagrants_returned_rate", "en", "Not enough data: no actual value up to 2025"),
        (PLANS[0], "eco_burial_rate", "zh", "数据不足：只有2020年一个实际值"),
        (PLANS[0], "eco_burial_rate", "en", "Not enough data: a single actual value (2020)"),
    ],
)
def test_too_few_data_are_said_first_and_nothing_is_forecast(plan, indicator, lang, said):
    study = STUDIES[plan, lang]
    view = view_of(study, settled(study, State(series=(indicator, "", ""))))
    assert view.notices[0].startswith(said)
    assert {row[1] for row in view.answers.rows[3:7]} == {"—"}
    assert view.panel.fan.empty


@pytest.mark.parametrize("key", STUDIES, ids="-".join)
def test_every_series_of_both_plans_has_a_view_with_a_figure_and_its_names_are_told_apart(key):
    study = STUDIES[key]
    choices = series_choices(study)
    assert len(set(choices.values())) == len(choices) == len(study.all_series)
    for series in choices:
        state = settled(study, replace(start(study), series=series))
        view = view_of(study, state)
        assert len(view.answers.rows) == 9
        assert view.panel is not None
        assert view.numbers


@pytest.mark.parametrize("key", STUDIES, ids="-".join)
def test_every_number_is_found_again_in_its_sentence(key):
    study = STUDIES[key]
    printed = {(row.source_line, row.source_start): row.printed for row in study.values.itertuples()}
    found = 0
    for series in study.all_series:
        for one in printed_numbers(study, series):
            passage = passage_of(study, one)
            assert passage.number
            if one.observed:
                assert passage.place.startswith("observations.csv:")
            else:
                line = study.document.lines[one.line - 1]
                around = passage.before.removeprefix("…") + passage.number + passage.after.removesuffix("…")
                assert around in line
                assert line[one.start : one.end] == passage.number
                assert passage.number == printed.get((one.line, one.start), passage.number)
            found += 1
    assert found > len(study.all_series)


def test_a_number_of_a_table_is_shown_under_its_caption_and_header():
    """Plan, line 87, column 22: the eighth row of Table 2."""
    view = view_of(SANMEN, replace(SHARE, number=3))
    assert view.passage.place == "plan.txt:87:22"
    assert view.passage.number == "53"
    assert view.passage.above[1].startswith("表2")
    assert "2020年 实际值" in view.passage.above[2]


def test_a_state_of_another_plan_settles_on_what_there_is_and_forgets_its_assumption():
    state = replace(SHARE, change=Change(goal=62), model="none such", method="?")
    moved = settled(STUDIES[PLANS[1], "zh"], replace(state, series=("no such", "", "")))
    assert moved.series == start(STUDIES[PLANS[1], "zh"]).series
    assert moved.change == Change()
    assert moved.model in MODELS
    assert moved.method in load_profiles()


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(sorted(STUDIES)),
    st.integers(0, 40),
    st.sampled_from(sorted(MODELS)),
    st.sampled_from(sorted(load_profiles())),
    st.builds(
        Change,
        goal=st.none() | st.floats(),
        kind=st.sampled_from(["none", GROWTH, VALUE]),
        number=st.none() | st.floats() | st.floats(0, 100),
        year=st.none() | st.integers(2000, 2040),
    ),
    st.integers(2000, 2035),
)
def test_any_choice_has_a_view_without_nan_in_its_texts(key, index, model, method, change, year):
    study = replace(STUDIES[key], as_of_year=year)
    keys = list(series_choices(study))
    chosen = settled(study, State(series=keys[index % len(keys)], model=model, method=method))
    view = view_of(study, replace(chosen, change=change))
    texts = [cell for row in view.answers.rows for cell in row] + [*view.notices, view.caption]
    assert not [text for text in texts if "nan" in text.lower() or "None" in text]
    assert find_series(study, chosen.series) is not None


def test_a_target_that_is_a_sum_is_neither_drawn_on_a_years_axis_nor_reached_by_a_growth():
    share = find_series(SANMEN, SHARE.series)
    total = replace(
        share, unit="张", targets=tuple(replace(t, cumulative=True, since=2021) for t in share.targets)
    )
    study = replace(SANMEN)
    study.__dict__["_target_series"] = (total,)
    view = view_of(study, replace(SHARE, change=Change(kind=GROWTH, number=2.0)))
    assert view.panel.targets == view.panel.way == ()
    assert len(view.answers.columns) == 2
    assert any("累计数" in notice for notice in view.notices)


class TestSentences:
    @given(st.text(alphabet="甲乙1。；|\t", max_size=400), st.data())
    def test_the_parts_around_a_number_are_what_the_line_prints_there(self, line, data):
        start_at = data.draw(st.integers(0, len(line)))
        end = data.draw(st.integers(start_at, len(line)))
        before, after = before_in_sentence(line, start_at), after_in_sentence(line, end)
        assert line[:start_at].endswith(before.removeprefix("…"))
        assert line[end:].startswith(after.removesuffix("…"))

    def test_a_line_without_an_end_is_cut_and_says_so(self):
        line = "字" * 100_000
        assert before_in_sentence(line, 50_000) == "…" + "字" * REACH
        assert after_in_sentence(line, 50_000) == "字" * REACH + "…"


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data):
        self.text += data


@given(st.lists(st.text(max_size=40), min_size=5, max_size=5))
def test_any_text_of_a_passage_stays_text(texts):
    plain, hostile = Tags(), Tags()
    plain.feed(faces.passage_html(Passage("a", ("b",), "c", "d", "e"), "zh"))
    place, above, before, number, after = texts
    hostile.feed(faces.passage_html(Passage(place, (above,), before, number, after), "zh"))
    assert hostile.tags == plain.tags
