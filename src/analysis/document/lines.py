"""Text → lines, and the marks by which a line is known: blank, page number, table of contents."""

from __future__ import annotations

import html
import re

# What editors take as the end of a line; form feeds and Unicode separators stay inside one.
_LINE_END = re.compile(r"\r\n|\n|\r")
# str.strip() knows all Unicode blanks but the invisible characters that web pages and PDFs leave.
BLANKS = (
    " \t\n\r\f\v\u00a0\u0085\u1680\u2028\u2029\u202f\u205f\u3000"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u2060\ufeff"
)
# the full-width forms U+FF01–FF5E, one by one, so that offsets stay what they are
_HALF_WIDTH = {0xFF01 + shift: 0x21 + shift for shift in range(94)} | {0x3000: 0x20, 0xA0: 0x20}
_BREAK = re.compile(r" ?<br ?/?> ?", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*|__)([^*_]+)\1")
# one star may be a footnote mark: only what stands between two of them, at both ends of the text
_ITALIC = re.compile(r"^([*_])([^*_]+)\1$")
SENTENCE_ENDS = "。！？!?；;：:"
# "— 12 —", "- 3 -": what a printed page leaves between two lines of a text
_PAGE_NUMBER = re.compile(r"[-—–─·]+\d{1,4}[-—–─·]+|第\d{1,4}页(?:[,，]?共\d{1,4}页)?")
# "第一章 总则……………3": an entry of a table of contents
_CONTENTS = re.compile(r"(?:…{2,}|\.{4,}|·{4,}|⋯{2,})\s*\d{0,4}$")


def text_to_lines(text: str) -> tuple[str, ...]:
    r"""Split a text as editors number its lines.

    Examples
    --------
    >>> text_to_lines("一\r\n二\r三\x0c四\n")
    ('一', '二', '三\x0c四')
    """
    lines = _LINE_END.split(text)
    return tuple(lines[:-1] if lines and not lines[-1] else lines)


def trim(line: str, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """Return the span of ``line[start:end]`` without the blanks around it.

    Examples
    --------
    >>> trim("  床位 ")
    (2, 4)
    """
    end = len(line) if end is None else end
    text = line[start:end]
    left = len(text) - len(text.lstrip(BLANKS))
    if left == len(text):
        return start, start
    return start + left, start + len(text.rstrip(BLANKS))


def fold(text: str) -> str:
    """Return `text` as patterns see it: full-width forms as half-width ones, character by character.

    Examples
    --------
    >>> fold("（一）　表１：")
    '(一) 表1:'
    """
    return text.translate(_HALF_WIDTH)


def without_markup(text: str) -> str:
    """Return what Markdown or HTML shows of a cell or caption: no emphasis, no <br>, entities as characters.

    Examples
    --------
    >>> [without_markup(text) for text in ("**3.20**", "2020年<br>现状值", "&lt;5.5", "60*")]
    ['3.20', '2020年现状值', '<5.5', '60*']
    """
    if "<" in text:
        text = _BREAK.sub("", text)
    if "*" in text or "_" in text:
        text = _ITALIC.sub(r"\2", _BOLD.sub(r"\2", text))
    return html.unescape(text).strip(BLANKS) if "&" in text else text


def is_blank(line: str) -> bool:
    """Say whether nothing is printed on a line."""
    return not line.strip(BLANKS)


def is_page_mark(line: str) -> bool:
    """Say whether a line is only a page number, as "— 12 —"."""
    return bool(_PAGE_NUMBER.fullmatch(fold(line).strip(BLANKS).replace(" ", "")))


def is_contents_entry(line: str) -> bool:
    """Say whether a line belongs to a table of contents: dots and a page number at its end."""
    return bool(_CONTENTS.search(line.strip(BLANKS)))


def ends_sentence(line: str) -> bool:
    """Say whether the last printed character closes a sentence (closing quotes and brackets count)."""
    text = line.strip(BLANKS)
    return bool(text) and text[-1] in SENTENCE_ENDS + '”"』」)）】〕》…'
