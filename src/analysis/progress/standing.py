"""One target and the values that its progress is measured by: levels, sums so far, or distances to a range.

========== ============================================= ==============================================
measure    of which target                               base, current value, target
========== ============================================= ==============================================
level      a number, or a range with a better side       as observed; of a range the end reached first
total      a sum over the period (累计)                   0 at its start, the sum so far, the sum wanted
distance   a range to be kept within                     the distances to the range, 0
========== ============================================= ==============================================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from analysis.indicators import Definitions
from analysis.pace import begins_at_zero, sign_remarks
from analysis.period_total import PeriodTotal, period_total
from analysis.plan_record import RecordRow
from analysis.progress.cases import Cases, base_point, make_cases, recent_changes, weighted_prediction
from analysis.progress.paths import interval_distance
from analysis.progress.profiles import Profile
from analysis.reasons import Remark
from analysis.series import TargetSeries
from analysis.targets import DOWN, UP, WITHIN, Target

LEVEL, TOTAL, DISTANCE = MEASURES = ("level", "total", "distance")
"""What progress is measured by."""
RATIO = "attainment_ratio"
"""The one formula that holds the value itself against the target, not the way from a base."""
Point = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Standing:
    """One target and the values that it is measured against.

    ``years`` and ``values`` end with the target year or earlier; of a sum over the period the values are the
    sums so far, from 0 in the year before its first. ``base_wanted`` is the year that the way begins with
    (None: unknown); ``obstacle`` is why no method can be asked at all; ``from_zero`` marks values that are
    given as sums so far.
    """

    indicator_id: str
    breakdown: str
    lineage: str
    unit: str
    as_of_year: int
    target: Target
    years: tuple[int, ...]
    values: tuple[float, ...]
    base_wanted: int | None
    mid: Target | None = None
    obstacle: Remark | None = None
    remarks: tuple[Remark, ...] = ()
    from_zero: bool = False

    @property
    def measure(self) -> str:
        """What the progress is measured by: one of `MEASURES`."""
        if self.target.cumulative or self.from_zero:
            return TOTAL
        return DISTANCE if self.target.side == WITHIN else LEVEL

    @property
    def current(self) -> Point | None:
        """Last value after the base year, None when there is none."""
        if not self.years or (self.base_wanted is not None and self.years[-1] <= self.base_wanted):
            return None
        return self.years[-1], self.values[-1]

    def base(self, profile: Profile) -> Point | None:
        """Return the value that the way begins with, by the method's rule for a missing year."""
        if self.base_wanted is None:
            return None
        rule, tolerance = profile.edges.base, profile.edges.base_tolerance
        return base_point(self.years, self.values, self.base_wanted, rule=rule, tolerance=tolerance)

    def why_not(self, profile: Profile) -> Remark | None:
        """Return why a method cannot be asked, as far as that is known without its figure; or None.

        A sum begins at 0, and the growth from a small number that stands for it would mean nothing.
        """
        if self.obstacle is None and self.measure == TOTAL and profile.edges.zero is not None:
            return Remark("base_zero")
        return self.obstacle

    def has_way(self, profile: Profile) -> bool:
        """Tell whether the method's figure is a share of a way: a sum not to be exceeded has none."""
        return self.measure != TOTAL or self.target.side == UP or profile.formula == RATIO


def standing_of(
    series: TargetSeries,
    target: Target,
    period: tuple[int, int] | None,
    as_of_year: int,
    definitions: Definitions,
) -> Standing:
    """Return the standing of one target of a series; the arguments are those of `progress_of`."""
    known = [p for p in zip(series.years, series.values, strict=True) if p[0] <= target.year]
    first_target = min(one.year for one in series.targets)
    before = [year for year in series.years if year < first_target]
    inferred = series.indicator_id not in definitions.by_id and target.comparator in ("=", "~")
    remarks = [Remark("direction_inferred")] if inferred else []
    remarks += sign_remarks(target)
    total = None
    if target.cumulative:
        total = period_total(target, series.years, series.values, lower=series.bounds[0])
        wanted = None if total is None else total.first - 1
        obstacle = _obstacle_of_total(target, known, total)
        remarks += total.remarks(series.unit) if total else []
        known = known if total is None else _sums_so_far(known, total)
    else:
        wanted = period[0] - 1 if period else max(before, default=None)
        obstacle = _obstacle(target, known, wanted)
    from_zero = obstacle is None and begins_at_zero(series, target) and target.since is not None
    if from_zero and target.since is not None:
        obstacle = None if target.side == UP or known[-1][0] == target.year else Remark("total_ceiling")
        wanted, known = target.since - 1, [(target.since - 1, 0.0), *known]
    if obstacle is not None and obstacle.code == "no_current" and series.years[-1] > target.year:
        obstacle = Remark("passed", {"year": target.year})
    if obstacle is None and target.year <= as_of_year and target.year not in series.years:
        later = any(year > target.year for year in series.years)
        remarks.append(Remark("passed" if later else "unobserved", {"year": target.year}))
    return Standing(
        indicator_id=series.indicator_id,
        breakdown=series.breakdown,
        lineage=series.lineage,
        unit=series.unit,
        as_of_year=as_of_year,
        target=target,
        years=tuple(year for year, _ in known),
        values=tuple(value for _, value in known),
        base_wanted=wanted,
        mid=_mid_term(series.targets, target, known[-1][0] if known else as_of_year),
        obstacle=obstacle,
        remarks=(*remarks, *(remark for remark in series.remarks if "year" in remark.fields)),
        from_zero=from_zero,
    )


def past_standing(row: RecordRow) -> Standing:
    """Return how one printed row of a past plan came out, as a standing in its target year."""
    points = [(row.base_year, row.base), (row.year, row.actual)]
    known = [(year, value) for year, value in points if year is not None and value is not None]
    return Standing(
        indicator_id=row.indicator_id,
        breakdown=row.breakdown,
        lineage="",
        unit=row.unit,
        as_of_year=row.year,
        target=replace(row.wanted, cumulative=False),  # a sum was compared with a sum
        years=tuple(year for year, _ in known),
        values=tuple(value for _, value in known),
        base_wanted=row.base_year,
        obstacle=Remark(row.reason) if row.reason else None,
    )


def cases_of(standings: Sequence[Standing], profile: Profile) -> Cases:
    """Return the standings as a method's cases, measured as each of them is."""
    given = [_case(one, profile) for one in standings]
    return make_cases(**{name: [case[name] for case in given] for name in given[0]})


def _case(one: Standing, profile: Profile) -> dict[str, Any]:
    """Return the fields of one case."""
    if one.target.side == WITHIN and one.target.span is not None:
        one = _facing(one) if profile.formula == RATIO else _as_distances(one)
    base_year, base = one.base(profile) or (None, None)
    year, current = one.current or (None, None)
    mean_change, last_change = recent_changes(one.years, one.values)
    low, high = one.target.span[:2] if one.target.span and one.target.comparator == "~" else (None, None)
    return {
        "base": base,
        "base_year": base_year,
        "current": current,
        "year": year,
        "target": one.target.goal,
        "target_year": one.target.year,
        "direction": one.target.side,
        "strict": one.target.comparator in (">", "<"),
        "percent": one.unit == "%",
        "mid": one.mid.goal if one.mid else None,
        "mid_year": one.mid.year if one.mid else None,
        "low": low,
        "high": high,
        "mean_change": mean_change,
        "last_change": last_change,
        "predicted": weighted_prediction(one.years, one.values, one.target.year),
    }


def _as_distances(one: Standing) -> Standing:
    """Return a standing in distances to its range, of which less is better and 0 is wanted.

    ESCAP's index of a parity indicator, 10 - 10·|T - c| / |T - b|, is its ordinary index of these.
    """
    span = one.target.span
    if span is None:
        return one
    distances = interval_distance(one.values, span.low, span.high).tolist()
    wanted = Target(one.target.year, 0.0, direction=DOWN, cumulative=one.target.cumulative)
    return replace(one, target=wanted, values=tuple(distances), unit="", mid=None)


def _facing(one: Standing) -> Standing:
    """Return a standing whose target is the end of its range that the current value faces; inside, the value.

    The degree of attainment of a range is 1 inside it and falls off outside (NBS 2008, 实现程度).
    """
    if one.current is None or one.target.span is None:
        return one
    value, span = one.current[1], one.target.span
    if value in span:
        return replace(one, target=Target(one.target.year, value), mid=None)
    side = UP if value < span.low else DOWN
    # met only within the span, although the ratio is that to the end as printed
    return replace(one, target=Target(one.target.year, one.target.goal_from(value), direction=side), mid=None)


def _sums_so_far(known: Sequence[Point], total: PeriodTotal) -> list[Point]:
    """Return the running sums of a period's amounts, which begin at 0 in the year before its first."""
    counted = [(year, value) for year, value in known if year >= total.first]
    sums = accumulate((value for _, value in counted), initial=0.0)
    return list(zip([total.first - 1, *(year for year, _ in counted)], sums, strict=True))


def _mid_term(targets: Iterable[Target], target: Target, year: int) -> Target | None:
    """Return the mid-term target that the schedule passes: the next one, or else the last one passed."""
    others = [
        t
        for t in targets
        if t.year < target.year and t.goal is not None and t.cumulative == target.cumulative
    ]
    ahead = [t for t in others if t.year >= year]
    return min(ahead, key=lambda t: t.year) if ahead else max(others, key=lambda t: t.year, default=None)


def _obstacle(target: Target, known: Sequence[Point], wanted: int | None) -> Remark | None:
    """Return why no method can be asked about a level, or None."""
    if target.goal is None:
        return Remark("no_target")
    if not known:
        return Remark("no_observation")
    if wanted is not None and known[-1][0] <= wanted:
        return Remark("no_current", {"year": wanted})
    return None


def _obstacle_of_total(target: Target, known: Sequence[Point], total: PeriodTotal | None) -> Remark | None:
    """Return why no method can be asked about a sum over the period, or None."""
    if total is None:
        code = "no_target" if target.goal is None else "no_observation" if not known else "cumulative"
        return Remark(code)
    if known and total.last < total.first:
        return Remark("no_current", {"year": total.first - 1})
    obstacles = (
        ("no_observation", not known),
        ("total_gaps", bool(total.missing) and not total.secured),
        ("total_ceiling", target.side != UP and total.attained is None),
    )
    return next((Remark(code) for code, met in obstacles if met), None)
