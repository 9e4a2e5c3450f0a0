"""Run the committed notebooks in place, so that they hold their own outputs: ``make notebooks``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat

from analysis.display import WIDGET_MIME
from analysis.errors import GuihuaError
from analysis.report.run import Setting, run_notebook, write_notebook


def refreshed(path: Path) -> nbformat.NotebookNode:
    """Return a notebook run with its own defaults, without metadata that changes from run to run.

    Raises
    ------
    NotebookError
        If a cell fails.
    """
    notebook = run_notebook(path, {}, Setting(path.resolve().parent))
    kept = {key: notebook.metadata[key] for key in ("kernelspec", "guihua") if key in notebook.metadata}
    notebook.metadata = nbformat.from_dict({**kept, "language_info": {"name": "python"}})
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_MIME, None)  # a widget without its kernel is an error message
    return notebook


def main(paths: Sequence[str]) -> int:
    """Refresh the notebooks at `paths`; return 2 when one of them fails, the others are still written."""
    status = 0
    for path in map(Path, paths):
        try:
            write_notebook(refreshed(path), path)
        except GuihuaError as error:
            print(error, file=sys.stderr)
            status = 2
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
