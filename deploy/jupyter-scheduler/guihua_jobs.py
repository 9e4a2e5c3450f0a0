"""Jobs of jupyter-scheduler run as guihua runs notebooks, and come out as PDF too.

Its own executor listens on TCP, writes texts only (no PDF) and pastes parameters into the notebook as code.
With this one a job's parameters are plain values, compared with the notebook's cell "parameters" before
anything runs; a failed job keeps the notebook as far as it came. jupyter_server_config.py beside this file
switches it on.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbconvert
import nbformat
from jupyter_scheduler.environments import EnvironmentManager
from jupyter_scheduler.executors import DefaultExecutionManager
from jupyter_scheduler.models import RuntimeEnvironment

from analysis.errors import NotebookError
from analysis.report.run import ParameterValue, Setting, parameter_defaults, run_notebook, write_notebook
from analysis.report.runs import OUTPUT_VARIABLE, ROOT_VARIABLE
from analysis.store import find_root

FORMATS = {"ipynb": "Notebook", "html": "HTML", "pdf": "PDF (guihua)"}
_EXPORTERS = {"pdf": "guihua_pdf"}


class GuihuaEnvironment(EnvironmentManager):  # type: ignore[misc]
    """The Python that the server runs in, with PDF among its formats."""

    def list_environments(self) -> list[RuntimeEnvironment]:
        """Return the one environment that there is."""
        one = {"name": "guihua", "label": "guihua", "description": "guihua", "file_extensions": ["ipynb"]}
        return [RuntimeEnvironment(**one, output_formats=list(FORMATS), metadata={"path": sys.executable})]

    def manage_environments_command(self) -> str:
        """Return the command that manages environments: there is none."""
        return ""

    def output_formats_mapping(self) -> dict[str, str]:
        """Return the formats that a job may ask for."""
        return FORMATS


class GuihuaExecutionManager(DefaultExecutionManager):  # type: ignore[misc]
    """Runs a job's notebook with a private kernel and writes what was asked for."""

    def validate(self, input_path: str) -> bool:
        """Return whether the notebook can be run: any can, the kernel is the one that guihua starts."""
        return bool(input_path)

    def execute(self) -> None:
        """Run the notebook of the job; its error is the job's."""
        notebook = Path(self.staging_paths["input"])
        given = typed_parameters(notebook, self.model.parameters or {})
        home = find_root(Path(self.root_dir))
        environment = {ROOT_VARIABLE: str(home), OUTPUT_VARIABLE: str(notebook.parent)}
        setting = Setting(notebook.parent, environment, shown=self.model.input_filename)
        try:
            executed = run_notebook(notebook, given, setting)
        except NotebookError as error:
            if error.notebook is not None and "ipynb" in self.staging_paths:
                write_notebook(error.notebook, Path(self.staging_paths["ipynb"]))
            raise
        self.add_side_effects_files(str(notebook.parent))
        self.create_output_files(self.model, executed)

    def create_output_files(self, job: Any, notebook_node: nbformat.NotebookNode) -> None:  # noqa: ANN401
        """Write the executed notebook in each format of the job."""
        for name in job.output_formats:
            path = Path(self.staging_paths[name])
            if name == "ipynb":
                write_notebook(notebook_node, path)
                continue
            exporter = nbconvert.get_exporter(_EXPORTERS.get(name, name))()
            output, _ = exporter.from_notebook_node(notebook_node)
            path.write_bytes(output if isinstance(output, bytes) else output.encode())


def typed_parameters(notebook: Path, texts: Mapping[str, str]) -> dict[str, ParameterValue]:
    """Return the parameters that were typed into a form, in the types of the notebook's defaults.

    A text stays a text; anything else is read as a Python literal, and left to `run_notebook` to refuse.
    """
    if not texts:
        return {}
    defaults = parameter_defaults(nbformat.read(notebook, as_version=4), notebook.name)
    return {name: _typed(text, defaults.get(name)) for name, text in texts.items()}


def _typed(text: str, default: object) -> ParameterValue:
    if isinstance(default, str):
        return text
    try:
        value: ParameterValue = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return value
