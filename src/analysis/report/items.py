"""A notebook → what of it will be shown, in order and by the tags of its cells.

The tags are those of nbconvert's documentation, Jupyter Book and papermill, with dashes or underscores.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import filterfalse
from typing import Any

from analysis.report.escape import has_glyph
from analysis.report.markdown_parsing import Token, markdown_to_tokens

_HIDDEN_CELLS = frozenset("remove-cell removed hide-cell parameters injected-parameters".split())  # noqa: SIM905
_HIDDEN_OUTPUTS = frozenset(
    ["remove-output", "remove-outputs", "remove-all-outputs", "hide-output", "hide-outputs"]
)
_HIDDEN_INPUTS = frozenset("hide-input remove-input hide-code remove-code".split())  # noqa: SIM905
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n([\s\S]{0,5000}?)\n---\s*")
_FRONT_KEY = re.compile(r"(title|author|lang|keywords):[ \t]*[\"']?([^\n]*?)[\"']?[ \t]*")


@dataclass(slots=True)
class Item:
    """Something to show: parsed Markdown with its cell's attachments, code, an output, or raw text."""

    cell: int
    """Number of the cell, from 1."""
    tokens: list[Token] | None = None
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    code: str = ""
    raw: str = ""
    output: Mapping[str, Any] | None = None
    text: str = ""
    """The text from which `tokens` were parsed."""


@dataclass(frozen=True, slots=True)
class Unshown:
    """A character without a glyph, and the cell in which it stands first."""

    char: str
    cell: int

    def __str__(self) -> str:
        return f"U+{ord(self.char):04X} (cell {self.cell})"


def notebook_items(notebook: Mapping[str, Any], *, show_input: bool) -> Iterator[Item]:
    """Go through the cells of a notebook and give what will be shown.

    Parameters
    ----------
    notebook : mapping
        nbformat 4.
    show_input : bool
        Show the code of every cell that does not hide it; otherwise only of those tagged ``show-input``.
    """
    for number, cell in enumerate(notebook.get("cells") or [], 1):
        metadata = as_dictionary(cell.get("metadata"))
        tags = cell_tags(metadata)
        if tags & _HIDDEN_CELLS:
            continue
        source = joined(cell.get("source"))
        kind = cell.get("cell_type")
        if kind == "markdown":
            yield _markdown_item(number, source, cell)
        elif kind == "code":
            hidden = as_dictionary(metadata.get("jupyter"))
            code_hidden = tags & _HIDDEN_INPUTS or hidden.get("source_hidden") or metadata.get("hide_input")
            if source.strip() and ("show-input" in tags or (show_input and not code_hidden)):
                yield Item(number, code=source)
            if not tags & _HIDDEN_OUTPUTS and not hidden.get("outputs_hidden"):
                outputs = (output for output in cell.get("outputs") or [] if _is_wanted(output, tags))
                yield from (_output_item(number, output) for output in _merged_streams(outputs))
        elif kind == "raw":
            yield from _raw_items(number, source, metadata)


def cell_tags(metadata: Mapping[str, Any]) -> set[str]:
    """Return the tags of a cell or an output, written with dashes.

    Examples
    --------
    >>> cell_tags({"tags": ["hide_input"]}), cell_tags({"tags": "hide-input"}), cell_tags({})
    ({'hide-input'}, {'hide-input'}, set())
    """
    tags = metadata.get("tags")
    entries = tags if isinstance(tags, list) else [tags] if isinstance(tags, str) else []
    return {str(entry).replace("_", "-") for entry in entries}


def with_front_matter(notebook: Mapping[str, Any]) -> Mapping[str, Any]:
    r"""Return the notebook with title, authors and language of a front matter (Quarto, Jekyll) as metadata.

    Examples
    --------
    >>> cell = {"cell_type": "raw", "source": "---\ntitle: '一'\n---"}
    >>> with_front_matter({"cells": [cell]})["metadata"]
    {'title': '一'}
    """
    first: Mapping[str, Any] = next(iter(notebook.get("cells") or []), {})
    found = _FRONT_MATTER.fullmatch(joined(first.get("source"))) if first.get("cell_type") == "raw" else None
    if found is None:
        return notebook
    lines = (_FRONT_KEY.fullmatch(line) for line in found[1].split("\n"))
    given = {match[1]: match[2] for match in lines if match and match[2]}
    return {**notebook, "metadata": {**given, **as_dictionary(notebook.get("metadata"))}}


def unshown_characters(items: Iterable[Item]) -> tuple[Unshown, ...]:
    """Find the characters of all texts to be shown that no font has, each once, in order of the cells."""
    found: dict[str, int] = {}
    for item in items:
        text = "".join([item.text, item.code, item.raw, *_output_texts(item.output)])
        if not text.isascii() or "&#" in text:
            for char in sorted(filterfalse(has_glyph, set(html.unescape(text)))):
                found.setdefault(char, item.cell)
    return tuple(Unshown(char, cell) for char, cell in found.items())


def _output_texts(output: Mapping[str, Any] | None) -> Iterator[str]:
    if output is None:
        return
    yield joined(output.get("text"))
    yield "".join(map(str, output.get("traceback") or []))
    for mime, value in as_dictionary(output.get("data")).items():
        if str(mime).startswith("text/") or "svg" in str(mime):
            yield joined(value)
        elif str(mime).endswith("json") and isinstance(value, dict):
            yield json.dumps(value, ensure_ascii=False, default=str)


def as_dictionary(value: object) -> dict[str, Any]:
    """Return the value if it is a dictionary, else an empty one: a stranger's notebook may hold anything."""
    return value if isinstance(value, dict) else {}


def joined(text: object) -> str:
    """Return nbformat's multi-line text, which may be a list of lines, as one string."""
    if isinstance(text, list):
        return "".join(map(str, text))
    return text if isinstance(text, str) else ""


def _markdown_item(number: int, source: str, cell: Mapping[str, Any]) -> Item:
    attachments = as_dictionary(cell.get("attachments"))
    return Item(number, tokens=markdown_to_tokens(source), attachments=dict(attachments), text=source)


def _raw_items(number: int, source: str, metadata: Mapping[str, Any]) -> Iterator[Item]:
    """Show a raw cell that is meant for no format, or for Markdown or plain text; others go elsewhere."""
    kind = metadata.get("raw_mimetype") or metadata.get("format") or ""
    if number == 1 and _FRONT_MATTER.fullmatch(source):
        return
    if kind == "text/markdown":
        yield Item(number, tokens=markdown_to_tokens(source), text=source)
    elif kind in {"", "text/plain"} and source.strip():
        yield Item(number, raw=source)


def _is_wanted(output: Mapping[str, Any], tags: set[str]) -> bool:
    if output.get("output_type") == "stream" and f"remove-{output.get('name')}" in tags:
        return False
    return not cell_tags(as_dictionary(output.get("metadata"))) & _HIDDEN_OUTPUTS


def _output_item(number: int, output: Mapping[str, Any]) -> Item:
    """Parse Markdown outputs at once: their headings count for the contents."""
    data = as_dictionary(output.get("data"))
    alone = not any(str(mime).startswith(("image/", "application/vnd.guihua")) for mime in data)
    if "text/markdown" in data and alone:
        source = joined(data["text/markdown"])
        return Item(number, tokens=markdown_to_tokens(source), text=source)
    return Item(number, output=output)


def _merged_streams(outputs: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Join the pieces in which a kernel sends what a cell prints."""
    waiting: dict[str, Any] | None = None
    for output in outputs:
        if output.get("output_type") == "stream":
            text = joined(output.get("text"))
            if waiting and waiting["name"] == output.get("name"):
                waiting["text"] += text
                continue
            if waiting:
                yield waiting
            waiting = {"output_type": "stream", "name": output.get("name"), "text": text}
            continue
        if waiting:
            yield waiting
            waiting = None
        yield output
    if waiting:
        yield waiting
