"""Standard streams and odd arguments: "-", pipes, terminals without Chinese, closed streams."""

import os
import subprocess
import sys

import pytest

from analysis.cli import main

TABLE = "name,base_year,base,target_year,target,stated\n每千名老人床位,2015,38.9,2020,50,4.4\n"
PLAN = "某县“十四五”规划\n表1 指标\n指标 | 2020年 | 2025年\n床位（张） | 60 | 70\n"
BARE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def guihua(*arguments, **options):
    command = [sys.executable, "-m", "analysis", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, **options)


@pytest.mark.parametrize("surroundings", [{}, BARE, {"PYTHONIOENCODING": "ascii"}])
@pytest.mark.parametrize("output", [(), ("-o", "-")])
def test_a_table_on_standard_output_is_utf_8_whatever_the_terminal(surroundings, output):
    done = guihua("growth", "--table", "-", *output, input=TABLE.encode(), env=os.environ | surroundings)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "每千名老人床位,2015,38.9,2020,50,4.4,5.14" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("command", ["extract", "audit", "check"])
def test_a_document_comes_from_standard_input(command, tmp_path):
    done = guihua(command, "-", input=PLAN.encode("gb18030"), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_that_has_seen_enough_is_no_fault(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text(TABLE + "床位,2015,38.9,2020,50,4.4\n" * 5000, encoding="utf-8")
    command = [sys.executable, "-m", "analysis", "growth", "--table", str(source), "-o", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        run.stdout.readline()
        run.stdout.close()
        assert (run.stderr.read(), run.wait()) == (b"", 141)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams_are_no_fault_of_ours(tmp_path, closed):
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    call = f'"{sys.executable}" -m analysis check plan.txt {closed}'
    done = subprocess.run(["sh", "-c", call], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("name", ["a b", "中文", "$HOME", "a'b\"c", "-x", "*?", "#1", "\\t", "%20"])
def test_odd_names_of_folders_are_names(tmp_path, name, capsys, monkeypatch):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    output = folder / "tables"
    assert main(["extract", f"./{name}/plan.txt", "-o", str(output)]) == 0
    assert (output / "values.csv").exists()
    capsys.readouterr()


def test_a_message_about_a_cell_of_any_length_is_short(tmp_path, capsys):
    source = tmp_path / "plan.txt"
    source.write_text(
        f"指标 | 2020年 | 2025年\n床位（张） | 1 | 2\n{'长' * 50_000} | 1 | 2\n", encoding="utf-8"
    )
    assert main(["extract", str(source)]) == 0
    assert max(map(len, capsys.readouterr().err.splitlines())) < 1000
