"""What the indicator column of observations.csv may say: ids, the plan's rows, wordings; near misses."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.errors import ObservationError
from analysis.indicators import Definitions, wording_key
from analysis.numerals import clipped
from analysis.statements import Cells, printed_rows, series_units
from analysis.units import unit_of_name

_NEAR_MISSES = 3
_LEAST_LIKENESS = 0.5
_LONGEST_KEY = 60
_MOST_SEARCHES = 200  # a file of nothing but unknown names is not searched name by name


@dataclass(frozen=True, slots=True)
class Name:
    """What the indicator column names: a series, the unit that the text implies, its wordings."""

    indicator_id: str
    breakdown: str
    unit: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """All texts that may stand in the indicator column: the plan's own rows first, then the definitions.

    ``units`` is the unit of each series, ``printed_units`` all in which the plan prints it, ``rows`` the
    plan's last row of each.
    """

    definitions: Definitions
    units: Mapping[str, str]
    by_wording: Mapping[str, Name]
    parts: Mapping[str, Mapping[str, str]]
    printed_units: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, Cells]
    _near: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def find(self, text: str) -> Name:
        """Return what `text` names.

        Raises
        ------
        ObservationError
            If nothing is known under this text, or it names an indicator that the plan gives in parts only.
        """
        name = self.by_wording.get(wording_key(text)) or self._defined(text)
        if name is None:
            raise ObservationError(f'unknown indicator "{clipped(text)}"', remedy=self._remedy(text))
        parts = self.parts.get(name.indicator_id, {})
        if parts and "" not in parts and name.breakdown not in parts:
            known = ", ".join(f'"{printed}"' for printed in parts.values())
            raise ObservationError(f'the plan gives "{text}" in parts', remedy=f"write one of {known}")
        return name

    def _defined(self, text: str) -> Name | None:
        found = self.definitions.find(text)
        if found is None:
            return None
        definition, breakdown = found
        _, printed = unit_of_name(text)
        return Name(definition.id, breakdown, printed, (text, definition.name_zh))

    def _remedy(self, text: str) -> str:
        """Return what to write instead, with the nearest known wordings where there are some."""
        key = wording_key(text[: 2 * _LONGEST_KEY])[:_LONGEST_KEY]
        if key not in self._near and len(self._near) < _MOST_SEARCHES:
            self._near[key] = ", ".join(f'"{near}"' for near in self._nearest(key))
        near = self._near.get(key, "")
        plain = "write an indicator id or the name as the plan prints it"
        return f"did you mean {near}? {plain}" if near else plain

    def _nearest(self, key: str) -> list[str]:
        known: dict[str, str] = {}
        for row in self.rows.values():
            known.setdefault(wording_key(str(row["name"])), str(row["name"]))
        for definition in self.definitions:
            for wording in (definition.id, definition.name_zh, *definition.wordings):
                known.setdefault(wording_key(wording), wording)
        return [known[k] for k in difflib.get_close_matches(key, known, _NEAR_MISSES, _LEAST_LIKENESS)]


def known_names(definitions: Definitions, indicators: pd.DataFrame | None) -> Names:
    """Return all texts that an observation may use: the rows of the plan, if given, and the definitions.

    A wording that the plan prints for two different series names neither of them.
    """
    rows = [] if indicators is None else printed_rows(indicators)
    units = (
        {d.id: d.unit for d in definitions} if indicators is None else series_units(indicators, definitions)
    )
    by_wording: dict[str, Name] = {}
    ambiguous: set[str] = set()
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    printed: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        breakdown = str(row.get("breakdown", ""))
        parts[row["indicator_id"]].setdefault(breakdown, row["name"])
        name = Name(
            row["indicator_id"], breakdown, row_unit(row), (row["name"], str(row.get("printed_name", "")))
        )
        printed[name.indicator_id].update({name.unit: None} if name.unit else {})
        for text in _texts(row, breakdown):
            key = wording_key(text)
            other = by_wording.setdefault(key, name)
            if (other.indicator_id, other.breakdown) != (name.indicator_id, breakdown):
                ambiguous.add(key)
            by_wording[key] = name  # the last table is the current one: its unit goes first
    for indicator_id in {row["indicator_id"] for row in rows} - set(definitions.by_id):
        by_wording.setdefault(wording_key(indicator_id), Name(indicator_id, "", "", ()))
    clear = {key: name for key, name in by_wording.items() if key and key not in ambiguous}
    last_rows = {row["indicator_id"]: row for row in rows}
    all_units = {indicator_id: tuple(found) for indicator_id, found in printed.items()}
    return Names(definitions, units, clear, parts, all_units, last_rows)


def row_unit(row: Mapping[str, Any]) -> str:
    """Return the unit of a printed row, with what its name says it is per."""
    return str(row.get("full_unit", "")) or str(row.get("unit", ""))


def _texts(row: Mapping[str, Any], breakdown: str) -> list[str]:
    """Return the wordings of a printed row; a part's own cell ("城市") says too little to name it."""
    return [row["name"]] if breakdown else [row["name"], str(row.get("printed_name", ""))]
