"""Executed notebook → typst source and its pictures: pure, nothing is read, run or fetched.

Stages: notebook → items (what will be shown, in order) → the document's frame (language, title, heading
levels, links) → typst source. The source only calls functions of template.typ, with the notebook's texts
as arguments.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.report.blocks import mono_block
from analysis.report.context import RenderContext, anchor_key, no_local_files
from analysis.report.escape import printable, typst_cell, typst_string
from analysis.report.items import (
    Item,
    Unshown,
    as_dictionary,
    notebook_items,
    unshown_characters,
    with_front_matter,
)
from analysis.report.latex import References
from analysis.report.layout import TURN_END, TURN_START
from analysis.report.markdown import Token, plain_text, tokens_to_typst
from analysis.report.outputs import COVER_MIME, is_captioned, output_anchors, output_to_typst

CONTENTS_FROM = 4
"""Number of headings from which a report gets a contents list."""
CONTENTS_DEPTH = 3
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
_MAGIC = re.compile(r"\s*%%(\w{1,20})")
_MAGIC_LANGUAGE = {
    "bash": "bash", "sh": "bash", "script": "bash", "html": "html", "HTML": "html", "javascript": "js",
    "js": "js", "latex": "latex", "markdown": "markdown", "sql": "sql", "R": "r", "ruby": "ruby",
    "perl": "perl", "time": "python", "timeit": "python", "capture": "python", "cython": "python",
}  # fmt: skip
_INNER_LINK = re.compile(r"\]\(#([^\s()]{1,200})|href=[\"']#([^\"']{1,200})[\"']", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypstDocument:
    """A report that is ready to be compiled: its main file and the pictures that the file names."""

    source: str
    assets: Mapping[str, bytes]
    title: str
    lang: str
    has_math: bool
    unshown: tuple[Unshown, ...] = ()
    """Characters that no font has; the page shows their code points."""


@dataclass(slots=True)
class _Frame:
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


def notebook_to_typst(
    notebook: Mapping[str, Any],
    *,
    title: str = "",
    show_input: bool = False,
    typeset_math: bool = True,
    read_file: Callable[[str], bytes | None] = no_local_files,
) -> TypstDocument:
    """Turn an executed notebook into typst source.

    Parameters
    ----------
    notebook : mapping
        nbformat 4.
    title : str, optional
        Title where the notebook has none: no cover, no ``title`` in its metadata, no single first-level
        heading. A single first-level heading is the document's title; it gives way to a cover's.
    show_input : bool
        Show the code of every cell that is not tagged ``hide-input``; otherwise only of those tagged
        ``show-input``.
    typeset_math : bool
        False prints formulas as typed.
    read_file : callable
        Returns the bytes of a picture that the notebook names by a relative path, or None.

    Returns
    -------
    TypstDocument
    """
    items = list(notebook_items(notebook, show_input=show_input))
    unshown = unshown_characters(items)
    frame, shift, anchors = _frame(with_front_matter(notebook), items, title)
    context = RenderContext(
        lang=frame.lang,
        read_file=read_file,
        typeset_math=typeset_math,
        heading_shift=shift,
        anchors=anchors,
        references=_references(items),
        targets=_targets(items),
    )
    language = _code_language(notebook)
    sources = (_item_source(item, context, language) for item in items)
    body = gather_turned("\n".join(source for source in sources if source))
    source = f"{_preamble(frame)}\n{body}"
    has_math = "#math.equation" in body
    return TypstDocument(source, dict(context.assets), frame.title, frame.lang, has_math, unshown)


def run_time(notebook: Mapping[str, Any]) -> int | None:
    """Return when a notebook was last run, in seconds since 1970, from what papermill or JupyterLab noted.

    Examples
    --------
    >>> run_time({"metadata": {"papermill": {"end_time": "2026-01-01T00:00:00.5+00:00"}}, "cells": []})
    1767225600
    """
    noted = [as_dictionary((notebook.get("metadata") or {}).get("papermill")).get("end_time")]
    for cell in notebook.get("cells", []):
        noted += as_dictionary((cell.get("metadata") or {}).get("execution")).values()
    moments = [moment for text in noted if (moment := _moment(text)) is not None and moment >= 0]
    return max(moments, default=None)


def _moment(text: object) -> int | None:
    try:
        moment = datetime.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    utc = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return int(utc.timestamp())


def gather_turned(body: str) -> str:
    r"""Let a heading go along with the landscape table that follows it, and neighbouring tables share pages.

    Examples
    --------
    >>> gather_turned("#heading(level: 1)[a]\n\n#turned-page[\nx\n]\n\n#turned-page[\ny\n]\n").split("\n")
    ['#turned-page[', '#heading(level: 1)[a]', '', 'x', '', 'y', ']', '']
    """
    lines: list[str] = []
    for line in body.split("\n"):
        if line != TURN_START:
            lines.append(line)
            continue
        start = len(lines)
        while start and (not lines[start - 1] or lines[start - 1].startswith("#heading(")):
            start -= 1
        if start and lines[start - 1] == TURN_END:
            del lines[start - 1]
        else:
            lines.insert(start, TURN_START)
    return "\n".join(lines)


def _frame(notebook: Mapping[str, Any], items: list[Item], title: str) -> tuple[_Frame, int, frozenset[str]]:
    """Find title, language, heading levels and link targets; takes the title heading out of `items`."""
    metadata = notebook.get("metadata") or {}
    own = as_dictionary(metadata.get("guihua"))
    cover = _cover(items)
    heading = _take_title(items)
    named = next((str(text) for text in (metadata.get("title"), own.get("title")) if text), "")
    titles = (str(cover.get("title") or ""), heading, named, title)
    levels = [token["attrs"]["level"] for token in _headings(items)]
    lang, text_lang = _language(metadata, own, items)
    frame = _Frame(
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


def _references(items: Iterable[Item]) -> References:
    references = References()
    for item in items:
        references.collect(item.text)
    return references


def _targets(items: Iterable[Item]) -> frozenset[str]:
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


def _preamble(frame: _Frame) -> str:
    facts = "".join(f"({typst_cell(key)}, {typst_cell(value)})," for key, value in frame.facts)
    arguments = [
        f"lang: {typst_string(frame.lang)}",
        *([f"text-lang: {typst_string(frame.text_lang)}"] if frame.text_lang != frame.lang else []),
        f"title: {typst_string(frame.title)}",
        f"subtitle: {typst_string(frame.subtitle)}",
        f"facts: ({facts})",
        f"cover: {str(frame.has_cover).lower()}",
        f"author: {typst_string(frame.author)}",
        f"keywords: ({''.join(f'{typst_string(word)},' for word in frame.keywords)})",
        f"contents: {str(frame.headings >= CONTENTS_FROM).lower()}",
        f"contents-depth: {CONTENTS_DEPTH}",
        f"exhibits: {str(frame.has_cover and 0 < frame.exhibits <= MOST_EXHIBITS).lower()}",
    ]
    return '#import "template.typ": *\n#show: report.with(\n  ' + ",\n  ".join(arguments) + ",\n)\n"


def _code_language(notebook: Mapping[str, Any]) -> str:
    info = (notebook.get("metadata") or {}).get("language_info")
    name = info.get("name") if isinstance(info, dict) else ""
    return name if isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9+#_-]{1,20}", name) else "python"


def _item_source(item: Item, context: RenderContext, language: str) -> str:
    if item.tokens is not None:
        context.attachments = item.attachments
        return tokens_to_typst(item.tokens, context)
    if item.code:
        magic = _MAGIC.match(item.code)
        return mono_block(
            item.code, style="code", language=_MAGIC_LANGUAGE.get(magic[1], "") if magic else language
        )
    if item.raw:
        return mono_block(item.raw)
    return output_to_typst(item.output, context) if item.output else ""
