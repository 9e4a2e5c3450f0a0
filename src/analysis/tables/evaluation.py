"""Tables of mid-term and final evaluations: counts by class, indicators one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from analysis.evaluation import ATTAINED, MISSED, class_counts, classes_of
from analysis.reasons import Remark
from analysis.tables.indicators import required_text, target_text
from analysis.tables.places import NOWHERE, Places, stated_sources
from analysis.tables.progress import measure_note, value_text
from analysis.tables.view import Column, TableView, grouped, placed, records, without_unprinted
from analysis.wording import goal_text, number, percent, property_word, say


def counts_table(frame: pd.DataFrame, lang: str) -> TableView:
    """Return how many targets are in each class: in all, by pillar and by property.

    Parameters
    ----------
    frame : DataFrame
        From `evaluation.standings` or `evaluation.final_account`.
    lang : str
        "zh" or "en".
    """
    section, classes = classes_of(frame)
    rows: list[tuple[str, ...]] = []
    groups: list[tuple[int, str]] = []
    for by in ("all", "category", "property"):
        counts = class_counts(frame.assign(all=say("evaluation.all", lang)), by)
        if by != "all" and counts["group"].eq("").all():
            continue
        groups.append((len(rows), say(f"evaluation.by_{by}", lang)))
        rows += [
            (
                (property_word(row.group, lang) if by == "property" else row.group)
                if row.group
                else say("evaluation.no_group", lang),
                *(str(getattr(row, name)) for name in classes),
                str(row.total),
            )
            for row in records(counts)
        ]
    heads = [Column(say(f"{section}.{name}", lang), "right") for name in classes]
    return TableView(
        (
            Column(say("heading.group", lang), width=2),
            *heads,
            Column(say("heading.total", lang), "right"),
        ),
        tuple(rows),
        groups=tuple(groups),
    )


def situation_table(standings: pd.DataFrame, judged: pd.DataFrame, lang: str) -> TableView:
    """Return the situation in one row: how many indicators stand where, and what the trends say.

    Parameters
    ----------
    standings : DataFrame
        From `evaluation.standings`.
    judged : DataFrame
        narrative.assessments.
    lang : str
        "zh" or "en".
    """
    found = judged["assessment"].value_counts()
    words = ("attained", "not_attained", "reaches", "falls_short", "parts_differ", "no_trend")
    shown = [word for word in words if word in found.index]
    cells = [
        (say("evaluation.all", lang), str(len(standings))),
        *(
            (_standing_head(name, lang), str(int(standings["standing"].eq(name).sum())))
            for name in classes_of(standings)[1]
        ),
        *((say(f"panel.{word}", lang), str(found[word])) for word in shown),
    ]
    return TableView(
        tuple(Column(head, "center") for head, _ in cells),
        (tuple(count for _, count in cells),),
        note=say("note.situation", lang),
    )


def _standing_head(name: str, lang: str) -> str:
    """Return a class in few words; an outcome in its own, since the trend's columns follow."""
    return say(f"standing.{name}" if name in (ATTAINED, MISSED) else f"panel.{name}", lang)


def behind_table(
    behind: pd.DataFrame,
    labels: Sequence[str],
    pace: pd.DataFrame,
    judged: pd.DataFrame,
    lang: str,
    *,
    places: Places = NOWHERE,
) -> TableView:
    """Return the targets that need attention: where they stand, what they require, what the trend says.

    Parameters
    ----------
    behind : DataFrame
        Rows of `evaluation.standings` (narrative.behind picks them).
    labels : sequence of str, one for each row
        The indicator with its unit.
    pace : DataFrame
        pace.required_pace.
    judged : DataFrame
        narrative.assessments.
    lang : str
        "zh" or "en".
    places : Places
        Where the numbers stand.
    """
    pace_of = {(p.indicator_id, p.breakdown, int(p.target_year)): p for p in records(pace)}
    judged_of = {(j.indicator_id, j.breakdown): j for j in records(judged)}
    rows = []
    for label, row in zip(labels, records(behind), strict=True):
        needed = pace_of.get((row.indicator_id, row.part, int(row.target_year)))
        outlook = judged_of.get((row.indicator_id, row.part))
        rows.append(
            (
                label,
                _observed(row, lang),
                _target(row),
                _share(row.share),
                _share(row.elapsed),
                required_text(needed, lang),
                percent(needed.achieved_growth_pct) if needed else "—",
                _with_beyond(say(f"standing.{row.standing}", lang), row, lang),
                say(f"outlook.{outlook.assessment}", lang) if outlook else "—",
            )
        )
    return TableView(
        (
            Column(say("heading.indicator", lang), width=3),
            Column(say("heading.latest", lang), "right", 1.3),
            Column(say("heading.end_target", lang), "right", 1.3),
            Column(say("heading.share", lang), "right", 1.2),
            Column(say("heading.elapsed", lang), "right", 1.2),
            Column(say("heading.required_plain", lang), "right", 1.2),
            Column(say("heading.achieved", lang), "right", 1.2),
            Column(say("heading.standing", lang), "center", 1.2),
            Column(say("heading.outlook_plain", lang), "center", 1.4),
        ),
        tuple(rows),
        note=say("note.behind", lang) + measure_note(behind, lang),
        sources=stated_sources(behind, places, {1: "observed", 2: "target"}),
    )


def changes_table(
    changes: pd.DataFrame,
    labels: Sequence[str],
    now: pd.DataFrame,
    before: pd.DataFrame,
    lang: str,
    *,
    places: Places = NOWHERE,
) -> TableView:
    """Return what was newly observed, beside the last value, the class and the chance to attain a year ago.

    Parameters
    ----------
    changes : DataFrame
        From `evaluation.yearly_changes`.
    labels : sequence of str, one for each row
        The indicator with its unit.
    now, before : DataFrame
        narrative.assessments of this year and of the year before, with a column standing.
    lang : str
        "zh" or "en".
    places : Places
        Where the numbers stand.
    """
    then, today = ({(j.indicator_id, j.breakdown): j for j in records(frame)} for frame in (before, now))
    rows = [
        (
            label,
            _at(row.before, row.before_year),
            _at(row.value, row.year),
            number(row.change, 4) if row.change <= 0 or pd.isna(row.change) else f"+{number(row.change, 4)}",
            _growth(row.growth_pct),
            _then_and_now(_standing_word, then.get(key), today.get(key), lang),
            _then_and_now(_chance, then.get(key), today.get(key), lang),
        )
        for label, row in zip(labels, records(changes), strict=True)
        for key in [(row.indicator_id, row.breakdown)]
    ]
    return TableView(
        (
            Column(say("heading.indicator", lang), width=3),
            Column(say("heading.value_before", lang), "right", 1.4),
            Column(say("heading.value_now", lang), "right", 1.4),
            Column(say("heading.difference", lang), "right", 1.1),
            Column(say("heading.growth", lang), "right", 1.1),
            Column(say("heading.standing", lang), "center", 1.8),
            Column(say("heading.probability", lang), "center", 1.4),
        ),
        tuple(rows),
        note=say("note.changes", lang),
        sources=placed(
            {
                1: places.actual(row, row.before_year, row.before),
                2: places.actual(row, row.year, row.value),
            }
            for row in records(changes)
        ),
    )


def _then_and_now(word: Callable[[Any, str], str], then: Any, now: Any, lang: str) -> str:  # noqa: ANN401
    """Return "before → now", or the word alone where nothing has changed."""
    texts = [word(one, lang) for one in (then, now)]
    return texts[1] if texts[0] == texts[1] else " → ".join(texts)


def _standing_word(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple, or None
    return "—" if row is None or not row.standing else say(f"standing.{row.standing}", lang)


def _chance(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple, or None
    del lang
    return "—" if row is None or pd.isna(row.p_low) else percent(100 * row.p_low, 0)


def standings_table(
    standings: pd.DataFrame, labels: Sequence[str], lang: str, *, places: Places = NOWHERE
) -> TableView:
    """Return one row for each indicator: way gone against time gone, mid-term target, class.

    Parameters
    ----------
    standings : DataFrame
        From `evaluation.standings`.
    labels : sequence of str, one for each row
        The indicator with its unit.
    lang : str
        "zh" or "en".
    places : Places
        Where the numbers stand.
    """
    with_mid = standings["mid_outcome"].ne("").any()
    rows = [
        (
            label,
            property_word(row.property, lang),
            _at(row.base, row.base_year),
            *((_mid_target(row), _outcome(row.mid_outcome, lang)) if with_mid else ()),
            _target(row),
            _observed(row, lang),
            _share(row.share),
            _share(row.elapsed),
            _with_beyond(say(f"standing.{row.standing}", lang), row, lang),
        )
        for label, row in zip(labels, records(standings), strict=True)
    ]
    stated = {2: "base", 3: "mid_target", 5: "target", 6: "observed"}
    stated = stated if with_mid else {2: "base", 3: "target", 4: "observed"}
    mid = (
        Column(say("heading.mid_target", lang), "right", 1.3),
        Column(say("heading.mid_outcome", lang), "center", 1.1),
    )
    view = TableView(
        (
            Column(say("heading.indicator", lang), width=3),
            Column(say("heading.property", lang), "center"),
            Column(say("heading.base", lang), "right", 1.3),
            *(mid if with_mid else ()),
            Column(say("heading.end_target", lang), "right", 1.3),
            Column(say("heading.latest", lang), "right", 1.3),
            Column(say("heading.share", lang), "right", 1.2),
            Column(say("heading.elapsed", lang), "right", 1.2),
            Column(say("heading.standing", lang), "center", 1.2),
        ),
        tuple(rows),
        note=say("note.standings", lang) + measure_note(standings, lang),
        groups=grouped(standings["category"]),
        sources=stated_sources(standings, places, stated),
    )
    return without_unprinted(view, 1)


def account_table(
    account: pd.DataFrame, labels: Sequence[str], lang: str, *, places: Places = NOWHERE
) -> TableView:
    """Return the plan's account of itself: base, target and growth wanted, actual value and growth.

    Growth is printed to one decimal, as plans do. It is computed from the values themselves, so it lies in
    the interval that the printed values allow: the account passes the growth check that plans are put to.

    Parameters
    ----------
    account : DataFrame
        From `evaluation.final_account`.
    labels : sequence of str, one for each row
        The indicator with its unit.
    lang : str
        "zh" or "en".
    places : Places
        Where the numbers stand.
    """
    rows = [
        (
            label,
            property_word(row.property, lang),
            _at(row.base, row.base_year),
            _target(row),
            _growth(row.planned_growth_pct),
            _observed(row, lang),
            _growth(row.actual_growth_pct),
            _with_beyond(_outcome(row.outcome, lang), row, lang),
            Remark(row.reason).text(lang) if row.reason else "",
        )
        for label, row in zip(labels, records(account), strict=True)
    ]
    view = TableView(
        (
            Column(say("heading.indicator", lang), width=3),
            Column(say("heading.property", lang), "center"),
            Column(say("heading.base", lang), "right", 1.3),
            Column(say("heading.end_target", lang), "right", 1.3),
            Column(say("heading.planned_growth", lang), "right", 1.1),
            Column(say("heading.end_actual", lang), "right", 1.3),
            Column(say("heading.actual_growth", lang), "right", 1.1),
            Column(say("heading.outcome", lang), "center", 1.1),
            Column(say("heading.explanation", lang), width=1.6),
        ),
        tuple(rows),
        note=say("note.account", lang) + measure_note(account, lang),
        groups=grouped(account["category"]),
        sources=stated_sources(account, places, {2: "base", 3: "target", 5: "observed"}),
    )
    return without_unprinted(view, 1, 8)


def _at(value: float, year: Any) -> str:  # noqa: ANN401 - whole, or pandas' NA
    """Return a value with its year in brackets."""
    return _dated(number(value, 4), year)


def _dated(text: str, year: Any) -> str:  # noqa: ANN401 - whole, or pandas' NA
    return text if text == "—" or pd.isna(year) else f"{text} ({year})"


def _target(row: Any) -> str:  # noqa: ANN401 - a named tuple of standings or of the account
    """Return the end target as it is printed, with its year."""
    return _dated(target_text(row), row.target_year)


def _mid_target(row: Any) -> str:  # noqa: ANN401 - a named tuple of standings
    """Return the mid-term target as it is printed, with its year."""
    return _dated(goal_text(row.mid_target, row.mid_comparator, (row.mid_lower, row.mid_upper)), row.mid_year)


def _observed(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of standings or of the account
    """Return the value that the target is held against, with its year."""
    return _dated(value_text(row, lang), row.observed_year)


def _with_beyond(word: str, row: Any, lang: str) -> str:  # noqa: ANN401 - a row of standings or the account
    """Return a class, and on which side of a printed range the value lies that has passed it."""
    return word + (say(f"beyond.{row.beyond}", lang) if row.beyond else "")


def _share(share: float) -> str:
    return "—" if pd.isna(share) else percent(100 * share, 0)


def _growth(rate: float) -> str:
    """Return a growth rate with one decimal, as plans print it, and no minus sign before zero."""
    return "—" if pd.isna(rate) else f"{round(rate, 1) + 0.0:.1f}%"


def _outcome(outcome: str, lang: str) -> str:
    return say(f"outcome.{outcome}", lang) if outcome else "—"
