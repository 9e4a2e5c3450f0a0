"""Years that cannot be: of a period, of a change, of a document cited, of something said to be past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import AGREE, CONFLICT, HIGH, MEDIUM, NONE, Finding
from analysis.consistency.sentences import Sentence

_YEAR: Final = r"((?:19|20)\d\d)"
_HAN: Final = "[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_NAMED_PERIOD: Final = re.compile(
    rf"[“\"「](?P<number>{_HAN})五[”\"」](?:时期|期间|规划|计划)?\s*[(（]\s*{_YEAR}\s*年?\s*[-–—―~～－至到]+\s*{_YEAR}\s*年?\s*[)）]"
)
_SPAN: Final = re.compile(rf"(?<!\d){_YEAR}\s*年?\s*[—–―~～至到]+\s*{_YEAR}\s*年")
_FROM_TO: Final = re.compile(
    rf"(?:从|由){_YEAR}年[^,，。;；]{{0,30}}?(?:增|减|提高|提升|上升|下降|降低|发展|扩大)[^,，。;；]{{0,8}}?(?:到|至|为){_YEAR}年"
)
_NUMBERED: Final = re.compile(rf"[〔\[【（(]{_YEAR}[〕\]】）)]\s*\d{{1,4}}\s*号")
_ISSUED: Final = re.compile(
    rf"{_YEAR}年(?:印发|出台|颁布|公布|发布|施行|修订|修正)的?《|》\s*[(（]{_YEAR}年?(?:修订|修正|修改|版|印发|发布)"
)
_UP_TO: Final = re.compile(rf"(?:截至|截止到|截止){_YEAR}年")
_PAST: Final = re.compile("已|共有|现有|累计完成|建成了|达到了|取得了|实际")
_FUTURE: Final = re.compile("将|力争|争取|目标|规划|计划|预计|拟|确保|实现")


def impossible_years(evidence: Evidence) -> Iterator[Finding]:
    """Look for years that contradict each other or the plan's period.

    A named period with other years (“十四五”(2016—2020年)) and one with its own years, which agrees; a
    span or a change that ends before it begins; a document numbered or issued after the period; and 截至
    with a year well inside the period for something said to be done (已). Silent on plans named for later
    years, on a period that is printed from its base year, and, where the period is not known, on all but
    the first two.
    """
    for sentence in evidence.sentences:
        yield from _named_periods(sentence)
        yield from _backwards(sentence)
        if evidence.period is not None:
            yield from _too_late(sentence, *evidence.period)


def _named_periods(sentence: Sentence) -> Iterator[Finding]:
    for match in _NAMED_PERIOD.finditer(sentence.text):
        first = 1951 + 5 * _number(match["number"])
        printed = (int(match[2]), int(match[3]))
        agrees = printed[1] == first + 4 and printed[0] in (first, first - 1)
        a = sentence.statement(*match.span())
        detail = f"“{match['number']}五”时期为{first}—{first + 4}年"
        zh = f"{a.zh}：{detail}，{'与原文一致' if agrees else '与原文不符'}。"
        en = f"{a.en_first}: the period named is {first}-{first + 4}, "
        en += "as printed." if agrees else "not the one printed."
        yield Finding(
            AGREE if agrees else CONFLICT, NONE if agrees else HIGH, a.text, a, None, detail, zh, en
        )


def _backwards(sentence: Sentence) -> Iterator[Finding]:
    for pattern in (_SPAN, _FROM_TO):
        for match in pattern.finditer(sentence.text):
            if int(match[1]) > int(match[2]):
                a = sentence.statement(*match.span())
                detail = f"起始年{match[1]}晚于终止年{match[2]}"
                zh = f"{a.zh}：{detail}。"
                en = f"{a.en_first}: {match[1]} comes after {match[2]}."
                yield Finding(CONFLICT, HIGH, a.text, a, None, detail, zh, en)


def _too_late(sentence: Sentence, first: int, last: int) -> Iterator[Finding]:
    for pattern in (_NUMBERED, _ISSUED):
        for match in pattern.finditer(sentence.text):
            year = next(int(group) for group in match.groups() if group)
            if year > last:
                a = sentence.clause(*match.span())
                detail = f"文件年份{year}晚于规划期末{last}年"
                zh, en = f"{a.zh}：{detail}。", f"{a.en_first}: issued after the period's end, {last}."
                yield Finding(CONFLICT, HIGH, a.text, a, None, detail, zh, en)
    for match in _UP_TO.finditer(sentence.text):
        behind = sentence.text[match.end() : match.end() + 40]
        if first + 1 < int(match[1]) <= last and _PAST.search(behind) and not _FUTURE.search(behind):
            a = sentence.statement(match.start(), min(len(sentence.text), match.end() + 30))
            detail = f"{match[1]}年在规划期（{first}—{last}年）之中，原文却写作已经发生"
            zh = f"{a.zh}：{detail}。"
            en = f"{a.en_first}: {match[1]} lies within the period {first}-{last}, yet it is told as past."
            yield Finding(CONFLICT, MEDIUM, a.text, a, None, detail, zh, en)


def _number(text: str) -> int:
    tens, _, ones = text.rpartition("十")
    digits = "零一二三四五六七八九"
    return (10 * (digits.index(tens) if tens else 1) if "十" in text else 0) + (
        digits.index(ones) if ones else 0
    )
