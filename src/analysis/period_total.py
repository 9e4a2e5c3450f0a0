"""Targets that are sums over a period (累计): how much of the sum is reached, and whether for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.models import secured_by
from analysis.reasons import Remark
from analysis.targets import Target


@dataclass(frozen=True, slots=True)
class PeriodTotal:
    """A sum over a period as it stands.

    Parameters
    ----------
    first, last : int
        First year of the sum, and the last year with a value up to the target's (``first`` - 1: none yet).
    so_far : float
        Sum of the years with a value.
    missing : tuple of int
        Years of the sum without one, up to the last observed year.
    secured : bool
        Whether the target is reached and cannot be lost again (`is_secured`); with a year missing only
        where no amount can be negative.
    attained : bool or None
        Whether the sum is on the right side in the target year; None while that is not known.
    """

    first: int
    last: int
    so_far: float
    missing: tuple[int, ...]
    secured: bool
    attained: bool | None

    def remarks(self, unit: str) -> list[Remark]:
        """Return the sum so far as a remark; none before its first year, or where years are missing."""
        if self.last < self.first or (self.missing and not self.secured):
            return []
        amount = f"{self.so_far:.10g} {unit}".strip()
        return [Remark("so_far", {"first": self.first, "last": self.last, "value": amount})]


def period_total(
    target: Target, years: Sequence[int], values: Sequence[float], *, lower: float | None = None
) -> PeriodTotal | None:
    """Return how far the sum that a target asks for has come.

    Parameters
    ----------
    target : Target
        A cumulative target.
    years, values : sequence
        Observed years, ascending, and the amount of each.
    lower : float, optional
        Least amount that a year can have.

    Returns
    -------
    PeriodTotal or None
        None where the first year of the sum, or the number to reach, is not known.

    Examples
    --------
    >>> plan = Target(2025, 13.5, cumulative=True, since=2021)
    >>> total = period_total(plan, [2020, 2021, 2022], [9.0, 6.0, 8.0])
    >>> total.so_far, total.secured, total.attained
    (14.0, True, True)
    """
    if target.since is None or target.goal is None:
        return None
    amounts = {
        year: value for year, value in zip(years, values, strict=True) if target.since <= year <= target.year
    }
    last = max(amounts, default=target.since - 1)
    until = min(max(years, default=last), target.year)
    missing = tuple(year for year in range(target.since, until + 1) if year not in amounts)
    so_far = sum(amounts.values())
    secured = (
        bool(amounts) and (not missing or (lower is not None and lower >= 0)) and _reached(target, amounts)
    )
    whole = last == target.year and not missing
    attained = True if secured else target.attained(so_far) if whole else None
    return PeriodTotal(target.since, last, so_far, missing, secured, attained)


def _reached(target: Target, amounts: dict[int, float]) -> bool:
    return secured_by(target, np.cumsum([amounts[year] for year in sorted(amounts)]))
