"""A formula that typst refuses → as typed, in the source; all the others stay set."""

from __future__ import annotations

import re

from analysis.report.blocks import mono_block
from analysis.report.escape import typst_cell

_PLACE = re.compile(r"┌─ .*?main\.typ:(\d+):(\d+)")
_LITERAL = r'"(?:[^"\\]|\\.)*"'
_EQUATION = re.compile(
    rf"#math\.equation\(block: (true|false), alt: ({_LITERAL})(?:, numbering: _ => {_LITERAL})?, "
    r"\$ [\s\S]*? \$\.body\);"
)
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n"}


def without_refused(source: str, diagnostic: str) -> str | None:
    r"""Return typst source in which the formula that an error points to is printed as typed.

    Parameters
    ----------
    source : str
        From `typst_source`.
    diagnostic : str
        What typst says of the error, with its places.

    Returns
    -------
    str or None
        None where the error points to no formula.

    Examples
    --------
    >>> source = '#"a ";#math.equation(block: false, alt: "\\\\binom{}{}", $ binom(, ) $.body);'
    >>> print(without_refused(source, "┌─ report/main.typ:1:58"))
    #"a ";#mono("\\binom{}{}");
    """
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for row, column in _PLACE.findall(diagnostic):
        if not 0 < int(row) < len(starts):
            continue
        place = starts[int(row) - 1] + int(column) - 1
        first = source.rfind("#math.equation(", 0, place)
        found = _EQUATION.match(source, first) if first >= 0 else None
        if found and found.end() > place:
            return source[:first] + _as_typed(found) + source[found.end() :]
    return None


def _as_typed(equation: re.Match[str]) -> str:
    """Write the formula's LaTeX, which its alternative text holds, as a formula that is not understood."""
    latex = _ESCAPED.sub(lambda escaped: _MEANT.get(escaped[1], escaped[1]), equation[2][1:-1])
    return mono_block(latex).strip() if equation[1] == "true" else f"#mono({typst_cell(latex)});"
