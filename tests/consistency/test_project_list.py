"""Rows of a project list: status, dates, money, contents."""

import pytest

INDICATORS = "表1 主要指标\n主要指标 | 2020年实际值 | 2025年目标值 |\n节地生态安葬率(%) | 58 | 70 |\n"
HEADER = (
    INDICATORS + "附表:\n某县“十四五”时期重大建设工程\n"
    "项目名称 | 建设性质 | 建设内容和规模 | 规划总投资(万元) | 至2020年底累计完成投资(万元) | "
    "“十四五”计划投资(万元) | 项目进展情况 | 预计开工时间 | 预计竣工时间 | 建设主体 |\n"
)


def project(
    *,
    total="3400",
    invested="/",
    planned="3400",
    status="已立项",
    start="2022",
    finish="2024",
    content="新建",
):
    cells = ["县第一福利院", "新建", content, total, invested, planned, status, start, finish, "县民政局"]
    return HEADER + " | ".join(cells) + " |\n"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"status": "前期调研", "start": "2019.5", "invested": "1300"}, [("conflict", "high")]),
        ({"status": "前期调研", "start": "2019.5"}, [("conflict", "medium")]),
        ({"status": "前期调研", "invested": "50"}, [("notable", "low")]),
        ({"status": "前期调研"}, []),
        ({"status": "施工中", "start": "2019"}, [("conflict", "medium")]),
        ({"status": "施工中", "start": "2021"}, []),
        ({"status": "施工中", "start": "2019", "invested": "500"}, []),
        ({"status": "已完工"}, [("conflict", "medium")]),
        ({"status": "已完工", "start": "2019", "finish": "2020", "invested": "3400"}, []),
        ({"status": "基本完成可研", "start": "2022"}, []),
        ({"status": "", "start": "2019"}, []),
        ({"status": "已完工", "start": "2019", "finish": "2020", "invested": ""}, []),
    ],
)
def test_a_status_goes_with_dates_and_money(audit, given, expected):
    found = audit(project(**given), "project_status")
    assert list(zip(found["verdict"], found["severity"], strict=True)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["agree"]),
        ({"invested": "400", "planned": "3000"}, ["agree"]),
        ({"invested": "1300", "planned": "3000"}, ["conflict"]),
        ({"invested": "1300", "planned": "1000"}, ["notable"]),
        ({"planned": "1000", "finish": "2027"}, []),
        ({"planned": "/"}, []),
        ({"total": "约3400", "planned": "3410"}, ["agree"]),
        ({"invested": "", "planned": "1000", "start": "2019"}, []),
        ({"invested": "", "planned": "1000"}, ["notable"]),
    ],
)
def test_money_spent_and_planned_makes_up_the_total(verdicts, given, expected):
    assert verdicts("project_money", project(**given)) == expected


def test_money_that_a_list_does_not_print_is_not_said_to_be_nothing(audit):
    text = (
        project(planned="1000")
        .replace(" | 至2020年底累计完成投资(万元)", "")
        .replace(" | / | 1000", " | 1000")
    )
    (row,) = audit(text, "project_money").to_dict("records")
    assert "未列已完成投资、计划1000、总投资3400" in row["message_zh"]
    assert "nothing listed as spent + 1000 planned" in row["message_en"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"start": "2024", "finish": "2022"}, ["conflict"]),
        ({"start": "2022.9", "finish": "2022.3"}, ["conflict"]),
        ({"start": "2022", "finish": "2022.3"}, []),
        ({"start": "2019.5", "finish": "2021.12"}, []),
        ({"start": "2018", "finish": "2019"}, ["notable"]),
        ({"start": "2026", "finish": "2027"}, ["notable"]),
        ({"start": "/", "finish": "/"}, []),
    ],
)
def test_a_project_ends_after_it_begins_and_within_the_period(verdicts, given, expected):
    assert verdicts("project_dates", project(**given)) == expected


@pytest.mark.parametrize(
    ("content", "total", "expected"),
    [
        ("新建,总投资3400万元", "3400", ["agree"]),
        ("新建,总投资3400余万", "3400", ["agree"]),
        ("新建,总投资5000万元", "3400", ["conflict"]),
        ("计划总投资约2亿,其中一期项目投资约1亿", "2亿", ["agree"]),
        ("其中一期总投资1000万元", "3400", []),
        ("新建养老床位200张", "3400", []),
    ],
)
def test_the_total_in_a_description_is_that_of_its_cell(verdicts, content, total, expected):
    assert verdicts("project_content", project(content=content, total=total, planned=total)) == expected


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("投资3400万元建设县第一福利院。", ["agree"]),
        ("总投资3400万元建设养老设施(第一福利院项目)。", ["agree"]),
        ("总投资5400万元建设养老设施(第一福利院项目)。", ["conflict"]),
        ("投资5400万元建设县第一福利院。", ["conflict"]),
        ("投资1000万元建设县第一福利院。", []),  # may be a part of it
        ("总投资5400万元建设县第二福利院。", []),
        ("县第一福利院投资回报良好。", []),
    ],
)
def test_an_investment_in_the_prose_is_that_of_the_list(verdicts, prose, expected):
    assert verdicts("project_in_prose", f"第一章 任务\n{prose}\n" + project()) == expected


def test_both_statements_are_cells_of_the_project(audit):
    found = audit(project(status="前期调研", start="2019.5", invested="1300"), "project_status")
    assert (found["statement_a"][0], found["statement_b"][0]) == (
        "县第一福利院 前期调研",
        "县第一福利院 2019.5",
    )
