"""How fast a long growth table is checked, beside two simple ways, measured in the same run.

    python benchmarks/growth_table.py [--rows N …] [--loop-rows N]

The table is a CSV file of printed figures, one in ten wrong. Measured are

* ``guihua growth --table``: read, parse, intervals, verdict, diagnosis of wrong figures, write;
* ``the same, cells already read``: the check alone, on a DataFrame;
* ``Decimal loop``: row by row, exact arithmetic on both ends of each interval, no diagnosis, no file;
* ``pandas eval``: the plain formula on numbers, rounded and compared; no intervals, no file.

Every measurement has a process of its own; times are its processor time, which other programs disturb less
than a clock. They are for this machine and moment: the ratios are what counts. The time a row should not grow
with the table (linear), nor should the peak memory of guihua.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal, getcontext
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.growth_check import check_growth_table
from analysis.growth_file import check_growth_file
from analysis.store import write_parts

SEED = 20260101


def write_table(path: Path, rows: int) -> None:
    """Write a table of printed figures: correctly rounded, but for one in ten."""
    chance = random.Random(SEED)  # noqa: S311 - a benchmark, not a secret
    with path.open("w", encoding="utf-8") as stream:
        stream.write("name,base_year,base,target_year,target,stated\n")
        for number in range(rows):
            base, growth = 10 ** chance.uniform(1, 4), chance.uniform(-3, 12)
            end = base * (1 + growth / 100) ** 5
            if number % 10 == 0:
                growth += chance.uniform(0.5, 3)
            decimals = chance.randint(0, 2)
            stream.write(f"指标{number},2015年,{base:.{decimals}f},2020年,{end:.{decimals}f},{growth:.1f}\n")


def guihua(path: Path) -> None:
    """Check the file and write the result beside it."""
    write_parts(path.with_suffix(".out"), (text.encode() for text in check_growth_file(path).csv()))


def guihua_check(table: pd.DataFrame) -> None:
    """Check a table in memory."""
    check_growth_table(table)


def decimal_loop(table: pd.DataFrame) -> None:
    """Check row by row with decimals: interval of each cell, both ends through the formula."""
    getcontext().prec = 28
    verdicts = []
    for base, end, stated in zip(table["base"], table["target"], table["stated"], strict=True):
        low_base, high_base = ends(base)
        low_end, high_end = ends(end)
        low, high = ends(stated)
        least = 100 * ((low_end / high_base) ** (Decimal(1) / 5) - 1)
        most = 100 * ((high_end / low_base) ** (Decimal(1) / 5) - 1)
        verdicts.append(least <= high and low <= most)


def ends(text: str) -> tuple[Decimal, Decimal]:
    """Half a unit of the last printed place to either side."""
    value = Decimal(text)
    half = Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)
    return value - half, value + half


def pandas_eval(table: pd.DataFrame) -> None:
    """Recompute with the plain formula and compare rounded."""
    numbers = table[["base", "target", "stated"]].astype(float)
    growth = np.asarray(numbers.eval("100 * ((target / base) ** (1 / 5) - 1)"), float)
    np.isclose(growth.round(1), numbers["stated"])


@dataclass(frozen=True)
class Measured:
    """Seconds, and the peak memory of the process in MiB (with what it had before)."""

    seconds: float
    peak_mib: float
    before_mib: float


def measure(call: Callable[[object], None], path: Path) -> Measured:
    """Run one way on one file; tables in memory are read before the time begins."""
    given: object = path if call is guihua else pd.read_csv(path, dtype=str)
    before = memory()
    start = time.process_time()
    call(given)
    return Measured(time.process_time() - start, memory(), before)


def memory() -> float:
    """Peak memory of this process in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


WAYS: dict[str, Callable[..., None]] = {
    "guihua growth --table": guihua,
    "the same, cells already read": guihua_check,
    "Decimal loop": decimal_loop,
    "pandas eval": pandas_eval,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--loop-rows", type=int, default=100_000, help="longest table for the Decimal loop")
    arguments = parser.parse_args()
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1)
    a_row: dict[str, list[float]] = {name: [] for name in WAYS}
    print(f"{'rows':>9}  {'':30} {'s':>7} {'µs a row':>9} {'peak MiB':>9} {'of it before':>13}")
    with tempfile.TemporaryDirectory() as folder, pool:
        for rows in arguments.rows:
            path = Path(folder) / f"{rows}.csv"
            write_table(path, rows)
            for name, way in WAYS.items():
                if way is decimal_loop and rows > arguments.loop_rows:
                    continue
                found = pool.submit(measure, way, path).result()
                a_row[name].append(found.seconds / rows)
                print(
                    f"{rows:9,}  {name:30} {found.seconds:7.2f} {1e6 * a_row[name][-1]:9.2f}"
                    f" {found.peak_mib:9.0f} {found.before_mib:13.0f}"
                )
    own, loop, plain = (a_row[name][-1] for name in ("guihua growth --table", "Decimal loop", "pandas eval"))
    print(f"Decimal loop / guihua, file and diagnosis included: {loop / own:.1f}")
    print(f"guihua, file and diagnosis included / pandas eval:  {own / plain:.1f}")
    first, last = a_row["guihua growth --table"][0], own
    print(f"time a row, longest / shortest table:               {last / first:.2f}   (linear: 1 or less)")


if __name__ == "__main__":
    main()
