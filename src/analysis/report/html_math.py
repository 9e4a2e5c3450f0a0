"""LaTeX formulas → MathML, by typst: the same formulas that the PDF knows, read aloud by screen readers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from analysis.report.html_state import PageState
from analysis.report.html_text import html_text
from analysis.report.latex import Formula, read_formula
from analysis.report.latex_reader import UnknownLatexError

_MATH = re.compile(r"<math\b[\s\S]*</math>")
_PRELUDE = "#let boxed(body) = body\n"
"""What formulas call of template.typ; MathML has no box."""
_LONGEST = 2000
"""Characters of a formula; a longer one is shown as typed."""
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_KNOWN = re.compile(r"math|m[a-z]+|annotation|semantics|none")


def math_html(latex: str, page: PageState, *, block: bool) -> str:
    r"""Write a formula as MathML; as typed where it uses what `latex_to_typst` does not know.

    Examples
    --------
    >>> from analysis.report.context import RenderContext
    >>> page = PageState(RenderContext())
    >>> math_html("x_1", page, block=False)
    '<math><msub><mi>𝑥</mi><mn>1</mn></msub></math>'
    >>> math_html(r"\unknown", page, block=False)
    '<code>\\unknown</code>'
    """
    stripped = latex.strip()
    if not stripped:
        return ""
    read = _read(stripped, page) if len(stripped) <= _LONGEST else None
    if read is not None and not read.typst:
        return ""  # definitions alone
    formula = (_mathml(read.typst, block) if read else "") or f"<code>{html_text(stripped)}</code>"
    if not block:
        return formula
    number = f'<span class="number">({html_text(read.number)})</span>' if read and read.number else ""
    name = html_text(f"{page.context.word('formula')} {page.count('formula')}")  # a long one scrolls
    kind = "formula numbered" if number else "formula"
    return f'<div class="{kind}" role="region" tabindex="0" aria-label="{name}">{formula}{number}</div>\n'


def _read(latex: str, page: PageState) -> Formula | None:
    """Read a formula with the commands and numbers that the notebook has defined so far."""
    try:
        return read_formula(latex, page.context.macros, page.context.references)
    except UnknownLatexError:
        return None


@lru_cache(maxsize=1024)
def _mathml(formula: str, block: bool) -> str:
    """Return the MathML of a formula in typst's language, "" where it cannot be set."""
    import typst  # noqa: PLC0415 - only for pages with formulas

    source = f"$ {formula} $" if block else f"#math.equation(block: false, $ {formula} $.body)"
    try:
        page = typst.Compiler(f"{_PRELUDE}{source}".encode(), font_paths=_fonts()).compile(format="html")
    except typst.TypstError:
        return ""
    assert isinstance(page, bytes)  # noqa: S101 - a list only for several pages
    found = _MATH.search(page.decode())
    if found is None or not all(_KNOWN.fullmatch(name) for _, name in _TAG.findall(found[0])):
        return ""
    return found[0]


@lru_cache(maxsize=1)
def _fonts() -> Any:  # noqa: ANN401 - typst has no types
    """Return no fonts but the compiler's own: MathML is set by the reader's browser."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[])
