"""Panel files: parts of whole series, the same numbers however the rows lie, nothing half written."""

import importlib.util
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from analysis.cli import main
from analysis.errors import InputError
from analysis.panel_file import forecast_panel_file

HEADER = "series_id,year,value,target_year,target,direction\n"


def lines_of(count, *, seed=1):
    chance = np.random.default_rng(seed)
    return [
        f"s{number},{year},{chance.lognormal(3, 0.4):.3f},2025,25,up\n"
        for number in range(count)
        for year in range(2020 - number % 5 - 1, 2021)
    ]


def run(tmp_path, text, *, models=("guarded_drift",), **options):
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(text, encoding="utf-8")
    summary = forecast_panel_file(source, output, models=models, **options)
    return summary, pd.read_csv(output, keep_default_na=True)


def test_the_size_of_the_parts_changes_nothing(tmp_path):
    text = HEADER + "".join(lines_of(30))
    _, whole = run(tmp_path, text)
    for rows_a_part in (1, 2, 7, 50):
        summary, parts = run(tmp_path, text, rows_a_part=rows_a_part)
        pd.testing.assert_frame_equal(parts, whole)
        assert (summary.series, summary.rows) == (30, 30)


def test_scattered_rows_give_the_numbers_of_sorted_rows(tmp_path):
    lines = lines_of(30)
    _, ordered = run(tmp_path, HEADER + "".join(lines))
    np.random.default_rng(2).shuffle(lines)
    summary, scattered = run(tmp_path, HEADER + "".join(lines), rows_a_part=10)
    assert summary.series == 30
    pd.testing.assert_frame_equal(
        scattered.sort_values("series_id").reset_index(drop=True),
        ordered.sort_values("series_id").reset_index(drop=True),
    )


def test_a_row_that_does_not_fit_the_header_costs_no_series(tmp_path):
    summary, frame = run(tmp_path, HEADER + "a,2019,1,2025,3,up,9\nb,2019,1\nb,2020,1,2025,3,up\n")
    assert frame["series_id"].tolist() == ["a", "b"]
    assert (frame["n_obs"].tolist(), summary.problems, summary.without_forecast) == ([0, 1], 2, 2)
    assert "line 2: 7 cells, but the header has 6" in frame["note"][0]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("in.csv", b"", "the file is empty"),
        ("in.csv", HEADER.encode(), "no row below the header"),
        ("in.csv", b"series_id,year\na,2020\n", 'column "value" is missing'),
        ("in.csv", b"series_id,year,value,value\na,2020,1,2\n", 'column "value" stands more than once'),
        ("in.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "in.csv"),
        ("in.xlsx", b"PK", '"in.xlsx" is a spreadsheet; save the sheet as CSV in UTF-8'),
        ("in.csv", b"PK\x03\x04\x00", "save the table as CSV in UTF-8"),
        ("in.dat", b"PK", 'cannot tell the format of "in.dat"; use .csv or .parquet'),
    ],
)
def test_a_file_that_is_no_panel_ends_with_2_and_one_line_and_leaves_the_output(
    tmp_path, capsys, name, content, message
):
    source, output = tmp_path / name, tmp_path / "out.csv"
    source.write_bytes(content)
    output.write_text("as before")
    assert main(["forecast", "--panel", str(source), "-o", str(output)]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1
    assert output.read_text() == "as before"
    assert {path.name for path in tmp_path.iterdir()} <= {name, "out.csv", ".guihua.lock"}


def test_a_missing_file_is_named(tmp_path, capsys):
    code = main(["forecast", "--panel", str(tmp_path / "no.csv"), "-o", str(tmp_path / "out.csv")])
    assert (code, "no.csv" in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["forecast"], "neither a plan nor a panel"),
        (["forecast", "x", "--panel", "in.csv"], "both a plan and a panel"),
        (["forecast", "--panel", "in.csv"], "no file for the forecasts"),
        (["forecast", "--panel", "in.csv", "-o", "out.csv", "--ahead", "0"], "--ahead 0 is not after"),
        (["forecast", "--panel", "in.csv", "-o", "out.csv", "--json"], "go with a plan"),
        (["forecast", "x", "-o", "out.csv"], "go with --panel"),
        (
            ["forecast", "--panel", "in.csv", "-o", "out.csv", "--model", "drift,prophet"],
            'unknown model "prophet"',
        ),
    ],
)
def test_options_that_do_not_go_together_are_refused(arguments, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text(HEADER)
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_the_output_never_replaces_the_input(tmp_path):
    (tmp_path / "in.csv").write_text(HEADER + "a,2020,1,2025,3,up\n")
    with pytest.raises(InputError, match="would replace the input"):
        forecast_panel_file(tmp_path / "in.csv", tmp_path / "in.csv", models=["drift"])


def test_bad_rows_are_printed_with_file_and_line_all_others_used_and_the_run_ends_with_2(tmp_path, capsys):
    source = tmp_path / "in.csv"
    source.write_text(HEADER + "a,2019,1,2025,3,up\na,x,1,2025,3,up\na,2020,1,2025,3,up\n")
    output = tmp_path / "out.csv"
    assert (
        main(["forecast", "--panel", str(source), "-o", str(output), "--model", "guarded_drift,drift"]) == 2
    )
    err = capsys.readouterr().err
    assert f'{source}:3:1: year "x" is not a finite number' in err
    assert "1 series, 2 rows" in err
    assert err.splitlines()[-1].startswith("1 of 3 rows are bad input")
    assert pd.read_csv(output)["model"].tolist() == ["guarded_drift", "drift"]


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is not None, reason="pyarrow is installed")
def test_parquet_without_pyarrow_says_in_one_line_what_to_install(tmp_path, capsys):
    code = main(["forecast", "--panel", str(tmp_path / "in.parquet"), "-o", str(tmp_path / "out.csv")])
    assert (code, "pip install pyarrow" in capsys.readouterr().err) == (2, True)


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="pyarrow is not installed")
def test_parquet_in_and_out_gives_the_numbers_of_csv(tmp_path):
    _, expected = run(tmp_path, HEADER + "".join(lines_of(30)))
    pd.read_csv(tmp_path / "in.csv").to_parquet(tmp_path / "in.parquet")
    forecast_panel_file(
        tmp_path / "in.parquet", tmp_path / "out.parquet", models=["guarded_drift"], rows_a_part=9
    )
    found = pd.read_parquet(tmp_path / "out.parquet")
    pd.testing.assert_frame_equal(
        found.drop(columns="attained_by_point"), expected.drop(columns="attained_by_point"), check_dtype=False
    )
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(InputError, match="cannot read as Parquet"):
        forecast_panel_file(tmp_path / "broken.parquet", tmp_path / "out.csv", models=["drift"])


PANEL = "series_id,year,value,target_year,target,direction,kind\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["a,2020,3,,,,", "a,2020,4,,,,"], "3:1: year 2020 is given twice, also in line 2"),
        (["a,2020,3,2025,4,up,", "a,2021,3,2025,5,up,"], "3:1: target 5, but 4 in line 2"),
        (["a,2020,3,2025,4,up,", "a,2021,3,2025,4,down,"], "3:1: direction down, but up in line 2"),
        (["a,2020,3,,,,share", "a,2021,3,,,,count"], '3:1: kind "count", but "share" in line 2'),
        (["a,2020,3,,,,shares"], '2:1: kind "shares" is none of share, rate, money, count'),
        ([",2020,3,,,,"], "2:1: no series_id"),
        (["a,,3,,,,"], "2:1: no year"),
        (["a,2020,3,,4,,"], "2:1: a target without a target year"),
        *(([f"a,2020,{value},,,,"], "is not a finite number") for value in (
            "1O", "12%", "1 234", "3.1.2", "0x1F", "1e999", "=1+1", "三", "True", "2020-06-30")),
        (["a,2020-06,3,,,,"], 'year "2020-06" is not a finite number'),
        (["a,2020Q1,3,,,,"], 'year "2020Q1" is not a finite number'),
        (["a,44197,3,,,,"], 'year "44197" does not lie in 1 to 9999'),
    ],
)  # fmt: skip
def test_bad_input_is_never_used_in_silence(tmp_path, capsys, rows, said):
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(PANEL + "\n".join([*rows, "z,2020,1,,,,", "z,2021,2,,,,"]) + "\n", encoding="utf-8")
    assert main(["forecast", "--panel", str(source), "-o", str(output)]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.splitlines()[-1].startswith(f"1 of {len(rows) + 2} rows are bad input")
    frame = pd.read_csv(output, keep_default_na=False)
    assert frame["model_run"].tolist()[-1] == "guarded_drift"  # the good series is forecast
    assert said.split(": ", 1)[-1].split(",")[0] in frame["note"][0]


@pytest.mark.parametrize("mark", ["", "—", " - ", "…", "暂无", "N/A", "/"])
def test_a_value_that_is_merely_missing_is_no_bad_input(tmp_path, capsys, mark):
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(PANEL + f"a,2019,3,,,,\na,2020,4,,,,\na,2021,{mark},,,,\n", encoding="utf-8")
    assert main(["forecast", "--panel", str(source), "-o", str(output)]) == 0
    frame = pd.read_csv(output)
    assert (frame["n_obs"].item(), frame["last_year"].item()) == (2, 2020)
    assert "line 4: no value" in frame["note"].item()
    assert "bad input" not in capsys.readouterr().err


def test_rows_of_empty_cells_below_a_table_are_no_series(tmp_path):
    summary, frame = run(tmp_path, PANEL + "a,2019,3,,,,\na,2020,4,,,,\n,,,,,,\n , ,,,,,\n")
    assert (frame["series_id"].tolist(), summary.bad_rows) == (["a"], 0)


def test_one_row_that_says_the_direction_says_it_for_the_series(tmp_path):
    """A fall from 9 to 8 with a target of at most 9: attained only if less is better."""
    rows = "a,2019,9,2022,9,down,\na,2020,8,2022,9,,\na,2021,8,2022,9,,\n"
    _, frame = run(tmp_path, PANEL + rows)
    assert (frame["direction"].item(), bool(frame["attained_by_point"].item())) == ("down", True)


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1.0, 1e12, 1e150])
def test_whether_a_target_is_reached_does_not_depend_on_the_unit(tmp_path, scale):
    lines = [
        f"a,{2018 + i},{value * scale!r},2025,{2 * scale!r},up,\n"
        for i, value in enumerate((1, 1.1, 1.2, 1.3))
    ]
    _, frame = run(tmp_path, PANEL + "".join(lines))
    assert frame["point"].item() == pytest.approx(1.466 * scale, rel=1e-3)
    assert not frame["attained_by_point"].item()
    assert frame["p_attain"].item() == pytest.approx(0.12, abs=0.01)


@pytest.mark.parametrize(("sign", "edge", "inner"), [(1, "lower", "min"), (-1, "upper", "max")])
def test_a_running_total_that_has_only_gone_one_way_does_not_go_back(tmp_path, sign, edge, inner):
    header = "series_id,year,value,target_year,target,direction,cumulative\n"
    lines = [
        f"a,{year},{sign * value},2025,{sign * 90},up,true\n"
        for year, value in ((2021, 10), (2022, 25), (2023, 45))
    ]
    _, frame = run(tmp_path, header + "".join(lines))
    ends = frame[[f"{edge}80", f"{edge}95", "point"]].iloc[0]
    assert getattr(ends, inner)() == sign * 45
    free = "".join(lines).replace("true", "")
    _, frame = run(tmp_path, header + free)
    assert sign * frame[f"{edge}80"].item() < 45


def test_a_total_that_was_corrected_downwards_has_no_such_bound(tmp_path):
    header = "series_id,year,value,cumulative\n"
    _, frame = run(tmp_path, header + "a,2021,10,true\na,2022,30,true\na,2023,28,true\n")
    assert frame["lower80"].item() < 28


def test_models_that_give_warnings_leave_stderr_to_what_a_person_must_know(tmp_path):
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    values = [(2018 + i, (-1) ** i * 1e300) for i in range(8)] + [(2018 + i, 1e-12 * i) for i in range(4)]
    names = ["a"] * 8 + ["b"] * 4
    rows = [f"{name},{year},{value!r}\n" for name, (year, value) in zip(names, values, strict=True)]
    source.write_text("series_id,year,value\n" + "".join(rows))
    command = [sys.executable, "-m", "analysis", "forecast", "--panel", source, "-o", output]
    done = subprocess.run(
        [*command, "--model", "theta,damped_holt"], capture_output=True, text=True, check=True
    )
    assert done.stderr.count("\n") == 1


def test_a_pipe_goes_in_and_out_also_where_the_rows_of_a_series_are_scattered(tmp_path):
    rows = "series_id,year,value\na,2020,1\nb,2020,5\na,2021,2\nb,2021,6\n"
    command = [sys.executable, "-m", "analysis", "forecast", "--panel", "-", "-o", "-"]
    done = subprocess.run(command, input=rows, capture_output=True, text=True, check=True)
    assert [line.split(",")[:2] for line in done.stdout.splitlines()[1:]] == [["a", "2"], ["b", "2"]]
    kept = tmp_path / "kept.csv"
    kept.write_text("before\n")
    with kept.open("a") as stream:
        subprocess.run(command, input=rows, stdout=stream, text=True, check=True)
    assert kept.read_text().splitlines()[0] == "before"
    assert kept.read_text().splitlines()[1:] == done.stdout.splitlines()
