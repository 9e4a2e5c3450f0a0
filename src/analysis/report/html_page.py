"""Executed notebook → one HTML file that needs nothing else: no network, no font, no script from elsewhere.

Stages as for the PDF (`typst_source`): notebook → items → frame → HTML. The look is in ``page.css``, what
sorts tables and places the sources in ``page.js``; both are written into the file, and its content policy
lets nothing else run or load.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.report.context import RenderContext, no_local_files
from analysis.report.frame import (
    CONTENTS_DEPTH,
    CONTENTS_FROM,
    Frame,
    document_frame,
    equation_references,
    link_targets,
)
from analysis.report.html_markdown import mono_html, tokens_to_html
from analysis.report.html_outputs import output_to_html
from analysis.report.html_state import Heading, PageState
from analysis.report.html_text import html_lines, html_text
from analysis.report.items import Item, as_dictionary, notebook_items
from analysis.report.outputs import FIGURE_MIME, TABLE_MIME, payload_text

_LANGUAGES = {"zh": "zh-CN"}


def notebook_to_html(
    notebook: Mapping[str, Any],
    *,
    title: str = "",
    show_input: bool = False,
    read_file: Callable[[str], bytes | None] = no_local_files,
) -> str:
    """Turn an executed notebook into a page of HTML; the same notebook gives the same text.

    Parameters
    ----------
    notebook : mapping
        nbformat 4; need not know anything of this project.
    title, show_input, read_file
        See `typst_source.notebook_to_typst`.

    Returns
    -------
    str
        The whole file.
    """
    items = list(notebook_items(notebook, show_input=show_input))
    frame, shift, anchors = document_frame(notebook, items, title)
    context = RenderContext(
        lang=frame.lang,
        read_file=read_file,
        heading_shift=shift,
        anchors=anchors,
        references=equation_references(items),
        targets=link_targets(items),
    )
    page = PageState(context, captions=dict(_captions(items)))
    body = page.resolved("".join(_item_html(item, page) for item in items))
    return _page(frame, _without_orphans(page.headings), body, page)


def content_policy() -> str:
    """Return the page's Content-Security-Policy: nothing loads, and only its own script runs.

    References
    ----------
    W3C, Content Security Policy Level 3.
    """
    digest = base64.b64encode(hashlib.sha256(_part("page.js").encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _item_html(item: Item, page: PageState) -> str:
    if item.tokens is not None:
        page.context.attachments = item.attachments
        return tokens_to_html(item.tokens, page)
    if item.code:
        return mono_html(item.code, page, kind="code")
    if item.raw:
        return mono_html(item.raw, page)
    return output_to_html(item.output, page) if item.output else ""


def _page(frame: Frame, headings: Sequence[Heading], body: str, page: PageState) -> str:
    lang = _LANGUAGES.get(frame.text_lang, frame.text_lang)
    name = frame.title or page.context.word("untitled")
    has_contents = frame.headings >= CONTENTS_FROM
    author = f'<meta name="author" content="{html_text(frame.author)}">\n' if frame.author else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html_text(content_policy())}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"{author}<title>{html_text(name)}</title>\n<style>\n{_part('page.css')}</style>\n</head>\n"
        f"<body{' class=with-contents' if has_contents else ''}>\n"
        f'<a class="skip" href="#text">{html_text(page.say("skip"))}</a>\n'
        f"{_header(frame, name)}{_contents(headings, page) if has_contents else ''}"
        f'<main id="text" tabindex="-1">\n{body}</main>\n'
        f"<script>{_part('page.js')}</script>\n</body>\n</html>\n"
    )


def _header(frame: Frame, name: str) -> str:
    subtitle = f'<p class="subtitle">{html_text(frame.subtitle)}</p>\n' if frame.subtitle else ""
    facts = "".join(
        f"<div><dt>{html_text(key)}</dt><dd>{html_lines(value)}</dd></div>\n" for key, value in frame.facts
    )
    return (
        f"<header>\n<h1>{html_text(name)}</h1>\n{subtitle}{f'<dl>{facts}</dl>' if facts else ''}</header>\n"
    )


def _contents(headings: Sequence[Heading], page: PageState) -> str:
    """Write the contents list, as deep as the PDF's."""
    shown = [heading for heading in headings if heading.level <= CONTENTS_DEPTH + 1]
    if not shown:
        return ""
    parts, depth = [], 0
    for heading in shown:
        level = min(heading.level - 1, depth + 1)
        if level > depth:
            parts.append("<ol>")
        else:
            parts.append("</li>" + "</ol></li>" * (depth - level))
        parts.append(f'<li><a href="#{heading.anchor}">{html_text(heading.text)}</a>')
        depth = level
    parts.append("</li></ol>" * depth)
    name = html_text(page.say("contents"))
    return f'<nav aria-labelledby="contents"><h2 id="contents">{name}</h2>{"".join(parts)}</nav>\n'


def _without_orphans(headings: Iterable[Heading]) -> list[Heading]:
    """Return the headings that have words: one of a formula alone has none for the contents."""
    return [heading for heading in headings if heading.text]


def _captions(items: Iterable[Item]) -> Iterable[tuple[str, str]]:
    """Yield (id, caption) of the figures and tables."""
    for item in items:
        data = as_dictionary((item.output or {}).get("data"))
        for mime in (FIGURE_MIME, TABLE_MIME):
            payload = data.get(mime)
            if isinstance(payload, dict) and payload_text(payload, "id"):
                yield payload_text(payload, "id"), payload_text(payload, "caption")


@cache
def _part(name: str) -> str:
    """Return a file that is written into every page."""
    return files("analysis.report").joinpath(name).read_text(encoding="utf-8")
