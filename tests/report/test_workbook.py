"""tables.xlsx: typed cells that agree with the data files, and no text that becomes anything but text."""

import csv
import datetime
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report.sheets import Number, Sheet, printed_cell, report_sheets, report_title, sheet_name
from analysis.report.workbook import cell_text, sheets_to_workbook
from analysis.schema import load_schema
from analysis.store import read_processed
from hostile import EVERY, LONGER_THAN_A_CELL

ROOT = Path(__file__).parents[2]
PLAN = "sanmen-civil-affairs-14"
STAMP = 1767139200
TABLE = "application/vnd.guihua.table+json"


def notebook_of(*payloads):
    outputs = [
        {"output_type": "display_data", "data": {TABLE: payload}, "metadata": {}} for payload in payloads
    ]
    return {
        "cells": [{"cell_type": "code", "source": "", "metadata": {}, "outputs": outputs}],
        "metadata": {},
    }


def payload_of(*rows, **others):
    columns = [
        {"name": "指标", "align": "left"},
        *[{"name": f"值{i}", "align": "right"} for i in range(len(rows[0]) - 1)],
    ]
    return {"id": "t", "caption": "表", "columns": columns, "rows": [list(row) for row in rows], **others}


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def written(*sheets, title="题"):
    return sheets_to_workbook(sheets, title=title, timestamp=STAMP)


@pytest.fixture(scope="module")
def tables():
    return read_processed(ROOT, PLAN)


@pytest.fixture(scope="module")
def report():
    return json.loads((ROOT / "notebooks" / "annual_report.ipynb").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def real(report, tables):
    return sheets_to_workbook(
        report_sheets(report, tables, "zh"), title=report_title(report), timestamp=STAMP
    )


@pytest.fixture(scope="module")
def book(real):
    return opened(real)


@pytest.mark.parametrize("name", list(load_schema()))
def test_every_cell_of_a_data_sheet_is_what_the_data_file_holds(book, name):
    table = load_schema()[name]
    page = book[table.title_zh]
    rows = list(page.iter_rows(values_only=True))
    heads = [str(head).partition("（")[0] for head in rows[0]]
    path = ROOT / "data" / "processed" / PLAN / table.file
    with path.open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))
    offset = len(heads) - len(table.columns)  # the indicator's name in front
    assert heads[offset:] == [column.title_zh.partition("（")[0] for column in table.columns]
    assert len(rows) == len(expected)
    for row, texts in zip(rows[1:], expected[1:], strict=True):
        for value, text, column in zip(row[offset:], texts, table.columns, strict=True):
            if not text:
                assert value is None
            elif column.type in {"integer", "number"}:
                assert isinstance(value, int | float)
                assert float(value) == float(text)
            elif column.type == "boolean":
                assert value is (text == "true")
            else:
                assert value == text


def test_years_are_whole_numbers_without_separators_and_money_says_its_unit(book):
    values = book["数值"]
    year = [cell.value for cell in values[1]].index("年份")
    assert {cell.number_format for cell in list(values.columns)[year][1:]} == {"0"}
    assert "总投资（万元）" in [cell.value for cell in book["重大项目"][1]]


def test_printed_tables_keep_numbers_as_numbers_and_their_look(book, report):
    outputs = [output["data"] for cell in report["cells"] for output in cell.get("outputs", [])]
    payloads = [data[TABLE] for data in outputs if TABLE in data]
    number, payload = next(
        (number, found) for number, found in enumerate(payloads, 1) if found["id"] == "targets_2"
    )
    page = next(sheet for sheet in book if sheet.title.startswith(f"表{number} "))
    assert [cell.value for cell in page[1]][1:] == [column["name"] for column in payload["columns"]]
    heads = [cell.value for cell in page[1]]
    cell = page.cell(2, heads.index("2022年达标 年均增长") + 1)
    assert (cell.value, cell.number_format) == (2.06, '0.00"%"')


def test_each_sheet_has_a_frozen_filtered_repeated_header_and_prints_across_one_landscape_page(book):
    for page in book:
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref.startswith("A1:")
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.orientation == "landscape"
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert all(cell.value for cell in page[1])


def test_the_contents_name_every_other_sheet_and_lead_to_it(book):
    first, *others = book.worksheets
    links = [row[0] for row in first.iter_rows(min_row=2)]
    assert [cell.value for cell in links] == [page.title for page in others]
    assert [cell.hyperlink.location for cell in links] == [f"'{page.title}'!A1" for page in others]
    assert [row[2].value for row in first.iter_rows(min_row=2)] == [page.max_row - 1 for page in others]


def test_the_same_report_gives_the_same_bytes_dated_as_the_report(real, book, report, tables):
    again = sheets_to_workbook(
        report_sheets(report, tables, "zh"), title=report_title(report), timestamp=STAMP
    )
    assert again == real
    created = book.properties.created
    assert created.replace(tzinfo=datetime.UTC) == datetime.datetime.fromtimestamp(STAMP, datetime.UTC)


def test_english_sheets_have_english_names_and_headings(report, tables):
    names = [sheet.name for sheet in report_sheets(report, tables, "en")]
    assert names[0] == "Contents"
    assert {"Values", "Growth check", "Columns"} <= set(names)


def is_only_text(data):
    """No formula, no link out of the file, no macro, no external part in any of the file's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if re.search(r"vba|externalLink|embeddings", name)]
        for name in archive.namelist():
            part = archive.read(name).decode("utf-8")
            assert "<f>" not in part
            assert "<f " not in part
            assert 'TargetMode="External"' not in part


@pytest.mark.parametrize("text", [*EVERY, *LONGER_THAN_A_CELL], ids=lambda text: ascii(text)[:24])
def test_a_hostile_text_stays_a_text_wherever_it_enters(text):
    payload = payload_of((text, text), ("b", "1"), caption=text, note=text, id=text, groups=[[0, text]])
    payload["columns"][0]["name"] = text
    frame = pd.DataFrame([{"table": "3", "row": 1, "title": text, "content": text, "source_line": 1}])
    sheets = report_sheets(notebook_of(payload), {"programmes": frame}, "zh")
    data = sheets_to_workbook(sheets, title=text, timestamp=STAMP)
    is_only_text(data)
    book = opened(data)
    assert len(book.sheetnames) == 4
    printed, programmes = book.worksheets[1:3]
    number = isinstance(printed_cell(text), Number)
    for cell in (printed["B1"], printed["A2"], printed["B2"], programmes["C2"], programmes["D2"]):
        assert cell.data_type == "s" or (cell.value is None and not cell_text(text))
    assert printed["B2"].value == (cell_text(text) or None)
    assert printed["C2"].data_type == ("n" if number or not cell_text(text) else "s")


def test_a_text_that_looks_like_a_formula_is_marked_as_text_for_whoever_edits_it():
    page = opened(written(Sheet("一", "", "", ("列",), (("=1+1",), ("@x",), ("民政",)))))["一"]
    assert [page.cell(row, 1).quotePrefix for row in (2, 3, 4)] == [True, True, False]


@settings(max_examples=30)
@given(st.text(max_size=60))
def test_any_text_comes_back_as_it_was_but_for_what_no_cell_can_hold(text):
    data = written(Sheet("一", "", "", ("列",), ((f"a{text}b",),)))
    cell = opened(data)["一"]["A2"]
    assert cell.data_type == "s"
    assert cell.value == cell_text(f"a{text}b")


@pytest.mark.parametrize(
    ("text", "units"), [("a" * 40_000, 32_767), ("𠮷" * 20_000, 32_767), ("a" * 32_767, 32_767)]
)
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(text, units):
    cut = cell_text(text)
    assert len(cut.encode("utf-16-le")) // 2 <= units
    assert cut.endswith("…") == (cut != text)
    assert len(cut.encode("utf-16-le")) // 2 >= units - 1


@given(st.lists(st.text(max_size=50), max_size=8))
def test_sheet_names_are_taken_by_spreadsheets_and_unique(wished):
    used = set()
    names = [sheet_name(text, used) for text in wished]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\']", name)
        assert name.casefold() != "history"


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("0", 0, "0"),
        ("-1.50", -1.5, "0.00"),
        ("−3", -3, "0"),
        ("12,345", 12345, "#,##0"),
        ("100%", 100, '0"%"'),
        ("2020", 2020, "0"),
    ],
)
def test_a_printed_number_keeps_its_value_and_its_decimals(text, value, shown):
    assert printed_cell(text) == Number(value, shown)


@pytest.mark.parametrize(
    "text", ["约20", "2015–2020", "1/2", "1e5", "0012", "12,34", "=1", "12345678901234567", "5个"]
)
def test_what_is_more_than_a_number_stays_as_printed(text):
    assert printed_cell(text) == text


def test_group_headings_become_a_column_and_a_dash_an_empty_cell():
    payload = payload_of(("a", "—"), ("b", "2"), ("c", "3"), groups=[[1, "组"]])
    page = opened(written(*report_sheets(notebook_of(payload), {}, "zh")))["表1 表"]
    rows = list(page.iter_rows(values_only=True))
    assert rows == [("分组", "指标", "值0"), (None, "a", None), ("组", "b", 2), ("组", "c", 3)]


def test_headings_stand_above_numbers_and_texts_keep_away_from_them():
    rows = ((Number(9.4, "0.0"), "不符", "约2"), (None, "一致", Number(1, "0")))
    sheet = Sheet("一", "", "", ("值", "结论", "混"), rows)
    page = opened(written(sheet)).active
    sides = [[(cell.alignment.horizontal, cell.alignment.indent) for cell in row] for row in page.iter_rows()]
    assert sides[0] == [("right", 0), ("left", 1), ("left", 1)]
    assert sides[1] == [(None, 0), ("left", 1), ("left", 1)]


def test_chinese_headings_and_texts_get_twice_the_width_of_latin_ones():
    sheet = Sheet("一", "", "", ("a", "b"), (("民政事业发展规划", "abcdefgh"),))
    page = opened(written(sheet))["一"]
    chinese, latin = page.column_dimensions["A"].width, page.column_dimensions["B"].width
    assert chinese >= 16
    assert latin < chinese
