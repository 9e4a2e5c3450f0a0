"""Words that both endpoints of a row carry and no table knows: 10,028度 → 10,995度, 20.1/10万 → 16.9/10万.

Growth does not depend on the unit, so a unit that is not known does no harm where both cells print the same.
"""

from __future__ import annotations

import re

from analysis.numerals import fold
from analysis.printed_forms import AFTER

_LONGEST = 60
_CELL = re.compile(
    r"(?P<before>(?:人均|户均|亩均|平均|每[一-鿿]{1,12}?)?) ?"
    r"(?P<number>[+-]?[0-9][0-9,\u2009\u202f\u2007 ]*(?:\.[0-9]+)?)(?P<after>.*)"
)
# letters, perhaps "per" or "/" and a round number; no brackets and no digits that could be a second value
_UNIT = re.compile(r"(?:[A-Za-z一-鿿°][A-Za-z一-鿿°·/. -]*)?(?:(?:per|/|每) ?[0-9][0-9,]*[A-Za-z一-鿿 -]*)?")
_LETTERS_FOR_DIGITS = re.compile(r"[OoIl]+")
_TURNS = re.compile(
    "[亏负减降低跌缺赤逆无未非余多来起超近约]|(?i:below|loss|deficit|minus|plus|over|less|more|about)"
)


def without_shared_words(base: str, target: str) -> tuple[str, str] | None:
    """Return both numbers bare where the cells are a number each with the same words, None where not.

    Words that bear on the number itself (below zero, 以上, 亏损) are not units and stay.

    Parameters
    ----------
    base, target : str
        Two cells, as printed.

    Examples
    --------
    >>> without_shared_words("12.8 per 1,000 people", "15.4 per 1,000 people")
    ('12.8', '15.4')
    >>> without_shared_words("12.8 ktoe", "15.4 Mtoe"), without_shared_words("12以上", "15以上")
    (None, None)
    """
    if max(len(base), len(target)) > _LONGEST:
        return None
    cells = [_CELL.fullmatch(fold(text).strip()) for text in (base, target)]
    start, end = cells
    if start is None or end is None or start.group("before", "after") != end.group("before", "after"):
        return None
    before, after = start["before"], start["after"]
    if not (before or after) or _bears_on_the_number(before) or (after and not _is_unit(after)):
        return None
    return start["number"].strip(), end["number"].strip()


def _is_unit(words: str) -> bool:
    bare = words.strip()
    letters = _LETTERS_FOR_DIGITS.fullmatch(bare)
    return _UNIT.fullmatch(bare) is not None and letters is None and not _bears_on_the_number(bare)


def _bears_on_the_number(words: str) -> bool:
    return AFTER.search(words) is not None or _TURNS.search(words) is not None
