"""All rules together: the Sanmen plan against a hand reading, invented plans, any text."""

import csv
import re

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.consistency import RULES, find_findings, gather_evidence
from analysis.document import guess_period, parse_document
from analysis.errors import DocumentError, InputError
from analysis.pipeline import document_tables
from analysis.schema import load_schema
from strategies import hostile_texts

from .conftest import PLANS, ROOT, SANMEN, evidence_of

# Conflicts of the hand reading that a rule reports as notable, and why.
HELD_NOTABLE = {
    (208, 208): "money spent and planned below the total: the rest may come later",
    (209, 209): "the same",
    (18, 17): "full coverage with fewer stations: one may serve two villages",
}
NOT_COMPARED = {(131, 134): "每年孵化“十家” beside 总量达到10家: to hatch is not to found"}


def lines(frame):
    """Places of findings as sets of their lines; a finding on a whole and two parts is about two pairs."""
    second = frame["line_b"].fillna(frame["line_a"])
    pairs = {frozenset((int(a), int(b))) for a, b in zip(frame["line_a"], second, strict=True)}
    for a, message in frame.loc[frame["rule"] == "whole_and_parts", ["line_a", "message_zh"]].to_numpy():
        pairs |= {frozenset((int(a), int(b))) for b in re.findall(r"第(\d+)行", message) if int(b) != a}
    return pairs


def labels(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def label_lines(row):
    return frozenset((int(row["line_a"]), int(row["line_b"] or row["line_a"])))


def test_every_conflict_of_the_hand_reading_of_the_sanmen_plan_is_found(sanmen):
    conflicts = lines(sanmen[sanmen["verdict"] == "conflict"])
    notable = lines(sanmen[sanmen["verdict"] == "notable"])
    for row in labels(ROOT / "tests/data/sanmen/contradictions.csv"):
        place = (int(row["line_a"]), int(row["line_b"] or row["line_a"]))
        if row["verdict"] != "conflict" or place in NOT_COMPARED:
            continue
        assert label_lines(row) in (conflicts | notable if place in HELD_NOTABLE else conflicts), row


def test_no_conflict_of_the_sanmen_plan_is_unknown_to_the_hand_reading(sanmen):
    known = {
        label_lines(row)
        for row in labels(ROOT / "tests/data/sanmen/contradictions.csv")
        if row["verdict"] == "conflict"
    }
    assert lines(sanmen[sanmen["verdict"] == "conflict"]) <= known


@pytest.mark.parametrize(
    ("rule", "line_a", "line_b", "verdict", "severity"),
    [
        ("same_quantity", 31, 12, "conflict", "high"),
        ("same_quantity", 78, 14, "conflict", "high"),
        ("whole_and_parts", 78, 34, "conflict", "high"),
        ("implied_population", 122, 129, "conflict", "medium"),
        ("table_count", 196, 205, "conflict", "high"),
        ("project_status", 208, 208, "conflict", "high"),
        ("milestone", 78, 78, "notable", "low"),
        ("milestone", 91, 91, "notable", "low"),
        ("project_money", 208, 208, "notable", "medium"),
        ("project_money", 209, 209, "notable", "medium"),
        ("target_and_base", 33, 33, "notable", "low"),
        ("stated_change", 17, 17, "agree", "none"),
        ("parts_of_total", 122, 122, "agree", "none"),
        ("same_quantity", 37, 83, "agree", "none"),
        ("same_quantity", 39, 84, "agree", "none"),
        ("same_quantity", 32, 87, "agree", "none"),
        ("same_target", 91, 158, "agree", "none"),
        ("same_quantity", 92, 27, "agree", "none"),
        ("two_units", 210, 210, "agree", "none"),
        ("project_content", 210, 210, "agree", "none"),
        ("project_in_prose", 23, 208, "agree", "none"),
        ("programme_list", 101, 101, "agree", "none"),
        ("programme_list", 102, 102, "agree", "none"),
        ("named_list", 104, 104, "agree", "none"),
        ("named_list", 198, 198, "agree", "none"),
        ("table_count", 61, 77, "agree", "none"),
        ("whole_and_parts", 14, 34, "agree", "none"),
    ],
)
def test_findings_read_by_hand_in_the_sanmen_plan(sanmen, rule, line_a, line_b, verdict, severity):
    here = sanmen[(sanmen["rule"] == rule) & (sanmen["line_a"] == line_a) & (sanmen["line_b"] == line_b)]
    assert set(zip(here["verdict"], here["severity"], strict=True)) == {(verdict, severity)}


CLEAN = ("education_county", "health_city", "ecology_province", "water_county_13th")


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_plan_has_no_conflict(findings_of_plan, name):
    found = findings_of_plan(name)
    assert found[found["verdict"] == "conflict"]["message_zh"].tolist() == []
    assert (found["verdict"] == "agree").any()


def readable(text):
    """Take out the cells of change in per cent, or else the rows, that the reading of tables refuses."""
    for _ in range(5):
        document = parse_document(text, "plan.txt")
        try:
            document_tables(document, period=guess_period(document))
        except DocumentError as error:
            lines = text.split("\n")
            for number in sorted({int(line) for line in re.findall(r"plan\.txt:(\d+):", str(error))})[::-1]:
                mended = re.sub(r"\[-?[0-9.]+%\]", "—", lines[number - 1])
                lines[number - 1 : number] = [mended] if mended != lines[number - 1] else []
            text = "\n".join(lines)
    return text


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_plan_has_no_conflict_between_its_tables_and_its_prose(audit, name):
    text = readable((PLANS / f"{name}.txt").read_text(encoding="utf-8"))
    period = guess_period(parse_document(text))
    found = audit(text, period=period)
    assert found[found["verdict"] == "conflict"]["message_zh"].tolist() == []
    assert (found["rule"] == "same_target").any()


# Planted contradictions that no rule reports as a conflict between the labelled lines, and why.
ELSEWHERE = {
    ("transport_city", 7, 7): "a density of roads per 100 square kilometres is not compared",
    ("transport_city", 48, 48): "parts of an investment just below its total: notable",
    ("transport_city", 46, 2): "reported at line 46 alone: the period is not a second statement",
    ("agriculture_county", 58, 3): "a project that ends after the plan: notable",
    ("agriculture_county", 51, 59): "reported between the table's title and its first row",
}


@pytest.mark.parametrize("name", sorted(p.stem for p in PLANS.glob("*.txt") if p.stem not in CLEAN))
def test_planted_contradictions_are_found_and_nothing_else(findings_of_plan, name):
    found = findings_of_plan(name)
    conflicts = lines(found[found["verdict"] == "conflict"])
    planted = [row for row in labels(PLANS / f"{name}.contradictions.csv") if row["verdict"] == "conflict"]
    missed = [row for row in planted if label_lines(row) not in conflicts]
    places = {(name, int(row["line_a"]), int(row["line_b"] or row["line_a"])) for row in missed}
    assert places <= set(ELSEWHERE)
    known = {line for row in planted for line in label_lines(row)}
    assert all(place & known for place in conflicts)


def spans_hold(findings, document_lines):
    for row in findings.to_dict("records"):
        for side in "ab":
            line, start, end = row[f"line_{side}"], row[f"start_{side}"], row[f"end_{side}"]
            if side == "b" and pd.isna(line):
                assert row["statement_b"] == ""
                continue
            text = document_lines[line - 1]
            assert 0 <= start < end <= len(text)
            assert text[start:end] in row[f"statement_{side}"]


def test_statements_stand_where_the_findings_say(sanmen):
    spans_hold(sanmen, SANMEN.read_text(encoding="utf-8").split("\n"))


def test_findings_keep_the_contract(sanmen):
    table = load_schema()["findings"]
    assert tuple(sanmen.columns) == table.column_names
    assert sanmen["finding_id"].is_unique
    for column in table.columns:
        if column.enum:
            assert set(sanmen[column.name]) <= set(column.enum)
        if column.required:
            assert (sanmen[column.name].astype(str) != "").all(), column.name
    agree = sanmen["verdict"] == "agree"
    assert ((sanmen["severity"] == "none") == agree).all()


def test_messages_name_both_statements_and_their_lines(sanmen):
    for row in sanmen.to_dict("records"):
        assert f"第{row['line_a']}行" in row["message_zh"]
        assert f"ine {row['line_a']}" in row["message_en"]
        assert row["message_zh"].endswith("。")
        assert row["message_en"].endswith(".")


def test_a_table_without_a_number_is_not_given_one(audit):
    table = (
        "主要指标\n指标 | 2020年实际值 | 2022年目标值 | 2025年目标值 |\n节地生态安葬率(%) | 58 | 59 | 70 |\n"
    )
    found = audit(table + "护理型床位占比(%) | 53 | 55 | 58 |\n", "milestone")
    assert "第3行“节地生态安葬率 2022年 59”" in found["message_zh"][0]


def test_rules_can_be_chosen_and_an_unknown_one_is_refused(sanmen):
    evidence = evidence_of(SANMEN.read_text(encoding="utf-8"))
    found = find_findings(evidence, ["stated_change"])
    assert found["finding_id"].tolist() == ["stated_change-17-17"]
    with pytest.raises(InputError, match="unknown rule"):
        find_findings(evidence, ["stated_chance"])


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_compares_and_when_it_is_silent(name):
    rule = RULES[name]
    assert rule.zh
    assert rule.en
    text = rule.find.__doc__ or ""
    assert text.partition("\n")[0].startswith(("Compare", "Look", "Report"))


PIECES = (
    "其中",
    "全县",
    "社会组织",
    "养老床位",
    "从510个减少到275个",
    "调整率达46.1%",
    "突破610家",
    "(15亩)",
    "9930平方米",
    "“三项制度”",
    "“五位一体”",
    "、",
    ",",
    "。",
    "合计",
    "占总人口的20%",
    "全覆盖",
    "到2025年",
    "“十四五”(2021—2025年)",
    "一是",
    "二是",
    "三个方面:",
    "年均600人次",
    "五年",
    "结构为1:2:97",
    "\n",
    "十个重大建设工程",
    "第一章 目标\n",
    "每万人拥有社会组织16个",
    "截至2024年底,已",
    " | ",
    "总投资5000余万",
)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(PIECES), hostile_texts(8)), max_size=30).map("".join))
def test_any_text_passes_and_its_findings_stand_where_they_say(text):
    evidence = evidence_of(text)
    spans_hold(find_findings(evidence), evidence.document.lines)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(28, 210), st.integers(0, 60), st.integers(0, 12), hostile_texts(8))
def test_the_sanmen_plan_with_any_damage_passes(line, start, length, piece):
    lines = SANMEN.read_text(encoding="utf-8").split("\n")
    old = lines[line]
    lines[line] = old[:start] + piece + old[start + length :]
    evidence = evidence_of("\n".join(lines))
    spans_hold(find_findings(evidence), evidence.document.lines)


@pytest.mark.parametrize(
    "piece",
    ["从1个减少到2个", "其中1家、", "A、", "“三项制度”", "9930平方米(15亩)", "一是", "1:2:", "占"],
)
def test_long_hostile_lines_come_to_an_end(piece):
    """A pattern that blows up would not finish 40,000 characters within hours."""
    found = find_findings(gather_evidence(parse_document(piece * (40_000 // len(piece))), {}))
    assert set(found["line_a"]) <= {1}


def test_a_document_without_tables_is_read_as_well():
    assert parse_document("").lines is not None
    assert find_findings(evidence_of("")).empty
