"""A document's sentences with the numbers in them: those of the prose, and those inside table cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from analysis.consistency.finding import Statement
from analysis.document import Document, Paragraph
from analysis.quantity import Quantity, find_quantities

_SENTENCE: Final = re.compile(r"[^。;；!?！？\n]+[。;；!?！？\n]?")
_BOUNDARIES: Final = frozenset("，,。；;：:!?！？\n")
_LONGEST: Final = 2000
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Item:
    """A number in a sentence: half-open span in the sentence, and the quantity."""

    start: int
    end: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence.

    Parameters
    ----------
    text : str
        As printed, its full stop included; joined where it runs over lines.
    items : tuple of Item
        The numbers in it, in order.
    paragraph : Paragraph
        Where it comes from.
    offset : int
        Where it begins in the paragraph.
    table : str
        Number of the table whose cell holds it, "" for prose.
    """

    text: str
    items: tuple[Item, ...]
    paragraph: Paragraph
    offset: int
    table: str = ""

    def statement(self, start: int, end: int) -> Statement:
        """Return ``text[start:end]`` as a statement; of text over a line break, the part on the first line.

        The ends of the span move inwards over blanks and punctuation; of a long span the end is shown.
        """
        while start < end - 1 and self.text[start] in " ,，、。;；:：　)）":
            start += 1
        while end > start + 1 and self.text[end - 1] in " ,，、。;；:：　":
            end -= 1
        start = max(start, end - _SHOWN)
        source = self.paragraph.source_at(self.offset + start, self.offset + end)
        return Statement(self.text[start : start + source.end - source.start], source, self.table)

    def clause(self, start: int, end: int) -> Statement:
        """Return the clause around a span: from the mark of punctuation before it to the one behind it.

        In a list of numbers (幼儿园42所、小学28所) the clause ends at the 、 as well.
        """
        left, right = start, end
        first, last = max(0, start - _SHOWN // 2), min(len(self.text), end + _SHOWN // 2)
        while left > first and not self.is_boundary(left - 1):
            left -= 1
        while right < last and not self.is_boundary(right):
            right += 1
        before = [item.end for item in self.items if left <= item.start and item.end <= start]
        if before and (cut := self.text.rfind("、", before[-1], start)) >= 0:
            left = cut + 1
        behind = [item.start for item in self.items if end <= item.start and item.end <= right]
        if behind and (cut := self.text.find("、", end, behind[0])) >= 0:
            right = cut
        return self.statement(left, right if right - left <= _SHOWN else max(end, left + _SHOWN))

    def is_boundary(self, position: int) -> bool:
        """Say whether the character parts clauses; the comma of 1,200 does not."""
        if self.text[position] not in _BOUNDARIES:
            return False
        return not (
            self.text[position] in ",:"
            and self.text[position - 1 : position].isdigit()
            and self.text[position + 1 : position + 2].isdigit()
        )

    def label(self, index: int) -> str:
        """Return the words between the number before (or the last comma) and the number `index`."""
        item = self.items[index]
        left = self.items[index - 1].end if index else 0
        for position in range(item.start - 1, left - 1, -1):
            if self.is_boundary(position) or self.text[position] == "、":
                return self.text[position + 1 : item.start]
        return self.text[left : item.start]


def document_sentences(document: Document) -> tuple[Sentence, ...]:
    """Return the sentences of the paragraphs and of the table cells, in the order of the document.

    Examples
    --------
    >>> from analysis.document import parse_document
    >>> found = document_sentences(parse_document("全县有养老机构24家。其中公办5家。", "p.txt"))
    >>> [(sentence.text, [item.quantity.printed for item in sentence.items]) for sentence in found]
    [('全县有养老机构24家。', ['24家']), ('其中公办5家。', ['5家'])]
    """
    prose = [(paragraph, "") for paragraph in document.paragraphs]
    cells = [
        (Paragraph(document.text_at(cell.source), (cell.source,)), table.label)
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        if cell.text
    ]
    pieces = sorted((*prose, *cells), key=lambda piece: (piece[0].line, piece[0].spans[0].start))
    return tuple(sentence for piece in pieces for sentence in _sentences(*piece))


def _sentences(paragraph: Paragraph, table: str) -> Iterator[Sentence]:
    for match in _SENTENCE.finditer(paragraph.text):
        for start in range(match.start(), match.end(), _LONGEST):  # a text without full stops stays cheap
            text = paragraph.text[start : min(start + _LONGEST, match.end())]
            items = tuple(Item(*found) for found in find_quantities(text))
            yield Sentence(text, items, paragraph, start, table)
