"""How far official indicators move in 1 to 10 years: the reference class of an indicator with one value.

    python benchmarks/reference_class.py --official FILE [--write JSON] [--date YYYY-MM-DD]

A member is an indicator of a statistical office, with one move for each number of years: that of the last
years of its longest series (of several, the first in the file). Breakdowns of one indicator and overlapping
windows of one series move together; counted as members they would make a class look larger than it is.

share  percentages of a whole: never outside 0-100, no growth rates; moves in percentage points
rate   per so many persons, births, …; moves in per cent of the start, here and below
money  amounts of money
count  persons, tonnes, hectares, …: indices, ratios, scores and series without a stated unit are left out

Series with a negative value are in no class, moves that start from 0 only in that of shares.

Printed are the sizes and quantiles, beside those with every series as a member and with one vote an
indicator, shared by its series; and how often the band between the 10th and the 90th percentile holds the
moves of a country that the class was made without, by country and kind, mean over 1 to 5 years.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from analysis.models.conformal import member_weights
from analysis.models.reference import FEWEST_MEMBERS, MEASURES, POINTS, to_four_digits
from analysis.store import write_file
from public_series import (
    OFFICIAL_SOURCES,
    PublicSeries,
    add_official_argument,
    data_file,
    official_series,
    significant,
    versions,
)

HORIZONS = range(1, 11)
TESTED = range(1, 6)
NOMINAL = 0.8
FEWEST_TESTED = 8
NO_SHARE = re.compile(r"growth|change", re.IGNORECASE)
NO_COUNT = re.compile(r"index|ratio|score|median|^PT_|PERCAP|/", re.IGNORECASE)


@dataclass(frozen=True)
class Move:
    """How far one series moved: the country and indicator that it is of, its length, and the move."""

    country: str
    indicator: str
    length: int
    size: float


def kind_of(series: PublicSeries) -> str:
    """Return the class that a series belongs to, "" for none.

    Examples
    --------
    >>> tonnes = PublicSeries("uk", "uk 12-5-1", "other", np.array([1.0, 2.0]), unit="Tonnes")
    >>> kind_of(tonnes), kind_of(PublicSeries("uk", "uk 12-5-1", "other", np.array([1.0, 2.0])))
    ('count', '')
    """
    if (series.values < 0).any():
        return ""
    if series.kind == "share":
        return "share" if series.values.max() <= 100 and not NO_SHARE.search(series.unit) else ""
    if series.kind == "other":
        return "count" if series.unit and not NO_COUNT.search(series.unit) else ""
    return series.kind if series.kind in MEASURES else ""


def moves_of(series: Sequence[PublicSeries], kind: str, years: int) -> list[Move]:
    """Return the last move over so many years of every series of a kind that is long enough."""
    found = []
    for one in series:
        if kind_of(one) != kind or len(one.values) <= years:
            continue
        start, end = float(one.values[-1 - years]), float(one.values[-1])
        if MEASURES[kind] == POINTS:
            size = end - start
        elif start > 0:
            size = 100 * (end / start - 1)
        else:
            continue
        found.append(Move(one.collection, one.member, len(one.values), to_four_digits(size)))
    return found


def one_an_indicator(moves: Sequence[Move]) -> list[Move]:
    """Return for each indicator the move of its longest series, of several the first.

    Examples
    --------
    >>> one_an_indicator([Move("a", "x", 6, 1.0), Move("a", "x", 9, 2.0), Move("a", "x", 9, 3.0)])
    [Move(country='a', indicator='x', length=9, size=2.0)]
    """
    chosen: dict[str, Move] = {}
    for move in moves:
        if move.indicator not in chosen or move.length > chosen[move.indicator].length:
            chosen[move.indicator] = move
    return list(chosen.values())


def covered_when_left_out(moves: Sequence[Move], country: str) -> float | None:
    """Return the share of a country's moves in the band of the others; None where either are too few."""
    own = np.array([move.size for move in moves if move.country == country])
    others = [move.size for move in moves if move.country != country]
    if len(own) < FEWEST_TESTED or len(others) < FEWEST_MEMBERS:
        return None
    low, high = np.quantile(others, [(1 - NOMINAL) / 2, (1 + NOMINAL) / 2], method="inverted_cdf")
    return float(((own >= low) & (own <= high)).mean())


def coverage(moves: Mapping[tuple[str, int], list[Move]]) -> dict[tuple[str, str], float]:
    """Return the coverage of each country left out, by country and kind, mean over the years tested."""
    countries = sorted({move.country for one in moves.values() for move in one})
    found = {}
    for country in countries:
        for kind in MEASURES:
            cells = [covered_when_left_out(one_an_indicator(moves[kind, years]), country) for years in TESTED]
            if known := [cell for cell in cells if cell is not None]:
                found[country, kind] = float(np.mean(known))
    return found


def print_classes(moves: Mapping[tuple[str, int], list[Move]]) -> None:
    """Print the size and quantiles of each class, and how much they hang on what counts as a member."""
    print(
        "10th, 25th, 50th, 75th, 90th percentile of one series an indicator; of every series; of every "
        "series, one vote an indicator"
    )
    for (kind, years), found in moves.items():
        chosen = np.array([move.size for move in one_an_indicator(found)])
        sizes = np.array([move.size for move in found])
        weights = member_weights(np.array([move.indicator for move in found]))
        parts = []
        for values, weight in (
            (chosen, np.ones(len(chosen))),
            (sizes, np.ones(len(sizes))),
            (sizes, weights),
        ):
            levels = np.quantile(values, [0.1, 0.25, 0.5, 0.75, 0.9], method="inverted_cdf", weights=weight)
            parts.append(" ".join(f"{level:6.1f}" for level in levels))
        head = f"{kind:5} {years:2} years, {len(chosen):3} indicators, {len(sizes):3} series"
        print(f"{head}: {'; '.join(parts)}")


def as_json(
    moves: Mapping[tuple[str, int], list[Move]], covered: Mapping[tuple[str, str], float], made: str
) -> str:
    """Return the data file of the classes."""
    head = {
        "about": "How far official indicators of a kind moved in so many years: one move an indicator,"
        " ascending, the last of its longest series; shares in percentage points, others in per cent of"
        " the start. series: how many there are of these indicators. covered: what a band of the nominal"
        " share held of the moves of a country left out, worst and best by country and kind. Made by"
        " benchmarks/reference_class.py.",
        "made": made,
        "sources": [f"official indicators: {one}" for one in OFFICIAL_SOURCES],
        "versions": versions(),
        "countries": sorted({move.country for one in moves.values() for move in one}),
        "nominal": NOMINAL,
        "covered": [round(min(covered.values()), 2), round(max(covered.values()), 2)],
    }
    return data_file(head, {"class": [_row(kind, years, found) for (kind, years), found in moves.items()]})


def _row(kind: str, years: int, found: Sequence[Move]) -> dict[str, object]:
    sizes = sorted(move.size for move in one_an_indicator(found))
    return {"kind": kind, "years": years, "series": len(found), "moves": significant(sizes, 4)}


def main() -> None:
    """Sort the moves, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_official_argument(parser, required=True)
    parser.add_argument("--write", type=Path, metavar="JSON", help="write the classes to this file")
    parser.add_argument("--date", default=date.today().isoformat(), help="date to write (default: today)")
    arguments = parser.parse_args()
    series = official_series(arguments.official)
    moves = {(kind, years): moves_of(series, kind, years) for kind in MEASURES for years in HORIZONS}
    covered = coverage(moves)
    print_classes(moves)
    print(f"held by the {NOMINAL:.0%} band of the other countries, by country and kind")
    for (country, kind), share in covered.items():
        print(f"  {country} {kind:5} {share:.0%}")
    if arguments.write:
        write_file(arguments.write, as_json(moves, covered, arguments.date).encode())


if __name__ == "__main__":
    main()
