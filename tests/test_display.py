"""Notebook outputs: one bundle with several faces, every text escaped, figures as data."""

import html.parser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from analysis import display
from analysis.figures import theme
from analysis.tables import Column, TableView

HOSTILE = [
    "<script>alert(1)</script>",
    "[x](http://e.example)",
    "![i](http://e.example/i.png)",
    "# head",
    "a|b",
    "$x$",
    "1. item",
    "`code`",
    "*b*",
    "&lt;",
]


def small_figure(height=3.0):
    with theme():
        figure = Figure()
        axes = figure.subplots()
        axes.plot([1, 2], [3, height], label="a")
        axes.bar([1], [height])
        axes.set_title("题")
    return figure


def test_a_figure_carries_its_drawn_data_and_its_svg_only_in_metadata():
    data, metadata = display.figure_bundle(small_figure(), "one", "图")
    payload = data[display.FIGURE_MIME]
    assert payload["data"][0]["lines"][0] == {"label": "a", "x": [1, 2], "y": [3, 3]}
    assert payload["data"][0]["title"] == "题"
    assert "svg" not in payload
    assert metadata[display.FIGURE_MIME]["svg"].lstrip().startswith("<?xml")
    assert "image/png" in data


def test_a_changed_height_changes_the_compared_data():
    one = display.figure_bundle(small_figure(3.0), "one", "图")[0][display.FIGURE_MIME]
    other = display.figure_bundle(small_figure(3.001), "one", "图")[0][display.FIGURE_MIME]
    assert one != other


def test_the_same_figure_gives_the_same_svg_bytes():
    _, first = display.figure_bundle(small_figure(), "one", "图")
    assert first == display.figure_bundle(small_figure(), "one", "图")[1]


def test_figures_are_exported_with_their_data_when_a_folder_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv(display.EXPORT_VARIABLE, str(tmp_path))
    display.show_figure(small_figure(), "one", "图")
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == ["one.csv", "one.png", "one.svg"]
    assert "line,a,1.0,3.0" in (tmp_path / "figures" / "one.csv").read_text(encoding="utf-8")


def test_exported_data_names_the_rows_of_a_figure(tmp_path, monkeypatch):
    monkeypatch.setenv(display.EXPORT_VARIABLE, str(tmp_path))
    figure = small_figure()
    figure.axes[0].set_yticks([0, 1], ["甲", "乙"])
    display.show_figure(figure, "one", "图")
    exported = (tmp_path / "figures" / "one.csv").read_text(encoding="utf-8").splitlines()
    assert exported[:3] == ["panel,kind,label,x,y", "题,name,甲,,0.0", "题,name,乙,,1.0"]
    assert not [line for line in exported[3:] if ",name," in line]


@pytest.mark.parametrize("name", ["../x", "a b", "", "a/b", "图"])
def test_a_figure_id_that_could_leave_its_folder_is_refused(name):
    with pytest.raises(ValueError, match="figure id"):
        display.show_figure(small_figure(), name, "图")


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_table_stays_text(text):
    view = TableView((Column(text),), ((text,),), note=text, groups=((0, text),))
    parser = Tags()
    parser.feed(display.table_html(view, text))
    assert set(parser.tags) <= {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
    assert parser.text.count(text) == 5


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_prose_is_not_read_as_markdown(text):
    import mistune

    rendered = mistune.create_markdown(escape=False)(display.markdown_escape(text))
    parser = Tags()
    parser.feed(rendered)
    assert parser.tags == ["p"]
    assert "".join(parser.text).strip() == text


@given(st.text(min_size=1, max_size=60))
def test_any_prose_stays_one_paragraph(text):
    import mistune

    parser = Tags()
    parser.feed(mistune.create_markdown(escape=False)(display.markdown_escape(text)))
    assert set(parser.tags) <= {"p"}
