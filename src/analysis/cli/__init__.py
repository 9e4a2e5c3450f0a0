"""The command ``guihua``: one module a command; here only what they share: how a run begins and how it ends.

Exit codes: 0 done · 1 findings that ``--strict`` does not let pass · 2 bad input or usage · 130 Ctrl-C.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Sequence
from types import FrameType

from analysis.cli.parser import parse_arguments
from analysis.errors import GuihuaError

BAD_INPUT = 2
INTERRUPTED = 128 + signal.SIGINT
_DEBUG_VARIABLE = "GUIHUA_DEBUG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; ``sys.argv[1:]`` by default.
    """
    _prepare()
    try:
        parsed = parse_arguments(arguments)
        # Imported by name and only now: ``guihua --help`` must not wait for pandas.
        code: int = importlib.import_module(f"analysis.cli.{parsed.command}").run(parsed)
        sys.stdout.flush()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else BAD_INPUT
    except BaseException as error:
        return _failed(error)
    return code


def _prepare() -> None:
    """Make the run's surroundings harmless: odd terminals, library warnings, a request to end."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # for developers, not for users; python -W shows them
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)


def _end(signum: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signum)  # so that locks, kernels and temporary files go as with Ctrl-C


def _drop_unwritable_output() -> None:
    """Forget output that cannot be written: Python would try again at exit and end with a code of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(error: BaseException) -> int:
    """Say in one line what went wrong, and return the exit code."""
    if os.environ.get(_DEBUG_VARIABLE):
        traceback.print_exception(error)
    _drop_unwritable_output()
    if isinstance(error, BrokenPipeError):
        return 128 + signal.SIGPIPE  # whoever read the output has seen enough
    if isinstance(error, KeyboardInterrupt):
        print("interrupted; every file is either as before or complete", file=sys.stderr)
        return INTERRUPTED
    if isinstance(error, GuihuaError):
        print(error, file=sys.stderr)
    elif isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        print(f"{place}{error.strerror or error}; check the path and the disk", file=sys.stderr)
    else:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"a fault in guihua itself: {what}; set {_DEBUG_VARIABLE}=1 to see where", file=sys.stderr)
    return BAD_INPUT
