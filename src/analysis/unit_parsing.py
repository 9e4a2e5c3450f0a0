"""From the text of a unit to the unit: names in units.toml, scale words, and units "per something"."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from analysis.errors import Source, UnitError
from analysis.numerals import clipped
from analysis.unit_table import Unit, UnitTable, folded_name, unit_table

MAX_NAME: Final = 60
_SHARE: Final = "share"
_PRODUCT: Final = re.compile(r" ?[·.*×/] ?|(?<=人)(?=[月年])|(?<=月)(?=人)")
_PER: Final = re.compile(r" ?/ ?(\()?每?")
_NOUN: Final = re.compile(
    r"(?P<number>[0-9]{1,9})?(?P<scale>[十百千万亿]{0,2})(?P<classifier>[名位个])?"
    r"(?P<noun>[一-鿿0-9A-Za-z-]{1,16})"
)


def unit(text: str) -> Unit:
    """Find the unit that a text names.

    Parameters
    ----------
    text : str
        For example ``亿元``, ``％``, ``m²``, ``元／(人·月)``, ``张/千名老年人``; widths and blanks do not
        matter.

    Raises
    ------
    UnitError
        If the text names no known unit, and is not put together from known ones.

    Examples
    --------
    >>> unit("㎡").symbol, unit("亿元").factor, unit("元/(人·月)").symbol
    ('平方米', Fraction(100000000, 1), '元/人·月')
    >>> unit("人/万人").dimension, unit("人/万老年人").dimension
    ('share', 'person/老年人')
    """
    name = folded_name(text)
    found = _simple(name) or _compound(name)
    if found is None:
        raise UnitError(
            f'unknown unit "{clipped(text)}"',
            remedy="correct it, or add it to units.toml",
            source=Source("", 0, 0, len(text)),
        )
    return found


def known_unit(text: str) -> Unit | None:
    """Find the unit that a text names as `unit` does, or None."""
    try:
        return unit(text)
    except UnitError:
        return None


def scaled_unit(base: Unit, power: int) -> Unit:
    """Put the scale word of a power of ten before a unit: 元 and 8 make 亿元.

    Raises
    ------
    UnitError
        If there is no such word, or the unit takes none (万%).

    Examples
    --------
    >>> scaled_unit(unit("元/人"), 4).symbol
    '万元/人'
    """
    words = [word for word, value in unit_table().scales.items() if value == base.scale + power]
    return base if power == 0 else unit((words[0] if words else "?") + base.base)


def _scaled(base: Unit, word: str, power: int) -> Unit:
    """Put a scale word before a plain unit; 千m is 千米, which the table lists under 公里."""
    symbol = word + base.symbol
    listed = unit_table().names.get(symbol)
    if listed is not None:
        return listed
    return replace(
        base, symbol=symbol, factor=base.factor * 10**power, aliases=(), scale=power, numerator=symbol
    )


@lru_cache(maxsize=4096)
def _simple(name: str) -> Unit | None:
    """Look up a unit without "/", with or without a scale word; or one that the table lists as it is."""
    table = unit_table()
    if name in table.names:
        return table.names[name]
    for length in (2, 1):
        word, rest = name[:length], name[length:]
        base = table.names.get(rest)
        if (
            word in table.scales
            and base is not None
            and "/" not in rest
            and base.dimension in table.scaled_dimensions
        ):
            return _scaled(base, word, table.scales[word])
    return None


def _compound(name: str) -> Unit | None:
    """Put together a unit with "/": 张/千名老年人, 元/(人·月), 微克/立方米."""
    top, slash, bottom = name.partition("/")
    if not slash or len(name) > MAX_NAME:
        return None
    if bottom.startswith("(") and bottom.endswith(")"):
        bottom = bottom[1:-1]
    numerator = _simple(top)
    terms = [_term(part) for part in _PRODUCT.split(bottom)]
    if numerator is None or not terms or None in terms:
        return None
    known = [term for term in terms if term is not None]
    symbol = "·".join(term.symbol for term in known)
    keys = sorted(term.dimension for term in known)
    factor = numerator.factor
    for term in known:
        factor /= term.factor
    dimension = _SHARE if keys == [numerator.dimension] else f"{numerator.dimension}/{'·'.join(keys)}"
    return Unit(
        f"{numerator.symbol}/{symbol}",
        dimension,
        factor,
        scale=numerator.scale,
        base=f"{numerator.base}/{symbol}",
        numerator=numerator.symbol,
    )


def _term(text: str) -> Unit | None:
    """Read one denominator: 月, 万人, 千名老年人, 10万常住人口. Its dimension is the noun, or people."""
    known = _simple(text.removeprefix("每"))
    match = _NOUN.fullmatch(text)
    if known is not None or match is None:
        return known
    table, noun, scale = unit_table(), match["noun"], match["scale"]
    times = int(match["number"] or 1) * 10 ** table.scales.get(scale, 0)
    counted = bool(scale or match["number"] or match["classifier"]) and (not scale or scale in table.scales)
    base = _simple(noun)
    if not times or not (counted or table.population_pattern.fullmatch(noun)):
        return None
    if base is not None:
        return Unit(text, base.dimension, times * base.factor)
    kind = re.sub("老人$", "老年人", re.sub("人口$", "人", noun))
    return Unit(text, "person" if kind == "人" else kind, Fraction(times))


def match_unit(text: str, start: int = 0) -> tuple[Unit, int] | None:
    """Find the longest unit that begins at `start` of a folded text.

    Returns
    -------
    tuple of Unit and int, or None
        The unit and where it ends.

    Examples
    --------
    >>> found = match_unit("660元/月·人以上", 3)
    >>> found[0].symbol, found[1]
    ('元/月·人', 8)
    """
    if text[start : start + 1] not in _first_characters():
        return None  # most numbers of a text have no unit
    listed = match_name(text, start)
    plain = match_name(text, start, slashes=False) if listed and "/" in text[start : listed[1]] else listed
    if plain is None or listed is None:
        return listed
    end = _denominator_end(unit_table(), text, plain[1])
    compound = _compound(folded_name(text[start:end])) if end > listed[1] else None
    return (compound, end) if compound is not None else listed


@cache
def _first_characters() -> frozenset[str]:
    """With which characters the names of units, and the scale words before them, begin."""
    table = unit_table()
    return frozenset(name[0] for name in (*table.names, *table.scales))


def match_name(text: str, start: int, *, slashes: bool = True) -> tuple[Unit, int] | None:
    """Find the longest listed unit, with or without a scale word, that begins at `start`.

    Parameters
    ----------
    text : str
        Folded.
    start : int
        Where it must begin.
    slashes : bool
        Whether names with "/" count.
    """
    for end in range(min(len(text), start + unit_table().longest_name), start, -1):
        word = text[start:end]
        found = None if _inside_word(text, end) or not (slashes or "/" not in word) else _simple(word)
        if found is not None:
            return found, end
    return None


def _inside_word(text: str, end: int) -> bool:
    """Tell whether cutting at `end` would cut a word in Latin letters: g of GDP, GB of GB2020."""
    last, following = text[end - 1], text[end : end + 1]
    return last.isascii() and last.isalpha() and following.isascii() and following.isalnum()


def _denominator_end(table: UnitTable, text: str, end: int) -> int:
    """Where "/ … · …" after a unit ends; `end` itself when there is none."""
    opening = _PER.match(text, end)
    if opening is None:
        return end
    position = opening.end()
    while term := table.term_pattern.match(text, position):
        position = term.end()
        product = _PRODUCT.match(text, position)
        if product is None or not table.term_pattern.match(text, product.end()):
            break
        position = product.end()
    else:
        return end
    if opening[1]:
        return position + 1 if text[position : position + 1] == ")" else end
    return position
