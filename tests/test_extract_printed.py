"""Printed forms of other publishers in made-up tables: markup, groups of rows, blanks, ratios, notes."""

import pytest

from analysis.commitments import commitments_frame, facts_frame, read_mentions
from analysis.document import parse_document
from analysis.errors import DocumentError
from analysis.extract import extract_plan
from analysis.indicators import load_definitions
from test_extract_layouts import PERIOD, read, shown


def value_of(found, printed):
    (value,) = found.values.loc[found.values["printed"] == printed, "value"]
    return value


def test_markdown_and_html_marks_are_not_part_of_what_is_printed():
    found = read("""
**表1　“十四五”主要指标**

| **类别** | 指标 | 单位 | 2020年<br>现状值 | 2025年<br/>目标值 | 属性 |
|:--|---|---|--:|--:|---|
| **养老服务** | 养老床位 | 万张 | **3.20** | __4.08__ | *约束性* |
| | 走失率 | ‰ | 1.5 | &lt;1.0 | 预期性 |
""")
    assert shown(found) == [
        "养老服务/养老床位//万张/约束性: 2020a 3.20, 2025t 4.08",
        "养老服务/走失率//‰/预期性: 2020a 1.5, 2025t <1.0",
    ]
    assert found.indicators["table"].tolist() == ["1", "1"]


def test_a_star_that_is_a_footnote_mark_stays_one_and_is_named():
    found = read("指标 | 2020年 | 2025年\n床位(张) | 60* | 70\n低保(元/月) | 800 | 900①")
    assert value_of(found, "60*") == 60
    assert [note.what.split("”")[0] for note in found.problems] == ["“60*", "“900①"]


def test_a_numbered_cell_that_several_rows_share_is_their_group_and_keeps_its_number():
    found = read("""
表2 主要指标
指标\t\t2020年\t2025年\t属性
生态环境
（1）森林发展\t森林覆盖率（%）\t30.1\t31\t约束性
\t森林蓄积量（万立方米）\t210\t230\t
（2）空气优良天数比率（%）\t90\t92\t约束性
民生福祉
（3）人均寿命（岁）\t78\t79\t预期性
""")
    assert shown(found) == [
        "生态环境/（1）森林发展/森林覆盖率//%/约束性: 2020a 30.1, 2025t 31",
        "生态环境/（1）森林发展/森林蓄积量//万立方米/: 2020a 210, 2025t 230",
        "生态环境/空气优良天数比率//%/约束性: 2020a 90, 2025t 92",
        "民生福祉/人均寿命//岁/预期性: 2020a 78, 2025t 79",
    ]


def test_a_gap_behind_a_group_is_still_a_gap():
    with pytest.raises(DocumentError, match="number is 4, but 2 comes next"):
        read("指标\t\t2020年\t2025年\n（1）森林\t森林覆盖率（%）\t30\t31\n（4）床位（张）\t1\t2")


def test_a_pillar_that_lost_its_pipes_is_a_row_and_not_the_end_of_the_table():
    found = read("""
指标 | 2020年 | 2025年 | 属性
一、经济发展
地区生产总值（亿元） | 520 | 730左右 | 预期性
二、民生
床位（张） | 7 | 8 | 约束性
""")
    assert shown(found) == [
        "一、经济发展/地区生产总值//亿元/预期性: 2020a 520, 2025t 730左右",
        "二、民生/床位//张/约束性: 2020a 7, 2025t 8",
    ]


def test_a_heading_between_two_tables_does_not_join_them():
    found = read("""
指标 | 2015年 | 2020年
床位（张） | 5 | 7
二、发展目标
指标 | 2020年 | 2025年
床位（张） | 7 | 8
""")
    assert found.indicators["table"].nunique() == 2


def test_a_second_header_line_is_one_whatever_else_it_names():
    found = read("""
| 序号 | 指标 | 2020年 | | 2025年 | 性质 |
| | | 实际值 | 占全市比重(%) | 目标值 | |
| 1 | 养老机构(家) | 120 | 3.5 | 150 | 预期性 |
""")
    assert shown(found) == ["/养老机构//家/预期性: 2020a 120, 2025t 150"]
    assert "占全市比重" in found.problems[0].what


def test_a_unit_line_with_several_units_gives_none_and_says_so():
    found = read(
        "表1 指标\n单位：张、%\n指标 | 2020年 | 2025年\n床位（张） | 1 | 2\n护理型床位占比 | 40 | 50"
    )
    assert found.indicators["unit"].tolist() == ["张", ""]
    assert "several units" in found.problems[0].what
    with pytest.raises(DocumentError, match="unknown unit"):
        read("表1 指标\n单位：张、弗罗林\n指标 | 2020年 | 2025年\n床位（张） | 1 | 2")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1 080", 1080),
        ("12 345 678", 12345678),
        ("1,080.5", 1080.5),
        ("2，200", 2200),
        ("1.65:1", 1.65),
        ("2∶1", 2),
    ],
)
def test_a_cell_with_one_number_is_one_number(printed, value):
    assert value_of(read(f"指标 | 2020年 | 2025年\n收入比 | {printed} | —"), printed) == value


@pytest.mark.parametrize(
    "printed", ["10 80", "1 0800", "1O80", "l080", "4 5", "1 080 12", "1:4:5", "1。5", "1..5"]
)
def test_a_cell_that_may_be_two_numbers_or_a_slip_is_refused_and_never_guessed(printed):
    with pytest.raises(DocumentError, match=r"plan\.txt:2:\d+: cannot read"):
        read(f"指标 | 2020年 | 2025年\n收入比 | {printed} | 9")


def test_a_ratio_that_has_no_one_number_is_told_and_left_out():
    found = read("指标 | 2020年 | 2025年\n床护比 | 1:4 | 1:3")
    assert found.values["value"].isna().all()
    told = [note.what for note in found.problems]
    assert '"1:4" under “2020年” is a ratio, not one number' in told
    assert '"1:3" under “2025年” is a ratio, not one number' in told


def test_points_under_a_heading_in_per_cent_are_a_figure():
    found = read("指标 | 2020年 | 2025年 | 年均增长（%）\n覆盖率（%） | 85 | 100 | 3个百分点")
    assert (found.stated_growth["value"].item(), found.stated_growth["unit"].item()) == (3, "百分点")
    assert not found.problems


@pytest.mark.parametrize(
    ("cells", "direction"),
    [
        ("6.7 | ≥6.5", "up"),
        ("6.7 | 6.5以上", "up"),
        ("〔5.2〕 | 〔5.0〕", "up"),
        ("6.7 | 6.5", "down"),
        ("6 | ≤7", "down"),
    ],
)
def test_a_floor_or_a_sum_below_the_last_value_does_not_mean_that_less_is_better(cells, direction):
    assert read(f"指标 | 2020年 | 2025年\n粮食（亿吨） | {cells}").indicators["direction"].item() == direction


def test_flats_are_not_machines():
    assert read("指标 | 2020年 | 2025年\n住房（万套） | 1 | 2").indicators["unit"].item() == "万套"


def test_a_note_of_a_table_promises_nothing():
    text = """表1 指标
指标 | 2020年 | 2025年
浓度（%） | 1 | 2
注：①未达标指年均值超过35微克/立方米；
②覆盖率达到60%以上为合格。
二、目标
到2025年，床位达到60张。
"""
    document = parse_document(text, "plan.txt")
    found = extract_plan(document, load_definitions(), period=PERIOD)
    mentions = read_mentions(document, load_definitions(), found.indicators, period=PERIOD)
    printed = [*commitments_frame(mentions)["printed"], *facts_frame(mentions)["printed"]]
    assert printed == ["60张"]


def test_between_the_rules_of_a_drawn_table_stands_one_row():
    found = read("""
┌──┬─────┬───┬───┐
│类别│指标     │2020年│2025年│
├──┼─────┼───┼───┤
│养老│护理型床位占│40    │55    │
│    │比（%）    │      │      │
│    ├─────┼───┼───┤
│    │床位（张）  │100   │150   │
├──┼─────┼───┼───┤
│殡葬│火化率（%）│99    │100   │
└──┴─────┴───┴───┘
""")
    assert shown(found) == [
        "养老/护理型床位占比//%/: 2020a 40, 2025t 55",
        "养老/床位//张/: 2020a 100, 2025t 150",
        "殡葬/火化率//%/: 2020a 99, 2025t 100",
    ]


def test_rows_of_a_drawn_table_without_rules_between_them_stay_apart():
    found = read("""
+------+-------+-------+
| 指标 | 2020年 | 2025年 |
+======+=======+=======+
| 床位（张） | 1 | 2 |
| 火化率（%） | 3 | 4 |
+------+-------+-------+
""")
    assert shown(found) == ["/床位//张/: 2020a 1, 2025t 2", "/火化率//%/: 2020a 3, 2025t 4"]


@pytest.mark.parametrize("heading", ["比2020年增加", "较2020年提高(%)", "2020年占全市比重(%)"])
def test_a_comparison_with_a_year_is_no_second_value_of_it(heading):
    found = read(f"指标 | 2020年 | 2025年 | {heading}\n床位（张） | 1 | 3 | 2")
    assert shown(found) == ["/床位//张/: 2020a 1, 2025t 3"]
    assert heading in found.problems[0].what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "标题\n<table><tr><td>指标</td><td>2020年</td></tr></table>",
            ":2:1: .* but here is a table in HTML",
        ),
        (
            "标题\n指标  单位  2020年  2025年\n床位  张  1  2",
            ":2:1: .* but here blanks seem to part the cells",
        ),
        ("指标,单位,2020年,2025年\n床位,张,1,2", ":1:1: .* but here commas seem to part the cells"),
        ("到2025年,床位达到60张。\n发展,壮大,提高。", "the document has no table; give a document"),
        ("a" * 100_000 + "\n" + " " * 100_000 + "x\n" + ",".join("a" * 50_000), "has no table"),
    ],
)
def test_a_table_in_another_form_is_named_where_it_stands(text, said):
    with pytest.raises(DocumentError, match=said):
        read(text)


@pytest.mark.parametrize(
    "printed",
    ["提高1岁左右", "比2020年下降0.5个百分点", "降低10%以上", "累计增加3", "年均增长约5%", "提高 2"],
)
def test_by_how_much_is_not_to_what(printed):
    """人均预期寿命 | 77.9 | 提高1岁: a target of one year of life would be wrong in silence."""
    found = read(f"指标 | 2020年 | 2025年\n人均预期寿命（岁） | 77.9 | {printed}")
    assert found.values["value"].dropna().tolist() == [77.9]
    assert found.indicators["direction"].item() == "up"
    assert f'"{printed}" under “2025年” is a change, not a level: it is not read' in [
        one.what for one in found.problems
    ]


@pytest.mark.parametrize(
    ("name", "printed", "value"),
    [
        ("寿命（岁）", "提高到80", 80),
        ("寿命（岁）", "增至80", 80),
        ("能耗降低（%）", "降低到5", 5),
        ("收入增长（%）", "增长6", 6),
    ],
)
def test_to_what_and_what_is_a_change_by_name_are_read(name, printed, value):
    assert value_of(read(f"指标 | 2020年 | 2025年\n{name} | 3 | {printed}"), printed) == value


@pytest.mark.parametrize("printed", ["每个县（市、区、旗）至少1所", "每个乡镇（街道）每年开展活动2次以上"])
def test_a_sentence_with_a_number_is_words(printed):
    found = read(f"指标 | 2020年 | 2025年\n老年大学覆盖面 | — | {printed}")
    assert found.values["value"].isna().all()
    assert any(printed in one.what and "words" in one.what for one in found.problems)


@pytest.mark.parametrize(
    "printed", ["每个县（市、区、旗）至少1O所", "每个县（市、区、旗）至少1..5所", "每个县市区旗至少10 80所"]
)
def test_a_sentence_with_a_slip_in_its_number_is_refused(printed):
    with pytest.raises(DocumentError, match="cannot read"):
        read(f"指标 | 2020年 | 2025年\n老年大学（所） | 3 | {printed}")


def test_a_value_that_names_another_year_is_noted():
    found = read("指标 | 2020年 | 2025年\n吸烟率（%） | 25.8（2018年） | 23.3（2025年）")
    told = [one.what for one in found.problems]
    assert told == ["“25.8（2018年）” under “2020年” names another year: it is read as of 2020"]


@pytest.mark.parametrize(
    "piece", ["占", "**a", "1 000 ", "提高 ", "1 ", "&lt;", "__", "比2020年", "[<", "<br"]
)
def test_a_hostile_cell_of_any_length_takes_no_time_anywhere_in_a_table(piece):
    """A pattern that looks back over the whole cell at each character would take minutes here."""
    text = (piece * 100_000)[:100_000]
    for table in (
        f"指标 | 2020年 | {text}\n床位（张） | 1 | 2",
        f"指标 | 2020年 | 2025年\n{text} | 1 | 2",
        f"指标 | 2020年 | 2025年\n床位（张） | 1 | {text}",
        f"指标 | 2020年 | 2025年\n{text}\n床位（张） | 1 | 2",
    ):
        document = parse_document(table, "plan.txt")
        extract_plan(document, load_definitions(), period=PERIOD, lenient=True)
