"""Indicator definitions: what a plan's row means, whatever the wording under which it is printed.

The definitions are data (``indicators.toml``); this module reads them once, refuses what contradicts itself,
and finds the definition that belongs to a printed name.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from analysis.errors import DefinitionError, Source
from analysis.units import unit

DIRECTIONS = ("up", "down", "within")
KINDS = ("share", "rate", "money", "count")
_REQUIRED = ("id", "name_zh", "name_en", "wordings", "unit", "direction", "kind", "source")
_OPTIONAL = ("short_zh", "short_en", "lower", "upper", "denominator", "breakdowns", "counted", "exact")


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator concept.

    ``lower`` and ``upper`` are bounds in ``unit`` that the concept itself has (None: none); ``breakdowns``
    maps a part ("urban") to the wordings that name only that part; ``counted`` are the names under which
    plans print the number behind a rate (社会组织 behind 每万人拥有社会组织). With ``exact`` a sentence names
    the indicator only by a full wording: its bare words (社会组织) serve for many counts.
    """

    id: str
    name_zh: str
    name_en: str
    wordings: tuple[str, ...]
    unit: str
    direction: str
    kind: str
    source: str
    short_zh: str = ""
    short_en: str = ""
    lower: float | None = None
    upper: float | None = None
    denominator: str = ""
    breakdowns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    exact: bool = False

    def name(self, lang: str) -> str:
        """Return the name in ``lang`` ("zh" or "en")."""
        return self.name_en if lang == "en" else self.name_zh

    def short(self, lang: str) -> str:
        """Return the figure label in ``lang``, or the full name where there is none."""
        return (self.short_en if lang == "en" else self.short_zh) or self.name(lang)


@dataclass(frozen=True, slots=True)
class Definitions:
    """All definitions, found by id or by printed wording."""

    by_id: Mapping[str, Definition]
    _by_wording: Mapping[str, tuple[Definition, str]]

    def __iter__(self) -> Iterator[Definition]:
        return iter(self.by_id.values())

    def find(self, name: str) -> tuple[Definition, str] | None:
        """Return the definition and breakdown ("" for the whole) that an id or a printed wording names.

        Examples
        --------
        >>> found = load_definitions().find("其中:护理型床位占机构床位比率(%)")
        >>> found[0].id, found[1]
        ('nursing_bed_share', '')
        >>> load_definitions().find("农村低保标准（元/月）")[1]
        'rural'
        """
        if name.strip() in self.by_id:
            return self.by_id[name.strip()], ""
        return self._by_wording.get(wording_key(name)) or self._by_wording.get(wording_key(_no_bracket(name)))

    def match(self, name: str) -> Definition | None:
        """Return the definition that an id or a printed wording names, or None."""
        found = self.find(name)
        return found[0] if found else None

    def with_names(self, names: Mapping[str, str]) -> Definitions:
        """Return these definitions and, for ids that have none, entries that only name them.

        For labels: an indicator of another plan is called what that plan calls it. Such an entry has no
        wordings and no source.

        Examples
        --------
        >>> load_definitions().with_names({"unlisted_1": "人均预期寿命"}).by_id["unlisted_1"].short("zh")
        '人均预期寿命'
        """
        bare = {
            key: Definition(key, name, name, (), "", "up", "count", "")
            for key, name in names.items()
            if key not in self.by_id
        }
        return Definitions(MappingProxyType({**self.by_id, **bare}), self._by_wording)


def wording_key(name: str) -> str:
    """Return what makes two printed names the same wording.

    Width, blanks, punctuation, quotation marks and a leading 其中 do not count; letters, digits and Han do.

    Examples
    --------
    >>> wording_key("其中：救助“一件事” 惠民联办率") == wording_key("救助一件事惠民联办率")
    True
    """
    plain = unicodedata.normalize("NFKC", name)
    kept = "".join(char for char in plain if char.isalnum() or char in "%‰").lower()
    return re.sub(r"^(其中|#)", "", kept)


def _no_bracket(name: str) -> str:
    """Drop bracketed groups at the end of a name: the unit, a remark."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return re.sub(r"(\s*[(\[【〔][^()\[\]【】〔〕]*[)\]】〕])+\s*$", "", plain)


@cache
def load_definitions() -> Definitions:
    """Return the definitions that come with the library.

    Raises
    ------
    DefinitionError
        If ``indicators.toml`` contradicts itself.
    """
    text = files("analysis").joinpath("indicators.toml").read_text(encoding="utf-8")
    return parse_definitions(text, file="indicators.toml")


def parse_definitions(text: str, *, file: str = "") -> Definitions:
    """Return the definitions in a TOML text with one ``[[indicator]]`` table each.

    Raises
    ------
    DefinitionError
        If the TOML is broken, a key is missing or unknown, an id or wording is used twice, the unit is not
        known, or the bounds are the wrong way round.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"not valid TOML: {error}", source=Source(file)) from None
    by_id: dict[str, Definition] = {}
    by_wording: dict[str, tuple[Definition, str]] = {}
    for entry in raw.get("indicator", []):
        definition = _definition(entry, file)
        if definition.id in by_id:
            raise DefinitionError(f'indicator id "{definition.id}" is used twice', source=Source(file))
        by_id[definition.id] = definition
        for wording, part in _wordings(definition):
            key = wording_key(wording)
            other = by_wording.get(key, (definition, part))
            if other != (definition, part):
                raise DefinitionError(
                    f'wording "{wording}" belongs to both {other[0].id} and {definition.id}',
                    remedy="keep it under the one that it names",
                    source=Source(file),
                )
            by_wording[key] = (definition, part)
    if not by_id:
        raise DefinitionError("no [[indicator]] table", source=Source(file))
    return Definitions(MappingProxyType(by_id), MappingProxyType(by_wording))


def _wordings(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield every wording with the breakdown that it names."""
    yield from ((wording, "") for wording in (definition.name_zh, *definition.wordings))
    for part, wordings in definition.breakdowns.items():
        yield from ((wording, part) for wording in wordings)


def _definition(entry: Mapping[str, Any], file: str) -> Definition:
    """Check one raw table and return it as a record."""

    def refuse(what: str, remedy: str = "") -> DefinitionError:
        return DefinitionError(
            f"indicator {entry.get('id', '?')}: {what}", remedy=remedy, source=Source(file)
        )

    if missing := [key for key in _REQUIRED if not entry.get(key)]:
        raise refuse(f"no {', '.join(missing)}")
    if unknown := sorted(set(entry) - {*_REQUIRED, *_OPTIONAL}):
        raise refuse(f"unknown key {', '.join(unknown)}", f"keys are {', '.join((*_REQUIRED, *_OPTIONAL))}")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", entry["id"]):
        raise refuse("an id is lower-case letters, digits and _")
    if entry["direction"] not in DIRECTIONS:
        raise refuse(f'direction "{entry["direction"]}"', f"write one of {', '.join(DIRECTIONS)}")
    if entry["kind"] not in KINDS:
        raise refuse(f'kind "{entry["kind"]}"', f"write one of {', '.join(KINDS)}")
    lower, upper = entry.get("lower"), entry.get("upper")
    if lower is not None and upper is not None and lower >= upper:
        raise refuse(f"lower bound {lower} is not below upper bound {upper}")
    unit(entry["unit"])  # raises UnitError when it is not known
    breakdowns = {part: tuple(words) for part, words in entry.get("breakdowns", {}).items()}
    fields = {**entry, "wordings": tuple(entry["wordings"]), "breakdowns": MappingProxyType(breakdowns)}
    fields["counted"] = tuple(entry.get("counted", ()))
    return Definition(**fields)
