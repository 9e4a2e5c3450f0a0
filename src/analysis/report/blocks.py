"""The blocks that Markdown cells and outputs have in common → typst: code, plain text, pictures, formulas."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence

from analysis.report.ansi import PLAIN, Run, Style, terminal_lines
from analysis.report.context import RenderContext
from analysis.report.escape import is_cjk, printable, typst_cell, typst_string, typst_text
from analysis.report.fitting import TEXT_WIDTH
from analysis.report.latex import Formula, read_formula
from analysis.report.latex_reader import UnknownLatexError

MONO_SIZE = 8.5
"""Type size of code and of printed output, in pt; a sign is half as wide, a Chinese sign as wide."""
SMALLEST_MONO = 6.0
WIDEST_MONO = 146
"""Number of half-width columns that fit the text width in the smallest type; longer lines wrap."""
USUAL_MONO = 103
"""Number of columns that fit in the usual size."""
NATURAL_SHARE = "share: 100%"
"""Argument of a numbered picture that `paging` may change; no text of a notebook is such a line."""
_BOX_PADDING = 14.0
_INDENT = 20


def paragraph(text: str) -> str:
    """Write a paragraph of plain text."""
    marked = typst_text(text.strip(" \n\u3000"))
    return f"{marked}\n" if marked else ""


def terminal_block(text: str, *, style: str = "output") -> str:
    """Write what a terminal would show, in its colours."""
    lines = [
        [Run(printable(run.text).replace("\n", " "), run.style) for run in line]
        for line in terminal_lines(text)
    ]
    while lines and not any(run.text.strip() for run in lines[-1]):
        lines.pop()
    while lines and not any(run.text for run in lines[0]):
        del lines[0]
    return mono_block("\n".join("".join(run.text for run in line) for line in lines), style=style, runs=lines)


def mono_block(
    text: str, *, style: str = "output", language: str = "", runs: Sequence[Sequence[Run]] = ()
) -> str:
    """Write text in half-width type, its columns kept; the type shrinks for wide text, then lines are cut.

    Parameters
    ----------
    text : str
        Lines; trailing blanks and empty lines at the ends are dropped.
    style : str
        ``"output"``, ``"code"`` or ``"error"``: how the template frames it.
    language : str
        Name of a programming language, for colours.
    runs : sequence of sequence of Run
        For text in colours: the same lines in runs of signs that look alike.
    """
    lines = [line.rstrip() for line in printable(text).strip("\n").split("\n")]
    if not any(lines):
        return ""
    widths = [mono_width(line) for line in lines]
    columns = max((width for width in widths if width <= WIDEST_MONO), default=0)
    if any(width > WIDEST_MONO for width in widths):  # it wraps anyhow: the others keep a readable size
        columns = max(columns, USUAL_MONO)
    size = min(MONO_SIZE, max(SMALLEST_MONO, 2 * (TEXT_WIDTH - _BOX_PADDING) / max(columns, 1)))
    size = math.floor(size * 10) / 10
    room = int(2 * (TEXT_WIDTH - _BOX_PADDING) / size)
    parts = [_wrapped(line, room, style) for line in lines]
    wrapped = "\n".join(part for line in parts for part in line)
    options = f", lang: {typst_string(language)}" if language else ""
    if marks := _marks(parts, runs):
        options += f", marks: ({marks})"
    return f"#mono-block({typst_string(wrapped)}, style: {typst_string(style)}, size: {size:g}pt{options})\n"


def _marks(parts: Sequence[Sequence[str]], runs: Sequence[Sequence[Run]]) -> str:
    """Write for each line of the block that has any the bytes (first, after) that are shown in a style."""
    written = []
    number = 0
    for line, its_runs in zip(parts, runs, strict=False):
        waiting = deque((run.style, len(run.text)) for run in its_runs)
        for part in line:
            number += 1
            if marks := "".join(_part_marks(part, waiting)):
                written.append(f'"{number}": ({marks}),')
    return "".join(written)


def _part_marks(part: str, waiting: deque[tuple[Style, int]]) -> Iterator[str]:
    """Take a line's signs from the runs that are still waiting, and write those with a style."""
    at = used = 0
    while at < len(part) and waiting:
        style, length = waiting.popleft()
        taken = min(length, len(part) - at)
        if length > taken:
            waiting.appendleft((style, length - taken))
        after = used + len(part[at : at + taken].encode("utf-8"))
        if style != PLAIN and taken:
            yield f"({used}, {after}, ({_look(style)})),"
        at, used = at + taken, after


def _look(style: Style) -> str:
    """Write a style as arguments of the template's ``marked``."""
    look = [f"ink: rgb({typst_string(style.ink)})"] if style.ink else []
    look += [f"fill: rgb({typst_string(style.fill)})"] if style.fill else []
    look += ["bold: true"] if style.bold else []
    look += ["underlined: true"] if style.underline else []
    return ", ".join(look)


def _wrapped(line: str, room: int, style: str) -> list[str]:
    """Cut a line of output where the page ends; code breaks at its blanks, so that its colours stay right."""
    if style == "code" and max(map(mono_width, line.split(" "))) + _INDENT < room:
        return [line]
    return wrap_mono(line, room)


def mono_width(line: str) -> int:
    """Count the half-width columns of a line: a Chinese sign takes two.

    Examples
    --------
    >>> mono_width("民政 2025")
    9
    """
    return sum(2 if is_cjk(char) else 1 for char in line)


def wrap_mono(line: str, room: int) -> list[str]:
    """Cut a line into parts of at most `room` half-width columns.

    Examples
    --------
    >>> wrap_mono("民政abc", 4)
    ['民政', 'abc']
    """
    if mono_width(line) <= room:
        return [line]
    parts = [""]
    used = 0
    for char in line:
        width = mono_width(char)
        if used + width > room:
            parts.append("")
            used = 0
        parts[-1] += char
        used += width
    return parts


def picture_block(
    name: str, alt: str, context: RenderContext, *, caption: str = "", label: str = "", width: float = 0.0
) -> str:
    """Write a picture on its own; numbered when it has a caption. Its alternative text is never empty.

    The image call stands on a line of its own: a picture that typst cannot read is found by that line.
    `width` in pt is what the notebook asks for; without it a picture of dots has its natural size.
    """
    words = printable(alt or caption).strip() or context.word("picture")
    arguments = [f"image({typst_string(name)}, alt: {typst_string(words)})"]
    wide = width or context.sizes.get(name, (0.0, 0.0))[0]
    if wide:
        arguments.append(f"width: {wide:.1f}pt")
    if caption.strip():
        arguments.append(f"caption: [{typst_text(caption)}]")
        if claimed := context.claim_label(label):
            arguments.append(f"id: {typst_string(claimed)}")
        arguments.append(NATURAL_SHARE)
    return "#picture(\n  " + ",\n  ".join(arguments) + ",\n)\n"


def missing_picture(address: str, alt: str, context: RenderContext) -> str:
    """Write what stands in place of a picture that is not in the notebook: its name, in brackets."""
    shown = "" if address.lower().startswith("data:") else address
    words = ": ".join(part for part in (alt.strip(), shown) if part)
    text = context.word("picture_missing") + (f": {words}" if words else "")
    return typst_text(f"[{text}]")


def interactive_block(what: str, context: RenderContext) -> str:
    """Write what stands in place of content that only a browser can show."""
    words = context.word("interactive") + (f": {what.strip()}" if what.strip() else "")
    return typst_text(f"[{words}]") + "\n"


def math_source(latex: str, context: RenderContext, *, block: bool) -> str:
    """Write a formula; as typed where it uses what `latex_to_typst` does not know."""
    stripped = latex.strip()
    if context.typeset_math:
        try:
            formula = read_formula(stripped, context.macros, context.references)
        except UnknownLatexError:
            formula = None
        if formula is not None:
            return _equation(formula, stripped, context, block=block) if formula.typst else ""
    if block:
        return mono_block(stripped)
    return f"#mono({typst_cell(stripped)});" if stripped else ""


def _equation(formula: Formula, latex: str, context: RenderContext, *, block: bool) -> str:
    alt = printable(latex) or context.word("formula")
    options = f"block: {str(block).lower()}, alt: {typst_string(alt)}"
    if block and formula.number:
        options += f", numbering: _ => {typst_string(f'({formula.number})')}"
    return f"#math.equation({options}, $ {formula.typst} $.body);"
