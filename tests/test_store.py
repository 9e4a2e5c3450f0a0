"""Files: what is under data/raw is checked before use, what is written is written whole or not at all."""

import csv
import errno
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import frictionless
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import (
    BusyError,
    DefinitionError,
    DocumentError,
    InputError,
    ObservationError,
    OutputError,
    PlanError,
)
from analysis.schema import load_schema
from analysis.store import (
    atomic,
    find_root,
    list_plans,
    load_plan,
    no_observations,
    parse_csv,
    processed_path,
    read_observations,
    read_processed,
    read_table,
    report_path,
    staged_report,
    write_file,
    write_parts,
    write_processed,
)
from analysis.store.locks import locked

TEXT = "某县民政规划\n(2021—2025年)\n"
PLAN = {
    "title": '"某县民政规划"',
    "area": '"某县"',
    "period": "[2021, 2025]",
    "source": '"plan.txt"',
    "sha256": f'"{hashlib.sha256(TEXT.encode()).hexdigest()}"',
    "encoding": '"utf-8"',
}
HEADER = "indicator,year,value,unit,source,note\n"


def plan_toml(**changes):
    """Return a plan.toml with some keys changed, or left out when None."""
    return "".join(f"{key} = {value}\n" for key, value in (PLAN | changes).items() if value is not None)


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Return a project folder with one plan, "tiny"."""
    monkeypatch.delenv("GUIHUA_ROOT", raising=False)
    folder = tmp_path / "data" / "raw" / "tiny"
    folder.mkdir(parents=True)
    folder.joinpath("plan.txt").write_text(TEXT, encoding="utf-8")
    folder.joinpath("plan.toml").write_text(plan_toml(), encoding="utf-8")
    return tmp_path


def empty_tables():
    """Return a table of the contract with a row each, as far as a row is needed here."""
    programmes = pd.DataFrame(
        [["3", 1, "=cmd()", "甲,\n乙", 7]], columns=["table", "row", "title", "content", "source_line"]
    )
    return {"programmes": programmes}


class TestRoot:
    def test_the_project_is_found_from_any_folder_inside(self, root):
        deep = root / "notebooks" / "x"
        deep.mkdir(parents=True)
        assert find_root(deep) == root

    def test_the_environment_goes_before_the_current_folder(self, root, tmp_path_factory, monkeypatch):
        monkeypatch.setenv("GUIHUA_ROOT", str(root))
        assert find_root(tmp_path_factory.mktemp("elsewhere")) == root

    def test_no_project_is_said_with_the_remedy(self, tmp_path, monkeypatch):
        monkeypatch.delenv("GUIHUA_ROOT", raising=False)
        with pytest.raises(PlanError, match=r"no data/raw folder in .* or above it; .*--root"):
            find_root(tmp_path)


class TestPlan:
    def test_a_plan_is_what_its_toml_says(self, root):
        plan = load_plan(root, "tiny")
        assert (plan.title, plan.area, plan.period) == ("某县民政规划", "某县", (2021, 2025))
        assert plan.source_path == root / "data/raw/tiny/plan.txt"
        assert list_plans(root) == ["tiny"]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"period": None}, 'plan.toml: no key "period"'),
            ({"colour": '"red"'}, 'plan.toml:7:1: unknown key "colour"'),
            ({"title": "3"}, "plan.toml:1:1: title is 3, not a text"),
            ({"period": "[2025, 2021]"}, "plan.toml:3:1: period is [2025, 2021], not two years in order"),
            ({"period": "2021"}, "plan.toml:3:1: period is 2021"),
            ({"period": '"2021—2025"'}, "plan.toml:3:1: period is"),
            ({"source": '"../plan.txt"'}, "plan.toml:4:1: source is '../plan.txt', not the name of a file"),
            ({"source": '"other.txt"'}, "plan.toml:4:1: cannot read the document data/raw/tiny/other.txt"),
            ({"sha256": '"abc"'}, "plan.toml:5:1: sha256 is 'abc', not 64"),
            ({"area": "= ="}, "plan.toml:2:8: not valid TOML"),
            ({"encoding": '"klingon"'}, "klingon"),
        ],
    )
    def test_a_wrong_plan_toml_is_refused_with_its_line(self, root, changes, said):
        root.joinpath("data/raw/tiny/plan.toml").write_text(plan_toml(**changes), encoding="utf-8")
        with pytest.raises((PlanError, DocumentError)) as error:
            load_plan(root, "tiny")
        assert said in str(error.value)
        assert error.value.remedy

    def test_a_changed_document_is_refused_with_both_checksums(self, root):
        root.joinpath("data/raw/tiny/plan.txt").write_text(TEXT + "!", encoding="utf-8")
        with pytest.raises(PlanError) as error:
            load_plan(root, "tiny")
        assert PLAN["sha256"].strip('"') in str(error.value)
        assert hashlib.sha256((TEXT + "!").encode()).hexdigest() in str(error.value)
        assert str(error.value).startswith("data/raw/tiny/plan.toml:5:1: ")

    @pytest.mark.parametrize(
        "plan_id", ["", ".", "..", "../tiny", "tiny/", "/etc", "Tiny", "tiny\0", "x" * 300, "ti ny"]
    )
    def test_a_plan_id_is_one_plain_part_of_a_path(self, root, plan_id):
        with pytest.raises(PlanError, match="no plan"):
            load_plan(root, plan_id)

    def test_an_unknown_plan_is_answered_with_the_nearest(self, root):
        with pytest.raises(PlanError, match="did you mean tiny"):
            load_plan(root, "tinny")


class TestCsv:
    def test_cells_keep_their_places_and_quotes_go(self):
        table = parse_csv('甲,乙\r\n"一,""二""",３\r\n\r\nx,"y\nz"\r\n', "t.csv")
        assert [[cell.text for cell in row] for row in table.rows] == [['一,"二"', "３"], ["x", "y\nz"]]
        assert [str(row[1].source) for row in table.rows] == ["t.csv:2:11", "t.csv:4:4"]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "t.csv: no header"),
            ("a,b\n1\n", "t.csv:2:1: 1 cells, but the header has 2"),
            ("a,b\n1,2,3\n", "t.csv:2:1: 3 cells, but the header has 2"),
            ("a,a\n1,2\n", 't.csv:1:1: column "a" stands twice'),
            ('a,b\n1,"2\n3,4\n', "t.csv:2:3: a quotation mark is not closed"),
            ('a,b\n"1"x,2\n', "t.csv:2:2: text after a closing quotation mark"),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_its_place(self, text, said):
        with pytest.raises(InputError) as error:
            parse_csv(text, "t.csv")
        assert said in str(error.value)

    def test_spreadsheet_padding_is_not_a_cell(self):
        assert parse_csv("a,b,,\n1,2,,\n,,,\n", "t.csv").header == ("a", "b")

    @pytest.mark.parametrize("separator", ["\t", ";"])
    def test_other_separators_are_recognised(self, separator):
        table = parse_csv(f"a{separator}b\n1,5{separator}2\n", "t.csv")
        assert [cell.text for cell in table.rows[0]] == ["1,5", "2"]

    @given(
        st.lists(
            st.lists(
                st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
                min_size=2,
                max_size=2,
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_rows_are_those_that_the_standard_library_reads(self, rows):
        buffer = io.StringIO(newline="")
        csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
        table = parse_csv(buffer.getvalue(), "t.csv")
        kept = [row for row in rows if any(cell.strip() for cell in row)]
        assert [[cell.text for cell in row] for row in table.rows] == kept


class TestObservations:
    def test_rows_come_as_printed_with_their_lines(self, root):
        root.joinpath("data/raw/tiny/observations.csv").write_text(
            "\ufeff" + HEADER + "床位,2022,５0.0%,%,年报,\n\n床位,2023,55,%,,\n", encoding="utf-8"
        )
        frame = read_observations(load_plan(root, "tiny"))
        assert frame["value"].tolist() == ["５0.0%", "55"]
        assert frame["source_line"].tolist() == [2, 4]
        assert frame.attrs["file"] == "observations.csv"

    def test_gb18030_is_read_as_well(self, root):
        path = root / "data/raw/tiny/observations.csv"
        path.write_bytes((HEADER + "护理型床位占比,2022,55,%,年报,\n").encode("gb18030"))
        assert read_observations(load_plan(root, "tiny"))["indicator"].tolist() == ["护理型床位占比"]

    def test_no_file_is_no_observations(self, root):
        frame = read_observations(load_plan(root, "tiny"))
        pd.testing.assert_frame_equal(frame, no_observations())
        assert len(frame) == 0

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("indicator,year,value,source,note\n", "observations.csv:1:1: no column unit"),
            (HEADER + "床位,2022,55\n", "observations.csv:2:1: 3 cells, but the header has 6"),
            ("", "observations.csv: the file is empty"),
        ],
    )
    def test_a_broken_file_is_refused_with_its_place(self, root, text, said):
        root.joinpath("data/raw/tiny/observations.csv").write_text(text, encoding="utf-8")
        with pytest.raises(ObservationError) as error:
            read_observations(load_plan(root, "tiny"))
        assert f"data/raw/tiny/{said}" in str(error.value)


class TestProcessed:
    def test_what_is_written_is_read_back_with_the_types_of_the_contract(self, root):
        write_processed(processed_path(root, "tiny"), empty_tables(), name="tiny", title="题")
        frame = read_processed(root, "tiny")["programmes"]
        assert frame["title"].tolist() == ["=cmd()"]  # plan text stays plan text
        assert frame["content"].tolist() == ["甲, 乙"]
        assert frame["row"].dtype == "Int64"

    def test_files_have_unix_line_ends_and_the_columns_of_the_contract(self, root):
        folder = processed_path(root, "tiny")
        write_processed(folder, empty_tables(), name="tiny", title="题")
        data = folder.joinpath("programmes.csv").read_bytes()
        assert data == 'table,row,title,content,source_line\n3,1,=cmd(),"甲, 乙",7\n'.encode()

    def test_frictionless_accepts_the_package_and_notices_a_change(self, root):
        folder = processed_path(root, "tiny")
        write_processed(folder, empty_tables(), name="tiny", title="题")
        assert frictionless.validate(folder / "datapackage.json").valid
        path = folder / "programmes.csv"
        path.write_bytes(path.read_bytes().replace(b",7\n", b",8\n"))
        assert not frictionless.validate(folder / "datapackage.json").valid
        with pytest.raises(InputError, match="guihua extract tiny"):
            read_table(root, "tiny", "programmes")

    def test_an_empty_table_is_a_header_and_valid(self, root):
        folder = processed_path(root, "tiny")
        tables = {
            name: pd.DataFrame(columns=list(table.column_names)) for name, table in load_schema().items()
        }
        write_processed(folder, tables, name="tiny", title="题")
        assert frictionless.validate(folder / "datapackage.json").valid
        assert {name: len(frame) for name, frame in read_processed(root, "tiny").items()} == dict.fromkeys(
            tables, 0
        )

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda f: f.drop(columns="title"), "lacks title"),
            (lambda f: f.assign(colour=1), "has unknown colour"),
            (lambda f: f.assign(row="x"), "row 1: column row holds 'x'"),
            (lambda f: f.assign(title=None), "column title is empty"),
            (lambda f: pd.concat([f, f]), "two rows with table, row = 3, 1"),
        ],
    )
    def test_a_table_that_breaks_the_contract_is_not_written(self, root, change, said):
        tables = {"programmes": change(empty_tables()["programmes"])}
        with pytest.raises(DefinitionError, match=said):
            write_processed(processed_path(root, "tiny"), tables, name="tiny", title="题")
        assert not processed_path(root, "tiny").exists()

    def test_nothing_changed_means_nothing_touched(self, root):
        folder = processed_path(root, "tiny")
        write_processed(folder, empty_tables(), name="tiny", title="题")
        before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
        assert write_processed(folder, empty_tables(), name="tiny", title="题") == []
        assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before

    def test_numbers_keep_no_trace_of_how_they_were_held(self, root):
        one = {"projects": project(total_10k=20000.0)}
        other = {"projects": project(total_10k=Decimal("2.00E+4"))}
        write_processed(processed_path(root, "tiny"), one, name="tiny", title="题")
        assert write_processed(processed_path(root, "tiny"), other, name="tiny", title="题") == []
        assert ",20000,2亿," in processed_path(root, "tiny").joinpath("projects.csv").read_text(
            encoding="utf-8"
        )

    def test_missing_tables_are_said_with_the_command_that_makes_them(self, root):
        with pytest.raises(InputError, match="run: guihua extract tiny"):
            read_table(root, "tiny", "values")


def project(**cells):
    row = dict.fromkeys(load_schema()["projects"].column_names) | {
        "project_id": "P1",
        "name": "甲",
        "source_line": 3,
    }
    return pd.DataFrame([row | {"total_printed": "2亿"} | cells])


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


class TestReplacing:
    def test_a_failed_write_leaves_all_files_as_they_were(self, tmp_path, monkeypatch):
        atomic.replace_files(tmp_path, {"a": b"1", "b": b"2"})
        write = Path.write_bytes

        def full(self, data):
            if "b" in self.name:
                write(self, data[:1])
                raise OSError(errno.ENOSPC, "No space left on device", str(self))
            return write(self, data)

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(OutputError, match=r"No space left on device; .*unchanged"):
            atomic.replace_files(tmp_path, {"a": b"10", "b": b"20"})
        assert tree(tmp_path) == {"a": b"1", "b": b"2"}

    def test_what_a_killed_run_left_is_removed_by_the_next(self, tmp_path):
        tmp_path.joinpath(".a.partial").write_bytes(b"half")
        atomic.replace_files(tmp_path, {"a": b"1"})
        tmp_path.joinpath(".a.partial").write_bytes(b"half")
        assert atomic.replace_files(tmp_path, {"a": b"1"}) == []
        assert tree(tmp_path) == {"a": b"1"}

    def test_a_device_is_written_to_and_never_replaced(self, tmp_path):
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        got = []
        reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
        reader.start()
        write_file(pipe, b"text")
        reader.join(10)
        assert got == [b"text"]
        assert pipe.is_fifo()

    def test_a_symbolic_link_stays_a_link(self, tmp_path):
        tmp_path.joinpath("real").write_bytes(b"1")
        tmp_path.joinpath("link").symlink_to("real")
        write_file(tmp_path / "link", b"2")
        assert tmp_path.joinpath("link").is_symlink()
        assert tmp_path.joinpath("real").read_bytes() == b"2"

    def test_a_folder_is_refused_as_a_file(self, tmp_path):
        with pytest.raises(OutputError, match="is a folder"):
            write_file(tmp_path, b"1")

    def test_ctrl_c_waits_for_the_renames_and_is_not_lost(self):
        done = False

        def renames():
            nonlocal done
            with atomic.uninterrupted():
                signal.raise_signal(signal.SIGINT)
                done = True

        with pytest.raises(KeyboardInterrupt):
            renames()
        assert done


class TestReport:
    def fill(self, staging, text="1"):
        staging.joinpath("report.pdf").write_text(text)
        staging.joinpath("figures").mkdir()
        staging.joinpath("figures/a.svg").write_text("<svg/>")

    def make(self, root, text="1"):
        with staged_report(root, report_path(root, "tiny", "2025")) as staging:
            self.fill(staging, text)
        return report_path(root, "tiny", "2025")

    def test_a_finished_report_is_in_place_and_nothing_else_is(self, root):
        folder = self.make(root)
        assert tree(root / "reports") == {"tiny/2025/report.pdf": b"1", "tiny/2025/figures/a.svg": b"<svg/>"}
        assert folder == root / "reports/tiny/2025"

    def test_a_report_that_fails_leaves_the_old_one(self, root):
        self.make(root)
        with pytest.raises(TypeError):
            self.make(root, text=3)  # fails half-way, when the text is written
        assert tree(root / "reports") == {"tiny/2025/report.pdf": b"1", "tiny/2025/figures/a.svg": b"<svg/>"}

    def test_an_unchanged_report_is_not_touched(self, root):
        folder = self.make(root)
        before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
        self.make(root)
        assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before

    @pytest.mark.parametrize("one_step", [True, False])
    def test_a_new_report_replaces_its_own_files_and_keeps_the_users(self, root, monkeypatch, one_step):
        if not one_step:
            monkeypatch.setattr(atomic, "_exchange", lambda one, other: False)
        folder = self.make(root)
        folder.joinpath("figures/old.svg").write_text("old")
        folder.joinpath("remarks.txt").write_text("mine")
        folder.joinpath("letters").mkdir()
        folder.joinpath("letters/a.txt").write_text("mine too")
        unchanged = folder.joinpath("figures/a.svg").stat().st_mtime_ns
        self.make(root, "2")
        assert tree(root / "reports") == {
            "tiny/2025/report.pdf": b"2",
            "tiny/2025/figures/a.svg": b"<svg/>",
            "tiny/2025/remarks.txt": b"mine",
            "tiny/2025/letters/a.txt": b"mine too",
        }
        assert folder.joinpath("figures/a.svg").stat().st_mtime_ns == unchanged

    def test_a_swap_that_was_cut_in_two_is_undone_by_the_next_run(self, root):
        folder = self.make(root)
        folder.rename(folder.with_name(".2025.old"))  # killed between the two renames
        folder.with_name(".2025.partial").mkdir()
        with pytest.raises(RuntimeError), staged_report(root, report_path(root, "tiny", "2025")):
            raise RuntimeError
        assert tree(root / "reports") == {"tiny/2025/report.pdf": b"1", "tiny/2025/figures/a.svg": b"<svg/>"}

    def test_a_second_run_is_told_at_once_that_another_is_writing(self, root):
        with staged_report(root, report_path(root, "tiny", "2025")) as staging:
            self.fill(staging)
            with pytest.raises(BusyError, match="another run is writing reports/tiny/2025; wait"):
                self.make(root)
            with staged_report(root, report_path(root, "tiny", "2024")) as other:
                self.fill(other)

    def test_a_lock_goes_with_its_process(self, tmp_path):
        code = (
            "import sys, time; from pathlib import Path; from analysis.store.locks import locked\n"
            "with locked(Path(sys.argv[1]), what='x'): print('held', flush=True); time.sleep(60)"
        )
        path = tmp_path / ".lock"
        with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as holder:
            assert holder.stdout.readline() == b"held\n"
            with pytest.raises(BusyError), locked(path, what="x"):
                pass
            holder.kill()
            holder.wait()
            with locked(path, what="x"):
                assert path.exists()
        assert not path.exists()

    def test_a_file_in_the_place_of_the_reports_is_refused(self, root):
        root.joinpath("reports").write_text("")
        with pytest.raises(OutputError, match="cannot write"):
            self.make(root)
        root.joinpath("reports").unlink()
        root.joinpath("reports/tiny").mkdir(parents=True)
        root.joinpath("reports/tiny/2025").write_text("")
        with pytest.raises(OutputError, match="is not a folder; move it away"):
            self.make(root)


def test_the_committed_plan_of_the_main_job_is_the_published_document():
    root = Path(__file__).parents[1]
    plan = load_plan(root, "sanmen-civil-affairs-14")
    assert plan.period == (2021, 2025)
    assert json.dumps(plan.title, ensure_ascii=False) in root.joinpath(plan.shown, "plan.toml").read_text(
        encoding="utf-8"
    )


class TestWriteParts:
    def test_the_parts_follow_each_other_and_nothing_else_stays(self, tmp_path):
        path = tmp_path / "new" / "out.csv"
        assert write_parts(path, iter([b"a\n", b"b\n"])) is True
        assert path.read_bytes() == b"a\nb\n"
        assert [item for item in path.parent.iterdir() if "partial" in item.name] == []

    def test_the_same_content_is_not_written_again(self, tmp_path):
        path = tmp_path / "out.csv"
        write_parts(path, [b"a", b"b"])
        before = path.stat().st_mtime_ns, path.stat().st_ino
        assert write_parts(path, [b"ab"]) is False
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == before

    def test_a_fault_half_way_leaves_what_was_there(self, tmp_path):
        path = tmp_path / "out.csv"
        path.write_bytes(b"before")

        def parts():
            yield b"new"
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write_parts(path, parts())
        assert path.read_bytes() == b"before"
        assert [item for item in tmp_path.iterdir() if "partial" in item.name] == []

    def test_a_folder_is_refused(self, tmp_path):
        with pytest.raises(OutputError, match="is a folder"):
            write_parts(tmp_path, [b"a"])

    def test_a_device_is_written_to_and_stays_a_device(self):
        assert write_parts(Path("/dev/null"), [b"a"]) is True
        assert not Path("/dev/null").is_file()
