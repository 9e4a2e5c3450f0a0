"""Numerals: digits with groups and multipliers, and Chinese characters."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.chinese_numerals import chinese_word
from analysis.errors import QuantityError
from analysis.numerals import MAX_NUMERAL, clipped, exact_sum, fold, read_numeral, shifted
from strategies import numbers, thousands

CHARACTERS = "零一二三四五六七八九"


def in_characters(number):
    """Write a whole number below 10**16 in Chinese characters, by the rules of the school book."""
    if number == 0:
        return "零"
    text, gap = "", False
    for place, word in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        section = number // place % 10**4
        if not section:
            gap = bool(text)
            continue
        text += ("零" if text and (gap or section < 1000) else "") + section_in_characters(section) + word
        gap = False
    return text


def section_in_characters(section):
    text, gap = "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = section // place % 10
        if digit:
            text += ("零" if gap and text else "") + CHARACTERS[digit] + word
        gap = not digit
    return text


@pytest.mark.parametrize(
    ("text", "value", "decimals", "multiplier", "end"),
    [
        ("48.6张", "48.6", 1, 0, 4),
        ("1,234,567", "1234567", 0, 0, 9),
        ("1.2万亿元", "1200000000000", -11, 12, 5),
        ("3百分点", "3", 0, 0, 1),
        ("3百人", "300", -2, 2, 2),
        ("5千瓦", "5", 0, 0, 1),
        ("5千米", "5", 0, 0, 1),
        ("5千人", "5000", -3, 3, 2),
        ("3亿5000万", "350000000", -4, 4, 7),
        ("1万2千", "12000", -3, 3, 4),
        ("1万2345", "12345", 0, 0, 6),
        ("十", "10", 0, 0, 1),
        ("十五", "15", 0, 0, 2),
        ("二十", "20", 0, 0, 2),
        ("一百零五", "105", 0, 0, 4),
        ("一百一十", "110", 0, 0, 4),
        ("一百二", "120", -1, 1, 3),
        ("一千零五十", "1050", 0, 0, 5),
        ("两万三千", "23000", 0, 0, 4),
        ("三万五", "35000", -3, 3, 3),
        ("一万零五", "10005", 0, 0, 4),
        ("三亿五千万", "350000000", -4, 4, 5),
        ("一万三千亿", "1300000000000", -8, 8, 5),
        ("一万亿", "1000000000000", -12, 12, 3),
        ("三点五亿", "350000000", -7, 8, 4),
        ("零点五", "0.5", 1, 0, 3),
        ("二〇二五年", "2025", 0, 0, 4),
        ("二○二五", "2025", 0, 0, 4),
        ("一九四九", "1949", 0, 0, 4),
        ("零", "0", 0, 0, 1),
        ("贰佰叁拾", "230", 0, 0, 4),
    ],
)
def test_numeral_has_the_value_and_rounding_that_a_reader_sees(text, value, decimals, multiplier, end):
    read = read_numeral(fold(text))
    assert (read.value, read.decimals) == (Decimal(value), decimals)
    assert (read.multiplier, read.start, read.end) == (multiplier, 0, end)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("两三", 2, 3),
        ("三四十", 30, 40),
        ("十五六", 15, 16),
        ("七八百", 700, 800),
        ("三四十万", 300_000, 400_000),
    ],
)
def test_neighbouring_digits_are_a_range(text, low, high):
    read = read_numeral(text)
    assert (read.value, read.high) == (low, high)


@pytest.mark.parametrize("text", ["百", "万元", "abc", "", "-", ".", "成", "点五"])
def test_nothing_is_read_where_no_numeral_begins(text):
    assert read_numeral(text) is None


MALFORMED = (
    "1.2.3 12,34 1,2345 5. 007 00.5 2万5 2万5万 一二三 三五 一百零 零五 零一千 〇 一万万 五亿亿 十百 一十百"
)


@pytest.mark.parametrize(
    "text", [*MALFORMED.split(), "三点五点六", "一千万千", "1" * (MAX_NUMERAL + 1), "一" * (MAX_NUMERAL + 1)]
)
def test_malformed_numeral_is_an_error_not_a_part_of_it(text):
    with pytest.raises(QuantityError):
        read_numeral(text)


@pytest.mark.parametrize("text", ["5000余万", "5000多万", "5000万余", "5000余 万"])
def test_somewhat_more_is_seen_before_and_after_the_multiplier(text):
    read = read_numeral(text)
    assert (read.more, read.value, read.end) == (True, 50_000_000, len(text))


@given(st.integers(0, 10**16 - 1))
def test_chinese_numerals_of_the_school_book_are_read(number):
    read = read_numeral(in_characters(number))
    assert read.value == number
    assert read.high is None


def test_a_section_that_is_left_out_is_a_zero_before_a_thousand():
    """一亿零一千 has no section of 万; 零 stands before 千 there and nowhere else."""
    assert read_numeral("一亿零一千").value == 100_001_000
    assert read_numeral("三亿零二千五百").value == 300_002_500


def test_school_book_writer_of_this_test_writes_what_a_person_writes():
    written = [in_characters(n) for n in (10, 105, 110, 2025, 10_005, 350_000_000, 100_000_001)]
    assert written == ["一十", "一百零五", "一百一十", "二千零二十五", "一万零五", "三亿五千万", "一亿零一"]


@given(numbers())
def test_grouping_and_place_in_the_text_change_nothing(number):
    alone, inside = read_numeral(number.text), read_numeral(f"共{thousands(number.text)}张", 1)
    assert (alone.value, alone.decimals) == (inside.value, inside.decimals) == (number.value, number.decimals)


@given(st.text(max_size=50))
def test_folding_keeps_every_offset(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5), st.integers(-15, 15))
def test_shifting_is_exact_and_undone_by_shifting_back(value, places):
    assert shifted(shifted(value, places), -places) == value
    assert "E" not in f"{shifted(value, places)}".replace("E-", "")


def test_sums_do_not_depend_on_the_caller_s_precision():
    with localcontext() as context:
        context.prec = 3
        assert exact_sum(Decimal("123456.7"), Decimal("0.05")) == Decimal("123456.75")


def test_clipping_marks_what_is_left_out():
    assert (clipped("12345", 5), clipped("123456", 5)) == ("12345", "12345…")


@pytest.mark.parametrize("word", ["", "点", "一百百", "百十"])
def test_word_that_is_no_numeral_is_refused(word):
    with pytest.raises(ValueError, match=r".*"):
        chinese_word(word)
