"""Rows of text tables (programmes, projects) → cells by column, by place: texts all look alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.document import Cell, Row
from analysis.document.lines import fold
from analysis.extract.columns import Column
from analysis.extract.problems import Report
from analysis.extract.vocabulary import is_note, is_total

_SERIAL = re.compile(r"\(?\d{1,3}\)?[.、]?|\(?[一二三四五六七八九十]{1,3}\)?[、.]?")


def row_to_cells(row: Row, columns: Sequence[Column], report: Report) -> dict[str, Cell] | None:
    """Return a row's cells by role; None for a row that is no entry: a group's name, a note, a sum.

    A row may print a number for which the header has lost the cell, or lack the number that the header has.
    Other rows of a different length are faults: which cell is missing cannot be known.
    """
    cells = list(row.cells)
    while len(cells) > 1 and not cells[-1].text:
        cells.pop()
    printed = [cell for cell in cells if cell.text]
    if not printed or _is_aside(printed):
        return None
    roles = [column.role for column in columns]
    number_first = bool(_SERIAL.fullmatch(fold(cells[0].text)))
    if len(cells) == len(roles) + 1 and "serial" not in roles and number_first:
        roles = ["serial", *roles]
    elif len(cells) == len(roles) - 1 and roles[0] == "serial" and not number_first:
        roles = roles[1:]
    while len(roles) > len(cells) and roles[-1] in ("other", "blank"):
        roles.pop()
    if len(cells) > len(roles) or (len(cells) < len(roles) and len(row.cells) < len(roles)):
        report.fault(
            printed[0].source,
            f"the row has {len(cells)} cells and its header {len(roles)}",
            "restore the missing cells, or the closing pipes of empty ones",
        )
        return None
    by_role: dict[str, Cell] = {}
    for role, cell in zip(roles, [*cells, *row.cells[len(cells) :]], strict=False):
        by_role.setdefault(role, cell)
    return by_role


def _is_aside(printed: Sequence[Cell]) -> bool:
    """Say whether a row names a group, explains or adds up the others."""
    texts = [cell.text for cell in printed if not _SERIAL.fullmatch(fold(cell.text))]
    if len(set(texts)) == 1 and (len(texts) > 1 or len(printed) == 1 or is_note(texts[0])):
        return True
    return bool(texts) and (is_total(texts[0]) or (len(printed) == 1 and is_note(texts[0])))
