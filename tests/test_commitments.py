"""Numbers in prose: promise, fact or neither; the expectations are readings by hand."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.commitments import commitments_frame, facts_frame, read_mentions, read_numbers
from analysis.commitments.passages import document_to_passages
from analysis.document import parse_document
from analysis.indicators import load_definitions
from analysis.schema import load_schema
from strategies import hostile_texts

SANMEN = Path(__file__).parents[1] / "data" / "raw" / "sanmen-civil-affairs-14" / "plan.txt"
DEFINITIONS = load_definitions()
PERIOD = (2021, 2025)
AHEAD, BACK = "第一章 发展目标\n", "第一章 发展回顾\n"


def readings(text, *, indicators=None, period=PERIOD):
    table = pd.DataFrame() if indicators is None else indicators
    return read_numbers(parse_document(text, "plan.txt"), DEFINITIONS, table, period=period)


def mentions(text, **options):
    return readings(text, **options).mentions


def only(text, **options):
    (mention,) = mentions(text, **options)
    return mention


# --- subjects
# sentence · what each number measures, in order (read by hand; most from the Sanmen plan)
SUBJECTS = {
    "实现社会组织数量突破610家,其中社会团体数量突破120家,民非突破490家。": [
        "社会组织数量",
        "社会团体数量",
        "民非",
    ],
    "社区社会组织活跃度达到80%以上,政府购买社会服务增幅达到50%以上。": [
        "社区社会组织活跃度",
        "政府购买社会服务增幅",
    ],
    "社会组织从业人数占就业人数比率达到2%。": ["社会组织从业人数占就业人数比率"],
    "全县累计培训1500人次护理员、2000名家庭照护者。": ["护理员", "家庭照护者"],
    "每年孵化“十家”慈善组织,推选“十个”慈善品牌项目。": ["慈善组织", "慈善品牌项目"],
    "建成美丽移民村5个。": ["美丽移民村"],
    "选取15个村开展试点工作。": ["村"],
    "为7名困境儿童改造住房。": ["困境儿童"],
    "全县在册低保对象6034户9633人。": ["在册低保对象", "在册低保对象"],
    "全县行政村从510个减少到275个,调整率达46.1%。": ["行政村", "行政村", "调整率"],
    "建设兼具日间照料与全托功能的省级示范型居家养老服务中心5家。": [
        "兼具日间照料与全托功能的省级示范型居家养老服务中心"
    ],
    "建设面积逾2000平方米。": ["建设面积"],
    "治理率达95%以上。": ["治理率"],
    "用地面积9930平方米(15亩)。": ["用地面积", "用地面积"],
    "新建和改造污水管网4200公里。": ["污水管网"],
    "确保每个乡镇(街道)配备3名左右民政经办服务人员。": ["民政经办服务人员"],
    "基本生活费不低于福利机构孤儿的80%。": ["基本生活费"],
    "专任教师由2015年的3150人增加到3480人,增长10.5%。": ["专任教师", "专任教师", "专任教师"],
    "家庭医生签约128.9万人。": ["家庭医生签约"],
    "建设300张左右的养老机构床位。": ["养老机构床位"],
    "公共服务平台1个及接口改造。": ["公共服务平台"],
    "建成照料中心10家、和美之家服务站20家。": ["照料中心", "和美之家服务站"],
    "参保率、参合率分别达到95%和98%。": ["参保率", "参合率"],
    "助餐服务覆盖率,城市达到100%,农村达到80%。": ["助餐服务覆盖率", "助餐服务覆盖率"],
    "培育年营收超100亿元企业3家。": ["年营收超100亿元企业"],
    "就业率连续五年保持在90%以上。": ["就业率"],
    "60%以上的社区设立老年食堂。": ["社区"],
}


@pytest.mark.parametrize(("text", "expected"), SUBJECTS.items())
def test_subject_is_the_noun_phrase_that_the_number_measures(text, expected):
    assert [mention.subject for mention in mentions(AHEAD + text)] == expected


def test_place_is_no_part_of_the_subject_and_is_kept():
    mention = only(AHEAD + "全县建成照料中心10家。")
    assert (mention.scope, mention.subject) == ("全县", "照料中心")


def test_every_township_is_a_scope_with_its_bracket():
    mention = only(AHEAD + "确保每个乡镇(街道)配备3名左右民政经办服务人员。")
    assert mention.scope == "每个乡镇(街道)"


def test_share_names_what_it_is_taken_of():
    mention = only(BACK + "水库移民人均可支配收入达到当地农村居民平均水平的93.56%。")
    assert mention.relative_to == "当地农村居民平均水平"
    assert mention.indicator_id == "reservoir_migrant_income_ratio"


# --- comparator, value, unit
@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("社会组织数量突破610家。", ">="),
        ("覆盖率达到80%以上。", ">="),
        ("基本生活费不低于福利机构孤儿的80%。", ">="),
        ("人均经费投入不到全省平均水平的一半。", "<"),
        ("每个街道至少建成1家服务中心。", ">="),
        ("配备3名左右经办人员。", "~"),
        ("失业率控制在5.5%以内。", "<="),
        ("覆盖率达到100%。", "="),
        ("家庭医生签约128.9万人。", "="),
    ],
)
def test_comparator_counts_also_where_a_noun_or_verb_parts_it_from_its_number(text, comparator):
    assert only(AHEAD + text).quantity.comparator == comparator


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("总投资约2亿。", "200000000", "元"),
        ("总投资5000余万。", "50000000", "元"),
        ("每千名老人拥有机构养老床位39.5张。", "39.5", "张/千名老人"),
        ("城乡居民平均月低保标准统一为660元。", "660", "元/月"),
        ("占三成以上。", "30", "%"),
        ("孕产妇死亡率降至9.8/10万。", "9.8", "人/10万人"),
        ("农田灌溉水有效利用系数提高到0.512。", "0.512", ""),
        ("教师培训不少于72学时。", "72", "学时"),
        ("老年人口达到45.6万。", "456000", "人"),
    ],
)
def test_unit_is_what_the_number_and_its_subject_say(text, value, unit):
    mention = only(AHEAD + text)
    assert (mention.quantity.value, mention.unit) == (Decimal(value), unit)


# --- year and status
@pytest.mark.parametrize(
    ("text", "status", "year", "basis"),
    [
        (AHEAD + "到2025年,覆盖率达到90%。", "target", 2025, "printed"),
        (AHEAD + "到2023年底,覆盖率达到90%。", "target", 2023, "printed"),
        (AHEAD + "“十四五”期间,覆盖率达到90%。", "target", 2025, "period"),
        (AHEAD + "十四五期间,政策落实率达到100%。", "target", 2025, "period"),
        (AHEAD + "安葬率达到70%。", "target", 2025, "context"),
        (AHEAD + "2021年建成服务站10家。", "target", 2021, "printed"),
        (BACK + "至2020年底,覆盖率达到90%。", "actual", 2020, "printed"),
        (BACK + "“十三五”期间,建成服务站10家。", "actual", 2020, "period"),
        (BACK + "五年来,下拨资金2023万元。", "actual", 2020, "period"),
        (BACK + "覆盖率达90%。", "actual", 2020, "context"),
        (BACK + "2018年覆盖率为80%。", "actual", 2018, "printed"),
        (BACK + "到2025年,力争覆盖率达到90%。", "target", 2025, "printed"),
        (AHEAD + "目前已建成服务站10家。", "actual", 2020, "context"),
        (AHEAD + "覆盖率由31.4%提高。", "actual", 2020, "context"),
        (BACK + "行政村从510个减少。", "actual", None, ""),
        ("全市现有养老机构24家。", "actual", 2020, "context"),
        ("力争建成养老机构24家。", "target", 2025, "context"),
    ],
)
def test_year_and_status_follow_the_sentence_then_the_chapter(text, status, year, basis):
    mention = only(text)
    assert (mention.status, mention.year, mention.year_basis) == (status, year, basis)


def test_both_ends_of_a_change_have_their_own_year():
    found = mentions(AHEAD + "覆盖率由2020年的80%提高到2025年的95%。")
    assert [(one.year, one.status) for one in found] == [(2020, "actual"), (2025, "target")]


def test_years_and_numbers_of_two_lists_belong_together_one_by_one():
    found = mentions(AHEAD + "2021年、2022年分别完成投资5亿元和8亿元。")
    assert [(one.year, one.quantity.printed) for one in found] == [(2021, "5亿元"), (2022, "8亿元")]


def test_year_of_a_comparison_does_not_govern_the_number():
    mention = only(AHEAD + "吞吐量比2020年增长50%。")
    assert (mention.year, mention.role, mention.relative_to) == (2025, "change", "2020年")


def test_doubling_since_a_past_year_is_promised_and_the_value_of_that_year_is_not():
    doubled = only(AHEAD + "吞吐量比2020年翻一番。")
    assert (doubled.status, doubled.year) == ("target", 2025)
    first, grown = mentions(AHEAD + "吞吐量比2020年的12万箱增长50%。")
    assert (first.status, first.year, grown.status, grown.year) == ("actual", 2020, "target", 2025)


def test_year_in_a_bracket_or_a_title_governs_nothing_outside():
    found = mentions(AHEAD + "依据《规划(2015-2020)》(2019年印发),覆盖率达到95%。")
    assert [one.year for one in found] == [2025]


def test_year_governs_all_clauses_of_its_sentence_and_promises_go_on_behind_it():
    found = mentions(AHEAD + "到2025年,床位达到500张;护理员达到90人。覆盖率达到80%。")
    assert [(one.year, one.year_basis) for one in found] == [
        (2025, "printed"),
        (2025, "printed"),
        (2025, "context"),
    ]


def test_without_a_period_the_title_says_it_and_without_both_the_year_is_missing():
    body = "第一章 发展目标\n安葬率达到70%。"
    assert only("某县发展规划\n(2016—2020年)\n" + body, period=None).year == 2020
    assert only("某县第十三个五年规划\n" + body, period=None).year == 2020
    assert only(body, period=None).year is None


@pytest.mark.parametrize(
    ("heading", "status", "year"),
    [
        ("一、2035年远景目标", "target", 2035),
        ("一、2018年工作回顾", "actual", 2018),
        ("一、发展目标", "target", 2025),
    ],
)
def test_year_of_the_heading_is_that_of_the_numbers_under_it(heading, status, year):
    mention = only(f"{heading}\n森林覆盖率达到61%。")
    assert (mention.status, mention.year, mention.year_basis) == (status, year, "context")


def test_chapters_behind_the_aims_look_ahead_whatever_they_are_called():
    text = "第一章 发展回顾\n床位60张。\n第二章 发展目标\n床位80张。\n第三章 健康某县\n床位总数90张。"
    assert [one.status for one in mentions(text)] == ["actual", "target", "target"]


# --- role
@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("安葬率达到70%。", "level"),
        ("购买服务增幅达到50%以上。", "change"),
        ("护理床位比例提高5个百分点。", "change"),
        ("新增养老床位660张。", "change"),
        ("产值翻一番。", "change"),
        ("累计培训护理员1500人次。", "total"),
        ("总投资3400万元。", "total"),
        ("每年孵化慈善组织10家。", "yearly"),
        ("能耗年均下降3.5%。", "yearly"),
    ],
)
def test_role_says_level_change_total_or_yearly(text, role):
    assert only(AHEAD + text).role == role


def test_further_item_of_a_list_shares_the_verb_and_its_role():
    found = mentions(AHEAD + "全县累计培训1500人次护理员、2000名家庭照护者。")
    assert [(one.role, one.year) for one in found] == [("total", 2025), ("total", 2025)]


def test_parts_of_a_total_are_totals():
    found = mentions(AHEAD + "总投资386亿元,其中铁路98亿元、公路210亿元。")
    assert [one.role for one in found] == ["total"] * 3


# --- numbers that claim nothing
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("为60岁以上老年人提供服务。", "age"),
        ("对80周岁以上老年人实行补贴。", "age"),
        ("以1万名老年人为单元布局。", "base of a ratio"),
        ("每增加5000人配置服务站。", "base of a ratio"),
        ("100张以上床位的养老机构普遍建立康复室。", "condition"),
        ("关停20万千瓦以上煤电机组。", "condition"),
        ("在1公里范围内建站。", "condition"),
        ("迭代升级12个条线的服务。", "structure"),
        ("围绕四个核心理念布局。", "structure"),
        ("最多跑1次。", "slogan"),
        ("综合实力位居全省前10位。", "ordinal"),
        ("对年收入低于2万元的家庭给予补助。", "condition"),
        ("不足3万元的给予补贴。", "condition"),
        ("把规划放在未来15年的进程中。", "time"),
        ("提供24小时服务。", "time"),
        ("县城防洪标准达到20年一遇。", "time"),
    ],
)
def test_number_that_claims_nothing_is_rejected_with_its_reason(text, reason):
    found = readings(AHEAD + text)
    assert (found.mentions, [one.reason for one in found.rejections]) == ((), [reason])


@pytest.mark.parametrize(
    "text",
    [
        "国发〔2021〕35号文件要求,按《条例》第5条办理。",
        "一、总体要求\n(一)目标\n1、任务",
        "统筹“五位一体”,开展“三社联动”,实现“两个一百年”目标。",
        "贯彻“民政30条”,将服务“最多跑一次”引向深入。",
        "第十四个五年规划期间,2021年1月1日起施行。",
        "位于朝阳路488号,创建国家5A级婚姻登记处,达到三级及以上。",
        "开展“公益3小时”活动,电话0576-83333333。",
    ],
)
def test_names_dates_counters_and_codes_are_no_mentions(text):
    assert mentions(AHEAD + text) == ()


@pytest.mark.parametrize(
    ("text", "printed", "reason"),
    [
        ("到2025年全面建成。", "2025", "date"),
        ("(2021—2025年)", "2021", "date"),
        ("按国发〔2021〕35号执行。", "35", "document number"),
        ("依据《社会救助二十条》办理。", "二十", "title"),
        ("统筹推进“五位一体”总体布局。", "五", "name"),
        ("“十四五”时期全面推进。", "十四五", "period name"),
        ("党的第三次大会。", "三", "ordinal"),
        ("创建5A级景区。", "5", "grade"),
        ("如表2所示。", "2", "label"),
        ("实施九大行动。", "九", "structure"),
        ("服务热线12345。", "12345", "no unit"),
    ],
)
def test_numeral_that_is_no_quantity_is_listed_with_what_it_is(text, printed, reason):
    assert (printed, reason) in [(one.printed, one.reason) for one in readings(AHEAD + text).rejections]


def test_every_digit_of_the_prose_is_a_mention_or_rejected():
    """Every digit of the Sanmen paragraphs stands in the place of a mention or of a rejection."""
    document = parse_document(SANMEN.read_text(encoding="utf-8"))
    found = read_numbers(document, DEFINITIONS, pd.DataFrame(), period=PERIOD)
    covered = {
        (one.source.line, place)
        for one in (*found.mentions, *found.rejections)
        for place in range(one.source.start, one.source.end)
    }
    for paragraph in document.paragraphs:
        for span in paragraph.spans:
            line = document.lines[span.line - 1]
            digits = [place for place in range(span.start, span.end) if line[place].isdecimal()]
            assert [place for place in digits if (span.line, place) not in covered] == []


def test_life_expectancy_and_a_time_limit_are_claims():
    found = mentions(AHEAD + "人均预期寿命达到79.3岁,办理时限压缩至3个工作日。")
    assert [one.quantity.printed for one in found] == ["79.3岁", "3个工作日"]


# --- indicators
def test_count_is_not_the_indicator_that_rates_the_same_thing():
    """1200人 is no value of 每万人持证社会工作专业人才, 610家 none of 每万人拥有社会组织数量."""
    found = mentions(AHEAD + "社会组织数量突破610家,持证社会工作专业人才达到1200人。")
    assert [one.indicator_id for one in found] == ["", ""]


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("节地生态安葬率达到70%。", "eco_burial_rate"),
        ("城乡居民平均月低保标准统一为660元。", "minimum_living_standard"),
        ("每千名老年人拥有社会养老床位达到62.6张。", "elderly_care_beds_per_1000"),
        ("培育康养联合体5个。", "health_care_consortia"),
        ("全县城市智慧社区覆盖率达到8%。", "smart_community_coverage"),
        ("护理型床位达到200张。", ""),
    ],
)
def test_indicator_is_found_by_its_wordings_and_its_unit(text, indicator):
    assert only(AHEAD + text).indicator_id == indicator


def test_indicator_is_found_by_the_name_in_the_plans_own_table():
    row = {
        "indicator_id": "unlisted_1",
        "name": "森林覆盖率",
        "printed_name": "森林覆盖率(%)",
        "breakdown": "",
    }
    table = pd.DataFrame([{**row, "unit": "%", "full_unit": "%"}])
    assert only(AHEAD + "森林覆盖率达到61%。", indicators=table).indicator_id == "unlisted_1"


# --- places
def test_place_holds_the_printed_number_also_behind_a_broken_line():
    document = parse_document(
        "第一章 发展目标\n到2025年,社会组织数量突破610家,持证社会工作专业人才\n总量达到1200人,覆盖率90%。"
    )
    found = read_mentions(document, DEFINITIONS, pd.DataFrame(), period=PERIOD)
    assert [(one.source.line, document.text_at(one.source)) for one in found] == [
        (2, "突破610家"),
        (3, "1200人"),
        (3, "90%"),
    ]
    assert found[1].subject == "持证社会工作专业人才总量"


def test_number_broken_over_two_lines_is_read_whole_and_placed_where_it_begins():
    document = parse_document("第一章 发展目标\n到2025年,全县持证社会工作专业人才总量将会达到12\n00人。")
    (found,) = read_mentions(document, DEFINITIONS, pd.DataFrame(), period=PERIOD)
    assert (found.quantity.printed, document.text_at(found.source)) == ("1200人", "12")


def test_cells_of_programmes_and_projects_are_prose_and_cells_of_figures_are_not():
    """A project's promise is for its printed finish, and about the project."""
    text = (
        "表3 行动计划\n序号 | 方案 | 内容 |\n1 | 壮大队伍 | 培训护理员500人次。 |\n"
        "附表:重大工程\n项目名称 | 建设内容和规模 | 规划总投资(万元) | 预计竣工时间 |\n"
        "敬老院 | 建设床位200张,总投资约2亿 | 20000 | 2024 |\n"
    )
    found = mentions(text)
    assert [(one.quantity.printed, one.year, one.scope) for one in found] == [
        ("500人次", 2025, ""),
        ("200张", 2024, "敬老院"),
        ("约2亿", 2024, "敬老院"),
    ]


def test_cells_of_indicator_tables_are_no_prose():
    text = "表1 指标\n指标 | 2020年 | 2025年 |\n每千名60岁以上老年人床位(张) | 50 | 60 |\n"
    assert readings(text).mentions == readings(text).rejections == ()


def test_cell_that_goes_on_over_the_next_line_keeps_its_places():
    text = "表3 计划\n序号 | 方案 | 内容 |\n1 | 培训 | 培训护理员500人次,\n建成服务站10家。 |\n"
    document = parse_document(text)
    found = read_mentions(document, DEFINITIONS, pd.DataFrame(), period=PERIOD)
    assert [(one.source.line, document.text_at(one.source)) for one in found] == [(3, "500人次"), (4, "10家")]


def test_heading_that_states_a_number_is_read_and_its_label_is_not():
    found = mentions("二、发展目标\n1、建成服务站100家\n(2)培训")
    assert [(one.subject, one.quantity.printed) for one in found] == [("服务站", "100家")]


def test_every_passage_is_read_once():
    document = parse_document(SANMEN.read_text(encoding="utf-8"))
    spans = [span for passage in document_to_passages(document, PERIOD) for span in passage.prose.spans]
    assert len(spans) == len(set(spans))


# --- tables
def test_frames_have_the_columns_of_the_contract():
    schema = load_schema()
    assert tuple(commitments_frame(()).columns) == schema["commitments"].column_names
    assert tuple(facts_frame(()).columns) == schema["facts"].column_names


def test_ids_count_promises_and_facts_in_printed_order():
    found = mentions(BACK + "床位60张,覆盖率50%。\n第二章 发展目标\n床位达到80张。")
    assert list(facts_frame(found)["commitment_id"]) == ["F1", "F2"]
    promised = commitments_frame(found)
    assert promised[["commitment_id", "subject", "value", "unit", "year"]].to_dict("records") == [
        {"commitment_id": "C1", "subject": "床位", "value": 80.0, "unit": "张", "year": 2025}
    ]


# --- any text
PIECES = (
    "到2025年 “十四五”期间 至2020年底 五年来 全县 建成 培训 达到 不低于 增长 每年 其中 从 由 的 占 5家",
    "80%以上 约2亿 十家 1500人次 60岁以上 12个 “五位一体” 一、 第一章 背景 目标 表3 序号 内容 覆盖率",
    "养老床位 和 为 ( ) 、 , 。 ; : |",
)
WORDS = ["\n", *(word for line in PIECES for word in line.split())]


def plan_texts():
    pieces = st.one_of(st.sampled_from(WORDS), hostile_texts(6))
    return st.lists(pieces, max_size=40).map("".join)


@settings(deadline=None, max_examples=300)
@given(plan_texts(), st.sampled_from([None, PERIOD]))
def test_any_text_is_read_and_every_number_stands_where_it_says(text, period):
    document = parse_document(text, "plan.txt")
    found = read_numbers(document, DEFINITIONS, pd.DataFrame(), period=period)
    for one in (*found.mentions, *found.rejections):
        line = document.lines[one.source.line - 1]
        printed = one.printed if hasattr(one, "printed") else one.quantity.printed
        assert 0 <= one.source.start < one.source.end <= len(line)
        assert printed.startswith(line[one.source.start : one.source.end].strip())
    commitments_frame(found.mentions)
    facts_frame(found.mentions)


@pytest.mark.parametrize(
    "piece",
    [
        "约5家",
        "覆盖率达到5%",
        "2025年",
        "“十四五”期间",
        "(",
        "从5家",
        "的5%",
        "5家\t建设床位5张,\n",
        "全面积极",
        "5个和",
    ],
)
def test_a_hostile_line_of_any_length_comes_to_an_end(piece):
    """A pattern that blows up would not finish 20,000 characters within hours."""
    document = parse_document(piece * (20_000 // len(piece)))
    for mention in read_mentions(document, DEFINITIONS, pd.DataFrame(), period=PERIOD):
        assert document.text_at(mention.source) == mention.quantity.printed
