"""Statements: cells of any frame become values in the unit of their series, exactly and with a trace."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import UnitError
from analysis.indicators import load_definitions
from analysis.statements import converted, convertible, decimal, flag, integer, rows_of, series_units

numbers = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=3)


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "expected", "note"),
    [
        ("360", "元/月·人", "元/年", 4320.0, "360 元/月·人 × 12"),  # line 34 of the Sanmen plan
        ("4320", "元/年", "元/月·人", 360.0, "4320 元/年 ÷ 12"),
        ("1.7", "‰", "人/万人", 17.0, "1.7 ‰ × 10"),  # line 39
        ("1.70", "‰", "‰", 1.7, ""),
        ("2", "亿元", "万元", 20000.0, "2 亿元 × 10000"),
        ("53", "", "%", 53.0, ""),
    ],
)
def test_a_value_changes_its_unit_and_says_how(value, from_unit, to_unit, expected, note):
    found = converted(Decimal(value), None, None, from_unit, to_unit)
    assert (found.value, found.lower, found.note) == (expected, None, note)


@given(numbers, numbers, numbers)
def test_the_interval_moves_with_its_value(one, two, three):
    lower, value, upper = sorted((one, two, three))
    found = converted(value, lower, upper, "元/月", "元/年")
    assert [found.lower, found.value, found.upper] == [float(12 * x) for x in (lower, value, upper)]


def test_another_dimension_is_refused():
    with pytest.raises(UnitError, match="cannot be converted"):
        converted(Decimal(5), None, None, "张", "%")
    assert not convertible("张", "%")
    assert not convertible("no such unit", "%")
    assert convertible("no such unit", "no such unit")


def test_the_unit_of_a_series_is_the_definition_s_unless_the_plan_s_does_not_convert(plan_tables):
    indicators, _ = plan_tables(
        {"id": "social_workers_per_10k", "unit": "‰", "2020": 1},
        {"id": "nursing_bed_share", "unit": "张", "2020": 1},
        {"id": "unlisted_a", "unit": "万元", "2020": 1},
        {"id": "unlisted_a", "unit": "亿元", "2025 target": 1},
        {"id": "eco_burial_rate", "unit": "", "2020": 1},
    )
    units = series_units(indicators, load_definitions())
    assert units["social_workers_per_10k"] == "人/万人"
    assert units["nursing_bed_share"] == "张"
    assert units["unlisted_a"] == "亿元"
    assert units["eco_burial_rate"] == "%"
    assert units == series_units(indicators[::-1], load_definitions())


def test_every_kind_of_missing_cell_is_read_as_empty():
    frame = pd.DataFrame({"a": [None, float("nan"), pd.NA, pd.NaT, ""]}, dtype=object)
    assert [row["a"] for row in rows_of(frame)] == [""] * 5
    assert rows_of(pd.DataFrame({"b": pd.array([None, 0], dtype="Int64")})) == [{"b": ""}, {"b": 0}]


def test_cells_of_any_type_are_read_alike():
    assert [integer(cell) for cell in (2020, 2020.0, "2020", "")] == [2020, 2020, 2020, 0]
    assert [decimal(cell) for cell in (0.1, "0.1", Decimal("0.1"), 0, "")] == [*[Decimal("0.1")] * 3, 0, None]
    assert [flag(cell) for cell in (True, "true", "True", False, "false", "")] == [
        True,
        True,
        True,
        *[False] * 3,
    ]
