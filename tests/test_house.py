"""The house itself: dependencies declared once, locked with hashes, mirrored; floors kept; no foreign
addresses."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FLOORS = (
    {"errors", "growth", "schema", "quantity", "quantity_reader", "quantity_record", "quantity_search"}
    | {"numerals", "chinese_numerals", "printed_forms", "amounts", "units", "unit_parsing", "unit_table"},
    {"document", "indicators", "fonts", "targets", "models", "reasons", "mentions"} | {"wording"},
    {"project_words", "project_cells", "project_entries", "project_flags", "project_account"}
    | {"extract", "projects", "growth_check", "statements", "observations", "series"}
    | {"observation_names", "observation_cells", "observation_flags"}
    | {"forecast", "pace", "panel", "plan_record", "progress", "composite", "backtest", "comparison"}
    | {"reliability", "period_total"}
    | {"commitments", "consistency", "evaluation", "reference_class", "plan_index"},
    {"tables", "figures", "display", "store", "narrative", "raster"}
    | {"progress_narrative", "comparison_narrative", "audit_narrative"}
    | {"evaluation_narrative", "reference_narrative", "project_narrative"},
    {"study", "report", "pipeline", "checks", "growth_file", "panel_file", "explore"},
    {"cli", "__main__"},
)


def declared() -> set[str]:
    """Every requirement of pyproject.toml as printed, blanks removed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return {requirement.replace(" ", "") for group in groups for requirement in group}


def test_environment_yml_names_the_same_requirements_as_pyproject():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    mirrored = {entry for entry in conda if isinstance(entry, str)} - {"python>=3.11", "pip"}
    mirrored |= {entry for part in conda if isinstance(part, dict) for entry in part["pip"]} - {
        "--editable ."
    }
    assert mirrored == declared()


LOCKS = ("requirements.lock", "requirements-browser.lock")


def locked(name: str) -> dict[str, str]:
    """Return package → version of a lock file, every entry with a hash."""
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    pairs = [re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", entry).groups() for entry in entries]
    return {package.lower(): version for package, version in pairs}


def names_of(requirements: Iterable[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9._-]+", one).group().lower() for one in requirements}


def test_every_requirement_is_locked_with_a_hash():
    assert names_of(declared()) <= set(locked("requirements.lock"))


def test_the_browsers_requirements_are_locked_apart_and_agree_with_the_others():
    """They are for make test-browser alone: not declared in pyproject.toml, not in environment.yml."""
    lines = (ROOT / "requirements-browser.in").read_text().splitlines()
    wanted = names_of(line for line in lines if line and not line.startswith("#"))
    browser, main = locked("requirements-browser.lock"), locked("requirements.lock")
    assert wanted <= set(browser)
    assert wanted.isdisjoint(names_of(declared()))
    assert {name: main[name] for name in browser.keys() & main.keys()} == {
        name: browser[name] for name in browser.keys() & main.keys()
    }


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_names_no_address(name):
    assert not re.search(r"https?:|--index|--find-links|file:| @ ", (ROOT / name).read_text())


def modules() -> list[Path]:
    return sorted((ROOT / "src" / "analysis").rglob("*.py"))


def floor_of(name: str) -> int | None:
    return next((level for level, names in enumerate(FLOORS) if name in names), None)


def imported(tree: ast.AST) -> set[str]:
    """First-level names of `analysis` that a module imports."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "analysis":
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis."):
            names.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("analysis.")}
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_a_module_imports_only_from_floors_at_or_below_its_own(path):
    own = path.relative_to(ROOT / "src" / "analysis").parts[0].removesuffix(".py")
    if own == "__init__":
        return
    level = floor_of(own)
    assert level is not None, f"{own} stands on no floor: add it to FLOORS"
    used = imported(ast.parse(path.read_text(encoding="utf-8")))
    too_high = {name for name in used if (floor_of(name) or 0) > level}
    assert not too_high


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_no_function_is_longer_than_60_lines_and_no_module_longer_than_400(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    functions = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [node.name for node in functions if node.end_lineno - node.lineno > 60] == []


def test_no_tracked_file_names_a_registry_host_or_a_machine_path():
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    hosts = ["pypi" + ".org", "python" + "hosted", "npm" + "js"]
    paths = re.compile(r"(?<![\w.])/(?:root|home/\w+|work)/")
    for name in listing.split():
        path = ROOT / name
        if path.suffix in {".png", ".pdf", ".gz"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not any(host in text for host in hosts), name
        assert not paths.search(text), name


def test_importing_every_module_reads_none_of_the_data_files():
    """What a start must not wait for: definitions and units are read when they are first asked for."""
    code = """
import importlib, pkgutil, sys
read = []
def hook(event, arguments):
    if event == "open" and str(arguments[0]).endswith((".toml", ".typ")):
        read.append(arguments[0])
sys.addaudithook(hook)
import analysis
for module in pkgutil.walk_packages(analysis.__path__, "analysis."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(read)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
