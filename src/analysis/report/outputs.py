"""The outputs of a code cell → typst: the best of the formats that each output offers.

Order of preference: the project's own figure and table, SVG, PNG, JPEG, Markdown, HTML with a table, LaTeX,
plain text, other HTML. Widgets and scripts show their plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from analysis.report.blocks import html_source, math_source, mono_block, picture_block
from analysis.report.context import RenderContext
from analysis.report.escape import strip_ansi
from analysis.report.fitting import Cell, Table
from analysis.report.layout import table_source
from analysis.report.markdown import markdown_to_typst
from analysis.report.pictures import keep_base64, keep_svg

FIGURE_MIME = "application/vnd.guihua.figure+json"
TABLE_MIME = "application/vnd.guihua.table+json"
COVER_MIME = "application/vnd.guihua.cover+json"

OBJECT_REPR = re.compile(r"\s*<[\w.]+( object)?( at 0x[0-9a-fA-F]+)?>\s*")
FORMULA = re.compile(r"\s*(?:\$\$([\s\S]+)\$\$|\$([^$]+)\$|\\\[([\s\S]+)\\\]|\\\(([\s\S]+)\\\))\s*")


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
        return mono_block(terminal_text(joined(output.get("text"))))
    if kind == "error":
        return _error(output)
    data = output.get("data") or {}
    metadata = output.get("metadata") or {}
    if COVER_MIME in data:
        return ""  # it stands on the title page
    for mime, writer in _WRITERS:
        if mime in data and (source := writer(data, metadata, context)):
            return source
    return ""


def is_captioned(output: Mapping[str, Any]) -> bool:
    """Tell whether an output is a figure or table that gets a number."""
    return any(payload_text(payload, "caption").strip() for payload in _payloads(output))


def output_anchors(output: Mapping[str, Any]) -> set[str]:
    """Return the id under which the text can refer to this output: of figures and tables with a caption."""
    captioned = (payload for payload in _payloads(output) if payload_text(payload, "caption").strip())
    return {identifier for payload in captioned if (identifier := payload_text(payload, "id"))}


def _payloads(output: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    data = output.get("data") or {}
    yield from (data[mime] for mime in (FIGURE_MIME, TABLE_MIME) if isinstance(data.get(mime), dict))


def joined(text: object) -> str:
    """Return nbformat's multi-line text, which may be a list of lines, as one string."""
    if isinstance(text, list):
        return "".join(map(str, text))
    return text if isinstance(text, str) else ""


def terminal_text(text: str) -> str:
    r"""Return what a terminal would show in the end: no colours, progress bars only in their last state.

    Examples
    --------
    >>> terminal_text("10%\r50%\r100%\n\x1b[31mdone\x1b[0m")
    '100%\ndone'
    """
    lines = strip_ansi(text).replace("\r\n", "\n").split("\n")
    shown = (line.rstrip("\r").rpartition("\r")[2] for line in lines)
    return "\n".join(_backspaced(line) for line in shown)


def _backspaced(line: str) -> str:
    kept: list[str] = []
    for char in line:
        if char != "\b":
            kept.append(char)
        elif kept:
            kept.pop()
    return "".join(kept)


def _error(output: Mapping[str, Any]) -> str:
    traceback = output.get("traceback")
    lines = "\n".join(map(str, traceback)) if isinstance(traceback, list) else ""
    text = strip_ansi(lines).strip() or f"{output.get('ename', '')}: {output.get('evalue', '')}"
    return mono_block(text, style="error")


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


def _picture(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    alts = (entry.get("alt") for entry in metadata.values() if isinstance(entry, dict))
    alt = next((alt for alt in alts if isinstance(alt, str)), "")
    if not alt:
        plain = joined(data.get("text/plain")).strip()
        alt = "" if OBJECT_REPR.fullmatch(plain) else plain
    name = kept_picture(data, context)
    return picture_block(name, alt, context) if name else ""


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
    value = payload.get(key)
    return "" if value is None else joined(value) or str(value) if value != [] else ""


def _markdown(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    del metadata
    return markdown_to_typst(joined(data["text/markdown"]), context)


def _html_table(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    """Write HTML if it holds a table, or if the plain text only names a Python object."""
    del metadata
    html = joined(data["text/html"])
    plain = joined(data.get("text/plain"))
    if "<table" in html.lower() or not plain.strip() or OBJECT_REPR.fullmatch(plain):
        return html_source(html, context)
    return ""


def _latex(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    del metadata
    latex = joined(data["text/latex"])
    if match := FORMULA.fullmatch(latex):
        formula = next(group for group in match.groups() if group)
        return math_source(formula, context, block=True) + "\n"
    return "" if data.get("text/plain") else mono_block(latex)


def _plain(data: Mapping[str, Any], metadata: Mapping[str, Any], context: RenderContext) -> str:
    del metadata, context
    return mono_block(terminal_text(joined(data["text/plain"])))


_Writer = Callable[[Mapping[str, Any], Mapping[str, Any], RenderContext], str]
_WRITERS: tuple[tuple[str, _Writer], ...] = (
    (FIGURE_MIME, _figure),
    (TABLE_MIME, _table),
    ("image/svg+xml", _picture),
    ("image/png", _picture),
    ("image/jpeg", _picture),
    ("text/markdown", _markdown),
    ("text/html", _html_table),
    ("text/latex", _latex),
    ("text/plain", _plain),
)

PREFERENCE = tuple(mime for mime, _ in _WRITERS)
"""The formats in order of preference, for the PDF and for HTML."""
