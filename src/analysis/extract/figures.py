"""Number cells → quantities in the unit that the row and the heading give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.document import Cell
from analysis.document.lines import fold
from analysis.errors import QuantityError, Source, UnitError
from analysis.extract.columns import Column
from analysis.extract.problems import Report
from analysis.extract.vocabulary import cut_footnote
from analysis.numerals import lone_number, looks_like_number
from analysis.printed_forms import LETTERS_FOR_DIGITS
from analysis.quantity import Quantity, parse_quantity

# 1:4 (床护比) is two numbers; of 2.5:1 `lone_number` takes the one that counts
_RATIO = re.compile(r"\d+(?:\.\d+)?[:∶]\d+(?:\.\d+)?")
# 提高1岁, 比2020年下降0.5个百分点: by how much, where 提高到80 says to what
_CHANGE = re.compile(
    r"(?:提高|提升|增加|增长|上升|扩大|下降|降低|减少|缩小|压减|缩短)(?:幅度|了|约|近|超过|不低于|不少于|以上)*\s*\d"
)
_NAMES_CHANGE = re.compile("提高|提升|增加|增长|增速|增幅|上升|扩大|下降|降低|降幅|减少|缩小|压减|缩短|变化")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
_SENTENCE, _LONGEST_SENTENCE = 8, 200
# digits that blanks or doubled marks part
_DOUBTFUL = re.compile(r"\d[\s.,。:：;]*[\s。:：;][\s.,。:：;]*\d|\d[.,]{2}")
# "＞7、力争投入强度高于…": a number, a mark, and words that go on about it
_MARK_BEFORE_WORDS = re.compile(r"[、，,;；](?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number cell: its column, its place, what is printed, and the quantity (None: words, no number)."""

    column: Column
    source: Source
    printed: str
    quantity: Quantity | None


def read_figure(column: Column, cell: Cell, unit: str, report: Report, *, name: str = "") -> Figure | None:
    """Read one number cell.

    Parameters
    ----------
    column : Column
        Its column; role "value" or "growth".
    cell : Cell
        The cell.
    unit : str
        Unit of the row, "" when none is printed.
    report : Report
        Takes a note where words stand for a number (基本建成), a fault where a number cannot be read.
    name : str
        What the row measures: where that is a change itself (能耗降低), 提高1 may be its level.

    Returns
    -------
    Figure or None
        None after a fault.
    """
    if column.role == "value" and _CHANGE.search(fold(cell.text)) and not _NAMES_CHANGE.search(name):
        what = f'"{cell.text}" under “{column.text}” is a change, not a level: it is not read'
        report.note(cell.source, what)
        return Figure(column, cell.source, cell.text, None)
    wanted = growth_unit(column, unit, cell.text) if column.role == "growth" else unit
    try:
        quantity = text_to_quantity(cell.text, wanted)
        if cut_footnote(cell.text) != cell.text:
            what = f"“{cell.text}” has a footnote mark: what the note says of it is not read"
            report.note(cell.source, what, "look there whether it is of another year or scope")
        years = set(_YEAR.findall(fold(quantity.aside))) - {str(column.year)}
        if years and column.role == "value":
            report.note(
                cell.source,
                f"“{cell.text}” under “{column.text}” names another year: it is read as of {column.year}",
            )
        return Figure(column, cell.source, cell.text, quantity)
    except (QuantityError, UnitError) as error:
        if _is_words(cell.text, column):
            what = "a ratio, not one number" if _RATIO.fullmatch(fold(cell.text)) else "words, not a number"
            report.note(cell.source, f'"{cell.text}" under “{column.text}” is {what}')
            return Figure(column, cell.source, cell.text, None)
        report.fault_of(error, cell.source)
        return None


def text_to_quantity(text: str, unit: str) -> Quantity:
    """Parse a cell; footnote marks and words behind a number are left aside.

    Raises
    ------
    QuantityError, UnitError
        If the text is no number, or its unit contradicts `unit`.

    Examples
    --------
    >>> found = text_to_quantity("＞7、力争投入强度高于“十三五”时期实际", "%")
    >>> found.value, found.comparator
    (Decimal('7'), '>')
    """
    short = lone_number(cut_footnote(text))
    try:
        return parse_quantity(short, unit=unit)
    except QuantityError:
        mark = _MARK_BEFORE_WORDS.search(short)
        if mark is None or not re.search(r"\d", fold(short[: mark.start()])):
            raise
        return parse_quantity(short[: mark.start()], unit=unit)


def growth_unit(column: Column, unit: str, text: str) -> str:
    """Return the unit of a growth cell: per cent for a yearly rate, the row's unit for a sum over the period.

    Examples
    --------
    >>> def column(text, unit=""): return Column("growth", text, Source(""), unit=unit)
    >>> growth_unit(column("年均增长"), "张", "0.6"), growth_unit(column("年均增长/累计"), "岁", "〔1〕")
    ('%', '岁')
    """
    if "百分点" in text:
        return ""  # the cell says it itself
    if column.unit:
        return column.unit
    sums_up = "累计" in column.text and not re.search(r"年均|增速|增幅", column.text)
    in_brackets = bool(re.match(r"[\[【〔]", fold(text)))
    return unit if sums_up or in_brackets else "%"


def _is_words(text: str, column: Column) -> bool:
    """Say whether a cell states an aim in words or 1:4; figures among words only in a whole sentence."""
    if _RATIO.fullmatch(fold(text).strip()) or _is_sentence(fold(text)):
        return True
    has_digit = bool(re.search(r"\d", fold(text)))
    return not looks_like_number(text) and (not has_digit or column.role == "growth")


def _is_sentence(text: str) -> bool:
    """Say whether a text goes on about a number (每个县至少1所) that is no slip (1O, 1..5, 10 80)."""
    if len(text) > _LONGEST_SENTENCE:
        return False
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    slip = LETTERS_FOR_DIGITS.search(text) or _DOUBTFUL.search(text)
    return han >= _SENTENCE and not slip


def common_unit(figures: Sequence[Figure]) -> str:
    """Return the unit that the figures of a row print themselves, "" when none or several."""
    units = {figure.quantity.unit for figure in figures if figure.quantity and not figure.quantity.missing}
    return units.pop() if len(units) == 1 else ""
