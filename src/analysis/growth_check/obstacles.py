"""Why a growth figure cannot be checked, and every other remark on one, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from analysis.growth_check.cells import Cell, Mask
from analysis.growth_check.prices import names_constant_prices
from analysis.growth_check.rows import Rows
from analysis.quantity import Quantity

_LARGEST = 1e100
_LARGEST_SHARE = 1000.0  # per cent; enrolment and debt ratios pass 100


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A reason why a row cannot be checked; one at the ``endpoints`` also leaves nothing to recompute."""

    code: str
    endpoints: bool
    applies: Callable[[Rows], Mask]
    zh: str
    en: str


def _is_constant_price(cell: Cell) -> bool:
    return isinstance(cell, Quantity) and names_constant_prices(cell.printed)


def _is_out_of_range(rows: Rows) -> Mask:
    """Return where an interval is missing, or a size is such that ratios leave the range of binary floats."""
    ends = (rows.base.lower, rows.base.upper, rows.target.lower, rows.target.upper)
    computable: Mask = np.all([np.abs(end) < _LARGEST for end in ends], axis=0)
    return ~computable | (~rows.points & (rows.base.lower * _LARGEST < 1))


def _may_be_shares(rows: Rows) -> Mask:
    """Return where both endpoints can be shares: numbers in the thousands are levels without their unit."""
    largest = np.fmax(np.abs(rows.base.value), np.abs(rows.target.value))
    return rows.share & ~(largest > _LARGEST_SHARE)


# The first that applies is the reason given.
OBSTACLES: tuple[Obstacle, ...] = (
    Obstacle(
        "base_unreadable",
        True,
        lambda rows: rows.base_cell.is_code("base_unreadable"),
        "基期值无法识读",
        "the base value cannot be read as a number",
    ),
    Obstacle(
        "target_unreadable",
        True,
        lambda rows: rows.target_cell.is_code("target_unreadable"),
        "目标值无法识读",
        "the target value cannot be read as a number",
    ),
    Obstacle(
        "stated_unreadable",
        False,
        lambda rows: rows.stated_cell.is_code("stated_unreadable"),
        "公布增速无法识读",
        "the stated growth cannot be read as a number",
    ),
    Obstacle(
        "stated_missing",
        False,
        lambda rows: rows.stated_cell.flagged("missing"),
        "未公布增速",
        "no growth rate is stated",
    ),
    Obstacle(
        "base_missing",
        True,
        lambda rows: rows.base_cell.is_code("base_missing") | rows.base_cell.flagged("missing"),
        "缺基期值",
        "the base value is missing",
    ),
    Obstacle(
        "target_missing",
        True,
        lambda rows: rows.target_cell.is_code("target_missing") | rows.target_cell.flagged("missing"),
        "缺目标值",
        "the target value is missing",
    ),
    Obstacle(
        "year_unreadable",
        True,
        lambda rows: np.isnan(rows.years),
        "基期年或目标年缺失或无法识读",
        "the base year or the target year is missing or cannot be read",
    ),
    Obstacle(
        "years_not_positive",
        True,
        lambda rows: rows.years <= 0,
        "目标年不晚于基期年",
        "the target year is not after the base year",
    ),
    Obstacle(
        "stated_in_words",
        False,
        lambda rows: rows.stated_cell.is_code("stated_in_words"),
        "公布增速以文字或倍数表述（如“翻番”）",
        "the stated growth is put in words or as a multiple (such as 翻番), not as a rate a year",
    ),
    Obstacle(
        "stated_cumulative",
        False,
        lambda rows: rows.stated_cell.flagged("cumulative") & ~rows.claims.total,
        "公布数为累计数，不是年均增速",
        "the stated figure is cumulative, not a rate a year",
    ),
    Obstacle(
        "constant_prices",
        False,
        lambda rows: rows.stated_cell.is_code("constant_prices") | rows.stated_cell.where(_is_constant_price),
        "公布增速按可比价计算，与现价数值不能直接核对",
        "the stated growth is at constant prices; nominal endpoints cannot confirm it without a deflator",
    ),
    Obstacle(
        "stated_unit",
        False,
        lambda rows: rows.claims.foreign_unit,
        "公布增速的单位不是百分比或百分点",
        "the unit of the stated figure is neither per cent nor percentage points",
    ),
    Obstacle(
        "base_range",
        True,
        lambda rows: rows.base_cell.flagged("is_range"),
        "基期值为区间",
        "the base value is a range",
    ),
    Obstacle(
        "target_range",
        True,
        lambda rows: rows.target_cell.flagged("is_range"),
        "目标值为区间",
        "the target value is a range",
    ),
    Obstacle(
        "base_threshold",
        True,
        lambda rows: rows.base_cell.threshold(),
        "基期值为界限值（如“≥95”）",
        "the base value is a threshold (such as ≥95), not a value",
    ),
    Obstacle(
        "target_threshold",
        True,
        lambda rows: rows.target_cell.threshold(),
        "目标值为界限值（如“≥95”）",
        "the target value is a threshold (such as ≥95), not a value",
    ),
    Obstacle(
        "one_cumulative",
        True,
        lambda rows: rows.base_cell.flagged("cumulative") ^ rows.target_cell.flagged("cumulative"),
        "基期值与目标值只有一个是累计数",
        "only one of the base and target values is cumulative",
    ),
    Obstacle(
        "units_differ",
        True,
        lambda rows: ~rows.unit_flagged("agree"),
        "基期值与目标值单位不可换算",
        "the units of the base and target values cannot be converted into each other",
    ),
    Obstacle(
        "points_need_shares",
        False,
        lambda rows: rows.claims.points & ~_may_be_shares(rows),
        "公布增速为百分点，但指标不是比率",
        "the stated figure is in percentage points, but the indicator is not a share",
    ),
    Obstacle(
        "base_not_positive",
        True,
        lambda rows: ~rows.points & (rows.base.value <= 0),
        "基期值为零或负数，不存在增长率",
        "the base value is zero or negative; no growth rate exists",
    ),
    Obstacle(
        "base_touches_zero",
        True,
        lambda rows: ~rows.points & (rows.base.lower <= 0),
        "基期值的舍入区间含零，增长率没有上限",
        "the rounding interval of the base value reaches zero; growth has no upper limit",
    ),
    Obstacle(
        "target_negative",
        True,
        lambda rows: ~rows.points & (rows.target.value < 0),
        "目标值为负数，不存在增长率",
        "the target value is negative; no growth rate exists",
    ),
    Obstacle(
        "out_of_range",
        True,
        _is_out_of_range,
        "数值超出可计算范围",
        "the numbers are beyond the range that can be computed",
    ),
)

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {item.code: (item.zh, item.en) for item in OBSTACLES}
    | {
        "by_points": ("按百分点年均增量核对", "compared by the change in percentage points a year"),
        "by_total": ("按整个时期的总变化核对", "compared with the change over the whole period"),
        "by_difference": ("按整个时期的增减量核对", "compared with the difference of the two values"),
        "unexplained": (
            "所列公式和笔误均不能可信地解释公布数",
            "unexplained: no formula or slip of the menu gives the stated figure, beyond what chance would",
        ),
    }
)
"""Reason code → (Chinese, English) sentence; the codes of the column ``reason``."""
