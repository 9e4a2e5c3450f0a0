"""Sentences on what has become of the projects; without any entry, on their printed dates alone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.evaluation_narrative import stage_sentences
from analysis.project_account import ENDED, LATE, NEED_ATTENTION, NOT_REPORTED, class_counts, has_entries
from analysis.tables.view import dash, records
from analysis.wording import join_names, number, percent, say, shortened

LONGEST_NAME = 60
"""Columns of a project's name in a sentence; a Han character takes two."""
MOST_NAMED = 8
"""Projects that get a sentence of their own; the table has them all."""


def project_progress_sentences(
    projects: pd.DataFrame, account: pd.DataFrame, year: int, lang: str
) -> list[str]:
    """Return how many projects are on time, the money spent, and which need attention and why.

    Parameters
    ----------
    projects : DataFrame
        Rows of projects.csv.
    account : DataFrame
        From `project_account.project_account`.
    year : int
        The year of account.
    lang : str
        "zh" or "en".

    Returns
    -------
    list of str
        Where nothing is reported of any project, what their printed dates say, and that this is all.
    """
    if not has_entries(account):
        return stage_sentences(projects, year, lang)
    counts = [
        say("evaluation.count", lang, name=say(f"project_class.{name}", lang), count=count)
        for name, count in class_counts(account).items()
    ]
    listed = join_names(counts, lang)
    sentences = [say("project.counts", lang, total=len(account), year=year, counts=listed)]
    sentences += _money_sentences(account, lang)
    dates = account["as_of"].str[:4]
    old = dates.lt(str(year)) & ~account["class"].isin([*ENDED, NOT_REPORTED])
    if old.any():
        sentences.append(say("project.old", lang, n=int(old.sum()), year=year))
    rows = {row.project_id: row for row in records(account.rename(columns={"class": "class_"}))}
    late = account.loc[account["class"].isin(NEED_ATTENTION), "project_id"].tolist()
    sentences += [_attention(rows[project_id], lang) for project_id in late[:MOST_NAMED]]
    if len(late) > MOST_NAMED:
        sentences.append(say("project.others", lang, n=len(late) - MOST_NAMED))
    return sentences


def _money_sentences(account: pd.DataFrame, lang: str) -> list[str]:
    """Return the money spent on the projects with both figures; nothing where there is none."""
    both = account.dropna(subset=["spent_10k", "money_10k"])
    money = both["money_10k"].sum()
    if money <= 0:
        return []
    spent, about = both["spent_10k"].sum(), both["money_about"].eq(True).any()
    shown = say("note.about", lang, value=number(money)) if about else number(money)
    share = percent(100 * spent / money, 0)
    return [say("project.money", lang, n=len(both), spent=number(spent), money=shown, share=share)]


def _attention(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of project_account
    project = shortened(row.name, LONGEST_NAME)
    if row.class_ == LATE:
        exact = not pd.isna(row.months_late)
        late = say("project.months_late", lang, n=int(row.months_late)) if exact else ""
        planned, actual = row.planned_finish, row.actual_finish
        return say("project.late", lang, name=project, planned=planned, actual=actual, late=late)
    reason = say(f"project_reason.{row.reason}", lang) if row.reason else ""
    return say(
        "project.behind",
        lang,
        name=project,
        class_name=say(f"project_class.{row.class_}", lang),
        reason=say("project.reason", lang, reason=reason) if reason else "",
        planned=f"{dash(row.planned_start)}–{dash(row.planned_finish)}",
        date=row.as_of,
        status=say(f"project_status.{row.status}", lang),
        measure=_measure(row, lang),
    )


def _measure(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of project_account
    """Return the share of work or money beside that of the time; nothing where one of them is not known."""
    key, share = ("work", row.share_pct) if not pd.isna(row.share_pct) else ("spent", row.spent_pct)
    if pd.isna(share) or pd.isna(row.elapsed_pct):
        return ""
    return say(f"project.{key}", lang, share=percent(share, 0), elapsed=percent(row.elapsed_pct, 0))
