"""``guihua report`` as a process of its own on the small project of the tests, and what may happen to it."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
import pytest

WAITING = """
import os, pathlib, time
pathlib.Path('started.part').write_text(str(os.getpid()))
os.rename('started.part', 'started')
while not os.path.exists('go'):
    time.sleep(0.02)
"""
WAITING_CHILD = """
import os, subprocess
child = subprocess.Popen(['sleep', '600'])
open('pids.part', 'w').write(f'{os.getpid()} {child.pid}')
os.rename('pids.part', 'pids')
"""
PARAMETERS = "plan = 'x'\nyear = 2020\nlang = 'zh'"
MADE = {
    f"tiny/2025/{name}"
    for name in ("report.pdf", "report.html", "tables.xlsx", "report.json", "notebooks/annual_report.ipynb")
}
FAILED = "tiny/2025.failed.ipynb"
LIGHT_GUIHUA = [sys.executable, str(Path(__file__).with_name("light_guihua.py"))]
GUIHUA = [sys.executable, "-m", "analysis"]
REPORT = ["report", "tiny", "--year", "2025"]
DONE = (0, "reports/tiny/2025/report.pdf\n", "")


class Run:
    """``guihua report`` on the tiny project as a process of its own, with its own temporary folder."""

    def __init__(self, project, write_notebook, *cells):
        self.project = project
        self.temporary = Path(tempfile.mkdtemp(prefix="g", dir="/tmp"))
        self.notebook = project.root / "notebooks" / "annual_report.ipynb"
        write_notebook(self.notebook, *cells, parameters=PARAMETERS)
        project.report.mkdir(parents=True)
        project.report.joinpath("report.pdf").write_bytes(b"%PDF-previous")
        self.before = project.files("reports")
        self.command = [*LIGHT_GUIHUA, *REPORT]
        self.environment = os.environ | {"TMPDIR": str(self.temporary)}

    def start(self, **options) -> subprocess.Popen:
        return subprocess.Popen(
            self.command, cwd=self.project.root, env=self.environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )  # fmt: skip

    def finish(self, process=None, **options) -> tuple[int, str, str]:
        process = process or self.start(**options)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err
        return process.returncode, out, err

    def script(self, text: str) -> subprocess.CompletedProcess:
        """Run a shell script in a mount namespace of its own; ``$GUIHUA`` makes the report."""
        shell = ["unshare", "--mount", "--map-root-user", "bash", "-c", text]
        environment = self.environment | {"GUIHUA": " ".join(self.command)}
        return subprocess.run(
            shell, cwd=self.project.root, env=environment, capture_output=True, text=True, check=False
        )

    def kernel(self, process) -> int:
        """Wait until the notebook of a run is at work and return its kernel's process id."""
        started = self.notebook.with_name("started")
        until(lambda: started.exists() or process.poll() is not None)
        assert started.exists(), process.communicate()
        return int(started.read_text())

    def let_go(self) -> None:
        self.notebook.with_name("go").touch()

    def failed_notebook(self) -> nbformat.NotebookNode:
        """Read, and take away, the notebook that a failed run has kept."""
        path = self.project.root / "reports" / FAILED
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        path.unlink()
        return notebook

    def assert_untouched(self) -> None:
        assert self.project.files("reports") == self.before
        assert list(self.temporary.iterdir()) == []


def until(condition, seconds=60):
    """Wait for a condition; fail when it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    return True


def mounts_allowed() -> bool:
    """Return whether this machine lets us mount in a namespace of our own."""
    if shutil.which("unshare") is None:
        return False
    probe = ["unshare", "--mount", "--map-root-user", "mount", "-t", "tmpfs", "tmpfs", str(Path.home())]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


needs_mounts = pytest.mark.skipif(
    not mounts_allowed(), reason="mounting in a namespace is not permitted here"
)
