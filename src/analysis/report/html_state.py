"""What the writers of one HTML page share: running numbers, headings, anchors, the pictures' context."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from analysis.report.context import RenderContext
from analysis.report.html_text import clean
from analysis.wording import say

_PLAIN_ID = re.compile(r"[a-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text: its level in the page, its anchor and its words."""

    level: int
    anchor: str
    text: str


@dataclass
class PageState:
    """The state of one page that is being written.

    Parameters
    ----------
    context : RenderContext
        Language, files, pictures, heading levels; ``anchors`` are the figures and tables that links may name.
    captions : dict
        Caption of each of them: what a link without words shows.
    """

    context: RenderContext
    captions: dict[str, str] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def say(self, key: str, **values: object) -> str:
        """Return a word of the page in its language."""
        return say(f"page.{key}", self.context.lang, **values)

    def count(self, kind: str) -> int:
        """Return the next running number of a kind, from 1."""
        self._counts[kind] += 1
        return self._counts[kind]

    def add_heading(self, level: int, text: str) -> Heading:
        """Note a heading for the contents; its anchor is its number, so that no text becomes an id."""
        heading = Heading(level, f"section-{self.count('heading')}", " ".join(clean(text).split()))
        self.headings.append(heading)
        return heading

    def anchor(self, label: str) -> str:
        """Return the anchor of a figure or table; a label that is no plain word is replaced by its number."""
        if _PLAIN_ID.fullmatch(label):
            return f"item-{label}"
        return f"item-no-{sorted(self.context.anchors | {label}).index(label) + 1}"

    def claim(self, label: str) -> str:
        """Return the ``id`` attribute for a figure or table, "" where it has none or another one has it."""
        claimed = self.context.claim_label(label)
        return f' id="{self.anchor(claimed)}"' if claimed else ""
