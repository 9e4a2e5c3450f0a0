"""What a rule reports: two statements as printed, a verdict, and a sentence in Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from analysis.errors import Source

CONFLICT: Final = "conflict"
AGREE: Final = "agree"
NOTABLE: Final = "notable"
HIGH: Final = "high"
MEDIUM: Final = "medium"
LOW: Final = "low"
NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as printed.

    Parameters
    ----------
    text : str
        The clause, or for a cell the row's name and the cell. Short enough to read.
    source : Source
        Of a clause, its place; of a cell, the cell's.
    table : str
        Printed number of the table, "" for prose; L and the line where none is printed.
    """

    text: str
    source: Source
    table: str = ""

    @property
    def _has_number(self) -> bool:
        return bool(self.table) and re.fullmatch(r"L\d+", self.table) is None

    @property
    def zh(self) -> str:
        """Place and words, for a Chinese sentence: 第34行(表1)“…”."""
        table = f"（表{self.table}）" if self._has_number else ""
        return f"第{self.source.line}行{table}“{inner_quotes(self.text)}”"

    @property
    def en(self) -> str:
        """Place and words, for an English sentence: line 34 (Table 1) “…”."""
        table = f" (Table {self.table})" if self._has_number else ""
        return f"line {self.source.line}{table} “{inner_quotes(self.text)}”"

    @property
    def en_first(self) -> str:
        """As `en`, to begin a sentence with."""
        return f"L{self.en[1:]}"


def inner_quotes(text: str) -> str:
    """Return a text for use inside quotation marks: its own marks become single ones.

    Examples
    --------
    >>> inner_quotes("以打造“四个标杆区”为目标")
    '以打造‘四个标杆区’为目标'
    """
    return text.replace("“", "‘").replace("”", "’")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found about two statements, or about one.

    Parameters
    ----------
    verdict : str
        `CONFLICT`: the two cannot both hold (which one is wrong is not said); `AGREE`: they were compared and
        hold together; `NOTABLE`: possible, but a reader should know.
    severity : str
        `HIGH`: the same quantity and year clearly outside rounding, or impossible arithmetic; `MEDIUM`:
        depends on a reading that the detail names; `LOW`: a slip of rounding or style; `NONE`: for `AGREE`.
    subject : str
        What the statements are about.
    a, b : Statement
        b is None when a rule compares a statement with something that is not printed (a bound, a year).
    detail : str
        The computation or the reading behind the verdict, in Chinese.
    zh, en : str
        The whole finding in one or two sentences.
    indicator_id : str
        Of the indicator, "" when there is none.
    """

    verdict: str
    severity: str
    subject: str
    a: Statement
    b: Statement | None
    detail: str
    zh: str
    en: str
    indicator_id: str = ""
