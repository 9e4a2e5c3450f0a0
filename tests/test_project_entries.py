"""project_progress.csv: what is understood, what replaces what, and that no text brings it down."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hostile
from analysis.errors import ProjectProgressError, Source
from analysis.project_cells import read_date, read_money, read_share
from analysis.project_entries import COLUMNS, read_entries
from analysis.project_flags import entries_frame, entry_notes
from analysis.project_words import STATUSES, project_names, read_status
from analysis.schema import load_schema

PROJECTS = pd.DataFrame(
    {"project_id": ["P1", "P2"], "name": ["甲县福利院（一期）", "乙桥"], "total_10k": [1000.0, None]}
)


def rows(*texts):
    """Rows as a file has them, each cell at its place."""
    made = []
    for line, text in enumerate(texts, start=2):
        cells, start = {}, 0
        for column, cell in zip(COLUMNS, (text + "," * 9).split(","), strict=False):
            cells[column] = (cell, Source("p.csv", line, start, start + len(cell)))
            start += len(cell) + 1
        made.append(cells)
    return made


def read(*texts, projects=PROJECTS):
    entries, problems = read_entries(rows(*texts), projects)
    assert [str(problem) for problem in problems] == []
    return entries


@pytest.mark.parametrize("name", ["P1", "p1", "甲县福利院（一期）", "甲县福利院(一期)", " 甲县 福利院 一期 "])
def test_a_project_is_known_by_its_id_and_by_its_printed_name_in_any_width(name):
    assert read(f"{name},2022,在建")[0].project_id == "P1"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("未开工", "not_started"), ("Not started", "not_started"), ("not_started", "not_started"),
        ("前期", "preparing"), ("已立项", "preparing"), ("在建", "under_construction"),
        ("施工中", "under_construction"), ("under construction", "under_construction"),
        ("停工", "suspended"), ("缓建", "suspended"), ("竣工", "completed"), ("已完工", "completed"),
        ("Completed", "completed"), ("投入使用", "in_use"), ("in use", "in_use"), ("取消", "cancelled"),
    ],
)  # fmt: skip
def test_a_status_is_known_in_chinese_and_english(word, status):
    assert read_status(word) == status


def test_the_vocabulary_is_that_of_the_contract():
    status = next(c for c in load_schema()["project_progress"].columns if c.name == "status")
    assert status.enum == STATUSES


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("2023", "2023"), ("2023年", "2023"), ("2023-06", "2023-06"), ("2023年6月", "2023-06"),
        ("2023/6", "2023-06"), ("２０２３．１０", "2023-10"), ("2023年底", "2023-12"),
        ("2023-06-30", "2023-06"), ("2023.6.30", "2023-06"), ("202306", "2023-06"),
    ],
)  # fmt: skip
def test_a_date_is_a_year_or_a_month(typed, date):
    assert read_date(typed) == date


@pytest.mark.parametrize(
    "typed", ["2023年内", "2023年前", "2023上半年", "2023年一季度", "2023.13", "44927", "1823"]
)
def test_what_is_not_exactly_a_year_or_month_is_refused(typed):
    with pytest.raises(ProjectProgressError):
        read_date(typed)


@pytest.mark.parametrize(
    ("typed", "unit", "in_10k"),
    [("0.5", "亿元", 5000), ("5000", "万元", 5000), ("50000000", "元", 5000), ("1,900万元", "", 1900),
     ("0.19亿", "", 1900), ("０", "万元", 0), ("约300", "万元", 300), ("累计300", "万元", 300)],
)  # fmt: skip
def test_money_is_converted_from_the_unit_that_is_typed(typed, unit, in_10k):
    assert read_money(typed, unit) == in_10k


@given(st.integers(0, 1000), st.sampled_from(["{}", "{}%", "{} %", "{}％"]))
@settings(deadline=None)
def test_a_share_is_accepted_up_to_100_and_refused_above(tenths, form):
    text = form.format(tenths / 10)
    assert read_share(text) == tenths / 10
    with pytest.raises(ProjectProgressError, match="from 0 to 100"):
        read_share(form.format(100.1 + tenths / 10))


def test_what_is_not_reported_stays_unknown_and_zero_is_not_unknown():
    entry, zero = read("P1,2022,在建,—,,,／,—", "P2,2022,未开工,0,0,万元")
    assert (entry.share_pct, entry.spent_10k, entry.start, entry.finish) == (None, None, None, None)
    assert (entry.share_printed, entry.spent_printed) == ("", "")
    assert (zero.share_pct, zero.spent_10k, zero.spent_printed) == (0, 0, "0 万元")


def test_the_frame_keeps_the_contract_the_typed_forms_and_the_place_of_each_figure():
    entries = read("P2,2022-12,在建,35％,0.16,亿元,2022.03,,月报,雨季", "甲县福利院一期,2021,前期")
    frame = entries_frame(entries, PROJECTS, "project_progress.csv")
    assert tuple(frame.columns) == load_schema()["project_progress"].column_names
    assert frame["project_id"].tolist() == ["P1", "P2"]
    row = frame.iloc[1]
    assert row[["name", "as_of", "status", "share_printed", "spent_printed"]].tolist() == [
        "乙桥", "2022-12", "under_construction", "35％", "0.16 亿元",
    ]  # fmt: skip
    assert (row["share_pct"], row["spent_10k"], row["actual_start"]) == (35, 1600, "2022-03")
    places = row[["source_line", "status_start", "share_start", "spent_start"]].tolist()
    assert places == [2, 11, 14, 18]
    assert frame.iloc[0][["share_start", "spent_start"]].isna().all()


def test_a_cell_of_several_lines_before_a_figure_leaves_only_the_line():
    (row,) = rows("P1,2022,在建,30,,,,,来源")
    moved = {**row, "percent": ("30", Source("p.csv", 3, 4, 6))}
    entries, _ = read_entries([moved], PROJECTS)
    frame = entries_frame(entries, PROJECTS, "f.csv")
    assert frame["source_line"].tolist() == [2]
    assert frame["share_start"].isna().all()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_revision_replaces_the_other_row_in_whatever_order_they_stand(order):
    texts = ["P1,2022-12,在建,30", "P1,2022,在建,25,,,,,,修订数"]
    frame = entries_frame(read(*(texts[i] for i in order)), PROJECTS, "f.csv")
    kept = frame[~frame["revised"]]
    assert kept["share_pct"].tolist() == [25]
    assert len(frame) == 2


def test_entries_of_a_later_year_are_neither_shown_nor_known_to_flags():
    entries = read("P1,2022,在建,40,,,,,s", "P1,2023,在建,30,,,,,s")
    assert entries_frame(entries, PROJECTS, "f.csv", year=2022)["flag"].tolist() == [""]
    later = entries_frame(entries, PROJECTS, "f.csv", year=2023, lang="zh")
    assert later["flag"].tolist() == ["", "完成比例30%，低于2022所报40%，请核对"]
    assert "30 % of the work is less" in entry_notes(entries, PROJECTS, shown="p.csv")[0]


def test_several_hundred_projects_of_one_name_and_any_name_are_searched_in_bounded_time():
    many = pd.DataFrame({"project_id": [f"P{i}" for i in range(1, 401)], "name": "敬老院" * 500})
    names = project_names(many)
    with pytest.raises(ProjectProgressError, match="400 projects"):
        names.find("敬老院" * 500)
    for number in range(400):
        with pytest.raises(ProjectProgressError, match="unknown project"):
            names.find(f"院{number}" * 1000)


@given(st.lists(st.text(max_size=30) | st.sampled_from(hostile.EVERY), min_size=10, max_size=10))
@settings(deadline=None, max_examples=200)
def test_any_cells_give_an_entry_or_problems_with_their_place(cells):
    row = {
        name: (cell, Source("p.csv", 2, at, at))
        for at, (name, cell) in enumerate(zip(COLUMNS, cells, strict=True))
    }
    entries, problems = read_entries([row], PROJECTS)
    assert len(entries) == (0 if problems else 1)
    assert all(problem.source.line == 2 and problem.remedy for problem in problems)


@pytest.mark.parametrize("column", range(8))
@pytest.mark.parametrize("text", ["9" * 100_000, "年" * 100_000, "-" * 100_000, "1." * 50_000, "( " * 50_000])
def test_cells_of_a_hundred_thousand_characters_are_refused_in_one_short_line(column, text):
    cells = ["P1", "2022", "在建", "30", "300", "万元", "", "", "", ""]
    cells[column] = text
    row = {name: (cell, Source("p.csv", 2)) for name, cell in zip(COLUMNS, cells, strict=True)}
    entries, problems = read_entries([row], PROJECTS)
    assert not entries
    assert all(len(str(problem)) < 600 for problem in problems)
