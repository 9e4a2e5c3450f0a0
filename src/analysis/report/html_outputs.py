"""The outputs of a code cell → HTML: the best of the formats that each output offers, as for the PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analysis.report.html_markdown import (
    html_output,
    interactive_html,
    mono_html,
    terminal_html,
    tokens_to_html,
)
from analysis.report.html_math import math_html
from analysis.report.html_pictures import figure_block, inline_svg, picture_html
from analysis.report.html_state import PageState
from analysis.report.html_tables import table_html
from analysis.report.items import as_dictionary, joined
from analysis.report.markdown_parsing import markdown_to_tokens
from analysis.report.outputs import (
    COVER_MIME,
    FIGURE_MIME,
    PREFERENCE,
    TABLE_MIME,
    error_text,
    interactive_name,
    is_noise,
    json_text,
    kept_picture,
    latex_formula,
    latex_text,
    payload_text,
    picture_words,
    plain_output,
    shown_html,
    table_from_payload,
)

Data = Mapping[str, Any]


def output_to_html(output: Data, page: PageState) -> str:
    """Write one output of a code cell; "" for an output that shows nothing."""
    kind = output.get("output_type")
    if kind == "stream":
        return terminal_html(joined(output.get("text")), page)
    if kind == "error":
        return terminal_html(error_text(output), page, kind="error")
    data = as_dictionary(output.get("data"))
    metadata = as_dictionary(output.get("metadata"))
    if COVER_MIME in data or is_noise(data):
        return ""  # the cover stands at the head of the page
    for mime in PREFERENCE:
        if mime in data and (written := WRITERS[mime](data, metadata, page)):
            return written
    return interactive_html(what, page) if (what := interactive_name(data)) else ""


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
    alt, width = picture_words(data, metadata)
    return figure_block(picture_html(name, alt, page, width=width), page)


def _markdown(data: Data, metadata: Data, page: PageState) -> str:
    del metadata
    return tokens_to_html(markdown_to_tokens(joined(data["text/markdown"])), page)


def _html(data: Data, metadata: Data, page: PageState) -> str:
    del metadata
    return html_output(shown_html(data), page)


def _latex(data: Data, metadata: Data, page: PageState) -> str:
    del metadata
    if formula := latex_formula(joined(data["text/latex"])):
        return math_html(formula, page, block=True)
    return mono_html(latex_text(data), page)


def _json(data: Data, metadata: Data, page: PageState) -> str:
    del metadata
    return mono_html(json_text(data), page)


def _plain(data: Data, metadata: Data, page: PageState) -> str:
    del metadata
    return terminal_html(plain_output(data), page)


WRITERS: Mapping[str, Callable[[Data, Data, PageState], str]] = {
    FIGURE_MIME: _figure,
    TABLE_MIME: _table,
    "image/svg+xml": _picture,
    "image/png": _picture,
    "image/jpeg": _picture,
    "text/markdown": _markdown,
    "text/html": _html,
    "text/latex": _latex,
    "application/json": _json,
    "text/plain": _plain,
}
"""A writer for each format that the PDF's exporter knows."""
