"""The indicator that a subject names: by the definitions' wordings and by the plan's own printed names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from analysis.commitments.subjects import Subject
from analysis.commitments.words import CHANGE_SUBJECT, GENERIC_HEAD, GENERIC_TAIL, PER_MONTH
from analysis.errors import UnitError
from analysis.indicators import Definitions, wording_key
from analysis.units import full_unit, known_unit, unit_of_name

_SHORTEST: Final = 3
_SHARED: Final = 4  # so many characters of the denominator must agree


@dataclass(frozen=True, slots=True)
class Name:
    """An indicator's id, breakdown and unit ("" when not known)."""

    indicator_id: str
    breakdown: str
    unit: str


@dataclass(frozen=True, slots=True)
class Names:
    """The indicators that a plan's sentences may name, by the key of a wording."""

    definitions: Definitions
    by_key: Mapping[str, Name]

    def find(self, subject: Subject, unit: str, *, change: bool) -> tuple[str, str]:
        """Return id and breakdown of the indicator that a subject names, ("", "") when there is none.

        Only equal wordings count, after generic words (数量, 全县, 平均, 比例) are taken off either side; the
        unit must measure the same thing, unless the number is a change.
        """
        for key in _keys(subject, unit):
            name = self.by_key.get(key)
            if name is not None and (change or _same_measure(subject.text, unit, name.unit)):
                return name.indicator_id, name.breakdown
        if subject.relative_to and unit in ("%", "‰"):
            return self._share(subject)
        return "", ""

    def _share(self, subject: Subject) -> tuple[str, str]:
        """Find X占Y比率 for a sentence that prints X达到Y的93%: equal in X and in the begin of Y."""
        begin = wording_key(f"{subject.text}占{subject.relative_to[:_SHARED]}")
        found = {name for key, name in self.by_key.items() if key.startswith(begin)}
        only = found.pop() if len({name.indicator_id for name in found}) == 1 else None
        return (only.indicator_id, only.breakdown) if only is not None else ("", "")


def names_of(definitions: Definitions, indicators: pd.DataFrame) -> Names:
    """Collect the names: of the definitions, and of the plan's own tables (`indicators.csv`).

    Examples
    --------
    >>> from analysis.indicators import load_definitions
    >>> names = names_of(load_definitions(), pd.DataFrame())
    >>> names.find(Subject("节地生态安葬率"), "%", change=False)
    ('eco_burial_rate', '')
    """
    by_key: dict[str, Name] = {}
    for definition in definitions:
        wordings = [(word, "") for word in (definition.name_zh, *definition.wordings)]
        wordings += [(word, part) for part, words in definition.breakdowns.items() for word in words]
        for wording, part in wordings:
            _add(by_key, wording, Name(definition.id, part, definition.unit), exact=definition.exact)
    for row in _rows(indicators):
        for printed in (row["printed_name"], row["name"]):
            bare, _ = unit_of_name(printed)
            _add(by_key, bare, Name(row["indicator_id"], row["breakdown"], row["full_unit"] or row["unit"]))
    return Names(definitions, by_key)


def _rows(indicators: pd.DataFrame) -> Iterator[dict[str, str]]:
    columns = ("indicator_id", "name", "printed_name", "breakdown", "full_unit", "unit")
    if "indicator_id" not in indicators:
        return
    for record in indicators.to_dict("records"):
        row = {column: str(record.get(column) or "") for column in columns}
        if not row["breakdown"]:  # a part's printed name is often the whole's
            yield row


def _add(by_key: dict[str, Name], wording: str, name: Name, *, exact: bool = False) -> None:
    key = wording_key(wording)
    for one in dict.fromkeys((key,) if exact else (key, _bare(key))):
        if len(one) >= _SHORTEST:
            by_key.setdefault(one, name)


def _bare(key: str) -> str:
    """Take generic words off a key: 康养联合体数量 → 康养联合体; a rate keeps its 率."""
    while True:
        shorter = GENERIC_TAIL.sub("", GENERIC_HEAD.sub("", key, count=1), count=1)
        if shorter == key or len(shorter) < _SHORTEST:
            return key
        key = shorter


def _keys(subject: Subject, unit: str) -> Iterator[str]:
    """Yield the keys under which a subject may be known, the most exact first."""
    text = subject.text
    for wording in dict.fromkeys((text, PER_MONTH.sub("", text), CHANGE_SUBJECT.sub("", text))):
        for one in dict.fromkeys((subject.scope + wording, wording)):
            key = wording_key(one)
            yield key
            if len(_bare(key)) >= _SHORTEST:
                yield _bare(key)


def _same_measure(text: str, unit: str, wanted: str) -> bool:
    """Say whether a number in `unit` can be a value of an indicator in `wanted`."""
    if not wanted or not unit:
        return True
    try:
        stated = known_unit(full_unit(text, unit))
    except UnitError:
        return False
    other = known_unit(wanted)
    if stated is None or other is None:
        return False
    return stated.dimension == other.dimension or (
        stated.dimension == "money" and other.dimension.startswith("money")
    )
