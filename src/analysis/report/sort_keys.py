"""In which order a reader expects the texts of a column: numbers by value, texts by pinyin, missing last.

The order is found here, once, and travels with the table as ranks; the page's script only compares integers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

Key = tuple[object, ...]

_LOOKED_AT = 200
"""Characters of a cell that its place in the order is read from."""
_MISSING = re.compile(r"[-—–－/….\s]*|nan|none|nat|<na>|n/?a", re.IGNORECASE)
_MARKS = re.compile(
    r"(?:[\s(\[{（【<>≤≥≦≧=≈~±+¥$€£第]|约|超过?|突破|达到?|不低于|不少于|不高于|不超过|至少|大于|小于|"
    r"about|over|under|up(?= )|增加?|提高|上升){0,4}"
)
_FALL = re.compile(r"\s*(?:减少?|下降|降低?|回落|down |-|−|－)\s*(?=[\d.])")
_FIGURE = re.compile(
    r"(\d{1,3}(?:,\d{3})+(?!\d)|\d{1,40})(\.\d{1,40})?(?:[eE]([-+]?\d{1,3}))?\s*(千亿|百亿|万亿|千万|百万|亿|万|‰)?"
)
_SCALE = {"万": 4, "百万": 6, "千万": 7, "亿": 8, "百亿": 10, "千亿": 11, "万亿": 12, "‰": -1}
"""Powers of ten; a per mille figure stands among per cents."""
_DIGITS = re.compile(r"([0-9]{1,40})")


def column_ranks(texts: Sequence[str]) -> list[int | None]:
    """Return each text's place in the ascending order of a column, from 0; None for a missing value.

    Texts that are alike for a reader have the same rank.

    Examples
    --------
    >>> column_ranks(["9,600", "约100", "—", "12.5%", "-3", "9600"])
    [3, 2, None, 1, 0, 3]
    """
    keys = [sort_key(text) for text in texts]
    places = {key: rank for rank, key in enumerate(sorted({key for key in keys if key is not None}))}
    return [None if key is None else places[key] for key in keys]


def sort_key(text: str) -> Key | None:
    """Return the key that orders a cell among those of its column; None for a missing value.

    A text that begins with a number, or with a mark and a number (约, ≥, 突破, 增), counts as that number;
    those that follow in it decide between equal ones, so intervals and years in order need no rule of their
    own. 万 and 亿 multiply. Other texts come after all numbers, those with Chinese signs by their code in
    GB 18030: its first level is in the order of pinyin. Digits inside a text count as numbers.

    Examples
    --------
    >>> sort_key("35~40") < sort_key("36") < sort_key("突破610家") < sort_key("2亿") < sort_key("城市")
    True
    >>> sorted(["民政", "安置", "plan.txt:103:1", "plan.txt:31:22"], key=sort_key)
    ['plan.txt:31:22', 'plan.txt:103:1', '安置', '民政']
    """
    stripped = unicodedata.normalize("NFKC", text[:_LOOKED_AT]).strip()
    if _MISSING.fullmatch(stripped):
        return None
    marks = _MARKS.match(stripped)
    at = marks.end() if marks else 0
    fall = _FALL.match(stripped, at)
    first = _FIGURE.match(stripped, fall.end() if fall else at)
    if first is None:
        return (1, *_natural(stripped))
    figures = [_value(match) for match in _FIGURE.finditer(stripped, first.start())]
    if fall:
        figures[0] = -figures[0]
    return (0, tuple(figures))


def _value(match: re.Match[str]) -> float:
    digits = match[1].replace(",", "") + (match[2] or "")
    power = int(match[3] or 0) + _SCALE.get(match[4] or "", 0)
    return float(f"{digits}e{power}")


def _natural(text: str) -> tuple[tuple[int, int, bytes], ...]:
    """Part a text into words and whole numbers; a number comes before a word."""
    parts = [part for part in _DIGITS.split(text.casefold()) if part]
    return tuple((0, int(part), b"") if _DIGITS.fullmatch(part) else (1, 0, _code(part)) for part in parts)


def _code(text: str) -> bytes:
    return text.encode("gb18030", "replace")
