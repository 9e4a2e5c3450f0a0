"""Document → every number of its prose: a mention, or the reason why it claims nothing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import pandas as pd

from analysis.commitments.claims import governing_time, role_of, when, why_no_claim
from analysis.commitments.clauses import Numbered, numbered_of, sentence_text
from analysis.commitments.leftovers import leftovers
from analysis.commitments.naming import Names, names_of
from analysis.commitments.passages import Passage, document_to_passages
from analysis.commitments.subjects import Subject, respective_subjects, subject_of
from analysis.commitments.times import Time, brackets_of, find_times, printed_period
from analysis.commitments.words import MONEY_SUBJECT, PEOPLE_SUBJECT, PER_MONTH
from analysis.document import Document, Paragraph
from analysis.document.lines import fold
from analysis.errors import Source, UnitError
from analysis.indicators import Definitions
from analysis.mentions import CHANGE, LEVEL, TOTAL, Mention
from analysis.quantity import Quantity
from analysis.units import full_unit, known_unit

_TITLE_LINES = 6
_PER_PEOPLE = re.compile("/((?:1?0?|十)万|千)")


@dataclass(frozen=True, slots=True)
class Rejection:
    """A printed number that claims nothing, and why: age, condition, structure, date, name and so on."""

    printed: str
    reason: str
    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Readings:
    """Every number of a document's prose: what it says, or why it says nothing; each in printed order."""

    mentions: tuple[Mention, ...]
    rejections: tuple[Rejection, ...]


def read_numbers(
    document: Document,
    definitions: Definitions,
    indicators: pd.DataFrame,
    *,
    period: tuple[int, int] | None,
) -> Readings:
    """Read every number of a document's prose.

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
    [('2025', 'date'), ('60岁以上', 'age')]
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


@dataclass(frozen=True, slots=True)
class _Context:
    """What all numbers of a passage share: the passage, its folded text, brackets, times and line offsets."""

    passage: Passage
    names: Names
    period: tuple[int, int] | None
    folded: str
    brackets: Sequence[int]
    times: Sequence[Time]
    starts: Sequence[int]
    offsets: Sequence[int]


@dataclass(frozen=True, slots=True)
class _State:
    """What the numbers before say of the next: subject, total and listed subjects in its sentence; status."""

    sentence: int = -1
    subject: Subject | None = None
    total: Quantity | None = None
    parts: tuple[Subject, ...] = ()
    status: str = ""


def _read_passage(
    passage: Passage, names: Names, period: tuple[int, int] | None
) -> Iterator[Mention | Rejection]:
    text = passage.prose.text
    if not re.search(r"[0-9０-９一二三四五六七八九十两半翻百千万]", text):
        return
    folded = fold(text)
    brackets = brackets_of(folded)
    times = find_times(folded, period, brackets)
    offsets = list(accumulate((span.end - span.start for span in passage.prose.spans), initial=0))
    starts = [time.start for time in times]
    context = _Context(passage, names, period, folded, brackets, times, starts, offsets)
    state = _State()
    readings: list[Mention | Rejection] = []

    def claims(one: Numbered) -> bool:
        """Read one number; how the next is read depends on whether this one claims something."""
        nonlocal state
        reading, state = _read_number(context, state, one)
        readings.append(reading)
        return isinstance(reading, Mention)

    found = [(one.start, one.end) for one in numbered_of(text, claims)]
    places = [start for start, _ in found]
    for start, end, reason in leftovers(folded, found):
        readings.append(Rejection(text[start:end], reason, _source(passage.prose, offsets, start, end), text))
        places.append(start)
    for _, reading in sorted(zip(places, readings, strict=True), key=lambda pair: pair[0]):
        yield reading


def _read_number(context: _Context, state: _State, one: Numbered) -> tuple[Mention | Rejection, _State]:
    """Read one number with what is known from the numbers before; return also what the next may use."""
    passage = context.passage
    if one.sentence.start != state.sentence:
        state = _State(one.sentence.start, status=state.status)
    subject = subject_of(one, last=state.subject)
    if one.order == 0:
        state = replace(state, parts=respective_subjects(one, subject))
    if one.order < len(state.parts):
        own = state.parts[one.order]
        subject = replace(subject, text=own.text, scope=own.scope)
    if not subject.text and passage.scope:
        subject = replace(subject, text=passage.scope)
    index = bisect_left(context.starts, one.start)
    governing = governing_time(one, context.times, index, context.folded, context.brackets)
    said = when(
        one,
        governing,
        passage.outlook,
        context.period,
        last_status=state.status,
        started=subject.started,
        own_year=passage.year,
    )
    source = _source(passage.prose, context.offsets, one.start, one.end)
    text = sentence_text(passage.prose.text, one)
    if reason := why_no_claim(one, subject, said.status):
        return Rejection(one.quantity.printed, reason, source, text), state
    mention = _mention(one, subject, context.names, passage, text)
    if mention.role == LEVEL and _parts(one, mention.quantity, state.total):
        mention = replace(mention, role=TOTAL)  # 总投资386亿元,其中铁路98亿元
    state = replace(
        state,
        subject=subject,
        total=mention.quantity if mention.role == TOTAL else None,
        status=state.status if subject.started else said.status,
    )
    mention = replace(mention, year=said.year, year_basis=said.basis, status=said.status, source=source)
    return mention, state


def _source(prose: Paragraph, offsets: Sequence[int], start: int, end: int) -> Source:
    """Return where a number stands; of one over a line break, the part on the first line.

    The same as `Paragraph.source_at`, in logarithmic time: a hostile paragraph has as many lines as numbers.
    """
    index = min(bisect_right(offsets, start), len(prose.spans)) - 1
    span, shift = prose.spans[index], prose.spans[index].start - offsets[index]
    return Source(span.file, span.line, shift + start, min(shift + end, span.end))


def _parts(one: Numbered, quantity: Quantity, total: Quantity | None) -> bool:
    """Say whether a number is a part of the total before it, or a further item of its list."""
    if total is None or not (one.listed or "其中" in one.before):
        return False
    units = [known_unit(unit) for unit in (quantity.unit, total.unit)]
    return units[0] is not None and units[1] is not None and units[0].dimension == units[1].dimension


def _mention(one: Numbered, subject: Subject, names: Names, passage: Passage, text: str) -> Mention:
    """Make the mention but for its time and place."""
    quantity = _with_unit(one, subject.text)
    if subject.comparator and quantity.comparator == "=":
        quantity = replace(quantity, comparator=subject.comparator)
    known = known_unit(quantity.unit) if quantity.unit else None
    role = role_of(one, subject, known.dimension if known is not None else "", project=bool(passage.scope))
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


def _with_unit(one: Numbered, subject: str) -> Quantity:
    """Give a number without a unit the one that the words around it say: 总投资约2亿, 死亡率9.8/10万."""
    quantity = one.quantity
    rate = _PER_PEOPLE.match(one.behind)
    if not quantity.unit and rate is not None:
        return replace(quantity, unit=f"人/{rate[1]}人")
    if quantity.unit or re.search("[万亿]", quantity.printed) is None:
        return quantity
    people = PEOPLE_SUBJECT.search(subject) is not None
    money = MONEY_SUBJECT.search(subject) is not None
    return replace(quantity, unit="人" if people else "元") if people or money else quantity


def _whole_unit(subject: str, unit: str) -> str:
    """Return the unit with the denominator that the subject states: 张/千名老年人; 元/月 for 月低保标准."""
    try:
        if known_unit(unit) is not None and unit == "元" and PER_MONTH.search(subject):
            return "元/月"
        return full_unit(subject, unit)
    except UnitError:
        return unit
