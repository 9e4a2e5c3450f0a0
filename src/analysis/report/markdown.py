"""Markdown → typst, by way of mistune's syntax tree: one small writer a kind of node.

The Markdown is untrusted. Every text goes through `escape`; links lead to web and mail addresses or to a
numbered figure or table of the report, nowhere else; HTML is reduced to its visible content.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import mistune

from analysis.report.blocks import html_source, math_source, missing_picture, mono_block, picture_block
from analysis.report.context import RenderContext
from analysis.report.escape import join, printable, typst_cell, typst_string, typst_text
from analysis.report.fitting import Cell, Table
from analysis.report.html_blocks import Picture, parse_html
from analysis.report.layout import table_source
from analysis.report.pictures import find_picture

Token = dict[str, Any]

_PLUGINS = ["table", "strikethrough", "math", "task_lists", "footnotes", "url"]
_LONGEST_ADDRESS = 2000
_BARE_MATH = re.compile(
    r"^ {0,3}(\\begin\{((?:equation|align|gather|eqnarray|multline)\*?)\}[\s\S]*?\\end\{\2\})", re.MULTILINE
)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


def markdown_to_tokens(text: str) -> list[Token]:
    r"""Parse Markdown (CommonMark, tables, formulas, footnotes, task lists) into mistune's tree.

    A LaTeX environment that stands by itself is a formula, as in Jupyter.

    Examples
    --------
    >>> [token["type"] for token in markdown_to_tokens("# 一\n\ntext")]
    ['heading', 'blank_line', 'paragraph']
    """
    text = text.replace("\x00", "")
    if "\\begin{" in text and not _FENCE.search(text):
        text = _BARE_MATH.sub(lambda match: f"$$\n{match[1]}\n$$", text)
    return list(_parser()(text))


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


def plain_text(tokens: Iterable[Token]) -> str:
    """Return the words of a tree without its marks.

    Examples
    --------
    >>> plain_text(markdown_to_tokens("a **b** `c`"))
    'a b c'
    """
    parts = []
    for token in tokens:
        if token["type"] in {"softbreak", "linebreak"}:
            parts.append(" ")
        elif token["type"] == "text":
            parts.append(html.unescape(token["raw"]))
        elif token["type"] in {"codespan", "inline_math", "block_math", "block_code"}:
            parts.append(token["raw"])
        parts.append(plain_text(token.get("children", ())))
    return "".join(parts)


@lru_cache(maxsize=1)
def _parser() -> Callable[[str], list[Token]]:
    parser: Callable[[str], list[Token]] = mistune.create_markdown(renderer=None, plugins=_PLUGINS)
    return parser


class _Writer:
    """Writes nodes; keeps the footnotes of the text that is being written."""

    def __init__(self, context: RenderContext, notes: dict[int, list[Token]]) -> None:
        self._context = context
        self._notes = notes
        self._inside_note = False

    def block(self, token: Token) -> str:
        """Write one block, ended by a newline; "" for what shows nothing."""
        writer = getattr(self, f"_block_{token['type']}", None)
        if writer is not None:
            return str(writer(token))
        return self.inline(token["children"]) + "\n" if token.get("children") else ""

    def inline(self, children: Sequence[Token]) -> str:
        """Write the inside of a paragraph; neighbouring texts become one, line breaks are resolved."""
        parts: list[str] = []
        run = ""
        for index, token in enumerate(children):
            if token["type"] == "text":
                run += html.unescape(token["raw"])
            elif token["type"] == "softbreak":
                before = plain_text(children[max(0, index - 3) : index]).rstrip()
                run = run.rstrip(" ") + join(before, plain_text(children[index + 1 : index + 2]).lstrip())
            else:
                parts += [typst_text(run), self._span(token)]
                run = ""
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
        return f"#heading(level: {level})[{inside}]\n" if inside else ""

    def _block_paragraph(self, token: Token) -> str:
        children = token["children"]
        pictures = [child for child in children if child["type"] == "image"]
        others = [child for child in children if child["type"] not in {"image", "softbreak", "linebreak"}]
        if pictures and not plain_text(others).strip() and not any(child.get("children") for child in others):
            return "\n".join(self._picture(child, alone=True) for child in pictures)
        if len(children) == 1 and children[0]["type"] == "block_math":
            return self._block_block_math(children[0])
        first = children[0]
        if first["type"] == "text":  # an indent typed with ideographic blanks would double the style's own
            children = [{**first, "raw": first["raw"].lstrip(" \u3000")}, *children[1:]]
        inside = self.inline(children)
        return f"{inside}\n" if inside else ""

    def _block_block_code(self, token: Token) -> str:
        language = ((token.get("attrs") or {}).get("info") or "").split(" ")[0]
        safe = language if re.fullmatch(r"[A-Za-z0-9+#_-]{1,20}", language) else ""
        return mono_block(token["raw"], style="code", language=safe)

    def _block_block_math(self, token: Token) -> str:
        return math_source(token["raw"], self._context, block=True) + "\n"

    def _block_block_html(self, token: Token) -> str:
        return html_source(token["raw"], self._context)

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
        return Cell(words, markup=f"[{self.inline(children)}]")

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

    def _span_image(self, token: Token) -> str:
        return self._picture(token, alone=False)

    def _span_inline_html(self, token: Token) -> str:
        tag = token["raw"].lower()
        if re.match(r"<br\b", tag):
            return "#linebreak();"
        if re.match(r"<img\b", tag):
            pictures = [block for block in parse_html(token["raw"]) if isinstance(block, Picture)]
            return "".join(self._inline_picture(block.src, block.alt) for block in pictures)
        return ""

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
        target = web_address(address)
        return f"#link({typst_string(target)})[{inside or typst_text(target)}];" if target else inside

    def _picture(self, token: Token, *, alone: bool) -> str:
        address = token["attrs"].get("url", "")
        alt = plain_text(token["children"])
        if not alone:
            return self._inline_picture(address, alt)
        name = find_picture(address, self._context)
        if name is None:
            return missing_picture(address, alt, self._context) + "\n"
        return picture_block(name, alt, self._context, caption=token["attrs"].get("title") or "")

    def _inline_picture(self, address: str, alt: str) -> str:
        name = find_picture(address, self._context)
        if name is None:
            return missing_picture(address, alt, self._context)
        words = typst_string(printable(alt).strip() or self._context.word("picture"))
        return f"#box(\nimage({typst_string(name)}, alt: {words}));"


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
