"""The data contract as data: columns in the promised order, one printed form a cell, valid descriptors."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DefinitionError
from analysis.schema import (
    Column,
    constraint_problem,
    data_package,
    format_cell,
    format_number,
    load_schema,
    parse_cell,
    parse_schema,
)

# Written down from the data contract by hand: other programs read these columns in this order.
CONTRACT = {
    "indicators": "indicator_id table row category name unit property direction lower_bound upper_bound"
    " source_line",
    "values": "indicator_id table row year status printed value lower upper decimals unit source_file"
    " source_line source_start source_end",
    "growth_check": "indicator_id table row base_year base target_year target stated_pct recomputed_pct"
    " recomputed_lower recomputed_upper verdict reproduced_by chance note",
    "projects": "project_id name nature location total_10k total_printed invested_10k planned_10k status"
    " start finish builder beds floor_area_m2 land_mu source_line",
    "programmes": "table row title content source_line",
    "progress": "indicator_id as_of_year observed_year observed method value class note",
    "forecasts": "indicator_id as_of_year n_obs model model_run target_year target point lower80 upper80"
    " lower95 upper95 p_attain note",
}
NUMBER = Column("x", "number", "数", "Number", "A number.")
MINIMAL = """
[column.a]
type = "integer"
title = {zh = "甲", en = "A"}
description = "d"
[table.t]
title = {zh = "表", en = "T"}
description = "d"
key = ["a"]
columns = ["a"]
"""


@pytest.mark.parametrize("name", CONTRACT)
def test_contract_columns_come_first_and_in_order(name):
    promised = tuple(CONTRACT[name].split())
    assert load_schema()[name].column_names[: len(promised)] == promised


def test_enums_are_those_of_the_contract():
    enums = {
        (table.name, column.name): column.enum for table in load_schema().values() for column in table.columns
    }
    assert enums["indicators", "property"] == ("约束性", "预期性")
    assert enums["indicators", "direction"] == ("up", "down", "within")
    assert enums["values", "status"] == ("actual", "target")
    assert enums["growth_check", "verdict"] == ("consistent", "inconsistent", "not_checkable")
    assert enums["projects", "status"] == ()


def test_every_column_has_both_titles_and_a_description():
    for table in load_schema().values():
        for column in table.columns:
            assert column.title_zh
            assert column.title_en
            assert column.description.endswith(".")


def test_a_unit_that_points_at_a_column_points_at_one_of_its_own_table_or_of_indicators():
    for table in load_schema().values():
        for column in table.columns:
            if column.unit.startswith("column:"):
                assert column.unit.removeprefix("column:") in table.column_names


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (50.0, "50"),
        (np.float64(7.10), "7.1"),
        (Decimal("50.00"), "50"),
        (Decimal("2E+8"), "200000000"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (0, "0"),
        (np.int64(3), "3"),
        ("1.50", "1.5"),
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (float("inf"), ""),
    ],
)
def test_numbers_are_printed_shortest_and_missing_ones_are_empty(value, printed):
    assert format_cell(value, NUMBER) == printed


def test_computed_numbers_are_cut_to_their_significant_digits():
    column = Column("x", "number", "数", "Number", "d.", significant=10)
    assert format_cell(0.5707008416091583, column) == "0.5707008416"
    assert format_cell(12345678901234.5, column) == "12345678900000"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", 1.5),
        ("integer", "x"),
        ("number", "7.0%"),
        ("number", True),
        ("boolean", "yes"),
        ("boolean", 1),
    ],
)
def test_a_value_of_another_type_is_refused(kind, value):
    with pytest.raises(DefinitionError, match="not of type"):
        format_cell(value, Column("x", kind, "数", "X", "d."))


def test_a_line_break_in_a_text_becomes_a_blank():
    assert format_cell("a\r\nb\nc", Column("x", "string", "文", "X", "d.")) == "a b c"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_a_printed_number_reads_back_as_the_same_number(number):
    assert Decimal(format_number(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_survives_writing_and_reading(number):
    assert parse_cell(format_cell(number, NUMBER), NUMBER) == number


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300), st.integers(1, 17)
)
def test_rounding_to_digits_stays_within_half_a_digit(number, digits):
    value = Decimal(repr(number))
    error = abs(Decimal(format_number(value, significant=digits)) - value)
    assert error <= Decimal(5).scaleb(value.adjusted() - digits)


def test_required_enum_and_minimum_are_enforced_when_reading():
    required = Column("x", "string", "文", "X", "d.", required=True)
    enum = Column("x", "string", "文", "X", "d.", enum=("a", "b"))
    least = Column("x", "integer", "数", "X", "d.", minimum=1)
    for text, column in (("", required), ("c", enum), ("0", least), ("1.0", least), ("nan", NUMBER)):
        with pytest.raises(DefinitionError):
            parse_cell(text, column)
    assert constraint_problem(0, least) == "column x holds 0, less than 1"
    assert parse_cell("", enum) == ""
    assert parse_cell("", least) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('type = "integer"', 'type = "float"', "type float"),
        ('description = "d"\n[table', "[table", "no description"),
        ('key = ["a"]', 'key = ["b"]', "column b"),
        ('columns = ["a"]', 'columns = ["a", "a"]', "twice"),
        ('columns = ["a"]', 'columns = ["a"]\ncolour = 1', "unknown key colour"),
        ("[column.a]", "[column.a", "not valid TOML"),
    ],
)
def test_a_schema_that_contradicts_itself_is_refused_by_name(old, new, said):
    assert old in MINIMAL
    with pytest.raises(DefinitionError, match=said.replace("(", r"\(")):
        parse_schema(MINIMAL.replace(old, new))


def test_data_package_describes_each_file_with_its_size_and_checksum():
    table = parse_schema(MINIMAL)["t"]
    (resource,) = data_package("p", "题", [(table, b"a\n1\n", "0" * 64)])["resources"]
    assert resource["path"] == "t.csv"
    assert resource["bytes"] == 4
    assert resource["hash"] == "sha256:" + "0" * 64
    assert resource["schema"]["primaryKey"] == ["a"]
    assert resource["schema"]["fields"][0]["type"] == "integer"
