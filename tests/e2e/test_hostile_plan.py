"""A plan full of hostile strings makes the same report as a harmless one: nothing is run or fetched."""

import hashlib
import html.parser
import io
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

import hostile
from analysis.report.escape import printable
from analysis.report.html_text import clean

ROOT = Path(__file__).parents[2]
HARMLESS = ("甲乙丙", "丁戊己", "庚辛壬", "子丑寅", "卯辰巳", "午未申")


def cell_of(texts):
    """Two hostile texts of a kind as one cell of the plan: on one line, without the bar between cells."""
    return " ".join([text for text in texts if not set("|\n\r\t") & set(text)][:2])


HOSTILE = tuple(map(cell_of, (hostile.TYPST, hostile.HTML, hostile.MARKDOWN, hostile.FORMULA, hostile.PATH,
                              hostile.BIDI)))  # fmt: skip

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
    entries = [word.replace('"', '""') for word in (d, b)]
    folder.joinpath("project_progress.csv").write_text(
        "project,date,status,percent,spent,unit,started,finished,source,note\n"
        f'P1,2022-12,在建,30,300,万元,2022-03,,"{entries[0]}","{entries[1]}"\n'
        f'P1,2023-06,停工,25,280,万元,,,"{entries[1]}","{entries[0]}"\n',
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
    plain = squeezed("".join(page.extract_text() for page in read(reports["hostile"]).pages))
    for text in HOSTILE:
        assert squeezed(printable(text)) in plain, text
    assert "root:" not in plain


def squeezed(text):
    return "".join(text.split())


class Page(html.parser.HTMLParser):
    """A page's tags with the names of their attributes, the addresses that it names, and its text.

    The inside of a drawing stands apart: how many pieces its words are set in depends on their length.
    """

    def __init__(self, folder):
        super().__init__(convert_charrefs=True)
        self.shape, self.drawn, self.addresses, self.words = [], set(), [], []
        self._open, self._in_drawing = "", False
        self.feed((folder / "report.html").read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag, attrs):
        self._open = tag
        names = tuple(name for name, _ in attrs)
        if self._in_drawing:
            self.drawn |= {tag, *names}
        elif tag != "br" and ("class", "kept") not in attrs:  # which only say where a line may break
            self.shape.append((tag, names))
        self._in_drawing = self._in_drawing or tag == "svg"
        self.addresses += [value for name, value in attrs if name in {"href", "xlink:href", "src"}]

    def handle_endtag(self, tag):
        self._in_drawing = self._in_drawing and tag != "svg"

    def handle_data(self, data):
        if self._open not in {"style", "script"}:
            self.words.append(data)


def test_the_page_has_the_tags_of_the_harmless_one_and_refers_to_nothing_outside(reports):
    pages = {kind: Page(folder) for kind, folder in reports.items()}
    assert pages["hostile"].shape == pages["harmless"].shape
    assert pages["hostile"].drawn == pages["harmless"].drawn
    assert all(address.startswith(("#", "data:image/")) for address in pages["hostile"].addresses)


def test_the_strings_stand_on_the_page_as_they_are(reports):
    words = squeezed("".join(Page(reports["hostile"]).words))
    for text in HOSTILE:
        assert squeezed(clean(text)) in words, text


def cells_of(folder):
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    return {sheet.title: [cell for row in sheet.iter_rows() for cell in row] for sheet in book.worksheets}


def test_the_workbook_has_the_sheets_of_the_harmless_one_and_its_texts_are_texts(reports):
    cells = {kind: cells_of(folder) for kind, folder in reports.items()}
    assert list(cells["hostile"]) == list(cells["harmless"])
    for name, sheet in cells["hostile"].items():
        assert [cell.data_type for cell in sheet] == [cell.data_type for cell in cells["harmless"][name]]
        assert "f" not in {cell.data_type for cell in sheet}
    every = squeezed("".join(str(cell.value) for sheet in cells["hostile"].values() for cell in sheet))
    texts = [cell.data_type for sheet in cells["hostile"].values() for cell in sheet
             if any(squeezed(clean(text)) in squeezed(str(cell.value)) for text in HOSTILE)]  # fmt: skip
    assert set(texts) == {"s"}
    assert all(squeezed(clean(text)) in every for text in HOSTILE)
