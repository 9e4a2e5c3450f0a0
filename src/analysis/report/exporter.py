"""The PDF exporter that JupyterLab's menu and ``jupyter nbconvert --to guihua_pdf`` know.

It works for any notebook: Chinese text, tables, figures and formulas become a PDF/A without LaTeX.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Bool, Integer, default

from analysis.report.context import no_local_files
from analysis.report.pdf import notebook_to_pdf

__all__ = ["TypstPDFExporter", "notebook_to_pdf"]

_LARGEST_PICTURE = 50_000_000


class NotebookExporter(Exporter):  # type: ignore[misc]  # nbconvert has no types
    """What the exporters to PDF and to a page share: what is shown, and which files may be read."""

    show_input = Bool(
        False,
        help="Show the code of all cells but those tagged hide-input; else only where tagged show-input.",
    ).tag(config=True)

    def options(self, resources: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments that the converters take, from nbconvert's resources.

        Parameters
        ----------
        resources : dict
            ``metadata.name`` is the title where the notebook has none; pictures with a relative path are
            read from ``metadata.path``, and from nowhere outside it.
        """
        metadata = resources.get("metadata", {})
        return {
            "title": str(metadata.get("name") or ""),
            "show_input": self.show_input,
            "read_file": picture_reader(metadata.get("path")),
        }


class TypstPDFExporter(NotebookExporter):
    """nbconvert exporter from notebooks to PDF/A-2a, by typst."""

    export_from_notebook = "PDF (guihua)"
    output_mimetype = "application/pdf"

    timestamp = Integer(
        None,
        allow_none=True,
        help="Creation date in seconds since 1970; by default when the notebook was run.",
    ).tag(config=True)

    @default("file_extension")  # type: ignore[untyped-decorator]
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: object
    ) -> tuple[bytes, dict[str, Any]]:
        """Convert a notebook.

        Parameters
        ----------
        nb : NotebookNode
            The notebook; it is not changed.
        resources : dict, optional
            nbconvert's; see `NotebookExporter.options`.

        Returns
        -------
        (bytes, dict)
            The PDF and nbconvert's resources.

        Raises
        ------
        NotebookError
            The notebook's content cannot be typeset.
        """
        copied, resources = super().from_notebook_node(nb, resources, **kw)
        pdf = notebook_to_pdf(
            copied, timestamp=self.timestamp, warn=self.log.warning, **self.options(resources)
        )
        return pdf, resources


def picture_reader(folder: str | None) -> Callable[[str], bytes | None]:
    """Return a function that reads pictures below the notebook's folder and refuses all other files."""
    if not folder:
        return no_local_files
    root = Path(folder).resolve()

    def read(path: str) -> bytes | None:
        try:
            target = (root / path).resolve()
            if not target.is_relative_to(root) or target.stat().st_size > _LARGEST_PICTURE:
                return None
            return target.read_bytes()
        except (OSError, ValueError):
            return None

    return read
