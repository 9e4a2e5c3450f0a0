"""How a command ends when it does not end well: one sentence and an exit code that a scheduler understands.

2: the input, the call or the place to write has to be mended by a person; of a long table with some bad rows
every row is written all the same, the bad ones with a note. 75 (EX_TEMPFAIL): nothing is wrong
with them, another run is at work, or a kernel died or took too long, which memory or load may explain; trying
again later is worth it, a few times. 128 + n: ended by signal n (129 terminal closed, 130 Ctrl-C, 141 reader
gone, 143 asked to end).
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
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


def tell_bad_rows(shown: Sequence[GuihuaError], problems: int, *, bad: int, rows: int) -> int:
    """Name the first problems of a table on stderr, count its bad rows in the last line, return the code.

    Parameters
    ----------
    shown : sequence of GuihuaError
        The first of all ``problems``; the rows' own notes hold every one.
    problems, bad, rows : int
        How many problems there are, in how many rows, of how many.

    Returns
    -------
    int
        0 without a bad row, else `BAD_INPUT`: the result is whole, but somebody has to mend the input.
    """
    for problem in shown:
        print(problem, file=sys.stderr)
    if problems > len(shown):
        print(f"… and {problems - len(shown)} more, see the column note", file=sys.stderr)
    if not bad:
        return 0
    print(
        f"{bad} of {rows} rows are bad input; all others were used, mend these and run again", file=sys.stderr
    )
    return BAD_INPUT
