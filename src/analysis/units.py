"""Units as plans print them: look-up, conversion, and the unit that an indicator's name carries.

The units are data (units.toml). Factors are fractions, so that conversions there and back are exact. What
measures different things does not convert: percentage points are not per cent, beds are not institutions,
people per 10 000 old people are not a share. Two conventions are worth knowing: 元/月 and 元/年 are benefits
for one person, hence the same dimension as 元/月·人; and 人/万人 is a share (17 人/万人 = 1.7‰).
"""

from __future__ import annotations

import re
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction
from typing import Final

from analysis.errors import UnitError
from analysis.numerals import fold, trimmed
from analysis.unit_parsing import known_unit, match_name, match_unit, scaled_unit, unit
from analysis.unit_table import Unit, folded_name, unit_table

__all__ = [
    "Unit",
    "convert",
    "convert_exactly",
    "full_unit",
    "known_unit",
    "match_unit",
    "nearest_decimal",
    "scaled_unit",
    "unit",
    "unit_of_name",
]

_DIGITS_KEPT: Final = 32  # a result so close to one of 32 digits is that number, come back from a conversion
_LONGEST: Final = 200
_BRACKETED: Final = re.compile(
    r"[(\[〔【〖]([^()\[\]〔〕【】〖〗]{1,40})[)\]〕】〗]|[(]([^()]{1,20}\([^()]{1,20}\))[)]"
)
_MARKS_AFTER: Final = re.compile(r"(?:[ *※①-⑳]|[\[(〔【](?:累计|年均|注)[\])〕】]|以上|以内|以下)*")
_BARE: Final = re.compile(r"(?P<name>.*\S)(?P<gap>[ ,、:]*)(?P<unit>[%‰]|(?<=[ ,、:])[^ ,、:]{1,12})")
_COUNTED: Final = re.compile(
    r"(?:其中:?)?(?P<each>每)?(?P<number>[0-9]{1,9})?(?P<scale>[一十百千万亿]{1,2})?"
)
_HAS: Final = re.compile(r"(?:拥有|配备|配置|享有|占有|设有|建有|有|平均)")
_PER_PERSON: Final = {"人均": "人", "户均": "户", "亩均": "亩"}
_NOT_SHARED: Final = frozenset(
    {"share", "difference", "multiple", "doubling", "age", "calendar", "duration", "score", "temperature"}
)


def convert(value: Decimal, from_unit: str | Unit, to_unit: str | Unit) -> Decimal:
    """Convert a value between two units of one dimension.

    Parameters
    ----------
    value : Decimal
        In `from_unit`.
    from_unit, to_unit : str or Unit
        Of the same dimension.

    Returns
    -------
    Decimal
        Exact where the result is a finite decimal; otherwise (1 亩 is 666.66… 平方米) rounded to 40 digits,
        and converting back gives the value one began with, if that had at most 32 digits.

    Raises
    ------
    UnitError
        If a unit is unknown or the dimensions differ.

    Examples
    --------
    >>> convert(Decimal("1.7"), "‰", "人/万人"), convert(Decimal("15"), "亩", "平方米")
    (Decimal('17'), Decimal('10000'))
    >>> convert(Decimal("5"), "%", "百分点")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    analysis.errors.UnitError: 5 % cannot be converted to 百分点: share is not difference; ...
    """
    return nearest_decimal(convert_exactly(value, from_unit, to_unit))


def convert_exactly(value: Decimal, from_unit: str | Unit, to_unit: str | Unit) -> Fraction:
    """Convert as `convert` does, to an exact fraction."""
    source = unit(from_unit) if isinstance(from_unit, str) else from_unit
    target = unit(to_unit) if isinstance(to_unit, str) else to_unit
    if source.dimension != target.dimension:
        raise UnitError(
            f"{value} {source.symbol} cannot be converted to {target.symbol}: "
            f"{source.dimension} is not {target.dimension}",
            remedy="compare the units of both values",
        )
    return Fraction(value) * source.factor / target.factor


def nearest_decimal(exact: Fraction) -> Decimal:
    """Give the fraction as a decimal: equal to it if it is finite, otherwise to 40 digits.

    A fraction within 1e-38 of a decimal of at most 32 digits is taken for it.

    Examples
    --------
    >>> nearest_decimal(Fraction(1, 8)), str(nearest_decimal(Fraction(1, 3)))[:6]
    (Decimal('0.125'), '0.3333')
    """
    with localcontext() as context:
        context.prec = 40
        long = Decimal(exact.numerator) / Decimal(exact.denominator)
        context.prec = _DIGITS_KEPT
        short = Decimal(exact.numerator) / Decimal(exact.denominator)
        if abs(Fraction(short) - exact) * 10**38 <= abs(exact):
            return trimmed(short)
        context.prec = _LONGEST
        context.clear_flags()
        longest = Decimal(exact.numerator) / Decimal(exact.denominator)
        return trimmed(long if context.flags[Inexact] else longest)


def unit_of_name(name: str) -> tuple[str, str]:
    """Split an indicator's printed name into the name and the unit it carries.

    The unit is the last bracket that names a unit. Classifiers are everyday words (卫生院(所)), so they count
    only in a bracket that ends the name. A unit after the name without a bracket counts after a blank, and
    % and ‰ always.

    Parameters
    ----------
    name : str
        As printed.

    Returns
    -------
    tuple of str
        Name without the unit, and the unit's canonical symbol ("" when the name carries none).

    Examples
    --------
    >>> unit_of_name("每千名老年人拥有社会养老床位数(张)")
    ('每千名老年人拥有社会养老床位数', '张')
    >>> unit_of_name("地区生产总值（GDP）增长（%）")
    ('地区生产总值（GDP）增长', '%')
    >>> unit_of_name("乡镇卫生院(所)覆盖情况")
    ('乡镇卫生院(所)覆盖情况', '')
    """
    folded = fold(name)
    for match in reversed(list(_BRACKETED.finditer(folded))):
        inner = re.sub(r"^ *单位 *:? *", "", match[1] or match[2])
        found = known_unit(inner)
        if found is None:
            continue
        at_end = _MARKS_AFTER.fullmatch(folded, match.end()) is not None
        if at_end or found.dimension not in {
            "thing",
            "person",
            "household",
            "bed",
            "case",
            "occasion",
            "calendar",
        }:
            rest = name[: match.start()].rstrip() + name[match.end() :]
            return rest.strip(), found.symbol
    bare = _BARE.fullmatch(folded.strip())
    if bare is not None and (found := known_unit(bare["unit"])) is not None:
        return name.strip()[: bare.end("name")].strip(), found.symbol
    return name.strip(), ""


def full_unit(name: str, unit_text: str) -> str:
    """Give the unit with the denominator that the indicator's name states.

    Parameters
    ----------
    name : str
        Indicator name, with or without its unit bracket.
    unit_text : str
        Unit as printed.

    Returns
    -------
    str
        For example ``张/千名老年人``; the canonical unit itself when the name states no denominator, the unit
        already has one, or is a share. "" stays "".

    Raises
    ------
    UnitError
        If the unit is unknown.

    Examples
    --------
    >>> full_unit("每千名老年人拥有社会养老床位数(张)", "张"), full_unit("万人拥有社会组织数量", "个")
    ('张/千名老年人', '个/万人')
    >>> full_unit("每万名常住人口全科医生数", "人"), full_unit("人均预期寿命", "岁")
    ('人/万名常住人口', '岁')
    """
    if not unit_text.strip():
        return ""
    plain = unit(unit_text)
    if "/" in plain.symbol or plain.dimension in _NOT_SHARED:
        return plain.symbol
    denominator = _denominator_of_name(folded_name(name))
    whole = known_unit(f"{plain.symbol}/{denominator}") if denominator else None
    return whole.symbol if whole is not None else plain.symbol


def _denominator_of_name(name: str) -> str:
    for word, denominator in _PER_PERSON.items():
        if word in name:
            return denominator
    start = name.find("每")
    match = _COUNTED.match(name, max(start, 0))
    if match is None or not (match["each"] or match["scale"]):
        return ""
    return _counted_noun(name, match)


def _counted_noun(name: str, match: re.Match[str]) -> str:
    """Find the noun after 每千名: up to 拥有, 配备 …, otherwise the longest known population."""
    table = unit_table()
    amount = (match["number"] or "") + (match["scale"] or "")
    amount = "" if amount == "一" else amount.removeprefix("一")
    rest = name[match.end() :]
    verb = _HAS.search(rest[:20])
    classifier = re.compile("[名位个]?").match(rest)
    skip = classifier.end() if classifier else 0
    population = table.population_pattern.match(rest, skip)
    if verb is not None and population is not None:
        noun = rest[: verb.start()]
        if re.search(f"{table.population_pattern.pattern}$", noun):
            return amount + noun
    if population is not None:
        return amount + rest[: population.end()]
    measure = match_name(rest, 0) if match["each"] else None
    if measure is not None and measure[0].dimension in {"area", "money", "volume"}:
        return amount + measure[0].symbol
    return ""
