"""A stated number of things against the things listed."""

import pytest

ELEVEN = (*"一二三四五六七八九十", "十一")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推行行政执法公示、执法全过程记录、重大执法决定法制审核“三项制度”。", ["agree"]),
        ("推行行政执法公示、执法全过程记录、重大执法决定法制审核“四项制度”。", ["conflict"]),
        ("推行行政执法公示、重大执法决定法制审核“三项制度”。", []),  # two things are too few for a list
        ("办好乒联混合团体世界杯、铁人三项世界杯系列赛。", []),
        ("地区生产总值增长4.7%、民间投资增长5.2%、高于全国0.3个百分点。", []),
        ("完善政策、赋予所有改革发展以“三个意义”。", []),
        ("破解“人口多、土地少,小生产、大市场,投入高、产出低”三大矛盾。", []),
        ("夯实监测预防、强制报告、应急处置、评估帮扶、监护干预“五位一体”的机制。", ["agree"]),
        ("夯实监测预防、强制报告、应急处置、监护干预“五位一体”的机制。", ["conflict"]),
        ("围绕“强基础补短板、调结构保需求、优服务提质量、抢机遇建机制”四个核心理念。", ["agree"]),
        ("落实居住分布图、需求分布图、点位分布图三张图。", ["agree"]),
        ("实施“三大工程”:设施提升、人才培育、智慧助老。", ["agree"]),
        ("实施“四大工程”:设施提升、人才培育、智慧助老。", ["conflict"]),
        ("坚持绿色引领、系统治理和改革创新三项原则。", ["agree"]),
        # the name is not the list's, the list goes on, or the number is an ordinal
        ("增强“四个意识”、坚定“四个自信”、做到“两个维护”。", []),
        ("落实重大决策、深入开展“三项行动”。", []),
        ("统筹推进“五位一体”总体布局和协调推进“四个全面”战略布局。", []),
        ("全面落实“双随机、一公开”监管机制。", []),
        ("开启新征程、向第二个百年奋斗目标进军。", []),
        ("实施“五大工程”:设施提升、人才培育等。", []),
        ("涵盖就业、教育、医疗、住房、养老、文化、体育“三项制度”。", []),
    ],
)
def test_a_list_and_the_number_in_its_name(verdicts, text, expected):
    assert verdicts("named_list", text) == expected


PROGRAMME = """表3 先行计划
序号 | 方案 | 内容 |
1 | 实施“{number}大行动” | 实施就业救助“贴心帮扶”、医疗救助“暖心关爱”、教育救助“助学添翼”{rest} |
2 | 健全“{number}大机制” | 健全主动发现机制,构建网络。健全精准识贫机制。健全长效帮扶机制,强化物质救助。 |
"""


@pytest.mark.parametrize(
    ("number", "rest", "expected"),
    [
        ("三", "等行动。", ["agree", "agree"]),
        ("二", "等行动。", ["conflict", "conflict"]),
        ("四", "等行动。", ["conflict"]),  # after 等 the list of actions may go on
        ("三", ",深化改革。", ["agree"]),
    ],
)
def test_a_programme_lists_what_its_title_promises(verdicts, number, rest, expected):
    assert verdicts("programme_list", PROGRAMME.format(number=number, rest=rest)) == expected


@pytest.mark.parametrize(
    ("heading", "first", "expected"),
    [
        ("一、实施“四大工程”", "重点实施设施提升、人才培育、智慧助老、安宁疗护工程,推动发展。", ["agree"]),
        ("一、实施“五大工程”", "重点实施设施提升、人才培育、智慧助老、安宁疗护工程,推动发展。", ["conflict"]),
        ("一、实施“五大工程”", "重点实施设施提升、人才培育等工程。", []),
        ("一、实施“五大工程”", "推动养老服务高质量发展。", []),
    ],
)
def test_a_heading_promises_what_stands_under_it(verdicts, heading, first, expected):
    assert verdicts("heading_list", f"第一章 任务\n{heading}\n{first}\n") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("重点抓好三个方面:一是强化领导。二是加大投入。三是严格考核。", ["agree"]),
        ("重点抓好四个方面:一是强化领导。二是加大投入。三是严格考核。", ["conflict"]),
        ("推出十一项举措:" + "".join(f"{n}是落实。" for n in ELEVEN), ["agree"]),
        ("重点抓好三个方面:一是强化领导。三是严格考核。", []),
        ("加强领导:一是强化领导。二是加大投入。", []),
    ],
)
def test_numbered_points_are_as_many_as_stated(verdicts, text, expected):
    assert verdicts("numbered_points", text) == expected


PROJECTS = """第一章 目标
表1 主要指标
主要指标 | 2020年实际值 | 2025年目标值 |
节地生态安葬率(%) | 58 | 70 |
第二章 任务
精心实施{number}个重大建设工程,补齐短板。
附表:
某县民政事业发展重大建设工程
项目名称 | 建设性质 | 建设地点 | 建设内容和规模 | 规划总投资(万元) |
第一福利院 | 新建 | 城东 | 新建 | 2000 |
敬老院 | 新建 | 城西 | 新建 | 3000 |
"""
PILLARS = """第一章 目标
以打造“{number}个标杆区”为目标。
表2 主要指标
主要指标 | 2020年实际值 | 2025年目标值 |
精准保障标杆区 | | |
节地生态安葬率(%) | 58 | 70 |
和谐自治标杆区 | | |
城市智慧社区覆盖率(%) | 0 | 8 |
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PROJECTS.format(number="两"), []),  # 两个: not a number of a list's name
        (PROJECTS.format(number="二"), ["agree"]),
        (PROJECTS.format(number="十"), ["conflict"]),
        (PROJECTS.format(number="十").replace("实施十个重大建设工程", "实施十大民生项目"), []),
        (PILLARS.format(number="二"), ["agree"]),
        (PILLARS.format(number="四"), ["conflict"]),
        (PILLARS.format(number="四").replace("四个标杆区", "四个示范片"), []),
    ],
)
def test_a_number_in_the_prose_is_that_of_the_table(verdicts, text, expected):
    assert verdicts("table_count", text) == expected


@pytest.mark.parametrize(("number", "expected"), [("二", ["agree"]), ("十", ["conflict"])])
def test_a_number_in_a_tables_title_is_that_of_its_rows(verdicts, number, expected):
    table = PROJECTS.partition("附表:\n")[2].replace("民政事业发展重大建设工程", f"民政“{number}大项目”")
    indicators = PROJECTS.partition("第二章")[0]
    assert verdicts("caption_count", f"{indicators}表3 {table}") == expected
