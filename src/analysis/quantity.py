"""Numbers as Chinese plans print them: parse, convert, print again.

`parse_quantity` reads one cell, `find_quantities` a paragraph, `Quantity` is the result. No binary float is
made before the decimals are counted. To teach it a word or mark, see `printed_forms`; a unit, `units.toml`; a
way to write digits, `numerals`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from decimal import Decimal
from typing import Final

from analysis.amounts import Amount
from analysis.errors import InputError, QuantityError, Source, UnitError
from analysis.numerals import cannot_read, clipped, fold, shifted
from analysis.printed_forms import MISSING
from analysis.quantity_reader import Reading, read_text
from analysis.quantity_record import UNSCALED, Quantity, format_quantity, interval_of, rounding_half_width
from analysis.quantity_search import find_spans
from analysis.units import Unit, convert, scaled_unit
from analysis.units import unit as find_unit

__all__ = ["Quantity", "find_quantities", "format_quantity", "parse_quantity", "says_missing"]

MAX_TEXT: Final = 1000
"""Longest cell that is read as a number, in characters."""


def parse_quantity(text: str, *, unit: str = "", change: bool = False) -> Quantity:
    """Read a printed number.

    Parameters
    ----------
    text : str
        One cell or phrase, as printed.
    unit : str, optional
        What the column heading or the indicator's name says. A number without a unit of its own is in this
        unit; a multiplier then replaces the heading's (2亿 under 万元 is 2亿 元 = 20000 万元). A printed unit
        is converted to it; the unit before the "/" may stand alone (660元 under 元/月·人).

    change : bool, optional
        Whether the number is a change, as in a growth column: then 下降3.2% is −3.2 %. Otherwise words of
        falling are an error, because under a name such as 能耗降低 they would mean 3.2.

    Returns
    -------
    Quantity
        With `missing` true for —, /, …, an empty text.

    Raises
    ------
    QuantityError
        If any part of the text is not understood, or its unit contradicts `unit`. The error's source holds
        the offsets in `text`.
    UnitError
        If `unit` is unknown.
    TypeError
        If `text` is not a string: a float has lost its decimals already.

    Examples
    --------
    >>> parse_quantity("7.0%", unit="%")
    Quantity(printed='7.0%', value=Decimal('7.0'), lower=Decimal('6.95'), upper=Decimal('7.05'), decimals=1, \
unit='%', comparator='=', cumulative=False, is_range=False, aside='')
    >>> fund = parse_quantity("2亿(其中一期约1亿)", unit="万元")
    >>> fund.value, fund.decimals, fund.aside
    (Decimal('20000'), -4, '其中一期约1亿')
    >>> parse_quantity("—").missing, parse_quantity("0").missing
    (True, False)
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be the printed string, got {type(text).__name__} {text!r}")
    heading = find_unit(unit) if unit.strip() else None
    _check_characters(text)
    folded = fold(text).rstrip()
    start = len(folded) - len(folded.lstrip())
    printed = text[start : len(folded)]
    if says_missing(folded):
        return Quantity(printed, None, None, None, None, heading.symbol if heading else "")
    reading = read_text(text, folded, start, change=change)
    try:
        quantity = _in_heading_unit(_in_printed_unit(reading, heading), reading, heading)
    except UnitError as error:
        raise cannot_read(text, start, len(folded), error.what, "correct the unit") from error
    return replace(quantity, printed=printed, aside="；".join(reading.asides))


def says_missing(text: str) -> bool:
    """Tell whether a cell says that there is no number; an empty one says so.

    Examples
    --------
    >>> [says_missing(text) for text in ("—", " ", "暂无", "0")]
    [True, True, True, False]
    """
    return len(text) <= MAX_TEXT and MISSING.fullmatch(fold(text).replace(" ", "")) is not None


def find_quantities(text: str) -> list[tuple[int, int, Quantity]]:
    """Find all quantities in running text.

    Years, dates, ordinals, names in quotation marks or 《》, document numbers and list counters are left out,
    and so are numbers with neither a unit nor a bound.

    Parameters
    ----------
    text : str
        A paragraph of any length.

    Returns
    -------
    list of (start, end, Quantity)
        In order; the half-open spans do not overlap.

    Examples
    --------
    >>> found = find_quantities("到2025年,社会组织突破610家,覆盖率达到80%以上,投资5000余万。")
    >>> [(quantity.printed, quantity.comparator) for _, _, quantity in found]
    [('突破610家', '>='), ('80%以上', '>='), ('5000余万', '>=')]
    """
    found = []
    read: dict[str, Quantity | None] = {}  # plans, and hostile texts more so, print the same numbers again
    for start, end in find_spans(text):
        printed = text[start:end]
        if printed not in read:
            read[printed] = _quantity_or_none(printed)
        if (quantity := read[printed]) is not None:
            found.append((start, end, quantity))
    return found


def _quantity_or_none(printed: str) -> Quantity | None:
    """Read what looked like a quantity; where it is none, prose has no duty to hold one."""
    try:
        return parse_quantity(printed)
    except InputError:
        return None


def _check_characters(text: str) -> None:
    if len(text) > MAX_TEXT:
        what = f'cannot read "{clipped(text)}" as a number: the text has {len(text)} characters'
        raise QuantityError(
            what, remedy="keep the number alone in its cell", source=Source("", 0, 0, len(text))
        )
    for i, character in enumerate(text):
        if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Cn") and character not in "\t\r\n":
            reason = f"it holds the invisible character U+{ord(character):04X}"
            raise cannot_read(text.replace(character, "�"), i, i + 1, reason, "remove it")


def _in_printed_unit(reading: Reading, heading: Unit | None) -> Quantity:
    """Make the quantity in the unit that is printed, or in the heading's when none is."""
    low, high = _ends(reading)
    found, power = _unit_and_power(reading, high or low, heading)
    symbol, signs = found.symbol if found is not None else "", (reading.comparator, reading.cumulative)
    if high is not None:
        ends = (_lowered(low, power), _lowered(high, power))
        return Quantity("", None, *ends, _finer(low, high, power), symbol, *signs, is_range=True)
    value, decimals = _lowered(low, power), None if low.decimals is None else low.decimals + power
    half_width = low.half_width if decimals is None else rounding_half_width(decimals)
    ends = interval_of(value, half_width, reading.comparator, more=reading.more)
    return Quantity("", value, *ends, decimals, symbol, *signs)


def _finer(low: Amount, high: Amount, power: int) -> int | None:
    """Return the decimals of the end that is printed more finely: 5%~5.5% means 5.0."""
    places = [end.decimals for end in (low, high) if end.decimals is not None]
    return max(places) + power if len(places) == 2 else None


def _lowered(amount: Amount, power: int) -> Decimal:
    """Divide by the scale word that moves into the unit; no digits that were not printed stay behind."""
    value = shifted(amount.value, -power)
    if not power or amount.decimals is None:
        return value
    places = max(0, amount.decimals + power)
    whole, _, fraction = f"{value:f}".partition(".")
    return Decimal(f"{whole}.{fraction[:places]}" if places else whole)


def _ends(reading: Reading) -> tuple[Amount, Amount | None]:
    """Give the number, or both ends of a range; in 2-3亿 the multiplier belongs to both."""
    low, high = reading.low, reading.high
    if low is None:
        raise AssertionError("a reading without a number")
    if low.high is not None:
        return low, replace(low, value=low.high)
    if high is None:
        return low, None
    if low.unit is not None and high.unit is not None and low.unit != high.unit:
        low = replace(low, value=convert(low.value, low.unit, high.unit), decimals=None)
    elif high.multiplier and not low.multiplier and low.unit is None:
        both = shifted(low.value, high.multiplier)
        decimals = None if low.decimals is None else low.decimals - high.multiplier
        low = replace(low, value=both, decimals=decimals) if both <= high.value else low
    if low.value > high.value:
        raise reading.refuse_all("the range falls", "write the smaller number first")
    if reading.comparator not in ("=", "~"):
        raise reading.refuse_all("a range cannot also be a bound", "keep the range or the bound")
    return low, high


def _unit_and_power(reading: Reading, amount: Amount, heading: Unit | None) -> tuple[Unit | None, int]:
    """Find the unit of the printed number, and the power of ten that moves from the value into the unit."""
    column = reading.heading or heading
    printed = reading.unit if reading.heading is None else None
    if printed is None and reading.per:
        raise reading.refuse_all(f'"每{reading.per[0]}" needs a unit after the number', "print the unit")
    if printed is not None:
        printed = find_unit(f"{printed.symbol}/{'·'.join(reading.per)}") if reading.per else printed
        power = next((power for power in (12, 8, 4) if power <= amount.multiplier), 0)
        scaled = _scaled_or_none(printed, power)
        return (scaled, power) if scaled is not None else (printed, 0)
    if column is None or amount.largest == 0:
        return column, 0
    if column.dimension in UNSCALED or (column.scale and amount.largest < 4):
        reason = f"a multiplier word does not go with the heading's unit {column.symbol}"
        raise reading.refuse_all(reason, "write the number in that unit, or print its own unit behind it")
    return find_unit(column.base) if column.scale else column, 0


def _scaled_or_none(printed: Unit, power: int) -> Unit | None:
    if printed.dimension in UNSCALED or power == 0:
        return None
    try:
        return scaled_unit(printed, power)
    except UnitError:
        return None


def _in_heading_unit(quantity: Quantity, reading: Reading, heading: Unit | None) -> Quantity:
    """Convert to the unit in a bracket behind the number, then to the heading's."""
    for column in (reading.heading, heading):
        if column is None or column.symbol == quantity.unit:
            continue
        numerator = find_unit(column.numerator)
        if (
            "/" not in quantity.unit
            and find_unit(quantity.unit).dimension == numerator.dimension != column.dimension
        ):
            quantity = replace(quantity.to(numerator.symbol), unit=column.symbol)
        else:
            quantity = quantity.to(column.symbol)
    return quantity
