"""The stages of reading a table one by one: headings, alignment of cells, labels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.document import Cell
from analysis.errors import DocumentError, Source
from analysis.extract.alignment import align, columns_to_slots, kind_of
from analysis.extract.column_years import settle_years
from analysis.extract.columns import cell_to_column
from analysis.extract.labels import Reader
from analysis.extract.numbering import Numbering
from analysis.extract.problems import Report
from analysis.indicators import load_definitions


def cell(text: str, line: int = 1) -> Cell:
    return Cell(text, Source("plan.txt", line, 0, len(text)))


@pytest.mark.parametrize(
    ("heading", "role", "year", "status"),
    [
        ("序 号", "serial", None, ""),
        ("类别", "category", None, ""),
        ("一级指标", "category", None, ""),
        ("主要项目和指标", "name", None, ""),
        ("“十四五”主要指标", "name", None, ""),
        ("单 位", "unit", None, ""),
        ("计量单位", "unit", None, ""),
        ("指标 属性", "property", None, ""),
        ("备注", "other", None, ""),
        ("牵头部门", "builder", None, ""),
        ("2020年完成率(%)", "other", None, ""),
        ("2015年", "value", 2015, ""),
        ("2020", "value", 2020, ""),
        ("2020年底", "value", 2020, ""),
        ("2020年 目标值", "value", 2020, "target"),
        ("2020年完成情况", "value", 2020, "actual"),
        ("2020年目标完成情况", "value", 2020, "actual"),
        ("2025年计划完成", "value", 2025, "target"),
        ("基期(2020年)", "value", 2020, "actual"),
        ("2020年基数", "value", 2020, "actual"),
        ("2020年(实际)", "value", 2020, "actual"),
        ("2020年现状值(%)", "value", 2020, "actual"),
        ("2025年规划目标", "value", 2025, "target"),
        ("2025年预期值", "value", 2025, "target"),
        ("二〇二五年目标", "value", 2025, "target"),
        ("“十三五”末", "value", 2020, ""),
        ("十四五末目标", "value", 2025, "target"),
        ("“十三五”完成值", "value", 2020, "actual"),
        ("“十二五”期末", "value", 2015, ""),
        ("现状值", "value", None, "actual"),
        ("目标值", "value", None, "target"),
        ("年均增长(%)", "growth", None, ""),
        ("年均增速", "growth", None, ""),
        ("年均增长[累计]", "growth", None, ""),
        ("五年累计", "growth", None, ""),
        ("年均/累计", "growth", None, ""),
        ("2021-2025年年均增长", "growth", 2025, ""),
        ("“十四五”年均增速(%)", "growth", 2025, ""),
        ("2025年比2020年增长(%)", "growth", 2025, ""),
        ("项目名称", "project_name", None, ""),
        ("规划总投资(万元)", "total", None, ""),
        ("总投资(亿元)", "total", None, ""),
        ("至2020年底累计完成投资(万元)", "invested", None, ""),
        ("“十四五”计划投资(万元)", "planned", None, ""),
        ("建设内容和规模", "scale", None, ""),
        ("预计开工时间", "start", None, ""),
        ("预计竣工时间", "finish", None, ""),
        ("建设年限", "term", None, ""),
        ("建设主体", "builder", None, ""),
    ],
)
def test_headings_say_what_their_column_is(heading, role, year, status):
    column = cell_to_column(cell(heading))
    assert (column.role, column.year, column.status) == (role, year, status)


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("2020年(万人)", "万人"), ("总投资（亿元）", "亿元"), ("2020年(实际)", ""), ("年均增长[累计](%)", "%")],
)
def test_headings_carry_their_unit(heading, unit):
    assert cell_to_column(cell(heading)).unit == unit


@pytest.mark.parametrize(
    ("headings", "period", "expected"),
    [
        (("2015年", "2020年", "2025年"), (2021, 2025), "2015a 2020a 2025t"),
        (("2021年", "2025年"), (2021, 2025), "2021a 2025t"),
        (("2025年",), (2021, 2025), "2025t"),
        (("2025年",), None, "2025t"),
        (("2015年", "2020年"), None, "2015a 2020t"),
        (("2020年", "2025年", "2035年"), (2021, 2025), "2020a 2025t 2035t"),
        (("现状值", "目标值"), (2016, 2020), "2015a 2020t"),
    ],
)
def test_years_without_a_word_are_actual_before_the_period_and_where_they_come_first(
    headings, period, expected
):
    settled = settle_years([cell_to_column(cell(text)) for text in headings], period)
    assert " ".join(f"{column.year}{column.status[0]}" for column in settled) == expected


HEADINGS = {"serial": "序号", "category": "类别", "name": "指标", "unit": "单位", "property": "属性"}
CELLS = {
    "serial": st.integers(1, 30).map(str),
    "category": st.sampled_from(["养老服务", "社会救助", "基层治理"]),
    "name": st.sampled_from(["护理型床位占比", "低保标准(元/年)", "3岁以下婴幼儿托位数(个)", "万人社会组织"]),
    "unit": st.sampled_from(["%", "张", "元/月·人", "万人"]),
    "value": st.one_of(
        st.integers(0, 99999).map(str),
        st.sampled_from(["48.6", "—", "≥95", "100%", "约300", "35~40", "1.2万"]),
    ),
    "property": st.sampled_from(["约束性", "预期性"]),
}


@st.composite
def full_rows(draw):
    """A header with some of the usual columns in their usual order, and a row that prints a cell for each."""
    front = [role for role in ("serial", "category") if draw(st.booleans())]
    unit = ["unit"] if draw(st.booleans()) else []
    back = ["property"] if draw(st.booleans()) else []
    roles = [*front, "name", *unit, *["value"] * draw(st.integers(1, 4)), *back]
    years = iter(range(2010, 2030, 5))
    headings = [f"{next(years)}年" if role == "value" else HEADINGS[role] for role in roles]
    return headings, roles, [draw(CELLS[role]) for role in roles]


@given(full_rows())
@settings(deadline=None)
def test_a_row_with_a_cell_for_each_column_is_aligned_by_place(row):
    headings, roles, texts = row
    columns = [cell_to_column(cell(heading)) for heading in headings]
    found = align([cell(text) for text in texts], columns_to_slots(columns))
    assert found.fits
    assert [(slot.role, one.text) for slot, one in found.pairs if one is not None] == list(
        zip(roles, texts, strict=True)
    )


@given(full_rows(), st.data())
@settings(deadline=None)
def test_without_category_unit_or_property_the_other_cells_stay_in_their_columns(row, data):
    headings, roles, texts = row
    lost = [role for role in ("category", "unit", "property") if role in roles and data.draw(st.booleans())]
    kept = [(role, text) for role, text in zip(roles, texts, strict=True) if role not in lost]
    columns = [cell_to_column(cell(heading)) for heading in headings]
    found = align([cell(text) for _, text in kept], columns_to_slots(columns))
    placed = [(slot.role, one.text) for slot, one in found.pairs if one is not None]
    numbers = [pair for pair in placed if pair[0] == "value"]
    assert numbers == [pair for pair in kept if pair[0] == "value"]
    labels = [text for role, text in placed if role in ("category", "name", "label")]
    assert labels == [text for role, text in kept if role in ("category", "name")]


@given(full_rows())
@settings(deadline=None)
def test_a_row_with_one_figure_too_few_is_never_complete(row):
    headings, roles, texts = row
    last = max(index for index, role in enumerate(roles) if role == "value")
    columns = [cell_to_column(cell(heading)) for heading in headings]
    cells = [cell(text) for index, text in enumerate(texts) if index != last]
    found = align(cells, columns_to_slots(columns))
    assert not found.fits or any(one is None for _, one in found.numbers())


@given(st.lists(st.text(max_size=6).map(str.strip), max_size=7))
@settings(deadline=None)
def test_cells_keep_their_order_whatever_they_are(texts):
    columns = [
        cell_to_column(cell(heading))
        for heading in ("序号", "类别", "指标", "单位", "2020年", "2025年", "属性")
    ]
    cells = [cell(text, line) for line, text in enumerate(texts, start=1)]
    placed = [one.source.line for _, one in align(cells, columns_to_slots(columns)).pairs if one is not None]
    assert placed == sorted(set(placed))


@given(st.text(max_size=12))
@settings(deadline=None)
def test_every_text_is_some_kind_of_cell(text):
    kinds = ("empty", "missing", "number", "amount", "broken", "property", "part", "unit", "named", "text")
    assert kind_of(text) in kinds


def names(rows: list[tuple[str, ...]], *, category: bool = False) -> list[str]:
    """Category / name / breakdown of rows given by their labels."""
    reader = Reader(load_definitions(), has_category=category, has_units=False)
    read = [reader.read([cell(text) for text in labels]) for labels in rows]
    return [f"{row.category}/{row.name}/{row.breakdown}" for row in read]


def test_the_unit_tells_categories_from_indicators_and_parts():
    rows = [
        ("救助体系", "平均低保标准(元/月·人)", "城市低保"),
        ("农村低保",),
        ("医疗救助比例(%)",),
        ("事务体系", "社工比率(‰)"),
        ("平台覆盖率(%)", "城市"),
        ("农村",),
        ("生态葬法覆盖率(%)",),
    ]
    assert names(rows) == [
        "救助体系/平均低保标准(城市低保)/urban",
        "救助体系/平均低保标准(农村低保)/rural",
        "救助体系/医疗救助比例/",
        "事务体系/社工比率/",
        "事务体系/平台覆盖率(城市)/urban",
        "事务体系/平台覆盖率(农村)/rural",
        "事务体系/生态葬法覆盖率/",
    ]


def test_with_a_category_column_two_labels_without_units_are_category_and_indicator():
    assert names([("养老", "床位数")], category=True) == ["养老/床位数/"]
    assert names([("床位数", "农村")], category=True) == ["/床位数(农村)/rural"]
    assert names([("床位数", "护理型")]) == ["/床位数(护理型)/护理型"]


def test_numbers_of_rows_must_follow_on_one_another():
    report = Report()
    numbering = Numbering(report)
    for number in ("1", "2", "2", "4"):
        numbering.take(number, Source("plan.txt", int(number)), part=False)
    assert [gap.source.line for gap in report.gaps] == [2, 4]
    with pytest.raises(DocumentError, match=r"plan\.txt:2:1: the row's number is 2, but 3 comes next"):
        report.raise_faults()
