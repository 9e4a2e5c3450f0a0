"""What the rules look at: the document, its tables, and every number of both as a mention."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import isnan
from typing import Any, Final

import pandas as pd

from analysis.consistency.compare import dimension_of
from analysis.consistency.finding import Statement
from analysis.consistency.sentences import Sentence, document_sentences
from analysis.document import Document
from analysis.errors import Source
from analysis.indicators import wording_key
from analysis.mentions import CHANGE, LEVEL, TOTAL, YEARLY, Mention
from analysis.quantity import Quantity

_ROLE_WORDS: Final = (
    (CHANGE, ("增长率", "增速", "增长", "增幅", "下降率", "降幅", "降低率", "变化率")),
    (YEARLY, ("年均", "每年", "年度")),
    (TOTAL, ("累计", "五年合计")),
)
_NAMED: Final = re.compile(
    "(?:[到至]?20[0-9]{2}年?(?:底|末)?)?(?:十[一二三四五]五)?(?:期间|时期)?(?:全[国省市县区]|[我本][国省市县区])?(?:实现|力争|确保)?(?P<name>.+?)"
    "(?:达到|达|为|提高到|提升到|增加到|增至|提高至|提升至|稳定在|保持在|控制在)?"
)
# what comes new (新增托位) is a total over the period, no change of a stock
_NEW: Final = re.compile("新增|新建|新改建")
_WHOLE_TIME: Final = re.compile("期间|时期|累计|五年")
_SCOPE: Final = re.compile("全国|全省|全市|全县|全区|市本级|中心城区|主城区|城区|市区|县城")


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """All that a rule may look at; made by `gather_evidence`.

    Parameters
    ----------
    document : Document
        The document.
    indicators, values, growth_check, projects, programmes : DataFrame
        Its tables, as in the data contract.
    cells : tuple of Mention
        The numbers of the indicator tables.
    prose : tuple of Mention
        The numbers of the sentences.
    period : (int, int) or None
        First and last year of the plan.
    sentences : tuple of Sentence
        The document's sentences.
    """

    document: Document
    indicators: pd.DataFrame
    values: pd.DataFrame
    growth_check: pd.DataFrame
    projects: pd.DataFrame
    programmes: pd.DataFrame
    cells: tuple[Mention, ...]
    prose: tuple[Mention, ...]
    period: tuple[int, int] | None
    sentences: tuple[Sentence, ...]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Numbers of the tables, then those of the prose."""
        return self.cells + self.prose

    def statement(self, mention: Mention) -> Statement:
        """Return the printed statement that holds a mention: a row's name and the cell, or a clause."""
        source = mention.source
        printed = self.document.text_at(source)
        if mention.row:
            year = f" {mention.year}年" if mention.year else ""
            return Statement(f"{mention.subject}{year} {printed}", source, mention.table)
        for sentence in self.sentences_on(source.line):
            for span in sentence.paragraph.spans:
                if span.line != source.line or not span.start <= source.start < span.end:
                    continue
                before = sum(
                    other.end - other.start for other in sentence.paragraph.spans if other.line < span.line
                )
                start = before + source.start - span.start - sentence.offset
                if 0 <= start < len(sentence.text):
                    return sentence.clause(start, min(start + source.end - source.start, len(sentence.text)))
        return Statement(printed, source, mention.table)

    def sentences_on(self, line: int) -> Iterator[Sentence]:
        """Yield the sentences of the paragraphs that stand (partly) on a line."""
        for sentence in self.sentences:
            spans = sentence.paragraph.spans
            if spans[0].line <= line <= spans[-1].line:
                yield sentence


def gather_evidence(
    document: Document,
    tables: Mapping[str, pd.DataFrame],
    prose: Sequence[Mention] = (),
    *,
    period: tuple[int, int] | None = None,
) -> Evidence:
    """Return the evidence of a document.

    Parameters
    ----------
    document : Document
        The document.
    tables : mapping of str to DataFrame
        indicators, values, growth_check, projects, programmes, as in the data contract; a table that is
        missing is taken for empty.
    prose : sequence of Mention
        The numbers of the sentences.
    period : (int, int), optional
        First and last year of the plan.
    """
    empty = pd.DataFrame()
    indicators, values = tables.get("indicators", empty), tables.get("values", empty)
    return Evidence(
        document=document,
        indicators=indicators,
        values=values,
        growth_check=tables.get("growth_check", empty),
        projects=tables.get("projects", empty),
        programmes=tables.get("programmes", empty),
        cells=table_mentions(indicators, values, document),
        prose=tuple(named_by_rows(prose, indicators, document, _summed_rows(values))),
        period=period,
        sentences=document_sentences(document),
    )


def table_mentions(indicators: pd.DataFrame, values: pd.DataFrame, document: Document) -> tuple[Mention, ...]:
    """Return the year values of the indicator tables as mentions; cells without a number have none.

    Parameters
    ----------
    indicators, values : DataFrame
        As in the data contract.
    document : Document
        The document that they were read from.

    Returns
    -------
    tuple of Mention
        In the order of the rows of values; the subject is the row's name as printed, without its unit.
    """
    if values.empty or indicators.empty:
        return ()
    rows = {(str(row["table"]), int(row["row"])): row for row in records(indicators)}
    scopes = {table.label: area[0] for table in document.tables if (area := _SCOPE.search(table.title))}
    found = []
    for value in records(values):
        row = rows.get((str(value["table"]), int(value["row"])))
        quantity = _quantity(value)
        if row is None or quantity is None:
            continue
        line = int(value["source_line"])
        source = Source(document.file, line, int(value["source_start"]), int(value["source_end"]))
        mention = Mention(
            subject=str(row["name"]),
            quantity=quantity,
            unit=str(row["full_unit"] or value["unit"] or ""),
            year=int(value["year"]),
            status=str(value["status"]),
            role=_role(str(row["name"]), quantity),
            source=source,
            text=document.lines[line - 1] if line <= len(document.lines) else "",
            indicator_id=str(value["indicator_id"]),
            breakdown=str(value["breakdown"] or ""),
            table=str(value["table"]),
            row=str(value["row"]),
            scope=scopes.get(str(value["table"]), ""),
        )
        found.append(mention)
    return tuple(found)


def named_by_rows(
    prose: Sequence[Mention],
    indicators: pd.DataFrame,
    document: Document,
    summed: frozenset[str] = frozenset(),
) -> Iterator[Mention]:
    """Give a number of the prose the indicator whose whole row name stands straight before it.

    Only a mention without an indicator changes, and only when nothing but a year or the area as a whole
    stands before the name in its clause: 全县救助“一件事”惠民联办率达到58% is the row
    救助“一件事”惠民联办率(%).
    """
    rows = {} if indicators.empty else {wording_key(str(row["name"])): row for row in records(indicators)}
    for mention in prose:
        start = mention.source.start
        line = document.lines[mention.source.line - 1][max(0, start - 80) : start] if rows else ""
        key = wording_key(re.split("[,，。;；:：]", line)[-1])
        found = _NAMED.fullmatch(key) if rows and not mention.indicator_id else None
        row = rows.get(found["name"]) if found is not None else None
        counted = mention.role != CHANGE or bool(_NEW.search(key))
        if row is None or not counted:
            yield mention
        else:
            unit = str(row["full_unit"] or mention.unit)
            role = _role(str(row["name"]), mention.quantity)
            same = dimension_of(unit) == dimension_of(mention.unit) or mention.unit in unit
            part = str(row["breakdown"] or "")
            yield replace(
                mention,
                indicator_id=str(row["indicator_id"]),
                breakdown=part,
                unit=unit if same else mention.unit,
                role=TOTAL if str(row["indicator_id"]) in summed and _WHOLE_TIME.search(key) else role,
            )


def _summed_rows(values: pd.DataFrame) -> frozenset[str]:
    """Return the indicators of what comes new whose cells are totals over the period: 新增托位 [3.4]."""
    if values.empty:
        return frozenset()
    return frozenset(str(row["indicator_id"]) for row in records(values) if row["cumulative"])


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows with None for every missing cell."""
    names = [str(name) for name in frame.columns]
    columns = [[None if _is_missing(cell) else cell for cell in frame[name].tolist()] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _is_missing(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and isnan(cell))


def decimal_of(number: object) -> Decimal | None:
    """Return a number of a table as the decimal that it prints as; None when it is missing."""
    if number is None:
        return None
    text = repr(float(str(number)))
    return Decimal(text.removesuffix(".0")) if "e" not in text else Decimal(text)


def _quantity(value: Mapping[str, Any]) -> Quantity | None:
    lower, upper = decimal_of(value["lower"]), decimal_of(value["upper"])
    number = decimal_of(value["value"])
    if number is None and (lower is None or upper is None):
        return None
    decimals = None if value["decimals"] is None else int(value["decimals"])
    return Quantity(
        printed=str(value["printed"]),
        value=number,
        lower=number if lower is None else lower,
        upper=number if upper is None else upper,
        decimals=decimals,
        unit=str(value["unit"] or ""),
        comparator=str(value["comparator"] or "="),
        cumulative=bool(value["cumulative"]),
        is_range=number is None,
    )


def _role(name: str, quantity: Quantity) -> str:
    if quantity.cumulative:
        return TOTAL
    return next((role for role, words in _ROLE_WORDS if any(word in name for word in words)), LEVEL)
