"""Tables of projects, of what has become of them, and of action programmes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.evaluation import project_stages
from analysis.project_account import class_counts
from analysis.tables.view import Column, TableView, dash, grouped, placed, records, without_unprinted
from analysis.wording import join_names, number, percent, say, shortened

LONGEST_NAME = 60
"""Columns of a name among others; a Han character takes two."""
MOST_NAMES = 8
"""Names of projects in a cell."""


def projects_table(projects: pd.DataFrame, lang: str, *, file: str = "") -> TableView:
    """Return the project list: money, dates, status and size, approximate totals marked as such.

    With the name of the document that the list stands in as `file`, every figure says its line.
    """

    def total(row: Any) -> str:  # noqa: ANN401 - a named tuple of projects.csv
        text = number(row.total_10k)
        return say("note.about", lang, value=text) if bool(row.total_approx) else text

    cells = list(records(projects))
    rows = [
        (
            str(row.name),
            dash(row.nature),
            total(row),
            number(row.invested_10k),
            number(row.planned_10k),
            f"{dash(row.start)}–{dash(row.finish)}",
            dash(row.status),
            number(row.beds),
            number(row.floor_area_m2),
            number(row.land_mu),
        )
        for row in cells
    ]
    names = ("total_money", "invested_money", "planned_money")
    sizes = ("beds", "floor_area", "land")
    view = TableView(
        (
            Column(say("heading.project", lang), width=2.4),
            Column(say("heading.nature", lang), "center"),
            *(Column(say(f"heading.{name}", lang), "right", 1.1) for name in names),
            Column(say("heading.dates", lang), "center", 1.5),
            Column(say("heading.status", lang), "center", 1.1),
            *(Column(say(f"heading.{name}", lang), "right", 1.1) for name in sizes),
        ),
        tuple(rows),
        note=say("note.projects", lang),
        sources=placed(_places(row, file) for row in cells) if file else (),
    )
    return without_unprinted(view, 1, 2, 3, 4, 6, 7, 8, 9)  # all but names and dates


def _places(row: Any, file: str) -> dict[int, str | None]:  # noqa: ANN401 - a named tuple of projects.csv
    """Return column → place of the figures that a project has."""
    figures = {2: row.total_10k, 3: row.invested_10k, 4: row.planned_10k}
    figures |= {7: row.beds, 8: row.floor_area_m2, 9: row.land_mu}
    return {
        column: None if pd.isna(figure) else f"{file}:{int(row.source_line)}"
        for column, figure in figures.items()
    }


def programmes_table(programmes: pd.DataFrame, lang: str) -> TableView:
    """Return the action programmes: table, title, content as printed, source line."""
    rows = [(str(row.title), str(row.content), str(row.source_line)) for row in records(programmes)]
    names = [f"{say('heading.table', lang)} {table}" for table in programmes["table"]]
    return TableView(
        (
            Column(say("heading.title", lang), width=1.2),
            Column(say("heading.content", lang), width=4),
            Column(say("heading.line", lang), "right", 0.5),
        ),
        tuple(rows),
        groups=grouped(names),
    )


def stages_table(projects: pd.DataFrame, year: int, lang: str) -> TableView:
    """Return how far each project should be at the end of a year by its printed dates, and its status."""
    rows = [
        (
            str(row.name),
            f"{dash(row.start)}–{dash(row.finish)}",
            say(f"stage.{stage}", lang),
            dash(row.status),
            number(row.planned_10k),
        )
        for row, stage in zip(records(projects), project_stages(projects, year), strict=True)
    ]
    view = TableView(
        (
            Column(say("heading.project", lang), width=2.6),
            Column(say("heading.dates", lang), "center", 1.5),
            Column(say("heading.stage", lang, year=year), "center", 1.5),
            Column(say("heading.printed_status", lang), "center", 1.3),
            Column(say("heading.planned_money", lang), "right", 1.2),
        ),
        tuple(rows),
        note=say("note.stages", lang),
    )
    return without_unprinted(view, 3, 4)


def project_progress_table(account: pd.DataFrame, lang: str, *, file: str = "") -> TableView:
    """Return where each project stands: dates, last status, work and money done, time over, class.

    Parameters
    ----------
    account : DataFrame
        From `project_account.project_account`.
    lang : str
        "zh" or "en".
    file : str
        Name of the plan's document: planned dates and money then say their line.
    """
    cells = list(_account_rows(account))
    rows = [
        (
            str(row.name),
            _dates(row.planned_start, row.planned_finish),
            _actual_dates(row),
            _last_status(row, lang),
            _dated(percent(row.share_pct), row.share_as_of, row),
            _dated(number(row.spent_10k), row.spent_as_of, row),
            percent(row.spent_pct, 0),
            _dated(percent(row.elapsed_pct, 0), row.elapsed_as_of, row),
            _class_word(row, lang),
        )
        for row in cells
    ]
    view = TableView(
        (
            Column(say("heading.project", lang), width=2.4),
            Column(say("heading.planned_dates", lang), "center", 1.5),
            Column(say("heading.actual_dates", lang), "center", 1.5),
            Column(say("heading.last_status", lang), "center", 1.4),
            Column(say("heading.work_done", lang), "right", 1.1),
            Column(say("heading.spent_money", lang), "right", 1.2),
            Column(say("heading.spent_share", lang), "right", 1),
            Column(say("heading.elapsed", lang), "right", 1),
            Column(say("heading.project_class", lang), "center", 1.4),
        ),
        tuple(rows),
        note=say("note.project_progress", lang),
        sources=placed(
            {1: _plan_place(row, file), 3: row.status_place or None, 4: row.share_place or None,
             5: row.spent_place or None}
            for row in cells
        ),
    )  # fmt: skip
    return without_unprinted(view, 1, 2, 4, 5, 6, 7)


def project_outcomes_table(account: pd.DataFrame, lang: str, *, file: str = "") -> TableView:
    """Return what came of each project: finish and money, planned and actual; parameters as above."""
    cells = list(_account_rows(account))
    rows = [
        (
            str(row.name),
            _class_word(row, lang),
            _last_status(row, lang),
            dash(row.planned_finish),
            dash(row.actual_finish),
            "—" if pd.isna(row.months_late) else str(int(row.months_late)),
            _about(row, lang),
            _dated(number(row.spent_10k), row.spent_as_of, row),
            percent(row.spent_pct, 0),
        )
        for row in cells
    ]
    view = TableView(
        (
            Column(say("heading.project", lang), width=2.4),
            Column(say("heading.project_class", lang), "center", 1.4),
            Column(say("heading.last_status", lang), "center", 1.4),
            Column(say("heading.planned_finish", lang), "center", 1.1),
            Column(say("heading.actual_finish", lang), "center", 1.1),
            Column(say("heading.months_late", lang), "right", 0.8),
            Column(say("heading.plan_money", lang), "right", 1.1),
            Column(say("heading.spent_money", lang), "right", 1.2),
            Column(say("heading.spent_share", lang), "right", 1),
        ),
        tuple(rows),
        note=say("note.project_progress", lang),
        sources=placed(
            {2: row.status_place or None, 3: _plan_place(row, file), 6: _plan_place(row, file),
             7: row.spent_place or None}
            for row in cells
        ),
    )  # fmt: skip
    return without_unprinted(view, 3, 4, 5, 6, 7, 8)


def project_classes_table(account: pd.DataFrame, lang: str) -> TableView:
    """Return how many projects are in each class, and which."""
    rows = [
        (
            say(f"project_class.{name}", lang),
            str(count),
            _names(account.loc[account["class"].eq(name), "name"].tolist(), lang),
        )
        for name, count in class_counts(account).items()
    ]
    return TableView(
        (
            Column(say("heading.project_class", lang), width=1.4),
            Column(say("heading.count", lang), "right", 0.6),
            Column(say("heading.projects_in_class", lang), width=4),
        ),
        (*rows, (say("heading.total", lang), str(len(account)), "")),
    )


def project_entries_table(progress: pd.DataFrame, lang: str) -> TableView:
    """Return the entries on projects as typed, with their source and place, their notes, what is odd.

    Parameters
    ----------
    progress : DataFrame
        Rows of project_progress.csv.
    lang : str
        "zh" or "en".
    """
    cells = list(records(progress))
    rows = [
        (
            str(row.as_of),
            say(f"project_status.{row.status}", lang),
            dash(row.share_printed),
            dash(row.spent_printed),
            _actual_dates(row),
            dash(row.source),
            dash(say("growth.joint", lang).join(filter(None, (row.remark, row.flag)))),
            f"{row.source_file}:{int(row.source_line)}",
        )
        for row in cells
    ]
    view = TableView(
        (
            Column(say("heading.entry_date", lang), "center"),
            Column(say("heading.status", lang), "center"),
            Column(say("heading.work_done", lang), "right"),
            Column(say("heading.spent_typed", lang), "right", 1.2),
            Column(say("heading.actual_dates", lang), "center", 1.4),
            Column(say("heading.origin", lang), width=1.6),
            Column(say("heading.explanation", lang), width=1.6),
            Column(say("heading.source", lang), width=1.4),
        ),
        tuple(rows),
        note=say("note.project_entries", lang),
        groups=grouped(str(row.name) for row in cells),
    )
    return without_unprinted(view, 2, 3, 4, 5, 6)


def _names(names: list[str], lang: str) -> str:
    """Return names as a list, the first ones of many: a cell is no place for three hundred."""
    shown = [shortened(name, LONGEST_NAME) for name in names[:MOST_NAMES]]
    if len(names) <= MOST_NAMES:
        return join_names(shown, lang)
    return say("project.and_more", lang, names=(", " if lang == "en" else "、").join(shown))


def _account_rows(account: pd.DataFrame) -> Iterator[Any]:
    return records(account.rename(columns={"class": "class_"}))


def _plan_place(row: Any, file: str) -> str | None:  # noqa: ANN401 - a named tuple of project_account
    return f"{file}:{int(row.plan_line)}" if file else None


def _dates(start: str, finish: str) -> str:
    return f"{dash(start)}–{dash(finish)}" if start or finish else "—"


def _actual_dates(row: Any) -> str:  # noqa: ANN401 - a named tuple with actual dates
    """Return both dates; of one that is not reported nothing, since the project may still go on."""
    return f"{row.actual_start}–{row.actual_finish}" if row.actual_start or row.actual_finish else "—"


def _last_status(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of project_account
    if not row.status:
        return "—"
    return f"{say(f'project_status.{row.status}', lang)} ({row.as_of})"


def _dated(text: str, date: str, row: Any) -> str:  # noqa: ANN401 - a named tuple of project_account
    """Return a figure, with its date where that is not the date of the last status."""
    return text if not date or date == row.as_of else f"{text} ({date})"


def _about(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of project_account
    text = number(row.money_10k)
    return say("note.about", lang, value=text) if row.money_about else text


def _class_word(row: Any, lang: str) -> str:  # noqa: ANN401 - a named tuple of project_account
    """Return the class, with the reason where the class alone does not say it."""
    word = say(f"project_class.{row.class_}", lang)
    reason = say(f"project_reason.{row.reason}", lang) if row.reason else ""
    return word + (say("project.reason", lang, reason=reason) if reason else "")
