"""Which projects are on time: classes by hand from dates and shares, and what the report says of them."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hostile
from analysis.errors import Source
from analysis.project_account import CLASSES, class_counts, has_entries, project_account
from analysis.project_entries import COLUMNS, read_entries
from analysis.project_flags import entries_frame
from analysis.project_narrative import LONGEST_NAME, project_progress_sentences
from analysis.project_words import DONE, NOT_BEGUN, STATUSES
from analysis.tables import (
    project_classes_table,
    project_entries_table,
    project_outcomes_table,
    project_progress_table,
)
from analysis.wording import shortened

NAMES = ("project_id", "name", "total_10k", "invested_10k", "planned_10k", "status", "start", "finish",
         "source_line", "total_approx")  # fmt: skip


def plan(*projects):
    """Rows of projects.csv from (total, start, finish) and, if any, (invested, planned)."""
    made = []
    for number, (total, start, finish, *parts) in enumerate(projects, start=1):
        invested, planned = parts or (None, None)
        made.append(
            (f"P{number}", f"工程{number}", total, invested, planned, "", start, finish, 200 + number, False)
        )
    frame = pd.DataFrame(made, columns=NAMES)
    money = dict.fromkeys(("total_10k", "invested_10k", "planned_10k"), "float64")
    return frame.astype({**money, "total_approx": "boolean"})


def progress(projects, *texts):
    """Rows of project_progress.csv from lines of the file."""
    made = []
    for line, text in enumerate(texts, start=2):
        cells = (text + "," * 9).split(",")
        row, start = {}, 0
        for column, cell in zip(COLUMNS, cells, strict=False):
            row[column] = (cell, Source("p.csv", line, start))
            start += len(cell) + 1
        made.append(row)
    entries, problems = read_entries(made, projects)
    assert [str(problem) for problem in problems] == []
    return entries_frame(entries, projects, "project_progress.csv")


def judged(project, *texts, year=2023):
    projects = plan(project)
    (row,) = project_account(projects, progress(projects, *texts), year).to_dict("records")
    return row["class"], row["reason"]


BUILDING = (1000, "2022", "2023")  # January 2022 to December 2023: 24 months
TERM = (1000, "2021-07", "2022-06")  # 12 months


@pytest.mark.parametrize(
    ("project", "entry", "expected"),
    [
        # finished, the finish reported
        (TERM, "P1,2022-12,完工,100,,,,2022-06", ("on_time", "")),
        (TERM, "P1,2022-12,投用,100,,,,2022-07", ("late", "")),
        (TERM, "P1,2022-12,完工,,,,,2022", ("completed", "finish_not_exact")),  # June or July?
        (TERM, "P1,2023,完工,,,,,2021", ("on_time", "")),
        (TERM, "P1,2023,完工,,,,,2023", ("late", "")),
        (BUILDING, "P1,2023,完工,,,,,2023-12", ("on_time", "")),
        ((1000, "2022", ""), "P1,2023,完工,,,,,2022-05", ("completed", "no_finish")),
        # finished, the finish not reported: known by then, or not
        (TERM, "P1,2022-06,完工", ("on_time", "")),
        (TERM, "P1,2022-07,完工", ("completed", "finish_not_exact")),
        # under construction: half the time is over at the end of 2022, a quarter at the end of June
        (BUILDING, "P1,2022-12,在建,50", ("unclear", "no_entry_since")),  # asked as of 2023
        (BUILDING, "P1,2023-06,在建,75", ("unclear", "no_entry_since")),
        (BUILDING, "P1,2023-12,在建,99", ("lagging", "overdue")),
        ((1000, "", "2025"), "P1,2023-12,在建,99", ("unclear", "no_dates")),
        ((1000, "2022", "2024"), "P1,2023-12,在建", ("unclear", "no_measure")),
        ((None, "2022", "2024"), "P1,2023-12,在建,,300,万元", ("unclear", "no_measure")),
        # 24 of 36 months: 66.7 per cent, as printed 67
        ((1000, "2022", "2024"), "P1,2023-12,在建,67", ("on_track", "")),
        ((1000, "2022", "2024"), "P1,2023-12,在建,66", ("lagging", "")),
        ((1000, "2022", "2024"), "P1,2023-12,在建,,670,万元", ("on_track", "")),
        ((1000, "2022", "2024"), "P1,2023-12,在建,,0.066,亿元", ("lagging", "")),
        # the work goes before the money
        ((1000, "2022", "2024"), "P1,2023-12,在建,70,100,万元", ("on_track", "")),
        # without a total: invested before and planned together, 400 + 600
        ((None, "2022", "2024", 400, 600), "P1,2023-12,在建,,670,万元", ("on_track", "")),
        # not begun
        ((1000, "2023", "2024"), "P1,2023-12,未开工", ("not_started", "")),
        ((1000, "2023-07", "2024"), "P1,2023-07,前期", ("not_started", "")),
        ((1000, "2024", "2025"), "P1,2023-12,前期", ("not_due", "")),
        ((1000, "2023", "2024"), "P1,2022-12,前期", ("unclear", "no_entry_since")),
        ((1000, "", "2024"), "P1,2023-12,未开工", ("not_started", "no_dates")),
        (TERM, "P1,2023,未开工", ("not_started", "overdue")),
        # neither
        (TERM, "P1,2023,停工", ("suspended", "")),
        (TERM, "P1,2021,取消", ("dropped", "")),
        (TERM, "", ("not_reported", "")),
    ],
)
def test_the_class_of_a_project(project, entry, expected):
    assert judged(project, *([entry] if entry else [])) == expected


@pytest.mark.parametrize(
    ("share", "expected"), [("50", "on_track"), ("49.4", "lagging"), ("49.5", "on_track")]
)
def test_half_the_time_asks_for_half_the_work_in_whole_per_cent(share, expected):
    assert judged(BUILDING, f"P1,2022-12,在建,{share}", year=2022) == (expected, "")


def test_the_last_entry_up_to_the_year_counts_and_no_later_one():
    texts = ["P1,2022-06,在建,25", "P1,2023-12,完工,100,,,,2023-11", "P1,2022-12,停工"]
    assert [judged(BUILDING, *texts, year=year)[0] for year in (2021, 2022, 2023)] == [
        "not_reported", "suspended", "on_time",
    ]  # fmt: skip


def test_a_row_that_a_revision_replaces_does_not_count():
    assert judged((1000, "2022", "2024"), "P1,2023,在建,90", "P1,2023,在建,10,,,,,,修订数")[0] == "lagging"


def test_figures_are_those_last_reported_with_their_date_and_place():
    projects = plan((1000, "2022", "2024"))
    texts = ["P1,2022-12,在建,30,0.025,亿元,2022-03", "P1,2023-06,在建,,,,,,,"]
    (row,) = project_account(projects, progress(projects, *texts), 2023).to_dict("records")
    assert (row["as_of"], row["share_pct"], row["share_as_of"]) == ("2023-06", 30, "2022-12")
    assert (row["spent_10k"], row["spent_pct"], row["spent_as_of"]) == (250, 25, "2022-12")
    assert row["elapsed_pct"] == pytest.approx(
        100 * 12 / 36
    )  # at the date of the share, not of the last entry
    assert (row["actual_start"], row["actual_finish"], row["class"]) == ("2022-03", "", "lagging")
    assert row["status_place"] == "project_progress.csv:3:12"
    assert row["share_place"] == "project_progress.csv:2:15"
    assert row["spent_place"] == "project_progress.csv:2:18"


@pytest.mark.parametrize(
    ("finish", "actual", "months"),
    [
        ("2022-06", "2022-09", 3),
        ("2022-06", "2022-04", -2),
        ("2022", "2023-02", 2),
        ("2022-06", "2023", None),
    ],
)
def test_months_late_are_counted_where_the_dates_say_the_month(finish, actual, months):
    projects = plan((1000, "2021", finish))
    account = project_account(projects, progress(projects, f"P1,2023,完工,,,,,{actual}"), 2023)
    assert account["months_late"].tolist() == [months] or account["months_late"].isna().all()
    assert account["months_late"].isna().tolist() == [months is None]


DATES = st.one_of(
    st.integers(2019, 2026).map(str),
    st.tuples(st.integers(2019, 2026), st.integers(1, 12)).map(lambda d: f"{d[0]}-{d[1]:02}"),
)


@st.composite
def accounts(draw):
    """A plan of some projects and entries on them, whatever their dates are."""
    projects = plan(
        *draw(st.lists(st.tuples(st.none() | st.integers(0, 5000), DATES | st.just(""), DATES | st.just("")),
                       min_size=1, max_size=4))
    )  # fmt: skip
    texts = []
    for number in range(draw(st.integers(0, 8))):
        project = draw(st.integers(1, len(projects)))
        year, month = 2019 + number // 2, 1 + 6 * (number % 2)
        status = draw(st.sampled_from(STATUSES))
        share, money = draw(st.sampled_from(["", "0", "40", "100"])), draw(st.sampled_from(["", "0", "300"]))
        started = "" if status in NOT_BEGUN else draw(st.sampled_from(["", "2019"]))
        finished = draw(st.sampled_from(["", "2019-01"])) if status in DONE else ""
        texts.append(f"P{project},{year}-{month:02},{status},{share},{money},万元,{started},{finished}")
    return projects, progress(projects, *texts)


@given(accounts(), st.integers(2019, 2024))
@settings(deadline=None, max_examples=60)
def test_any_account_has_one_class_a_project_and_knows_nothing_of_later_entries(made, year):
    projects, entries = made
    account = project_account(projects, entries, year)
    assert set(account["class"]) <= set(CLASSES)
    assert sum(class_counts(account).values()) == len(account) == len(projects)
    known = entries[entries["as_of"].str[:4].astype(int).le(year)]
    pd.testing.assert_frame_equal(account, project_account(projects, known, year))
    assert account["elapsed_pct"].dropna().between(0, 100).all()
    for lang in ("zh", "en"):
        sentences = project_progress_sentences(projects, account, year, lang)
        assert all("nan" not in text.lower().replace("finance", "") for text in sentences)
        for view in (
            project_progress_table(account, lang, file="plan.txt"),
            project_outcomes_table(account, lang),
        ):
            assert len(view.rows) == len(projects)
            assert "nan" not in str(view.rows).lower()


FIVE = plan((1000, "2021-07", "2022-06"), (500, "2022", "2022"), (800, "2022", "2024"), (700, "2023", "2024"),
            (300, "2025", "2025"))  # fmt: skip
TEXTS = (
    "P1,2022-06,完工,100,900,万元,,2022-06,验收单,",
    "P2,2023-02,完工,100,510,万元,,2023-02,验收单,",
    "P3,2023-12,在建,40,300,万元,2022-05,,月报,",
    "P4,2022-12,前期,,10,万元,,,月报,征地未完",
    "P3,2024-12,完工,100,,,,2024-10,,",
)


def account_of(year):
    return project_account(FIVE, progress(FIVE, *TEXTS), year)


def test_the_sentences_say_counts_money_and_who_needs_attention():
    zh = project_progress_sentences(FIVE, account_of(2023), 2023, "zh")
    assert zh == [
        "重大建设工程5项，按截至2023年所报进展：按期完成1项、逾期完成1项、滞后1项、无法判断1项、未报进展1项。",
        "已报累计完成投资的4项共1720万元，占其规划投资3000万元的57%。",
        "其中1项未完工工程的最近报告早于2023年，按当时情况判断。",
        "“工程2”逾期完成：规划2022完工，实际2023-02，晚2个月。",
        "“工程3”滞后：规划起止2022–2024，截至2023-12在建，完成40%，时间进度67%。",
    ]
    en = project_progress_sentences(FIVE, account_of(2023), 2023, "en")
    assert len(en) == len(zh)
    assert en[0].startswith("Of the 5 projects, by what was reported up to 2023: 1 completed on time, ")
    assert en[-1].endswith("40% of the work done in 67% of the time.")


def test_without_entries_only_the_printed_dates_speak_and_it_is_said():
    nothing = account_of(2021)
    assert not has_entries(nothing)
    (sentence,) = project_progress_sentences(FIVE, nothing, 2021, "zh")
    assert "是否按期不作判断" in sentence


def test_of_many_late_projects_the_first_are_named_and_the_others_counted():
    projects = plan(*[(100, "2021", "2022")] * 30)
    texts = [f"P{number},2023,在建,10" for number in range(1, 31)]
    account = project_account(projects, progress(projects, *texts), 2023)
    sentences = project_progress_sentences(projects, account, 2023, "en")
    assert len(sentences) == 1 + 8 + 1
    assert sentences[-1] == "22 others need attention; see the table."
    assert project_classes_table(account, "en").rows[0][2].endswith("工程8 and others")


def test_the_tables_show_what_is_reported_with_places_and_a_dash_for_the_rest():
    view = project_progress_table(account_of(2023), "zh", file="plan.txt")
    assert view.rows[2] == (
        "工程3", "2022–2024", "2022-05–", "在建 (2023-12)", "40%", "300", "38%", "67%", "滞后",
    )  # fmt: skip
    assert view.rows[4] == ("工程5", "2025–2025", "—", "—", "—", "—", "—", "—", "未报进展")
    assert (2, 4, "project_progress.csv:4:15") in view.sources
    assert (4, 1, "plan.txt:205") in view.sources
    final = project_outcomes_table(account_of(2025), "en")
    assert final.rows[2] == (
        "工程3", "completed on time", "completed (2024-12)", "2024", "2024-10", "—", "800", "300 (2023-12)",
        "38%",
    )  # fmt: skip
    assert final.rows[1][5] == "2"
    classes = project_classes_table(account_of(2023), "zh")
    assert classes.rows[0] == ("按期完成", "1", "工程1")
    assert classes.rows[-1] == ("合计", "5", "")


def test_the_annex_lists_every_entry_as_typed_with_its_note_and_line():
    view = project_entries_table(progress(FIVE, *TEXTS), "zh")
    assert view.rows[-1] == (
        "2022-12",
        "前期",
        "—",
        "10 万元",
        "—",
        "月报",
        "征地未完",
        "project_progress.csv:5",
    )
    assert [name for _, name in view.groups] == ["工程1", "工程2", "工程3", "工程4"]


@given(st.sampled_from(hostile.EVERY))
@settings(deadline=None)
def test_hostile_names_notes_and_sources_are_texts_of_the_tables(text):
    projects = FIVE.assign(name=text)
    cells = dict.fromkeys(COLUMNS, "") | {"project": "P1", "date": "2023", "status": "在建", "percent": "5"}
    cells |= {"source": text, "note": text}
    row = {column: (cell, Source("p.csv", 2)) for column, cell in cells.items()}
    entries, problems = read_entries([row], projects)
    assert not problems
    frame = entries_frame(entries, projects, "p.csv")
    assert project_entries_table(frame, "en").rows[0][3:5] == (text.strip(), text.strip()) or not text.strip()
    account = project_account(projects, frame, 2023)
    assert project_progress_table(account, "zh").rows[0][0] == text
    assert shortened(text, LONGEST_NAME) in project_progress_sentences(projects, account, 2023, "zh")[-1]


def test_a_share_of_a_total_of_zero_is_not_known():
    projects = plan((0, "2022", "2024"))
    account = project_account(projects, progress(projects, "P1,2023,在建,,5,万元"), 2023)
    assert math.isnan(account["spent_pct"].iloc[0])
    assert project_progress_sentences(projects, account, 2023, "en")[0].endswith("1 cannot be told.")
