"""The command line: what it prints, what it writes, how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.cli.output import display_width, pad, print_table, progress_bar
from analysis.cli.parser import build_parser
from conftest import TINY_PLAN

COMMANDS = ("plans", "extract", "growth", "audit", "progress", "forecast", "report", "check")
HEADER = "indicator,year,value,unit,source,note\n"


@pytest.fixture
def guihua(capsys):
    """Return a function that runs a command and returns (exit code, stdout, stderr)."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


def in_process(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "analysis", *arguments], capture_output=True, text=True, check=False, **options
    )


class TestHelp:
    def test_the_choices_written_out_for_help_are_those_of_the_check(self):
        from analysis.growth_check import ROUNDING_RULES, TOTALS

        choices = {
            action.dest: action.choices
            for action in build_parser()._subparsers._group_actions[0].choices["growth"]._actions
        }
        assert (choices["rounding"], choices["totals"]) == (tuple(ROUNDING_RULES), TOTALS)

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_explains_itself_with_examples(self, guihua, command):
        code, out, _ = guihua(command, "--help")
        assert code == 0
        assert f"guihua {command} " in out.split("examples:")[1] or f"guihua {command}\n" in out

    def test_the_documented_commands_are_all_there(self, guihua):
        out = guihua("--help")[1]
        assert all(f"\n    {command} " in out for command in COMMANDS)

    @pytest.mark.parametrize(
        "arguments",
        [[], ["bogus"], ["report", "tiny"], ["report", "tiny", "--year", "20x5"], ["plans", "--colour"]],
    )
    def test_wrong_usage_is_one_line_and_exit_2(self, guihua, arguments):
        code, out, err = guihua(*arguments)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert "--help" in err

    def test_help_does_not_wait_for_pandas_or_jupyter(self):
        code = "import sys; from analysis.cli import main; main(['--help']); print(sorted(sys.modules))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        modules = done.stdout.splitlines()[-1]
        assert not any(f"'{name}'" in modules for name in ("pandas", "numpy", "matplotlib", "nbformat"))

    def test_every_command_has_its_module(self):
        (choices,) = [a.choices for a in build_parser()._actions if a.dest == "command"]
        assert tuple(choices) == COMMANDS


class TestTables:
    @pytest.mark.parametrize(
        ("text", "width"), [("床位", 4), ("ab", 2), ("（１）", 6), ("é", 1), ("", 0), ("“”", 2)]
    )
    def test_han_and_full_width_take_two_columns(self, text, width):
        assert display_width(text) == width

    def test_columns_stay_in_line_with_mixed_widths(self, capsys):
        rows = [{"a": "床位", "b": 1.5}, {"a": "rate", "b": 20}, {"a": None, "b": None}]
        print_table(rows, {"a": "名称", "b": "value", "c": "never there"})
        lines = capsys.readouterr().out.splitlines()
        assert lines == ["名称  value", "床位    1.5", "rate     20", "—         —"]

    def test_padding_never_cuts(self):
        assert pad("床位", 3) == "床位"
        assert pad("床位", 6, right=True) == "  床位"

    def test_control_characters_of_a_plan_do_not_reach_the_terminal(self, capsys):
        print_table([{"a": "x\x1b[31m\ny"}], {"a": "a"})
        assert capsys.readouterr().out == "a\nx [31m y\n"


class TestPlans:
    def test_plans_are_listed(self, guihua, project):
        code, out, err = guihua("plans")
        assert (code, err) == (0, "")
        assert out.splitlines()[1].split()[:2] == ["tiny", "2021—2025"]

    def test_json_has_the_same_facts(self, guihua, project):
        (plan,) = json.loads(guihua("plans", "--json")[1])
        assert plan == {
            "id": "tiny",
            "title": "某县民政事业发展“十四五”规划",
            "area": "某县",
            "observations": 0,
            "period": [2021, 2025],
        }

    def test_a_broken_plan_is_named_and_the_others_still_listed(self, guihua, project):
        broken = project.root / "data" / "raw" / "broken"
        broken.mkdir()
        broken.joinpath("plan.toml").write_text("title =")
        code, out, err = guihua("plans")
        assert code == 2
        assert "tiny" in out
        assert err.startswith("data/raw/broken/plan.toml:1:1: not valid TOML")

    def test_the_project_can_be_named(self, guihua, project, tmp_path_factory, monkeypatch):
        monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
        assert guihua("plans", "--root", project.root)[0] == 0
        assert guihua("--root", project.root, "plans")[0] == 0
        code, _, err = guihua("plans")
        assert code == 2
        assert "--root" in err


class TestGrowth:
    def test_one_figure_is_checked(self, guihua):
        """Nursing beds of the Sanmen plan: 38.9 → 50 in five years is 5.15 %, not 4.4 %."""
        code, out, err = guihua("growth", "38.9", "50", "4.4", "--years", "5")
        assert (code, err) == (0, "")
        facts = dict(line.split(maxsplit=1) for line in out.splitlines())
        assert facts["verdict"] == "inconsistent"
        assert facts["reproduced_by"] == "simple_on_target"
        assert facts["recomputed_pct"].startswith("5.14")

    def test_json_and_strict(self, guihua):
        code, out, _ = guihua("growth", "38.9", "50", "-4.4%", "--years", "5", "--json", "--strict")
        assert code == 1
        assert json.loads(out)["stated_pct"] == -4.4
        assert guihua("growth", "48.6", "50", "0.6", "--years", "5", "--strict")[0] == 0

    @pytest.mark.parametrize(
        "arguments",
        [
            ["36O", "50", "4", "--years", "5"],
            ["36", "50", "4", "--years", "0"],
            ["36", "50", "4", "--years", "-5"],
            ["36", "50", "4", "--years", "nan"],
            ["36", "50", "4"],
            ["36", "50", "--years", "5"],
            ["36", "50", "4", "--years", "5", "-o", "x.csv"],
            ["36", "50", "4", "--table", "x.csv"],
            ["--table", "missing.csv"],
        ],
    )
    def test_what_cannot_be_checked_is_one_line_and_exit_2(self, guihua, project, arguments):
        code, out, err = guihua("growth", *arguments)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1

    def test_a_table_keeps_its_rows_and_columns_and_gains_the_results(self, guihua, tmp_path):
        source, result = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_text(
            "id,base_year,base,target_year,target,stated,备注\n甲,2015,38.9,2020,50,4.4,=1+1\n",
            encoding="utf-8-sig",
        )
        assert guihua("growth", "--table", source, "-o", result) == (0, "", "")
        header, row = result.read_text(encoding="utf-8").splitlines()
        assert header.startswith(
            "id,base_year,base,target_year,target,stated,备注,recomputed_pct,recomputed_lower,recomputed_upper,"
            "verdict,reproduced_by"
        )
        assert row.startswith("甲,2015,38.9,2020,50,4.4,=1+1,5.14")
        assert guihua("growth", "--table", source, "--strict")[0] == 1

    def test_gb18030_is_read_and_utf8_written(self, guihua, tmp_path):
        source, result = tmp_path / "in.csv", tmp_path / "out.csv"
        text = "名称,base_year,base,target_year,target,stated\n每千名老年人床位,2015,48.6,2020,50,0.6\n"
        source.write_bytes(text.encode("gb18030"))
        assert guihua("growth", "--table", source, "-o", result)[0] == 0
        assert "每千名老年人床位" in result.read_text(encoding="utf-8")

    def test_unreadable_rows_are_written_too_and_named_with_their_lines(self, guihua, tmp_path):
        source, result = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_text(
            "base_year,base,target_year,target,stated\n2015,48.6,2020,50,0.6\n\n2015,36O,2020,50,4\n"
            "2020,40,2015,50,4\n2015,1,234,2020,2000,5\n2015,40\n2015,—,2020,50,—\n",
            encoding="utf-8",
        )
        code, out, err = guihua("growth", "--table", source, "-o", result)
        assert (code, out) == (2, "")  # and all is written
        *problems, last = err.splitlines()
        assert last.startswith("4 of 6 rows are bad input")
        lines = [line.removeprefix(f"{source}:").split(":")[0] for line in problems]
        assert lines == ["4", "5", "6", "7"]
        rows = result.read_text(encoding="utf-8").splitlines()
        verdicts = ["consistent"] + ["not_checkable"] * 5
        assert [next(cell for cell in row.split(",") if cell in verdicts) for row in rows[1:]] == verdicts
        assert "line 4, " in rows[2]

    def test_of_many_problems_the_first_are_shown_and_the_rest_counted(self, guihua, tmp_path):
        source = tmp_path / "in.csv"
        source.write_text("base_year,base,target_year,target,stated\n" + "x,1,2020,2,3\n" * 25)
        code, out, err = guihua("growth", "--table", source)
        assert (code, out.count("not_checkable")) == (2, 25)
        assert err.splitlines()[-2] == "… and 5 more, see the column note"
        assert err.splitlines()[-1].startswith("25 of 25 rows are bad input")
        assert len(err.splitlines()) == 22

    @pytest.mark.parametrize(
        "row",
        [",,,,", "2015,—,2020,50,—", "—,48.6,2020,50,0.6", "2015,48.6,2020,完成国家任务,", "2015,/,,/,/"],
    )
    def test_what_is_missing_or_said_in_words_is_no_bad_input(self, guihua, tmp_path, row):
        source = tmp_path / "in.csv"
        source.write_text(f"base_year,base,target_year,target,stated\n{row}\n", encoding="utf-8")
        code, out, err = guihua("growth", "--table", source)
        assert (code, out.count("not_checkable"), err) == (0, 1, "")

    def test_bad_input_goes_before_findings_that_are_not_let_pass(self, guihua, tmp_path):
        source = tmp_path / "in.csv"
        source.write_text(
            "base_year,base,target_year,target,stated\n2015,38.9,2020,50,4.4\n2015,x1,2020,2,3\n"
        )
        assert guihua("growth", "--table", source, "--strict")[0] == 2

    def test_how_numbers_were_rounded_can_be_said(self, guihua, tmp_path):
        """100 → 150 is 8.4472 % a year: cut after one decimal 8.4, never 8.5 by rounding halves."""
        source = tmp_path / "in.csv"
        source.write_text("base_year,base,target_year,target,stated\n2015,100.000,2020,150.000,8.5\n")
        cell = "100.000", "150.000", "8.5", "--years", "5"
        assert guihua("growth", *cell, "--strict")[0] == 1
        assert guihua("growth", *cell, "--strict", "--rounding", "up")[0] == 0
        assert guihua("growth", "--table", source, "--strict")[0] == 1
        assert guihua("growth", "--table", source, "--strict", "--rounding", "up")[0] == 0
        assert guihua("growth", *cell, "--rounding", "bankers")[0] == 2

    def test_figures_in_brackets_can_be_checked_as_totals(self, guihua, tmp_path):
        source = tmp_path / "in.csv"
        source.write_text("base_year,base,target_year,target,stated\n2015,60,2020,70,[25.0]\n")
        assert guihua("growth", "--table", source, "--strict")[0] == 0
        assert guihua("growth", "--table", source, "--strict", "--totals", "brackets")[0] == 1
        assert (
            guihua("growth", "60", "70", "[16.7]", "--years", "5", "--totals", "brackets", "--strict")[0] == 0
        )

    def test_an_actual_value_tells_whether_the_error_matters(self, guihua):
        """38.9 → 49 is 4.7 % a year: above the stated 4.4, below the 5.1 that 50 needs."""
        facts = guihua("growth", "38.9", "50", "4.4", "--years", "5", "--actual", "49", "--json")[1]
        assert json.loads(facts)["decision_error"] is True

    def test_json_holds_the_rows_of_a_table(self, guihua, tmp_path):
        source = tmp_path / "in.csv"
        source.write_text(
            "base_year,base,target_year,target,stated\n2015,38.9,2020,50,4.4\n2015,,2020,50,4\n"
        )
        rows = json.loads(guihua("growth", "--table", source, "--json")[1])
        assert [row["verdict"] for row in rows] == ["inconsistent", "not_checkable"]
        assert (rows[0]["low_power"], rows[1]["low_power"], rows[1]["recomputed_pct"]) == (False, None, None)

    @pytest.mark.parametrize("missing", ["base_year", "base", "target_year", "target", "stated"])
    def test_a_missing_column_is_named(self, guihua, tmp_path, missing):
        names = [n for n in ("base_year", "base", "target_year", "target", "stated") if n != missing]
        source = tmp_path / "in.csv"
        source.write_text(",".join(names) + "\n", encoding="utf-8")
        code, _, err = guihua("growth", "--table", source, "-o", tmp_path / "out.csv")
        assert code == 2
        assert err.startswith(f'{source}:1:1: column "{missing}" is missing')
        assert not (tmp_path / "out.csv").exists()

    def test_the_input_is_never_replaced(self, guihua, tmp_path):
        source = tmp_path / "in.csv"
        source.write_text("base_year,base,target_year,target,stated\n2015,48.6,2020,50,0.6\n")
        before = source.read_bytes()
        link = tmp_path / "link.csv"
        link.symlink_to(source)
        assert guihua("growth", "--table", source, "-o", link)[0] == 2
        assert source.read_bytes() == before


class TestExtract:
    def test_a_plan_goes_to_its_processed_folder(self, guihua, project):
        code, out, _ = guihua("extract", "tiny")
        assert code == 0
        assert "data/processed/tiny/values.csv" in out
        written = project.files("data/processed/tiny")
        assert {"indicators.csv", "values.csv", "growth_check.csv", "forecasts.csv"} <= set(written)
        values = written["values.csv"].decode().splitlines()
        place = "plan.txt,7,17,21"
        assert any(
            line.startswith("nursing_bed_share,1,2,2015,actual,38.9,38.9,38.85,38.95,1,%,") for line in values
        )
        assert any(place in line for line in values)

    def test_any_document_goes_where_it_is_told_to(self, guihua, project, tmp_path):
        source = tmp_path / "别的 规划.txt"
        source.write_bytes(project.plan.joinpath("plan.txt").read_bytes())
        code, _, _ = guihua("extract", source, "-o", tmp_path / "out")
        assert code == 0
        package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
        assert package["name"] == "plan"
        assert {"values.csv", "forecasts.csv"} <= {path.name for path in (tmp_path / "out").iterdir()}

    def test_json_holds_every_table(self, guihua, project):
        tables = json.loads(guihua("extract", "tiny", "--json")[1])
        assert [row["name"] for row in tables["indicators"]][-1] == "节地生态安葬率"
        assert len(tables["values"]) == 12

    def test_a_second_run_changes_nothing(self, guihua, project):
        guihua("extract", "tiny")
        before = {p: p.stat().st_mtime_ns for p in (project.root / "data/processed/tiny").iterdir()}
        assert "changed" not in guihua("extract", "tiny")[1]
        assert {p: p.stat().st_mtime_ns for p in (project.root / "data/processed/tiny").iterdir()} == before

    @pytest.mark.parametrize("name", ["nosuch", "no/such.txt", "无此规划", "../tiny"])
    def test_what_is_neither_plan_nor_file_is_said(self, guihua, project, name):
        code, _, err = guihua("extract", name)
        assert code == 2
        assert err.count("\n") == 1


class TestProgressOfAPlan:
    OBSERVED = "indicator,year,value,unit,source,note\n护理型床位占比,2023,57,%,,\n"

    def test_the_methods_stand_side_by_side(self, guihua, project):
        project.plan.joinpath("observations.csv").write_text(self.OBSERVED, encoding="utf-8")
        code, out, _ = guihua("progress", "tiny", "--as-of", "2023", "--lang", "en")
        head = out.splitlines()[0]
        assert code == 0
        assert all(name in head for name in ("cn_midterm", "open_sdg", "destatis", "target year"))
        assert "no observation after 2020" in out

    def test_one_method_shows_its_figures_and_notes(self, guihua, project):
        project.plan.joinpath("observations.csv").write_text(self.OBSERVED, encoding="utf-8")
        out = guihua("progress", "tiny", "--as-of", "2023", "--method", "cn_midterm")[1]
        assert "时间进度60%" in out
        rows = json.loads(guihua("progress", "tiny", "--method", "cn_midterm", "--json")[1])
        assert {row["method"] for row in rows} == {"cn_midterm"}
        assert {"observed_year", "observed", "value", "class", "note", "name"} <= set(rows[0])

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (("--method", "magic"), "the methods are"),
            (("--as-of", "2031"), "choose a year from 2020 to 2025"),
        ],
    )
    def test_an_unknown_method_or_year_is_said_in_one_line(self, guihua, project, options, message):
        code, out, err = guihua("progress", "tiny", *options)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert message in err


class TestAudit:
    CONTRADICTION = "全县行政村从510个减少到275个,调整率达56.1%。\n"

    def test_the_growth_column_of_a_plan_is_shown_with_its_places(self, guihua, project):
        code, out, _ = guihua("audit", "tiny")
        (row,) = [line for line in out.splitlines() if "38.9" in line]
        assert code == 0
        assert "7:30" in row
        assert "inconsistent" in row
        assert "simple_on_target" in row

    def test_any_text_is_audited_without_plan_toml(self, guihua, project):
        project.root.joinpath("a.txt").write_text(self.CONTRADICTION, encoding="gb18030")
        code, out, _ = guihua("audit", "a.txt", "--lang", "en")
        assert code == 0
        assert "1:6 " in out
        assert "1:19 " in out
        assert "conflict: " in out
        assert out.splitlines()[-1] == "1 conflicts, 0 notable, 0 agree"

    def test_strict_fails_on_a_conflict_and_only_then(self, guihua, project):
        project.root.joinpath("a.txt").write_text(self.CONTRADICTION, encoding="utf-8")
        project.root.joinpath("b.txt").write_text(self.CONTRADICTION.replace("56", "46"), encoding="utf-8")
        assert [guihua("audit", name, "--strict")[0] for name in ("a.txt", "b.txt")] == [1, 0]

    def test_what_agrees_is_printed_on_request(self, guihua, project):
        project.root.joinpath("b.txt").write_text(self.CONTRADICTION.replace("56", "46"), encoding="utf-8")
        assert "46.1%" not in guihua("audit", "b.txt")[1]
        assert "46.1%" in guihua("audit", "b.txt", "--all")[1]

    def test_json_holds_both_statements_with_their_places(self, guihua, project):
        project.root.joinpath("a.txt").write_text(self.CONTRADICTION, encoding="utf-8")
        (found,) = json.loads(guihua("audit", "a.txt", "--json")[1])["findings"]
        for side in "ab":
            span = self.CONTRADICTION[found[f"start_{side}"] : found[f"end_{side}"]]
            assert (found[f"line_{side}"], found[f"statement_{side}"]) == (1, span)

    def test_rules_are_chosen_by_name(self, guihua, project):
        project.root.joinpath("a.txt").write_text(self.CONTRADICTION, encoding="utf-8")
        assert "0 conflicts" in guihua("audit", "a.txt", "--rules", "two_units")[1]
        assert "1 conflicts" in guihua("audit", "a.txt", "--rules", "two_units, stated_change")[1]
        code, _, err = guihua("audit", "a.txt", "--rules", "no_such_rule")
        assert code == 2
        assert "no rule no_such_rule" in err
        assert "stated_change" in err

    def test_a_table_with_a_fault_is_left_out_with_a_note_and_the_rest_is_audited(self, guihua, project):
        text = TINY_PLAN.replace("| 58 | 60 |", "| 5X | 60 |") + self.CONTRADICTION
        project.root.joinpath("a.txt").write_text(text, encoding="utf-8")
        code, out, err = guihua("audit", "a.txt")
        assert code == 0
        assert "a.txt:11:" in err
        assert "simple_on_target" in out
        assert "56.1%" in out

    @pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"a\x00b"])
    def test_a_file_that_is_no_text_is_one_line_and_exit_2(self, guihua, project, content):
        project.root.joinpath("a.txt").write_bytes(content)
        code, out, err = guihua("audit", "a.txt")
        assert (code, out) == (2, "")
        assert len(err.splitlines()) == 1


class TestForecast:
    def test_the_outlook_names_model_and_required_pace(self, guihua, project):
        code, out, err = guihua("forecast", "tiny", "--as-of", "2021")
        assert (code, err) == (0, "")
        assert "节地生态安葬率" in out
        assert "drift" in out

    def test_json_and_one_model(self, guihua, project):
        rows = json.loads(guihua("forecast", "tiny", "--model", "linear", "--json")[1])
        beds = [row for row in rows if row["indicator_id"] == "nursing_bed_share"]
        assert {row["model"] for row in beds} == {"linear"}
        # 38.9 in 2015 and 53 in 2020: a line through both is 2.82 points a year
        assert beds[-1]["target_year"] == 2025
        assert beds[-1]["point"] == pytest.approx(53 + 5 * 2.82)

    def test_several_models_are_given_as_a_list_and_keep_their_order(self, guihua, project):
        rows = json.loads(guihua("forecast", "tiny", "--model", "last_value,guarded_drift", "--json")[1])
        beds = [
            row for row in rows if row["indicator_id"] == "nursing_bed_share" and row["target_year"] == 2025
        ]
        assert [row["model"] for row in beds] == ["last_value", "guarded_drift"]
        assert beds[0]["p_attain"] is None
        assert 0 < beds[1]["p_attain"] < 1

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["tiny", "--as-of", "2026"], "choose a year from 2020 to 2025"),
            (["tiny", "--as-of", "2019"], "choose a year from 2020 to 2025"),
            (["tiny", "--model", "oracle"], "oracle"),
            (["tin"], "did you mean tiny"),
        ],
    )
    def test_a_wrong_year_model_or_plan_is_said_with_the_choice(self, guihua, project, arguments, said):
        code, out, err = guihua("forecast", *arguments)
        assert (code, out) == (2, "")
        assert said in err


class TestCheck:
    def test_usable_files_are_ok(self, guihua, project):
        observations = project.plan / "observations.csv"
        observations.write_text(HEADER + "护理型床位占比,2022,55,%,年报,\n", encoding="utf-8")
        code, out, err = guihua("check", observations, project.plan / "plan.txt", project.plan / "plan.toml")
        assert (code, err) == (0, "")
        assert [line.split(": ")[1].split(",")[0] for line in out.splitlines()] == ["ok"] * 3

    def test_every_problem_of_every_file_is_listed_with_its_place(self, guihua, project, tmp_path):
        observations = tmp_path / "new.csv"
        observations.write_text(
            HEADER + "无此指标,2022,55,%,,\n护理型床位占比,2022,多,%,,\n护理型床位占比,2031,60,%,,\n"
            "节地生态安葬率,2022,60,元,,\n节地生态安葬率,20x2,60,%,,\n",
            encoding="utf-8",
        )
        code, out, err = guihua("check", observations, "missing.txt", "--plan", "tiny")
        assert (code, out) == (2, "")
        places = [line.split(": ")[0] for line in err.splitlines()]
        assert [place.split(":")[1] for place in places[:-1]] == ["2", "3", "4", "5", "6"]
        assert places[-1].startswith("missing.txt")
        report = json.loads(guihua("check", observations, "--plan", "tiny", "--json")[1])
        assert [problem["line"] for problem in report[0]["problems"]] == [2, 3, 4, 5, 6]

    def test_a_changed_document_is_found_by_its_checksum(self, guihua, project):
        project.write_plan("某县规划\n(2021—2025年)\n", checksum="0" * 64)
        code, _, err = guihua("check", project.plan / "plan.txt")
        assert code == 2
        assert "sha256" in err


class TestReport:
    def test_a_report_is_made_quietly_and_is_the_same_twice(self, guihua, project):
        code, out, err = guihua("report", "tiny", "--year", "2025")
        assert (code, out, err) == (0, "reports/tiny/2025/report.pdf\n", "")
        first = project.files("reports")
        assert set(first) == {
            "tiny/2025/report.pdf",
            "tiny/2025/report.html",
            "tiny/2025/tables.xlsx",
            "tiny/2025/report.json",
            "tiny/2025/figures/a.svg",
            "tiny/2025/figures/a.png",
            "tiny/2025/notebooks/annual_report.ipynb",
        }
        assert first["tiny/2025/report.pdf"].startswith(b"%PDF-")
        assert b"tiny 2025 zh" in first["tiny/2025/notebooks/annual_report.ipynb"]
        times = {p: p.stat().st_mtime_ns for p in project.report.rglob("*")}
        assert guihua("report", "tiny", "--year", "2025")[0] == 0
        assert project.files("reports") == first
        assert {p: p.stat().st_mtime_ns for p in project.report.rglob("*")} == times


class TestProgress:
    def test_a_terminal_gets_a_bar_on_stderr(self, capsys, monkeypatch):
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        with progress_bar() as show:
            show("notebooks", 2, 6)
            err = capsys.readouterr().err
        assert "notebooks" in err
        assert "2/6" in err

    def test_nothing_is_shown_when_nobody_watches(self, capsys):
        with progress_bar() as show:
            assert show is None
        assert capsys.readouterr().err == ""


class TestEnds:
    def test_a_closed_pipe_is_no_error_message(self):
        command = f"{sys.executable} -m analysis growth --help | head -n 1"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
        assert done.stderr == ""
        assert done.stdout.startswith("usage: guihua growth")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
    def test_a_full_disk_behind_stdout_is_said(self):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "analysis", "growth", "1", "2", "3", "--years", "5"],
                stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "No space left" in done.stderr

    def test_a_terminal_that_cannot_print_chinese_gets_escapes(self, project):
        environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
        done = in_process("plans", env=environment, cwd=project.root)
        assert done.returncode == 0
        assert r"\u67d0\u53bf" in done.stdout

    def test_ctrl_c_ends_with_130_and_one_line(self, tmp_path):
        fifo = tmp_path / "in.csv"
        os.mkfifo(fifo)  # reading it waits for ever
        process = subprocess.Popen(
            [sys.executable, "-m", "analysis", "growth", "--table", str(fifo)],
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(2.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 130
        assert err == "interrupted; every file is either as before or complete\n"

    def test_a_fault_of_our_own_is_one_line_too(self, guihua, project, monkeypatch):
        monkeypatch.setattr("analysis.cli.plans.list_plans", lambda root: 1 / 0)
        code, _, err = guihua("plans")
        assert code == 2
        assert err.startswith("a fault in guihua itself: ZeroDivisionError")
