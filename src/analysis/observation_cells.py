"""The cells of an observation: year, unit, number as people and spreadsheets write them, or what is wrong."""

from __future__ import annotations

import re
import unicodedata

from analysis.errors import ObservationError, UnitError
from analysis.indicators import Definition
from analysis.numerals import clipped
from analysis.observation_names import Name, Names
from analysis.quantity import Quantity, parse_quantity
from analysis.statements import Converted, bounds_of, converted, short
from analysis.units import full_unit, unit

FIRST_YEAR, LAST_YEAR = 1900, 2100
_SPREADSHEET_DAYS = (36526, 73415)  # day numbers of spreadsheets for 2000-01-01 and 2100-12-31
_SPREADSHEET_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")
_DATE = re.compile(r"(?:19|20)[0-9]{2}([-/.])[0-9]{1,2}\1[0-9]{1,2}(?![0-9])")
# What can be negative without being wrong: changes, shares of change, money (losses), temperatures.
_SIGNED = frozenset({"share", "difference", "money", "temperature", "score"})


def refuse_formula(text: str) -> str:
    """Return the text of a cell, unless a spreadsheet wrote a formula or an error into it.

    Raises
    ------
    ObservationError
        For "=1+1" or "#REF!".
    """
    plain = unicodedata.normalize("NFKC", text[:100])
    if plain.startswith("="):
        raise ObservationError(
            f'"{clipped(text)}" is a spreadsheet formula, not its result',
            remedy="paste values instead of formulas",
        )
    if plain.upper() in _SPREADSHEET_ERRORS:
        raise ObservationError(
            f'"{text}" is an error of the spreadsheet', remedy="write the number, or — when there is none"
        )
    return text


def read_year(text: str, latest: tuple[int, str] | None = None) -> int:
    """Return the year that a cell states.

    Parameters
    ----------
    text : str
        "2022" or "2022年", in any width.
    latest : (int, str), optional
        The last year that there can be, and what it is ("the plan's last year").

    Raises
    ------
    ObservationError
        If it is no year, with the year that is probably meant.
    """
    plain = unicodedata.normalize("NFKC", text[:100]).strip()
    found = re.fullmatch(r"([0-9]{4})年?", plain)
    if not found:
        what = f'"{clipped(text)}" is not a year' if text else "the year is empty"
        raise ObservationError(what, remedy=_year_meant(plain))
    year = int(found[1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ObservationError(
            f"year {year} lies outside {FIRST_YEAR}-{LAST_YEAR}", remedy="check the digits"
        )
    if latest is not None and year > latest[0]:
        raise ObservationError(
            f"year {year} is after {latest[1]} {latest[0]}",
            remedy="correct the year, or take the row out",
        )
    return year


def _year_meant(plain: str) -> str:
    """Return what to write for a year in a spreadsheet's or a date's form."""
    number = plain.replace(",", "")
    if found := re.fullmatch(r"((?:19|20)[0-9]{2})(?:\.0+|年度|[-/.年].{0,30})", number):
        return f"write the year alone: {found[1]}"
    if re.fullmatch(r"[0-9]{5}", plain) and _SPREADSHEET_DAYS[0] <= int(plain) <= _SPREADSHEET_DAYS[1]:
        return "a spreadsheet's day number? make the column text, and write four digits, such as 2022"
    return "write four digits, such as 2022"


def read_unit(text: str, series_unit: str) -> str:
    """Return the typed unit; one that no table knows can still be the plan's own unit for this indicator.

    Raises
    ------
    UnitError
        If it is not known.
    """
    return text if text in ("", series_unit) else unit(text).symbol


def read_number(text: str, typed_unit: str, series_unit: str) -> Quantity:
    """Read the value cell; one number is wanted.

    Raises
    ------
    ObservationError, QuantityError
        If it is empty, a range, a cumulative sum, or no number.
    """
    if not text:
        raise ObservationError("the value is empty", remedy="write the number, or — when there is none")
    if _DATE.match(unicodedata.normalize("NFKC", text[:100])):
        raise ObservationError(
            f'"{clipped(text)}" is a date, not a number',
            remedy="write the number; have two columns changed places?",
        )
    quantity = parse_quantity(text, unit="" if typed_unit == series_unit else typed_unit)
    if quantity.is_range:
        raise ObservationError(f'"{text}" is a range', remedy="write the one value that was reached")
    if quantity.cumulative:
        raise ObservationError(f'"{text}" is a cumulative sum', remedy="write the value of the year alone")
    return quantity


def refuse_two_units(quantity: Quantity, typed_unit: str, name: Name, names: Names) -> None:
    """Refuse a number without any unit where the plan prints the indicator in several.

    Raises
    ------
    ObservationError
        660 under a name that is 元/月 in one table and 元/年 in another can mean either.
    """
    units = names.printed_units.get(name.indicator_id, ())
    if len(units) > 1 and not (quantity.unit or typed_unit or name.unit or quantity.missing):
        raise ObservationError(
            f"no unit, and the plan prints this indicator in {' and in '.join(units)}",
            remedy="write the unit of this value",
        )


def in_series_unit(quantity: Quantity, typed_unit: str, name: Name, series_unit: str) -> Converted:
    """Convert a value from the unit that was printed with it, typed beside it or implied by its name.

    The typed unit may be only what is counted ("人" beside 每万人…), as plans print it; the name says
    per what.

    Raises
    ------
    ObservationError
        If it measures something else.
    """
    plain = quantity.unit or typed_unit or name.unit or series_unit
    for wording in ("", *name.wordings):
        try:
            candidate = full_unit(wording, plain) if wording else plain
            return converted(quantity.value, quantity.lower, quantity.upper, candidate, series_unit)
        except UnitError:
            continue
    raise ObservationError(
        f'unit "{plain}" does not convert to "{series_unit}"', remedy=f'give the value in "{series_unit}"'
    )


def refuse_impossible(value: float | None, name: Name, names: Names) -> None:
    """Refuse a value that the concept cannot have: a share over 100 %, a count below zero.

    Raises
    ------
    ObservationError
        With the bound.
    """
    if value is None:
        return
    definition: Definition | None = names.definitions.by_id.get(name.indicator_id)
    series_unit = names.units.get(name.indicator_id, "")
    lower, upper = bounds_of(definition, series_unit, names.rows.get(name.indicator_id, {}))
    if lower is None and definition is None and _counts(series_unit):
        lower = 0.0
    if lower is not None and value < lower:
        what, bound = "below", lower
    elif upper is not None and value > upper:
        what, bound = "above", upper
    else:
        return
    raise ObservationError(
        f"{short(value)} {series_unit} is {what} {short(bound)} {series_unit}, where this indicator ends",
        remedy="check the digits and the unit",
    )


def _counts(symbol: str) -> bool:
    """Tell whether a unit counts or measures things, of which there are never less than none."""
    if not symbol:
        return False
    try:
        return unit(symbol).dimension.split("/")[0] not in _SIGNED
    except UnitError:
        return False
