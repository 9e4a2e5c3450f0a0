"""The HTML exporter that JupyterLab's menu and ``jupyter nbconvert --to guihua_html`` know."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from traitlets import default

from analysis.report.exporter import NotebookExporter
from analysis.report.html_page import notebook_to_html


class PageExporter(NotebookExporter):
    """nbconvert exporter from notebooks to a self-contained page: no network, no fonts, tables that sort."""

    export_from_notebook = "HTML (guihua)"
    output_mimetype = "text/html"

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
            nbconvert's; see `NotebookExporter.options`.

        Returns
        -------
        (str, dict)
            The page and nbconvert's resources.
        """
        copied, resources = super().from_notebook_node(nb, resources, **kw)
        return notebook_to_html(copied, **self.options(resources)), resources
