"""SVG → PNG, set by typst.

matplotlib draws a figure once, as SVG; its PNG is that SVG, which takes a quarter of the time of drawing it
again and gives the same bytes on every machine.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from analysis.errors import NotebookError
from analysis.fonts import font_files

PNG_PPI = 144
LATER_VARIABLE = "GUIHUA_RASTER_LATER"
"""Environment variable: while it is set, a notebook's figures are shown as SVG alone, and whoever runs the
notebook makes their PNGs (`report.screens`), beside the next notebook and after the PDF, which needs none."""
_PAGE = (
    b"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
    b'#image(bytes(sys.inputs.svg), format: "svg")'
)


def svg_png(svg: str) -> bytes:
    """Return an SVG as PNG with `PNG_PPI` pixels an inch, texts in the figures' own fonts.

    Raises
    ------
    NotebookError
        If the text is no SVG that can be drawn.
    """
    import typst  # noqa: PLC0415 - only where a figure is shown

    compiler = typst.Compiler(_PAGE, font_paths=_fonts(), sys_inputs={"svg": svg})
    try:
        png = compiler.compile(format="png", ppi=PNG_PPI)
    except typst.TypstError as error:
        what = " ".join(str(error.message).split())
        raise NotebookError(f"a figure cannot be drawn: {what}", remedy="run the notebook again") from None
    assert isinstance(png, bytes)  # noqa: S101 - a list only for several pages
    return png


@cache
def _fonts() -> Any:  # noqa: ANN401 - typst has no types
    """Return the fonts of matplotlib's own list that figures use; reading them takes some milliseconds."""
    import typst  # noqa: PLC0415

    folders = sorted({path.parent for path in font_files()[:1]})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
