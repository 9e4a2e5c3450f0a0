"""What a kernel of a report run executes: ipykernel, without the one TCP port that it opens even over IPC.

ipykernel listens on the loopback interface for output of forked children. Report notebooks fork none, and a
shared machine has other users on that interface.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Start the kernel that the command line's connection file describes."""
    from ipykernel import kernelapp  # noqa: PLC0415 - only after the path has been set right
    from ipykernel.iostream import IOPubThread  # noqa: PLC0415

    class PortlessIOPubThread(IOPubThread):
        """Sends the kernel's own output only."""

        def _setup_pipe_in(self) -> None:
            self._pipe_flag = False  # ipykernel's own state for "no pipe could be opened"

    kernelapp.IOPubThread = PortlessIOPubThread  # type: ignore[attr-defined]
    kernelapp.launch_new_instance()


if __name__ == "__main__":
    # A file in the working directory must not shadow a library while the kernel starts; IPython puts it back.
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]
    main()
