"""The command ``guihua``: one module a command; here only what they share: how a run begins and how it ends.

Exit codes: 0 done, or up to date · 1 findings that ``--strict`` does not let pass · 2 bad input or usage, a
place that cannot be written · 75 try again later: another run is at work, a kernel died or took too long ·
130 Ctrl-C · 143 asked to end (128 + the signal's number). Why these: `endings`.
"""

from __future__ import annotations

import importlib
import signal
import sys
import warnings
from collections.abc import Sequence
from types import FrameType

from analysis.cli.endings import drop_unwritable_output, ending_of
from analysis.cli.parser import parse_arguments


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


def _failed(error: BaseException) -> int:
    """Say in one line what went wrong, and return the exit code."""
    ending = ending_of(error)
    drop_unwritable_output()
    if ending.message:
        print(ending.message, file=sys.stderr)
    return ending.code
