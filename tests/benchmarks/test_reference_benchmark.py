"""How the reference classes are made: who is a member, which move is his, and what the file says."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest

from analysis.models.reference import reference_classes_from

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def reference(monkeypatch):
    """The benchmark module, imported as its script is."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("reference_class")


def series(reference, values, *, kind="share", unit="PT", country="uk", indicator="1-1-1"):
    one = importlib.import_module("public_series").PublicSeries
    return one(country, f"{country} {indicator}", kind, np.array(values, float), unit=unit)


@pytest.mark.parametrize(
    ("kind", "unit", "values", "expected"),
    [
        ("share", "PT", [1, 2], "share"),
        ("share", "PT", [1, 101], ""),
        ("share", "Growth rate (%)", [1, 2], ""),
        ("rate", "PER_1000_POP", [1, 2], "rate"),
        ("money", "GBP", [-1, 2], ""),
        ("other", "Tonnes", [1, 2], "count"),
        ("other", "", [1, 2], ""),
        ("other", "PT_PREV_Y", [1, 2], ""),
        ("other", "Tonnes/hectare", [1, 2], ""),
        ("", "", [1, 2], ""),
    ],
)
def test_a_series_is_in_the_class_of_what_it_measures_or_in_none(reference, kind, unit, values, expected):
    assert reference.kind_of(series(reference, values, kind=kind, unit=unit)) == expected


def test_a_move_is_that_of_the_last_years_in_points_or_in_per_cent_of_the_start(reference):
    share, rate = [0, 10, 30], [0, 10, 30]
    own = [series(reference, share), series(reference, rate, kind="rate", unit="PER_1000_POP")]
    sizes = {
        (kind, years): [move.size for move in reference.moves_of(own, kind, years)]
        for kind in ("share", "rate")
        for years in (1, 2, 3)
    }
    assert sizes == {
        ("share", 1): [20], ("share", 2): [30], ("share", 3): [],
        ("rate", 1): [200], ("rate", 2): [], ("rate", 3): [],
    }  # fmt: skip


def test_the_coverage_of_a_country_left_out_is_counted_against_the_others(reference):
    """The band of 1 … 100 runs from 10 to 90; five of the ten moves left out lie in it, ends included."""
    others = [reference.Move("ca", str(size), 6, float(size)) for size in range(1, 101)]
    own = [
        reference.Move("uk", f"u{k}", 6, size)
        for k, size in enumerate([5, 9, 10, 50, 60, 89, 90, 91, 95, 99])
    ]
    assert reference.covered_when_left_out([*others, *own], "uk") == 0.5
    assert reference.covered_when_left_out([*others, *own[:7]], "uk") is None
    assert reference.covered_when_left_out([*others[:19], *own], "uk") is None


def test_the_file_is_what_the_library_reads(reference, capsys):
    moves = {
        ("share", 1): [reference.Move("ca", "b", 6, 2.5), reference.Move("uk", "a", 6, -1.0)],
        ("rate", 1): [reference.Move("uk", "a", 6, 7.0), reference.Move("uk", "a", 8, 9.0)],
    }
    text = reference.as_json(moves, {("ca", "share"): 0.5, ("uk", "share"): 0.9}, "2026-01-01")
    known = reference_classes_from(json.loads(text))
    assert known.classes["share", 1].moves == (-1.0, 2.5)
    assert (known.classes["rate", 1].moves, known.classes["rate", 1].series) == ((9.0,), 2)
    assert (known.countries, known.covered, known.made) == (("ca", "uk"), (0.5, 0.9), "2026-01-01")
    reference.print_classes(moves)
    assert "rate   1 years,   1 indicators,   2 series" in capsys.readouterr().out
