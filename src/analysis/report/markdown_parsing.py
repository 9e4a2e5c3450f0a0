"""Markdown → mistune's syntax tree, read as generously as notebooks are written.

Three things differ from plain mistune: a formula is taken out of the reach of Markdown's own signs, a table
row with too many or too few cells is still a row (as on GitHub), and dollars that are money stay money.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import mistune
from mistune.plugins import table as mistune_table

from analysis.report.escape import is_cjk

Token = dict[str, Any]

_PLUGINS = ["strikethrough", "math", "task_lists", "footnotes", "url"]
_ENVIRONMENT = re.compile(
    r"^ {0,3}\\begin\{((?:equation|align|gather|eqnarray|multline|alignat|flalign|displaymath)\*?)\}",
    re.MULTILINE,
)
_DISPLAY = re.compile(r"^( {0,3})\$\$(?!\$)", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_FENCE = re.compile(r"^[ >]*(```+|~~~+)", re.MULTILINE)
_BRACKETS = re.compile(r"\\\\(\(|\[)((?:(?!\\\\[)\]]|\n\n)[\s\S]){1,300}?)\\\\(\)|\])")
_MONEY = re.compile(r"\d[\d,.]*\s?(?![\d\s]*$)[^\\^_={}+]*")
_CODE_SPAN = re.compile(r"(`+)(?:(?!`)[\s\S]|(?!\1(?!`))`)*?\1(?!`)|\\[\s\S]|\|")


def markdown_to_tokens(text: str) -> list[Token]:
    r"""Parse Markdown (CommonMark, tables, formulas, footnotes, task lists) into mistune's tree.

    A LaTeX environment that stands by itself is a formula, as in Jupyter.

    Examples
    --------
    >>> [token["type"] for token in markdown_to_tokens("# 一\n\ntext")]
    ['heading', 'blank_line', 'paragraph']
    """
    text = _SURROGATE.sub(lambda found: f"U+{ord(found[0]):04X}", text)  # which links could not encode
    parts = _outside_fences(text.replace("\x00", "").replace("\r\n", "\n"))
    prepared = "".join(part if fenced else _formulas_apart(part) for part, fenced in parts)
    return list(_parser()(prepared))


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


def _outside_fences(text: str) -> list[tuple[str, bool]]:
    """Cut a text into stretches outside and inside fenced code."""
    parts: list[tuple[str, bool]] = []
    at, start, fence = 0, 0, ""
    for match in _FENCE.finditer(text):
        if not fence:
            parts.append((text[at : match.start()], False))
            start, fence = match.start(), match[1]
        elif match[1].startswith(fence):
            end = text.find("\n", match.end())
            at = len(text) if end < 0 else end
            parts.append((text[start:at], True))
            fence = ""
    return [*parts, (text[start:], True) if fence else (text[at:], False)]


def _formulas_apart(text: str) -> str:
    r"""Put each displayed formula between ``$$`` on lines of their own, where no sign of it is Markdown."""
    if "\\" not in text and "$$" not in text:
        return text
    text = _BRACKETS.sub(_bracketed, text)
    text = _between(text, _ENVIRONMENT, lambda match: f"\\end{{{match[1]}}}", keep=True)
    return _between(text, _DISPLAY, lambda match: "$$", keep=False)


def _bracketed(match: re.Match[str]) -> str:
    closing = {"(": ")", "[": "]"}[match[1]]
    if match[3] != closing:
        return match[0]
    return f"${match[2].strip()}$" if match[1] == "(" else f"\n$$\n{match[2].strip()}\n$$\n"


def _between(
    text: str, opening: re.Pattern[str], closing: Callable[[re.Match[str]], str], *, keep: bool
) -> str:
    """Set what stands between an opening at the start of a line and its end apart as a formula."""
    parts: list[str] = []
    at = 0
    inside = _dollar_blocks(text) if keep else ()
    while match := opening.search(text, at):
        end = text.find(closing(match), match.end())
        if end < 0:
            break
        stop = end + len(closing(match))
        formula = text[match.start() : stop] if keep else text[match.end() : end]
        followed = text[stop : stop + 1]
        if keep:
            whole = any(start <= match.start() < last for start, last in inside)
        else:  # a line of prose, or already on lines of its own
            whole = followed not in {"", "\n"} or "\n" not in formula or formula.startswith("\n")
        if whole or "\n\n" in formula:
            parts.append(text[at:stop])
        else:
            indent = " " * (len(match[0]) - len(match[0].lstrip(" ")))
            body = "\n".join(row for row in formula.strip("\n").split("\n") if row.strip())
            parts.append(f"{text[at : match.start()]}{indent}$$\n{body}\n{indent}$$\n")
        at = stop
    return "".join([*parts, text[at:]])


def _dollar_blocks(text: str) -> list[tuple[int, int]]:
    marks = [match.start() for match in re.finditer(r"\$\$", text)]
    return list(zip(marks[::2], marks[1::2], strict=False))


@lru_cache(maxsize=1)
def _parser() -> Callable[[str], list[Token]]:
    markdown = mistune.create_markdown(renderer=None, plugins=_PLUGINS)
    block = markdown.block
    block.register("table", mistune_table.TABLE_PATTERN, _parse_table, before="paragraph")
    block.register("nptable", mistune_table.NP_TABLE_PATTERN, _parse_table, before="paragraph")
    for rules in (block.block_quote_rules, block.list_rules):
        for name in ("table", "nptable", "block_math"):
            block.insert_rule(rules, name, before="paragraph")
    plain = markdown.inline._methods["inline_math"]
    markdown.inline._methods["inline_math"] = lambda match, state: (
        None if is_money(match.group("math_text") or "") else plain(match, state)
    )
    parser: Callable[[str], list[Token]] = markdown
    return parser


def is_money(formula: str) -> bool:
    """Tell whether what stands between two dollar signs is an amount and words, not a formula.

    Examples
    --------
    >>> is_money("5 and "), is_money("100元,"), is_money("5"), is_money("2x + 1"), is_money("x")
    (True, True, False, False, False)
    """
    if formula[-1:].isspace():
        return True
    words = _MONEY.fullmatch(formula)
    return bool(words) and (
        any(map(is_cjk, formula)) or bool(re.search(r"[A-Za-z]{2}.*\s|\s.*[A-Za-z]{2}", formula))
    )


def _parse_table(block: Any, match: re.Match[str], state: Any) -> int | None:  # noqa: ANN401  mistune's types
    """Read a pipe table; rows get as many cells as the heading has."""
    del block
    position = match.end()
    align_line = state.get_line(position)
    header = split_row(match.group(0))
    marks = split_row(align_line)
    if len(header) != len(marks) or not all(re.fullmatch(r":?-+:?", mark) for mark in marks):
        return None
    if "|" not in align_line and len(marks) < 2:  # a line of dashes under a text is a heading
        return None
    aligns = [_ALIGNS[mark.startswith(":"), mark.endswith(":")] for mark in marks]
    position += len(align_line)
    rows = []
    while position < state.cursor_max:
        line = state.get_line(position)
        if not line.strip() or ("|" not in line and not line.startswith("|")):
            break
        rows.append({"type": "table_row", "children": _cells(split_row(line), aligns, head=False)})
        position += len(line)
    head = {"type": "table_head", "children": _cells(header, aligns, head=True)}
    state.append_token({"type": "table", "children": [head, {"type": "table_body", "children": rows}]})
    return position


_ALIGNS = {(True, True): "center", (True, False): "left", (False, True): "right", (False, False): None}


def _cells(texts: list[str], aligns: list[str | None], *, head: bool) -> list[Token]:
    filled = [*texts, *[""] * (len(aligns) - len(texts))]
    return [
        {"type": "table_cell", "text": text, "attrs": {"align": align, "head": head}}
        for text, align in zip(filled, aligns, strict=False)
    ]


def split_row(line: str) -> list[str]:
    r"""Cut a table row at its bars, but not at those in code or after a backslash.

    Examples
    --------
    >>> split_row("| a | `x|y` | c\\|d |")
    ['a', '`x|y`', 'c|d']
    """
    text = line.strip().removeprefix("|")
    cells, start = [], 0
    for match in _CODE_SPAN.finditer(text):
        if match[0] == "|":
            cells.append(text[start : match.start()])
            start = match.end()
    if text[start:].strip():
        cells.append(text[start:])
    return [cell.strip().replace("\\|", "|") for cell in cells]
