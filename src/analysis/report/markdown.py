"""The tree of Markdown or HTML → typst: one small writer a kind of node.

The text is untrusted. Every text goes through `escape`; links lead to web and mail addresses, to a heading of
the notebook or to a numbered figure or table, nowhere else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from analysis.report.blocks import interactive_block, math_source, missing_picture, mono_block, picture_block
from analysis.report.context import RenderContext, anchor_key
from analysis.report.escape import join, printable, typst_cell, typst_string, typst_text
from analysis.report.fitting import TEXT_WIDTH, Cell, Table
from analysis.report.html_blocks import html_to_tokens
from analysis.report.html_inline import nest_html
from analysis.report.layout import table_source
from analysis.report.markdown_parsing import Token, markdown_to_tokens, plain_text
from analysis.report.pictures import find_picture, picture_size

__all__ = ["Token", "markdown_to_tokens", "markdown_to_typst", "plain_text", "tokens_to_typst", "web_address"]

SMALL_PICTURE = 40.0
"""Height in pt up to which a picture inside a paragraph stands in the line."""
WIDEST_IN_CELL = 60.0
"""Width in pt that a picture in a table's cell may have."""
_LONGEST_ADDRESS = 2000
_DEEPEST = 40
_LANGUAGE = re.compile(r"\{?\.?([A-Za-z0-9+#_-]{1,20})\b")


def markdown_to_typst(text: str, context: RenderContext | None = None) -> str:
    r"""Translate Markdown to typst markup that calls the functions of template.typ.

    Parameters
    ----------
    text : str
        Markdown.
    context : RenderContext, optional
        Takes the pictures; default a fresh one.

    Returns
    -------
    str
        Typst markup; "" for an empty text.

    Examples
    --------
    >>> print(markdown_to_typst("一 *二* `#x`"))
    #"一 ";#emph[#"二";];#" ";#mono("#x");
    <BLANKLINE>
    """
    return tokens_to_typst(markdown_to_tokens(text), context or RenderContext())


def tokens_to_typst(tokens: Iterable[Token], context: RenderContext) -> str:
    """Write the blocks of a tree, an empty line between them."""
    tokens = list(tokens)
    notes = {
        item["attrs"]["index"]: item["children"]
        for token in tokens
        if token["type"] == "footnotes"
        for item in token["children"]
    }
    writer = _Writer(context, notes)
    return "\n".join(part for part in map(writer.block, tokens) if part)


class _Writer:
    """Writes nodes; keeps the footnotes of the text that is being written."""

    def __init__(self, context: RenderContext, notes: dict[int, list[Token]]) -> None:
        self._context = context
        self._notes = notes
        self._inside_note = False
        self._depth = 0
        self._widest_inline = TEXT_WIDTH

    def block(self, token: Token) -> str:
        """Write one block, ended by a newline; "" for what shows nothing."""
        if self._depth > _DEEPEST:
            return typst_text(plain_text([token])) + "\n"
        writer = getattr(self, f"_block_{token['type']}", None)
        self._depth += 1
        if writer is not None:
            written = str(writer(token))
        else:
            written = self.inline(token["children"]) + "\n" if token.get("children") else ""
        self._depth -= 1
        return written

    def inline(self, children: Sequence[Token]) -> str:
        """Write the inside of a paragraph; neighbouring texts become one, line breaks are resolved."""
        if self._depth > _DEEPEST:
            return typst_text(plain_text(children))
        self._depth += 1
        children = nest_html(children)
        parts: list[str] = []
        run = ""
        for index, token in enumerate(children):
            if token["type"] == "text":
                run += self._context.references.write_out(html.unescape(token["raw"]))
            elif token["type"] == "softbreak":
                before = plain_text(children[max(0, index - 3) : index]).rstrip()
                run = run.rstrip(" ") + join(before, plain_text(children[index + 1 : index + 2]).lstrip())
            else:
                parts += [typst_text(run), self._span(token)]
                run = ""
        self._depth -= 1
        return "".join([*parts, typst_text(run)])

    def _span(self, token: Token) -> str:
        writer = getattr(self, f"_span_{token['type']}", None)
        if writer is not None:
            return str(writer(token))
        return self.inline(token.get("children", ()))

    # blocks

    def _block_heading(self, token: Token) -> str:
        level = max(1, token["attrs"]["level"] - self._context.heading_shift)
        inside = self.inline(token["children"])
        target = self._target(plain_text(token["children"]))
        return f"#heading(level: {level})[{inside}]{target}\n" if inside else ""

    def _target(self, text: str) -> str:
        """Write the label of a place to which a link of the notebook leads."""
        key = anchor_key(text)
        if key not in self._context.targets or not (claimed := self._context.claim_label(f"head:{key}")):
            return ""
        return f"#label({typst_string(claimed)})"

    def _block_paragraph(self, token: Token) -> str:
        """Write a paragraph; a picture in it that is larger than a line stands on its own."""
        children = token["children"]
        blocks: list[str] = []
        line: list[Token] = []
        for child in nest_html(children):
            shown = self._large_picture(child) if child["type"] == "image" else ""
            if child["type"] == "block_math":
                shown = math_source(child["raw"], self._context, block=True) + "\n"
            if shown:
                if lead := self._words(line).strip("\n"):
                    blocks.append(f"#lead-in[{lead}]\n")
                blocks.append(shown)
                line = []
            else:
                line.append(child)
        blocks.append(self._words(line))
        return "\n".join(block for block in blocks if block.strip())

    def _words(self, children: list[Token]) -> str:
        while children and children[0]["type"] in {"softbreak", "linebreak"}:
            del children[0]
        while children and children[-1]["type"] in {"softbreak", "linebreak"}:
            children.pop()
        if not children:
            return ""
        first = children[0]
        if first["type"] == "text":  # an indent typed with ideographic blanks would double the style's own
            children = [{**first, "raw": first["raw"].lstrip(" \u3000")}, *children[1:]]
        inside = self.inline(children)
        return f"{inside}\n" if inside else ""

    def _block_strong_paragraph(self, token: Token) -> str:
        inside = self.inline(token["children"])
        return f"#strong[{inside}];\n" if inside else ""

    def _block_preformatted(self, token: Token) -> str:
        return mono_block(token["raw"])

    def _block_frame(self, token: Token) -> str:
        return interactive_block(token["attrs"]["url"], self._context)

    def _block_html_table(self, token: Token) -> str:
        return table_source(token["table"], self._context)

    def _block_block_code(self, token: Token) -> str:
        language = _LANGUAGE.match((token.get("attrs") or {}).get("info") or "")
        return mono_block(token["raw"], style="code", language=language[1] if language else "")

    def _block_block_math(self, token: Token) -> str:
        return math_source(token["raw"], self._context, block=True) + "\n"

    def _block_block_html(self, token: Token) -> str:
        return self._blocks(html_to_tokens(token["raw"]))

    def _block_block_quote(self, token: Token) -> str:
        return f"#quote(block: true)[\n{self._blocks(token['children'])}]\n"

    def _block_thematic_break(self, token: Token) -> str:
        del token
        return "#thematic-break()\n"

    def _block_footnotes(self, token: Token) -> str:
        del token
        return ""  # each stands at the foot of the page that refers to it

    def _block_list(self, token: Token) -> str:
        items = ", ".join(f"[{self._item(item)}]" for item in token["children"])
        items = f"{items.removesuffix(']')}#end-mark;]" if items else ""
        tight = str(bool(token.get("tight", True))).lower()
        if not token["attrs"].get("ordered"):
            return f"#list(tight: {tight}, {items})\n"
        start = min(int(token["attrs"].get("start", 1)), 999_999_999)
        return f"#enum(tight: {tight}, start: {start}, {items})\n"

    def _item(self, token: Token) -> str:
        attrs = token.get("attrs") or {}
        box = typst_text("☑ " if attrs["checked"] else "☐ ") if "checked" in attrs else ""
        return box + self._blocks(token["children"]).strip("\n")

    def _blocks(self, tokens: Iterable[Token]) -> str:
        return "\n".join(part for part in map(self.block, tokens) if part)

    def _block_table(self, token: Token) -> str:
        head, *bodies = token["children"]
        rows = [row["children"] for body in bodies for row in body["children"]]
        aligns = tuple((cell["attrs"].get("align") or "") for cell in head["children"])
        table = Table(
            header=(tuple(self._cell(cell) for cell in head["children"]),),
            rows=tuple(tuple(self._cell(cell) for cell in row) for row in rows),
            align=aligns if any(aligns) else (),
        )
        return table_source(table, self._context)

    def _cell(self, token: Token) -> Cell:
        children = token["children"]
        words = plain_text(children)
        if all(child["type"] == "text" for child in children):
            return Cell(words)
        self._widest_inline = WIDEST_IN_CELL
        markup = f"[{self.inline(children)}]"
        self._widest_inline = TEXT_WIDTH
        return Cell(words, markup=markup)

    # inside a paragraph

    def _span_strong(self, token: Token) -> str:
        return f"#strong[{self.inline(token['children'])}];"

    def _span_emphasis(self, token: Token) -> str:
        return f"#emph[{self.inline(token['children'])}];"

    def _span_strikethrough(self, token: Token) -> str:
        return f"#strike[{self.inline(token['children'])}];"

    def _span_codespan(self, token: Token) -> str:
        return f"#mono({typst_cell(html.unescape(token['raw']))});" if token["raw"].strip() else ""

    def _span_linebreak(self, token: Token) -> str:
        del token
        return "#linebreak();"

    def _span_inline_math(self, token: Token) -> str:
        return math_source(token["raw"], self._context, block=False)

    def _span_block_math(self, token: Token) -> str:
        return math_source(token["raw"], self._context, block=True)

    def _span_inline_html(self, token: Token) -> str:
        del token
        return ""  # what has a meaning was nested before

    def _span_underline(self, token: Token) -> str:
        return f"#underline[{self.inline(token['children'])}];"

    def _span_subscript(self, token: Token) -> str:
        return f"#sub[{self.inline(token['children'])}];"

    def _span_superscript(self, token: Token) -> str:
        return f"#super[{self.inline(token['children'])}];"

    def _span_highlight(self, token: Token) -> str:
        return f"#highlight[{self.inline(token['children'])}];"

    def _span_code(self, token: Token) -> str:
        words = plain_text(token["children"])
        return f"#mono({typst_cell(words)});" if words.strip() else ""

    def _span_key(self, token: Token) -> str:
        words = plain_text(token["children"])
        return f"#key({typst_string(words)});" if words.strip() else ""

    def _span_anchor(self, token: Token) -> str:
        target = self._target(token["attrs"]["id"])
        return f"#metadata(none){target};" if target else ""

    def _span_footnote_ref(self, token: Token) -> str:
        index = token["attrs"]["index"]
        note = self._notes.get(index)
        if note is None or self._inside_note:
            return typst_text(f"[{token['raw']}]")
        self._inside_note = True
        inside = self._blocks(note).strip("\n")
        self._inside_note = False
        return f"#footnote[{inside}];"

    def _span_link(self, token: Token) -> str:
        address = token["attrs"].get("url", "")
        inside = self.inline(token["children"])
        if address.startswith("#") and address[1:] in self._context.anchors:
            label = f"label({typst_string('item:' + address[1:])})"
            return f"#link({label})[{inside}];" if inside else f"#ref({label});"
        if address.startswith("#") and (key := anchor_key(address)) in self._context.targets and inside:
            return f"#jump({typst_string(key)})[{inside}];"
        target = web_address(address)
        return f"#link({typst_string(target)})[{inside or typst_text(target)}];" if target else inside

    def _large_picture(self, token: Token) -> str:
        """Write a picture as a block of its own; "" for one that is missing or fits in a line."""
        name = find_picture(token["attrs"].get("url", ""), self._context)
        if name is None:
            return ""
        width, height = picture_size(token["attrs"], name, self._context)
        if height and height <= SMALL_PICTURE:
            return ""
        caption = token["attrs"].get("title") or ""
        return picture_block(name, plain_text(token["children"]), self._context, caption=caption, width=width)

    def _span_image(self, token: Token) -> str:
        address = token["attrs"].get("url", "")
        alt = plain_text(token["children"])
        name = find_picture(address, self._context)
        if name is None:
            return missing_picture(address, alt, self._context)
        words = typst_string(printable(alt).strip() or self._context.word("picture"))
        width = picture_size(token["attrs"], name, self._context)[0]
        options = f"width: {min(width, self._widest_inline):.1f}pt, " if width else ""
        return f"#box({options}\nimage({typst_string(name)}, alt: {words}));"


def web_address(address: str) -> str:
    """Return the address if a reader may be led there (web, mail), else "".

    Examples
    --------
    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)"), web_address("file:///etc")
    ('https://example.org/a', '', '')
    """
    cleaned = "".join(printable(address).split())
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return cleaned if len(cleaned) <= _LONGEST_ADDRESS else ""
    safe = parts.scheme in {"http", "https"} and bool(parts.netloc) and len(cleaned) <= _LONGEST_ADDRESS
    return cleaned if safe else ""
