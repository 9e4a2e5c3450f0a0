"""The reading of prose against labels made by hand, of the real plan and of invented ones.

The labels were written without this code (tests/data/sanmen and tests/data/plans, README beside them);
benchmarks/commitments.py prints the same comparison in full.
"""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def benchmark():
    path = ROOT / "benchmarks" / "commitments.py"
    spec = importlib.util.spec_from_file_location("benchmark_commitments", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


BENCHMARK = benchmark()
COMPARISONS = {name: BENCHMARK.compare(*paths) for name, paths in BENCHMARK.documents().items()}


def test_every_promise_and_fact_of_the_sanmen_plan_is_read_as_by_hand():
    """The one difference is 12个条线 (line 181), which the labels themselves call doubtful."""
    comparison = COMPARISONS["sanmen"]
    paired = {id(label) for label, _ in comparison.pairs}
    missed = [
        label.line for label in comparison.labels if label.kind in BENCHMARK.KINDS and id(label) not in paired
    ]
    assert missed == [181]
    assert len(comparison.pairs) == len(comparison.mentions) == 84
    for label, mention in comparison.pairs:
        agrees = BENCHMARK.agreements(label, mention)
        assert BENCHMARK.KINDS[label.kind] == mention.status
        assert all(agrees[field] for field in agrees if field not in ("subject", "role")), label


@pytest.mark.parametrize("name", [name for name in COMPARISONS if name != "sanmen"])
def test_claims_of_other_plans_are_found_with_few_errors(name):
    comparison = COMPARISONS[name]
    claims = [label for label in comparison.labels if label.kind in BENCHMARK.KINDS]
    right = [
        (label, mention)
        for label, mention in comparison.pairs
        if BENCHMARK.KINDS[label.kind] == mention.status
    ]
    assert len(right) >= 0.95 * len(claims)
    assert len(right) >= 0.95 * len(comparison.mentions)
    for field, floor in {
        "value": 0.98,
        "comparator": 0.98,
        "year": 0.9,
        "unit": 0.94,
        "overlap": 0.85,
    }.items():
        agreeing = sum(BENCHMARK.agreements(*pair)[field] for pair in comparison.pairs)
        assert agreeing >= floor * len(comparison.pairs), field
