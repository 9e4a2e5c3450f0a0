"""``guihua check`` of project_progress.csv as offices make it: one line a problem with its place, exit 2."""

import random
import re

import pytest

from analysis.cli import main
from conftest import TINY_PLAN

HEADER = "project,date,status,percent,spent,unit,started,finished,source,note\n"
HOME = "某县福利院"  # with its comma 6 columns: the date begins in column 7
PROJECTS = """
附表 重点项目
| 序号 | 项目名称 | 建设性质 | 建设地点 | 总投资(万元) | 计划投资(万元) | 建设年限 |
| 1 | 某县福利院 | 新建 | 城关镇 | 1000 | 800 | 2021-2024 |
| 2 | 某县殡仪馆改扩建工程 | 改扩建 | 城西镇 | 500 | 500 | 2022-2023 |
| 3 | 敬老院 | 新建 | 甲乡 | 200 | 200 | 2022-2023 |
| 4 | 敬老院 | 新建 | 乙乡 | 300 | 300 | 2022-2023 |
"""


@pytest.fixture(autouse=True)
def with_projects(project):
    """The small plan of the tests, with a list of four projects, two of them of one name."""
    project.write_plan(TINY_PLAN + PROJECTS)


def rows(*texts):
    return HEADER + "".join(f"{text}\n" for text in texts)


def noise(seed):
    return random.Random(seed).randbytes(400)  # noqa: S311 - test data


FAULTS = {
    "unknown_project": (
        rows("某县福利园,2022-12,在建,30,100,万元,,,,"),
        ['2:1: unknown project "某县福利园"; did you mean "某县福利院"\\? .*an id \\(P1 … P4\\)'],
    ),
    "nothing_like_it": (rows("GDP,2022,在建,,,,,,,"), ['2:1: unknown project "GDP"; write the name as']),
    "a_name_that_two_have": (
        rows("敬老院,2022,在建,,,,,,,"),
        ['2:1: 2 projects are named "敬老院"; write one of P3, P4'],
    ),
    "no_project": (rows(",2022,在建,,,,,,s,"), ["2:1: the project is empty; write its name"]),
    "unknown_status": (
        rows(f"{HOME},2022,推进中,,,,,,,"),
        ['2:12: unknown status "推进中"; write one of 未开工 \\(not_started\\), 前期 .*停工 .*投用'],
    ),
    "no_status": (rows(f"{HOME},2022,,,,,,,s,"), ["2:12: the status is empty; write one of"]),
    "date_that_is_none": (
        rows(f"{HOME},去年,在建,,,,,,,", f"{HOME},,在建,,,,,,,", f"{HOME},2022年上半年,在建,,,,,,,"),
        [
            '2:7: "去年" is not a year or month; write a year or a year and month, such as 2023',
            "3:7: the date is empty; write",
            '4:7: "2022年上半年" is not a year or month; write',
        ],
    ),
    "date_after_the_period": (
        rows(f"{HOME},2026-01,在建,,,,,,,", f"{HOME},２０２７,在建,,,,,,,"),
        ["2:7: date 2026-01 is after the plan's last year 2025; correct", "3:7: date 2027 is after"],
    ),
    "october_as_a_spreadsheet_prints_it": (
        rows(f"{HOME},2022.1,在建,,,,,,,"),
        ['2:7: "2022.1" can be January or, in a spreadsheet, October; write 2022-01 or 2022-10'],
    ),
    "month_as_a_spreadsheet_prints_it": (rows(f"{HOME},Jun-22,在建,,,,,,,"), ['2:7: "Jun-22" is not a year']),
    "share_above_100": (
        rows(f"{HOME},2022,在建,130,,,,,,"),
        ['2:15: "130" is not a share of the work from 0 to 100 %; write how many per cent'],
    ),
    "share_below_0": (rows(f"{HOME},2022,在建,-3%,,,,,,"), ['2:15: "-3%" is not a share of the work']),
    "share_in_words": (rows(f"{HOME},2022,在建,很多,,,,,,"), ['2:15: cannot read "很多" as a number']),
    "share_in_money": (rows(f"{HOME},2022,在建,300万元,,,,,,"), ["2:15: .*"]),
    "money_without_a_unit": (
        rows(f"{HOME},2022,在建,30,300,,,,,"),
        ['2:18: "300" has no unit; write 万元, 亿元 or 元'],
    ),
    "money_in_a_unit_of_another_kind": (
        rows(f"{HOME},2022,在建,30,300,张,,,,", f"{HOME},2023,在建,30,300,万美元,,,,"),
        [
            '2:22: unit "张" is not money in yuan; write 万元, 亿元 or 元',
            '3:22: unit "万美元" is not money in yuan',
        ],
    ),
    "money_in_an_unknown_unit": (rows(f"{HOME},2022,在建,30,300,wan,,,,"), ['2:22: unknown unit "wan"; ']),
    "money_in_square_metres": (rows(f"{HOME},2022,在建,30,300平方米,,,,,"), ["2:18: .*平方米"]),
    "money_below_0": (rows(f"{HOME},2022,在建,30,-5,万元,,,,"), ['2:18: "-5" is not an amount of money']),
    "a_range_of_money": (rows(f"{HOME},2022,在建,30,3~5,万元,,,,"), ['2:18: "3~5" is a range; write what']),
    "finish_before_start": (
        rows(f"{HOME},2023,完工,100,,,2023-05,2022-12,,"),
        ["2:29: finished 2022-12 is before started 2023-05; correct one of them"],
    ),
    "finish_that_is_still_ahead": (
        rows(f"{HOME},2023-06,完工,100,,,,2023-09,,"),
        ["2:25: finished 2023-09 is after 2023-06, the date of the row; only what has happened"],
    ),
    "start_that_is_still_ahead": (rows(f"{HOME},2022,在建,,,,2023-01,,,"),
                                  ["2:18: started 2023-01 is after"]),
    "finish_of_what_is_not_finished": (
        rows(f"{HOME},2023,在建,90,,,,2023-05,,"),
        ["2:21: finished 2023-05, but the status is under_construction; correct one of them"],
    ),
    "start_of_what_is_not_begun": (
        rows(f"{HOME},2023,未开工,,,,2023-05,,,"),
        ["2:19: started 2023-05, but the status is not_started; correct"],
    ),
    "two_rows_for_one_date": (
        rows(f"{HOME},2022-12,在建,30,,,,,,", "P1,2022年,在建,35,,,,,,"),
        ['3:4: 某县福利院 has two rows for 2022: line 2 says something else; keep one, or write "revision"'],
    ),
    "formula": (
        rows(f"{HOME},2022,=A1,,,,,,,", f"{HOME},2023,在建,=1+1,,,,,,"),
        ['2:12: "=A1" is a spreadsheet formula', '3:15: "=1'],
    ),
    "missing_column": (
        "project,date,status,percent,spent,started,finished,source,note\n某县福利院,2022,在建,30,,,,,\n",
        ["1:1: no column unit; the header is project,date,status,percent,spent,unit,"],
    ),
    "a_row_too_short": (HEADER + f"{HOME},2022,在建\n", ["2:1: 3 cells, but the header has 10; quote"]),
    "empty": (b"", [": the file is empty; save the table as CSV"]),
    "random_bytes": (noise(1), ["[0-9:]*: the bytes are neither UTF-8 nor GB18030 text"]),
    "xlsx": (b"PK\x03\x04" + b"\0" * 50, [": this is a ZIP archive .*XLSX"]),
    "longest_cells": (
        rows(
            f"{'院' * 100_000},2022,在建,,,,,,,",
            f"{HOME},{'2' * 100_000},在建,,,,,,,",
            f"{HOME},2022,{'建' * 100_000},,,,,,,",
            f"{HOME},2022,在建,{'9' * 100_000},,,,,,",
            f"{HOME},2022,在建,,{'9' * 100_000},万元,,,,",
            f"{HOME},2022,在建,,9,{'万' * 100_000},,,,",
        ),
        ['2:1: unknown project "院+…"; ', '3:7: "2+…" is not a year', '4:12: unknown status "建+…"; ',
         "5:15: .*100000 characters", "6:16: .*100000 characters", '7:18: unknown unit "万+…"; '],
    ),
}  # fmt: skip


def check(capsys, path, *options):
    code = main(["check", str(path), *options])
    out, err = capsys.readouterr()
    return code, out, err.splitlines()


def written(project, content):
    path = project.plan / "project_progress.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("fault", FAULTS)
def test_each_problem_is_one_line_with_its_place_and_a_remedy(project, capsys, fault):
    content, expected = FAULTS[fault]
    path = written(project, content)
    code, out, lines = check(capsys, path)
    assert (code, out, len(lines)) == (2, "", len(expected)), lines
    for line, pattern in zip(lines, expected, strict=True):
        place = pattern if pattern[0] in ":[" else f":{pattern}"
        assert re.match(re.escape(path.as_posix()) + place, line), line
        assert ";" in line
        assert len(line) < 600


def test_a_report_or_the_tables_are_not_made_from_a_file_with_problems(project, capsys):
    """Every problem is said; the columns are those of the file that the plan's folder holds."""
    written(project, rows("某县福利园,2022,在建,,,,,,,", f"{HOME},2022,在建,130,,,,,,"))
    assert main(["extract", "tiny"]) == 2
    err = capsys.readouterr().err
    assert "data/raw/tiny/project_progress.csv:2:1: unknown project" in err
    assert "data/raw/tiny/project_progress.csv:3:15:" in err
    assert not (project.root / "data/processed/tiny").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_the_encodings_of_spreadsheets_and_full_width_digits_are_read(project, capsys, encoding):
    path = written(
        project, rows(f"{HOME},２０２２年６月,在建,６５％,３００,万元,２０２１．０３,,月报,").encode(encoding)
    )
    assert check(capsys, path) == (0, f"{path.as_posix()}: ok, 1 entries on 1 projects\n", [])


def test_the_file_is_known_by_its_header_under_any_name_and_a_plan_must_be_named(project, tmp_path, capsys):
    path = tmp_path / "new.csv"
    path.write_text(rows(f"{HOME},2022,在建,30,,,,,月报,"), encoding="utf-8")
    assert check(capsys, path, "--plan", "tiny")[:2] == (
        0,
        f"{path.as_posix()}: ok, 1 entries on 1 projects\n",
    )
    code, _, lines = check(capsys, path)
    assert (code, lines) == (
        0,
        [f"{path.as_posix()}: note: no plan is given (--plan): the names of the projects are not checked"],
    )


def test_a_file_of_observations_is_still_one(project, tmp_path, capsys):
    path = tmp_path / "new.csv"
    path.write_text(
        "indicator,year,value,unit,source,note\n养老机构护理型床位占比,2022,55,%,s,\n", encoding="utf-8"
    )
    assert check(capsys, path, "--plan", "tiny")[1].endswith("ok, 1 observations\n")


def test_an_entry_later_than_the_year_of_account_is_a_problem(project, capsys):
    path = written(project, rows(f"{HOME},2022-12,在建,30,,,,,月报,", f"{HOME},2024-06,在建,60,,,,,月报,"))
    assert check(capsys, path)[0] == 0
    code, _, lines = check(capsys, path, "--as-of", "2023")
    assert code == 2
    assert [line.partition(".csv")[2] for line in lines] == [
        ":3:7: date 2024-06 is after the year of account 2023; correct the date, or take the row out"
    ]


NOTES = {
    "money_falls": (
        [f"{HOME},2022,在建,30,300,万元,,,s,", f"{HOME},2023,在建,40,280,万元,,,s,"],
        ["3:18: note: 280 万元 spent is less than the 300 万元 of 2022: check both"],
    ),
    "money_falls_in_another_unit": (
        [f"{HOME},2022,在建,30,300,万元,,,s,", f"{HOME},2023,在建,40,0.028,亿元,,,s,"],
        ["3:18: note: 280 万元 spent is less than the 300 万元 of 2022: check both"],
    ),
    "share_falls": (
        [f"{HOME},2023,在建,25,,,,,s,", f"{HOME},2022,在建,30,,,,,s,"],
        ["2:15: note: 25 % of the work is less than the 30 % of 2022: check both"],
    ),
    "no_longer_done": (
        [f"{HOME},2022,完工,,,,,,s,", f"{HOME},2023,在建,,,,,,s,"],
        ["3:12: note: reported as done on 2022, and here it is not: check both"],
    ),
    "another_start": (
        [f"{HOME},2022,在建,,,,2021-03,,s,", f"{HOME},2023,在建,,,,2021-06,,s,"],
        ["3:18: note: started 2021-06, but 2021-03 in the entry of 2022"],
    ),
    "far_above_the_total": (
        [f"{HOME},2022,在建,30,3000000,万元,,,s,"],
        ["2:18: note: 3000000 万元 spent is 3000 times the total of the plan, 1000 万元: check the unit"],
    ),
    "a_fraction": (
        [f"{HOME},2022,在建,0.65,,,,,s,"],
        ["2:15: note: 0.65 is read as per cent, less than one hundredth: is a fraction meant?"],
    ),
    "done_but_not_all": (
        [f"{HOME},2022,完工,95,,,,,s,"],
        ["2:15: note: done, but only 95 % of the work is reported"],
    ),
    "repetition": (
        [f"{HOME},2022,在建,30,,,,,s,", f"{HOME},2022-12,施工中,30.0%,,,,,s,"],
        ["3:7: note: repeats line 2"],
    ),
    "revision": (
        [f"{HOME},2022,在建,30,,,,,s,", f"{HOME},2022,在建,25,,,,,s,修订数"],
        ["3:7: note: revises line 2"],
    ),
    "before_the_plan": ([f"{HOME},2019,前期,,,,,,s,"], [": note: 1 of 1 rows lie before 2021"]),
    "no_source": ([f"{HOME},2022,在建,,,,,,,"], [": note: 1 of 1 rows name no source"]),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES)
def test_what_is_usable_but_odd_is_noted_and_not_refused(project, capsys, name):
    texts, expected = NOTES[name]
    path = written(project, rows(*texts))
    code, out, lines = check(capsys, path)
    assert (code, out) == (0, f"{path.as_posix()}: ok, {len(texts)} entries on 1 projects\n")
    assert lines == [f"{path.as_posix()}{'' if text[0] == ':' else ':'}{text}" for text in expected]


def test_a_plan_without_projects_says_so(project, capsys):
    project.write_plan(TINY_PLAN)
    code, _, lines = check(capsys, written(project, rows(f"{HOME},2022,在建,,,,,,s,")))
    assert code == 2
    assert lines[0].endswith('unknown project "某县福利院"; the plan lists no project')
