"""Documents: bytes become text or one clear error, and everything taken from a text points back into it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.document import Document, Source, decode, parse_document, read_document
from analysis.document.captions import parse_caption
from analysis.document.lines import text_to_lines
from analysis.document.prose import parse_heading
from analysis.errors import DocumentError

DOCUMENTS = Path(__file__).parent / "data" / "documents"
PLAN = Path(__file__).parents[1] / "data" / "raw" / "sanmen-civil-affairs-14" / "plan.txt"
SAME_PLAN = ("utf8", "utf8_bom", "gb18030", "crlf", "lone_cr", "utf16")
PLAN_MARKS = "表1第一章节条、。,(%)年20235床位指标目标值续其中注〔〕/|｜—-:\\\t\n\r\x0c \u3000\ufeff"
PLAN_LIKE = st.text(alphabet=st.sampled_from(PLAN_MARKS), max_size=200)


@pytest.fixture(scope="module")
def plan() -> Document:
    return read_document(PLAN)


def cells_of(text: str) -> list[list[str]]:
    """Texts of all rows of the only table in `text`, the header first."""
    (table,) = parse_document(text).tables
    return [[cell.text for cell in cells] for cells in (table.header, *(row.cells for row in table.rows))]


# --- bytes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", SAME_PLAN)
def test_the_same_plan_in_every_encoding_and_line_ending_gives_the_same_lines(form):
    assert (
        read_document(DOCUMENTS / f"plan_{form}.txt").lines
        == read_document(DOCUMENTS / "plan_utf8.txt").lines
    )


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("empty.txt", "the file is empty"),
        ("only_blanks.txt", "only blanks"),
        ("png_named.txt", "a PNG image"),
        ("pdf_named.txt", "a PDF document"),
        ("docx_named.txt", "a ZIP archive"),
        ("random_bytes.txt", "neither UTF-8 nor GB18030"),
        ("cut_in_a_character.txt", "cut_in_a_character.txt:8:1: the file ends in the middle of a character"),
        ("nul_bytes.txt", "nul_bytes.txt:6:6: the text holds a NUL byte"),
        ("no_such_file.txt", "no such file"),
        (".", "a folder"),
    ],
)
def test_what_is_no_text_is_refused_with_its_name_and_a_remedy(name, phrase):
    with pytest.raises(DocumentError) as caught:
        read_document(DOCUMENTS / name)
    assert phrase in str(caught.value)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "declared", "right"),
    [
        ("plan_gb18030.txt", "utf-8", "gb18030"),
        ("plan_utf8.txt", "gb18030", "utf-8"),
        ("plan_utf8.txt", "gbk", "utf-8"),
        ("plan_utf8.txt", "latin-1", "utf-8"),
        ("plan_utf8_bom.txt", "gb2312", "utf-8"),
        ("plan_utf16.txt", "utf-8", "utf-16"),
        ("plan_utf8.txt", "utf-16", "utf-8"),
    ],
)
def test_a_wrongly_declared_encoding_names_the_right_one(name, declared, right):
    with pytest.raises(DocumentError) as caught:
        read_document(DOCUMENTS / name, declared)
    assert f"declared {declared}, but byte 0x" in caught.value.what
    assert caught.value.remedy == f'set encoding = "{right}"'
    assert caught.value.source.line >= 1


def test_the_wrong_byte_is_named_with_its_line():
    data = "第一\r\n第二\r第三\n".encode() + "床位".encode("gb18030")
    with pytest.raises(DocumentError, match=r"a\.txt:4:1: declared utf-8, but byte 0xB4 is not"):
        decode(data, "utf-8", "a.txt")


@pytest.mark.parametrize("name", ["utf8x", "base64", "rot13", "no such"])
def test_an_encoding_that_makes_no_text_is_refused(name):
    with pytest.raises(DocumentError, match="not known"):
        decode("床位".encode(), name)


@pytest.mark.parametrize("declared", ["gbk", "gb2312", "GB18030", None])
def test_gb18030_text_is_read_under_the_names_of_its_subsets(declared):
    assert decode("规划〔2021〕".encode("gb18030"), declared) == "规划〔2021〕"


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=60))
@settings(deadline=None)
def test_han_text_comes_back_from_utf8_and_gb18030(text):
    assert decode(text.encode("utf-8")) == text
    assert decode(text.encode("utf-8-sig")) == text
    assert decode(text.encode("gb18030"), "gb18030") == text or _is_utf8(text.encode("gb18030"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_give_text_or_a_document_error(data):
    try:
        text = decode(data, None, "a.txt")
    except DocumentError:
        return
    assert text.strip()
    assert "\0" not in text


# --- lines ----------------------------------------------------------------------------------------


def test_lines_are_numbered_as_editors_do_and_form_feeds_stay_inside():
    assert text_to_lines("a\r\nb\rc\x0cd\u2028e\n\nf") == ("a", "b", "c\x0cd\u2028e", "", "f")


@given(PLAN_LIKE)
@settings(deadline=None)
def test_everything_taken_from_a_text_points_back_into_it(text):
    document = parse_document(text, "a.txt")
    for table in document.tables:
        for cell in (cell for cells in (table.header, *(row.cells for row in table.rows)) for cell in cells):
            raw = document.text_at(cell.source)
            joined = not cell.text.startswith(raw.replace("\\|", "|").replace("\\｜", "｜"))
            assert not joined
            assert raw == raw.strip()
    for paragraph in document.paragraphs:
        assert paragraph.text == "".join(document.text_at(span) for span in paragraph.spans)
    for heading in document.headings:
        line = document.lines[heading.source.line - 1]
        assert document.text_at(heading.source) == line.strip(" \u3000\t\x0c\ufeff")


@given(PLAN_LIKE)
@settings(deadline=None)
def test_no_printed_line_is_lost_or_used_twice(text):
    document = parse_document(text)
    used = [span.line for paragraph in document.paragraphs for span in paragraph.spans]
    used += [heading.source.line for heading in document.headings]
    assert len(used) == len(set(used))
    in_tables = {row.line for table in document.tables for row in table.rows}
    assert not in_tables & set(used)


# --- headings and paragraphs ----------------------------------------------------------------------


def test_the_plans_hierarchy_is_chapters_sections_and_points(plan):
    ranks = [heading.level for heading in plan.headings]
    assert [ranks.count(level) for level in (1, 3, 4, 5)] == [10, 29, 8, 7]  # counted by hand
    chapters = [heading for heading in plan.headings if heading.label.endswith("章")]
    assert [heading.source.line for heading in chapters] == [5, 59, 94, 112, 140, 156, 179, 191]
    assert plan.heading_of(44).title == "存在的主要问题"


@pytest.mark.parametrize(
    ("line", "level", "label", "title"),
    [
        ("第一章 规划背景", 1, "第一章", "规划背景"),
        ("第3章　目标", 1, "第3章", "目标"),
        ("第二节 基本原则", 2, "第二节", "基本原则"),
        ("三、发展目标", 3, "三、", "发展目标"),
        ("(四)机制", 4, "(四)", "机制"),
        ("（十二）机制", 4, "（十二）", "机制"),
        ("1、社会福利", 5, "1、", "社会福利"),
        ("2. 社会救助", 5, "2.", "社会救助"),
        ("（1）床位", 6, "（1）", "床位"),
        ("①床位", 6, "①", "床位"),
        ("前　言", 1, "", "前言"),
        ("附件2 项目表", 1, "附件2", "项目表"),
        ("附表:", 1, "附表", ""),
        ("专栏3 重点工程", 7, "专栏3", "重点工程"),
    ],
)
def test_headings_are_known_by_their_label(line, level, label, title):
    found = parse_heading(line, Source("", 1))
    assert (found.level, found.label, found.title) == (level, label, title)


@pytest.mark.parametrize(
    "line",
    [
        "一、坚持党的领导。",
        "1.5万人参保",
        "2020年末床位",
        "第一,要加强领导",
        "第一章 总则……………3",
        "(一)" + "很长的一句话" * 10,
        "三是加强监管",
        "1、建设床位,",
    ],
)
def test_sentences_and_contents_entries_are_no_headings(line):
    assert parse_heading(line, Source("", 1)) is None


def test_a_sentence_broken_over_two_lines_is_one_paragraph_with_both_places(plan):
    (broken,) = [paragraph for paragraph in plan.paragraphs if len(paragraph.spans) > 1]
    assert [span.line for span in broken.spans] == [200, 201]
    at = broken.text.index("服务对象多的乡镇")
    assert broken.source_at(at, at + 8) == Source(plan.file, 200, 44, 48)
    at = broken.text.index("多的乡镇")
    assert broken.source_at(at, at + 4) == Source(plan.file, 201, 0, 4)


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("确保每个乡镇配备3名左右经办人员,服务对象\n多的乡镇可适当加强。", 1),
        ("确保每个乡镇配备经办人员,\n\n多的乡镇可适当加强。", 1),
        ("确保每个乡镇配备经办人员。\n多的乡镇可适当加强。", 2),
        ("某县规划\n(2021—2025年)", 2),
        ("到2025年,形成格局,\n——坚持党的领导。", 2),
        ("到2025年,建成床位、护理\n— 12 —\n床位各一批。", 1),
    ],
)
def test_paragraphs_are_joined_only_where_a_sentence_is_open(text, paragraphs):
    assert len(parse_document(text).paragraphs) == paragraphs


# --- tables ---------------------------------------------------------------------------------------


def test_all_tables_of_the_plan_are_found_with_number_title_and_lines(plan):
    assert [table.label for table in plan.tables] == [*map(str, range(1, 12)), ""]
    assert [table.line for table in plan.tables] == [30, 76, 100, 106, 117, 124, 133, 150, 160, 175, 187, 206]
    assert [len(table.rows) for table in plan.tables] == [12, 16, 2, 3, 3, 3, 3, 4, 3, 3, 3, 5]
    assert plan.tables[0].title == "“十三五”时期三门县民政事业发展主要指标完成情况"
    assert plan.tables[11].title == "三门县“十四五”时期民政事业发展重大建设工程"


def test_a_closing_pipe_on_the_next_line_is_no_content(plan):
    contents = [row.cells[2].text for row in plan.tables[6].rows]
    assert [text[-5:] for text in contents] == ["领军人物。", "对接渠道。", "良好氛围。"]


def test_a_cell_is_where_its_text_stands_in_the_raw_line():
    document = parse_document("  指标 |\t2020年　｜ 5 |\n床位(张) |  60 |\n", "a.txt")
    cells = document.tables[0].header
    assert [(cell.text, cell.source.start, cell.source.end) for cell in cells] == [
        ("指标", 2, 4),
        ("2020年", 7, 12),
        ("5", 15, 16),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "表1 甲\n指标 | 2020年\n床位 | 60",
        "表1 甲\n指标 | 2020年 |\n床位 | 60 |",
        "表1 甲\n| 指标 | 2020年 |\n| 床位 | 60 |",
        "| 指标 | 2020年 |\n|:---|---:|\n| 床位 | 60 |",
        "表1 甲\n指标 ｜ 2020年 ｜\n床位 ｜ 60 ｜",
        "表1 甲\n指标 │ 2020年\n─────┼─────\n床位 │ 60",
        "┌──┬──┐\n│指标│2020年│\n├──┼──┤\n│床位│60│\n└──┴──┘",
        "表1 甲\n指标\t2020年\n床位\t60",
        "表1 甲\n\n指标 | 2020年\n\n床位 | 60",
        "表1 甲\n指标 | 2020年 |\n床位 | 60\n|",
        "表1 甲\n指标 | 2020年\n— 7 —\n床位 | 60",
        "表1 甲\n指标 | 2020年\n床位 | 60\n续表1\n指标 | 2020年",
        "表1 甲 | |\n指标 | 2020年\n床位 | 60",
    ],
)
def test_one_table_in_every_printed_grid_has_the_same_cells(text):
    assert cells_of(text) == [["指标", "2020年"], ["床位", "60"]]


def test_an_escaped_pipe_stays_in_its_cell():
    assert cells_of("表1 甲\n指标 | 备注\n床位 | 甲\\|乙")[1] == ["床位", "甲|乙"]


def test_a_last_cell_that_goes_on_below_until_its_closing_pipe_is_one_cell():
    text = "表3 计划\n序号 | 内容 |\n1 | 健全机制,\n完善办法。 |\n2 | 推进。 |"
    assert cells_of(text) == [["序号", "内容"], ["1", "健全机制,完善办法。"], ["2", "推进。"]]


def test_a_long_last_cell_without_a_closing_pipe_goes_on_below_up_to_the_next_row():
    text = "表3 计划\n序号 | 内容\n1 | 健全主动发现的机制,\n完善办法。\n2 | 推进。\n后文。"
    assert cells_of(text) == [["序号", "内容"], ["1", "健全主动发现的机制,完善办法。"], ["2", "推进。"]]


def test_prose_between_two_tables_of_one_width_stays_prose():
    text = "指标 | 2020年\n床位 | 60\n后文。\n指标 | 2020年\n社工 | 6"
    assert [paragraph.text for paragraph in parse_document(text).paragraphs] == ["后文。"]


def test_a_row_broken_inside_a_cell_is_one_row():
    text = "表3 计划\n序号 | 方案 | 内容 |\n1 | 构建慈善\n发展新格局 | 发挥作用。 |"
    assert cells_of(text)[1] == ["1", "构建慈善发展新格局", "发挥作用。"]


def test_prose_behind_a_table_stays_prose():
    document = parse_document("表1 甲\n指标 | 2020年 |\n床位 | 60\n到2025年,床位增加。")
    assert [paragraph.text for paragraph in document.paragraphs] == ["到2025年,床位增加。"]


@pytest.mark.parametrize("text", ["电话:12345|12349。", "1.\t建设床位。\n2.\t建设中心。", "甲|乙。\n丙|丁。"])
def test_prose_with_a_pipe_or_a_tab_is_no_table(text):
    assert parse_document(text).tables == ()


def test_tables_under_their_own_captions_stay_apart():
    text = "表1 甲\n指标 | 2020年\n床位 | 60\n表2 乙\n指标 | 2020年\n护理 | 6"
    assert [(table.label, len(table.rows)) for table in parse_document(text).tables] == [("1", 1), ("2", 1)]


@pytest.mark.parametrize(
    ("line", "kind", "label", "title"),
    [
        ("表1 主要指标", "表", "1", "主要指标"),
        ("表 1-1　主要指标", "表", "1-1", "主要指标"),
        ("表１２：指标", "表", "12", "指标"),
        ("表一 指标", "表", "1", "指标"),
        ("专栏 2  指标", "专栏", "2", "指标"),
        ("附表3", "附表", "3", ""),
        ("表1 2020年指标", "表", "1", "2020年指标"),
        ("续表2 指标", "表", "2", "指标"),
        ("表2(续)指标", "表", "2", "指标"),
    ],
)
def test_captions_print_kind_number_and_title(line, kind, label, title):
    found = parse_caption(line)
    assert (found.kind, found.label, found.title) == (kind, label, title)


@pytest.mark.parametrize("line", ["表1显示,床位增加。", "表彰先进", "表一些做法", "代表2名"])
def test_sentences_are_no_captions(line):
    assert parse_caption(line) is None


def test_a_unit_above_the_grid_belongs_to_the_table():
    (table,) = parse_document("表1 资金\n(单位：万元)\n项目 | 2020年\n福彩 | 60").tables
    assert (table.label, table.title, table.unit) == ("1", "资金", "万元")
    (table,) = parse_document("表1 资金(单位：万元)\n项目 | 2020年\n福彩 | 60").tables
    assert (table.title, table.unit) == ("资金", "万元")
