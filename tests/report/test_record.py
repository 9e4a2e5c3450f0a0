"""The record of a report: what makes it out of date, what does not, and that it names no machine."""

import hashlib
import json
import os
import platform
from importlib.metadata import version

import pytest

import analysis
from analysis.errors import BusyError
from analysis.pipeline import plan_tables, write_tables
from analysis.report import record as record_module
from analysis.report.kinds import report_kind
from analysis.report.order import ReportOrder
from analysis.report.record import out_of_date, report_basis, report_record, required_packages
from analysis.store import load_plan

KIND = report_kind("yearly")
ORDER = ReportOrder("tiny", 2025)


@pytest.fixture
def made(project):
    """A project with a report that is up to date: its files are stand-ins, its record is real."""
    plan = load_plan(project.root, "tiny")
    write_tables(project.root, plan, plan_tables(plan))
    project.report.joinpath("figures").mkdir(parents=True)
    project.report.joinpath("figures/a.svg").write_text("<svg/>")
    project.report.joinpath("report.pdf").write_bytes(b"%PDF-")
    project.report.joinpath("report.json").write_bytes(new_record(project))
    assert state(project) == ""
    return project


def basis(project, order=ORDER):
    return report_basis(project.root, load_plan(project.root, "tiny"), KIND, order)


def new_record(project, folder=None):
    plan = load_plan(project.root, "tiny")
    return report_record(project.root, plan, KIND, basis(project), folder or project.report)


def state(project, order=ORDER):
    return out_of_date(project.root, "tiny", project.report, basis(project, order))


class TestOutOfDate:
    def test_a_touched_file_is_not_a_changed_one(self, made):
        """Also after a clock jump: files from the future, files from 1970."""
        for number, path in enumerate(sorted(made.root.rglob("*"))):
            os.utime(path, (4102444800, 4102444800) if number % 2 else (0, 0))
        assert state(made) == ""

    def test_a_changed_input_is_found_even_with_its_old_time(self, made):
        path = made.plan / "observations.csv"
        path.write_text("indicator,year,value,unit,source,note\n")
        path.with_name("before").write_text("")
        assert state(made) == "input changed: data/raw/tiny/observations.csv"
        made.report.joinpath("report.json").write_bytes(new_record(made))
        assert state(made) == ""
        times = path.stat().st_atime_ns, path.stat().st_mtime_ns
        path.write_text("indicator,year,value,unit,source,nota\n")
        os.utime(path, ns=times)
        assert state(made) == "input changed: data/raw/tiny/observations.csv"
        path.unlink()
        assert state(made) == "input changed: data/raw/tiny/observations.csv"

    def test_a_change_of_what_is_reported_of_projects_is_found(self, made):
        path = made.plan / "project_progress.csv"
        path.write_text("project,date,status,percent,spent,unit,started,finished,source,note\n")
        assert state(made) == "input changed: data/raw/tiny/project_progress.csv"
        made.report.joinpath("report.json").write_bytes(new_record(made))
        assert state(made) == ""
        path.unlink()
        assert state(made) == "input changed: data/raw/tiny/project_progress.csv"

    def test_a_notebook_is_an_input_and_other_files_are_not(self, made):
        made.plan.joinpath("letter.txt").write_text("hello")
        made.report.joinpath("remarks.txt").write_text("mine")
        made.report.joinpath("figures/mine.svg").write_text("mine")
        assert state(made) == ""
        with made.root.joinpath("notebooks/annual_report.ipynb").open("a") as notebook:
            notebook.write("\n")
        assert state(made) == "input changed: notebooks/annual_report.ipynb"

    def test_the_plan_that_it_is_compared_with_is_an_input(self, made):
        other = made.plan.with_name("other")
        other.mkdir()
        for name in ("plan.toml", "plan.txt"):
            other.joinpath(name).write_bytes(made.plan.joinpath(name).read_bytes())
        assert state(made) == ""
        with made.plan.joinpath("plan.toml").open("a") as toml:
            toml.write('comparator = "other"\n')
        made.report.joinpath("report.json").write_bytes(new_record(made))
        assert state(made) == ""
        other.joinpath("observations.csv").write_text("indicator,year,value,unit,source,note\n")
        assert state(made) == "input changed: data/raw/other/observations.csv"

    @pytest.mark.parametrize("name", ["report.pdf", "figures/a.svg"])
    def test_a_result_that_was_altered_or_lost_is_found(self, made, name):
        made.report.joinpath(name).write_text("something else")
        assert state(made) == f"altered or missing: {name}"
        made.report.joinpath(name).unlink()
        assert state(made) == f"altered or missing: {name}"

    def test_a_damaged_table_is_found_by_its_checksum(self, made):
        path = made.root / "data/processed/tiny/values.csv"
        damaged = path.read_text().replace("50", "51", 1)
        assert damaged != path.read_text()
        path.write_text(damaged)
        assert state(made) == "altered or missing: data/processed/tiny/values.csv"

    @pytest.mark.parametrize("order", [ReportOrder("tiny", 2025, lang="en"), ReportOrder("tiny", 2024)])
    def test_another_order_is_another_report(self, made, order):
        assert state(made, order).startswith("order changed: ")

    def test_other_code_or_packages_make_it_anew(self, made, monkeypatch):
        monkeypatch.setattr(record_module, "required_packages", lambda name: {"numpy": "0.0"})
        assert state(made).startswith("code changed: packages ")
        monkeypatch.undo()
        monkeypatch.setattr(record_module, "_code_checksum", lambda: "sha256:0")
        assert state(made) == "code changed: code"

    @pytest.mark.parametrize(
        "text",
        ["", "null", "[]", "{}", "{", '"report"', "[" * 100_000, "\ud800", '{"report": 7}', "1" * 5000,
         '{"outputs": {"../../secret": "sha256:0"}}'],
    )  # fmt: skip
    def test_a_record_that_was_tampered_with_makes_it_anew(self, made, text):
        made.report.joinpath("report.json").write_text(text, encoding="utf-8", errors="surrogatepass")
        assert state(made) != ""

    def test_a_record_without_results_is_no_report(self, made):
        record = json.loads(made.report.joinpath("report.json").read_text())
        made.report.joinpath("report.json").write_text(json.dumps(record | {"outputs": {}}))
        assert state(made) == "altered or missing: everything"


class TestRecord:
    def test_it_says_what_was_made_from_what_by_what(self, made):
        record = json.loads(made.report.joinpath("report.json").read_text(encoding="utf-8"))
        assert list(record) == ["report", "made_by", "inputs", "tables", "outputs"]
        assert record["report"] == {"plan": "tiny", "year": 2025, "kind": "yearly", "lang": "zh"}
        assert record["made_by"]["python"] == platform.python_version()
        document = hashlib.sha256(made.plan.joinpath("plan.txt").read_bytes()).hexdigest()
        assert record["inputs"]["data/raw/tiny/plan.txt"] == f"sha256:{document}"
        assert record["outputs"]["report.pdf"] == f"sha256:{hashlib.sha256(b'%PDF-').hexdigest()}"
        assert "data/processed/tiny/datapackage.json" in record["tables"]

    def test_it_is_the_same_everywhere_and_at_any_time(self, made, monkeypatch):
        first = made.report.joinpath("report.json").read_bytes()
        monkeypatch.chdir("/")
        assert new_record(made) == first
        assert str(made.root).encode() not in first

    def test_an_input_that_changes_while_the_report_is_made_ends_the_run(self, made):
        plan, before = load_plan(made.root, "tiny"), basis(made)
        made.plan.joinpath("observations.csv").write_text("indicator,year,value,unit,source,note\n")
        with pytest.raises(BusyError, match=r"observations\.csv was changed while .*; start again"):
            report_record(made.root, plan, KIND, before, made.report)

    def test_the_code_is_every_file_of_the_library(self, monkeypatch, tmp_path):
        package = tmp_path / "analysis"
        package.mkdir()
        monkeypatch.setattr(analysis, "__file__", str(package / "__init__.py"))
        seen = set()
        for name in ("__init__.py", "units.toml", "template.typ"):
            package.joinpath(name).write_text("1")
            seen.add(record_module._code_checksum())
        package.joinpath("units.toml").write_text("2")
        seen.add(record_module._code_checksum())
        assert len(seen) == 4
        package.joinpath("__pycache__").mkdir()
        package.joinpath("__pycache__/a.pyc").write_text("1")
        assert record_module._code_checksum() in seen


class TestPackages:
    def test_direct_and_indirect_requirements_are_there_with_the_version_that_the_system_reports(self):
        found = required_packages("guihua")
        for name in ("pandas", "papermill", "nbclient", "jupyter-client", "typst", "pillow"):
            assert found[name] == version(name)

    def test_tools_that_no_report_needs_are_not(self):
        found = required_packages("guihua")
        assert not {"guihua", "ruff", "mypy", "pytest", "hypothesis"} & set(found)
        assert list(found) == sorted(found)

    def test_a_distribution_that_is_not_there_needs_nothing(self):
        assert required_packages("no-such-distribution") == {}
