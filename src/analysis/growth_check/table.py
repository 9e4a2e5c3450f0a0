"""A growth table from anywhere: base_year, base, target_year, target, stated as printed, one row a figure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import GuihuaError, InputError, Source
from analysis.growth import Floats
from analysis.growth_check.cells import Cell, Column
from analysis.growth_check.plan import DECIMALS
from analysis.growth_check.single import read_stated
from analysis.growth_check.verdict import Verdicts, judge
from analysis.quantity import parse_quantity

REQUIRED = ("base_year", "base", "target_year", "target", "stated")
"""Columns that a growth table must have."""

RESULTS = ("recomputed_pct", "recomputed_lower", "recomputed_upper", "verdict", "reproduced_by")
"""Columns that the check adds and that a table must not have yet; chance and note follow them."""

# Where the unit of a column's numbers may stand, the more special first.
_UNIT_COLUMNS = {"base": ("base_unit", "unit"), "target": ("target_unit", "unit"), "stated": ("stated_unit",)}
_HEADER_LINES = 1

_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEAR = re.compile(
    r"""(?P<republic>民[国國])?\s*
        (?P<digits>\d{2,4})(?:\.0+)?\s*   # a spreadsheet may have made 2015.0 of it
        (?P<mark>年?)[末底]?\s*
        (?:\(.*\))?                       # 2020年(预计)
    """,
    re.VERBOSE,
)
_REPUBLIC_YEAR_ZERO = 1911
_CENTURY_SPLIT = 50

T = TypeVar("T")


def check_growth_table(rows: pd.DataFrame, *, file: str = "") -> tuple[pd.DataFrame, list[GuihuaError]]:
    """Check every row of a growth table, by the kernel of `check_growth`: row for row the same result.

    Parameters
    ----------
    rows : DataFrame of str
        Columns base_year, base, target_year, target, stated, all as printed; optionally unit (of both
        values), base_unit, target_unit, stated_unit. A year may be printed 2015, ２０１５年, 15年, 民國109年.
    file : str, optional
        Name of the file, for the places of the problems.

    Returns
    -------
    table : DataFrame
        All rows and columns as given, in order, then recomputed_pct, recomputed_lower, recomputed_upper,
        verdict, reproduced_by, chance, note; figures with at most `DECIMALS` decimals. Where `rows` already
        has a column chance or note, it stays and the new one is named guihua_chance or guihua_note.
    problems : list of GuihuaError
        One for each cell that could not be read and each target year that is not after its base year, in the
        order of the rows; the line counts the header as 1. Such rows are not_checkable; the note says why.

    Raises
    ------
    InputError
        If a required column is missing or stands twice, or a result column is there already.
    """
    _refuse_unusable(rows)
    years = {name: _read(rows, name, _year_of_cell) for name in ("base_year", "target_year")}
    cells = {
        "base": _read(rows, "base", _parse),
        "target": _read(rows, "target", _parse),
        "stated": _read(rows, "stated", read_stated),
    }
    base_year, target_year = (_numbers(years[name]) for name in ("base_year", "target_year"))
    base, target, stated = (_column(reading, f"{name}_unreadable") for name, reading in cells.items())
    verdicts = judge(base, target, stated, target_year - base_year)
    faults = _unread(years) + _unread(cells) + _swapped(base_year, target_year)
    problems = [fault.problem(file) for fault in sorted(faults, key=lambda fault: fault.row)]
    _note(verdicts, faults)
    return _with_results(rows, verdicts), problems


@dataclass(frozen=True, slots=True)
class _Reading(Generic[T]):
    """A column, each different text read once; an error stands where a text could not be read."""

    distinct: tuple[T | InputError, ...]
    codes: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Fault:
    row: int
    column: str
    error: InputError

    def problem(self, file: str) -> GuihuaError:
        """Return the error with its column and place."""
        place = Source(file, self.row + 1 + _HEADER_LINES)
        return type(self.error)(self.what, remedy=self.error.remedy, source=place)

    @property
    def what(self) -> str:
        """The column and what is wrong there."""
        return f'column "{self.column}": {self.error.what}'


def _refuse_unusable(rows: pd.DataFrame) -> None:
    names = [str(name) for name in rows.columns]
    found = f"the table has the columns {', '.join(names) or '(none)'}"
    for name in REQUIRED:
        if names.count(name) != 1:
            fault = "is missing" if name not in names else "stands more than once"
            raise InputError(
                f'column "{name}" {fault}', remedy=f"{found}; it needs {', '.join(REQUIRED)}, each once"
            )
    for name in RESULTS:
        if name in names:
            raise InputError(
                f'column "{name}" is there already, the check would overwrite it',
                remedy="rename or remove it",
            )


def _read(rows: pd.DataFrame, name: str, reader: Callable[[str, str], T]) -> _Reading[T]:
    """Read a column by its distinct pairs of text and unit, so that a long table costs little."""
    text_codes, texts = pd.factorize(_texts(rows, name))
    unit_codes, units = pd.factorize(_units(rows, name))
    pairs, codes = np.unique(text_codes * len(units) + unit_codes, return_inverse=True)
    read = (_attempt(reader, str(texts[pair // len(units)]), str(units[pair % len(units)])) for pair in pairs)
    return _Reading(tuple(read), codes)


def _attempt(reader: Callable[[str, str], T], text: str, unit: str) -> T | InputError:
    try:
        return reader(text, unit)
    except InputError as error:
        return error


def _texts(rows: pd.DataFrame, name: str) -> pd.Series[str]:
    return rows[name].astype("string").fillna("").str.strip()


def _units(rows: pd.DataFrame, name: str) -> pd.Series[str]:
    units = pd.Series("", index=rows.index, dtype="string")
    for column in _UNIT_COLUMNS.get(name, ()):
        if column in rows:
            units = units.where(units != "", _texts(rows, column))
    return units


def _parse(text: str, unit: str) -> Cell:
    return parse_quantity(text, unit=unit)


def _year_of_cell(text: str, _: str) -> int:
    return read_year(text)


def read_year(text: str) -> int:
    """Read a year as tables print it.

    Two digits need the 年 (15年 is 2015, 98年 is 1998). Digits after 民國, and three digits with 年, count
    from 1911.

    Raises
    ------
    InputError
        If the text is not a year.

    Examples
    --------
    >>> [read_year(text) for text in ("2015", "２０１５年", "15年", "二〇二〇年", "2025年(目标)", "109年")]
    [2015, 2015, 2015, 2020, 2025, 2020]
    """
    folded = unicodedata.normalize("NFKC", text).strip().translate(_CHINESE_DIGITS)
    match = _YEAR.fullmatch(folded)
    if match is None or (len(match["digits"]) < 4 and not (match["mark"] or match["republic"])):
        raise InputError(f'cannot read "{text}" as a year', remedy="write four digits, such as 2015")
    year = int(match["digits"])
    if len(match["digits"]) == 4:
        return year
    if match["republic"] or len(match["digits"]) == 3:
        return _REPUBLIC_YEAR_ZERO + year
    return 2000 + year if year < _CENTURY_SPLIT else 1900 + year


def _numbers(reading: _Reading[int]) -> Floats:
    years = [np.nan if isinstance(year, InputError) else float(year) for year in reading.distinct]
    return np.array(years, float)[reading.codes]


def _column(reading: _Reading[Cell], unreadable: str) -> Column:
    cells = tuple(unreadable if isinstance(cell, InputError) else cell for cell in reading.distinct)
    return Column(cells, reading.codes)


def _unread(readings: Mapping[str, _Reading[T]]) -> list[_Fault]:
    faults = []
    for name, reading in readings.items():
        errors = {code: cell for code, cell in enumerate(reading.distinct) if isinstance(cell, InputError)}
        at = np.flatnonzero(np.isin(reading.codes, list(errors)))
        faults += [_Fault(int(row), name, errors[int(reading.codes[row])]) for row in at]
    return faults


def _swapped(base_year: Floats, target_year: Floats) -> list[_Fault]:
    return [
        _Fault(
            int(row),
            "target_year",
            InputError(
                f"{target_year[row]:.0f} is not after the base year {base_year[row]:.0f}",
                remedy="swap or correct the years",
            ),
        )
        for row in np.flatnonzero(target_year <= base_year)
    ]


def _note(verdicts: Verdicts, faults: list[_Fault]) -> None:
    """Say in the note of a row what was read there, instead of only that it cannot be read."""
    remarks: dict[int, list[str]] = {}
    for fault in faults:
        remarks.setdefault(fault.row, [f"row {fault.row + 1 + _HEADER_LINES}"]).append(fault.what)
    for row, texts in remarks.items():
        verdicts.note[row] = f"{texts[0]}, {'; '.join(texts[1:])}"


def _with_results(rows: pd.DataFrame, verdicts: Verdicts) -> pd.DataFrame:
    recomputed = verdicts.recomputed
    added = {
        "recomputed_pct": recomputed.value.round(DECIMALS),
        "recomputed_lower": recomputed.lower.round(DECIMALS),
        "recomputed_upper": recomputed.upper.round(DECIMALS),
        "verdict": verdicts.verdict,
        "reproduced_by": verdicts.reproduced_by,
        "guihua_chance" if "chance" in rows else "chance": verdicts.chance.round(DECIMALS),
        "guihua_note" if "note" in rows else "note": verdicts.note,
    }
    return pd.concat([rows, pd.DataFrame(added, index=rows.index)], axis=1)
