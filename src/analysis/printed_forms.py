"""The printed forms around a number: the one place to add a word or a mark that plans put beside numbers.

Every pattern works on folded text (`numerals.fold`). Words that say how the number is meant are grouped by
the comparator that they give; the longest word wins. What is deliberately *not* read: a figure alone in round
brackets (negative to an accountant, a five-year total in some plans), ▲ (up or negative), and, unless the
number is known to be a change, words of falling (下降 3.2 is −3.2 as a change and 3.2 as a reduction).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final


def words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Compile a pattern that matches one of the words, the longest first; English ones whole, in any case."""
    return re.compile("|".join(_word_pattern(word) for word in sorted(words, key=len, reverse=True)))


def _word_pattern(word: str) -> str:
    escaped = re.escape(word)
    return rf"(?i:{escaped})(?![A-Za-z])" if word.isascii() and word[-1:].isalpha() else escaped


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.split("|")]


def _words(text: str) -> list[str]:
    return text.split()


MISSING: Final = re.compile(
    r"[-–—]*|/+|\\+|…+|\.{3,6}|。{3,6}|空白?|无|暂无|暂?缺|缺失|(?:暂?无|没有)数据|未统计|未公布|不适用"
    r"|[Nn]\.?/?[Aa]\.?|\.\.|:|(?i:not?(?:available|applicable|published|reported|data))|无资料|未发布"
)
"""Cells that say that there is no number, the empty one included; blanks inside them do not matter."""

COMPARATORS_BEFORE: Final = {
    ">=": "≥ >= => ≮ 不低于 不少于 不小于 不下于 不得低于 不得少于 不应低于 不应少于 至少 最少 突破 "
    "达到或超过 达到或者超过 达到或高于 等于或大于 等于或高于 大于等于 大于或等于 高于等于 高于或等于",
    ">": "> 超过 超出 超 逾 高于 大于 多于",
    "<=": "≤ <= =< ≯ 不高于 不超过 不大于 不多于 不得超过 不得高于 不应超过 不应高于 不超 最多 至多 "
    "小于等于 小于或等于 低于等于 低于或等于 等于或小于 等于或低于",
    "<": "< 低于 小于 少于 不足 不到 不满 未达到 未达",
    "~": "约 大约 约为 约占 约合 大致 大体 近 接近 将近 几近 ≈ ~",
    "=": "= 等于",
}
"""Words and signs before a number. 突破 (break through) reaches the number, hence ≥; 超过 lies beyond it."""

COMPARATORS_BEFORE_ENGLISH: Final = {
    ">=": "at least | not less than | no less than | not lower than | no lower than | minimum | min.",
    ">": "more than | over | above | greater than | higher than | exceeding | exceeds | in excess of",
    "<=": "at most | up to | not more than | no more than | not exceeding | within | maximum | max.",
    "<": "less than | below | under | lower than | fewer than",
    "~": "about | around | approximately | approx. | approx | roughly | some | circa | ca. | c. | nearly"
    " | almost",
}
"""The same in English yearbooks; phrases are set apart by |."""

COMPARATORS_AFTER_ENGLISH: Final = {
    ">=": "or more | or above | or over | and above | and over | and more",
    "<=": "or less | or below | or lower | and below",
    "~": "or so | approximately | approx.",
}
"""Phrases after a number or its unit."""

COMPARATORS_AFTER: Final = {
    ">=": "以上 及以上 或以上 和以上 之上 含以上 (含)以上",
    "<=": "以下 及以下 或以下 以内 之内 (含)以下 (含)以内",
    "~": "左右 上下",
}
"""Words after a number or its unit. Chinese usage counts the number itself in: 95以上 is ≥95."""

LIMITING: Final = _words("控制在 控制到 限制在")
"""Keep within: ≤ unless another word or a range says more (控制在5.5%左右 is about 5.5 %)."""

RANGE_CLOSERS: Final = re.compile(r"(?:的?(?:区间|范围)|之间|以内|之内)+内?")
"""Words behind a range that say no more than the range does: 10~12之间, 4%~5%区间, 10%~12%以内."""
KEEPING: Final = re.compile("保持|稳定|维持|区间|之间|范围")
"""Words that make a range one to keep within, where no definition says what is better."""

_MOVING: Final = "增长 提高 提升 增加 上升 扩大 下降 降低 减少 压减 缩小 降 增 升 涨 减 跌"

LEAD_INS: Final = [
    *_words("达到 达成 达 高达 多达 力争 力争达到 确保 争取 实现 完成 保持 保持在 稳定在 维持在 为 是 均为"),
    *_words(
        "平均每年升 平均每年增 平均每年增加 平均每年上升 按年升 按年增 按年增长 按年上升 每年升 每年上升"
    ),
    *_words("年递增 每年递增 平均每年递增"),
    *_words("成长 年均成长 成长率 年增率 年平均增长 年平均 预计 rate"),
    *_words("占 占比 建成 新增 新建 共 共计 合计 总计 总数 总量 平均 年均 年均增长 年均增速 年均提高"),
    *_words(
        "增长 提高 提升 增加 上升 增幅 增速 增长率 同比增长 年增长 ↑ 人民币 年均增加 年均递增 递增 上涨 涨幅"
    ),
    *_words(
        "增长速度 年均增幅 年均增长率 增 升 涨 年均增 平均增长 平均每年增长 每年增长 年均提升 年均增幅为"
        " 名义增长 比上年增长"
    ),
    *_words(
        "growth grew grow grows rose rise up increase increased "
        "average averaging annual annually by of an a CAGR"
    ),
    *(verb + "到" for verb in _words(_MOVING)),
    *(verb + "至" for verb in _words(_MOVING)),
]
"""Words before a number that change neither the number nor its bound. 降至 names a level, 下降 does not."""

CHANGE_LEAD_INS: Final = [
    "+ ",
    *_words(": 率 速度 幅 幅度 复合 年复合 年均复合 复合增长 复合成长 复合年均增长"),
    *_words("at the annual mean growing grown expanded expands expanding gained gains gain"),
    *_words("increasing increases rising rises AAGR change"),
]
"""Further such words where the number is known to be a change: in prose they belong to the name (参保率)."""

FALLING: Final = [
    *_words(
        "下降 降低 减少 降幅 回落 压减 缩减 负增长 同比下降 年均下降 累计下降 年均降低 年均减少 年均递减"
        " 下跌 降 跌 减 年均降 跌幅"
        " 平均每年减 平均每年减少 平均每年下降 平均每年跌 按年跌 按年减少 按年下跌 按年下降 ↓ ▼"
    ),
    *_words("下滑 萎缩 收缩 衰退 负成长 年均萎缩 年均下滑 年均负增长"),
    *_words("falling falls declining declines decreasing decreases contracted contracting contraction"),
    *_words("shrank shrunk shrinking dropping reducing lower"),
    *_words("down fell fall decrease decreased decline declined drop dropped reduction reduced minus"),
]
"""Words before a number that make it negative where the number is known to be a change, else unreadable."""

FLIPPED: Final = {"=": "=", "~": "~", ">=": "<=", "<=": ">=", ">": "<", "<": ">"}
"""下降3%以上 is a change of at most −3 %."""

CUMULATIVE: Final = _words(
    "累计 累积 五年累计 5年累计 五年合计"
    " 五年增长 5年增长 十年增长 10年增长 三年增长 3年增长 期间增长"
    " 总增长 总增幅 总提高 共增长 共提高 [累计] (累计) 〔累计〕 【累计】 cumulative"
)
CUMULATIVE_ENGLISH: Final = _phrases(
    "in total | overall | over the period | over the decade | over the whole period | over five years"
    " | over 5 years | over ten years | over 10 years | total growth | total increase | total change"
)
NEARLY: Final = frozenset(_words("近 接近 将近 几近 nearly almost"))
NOT_NUMBERS: Final = re.compile(
    r"(?i)[+-]?(?:nan|inf|infinity|null|none|#n/a|#ref!|#value!|#div/0!|true|false)(?![a-z])"
)

OPENING: Final = {"(": ")", "[": "]", "〔": "〕", "【": "】", "〖": "〗"}
FOOTNOTE: Final = re.compile(r"[①-⑳㈠-㈩*※†‡]+|注[0-9①-⑳]?$|[#@^ᵃ-ᶻ]|[a-f][/)]|[aefprPR](?![A-Za-z0-9+-])")
"""Marks behind a number; the letters are those of bulletins: estimate, forecast, provisional, revised."""
FOOTNOTE_AFTER_UNIT: Final = re.compile(r"[⁰¹²³⁴-⁹]+")
SENTENCE_END: Final = re.compile(r"[。;,、]$")
NEUTRAL_AFTER: Final = re.compile(
    r"不等|\(含\)|整"
    r"|(?i:in nominal terms|nominal(?:ly)?)(?![A-Za-z])"
    r"|(?i:(?:per|a|each|every|/) ?(?:year|annum|yr)|p\.a\.?|pa|annually|yearly|on average|CAGR)(?![A-Za-z])"
    r"|/ ?年(?![均度])|每年|↑|/ ?an?(?![A-Za-z])"
)
CURRENCY_BEFORE: Final = {
    **{
        "US$": "美元",
        "USD": "美元",
        "$": "美元",
        "RMB": "元",
        "CNY": "元",
        "¥": "元",
        "€": "欧元",
        "EUR": "欧元",
    },
    **{"£": "英镑", "GBP": "英镑", "HK$": "港元", "HKD": "港元", "NT$": "新台币元", "TWD": "新台币元"},
    **{"港币": "港元", "新台币": "新台币元", "JPY": "日元", "RM": "林吉特", "MYR": "林吉特"},
    **{"Rs.": "卢比", "Rs": "卢比", "₹": "卢比", "INR": "卢比", "S$": "新加坡元", "SGD": "新加坡元"},
    **{"A$": "澳元", "AUD": "澳元", "C$": "加元", "CAD": "加元", "₩": "韩元", "KRW": "韩元", "MOP": "澳门元"},
}
"""Currency signs that stand before a number; $ alone is taken for US dollars."""
CURRENCY: Final = words_pattern(CURRENCY_BEFORE)
PLUS_AT_END: Final = re.compile(r"\+ *$")
"""40+ is ≥40 where it ends a cell; the plus of 1+X and 1+5+N is part of a name."""
LOOSE_MINUS: Final = re.compile(r"[-–] +(?=[0-9.])|— *(?=[0-9.])")
MORE_AFTER: Final = re.compile(r"[余多]")

RANGE_MARK: Final = re.compile(r" ?(?P<mark>——|—|–|~~|~|-|至|到|(?<= )to(?= )) ?")
PER_BEFORE: Final = re.compile(r"(?:人均|户均|每[人户月年天日周])+")
HALF: Final = re.compile(r"一半|半数|(?<=过)半数?")
OVER_HALF: Final = re.compile("过(?=半)")
HUNDREDTHS: Final = {"百分之": "%", "千分之": "‰", "万分之": "‱"}
DOUBLINGS: Final = re.compile(r"翻了?(?P<bare>番)?")
TENTHS: Final = re.compile(r"成(?![立为效果员长熟功就分型都人交本份绩])(?P<half>半)?")
LETTERS_FOR_DIGITS: Final = re.compile(r"(?=[0-9.]*[OoIl|])(?=[OoIl|.]*[0-9])[0-9OoIl|.]+")

_BEFORE: Final = {word: sign for sign, words in COMPARATORS_BEFORE.items() for word in words.split()} | {
    phrase: sign for sign, words in COMPARATORS_BEFORE_ENGLISH.items() for phrase in _phrases(words)
}
_AFTER: Final = {word: sign for sign, words in COMPARATORS_AFTER.items() for word in words.split()} | {
    phrase: sign for sign, words in COMPARATORS_AFTER_ENGLISH.items() for phrase in _phrases(words)
}
IN_BRACKETS: Final = {**_BEFORE, **_AFTER, "达到": "=", "约数": "~", "近似": "~"}
"""What a bracket beside the number may say instead: 55(达到或超过), 300(左右)."""

_CURRENCIES: Final = {sign.upper(): name for sign, name in CURRENCY_BEFORE.items()}

BEFORE: Final = words_pattern([*_BEFORE, *LIMITING, *LEAD_INS, *CUMULATIVE, *CUMULATIVE_ENGLISH, *FALLING])
BEFORE_CHANGE: Final = words_pattern(
    [*_BEFORE, *LIMITING, *LEAD_INS, *CHANGE_LEAD_INS, *CUMULATIVE, *CUMULATIVE_ENGLISH, *FALLING]
)
AFTER: Final = words_pattern([*_AFTER, *CUMULATIVE, *CUMULATIVE_ENGLISH])


def currency_of(sign: str) -> str:
    """Return the unit that a currency sign before the number stands for; case does not matter."""
    return _CURRENCIES[sign.upper()]


def comparator_before(word: str) -> str | None:
    """Return the comparator that a word before the number gives, None for a word that gives none."""
    return _BEFORE.get(word)


def comparator_after(word: str) -> str | None:
    """Return the comparator that a word after the number gives, None for a word that gives none."""
    return _AFTER.get(word)
