"""From documents and observations to tables: the period is found, places stay true, new values count."""

import frictionless
import pytest

from analysis.document import guess_period, parse_document
from analysis.errors import ObservationError, PlanError
from analysis.pipeline import file_tables, plan_outlook, plan_tables, write_tables
from analysis.report.formats import study_tables
from analysis.store import load_plan, processed_path, read_processed
from analysis.study import load_study
from conftest import TINY_PLAN

HEADER = "indicator,year,value,unit,source,note\n"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("三门县民政事业发展“十四五”规划\n(2021—2025年)", (2021, 2025)),
        ("某市养老服务体系建设规划（2021－2035年）", (2021, 2035)),
        ("某省规划 2016年至2020年", (2016, 2020)),
        ("某县民政“十三五”规划", (2016, 2020)),
        ("国民经济和社会发展第十个五年计划纲要", (2001, 2005)),
        ("“十五”计划", (2001, 2005)),
        ("“十五五”规划", (2026, 2030)),
        ("第七个五年计划", (1986, 1990)),
        ("“二十五”规划", (2051, 2055)),
        ("某县民政事业统计公报 2020年", None),
        ("电话 2021-2099", None),
        ("某县民政规划\n“十三五”时期,全县认真落实规划。", None),
        ("某县民政规划\n表1 “十三五”规划指标\n指标 | 2015年 | 2020年目标值 |\n甲(%) | 1 | 2 |", None),
        ("某县民政“十四五”规划\n" + "根据" * 40 + "《某规划(2015-2020)》,制定本规划。", (2021, 2025)),
    ],
)
def test_the_period_is_read_from_the_first_lines(text, period):
    """First years of China's five-year plans: the 7th began in 1986, the 10th in 2001, the 13th in 2016."""
    assert guess_period(parse_document(text, "a.txt")) == period


def test_places_name_the_document_relative_to_the_plans_folder(project):
    tables = plan_tables(load_plan(project.root, "tiny")).tables
    for name in ("values", "growth_check"):
        assert set(tables[name]["source_file"]) == {"plan.txt"}


def test_every_place_points_at_what_is_printed_there(project):
    lines = project.plan.joinpath("plan.txt").read_text(encoding="utf-8").splitlines()
    values = plan_tables(load_plan(project.root, "tiny")).tables["values"]
    for row in values.itertuples():
        assert lines[row.source_line - 1][row.source_start : row.source_end] == row.printed


def test_tables_written_and_read_back_are_the_same_tables(project):
    plan = load_plan(project.root, "tiny")
    tables = plan_tables(plan).tables
    write_tables(project.root, plan, plan_tables(plan))
    read = read_processed(project.root, "tiny")
    assert set(read) == set(tables)
    for name, frame in tables.items():
        assert len(read[name]) == len(frame)
    assert read["values"]["value"].tolist() == [float(value) for value in tables["values"]["value"]]
    assert write_tables(project.root, plan, plan_tables(plan), processed_path(project.root, "tiny")) == []


def test_a_new_observation_changes_the_outlook_at_the_next_run(project):
    plan = load_plan(project.root, "tiny")
    before = plan_outlook(plan).query("indicator_id == 'eco_burial_rate' and target_year == 2025")
    assert before["n_obs"].tolist() == [1]
    assert before["point"].isna().all()
    project.plan.joinpath("observations.csv").write_text(
        HEADER + "节地生态安葬率,2022,62,%,年报,\n", encoding="utf-8"
    )
    after = plan_outlook(plan, models=["drift"]).query(
        "indicator_id == 'eco_burial_rate' and target_year == 2025"
    )
    # 58 in 2020 and 62 in 2022: two points a year, 68 in 2025
    assert after["n_obs"].tolist() == [2]
    assert after["point"].tolist() == pytest.approx([68])
    assert after["name"].tolist() == ["节地生态安葬率"]


def test_an_outlook_hides_what_was_not_known_yet(project):
    plan = load_plan(project.root, "tiny")
    project.plan.joinpath("observations.csv").write_text(
        HEADER + "节地生态安葬率,2023,62,%,年报,\n", encoding="utf-8"
    )
    counts = [
        plan_outlook(plan, as_of_year=year).query("indicator_id == 'eco_burial_rate'")["n_obs"].max()
        for year in (2022, 2023)
    ]
    assert counts == [1, 2]


@pytest.mark.parametrize("year", [2019, 2026])
def test_an_outlook_outside_the_period_is_refused(project, year):
    with pytest.raises(PlanError, match="choose a year from 2020 to 2025"):
        plan_outlook(load_plan(project.root, "tiny"), as_of_year=year)


def test_all_problems_of_observations_come_as_one_error_with_a_line_each(project):
    text = HEADER + "无此指标,2022,55,%,,\n护理型床位占比,2031,55,%,,\n"
    project.plan.joinpath("observations.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ObservationError) as error:
        plan_tables(load_plan(project.root, "tiny"))
    assert [line.split(":")[:2] for line in str(error.value).splitlines()] == [
        ["data/raw/tiny/observations.csv", "2"],
        ["data/raw/tiny/observations.csv", "3"],
    ]


PROJECTS = """
附表 重点项目
| 序号 | 项目名称 | 建设性质 | 建设地点 | 总投资(万元) | 计划投资(万元) | 建设年限 |
| 1 | 某县福利院 | 新建 | 城关镇 | 1000 | 800 | 2021-2024 |
"""
PROGRESS = """project,date,status,percent,spent,unit,started,finished,source,note
"某县福利院",2022-12,在建,30,300,万元,2021-06,,"年报,附表",
某县福利院,2024-12,完工,"100",0.095,亿元,,2024-11,年报,
"""


def test_what_is_reported_of_projects_is_a_table_whose_places_are_those_of_the_file(project):
    project.write_plan(TINY_PLAN + PROJECTS)
    project.plan.joinpath("project_progress.csv").write_text(PROGRESS, encoding="utf-8")
    plan = load_plan(project.root, "tiny")
    write_tables(project.root, plan, plan_tables(plan))
    frame = read_processed(project.root, "tiny")["project_progress"]
    assert frame["spent_10k"].tolist() == [300, 950]
    lines = PROGRESS.splitlines()
    for row in frame.itertuples():
        line = lines[row.source_line - 1]
        assert line[row.share_start :].startswith(row.share_printed)
        assert line[row.spent_start :].startswith(row.spent_printed.split()[0])
    package = processed_path(project.root, "tiny") / "datapackage.json"
    assert frictionless.validate(package).valid


def test_a_study_knows_of_projects_what_was_reported_up_to_its_year(project):
    project.write_plan(TINY_PLAN + PROJECTS)
    project.plan.joinpath("project_progress.csv").write_text(PROGRESS, encoding="utf-8")
    plan = load_plan(project.root, "tiny")
    write_tables(project.root, plan, plan_tables(plan))
    studies = [load_study("tiny", as_of_year=year, root=project.root) for year in (2021, 2022, 2024)]
    assert [len(study_tables(study)["project_progress"]) for study in studies] == [0, 1, 2]
    assert [study.project_account["class"].item() for study in studies] == [
        "not_reported",
        "lagging",
        "on_time",
    ]


def test_a_document_without_a_period_still_gives_all_tables(project, tmp_path):
    text = project.plan.joinpath("plan.txt").read_text(encoding="utf-8")
    path = tmp_path / "other.txt"
    path.write_text(text.replace("“十四五”规划\n(2021—2025年)", "规划"), encoding="utf-8")
    tables = file_tables(path).tables
    assert tables["forecasts"]["as_of_year"].unique().tolist() == [2025]
    assert set(tables["values"]["source_file"]) == {path.as_posix()}


def test_frictionless_accepts_all_tables_of_a_plan(project):
    plan = load_plan(project.root, "tiny")
    read = plan_tables(plan)
    write_tables(project.root, plan, read)
    report = frictionless.validate(processed_path(project.root, "tiny") / "datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert {task.name for task in report.tasks} == set(read.tables)
