"""What a kernel of a report run executes: ipykernel, without the one TCP port that it opens even over IPC.

ipykernel listens on the loopback interface for output of forked children. Report notebooks fork none, and a
shared machine has other users on that interface.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python looks for cycles of dead objects whenever 700 more are alive, which takes a tenth of a kernel's life
of seconds and finds next to nothing; a long run still collects."""


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
    kernelapp.launch_new_instance()


if __name__ == "__main__":
    # A file in the working directory must not shadow a library while the kernel starts; IPython puts it back.
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]
    main()
