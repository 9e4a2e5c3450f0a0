"""HTML inside a paragraph of Markdown: its tags come one by one and are put around what they enclose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from analysis.report.html_blocks import INLINE, html_to_tokens

Token = dict[str, Any]

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_DEEPEST = 24


def nest_html(children: Sequence[Token]) -> list[Token]:
    """Return the children of a paragraph with its HTML resolved.

    ``<b>``, ``<sub>``, ``<kbd>`` … become nodes around what stands up to their end tag; ``<br>``, ``<img>``
    become nodes of their own; comments, tags without an end and all others go, what they enclose stays.

    Examples
    --------
    >>> tags = ["<sub>", "</sub>"]
    >>> nest_html([{"type": "inline_html", "raw": tag} for tag in tags])
    [{'type': 'subscript', 'children': []}]
    """
    if not any(token["type"] == "inline_html" for token in children):
        return list(children)
    levels: list[tuple[str, Token, list[Token]]] = [("", {}, [])]
    for token in children:
        if token["type"] != "inline_html":
            levels[-1][2].append(token)
            continue
        tag = _TAG.match(token["raw"])
        if tag is None:
            continue
        name = tag[2].lower()
        if tag[1]:
            _close(levels, name)
        elif name in {"br", "img"}:
            levels[-1][2].extend(_alone(token["raw"]))
        elif name in INLINE and len(levels) <= _DEEPEST and not token["raw"].endswith("/>"):
            anchors, node = _opened(token["raw"])
            levels[-1][2].extend(anchors)
            levels.append((name, node, []))
    while len(levels) > 1:
        _, _, inside = levels.pop()
        levels[-1][2].extend(inside)
    return levels[0][2]


def _close(levels: list[tuple[str, Token, list[Token]]], name: str) -> None:
    """End the innermost open element of that name; those inside it that have no end dissolve."""
    if all(open_name != name for open_name, _, _ in levels[1:]):
        return
    while True:
        open_name, node, inside = levels.pop()
        if open_name == name:
            levels[-1][2].append({**node, "children": inside})
            return
        levels[-1][2].extend(inside)


def _alone(raw: str) -> list[Token]:
    if raw[1:3].lower() == "br":
        return [{"type": "linebreak"}]
    return [token for block in html_to_tokens(raw) for token in block.get("children", ())]


def _opened(raw: str) -> tuple[list[Token], Token]:
    """Read a start tag: anchors that it sets, and its node."""
    paragraphs = html_to_tokens(f"{raw}x")
    tokens = paragraphs[0]["children"] if paragraphs else [{"type": "span"}]
    return tokens[:-1], {key: value for key, value in tokens[-1].items() if key != "children"}
