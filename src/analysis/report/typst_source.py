"""Executed notebook → typst source and its pictures: pure, nothing is read, run or fetched.

Stages: notebook → items (what will be shown, in order) → the document's frame (language, title, heading
levels, links) → typst source. The source only calls functions of template.typ, with the notebook's texts
as arguments.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.report.blocks import mono_block
from analysis.report.context import RenderContext, no_local_files
from analysis.report.escape import is_cjk, printable, typst_cell, typst_string
from analysis.report.layout import TURN_END, TURN_START
from analysis.report.markdown import Token, markdown_to_tokens, plain_text, tokens_to_typst
from analysis.report.outputs import COVER_MIME, is_captioned, joined, output_anchors, output_to_typst

CONTENTS_FROM = 4
"""Number of headings from which a report gets a contents list."""
CONTENTS_DEPTH = 3
MOST_EXHIBITS = 40
"""Number of figures and tables up to which a report with a cover lists them under its contents."""
_HIDDEN_CELLS = frozenset({"remove-cell", "remove_cell", "parameters", "injected-parameters"})
_HIDDEN_OUTPUTS = frozenset({"remove-output", "remove_output", "hide-output", "hide_output"})
_HIDDEN_INPUTS = frozenset({"hide-input", "hide_input", "remove-input", "remove_input"})
_LONGEST_TITLE = 400


@dataclass(frozen=True, slots=True)
class TypstDocument:
    """A report that is ready to be compiled: its main file and the pictures that the file names."""

    source: str
    assets: Mapping[str, bytes]
    title: str
    lang: str
    has_math: bool


@dataclass(slots=True)
class Item:
    """Something to show: parsed Markdown with its cell's attachments, the code of a cell, or an output."""

    tokens: list[Token] | None = None
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    code: str = ""
    output: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Frame:
    """What stands around the text."""

    lang: str
    title: str
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
    frame, shift, anchors = document_frame(notebook, items, title)
    context = RenderContext(
        lang=frame.lang,
        read_file=read_file,
        typeset_math=typeset_math,
        heading_shift=shift,
        anchors=anchors,
    )
    language = _code_language(notebook)
    sources = (_item_source(item, context, language) for item in items)
    body = gather_turned("\n".join(source for source in sources if source))
    source = f"{_preamble(frame)}\n{body}"
    return TypstDocument(source, dict(context.assets), frame.title, frame.lang, "#math.equation" in body)


def run_time(notebook: Mapping[str, Any]) -> int | None:
    """Return when a notebook was last run, in seconds since 1970, from what papermill or JupyterLab noted.

    Examples
    --------
    >>> run_time({"metadata": {"papermill": {"end_time": "2026-01-01T00:00:00.5+00:00"}}, "cells": []})
    1767225600
    """
    noted = [_dictionary((notebook.get("metadata") or {}).get("papermill")).get("end_time")]
    for cell in notebook.get("cells", []):
        noted += _dictionary((cell.get("metadata") or {}).get("execution")).values()
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


def notebook_items(notebook: Mapping[str, Any], *, show_input: bool) -> Iterator[Item]:
    """Yield what a notebook shows, in order; see `notebook_to_typst`."""
    for cell in notebook.get("cells", []):
        tags = set(cell.get("metadata", {}).get("tags", []))
        if tags & _HIDDEN_CELLS:
            continue
        if cell["cell_type"] == "markdown":
            tokens = markdown_to_tokens(joined(cell.get("source")))
            yield Item(tokens=tokens, attachments=dict(cell.get("attachments") or {}))
        elif cell["cell_type"] == "code":
            code = joined(cell.get("source"))
            if code.strip() and ("show-input" in tags or (show_input and not tags & _HIDDEN_INPUTS)):
                yield Item(code=code)
            if not tags & _HIDDEN_OUTPUTS:
                yield from map(_output_item, _merged_streams(cell.get("outputs") or []))


def _output_item(output: Mapping[str, Any]) -> Item:
    """Parse Markdown outputs at once: their headings count for the contents."""
    data = output.get("data") or {}
    alone = not any(mime.startswith(("image/", "application/vnd.guihua")) for mime in data)
    if "text/markdown" in data and alone:
        return Item(tokens=markdown_to_tokens(joined(data["text/markdown"])))
    return Item(output=output)


def _merged_streams(outputs: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Join the pieces in which a kernel sends what a cell prints."""
    waiting: dict[str, Any] | None = None
    for output in outputs:
        if output.get("output_type") == "stream":
            text = joined(output.get("text"))
            if waiting and waiting["name"] == output.get("name"):
                waiting["text"] += text
                continue
            if waiting:
                yield waiting
            waiting = {"output_type": "stream", "name": output.get("name"), "text": text}
            continue
        if waiting:
            yield waiting
            waiting = None
        yield output
    if waiting:
        yield waiting


def document_frame(
    notebook: Mapping[str, Any], items: list[Item], title: str
) -> tuple[Frame, int, frozenset[str]]:
    """Find title, language, heading levels and link targets; takes the title heading out of `items`."""
    metadata = notebook.get("metadata") or {}
    own = _dictionary(metadata.get("guihua"))
    cover = _cover(items)
    heading = _take_title(items)
    named = next((str(text) for text in (metadata.get("title"), own.get("title")) if text), "")
    titles = (str(cover.get("title") or ""), heading, named, title)
    levels = [token["attrs"]["level"] for token in _headings(items)]
    lang = _language(metadata, own, items)
    frame = Frame(
        lang=lang,
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


def _language(metadata: Mapping[str, Any], own: Mapping[str, Any], items: Iterable[Item]) -> str:
    """Return the parameter `lang` of a papermill run, else the notebook's own, else that of its texts."""
    given = _dictionary(_dictionary(metadata.get("papermill")).get("parameters")).get("lang")
    for lang in (given, own.get("lang")):
        if lang in {"zh", "en"}:
            return str(lang)
    words = "".join(plain_text(item.tokens) for item in items if item.tokens is not None)
    return "zh" if any(is_cjk(char) and char.isalpha() for char in words) else "en"


def _dictionary(value: object) -> dict[str, Any]:
    """Return the value if it is a dictionary: a stranger's metadata may hold anything."""
    return value if isinstance(value, dict) else {}


def _authors(metadata: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    authors = metadata.get("authors")
    names = (
        [entry.get("name") for entry in authors if isinstance(entry, dict)]
        if isinstance(authors, list)
        else []
    )
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


def _preamble(frame: Frame) -> str:
    facts = "".join(f"({typst_cell(key)}, {typst_cell(value)})," for key, value in frame.facts)
    arguments = [
        f"lang: {typst_string(frame.lang)}",
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
        return mono_block(item.code, style="code", language=language)
    return output_to_typst(item.output, context) if item.output else ""
