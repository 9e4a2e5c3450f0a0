"""Sentences of other plans, made up in their style: what is promised, from where, for when, and of what."""

import pandas as pd
import pytest

from analysis.commitments import commitments_frame, facts_frame, read_mentions
from analysis.document import parse_document
from analysis.indicators import load_definitions

PERIOD = (2021, 2025)


def said(sentence, heading="二、发展目标"):
    """Return {printed: (status, year, subject)} of a sentence below a heading."""
    document = parse_document(f"某县“十四五”规划\n{heading}\n{sentence}", "plan.txt")
    mentions = read_mentions(document, load_definitions(), pd.DataFrame(), period=PERIOD)
    frames = {"promise": commitments_frame(mentions), "fact": facts_frame(mentions)}
    return {
        row.printed: (status, None if row.year is None or row.year != row.year else row.year, row.subject)
        for status, frame in frames.items()
        for row in frame.astype({"year": object}).where(frame.notna(), None).itertuples()
    }


@pytest.mark.parametrize(
    "time",
    ["“十四五”期间，", "到2025年，", "力争到2025年底，", "未来五年，", ""],
    ids=["period", "to", "end", "next", "none"],
)
def test_where_a_change_starts_is_never_promised(time):
    found = said(f"{time}助餐覆盖率由60%提高到100%。")
    assert found["60%"] == ("fact", 2020, "助餐覆盖率")
    assert found["100%"] == ("promise", 2025, "助餐覆盖率")


def test_where_a_change_of_the_past_started_has_the_year_that_is_printed_or_none():
    found = said("“十三五”期间，养老机构由98家增加到126家。", "一、发展基础")
    assert (found["98家"][:2], found["126家"][:2]) == (("fact", None), ("fact", 2020))
    found = said("低保标准由2015年的月人均580元提高到2020年的835元。")
    assert found["人均580元"] == ("fact", 2015, "低保标准")
    assert found["835元"] == ("fact", 2020, "低保标准")


def test_a_group_that_acts_is_no_start_of_a_change():
    assert said("到2025年，由5家机构组成联盟。")["5家"][0] == "promise"


def test_last_years_level_as_a_measure_does_not_make_a_promise_a_fact():
    found = said("低保标准年均增长不低于6%，原则上不低于当地上年度人均消费支出的35%。")
    assert found["不低于6%"][:2] == ("promise", 2025)
    assert found["35%"] == ("promise", 2025, "低保标准")
    assert said("上年完成投资3亿元。")["3亿元"][0] == "fact"


def test_what_is_expected_for_a_year_is_of_what_the_sentence_is_about():
    found = said("2020年老年人口9.8万人，预计2025年将达到11.5万人。")
    assert found["11.5万人"] == ("promise", 2025, "老年人口")
