"""Planted contradictions that need rows, headings or paragraphs of their own; see `planted`."""

from __future__ import annotations

import random
from collections.abc import Callable

from planted import AT_ONCE, NOUNS, Lines, Mark, Planted, sentences_into, whole_off, with_cell

ANNEX = (207, 208, 209, 210, 211)
TITLE, TOTAL, DONE, TO_DO, STATUS, START, FINISH = 205, 4, 5, 6, 7, 8, 9
DIGITS = "零一二三四五六七八九"


def annex(
    change: Callable[[random.Random, list[str], bool], None],
) -> Callable[[Lines, random.Random, bool], Planted]:
    """Return a maker that rewrites every row of the annex; first to a row without any fault."""

    def make(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
        new = list(lines)
        for row in ANNEX:
            line = lines[row - 1]
            total = 3400 if row == 208 else rng.randint(10, 90) * 100  # line 23 states the 3400
            start = rng.randint(2021, 2023)
            for column, text in (
                (3, "新建用房"),
                (TOTAL, str(total)),
                (DONE, "/"),
                (TO_DO, str(total)),
                (STATUS, "已立项"),
                (START, str(start)),
                (FINISH, str(start + 1)),
            ):
                line = with_cell(line, column, text)
            parts = [cell.strip() for cell in line.split("|")]
            change(rng, parts, wrong)
            new[row - 1] = " | ".join(parts)
        return new, [Mark(row) for row in ANNEX]

    return make


def status(rng: random.Random, row: list[str], wrong: bool) -> None:
    """Make a study although begun, under way or finished without money, finished before its time."""
    kind = rng.randrange(3)
    if kind == 0:
        row[STATUS], row[START] = rng.choice(("前期调研", "谋划中", "未开工")), "2019.5" if wrong else "2022"
    elif kind == 1:
        row[STATUS], row[START] = "施工中", "2019.3" if wrong else "2021.3"
    else:
        row[STATUS], row[START], row[FINISH] = "已完工", "2019", "2024" if wrong else "2021"
        row[DONE], row[TO_DO] = row[TO_DO], "/"


def money(rng: random.Random, row: list[str], wrong: bool) -> None:
    """Make more spent and planned than the total."""
    done = int(row[TOTAL]) // 2
    row[DONE] = str(done)
    row[TO_DO] = str(int(row[TOTAL]) - done + (rng.randint(2, 9) * 50 if wrong else 0))


def dates(rng: random.Random, row: list[str], wrong: bool) -> None:
    """Make a finish before the start."""
    if wrong:
        row[START], row[FINISH] = str(int(row[FINISH]) + rng.randint(0, 1)), row[START]
        row[FINISH] = str(int(row[START]) - 1)


def content(rng: random.Random, row: list[str], wrong: bool) -> None:
    """Print a total in the description that is not the cell's."""
    total = int(row[TOTAL])
    row[3] = f"新建用房,总投资{whole_off(rng, total) if wrong else total}万元"


def investment(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
    """State a project's total in the prose that is not the annex's."""
    sentences = []
    for row in ANNEX[1:]:
        cells = [cell.strip() for cell in lines[row - 1].split("|")]
        total = int(cells[TOTAL])
        sentences.append(f"总投资{whole_off(rng, total) if wrong else total}万元实施{cells[0]}。")
    return sentences_into(lines, rng, sentences, 94, 199)


def part_rows(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
    """Add a row 其中 that is larger than the row above it, or not."""
    new, marks = list(lines), []
    for row in (90, 88):  # from below, so that the upper row keeps its number
        name = lines[row - 1].split("|")[1].strip()
        values = ["9", "11", "14"] if wrong else ["0", "1", "2"]
        new.insert(row, f" | 其中:县级{name} | {' | '.join(values)} | 预期性 |")
        marks.append(row + 1 + (row == 90))
    return new, [Mark(line) for line in marks]


def total_rows(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
    """Add small tables with a row of totals, behind the last chapter."""
    new, marks = list(lines[:203]), []
    for noun in rng.sample(NOUNS, AT_ONCE):
        amounts = [rng.randint(10, 90) * 10 for _ in range(4)]
        total = sum(amounts)
        new += [f"{noun}建设安排", "名称 | 数量(家) | 资金(万元) |"]
        new += [f"第{DIGITS[i]}批 | {i} | {amount} |" for i, amount in enumerate(amounts, 1)]
        new += [f"合计 | 10 | {whole_off(rng, total) if wrong else total} |", "以上安排视财力调整。"]
        marks.append(Mark(len(new) - 1))
    return new + lines[203:], marks


def headings(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
    """Add a heading with a number, and one sentence under it."""
    new, marks = list(lines[:203]), []
    for index, noun in enumerate(rng.sample(NOUNS, 9), 1):
        things = rng.sample(("提质", "增效", "惠民", "强基", "固本", "培优", "赋能", "聚力"), 6)
        count = rng.randint(3, 6)
        number = DIGITS[count + (rng.choice((-1, 1)) if wrong else 0)]
        new += [
            f"({DIGITS[index]})实施{noun}“{number}大工程”",
            f"实施{'、'.join(things[:count])}工程,推动事业持续健康发展。",
        ]
        marks.append(Mark(len(new) - 1))
    return new + lines[203:], marks


def points(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
    """Add numbered points, and their number."""
    new, marks = list(lines[:203]), []
    for noun in rng.sample(NOUNS, AT_ONCE):
        count = rng.randint(2, 5)
        number = DIGITS[count + (1 if wrong else 0)]
        listed = "".join(f"{DIGITS[i]}是加强第{DIGITS[i]}批{noun}的管理。" for i in range(1, count + 1))
        new.append(f"围绕{noun}重点抓好{number}个方面:{listed}")
        marks.append(Mark(len(new)))
    return new + lines[203:], marks


def pillars(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
    """State how many pillars Table 2 has: four."""
    numbers = "三五六七八九" if wrong else "四"
    sentences = [f"{noun}服务于“{rng.choice(numbers)}个标杆区”建设。" for noun in rng.sample(NOUNS, AT_ONCE)]
    return sentences_into(lines, rng, sentences, 94, 199)


def caption(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
    """Let the annex's title say how many projects it has: five."""
    new = list(lines)
    number = rng.choice("二三四六七八九十") if wrong else "五"
    new[TITLE - 1] = f"三门县“十四五”时期民政事业发展“{number}大工程”"
    return new, [Mark(TITLE)]


def programmes(lines: Lines, rng: random.Random, wrong: bool) -> Planted:
    """Let titles say how many things their programmes list: nine and five."""
    new = list(lines)
    new[100] = lines[100].replace("九大", f"{rng.choice('六七八')}大") if wrong else lines[100]
    new[101] = lines[101].replace("五大", f"{rng.choice('三四六七')}大") if wrong else lines[101]
    return new, [Mark(101), Mark(102)]
