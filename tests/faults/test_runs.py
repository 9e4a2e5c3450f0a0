"""Runs cut short, runs that meet, runs without room: the previous report stays, nothing is left behind."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

WAITING = """
import os, pathlib, time
pathlib.Path('started.part').write_text(str(os.getpid()))
os.rename('started.part', 'started')
while not os.path.exists('go'):
    time.sleep(0.02)
"""
PARAMETERS = "plan = 'x'\nyear = 2020\nlang = 'zh'"
MADE = {
    "tiny/2025/report.pdf",
    "tiny/2025/report.html",
    "tiny/2025/tables.xlsx",
    "tiny/2025/notebooks/annual_report.ipynb",
}


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
        self.command = [sys.executable, "-m", "analysis", "report", "tiny", "--year", "2025"]
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

    def assert_untouched(self) -> None:
        assert self.project.files("reports") == self.before
        assert list(self.temporary.iterdir()) == []


@pytest.fixture
def start_run(project, write_notebook):
    """Return a function that prepares a run of a notebook with the given cells."""
    runs = []

    def prepare(*cells):
        runs.append(Run(project, write_notebook, *cells))
        return runs[-1]

    yield prepare
    for run in runs:
        shutil.rmtree(run.temporary, ignore_errors=True)


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


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "interrupted; every file is either as before or complete\n"),
        (signal.SIGTERM, 143, ""),
    ],
)
def test_a_run_that_is_interrupted_leaves_everything_as_it_was(start_run, number, code, said):
    run = start_run(WAITING)
    process = run.start()
    kernel = run.kernel(process)
    process.send_signal(number)
    assert run.finish(process) == (code, "", said)
    assert gone(kernel)
    run.assert_untouched()


def test_a_killed_run_leaves_the_report_and_the_next_run_cleans_up(start_run):
    run = start_run(WAITING)
    process = run.start()
    kernel = run.kernel(process)
    process.kill()
    process.communicate(timeout=60)
    assert run.project.files("reports")["tiny/2025/report.pdf"] == b"%PDF-previous"
    until(lambda: gone(kernel))  # a kernel looks after its parent once a second
    run.let_go()
    code, out, err = run.finish()
    assert (code, out, err) == (0, "reports/tiny/2025/report.pdf\n", "")
    made = run.project.files("reports")
    assert set(made) == MADE
    assert made["tiny/2025/report.pdf"] != b"%PDF-previous"
    assert list(run.temporary.iterdir()) == []


def test_of_two_runs_at_once_the_second_is_told_to_wait_and_the_first_goes_on(start_run):
    run = start_run(WAITING)
    first = run.start()
    run.kernel(first)
    code, out, err = run.finish()
    assert (code, out) == (2, "")
    assert err == "another run is writing reports/tiny/2025; wait until it has ended, then start again\n"
    run.let_go()
    assert run.finish(first) == (0, "reports/tiny/2025/report.pdf\n", "")
    assert set(run.project.files("reports")) == MADE


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1 / 0", 'notebooks/annual_report.ipynb: cell 2 ("1 / 0") failed: ZeroDivisionError'),
        ("import os; os._exit(1)", "notebooks/annual_report.ipynb: cell 2 ("),
    ],
)
def test_a_notebook_that_fails_leaves_the_previous_report(start_run, cell, said):
    run = start_run(cell)
    code, out, err = run.finish()
    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert err.count("\n") == 1
    run.assert_untouched()


def test_a_second_notebook_that_fails_ends_the_first(start_run, write_notebook):
    """The main notebook would wait for ever; it must not outlive its neighbour."""
    run = start_run(WAITING)
    other = run.notebook.with_name("1_plan_in_numbers.ipynb")
    fail = "import os, time\nwhile not os.path.exists('started'): time.sleep(0.02)\n1 / 0"
    write_notebook(other, fail, parameters="plan = 'x'")
    code, _, err = run.finish()
    assert code == 2
    assert err.startswith("notebooks/1_plan_in_numbers.ipynb: cell 2 ")
    assert gone(int(run.notebook.with_name("started").read_text()))
    run.assert_untouched()


def test_a_notebook_without_its_tag_is_refused_before_anything_runs(start_run, write_notebook):
    run = start_run("open('ran', 'w')")
    write_notebook(run.notebook, "year = 2020", "open('ran', 'w')", parameters=None)
    code, _, err = run.finish()
    assert code == 2
    assert err.startswith('notebooks/annual_report.ipynb: no code cell is tagged "parameters"; ')
    assert not run.notebook.with_name("ran").exists()
    run.assert_untouched()


def test_a_file_in_the_place_of_the_reports_folder_is_said(start_run):
    run = start_run("1")
    shutil.rmtree(run.project.root / "reports")
    run.project.root.joinpath("reports").write_text("")
    code, _, err = run.finish()
    assert code == 2
    assert err.startswith("cannot write ")
    assert err.count("\n") == 1
    assert run.project.root.joinpath("reports").read_text() == ""


def test_a_limit_on_file_sizes_is_said_and_leaves_the_old_tables(start_run):
    """What a full disk does, without a disk: the first table that is too long cannot be written."""
    run = start_run("1")
    run.project.root.joinpath("data/processed/tiny").mkdir(parents=True)
    run.project.root.joinpath("data/processed/tiny/values.csv").write_text("old\n")
    code, _, err = run.finish(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))
    assert code == 2
    assert "File too large; " in err
    assert err.count("\n") == 1
    assert run.project.files("data/processed") == {"tiny/values.csv": b"old\n"}
    run.assert_untouched()


@needs_mounts
def test_a_read_only_reports_folder_is_said(start_run):
    run = start_run("1")
    done = run.script("mount --bind reports reports && mount -o remount,bind,ro reports && exec $GUIHUA")
    assert done.returncode == 2
    assert "Read-only file system; " in done.stderr
    assert done.stderr.count("\n") == 1
    run.assert_untouched()


@needs_mounts
@pytest.mark.parametrize(("folder", "kilobytes"), [("reports", 24), ("data/processed", 24)])
def test_a_full_disk_is_said_and_leaves_what_was_there(start_run, folder, kilobytes):
    """Room for the old files and a little more, not for the new ones."""
    run = start_run("print('x' * 100_000)")
    run.project.root.joinpath("data/processed/tiny").mkdir(parents=True)
    run.project.root.joinpath("data/processed/tiny/values.csv").write_text("old\n")
    done = run.script(
        f"cp -r {folder} copy && mount -t tmpfs -o size={kilobytes}k tmpfs {folder}\n"
        f"cp -r copy/. {folder}\n"
        f"$GUIHUA; echo code=$?; diff -r copy {folder} && echo same"
    )
    assert done.stdout == "code=2\nsame\n"
    assert "No space left on device; " in done.stderr
    assert done.stderr.count("\n") == 1
    run.assert_untouched()
