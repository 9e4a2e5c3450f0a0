r"""Text → typst: whatever stands in a plan, a notebook or a note reaches the page as text, never as markup.

There is one way in: a text becomes a typst *string literal* (``"…"``), in which only the backslash and the
quotation mark mean anything. Markup characters (``# $ * _ @ < > [ ] //``) need no list of escapes that
could be incomplete: inside a literal they are not markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from analysis.fonts import missing_glyphs

LONGEST_WORD = 24
"""Letters and digits in a row beyond which a word may be broken between any two groups (checksums, URLs)."""
GROUP = 4
TAB = " " * 4

_ESCAPE_SEQUENCES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_NEWLINES = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_DROPPED = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # variation selectors: no glyph of their own
_BLANKS = re.compile(r"[^\S\u00a0\u3000]+")
_NOT_ASCII_PRINT = re.compile(r"[^\x20-\x7e\n]")
_LONG_WORD = re.compile(rf"[!-~\u00c0-\u024f]{{{LONGEST_WORD + 1},}}")
_ASCII_STOPS = ",.;:!?)]%"


def strip_ansi(text: str) -> str:
    r"""Remove terminal colours and other escape sequences.

    References
    ----------
    ECMA-48, control sequences (CSI) and operating system commands (OSC).

    Examples
    --------
    >>> strip_ansi("\x1b[0;31mValueError\x1b[0m: no")
    'ValueError: no'
    """
    return _ESCAPE_SEQUENCES.sub("", text)


def printable(text: str) -> str:
    r"""Reduce a text to characters that have a glyph and a place on the page.

    Line ends become ``\n``, tabs four blanks; controls, zero-width and direction-changing characters go;
    a character that no font has, or that PDF/A forbids, becomes a visible ``[U+2A6A5]``.

    Parameters
    ----------
    text : str
        Any text, also with lone surrogates.

    Returns
    -------
    str
        Text that can always be typeset; the same again when applied twice.

    References
    ----------
    ISO 19005-2 (PDF/A-2), 6.2.11.7: no private-use characters at level A, no missing glyphs.

    Examples
    --------
    >>> printable("民\x00政\u200b局\u202e \U0002a6a5")
    '民政局 [U+2A6A5]'
    """
    if not _NOT_ASCII_PRINT.search(text):
        return text
    text = _DROPPED.sub("", _NEWLINES.sub("\n", text)).replace("\t", TAB)
    changed = {ord(char): shown for char in set(text) if (shown := _shown(char)) != char}
    return text.translate(changed) if changed else text


@lru_cache(maxsize=65536)
def has_glyph(char: str) -> bool:
    r"""Tell whether `printable` leaves a character, or what stands for it, and not its code point.

    Examples
    --------
    >>> has_glyph("民"), has_glyph("\x00"), has_glyph("\U0002a6a5")
    (True, True, False)
    """
    return char.isascii() or printable(char) != f"[U+{ord(char):04X}]"


@lru_cache(maxsize=65536)
def _shown(char: str) -> str:
    """Print one character, by its category and by whether a font has it."""
    if char.isascii():
        return char if char == "\n" or char.isprintable() else ""
    category = unicodedata.category(char)
    if category in {"Cc", "Cf"}:
        return ""
    if category in {"Co", "Cs", "Cn"} or missing_glyphs(char):
        return f"[U+{ord(char):04X}]"
    if category == "Zs" and char not in "\u00a0\u3000":
        return " "
    return char


def typst_string(text: str) -> str:
    r"""Write a text as a typst string literal, quotation marks included.

    Parameters
    ----------
    text : str
        Any text; made `printable` first.

    Examples
    --------
    >>> print(typst_string('say "hi" #panic() \\'))
    "say \"hi\" #panic() \\"
    """
    return f'"{_quoted(printable(text))}"'


def typst_text(text: str) -> str:
    r"""Write a running text as typst markup: blanks collapsed, line breaks joined, long words breakable.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        One or more ``#"…";`` and ``#wbr;`` (a place where a line may break, declared in template.typ);
        empty for an empty text.

    Examples
    --------
    >>> typst_text("全县\n民政 #x")
    '#"全县民政 #x";'
    """
    return "".join(f"#{piece};" for piece in _pieces(collapse(printable(text))))


def typst_cell(text: str) -> str:
    r"""Write the text of a table cell or heading as a typst expression; its line breaks are kept.

    Examples
    --------
    >>> typst_cell("一\n二"), typst_cell("7.0%")
    ('[#"一";#linebreak();#"二";]', '"7.0%"')
    """
    lines = [_BLANKS.sub(" ", line.strip()) for line in printable(text).strip().split("\n")]
    if len(lines) == 1 and not _LONG_WORD.search(lines[0]):
        return f'"{_quoted(lines[0])}"'
    marked = ("".join(f"#{piece};" for piece in _pieces(line)) for line in lines)
    return f"[{'#linebreak();'.join(marked)}]"


def typst_parts(parts: Sequence[tuple[str, bool]]) -> str:
    r"""Write a cell's text in parts; those marked True are never broken over two lines.

    Examples
    --------
    >>> typst_parts([("低保标准", False), ("(元/月)", True)])
    '[#"低保标准";#box("(元/月)");]'
    """
    marked = (f"#box({typst_string(text)});" if kept else _running(text) for text, kept in parts)
    return f"[{''.join(marked)}]"


def _running(text: str) -> str:
    """Write a part of a running text: its blanks at the ends count."""
    return "".join(f"#{piece};" for piece in _pieces(_BLANKS.sub(" ", printable(text))))


def _pieces(text: str) -> list[str]:
    """Cut a printable text into literals with break points inside over-long words."""
    pieces: list[str] = []
    at = 0
    for word in _LONG_WORD.finditer(text):
        for cut in range(word.start() + GROUP, word.end(), GROUP):
            pieces += [f'"{_quoted(text[at:cut])}"', "wbr"]
            at = cut
    return [*pieces, f'"{_quoted(text[at:])}"'] if text[at:] else pieces


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def collapse(text: str) -> str:
    r"""Collapse blanks and line breaks as a browser does, but without a blank between two Chinese lines.

    Examples
    --------
    >>> collapse("全县\n  民政"), collapse("year\n2025"), collapse("共\n8 家")
    ('全县民政', 'year 2025', '共 8 家')
    """
    lines = text.split("\n")
    joined = lines[0]
    for line in lines[1:]:
        left, right = joined.rstrip(" "), line.lstrip(" ")
        joined = left + join(left, right) + right
    return _BLANKS.sub(" ", joined)


def join(left: str, right: str) -> str:
    """Return what a line break between two texts turns into: nothing between Chinese signs, else a blank.

    Full-width punctuation brings its own blank. ASCII punctuation after a Chinese sign counts as Chinese:
    many plans print half-width commas.

    Examples
    --------
    >>> join("全县,", "民政"), join("报告。", "Then"), join("in", "2025"), join("", "x")
    ('', '', ' ', '')
    """
    if not left or not right:
        return ""
    before, after = left.rstrip(_ASCII_STOPS)[-1:] or left[-1], right[0]
    chinese = is_cjk(before) and is_cjk(after)
    return "" if chinese or _is_wide_stop(left[-1]) or _is_wide_stop(after) else " "


def is_cjk(char: str) -> bool:
    """Tell whether a sign is Han, kana or CJK punctuation, after which Chinese sets no blank.

    Examples
    --------
    >>> is_cjk("县"), is_cjk("。"), is_cjk("a"), is_cjk("“")
    (True, True, False, True)
    """
    return unicodedata.east_asian_width(char) in "WF" or char in "“”‘’…—·"


def _is_wide_stop(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and unicodedata.category(char).startswith("P")
