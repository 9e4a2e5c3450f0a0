"""The same quantity twice: what must be found, and what must stay silent."""

import pytest

from analysis.consistency.repeated import plain_subject

TABLE = """表1 “十四五”主要指标
序号 | 主要指标 | 2020年实际值 | 2022年目标值 | 2025年目标值 | 指标属性 |
1 | 养老机构护理型床位占比(%) | 53 | 55 | 58 | 约束性 |
2 | 城乡居民最低生活保障标准(元/年) | 9600 | 10000 | 13000 | 预期性 |
3 | 每万人持证社会工作专业人才(人) | 17 | 18 | 20 | 预期性 |
4 | 救助“一件事”惠民联办率(%) | 10 | 50 | 100 | 预期性 |
"""
PAST = "第一章 “十三五”回顾\n“十三五”期间,{}。\n第二章 目标\n" + TABLE
FUTURE = "第二章 目标\n到2025年,{}。\n" + TABLE


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("same_quantity", PAST.format("养老机构护理型床位占比达到53%"), ["agree"]),
        ("same_quantity", PAST.format("养老机构护理型床位占比达到52.6%"), ["agree"]),
        ("same_quantity", PAST.format("养老机构护理型床位占比达到49%"), ["conflict"]),
        ("same_quantity", PAST.format("城乡居民最低生活保障标准为每月800元"), ["agree"]),
        ("same_quantity", PAST.format("城乡居民最低生活保障标准为每月660元"), ["conflict"]),
        ("same_target", FUTURE.format("养老机构护理型床位占比达到58%"), ["agree"]),
        ("same_target", FUTURE.format("养老机构护理型床位占比达到65%"), ["conflict"]),
        ("same_target", FUTURE.format("养老机构护理型床位占比不低于56%"), []),
        ("same_target", FUTURE.format("养老机构护理型床位占比不低于60%"), ["conflict"]),
        ("same_target", FUTURE.format("全县养老机构护理型床位占比达到65%"), ["conflict"]),
        ("same_target", FUTURE.format("全县救助“一件事”惠民联办率达到80%"), ["conflict"]),
        ("same_target", FUTURE.format("救助“一件事”惠民联办率达到100%"), ["agree"]),
        ("same_target", FUTURE.format("农村救助“一件事”惠民联办率达到80%"), []),
        ("same_target", FUTURE.format("新建养老机构护理型床位占比达到80%"), []),
        ("same_target", FUTURE.format("养老机构护理型床位占比高于全省平均,全省为53%"), []),
        ("same_target", FUTURE.format("国家提出养老机构护理型床位占比达到55%"), []),
        ("same_target", FUTURE.format("力争养老机构护理型床位占比达到65%"), ["notable"]),
        # another part, another thing, a change, an interim year: not the same statement
        ("same_target", FUTURE.format("公办养老机构护理型床位占比达到65%"), []),
        ("same_target", FUTURE.format("新增护理型床位65张"), []),
        ("same_target", FUTURE.format("养老机构护理型床位占比提高5个百分点"), []),
        ("same_target", FUTURE.format("养老机构护理型床位数达到65张"), []),
        ("same_quantity", PAST.format("养老机构护理型床位占比由38.9%提高到53%"), ["agree"]),
    ],
)
def test_a_statement_of_the_prose_is_held_against_the_table(verdicts, rule, text, expected):
    assert verdicts(rule, text) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("全县常住人口46.8万人", "全县常住人口48.6万人", ["conflict"]),
        ("全县常住人口46.8万人", "全县常住人口46.8万人", ["agree"]),
        ("全县常住人口46.8万人", "全县户籍人口48.6万人", []),
        ("全县常住人口46.8万人", "海游街道常住人口8.6万人", []),
        ("新增养老机构3家", "养老机构总数24家", []),
        ("甲类、乙类机构覆盖率分别达到64.3%、62.3%", "甲类、乙类机构覆盖率分别达到54.3%、62.3%", []),
        ("社会组织总数24家,其中财政资金补助机构3家", "社会组织总数24家,其中财政资金补助机构5家", ["agree"]),
        ("柑橘面积9.5万亩,平均亩产2吨", "茶叶面积12.8万亩,平均亩产50公斤", []),
        ("每千常住人口拥有医师2.92人", "每千常住人口拥有护士3.25人", []),
    ],
)
def test_two_sentences_conflict_only_when_they_are_surely_about_one_thing(verdicts, first, second, expected):
    text = f"某县养老规划\n(2021—2025年)\n第一章 回顾\n2020年末,{first}。\n2020年末,{second}。\n"
    assert verdicts("same_quantity", text) == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [("到2025年,", ["conflict"]), ("", [])],
    ids=["both say the year", "the chapter says it"],
)
def test_two_promises_without_an_indicator_conflict_only_when_both_say_their_year(verdicts, when, expected):
    text = f"第二章 目标\n{when}算力总规模达到11.4万台。\n第三章 任务\n{when}算力总规模达到15.2万台。\n"
    assert verdicts("same_target", text) == expected


def test_years_and_status_keep_statements_apart(verdicts):
    text = PAST.format("2018年养老机构护理型床位占比达到49%")
    assert verdicts("same_quantity", text) == []


@pytest.mark.parametrize(("title", "expected"), [("全县分解指标", ["conflict"]), ("中心城区分解指标", [])])
def test_a_table_of_another_area_is_not_compared(verdicts, title, expected):
    other = f"表2 {title}\n主要指标 | 2020年实际值 | 2025年目标值 |\n养老机构护理型床位占比(%) | 60 | 58 |\n"
    text = f"某县养老规划\n(2021—2025年)\n第二章 目标\n{TABLE}第三章 分解\n{other}"
    assert verdicts("same_quantity", text) == expected


PARTS = """表1 主要指标
主要指标 | 2020年实际值 | 2025年目标值 |
城市居民最低生活保障标准(元/月) | {urban} | 900 |
农村居民最低生活保障标准(元/月) | {rural} | 900 |
城乡居民最低生活保障标准(元/年) | {whole} | 10800 |
"""


@pytest.mark.parametrize(
    ("urban", "rural", "whole", "expected"),
    [
        (660, 660, 9600, {"conflict"}),
        (660, 660, 7920, {"agree"}),
        (900, 600, 9000, {"agree"}),
        (900, 600, 6000, {"conflict"}),
        (900, "—", 6000, None),
    ],
)
def test_the_standard_of_a_whole_lies_between_its_parts(audit, urban, rural, whole, expected):
    found = audit(PARTS.format(urban=urban, rural=rural, whole=whole), "whole_and_parts")
    of_2020 = found[found["statement_a"].str.contains("2020年")]
    assert set(of_2020["verdict"]) == (expected or set())


def test_a_whole_and_its_two_parts_are_told_once_with_both_parts(audit):
    found = audit(PARTS.format(urban=660, rural=660, whole=9600), "whole_and_parts")
    of_2020 = found[found["statement_a"].str.contains("2020年")]
    (message,) = of_2020["message_zh"]
    assert "城市" in message
    assert "农村" in message


def test_counts_of_parts_are_no_averages(verdicts):
    """Beds of a city and of the country add up; the whole need not lie between them."""
    text = (
        PARTS.format(urban=10, rural=20, whole=30)
        .replace("最低生活保障标准", "养老床位")
        .replace("元/月", "张")
    )
    assert verdicts("whole_and_parts", text.replace("元/年", "张")) == []


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("实现社会组织数量", "社会组织"),
        ("取得社会工作师人数", "取得社会工作师"),
        ("养老机构总数", "养老机构"),
        ("", ""),
    ],
)
def test_words_that_do_not_change_the_thing_are_dropped(subject, plain):
    assert plain_subject(subject) == plain


def test_a_target_of_the_town_is_not_that_of_the_county(verdicts):
    text = (
        "某县教育规划\n表1 “十四五”主要指标\n指标 | 2020年 | 2025年 |\n公办园在园幼儿占比(%) | 51 | ≥55 |\n\n"
        "到2025年公办园在园幼儿占比达到{}%以上,城区公办园在园幼儿占比达到50%以上。"
    )
    assert verdicts("same_target", text.format(55)) == ["agree"]
    assert verdicts("same_target", text.format(58)) == ["notable"]
    elided = text.replace("城区公办园在园幼儿占比达到", "城区达到")
    assert verdicts("same_target", elided.format(55)) == ["agree"]


def test_what_comes_new_is_a_total_like_the_row_of_its_name(verdicts):
    text = (
        "表1 “十四五”主要指标\n指标 | 2020年 | 2025年 |\n新增保障性租赁住房(万套) | — | [6] |\n\n"
        "“十四五”期间新增保障性租赁住房{}万套。"
    )
    assert verdicts("same_target", text.format("7.5")) == ["conflict"]
    assert verdicts("same_target", text.format("6")) == ["agree"]
