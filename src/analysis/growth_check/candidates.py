"""What each formula of the menu gives on the printed cells of a wrong figure: the diagnosis laid open."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import QuantityError, UnitError
from analysis.growth_check.formulas import POINTS_MENU, RATE_MENU, TOLERANCE, Cells
from analysis.growth_check.single import read_stated
from analysis.quantity import Quantity
from analysis.units import unit

_COLUMNS = ["table", "row", "formula", "figure", "gives"]


def formula_figures(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the figure that each formula gives for each inconsistent row.

    Parameters
    ----------
    checks : DataFrame
        Rows of growth_check.csv.

    Returns
    -------
    DataFrame
        Columns table, row, formula (a name as in reproduced_by, in order of plausibility), figure (per cent
        or percentage points a year) and gives: whether it is the stated figure when rounded to its places.
        Formulas that need more than the row's two endpoints, or do not apply, are left out.
    """
    rows = []
    for check in checks[checks["verdict"].eq("inconsistent")].to_dict("records"):
        stated = _stated(str(check["stated_printed"]))
        if stated is None or stated.value is None or stated.decimals is None:
            continue
        step = float(Decimal(1).scaleb(-stated.decimals))
        points = bool(stated.unit) and unit(stated.unit).dimension == "difference"
        cells = _cells(check, step)
        for candidate in POINTS_MENU if points else RATE_MENU:
            figure = float(np.ravel(candidate.function(cells))[0])
            if not np.isnan(figure):
                near = abs(figure - float(stated.value)) <= step / 2 * (1 + TOLERANCE)
                rows.append((check["table"], int(check["row"]), candidate.name, figure, near))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _stated(printed: str) -> Quantity | None:
    try:
        cell = read_stated(printed)
    except (QuantityError, UnitError):
        return None
    return cell if isinstance(cell, Quantity) else None


def _cells(check: Mapping[Hashable, Any], step: float) -> Cells:
    one = np.ones(1)
    symbol = str(check["unit"] or "")
    unknown = np.full((1, 2), np.nan)
    return Cells(
        base=float(str(check["base"])) * one,
        end=float(str(check["target"])) * one,
        years=(int(str(check["target_year"])) - int(str(check["base_year"]))) * one,
        step=step * one,
        share=np.array([not symbol or unit(symbol).dimension == "share"]),
        actual=np.nan * one,
        near_base=unknown,
        near_end=unknown,
    )
