"""``guihua report --log``: one line of JSON however a run ends, on stderr or at the end of a shared file."""

import json
import os
import subprocess
import sys
import threading
from importlib.metadata import version
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.cli.runlog import append_line, json_line

KEYS = [
    "time", "plan", "year", "kind", "lang", "status", "exit_code", "seconds", "message", "output", "guihua"
]  # fmt: skip
REPORT = ("report", "tiny", "--year", "2025")


@pytest.fixture
def guihua(capfd):
    """Return a function that runs a command and returns (exit code, stdout, stderr)."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, *capfd.readouterr()

    return run


def logged(err: str) -> dict:
    """Return the one line that stderr holds."""
    assert err.endswith("\n")
    assert err.count("\n") == 1
    return json.loads(err)


class TestLine:
    def test_a_report_made_and_one_up_to_date_say_so(self, guihua, project):
        code, out, err = guihua(*REPORT, "--log", "json")
        line = logged(err)
        assert (code, out) == (0, "reports/tiny/2025/report.pdf\n")
        assert list(line) == KEYS
        wanted = {
            "plan": "tiny",
            "year": 2025,
            "kind": "yearly",
            "lang": "zh",
            "status": "made",
            "exit_code": 0,
        }
        wanted |= {"message": "no report yet", "output": "reports/tiny/2025/report.pdf"}
        assert line == line | wanted | {"guihua": version("guihua")}
        assert line["seconds"] > 0
        made = {path: path.stat().st_mtime_ns for path in project.report.rglob("*")}
        code, out, err = guihua(*REPORT, "--log", "json")
        assert (code, out) == (0, "up to date: reports/tiny/2025/report.pdf\n")
        assert logged(err)["status"] == "up to date"
        assert {path: path.stat().st_mtime_ns for path in project.report.rglob("*")} == made
        assert guihua(*REPORT) == (0, "up to date: reports/tiny/2025/report.pdf\n", "")
        damaged = project.root / "data/processed/tiny/values.csv"
        whole = damaged.read_bytes()
        damaged.write_bytes(whole[:-20])
        assert logged(guihua(*REPORT, "--log", "json")[2])["message"] == (
            "altered or missing: data/processed/tiny/values.csv"
        )
        assert damaged.read_bytes() == whole
        assert logged(guihua(*REPORT, "--log", "json", "--force")[2])["message"] == "forced"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("report", "nosuch", "--year", "2025"), 'no plan "nosuch" under data/raw'),
            (("report", "../tiny", "--year", "2025"), 'no plan "../tiny" under data/raw'),
            (("report", "tiny", "--year", "1999"), "year 1999 is outside the period"),
            (("report", "a\nb\udcff", "--year", "2025"), "under data/raw"),
            (("--root", "/dev/null", *REPORT), "no data/raw folder in /dev/null"),
        ],
    )
    def test_a_failure_is_one_line_too(self, guihua, project, arguments, said):
        code, out, err = guihua(*arguments, "--log", "json")
        line = logged(err)
        assert (code, out) == (2, "")
        assert (line["status"], line["exit_code"], line["output"]) == ("failed", 2, None)
        assert said in line["message"]
        assert line["plan"] == arguments[arguments.index("report") + 1]

    @pytest.mark.parametrize(
        "arguments",
        [
            ("report", "tiny", "--log", "json"),
            ("report", "tiny", "--year", "20x5", "--log=json"),
            ("--log", "json", "report", "tiny", "--year", "2025", "--colour\n"),
            ("report", "a\udcff", "--log", "json", "--kind", "b\nc"),
            ("bogus", "--log", "json"),
        ],
    )
    def test_wrong_usage_is_one_line_too(self, guihua, arguments):
        code, out, err = guihua(*arguments)
        line = logged(err)
        assert (code, out, line["status"], line["exit_code"]) == (2, "", "failed", 2)
        assert "--help" in line["message"]
        assert list(line) == KEYS

    def test_wrong_usage_is_logged_in_a_file(self, guihua, tmp_path):
        path = tmp_path / "run.log"
        code, _, err = guihua("report", "tiny", "--log-file", path)
        assert (code, err.count("\n")) == (2, 1)
        assert json.loads(path.read_text())["message"] == err.strip()
        code, _, err = guihua("report", "tiny", "--log-file", tmp_path / "no" / "run.log")
        assert (code, "arguments are required: --year" in err, err.count("\n")) == (2, True, 1)

    def test_a_fault_of_our_own_is_one_line_too(self, guihua, project, monkeypatch):
        monkeypatch.setattr("analysis.cli.report.make_report", lambda *args, **options: 1 / 0)
        code, _, err = guihua(*REPORT, "--log", "json")
        line = logged(err)
        assert (code, line["exit_code"]) == (2, 2)
        assert line["message"].startswith("a fault in guihua itself: ZeroDivisionError")

    @pytest.mark.parametrize(
        ("error", "code"), [(KeyboardInterrupt(), 130), (SystemExit(143), 143), (BrokenPipeError(), 141)]
    )
    def test_an_end_by_a_signal_is_logged(self, guihua, project, monkeypatch, error, code):
        def end(*args, **options):
            raise error

        monkeypatch.setattr("analysis.cli.report.make_report", end)
        found, _, err = guihua(*REPORT, "--log", "json")
        line = logged(err)
        assert (found, line["exit_code"], line["status"]) == (code, code, "interrupted")

    def test_it_is_json_on_a_terminal_that_cannot_print_chinese(self, project):
        name = "某县😀"
        done = subprocess.run(
            [sys.executable, "-m", "analysis", "report", name, "--year", "2025", "--log", "json"],
            env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}, cwd=project.root,
            capture_output=True, check=False,
        )  # fmt: skip
        assert json.loads(done.stderr.decode("ascii"))["plan"] == name

    def test_an_up_to_date_report_does_not_wait_for_jupyter(self, project):
        code = (
            "import sys\nfrom analysis.cli import main\nassert main(sys.argv[1:]) == 0\n"
            "print(sorted({name.split('.')[0] for name in sys.modules}))"
        )
        main(list(REPORT))
        done = subprocess.run(
            [sys.executable, "-c", code, *REPORT], capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith("up to date: ")
        for name in ("jupyter_client", "papermill", "nbformat", "IPython", "matplotlib", "typst"):
            assert f"'{name}'" not in done.stdout


class TestFile:
    def test_lines_are_appended_and_stderr_stays_for_people(self, guihua, project, tmp_path):
        path = tmp_path / "run.log"
        path.write_text("kept\n")
        for _ in range(2):
            code, _, err = guihua("report", "nosuch", "--year", "2025", "--log-file", path)
            assert code == 2
            assert err.startswith('no plan "nosuch"')
        kept, *lines = path.read_text(encoding="utf-8").splitlines()
        assert kept == "kept"
        assert [json.loads(line)["exit_code"] for line in lines] == [2, 2]

    @pytest.mark.parametrize("name", [".", "no/such/folder/run.log"])
    def test_a_log_that_cannot_be_written_is_said_before_anything_is_done(self, guihua, project, name):
        code, out, err = guihua(*REPORT, "--log-file", name)
        assert (code, out) == (2, "")
        assert err.startswith("cannot write ")
        assert err.count("\n") == 1
        assert not project.root.joinpath("reports").exists()

    def test_many_writers_never_mix_their_lines(self, tmp_path):
        path = tmp_path / "run.log"

        def write(number):
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            for _ in range(50):
                append_line(handle, json_line({"by": number, "message": "规" * 5000}))
            os.close(handle)

        writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        lines = path.read_text(encoding="utf-8").splitlines()
        assert sorted(json.loads(line)["by"] for line in lines) == sorted([0, 1, 2, 3] * 50)

    def test_a_full_disk_leaves_whole_lines_only(self, tmp_path):
        """A limit of three bytes of the second line: the first stays, nothing of the second."""
        path, line = tmp_path / "run.log", json_line({"message": "x" * 100})
        code = (
            "import os, resource, signal, sys\nfrom analysis.cli.runlog import append_line\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({len(line) + 3},) * 2)\n"
            "handle = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)\n"
            f"append_line(handle, {line!r})\n"
            f"try: append_line(handle, {line!r})\nexcept OSError as error: print(error.strerror)"
        )
        done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
        assert done.stdout == "File too large\n"
        assert path.read_bytes() == line

    def test_a_device_is_written_to(self, guihua, project):
        assert guihua("report", "nosuch", "--year", "2025", "--log-file", Path("/dev/null"))[0] == 2
