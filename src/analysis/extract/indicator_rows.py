"""The rows under one header → one record each, in order: what a row leaves open, the rows below it settle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.document import Cell, Row
from analysis.document.lines import fold
from analysis.errors import Source, UnitError
from analysis.extract.alignment import Alignment, align, columns_to_slots, kind_of
from analysis.extract.figures import Figure, common_unit, read_figure
from analysis.extract.headers import Section
from analysis.extract.labels import Label, Naming, Reader, cell_to_label
from analysis.extract.numbering import Numbering
from analysis.extract.problems import Report
from analysis.extract.vocabulary import is_like_part, is_note, is_part_word, is_total, property_of
from analysis.indicators import Definitions
from analysis.units import unit as find_unit

_HAN_NUMBER = re.compile(r"\(?[一二三四五六七八九十]+\)?[、.]?|[IVX]+\.?")


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """A printed row of an indicator table; ``unit`` is the canonical symbol, "" when none is printed."""

    row: int
    line: int
    naming: Naming
    unit: str
    property: str
    values: tuple[Figure, ...]
    growth: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the row of a whole prints once for its parts too."""

    whole: Label
    unit: str
    property: str


class SectionReader:
    """Reads the rows under one header in order.

    Parameters
    ----------
    section : Section
        The header's columns.
    default_unit : str
        Unit of rows that print none, "" where the table prints none either.
    definitions : Definitions
        The indicators that are known by name.
    report : Report
        Takes what is wrong.
    """

    def __init__(self, section: Section, default_unit: str, definitions: Definitions, report: Report) -> None:
        roles = [column.role for column in section.columns]
        self._slots = columns_to_slots(section.columns)
        self._columns = section.columns
        self._rows = section.rows
        self._padded = section.padded
        self._report = report
        self._default_unit = default_unit
        self._labels = Reader(definitions, "category" in roles, "unit" in roles)
        self._numbering = Numbering(report)
        self._waiting: Label | None = None
        self._shared: _Shared | None = None
        self._pillars: list[Cell] = []
        self._pillar_is_empty = False

    def read_all(self) -> list[IndicatorRow]:
        """Read the rows in order; a row without figures (pillar, note, whole above parts) gives no record."""
        following = [*self._rows, None][1:]
        read = [self._read(row, after) for row, after in zip(self._rows, following, strict=True)]
        self._finish()
        return [row for row in read if row is not None]

    def _read(self, row: Row, after: Row | None) -> IndicatorRow | None:
        cells = _without_padding(row.cells) if self._padded else list(row.cells)
        printed = [cell for cell in cells if cell.text]
        if not printed:
            return None
        if len({cell.text for cell in printed}) == 1 and kind_of(printed[0].text) not in (
            "number",
            "missing",
        ):
            self._lone(printed[0])
            return None
        found = align(cells, self._slots)
        if not found.fits:
            self._report_misfit(found, printed)
            return None
        if any(cell is not None and cell.text for _, cell in found.numbers()):
            return self._with_figures(found, row, part_follows=_begins_with_part(after))
        self._without_figures(found, row)
        return None

    def _finish(self) -> None:
        """Report what the last rows have left open."""
        self._settle_waiting(None)
        if self._pillar_is_empty:
            last = self._pillars[-1]
            say = self._report.fault if len(self._pillars) > 1 else self._report.note
            say(last.source, f"no row stands under “{last.text}”", "restore the rows below it")

    def _report_misfit(self, found: Alignment, printed: Sequence[Cell]) -> None:
        figures = sum(kind_of(cell.text) in ("number", "amount", "missing") for cell in printed)
        self._report.fault(
            printed[0].source,
            f"the row does not fit its header: {len(printed)} cells, of which {figures} figures, for"
            f" {len(self._columns)} columns, of which {len(found.numbers())} are of figures",
            "restore the cells of the row, or of the header",
        )

    # --- rows without figures ---

    def _lone(self, cell: Cell) -> None:
        """Take a row with one printed cell: a note, a pillar, or an indicator whose parts follow."""
        if is_note(cell.text) or is_total(cell.text):
            return
        label = cell_to_label(cell)
        if label.unit or self._labels.definitions.match(label.name):
            self._wait_for_parts(label)
            return
        self._settle_waiting(None)
        self._labels.pillar(cell)
        self._pillars.append(cell)
        self._pillar_is_empty = True
        self._numbering.allow_restart()

    def _without_figures(self, found: Alignment, row: Row) -> None:
        """Take a row with several cells but no figure: a numbered pillar, or an indicator above its parts."""
        labels = found.cells("category", "name", "label")
        serial = found.cells("serial")
        if not labels:
            self._report.fault(_source(row), "the row has no name", "restore the cells of this row")
        elif serial and _HAN_NUMBER.fullmatch(fold(serial[0].text)):
            self._lone(labels[-1])
        else:
            for cell in serial[:1]:
                self._numbering.take(cell.text, cell.source, part=False)
            if len(labels) > 1:
                self._labels.category = labels[0].text
            self._wait_for_parts(cell_to_label(labels[-1]))
            self._share(found)

    def _wait_for_parts(self, label: Label) -> None:
        self._settle_waiting(None)
        self._waiting = label
        self._labels.parent_row(label)

    def _share(self, found: Alignment) -> None:
        """Keep what an indicator above its parts prints for all of them."""
        if self._waiting is not None:
            unit = self._unit(self._unit_cells(found), self._waiting.unit)
            self._shared = _Shared(self._waiting, unit, self._property(found))

    def _settle_waiting(self, naming: Naming | None) -> None:
        """Report an indicator above whose parts never came."""
        if self._waiting is not None and (naming is None or naming.indicator is not self._waiting):
            self._report.fault(
                self._waiting.cell.source,
                f"“{self._waiting.cell.text}” has no figure in any column",
                "restore the cells of this row, or write — where nothing is known",
            )
        self._waiting = None

    # --- rows with figures ---

    def _with_figures(self, found: Alignment, row: Row, *, part_follows: bool) -> IndicatorRow | None:
        labels = found.cells("category", "name", "label")
        if not labels:
            self._report.fault(_source(row), "the row has figures but no name", "restore the name's cell")
            for cell in found.cells("serial")[:1]:
                self._numbering.take(cell.text, cell.source, part=False)
            return None
        if len(labels) == 1 and is_total(labels[0].text):
            self._report.note(labels[0].source, f"the sum “{labels[0].text}” is not read")
            return None
        units = self._unit_cells(found)
        naming = self._name(found, labels, own_unit=bool(units), part_follows=part_follows)
        unit = self._unit(units, naming.unit)
        kind = self._property(found)
        shared = self._shared
        if naming.part is not None and shared is not None and shared.whole is naming.indicator:
            unit, kind = unit if units or naming.unit else shared.unit or unit, kind or shared.property
        figures = self._figures(found, naming, unit)
        values = tuple(figure for figure in figures if figure.column.role == "value")
        growth = tuple(figure for figure in figures if figure.column.role == "growth")
        if not kind and any(column.role == "property" for column in self._columns):
            self._report.note(labels[-1].source, f"“{labels[-1].text}” prints no property")
        if not unit:
            unit = common_unit(values)
            self._check_unit(naming, unit)
        self._shared = _Shared(naming.indicator, unit, kind)
        return IndicatorRow(0, row.line, naming, unit, kind, values, growth)

    def _name(
        self, found: Alignment, labels: Sequence[Cell], *, own_unit: bool, part_follows: bool
    ) -> Naming:
        """Read the labels and the row's number, and report what is out of place."""
        serial = found.cells("serial")
        repeated = bool(serial) and self._numbering.repeats(serial[0].text)
        category, nothing_above = self._labels.category, self._labels.last is None
        numbered = bool(serial) and not repeated
        naming = self._labels.read(labels, own_unit=own_unit, numbered=numbered, part_follows=part_follows)
        self._settle_waiting(naming)
        self._pillar_is_empty = False
        if self._labels.assumed:
            self._report.note(
                labels[-1].source, f"“{labels[-1].text}” is read as a part of “{naming.indicator.cell.text}”"
            )
        if self._labels.category != category:
            self._numbering.allow_restart()
        label = naming.indicator
        for unnamed in (one for one in (label, naming.part) if one is not None and not one.name):
            self._report.fault(
                unnamed.cell.source, f"“{unnamed.cell.text}” is a unit without a name", "restore the name"
            )
        if naming.part is None and (is_part_word(label.name) or (label.of_which and nothing_above)):
            self._report_orphan(label)
        part = naming.part is not None
        if serial:
            self._numbering.take(serial[0].text, serial[0].source, part=part)
        elif label.number is not None and label.cell in labels:
            self._numbering.take(str(label.number), label.cell.source, part=part)
        elif labels[0].text == self._labels.group:
            self._numbering.take(labels[0].text, labels[0].source, part=True)
        return naming

    def _unit_cells(self, found: Alignment) -> list[Cell]:
        return [cell for cell in found.cells("unit") if kind_of(cell.text) != "missing"]

    def _unit(self, cells: Sequence[Cell], of_name: str) -> str:
        """Return the row's unit: its unit column, its name, the heading or the line above the table."""
        if not cells:
            return of_name or self._default_unit
        try:
            return find_unit(cells[0].text).symbol
        except UnitError as error:
            self._report.fault_of(error, cells[0].source)
            return ""

    def _check_unit(self, naming: Naming, unit: str) -> None:
        """Report a row for which no unit is printed anywhere, and a bracket that no known unit explains."""
        label = naming.indicator
        if unit:
            return
        if label.unknown_unit:
            self._report.fault(
                label.cell.source,
                f'unknown unit "{label.unknown_unit}" in “{label.cell.text}”',
                "correct it, or add it to units.toml",
            )
        elif naming.part is None and is_like_part(label.name) and not is_part_word(label.name):
            self._report_orphan(label)
        else:
            self._report.note(label.cell.source, f"“{label.cell.text}” has no unit")

    def _report_orphan(self, label: Label) -> None:
        self._report.fault(
            label.cell.source,
            f"“{label.cell.text}” is a part of an indicator whose own row is missing",
            "restore the row above",
        )

    def _figures(self, found: Alignment, naming: Naming, unit: str) -> list[Figure]:
        """Read the row's number cells; all of them must be there, or which is which would be a guess."""
        numbers = found.numbers()
        given = [(column, cell) for column, cell in numbers if cell is not None]
        if len(given) < len(numbers):
            self._report.fault(
                (naming.part or naming.indicator).cell.source,
                f"the row prints {len(given)} of {len(numbers)} figures"
                f" ({', '.join(column.text for column, _ in numbers)}), so the columns are not certain",
                "restore the missing cells, or write — where nothing is known",
            )
            return []
        read = [read_figure(column, cell, unit, self._report, name=naming.name) for column, cell in given]
        figures = [figure for figure in read if figure is not None]
        for figure in figures:
            if not figure.printed:
                self._report.note(figure.source, f"empty cell under “{figure.column.text}”: read as missing")
        return figures

    def _property(self, found: Alignment) -> str:
        cells = [cell for cell in found.cells("property") if kind_of(cell.text) != "missing"]
        if not cells:
            return ""
        known = property_of(cells[0].text)
        if not known:
            self._report.note(cells[0].source, f"“{cells[0].text}” is neither 约束性 nor 预期性")
        return known


def _without_padding(cells: Sequence[Cell]) -> list[Cell]:
    kept = list(cells)
    while kept and not kept[-1].text:
        kept.pop()
    return kept


def _begins_with_part(row: Row | None) -> bool:
    """Say whether the first label of a row names only a part."""
    texts = [cell.text for cell in row.cells if cell.text] if row else []
    return bool(texts) and is_part_word(texts[0])


def _source(row: Row) -> Source:
    """Return the place of a row: its first printed cell."""
    return next((cell.source for cell in row.cells if cell.text), row.cells[0].source)
