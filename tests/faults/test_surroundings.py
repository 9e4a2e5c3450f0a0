"""A report needs next to nothing of the machine: no home, network or port, no place to write but its own."""

import re
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.report import fork_server, kernels
from analysis.report import run as run_module
from report_runs import DONE, MADE, WAITING, needs_mounts

LISTENING = "0A"  # the state in /proc/net/tcp


def listening_sockets(table: Path) -> set[str]:
    """Return the inodes of the sockets of a table of /proc/net that wait for anybody to connect."""
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[3] == LISTENING or table.name.startswith("udp")}


def sockets_of(session: int) -> dict[str, str]:
    """Return the sockets (inode: command line) of every process below `session` in the tree of processes."""
    parents, found = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(re.search(r"\nPPid:\t(\d+)", (folder / "status").read_text())[1])
        except OSError:
            continue
    family = {session}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    for pid in family:
        folder = Path("/proc", str(pid))
        for link in (folder / "fd").iterdir():
            if inode := re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink())):
                found[inode[1]] = (folder / "cmdline").read_text()
    return found


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="no /proc/net/tcp on this system")
def test_nothing_listens_on_the_network_while_a_report_is_made(start_run):
    run = start_run(WAITING)
    process = run.start()
    run.kernel(process)
    mine = sockets_of(process.pid)
    tables = [
        path for path in map(Path, ("/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp")) if path.exists()
    ]
    assert any("analysis.report." in command for command in mine.values())  # its sockets are seen
    assert {inode: mine[inode] for table in tables for inode in listening_sockets(table) & set(mine)} == {}
    run.let_go()
    assert run.finish(process) == DONE


@needs_mounts
def test_a_report_needs_no_network_no_home_and_a_read_only_machine_but_for_its_own_folders(start_run):
    """A namespace without network, every file system read-only but reports/, data/processed and a TMPDIR."""
    run = start_run(
        "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 9), timeout=1)\n"
        "except OSError as error:\n    print(error.strerror)"
    )
    run.project.root.joinpath("data/processed").mkdir(parents=True)
    done = run.script(
        'set -e; temporary="$PWD/odd 临时 %s"; mkdir "$temporary"\n'
        'for folder in reports data/processed "$temporary"; do mount --bind "$folder" "$folder"; done\n'
        'mount -o remount,bind,ro "$(df --output=target . | tail -n 1)"\n'
        "if touch written 2>/dev/null; then echo not read-only; fi\n"
        'unset HOME; export TMPDIR="$temporary" LC_ALL=C; exec unshare --net $GUIHUA'
    )
    assert (done.returncode, done.stdout, done.stderr) == DONE
    assert set(run.project.files("reports")) == MADE
    made = run.project.files("reports")["tiny/2025/notebooks/annual_report.ipynb"]
    assert b"Network is unreachable" in made
    assert list(run.project.root.joinpath("odd 临时 %s").iterdir()) == []


def test_a_temporary_folder_that_is_not_there_is_no_obstacle(start_run):
    run = start_run("1")
    run.environment |= {"TMPDIR": str(run.temporary / "not there"), "HOME": "/dev/null/home"}
    assert run.finish() == DONE


def test_a_kernel_that_does_not_answer_when_it_starts_is_ended(start_run, monkeypatch, capsys):
    """Another program in its place, that only waits."""
    start_run("1")
    monkeypatch.setattr(fork_server, "AVAILABLE", False)
    monkeypatch.setattr(run_module, "START_TIMEOUT_SECONDS", 1)
    monkeypatch.setattr(kernels, "_KERNEL", "asyncio")  # reads commands from standard input, where none come
    assert main(["report", "tiny", "--year", "2025"]) == 75
    assert "the kernel did not start" in capsys.readouterr().err
