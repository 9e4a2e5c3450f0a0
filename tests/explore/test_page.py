"""The page's widgets: a change shows at once, plan text stays text, nothing is written."""

import pytest

from analysis.cli import main
from analysis.explore import Page, faces
from analysis.explore.what_if import Change

HOSTILE = "<img src=x onerror=\"alert('x')\"><script>alert</script>"


@pytest.fixture
def tiny(project, capsys):
    assert main(["extract", "tiny"]) == 0
    capsys.readouterr()
    return project


def texts(page):
    return page.answers.value + page.passage.value + page.figure.value


def test_typing_a_target_and_a_value_shows_a_second_column_at_once(tiny):
    """(62 / 53) ** (1 / 5) - 1 = 3.19 %; with 54.5 in 2021 (62 / 54.5) ** (1 / 4) - 1 = 3.28 %."""
    page = Page("tiny")
    assert "假设之下" not in page.answers.value
    figure = page.figure.value
    page.controls["goal"].value = "62"
    assert "3.19%" in page.answers.value
    page.controls["kind"].value = "value"
    page.controls["assumed_value"].value = "54.5"
    assert "3.28%" in page.answers.value
    assert page.figure.value != figure
    page.reset.click()
    assert page.figure.value == figure
    assert page.state.change == Change()


def test_choosing_a_number_marks_it_in_its_sentence(tiny):
    """TINY_PLAN, line 7, column 18: 38.9 in the second row of Table 1."""
    page = Page("tiny")
    labels = [label for label, _ in page.numbers.options]
    page.numbers.value = next(index for index, label in enumerate(labels) if "38.9" in label)
    assert ">38.9</mark> | 50 | 4.4 | 53" in page.passage.value
    assert "plan.txt:7:18" in page.passage.value


def test_every_control_can_be_moved_and_moved_again(tiny, monkeypatch):
    monkeypatch.setattr(faces, "svg_png", str.encode)  # the SVG itself is quicker
    page = Page("tiny", lang="en")
    for control in page.controls.values():
        for _, value in getattr(control, "options", ())[-2:]:
            control.value = value
            assert "<table>" in page.answers.value


def test_what_is_no_number_is_said_and_stays_in_its_field(tiny):
    page = Page("tiny")
    page.controls["goal"].value = "许多"
    assert "不是一个可用的数" in page.answers.value
    assert page.controls["goal"].value == "许多"
    page.controls["goal"].value = ""
    assert page.controls["goal"].value == "58"


def test_a_plan_that_cannot_be_read_shows_its_problem_and_the_page_lives_on(tiny):
    broken = tiny.plan.with_name("broken")
    broken.mkdir()
    broken.joinpath("plan.toml").write_text(f"title = '''{HOSTILE}", encoding="utf-8")
    page = Page("tiny")
    page.controls["plan"].value = "broken"
    assert 'role="alert"' in page.answers.value
    assert "not valid TOML" in page.answers.value
    page.controls["plan"].value = "tiny"
    assert "1.82%" in page.answers.value


def test_a_plan_without_current_targets_says_that_there_is_not_enough_data(project, capsys):
    project.write_plan("某县规划\n第一章 目标\n表1 指标\n指标 | 2019年 | 2020年 |\n床位(张) | 40 | 50 |\n")
    assert main(["extract", "tiny"]) == 0
    page = Page("tiny")
    assert "数据不足" in page.answers.value
    assert page.figure.value == ""


def test_hostile_names_in_a_plan_stay_text_on_the_page(project, capsys):
    rows = [
        f"3 | 床位{HOSTILE}$\\frac(%) | 53 | 55 | 58 | 预期性 |",
        f"4 | 人数{HOSTILE}(万人) | 3 | 4 | 5 | 预期性 |",
    ]
    text = project.plan.joinpath("plan.txt").read_text(encoding="utf-8") + "".join(f"{row}\n" for row in rows)
    project.write_plan(text)
    assert main(["extract", "tiny"]) == 0
    page = Page("tiny")
    assert len(page.controls["series"].options) == 4
    for _, key in page.controls["series"].options[2:]:
        page.controls["series"].value = key
        assert "<img src=x" not in texts(page)
        assert "<script" not in texts(page)
    assert "&lt;img src=x" in page.passage.value


def test_a_page_writes_no_file(tiny):
    before = tiny.files()
    page = Page("tiny")
    page.controls["kind"].value = "value"
    page.controls["assumed_value"].value = "99"
    page.controls["goal"].value = "80"
    assert "99 (2021)" in page.answers.value
    assert tiny.files() == before


def test_the_picture_says_in_words_what_it_shows(tiny):
    page = Page("tiny")
    assert f'alt="{page.view.caption}' in page.figure.value
    assert faces.figure_html(page.view, page.state.model, "zh") == page.figure.value
