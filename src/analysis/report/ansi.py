"""What a terminal would show: text with the colours that its escape sequences ask for, fit for paper.

Colours become dark ones (text) and pale ones (background): any text keeps a contrast of at least 4.5 : 1,
also where a printer knows no colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

_CONTROL = re.compile(
    r"\x1b\[([0-9;:]{0,64})m|\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])"
    r"|(\r\n|[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029])|\r|\x08+"
)
INKS = ("#1a1a1a", "#a32410", "#18642a", "#775000", "#1f4b99", "#85258d", "#0b6070", "#595959")
"""Black, red, green, yellow, blue, magenta, cyan, white as colours of text on white paper."""
TINTS = ("#d0d0d0", "#f6d9d4", "#d5ecd9", "#f3e5bd", "#d8e3f5", "#f0daf1", "#d2ebef", "#ececec")
"""The same as background of dark text."""
LEAST_CONTRAST = 4.5
"""Of text, by WCAG 2.2, 1.4.3 (level AA)."""
_STEPS = (0, 95, 135, 175, 215, 255)


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text is shown: colours as ``#rrggbb`` or "" for those of the page."""

    ink: str = ""
    fill: str = ""
    bold: bool = False
    underline: bool = False
    reverse: bool = False


PLAIN = Style()
REVERSED = "#e0e0e0"


@dataclass(frozen=True, slots=True)
class Run:
    """Signs in a row that are shown alike."""

    text: str
    style: Style = PLAIN


def terminal_lines(text: str) -> list[list[Run]]:
    r"""Return the lines that a terminal shows in the end, progress bars only in their last state.

    References
    ----------
    ECMA-48, 8.3.117 (SGR); ITU-T T.416, 13.1.8 (colours by number and by red, green, blue).

    Examples
    --------
    >>> [["".join(run.text for run in line)] for line in terminal_lines("10%\r100%\nok\n")]
    [['100%'], ['ok'], ['']]
    >>> terminal_lines("a\x1b[1;31mb")[0][1].style == Style(ink=INKS[1], bold=True)
    True
    """
    lines = [_Line()]
    style, at = PLAIN, 0
    for found in _CONTROL.finditer(text):
        lines[-1].add(text[at : found.start()], style)
        at = found.end()
        if found[1] is not None:
            style = _styled(style, found[1])
        elif found[2]:
            lines.append(_Line())
        elif found[0] == "\r":
            lines[-1].returned = True
        elif found[0][0] == "\b":
            lines[-1].take_back(len(found[0]))
    lines[-1].add(text[at:], style)
    return [line.runs() for line in lines]


@dataclass(slots=True)
class _Line:
    """A line while it is written: pieces with how much of each is still there."""

    pieces: list[tuple[str, int, Style]] = field(default_factory=list)
    returned: bool = False

    def add(self, text: str, style: Style) -> None:
        if text and self.returned:
            self.pieces.clear()
            self.returned = False
        if text:
            self.pieces.append((text, len(text), style))

    def take_back(self, count: int) -> None:
        while count and self.pieces:
            text, length, style = self.pieces.pop()
            if length > count:
                self.pieces.append((text, length - count, style))
            count -= min(length, count)

    def runs(self) -> list[Run]:
        return [Run(text[:length], _shown(style)) for text, length, style in self.pieces]


def _shown(style: Style) -> Style:
    return replace(style, fill=style.fill or REVERSED, reverse=False) if style.reverse else style


def _styled(style: Style, codes: str) -> Style:
    """Apply the numbers of one sequence; what is not known changes nothing."""
    numbers = iter([int(code or 0) if len(code) < 4 else -1 for code in re.split("[;:]", codes)])
    for number in numbers:
        if number == 0:
            style = PLAIN
        elif number in (38, 48):
            if colour := _colour(numbers):
                style = (
                    replace(style, ink=dark(colour)) if number == 38 else replace(style, fill=pale(colour))
                )
        else:
            style = _simple(style, number)
    return style


def _simple(style: Style, number: int) -> Style:
    if number in _SWITCHES:
        return replace(style, **_SWITCHES[number])
    base, colour = divmod(number, 10)
    if base in (3, 9) and colour < 8:
        return replace(style, ink=INKS[colour])
    if base in (4, 10) and colour < 8:
        return replace(style, fill=TINTS[colour])
    return style


_SWITCHES: dict[int, dict[str, Any]] = {
    1: {"bold": True}, 4: {"underline": True}, 7: {"reverse": True},
    22: {"bold": False}, 24: {"underline": False}, 27: {"reverse": False},
    39: {"ink": ""}, 49: {"fill": ""},
}  # fmt: skip


def _colour(numbers: Iterator[int]) -> tuple[int, int, int] | None:
    """Read a colour by number (5;n) or by its parts (2;r;g;b); None where it is neither."""
    kind = next(numbers, -1)
    if kind == 5:
        number = next(numbers, -1)
        if 0 <= number < 16:
            return _parts(INKS[number % 8])
        if 16 <= number < 232:
            cube = number - 16
            return _STEPS[cube // 36], _STEPS[cube // 6 % 6], _STEPS[cube % 6]
        return (8 + 10 * (number - 232),) * 3 if 232 <= number < 256 else None
    if kind == 2:
        red, green, blue = (next(numbers, -1) for _ in range(3))
        return (red, green, blue) if all(0 <= part < 256 for part in (red, green, blue)) else None
    return None


def dark(colour: Sequence[float]) -> str:
    """Return a colour, darkened until it can be read on the darkest of the backgrounds.

    Examples
    --------
    >>> dark((255, 255, 0)), dark((0, 0, 128))
    ('#565600', '#000080')
    """
    parts = list(colour)
    while contrast(parts, _parts(TINTS[0])) < LEAST_CONTRAST:
        parts = [part * 0.92 for part in parts]
    return _hex(parts)


def pale(colour: Sequence[float]) -> str:
    """Return a colour, lightened until dark text can be read on it: as light as those of the palette.

    Examples
    --------
    >>> pale((0, 0, 128)), pale((255, 255, 255))
    ('#d0d0e7', '#ffffff')
    """
    parts = list(colour)
    while luminance(parts) < luminance(_parts(TINTS[0])):
        parts = [part + (255 - part) * 0.1 for part in parts]
    return _hex(parts)


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the contrast of two colours, 1 to 21, by WCAG 2.2."""
    light, deep = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (deep + 0.05)


def luminance(colour: Sequence[float]) -> float:
    """Return the relative luminance of a colour, 0 to 1, by WCAG 2.2: what is left of it without colours."""
    linear = [part / 3294.6 if part <= 10.31 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(parts: Sequence[float]) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in parts)
