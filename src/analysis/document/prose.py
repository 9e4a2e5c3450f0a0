"""The lines that are not tables → headings with their rank, and paragraphs joined over broken lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.document.captions import parse_caption
from analysis.document.lines import (
    BLANKS,
    SENTENCE_ENDS,
    ends_sentence,
    fold,
    is_blank,
    is_contents_entry,
    is_page_mark,
    trim,
)
from analysis.errors import Source

_HAN = "零〇一二三四五六七八九十百"
# Rank and printed form of a heading's label, as official documents number: 章 节 一、 (一) 1、 (1) ①
RANKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第\s*(?:[{_HAN}]+|\d+)\s*[章篇编部](?:分)?(?=\s|[^\d,，、。]|$)")),
    (1, re.compile(r"附\s*[件表录]\s*\d*\s*[:.、]?")),
    (1, re.compile(r"(?:前\s*言|引\s*言|序\s*言|目\s*录|结\s*语|附\s*则)$")),
    (2, re.compile(rf"第\s*(?:[{_HAN}]+|\d+)\s*[节条](?=\s|[^\d,，、。]|$)")),
    (3, re.compile(rf"[{_HAN}]{{1,3}}、")),
    (4, re.compile(rf"\([{_HAN}]{{1,3}}\)")),
    (5, re.compile(r"\d{1,2}(?:、|\.(?!\d)|\.\s)")),
    (6, re.compile(r"\(\d{1,2}\)|[①-⑳]")),
)
CAPTION_RANK = 7
_MAX_HEADING = 50
# a line that begins so begins a paragraph of its own
_NEW_ITEM = re.compile(r"——|--|[●○■□◆◇★※·•▪]|注\s*[0-9一二三]*\s*:|[①-⑳]|\(\d{1,2}\)|\d{1,2}、")
_WITHIN_SENTENCE = re.compile(r"[，,、；;。]")
_OPEN_END = ("，", ",", "、")
_LONG = 25


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 (章) to 6 (① and (1)), 7 for a caption without a table; its label; its title."""

    level: int
    label: str
    title: str
    source: Source


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its text, and the pieces of lines that it was joined from, in order."""

    text: str
    spans: tuple[Source, ...]

    @property
    def line(self) -> int:
        """The line on which the paragraph begins."""
        return self.spans[0].line

    def source_at(self, start: int, end: int) -> Source:
        """Return where ``text[start:end]`` stands; of a span over a line break, the part on the first line.

        Examples
        --------
        >>> parts = (Source("p.txt", 8, 2, 5), Source("p.txt", 9, 0, 4))
        >>> Paragraph("甲乙丙丁戊己庚", parts).source_at(4, 6)
        Source(file='p.txt', line=9, start=1, end=3)
        """
        for span in self.spans:
            length = span.end - span.start
            if start < length or span is self.spans[-1]:
                return Source(span.file, span.line, span.start + start, span.start + min(end, length))
            start, end = start - length, end - length
        raise ValueError("a paragraph has at least one span")


def lines_to_headings(
    lines: Sequence[str], file: str, *, skip: frozenset[int] = frozenset()
) -> tuple[tuple[Heading, ...], frozenset[int]]:
    """Find the headings among the lines not in `skip` (0-based indices); also return their indices."""
    found: list[Heading] = []
    used: set[int] = set()
    for index, line in enumerate(lines):
        if index in skip:
            continue
        heading = parse_heading(line, Source(file, index + 1, *trim(line)))
        if heading is not None:
            found.append(heading)
            used.add(index)
    return tuple(found), frozenset(used)


def parse_heading(line: str, source: Source) -> Heading | None:
    """Return a line as a heading, or None: a label that headings have, short, and no sentence.

    Examples
    --------
    >>> here = Source("p.txt", 1)
    >>> [parse_heading(line, here).level for line in ("第一章 背景", "（一）现状", "1、基础", "前　言")]
    [1, 4, 5, 1]
    >>> parse_heading("1、建立制度,完善机制。", here), parse_heading("1.5万人参保", here)
    (None, None)
    """
    text = line.strip(BLANKS)
    folded = fold(text)
    if len(text) > _MAX_HEADING or is_contents_entry(line) or "\t" in text:
        return None
    caption = parse_caption(text)
    if caption is not None:
        return Heading(CAPTION_RANK, caption.kind + caption.label, caption.title, source)
    for level, pattern in RANKS:
        label = pattern.match(folded)
        if label is None:
            continue
        rest = text[label.end() :].strip(BLANKS)
        if rest and (rest[-1] in SENTENCE_ENDS or rest[-1] in _OPEN_END):
            return None
        if pattern is RANKS[2][1]:
            return Heading(level, "", re.sub(r"\s", "", folded), source)
        return Heading(level, text[: label.end()].strip(BLANKS + ":："), rest, source)
    return None


def lines_to_paragraphs(
    lines: Sequence[str], file: str, *, skip: frozenset[int] = frozenset()
) -> tuple[Paragraph, ...]:
    """Make paragraphs of the lines not in `skip`; a sentence broken over two lines is one paragraph."""
    return tuple(_paragraph(group, lines, file) for group in _groups(lines, skip))


def _groups(lines: Sequence[str], skip: frozenset[int]) -> Iterator[list[int]]:
    """Yield the indices of the lines of each paragraph."""
    group: list[int] = []
    blank = page_end = False
    for index, line in enumerate(lines):
        if is_blank(line) or is_page_mark(line):
            blank, page_end = blank or is_blank(line), page_end or is_page_mark(line)
            continue
        if index in skip or is_contents_entry(line):
            if group:
                yield group
            group = []
        elif group and _goes_on(lines, group, line, gap=blank and not page_end):
            group.append(index)
        else:
            if group:
                yield group
            group = [index]
        blank = page_end = False
    if group:
        yield group


def _goes_on(lines: Sequence[str], group: Sequence[int], line: str, *, gap: bool) -> bool:
    """Say whether `line` goes on with the sentence that the group's last line left open."""
    before = lines[group[-1]].strip(BLANKS)
    if ends_sentence(before) or _NEW_ITEM.match(fold(line).strip(BLANKS)):
        return False
    if before.endswith(_OPEN_END):
        return True
    if gap or line.startswith(("\u3000\u3000", "    ", "\t")):
        return False
    return len(group) > 1 or len(before) >= _LONG or bool(_WITHIN_SENTENCE.search(before))


def _paragraph(group: Sequence[int], lines: Sequence[str], file: str) -> Paragraph:
    spans = tuple(Source(file, index + 1, *trim(lines[index])) for index in group)
    return Paragraph("".join(lines[span.line - 1][span.start : span.end] for span in spans), spans)
