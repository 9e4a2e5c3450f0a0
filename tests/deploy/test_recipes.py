"""deploy/: each recipe is what its program accepts, and all of them run a command that works."""

import datetime
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from analysis.cli.parser import build_parser

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
INSTALLED = "/srv/guihua"
SCRIPT = DEPLOY / "yearly_report.py"


def module(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A folder for the report of the small project, which is made once and copied: it knows no place."""
    return tmp_path_factory.mktemp("made")


@pytest.fixture
def made(project, report):
    """A project whose report for 2025 stands ready, so that the recipes' command has nothing slow to do."""
    folders = ("reports", "data/processed")
    if not any(report.iterdir()):
        command = [sys.executable, "-m", "analysis", "report", "tiny", "--year", "2025"]
        subprocess.run(command, cwd=project.root, check=True, capture_output=True)
        for name in folders:
            shutil.copytree(project.root / name, report / name)
    for name in folders:
        shutil.copytree(report / name, project.root / name, dirs_exist_ok=True)
    return project


class TestYearlyReport:
    def test_it_makes_what_is_due_and_passes_options_on(self, made, tmp_path):
        later = made.plan.with_name("later")
        later.mkdir()
        later.joinpath("plan.txt").write_bytes(made.plan.joinpath("plan.txt").read_bytes())
        toml = made.plan.joinpath("plan.toml").read_text().replace("[2021, 2025]", "[2196, 2200]")
        later.joinpath("plan.toml").write_text(toml)
        log = tmp_path / "log" / "runs.jsonl"
        log.parent.mkdir()
        done = subprocess.run(
            [sys.executable, SCRIPT, "--root", made.root, "--", "--log-file", log],
            capture_output=True, text=True, check=False, cwd="/",
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("up to date: ")
        (line,) = map(json.loads, log.read_text().splitlines())  # none of the plan that is to come
        assert (line["plan"], line["year"]) == ("tiny", 2025)

    def test_one_bad_plan_does_not_keep_the_others_from_their_report(self, made):
        made.plan.with_name("aaa").mkdir()
        made.plan.with_name("aaa").joinpath("plan.toml").write_text("title = 1")
        command = [sys.executable, SCRIPT, "--root", made.root, "--", "--log", "json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert [json.loads(line)["exit_code"] for line in done.stderr.splitlines()] == [2, 0]

    @pytest.mark.parametrize(
        ("codes", "code"), [([], 0), ([0, 0], 0), ([0, 75], 75), ([75, 2, 0], 2), ([2, 143], 143)]
    )
    def test_its_exit_code_is_the_worst_of_all(self, codes, code):
        assert module(SCRIPT).worst(codes) == code


class TestSystemd:
    def units(self, folder: Path) -> list[Path]:
        """Return copies of the units in which the place of installation is this checkout."""
        paths = []
        for unit in sorted((DEPLOY / "systemd").iterdir()):
            paths.append(folder / unit.name)
            text = unit.read_text().replace(f"{INSTALLED}/.venv/bin/python", sys.executable)
            paths[-1].write_text(text.replace(INSTALLED, str(ROOT)))
        return paths

    @pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this system")
    def test_systemd_has_nothing_to_say_against_them(self, tmp_path):
        """Also a misspelt setting, which it only mentions."""
        command = ["systemd-analyze", "verify", *self.units(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")

    @pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this system")
    def test_the_service_is_shut_off_from_the_machine(self, tmp_path):
        """systemd's own measure from 0 (safe) to 10; a service without any setting has 9.6."""
        service = next(path for path in self.units(tmp_path) if path.suffix == ".service")
        command = ["systemd-analyze", "security", "--offline=true", "--threshold=10", service]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if "Unrecognized" in done.stderr + done.stdout or "unrecognized" in done.stderr:
            pytest.skip("this systemd-analyze cannot look at a unit that is not installed")
        level = re.search(r"exposure level for .*: ([\d.]+)", done.stdout)
        assert float(level[1]) < 1

    def test_what_it_may_write_is_what_a_report_writes(self):
        text = (DEPLOY / "systemd" / "guihua-report.service").read_text()
        assert f"ReadWritePaths={INSTALLED}/reports {INSTALLED}/data/processed\n" in text


class TestCron:
    def test_its_line_runs_in_the_environment_that_cron_gives(self, made):
        (line,) = [line for line in (DEPLOY / "crontab").read_text().splitlines() if line[0] != "#"]
        *times, command = line.split(maxsplit=5)
        for field, (low, high) in zip(times, [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)], strict=True):
            assert field == "*" or low <= int(field) <= high
        assert "%" not in command  # a line break in a crontab
        command = command.replace(f"{INSTALLED}/.venv/bin/python", shlex.quote(sys.executable))
        command = command.replace(f"{INSTALLED}/deploy", shlex.quote(str(DEPLOY)))
        root = shlex.quote(str(made.root))
        command = command.replace("yearly_report.py", f"yearly_report.py --root {root}").replace(
            INSTALLED, root
        )
        environment = {"HOME": "/nonexistent", "LOGNAME": "x", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
        paths = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            env=environment | paths, cwd="/", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        line = json.loads(made.root.joinpath("reports/runs.jsonl").read_text())
        assert (line["status"], line["year"]) == ("up to date", 2025)


class TestWorkflow:
    workflow = yaml.safe_load((DEPLOY / "github-workflow.yml").read_text())

    def test_it_runs_every_year_by_hand_and_when_the_data_change(self):
        triggers = self.workflow[True]  # YAML 1.1 reads the key on as a truth value
        assert set(triggers) == {"schedule", "push", "workflow_dispatch"}
        minute, hour, day, month, weekday = triggers["schedule"][0]["cron"].split()
        datetime.datetime(2027, int(month), int(day), int(hour), int(minute))
        assert weekday == "*"
        assert triggers["push"]["paths"] == ["data/raw/**"]

    def test_it_may_only_read_and_every_action_is_pinned_to_a_version(self):
        assert self.workflow["permissions"] == {"contents": "read"}
        steps = self.workflow["jobs"]["report"]["steps"]
        used = [step["uses"] for step in steps if "uses" in step]
        assert len(used) == 3
        assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in used)
        assert all(("uses" in step) != ("run" in step) for step in steps)

    def test_what_people_type_reaches_the_shell_as_values_not_as_code(self):
        for step in self.workflow["jobs"]["report"]["steps"]:
            assert "${{" not in step.get("run", "")

    def test_its_shell_works_with_and_without_what_people_type(self, made, tmp_path):
        (run,) = [
            step["run"]
            for step in self.workflow["jobs"]["report"]["steps"]
            if "yearly_report" in step.get("run", "")
        ]
        run = run.replace(".venv/bin/python", shlex.quote(sys.executable))
        run = run.replace("deploy/yearly_report.py", f"{shlex.quote(str(SCRIPT))} --root .")
        for plan, year in (("", ""), ("tiny", "2025"), ("$(touch hacked); '", "2025")):
            typed = {"PLAN": plan, "YEAR": year, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
            done = subprocess.run(
                ["bash", "-e", "-c", run],
                cwd=made.root, env=os.environ | typed, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == (2 if "hacked" in plan else 0), done.stderr
        assert not made.root.joinpath("hacked").exists()
        assert '"up to date"' in (tmp_path / "summary").read_text()


class TestContainer:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()

    def test_what_is_copied_exists_and_is_let_through_to_the_build(self):
        allowed = [
            line[1:]
            for line in (DEPLOY / "Containerfile.containerignore").read_text().split()
            if line[0] == "!"
        ]
        for line in self.lines:
            if line.startswith("COPY ") and "--from" not in line:
                for name in line.split()[1:-1]:
                    assert (ROOT / name).exists(), name
                    assert name in allowed

    def test_it_installs_by_hash_and_runs_as_nobody(self):
        text = "\n".join(self.lines)
        assert "--require-hashes --no-deps -r requirements.lock" in text
        assert [line for line in self.lines if line.startswith("USER ")] == ["USER 65534:65534"]


class TestOptions:
    def test_every_option_that_the_recipes_pass_on_is_one_of_the_command(self):
        parser = build_parser()._subparsers._group_actions[0].choices["report"]
        known = {option for action in parser._actions for option in action.option_strings}
        for path in DEPLOY.rglob("*"):
            if path.is_file() and path.suffix not in {".py", ".pyc", ".md"}:
                for passed_on in re.findall(r"yearly_report\.py.* -- (.*)", path.read_text()):
                    assert set(re.findall(r"--[a-z-]+", passed_on)) <= known
