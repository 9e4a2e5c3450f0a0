"""Markdown → HTML, by way of mistune's syntax tree: one small writer a kind of node.

The Markdown is untrusted: every text is escaped, links lead to web and mail addresses or to a place of the
page, HTML is reduced to its visible content. The PDF's writer is `markdown`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from analysis.report.escape import join
from analysis.report.fitting import Cell, Table
from analysis.report.html_blocks import Picture, Text, parse_html
from analysis.report.html_math import math_html
from analysis.report.html_pictures import figure_block, missing_picture_html, picture_html
from analysis.report.html_state import PageState
from analysis.report.html_tables import table_html
from analysis.report.html_text import html_lines, html_text
from analysis.report.markdown import Token, plain_text, web_address
from analysis.report.pictures import find_picture

_DEEPEST_HEADING = 6
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b", re.IGNORECASE)


def tokens_to_html(tokens: Iterable[Token], page: PageState) -> str:
    """Write the blocks of a tree, its footnotes after them."""
    tokens = list(tokens)
    notes = {
        item["attrs"]["index"]: item["children"]
        for token in tokens
        if token["type"] == "footnotes"
        for item in token["children"]
    }
    writer = _Writer(page, notes)
    return "".join(map(writer.block, tokens)) + writer.footnotes()


def html_output(source: str, page: PageState) -> str:
    """Write the visible content of a piece of HTML: paragraphs, tables, pictures; "" if there is none."""
    parts = []
    for block in parse_html(source):
        if isinstance(block, Text):
            parts.append(f"<p>{html_lines(block.text)}</p>\n")
        elif isinstance(block, Picture):
            parts.append(_picture(block.src, block.alt, page))
        else:
            parts.append(table_html(block, page))
    return "".join(parts)


def mono_html(text: str, page: PageState, *, kind: str = "output") -> str:
    """Write code ("code"), printed text ("output") or an error ("error"); wide lines scroll in a frame."""
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    if not any(lines):
        return ""
    name = html_text(page.say(kind, number=page.count(kind)))
    inside = html_text("\n".join(lines))
    inside = f"<code>{inside}</code>" if kind == "code" else inside
    return f'<pre class="{kind}" role="region" tabindex="0" aria-label="{name}">{inside}</pre>\n'


def _picture(address: str, alt: str, page: PageState, caption: str = "") -> str:
    name = find_picture(address, page.context)
    if name is None:
        return f"<p>{missing_picture_html(address, alt, page)}</p>\n"
    return figure_block(picture_html(name, alt or caption, page), page, caption=caption)


def _inline_picture(address: str, alt: str, page: PageState) -> str:
    name = find_picture(address, page.context)
    return missing_picture_html(address, alt, page) if name is None else picture_html(name, alt, page)


class _Writer:
    """Writes nodes; keeps the footnotes of the text that is being written."""

    def __init__(self, page: PageState, notes: dict[int, list[Token]]) -> None:
        self._page = page
        self._notes = notes
        self._cited: dict[int, int] = {}
        """Index of each note that was referred to → its number in the page."""

    def block(self, token: Token) -> str:
        """Write one block; "" for what shows nothing."""
        writer = getattr(self, f"_block_{token['type']}", None)
        if writer is not None:
            return str(writer(token))
        return f"<p>{self.inline(token['children'])}</p>\n" if token.get("children") else ""

    def inline(self, children: Sequence[Token]) -> str:
        """Write the inside of a paragraph; line breaks between Chinese signs vanish."""
        parts: list[str] = []
        for index, token in enumerate(children):
            if token["type"] == "text":
                parts.append(html_text(html.unescape(token["raw"])))
            elif token["type"] == "softbreak":
                before = plain_text(children[max(0, index - 3) : index]).rstrip()
                parts.append(join(before, plain_text(children[index + 1 : index + 2]).lstrip()))
            else:
                writer = getattr(self, f"_span_{token['type']}", None)
                parts.append(str(writer(token)) if writer else self.inline(token.get("children", ())))
        return "".join(parts)

    def footnotes(self) -> str:
        """Write the notes that were referred to, each with a way back."""
        items = []
        for index, number in self._cited.items():
            back = f'<a href="#cite-{number}" aria-label="{html_text(self._page.say("back"))}">↩</a>'
            items.append(f'<li id="note-{number}">{self._blocks(self._notes[index])}{back}</li>')
        if not items:
            return ""
        first = next(iter(self._cited.values()))
        name = html_text(self._page.say("footnotes"))
        return f'<ol class="footnotes" aria-label="{name}" start="{first}">{"".join(items)}</ol>\n'

    def _blocks(self, tokens: Iterable[Token]) -> str:
        return "".join(map(self.block, tokens))

    # blocks

    def _block_heading(self, token: Token) -> str:
        inside = self.inline(token["children"])
        if not inside.strip():
            return ""
        level = max(1, token["attrs"]["level"] - self._page.context.heading_shift) + 1
        heading = self._page.add_heading(min(level, _DEEPEST_HEADING), plain_text(token["children"]))
        return f'<h{heading.level} id="{heading.anchor}">{inside}</h{heading.level}>\n'

    def _block_paragraph(self, token: Token) -> str:
        children = token["children"]
        pictures = [child for child in children if child["type"] == "image"]
        others = [child for child in children if child["type"] not in {"image", "softbreak", "linebreak"}]
        if pictures and not plain_text(others).strip() and not any(child.get("children") for child in others):
            return "".join(self._picture_block(child) for child in pictures)
        if len(children) == 1 and children[0]["type"] == "block_math":
            return math_html(children[0]["raw"], self._page, block=True)
        inside = self.inline(children).strip(" \u3000")
        return f"<p>{inside}</p>\n" if inside else ""

    def _block_block_text(self, token: Token) -> str:
        return self.inline(token["children"])

    def _block_block_code(self, token: Token) -> str:
        return mono_html(token["raw"], self._page, kind="code")

    def _block_block_math(self, token: Token) -> str:
        return math_html(token["raw"], self._page, block=True)

    def _block_block_html(self, token: Token) -> str:
        return html_output(token["raw"], self._page)

    def _block_block_quote(self, token: Token) -> str:
        return f"<blockquote>{self._blocks(token['children'])}</blockquote>\n"

    def _block_thematic_break(self, token: Token) -> str:
        del token
        return "<hr>\n"

    def _block_footnotes(self, token: Token) -> str:
        del token
        return ""  # they follow the text

    def _block_list(self, token: Token) -> str:
        items = "".join(f"<li>{self._item(item)}</li>\n" for item in token["children"])
        if not token["attrs"].get("ordered"):
            return f"<ul>\n{items}</ul>\n"
        start = min(int(token["attrs"].get("start", 1)), 999_999_999)
        return f'<ol start="{start}">\n{items}</ol>\n'

    def _item(self, token: Token) -> str:
        attrs = token.get("attrs") or {}
        box = ("☑ " if attrs["checked"] else "☐ ") if "checked" in attrs else ""
        return box + self._blocks(token["children"])

    def _block_table(self, token: Token) -> str:
        head, *bodies = token["children"]
        rows = [row["children"] for body in bodies for row in body["children"]]
        aligns = tuple((cell["attrs"].get("align") or "") for cell in head["children"])
        table = Table(
            header=(tuple(map(self._cell, head["children"])),),
            rows=tuple(tuple(map(self._cell, row)) for row in rows),
            align=aligns if any(aligns) else (),
        )
        return table_html(table, self._page)

    def _cell(self, token: Token) -> Cell:
        return Cell(plain_text(token["children"]), markup=self.inline(token["children"]))

    # inside a paragraph

    def _span_strong(self, token: Token) -> str:
        return f"<strong>{self.inline(token['children'])}</strong>"

    def _span_emphasis(self, token: Token) -> str:
        return f"<em>{self.inline(token['children'])}</em>"

    def _span_strikethrough(self, token: Token) -> str:
        return f"<del>{self.inline(token['children'])}</del>"

    def _span_codespan(self, token: Token) -> str:
        return f"<code>{html_text(html.unescape(token['raw']))}</code>" if token["raw"].strip() else ""

    def _span_linebreak(self, token: Token) -> str:
        del token
        return "<br>"

    def _span_inline_math(self, token: Token) -> str:
        return math_html(token["raw"], self._page, block=False)

    def _span_block_math(self, token: Token) -> str:
        return math_html(token["raw"], self._page, block=False)

    def _span_image(self, token: Token) -> str:
        return _inline_picture(token["attrs"].get("url", ""), plain_text(token["children"]), self._page)

    def _span_inline_html(self, token: Token) -> str:
        if _BREAK.match(token["raw"]):
            return "<br>"
        if _IMAGE.match(token["raw"]):
            pictures = [block for block in parse_html(token["raw"]) if isinstance(block, Picture)]
            return "".join(_inline_picture(block.src, block.alt, self._page) for block in pictures)
        return ""

    def _span_footnote_ref(self, token: Token) -> str:
        index = token["attrs"]["index"]
        if index not in self._notes or index in self._cited:
            return html_text(f"[{token['raw']}]")
        number = self._cited[index] = self._page.count("footnote")
        return f'<sup><a href="#note-{number}" id="cite-{number}">{number}</a></sup>'

    def _span_link(self, token: Token) -> str:
        address = token["attrs"].get("url", "")
        inside = self.inline(token["children"])
        if address.startswith("#") and address[1:] in self._page.context.anchors:
            words = inside or html_text(self._page.captions.get(address[1:], "")) or "↗"
            return f'<a href="#{self._page.anchor(address[1:])}">{words}</a>'
        target = web_address(address)
        if not target:
            return inside
        return f'<a href="{html_text(target)}" rel="noopener noreferrer">{inside or html_text(target)}</a>'

    def _picture_block(self, token: Token) -> str:
        attrs = token["attrs"]
        return _picture(
            attrs.get("url", ""), plain_text(token["children"]), self._page, attrs.get("title") or ""
        )
