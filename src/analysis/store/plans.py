"""What is under data/raw: plans, their documents and their yearly observations."""

from __future__ import annotations

import datetime
import difflib
import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.document import decode
from analysis.errors import ObservationError, PlanError, Source
from analysis.store.csvtext import CsvTable, read_typed

ROOT_VARIABLE = "GUIHUA_ROOT"
PLAN_FILE = "plan.toml"
OBSERVATIONS_FILE = "observations.csv"
OBSERVATION_COLUMNS = ("indicator", "year", "value", "unit", "source", "note")
_PLAN_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan folder as its plan.toml describes it.

    ``folder`` and ``source_path`` are absolute; ``shown`` is the folder as messages name it, relative to the
    root. ``comparator`` is the id of the plan whose series are drawn beside this one's, "" for none.
    """

    id: str
    title: str
    area: str
    period: tuple[int, int]
    folder: Path
    shown: str
    source_file: str
    sha256: str
    encoding: str
    title_en: str = ""
    area_en: str = ""
    published: str = ""
    url: str = ""
    comparator: str = ""

    @property
    def source_path(self) -> Path:
        """The document."""
        return self.folder / self.source_file

    def title_in(self, lang: str) -> str:
        """Return the title in a language; the Chinese one where plan.toml gives no other."""
        return (self.title_en if lang == "en" else "") or self.title

    def area_in(self, lang: str) -> str:
        """Return the area's name in a language; the Chinese one where plan.toml gives no other."""
        return (self.area_en if lang == "en" else "") or self.area

    def place_of(self, key: str) -> Source:
        """Return the line of plan.toml on which a key stands."""
        return _key_source(self.folder, self.shown_path(PLAN_FILE), key)

    def shown_path(self, name: str) -> str:
        """Return how messages name a file of this plan's folder."""
        return f"{self.shown}/{name}"


_TEXT_KEYS = ("title", "area", "source", "sha256", "encoding", "title_en", "area_en", "url", "comparator")
_NEEDED_KEYS = ("title", "area", "period", "source", "sha256", "encoding")
_KEYS = (
    "title", "title_en", "area", "area_en", "period", "published", "url", "source", "sha256", "encoding",
    "comparator",
)  # fmt: skip


def find_root(start: Path | None = None) -> Path:
    """Return the project folder: the nearest one at or above `start` that holds data/raw.

    Parameters
    ----------
    start : Path, optional
        Where to begin; the current folder when not given. ``GUIHUA_ROOT`` in the environment goes before
        both.

    Raises
    ------
    PlanError
        If there is none.
    """
    named = os.environ.get(ROOT_VARIABLE)
    begin = Path(named or start or Path.cwd()).resolve()
    for folder in [begin] if named else [begin, *begin.parents]:
        if (folder / "data" / "raw").is_dir():
            return folder
    remedy = "start in the project's folder, or name it with --root"
    if named:
        remedy = f"set {ROOT_VARIABLE} to the project's folder, or unset it"
    raise PlanError(f"no data/raw folder in {begin}{'' if named else ' or above it'}", remedy=remedy)


def list_plans(root: Path) -> list[str]:
    """Return the ids of the plans under data/raw, sorted: every folder with a plan.toml."""
    return sorted(path.parent.name for path in (root / "data" / "raw").glob(f"*/{PLAN_FILE}"))


def load_plan(root: Path, plan_id: str) -> Plan:
    """Return a plan, its plan.toml checked and its document compared with the checksum.

    Raises
    ------
    PlanError
        If there is no such plan, plan.toml is not as it must be, or the document is missing, empty or not
        the one that the checksum belongs to.
    """
    plan = _read_plan(root, plan_id)
    read_document_text(plan)
    return plan


def read_document_text(plan: Plan) -> str:
    """Return the text of the plan's document.

    Raises
    ------
    PlanError
        If the document is missing or is not the one that the checksum belongs to.
    DocumentError
        If it is empty or not text in the declared encoding. This goes first: it says more than two checksums
        do.
    """
    shown = plan.shown_path(plan.source_file)
    try:
        data = plan.source_path.read_bytes()
    except OSError as error:
        raise PlanError(
            f"cannot read the document {shown}: {error.strerror}",
            remedy=f"put the document there, or correct source in {PLAN_FILE}",
            source=plan.place_of("source"),
        ) from None
    text = decode(data, plan.encoding, shown)
    found = hashlib.sha256(data).hexdigest()
    if found != plan.sha256:
        raise PlanError(
            f"the sha256 of {plan.source_file} is {found}, not {plan.sha256}",
            remedy="put the published document back, or write its new sha256 here if the change is meant",
            source=plan.place_of("sha256"),
        )
    return text


def read_observations(plan: Plan) -> pd.DataFrame:
    """Return the yearly values that a plan's observations.csv reports; no rows when there is no file.

    See `observations_from`; sources name the file relative to the plan's folder.
    """
    path = plan.folder / OBSERVATIONS_FILE
    if not path.exists():
        return no_observations()
    return observations_from(path, OBSERVATIONS_FILE, shown=plan.shown_path(OBSERVATIONS_FILE))


def observations_from(path: Path, file: str, *, shown: str) -> pd.DataFrame:
    """Return the observations in a CSV file.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name in sources: ``attrs["file"]`` of the result.
    shown : str
        Its name in messages.

    Returns
    -------
    DataFrame
        The file's columns in its order, texts as printed, and source_line, the line in the file.

    Raises
    ------
    ObservationError
        If it is not text, a column is missing, or a row does not fit the header.
    """
    return observation_frame(read_typed(path, shown, OBSERVATION_COLUMNS, ObservationError), file)


def no_observations() -> pd.DataFrame:
    """Return a table of observations without rows."""
    return observation_frame(CsvTable(OBSERVATION_COLUMNS, ()), OBSERVATIONS_FILE)


def observation_frame(table: CsvTable, file: str) -> pd.DataFrame:
    """Return a table of observations as a DataFrame; see `observations_from`."""
    frame = pd.DataFrame(
        [[cell.text for cell in row] for row in table.rows], columns=list(table.header), dtype="str"
    )
    frame["source_line"] = pd.Series([row[0].source.line for row in table.rows], dtype="int64")
    frame.attrs["file"] = file
    return frame


def _read_plan(root: Path, plan_id: str) -> Plan:
    """Return the plan without a look at its document."""
    folder = _plan_folder(root, plan_id)
    shown = folder.relative_to(root).as_posix()
    raw, file = _read_toml(folder / PLAN_FILE, f"{shown}/{PLAN_FILE}")

    def refuse(key: str, what: str, remedy: str) -> PlanError:
        return PlanError(what, remedy=remedy, source=_key_source(folder, file, key))

    for key in sorted(set(raw) - set(_KEYS)):
        raise refuse(key, f'unknown key "{key}"', f"keys are {', '.join(_KEYS)}")
    for key in _NEEDED_KEYS:
        if key not in raw:
            raise refuse(key, f'no key "{key}"', "add it; see the plan.toml of another plan")
    for key in _TEXT_KEYS:
        if not isinstance(raw.get(key, "-"), str) or not raw.get(key, "-").strip():
            raise refuse(key, f"{key} is {raw[key]!r}, not a text", f'write {key} = "…"')
    if raw.get("comparator") == plan_id:
        raise refuse("comparator", "comparator is the plan itself", "name another plan, or take the line out")
    for key, problem, remedy in _value_problems(raw):
        raise refuse(key, problem, remedy)
    texts = {key: raw.get(key, "") for key in _TEXT_KEYS if key != "source"}
    start, end = raw["period"]
    return Plan(
        id=plan_id,
        period=(start, end),
        folder=folder,
        shown=shown,
        source_file=raw["source"],
        published=str(raw.get("published", "")),
        **texts,
    )


def _value_problems(raw: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (key, what is wrong, what to do) for values of the right kind that cannot be used."""
    problems = []
    period = raw["period"]
    years = isinstance(period, list) and [type(year) for year in period] == [int, int]
    if not years or not 1900 <= period[0] < period[1] <= 2200:
        remedy = "write first and last year, such as period = [2021, 2025]"
        problems.append(("period", f"period is {period!r}, not two years in order", remedy))
    if Path(raw["source"]).name != raw["source"] or raw["source"].startswith("."):
        remedy = "put the document beside plan.toml and write its name"
        problems.append(
            ("source", f"source is {raw['source']!r}, not the name of a file in this folder", remedy)
        )
    if not re.fullmatch(r"[0-9a-f]{64}", raw["sha256"]):
        remedy = "write the 64 digits that sha256sum prints"
        problems.append(("sha256", f"sha256 is {raw['sha256']!r}, not 64 hexadecimal digits", remedy))
    if not isinstance(raw.get("published", ""), str | int | datetime.date):
        problems.append(
            ("published", f"published is {raw['published']!r}", "write a date, such as 2021-12-31")
        )
    return problems


def _plan_folder(root: Path, plan_id: str) -> Path:
    """Return the folder of a plan; an id is one part of a path and nothing else."""
    known = list_plans(root)
    plain = _PLAN_ID.fullmatch(plan_id) is not None and len(plan_id) <= _LONGEST_ID
    if plain and plan_id in known:
        return root / "data" / "raw" / plan_id
    if plain and (root / "data" / "raw" / plan_id).is_dir():
        raise PlanError(
            f"data/raw/{plan_id} holds no {PLAN_FILE}", remedy="write one; see that of another plan"
        )
    near = difflib.get_close_matches(plan_id, known, n=1)
    choice = f"did you mean {near[0]}? " if near else ""
    listed = f"plans are {', '.join(known[:10])}" if known else "there is none"
    raise PlanError(f'no plan "{plan_id[:_LONGEST_ID]}" under data/raw', remedy=f"{choice}{listed}")


def _read_toml(path: Path, file: str) -> tuple[dict[str, Any], str]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), file
    except OSError as error:
        raise PlanError(f"cannot read: {error.strerror}", source=Source(file)) from None
    except UnicodeDecodeError:
        raise PlanError("not UTF-8 text", remedy="save it as UTF-8", source=Source(file)) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        last = len(path.read_text(encoding="utf-8-sig").splitlines())
        source = Source(file, int(place[1]), int(place[2]) - 1) if place else Source(file, last)
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise PlanError(f"not valid TOML: {what}", remedy="correct this line", source=source) from None


def _key_source(folder: Path, file: str, key: str) -> Source:
    """Return the line of plan.toml on which a key stands, or the file as a whole."""
    lines = (folder / PLAN_FILE).read_text(encoding="utf-8-sig").splitlines()
    for number, line in enumerate(lines, 1):
        if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
            return Source(file, number)
    return Source(file)
