"""Parts and totals in a table: a row 其中 and the row of its whole, and a row 合计."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from analysis.consistency.compare import Ends, base_ends, dimension_of, meet, show
from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import AGREE, CONFLICT, HIGH, NONE, Finding, Statement
from analysis.consistency.parts import COUNTED
from analysis.document import Cell, Row, Table
from analysis.errors import InputError
from analysis.mentions import LEVEL, Mention
from analysis.quantity import parse_quantity

_SERIALS: Final = (
    re.compile(r"[一二三四五六七八九十]{1,3}(?:、|$)"),
    re.compile(r"[(（][一二三四五六七八九十\d]{1,3}[)）]"),
    re.compile(r"\d{1,3}(?:[.、．]|$)"),
)
_PART_OF_SUM: Final = re.compile(r"^(?:其中|#|小\s*计)")
_TOTAL_ROW: Final = re.compile(r"(?:合|总|共)\s*计|小\s*计|总\s*数")
_FEWEST_SUMS: Final = 2
_NO_SUM: Final = re.compile(r"%|‰|率|比|序号|年份|时间|均|增长|增幅")


def parts_in_rows(evidence: Evidence) -> Iterator[Finding]:
    """Compare a row 其中:… of an indicator table with the row above it, year by year, when both are counts.

    A part larger than the whole of the same year and status is a conflict. Silent on shares and ratios, whose
    base a row's name seldom tells, on other units, and where the part is not larger.
    """
    cells = [mention for mention in evidence.cells if mention.role == LEVEL]
    rows = {} if evidence.indicators.empty else dict(_printed_rows(evidence))
    whole_row: dict[tuple[str, str], tuple[str, str]] = {}
    last: tuple[str, str] | None = None
    for key, name in rows.items():
        if re.match(r"\s*#?\s*其中", name) and last is not None and last[0] == key[0]:
            whole_row[key] = last
        else:
            last = key
    for part in cells:
        parent = whole_row.get((part.table, part.row))
        whole = next(
            (
                mention
                for mention in cells
                if (mention.table, mention.row) == parent
                and (mention.year, mention.status, mention.breakdown)
                == (part.year, part.status, part.breakdown)
            ),
            None,
        )
        if whole is not None:
            yield from _part_of_row(evidence, part, whole)


def _part_of_row(evidence: Evidence, part: Mention, whole: Mention) -> Iterator[Finding]:
    one, two = base_ends(part.quantity), base_ends(whole.quantity)
    counted = "/" not in whole.unit and dimension_of(whole.unit) in COUNTED
    if not counted or part.unit != whole.unit or one is None or two is None or one[0] <= two[1]:
        return
    first, second = evidence.statement(whole), evidence.statement(part)
    zh = f"{second.zh}是{first.zh}的一部分，却大于整体。"
    en = f"{second.en} is a part of {first.en} and yet larger.".capitalize()
    detail = f"部分{part.quantity.printed}大于整体{whole.quantity.printed}"
    yield Finding(CONFLICT, HIGH, whole.subject, first, second, detail, zh, en, whole.indicator_id)


def _printed_rows(evidence: Evidence) -> Iterator[tuple[tuple[str, str], str]]:
    frame = evidence.indicators
    for table, row, name in zip(frame["table"], frame["row"], frame["printed_name"], strict=True):
        yield (str(table), str(int(row))), str(name)


def total_rows(evidence: Evidence) -> Iterator[Finding]:
    """Compare a row 合计 with the sum of the other rows, column by column.

    Silent when a table has no such row or two of them, when it is neither the first nor the last row, on
    columns of shares, ratios and years, where rows stand under each other (一、 and 1.; 其中), and on
    columns with a cell that is no plain number or is missing. A column 合计 is compared with the other
    columns of figures, row by row, where at least two rows and half of them show that it is their sum.
    """
    for table in evidence.document.tables:
        yield from _row_sums(evidence, table)
        totals = [index for index, row in enumerate(table.rows) if _is_total(row)]
        if len(totals) != 1 or totals[0] not in (0, len(table.rows) - 1):
            continue
        others = [row for index, row in enumerate(table.rows) if index != totals[0]]
        for column in range(1, len(table.rows[totals[0]].cells)):
            yield from _column_sum(evidence, table, table.rows[totals[0]], others, column)


def _row_sums(evidence: Evidence, table: Table) -> Iterator[Finding]:
    width = len(table.header)
    totals = [index for index, cell in enumerate(table.header) if _TOTAL_ROW.fullmatch(cell.text)]
    rows = [row for row in table.rows if len(row.cells) == width]
    if len(totals) != 1 or len(rows) < _FEWEST_SUMS:
        return
    total = totals[0]
    figures = [
        [_plain(row.cells[index].text) for row in rows]
        for index, cell in enumerate(table.header)
        if index and index != total and not _NO_SUM.search(cell.text)
    ]
    parts = [column for column in figures if any(interval is not None for interval in column)]
    sums = [_plain(row.cells[total].text) for row in rows]
    if len(parts) < _FEWEST_SUMS:
        return
    compared = []
    for row, whole, *cells in zip(rows, sums, *parts, strict=True):
        known = [interval for interval in cells if interval is not None]
        if whole is not None and len(known) == len(cells):
            added = (
                sum((low for low, _ in known), Fraction(0)),
                sum((high for _, high in known), Fraction(0)),
            )
            compared.append((row, added, meet(added, whole)))
    agreeing = sum(equal for _, _, equal in compared)
    if agreeing < _FEWEST_SUMS or 2 * agreeing < len(compared):
        return
    for row, added, equal in compared:
        if not equal:
            yield _row_finding(evidence, table, row.cells, total, (added[0] + added[1]) / 2)


def _row_finding(
    evidence: Evidence, table: Table, cells: Sequence[Cell], total: int, middle: Fraction
) -> Finding:
    whole = cells[total]
    name = f"{cells[0].text} {table.header[total].text}"
    first = Statement(f"{name} {evidence.document.text_at(whole.source)}", whole.source, table.label)
    added = show(middle, 12)
    detail = f"该行各列相加为{added}，“{table.header[total].text}”一列为{whole.text}"
    zh = f"{first.zh}：该行其余各列相加为{added}，与合计不符。"
    en = f"The other columns of the row add up to {added}, which differs from {first.en}."
    return Finding(CONFLICT, HIGH, name, first, None, detail, zh, en)


def _is_total(row: Row) -> bool:
    return any(_TOTAL_ROW.fullmatch(text) for text in row.texts[:2])


def _column_sum(
    evidence: Evidence, table: Table, total_row: Row, rows: Sequence[Row], column: int
) -> Iterator[Finding]:
    width = len(total_row.cells)
    heading = table.header[column].text if column < len(table.header) else ""
    if len(rows) < 2 or any(len(row.cells) != width for row in rows) or _NO_SUM.search(heading):
        return
    if _has_levels(rows):
        return
    total = _plain(total_row.cells[column].text)
    intervals = [_plain(row.cells[column].text) for row in rows]
    known = [interval for interval in intervals if interval is not None]
    if total is None or len(known) < len(rows) or len(table.header) != width:
        return
    added = (sum((low for low, _ in known), Fraction(0)), sum((high for _, high in known), Fraction(0)))
    equal = meet(added, total)
    first = Statement(
        f"{heading if '计' in heading else f'{heading} 合计'.lstrip()} "
        f"{evidence.document.text_at(total_row.cells[column].source)}",
        total_row.cells[column].source,
        table.label,
    )
    cell = rows[0].cells[column]
    second = Statement(
        f"{rows[0].texts[0]} {evidence.document.text_at(cell.source)}", cell.source, table.label
    )
    middle = show((added[0] + added[1]) / 2, 12)
    detail = f"“{heading}”一列各行相加为{middle}，合计行为{total_row.cells[column].text}"
    zh = f"{first.zh}：自第{rows[0].line}行起各行相加为{middle}，{'与合计一致' if equal else '与合计不符'}。"
    verb = "equals" if equal else "differs from"
    en = f"The rows from line {rows[0].line} add up to {middle}, which {verb} {first.en}."
    yield Finding(
        AGREE if equal else CONFLICT,
        NONE if equal else HIGH,
        heading or "合计",
        first,
        second,
        detail,
        zh,
        en,
    )


def _has_levels(rows: Sequence[Row]) -> bool:
    """Say whether rows stand under each other: 一、 beside 1. in the first column, or 其中 or 小计."""
    firsts = [row.texts[0] if row.texts else "" for row in rows]
    kinds = {index for text in firsts for index, kind in enumerate(_SERIALS) if kind.match(text)}
    return len(kinds) > 1 or any(_PART_OF_SUM.search(text) for row in rows for text in row.texts[:2])


def _plain(text: str) -> Ends | None:
    """Return the rounding interval of a cell that holds one plain number."""
    try:
        quantity = parse_quantity(text)
    except InputError:
        return None
    if quantity.comparator != "=" or quantity.is_range or quantity.missing or quantity.aside:
        return None
    return base_ends(quantity)
