"""Growth tables from anywhere: nothing lost, bad rows named, the same result as one by one."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError, QuantityError, Source
from analysis.growth_check import ROUNDING_RULES, TOTALS, check_growth, check_growth_table
from analysis.growth_check.years import read_year

ADDED = [
    "recomputed_pct",
    "recomputed_lower",
    "recomputed_upper",
    "verdict",
    "reproduced_by",
    "chance",
    "note",
    "low_power",
    "decision_error",
]


def table(*rows, **extra):
    """Rows are (base_year, base, target_year, target, stated)."""
    frame = pd.DataFrame(rows, columns=["base_year", "base", "target_year", "target", "stated"], dtype=str)
    return frame.assign(**extra)


GOOD = ("2015", "38.9", "2020", "50", "4.4")


def test_all_columns_and_rows_stay_in_place_and_results_follow():
    rows = pd.DataFrame(
        {
            "名称": ["甲", "乙"],
            "stated": ["4.4", "0.6"],
            "base_year": ["2015", "2015"],
            "base": ["38.9", "48.6"],
            "x": ["1", ""],
            "target": ["50", "50"],
            "target_year": ["2020", "2020"],
        },
        index=[7, 7],
    )
    result, problems = check_growth_table(rows)
    assert list(result.columns) == [*rows.columns, *ADDED]
    pd.testing.assert_frame_equal(result[list(rows.columns)], rows)
    assert list(result["verdict"]) == ["inconsistent", "consistent"]
    assert list(result["reproduced_by"]) == ["simple_on_target", ""]
    assert problems == []


def test_figures_in_the_table_have_four_decimals():
    result, _ = check_growth_table(table(GOOD))
    assert result.loc[0, ["recomputed_pct", "recomputed_lower", "recomputed_upper"]].to_list() == [
        5.1487,
        4.9106,
        5.3853,
    ]


def test_the_table_given_is_not_changed():
    rows = table(GOOD)
    before = rows.copy()
    check_growth_table(rows)
    pd.testing.assert_frame_equal(rows, before)


def test_an_empty_table_gets_its_columns():
    result, problems = check_growth_table(table())
    assert list(result.columns)[5:] == ADDED
    assert problems == []


printed_number = st.one_of(
    st.decimals(0, 500, places=1).map(str),
    st.integers(0, 500).map(str),
    st.sampled_from(
        ["—", "", "≥95", "35~40", "约300", "5000余万", "２０", "[13.5]", "7.0%", "3个百分点", "0"]
    ),
)


@given(
    st.lists(
        st.tuples(printed_number, printed_number, printed_number, st.integers(1, 9)), min_size=1, max_size=12
    )
)
@settings(deadline=None)
def test_a_table_says_of_each_row_what_the_single_check_says(cells):
    rows = [("2015", base, str(2015 + years), end, stated) for base, end, stated, years in cells]
    alone = table(*rows, table=[str(number) for number in range(len(rows))])  # no row is a neighbour
    result, problems = check_growth_table(alone)
    assert problems == []
    for (base, end, stated, years), row in zip(cells, result.itertuples(), strict=True):
        check = check_growth(base, end, stated, years=years)
        assert (row.verdict, row.reproduced_by, row.note) == (check.verdict, check.reproduced_by, check.note)
        for name in ("recomputed_pct", "recomputed_lower", "recomputed_upper", "chance"):
            single = getattr(check, name)
            expected = np.nan if single is None else np.round(single, 4)
            np.testing.assert_equal(getattr(row, name), expected)


# --- units ------------------------------------------------------------------------------------------------


def test_units_may_stand_in_columns_of_their_own():
    """400 元/月 → 7200 元/年 (600 元/月) grows by 8.447 % a year; the special column wins."""
    rows = table(("2015", "400", "2020", "7200", "8.4"), unit="元/月", target_unit=["元/年"])
    result, _ = check_growth_table(rows)
    assert result.loc[0, "recomputed_pct"] == 8.4472


def test_a_unit_column_with_blanks_leaves_these_cells_to_the_common_unit():
    rows = table(("2015", "2", "2020", "3", "8.4"), unit="亿元", base_unit=[""])
    assert check_growth_table(rows)[0].loc[0, "recomputed_pct"] == 8.4472


def test_the_unit_of_the_stated_figure_may_stand_in_a_column():
    rows = table(("2015", "60", "2020", "65", "1"), unit="%", stated_unit=["百分点"])
    result, _ = check_growth_table(rows)
    assert (result.loc[0, "verdict"], result.loc[0, "recomputed_pct"]) == ("consistent", 1.0)


def test_a_figure_in_points_keeps_its_unit_under_a_column_in_per_cent():
    rows = table(("2015", "60", "2020", "65", "1个百分点"), unit="%", stated_unit=["%"])
    assert check_growth_table(rows)[0].loc[0, "recomputed_pct"] == 1.0


def test_an_unknown_unit_of_both_endpoints_does_no_harm():
    """A rate has no unit; but a change in an unknown unit cannot pass for percentage points."""
    rows = table(("2015", "100", "2020", "150", "8.4"), ("2015", "100", "2020", "150", "10个百分点"))
    result, problems = check_growth_table(rows.assign(unit="甲乙丙丁"))
    assert (list(result["verdict"]), problems) == (["consistent", "not_checkable"], [])


def test_an_unknown_unit_of_one_endpoint_is_a_problem_of_its_row():
    result, problems = check_growth_table(table(GOOD, GOOD, base_unit=["甲乙丙丁", ""]))
    assert list(result["verdict"]) == ["not_checkable", "inconsistent"]
    assert [problem.source.line for problem in problems] == [2]
    assert "甲乙丙丁" in result.loc[0, "note"]


# --- years ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2015", 2015),
        (" 2015 年", 2015),
        ("２０１５", 2015),
        ("2015年末", 2015),
        ("2015.0", 2015),
        ("１５年", 2015),
        ("98年", 1998),
        ("二〇一五年", 2015),
        ("二零二〇", 2020),
        ("2020年（预计）", 2020),
        ("民國109年", 2020),
        ("109年", 2020),
    ],
)
def test_years_as_printed(text, year):
    assert read_year(text) == year


@pytest.mark.parametrize("text", ["", "十三五", "15", "20155", "-5", "2015-2020", "2015.5", "年", "201５x"])
def test_a_text_that_is_no_year_is_refused_with_the_text(text):
    with pytest.raises(InputError) as caught:
        read_year(text)
    assert f'"{text}"' in str(caught.value)


@pytest.mark.parametrize(("base_year", "target_year"), [("2015", "2015"), ("2020", "2015年")])
def test_a_target_year_that_is_not_later_is_a_problem_of_its_row(base_year, target_year):
    result, problems = check_growth_table(
        table(GOOD, (base_year, "38.9", target_year, "50", "4.4")), file="in.csv"
    )
    assert list(result["verdict"]) == ["inconsistent", "not_checkable"]
    assert [str(problem.source) for problem in problems] == ["in.csv:3:1"]
    assert f"not after the base year {base_year}" in result.loc[1, "note"]
    assert np.isnan(result.loc[1, "recomputed_pct"])


# --- bad rows and bad files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("base", "36O"),
        ("target", "五十x"),
        ("stated", "4.4.4"),
        ("base_year", "abc"),
        ("target_year", "20x5"),
    ],
)
def test_a_bad_cell_is_named_with_row_column_and_text_and_the_others_are_checked(column, text):
    rows = table(GOOD, GOOD, GOOD)
    rows.loc[1, column] = text
    result, problems = check_growth_table(rows, file="in.csv")
    assert list(result["verdict"]) == ["inconsistent", "not_checkable", "inconsistent"]
    note = result.loc[1, "note"]
    assert note.startswith("row 3, ")
    assert f'column "{column}"' in note
    assert text in note
    assert [problem.source for problem in problems] == [Source("in.csv", 3, 0, 0)]
    assert f'column "{column}"' in problems[0].what


def test_every_bad_cell_of_a_row_is_told_in_the_order_of_rows():
    rows = table(GOOD, ("x", "36O", "2020", "50", "4.4"), ("2015", "38.9", "y", "5O", "4.4"))
    _, problems = check_growth_table(rows)
    assert [(problem.source.line, problem.what.split('"')[1]) for problem in problems] == [
        (3, "base_year"),
        (3, "base"),
        (4, "target_year"),
        (4, "target"),
    ]
    assert isinstance(problems[1], QuantityError)


def test_an_empty_cell_is_missing_not_a_problem():
    rows = table(("2015", "", "2020", "50", "4.4"))
    rows.loc[1] = [*GOOD[:4], None]
    result, problems = check_growth_table(rows)
    assert problems == []
    assert list(result["note"]) == ["the base value is missing", "no growth rate is stated"]


@pytest.mark.parametrize("column", ["base_year", "base", "target_year", "target", "stated"])
def test_a_missing_column_is_named_beside_those_found(column):
    with pytest.raises(InputError) as caught:
        check_growth_table(table(GOOD).drop(columns=column).assign(其他="1"))
    assert f'column "{column}" is missing' in caught.value.what
    assert "其他" in caught.value.remedy


def test_a_table_without_columns_is_refused():
    with pytest.raises(InputError, match="is missing"):
        check_growth_table(pd.DataFrame())


def test_a_column_that_stands_twice_is_refused():
    rows = pd.concat([table(GOOD), table(GOOD)[["base"]]], axis=1)
    with pytest.raises(InputError, match='column "base" stands more than once'):
        check_growth_table(rows)


def test_results_of_an_earlier_run_are_not_overwritten_silently():
    result, _ = check_growth_table(table(GOOD))
    with pytest.raises(InputError, match='column "recomputed_pct" is there already'):
        check_growth_table(result)


def test_a_note_of_the_user_stays():
    result, _ = check_growth_table(table(("2015", "—", "2020", "50", "4.4"), note="mine"))
    assert result.loc[0, "note"] == "mine"
    assert result.loc[0, "guihua_note"] == "the base value is missing"


@given(
    st.lists(
        st.tuples(*[st.text(max_size=12)] * 5),
        min_size=1,
        max_size=5,
    )
)
@settings(deadline=None)
def test_no_text_in_any_cell_breaks_the_table(cells):
    result, _ = check_growth_table(table(*cells))
    assert len(result) == len(cells)
    assert set(result["verdict"]) <= {"consistent", "inconsistent", "not_checkable"}


EXTREME = [
    *("0", "0.0", "-1", "9" * 14, "9" * 59, "0." + "0" * 50 + "1", "1" + "0" * 55),
    *("12万亿", "三分之一", "1亩", "-50%"),
]
HEADINGS = ["2015", "2015-06", "0000", "9999", "2015年末"]


@given(
    st.lists(
        st.tuples(
            *[st.sampled_from(HEADINGS), st.sampled_from(EXTREME)] * 2, *[st.sampled_from(EXTREME)] * 2
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(sorted(ROUNDING_RULES)),
    st.sampled_from(TOTALS),
)
@settings(deadline=None, max_examples=60)
def test_extreme_numbers_give_verdicts_without_a_warning(cells, rounding, totals):
    names = ["base_year", "base", "target_year", "target", "stated", "actual"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result, _ = check_growth_table(pd.DataFrame(cells, columns=names), rounding=rounding, totals=totals)
    assert len(result) == len(cells)
    assert result["chance"].dropna().between(0, 1).all()
