r"""Tokens of a LaTeX formula → typst math, by recursive descent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from analysis.report.escape import is_cjk, printable, typst_string
from analysis.report.latex_macros import latex_tokens
from analysis.report.latex_tables import (
    ARROWS,
    BRACES,
    CASES,
    FONT_SWITCHES,
    INFIX,
    LINES,
    MATRICES,
    NEGATED,
    ONE_ARGUMENT,
    SILENT_GROUPS,
    STACKED,
    SYMBOLS,
    TEXT,
    TWO_ARGUMENTS,
)

_LITERAL = "0123456789+-=<>*|!?':."
_ESCAPED = '/()[]{}#$"\\&_^;,@`~'
_DIGITS = tuple("0123456789")
_DEEPEST = 80
_ROW_GAP = re.compile(r"\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|mu)\s*")


class UnknownLatexError(ValueError):
    """The formula uses something that this module does not know."""


class FormulaReader:
    """Recursive descent over the tokens; every part ends in a blank, so that names never run together."""

    def __init__(self, tokens: list[str], known_numbers: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._known_numbers = known_numbers
        self.numbers: list[str] = []
        """Numbers of the equations that the formula holds, from its tags and labels."""

    def read(self) -> str:
        """Return the whole formula; raise `UnknownLatexError` where it is not known."""
        parts = self._line()
        if self._peek():
            raise UnknownLatexError(self._peek())
        return parts

    def _skip_blanks(self) -> None:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1

    def _peek(self) -> str:
        self._skip_blanks()
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        piece = self._peek()
        if not piece:
            raise UnknownLatexError("unexpected end")
        self._at += 1
        return piece

    def _until(self, stop: Callable[[str], bool]) -> str:
        r"""Read atoms up to a piece that ends the part; ``\over`` and font switches take all the rest."""
        self._go_deeper()
        parts: list[str] = []
        while (piece := self._peek()) and piece not in {"}", "\\right", "\\end", "&", "\\\\"}:
            if stop(piece):
                break
            name = piece[1:] if piece.startswith("\\") else ""
            if name in INFIX or name in FONT_SWITCHES:
                self._at += 1
                rest = self._until(stop)
                switched = f"{FONT_SWITCHES[name]}({rest}) " if name in FONT_SWITCHES else ""
                parts = [*parts, switched] if switched else [f"{INFIX[name]}({''.join(parts)}, {rest}) "]
                break
            parts.append(self._scripts(self._atom()))
        self._depth -= 1
        return "".join(parts)

    def _line(self) -> str:
        r"""Read what may hold several lines without an environment, as ``$$a \\ b$$``."""
        lines = [self._until(lambda piece: False)]
        while self._peek() == "\\\\":
            self._at += 1
            self._row_end()
            lines.append(self._until(lambda piece: False))
        return "\\ ".join(lines)

    def _scripts(self, base: str) -> str:
        """Attach ``_`` and ``^``; a second one of a kind is an error in LaTeX too."""
        if self._peek() in {"\\limits", "\\nolimits"} and base.strip():
            placed = "limits" if self._next() == "\\limits" else "scripts"
            base = f"{placed}({base}) "
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

    def _go_deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnknownLatexError("nested too deeply")

    def _atom(self) -> str:
        self._go_deeper()
        atom = self._one_atom(self._next())
        self._depth -= 1
        return atom

    def _one_atom(self, piece: str) -> str:
        if piece == "{":
            inside = self._line()
            self._expect("}")
            return f"zws {inside}" if not inside.strip() else inside
        if piece in {"_", "^"}:
            self._at -= 1
            return ""
        if piece in _DIGITS:
            return f"{self._number(piece)} "
        if piece.startswith("\\") and len(piece) > 1:
            return self._command(piece[1:])
        return _sign(piece)

    def _number(self, digits: str) -> str:
        while self._raw() in _DIGITS:
            digits += self._next()
        if self._raw() == "." and self._raw(1) in _DIGITS:
            digits += self._next()
            while self._raw() in _DIGITS:
                digits += self._next()
        return digits

    def _raw(self, ahead: int = 0) -> str:
        """Return a token without passing over blanks."""
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else ""

    def _command(self, name: str) -> str:
        if name in SYMBOLS:
            return f"{SYMBOLS[name]} " if SYMBOLS[name] else ""
        if name in TEXT:
            return self._text(TEXT[name])
        if name in {"left", "middle"}:
            return self._fenced() if name == "left" else f"mid({self._delimiter()}) "
        if name == "begin":
            return self._environment(self._raw_group())
        if name == "not":
            return self._negated(self._next())
        return self._numbering(name) if name in {"tag", "tag*", "label", "eqref", "ref"} else self._call(name)

    def _negated(self, piece: str) -> str:
        if piece not in NEGATED:
            raise UnknownLatexError(f"\\not{piece}")
        return f"{NEGATED[piece]} "

    def _numbering(self, name: str) -> str:
        text = self._raw_group()
        number = self._known_numbers.get(text, "")
        if name in {"eqref", "ref"}:
            shown = number or "???"
            return f"{typst_string(f'({shown})' if name == 'eqref' else shown)} "
        if name == "label":
            if number and not any(token.startswith("\\tag") for token in self._tokens):
                self.numbers.append(number)
        else:
            self.numbers.append(text)
        return ""

    def _call(self, name: str) -> str:
        """Write a command with arguments as a function call."""
        if name == "sqrt" and self._peek() == "[":
            return f"root({self._optional()}, {self._argument()}) "
        if name in {"operatorname*", "mathop*"}:
            return f"op(upright({self._argument()}), limits: #true) "
        if name == "operatorname":
            return f"op(upright({self._argument()})) "
        if name in ONE_ARGUMENT:
            function = ONE_ARGUMENT[name]
            return f"{function}({self._argument()}) " if function else self._argument()
        if name in TWO_ARGUMENTS:
            return f"{TWO_ARGUMENTS[name]}({self._argument()}, {self._argument()}) "
        return self._rare_call(name)

    def _rare_call(self, name: str) -> str:
        if name in BRACES:
            function, mark = BRACES[name]
            body = self._argument()
            note = f", {self._argument()}" if self._peek() == mark and self._next() else ""
            return f"{function}({body}{note}) "
        if name in STACKED:
            above = self._argument()
            return f"attach(limits({self._argument()}), {STACKED[name]}: {above or 'zws '}) "
        if name in ARROWS:
            under = f"_({self._optional() or 'zws '})" if self._peek() == "[" else ""
            return f"limits(stretch({ARROWS[name]})){under}^({self._argument() or 'zws '}) "
        if name in {"pmod", "pod"}:
            word = "mod med " if name == "pmod" else ""
            return f"quad \\( {word}{self._argument()}\\) "
        if name == "textcolor" or name in SILENT_GROUPS:
            self._raw_group()
            return self._argument() if name == "textcolor" else "med " if "space" in name else ""
        if name == "unicode":
            code = self._raw_group().lower()
            if re.fullmatch(r"x[0-9a-f]{2,6}", code) and int(code[1:], 16) <= 0x10FFFF:
                return _sign(printable(chr(int(code[1:], 16))))
        raise UnknownLatexError(name)

    def _text(self, style: str) -> str:
        """Write a text in a formula: as a literal, between dollar signs as a formula again."""
        pieces = self._raw_group().split("$")
        parts = []
        for number, piece in enumerate(pieces):
            if number % 2 and number < len(pieces) - 1:
                parts.append(FormulaReader(latex_tokens(piece), self._known_numbers).read())
            elif piece:
                text = typst_string(re.sub(r"\\([%$#&_{} ])", r"\1", piece.replace("~", " ")))
                parts.append(f"{style}({text}) " if style else f"{text} ")
        return "".join(parts)

    def _fenced(self) -> str:
        r"""Read from after ``\left`` to after ``\right``; the delimiters grow with what they hold."""
        opening = self._delimiter()
        inside = self._line()
        self._expect("\\right")
        return f"lr({opening}{inside}{self._delimiter()}) "

    def _delimiter(self) -> str:
        """Read one delimiter; a full stop stands for none, ``<`` and ``>`` for angle brackets."""
        piece = self._peek()
        if piece in {".", "<", ">"}:
            self._at += 1
            return {".": "", "<": "chevron.l ", ">": "chevron.r "}[piece]
        if piece in {"|", "/"}:
            self._at += 1
            return {"|": "bar.v ", "/": "\\/ "}[piece]
        return self._atom()

    def _environment(self, name: str) -> str:
        if name in MATRICES:
            return self._matrix(name)
        if name in CASES:
            rows = ", ".join("& quad ".join(row) for row in self._rows(name)[0])
            return f"cases({'reverse: #true, ' if name == 'rcases' else ''}{rows}) "
        if name not in LINES:
            raise UnknownLatexError(name)
        if name.startswith("alignat") or name == "alignedat":
            self._raw_group()
        if self._peek() == "[" and name in {"aligned", "gathered", "split"}:
            self._optional()
        return "\\ ".join("& ".join(row) for row in self._rows(name)[0])

    def _matrix(self, name: str) -> str:
        columns = self._raw_group() if name in {"array", "subarray"} else ""
        if name.endswith("*") and self._peek() == "[":
            columns = self._optional()
        rows, rules = self._rows(name)
        letters = re.sub(r"[^lcr|]", "", re.sub(r"[@!>][^lcr|]*", "", columns))
        aligned = {"l": "left", "r": "right"}.get(letters.replace("|", "")[:1], "center")
        options = f"delim: {MATRICES[name]}"
        if aligned != "center":
            options += f", align: #{aligned}"
        bars = [len(letters[:at].replace("|", "")) for at, char in enumerate(letters) if char == "|"]
        lines = _within(rules, len(rows))
        bars = _within(bars, max(len(row) for row in rows))
        if lines or bars:
            options += f", augment: #(hline: ({_listed(lines)}), vline: ({_listed(bars)}))"
        return f"mat({options}, {'; '.join(', '.join(row) for row in rows)}) "

    def _rows(self, name: str) -> tuple[list[list[str]], list[int]]:
        r"""Read the cells of an environment, and before which rows it has an ``\hline``."""
        rows: list[list[str]] = [[]]
        rules: list[int] = []
        while True:
            while self._peek() in {"\\hline", "\\toprule", "\\midrule", "\\bottomrule"}:
                self._at += 1
                rules.append(len(rows) - 1)
            rows[-1].append(self._until(lambda piece: False))
            piece = self._next()
            if piece == "\\\\":
                self._row_end()
                rows.append([])
            elif piece != "&":
                break
        if piece != "\\end" or self._raw_group() != name:
            raise UnknownLatexError(f"\\end of {name}")
        if len(rows) > 1 and not "".join(rows[-1]).strip():
            rows.pop()
        return rows, rules

    def _row_end(self) -> None:
        r"""Pass over the star and the gap in brackets that may follow ``\\``."""
        if self._raw() == "*":
            self._at += 1
        if self._peek() == "[":
            end = next((at for at in range(self._at, len(self._tokens)) if self._tokens[at] == "]"), None)
            if end is not None and _ROW_GAP.fullmatch("".join(self._tokens[self._at + 1 : end])):
                self._at = end + 1

    def _optional(self) -> str:
        self._expect("[")
        inside = self._until(lambda piece: piece == "]")
        self._expect("]")
        return inside

    def _argument(self) -> str:
        """Read one argument: a group, or a single piece."""
        if self._peek() == "{":
            self._at += 1
            inside = self._line()
            self._expect("}")
            return inside
        return f"{self._next()} " if self._peek() in _DIGITS else self._atom()

    def _raw_group(self) -> str:
        """Read a group as it was typed, blanks included."""
        self._expect("{")
        texts: list[str] = []
        depth = 1
        while True:
            piece = self._raw()
            if not piece:
                raise UnknownLatexError("unexpected end")
            self._at += 1
            depth += (piece == "{") - (piece == "}")
            if not depth:
                return "".join(texts)
            texts.append(piece if piece not in {"{", "}"} else "")

    def _expect(self, piece: str) -> None:
        if self._next() != piece:
            raise UnknownLatexError(f"{piece} expected")


def _within(places: list[int], size: int) -> list[int]:
    """Keep the rules that typst can draw: not those around the whole."""
    return sorted({place for place in places if 0 < place < size})


def _listed(places: list[int]) -> str:
    return "".join(f"{place}, " for place in places)


def _sign(piece: str) -> str:
    if (piece.isascii() and piece.isalpha()) or (piece and piece in _LITERAL):
        return f"{piece} "
    if piece == "&":
        raise UnknownLatexError("& outside a table")
    if piece in _ESCAPED:
        return f"\\{piece} "
    if len(piece) == 1 and _is_math_sign(piece) and printable(piece) == piece:
        return f"{piece} "
    return f"{typst_string(piece)} "


def _is_math_sign(char: str) -> bool:
    """Tell whether typst's math font gives a sign beyond ASCII its own spacing (roots take an operand)."""
    return char not in "√∛∜" and not is_cjk(char) and unicodedata.category(char) in {"Sm", "Ll", "Lu"}
