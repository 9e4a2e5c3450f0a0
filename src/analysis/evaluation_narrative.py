"""Sentences of mid-term and final evaluations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.evaluation import (
    AHEAD,
    ATTAINED,
    LAGGING,
    MISSED,
    NOT_ASSESSED,
    SCHEDULE_METHOD,
    STAGES,
    UNKNOWN,
    class_counts,
    classes_of,
    project_stages,
)
from analysis.narrative import name_list
from analysis.progress import find_profile
from analysis.progress.standing import DISTANCE, TOTAL
from analysis.reasons import Remark
from analysis.tables.indicators import target_text
from analysis.tables.view import records
from analysis.targets import WITHIN
from analysis.wording import join_names, number, percent, property_word, say


def standing_sentences(standings: pd.DataFrame, labels: Sequence[str], lang: str) -> list[str]:
    """Return how many targets are in each class, by property too, and how the mid-term targets came out.

    Parameters
    ----------
    standings : DataFrame
        From `evaluation.standings`.
    labels : sequence of str, one for each row
        The indicator's short label.
    lang : str
        "zh" or "en".
    """
    if standings.empty:
        return []
    method = find_profile(SCHEDULE_METHOD).title(lang)
    if standings["standing"].eq(NOT_ASSESSED).all():
        return [say("evaluation.none_assessed", lang, total=len(standings), method=method)]
    named = standings.assign(label=list(labels))
    sentences = [
        say("evaluation.standings", lang, total=len(named), method=method, counts=_counted(named, lang))
    ]
    sentences += _by_property(standings, lang)
    return [*sentences, *_mid_sentences(named, lang)]


def lagging_sentences(
    standings: pd.DataFrame, pace: pd.DataFrame, labels: Sequence[str], lang: str
) -> list[str]:
    """Return for each lagging target how far it is, and what it requires from now on.

    Parameters
    ----------
    standings, labels, lang
        As `standing_sentences`.
    pace : DataFrame
        `pace.required_pace`, whose first row for the target counts.
    """
    sentences = []
    for label, row in zip(labels, records(standings), strict=True):
        if row.standing != LAGGING:
            continue
        key = {TOTAL: "lagging_total", DISTANCE: "lagging_kept"}.get(row.measure, "lagging")
        sentences.append(
            say(
                f"evaluation.{key}",
                lang,
                name=label,
                base=number(row.base, 4),
                base_year=row.base_year,
                observed=number(row.observed, 4),
                year=row.observed_year,
                target=target_text(row),
                target_year=row.target_year,
                share=percent(100 * row.share, 0),
                elapsed=percent(100 * row.elapsed, 0),
                required=_required(pace, row, lang),
            )
        )
    return sentences


def with_standing(judged: pd.DataFrame, standings: pd.DataFrame) -> pd.DataFrame:
    """Return narrative.assessments with the standing of each; "" for what no printed row is about."""
    exact = {(s.indicator_id, s.part): s.standing for s in records(standings)}
    whole = {s.indicator_id: s.standing for s in records(standings) if not s.breakdown}
    keys = zip(judged["indicator_id"], judged["breakdown"], strict=True)
    return judged.assign(standing=[exact.get(key, whole.get(key[0], "")) for key in keys])


def panel_words(judged: pd.DataFrame, lang: str) -> dict[tuple[str, str], str]:
    """Return the word that a panel prints: the class, or without one what the trend says of the target.

    Parameters
    ----------
    judged : DataFrame
        From `with_standing`.
    lang : str
        "zh" or "en".

    Returns
    -------
    dict
        (indicator_id, breakdown) → word.
    """
    return {
        (row.indicator_id, row.breakdown): say(f"standing.{row.standing}", lang)
        if row.standing not in ("", NOT_ASSESSED)
        else say(f"panel.{row.assessment}", lang)
        for row in records(judged)
    }


def need_attention(standings: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `evaluation.standings` that lag or missed, or whose trend falls short."""
    outlook = {(j.indicator_id, j.breakdown): j.assessment for j in records(judged)}
    keys = zip(standings["indicator_id"], standings["part"], strict=True)
    short = [outlook.get(key) in ("falls_short", "not_attained") for key in keys]
    late = standings["standing"].isin([LAGGING, MISSED])
    return standings[late | pd.Series(short, index=standings.index, dtype=bool)]


def change_sentences(
    changes: pd.DataFrame, now: pd.DataFrame, before: pd.DataFrame, labels: Sequence[str], lang: str
) -> list[str]:
    """Return how many indicators were newly observed, and whose class has changed since the year before.

    Parameters
    ----------
    changes : DataFrame
        From `evaluation.yearly_changes`.
    now, before : DataFrame
        From `with_standing`, of this year and of the year before.
    labels : sequence of str, one for each row of `now`
        The indicator's short label.
    lang : str
        "zh" or "en".
    """
    year = int(changes["year"].iloc[0])
    sentences = [say("evaluation.changes", lang, year=year, n=len(changes))]
    then = {(j.indicator_id, j.breakdown): j.standing for j in records(before)}
    for label, row in zip(labels, records(now), strict=True):
        old = then.get((row.indicator_id, row.breakdown), "")
        kept = old == AHEAD and row.standing == ATTAINED  # early, and still there when its year came
        if old and row.standing and not kept and old not in (row.standing, NOT_ASSESSED):
            words = {"old": say(f"standing.{old}", lang), "new": say(f"standing.{row.standing}", lang)}
            sentences.append(say("evaluation.class_changed", lang, name=label, **words))
    return sentences


def reason_sentences(standings: pd.DataFrame, labels: Sequence[str], lang: str) -> list[str]:
    """Return why indicators were not assessed, one sentence for each reason with their names."""
    named = standings.assign(label=list(labels))
    named = named[named["standing"].eq(NOT_ASSESSED)]
    return [
        say(
            "evaluation.not_assessed",
            lang,
            reason=Remark(str(reason)).text(lang),
            n=len(mine),
            names=join_names(list(dict.fromkeys(mine["label"])), lang),
        )
        for reason, mine in named.groupby("reason", sort=False)
        if reason
    ]


def account_sentences(account: pd.DataFrame, labels: Sequence[str], lang: str) -> list[str]:
    """Return how many end targets were attained, in all and by property, and by how much others were missed.

    Parameters
    ----------
    account : DataFrame
        From `evaluation.final_account`.
    labels : sequence of str, one for each row
        The indicator's short label.
    lang : str
        "zh" or "en".
    """
    if account.empty:
        return []
    if account["outcome"].eq(UNKNOWN).all():
        return [say("evaluation.none_known", lang, total=len(account))]
    named = account.assign(label=list(labels))
    sentences = [say("evaluation.outcomes", lang, total=len(named), counts=_counted(named, lang))]
    sentences += _by_property(account, lang)
    compared = account.dropna(subset=["planned_growth_pct", "actual_growth_pct"])
    compared = compared[compared["direction"].ne(WITHIN)]
    if len(compared):
        better = compared["actual_growth_pct"].sub(compared["planned_growth_pct"]).ge(0)
        better = better.where(compared["direction"].ne("down"), ~better)
        sentences.append(say("evaluation.growth", lang, n=len(compared), k=int(better.sum())))
    for row in records(named[named["outcome"].eq(ATTAINED) & named["beyond"].ne("")]):
        where = say(f"beyond.{row.beyond}_too", lang)
        observed = number(row.observed, 4)
        sentences.append(
            say(
                "evaluation.met_beyond",
                lang,
                name=row.label,
                target=target_text(row),
                observed=observed,
                where=where,
            )
        )
    for row in records(named[named["outcome"].eq(MISSED)]):
        sentences.append(
            say(
                "evaluation.missed",
                lang,
                name=row.label,
                target=target_text(row),
                observed=number(row.observed, 4),
                gap=_gap(row, lang),
            )
        )
    return sentences


def _gap(row: Any, lang: str) -> str:  # noqa: ANN401 - a row of final_account
    """Return by how much a target was missed: of a share in points; nothing where the sign decided."""
    apart = number(abs(row.target - row.observed), 4)
    if apart == "0":
        return ""
    if row.unit == "%":
        return say("evaluation.gap_points", lang, gap=apart)
    return say("evaluation.gap", lang, gap=apart, unit=row.unit)


def stage_sentences(projects: pd.DataFrame, year: int, lang: str) -> list[str]:
    """Return how many projects should be finished, under way or still to begin by their printed dates."""
    if projects.empty:
        return []
    found = project_stages(projects, year).value_counts()
    counts = [
        say("evaluation.count", lang, name=say(f"stage.{stage}", lang), count=found[stage])
        for stage in STAGES
        if stage in found.index
    ]
    return [say("evaluation.stages", lang, total=len(projects), year=year, counts=join_names(counts, lang))]


def _counted(named: pd.DataFrame, lang: str) -> str:
    """Return the classes that occur with their counts and, where they are few, the indicators' names."""
    section, classes = classes_of(named)
    parts = []
    for name in classes:
        mine = named.loc[named[section].eq(name), "label"]
        if mine.empty:
            continue
        words = say("evaluation.count", lang, name=say(f"{section}.{name}", lang), count=len(mine))
        parts.append(words + ("" if name in (NOT_ASSESSED, UNKNOWN) else name_list(list(mine), lang)))
    return join_names(parts, lang)


def _by_property(frame: pd.DataFrame, lang: str) -> list[str]:
    """Return one sentence for each printed property; none where the plan prints none."""
    section, classes = classes_of(frame)
    sentences = []
    for row in records(class_counts(frame[frame["property"].ne("")], "property")):
        counts = [
            say("evaluation.count", lang, name=say(f"{section}.{name}", lang), count=getattr(row, name))
            for name in classes
            if getattr(row, name)
        ]
        text = join_names(counts, lang)
        sentences.append(
            say(
                "evaluation.property",
                lang,
                group=property_word(row.group, lang),
                total=row.total,
                counts=text,
            )
        )
    return sentences


def _mid_sentences(named: pd.DataFrame, lang: str) -> list[str]:
    """Return how the mid-term targets came out; nothing where the plan has none or its year is ahead."""
    known = named[named["mid_outcome"].isin([ATTAINED, MISSED])]
    if known.empty:
        return []
    missed = known.loc[known["mid_outcome"].eq(MISSED), "label"]
    return [
        say(
            "evaluation.mid",
            lang,
            year=join_names([str(year) for year in sorted(known["mid_year"].unique())], lang),
            n=len(known),
            k=len(known) - len(missed),
            m=len(missed),
            names=name_list(list(missed), lang),
        )
    ]


def _required(pace: pd.DataFrame, row: Any, lang: str) -> str:  # noqa: ANN401 - a row of standings
    """Return the growth that a target still requires, or the change a year where there is no rate."""
    mine = pace[
        pace["indicator_id"].eq(row.indicator_id)
        & pace["breakdown"].eq(row.part)
        & pace["target_year"].eq(row.target_year)
    ]
    if mine.empty:
        return ""
    first = mine.iloc[0]
    if pd.notna(first["required_amount"]):
        return say("evaluation.required_amount", lang, value=number(first["required_amount"]), unit=row.unit)
    if pd.isna(first["required_points"]):
        return ""
    return _required_rate(first, row, lang) + _required_further(first, lang)


def _required_further(first: Any, lang: str) -> str:  # noqa: ANN401 - a row of required_pace
    """Return the growth a year that leads to the other end of a range; nothing where there is none."""
    if pd.isna(first["further_growth_pct"]):
        return ""
    return say("evaluation.required_further", lang, value=percent(first["further_growth_pct"]))


def _required_rate(first: Any, row: Any, lang: str) -> str:  # noqa: ANN401 - rows of pace and standings
    if pd.notna(first["required_growth_pct"]):
        rate = first["required_growth_pct"]
        key = "evaluation.required" if rate >= 0 else "evaluation.required_fall"
        return say(key, lang, value=percent(abs(rate)))
    return say("evaluation.required_points", lang, value=number(first["required_points"]), unit=row.unit)
