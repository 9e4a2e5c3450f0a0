"""A stated change against its two values."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全县行政村从510个减少到275个,调整率达46.1%。", ["agree"]),
        ("全县行政村从510个减少到275个,调整率达41.6%。", ["conflict"]),
        ("养老机构由2015年的18家增加到27家,增长50%。", ["agree"]),
        ("养老机构由2015年的18家增加到27家,增长45.0%。", ["conflict"]),
        ("城镇化率由48.2%提高到55.6%,提高7.4个百分点。", ["agree"]),
        ("城镇化率由48.2%提高到55.6%,提高9.4个百分点。", ["conflict"]),
        ("行政村从510个减少到275个,减少235个。", ["agree"]),
        ("行政村从510个减少到275个,减少245个。", ["conflict"]),
        ("产值由2.1亿元增加到3.2亿元,增长52%。", ["agree"]),
        # another figure, a yearly average, another time, a multiple, a bound
        ("行政村从510个减少到275个,服务中心覆盖率达95%。", []),
        ("产值由100亿元增加到150亿元,年均增长8.4%。", []),
        ("产值由100亿元增加到150亿元,同比增长9%。", []),
        ("产值由100亿元增加到150亿元,增长1.5倍。", []),
        ("养老机构由18家增加到27家,床位由900张增加到1800张,增长100%。", ["agree"]),
        ("产值由100亿元增加到150亿元以上,增长30%。", []),
        ("市属企业由51家整合为33家,全级次国企法人数量压减67.7%。", []),
        ("由县级向市级推进,增长30%。", []),
    ],
)
def test_a_stated_change_follows_from_its_values(verdicts, text, expected):
    assert verdicts("stated_change", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("亿元GDP死亡率由0.148下降到0.052,下降64.9%。", ["agree"]),
        ("亿元GDP死亡率由0.148下降到0.052,下降74.9%。", ["conflict"]),  # no unit is printed
        ("专职消防队由18支增加到64支,五年新增46支。", ["agree"]),
        ("专职消防队由18支增加到64支,五年新增42支。", ["conflict"]),
    ],
)
def test_changes_of_numbers_without_a_unit_and_additions_are_compared(verdicts, text, expected):
    assert verdicts("stated_change", text) == expected
