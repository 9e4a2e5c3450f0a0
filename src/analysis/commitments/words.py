"""The words that decide what a number in a sentence is: past or promise, verb or noun, claim or condition.

Everything here is general Chinese of plans and reports, no name of any plan. To teach a word, add it to the
list that it belongs to; the other modules of this package hold no words. Patterns see folded text
(`document.lines.fold`): half-width punctuation and digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from analysis.printed_forms import COMPARATORS_BEFORE, CUMULATIVE, FALLING, LEAD_INS, LIMITING


def one_of(listed: Iterable[str]) -> str:
    """Return a pattern for one of the words, the longest first.

    Examples
    --------
    >>> one_of(["达", "达到"])
    '达到|达'
    """
    return "|".join(re.escape(word) for word in sorted(set(listed), key=len, reverse=True))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written with blanks.

    Examples
    --------
    >>> words("达 达到")
    ('达', '达到')
    """
    return tuple(text.split())


# --- headings: does a chapter look back or ahead -------------------------------------------------------
PAST_HEADING: Final = re.compile(
    r"背景|回顾|现状|成就|总结|基本情况|(?:主要|工作|显著|取得的?)(?:成效|成绩|进展)|(?:完成|实施|执行|进展)情况"
    r"|(?:^|现实|发展|工作|规划|良好|坚实|建设)基础(?:$|[和与及、])|存在的?|问题$|挑战|不足$|短板$|形势|机遇"
)
PLAN_HEADING: Final = re.compile(
    r"(?:发展|主要|总体|规划|具体|预期|工作|奋斗)?目标|(?:主要|重点|工作|重大)任务|指导思想|基本原则|总体(?:要求|思路|布局)"
    r"|保障措施|组织(?:保障|实施|领导)|实施(?:保障|机制)|展望|愿景|规划(?:指标|实施)"
)
"""Headings that look ahead even inside a chapter that looks back."""
PLAN_HEADING_WEAK: Final = re.compile(r"任务|措施|举措|保障|行动|工程|计划|项目|重点|路径|布局|策略")

# --- tense ---------------------------------------------------------------------------------------------
PAST_IN_CLAUSE: Final = re.compile(
    r"已(?!成为?趋势|知)|业已|(?:建成|取得|达到|实现|形成|完成|新增|获得|出台|超过|突破|提高|增长|下降|减少|培育|发放|建立)了"
    r"|现有|目前|当前|截至|截止|迄今|以来|五年来|[近过][几三五]年来?|(?<![比较占地按])(?:去年|上年(?!度?[人平]均))|先后|相继|率先实现|曾"
)
"""In the clause of a number these say that it is reached, also in a chapter that looks ahead."""
STATE_IN_CLAUSE: Final = re.compile(
    r"共有|拥有|现有|设有|建有|总数|总量|累计|仅|不足|占(?!地)|(?:位居|居)(?=全|首|第|前)"
)
"""In a text that neither looks back nor ahead, a statement of what there is."""
PROMISE_IN_CLAUSE: Final = re.compile(
    r"将(?=达到?|实现|建成|新[增建]|完成|建设|提高|提升|增加|培育|打造|突破|超过|投入|形成|基本|全面|再|有)"
    r"|力争|争取|确保|努力|拟|预计|计划(?=建|新|投|完|实|培|到|总)|规划(?=建|新|投|到)|要(?=达|实现|建成|完成)|到20[0-9]{2}"
)
"""In the clause of a number these say that it is promised, also in a chapter that looks back."""
PLAIN_PROMISE: Final = re.compile(
    r"确保|力争|争取|推进|推动|加快|加强|完善|健全|实施|开展|打造|培育|建设|建立|鼓励|支持|不低于|不少于|全面"
)

PER_HEAD: Final = r"(?:每人)?(?:每?[月年])?(?:[人户]均)?"
"""What may stand between a time and its number: 由2015年的月人均580元."""

# --- words around the number ---------------------------------------------------------------------------
_NOUNS_AMONG_LEAD_INS: Final = {
    "保持",
    "占比",
    "总数",
    "总量",
    "增幅",
    "增速",
    "增长率",
    "年增长",
    "平均",
    "占",
}
_CHANGE_VERBS: Final = words(
    "增长 提高 提升 增加 上升 扩大 下降 降低 减少 压减 缩小 压缩 缩短 回落 缩减 新增 净增 增 降"
)
CHANGE_BEFORE: Final = re.compile(rf"(?:{one_of(_CHANGE_VERBS)})(?:了|幅度)?(?:达到?|为|约|近|超过)?$")
CHANGE_SUBJECT: Final = re.compile(r"(?:增幅|增速|增长率|增长|降幅|提高幅度|减幅|增量|降低率)$")
TOTAL_BEFORE: Final = re.compile(r"累计|累积|总计|合计|总投资|(?:投资|资金|投入)(?:约|达到?|共|为)?$")
DOING: Final = frozenset(
    words(
        "建成 建设 新建 改建 扩建 改扩建 新改扩建 改造 整治 修复 淘汰 削减 完成 培训 "
        "补充 招聘 发放 投入 投资 安排 下拨 选取 荣获 接待 劝导 救助 惠及 服务 补助 举办 "
        "招引 引进 种植 化解 拆除 关停 更新 筹集 募集 孵化 选派 认定 修缮 登记 收养 "
        "评选 选拔 购置 处理 治理 资助 安置 帮扶 培养 加固 解决 新改建 建造"
    )
)
"""Verbs whose object adds up over the period: what they count is a total, not a level."""
BUILDING: Final = frozenset(words("建成 建设 新建 改建 扩建 改扩建 新改扩建 改造 修缮"))
"""Verbs whose object in a project's row is the size of what is built, a level."""
YEARLY_HERE: Final = re.compile(r"每年|逐年|平均每年|年均(?=增|提|下|降|减|新|培|投|完|处|发|服|$)|^年均")
YEARLY_EARLIER: Final = re.compile("每年")
REACHING: Final = (
    *(word for word in LEAD_INS if word not in _NOUNS_AMONG_LEAD_INS),
    *FALLING,
    *CUMULATIVE,
    *LIMITING,
    *(word for listed in COMPARATORS_BEFORE.values() for word in listed.split() if word != "约"),
    *_CHANGE_VERBS,
    *words(
        "到 至 有 达 均 共 总体 基本 统一为 统一 分别 分别为 分别达到 累计 预计 计划 拟 也 已 已经 "
        "将 要 应 须 需 可 平均 仍 按 折合 约合 仅 仅为 只有"
    ),
    *words(
        "拥有 共有 现有 设有 建有 设 建 配备 配置 不 了 从 由 自 以 占 并 且 稳定 优于 逾 破 增至 "
        "降至 升至 翻"
    ),
)
"""Words between a subject and its number; they are no part of the subject."""
TRAILING: Final = re.compile(
    rf"(?:{one_of(REACHING)}|(?<!水土)保持|(?<![签预节集契公制违履邀])约"
    r"|连续[一二三四五六七八九十0-9]+年|每[生亩村校]|[ :\"“‘「『])+$"
)
COMPARED_WITH: Final = re.compile(
    r"(?:同比|环比|年均|平均每年|(?:比(?![例率重])|较(?![大好高多])|相比|低于|高于|超出)(?P<base>[^,，]{1,16}))$"
)
REACHES: Final = re.compile(
    r"达到?|不低于|不少于|不高于|不超过|不足|不到|高于|低于|超过|约为|相当于|占(?!地|用|比)|为|是|提高到|提升到|增加到"
)
"""A verb that parts the subject from what the share is taken of: 达到农村居民平均水平的, 占总人口的."""
TOPIC: Final = re.compile(
    r"(?P<topic>[^,]{2,30}?)(?:突破|达到|超过|实现|保持|稳步|持续|不断|进一步|大幅|明显|显著|逐步|全面|$)"
)
"""A clause without a number that says what the next clause measures: 地区生产总值突破千亿元大关."""
RESPECTIVELY: Final = "分别"
SHARE_WORDS: Final = re.compile(r"(?:的|的?(?:比例|比重|比率|占比))$")

# --- the beginning of a clause: what is no part of the subject -----------------------------------------
CONNECTIVES: Final = re.compile(
    r"(?:其中|的|、|同时|并且|而且|以及|此外|另外|另有|还有|包括|包含|含(?!量)|即(?!时)|主要是|及(?!时)"
    r"|并(?!购)|且|和(?![谐美平睦])|与|或|还(?![款原])|也|再(?!就|生)|等(?!级)"
    r"|[一二三四五六]是|原则上|了|[ \"”()]|“(?![^”]*”))+"
)
SCOPE: Final = re.compile(
    r"(?:在|对|使)?(?P<scope>(?:全|我|本)(?:国|省|市|县|区|州|盟|旗|镇|乡|街道|系统|域)|主城区|中心城区|城区|市区|县城|"
    r"每个?(?:乡镇|镇|乡|街道|县|区|市|村|社区)(?:\([^()]{1,8}\))?(?![率数(]))(?:范围内|范围|内|共|的)?"
)
ADVERBS: Final = words(
    "全面 积极 持续 稳步 大力 深入 进一步 加快 继续 逐步 扎实 着力 基本 率先 顺利 有序 标准化 "
    "规范化 先后 相继 依法 精心 分别 每年 年均 累计 总计 合计 共计 共 新 再 均 都 预计 计划 拟 将 要 "
    "应 已 已经 可 重点 力争 争取 努力 确保 严格 有效 充分 动态 分类 统筹 组织 平均"
)
PREPOSITION: Final = (
    "对(?!象|口|外)|为|向|给|与|同(?!时|步|比)|在(?!册|校|职|园|编|岗|建|线|地|家|院)|从(?!业|事)|由|以(?!上|下|内)|按照|按|将"
    "|把|使|让|通过(?!率)|至|到(?!位)|于"
)
VERBS: Final = words(
    "实现 推进 推动 促进 完成 建成 新建 改建 扩建 改扩建 新改扩建 新增 打造 培育 "
    "孵化 推选 选取 选派 选拔 设置 设立 组建 创建 争创 形成 拥有 取得 获得 获评 "
    "接待 劝导 下拨 发放 投入 整治 惠及 覆盖 引进 招引 配备 配置 开设 开通 举办 "
    "选树 认定 评定 评选 修复 淘汰 削减 补充 招聘 招募 化解 拆除 关停 更新 采购 "
    "超额完成 开发 命名 提升 提高 保持 做到 达到 突破 出台 制定 修订 编制 收集 "
    "整理 完善 优化 筹集 募集 吸纳 带动 解决 消除 提供 做强 做优 建好 办好 实施 "
    "开展 建立 迭代升级 减少 降低 增加 使得 共有 现有 设有 建有 保障 落实 安排 "
    "争取 推广 改善 妥善 新添 增添 增设 添置 购置 发展 推出 种植 新设 加固 "
    "新改建 建造 荣获"
)
"""Verbs whose object is counted; stripped wherever they open a clause."""
SHORT_VERB: Final = "建(?!筑|设|成|制|议|档)|有(?!效|机|限|线|序|关|望)|设(?!施|备|计|在|区|想)"
PART_OF_NOUN: Final = re.compile(
    "率|区(?!域)|数|量|额|比例|比重|度(?!假)|面积|规模|人次|费|者|员|金(?!融)|周期"
)
"""What makes a noun of the verb before it: 治理率, 建设面积, 培训人次."""
VERBS_OR_NOUNS: Final = words(
    "建设 服务 投资 救助 培训 组织 改造 补助 支持 供养 收养 登记 修缮 提质 升级 "
    "创新 规划 设计 资助 扶持 帮扶 安置 治理 处理 培养"
)
"""Verbs that also begin nouns (服务中心): stripped only before something that can stand alone."""
NOT_ALONE: Final = re.compile(
    r"(?:面积|规模|总量|数量|总数|资金|额|标准|中心|机构|站|点|所|率|比|项目|对象|人员|人数|人次|水平|能力|体系|工程|基地"
    r"|场所|设施|平台|组织|队伍|企业|学校|用地|周期|期限|主体|单位|总投资|服务|床位$|对$|数)"
)
MIDDLE_VERB: Final = re.compile(r"(?:和|与|及|、|并)")

# --- the end of a counted noun behind the number -------------------------------------------------------
STOP_BEHIND: Final = re.compile(
    r"^(?:及|和|与|以及|并)|设立|建有|建立|配备|具备|拥有|开设|返乡|达标|启用"
    r"|计(?=[),。]|$)|测算|计算|估算|开展|进行|给予|实行|实施|启动|联网|全面|全部|普遍|均(?!衡|匀)|已|将(?!军)|并|且|得到|获得|享受|参加|纳入|完成|达到|实现|通过"
    r"|(?<![行作因成认分])为|(?<![针绝相面])对(?!象|口|外|应)|(?<![存现内所潜])在(?!册|校|职|园|编|岗|建|线|地|家|院)|(?<!服)从(?!业|事)"
    r"|被|以及|用于|其中|较|减少|增加|提高|增长|下降|总投资|投资(?![者额基])|预计|争取|力争|确保|上升|入选|获评|荣获|分别|占(?!地|比)"
    r"|到(?!位|期)|至|每(?!千|万|百)|普及|覆盖(?!率|面|点)|建成|投入使用|创建"
)
STOP_AFTER_GIVING: Final = re.compile(
    r"改造|服务|建设|培训|治理|救助|保护|提供|发放|安置|办理|修缮|试点|解决"
)
"""Also verbs where the number stands behind 为, 对, 选取 …: 为7名困境儿童改造住房."""
GIVING: Final = re.compile(r"(?:为|对|给|向|与|让|使|帮助|选取|选择|组织|支持|推动|引导|鼓励|动员)$")

# --- numbers that claim nothing ------------------------------------------------------------------------
AGE_MEASURED: Final = re.compile(r"寿命|年龄|期望|岁数")
TIME_MEASURED: Final = re.compile(r"压缩|缩短|控制|不超过|达到|延长|平均|时限|时长|时间|周期|减少|降低|限")
TIME_DONE_WITHIN: Final = re.compile(r"以?内?(?:办结|办理|完成|响应|到达|送达|答复)")
WITHIN_RADIUS: Final = re.compile(r"(?:服务半径|范围|半径|以内|之内|内|服务圈|生活圈|圈)")
AS_A_BASE: Final = re.compile(r"[^,]{0,12}为(?:一?个?)(?:单元|单位|基数|基准|标准|依据|半径|起点|基础)")
OF_A_NOUN: Final = re.compile(r"(?P<noun>[^,的]{1,10})的(?=[^,。])")
CONDITION_CLAUSE: Final = re.compile("对于?|凡是?|针对|如")
"""A clause that begins so says for whom the next holds: 对年收入低于2万元的家庭."""
CONDITION_BEHIND: Final = re.compile("的(?=给予|予以|按|可|应|将|实行|免|享|不|,|$)|且")
CONDITION_BEFORE: Final = re.compile(r"(?:对|凡|凡是|具备|符合|满足|超过|年满|满|给|将|把)$")
AT_LEAST_EARLIER: Final = re.compile("(?P<word>至少|最少|不少于|不低于|最多|至多|不超过)[^,0-9]{1,6}$")
"""A bound that a verb parts from its number: 至少建成1家."""
CREATING: Final = re.compile(
    r"新建|建设|建成|培育|打造|创建|新增|实施|引进|培养|发展|形成|争创|推出|设立|组建|完成|孵化|建立|达到?|突破|实现|有|配备|"
    r"选取|为|对|惠及|救助|安置|帮扶|整治|开展|投入|设置|推选|培训|改造|下拨|覆盖|接待|新设|认定|举办|获评"
)
STRUCTURE: Final = re.compile(
    r"(?:核心|基本|重要|主要|重大|关键)?(?:理念|方面|维度|环节|层面|阶段|原则|领域|条线|意识|自信|方向|转变|台阶|抓手|步骤|特点|角度"
    r"|层次|层级|功能区块|功能区|关系|维护|确保|坚持|统筹|导向|要点|难题|(?:重点|关键|优势|问题)(?=[,。;的]|$))"
)
NAME_BEFORE: Final = re.compile(r"(?:政策|新政|意见|措施|办法|规定|条例|》)$")
RANK: Final = re.compile("前$")
RETURN_PERIOD: Final = re.compile("一遇")
ERRAND: Final = re.compile(r"(?:跑|办)$")
PER_STEP: Final = re.compile(r"每(?:增加|新增|满|超过|隔|达到?|拥有|提高)?(?:约|近)?$")

# --- names of indicators -------------------------------------------------------------------------------
GENERIC_TAIL: Final = re.compile(r"(?:总数量|总数|总量|数量|个数|人数|数|规模|水平|比例|比率|比重|占比|的)$")
GENERIC_HEAD: Final = re.compile(r"^(?:全[国省市县区州]|我[省市县区]|本[省市县区]|平均|各类|总)")
PEOPLE_SUBJECT: Final = re.compile(r"(?:人口|人数|老人|老年人|儿童|学生|居民|人员|职工|农民|群众)(?:总数)?$")
PER_MONTH: Final = re.compile(
    r"月(?=(?:人均|平均|均)?[^,]{0,8}(?:标准|补贴|津贴|工资|收入|养老金|补助|待遇|金)$)|(?:每人)?每月"
)
MONEY_SUBJECT: Final = re.compile(
    r"投资|资金|金额|经费|产值|收入|支出|款|额|预算|捐赠|销售|税|成本|费用|公益金"
)
