"""The printed numbers that an indicator rests on, and the sentence that each stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.document import Document, Table
from analysis.series import TargetSeries
from analysis.statements import rows_of
from analysis.study import Study
from analysis.tables.view import place, records
from analysis.wording import number, say, shortened

SENTENCE_ENDS = "。！？；!?;"
REACH = 160
"""Most characters of a line that are shown on either side of a number."""
_WIDEST_HEADING, _WIDEST_LABEL = 120, 40


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number as printed: ``label`` names it in a list, ``place`` is ``file:line:column`` (from 1).

    ``line``, ``start`` and ``end`` are its span in the document; of an observation, whose place is a line of
    a CSV file, the columns are 0.
    """

    label: str
    place: str
    line: int
    start: int = 0
    end: int = 0

    @property
    def observed(self) -> bool:
        """Whether the number stands among the observations and not in the document."""
        return self.end == 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A number in its sentence: ``before`` + ``number`` + ``after`` is what the file says there.

    ``above`` are lines that a reader needs to understand it: the heading, a table's caption and header.
    """

    place: str
    above: tuple[str, ...]
    before: str
    number: str
    after: str


def printed_numbers(study: Study, series: TargetSeries) -> tuple[PrintedNumber, ...]:
    """Return every printed number of a series: table cells, promises and facts of the prose, observations.

    In the order of the document; then the observations that the series uses.
    """
    lang, file = study.lang, study.plan.source_file
    found = [
        PrintedNumber(_cell_label(cell, lang), place(cell), *_span(cell))
        for cell in records(_of_series(study.values, series))
        if str(cell.printed)
    ]
    for kind, frame in (("promise", study.commitments), ("fact", study.facts)):
        for row in records(_of_series(frame, series)):
            year = "" if pd.isna(row.year) else say("explore.of_year", lang, year=int(row.year))
            label = say(f"explore.{kind}", lang, year=year, printed=shortened(row.printed, _WIDEST_LABEL))
            where = f"{file}:{int(row.source_line)}:{int(row.source_start) + 1}"
            found.append(PrintedNumber(label, where, *_span(row)))
    return (*sorted(found, key=lambda one: (one.line, one.start)), *_observations(study, series))


def passage_of(study: Study, printed: PrintedNumber) -> Passage:
    """Return the sentence around a printed number."""
    if printed.observed:
        return _observed_passage(study, printed)
    document = study.document
    line = document.lines[printed.line - 1]
    return Passage(
        printed.place,
        _above(document, printed.line, study.lang),
        before_in_sentence(line, printed.start),
        line[printed.start : printed.end],
        after_in_sentence(line, printed.end),
    )


def before_in_sentence(line: str, start: int) -> str:
    """Return what a sentence says before a position, "…" for what is too far away.

    Examples
    --------
    >>> before_in_sentence("甲增加。乙达到50张。", 7)
    '乙达到'
    """
    text = line[max(start - REACH, 0) : start]
    cut = max(text.rfind(mark) for mark in SENTENCE_ENDS)
    if cut >= 0:
        return text[cut + 1 :].lstrip()
    return f"…{text}" if start > REACH else text.lstrip()


def after_in_sentence(line: str, end: int) -> str:
    """Return what a sentence says after a position, its end mark included.

    Examples
    --------
    >>> after_in_sentence("甲增加。乙达到50张。丙不变。", 9)
    '张。'
    """
    text = line[end : end + REACH]
    ends = [found for mark in SENTENCE_ENDS if (found := text.find(mark)) >= 0]
    if ends:
        return text[: min(ends) + 1]
    return f"{text}…" if len(line) > end + REACH else text.rstrip()


def _of_series(frame: pd.DataFrame, series: TargetSeries) -> pd.DataFrame:
    """Return the rows about a series: of its own part, or of the whole."""
    parts = {series.breakdown, ""} if series.breakdown else set(frame.get("breakdown", ()))
    mine = frame["indicator_id"].eq(series.indicator_id) & frame["breakdown"].isin(parts)
    return frame[mine]


def _span(row: object) -> tuple[int, int, int]:
    line, start, end = (int(getattr(row, f"source_{name}")) for name in ("line", "start", "end"))
    return line, start, end


def _cell_label(cell: object, lang: str) -> str:
    year, status, printed = (getattr(cell, name) for name in ("year", "status", "printed"))
    unit = str(getattr(cell, "unit", "") or "")
    unit = "" if pd.isna(getattr(cell, "unit", None)) or str(printed).endswith(unit) else unit
    shown = shortened(str(printed), _WIDEST_LABEL)
    word = say(f"status.{status}", lang)
    return say("explore.cell", lang, year=int(year), status=word, printed=shown, unit=unit).strip()


def _observations(study: Study, series: TargetSeries) -> Iterator[PrintedNumber]:
    typed = {row["source_line"]: row for row in rows_of(study.observations)}
    for statement in series.statements:
        row = typed.get(statement.source_line)
        if statement.table or row is None:
            continue
        label = say(
            "explore.observation",
            study.lang,
            year=statement.year,
            value=f"{number(statement.value, 4)} {statement.unit}".strip(),
        )
        yield PrintedNumber(label, statement.place, statement.source_line)


def _observed_passage(study: Study, printed: PrintedNumber) -> Passage:
    row = next(row for row in rows_of(study.observations) if row["source_line"] == printed.line)
    before, value, after = _parts(row)
    names = [str(name) for name in study.observations.columns if name != "source_line"]
    head = shortened(",".join(names), _WIDEST_HEADING)
    return Passage(printed.place, (head,), before[-REACH:], value, after[:REACH])


def _parts(row: dict[str, object]) -> tuple[str, str, str]:
    """Return an observation's row as one line: before its value, the value, after it."""
    names = [name for name in row if name != "source_line"]
    cut = names.index("value")
    before = "".join(f"{row[name]}," for name in names[:cut])
    return before, str(row["value"]), "".join(f",{row[name]}" for name in names[cut + 1 :])


def _above(document: Document, line: int, lang: str) -> tuple[str, ...]:
    """Return the heading above a line, and of a line in a table the caption and the header."""
    heading = document.heading_of(line)
    texts = [f"{heading.label}{heading.title}"] if heading else []
    if table := _table_at(document, line):
        caption = f"{table.kind or say('heading.table', lang)}{table.label} {table.title}"
        texts += [caption, " | ".join(cell.text for cell in table.header if cell.text)]
    return tuple(shortened(text.strip(), _WIDEST_HEADING) for text in texts if text.strip())


def _table_at(document: Document, line: int) -> Table | None:
    """Return the table that a line belongs to, None for prose."""
    return next((t for t in document.tables if any(row.line == line for row in t.rows)), None)
