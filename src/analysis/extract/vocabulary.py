"""Words with a meaning of their own inside tables: parts of a whole, notes, totals, properties, as data."""

from __future__ import annotations

import re

from analysis.document.lines import fold

# The parts into which plans split an indicator, by the words with which their labels begin.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("urban", ("城市", "城镇", "市区")),
    ("rural", ("农村", "乡村")),
    ("male", ("男",)),
    ("female", ("女",)),
)
# What follows a part's word where the label names nothing else: "城镇居民", "男性"
_PART_TAIL = r"(?:居民|地区|人口|性|生|方面)?"
# With such an ending a name says what is measured, and is no part of another: "城镇化率"
_MEASURE = tuple("率数比量值额度费积入")
PROPERTIES: tuple[tuple[str, str], ...] = (("约束性", r"约束(?:性|型)?"), ("预期性", r"预期(?:性|型)?"))
# Rows and lines that explain a table instead of belonging to it.
_NOTE = re.compile(
    r"(?:备?注|说明|附注|资料来源|数据来源|来源)\s*\d*\s*[:.、]|注\d|[*＊※]|[①-⑳].{8,}|带[*＊]|\d+[.、].{30,}"
)
_TOTAL = re.compile(r"(?:合|总|小|共)\s*计|总\s*[数和额]")
# Brackets at the end of a name that say something else than a unit.
_REMARK = re.compile(
    r"含|不含|其中|累计|年均|平均|常住|户籍|当年|期末|五年|全口径|城[市镇乡]|农村|男|女|[①-⑳\d一二三四五六七八九十]+|.{7,}"
)
_NUMBERING = re.compile(
    r"\s*(?:\(\d{1,2}\)|\d{1,2}\s*[.、．](?!\d)|[①-⑳]|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、)\s*"
)
_OF_WHICH = re.compile(r"\s*(?:[#＃*]|[—–-]+)?\s*其\s*中\s*[:,，、]?\s*|\s*[#＃—–-]+\s*")
_FOOTNOTE = re.compile(r"\s*(?:[*＊※†‡]+|[①-⑳]|\[注\d?\]|\(注\d?\)|注\d)$")


def part_of(label: str) -> str:
    """Return the breakdown that a label begins with ("urban", …), or "".

    Examples
    --------
    >>> part_of("城市低保"), part_of("其中:农村"), part_of("城乡居民")
    ('urban', 'rural', '')
    """
    text = without_of_which(fold(label))
    return next((part for part, words in PARTS if text.startswith(words)), "")


def is_part_word(label: str) -> bool:
    """Say whether a label names only a part, so that it means nothing without the row above it.

    Examples
    --------
    >>> is_part_word("农村"), is_part_word("城镇居民"), is_part_word("城市智慧社区覆盖率")
    (True, True, False)
    """
    words = "|".join(word for _, words in PARTS for word in words)
    return bool(re.fullmatch(rf"(?:{words}){_PART_TAIL}", without_of_which(fold(label))))


def is_like_part(label: str) -> bool:
    """Say whether a label without a unit is more likely a part of an indicator than an indicator.

    Examples
    --------
    >>> is_like_part("农村低保"), is_like_part("城镇化率"), is_like_part("社工")
    (True, False, False)
    """
    return bool(part_of(label)) and not label.endswith(_MEASURE)


def without_of_which(label: str) -> str:
    """Return a label without a leading 其中 or dash.

    Examples
    --------
    >>> without_of_which("其中：护理型床位"), without_of_which("——城市")
    ('护理型床位', '城市')
    """
    found = _OF_WHICH.match(fold(label))
    return label[found.end() :] if found and found.end() < len(label) else label


def is_of_which(label: str) -> bool:
    """Say whether a label begins with 其中."""
    return bool(re.match(r"\s*[#＃*]?\s*其\s*中", fold(label)))


def cut_numbering(label: str) -> tuple[int | None, str]:
    """Cut a number off a label: "1.常住人口" → (1, "常住人口"); None where there is none.

    Examples
    --------
    >>> cut_numbering("12. 养老床位"), cut_numbering("3岁以下托位数"), cut_numbering("(3)床位")
    ((12, '养老床位'), (None, '3岁以下托位数'), (3, '床位'))
    """
    found = _NUMBERING.match(fold(label))
    if found is None or found.end() >= len(label):
        return None, label
    digits = re.search(r"\d+", found[0])
    return (int(digits[0]) if digits else None), label[found.end() :]


def cut_footnote(text: str) -> str:
    """Return a printed number without the footnote mark behind it.

    Examples
    --------
    >>> cut_footnote("60.6*"), cut_footnote("77.3①"), cut_footnote("[13.5]")
    ('60.6', '77.3', '[13.5]')
    """
    short = _FOOTNOTE.sub("", text)
    return short or text


def is_note(label: str) -> bool:
    """Say whether a row's only text is a note under the table."""
    return bool(_NOTE.match(fold(label).strip())) or len(label) > 60 or label.endswith("。")


def is_total(label: str) -> bool:
    """Say whether a row adds up the others."""
    return bool(_TOTAL.fullmatch(fold(label).strip()))


def is_remark(bracket: str) -> bool:
    """Say whether a bracket behind a name is a remark, not a unit that nobody knows."""
    return bool(_REMARK.match(fold(bracket)))


def property_of(text: str) -> str:
    """Return the canonical property (约束性, 预期性) of a cell, or "".

    Examples
    --------
    >>> property_of("约束性"), property_of("预期 型"), property_of("其他")
    ('约束性', '预期性', '')
    """
    plain = re.sub(r"[\s()]|指标", "", fold(text))
    return next((name for name, pattern in PROPERTIES if re.fullmatch(pattern, plain)), "")
