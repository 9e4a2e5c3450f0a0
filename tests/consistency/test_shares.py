"""A stated share against numerator and denominator; a composition against 100."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公交车1240辆,其中新能源公交车992辆,占80.0%。", ["agree"]),
        ("公交车1240辆,其中新能源公交车992辆,占85.0%。", ["conflict"]),
        ("全县275个行政村中,243个建成服务站,覆盖率88.4%。", ["agree"]),
        ("全县275个行政村中,243个建成服务站,覆盖率98.4%。", ["conflict"]),
        ("公交车1240辆,其中新能源公交车992辆,占全县汽车的1.2%。", []),
        ("公交车1240辆,新能源公交车992辆,占85.0%。", []),
        ("引进亿元以上项目793个,其中12条重点产业链项目占比达84.4%。", []),
        ("公交车1240辆,其中新能源公交车992辆,满意度达85.0%。", []),
    ],
)
def test_a_share_follows_from_its_part_and_whole(verdicts, text, expected):
    assert verdicts("share_of_counts", text) == expected


NAMED = "第一章 回顾\n2020年全县地区生产总值{whole}。\n2020年全县研发经费支出2.05亿元,占{of}的{share}%。\n"


@pytest.mark.parametrize(
    ("whole", "of", "share", "expected"),
    [
        ("186.4亿元", "地区生产总值", "1.10", ["agree"]),
        ("186.4亿元", "地区生产总值", "1.50", ["conflict"]),
        ("186.4亿元", "地区生产总值", "1.12", []),  # so near that another definition may explain it
        ("186.4亿元", "财政支出", "1.50", []),
        ("186.4万人", "地区生产总值", "1.50", []),
    ],
)
def test_a_share_of_a_whole_stated_elsewhere(verdicts, whole, of, share, expected):
    assert verdicts("share_of_named", NAMED.format(whole=whole, of=of, share=share)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三次产业结构比为18.2:37.5:44.3。", ["agree"]),
        ("三次产业结构比为18.2:37.5:46.3。", ["conflict"]),
        ("三次产业结构调整为6∶45∶49。", ["agree"]),
        ("三次产业结构调整为33.3:33.3:33.3。", ["agree"]),
        ("医护床结构比为1:1.5:2。", []),
        ("会议于8:30:00开始。", []),
    ],
)
def test_a_composition_adds_up_to_a_hundred(verdicts, text, expected):
    assert verdicts("composition", text) == expected
