"""The cells of project_progress.csv: dates, shares of work, money as people type them, or what is wrong."""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.errors import InputError, ProjectProgressError
from analysis.numerals import clipped, fold
from analysis.observation_cells import FIRST_YEAR, LAST_YEAR, read_number
from analysis.projects import MONEY_UNIT, parse_date, parse_money
from analysis.quantity import parse_quantity
from analysis.units import unit

Latest = tuple[int, str]
"""The last year that there can be, and what it is, for the message."""
LONGEST = 100
"""Characters that a cell with a date, a share or a dash can have."""
_NONE = re.compile(r"[-—–/]*")
_WHOLE_YEAR = re.compile(r"[0-9]{4}\s*年?")
_LOST_ZERO = re.compile(r"([0-9]{4})\.1")
_SCALED = re.compile(r"[\d余多][万亿]")  # 2亿 is money enough in a column of money
_WRITE_DATE = "write a year or a year and month, such as 2023 or 2023-06"


def is_missing(text: str) -> bool:
    """Tell whether a cell reports nothing: empty, or a dash.

    Examples
    --------
    >>> is_missing(""), is_missing("—"), is_missing("0")
    (True, True, False)
    """
    return len(text) <= LONGEST and _NONE.fullmatch(fold(text).strip()) is not None


def read_date(text: str, latest: Latest | None = None) -> str:
    """Return the year or month that a cell states, as YYYY or YYYY-MM; a day is dropped.

    Parameters
    ----------
    text : str
        "2023", "2023-06", "2023年6月", "2023.06", "2023年底", in any width.
    latest : (int, str), optional
        The last year that there can be, and what it is ("the plan's last year").

    Raises
    ------
    ProjectProgressError
        If it is no such date, or it could be two: 2023.1 is what a spreadsheet makes of 2023.10.

    Examples
    --------
    >>> read_date("２０２３年６月"), read_date("2023")
    ('2023-06', '2023')
    """
    plain = fold(text[:LONGEST]).strip()
    if lost := _LOST_ZERO.fullmatch(plain):
        raise ProjectProgressError(
            f'"{clipped(text)}" can be January or, in a spreadsheet, October',
            remedy=f"write {lost[1]}-01 or {lost[1]}-10",
        )
    try:
        date = parse_date(plain) if len(text) <= LONGEST else None
    except InputError:
        date = None
    if date is None or (len(date) == 4 and not _WHOLE_YEAR.fullmatch(plain)):
        what = f'"{clipped(text)}" is not a year or month' if text else "the date is empty"
        raise ProjectProgressError(what, remedy=_WRITE_DATE)
    year = int(date[:4])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ProjectProgressError(f"year {year} lies outside {FIRST_YEAR}-{LAST_YEAR}", remedy=_WRITE_DATE)
    if latest is not None and year > latest[0]:
        raise ProjectProgressError(
            f"date {date} is after {latest[1]} {latest[0]}", remedy="correct the date, or take the row out"
        )
    return date


def read_share(text: str) -> float:
    """Return a share of the work in per cent, 0 to 100.

    Raises
    ------
    InputError
        If it is no number in per cent, a range, below 0 or above 100.

    Examples
    --------
    >>> read_share("65"), read_share("６５％"), read_share("约65%")
    (65.0, 65.0, 65.0)
    """
    value = read_number(text, "%", "%").value
    if value is None or not 0 <= value <= 100:
        raise ProjectProgressError(
            f'"{clipped(text)}" is not a share of the work from 0 to 100 %',
            remedy="write how many per cent of the work are done; money goes into the column spent",
        )
    return float(value)


def read_money(text: str, typed_unit: str) -> Decimal:
    """Return an amount of money in 万元.

    Parameters
    ----------
    text : str
        The cell: one amount, with a unit of its own or without.
    typed_unit : str
        The unit typed beside it, "" for none.

    Raises
    ------
    InputError
        If it is no amount of money, a range, below 0, or has no unit: nobody can tell 万元 from 亿元.

    Examples
    --------
    >>> read_money("0.5", "亿元"), read_money("1,900万元", "")
    (Decimal('5000'), Decimal('1900'))
    """
    quantity = parse_quantity(text, unit=typed_unit)
    if not (quantity.unit or typed_unit or _SCALED.search(fold(text))):
        raise ProjectProgressError(
            f'"{clipped(text)}" has no unit', remedy="write 万元, 亿元 or 元 as its unit"
        )
    if quantity.is_range:
        raise ProjectProgressError(f'"{clipped(text)}" is a range', remedy="write what was spent")
    value = parse_money(text, typed_unit or MONEY_UNIT).value
    if value is None or value < 0:
        raise ProjectProgressError(
            f'"{clipped(text)}" is not an amount of money that was spent', remedy="correct it"
        )
    return value


def read_money_unit(text: str) -> str:
    """Return the symbol of a typed unit of money.

    Raises
    ------
    InputError
        If it is no unit, or none of yuan.

    Examples
    --------
    >>> read_money_unit("万元"), read_money_unit("")
    ('万元', '')
    """
    if not text:
        return ""
    found = unit(text)
    if found.dimension != unit(MONEY_UNIT).dimension:
        raise ProjectProgressError(
            f'unit "{clipped(text)}" is not money in yuan', remedy="write 万元, 亿元 or 元"
        )
    return found.symbol
