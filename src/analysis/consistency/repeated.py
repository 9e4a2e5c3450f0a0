"""The same quantity stated more than once: in two tables, in a table and the prose, twice in the prose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from analysis.consistency.compare import APART, EQUAL, OPEN, compare, ends, in_unit, is_bound, show, with_unit
from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import AGREE, CONFLICT, HIGH, LOW, MEDIUM, NONE, NOTABLE, Finding, Statement
from analysis.indicators import wording_key
from analysis.mentions import ACTUAL, CHANGE, LEVEL, TARGET, Mention
from analysis.quantity import Quantity

_SHORTEST_SUBJECT: Final = 4
# Names of a measure that do not say of what: what they measure stands in an earlier clause.
_GENERIC: Final = re.compile(
    r"(?:平均|年均|人均|户均|总|累计|计划|新增|年|亩均)*(?:单位面积)?(?:亩产|单产|产量|产值|产能|投资|资金|收入|支出|面积|建筑面积|占地面积|用地面积|"
    r"建设面积|床位|养老床位|规模|里程|长度|比重|比例|占比|覆盖率|参保率|达标率|完成率|合格率|增幅|增速|标准|补助标准|人数|人口|户数|"
    r"数量|库容|容量|服务人口|受益人口|服务人次|项目|岗位|志愿者|工作人员)"
)
_PER_ALONE: Final = re.compile(
    r"(?:每|平均每)[一二三四五六七八九十百千万两\d]*(?:名|个|位|户)?(?:常住|户籍|总|城乡|城镇|农村)?(?:老年人口|老年人|老人|人口|居民|人|户|村)?"
)
_STARTS: Final = re.compile(r"(?:从|由|自)[^,，。;；:：]{0,30}$")
_RISES: Final = re.compile(r"^[^,，。;；:：]{0,16}?[高升长加大少低降减小缩展变增并至到](?:到|至|为|成)")
_LEADING: Final = re.compile(
    r"^(?:(?:到|至|截至|截止)?(?:20\d\d年)?(?:底|末)?[,，]?|全面|基本|力争|努力|确保|争取|实现|使|将|推动|提升|提高|我县|我市|我区|我省)+"
)
_TRAILING: Final = re.compile(r"(?:总人数|人数|总数量|总数|数量|总量|数|的)$")
# Words that make another quantity of one whose name is otherwise the same.
_QUALIFIERS: Final = re.compile(
    "新增|新建|改造|扩建|累计|每年|年均|平均|其中|城市|农村|城镇|乡村|男|女|公办|民办|机构|社会|社区|居家|示范|省级|市级|县级|国家级|"
    "星级|重点|试点|户籍|常住|登记|备案|持证|集中|分散|失能|高龄|最高|最低|以上"
)
_NARROWER: Final = re.compile(
    "新增|新建|改建|扩建|改造|公办|民办|城市|城镇|农村|乡村|乡镇|街道|男性|女性|国有|示范"
)
_STRIVES: Final = re.compile("力争|争取")
_AREAS: Final = {
    "全国": "国",
    "我国": "国",
    "全省": "省",
    "我省": "省",
    "本省": "省",
    "全区": "区",
    "我区": "区",
    "本区": "区",
} | {f"{word}{level}": level for level in "市县州旗镇" for word in "全我本"}
_WITHIN: Final = re.compile("市本级|中心城区|主城区|城区|市区|县城")
_PARTS: Final = ({"urban", "rural"}, {"male", "female"})


def same_actuals(evidence: Evidence) -> Iterator[Finding]:
    """Compare the statements of one reached value: same indicator or subject, part, scope, role and year.

    Units are converted (‰ and per 10,000; a month and a year). Intervals that do not meet are a conflict,
    equal ones agree; a bound on its allowed side (突破610 beside 620) gives no finding. Without an
    indicator the subjects must be equal words of at least four characters and the units of one kind.
    Silent where the year of either is not known, where a number is the start of a change (由48.2%提高到…)
    or a part (其中…), where only one of the subjects carries a word such as 新增, 农村, 机构, and where a
    number of the prose whose year only its chapter tells equals another year's cell of the row. Severity
    high needs an indicator and a year that is said. Two
    sentences without an indicator conflict only when at least one says the year (of targets: both).
    """
    yield from _groups_compared(evidence, ACTUAL)


def same_targets(evidence: Evidence) -> Iterator[Finding]:
    """Compare every two statements of one target, by the rules of `same_actuals`.

    A promise without a year is read as one for the end of the period; a conflict that depends on that is
    of medium severity. Two different bounds (突破610, 突破620), and a hope (力争) beside a target, can
    both hold and are notable.
    """
    yield from _groups_compared(evidence, TARGET)


def _groups_compared(evidence: Evidence, status: str) -> Iterator[Finding]:
    groups: dict[tuple[str, ...], list[Mention]] = {}
    for mention in evidence.mentions:
        year = _year(evidence, mention)
        if mention.status != status or mention.role == CHANGE or year is None or mention.quantity.missing:
            continue
        if is_start(evidence, mention) or _is_part(evidence, mention) or _is_one_of_many(evidence, mention):
            continue
        identity = _identity(mention)
        if identity:
            key = (identity, mention.breakdown, _scope(evidence, mention), mention.role, str(year))
            groups.setdefault(key, []).append(mention)
    for mentions in groups.values():
        yield from _compare_all(evidence, mentions)


def _compare_all(evidence: Evidence, mentions: Sequence[Mention]) -> Iterator[Finding]:
    """Compare each statement with the first; one that agrees with an earlier one needs no second conflict."""
    first, *others = mentions
    for other in others:
        if (first.table, first.row) == (other.table, other.row) and first.row:
            continue
        finding = _pair(evidence, first, other)
        if finding is not None:
            yield finding


def _pair(evidence: Evidence, first: Mention, other: Mention) -> Finding | None:
    one, two = with_unit(first.quantity, first.unit), with_unit(other.quantity, other.unit)
    found = compare(one, two)
    same_thing = (
        not _is_narrower(evidence, first, other)
        if _both_defined(first, other)
        else _qualifiers(evidence, first) == _qualifiers(evidence, other)
    )
    a, b = evidence.statement(first), evidence.statement(other)
    if found is None or not same_thing or a == b:
        return None
    if found == APART and other.year_basis == "context" and _is_other_cell(evidence, first, other):
        return None
    if found != EQUAL and not _both_defined(first, other) and not _year_is_sure(first, other):
        return None
    strives = not other.row and bool(_STRIVES.search(_clause_before(evidence, other)))
    if found == APART and first.status == TARGET and strives:
        found = OPEN  # 力争 names a hope beside the target
    same_bound = is_bound(one) and is_bound(two) and one.comparator[0] == two.comparator[0]
    if found == OPEN and not strives and not (same_bound and one.value != two.value):
        return None
    reading = "" if first.year and other.year else "；原文未写年份，按规划期末理解"
    sure = (
        _both_defined(first, other) and not reading and "context" not in (first.year_basis, other.year_basis)
    )
    verdict, severity = {
        EQUAL: (AGREE, NONE),
        APART: (CONFLICT, HIGH if sure else MEDIUM),
        OPEN: (NOTABLE, LOW),
    }[found]
    zh, en = _sentences(first, other, (a, b), found, (one, two))
    detail = f"{first.subject}（{_status_zh(first)}）：{first.quantity.printed}与{other.quantity.printed}"
    detail += _converted(one, two) + reading
    indicator_id = first.indicator_id or other.indicator_id
    return Finding(verdict, severity, first.subject, a, b, detail, zh, en, indicator_id)


def _sentences(
    first: Mention,
    other: Mention,
    statements: tuple[Statement, Statement],
    found: str,
    quantities: tuple[Quantity, Quantity],
) -> tuple[str, str]:
    a, b = statements
    year = first.year or other.year
    thing = "同一指标" if _both_defined(first, other) else "同一事项"
    zh = f"{a.zh}与{b.zh}说的是{thing}{f'{year}年' if year else ''}的{_status_zh(first)}，"
    en = f"{a.en_first} and {b.en} state the same {'actual value' if first.status == ACTUAL else 'target'}"
    en += f" for {year}" if year else ""
    chinese = {
        EQUAL: "两者一致",
        APART: f"但数值不能同时成立{_converted(*quantities)}",
        OPEN: "但界限或目标高低不同",
    }[found]
    english = {
        EQUAL: "; they agree",
        APART: f", but they cannot both hold{_converted_en(*quantities)}",
        OPEN: ", with different bounds or ambitions",
    }[found]
    return f"{zh}{chinese}。", f"{en}{english}."


def is_start(evidence: Evidence, mention: Mention) -> bool:
    """Say whether a number is where a change begins (由48.2%提高到55.6%) and no year is printed for it."""
    if mention.row:
        return False
    line, source = evidence.document.lines[mention.source.line - 1], mention.source
    before = _STARTS.search(line[max(0, source.start - 40) : source.start])
    after = line[source.end : source.end + 24]
    return before is not None and "年" not in before[0] and bool(_RISES.match(after))


def _is_part(evidence: Evidence, mention: Mention) -> bool:
    """Say whether a number without an indicator is a part of another one (其中…)."""
    if mention.indicator_id or mention.row:
        return False
    return "其中" in re.split("[。;；]", _line_before(evidence, mention))[-1]


def _is_one_of_many(evidence: Evidence, mention: Mention) -> bool:
    """Say whether a number shares its subject with others: A、B分别达到64.3%、62.3%, 25%、50%和20%."""
    if mention.row:
        return False
    before = re.split("[。;；]", _line_before(evidence, mention))[-1]
    line = evidence.document.lines[mention.source.line - 1]
    behind = line[mention.source.end : mention.source.end + 3]
    return (
        "分别" in before or bool(re.search("[、和及]$", before)) or bool(re.match(r"[、和及]\s*\d", behind))
    )


def _year_is_sure(first: Mention, other: Mention) -> bool:
    """Say whether two sentences without an indicator are surely about one year.

    Targets must both say it; of two reached values one may take it from its chapter.
    """
    from_context = [mention.year_basis for mention in (first, other)].count("context")
    return from_context <= (1 if first.status == ACTUAL else 0)


def _is_other_cell(evidence: Evidence, cell: Mention, prose: Mention) -> bool:
    """Say whether a number of the prose is another cell of the row: then it is about that year, not this."""
    if not cell.row or prose.row:
        return False
    others = [
        other
        for other in evidence.cells
        if (other.indicator_id, other.breakdown) == (cell.indicator_id, cell.breakdown) and other is not cell
    ]
    number = with_unit(prose.quantity, prose.unit)
    return any(compare(with_unit(other.quantity, other.unit), number) == EQUAL for other in others)


def _status_zh(mention: Mention) -> str:
    return "实际值" if mention.status == ACTUAL else "目标值"


def _converted(one: Quantity, two: Quantity) -> str:
    """Say what the second number is in the first's unit, when the units differ."""
    other = in_unit(two, one.unit)
    if other is None or other.value is None or one.unit == two.unit:
        return ""
    return f"（{two.printed}折合{show(other.value, 6)}{one.unit}）"


def _converted_en(one: Quantity, two: Quantity) -> str:
    other = in_unit(two, one.unit)
    if other is None or other.value is None or one.unit == two.unit:
        return ""
    return f" ({two.printed} is {show(other.value, 6)} {one.unit})"


def _both_defined(first: Mention, other: Mention) -> bool:
    return bool(first.indicator_id) and first.indicator_id == other.indicator_id


def _year(evidence: Evidence, mention: Mention) -> int | None:
    if mention.year is not None:
        return mention.year
    if mention.status == TARGET and mention.indicator_id and evidence.period is not None:
        return evidence.period[1]
    return None


def _identity(mention: Mention) -> str:
    """Return what makes two statements ones of the same thing; "" when that is not sure."""
    if mention.indicator_id:
        return mention.indicator_id
    subject = plain_subject(mention.subject)
    unit_kind = mention.unit or mention.quantity.unit
    named = (
        len(subject) >= _SHORTEST_SUBJECT
        and not _GENERIC.fullmatch(subject)
        and not _PER_ALONE.fullmatch(subject)
    )
    return f"{subject}|{unit_kind}" if named else ""


def plain_subject(subject: str) -> str:
    """Return a subject without the words that do not change what is counted.

    Examples
    --------
    >>> plain_subject("实现社会组织数量"), plain_subject("到2025年,全县养老机构总数")
    ('社会组织', '全县养老机构')
    """
    text = unicodedata.normalize("NFKC", subject).strip()
    text = _LEADING.sub("", text)
    text = _TRAILING.sub("", _TRAILING.sub("", text))
    return wording_key(text)


def _scope(evidence: Evidence, mention: Mention) -> str:
    """Return the scope; the whole area that the document itself is about is the same as none."""
    scope, clause = mention.scope, "" if mention.row else _clause_before(evidence, mention)
    if within := _WITHIN.search(clause):
        return within[0]  # of the town, in a sentence on the county
    if not scope and clause:
        scope = next((word for word in _AREAS if word in clause), "")  # 高于全省平均水平,全省为53%
    level = _AREAS.get(scope)
    return "" if level is not None and level == area_level(evidence) else scope


def area_level(evidence: Evidence) -> str:
    """Return the last character of the area that the title names (县), 国 when it names none."""
    head = "".join(line.strip() for line in evidence.document.lines[:3])[:60]
    match = re.search(r"^[^规划]{1,20}?([省市县区州旗镇])", head)
    return match[1] if match else "国"


def _is_narrower(evidence: Evidence, row: Mention, prose: Mention) -> bool:
    """Say whether a sentence speaks of a part of what the row is about: 新建…占比, 农村…率."""
    if prose.row or prose.breakdown:
        return False
    return bool(set(_NARROWER.findall(_clause_before(evidence, prose))) - set(_NARROWER.findall(row.subject)))


def _clause_before(evidence: Evidence, mention: Mention) -> str:
    return re.split("[,，。;；:：、]", _line_before(evidence, mention))[-1]


def _qualifiers(evidence: Evidence, mention: Mention) -> frozenset[str]:
    """Return the words of subject and clause that make another quantity of one with the same name."""
    clause = "" if mention.row else _clause_before(evidence, mention)
    return frozenset(_QUALIFIERS.findall(f"{mention.subject} {clause}"))


def _line_before(evidence: Evidence, mention: Mention) -> str:
    line = evidence.document.lines[mention.source.line - 1]
    return line[max(0, mention.source.start - 60) : mention.source.start]


def whole_between_parts(evidence: Evidence) -> Iterator[Finding]:
    """Compare the average of a whole with the figures of its two parts (城市 and 农村), same year and status.

    A share, a ratio or a standard of the whole lies between those of the parts; 城市低保 660 and 农村低保
    660 a month leave no room for 9600 a year. Silent on counts, which add up instead, on bounds, and
    where a part is missing.
    """
    whole = [mention for mention in evidence.mentions if mention.indicator_id and not mention.breakdown]
    parts = [mention for mention in evidence.mentions if mention.indicator_id and mention.breakdown]
    for mention in whole:
        same = [
            part
            for part in parts
            if (part.indicator_id, part.year, part.status)
            == (mention.indicator_id, mention.year, mention.status)
        ]
        pair = next(
            (
                (one, two)
                for one in same
                for two in same
                if {one.breakdown, two.breakdown} in _PARTS and one is not two
            ),
            None,
        )
        if pair is not None and mention.role == LEVEL and mention.year is not None:
            yield from _between(evidence, mention, *pair)


def _between(evidence: Evidence, whole: Mention, one: Mention, two: Mention) -> Iterator[Finding]:
    symbol = with_unit(whole.quantity, whole.unit).unit
    if ("/" not in symbol and symbol not in ("%", "‰", "‱")) or any(
        is_bound(m.quantity) for m in (whole, one, two)
    ):
        return
    quantities = [in_unit(with_unit(mention.quantity, mention.unit), symbol) for mention in (one, two)]
    found = [ends(quantity) for quantity in quantities if quantity is not None]
    middle = ends(with_unit(whole.quantity, whole.unit))
    known = [interval for interval in found if interval is not None]
    if len(known) < 2 or middle is None:
        return
    low, high = min(interval[0] for interval in known), max(interval[1] for interval in known)
    holds = low <= middle[1] and middle[0] <= high
    a = evidence.statement(whole)
    b, other = evidence.statement(one), evidence.statement(two)
    detail = (
        f"{one.quantity.printed}、{two.quantity.printed}折合{show(low, 6)}至{show(high, 6)}{symbol}，"
        f"整体写作{whole.quantity.printed}{'' if whole.quantity.printed.endswith('元') else symbol}"
    )
    verdict, severity = (AGREE, NONE) if holds else (CONFLICT, HIGH)
    judged = "两者相容" if holds else "整体不应落在各部分之外"
    zh = f"{a.zh}，而{b.zh}、{other.zh}（{detail}），{judged}。"
    en = (
        f"{a.en_first} is the whole of {b.en} and {other.en}; "
        f"{'it lies between them' if holds else 'it does not lie between them'}."
    )
    yield Finding(verdict, severity, whole.subject, a, b, detail, zh, en, whole.indicator_id)
