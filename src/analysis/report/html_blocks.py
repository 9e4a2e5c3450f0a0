"""HTML of an output or a Markdown cell → the tree that Markdown gives, so that one writer sets both.

Nothing is run or fetched: scripts, styles and frames are dropped, links and pictures are judged by the writer
as those of Markdown are.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from analysis.report.fitting import Look
from analysis.report.html_grid import cell_looks
from analysis.report.html_table_reader import BREAKS, CONTAINERS, TableReader

Token = dict[str, Any]

_SILENT = frozenset("script style head template noscript object svg math select textarea button".split())  # noqa: SIM905
_FRAMES = frozenset({"iframe", "video", "audio", "embed"})
INLINE = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "cite": "emphasis",
    "var": "emphasis", "dfn": "emphasis", "u": "underline", "ins": "underline", "s": "strikethrough",
    "del": "strikethrough", "strike": "strikethrough", "sub": "subscript", "sup": "superscript",
    "mark": "highlight", "code": "code", "tt": "code", "samp": "code", "kbd": "key", "a": "link",
}  # fmt: skip
"""HTML's inline elements → kinds of token; others show their content alone."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG_BLOCKS = frozenset({"summary", "dt", "legend"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "source", "wbr", "col"})
_DEEPEST = 24
_SVG = re.compile(r"<svg\b[^>]*>", re.IGNORECASE)
_HIDDEN_SVG = re.compile(r"(?:width|height)\s*[:=]\s*[\"']?0\b|display\s*:\s*none", re.IGNORECASE)


def html_to_tokens(html: str, *, headings: bool = True) -> list[Token]:
    """Read the visible content of a piece of HTML as a tree like that of `markdown_to_tokens`.

    Parameters
    ----------
    html : str
        Any HTML, also broken.
    headings : bool
        False sets ``<h1>`` and the like as strong paragraphs: an output has no part in the contents.

    Returns
    -------
    list of dict
        Blocks of the kinds that mistune knows, and ``html_table`` with a `Table`, whose spanning body
        cells are shown once with empty cells after them, as pandas does.

    Examples
    --------
    >>> [token["type"] for token in html_to_tokens("<b>a</b><script>x()</script><ul><li>b</ul><hr>")]
    ['paragraph', 'list', 'thematic_break']
    """
    parser = _TreeParser(headings=headings)
    parser.feed(_drawings_as_pictures(_without_comments(html)))
    parser.close()
    parser.finish()
    return parser.root


def _without_comments(html: str) -> str:
    """Take out comments, in one pass; one without an end takes all the rest with it."""
    parts: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0:
        parts.append(html[at:start])
        end = html.find("-->", start + 4)
        at = len(html) if end < 0 else end + 3
    return "".join([*parts, html[at:]])


def _drawings_as_pictures(html: str) -> str:
    """Replace each visible ``<svg>`` by a picture with the drawing as its data."""
    parts: list[str] = []
    at = 0
    while opening := _SVG.search(html, at):
        end = html.find("</svg>", opening.end())
        if end < 0:
            break
        drawing = html[opening.start() : end + len("</svg>")]
        parts.append(html[at : opening.start()])
        if not _HIDDEN_SVG.search(opening[0]):
            data = base64.b64encode(_with_namespace(drawing).encode("utf-8", "replace")).decode()
            parts.append(f'<img src="data:image/svg+xml;base64,{data}">')
        at = end + len("</svg>")
    return "".join([*parts, html[at:]])


def _with_namespace(drawing: str) -> str:
    """Name the SVG namespace, which HTML leaves out."""
    if "xmlns=" in drawing[:1000]:
        return drawing
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{drawing[4:]}'


@dataclass
class _Open:
    """An element that is being read: its tag and where its content goes."""

    tag: str
    children: list[Token]
    is_block: bool


class _TreeParser(HTMLParser):
    """Builds the tree; a table inside a table's cell counts as that cell's text."""

    def __init__(self, *, headings: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Token] = []
        self._stack: list[_Open] = [_Open("", self.root, is_block=True)]
        self._paragraph: list[Token] | None = None
        self._silent: list[str] = []
        self._style: list[str] = []
        self._looks: dict[str, Look] = {}
        self._table: TableReader | None = None
        self._pre = 0
        self._headings = headings

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; what is not visible is passed over."""
        values = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent.append(tag)
        elif self._silent or ("hidden" in values and self._hide(tag)):
            return
        elif tag == "img":
            self._add_picture(values)
        elif tag in _FRAMES:
            if values.get("src"):
                self._add_block({"type": "frame", "attrs": {"url": values["src"]}})
        elif self._table is not None:
            self._table.open(tag, values)
        elif tag == "table":
            self._end_paragraph()
            self._table = TableReader(self._looks)
        elif tag in INLINE:
            self._open_inline(tag, values)
        else:
            self._open_block(tag, values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat ``<script/>`` and the like as empty: nothing is silenced after them."""
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)
            if tag not in _VOID:
                self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened; an end without a start is ignored."""
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
                if tag == "style":
                    self._looks |= cell_looks("".join(self._style))
                    self._style.clear()
        elif self._table is not None:
            self._close_table(tag)
        elif tag == "br":
            self._add_inline({"type": "linebreak"})
        else:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        """Keep visible text; blanks collapse outside ``<pre>``."""
        if self._silent:
            if self._silent[-1] == "style":
                self._style.append(data)
        elif self._table is not None:
            self._table.add_text(data)
        elif self._pre:
            self._add_inline(_text(data))
        elif data.strip() or self._paragraph or not self._stack[-1].is_block:
            self._add_inline(_text(re.sub(r"\s+", " ", data)))

    def finish(self) -> None:
        """Close what the HTML left open."""
        while self._table is not None:
            self._close_table("table")
        self._end_paragraph()

    def _close_table(self, tag: str) -> None:
        if self._table is not None and self._table.close(tag):
            built = self._table.table()
            self._table = None
            if built is not None:
                self._stack[-1].children.append({"type": "html_table", "table": built})

    def _hide(self, tag: str) -> bool:
        if tag not in _VOID:
            self._silent.append(tag)
        return True

    # blocks and inline elements

    def _add_block(self, token: Token) -> None:
        self._end_paragraph()
        self._stack[-1].children.append(token)

    def _add_inline(self, token: Token) -> None:
        if not self._stack[-1].is_block:
            self._stack[-1].children.append(token)
            return
        if self._paragraph is None:
            self._paragraph = []
            self._stack[-1].children.append({"type": "paragraph", "children": self._paragraph})
        self._paragraph.append(token)

    def _end_paragraph(self) -> None:
        """End the paragraph with all inline elements that are open in it."""
        while not self._stack[-1].is_block:
            self._stack.pop()
        if self._paragraph is not None:
            _trim(self._paragraph)
            self._paragraph = None

    def _open_inline(self, tag: str, values: dict[str, str]) -> None:
        if len(self._stack) > _DEEPEST:
            return
        token: Token = {"type": INLINE[tag], "children": []}
        if tag == "a":
            if name := values.get("id") or values.get("name"):
                self._add_inline({"type": "anchor", "attrs": {"id": name}})
            token["attrs"] = {"url": values.get("href", "")}
        self._add_inline(token)
        self._stack.append(_Open(tag, token["children"], is_block=False))

    def _open_block(self, tag: str, values: dict[str, str]) -> None:
        if tag == "br":
            self._add_inline({"type": "linebreak"})
        elif tag == "hr":
            self._add_block({"type": "thematic_break"})
        elif tag == "pre":
            self._end_paragraph()
            self._pre += 1
        elif tag in _HEADINGS:
            self._open_container(tag, self._heading(tag), is_block=False)
        elif tag in CONTAINERS:
            attrs = {"ordered": tag == "ol", "start": int(values["start"]) if _is_count(values) else 1}
            self._open_container(tag, {"type": CONTAINERS[tag], "attrs": attrs, "tight": True}, is_block=True)
        elif tag in BREAKS:
            self._end_paragraph()
            if tag in _STRONG_BLOCKS:
                self._open_inline("b", {})
            elif "alert" in values.get("class", "").split():
                self._open_container(tag, {"type": "block_quote", "attrs": {}}, is_block=True)

    def _heading(self, tag: str) -> Token:
        if self._headings:
            return {"type": "heading", "attrs": {"level": int(tag[1])}}
        return {"type": "strong_paragraph"}

    def _open_container(self, tag: str, token: Token, *, is_block: bool) -> None:
        self._end_paragraph()
        if token["type"] == "list_item" and self._stack[-1].tag not in {"ul", "ol"}:
            self._close("li") if self._stack[-1].tag == "li" else None
            if self._stack[-1].tag not in {"ul", "ol"}:
                self._open_container(
                    "ul", {"type": "list", "attrs": {"ordered": False}, "tight": True}, is_block=True
                )
        elif token["type"] != "list_item" and self._stack[-1].tag in {"ul", "ol"}:
            self._open_container("li", {"type": "list_item"}, is_block=True)
        if len(self._stack) > _DEEPEST:
            return
        token["children"] = []
        self._stack[-1].children.append(token)
        self._stack.append(_Open(tag, token["children"], is_block=is_block))

    def _close(self, tag: str) -> None:
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
            self._end_pre()
        elif tag in _STRONG_BLOCKS:
            self._end_paragraph()
        elif tag in INLINE:
            if any(entry.tag == tag and not entry.is_block for entry in self._stack):
                while self._stack.pop().tag != tag:
                    pass
        elif tag in _HEADINGS or tag in CONTAINERS or tag in BREAKS:
            if tag not in _HEADINGS:
                self._end_paragraph()
            if any(entry.tag == tag for entry in self._stack[1:]) and not self._is_plain_div(tag):
                while (closed := self._stack.pop()).tag != tag:
                    pass
                _trim(closed.children)

    def _is_plain_div(self, tag: str) -> bool:
        """Tell whether the end is that of an element which opened nothing: it may not close an outer one."""
        return tag in BREAKS and self._stack[-1].tag != tag

    def _end_pre(self) -> None:
        """Turn the paragraph that was read inside ``<pre>`` into a block that keeps its columns."""
        lines: list[Token] = self._paragraph or []
        self._paragraph = None
        while not self._stack[-1].is_block:
            self._stack.pop()
        siblings = self._stack[-1].children
        if lines and siblings and siblings[-1].get("children") is lines:
            siblings[-1] = {"type": "preformatted", "raw": _words(lines)}

    def _add_picture(self, values: dict[str, str]) -> None:
        token = {
            "type": "image",
            "children": [_text(values.get("alt", ""))],
            "attrs": {
                "url": values.get("src", ""),
                "width": values.get("width", ""),
                "style": values.get("style", ""),
            },
        }
        if self._table is not None:
            self._table.has_pictures = True
            self._stack[-1].children.append({"type": "paragraph", "children": [token]})
        else:
            self._add_inline(token)


def _text(words: str) -> Token:
    """Return a text as mistune gives it: entities are still to be resolved."""
    return {"type": "text", "raw": words.replace("&", "&amp;")}


def _is_count(values: dict[str, str]) -> bool:
    start = values.get("start", "")
    return start.isascii() and start.isdigit() and len(start) < 7


def _trim(children: list[Token]) -> None:
    """Take blanks and line breaks off the ends of a paragraph."""
    while children and (children[-1]["type"] == "linebreak" or not children[-1].get("raw", "x").strip()):
        children.pop()
    while children and (children[0]["type"] == "linebreak" or not children[0].get("raw", "x").strip()):
        del children[0]
    if children and children[0]["type"] == "text":
        children[0]["raw"] = children[0]["raw"].lstrip()
    if children and children[-1]["type"] == "text":
        children[-1]["raw"] = children[-1]["raw"].rstrip()


def _words(children: list[Token]) -> str:
    parts = []
    for token in children:
        raw = token.get("raw", "").replace("&amp;", "&")
        parts.append("\n" if token["type"] == "linebreak" else raw)
        parts.append(_words(token.get("children", [])))
    return "".join(parts)
