"""Units: look-up, conversion, the unit of an indicator's name, and the checks on the table of units."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DefinitionError, UnitError
from analysis.unit_table import read_units, unit_table
from analysis.units import (
    convert,
    convert_exactly,
    full_unit,
    match_unit,
    nearest_decimal,
    scaled_unit,
    unit,
    unit_of_name,
)
from strategies import full_width, numbers, unit_pairs


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("％", "%"),
        ("个百分点", "百分点"),
        ("pct", "百分点"),
        ("m²", "平方米"),
        ("㎡", "平方米"),
        ("万㎡", "万平方米"),
        ("亿m3", "亿立方米"),
        ("公斤", "千克"),
        ("千m", "公里"),
        ("万 元", "万元"),
        ("千人", "千人"),
        ("万人次", "万人次"),
        ("元／月・人", "元/月·人"),
        ("元/(人·月)", "元/人·月"),
        ("元/人/月", "元/人·月"),
        ("元/人月", "元/人·月"),
        ("元/(月.人)", "元/月·人"),
        ("张/千名老年人", "张/千名老年人"),
        ("㎡/人", "平方米/人"),
        ("吨标煤/万元", "吨标准煤/万元"),
        ("μg/m³", "微克/立方米"),
        ("人/10万人", "人/10万人"),
        ("个/每万人", "个/万人"),
    ],
)
def test_printings_of_one_unit_have_one_symbol(text, symbol):
    assert unit(text).symbol == symbol
    assert unit(symbol).symbol == symbol


@pytest.mark.parametrize(
    "text",
    ["", "foo", "万%", "元/foo", "foo/人", "元/", "/人", "个/村", "万万元", "元/人/foo", "5", "张/0名老年人"],
)
def test_unknown_unit_is_an_error_with_a_remedy(text):
    with pytest.raises(UnitError, match="unknown unit") as caught:
        unit(text)
    assert "units.toml" in caught.value.remedy


# value · from · to · result: statutory or published relations, not read from the table of units
CONVERSIONS = [
    ("15", "亩", "公顷", "1"),
    ("1", "平方公里", "亩", "1500"),
    ("15", "亩", "平方米", "10000"),
    ("1", "平方公里", "公顷", "100"),
    ("1.7", "‰", "人/万人", "17"),
    ("1.7", "‰", "%", "0.17"),
    ("1", "%", "人/10万人", "1000"),
    ("660", "元/月·人", "元/年", "7920"),
    ("9600", "元/年", "元/人·月", "800"),
    ("1.2", "万亿元", "亿元", "12000"),
    ("0.5", "亿元", "万元", "5000"),
    ("2", "斤", "千克", "1"),
    ("1", "吨", "斤", "2000"),
    ("35", "张/千名老年人", "张/百名老年人口", "3.5"),
    ("6.5", "个/万人", "个/千人口", "0.65"),
    ("2", "年", "个月", "24"),
    ("3", "百户", "户", "300"),
    ("25", "基点", "百分点", "0.25"),
    ("1", "公里", "米", "1000"),
]


@pytest.mark.parametrize(("value", "source", "target", "result"), CONVERSIONS)
def test_conversion_gives_the_published_relation_both_ways(value, source, target, result):
    assert convert(Decimal(value), source, target) == Decimal(result)
    assert convert(Decimal(result), target, source) == Decimal(value)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("百分点", "%"),
        ("%", "张"),
        ("张", "家"),
        ("人", "户"),
        ("人", "人次"),
        ("元", "美元"),
        ("元", "元/月"),
        ("元/人", "元/月·人"),
        ("万元/年", "元/月·人"),
        ("人/万老年人", "人/万人"),
        ("张/千人", "张/千名老年人"),
        ("天", "月"),
        ("番", "倍"),
        ("吨", "吨标准煤"),
        ("千瓦", "千瓦时"),
    ],
)
def test_across_dimensions_there_is_no_conversion(source, target):
    for first, second in ((source, target), (target, source)):
        with pytest.raises(UnitError, match="cannot be converted"):
            convert(Decimal(1), first, second)


def test_classifiers_that_plans_exchange_are_one_dimension():
    assert convert(Decimal(12), "个", "家") == convert(Decimal(12), "名", "人") == 12


@given(numbers(), unit_pairs())
def test_converting_there_and_back_gives_exactly_the_same_number(number, pair):
    there = convert(number.value, *pair)
    assert convert(there, pair[1], pair[0]) == number.value


@given(numbers(), unit_pairs(), st.integers(1, 1000))
def test_conversion_is_proportional(number, pair, times):
    assert convert_exactly(times * number.value, *pair) == times * convert_exactly(number.value, *pair)


@given(unit_pairs())
def test_full_width_letters_name_the_same_unit(pair):
    assert unit(full_width(pair[0])).symbol == pair[0]


@given(st.fractions())
def test_nearest_decimal_is_as_near_as_forty_digits_allow(exact):
    assert abs(Fraction(nearest_decimal(exact)) - exact) <= abs(exact) / 10**38


def test_long_numbers_are_converted_without_loss():
    long = Decimal("1234567890123456789012345678901234567890.12345")
    assert convert(long, "元", "万元") == Decimal("123456789012345678901234567890123456.789012345")


def test_unit_keeps_its_scale_base_and_numerator():
    million = unit("万元/人")
    assert (million.scale, million.base, million.numerator) == (4, "元/人", "万元")
    assert scaled_unit(unit("元/人"), 4) == million
    with pytest.raises(UnitError):
        scaled_unit(unit("%"), 4)
    with pytest.raises(UnitError):
        scaled_unit(unit("亿元"), 8)


@pytest.mark.parametrize(
    ("text", "symbol", "end"),
    [
        ("元/月·人以上", "元/月·人", 5),
        ("元/月左右", "元/月", 3),
        ("张/千名老年人,", "张/千名老年人", 7),
        ("个百分点左右", "百分点", 4),
        ("人次护理员", "人次", 2),
        ("平方米(15亩)", "平方米", 3),
        ("km以内", "公里", 2),
        ("元/foo", "元", 1),
    ],
)
def test_longest_unit_at_a_place_in_a_text_is_found(text, symbol, end):
    found = match_unit(text)
    assert (found[0].symbol, found[1]) == (symbol, end)


@pytest.mark.parametrize("text", ["以上", "", "GB2020", "kmh", "全覆盖"])
def test_no_unit_is_found_where_none_stands(text):
    assert match_unit(text) is None


# printed name · name without unit · unit · unit with the denominator that the name states
NAMES = [
    ("每千名老年人拥有社会养老床位数(张)", "每千名老年人拥有社会养老床位数", "张", "张/千名老年人"),
    ("其中:护理型床位占机构床位比率(%)", "其中:护理型床位占机构床位比率", "%", "%"),
    ("平均低保标准 (元/月·人)", "平均低保标准", "元/月·人", "元/月·人"),
    ("万人拥有社会组织数量(个)", "万人拥有社会组织数量", "个", "个/万人"),
    ("社会工作专业人才占总人口比率(‰)", "社会工作专业人才占总人口比率", "‰", "‰"),
    ("城乡居民最低生活保障标准(元/年)", "城乡居民最低生活保障标准", "元/年", "元/年"),
    ("每万人持证社会工作专业人才(人)", "每万人持证社会工作专业人才", "人", "人/万人"),
    ("每万老年人拥有持证养老护理员数(人)", "每万老年人拥有持证养老护理员数", "人", "人/万老年人"),
    ("数字门牌建设试点镇(社区、乡)数量(个)", "数字门牌建设试点镇(社区、乡)数量", "个", "个"),
    ("人均预期寿命(岁)", "人均预期寿命", "岁", "岁"),
    ("每万名常住人口全科医生数（人）", "每万名常住人口全科医生数", "人", "人/万名常住人口"),
    ("每千人口拥有3岁以下婴幼儿托位数(个)", "每千人口拥有3岁以下婴幼儿托位数", "个", "个/千人口"),
    ("每千名户籍老年人口养老床位数（张）", "每千名户籍老年人口养老床位数", "张", "张/千名户籍老年人口"),
    ("城镇调查失业率(%)", "城镇调查失业率", "%", "%"),
    ("单位GDP能源消耗降低(%)", "单位GDP能源消耗降低", "%", "%"),
    ("粮食综合生产能力（亿吨）", "粮食综合生产能力", "亿吨", "亿吨"),
    ("地区生产总值（GDP）增长（%）", "地区生产总值（GDP）增长", "%", "%"),
    ("劳动年龄人口平均受教育年限(年)", "劳动年龄人口平均受教育年限", "年", "年"),
    ("R&D经费投入增长(%)", "R&D经费投入增长", "%", "%"),
    ("森林覆盖率 %", "森林覆盖率", "%", "%"),
    ("森林覆盖率％", "森林覆盖率", "%", "%"),
    ("人均公园绿地面积（㎡）", "人均公园绿地面积", "平方米", "平方米/人"),
    ("城镇居民人均可支配收入(元)", "城镇居民人均可支配收入", "元", "元/人"),
    ("每百户居民拥有综合服务设施面积(平方米)", "每百户居民拥有综合服务设施面积", "平方米", "平方米/百户居民"),
    ("每十万人口死亡人数(人)", "每十万人口死亡人数", "人", "人/十万人口"),
    ("每一万名老年人拥有床位(张)", "每一万名老年人拥有床位", "张", "张/万名老年人"),
    ("每平方公里人口(人)", "每平方公里人口", "人", "人/平方公里"),
    ("每年新增就业(万人)", "每年新增就业", "万人", "万人"),
    ("千人床位数（张/千人）", "千人床位数", "张/千人", "张/千人"),
    ("规划总投资（单位：万元）", "规划总投资", "万元", "万元"),
    ("森林蓄积量(亿m³)", "森林蓄积量", "亿立方米", "亿立方米"),
    ("乡镇卫生院(所)覆盖情况", "乡镇卫生院(所)覆盖情况", "", ""),
    ("建成年份(2025年)", "建成年份(2025年)", "", ""),
    ("民生满意度", "民生满意度", "", ""),
    ("", "", "", ""),
]


@pytest.mark.parametrize(("printed", "name", "symbol", "whole"), NAMES)
def test_name_gives_up_its_unit_and_its_denominator(printed, name, symbol, whole):
    assert unit_of_name(printed) == (name, symbol)
    assert full_unit(printed, symbol) == full_unit(name, symbol) == whole


def test_full_unit_of_an_unknown_unit_is_an_error():
    with pytest.raises(UnitError):
        full_unit("每万人", "foo")


GOOD = """
[dimensions]
money = { means = "yuan", scales = true }
[scales]
"万" = 4
[populations]
heads = ["人"]
modifiers = ["常住"]
[[unit]]
symbol = "元"
dimension = "money"
factor = "1"
aliases = ["块"]
"""
SECOND = '[[unit]]\nsymbol = "{}"\ndimension = "{}"\nfactor = "{}"\naliases = {}\n'


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (GOOD + SECOND.format("角", "money", "1/10", '["块"]'), "name of both"),
        (GOOD + SECOND.format("块", "money", "1/10", "[]"), "name of both"),
        (GOOD + SECOND.format("角", "length", "1/10", "[]"), 'dimension "length" is not declared'),
        (GOOD + SECOND.format("角", "money", "0", "[]"), "must be positive"),
        (GOOD + SECOND.format("角", "money", "-1", "[]"), "must be positive"),
        (GOOD + SECOND.format("角", "money", "1/0", "[]"), "not a fraction"),
        (GOOD + SECOND.format("角", "money", "ten", "[]"), "not a fraction"),
        (GOOD + '[[unit]]\nsymbol = "角"\n', "keys must be"),
        (GOOD.replace("[scales]", "[scale]"), "'scales' is missing"),
        (GOOD.replace("scales = true", "scale = true"), "'scales' is missing"),
        ("[", "not valid TOML"),
    ],
)
def test_table_that_contradicts_itself_is_refused(toml, message):
    with pytest.raises(DefinitionError, match=message):
        read_units(toml)


def test_good_table_is_read():
    assert read_units(GOOD).names["块"].symbol == "元"


def test_every_name_in_the_packaged_table_finds_its_unit():
    for name, listed in unit_table().names.items():
        assert unit(name) == listed
