"""Columns of texts as columns of cells: plain decimals by arrays, all else one by one, each text once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.growth import Floats
from analysis.growth_check.cells import PER_CENT, POINTS, Cell, Column, Integers, Mask, Plain
from analysis.growth_check.prices import names_constant_prices
from analysis.growth_check.single import heading_unit, read_stated, read_value
from analysis.growth_check.years import Moment, read_moment, years_between
from analysis.quantity import says_missing
from analysis.units import known_unit

_WIDTH = 17  # one more than the longest plain number: a longer text is cut to this, and seen to be too long
_MOST_DIGITS = 14
_MOST_REMEMBERED = 200_000
_MINUS, _POINT, _COMMA, _ZERO = ord("-"), ord("."), ord(","), ord("0")


@dataclass(frozen=True, slots=True)
class Memory:
    """What has been read already; parts of one long table share it, and it never grows without bound."""

    cells: dict[tuple[str, str, str], Cell | InputError] = field(default_factory=dict)
    moments: dict[str, Moment | InputError] = field(default_factory=dict)

    def make_room(self) -> None:
        """Forget all where too much is remembered."""
        for memory in (self.cells, self.moments):
            if len(memory) > _MOST_REMEMBERED:
                memory.clear()


@dataclass(frozen=True, slots=True)
class Kind:
    """How the cells of a column are read: "base", "target", "actual" or "stated"."""

    name: str
    read: Callable[[str, str], Cell]
    plain_unit: Callable[[str], str | None]

    @property
    def unreadable(self) -> str:
        """The reason code of a cell that cannot be read."""
        return f"{self.name}_unreadable"


def _symbol(unit: str) -> str | None:
    """Return the unit of a plain number under this heading, None where there is no such unit."""
    if not unit.strip():
        return ""
    known = known_unit(unit)
    return None if known is None else known.symbol


def _stated_symbol(unit: str) -> str | None:
    """Return per cent, points or no unit, None where the number has to be looked at with its heading."""
    if names_constant_prices(unit):
        return None
    try:
        symbol = _symbol(heading_unit(unit))
    except InputError:
        return None
    return symbol if symbol in (PER_CENT, POINTS) or not unit.strip() else None


BASE, TARGET, ACTUAL = (Kind(name, read_value, _symbol) for name in ("base", "target", "actual"))
STATED = Kind("stated", read_stated, _stated_symbol)


def read_column(
    kind: Kind, texts: Sequence[str], units: Sequence[str], rounding: str, memory: Memory
) -> tuple[Column, dict[int, InputError]]:
    """Read a column of n printed cells.

    Parameters
    ----------
    kind : Kind
        What the column holds.
    texts, units : sequence of str, n each
        The cells without outer blanks, and the unit that the table gives for each ("" for none).
    rounding : str
        Name of the rounding rule.
    memory : Memory
        What has been read before; filled.

    Returns
    -------
    column : Column
    errors : dict of row to InputError
        The cells that cannot be read; the column holds the code of that.
    """
    unit_texts = {unit: number for number, unit in enumerate(dict.fromkeys(units))} or {"": 0}
    unit_codes = np.fromiter((unit_texts[unit] for unit in units), np.intp, len(units))
    symbols = [kind.plain_unit(unit) for unit in unit_texts]
    plain = plain_decimals(texts)
    usable = np.array([symbol is not None for symbol in symbols], bool)[unit_codes]
    plain = Plain(plain.here & usable, plain.digits, plain.places)
    codes = np.full(len(texts), -1, np.intp)
    errors: dict[int, InputError] = {}
    seen: dict[tuple[str, str, str], int] = {}
    cells: list[Cell] = []
    for row in np.flatnonzero(~plain.here).tolist():
        key = (kind.name, texts[row], units[row])
        found = _remembered(kind, key, memory)
        if isinstance(found, InputError):
            errors[row] = found
        code = seen.get(key)
        if code is None:
            code = seen[key] = len(cells)
            cells.append(kind.unreadable if isinstance(found, InputError) else found)
        codes[row] = code
    names = tuple(symbol or "" for symbol in symbols)
    return Column(tuple(cells), codes, plain, *_unique(names, unit_codes), rounding), errors


def _unique(names: tuple[str, ...], codes: NDArray[np.intp]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Let each name stand once: two headings may name one unit."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return tuple(numbers), np.array([numbers[name] for name in names], np.intp)[codes]


def _remembered(kind: Kind, key: tuple[str, str, str], memory: Memory) -> Cell | InputError:
    found = memory.cells.get(key)
    if found is None:
        try:
            found = kind.read(key[1], key[2])
        except InputError as error:
            found = error
        memory.cells[key] = found
    return found


def plain_decimals(texts: Sequence[str]) -> Plain:
    """Find the plain decimals among n texts: digits, perhaps a minus sign, a point, commas every third digit.

    What is not plain here (+5, .5, 007, 1,23, 15 digits and more) is left to `parse_quantity`; what is plain
    has there the same value, decimals and interval.

    Examples
    --------
    >>> found = plain_decimals(["38.90", "-4", "1,234", "007", "—"])
    >>> found.here.tolist(), found.digits[:3].tolist(), found.places[:3].tolist()
    ([True, True, True, False, False], [3890, -4, 1234], [2, 0, 0])
    """
    count = len(texts)
    if not count:
        return Plain.none(0)
    letters = np.array(texts, dtype=f"U{_WIDTH}").view(np.uint32).reshape(count, _WIDTH).T
    length = np.count_nonzero(letters, axis=0)
    here = (length > 0) & (length < _WIDTH)
    here &= length == np.fromiter(map(len, texts), np.intp, count)  # a text may hold, or end with, NUL
    negative = letters[0] == _MINUS
    here &= np.where(negative, letters[1], letters[0]) - np.uint32(_ZERO) < 10
    scan = _Scan.of(count)
    for index in range(min(_WIDTH - 1, int(length.max(initial=0)))):
        here &= scan.step(letters[index]) | ((index == 0) & negative)
    leading_zero = np.where(negative, letters[1], letters[0]) == _ZERO
    here &= ~(leading_zero & (scan.whole > 1)) & ~(scan.after_point & (scan.places == 0)) & scan.group_ends()
    here &= scan.whole + scan.places <= _MOST_DIGITS
    digits = np.where(negative, -scan.digits, scan.digits)
    return Plain(here, np.where(here, digits, 0), np.where(here, scan.places, 0))


@dataclass(slots=True)
class _Scan:
    """n numbers read letter by letter: ``digits`` so far, how many whole and decimal, which marks."""

    digits: Integers
    places: Integers
    whole: Integers
    in_group: Integers
    after_point: Mask
    after_comma: Mask

    @classmethod
    def of(cls, count: int) -> _Scan:
        """Begin with n numbers of which nothing has been read."""
        digits, places, whole, in_group = np.zeros((4, count), np.int64)
        after_point, after_comma = np.zeros((2, count), bool)
        return cls(digits, places, whole, in_group, after_point, after_comma)

    def step(self, letter: NDArray[np.uint32]) -> Mask:
        """Take the next letter of each number, 0 behind its end; return where it may stand there."""
        digit = letter - np.uint32(_ZERO)  # wraps round below "0"
        is_digit, is_point, is_comma = digit < 10, letter == _POINT, letter == _COMMA
        fits = is_digit | (letter == 0) | (is_point & ~self.after_point & self.group_ends())
        first_group = ~self.after_comma & (self.in_group <= 3)
        fits |= is_comma & ~self.after_point & (first_group | (self.in_group == 3))
        np.multiply(self.digits, 10, out=self.digits, where=is_digit)
        np.add(self.digits, digit, out=self.digits, where=is_digit, casting="unsafe")
        self.after_point |= is_point
        self.after_comma |= is_comma
        whole_digit = is_digit & ~self.after_point
        self.places += is_digit & self.after_point
        self.whole += whole_digit
        self.in_group = np.where(is_comma, 0, self.in_group + whole_digit)
        return np.asarray(fits)

    def group_ends(self) -> Mask:
        """Return where no group of thousands is open: none was begun, or its three digits are there."""
        return np.asarray(~self.after_comma | (self.in_group == 3))


@dataclass(frozen=True, slots=True)
class Years:
    """The years of n rows: from base to target (NaN: unknown), and the cells that cannot be read."""

    between: Floats
    errors: dict[str, dict[int, InputError]]


def read_years(base: Sequence[str], target: Sequence[str], memory: Memory) -> Years:
    """Read both years of n rows; each different pair of texts once."""
    between = np.full(len(base), np.nan)
    errors: dict[str, dict[int, InputError]] = {"base_year": {}, "target_year": {}}
    known: dict[tuple[str, str], tuple[float, dict[str, InputError]]] = {}
    for row, pair in enumerate(zip(base, target, strict=True)):
        found = known.get(pair)
        if found is None:
            found = known[pair] = _years(*pair, memory)
        between[row], wrong = found
        for name, error in wrong.items():
            errors[name][row] = error
    return Years(between, errors)


def _years(base: str, target: str, memory: Memory) -> tuple[float, dict[str, InputError]]:
    """Return the years between two cells, and what is wrong with each; a missing one is not wrong."""
    if says_missing(base) or says_missing(target):
        only = {"base_year": base, "target_year": target}
        return np.nan, {
            name: found
            for name, text in only.items()
            if not says_missing(text) and isinstance(found := _moment(text, memory), InputError)
        }
    start, end = _moment(base, memory), _moment(target, memory)
    wrong = {
        name: moment
        for name, moment in (("base_year", start), ("target_year", end))
        if isinstance(moment, InputError)
    }
    if isinstance(start, InputError) or isinstance(end, InputError):
        return np.nan, wrong
    try:
        years = years_between(start, end)
    except InputError as error:
        return np.nan, {"target_year": error}
    if years > 0:
        return years, {}
    what = f"{_shown(end)} is not after the base year {_shown(start)}"
    return years, {"target_year": InputError(what, remedy="swap or correct the years")}


def _shown(moment: Moment) -> str:
    return f"{moment.year}-{moment.month:02}" if moment.month and not moment.fiscal else f"{moment.year}"


def _moment(text: str, memory: Memory) -> Moment | InputError:
    found = memory.moments.get(text)
    if found is None:
        try:
            found = read_moment(text)
        except InputError as error:
            found = error
        memory.moments[text] = found
    return found
