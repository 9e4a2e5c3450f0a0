"""How close the yearly report is to its floor: kernel start + imports + typst, measured in the same run.

    python benchmarks/report_floor.py [--rounds N]

The report is the annual_report notebook run through papermill and set as a PDF, as ``guihua report`` does
it: typesetting begins while the notebook runs. Its year is not the one whose outputs the notebook holds, so
that not every page is known beforehand. The floor is what no report of this kind can avoid: starting a kernel
that imports what the notebook imports, and typst setting the same source. The start is measured twice: as
papermill starts a kernel by itself (the named peer), and as this project starts it, which is quicker. Every
measurement has a process of its own, because typst keeps what it has set before; that process has imported
what stands at the head of this file. Prints each part's median in seconds and, for both starts, the median of
each round's ratio report / floor (goals: at most 1.5, then 1.25), in which the parts of one round share
whatever else the machine does.
"""

from __future__ import annotations

import argparse
import os
import pickle
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import nbformat
import papermill

from analysis.report import pdf
from analysis.report.ahead import typeset_ahead
from analysis.report.kernels import matplotlib_folder
from analysis.report.pdf import compile_document
from analysis.report.run import Setting, run_notebook
from analysis.report.typst_source import notebook_to_typst

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "annual_report.ipynb"
STAMP = 1767139200
ANOTHER_YEAR = {"year": 2024}
"""Not the one that the notebook in the repository was last run with."""


def papermill_start(folder: Path) -> float:
    """Return the seconds that papermill by itself takes for a notebook which only imports."""
    os.environ |= {"MPLBACKEND": "agg", "MPLCONFIGDIR": str(matplotlib_folder(folder))}  # as for our kernels
    given, made = str(folder / "imports.ipynb"), str(folder / "imported.ipynb")
    return seconds(lambda: papermill.execute_notebook(given, made, progress_bar=False))


def own_start(folder: Path) -> float:
    """Return the seconds that this project takes for a notebook which only imports."""
    return seconds(lambda: run_notebook(folder / "imports.ipynb", {}, Setting(NOTEBOOK.parent)))


def typst(folder: Path) -> float:
    """Return the seconds that typst takes to set the report's source once, without filling its pages."""
    pdf.MOST_LAYOUTS = 1
    document = pickle.loads((folder / "source").read_bytes())  # noqa: S301 - written below
    return seconds(lambda: compile_document(document, timestamp=STAMP))


def report(folder: Path) -> float:
    """Return the seconds from the notebook to its PDF."""

    def make() -> bytes:
        with typeset_ahead(STAMP) as ahead:
            setting = Setting(NOTEBOOK.parent, on_cells=ahead.look)
            return ahead.pdf(run_notebook(NOTEBOOK, ANOTHER_YEAR, setting))

    return seconds(make)


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def prepare(folder: Path) -> None:
    """Write the notebook that only imports, and the report's typst source."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    bare = nbformat.v4.new_notebook(cells=[first], metadata=notebook.metadata)
    nbformat.write(bare, folder / "imports.ipynb")
    executed = run_notebook(NOTEBOOK, {}, Setting(NOTEBOOK.parent))
    (folder / "source").write_bytes(pickle.dumps(notebook_to_typst(executed)))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    parts = (papermill_start, own_start, typst, report)
    times: dict[str, list[float]] = {part.__name__: [] for part in parts}
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1)
    with tempfile.TemporaryDirectory() as name, pool:
        prepare(Path(name))
        for _ in range(rounds):
            for part in parts:
                times[part.__name__].append(pool.submit(part, Path(name)).result())
    for name, taken in times.items():
        print(f"{name:16} {statistics.median(taken):6.2f} s")
    for start in (papermill_start, own_start):
        rounds_of = zip(times[start.__name__], times["typst"], times["report"], strict=True)
        ratio = statistics.median(whole / (begun + page) for begun, page, whole in rounds_of)
        print(f"report / ({start.__name__} + typst): {ratio:.2f} (goals: at most 1.5, then 1.25)")


if __name__ == "__main__":
    main()
