"""The outputs of a code cell → typst: the best of the formats that each output offers.

Order of preference: the project's own figure and table, SVG, PNG, JPEG, Markdown, HTML with a table, LaTeX,
JSON, plain text. What only a browser can show (widgets, scripts) leaves a line that names it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from analysis.report.blocks import interactive_block, math_source, mono_block, picture_block, terminal_block
from analysis.report.context import RenderContext
from analysis.report.escape import strip_ansi
from analysis.report.fitting import Cell, Table
from analysis.report.html_blocks import html_to_tokens
from analysis.report.items import as_dictionary, joined
from analysis.report.layout import table_source
from analysis.report.markdown import markdown_to_typst, tokens_to_typst
from analysis.report.pictures import keep_base64, keep_svg, read_length

FIGURE_MIME = "application/vnd.guihua.figure+json"
TABLE_MIME = "application/vnd.guihua.table+json"
COVER_MIME = "application/vnd.guihua.cover+json"

_OBJECT_REPR = re.compile(r"\s*<[\w.]+( object)?( at 0x[0-9a-fA-F]+)?>\s*")
_NOISE = re.compile(r"<Figure size [\d.]+x[\d.]+ with \d+ Axes>|(?:[^\n|]{0,80}:)?\s*\d{1,3}%\|[^\n]{0,300}")
_VENDOR = re.compile(r"application/vnd\.([A-Za-z_-]+)")
_HTML_BODY = re.compile(r"<(?:div|span|p|table|img|svg|h\d|ul|ol|pre|canvas|iframe)\b", re.IGNORECASE)
_MATH_ENVIRONMENT = re.compile(
    r"\s*\\begin\{(?:equation|align|gather|eqnarray|multline|alignat|displaymath)\*?\}[\s\S]*"
)
_LONGEST_NAME = 120
_FORMULA = re.compile(r"\s*(?:\$\$([\s\S]+)\$\$|\$([^$]+)\$|\\\[([\s\S]+)\\\]|\\\(([\s\S]+)\\\))\s*")


def output_to_typst(output: Mapping[str, Any], context: RenderContext) -> str:
    """Write one output of a code cell.

    Parameters
    ----------
    output : mapping
        An output of nbformat 4: stream, display_data, execute_result or error.
    context : RenderContext
        Takes the pictures.

    Returns
    -------
    str
        Typst markup; "" for an output that shows nothing.
    """
    kind = output.get("output_type")
    if kind == "stream":
        return terminal_block(joined(output.get("text")))
    if kind == "error":
        return terminal_block(error_text(output), style="error")
    data = as_dictionary(output.get("data"))
    metadata = as_dictionary(output.get("metadata"))
    if COVER_MIME in data or is_noise(data):
        return ""  # the cover stands on the title page
    for mime, writer in _WRITERS:
        if mime in data and (source := writer(data, metadata, context)):
            return source
    return interactive_block(what, context) if (what := interactive_name(data)) else ""


def is_noise(data: Mapping[str, Any]) -> bool:
    """Tell whether an output only prepares others, or is a progress bar or figure that was left empty.

    Examples
    --------
    >>> is_noise({"text/plain": "<Figure size 640x480 with 0 Axes>"}), is_noise({"text/plain": "1"})
    (True, False)
    """
    if any(mime in data for mime in ("image/png", "image/svg+xml", "image/jpeg")):
        return False
    html = joined(data.get("text/html"))
    loads = "Loading BokehJS" in html or ("<script" in html and not _HTML_BODY.search(html))
    return bool(loads or _NOISE.fullmatch(joined(data.get("text/plain")).strip()))


def interactive_name(data: Mapping[str, Any]) -> str:
    """Name what only a browser can show; "" where an output holds nothing of the kind.

    Examples
    --------
    >>> interactive_name({"application/vnd.plotly.v1+json": {}}), interactive_name({"image/png": ""})
    ('plotly', '')
    """
    plain = joined(data.get("text/plain")).strip().partition("\n")[0]
    shown = "" if _OBJECT_REPR.fullmatch(plain) else plain[:_LONGEST_NAME]
    for mime in data:
        if (match := _VENDOR.match(str(mime))) and match[1] not in {"guihua", "bokehjs_load"}:
            return shown or match[1].replace("bokehjs_exec", "bokeh").replace("vegalite", "vega-lite")
    if "<script" in joined(data.get("text/html")):
        return shown or "JavaScript"
    return plain[:_LONGEST_NAME] if len(data) > 1 and _OBJECT_REPR.fullmatch(plain) else ""


def is_captioned(output: Mapping[str, Any]) -> bool:
    """Tell whether an output is a figure or table that gets a number."""
    return any(payload_text(payload, "caption").strip() for payload in _payloads(output))


def output_anchors(output: Mapping[str, Any]) -> set[str]:
    """Return the id under which the text can refer to this output: of figures and tables with a caption."""
    captioned = (payload for payload in _payloads(output) if payload_text(payload, "caption").strip())
    return {identifier for payload in captioned if (identifier := payload_text(payload, "id"))}


def _payloads(output: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    data = as_dictionary(output.get("data"))
    yield from (data[mime] for mime in (FIGURE_MIME, TABLE_MIME) if isinstance(data.get(mime), dict))


def error_text(output: Mapping[str, Any]) -> str:
    """Return the traceback of an error output with its colours, else its name and value."""
    traceback = output.get("traceback")
    lines = "\n".join(map(str, traceback)) if isinstance(traceback, list) else ""
    return lines if strip_ansi(lines).strip() else f"{output.get('ename', '')}: {output.get('evalue', '')}"


def _figure(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    payload = data[FIGURE_MIME]
    if not isinstance(payload, dict):
        return ""
    own = metadata.get(FIGURE_MIME)
    svg = joined(own.get("svg")) if isinstance(own, dict) else ""
    name = (keep_svg(svg, context) if svg else None) or kept_picture(data, context)
    if name is None:
        return ""
    caption = payload_text(payload, "caption")
    return picture_block(name, caption, context, caption=caption, label=payload_text(payload, "id"))


def kept_picture(data: Mapping[str, Any], context: RenderContext) -> str | None:
    """Keep the first readable picture of an output: SVG, then PNG, then JPEG."""
    svg = joined(data.get("image/svg+xml"))
    if svg and (name := keep_svg(svg, context)):
        return name
    for mime in ("image/png", "image/jpeg", "image/webp", "image/gif"):
        encoded = joined(data.get(mime))
        if encoded and (name := keep_base64(encoded, context)):
            return name
    return None


def picture_words(data: Mapping[str, Any], metadata: Mapping[str, Any]) -> tuple[str, float]:
    """Return a picture output's alternative text and the width in pt that it asks for, "" and 0 without."""
    sizes = [entry for mime, entry in metadata.items() if mime in data and isinstance(entry, dict)]
    alts = (entry.get("alt") for entry in sizes)
    alt = next((alt for alt in alts if isinstance(alt, str)), "")
    if not alt:
        plain = joined(data.get("text/plain")).strip()
        alt = "" if plain.startswith("<") and plain.endswith(">") else plain  # which names an object
    return alt, next((read_length(entry.get("width")) for entry in sizes), 0.0)


def _picture(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    alt, width = picture_words(data, metadata)
    name = kept_picture(data, context)
    return picture_block(name, alt, context, width=width) if name else ""


def _table(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    del metadata
    table = table_from_payload(data[TABLE_MIME])
    return table_source(table, context) if table else ""


def table_from_payload(payload: object) -> Table | None:
    """Read the table output of the project; None where it is not of that form.

    Rows that are too short are filled up, too long ones cut: the columns are what the payload declares.
    """
    if not isinstance(payload, dict) or not isinstance(payload.get("columns"), list):
        return None
    columns = [column if isinstance(column, dict) else {"name": str(column)} for column in payload["columns"]]
    if not columns:
        return None
    weights = [column.get("width") for column in columns]
    known = [float(weight) for weight in weights if isinstance(weight, int | float) and weight > 0]
    return Table(
        header=(tuple(Cell(payload_text(column, "name")) for column in columns),),
        rows=tuple(_row(row, len(columns)) for row in payload.get("rows") or [] if isinstance(row, list)),
        align=tuple(payload_text(column, "align") or "left" for column in columns),
        weights=tuple(known) if len(known) == len(columns) else (),
        caption=payload_text(payload, "caption"),
        label=payload_text(payload, "id"),
        note=payload_text(payload, "note"),
        groups=tuple(_groups(payload.get("groups"))),
    )


def _row(row: Sequence[object], columns: int) -> tuple[Cell, ...]:
    texts = ["" if value is None else str(value) for value in row[:columns]]
    return tuple(Cell(text) for text in texts + [""] * (columns - len(texts)))


def _groups(groups: object) -> list[tuple[int, str]]:
    if not isinstance(groups, list):
        return []
    pairs = (group for group in groups if isinstance(group, list | tuple) and len(group) == 2)
    return sorted((int(index), str(label)) for index, label in pairs if isinstance(index, int))


def payload_text(payload: Mapping[str, Any], key: str) -> str:
    """Return an entry of a payload as text, "" where there is none."""
    """Return an entry of a payload as text, "" where there is none."""
    value = payload.get(key)
    return "" if value is None else joined(value) or str(value) if value != [] else ""


def _markdown(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    del metadata
    return markdown_to_typst(joined(data["text/markdown"]), context)


def shown_html(data: Mapping[str, Any]) -> str:
    """Return the HTML of an output if it holds a table, or if the plain text only names a Python object."""
    html = joined(data["text/html"])
    plain = joined(data.get("text/plain"))
    return html if "<table" in html.lower() or not plain.strip() or _OBJECT_REPR.fullmatch(plain) else ""


def _html(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    del metadata
    return tokens_to_typst(html_to_tokens(shown_html(data), headings=False), context)


def latex_formula(latex: str) -> str:
    """Return the formula that an output of LaTeX is, without its dollar signs; "" where it is more than one.

    Examples
    --------
    >>> latex_formula("$$x_1$$"), latex_formula("an $x$")
    ('x_1', '')
    """
    if match := _FORMULA.fullmatch(latex):
        return next(group for group in match.groups() if group)
    return latex if _MATH_ENVIRONMENT.fullmatch(latex) else ""


def latex_text(data: Mapping[str, Any]) -> str:
    """Return an output's LaTeX where it is to be shown as typed: nothing else of it says more."""
    plain = joined(data.get("text/plain"))
    return "" if plain and not _OBJECT_REPR.fullmatch(plain) else joined(data["text/latex"])


def _latex(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    del metadata
    if formula := latex_formula(joined(data["text/latex"])):
        return math_source(formula, context, block=True) + "\n"
    return mono_block(latex_text(data))


def json_text(data: Mapping[str, Any]) -> str:
    """Return an output's JSON in lines; "" where its plain text says it, or where it is not JSON."""
    if not _OBJECT_REPR.fullmatch(joined(data.get("text/plain")) or "<json>"):
        return ""
    try:
        return json.dumps(data["application/json"], ensure_ascii=False, indent=2)
    except (TypeError, ValueError, RecursionError):
        return ""


def _json(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    del metadata, context
    return mono_block(json_text(data))


def plain_output(data: Mapping[str, Any]) -> str:
    """Return an output's plain text, as for a terminal; "" where it only names what a browser shows."""
    return "" if interactive_name(data) else joined(data["text/plain"])


def _plain(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    del metadata, context
    return terminal_block(plain_output(data))


_Writer = Callable[[Mapping[str, Any], Mapping[str, Any], RenderContext], str]
_WRITERS: tuple[tuple[str, _Writer], ...] = (
    (FIGURE_MIME, _figure),
    (TABLE_MIME, _table),
    ("image/svg+xml", _picture),
    ("image/png", _picture),
    ("image/jpeg", _picture),
    ("text/markdown", _markdown),
    ("text/html", _html),
    ("text/latex", _latex),
    ("application/json", _json),
    ("text/plain", _plain),
)

PREFERENCE = tuple(mime for mime, _ in _WRITERS)
"""The formats in order of preference, for the PDF and for HTML."""
