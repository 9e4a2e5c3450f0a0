"""Which numbers the default model has, by rolling-origin tests on public series.

    python benchmarks/choose_default.py --official FILE [--write TOML] [--date YYYY-MM-DD]

For each number of known years the candidates are models and, for the guarded drift, a grid of shares and
limits. Each is scored relative to repeating the last value, 1 to 5 years ahead: by sMAPE on the competitions,
and by the error in units of a series' own yearly change on official indicators (one weight an indicator).
Scores are from the last origin alone and from three origins, and a score is a cell of collection × horizon.

A candidate may be chosen when no cell of the competitions is above 1.000 and none of the offices together
above
1.010; of those, the lowest mean wins, and among all within 0.02 of it the one that believes least of the
trend. With n = 2 that leaves little: a tenth of the change. Nothing is judged by how well it fits the known
years.

Printed are the choice for each n, its cells, the same by kind of indicator, the plain models beside it, and
the score on each collection when the choice is made without it, and the default as it is on series with years
missing.

One choice a kind (share, rate, money, other) was tried on 2026-11-24 for n = 2, 3, 5, 8 and is not taken:
made on two offices' series of the kind and scored on the third's, its mean error relative to the last value
is 0.983, that of the one choice for all 0.970, and it is the lower in 31 % of the cells of n, kind and
office. A kind has too few indicators to teach more than all series together do.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from analysis.models.closed_forms import drift, last_value, linear, shrunk_log_drift
from analysis.models.guarded import Trust, guarded_drift, guarded_step
from analysis.store import write_file
from public_series import (
    COMPETITIONS,
    Floats,
    PublicSeries,
    Windows,
    add_official_argument,
    competition_series,
    official_series,
    smape,
    sources,
    versions,
    windows,
)

COUNTS = (2, 3, 4, 5, 6, 8, 10)
HORIZONS = (1, 2, 3, 4, 5)
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
LIMITS = (0.05, 0.10, 0.15)
WORST_COMPETITION, WORST_OFFICIAL = 1.000, 1.010
NEAR = 0.02
OFFICES = "offices"

Predict = Callable[[Floats, Floats, Floats], Floats]
Cells = dict[
    tuple[str, int, int], float
]  # (collection, years ahead, origins) -> error relative to last value


@dataclass(frozen=True)
class Scored:
    """A candidate with its cells."""

    trust: Trust
    cells: Cells

    @property
    def mean(self) -> float:
        """Mean of all cells."""
        return float(np.mean(list(self.cells.values())))

    @property
    def allowed(self) -> bool:
        """Whether no cell is worse than may be."""
        limits = {True: WORST_COMPETITION, False: WORST_OFFICIAL}
        return all(value <= limits[name in COMPETITIONS] for (name, _, _), value in self.cells.items())


def relative_error(pieces: Windows, predict: Predict, *, scaled: bool) -> float:
    """Return the mean error of a model divided by that of the last value; NaN for no piece."""
    usable = pieces.where(pieces.change > 0) if scaled else pieces
    if not len(usable):
        return float("nan")
    target = np.full((len(usable), 1), float(usable.ahead))
    errors = []
    for model in (predict, last_value):
        forecast = model(usable.years, usable.known, target)[:, 0]
        if scaled:
            errors.append(np.abs(usable.later - forecast) / usable.change)
        else:
            errors.append(smape(usable.later, forecast))
    weights = usable.weights if scaled else np.ones(len(usable))
    return float((errors[0] * weights).sum() / (errors[1] * weights).sum())


def score(pieces: Mapping[tuple[int, int], Windows], predict: Predict, *, without: str = "") -> Cells:
    """Return the cells of a model: each competition, the offices together; but for one collection."""
    cells: Cells = {}
    for (ahead, origins), cut in pieces.items():
        for name in COMPETITIONS:
            if name != without and len(one := cut.where(cut.collection == name)):
                cells[name, ahead, origins] = relative_error(one, predict, scaled=False)
        offices = cut.where(cut.official & (cut.collection != without))
        if len(offices):
            cells[OFFICES, ahead, origins] = relative_error(offices, predict, scaled=True)
    return cells


def guarded(trust: Trust) -> Predict:
    """Return the guarded drift with these numbers."""
    return lambda years, values, target: guarded_step(years, values, target, trust)


def candidates() -> Iterable[Trust]:
    """Yield the grid, those that believe least first."""
    for share in SHARES:
        for limit in LIMITS:
            yield from (Trust(share, limit, fades) for fades in (True, False))


def choose(pieces: Mapping[tuple[int, int], Windows], *, without: str = "") -> Scored:
    """Return the candidate to take; last value (a share of 0) where none is allowed, or none is better."""
    scored = [Scored(trust, score(pieces, guarded(trust), without=without)) for trust in candidates()]
    allowed = [one for one in scored if one.allowed]
    if min((one.mean for one in allowed), default=1.0) >= 1:
        return Scored(Trust(0.0, LIMITS[0], fades=True), score(pieces, last_value, without=without))
    best = min(one.mean for one in allowed)
    near = [one for one in allowed if one.mean <= best + NEAR]
    return min(near, key=lambda one: (one.trust.share * one.trust.limit, one.mean))


def cut(series: Sequence[PublicSeries], n: int) -> dict[tuple[int, int], Windows]:
    """Return the pieces of all horizons, with one origin a series and with three."""
    back = range(-n + 1, 1)
    cells = [(ahead, origins) for ahead in HORIZONS for origins in (1, 3)]
    return {(ahead, origins): windows(series, back, ahead, origins=origins) for ahead, origins in cells}


def spread(cells: Cells, names: Sequence[str]) -> str:
    """Return mean and worst of some collections, last origin only."""
    chosen = [value for (name, _, origins), value in cells.items() if name in names and origins == 1]
    return f"{np.mean(chosen):.3f} {max(chosen):.3f}" if chosen else "  –     –  "


def print_choice(n: int, pieces: Mapping[tuple[int, int], Windows], chosen: Scored) -> None:
    """Print the choice for n years, beside plain models, and what it does kind by kind."""
    trust = chosen.trust
    kind = "fades" if trust.fades else "capped"
    print(f"\nn = {n}: share {trust.share:g}, limit {trust.limit:g}, {kind}")
    plain: dict[str, Predict] = {
        "chosen": guarded(trust), "shrunk log drift": shrunk_log_drift, "drift": drift, "OLS line": linear,
    }  # fmt: skip
    for name, model in plain.items():
        cells = chosen.cells if name == "chosen" else score(pieces, model)
        competitions, offices = spread(cells, COMPETITIONS), spread(cells, (OFFICES,))
        print(f"  {name:18} competitions mean, worst {competitions}   offices mean, worst {offices}")
    for label in ("share", "rate", "money", "other"):
        parts = []
        for ahead in (1, 3, 5):
            piece = pieces[ahead, 1]
            own = piece.where(piece.official & (piece.kind == label))
            parts.append(f"{relative_error(own, guarded(trust), scaled=True):.3f}")
        print(f"  official {label:9} 1, 3, 5 years ahead: {' '.join(parts)}")


def print_left_out(
    series: Sequence[PublicSeries], all_pieces: Mapping[int, Mapping[tuple[int, int], Windows]]
) -> None:
    """Print the score on each collection of the choice that is made without it."""
    print("\nchosen without the collection, scored on it (mean of 1-5 years ahead, last origin)")
    print("  " + " ".join(["collection".ljust(12), *(f"n={n:<5}" for n in COUNTS)]))
    for name in dict.fromkeys(one.collection for one in series):
        parts = []
        for n in COUNTS:
            trust = choose(all_pieces[n], without=name).trust
            own = [all_pieces[n][ahead, 1] for ahead in HORIZONS]
            scores = [
                relative_error(
                    piece.where(piece.collection == name), guarded(trust), scaled=name not in COMPETITIONS
                )
                for piece in own
                if (piece.collection == name).sum() >= 20
            ]
            parts.append(f"{np.mean(scores):.3f}  " if scores else "  –    ")
        print("  " + " ".join([name.ljust(12), *parts]))


def print_thinned(series: Sequence[PublicSeries]) -> None:
    """Print the score of the default model as it is in the library on series with years missing."""
    print("\nyears known, then years missing: competitions mean, worst; offices mean, worst (last origin)")
    for offsets in ((-2, 0), (-3, 0), (-5, 0), (-10, -5, 0), (-6, -1, 0), (-7, -2, -1, 0), (-4, -2, -1, 0)):
        pieces = {(ahead, 1): windows(series, offsets, ahead) for ahead in HORIZONS}
        cells = score(pieces, guarded_drift)
        print(
            f"  {','.join(map(str, offsets)):12} {spread(cells, COMPETITIONS)}   {spread(cells, (OFFICES,))}"
        )


def as_toml(chosen: Mapping[int, Scored], made: str, official: Path) -> str:
    """Return the data file of the default model."""
    lines = [
        "# How far the default model believes a trend seen in n years: made by benchmarks/choose_default.py.",
        "# share: part of the yearly step that is continued; limit: largest step in logarithms; fades:",
        "# beyond it the step fades to nothing (true) or counts as the limit (false). Errors are relative to",
        "# the last value, mean of 1-5 years ahead: sMAPE on competitions, scaled error on offices' series.",
        f'made = "{made}"',
        f"sources = {_list(sources(official))}",
        f"versions = {_list(versions())}",
    ]
    for n, one in chosen.items():
        means = [
            np.mean(
                [
                    v
                    for (name, _, origins), v in one.cells.items()
                    if (name in COMPETITIONS) is competition and origins == 1
                ]
            )
            for competition in (True, False)
        ]
        lines += [
            "",
            "[[choice]]",
            f"n = {n}",
            f"share = {one.trust.share}",
            f"limit = {one.trust.limit}",
            f"fades = {str(one.trust.fades).lower()}",
            f"competitions = {means[0]:.3f}",
            f"offices = {means[1]:.3f}",
        ]
    return "\n".join(lines) + "\n"


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"


def main() -> None:
    """Choose, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_official_argument(parser, required=True)
    parser.add_argument("--write", type=Path, metavar="TOML", help="write the choice to this file")
    parser.add_argument("--date", default=date.today().isoformat(), help="date to write (default: today)")
    arguments = parser.parse_args()
    series = [*competition_series(), *official_series(arguments.official)]
    pieces = {n: cut(series, n) for n in COUNTS}
    chosen = {}
    for n in COUNTS:
        chosen[n] = choose(pieces[n])
        print_choice(n, pieces[n], chosen[n])
    print_left_out(series, pieces)
    print_thinned(series)
    if arguments.write:
        write_file(arguments.write, as_toml(chosen, arguments.date, arguments.official).encode())


if __name__ == "__main__":
    main()
