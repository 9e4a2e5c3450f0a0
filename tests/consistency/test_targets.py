"""Rows of an indicator table against themselves."""

import pytest

ROW = """表1 “十四五”主要指标
序号 | 主要指标 | 2020年实际值 | 2022年目标值 | 2025年目标值 | 指标属性 |
1 | {name} | {base} | {milestone} | {target} | 预期性 |
"""


def row(base, milestone, target, name="节地生态安葬率(%)"):
    return ROW.format(name=name, base=base, milestone=milestone, target=target)


@pytest.mark.parametrize(
    ("base", "milestone", "target", "expected"),
    [
        (58, 60, 70, ["notable"]),  # 16.7 % of the way in two of five years
        (58, 61, 70, ["agree"]),  # 25 %
        (58, 75, 70, ["conflict"]),
        (58, 55, 70, ["conflict"]),
        (58, 58, 58, []),
        (58, "—", 70, []),
        (80, 78, 70, ["agree"]),
        (5.2, 5.0, "≤5.5", []),
    ],
)
def test_a_milestone_lies_on_the_way(verdicts, base, milestone, target, expected):
    assert verdicts("milestone", row(base, milestone, target)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (row(58, 60, 70), []),
        (row(70, 70, 70), ["notable"]),
        (row(70, 65, 60), ["notable"]),
        (row(70, 65, "≥60"), []),
        (row(70, 70, "≥70"), []),
        (row(4, 3, 2, name="单位能耗(吨标准煤)"), []),
    ],
)
def test_a_target_reached_in_its_base_year_is_noted(verdicts, text, expected):
    assert verdicts("target_and_base", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (row(58, 60, 102), ["conflict"]),
        (row(58, 60, 100), []),
        (row(90, 100, 104, name="水库移民人均可支配收入占当地农村居民人均可支配收入比率(%)"), []),
        (row(90, 100, 104, name="建制村通客车率(%)"), ["conflict"]),
        (row(90, 100, 104, name="高中阶段毛入学率(%)"), []),
        ("到2025年,公园绿化覆盖率达到105%。", ["conflict"]),
        ("到2025年,计划完成率达到105%。", []),
    ],
)
def test_a_share_of_a_whole_does_not_pass_a_hundred(verdicts, text, expected):
    assert verdicts("bounds", text) == expected


GROWTH = """表1 “十三五”主要指标完成情况
主要指标 | 2015年 | 2020年目标值 | {heading} | 2020年完成情况 |
养老床位数(张) | 400 | 500 | {stated} | 520 |
"""


@pytest.mark.parametrize(
    ("heading", "stated", "expected"),
    [
        ("年均增长(%)", "4.6", ["agree"]),
        ("年均增长(%)", "5.0", ["conflict"]),
        ("年均增长(%)", "—", []),
        ("五年累计增长(%)", "25.0", ["agree"]),
        ("五年累计增长(%)", "45.0", ["conflict"]),
        ("总增长(%)", "25", ["agree"]),
        ("比2015年增长(%)", "25.0", ["agree"]),
        ("比2015年增长(%)", "4.6", ["conflict"]),
        ("增长(%)", "25.0", ["agree"]),  # a bare 增长 may be either
        ("增长(%)", "4.6", ["agree"]),
        ("增长(%)", "12.0", ["conflict"]),
        ("增减", "100", ["agree"]),
        ("增减", "90", ["conflict"]),
        ("变化(%)", "25", ["agree"]),
        ("五年累计", "100", ["agree"]),
        ("五年累计", "2300", []),  # may be the sum of five years
        ("同比增长(%)", "25.0", []),
        ("实际年均增长(%)", "5.4", ["agree"]),  # 400 to 520, not to the target
        ("实际年均增长(%)", "4.6", ["conflict"]),
    ],
)
def test_the_growth_column_is_reported_with_its_formula(audit, heading, stated, expected):
    found = audit(GROWTH.format(heading=heading, stated=stated), "growth_column")
    assert found["verdict"].tolist() == expected


def test_the_formula_that_gives_a_wrong_figure_is_named(audit):
    """(500 − 400) / 5 / 400 = 5.0 %; by the level method it is 4.56 %."""
    found = audit(GROWTH.format(heading="年均增长(%)", stated="5.0"), "growth_column")
    assert "增量÷基期值÷年数" in found["message_zh"][0]
    assert "4.56" in found["detail"][0]


@pytest.mark.parametrize(
    ("stated", "expected"), [("25.0", ["agree"]), ("30.0", ["agree"]), ("40.0", ["conflict"])]
)
def test_growth_behind_target_and_value_reached_may_be_of_either(verdicts, stated, expected):
    text = GROWTH.replace("{heading} | 2020年完成情况", "2020年完成情况 | {heading}")
    text = text.replace("{stated} | 520", "520 | {stated}")
    assert verdicts("growth_column", text.format(heading="累计增长(%)", stated=stated)) == expected


SHARE = """表1 “十四五”主要指标
指标 | 2020年 | 2025年 | {heading} | 属性 |
堤防达标率(%) | 71.8 | 85 | {stated} | 预期性 |
"""


@pytest.mark.parametrize(
    ("heading", "stated", "expected"),
    [
        ("变化", "13.2", ["agree"]),
        ("变化", "15.2", ["conflict"]),
        ("累计增长(%)", "13.2", ["agree"]),  # points
        ("累计增长(%)", "18.4", ["agree"]),  # 85 / 71.8 - 1
        ("累计增长(%)", "3.4", ["conflict"]),  # a year
        ("年均增长(%)", "13.2", ["conflict"]),
    ],
)
def test_total_growth_of_a_share_is_in_points_or_per_cent(verdicts, heading, stated, expected):
    assert verdicts("growth_column", SHARE.format(heading=heading, stated=stated)) == expected


def test_a_path_that_turns_after_the_period_is_no_contradiction(verdicts):
    head = "表1 “十四五”主要指标\n指标 | 2020年 | {} | 2035年 |\n在校生(万人) | 8.60 | {} | 7.6 |\n"
    assert verdicts("milestone", head.format("2025年", "8.75")) == ["notable"]
    assert verdicts("milestone", head.format("2022年 | 2025年", "8.9 | 8.75")) == ["conflict"]
    assert verdicts("milestone", head.format("2022年 | 2025年", "8.70 | 8.75")) == ["agree"]


OUTPUT = """表1 “十三五”主要指标完成情况
指标 | 2015年 | 2020年 | 年均增长(%) |
{name} | 2.86 | 4.12 | {stated} |
"""


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        ("地区生产总值(万亿元)", "6.1", []),  # at constant prices, as all growth of output is published
        ("地区生产总值(万亿元)", "7.6", ["agree"]),
        ("旅游总收入(万亿元)", "6.1", ["conflict"]),
        ("文化产业增加值(万亿元)", "6.1", ["conflict"]),
    ],
)
def test_growth_of_output_may_be_at_constant_prices(verdicts, name, stated, expected):
    assert verdicts("growth_column", OUTPUT.format(name=name, stated=stated)) == expected
