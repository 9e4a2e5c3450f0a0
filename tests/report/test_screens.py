"""Screen images that a run leaves for later: every figure gets its PNG, and only figures do."""

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.display import FIGURE_MIME
from analysis.errors import NotebookError
from analysis.report.screens import add_screen_files, add_screen_images

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="36pt" height="18pt"><text y="9">三门</text></svg>'
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def notebook_with(data, metadata):
    output = new_output("display_data", data=data, metadata=metadata)
    return new_notebook(cells=[new_code_cell("", outputs=[output])])


def test_a_figure_without_png_gets_one_of_its_own_size_at_144_an_inch():
    data = (
        add_screen_images(notebook_with({FIGURE_MIME: {}}, {FIGURE_MIME: {"svg": SVG}})).cells[0].outputs[0]
    )
    png = base64.b64decode(data["data"]["image/png"])
    assert png.startswith(PNG_HEAD)
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (72, 36)  # 36 × 18 points


def test_a_png_that_is_there_stays():
    notebook = notebook_with({FIGURE_MIME: {}, "image/png": "AAAA"}, {FIGURE_MIME: {"svg": SVG}})
    assert add_screen_images(notebook).cells[0].outputs[0]["data"]["image/png"] == "AAAA"


def test_other_outputs_stay_as_they_are():
    notebook = notebook_with({"text/plain": "1"}, {})
    before = nbformat.writes(notebook)
    assert nbformat.writes(add_screen_images(notebook)) == before


def test_each_svg_of_a_folder_gets_its_png(tmp_path):
    for name in ("a", "b"):
        tmp_path.joinpath(f"{name}.svg").write_text(SVG, encoding="utf-8")
    tmp_path.joinpath("b.png").write_bytes(b"own")
    add_screen_files(tmp_path)
    assert tmp_path.joinpath("a.png").read_bytes().startswith(PNG_HEAD)
    assert tmp_path.joinpath("b.png").read_bytes() == b"own"


def test_what_is_no_svg_is_said_in_one_sentence(tmp_path):
    tmp_path.joinpath("a.svg").write_text("no svg", encoding="utf-8")
    with pytest.raises(NotebookError, match="a figure cannot be drawn"):
        add_screen_files(tmp_path)
