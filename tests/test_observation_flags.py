"""Flags on observations: what is unlike its neighbours is named and kept; usual growth is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import tables
from analysis.indicators import load_definitions
from analysis.observation_flags import series_flags
from analysis.observations import check_observations
from analysis.pipeline import plan_tables as plan_tables_of
from analysis.pipeline import write_tables
from analysis.series import target_series
from analysis.statements import Statement
from analysis.store import load_plan
from analysis.study import load_study


def statements(values, *, unit="人", first=2018, years=None, notes=None, units=None, table=""):
    years = years or range(first, first + len(values))
    return [
        Statement(
            "x", "", year, value, None, None, unit, "actual", table, 1, "observations.csv", i + 2, 0, 1,
            note=(notes or {}).get(year, ""), stated_unit=(units or {}).get(year, ""),
        )
        for i, (year, value) in enumerate(zip(years, values, strict=True))
    ]  # fmt: skip


def flags(*args, **options):
    return [(remark.code, remark.fields["year"]) for _, remark in series_flags(statements(*args, **options))]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([10.70, 1.19, 11.59], [("jump_alone", 2019)]),  # the outlier of a public data issue, as reported
        ([107, 1190, 116], [("jump_alone", 2019)]),
        ([107, 1100, 1160], [("jump_from", 2019)]),  # a changed unit or definition lasts
        ([107, 110, 11], [("jump_from", 2020)]),
        ([100, 1000, 100, 1000, 100], [("jump_alone", 2019), ("jump_alone", 2020), ("jump_alone", 2021)]),
        ([100, 130, 180, 250], []),
        ([100, 450, 2000], []),  # fast, but not a slip
        ([1, 6, 30], []),  # pilot projects
        ([53, 5, 54], [("jump_alone", 2019)]),
        ([0, 500, 0], []),  # nothing can be said beside a zero
        ([-5, 500], []),
        ([12000], []),
        ([], []),
    ],
)
def test_jumps_beside_the_neighbouring_years(values, expected):
    assert flags([float(v) for v in values]) == expected


def test_a_share_is_no_small_count():
    assert flags([3.0, 30.0, 31.0], unit="%") == [("jump_from", 2019)]


def test_over_many_years_more_change_is_usual():
    assert flags([100.0, 700.0], years=[2015, 2020]) == []
    assert flags([100.0, 1100.0], years=[2015, 2020]) == [("jump_from", 2020)]


def test_the_plans_own_values_are_neighbours_but_never_flagged():
    own = statements([500.0], first=2020, table="2")
    seen = statements([50.0, 510.0], first=2021)
    assert [(r.code, s.year) for s, r in series_flags([*own, *seen])] == [("jump_alone", 2021)]
    assert series_flags([*statements([50.0, 500.0], table="2")]) == []


def test_changes_of_unit_and_of_definition_are_named_by_year():
    assert flags([1.0, 1.1, 1.2], unit="%", units={2018: "%", 2019: "‰", 2020: "‰"}) == [
        ("unit_changed", 2019)
    ]
    assert flags([1.0, 1.1], notes={2019: "口径由户籍改为常住"}) == [("definition_noted", 2019)]
    assert flags([1.0, 1.1], notes={2019: "New definition of beds"}) == [("definition_noted", 2019)]


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=8), st.floats(1e-3, 1e3))
def test_flags_do_not_depend_on_the_unit_of_a_share(values, factor):
    plain = flags(values, unit="%")
    close = [x for x in values if any(abs(x / y - r) < 1e-6 * r for y in values for r in (5, 0.2))]
    if not close:
        assert flags([v * factor for v in values], unit="%") == plain


def test_a_flag_reaches_the_series_that_the_report_rests_on(plan_tables, observations):
    """Flagged, not dropped: the value stays in the series, and the outlook's notes name it."""
    indicators, values = plan_tables({"id": "nursing_bed_share", "2020": 50, "2025 target": 60})
    seen = observations(("nursing_bed_share", 2021, 5.1), ("nursing_bed_share", 2022, 52))
    (one,) = target_series(indicators, values, seen, load_definitions(), as_of_year=2022, period=(2021, 2025))
    assert one.values == (50, 5.1, 52)
    assert [remark.text("zh") for remark in one.remarks] == [
        "2021年的值是前后年份的0.1倍，请核对小数点与单位"
    ]


def test_a_value_without_unit_is_refused_where_the_plan_prints_two(sanmen_tables, observations):
    """Sanmen prints the standard in 元/月·人 (line 34) and in 元/年 (line 78): 900 could be either."""
    indicators, _ = sanmen_tables
    (problem,) = check_observations(
        observations(("minimum_living_standard", 2022, 900)), load_definitions(), indicators
    )
    assert "no unit, and the plan prints this indicator in 元/月·人 and in 元/年" in str(problem)
    fine = observations(
        ("minimum_living_standard", 2022, 900, "元/月"), ("城乡居民最低生活保障标准", 2023, 11000)
    )
    assert check_observations(fine, load_definitions(), indicators) == []


@pytest.mark.parametrize(
    ("unit", "value", "refused"),
    [
        ("个", -3, True),
        ("张/千名老年人", -0.5, True),
        ("%", -3, False),
        ("万元", -120, False),
        ("%", 155, False),
    ],
)
def test_of_an_indicator_without_definition_only_what_is_counted_cannot_be_negative(
    plan_tables, observations, unit, value, refused
):
    indicators, _ = plan_tables({"id": "unlisted_a", "unit": unit, "2020": 5})
    found = check_observations(
        observations(("unlisted_a", 2021, value, unit)), load_definitions(), indicators
    )
    assert bool(found) is refused


def test_a_flag_stands_beside_the_value_in_the_reports_annex(project):
    """Tiny plan: 53 % in 2020; 5.4 typed for 2022 is shown as typed, with a word of warning."""
    text = (
        "indicator,year,value,unit,source,note\n护理型床位占比,2021,53.5,%,年报,\n"
        "护理型床位占比,２０２２年,5.4,%,年报,\n护理型床位占比,2023,54.5,%,年报,\n"
    )
    project.plan.joinpath("observations.csv").write_text(text, encoding="utf-8")
    plan = load_plan(project.root, "tiny")
    write_tables(project.root, plan, plan_tables_of(plan))
    study = load_study("tiny", as_of_year=2023, root=project.root)
    assert study.observed["flag"].tolist() == ["", "2022年的值是前后年份的0.1倍，请核对小数点与单位", ""]
    view = tables.observations_table(study.observed, "observations.csv", "zh")
    assert [row[2] for row in view.rows] == ["53.5 %", "5.4 %", "54.5 %"]
    assert view.rows[1][-1].startswith("2022年的值是前后年份的0.1倍")
    earlier = load_study("tiny", as_of_year=2021, root=project.root).observed
    assert len(tables.observations_table(earlier, "observations.csv", "zh").columns) == 5
