"""The data contract of the processed tables: which columns there are, what a cell holds, how it is written.

The contract itself is data (``schema.toml``). Pure functions on texts and values; `store` does the files.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from numbers import Integral, Real
from types import MappingProxyType
from typing import Any

from analysis.errors import DefinitionError, Source

TYPES = ("string", "integer", "number", "boolean")

CellValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, meaning and what its cells may hold.

    ``unit`` is the unit of all its numbers, or ``column:NAME`` when the column NAME holds it. ``significant``
    is the number of digits that a computed number is written with (None: all).
    """

    name: str
    type: str
    title_zh: str
    title_en: str
    description: str
    unit: str = ""
    required: bool = False
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    significant: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One processed file: its columns in order and the columns whose values tell its rows apart."""

    name: str
    title_zh: str
    title_en: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}.csv"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in the file's order."""
        return tuple(column.name for column in self.columns)


@cache
def load_schema() -> Mapping[str, Table]:
    """Return the contract that comes with the library, by table name.

    Raises
    ------
    DefinitionError
        If ``schema.toml`` contradicts itself.

    Examples
    --------
    >>> load_schema()["programmes"].column_names
    ('table', 'row', 'title', 'content', 'source_line')
    """
    text = files("analysis").joinpath("schema.toml").read_text(encoding="utf-8")
    return parse_schema(text, file="schema.toml")


def parse_schema(text: str, *, file: str = "") -> Mapping[str, Table]:
    """Return the tables that a TOML text declares.

    Raises
    ------
    DefinitionError
        If the TOML is broken, a key is missing or unknown, or a table names a column that is not declared.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"not valid TOML: {error}", source=Source(file)) from None
    declared = raw.get("column", {})
    try:
        tables = {name: _table(name, entry, declared) for name, entry in raw.get("table", {}).items()}
    except DefinitionError as error:
        raise error.at(Source(file)) from None
    return MappingProxyType(tables)


def format_cell(value: object, column: Column) -> str:
    """Return `value` as the file prints it: shortest form, "" when missing or infinite, "true" and "false".

    Raises
    ------
    DefinitionError
        If the value is not of the column's type.

    Examples
    --------
    >>> number = load_schema()["values"].columns[6]
    >>> [format_cell(value, number) for value in (50.0, Decimal("7.10"), Decimal("2E+8"), None, float("nan"))]
    ['50', '7.1', '200000000', '', '']
    """
    if is_missing(value):
        return ""
    if column.type == "string":
        return _one_line(str(value))
    if column.type == "boolean":
        return _format_boolean(value, column)
    if isinstance(value, bool) or not isinstance(value, Decimal | Real | str):
        raise _wrong_type(value, column)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _wrong_type(value, column) from None
    if not number.is_finite():
        return ""
    if column.type == "integer" and number != number.to_integral_value():
        raise _wrong_type(value, column)
    return format_number(number, significant=None if isinstance(value, Integral) else column.significant)


def format_number(number: Decimal, *, significant: int | None = None) -> str:
    """Return a finite number in its shortest form without an exponent, at most `significant` digits long.

    Examples
    --------
    >>> format_number(Decimal("50.0")), format_number(Decimal("1E-7")), format_number(Decimal("-0.0"))
    ('50', '0.0000001', '0')
    >>> format_number(Decimal("0.5707008416"), significant=3)
    '0.571'
    """
    if significant is not None and number:
        number = round(number, significant - 1 - number.adjusted())
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def parse_cell(text: str, column: Column) -> CellValue:
    """Return a cell of the file as a value: None when it is empty ("" in a string column).

    Raises
    ------
    DefinitionError
        If the text is not of the column's type or breaks one of its constraints.
    """
    if not text:
        if column.required:
            raise DefinitionError(f"column {column.name} is empty; every row needs it")
        return "" if column.type == "string" else None
    try:
        value: CellValue = _PARSERS[column.type](text)
    except (ValueError, KeyError):
        raise _wrong_type(text, column) from None
    if problem := constraint_problem(value, column):
        raise DefinitionError(problem)
    return value


def constraint_problem(value: CellValue, column: Column) -> str:
    """Return which constraint of the column a value breaks, in words; "" when it keeps them all."""
    if is_missing(value):
        return f"column {column.name} is empty; every row needs it" if column.required else ""
    if column.enum and value not in column.enum:
        return f'column {column.name} holds "{value}", not one of {", ".join(column.enum)}'
    if column.minimum is not None and not isinstance(value, str | None) and value < column.minimum:
        return f"column {column.name} holds {value}, less than {column.minimum:g}"
    return ""


def is_missing(value: object) -> bool:
    """Return whether a value is written as an empty cell: None, "", NaN, NA or NaT.

    Examples
    --------
    >>> [is_missing(value) for value in (None, "", float("nan"), Decimal("NaN"), 0, "0", False)]
    [True, True, True, True, False, False, False]
    """
    if value is None or isinstance(value, str):
        return not value
    if isinstance(value, Decimal):
        return value.is_nan()
    if isinstance(value, Real):
        return math.isnan(value)
    return type(value).__name__ in ("NAType", "NaTType")  # told apart by name: this floor does without pandas


def column_problem(found: Sequence[str], table: Table) -> str:
    """Return how the columns of a table differ from the contract, in words; "" when they are the same."""
    missing = [name for name in table.column_names if name not in found]
    unknown = [name for name in found if name not in table.column_names]
    parts = [
        f"{what} {', '.join(names)}"
        for what, names in (("lacks", missing), ("has unknown", unknown))
        if names
    ]
    return f"table {table.name} {' and '.join(parts)}" if parts else ""


def data_package(name: str, title: str, resources: Iterable[tuple[Table, bytes, str]]) -> dict[str, Any]:
    """Return the Frictionless Data Package descriptor of a plan's processed files.

    Parameters
    ----------
    name : str
        Id of the package: lower-case letters, digits and ``-``.
    title : str
        Title for readers.
    resources : iterable of (Table, bytes, str)
        Each file's table, its content and the sha256 of the content in hexadecimal digits.
    """
    return {
        "profile": "data-package",
        "name": name,
        "title": title,
        "resources": [_resource(table, content, digest) for table, content, digest in resources],
    }


def _resource(table: Table, content: bytes, digest: str) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title_zh,
        "title_en": table.title_en,
        "description": table.description,
        "path": table.file,
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{digest}",
        "schema": table_schema(table),
    }


def table_schema(table: Table) -> dict[str, Any]:
    """Return the Table Schema of one file."""
    return {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.enum:
        constraints["enum"] = list(column.enum)
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    described: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "title": column.title_zh,
        "title_en": column.title_en,
        "description": column.description,
    }
    if column.type == "boolean":
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    return (
        described
        | ({"unit": column.unit} if column.unit else {})
        | ({"constraints": constraints} if constraints else {})
    )


_COLUMN_KEYS = {"title", *(field.name for field in fields(Column))} - {"name", "title_zh", "title_en"}
_TABLE_KEYS = {"title", "description", "key", "columns", "column"}


def _table(name: str, entry: Mapping[str, Any], declared: Mapping[str, Mapping[str, Any]]) -> Table:
    """Check one raw table and return it as a record."""
    _check_keys(f"table {name}", entry, known=_TABLE_KEYS, needed=_TABLE_KEYS - {"column"})
    special = entry.get("column", {})
    names = entry["columns"]
    for used in (*names, *entry["key"], *special):
        if used not in declared or used not in names:
            raise DefinitionError(f"table {name}: column {used} is not declared, or not in the table's list")
    if len(set(names)) < len(names):
        raise DefinitionError(f"table {name}: a column is listed twice")
    columns = tuple(_column(used, {**declared[used], **special.get(used, {})}) for used in names)
    title = entry["title"]
    return Table(name, title["zh"], title["en"], entry["description"], tuple(entry["key"]), columns)


def _column(name: str, entry: Mapping[str, Any]) -> Column:
    _check_keys(f"column {name}", entry, known=_COLUMN_KEYS, needed={"type", "title", "description"})
    if entry["type"] not in TYPES:
        raise DefinitionError(
            f"column {name}: type {entry['type']}", remedy=f"write one of {', '.join(TYPES)}"
        )
    rest = {key: value for key, value in entry.items() if key not in ("title", "enum")}
    title = entry["title"]
    return Column(
        name=name, title_zh=title["zh"], title_en=title["en"], enum=tuple(entry.get("enum", ())), **rest
    )


def _check_keys(what: str, entry: Mapping[str, Any], *, known: set[str], needed: set[str]) -> None:
    if missing := sorted(needed - set(entry)):
        raise DefinitionError(f"{what}: no {', '.join(missing)}")
    if unknown := sorted(set(entry) - known):
        raise DefinitionError(f"{what}: unknown key {', '.join(unknown)}")


def _one_line(text: str) -> str:
    """Put a blank for a line break: inside a cell it would shift every line number behind it."""
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def _format_boolean(value: object, column: Column) -> str:
    text = str(value).lower()  # bool, numpy bool and text alike
    if text not in ("true", "false"):
        raise _wrong_type(value, column)
    return text


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


_PARSERS: Mapping[str, Any] = {
    "string": str,
    "integer": int,
    "number": _number,
    "boolean": {"true": True, "false": False}.__getitem__,
}


def _wrong_type(value: object, column: Column) -> DefinitionError:
    return DefinitionError(f"column {column.name} holds {value!r}, not of type {column.type}")
