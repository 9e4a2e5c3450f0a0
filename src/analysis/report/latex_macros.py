r"""LaTeX's tokens, and the commands that a notebook defines for itself by ``\newcommand``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\\(?:[a-zA-Z]+\*?|.)|\s+|%[^\n]*|.", re.DOTALL)
_DEFINING = frozenset(
    {"\\newcommand", "\\renewcommand", "\\providecommand", "\\newcommand*", "\\renewcommand*"}
)
_PLAIN_TEX = frozenset({"\\def", "\\gdef"})
_OPERATORS = frozenset({"\\DeclareMathOperator", "\\DeclareMathOperator*"})
_STARRED = frozenset(
    "\\operatorname* \\newcommand* \\renewcommand* \\DeclareMathOperator* \\tag* \\hspace* \\mathop*".split()  # noqa: SIM905
)
_PLACE = frozenset("#")
_DEPTH = {"{": 1, "}": -1}
_MOST_EXPANSIONS = 500
_MOST_TOKENS = 20_000


@dataclass(frozen=True, slots=True)
class Macro:
    """A command of the notebook's own: number of arguments, default of the first, what it stands for."""

    arguments: int
    default: tuple[str, ...] | None
    body: tuple[str, ...]


Macros = dict[str, Macro]


def latex_tokens(latex: str) -> list[str]:
    r"""Cut a formula into commands, blanks and single signs; comments go.

    Examples
    --------
    >>> latex_tokens(r"\alpha x% note")
    ['\\alpha', ' ', 'x']
    """
    tokens: list[str] = []
    for piece in _TOKEN.findall(latex):
        if piece.startswith("%"):
            continue
        if len(piece) > 2 and piece.endswith("*") and piece.startswith("\\") and piece not in _STARRED:
            tokens += [piece[:-1], "*"]
        else:
            tokens.append(piece)
    return tokens


def expand_macros(tokens: list[str], macros: Macros) -> list[str]:
    r"""Take the definitions out of a formula, and write out the commands that are defined.

    Parameters
    ----------
    tokens : list of str
        See `latex_tokens`.
    macros : dict
        Commands known so far; definitions in the formula are added.

    Raises
    ------
    ValueError
        A definition or a call is incomplete, or the expansion does not end.

    Examples
    --------
    >>> "".join(expand_macros(latex_tokens(r"\newcommand{\norm}[1]{|#1|} \norm{x}"), {}))
    ' |x|'
    """
    if not macros and not any(
        token in _DEFINING or token in _OPERATORS or token in _PLAIN_TEX for token in tokens
    ):
        return tokens
    waiting = list(reversed(tokens))
    done: list[str] = []
    expansions = 0
    while waiting:
        token = waiting.pop()
        if token in _DEFINING or token in _PLAIN_TEX:
            name, macro = _definition(waiting)
            macros[name] = macro
        elif token in _OPERATORS:
            name = _command_name(waiting)
            star = "*" if token.endswith("*") else ""
            macros[name] = Macro(0, None, (f"\\operatorname{star}", "{", *_argument(waiting), "}"))
        elif token in macros:
            expansions += 1
            body = _called(macros[token], waiting)
            if expansions > _MOST_EXPANSIONS or len(waiting) + len(body) > _MOST_TOKENS:
                raise ValueError("a command that expands without end")
            waiting += reversed(body)
        else:
            done.append(token)
    return done


def _definition(waiting: list[str]) -> tuple[str, Macro]:
    name = _command_name(waiting)
    arguments = 0
    default = None
    _skip_blanks(waiting)
    while waiting and waiting[-1] == "#":  # \def\name#1#2{...}
        waiting.pop()
        arguments = int(_pop(waiting)) if waiting and waiting[-1].isdecimal() else arguments
    if waiting and waiting[-1] == "[":
        arguments = int(count) if (count := "".join(_bracketed(waiting)).strip()).isdecimal() else 0
        _skip_blanks(waiting)
        if waiting and waiting[-1] == "[":
            default = tuple(_bracketed(waiting))
    return name, Macro(min(arguments, 9), default, tuple(_argument(waiting)))


def _command_name(waiting: list[str]) -> str:
    name = "".join(_argument(waiting)).strip()
    if not re.fullmatch(r"\\[a-zA-Z]+", name):
        raise ValueError("a command without a name")
    return name


def _called(macro: Macro, waiting: list[str]) -> list[str]:
    """Read a command's arguments and put them in the places of its body."""
    values: list[list[str]] = []
    if macro.default is not None:
        _skip_blanks(waiting)
        given = bool(waiting) and waiting[-1] == "["
        values.append(_bracketed(waiting) if given else list(macro.default))
    while len(values) < macro.arguments:
        values.append(_argument(waiting))
    body: list[str] = []
    place = False
    for token in macro.body:
        if place and token.isdecimal() and 1 <= int(token) <= len(values):
            body[-1:] = values[int(token) - 1]
        else:
            body.append(token)
        place = token in _PLACE
    return body


def _argument(waiting: list[str]) -> list[str]:
    _skip_blanks(waiting)
    first = _pop(waiting)
    if first != "{":
        return [first]
    inside: list[str] = []
    depth = 1
    while True:
        token = _pop(waiting)
        depth += _DEPTH.get(token, 0)
        if not depth:
            return inside
        inside.append(token)


def _bracketed(waiting: list[str]) -> list[str]:
    _pop(waiting)
    inside: list[str] = []
    while (token := _pop(waiting)) != "]":
        inside.append(token)
    return inside


def _skip_blanks(waiting: list[str]) -> None:
    while waiting and waiting[-1].isspace():
        waiting.pop()


def _pop(waiting: list[str]) -> str:
    if not waiting:
        raise ValueError("a command without its arguments")
    return waiting.pop()
