"""The tables of data/processed/<plan>/: written and read exactly as the data contract says.

Cells are data and stay as they are, also those that begin with ``=``, ``+``, ``-`` or ``@``: a spreadsheet
program that opens such a CSV may take them for formulas, so open it with import settings "text", or use a
spreadsheet export.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DefinitionError, InputError, Source
from analysis.schema import (
    Column,
    Table,
    column_problem,
    data_package,
    format_cell,
    load_schema,
    parse_cell,
)
from analysis.store.atomic import replace_files

PACKAGE_FILE = "datapackage.json"
_DTYPES: Mapping[str, Any] = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}


def processed_path(root: Path, plan_id: str) -> Path:
    """Return the folder of a plan's processed tables."""
    return root / "data" / "processed" / plan_id


def processed_files(tables: Mapping[str, pd.DataFrame], *, name: str, title: str) -> dict[str, bytes]:
    """Return the files that hold the tables: a CSV each, and the datapackage.json that describes them.

    Parameters
    ----------
    tables : mapping of table name to DataFrame
        Columns in any order; they must be those of the contract.
    name, title : str
        Id and title of the data package.

    Raises
    ------
    DefinitionError
        If a table does not keep the contract: this is a fault of the code, not of the input.
    """
    schema = load_schema()
    contents = {schema[key].file: _table_bytes(frame, schema[key]) for key, frame in tables.items()}
    resources = [
        (schema[key], contents[schema[key].file], hashlib.sha256(contents[schema[key].file]).hexdigest())
        for key in tables
    ]
    package = json.dumps(data_package(name, title, resources), ensure_ascii=False, indent=2)
    return {**contents, PACKAGE_FILE: f"{package}\n".encode()}


def write_processed(folder: Path, tables: Mapping[str, pd.DataFrame], *, name: str, title: str) -> list[str]:
    """Write the tables and their description into a folder; return the names of the files that changed.

    Raises
    ------
    DefinitionError
        If a table does not keep the contract.
    OutputError
        If a file cannot be written; all files are then as they were.
    """
    return replace_files(folder, processed_files(tables, name=name, title=title))


def read_processed(root: Path, plan_id: str, *, leave_out: Collection[str] = ()) -> dict[str, pd.DataFrame]:
    """Return the processed tables of a plan that there are, by table name; see `read_table`."""
    folder = processed_path(root, plan_id)
    declared = _declared_hashes(folder)
    return {
        name: _read_table(root, plan_id, table, declared)
        for name, table in load_schema().items()
        if name not in leave_out and (folder / table.file).exists()
    }


def read_table(root: Path, plan_id: str, name: str) -> pd.DataFrame:
    """Return one processed table of a plan with the types of the contract.

    Returns
    -------
    DataFrame
        Strings ("" when missing), Int64, float64 (NaN when missing), boolean.

    Raises
    ------
    InputError
        If the file is missing, is not what the code wrote, or breaks the contract.
    """
    return _read_table(root, plan_id, load_schema()[name], _declared_hashes(processed_path(root, plan_id)))


def _read_table(root: Path, plan_id: str, table: Table, declared: Mapping[str, str]) -> pd.DataFrame:
    path = processed_path(root, plan_id) / table.file
    shown = path.relative_to(root).as_posix()
    remedy = f"run: guihua extract {plan_id}"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", remedy=remedy, source=Source(shown)) from None
    if declared.get(table.name) != f"sha256:{hashlib.sha256(data).hexdigest()}":
        raise InputError(f"not as {PACKAGE_FILE} describes it", remedy=remedy, source=Source(shown))
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    if problem := column_problem(rows[0], table):
        raise InputError(problem, remedy=remedy, source=Source(shown, 1))
    return _typed_frame(rows, table, shown)


def _table_bytes(frame: pd.DataFrame, table: Table) -> bytes:
    if problem := column_problem(list(frame.columns), table):
        raise DefinitionError(problem)
    columns = [_format_column(frame[column.name].tolist(), column, table) for column in table.columns]
    _check_key(table, columns)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue().encode()


def _format_column(values: Sequence[Any], column: Column, table: Table) -> list[str]:
    texts = []
    for index, value in enumerate(values):
        try:
            text = format_cell(value, column)
            parse_cell(text, column)
        except DefinitionError as error:
            raise DefinitionError(f"table {table.name}, row {index + 1}: {error.what}") from None
        texts.append(text)
    return texts


def _check_key(table: Table, columns: Sequence[Sequence[str]]) -> None:
    indices = [table.column_names.index(name) for name in table.key]
    seen: set[tuple[str, ...]] = set()
    for key in zip(*(columns[index] for index in indices), strict=True):
        if key in seen:
            raise DefinitionError(
                f"table {table.name}: two rows with {', '.join(table.key)} = {', '.join(key)}"
            )
        seen.add(key)


def _declared_hashes(folder: Path) -> dict[str, str]:
    """Return the checksums that datapackage.json gives, by table name; none when it cannot be read."""
    try:
        package = json.loads((folder / PACKAGE_FILE).read_text(encoding="utf-8"))
        return {str(entry["name"]): str(entry["hash"]) for entry in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _typed_frame(rows: Sequence[Sequence[str]], table: Table, shown: str) -> pd.DataFrame:
    header, body = rows[0], rows[1:]
    columns: dict[str, Any] = {}
    for index, name in enumerate(header):
        column = table.columns[table.column_names.index(name)]
        try:
            cells = [parse_cell(row[index], column) for row in body]
        except (DefinitionError, IndexError) as error:
            raise InputError(f"breaks the contract: {error}", source=Source(shown)) from None
        columns[name] = pd.array(cells, dtype=_DTYPES[column.type])
    return pd.DataFrame(columns, columns=list(table.column_names))
