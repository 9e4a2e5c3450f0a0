"""The columns of a panel, texts or numbers, as arrays; what cannot be read becomes a note of its series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.indicators import KINDS
from analysis.quantity import says_missing

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
Cells = Any  # a sequence of m cells or an array of numbers; None: no such column

REQUIRED = ("series_id", "year", "value")
"""Columns that a panel must have."""

OPTIONAL = ("target_year", "target", "direction", "kind", "cumulative")
"""Columns that are used where a panel has them."""

BOUNDS = {"share": (0.0, 100.0), "rate": (0.0, np.inf), "count": (0.0, np.inf)}
"""What a kind of indicator can reach; other kinds have no bounds."""

UNSAID = 2
"""`PanelRows.side` of a row that does not say which direction is good."""

_DIRECTIONS = {"": UNSAID, "up": 1, "down": -1}
_FLAGS = {"": 0, "false": 0, "0": 0, "no": 0, "true": 1, "1": 1, "yes": 1}
_KINDS = {"": 1} | dict.fromkeys(KINDS, 1)
_YEARS = (1, 9999)
MISFIT = "quote cells that hold a comma, and keep empty cells"
_WRITE_YEAR = "write four digits, such as 2022: a panel has one value a year"
_WRITE = "write digits with a decimal point, without a unit or thousands mark, or — where there is none"


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be used: its row (from 0), what is wrong there, and what to do.

    Not ``bad``: nothing is wrong, the value is not there, and the table says so.
    """

    row: int
    what: str
    remedy: str = ""
    bad: bool = True


@dataclass(frozen=True, slots=True)
class PanelRows:
    """A panel of k series in m rows.

    Parameters
    ----------
    names : list of str
        The series, in the order in which they first appear.
    series : ndarray of int, shape (m,)
        Which of them each row belongs to.
    year, value : ndarray, shape (m,)
        NaN where the cell is empty or cannot be used.
    target_year, target : ndarray, shape (m,)
        As above; NaN throughout where there is no such column.
    side : ndarray of int, shape (m,)
        1 where more is better, -1 where less is, 0 where it cannot be read, `UNSAID` where nothing is said.
    cumulative : ndarray of bool, shape (m,)
        Whether the values are a running total.
    kind : ndarray of str, shape (m,)
        As given, in lower case.
    lines : ndarray of int, shape (m,)
        Line of each row in its file.
    faults : tuple of Fault
        In the order of the rows.
    """

    names: list[str]
    series: NDArray[np.int_]
    year: Floats
    value: Floats
    target_year: Floats
    target: Floats
    side: NDArray[np.int_]
    cumulative: NDArray[np.bool_]
    kind: NDArray[np.object_]
    lines: NDArray[np.int_]
    faults: tuple[Fault, ...]


def refuse_unusable(header: Sequence[str]) -> None:
    """Raise where a table with these columns is no panel.

    Raises
    ------
    InputError
        If a required column is missing, or a column that is used stands twice.
    """
    for name in (*REQUIRED, *OPTIONAL):
        if header.count(name) > 1 or (name in REQUIRED and name not in header):
            fault = "is missing" if name not in header else "stands more than once"
            found = f"the table has the columns {', '.join(header) or '(none)'}"
            raise InputError(
                f'column "{name}" {fault}',
                remedy=f"{found}; a panel needs {', '.join(REQUIRED)}, each once, and may have "
                f"{', '.join(OPTIONAL)}",
            )


def read_panel(
    columns: Mapping[str, Cells],
    lines: Sequence[int] | None = None,
    *,
    misfits: Mapping[int, str] = MappingProxyType({}),
) -> PanelRows:
    """Return a panel from its columns.

    Parameters
    ----------
    columns : mapping of name to m cells
        All of `REQUIRED`, any of `OPTIONAL`; cells are texts, or a column is an array of numbers.
    lines : sequence of int, optional
        Line of each row in its file; counted from 2 when not given, as below a header.
    misfits : mapping of row (from 0) to str, optional
        Rows of which only the series can be used, and what is wrong with them.

    Raises
    ------
    InputError
        As `refuse_unusable`.

    Examples
    --------
    >>> rows = read_panel({"series_id": ["a", "a"], "year": ["2020", "2021.5"], "value": ["1", "2"]})
    >>> rows.year.tolist(), rows.faults
    ([2020.0, nan], (Fault(row=1, what='year "2021.5" is not a whole number', \
remedy='write four digits, such as 2022: a panel has one value a year', bad=True),))
    """
    refuse_unusable(list(columns))
    codes, names = _words(columns["series_id"])
    count = len(codes)
    faults: list[Fault] = []
    nameless = np.array([not name for name in names], bool)[codes]
    faults += [Fault(int(row), "no series_id", "name the series") for row in np.flatnonzero(nameless)]
    year = np.where(nameless, np.nan, _years(columns["year"], "year", faults))
    value = _numbers(columns["value"], "value", faults)
    faults += _absent(columns, year, value, nameless)
    target_year = _years(columns.get("target_year"), "target_year", faults, count)
    target = _numbers(columns.get("target"), "target", faults, count)
    for row in np.flatnonzero(np.isfinite(target) & np.isnan(target_year)):
        faults.append(Fault(int(row), "a target without a target year"))
    kind, kinds = _words(columns.get("kind"), count)
    _meanings(columns.get("kind"), "kind", _KINDS, 0, faults, count)
    rows = PanelRows(
        names=names,
        series=codes,
        year=year,
        value=value,
        target_year=target_year,
        target=target,
        side=_meanings(columns.get("direction"), "direction", _DIRECTIONS, 0, faults, count),
        cumulative=_meanings(columns.get("cumulative"), "cumulative", _FLAGS, 0, faults, count) > 0,
        kind=np.array([one.lower() for one in kinds], object)[kind],
        lines=np.arange(2, count + 2) if lines is None else np.asarray(lines, np.int_),
        faults=(),
    )
    return replace(rows, faults=_in_order([*faults, *contradictions(rows)], misfits))


def contradictions(rows: PanelRows) -> list[Fault]:
    """Return the rows that contradict an earlier row of their series: a year twice, another target.

    Parameters
    ----------
    rows : PanelRows
        The panel; its faults are not looked at.
    """
    goal = rows.series * 10_000 + np.nan_to_num(rows.target_year).astype(np.int_)
    at = rows.series * 10_000 + np.nan_to_num(rows.year).astype(np.int_)
    stated = np.isfinite(rows.target_year)
    found: list[Fault] = []

    def compare(name: str, key: Ints, given: NDArray[np.bool_], told: NDArray[Any] | None = None) -> None:
        places = np.flatnonzero(given)
        _, first, group = np.unique(key[places], return_index=True, return_inverse=True)
        earlier = places[first[group]]
        other = places != earlier if told is None else told[places] != told[earlier]
        for row, before in zip(places[other].tolist(), earlier[other].tolist(), strict=True):
            line = f"line {rows.lines[before]}"
            if told is None:
                what = f"{name} {rows.year[row]:.0f} is given twice, also in {line}"
                found.append(Fault(row, what, "keep one value a year"))
            else:
                what = f"{name} {_told(told[row])}, but {_told(told[before])} in {line}"
                found.append(Fault(row, what, "let the rows of a series agree"))

    compare("year", at, np.isfinite(rows.year) & np.isfinite(rows.value))
    compare("target", goal, stated & np.isfinite(rows.target), rows.target)
    compare("direction", goal, stated & (np.abs(rows.side) == 1), rows.side)
    compare("kind", rows.series, np.isin(rows.kind, KINDS), rows.kind)
    return found


def _told(value: float | str) -> str:
    """Return what a row says as a table would have it."""
    if isinstance(value, str):
        return f'"{_shown(value)}"'
    return {1: "up", -1: "down"}[int(value)] if isinstance(value, np.integer) else f"{value:g}"


def _absent(
    columns: Mapping[str, Cells], year: Floats, value: Floats, nameless: NDArray[np.bool_]
) -> list[Fault]:
    """Return the years without a value, which is no fault, and the values without a year, which is one."""
    found = []
    for row in np.flatnonzero(np.isnan(value) & np.isfinite(year)).tolist():
        if _says_missing(columns["value"][row]):
            found.append(Fault(row, "no value", bad=False))
    for row in np.flatnonzero(np.isfinite(value) & np.isnan(year) & ~nameless).tolist():
        if _says_missing(columns["year"][row]):
            found.append(Fault(row, "no year", "write the year of the value"))
    return found


def _in_order(faults: Sequence[Fault], misfits: Mapping[int, str]) -> tuple[Fault, ...]:
    """Return the faults by row; of a row that does not fit, that alone."""
    kept = [fault for fault in faults if fault.row not in misfits]
    kept += [Fault(row, what, MISFIT) for row, what in misfits.items()]
    return tuple(sorted(kept, key=lambda fault: fault.row))


def _words(cells: Cells, count: int = 0) -> tuple[Ints, list[str]]:
    """Return cells as numbers of words, and the words without blanks around them, "" for a missing cell."""
    if cells is None:
        return np.zeros(count, np.int_), [""]
    given, found = pd.factorize(np.asarray(cells, object), use_na_sentinel=False)
    texts = ["" if _missing(word) else str(word).strip() for word in found]
    place, words = pd.factorize(np.array(texts, object))
    return np.asarray(place, np.int_)[given], [str(word) for word in words]


def _missing(cell: object) -> bool:
    return cell is None or bool(cell != cell)  # noqa: PLR0124 - NaN


def _says_missing(cell: object) -> bool:
    return _missing(cell) or (isinstance(cell, str) and says_missing(cell.strip()))


def _numbers(cells: Cells, name: str, faults: list[Fault], count: int = 0, *, remedy: str = _WRITE) -> Floats:
    """Return cells as finite numbers, NaN for the others; name those that are neither numbers nor missing."""
    if cells is None:
        return np.full(count, np.nan)
    numbers = np.asarray(pd.to_numeric(pd.Series(cells, dtype=_dtype(cells)), errors="coerce"), float)
    bad = ~np.isfinite(numbers)
    if not isinstance(cells, np.ndarray) or cells.dtype.kind not in "iuf":
        bad |= np.fromiter((isinstance(cell, bool | np.bool_) for cell in cells), bool, len(numbers))
    for row in np.flatnonzero(bad).tolist():
        if not _says_missing(cells[row]):
            faults.append(Fault(row, f'{name} "{_shown(cells[row])}" is not a finite number', remedy))
    return np.where(bad, np.nan, numbers)


def _dtype(cells: Cells) -> np.dtype[Any]:
    """Return the type of an array of numbers, and that of objects for anything else."""
    numeric = isinstance(cells, np.ndarray) and cells.dtype.kind in "iuf"
    return np.dtype(cells.dtype if numeric else object)


def _years(cells: Cells, name: str, faults: list[Fault], count: int = 0) -> Floats:
    """Return cells as whole years, NaN for the others; name those that are none."""
    numbers = _numbers(cells, name, faults, count, remedy=_WRITE_YEAR)
    with np.errstate(invalid="ignore"):
        odd = np.isfinite(numbers) & ((numbers != np.rint(numbers)) | ~_within(numbers, *_YEARS))
    for row in np.flatnonzero(odd) if cells is not None else ():
        whole = numbers[row] == np.rint(numbers[row])
        why = f"does not lie in {_YEARS[0]} to {_YEARS[1]}" if whole else "is not a whole number"
        faults.append(Fault(int(row), f'{name} "{_shown(cells[int(row)])}" {why}', _WRITE_YEAR))
    return np.where(odd, np.nan, numbers)


def _within(numbers: Floats, low: float, high: float) -> NDArray[np.bool_]:
    return np.asarray((numbers >= low) & (numbers <= high))


def _meanings(
    cells: Cells, name: str, meanings: Mapping[str, int], otherwise: int, faults: list[Fault], count: int
) -> Ints:
    """Return what words mean, and name those that mean nothing."""
    place, words = _words(cells, count)
    found = np.array([meanings.get(word.lower(), otherwise) for word in words], np.int_)
    unknown = np.array([word.lower() not in meanings for word in words], bool)
    allowed = ", ".join(word for word in meanings if word)
    for row in np.flatnonzero(unknown[place]):
        faults.append(Fault(int(row), f'{name} "{_shown(words[place[row]])}" is none of {allowed}'))
    return found[place]


def _shown(cell: object) -> str:
    text = " ".join(str(cell).split())
    return text if len(text) <= 40 else text[:39] + "…"
