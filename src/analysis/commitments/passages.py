"""Document → passages: every stretch of prose, wherever it is printed, and whether its chapter looks back.

Paragraphs, headings, and the cells of tables that hold sentences: contents of programmes and of projects.
Cells of numbers, money and dates are other modules' work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.commitments.times import brackets_of, find_times, years_of_period
from analysis.commitments.words import PAST_HEADING, PLAN_HEADING, PLAN_HEADING_WEAK
from analysis.document import Cell, Document, Heading, Paragraph, Table
from analysis.document.lines import fold, trim
from analysis.errors import Source
from analysis.extract.columns import Column
from analysis.extract.headers import Section, table_to_sections
from analysis.extract.indicator_tables import is_indicator_section
from analysis.extract.programmes import programme_columns
from analysis.extract.projects_table import is_project_section

PAST, PLAN, OPEN = "past", "plan", "open"
_PROSE_COLUMNS = frozenset({"scale", "other", "unknown", "progress", "content", "title"})
_PERIOD_NAME = re.compile(r"[“\"]?([一二三四五六七八九十]{1,2})五[”\"]?")
_CELL_END = re.compile(r"[|｜│┃\t]")
_NOTE = re.compile(r"[(\[【]?(?:备?注|附注|资料来源|数据来源)\s*\d*\s*[:.、]")
_NOTE_ITEM = re.compile(r"[①-⑳]|\(?\d{1,2}[.、)]|[*※]")
_PROSE_CELL = 12
_MAX_JOINED = 20
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of prose.

    ``prose`` maps its characters to places in the file, ``outlook`` is `PAST`, `PLAN` or `OPEN` (the
    chapter does not say), ``scope`` names what the whole passage is about (the project of a list), and
    ``year`` is the one that it is for: the project's finish, or what the nearest heading names.
    """

    prose: Paragraph
    outlook: str
    scope: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage before its chapter is known; ``title`` holds the title of its table."""

    prose: Paragraph
    title: tuple[str, ...] = ()
    scope: str = ""
    finish: int | None = None


def document_to_passages(document: Document, period: tuple[int, int] | None) -> tuple[Passage, ...]:
    r"""Return all prose of a document in printed order.

    Examples
    --------
    >>> from analysis.document import parse_document
    >>> plan = parse_document("一、发展基础\n有床位60张。\n二、发展目标\n新增床位5张。")
    >>> found = document_to_passages(plan, (2021, 2025))
    >>> [passage.outlook for passage in found if "床" in passage.prose.text]
    ['past', 'plan']
    """
    pieces = [
        *(_Piece(paragraph) for paragraph in _without_notes(document.paragraphs)),
        *(_Piece(_heading_prose(document, heading)) for heading in document.headings),
        *(piece for table in document.tables for piece in _cells(document, table)),
    ]
    pieces.sort(key=lambda piece: piece.prose.spans[0])
    passages = []
    stack: list[Heading] = []
    ahead = False  # plans look back first, then ahead: behind the first heading that does, chapters go on so
    headings = list(reversed(document.headings))
    for piece in pieces:
        while headings and headings[-1].source.line <= piece.prose.line:
            heading = headings.pop()
            stack = [*(one for one in stack if _level(one) < _level(heading)), heading]
            ahead = ahead or outlook_of([heading.title], period, sure=True) == PLAN
        titles = [*(heading.title or heading.label for heading in stack), *piece.title]
        outlook = outlook_of(titles, period)
        outlook = PLAN if outlook == OPEN and ahead else outlook
        year = piece.finish or _year_of(titles, period)
        passages.append(Passage(piece.prose, outlook, piece.scope, year))
    return tuple(passages)


def _without_notes(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield the paragraphs that are no notes of tables (注：…), nor the numbered items right below one."""
    below = 0
    for paragraph in paragraphs:
        text = fold(paragraph.text)
        if _NOTE.match(text) or (paragraph.line == below and _NOTE_ITEM.match(text)):
            below = paragraph.spans[-1].line + 1
        else:
            yield paragraph


def _year_of(titles: list[str], period: tuple[int, int] | None) -> int | None:
    """Return the one year that the innermost title with a time names: 2035年远景目标."""
    for title in reversed(titles):
        text = fold(title)
        years = {time.year for time in find_times(text, period, brackets_of(text), names=True)}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def _level(heading: Heading) -> int:
    """Return a heading's level, a part (篇) above its chapters."""
    return 0 if heading.label.endswith(("篇", "编", "部分")) else heading.level


def outlook_of(titles: list[str], period: tuple[int, int] | None, *, sure: bool = False) -> str:
    """Say whether a passage under these headings, the outermost first, looks back or ahead.

    With `sure` only the words count that nothing else can mean (目标, not 工程).

    Examples
    --------
    >>> outlook_of(["规划背景", "推进养老服务体系建设"], None)
    'past'
    >>> outlook_of(["发展基础与目标", "主要目标"], None)
    'plan'
    """
    for title in reversed(titles):
        text = re.sub(r"\s", "", fold(title))
        past = bool(PAST_HEADING.search(text)) or _names_earlier_period(text, period)
        plan = bool(PLAN_HEADING.search(text))
        if past != plan:
            return PAST if past else PLAN
    return PLAN if not sure and any(PLAN_HEADING_WEAK.search(fold(title)) for title in titles) else OPEN


def _names_earlier_period(title: str, period: tuple[int, int] | None) -> bool:
    named = [years_of_period(found[1]) for found in _PERIOD_NAME.finditer(title)]
    return (
        period is not None
        and any(years is not None for years in named)
        and all(years is None or years[1] < period[0] for years in named)
    )


def _heading_prose(document: Document, heading: Heading) -> Paragraph:
    """Return a heading's title with its place; the label is no prose."""
    source = heading.source
    line = document.lines[source.line - 1]
    start = source.end - len(heading.title) if heading.title and heading.label else source.start
    if not line.endswith(heading.title, start, source.end):
        start = source.start
    return Paragraph(line[start : source.end], (Source(source.file, source.line, start, source.end),))


def _cells(document: Document, table: Table) -> Iterator[_Piece]:
    """Yield the cells of a table that hold prose, with the table's title and what the row says of them."""
    columns = programme_columns(table)
    title = (table.title or "计划",)  # a table of a plan without a title still is one of its plans
    if columns is not None:
        for row in table.rows:
            yield from (_Piece(one, title) for one in _prose_of(document, row.cells, columns))
        return
    for section in table_to_sections(table, None):
        if is_indicator_section(section):
            continue
        is_projects = is_project_section(section)
        for row in section.rows:
            name, finish = _name_and_finish(row.cells, section) if is_projects else ("", None)
            for one in _prose_of(document, row.cells, section.columns):
                if is_projects or len(one.text) >= _PROSE_CELL:
                    yield _Piece(one, title, name, finish)


def _prose_of(
    document: Document, cells: tuple[Cell, ...], columns: tuple[Column, ...]
) -> Iterator[Paragraph]:
    for cell, column in zip(cells, columns, strict=False):
        if column.role in _PROSE_COLUMNS and cell.text:
            yield _cell_prose(document, cell)


def _name_and_finish(cells: tuple[Cell, ...], section: Section) -> tuple[str, int | None]:
    """Return the project that a row is about, and the last year that its date cells print."""
    by_role: dict[str, str] = {}
    for cell, column in zip(cells, section.columns, strict=False):
        by_role.setdefault(column.role, cell.text)
    dates = next((by_role[role] for role in ("finish", "term") if by_role.get(role)), "")
    years = [int(year) for year in _YEAR.findall(fold(dates))]
    return by_role.get("project_name") or by_role.get("name", ""), max(years, default=None)


def _cell_prose(document: Document, cell: Cell) -> Paragraph:
    """Return a cell's raw text with its places, also where it goes on over the next lines."""
    source = cell.source
    first = document.lines[source.line - 1][source.start : source.end]
    rest = cell.text.removeprefix(first)
    spans = [source]
    number = source.line + 1
    while rest and rest != cell.text and number <= min(source.line + _MAX_JOINED, len(document.lines)):
        line = document.lines[number - 1]
        start, end = trim(line, 0, len(_CELL_END.split(line, maxsplit=1)[0]))
        if not rest.startswith(line[start:end]):
            break
        if start < end:
            spans.append(Source(source.file, number, start, end))
            rest = rest[end - start :]
        number += 1
    text = "".join(document.lines[span.line - 1][span.start : span.end] for span in spans)
    return Paragraph(text, tuple(spans))
