"""The table of units (units.toml), loaded once and checked: what `units` looks names up in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from analysis.errors import DefinitionError, Source
from analysis.numerals import fold

UNITS_FILE: Final = "units.toml"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement.

    Parameters
    ----------
    symbol : str
        Canonical printed symbol, for example ``亿元`` or ``张/千名老年人``.
    dimension : str
        What it measures. Units convert into each other if and only if this is equal.
    factor : Fraction
        How many of the dimension's base unit one of this is.
    aliases : tuple of str
        Other printings of the same unit.
    scale : int
        Power of ten of the scale word before the unit: 8 for 亿元.
    base : str
        Symbol without the scale word: 元 for 亿元.
    numerator : str
        Symbol of what is counted, before the "/": 张 for 张/千名老年人, otherwise the symbol itself.
    """

    symbol: str
    dimension: str
    factor: Fraction
    aliases: tuple[str, ...] = ()
    scale: int = 0
    base: str = ""
    numerator: str = ""


@dataclass(frozen=True, slots=True)
class UnitTable:
    """All units with the words they are put together from; made by `read_units`."""

    names: Mapping[str, Unit]
    scales: Mapping[str, int]
    scaled_dimensions: frozenset[str]
    longest_name: int
    term_pattern: re.Pattern[str]
    population_pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def unit_table() -> UnitTable:
    """Return the packaged table, read at the first call.

    Raises
    ------
    DefinitionError
        If units.toml contradicts itself.
    """
    return read_units(files("analysis").joinpath(UNITS_FILE).read_text(encoding="utf-8"))


def read_units(toml: str) -> UnitTable:
    """Read and check the text of units.toml.

    Raises
    ------
    DefinitionError
        If the text is not TOML, a key is missing or unknown, a name stands for two units, a dimension is not
        declared, or a factor is not a positive fraction.
    """
    try:
        data = tomllib.loads(toml)
        dimensions, scales, populations = data["dimensions"], data["scales"], data["populations"]
        scaled = frozenset(name for name, facts in dimensions.items() if facts["scales"])
        heads, modifiers = populations["heads"], populations["modifiers"]
        entries = data["unit"]
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"not valid TOML: {error}") from error
    except (KeyError, TypeError) as error:
        raise _wrong(f"key {error} is missing or has the wrong shape") from error
    names: dict[str, Unit] = {}
    for entry in entries:
        unit = _unit_of(entry, dimensions)
        for name in (unit.symbol, *unit.aliases):
            key = folded_name(name)
            if key in names and names[key].symbol != unit.symbol:
                raise _wrong(f'"{name}" is a name of both {names[key].symbol} and {unit.symbol}')
            names[key] = unit
    return _table(names, scales, scaled, heads, modifiers)


def folded_name(text: str) -> str:
    """Fold widths and look-alikes, and drop blanks, so that two printings of a unit compare equal.

    Examples
    --------
    >>> folded_name("元 ／ 月・人")
    '元/月·人'
    """
    return re.sub(r"[ \u2009\u202f\u2007]", "", fold(text))


def _wrong(what: str) -> DefinitionError:
    return DefinitionError(what, remedy="correct the table of units", source=Source(UNITS_FILE, 0))


def _unit_of(entry: Mapping[str, Any], dimensions: Mapping[str, Any]) -> Unit:
    expected = {"symbol", "dimension", "factor", "aliases"}
    if set(entry) != expected:
        raise _wrong(f"unit {entry.get('symbol', '?')}: keys must be {sorted(expected)}, got {sorted(entry)}")
    symbol, dimension = entry["symbol"], entry["dimension"]
    if dimension not in dimensions:
        raise _wrong(f'unit {symbol}: dimension "{dimension}" is not declared under [dimensions]')
    try:
        factor = Fraction(entry["factor"])
    except (ValueError, ZeroDivisionError, TypeError) as error:
        raise _wrong(f'unit {symbol}: factor "{entry["factor"]}" is not a fraction') from error
    if factor <= 0:
        raise _wrong(f"unit {symbol}: factor must be positive, got {factor}")
    return Unit(symbol, dimension, factor, tuple(entry["aliases"]), 0, symbol, symbol.partition("/")[0])


def _table(
    names: Mapping[str, Unit],
    scales: Mapping[str, int],
    scaled: frozenset[str],
    heads: list[str],
    modifiers: list[str],
) -> UnitTable:
    scalable = [n for n, u in names.items() if u.dimension in scaled and "/" not in n]
    scaled_name = f"(?:{one_of(scales)}(?:{one_of(scalable)}))"
    plain = [n for n in names if "/" not in n]
    population = f"(?:(?:{one_of(modifiers)}){{0,4}}(?:{one_of(heads)}))"
    amount = rf"(?:[0-9]{{1,9}}|{one_of(scales)}){{0,2}}"
    term = rf"{amount}(?:[名位个]?{population}|[名位])|{scaled_name}|(?:{one_of(plain)})"
    longest = max(map(len, names)) + max(map(len, scales))
    patterns = re.compile(rf"(?:{term})(?![A-Za-z])"), re.compile(population)
    return UnitTable(names, scales, scaled, longest, *patterns)


def one_of(words: Mapping[str, Any] | list[str]) -> str:
    """Regular expression that matches one of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"
