"""How fast a panel is forecast, beside statsmodels one series at a time, measured in the same run.

    python benchmarks/panel_speed.py [--series N …] [--loop-series N]

Measured are, in processor time (which other programs disturb less than a clock):

* ``panel_outlook``: forecasts with bands and probabilities, from arrays;
* ``the same, from file to file``: read a CSV file, forecast, write one;
* ``statsmodels damped Holt``: one fit and one forecast a series, nothing else.

Series have 3 to 10 points. The figures are for this machine and moment: the ratios are what counts. Goals: at
least 1,000 times as many series a second as damped Holt; time a series that does not grow from 10^4 to 10^6.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.models.smoothing import damped_holt
from analysis.panel import panel_outlook, read_panel
from analysis.panel_file import forecast_panel_file

SEED = 20261124
LONGEST_FILE = 100_000


def random_panel(count: int) -> dict[str, NDArray[np.generic]]:
    """Return the columns of a panel of random series."""
    chance = np.random.default_rng(SEED)
    sizes = chance.integers(3, 11, count)
    series = np.repeat(np.arange(count), sizes)
    place = np.arange(len(series)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return {
        "series_id": series,
        "year": 2010 + place,
        "value": chance.lognormal(3, 0.3, len(series)).round(3),
        "target_year": np.full(len(series), 2025),
        "target": np.full(len(series), 25.0),
    }


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of a call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def file_to_file(columns: dict[str, NDArray[np.generic]], folder: Path) -> float:
    """Return the time from a CSV file to another."""
    source = folder / "in.csv"
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    with source.open("w", encoding="utf-8") as stream:
        stream.write(",".join(columns) + "\n")
        stream.writelines(",".join(map(str, row)) + "\n" for row in rows)
    return seconds(lambda: forecast_panel_file(source, folder / "out.csv", models=["guarded_drift"]))


def damped_holt_loop(columns: dict[str, NDArray[np.generic]], count: int) -> float:
    """Return the time of one damped Holt fit for each of the first series."""
    series, values = columns["series_id"], columns["value"].astype(float)
    pieces = [values[series == number] for number in range(count)]
    target = np.array([12.0])
    damped_holt(np.arange(5.0), pieces[0][:3].repeat(2)[:5], target)  # the import is not what is measured
    return seconds(lambda: [damped_holt(np.arange(float(len(one))), one, target) for one in pieces])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--series", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--loop-series", type=int, default=200, help="series for the damped Holt loop")
    arguments = parser.parse_args()
    panel_outlook(read_panel(random_panel(10)), models=["guarded_drift"])  # loads the calibration
    each: list[float] = []
    print(f"{'series':>9}  {'':32} {'s':>7} {'µs a series':>12}")
    for count in arguments.series:
        columns = random_panel(count)
        rows = read_panel(columns)
        spent = seconds(lambda rows=rows: panel_outlook(rows, models=["guarded_drift"]))  # type: ignore[misc]
        each.append(spent / count)
        print(f"{count:9,}  {'panel_outlook':32} {spent:7.2f} {1e6 * each[-1]:12.2f}")
        if count <= LONGEST_FILE:
            with tempfile.TemporaryDirectory() as folder:
                spent = file_to_file(columns, Path(folder))
            print(f"{count:9,}  {'the same, from file to file':32} {spent:7.2f} {1e6 * spent / count:12.2f}")
    loop = damped_holt_loop(columns, arguments.loop_series) / arguments.loop_series
    name = "statsmodels damped Holt"
    print(f"{arguments.loop_series:9,}  {name:32} {loop * arguments.loop_series:7.2f} {1e6 * loop:12.2f}")
    print(f"damped Holt / panel_outlook, a series:            {loop / max(each):8,.0f}")
    print(f"time a series, largest panel / smallest:          {each[-1] / each[0]:8.2f}   (linear: about 1)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 << 20 if sys.platform == "darwin" else 1 << 10
    )
    print(f"peak memory, largest panel included:              {peak:8,.0f} MiB")


if __name__ == "__main__":
    main()
