"""A passage cut into sentences and clauses, with the quantities that stand in each.

Looking back or ahead is bounded (`BACK`, `AHEAD`), so that a passage of any length is read in linear time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.document.lines import fold
from analysis.quantity import Quantity, find_quantities

BACK: Final = 80
AHEAD: Final = 60
MAX_TEXT: Final = 400
_SENTENCE_END: Final = re.compile(r"[。!?\n]|(?<![0-9])!(?![0-9])")
_CLAUSE_END: Final = re.compile(r"[,;:。!?\n]")
_LIST_MARK: Final = re.compile("、")
_LIST_WORD: Final = re.compile("以及|和|及|与|并")
_JOINS: Final = re.compile("、|,|以及|和|及|与")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence stands in its passage."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """A quantity in its sentence, with the text around it that may belong to it.

    ``before`` runs from the clause's begin (or the list mark behind the number before) to the number, and
    ``behind`` from the number to the end of the clause (or to the mark before the next number); both folded.
    ``clause`` is the whole clause up to the number and a little behind it, ``earlier`` the sentence up to the
    number. ``listed`` says that another number stands before it in the clause, ``followed`` that one stands
    behind it; ``order`` is how many stand before it.
    """

    start: int
    end: int
    quantity: Quantity
    sentence: Sentence
    before: str
    behind: str
    clause: str
    earlier: str
    listed: bool
    followed: bool
    order: int


def sentences_of(folded: str) -> list[Sentence]:
    """Cut a folded text at its full stops.

    Examples
    --------
    >>> [(one.start, one.end) for one in sentences_of("甲。乙!丙")]
    [(0, 2), (2, 4), (4, 5)]
    """
    ends = [found.end() for found in _SENTENCE_END.finditer(folded)]
    if not ends or ends[-1] < len(folded):
        ends.append(len(folded))
    return [Sentence(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True) if start < end]


def numbered_of(text: str, claims: Callable[[Numbered], bool] = lambda one: True) -> Iterator[Numbered]:
    """Yield the quantities of a passage in order.

    `claims` says of each whether it claims anything; one that does not (60岁以上老年人) is as any word to the
    numbers behind it.

    Examples
    --------
    >>> [(one.before, one.behind) for one in numbered_of("全县培训1500人次护理员、2000名照护者,覆盖率80%。")]
    [('全县培训', '护理员'), ('', '照护者'), ('覆盖率', '')]
    """
    folded = fold(text)
    sentences = sentences_of(folded)
    found = find_quantities(text)
    place = 0
    claimed: list[int] = []
    for index, (start, end, quantity) in enumerate(found):
        while sentences[place].end <= start:
            place += 1
        following = found[index + 1][0] if index + 1 < len(found) else len(folded)
        one = _numbered(folded, (start, end, quantity), sentences[place], claimed, following)
        if claims(one):
            claimed.append(end)
        yield one


def _numbered(
    folded: str,
    found: tuple[int, int, Quantity],
    sentence: Sentence,
    claimed: Sequence[int],
    following: int,
) -> Numbered:
    start, end, quantity = found
    clause_start = _last_end(_CLAUSE_END, folded, max(sentence.start, start - BACK), start)
    order = len(claimed) - bisect_right(claimed, clause_start)
    listed, last = order > 0, claimed[-1] if claimed else -1
    begin = _behind_list_mark(folded, last, start) if listed else clause_start
    behind_end = _behind_end(folded, end, min(sentence.end, end + AHEAD), following)
    return Numbered(
        start,
        end,
        quantity,
        sentence,
        folded[begin:start],
        folded[end:behind_end],
        folded[clause_start : min(behind_end + 12, sentence.end)],
        folded[max(sentence.start, start - BACK) : start],
        listed,
        following < sentence.end and not _CLAUSE_END.search(folded, end, following),
        order,
    )


def _last_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    ends = [found.end() for found in pattern.finditer(text, start, end)]
    return ends[-1] if ends else start


def _behind_list_mark(folded: str, last: int, start: int) -> int:
    """Where the text of a further item of a list begins: behind the first mark after the number before."""
    for marks in (_LIST_MARK, _LIST_WORD):
        if mark := marks.search(folded, last, start):
            return mark.end()
    return last


def _behind_end(folded: str, end: int, limit: int, next_start: int) -> int:
    """Where the text behind a number ends: with the clause, or at the mark before the next number."""
    stop = _CLAUSE_END.search(folded, end, limit)
    stop_at = stop.start() if stop is not None else limit
    mark = folded.find("、", end, stop_at)
    if next_start < stop_at:
        joined = [found.start() for found in _JOINS.finditer(folded, end, next_start)]
        return joined[-1] if joined else next_start
    return mark if mark >= 0 and not _goes_on_behind(folded, mark, stop_at) else stop_at


def _goes_on_behind(folded: str, mark: int, stop: int) -> bool:
    """Say whether the words behind 、 still belong to the noun before it: (社区、乡)."""
    return folded.count("(", 0, mark) > folded.count(")", 0, mark) if stop - mark < AHEAD else False


def sentence_text(text: str, one: Numbered) -> str:
    """Return the sentence of a number as printed; of a very long one, the part around the number."""
    start, end = one.sentence.start, one.sentence.end
    if end - start > MAX_TEXT:
        start, end = max(start, one.start - MAX_TEXT // 2), min(end, one.end + MAX_TEXT // 2)
    return text[start:end].strip()
