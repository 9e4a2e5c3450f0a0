"""Years that cannot be."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“十四五”(2021—2025年)时期。", ["agree"]),
        ("“十四五”时期(2020—2025年)。", ["agree"]),  # printed from its base year
        ("“十四五”(2016—2020年)时期。", ["conflict"]),
        ("产值从2025年的10亿元提高到2020年的20亿元。", ["conflict"]),
        ("规划期为2025—2021年。", ["conflict"]),
        ("依据《条例》(2027年修订)。", ["conflict"]),
        ("依据国发〔2027〕3号文件。", ["conflict"]),
        ("依据2027年印发的《意见》。", ["conflict"]),
        ("截至2024年底,全县已建成养老机构24家。", ["conflict"]),
        ("依据国发〔2021〕35号文件。", []),
        ("衔接《国土空间规划(2021—2035年)》。", []),
        ("截至2020年底,全县已建成养老机构24家。", []),
        ("截至2025年底,力争建成养老机构24家。", []),
        ("产值从2020年的10亿元提高到2025年的20亿元。", []),
        ("电话0576—2025年。", []),
    ],
)
def test_years_that_contradict_each_other_or_the_period(verdicts, text, expected):
    assert verdicts("impossible_year", text) == expected


def test_without_a_period_only_the_text_itself_counts(verdicts):
    assert verdicts("impossible_year", "依据《条例》(2027年修订)。", None) == []
    assert verdicts("impossible_year", "规划期为2025—2021年。", None) == ["conflict"]
