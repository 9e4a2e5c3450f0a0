"""The tables and sentences of the audit: order, places, words for what the files hold as codes."""

import pandas as pd
import pytest

from analysis import audit_narrative, tables

FINDINGS = pd.DataFrame(
    [
        ("same_target", "agree", "none", "甲70%", 9, "乙70%", 3),
        ("milestone", "notable", "low", "中期60", 8, "期末70", 8),
        ("same_quantity", "conflict", "medium", "甲55", 7, "乙62.6", 2),
        ("impossible_year", "conflict", "high", "2051年出台", 5, "", None),
        ("growth_column", "conflict", "high", "年均增长4.4", 6, "目标50", 6),
    ],
    columns=["rule", "verdict", "severity", "statement_a", "line_a", "statement_b", "line_b"],
).assign(detail="核算", message_zh=["一", "二", "三", "四", "五"], message_en=["1", "2", "3", "4", "5"])
FINDINGS["line_b"] = FINDINGS["line_b"].astype("Int64")


def test_conflicts_come_first_and_the_gravest_of_them_on_top():
    view = tables.findings_table(FINDINGS, "zh")
    assert [row[0] for row in view.rows] == ["高", "高", "中", "低", "—"]
    assert view.groups == ((0, "相互矛盾"), (3, "值得注意"), (4, "核对一致"))
    assert [row[2] for row in view.rows[:2]] == ["2051年出台（第5行）", "年均增长4.4（第6行）"]


def test_a_statement_that_is_compared_with_nothing_printed_stands_beside_a_dash():
    view = tables.findings_table(FINDINGS, "en", verdicts=("conflict",))
    assert len(view.rows) == 3
    assert (view.rows[0][2], view.rows[0][3]) == ("2051年出台 (line 5)", "—")
    assert view.rows[1][1] == "the printed growth column"


def test_what_agrees_is_grouped_by_what_was_compared():
    view = tables.agreements_table(FINDINGS, "zh")
    assert view.rows == (("甲70%（第9行）", "乙70%（第3行）"),)
    assert view.groups == ((0, "同一目标值的两处说法"),)


def test_the_summary_counts_all_and_names_grave_conflicts_but_the_growth_column():
    (summary,) = audit_narrative.audit_sentences(FINDINGS, "en")
    assert summary == (
        "The plan was compared with itself in 5 places: 1 agrees, 1 is worth a look and "
        "3 are in conflict (2 of high severity)."
    )
    assert audit_narrative.conflict_sentences(FINDINGS, "zh") == ["四"]
    (none,) = audit_narrative.conflict_sentences(FINDINGS[FINDINGS["verdict"].eq("agree")], "zh")
    assert none == "比对的1处表述中，没有程度“高”的矛盾。"
    assert audit_narrative.audit_sentences(FINDINGS.head(0), "zh") == []


@pytest.fixture
def promises():
    columns = ["subject", "printed", "year", "scope", "role", "source_line", "source_start", "indicator_id"]
    rows = [
        ("养老机构", "1家", 2025, "主城区", "level", 4, 7, ""),
        ("慈善组织", "十家", None, "", "yearly", 5, 0, "x"),
        ("床位", "约40张", 2025, "某敬老院", "change", 9, 3, ""),
    ]
    return pd.DataFrame(rows, columns=columns).astype({"year": "Int64"})


def test_promises_show_scope_role_and_the_project_whose_text_holds_them(promises):
    projects = pd.DataFrame({"source_line": [9], "name": ["某敬老院"]})
    view = tables.statements_table(promises, projects, ["", "指标", ""], "zh")
    assert view.rows == (
        ("养老机构（主城区）", "1家", "2025", "—", "4:8"),
        ("慈善组织", "十家（每年）", "—", "指标", "5:1"),
        ("床位", "约40张（增减）", "2025", "—", "9:4"),
    )
    assert view.groups == ((0, "正文"), (2, "某敬老院"))


def test_promises_are_counted_by_where_they_stand(promises):
    projects = pd.DataFrame({"source_line": [9]})
    (sentence,) = audit_narrative.commitment_sentences(promises, projects, "en")
    assert sentence.startswith("The prose holds 3 further promises with a number: 1 about")
    assert "1 about the size of projects" in sentence
