"""One growth figure against its endpoints, as printed; and how printed cells are read for the check."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from analysis.errors import InputError, QuantityError
from analysis.growth_check.cells import Cell, column_of
from analysis.growth_check.verdict import Verdicts, judge
from analysis.quantity import Quantity, parse_quantity

# 翻番, 翻一番, 翻两番, 增长一倍: a multiple over the period. Without any digit it is words: 与经济增长同步.
_MULTIPLE = re.compile("[番倍]")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class GrowthCheck:
    """What the endpoints say about a stated growth figure.

    Growth is in per cent a year, or in percentage points a year where the figure is stated in 百分点; full
    precision, None where there is none. ``stated_pct`` is the printed number (None for a range or words).
    ``also`` names further formulas that fit, ``reason`` is a code of `REASONS` or "".
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


def check_growth(
    base: str | Quantity, target: str | Quantity, stated: str | Quantity, *, years: float
) -> GrowthCheck:
    """Check a printed average annual growth against the printed values of its first and last year.

    Each printed number stands for its closed rounding interval. The figure is consistent when its interval
    meets that of the endpoints, from G- = (end_lower / base_upper) ** (1 / n) - 1 to
    G+ = (end_upper / base_lower) ** (1 / n) - 1.
    A stated threshold (6以上) compares one-sidedly, a range by overlap; a figure in percentage points is
    compared with the change of the shares a year. Not checkable, with the reason in ``note``: a missing
    number, endpoints that are thresholds or ranges, a base that is not positive or may be 0, units that do
    not convert, a cumulative figure, constant prices, words.

    Parameters
    ----------
    base, target, stated : str or Quantity
        As printed; the stated figure without a unit is in per cent.
    years : float
        Years from base to target, the base year not counted: 2015 → 2020 is 5.

    Returns
    -------
    GrowthCheck

    Raises
    ------
    InputError
        If `years` is not a positive number.
    QuantityError
        If a cell cannot be read as a number.

    References
    ----------
    Nuijten et al. (2016), "The prevalence of statistical reporting errors in psychology", Behavior Research
    Methods 48: recompute from the rounding interval of what was printed (statcheck).

    Examples
    --------
    >>> check = check_growth("38.9", "50", "4.4", years=5)
    >>> check.verdict, check.reproduced_by, round(check.recomputed_lower, 2), round(check.recomputed_upper, 2)
    ('inconsistent', 'simple_on_target', 4.91, 5.39)
    >>> check_growth("48.6", "50", "0.6", years=5).verdict
    'consistent'
    """
    if not (math.isfinite(years) and years > 0):
        raise InputError(
            f"years must be a positive number, got {years:g}",
            remedy="2015 → 2020 is 5 years; are they swapped?",
        )
    start, end = (cell if isinstance(cell, Quantity) else parse_quantity(cell) for cell in (base, target))
    claimed = stated if isinstance(stated, Quantity) else read_stated(stated)
    columns = (column_of([start]), column_of([end]), column_of([claimed]))
    verdicts = judge(*columns, np.array([years], float))
    printed = (
        Quantity(str(stated).strip(), None, None, None, None, "") if isinstance(claimed, str) else claimed
    )
    return _record(verdicts, start, end, printed, float(years))


def read_stated(text: str, unit: str = "") -> Cell:
    """Read a printed growth figure: a number, or the code "stated_in_words" for 翻番, 同步 and the like.

    A word of falling makes the figure negative: "下降2.1%" is -2.1. The unit printed in the cell counts
    before `unit`, that of its column heading: "0.5个百分点" may stand under a heading in per cent.

    Raises
    ------
    QuantityError, UnitError
        If the cell has digits but no known form, or `unit` is not known.

    Examples
    --------
    >>> read_stated("翻一番"), read_stated("4.4", "%").unit
    ('stated_in_words', '%')
    """
    if _MULTIPLE.search(text):
        return "stated_in_words"
    try:
        own = parse_quantity(text, change=True)
    except QuantityError:
        if _DIGIT.search(text):
            raise
        return "stated_in_words"
    return own if own.unit or not unit or own.missing else parse_quantity(text, unit=unit, change=True)


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
        also=verdicts.fitting[0][1:],
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
