"""Lines → captions: the number, title and unit that are printed above a table, or as its first rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.document.lines import BLANKS, fold, without_markup

_HAN_DIGITS = "零〇一二三四五六七八九十百"
_ARABIC_LABEL = r"\d{1,3}(?:\s*[-—–.]\s*\d{1,3})*(?!\d)"
# a Han number counts only with a blank or mark behind it: "表一 指标", not "表一些"
_HAN_LABEL = rf"[{_HAN_DIGITS}]{{1,3}}(?=[\s:、(]|$)"
_CAPTION = re.compile(
    rf"(?P<again>续)?\s*(?P<kind>附表|专栏|表格|表|Table)\s*(?P<label>{_ARABIC_LABEL}|{_HAN_LABEL})"
    r"\s*(?P<more>\(续\)|续(?=\s|$))?\s*[:.、]?\s*(?P<title>.*)",
    re.IGNORECASE,
)
_UNIT_NOTE = re.compile(r"\(?\s*单\s*位\s*:\s*(?P<unit>[^)]+?)\s*\)?")
_MAX_CAPTION = 80


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of a table: kind ("表", "专栏"), printed number, title, and whether it says 续."""

    kind: str
    label: str
    title: str
    continued: bool = False


def parse_caption(line: str) -> Caption | None:
    """Return what a line says if it is a caption, else None.

    Examples
    --------
    >>> parse_caption("表 1-1　主要指标")
    Caption(kind='表', label='1-1', title='主要指标', continued=False)
    >>> parse_caption("续表２").label, parse_caption("表1显示,床位增加。")
    ('2', None)
    """
    text = without_markup(line.strip(BLANKS))
    found = _CAPTION.fullmatch(fold(text))
    if found is None or len(text) > _MAX_CAPTION or text[-1] in "。！!？?；;":
        return None
    kind = "表" if found["kind"].lower() in ("table", "表格") else found["kind"]
    title = text[found.start("title") :]
    return Caption(kind, _label(found["label"]), title, bool(found["again"] or found["more"]))


def _label(printed: str) -> str:
    """Return the number of a caption in Arabic digits: "十二" → "12", "1 — 1" → "1-1"."""
    if printed[0] not in _HAN_DIGITS:
        return re.sub(r"\s*[-—–]\s*", "-", printed)
    tens, has_ten, ones = printed.rpartition("十")
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")}
    if has_ten:
        return str(10 * digits.get(tens, 1) + digits.get(ones, 0))
    return "".join(str(digits.get(char, 0)) for char in printed)


def parse_unit_note(line: str) -> str:
    """Return the unit of a line such as "单位：万元", or "".

    Examples
    --------
    >>> parse_unit_note("（单位：万元）"), parse_unit_note("责任单位:县民政局。")
    ('万元', '')
    """
    found = _UNIT_NOTE.fullmatch(fold(without_markup(line.strip(BLANKS))))
    return found["unit"] if found and len(found["unit"]) <= 12 else ""
