"""A report's HTML page, opened as a file: it fits, fetches nothing, sorts by keyboard, and is for all."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
PLAN = "sanmen-civil-affairs-14"


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    """The address of a report's page, made in a copy of the project."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "data" / "raw", root / "data" / "raw")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    command = [sys.executable, "-m", "analysis", "--root", str(root), "report", PLAN, "--year", "2025"]
    subprocess.run(command, check=True, capture_output=True)
    return (root / "reports" / PLAN / "2025" / "report.html").as_uri()


@pytest.fixture(params=(390, 1280))
def page(request, report, open_page):
    opened, watch = open_page(report, request.param)
    yield opened
    assert watch.errors == []
    assert [address for address in watch.elsewhere if address != report] == []


def test_the_page_fits_its_width_and_axe_finds_nothing_serious(page, screens):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    width = page.viewport_size["width"]
    page.screenshot(path=screens / f"report_{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_a_table_is_sorted_by_the_keyboard_and_put_back(page):
    table = page.locator("table:has(th[aria-sort])").first
    head = table.locator("th[aria-sort]").first
    rows = table.locator("tr[data-ranks]")
    column = head.evaluate("cell => cell.cellIndex")
    printed = rows.all_inner_texts()
    head.get_by_role("button").focus()
    seen = []
    for order in ("ascending", "descending", "none"):
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == order
        ranks = rows.evaluate_all("(all, at) => all.map(r => Number(r.dataset.ranks.split(',')[at]))", column)
        seen.append(ranks)
    assert seen[0] == sorted(seen[0])
    assert seen[1] == sorted(seen[1], reverse=True)
    assert rows.all_inner_texts() == printed


def test_a_number_says_its_source_when_it_is_reached_by_keyboard(page):
    number = page.locator(".sourced").first
    number.focus()
    tip = page.locator(f"[id='{number.get_attribute('aria-describedby')}']")
    assert tip.is_visible()
    assert "plan.txt:" in tip.inner_text()
    page.keyboard.press("Escape")
    assert not tip.is_visible()
