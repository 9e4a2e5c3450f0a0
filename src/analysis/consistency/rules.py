"""The table of rules: a new rule is one function and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from analysis.consistency import (
    changes,
    coverage,
    listed,
    parts,
    population,
    project_list,
    repeated,
    shares,
    table_sums,
    targets,
    two_units,
    yearly,
    years,
)
from analysis.consistency.evidence import Evidence
from analysis.consistency.finding import Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the function, and what it compares in a few words."""

    find: Callable[[Evidence], Iterator[Finding]]
    zh: str
    en: str


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "same_quantity": Rule(
            repeated.same_actuals, "同一实际值的两处说法", "one reached value stated twice"
        ),
        "same_target": Rule(repeated.same_targets, "同一目标值的两处说法", "one target stated twice"),
        "whole_and_parts": Rule(
            repeated.whole_between_parts, "整体水平与城乡等分项", "a whole between its two parts"
        ),
        "parts_of_total": Rule(
            parts.parts_in_a_sentence, "其中各部分与整体", "parts of a total in a sentence"
        ),
        "stated_sum": Rule(parts.stated_sums, "合计数与所列各项", "a stated sum and its items"),
        "part_row": Rule(
            table_sums.parts_in_rows, "表中“其中”行与上一行", "a row of a part and the row of its whole"
        ),
        "total_row": Rule(table_sums.total_rows, "表中合计行", "the row of totals of a table"),
        "stated_change": Rule(
            changes.stated_changes, "增减幅度与前后数值", "a stated change and its two values"
        ),
        "total_and_average": Rule(
            yearly.totals_and_yearly_averages,
            "五年总量与年均数",
            "a total of five years and its yearly average",
        ),
        "share_of_counts": Rule(
            shares.shares_of_counts, "占比与分子分母", "a share and its numerator and denominator"
        ),
        "share_of_named": Rule(
            shares.shares_of_named_wholes, "占比与别处所列的总量", "a share and a whole stated elsewhere"
        ),
        "composition": Rule(shares.compositions, "结构比例与100", "a composition and 100"),
        "implied_population": Rule(
            population.implied_populations,
            "人数与每万人比率所对应的人口",
            "the population that counts and ratios imply",
        ),
        "full_coverage": Rule(
            coverage.full_coverage, "全覆盖与数量", "full coverage and the count behind it"
        ),
        "two_units": Rule(two_units.sizes_in_two_units, "同一数量的两种单位", "one size in two units"),
        "milestone": Rule(
            targets.milestones, "中期目标与期末目标", "a milestone on the way to the final target"
        ),
        "target_and_base": Rule(targets.targets_and_bases, "目标值与基期值", "a target and its base value"),
        "bounds": Rule(
            targets.impossible_values, "数值与指标上下界", "values and the bounds of their concept"
        ),
        "growth_column": Rule(targets.growth_column, "年均增长一栏", "the printed growth column"),
        "project_status": Rule(
            project_list.project_status, "项目进展与时间、投资", "a project's status, dates and money"
        ),
        "project_money": Rule(
            project_list.project_money, "项目已完成、计划与总投资", "money spent, planned and in total"
        ),
        "project_dates": Rule(project_list.project_dates, "项目开工与竣工时间", "a project's dates"),
        "project_content": Rule(
            project_list.project_contents, "项目内容与总投资栏", "a project's text and its total"
        ),
        "project_in_prose": Rule(
            project_list.project_in_prose, "正文与项目表的投资", "the prose and the project list"
        ),
        "named_list": Rule(listed.lists_with_a_name, "列举与其数目", "a list and the number in its name"),
        "programme_list": Rule(
            listed.programmes_with_a_number, "行动方案标题与内容的数目", "a programme's title and content"
        ),
        "heading_list": Rule(
            listed.headings_with_a_number,
            "标题中的数目与其下列举",
            "a number in a heading and the list under it",
        ),
        "caption_count": Rule(
            listed.captions_with_a_number,
            "表名中的数目与表中行数",
            "a number in a table's title and its rows",
        ),
        "numbered_points": Rule(
            listed.numbered_points, "要点数目与“一是、二是”", "a number of points and the points"
        ),
        "table_count": Rule(
            listed.tables_with_a_number, "正文数目与表中条目", "a number in the prose and a table"
        ),
        "impossible_year": Rule(years.impossible_years, "不可能的年份", "years that cannot be"),
    }
)
