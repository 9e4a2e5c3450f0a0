"""The order of a column: what a reader of printed tables expects, found by hand for each case."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.report.sort_keys import column_ranks, sort_key
from hostile import EVERY, LONGER_THAN_A_CELL

ORDERED = [
    ["-1,200", "-3%", "0", "0.5", "3%", "12", "1,000", "9,600 (2020)", "20000"],
    ["减2", "下降1.5", "增0.5", "增1.5", "3"],
    ["约100", "突破610家", "2万", "5.5万元", "1亿", "2亿(其中一期约1亿)"],
    ["48.6 → 50", "48.6 → 62", "100 → 100"],
    ["2015–2020", "2016–2018", "2016–2020"],
    ["2019-05–2021-12", "2021–2021", "2022–2024"],
    ["0.35~0.79%", "4.91~5.39%", "35~40"],
    ["5‰", "1%", "1.2%"],
    ["≥5", "6", "不低于7", "8以上"],
    ["１２", "13"],
    ["1.2e-05", "0.5", "1e3"],
    ["plan.txt:31:22", "plan.txt:31:103", "plan.txt:103:1"],
    ["5", "安置", "城市", "民政", "养老"],
    ["apple", "Banana", "cherry"],
]


@pytest.mark.parametrize("texts", ORDERED, ids=lambda texts: texts[0])
def test_texts_come_in_the_order_that_a_reader_expects(texts):
    backwards = list(reversed(texts))
    assert sorted(backwards, key=sort_key) == texts


@pytest.mark.parametrize("text", ["", " ", "—", "-", "－", "/", "…", "nan", "None", "N/A", "<NA>"])
def test_a_missing_value_has_no_rank(text):
    assert column_ranks(["2", text, "1"]) == [1, None, 0]


@pytest.mark.parametrize(
    ("one", "same"), [("9,600", "9600"), ("5%", "5"), ("约20", "20"), ("2亿", "200000000")]
)
def test_numbers_of_one_value_share_a_rank_however_they_are_printed(one, same):
    assert column_ranks([one, same]) == [0, 0]


@settings(max_examples=50)
@given(st.lists(st.text(max_size=20), max_size=12))
def test_ranks_count_from_zero_without_gaps_and_agree_with_the_keys(texts):
    ranks = column_ranks(texts)
    known = sorted({rank for rank in ranks if rank is not None})
    assert known == list(range(len(known)))
    pairs = [(sort_key(text), rank) for text, rank in zip(texts, ranks, strict=True) if rank is not None]
    assert all((a < b) == (m < n) for a, m in pairs for b, n in pairs)


@given(st.floats(-1e15, 1e15), st.floats(-1e15, 1e15))
def test_plain_numbers_order_by_value(a, b):
    assert (sort_key(f"{a:.3f}") < sort_key(f"{b:.3f}")) == (float(f"{a:.3f}") < float(f"{b:.3f}"))


@pytest.mark.parametrize(
    "text", [*EVERY, *LONGER_THAN_A_CELL, "1," * 50_000, "9" * 100_000, "-" * 100_000, "约" * 100_000]
)
def test_any_text_has_a_place(text):
    assert column_ranks([text, text])[0] in (0, None)
