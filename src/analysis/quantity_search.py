"""Quantities in running text: where a number with its unit stands in a paragraph.

Years, dates, ordinals (第十四), names (“五位一体”, 《…二十条》), document numbers and list counters are no
quantities. Numerals in Chinese characters count only before words that count something (十家, 两名), because
they also make names. What a number is about is for the caller to find out.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from analysis.amounts import Amount, read_amount
from analysis.errors import InputError
from analysis.numerals import fold
from analysis.printed_forms import (
    AFTER,
    BEFORE,
    COMPARATORS_BEFORE,
    CUMULATIVE,
    FALLING,
    LEAD_INS,
    LIMITING,
    NEARLY,
    PER_BEFORE,
    RANGE_CLOSERS,
    RANGE_MARK,
)

_START: Final = re.compile(r"[0-9]|[一二三四五六七八九两]|十|过?半数|过半|翻|百分之|千分之|万分之|\.[0-9]")
_NUMERAL_RUN: Final = re.compile(r"[0-9.,]+|[零〇一二三四五六七八九十百千万亿两]+|.")
_BEFORE_WORDS: Final = re.compile(rf"(?:(?:{BEFORE.pattern}|{PER_BEFORE.pattern}) ?)+$")
_WORD_BEFORE: Final = re.compile(rf"(?:{BEFORE.pattern}|{PER_BEFORE.pattern}) ?")
_LAST_CHARACTERS: Final = frozenset(
    [word[-1] for words in COMPARATORS_BEFORE.values() for word in words.split()]
    + [word[-1] for word in (*LIMITING, *LEAD_INS, *CUMULATIVE, *FALLING)]
    + [*"均人户月年天日周"]
)
_ONLY_LEADING: Final = frozenset([*LEAD_INS, *FALLING])
_LOOK_BACK: Final = 12

_ADJOINING: Final = re.compile(
    r"(?:[A-Za-z_@#&=×]|[0-9A-Za-z][:/.,-]|[0-9]~|[第十每]|星期|附件|附表|专栏|[表图注]) ?$"
)
_SIGN: Final = re.compile(r"(?:^|[^0-9A-Za-z\-零一二三四五六七八九十])-$")
_YEARS: Final = (Decimal(1800), Decimal(2200))
_NO_QUANTITY_BEHIND: Final = re.compile(r"[级期制度代届]|份(?!额)|周年")
_COUNTED_IN_CHARACTERS: Final = (
    *(
        "家",
        "名",
        "人",
        "人次",
        "所",
        "张",
        "户",
        "个",
        "处",
        "座",
        "辆",
        "台",
        "穴",
        "项",
        "批",
        "亩",
        "元",
        "吨",
        "个月",
        "小时",
        "岁",
    ),
    *("公里", "平方米", "平方公里", "立方米", "千瓦", "公顷"),
)
_ALWAYS_COUNTED: Final = frozenset({"share", "difference", "multiple", "doubling"})
_IN_CHARACTERS: Final = re.compile("[一二三四五六七八九两十]")
_PICTURE: Final = re.compile("[图网表牌卡]|清单|名片")
_TITLE: Final = re.compile("《[^《》]{0,200}》")
_NAME: Final = re.compile('(?P<open>[“‘「『"])(?P<inside>[^“”‘’「」『』"]{0,20})[”’」』"]')
_REACHED: Final = re.compile("(?:达到?|[高升降加少小大]到|至|为|由|从)$")
_PLAIN_MEASURE: Final = re.compile("(?:系数|指数|(?<![对同环占])比)(?:[提达升降][高到至升]+|为|达)?(?:1∶)?$")
_KEPT: Final = re.compile("(?:(?:保持|稳定|维持|控制|限制)在|介于)$")
_NO_COMPARATOR: Final = re.compile("[签预节集契公制条违履邀规隐相]约")
_MASK: Final = "\x00"


def find_spans(text: str) -> list[tuple[int, int]]:
    """Find the half-open spans of a text that look like quantities; each still has to be parsed.

    Parameters
    ----------
    text : str
        A paragraph of any length.

    Returns
    -------
    list of (start, end)
        In order, not overlapping; offsets in `text`.

    Examples
    --------
    >>> sentence = "到2025年,慈善组织达到10家,“五位一体”,满意度95%以上"
    >>> [sentence[start:end] for start, end in find_spans(sentence)]
    ['10家', '95%以上']
    """
    folded = _NAME.sub(_mask_name, _TITLE.sub(_mask, fold(text)))
    spans: list[tuple[int, int]] = []
    position = 0
    while found := _START.search(folded, position):
        span = _span_at(folded, found.start(), position)
        if span is None:
            run = _NUMERAL_RUN.match(folded, found.start())
            position = run.end() if run is not None else found.end()
        else:
            spans.append(span)
            position = span[1]
    return spans


def _mask(match: re.Match[str]) -> str:
    return _MASK * len(match.group())


def _mask_name(match: re.Match[str]) -> str:
    """Blank out a short quotation, unless a quantity is all that it holds (“十家”)."""
    inside = match["inside"]
    return match.group() if _whole(inside) else _mask(match)


def _whole(text: str) -> bool:
    """Tell whether a text is one quantity and nothing else."""
    found = _START.match(text)
    span = _span_at(text, 0, 0) if found is not None else None
    return span == (0, len(text))


def _span_at(text: str, start: int, floor: int) -> tuple[int, int] | None:
    """Extend from the first digit to the words before it, its unit, a second number and the words behind."""
    before = text[max(0, start - _LOOK_BACK) : start]
    if _SIGN.search(before):
        start, before = start - 1, before[:-1]
    if _ADJOINING.search(before):
        return None
    if _IN_CHARACTERS.match(text, start) and before.endswith(("几", "数")):
        return None  # 数十家
    before = text[max(floor, start - _LOOK_BACK) : start]
    amount = _amount_or_none(text, start)
    if amount is None or not _counts(text, start, amount):
        return None
    end, bound_behind = _end_behind(text, amount)
    lead = _lead_length(before)
    if amount.unit is not None and amount.unit.dimension == "calendar" and before.endswith(tuple(NEARLY)):
        lead = 0  # 近五年 is the last five years
    if end == amount.end and amount.unit is None and amount.largest < 4 and not lead:
        return (start, end) if _is_plain_measure(text, start, amount) else None
    bare = amount.unit is None and not lead and not bound_behind and end > amount.end
    is_kept = _KEPT.search(before) is not None and not _is_year(amount.value)
    if bare and not is_kept and text[end - 1].isdigit():
        return None  # 2015-2020: two numbers without a unit
    return start - lead, end


def _is_plain_measure(text: str, start: int, amount: Amount) -> bool:
    """Tell a number that measures without a unit (系数提高到0.512, 生师比17.6∶1) from a date or a code."""
    before = text[max(0, start - _LOOK_BACK) : start]
    if amount.value == 1 and text.startswith("∶", amount.end):
        return False  # in 1∶1.25 the second number is the measure
    if amount.decimals is not None and amount.decimals > 0 and _REACHED.search(before):
        return True
    return not _is_year(amount.value) and _PLAIN_MEASURE.search(before) is not None


def _is_year(value: Decimal) -> bool:
    """Tell a number that can be a year; a `range` would be searched one by one for a decimal."""
    return _YEARS[0] <= value < _YEARS[1] and value == value.to_integral_value()


def _amount_or_none(text: str, start: int) -> Amount | None:
    try:
        return read_amount(text, start)
    except InputError:
        return None


def _counts(text: str, start: int, amount: Amount) -> bool:
    """Tell a number that counts or measures from a date, an ordinal or a name."""
    found = amount.unit
    if found is not None and found.symbol == "年" and _is_year(amount.value):
        return False
    if _is_date(text, start, amount):
        return False
    return not _IN_CHARACTERS.match(text, start) or _counts_in_characters(text, start, amount)


def _is_date(text: str, start: int, amount: Amount) -> bool:
    """Tell 6月, 15日 and 五年级 from 6个月, 15个工作日 and 五年."""
    if amount.unit is None or amount.unit.dimension not in ("calendar", "duration"):
        return False
    word = text[start : amount.end]
    if word.endswith("月") and not word.endswith("个月"):
        return True
    if word.endswith("日") and not word.endswith("工作日"):
        return True
    return _NO_QUANTITY_BEHIND.match(text, amount.end) is not None


def _counts_in_characters(text: str, start: int, amount: Amount) -> bool:
    found = amount.unit
    if found is None:
        return False
    if found.dimension in _ALWAYS_COUNTED:
        return True
    if found.dimension == "bed" and _PICTURE.match(text, amount.end):
        return False
    return amount.value > 1 and text.endswith(_COUNTED_IN_CHARACTERS, start, amount.end)


def _end_behind(text: str, amount: Amount) -> tuple[int, bool]:
    """Where the quantity ends, a second number included, and whether a word like 以上 stands there."""
    end = amount.end
    mark = RANGE_MARK.match(text, end)
    second = _amount_or_none(text, mark.end()) if mark is not None else None
    word_found = False
    if mark is not None and second is not None and _continues(text, mark.end(), amount, second):
        end = second.end
        if (closer := RANGE_CLOSERS.match(text, end)) and not _is_year(amount.value):
            end, word_found = closer.end(), True
    while word := AFTER.match(text, end):
        end, word_found = word.end(), True
    return end, word_found


def _continues(text: str, start: int, low: Amount, high: Amount) -> bool:
    """Tell whether the number at `start` is the upper end of a range that begins with `low`."""
    if high.value < low.value or _is_date(text, start, high):
        return False
    if high.unit is None:
        return low.unit is None
    if high.unit.symbol == "年" and _is_year(high.value):
        return False
    return low.unit is None or low.unit.dimension == high.unit.dimension


def _lead_length(before: str) -> int:
    """Length of the words straight before the number that belong to it: 约, 不低于, 累计, 每人每月."""
    if before.rstrip(" ")[-1:] not in _LAST_CHARACTERS:
        return 0  # most numbers have no such word, and this is much faster than the search
    match = _BEFORE_WORDS.search(before)
    if match is None:
        return 0
    start = match.start()
    position = start
    while word := _WORD_BEFORE.match(before, position):
        position = word.end()
        only_leads = word.group().strip() in _ONLY_LEADING
        if only_leads or _NO_COMPARATOR.match(before, max(word.start() - 1, 0)):
            start = position  # 签约128.9万人 is not about 128.9
    return len(before) - start if position == len(before) else 0
