"""What a kernel of a report run executes: ipykernel, without the one TCP port that it opens even over IPC.

ipykernel listens on the loopback interface for output of forked children. Report notebooks fork none, and a
shared machine has other users on that interface.

And it ends with the run that started it. ipykernel asks once a second whether its parent is still there, in a
thread that cannot run while a cell is inside a C function (a regular expression that does not end), and it
leaves its children behind. Here the system itself ends the whole process group, at once.
"""

from __future__ import annotations

import fcntl
import gc
import os
import select
import signal
import stat
import sys
from pathlib import Path

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python looks for cycles of dead objects whenever 700 more are alive, which takes a tenth of a kernel's life
of seconds and finds next to nothing; a long run still collects."""

_OPTIONS = (
    "--IPKernelApp.outstream_class=analysis.report.kernel_streams.PromptStream",
    # it sleeps before each reply, for clients that do not wait for a cell's last output; nbclient does
    "--Kernel._execute_sleep=0",
)


def end_with_the_run(lifeline: int) -> None:
    """Have this process group killed when the other end of a pipe closes (Linux).

    Where the system cannot do this, or there is no pipe, ipykernel's own look at its parent remains.
    """
    if (
        not hasattr(fcntl, "F_SETSIG")
        or not stat.S_ISFIFO(os.fstat(lifeline).st_mode)
        or os.getpgrp() != os.getpid()
    ):
        return
    try:  # opened anew: a handle that other kernels share would signal the last of them only
        own = os.open(f"/proc/self/fd/{lifeline}", os.O_RDONLY | os.O_NONBLOCK)
    except OSError:  # no /proc here
        own = os.dup(lifeline)
    fcntl.fcntl(own, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(own, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(own, fcntl.F_SETFL, fcntl.fcntl(own, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([own], [], [], 0)[0]:  # closed before we listened
        os.killpg(0, signal.SIGKILL)


def empty_standard_input() -> None:
    """Let standard input be empty, as it is for any process that nobody types to."""
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)


def main() -> None:
    """Start the kernel that the command line's connection file describes."""
    from ipykernel import kernelapp  # noqa: PLC0415 - only after the path has been set right
    from ipykernel.iostream import IOPubThread  # noqa: PLC0415

    class PortlessIOPubThread(IOPubThread):
        """Sends the kernel's own output only."""

        def _setup_pipe_in(self) -> None:
            self._pipe_flag = False  # ipykernel's own state for "no pipe could be opened"

    kernelapp.IOPubThread = PortlessIOPubThread  # type: ignore[attr-defined]
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    gc.enable()
    kernelapp.launch_new_instance([*sys.argv[1:], *_OPTIONS])


if __name__ == "__main__":
    # A file in the working directory must not shadow a library while the kernel starts; IPython puts it back.
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]
    end_with_the_run(0)
    empty_standard_input()
    main()
