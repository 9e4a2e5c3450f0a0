"""The population behind counts and ratios."""

import pytest

PLAN = """第二章 目标
到2025年,社会组织数量达到{organisations}家。
到2025年,持证社会工作专业人才达到{workers}人。
表1 主要指标
主要指标 | 2020年实际值 | 2025年目标值 |
每万人拥有社会组织数量(个) | 12 | 16 |
每万人持证社会工作专业人才(人) | 17 | 20 |
"""


@pytest.mark.parametrize(
    ("organisations", "workers", "expected"),
    [
        (610, 760, ["agree"]),  # 38.1 and 38.0 times ten thousand
        (610, 1200, ["conflict"]),  # 38.1 and 60
        (610, 820, []),  # 38.1 and 41: resident and registered population may differ so much
    ],
)
def test_two_rates_of_one_year_imply_one_population(verdicts, organisations, workers, expected):
    text = PLAN.format(organisations=organisations, workers=workers)
    assert verdicts("implied_population", text) == expected


def test_a_rate_per_old_people_says_nothing_of_the_whole_population(verdicts):
    text = PLAN.format(organisations=610, workers=1200).replace("每万人持证", "每万名老年人拥有持证")
    assert verdicts("implied_population", text) == []


@pytest.mark.parametrize(("people", "expected"), [("38万", ["agree"]), ("60万", ["conflict"])])
def test_a_population_that_is_stated_counts_as_well(verdicts, people, expected):
    text = PLAN.format(organisations=610, workers=1200).replace(
        "持证社会工作专业人才达到1200人", f"全县常住人口达到{people}人"
    )
    assert verdicts("implied_population", text) == expected


@pytest.mark.parametrize(("past", "expected"), [(530, ["conflict"]), (1000, [])])
def test_a_population_does_not_double_in_five_years(verdicts, past, expected):
    text = (
        "第一章 回顾\n2020年,社会工作师人数达"
        + f"{past}人。\n"
        + PLAN.format(organisations="6万", workers=1200)
    )
    text = text.replace("社会组织数量达到6万家", "建立机制")
    assert verdicts("implied_population", text) == expected


def test_a_rate_per_resident_is_no_population(verdicts):
    text = (
        PLAN.format(organisations=610, workers=760)
        + "第三章 现状\n2020年,每千常住人口2.92人、每千常住人口床位6张。\n"
    )
    assert verdicts("implied_population", text) == ["agree"]


NURSES = """表1 “十四五”主要指标
指标 | 单位 | 2020年 | 2025年 |
每千常住人口注册护士数 | 人 | 3.33 | 4.0 |
"""


def test_a_rate_in_a_list_and_the_beds_of_one_hospital_are_no_counts_of_the_area(verdicts):
    text = "一、现状\n2020年底注册护士1.71万人。每千常住人口执业医师2.77人、注册护士3.33人。\n"
    assert verdicts("implied_population", text + NURSES) == []
    beds = NURSES.replace("注册护士数 | 人", "医疗卫生机构床位数 | 张")
    one = "到2025年,全市常住人口513万人。\n2.市妇女儿童医院新院区:到2025年床位数800张。\n"
    assert "conflict" not in verdicts("implied_population", one + beds)
