"""Fonts: they come from packages, cover what plans print, and matplotlib learns them once."""

import codecs
import unicodedata

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from analysis import fonts
from analysis.errors import GuihuaError


def face_number(path):
    """A collection's faces share their characters: any face will do."""
    return 0 if path.suffix == ".ttc" else -1


def test_font_files_exist_and_carry_the_family_names_that_the_code_uses():
    names = set()
    for path in fonts.font_files():
        faces = range(5) if path.suffix == ".ttc" else [-1]
        for number in faces:
            with TTFont(path, fontNumber=number, lazy=True) as font:
                names.add(font["name"].getBestFamilyName())
    assert {fonts.SANS, fonts.SERIF, fonts.BOLD, fonts.FALLBACK} <= names


@pytest.mark.parametrize("path", fonts.font_files(), ids=lambda path: path.name)
def test_coverage_is_what_fonttools_reads_from_the_same_file(path):
    """Second method: an independent reader of the same table, over every assigned character."""
    with TTFont(path, fontNumber=face_number(path), lazy=True) as font:
        expected = set(font.getBestCmap())
    visible = (chr(code) for code in range(0x20, 0x30000) if unicodedata.category(chr(code))[0] not in "CZ")
    text = "".join(char for char in visible if not char.isascii())
    missing = fonts.missing_glyphs(text, [path])
    assert missing == {char for char in text if ord(char) not in expected}


def test_the_reports_fonts_cover_every_character_of_gbk():
    """GBK is the character set of Chinese offices; its private-use corner has no glyphs anywhere."""
    raw = (bytes([first, second]) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF))
    chars = "".join(codecs.decode(pair, "gbk", "ignore") for pair in raw)
    assigned = "".join(char for char in chars if unicodedata.category(char) not in {"Co", "Cn"})
    assert len(assigned) > 21_000
    assert fonts.missing_glyphs(assigned) == set()


def test_rare_characters_of_names_and_units_are_covered():
    assert fonts.missing_glyphs("䶮㛃𠮷 ㎡ m² ‰ ≥≤± ①Ⅳ〇 ☑☐ “”‘’—…·《》") == set()


@pytest.mark.parametrize("char", ["\U0002a6a5", "\u0378", "\U00010000"])
def test_characters_without_a_glyph_are_reported(char):
    assert fonts.missing_glyphs(f"民政{char}") == {char}


def test_invisible_characters_are_not_reported():
    assert fonts.missing_glyphs("民\u200b\u202e\ufeff\u00ad\u2028\x00\n政") == set()


def test_sans_alone_lacks_what_only_the_variable_family_has():
    assert fonts.missing_glyphs("𠮷", fonts.font_files()[:1]) == {"𠮷"}


def test_matplotlib_finds_the_static_fonts_and_registering_twice_adds_nothing():
    fonts.register_matplotlib()
    count = len(font_manager.fontManager.ttflist)
    fonts.register_matplotlib()
    assert len(font_manager.fontManager.ttflist) == count
    found = font_manager.findfont(fonts.SANS, fallback_to_default=False)
    assert found == str(fonts.font_files()[0])


def test_a_font_package_that_is_not_installed_is_one_sentence_with_a_remedy():
    with pytest.raises(GuihuaError, match="no_such_fonts is missing; reinstall"):
        fonts._package_file("no_such_fonts", "X.otf")
