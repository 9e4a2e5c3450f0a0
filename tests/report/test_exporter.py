"""Notebook → PDF: archivable, searchable, the same bytes twice, and never upset by what a cell printed."""

import base64
import io
import re
import subprocess
import sys

import nbformat
import pypdf
import pytest
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from PIL import Image

from analysis.errors import NotebookError, OutputError
from analysis.report.exporter import TypstPDFExporter, notebook_to_pdf
from analysis.report.outputs import COVER_MIME, FIGURE_MIME, TABLE_MIME
from analysis.report.pdf import compile_document
from analysis.report.typst_source import TypstDocument, notebook_to_typst

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200pt" height="60pt">'
    '<text x="5" y="30" style="font: 12px \'Noto Sans SC\', sans-serif">护理型床位</text></svg>'
)
CHECKSUM = "98c21009202b84c907f3249447b593d9405423f535dc3a3ba6f56c00100e1b41"
HOSTILE = [
    '#panic("x")', "$x$ $$", "@ref", "<label>", "// comment", "/* c", "a \\ b \\", "```", "[x](http://e.org)",
    "<script>alert(1)</script>", '"; #read("/etc/passwd")', "]]))}", "=== h", "#pagebreak()", "\\u{0}",
    "{{7*7}}", "=SUM(A1)", "שלום", "مرحبا", "x" * 120,
]  # fmt: skip


def png(mode="RGB", kind="PNG", size=(40, 30)):
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


def shows(*outputs, source="run()", tags=()):
    return new_code_cell(source, outputs=list(outputs), execution_count=1, metadata={"tags": list(tags)})


def display(data, metadata=None):
    return new_output("display_data", data=data, metadata=metadata or {})


def figure(identifier="f1", caption="护理型床位占比"):
    payload = {"id": identifier, "caption": caption, "data": []}
    return display(
        {FIGURE_MIME: payload, "image/png": png(), "text/plain": caption}, {FIGURE_MIME: {"svg": SVG}}
    )


def table(rows, columns=("指标", "数值"), **options):
    heads = [{"name": name, "align": "left"} for name in columns]
    return display({TABLE_MIME: {"columns": heads, "rows": rows, **options}, "text/plain": "table"})


def cover(title="三门县民政事业发展规划", subtitle="2025年度监测报告", facts=(("文件校验", CHECKSUM),)):
    payload = {"title": title, "subtitle": subtitle, "facts": [list(fact) for fact in facts]}
    return display({COVER_MIME: payload, "text/plain": title})


def notebook(*cells, **metadata):
    """Return a notebook that nbformat has not checked: a stranger's may be malformed."""
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)]
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": numbered})


def opened(*cells, **metadata):
    return pypdf.PdfReader(io.BytesIO(notebook_to_pdf(notebook(*cells, **metadata), timestamp=0)))


def text_of(reader):
    return "\n".join(page.extract_text() for page in reader.pages)


def squeezed(text):
    return re.sub(r"\s", "", text)


def titles(outline):
    return [
        title for entry in outline for title in (titles(entry) if isinstance(entry, list) else [entry.title])
    ]


REPORT = (
    shows(cover(), tags=[]),
    new_markdown_cell("## 主要结论\n\n截至2025年,每千名老年人\n拥有床位55张,见[](#f1)与[](#t1)。"),
    shows(figure()),
    new_markdown_cell("## 指标\n\n### 目标"),
    shows(
        table(
            [["床位", "55"]] * 90, id="t1", caption="全部数值", note="来源:规划文本", groups=[[0, "社会养老"]]
        )
    ),
    new_markdown_cell("## 项目\n\n$g=\\sqrt[n]{x_1/x_0}-1$"),
)


@pytest.fixture(scope="module")
def report():
    return opened(*REPORT, guihua={"lang": "zh", "keywords": ["民政"]}, authors=[{"name": "民政局"}])


def test_the_same_notebook_gives_the_same_bytes_in_another_process(tmp_path):
    path = tmp_path / "report.ipynb"
    nbformat.write(notebook(*REPORT), path)
    code = (
        "import sys, hashlib, nbformat; from analysis.report.pdf import notebook_to_pdf;"
        "print(hashlib.sha256(notebook_to_pdf(nbformat.read(sys.argv[1], 4), timestamp=5)).hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].strip()) == 64


def test_the_pdf_says_that_it_is_archivable_tagged_and_chinese(report):
    packet = report.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2<" in packet
    assert "<pdfaid:conformance>A<" in packet
    assert report.root_object["/MarkInfo"]["/Marked"]
    assert report.root_object["/Lang"] == "zh-CN"


def test_title_author_and_keywords_are_in_the_metadata(report):
    assert report.metadata.title == "三门县民政事业发展规划"
    assert report.metadata.author == "民政局"
    assert "民政" in report.metadata["/Keywords"]


def test_bookmarks_are_the_headings(report):
    assert titles(report.outline) == ["主要结论", "指标", "目标", "项目"]


def test_title_page_then_contents_then_text_with_page_numbers(report):
    pages = [page.extract_text() for page in report.pages]
    assert 4 <= len(pages) <= 6
    assert "2025年度监测报告" in pages[0]
    assert CHECKSUM in squeezed(pages[0])
    assert "目录" in pages[1]
    assert f"第 2 页 共 {len(pages)} 页" in pages[1]
    assert "第" not in pages[0].splitlines()[-1]
    assert all(squeezed(page) for page in pages)


def test_chinese_text_has_no_stray_blanks_and_can_be_found(report):
    text = text_of(report)
    assert "截至2025年,每千名老年人拥有床位55张" in text
    assert "护理型床位" in text  # inside the SVG


def test_captions_are_numbered_and_referred_to_by_number(report):
    text = squeezed(text_of(report))
    assert "见图1与表1。" in text
    assert "图1护理型床位占比" in text
    assert "表1全部数值" in text


def test_the_heading_of_a_long_table_stands_on_each_of_its_pages(report):
    pages = [page.extract_text() for page in report.pages]
    with_rows = [page for page in pages if "床位 55" in page]
    assert len(with_rows) >= 2
    assert all("指标 数值" in page and "社会养老" in page for page in with_rows)
    assert "来源:规划文本" in with_rows[-1]


def test_english_reports_use_english_words():
    cells = [
        new_markdown_cell("\n\n".join(f"# Part {number}" for number in range(5))),
        shows(figure("f", "A")),
    ]
    text = text_of(opened(*cells, guihua={"lang": "en"}))
    assert "Contents" in text
    assert re.search(r"Figure\s1", text)
    assert re.search(r"Page 1 of \d", text)


def test_the_language_parameter_of_a_run_decides():
    run = {"parameters": {"lang": "en"}}
    document = notebook_to_typst(notebook(new_markdown_cell("中文"), guihua={"lang": "zh"}, papermill=run))
    assert document.lang == "en"


def test_a_single_first_heading_is_the_title_and_the_others_move_up():
    reader = opened(new_markdown_cell("# 题目\n\n## 一\n\n### (一)\n\n## 二"))
    assert reader.metadata.title == "题目"
    assert titles(reader.outline) == ["一", "(一)", "二"]
    source = notebook_to_typst(notebook(new_markdown_cell("# 题目\n\n## 一\n\n### (一)"))).source
    assert '#heading(level: 1)[#"一";]' in source
    assert '#heading(level: 2)[#"(一)";]' in source


def test_code_is_hidden_unless_its_cell_asks_for_it():
    cells = [
        shows(source="hidden_code()"),
        shows(source="shown_code()", tags=["show-input"]),
        shows(new_output("stream", text="gone"), source="year = 2025", tags=["injected-parameters"]),
        shows(new_output("stream", text="gone"), tags=["remove-cell"]),
    ]
    text = text_of(opened(*cells))
    assert "shown_code()" in text
    assert not re.search("hidden_code|2025|gone", text)
    everything = notebook_to_typst(notebook(*cells), show_input=True).source
    assert "hidden_code" in everything
    assert "year = 2025" not in everything


def test_printed_progress_errors_and_colours_are_plain_text():
    error = new_output(
        "error", ename="ValueError", evalue="坏", traceback=["\x1b[31mValueError\x1b[0m: 坏了"]
    )
    stream = [new_output("stream", name="stdout", text=text) for text in ("10%\r", "100%\n\x1b[1m完\x1b[0m")]
    text = text_of(opened(shows(*stream, error)))
    assert "100%" in text
    assert not re.search(r"^10%", text, re.MULTILINE)
    assert "ValueError: 坏了" in text
    assert "[31m" not in text


def test_a_frame_is_a_table_and_a_widget_its_plain_text():
    html = "<table><tr><th>地区</th><th>标准</th></tr><tr><td>城市</td><td>660</td></tr></table>"
    cells = [
        shows(display({"text/html": html, "text/plain": "plain face"})),
        shows(display({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider(value=7)"})),
        shows(display({"text/html": "<b>richer</b>", "text/plain": "<IPython.core.display.HTML object>"})),
    ]
    text = text_of(opened(*cells))
    assert "城市 660" in text
    assert "IntSlider(value=7)" in text
    assert "richer" in text
    assert "plain face" not in text


def hostile_notebook(text):
    """One notebook with the text in every place where text enters."""
    bundle = {"image/png": png(), "text/plain": text}
    return notebook(
        shows(cover(text, text, [(text, text)])),
        new_markdown_cell("## 一"),
        shows(
            table([[text, text]], columns=(text, text), caption=text, note=text, id=text, groups=[[0, text]])
        ),
        shows(figure(text, text), display(bundle, {"image/png": {"alt": text}})),
        shows(
            new_output("stream", text=text), display({"text/plain": text}), source=text, tags=["show-input"]
        ),
        shows(new_output("error", ename=text, evalue=text, traceback=[text])),
        shows(display({"text/html": f"<table><tr><td>{text}</td></tr></table>"})),
        title=text,
        authors=[{"name": text}],
        guihua={"lang": "zh", "keywords": [text], "author": text},
        language_info={"name": text},
    )


def structure(source):
    """Return the source without its literals and without what may stand between the parts of a text."""
    without = re.sub(r'"(?:[^"\\\n]|\\["\\n])*"', "T", source)
    texts = re.sub(r"\[(?:#(?:T|box\(T\)|wbr|linebreak\(\));)+\]", "T", without)
    numbers = re.sub(r"\([\d., fr]+\)|\b\d+(\.\d+)?(?:pt)?\b", "N", texts)
    return re.sub(r"align: \([a-z, ]+\)", "align", numbers)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_no_structure(text):
    def outline(words):
        source = notebook_to_typst(hostile_notebook(words)).source
        return structure(re.sub(r", lang: T|, lang: \"\w+\"", "", source))

    assert outline(text) == outline("harmless words")


def test_hostile_text_is_printed_as_it_is_and_leads_nowhere():
    cells = [cell for text in HOSTILE for cell in hostile_notebook(text).cells]
    reader = opened(*cells)
    text = squeezed(text_of(reader))
    assert titles(reader.outline) == ["一"] * len(HOSTILE)
    for words in HOSTILE[:-3]:  # right-to-left text is extracted in another order
        assert squeezed(words) in text
    actions = [
        annotation.get_object().get("/A", {}).get("/URI")
        for page in reader.pages
        for annotation in page.get("/Annots", [])
    ]
    assert not any(actions)
    assert "/JavaScript" not in reader.root_object.get("/Names", {})


def test_a_character_without_glyph_is_shown_by_its_code_in_text_table_and_figure():
    svg = SVG.replace("护理型床位", "&#x2A6A5;\U0002a6a5")
    cells = [
        new_markdown_cell("算\U0002a6a5\ue000"),
        shows(table([["\U0002a6a5", "1"]])),
        shows(display({FIGURE_MIME: {"id": "f", "caption": "\U0002a6a5"}}, {FIGURE_MIME: {"svg": svg}})),
    ]
    text = squeezed(text_of(opened(*cells)))
    assert "算[U+2A6A5][U+E000]" in text
    assert text.count("[U+2A6A5]") >= 5


@pytest.mark.parametrize(
    "data",
    [
        {"image/png": base64.b64encode(b"\x89PNG\r\n\x1a\nbroken").decode()},
        {"image/png": "not base64 !!"},
        {"image/svg+xml": "<svg><unclosed>"},
        {"image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>'},
    ],
)
def test_a_picture_that_cannot_be_read_does_not_fail_the_report(data):
    text = text_of(
        opened(new_markdown_cell("前"), shows(display({**data, "text/plain": "替"})), new_markdown_cell("后"))
    )
    assert "前" in text
    assert "后" in text
    assert "替" in text or "图片无法读取" in text


@pytest.mark.parametrize("entity", ["'inside'", "SYSTEM 'file:///etc/passwd'"])
def test_a_drawing_that_declares_entities_is_not_used(entity):
    svg = f"<!DOCTYPE svg [<!ENTITY a {entity}>]>" + SVG.replace("护理", "&a;")
    text = text_of(opened(shows(display({"image/svg+xml": svg, "text/plain": "替"}))))
    assert "替" in text
    assert not re.search("inside|root:|床位", text)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("RGBA", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("I;16", "PNG"), ("L", "JPEG")],
)
def test_pictures_of_every_colour_model_are_accepted(mode, kind):
    reader = opened(shows(display({f"image/{kind.lower()}": png(mode, kind)})))
    assert any("/XObject" in page["/Resources"] for page in reader.pages)


def test_a_wide_table_is_folded_and_no_page_is_turned_or_broken_off_before_it():
    wide = table(
        [["x", *["12345.6"] * 24]] * 3, columns=[f"c{number}" for number in range(25)], caption="宽表"
    )
    reader = opened(new_markdown_cell("前文\n\n## 宽"), shows(wide), new_markdown_cell("后文"))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text().replace("\u00a0", " ")
    assert re.findall(r"宽表.*", text) == ["宽表", "宽表(续 1)", "宽表(续 2)"]
    assert text.count("12345.6") == 3 * 24
    assert text.count("x") == 3 * 3


@pytest.mark.parametrize(
    "payload", [None, {}, {"columns": []}, {"columns": "x"}, {"columns": [{}], "rows": [3]}, []]
)
def test_a_malformed_table_output_does_not_fail_the_report(payload):
    assert len(opened(shows(display({TABLE_MIME: payload, "text/plain": "fallback"}))).pages) == 1


@pytest.mark.parametrize(
    "metadata", [{"guihua": "x"}, {"authors": "x"}, {"papermill": 3}, {"language_info": []}, {"title": 7}]
)
def test_malformed_metadata_does_not_fail_the_report(metadata):
    assert len(opened(new_markdown_cell("x"), **metadata).pages) == 1


def test_an_empty_notebook_is_one_page():
    assert len(opened().pages) == 1


@pytest.mark.parametrize("refused", [r"\binom{}{}", r"\operatorname{}", r'\binom{}{}\text{" $.body);}'])
def test_only_the_formula_that_typst_refuses_is_printed_as_typed(refused):
    reader = opened(
        new_markdown_cell(f"前 $y_1$ 中 ${refused}$ 后 $z^2$"),
        new_markdown_cell(f"$$\\sum a$$\n\n- 项 ${refused}$\n\n$${refused}$$\n\n$$w$$"),
    )
    text = text_of(reader)
    assert text.replace("\u00a0", " ").count(refused.split("{")[0]) == 3
    for sign in "𝑦𝑧𝑎𝑤∑":
        assert sign in text


def test_what_typst_refuses_is_one_sentence_without_its_excerpt():
    document = TypstDocument("= x\n\n#nosuch()", {}, "x", "zh", has_math=False)
    with pytest.raises(NotebookError) as caught:
        compile_document(document, timestamp=0)
    message = str(caught.value)
    assert message.startswith("the notebook cannot be typeset: unknown variable: nosuch; find the cell")
    assert "\n" not in message


def test_a_temporary_folder_that_cannot_be_written_is_an_output_error(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(OutputError, match="temporary files: No such file or directory; free space"):
        notebook_to_pdf(notebook(new_markdown_cell("x")), timestamp=0)


def test_nbconvert_finds_the_exporter_by_its_name():
    exporter = get_exporter("guihua_pdf")
    assert exporter is TypstPDFExporter
    assert exporter().file_extension == ".pdf"
    assert exporter.output_mimetype == "application/pdf"
    assert exporter.export_from_notebook


def test_the_exporter_reads_pictures_beside_the_notebook_and_nowhere_else(tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    for path in (folder / "near.png", tmp_path / "far.png"):
        path.write_bytes(base64.b64decode(png()))
    (folder / "link.png").symlink_to(tmp_path / "far.png")
    names = ["near.png", "../far.png", str(tmp_path / "far.png"), "link.png"]
    text = "\n\n".join(f"![picture {number}]({name})" for number, name in enumerate(names))
    path = folder / "任意.ipynb"
    nbformat.write(notebook(new_markdown_cell(text)), path)
    body, resources = TypstPDFExporter().from_filename(str(path))
    shown = text_of(pypdf.PdfReader(io.BytesIO(body)))
    assert resources["output_extension"] == ".pdf"
    assert "picture 0" not in shown
    assert all(f"Picture not shown: picture {number}" in shown for number in (1, 2, 3))


def test_without_a_timestamp_the_pdf_carries_the_time_of_the_run():
    run = {"end_time": "2026-01-02T03:04:05.6+00:00"}
    made = notebook_to_pdf(notebook(new_markdown_cell("x"), papermill=run))
    assert pypdf.PdfReader(io.BytesIO(made)).metadata["/CreationDate"] == "D:20260102030405Z"
