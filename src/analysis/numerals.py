"""Numerals as Chinese plans print them: digits, thousands groups, 万 and 亿, and Chinese characters.

Text goes in, an exact `Decimal` and the number of printed decimals come out; no binary float is made on
the way. 万 and 亿 are absorbed multipliers and make the decimals negative (2亿 is rounded to whole 亿), but
十百千 in Chinese characters are only places (十家 is a count, as exact as 10家).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import Final

from analysis.chinese_numerals import DIGITS, PLACES, chinese_word
from analysis.errors import QuantityError, Source

MAX_NUMERAL: Final = 60
"""Longest numeral that is read, in characters: far beyond any statistic, far below any resource trouble."""

_PRECISION: Final = 200
_FOLDED: Final = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys("\u3000\u00a0\t\r\n", " "),
    **dict.fromkeys("−﹣‐‑", "-"),
    **dict.fromkeys("―─", "—"),
    **dict.fromkeys("∼〜", "~"),
    **dict.fromkeys("≧⩾", "≥"),
    **dict.fromkeys("≦⩽", "≤"),
    **dict.fromkeys("・•‧∙⋅", "·"),
    **dict.fromkeys("○◯", "〇"),
    **{"﹪": "%", "﹥": ">", "﹤": "<", "∕": "/", "⁄": "/", "﹝": "〔", "﹞": "〕"},
    **dict(
        zip("萬億兩餘壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "万亿两余一二二三三四五六六七八九十百千", strict=True)
    ),
    # traditional characters of the words and units beside numbers (printed_forms, units.toml)
    **dict(
        zip(
            "個點長約達過於負減無數據為佔總計實現確爭穩維擴壓縮對戶張間畝頃噸圓幣歲頭輛臺條類種場標這頁報當棟處寬題際漲趨統單電時貨費項區滿應從調關業員週預資暫遞複較儲",
            "个点长约达过于负减无数据为占总计实现确争稳维扩压缩对户张间亩顷吨圆币岁头辆台条类种场标这页报当栋处宽题际涨趋统单电时货费项区满应从调关业员周预资暂递复较储",
            strict=True,
        )
    ),
}
_FOLDING: Final = str.maketrans(_FOLDED)

# 百分点, 百分之, 千克, 千米, 千瓦 … begin with a character that could be a multiplier but is not one
_MULTIPLIER: Final = re.compile(
    r"(?P<small>十|百(?!分[之点])|千(?![克米瓦卡伏赫帕升兆]))?(?P<large>万亿|亿|万(?!分之)|兆(?=[0-9元円圆日美新港韩]))?",
)
_ENGLISH_MULTIPLIER: Final = re.compile(
    r"(?i:(?P<power>(?:lakh )?crores?|lakhs?|thousand|million|mln|mil|mn|billion|bln|bil|bn"
    r"|trillion|trn|tn))(?![A-Za-z])"
)
_ENGLISH_POWERS: Final = {"t": 3, "k": 3, "l": 5, "m": 6, "c": 7, "b": 9}
_MONEY_MULTIPLIER: Final = re.compile(r"[kKmMbB](?![A-Za-z])")
_MONEY_SIGNS: Final = tuple("$€£¥₹₩")
_TRILLIONS: Final = ("trillion", "trn", "tn")
_GROUP: Final = ",\u2009\u202f\u2007"
# a no-break space between digits groups them, as thin spaces do; elsewhere it is a blank
_NO_BREAK_GROUP: Final = re.compile(r"(?<=[0-9０-９])\u00a0(?=[0-9０-９]{3}(?![0-9０-９]))")
_TO_ONE: Final = re.compile(r"(?P<number>\s*[0-9]+(?:\.[0-9]+)?)\s*[:：∶比]\s*1(?:\.0+)?\s*")
_BLANK_GROUPS: Final = re.compile(r"(?<![0-9.])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")
_ARABIC: Final = re.compile(
    rf"(?P<sign>[+-])?"
    rf"(?:(?P<lakhs>[0-9]{{1,2}}(?:,[0-9]{{2}})+,[0-9]{{3}})(?![0-9,])|(?P<grouped>[0-9]{{1,3}}(?P<mark>[{_GROUP}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)(?![0-9])|(?P<plain>[0-9]+))?"
    rf"(?:\.(?P<fraction>[0-9]+))?"
)
_RUNS_ON: Final = re.compile(rf"[0-9]|[.{_GROUP}][0-9]|\.(?![0-9])")
_RUN: Final = re.compile(rf"[0-9.{_GROUP}+-]+")
_MORE: Final = re.compile(r" ?[余多](?!元化|种|层|维|样)| ?来(?=[个名家万亿])")

_MORE_WITH_LARGE: Final = re.compile(rf"(?:{_MORE.pattern})(?P<large>万亿|亿|万)?")
_CHINESE: Final = re.compile(
    r"(?:[零〇一二三四五六七八九十两]|百(?!分[之点])|千(?![克米瓦卡伏赫帕升])|万(?!分之)|亿|点(?=[零〇一二三四五六七八九]))+"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral found in a text.

    Parameters
    ----------
    value : Decimal
        Its exact value, multipliers applied.
    decimals : int
        Position of the last printed digit: 1 for 48.6, 0 for 70, -8 for 2亿.
    multiplier : int
        Power of ten of the multiplier word at the end, 0 without one: 8 for 2亿, 0 for 十家, 两万三千.
    start, end : int
        Half-open span in the text.
    more : bool
        余 or 多 follows the digits: the true number is somewhat larger.
    high : Decimal or None
        Upper end where two neighbouring digits name a range: 两三 is 2 to 3, 三四十 is 30 to 40.
    largest : int
        Power of ten of the largest multiplier word anywhere in the numeral: 4 for 两万三千.
    """

    value: Decimal
    decimals: int
    multiplier: int
    start: int
    end: int
    more: bool = False
    high: Decimal | None = None
    largest: int = 0


def fold(text: str) -> str:
    """Fold widths and look-alikes to one form each, character by character, so that offsets stay valid.

    Examples
    --------
    >>> fold("１２３．４％ ⩾ 貳億")
    '123.4% ≥ 二亿'
    """
    return (_NO_BREAK_GROUP.sub("\u2009", text) if "\u00a0" in text else text).translate(_FOLDING)


def clipped(text: str, limit: int = 40) -> str:
    """Shorten a text for an error message.

    Examples
    --------
    >>> clipped("x" * 50, 5)
    'xxxxx…'
    """
    return text if len(text) <= limit else text[:limit] + "…"


def lone_number(text: str) -> str:
    """Return a cell that holds one number as it would stand in running text.

    Blanks that group digits by thousands become narrow ones, and the one of a ratio to one goes: elsewhere
    two numbers may stand side by side.

    Examples
    --------
    >>> lone_number("1 234.5万人") == "1\u2009234.5万人", lone_number("48 66"), lone_number("2020 100")
    (True, '48 66', '2020 100')
    >>> lone_number("2.56:1"), lone_number("1:4")
    ('2.56', '1:4')
    """
    grouped = _BLANK_GROUPS.sub(lambda found: found.group().replace(" ", "\u2009"), text)
    ratio = _TO_ONE.fullmatch(grouped)
    return ratio["number"] if ratio else grouped


_NUMERALS = "零〇一二三四五六七八九十百千万亿两点"


def looks_like_number(text: str) -> bool:
    """Say whether a text that is no number was meant as one: digits and few letters, or numerals alone.

    Examples
    --------
    >>> [looks_like_number(text) for text in ("48..6", "≥4O%", "一二", "60岁以上老年人", "基本建成")]
    [True, True, True, False, False]
    """
    plain = fold(text).strip()
    letters = len(re.findall(r"[^\W\d_]", plain))
    if re.search(r"\d", plain) and letters <= 2:
        return True
    return not re.search(r"[\u4e00-\u9fff]", plain) or bool(re.fullmatch(f"[{_NUMERALS}]+", plain))


def is_words(text: str) -> bool:
    """Say whether a text holds words and no number, not even one with a slip.

    Examples
    --------
    >>> [is_words(text) for text in ("完成国家任务", "统一", "36O", "五十x", "比全国高3个", "")]
    [True, True, False, False, False, False]
    """
    numerals = len(re.findall(f"[{_NUMERALS}]", text))
    han = len(re.findall(r"[\u4e00-\u9fff]", text)) - numerals
    return han > 0 and han >= numerals and not re.search(r"\d", fold(text)) and not looks_like_number(text)


def cannot_read(text: str, start: int, end: int, reason: str, remedy: str) -> QuantityError:
    """Make the error for a span of `text` that is not a number; the span becomes the error's source."""
    what = f'cannot read "{clipped(text)}" as a number: {reason}'
    return QuantityError(what, remedy=remedy, source=Source("", 0, start, end))


def shifted(value: Decimal, places: int) -> Decimal:
    """Multiply by a power of ten without rounding; the result is never written as 2E+8.

    Examples
    --------
    >>> shifted(Decimal("1.2"), 8)
    Decimal('120000000')
    >>> shifted(Decimal("7.0"), -1)
    Decimal('0.70')
    """
    return plain(value.scaleb(places, Context(prec=_PRECISION))) if places else value


def exact_sum(left: Decimal, right: Decimal) -> Decimal:
    """Add without rounding, whatever the caller's decimal precision is.

    Examples
    --------
    >>> exact_sum(Decimal("48.6"), Decimal("-0.05"))
    Decimal('48.55')
    """
    return plain(Context(prec=_PRECISION).add(left, right))


def plain(value: Decimal) -> Decimal:
    """Write out the zeros of a number such as 2E+8, so that it prints as people write it."""
    return value if int(value.as_tuple().exponent) <= 0 else Decimal(format(value, "f"))


def trimmed(value: Decimal) -> Decimal:
    """Drop zeros at the end of the decimals, where they do not say how a number was printed.

    Examples
    --------
    >>> trimmed(Decimal("270.00")), trimmed(Decimal("300"))
    (Decimal('270'), Decimal('300'))
    """
    written = format(value, "f")
    return Decimal(written.rstrip("0").rstrip(".") or "0") if "." in written else Decimal(written)


def read_numeral(text: str, start: int = 0) -> Numeral | None:
    """Read the numeral that begins at `start`, with its multiplier words and 余 or 多.

    Parameters
    ----------
    text : str
        Already folded (see `fold`).
    start : int
        Where the numeral must begin; blanks are not skipped.

    Returns
    -------
    Numeral or None
        None when no numeral begins there.

    Raises
    ------
    QuantityError
        If a numeral begins there but is malformed or too long: 1.2.3, 12,34, 007, 一二三.

    Examples
    --------
    >>> large = read_numeral("1.2万亿元")
    >>> large.value, large.decimals, large.multiplier, large.end
    (Decimal('1200000000000'), -11, 12, 5)
    >>> read_numeral("一百二十三").value
    Decimal('123')
    """
    character = text[start : start + 1]
    if character and character in "0123456789.+-":
        return _arabic_numeral(text, start)
    if character and (character in DIGITS or character == "十"):
        return _chinese_numeral(text, start)
    return None


def _arabic_numeral(text: str, start: int) -> Numeral | None:
    numeral = _digits(text, start)
    if numeral is None:
        return None
    numeral = _with_multiplier(text, numeral)
    while numeral.multiplier and not numeral.more and text[numeral.end : numeral.end + 1].isdecimal():
        numeral = _next_section(text, numeral)
    return numeral


def _digits(text: str, start: int) -> Numeral | None:
    match = _ARABIC.match(text, start)
    if match is None or not any(match.group("lakhs", "grouped", "plain", "fraction")):
        return None
    end = match.end()
    run = _RUN.match(text, start)
    if end - start > MAX_NUMERAL:
        raise cannot_read(text, start, end, f"it has more than {MAX_NUMERAL} characters", "check the cell")
    if _RUNS_ON.match(text, end):
        end = run.end() if run else end
        reason = (
            f'the dots or commas in "{clipped(text[start:end])}" do not group it into thousands and decimals'
        )
        raise cannot_read(text, start, end, reason, "write it as 1234.5 or 1,234.5")
    whole = re.sub(rf"[{_GROUP}]", "", match["lakhs"] or match["grouped"] or match["plain"] or "")
    if len(whole) > 1 and whole[0] == "0":
        reason = "a number does not begin with 0 and another digit (a code or a date?)"
        raise cannot_read(text, start, end, reason, "write the number without leading zeros")
    fraction = match["fraction"] or ""
    value = Decimal(f"{whole or '0'}.{fraction}" if fraction else whole)
    return Numeral(-value if match["sign"] == "-" and value else value, len(fraction), 0, start, end)


def _with_multiplier(text: str, numeral: Numeral) -> Numeral:
    """Apply 余, 万, 亿, 千 … that follow the digits: 5000余万, 5000万余, 1.2万亿."""
    end, more = numeral.end, False
    if before := _MORE.match(text, end):
        end, more = before.end(), True
    gap = 1 if text[end : end + 1] == " " else 0
    match = _MULTIPLIER.match(text, end + gap)
    power = 0
    if match is not None and match.group():
        power = PLACES.get(match["small"] or "", 0) + PLACES.get(match["large"] or "", 0)
        end = match.end()
        if after := _MORE.match(text, end):
            end, more = after.end(), True
    elif english := _ENGLISH_MULTIPLIER.match(text, end + gap):
        power, end = _english_power(english["power"].lower()), english.end()
    elif text[: numeral.start].endswith(_MONEY_SIGNS) and (short := _MONEY_MULTIPLIER.match(text, end + gap)):
        power, end = _ENGLISH_POWERS[short.group().lower()], short.end()
    value = shifted(numeral.value, power)
    return Numeral(value, numeral.decimals - power, power, numeral.start, end, more, largest=power)


def _english_power(word: str) -> int:
    """Return the power of ten of million, bn, …; a trillion and a lakh crore are 10¹²."""
    return 12 if word in _TRILLIONS or word.startswith("lakh crore") else _ENGLISH_POWERS[word[0]]


def _next_section(text: str, numeral: Numeral) -> Numeral:
    """Add the smaller section that follows a multiplier: 3亿5000万, 1万2345."""
    digits = _digits(text, numeral.end)
    if digits is None or digits.value < 0:
        return numeral
    section = _with_multiplier(text, digits)
    full = section.multiplier or digits.end - digits.start == numeral.multiplier
    if not full or section.value >= 10**numeral.multiplier or numeral.decimals != -numeral.multiplier:
        reason = f'it is not clear what "{clipped(text[digits.start : section.end])}" adds'
        raise cannot_read(
            text, numeral.start, section.end, reason, "write it in digits, or with one multiplier (3.5万)"
        )
    value = numeral.value + section.value if numeral.value >= 0 else numeral.value - section.value
    return replace(section, value=value, start=numeral.start, largest=numeral.largest)


def _chinese_numeral(text: str, start: int) -> Numeral:
    match = _CHINESE.match(text, start)
    if match is None:  # the caller has seen a first character that fits
        raise AssertionError(text)
    end = match.end()
    if end - start > MAX_NUMERAL:
        raise cannot_read(text, start, end, f"it has more than {MAX_NUMERAL} characters", "check the cell")
    try:
        word = chinese_word(match.group())
    except ValueError as error:
        raise cannot_read(text, start, end, str(error), "write the number in digits") from error
    power, largest = word.power, max((PLACES[c] for c in match.group() if c in "万亿"), default=0)
    more = _MORE_WITH_LARGE.match(text, end)
    if more is not None:
        power += PLACES.get(more["large"] or "", 0)
        largest = max(largest, PLACES.get(more["large"] or "", 0))
        end = more.end()
    decimals = max(0, -int(word.digits.as_tuple().exponent)) - power
    high = None if word.high is None else shifted(word.high, power)
    return Numeral(shifted(word.digits, power), decimals, power, start, end, more is not None, high, largest)
