"""What the writers of one HTML page share: running numbers, headings, anchors, the pictures' context."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from analysis.report.context import RenderContext, anchor_key
from analysis.report.html_text import clean
from analysis.wording import say

_PLACE_LINK = re.compile(r'<a href="#place-(\d{1,6})">(.*?)</a>', re.DOTALL)
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
    places: dict[str, str] = field(default_factory=dict)
    """Key of a place to which some link of the text leads → its anchor in the page."""
    _numbers: dict[str, int] = field(default_factory=dict)
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

    def add_place(self, text: str, anchor: str = "") -> str:
        """Note that the place which a link may name by this text has come; return its anchor, "" for none.

        Parameters
        ----------
        text : str
            The words of a heading, or the id of an anchor.
        anchor : str
            The anchor that stands there already; otherwise one is made.
        """
        key = anchor_key(text)
        if key not in self.context.targets or key in self.places:
            return ""
        self.places[key] = anchor or f"place-{self._number(key)}"
        return self.places[key]

    def place_link(self, address: str, inside: str) -> str:
        """Write a link to a place of the text; `resolved` leads it there. "" where no text may name it."""
        key = anchor_key(address)
        if key not in self.context.targets:
            return ""
        return f'<a href="#place-{self._number(key)}">{inside}</a>'

    def resolved(self, body: str) -> str:
        """Lead the links of a written text to their places; of those without one the words remain."""
        anchors = {self._number(key): anchor for key, anchor in self.places.items()}

        def lead(link: re.Match[str]) -> str:
            anchor = anchors.get(int(link[1]))
            return f'<a href="#{anchor}">{link[2]}</a>' if anchor else link[2]

        return _PLACE_LINK.sub(lead, body)

    def _number(self, key: str) -> int:
        if not self._numbers:
            self._numbers = {target: number for number, target in enumerate(sorted(self.context.targets), 1)}
        return self._numbers[key]

    def anchor(self, label: str) -> str:
        """Return the anchor of a figure or table; a label that is no plain word is replaced by its number."""
        if _PLAIN_ID.fullmatch(label):
            return f"item-{label}"
        return f"item-no-{sorted(self.context.anchors | {label}).index(label) + 1}"

    def claim(self, label: str) -> str:
        """Return the ``id`` attribute for a figure or table, "" where it has none or another one has it."""
        claimed = self.context.claim_label(label)
        return f' id="{self.anchor(claimed)}"' if claimed else ""
