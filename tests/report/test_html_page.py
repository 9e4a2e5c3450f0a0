"""report.html: one file that needs nothing else, and no text of a notebook that becomes anything but text."""

import base64
import hashlib
import html.parser
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from analysis import display
from analysis.report.html_exporter import PageExporter
from analysis.report.html_outputs import WRITERS
from analysis.report.html_page import notebook_to_html
from analysis.report.html_text import clean
from analysis.report.outputs import PREFERENCE
from analysis.tables import Column, TableView
from hostile import EVERY, LONGER_THAN_A_CELL

ROOT = Path(__file__).parents[2]
VOID = {"meta", "br", "hr", "img"}
COLOUR = "#[0-9a-f]{6}"
LOOK = re.compile(
    rf"(?:background:(?:{COLOUR}|linear-gradient\(90deg,{COLOUR} [\d.]+%,transparent [\d.]+%\));?)?"
    rf"(?:color:{COLOUR};?)?(?:font-weight:700)?"
)
"""What a table may say of a cell: colours, a bar, bold."""
RUN = re.compile(
    rf"(?=.)(?:color:{COLOUR})?(?:;?background:{COLOUR})?(?:;?font-weight:700)?(?:;?text-decoration:underline)?"
)
"""What a terminal may say of its text."""
SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
DRAWING = f'<svg {SPACES} viewBox="0 0 9 9">{{}}</svg>'


class Page(html.parser.HTMLParser):
    """An independent reading of a page: tags with attributes in order, texts, and whether tags nest."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.source = source
        self.tags, self.open, self.texts = [], [], []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data!r}")

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]

    def text(self):
        return "".join(data for tag, data in self.texts if tag not in {"style", "script"})

    def shape(self):
        """Tags with the names of their attributes, but for those that only say where a line may break."""
        kept = [(tag, attrs) for tag, attrs in self.tags if tag != "br" and attrs.get("class") != "kept"]
        return [(tag, tuple(attrs)) for tag, attrs in kept]


def checked(source):
    """Read a page and hold it to what every page promises, whatever the notebook was."""
    page = Page(source)
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert {tag for tag, _ in page.tags}.isdisjoint(
        {"link", "iframe", "object", "embed", "base", "form", "foreignobject"}
    )
    (script,) = page.all("script")
    assert script == {}
    (code,) = [data for tag, data in page.texts if tag == "script"]
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    (policy,) = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv")]
    assert policy.startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{digest}'" in policy
    assert "http" not in policy
    (style,) = [data for tag, data in page.texts if tag == "style"]
    assert not re.search(r"url\(|@import|://", style)
    for tag, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on") or name in {"srcdoc", "srcset"}]
        looks = {"td": LOOK, "th": LOOK, "span": RUN}
        assert "style" not in attrs or looks[tag].fullmatch(attrs["style"])
        for name in ("href", "xlink:href", "src", "action", "data", "poster"):
            if (address := attrs.get(name)) is not None:
                assert_harmless(tag, name, address, ids)
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((attrs.get(name) or "").split()) <= set(ids)
        assert not [value for value in attrs.values() if "url(" in (value or "") and "url(#" not in value]
    return page


def assert_harmless(tag, name, address, ids):
    if address.startswith("#"):
        assert address[1:] in ids
    elif tag == "a":
        assert re.match(r"(?:https?://|mailto:)", address)
    else:
        assert (tag, name) in {("img", "src"), ("image", "href")}
        assert address.startswith("data:image/")


def notebook_of(*cells, **metadata):
    kept = {"guihua": {"lang": "zh"}, **metadata}
    return {"cells": list(cells), "metadata": kept, "nbformat": 4, "nbformat_minor": 4}


def markdown(text, **others):
    return {"cell_type": "markdown", "source": text, "metadata": {}, **others}


def code(*outputs, source="", tags=()):
    return {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}, "outputs": list(outputs)}


def shown(data, metadata=None):
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def table(*rows, sources=(), groups=(), note="", caption="题", label="one", align="right"):
    columns = (Column("名"), *[Column(f"列{n}", align) for n in range(1, len(rows[0]))])
    view = TableView(
        columns, tuple(map(tuple, rows)), note=note, groups=tuple(groups), sources=tuple(sources)
    )
    return shown(display.table_bundle(view, caption, table_id=label))


def figure(inside, caption="图题", label="drawn"):
    data = {display.FIGURE_MIME: {"id": label, "caption": caption}, "text/plain": caption}
    return shown(data, {display.FIGURE_MIME: {"svg": DRAWING.format(inside)}})


def written(*cells, **metadata):
    return checked(notebook_to_html(notebook_of(*cells, **metadata)))


def everything(text):
    """A notebook with one text in every place where text enters."""
    facts = [[text, text]]
    cover = shown({display.COVER_MIME: {"title": text, "subtitle": text, "facts": facts}})
    bundle = table(
        (text, text),
        ("b", "1"),
        sources=[(1, 1, text)],
        groups=[(0, text)],
        note=text,
        caption=text,
        label=text,
    )
    bundle["data"][display.TABLE_MIME]["columns"][0]["name"] = text
    drawing = figure("<text>a</text>", caption=text, label=text)
    stream = {"output_type": "stream", "name": text, "text": f"x{text}"}
    error = {"output_type": "error", "ename": text, "evalue": text, "traceback": [f"x{text}"]}
    shown_code = code(cover, bundle, drawing, stream, error, source=f"x{text}", tags=["show-input"])
    return notebook_of(shown_code, title=text, authors=[{"name": f"x{text}"}], keywords=[text])


SHAPE = Page(notebook_to_html(everything("民政"))).shape()


@pytest.mark.parametrize("text", [*EVERY, *LONGER_THAN_A_CELL], ids=lambda text: ascii(text)[:24])
def test_a_hostile_text_changes_no_tag_and_no_attribute_name(text):
    page = checked(notebook_to_html(everything(text)))
    coloured = [("span", ("style",))] * ("\x1b[31m" in text)  # where a terminal shows colours
    assert [tag for tag in page.shape() if tag not in coloured] == SHAPE
    assert " ".join(clean(text).split()) in " ".join(page.text().split())


@settings(max_examples=40)
@given(st.text(max_size=80))
def test_any_markdown_keeps_the_promises_of_a_page(text):
    checked(notebook_to_html(notebook_of(markdown(text))))


@settings(max_examples=40)
@given(st.text(alphabet="<>/=\"' abtdrhimgsvcpx&;:#()\n", max_size=120))
def test_any_html_output_keeps_the_promises_of_a_page(text):
    checked(notebook_to_html(notebook_of(code(shown({"text/html": f"<table>{text}"})))))


@pytest.mark.parametrize("text", [*EVERY, *LONGER_THAN_A_CELL], ids=lambda text: ascii(text)[:24])
def test_hostile_markdown_html_and_svg_load_and_run_nothing(text):
    cells = [
        markdown(
            f'# {text}\n\n{text}\n\n| a |\n|--|\n| {text[:999]} |\n\n[a]({text}) ![b]({text} "{text[:99]}")'
        ),
        code(shown({"text/html": f"<table><tr><td>{text}</td></tr></table>{text}"})),
        code(shown({"image/svg+xml": DRAWING.format(text)}), shown({"text/latex": f"${text}$"})),
        code(figure(text)),
    ]
    checked(notebook_to_html(notebook_of(*cells)))


HOSTILE_SVG = """
<script>alert(1)</script><style>@import url(https://evil.example/x.css)</style>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)">x</body></foreignObject>
<a xlink:href="javascript:alert(1)"><rect width="5" height="5"/></a>
<image xlink:href="https://evil.example/x.png"/><use xlink:href="https://evil.example/x.svg#a"/>
<rect id="contents" onclick="alert(1)" style="fill:url(https://evil.example/x);stroke:red" width="3"/>
<path d="M0 0L1 1" fill="url(#g)" clip-path="url('#contents')"/><set attributeName="href" to="javascript:x"/>
<linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient>
<text font-size="8">字 &lt;b&gt;<tspan>内</tspan></text>
"""


def test_inline_svg_keeps_what_draws_under_new_ids_and_nothing_else():
    page = written(code(figure(HOSTILE_SVG), figure(HOSTILE_SVG, label="other")))
    assert "evil" not in page.source
    assert len(page.all("svg")) == 2
    assert "字 <b>内" in page.text()
    rects = page.all("rect")
    assert [rect.get("stroke") for rect in rects] == ["red", "red"]
    assert [rect["id"] for rect in rects] == ["figure-1-1", "figure-2-1"]
    assert [path["fill"] for path in page.all("path")] == ["url(#figure-1-2)", "url(#figure-2-2)"]


def test_a_figure_says_what_it_shows_and_the_words_in_it():
    page = written(code(figure("<text>养老床位</text><text>2025</text>", caption="床位达到目标")))
    (drawing,) = page.all("svg")
    assert drawing["role"] == "img"
    title, desc = drawing["aria-labelledby"].split()
    assert page.all("title")[1]["id"] == title
    assert page.all("desc")[0]["id"] == desc
    assert [data for tag, data in page.texts if tag == "desc"] == ["图中文字：养老床位; 2025"]
    assert "图1" in page.text()


def test_a_deep_or_broken_svg_gives_a_page_all_the_same():
    deep = "<g>" * 20_000 + "</g>" * 20_000
    for inside in (deep, "<g>", "<!ENTITY a 'b'>"):
        assert "图题" in written(code(figure(inside))).text()


def test_headings_carry_buttons_that_sort_and_rows_their_ranks():
    page = written(code(table(("a", "9,600"), ("b", "—"), ("c", "约100"))))
    assert [head.get("aria-sort") for head in page.all("th") if head["scope"] == "col"] == ["none", "none"]
    assert [button["type"] for button in page.all("button")] == ["button", "button"]
    assert [row["data-ranks"] for row in page.all("tr") if "data-ranks" in row] == ["0,1", "1,", "2,0"]


def test_a_table_is_captioned_focusable_and_names_its_rows():
    page = written(code(table(("a", "1"), ("b", "2"), note="注", groups=[(0, "组")])))
    (frame,) = [attrs for attrs in page.all("div") if attrs.get("class") == "frame"]
    assert (frame["role"], frame["tabindex"]) == ("region", "0")
    assert page.all("figcaption")[0]["id"] == frame["aria-labelledby"]
    scopes = [attrs.get("scope") for attrs in page.all("th")]
    assert scopes == ["col", "col", "rowgroup", "row", "row"]


def test_a_number_says_its_source_on_focus_and_a_dash_does_not():
    sources = [(0, 1, "plan.txt:31:22"), (1, 1, "plan.txt:32:22")]
    page = written(code(table(("a", "48.6"), ("b", "—"), sources=sources)))
    (number,) = [attrs for attrs in page.all("span") if attrs.get("class") == "sourced"]
    (tip,) = [attrs for attrs in page.all("span") if attrs.get("role") == "tooltip"]
    assert number == {"class": "sourced", "tabindex": "0", "aria-describedby": tip["id"]}
    assert "出处：plan.txt:31:22" in page.text()


def test_contents_lead_to_every_heading_and_levels_have_no_gap():
    page = written(markdown("# 题\n\n## 一\n\n#### 细\n\n## 二\n\n## 三"))
    (nav,) = page.all("nav")
    links = [link["href"] for link in page.all("a")]
    assert links == ["#text", "#section-1", "#section-2", "#section-3", "#section-4"]
    assert [tag for tag, attrs in page.tags if re.fullmatch(r"h\d", tag) and "id" in attrs] == [
        "h2",
        "h2",
        "h4",
        "h2",
        "h2",
    ]  # the first is that of the contents
    assert nav["aria-labelledby"] == "contents"


def test_markdown_becomes_the_tags_that_it_means():
    line = "一 **粗** *斜* ~~删~~ `c` [链](https://example.org/?a=1&b=2) $x_1$[^1]"
    text = f"{line}\n\n- a\n\n1. b\n\n> q\n\n---\n\n[^1]: 注"
    page = written(markdown(text))
    tags = {tag for tag, _ in page.tags}
    assert {"strong", "em", "del", "code", "ul", "ol", "blockquote", "hr", "math", "sup"} <= tags
    assert page.all("a")[1] == {"href": "https://example.org/?a=1&b=2", "rel": "noopener noreferrer"}
    assert [link["href"] for link in page.all("a")][2:] == ["#note-1", "#cite-1"]


def test_a_link_to_a_table_leads_there_and_one_without_words_gets_its_caption():
    page = written(markdown("见[](#one)"), code(table(("a", "1"), caption="达标情况")))
    assert "#item-one" in [link["href"] for link in page.all("a")]
    assert "见达标情况" in page.text()


def test_a_picture_is_data_with_a_text_and_one_from_elsewhere_is_only_named():
    png = base64.b64encode(bytes.fromhex("89504e470d0a1a0a") + b"x").decode()
    page = written(
        code(shown({"image/png": png, "text/plain": "<Figure size 1x1>"})),
        markdown(
            "![说明](attachment:a.png) ![外](https://evil.example/x.png)",
            attachments={"a.png": {"image/png": png}},
        ),
    )
    assert [(image["alt"], image["src"][:22]) for image in page.all("img")] == [
        ("图片", "data:image/png;base64,"),
        ("说明", "data:image/png;base64,"),
    ]
    assert "[图片未显示: 外: https://evil.example/x.png]" in page.text()


def test_code_is_shown_where_a_tag_asks_for_it_and_errors_as_errors():
    error = {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["\x1b[31mE\x1b[0m: no"]}
    page = written(code(error, source="1/0", tags=["show-input"]), code(source="hidden()"))
    assert [block["class"] for block in page.all("pre")] == ["code", "error"]
    assert "E: no" in page.text()
    assert "hidden" not in page.text()


def test_pandas_html_becomes_a_table_without_its_styles():
    head = "<thead><tr><th></th><th>a</th></tr></thead>"
    source = f"<style>x</style><table border=1>{head}<tbody><tr><th>0</th><td>1</td></tr></tbody></table>"
    page = written(code(shown({"text/html": source, "text/plain": "   a\n0  1"})))
    assert len(page.all("table")) == 1
    assert page.all("table")[0] == {}


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_says_its_language(lang, tag):
    page = written(markdown("# a"), guihua={"lang": lang})
    assert page.all("html")[0]["lang"] == tag


def test_every_format_of_the_pdf_has_a_writer():
    assert set(PREFERENCE) == set(WRITERS)


def test_the_exporter_is_nbconverts_and_leaves_the_notebook_alone():
    import nbformat

    notebook = nbformat.from_dict(notebook_of(markdown("# 题")))
    before = json.dumps(notebook)
    body, resources = PageExporter().from_notebook_node(notebook, {"metadata": {"name": "n"}})
    assert resources["output_extension"] == ".html"
    assert "<h1>题</h1>" in body
    assert json.dumps(notebook) == before


@pytest.fixture(scope="module")
def report():
    return json.loads((ROOT / "notebooks" / "annual_report.ipynb").read_text(encoding="utf-8"))


def test_the_report_is_the_same_page_every_time_and_keeps_its_promises(report):
    first = notebook_to_html(report)
    assert first == notebook_to_html(report)
    page = checked(first)
    data = [output["data"] for cell in report["cells"] for output in cell.get("outputs", [])]
    assert len(page.all("svg")) == sum(display.FIGURE_MIME in one for one in data) > 3
    assert len(page.all("table")) == sum(display.TABLE_MIME in one for one in data) > 8


def test_every_source_that_the_report_shows_is_where_the_plan_prints_the_number(report):
    lines = (
        (ROOT / "data" / "raw" / "sanmen-civil-affairs-14" / "plan.txt")
        .read_text(encoding="utf-8")
        .split("\n")
    )
    seen = 0
    for cell in report["cells"]:
        for output in cell.get("outputs", []):
            payload = output["data"].get(display.TABLE_MIME, {})
            for row, column, place in payload.get("sources", []):
                _, line, *start = place.split(":")
                if start:
                    printed = payload["rows"][row][column].split(" (")[0]  # its year
                    assert lines[int(line) - 1][int(start[0]) - 1 :].lstrip().startswith(printed), place
                    seen += 1
    assert seen > 80


# what strangers' notebooks hold comes by the same tree as for the PDF


def test_html_of_outputs_becomes_the_tags_that_it_means_and_no_part_of_the_contents():
    inside = "<h3>小题</h3><p>一<b>粗</b><sub>下</sub><kbd>Esc</kbd><mark>亮</mark> <a href='https://e.org'>链</a></p>"
    listed = "<details><summary>概要</summary><ol start=3><li>甲<li>乙</ol></details><pre>a  b</pre><hr>"
    page = written(code(shown({"text/html": inside + listed})))
    tags = [tag for tag, _ in page.tags]
    assert {"strong", "sub", "kbd", "mark", "li", "pre", "hr"} <= set(tags)
    assert {"h3", "h4", "nav"}.isdisjoint(tags)
    assert page.all("ol") == [{"start": "3"}]
    assert [link["href"] for link in page.all("a")] == ["#text", "https://e.org"]
    assert ("pre", "a  b") in page.texts


def test_html_inside_a_paragraph_is_nested_and_what_has_no_end_dissolves():
    page = written(markdown("H<sub>2</sub>O <u>底 <b>粗</u> 尾<br>次行 <font color=red>红</font>"))
    assert page.all("sub") == [{}]
    assert page.all("u") == [{}]
    assert "H2O 底 粗 尾次行 红" in page.text()


def test_a_styled_table_keeps_its_colours_weight_and_bars_and_nothing_else_of_its_css():
    css = (
        "#T_row0_col0 { color: red; background-color: #FF0; font-weight: bold; position: fixed }"
        "#T_row0_col1 { background: linear-gradient(90deg, #d65f5f 50.0%, transparent 50.0%) }"
        "#T_row1_col0 { background: url(https://evil.example/x) } td { display: none }"
    )
    first = "<tr><td id=T_row0_col0>1</td><td id=T_row0_col1>2</td></tr>"
    cells = f"{first}<tr><td id=T_row1_col0>3</td><td>4</td></tr>"
    page = written(code(shown({"text/html": f"<style>{css}</style><table>{cells}</table>"})))
    assert [cell.get("style") for cell in page.all("td")] == [
        "background:#ffff00;color:#ff0000;font-weight:700",
        "background:linear-gradient(90deg,#d65f5f 50%,transparent 50%)",
        None,
        None,
    ]


def test_links_to_headings_and_anchors_lead_there_and_others_leave_their_words():
    text = "[到1.2](#1.2-Tables) [到锚](#spot) [无](#nowhere) [甲](#SPOT)\n\n"
    page = written(markdown(f'{text}## 1.2 Tables\n\n<a id="spot"></a>此处'))
    _, heading, anchor, again = [link["href"] for link in page.all("a")]
    assert heading == f"#{page.all('h2')[0]['id']}"
    assert anchor == again == f"#{next(span['id'] for span in page.all('span') if 'id' in span)}"
    assert "无" in page.text()


def test_formulas_know_the_commands_numbers_and_references_of_the_notebook():
    cells = [
        markdown(r"$\newcommand{\half}{\frac{1}{2}}$ 见 \eqref{eq:a}"),
        markdown(r"\begin{equation} x = \half \label{eq:a} \end{equation}"),
    ]
    page = written(*cells)
    assert "mfrac" in {tag for tag, _ in page.tags}
    assert "见 (1)" in page.text()
    assert [data for tag, data in page.texts if data == "(1)"] == ["(1)"]
    assert page.all("code") == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"application/vnd.plotly.v1+json": {}, "text/plain": "x"}, "[交互内容未显示: x]"),
        ({"text/html": "<script>x()</script>", "text/plain": "x"}, ""),
        ({"application/json": {"甲": [1]}, "text/plain": "<JSON object>"}, '"甲": ['),
        ({"text/plain": "<Figure size 640x480 with 0 Axes>"}, ""),
        ({"text/html": "<iframe src='https://e.org/'></iframe>"}, "[交互内容未显示: https://e.org/]"),
    ],
    ids=["plotly", "script", "json", "empty figure", "frame"],
)
def test_what_only_a_browser_runs_leaves_a_line_that_names_it(data, words):
    page = written(code(shown(data)))
    empty = written()
    assert words in page.text()
    assert (page.text() == empty.text()) == (not words)


def test_raw_cells_front_matter_and_the_language_of_the_text_are_as_in_the_pdf():
    front = {"cell_type": "raw", "metadata": {}, "source": "---\ntitle: 題\nlang: ja\n---"}
    page = written(front, {"cell_type": "raw", "metadata": {}, "source": "生のまま"}, guihua={})
    assert page.all("html")[0]["lang"] == "ja"
    assert ("h1", "題") in page.texts
    assert ("pre", "生のまま") in page.texts


def test_a_picture_has_the_width_that_its_html_asks_for():
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30)).save(buffer, "PNG")
    png = base64.b64encode(buffer.getvalue()).decode()
    page = written(
        markdown(f'<img src="data:image/png;base64,{png}" width="120" alt="a">'),
        code(shown({"image/png": png}, {"image/png": {"width": 60}}), shown({"image/png": png})),
    )
    assert [image.get("width") for image in page.all("img")] == ["120", "60", None]


def test_pictures_side_by_side_stay_in_a_line_unless_one_has_a_caption():
    one = "data:image/svg+xml;base64," + base64.b64encode(DRAWING.format("").encode()).decode()
    html_pair = written(markdown(f'<img src="{one}"> <img src="{one}">'))
    assert (len(html_pair.all("img")), len(html_pair.all("figure"))) == (2, 0)
    captioned = written(markdown(f'![a]({one}) ![b]({one} "题")'))
    assert (len(captioned.all("img")), len(captioned.all("figure"))) == (2, 2)


@settings(max_examples=40)
@given(st.text(alphabet="<>/=\"' abtdrhimgsvcpx&;:#()[]\n", max_size=120))
def test_any_html_in_markdown_keeps_the_promises_of_a_page(text):
    checked(notebook_to_html(notebook_of(markdown(f"a <b>{text}\n\n<div>{text}"))))
