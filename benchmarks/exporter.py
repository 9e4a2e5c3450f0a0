"""Time and size of guihua_pdf beside nbconvert's own PDF routes, in one run.

    python benchmarks/exporter.py [--rounds N] [--notebook FILE]

Without ``--notebook`` a notebook is made here: 12 sections of Chinese and English prose, formulas, a pandas
table and a figure each, as a stranger's would be: nothing in it knows of guihua. Each conversion has a
process of its own; what the process imports first is not counted, as in a running JupyterLab. Peers: ``pdf``
(pandoc and XeLaTeX) and ``webpdf`` (Chromium by Playwright); one that is not installed is named as absent.
Prints median seconds, KB, pages, the share of the Chinese sentences that can be found in the PDF's text, and
the ratio of times to guihua_pdf (goal: XeLaTeX takes at least 10 times as long).
"""

from __future__ import annotations

import argparse
import base64
import io
import shutil
import statistics
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pypdf
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

SECTIONS = 12
PROSE = "截至二〇二五年底全县每千名老年人拥有养老床位五十五张护理型床位占比达到百分之六十"
ROUTES: Mapping[str, tuple[str, ...]] = {
    "guihua_pdf": (),
    "pdf": ("xelatex", "pandoc"),
    "webpdf": ("playwright",),
}
"""Exporters, and the programs or packages that each needs."""


@dataclass(frozen=True)
class Result:
    """One conversion: seconds, and the PDF's size, pages and Chinese signs; or why there is none."""

    seconds: float = 0.0
    size_kb: float = 0.0
    pages: int = 0
    found: float = 0.0
    failure: str = ""


def stranger(sections: int = SECTIONS) -> nbformat.NotebookNode:
    """Return an executed notebook with prose, formulas, tables and figures."""
    cells = [new_markdown_cell("# A stranger's notebook 陌生人的笔记本")]
    rng = np.random.default_rng(1)
    for number in range(1, sections + 1):
        prose = f"## Section {number}\n\n{PROSE}。\n\nGrowth is $g=\\left(x_n/x_0\\right)^{{1/n}}-1$:\n\n"
        cells.append(new_markdown_cell(prose + r"$$\hat\beta=\left(X^\top X\right)^{-1}X^\top y$$"))
        frame = pd.DataFrame(rng.normal(size=(12, 6)).round(3), columns=list("abcdef"))
        html = frame.to_html()
        table = new_output("execute_result", {"text/html": html, "text/plain": str(frame)}, execution_count=1)
        picture = new_output("display_data", {"image/png": figure(rng), "text/plain": "<Figure>"})
        cells.append(new_code_cell("frame.plot()", outputs=[table, picture], execution_count=1))
    return new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})


def figure(rng: np.random.Generator) -> str:
    """Return a line chart as Jupyter embeds it."""
    drawing, axes = plt.subplots(figsize=(6, 3.5))
    axes.plot(rng.normal(size=(200, 3)).cumsum(axis=0))
    buffer = io.BytesIO()
    drawing.savefig(buffer, format="png", dpi=100)
    plt.close(drawing)
    return base64.b64encode(buffer.getvalue()).decode()


def missing(route: str) -> str:
    """Return what a route needs and this machine lacks."""
    lacking = [name for name in ROUTES[route] if not shutil.which(name) and not find_spec(name)]
    return " and ".join(lacking)


def convert(route: str, path: Path) -> Result:
    """Convert a notebook once; the exporter is imported before the clock starts."""
    exporter = get_exporter(route)()
    start = time.perf_counter()
    try:
        body, _ = exporter.from_filename(str(path))
    except Exception as error:  # whatever a peer raises is a result
        return Result(failure=f"{type(error).__name__}: {str(error).strip().splitlines()[-1][:100]}")
    seconds = time.perf_counter() - start
    reader = pypdf.PdfReader(io.BytesIO(body))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    found = text.count(PROSE) / max(path.read_text(encoding="utf-8").count(PROSE), 1)
    return Result(seconds, len(body) / 1000, len(reader.pages), found)


def measure(route: str, path: Path, rounds: int) -> Result:
    """Return the median of some conversions, each in a process of its own."""
    results = []
    for _ in range(rounds):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            results.append(pool.submit(convert, route, path).result())
    if results[-1].failure:
        return results[-1]
    last = results[-1]
    return Result(statistics.median(r.seconds for r in results), last.size_kb, last.pages, last.found)


def main() -> None:
    """Measure each route that is installed and print the table."""
    parser = argparse.ArgumentParser(description="guihua_pdf beside nbconvert's PDF routes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--notebook", type=Path, help="an executed notebook; default one that is made here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.notebook or Path(folder) / "stranger.ipynb"
        if options.notebook is None:
            nbformat.write(stranger(), path)
        results: dict[str, Result] = {}
        print(f"{'route':12}{'seconds':>9}{'ratio':>8}{'KB':>8}{'pages':>7}  Chinese found")
        for route in ROUTES:
            if lacking := missing(route):
                print(f"{route:12} absent: {lacking} is not installed")
                continue
            result = results[route] = measure(route, path, options.rounds)
            if result.failure:
                print(f"{route:12} failed: {result.failure}")
                continue
            ratio = result.seconds / results["guihua_pdf"].seconds
            print(
                f"{route:12}{result.seconds:9.2f}{ratio:8.1f}{result.size_kb:8.0f}{result.pages:7}"
                f"  {result.found:.0%}"
            )


if __name__ == "__main__":
    main()
