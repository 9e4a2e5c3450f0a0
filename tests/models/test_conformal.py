"""Conformal quantiles: the theorem's two-sided band, and no finite number where the set is too small."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.models.conformal import conformal_quantiles, effective_members, member_weights

ENDS = np.array([0.1, 0.9])


@pytest.mark.parametrize("m", [19, 39, 99])
def test_coverage_lies_in_the_band_of_the_theorem(m):
    """Exchangeable errors without ties: 1 - α ≤ coverage ≤ 1 - α + 2 / (m + 1); here from 4,000 draws,
    seeded.

    The band is [q(⌈(m+1)·0.1⌉ - 1 …]: both ends together leave out at most α, at least α - 2/(m+1).
    """
    chance, draws = np.random.default_rng(20261124), 4000
    covered = 0
    for _ in range(draws):
        errors = chance.standard_t(3, m + 1)
        low, high = conformal_quantiles(errors[:-1], np.ones(m), ENDS, m)
        covered += low <= errors[-1] <= high
    noise = 3 * np.sqrt(0.8 * 0.2 / draws)
    assert 0.8 - noise <= covered / draws <= 0.8 + 2 / (m + 1) + noise


@pytest.mark.parametrize(("m", "bounded"), [(18, False), (38, False), (39, True)])
def test_a_95_band_is_unbounded_below_39_members(m, bounded):
    """Each end needs α / 2 = 1 / 40 of m + 1 members."""
    low, high = conformal_quantiles(np.arange(float(m)), np.ones(m), np.array([0.025, 0.975]), m)
    assert (np.isfinite(low), np.isfinite(high)) == (bounded, bounded)


def test_a_mirrored_set_has_mirrored_quantiles():
    errors = np.array([-3.0, -1.0, 0.5, 2.0, 7.0, 9.0, 11.0, 12.0, 15.0])
    levels = np.array([0.1, 0.2, 0.8, 0.9])
    there = conformal_quantiles(-errors, np.ones(9), levels, 9)
    assert (-there[::-1]).tolist() == conformal_quantiles(errors, np.ones(9), levels, 9).tolist()


@given(st.lists(st.tuples(st.floats(-9, 9), st.sampled_from("abcde")), min_size=1, max_size=40))
def test_quantiles_rise_with_their_level(pairs):
    errors = np.array([error for error, _ in pairs])
    members = np.array([member for _, member in pairs])
    levels = np.linspace(0.01, 0.99, 21)
    found = conformal_quantiles(errors, member_weights(members), levels, len(set(members.tolist())))
    assert (found[1:] >= found[:-1]).all()


def test_many_breakdowns_of_one_indicator_do_not_outweigh_the_others():
    members = np.array(["one"] * 98 + ["two", "three"])
    errors = np.array([0.0] * 98 + [5.0, 5.0])
    assert member_weights(members).sum() == pytest.approx(3)
    assert conformal_quantiles(errors, member_weights(members), np.array([0.6]), 3)[0] == 5.0


def test_members_of_unequal_weight_are_worth_fewer():
    assert effective_members(np.array(["a", "b"]), np.array([1.0, 3.0])) == pytest.approx(16 / 10)
