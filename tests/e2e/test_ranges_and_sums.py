"""A small made-up plan with ranges and sums, from its text to verdicts, chances, and the final account."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

ROOT = Path(__file__).parents[2]
PLAN = """示例县民政事业发展“十四五”规划

表1 “十四五”时期示例县主要指标
类别 | 指标 | 单位 | 2020年 | 2025年目标 | 属性
养老服务 | 每千名老年人拥有社会养老床位数 | 张 | 30 | 35~40 | 预期性
养老服务 | 新增养老护理员 | 人 | — | [500] | 预期性
人口发展 | 出生人口性别比 | 女=100 | 110 | 103~107 | 预期性
人口发展 | 城镇调查失业率 | % | 5.6 | 控制在4.5%~5% | 预期性
人口发展 | 老年抚养比 | % | 30.0 | 保持在28%~32%之间 | 预期性
社会救助 | 医疗救助平均救助比例 | % | 60 | 70%左右 | 约束性
社会救助 | 新增建设用地 | 亩 | — | [不超过300] | 约束性
"""
SEEN = {
    "每千名老年人拥有社会养老床位数": (33, 36, 41, 42, 43),
    "新增养老护理员": (80, 90, 100, 110, 115),
    "出生人口性别比": (109, 108, 107.4, 106, 107.6),
    "城镇调查失业率": (5.3, 5.2, 4.2, 4.8, 4.4),
    "老年抚养比": (30.5, 31.6, 33.1, 33.0, 32.4),
    "医疗救助平均救助比例": (63, 66, 69, 69.2, 69.4),
    "新增建设用地": (80, 70, 60, 50, 45),
}
# read by hand: beds 43 are above 35~40 and met; workers 495 of 500; the sex ratio 107.6 rounds to 108;
# 4.4 % are below 4.5~5 and met; 32.4 rounds to 32; 69.4 rounds to 69 and not to 70; land 305 of at most 300
OUTCOMES = {
    "每千名老年人拥有社会养老床位数": ("完成（超出区间上限）", "35~40 (2025)"),
    "新增养老护理员": ("未完成", "500 (2025)"),
    "出生人口性别比": ("未完成（超出区间上限）", "103~107 (2025)"),
    "城镇调查失业率": ("完成（低于区间下限）", "4.5~5 (2025)"),
    "老年抚养比": ("完成", "28~32 (2025)"),
    "医疗救助平均救助比例": ("未完成", "约70 (2025)"),
    "新增建设用地": ("未完成", "≤300 (2025)"),
}


def guihua(root, *arguments):
    command = [sys.executable, "-m", "analysis", "--root", str(root), *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The made-up plan with its observations, extracted, and its final report."""
    root = tmp_path_factory.mktemp("ranges")
    folder = root / "data" / "raw" / "made"
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    folder.joinpath("plan.txt").write_text(PLAN, encoding="utf-8")
    folder.joinpath("plan.toml").write_text(
        f'title = "示例规划"\narea = "示例县"\nperiod = [2021, 2025]\nsource = "plan.txt"\n'
        f'sha256 = "{hashlib.sha256(PLAN.encode()).hexdigest()}"\nencoding = "utf-8"\n',
        encoding="utf-8",
    )
    with folder.joinpath("observations.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["indicator", "year", "value", "unit", "source", "note"])
        for name, values in SEEN.items():
            table.writerows([name, year, value, "", "made up", ""] for year, value in enumerate(values, 2021))
    guihua(root, "extract", "made")
    guihua(root, "report", "made", "--year", "2025", "--kind", "final")
    return root


def rows(project, command, *options):
    return json.loads(guihua(project, command, "made", "--as-of", "2023", "--json", *options))


def test_the_plans_table_says_which_side_is_better_and_how_finely_it_prints(project):
    folder = project / "data" / "processed" / "made"
    found = list(csv.DictReader(io.StringIO(folder.joinpath("indicators.csv").read_text(encoding="utf-8"))))
    assert [row["direction"] for row in found] == ["up", "up", "within", "down", "within", "up", "down"]
    values = list(csv.DictReader(io.StringIO(folder.joinpath("values.csv").read_text(encoding="utf-8"))))
    decimals = [row["decimals"] for row in values if row["status"] == "target" and not row["value"]]
    assert decimals == ["0", "0", "1", "0"]


def test_progress_in_the_middle_of_the_period(project):
    """2023 by hand: 41 beds above the range; 270 of 500 in 3 of 5 years; 107.4 rounds into the range; 4.2 is
    below it; 33.1 left it; (69 - 60) / 10; of at most 300 mu nothing is said before the end."""
    found = rows(project, "progress", "--method", "cn_midterm")
    assert [(row["class"], row["beyond"] or "", row["measure"]) for row in found] == [
        ("completed_early", "above_range", "level"),
        ("behind", "", "total"),
        ("completed_early", "", "distance"),
        ("completed_early", "below_range", "level"),
        ("behind", "above_range", "distance"),
        ("on_schedule", "", "level"),
        ("", "", "total"),
    ]
    assert found[1]["value"] == pytest.approx(0.54)
    assert found[5]["value"] == pytest.approx(0.9)
    assert found[6]["reason"] == "total_ceiling"


def test_chances_and_required_amounts_in_the_middle_of_the_period(project):
    found = [row for row in rows(project, "forecast") if row["model"] == "guarded_drift"]
    assert [row["attained_by_point"] for row in found] == [True, False, True, True, False, True, False]
    assert all(0 < row["p_attain"] < 1 for row in found)
    assert [row["required_amount"] for row in found if row["required_amount"] is not None] == [115]
    assert [(row["target_lower"], row["target_upper"]) for row in found][:3] == [
        (35, 40), (None, None), (103, 107),
    ]  # fmt: skip


def test_the_final_account_says_each_outcome_with_the_target_as_printed(project):
    book = openpyxl.load_workbook(project / "reports" / "made" / "2025-final" / "tables.xlsx")
    cells = {
        str(row[1]).partition("(")[0]: [str(cell) for cell in row]
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        if row and any("(2025)" in str(cell) for cell in row)
    }
    assert set(cells) >= set(OUTCOMES)
    for name, (outcome, target) in OUTCOMES.items():
        assert outcome in cells[name], (name, cells[name])
        assert target in cells[name], (name, cells[name])
    assert "累计495 (2025)" in cells["新增养老护理员"]


def test_page_and_paper_say_the_same(project):
    folder = project / "reports" / "made" / "2025-final"
    page = folder.joinpath("report.html").read_text(encoding="utf-8")
    reader = PdfReader(io.BytesIO(folder.joinpath("report.pdf").read_bytes()))
    paper = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    for words in ("35~40", "103~107", "超出区间上限", "累计495", "规划期初为零", "超出任何一端为未达到"):
        assert words in page, words
        assert words in paper, words
