"""JupyterLab as a researcher uses it: run a notebook, export it from the menu, explore with the widgets."""

import re

import nbformat
import pypdf
import pytest
from explore_steps import explore
from nbformat.reader import NotJSONError

pytestmark = pytest.mark.browser
ENTRY = "Guihua_pdf"  # JupyterLab makes its label of the exporter's name


def run_all(page, path):
    """Run all cells from the menu; return the code cells as saved when the last one has run."""
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    for attempt in range(120):
        if attempt % 20 == 0:  # a page that was still being put together does not hear the menu
            choose(page, "Run", "Run All Cells")
        page.wait_for_timeout(1000)
        choose(page, "File", "Save Notebook")
        cells = code_cells(path)
        if cells and all(cell.execution_count for cell in cells):
            return cells
    raise AssertionError(f"not run to its end: {[cell.execution_count for cell in code_cells(path)]}")


def code_cells(path):
    """The code cells of a notebook on disk; none while it is just being saved."""
    try:
        return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    except NotJSONError:
        return []


def choose(page, *entries):
    """Choose an entry of the main menu, through its submenus."""
    page.locator(".lm-MenuBar-itemLabel", has_text=whole(entries[0])).click()
    for entry in entries[1:-1]:
        page.locator(".lm-Menu-itemLabel", has_text=whole(entry)).hover()
    page.locator(".lm-Menu-itemLabel", has_text=whole(entries[-1])).click()


def whole(text):
    return re.compile(f"^{re.escape(text)}$")


def test_a_notebook_runs_and_is_exported_as_pdf_from_the_menu(lab, notebooks, open_page, screens):
    name = "5_projects.ipynb"
    page, watch = open_page(lab(name), 1280)
    code = run_all(page, notebooks / name)
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]
    page.screenshot(path=screens / "lab_notebook.png")
    with page.expect_download() as started:
        choose(page, "File", "Save and Export Notebook As", ENTRY)
    path = screens / "lab_export.pdf"
    started.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF-")
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(path).pages)
    assert "项目" in text
    assert "万元" in text
    assert watch.errors == []


def test_the_widgets_of_7_explore_answer_in_jupyterlab(lab, notebooks, open_page, screens):
    name = "7_explore.ipynb"
    page, watch = open_page(lab(name), 1280, 1400)
    run_all(page, notebooks / name)
    explore(page)
    page.locator(".widget-select").scroll_into_view_if_needed()
    page.screenshot(path=screens / "lab_explore.png")
    assert watch.errors == []
