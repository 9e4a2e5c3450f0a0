"""Kernels are forked from one process that has imported what they need; each is still private."""

import json
import os
import pkgutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from analysis.errors import KernelError
from analysis.report import fork_server
from analysis.report.kernels import kernel_group
from analysis.report.kinds import KINDS
from analysis.report.run import Setting, run_notebook
from analysis.wording import templates

pytestmark = pytest.mark.skipif(not fork_server.AVAILABLE, reason="this system cannot watch a forked kernel")

PLAIN = {"plan": "tiny", "year": 2024}
ABOUT = """
import json, os, psutil, sys
me = psutil.Process()
print(json.dumps({"pid": me.pid, "group": os.getpgrp(), "session": os.getsid(0), "parent": me.ppid(),
    "threads_of_parent": me.parent().num_threads(), "loaded": "analysis.figures" in sys.modules,
    "cwd": os.getcwd(), "stdin": os.readlink("/proc/self/fd/0"), "argv": sys.argv[1:2],
    "variable": os.environ.get("GUIHUA_TEST", "")}))
"""


def told(notebook) -> dict:
    return json.loads(notebook.cells[-1].outputs[-1].text)


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_kernels_are_children_of_one_process_without_threads_and_have_nothing_else_in_common(
    tmp_path, write_notebook
):
    path = write_notebook(tmp_path / "n.ipynb", ABOUT)
    with kernel_group() as kernels:
        one, other = (
            told(run_notebook(path, PLAIN, Setting(tmp_path, {"GUIHUA_TEST": name}), kernels=kernels))
            for name in ("first", "second")
        )
        assert one["parent"] == other["parent"] == kernels._server._process.pid
    assert one["threads_of_parent"] == 1  # a fork copies one thread only
    assert one["loaded"]
    assert one["pid"] == one["group"] == one["session"]
    assert one["pid"] != other["pid"]
    assert (one["cwd"], one["stdin"], one["argv"]) == (str(tmp_path), os.devnull, ["-f"])
    assert (one["variable"], other["variable"]) == ("first", "second")


def test_what_one_notebook_changes_does_not_reach_the_next(tmp_path, write_notebook):
    changing = write_notebook(
        tmp_path / "a.ipynb", "import os, pandas\npandas.changed = 1\nos.environ['CHANGED'] = '1'"
    )
    looking = write_notebook(
        tmp_path / "b.ipynb",
        "import json, os, pandas\nprint(json.dumps([hasattr(pandas, 'changed'), 'CHANGED' in os.environ]))",
    )
    with kernel_group() as kernels:
        run_notebook(changing, PLAIN, Setting(tmp_path), kernels=kernels)
        assert told(run_notebook(looking, PLAIN, Setting(tmp_path), kernels=kernels)) == [False, False]


def test_a_library_s_name_in_the_notebook_s_folder_is_a_file_of_the_notebook_alone(tmp_path, write_notebook):
    tmp_path.joinpath("json.py").write_text("raise RuntimeError('not a library')")
    tmp_path.joinpath("analysis.py").write_text("raise RuntimeError('not a library')")
    run_notebook(write_notebook(tmp_path / "n.ipynb", "import analysis.figures"), PLAIN, Setting(tmp_path))


def test_the_end_of_a_group_collects_its_kernels(tmp_path, write_notebook):
    path = write_notebook(tmp_path / "n.ipynb", ABOUT)
    with kernel_group() as kernels:
        about = told(run_notebook(path, PLAIN, Setting(tmp_path), kernels=kernels))
        assert psutil.pid_exists(about["pid"])  # its number is not free yet
    assert not psutil.pid_exists(about["pid"])
    assert not psutil.pid_exists(about["parent"])


KILLED = """
import os, sys, threading
from pathlib import Path
from analysis.report.kernels import kernel_group
from analysis.report.kinds import KINDS
from analysis.report.run import Setting, run_notebook
from analysis.wording import templates
with kernel_group() as kernels:
    def work(name):
        run_notebook(Path(name), {}, Setting(Path.cwd()), kernels=kernels)
    runs = [threading.Thread(target=work, args=(name,)) for name in ("a.ipynb", "b.ipynb", "c.ipynb")]
    for run in runs: run.start()
    for run in runs: run.join()
"""


def test_all_kernels_end_with_a_killed_run_even_inside_a_function_that_never_returns(
    tmp_path, write_notebook
):
    """They share one pipe, and each must be told that its other end has closed."""
    for name in "abc":
        write_notebook(
            tmp_path / f"{name}.ipynb",
            f"import os, re\nopen('part_{name}', 'w').write(str(os.getpid()))\n"
            f"os.rename('part_{name}', 'pid_{name}')\nre.match('(a+)+$', 'a' * 50 + 'b')",
        )
    run = subprocess.Popen([sys.executable, "-c", KILLED], cwd=tmp_path, stderr=subprocess.PIPE)
    until(lambda: len(list(tmp_path.glob("pid_*"))) == 3, seconds=60)
    pids = [int(path.read_text()) for path in tmp_path.glob("pid_*")]
    parents = {psutil.Process(pid).ppid() for pid in pids}
    run.kill()
    run.communicate(timeout=60)
    until(lambda: all(gone(pid) for pid in [*pids, *parents]), seconds=10)


@pytest.mark.parametrize("program", ["exit 1", "exec sleep 600"])
def test_a_server_that_ends_or_does_not_answer_is_said(tmp_path, write_notebook, monkeypatch, program):
    path = write_notebook(tmp_path / "n.ipynb", "1")
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\necho no more memory >&2\n{program}\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    monkeypatch.setattr(fork_server, "ANSWER_SECONDS", 1)
    with pytest.raises(KernelError, match="the kernel did not start: no more memory"):
        run_notebook(path, PLAIN, Setting(tmp_path))


def test_a_kernel_that_cannot_enter_its_folder_is_said(tmp_path, write_notebook):
    path = write_notebook(tmp_path / "n.ipynb", "1")
    with pytest.raises(KernelError, match=r"the kernel did not start: .*No such file or directory"):
        run_notebook(path, PLAIN, Setting(Path(tmp_path, "gone")))


def test_a_container_that_forbids_watching_gets_kernels_started_one_by_one(monkeypatch):
    def forbidden(pid):
        raise PermissionError(1, "Operation not permitted")

    assert fork_server._can_watch()
    monkeypatch.setattr(os, "pidfd_open", forbidden)
    assert not fork_server._can_watch()


def test_what_is_preloaded_covers_what_the_notebooks_import():
    """A module that a report's notebook imports and the server does not, every kernel imports anew."""
    notebooks = Path(__file__).parents[2] / "notebooks"
    code = (
        "import sys, nbformat\nfrom analysis.report.fork_server import PRELOADED, preload\n"
        "preload(PRELOADED)\nbefore = set(sys.modules)\n"
        "for path in sys.argv[1:]:\n"
        "    cell = next(c for c in nbformat.read(path, 4).cells if c.cell_type == 'code')\n"
        "    exec(cell.source)\n"
        "print(*(name for name in sorted(set(sys.modules) - before) if name.startswith('analysis.')))"
    )
    names = sorted({name for kind in KINDS.values() for name in kind.notebooks})
    paths = [str(notebooks / f"{name}.ipynb") for name in names]
    done = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_every_name_that_is_preloaded_means_something():
    for name in fork_server.PRELOADED:
        pkgutil.resolve_name(name)


def test_what_cannot_be_imported_is_left_for_the_notebook_to_say():
    fork_server.preload(["no_such_module", "analysis.wording:no_such_function", "analysis.wording:templates"])
    assert templates.cache_info().currsize == 1
