"""What a report was made from, in report.json beside it: whether it is up to date, and where it comes from.

The record holds checksums and versions only, no times and no paths of a machine, so that the same inputs give
the same record. It says which inputs (the plan's files and those of the plan that it is compared with, the
notebooks), which code (guihua's own files, Python, the packages that it needs) and which order gave which
files. A report is up to date when all of that is still so; anything else makes it anew.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions, version
from pathlib import Path
from typing import Any

import analysis
from analysis.errors import BusyError
from analysis.report.kinds import ReportKind
from analysis.report.order import ReportOrder
from analysis.schema import load_schema
from analysis.store import (
    OBSERVATIONS_FILE,
    PLAN_FILE,
    PROJECT_PROGRESS_FILE,
    Plan,
    list_plans,
    load_plan,
    processed_path,
)
from analysis.store.processed import PACKAGE_FILE
from analysis.store.reports import OWN_ENTRIES, RECORD_FILE

PROGRAM = "guihua"
Record = dict[str, Any]
_REQUIRES = re.compile(r"^Requires-Dist: *([A-Za-z0-9._-]+)(.*)$", re.MULTILINE)
_OF_AN_EXTRA = re.compile(r";.*\bextra\s*==")
_LARGEST_RECORD = 10_000_000  # bytes; a record has some ten thousand


def report_basis(root: Path, plan: Plan, kind: ReportKind, order: ReportOrder) -> Record:
    """Return the part of a record that is known before a report is made: order, code, inputs.

    Raises
    ------
    PlanError, DocumentError
        If the plan that this one is compared with cannot be used.
    """
    return {
        "report": {"plan": order.plan_id, "year": order.year, "kind": order.kind, "lang": order.lang},
        "made_by": {
            PROGRAM: version(PROGRAM),
            "code": _code_checksum(),
            "python": platform.python_version(),
            "packages": required_packages(PROGRAM),
        },
        "inputs": _input_checksums(root, plan, kind),
    }


def report_record(root: Path, plan: Plan, kind: ReportKind, basis: Record, folder: Path) -> bytes:
    """Return the contents of report.json for the files that have been made in `folder`.

    Raises
    ------
    BusyError
        If an input is no longer what it was when the run began: nobody could say what the report shows.
    """
    changed = _first_difference(basis["inputs"], _input_checksums(root, plan, kind))
    if changed:
        raise BusyError(f"{changed} was changed while the report was being made", remedy="start again")
    record = {**basis, "tables": _tables(root, plan.id), "outputs": _outputs(folder)}
    return f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()


def out_of_date(root: Path, plan_id: str, folder: Path, basis: Record) -> str:
    """Return why the report in `folder` has to be made anew, "" when it is up to date.

    Examples
    --------
    >>> out_of_date(Path(), "tiny", Path("no-such-folder"), {})
    'no report yet'
    """
    record = _read_record(folder / RECORD_FILE)
    if record is None:
        return "no report yet"
    for part, what in (("report", "order"), ("made_by", "code"), ("inputs", "input")):
        if changed := _first_difference(_mapping(record, part), basis[part]):
            return f"{what} changed: {changed}"
    outputs, tables = _mapping(record, "outputs"), _mapping(record, "tables")
    if not outputs or (altered := _first_missing(outputs, _outputs(folder, only=outputs))):
        return f"altered or missing: {altered if outputs else 'everything'}"
    if altered := _first_missing(tables, _tables(root, plan_id)):
        return f"altered or missing: {altered}"
    return ""


def required_packages(name: str) -> dict[str, str]:
    """Return the versions of everything that an installed distribution needs, itself excepted, sorted.

    Requirements of extras are left out, and what is not installed (for another system, say).
    """
    installed: dict[str, tuple[str, Distribution]] = {}
    for found in distributions():
        spelled, number = _name_and_version(found)
        installed.setdefault(_normal(spelled), (number, found))  # the first on the path is the one imported
    needed: dict[str, str] = {}
    waiting = [_normal(name)]
    while waiting:
        key = waiting.pop()
        if key not in installed or key in needed:
            continue
        needed[key], found = installed[key]
        # the header's lines, not distribution.requires: parsing a hundred of them takes a tenth of a second
        header = (found.read_text("METADATA") or "").partition("\n\n")[0]
        waiting += [
            _normal(need) for need, rest in _REQUIRES.findall(header) if not _OF_AN_EXTRA.search(rest)
        ]
    needed.pop(_normal(name), None)
    return dict(sorted(needed.items()))


def _name_and_version(found: Distribution) -> tuple[str, str]:
    """Return both from the name of a distribution's folder, NAME-VERSION.dist-info, or from its metadata."""
    folder = Path(str(getattr(found, "_path", ""))).name
    name, dash, number = folder.removesuffix(".dist-info").partition("-")
    if dash and folder.endswith(".dist-info"):
        return name, number
    return str(found.metadata["Name"]), found.version


def _normal(name: str) -> str:
    """Return a distribution's name as all spellings of it are compared (PEP 503).

    Examples
    --------
    >>> _normal("Jupyter_Client")
    'jupyter-client'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def _code_checksum() -> str:
    """Return one checksum over the library's own files: modules, definitions, templates."""
    home = Path(analysis.__file__).parent
    files = (path for path in home.rglob("*") if path.suffix != ".pyc" and path.is_file())
    lines = sorted(f"{path.relative_to(home).as_posix()} {_checksum(path)}\n" for path in files)
    return _text(hashlib.sha256("".join(lines).encode()))


def _input_checksums(root: Path, plan: Plan, kind: ReportKind) -> dict[str, str]:
    """Return the checksums of a report's inputs by their path below the root; a missing one has none."""
    plans = [plan]
    if plan.comparator in list_plans(root):
        plans.append(load_plan(root, plan.comparator))
    names = [
        one.shown_path(name) for one in plans for name in (PLAN_FILE, one.source_file, OBSERVATIONS_FILE)
    ]
    names.append(plan.shown_path(PROJECT_PROGRESS_FILE))
    names += [f"notebooks/{name}.ipynb" for name in kind.notebooks]
    return {name: _checksum(root / name) for name in names if (root / name).is_file()}


def _tables(root: Path, plan_id: str) -> dict[str, str]:
    folder = processed_path(root, plan_id)
    names = [*(table.file for table in load_schema().values()), PACKAGE_FILE]
    paths = [folder / name for name in names if (folder / name).is_file()]
    return {path.relative_to(root).as_posix(): _checksum(path) for path in paths}


def _outputs(folder: Path, only: Iterable[str] | None = None) -> dict[str, str]:
    """Return the checksums of what a run has made in a report's folder, or of some of that."""
    found = [path for entry in sorted(OWN_ENTRIES - {RECORD_FILE}) for path in _below(folder / entry)]
    wanted = None if only is None else set(only)
    names = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: _checksum(path) for name, path in names.items() if wanted is None or name in wanted}


def _below(path: Path) -> list[Path]:
    return sorted(one for one in (path.rglob("*") if path.is_dir() else [path]) if one.is_file())


def _checksum(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return _text(hashlib.file_digest(stream, "sha256"))
    except OSError as error:
        return f"unreadable: {error.strerror}"  # equal to no checksum, so the run itself gets to say it


def _text(digest: Any) -> str:  # noqa: ANN401 - hashlib's type has no public name
    return f"sha256:{digest.hexdigest()}"


def _read_record(path: Path) -> Record | None:
    """Return a record, or None where there is none that can be read: it is a file that anybody may edit."""
    try:
        if path.stat().st_size > _LARGEST_RECORD:
            return None
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _mapping(record: Record, part: str) -> Mapping[str, Any]:
    found = record.get(part)
    return found if isinstance(found, dict) else {}


def _first_difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return the first key whose value differs, in the order of the newer mapping; "" when none does.

    Examples
    --------
    >>> _first_difference({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}})
    'b c'
    """
    for key in [*now, *(key for key in before if key not in now)]:
        old, new = before.get(key), now.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            if inner := _first_difference(old, new):
                return f"{key} {inner}"
        elif old != new or type(old) is not type(new):
            return key
    return ""


def _first_missing(recorded: Mapping[str, Any], found: Mapping[str, str]) -> str:
    """Return the first recorded file that is not there with its recorded checksum, "" when all are."""
    return next((name for name, checksum in recorded.items() if found.get(name) != checksum), "")
