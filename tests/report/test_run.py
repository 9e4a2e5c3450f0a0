"""Notebook runs: parameters are compared first, kernels are private, failures are said in one sentence."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from analysis.errors import NotebookError
from analysis.report import fork_server
from analysis.report import kernels as kernels_module
from analysis.report.kernels import kernel_group
from analysis.report.run import Setting, check_parameters, parameter_defaults, run_notebook


@pytest.fixture(params=[True, False], autouse=True, ids=["forked", "started"])
def starting(request, monkeypatch):
    """Both ways in which kernels come: forked where the system can, else each started by itself."""
    monkeypatch.setattr(fork_server, "AVAILABLE", request.param and fork_server.AVAILABLE)
    monkeypatch.setattr(fork_server, "PRELOADED", ())  # these notebooks import nothing of it


VALUES = {"plan": "tiny", "year": 2024}
PRINTING = """
import sys, threading
print("before", end="")
display({"text/plain": "shown"}, raw=True)
print("after", file=sys.stderr)
def lines(name):
    for number in range(200):
        print(f"{name}{number}\\n", end="")
        sys.stdout.flush()
threads = [threading.Thread(target=lines, args=(name,)) for name in "abcd"]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("last", end="")
"""
ABOUT_THE_KERNEL = """
import json, os, psutil, sys
me = psutil.Process()
listening = [str(c) for p in [me, *me.children(recursive=True)] for c in p.net_connections("inet")]
about = {"listening": listening, "python": sys.executable, "home": os.environ["HOME"], "cwd": os.getcwd()}
print(json.dumps(about | {"plan": plan, "year": year}))
"""


def printed(notebook) -> str:
    """Return what the last cell printed."""
    return "".join(output.text for output in notebook.cells[-1].outputs)


def run(path: Path, values=None, **setting):
    return run_notebook(path, VALUES if values is None else values, Setting(path.parent, **setting))


class TestParameters:
    def test_names_and_types_that_fit_are_accepted(self, tmp_path, write_notebook):
        path = write_notebook(
            tmp_path / "n.ipynb", parameters="a = 'x'  # text\nb = 1.5\nc: int = 3\nd = None\ne = -1"
        )
        check_parameters(path, {"a": "y", "b": 2, "c": 4, "d": "anything", "e": 5})
        check_parameters(path, {})

    def test_a_notebook_without_parameters_needs_no_tagged_cell(self, tmp_path, write_notebook):
        path = write_notebook(tmp_path / "n.ipynb", "1", parameters=None)
        check_parameters(path, {})
        with pytest.raises(NotebookError, match="no code cell is tagged"):
            check_parameters(path, {"year": 2024})

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"yaer": 2024}, 'the cell tagged "parameters" has no yaer; it knows plan, year'),
            ({"year": "2024"}, "parameter year is '2024', but its default"),
            ({"year": 2024.0}, "parameter year is 2024.0"),
            ({"year": True}, "parameter year is True"),
            ({"plan": 7}, "parameter plan is 7"),
        ],
    )
    def test_an_unknown_name_or_another_type_is_refused_before_anything_runs(
        self, tmp_path, write_notebook, values, said
    ):
        path = write_notebook(tmp_path / "n.ipynb", "open('ran', 'w')")
        with pytest.raises(NotebookError) as error:
            run(path, values)
        assert said in str(error.value)
        assert str(error.value).startswith(path.as_posix())
        assert not (tmp_path / "ran").exists()

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ([], 'no code cell is tagged "parameters"'),
            (["year = 2025", "plan = 'x'"], '2 code cells are tagged "parameters"'),
            (["year = int('2025')"], 'cell 1, tagged "parameters", holds more than literal defaults'),
            (["year = = 3"], "holds more than literal defaults"),
            (["year = 2025\nprint(year)"], "holds more than literal defaults"),
            (["year += 1"], "holds more than literal defaults"),
            (["a.year = 1"], "holds more than literal defaults"),
        ],
    )
    def test_a_lost_tag_or_computed_default_is_refused(self, cells, said):
        """The defaults of an untagged cell would overwrite what papermill injects, without a word."""
        tag = {"tags": ["parameters"]}
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c, metadata=tag) for c in cells])
        with pytest.raises(NotebookError, match="parameters") as error:
            parameter_defaults(notebook, "n.ipynb")
        assert said in str(error.value)

    @pytest.mark.parametrize(("text", "said"), [(None, "cannot read the notebook"), ("{", "not a notebook")])
    def test_a_missing_or_broken_file_is_said(self, tmp_path, text, said):
        path = tmp_path / "n.ipynb"
        if text is not None:
            path.write_text(text)
        with pytest.raises(NotebookError, match=said):
            check_parameters(path, {})


class TestRun:
    def test_a_kernel_is_this_python_and_listens_on_no_port(self, tmp_path, write_notebook, monkeypatch):
        """Not even when the user has another kernel called python3."""
        foreign = tmp_path / "jupyter" / "kernels" / "python3"
        foreign.mkdir(parents=True)
        spec = {"argv": ["/bin/false", "{connection_file}"], "display_name": "no", "language": "python"}
        foreign.joinpath("kernel.json").write_text(json.dumps(spec))
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
        monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
        about = json.loads(printed(run(write_notebook(tmp_path / "n.ipynb", ABOUT_THE_KERNEL))))
        assert about["listening"] == []
        assert about["python"] == sys.executable
        assert about["cwd"] == str(tmp_path)
        assert {key: about[key] for key in VALUES} == VALUES

    @pytest.mark.parametrize("home", [None, "", "/dev/null/home"])
    def test_no_home_directory_is_needed(self, tmp_path, write_notebook, home):
        path = write_notebook(tmp_path / "n.ipynb", ABOUT_THE_KERNEL)
        code = (
            "import sys; from pathlib import Path; from analysis.report.run import *\n"
            "n = run_notebook(Path(sys.argv[1]), {}, Setting(Path(sys.argv[1]).parent))\n"
            "print(n.cells[-1].outputs[0].text)"
        )
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("HOME", "XDG", "JUPYTER"))
        }
        environment = kept | ({} if home is None else {"HOME": home})
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        assert Path(json.loads(done.stdout)["home"]).name.startswith("guihua-run-")

    def test_two_runs_give_the_same_notebook_to_the_byte(self, tmp_path, write_notebook):
        path = write_notebook(tmp_path / "n.ipynb", "print(sorted({'b', 'a'}), {'x', 'y', 'z'})\nyear")
        with kernel_group() as kernels:
            one, other = (
                nbformat.writes(run_notebook(path, VALUES, Setting(tmp_path), kernels=kernels))
                for _ in range(2)
            )
        assert one == other
        assert str(tmp_path) not in one

    def test_all_that_a_cell_prints_arrives_with_the_cell_and_in_its_place(self, tmp_path, write_notebook):
        outputs = run(write_notebook(tmp_path / "n.ipynb", PRINTING, "1")).cells[-2].outputs
        assert outputs[0] == {"output_type": "stream", "name": "stdout", "text": "before"}
        assert outputs[1]["data"] == {"text/plain": "shown"}
        assert [one["text"] for one in outputs if one.get("name") == "stderr"] == ["after\n"]
        said = "".join(one["text"] for one in outputs[2:] if one.get("name") == "stdout")
        assert sorted(said.splitlines()) == sorted(["last", *(f"{n}{i}" for n in "abcd" for i in range(200))])

    def test_a_relative_folder_is_relative_to_here(self, tmp_path, write_notebook, monkeypatch):
        write_notebook(tmp_path / "notebooks" / "n.ipynb", "import os\nprint(os.getcwd())")
        monkeypatch.chdir(tmp_path)
        assert printed(run(Path("notebooks", "n.ipynb"))) == f"{tmp_path / 'notebooks'}\n"

    def test_braces_in_the_folder_name_are_plain_characters(self, tmp_path, write_notebook):
        path = write_notebook(tmp_path / "{plan} {0}" / "n.ipynb", "print(year)")
        assert printed(run(path)) == "2024\n"

    def test_a_failing_cell_is_named_with_its_error_and_line(self, tmp_path, write_notebook):
        tmp_path.joinpath("helper.py").write_text("def fail():\n    raise ValueError('two\\nlines')\n")
        path = write_notebook(
            tmp_path / "n.ipynb", "1 + 1", "import helper\nhelper.fail()", "open('ran', 'w')"
        )
        with pytest.raises(NotebookError) as error:
            run(path, shown="notebooks/n.ipynb")
        assert str(error.value).startswith(
            'notebooks/n.ipynb: cell 3 ("helper.fail()") failed: ValueError: two lines ('
        )
        assert "helper.py:2)" in str(error.value)
        assert not (tmp_path / "ran").exists()

    def test_a_dead_kernel_is_said_with_its_cell_and_its_last_words(self, tmp_path, write_notebook):
        path = write_notebook(
            tmp_path / "n.ipynb", "import os\nos.write(2, b'out of luck')\nos.kill(os.getpid(), 9)"
        )
        with pytest.raises(NotebookError, match=r"cell 2 \(.*\) ended the kernel"):
            run(path)

    def test_a_cell_that_takes_too_long_is_ended(self, tmp_path, write_notebook):
        path = write_notebook(tmp_path / "n.ipynb", "import time\ntime.sleep(600)")
        with pytest.raises(NotebookError, match=r'cell 2 \("time.sleep\(600\)"\) took longer than 1 seconds'):
            run(path, timeout_seconds=1)

    def test_a_kernel_that_does_not_start_is_said(self, tmp_path, write_notebook, monkeypatch):
        monkeypatch.setattr(sys, "executable", "/bin/false")
        with pytest.raises(NotebookError, match="the kernel did not start"):
            run(write_notebook(tmp_path / "n.ipynb", "1"))

    def test_cells_are_counted_as_they_run(self, tmp_path, write_notebook):
        path = write_notebook(tmp_path / "n.ipynb", "1", "2")
        before = nbformat.read(path, 4)
        before.cells[1].outputs = [nbformat.v4.new_output("stream", text="of the last run")]
        nbformat.write(before, path)
        seen = []
        run(
            path,
            on_cells=lambda book, done: seen.append((done, [bool(c["outputs"]) for c in book["cells"]])),
        )
        no, yes = False, True  # whether each cell has an output: parameters, those given, "1", "2"
        assert seen == [
            (0, [no, yes, no]),
            (1, [no, no, no, no]),
            (2, [no, no, no, no]),
            (3, [no, no, yes, no]),
            (4, [no, no, yes, yes]),
        ]


class TestGroup:
    def test_stopping_ends_the_kernel_and_all_that_it_has_started(self, tmp_path, write_notebook):
        path = write_notebook(
            tmp_path / "n.ipynb",
            "import os, subprocess, time\nchild = subprocess.Popen(['sleep', '600'])\n"
            "open('pids.part', 'w').write(f'{os.getpid()} {child.pid}')\n"
            "os.rename('pids.part', 'pids')\ntime.sleep(600)",
        )
        errors = []
        with kernel_group() as kernels:

            def work():
                try:
                    run_notebook(path, VALUES, Setting(tmp_path), kernels=kernels)
                except NotebookError as error:
                    errors.append(error)

            worker = threading.Thread(target=work)
            worker.start()
            until((tmp_path / "pids").exists)
            kernels.stop()
            worker.join(30)
        assert len(errors) == 1
        pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
        until(lambda: not any(alive(pid) for pid in pids))

    def test_a_group_leaves_no_folder_and_removes_those_of_killed_runs(self, tmp_path, monkeypatch):
        monkeypatch.setattr(kernels_module, "_short_folder", lambda: tmp_path)
        stale = tmp_path / "guihua-run-killed"
        stale.mkdir()
        with kernel_group() as first, kernel_group():
            assert not stale.exists()
            assert first.folder.exists()  # in use, so the second group leaves it alone
        assert list(tmp_path.iterdir()) == []

    def test_a_long_temporary_folder_does_not_make_socket_names_too_long(self, monkeypatch):
        monkeypatch.setattr(kernels_module.tempfile, "tempdir", "/" + "x" * 90)
        with kernel_group() as group:
            assert len(os.fsencode(group.folder)) < 40


def until(condition, seconds=30):
    """Wait for a condition; fail when it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
