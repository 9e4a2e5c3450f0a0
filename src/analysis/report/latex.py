r"""LaTeX formulas → typst math, for the part of LaTeX that notebooks use; anything else is refused.

A formula that is refused is printed as it was typed. Nothing of it can reach typst as markup: every letter,
sign and command goes through a table or becomes a string literal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analysis.report.latex_macros import Macros, expand_macros, latex_tokens
from analysis.report.latex_reader import FormulaReader, UnknownLatexError

_REFERENCE = re.compile(r"\\(eqref|ref)\{([^{}\n]{1,80})\}")
_LABEL = re.compile(r"\\label\s*\{([^{}\n]{1,80})\}")


@dataclass
class References:
    """The numbers of a notebook's labelled equations, in the order of their labels."""

    numbers: dict[str, str] = field(default_factory=dict)

    def collect(self, text: str) -> None:
        r"""Give a number to every ``\label`` of a text that has none yet.

        Examples
        --------
        >>> known = References()
        >>> known.collect(r"\begin{align} a \label{eq:a} \\ b \label{eq:b} \end{align}")
        >>> known.numbers
        {'eq:a': '1', 'eq:b': '2'}
        """
        for label in _LABEL.findall(text):
            self.numbers.setdefault(label, str(len(self.numbers) + 1))

    def write_out(self, text: str) -> str:
        r"""Write out ``\ref`` and ``\eqref`` in a running text, as MathJax does; unknown ones stay.

        Examples
        --------
        >>> References({"eq:a": "1"}).write_out(r"see \eqref{eq:a} and \ref{eq:b}")
        'see (1) and \\ref{eq:b}'
        """
        return _REFERENCE.sub(self._written, text) if "ref{" in text else text

    def _written(self, found: re.Match[str]) -> str:
        number = self.numbers.get(found[2])
        if number is None:
            return found[0]
        return f"({number})" if found[1] == "eqref" else number


@dataclass(frozen=True, slots=True)
class Formula:
    """A translated formula: the inside of a typst equation, and the number in brackets at its side."""

    typst: str
    number: str = ""


def latex_to_typst(latex: str, macros: Macros | None = None, references: References | None = None) -> str:
    r"""Translate a LaTeX formula to the inside of a typst equation.

    Parameters
    ----------
    latex : str
        Without the dollar signs.
    macros : dict, optional
        The notebook's own commands; definitions in the formula are added.
    references : References, optional
        Numbers of labelled equations, for ``\eqref``.

    Returns
    -------
    str
        Typst math; to be put between dollar signs.

    Raises
    ------
    UnknownLatexError
        A command, environment or structure that is not in the tables.

    Examples
    --------
    >>> latex_to_typst(r"\frac{a}{b}^2 \le \alpha_i")
    'frac(a , b )^(2 ) <= alpha_(i )'
    """
    return read_formula(latex, macros, references).typst


def read_formula(latex: str, macros: Macros | None = None, references: References | None = None) -> Formula:
    r"""Translate a formula as `latex_to_typst` does, and find its number from ``\tag`` and ``\label``.

    Examples
    --------
    >>> read_formula(r"a = b \tag{3}")
    Formula(typst='a = b', number='3')
    """
    try:
        tokens = expand_macros(latex_tokens(latex), {} if macros is None else macros)
    except ValueError as error:
        raise UnknownLatexError(str(error)) from error
    reader = FormulaReader(tokens, (references or References()).numbers)
    typst = reader.read().strip()
    return Formula(typst, ", ".join(reader.numbers))
