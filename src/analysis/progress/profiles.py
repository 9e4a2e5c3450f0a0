"""Profiles: the named methods of profiles.toml as records, checked on load."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from analysis.errors import DefinitionError, ModelError, Source
from analysis.progress.formulas import FORMULAS

FILE = "profiles.toml"
BASE_RULES = ("forward", "nearest", "refuse")
REFERENCES = ("", "elapsed", "piecewise")


@dataclass(frozen=True, slots=True)
class Band:
    """A class and the bound that a figure must meet; ``side`` "" is the last band, which takes the rest."""

    name: str
    side: str = ""
    bound: float = 0.0
    inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Edges:
    """What a method does where its bands do not say; see the head of profiles.toml."""

    reached: str = ""
    reached_early: str = ""
    reached_adverse: str = ""
    missed: str = ""
    missed_adverse: str = ""
    hold_reached: str = ""
    hold_missed: str = ""
    trend: bool = False
    base: str = "refuse"
    base_tolerance: int = 10**6
    zero: float | None = None
    near_limit: float | None = None


@dataclass(frozen=True, slots=True)
class WithoutTarget:
    """Figure and bands where there is no numeric target."""

    formula: str
    bands: tuple[Band, ...]
    scaled: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """One named method."""

    name: str
    title_zh: str
    title_en: str
    formula: str
    value: str
    bands: tuple[Band, ...]
    on_track: tuple[str, ...]
    source: str
    confirmed: bool
    unconfirmed: str = ""
    relative_to: str = ""
    cap: tuple[float, float] | None = None
    edges: Edges = field(default_factory=Edges)
    without_target: WithoutTarget | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """All classes that the method can give, each once."""
        without = self.without_target.bands if self.without_target else ()
        named = [band.name for band in (*self.bands, *without)]
        edges = self.edges
        named += [edges.reached, edges.reached_early, edges.reached_adverse, edges.missed]
        named += [edges.missed_adverse, edges.hold_reached, edges.hold_missed]
        return tuple(dict.fromkeys(name for name in named if name))

    def title(self, lang: str) -> str:
        """Return the name in ``lang`` ("zh" or "en")."""
        return self.title_en if lang == "en" else self.title_zh


@cache
def load_profiles() -> Mapping[str, Profile]:
    """Return the methods that come with the library, by name, in the order of the file.

    Examples
    --------
    >>> [(band.name, band.bound) for band in load_profiles()["open_sdg"].bands[:2]]
    [('substantial_progress', 0.95), ('moderate_progress', 0.6)]
    """
    return parse_profiles(files("analysis.progress").joinpath(FILE).read_text(encoding="utf-8"), file=FILE)


def find_profile(name: str) -> Profile:
    """Return a method by name.

    Raises
    ------
    ModelError
        If there is none.
    """
    profiles = load_profiles()
    if name not in profiles:
        raise ModelError(f'no method "{name}"', remedy=f"the methods are {', '.join(profiles)}")
    return profiles[name]


def parse_profiles(text: str, *, file: str = "") -> Mapping[str, Profile]:
    """Return the methods in a TOML text.

    Raises
    ------
    DefinitionError
        If the TOML is broken, a key is missing or unknown, a formula or rule does not exist, or bounds are
        not in order.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"not valid TOML: {error}", source=Source(file)) from None
    try:
        return MappingProxyType({name: _profile(name, entry) for name, entry in raw.items()})
    except DefinitionError as error:
        raise error.at(Source(file)) from None


def _profile(name: str, entry: Mapping[str, Any]) -> Profile:
    needed = ("title", "formula", "value", "bands", "on_track", "source", "confirmed")
    allowed = (*needed, "unconfirmed", "relative_to", "cap", "edges", "without_target")
    _check_keys(name, entry, needed, allowed)
    _check_keys(f"{name}.edges", entry.get("edges", {}), (), tuple(one.name for one in fields(Edges)))
    edges = Edges(**entry.get("edges", {}))
    if edges.base not in BASE_RULES:
        raise DefinitionError(f'{name}: base = "{edges.base}"', remedy=f"use {', '.join(BASE_RULES)}")
    if entry.get("relative_to", "") not in REFERENCES:
        raise DefinitionError(f'{name}: relative_to = "{entry["relative_to"]}"')
    if bool(entry["confirmed"]) == bool(entry.get("unconfirmed")):
        raise DefinitionError(f"{name}: confirmed = false needs the text unconfirmed, true must not have it")
    plain = ("formula", "value", "source", "confirmed", "unconfirmed", "relative_to")
    profile = Profile(
        name=name,
        title_zh=entry["title"]["zh"],
        title_en=entry["title"]["en"],
        bands=_bands(name, entry["bands"]),
        on_track=tuple(entry["on_track"]),
        cap=tuple(entry["cap"]) if "cap" in entry else None,
        edges=edges,
        without_target=_without_target(name, entry.get("without_target")),
        **_known_formula(name, {key: entry[key] for key in plain if key in entry}),
    )
    if unknown := [one for one in profile.on_track if one not in profile.classes]:
        raise DefinitionError(f"{name}: on_track names {', '.join(unknown)}, which is no class of it")
    return profile


def _without_target(name: str, entry: Mapping[str, Any] | None) -> WithoutTarget | None:
    if entry is None:
        return None
    _check_keys(f"{name}.without_target", entry, ("formula", "bands"), ("formula", "bands", "scaled"))
    return WithoutTarget(**_known_formula(name, entry) | {"bands": _bands(name, entry["bands"])})


def _known_formula(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    if entry["formula"] not in FORMULAS:
        raise DefinitionError(f'{name}: no formula "{entry["formula"]}"', remedy=f"use {', '.join(FORMULAS)}")
    return dict(entry)


def _bands(name: str, entries: Sequence[Mapping[str, Any]]) -> tuple[Band, ...]:
    bands = []
    for entry in entries:
        sides = [side for side in ("above", "below") if side in entry]
        _check_keys(f"{name}.bands", entry, ("class",), ("class", "above", "below", "inclusive"))
        if len(sides) > 1 or (bool(sides) != ("inclusive" in entry)):
            raise DefinitionError(f"{name}: a bound is above or below, and says whether it is inclusive")
        side = sides[0] if sides else ""
        bands.append(Band(entry["class"], side, float(entry.get(side, 0)), entry.get("inclusive", False)))
    *bounded, last = bands
    keys = [-b.bound if b.side == "above" else b.bound for b in bounded]
    if last.side or any(not b.side for b in bounded) or len({b.side for b in bounded}) > 1:
        raise DefinitionError(f"{name}: every band but the last has a bound, all on the same side")
    if keys != sorted(keys):
        raise DefinitionError(f"{name}: bounds are not in order from the best class to the worst")
    return tuple(bands)


def _check_keys(name: str, entry: Mapping[str, Any], needed: Sequence[str], allowed: Sequence[str]) -> None:
    if missing := [key for key in needed if key not in entry]:
        raise DefinitionError(f"{name}: no {', '.join(missing)}")
    if unknown := sorted(set(entry) - set(allowed)):
        raise DefinitionError(f"{name}: unknown key {', '.join(unknown)}")
