"""The log of runs: one line of JSON a run, on stderr or at the end of a file that many runs share."""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from analysis.cli.endings import Ending
from analysis.errors import OutputError


@dataclass(frozen=True, slots=True)
class RunLog:
    """Where the line goes: an open file, or stderr where there is none.

    Parameters
    ----------
    handle : int or None
        File descriptor, open for appending.
    name : str
        Name of the file, for messages.
    """

    handle: int | None
    name: str

    @property
    def for_people(self) -> bool:
        """Whether stderr is free for messages to people."""
        return self.handle is not None

    def write(self, entry: Mapping[str, Any]) -> None:
        """Write one run, with the time of its end and guihua's version; a failure to do so is said."""
        ended = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        full = {"time": ended, **entry, "guihua": version("guihua")}
        with suppress(BrokenPipeError):
            if self.handle is None:
                sys.stderr.write(json_line(full, ascii_only=not _takes_utf8()).decode())
                sys.stderr.flush()
                return
            try:
                append_line(self.handle, json_line(full))
            except OSError as error:
                print(
                    f"cannot write {self.name}: {error.strerror or error}; free space there", file=sys.stderr
                )


@contextmanager
def open_log(path: str | None) -> Iterator[RunLog]:
    """Open the log before the run begins: a log that cannot be written is said before hours of work.

    Raises
    ------
    OutputError
        If the file cannot be opened for appending.
    """
    if path is None:
        yield RunLog(None, "stderr")
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        remedy = "name a file in a folder that exists and can be written"
        raise OutputError(f"cannot write {path}: {error.strerror}", remedy=remedy) from None
    try:
        yield RunLog(handle, path)
    finally:
        os.close(handle)


def log_misuse(ending: Ending, path: str | None) -> int:
    """Log a call that could not be understood, and so names no plan; return its exit code."""
    entry = dict.fromkeys(("plan", "year", "kind", "lang"))
    with open_log(path) as log:
        log.write(
            {**entry, "status": ending.status, "exit_code": ending.code, "seconds": 0.0}
            | {"message": ending.message, "output": None}
        )
        if log.for_people:
            print(ending.message, file=sys.stderr)
    return ending.code


def json_line(entry: Mapping[str, Any], *, ascii_only: bool = False) -> bytes:
    r"""Return an entry as one line of JSON in UTF-8; what UTF-8 cannot say is escaped.

    Examples
    --------
    >>> json_line({"message": "一\n二"}).decode()
    '{"message": "一\\n二"}\n'
    >>> json_line({"message": "\udcff"})
    b'{"message": "\\udcff"}\n'
    """
    try:
        return f"{json.dumps(entry, ensure_ascii=ascii_only)}\n".encode()
    except UnicodeEncodeError:  # an argument that was no text
        return f"{json.dumps(entry)}\n".encode()


def append_line(handle: int, line: bytes) -> None:
    """Append a line whole, or not at all, also when other runs append to the same file.

    Raises
    ------
    OSError
        If it cannot be written; a regular file is then as it was.
    """
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.write(handle, line)
        return
    fcntl.flock(handle, fcntl.LOCK_EX)  # goes with the handle
    size = os.fstat(handle).st_size
    try:
        written = os.write(handle, line)
        while written < len(line):
            written += os.write(handle, line[written:])
    except OSError:
        os.ftruncate(handle, size)
        raise


def _takes_utf8() -> bool:
    return (getattr(sys.stderr, "encoding", None) or "").lower().replace("-", "") == "utf8"
