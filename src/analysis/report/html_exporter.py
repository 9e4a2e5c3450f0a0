"""The HTML exporter that JupyterLab's menu and ``jupyter nbconvert --to guihua_html`` know."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Bool, default

from analysis.report.exporter import picture_reader
from analysis.report.html_page import notebook_to_html


class PageExporter(Exporter):  # type: ignore[misc]  # nbconvert has no types
    """nbconvert exporter from notebooks to a self-contained page: no network, no fonts, tables that sort."""

    export_from_notebook = "HTML (guihua)"
    output_mimetype = "text/html"

    show_input = Bool(
        False,
        help="Show the code of all cells but those tagged hide-input; else only where tagged show-input.",
    ).tag(config=True)

    @default("file_extension")  # type: ignore[untyped-decorator]
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: object
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook.

        Parameters
        ----------
        nb : NotebookNode
            The notebook; it is not changed.
        resources : dict, optional
            nbconvert's: ``metadata.name`` is the title where the notebook has none; pictures with a
            relative path are read from ``metadata.path``, and from nowhere outside it.

        Returns
        -------
        (str, dict)
            The page and nbconvert's resources.
        """
        copied, resources = super().from_notebook_node(nb, resources, **kw)
        metadata = resources.get("metadata", {})
        page = notebook_to_html(
            copied,
            title=str(metadata.get("name") or ""),
            show_input=self.show_input,
            read_file=picture_reader(metadata.get("path")),
        )
        return page, resources
