"""LaTeX formulas → MathML, by typst: the same formulas that the PDF knows, read aloud by screen readers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from analysis.report.html_state import PageState
from analysis.report.html_text import html_text
from analysis.report.latex import UnknownLatexError, latex_to_typst

_MATH = re.compile(r"<math\b[\s\S]*</math>")
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
    set_by_typst = _mathml(stripped, block) if len(stripped) <= _LONGEST else ""
    formula = set_by_typst or f"<code>{html_text(stripped)}</code>"
    if not block:
        return formula
    name = html_text(f"{page.context.word('formula')} {page.count('formula')}")  # a long one scrolls
    return f'<div class="formula" role="region" tabindex="0" aria-label="{name}">{formula}</div>\n'


@lru_cache(maxsize=1024)
def _mathml(latex: str, block: bool) -> str:
    """Return the formula's MathML, "" where it cannot be set."""
    import typst  # noqa: PLC0415 - only for pages with formulas

    try:
        formula = latex_to_typst(latex)
        if not formula:
            return ""
        source = f"$ {formula} $" if block else f"#math.equation(block: false, $ {formula} $.body)"
        page = typst.Compiler(source.encode(), font_paths=_fonts()).compile(format="html")
    except (UnknownLatexError, typst.TypstError):
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
