"""What commands print: tables that stay in line with Chinese text, JSON, a progress bar."""

from __future__ import annotations

import json
import math
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.schema import format_number, is_missing

_GAP = "  "
_SIGNIFICANT = 6


def print_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    """Print rows as an aligned table.

    Parameters
    ----------
    rows : sequence of mappings
        Values by column name; missing ones are printed as "—".
    columns : mapping of column name to heading
        What is printed, in order; columns without any value are left out.
    """
    shown = [name for name in columns if any(not is_missing(row.get(name)) for row in rows)]
    texts = [[columns[name] for name in shown]]
    texts += [[cell_text(row.get(name)) for name in shown] for row in rows]
    right = [all(isinstance(row.get(name), int | float | Decimal | None) for row in rows) for name in shown]
    widths = [max(map(display_width, column)) for column in zip(*texts, strict=True)]
    for line in texts:
        cells = zip(line, widths, right, strict=True)
        print(_GAP.join(pad(text, width, right=at_right) for text, width, at_right in cells).rstrip())


def print_json(value: object) -> None:
    """Print a value as JSON, Chinese as it is."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a DataFrame as plain values; missing ones as None ("" stays "")."""
    columns = {str(name): [plain(value) for value in frame[name].tolist()] for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def with_ranges(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows in which a target that is printed as a range stands as one.

    Examples
    --------
    >>> with_ranges([{"target": 10.0, "target_lower": 10.0, "target_upper": 12.5}])[0]["target"]
    '10~12.5'
    """
    shown = [dict(row) for row in rows]
    for row in shown:
        if not is_missing(row["target_lower"]):
            row["target"] = f"{cell_text(row['target_lower'])}~{cell_text(row['target_upper'])}"
    return shown


def plain(value: object) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value as JSON knows it: no NaN, no Decimal, no numpy type."""
    if not isinstance(value, str) and is_missing(value):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else value


def cell_text(value: object) -> str:
    r"""Return a value as a table prints it: 6 significant digits, — when missing, yes and no.

    Of a large number all whole digits and one decimal: a count of 1210455 persons is not 1210460.

    Examples
    --------
    >>> cell_text(1210455.0), cell_text(1234567.8), cell_text(123456.789)
    ('1210455', '1234567.8', '123456.8')
    >>> cell_text(5.146123), cell_text(50.0), cell_text(None), cell_text(True), cell_text("a\nb")
    ('5.14612', '50', '—', 'yes', 'a b')
    """
    if is_missing(value):
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        exact = Decimal(str(value))
        digits = None if isinstance(value, int) else max(_SIGNIFICANT, exact.adjusted() + 2)
        return format_number(exact, significant=digits)
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())


def display_width(text: str) -> int:
    r"""Return how many columns of a terminal a text takes: Han two, combining marks none.

    Examples
    --------
    >>> display_width("床位 (张)"), display_width("abc"), display_width("e\u0301")
    (9, 3, 1)
    """
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.category(char) in ("Mn", "Me", "Cf") for char in text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return the text filled with blanks to a width in terminal columns."""
    blanks = " " * max(0, width - display_width(text))
    return blanks + text if right else text + blanks


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """Yield a function that shows (what, steps done, steps) as a bar, or None when nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm  # noqa: PLC0415 - only for people

    with tqdm(bar_format="{desc:<20} {bar:30} {n}/{total} {elapsed}", leave=False) as bar:

        def show(what: str, done: int, steps: int) -> None:
            bar.total = steps
            bar.n = done
            bar.set_description_str(what)

        yield show
