"""The columns of a panel, texts or numbers, as arrays; what cannot be read becomes a note of its series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
Cells = Any  # a sequence of m cells or an array of numbers; None: no such column

REQUIRED = ("series_id", "year", "value")
"""Columns that a panel must have."""

OPTIONAL = ("target_year", "target", "direction", "kind", "cumulative")
"""Columns that are used where a panel has them."""

BOUNDS = {"share": (0.0, 100.0), "rate": (0.0, np.inf), "count": (0.0, np.inf)}
"""What a kind of indicator can reach; other kinds have no bounds."""

_DIRECTIONS = {"": 1, "up": 1, "down": -1}
_FLAGS = {"": 0, "false": 0, "0": 0, "no": 0, "true": 1, "1": 1, "yes": 1}
_YEARS = (1, 9999)


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be used: its row (from 0) and what is wrong there."""

    row: int
    what: str


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
        1 where more is better (also where nothing is said), -1 where less is, 0 where it cannot be read.
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
    ([2020.0, nan], (Fault(row=1, what='year "2021.5" is not a whole number'),))
    """
    refuse_unusable(list(columns))
    codes, names = _words(columns["series_id"])
    count = len(codes)
    faults: list[Fault] = []
    year = _years(columns["year"], "year", faults, required=True)
    value = _numbers(columns["value"], "value", faults, required=True)
    target_year = _years(columns.get("target_year"), "target_year", faults, count)
    target = _numbers(columns.get("target"), "target", faults, count)
    for row in np.flatnonzero(np.isfinite(target) & np.isnan(target_year)):
        faults.append(Fault(int(row), "a target without a target year"))
    kind, kinds = _words(columns.get("kind"), count)
    return PanelRows(
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
        faults=_in_order(faults, misfits),
    )


def _in_order(faults: Sequence[Fault], misfits: Mapping[int, str]) -> tuple[Fault, ...]:
    """Return the faults by row; of a row that does not fit, that alone."""
    kept = [fault for fault in faults if fault.row not in misfits]
    kept += [Fault(row, what) for row, what in misfits.items()]
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


def _numbers(
    cells: Cells, name: str, faults: list[Fault], count: int = 0, *, required: bool = False
) -> Floats:
    """Return cells as finite numbers, NaN for the others; name those that are none."""
    if cells is None:
        return np.full(count, np.nan)
    numbers = np.asarray(pd.to_numeric(pd.Series(cells, dtype=_dtype(cells)), errors="coerce"), float)
    bad = ~np.isfinite(numbers)
    for row in np.flatnonzero(bad):
        cell = cells[int(row)]
        empty = _missing(cell) or not str(cell).strip()
        if required or not empty:
            what = f"no {name}" if empty else f'{name} "{_shown(cell)}" is not a finite number'
            faults.append(Fault(int(row), what))
    return np.where(bad, np.nan, numbers)


def _dtype(cells: Cells) -> np.dtype[Any]:
    """Return the type of an array of numbers, and that of objects for anything else."""
    numeric = isinstance(cells, np.ndarray) and cells.dtype.kind in "iuf"
    return np.dtype(cells.dtype if numeric else object)


def _years(cells: Cells, name: str, faults: list[Fault], count: int = 0, *, required: bool = False) -> Floats:
    """Return cells as whole years, NaN for the others; name those that are none."""
    numbers = _numbers(cells, name, faults, count, required=required)
    with np.errstate(invalid="ignore"):
        odd = np.isfinite(numbers) & ((numbers != np.rint(numbers)) | ~_within(numbers, *_YEARS))
    for row in np.flatnonzero(odd) if cells is not None else ():
        whole = numbers[row] == np.rint(numbers[row])
        why = f"does not lie in {_YEARS[0]} to {_YEARS[1]}" if whole else "is not a whole number"
        faults.append(Fault(int(row), f'{name} "{_shown(cells[int(row)])}" {why}'))
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
