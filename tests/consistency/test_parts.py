"""Parts and totals in a sentence and in a table."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("社会组织突破610家,其中社会团体突破120家,民非突破490家。", ["agree"]),
        ("社会组织610家,其中社会团体720家。", ["conflict"]),
        ("社会组织610家,其中社会团体520家,民非490家。", ["conflict"]),
        ("养老床位500张,其中公办机构300张、民办机构200张。", ["agree"]),
        ("养老床位500张,其中公办机构300张、民办机构150张。", ["conflict"]),
        ("总投资5000万元,其中财政资金3000万元、自筹资金2500万元。", ["conflict"]),
        ("总投资2亿元,其中一期1亿元。", ["agree"]),
        ("床位500张,其中护理型床位300张。", ["agree"]),
        # parts may be only some, may overlap, or be of another kind
        ("养老机构24家,其中五星级2家、四星级3家。", []),
        ("志愿者1000人,其中党员600人、女性700人。", ["notable"]),
        ("规划总投资386亿元,其中公路210亿元、铁路98亿元、水运36亿元、机场32亿元。", ["notable"]),
        ("养老机构24家,其中护理型床位300张。", []),
        ("覆盖率达到20%,其中农村达到35%。", []),
        ("社会组织突破610家,其中民非700家。", []),
        ("老年人10万人,其中80岁以上2万人。", ["agree"]),
        ("建成服务站24家,其中示范站5家,培育志愿队伍300支。", ["agree"]),
        ("其中社会团体120家。", []),
        ("新增营造林148万亩,其中绿化工程43万亩,修复治理退化草原517万亩。", ["agree"]),
    ],
)
def test_parts_of_a_total_in_a_sentence(verdicts, text, expected):
    assert verdicts("parts_of_total", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建卫生院5家、改造卫生院8家,合计13家。", ["agree"]),
        ("新建卫生院5家、改造卫生院8家,合计15家。", ["conflict"]),
        ("新建卫生院5家、床位80张,合计15家。", []),
        ("新建卫生院约5家、改造卫生院8家,合计15家。", []),
        ("现有卫生院5家、卫生室8家,全县共有机构30家。", []),
    ],
)
def test_a_stated_sum_and_its_items(verdicts, text, expected):
    assert verdicts("stated_sum", text) == expected


ROWS = """表1 主要指标
主要指标 | 2020年实际值 | 2025年目标值 |
养老床位数(张) | 500 | 800 |
其中:护理型床位{unit} | {part} | 400 |
"""


@pytest.mark.parametrize(
    ("unit", "part", "expected"), [("(张)", 600, ["conflict"]), ("(张)", 300, []), ("占比(%)", 600, [])]
)
def test_a_row_of_a_part_is_not_larger_than_the_row_of_its_whole(verdicts, unit, part, expected):
    assert verdicts("part_row", ROWS.format(unit=unit, part=part)) == expected


TOTALS = """表2 重点项目
项目名称 | 建设内容 | 总投资(万元) | 占比(%) |
第一福利院 | 新建 | 2000 | 40 |
敬老院 | 新建 | {second} | 60 |
合计 | | 5000 | 90 |
"""


@pytest.mark.parametrize(("second", "expected"), [("3000", ["agree"]), ("3500", ["conflict"]), ("待定", [])])
def test_a_row_of_totals_is_the_sum_of_the_rows(verdicts, second, expected):
    """The column of shares is left out although it does not add up to 90."""
    assert verdicts("total_row", TOTALS.format(second=second)) == expected


LEVELS = """表2 重点项目
序号 | 项目名称 | 建设内容 | 总投资(万元) |
{first} | 公路 | 新建 | 3000 |
{second} | 其他公路 | 新建 | 2000 |
合计 | | | 3000 |
"""


@pytest.mark.parametrize(
    ("first", "second", "expected"), [("1", "2", ["conflict"]), ("一", "1", []), ("一、", "(一)", [])]
)
def test_rows_that_stand_under_each_other_are_not_added(verdicts, first, second, expected):
    assert verdicts("total_row", LEVELS.format(first=first, second=second)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # an average has no parts that add up
        ("居民人均可支配收入由2015年的17125元增加到2020年的24810元,其中城镇34750元、农村16108元。", []),
        # 其中 goes back to the number compared, not to the change
        ("实有床位3.12万张,比2015年增加7800张,其中医院床位2.46万张、基层床位0.66万张。", ["agree"]),
        ("实有床位3.12万张,比2015年增加7800张,其中医院床位3.46万张。", ["conflict"]),
        # what follows 较 is no part
        (
            "完成投资28.4亿元,其中中央12.1亿元、省级6.5亿元、市县9.8亿元,较“十二五”的17.9亿元增长58.7%。",
            ["agree"],
        ),
        # of several measures the one that the parts count
        ("改造小区680个、1950万平方米,惠及21万户,其中2021年380个、2022年300个。", ["agree"]),
        ("改造小区680个、1950万平方米,惠及21万户,其中2021年390个、2022年300个。", ["conflict"]),  # years
        ("开工住房12.6万套,其中公租房1.8万套、棚改房10.3万套、人才房0.8万套。", ["notable"]),
    ],
)
def test_parts_belong_to_the_number_that_they_are_parts_of(verdicts, text, expected):
    assert verdicts("parts_of_total", text) == expected


def test_a_sum_of_parts_is_shown_in_the_unit_that_is_printed(audit):
    found = audit("开工住房12.6万套,其中公租房1.8万套、棚改房10.3万套、人才房0.8万套。", "parts_of_total")
    assert "=12.9万套" in found["detail"][0]


YEARS = """表2 住房用地供应计划(公顷)
年份 | 商品住房用地 | 保障性住房用地 | 合计 |
2021年 | 310 | 80 | 390 |
2022年 | 305 | 85 | 390 |
2023年 | 290 | 90 | {} |
2024年 | 280 | 85 | 365 |
"""


def test_a_column_of_totals_is_the_sum_of_the_other_columns(audit, verdicts):
    assert verdicts("total_row", YEARS.format(380)) == []
    found = audit(YEARS.format(390), "total_row")
    assert found["verdict"].tolist() == ["conflict"]
    assert "相加为380" in found["message_zh"][0]
    mixed = (
        YEARS.replace("商品住房用地", "项目数")
        .replace("| 80 | 390", "| 80 | 7")
        .replace("| 85 | 390", "| 85 | 9")
    )
    assert verdicts("total_row", mixed.format(390)) == []  # 合计 is no sum of these
