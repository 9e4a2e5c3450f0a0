"""Replace files and folders whole: a crash, a full disk or Ctrl-C leaves what was there before.

New content is written beside its place under the name ``.NAME.partial`` and then moved; a leftover of a run
that was killed is removed by the next one. What has not changed is not touched, so its time stamps keep
their meaning.
"""

from __future__ import annotations

import ctypes
import filecmp
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from analysis.errors import OutputError
from analysis.store.locks import locked

_OWN_STREAMS = {
    "/dev/stdout": "stdout",
    "/dev/fd/1": "stdout",
    "/dev/stderr": "stderr",
    "/dev/fd/2": "stderr",
}
_LOCK_NAME = ".guihua.lock"
_LOCK_WAIT_SECONDS = 60.0  # files are written in well under a second; a longer wait means a stuck run


def partial_path(path: Path) -> Path:
    """Return where the new content of `path` is written before it is moved into place."""
    return path.with_name(f".{path.name}.partial")


def is_stream(path: Path) -> bool:
    """Tell whether a path is one of our own streams, whatever is behind it, a device or a pipe."""
    return path.as_posix() in _OWN_STREAMS or (path.exists() and not path.is_file() and not path.is_dir())


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a stream for writing; standard output itself, so that nothing behind it is cut or replaced."""
    name = _OWN_STREAMS.get(path.as_posix())
    if name is None:
        with path.open("wb") as stream:
            yield stream
    else:
        own = getattr(sys, name)
        own.flush()
        yield own.buffer


def write_file(path: Path, content: bytes) -> bool:
    """Write one file whole; return whether it changed.

    A device or pipe (``/dev/stdout``) is written to, never replaced; a symbolic link keeps pointing at its
    file.

    Raises
    ------
    OutputError
        If the file cannot be written; what was there is then still there.
    """
    if is_stream(path):
        return write_parts(path, [content])
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise OutputError(f"{path} is a folder", remedy="name a file to write")
    return bool(replace_files(path.parent, {path.name: content}))


def write_parts(path: Path, parts: Iterable[bytes]) -> bool:
    """Write one file whole from its parts, without holding more than one of them; return whether it changed.

    As `write_file`: written beside its place, then moved there.

    Raises
    ------
    OutputError
        If the file cannot be written; what was there before is then still there.
    BusyError
        If another run has been writing this folder for a minute.
    """
    if is_stream(path):
        with writing(path), _opened(path) as stream:
            stream.writelines(parts)
            stream.flush()
        return True
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise OutputError(f"{path} is a folder", remedy="name a file to write")

    def write(partial: Path) -> None:
        with partial.open("wb") as stream:
            stream.writelines(parts)

    return write_by(path, write)


def write_by(path: Path, write: Callable[[Path], None]) -> bool:
    """Write one file whole by a function that is given a path beside its place; return whether it changed.

    Raises
    ------
    OutputError
        If the file cannot be written; what was there before is then still there.
    BusyError
        If another run has been writing this folder for a minute.
    """
    path = Path(os.path.realpath(path))
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_path(path)
    with locked(path.parent / _LOCK_NAME, what=str(path.parent), wait_seconds=_LOCK_WAIT_SECONDS):
        try:
            with writing(path):
                write(partial)
                if path.exists() and filecmp.cmp(partial, path, shallow=False):
                    return False
            with uninterrupted(), writing(path.parent):
                partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return True


def replace_files(folder: Path, contents: Mapping[str, bytes]) -> list[str]:
    """Write files of one folder together; return the names of those that changed.

    Parameters
    ----------
    folder : Path
        Made if it is missing.
    contents : mapping of file name to content
        Moved into place in this order, after all of them have been written.

    Raises
    ------
    OutputError
        If one cannot be written; all files are then as they were.
    BusyError
        If another run has been writing this folder for a minute.
    """
    changed = [name for name, content in contents.items() if not _holds(folder / name, content)]
    leftovers = [name for name in contents if partial_path(folder / name).exists()]
    if not changed and not leftovers:
        return []
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / _LOCK_NAME, what=str(folder), wait_seconds=_LOCK_WAIT_SECONDS):
        try:
            for name in changed:
                with writing(folder / name):
                    partial_path(folder / name).write_bytes(contents[name])
            with uninterrupted(), writing(folder):
                for name in changed:
                    partial_path(folder / name).replace(folder / name)
        finally:
            for name in contents:
                partial_path(folder / name).unlink(missing_ok=True)
    return changed


def publish_folder(staging: Path, target: Path, *, own: frozenset[str]) -> bool:
    """Put the folder `staging` in the place of `target`; return whether anything changed.

    Parameters
    ----------
    staging, target : Path
        In the same folder. `staging` is gone afterwards.
    own : frozenset of str
        Names directly under `target` that belong to the caller and vanish with the old folder; everything
        else that a user has put there is kept.

    Raises
    ------
    OutputError
        If the folder cannot be replaced; `target` is then as it was.
    """
    with writing(target):
        if target.exists() and not target.is_dir():
            raise OutputError(f"{target} is not a folder", remedy="move it away")
        if target.is_dir():
            _carry_over(staging, target, own)
            if _share_unchanged(staging, target):
                shutil.rmtree(staging)
                return False
        with uninterrupted():
            swap_folders(staging, target)
    shutil.rmtree(staging, ignore_errors=True)
    return True


def swap_folders(new: Path, target: Path) -> None:
    """Give `new` the name of `target`, in one step where the system can; the old one is then named `new`."""
    if not target.exists():
        new.rename(target)
    elif not _exchange(new, target):
        old = target.with_name(f".{target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        new.rename(target)
        old.rename(new)


def recover_folder(target: Path) -> None:
    """Undo a swap in two steps that was cut between them, and remove what a killed run left."""
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():
        old.rename(target)
    for leftover in (old, partial_path(target)):
        shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the system's refusal to write into an OutputError that names `path` and says what to do."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader has seen enough: nothing is to be mended
    except OSError as error:
        raise OutputError(
            f"cannot write {error.filename or path}: {error.strerror or error}",
            remedy="make the place writable, or free space on its disk; what was there before is unchanged",
        ) from None


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C and a request to end while a few renames run; they take effect afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Python runs signal handlers in the main thread only
        return
    held: list[int] = []

    def hold(signum: int, _frame: FrameType | None) -> None:
        held.append(signum)

    before = {signum: signal.signal(signum, hold) for signum in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
    for late in held:
        signal.raise_signal(late)


def _holds(path: Path, content: bytes) -> bool:
    """Return whether the file exists with exactly this content."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _carry_over(staging: Path, target: Path, own: frozenset[str]) -> None:
    for entry in target.iterdir():
        if entry.name in own:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, staging / entry.name, symlinks=True, copy_function=_link_or_copy)
        else:
            _link_or_copy(str(entry), str(staging / entry.name))


def _share_unchanged(staging: Path, target: Path) -> bool:
    """Replace staged files by equal old ones, time stamps kept; return whether the folders are then equal."""
    staged, present = _files(staging), _files(target)
    equal = staged == present
    for name in sorted(staged):
        old, new = target / name, staging / name
        if name in present and new.samefile(old):
            continue  # carried over as a link; and renaming a link over its twin would leave both
        if name in present and _holds(old, new.read_bytes()):
            with suppress(OSError):  # no hard links on this disk: the new copy does as well
                spare = partial_path(new)
                spare.hardlink_to(old)
                spare.replace(new)
        else:
            equal = False
    return equal


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def _link_or_copy(source: str, destination: str) -> None:
    try:
        os.link(source, destination, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, destination, follow_symlinks=False)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step of the kernel; return False where the system or the disk cannot."""
    calls = {"linux": ("renameat2", 2), "darwin": ("renameatx_np", 2)}  # RENAME_EXCHANGE, RENAME_SWAP
    here = {"linux": -100, "darwin": -2}.get(sys.platform, 0)  # AT_FDCWD
    name, flag = calls.get(sys.platform, ("", 0))
    call = getattr(ctypes.CDLL(None), name, None) if name else None
    return call is not None and call(here, os.fsencode(one), here, os.fsencode(other), flag) == 0
