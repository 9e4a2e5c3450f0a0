"""Notebooks that know nothing of guihua: what their authors see in Jupyter stands in the PDF."""

import base64
import io
import re

import pandas as pd
import pypdf
import pytest
from PIL import Image

from analysis import fonts
from analysis.report.exporter import TypstPDFExporter
from analysis.report.items import notebook_items, unshown_characters
from analysis.report.markdown import markdown_to_typst
from analysis.report.pdf import notebook_to_pdf
from analysis.report.pictures import read_length
from analysis.report.typst_source import notebook_to_typst

NO_FONT = "\U0002a6a5"  # the last of CJK extension B


def markdown(source, **more):
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def code(*outputs, source="run()", **metadata):
    kept = {"metadata": metadata, "source": source, "outputs": list(outputs), "execution_count": 1}
    return {"cell_type": "code", **kept}


def display(data, metadata=None):
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def notebook(*cells, **metadata):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


def source(*cells, **options):
    return notebook_to_typst(notebook(*cells), **options).source


def text_of(*cells, **metadata):
    made = notebook_to_pdf(notebook(*cells, **metadata), timestamp=0, warn=lambda _: None)
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


def picture(width=40, height=30, **options):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height)).save(buffer, "PNG", **options)
    return base64.b64encode(buffer.getvalue()).decode()


# tags and cells


@pytest.mark.parametrize(
    ("metadata", "code_shown", "output_shown"),
    [
        ({}, True, True),
        *(
            ({"tags": [tag]}, False, True)
            for tag in ("hide-input", "remove_input", "hide_code", "remove-code")
        ),
        *(({"tags": [tag]}, True, False) for tag in ("hide-output", "remove_output", "remove-outputs")),
        *(
            ({"tags": [tag]}, False, False)
            for tag in ("remove-cell", "remove_cell", "hide-cell", "hide_cell")
        ),
        ({"tags": "hide-input"}, False, True),
        ({"tags": None}, True, True),
        ({"jupyter": {"source_hidden": True}}, False, True),
        ({"jupyter": {"outputs_hidden": True}}, True, False),
        ({"hide_input": True}, False, True),
        ({"tags": ["remove-stdout"]}, True, False),
        ({"tags": ["remove-stderr", "scroll-output", "full-width"]}, True, True),
    ],
)
def test_cells_hide_by_the_tags_of_nbconvert_jupyter_book_and_jupyterlab(metadata, code_shown, output_shown):
    shown = source(code(stream("OUTPUT"), source="SOURCE", **metadata), show_input=True)
    assert ("SOURCE" in shown, "OUTPUT" in shown) == (code_shown, output_shown)


def test_a_raw_cell_is_plain_text_unless_it_is_for_another_format():
    cells = [{"cell_type": "raw", "metadata": meta, "source": f"*{name}*"} for name, meta in
             {"plain": {}, "latex": {"format": "text/latex"}, "page": {"raw_mimetype": "text/html"},
              "mark": {"format": "text/markdown"}}.items()]  # fmt: skip
    shown = source(*cells)
    assert '"*plain*"' in shown
    assert '#emph[#"mark";]' in shown
    assert not re.search("latex|page", shown.partition("\n)\n")[2])


def test_a_front_matter_gives_title_and_author_and_is_not_printed():
    front = {"cell_type": "raw", "metadata": {}, "source": '---\ntitle: "题目"\nauthor: 张三\n---'}
    shown = source(front, markdown("text"))
    assert 'title: "题目"' in shown
    assert 'author: "张三"' in shown
    assert "---" not in shown


@pytest.mark.parametrize(
    ("words", "lang"),
    [("数据分析 with pandas and numpy", "zh"), ("A long English text that quotes 规划 once, no more", "en"),
     ("ひらがなの文章です", "ja"), ("한국어 문장입니다", "ko"), ("", "en")],
)  # fmt: skip
def test_the_language_is_that_of_most_of_the_text(words, lang):
    shown = source(markdown(words))
    assert (f'text-lang: "{lang}"' in shown) if lang in {"ja", "ko"} else (f'lang: "{lang}"' in shown)


# characters


def test_a_character_that_no_font_has_is_shown_by_its_code_and_named_with_its_cell():
    said = []
    cells = [markdown("一"), code(stream(f"二{NO_FONT}\ue000")), markdown(f"&#x2A6A5; {NO_FONT}\U000e0100")]
    made = notebook_to_pdf(notebook(*cells, title="题"), timestamp=0, warn=said.append)
    assert said == ['no font has U+E000 (cell 2), U+2A6A5 (cell 2): "题" shows the code points instead']
    text = pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert text.count("[U+2A6A5]") == 3


def test_the_exporter_warns_through_nbconverts_log(caplog):
    from nbformat import from_dict

    exporter = TypstPDFExporter()
    exporter.log.propagate = True
    exporter.from_notebook_node(from_dict(notebook({**markdown(NO_FONT), "id": "a"})))
    assert any("no font has U+2A6A5 (cell 1)" in record.getMessage() for record in caplog.records)


def test_nothing_is_said_of_text_that_all_fonts_have_or_that_is_hidden():
    hidden = code(stream(NO_FONT), tags=["remove-output"])
    items = notebook_items(notebook(markdown("規劃 Ελλ ру שלום \u200b"), hidden), show_input=False)
    assert unshown_characters(items) == ()


def test_the_template_names_every_family_of_the_font_files():
    template = (fonts.Path(fonts.__file__).parent / "report" / "template.typ").read_text(encoding="utf-8")
    assert all(f'"{name}"' in template for name in fonts._SCRIPTS[1] if name != "Symbols")


# pictures


@pytest.mark.parametrize(
    ("length", "points"),
    [("200", 150), ("200px", 150), (100, 75), ("2in", 144), ("x", 0), ("-5", 0), ("1e9", 0)],
)
def test_lengths_of_html_are_read_in_points(length, points):
    assert read_length(length) == points


def test_pictures_have_the_size_that_a_browser_gives_them():
    shown = source(
        code(display({"image/png": picture(400, 200)})),
        code(display({"image/png": picture(800, 400)}, {"image/png": {"width": 200, "height": 100}})),
        code(display({"image/png": picture(600, 300, dpi=(300, 300))})),
        markdown(f'<img src="data:image/png;base64,{picture(300, 100)}" width="120">'),
        markdown(f'<img src="data:image/png;base64,{picture(300, 101)}" style="width: 50%">'),
    )
    assert re.findall(r"width: ([\d.]+)pt,", shown) == ["300.0", "150.0", "144.0", "90.0", "226.8"]


def test_a_large_picture_in_a_sentence_stands_on_its_own_and_a_small_one_in_the_line():
    large, small = (f"data:image/png;base64,{picture(size, size)}" for size in (200, 20))
    assert '#lead-in[#"before";]\n\n#picture(' in markdown_to_typst(f"before ![x]({large}) after").replace(
        ' ";', '";'
    )
    assert "#picture" not in markdown_to_typst(f"before ![x]({small}) after")


# outputs

NOT = "content not shown: "


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({"application/vnd.plotly.v1+json": {}, "text/html": "<p><script>x</script>"}, NOT + "plotly"),
        ({"text/html": "<p><script>x</script>", "text/plain": "alt.Chart(...)"}, NOT + "alt.Chart"),
        ({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()"}, NOT + "IntSlider"),
        ({"application/vnd.bokehjs_exec.v0+json": "", "application/javascript": "x"}, NOT + "bokeh"),
        ({"application/javascript": "x", "text/plain": "<IPython.core.display.Javascript object>"}, NOT),
        ({"text/html": "<iframe src='https://e.org/v'></iframe>", "text/plain": "<a.b at 0x1>"}, NOT),
        ({"application/json": {"键": 1}, "text/plain": "<IPython.core.display.JSON object>"}, '\\"键\\": 1'),
        ({"text/html": "<div>fit</div>", "text/plain": "LinearRegression()"}, "LinearRegression()"),
        ({"text/latex": "\\begin{equation}a\\end{equation}", "text/plain": "<L object>"}, "math.equation"),
    ],
)  # fmt: skip
def test_what_only_a_browser_can_show_leaves_a_line_that_names_it(data, shown):
    assert shown in re.sub('";#wbr;#"', "", source(code(display(data))))


@pytest.mark.parametrize(
    "data",
    [{"text/plain": "<Figure size 640x480 with 0 Axes>"}, {"text/html": "<script>load()</script>"},
     {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "  0%|          | 0/9 [00:00<?, ?it/s]"},
     {"text/html": "<div>Loading BokehJS ...</div>"}, {}, None, []],
)  # fmt: skip
def test_what_shows_nothing_in_jupyter_either_leaves_no_trace(data):
    assert source(code(display(data))) == source(code())


def test_a_wide_table_without_caption_is_folded_and_its_index_stands_in_each_part():
    index = pd.MultiIndex.from_product([["东", "西"], [2020, 2025]], names=["区", "年"])
    columns = pd.MultiIndex.from_product([["床位", "护理", "补贴"], [f"column_{n}" for n in range(7)]])
    frame = pd.DataFrame(1234.5678, index=index, columns=columns)
    shown = source(code(display({"text/html": frame.to_html(), "text/plain": "x"})))
    parts = shown.split("#data-table(")[1:]
    assert len(parts) > 1
    assert all(part.count('"东"') == 1 and part.count('"2020"') == 2 for part in parts)
    assert sum(part.count('"column_3"') for part in parts) == 3


def test_columns_under_one_spanning_heading_are_equally_wide():
    frame = pd.DataFrame(
        [[1, 2, 3]],
        columns=pd.MultiIndex.from_tuples([("a long heading", "x"), ("a long heading", "y"), ("b", "z")]),
    )
    shown = source(code(display({"text/html": frame.to_html(), "text/plain": "x"})))
    widths = re.search(r"columns: \(([^)]*)\)", shown)[1].split(", ")
    assert widths[1] == widths[2].rstrip(",")
    assert widths[1].endswith("em")


def test_one_very_long_line_does_not_shrink_the_others():
    assert "size: 8.5pt" in source(code(stream("short\n" + "x" * 3000)))
    assert "size: 6.2pt" in source(code(stream("x" * 140)))


def test_long_code_lines_break_at_blanks_and_keep_their_colours():
    line = "x = " + " + ".join(["value"] * 60)
    assert f'"{line}"' in source(code(source=line), show_input=True)


@pytest.mark.parametrize(
    ("first", "language"), [("%%bash", "bash"), ("%%R", "r"), ("%%nosuch", ""), ("print(1)", "python")]
)
def test_the_code_of_a_cell_magic_has_its_own_language(first, language):
    shown = source(code(source=f"{first}\nx"), show_input=True)
    assert (f'lang: "{language}"' in shown.partition("#mono-block")[2]) == bool(language)


# Markdown


def test_money_is_not_a_formula():
    shown = markdown_to_typst("cost is $5 and $10 in all, $x^2$ or $5x$. 价格$100元,$a+b$。")
    assert re.findall(r"\$ (.*?) \$\.body", shown) == ["x^(2 )", "5 x", "a + b"]


@pytest.mark.parametrize(
    "text", ["$$a\n= b$$", "$$\na\n= b\n$$", "\\begin{align}\na\n= b\n\\end{align}", "x $$a\n= b$$ y"]
)
def test_a_formula_over_several_lines_is_no_heading_or_list(text):
    shown = markdown_to_typst(text)
    assert "#math.equation(block: true" in shown
    assert "#heading" not in shown


def test_formulas_share_definitions_and_numbers_through_the_notebook():
    shown = source(
        markdown(r"See \eqref{eq:b}. $$\newcommand{\R}{\mathbb{R}}$$"),
        markdown("$$x \\in \\R \\label{eq:a}$$\n\n$$y \\label{eq:b}$$"),
    )
    assert '#"See (2).' in shown
    assert "x in bb(R )" in shown
    assert 'numbering: _ => "(2)"' in shown


@pytest.mark.parametrize("row", ["| `x|y` | 1 |", "| a | 1 | extra |", "| a |"])
def test_a_table_row_with_too_many_or_too_few_cells_does_not_end_the_table(row):
    shown = markdown_to_typst(f"| k | v |\n|---|--:|\n{row}\n| last | 2 |")
    assert shown.count("#data-table(") == 1
    assert '"last"' in shown


def test_html_in_a_paragraph_is_set_as_its_author_meant_it():
    shown = markdown_to_typst(
        "H<sub>2</sub>O <kbd>Ctrl</kbd> <b>a *b*</b> <u>c</u> <mark>d</mark> e<br>f <!-- no --> <i>open"
    )
    for part in (
        '#sub[#"2";]',
        '#key("Ctrl")',
        '#strong[#"a ";#emph[#"b";];]',
        "#underline[",
        "#highlight[",
        "#linebreak()",
    ):
        assert part in shown
    assert "no" not in shown
    assert "open" in shown


def test_links_inside_the_notebook_lead_to_headings_and_anchors():
    cells = [
        markdown("# T\n\n[a](#1.2-Tables) [b](#结论) [c](#mark) [d](#nowhere)"),
        markdown("## 1.2 Tables\n\n<a id='mark'></a>\n\n## 结论"),
    ]
    made = notebook_to_pdf(notebook(*cells), timestamp=0)
    notes = [
        note.get_object()
        for page in pypdf.PdfReader(io.BytesIO(made)).pages
        for note in page.get("/Annots", [])
    ]
    assert len(notes) == 3
    assert all("/Dest" in note or note["/A"]["/S"] == "/GoTo" for note in notes)


def test_remote_pictures_are_named_with_their_address():
    assert "Picture not shown: plot: https://e.org/p.png" in text_of(
        markdown("text ![plot](https://e.org/p.png)")
    )


def test_chinese_text_can_be_found_in_the_pdf_in_prose_table_and_code():
    frame = pd.DataFrame({"指标": ["养老床位"]})
    text = text_of(
        markdown("全县民政事业发展规划"),
        code(
            display({"text/html": frame.to_html(), "text/plain": "x"}),
            source="# 计算增长率",
            tags=["show-input"],
        ),
    )
    assert all(words in text for words in ("全县民政事业发展规划", "养老床位", "计算增长率"))
