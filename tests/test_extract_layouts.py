"""Tables in the layouts of other plans, typed in their style, against what a person reads in them.

A row is written as category / name / breakdown / unit / property, then the printed values by year and status
(a: actual, t: target).
"""

import pandas as pd
import pytest

from analysis.document import parse_document
from analysis.extract import Extraction, extract_plan
from analysis.indicators import load_definitions

PERIOD = (2021, 2025)


def read(text: str, period: tuple[int, int] | None = PERIOD) -> Extraction:
    return extract_plan(parse_document(text.strip("\n"), "plan.txt"), load_definitions(), period=period)


def shown(found: Extraction) -> list[str]:
    """The rows of an extraction, written as this module writes what is expected."""
    lines = []
    for row in found.indicators.itertuples():
        mine = found.values[(found.values["table"] == row.table) & (found.values["row"] == row.row)]
        cells = [f"{cell.year}{cell.status[0]} {cell.printed}" for cell in mine.itertuples()]
        head = "/".join([row.category, row.name, row.breakdown, row.unit, row.property])
        lines.append(f"{head}: {', '.join(cells)}")
    return lines


NATIONAL = """
专栏1 “十四五”时期经济社会发展主要指标
类别 | 指标 | 2020年 | 2025年 | 年均/累计 | 属性
经济发展 | 1.国内生产总值(GDP)增长(%) | 2.3 | — | 保持在合理区间、各年度视情提出 | 预期性
2.常住人口城镇化率(%) | 60.6* | 65 | — | 预期性
创新驱动 | 3.全社会研发经费投入增长(%) | — | — | >7、力争投入强度高于“十三五”时期实际 | 预期性
4.每万人口高价值发明专利拥有量(件) | 6.3 | 12 | — | 预期性
民生福祉 | 5.城镇调查失业率(%) | 5.2 | — | <5.5 | 预期性
6.人均预期寿命(岁) | 77.3* | — | 〔1〕 | 预期性
绿色生态 | 7.单位GDP能源消耗降低(%) | — | — | 〔13.5〕 | 约束性
安全保障 | 8.粮食综合生产能力(亿吨) | — | >6.5 | — | 约束性
注:①〔〕内为5年累计数。②带*的为2019年数据。
"""


def test_the_national_layout_with_numbered_names_bracketed_sums_and_words():
    found = read(NATIONAL)
    assert shown(found) == [
        "经济发展/国内生产总值(GDP)增长//%/预期性: 2020a 2.3, 2025t —",
        "经济发展/常住人口城镇化率//%/预期性: 2020a 60.6*, 2025t 65",
        "创新驱动/全社会研发经费投入增长//%/预期性: 2020a —, 2025t —",
        "创新驱动/每万人口高价值发明专利拥有量//件/预期性: 2020a 6.3, 2025t 12",
        "民生福祉/城镇调查失业率//%/预期性: 2020a 5.2, 2025t —",
        "民生福祉/人均预期寿命//岁/预期性: 2020a 77.3*, 2025t —",
        "绿色生态/单位GDP能源消耗降低//%/约束性: 2020a —, 2025t —",
        "安全保障/粮食综合生产能力//亿吨/约束性: 2020a —, 2025t >6.5",
    ]
    growth = found.stated_growth
    assert list(growth["printed"])[2:7] == [
        ">7、力争投入强度高于“十三五”时期实际",
        "—",
        "<5.5",
        "〔1〕",
        "〔13.5〕",
    ]
    assert list(growth["value"].dropna()) == [7, 5.5, 1, 13.5]
    assert list(growth["unit"])[5:7] == ["岁", "%"]
    assert list(growth["cumulative"]) == [False] * 5 + [True, True, False]
    assert list(found.indicators["direction"]) == ["up"] * 4 + ["down"] + ["up"] * 3
    assert found.values["value"][2] == 60.6
    assert found.values["comparator"].iloc[-1] == ">"
    words, *marks = found.problems
    assert "is words" in words.what
    assert ["77.3*" in mark.what or "60.6*" in mark.what for mark in marks] == [True, True]


LAYOUTS = {
    "provincial: a unit column, ranges and bounds": (
        """
表 1-1　“十四五”民政事业发展主要指标
序号 | 指标名称 | 单位 | 2020年实际 | 2025年目标 | 属性
1 | 特困供养对象 | 万人 | 1.2 | 1.0 | 预期性
2 | 养老机构护理型床位占比 | % | 48 | ≥60 | 约束性
3 | 每千名老年人拥有养老床位数 | 张 | 35~40 | 45 | 预期性
4 | 殡葬服务设施投资 | 亿元 | 1.2 | 2亿元 | 预期性
""",
        [
            "/特困供养对象//万人/预期性: 2020a 1.2, 2025t 1.0",
            "/养老机构护理型床位占比//%/约束性: 2020a 48, 2025t ≥60",
            "/每千名老年人拥有养老床位数//张/预期性: 2020a 35~40, 2025t 45",
            "/殡葬服务设施投资//亿元/预期性: 2020a 1.2, 2025t 2亿元",
        ],
    ),
    "Markdown with leading pipes, a 2035 column, remarks and an escaped pipe": (
        r"""
| 类别 | 指标 | 单位 | 2020 | 2025 | 2035 | 年均增速(%) | 备注 |
|:---|:---:|---|--:|--:|---|---|---|
| 养老 | 护理型床位占比 | % | 50.1 | 58 | 70 | 3.0 |  |
|  | 社工站 | 个 | — | 100 | 120 | / | 省定 |
| 救助 | 低保标准 | 元/年 | 9,600 | １３，０００ | 20000 | 6.3 | 甲\|乙 |
""",
        [
            "养老/护理型床位占比//%/: 2020a 50.1, 2025t 58, 2035t 70",
            "养老/社工站//个/: 2020a —, 2025t 100, 2035t 120",
            "救助/低保标准//元/年/: 2020a 9,600, 2025t １３，０００, 2035t 20000",
        ],
    ),
    "header on two lines, years above": (
        """
表2 指标
序号 | 主要指标 | 2020年 | | 2025年 | 指标
 | | 目标值 | 实际值 | 目标值 | 属性
1 | 护理型床位占比(%) | 50 | 53 | 58 | 约束性
""",
        ["/护理型床位占比//%/约束性: 2020t 50, 2020a 53, 2025t 58"],
    ),
    "header on two lines, the second without the cells that span both": (
        """
表2 指标
主要指标 | 2015年 | 2020年 | 年均增长(%) |
实际值 | 目标值 | 完成值 |
护理型床位占比(%) | 50 | 53 | 58 | 1.2 |
""",
        ["/护理型床位占比//%/: 2015a 50, 2020t 53, 2020a 58"],
    ),
    "header on two lines, statuses above and years below": (
        """
表2 指标
指标 | 单位 | 现状 | 规划目标 | 属性
2020年 | 2022年 | 2025年
护理型床位占比 | % | 50 | 53 | 58 | 约束性
""",
        ["/护理型床位占比//%/约束性: 2020a 50, 2022t 53, 2025t 58"],
    ),
    "headings without years, read with the plan's period": (
        """
表2 指标
指标 | 单位 | 现状值 | 目标值 | 属性
护理型床位占比 | % | 50 | 58 | 约束性
""",
        ["/护理型床位占比//%/约束性: 2020a 50, 2025t 58"],
    ),
    "years named as ends of five-year plans": (
        """
表一 指标
指标(单位) | “十三五”末 | “十四五”末
护理型床位占比(%) | 50 | 58
""",
        ["/护理型床位占比//%/: 2020a 50, 2025t 58"],
    ),
    "a mid-term value that was reached is actual": (
        """
指标 | 2020年 | 2023年完成值 | 2025年目标值
护理型床位占比(%) | 50 | 53 | 58
""",
        ["/护理型床位占比//%/: 2020a 50, 2023a 53, 2025t 58"],
    ),
    "categories without brackets, units only in the cells": (
        """
表1 指标
领域 | 指标 | 2020年 | 2025年
养老服务 | 护理型床位占比 | 50% | 58%
| 社工人数 | 120人 | 200人
社会救助 | 低保标准 | 800元/月 | 1000元/月
""",
        [
            "养老服务/护理型床位占比//%/: 2020a 50%, 2025t 58%",
            "养老服务/社工人数//人/: 2020a 120人, 2025t 200人",
            "社会救助/低保标准//元/月/: 2020a 800元/月, 2025t 1000元/月",
        ],
    ),
    "an indicator above its parts, with the unit and property that it prints for them": (
        """
序号 | 指标 | 单位 | 2020年 | 2025年 | 属性
1 | 平均低保标准 | 元/月·人 | | | 预期性
 | 其中:城市 | | 700 | 900 |
 | 农村 | | 500 | 900 |
2 | 社工 | 人 | 5 | 9 | 约束性
""",
        [
            "/平均低保标准(城市)/urban/元/月·人/预期性: 2020a 700, 2025t 900",
            "/平均低保标准(农村)/rural/元/月·人/预期性: 2020a 500, 2025t 900",
            "/社工//人/约束性: 2020a 5, 2025t 9",
        ],
    ),
    "parts beside their indicator, categories left out": (
        """
类别 | 指标 | 2020年实际 | 2025年目标
收入 | 居民人均可支配收入(元) | 城镇 | 30000 | 40000
农村 | 20000 | 30000
倍差 | 1.5 | 1.33
就业 | 城镇登记失业率(%) | 3.2 | ≤4.5
""",
        [
            "收入/居民人均可支配收入(城镇)/urban/元/: 2020a 30000, 2025t 40000",
            "收入/居民人均可支配收入(农村)/rural/元/: 2020a 20000, 2025t 30000",
            "收入/居民人均可支配收入(倍差)/倍差/元/: 2020a 1.5, 2025t 1.33",
            "就业/城镇登记失业率//%/: 2020a 3.2, 2025t ≤4.5",
        ],
    ),
    "parts under an indicator that has figures of its own": (
        """
指标 | 2020年 | 2025年
老年人口(万人) | 10 | 12
其中:80岁以上 | 1 | 1.5
60岁以上 | 9 | 10.5
""",
        [
            "/老年人口//万人/: 2020a 10, 2025t 12",
            "/老年人口(80岁以上)/80岁以上/万人/: 2020a 1, 2025t 1.5",
            "/老年人口(60岁以上)/60岁以上/万人/: 2020a 9, 2025t 10.5",
        ],
    ),
    "pillars with short names that come again under another pillar": (
        """
指标 | 2020年 | 2025年
学前教育 | |
毛入园率(%) | 85 | 90
高等教育 | |
毛入学率(%) | 54 | 60
其中:研究生(万人) | 0.1 | 0.2
普通高中 | |
毛入学率(%) | 91 | 92
""",
        [
            "学前教育/毛入园率//%/: 2020a 85, 2025t 90",
            "高等教育/毛入学率/高等教育/%/: 2020a 54, 2025t 60",
            "高等教育/研究生//万人/: 2020a 0.1, 2025t 0.2",
            "普通高中/毛入学率/普通高中/%/: 2020a 91, 2025t 92",
        ],
    ),
    "numbered pillars, and numbers that begin again under each": (
        """
| 序号 | 指标 | 单位 | 2020年 | 2025年 |
| 一 | 养老 | | | |
| 1 | 80周岁以上老人津贴覆盖率 | % | 50 | 58 |
| 2 | 床位 | 张 | 50 | 58 |
| 二 | 救助 | | | |
| 1 | 社工 | 人 | 40 | 60 |
""",
        [
            "养老/80周岁以上老人津贴覆盖率//%/: 2020a 50, 2025t 58",
            "养老/床位//张/: 2020a 50, 2025t 58",
            "救助/社工//人/: 2020a 40, 2025t 60",
        ],
    ),
    "a header that lost number and property": (
        """
指标 | 2020年 | 2025年
1 | 床位(张) | 10 | 12 | 约束性
2 | 社工(人) | 10 | 12 | 预期性
""",
        ["/床位//张/约束性: 2020a 10, 2025t 12", "/社工//人/预期性: 2020a 10, 2025t 12"],
    ),
    "a page break with its number, and the header and caption printed again": (
        """
表1 指标
序号 | 指标 | 2020年 | 2025年
1 | 床位(张) | 1 | 2
— 12 —

序号 | 指标 | 2020年 | 2025年
2 | 社工(人) | 1 | 2
续表1
序号 | 指标 | 2020年 | 2025年
3 | 社工站(个) | 1 | 2
注:社工站为估计。
""",
        [
            "/床位//张/: 2020a 1, 2025t 2",
            "/社工//人/: 2020a 1, 2025t 2",
            "/社工站//个/: 2020a 1, 2025t 2",
        ],
    ),
    "full-width signs everywhere": (
        """
表２　指标
序号｜指标名称｜单位｜２０２０年｜２０２５年｜属性
１｜护理型床位占比｜％｜５０．１｜５８｜约束性
""",
        ["/护理型床位占比//%/约束性: 2020a ５０．１, 2025t ５８"],
    ),
    "TABs, with a pillar whose TABs are not printed": (
        """
表1 指标
序号\t指标\t单位\t2020年\t2025年
精准保障
1\t护理型床位占比\t%\t50\t58
""",
        ["精准保障/护理型床位占比//%/: 2020a 50, 2025t 58"],
    ),
    "drawn with box characters": (
        """
表2 指标
┌──┬──┬──┐
│指标│2020年│2025年│
├──┼──┼──┤
│床位(张)│10│12│
└──┴──┴──┘
""",
        ["/床位//张/: 2020a 10, 2025t 12"],
    ),
    "one unit for the whole table, above it": (
        """
表1 资金指标
(单位:万元)
指标 | 2020年 | 2025年
福彩公益金 | 20 | 40
""",
        ["/福彩公益金//万元/: 2020a 20, 2025t 40"],
    ),
    "marks around names, property before the figures, departments behind them": (
        """
序号 | 类别 | 指标名称 | 单位 | 指标属性 | 2020年 | 2025年 | 责任单位
1 | 养老 | 人均预期寿命* | 岁 | 预期性指标 | 78.5 | 80 | 卫健局
2 | | ★社工站覆盖率 | % | 约束性指标 | 60 | 全覆盖 | 民政局
3 | 救助 | 满意度 | ％ | 预期性指标 | — | 95%以上 | 民政局
""",
        [
            "养老/人均预期寿命//岁/预期性: 2020a 78.5, 2025t 80",
            "养老/社工站覆盖率//%/约束性: 2020a 60, 2025t 全覆盖",
            "救助/满意度//%/预期性: 2020a —, 2025t 95%以上",
        ],
    ),
    "the past plan's targets, what was reached, and a rate of completion that is no value": (
        """
表1 “十三五”完成情况
指 标（单位） | “十三五”规划目标 | “十三五”完成情况 | 完成率（％）
床位（张） | 1000 | 1100 | 110
养老机构（家） | 10 | 12 | 120
""",
        ["/床位//张/: 2020t 1000, 2020a 1100", "/养老机构//家/: 2020t 10, 2020a 12"],
    ),
    "categories before the numbers, left out where they go on": (
        """
类别 | 序号 | 指标 | 单位 | 2020年 | 2025年 | 属性
养老服务 | 1 | 床位 | 张 | 3 | 5 | 预期性
2 | 护理员 | 人 | 3 | 5 | 预期性
社会救助 | 3 | 低保标准 | 元/月 | 3 | 5 | 约束性
""",
        [
            "养老服务/床位//张/预期性: 2020a 3, 2025t 5",
            "养老服务/护理员//人/预期性: 2020a 3, 2025t 5",
            "社会救助/低保标准//元/月/约束性: 2020a 3, 2025t 5",
        ],
    ),
    "blank cells for missing marks": (
        """
指标 | 2020年 | 2025年 | 属性
床位(张) | | 12 | 预期性
""",
        ["/床位//张/预期性: 2020a , 2025t 12"],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_of_other_plans_is_read_as_a_person_reads_it(layout):
    text, expected = LAYOUTS[layout]
    assert shown(read(text)) == expected


def test_without_a_period_the_earliest_year_is_actual():
    text = "指标 | 2015年 | 2020年\n社工(人) | 20 | 40"
    assert shown(read(text, None)) == ["/社工//人/: 2015a 20, 2020t 40"]


def test_two_growth_columns_know_their_years_and_the_plans_own_is_stated():
    text = """
指标 | 2015年 | 2020年 | “十三五”年均增速(%) | 2025年 | “十四五”年均增速(%)
床位(张) | 10 | 12 | 3.7 | 15 | 4.6
"""
    found = read(text)
    (growth,) = found.stated_growth.itertuples()
    assert (growth.printed, growth.base_year, growth.target_year) == ("4.6", 2020, 2025)
    assert "“3.7”" in str(found.problems[0])


def test_the_growth_of_a_plan_leads_to_the_end_of_its_period_not_to_2035():
    found = read("指标 | 2020 | 2025 | 2035 | 年均增长(%)\n床位(张) | 10 | 12 | 20 | 3.7")
    (growth,) = found.stated_growth.itertuples()
    assert (growth.base_year, growth.target_year) == (2020, 2025)


def test_tables_with_the_same_number_are_told_apart_by_their_word():
    text = """
表1 指标
指标 | 2020年 | 2025年
床位(张) | 10 | 12
后文。
专栏1 指标
指标 | 2020年 | 2025年
社工(人) | 10 | 12
"""
    assert list(read(text).indicators["table"]) == ["1", "专栏1"]


def test_one_table_without_a_number_has_an_empty_name_and_several_their_lines():
    one = "指标 | 2020年 | 2025年\n床位(张) | 10 | 12\n后文。"
    assert list(read(one).indicators["table"]) == [""]
    assert list(read(f"{one}\n{one}").indicators["table"]) == ["L1", "L4"]


def test_two_tables_without_captions_may_print_one_indicator_each():
    text = "指标 | 2015年 | 2020年\n床位(张) | 8 | 10\n\n指标 | 2020年 | 2025年\n床位(张) | 10 | 12"
    assert len(read(text).indicators) == 2


def test_unlisted_indicators_get_the_same_id_however_their_name_is_spaced():
    first = read("指标 | 2020年 | 2025年\n森林覆盖率(%) | 10 | 12").indicators
    second = read("指标 | 单位 | 2020年 | 2025年\n森林 覆盖率 | % | 10 | 12").indicators
    assert first["indicator_id"][0] == second["indicator_id"][0]
    assert first["indicator_id"][0].startswith("unlisted_")


@pytest.mark.parametrize(
    ("cells", "direction"),
    [
        ("10 | 12", "up"),
        ("12 | 10", "down"),
        ("— | ≤5.5", "down"),
        ("— | —", "up"),
        ("30 | 35~40", "up"),
        ("42 | 35~40", "down"),
        ("38 | 35~40", "within"),
        ("— | 控制在4.5%~5%", "down"),
        ("— | 保持在28~32", "within"),
        ("40 | 28~32之间", "within"),
        ("4 | 稳定在5以上", "up"),
    ],
)
def test_the_direction_of_an_unlisted_indicator_is_where_its_target_lies(cells, direction):
    found = read(f"指标 | 2020年 | 2025年\n甲率(%) | {cells}")
    assert list(found.indicators["direction"]) == [direction]


@pytest.mark.parametrize(
    ("cells", "direction"),
    [
        ("110 | 103~107", "within"),
        ("— | 107", "within"),
        ("107 | 107", "within"),
        ("110 | 107左右", "down"),
        ("118 | 112", "down"),
        ("— | ≤112", "within"),
    ],
)
def test_a_figure_without_a_better_side_is_kept_unless_one_number_asks_to_move_it(cells, direction):
    """出生人口性别比: 118 to 112 is a way down; 103~107, or the present value again, is to be kept."""
    found = read(f"指标 | 2020年 | 2025年\n出生人口性别比（女=100） | {cells}")
    assert list(found.indicators["direction"]) == [direction]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("name", "direction"), [("水土保持率", "up"), ("就业稳定率", "up"), ("失业率控制区间", "within")]
)
def test_a_name_that_speaks_of_keeping_is_not_a_range_to_be_kept(name, direction):
    found = read(f"指标 | 2020年 | 2025年\n{name}(%) | 70 | 72~75")
    assert list(found.indicators["direction"]) == [direction]


PROJECTS = """
表1 指标
指标 | 2020年 | 2025年
床位(张) | 10 | 12

附件1 重大项目(单位:亿元)
序号 | 项目名称 | 建设内容及规模 | 起止年限 | 总投资 | 责任单位
一、养老服务类 | | | | |
1 | 甲县福利院 | 占地20000平方米,新增床位300张 | 2021-2023 | 1.5 | 甲县民政局
2 | 乙县公墓 | 建设墓穴 | 2022年3月—2024年 | 约0.8 | 乙县民政局
合计 | | | | 2.3 |
"""


def test_a_project_list_in_hundred_millions_with_groups_terms_and_a_sum():
    projects = read(PROJECTS).projects
    assert list(projects["name"]) == ["甲县福利院", "乙县公墓"]
    assert list(projects["total_10k"]) == [15000, 8000]
    assert list(projects["total_approx"]) == [False, True]
    assert list(projects["start"]) == ["2021", "2022-03"]
    assert list(projects["finish"]) == ["2023", "2024"]
    assert list(projects["builder"]) == ["甲县民政局", "乙县民政局"]
    assert projects["beds"][0] == 300
    assert pd.isna(projects["beds"][1])
    assert projects["land_mu"][0] == 30


def test_programme_tables_are_known_by_title_and_content():
    text = """
表1 指标
指标 | 2020年 | 2025年
床位(张) | 10 | 12

专栏2 重点行动
| 序号 | 行动名称 | 主要内容 | 责任单位 |
|---|---|---|---|
| 1 | 助老行动 | 建设一批养老院。 | 民政局 |
| 3 | 助残行动 | 建设康复中心。 | 残联 |
"""
    found = read(text)
    rows = [tuple(row) for row in found.programmes[["table", "row", "title", "content"]].to_numpy()]
    assert rows == [("2", 1, "助老行动", "建设一批养老院。"), ("2", 2, "助残行动", "建设康复中心。")]
    assert "the entry's number is 3, but 2 comes next" in str(found.problems[0])


def test_a_table_on_the_last_plan_ends_with_the_last_plan():
    """Its 规划目标 and 完成情况 are of 2020, though the plan itself ends in 2025."""
    table = "表{} {}\n指标 | {} | 规划目标 | 完成情况\n参保人数(万人) | 58.2 | 66 | 68.9"
    expected = ["/参保人数//万人/: 2015a 58.2, 2020t 66, 2020a 68.9"]
    assert shown(read(table.format(1, "“十三五”指标完成情况", "基期"))) == expected
    assert shown(read(table.format(1, "主要指标", "2015年基数"))) == expected
    assert shown(read("表1 “十四五”指标\n指标 | 基期 | 规划目标\n参保人数(万人) | 58.2 | 66")) == [
        "/参保人数//万人/: 2020a 58.2, 2025t 66"
    ]


def test_a_column_that_says_whether_a_target_was_reached_is_no_second_value():
    text = "指标 | 2015年 | 2020年目标 | 2020年实际 | 完成情况\n床位(张) | 40 | 50 | 55 | 完成"
    assert shown(read(text)) == ["/床位//张/: 2015a 40, 2020t 50, 2020a 55"]
    text = "指标 | 2020年 | 2025年 | 预期值\n死亡人数(人) | 94 | 80 | 下降15%\n床位(张) | 40 | 50 | —"
    assert shown(read(text)) == ["/死亡人数//人/: 2020a 94, 2025t 80", "/床位//张/: 2020a 40, 2025t 50"]


def test_a_row_numbered_2_1_stands_below_row_2():
    text = (
        "序号 | 指标 | 单位 | 2020年 | 2025年\n1 | 公路 | 公里 | 512 | 700\n2 | 铁路 | 公里 | 398 | 500\n"
        "2.1 | 其中:高速铁路 | 公里 | 152 | 230\n3 | 航道 | 公里 | 286 | 340"
    )
    assert [line.split(":")[0] for line in shown(read(text))] == [
        "/公路//公里/",
        "/铁路//公里/",
        "/高速铁路//公里/",
        "/航道//公里/",
    ]


def test_a_category_with_a_digit_is_a_category():
    table = """
表2 主要指标
| 类别 | 序号 | 指标名称 | 单位 | 2020年 | 2025年 | 属性 |
| 目标1 | 1 | 养老机构护理型床位占比 | % | 50 | 60 | 约束性 |
| 目标2 | 2 | 节地生态安葬率 | % | 58 | 70 | 预期性 |
"""
    assert shown(read(table)) == [
        "目标1/养老机构护理型床位占比//%/约束性: 2020a 50, 2025t 60",
        "目标2/节地生态安葬率//%/预期性: 2020a 58, 2025t 70",
    ]
