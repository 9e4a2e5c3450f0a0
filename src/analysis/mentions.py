"""Mentions: one number that a document prints, in a table or a sentence, and what it says of what and when.

Rules that compare statements of one document work on mentions alone; where a number was printed (a cell, a
sentence, a project list) no longer matters to them.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.errors import Source
from analysis.quantity import Quantity

ACTUAL, TARGET = "actual", "target"
LEVEL, CHANGE, TOTAL, YEARLY = "level", "change", "total", "yearly"


@dataclass(frozen=True, slots=True)
class Mention:
    """One printed number and what it claims.

    Parameters
    ----------
    subject : str
        What is counted or measured, as printed and without the number: 社会组织数量. "" when the text does
        not say.
    quantity : Quantity
        The number as printed: value, rounding interval, comparator.
    unit : str
        Its unit with the denominator that the name states: 张/千名老年人 where the cell prints 张.
    year : int or None
        The year that it is for (the end of a period); None when the text does not say.
    status : str
        `ACTUAL`: reached or found; `TARGET`: promised.
    role : str
        `LEVEL`: a stock or ratio at a time; `CHANGE`: a difference or growth (增长50%, 减少46.1%); `TOTAL`: a
        sum over the period (累计培训1500人次); `YEARLY`: in every year (每年孵化十家).
    source : Source
        Where the number stands: file, line and columns of the printed number.
    text : str
        The sentence or printed row that holds it.
    indicator_id, breakdown : str
        The definition that the subject names and the part of it, "" when there is none.
    table, row : str
        Printed number of the table and running number of the row, "" for prose.
    scope : str
        What limits the whole statement: 全县, 主城区; "" when nothing is printed.
    relative_to : str
        What a share is taken of or a change starts from, as printed: 当地农村居民平均水平, 2020年.
    year_basis : str
        How the year is known: "printed" beside the number, from a named "period" (“十四五”期间), from the
        "context" (the chapter looks back or ahead); "" for tables, whose headings say it.
    """

    subject: str
    quantity: Quantity
    unit: str
    year: int | None
    status: str
    role: str
    source: Source
    text: str
    indicator_id: str = ""
    breakdown: str = ""
    table: str = ""
    row: str = ""
    scope: str = ""
    relative_to: str = ""
    year_basis: str = ""
