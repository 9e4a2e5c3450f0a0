"""Why a figure of the outlook is missing or needs care: codes for programs, sentences for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "no_observation": ("没有实际值", "no observation: no trend can be estimated"),
        "one_observation": ("只有一个实际值，不能估计趋势", "one observation: no trend can be estimated"),
        "too_few": ("实际值个数少于模型所需", "fewer observations than the model needs"),
        "not_positive": ("有实际值不大于零，不能取对数", "a value is not above 0: it has no logarithm"),
        "out_of_range": ("外推值超出数值范围", "the trend leaves the range of numbers"),
        "one_point": ("一个点不含误差信息，不给区间", "one point carries no error estimate: no interval"),
        "two_points": ("两个点不含误差信息，不给区间", "two points carry no error estimate: no interval"),
        "not_calibrated": (
            "区间未经校准，不给出（未校准的直线区间标称80%，实际只覆盖45%至64%）",
            "no interval: only the default model is calibrated (80 % bands of a line hold 45-64 %)",
        ),
        "calibrated": (
            "区间与达标概率取自同一模型在公开序列上的误差",
            "bands and probability are made of the model's errors on public series",
        ),
        "calibrated_80": (
            "80%区间与达标概率取自同一模型在公开序列上的误差；实际值太少，95%区间没有意义，不给出",
            "the 80 % band and the probability are made of the model's errors on public series; of so few "
            "values a 95 % band would say nothing",
        ),
        "gaps": (
            "有缺年：跨g年的变化按其√g分之一计一年",
            "years are missing: a change over g years counts as that over the root of g",
        ),
        "too_far": (
            "目标年过远，误差未经校准，不给区间",
            "too far ahead for the calibrated errors: no interval",
        ),
        "no_change": (
            "数值全为零，无从度量误差，不给区间",
            "all values are 0: no unit for an error, no interval",
        ),
        "too_wide": (
            "两个点相差过大，80%区间宽于数值的两倍，不给区间与概率",
            "two points too far apart: the 80 % band would be wider than twice the value, none is given",
        ),
        "few_cases": ("校准序列太少，不给区间", "too few series to calibrate with: no interval"),
        "not_consecutive": (
            "有缺年，模型需要逐年数值",
            "years are missing: the model needs a value for each",
        ),
        "twice": ("同一年份给出两次，不作预测", "a year is given twice: no one can tell which value holds"),
        "two_targets": (
            "同一目标年给出不同目标，不给达标概率",
            "rows state different targets for this year: none is used",
        ),
        "beyond_kind": (
            "有数值超出该类指标的界限，不按界限截断",
            "a value lies beyond the bounds of its kind: nothing is cut at them",
        ),
        "cut_at_lower": ("模型值低于下限，取下限", "the model's figure is cut at the lower bound"),
        "cut_at_upper": ("模型值高于上限，取上限", "the model's figure is cut at the upper bound"),
        "observed": ("目标年已有实际值，无需外推", "the target year is observed: nothing to forecast"),
        "passed": ("目标年没有实际值，其后已有", "the target year was not observed, a later one was"),
        "unobserved": ("目标年没有实际值", "no observation for the target year"),
        "not_due": ("目标年尚未到", "the target year is still ahead"),
        "attained": ("已达到目标", "the target is already reached"),
        "from_zero": ("由零起步，无增长率可算", "the last value is 0: no growth rate exists"),
        "no_rate": ("有负值，无增长率可算", "a value is below 0: no growth rate exists"),
        "no_target": ("没有目标数值", "no target with a number"),
        "cumulative": (
            "目标为累计数，自何年起累计不明，不能与年度值比较",
            "a cumulative target, not known since when: no yearly value compares with it",
        ),
        "total_pace": (
            "累计目标：所需为余下各年平均每年的完成数",
            "a target for the sum of the period's years: required is what each year left has to bring",
        ),
        "total_base": (
            "累计目标：规划期初为零，完成进度为累计完成数与目标之比",
            "a target for the sum of the period's years: it begins at 0, the way gone is sum / target",
        ),
        "total_ceiling": (
            "累计数以不超过为目标，期末才能判断",
            "a sum that is not to be exceeded: known at the end of the period alone",
        ),
        "rates_added": (
            "各年百分数直接相加，未连乘",
            "per cent of the years are added up, not compounded",
        ),
        "distance": (
            "目标为保持在区间内，进度按与区间的距离计",
            "a range to be kept within: progress is measured by the distance to it",
        ),
        "sign_against": (
            "原文的符号与指标的好坏方向相反，以原文为准",
            "the printed sign contradicts what is better for this indicator: the sign counts",
        ),
        "above_range": ("超出区间上限", "above the range"),
        "below_range": ("低于区间下限", "below the range"),
        "point_above_range": ("外推值超出区间上限", "the forecast is above the range"),
        "point_below_range": ("外推值低于区间下限", "the forecast is below the range"),
        "no_class": (
            "没有同类的官方指标可比",
            "no class of official indicators measures the same kind of thing",
        ),
        "class_too_far": ("所需年数超出参照的范围", "more years than any reference class spans"),
        "few_members": (
            "同类官方指标不足20个，不作参照",
            "fewer than 20 official indicators of this kind: nothing is said",
        ),
        "no_relative_change": (
            "由零或负值起步，无相对变化可比",
            "the value is not above 0: no relative change exists",
        ),
        "total": (
            "累计目标：外推值是规划期内各年之和",
            "a target for the sum of the period's years: so is the forecast",
        ),
        "total_no_band": (
            "累计目标，外推值是规划期内各年之和，误差无从估计",
            "a target for the sum of the period's years: the error of its forecast cannot be told",
        ),
        "secured": (
            "累计数已达到目标，不会再降低",
            "the running total has reached the target and cannot fall again",
        ),
        "observed_total": (
            "累计目标的目标年已有实际值",
            "the last year of the sum is observed: nothing to forecast",
        ),
        "total_gaps": (
            "规划期内有年份没有实际值，累计数不全",
            "a year of the period has no observation: the sum is not known",
        ),
        "no_actual": ("没有实际值可比", "no actual value to compare with"),
        "different_unit": ("目标与实际值单位不同", "target and actual value have different units"),
        "no_current": ("规划期内没有实际值", "no observation within the period"),
        "no_base": ("没有基期值", "no value for the base year"),
        "no_direction": ("不知指标以高为好还是以低为好", "it is not known whether more or less is better"),
        "not_later": ("基期之后没有实际值", "no value after the base year"),
        "target_not_later": ("目标年不在基期之后", "the target year is not after the base year"),
        "base_zero": ("基期值为零，无增长率可算", "the base is 0: no growth rate exists"),
        "not_positive_way": (
            "基期值、实际值或目标值不大于零，不能取对数",
            "base, value or target is not above 0: it has no logarithm",
        ),
        "sign_change": (
            "基期值、实际值、目标值正负号不同，无增长率可算",
            "base, value and target differ in sign: no growth rate exists",
        ),
        "sign_changed": (
            "基期值与实际值正负号不同，无增长率可算",
            "base and value differ in sign: no growth rate exists",
        ),
        "base_is_target": (
            "目标等于基期值，没有路程可分",
            "the target equals the base: there is no way to divide",
        ),
        "too_few_years": ("连续年度实际值不足四个", "fewer than four values of consecutive years"),
        "too_few_points": ("实际值不足两个，不能估计趋势", "fewer than two values: there is no trend"),
        "below_zero": ("实际值或目标值不大于零", "value or target is not above 0"),
        "zero_replaced": ("零值以小数代替", "0 is replaced by a small number"),
        "unconfirmed": ("部分规则未见于所引来源", "part of the rule was not read in its source"),
        "base_beyond": ("基期值已超过目标", "the base was beyond the target already"),
        "direction_inferred": (
            "没有指标定义，方向由基期值与目标值推断",
            "no definition: the direction is inferred from base and target",
        ),
    }
)
"""Code → (Chinese, English), whole sentences without blanks to fill in."""

OF_TOTALS = frozenset(
    {"cumulative", "total", "total_no_band", "total_pace", "total_ceiling"}
    | {"secured", "observed_total", "total_gaps"}
)
"""Reasons that rows of a target have which is a sum over the period."""

_DETAILS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "unobserved": ("{year}年没有实际值", "no observation for {year}"),
        "passed": ("{year}年没有实际值，其后已有", "no observation for {year}, but for a later year"),
        "observed": ("{year}年已有实际值：{value}", "{year} is observed: {value}"),
        "one_observation": (
            "只有{year}年一个实际值，不能估计趋势",
            "one observation ({year}): no trend can be estimated",
        ),
        "cut_at_lower": (
            "模型值{uncut}低于下限，取{bound}",
            "the model's {uncut} is cut at the lower bound {bound}",
        ),
        "cut_at_upper": (
            "模型值{uncut}高于上限，取{bound}",
            "the model's {uncut} is cut at the upper bound {bound}",
        ),
        "so_far": ("{first}年至{last}年累计{value}", "{first} to {last} sum up to {value}"),
        "lineage": (
            "此前年份为{part}数值，之后为统一数值",
            "earlier years are the {part} figure, later ones the unified figure",
        ),
        "no_current": (
            "{year}年以后没有实际值，不能评估规划期进度",
            "no observation after {year}: progress of the period cannot be assessed",
        ),
        "zero_replaced": ("零值以{zero}代替", "0 is replaced by {zero}"),
        "base_moved": ("基期取{year}年（{wanted}年没有值）", "base year {year}, as {wanted} has no value"),
        "elapsed": ("时间进度{share}%", "time progress {share} %"),
        "schedule": ("经中期目标的应达进度{share}%", "due by way of the mid-term target: {share} %"),
        "jump_alone": (
            "{year}年的值是前后年份的{factor}倍，请核对小数点与单位",
            "the value of {year} is {factor} times its neighbours: check decimal point and unit",
        ),
        "jump_from": (
            "{year}年的值是{before}年的{factor}倍，请核对小数点、单位与口径",
            "the value of {year} is {factor} times that of {before}: check decimals, unit and definition",
        ),
        "unit_changed": (
            "{year}年起填报单位由{before}改为{unit}",
            "from {year} on typed in {unit}, before in {before}",
        ),
        "definition_noted": ("{year}年注明：{note}", "{year} is noted: {note}"),
        "spent_far_above": (
            "累计完成投资{value}万元是规划总投资{total}万元的{factor}倍，请核对单位",
            "{value} 万元 spent is {factor} times the total of the plan, {total} 万元: check the unit",
        ),
        "share_like_fraction": (
            "“{value}”按百分数读，为百分之一以下，请核对是否填成小数",
            "{value} is read as per cent, less than one hundredth: is a fraction meant?",
        ),
        "done_below_all": (
            "已报完工或投用，完成比例为{value}%",
            "done, but only {value} % of the work is reported",
        ),
        "spent_fell": (
            "累计完成投资{value}万元，少于{before}所报{earlier}万元，请核对",
            "{value} 万元 spent is less than the {earlier} 万元 of {before}: check both",
        ),
        "percent_fell": (
            "完成比例{value}%，低于{before}所报{earlier}%，请核对",
            "{value} % of the work is less than the {earlier} % of {before}: check both",
        ),
        "no_longer_done": (
            "{before}已报完工或投用，本次未报，请核对",
            "reported as done on {before}, and here it is not: check both",
        ),
        "started_changed": (
            "实际开工{value}，与{before}所报{earlier}不同",
            "started {value}, but {earlier} in the entry of {before}",
        ),
        "finished_changed": (
            "实际完工{value}，与{before}所报{earlier}不同",
            "finished {value}, but {earlier} in the entry of {before}",
        ),
        "also_stated": ("{year}年另有一数：{value}（{place}）", "{year} also stated as {value} ({place})"),
        "unused": ("{year}年的数值未采用：{why}", "the value of {year} is not used: {why}"),
        "converted": ("{year}年换算：{how}", "{year} converted: {how}"),
        "all_converted": (
            "{first}年至{last}年{count}个值换算：{how}",
            "{count} values of {first} to {last} converted: {how}",
        ),
    }
)

MANY = 3
"""Conversions of one kind from which a note names them together."""
_PARTS_ZH = {"urban": "城市", "rural": "农村", "male": "男性", "female": "女性"}


@dataclass(frozen=True, slots=True)
class Remark:
    """A code with what its sentence names: a year, a value, a place."""

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """Return the sentence in ``lang`` ("zh" or "en").

        Examples
        --------
        >>> Remark("unobserved", {"year": 2022}).text("en"), Remark("attained").text("zh")
        ('no observation for 2022', '已达到目标')
        """
        zh, en = _DETAILS[self.code] if self.fields else REASONS[self.code]
        if lang == "en":
            return en.format(**self.fields)
        part = str(self.fields.get("part", ""))
        return zh.format(**{**self.fields, "part": _PARTS_ZH.get(part, part)})


def note_of(remarks: Iterable[Remark], lang: str = "en") -> str:
    """Return the remarks as one line, each once, in the order given; many like conversions as one.

    Examples
    --------
    >>> note_of([Remark("attained"), Remark("two_points"), Remark("attained")])
    'the target is already reached; two points carry no error estimate: no interval'
    >>> note_of(Remark("converted", {"year": y, "how": f"{y - 2000} 元/月 × 12"}) for y in (2018, 2019, 2020))
    '3 values of 2018 to 2020 converted: 元/月 × 12'
    """
    texts = dict.fromkeys(remark.text(lang) for remark in _conversions_joined(list(remarks)))
    return ("；" if lang == "zh" else "; ").join(texts)


def _conversions_joined(remarks: Sequence[Remark]) -> list[Remark]:
    """Replace the conversions of many years by one unit and factor with a single remark, in first place."""
    years: dict[str, list[int]] = {}
    for remark in remarks:
        if remark.code == "converted":
            years.setdefault(_rule(remark), []).append(int(str(remark.fields["year"])))
    joined: list[Remark] = []
    for remark in remarks:
        of_rule = years.get(_rule(remark), []) if remark.code == "converted" else []
        if len(of_rule) < MANY:
            joined.append(remark)
        elif remark.fields["year"] == of_rule[0]:
            span = {"first": min(of_rule), "last": max(of_rule), "count": len(set(of_rule))}
            joined.append(Remark("all_converted", {**span, "how": _rule(remark)}))
    return joined


def _rule(remark: Remark) -> str:
    """Return unit and factor of a conversion ("360 元/月 × 12" → "元/月 × 12")."""
    return str(remark.fields["how"]).partition(" ")[2]
