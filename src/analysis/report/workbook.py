"""Sheets → tables.xlsx, the same bytes every time; no cell is a formula and no text leads anywhere.

References
----------
ECMA-376 (Office Open XML), part 1: string cells, number formats; Excel specifications and limits.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from typing import Any

from analysis.report.fitting import text_width
from analysis.report.sheets import Link, Number, Sheet, SheetCell

LONGEST_TEXT = 32_767
"""UTF-16 units that a cell can hold."""
_NARROWEST, _WIDEST = 6.0, 52.0
_HEADING_WIDEST = 22.0
_SEEN_ROWS = 400
"""Rows that a column's width is taken from."""
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What may make a spreadsheet take a text for a formula when a reader edits its cell or saves it as CSV."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
_LANDSCAPE_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.6, "bottom": 0.6}
_A4 = 9
_BESIDE_NUMBERS = {"align": "left", "indent": 1}
"""Texts keep away from the numbers of the column before, which end at its right edge."""
_TITLE_LENGTH = 120


def sheets_to_workbook(sheets: Sequence[Sheet], *, title: str, timestamp: int) -> bytes:
    """Write an .xlsx file.

    Parameters
    ----------
    sheets : sequence of Sheet
        With names that a spreadsheet takes (`sheets.sheet_name`).
    title : str
        The file's title, also at the head of every printed page.
    timestamp : int
        Date of creation that the file carries, in seconds since 1970 (UTC).

    Returns
    -------
    bytes
        The same for the same sheets.
    """
    import xlsxwriter  # noqa: PLC0415 - only reports need it

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(buffer, options)
    created = datetime.datetime.fromtimestamp(timestamp, datetime.UTC).replace(tzinfo=None)
    words = cell_text(title)
    workbook.set_properties({"title": words, "created": created, "author": "guihua"})
    formats = _Formats(workbook)
    for sheet in sheets:
        _write_sheet(workbook, sheet, words[:_TITLE_LENGTH], formats)
    workbook.close()
    return buffer.getvalue()


def cell_text(text: str) -> str:
    r"""Return a text as a cell can hold it: no controls but tabs and line ends, at most `LONGEST_TEXT` units.

    Examples
    --------
    >>> cell_text("a\x00b\r\nc"), len(cell_text("长" * 40_000))
    ('ab\nc', 32767)
    """
    cleaned = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if cleaned.startswith("<r>") and cleaned.endswith("</r>"):
        cleaned += " "  # else XlsxWriter takes it for its own markup of rich text, and writes it unescaped
    units = cleaned.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return cleaned
    return units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


class _Formats:
    """The cell formats of a workbook, each made once."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401 - XlsxWriter has no types
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def get(self, **properties: object) -> Any:  # noqa: ANN401
        """Return the format with these properties and the common ones."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"valign": "top", **properties})
        return self._made[key]


def _write_sheet(workbook: Any, sheet: Sheet, title: str, formats: _Formats) -> None:  # noqa: ANN401
    page = workbook.add_worksheet(sheet.name)
    widths = _widths(sheet)
    for column, name in enumerate(sheet.header):
        side = {"align": "right"} if _is_numeric(sheet, column) else _BESIDE_NUMBERS
        heading = formats.get(bold=True, text_wrap=True, bottom=1, bg_color="#E8ECF1", **side)
        page.write_string(0, column, cell_text(name), heading)
        page.set_column(column, column, widths[column])
    for index, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            _write_cell(page, (index, column), cell, formats)
    page.freeze_panes(1, 0)
    if sheet.header:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(**_LANDSCAPE_MARGINS)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{_in_header(title)}&R&A")
    page.set_footer("&C&P / &N")


def _write_cell(page: Any, place: tuple[int, int], cell: SheetCell, formats: _Formats) -> None:  # noqa: ANN401
    """Write one cell by its type, never by what its text looks like."""
    if cell is None:
        return
    if isinstance(cell, bool):
        page.write_boolean(*place, cell, formats.get(**_BESIDE_NUMBERS))
    elif isinstance(cell, Number):
        page.write_number(*place, cell.value, formats.get(num_format=cell.shown))
    elif isinstance(cell, Link):
        link = formats.get(font_color="#14508F", underline=1)
        page.write_url(*place, f"internal:'{cell.sheet}'!A1", link, cell.sheet)
    elif text := cell_text(cell):
        quoted = {"quote_prefix": True} if text.startswith(_STARTS) else {}
        page.write_string(*place, text, formats.get(text_wrap=True, **_BESIDE_NUMBERS, **quoted))


def _is_numeric(sheet: Sheet, column: int) -> bool:
    """Return whether a column holds numbers and nothing else, so that its heading stands above them."""
    cells = [row[column] for row in sheet.rows if row[column] is not None]
    return bool(cells) and all(isinstance(cell, Number) for cell in cells)


def _in_header(title: str) -> str:
    """Write a text for a page header, in which ``&`` begins a code."""
    return title.replace("&", "&&").replace("\n", " ")


def _widths(sheet: Sheet) -> list[float]:
    """Return each column's width in signs: a Chinese sign takes two; long texts wrap."""
    widths = []
    for column, name in enumerate(sheet.header):
        texts = [_shown(row[column]) for row in sheet.rows[:_SEEN_ROWS]]
        body = max((2 * text_width(line) for text in texts for line in text[:300].split("\n")), default=0.0)
        head = min(2 * text_width(name[:100]) + 4, _HEADING_WIDEST)
        widths.append(min(max(body + 2, head, _NARROWEST), _WIDEST))
    return widths


def _shown(cell: SheetCell) -> str:
    if isinstance(cell, Number):
        decimals = len(cell.shown.partition(".")[2].rstrip('"%‰'))
        return f"{cell.value:,.{decimals}f}"
    if isinstance(cell, Link):
        return cell.sheet
    return "" if cell is None else str(cell)
