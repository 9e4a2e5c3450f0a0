"""Rows of the project list against themselves, the period, and the prose: status, dates, money, size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from analysis.consistency.compare import APART, EQUAL, Ends, base_ends, compare, dimension_of, meet, show
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
from analysis.consistency.sentences import Item, Sentence
from analysis.document import Cell, Row
from analysis.errors import InputError, Source
from analysis.projects import parse_date
from analysis.quantity import Quantity, parse_quantity

_NOT_BEGUN: Final = re.compile("前期|调研|谋划|拟建|未开工|未启动|待建|筹备|筹建|可研|规划中|论证|选址")
_UNDER_WAY: Final = re.compile("施工|在建|续建|建设中|已开工|主体")
_FINISHED: Final = re.compile("完工|竣工|建成|完成|投入使用|投用|验收")
_NOT_FINISHED: Final = re.compile("未|拟|预计|计划|基本")
_TOTAL_IN_TEXT: Final = re.compile(
    r"(?:计划|项目|规划|估算|概算|预计)*总投资(?:额|估算|规模)?(?:约|为|达|共)*[:：]?$"
)
_NAMED_PROJECT: Final = re.compile(r"[(（]([^()（）]{2,20}?)(?:项目|工程)[)）]")
_ROUNDING: Final = Fraction(1, 200)
_YUAN_IN_10K: Final = Fraction(10000)


@dataclass(frozen=True, slots=True)
class _Project:
    """A row of the project list with its printed cells."""

    row: dict[str, Any]
    printed: Row
    evidence: Evidence

    @property
    def name(self) -> str:
        return str(self.row["name"])

    def text(self, column: str) -> str:
        return str(self.row.get(column) or "")

    def money(self, column: str) -> Fraction | None:
        value = self.row.get(column)
        return None if value is None else Fraction(str(value))

    def cell(self, text: str, *, last: bool = False) -> Statement:
        """Return the cell that prints `text`, called by the project's name."""
        cells = [cell for cell in self.printed.cells if cell.text == text]
        return self._statement(cells[-1 if last else 0] if cells else self.printed.cells[0])

    def date(self, column: str) -> Statement:
        """Return the cell that prints the start or the finish."""
        wanted = self.text(column)
        cells = [cell for cell in self.printed.cells if _date_or_none(cell.text) == wanted]
        if not cells:  # both dates stand in one cell
            cells = [cell for cell in self.printed.cells if wanted[:4] in cell.text and len(cell.text) < 30]
        return self._statement(cells[-1 if column == "finish" else 0] if cells else self.printed.cells[0])

    def _statement(self, cell: Cell) -> Statement:
        text = self.evidence.document.text_at(cell.source)
        shown = text if len(text) <= 60 else text[:60]
        label = "" if cell.text == self.name else f"{self.name} "
        return Statement(f"{label}{shown}", _cut(cell, len(shown)))


def _cut(cell: Cell, length: int) -> Source:
    source = cell.source
    return Source(source.file, source.line, source.start, min(source.end, source.start + length))


def _date_or_none(text: str) -> str | None:
    try:
        return parse_date(text)
    except InputError:
        return None


def _projects(evidence: Evidence) -> Iterator[_Project]:
    if evidence.projects.empty:
        return
    printed = {row.line: row for table in evidence.document.tables for row in table.rows if row.cells}
    for row in records(evidence.projects):
        found = printed.get(int(row["source_line"]))
        if found is not None:
            yield _Project(row, found, evidence)


def _status_time(evidence: Evidence) -> int | None:
    """Return the year at whose end a list of projects stands: the one before the period."""
    return None if evidence.period is None else evidence.period[0] - 1


def project_status(evidence: Evidence) -> Iterator[Finding]:
    """Compare a project's printed status with its dates and with the money spent.

    A project not yet begun (前期, 调研, 谋划, 未开工) whose start lies before the period is a conflict,
    of high severity when money is spent as well; with money spent alone it is notable, because studies
    cost money. One under construction before the period or finished with nothing invested is a conflict;
    finished with a finish a year or more into the period as well. Silent on 已立项 and on projects
    without a status, and where the period is not known.
    """
    base = _status_time(evidence)
    for project in _projects(evidence):
        status, start, finish = project.text("status"), project.text("start"), project.text("finish")
        invested = project.money("invested_10k") or Fraction(0)
        printed = project.text("invested_printed")  # "" where the list has no such column
        if base is None or not status:
            continue
        finished = bool(_FINISHED.search(status)) and not _NOT_FINISHED.search(status)
        before = bool(start) and int(start[:4]) <= base
        if _NOT_BEGUN.search(status) and not _UNDER_WAY.search(status) and not finished:
            if before:
                severity = HIGH if invested else MEDIUM
                why = ("项目在规划期前已经开工", "had a start before the period")
                yield _status_finding(project, project.date("start"), CONFLICT, severity, why)
            elif invested:
                why = ("已有投资完成", "has money spent")
                yield _status_finding(project, project.cell(printed), NOTABLE, LOW, why)
        elif finished and finish and int(finish[:4]) > base + 1:
            why = ("预计竣工时间尚未到", "has a finish that lies ahead")
            yield _status_finding(project, project.date("finish"), CONFLICT, MEDIUM, why)
        elif (finished or (_UNDER_WAY.search(status) and before)) and not invested and printed:
            why = ("没有已完成的投资", "has nothing invested")
            yield _status_finding(project, project.cell(printed), CONFLICT, MEDIUM, why)


def _status_finding(
    project: _Project, other: Statement, verdict: str, severity: str, why: tuple[str, str]
) -> Finding:
    a = project.cell(project.text("status"))
    zh = f"{a.zh}的进展情况，与{other.zh}不合：{why[0]}。"
    en = f"{a.en_first} gives a status, but the project {why[1]}: {other.en}."
    return Finding(verdict, severity, project.name, a, other, why[0], zh, en)


def project_money(evidence: Evidence) -> Iterator[Finding]:
    """Compare money spent plus money planned with a project's total.

    Above the total is a conflict (of medium severity when the total is printed as approximate). Below it is
    notable when the project finishes within the period, and silent when it goes on, when no money is
    planned, or when the list has no cell for what was spent before and the project had begun.
    Equal agrees. A half per cent of the total counts as rounding.
    """
    for project in _projects(evidence):
        total, planned = project.money("total_10k"), project.money("planned_10k")
        invested = project.money("invested_10k") or Fraction(0)
        if total is None or planned is None or total <= 0:
            continue
        rest, tolerance = total - invested - planned, total * _ROUNDING
        a, b = (
            project.cell(project.text("total_printed")),
            project.cell(project.text("planned_printed"), last=True),
        )
        listed = bool(project.text("invested_printed"))
        so_far = f"已完成{show(invested, 9)}" if listed else "未列已完成投资"
        spent = f"{so_far}、计划{show(planned, 9)}、总投资{show(total, 9)}（万元）"
        so_far = f"{show(invested, 9)} spent" if listed else "nothing listed as spent"
        numbers = f"{so_far} + {show(planned, 9)} planned against {show(total, 9)} (10,000 yuan)"
        finish = project.text("finish")
        if abs(rest) <= tolerance:
            yield _money_finding(
                project, a, b, AGREE, NONE, f"{spent}，相加等于总投资", f"{numbers}: they agree"
            )
        elif rest < 0:
            severity = MEDIUM if project.row.get("total_approx") else HIGH
            text = f"{spent}，相加超过总投资{show(-rest, 9)}万元"
            yield _money_finding(project, a, b, CONFLICT, severity, text, f"{numbers}: more than the total")
        elif planned > 0 and _within(evidence, finish) and _spent_is_known(evidence, project):
            phase = "一期" in project.text("total_printed")
            text = f"{spent}，项目在规划期内竣工，尚有{show(rest, 9)}万元没有来源"
            text += "；总投资分期，计划投资可能只含一期" if phase else ""
            english = (
                f"{numbers}: {show(rest, 9)} without a source although the project ends within the period"
            )
            yield _money_finding(project, a, b, NOTABLE, LOW if phase else MEDIUM, text, english)


def _within(evidence: Evidence, finish: str) -> bool:
    return evidence.period is not None and bool(finish) and int(finish[:4]) <= evidence.period[1]


def _spent_is_known(evidence: Evidence, project: _Project) -> bool:
    """Say whether the list tells what was spent before the period, or the project had not begun."""
    start = project.text("start")
    begun = evidence.period is None or not start or int(start[:4]) < evidence.period[0]
    return bool(project.text("invested_printed")) or not begun


def _money_finding(
    project: _Project, a: Statement, b: Statement, verdict: str, severity: str, why: str, english: str
) -> Finding:
    zh = f"{a.zh}与{b.zh}：{why}。"
    en = f"{a.en_first} and {b.en}: {english}."
    return Finding(verdict, severity, project.name, a, b, why, zh, en)


def project_dates(evidence: Evidence) -> Iterator[Finding]:
    """Compare a project's start with its finish, and both with the period.

    A finish before the start is a conflict. A finish outside the period, or a start after it, is notable.
    Silent when a date is missing; a start before the period is normal for a project that is carried over.
    """
    for project in _projects(evidence):
        start, finish = project.text("start"), project.text("finish")
        if start and finish:
            both = min(len(start), len(finish))
            a, b = project.date("start"), project.date("finish")
            if finish[:both] < start[:both]:
                zh = f"{a.zh}为开工时间，{b.zh}为竣工时间，竣工早于开工。"
                en = f"{b.en_first}, the finish, lies before the start, {a.en}."
                yield Finding(CONFLICT, HIGH, project.name, a, b, f"{start}开工，{finish}竣工", zh, en)
        if evidence.period is None:
            continue
        first, last = evidence.period
        outside = (finish and not first <= int(finish[:4]) <= last and "finish") or (
            start and int(start[:4]) > last and "start"
        )
        if outside:
            a = project.date(outside)
            zh = f"{a.zh}不在规划期（{first}—{last}年）之内。"
            en = f"{a.en_first} lies outside the period {first}-{last}."
            yield Finding(NOTABLE, LOW, project.name, a, None, f"规划期为{first}—{last}年", zh, en)


def project_contents(evidence: Evidence) -> Iterator[Finding]:
    """Compare 总投资 in a project's description with the total's cell.

    The first number after 总投资 that is not about a phase counts. Numbers that do not meet are a conflict;
    余 and 约 widen the number as documented in `analysis.quantity`. Silent when there is no such number.
    """
    for project in _projects(evidence):
        total = project.money("total_10k")
        line = int(project.row["source_line"])
        if total is None:
            continue
        cell = _total_quantity(project.text("total_printed"), total)
        for sentence in evidence.sentences_on(line):
            found = _total_in(sentence)
            if found is None:
                continue
            money = _as_money(found.quantity)
            verdict = compare(cell, money) if money is not None else None
            if money is not None and money.somewhat_more and _beside(cell, money):
                verdict = EQUAL  # 5000余万 beside 5000: the cell leaves the 余 out
            if verdict not in (EQUAL, APART):
                continue
            a, b = sentence.clause(found.start, found.end), project.cell(project.text("total_printed"))
            equal = verdict == EQUAL
            zh = f"{a.zh}与{b.zh}{'一致' if equal else '不符'}。"
            en = f"{a.en_first} {'agrees with' if equal else 'contradicts'} {b.en}."
            detail = (
                f"建设内容写作{found.quantity.printed}，总投资栏为{project.text('total_printed')}（万元）"
            )
            yield Finding(
                AGREE if equal else CONFLICT, NONE if equal else HIGH, project.name, a, b, detail, zh, en
            )
            break


def _total_in(sentence: Sentence) -> Item | None:
    for item in sentence.items:
        before = sentence.text[max(0, item.start - 20) : item.start].rpartition(",")[2].rpartition("，")[2]
        phase = re.search("[一二三首]期", sentence.text[: item.start])
        if _TOTAL_IN_TEXT.search(before) and phase is None and "其中" not in before:
            return item
    return None


def _as_money(quantity: Quantity) -> Quantity | None:
    """Return an amount in 万元; one printed without a unit (5000余万) is in 元."""
    if not quantity.unit:
        try:
            return parse_quantity(quantity.printed, unit="元").to("万元")
        except InputError:
            return None
    return quantity.to("万元") if dimension_of(quantity.unit) == "money" else None


def _total_quantity(printed: str, total: Fraction) -> Quantity:
    """Return the total's cell as a quantity in 万元: read again for its rounding, else the value itself."""
    try:
        quantity = parse_quantity(printed, unit="万元")
    except InputError:
        quantity = parse_quantity(show(total, 9), unit="万元")
    if quantity.value is None or Fraction(quantity.value) != total:
        quantity = parse_quantity(show(total, 9), unit="万元")
    return quantity


def _beside(cell: Quantity, money: Quantity) -> bool:
    return cell.value is not None and money.value is not None and cell.value == money.value


def project_in_prose(evidence: Evidence) -> Iterator[Finding]:
    """Compare an investment that the prose states for a project of the list with the project's total.

    The sentence must name the project: (厚福园项目) in brackets, whose words the project's name contains,
    or the project's whole name. The number must follow 投资. Equal agrees; after 总投资 a different
    number is a conflict, after 投资 alone it may be a part and only a larger one is. Silent when two
    projects fit.
    """
    projects = list(_projects(evidence))
    tables = {cell.source.line for project in projects for cell in project.printed.cells}
    for sentence in evidence.sentences:
        if "投资" not in sentence.text or sentence.paragraph.line in tables:
            continue
        named = [project for project in projects if _names(sentence.text, project.name)]
        if len(named) != 1:
            continue
        project = named[0]
        total = project.money("total_10k")
        for item in sentence.items:
            before = sentence.text[max(0, item.start - 6) : item.start]
            money = _as_money(item.quantity) if re.search("投资[^,，。]{0,3}$", before) else None
            if money is None or total is None or "已完成" in sentence.text:
                continue
            finding = _stated_investment(sentence, item, money, project, total, whole="总投资" in before)
            if finding is not None:
                yield finding


def _names(text: str, name: str) -> bool:
    return name in text or any(inner in name for inner in _NAMED_PROJECT.findall(text))


def _stated_investment(
    sentence: Sentence, item: Item, money: Quantity, project: _Project, total: Fraction, *, whole: bool
) -> Finding | None:
    cell = _total_quantity(project.text("total_printed"), total)
    verdict = compare(cell, money)
    interval: Ends | None = base_ends(money)
    larger = interval is not None and interval[0] > total * _YUAN_IN_10K
    a, b = sentence.clause(item.start, item.end), project.cell(project.text("total_printed"))
    detail = f"正文写作{item.quantity.printed}，项目表总投资为{project.text('total_printed')}（万元）"
    if verdict == EQUAL or (interval is not None and meet(interval, (total * _YUAN_IN_10K,) * 2)):
        zh, en = f"{a.zh}与{b.zh}一致。", f"{a.en_first} agrees with {b.en}."
        return Finding(AGREE, NONE, project.name, a, b, detail, zh, en)
    if verdict == APART and (whole or larger):
        zh, en = f"{a.zh}与{b.zh}不符。", f"{a.en_first} contradicts {b.en}."
        return Finding(CONFLICT, HIGH if whole else MEDIUM, project.name, a, b, detail, zh, en)
    return None
