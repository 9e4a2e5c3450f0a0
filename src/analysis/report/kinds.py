"""The kinds of report: which notebooks each runs, what they are given, and for which years it can be made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analysis.errors import InputError, PlanError
from analysis.store import Plan


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report.

    Parameters
    ----------
    name : str
        What ``--kind`` calls it.
    notebooks : mapping
        Name of each notebook and the parameters that it takes, in the order in which they are started. The
        first becomes the PDF; it is started first because it takes longest.
    years : callable
        First and last year of a plan's period → first and last year of account that the report can be made
        for.
    """

    name: str
    notebooks: Mapping[str, tuple[str, ...]]
    years: Callable[[int, int], tuple[int, int]] = lambda first, last: (first, last)

    @property
    def main(self) -> str:
        """Name of the notebook that becomes the PDF."""
        return next(iter(self.notebooks))

    def check_year(self, plan: Plan, year: int) -> None:
        """Refuse a year of account for which this report cannot be made.

        Raises
        ------
        PlanError
            Its message names the years that can be had.
        """
        from analysis.pipeline import check_year  # noqa: PLC0415 - slow, and of no use to a report up to date

        check_year(plan, year)
        first, last = self.years(*plan.period)
        if not first <= year <= last:
            years = str(first) if first == last else f"a year from {first} to {last}"
            raise PlanError(
                f"a {self.name} report of {plan.id} cannot be made for {year}",
                remedy=f"choose {years}",
                source=plan.place_of("period"),
            )

    def folder_name(self, year: int) -> str:
        """Return the name of the folder under reports/<plan>/."""
        return str(year) if self.name == DEFAULT_KIND else f"{year}-{self.name}"


DEFAULT_KIND = "yearly"
KINDS: Mapping[str, ReportKind] = {
    kind.name: kind
    for kind in (
        ReportKind(
            DEFAULT_KIND,
            {
                "annual_report": ("plan", "year", "lang"),
                "4_attainment_2025": ("plan", "as_of_year", "target_year"),
                "1_plan_in_numbers": ("plan",),
                "2_growth_check": ("plan",),
                "3_consistency": ("plan",),
                "5_progress": ("plan", "as_of_year"),
                "5_projects": ("plan", "as_of_year"),
            },
        ),
        ReportKind(
            "midterm",
            {
                "midterm_report": ("plan", "year", "lang"),
                "4_attainment_2025": ("plan", "as_of_year", "target_year"),
                "5_progress": ("plan", "as_of_year"),
                "5_projects": ("plan", "as_of_year"),
            },
            years=lambda first, last: (first, last - 1),
        ),
        ReportKind(
            "final",
            {
                "final_report": ("plan", "year", "lang"),
                "5_progress": ("plan", "as_of_year"),
                "2_growth_check": ("plan",),
                "5_projects": ("plan", "as_of_year"),
            },
            years=lambda first, last: (last, last),
        ),
    )
}


def report_kind(name: str) -> ReportKind:
    """Return a kind of report by name.

    Raises
    ------
    InputError
        If there is no such kind.

    Examples
    --------
    >>> report_kind("yearly").folder_name(2025)
    '2025'
    """
    if name not in KINDS:
        raise InputError(f'kind of report "{name}"', remedy=f"use one of {', '.join(KINDS)}")
    return KINDS[name]
