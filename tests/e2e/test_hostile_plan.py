"""A plan full of hostile strings makes the same report as a harmless one: nothing is run or fetched."""

import hashlib
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

ROOT = Path(__file__).parents[2]
HARMLESS = ("甲乙丙", "丁戊己", "庚辛壬", "子丑寅", "卯辰巳", "午未申")
HOSTILE = (
    "#panic(1) $x$ *a* _b_ @c <d> \\u{41}",  # Typst
    "<script>alert(1)</script><img src=x onerror=alert(1)>",  # HTML
    "[点](javascript:alert(1)) ![图](http://example.org/a.png)",  # Markdown
    "=cmd+'!A1' \\frac{$",  # spreadsheets, formulas
    '#read("/etc/passwd") #image("../../x") ]] }} ))',  # files
    "\u202e反\u2066向\u200b零宽{year}{0}%s",  # direction, width, templates
)

PLAN = """{title}

第一章 {heading}

到2025年，{a}达到80%以上，建成{b}5家。

表2 主要指标
| 类别 | 指标名称 | 单位 | 2020年 | 2022年 | 2025年 | 属性 |
| {c} | {d}覆盖率 | % | 50 | 55 | 60 | 约束性 |
| {c} | {e}数量 | 个 | 5 | 6 | 9 | 预期性 |

附表 重点项目
| 序号 | 项目名称 | 建设性质 | 建设地点 | 总投资(万元) | 计划投资(万元) | 进展情况 | 建设年限 |
| 1 | {f}工程 | 新建 | {a} | 1000 | 500 | {b} | 2021-2024 |
"""


def make_plan(root, name, words):
    folder = root / "data" / "raw" / name
    folder.mkdir(parents=True)
    a, b, c, d, e, f = (word.replace("|", "") for word in words)
    text = PLAN.format(title="测试规划", heading=a, a=a, b=b, c=c, d=d, e=e, f=f)
    folder.joinpath("plan.txt").write_text(text, encoding="utf-8")
    quoted = [word.replace("\\", "\\\\").replace('"', '\\"') for word in (a, b)]
    folder.joinpath("plan.toml").write_text(
        f'title = "{quoted[0]}"\narea = "{quoted[1]}"\nperiod = [2021, 2025]\nsource = "plan.txt"\n'
        f'sha256 = "{hashlib.sha256(text.encode()).hexdigest()}"\nencoding = "utf-8"\n',
        encoding="utf-8",
    )
    notes = [word.replace('"', '""') for word in (c, f)]
    folder.joinpath("observations.csv").write_text(
        "indicator,year,value,unit,source,note\n"
        f'"{e.replace(chr(34), chr(34) * 2)}数量",2023,6,个,"{notes[0]}","{notes[1]}"\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "analysis", "--root", str(root), "report", name, "--year", "2023"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return root / "reports" / name / "2023"


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The folders of a harmless and a hostile report of the same plan."""
    root = tmp_path_factory.mktemp("hostile")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    return {name: make_plan(root, name, words) for name, words in
            (("harmless", HARMLESS), ("hostile", HOSTILE))}  # fmt: skip


def read(folder):
    return PdfReader(io.BytesIO((folder / "report.pdf").read_bytes()))


def titles(outline):
    return [item.title if not isinstance(item, list) else titles(item) for item in outline]


def test_the_report_has_the_same_parts(reports):
    assert titles(read(reports["hostile"]).outline) == titles(read(reports["harmless"]).outline)
    for part in ("figures", "notebooks"):
        names = {
            kind: sorted(path.name for path in (folder / part).iterdir()) for kind, folder in reports.items()
        }
        assert names["hostile"] == names["harmless"]


def test_no_link_leads_out_and_no_file_is_embedded(reports):
    reader = read(reports["hostile"])
    assert not reader.attachments
    assert "/OpenAction" not in reader.trailer["/Root"]
    for page in reader.pages:
        for note in page.get("/Annots") or []:
            action = note.get_object().get("/A") or {}
            assert action.get("/S") in (None, "/GoTo"), action


def test_the_strings_stand_in_the_text_as_they_are(reports):
    text = "".join(page.extract_text() for page in read(reports["hostile"]).pages).replace("\n", "")
    plain = text.replace(" ", "")
    for shown in ("#panic(1)", "<script>alert(1)</script>", "javascript:alert(1)", '#read("/etc/passwd")'):
        assert shown.replace(" ", "") in plain, shown
    assert "root:" not in text
