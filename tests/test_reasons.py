"""Reasons: every code has its sentence in both languages, with and without details."""

import pytest

from analysis.reasons import REASONS, Remark, note_of


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", list(REASONS))
def test_every_code_is_a_sentence_without_blanks(code, lang):
    text = Remark(code).text(lang)
    assert text
    assert "{" not in text
    assert any("一" <= char <= "鿿" for char in text) is (lang == "zh")


@pytest.mark.parametrize(
    ("remark", "zh", "en"),
    [
        (Remark("unobserved", {"year": 2022}), "2022年没有实际值", "no observation for 2022"),
        (
            Remark("observed", {"year": 2022, "value": "54 %"}),
            "2022年已有实际值：54 %",
            "2022 is observed: 54 %",
        ),
        (
            Remark("lineage", {"part": "urban"}),
            "此前年份为城市数值，之后为统一数值",
            "earlier years are the urban figure, later ones the unified figure",
        ),
        (
            Remark("also_stated", {"year": 2020, "value": "7920 元/年", "place": "plan.txt:34"}),
            "2020年另有一数：7920 元/年（plan.txt:34）",
            "2020 also stated as 7920 元/年 (plan.txt:34)",
        ),
    ],
)
def test_details_are_filled_in(remark, zh, en):
    assert (remark.text("zh"), remark.text("en")) == (zh, en)


def test_a_part_without_a_translation_keeps_its_printed_label():
    assert "其中：民办" in Remark("lineage", {"part": "其中：民办"}).text("zh")


def test_a_note_says_each_thing_once_in_the_order_given():
    remarks = [Remark("attained"), Remark("unobserved", {"year": 2022}), Remark("attained")]
    assert note_of(remarks) == "the target is already reached; no observation for 2022"
    assert note_of(remarks, "zh") == "已达到目标；2022年没有实际值"
    assert note_of([]) == ""
