"""One size in two units."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("用地面积9930平方米(15亩)。", [("agree", "none")]),
        ("用地面积9930平方米(51亩)。", [("conflict", "high")]),
        ("用地面积9930平方米(14.8亩)。", [("conflict", "low")]),
        ("总投资0.5亿元(5000万元)。", [("agree", "none")]),
        ("总投资0.5亿元(500万元)。", [("conflict", "high")]),
        ("高标准农田32.5万亩(折合2.17万公顷)。", [("agree", "none")]),
        ("占地900亩,折合60公顷。", [("agree", "none")]),
        ("总投资2亿元(其中一期1000万元)。", []),
        ("建筑面积3000平方米(地下1亩)。", []),
        ("占地15亩(5000平方米以上)。", []),
        ("养老床位200张(24家)。", []),
        ("占地15亩(10亩)。", []),
        ("占地15亩(10平方公里范围内)。", []),
    ],
)
def test_a_size_and_the_one_in_brackets(audit, text, expected):
    found = audit(text, "two_units")
    assert list(zip(found["verdict"], found["severity"], strict=True)) == expected
