"""What stands around a report's text, from its items: title, language, heading levels, targets of links.

The same for every format, so that the PDF and the page agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.report.context import anchor_key
from analysis.report.escape import printable
from analysis.report.items import Item, as_dictionary, with_front_matter
from analysis.report.latex import References
from analysis.report.markdown_parsing import Token, plain_text
from analysis.report.outputs import COVER_MIME, is_captioned, output_anchors

CONTENTS_FROM = 4
"""Number of headings from which a report gets a contents list."""
CONTENTS_DEPTH = 3
CONTENTS_ALONE_FROM = 24
"""Number of lines from which the contents of a report with a cover have a page of their own: half a page."""
MOST_EXHIBITS = 40
"""Number of figures and tables up to which a report with a cover lists them under its contents."""
_LONGEST_TITLE = 400
_SCRIPTS = {
    "zh": re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "en": re.compile("[^\\W\\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U000323af]"),
}
_TENTH = 10
_INNER_LINK = re.compile(r"\]\(#([^\s()]{1,200})|href=[\"']#([^\"']{1,200})[\"']", re.IGNORECASE)


@dataclass(slots=True)
class Frame:
    """What stands around the text."""

    lang: str
    title: str
    text_lang: str = ""
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    has_cover: bool = False
    author: str = ""
    keywords: tuple[str, ...] = ()
    headings: int = 0
    exhibits: int = 0
    """Numbered figures and tables."""

    @property
    def lists_exhibits(self) -> bool:
        """Whether the contents list figures and tables too."""
        return self.has_cover and 0 < self.exhibits <= MOST_EXHIBITS

    @property
    def contents_alone(self) -> bool:
        """Whether the text begins on the page after the contents."""
        lines = self.headings + (self.exhibits if self.lists_exhibits else 0)
        return self.has_cover and lines >= CONTENTS_ALONE_FROM


def document_frame(
    notebook: Mapping[str, Any], items: list[Item], title: str
) -> tuple[Frame, int, frozenset[str]]:
    """Find title, language, heading levels and link targets; takes the title heading out of `items`."""
    metadata = as_dictionary(with_front_matter(notebook).get("metadata"))
    own = as_dictionary(metadata.get("guihua"))
    cover = _cover(items)
    heading = _take_title(items)
    named = next((str(text) for text in (metadata.get("title"), own.get("title")) if text), "")
    titles = (str(cover.get("title") or ""), heading, named, title)
    levels = [token["attrs"]["level"] for token in _headings(items)]
    lang, text_lang = _language(metadata, own, items)
    frame = Frame(
        lang=lang,
        text_lang=text_lang,
        title=next((one_line for text in titles if (one_line := _one_line(text))), ""),
        subtitle=_one_line(str(cover.get("subtitle") or "")),
        facts=tuple(_facts(cover.get("facts"))),
        has_cover=bool(cover),
        author=_authors(metadata, own),
        keywords=tuple(_strings(own.get("keywords") or metadata.get("keywords"))),
        headings=len(levels),
        exhibits=sum(is_captioned(item.output) for item in items if item.output),
    )
    anchors = frozenset(anchor for item in items if item.output for anchor in output_anchors(item.output))
    return frame, min(levels, default=1) - 1, anchors


def _cover(items: Iterable[Item]) -> dict[str, Any]:
    """Return the first cover output's content."""
    for item in items:
        payload = ((item.output or {}).get("data") or {}).get(COVER_MIME)
        if isinstance(payload, dict):
            return payload
    return {}


def _headings(items: Iterable[Item]) -> Iterator[Token]:
    for item in items:
        for token in item.tokens or ():
            if token["type"] == "heading" and plain_text(token["children"]).strip():
                yield token


def _take_title(items: list[Item]) -> str:
    """Take out a first-level heading that is the first of all and the only one of its level."""
    headings = list(_headings(items))
    tops = [token for token in headings if token["attrs"]["level"] == 1]
    if len(tops) != 1 or headings[0] is not tops[0]:
        return ""
    for item in items:
        if item.tokens is not None:
            item.tokens = [token for token in item.tokens if token is not tops[0]]
    return plain_text(tops[0]["children"])


def equation_references(items: Iterable[Item]) -> References:
    """Give each labelled equation of all texts its number."""
    references = References()
    for item in items:
        references.collect(item.text)
    return references


def link_targets(items: Iterable[Item]) -> frozenset[str]:
    """Return the keys of all places inside the notebook to which one of its links leads."""
    addresses = (match[1] or match[2] for item in items for match in _INNER_LINK.finditer(item.text))
    return frozenset(key for address in addresses if (key := anchor_key(address)))


def _language(metadata: Mapping[str, Any], own: Mapping[str, Any], items: Iterable[Item]) -> tuple[str, str]:
    """Return the language of the fixed words (zh, en) and that of the text.

    What a papermill run or the notebook says decides, else the signs of its texts: a tenth of Han makes them
    Chinese, a tenth of kana or Hangul makes them Japanese or Korean.
    """
    given = as_dictionary(as_dictionary(metadata.get("papermill")).get("parameters")).get("lang")
    for lang in (given, own.get("lang"), metadata.get("lang"), metadata.get("language")):
        if isinstance(lang, str) and (
            match := re.fullmatch(r"([a-z]{2})(?:[-_].{1,12})?", lang.strip().lower())
        ):
            return "zh" if match[1] == "zh" else "en", match[1]
    words = "".join(plain_text(item.tokens) for item in items if item.tokens is not None)
    counts = {name: len(pattern.findall(words)) for name, pattern in _SCRIPTS.items()}
    letters = sum(counts.values())
    for name in ("ja", "ko", "zh"):
        if counts[name] and counts[name] * _TENTH >= letters:
            return "zh" if name == "zh" else "en", name
    return "en", "en"


def _authors(metadata: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """Join the names of the authors, given as a list of names or records, or as one text."""
    authors = metadata.get("authors") or metadata.get("author")
    entries = authors if isinstance(authors, list) else [authors]
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries]
    return _one_line(", ".join(str(name) for name in [own.get("author"), *names] if name))


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        value = re.split(r"[,;,;、]", value)
    return [_one_line(str(entry)) for entry in value if str(entry).strip()] if isinstance(value, list) else []


def _facts(facts: object) -> Iterator[tuple[str, str]]:
    for fact in facts if isinstance(facts, list) else ():
        if isinstance(fact, list | tuple) and len(fact) == 2:
            yield str(fact[0]), str(fact[1])


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())[:_LONGEST_TITLE]
