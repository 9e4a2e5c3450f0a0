"""What nbval alone lets pass: stripped cells, missing figures, code that belongs in the library."""

import ast
from pathlib import Path

import nbformat
import pytest

from analysis.display import FIGURE_MIME, TABLE_MIME, WIDGET_MIME

FOLDER = Path(__file__).parents[1] / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
PARAMETERS = {
    "1_plan_in_numbers": {"plan"},
    "2_growth_check": {"plan"},
    "3_consistency": {"plan"},
    "4_attainment_2025": {"plan", "as_of_year", "target_year"},
    "5_progress": {"plan", "as_of_year"},
    "5_projects": {"plan", "as_of_year"},
    "6_backtest": {"plan"},
    "7_explore": {"plan", "year", "lang"},
    "annual_report": {"plan", "year", "lang"},
    "midterm_report": {"plan", "year", "lang"},
    "final_report": {"plan", "year", "lang"},
}


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def outputs(path):
    return [output for cell in code_cells(path) for output in cell.outputs]


def test_every_notebook_of_the_main_job_is_there():
    assert {path.stem for path in PATHS} >= set(PARAMETERS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_code_cell_was_executed_in_order_without_error(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))
    assert not [output for output in outputs(path) if output.output_type in {"error", "stream"}]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_cell_that_shows_something_has_an_output(path):
    for cell in code_cells(path):
        if "display.show" in cell.source or "explore.show_page" in cell.source:
            assert cell.outputs, cell.source


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_no_widget_is_stored_which_without_its_kernel_would_show_an_error(path):
    assert not [output for output in outputs(path) if WIDGET_MIME in output.get("data", {})]
    assert "widgets" not in read(path).metadata


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_figure_is_stored_with_the_data_it_draws(path):
    figures = [output for output in outputs(path) if "image/png" in output.get("data", {})]
    for output in figures:
        drawn = output.data[FIGURE_MIME]["data"]
        assert any(axes.keys() & {"lines", "points", "bars", "texts"} for axes in drawn)
        assert output.data[FIGURE_MIME]["caption"]
    tables = [output for output in outputs(path) if TABLE_MIME in output.get("data", {})]
    assert figures or tables


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebooks_are_thin(path):
    for cell in code_cells(path):
        tree = ast.parse(cell.source)
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Lambda)]
        assert len(cell.source.splitlines()) <= 14


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_parameters_cell_is_tagged_and_holds_literals_only(name):
    (cell,) = [c for c in code_cells(FOLDER / f"{name}.ipynb") if "parameters" in c.metadata.get("tags", [])]
    assigned = {}
    for node in ast.parse(cell.source).body:
        assert isinstance(node, ast.Assign)
        assigned[node.targets[0].id] = ast.literal_eval(node.value)
    assert set(assigned) == PARAMETERS[name]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_its_question_and_holds_no_volatile_metadata(path):
    notebook = read(path)
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert "\uff1f" in first.source.splitlines()[0]
    assert set(notebook.metadata) <= {"kernelspec", "language_info", "guihua"}
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)
