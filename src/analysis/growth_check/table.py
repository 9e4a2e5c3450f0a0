"""A growth table from anywhere: base_year, base, target_year, target, stated as printed, one row a figure."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import GuihuaError, InputError, Source
from analysis.growth_check.cells import Column
from analysis.growth_check.claims import TOTALS
from analysis.growth_check.plan import DECIMALS
from analysis.growth_check.reading import (
    ACTUAL,
    BASE,
    STATED,
    TARGET,
    Kind,
    Memory,
    read_column,
    read_years,
)
from analysis.growth_check.rounding import DEFAULT_ROUNDING, rounding_rule
from analysis.growth_check.rows import Beside
from analysis.growth_check.shared_words import without_shared_words
from analysis.growth_check.single import value_unit
from analysis.growth_check.verdict import Verdicts, judge
from analysis.numerals import clipped, is_words
from analysis.units import known_unit

REQUIRED = ("base_year", "base", "target_year", "target", "stated")
"""Columns that a growth table must have."""

OPTIONAL = ("unit", "base_unit", "target_unit", "stated_unit", "actual", "table")
"""Columns that are used where a table has them."""

RESULTS = ("recomputed_pct", "recomputed_lower", "recomputed_upper", "verdict", "reproduced_by")
"""Columns that the check adds and that a table must not have yet."""

REMARKS = ("chance", "note", "low_power", "decision_error")
"""Columns that follow them; under the name guihua_… where the table has such a column."""

# Where the unit of a column's numbers may stand, the more special first.
_UNIT_COLUMNS = {
    "base": ("base_unit", "unit"),
    "target": ("target_unit", "unit"),
    "actual": ("target_unit", "unit"),
    "stated": ("stated_unit",),
}
_HEADER_LINES = 1
_SHOWN = 300  # of the header in a message: a file that is no table may be one line of any length
# blanks, and what spreadsheets and web pages leave unseen at the edge of a cell
_EDGES = (
    string.whitespace + "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)


@dataclass(frozen=True, slots=True)
class Options:
    """How a table is to be read.

    Parameters
    ----------
    rounding : str
        How its numbers were rounded: a name of `ROUNDING_RULES`.
    totals : str
        Which stated figures are the change over the whole period: one of `claims.TOTALS`.
    """

    rounding: str = DEFAULT_ROUNDING
    totals: str = "none"

    def __post_init__(self) -> None:
        """Refuse names that do not exist."""
        rounding_rule(self.rounding)
        if self.totals not in TOTALS:
            raise InputError(
                f'unknown choice of totals "{self.totals}"', remedy=f"one of {', '.join(TOTALS)}"
            )


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be used: its row (from 0), its column, and what is wrong.

    Not ``bad``: nothing is wrong, the table says in words (完成国家任务) what has no number.
    """

    row: int
    column: str
    error: InputError
    bad: bool = True

    @property
    def what(self) -> str:
        """The column and what is wrong there."""
        return f'column "{self.column}": {self.error.what}'


def check_growth_table(
    rows: pd.DataFrame, *, file: str = "", rounding: str = DEFAULT_ROUNDING, totals: str = "none"
) -> tuple[pd.DataFrame, list[GuihuaError]]:
    """Check every row of a growth table, by the kernel of `check_growth`: row for row the same result.

    Parameters
    ----------
    rows : DataFrame of str
        Columns base_year, base, target_year, target, stated, all as printed; optionally unit (of both
        values), base_unit, target_unit, stated_unit; actual (the value really reached in the target year);
        table (rows next to each other may have been confused only within one; without it, anywhere). Years
        and months in all forms of `years`. A unit that is not known does no harm where it is that of both
        endpoints.
    file : str, optional
        Name of the file, for the places of the problems.
    rounding, totals : str, optional
        As for `check_growth`.

    Returns
    -------
    table : DataFrame
        All rows and columns as given, in order, then recomputed_pct, recomputed_lower, recomputed_upper,
        verdict, reproduced_by, chance, note, low_power, decision_error; figures with at most `DECIMALS`
        decimals. Where `rows` already has a column of the last four names, it stays and the new one is named
        guihua_chance, guihua_note, …
    problems : list of GuihuaError
        One for each cell that could not be read and each target year that is not after its base year, in the
        order of the rows; none for cells that say that there is no number (—, 完成国家任务). The line counts
        the header as 1. The note of the row says the same.

    Raises
    ------
    InputError
        If a required column is missing or stands twice, a result column is there already, or `rounding` or
        `totals` is unknown.
    """
    names = [str(name) for name in rows.columns]
    refuse_unusable(names)
    columns = {
        name: rows[name].astype("string").fillna("").tolist()
        for name in (*REQUIRED, *OPTIONAL)
        if names.count(name) == 1
    }
    verdicts, faults = check_rows(columns, Options(rounding, totals), Memory())
    problems: list[GuihuaError] = []
    for fault in (fault for fault in faults if fault.bad):
        place = Source(file, fault.row + 1 + _HEADER_LINES)
        problems.append(type(fault.error)(fault.what, remedy=fault.error.remedy, source=place))
    lines = [f"row {number + 1 + _HEADER_LINES}" for number in range(len(rows))]
    add_faults(verdicts, faults, lines)
    added = pd.DataFrame(results(verdicts, names), index=rows.index)
    return pd.concat([rows, added], axis=1), problems


def refuse_unusable(names: Sequence[str]) -> None:
    """Raise where a table with these columns cannot be checked at all.

    Raises
    ------
    InputError
        If a required column is missing or stands twice, or a result column is there already.
    """
    found = f"the table has the columns {clipped(', '.join(names), _SHOWN) or '(none)'}"
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


def check_rows(
    columns: Mapping[str, Sequence[str]], options: Options, memory: Memory
) -> tuple[Verdicts, list[Fault]]:
    """Check n rows, given by their columns of texts, and name the cells that cannot be used.

    Parameters
    ----------
    columns : mapping of name to n texts
        All of `REQUIRED`, any of `OPTIONAL`.
    options : Options
        How to read them.
    memory : Memory
        What parts of the same table held; filled.

    Returns
    -------
    verdicts : Verdicts
    faults : list of Fault
        In the order of the rows.
    """
    memory.make_room()
    texts = {name: [text.strip(_EDGES) for text in column] for name, column in columns.items()}
    units = {name: _units(texts, name) for name in _UNIT_COLUMNS}
    opaque = _take_out_opaque(units)
    years = read_years(texts["base_year"], texts["target_year"], memory)
    errors = dict(years.errors)
    cells: dict[str, Column] = {}

    def read(*kinds: Kind) -> None:
        for kind in kinds:
            cells[kind.name], errors[kind.name] = read_column(
                kind, texts[kind.name], units[kind.name], options.rounding, memory
            )

    read(*(kind for kind in (BASE, TARGET, STATED, ACTUAL) if kind.name in texts))
    if _take_out_shared_words(texts, units, opaque, errors["base"].keys() & errors["target"].keys()):
        read(BASE, TARGET)
    group = np.unique(np.array(texts["table"], object), return_inverse=True)[1] if "table" in texts else None
    beside = Beside(
        actual=cells.get("actual"),
        group=np.zeros(len(opaque), np.intp) if group is None else group,
        opaque=opaque,
    )
    verdicts = judge(
        cells["base"],
        cells["target"],
        cells["stated"],
        years.between,
        totals=options.totals,
        beside=beside,
    )
    faults = [
        Fault(row, name, error, bad=name.endswith("year") or not is_words(columns[name][row]))
        for name, found in errors.items()
        for row, error in found.items()
    ]
    return verdicts, sorted(faults, key=lambda fault: fault.row)


def add_faults(verdicts: Verdicts, faults: Sequence[Fault], places: Sequence[str]) -> None:
    """Say in the note of a row what was read there, instead of only that it cannot be read."""
    remarks: dict[int, list[str]] = {}
    for fault in faults:
        remarks.setdefault(fault.row, []).append(fault.what)
    checked = verdicts.checked
    for row, texts in remarks.items():
        told = f"{places[row]}, {'; '.join(texts)}"
        keep = verdicts.note[row] if checked[row] else ""
        verdicts.note[row] = f"{keep}; {told}" if keep else told


def results(verdicts: Verdicts, names: Sequence[str]) -> dict[str, object]:
    """Return the columns that the check adds to a table with these; booleans missing if not checked."""
    recomputed, checked = verdicts.recomputed, verdicts.checked
    added: dict[str, object] = {
        "recomputed_pct": recomputed.value.round(DECIMALS),
        "recomputed_lower": recomputed.lower.round(DECIMALS),
        "recomputed_upper": recomputed.upper.round(DECIMALS),
        "verdict": verdicts.verdict,
        "reproduced_by": verdicts.reproduced_by,
        "chance": verdicts.chance.round(DECIMALS),
        "note": verdicts.note,
        "low_power": pd.arrays.BooleanArray(verdicts.low_power, ~checked),
        "decision_error": pd.arrays.BooleanArray(verdicts.decision_error, ~checked),
    }
    clash = set(REMARKS) & set(names)
    return {f"guihua_{name}" if name in clash else name: column for name, column in added.items()}


def _units(texts: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """Return the unit that the table gives for each cell of a column, "" for none."""
    count = len(texts["base"])
    given = [texts[column] for column in _UNIT_COLUMNS[name] if column in texts]
    if not given:
        return [""] * count
    chosen = (
        given[0] if len(given) == 1 else [special or common for special, common in zip(*given, strict=True)]
    )
    if name == "stated":
        return list(chosen)
    meant = {text: value_unit(text) for text in set(chosen)}
    return [meant[text] for text in chosen]


def _take_out_shared_words(
    texts: dict[str, list[str]], units: dict[str, list[str]], opaque: NDArray[np.bool_], rows: Set[int]
) -> bool:
    """Leave bare numbers where both endpoints carry the same unknown words; tell whether any did."""
    found = False
    for row in rows:
        if units["base"][row] != units["target"][row]:
            continue
        bare = without_shared_words(texts["base"][row], texts["target"][row])
        if bare is not None:
            texts["base"][row], texts["target"][row] = bare
            units["base"][row] = units["target"][row] = ""
            opaque[row] = found = True
    return found


def _take_out_opaque(units: dict[str, list[str]]) -> NDArray[np.bool_]:
    """Empty units that are not known but the same for both endpoints; return the rows that had such."""
    known = {unit: not unit or known_unit(unit) is not None for unit in {*units["base"], *units["target"]}}
    pairs = zip(units["base"], units["target"], strict=True)
    opaque = np.array([not known[base] and base == target for base, target in pairs], bool)
    for name in ("base", "target", "actual"):
        for row in np.flatnonzero(opaque):
            units[name][row] = ""
    return opaque
