"""HTML outputs: pandas' tables cell by cell, scripts left out, broken HTML survived."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report.fitting import Table
from analysis.report.html_blocks import Picture, Text, parse_html


def texts(rows):
    return [[cell.text for cell in row] for row in rows]


def test_a_frame_comes_back_cell_by_cell():
    frame = pd.DataFrame({"地区": ["城市", "<农村>"], "标准": [660, 490]})
    (table,) = parse_html(frame._repr_html_())
    assert texts(table.header) == [["", "地区", "标准"]]
    assert texts(table.rows) == [["0", "城市", "660"], ["1", "<农村>", "490"]]


def test_a_named_index_shares_the_heading_row():
    frame = pd.DataFrame({"标准": [660]}, index=pd.Index(["城市"], name="地区"))
    (table,) = parse_html(frame.to_html())
    assert texts(table.header) == [["地区", "标准"]]


def test_spanning_headings_and_rows_keep_the_columns_in_line():
    long = pd.DataFrame({"a": list("xxyy"), "b": list("pqpq"), "v": range(4), "w": range(4)})
    (table,) = parse_html(
        long.pivot_table(index=["a", "b"], values=["v", "w"], aggfunc=["sum", "max"]).to_html()
    )
    assert table.columns == 6
    assert [cell.colspan for cell in table.header[0] if cell.text] == [2, 2]
    assert texts(table.rows)[1] == ["", "q", "1", "1", "1", "1"]


def test_scripts_and_styles_show_nothing():
    assert parse_html("<style>p{}</style><script>alert('x')</script><p>看</p>") == [Text("看")]


def test_blocks_lines_and_pictures_come_in_order():
    assert parse_html("a<br>b<img src='x.png' alt='图'>c") == [
        Text("a"), Text("b"), Picture("x.png", "图"), Text("c"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "html",
    ["<table>", "<table><tr>", "</td></table>", "<td>x", "<table><tr><td rowspan=99 colspan=9999>x", "<"],
)
def test_broken_html_is_read_as_far_as_it_goes(html):
    assert all(isinstance(block, Text | Table) for block in parse_html(html))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["<table>", "</table>", "<tr>", "<td>", "<th colspan=2>", "</td>", "<thead>",
                                 "</thead>", "x", "<pre>", "</pre>", "<svg>", "</svg>", "<br>", "<caption>"]),
                max_size=30))  # fmt: skip
def test_every_row_of_every_table_has_the_same_number_of_columns(tags):
    for block in parse_html("".join(tags)):
        if isinstance(block, Table):
            spans = {sum(cell.colspan for cell in row) for row in (*block.header, *block.rows)}
            assert spans == {block.columns}
