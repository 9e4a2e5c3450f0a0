"""Entries on projects: what looks wrong beside the plan or earlier ones, and their rows in the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pandas as pd

from analysis.project_entries import Entry, held_entries, same_dates
from analysis.project_words import DONE
from analysis.projects import month_span
from analysis.reasons import Remark, note_of
from analysis.statements import short

FRAME_COLUMNS = (
    "project_id", "as_of", "name", "status", "share_pct", "share_printed", "spent_10k", "spent_printed",
    "actual_start", "actual_finish", "source", "remark", "flag", "revised", "source_file", "source_line",
    "status_start", "share_start", "spent_start",
)  # fmt: skip
JUMP = 5.0
"""Ratio of money spent to the planned total from which it is flagged."""


def entry_flags(entries: Sequence[Entry], projects: pd.DataFrame | None) -> list[tuple[Entry, str, Remark]]:
    """Return what looks wrong beside the plan or earlier entries, as (entry, column, remark).

    Parameters
    ----------
    entries : sequence of Entry
        From `read_entries`; those that a revision replaces are left aside.
    projects : DataFrame or None
        The plan's projects.csv, whose totals the money is held against.
    """
    totals = (
        {}
        if projects is None
        else dict(zip(projects["project_id"].astype(str), projects["total_10k"], strict=True))
    )
    found = [flag for entry in entries for flag in _own_flags(entry, totals.get(entry.project_id))]
    for mine in held_entries(entries).values():
        for earlier, later in pairwise(mine):
            found += _fallen(earlier, later)
    order = {id(entry): place for place, entry in enumerate(entries)}
    return sorted(found, key=lambda flag: order[id(flag[0])])


def entry_notes(
    entries: Sequence[Entry], projects: pd.DataFrame | None, *, shown: str, first_year: int | None = None
) -> list[str]:
    """Return what is usable but worth a look: flags, repetitions, rows without a source or before the plan.

    Parameters
    ----------
    entries, projects
        As `entry_flags`.
    shown : str
        The file's name in messages.
    first_year : int, optional
        The plan's first year.
    """
    found = [
        (entry.places[column], remark.text("en")) for entry, column, remark in entry_flags(entries, projects)
    ]
    found += [
        (entry.places["date"], f"{'revises' if entry.revision else 'repeats'} line {first.line}")
        for first, entry in same_dates(entries)
    ]
    notes = [f"{place}: note: {text}" for place, text in sorted(found)]
    if unsourced := sum(not entry.source for entry in entries):
        notes.append(f"{shown}: note: {unsourced} of {len(entries)} rows name no source")
    if early := sum(first_year is not None and int(entry.as_of[:4]) < first_year for entry in entries):
        notes.append(f"{shown}: note: {early} of {len(entries)} rows lie before {first_year}")
    if projects is None and entries:
        notes.append(f"{shown}: note: no plan is given (--plan): the names of the projects are not checked")
    return notes


def entries_frame(
    entries: Sequence[Entry], projects: pd.DataFrame, file: str, *, year: int | None = None, lang: str = "en"
) -> pd.DataFrame:
    """Return entries as rows of project_progress.csv of the data contract, project by project and by date.

    Parameters
    ----------
    entries : sequence of Entry
        From `read_entries`.
    projects : DataFrame
        The plan's projects.csv.
    file : str
        Name of the file in sources.
    year : int, optional
        Year of account: later entries are left out, and are not known to `revised` and `flag` either.
    lang : str
        Language of `flag`: "zh" or "en".
    """
    known = [entry for entry in entries if year is None or int(entry.as_of[:4]) <= year]
    flags: dict[int, list[Remark]] = {}
    for entry, _, remark in entry_flags(known, projects):
        flags.setdefault(id(entry), []).append(remark)
    valid = {id(entry) for mine in held_entries(known).values() for entry in mine}
    places = {str(project_id): place for place, project_id in enumerate(projects["project_id"])}
    known = sorted(known, key=lambda entry: (places[entry.project_id], entry.until, entry.line))
    rows = [
        {
            **_reported(entry),
            "flag": note_of(flags.get(id(entry), ()), lang),
            "revised": id(entry) not in valid,
            "source_file": file,
            "source_line": entry.line,
            "status_start": _start(entry, "status"),
            "share_start": _start(entry, "percent") if entry.share_printed else None,
            "spent_start": _start(entry, "spent") if entry.spent_printed else None,
        }
        for entry in known
    ]
    whole = dict.fromkeys(("source_line", "status_start", "share_start", "spent_start"), "Int64")
    numbers = dict.fromkeys(("share_pct", "spent_10k"), "float64")
    return pd.DataFrame(rows, columns=list(FRAME_COLUMNS)).astype({**whole, **numbers, "revised": "boolean"})


def _reported(entry: Entry) -> dict[str, object]:
    return {
        "project_id": entry.project_id,
        "as_of": entry.as_of,
        "name": entry.name,
        "status": entry.status,
        "share_pct": entry.share_pct,
        "share_printed": entry.share_printed,
        "spent_10k": entry.spent_10k,
        "spent_printed": entry.spent_printed,
        "actual_start": entry.start or "",
        "actual_finish": entry.finish or "",
        "source": entry.source,
        "remark": entry.note,
    }


def _start(entry: Entry, column: str) -> int | None:
    """Return where a cell begins in the entry's line; None where a cell before it spans several lines."""
    place = entry.places[column]
    return place.start if place.line == entry.line else None


def _own_flags(entry: Entry, total: float | None) -> Iterator[tuple[Entry, str, Remark]]:
    """Yield what is odd about one entry: money far above the total, a share that looks like a fraction."""
    spent, share = entry.spent_10k, entry.share_pct
    if spent is not None and total is not None and total > 0 and spent > JUMP * total:
        fields = {
            "value": short(spent),
            "total": short(total),
            "factor": short(float(f"{spent / total:.2g}")),
        }
        yield entry, "spent", Remark("spent_far_above", fields)
    if share is not None and 0 < share < 1:
        yield entry, "percent", Remark("share_like_fraction", {"value": entry.share_printed})
    if share is not None and share < 100 and entry.status in DONE:
        yield entry, "percent", Remark("done_below_all", {"value": short(share)})


def _fallen(earlier: Entry, later: Entry) -> Iterator[tuple[Entry, str, Remark]]:
    """Yield what an entry takes back of the one before it: money, work, completion, actual dates."""
    for column, before, now in (
        ("spent", earlier.spent_10k, later.spent_10k),
        ("percent", earlier.share_pct, later.share_pct),
    ):
        if before is not None and now is not None and now < before:
            fields = {"before": earlier.as_of, "earlier": short(before), "value": short(now)}
            yield later, column, Remark(f"{column}_fell", fields)
    if earlier.status in DONE and later.status not in DONE:
        yield later, "status", Remark("no_longer_done", {"before": earlier.as_of})
    for column, first, second in (
        ("started", earlier.start, later.start),
        ("finished", earlier.finish, later.finish),
    ):
        if first and second and not _meet(first, second):
            fields = {"before": earlier.as_of, "earlier": first, "value": second}
            yield later, column, Remark(f"{column}_changed", fields)


def _meet(one: str, other: str) -> bool:
    """Tell whether two dates can be the same: 2023 and 2023-06 can."""
    (first, end), (start, behind) = month_span(one), month_span(other)
    return first < behind and start < end
