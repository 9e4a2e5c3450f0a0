"""Screen images of figures that a run has left out: PNGs for JupyterLab and for the exported figures."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from analysis.raster import svg_png
from analysis.report.outputs import FIGURE_MIME

_PNG = "image/png"


def add_screen_images(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Give each figure of an executed notebook its PNG, if it has none, from its SVG; return the notebook."""
    for output in _figures(notebook):
        if _PNG not in output["data"]:
            png = svg_png(output["metadata"][FIGURE_MIME]["svg"])
            output["data"][_PNG] = base64.b64encode(png).decode()
    return notebook


def add_screen_files(folder: Path) -> None:
    """Put the PNG beside each SVG of a folder that has none."""
    for path in sorted(folder.glob("*.svg")):
        image = path.with_suffix(".png")
        if not image.exists():
            image.write_bytes(svg_png(path.read_text(encoding="utf-8")))


def _figures(notebook: nbformat.NotebookNode) -> Iterator[dict[str, Any]]:
    """Yield the outputs that are figures of this project, with their SVG."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "svg" in output.get("metadata", {}).get(FIGURE_MIME, {}):
                yield output
