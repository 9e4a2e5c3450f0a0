"""Rows of an indicator table against themselves: milestones, bases, bounds; and the printed growth column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from analysis.consistency.compare import ends, is_bound, show
from analysis.consistency.evidence import Evidence, records
from analysis.consistency.finding import (
    AGREE,
    CONFLICT,
    HIGH,
    LOW,
    MEDIUM,
    NONE,
    NOTABLE,
    Finding,
    Statement,
)
from analysis.errors import Source
from analysis.mentions import ACTUAL, LEVEL, TARGET, Mention
from analysis.targets import WITHIN
from analysis.wording import LANGUAGES, say

_LEAST_SHARE_OF_PACE: Final = Fraction(1, 2)
# Shares of a whole that cannot pass 100 %; 毛入学率, 完成率 and ratios of two incomes can.
_BOUNDED: Final = re.compile(
    r"(?:覆盖率|合格率|达标率|满意度|满意率|绿化率|火化率|治理率|知晓率|入住率|签约率|普及率|参与率|建成率|办结率|登记率|公开率|落实率|通[^率]{1,6}率)$"
)

# What a growth figure was taken for → its name, and the words beside the recomputed figure.
_GROWTH_WORDS: Final = {
    "yearly": ("年均增长", "水平法年均增长", "% a year", "%"),
    "total": ("总增长", "总增长", "% over all years", "%"),
    "difference": ("增减", "增减", "in difference", ""),
}


def _rows(evidence: Evidence) -> Iterator[tuple[Mention, list[Mention], dict[str, Any]]]:
    """Yield base value, later targets and the indicator row, for each printed row that has them."""
    if evidence.indicators.empty:
        return
    for row in records(evidence.indicators):
        cells = [
            mention
            for mention in evidence.cells
            if (mention.table, mention.row) == (str(row["table"]), str(int(row["row"])))
            and mention.role == LEVEL
            and mention.quantity.value is not None
        ]
        targets = sorted((cell for cell in cells if cell.status == TARGET), key=lambda cell: cell.year or 0)
        before = [
            cell
            for cell in cells
            if cell.status == ACTUAL and targets and (cell.year or 0) < (targets[0].year or 0)
        ]
        if before and targets:
            yield max(before, key=lambda cell: cell.year or 0), targets, row


def _value(mention: Mention) -> Fraction:
    return Fraction(mention.quantity.value or 0)


def milestones(evidence: Evidence) -> Iterator[Finding]:
    """Compare the first target of a row with its base and its last target.

    Notable when by the first target year less than half of the way is asked that an even pace would ask
    (2 of 5 years, less than a fifth of the way). A conflict when it lies beyond the last target, or on
    the wrong side of the base while the last target lies on the right one: the path then runs backwards. A
    last target beyond the plan's period (the pupils of 2035) is used only where the period has one target,
    and is notable then. Anything else agrees. Silent on bounds beyond the way, on rows with one target
    year, and where base and last target are equal.
    """
    for base, targets, _ in _rows(evidence):
        first, last = targets[0], _last_of_plan(evidence, targets)
        way = _value(last) - _value(base)
        if first is last or first.year is None or last.year is None or base.year is None or way == 0:
            continue
        part = (_value(first) - _value(base)) / way
        pace = Fraction(first.year - base.year, last.year - base.year)
        a, b = evidence.statement(first), evidence.statement(last)
        numbers = f"{base.quantity.printed}→{first.quantity.printed}→{last.quantity.printed}"
        if (part > 1 or part < 0) and (is_bound(first.quantity) or is_bound(last.quantity)):
            continue  # a ceiling or floor to be kept is no point on a path
        if part > 1 or part < 0:
            why, why_en = (
                ("超过期末目标", "beyond the final target")
                if part > 1
                else ("与期末目标分居基期水平两侧", "on the other side of the base")
            )
            beyond = evidence.period is not None and last.year > evidence.period[1]
            verdict, severity = (NOTABLE, LOW) if beyond else (CONFLICT, MEDIUM)
            zh = f"{a.zh}{why}，与{b.zh}的方向相反（{numbers}）。"
            en = f"{a.en_first} lies {why_en}, so that the path to {b.en} runs backwards ({numbers})."
            yield Finding(
                verdict, severity, base.subject, a, b, f"{why}：{numbers}", zh, en, base.indicator_id
            )
        elif part < pace * _LEAST_SHARE_OF_PACE:
            percent, years = show(part * 100, 3), first.year - base.year
            detail = f"{numbers}：{last.year - base.year}年中的前{years}年只完成{percent}%"
            zh = f"{a.zh}与{b.zh}相比，前{years}年只走完{percent}%的路程，"
            zh += f"其余留到最后{last.year - first.year}年（{numbers}）。"
            en = (
                f"{a.en_first} asks for {percent} % of the way to {b.en} in the first {years} of "
                f"{last.year - base.year} years ({numbers})."
            )
            yield Finding(NOTABLE, LOW, base.subject, a, b, detail, zh, en, base.indicator_id)
        else:
            total, years = last.year - base.year, first.year - base.year
            detail = f"{numbers}：{total}年中的前{years}年完成{show(part * 100, 3)}%"
            zh = f"{a.zh}在基期与{b.zh}之间，进度安排均衡（{numbers}）。"
            en = f"{a.en_first} lies on the way from the base to {b.en} ({numbers})."
            yield Finding(AGREE, NONE, base.subject, a, b, detail, zh, en, base.indicator_id)


def _last_of_plan(evidence: Evidence, targets: Sequence[Mention]) -> Mention:
    """Return the last target within the plan's period, where it has two; else the last of all."""
    end = evidence.period[1] if evidence.period else None
    within = [target for target in targets if end is not None and (target.year or 0) <= end]
    return within[-1] if len(within) > 1 else targets[-1]


def targets_and_bases(evidence: Evidence) -> Iterator[Finding]:
    """Compare the last target of a row with its base value.

    Notable when the target is already reached in the base year: equal to it, or on the worse side of it in
    the indicator's direction. A bound there (控制在4%以内, 不低于28.2) is to be kept and no finding. Silent
    where neither side is better, and on an indicator without a definition whose target lies on the worse
    side: its direction is only presumed.
    """
    for base, targets, row in _rows(evidence):
        last = targets[-1]
        a, b = evidence.statement(base), evidence.statement(last)
        numbers = f"{base.quantity.printed}→{last.quantity.printed}"
        if row["direction"] == WITHIN or (_value(last) == _value(base) and is_bound(last.quantity)):
            continue
        if _value(last) == _value(base):
            zh = f"{a.zh}已达到{b.zh}，目标与基期相同。"
            en = f"{a.en_first} equals {b.en}: the target is already reached in the base year."
            yield Finding(
                NOTABLE, LOW, base.subject, a, b, f"目标等于基期值：{numbers}", zh, en, base.indicator_id
            )
            continue
        worse = (_value(last) < _value(base)) == (row["direction"] == "up")
        if worse and not is_bound(last.quantity) and not base.indicator_id.startswith("unlisted_"):
            zh = f"{b.zh}低于{a.zh}的水平，基期已优于目标。"
            en = f"{b.en_first} is worse than {a.en}: it is already reached in the base year."
            yield Finding(
                NOTABLE, MEDIUM, base.subject, a, b, f"目标劣于基期值：{numbers}", zh, en, base.indicator_id
            )


def impossible_values(evidence: Evidence) -> Iterator[Finding]:
    """Compare values with the bounds of their concept: a coverage above 100 %, a share below 0.

    The bounds are those of the indicator's definition; without one, only names of coverage and the like
    (覆盖率, 合格率, 满意度) are held to 100 %. Silent on ratios that may pass 100 % and on changes.
    """
    bounds = {}
    if not evidence.indicators.empty:
        bounds = {(str(row["table"]), str(int(row["row"]))): row for row in records(evidence.indicators)}
    for mention in evidence.mentions:
        found = ends(mention.quantity)
        if found is None or mention.role != LEVEL:
            continue
        row = bounds.get((mention.table, mention.row)) if mention.row else None
        upper = None if row is None else row["upper_bound"]
        lower = None if row is None else row["lower_bound"]
        if upper is None and mention.quantity.unit == "%" and _BOUNDED.search(mention.subject.strip()):
            upper = 100
        exact = Fraction(mention.quantity.value if mention.quantity.value is not None else 0)
        if upper is not None and exact > Fraction(str(upper)) and found[0] > Fraction(str(upper)) - 1:
            yield _beyond(evidence, mention, "上限", "upper bound", str(upper).removesuffix(".0"))
        elif lower is not None and found[1] < Fraction(str(lower)):
            yield _beyond(evidence, mention, "下限", "lower bound", str(lower).removesuffix(".0"))


def _beyond(evidence: Evidence, mention: Mention, word: str, english: str, bound: str) -> Finding:
    a = evidence.statement(mention)
    unit = mention.quantity.unit
    zh = f"{a.zh}超出该指标可能的{word}{bound}{unit}。"
    en = f"{a.en_first} passes the {english} of {bound}{unit} that the concept has."
    return Finding(
        CONFLICT, HIGH, mention.subject, a, None, f"{word}为{bound}{unit}", zh, en, mention.indicator_id
    )


def growth_column(evidence: Evidence) -> Iterator[Finding]:
    """Report the check of the printed growth column (see `analysis.growth_check`) as findings.

    Inconsistent is a conflict, consistent agrees; the message names the formula that gives the printed
    figure. Silent on rows that cannot be checked.
    """
    if evidence.growth_check.empty:
        return
    names = {}
    if not evidence.indicators.empty:
        names = {(str(row["table"]), int(row["row"])): row["name"] for row in records(evidence.indicators)}
    for row in records(evidence.growth_check):
        if row["verdict"] not in ("consistent", "inconsistent"):
            continue
        table, name = str(row["table"]), str(names.get((str(row["table"]), int(row["row"])), ""))
        line = int(row["source_line"])
        start, end = int(row["source_start"]), int(row["source_end"])
        printed = evidence.document.lines[line - 1][start:end]
        what = _GROWTH_WORDS[str(row["compared_as"])][0]
        a = Statement(f"{name} {what} {printed}", Source(evidence.document.file, line, start, end), table)
        yield _growth_finding(row, name, a, _target_cell(evidence, row))


def _target_cell(evidence: Evidence, row: dict[str, Any]) -> Statement | None:
    for mention in evidence.cells:
        place = (mention.table, mention.row, mention.year, mention.status)
        if place == (str(row["table"]), str(int(row["row"])), row["target_year"], TARGET):
            return evidence.statement(mention)
    return None


def _growth_finding(row: dict[str, Any], name: str, a: Statement, b: Statement | None) -> Finding:
    span = f"{row['base_year']}年{_plain(row['base'])}→{row['target_year']}年{_plain(row['target'])}"
    reading = str(row["compared_as"])
    _, chinese, english, sign = _GROWTH_WORDS[reading]
    low, high = (f"{float(row[key]):.2f}" for key in ("recomputed_lower", "recomputed_upper"))
    middle = f"{float(row['recomputed_pct']):.2f}"
    if reading != "difference" and row["reason"] == "by_points":
        chinese, english, sign = "年均增加", "percentage points a year", "个百分点"
    detail = f"{span}，{chinese}{middle}{sign}（舍入范围{low}{sign}至{high}{sign}）"
    consistent = row["verdict"] == "consistent"
    zh = f"{a.zh}：{detail}，{'与公布数一致' if consistent else '与公布数不符'}"
    en = (
        f"{a.en_first}: from {_plain(row['base'])} ({row['base_year']}) to {_plain(row['target'])} "
        f"({row['target_year']}) is {middle} {english} ({low} to {high} within rounding), "
        f"{'as printed' if consistent else 'not the printed figure'}"
    )
    formula = row["reproduced_by"] or ""
    if formula and not consistent:
        chinese, english = (say(f"formula.{formula}", lang) for lang in LANGUAGES)
        zh, en = f"{zh}；公布数可由“{chinese}”得出", f"{en}; the printed figure is given by: {english}"
        detail = f"{detail}；可由“{chinese}”得出"
    verdict, severity = (AGREE, NONE) if consistent else (CONFLICT, HIGH)
    return Finding(verdict, severity, name, a, b, detail, f"{zh}。", f"{en}.", str(row["indicator_id"] or ""))


def _plain(number: object) -> str:
    return f"{float(str(number)):g}"
