"""One run at a time: a lock beside the output, held by the process and gone with it, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import BusyError, OutputError


@contextmanager
def locked(path: Path, *, what: str, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the lock file `path` while the block runs, and leave no file behind.

    Parameters
    ----------
    path : Path
        The lock file; its folder exists.
    what : str
        What the other run is writing, for the message.
    wait_seconds : float
        How long to wait for another run; 0: not at all.

    Raises
    ------
    BusyError
        If another run holds the lock.
    OutputError
        If the lock file cannot be made.
    """
    lock = FileLock(path)
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout:
        raise BusyError(
            f"another run is writing {what}", remedy="wait until it has ended, then start again"
        ) from None
    except OSError as error:
        raise OutputError(
            f"cannot write in {path.parent}: {error.strerror or error}",
            remedy="make the folder writable, or free space on its disk",
        ) from None
    try:
        yield
    finally:
        # Removed while it is held: a run that has opened the old file sees that it has no name and tries
        # again.
        path.unlink(missing_ok=True)
        lock.release()
