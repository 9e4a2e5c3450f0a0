"""Whether what is called likely comes true: probabilities of attainment, on series they were not made of.

    python benchmarks/attainment.py --official FILE [--seed S]

Each public series is cut after n years and given a target of random size and direction, one to five years
ahead. The probability comes from errors of the default model on the other collections (a competition or a
country is left out as a whole). Printed are, by tenths of the probability, what was said and how often it
came true (one weight a member), the largest difference in a tenth with at least 200 cases, by collection too,
and the Brier score beside that of

* 50 %, whatever the series;
* the base rate: how often targets of the other collections were reached;
* the normal-theory probability of a least-squares line: Student's t with n − 2 degrees of freedom.

Goal: said and came true differ by at most 5 points in every tenth with at least 200 cases.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.models import find_model, forecast_rows
from analysis.models.calibration import Calibration
from analysis.models.rows import attainment
from calibrate import LEVELS, errors_of, quantiles_of
from public_series import (
    Floats,
    Windows,
    add_official_argument,
    competition_series,
    official_series,
    windows,
)

COUNTS = (3, 4, 5, 8)
HORIZONS = (1, 2, 3, 4, 5)
ORIGINS = 3
FEWEST_CASES = 200


@dataclass(frozen=True)
class Cases:
    """Targets, what was said of each, and whether it was reached."""

    said: Mapping[str, Floats]
    reached: NDArray[np.bool_]
    weights: Floats
    collection: NDArray[np.str_]


def cases_of(pieces: Windows, chance: np.random.Generator) -> Cases:
    """Return the cases of all pieces of one n and horizon, each collection judged by the others."""
    n = pieces.known.shape[1]
    change = np.abs(np.diff(pieces.known, axis=1)).mean(axis=1)
    size = chance.standard_t(3, len(pieces)) * np.sqrt(pieces.ahead)
    goal = pieces.known[:, -1] + 1.5 * np.maximum(change, 0.005 * np.abs(pieces.known[:, -1])) * size
    up = chance.random(len(pieces)) < 0.5
    reached = np.where(up, pieces.later >= goal, pieces.later <= goal)
    model, target = find_model("guarded_drift"), np.full(len(pieces), float(pieces.ahead))
    errors = errors_of(pieces)
    said = {name: np.full(len(pieces), np.nan) for name in ("guihua", "base rate")}
    for name in np.unique(pieces.collection):
        own = pieces.collection == name
        quantiles, members = quantiles_of(errors.where(errors.pieces.collection != name))
        table = np.broadcast_to(quantiles, (1, pieces.ahead, len(LEVELS)))
        stored = Calibration(LEVELS, (n,), table, np.full((1, pieces.ahead), 1 / (members + 1)))
        rows = forecast_rows(model, pieces.years[own], pieces.known[own], target[own], calibration=stored)
        said["guihua"][own] = attainment(rows, goal[own], up=up[own], calibration=stored)
        said["base rate"][own] = np.average(reached[~own], weights=pieces.weights[~own])
    said["50 %"] = np.full(len(pieces), 0.5)
    said["OLS, normal theory"] = line_probability(pieces, goal, up)
    known = np.isfinite(said["guihua"])
    said = {name: one[known] for name, one in said.items()}
    return Cases(said, reached[known], pieces.weights[known], pieces.collection[known])


def line_probability(pieces: Windows, goal: Floats, up: NDArray[np.bool_]) -> Floats:
    """Return the textbook probability of a new value of a least-squares line beyond the goal."""
    x, y = pieces.years[0], pieces.known
    n, middle = len(x), pieces.years[0].mean()
    squares = ((x - middle) ** 2).sum()
    slope = ((x - middle) * (y - y.mean(axis=1, keepdims=True))).sum(axis=1) / squares
    fitted = y.mean(axis=1)[:, None] + slope[:, None] * (x - middle)
    spread = np.sqrt(((y - fitted) ** 2).sum(axis=1) / (n - 2))
    point = y.mean(axis=1) + slope * (pieces.ahead - middle)
    width = spread * np.sqrt(1 + 1 / n + (pieces.ahead - middle) ** 2 / squares)
    with np.errstate(divide="ignore", invalid="ignore"):
        below = stats.t.cdf((goal - point) / width, n - 2)
    below = np.where(width > 0, below, (goal > point).astype(float))
    return np.asarray(np.where(up, 1 - below, below))


def joined(parts: list[Cases]) -> Cases:
    """Return all cases as one."""
    said = {name: np.concatenate([part.said[name] for part in parts]) for name in parts[0].said}
    columns = [
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("reached", "weights", "collection")
    ]
    return Cases(said, *columns)


def tenths(cases: Cases, chosen: NDArray[np.bool_], name: str) -> list[tuple[float, float, int]]:
    """Return said, came true (shares) and the number of cases for each tenth of the probability."""
    said, reached, weights = cases.said[name][chosen], cases.reached[chosen], cases.weights[chosen]
    place = np.minimum((said * 10).astype(int), 9)
    found = []
    for tenth in range(10):
        own = place == tenth
        if own.any():
            mean = [float(np.average(one[own], weights=weights[own])) for one in (said, reached)]
            found.append((mean[0], mean[1], int(own.sum())))
    return found


def worst(found: list[tuple[float, float, int]]) -> float:
    """Return the largest difference in points among tenths with enough cases."""
    return max(100 * abs(said - true) for said, true, count in found if count >= FEWEST_CASES)


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_official_argument(parser, required=True)
    parser.add_argument("--seed", type=int, default=20261124)
    arguments = parser.parse_args()
    series = [*competition_series(), *official_series(arguments.official)]
    chance = np.random.default_rng(arguments.seed)
    parts = [
        cases_of(windows(series, range(-n + 1, 1), ahead, origins=ORIGINS), chance)
        for n in COUNTS
        for ahead in HORIZONS
    ]
    cases = joined(parts)
    everything = np.ones(len(cases.reached), bool)
    for name in ("guihua", "OLS, normal theory"):
        found = tenths(cases, everything, name)
        print(f"{name}: said → came true (cases)")
        print("  " + "  ".join(f"{said:.2f} → {true:.2f} ({count})" for said, true, count in found))
        print(f"  largest difference: {worst(found):.1f} points")
    print("guihua, largest difference by collection left out")
    for name in np.unique(cases.collection):
        print(f"  {name:8} {worst(tenths(cases, cases.collection == name, 'guihua')):.1f}")
    print("Brier score")
    for name, said in cases.said.items():
        print(f"  {name:20} {np.average((said - cases.reached) ** 2, weights=cases.weights):.4f}")


if __name__ == "__main__":
    main()
