"""Indicator definitions: found whatever the wording, refused when they contradict themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DefinitionError, UnitError
from analysis.indicators import load_definitions, parse_definitions, wording_key

ONE = """
[[indicator]]
id = "{id}"
name_zh = "{name}"
name_en = "x"
wordings = ["{name}"]
unit = "{unit}"
direction = "{direction}"
kind = "share"
source = "test"
{extra}
"""


def toml(**changes):
    return ONE.format(**{"id": "a", "name": "甲", "unit": "%", "direction": "up", "extra": "", **changes})


@pytest.mark.parametrize(
    ("printed", "indicator_id", "breakdown"),
    [
        ("其中:护理型床位占机构床位比率(%)", "nursing_bed_share", ""),
        ("养老机构护理型床位占比（％）", "nursing_bed_share", ""),
        ("平均低保标准 (元/月·人)", "minimum_living_standard", ""),
        ("城乡居民最低生活保障标准(元/年)", "minimum_living_standard", ""),
        ("农村低保标准", "minimum_living_standard", "rural"),
        ("万人拥有社会组织数量(个)", "social_organisations_per_10k", ""),
        ("每万人拥有登记和备案社会组织(个)", "social_organisations_per_10k", ""),
        ("社会工作专业人才占总人口比率(‰)", "social_workers_per_10k", ""),
        ('救助 "一件事" 惠民联办率', "one_stop_assistance_rate", ""),
        ("数字门牌建设试点镇(社区、乡)数量(个)", "digital_doorplate_pilots", ""),
        ("eco_burial_rate", "eco_burial_rate", ""),
    ],
)
def test_a_concept_is_found_under_the_wordings_of_both_tables(printed, indicator_id, breakdown):
    definition, part = load_definitions().find(printed)
    assert (definition.id, part) == (indicator_id, breakdown)


@pytest.mark.parametrize("name", ["", "生态葬法", "护理型床位", "GDP", "人均"])
def test_a_name_that_only_resembles_a_wording_is_not_taken_for_it(name):
    assert load_definitions().match(name) is None


def test_eco_burial_of_villages_and_of_burials_are_two_concepts():
    """Coverage of villages (Table 1) and share of burials (Table 2) have different denominators."""
    find = load_definitions().match
    assert find("生态葬法行政村覆盖率(%)").id != find("节地生态安葬率(%)").id


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (toml() + toml(), "used twice"),
        (toml() + toml(id="b"), "belongs to both"),
        (toml(direction="sideways"), "direction"),
        (toml(extra="lower = 5\nupper = 1"), "not below"),
        (toml(extra="colour = 1"), "unknown key colour"),
        (toml(id="A b"), "lower-case"),
        ("[[indicator]]\nid = 'a'", "no name_zh"),
        ("[[indicator", "TOML"),
        ("", "no \\[\\[indicator"),
    ],
)
def test_definitions_that_contradict_themselves_are_refused(text, what):
    with pytest.raises(DefinitionError, match=what):
        parse_definitions(text)


def test_an_unknown_unit_in_a_definition_is_refused():
    with pytest.raises(UnitError):
        parse_definitions(toml(unit="蒲式耳每光年"))


@given(st.text(max_size=40))
def test_the_key_of_a_wording_is_stable(name):
    assert wording_key(wording_key(name)) == wording_key(name)
