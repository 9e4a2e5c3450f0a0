"""Document → every number of its prose: a mention, or the reason why it claims nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from analysis.commitments.claims import governing_time, role_of, when, why_no_claim
from analysis.commitments.clauses import Numbered, numbered_of, sentence_text
from analysis.commitments.naming import Names, names_of
from analysis.commitments.passages import Passage, document_to_passages
from analysis.commitments.subjects import Subject, subject_of
from analysis.commitments.times import brackets_of, find_times, printed_period
from analysis.commitments.words import MONEY_SUBJECT, PER_MONTH
from analysis.document import Document
from analysis.document.lines import fold
from analysis.errors import Source, UnitError
from analysis.indicators import Definitions
from analysis.mentions import CHANGE, Mention
from analysis.quantity import Quantity
from analysis.units import full_unit, known_unit

_TITLE_LINES = 6


@dataclass(frozen=True, slots=True)
class Rejection:
    """A printed quantity that claims nothing, and why: age, time, condition, structure and so on."""

    printed: str
    reason: str
    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Readings:
    """Every quantity of a document's prose: what it says, or why it says nothing; in printed order."""

    mentions: tuple[Mention, ...]
    rejections: tuple[Rejection, ...]


def read_numbers(
    document: Document,
    definitions: Definitions,
    indicators: pd.DataFrame,
    *,
    period: tuple[int, int] | None,
) -> Readings:
    """Read every quantity of a document's prose.

    Parameters
    ----------
    document : Document
        The plan.
    definitions : Definitions
        The indicators that are known by name.
    indicators : DataFrame
        The plan's own indicators (`indicators.csv`); may be empty.
    period : (int, int), optional
        The plan's first and last year; without it the title's, if it prints one.

    Examples
    --------
    >>> from analysis.document import parse_document
    >>> from analysis.indicators import load_definitions
    >>> plan = parse_document("到2025年,节地生态安葬率达到70%,服务60岁以上老年人。")
    >>> found = read_numbers(plan, load_definitions(), pd.DataFrame(), period=(2021, 2025))
    >>> [(one.subject, one.quantity.printed, one.year, one.indicator_id) for one in found.mentions]
    [('节地生态安葬率', '70%', 2025, 'eco_burial_rate')]
    >>> [(one.printed, one.reason) for one in found.rejections]
    [('60岁以上', 'age')]
    """
    period = period or printed_period(fold("\n".join(document.lines[:_TITLE_LINES])))
    names = names_of(definitions, indicators)
    mentions: list[Mention] = []
    rejections: list[Rejection] = []
    for passage in document_to_passages(document, period):
        for reading in _read_passage(passage, names, period):
            if isinstance(reading, Mention):
                mentions.append(reading)
            else:
                rejections.append(reading)
    return Readings(tuple(mentions), tuple(rejections))


def _read_passage(
    passage: Passage, names: Names, period: tuple[int, int] | None
) -> Iterator[Mention | Rejection]:
    text = passage.prose.text
    if not re.search(r"[0-9０-９一二三四五六七八九十两半翻百千万]", text):
        return
    folded = fold(text)
    brackets = brackets_of(folded)
    times = find_times(folded, period, brackets)
    starts = [time.start for time in times]
    last: Subject | None = None
    last_sentence, status = -1, ""
    readings: list[Mention | Rejection] = []

    def read(one: Numbered) -> bool:
        """Read one number; the next one's reading depends on whether this claims something."""
        nonlocal last, last_sentence, status
        if one.sentence.start != last_sentence:
            last, last_sentence = None, one.sentence.start
        subject = subject_of(one, last=last)
        governing = governing_time(one, times, bisect_left(starts, one.start), folded, brackets)
        said = when(one, governing, passage.outlook, period, last_status=status, finish=passage.finish)
        source = passage.prose.source_at(one.start, one.end)
        reason = why_no_claim(one, subject, said.status)
        if reason:
            readings.append(Rejection(one.quantity.printed, reason, source, sentence_text(text, one)))
            return False
        last, status = subject, said.status
        mention = _mention(one, subject, names, passage, sentence_text(text, one))
        readings.append(
            replace(mention, year=said.year, year_basis=said.basis, status=said.status, source=source)
        )
        return True

    for _ in numbered_of(text, read):
        pass
    yield from readings


def _mention(one: Numbered, subject: Subject, names: Names, passage: Passage, text: str) -> Mention:
    """Make the mention but for its time and place."""
    quantity = _with_money(one.quantity, subject.text)
    if subject.comparator and quantity.comparator == "=":
        quantity = replace(quantity, comparator=subject.comparator)
    known = known_unit(quantity.unit) if quantity.unit else None
    role = role_of(one, subject, known.dimension if known is not None else "")
    indicator_id, breakdown = names.find(subject, quantity.unit, change=role == CHANGE)
    return Mention(
        subject.text,
        quantity,
        _whole_unit(subject.text, quantity.unit),
        None,
        "",
        role,
        Source(""),
        text,
        indicator_id,
        breakdown,
        scope=subject.scope or passage.scope,
        relative_to=subject.relative_to,
    )


def _with_money(quantity: Quantity, subject: str) -> Quantity:
    """Give a sum without a unit (总投资约2亿) the unit that its subject says."""
    if quantity.unit or not MONEY_SUBJECT.search(subject) or (quantity.decimals or 0) > -4:
        return quantity
    return replace(quantity, unit="元")


def _whole_unit(subject: str, unit: str) -> str:
    """Return the unit with the denominator that the subject states: 张/千名老年人; 元/月 for 月低保标准."""
    try:
        if known_unit(unit) is not None and unit == "元" and PER_MONTH.search(subject):
            return "元/月"
        return full_unit(subject, unit)
    except UnitError:
        return unit
