"""The main job on the real plan: from data/raw to the printed PDF, in a copy of the project."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import frictionless
import openpyxl
import pytest
from pypdf import PdfReader

from analysis.report.kinds import KINDS

ROOT = Path(__file__).parents[2]
PLAN = "sanmen-civil-affairs-14"


def guihua(root, *arguments):
    command = [sys.executable, "-m", "analysis", "--root", str(root), *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the plan and the notebooks, nothing processed yet, with the report made once."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "data" / "raw", root / "data" / "raw")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    done = guihua(root, "report", PLAN, "--year", "2025")
    assert done.returncode == 0, done.stderr
    return root


def report(root):
    return root / "reports" / PLAN / "2025"


def pdf(root):
    return PdfReader(io.BytesIO((report(root) / "report.pdf").read_bytes()))


def test_the_committed_tables_are_what_the_code_writes(project):
    for path in sorted((ROOT / "data" / "processed" / PLAN).iterdir()):
        assert (project / "data" / "processed" / PLAN / path.name).read_bytes() == path.read_bytes(), (
            path.name
        )


def test_the_processed_package_is_valid(project):
    """By another program: frictionless validates every table against datapackage.json."""
    package = project / "data" / "processed" / PLAN / "datapackage.json"
    assert frictionless.validate(str(package)).valid


def test_the_pdf_can_be_searched_and_has_bookmarks(project):
    reader = pdf(project)
    text = "".join(page.extract_text() for page in reader.pages)
    for words in (
        "三门县民政事业发展",
        "主要结论",
        "不能估计趋势",
        "护理型床位占机构床位比率",
        "plan.txt:32:34",
        "30420",
    ):
        assert words in text.replace("\n", ""), words
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles[:2] == ["一组数据看态势", "主要结论"]
    assert titles[-1].startswith("附录")


def test_the_page_and_the_workbook_hold_what_the_pdf_holds(project):
    page = (report(project) / "report.html").read_text(encoding="utf-8")
    for words in ("三门县民政事业发展", "主要结论", "护理型床位占机构床位比率", "出处：plan.txt:32:34"):
        assert words in page, words
    book = openpyxl.load_workbook(report(project) / "tables.xlsx")
    assert {"目录", "数值", "展望", "进度", "字段说明"} <= set(book.sheetnames)
    assert {row[1] for row in book["展望"].iter_rows(min_row=2, values_only=True)} >= {
        "minimum_living_standard"
    }
    assert sum(name.startswith("表") for name in book.sheetnames) == page.count("<table")


def test_the_report_folder_holds_figures_with_their_data_and_executed_notebooks(project):
    figures = {path.name for path in (report(project) / "figures").iterdir()}
    for name in ("outlook_1", "growth_forest", "targets_met", "required_pace", "project_timeline"):
        assert {f"{name}.svg", f"{name}.png", f"{name}.csv"} <= figures
    names = {path.stem for path in (report(project) / "notebooks").iterdir()}
    assert names == set(KINDS["yearly"].notebooks)
    in_reports = {name for kind in KINDS.values() for name in kind.notebooks}
    not_of_one_report = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} - in_reports
    assert not_of_one_report == {"6_backtest", "7_explore"}  # series of many years; a page of widgets


OBSERVED = """indicator,year,value,unit,source,note
nursing_bed_share,2022,55.6,%,made up for a test,
nursing_bed_share,2023,58.4,%,made up for a test,
eco_burial_rate,2023,61,%,made up for a test,
nursing_bed_share,2025,63,%,made up for a test,
eco_burial_rate,2025,69,%,made up for a test,
"""


PROGRESS = """project,date,status,percent,spent,unit,started,finished,source,note
P2,2021-12,完工,100,3300,万元,2019-06,2021-11,made up for a test,
P1,2023-12,在建,30,0.42,亿元,2023-05,,made up for a test,雨季停工一月
P4,2023-12,未开工,,0,万元,,,made up for a test,
P1,2025-10,投用,100,1.9,亿元,,2025-03,made up for a test,
"""


@pytest.mark.parametrize(
    ("kind", "year", "progress", "words"),
    [
        ("midterm", "2023", "", ("2023年中期评估报告", "提前完成1项（护理型床位占比）", "滞后1项", "应已完工",
                                 "是否按期不作判断")),
        ("midterm", "2023", PROGRESS, (
            "按截至2023年所报进展：按期完成1项、滞后1项、未开工1项、未报进展2项。", "共7500万元",
            "“三门县第一福利院”滞后：规划起止2023–2024，截至2023-12在建，完成30%，时间进度50%",
            "工程按期情况：", "雨季停工一月", "project_progress.csv:3",
        )),
        (
            "final",
            "2025",
            PROGRESS,
            ("2025年总结评估报告", "完成1项（护理型床位占比）", "目标70，实际69，相差1个百分点",
             "“三门县第一福利院”逾期完成：规划2024完工，实际2025-03，晚3个月", "投用 (2025-10)"),
        ),
    ],
)  # fmt: skip
def test_the_other_kinds_of_report_come_out_beside_the_yearly_one(project, kind, year, progress, words):
    """Of the projects, what is reported up to the year; without any entry, that nothing is known."""
    folder = project / "data" / "raw" / PLAN
    observations, reported = folder / "observations.csv", folder / "project_progress.csv"
    before, yearly = observations.read_text(), (report(project) / "report.pdf").read_bytes()
    observations.write_text(OBSERVED)
    if progress:
        reported.write_text(progress)
    try:
        done = guihua(project, "report", PLAN, "--year", year, "--kind", kind)
    finally:
        observations.write_text(before)
        reported.unlink(missing_ok=True)
    assert done.returncode == 0, done.stderr
    made = project / "reports" / PLAN / f"{year}-{kind}" / "report.pdf"
    assert done.stdout.strip().endswith(f"{year}-{kind}/report.pdf")
    text = "".join(page.extract_text() for page in PdfReader(made).pages)
    text = text.replace("\n", "").replace("\xa0", " ")
    for word in words:
        assert word in text, word
    assert ("2025-10" in text) == (bool(progress) and year == "2025")
    assert (report(project) / "report.pdf").read_bytes() == yearly


def test_a_final_report_is_about_the_last_year_of_the_plan(project):
    done = guihua(project, "report", PLAN, "--year", "2024", "--kind", "final")
    assert done.returncode == 2
    assert "plan.toml:6:1: a final report" in done.stderr
    assert "choose 2025" in done.stderr


def test_a_new_observation_changes_the_outlook_and_the_same_input_gives_the_same_bytes(project, tmp_path):
    """By hand: 53 (2020) and 54 (2022) give 54 + 3 * 15.1 / 7 = 60.47 in 2025 by drift from 2015 (38.9)."""
    before = (report(project) / "report.pdf").read_bytes()
    assert guihua(project, "report", PLAN, "--year", "2025").returncode == 0
    assert (report(project) / "report.pdf").read_bytes() == before
    root = tmp_path / "copy"
    shutil.copytree(project / "data", root / "data")
    with (root / "data" / "raw" / PLAN / "observations.csv").open("a", encoding="utf-8") as table:
        table.write("养老机构护理型床位占比,2022,54,%,test,\n")
    listed = guihua(root, "forecast", PLAN, "--as-of", "2025")
    assert "60.47" in listed.stdout
    assert "60.47" not in guihua(project, "forecast", PLAN, "--as-of", "2025").stdout
