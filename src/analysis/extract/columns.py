"""Header cell → column role, year and status. The words that decide are the tables at the top of this file.

To teach a new heading, add its word to the table of its role; nothing else needs a change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from analysis.document import Cell
from analysis.document.lines import fold
from analysis.errors import Source, UnitError
from analysis.units import unit as find_unit

# Role by heading, first match wins. `fullmatch` on the folded heading without blanks, brackets and marks.
ROLES: tuple[tuple[str, str], ...] = (
    ("serial", r"序号?|编号|号|no\.?|№|#"),
    ("unit", r"(?:计量|计算|指标)?单位"),
    ("property", r".{0,4}属性|(?:指标)?性质|指标类型"),
    ("project_name", r"(?:重[大点])?(?:建设|工程)?项目名称|工程名称|(?:重[大点])(?:建设)?项目"),
    ("nature", r"(?:建设|项目|工程)性质"),
    ("location", r".*(?:地点|地址|选址)|(?:项目)?(?:位置|所在地)"),
    ("scale", r".*(?:建设内容|建设规模|内容[及和与]规模|规模[及和与].*内容).*"),
    ("start", r".*(?:开工|开建|启动|开始)(?:时间|日期|年月|年份|年度|年)?"),
    ("finish", r".*(?:竣工|完工|建成|投用|结束)(?:时间|日期|年月|年份|年度|年)?"),
    (
        "term",
        r".*(?:建设|实施|起止|工程)(?:期限|年限|时限|时间|年月|年份|周期|工期)|年限|建设期|工期",
    ),
    ("invested", r".*(?:(?:累计|已)完成投资|已投资|完成投资|累计投资).*"),
    ("planned", r".*(?:(?:计划|规划|安排|拟|预计|期间?)(?:完成)?投资|五”?投资|五”?计划).*"),
    ("total", r".*(?:总投资|投资总?额|投资规模|投资估算|估算投资|概算).*|投资"),
    ("progress", r".*(?:进展|进度|前期工作|推进情况).*|项目(?:状态|阶段|现状)|状态"),
    ("builder", r"(?:建设|实施|责任|项目|牵头|业主|承建|投资)(?:主体|单位|部门|业主|法人)"),
    (
        "other",
        r"备注|说明|(?:数据)?来源|依据|.*(?:责任|牵头|配合|主管|实施|负责).*|.*(?:完成率|达标率|是否).*",
    ),
    ("category", r".*(?:类别|领域|分类|类型|大类|一级指标|维度|方面|板块|目标层|区域)"),
    ("name", r".*(?:指标|项目和指标)(?:名称|内容)?|项目|名称|指标项|事项|内容"),
)
# Headings of programme tables (序号 | 方案 | 内容): their words mean other things above indicators.
PROGRAMME_TITLE = (
    r".*(?:方案|行动|任务|工程|举措|措施|名称|专项|计划|事项|重点|项目|抓手)(?:名称)?|领域|类别|标题"
)
PROGRAMME_CONTENT = r".*(?:内容|要点|描述|说明|主要措施|具体措施|具体任务|目标任务|举措)"
# Words beside a year that say what the figure is; the first match wins.
STATUS_WORDS: tuple[tuple[str, str], ...] = (
    ("target", r"(?:计划|规划|预期|拟)完成(?!情况)"),
    ("actual", r"完成|实际|现状|基期|基数|基准|基础|实绩|实现值|达到值|现有|已有|现值|执行|年报|初值|统计值"),
    ("target", r"目标|规划|计划|预期|期望|任务|控制|展望|要求|约束值"),
)
# What a heading without a year still says: the period's base year or last year.
UNDATED: tuple[tuple[str, str], ...] = (
    ("actual", r"(?:现状|基期|基准|基础|实际|完成|期初)(?:值|数|年|情况|水平)?|(?:指标)?现(?:状)?值"),
    (
        "target",
        r"(?:规划|指标|预期|发展|期末|末期|五年|总体)*(?:目标|期末|末期)(?:值|数)?|(?:规划|预期)(?:值|数)",
    ),
)
GROWTH = r"年均|增长|增速|增幅"
GROWTH_UNLESS_VALUE = r"累计|增减|变化"
REACHED = r"实际|完成(?!目标)"
VALUE_WORDS = r"目标|完成|实际|现状|规划值"
# Over what time a growth column speaks; the first match wins. 同比 compares with a year that is not printed.
SPANS: tuple[tuple[str, str], ...] = (
    ("one_year", r"同比|环比|[比较](?:上年|上一年|去年|年初|上期|上月)"),
    ("yearly", r"年均|年平均|每年|逐年"),
    (
        "total",
        r"(?:累计|总|[一二三四五六七八九十]年|期间|时期|五”?|[比较].*)(?:增长|增速|增幅)|(?:增长|增幅)(?:累计|合计|总)",
    ),
    ("open", r"增长|增速|增幅"),
    ("change", r"增减|变化"),
    ("sum", r"累计"),
)
# Values over several years, shares and money are no level of a year.
NO_LEVEL = r"投资|资金|完成率|占比|占[^占]{0,40}比[重例]|排名|[位名]次|得分|期间|新增|增加额"
# 比2020年增加: a difference from that year's value, no second value of it
COMPARES = r"[比较](?:19|20)\d\d年?末?(?:增加(?!值)|提高|提升|上升|减少|下降|降低|改善|变动)"
PERIOD_NAMES = (
    *"一二三四五六七八九十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
)
# the period 一五 would have in the count of the later ones; 十三五 ends in 2020
FIRST_PLAN_END, YEARS_OF_A_PLAN = 1960, 5

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:[-—–~至到])((?:19|20)\d\d)(?!\d)")
PERIOD = re.compile(r"(?<![一二三四五六七八九十])([一二三四五六七八九十]{1,2})五(?!年(?!均))")
_HAN_YEAR = re.compile(r"[一二][〇○零九][〇○零一二三四五六七八九]{2}(?=年)")
_HAN_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_BRACKETS = re.compile(r"[(\[〔【]([^()\[\]〔〕【】]*)[)\]〕】]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its cells are.

    ``year`` and ``status`` belong to role "value"; a column "growth" may name its ``base_year`` and
    ``year``, and says over what time it speaks in ``span``: "yearly" (年均增长), "total" (五年累计增长),
    "open" (增长, which may be either), "change" (变化, growth or a difference), "sum" (五年累计, which may be
    a sum of yearly figures); its ``status`` is "actual" where it is growth that was reached
    (实际年均增长), "either" where it stands behind a target and the value that was reached. ``unit`` is what
    the heading prints in brackets, as printed.
    """

    role: str
    text: str
    source: Source
    year: int | None = None
    status: str = ""
    unit: str = ""
    base_year: int | None = None
    span: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the column's cells are numbers."""
        return self.role in NUMBER_ROLES


NUMBER_ROLES = ("value", "growth", "total", "invested", "planned")
_PATTERNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {role: re.compile(pattern, re.IGNORECASE) for role, pattern in ROLES}
)


def heading_key(text: str) -> str:
    """Return a heading as the tables above compare it: half-width, no blanks, quotes or footnote marks.

    Examples
    --------
    >>> heading_key("２０２０年　目标值*"), heading_key("序 号")
    ('2020年目标值', '序号')
    """
    plain = re.sub(r"[\s“”\"'‘’*＊※]", "", fold(text))
    return _HAN_YEAR.sub(lambda found: "".join(_HAN_DIGITS[char] for char in found[0]), plain)


def cell_to_column(cell: Cell, *, text: str = "") -> Column:
    """Return what a header cell says about its column; status "" where only the years can tell.

    Parameters
    ----------
    cell : Cell
        The header cell (of a header on several lines: the last one).
    text : str
        The whole heading where it stands on several lines.

    Examples
    --------
    >>> def column(text): return cell_to_column(Cell(text, Source("", 1)))
    >>> found = column("2022年 目标值"); found.role, found.year, found.status
    ('value', 2022, 'target')
    >>> found = column("“十三五”末完成值(%)"); found.role, found.year, found.status, found.unit
    ('value', 2020, 'actual', '%')
    >>> [column(text).role for text in ("序 号", "主要项目和指标", "年均增长(%)", "规划总投资(万元)", "备注")]
    ['serial', 'name', 'growth', 'total', 'other']
    """
    printed = text or cell.text
    key, unit = _unit_in_brackets(heading_key(printed))
    bare = _BRACKETS.sub("", key)
    column = Column("other", printed, cell.source, unit=unit)
    for role in ("serial", "unit", "property"):
        if _PATTERNS[role].fullmatch(bare):
            return replace(column, role=role)
    word_role = _word_role(bare)
    if word_role in ("name", "category") and not _YEAR.search(key):
        return replace(column, role=word_role)  # "“十四五”主要指标" names no value
    return _number_column(column, key) or replace(column, role=word_role)


def _word_role(bare: str) -> str:
    """Return the role of a heading without a year."""
    if not bare:
        return "blank"
    return next((role for role, pattern in _PATTERNS.items() if pattern.fullmatch(bare)), "unknown")


def _number_column(column: Column, key: str) -> Column | None:
    """Return the column of a heading with years or growth words, else None."""
    money = next((role for role in ("invested", "planned", "total") if _PATTERNS[role].fullmatch(key)), None)
    if money is not None:
        return replace(column, role=money)
    base, end = _years(key)
    if _is_growth(key):
        return _growth_column(column, key, base, end)
    if re.search(NO_LEVEL, key) or re.search(COMPARES, key):
        return None
    if end is not None:
        return replace(column, role="value", year=end, status=_status(key)) if base is None else None
    bare = _BRACKETS.sub("", key)
    status = next((status for status, words in UNDATED if re.fullmatch(words, bare)), "")
    return replace(column, role="value", status=status) if status else None


def _growth_column(column: Column, key: str, base: int | None, end: int | None) -> Column:
    """Return a column of growth: over what time, between what years.

    Examples
    --------
    >>> def growth(text): return cell_to_column(Cell(text, Source("", 1)))
    >>> found = growth("2025年比2020年增长(%)"); found.span, found.base_year, found.year
    ('total', 2020, 2025)
    >>> found = growth("比2015年增长(%)"); found.span, found.base_year, found.year
    ('total', 2015, None)
    >>> found = growth("同比增长(%)"); found.role, found.span
    ('change', '')
    """
    bare = _BRACKETS.sub("", key)
    span = next(span for span, words in SPANS if re.search(words, bare) or re.search(words, key))
    if span == "one_year":
        return replace(column, role="change", year=end, base_year=base)
    if span == "total" and base is None and end is not None and re.search(rf"[比较]{end}", key):
        base, end = end, None
    reached = re.search(REACHED, key) is not None
    status = "actual" if reached else ""
    return replace(column, role="growth", year=end, base_year=base, span=span, status=status)


def _is_growth(key: str) -> bool:
    mixed = re.search(GROWTH_UNLESS_VALUE, key) and not re.search(VALUE_WORDS, key)
    return bool(re.search(GROWTH, key) or mixed)


def _years(key: str) -> tuple[int | None, int | None]:
    """Return (base year, year) that a heading names: 2021-2025年 is growth from 2020, 十四五 ends in 2025."""
    span = _YEARS.search(key)
    if span:
        return int(span[1]) - 1, int(span[2])
    years = sorted({int(year) for year in _YEAR.findall(key)})
    if len(years) == 1:
        return None, years[0]
    if years:
        return years[0], years[-1]
    period = PERIOD.search(key)
    if period is None or period[1] not in PERIOD_NAMES:
        return None, None
    end = FIRST_PLAN_END + YEARS_OF_A_PLAN * PERIOD_NAMES.index(period[1])
    return (end - YEARS_OF_A_PLAN, end) if re.search(GROWTH, key) else (None, end)


def _status(key: str) -> str:
    """Return "actual" or "target" by the heading's words, "" when it has none.

    Examples
    --------
    >>> [_status(text) for text in ("2020年目标完成情况", "2025年规划目标", "2025年计划完成", "2020年")]
    ['actual', 'target', 'target', '']
    """
    return next((status for status, words in STATUS_WORDS if re.search(words, key)), "")


def has_status_word(column: Column) -> bool:
    """Say whether the heading itself says if its values were reached or aimed at."""
    return bool(_status(heading_key(column.text)))


def _unit_in_brackets(key: str) -> tuple[str, str]:
    """Cut a unit in brackets off a heading: "总投资(万元)" → ("总投资", "万元").

    Examples
    --------
    >>> _unit_in_brackets("总投资(万元)"), _unit_in_brackets("2025年(目标)")
    (('总投资', '万元'), ('2025年(目标)', ''))
    """
    for found in reversed(list(_BRACKETS.finditer(key))):
        inner = re.sub(r"^单位:", "", found[1])
        if is_unit(inner):
            return key[: found.start()] + key[found.end() :], inner
    return key, ""


def is_unit(text: str) -> bool:
    """Say whether a text is a unit that the library knows."""
    if not text:
        return False
    try:
        find_unit(text)
    except UnitError:
        return False
    return True


def heading_fault(column: Column) -> str:
    """Return what is wrong with a heading that was meant for a year's values but names no year; or "".

    Examples
    --------
    >>> def fault(text): return heading_fault(cell_to_column(Cell(text, Source(""))))
    >>> fault("2925年 目标值"), fault("中期目标"), fault("2021—2025年新增"), fault("排名")
    ('“2925年 目标值” names no year from 1900 to 2099', '“中期目标” names no year', '', '')
    """
    if column.role not in ("unknown", "change"):
        return ""
    key = heading_key(column.text)
    if _years(key) != (None, None):
        return ""
    if re.search(r"\d年|\d{3,}", key):
        return f"“{column.text}” names no year from 1900 to 2099"
    return f"“{column.text}” names no year" if _status(key) else ""
