"""nbval must catch a changed number, caption or figure: proved by changing stored outputs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.display import FIGURE_MIME, TABLE_MIME

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "5_projects.ipynb"


def compare(notebook, folder):
    """Run nbval on a copy of the notebook as `make test` does; return its exit code."""
    path = folder / "changed.ipynb"
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
    ]
    command += [
        "--nbval-sanitize-with",
        str(ROOT / "tests" / "nbval.cfg"),
        "--rootdir",
        str(folder),
        str(path),
    ]
    environment = {"GUIHUA_ROOT": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False).returncode


def change_number(notebook):
    for output in outputs(notebook, TABLE_MIME)[:1]:
        row = output["data"][TABLE_MIME]["rows"][1]
        row[row.index("1000")] = "1001"


def change_caption(notebook):
    for output in outputs(notebook, FIGURE_MIME):
        output["data"][FIGURE_MIME]["caption"] += "。"


def change_bar(notebook):
    for output in outputs(notebook, FIGURE_MIME):
        output["data"][FIGURE_MIME]["data"][0]["bars"][0][2] += 0.1


def outputs(notebook, mime):
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = [output for cell in cells for output in cell["outputs"] if mime in output.get("data", {})]
    assert found
    return found


@pytest.mark.parametrize("change", [None, change_number, change_caption, change_bar])
def test_a_changed_output_fails_and_the_committed_one_passes(change, tmp_path):
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    if change is not None:
        change(notebook)
    assert compare(notebook, tmp_path) == (0 if change is None else 1)
