"""The hand-made labels stand where they say: a score against them measures the code, not a
slip of the offsets."""

import csv
import itertools
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLANS = ROOT / "tests" / "data" / "plans"
SANMEN = ROOT / "tests" / "data" / "sanmen"
TEXTS = {"sanmen": ROOT / "data" / "raw" / "sanmen-civil-affairs-14" / "plan.txt"} | {
    path.stem: path for path in sorted(PLANS.glob("*.txt"))
}
CLEAN = ("education_county", "health_city", "ecology_province", "water_county_13th")


def lines_of(name: str) -> list[str]:
    return TEXTS[name].read_text(encoding="utf-8").split("\n")


def labels(name: str, kind: str) -> list[dict[str, str]]:
    path = SANMEN / f"{kind}.csv" if name == "sanmen" else PLANS / f"{name}.{kind}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TEXTS)
def test_every_labelled_number_is_printed_at_its_offsets(name):
    lines = lines_of(name)
    for row in labels(name, "numbers"):
        assert lines[int(row["line"]) - 1][int(row["start"]) : int(row["end"])] == row["printed"]


@pytest.mark.parametrize("name", TEXTS)
def test_labelled_spans_do_not_overlap_and_stand_in_order(name):
    spans = [(int(row["line"]), int(row["start"]), int(row["end"])) for row in labels(name, "numbers")]
    assert all(start < end for _, start, end in spans)
    assert all(a[:2] < b[:2] and (a[0] < b[0] or a[2] <= b[1]) for a, b in itertools.pairwise(spans))


@pytest.mark.parametrize("name", TEXTS)
def test_commitments_and_facts_have_a_printed_subject_a_comparator_and_a_number(name):
    lines = lines_of(name)
    for row in labels(name, "numbers"):
        assert row["kind"] in {"commitment", "fact", "neither"}
        if row["kind"] == "neither":
            assert row["why"]
            continue
        assert row["subject"]
        assert row["subject"] in lines[int(row["line"]) - 1]
        assert row["comparator"] in {"=", ">=", ">", "<=", "<", "~"}
        assert row["role"] in {"level", "change", "total", "yearly"}
        assert Decimal(row["value"]).is_finite()


@pytest.mark.parametrize("name", TEXTS)
def test_both_sides_of_every_pair_are_printed_in_the_lines_named(name):
    lines = lines_of(name)
    for row in labels(name, "contradictions"):
        assert row["verdict"] in {"conflict", "notable", "agree"}
        assert row["printed_a"] in lines[int(row["line_a"]) - 1]
        if row["line_b"]:
            assert row["printed_b"] in lines[int(row["line_b"]) - 1]


@pytest.mark.parametrize("name", CLEAN)
def test_the_clean_plans_are_labelled_without_a_conflict(name):
    assert {row["verdict"] for row in labels(name, "contradictions")} == {"agree"}
