"""Numerals in Chinese characters.

Place values (一百二十三), digits (二〇二五), neighbours that name a range (两三), and decimals (三点五).

The input is one run of numeral characters, already folded to 一…九 and 十百千万亿 (`numerals.fold`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

DIGITS: Final = {character: i for i, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8, "万亿": 12, "兆": 12}
_DIGIT: Final = "[一二三四五六七八九两]"
_SECTION: Final = re.compile(
    rf"(?:[零〇]?(?P<thousands>{_DIGIT})千)?[零〇]?(?:(?P<hundreds>{_DIGIT})百)?[零〇]?"
    rf"(?P<tens>{_DIGIT}?十)?[零〇]?(?P<ones>{_DIGIT})?"
)
_PIECE: Final = re.compile("([^万亿]*)(万亿|亿|万|$)")
_NEIGHBOURS: Final = re.compile(
    r"(?P<tens>[一二三四五六七八九]?十)?(?P<low>[一两二三四五六七八])(?P<high>[二三四五六七八九])"
    r"(?P<places>[十百千]?(?:万亿|亿|万)?)"
)
_POINT: Final = re.compile(
    r"(?P<whole>[^点]+)点(?P<fraction>[零〇一二三四五六七八九]+)(?P<large>万亿|亿|万)?"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A numeral word: its digits, and the power of ten of the multiplier behind them.

    The value is ``digits * 10**power``; the last digit that counts for rounding stands at ``10**power`` times
    the last place of `digits`. `high` is the upper end of a word that names a range.
    """

    digits: Decimal
    power: int = 0
    high: Decimal | None = None


@lru_cache(maxsize=1024)
def chinese_word(word: str) -> Word:
    """Read a numeral word.

    Parameters
    ----------
    word : str
        Numeral characters only, with 点 at most once.

    Raises
    ------
    ValueError
        If the characters do not make a numeral; the message says why.

    Examples
    --------
    >>> chinese_word("一百二十三"), chinese_word("三千五百万")
    (Word(digits=Decimal('123'), power=0, high=None), Word(digits=Decimal('3500'), power=4, high=None))
    >>> chinese_word("三万五").digits, chinese_word("三万五").power, chinese_word("两三百").high
    (Decimal('35'), 3, Decimal('300'))
    """
    if point := _POINT.fullmatch(word):
        fraction = "".join(str(DIGITS[character]) for character in point["fraction"])
        whole = chinese_word(point["whole"])
        if whole.power or whole.high is not None:
            raise ValueError(f'"{point["whole"]}" cannot stand before a decimal point')
        return Word(Decimal(f"{whole.digits}.{fraction}"), PLACES.get(point["large"] or "", 0))
    if word in ("", "〇") or (len(word) > 1 and word[0] in "零〇"):
        raise ValueError(f'"{word}" is a sign or the beginning of a code, not a number')
    return _neighbours(word) or _positional(word) or _place_values(word)


def _neighbours(word: str) -> Word | None:
    """Read two neighbouring digits as the range they mean: 两三, 三四十, 十五六, 七八百万."""
    match = _NEIGHBOURS.fullmatch(word)
    if (
        match is None
        or DIGITS[match["high"]] != DIGITS[match["low"]] + 1
        or (match["tens"] and match["places"])
    ):
        return None
    places = re.findall("万亿|.", match["places"])
    # 三四十 is 30 to 40 with the ten as a place, 三四十万 has 万 as its multiplier
    times = 10 ** sum(PLACES[place] for place in places if place in "十百千")
    power = sum(PLACES[place] for place in places if place not in "十百千")
    tens = 10 * DIGITS.get((match["tens"] or "")[:-1], 1) if match["tens"] else 0
    low, high = (Decimal(times * (tens + DIGITS[match[end]])) for end in ("low", "high"))
    return Word(low, power, high)


def _positional(word: str) -> Word | None:
    """Read digits without places, as years are written: 二〇二五. Shorter runs (一二三) are mere lists."""
    enough = len(word) == 4 or (len(word) > 1 and "〇" in word)
    if (
        not enough
        or word[0] in "零〇"
        or any(character not in DIGITS or character == "两" for character in word)
    ):
        return None
    return Word(Decimal("".join(str(DIGITS[character]) for character in word)))


def _place_values(word: str) -> Word:
    """Read 十百千 within each section, and 万, 亿 between the sections."""
    total, before = 0, 16  # the place of the section before; every section stands lower than it
    for section, mark in _PIECE.findall(word)[:-1]:  # the last piece is always empty
        if not section:
            raise ValueError(f'"{word}" has a 万 or 亿 without digits before it')
        value, small_place = _section(section)
        place = PLACES.get(mark, 0)
        if mark == "亿" and before == 4:  # 一万三千亿: the 万 counts 亿
            total = (total + value) * 10**8
        elif place >= before:
            raise ValueError(f'"{word}" does not put 万 and 亿 in falling order')
        elif not mark and total and len(section) == 1:  # 三万五: the next lower place
            return _reduced(total + value * 10 ** (before - 1), before - 1)
        elif not mark and small_place:  # 一百二
            return _reduced(total + value, small_place)
        else:
            total += value * 10**place
        before = place
    return _reduced(total, before if before in (4, 8, 12) else 0)


def _reduced(total: int, power: int) -> Word:
    """Take the multiplier out of the digits; zeros above it are places, not rounding."""
    return Word(Decimal(total // 10**power), power)


def _section(section: str) -> tuple[int, int]:
    """Value below 10 000, and the place that a last digit stands for without saying so (一百二 is 120)."""
    match = _SECTION.fullmatch(section)
    if match is None:
        raise ValueError(f'"{section}" does not put its digits and places in order')
    if len(section) > 1 and section[-1] in "零〇":
        raise ValueError(f'"{section}" ends in a zero without a digit')
    thousands, hundreds, ones = (
        DIGITS.get(match[name] or "", 0) for name in ("thousands", "hundreds", "ones")
    )
    tens = DIGITS.get((match["tens"] or "十")[:-1], 1) if match["tens"] else 0
    value = 1000 * thousands + 100 * hundreds + 10 * tens
    place = 0
    if ones and not tens and section[-2:-1] in ("百", "千"):
        place = PLACES[section[-2]] - 1
    return value + ones * 10**place, place
