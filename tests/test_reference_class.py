"""Reference class of a target with one actual value: how many moved as far, or why nothing is said."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import tables
from analysis.indicators import load_definitions
from analysis.models.reference import MEASURES, MoveClass, ReferenceClasses
from analysis.plan_record import plan_record
from analysis.reasons import REASONS
from analysis.reference_class import COLUMNS, kind_of, reference_for, reference_of
from analysis.reference_narrative import end_reference, offices, reference_sentences
from analysis.series import target_series
from analysis.targets import Target
from analysis.unit_table import unit_table
from analysis.units import unit

LANGUAGES = ("zh", "en")
TWENTY = tuple(float(move) for move in range(-9, 11))  # -9 … 10: quartiles -5, 0, 5


def classes_of(*members):
    return ReferenceClasses({(one.kind, one.years): one for one in members}, ("ca",), "", 0.8, (0.5, 1.0))


CLASSES = classes_of(*(MoveClass(kind, 5, TWENTY, 31) for kind in MEASURES))


def frame_of(tables, observed, *, as_of_year=2020, period=(2021, 2025), classes=CLASSES, **options):
    series = target_series(*tables, observed, load_definitions(), as_of_year=as_of_year, period=period)
    return reference_of(series, load_definitions(), as_of_year=as_of_year, classes=classes, **options)


@pytest.mark.parametrize(
    ("kind", "target", "base", "needed", "moved"),
    [
        ("share", Target(2025, 58.0), 50.0, 8.0, 3),  # 8, 9, 10
        ("share", Target(2025, 8.0), 0.0, 8.0, 3),  # points need no start above 0
        ("share", Target(2025, 42.0, direction="down"), 50.0, -8.0, 2),  # -9, -8
        ("share", Target(2025, 90.0), 50.0, 40.0, 0),
        ("share", Target(2025, None, 53.0, 70.0), 50.0, 3.0, 8),  # to the near end of the range
        ("share", Target(2025, None, 30.0, 48.0, direction="down"), 50.0, -2.0, 8),
        ("share", Target(2025, 50.0, comparator=">"), 50.0, 0.0, 11),  # 0 … 10
        ("share", Target(2025, 50.0, comparator="<"), 50.0, 0.0, 10),  # -9 … 0
        ("rate", Target(2025, 21.0), 20.0, 5.0, 6),  # + 5 % of the start, over the five years
        ("money", Target(2025, 10500.0), 10000.0, 5.0, 6),
        ("count", Target(2025, 0.0, direction="down"), 3.0, -100.0, 0),
        ("count", Target(2025, 4.75, comparator="<="), 5.0, -5.0, 5),
    ],
)
def test_members_that_moved_as_far_in_the_same_direction_are_counted(kind, target, base, needed, moved):
    found = reference_for(kind, target, (2020, base), classes=CLASSES)
    assert (found.needed, found.moved, found.members, found.series) == (needed, moved, 20, 31)
    assert (found.quartiles, found.reason, found.years) == ((-5.0, 0.0, 5.0), "", 5)


@pytest.mark.parametrize(
    ("kind", "target", "last", "reason"),
    [
        ("share", Target(2025, 50.0), (2020, 53.0), "attained"),
        ("share", Target(2025, 50.0, direction="down"), (2020, 50.0), "attained"),
        ("share", Target(2025, 60.0, cumulative=True), (2020, 50.0), "cumulative"),
        ("share", Target(2025, None), (2020, 50.0), "no_target"),
        ("share", Target(2025, 60.0), None, "no_observation"),
        ("share", Target(2020, 60.0), (2020, 50.0), "observed"),
        ("share", Target(2019, 60.0), (2020, 50.0), "passed"),
        ("share", Target(2025, 105.0), (2020, 50.0), "no_class"),
        ("share", Target(2025, 5.0), (2020, -1.0), "no_class"),
        ("mood", Target(2025, 60.0), (2020, 50.0), "no_class"),
        ("", Target(2025, 60.0), (2020, 50.0), "no_class"),
        ("rate", Target(2025, 1e308), (2020, 1e-308), "no_class"),
        ("count", Target(2025, 3.0), (2020, 0.0), "no_relative_change"),
        ("money", Target(2025, 3.0), (2020, -2.0), "no_relative_change"),
        ("money", Target(2025, -3.0, direction="down"), (2020, 2.0), "no_relative_change"),
        ("rate", Target(2026, 3.0), (2020, 2.0), "class_too_far"),
        ("rate", Target(2024, 3.0), (2020, 2.0), "few_members"),  # no such class, though a longer one
    ],
)
def test_where_nothing_can_be_counted_the_reason_is_named(kind, target, last, reason):
    found = reference_for(kind, target, last, classes=CLASSES)
    assert found.reason == reason
    assert (found.needed, found.moved, found.members, found.quartiles) == (None, None, None, None)
    assert all(REASONS[reason])


@pytest.mark.parametrize(("size", "reason"), [(0, "few_members"), (19, "few_members"), (20, "")])
def test_a_class_of_fewer_than_twenty_is_silent(size, reason):
    few = classes_of(MoveClass("share", 5, TWENTY[:size], 900))  # many series do not make up for it
    found = reference_for("share", Target(2025, 51.0), (2020, 50.0), classes=few)
    assert (found.reason, found.members) == (reason, None if reason else 20)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_the_further_the_target_the_fewer_moved_so_far(base, near, far):
    near, far = sorted((near, far))
    found = [
        reference_for("share", Target(2025, goal), (2020, base), classes=CLASSES) for goal in (near, far)
    ]
    if not any(one.reason for one in found):
        assert found[0].moved >= found[1].moved


@given(
    st.sampled_from([*MEASURES, "", "x" * 100_000]),
    st.floats(),
    st.floats(),
    st.integers(-(10**6), 10**6),
    st.sampled_from(["up", "down"]),
    st.sampled_from(["=", ">=", ">", "<=", "<", "~"]),
)
def test_any_numbers_give_a_count_or_a_reason(kind, base, goal, year, direction, comparator):
    target = Target(year, goal, comparator=comparator, direction=direction)
    found = reference_for(kind, target, (2020, base), classes=CLASSES)
    assert (found.moved is None) == bool(found.reason)
    if not found.reason:
        assert 0 <= found.moved <= found.members
        assert math.isfinite(found.needed)


def test_every_currency_of_the_unit_table_is_money():
    yuan = [
        one for one in unit_table().names.values() if one.symbol in ("元", "美元", "欧元", "日元", "港元")
    ]
    assert len({one.dimension for one in yuan}) == 5
    assert {kind_of(one.symbol, None) for one in yuan} == {"money"}


def test_the_unit_decides_where_it_does_not_convert_to_that_of_the_definition():
    beds = load_definitions().by_id["elderly_care_beds_per_1000"]
    share = load_definitions().by_id["nursing_bed_share"]
    assert kind_of(beds.unit, beds) == "rate"
    assert kind_of("%", beds) == "share"  # growth of the rate, say
    assert kind_of("‰", share) == "share"
    assert kind_of("个百分点", share) == ""
    assert unit("个百分点").dimension == "difference"


@given(st.text())
def test_any_text_as_unit_has_a_kind_or_none(text):
    assert kind_of(text, None) in {*MEASURES, ""}


def test_a_unit_of_a_hundred_thousand_characters_has_no_kind():
    assert kind_of("人/" * 50_000, None) == ""


def test_only_series_with_one_value_and_a_target_have_rows(plan_tables, observations):
    tables = plan_tables(
        {"id": "one", "2020": 50, "2022 target": 53, "2025 target": 58},
        {"id": "two", "2015": 40, "2020": 50, "2025 target": 58},
        {"id": "none", "2025 target": 58},
    )
    frame = frame_of(tables, observations(("elderly_care_beds_per_1000", 2020, "40", "")))
    assert tuple(frame.columns) == COLUMNS
    assert frame[["indicator_id", "target_year"]].values.tolist() == [["one", 2022], ["one", 2025]]
    assert frame["reason"].tolist() == ["few_members", ""]
    assert frame["note"].tolist() == ["fewer than 20 official indicators of this kind: nothing is said", ""]
    assert (frame["moved"][1], frame["members"][1], frame["required_points"][1]) == (3, 20, 1.6)


@pytest.mark.parametrize("unit", ["‰", "人/10万人"])
def test_a_rate_in_per_mille_is_of_the_class_of_rates(unit):
    """9.8 → 8.0 deaths in 100,000 births is a fall by 18 %, not by 0.0018 percentage points."""
    assert (kind_of(unit, None), kind_of("%", None)) == ("rate", "share")


def test_a_second_value_ends_the_need_for_a_reference_class(plan_tables, observations):
    tables = plan_tables({"id": "nursing_bed_share", "2020": 50, "2025 target": 58})
    seen = observations(("nursing_bed_share", 2021, "51", "%"))
    assert len(frame_of(tables, seen)) == 1
    assert frame_of(tables, seen, as_of_year=2021).empty


def test_a_target_that_is_reached_is_not_shown(plan_tables, observations):
    rows = frame_of(
        plan_tables(
            {"id": "reached", "2020": 60, "2025 target": 58},
            {"id": "ahead", "2020": 50, "2022 target": 54, "2025 target": 58},
        ),
        observations(),
    )
    assert end_reference(rows)[["indicator_id", "target_year"]].values.tolist() == [["ahead", 2025]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_counts_members_and_prints_no_probability(sanmen_tables, observations, lang):
    """Eight of the twelve indicators have one value (lines 85-96); the classes are those of the library."""
    frame = end_reference(frame_of(sanmen_tables, observations(), classes=None, lang=lang))
    labels = frame["indicator_id"].tolist()
    assert len(frame) == 8
    view = tables.reference_table(frame, labels, lang)
    assert sorted(row[0] for row in view.rows) == sorted(labels)
    by_label = {row[0]: row for row in view.rows}
    burial = frame.set_index("indicator_id").loc["eco_burial_rate"]  # 58 → 70 %
    assert by_label["eco_burial_rate"][4] == {"zh": "+12个百分点", "en": "+12 points"}[lang]
    count = {"zh": f"{burial.members}项中{burial.moved}项", "en": f"{burial.moved} of {burial.members}"}
    assert by_label["eco_burial_rate"][5] == count[lang]
    assert "%" not in "".join(row[5] for row in view.rows)
    assert len(view.groups) == 3  # shares, rates, counts
    assert str(burial.series) in view.groups[0][1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_record_of_the_last_plan_and_the_caveat_stand_beside_the_counts(
    sanmen_tables, observations, lang
):
    frame = end_reference(frame_of(sanmen_tables, observations(), lang=lang, classes=None))
    record = plan_record(sanmen_tables[1], sanmen_tables[0])
    first, past, none, caveat = reference_sentences(frame, frame["indicator_id"].tolist(), record, lang)
    assert "8" in first
    assert "73.5%" in past  # lower end of 12 in 12
    assert "care_workers_per_10k_elderly" in none
    assert re.findall(r"[0-9.]+%", caveat)[0] == "80%"
    assert {"zh": "不是预测", "en": "not a forecast"}[lang] in caveat
    assert {"zh": "加拿大", "en": "Canada"}[lang] in offices(lang)


def test_without_a_count_there_is_no_caveat_and_without_a_target_no_sentence(plan_tables, observations):
    tables_ = plan_tables({"id": "x", "unit": "个", "2020": 0, "2025 target": 8})
    frame, record = frame_of(tables_, observations()), plan_record(tables_[1], tables_[0])
    assert len(reference_sentences(frame, ["x"], record, "en")) == 2
    view = tables.reference_table(frame, ["x"], "en")
    assert view.rows[0][4:] == ("—", "the value is not above 0: no relative change exists")
    assert view.groups == ((0, "Counts and quantities"),)
    assert reference_sentences(frame[:0], [], record, "en") == []
