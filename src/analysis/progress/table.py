"""progress.csv: every current target, or every target of a past plan, under every method, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.indicators import Definitions
from analysis.plan_record import PlanRecord, RecordRow
from analysis.progress.assess import Assessments, assess, piecewise_share
from analysis.progress.cases import Cases, base_point, make_cases, recent_changes, weighted_prediction
from analysis.progress.paths import elapsed_share
from analysis.progress.profiles import Profile, find_profile, load_profiles
from analysis.reasons import Remark, note_of
from analysis.series import TargetSeries, target_series
from analysis.statements import short
from analysis.targets import Target

COLUMNS = (
    "indicator_id", "as_of_year", "observed_year", "observed", "method", "value", "class", "note",
    "breakdown", "target_year", "target", "reason", "lineage", "base_year", "base", "unit", "direction",
    "elapsed", "comparator",
)  # fmt: skip

Point = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Standing:
    """One target and the values that it is measured against.

    ``years`` and ``values`` end with the target year or earlier; ``base_wanted`` is the year that the way
    begins with (None: unknown); ``obstacle`` is why no method can be asked at all.
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


def progress_table(  # noqa: PLR0913 - the tables, and what to ask of them
    indicators: pd.DataFrame,
    values: pd.DataFrame,
    observations: pd.DataFrame,
    definitions: Definitions,
    *,
    as_of_year: int,
    period: tuple[int, int] | None,
    methods: Sequence[str] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Return the progress of every current target under every method.

    Parameters
    ----------
    indicators, values, observations, definitions, as_of_year, period
        As `analysis.series.target_series`. The way begins at the end of the year before the period; without a
        period with the last value before the first target.
    methods : sequence of str, optional
        Names of profiles; all of them by default.
    lang : str
        Language of `note`: "en" or "zh".

    Returns
    -------
    DataFrame
        One row for each target series, target year and method, columns `COLUMNS`. `class` is empty where
        `reason`, a key of `analysis.reasons.REASONS`, says why. `observed` is the last value up to the target
        year; it counts as progress only when it is later than the base year.

    Raises
    ------
    ModelError
        If a method is unknown.
    ObservationError
        The first problem of `observations`.
    """
    all_series = target_series(
        indicators, values, observations, definitions, as_of_year=as_of_year, period=period
    )
    return progress_of(
        all_series, definitions, as_of_year=as_of_year, period=period, methods=methods, lang=lang
    )


def progress_of(
    all_series: Iterable[TargetSeries],
    definitions: Definitions,
    *,
    as_of_year: int,
    period: tuple[int, int] | None,
    methods: Sequence[str] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Return the progress of series that are already put together; see `progress_table`."""
    standings = [
        _standing(series, target, period, as_of_year, definitions)
        for series in all_series
        if not series.followed  # no target, no progress towards it
        for target in series.targets
    ]
    return _frame(standings, methods, lang)


def record_progress(
    record: PlanRecord, *, methods: Sequence[str] | None = None, lang: str = "en"
) -> pd.DataFrame:
    """Return how the targets of a past plan came out under every method, from the printed table alone.

    Parameters
    ----------
    record : PlanRecord
        From `analysis.plan_record.plan_record`: base, target and actual value of the target year.
    methods, lang
        As `progress_table`.

    Returns
    -------
    DataFrame
        As `progress_table`; `as_of_year` is the target year.
    """
    return _frame([_past_standing(row) for row in record.rows], methods, lang)


def _standing(
    series: TargetSeries,
    target: Target,
    period: tuple[int, int] | None,
    as_of_year: int,
    definitions: Definitions,
) -> Standing:
    known = [p for p in zip(series.years, series.values, strict=True) if p[0] <= target.year]
    first_target = min(one.year for one in series.targets)
    before = [year for year in series.years if year < first_target]
    wanted = period[0] - 1 if period else max(before, default=None)
    inferred = series.indicator_id not in definitions.by_id and target.comparator in ("=", "~")
    remarks = [Remark("direction_inferred")] if inferred else []
    obstacle = _obstacle(target, known, wanted)
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
    )


def _mid_term(targets: Iterable[Target], target: Target, year: int) -> Target | None:
    """Return the mid-term target that the schedule passes: the next one, or else the last one passed."""
    others = [t for t in targets if t.year < target.year and t.goal is not None and not t.cumulative]
    ahead = [t for t in others if t.year >= year]
    return min(ahead, key=lambda t: t.year) if ahead else max(others, key=lambda t: t.year, default=None)


def _obstacle(target: Target, known: Sequence[Point], wanted: int | None) -> Remark | None:
    """Return why no method can be asked, or None."""
    if target.cumulative:
        return Remark("cumulative")
    if target.goal is None:
        return Remark("no_target")
    if not known:
        return Remark("no_observation")
    if wanted is not None and known[-1][0] <= wanted:
        return Remark("no_current", {"year": wanted})
    return None


def _past_standing(row: RecordRow) -> Standing:
    points = [(row.base_year, row.base), (row.year, row.actual)]
    known = [(year, value) for year, value in points if year is not None and value is not None]
    return Standing(
        indicator_id=row.indicator_id,
        breakdown=row.breakdown,
        lineage="",
        unit=row.unit,
        as_of_year=row.year,
        target=Target(row.year, row.target, comparator=row.comparator, direction=row.direction),
        years=tuple(year for year, _ in known),
        values=tuple(value for _, value in known),
        base_wanted=row.base_year,
        obstacle=Remark(row.reason) if row.reason else None,
    )


def _frame(standings: Sequence[Standing], methods: Sequence[str] | None, lang: str) -> pd.DataFrame:
    """Assess all standings method by method, and put the rows of one target together."""
    profiles = [find_profile(name) for name in (load_profiles() if methods is None else methods)]
    by_method = [_method_rows(standings, profile, lang) for profile in profiles]
    rows = [row for of_one_target in zip(*by_method, strict=True) for row in of_one_target]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = ("observed", "value", "target", "base", "elapsed")
    whole = ("observed_year", "base_year")
    return frame.astype(dict.fromkeys(numbers, "float64") | dict.fromkeys(whole, "Int64"))


def _method_rows(standings: Sequence[Standing], profile: Profile, lang: str) -> list[dict[str, object]]:
    if not standings:
        return []
    cases = _cases(standings, profile)
    found = assess(profile, cases)
    elapsed = elapsed_share(cases.base_year, cases.year, cases.target_year)
    due = piecewise_share(cases)
    return [
        _row(one, profile, found, i, (float(elapsed[i]), float(due[i])), lang)
        for i, one in enumerate(standings)
    ]


def _cases(standings: Sequence[Standing], profile: Profile) -> Cases:
    nothing = (None, None)
    bases = [one.base(profile) or nothing for one in standings]
    currents = [one.current or nothing for one in standings]
    changes = [recent_changes(one.years, one.values) for one in standings]
    return make_cases(
        base=[value for _, value in bases],
        base_year=[year for year, _ in bases],
        current=[value for _, value in currents],
        year=[year for year, _ in currents],
        target=[one.target.goal for one in standings],
        target_year=[one.target.year for one in standings],
        direction=[one.target.side for one in standings],
        strict=[one.target.comparator in (">", "<") for one in standings],
        percent=[one.unit == "%" for one in standings],
        mid=[one.mid.goal if one.mid else None for one in standings],
        mid_year=[one.mid.year if one.mid else None for one in standings],
        mean_change=[mean for mean, _ in changes],
        last_change=[last for _, last in changes],
        predicted=[weighted_prediction(one.years, one.values, one.target.year) for one in standings],
    )


def _row(
    one: Standing,
    profile: Profile,
    found: Assessments,
    index: int,
    schedule: tuple[float, float],
    lang: str,
) -> dict[str, object]:
    base, last = one.base(profile), (one.years[-1], one.values[-1]) if one.years else (None, None)
    reason = one.obstacle.code if one.obstacle else str(found.reason[index])
    remarks = [one.obstacle or Remark(reason)] if reason else _remarks(one, profile, base, schedule)
    used = {year for year in (base[0] if base else None, last[0]) if year is not None}
    about = [r for r in one.remarks if r.fields.get("year", one.target.year) in {*used, one.target.year}]
    return {
        "indicator_id": one.indicator_id,
        "as_of_year": one.as_of_year,
        "observed_year": last[0],
        "observed": last[1],
        "method": profile.name,
        "value": np.nan if reason else found.value[index],
        "class": "" if reason else found.class_name[index],
        "note": note_of([*remarks, *about], lang),
        "breakdown": one.breakdown,
        "target_year": one.target.year,
        "target": one.target.goal,
        "reason": reason,
        "lineage": one.lineage,
        "base_year": base[0] if base else None,
        "base": base[1] if base else None,
        "unit": one.unit,
        "direction": one.target.side,
        "elapsed": np.nan if reason else schedule[0],
        "comparator": one.target.asks,
    }


def _remarks(
    one: Standing, profile: Profile, base: Point | None, schedule: tuple[float, float]
) -> list[Remark]:
    """Return what a reader needs to follow the class from the printed figures."""
    remarks = []
    elapsed, due = schedule
    if profile.relative_to == "elapsed" and not np.isnan(elapsed):
        remarks.append(Remark("elapsed", {"share": _percent(elapsed)}))
    elif profile.relative_to == "piecewise" and not np.isnan(due):
        remarks.append(Remark("schedule", {"share": _percent(due)}))
    if base is not None and base[0] != one.base_wanted:
        remarks.append(Remark("base_moved", {"year": base[0], "wanted": one.base_wanted}))
    if profile.edges.zero is not None and 0 in (base[1] if base else None, one.target.goal):
        remarks.append(Remark("zero_replaced", {"zero": profile.edges.zero}))
    if base is not None and one.target.attained(base[1]) and base[1] != one.target.goal:
        remarks.append(Remark("base_beyond"))
    if not profile.confirmed:
        remarks.append(Remark("unconfirmed"))
    return remarks


def _percent(share: float) -> str:
    return short(round(share * 100, 2))
