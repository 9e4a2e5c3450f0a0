"""`parse_quantity` on every printed form; the expected values were worked out by hand from the form."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import QuantityError, Source, UnitError
from analysis.quantity import format_quantity, parse_quantity
from strategies import full_width, hostile_texts, numbers, printed_quantities, thousands

# printed · unit of the heading · value · lower · upper · decimals · unit · comparator
FORMS = """
48.6            |       | 48.6        | 48.55      | 48.65     | 1  |        | =
70              | %     | 70          | 69.5       | 70.5      | 0  | %      | =
100%            | %     | 100         | 99.5       | 100.5     | 0  | %      | =
7.0%            | %     | 7.0         | 6.95       | 7.05      | 1  | %      | =
100.00          | %     | 100.00      | 99.995     | 100.005   | 2  | %      | =
0               | %     | 0           | -0.5       | 0.5       | 0  | %      | =
0.0             |       | 0           | -0.05      | 0.05      | 1  |        | =
-0.0            |       | 0           | -0.05      | 0.05      | 1  |        | =
.5              |       | 0.5         | 0.45       | 0.55      | 1  |        | =
+3.2            |       | 3.2         | 3.15       | 3.25      | 1  |        | =
−3.2            |       | -3.2        | -3.25      | -3.15     | 1  |        | =
-13.5           | %     | -13.5       | -13.55     | -13.45    | 1  | %      | =
－13.5          | %     | -13.5       | -13.55     | -13.45    | 1  | %      | =
–5%             |       | -5          | -5.5       | -4.5      | 0  | %      | =
负3.2%          |       | -3.2        | -3.25      | -3.15     | 1  | %      | =
↑3.2            |       | 3.2         | 3.15       | 3.25      | 1  |        | =
1,234.5         |       | 1234.5      | 1234.45    | 1234.55   | 1  |        | =
12,345,678      |       | 12345678    | 12345677.5 | 12345678.5| 0  |        | =
１，２３４．５  |       | 1234.5      | 1234.45    | 1234.55   | 1  |        | =
１２３．４％    |       | 123.4       | 123.35     | 123.45    | 1  | %      | =
48.6 张         | 张    | 48.6        | 48.55      | 48.65     | 1  | 张     | =
　92　％　      | %     | 92          | 91.5       | 92.5      | 0  | %      | =
100%。          | %     | 100         | 99.5       | 100.5     | 0  | %      | =
48.6(张)        |       | 48.6        | 48.55      | 48.65     | 1  | 张     | =
1200人          |       | 1200        | 1199.5     | 1200.5    | 0  | 人     | =
1500人次        |       | 1500        | 1499.5     | 1500.5    | 0  | 人次   | =
15㎡            |       | 15          | 14.5       | 15.5      | 0  | 平方米 | =
# bounds
≥95             | %     | 95          | 94.5       | 95.5      | 0  | %      | >=
⩾95             |       | 95          | 94.5       | 95.5      | 0  |        | >=
≧95%            |       | 95          | 94.5       | 95.5      | 0  | %      | >=
>=95            |       | 95          | 94.5       | 95.5      | 0  |        | >=
95以上          | %     | 95          | 94.5       | 95.5      | 0  | %      | >=
95%以上         | %     | 95          | 94.5       | 95.5      | 0  | %      | >=
95%及以上       |       | 95          | 94.5       | 95.5      | 0  | %      | >=
95%(含)以上     |       | 95          | 94.5       | 95.5      | 0  | %      | >=
1以上           | ‰     | 1           | 0.5        | 1.5       | 0  | ‰      | >=
不低于30        | %     | 30          | 29.5       | 30.5      | 0  | %      | >=
不少于10家      |       | 10          | 9.5        | 10.5      | 0  | 家     | >=
至少3名         |       | 3           | 2.5        | 3.5       | 0  | 名     | >=
达到或超过55    | %     | 55          | 54.5       | 55.5      | 0  | %      | >=
55(达到或超过)  | %     | 55          | 54.5       | 55.5      | 0  | %      | >=
55（达到或超过）| %     | 55          | 54.5       | 55.5      | 0  | %      | >=
大于等于5       |       | 5           | 4.5        | 5.5       | 0  |        | >=
突破610家       |       | 610         | 609.5      | 610.5     | 0  | 家     | >=
＞6             | %     | 6           | 5.5        | 6.5       | 0  | %      | >
超过50%         |       | 50          | 49.5       | 50.5      | 0  | %      | >
逾2000平方米    |       | 2000        | 1999.5     | 2000.5    | 0  | 平方米 | >
高于3.0         |       | 3.0         | 2.95       | 3.05      | 1  |        | >
10%以上(不含)   |       | 10          | 9.5        | 10.5      | 0  | %      | >
超过50%以上     |       | 50          | 49.5       | 50.5      | 0  | %      | >=
≤5.5%           |       | 5.5         | 5.45       | 5.55      | 1  | %      | <=
5.5%以内        |       | 5.5         | 5.45       | 5.55      | 1  | %      | <=
10人以下        |       | 10          | 9.5        | 10.5      | 0  | 人     | <=
不高于1.3       | %     | 1.3         | 1.25       | 1.35      | 1  | %      | <=
不超过3         |       | 3           | 2.5        | 3.5       | 0  |        | <=
最多5个         |       | 5           | 4.5        | 5.5       | 0  | 个     | <=
控制在5.5%以内  |       | 5.5         | 5.45       | 5.55      | 1  | %      | <=
控制在5.5%      |       | 5.5         | 5.45       | 5.55      | 1  | %      | <=
＜0.5           | ‰     | 0.5         | 0.45       | 0.55      | 1  | ‰      | <
低于3%          |       | 3           | 2.5        | 3.5       | 0  | %      | <
不足5%          |       | 5           | 4.5        | 5.5       | 0  | %      | <
# about: the wider of the rounding and min(a unit of the last digit that is not 0, a tenth)
约300张         |       | 300         | 270        | 330       | 0  | 张     | ~
300张左右       |       | 300         | 270        | 330       | 0  | 张     | ~
大约21850平方米 |       | 21850       | 21840      | 21860     | 0  | 平方米 | ~
5.5左右         | %     | 5.5         | 5.4        | 5.6       | 1  | %      | ~
年均增长6.5%左右|       | 6.5         | 6.4        | 6.6       | 1  | %      | ~
接近70%         |       | 70          | 63         | 77        | 0  | %      | ~
控制在5.5%左右  |       | 5.5         | 5.4        | 5.6       | 1  | %      | ~
≈40             |       | 40          | 36         | 44        | 0  |        | ~
约95%以上       |       | 95          | 94.5       | 95.5      | 0  | %      | >=
# somewhat more: up to the next unit of the last digit that is not 0
5000余万        | 万元  | 5000        | 5000       | 6000      | 0  | 万元   | >=
5000余万        |       | 50000000    | 50000000   | 60000000  | -4 |        | >=
5000多万元      |       | 5000        | 5000       | 6000      | 0  | 万元   | >=
5000万余元      |       | 5000        | 5000       | 6000      | 0  | 万元   | >=
100余家         |       | 100         | 100        | 200       | 0  | 家     | >=
530多人         |       | 530         | 530        | 540       | 0  | 人     | >=
一百多家        |       | 100         | 100        | 200       | 0  | 家     | >=
十余万人        |       | 10          | 10         | 20        | 0  | 万人   | >=
30%多           |       | 30          | 30         | 40        | 0  | %      | >=
# multipliers
2亿             | 万元  | 20000       | 15000      | 25000     | -4 | 万元   | =
2亿             | 元    | 200000000   | 150000000  | 250000000 | -8 | 元     | =
2亿元           | 元    | 200000000   | 150000000  | 250000000 | -8 | 元     | =
2亿元           |       | 2           | 1.5        | 2.5       | 0  | 亿元   | =
1亿             | 万元  | 10000       | 5000       | 15000     | -4 | 万元   | =
3400万          | 万元  | 3400        | 3399.5     | 3400.5    | 0  | 万元   | =
0.34亿元        | 万元  | 3400        | 3350       | 3450      | -2 | 万元   | =
1万             | 家    | 10000       | 5000       | 15000     | -4 | 家     | =
1.2万亿         | 亿元  | 12000       | 11500      | 12500     | -3 | 亿元   | =
1.2万亿元       |       | 1.2         | 1.15       | 1.25      | 1  | 万亿元 | =
3.5亿元         |       | 3.5         | 3.45       | 3.55      | 1  | 亿元   | =
3亿5000万元     |       | 35000       | 34999.5    | 35000.5   | 0  | 万元   | =
3百万元         |       | 300         | 250        | 350       | -2 | 万元   | =
5千元           | 万元  | 0.5         | 0.45       | 0.55      | 1  | 万元   | =
两万三千        | 万元  | 2.3         | 2.29995    | 2.30005   | 4  | 万元   | =
1.23456万人     |       | 1.23456     | 1.234555   | 1.234565  | 5  | 万人   | =
2万分           |       | 20000       | 15000      | 25000     | -4 | 分     | =
3千瓦           |       | 3           | 2.5        | 3.5       | 0  | 千瓦   | =
约1亿           |       | 100000000   | 50000000   | 150000000 | -8 |        | ~
# Chinese numerals and shares in words
十家            |       | 10          | 9.5        | 10.5      | 0  | 家     | =
两名            |       | 2           | 1.5        | 2.5       | 0  | 名     | =
一百二十三      |       | 123         | 122.5      | 123.5     | 0  |        | =
二〇二五        |       | 2025        | 2024.5     | 2025.5    | 0  |        | =
三成            |       | 30          | 25         | 35        | -1 | %      | =
3成以上         |       | 30          | 25         | 35        | -1 | %      | >=
七成五          | %     | 75          | 74.5       | 75.5      | 0  | %      | =
两成半          |       | 25          | 24.5       | 25.5      | 0  | %      | =
百分之五十      | %     | 50          | 49.5       | 50.5      | 0  | %      | =
百分之三点五    |       | 3.5         | 3.45       | 3.55      | 1  | %      | =
百分之百        |       | 100         | 99.5       | 100.5     | 0  | %      | =
千分之二        |       | 2           | 1.5        | 2.5       | 0  | ‰      | =
千分之二        | %     | 0.2         | 0.15       | 0.25      | 1  | %      | =
四分之三        |       | 75          | 62.5       | 87.5      |    | %      | =
半数以上        |       | 50          | 25         | 75        |    | %      | >=
过半            |       | 50          | 25         | 75        |    | %      | >
翻一番          |       | 1           | 0.5        | 1.5       | 0  | 番     | =
翻番            |       | 1           | 0.5        | 1.5       | 0  | 番     | =
翻两番          |       | 2           | 1.5        | 2.5       | 0  | 番     | =
增长1.5倍       |       | 1.5         | 1.45       | 1.55      | 1  | 倍     | =
# units
提高0.5个百分点 |       | 0.5         | 0.45       | 0.55      | 1  | 百分点 | =
0.5pct          | 百分点| 0.5         | 0.45       | 0.55      | 1  | 百分点 | =
0.46‰           | %     | 0.046       | 0.0455     | 0.0465    | 3  | %      | =
17人/万人       | ‰     | 1.7         | 1.65       | 1.75      | 1  | ‰      | =
660元/月·人     |       | 660         | 659.5      | 660.5     | 0  | 元/月·人 | =
660元           | 元/月·人 | 660      | 659.5      | 660.5     | 0  | 元/月·人 | =
660元/(人·月)   |       | 660         | 659.5      | 660.5     | 0  | 元/人·月 | =
660元/月        | 元/年 | 7920        | 7914       | 7926      |    | 元/年  | =
每人每月660元   |       | 660         | 659.5      | 660.5     | 0  | 元/人·月 | =
人均2000元      |       | 2000        | 1999.5     | 2000.5    | 0  | 元/人  | =
35张            | 张/千名老年人 | 35  | 34.5       | 35.5      | 0  | 张/千名老年人 | =
35张/千名老年人 |       | 35          | 34.5       | 35.5      | 0  | 张/千名老年人 | =
3亩             | 公顷  | 0.2         | 0.16666666666666667 | 0.23333333333333333 | | 公顷 | =
"""


def forms():
    """Rows of FORMS as tuples of strings."""
    rows = [line for line in FORMS.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(cell.strip(" ") for cell in row.split("|")) for row in rows]


@pytest.mark.parametrize("row", forms(), ids=lambda row: f"{row[0]} in {row[1] or 'no unit'}")
def test_printed_form_means_what_a_person_reads(row):
    printed, heading, value, lower, upper, decimals, unit, comparator = row
    read = parse_quantity(printed, unit=heading)
    assert (str(read.decimals) if read.decimals is not None else "") == decimals
    assert (read.value, read.unit, read.comparator) == (Decimal(value), unit, comparator)
    for end, expected in ((read.lower, lower), (read.upper, upper)):
        assert abs(end - Decimal(expected)) < Decimal("1e-16")
    assert (read.missing, read.is_range, read.cumulative, read.aside) == (False, False, False, "")


# printed · unit of the heading · low · high · unit · comparator
RANGES = [
    ("35~40", "张", "35", "40", "张", "="),
    ("35-40", "", "35", "40", "", "="),
    ("35—40", "", "35", "40", "", "="),
    ("35～40", "", "35", "40", "", "="),
    ("35–40", "", "35", "40", "", "="),
    ("35－40", "", "35", "40", "", "="),
    ("35至40", "", "35", "40", "", "="),
    ("35到40张", "", "35", "40", "张", "="),
    ("35%~40%", "%", "35", "40", "%", "="),
    ("35%~40", "", "35", "40", "%", "="),
    ("6%-6.5%左右", "", "6", "6.5", "%", "~"),
    ("约35~40", "", "35", "40", "", "~"),
    ("3-5个", "", "3", "5", "个", "="),
    ("2-3亿元", "", "2", "3", "亿元", "="),
    ("2-3亿元", "万元", "20000", "30000", "万元", "="),
    ("8000万~1亿元", "", "0.8", "1", "亿元", "="),
    ("8000-1万", "", "8000", "10000", "", "="),
    ("-5~-3", "", "-5", "-3", "", "="),
    ("两三家", "", "2", "3", "家", "="),
    ("三四十人", "", "30", "40", "人", "="),
    ("5‰~1%", "", "0.5", "1", "%", "="),
]


@pytest.mark.parametrize(("printed", "heading", "low", "high", "unit", "comparator"), RANGES)
def test_range_keeps_its_printed_ends_and_has_no_value(printed, heading, low, high, unit, comparator):
    read = parse_quantity(printed, unit=heading)
    assert read.is_range
    assert not read.missing
    assert read.value is None
    assert (read.lower, read.upper) == (Decimal(low), Decimal(high))
    assert (read.unit, read.comparator) == (unit, comparator)


@pytest.mark.parametrize(
    ("printed", "decimals"),
    [
        ("35~40", 0),
        ("5%~5.5%", 1),
        ("5.0%~5.5%", 1),
        ("2-3亿元", 0),
        ("8000-1万", 0),
        ("5‰~1%", None),
        ("1~2亿", -8),
    ],
)
def test_a_range_has_the_decimals_of_the_end_that_is_printed_more_finely(printed, decimals):
    assert parse_quantity(printed).decimals == decimals


@pytest.mark.parametrize(
    "printed",
    [
        "控制在10%~12%",
        "控制在10%~12%以内",
        "10%~12%之间",
        "保持在10%~12%区间",
        "10%-12%的范围内",
        "10%~12%区间内",
    ],
)
def test_words_around_a_range_say_no_more_than_the_range(printed):
    read = parse_quantity(printed)
    assert (read.interval, read.comparator, read.unit) == ((Decimal(10), Decimal(12)), "=", "%")


@pytest.mark.parametrize("tail", ["之间" * 50_000, "区间" * 50_000, "的" * 100_000, "以内的范围" * 20_000])
def test_a_long_tail_behind_a_range_ends_in_time(tail):
    with pytest.raises(QuantityError):
        parse_quantity("10~12" + tail)


MISSING = [
    " ",
    "\u3000",
    "—",
    "－",
    "-",
    "––",
    "——",
    "— —",
    "/",
    "／",
    "//",
    "\\",
    "…",
    "……",
    "...",
    "空",
    "无",
    "暂无",
    "暂无数据",
    "不适用",
    "N/A",
    "n.a.",
    "─",
]


@pytest.mark.parametrize("printed", ["", *MISSING])
def test_missing_is_told_apart_from_zero_and_keeps_the_unit(printed):
    read = parse_quantity(printed, unit="％")
    assert read.missing
    assert (read.value, read.lower, read.upper, read.decimals, read.unit) == (None, None, None, None, "%")
    assert read.printed == printed.strip()
    assert not parse_quantity("0").missing


@pytest.mark.parametrize(
    ("printed", "value", "comparator", "unit"),
    [
        ("[13.5]", "13.5", "=", ""),
        ("【13.5】", "13.5", "=", ""),
        ("［13.5］％", "13.5", "=", "%"),
        ("〔13.5%〕", "13.5", "=", "%"),
        ("〔≥13.5〕", "13.5", ">=", ""),
        ("≥[13.5]%", "13.5", ">=", "%"),
        ("[-13.5]", "-13.5", "=", ""),
        ("[13.5]左右", "13.5", "~", ""),
        ("[5000]万元", "5000", "=", "万元"),
        ("累计13.5%", "13.5", "=", "%"),
        ("五年累计1500人次", "1500", "=", "人次"),
        ("13.5(累计)", "13.5", "=", ""),
        ("[累计]13.5", "13.5", "=", ""),
    ],
)
def test_figure_for_the_whole_period_is_marked_cumulative(printed, value, comparator, unit):
    read = parse_quantity(printed)
    assert read.cumulative
    assert (read.value, read.comparator, read.unit) == (Decimal(value), comparator, unit)


@pytest.mark.parametrize(
    ("printed", "heading", "value", "aside"),
    [
        ("2亿(其中一期约1亿)", "万元", "20000", "其中一期约1亿"),
        ("9930平方米(15亩)", "", "9930", "15亩"),
        ("9930平方米（15亩）", "亩", "14.895", "15亩"),
        ("12①", "", "12", "①"),
        ("12*", "", "12", "*"),
        ("100%²", "", "100", "²"),
        ("12注", "", "12", "注"),
        ("7.1[注1]", "", "7.1", "注1"),
        ("48.6（2019年）①", "张", "48.6", "2019年；①"),
        ("(预计)30.3", "张", "30.3", "预计"),
        ("5.5%[累计37%]", "", "5.5", "累计37%"),
    ],
)
def test_what_stands_beside_the_number_is_kept_apart(printed, heading, value, aside):
    read = parse_quantity(printed, unit=heading)
    assert (read.value, read.aside, read.printed) == (Decimal(value), aside, printed)


# printed · unit of the heading · start · end · a part of the message
UNREADABLE = [
    ("36O", "", 2, 3, "letters"),
    ("1OO%", "", 1, 4, "letters"),
    ("l2", "", 0, 2, "letters"),
    ("1.2.3", "", 0, 5, "thousands and decimals"),
    ("12,34", "", 0, 5, "thousands and decimals"),
    (" 12,34", "", 1, 6, "thousands and decimals"),
    ("1,2345", "", 0, 6, "thousands and decimals"),
    ("5.", "", 0, 2, "thousands and decimals"),
    ("007", "", 0, 3, "begin with 0"),
    ("1.2e3", "", 3, 5, "scientific"),
    ("48 660", "", 3, 6, "no known form"),
    ("１２３４５６" * 11, "", 0, 66, "more than 60 characters"),
    ("nan", "", 0, 3, "not a number"),
    ("NaN", "", 0, 3, "not a number"),
    ("-Infinity", "", 0, 9, "not a number"),
    ("None", "", 0, 4, "not a number"),
    ("12\x00", "", 2, 3, "U+0000"),
    ("1\u200b2", "", 1, 2, "U+200B"),
    ("12😀", "", 2, 3, "no meaning"),
    ("½", "", 0, 1, "no meaning"),
    ("12²", "", 2, 3, "no meaning"),
    ("٣", "", 0, 1, "no known form"),
    ("○", "", 0, 1, "not a number"),
    ("全覆盖", "%", 0, 3, "before any number"),
    ("完成省下达任务", "%", 2, 7, "before any number"),
    ("约", "", 1, 1, "there is no number"),
    ("5家机构", "", 2, 4, "after the number"),
    ("1/2", "", 1, 3, "after the number"),
    ("3:1", "", 1, 3, "after the number"),
    ("5±1", "", 1, 3, "after the number"),
    ("5-", "", 1, 2, "after the number"),
    ("100%%", "", 4, 5, "after the number"),
    ("几十家", "", 0, 3, "before any number"),
    ("一二三", "", 0, 3, "order"),
    ("一百零", "", 0, 3, "zero"),
    ("(5.5)", "%", 0, 5, "round brackets"),
    ("12[1]", "", 2, 5, "footnote"),
    ("12(13.5)", "", 2, 8, "footnote"),
    ("[13.5", "", 0, 5, "not closed"),
    ("12(其中", "", 2, 5, "not closed"),
    ("12()", "", 2, 4, "footnote"),
    ("↓3.2", "", 0, 4, "negative change or a positive reduction"),
    ("下降3.2%", "", 0, 6, "negative change or a positive reduction"),
    ("≥95以下", "", 3, 5, "contradicts"),
    ("近5000余人", "", 0, 7, "contradicts"),
    ("-5余", "", 0, 3, "negative"),
    ("5-3", "", 0, 3, "range falls"),
    ("-5-3", "", 2, 4, "minus sign"),
    ("5--3", "", 1, 4, "minus sign"),
    ("≥35~40", "", 0, 6, "bound"),
    ("2万5", "", 0, 3, 'what "5" adds'),
    ("2万", "%", 0, 2, "multiplier"),
    ("5千", "万元", 0, 2, "multiplier"),
    ("每年5000", "", 0, 6, "needs a unit"),
    ("5%", "张", 0, 2, "share is not bed"),
    ("0.5个百分点", "%", 0, 7, "difference is not share"),
    ("300元", "张", 0, 4, "money is not bed"),
    ("35张~40人", "", 0, 7, "bed is not person"),
    ("零分之三", "", 0, 4, "fraction"),
    ("百分之", "", 0, 3, "no number follows"),
]


@pytest.mark.parametrize(("printed", "heading", "start", "end", "part"), UNREADABLE)
def test_what_is_not_understood_names_the_text_the_place_and_a_remedy(printed, heading, start, end, part):
    with pytest.raises(QuantityError) as caught:
        parse_quantity(printed, unit=heading)
    assert part in caught.value.what
    assert caught.value.source == Source("", 0, start, end)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("printed", "low", "high", "comparator", "unit"),
    [
        ("下降3.2%", "-3.25", "-3.15", "=", "%"),
        ("↓3.2", "-3.25", "-3.15", "=", ""),
        ("累计下降18%", "-18.5", "-17.5", "=", "%"),
        ("下降约30%", "-33", "-27", "~", "%"),
        ("下降3%以上", "-3.5", "-2.5", "<=", "%"),
        ("降幅不超过3%", "-3.5", "-2.5", ">=", "%"),
        ("降低0.5个百分点", "-0.55", "-0.45", "=", "百分点"),
        ("下降3%~5%", "-5", "-3", "=", "%"),
        ("下降0", "-0.5", "0.5", "=", ""),
        ("增长3.2%", "3.15", "3.25", "=", "%"),
        ("下降到5%", "4.5", "5.5", "=", "%"),
        ("-3.2%", "-3.25", "-3.15", "=", "%"),
    ],
)
def test_a_fall_is_negative_where_the_number_is_known_to_be_a_change(printed, low, high, comparator, unit):
    read = parse_quantity(printed, change=True)
    assert (read.interval, read.comparator, read.unit) == ((Decimal(low), Decimal(high)), comparator, unit)


@pytest.mark.parametrize("printed", ["下降-3%", "下降5余", "下降两三个", "下降↓3", "下降2-3亿", "▲3"])
def test_a_fall_of_something_else_than_a_plain_number_is_not_read(printed):
    with pytest.raises(QuantityError):
        parse_quantity(printed, change=True)


def test_error_moves_to_its_place_in_the_file():
    with pytest.raises(QuantityError) as caught:
        parse_quantity("36O")
    moved = caught.value.at(Source("plan.txt", 34, 16, 19))
    assert str(moved).startswith('plan.txt:34:19: cannot read "36O" as a number')


def test_unknown_heading_unit_is_the_unit_s_error():
    with pytest.raises(UnitError, match="unknown unit"):
        parse_quantity("5", unit="foo")


def test_a_float_is_refused_because_its_decimals_are_lost():
    with pytest.raises(TypeError, match="float"):
        parse_quantity(7.0)


@pytest.mark.parametrize(
    "text", ["1" * 100_000, "一" * 100_000, "约" * 100_000, "(" * 100_000, "1," * 50_000, "5~" * 50_000]
)
def test_a_text_of_any_length_ends_in_a_short_error(text):
    with pytest.raises(QuantityError) as caught:
        parse_quantity(text)
    assert len(str(caught.value)) < 400


@settings(deadline=None)
@given(hostile_texts())
def test_any_text_gives_a_quantity_or_one_kind_of_error_inside_the_text(text):
    try:
        read = parse_quantity(text)
    except QuantityError as error:
        remedy, source = error.remedy, error.source
    else:
        remedy, source = "none needed", Source("")
        assert_sound(read, text)
    assert remedy
    assert 0 <= source.start <= source.end <= len(text)


def assert_sound(read, text):
    """Whatever was read must be finite, in order, and printed as it stood."""
    assert read.missing or read.lower <= read.upper
    assert read.value is None or read.value.is_finite()
    assert read.printed == text.strip()


@given(numbers())
def test_value_and_decimals_of_plain_digits_are_exact(number):
    read = parse_quantity(number.text)
    assert (read.value, read.decimals) == (number.value, number.decimals)
    assert read.lower + read.upper == 2 * number.value
    assert (read.upper - read.lower) == Decimal(10) ** -number.decimals


@given(numbers())
def test_full_width_and_half_width_read_the_same(number):
    assert parse_quantity(full_width(number.text)).value == parse_quantity(number.text).value


@given(numbers())
def test_thousands_separators_change_nothing(number):
    with_commas, plain = parse_quantity(thousands(number.text)), parse_quantity(number.text)
    assert (with_commas.value, with_commas.decimals) == (plain.value, plain.decimals)


def test_thin_spaces_group_thousands():
    assert parse_quantity("1\u2009234.5").value == Decimal("1234.5")
    assert parse_quantity("12\u202f345\u202f678").value == Decimal("12345678")


@given(numbers(signed=False), st.integers(1, 4))
def test_a_printed_zero_more_means_a_narrower_interval_around_the_same_value(number, zeros):
    point = "" if number.decimals else "."
    finer = parse_quantity(number.text + point + "0" * zeros)
    coarse = parse_quantity(number.text)
    assert finer.value == coarse.value
    assert coarse.lower < finer.lower < finer.upper < coarse.upper


@given(printed_quantities())
def test_interval_contains_the_value(text):
    read = parse_quantity(text)
    assert read.lower <= read.value <= read.upper


@given(printed_quantities())
def test_printing_and_reading_again_changes_nothing(text):
    first = parse_quantity(text)
    again = parse_quantity(format_quantity(first))
    for name in ("value", "lower", "upper", "decimals", "unit", "comparator", "cumulative", "is_range"):
        assert getattr(again, name) == getattr(first, name), name


@pytest.mark.parametrize("row", forms(), ids=lambda row: f"{row[0]} in {row[1] or 'no unit'}")
def test_every_form_survives_printing(row):
    first = parse_quantity(row[0], unit=row[1])
    again = parse_quantity(format_quantity(first))
    assert (again.value, again.unit, again.comparator) == (first.value, first.unit, first.comparator)
    if first.decimals is not None:
        assert again.decimals == first.decimals


@pytest.mark.parametrize("row", RANGES)
def test_every_range_survives_printing(row):
    first = parse_quantity(row[0], unit=row[1])
    again = parse_quantity(format_quantity(first))
    assert (again.interval, again.unit, again.is_range) == (first.interval, first.unit, True)


@pytest.mark.parametrize("prefix", ["约", "≥", "近", "超过", "累计"])
def test_blanks_between_the_parts_do_not_matter(prefix):
    tight, loose = parse_quantity(f"{prefix}300张"), parse_quantity(f" {prefix} 300 张 ")
    assert (tight.interval, tight.comparator, tight.cumulative) == (
        loose.interval,
        loose.comparator,
        loose.cumulative,
    )


ENGLISH = [
    # printed, value, decimals, unit, comparator
    ("5.2 per cent", "5.2", 1, "%", "="),
    ("About 6 percent", "6", 0, "%", "~"),
    ("at least 95%", "95", 0, "%", ">="),
    ("more than 1,200 beds", "1200", 0, "张", ">"),
    ("up to 5.5%", "5.5", 1, "%", "<="),
    ("less than 5.5%", "5.5", 1, "%", "<"),
    ("95% or more", "95", 0, "%", ">="),
    ("7.9 percentage points", "7.9", 1, "百分点", "="),
    ("0.5 pp", "0.5", 1, "百分点", "="),
    ("1.2 billion", "1200000000", -8, "", "="),
    ("12.3 million tonnes", "1230", -1, "万吨", "="),
    ("US$1.25bn", "12.5", 1, "亿美元", "="),
    ("RMB 120 billion", "1200", -1, "亿元", "="),
    ("3.2 million persons", "320", -1, "万人", "="),
    ("+3.2%", "3.2", 1, "%", "="),
    ("\u22122.1%", "-2.1", 1, "%", "="),
    ("1\u00a0234.5", "1234.5", 1, "", "="),
    ("5.2% per year", "5.2", 1, "%", "="),
]


@pytest.mark.parametrize(("printed", "value", "decimals", "unit", "comparator"), ENGLISH)
def test_english_printed_forms(printed, value, decimals, unit, comparator):
    found = parse_quantity(printed)
    assert (found.value, found.decimals) == (Decimal(value), decimals)
    assert (found.unit, found.comparator) == (unit, comparator)


@pytest.mark.parametrize("printed", ["n.a.", "N/A", "..", "not available", "無資料", "暫無"])
def test_more_ways_to_say_that_there_is_no_number(printed):
    assert parse_quantity(printed).missing


@pytest.mark.parametrize("printed", ["abouts 5", "5 billionaires", "up 5x", "million", "5 percents of"])
def test_english_words_count_only_whole(printed):
    with pytest.raises(QuantityError):
        parse_quantity(printed)


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("12.5萬張", "12.5万张"),
        ("年均增長約5.2個百分點", "年均增长约5.2个百分点"),
        ("不低於3.2億元", "不低于3.2亿元"),
        ("累計5.2萬戶", "累计5.2万户"),
        ("3.2萬公頃以上", "3.2万公顷以上"),
    ],
)
def test_traditional_characters_are_read_as_their_simplified_forms(traditional, simplified):
    left, right = parse_quantity(traditional), parse_quantity(simplified)
    assert replace(left, printed="") == replace(right, printed="")


LONG_ENGLISH = ["about " * 20_000, "per cent" * 12_500, "5 billion " * 10_000, "\u00a0" * 100_000 + "5"]


@pytest.mark.parametrize("text", LONG_ENGLISH)
def test_long_english_text_is_refused_at_once(text):
    with pytest.raises(QuantityError):
        parse_quantity(text)
