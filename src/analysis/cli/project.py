"""Which project folder and which plan a command is about."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path

from analysis.errors import PlanError
from analysis.store import find_root


def project_root(arguments: Namespace) -> Path:
    """Return the folder that ``--root`` names, or the one that is found from here.

    Raises
    ------
    PlanError
        If it holds no data/raw.
    """
    named = getattr(arguments, "root", None)
    if named is None:
        return find_root()
    root = Path(named).resolve()
    if not (root / "data" / "raw").is_dir():
        raise PlanError(f"no data/raw folder in {root}", remedy="name the project's folder with --root")
    return root


def file_or_stream(text: str, *, output: bool = False) -> Path:
    """Return the path of a file, or for "-" that of standard input or output.

    Examples
    --------
    >>> file_or_stream("in.csv").name, file_or_stream("-").as_posix()
    ('in.csv', '/dev/stdin')
    """
    return Path(text if text != "-" else "/dev/stdout" if output else "/dev/stdin")


def shown_path(path: Path) -> str:
    """Return a path relative to the current folder where that is shorter."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def is_plan(text: str) -> bool:
    """Tell a plan id from a file name; what looks like an id and is a file is taken for the file.

    Raises
    ------
    PlanError
        If it is neither.
    """
    if text == "-":
        return False  # standard input
    looks_like_id = re.fullmatch(r"[A-Za-z0-9_-]+", text) is not None
    if not looks_like_id and not Path(text).exists() and not re.search(r"[./\\]", text):
        raise PlanError(f'no file and no plan "{text}"', remedy="guihua plans lists the plans")
    return looks_like_id and not Path(text).is_file()
