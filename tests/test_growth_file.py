"""Long growth tables in parts: nothing lost, order kept, the same result wherever a part ends."""

import csv
import io
import tracemalloc
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.growth_check import check_growth_table
from analysis.growth_check.table import Options
from analysis.growth_file import check_growth_file

HEADER = "base_year,base,target_year,target,stated"
CORPUS = Path(__file__).parent / "data" / "growth"


def checked(path, rows_a_part=20_000, options=None):
    """The whole output, as rows of dictionaries."""
    text = "".join(check_growth_file(path, options, rows_a_part=rows_a_part).csv())
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "in.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("name", ["plan_simplified", "yearbook_english"])
@pytest.mark.parametrize("rows_a_part", [1, 2, 7])
def test_where_a_part_ends_changes_nothing(name, rows_a_part):
    path = CORPUS / f"{name}.csv"
    assert checked(path, rows_a_part) == checked(path)


def test_neighbours_count_across_the_end_of_a_part(write):
    """412.7 → 515.0 is 4.5 % a year: the base of the row above, or below."""
    rows = ["2015,412.7,2020,515.0,4.5", "2015,236.4,2020,515.0,4.5", "2015,412.7,2020,515.0,4.5"]
    for order in (rows[:2], rows[1:]):
        found = [row["reproduced_by"] for row in checked(write("\n".join([HEADER, *order])), rows_a_part=1)]
        assert sorted(found) == ["", "other_row"]


def test_a_file_says_what_the_table_in_memory_says():
    path = CORPUS / "plan_simplified.csv"
    table, _ = check_growth_table(pd.read_csv(path, dtype=str, keep_default_na=False))
    for row, expected in zip(checked(path), table.to_dict("records"), strict=True):
        assert row["verdict"] == expected["verdict"]
        assert row["reproduced_by"] == expected["reproduced_by"]
        for name in ("recomputed_pct", "recomputed_lower", "recomputed_upper", "chance"):
            assert (row[name] == "") == pd.isna(expected[name])
            if row[name]:
                assert float(row[name]) == expected[name]
        assert row["low_power"] == {True: "true", False: "false"}.get(expected["low_power"], "")


cell = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6)
odd_cell = st.one_of(cell, st.sampled_from(["", '"', "a,b", 'x"y', "1\n2", "5%", "2015"]))


@given(st.lists(st.lists(odd_cell, min_size=6, max_size=6), max_size=6))
@settings(deadline=None, max_examples=60)
def test_every_cell_comes_through_in_its_place(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("t") / "in.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows([[*HEADER.split(","), "备注"], *rows])
    found = [[row[name] for name in (*HEADER.split(","), "备注")] for row in checked(path, rows_a_part=2)]
    assert found == rows


ODD_LINES = [
    *("2015,1,2020,2,15", "x", "", ",,,,", '"', '"a', 'a"', '2015,"1",2020,2,3"', "1,2", '"1"x,2,3,4,5'),
    *("1,2,3,4,5,6,7", '"open', "\x1a"),
]


@given(st.lists(st.sampled_from(ODD_LINES), max_size=12))
@settings(deadline=None, max_examples=150)
def test_no_line_stops_the_table_and_no_text_is_lost(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("t") / "in.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    parts = list(check_growth_file(path, rows_a_part=3).parts)
    out = "".join(part.csv() for part in parts)
    for digit in "1234567":
        assert out.count(digit) >= "\n".join(lines).count(digit)
    assert {verdict for part in parts for verdict in part.verdicts} <= {
        "consistent", "inconsistent", "not_checkable"}  # fmt: skip


def test_a_stray_quotation_mark_costs_one_row(write):
    lines = [HEADER, '2015,"1,2020,2,15', *["2015,100,2020,150,8.4"] * 300]
    found = checked(write("\n".join(lines)))
    assert [row["verdict"] for row in found] == ["not_checkable", *["consistent"] * 300]
    assert found[0]["note"] == "line 2: a quotation mark is not closed"


def test_a_quoted_cell_may_run_over_lines(write):
    found = checked(write(f'{HEADER},备注\n2015,100,2020,150,8.4,"a\nb"\n2015,36O,2020,150,8.4,c\n'))
    assert found[0]["备注"] == "a\nb"
    assert found[1]["note"].startswith("line 4, ")


def test_cells_beyond_the_header_are_told_in_the_note(write):
    found = checked(write(f"{HEADER}\n2015,1,234,2020,2000,5\n"))
    assert found[0]["verdict"] == "not_checkable"
    assert found[0]["note"] == "line 2: 6 cells, but the header has 5 (more than it has: 5)"


def test_a_row_of_empty_cells_is_a_row_and_an_empty_line_is_none(write):
    found = checked(write(f"\n{HEADER}\n,,,,\n\n2015,100,2020,150,8.4\n"))
    assert [row["verdict"] for row in found] == ["not_checkable", "consistent"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_files_as_spreadsheets_write_them(write, encoding, separator, line_end):
    text = f"名称,{HEADER}\n每千名老年人床位数,2015,38.9,2020,50,4.4\n,,,,,\n"
    path = write(text.replace(",", separator).replace("\n", line_end), encoding)
    found = checked(path)
    assert [row["verdict"] for row in found] == ["inconsistent", "not_checkable"]
    assert found[0]["名称"] == "每千名老年人床位数"


@pytest.mark.parametrize("note", ["sep=;", '"sep=;"', "\ufeffsep=;", "SEP=;"])
def test_a_line_that_only_names_the_separator_is_no_header(write, note):
    text = f"{note}\r\n{HEADER.replace(',', ';')}\r\n2015;38.9;2020;50;4.4\r\n2015;36O;2020;50;4\r\n"
    found = checked(write(text))
    assert [row["verdict"] for row in found] == ["inconsistent", "not_checkable"]
    assert found[1]["note"].startswith("line 4, ")


def test_columns_of_one_name_that_the_check_does_not_need_come_through(write):
    path = write(f"备注,{HEADER},备注,\na,2015,100,2020,150,8.4,b,\n")
    text = "".join(check_growth_file(path).csv())
    assert text.splitlines()[1].startswith("a,2015,100,2020,150,8.4,b,8.4472,")


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"a,b\n1,2\n", HEADER.encode() + b",base\n", b"\x89PNG\r\n\x1a\n\0\0",
     b"\xff\xfe\xfd\xfc\xfb", HEADER.encode() + b",verdict\n"],
)  # fmt: skip
def test_a_file_that_is_no_growth_table_at_all_is_refused(tmp_path, data):
    path = tmp_path / "in.csv"
    path.write_bytes(data)
    with pytest.raises(InputError):
        check_growth_file(path)


def test_options_hold_for_the_whole_file(write):
    path = write(f"{HEADER}\n2015,60.0,2020,70.0,[16.7]\n" * 1)
    assert checked(path)[0]["verdict"] == "not_checkable"
    assert checked(path, options=Options(totals="brackets"))[0]["verdict"] == "consistent"


def test_hostile_cells_take_no_time_and_stay_whole(write):
    for text in ("1" * 100_000, "(" * 100_000, "翻" * 100_000, '"' + "a" * 100_000 + '"', "5%" * 50_000):
        found = checked(write(f"{HEADER}\n2015,{text},2020,150,8.4\n{text},100,2020,150,{text}\n"))
        assert [row["verdict"] for row in found] == ["not_checkable"] * 2
        assert found[0]["base"] == text.strip('"')


def test_memory_does_not_grow_with_the_file(write):
    """Peak of 20 parts against that of 4: the same, where the texts alone are five times as long."""
    lines = [f"2015,{100 + k * 7 % 900}.{k % 10},2020,{100 + k * 11 % 900},5.0" for k in range(4000)]
    peaks = []
    for count in (800, 4000):
        path = write("\n".join([HEADER, *lines[:count]]))
        tracemalloc.start()
        for part in check_growth_file(path, rows_a_part=200).parts:
            part.csv()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
