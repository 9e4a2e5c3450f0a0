"""Runs cut short, runs that meet, runs without room: the previous report stays, nothing is left behind."""

import contextlib
import resource
import shutil
import signal

import nbformat
import pytest
from filelock import FileLock

from report_runs import DONE, FAILED, MADE, PARAMETERS, WAITING, WAITING_CHILD, gone, needs_mounts, until


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
    assert run.finish() == DONE
    made = run.project.files("reports")
    assert set(made) == MADE
    assert made["tiny/2025/report.pdf"] != b"%PDF-previous"
    assert list(run.temporary.iterdir()) == []


def test_of_two_runs_at_once_the_second_is_told_to_wait_and_the_first_goes_on(start_run):
    run = start_run(WAITING)
    first = run.start()
    run.kernel(first)
    code, out, err = run.finish()
    assert (code, out) == (75, "")
    assert err == "another run is writing reports/tiny/2025; wait until it has ended, then start again\n"
    run.let_go()
    assert run.finish(first) == DONE
    assert set(run.project.files("reports")) == MADE


def test_a_cell_that_fails_is_kept_beside_the_previous_report_until_a_run_succeeds(start_run, write_notebook):
    run = start_run("print('before')", "1 / 0")
    code, out, err = run.finish()
    assert (code, out) == (2, "")
    assert err == (
        'notebooks/annual_report.ipynb: cell 3 ("1 / 0") failed: ZeroDivisionError: division by zero; '
        "reports/tiny/2025.failed.ipynb shows how far it came\n"
    )
    kept = run.project.root / "reports" / FAILED
    *_, before, failed = nbformat.read(kept, as_version=4).cells
    assert before.outputs[0].text == "before\n"
    assert [output.ename for output in failed.outputs] == ["ZeroDivisionError"]
    assert run.project.files("reports") == run.before | {FAILED: kept.read_bytes()}
    write_notebook(run.notebook, "1", parameters=PARAMETERS)
    assert run.finish() == DONE
    assert set(run.project.files("reports")) == MADE


@pytest.mark.parametrize(
    ("cell", "arguments", "name"),
    [
        ("import os; print('so far', flush=True); os._exit(1)", (), "DeadKernelError"),
        ("import os; os.kill(os.getpid(), 19)", ("--timeout", "2"), "CellTimeoutError"),  # stopped: no answer
        ("import re; re.match('(a+)+$', 'a' * 50 + 'b')", ("--timeout", "2"), "CellTimeoutError"),
    ],
)
def test_a_kernel_that_dies_or_never_answers_is_ended_and_worth_a_retry(start_run, cell, arguments, name):
    run = start_run(WAITING_CHILD, cell)
    run.command += arguments
    code, out, err = run.finish()
    assert (code, out) == (75, "")
    assert err.startswith("notebooks/annual_report.ipynb: cell 3 (")
    assert err.count("\n") == 1
    until(lambda: all(gone(int(pid)) for pid in run.notebook.with_name("pids").read_text().split()))
    assert run.failed_notebook().cells[-1].outputs[-1].ename == name
    run.assert_untouched()


def test_a_kernel_ends_with_its_run_even_inside_a_function_that_never_returns(start_run):
    """Killed as the system does when memory runs out: nobody is left to end the kernel and its children."""
    run = start_run(WAITING_CHILD, "import re; re.match('(a+)+$', 'a' * 50 + 'b')")
    process = run.start()
    pids = run.notebook.with_name("pids")
    until(pids.exists)
    process.kill()
    process.communicate(timeout=60)
    until(lambda: all(gone(int(pid)) for pid in pids.read_text().split()), seconds=10)


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
    assert run.failed_notebook().cells[-1].outputs[-1].ename == "ZeroDivisionError"
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


@pytest.mark.parametrize("held", [False, True], ids=["killed", "at work"])
def test_what_a_killed_run_leaves_beside_a_report_that_is_whole_goes_with_the_next_run(start_run, held):
    """Killed after its report was in place: nothing is to be made anew, and what was left is removed."""
    run = start_run("1")
    assert run.finish() == DONE
    lock, partial = (run.project.report.with_name(name) for name in (".2025.lock", ".2025.partial"))
    partial.mkdir()
    partial.joinpath("report.pdf").touch()
    lock.touch()
    with FileLock(lock) if held else contextlib.nullcontext():
        assert run.finish() == (0, f"up to date: {DONE[1]}", "")
        assert (lock.exists(), partial.exists()) == (held, held)  # another run's files are its own
