"""The dashboard, on a telephone and a desk: no code, nothing from elsewhere, nothing cut off, for all."""

import pytest
from explore_steps import explore

pytestmark = pytest.mark.browser
WIDTHS = (390, 1280)
TALL = 1900  # the whole page at once


@pytest.fixture(params=WIDTHS)
def page(request, dashboard, open_page):
    opened, watch = open_page(dashboard, request.param, TALL)
    opened.wait_for_selector(".widget-select select")
    yield opened
    assert watch.errors == []
    assert watch.elsewhere == []


def test_the_page_is_used_and_fits_its_width(page, screens):
    explore(page)
    width = page.viewport_size["width"]
    page.screenshot(path=screens / f"dashboard_{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        "limit => [...document.querySelectorAll('#rendered_cells *')]"
        ".filter(e => e.getBoundingClientRect().right > limit + 1).map(e => e.tagName + '.' + e.className)",
        width,
    )
    assert wide == []


def test_the_page_shows_its_question_and_no_code(page):
    assert page.title() == "换一个目标、换一个假设，结论会怎样变？"
    assert page.locator(".jp-InputArea-editor").count() == 0
    assert page.get_by_text("import").count() == 0


def test_axe_finds_nothing_serious(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    explore(page)
    found = axe.run(page).response["violations"]
    serious = [
        (one["id"], node["html"][:200])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    assert serious == []


def test_every_control_is_reached_by_the_keyboard_in_the_order_of_the_page(page):
    page.get_by_label("规划", exact=True).focus()
    reached = []
    for _ in range(12):
        reached.append(page.evaluate("document.activeElement.tagName"))
        page.keyboard.press("Tab")
    assert reached == ["SELECT"] * 6 + ["INPUT", "SELECT", "BUTTON", "SELECT"] + reached[10:]
