"""Bad input: one message with file, line and what to do, exit 2, and the previous report stays as it is."""

import hashlib
import re

import pytest

from analysis.cli import main

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)
HEADER = "indicator,year,value,unit,source,note\n"


@pytest.fixture
def previous(project):
    """Return the project with a report in place, and its files."""
    project.report.mkdir(parents=True)
    project.report.joinpath("report.pdf").write_bytes(b"%PDF-previous")
    return project, project.files("reports")


def report(capsys, *arguments):
    """Run ``guihua report`` and return (exit code, stdout, stderr)."""
    code = main(["report", *(arguments or ("tiny", "--year", "2025"))])
    out, err = capsys.readouterr()
    return code, out, err


def text_of(project):
    return project.plan.joinpath("plan.txt").read_text(encoding="utf-8")


def replaced(old, new):
    """Return a change of the plan's text that must find something to change."""

    def change(text):
        assert old in text
        return text.replace(old, new)

    return change


DOCUMENTS = {
    "empty": (lambda text: b"", r"^data/raw/tiny/plan\.txt: the file is empty; "),
    "blank": (lambda text: b" \n\n", r"^data/raw/tiny/plan\.txt: the file has no text"),
    "png_named_txt": (lambda text: PNG, r"^data/raw/tiny/plan\.txt: this is a PNG image, not text; "),
    "gb18030_declared_utf8": (
        lambda text: text.encode("gb18030"),
        r"^data/raw/tiny/plan\.txt:1.*gb18030",
    ),
    "nul_bytes": (
        lambda text: text.replace("第一章", "第\0章").encode(),
        r"^data/raw/tiny/plan\.txt:3:2: .*; ",
    ),
    "no_table": (
        lambda text: "\n".join(line for line in text.splitlines() if "|" not in line),
        r"^data/raw/tiny/plan\.txt.*: the document has no table; ",
    ),
    "half_of_the_rows_missing": (
        lambda text: re.sub(r"1 \| 养老机构.*\n", "", text),
        r"^data/raw/tiny/plan\.txt:\d+:\d+: .*; ",
    ),
    "cut_in_the_middle_of_a_row": (
        replaced("| 58 | 60 | 70 | 预期性 |", "| 58"),
        r"^data/raw/tiny/plan\.txt:11:\d+: .*; ",
    ),
    "two_rows_for_one_indicator": (
        replaced("节地生态安葬率(%)", "养老机构护理型床位占比(%)"),
        r"^data/raw/tiny/plan\.txt:11:\d+: .*10.*; ",
    ),
    "unknown_unit": (
        replaced("床位数(张)", "床位数(斛)"),
        r"^data/raw/tiny/plan\.txt:6:\d+: .*斛.*; ",
    ),
    "letter_among_digits": (
        replaced("| 38.9 |", "| 38.g |"),
        r"^data/raw/tiny/plan\.txt:7:\d+: .*38\.g.*; ",
    ),
    "target_year_before_base_year": (
        replaced(
            "2015年 | 2020年目标值 | 年均增长(%) | 2020年完成情况",
            "2020年 | 2015年目标值 | 年均增长(%) | 2020年完成情况",
        ),
        r"^data/raw/tiny/plan\.txt:5:\d+: .*2015.*2020.*; ",
    ),
}


@pytest.mark.parametrize("fault", DOCUMENTS)
def test_a_document_that_cannot_be_used_is_refused_with_its_place(previous, capsys, fault):
    project, before = previous
    change, message = DOCUMENTS[fault]
    project.write_plan(change(text_of(project)))
    code, out, err = report(capsys)
    assert (code, out) == (2, "")
    assert re.match(message, err), err
    assert "Traceback" not in err
    assert project.files("reports") == before
    assert not (project.root / "data" / "processed").exists()


@pytest.mark.parametrize("fault", ["png_named_txt", "nul_bytes", "no_table", "unknown_unit"])
def test_extract_and_check_refuse_the_same_document_when_it_is_no_plan_of_the_project(
    project, capsys, tmp_path, fault
):
    change, _ = DOCUMENTS[fault]
    data = change(text_of(project))
    path = tmp_path / "other.txt"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    for arguments in (["extract", path, "-o", tmp_path / "out"], ["check", path]):
        assert main([str(argument) for argument in arguments]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"{path}:")
        assert "; " in err
    assert not (tmp_path / "out").exists()


def test_a_missing_document_is_named_with_the_line_of_plan_toml(previous, capsys):
    project, before = previous
    project.plan.joinpath("plan.txt").unlink()
    code, _, err = report(capsys)
    assert code == 2
    assert err.startswith(
        "data/raw/tiny/plan.toml:4:1: cannot read the document data/raw/tiny/plan.txt: No such file"
    )
    assert project.files("reports") == before


def test_a_document_that_is_a_folder_is_refused(previous, capsys):
    project, before = previous
    project.plan.joinpath("plan.txt").unlink()
    project.plan.joinpath("plan.txt").mkdir()
    code, _, err = report(capsys)
    assert code == 2
    assert "Is a directory" in err
    assert project.files("reports") == before


def test_a_wrong_checksum_is_said_with_both_checksums(previous, capsys):
    project, before = previous
    text = text_of(project)
    project.write_plan(text, checksum="0" * 64)
    code, _, err = report(capsys)
    assert code == 2
    assert err.count("\n") == 1
    assert err.startswith("data/raw/tiny/plan.toml:5:1: ")
    assert "0" * 64 in err
    assert hashlib.sha256(text.encode()).hexdigest() in err
    assert project.files("reports") == before


@pytest.mark.parametrize("year", ["2020", "2026", "1", "-3"])
def test_a_year_out_of_the_period_is_said_with_the_years_there_are(previous, capsys, year):
    project, before = previous
    code, _, err = report(capsys, "tiny", f"--year={year}")
    assert code == 2
    assert err == (
        f"data/raw/tiny/plan.toml:3:1: year {year} is outside the period of tiny; "
        "choose a year from 2021 to 2025\n"
    )
    assert project.files("reports") == before


@pytest.mark.parametrize(
    "name", ["tinny", "../tiny", "/etc/passwd", "tiny/../tiny", "Tiny", "规划", "x" * 300, ""]
)
def test_an_unknown_plan_is_said_and_makes_no_folder(previous, capsys, name):
    project, before = previous
    code, _, err = report(capsys, name, "--year", "2025")
    assert code == 2
    assert err.count("\n") == 1
    assert "plans are tiny" in err
    assert project.files("reports") == before


OBSERVATIONS = {
    "no_header": ("护理型床位占比,2022,55,%,年报,\n", 1),
    "unknown_indicator": (HEADER + "无此指标,2022,55,%,年报,\n", 2),
    "unknown_unit": (HEADER + "护理型床位占比,2022,55,斛,年报,\n", 2),
    "unit_of_another_kind": (HEADER + "护理型床位占比,2022,55,万元,年报,\n", 2),
    "not_a_number": (HEADER + "护理型床位占比,2022,多,%,年报,\n", 2),
    "year_after_the_period": (HEADER + "\n护理型床位占比,2031,55,%,年报,\n", 3),
    "not_a_year": (HEADER + "护理型床位占比,22,55,%,年报,\n", 2),
    "two_values_for_one_year": (HEADER + "护理型床位占比,2022,55,%,,\n护理型床位占比,2022,56,%,,\n", 3),
    "ragged": (HEADER + "护理型床位占比,2022,1,234,%,年报,\n", 2),
    "open_quote": (HEADER + '护理型床位占比,2022,"55,%,年报,\n', 2),
}


@pytest.mark.parametrize("fault", OBSERVATIONS)
def test_observations_that_cannot_be_used_are_refused_with_their_line(previous, capsys, fault):
    project, before = previous
    text, line = OBSERVATIONS[fault]
    project.plan.joinpath("observations.csv").write_text(text, encoding="utf-8")
    code, out, err = report(capsys)
    assert (code, out) == (2, "")
    assert re.match(rf"data/raw/tiny/observations\.csv:{line}:\d+: .*; ", err), err
    assert project.files("reports") == before


def test_all_wrong_observations_are_listed_at_once(previous, capsys):
    project, _ = previous
    text = HEADER + "无此指标,2022,55,%,,\n节地生态安葬率,2022,60,%,,\n护理型床位占比,2031,55,%,,\n"
    project.plan.joinpath("observations.csv").write_text(text, encoding="utf-8")
    assert [line.split(":")[1] for line in report(capsys)[2].splitlines()] == ["2", "4"]
