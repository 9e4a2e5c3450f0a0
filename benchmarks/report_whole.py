"""A whole yearly report, its kernels forked from one ready process or each started by itself, in one run.

    python benchmarks/report_whole.py [--rounds N]

Both make the yearly report of the real plan in a copy of the project: tables, seven notebooks, PDF, page and
workbook. The peer is the same run with kernels that start one by one, as jupyter_client starts them. Prints
the medians in seconds and the median of the ratios of neighbouring runs, whose order changes every round.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from analysis.report import fork_server
from analysis.report.making import make_report
from analysis.report.order import ReportOrder

ROOT = Path(__file__).parents[1]
ORDER = ReportOrder("sanmen-civil-affairs-14", 2025)


def whole_report(root: Path, *, forked: bool) -> float:
    """Return the seconds that a report takes in a process of its own."""
    fork_server.AVAILABLE = forked
    start = time.perf_counter()
    make_report(root, ORDER, force=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    if not fork_server.AVAILABLE:
        raise SystemExit("this system cannot watch a forked kernel: every kernel is started by itself")
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1)
    times: dict[bool, list[float]] = {True: [], False: []}
    with tempfile.TemporaryDirectory() as name, pool:
        for part in ("data", "notebooks"):
            shutil.copytree(ROOT / part, Path(name, part))
        for number in range(rounds):
            for forked in (True, False) if number % 2 else (False, True):
                times[forked].append(pool.submit(whole_report, Path(name), forked=forked).result())
    print(f"forked         {statistics.median(times[True]):6.2f} s")
    print(f"one by one     {statistics.median(times[False]):6.2f} s")
    ratio = statistics.median(ours / theirs for ours, theirs in zip(times[True], times[False], strict=True))
    print(f"forked / one by one: {ratio:.2f}")


if __name__ == "__main__":
    main()
