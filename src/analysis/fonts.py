"""The typefaces of every figure and report: free fonts that come as packages, the same on all machines.

========================  =======================  ==============  =============
package                   family                   matplotlib      PDF
========================  =======================  ==============  =============
pylopdf-fonts-zh-cn       Noto Sans SC, Regular    yes             figures, mono
pylopdf-fonts-zh-cn       Noto Serif SC, Regular   yes             body text
manimgx-fonts-cjk         Noto Sans CJK, variable  no: drawn Thin  bold, rare Han
matplotlib                DejaVu Sans, and Mono    its default     other scripts
manimgx-fonts (optional)  Noto Sans …, Noto Emoji  no              other scripts
========================  =======================  ==============  =============

To change a typeface, change the constants below and the dependency in pyproject.toml; no other module names a
font.
"""

from __future__ import annotations

import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from analysis.errors import GuihuaError

SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"
BOLD = "Noto Sans CJK SC"
"""Has all weights, so it is the only family that is bold; only typst draws it properly."""
FALLBACK = "DejaVu Sans"
"""Greek, Cyrillic, Arabic, Hebrew, check boxes and other signs that the CJK families lack."""

_STATIC = (
    ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),
    ("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf"),
)
_OTHERS = (
    ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf"),
)
_SCRIPTS = ("manimgx_fonts", (
    "Arabic", "Hebrew", "Thai", "Devanagari", "Bengali", "Tamil", "Telugu", "Gujarati", "Gurmukhi", "Kannada",
    "Malayalam", "Oriya", "Sinhala", "Khmer", "Lao", "Myanmar", "Ethiopic", "Armenian", "Georgian", "Symbols",
))  # fmt: skip
_EMOJI = ("manimgx_fonts", "NotoEmoji[wght].ttf")
_COLLECTION = b"ttcf"
_SEGMENTS = 4
_MANY_TO_ONE = 12  # cmap format: groups of (first, last, glyph), the whole of Unicode


@lru_cache(maxsize=1)
def font_files() -> tuple[Path, ...]:
    """List the font files that a report may use: sans, serif, variable sans, fallbacks, other scripts.

    The last are there only where their package is installed: a report needs none of them.

    Returns
    -------
    tuple of Path
        Existing files inside the installed packages.

    Raises
    ------
    GuihuaError
        A font package is not installed, or its file has moved.

    Examples
    --------
    >>> [path.name for path in font_files()][:2]
    ['NotoSansSC-Regular.otf', 'NotoSerifSC-Regular.otf']
    """
    needed = [_package_file(package, name) for package, name in _STATIC + _OTHERS]
    package, scripts = _SCRIPTS
    wanted = [(package, f"NotoSans{script}[wght].ttf") for script in scripts] + [_EMOJI]
    found = (_find_file(package, name) for package, name in wanted)
    return (*needed, *(path for path in found if path is not None))


def register_matplotlib() -> None:
    """Make Noto Sans SC and Noto Serif SC known to matplotlib; calling it again changes nothing.

    The variable family is left out on purpose: matplotlib would draw it in its thinnest weight.

    Raises
    ------
    GuihuaError
        A font package is not installed.
    """
    from matplotlib.font_manager import fontManager  # noqa: PLC0415  costs half a second: only when drawing

    known = {entry.fname for entry in fontManager.ttflist}
    for package, name in _STATIC:
        path = str(_package_file(package, name))
        if path not in known:
            fontManager.addfont(path)


def missing_glyphs(text: str, files: Iterable[Path] | None = None) -> set[str]:
    r"""Return the characters of `text` that would print as an empty box.

    Blanks and invisible characters (controls, zero width) need no glyph and are never reported.

    Parameters
    ----------
    text : str
        Any text.
    files : iterable of Path, optional
        Font files that are tried one after the other; default all of `font_files`. Give
        ``font_files()[:1]`` for what the sans family alone covers, as in a figure.

    Returns
    -------
    set of str
        Single characters; empty when all are covered.

    Raises
    ------
    GuihuaError
        A font package is not installed, or a font file has no full Unicode table.

    Examples
    --------
    >>> missing_glyphs("三门县 2025年 ≥ 5‰"), missing_glyphs("a\u0378b")
    (set(), {'\u0378'})
    """
    if text.isascii():  # every Latin letter and digit is in all of these fonts
        return set()
    paths = tuple(font_files() if files is None else files)
    return {char for char in set(text) if not _invisible(char) and not _covered(char, paths)}


def _find_file(package: str, name: str) -> Path | None:
    """Find a file of an installed package without importing the package."""
    spec = find_spec(package)
    folders = (spec.submodule_search_locations or ()) if spec else ()
    paths = (Path(folder) / name for folder in folders)
    return next((path for path in paths if path.is_file()), None)


def _package_file(package: str, name: str) -> Path:
    if (path := _find_file(package, name)) is not None:
        return path
    raise GuihuaError(
        f"the font file {name} of the package {package} is missing",
        remedy="reinstall the project's dependencies",
    )


def _invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Zs", "Zl", "Zp"}


@lru_cache(maxsize=65536)
def _covered(char: str, paths: tuple[Path, ...]) -> bool:
    code = ord(char)
    for path in paths:
        firsts, lasts = _ranges(path)
        index = bisect_right(firsts, code) - 1
        if index >= 0 and code <= lasts[index]:
            return True
    return False


@lru_cache(maxsize=16)
def _ranges(path: Path) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Read the first and last code points of the runs of characters that a font file has glyphs for.

    Only the table of runs is read (some milliseconds); font libraries build a dictionary of every
    glyph, a whole second for the large family. The faces of a collection share their characters.

    References
    ----------
    OpenType specification, "cmap", formats 12 (segmented coverage) and 4 (the same for 16-bit codes).
    """
    cmap = _cmap_table(path)
    tables = struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * struct.unpack(">H", cmap[2:4])[0]])
    starts = {struct.unpack(">H", cmap[start : start + 2])[0]: start for _, _, start in tables}
    if _MANY_TO_ONE in starts:
        start = starts[_MANY_TO_ONE]
        count = struct.unpack(">I", cmap[start + 12 : start + 16])[0]
        groups = sorted(struct.iter_unpack(">III", cmap[start + 16 : start + 16 + 12 * count]))
        return tuple(first for first, _, _ in groups), tuple(last for _, last, _ in groups)
    if _SEGMENTS in starts:
        start = starts[_SEGMENTS]
        count = struct.unpack(">H", cmap[start + 6 : start + 8])[0] // 2
        lasts = struct.unpack(f">{count}H", cmap[start + 14 : start + 14 + 2 * count])
        at = start + 16 + 2 * count
        return struct.unpack(f">{count}H", cmap[at : at + 2 * count]), lasts
    raise GuihuaError(
        f"the font {path.name} has no full Unicode table", remedy="use another build of the font"
    )


def _cmap_table(path: Path) -> bytes:
    """Read the "cmap" table of a font file, or of the first face of a collection."""
    with path.open("rb") as file:
        head = file.read(16)
        face = struct.unpack(">I", head[12:16])[0] if head[:4] == _COLLECTION else 0
        file.seek(face + 4)
        count = struct.unpack(">H", file.read(2))[0]
        file.seek(face + 12)
        directory = file.read(16 * count)
        tables = {tag: (offset, size) for tag, _, offset, size in struct.iter_unpack(">4sIII", directory)}
        offset, size = tables[b"cmap"]
        file.seek(offset)
        return file.read(size)
