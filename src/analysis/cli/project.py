"""Which project folder and which plan a command is about."""

from __future__ import annotations

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


def shown_path(path: Path) -> str:
    """Return a path relative to the current folder where that is shorter."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
