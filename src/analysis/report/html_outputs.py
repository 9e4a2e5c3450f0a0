"""The outputs of a code cell → HTML: the best of the formats that each output offers, as for the PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analysis.report.escape import strip_ansi
from analysis.report.html_markdown import html_output, mono_html, tokens_to_html
from analysis.report.html_math import math_html
from analysis.report.html_pictures import figure_block, inline_svg, picture_html
from analysis.report.html_state import PageState
from analysis.report.html_tables import table_html
from analysis.report.markdown import markdown_to_tokens
from analysis.report.outputs import (
    COVER_MIME,
    FIGURE_MIME,
    FORMULA,
    OBJECT_REPR,
    PREFERENCE,
    TABLE_MIME,
    joined,
    kept_picture,
    payload_text,
    table_from_payload,
    terminal_text,
)

Data = Mapping[str, Any]


def output_to_html(output: Data, page: PageState) -> str:
    """Write one output of a code cell; "" for an output that shows nothing."""
    kind = output.get("output_type")
    if kind == "stream":
        return mono_html(terminal_text(joined(output.get("text"))), page)
    if kind == "error":
        return _error(output, page)
    data = output.get("data") or {}
    metadata = output.get("metadata") or {}
    if COVER_MIME in data:
        return ""  # it stands at the head of the page
    for mime in PREFERENCE:
        if mime in data and (written := WRITERS[mime](data, metadata, page)):
            return written
    return ""


def payload_sources(payload: object) -> dict[tuple[int, int], str]:
    """Return where the numbers of a table output stand, by row and column; what is not of that form is left.

    Examples
    --------
    >>> payload_sources({"sources": [[0, 1, "plan.txt:31:22"], ["a", 0, "x"], 5]})
    {(0, 1): 'plan.txt:31:22'}
    """
    entries = payload.get("sources") if isinstance(payload, dict) else None
    triples = (
        (entry for entry in entries or () if isinstance(entry, list | tuple) and len(entry) == 3)
        if isinstance(entries, list | tuple)
        else ()
    )
    return {
        (row, column): place
        for row, column, place in triples
        if isinstance(row, int) and isinstance(column, int) and isinstance(place, str)
    }


def _error(output: Data, page: PageState) -> str:
    traceback = output.get("traceback")
    lines = "\n".join(map(str, traceback)) if isinstance(traceback, list) else ""
    text = strip_ansi(lines).strip() or f"{output.get('ename', '')}: {output.get('evalue', '')}"
    return mono_html(text, page, kind="error")


def _figure(data: Data, metadata: Data, page: PageState) -> str:
    payload = data[FIGURE_MIME]
    if not isinstance(payload, dict):
        return ""
    caption = payload_text(payload, "caption")
    own = metadata.get(FIGURE_MIME)
    svg = joined(own.get("svg")) if isinstance(own, dict) else ""
    drawn = inline_svg(svg, caption, page) if svg else None
    if drawn is None:
        name = kept_picture(data, page.context)
        drawn = picture_html(name, caption, page) if name else ""
    return figure_block(drawn, page, caption=caption, label=payload_text(payload, "id")) if drawn else ""


def _table(data: Data, metadata: Data, page: PageState) -> str:
    del metadata
    payload = data[TABLE_MIME]
    table = table_from_payload(payload)
    return table_html(table, page, payload_sources(payload)) if table else ""


def _picture(data: Data, metadata: Data, page: PageState) -> str:
    name = kept_picture(data, page.context)
    if name is None:
        return ""
    alts = (entry.get("alt") for entry in metadata.values() if isinstance(entry, dict))
    alt = next((alt for alt in alts if isinstance(alt, str) and alt), "")
    plain = joined(data.get("text/plain")).strip()
    alt = alt or ("" if plain.startswith("<") and plain.endswith(">") else plain)  # which names an object
    return figure_block(picture_html(name, alt, page), page)


def _markdown(data: Data, metadata: Data, page: PageState) -> str:
    del metadata
    return tokens_to_html(markdown_to_tokens(joined(data["text/markdown"])), page)


def _html(data: Data, metadata: Data, page: PageState) -> str:
    """Write HTML if it holds a table, or if the plain text only names a Python object."""
    del metadata
    source = joined(data["text/html"])
    plain = joined(data.get("text/plain"))
    if "<table" in source.lower() or not plain.strip() or OBJECT_REPR.fullmatch(plain):
        return html_output(source, page)
    return ""


def _latex(data: Data, metadata: Data, page: PageState) -> str:
    del metadata
    latex = joined(data["text/latex"])
    if match := FORMULA.fullmatch(latex):
        return math_html(next(group for group in match.groups() if group), page, block=True)
    return "" if data.get("text/plain") else mono_html(latex, page)


def _plain(data: Data, metadata: Data, page: PageState) -> str:
    del metadata
    return mono_html(terminal_text(joined(data["text/plain"])), page)


WRITERS: Mapping[str, Callable[[Data, Data, PageState], str]] = {
    FIGURE_MIME: _figure,
    TABLE_MIME: _table,
    "image/svg+xml": _picture,
    "image/png": _picture,
    "image/jpeg": _picture,
    "text/markdown": _markdown,
    "text/html": _html,
    "text/latex": _latex,
    "text/plain": _plain,
}
"""A writer for each format that the PDF's exporter knows."""
