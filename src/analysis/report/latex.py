r"""LaTeX formulas → typst math, for the part of LaTeX that notebooks use; anything else is refused.

A formula that is refused is printed as it was typed. Nothing of it can reach typst as markup: every letter,
sign and command goes through a table or becomes a string literal.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from analysis.report.escape import typst_string

_TOKEN = re.compile(r"\\(?:[a-zA-Z]+\*?|.)|\s+|%[^\n]*|.", re.DOTALL)
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi "
    "chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
_FUNCTIONS = (
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh "
    "exp log ln lg lim det dim ker max min sup inf"
)
_IGNORED = "big Big bigl bigr Bigl Bigr limits displaystyle textstyle nonumber notag !"
_SYMBOLS = {
    **{name: name for name in _GREEK.split()},
    **{name: name for name in _FUNCTIONS.split()},
    **dict.fromkeys(_IGNORED.split(), ""),
    "varepsilon": "epsilon", "epsilon": "epsilon.alt", "varphi": "phi", "phi": "phi.alt",
    "vartheta": "theta.alt", "Pr": '"Pr"', "arg": '"arg"', "argmax": 'op("arg max")',
    "times": "times", "cdot": "dot.op", "div": "div", "pm": "plus.minus", "mp": "minus.plus", "ast": "*",
    "leq": "<=", "le": "<=", "geq": ">=", "ge": ">=", "neq": "eq.not", "ne": "eq.not", "ll": "lt.double",
    "gg": "gt.double", "approx": "approx", "equiv": "equiv", "sim": "tilde.op", "simeq": "tilde.eq",
    "propto": "prop", "lt": "<", "gt": ">", "sum": "sum", "prod": "product", "int": "integral",
    "iint": "integral.double", "oint": "integral.cont", "partial": "partial", "nabla": "nabla",
    "infty": "infinity", "in": "in", "notin": "in.not", "subset": "subset", "subseteq": "subset.eq",
    "supset": "supset", "cup": "union", "cap": "inter", "setminus": "without", "emptyset": "emptyset",
    "forall": "forall", "exists": "exists", "neg": "not", "land": "and", "lor": "or", "wedge": "and",
    "vee": "or", "to": "->", "rightarrow": "->", "leftarrow": "<-", "Rightarrow": "=>",
    "Leftarrow": "arrow.l.double", "leftrightarrow": "<->", "Leftrightarrow": "<=>", "iff": "<=>",
    "implies": "==>", "mapsto": "|->",
    "ldots": "dots", "dots": "dots", "cdots": "dots.c", "vdots": "dots.v", "ddots": "dots.down",
    "quad": "quad", "qquad": "wide", ",": "thin", ":": "med", ";": "thick", " ": "space", "~": "space",
    "langle": "chevron.l", "rangle": "chevron.r", "lfloor": "floor.l", "rfloor": "floor.r",
    "lceil": "ceil.l", "rceil": "ceil.r", "lvert": "bar.v", "rvert": "bar.v", "mid": "bar.v", "vert": "bar.v",
    "|": "bar.v.double", "lVert": "bar.v.double", "rVert": "bar.v.double", "Vert": "bar.v.double",
    "{": r"\{", "}": r"\}", "%": r"\%", "$": r"\$", "#": r"\#", "&": r"\&", "_": r"\_",
    "backslash": "backslash",
    "prime": "prime", "circ": "compose", "bullet": "bullet", "star": "star.op", "dagger": "dagger",
    "ell": "ell", "hbar": "planck", "Re": "Re", "Im": "Im", "perp": "perp", "parallel": "parallel",
    "oplus": "plus.o", "otimes": "times.o", "angle": "angle", "degree": "degree", "top": "top",
}  # fmt: skip
_ONE_ARGUMENT = {
    "sqrt": "sqrt", "hat": "hat", "widehat": "hat", "bar": "macron", "overline": "overline",
    "underline": "underline", "tilde": "tilde", "widetilde": "tilde", "vec": "arrow", "dot": "dot",
    "ddot": "dot.double", "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "mathbb": "bb",
    "mathcal": "cal", "mathscr": "scr", "mathfrak": "frak", "mathsf": "sans", "mathit": "italic",
    "mathrm": "upright", "operatorname": "upright", "underbrace": "underbrace", "overbrace": "overbrace",
}  # fmt: skip
_TWO_ARGUMENTS = {"frac": "frac", "dfrac": "frac", "tfrac": "frac", "binom": "binom"}
_TEXT = frozenset({"text", "textrm", "textbf", "textit", "mbox", "textnormal"})
_ENVIRONMENTS = {
    "matrix": ("mat(delim: #none, ", ")"), "pmatrix": ("mat(", ")"), "bmatrix": ('mat(delim: "[", ', ")"),
    "Bmatrix": ('mat(delim: "{", ', ")"), "vmatrix": ('mat(delim: "|", ', ")"), "cases": ("cases(", ")"),
    "aligned": ("", ""), "align": ("", ""), "align*": ("", ""), "split": ("", ""), "gathered": ("", ""),
    "equation": ("", ""), "equation*": ("", ""), "array": ("mat(delim: #none, ", ")"),
}  # fmt: skip
_LITERAL = "0123456789+-=<>*|!?':."
_ESCAPED = '/()[]{}#$"\\&_^;,@`~'
_DIGITS = tuple("0123456789")
_DEEPEST = 40


class UnknownLatexError(ValueError):
    """The formula uses something that this module does not know."""


def latex_to_typst(latex: str) -> str:
    r"""Translate a LaTeX formula to the inside of a typst equation.

    Parameters
    ----------
    latex : str
        Without the dollar signs.

    Returns
    -------
    str
        Typst math; to be put between dollar signs.

    Raises
    ------
    UnknownLatexError
        A command, environment or structure that is not in the tables above.

    Examples
    --------
    >>> latex_to_typst(r"\frac{a}{b}^2 \le \alpha_i")
    'frac(a , b )^(2 ) <= alpha_(i )'
    """
    tokens = [piece for piece in _TOKEN.findall(latex) if not piece.isspace() and not piece.startswith("%")]
    return _Reader(tokens).read().strip()


class _Reader:
    """Recursive descent over the tokens; every part ends in a blank, so that names never run together."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def read(self) -> str:
        parts = self._until(lambda piece: False)
        if self._at < len(self._tokens):
            raise UnknownLatexError(self._tokens[self._at])
        return parts

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        piece = self._peek()
        if not piece:
            raise UnknownLatexError("end of the formula")
        self._at += 1
        return piece

    def _until(self, stop: Callable[[str], bool], *, cells: str = "") -> str:
        """Read atoms with their sub- and superscripts up to a stopping piece (not consumed).

        `cells` is how a table cell ends: ``","`` in a matrix, ``"&"`` in lines that are aligned.
        """
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnknownLatexError("nested too deep")
        parts: list[str] = []
        while (piece := self._peek()) and not stop(piece) and piece != "}":
            if cells and piece in {"&", "\\\\"}:
                self._at += 1
                row_end = "; " if cells == "," else "\\ "
                parts.append(f"{cells} " if piece == "&" else row_end)
            else:
                parts.append(self._scripts(self._atom()))
        self._depth -= 1
        return "".join(parts)

    def _scripts(self, base: str) -> str:
        """Attach ``_`` and ``^``; a second one of a kind is an error in LaTeX too."""
        scripts: dict[str, str] = {}
        while self._peek() in {"_", "^"}:
            mark = self._next()
            if mark in scripts:
                raise UnknownLatexError(f"double {mark}")
            scripts[mark] = self._argument()
        if not scripts:
            return base
        attached = "".join(
            f"{mark}({text or 'zws '})" for mark, text in sorted(scripts.items(), reverse=True)
        )
        return f"{base.rstrip() or 'zws'}{attached} "

    def _atom(self) -> str:
        piece = self._next()
        if piece == "{":
            inside = self._until(lambda piece: False)
            self._expect("}")
            return f"zws {inside}" if not inside.strip() else inside
        if piece in {"_", "^"}:
            self._at -= 1
            return ""
        if piece in _DIGITS:
            while self._peek() in _DIGITS:
                piece += self._next()
            return f"{piece} "
        if piece.startswith("\\") and len(piece) > 1:
            return self._command(piece[1:])
        return _sign(piece)

    def _command(self, name: str) -> str:
        if name in _SYMBOLS:
            return f"{_SYMBOLS[name]} " if _SYMBOLS[name] else ""
        if name in _TEXT:
            return f"{typst_string(self._raw_group())} "
        if name == "left":
            return self._fenced()
        if name == "begin":
            return self._environment(self._raw_group())
        return self._call(name)

    def _call(self, name: str) -> str:
        """Write a command with arguments as a function call."""
        if name == "sqrt" and self._peek() == "[":
            self._at += 1
            degree = self._until(lambda piece: piece == "]")
            self._expect("]")
            return f"root({degree}, {self._argument()}) "
        if name in _ONE_ARGUMENT:
            return f"{_ONE_ARGUMENT[name]}({self._argument()}) "
        if name in _TWO_ARGUMENTS:
            return f"{_TWO_ARGUMENTS[name]}({self._argument()}, {self._argument()}) "
        raise UnknownLatexError(name)

    def _fenced(self) -> str:
        r"""Read from after ``\\left`` to after ``\\right``; the delimiters grow with what they hold."""
        opening = self._delimiter()
        inside = self._until(lambda piece: piece == "\\right")
        self._expect("\\right")
        return f"lr({opening}{inside}{self._delimiter()}) "

    def _delimiter(self) -> str:
        """Read one delimiter; a full stop stands for none."""
        return "" if self._peek() == "." and self._next() else self._atom()

    def _environment(self, name: str) -> str:
        if name not in _ENVIRONMENTS:
            raise UnknownLatexError(name)
        before, after = _ENVIRONMENTS[name]
        if name == "array":
            self._raw_group()
        cells = "," if before.startswith("mat") else "&"
        inside = self._until(lambda piece: piece == "\\end", cells=cells)
        self._expect("\\end")
        if self._raw_group() != name:
            raise UnknownLatexError(f"\\end of {name}")
        if name == "cases":
            inside = inside.replace("\\ ", ", ").replace("& ", "& quad ")
        return f"{before}{inside.rstrip().rstrip(';,')}{after} "

    def _argument(self) -> str:
        """Read one argument: a group, or a single piece."""
        if self._peek() == "{":
            return self._group()
        return f"{self._next()} " if self._peek() in _DIGITS else self._atom()

    def _group(self) -> str:
        self._expect("{")
        inside = self._until(lambda piece: False)
        self._expect("}")
        return inside

    def _raw_group(self) -> str:
        """Read a group without looking into it."""
        self._expect("{")
        texts = []
        while (piece := self._next()) != "}":
            if piece == "{":
                raise UnknownLatexError("a group inside a text")
            texts.append(piece)
        return "".join(texts)

    def _expect(self, piece: str) -> None:
        if self._next() != piece:
            raise UnknownLatexError(f"{piece} expected")


def _sign(piece: str) -> str:
    if (piece.isascii() and piece.isalpha()) or piece in _LITERAL:
        return f"{piece} "
    if piece == "&":
        raise UnknownLatexError("& outside a table")
    if piece in _ESCAPED:
        return f"\\{piece} "
    return f"{typst_string(piece)} "
