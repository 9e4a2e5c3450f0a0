"""What a printed table is: columns with headings, rows of texts, groups and a note."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True)
class Column:
    """A printed column: heading, alignment ("left", "right", "center") and relative width (0: automatic)."""

    name: str
    align: str = "left"
    width: float = 0


@dataclass(frozen=True, slots=True)
class TableView:
    """A printed table: all cells are texts.

    ``groups`` are (row index, heading above that row); ``sources`` are (row index, column index, place) of
    cells whose number stands in a document, where no column of the table says so.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    groups: tuple[tuple[int, str], ...] = ()
    sources: tuple[tuple[int, int, str], ...] = ()


def grouped(categories: Iterable[str]) -> tuple[tuple[int, str], ...]:
    """Return (row index, category) wherever a new category begins; none when no row has one.

    Examples
    --------
    >>> grouped(["", "a", "a", "b"])
    ((1, 'a'), (3, 'b'))
    """
    groups: list[tuple[int, str]] = []
    current = ""
    for index, category in enumerate(categories):
        if category != current and category:
            groups.append((index, category))
        current = category
    return tuple(groups)


def without_unprinted(view: TableView, *columns: int) -> TableView:
    """Return a table without those of some columns in which no row has anything: the plan prints none.

    Examples
    --------
    >>> columns = (Column("a"), Column("b"), Column("c"))
    >>> view = TableView(columns, (("x", "—", "1"),), sources=((0, 2, "p:1"),))
    >>> shown = without_unprinted(view, 1, 2)
    >>> [column.name for column in shown.columns], shown.rows, shown.sources
    (['a', 'c'], (('x', '1'),), ((0, 1, 'p:1'),))
    """
    empty = {place for place in columns if all(row[place] in ("", "—") for row in view.rows)}
    kept = [place for place in range(len(view.columns)) if place not in empty or not view.rows]
    moved = {place: index for index, place in enumerate(kept)}
    return replace(
        view,
        columns=tuple(view.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in view.rows),
        sources=tuple((row, moved[column], where) for row, column, where in view.sources if column in moved),
    )


def dash(text: object) -> str:
    """Return a text, or "—" for an empty or missing one."""
    return str(text) if isinstance(text, str) and text else "—"


def place(cell: Any) -> str:  # noqa: ANN401 - any named tuple with the source columns
    """Return where a number stands as ``file:line:column``, the column counted from 1."""
    return f"{cell.source_file}:{int(cell.source_line)}:{int(cell.source_start) + 1}"


def placed(rows: Iterable[Mapping[int, str | None]]) -> tuple[tuple[int, int, str], ...]:
    """Return a table's sources from column → place of each row; None where a cell has no place.

    Examples
    --------
    >>> placed([{1: "plan.txt:31:22"}, {1: None}])
    ((0, 1, 'plan.txt:31:22'),)
    """
    return tuple(
        (index, column, place)
        for index, row in enumerate(rows)
        for column, place in row.items()
        if place is not None
    )


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a frame as named tuples whose cells have no declared type.

    pandas' own itertuples makes a class for every call, which takes longer than the rows of a small frame.
    """
    row = _row_type(tuple(str(name) for name in frame.columns))
    return map(row._make, zip(*(column.tolist() for _, column in frame.items()), strict=True))


@lru_cache(maxsize=256)
def _row_type(names: tuple[str, ...]) -> Any:  # noqa: ANN401 - a class that no type checker knows
    return namedtuple("Row", names, rename=True)
