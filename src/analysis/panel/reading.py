"""The columns of a panel, texts or numbers, as arrays; what cannot be read becomes a note of its series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import InputError

Floats = NDArray[np.float64]

REQUIRED = ("series_id", "year", "value")
"""Columns that a panel must have."""

OPTIONAL = ("target_year", "target", "direction", "kind", "cumulative")
"""Columns that are used where a panel has them."""

BOUNDS = {"share": (0.0, 100.0), "rate": (0.0, np.inf), "count": (0.0, np.inf)}
"""What a kind of indicator can reach; other kinds have no bounds."""

_DIRECTIONS = {"": 1, "up": 1, "down": -1}
_FLAGS = {"": False, "false": False, "0": False, "no": False, "true": True, "1": True, "yes": True}
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
    columns: Mapping[str, Sequence[object]],
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
    codes, names = pd.factorize(_texts(columns["series_id"]))
    count = len(codes)
    faults: list[Fault] = []
    year = _years(columns["year"], "year", faults, required=True)
    value = _values(columns["value"], "value", faults, required=True)
    target_year = _years(columns.get("target_year", [""] * count), "target_year", faults)
    target = _values(columns.get("target", [""] * count), "target", faults)
    for row in np.flatnonzero(np.isfinite(target) & np.isnan(target_year)):
        faults.append(Fault(int(row), "a target without a target year"))
    side = _words(columns.get("direction", [""] * count), "direction", _DIRECTIONS, 0, faults)
    flags = _words(columns.get("cumulative", [""] * count), "cumulative", _FLAGS, False, faults)
    kind = _texts(columns.get("kind", [""] * count))
    kinds, place = np.unique(kind, return_inverse=True)
    return PanelRows(
        names=[str(name) for name in names],
        series=np.asarray(codes, np.int_),
        year=year,
        value=value,
        target_year=target_year,
        target=target,
        side=side.astype(np.int_),
        cumulative=flags.astype(bool),
        kind=np.array([str(one).lower() for one in kinds], object)[place] if count else kind,
        lines=np.arange(2, count + 2) if lines is None else np.asarray(lines, np.int_),
        faults=_in_order(faults, misfits),
    )


def _in_order(faults: Sequence[Fault], misfits: Mapping[int, str]) -> tuple[Fault, ...]:
    """Return the faults by row; of a row that does not fit, that alone."""
    kept = [fault for fault in faults if fault.row not in misfits]
    kept += [Fault(row, what) for row, what in misfits.items()]
    return tuple(sorted(kept, key=lambda fault: fault.row))


def _texts(cells: Sequence[object]) -> NDArray[np.object_]:
    """Return cells as texts without blanks around them; a missing cell is empty."""
    found = np.empty(len(cells), object)
    found[:] = ["" if cell is None or cell != cell else str(cell).strip() for cell in cells]  # noqa: PLR0124
    return found


def _values(cells: Sequence[object], name: str, faults: list[Fault], *, required: bool = False) -> Floats:
    """Return cells as finite numbers, NaN for the others; name those that are none."""
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "iuf":
        numbers, empty = cells.astype(float), np.zeros(len(cells), bool)
    else:
        texts = _texts(cells)
        numbers = np.asarray(pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce"), float)
        empty = texts == ""
    bad = ~np.isfinite(numbers)
    for row in np.flatnonzero(bad & (~empty | required)):
        what = f"no {name}" if empty[row] else f'{name} "{_shown(cells[int(row)])}" is not a finite number'
        faults.append(Fault(int(row), what))
    return np.where(bad, np.nan, numbers)


def _years(cells: Sequence[object], name: str, faults: list[Fault], *, required: bool = False) -> Floats:
    """Return cells as whole years, NaN for the others; name those that are none."""
    numbers = _values(cells, name, faults, required=required)
    with np.errstate(invalid="ignore"):
        odd = np.isfinite(numbers) & ((numbers != np.rint(numbers)) | ~_within(numbers, *_YEARS))
    for row in np.flatnonzero(odd):
        whole = numbers[row] == np.rint(numbers[row])
        why = f"does not lie in {_YEARS[0]} to {_YEARS[1]}" if whole else "is not a whole number"
        faults.append(Fault(int(row), f'{name} "{_shown(cells[int(row)])}" {why}'))
    return np.where(odd, np.nan, numbers)


def _within(numbers: Floats, low: float, high: float) -> NDArray[np.bool_]:
    return np.asarray((numbers >= low) & (numbers <= high))


def _words(
    cells: Sequence[object],
    name: str,
    meanings: Mapping[str, int | bool],
    otherwise: int | bool,
    faults: list[Fault],
) -> NDArray[np.object_]:
    """Return what words mean, and name those that mean nothing."""
    texts = _texts(cells)
    words, place = np.unique(texts.astype(str), return_inverse=True)
    known = [str(word).lower() in meanings for word in words]
    found = [meanings.get(str(word).lower(), otherwise) for word in words]
    for row in np.flatnonzero(~np.array(known, bool)[place]) if len(words) else ():
        allowed = ", ".join(word for word in meanings if word)
        faults.append(Fault(int(row), f'{name} "{_shown(texts[int(row)])}" is none of {allowed}'))
    return np.array(found, object)[place] if len(words) else texts


def _shown(cell: object) -> str:
    text = " ".join(str(cell).split())
    return text if len(text) <= 40 else text[:39] + "…"
