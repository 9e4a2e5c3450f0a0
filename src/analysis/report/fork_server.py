"""One process that has imported what notebooks import, and forks a kernel for each notebook of a run.

A kernel of its own needs a second to start and to import pandas and matplotlib, which is most of what a short
notebook takes. Forked, it has all that already. Both ends of the conversation stand here: `ForkServer` asks,
`serve` answers. Only Linux can tell when a process that is not its child has ended (`os.pidfd_open`), and
other systems' libraries do not all survive a fork: elsewhere `AVAILABLE` is false and kernels start as usual.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from analysis.report import kernel_process


def _can_watch() -> bool:
    """Return whether this system lets a process watch one that is not its child; some containers do not."""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


AVAILABLE = _can_watch()
PRELOADED = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "matplotlib_inline.backend_inline",
    "analysis.audit_narrative",
    "analysis.comparison_narrative",
    "analysis.display",
    "analysis.evaluation_narrative",
    "analysis.figures",
    "analysis.growth_check",
    "analysis.progress_narrative",
    "analysis.project_narrative",
    "analysis.reference_narrative",
    "analysis.study",
    "analysis.tables",
    "matplotlib.backends.backend_svg",
    "analysis.fonts:register_matplotlib",
    "analysis.indicators:load_definitions",
    "analysis.schema:load_schema",
    "analysis.unit_table:unit_table",
    "analysis.wording:templates",
)
"""What notebooks import, and which files of the library they read by which functions, that keep them.

One that is missing here is imported, or read, in each kernel, and only costs time.
"""
_LONGEST_MESSAGE = 1 << 20
ANSWER_SECONDS = 120
"""Longest wait for a kernel; that for the first includes the imports."""

_FAREWELL_SECONDS = 5


class ForkServer:
    """Starts kernels by forking a process that is ready.

    Parameters
    ----------
    lifeline : int
        A pipe's end: when the other closes, the server and its kernels end (`kernel_process`).
    environment : mapping
        Environment variables of the server, and so of every kernel.
    log : Path
        Where the server's own messages go, in a folder where no file has a library's name.
    """

    def __init__(self, lifeline: int, environment: Mapping[str, str], log: Path) -> None:
        self._lock = threading.Lock()
        self._has_forked = False
        self._environment = dict(environment)
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, log.open("wb") as messages:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno()), str(lifeline), *PRELOADED],
                cwd=log.parent,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=messages,
                stderr=messages,
                pass_fds=[theirs.fileno(), lifeline],
                start_new_session=True,
            )

    def start(
        self, connection_file: str, folder: str, environment: Mapping[str, str], log: Path
    ) -> ForkedProcess:
        """Start a kernel in a process group of its own.

        Parameters
        ----------
        connection_file : str
            Names its sockets.
        folder : str
            Its working directory.
        environment : mapping
            Its environment variables.
        log : Path
            Where its own messages go.

        Raises
        ------
        RuntimeError
            If the server has ended, or does not answer.
        """
        own = {key: value for key, value in environment.items() if self._environment.get(key) != value}
        place = str(Path(folder).absolute())  # the server stands elsewhere
        order = {"connection_file": connection_file, "folder": place, "environment": own}
        answer = b""
        with self._lock, log.open("wb") as messages, suppress(ConnectionError, TimeoutError):
            self._ours.settimeout(ANSWER_SECONDS)
            socket.send_fds(self._ours, [json.dumps(order).encode()], [messages.fileno()])
            answer = self._ours.recv(_LONGEST_MESSAGE)
        if not answer:
            raise RuntimeError("the process that starts kernels has ended or does not answer")
        self._has_forked = True
        return ForkedProcess(int(answer))

    def stop(self) -> None:
        """Start no more kernels; those that there are end."""
        with suppress(OSError):
            self._ours.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the server with its kernels and give back what it holds."""
        self.stop()
        try:
            self._process.wait(_FAREWELL_SECONDS if self._has_forked else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._ours.close()


class ForkedProcess:
    """A kernel that the server has forked, as far as jupyter_client uses a `subprocess.Popen`.

    It is not collected before the server ends, so until then its number cannot mean another process.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)

    def __del__(self) -> None:
        os.close(self._handle)

    def poll(self) -> int | None:
        """Return None while the process runs."""
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until the process has ended; its status is the server's to know, so -1 stands for it."""
        return -1 if select.select([self._handle], [], [], timeout)[0] else None

    def send_signal(self, number: int) -> None:
        """Send a signal to the process."""
        signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End the process now."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)


def preload(names: Sequence[str]) -> None:
    """Import modules and call functions, named as in `PRELOADED`."""
    for name in names:
        with suppress(Exception):  # the notebook will say so, in the cell that imports it
            found = pkgutil.resolve_name(name)
            if callable(found):
                found()


def serve(control: socket.socket, lifeline: int, preloaded: Sequence[str]) -> None:
    """Preload modules and files, then fork a kernel for every order, until the other end closes."""
    os.set_inheritable(lifeline, False)  # not for what notebooks start
    kernel_process.end_with_the_run(lifeline)
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # the kernels' parent is this process
    gc.disable()  # of what is imported next to nothing is garbage; looking for it takes a fifth of a second
    preload(preloaded)
    gc.freeze()  # nor will it be: a collection in a kernel would copy its pages
    kernels = []
    while True:
        message, handles, _, _ = socket.recv_fds(control, _LONGEST_MESSAGE, 1)
        if not message:
            break
        pid = os.fork()
        if pid == 0:
            control.close()
            _become_kernel(json.loads(message), handles[0], lifeline)
        kernels.append(pid)
        os.close(handles[0])
        with suppress(ConnectionError):
            control.send(str(pid).encode())
    for pid in kernels:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _become_kernel(order: Mapping[str, str | dict[str, str]], messages: int, lifeline: int) -> NoReturn:
    """Leave the server's group and serve one notebook; never returns into the server's loop."""
    try:
        os.setsid()
        for handle in (1, 2):
            os.dup2(messages, handle)
        os.close(messages)
        os.chdir(str(order["folder"]))
        os.environ.update(dict(order["environment"]))  # type: ignore[arg-type] # strings, by `start`
        sys.argv = [kernel_process.__file__, "-f", str(order["connection_file"])]
        kernel_process.end_with_the_run(lifeline)
        kernel_process.main()
    except BaseException:  # of the frames of the server below, none may go on
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        os._exit(1)


if __name__ == "__main__":
    del sys.path[0]  # this folder; IPython puts the notebook's in its place
    serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), sys.argv[3:])
