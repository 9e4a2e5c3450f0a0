"""Observation files that people really send: one line for each problem with its place, and exit 2."""

import random
import re

import pytest

from analysis.cli import main

HEADER = "indicator,year,value,unit,source,note\n"
SHARE = "养老机构护理型床位占比"  # with its comma 12 columns: the year begins in column 13, the value in 18


def rows(*texts):
    return HEADER + "".join(f"{text}\n" for text in texts)


def noise(seed):
    return random.Random(seed).randbytes(400)  # noqa: S311 - test data


FAULTS = {
    "unknown_indicator": (
        rows("养老机构护理床位占比,2022,55,%,,"),
        ['2:1: unknown indicator "养老机构护理床位占比"; did you mean "养老机构护理型床位占比"'],
    ),
    "mistyped_id": (rows("nursing_bed_shar,2022,55,%,,"), ['2:1: .*did you mean "nursing_bed_share"']),
    "nothing_like_it": (rows("GDP,2022,55,%,,"), ['2:1: unknown indicator "GDP"; write an indicator id']),
    "year_after_the_period": (
        rows(f"{SHARE},2031,55,%,,"),
        ["2:13: year 2031 is after the plan's last year 2025"],
    ),
    "year_after_the_period_in_full_width": (rows(f"{SHARE},２０３１年,55,%,,"), ["2:13: year 2031 is after"]),
    "duplicate": (
        rows(f"{SHARE},2022,55,%,,", f"{SHARE},2022,56,%,,"),
        ['3:18: .*two values for 2022: line 2 says 55, this line 56 %; .*"revision"'],
    ),
    "unit_of_another_kind": (
        rows(f"{SHARE},2022,55,万元,,"),
        ['2:21: .*does not convert to "%"; give the value in'],
    ),
    "unknown_unit": (rows(f"{SHARE},2022,55,斛,,"), ["2:21: .*斛"]),
    "words_that_are_no_number": (rows(f"{SHARE},2022,很多,%,,"), ['2:18: cannot read "很多" as a number']),
    "english_words": (rows(f"{SHARE},2022,fifty-five,%,,"), ['2:18: cannot read "fifty-five" as a number']),
    "not_finite": (
        rows(
            f"{SHARE},2021,NaN,%,,",
            f"{SHARE},2022,inf,%,,",
            f"{SHARE},2023,1e999,%,,",
            f"{SHARE},2024,-∞,%,,",
        ),
        [
            '2:18: cannot read "NaN"',
            '3:18: cannot read "inf"',
            '4:18: cannot read "1e999"',
            "5:18: cannot read",
        ],
    ),
    "share_over_100": (
        rows(f"{SHARE},2022,155,%,,"),
        ["2:18: 155 % is above 100 %.*check the digits and the unit"],
    ),
    "share_over_100_in_another_unit": (rows(f"{SHARE},2022,1550,‰,,"), ["2:18: 155 % is above 100 %"]),
    "negative_share": (rows(f"{SHARE},2022,-5,%,,"), ["2:18: -5 % is below 0 %"]),
    "negative_count": (rows("康养联合体数,2022,-3,个,,"), ["2:13: -3 个 is below 0 个"]),
    "missing_column": (
        f"indicator,year,unit\n{SHARE},2022,%\n",
        ["1:1: no column value.*the header is indicator"],
    ),
    "empty": (b"", [": the file is empty; save the table as CSV"]),
    "blank": (" \n\n", [": the file has no text, only blanks"]),
    "random_bytes": (noise(1), ["[0-9:]*: the bytes are neither UTF-8 nor GB18030 text"]),
    "nul": (rows(f"{SHARE},2022,5\0005,%,,"), ["2:19: .*NUL"]),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, [": this is a PNG image"]),
    "xlsx": (b"PK\x03\x04" + b"\0" * 50, [": this is a ZIP archive .*XLSX"]),
    "year_of_a_spreadsheet": (
        rows(f'{SHARE},"2,022.0",55,%,,', f"{SHARE},2022.0,55,%,,", f"{SHARE},44927,55,%,,"),
        [
            '2:1[23]: "2,022.0" is not a year; write the year alone: 2022',
            "3:13: .*write the year alone: 2022",
            "4:13: .*a spreadsheet's day number",
        ],
    ),
    "formula": (
        rows(
            f"{SHARE},2022,=1+1,%,,", f"{SHARE},=2021+1,55,%,,", "=A1,2022,55,%,,", f"{SHARE},2023,#REF!,%,,"
        ),
        [
            '2:18: "=1\\+1" is a spreadsheet formula, not its result; paste values',
            '3:13: "=2021',
            '4:1: "=A1"',
            "5:18: .*an error of the spreadsheet",
        ],
    ),
    "dates_as_years": (
        rows(f"{SHARE},2022-12-31,55,%,,", f"{SHARE},2022/12/31,55,%,,", f"{SHARE},2022年12月,55,%,,"),
        [f"{line}:13: .*is not a year; write the year alone: 2022" for line in (2, 3, 4)],
    ),
    "dates_as_values": (rows(f"{SHARE},2022,2022-12-31,%,,"), ['2:18: "2022-12-31" is a date, not a number']),
    "month_names": (rows(f"{SHARE},Dec-22,55,%,,"), ["2:13: .*write four digits"]),
    "empty_year": (rows(f"{SHARE},,55,%,,"), ["2:13: the year is empty"]),
    "empty_value": (rows(f"{SHARE},2022,,%,,"), ["2:18: the value is empty; write the number, or —"]),
    "longest_cells": (
        rows(
            f"{SHARE},2022,{'9' * 100_000},%,,",
            f"{'床' * 100_000},2022,5,%,,",
            f"{SHARE},{'2' * 100_000},5,%,,",
        ),
        ["2:18: .*100000 characters", '3:1: unknown indicator "床+…"; ', '4:13: "2+…" is not a year'],
    ),
}


def check(capsys, path, *options):
    code = main(["check", str(path), "--plan", "tiny", *options])
    out, err = capsys.readouterr()
    return code, out, err.splitlines()


@pytest.mark.parametrize("fault", FAULTS)
def test_each_problem_is_one_line_with_its_place_and_a_remedy(project, tmp_path, capsys, fault):
    content, expected = FAULTS[fault]
    path = tmp_path / "new.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, out, lines = check(capsys, path)
    assert (code, out, len(lines)) == (2, "", len(expected)), lines
    for line, pattern in zip(lines, expected, strict=True):
        assert re.match(
            re.escape(path.as_posix()) + (pattern if pattern[0] in ":[" else f":{pattern}"), line
        ), line
        assert ";" in line
        assert len(line) < 600


ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_in_the_encodings_of_spreadsheets_is_read(project, tmp_path, capsys, encoding):
    text = rows(f"{SHARE},2022,55,%,县民政局年报,")
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path = tmp_path / "new.csv"
    path.write_bytes(mark + text.encode(encoding))
    assert check(capsys, path) == (0, f"{path.as_posix()}: ok, 1 observations\n", [])


def test_an_observation_later_than_the_year_of_account_is_a_problem(project, tmp_path, capsys):
    path = tmp_path / "new.csv"
    path.write_text(rows(f"{SHARE},2022,55,%,年报,", f"{SHARE},2024,57,%,年报,"), encoding="utf-8")
    assert check(capsys, path)[0] == 0
    code, _, lines = check(capsys, path, "--as-of", "2023")
    assert code == 2
    assert lines == [
        f"{path.as_posix()}:3:13: year 2024 is after the year of account 2023;"
        " correct the year, or take the row out"
    ]


NOTES = {
    "jump_by_ten": (
        [f"{SHARE},2021,53.5,%,s,", f"{SHARE},2022,5.4,%,s,", f"{SHARE},2023,54.5,%,s,"],
        ["3:18: note: the value of 2022 is 0.1 times its neighbours: check decimal point and unit"],
    ),
    "jump_in_the_last_year": (
        [f"{SHARE},2021,5.35,%,s,"],  # the plan prints 53 for 2020
        ["2:18: note: the value of 2021 is 0.1 times that of 2020: check decimals, unit and definition"],
    ),
    "changed_unit": (
        [f"{SHARE},2021,53.5,%,s,", f"{SHARE},2022,540,‰,s,"],
        ["3:18: note: from 2022 on typed in ‰, before in %"],
    ),
    "changed_definition": (
        [f"{SHARE},2022,54,%,s,统计口径调整", f"{SHARE},2023,55,%,s,"],
        ["2:18: note: 2022 is noted: 统计口径调整"],
    ),
    "repetition": ([f"{SHARE},2022,54,%,s,", f"{SHARE},2022,54.0,%,s,"], ["3:18: note: repeats line 2"]),
    "revision": ([f"{SHARE},2022,54,%,s,", f"{SHARE},2022,55,%,s,revision"], ["3:18: note: revises line 2"]),
    "history": ([f"{SHARE},2018,50,%,s,"], [": note: 1 of 1 rows lie before 2021: used as history"]),
    "no_source": ([f"{SHARE},2022,54,%,,"], [": note: 1 of 1 rows name no source"]),
    "no_unit": (["nursing_bed_share,2022,54,,s,"], ["2:24: note: no unit: read as %"]),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES)
def test_what_is_usable_but_odd_is_noted_and_not_refused(project, tmp_path, capsys, name):
    texts, expected = NOTES[name]
    path = tmp_path / "new.csv"
    path.write_text(rows(*texts), encoding="utf-8")
    code, out, lines = check(capsys, path)
    assert (code, out) == (0, f"{path.as_posix()}: ok, {len(texts)} observations\n")
    assert lines == [f"{path.as_posix()}{'' if text[0] == ':' else ':'}{text}" for text in expected]
