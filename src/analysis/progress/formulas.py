"""The figures that the methods judge, and what keeps each from existing: one small function each.

Every figure is larger where things go better, except the two gaps (`projected_miss`, `anticipated_gap`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from analysis.progress.cases import Cases, Floats, Mask
from analysis.progress.paths import divided, log_share

PER_CENT = 100.0


def attainment_ratio(cases: Cases) -> Floats:
    """Return current / target, or target / current where less is better (实现程度)."""
    less = cases.direction < 0
    above = np.where(less, cases.target, cases.current)
    below = np.where(less, cases.current, cases.target)
    return divided(above, below, below > 0)


def signed_share(cases: Cases) -> Floats:
    """Return d · (c - b) / |T - b|, the share of the way from base to target; negative on the wrong way.

    Also where the base was beyond the target already: to fall back is then not progress.
    """
    way = np.abs(cases.target - cases.base)
    return divided(cases.direction * (cases.current - cases.base), way, way > 0)


def signed_log_share(cases: Cases) -> Floats:
    """Return the same in logarithms: d · ln(c / b) / |ln(T / b)|."""
    share = np.abs(log_share(cases.base, cases.current, cases.target))
    return np.asarray(share * np.sign(cases.direction * (cases.current - cases.base)))


def pace_ratio(cases: Cases) -> Floats:
    """Straight pace achieved / straight pace required from the base: share of the way / share of the time."""
    return np.asarray(signed_share(cases) * divided(cases.period, cases.years, cases.years > 0))


def directed_growth(cases: Cases) -> Floats:
    """Return s · d · ((c / b) ** (1 / n) - 1), yearly growth in the desired direction; s = -1 below zero."""
    return np.asarray(np.sign(cases.base) * cases.direction * _growth(cases.base, cases.current, cases.years))


def growth_ratio(cases: Cases) -> Floats:
    """Growth achieved in the desired direction / |growth required from the base|, both compounded."""
    required = np.abs(_growth(cases.base, cases.target, cases.period))
    return divided(directed_growth(cases), required, required > 0)


def projected_share(cases: Cases) -> Floats:
    """Return d · (c · (1 + g)ʰ - b) / |T - b|, the share gone in the target year if growth goes on."""
    growth = _growth(cases.base, cases.current, cases.years)
    with np.errstate(over="ignore", invalid="ignore"):
        expected = cases.current * (1 + growth) ** np.maximum(cases.years_left, 0)
    way = np.abs(cases.target - cases.base)
    return divided(cases.direction * (expected - cases.base), way, way > 0)


def projected_miss(cases: Cases) -> Floats:
    """(T - P) / (T - c), P = c + mean change · years left: part of the gap that will be left open.

    0 or less: closed; from 1 on: the gap is constant or grows.
    """
    projected = cases.current + cases.mean_change * np.maximum(cases.years_left, 0)
    gap = cases.target - cases.current
    return divided(cases.target - projected, gap, gap != 0)


def right_changes(cases: Cases) -> Floats:
    """2 when the mean of the yearly changes is in the desired direction, and 1 more when the last one is."""
    mean, last = cases.mean_change * cases.direction, cases.last_change * cases.direction
    return np.where(np.isnan(mean) | np.isnan(last), np.nan, 2.0 * (mean > 0) + (last > 0))


def status_index(cases: Cases) -> Floats:
    """Ten times the share of the way: ESCAP's current status index."""
    return np.asarray(10 * signed_share(cases))


def anticipated_gap(cases: Cases) -> Floats:
    """Gap that is predicted for the target year, in per cent of the way from base to target; 0: none."""
    way = np.abs(cases.target - cases.base)
    gap = np.maximum(cases.direction * (cases.target - cases.predicted), 0)
    return np.asarray(PER_CENT * divided(gap, way, way > 0))


def _growth(start: Floats, end: Floats, years: Floats) -> Floats:
    """Compound yearly growth; of two values below zero that of their amounts, NaN across zero."""
    ratio = divided(end, start, np.sign(start) * np.sign(end) >= 0)
    power = divided(np.ones_like(years), years, years > 0)
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(ratio**power - 1)


def _opposite(one: Floats, other: Floats) -> Mask:
    return np.asarray(np.sign(one) * np.sign(other) < 0)


OBSTACLES: Mapping[str, Callable[[Cases], Mask]] = MappingProxyType(
    {
        "no_base": lambda c: np.isnan(c.base),
        "no_target": lambda c: np.isnan(c.target),
        "not_later": lambda c: ~(c.years > 0),
        "target_not_later": lambda c: ~(c.period > 0),
        "base_zero": lambda c: c.base == 0,
        "not_positive_way": lambda c: ~((c.base > 0) & (c.current > 0) & (c.target > 0)),
        "sign_change": lambda c: _opposite(c.base, c.current) | _opposite(c.base, c.target),
        "sign_changed": lambda c: _opposite(c.base, c.current),
        "base_is_target": lambda c: c.base == c.target,
        "too_few_years": lambda c: np.isnan(c.mean_change),
        "too_few_points": lambda c: np.isnan(c.predicted),
        "below_zero": lambda c: ~((c.target > 0) & (c.current >= 0) & ((c.current > 0) | (c.direction > 0))),
    }
)
"""Code of a reason → where it holds; the sentences are in `analysis.reasons`."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A figure, and the obstacles that keep it from existing or from meaning anything."""

    compute: Callable[[Cases], Floats]
    obstacles: tuple[str, ...]


_WAY = ("no_target", "no_base", "target_not_later", "not_later")
FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "attainment_ratio": Formula(attainment_ratio, ("no_target", "below_zero")),
        "signed_share": Formula(signed_share, (*_WAY, "base_is_target")),
        "signed_log_share": Formula(signed_log_share, (*_WAY, "not_positive_way", "base_is_target")),
        "pace_ratio": Formula(pace_ratio, (*_WAY, "base_is_target")),
        "directed_growth": Formula(directed_growth, ("no_base", "not_later", "base_zero", "sign_changed")),
        "growth_ratio": Formula(growth_ratio, (*_WAY, "base_zero", "sign_change", "base_is_target")),
        "projected_share": Formula(projected_share, (*_WAY, "base_zero", "sign_changed", "base_is_target")),
        "projected_miss": Formula(projected_miss, ("no_target", "too_few_years")),
        "right_changes": Formula(right_changes, ("too_few_years",)),
        "status_index": Formula(status_index, (*_WAY, "base_is_target")),
        "anticipated_gap": Formula(anticipated_gap, (*_WAY, "too_few_points", "base_is_target")),
    }
)
"""Name of a figure, as profiles.toml uses it → how it is computed."""
