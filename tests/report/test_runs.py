"""The notebooks of a yearly report: each gets its parameters, two run at once, figures end in one folder."""

import ast
import time
from pathlib import Path

import nbformat
import pytest

from analysis.cli import parser
from analysis.errors import NotebookError
from analysis.report.kernels import kernel_group
from analysis.report.kinds import KINDS, report_kind
from analysis.report.runs import report_jobs, report_timestamp, run_notebooks

ROOT = Path(__file__).parents[2]
YEARLY = report_kind("yearly")
VALUES = {"plan": "tiny", "year": 2024, "lang": "zh", "as_of_year": 2024, "target_year": 2025}
DRAW = """
import os, pathlib
folder = pathlib.Path(os.environ['GUIHUA_OUTPUT'], 'figures')
folder.mkdir(parents=True)
svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" id="{name}"/>'
folder.joinpath('shared.svg').write_text(svg)
folder.joinpath(f'{name}.svg').write_text(svg)
"""


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in KINDS[kind].notebooks])
def test_every_notebook_of_the_project_takes_exactly_what_it_is_given(kind, name):
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assigned = {node.targets[0].id for node in ast.parse(cell.source).body}
    assert assigned == set(KINDS[kind].notebooks[name])


def test_notebooks_that_are_not_there_are_left_out_but_the_main_one_is_needed(tmp_path, write_notebook):
    with pytest.raises(NotebookError, match=r"notebooks/annual_report\.ipynb: there is no such notebook"):
        report_jobs(tmp_path, YEARLY, VALUES)
    main = tmp_path / "notebooks" / f"{YEARLY.main}.ipynb"
    write_notebook(main, parameters="plan = 'x'\nyear = 1\nlang = 'x'")
    (job,) = report_jobs(tmp_path, YEARLY, VALUES)
    assert dict(job.parameters) == {"plan": "tiny", "year": 2024, "lang": "zh"}


def test_all_parameters_are_checked_before_the_first_notebook_runs(tmp_path, write_notebook):
    folder = tmp_path / "notebooks"
    write_notebook(folder / f"{YEARLY.main}.ipynb", parameters="plan = 'x'\nyear = 1\nlang = 'x'")
    write_notebook(folder / "5_projects.ipynb", parameters="plan = 7\nas_of_year = 1")
    with pytest.raises(NotebookError, match=r"notebooks/5_projects\.ipynb: parameter plan is 'tiny'"):
        report_jobs(tmp_path, YEARLY, VALUES)


def test_a_run_leaves_pdf_notebooks_and_one_figure_of_each_name(tmp_path, write_notebook):
    folder, staging = tmp_path / "notebooks", tmp_path / "staging"
    staging.mkdir()
    main = "plan = 'x'\nyear = 1\nlang = 'x'"
    write_notebook(folder / f"{YEARLY.main}.ipynb", "name = 'main'", DRAW, parameters=main)
    write_notebook(
        folder / "5_projects.ipynb", "name = 'other'", DRAW, parameters="plan = 'x'\nas_of_year = 1"
    )
    done = []
    with kernel_group() as kernels:
        run_notebooks(
            tmp_path,
            report_jobs(tmp_path, YEARLY, VALUES),
            staging,
            kernels,
            lambda name, count: done.append((name, count)),
        )
    drawn_by = {path.name: path.read_text().split('"')[-2] for path in (staging / "figures").glob("*.svg")}
    assert drawn_by == {"main.svg": "main", "other.svg": "other", "shared.svg": "main"}
    images = {path.name: path.read_bytes()[:4] for path in (staging / "figures").glob("*.png")}
    assert images == dict.fromkeys(("main.png", "other.png", "shared.png"), b"\x89PNG")
    assert sorted(path.name for path in (staging / "notebooks").iterdir()) == [
        "5_projects.ipynb",
        "annual_report.ipynb",
    ]
    assert sorted(path.name for path in staging.iterdir()) == ["figures", "notebooks", "report.pdf"]
    assert [count for _, count in done] == [1, 2]


def test_the_timestamp_is_the_last_day_of_the_year():
    assert time.strftime("%Y-%m-%d", time.gmtime(report_timestamp(2025))) == "2025-12-31"


def test_the_command_offers_every_kind_of_report():
    assert tuple(KINDS) == parser._KINDS
