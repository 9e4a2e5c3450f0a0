"""Tables of a plan for tests: the hand reading of the Sanmen plan, and small plans typed row by row."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

# what a test promises is not how fast a machine is that does other things too
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

DATA = Path(__file__).parent / "data"
OBSERVATION_COLUMNS = ["indicator", "year", "value", "unit", "source", "note"]
Tables = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="session")
def sanmen_tables() -> Tables:
    """Indicators and values as a person read them from the Sanmen plan (tests/data/sanmen/README.md)."""
    folder = DATA / "sanmen"
    read = {
        name: pd.read_csv(folder / f"{name}.csv", dtype={"table": str}) for name in ("indicators", "values")
    }
    parts = read["indicators"][["table", "row", "breakdown"]]
    return read["indicators"], read["values"].merge(parts, on=["table", "row"]).assign(source_file="plan.txt")


@pytest.fixture
def plan_tables() -> Callable[..., Tables]:
    """Return a function that makes indicators and values from rows such as

    {"id": "x", "table": "2", "unit": "%", "2020": 53, "2022 target": {"lower": 54, "upper": 55}}
    """
    return _plan_tables


@pytest.fixture
def observations() -> Callable[..., pd.DataFrame]:
    """Return a function that makes an observations table from rows: indicator, year, value, unit, …"""

    def make(*rows: tuple[object, ...]) -> pd.DataFrame:
        padded = [[*map(str, row), *[""] * (len(OBSERVATION_COLUMNS) - len(row))] for row in rows]
        return pd.DataFrame(padded, columns=OBSERVATION_COLUMNS, dtype=str)

    return make


def _plan_tables(*rows: dict) -> Tables:
    indicators, values = [], []
    for line, row in enumerate(rows, start=1):
        table, unit = row.get("table", "1"), row.get("unit", "%")
        place = {"indicator_id": row["id"], "table": table, "row": line, "breakdown": row.get("part", "")}
        name = row.get("name", row["id"])
        indicators.append(
            place
            | {"name": name, "printed_name": f"{name}({unit})", "unit": unit, "source_line": line}
            | {"full_unit": row.get("full_unit", unit), "direction": row.get("direction", "up")}
            | {"lower_bound": row.get("lower_bound"), "upper_bound": row.get("upper_bound")}
            | {"category": row.get("category", ""), "property": row.get("property", "")}
        )
        for column, (heading, cell) in enumerate(item for item in row.items() if item[0][:4].isdigit()):
            given = cell if isinstance(cell, dict) else {"value": cell, "lower": cell, "upper": cell}
            values.append(
                {**place, "year": int(heading[:4]), "status": "target" if "target" in heading else "actual"}
                | {
                    "value": None,
                    "lower": None,
                    "upper": None,
                    "unit": unit,
                    "comparator": "=",
                    "cumulative": False,
                }
                | {
                    "source_file": "plan.txt",
                    "source_line": line,
                    "source_start": column,
                    "source_end": column + 1,
                }
                | given
            )
    return pd.DataFrame(indicators), pd.DataFrame(values)


@pytest.fixture(scope="session")
def write_notebook() -> Callable[..., Path]:
    """Return a function that writes a notebook: a parameters cell, further code cells, nothing executed."""

    def write(path: Path, *cells: str, parameters: str | None = "plan = 'x'\nyear = 2025") -> Path:
        tagged = [] if parameters is None else [_code_cell("parameters", parameters, ["parameters"])]
        rest = [_code_cell(f"cell{number}", source) for number, source in enumerate(cells)]
        notebook = {"cells": [*tagged, *rest], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    return write


def _code_cell(cell_id: str, source: str, tags: list[str] | None = None) -> dict:
    metadata = {"tags": tags} if tags else {}
    empty = {"execution_count": None, "outputs": []}
    return {"cell_type": "code", "id": cell_id, "metadata": metadata, "source": source} | empty


TINY_PLAN = """某县民政事业发展“十四五”规划
(2021—2025年)
第一章 发展目标
表1 “十三五”时期主要指标完成情况
主要指标 | 2015年 | 2020年目标值 | 年均增长(%) | 2020年完成情况 |
每千名老年人拥有社会养老床位数(张) | 40 | 50 | 4.6 | 55 |
养老机构护理型床位占比(%) | 38.9 | 50 | 4.4 | 53 |
表2 “十四五”时期主要指标
序号 | 主要指标 | 2020年实际值 | 2022年目标值 | 2025年目标值 | 指标属性 |
1 | 养老机构护理型床位占比(%) | 53 | 55 | 58 | 约束性 |
2 | 节地生态安葬率(%) | 58 | 60 | 70 | 预期性 |
"""
TINY_TOML = """title = "某县民政事业发展“十四五”规划"
area = "某县"
period = [2021, 2025]
source = "plan.txt"
sha256 = "{sha256}"
encoding = "utf-8"
"""


class Project:
    """A project folder with one small plan, "tiny", and the smallest notebook that makes a report."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.plan = root / "data" / "raw" / "tiny"
        self.report = root / "reports" / "tiny" / "2025"

    def write_plan(self, text: str | bytes, *, checksum: str | None = None) -> None:
        """Put a document in place, and its checksum (or another one) into plan.toml."""
        data = text.encode() if isinstance(text, str) else text
        self.plan.joinpath("plan.txt").write_bytes(data)
        toml = TINY_TOML.format(sha256=checksum or hashlib.sha256(data).hexdigest())
        self.plan.joinpath("plan.toml").write_text(toml, encoding="utf-8")

    def files(self, folder: str = ".") -> dict[str, bytes]:
        """Return every file under a folder of the project with its content."""
        top = self.root / folder
        return {p.relative_to(top).as_posix(): p.read_bytes() for p in top.rglob("*") if p.is_file()}


@pytest.fixture
def project(tmp_path: Path, write_notebook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a small project of its own, and make it the current folder."""
    made = Project(tmp_path)
    made.plan.mkdir(parents=True)
    made.write_plan(TINY_PLAN)
    write_notebook(
        tmp_path / "notebooks" / "annual_report.ipynb",
        "import os, pathlib\nfolder = pathlib.Path(os.environ['GUIHUA_OUTPUT'], 'figures')\n"
        "folder.mkdir(parents=True)\nfolder.joinpath('a.svg').write_text('"
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
        "')\nprint(plan, year, lang)",
        parameters="plan = 'x'\nyear = 2020\nlang = 'en'",
    )
    monkeypatch.delenv("GUIHUA_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    return made
