"""Every number of the evaluation and reference tables says where it stands, and it stands there."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import tables
from analysis.study import load_study
from analysis.tables.places import NOWHERE, number_places
from analysis.tables.view import records

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def sanmen():
    return load_study("sanmen-civil-affairs-14", as_of_year=2023, lang="zh", root=ROOT)


def views(study):
    standings, reference = study.standings, study.reference
    labels = [""] * len(standings)
    yield tables.standings_table(standings, labels, "zh", places=study.places), (2, 3, 5, 6)
    yield tables.account_table(study.account, labels, "zh", places=study.places), (2, 3)
    yield tables.reference_table(reference, [""] * len(reference), "zh", places=study.places), (1, 2)


def test_each_value_stands_at_its_place_in_the_document(sanmen):
    """The document itself is the witness: at line and column begins the number that the cell shows."""
    lines = (ROOT / "data/raw/sanmen-civil-affairs-14/plan.txt").read_text(encoding="utf-8").split("\n")
    for view, columns in views(sanmen):
        filled = {
            (row, column)
            for row, cells in enumerate(view.rows)
            for column in columns
            if cells[column] not in ("", "—")
        }
        assert {(row, column) for row, column, _ in view.sources} == filled
        assert len(filled) >= 16
        for row, column, place in view.sources:
            file, line, start = place.split(":")
            value = re.match(r"\D*([\d.]+)", view.rows[row][column])[1]
            printed = re.match(r"[≥≤]?([\d.]+)", lines[int(line) - 1][int(start) - 1 :])[1]
            assert (file, float(printed)) == ("plan.txt", float(value)), place


def test_an_observed_value_names_its_line_in_the_observations():
    study = load_study("national-civil-affairs", as_of_year=2023, lang="zh", root=ROOT)
    assert len(study.changes)
    nothing = pd.DataFrame({"indicator_id": [], "breakdown": []})
    view = tables.changes_table(
        study.changes, [""] * len(study.changes), nothing, nothing, "zh", places=study.places
    )
    lines = (
        (ROOT / "data/raw/national-civil-affairs/observations.csv").read_text(encoding="utf-8").split("\n")
    )
    observed = [entry for entry in view.sources if entry[2].startswith("observations.csv:")]
    assert len(observed) >= len(study.changes)
    for row, column, place in observed:
        value, year = re.fullmatch(r"([\d.]+) \((\d{4})\)", view.rows[row][column]).groups()
        assert f",{year}," in lines[int(place.split(":")[1]) - 1]
        assert float(value) > 0


VALUE = {"indicator_id": "beds", "breakdown": "", "year": 2020, "status": "actual", "value": 38.9}
STANDS = {"source_file": "plan.txt", "source_line": 32, "source_start": 33}


@given(st.floats(-1e6, 1e6), st.integers(2000, 2040))
def test_a_value_that_was_stated_nowhere_has_no_place(value, year):
    row = next(records(pd.DataFrame([VALUE])))
    found = number_places(pd.DataFrame([VALUE | STANDS]), pd.DataFrame([VALUE | STANDS]))
    asked = found.actual(row, year, value)
    assert asked == ("plan.txt:32:34" if (value, year) == (38.9, 2020) else None)
    assert found.target(row, year, value) is None
    assert NOWHERE.actual(row, year, value) is None


def test_of_two_parts_with_one_value_each_finds_its_own_line():
    parts = [
        VALUE | STANDS | {"breakdown": name, "source_line": line} for name, line in (("城市", 1), ("农村", 2))
    ]
    found = number_places(pd.DataFrame(parts), pd.DataFrame(parts))
    rows = list(records(pd.DataFrame(parts)))
    assert [found.actual(row, 2020, 38.9) for row in rows] == ["plan.txt:1:34", "plan.txt:2:34"]
