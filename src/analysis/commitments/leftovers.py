"""The numerals of a passage that are no quantities: what each is instead, so that none passes in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

_HAN: Final = "零〇一二三四五六七八九十百千万亿两"
_NUMERAL: Final = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|[{_HAN}]+")
_TITLE: Final = re.compile("《[^《》]{0,200}》")
_QUOTED: Final = re.compile('[“‘「『"][^“”‘’「」『』"]{0,20}[”’」』"]')
_LEXICAL: Final = re.compile("[一两百千万亿]")
_PERIOD_BEHIND: Final = re.compile(r"[”\"]|时期|期间|规划|以来|期?末")
_LOOK: Final = 8
# what the text before and behind a numeral say; the first line that fits decides
_REASONS: Final[tuple[tuple[str, str, str], ...]] = (
    ("ordinal", r"第$", r""),
    ("label", r"(?:附件|附表|专栏|[表图注]) ?$", r""),
    ("document number", r"[〔\[(]$", r"[〕\])] ?[0-9]*号"),
    ("document number", r"[〕\])] ?$", r"号"),
    ("document number", r"", r"号"),
    ("date", r"", r" ?年|-(?:19|20)[0-9]{2}|—{1,2}(?:19|20)[0-9]{2}|[月日](?!均)"),
    ("date", r"(?:19|20)[0-9]{2}年? ?[-—–~至到.]{1,2}$|年$|月$", r""),
    ("counter", r"^\(?$", r"[、.)]"),
    ("base of a ratio", r"每$", r""),
    ("grade", r"", r"[A-Za-z]|级|星|等(?=[奖次])"),
    ("code", r"[A-Za-z×*/:-]$", r""),
    ("ordinal", r"", r"[届中次]"),
    ("structure", r"", r"大(?!量|力|型|小)|[个项类级位张条支]"),
)
_COMPILED: Final = tuple(
    (reason, re.compile(before) if before else None, re.compile(behind) if behind else None)
    for reason, before, behind in _REASONS
)


def leftovers(folded: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Yield each numeral outside `spans` with the reason why it is no quantity.

    Parameters
    ----------
    folded : str
        A passage (`document.lines.fold`).
    spans : sequence of (start, end)
        The quantities, in order.

    Yields
    ------
    (start, end, reason)
        In order. 一, 两, 百, 千, 万, 亿 alone are words (统一, 万人) and are passed over.

    Examples
    --------
    >>> text = "到2025年,按〔2021〕35号"
    >>> [(text[start:end], reason) for start, end, reason in leftovers(text, [])]
    [('2025', 'date'), ('2021', 'document number'), ('35', 'document number')]
    """
    names = sorted(
        [(*found.span(), "title") for found in _TITLE.finditer(folded)]
        + [(*found.span(), "name") for found in _QUOTED.finditer(folded)]
    )
    taken = name = 0
    for found in _NUMERAL.finditer(folded):
        start, end = found.span()
        while taken < len(spans) and spans[taken][1] <= start:
            taken += 1
        while name < len(names) and names[name][1] <= start:
            name += 1
        if (taken < len(spans) and spans[taken][0] < end) or _LEXICAL.fullmatch(found.group()):
            continue
        inside = name < len(names) and names[name][0] <= start
        yield start, end, _reason(folded, start, end, names[name][2] if inside else "")


def _reason(folded: str, start: int, end: int, inside: str) -> str:
    before = folded[max(0, start - _LOOK) : start]
    behind = folded[end : end + _LOOK]
    if folded[end - 1] == "五" and _PERIOD_BEHIND.match(behind):
        return "period name"
    for reason, wanted_before, wanted_behind in _COMPILED:
        if inside and reason != "ordinal":
            continue
        if wanted_before is not None and wanted_before.search(before) is None:
            continue
        if wanted_behind is None or wanted_behind.match(behind) is not None:
            return reason
    return inside or ("no unit" if folded[start].isascii() else "word")
