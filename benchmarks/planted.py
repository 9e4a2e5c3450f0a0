"""Statements to plant into a plan: for every rule of the audit a wrong pair, and its agreeing twin.

A maker takes the plan's lines, a random generator and whether the pair is to be wrong; it returns the new
lines and where the planted statements stand. Wrong numbers differ beyond rounding, by a tenth at least.
The makers know the layout of the Sanmen plan; they were written by whoever wrote the rules.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

Lines = list[str]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a planted statement stands: its line (from 1) and, in prose, the sentence."""

    line: int
    text: str = ""


Planted = tuple[Lines, list[Mark]]
Maker = Callable[[Lines, random.Random, bool], Planted]

NOUNS = (
    *("养老服务站", "日间照料中心", "残疾人之家", "社区食堂", "康复辅具站", "慈善超市", "社工服务站"),
    *("文化礼堂", "健身苑点", "老年大学", "儿童活动中心", "便民服务点", "家政服务点", "志愿服务站"),
    *("心理咨询室", "法律援助站", "图书阅览室", "邻里驿站", "托育机构", "护理院"),
)
AT_ONCE = 10


def off(rng: random.Random, value: float) -> float:
    """Return a number that differs by a tenth to a half."""
    return value * (1 + rng.choice((-1, 1)) * rng.uniform(0.12, 0.5))


def whole_off(rng: random.Random, value: int) -> int:
    """Return a whole number that differs by a tenth to a half, by one at least."""
    other = round(off(rng, value))
    return other if other != value else value + rng.choice((1, 2))


def number_of(line: str, column: int) -> float | None:
    """Return the number in a cell, None when there is none."""
    cells = line.split("|")
    match = re.search(r"\d+(?:\.\d+)?", cells[column]) if column < len(cells) else None
    return float(match[0]) if match else None


def with_cell(line: str, column: int, text: str) -> str:
    """Return a row with another text in one cell."""
    cells = line.split("|")
    cells[column] = f" {text} "
    return "|".join(cells)


def sentences_into(lines: Lines, rng: random.Random, sentences: list[str], first: int, last: int) -> Planted:
    """Append each sentence to a paragraph of its own between two lines."""
    hosts = [
        number
        for number in range(first, last)
        if lines[number - 1].endswith("。") and "|" not in lines[number - 1]
    ]
    chosen = rng.sample(hosts, len(sentences))
    new = list(lines)
    for host, sentence in zip(chosen, sentences, strict=True):
        new[host - 1] += sentence
    return new, [Mark(host, sentence) for host, sentence in zip(chosen, sentences, strict=True)]


def prose(template: Callable[[random.Random, str, bool], str], *, past: bool = False) -> Maker:
    """Return a maker that plants sentences into the chapter on the past, or the ones on tasks."""

    def make(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
        nouns = rng.sample(NOUNS, AT_ONCE)
        sentences = [template(rng, noun, wrong) for noun in nouns]
        first, last = (11, 28) if past else (94, 199)
        return sentences_into(lines, rng, sentences, first, last)

    return make


def parts(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print parts of city and country, one part alone, or money from two sources."""
    one, two = rng.randint(20, 90), rng.randint(20, 90)
    kind = rng.randrange(3)
    whole = one + two
    if kind == 0:
        return f"建成{noun}{whole_off(rng, whole) if wrong else whole}家,其中城市{one}家、农村{two}家。"
    if kind == 1:
        part = whole + rng.randint(10, 40) if wrong else one
        return f"建成{noun}{whole}家,其中示范型{part}家。"
    spent = round(whole * rng.uniform(0.6, 0.88)) if wrong else whole
    return f"{noun}建设总投资{spent}万元,其中财政资金{one}万元、自筹资金{two}万元。"


def stated_sum(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print a list and its sum."""
    one, two = rng.randint(5, 40), rng.randint(5, 40)
    return f"新建{noun}{one}家、改造{noun}{two}家,合计{whole_off(rng, one + two) if wrong else one + two}家。"


def change(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print a rise or fall in per cent, in points, or as a difference."""
    start, end = rng.randint(100, 400), rng.randint(450, 900)
    kind = rng.randrange(3)
    if kind == 0:
        percent = (end / start - 1) * 100
        return f"{noun}由2015年的{start}家增加到{end}家,增长{off(rng, percent) if wrong else percent:.1f}%。"
    if kind == 1:
        low, high = rng.randint(20, 40), rng.randint(55, 90)
        points = whole_off(rng, high - low) if wrong else high - low
        return f"{noun}覆盖率由{low}%提高到{high}%,提高{points}个百分点。"
    percent = (1 - start / end) * 100
    return f"{noun}从{end}家减少到{start}家,精简率达{off(rng, percent) if wrong else percent:.1f}%。"


def average(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print a total of five years and a yearly average."""
    yearly = rng.randint(20, 90) * 10
    return f"五年通过{noun}服务{whole_off(rng, 5 * yearly) if wrong else 5 * yearly}人次,年均{yearly}人次。"


def share(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print a part, its whole and the share."""
    whole = rng.randint(200, 900)
    part = rng.randint(60, whole - 60)
    percent = part / whole * 100
    shown = min(99.9, off(rng, percent)) if wrong else percent
    if wrong and abs(shown - percent) < 2:
        shown = percent - 5
    return f"全县共有{noun}{whole}家,其中示范型{part}家,占{shown:.1f}%。"


def composition(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print three shares of a whole."""
    one, two = rng.randint(50, 300), rng.randint(300, 450)
    three = 1000 - one - two + (rng.choice((-1, 1)) * rng.randint(10, 60) if wrong else 0)
    return f"{noun}资金结构为{one / 10:.1f}:{two / 10:.1f}:{three / 10:.1f}。"


def named_share(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print a share of a whole that the sentence before it states."""
    whole = rng.randint(200, 900)
    part = rng.randint(60, whole - 60)
    percent = part / whole * 100
    shown = max(1.0, percent * rng.uniform(0.5, 0.85)) if wrong else percent
    return f"2020年全县{noun}{whole}家。2020年达标{noun}{part}家,占{noun}总数的{shown:.1f}%。"


def coverage(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print stations in fewer than all 275 villages."""
    number = rng.randint(100, 260) if wrong else rng.randint(275, 300)
    return f"全县建成村级{noun}{number}家,实现村级{noun}全覆盖。"


def two_units(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print an area in 亩, hectares and square metres, and money in two units."""
    kind = rng.randrange(3)
    mu = rng.randint(10, 90)
    if kind == 0:
        metres = round(mu * 2000 / 3)
        return f"{noun}用地面积{round(off(rng, metres)) if wrong else metres}平方米({mu}亩)。"
    if kind == 1:
        return f"{noun}绿化面积{mu * 15}亩(折合{whole_off(rng, mu) if wrong else mu}公顷)。"
    return f"{noun}总投入{mu * 1000}万元({off(rng, mu / 10) if wrong else mu / 10:.1f}亿元)。"


def twice(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print a number of institutions stated twice."""
    number = rng.randint(20, 200)
    again = whole_off(rng, number) if wrong else number
    return f"2020年末,全县共有{noun}{number}家。截至2020年底,全县{noun}达到{again}家。"


def named_list(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print a list and its name, before or behind."""
    things = rng.sample(
        ("组织领导", "人才培育", "资金保障", "设施提升", "制度建设", "监督考核", "宣传引导", "数字赋能"), 5
    )
    count = rng.choice((3, 4, 5))
    number = "零一二三四五六"[count + (rng.choice((-1, 1)) if wrong else 0)]
    listed = "、".join(things[:count])
    return (
        f"{noun}实行{listed}“{number}项制度”。"
        if rng.random() < 0.5
        else f"{noun}实施“{number}大工程”:{listed}。"
    )


def year(rng: random.Random, noun: str, wrong: bool) -> str:
    """Print a document from the future, a period with other years, a change or a past that cannot be."""
    kind = rng.randrange(4)
    if kind == 0:
        return (
            f"依据《{noun}管理办法》({rng.randint(2026, 2034) if wrong else rng.randint(2015, 2021)}年修订)。"
        )
    if kind == 1:
        return f"“十三五”({'2015—2021' if wrong else '2016—2020'}年)期间{noun}稳步发展。"
    if kind == 2:
        first, last = rng.randint(2016, 2018), rng.randint(2019, 2021)
        first, last = (last, first) if wrong else (first, last)
        return f"{noun}满意度从{first}年的80分提高到{last}年的90分。"
    return f"截至{rng.randint(2023, 2025) if wrong else 2020}年底,{noun}已建成并投入使用。"


PAST_CELLS, TARGET_CELLS = 2, 4


def restated(column: int) -> Maker:
    """Return a maker that states values of Table 2 again in the prose: 2020 (column 2) or 2025 (column 4)."""

    def make(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
        rows = [
            line for line in lines[78:92] if (number_of(line, column) or 0) > 0
        ]  # line 78 is at odds with 34
        sentences = []
        for line in rng.sample(rows, min(AT_ONCE, len(rows))):
            name = line.split("|")[1].strip()
            unit = re.search(r"\(([^()]+)\)$", name)
            label, symbol = (name[: unit.start()], unit[1]) if unit else (name, "")
            value = number_of(line, column) or 0
            shown = whole_off(rng, int(value)) if wrong else int(value)
            printed = f"每年{shown}元" if "元" in symbol else f"{shown}{symbol}"
            when = "2020年" if column == PAST_CELLS else "到2025年"
            sentences.append(f"{when},全县{label}达到{printed}。")
        return sentences_into(lines, rng, sentences, *((11, 28) if column == PAST_CELLS else (94, 199)))

    return make


def between_parts(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
    """State a whole; Table 1 prints 100 for cities and 80 for the country."""
    value = rng.randint(40, 76) if wrong else rng.randint(81, 99)
    sentence = f"2020年,全县社区公共服务综合信息平台覆盖率达到{value}%。"
    return sentences_into(lines, rng, [sentence], 11, 28)


def population(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
    """State a population; 610 organisations at 16 per 10,000 imply 381,000 people in 2025."""
    people = rng.choice((rng.uniform(12, 26), rng.uniform(90, 150))) if wrong else 47.5
    return sentences_into(lines, rng, [f"到2025年,全县常住人口达到{people:.1f}万人。"], 94, 199)


def cells(rows: tuple[int, ...], column: int, replace: Callable[[random.Random, str, bool], str]) -> Maker:
    """Return a maker that replaces one cell in each of some rows."""

    def make(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
        new = list(lines)
        for row in rows:
            new[row - 1] = with_cell(lines[row - 1], column, replace(rng, lines[row - 1], wrong))
        return new, [Mark(row) for row in rows]

    return make


def growth_figures(rows: tuple[int, ...]) -> Maker:
    """Return a maker that moves growth figures of Table 1 by two to five points, beyond their intervals."""

    def make(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
        new = list(lines)
        for row in rows:
            parts_of_row = [cell.strip() for cell in lines[row - 1].split("|")]
            column = 3 if parts_of_row[1][:1].isdigit() else 4
            stated = float(parts_of_row[column].rstrip("%")) + (rng.uniform(2, 5) if wrong else 0)
            new[row - 1] = with_cell(lines[row - 1], column, f"{stated:.1f}")
        return new, [Mark(row) for row in rows]

    return make


def milestone(rng: random.Random, line: str, wrong: bool) -> str:
    """Give a milestone beyond the final target, or behind the base."""
    base, target = number_of(line, 2) or 0, number_of(line, 4) or 0
    if not wrong:
        return f"{base + (target - base) / 2:g}"
    beyond = rng.random() < 0.6 or base < 2
    return f"{target + rng.randint(1, 5):g}" if beyond else f"{base - 1:g}"


def base_target(rng: random.Random, line: str, wrong: bool) -> str:
    """Give a final target that is the base, or worse."""
    base, target = number_of(line, 2) or 0, number_of(line, 4) or 0
    return f"{base - (rng.randint(0, 3) if base > 3 else 0):g}" if wrong else f"{target:g}"


def above_100(rng: random.Random, line: str, wrong: bool) -> str:
    """Give a share above 100 %."""
    return f"{rng.randint(102, 130)}" if wrong else f"{number_of(line, 4) or 0:g}"
