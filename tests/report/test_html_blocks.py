"""HTML outputs: pandas' tables cell by cell, scripts left out, broken HTML survived."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report.fitting import Look, Table
from analysis.report.html_blocks import html_to_tokens
from analysis.report.markdown import plain_text


def texts(rows):
    return [[cell.text for cell in row] for row in rows]


def tables(html):
    return [token["table"] for token in html_to_tokens(html) if token["type"] == "html_table"]


def kinds(tokens):
    """The tree's kinds: text is itself, a node is (kind, what it holds)."""
    return [
        token["raw"] if "raw" in token else (token["type"], *kinds(token.get("children", ())))
        for token in tokens
    ]


def test_a_frame_comes_back_cell_by_cell():
    frame = pd.DataFrame({"地区": ["城市", "<农村>"], "标准": [660, 490]})
    (table,) = tables(frame._repr_html_())
    assert texts(table.header) == [["", "地区", "标准"]]
    assert texts(table.rows) == [["0", "城市", "660"], ["1", "<农村>", "490"]]


def test_a_named_index_shares_the_heading_row():
    frame = pd.DataFrame({"标准": [660]}, index=pd.Index(["城市"], name="地区"))
    (table,) = tables(frame.to_html())
    assert texts(table.header) == [["地区", "标准"]]


def test_spanning_headings_and_rows_keep_the_columns_in_line():
    long = pd.DataFrame({"a": list("xxyy"), "b": list("pqpq"), "v": range(4), "w": range(4)})
    (table,) = tables(long.pivot_table(index=["a", "b"], values=["v", "w"], aggfunc=["sum", "max"]).to_html())
    assert table.columns == 6
    assert [cell.colspan for cell in table.header[0] if cell.text] == [2, 2]
    assert texts(table.rows)[1] == ["", "q", "1", "1", "1", "1"]


def test_scripts_styles_and_hidden_parts_show_nothing():
    html = "<style>p{}</style><script>alert('x')</script><p>看</p><div hidden>a<b>b</b></div>c"
    assert kinds(html_to_tokens(html)) == [("paragraph", "看"), ("paragraph", "c")]


def test_blocks_lines_and_pictures_come_in_order():
    (paragraph,) = html_to_tokens("a<br>b<img src='x.png' alt='图' width=20>c")
    assert kinds([paragraph]) == [("paragraph", "a", ("linebreak",), "b", ("image", "图"), "c")]
    assert paragraph["children"][3]["attrs"] == {"url": "x.png", "width": "20", "style": ""}


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("<h2>题 <b>b</b></h2>x", [("heading", "题 ", ("strong", "b")), ("paragraph", "x")]),
        (
            "<ul><li>a<ul><li>b</li></ul></li><li>c</ul>",
            [("list", ("list_item", ("paragraph", "a"), ("list", ("list_item", ("paragraph", "b")))),
              ("list_item", ("paragraph", "c")))],
        ),
        ("<li>a<li>b", [("list", ("list_item", ("paragraph", "a")), ("list_item", ("paragraph", "b")))]),
        ("<pre>a  b\n c</pre>d", ["a  b\n c", ("paragraph", "d")]),
        ("x<sub>2</sub> <a href='u'>l</a>", [("paragraph", "x", ("subscript", "2"), " ", ("link", "l"))]),
        ("<details><summary>s</summary>t</details>", [("paragraph", ("strong", "s")), ("paragraph", "t")]),
        ("<div class='alert alert-info'>a</div>b", [("block_quote", ("paragraph", "a")), ("paragraph", "b")]),
        ("<p>a<p>b &lt;b&gt; &amp;lt;", [("paragraph", "a"), ("paragraph", "b <b> &amp;lt;")]),
        ("<iframe src='https://e.org/v'></iframe>", [("frame",)]),
        ("<b>a<i>b</b>c</i>", [("paragraph", ("strong", "a", ("emphasis", "b")), "c")]),
    ],
)  # fmt: skip
def test_the_structure_of_html_is_that_of_markdown(html, tree):
    assert kinds(html_to_tokens(html)) == tree


def test_headings_of_an_output_stay_out_of_the_contents():
    assert kinds(html_to_tokens("<h1>a</h1>", headings=False)) == [("strong_paragraph", "a")]


def test_a_drawing_in_html_is_a_picture_but_not_one_that_is_hidden():
    drawing = "<svg width='9'><circle r='1'/></svg>"
    (token,) = html_to_tokens(f"<div>{drawing}<svg style='width: 0'><a/></svg></div>")
    assert [child["type"] for child in token["children"]] == ["image"]
    assert token["children"][0]["attrs"]["url"].startswith("data:image/svg+xml;base64,")


def test_a_styled_frame_keeps_the_colours_of_its_cells():
    frame = pd.DataFrame({"a": [1.0, -2.0], "b": [3.0, 4.0]})
    style = frame.style.format("{:.1f}").map(
        lambda value: "color: red; font-weight: bold" if value < 0 else ""
    )
    (table,) = tables(
        style.highlight_max(color="#ffff00", subset="b").bar(subset="a", color="#d65f5f").to_html()
    )
    assert table.rows[1][1].look.ink == "#ff0000"
    assert table.rows[1][1].look.bold
    assert table.rows[1][2].look == Look(fill="#ffff00")
    assert table.rows[0][2].look == Look()
    assert {cell.look.fill for cell in (table.rows[0][1], table.rows[1][1])} == {"#d65f5f", ""}


def test_the_index_of_a_frame_is_told_from_its_columns():
    index = pd.MultiIndex.from_product([["东", "西"], ["城", "乡"]])
    (table,) = tables(pd.DataFrame({"x": range(4), "y": range(4)}, index=index).to_html())
    assert table.index_columns == 2


@pytest.mark.parametrize(
    "html",
    ["<table>", "<table><tr>", "</td></table>", "<td>x", "<table><tr><td rowspan=99 colspan=9999>x", "<"],
)
def test_broken_html_is_read_as_far_as_it_goes(html):
    assert set(plain_text(html_to_tokens(html))) <= {"x", "<"}


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<b>",
        "<ul><li>",
        "<table><tr><td>",
        "<svg>",
        "</p>",
        "<a href=x>",
        "<!--",
        "<style>#a_row{",
        "&lt",
        "<pre>",
        "<h1>",
        "<",
        "<td>x",
    ],
)
def test_a_hundred_thousand_characters_of_html_are_read_in_time(piece):
    html_to_tokens(piece * (100_000 // len(piece)))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["<table>", "</table>", "<tr>", "<td>", "<th colspan=2>", "</td>", "<thead>",
                                 "</thead>", "x", "<pre>", "</pre>", "<svg>", "</svg>", "<br>", "<caption>"]),
                max_size=30))  # fmt: skip
def test_every_row_of_every_table_has_the_same_number_of_columns(tags):
    for table in tables("".join(tags)):
        assert isinstance(table, Table)
        spans = {sum(cell.colspan for cell in row) for row in (*table.header, *table.rows)}
        assert spans == {table.columns}
