"""One growth figure against its endpoints, as printed; and how printed cells are read for the check.

What a printed number stands for
    The interval that its rounding rule leaves open, by default half a unit of its last printed place to
    either side, ends included; trailing zeros count. "About" (约, 左右, about) widens it to the smaller of
    one unit of its last digit that is not zero and a tenth of it, to either side: 约6 is 5.4 … 6.6, 约5.5 is
    5.4 … 5.6, 约300 is 270 … 330; 5000余万 is 5000万 … 6000万.
What the figure is compared with
    The growth interval of the endpoints, from G- = (end_lower / base_upper) ** (1 / n) - 1 to
    G+ = (end_upper / base_lower) ** (1 / n) - 1: it is consistent when the intervals meet. A stated threshold
    (6以上) compares one-sidedly, a range by overlap; a figure in percentage points with the change of the
    shares a year.
What is not checkable
    A missing number, endpoints that are thresholds or ranges, a base that is not positive or may be 0, units
    that do not convert, a cumulative figure (the total stands beside it), constant prices, 翻番 and words.
``low_power``
    The endpoints allow an interval of at least `LOW_POWER_STEPS` (ten) units of the last printed place of the
    stated figure: it would have passed whatever its last digit. Then "consistent" says little.
``decision_error``
    An inconsistent figure changes a decision. Without an actual value: whoever grows as stated misses the
    target. With one: growth from base to actual reaches the stated figure although the target is missed, or
    the reverse.

After Nuijten et al. (2016), "The prevalence of statistical reporting errors in psychology", Behavior Research
Methods 48: recompute from the rounding interval of what was printed (statcheck).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from analysis.errors import InputError, QuantityError, UnitError
from analysis.growth_check.cells import PER_CENT, POINTS, Cell, column_of
from analysis.growth_check.prices import names_constant_prices
from analysis.growth_check.rounding import DEFAULT_ROUNDING, rounding_rule
from analysis.growth_check.rows import Beside
from analysis.growth_check.shared_words import without_shared_words
from analysis.growth_check.verdict import Verdicts, judge
from analysis.numerals import fold, lone_number
from analysis.printed_forms import NOT_NUMBERS
from analysis.quantity import Quantity, parse_quantity
from analysis.units import known_unit

# 1.7x, 一半, 翻番, 翻一番, 翻两番, 增长一倍, doubled: a multiple over the period.
# Words without digits: 与经济增长同步.
_MULTIPLE = re.compile(
    r"[番倍×]|一半|[0-9] ?[xX]\b|\b[xX] ?[0-9]|[0-9]-?fold\b"
    r"|(?i:\b(?:doubl|tripl|trebl|quadrupl|twofold|threefold|times\b))"
)
_DIGIT = re.compile(r"\d")
_POINTS = re.compile(r"百分点|(?i:points?\b|\bpps?\b|\bp\.p\.)")
_PER_CENT = re.compile(r"%|百分[比数之]|(?i:per ?cent)")


@dataclass(frozen=True, slots=True)
class GrowthCheck:
    """What the endpoints say about a stated growth figure.

    Growth is in per cent a year, or in percentage points a year where the figure is stated in 百分点; full
    precision, None where there is none. ``stated_pct`` is the printed number (None for a range or words).
    ``also`` names further formulas that fit, ``reason`` is a code of `REASONS` or "". ``low_power`` and
    ``decision_error`` are None where the verdict is not_checkable.
    """

    base: Quantity
    target: Quantity
    stated: Quantity
    years: float
    stated_pct: float | None
    recomputed_pct: float | None
    recomputed_lower: float | None
    recomputed_upper: float | None
    verdict: str
    reproduced_by: str
    chance: float | None
    note: str
    reason: str = ""
    also: tuple[str, ...] = ()
    low_power: bool | None = None
    decision_error: bool | None = None


def check_growth(
    base: str | Quantity,
    target: str | Quantity,
    stated: str | Quantity,
    *,
    years: float,
    rounding: str = DEFAULT_ROUNDING,
    totals: str = "none",
    actual: str | Quantity = "",
) -> GrowthCheck:
    """Check a printed average annual growth against the printed values of its first and last year.

    The rules are at the head of this module.

    Parameters
    ----------
    base, target, stated : str or Quantity
        As printed; the stated figure without a unit is in per cent.
    years : float
        Years from base to target, the base year not counted: 2015 → 2020 is 5; months count as 1/12.
    rounding : str, optional
        How the document rounds: a name of `ROUNDING_RULES`.
    totals : str, optional
        Which stated figures are the change over the whole period instead of a year: "none", "brackets"
        ([ ], 累计), "points" (these and all in percentage points), "all".
    actual : str or Quantity, optional
        The value really reached in the target year, for the diagnosis and ``decision_error``.

    Returns
    -------
    GrowthCheck

    Raises
    ------
    InputError
        If `years` is not a positive number, or `rounding` or `totals` is unknown.
    QuantityError
        If a cell cannot be read as a number.

    Examples
    --------
    >>> check = check_growth("38.9", "50", "4.4", years=5)
    >>> check.verdict, check.reproduced_by, round(check.recomputed_lower, 2), round(check.recomputed_upper, 2)
    ('inconsistent', 'simple_on_target', 4.91, 5.39)
    >>> check_growth("48.6", "50", "0.6", years=5).verdict
    'consistent'
    >>> check_growth("60", "70", "[16.7]", years=5, totals="brackets").verdict
    'consistent'
    """
    _refuse_years(years)
    rounding_rule(rounding)
    start, end, opaque = _endpoints(base, target)
    reached = actual if isinstance(actual, Quantity) else read_value(actual)
    claimed = stated if isinstance(stated, Quantity) else read_stated(stated)
    first, last, figure = (column_of([cell], rounding) for cell in (start, end, claimed))
    beside = Beside(actual=column_of([reached], rounding), opaque=np.array([opaque]))
    verdicts = judge(first, last, figure, np.array([years], float), totals=totals, beside=beside)
    return _record(verdicts, start, end, _as_quantity(claimed, str(stated)), float(years))


def _endpoints(base: str | Quantity, target: str | Quantity) -> tuple[Quantity, Quantity, bool]:
    """Read both endpoints; the last value tells whether a unit that is not known was left out of both."""
    if isinstance(base, str) and isinstance(target, str):
        try:
            return read_value(base), read_value(target), False
        except QuantityError:
            bare = without_shared_words(base, target)
            if bare is None:
                raise
            return read_value(bare[0]), read_value(bare[1]), True
    start, end = (cell if isinstance(cell, Quantity) else read_value(cell) for cell in (base, target))
    return start, end, False


def _refuse_years(years: float) -> None:
    if not (math.isfinite(years) and years > 0):
        raise InputError(
            f"years must be a positive number, got {years:g}",
            remedy="2015 → 2020 is 5 years; are they swapped?",
        )


def _as_quantity(claimed: Cell, printed: str) -> Quantity:
    """Return a stated figure as a record; one in words has no numbers."""
    return Quantity(printed.strip(), None, None, None, None, "") if isinstance(claimed, str) else claimed


def read_value(text: str, unit: str = "") -> Quantity:
    """Read the printed value of a year; blanks may group its digits by thousands, as it is alone in its cell.

    Raises
    ------
    QuantityError, UnitError
        If it has no known form, or `unit` is not known.

    Examples
    --------
    >>> read_value("1 234.5").value
    Decimal('1234.5')
    """
    return parse_quantity(lone_number(text), unit=unit)


def read_stated(text: str, unit: str = "") -> Cell:
    """Read a printed growth figure: a number, or a reason code for words (翻番, 同步) and constant prices.

    A word of falling makes the figure negative: "下降2.1%" is -2.1. The unit printed in the cell counts
    before `unit`, that of its column heading: "0.5个百分点" may stand under a heading in per cent. Of a
    heading that is no unit only per cent, points and constant prices are taken ("annual growth, %").

    Raises
    ------
    QuantityError, UnitError
        If the cell has digits but no known form, or `unit` says nothing of growth.

    Examples
    --------
    >>> read_stated("翻一番"), read_stated("4.4", "%").unit, read_stated("4.4", "%(可比价)")
    ('stated_in_words', '%', 'constant_prices')
    """
    if _MULTIPLE.search(text):
        return "stated_in_words"
    heading = heading_unit(unit)
    try:
        own = parse_quantity(text, change=True)
    except QuantityError:
        if names_constant_prices(text):
            return "constant_prices"
        if _DIGIT.search(text) or NOT_NUMBERS.match(text.strip()):
            raise
        return "stated_in_words"
    if names_constant_prices(unit) and not own.missing:
        return "constant_prices"
    return own if own.unit or not heading or own.missing else parse_quantity(text, unit=heading, change=True)


def value_unit(text: str) -> str:
    """Return the unit that the heading of values names: per cent where it says so among other words.

    Examples
    --------
    >>> value_unit("% of GDP"), value_unit("单位：%"), value_unit("'000")
    ('%', '%', "'000")
    """
    if not text.strip() or known_unit(text) is not None:
        return text
    folded = fold(text)
    return PER_CENT if _PER_CENT.search(folded) and not _POINTS.search(folded) else text


def heading_unit(text: str) -> str:
    """Return the unit that a growth column's heading names, "" for none.

    Raises
    ------
    UnitError
        If it names none, and neither per cent nor points nor constant prices.

    Examples
    --------
    >>> heading_unit("年均增长（%）"), heading_unit("percentage points a year")
    ('%', '百分点')
    """
    if not text.strip() or known_unit(text) is not None:
        return text
    folded = fold(text)
    if _POINTS.search(folded):
        return POINTS
    if _PER_CENT.search(folded):
        return PER_CENT
    if names_constant_prices(text):
        return ""
    raise UnitError(f'unknown unit "{text[:40]}"', remedy="write % or 百分点")


def _record(
    verdicts: Verdicts, base: Quantity, target: Quantity, stated: Quantity, years: float
) -> GrowthCheck:
    recomputed = verdicts.recomputed
    return GrowthCheck(
        base=base,
        target=target,
        stated=stated,
        years=years,
        stated_pct=_number(verdicts.stated[0]),
        recomputed_pct=_number(recomputed.value[0]),
        recomputed_lower=_number(recomputed.lower[0]),
        recomputed_upper=_number(recomputed.upper[0]),
        verdict=verdicts.verdict[0],
        reproduced_by=verdicts.reproduced_by[0],
        chance=_number(verdicts.chance[0]),
        note=verdicts.note[0],
        reason=verdicts.reason[0],
        also=verdicts.also[0],
        low_power=bool(verdicts.low_power[0]) if verdicts.checked[0] else None,
        decision_error=bool(verdicts.decision_error[0]) if verdicts.checked[0] else None,
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
