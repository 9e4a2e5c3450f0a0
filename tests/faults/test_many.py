"""The same report disturbed many times, at random moments of a seeded order.

A few times in ``make test``; ``make test-faults`` runs this file with GUIHUA_FAULTS=200 (any other number of
rounds can be given, and another seed with GUIHUA_SEED) and prints what was hit.
"""

import contextlib
import hashlib
import json
import os
import random
import resource
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

from conftest import TINY_PLAN
from report_runs import DONE, FAILED, GUIHUA, PARAMETERS, REPORT, needs_mounts, until

ROUNDS = int(os.environ.get("GUIHUA_FAULTS", "2"))
SEED = int(os.environ.get("GUIHUA_SEED", "14"))
LONG = ROUNDS > 20
long_form = pytest.mark.skipif(not LONG, reason="the long form: make test-faults")
CELL = """
import os, pathlib, subprocess
child = subprocess.Popen(['sleep', '600'])
figures = pathlib.Path(os.environ['GUIHUA_OUTPUT'], 'figures')
figures.mkdir(parents=True)
for name in 'ab':
    figures.joinpath(f'{name}.svg').write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" id="{ROUND}"/>' + ' ' * 20_000)
print(ROUND, 'x' * 20_000)
"""


class Rounds:
    """Runs on the small project, whose plan and notebook change from round to round."""

    def __init__(self, run, write_notebook):
        self.run, self._write_notebook = run, write_notebook
        self.run.command = [*GUIHUA, *REPORT]  # whole, with all that it imports
        self.project = run.project

    def change_inputs(self, number: int) -> None:
        """Give the plan and the notebook other contents; the plan's tables change with it."""
        self.project.write_plan(plan_text(number))
        self._write_notebook(self.run.notebook, f"ROUND = {number}", CELL, parameters=PARAMETERS)

    def reports(self) -> dict[str, bytes]:
        return {name: data for name, data in self.project.files("reports").items() if not hidden(name)}

    def whole(self, number: int) -> bool:
        """Whether the report that is there is that of a round: its record fits its files and the inputs."""
        record = json.loads((self.project.report / "report.json").read_text(encoding="utf-8"))
        found = {
            name.removeprefix("tiny/2025/"): f"sha256:{hashlib.sha256(data).hexdigest()}"
            for name, data in self.reports().items()
        }
        assert record["outputs"] | {"report.json": found["report.json"]} == found
        plan = hashlib.sha256(plan_text(number).encode()).hexdigest()
        return record["inputs"]["data/raw/tiny/plan.txt"] == f"sha256:{plan}"

    def assert_nothing_left(self) -> None:
        """No partial file, no lock, nothing in the temporary folder, no process."""
        assert [name for name in self.project.files() if hidden(name)] == []
        assert [path.name for path in self.project.root.rglob("*") if hidden(path.name)] == []
        assert list(self.run.temporary.iterdir()) == []
        until(lambda: survivors(self.run.temporary) == [], seconds=10)


@pytest.fixture
def rounds(start_run, write_notebook):
    made = Rounds(start_run(), write_notebook)
    made.change_inputs(0)
    assert made.run.finish() == DONE
    made.assert_nothing_left()
    return made


def plan_text(number: int) -> str:
    """Return the small plan with another target, so that its tables change too."""
    return TINY_PLAN.replace("| 60 | 70 |", f"| 60 | {70 + number % 30} |") + f"第{number}次。\n"


def hidden(name: str) -> bool:
    """Whether a path is that of a file which no run may leave behind."""
    return any(part.startswith(".") or part.endswith((".partial", ".lock")) for part in Path(name).parts)


def survivors(temporary: Path) -> list[str]:
    """Return the commands of processes that work with this temporary folder and have not ended."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            inside = str(temporary) in process.environ().get("TMPDIR", "")
            if inside and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return found


def test_a_run_killed_at_any_moment_leaves_a_whole_report_and_the_next_one_works(rounds):
    """kill -9 of the run alone, as when memory runs out: its kernels have to notice."""
    chance, hit = random.Random(SEED), Counter()  # noqa: S311 - seeded on purpose
    began = time.monotonic()
    rounds.change_inputs(1)
    assert rounds.run.finish() == DONE
    duration = time.monotonic() - began
    for number in range(2, ROUNDS + 2):
        before = rounds.reports()
        rounds.change_inputs(number)
        process = rounds.run.start()
        with contextlib.suppress(Exception):
            process.wait(chance.uniform(0, duration))
        process.kill()
        process.communicate(timeout=60)
        after, finished = rounds.reports(), process.returncode == 0
        if after == before:
            hit["before the report was in place"] += 1
            assert not finished
        else:
            hit["finished" if finished else "after the report was in place"] += 1
            assert rounds.whole(number)
        until(lambda: survivors(rounds.run.temporary) == [], seconds=10)
        left = [name for name in rounds.project.files() if hidden(name)]
        hit["with files for the next run to remove"] += bool(left) or any(rounds.run.temporary.iterdir())
        code, out, err = rounds.run.finish()
        assert (code, err) == (0, "")
        assert out.removeprefix("up to date: ") == DONE[1]
        assert rounds.whole(number)
        rounds.assert_nothing_left()
    print(f"\n{ROUNDS} kills, seed {SEED}: {dict(hit)}")


@long_form
def test_of_runs_at_once_one_makes_the_report_and_the_others_are_told_to_come_back(rounds):
    chance, ends = random.Random(SEED), Counter()  # noqa: S311 - seeded on purpose
    for number in range(2, 2 + ROUNDS // 10):
        rounds.change_inputs(number)
        processes = []
        for _ in range(3):
            processes.append(rounds.run.start())
            time.sleep(chance.uniform(0, 0.5))
        found = [rounds.run.finish(process) for process in processes]
        assert DONE in found
        for code, out, err in found:
            ends[code] += 1
            assert (code, out) in {(0, DONE[1]), (0, f"up to date: {DONE[1]}"), (75, "")}
            assert err == "" or err.startswith("another run is writing reports/tiny/2025; ")
        assert rounds.whole(number)
        rounds.assert_nothing_left()
    print(f"\nruns at once, by exit code: {dict(ends)}")


@needs_mounts
@pytest.mark.parametrize(
    ("folder", "sizes"),
    [
        pytest.param("reports", range(-32, 240, 16), marks=long_form),
        pytest.param("data/processed", range(0, 216, 24), marks=long_form),
        ("temporary", (*range(0, 64, 4), 4000) if LONG else (0,)),
    ],
)
def test_a_disk_that_fills_at_any_stage_leaves_what_was_there(rounds, folder, sizes):
    """A small file system of each size, from room for the old files alone to room for the run."""
    place = str(rounds.run.temporary) if folder == "temporary" else folder
    rounds.change_inputs(2)
    codes = Counter()
    for room in sizes:
        before = rounds.reports()
        done = rounds.run.script(
            f'rm -rf copy; cp -r "{place}" copy; used=$(du -sk copy | cut -f 1)\n'
            f'mount -t tmpfs -o size=$((used + {room} + 4))k tmpfs "{place}"\n'
            f'cp -r copy/. "{place}" 2> /dev/null || {{ echo no room for the old files; exit; }}\n'
            f'$GUIHUA --force > out; echo $?; rm -f "{place}/{FAILED}"\n'
            f'diff -r copy "{place}" > difference && echo same'
        )
        if done.stdout.startswith("no room"):
            continue
        code, *same = done.stdout.split()
        codes[code] += 1
        rounds.project.root.joinpath("reports", FAILED).unlink(missing_ok=True)
        if code == "0":
            assert rounds.project.root.joinpath("out").read_text() == DONE[1]
            continue
        assert done.stderr.count("\n") == 1, done.stderr
        assert "a fault in guihua" not in done.stderr
        assert same == ["same"], rounds.project.root.joinpath("difference").read_text()
        assert rounds.reports() == before
        until(lambda: survivors(rounds.run.temporary) == [], seconds=10)
    assert sum(codes.values()) > codes["0"]
    assert codes["0"] or not LONG
    print(f"\nfull {folder}, {list(sizes)} kB more than before, by exit code: {dict(codes)}")


@long_form
def test_a_limit_on_file_sizes_at_any_stage_leaves_what_was_there(rounds):
    """A full disk without a disk, also for those who may not mount: no file can grow beyond the limit."""
    rounds.change_inputs(2)
    before = rounds.reports()
    codes = Counter()
    for limit in [2**power for power in range(9, 18)]:
        code, out, err = rounds.run.finish(
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))  # noqa: B023 - at once
        )
        codes[code] += 1
        if code == 0:
            assert out == DONE[1]
            break
        assert err.count("\n") == 1
        rounds.project.root.joinpath("reports", FAILED).unlink(missing_ok=True)
        assert rounds.reports() == before
        until(lambda: survivors(rounds.run.temporary) == [], seconds=10)
    assert rounds.run.finish()[0] == 0
    rounds.assert_nothing_left()
    print(f"\nlimits on file sizes, by exit code: {dict(codes)}")
