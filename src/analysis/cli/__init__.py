"""The command ``guihua``: one module a command; here only what they share: how a run begins and how it ends.

Exit codes: 0 done, or up to date · 1 findings that ``--strict`` does not let pass · 2 bad input or usage, a
place that cannot be written; also when only some rows of a long table are bad and all others were used · 75
try again later: another run is at work, a kernel died or took too long · 130 Ctrl-C · 143 asked to end (128 +
the signal's number). Why these: `endings`.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from analysis.cli.endings import drop_unwritable_output, ending_of
from analysis.cli.parser import UsageError, log_wanted, parse_arguments
from analysis.errors import OutputError


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
    except UsageError as error:
        return _misused(error, arguments)
    except BaseException as error:
        return _failed(error)
    return code


def _prepare() -> None:
    """Make the run's surroundings harmless: odd terminals, library warnings, a request to end."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us: nobody wants to read
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as the run
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


def _misused(error: UsageError, arguments: Sequence[str] | None) -> int:
    """Say in one line what is wrong with the call, as JSON to a scheduler that asks for it."""
    as_json, path = log_wanted(arguments)
    if not as_json and path is None:
        return _failed(error)
    try:
        code: int = importlib.import_module("analysis.cli.runlog").log_misuse(ending_of(error), path)
    except OutputError:  # the call is to be mended anyway
        return _failed(error)
    return code
