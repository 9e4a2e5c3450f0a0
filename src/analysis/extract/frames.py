"""Records → tidy tables with the columns of the data contract, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.errors import Source, UnitError
from analysis.extract.columns import Column
from analysis.extract.figures import Figure
from analysis.extract.identity import Identity, printed_bounds
from analysis.extract.indicator_rows import IndicatorRow
from analysis.extract.programmes import Programme
from analysis.extract.projects_table import Project
from analysis.units import full_unit
from analysis.units import unit as find_unit

TEXT, FLOAT, INTEGER, BOOLEAN = "str", "float64", "Int64", "boolean"
_SOURCE = {"source_file": TEXT, "source_line": INTEGER, "source_start": INTEGER, "source_end": INTEGER}
_QUANTITY = {
    "printed": TEXT,
    "value": FLOAT,
    "lower": FLOAT,
    "upper": FLOAT,
    "decimals": INTEGER,
    "unit": TEXT,
}
_KEY = {"indicator_id": TEXT, "table": TEXT, "row": INTEGER}

INDICATORS: Mapping[str, str] = {
    **_KEY,
    **dict.fromkeys(("category", "name", "unit", "property", "direction"), TEXT),
    "lower_bound": FLOAT,
    "upper_bound": FLOAT,
    "source_line": INTEGER,
    **dict.fromkeys(("printed_name", "breakdown", "full_unit", "name_en"), TEXT),
}
VALUES: Mapping[str, str] = {
    **_KEY,
    "year": INTEGER,
    "status": TEXT,
    **_QUANTITY,
    **_SOURCE,
    "breakdown": TEXT,
    "comparator": TEXT,
    "cumulative": BOOLEAN,
}
STATED_GROWTH: Mapping[str, str] = {
    **_KEY,
    **_QUANTITY,
    **_SOURCE,
    "breakdown": TEXT,
    "comparator": TEXT,
    "cumulative": BOOLEAN,
    "base_year": INTEGER,
    "target_year": INTEGER,
    "heading": TEXT,
    "span": TEXT,
    "status": TEXT,
}
PROGRAMMES: Mapping[str, str] = {
    "table": TEXT,
    "row": INTEGER,
    "title": TEXT,
    "content": TEXT,
    "source_line": INTEGER,
}
PROJECTS: Mapping[str, str] = {
    **dict.fromkeys(("project_id", "name", "nature", "location"), TEXT),
    "total_10k": FLOAT,
    "total_printed": TEXT,
    "invested_10k": FLOAT,
    "planned_10k": FLOAT,
    **dict.fromkeys(("status", "start", "finish", "builder"), TEXT),
    "beds": FLOAT,
    "floor_area_m2": FLOAT,
    "land_mu": FLOAT,
    "source_line": INTEGER,
    "total_approx": BOOLEAN,
    **dict.fromkeys(("content", "planned_printed", "invested_printed"), TEXT),
}
COLUMNS: Mapping[str, str] = {
    "table": TEXT,
    "header": TEXT,
    "role": TEXT,
    "year": INTEGER,
    "status": TEXT,
    "unit": TEXT,
    **_SOURCE,
}


def frame(records: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Return records as a DataFrame with exactly `columns`, of the types they name (text "" when missing)."""
    kinds: Mapping[str, Any] = columns  # pandas' stubs want each name of a type as a literal
    return pd.DataFrame(
        {name: pd.array(_cells(records, name, kind), dtype=kind) for name, kind in kinds.items()}
    )


def _cells(records: Sequence[Mapping[str, Any]], name: str, kind: str) -> list[Any]:
    cells = [record[name] for record in records]
    return ["" if cell is None else cell for cell in cells] if kind == TEXT else cells


def indicator_record(table: str, row: IndicatorRow, identity: Identity) -> dict[str, Any]:
    """Return a row of indicators.csv."""
    naming, definition = row.naming, identity.definition
    lower, upper = (definition.lower, definition.upper) if definition else printed_bounds(row)
    return {
        "indicator_id": identity.indicator_id,
        "table": table,
        "row": row.row,
        "category": naming.category,
        "name": naming.name,
        "unit": row.unit,
        "property": row.property,
        "direction": identity.direction,
        "lower_bound": _bound(lower, definition.unit if definition else row.unit, row.unit),
        "upper_bound": _bound(upper, definition.unit if definition else row.unit, row.unit),
        "source_line": row.line,
        "printed_name": naming.printed_name,
        "breakdown": identity.breakdown,
        "full_unit": full_unit(naming.indicator.name, row.unit),
        "name_en": definition.name_en if definition else "",
    }


def _bound(bound: float | None, unit: str, row_unit: str) -> float | None:
    """Return a definition's bound in the row's unit; 0 is 0 in every unit, another dimension has no bound."""
    if not bound:
        return bound
    try:
        source, target = find_unit(unit), find_unit(row_unit)
    except UnitError:
        return None
    if source.dimension != target.dimension:
        return None
    return float(Fraction(str(bound)) * source.factor / target.factor)


def value_record(table: str, row: IndicatorRow, identity: Identity, figure: Figure) -> dict[str, Any]:
    """Return a row of values.csv."""
    return {
        **_figure_record(table, row, identity, figure),
        "year": figure.column.year,
        "status": figure.column.status,
    }


def growth_record(table: str, row: IndicatorRow, identity: Identity, figure: Figure) -> dict[str, Any]:
    """Return a row of the stated growth: one printed growth cell, the years it leads through, its heading."""
    return {
        **_figure_record(table, row, identity, figure),
        "base_year": figure.column.base_year,
        "target_year": figure.column.year,
        "heading": figure.column.text,
        "span": figure.column.span,
        "status": figure.column.status,
    }


def _figure_record(table: str, row: IndicatorRow, identity: Identity, figure: Figure) -> dict[str, Any]:
    quantity = figure.quantity
    return {
        "indicator_id": identity.indicator_id,
        "table": table,
        "row": row.row,
        "printed": figure.printed,
        "value": _float(quantity.value if quantity else None),
        "lower": _float(quantity.lower if quantity else None),
        "upper": _float(quantity.upper if quantity else None),
        "decimals": quantity.decimals if quantity else None,
        "unit": (quantity.unit if quantity else "") or row.unit,
        **source_record(figure.source),
        "breakdown": identity.breakdown,
        "comparator": quantity.comparator if quantity else "=",
        "cumulative": quantity.cumulative if quantity else False,
    }


def source_record(source: Source) -> dict[str, Any]:
    """Return a place as columns."""
    return {
        "source_file": source.file,
        "source_line": source.line,
        "source_start": source.start,
        "source_end": source.end,
    }


def column_record(column: Column) -> dict[str, Any]:
    """Return what a header cell was taken for."""
    return {
        "header": column.text,
        "role": column.role,
        "year": column.year,
        "status": column.status,
        "unit": column.unit,
        **source_record(column.source),
    }


def programme_record(table: str, programme: Programme) -> dict[str, Any]:
    """Return a row of programmes.csv."""
    return {
        "table": table,
        "row": programme.row,
        "title": programme.title,
        "content": programme.content,
        "source_line": programme.line,
    }


def project_records(projects: Sequence[Project]) -> list[dict[str, Any]]:
    """Return the rows of projects.csv; ids P1, P2, … in printed order."""
    return [
        {
            "project_id": f"P{number}",
            "name": project.name,
            "nature": project.nature,
            "location": project.location,
            "total_10k": _float(project.total.value),
            "total_printed": project.total.printed,
            "invested_10k": _float(project.invested.value),
            "planned_10k": _float(project.planned.value),
            "status": project.status,
            "start": project.start,
            "finish": project.finish,
            "builder": project.builder,
            "beds": _float(project.beds),
            "floor_area_m2": _float(project.floor_area_m2),
            "land_mu": _float(project.land_mu),
            "source_line": project.line,
            "total_approx": project.total.approximate,
            "content": project.content,
            "planned_printed": project.planned.printed,
            "invested_printed": project.invested.printed,
        }
        for number, project in enumerate(projects, start=1)
    ]


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
