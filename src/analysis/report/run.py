"""Run a notebook with parameters, through papermill, and say plainly what went wrong.

papermill itself only warns about a parameter that the notebook does not know, and prints the wrong year when
the defaults cell has lost its tag. So names and types are compared with that cell before anything runs.
"""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import KernelError, NotebookError, Source
from analysis.raster import LATER_VARIABLE
from analysis.report.kernels import KernelGroup, kernel_group
from analysis.report.screens import add_screen_images

PARAMETERS_TAG = "parameters"
_ENGINE = "guihua"
_KERNEL_NAME = "python3"
_PAPERMILL_TAG = "papermill-error-cell-tag"
CELL_TIMEOUT_SECONDS = 600
START_TIMEOUT_SECONDS = 120
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_PLACE = re.compile(r"^File (\S+?\.py):(\d+)", re.MULTILINE)
_LONGEST_TEXT = 300

ParameterValue = str | int | float | bool | None


def check_parameters(notebook: Path, parameters: Mapping[str, ParameterValue], *, shown: str = "") -> None:
    """Compare parameters with the notebook's tagged cell, by name and type.

    Parameters
    ----------
    notebook : Path
        The notebook; it is read, not run.
    parameters : mapping of name to value
        What it shall be run with. A whole number may be given for a float.
    shown : str
        How messages name the notebook; its path when empty.

    Raises
    ------
    NotebookError
        If the notebook has no cell (or more than one) tagged "parameters", the cell holds anything but
        literal defaults, it does not know a name, or a value has another type than the default.
    """
    name = shown or notebook.as_posix()
    _check(_read(notebook, name), parameters, Source(name))


def _check(contents: nbformat.NotebookNode, parameters: Mapping[str, ParameterValue], place: Source) -> None:
    cell = f'cell tagged "{PARAMETERS_TAG}"'
    if not parameters:
        return  # a notebook that takes none needs no such cell
    defaults = parameter_defaults(contents, place.file)
    if unknown := [name for name in parameters if name not in defaults]:
        raise NotebookError(
            f"the {cell} has no {', '.join(unknown)}",
            remedy=f"it knows {', '.join(defaults) or 'nothing'}; add the parameter there with its default",
            source=place,
        )
    for name, value in parameters.items():
        default = defaults[name]
        if default is None or type(value) is type(default):
            continue
        if type(default) is float and type(value) is int:
            continue
        raise NotebookError(
            f"parameter {name} is {value!r}, but its default in the {cell} is {default!r}",
            remedy=f"give a value of type {type(default).__name__}, or change the default",
            source=place,
        )


def parameter_defaults(notebook: nbformat.NotebookNode, file: str) -> dict[str, Any]:
    """Return the names and default values of the cell tagged "parameters".

    Raises
    ------
    NotebookError
        If there is not exactly one such cell, or it holds anything but ``name = literal`` lines.
    """
    place = Source(file)
    tagged = [
        (number, cell)
        for number, cell in enumerate(notebook.cells, 1)
        if PARAMETERS_TAG in cell.get("metadata", {}).get("tags", []) and cell.cell_type == "code"
    ]
    if len(tagged) != 1:
        what = (
            f'{len(tagged)} code cells are tagged "{PARAMETERS_TAG}"' if tagged else "no code cell is tagged"
        )
        remedy = f'tag the one cell that holds the defaults with "{PARAMETERS_TAG}"'
        raise NotebookError(what + ("" if tagged else f' "{PARAMETERS_TAG}"'), remedy=remedy, source=place)
    number, cell = tagged[0]
    defaults: dict[str, Any] = {}
    try:
        for statement in ast.parse(cell.source).body:
            name, value = _assignment(statement)
            defaults[name] = ast.literal_eval(value)
    except (SyntaxError, ValueError):
        raise NotebookError(
            f'cell {number}, tagged "{PARAMETERS_TAG}", holds more than literal defaults',
            remedy="write lines such as year = 2025 and nothing else",
            source=place,
        ) from None
    return defaults


@dataclass(frozen=True, slots=True)
class Setting:
    """In what surroundings a notebook runs.

    Parameters
    ----------
    cwd : Path
        Working directory of the kernel.
    environment : mapping
        Further environment variables of the kernel.
    timeout_seconds : int
        Longest time for one cell.
    on_cells : callable, optional
        Called with (notebook, cells done), in the thread that runs the notebook: before the kernel starts,
        with the outputs of the last run, and after each code cell, with those that there are by then.
    shown : str
        How messages name the notebook; its path when empty.
    """

    cwd: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout_seconds: int = CELL_TIMEOUT_SECONDS
    on_cells: Callable[[Mapping[str, Any], int], None] | None = None
    shown: str = ""


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, ParameterValue],
    setting: Setting,
    *,
    kernels: KernelGroup | None = None,
) -> nbformat.NotebookNode:
    """Return the notebook executed with the parameters; nothing is written.

    Figures have their SVG; `write_notebook` adds the PNGs that screens show.

    Parameters
    ----------
    notebook : Path
        The notebook; it is not changed.
    parameters : mapping of name to value
        Checked with `check_parameters` first.
    setting : Setting
        Working directory, environment, time-out.
    kernels : KernelGroup, optional
        The group that the kernel joins; a group of its own when not given.

    Returns
    -------
    NotebookNode
        The same for the same inputs: without time stamps, durations and random ids.

    Raises
    ------
    NotebookError
        If the parameters do not fit, or a cell fails; it carries the notebook as far as it came.
    KernelError
        If a cell takes too long, or the kernel dies.
    """
    place = Source(setting.shown or notebook.as_posix())
    contents = _read(notebook, place.file)
    _check(contents, parameters, place)
    if setting.on_cells is not None:
        setting.on_cells({**contents, "cells": [{**cell} for cell in contents.cells]}, 0)
    for cell in contents.cells:
        if (
            "outputs" in cell
        ):  # of an earlier run; copied and checked again, they would cost a tenth of a second
            cell.outputs = []
    if kernels is None:
        with kernel_group() as own:
            return _execute(contents, parameters, setting, own, place)
    return _execute(contents, parameters, setting, kernels, place)


def write_notebook(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write an executed notebook, with the screen images that the run has left for later."""
    path.write_text(nbformat.writes(add_screen_images(notebook)) + "\n", encoding="utf-8")


def _execute(
    notebook: nbformat.NotebookNode,
    parameters: Mapping[str, ParameterValue],
    setting: Setting,
    kernels: KernelGroup,
    place: Source,
) -> nbformat.NotebookNode:
    import papermill  # noqa: PLC0415 - half a second that only a run needs
    from papermill.engines import papermill_engines  # noqa: PLC0415
    from papermill.execute import raise_for_execution_errors  # noqa: PLC0415

    for name in (
        "papermill",
        "asyncio",
    ):  # errors are raised, not logged as well; nor is what a time-out leaves
        logging.getLogger(name).addHandler(logging.NullHandler())
    watch = _Watch(place, notebook, setting, kernels)
    try:
        # the three steps of papermill's execute_notebook without its last, which puts the executed notebook
        # and its pictures into JSON even where there is no file to write it to
        prepared = papermill.execute_notebook(
            notebook,
            None,
            parameters=dict(parameters),
            kernel_name=_KERNEL_NAME,
            language="python",
            prepare_only=True,
        )
        executed = papermill_engines.execute_notebook_with_engine(
            _watched_engine(),
            prepared,
            kernel_name=_KERNEL_NAME,
            progress_bar=False,
            autosave_cell_every=0,
            record_timing=False,
            start_timeout=START_TIMEOUT_SECONDS,
            execution_timeout=setting.timeout_seconds,
            kernel_manager_class=kernels.manager_class({**setting.environment, LATER_VARIABLE: "1"}),
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(setting.cwd)}},
            on_cell_start=watch.start,
            on_cell_executed=watch.end,
            watch=watch,
        )
        raise_for_execution_errors(executed, None)
    except papermill.PapermillExecutionError as error:
        raise watch.failed(error) from None
    except TimeoutError:
        raise watch.too_slow() from None
    except (RuntimeError, OSError) as error:  # DeadKernelError is a RuntimeError
        raise watch.died(error) from None
    return stable(executed)


def _watched_engine() -> str:
    """Register papermill's usual engine under a name of its own, which shows the notebook to the watch."""
    from papermill.engines import NBClientEngine, papermill_engines  # noqa: PLC0415

    class WatchedEngine(NBClientEngine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(
            cls,
            nb_man: Any,  # noqa: ANN401 - papermill has no types
            kernel_name: str,
            *,
            watch: _Watch,
            **options: Any,  # noqa: ANN401
        ) -> Any:  # noqa: ANN401
            watch.executed = nb_man.nb
            return super().execute_managed_notebook(nb_man, kernel_name, **options)

    papermill_engines.register(_ENGINE, WatchedEngine)
    return _ENGINE


class _Watch:
    """Knows which cell is running, and puts what goes wrong there into words."""

    def __init__(
        self, place: Source, notebook: nbformat.NotebookNode, setting: Setting, kernels: KernelGroup
    ) -> None:
        self._place = place
        self._cells = notebook.cells
        self._kernels = kernels
        self._setting = setting
        self._running: nbformat.NotebookNode | None = None
        self.executed: nbformat.NotebookNode | None = None

    def start(self, cell: nbformat.NotebookNode, cell_index: int) -> None:
        self._running = cell

    def end(self, cell: nbformat.NotebookNode, cell_index: int, execute_reply: object) -> None:
        del cell, execute_reply
        self.tell(cell_index + 1)

    def tell(self, done: int) -> None:
        """Say how far the notebook is."""
        if self._setting.on_cells is not None and self.executed is not None:
            self._setting.on_cells(self.executed, done)

    def failed(self, error: Any) -> NotebookError:  # noqa: ANN401 - PapermillExecutionError, imported late
        traceback = _ANSI.sub("", "\n".join(error.traceback))
        places = _PLACE.findall(traceback)
        where = f" ({places[-1][0]}:{places[-1][1]})" if places else ""
        what, remedy = self._cell(f"failed: {error.ename}: {_short(error.evalue)}{where}", error.source)
        return self._with_notebook(NotebookError(what, remedy=remedy, source=self._place))

    def too_slow(self) -> NotebookError:
        what, remedy = self._cell(f"took longer than {self._setting.timeout_seconds} seconds and was ended")
        self._note("CellTimeoutError", what)
        return self._with_notebook(KernelError(what, remedy=remedy, source=self._place))

    def died(self, error: Exception) -> NotebookError:
        said = self._kernels.last_lines() or str(error)
        if self._running is None:
            what, remedy = f"the kernel did not start: {_short(said)}", "check that ipykernel is installed"
            return KernelError(what, remedy=remedy, source=self._place)
        what, remedy = self._cell(f"ended the kernel (out of memory?): {_short(said)}")
        self._note("DeadKernelError", what)
        return self._with_notebook(KernelError(what, remedy=remedy, source=self._place))

    def _cell(self, what: str, source: str = "") -> tuple[str, str]:
        """Return (what went wrong with the cell, named by number and last line; what to do)."""
        source = source or (self._running.source if self._running is not None else "")
        numbers = [number for number, cell in enumerate(self._cells, 1) if cell.source == source]
        lines = [line for line in source.splitlines() if line.strip()]
        shown = f' ("{_short(lines[-1], 60)}")' if lines else ""
        which = f"cell {numbers[0]}{shown}" if numbers else "the cell with the parameters"
        return f"{which} {what}", "open the notebook in JupyterLab and run it to see the whole traceback"

    def _note(self, name: str, what: str) -> None:
        """Write an end that the kernel could not report itself below the cell that was running."""
        if self._running is not None and self._running.cell_type == "code":
            error = nbformat.v4.new_output("error", ename=name, evalue=what, traceback=[f"{name}: {what}"])
            self._running.setdefault("outputs", []).append(error)

    def _with_notebook(self, error: NotebookError) -> NotebookError:
        """Let the error carry the notebook as far as it came."""
        if self.executed is not None:
            cells = self.executed.cells  # papermill has put links to the error between them; random, and HTML
            self.executed.cells = [
                cell for cell in cells if _PAPERMILL_TAG not in cell.metadata.get("tags", [])
            ]
            error.notebook = stable(self.executed)
        return error


def stable(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Remove what changes from run to run: time stamps, durations, paths and the id of the injected cell."""
    parameters = notebook.metadata.get("papermill", {}).get("parameters", {})
    notebook.metadata["papermill"] = {"parameters": parameters}
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return notebook


def _read(path: Path, shown: str) -> nbformat.NotebookNode:
    place = Source(shown)
    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise NotebookError(
            f"cannot read the notebook: {error.strerror}", remedy="check the path", source=place
        ) from None
    except Exception as error:  # nbformat lets through whatever its JSON and schema readers raise
        raise NotebookError(
            f"not a notebook: {_short(str(error))}", remedy="restore the file", source=place
        ) from None


def _assignment(statement: ast.stmt) -> tuple[str, ast.expr]:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        raise ValueError("not an assignment")
    if not isinstance(target, ast.Name):
        raise ValueError("not a name")
    return target.id, value


def _short(text: str, longest: int = _LONGEST_TEXT) -> str:
    """Return a text on one line, cut if it is very long."""
    line = " ".join(_ANSI.sub("", text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
