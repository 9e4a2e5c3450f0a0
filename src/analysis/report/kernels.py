"""Kernels of one report run: this Python and no other, private sockets instead of ports, no home directory.

jupyter_client would look for a kernel called "python3" in the user's folders, listen on TCP and write under
the home directory. Here a kernel is the running interpreter, talks through sockets in a folder that only this
user can open, and everything that it writes for itself lands in that folder, which goes when the run ends.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from analysis.report import fork_server

_LONGEST_FOLDER = 60  # a socket's path may have 103 bytes on macOS; the rest is for the names below it
_OTHER_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - only the place of a folder that mkdtemp makes
_KERNEL = "analysis.report.kernel_process"
_PREFIX = "guihua-run-"
_NEW_PREFIX = "guihua-new-"
_ABANDONED_SECONDS = 3600
_RETRY_MILLISECONDS = 10
"""How often a new kernel, and a killed one, is looked at; the libraries look ten times a second."""


class KernelGroup:
    """The kernels of one run; `stop` ends them all, with every process that they have started.

    Parameters
    ----------
    folder : Path
        Private folder for sockets, logs and what kernels write for themselves.
    forking : bool
        Fork the kernels from one process that has imported what they need, instead of starting each anew.
    """

    def __init__(self, folder: Path, *, forking: bool = False) -> None:
        self.folder = folder
        self.stopped = False
        self._lock = threading.Lock()
        self._groups: list[int] = []
        # the kernels' end of a pipe whose other end is ours alone: it closes with this process, however that
        # ends, and takes the kernels along (kernel_process)
        self.lifeline, self._held = os.pipe()
        self._count = 0
        own = {**os.environ, **_environment(folder)}
        self._server = (
            fork_server.ForkServer(self.lifeline, own, self.log_path("server")) if forking else None
        )

    def manager_class(self, environment: Mapping[str, str]) -> type[AsyncKernelManager]:
        """Return a kernel manager class for nbclient, whose kernels belong to this group."""
        group = self
        name = group._next_name()
        environment = {**_environment(self.folder), **environment}

        class PrivateKernelManager(AsyncKernelManager):  # type: ignore[misc]
            """Starts the running interpreter as a kernel, over IPC."""

            def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - traitlets' own keywords
                kwargs |= {"transport": "ipc", "connection_file": str(group.folder / f"{name}.json")}
                super().__init__(**kwargs)
                self.client_class = "analysis.report.kernel_client.PromptClient"
                self.context.setsockopt(zmq.RECONNECT_IVL, _RETRY_MILLISECONDS)

            @property
            def kernel_spec(self) -> KernelSpec:
                """The kernel: never one that happens to be installed under the user's home."""
                argv = [sys.executable, "-m", _KERNEL, "-f", "{connection_file}"]
                env = dict(environment)
                return KernelSpec(argv=argv, display_name="Python 3", language="python", env=env)

            async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:  # noqa: ANN401
                if group._server is not None:
                    await self._fork(group._server, **kw)
                else:
                    with group.log_path(name).open("wb") as log:
                        streams = {"stdin": group.lifeline, "stdout": log, "stderr": log}
                        await super()._async_launch_kernel(kernel_cmd, **{**kw, **streams})
                group.add(self.provisioner.pgid)

            async def _fork(self, server: fork_server.ForkServer, **kw: Any) -> None:  # noqa: ANN401
                process = await asyncio.to_thread(
                    server.start, self.connection_file, kw["cwd"], kw["env"], group.log_path(name)
                )
                self.provisioner.process = process
                self.provisioner.pid = self.provisioner.pgid = process.pid
                self._reconcile_connection_info(self.provisioner.connection_info)

            async def _async_wait(self, pollinterval: float = _RETRY_MILLISECONDS / 1000) -> None:
                await super()._async_wait(pollinterval)

        return PrivateKernelManager

    def log_path(self, name: str) -> Path:
        """Return where a kernel's own messages go (not those of the notebook's cells)."""
        return self.folder / f"{name}.log"

    def last_lines(self, count: int = 3) -> str:
        """Return the last lines that kernels have printed outside of cells, on one line."""
        lines: list[str] = []
        for path in sorted(self.folder.glob("*.log")):
            lines += path.read_text(encoding="utf-8", errors="replace").split("\n")
        return " | ".join([line.strip() for line in lines if line.strip()][-count:])

    def add(self, process_group: int) -> None:
        """Note a kernel that has started; one that comes too late is ended at once."""
        with self._lock:
            self._groups.append(process_group)
            if self.stopped:
                _kill(process_group)

    def stop(self) -> None:
        """End all kernels now; whoever waits for one gets a "kernel died"."""
        with self._lock:
            self.stopped = True
            if self._server is not None:
                self._server.stop()
            for process_group in self._groups:
                _kill(process_group)

    def close(self) -> None:
        """End all kernels and give back what the group holds."""
        self.stop()
        if self._server is not None:
            self._server.close()
        os.close(self.lifeline)
        os.close(self._held)

    def _next_name(self) -> str:
        with self._lock:
            self._count += 1
            return f"k{self._count}"


@contextmanager
def kernel_group() -> Iterator[KernelGroup]:
    """Yield a group of kernels; when the block ends, however it ends, no kernel and no file is left."""
    base = _short_folder()
    _sweep(base)
    folder, handle = _claimed_folder(base)
    group = KernelGroup(folder, forking=fork_server.AVAILABLE)
    try:
        yield group
    finally:
        group.close()
        os.close(handle)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Let this process put its temporary files into `folder`, which is swept even after a kill."""
    before = tempfile.tempdir
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def matplotlib_folder(fallback: Path) -> Path:
    """Return where matplotlib may keep its list of fonts: in the Python environment, if it can write there.

    The list takes a second to make, so it is worth keeping. A user's own matplotlibrc is not read: a report
    must not depend on who makes it.
    """
    folder = Path(sys.prefix) / "var" / "cache" / "guihua" / "matplotlib"
    if sys.prefix == sys.base_prefix:
        return fallback / "matplotlib"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder if os.access(folder, os.W_OK) else fallback / "matplotlib"


def _environment(folder: Path) -> dict[str, str]:
    """Return the variables that keep a kernel's own files in `folder` and its figures everywhere the same."""
    own = {
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
    }
    environment = {key: str(folder / name) for key, name in own.items()} | {"TMPDIR": str(folder)}
    environment |= {"MPLCONFIGDIR": str(matplotlib_folder(folder)), "MPLBACKEND": "agg"}
    environment |= {"PYTHONHASHSEED": "0"}
    # Two kernels share the cores: numeric libraries that start a thread a core only get in each other's way.
    environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    home = os.environ.get("HOME", "")
    return environment if home and os.access(home, os.W_OK) else environment | {"HOME": str(folder)}


def _short_folder() -> Path:
    """Return the folder for temporary files, or another one that is writable if its name is too long."""
    named = tempfile.gettempdir()
    candidates = [named, *_OTHER_FOLDERS, os.environ.get("XDG_RUNTIME_DIR", "")]
    short = [folder for folder in candidates if 0 < len(os.fsencode(folder)) <= _LONGEST_FOLDER]
    return Path(next((folder for folder in short if os.access(folder, os.W_OK | os.X_OK)), named))


def _claimed_folder(base: Path) -> tuple[Path, int]:
    """Return a new private folder and the handle that marks it as in use, by a lock that ends with us."""
    new = Path(tempfile.mkdtemp(prefix=_NEW_PREFIX, dir=base))
    handle = os.open(new, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    claimed = new.with_name(new.name.replace(_NEW_PREFIX, _PREFIX, 1))
    new.rename(claimed)  # `_sweep` looks for this name, so it meets no folder that is not locked yet
    return claimed, handle


def _sweep(base: Path) -> None:
    """Remove the folders of runs that were killed: those whose lock nobody holds."""
    for folder in base.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)
    for folder in base.glob(f"{_NEW_PREFIX}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _kill(process_group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process_group, signal.SIGKILL)
