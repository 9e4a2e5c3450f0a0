"""Assessment: a method applied to cases → figure, class, or the code of why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.progress.cases import Cases, Floats, Mask, make_cases
from analysis.progress.formulas import FORMULAS, OBSTACLES
from analysis.progress.paths import divided, elapsed_share, path_through
from analysis.progress.profiles import Band, Profile, find_profile
from analysis.progress.scores import limit_factor
from analysis.targets import in_span, one_sided

RELATIVE_NOISE = 1e-10
_ABSOLUTE_NOISE = 1e-12  # at a bound of 0 there is nothing to be relative to; figures are of order 1
Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Assessments:
    """Results of many cases, in their shape.

    ``value`` is the method's figure (NaN: there is none), ``class_name`` its class ("" where not assessable)
    and ``reason`` then the code of why (`analysis.reasons.REASONS`).
    """

    value: Floats
    class_name: Texts
    reason: Texts


@dataclass(frozen=True, slots=True)
class Assessment:
    """Result of one case; ``value`` is None where the method has no figure."""

    value: float | None
    class_name: str
    reason: str = ""


def assess_one(method: str, *, direction: str = "", **values: Any) -> Assessment:  # noqa: ANN401 - numbers
    """Apply a method to one case: the scalar form of `assess`, from the same code.

    Parameters
    ----------
    method : str
        Name of a profile.
    direction : str
        "up" or "down".
    **values : float
        Fields of `Cases`.

    Raises
    ------
    ModelError
        If there is no such method.

    Examples
    --------
    >>> case = dict(base=100, current=128, target=150, base_year=2020, year=2023, target_year=2025)
    >>> assess_one("cn_midterm", direction="up", **case)
    Assessment(value=0.56, class_name='behind', reason='')
    >>> assess_one("cn_midterm_log", direction="up", **case).class_name
    'on_schedule'
    """
    found = assess(find_profile(method), make_cases(direction=direction, **values))
    value = float(found.value)
    return Assessment(None if np.isnan(value) else value, str(found.class_name), str(found.reason))


def assess(profile: Profile, cases: Cases) -> Assessments:
    """Apply a method to cases.

    Parameters
    ----------
    profile : Profile
        The method.
    cases : Cases
        Arrays of any one shape. Where ``target`` is NaN the method's rule without a target is used, if it has
        one.

    Returns
    -------
    Assessments
        Nothing raises: what cannot be assessed has a reason.

    Notes
    -----
    In this order: an unknown direction or no current value is not assessable; a target that is reached;
    a target equal to the base; the last year over; the bands on the figure.
    """
    cases = _without_zeros(profile, cases)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        value = FORMULAS[profile.formula].compute(cases)
        reference = _reference(profile, cases)
        names = banded(value, profile.bands, reference)
        reasons = _reasons(profile.formula, cases, value)
        names, reasons = _with_edges(profile, cases, names, reasons)
        value = value if profile.cap is None else np.clip(value, *profile.cap)
        value, names, reasons = _where_no_target(profile, cases, (value, names, reasons))
    for code, here in (("no_current", np.isnan(cases.current)), ("no_direction", np.isnan(cases.direction))):
        reasons = np.where(here, code, reasons)
    known = reasons == ""
    return Assessments(
        np.where(known & np.isfinite(value), value, np.nan),
        np.asarray(np.where(known, names, ""), dtype=object),
        np.asarray(reasons, dtype=object),
    )


def banded(value: Floats, bands: Sequence[Band], reference: Floats | float = 1.0) -> Texts:
    """Return the class of each figure: the first band whose bound (times `reference`) it meets.

    A figure within float noise of a bound is taken to be on it, so that 0.010000000000000009 does not pass
    for more than 0.01.
    """
    names = np.full(np.shape(value), bands[-1].name, dtype=object)
    for band in reversed(bands[:-1]):
        bound = band.bound * np.asarray(reference, float)
        near = np.isclose(value, bound, rtol=RELATIVE_NOISE, atol=_ABSOLUTE_NOISE)
        beyond = (value > bound) if band.side == "above" else (value < bound)
        names = np.where(np.where(near, band.inclusive, beyond), band.name, names)
    return np.asarray(names, dtype=object)


def _without_zeros(profile: Profile, cases: Cases) -> Cases:
    """Put the method's small number in the place of a base or target of 0, if it has one."""
    zero = profile.edges.zero
    if zero is None:
        return cases
    base, target = (np.where(x == 0, zero, x) for x in (cases.base, cases.target))
    return replace(cases, base=base, target=target)


def _reference(profile: Profile, cases: Cases) -> Floats:
    """Return what the bounds are multiples of: 1, time progress, or the share on the path over mid-term."""
    elapsed = elapsed_share(cases.base_year, cases.year, cases.target_year)
    if profile.relative_to == "":
        return np.ones_like(elapsed)
    if profile.relative_to == "elapsed":
        return elapsed
    return piecewise_share(cases)


def piecewise_share(cases: Cases) -> Floats:
    """Share of the way that a straight path through the mid-term target has gone in the current year."""
    here = path_through(
        cases.base, cases.mid, cases.target, cases.base_year, cases.mid_year, cases.target_year, cases.year
    )
    way = cases.target - cases.base
    return divided(here - cases.base, way, way != 0)


def reached(cases: Cases, near_limit: float | None = None) -> Mask:
    """Tell where the current value meets the target (`analysis.targets`); float noise does not decide."""
    low, high = one_sided(cases.target, cases.direction > 0)
    given = ~np.isnan(cases.low)
    ends = np.where(given, cases.low, low), np.where(given, cases.high, high)
    there = in_span(cases.current, *ends, strict=cases.strict > 0)
    if near_limit is not None:
        limit = (cases.percent > 0) & np.isin(cases.target, (0.0, 100.0))
        there = there | (limit & (np.abs(cases.current - cases.target) <= near_limit))
    return np.asarray(there, dtype=bool)


def _reasons(formula: str, cases: Cases, value: Floats) -> Texts:
    """Return why a figure does not exist, "" where it does; what no obstacle explains is too large."""
    reasons = np.full(np.shape(value), "", dtype=object)
    for code in ("out_of_range", *reversed(FORMULAS[formula].obstacles)):  # the first named wins
        here = ~np.isfinite(value) if code == "out_of_range" else OBSTACLES[code](cases)
        reasons = np.where(here, code, reasons)
    return np.asarray(reasons, dtype=object)


def _with_edges(profile: Profile, cases: Cases, names: Texts, reasons: Texts) -> tuple[Texts, Texts]:
    """Let the method's rules for special cases go before its bands."""
    edges = profile.edges
    adverse = cases.mean_change * cases.direction < 0
    there = reached(cases, edges.near_limit)
    hold = np.isclose(cases.base, cases.target, rtol=RELATIVE_NOISE, atol=_ABSOLUTE_NOISE)
    early = there & (cases.year < cases.target_year)
    over = ~there & (cases.year >= cases.target_year)
    rules: list[tuple[Mask, str, str]] = [
        (hold & ~there, edges.hold_missed, edges.missed_adverse),
        (over, edges.missed, edges.missed_adverse),
        (there, edges.reached, edges.reached_adverse),
        (early, edges.reached_early, ""),
        (hold & early, edges.hold_reached, edges.reached_adverse),
    ]
    for here, name, otherwise in rules:
        if name:
            class_name = np.where(adverse, otherwise, name) if edges.trend else name
            names = np.where(here, class_name, names)
            unknown = np.isnan(cases.mean_change) if edges.trend else np.False_
            reasons = np.where(here, np.where(unknown, "too_few_years", ""), reasons)
    return names, reasons


def _where_no_target(
    profile: Profile, cases: Cases, found: tuple[Floats, Texts, Texts]
) -> tuple[Floats, Texts, Texts]:
    """Fill in the rule without a target where there is none."""
    here = np.isnan(cases.target)
    rule = profile.without_target
    if rule is None or not here.any():
        return found
    value = FORMULAS[rule.formula].compute(cases)
    bands = [banded(value, rule.bands)]
    if rule.scaled:
        factor = limit_factor(cases.base, cases.limit)
        bands = [banded(value, rule.bands, np.where(np.isnan(cases.limit), 1.0, factor))]
    reasons = _reasons(rule.formula, cases, value)
    new = (value, bands[0], reasons)
    value, names, reasons = (np.where(here, a, b) for a, b in zip(new, found, strict=True))
    return value, np.asarray(names, dtype=object), np.asarray(reasons, dtype=object)
