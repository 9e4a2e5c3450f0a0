"""Whether what is called likely comes true: probabilities of attainment, on series they were not made of.

    python benchmarks/attainment.py --official FILE [--seed S] [--write TOML] [--date YYYY-MM-DD]

Each public series is cut after n years and given a target of random size and direction, one to five years
ahead. The probability comes from errors of the default model on the other collections (a competition or a
country is left out as a whole). Printed are, by tenths of the probability, what was said and how often it
came true (one weight a member), the largest difference in a tenth with at least 200 cases, by collection too,
and the Brier score beside that of

* 50 %, whatever the series;
* the base rate: how often targets of the other collections were reached;
* the normal-theory probability of a least-squares line: Student's t with n − 2 degrees of freedom.

Goal: said and came true differ by at most 5 points in every tenth with at least 200 cases. It is met by all
collections together (1.7 points). Alone, M1 and uk have tenths 6 points off (near 50 and 35 %); these rest on
some 110 to 165 members, whose 95 % interval of 8 points either way holds what was said in every tenth.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.models import DEFAULT_MODEL, find_model, forecast_rows
from analysis.models.calibration import Calibration
from analysis.models.conformal import effective_members
from analysis.models.rows import attainment
from analysis.reliability import LINE, METHODS, line_probability
from analysis.store import write_file
from analysis.targets import one_sided
from calibrate import LEVELS, errors_of, quantiles_of
from public_series import (
    Floats,
    Windows,
    add_official_argument,
    competition_series,
    official_series,
    sources,
    versions,
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
    member: NDArray[np.str_]


@dataclass(frozen=True)
class Tenth:
    """What was said in a tenth of the probability and what came of it.

    Parameters
    ----------
    tenth : int
        0 to 9.
    said, share : float
        Mean probability, and how often it came true: one weight a member.
    cases, reached : int
        Cases, and those of them that came true, as counted.
    members : float
        How many members of equal weight the cases are worth.
    """

    tenth: int
    said: float
    share: float
    cases: int
    reached: int
    members: float


def cases_of(pieces: Windows, chance: np.random.Generator) -> Cases:
    """Return the cases of all pieces of one n and horizon, each collection judged by the others."""
    n = pieces.known.shape[1]
    change = np.abs(np.diff(pieces.known, axis=1)).mean(axis=1)
    size = chance.standard_t(3, len(pieces)) * np.sqrt(pieces.ahead)
    goal = pieces.known[:, -1] + 1.5 * np.maximum(change, 0.005 * np.abs(pieces.known[:, -1])) * size
    up = chance.random(len(pieces)) < 0.5
    reached = np.where(up, pieces.later >= goal, pieces.later <= goal)
    model, target = find_model(DEFAULT_MODEL), np.full(len(pieces), float(pieces.ahead))
    errors = errors_of(pieces)
    said = {name: np.full(len(pieces), np.nan) for name in (DEFAULT_MODEL, "base rate")}
    for name in np.unique(pieces.collection):
        own = pieces.collection == name
        quantiles, members = quantiles_of(errors.where(errors.pieces.collection != name))
        table = np.broadcast_to(quantiles, (1, pieces.ahead, len(LEVELS)))
        stored = Calibration(LEVELS, (n,), table, np.full((1, pieces.ahead), 1 / (members + 1)))
        rows = forecast_rows(model, pieces.years[own], pieces.known[own], target[own], calibration=stored)
        said[DEFAULT_MODEL][own] = attainment(rows, *one_sided(goal[own], up[own]), calibration=stored)
        said["base rate"][own] = np.average(reached[~own], weights=pieces.weights[~own])
    said["50 %"] = np.full(len(pieces), 0.5)
    said[LINE] = line_probability(pieces.years, pieces.known, float(pieces.ahead), goal, up=up)
    known = np.isfinite(said[DEFAULT_MODEL])
    said = {name: one[known] for name, one in said.items()}
    return Cases(said, reached[known], pieces.weights[known], pieces.collection[known], pieces.member[known])


def joined(parts: list[Cases]) -> Cases:
    """Return all cases as one."""
    said = {name: np.concatenate([part.said[name] for part in parts]) for name in parts[0].said}
    columns = [
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("reached", "weights", "collection", "member")
    ]
    return Cases(said, *columns)


def tenths(cases: Cases, chosen: NDArray[np.bool_], name: str) -> list[Tenth]:
    """Return what was said and what came true in each tenth of the probability that has cases."""
    said, reached, weights = cases.said[name][chosen], cases.reached[chosen], cases.weights[chosen]
    member = cases.member[chosen]
    place = np.minimum((said * 10).astype(int), 9)
    found = []
    for tenth in range(10):
        own = place == tenth
        if own.any():
            mean, share = (float(np.average(one[own], weights=weights[own])) for one in (said, reached))
            worth = effective_members(member[own], weights[own])
            found.append(Tenth(tenth, mean, share, int(own.sum()), int(reached[own].sum()), worth))
    return found


def worst(found: list[Tenth]) -> float:
    """Return the largest difference in points among tenths with enough cases."""
    return max(100 * abs(one.said - one.share) for one in found if one.cases >= FEWEST_CASES)


def scores(cases: Cases) -> dict[str, float]:
    """Return the Brier score of each way to say it, one weight a member."""
    return {
        name: float(np.average((said - cases.reached) ** 2, weights=cases.weights))
        for name, said in cases.said.items()
    }


def as_toml(cases: Cases, made: str, official: Path) -> str:
    """Return the data file that the notebook of the backtest draws."""
    lines = [
        "# Whether what is called likely comes true on public series, each collection left out of the",
        "# calibration in turn: by tenths of the probability, what was said and how often it came true (one",
        "# weight a member), the cases, those reached, and how many members of equal weight they are worth.",
        "# Made by benchmarks/attainment.py.",
        f'made = "{made}"',
        f"sources = {_list(sources(official))}",
        f"versions = {_list(versions())}",
        "",
        "[brier]",
        *(f'"{name}" = {score:.4f}' for name, score in scores(cases).items()),
    ]
    everything = np.ones(len(cases.reached), bool)
    for method in METHODS:
        for one in tenths(cases, everything, method):
            lines += ["", "[[tenths]]", f'method = "{method}"', f"tenth = {one.tenth}"]
            lines += [f"cases = {one.cases}", f"reached = {one.reached}", f"members = {one.members:.1f}"]
            lines += [f"said = {one.said:.4f}", f"share = {one.share:.4f}"]
    return "\n".join(lines) + "\n"


def _list(texts: list[str]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_official_argument(parser, required=True)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--write", type=Path, metavar="TOML", help="write the result to this file")
    parser.add_argument("--date", default=date.today().isoformat(), help="date to write (default: today)")
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
    for name in METHODS:
        found = tenths(cases, everything, name)
        print(f"{name}: said → came true (cases)")
        print("  " + "  ".join(f"{one.said:.2f} → {one.share:.2f} ({one.cases})" for one in found))
        print(f"  largest difference: {worst(found):.1f} points")
    print("default model, largest difference by collection left out")
    for name in np.unique(cases.collection):
        print(f"  {name:8} {worst(tenths(cases, cases.collection == name, DEFAULT_MODEL)):.1f}")
    print("Brier score")
    for name, score in scores(cases).items():
        print(f"  {name:20} {score:.4f}")
    if arguments.write:
        write_file(arguments.write, as_toml(cases, arguments.date, arguments.official).encode())


if __name__ == "__main__":
    main()
