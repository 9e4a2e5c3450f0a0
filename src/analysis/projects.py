"""Cells of a project list → money, months and sizes: pure functions from one printed text to one value.

Money is in 万元, land in 亩, floor area in 平方米. What a text does not print is None; what it prints and no
known form explains is an error with the text and its position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.errors import QuantityError, Source, UnitError
from analysis.numerals import fold
from analysis.quantity import Quantity, parse_quantity

MONEY_UNIT = "万元"
LAND_UNIT = "亩"
AREA_UNIT = "平方米"
_APPROXIMATE = re.compile(r"约|余|左右|近|大概|上下|(?<=[\d万亿])多|(?<=[\d万亿])来")

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
# Printed forms of a month or year: 2019.5 and 2021.12 are months, not decimals.
_DATES: tuple[re.Pattern[str], ...] = (
    re.compile(rf"{_YEAR}\s*[./-]\s*{_MONTH}(?:\s*[./-]\s*\d{{1,2}})?"),
    re.compile(rf"{_YEAR}\s*年\s*{_MONTH}\s*月(?:\s*\d{{1,2}}\s*[日号])?(?:[初中底末]|[上中下]旬)?"),
    re.compile(
        rf"{_YEAR}\s*年?\s*(?P<part>上半年|下半年|[一二三四]季度|第[一二三四]季度|初|中|底|末|年初|年中|年底|年末)"
    ),
    re.compile(rf"{_YEAR}\s*年?(?:内|前|度)?"),
    re.compile(rf"{_YEAR}(?P<month>0[1-9]|1[0-2])"),
)
_NO_DATE = re.compile(r"[-—–/、]*|待定|未定|暂无|无|/")
# Only the end of a year is a month of its own; "上半年" and the like keep the year alone.
_MONTH_OF_PART = {"底": "12", "末": "12", "年底": "12", "年末": "12"}

# The part of a text that is about one phase only, up to the end of its sentence: "其中一期…床位约360张"
_PART_CLAUSE = re.compile(r"(?:其中|一期|二期|三期|首期|分期|第[一二三]期)[^。;；]*")
_NUMBER = r"(?:约|近|逾|超|达|共|为|:)*\s*(?P<number>\d[\d,]*(?:\.\d+)?\s*[百千万]?余?多?)\s*"
_AREA_UNITS = r"(?P<unit>万?平方米|万?平米|万?㎡|万?m2|万?m²|亩|公顷)"
_BEDS = (
    re.compile(rf"床位(?:数|规模|总数)?{_NUMBER}(?P<unit>张|个)"),
    re.compile(rf"{_NUMBER}(?P<unit>张)[^,，。;；、\d]{{0,12}}床"),
    re.compile(rf"{_NUMBER}(?P<unit>床)(?!头|边)"),
)
_FLOOR = (
    re.compile(rf"(?:建筑|建设|改造|装修|房屋)(?:总|用房)*面积{_NUMBER}{_AREA_UNITS}"),
    re.compile(rf"{_NUMBER}{_AREA_UNITS}(?:的)?(?:建筑|建设)面积"),
)
_LAND = (
    re.compile(rf"(?:占地|用地|征地|土地|供地)(?:总|净|规划)*(?:面积|规模)?(?:总)?{_NUMBER}{_AREA_UNITS}"),
    re.compile(rf"{_NUMBER}{_AREA_UNITS}(?:的)?(?:用地|土地|占地)"),
)
_IN_BRACKETS = re.compile(
    rf"\s*\(\s*(?:约|合|折合|计|即)*\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*{_AREA_UNITS}\s*\)"
)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in 万元: value (None: none is printed), the text as printed, whether it says 约 or 余."""

    value: Decimal | None
    printed: str
    approximate: bool


def parse_money(text: str, unit: str = MONEY_UNIT) -> Money:
    """Read a money cell.

    Parameters
    ----------
    text : str
        The cell as printed.
    unit : str
        Unit of the column's heading; a unit or multiplier in the cell goes before it.

    Returns
    -------
    Money
        In 万元; ``approximate`` where 约, 余 or the like stands anywhere in the cell.

    Raises
    ------
    QuantityError
        If the text is no amount of money.

    Examples
    --------
    >>> parse_money("2亿(其中一期约1亿)")
    Money(value=Decimal('20000'), printed='2亿(其中一期约1亿)', approximate=True)
    >>> parse_money("/").value, parse_money("0.5", "亿元").value
    (None, Decimal('5000'))
    """
    quantity = parse_quantity(text, unit=unit)
    if not quantity.missing:
        try:
            quantity = quantity.to(MONEY_UNIT)
        except UnitError as error:
            raise QuantityError(
                error.what, remedy=error.remedy, source=Source("", 0, 0, len(text))
            ) from error
    return Money(_middle(quantity), text, bool(_APPROXIMATE.search(text)) or quantity.comparator == "~")


def _middle(quantity: Quantity) -> Decimal | None:
    """Return the number; of a range the middle, which its printed form explains."""
    if quantity.is_range and quantity.lower is not None and quantity.upper is not None:
        return (quantity.lower + quantity.upper) / 2
    return quantity.value


def parse_date(text: str) -> str | None:
    """Read a year or month as YYYY or YYYY-MM; None where none is printed (—, /, 待定).

    Raises
    ------
    QuantityError
        If the text is neither.

    Examples
    --------
    >>> [parse_date(text) for text in ("2019.5", "2021.12", "2023", "2023年6月", "2022年底", "/")]
    ['2019-05', '2021-12', '2023', '2023-06', '2022-12', None]
    """
    plain = fold(text).strip()
    if _NO_DATE.fullmatch(plain):
        return None
    for pattern in _DATES:
        found = pattern.fullmatch(plain)
        if found is None:
            continue
        parts = found.groupdict()
        month = parts.get("month") or _MONTH_OF_PART.get(parts.get("part") or "", "")
        return f"{parts['year']}-{month.zfill(2)}" if month else str(parts["year"])
    raise _cannot_read(f'cannot read "{text}" as a year or month', text, "print it as 2023 or 2023.6")


def _cannot_read(what: str, text: str, remedy: str) -> QuantityError:
    return QuantityError(what, remedy=remedy, source=Source("", 0, 0, len(text)))


_LONGEST_TERM = 40
_OPEN_TERM = re.compile(
    r"(?P<since>[^-—–~至到]+?)\s*(?:起|开始|启动|以后|[-—–~至]+)|(?:截至|[-—–~至到]+)?\s*(?P<until>[^-—–~至到]+?)之?以?前"
)


def parse_term(text: str) -> tuple[str | None, str | None]:
    """Read first and last year or month of a term such as 2021-2023; a single date is both.

    Of a term that is open (2021年起, 2023年底前) the other end is None.

    Raises
    ------
    QuantityError
        If a part of the text is no date, or the term ends before it begins.

    Examples
    --------
    >>> parse_term("2021-2023年"), parse_term("2021年3月—2022年12月"), parse_term("2022")
    (('2021', '2023'), ('2021-03', '2022-12'), ('2022', '2022'))
    >>> parse_term("2021年起"), parse_term("2021—"), parse_term("2023年底前")
    (('2021', None), ('2021', None), (None, '2023-12'))
    """
    plain = fold(text).strip()
    if len(plain) <= _LONGEST_TERM and (found := _OPEN_TERM.fullmatch(plain)):
        return (parse_date(found["since"]), None) if found["since"] else (None, parse_date(found["until"]))
    years = re.fullmatch(r"((?:19|20)\d\d)\s*年?\s*(?:[-—–~至到]+)\s*((?:19|20)\d\d)\s*年?", plain)
    halves = list(years.groups()) if years else re.split(r"\s*(?:—+|–|~|至|到)\s*", plain)
    if len(halves) > 2:
        raise _cannot_read(f'cannot read "{text}" as a term', text, "print it as 2021-2023")
    start, finish = parse_date(halves[0]), parse_date(halves[-1])
    if start and finish and start[:4] > finish[:4]:
        raise QuantityError(
            f'the term "{text}" ends before it begins',
            remedy="correct it",
            source=Source("", 0, 0, len(text)),
        )
    return start, finish


def month_span(date: str) -> tuple[int, int]:
    """Return the first month of a date and the month after its last, both as 12 × year + month - 1.

    Parameters
    ----------
    date : str
        YYYY or YYYY-MM, as `parse_date` gives it: a year alone spans its twelve months.

    Examples
    --------
    >>> [divmod(month, 12) for month in month_span("2021-12")], month_span("2024")[1] - month_span("2024")[0]
    ([(2021, 11), (2022, 0)], 12)
    """
    year, _, month = date.partition("-")
    first = 12 * int(year) + (int(month) - 1 if month else 0)
    return first, first + (1 if month else 12)


def beds(text: str) -> Decimal | None:
    """Return the beds of the whole project that a description states; None when it states none.

    The first number of beds that is not in a clause on one phase (其中…, 一期…) counts; where there is no
    other, the first of all.

    Examples
    --------
    >>> beds("新增养老床位约660张。该项目分两期,其中一期新增养老床位约360张")
    Decimal('660')
    >>> beds("建设床位数200张,其中护理床120张"), beds("建设墓穴360穴")
    (Decimal('200'), None)
    """
    found = _first(text, _BEDS)
    return _number(found) if found else None


def floor_area(text: str) -> Decimal | None:
    """Return the floor area in 平方米 that a description states, by the rule of `beds`.

    Examples
    --------
    >>> floor_area("用地面积9930平方米(15亩),总建筑面积10511平方米"), floor_area("建筑面积1.2万平方米")
    (Decimal('10511'), Decimal('12000'))
    """
    found = _first(text, _FLOOR)
    return _size(found, AREA_UNIT) if found else None


def land(text: str) -> Decimal | None:
    """Return the land in 亩 that a description states; as printed in 亩 where 亩 is printed, else converted.

    Examples
    --------
    >>> land("用地面积9930平方米(15亩)"), land("占地50.3亩"), land("占地面积20000平方米")
    (Decimal('15'), Decimal('50.3'), Decimal('30'))
    """
    found = _first(text, _LAND)
    if found is None:
        return None
    other = _IN_BRACKETS.match(fold(text), found.end())
    if other is not None and LAND_UNIT in (found["unit"], other["unit"]):
        found = found if found["unit"] == LAND_UNIT else other
    return _size(found, LAND_UNIT)


def _first(text: str, patterns: Sequence[re.Pattern[str]]) -> re.Match[str] | None:
    """Return the first match outside the clauses on one phase; inside them where there is no other."""
    plain = fold(text)
    parts = [found.span() for found in _PART_CLAUSE.finditer(plain)]
    matches = sorted((found for pattern in patterns for found in pattern.finditer(plain)), key=re.Match.start)
    whole = [found for found in matches if not any(start <= found.start() < end for start, end in parts)]
    return next(iter([*whole, *matches]), None)


def _number(found: re.Match[str]) -> Decimal | None:
    return parse_quantity(re.sub(r"\s|余|多", "", found["number"])).value


def _size(found: re.Match[str], unit: str) -> Decimal | None:
    """Return the number of a match in `unit`."""
    printed = re.sub(r"\s|余|多", "", found["number"])
    return parse_quantity(printed + found["unit"]).to(unit).value
