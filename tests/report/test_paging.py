"""Pages that are full: pictures that do not fit give way, last pages with a few rows are taken back."""

import io
import itertools
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pypdf import PdfReader

from analysis.report.outputs import FIGURE_MIME, TABLE_MIME
from analysis.report.paging import BOTTOM, LEAST_SHARE, MOST_PAD, TOP, Place, fuller_pages, read_places
from analysis.report.pdf import notebook_to_pdf
from analysis.report.typst_source import notebook_to_typst
from pages import fill, fills

ROOT = Path(__file__).parents[2]
PAGE = BOTTOM - TOP
SOURCE = "#picture(\n  x,\n  share: 100%,\n)\n" * 2 + "#data-table(\n  pad: 0.500em,\n)\n" * 2


def shown(data, metadata=None):
    output = new_output("display_data", data=data, metadata=metadata or {})
    return new_code_cell("", outputs=[output], metadata={"tags": ["hide-input"]})


def picture(height_mm, caption):
    height = height_mm / 25.4 * 72
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="400pt" height="{height}pt" '
        f'viewBox="0 0 400 {height}"><rect width="400" height="{height}" fill="#888"/></svg>'
    )
    return shown({FIGURE_MIME: {"id": caption, "caption": caption}}, {FIGURE_MIME: {"svg": svg}})


def table(rows, caption):
    payload = {
        "columns": [{"name": "指标"}, {"name": "数值"}],
        "rows": [[f"第{n}行", f"{n}"] for n in range(rows)],
    }
    return shown({TABLE_MIME: {**payload, "caption": caption, "note": "注：试验。"}})


def pdf(*cells):
    cover = shown({"application/vnd.guihua.cover+json": {"title": "规划", "facts": [["年度", "2025"]]}})
    notebook = new_notebook(cells=[cover, *cells], metadata={"guihua": {"lang": "zh"}})
    return PdfReader(io.BytesIO(notebook_to_pdf(notebook, timestamp=0)))


def lines(count):
    return new_markdown_cell("\n".join(f"- 第{number}条结论" for number in range(count)))


@pytest.mark.parametrize("name", ["annual_report", "midterm_report", "final_report"])
def test_no_page_of_the_reports_on_the_real_plan_is_left_half_empty(name):
    """As committed, on the Sanmen plan: the worst page was 20 % full before pictures and tables gave way."""
    reader = PdfReader(
        io.BytesIO(notebook_to_pdf(nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4), timestamp=0))
    )
    *pages, last = fills(reader)
    assert min(pages) > 0.65
    assert last > 0.5
    assert all(page.mediabox.width < page.mediabox.height for page in reader.pages)


@pytest.mark.parametrize("before", [12, 16, 20])
def test_text_moves_up_where_a_picture_leaves_its_place(before):
    reader = pdf(
        new_markdown_cell("# 甲"), lines(before), picture(190, "大图"), new_markdown_cell("# 乙"), lines(60)
    )
    pages = [page.extract_text() for page in reader.pages]
    (place,) = [number for number, text in enumerate(pages) if "图 1" in text.replace("\u00a0", " ")]
    assert place == 2
    assert "第0条结论" in pages[1].split("乙")[-1]  # what follows the picture, on the page before it
    assert min(fills(reader)[:-1]) > 0.9


def test_a_picture_that_nearly_fits_is_drawn_a_little_smaller_where_it_stands():
    reader = pdf(new_markdown_cell("# 甲"), lines(17), picture(140, "图形"), lines(30))
    assert "图形" in reader.pages[1].extract_text()
    assert fill(reader.pages[1]) > 0.9


def test_pictures_keep_their_order_when_one_of_them_leaves_its_place():
    reader = pdf(lines(14), picture(190, "先来"), picture(60, "后到"), lines(80))
    text = "".join(page.extract_text() for page in reader.pages)
    assert text.index("先来") < text.index("后到")


@pytest.mark.parametrize("rows", range(170, 200, 6))
def test_a_last_page_of_a_few_rows_is_taken_back_or_filled(rows):
    reader = pdf(table(rows, "数值"))
    assert fills(reader)[-1] > 0.5
    text = "".join(page.extract_text() for page in reader.pages)
    assert all(f"第{number}行" in text for number in range(rows))


def test_a_report_whose_pages_are_full_is_laid_out_once_and_as_it_was():
    full = [
        Place(2, TOP, "heading"),
        Place(2, 300.0, "picture", height=400.0, caption=20.0),
        Place(3, 700.0, "end", stretch=900.0),
        Place(3, 720.0, "last"),
    ]
    assert fuller_pages(SOURCE, full) == SOURCE
    assert fuller_pages(SOURCE, ()) == SOURCE


def test_each_picture_that_leaves_white_before_it_is_changed_and_no_other():
    places = [
        Place(2, 100.0, "picture", height=100.0, caption=20.0),
        Place(3, 250.0, "end"),
        Place(4, TOP, "heading"),
        Place(4, 103.0, "picture", height=600.0, caption=20.0),
        Place(5, 700.0, "last"),
    ]
    changed = fuller_pages(SOURCE, places)
    assert [line for line in changed.split("\n") if "share" in line] == ["  share: 100%,", "  share: 0%,"]


def test_a_picture_before_another_that_cannot_move_up_stays_where_it_is():
    """Three pages of bars in a row: the first stood at the foot of a page whose upper half was empty."""
    places = [
        Place(2, 250.0, "end"),
        Place(3, TOP, "picture", height=600.0, caption=20.0),
        Place(4, TOP, "picture", height=600.0, caption=20.0),
        Place(5, 700.0, "last"),
    ]
    assert "share: 0%" not in fuller_pages(SOURCE, places)
    lower = [*places[:2], Place(4, TOP, "picture", height=300.0, caption=20.0), places[3]]
    assert "share: 0%" in fuller_pages(SOURCE, lower)


def test_two_short_rows_on_the_last_page_come_back_by_less_room_in_the_last_table_alone():
    places = [
        Place(3, 300.0, "end", stretch=900.0),
        Place(5, 110.0, "end", stretch=1800.0),
        Place(5, 115.0, "last"),
    ]
    pads = [line for line in fuller_pages(SOURCE, places).split("\n") if "pad" in line]
    assert pads[0] == "  pad: 0.500em,"
    assert 0.5 - MOST_PAD <= float(pads[1].strip(" pad:em,")) < 0.5


kinds = st.sampled_from(["heading", "picture", "end", "text"])
heights = st.floats(0, 600)


@given(st.lists(st.tuples(st.integers(2, 9), st.floats(TOP, BOTTOM), kinds, heights, heights), max_size=12))
def test_whatever_stands_where_only_the_known_arguments_change_within_their_limits(entries):
    places = [
        Place(page, y, kind, height=height, caption=height / 10, stretch=stretch)
        for page, y, kind, height, stretch in sorted(entries, key=lambda entry: entry[:2])
    ]
    before = f"report.with(\n  leading: 100%,\n{SOURCE}"
    after = fuller_pages(before, [*places, Place(10, 300.0, "last")])
    for old, new in itertools.zip_longest(before.split("\n"), after.split("\n")):
        if old != new:
            key, _, value = new.strip(" ,").partition(": ")
            number = float(value.rstrip("em%"))
            limits = {"share": (100 * LEAST_SHARE - 1, 100), "pad": (0.38, 0.62), "leading": (80, 100)}[key]
            assert limits[0] <= number <= limits[1] or (key, number) == ("share", 0)


def test_the_answer_of_typst_is_read_without_what_stands_in_the_running_head():
    answer = '[{"page": 2, "y": 40, "kind": "text"}, {"page": 2, "y": 90.5, "kind": "end", "stretch": 9}]'
    assert read_places(answer) == (Place(2, 90.5, "end", stretch=9),)


def test_a_title_that_reads_like_the_line_to_be_changed_stays_as_it_is():
    title = "a,  leading: 100%,\n  leading: 100%,\n"
    notebook = {"metadata": {"title": title}, "cells": []}
    before = notebook_to_typst(notebook, title=title).source
    after = fuller_pages(before, [Place(2, 90.0, "text"), Place(2, 120.0, "last")])
    changed = [pair for pair in zip(before.split("\n"), after.split("\n"), strict=True) if pair[0] != pair[1]]
    assert changed == [("  leading: 100%,", "  leading: 80%,")]
