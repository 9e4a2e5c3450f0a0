"""The labels of a row → category, indicator, part: read from units, numbers and places, row after row.

A label with a unit is an indicator. A label before it that has no unit is its category; a label behind it
that has no unit is a part of it; a lone label without a unit goes on with the parts of the row above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.document import Cell
from analysis.document.lines import fold
from analysis.extract.vocabulary import (
    cut_numbering,
    is_of_which,
    is_part_word,
    is_remark,
    part_of,
    without_of_which,
)
from analysis.indicators import Definitions
from analysis.units import unit_of_name

# Marks of notes and of importance around a name: "★床位", "人均预期寿命*"
_MARKS = re.compile(r"^[★☆▲△●○◆◇■□*＊※#＃]+\s*|\s*[*＊※①-⑳]+$")
_LAST_BRACKET = re.compile(r"[(\[〔【]([^()\[\]〔〕【】]+)[)\]〕】]\s*[*※]?$")


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label: its cell, the name without number, 其中 and unit, the unit's symbol, its number."""

    cell: Cell
    name: str
    unit: str
    number: int | None

    @property
    def of_which(self) -> bool:
        """Whether the label says that it is a part of the row above."""
        return is_of_which(cut_numbering(self.cell.text)[1])

    @property
    def unknown_unit(self) -> str:
        """What a bracket at the end prints that is neither a known unit nor a remark, "" when nothing."""
        bracket = _LAST_BRACKET.search(fold(self.name))
        return bracket[1] if bracket and not self.unit and not is_remark(bracket[1]) else ""

    @property
    def has_unit(self) -> bool:
        """Whether a unit is printed behind the name, known or not."""
        return bool(self.unit or self.unknown_unit)


@dataclass(frozen=True, slots=True)
class Naming:
    """What a row is about: category, indicator and, where the row is a part of it, the part's label.

    Examples
    --------
    >>> from analysis.errors import Source
    >>> whole = cell_to_label(Cell("平均低保标准 (元/月·人)", Source("", 34)))
    >>> part = cell_to_label(Cell("城市低保", Source("", 34)))
    >>> row = Naming("", whole, part)
    >>> row.name, row.breakdown, row.printed_name, row.unit
    ('平均低保标准(城市低保)', 'urban', '平均低保标准 (元/月·人)', '元/月·人')
    """

    category: str
    indicator: Label
    part: Label | None = None

    @property
    def name(self) -> str:
        """The indicator's name, with the part in brackets."""
        return f"{self.indicator.name}({self.part.name})" if self.part else self.indicator.name

    @property
    def printed_name(self) -> str:
        """The indicator's cell as printed."""
        return self.indicator.cell.text

    @property
    def unit(self) -> str:
        """The unit that the labels print, "" when none."""
        return (self.part.unit if self.part else "") or self.indicator.unit

    @property
    def breakdown(self) -> str:
        """The part: a known word's id, else the label as printed; empty for the whole."""
        return (part_of(self.part.name) or self.part.name) if self.part else ""


@dataclass(slots=True)
class Reader:
    """Reads the labels of a table's rows in order, and remembers what they leave to the rows below.

    ``assumed`` tells of the last row read that it was taken for a part though nothing printed says so;
    ``group`` is the numbered cell that the rows up to the next number share: (3)城镇化率 before two rates.
    """

    definitions: Definitions
    has_category: bool
    has_units: bool
    category: str = ""
    parent: Label | None = None
    last: Label | None = None
    assumed: bool = False
    group: str = ""
    _pillar: tuple[Label, str] | None = None

    def pillar(self, cell: Cell) -> None:
        """Take a row of one cell as the category of the rows below."""
        self._pillar = (cell_to_label(cell), self.category)
        self.category, self.parent, self.last, self.group = cell.text, None, None, ""

    def parent_row(self, label: Label) -> None:
        """Take an indicator without figures: its parts stand on the rows below."""
        self.parent = self.last = label

    def read(
        self,
        cells: Sequence[Cell],
        *,
        own_unit: bool = False,
        numbered: bool = False,
        part_follows: bool = False,
    ) -> Naming:
        """Return what a row with figures is about.

        Parameters
        ----------
        cells : sequence of Cell
            Its labels in order, at least one.
        own_unit, numbered : bool
            Whether the row prints a unit in a unit column, and a number of its own.
        part_follows : bool
            Whether the label of the next row names another part (城市 / 农村).
        """
        labels = [cell_to_label(cell) for cell in cells]
        self.assumed = False
        if numbered or labels[0].number is not None:
            self.group = ""
        if len(labels) > 2:
            self.category = "/".join(label.cell.text for label in labels[:-2])
        if len(labels) > 1:
            return self._pair(labels[-2], labels[-1], three=len(labels) > 2)
        plain = not (own_unit or numbered)
        return self._single(labels[0], plain=plain, numbered=numbered, part_follows=part_follows)

    def _pair(self, first: Label, second: Label, *, three: bool) -> Naming:
        """Tell category + indicator from indicator + part."""
        if self._is_category(first, second, three=three):
            if first.number is not None and not self.has_category:
                self.group, self.parent, self.last = first.cell.text, None, second
                return Naming(self._category(), second)
            outer = f"{self.category}/" if three else ""
            self.category = outer + first.cell.text
            self.parent, self.last = None, second
            return Naming(self.category, second)
        self.parent = self.last = first
        return Naming(self.category, first, second)

    def _is_category(self, first: Label, second: Label, *, three: bool) -> bool:
        if first.has_unit or second.has_unit:
            return not first.has_unit
        if is_part_word(second.name) or second.of_which:
            return False
        known = self.definitions.match(first.name), self.definitions.match(second.name)
        if known[0] and not known[1]:
            return False
        return bool(known[1]) or (self.has_category and not three)

    def _single(self, label: Label, *, plain: bool, numbered: bool, part_follows: bool) -> Naming:
        is_whole = label.has_unit or numbered or label.number is not None
        whole = None if is_whole else self._whole_of(label, plain=plain, part_follows=part_follows)
        if whole is None:
            self.parent, self.last = None, label
            return Naming(self._category(), label)
        self.parent = whole
        return Naming(self._category(), whole, label)

    def _category(self) -> str:
        return "/".join(part for part in (self.category, self.group) if part)

    def _whole_of(self, label: Label, *, plain: bool, part_follows: bool) -> Label | None:
        """Return the indicator that a lone label is a part of; None when it is an indicator itself.

        A lone part (农村) right below an indicator belongs to it only if it says 其中 or the other part
        follows: else the row that was split is missing.
        """
        if is_part_word(label.name):
            above = self.parent
            if above is None and (label.of_which or part_follows):
                above = self.last or self._pillar_as_indicator()
                self.assumed = above is self.last and not label.of_which
            return above
        if not plain or self._is_other_indicator(label):
            return None
        if self.parent is not None and (self.parent.has_unit or self.has_units):
            return self.parent
        return self.last if label.of_which else None

    def _pillar_as_indicator(self) -> Label | None:
        """Take the pillar above for the indicator of the parts right below it: 低保标准 / 城市 / 农村."""
        if self._pillar is None:
            return None
        label, self.category = self._pillar
        return label

    def _is_other_indicator(self, label: Label) -> bool:
        found = self.definitions.match(label.name)
        return found is not None and (
            self.parent is None or found != self.definitions.match(self.parent.name)
        )


def cell_to_label(cell: Cell) -> Label:
    """Take a label apart.

    Examples
    --------
    >>> from analysis.errors import Source
    >>> label = cell_to_label(Cell("3.其中:护理型床位占比(%)", Source("", 1)))
    >>> label.name, label.unit, label.number, label.of_which
    ('护理型床位占比', '%', 3, True)
    """
    number, text = cut_numbering(_MARKS.sub("", cell.text) or cell.text)
    text = without_of_which(text)
    name, unit = unit_of_name(text)
    name = _MARKS.sub("", name) or name
    if len(name) < 2 and not re.search(r"[)\]〕】%‰]\s*$", fold(text)):
        name, unit = re.sub(r"\s", "", text), ""  # "床 位": blanks that only spread a short name out
    return Label(cell, name, unit, number)
