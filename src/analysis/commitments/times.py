"""Times in running text: 到2025年, “十三五”期间, 五年来; what year they mean, which numbers they govern."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from analysis.commitments.words import PER_HEAD
from analysis.extract.columns import PERIOD_NAMES

PRINTED, PERIOD, CONTEXT = "printed", "period", "context"
STARTS, COMPARED = "starts", "compared"
_HAN_YEAR_DIGITS: Final = {character: str(i) for i, character in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
}
_NAMES: Final = {name: number for number, name in enumerate(PERIOD_NAMES, start=1)}
_YEAR: Final = r"(?:19|20)[0-9]{2}|[一二][〇○零九][〇○零一二三四五六七八九]{2}"
_TIME: Final = re.compile(
    rf"(?<![0-9])(?P<from>{_YEAR})年?(?:-|—|–|~|至|到){{1,2}}(?P<to>{_YEAR})(?![0-9])年?"
    rf"|(?<![0-9])(?P<year>{_YEAR})年(?:以?来|底|末|年底|年末|前|度)*"
    r"|(?<![一二三四五六七八九十])[“\"‘]?(?P<period>[一二三四五六七八九十]{1,2})五[”\"’]?(?:规划)?"
    r"(?P<part>时?期间|时期|期末|末|以来|收官|(?=,))(?:之年|末期|末)?"
    r"|(?P<past>(?:过去|近|最近)?(?:五|5)年(?:多)?来|(?:过去|近)(?:五|5)年|过去的?(?:五|5)年)"
    r"|(?P<future>(?:未来|今后)(?:五|5)年|规划期(?:末|内|满)|(?:到)?规划期末)"
)
_COMPARED: Final = re.compile(r"(?:比|较|与|同|以|相比于?)[“\"]?$")
_EQUALS: Final = re.compile(r"(?:是|为|相当于|达到?)[“\"]?$")
_FROM: Final = re.compile(r"(?:从|由|自)[“\"]?$")
_GOES_WITH_NEXT: Final = re.compile(rf"(?:底|末)?的?{PER_HEAD}(?:约|近|实际|不足|不到)?")
_TITLE: Final = re.compile("《[^《》]{0,200}》")
_PLAN_NAME: Final = re.compile(
    r"(?:[“\"]?(?P<quoted>[一二三四五六七八九十]{1,2})五[”\"]?|第(?P<counted>[一二三四五六七八九十]{1,2})个五年)[^,。]{0,30}规划"
)
_YEAR_OF_A_NAME: Final = re.compile("远景|规划纲要")
_SPAN: Final = re.compile(rf"(?P<from>{_YEAR})年?(?:-|—|–|~|至|到){{1,2}}(?P<to>{_YEAR})年?")


@dataclass(frozen=True, slots=True)
class Time:
    """A time in a text: its span, the (last) year that it means, and how the year is known.

    ``basis`` is `PRINTED` for a calendar year and `PERIOD` for a named one; ``base`` says that it only opens
    a comparison: `STARTS` (从2020年的…), `COMPARED` (比2020年); ``bracket`` is the one around it (-1: none).
    """

    start: int
    end: int
    year: int
    basis: str
    base: str
    bracket: int


def years_of_period(name: str) -> tuple[int, int] | None:
    """Return the years of a five-year period by its number.

    Examples
    --------
    >>> years_of_period("十四"), years_of_period("百")
    ((2021, 2025), None)
    """
    number = _NAMES.get(name)
    if number is None or number < 6:  # the first five did not follow each other without a gap
        return None
    return 2021 + 5 * (number - 14), 2025 + 5 * (number - 14)


def printed_period(title_lines: str) -> tuple[int, int] | None:
    """Return the years that the top of a plan prints: (2021—2025年), or “十四五”规划.

    Examples
    --------
    >>> printed_period("某市发展规划(2021—2025年)"), printed_period("某市第十三个五年规划")
    ((2021, 2025), (2016, 2020))
    """
    span = _SPAN.search(title_lines)
    if span is not None and _number(span["from"]) < _number(span["to"]) <= _number(span["from"]) + 20:
        return _number(span["from"]), _number(span["to"])
    name = _PLAN_NAME.search(title_lines)
    return years_of_period(name["quoted"] or name["counted"]) if name is not None else None


def _number(year: str) -> int:
    return int("".join(_HAN_YEAR_DIGITS.get(character, character) for character in year))


def brackets_of(folded: str) -> list[int]:
    """Return for each character the number of the bracket that it stands in, -1 outside.

    Examples
    --------
    >>> brackets_of("甲(乙)丙")
    [-1, 1, 1, 1, -1]
    """
    inside, stack = [], []
    for index, character in enumerate(folded):
        if character == "(":
            stack.append(index)
        inside.append(stack[-1] if stack else -1)
        if character == ")" and stack:
            stack.pop()
    return inside


def find_times(
    folded: str, period: tuple[int, int] | None, brackets: list[int], *, names: bool = False
) -> list[Time]:
    """Find all times of a folded text, titles in 《》 left out.

    With `names` the year in a name (2035年远景目标) counts too, as in a heading.

    Examples
    --------
    >>> text = "至2020年底有5家,到2025年达到8家"
    >>> [(time.year, time.base) for time in find_times(text, None, brackets_of(text))]
    [(2020, ''), (2025, '')]
    """
    text = _TITLE.sub(lambda found: "\0" * len(found[0]), folded)
    times = []
    for found in _TIME.finditer(text):
        if not names and found["year"] and _YEAR_OF_A_NAME.match(text, found.end()):
            continue
        year, basis = _year_and_basis(found, period)
        if year is None:
            continue
        before = text[max(0, found.start() - 4) : found.start()]
        equals = _EQUALS.search(before) is not None
        if equals and text.startswith("的", found.end()):
            continue  # 是“十一五”时期的2.5倍
        compared = _COMPARED.search(before) is not None
        starts = _FROM.search(before) is not None and not found["from"]
        base = COMPARED if compared else STARTS if starts or (equals and found["period"]) else ""
        times.append(Time(*found.span(), year, basis, base, brackets[found.start()]))
    return times


def _year_and_basis(found: re.Match[str], period: tuple[int, int] | None) -> tuple[int | None, str]:
    if found["to"]:
        return _number(found["to"]), PRINTED
    if found["year"]:
        return _number(found["year"]), PRINTED
    if found["period"]:
        years = years_of_period(found["period"])
        return (years[1] if years else None), PERIOD
    if period is None:
        return None, PERIOD
    return (period[0] - 1 if found["past"] else period[1]), PERIOD


def governs(time: Time, folded: str, start: int, bracket: int) -> bool:
    """Say whether a time stands for the number at `start`, behind it in the same sentence."""
    if time.bracket not in (-1, bracket):
        return False
    if time.base == COMPARED and not folded.startswith("的", time.end):
        return False  # 比2020年翻一番
    return not time.base or _GOES_WITH_NEXT.fullmatch(folded, time.end, start) is not None
