"""Executed notebook → typst source and its pictures: pure, nothing is read, run or fetched.

Stages: notebook → items (what will be shown, in order) → the document's frame (language, title, heading
levels, links) → typst source. The source only calls functions of template.typ, with the notebook's texts
as arguments.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.report.blocks import mono_block
from analysis.report.context import RenderContext, no_local_files
from analysis.report.escape import typst_cell, typst_string
from analysis.report.frame import (
    CONTENTS_DEPTH,
    CONTENTS_FROM,
    Frame,
    document_frame,
    equation_references,
    link_targets,
)
from analysis.report.items import Item, Unshown, as_dictionary, notebook_items, unshown_characters
from analysis.report.markdown import tokens_to_typst
from analysis.report.outputs import output_to_typst
from analysis.report.paging import NATURAL_LEADING

_MAGIC = re.compile(r"\s*%%(\w{1,20})")
_MAGIC_LANGUAGE = {
    "bash": "bash", "sh": "bash", "script": "bash", "html": "html", "HTML": "html", "javascript": "js",
    "js": "js", "latex": "latex", "markdown": "markdown", "sql": "sql", "R": "r", "ruby": "ruby",
    "perl": "perl", "time": "python", "timeit": "python", "capture": "python", "cython": "python",
}  # fmt: skip


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
    frame, shift, anchors = document_frame(notebook, items, title)
    context = RenderContext(
        lang=frame.lang,
        read_file=read_file,
        typeset_math=typeset_math,
        heading_shift=shift,
        anchors=anchors,
        references=equation_references(items),
        targets=link_targets(items),
    )
    language = _code_language(notebook)
    sources = (_item_source(item, context, language) for item in items)
    body = "\n".join(source for source in sources if source)
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


def _preamble(frame: Frame) -> str:
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
        NATURAL_LEADING.strip(" ,\n"),
        f"contents: {str(frame.headings >= CONTENTS_FROM).lower()}",
        f"contents-depth: {CONTENTS_DEPTH}",
        f"contents-alone: {str(frame.contents_alone).lower()}",
        f"exhibits: {str(frame.lists_exhibits).lower()}",
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
