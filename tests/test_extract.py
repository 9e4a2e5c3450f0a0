"""The Sanmen plan's tables against the reading by hand, cell by cell; and every digit of them counts."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analysis.document import parse_document, read_document
from analysis.errors import DocumentError
from analysis.extract import Extraction, extract_plan
from analysis.extract.frames import INDICATORS, PROGRAMMES, PROJECTS, VALUES
from analysis.indicators import load_definitions
from analysis.schema import load_schema

PLAN = Path(__file__).parents[1] / "data" / "raw" / "sanmen-civil-affairs-14" / "plan.txt"
BY_HAND = Path(__file__).parent / "data" / "sanmen"
PERIOD = (2021, 2025)
FRAMES = {
    "indicators": lambda read: read.indicators,
    "values": lambda read: read.values,
    "growth_stated": lambda read: read.stated_growth,
    "projects": lambda read: read.projects,
    "programmes": lambda read: read.programmes,
}


@pytest.fixture(scope="module")
def sanmen() -> Extraction:
    return extract_plan(read_document(PLAN), load_definitions(), period=PERIOD)


def same(expected: str, found: object) -> bool:
    """Whether a cell is what was read by hand: the same text, or the same number."""
    if pd.isna(found) or found == "":
        return expected == ""
    return expected == str(found) or (
        not isinstance(found, str) and expected != "" and float(expected) == found
    )


@pytest.mark.parametrize("name", FRAMES)
def test_every_cell_is_what_a_person_reads(sanmen, name):
    expected = pd.read_csv(BY_HAND / f"{name}.csv", dtype=str, keep_default_na=False)
    found = FRAMES[name](sanmen)
    assert len(found) == len(expected)
    different = [
        (row, column, cell, found[column][row])
        for column in expected
        for row, cell in enumerate(expected[column])
        if not same(cell, found[column][row])
    ]
    assert different == []


def test_nothing_in_the_plan_needs_a_second_look(sanmen):
    assert sanmen.problems == ()


@pytest.mark.parametrize(
    ("name", "columns"),
    [("indicators", INDICATORS), ("values", VALUES), ("programmes", PROGRAMMES), ("projects", PROJECTS)],
)
def test_the_tables_have_the_columns_of_the_data_contract_in_its_order(name, columns):
    assert tuple(columns) == load_schema()[name].column_names


def test_values_are_printed_where_the_source_says(sanmen):
    document = read_document(PLAN)
    lines = document.lines
    for frame in (sanmen.values, sanmen.stated_growth):
        for cell in frame.itertuples():
            assert lines[cell.source_line - 1][cell.source_start : cell.source_end] == cell.printed


def test_bounds_are_in_the_rows_unit(sanmen):
    bounds = sanmen.indicators.set_index(["table", "row"])["upper_bound"]
    assert bounds["1", 2] == 100
    assert bounds.isna()["1", 1]
    assert (sanmen.indicators["lower_bound"] == 0).all()


@pytest.mark.parametrize(
    ("name", "target", "upper"),
    [
        ("社区食堂覆盖率(%)", "60", 100),
        ("乡镇（街道）驿站建有率(%)", "60", 100),
        ("群众满意度（抽样）(%)", "95", 100),
        ("社会组织年均增长率(%)", "60", None),
        ("城乡收入比率(%)", "60", None),
        ("社区食堂覆盖率(%)", "120", None),
        ("社区食堂覆盖数(个)", "60", None),
    ],
)
def test_a_part_of_a_whole_that_no_definition_knows_never_passes_100(name, target, upper):
    text = f"表1 主要指标\n主要指标 | 2020年实际值 | 2025年目标值 |\n{name} | 12 | {target} |\n"
    plan = extract_plan(parse_document(text, "plan.txt"), load_definitions(), period=(2021, 2025))
    (bound,) = plan.indicators["upper_bound"]
    assert (None if pd.isna(bound) else bound) == upper


def test_the_same_concept_has_one_id_in_both_tables(sanmen):
    ids = sanmen.indicators.groupby("table")["indicator_id"].agg(set)
    assert ids["1"] & ids["2"] == {
        "nursing_bed_share",
        "minimum_living_standard",
        "social_organisations_per_10k",
        "social_workers_per_10k",
    }


def test_growth_cells_know_the_years_they_lead_through(sanmen):
    assert set(sanmen.stated_growth["base_year"]) == {2015}
    assert set(sanmen.stated_growth["target_year"]) == {2020}


def test_only_the_totals_cell_makes_a_total_approximate(sanmen):
    assert list(sanmen.projects["total_approx"]) == [True, False, False, False, False]


def test_rows_are_read_from_the_header_not_from_number_or_caption(sanmen):
    """Other numbers, captions and table order leave the rows as they are."""
    lines = PLAN.read_text(encoding="utf-8").split("\n")
    tables = {"9": lines[75:92], "8": lines[29:42]}
    text = "".join(
        f"表{label} 完全不同的名称\n" + "\n".join(rows) + "\n后文。\n" for label, rows in tables.items()
    )
    read = extract_plan(parse_document(text), load_definitions(), period=PERIOD)
    kept = ["indicator_id", "row", "category", "name", "unit", "breakdown", "property", "full_unit"]
    for label, original in (("9", "2"), ("8", "1")):
        found = read.indicators[read.indicators["table"] == label][kept].reset_index(drop=True)
        wanted = sanmen.indicators[sanmen.indicators["table"] == original][kept].reset_index(drop=True)
        pd.testing.assert_frame_equal(found, wanted)


# --- every digit counts ---------------------------------------------------------------------------


def printed_table(name: str) -> list[str]:
    """Lines of one table of the plan, with its caption."""
    lines = PLAN.read_text(encoding="utf-8").split("\n")
    spans = {"1": (28, 42), "2": (74, 92), "3": (98, 102), "8": (148, 155), "annex": (203, 211)}
    return lines[slice(*spans[name])]


# a small table of indicators makes each of the others a plan
COMPANION = ["", "表99 指标", "指标 | 2020年 | 2025年", "床位(张) | 1 | 2"]


@cache
def outcome(text: str) -> object:
    """Everything that a reader of the extraction can see, or the error."""
    try:
        read = extract_plan(parse_document(text, "plan.txt"), load_definitions(), period=PERIOD)
    except DocumentError as error:
        return str(error)
    frames = (*(frame(read) for frame in FRAMES.values()), read.columns)
    return (*(str(frame.to_dict("list")) for frame in frames), *map(str, read.problems))


def mutations(lines: list[str], change: Callable[[str], str]) -> list[tuple[int, int, str]]:
    """(line, column, text) with one digit of the table changed, for every digit of its header and rows."""
    changed = []
    for number, line in enumerate(lines):
        for column, digit in enumerate(line):
            if digit.isdecimal() and "|" in line:
                new = line[:column] + change(digit) + line[column + 1 :]
                changed.append(
                    (number, column, "\n".join([*lines[:number], new, *lines[number + 1 :], *COMPANION]))
                )
    return changed


@pytest.mark.parametrize("name", ["1", "2", "3", "8", "annex"])
def test_no_digit_of_a_table_can_change_unseen(name):
    lines = printed_table(name)
    original = outcome("\n".join([*lines, *COMPANION]))
    assert isinstance(original, tuple)
    changed = mutations(lines, lambda digit: str((int(digit) + 1) % 10))
    assert len(changed) > 1
    unseen = [(number, column) for number, column, text in changed if outcome(text) == original]
    assert unseen == []


@pytest.mark.parametrize("name", ["1", "2"])
def test_a_lost_cell_never_moves_a_figure_into_another_column(name):
    """A row that lost a figure is refused; where a name or label goes, the figures stay what they were."""
    lines = printed_table(name)
    whole = extract_plan(parse_document("\n".join(lines)), load_definitions(), period=PERIOD)
    known = set(zip(whole.values["year"], whole.values["status"], whole.values["printed"], strict=True))
    for number, line in enumerate(lines):
        parts = line.split("|")
        for index, part in enumerate(parts):
            if len(parts) < 3 or not part.strip():
                continue
            new = "|".join([*parts[:index], *parts[index + 1 :]])
            try:
                read = extract_plan(
                    parse_document("\n".join([*lines[:number], new, *lines[number + 1 :]])),
                    load_definitions(),
                    period=PERIOD,
                )
            except DocumentError:
                continue
            figures = set(
                zip(read.values["year"], read.values["status"], read.values["printed"], strict=True)
            )
            assert figures == known, (number, part)
