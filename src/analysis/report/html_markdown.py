"""Markdown → HTML, by way of mistune's syntax tree: one small writer a kind of node.

The Markdown is untrusted: every text is escaped, links lead to web and mail addresses or to a place of the
page, HTML is reduced to its visible content. The PDF's writer is `markdown`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from analysis.report.ansi import Run, terminal_lines
from analysis.report.escape import join
from analysis.report.fitting import Cell, Table
from analysis.report.html_blocks import html_to_tokens
from analysis.report.html_inline import nest_html
from analysis.report.html_math import math_html
from analysis.report.html_pictures import figure_block, missing_picture_html, picture_html
from analysis.report.html_state import PageState
from analysis.report.html_tables import table_html
from analysis.report.html_text import html_text
from analysis.report.markdown import web_address
from analysis.report.markdown_parsing import Token, plain_text
from analysis.report.pictures import asked_width, find_picture

_DEEPEST_HEADING = 6
_DEEPEST = 40
_TAGS = {
    "strong": "strong", "emphasis": "em", "strikethrough": "del", "underline": "u", "subscript": "sub",
    "superscript": "sup", "highlight": "mark", "code": "code", "key": "kbd",
}  # fmt: skip
"""Kinds of token that are one element around what they hold."""


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
    """Write the visible content of a piece of HTML; its headings have no part in the contents."""
    return tokens_to_html(html_to_tokens(source, headings=False), page)


def interactive_html(what: str, page: PageState) -> str:
    """Write what stands in place of content that runs: the page runs nothing but its own."""
    words = page.context.word("interactive") + (f": {what.strip()}" if what.strip() else "")
    return f"<p>{html_text(f'[{words}]')}</p>\n"


def mono_html(text: str, page: PageState, *, kind: str = "output") -> str:
    """Write code ("code"), printed text ("output") or an error ("error"); wide lines scroll in a frame."""
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    inside = html_text("\n".join(lines))
    return _mono(f"<code>{inside}</code>" if kind == "code" else inside, page, kind) if any(lines) else ""


def terminal_html(text: str, page: PageState, *, kind: str = "output") -> str:
    """Write what a terminal would show, in its colours."""
    shown = "\n".join("".join(map(_run_html, line)) for line in terminal_lines(text)).strip("\n")
    return _mono(shown, page, kind) if shown.strip() else ""


def _run_html(run: Run) -> str:
    style = run.style
    looks = [f"color:{style.ink}"] if style.ink else []
    looks += [f"background:{style.fill}"] if style.fill else []
    looks += ["font-weight:700"] if style.bold else []
    looks += ["text-decoration:underline"] if style.underline else []
    inside = html_text(run.text)
    return f'<span style="{";".join(looks)}">{inside}</span>' if looks and inside else inside


def _mono(inside: str, page: PageState, kind: str) -> str:
    name = html_text(page.say(kind, number=page.count(kind)))
    return f'<pre class="{kind}" role="region" tabindex="0" aria-label="{name}">{inside}</pre>\n'


def _inline_picture(token: Token, page: PageState) -> str:
    attrs, alt = token["attrs"], plain_text(token["children"])
    name = find_picture(attrs.get("url", ""), page.context)
    if name is None:
        return missing_picture_html(attrs.get("url", ""), alt, page)
    return picture_html(name, alt or attrs.get("title") or "", page, width=asked_width(attrs))


def _picture(token: Token, page: PageState) -> str:
    """Write a picture that has a paragraph of its own; its title is a caption."""
    inside = _inline_picture(token, page)
    caption = token["attrs"].get("title") or ""
    return figure_block(inside, page, caption=caption) if inside.startswith("<img") else f"<p>{inside}</p>\n"


class _Writer:
    """Writes nodes; keeps the footnotes of the text that is being written."""

    def __init__(self, page: PageState, notes: dict[int, list[Token]]) -> None:
        self._page = page
        self._notes = notes
        self._depth = 0
        self._inside_link = False
        self._cited: dict[int, int] = {}
        """Index of each note that was referred to → its number in the page."""

    def block(self, token: Token) -> str:
        """Write one block; "" for what shows nothing."""
        if self._depth > _DEEPEST:
            return f"<p>{html_text(plain_text([token]))}</p>\n"
        writer = getattr(self, f"_block_{token['type']}", None)
        self._depth += 1
        if writer is not None:
            written = str(writer(token))
        else:
            written = f"<p>{self.inline(token['children'])}</p>\n" if token.get("children") else ""
        self._depth -= 1
        return written

    def inline(self, children: Sequence[Token]) -> str:
        """Write the inside of a paragraph; line breaks between Chinese signs vanish."""
        if self._depth > _DEEPEST:
            return html_text(plain_text(children))
        self._depth += 1
        children = nest_html(children)
        parts: list[str] = []
        for index, token in enumerate(children):
            if token["type"] == "text":
                words = self._page.context.references.write_out(html.unescape(token["raw"]))
                parts.append(html_text(words))
            elif token["type"] == "softbreak":
                before = plain_text(children[max(0, index - 3) : index]).rstrip()
                parts.append(join(before, plain_text(children[index + 1 : index + 2]).lstrip()))
            else:
                parts.append(self._span(token))
        self._depth -= 1
        return "".join(parts)

    def _span(self, token: Token) -> str:
        if tag := _TAGS.get(token["type"]):
            inside = self.inline(token["children"])
            return f"<{tag}>{inside}</{tag}>" if inside.strip() else inside
        writer = getattr(self, f"_span_{token['type']}", None)
        return str(writer(token)) if writer else self.inline(token.get("children", ()))

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
        words = plain_text(token["children"])
        heading = self._page.add_heading(min(level, _DEEPEST_HEADING), words)
        self._page.add_place(words, heading.anchor)
        return f'<h{heading.level} id="{heading.anchor}">{inside}</h{heading.level}>\n'

    def _block_paragraph(self, token: Token) -> str:
        """Write a paragraph; a displayed formula in it stands on its own, as a picture without words does.

        Several pictures without captions stay in one line, as their author put them.
        """
        children = nest_html(token["children"])
        pictures = [child for child in children if child["type"] == "image"]
        others = [child for child in children if child["type"] not in {"image", "softbreak", "linebreak"}]
        wordless = not plain_text(others).strip() and not any(child.get("children") for child in others)
        captioned = any(child["attrs"].get("title") for child in pictures)
        if pictures and wordless and (captioned or len(pictures) == 1):
            return "".join(_picture(child, self._page) for child in pictures)
        parts: list[str] = []
        line: list[Token] = []
        for child in children:
            if child["type"] == "block_math":
                parts += [self._words(line), self.block(child)]
                line = []
            else:
                line.append(child)
        return "".join([*parts, self._words(line)])

    def _words(self, children: list[Token]) -> str:
        kept = list(children)
        for end in (0, -1):
            while kept and kept[end]["type"] in {"softbreak", "linebreak"}:
                del kept[end]
        inside = self.inline(kept).strip(" \u3000")
        return f"<p>{inside}</p>\n" if inside else ""

    def _block_strong_paragraph(self, token: Token) -> str:
        inside = self.inline(token["children"])
        return f"<p><strong>{inside}</strong></p>\n" if inside.strip() else ""

    def _block_preformatted(self, token: Token) -> str:
        return mono_html(token["raw"], self._page)

    def _block_frame(self, token: Token) -> str:
        return interactive_html(token["attrs"]["url"], self._page)

    def _block_html_table(self, token: Token) -> str:
        return table_html(token["table"], self._page)

    def _block_block_text(self, token: Token) -> str:
        return self.inline(token["children"])

    def _block_block_code(self, token: Token) -> str:
        return mono_html(token["raw"], self._page, kind="code")

    def _block_block_math(self, token: Token) -> str:
        return math_html(token["raw"], self._page, block=True)

    def _block_block_html(self, token: Token) -> str:
        return self._blocks(html_to_tokens(token["raw"]))

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
        return _inline_picture(token, self._page)

    def _span_inline_html(self, token: Token) -> str:
        del token
        return ""  # what has a meaning was nested before

    def _span_anchor(self, token: Token) -> str:
        anchor = self._page.add_place(token["attrs"]["id"])
        return f'<span id="{anchor}"></span>' if anchor else ""

    def _span_footnote_ref(self, token: Token) -> str:
        index = token["attrs"]["index"]
        if index not in self._notes or index in self._cited:
            return html_text(f"[{token['raw']}]")
        number = self._cited[index] = self._page.count("footnote")
        return f'<sup><a href="#note-{number}" id="cite-{number}">{number}</a></sup>'

    def _span_link(self, token: Token) -> str:
        if self._inside_link:
            return self.inline(token["children"])
        self._inside_link = True
        inside = self.inline(token["children"])
        self._inside_link = False
        return self._link(token["attrs"].get("url", ""), inside)

    def _link(self, address: str, inside: str) -> str:
        if address.startswith("#"):
            if address[1:] in self._page.context.anchors:
                words = inside or html_text(self._page.captions.get(address[1:], "")) or "↗"
                return f'<a href="#{self._page.anchor(address[1:])}">{words}</a>'
            return (self._page.place_link(address, inside) if inside.strip() else "") or inside
        target = web_address(address)
        if not target:
            return inside
        return f'<a href="{html_text(target)}" rel="noopener noreferrer">{inside or html_text(target)}</a>'
