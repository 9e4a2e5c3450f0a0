"""A total of five years and its yearly average."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("五年培训护理员3000人次,年均600人次。", ["agree"]),
        ("五年培训护理员3000人次,年均800人次。", ["conflict"]),
        ("五年治理水土流失面积180平方公里,年均治理36平方公里。", ["agree"]),
        ("五年新增城镇就业2.35万人,年均4700人。", ["agree"]),
        ("五年新增城镇就业2.35万人,年均5700人。", ["conflict"]),
        # (1 − 0.035)^5 = 0.8368
        ("五年单位能耗累计下降16.3%,年均下降3.5%。", ["agree"]),
        ("五年单位能耗累计下降18.3%,年均下降3.5%。", ["conflict"]),
        ("五年产值累计增长50.0%,年均增长8.4%。", ["agree"]),
        ("培训护理员3000人次,年均600人次。", []),
        ("五年培训护理员3000人次,年均服务家庭600户。", []),
        ("五年培训护理员3000人次以上,年均800人次。", []),
        ("五年投入3000万元,比上一个五年年均增加600万元。", []),
    ],
)
def test_a_total_is_five_yearly_averages(verdicts, text, expected):
    assert verdicts("total_and_average", text) == expected
