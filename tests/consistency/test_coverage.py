"""Full coverage and the count behind it."""

import pytest

PAST = "第一章 “十三五”回顾\n“十三五”期间,全县行政村从510个减少到275个。\n“十三五”期间,{}。\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全县建成村级服务站243家,率先实现村级社会组织全覆盖", ["notable"]),
        ("全县建成村级服务站275家,率先实现村级社会组织全覆盖", ["agree"]),
        ("全县建成村级服务站243家,率先实现乡镇社会组织全覆盖", []),
        ("全县建成村级服务站243家,实现养老服务全覆盖", []),
        ("全县建成村级服务站243家", []),
    ],
)
def test_full_coverage_needs_as_many_stations_as_villages(verdicts, text, expected):
    assert verdicts("full_coverage", PAST.format(text)) == expected
