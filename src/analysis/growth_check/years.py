"""Years and months as the headings of growth tables print them, and how many years lie between two.

================================ =========================================================================
printed                          read as
================================ =========================================================================
2015, ２０１５年, 二〇一五年, 2015.0 the year
15年, 98年                       2015, 1998 (two digits need the 年)
民國104年, 104年                 the year of the Republic + 1911
十二五末, “十三五”末             2015, 2020: the last year of the five-year plan
104                              2015: no other calendar has such a year
2015年末, 2015年底, end-2015     December 2015 beside a month, the year beside a year
FY2015, FY15, 2015年度, 2015E    the year
2015-16, 2015/16, FY2015-16      the fiscal year that begins in 2015
2015-12, 2015年6月, 2015年12月31日, the month
Dec 2015, 30 June 2015, 2015Q4,
31.12.2015, 2015年1-6月
2015H1, 2015年上半年, mid-2015   the last month of the half-year
================================ =========================================================================

Between two years the base year is not counted: 2015 → 2020 is 5. Between two months it is the months / 12.
"2010-11" may be a fiscal year or a November: it is a month where the other cell of the row can only be one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from analysis.errors import InputError

_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_LONGEST = 60
_REMARK = (
    r"(?:年?(?:实际|實際|目标|目標|预计|預計|规划|規劃|计划|計劃|基期|基|现状|現狀|实绩|快报|初步)(?:完成)?[数數]?值?)?"
    r"\s*(?:\([^()]*\))?\s*[*]?"
)
_YEAR = re.compile(
    rf"""[到至]?(?P<republic>民[国國])?\s*
        (?P<digits>\d{{2,4}}|[12],\d{{3}})(?:\.0+)?\s*   # spreadsheets make 2015.0 and 2,015 of it
        (?P<mark>年?)(?:度|财年|財年)?\s*(?P<end>年?[末底]|年终|年終)?\s*{_REMARK}
    """,
    re.VERBOSE,
)
_ENGLISH_YEAR = re.compile(
    r"(?:(?:by|in|at|as of) )?(?P<end>(?:the )?(?:year[- ])?end(?:[- ]of)?[- ])?"
    r"(?:(?P<fiscal>fy)[ -]?|(?:cy|year)[ -]?)?(?P<digits>\d{4}|(?(fiscal)\d{2}|\d{4}))[aefp]?"
    r"\s*(?:\([^()]*\)|\*)?"
)
_FISCAL = re.compile(r"(?:fy[ -]?)?(?P<year>\d{4})\s*[-/–—]\s*(?P<next>\d{4}|\d{2})\s*(?:年度|财年|財年)?")
_MONTH = re.compile(
    r"(?P<republic>民[国國])?\s*(?P<year>\d{2,4})\s*(?P<mark>年|[-/]|\.(?=\d\d))\s*(?:1[-~—–至](?=\d+月))?"
    r"(?P<month>\d{1,2})\s*(?:月(?:份|末|底|\d{1,2}日)?|[-/.]\d{1,2}(?:[ t]\d\d:\d\d(?::\d\d)?)?)?"
)
_QUARTER = re.compile(r"(?P<year>\d{4})\s*[-年]?\s*(?:q(?P<q>[1-4])|第?(?P<zh>[1-4])季度末?)")
_HALF = re.compile(
    r"(?:(?P<year>\d{4})\s*[-年]?\s*(?:h(?P<half>[12])|(?P<zh>[上下])半年)|mid-(?P<mid>\d{4}))"
)
_DAY_FIRST = re.compile(r"\d{1,2}\.(?P<month>\d{1,2})\.(?P<year>\d{4})")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_MONTH = re.compile(
    rf"(?:end[- ](?:of )?)?(?:\d{{1,2}}[ -])?(?P<name>{'|'.join(_NAMES)})[a-z]{{0,6}}\.?[ -]"
    r"(?:\d{1,2},? )?(?P<year>\d{4})"
)
# the five is 五 of "the twelfth five-year plan"; its digits are folded already: 十二五末 is 十25末
_PLAN_END = re.compile(r"[“\"「『]?十(?P<number>[1-9]?)5[”\"」』]?(?:规划|時期|时期)?期?[末底]")
_END_OF_TENTH_PLAN = 2005
_REPUBLIC_YEAR_ZERO = 1911
_LATEST_BARE_REPUBLIC = 150  # 2061; 202 without 年 is 2020 with a digit lost
_CENTURY_SPLIT = 50


@dataclass(frozen=True, slots=True)
class Moment:
    """A printed year or month.

    ``month`` is 0 where only a year is printed; ``year_end``: printed as the end of the year; ``fiscal``:
    the month may as well be the second year of a fiscal year (2010-11).
    """

    year: int
    month: int = 0
    year_end: bool = False
    fiscal: bool = False


def read_moment(text: str) -> Moment:
    """Read a year or a month; the forms are at the head of this module.

    Raises
    ------
    InputError
        If the text is neither.

    Examples
    --------
    >>> read_moment("2015年6月").month, read_moment("FY2015-16").year, read_moment("民國104年").year
    (6, 2015, 2015)
    """
    if len(text) > _LONGEST:
        raise _refused(text[:_LONGEST] + "…")
    folded = unicodedata.normalize("NFKC", text).strip().translate(_CHINESE_DIGITS).lower()
    moment = _plan_end(folded) or _plain_year(folded) or _fiscal_year(folded) or _month(folded)
    if moment is None:
        raise _refused(text)
    return moment


def read_year(text: str) -> int:
    """Read a year as tables print it; of a month, its year.

    Raises
    ------
    InputError
        If the text is not a year.

    Examples
    --------
    >>> [read_year(text) for text in ("2015", "２０１５年", "15年", "二〇二〇年", "2025年(目标)", "109年")]
    [2015, 2015, 2015, 2020, 2025, 2020]
    """
    return read_moment(text).year


def years_between(base: Moment, target: Moment) -> float:
    """Return the years from base to target, negative where the target is earlier.

    Raises
    ------
    InputError
        If one is a month and the other a year.

    Examples
    --------
    >>> from math import isclose
    >>> years_between(Moment(2015), Moment(2020)), years_between(Moment(2015, 12), Moment(2020, 6))
    (5.0, 4.5)
    """
    if not (_month_only(base) or _month_only(target)):
        return float(target.year - base.year)
    months = []
    for moment in (base, target):
        month = 12 if moment.year_end else moment.month
        if not month:
            raise InputError(
                f"{moment.year} is a year and the other cell a month: how many years lie between is not said",
                remedy="print both to the month, or both as years",
            )
        months.append(12 * moment.year + month)
    return (months[1] - months[0]) / 12


def _month_only(moment: Moment) -> bool:
    return bool(moment.month) and not moment.fiscal


def _refused(text: str) -> InputError:
    return InputError(f'cannot read "{text}" as a year', remedy="write four digits, such as 2015")


def _full_year(digits: str, *, mark: bool, republic: bool) -> int | None:
    year = int(digits)
    if republic or (len(digits) == 3 and (mark or year <= _LATEST_BARE_REPUBLIC)):
        return _REPUBLIC_YEAR_ZERO + year
    if len(digits) == 4:
        return year
    if not mark or len(digits) == 3:
        return None
    return 2000 + year if year < _CENTURY_SPLIT else 1900 + year


def _plan_end(text: str) -> Moment | None:
    """Read 十五末 and the plans since, each of five years."""
    match = _PLAN_END.fullmatch(text)
    return Moment(_END_OF_TENTH_PLAN + 5 * int(match["number"] or 0), year_end=True) if match else None


def _plain_year(text: str) -> Moment | None:
    if match := _YEAR.fullmatch(text):
        mark = bool(match["mark"]) or (match["end"] or "").startswith("年")
        year = _full_year(match["digits"].replace(",", ""), mark=mark, republic=bool(match["republic"]))
        return None if year is None else Moment(year, year_end=bool(match["end"]))
    if match := _ENGLISH_YEAR.fullmatch(text):
        century = 2000 if len(match["digits"]) == 2 else 0
        return Moment(century + int(match["digits"]), year_end=bool(match["end"]))
    return None


def _fiscal_year(text: str) -> Moment | None:
    match = _FISCAL.fullmatch(text)
    if match is None:
        return None
    year = int(match["year"])
    following = year + 1 if len(match["next"]) == 4 else (year + 1) % 100
    if int(match["next"]) != following:
        return None
    unclear = len(match["next"]) == 2 and 1 <= following <= 12 and not re.search("[fy年财財]", text)
    return Moment(year, following if unclear else 0, fiscal=unclear)


def _month(text: str) -> Moment | None:
    if match := _MONTH.fullmatch(text):
        year = _full_year(match["year"], mark=match["mark"] == "年", republic=bool(match["republic"]))
        return _moment(year, int(match["month"]))
    if match := _QUARTER.fullmatch(text):
        return _moment(int(match["year"]), 3 * int(match["q"] or match["zh"]))
    if match := _HALF.fullmatch(text):
        last = match["half"] == "2" or match["zh"] == "下"
        return _moment(int(match["year"] or match["mid"]), 12 if last else 6)
    if match := _DAY_FIRST.fullmatch(text):
        return _moment(int(match["year"]), int(match["month"]))
    if match := _ENGLISH_MONTH.fullmatch(text):
        return _moment(int(match["year"]), _NAMES.index(match["name"]) + 1)
    return None


def _moment(year: int | None, month: int) -> Moment | None:
    return Moment(year, month) if year is not None and 1 <= month <= 12 else None
