"""`find_quantities` in running text: the plan's own lines, read by hand, and sentences of the same kind."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.quantity import find_quantities
from strategies import hostile_texts

PLAN = Path(__file__).parents[1] / "data" / "raw" / "sanmen-civil-affairs-14" / "plan.txt"


def printed_in(text):
    return [quantity.printed for _, _, quantity in find_quantities(text)]


# line of the plan · every quantity in it, in order
LINES = {
    14: ["100%", "6034户", "9633人", "660元", "3家", "1家", "10家", "233家"],
    17: ["510个", "275个", "46.1%", "15个"],
    18: ["243家", "530人", "25个", "逾2000平方米"],
    22: ["15条", "1条"],
    23: ["1525座", "95%以上", "85%以上", "3400万元"],
    26: ["7名", "124人", "81人"],
    27: ["2023万元", "1331名", "93.56%"],
    96: ["100%"],
    107: ["80%"],
    122: ["突破610家", "突破120家", "突破490家", "80%以上", "50%以上", "2%"],
    131: ["10家", "30000人"],
    134: ["十家", "十个", "十名"],
    148: ["1500人次", "2000名", "60%", "100%"],
    151: ["1万名", "300张左右", "1公里", "1家"],
    200: ["3名左右"],
    207: ["50.3亩", "约2亿", "约660张", "约1亿", "约21850平方米", "约360张", "2亿", "约1亿", "1亿"],
    210: ["9930平方米", "15亩", "10511平方米", "200张", "120张", "5000余万"],
    211: ["约1.6亩", "约3000平方米", "约40张"],
}


@pytest.mark.parametrize(("line", "expected"), LINES.items())
def test_every_quantity_of_a_line_of_the_plan_is_found_and_nothing_else(line, expected):
    text = PLAN.read_text(encoding="utf-8").splitlines()[line - 1]
    assert printed_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "到2025年底,“十四五”时期",
        "2021—2025年",
        "(2015-2020)",
        "2020年12月31日",
        "二〇二五年",
        "第十四个五年规划,第1名,第三次",
        "“五位一体”总体布局,“四个全面”,“两个一百年”",
        "《行政村规模调整产业发展指导政策二十条》",
        "“民政30条”",
        "国发〔2021〕35号",
        "1、社会福利 2. 社会救助 (3)",
        "表2 主要指标",
        "三门县朝阳路488号",
        "5A级婚姻登记处,3年级",
        "一个新的台阶,进一步,一二三产业",
        "数十家机构,十几家",
        "7×24小时",
        "打造居住分布图、点位分布图三张图",
        "近五年来",
        "2019.5",
        "开工时间为2019年,系数",
        "0576-83333333",
        "www.example.cn/2021/5.html",
        "每100户",
        "党的十九届四中、五中全会",
        "通过入户调查",
        "",
    ],
)
def test_dates_ordinals_names_and_counters_are_no_quantities(text):
    assert printed_in(text) == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("年均增长6.5%左右,", "6.5%左右"),
        ("增长-3.2%。", "-3.2%"),
        ("每千名老人拥有床位39.5张,", "39.5张"),
        ("标准为每人每月660元。", "每人每月660元"),
        ("占三成以上", "三成以上"),
        ("比重达到百分之五十", "百分之五十"),
        ("完成50%—60%的", "50%—60%"),
        ("投资2-3亿元。", "2-3亿元"),
        ("不低于30,", "不低于30"),
        ("控制在5.5%以内", "控制在5.5%以内"),
        ("提高0.5个百分点。", "0.5个百分点"),
        ("，5个；", "5个"),
        ("历时12个月", "12个月"),
        ("总量比2020年翻一番", "翻一番"),
        ("累计1500人次", "累计1500人次"),
        ("建筑面积１０，５１１㎡", "１０，５１１㎡"),
        ("超过一半", "超过一半"),
        ("每年孵化“十家”慈善组织", "十家"),
        ("家庭医生签约128.9万人", "128.9万人"),
        ("有效利用系数提高到0.512。", "0.512"),
        ("生师比17.6∶1", "17.6"),
        ("医护比为1∶1.11。", "1.11"),
    ],
)
def test_quantity_is_found_with_the_words_that_belong_to_it(text, printed):
    assert printed_in(text) == [printed]


@settings(deadline=None)
@given(
    st.one_of(
        hostile_texts(60),
        st.text(alphabet="0123456789,.第年月日一二三十家名张万亿%“”《》至-~约余以上", max_size=60),
    )
)
def test_spans_are_in_order_and_hold_what_is_printed(text):
    last = 0
    for start, end, quantity in find_quantities(text):
        assert last <= start < end <= len(text)
        assert text[start:end].strip() == quantity.printed
        assert not quantity.missing
        last = end


@pytest.mark.parametrize(
    "text", ["1" * 100_000, "一" * 100_000, "“" * 100_000, "1," * 50_000, "《" * 100_000]
)
def test_a_paragraph_of_any_length_is_searched(text):
    assert find_quantities(text) == []


@pytest.mark.parametrize("piece", ["一半", "5(", "1一", "约5家", "5元/", "翻两", "“十家"])
def test_hostile_repetition_of_any_length_comes_to_an_end(piece):
    """A pattern that blows up would not finish 40,000 characters within hours."""
    text = piece * (40_000 // len(piece))
    for start, end, quantity in find_quantities(text):
        assert text[start:end].strip() == quantity.printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("出生人口性别比保持在103~107", ["103~107"]),  # ~107 alone would be "about 107"
        ("性别比在103~107之间", ["103~107之间"]),
        ("性别比介于103-107", ["103-107"]),
        ("失业率保持在5%~6%区间", ["5%~6%区间"]),
        ("床位35~40", []),  # of what, nothing says
        ("1~6月新增3家", ["3家"]),
        ("总数保持在2021~2025", []),  # years
        ("2021~2025之间新增3家", ["3家"]),
    ],
)
def test_a_range_of_bare_numbers_is_one_quantity_where_words_say_so_and_never_its_half(text, expected):
    assert printed_in(text) == expected
