"""Escaping: no text can become markup, disappear, or fail the PDF."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import fonts
from analysis.report import escape

LITERAL = re.compile(r'"((?:[^"\\\n]|\\["\\n])*)"')
texts = st.text(st.characters(exclude_categories=[]), max_size=60)
relaxed = settings(deadline=None)


def read_literal(literal: str) -> str:
    """Read a typst string literal by typst's rules (Typst reference, "String", escapes)."""
    assert LITERAL.fullmatch(literal)
    named = {"\\": "\\", '"': '"', "n": "\n"}
    return re.sub(r"\\(.)", lambda match: named[match[1]], literal[1:-1])


@relaxed
@given(texts)
def test_a_literal_reads_back_as_the_printable_text(text):
    assert read_literal(escape.typst_string(text)) == escape.printable(text)


@relaxed
@given(texts)
def test_running_text_is_literals_and_break_points_and_nothing_else(text):
    markup = escape.typst_text(text)
    assert re.fullmatch(rf"(?:#{LITERAL.pattern};|#wbr;)*", markup)


@relaxed
@given(texts)
def test_a_cell_is_literals_break_points_and_line_breaks_and_nothing_else(text):
    markup = escape.typst_cell(text)
    inside = rf"(?:#{LITERAL.pattern};|#wbr;|#linebreak\(\);)*"
    assert re.fullmatch(rf"{LITERAL.pattern}|\[{inside}\]", markup)


@relaxed
@given(texts)
def test_printable_text_is_stable_and_holds_only_what_pdf_a_allows(text):
    shown = escape.printable(text)
    assert escape.printable(shown) == shown
    assert fonts.missing_glyphs(shown) == set()
    assert {unicodedata.category(char) for char in shown if char != "\n"}.isdisjoint(
        {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )


@relaxed
@given(st.text(st.characters(categories=["L", "N"], max_codepoint=0x9FA5), max_size=80))
def test_no_visible_character_is_lost(text):
    """Letters and digits arrive in order, as themselves or as their code."""
    assert re.sub(r"[^\w+\[\]]", "", read_all(escape.typst_text(text))) == escape.printable(text)


def read_all(markup: str) -> str:
    return "".join(read_literal(found[0]) for found in LITERAL.finditer(markup))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("算\U0002a6a5盘", "算[U+2A6A5]盘"),
        ("\uef00", "[U+EF00]"),  # private use: a font has a glyph for it, PDF/A-2a refuses it all the same
        ("\ud800", "[U+D800]"),
        ("zero\u200bwidth\u2066\u202e", "zerowidth"),
        ("nul\x00 bell\x07", "nul bell"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("a\tb", "a    b"),
        ("\u2003x\u3000y", " x\u3000y"),
    ],
)
def test_what_cannot_be_printed_is_shown_by_its_code_or_left_out(text, shown):
    assert escape.printable(text) == shown


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("全县\n民政", "全县民政"),
        ("全县,\n民政", "全县,民政"),
        ("(%)\n民政", "(%) 民政"),
        ("标准。\nThe end", "标准。The end"),
        ("共\n2025", "共 2025"),
        ("one\n  two", "one two"),
        ("民政 2025", "民政 2025"),
    ],
)
def test_a_line_break_between_chinese_signs_leaves_no_blank(text, joined):
    assert escape.collapse(text) == joined


def test_a_checksum_can_be_broken_and_reads_whole():
    checksum = "0123456789abcdef" * 4
    markup = escape.typst_text(checksum)
    assert markup.count("#wbr;") == 64 // escape.GROUP - 1
    assert read_all(markup) == checksum


def test_colours_and_titles_of_a_terminal_are_removed():
    assert escape.strip_ansi("\x1b[1;31mred\x1b[0m \x1b]0;title\x07\x1b[2Kend") == "red end"
