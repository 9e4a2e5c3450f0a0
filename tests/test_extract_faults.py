"""Plans that cannot be read: one fault document each, one message with file, line, column and what to do."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.document import parse_document, read_document
from analysis.errors import DocumentError
from analysis.extract import Extraction, extract_plan
from analysis.indicators import load_definitions

DOCUMENTS = Path(__file__).parent / "data" / "documents"
PERIOD = (2021, 2025)

# fault document → place and words of the message; the places were found by eye in the files
FAULTS = {
    "no_table": ("", "the document has no table"),
    "half_the_rows_missing": (":5:1", "the row's number is 2, but 1 comes next"),
    "header_only": (":4:1", "a header but no rows"),
    "header_missing": (":4:1", "the table has no header"),
    "header_cell_missing": (":5:1", "does not fit its header: 6 cells, of which 4 figures"),
    "cell_missing": (":6:5", "the row prints 2 of 3 figures"),
    "row_cut_off": (":8:5", "the row prints 1 of 3 figures"),
    "name_missing": (":7:1", "figures but no name"),
    "figures_missing": (":6:5", "“康养联合体数(个)” has no figure in any column"),
    "indicator_twice": (":8:5", "stands in this table twice: also on line 5, as “养老机构护理型床位占比”"),
    "unknown_unit_in_a_name": (":6:5", 'unknown unit "箇"'),
    "unknown_unit_in_a_column": (":5:13", 'unknown unit "箇"'),
    "unreadable_number": (":7:24", 'cannot read "6O" as a number'),
    "unit_contradicts": (":7:23", 'cannot read "60张" as a number'),
    "target_before_base": (":4:22", "target year 2022 is before the base year 2025"),
    "year_out_of_range": (":4:22", "names no year from 1900 to 2099"),
    "heading_without_year": (":4:22", "“中期目标” names no year"),
    "year_twice": (":4:33", "a second column for 2025 (target)"),
    "part_without_whole": (":6:1", "“农村低保” is a part of an indicator whose own row is missing"),
    "pillar_without_rows": (":7:1", "no row stands under “幸福颐养”"),
    "project_money_unreadable": (":12:16", 'cannot read "2亿左左" as a number'),
    "project_date_unreadable": (":12:19", 'cannot read "2023.13" as a year or month'),
    "project_cell_missing": (":12:1", "the row has 3 cells and its header 4"),
}


def read(text: str) -> Extraction:
    return extract_plan(parse_document(text, "plan.txt"), load_definitions(), period=PERIOD)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_message_with_its_place_and_a_remedy(name):
    place, words = FAULTS[name]
    file = (DOCUMENTS / f"{name}.txt").as_posix()
    with pytest.raises(DocumentError) as caught:
        extract_plan(read_document(file), load_definitions(), period=PERIOD)
    first = str(caught.value).split("\n")[0]
    assert first.startswith(f"{file}{place}: ")
    assert words in first
    assert "; " in first.removeprefix(file)


def test_several_faults_stand_on_a_line_each_in_the_documents_order():
    with pytest.raises(DocumentError) as caught:
        extract_plan(read_document(DOCUMENTS / "several_faults.txt"), load_definitions(), period=PERIOD)
    lines = str(caught.value).split("\n")
    assert [line.split("several_faults.txt:")[1].split(" ")[0] for line in lines] == ["6:5:", "7:18:"]


def test_a_sound_fault_document_without_its_fault_is_read():
    whole = extract_plan(read_document(DOCUMENTS / "plan_utf8.txt"), load_definitions(), period=PERIOD)
    assert (len(whole.indicators), len(whole.values), whole.problems) == (4, 12, ())


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("指标 | 2020年 | 2025年\n病床(张) | 1 | 2\n病床(张) | 1 | 3", "stands in this table twice"),
        ("指标 | 2020年 | 2025年\n— | 1 | 2", "does not fit its header"),
        ("指标 | 2020年 | 2025年\n病床(张) | 1 | 2 | 3", "does not fit its header"),
        ("指标 | 2020年 | 2025年\n病床(张) | |", "no figure in any column"),
        ("指标 | 2020年 | 2025年\n(张) | 1 | 2", "is a unit without a name"),
        ("指标 | 2020年 | 2025年\n其中:病床(张) | 1 | 2", "a part of an indicator whose own row is missing"),
        ("指标 | 单位 | 2020年 | 2025年\n病床 | 张 | 二五 | 2", "cannot read"),
        ("指标 | 单位 | 2020年 | 2025年\n2 | 病床 | 张 | 1 | 2", "the row's number is 2, but 1 comes next"),
    ],
)
def test_rows_that_contradict_their_table_are_refused(table, words):
    with pytest.raises(DocumentError, match=words):
        read(table)


def test_a_heading_without_a_year_is_refused_where_the_period_is_unknown():
    document = parse_document("指标 | 现状值 | 目标值\n床位(张) | 1 | 2", "plan.txt")
    with pytest.raises(DocumentError, match="“现状值” names no year"):
        extract_plan(document, load_definitions(), period=None)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("指标 | 2020年 | 2025年\n床位(张) | 1 | 建成", '"建成" under “2025年” is words, not a number'),
        ("指标 | 2020年 | 2025年\n床位(张) | 1 | |", "empty cell under “2025年”: read as missing"),
        ("指标 | 2020年 | 2025年\n恩格尔系数 | 0.3 | 0.2", "“恩格尔系数” has no unit"),
        ("指标 | 2020年 | 2025年 | 排名\n床位(张) | 1 | 2 | 3", "column “排名” is not read"),
        ("指标 | 2020年 | 2025年 | 属性\n床位(张) | 1 | 2 | 引导性", "“引导性” is neither 约束性 nor 预期性"),
        ("指标 | 2020年 | 2025年 | 属性\n床位(张) | 1 | 2 | ", "“床位(张)” prints no property"),
        ("指标 | 2020年 | 2025年\n床位(张) | 1 | 2\n合计 | 1 | 2", "the sum “合计” is not read"),
        (
            "指标 | 2020年 | 2025年\n床位(张) | 1 | 2\n城市 | 1 | 2\n农村 | 0 | 0",
            "“城市” is read as a part of",
        ),
        (
            "指标 | 2020年 | 2025年\n床位(张) | 1 | 2\n\n表2 县\n县名 | 人口\n甲县 | 乙",
            "县名、人口” is not read",
        ),
    ],
)
def test_what_a_reader_should_look_at_is_noted_with_its_place(table, words):
    notes = [str(problem) for problem in read(table).problems]
    assert any(words in note and note.startswith("plan.txt:") for note in notes), notes


CELLS = [
    "",
    "—",
    "48.6",
    "100%",
    "城市",
    "农村",
    "其中:护理型(%)",
    "床位(张)",
    "社工",
    "%",
    "约束性",
    "一",
    "1",
    "≥5",
    "2亿",
]
HEADINGS = [
    "",
    "序号",
    "类别",
    "指标",
    "单位",
    "2020年",
    "2025年目标值",
    "年均增长(%)",
    "属性",
    "备注",
    "总投资(万元)",
    "项目名称",
]


@given(
    st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=7),
    st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=8), max_size=5),
)
@settings(deadline=None)
def test_any_grid_gives_tables_whose_keys_are_unique_or_a_document_error(headings, rows):
    text = "表1 指标\n" + "\n".join(" | ".join(cells) + " |" for cells in [headings, *rows])
    try:
        found = read(text)
    except DocumentError:
        return
    assert not found.indicators.duplicated(["table", "row"]).any()
    assert not found.values.duplicated(["table", "row", "year", "status"]).any()
    assert (found.indicators["name"] != "").all()


def test_a_lenient_reading_leaves_out_the_table_with_the_fault_and_says_so():
    text = "\n".join(
        [
            "表1 一",
            "指标 | 2015年 | 2020年目标值 |",
            "床位(张) | 40 | 5O |",
            "表2 二",
            "指标 | 2020年 | 2025年目标值 |",
            "床位(张) | 40 | 50 |",
        ]
    )
    document = parse_document(text, "p.txt")
    with pytest.raises(DocumentError):
        extract_plan(document, load_definitions(), period=(2021, 2025))
    read = extract_plan(document, load_definitions(), period=(2021, 2025), lenient=True)
    assert set(read.indicators["table"]) == {"2"}
    assert [str(problem.source) for problem in read.problems] == ["p.txt:3:15"]


LENIENT = """表1 主要指标
序号 | 指标 | 2020年 | 2025年目标值 |
1 | 床位(张) | 40 | 50 |
2 | 死亡率(人/亿元) | 0.052 | 0..04 |
3 | 护理员(人) | 10 | 20 |
4 | 机构(家) | 7 |
5 | 社工(人) | 3O | 40 |
6 | 志愿者(人) | 100 | 200 |
"""


def test_a_lenient_reading_leaves_out_only_the_rows_with_a_fault():
    document = parse_document(LENIENT, "p.txt")
    with pytest.raises(DocumentError):
        extract_plan(document, load_definitions(), period=(2021, 2025))
    read = extract_plan(document, load_definitions(), period=(2021, 2025), lenient=True)
    assert read.indicators["name"].tolist() == ["床位", "护理员", "志愿者"]
    assert [problem.source.line for problem in read.problems] == [4, 6, 7]
    assert {problem.remedy for problem in read.problems} == {"the row is left out"}


def test_a_lenient_reading_keeps_a_table_with_a_gap_in_its_numbers_and_notes_it():
    text = LENIENT.splitlines()
    document = parse_document("\n".join([*text[:3], text[4]]), "p.txt")
    read = extract_plan(document, load_definitions(), period=(2021, 2025), lenient=True)
    assert read.indicators["name"].tolist() == ["床位", "护理员"]
    assert "2 comes next" in str(read.problems[0])


def test_a_lenient_reading_leaves_out_a_table_whose_header_has_a_fault():
    text = LENIENT.replace("2025年目标值", "2925年目标值")
    read = extract_plan(parse_document(text, "p.txt"), load_definitions(), period=(2021, 2025), lenient=True)
    assert read.indicators.empty
    assert "the table is left out" in [problem.remedy for problem in read.problems]


def test_a_lenient_reading_leaves_out_the_parts_of_a_row_that_is_left_out():
    text = "指标 | 2020年 | 2025年 |\n床位(张) | 4O | 50 |\n其中:护理型 | 20 | 30 |\n社工(人) | 3 | 4 |"
    read = extract_plan(parse_document(text, "p.txt"), load_definitions(), period=(2021, 2025), lenient=True)
    assert read.indicators["name"].tolist() == ["社工"]


def test_a_death_rate_per_100000_is_no_number_in_the_unit_column():
    text = "序号 | 指标 | 单位 | 2020年 | 2025年 |\n1 | 孕产妇死亡率 | 1/10万 | 6.85 | ≤8 |"
    read = extract_plan(parse_document(text, "p.txt"), load_definitions(), period=(2021, 2025))
    assert read.values["unit"].tolist() == ["人/10万人"] * 2
    assert read.values["value"].tolist() == [6.85, 8]


def test_a_lenient_reading_of_a_text_without_tables_has_empty_tables():
    read = extract_plan(parse_document("没有表。", "p.txt"), load_definitions(), lenient=True)
    assert read.indicators.empty
    assert read.values.empty
    assert next(iter(read.values.columns)) == "indicator_id"
