"""How close the yearly report is to its floor: kernel start + imports + typst, measured in the same run.

    python benchmarks/report_floor.py [--rounds N]

The report is the annual_report notebook run through papermill and set as a PDF, as ``guihua report`` does
it. The floor is what no report of this kind can avoid: starting a kernel that imports what the notebook
imports, and typst setting the same source. Every measurement has a process of its own, because typst keeps
what it has set before; what that process imports is not counted. Prints each part's median in seconds and
the median of each round's ratio report / floor (goal: at most 1.5), in which the parts of one round share
whatever else the machine is doing.
"""

from __future__ import annotations

import argparse
import pickle
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import nbformat

from analysis.report.pdf import compile_document, notebook_to_pdf
from analysis.report.run import Setting, run_notebook
from analysis.report.typst_source import notebook_to_typst

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "annual_report.ipynb"
STAMP = 1767139200


def kernel_and_imports(folder: Path) -> float:
    """Return the seconds that a notebook takes which only imports."""
    return seconds(lambda: run_notebook(folder / "imports.ipynb", {}, Setting(NOTEBOOK.parent)))


def typst(folder: Path) -> float:
    """Return the seconds that typst takes for the report's source."""
    document = pickle.loads((folder / "source").read_bytes())  # noqa: S301 - written below
    return seconds(lambda: compile_document(document, timestamp=STAMP))


def report(folder: Path) -> float:
    """Return the seconds from the notebook to its PDF."""
    setting = Setting(NOTEBOOK.parent)
    return seconds(lambda: notebook_to_pdf(run_notebook(NOTEBOOK, {}, setting), timestamp=STAMP))


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
    parts = (kernel_and_imports, typst, report)
    times: dict[str, list[float]] = {part.__name__: [] for part in parts}
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1)
    with tempfile.TemporaryDirectory() as name, pool:
        prepare(Path(name))
        for _ in range(rounds):
            for part in parts:
                times[part.__name__].append(pool.submit(part, Path(name)).result())
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, median in medians.items():
        print(f"{name:20} {median:6.2f} s")
    ratios = [whole / (start + page) for start, page, whole in zip(*times.values(), strict=True)]
    print(f"{'report / floor':20} {statistics.median(ratios):6.2f}   (goal: at most 1.5)")


if __name__ == "__main__":
    main()
