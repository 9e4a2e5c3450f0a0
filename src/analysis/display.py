"""What a notebook shows: one output with several faces.

JupyterLab shows the PNG or the HTML; the PDF exporter reads the custom JSON; nbval compares the JSON. A
figure is therefore compared by what is drawn (every line, marker, bar and label), not by its pixels: the
SVG that the PDF uses travels in the output's metadata, which no test compares.

Every text is untrusted (it may come from a plan) and is escaped here for the face that it goes to.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure

from analysis.figures.faces import figure_data, figure_svg, row_names
from analysis.raster import LATER_VARIABLE, svg_png
from analysis.tables import TableView
from analysis.wording import say

FIGURE_MIME = "application/vnd.guihua.figure+json"
TABLE_MIME = "application/vnd.guihua.table+json"
COVER_MIME = "application/vnd.guihua.cover+json"
WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
EXPORT_VARIABLE = "GUIHUA_OUTPUT"
"""Environment variable that names a folder: figures shown while it is set are also written there."""

# Written into every cell: JupyterLab drops style sheets from a notebook that it has not signed.
_CELL_STYLE = "padding:0.25em 0.7em;vertical-align:top;text-align:{align}"


def show_figure(figure: Figure, figure_id: str, caption: str) -> None:
    """Display a figure with its caption; export it when ``GUIHUA_OUTPUT`` names a folder.

    Parameters
    ----------
    figure : Figure
        Drawn at its final size; its layout is fixed from then on.
    figure_id : str
        Lower-case letters, digits and ``_``; also the file name of the export.
    caption : str
        One sentence that says what the figure shows.

    Raises
    ------
    ValueError
        If `figure_id` could not be a file name.
    """
    if not re.fullmatch(r"[a-z0-9_]+", figure_id):
        raise ValueError(f"figure id {figure_id!r}: use lower-case letters, digits and _")
    data, metadata = figure_bundle(figure, figure_id, caption)
    if folder := os.environ.get(EXPORT_VARIABLE):
        _export(Path(folder) / "figures", figure_id, data, metadata, row_names(figure))
    display(data, metadata=metadata, raw=True)


def show_figures(figures: Sequence[Figure], figure_id: str, caption: str, lang: str) -> None:
    """Display a figure in parts: each says in its caption which one it is, where there are several.

    Parameters
    ----------
    figures : sequence of Figure
        From `figures.in_parts`; none shows nothing.
    figure_id, caption
        As `show_figure`; the second part's id ends with ``_2``.
    lang : str
        "zh" or "en".
    """
    for part, figure in enumerate(figures, 1):
        numbered = say("caption.part", lang, caption=caption, part=part, parts=len(figures))
        name = f"{figure_id}_{part}" if part > 1 else figure_id
        show_figure(figure, name, numbered if len(figures) > 1 else caption)


def figure_bundle(figure: Figure, figure_id: str, caption: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the output of a figure by mime type: data (PNG, drawn data, text), metadata (the SVG).

    Without the PNG while `raster.LATER_VARIABLE` is set.
    """
    svg = figure_svg(figure)
    payload = {"id": figure_id, "caption": caption, "data": figure_data(figure)}
    data: dict[str, Any] = {FIGURE_MIME: payload, "text/plain": caption}
    if not os.environ.get(LATER_VARIABLE):
        data["image/png"] = svg_png(svg)
    return data, {FIGURE_MIME: {"svg": svg}, "image/png": {"alt": caption}}


def show_table(view: TableView, caption: str, *, table_id: str = "") -> None:
    """Display a table of texts with its caption, notes and group headings."""
    display(table_bundle(view, caption, table_id=table_id), raw=True)


def table_bundle(view: TableView, caption: str, *, table_id: str = "") -> dict[str, Any]:
    """Return the output of a table by mime type: plain data, HTML, text."""
    payload = {
        "id": table_id,
        "caption": caption,
        "columns": [
            {"name": column.name, "align": column.align, **({"width": column.width} if column.width else {})}
            for column in view.columns
        ],
        "rows": [list(row) for row in view.rows],
        "note": view.note,
        "groups": [list(group) for group in view.groups],
        **({"sources": [list(source) for source in view.sources]} if view.sources else {}),
    }
    return {TABLE_MIME: payload, "text/html": table_html(view, caption), "text/plain": caption}


def show_text(*paragraphs: str) -> None:
    """Display paragraphs of plain text; nothing in them is read as Markdown."""
    text = "\n\n".join(markdown_escape(paragraph) for paragraph in paragraphs)
    display({"text/markdown": text, "text/plain": "\n\n".join(paragraphs)}, raw=True)


def show_list(items: Iterable[str]) -> None:
    """Display a bulleted list of plain texts; nothing in them is read as Markdown."""
    texts = list(items)
    text = "\n".join(f"- {markdown_escape(item)}" for item in texts)
    display({"text/markdown": text, "text/plain": "\n".join(texts)}, raw=True)


def show_heading(text: str, level: int = 2) -> None:
    """Display a section heading; nothing in it is read as Markdown."""
    display({"text/markdown": f"{'#' * level} {markdown_escape(text)}", "text/plain": text}, raw=True)


def show_cover(title: str, subtitle: str, facts: Sequence[tuple[str, str]]) -> None:
    """Display the title page: title, subtitle and a list of (label, value)."""
    rows = "".join(f"<tr><th>{html.escape(k)}</th><td>{html.escape(v)}</td></tr>" for k, v in facts)
    bundle = {
        COVER_MIME: {"title": title, "subtitle": subtitle, "facts": [list(fact) for fact in facts]},
        "text/html": f"<h1>{html.escape(title)}</h1><p>{html.escape(subtitle)}</p><table>{rows}</table>",
        "text/plain": f"{title} {subtitle}",
    }
    display(bundle, raw=True)


def markdown_escape(text: str) -> str:
    r"""Return Markdown that shows `text` as it is, on one line.

    Examples
    --------
    >>> markdown_escape("[a](http://b) *c* <i> $x$")
    '\\[a\\](http\\://b) \\*c\\* \\<i\\> \\$x\\$'
    """
    one_line = " ".join(text.split())
    escaped = re.sub(r"([\\`*_{}\[\]<>#|~$&!])", r"\\\1", one_line).replace("://", r"\://")
    return re.sub(r"^(\d+)([.)])|^([-+=])", lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)


def table_html(view: TableView, caption: str) -> str:
    """Return the table as HTML, every text escaped."""
    styles = [_CELL_STYLE.format(align=column.align) for column in view.columns]
    left = _CELL_STYLE.format(align="left")
    groups = dict(view.groups)
    body = []
    for index, row in enumerate(view.rows):
        if index in groups:
            body.append(f"<tr>{_cell('th', groups[index], left, len(view.columns))}</tr>")
        cells = (_cell("td", text, style) for text, style in zip(row, styles, strict=True))
        body.append(f"<tr>{''.join(cells)}</tr>")
    head = "".join(_cell("th", c.name, style) for c, style in zip(view.columns, styles, strict=True))
    foot = f"<tfoot><tr>{_cell('td', view.note, left, len(view.columns))}</tr></tfoot>" if view.note else ""
    title = f'<caption style="caption-side:top;text-align:left">{html.escape(caption)}</caption>'
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody>{foot}</table>"


def _cell(tag: str, text: str, style: str, span: int = 1) -> str:
    """Return one table cell with its text escaped."""
    spanned = f' colspan="{span}"' if span > 1 else ""
    return f'<{tag}{spanned} style="{style}">{html.escape(text)}</{tag}>'


def _export(
    folder: Path,
    figure_id: str,
    data: dict[str, Any],
    metadata: dict[str, Any],
    names: Iterable[tuple[str, str, float]],
) -> None:
    """Write a figure's SVG, PNG and drawn data; rows of kind "name" say what stands at a height y."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath(f"{figure_id}.svg").write_text(metadata[FIGURE_MIME]["svg"], encoding="utf-8")
    if "image/png" in data:
        folder.joinpath(f"{figure_id}.png").write_bytes(data["image/png"])
    rows = [(panel, "name", name, None, y) for panel, name, y in names]
    rows += _long_rows(data[FIGURE_MIME]["data"])
    table = pd.DataFrame(rows, columns=["panel", "kind", "label", "x", "y"])
    table.to_csv(folder / f"{figure_id}.csv", index=False, lineterminator="\n")


def _long_rows(drawn: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, str, Any, Any]]:
    """Yield one row for each drawn position: panel, kind, label, x, y."""
    for axes in drawn:
        panel = axes.get("title", "")
        for line in axes.get("lines", []):
            yield from (
                (panel, "line", line["label"], x, y) for x, y in zip(line["x"], line["y"], strict=True)
            )
        for group in axes.get("points", []):
            yield from ((panel, "point", group["label"], x, y) for x, y in group["xy"])
        for stroke in axes.get("strokes", []):
            yield from ((panel, "stroke", "", x, y) for x, y in stroke)
        for x, y, width, height in axes.get("bars", []):
            yield (panel, "bar", f"{width:g} x {height:g}", x, y)
