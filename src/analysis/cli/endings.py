"""How a command ends when it does not end well: one sentence and an exit code that a scheduler understands.

2: the input, the call or the place to write has to be mended by a person. 75 (EX_TEMPFAIL): nothing is wrong
with them, another run is at work, or a kernel died or took too long, which memory or load may explain; trying
again later is worth it, a few times. 128 + n: ended by signal n (129 terminal closed, 130 Ctrl-C, 141 reader
gone, 143 asked to end).
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from dataclasses import dataclass

from analysis.errors import BusyError, GuihuaError

BAD_INPUT = 2
DEBUG_VARIABLE = "GUIHUA_DEBUG"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended: its exit code, what is said to people ("" for nothing), and one word for a log."""

    code: int
    message: str
    status: str


def ending_of(error: BaseException) -> Ending:
    """Return how a command ends that has raised `error`.

    Examples
    --------
    >>> ending_of(BusyError("another run is writing it", remedy="wait"))
    Ending(code=75, message='another run is writing it; wait', status='busy')
    """
    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exception(error)
    if isinstance(error, SystemExit):
        code = error.code if isinstance(error.code, int) else BAD_INPUT
        return Ending(code, "", "interrupted" if code > 128 else "failed")
    if isinstance(error, BrokenPipeError):
        return Ending(128 + signal.SIGPIPE, "", "interrupted")  # whoever read the output has seen enough
    if isinstance(error, KeyboardInterrupt):
        said = "interrupted; every file is either as before or complete"
        return Ending(128 + signal.SIGINT, said, "interrupted")
    if isinstance(error, GuihuaError):
        return Ending(error.exit_code, str(error), "busy" if isinstance(error, BusyError) else "failed")
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return Ending(BAD_INPUT, f"{place}{error.strerror or error}; check the path and the disk", "failed")
    what = " ".join(f"{type(error).__name__}: {error}".split())
    said = f"a fault in guihua itself: {what}; set {DEBUG_VARIABLE}=1 to see where"
    return Ending(BAD_INPUT, said, "failed")


def drop_unwritable_output() -> None:
    """Forget output that cannot be written: Python would try again at exit and end with a code of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
