"""Colours of a terminal in PDF and page: kept, readable on paper, and nothing of them in the text."""

import itertools
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.report.ansi import (
    INKS,
    LEAST_CONTRAST,
    PLAIN,
    REVERSED,
    TINTS,
    Run,
    Style,
    contrast,
    dark,
    luminance,
    pale,
    terminal_lines,
)
from analysis.report.blocks import terminal_block
from analysis.report.escape import strip_ansi
from analysis.report.html_page import notebook_to_html
from analysis.report.pdf import notebook_to_pdf
from analysis.report.typst_source import notebook_to_typst

colours = st.tuples(*[st.integers(0, 255)] * 3)


def parts(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def texts(text):
    return ["".join(run.text for run in line) for line in terminal_lines(text)]


def test_every_colour_of_the_palette_can_be_read_on_white_and_on_each_background():
    """WCAG 2.2, 1.4.3: 4.5 : 1; by luminance, so a printer without colours keeps it."""
    papers = ("#ffffff", "#f7f7f7", REVERSED, *TINTS)
    assert min(contrast(parts(a), parts(b)) for a, b in itertools.product(INKS, papers)) >= LEAST_CONTRAST


def test_contrast_and_luminance_are_those_of_the_standard():
    """Black on white is 21 : 1 by definition; #777777 on white is the well-known 4.48 that just fails."""
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.005)
    assert luminance((255, 0, 0)) == pytest.approx(0.2126)


@given(colours, colours)
def test_any_colour_of_text_can_be_read_on_any_background(ink, fill):
    assert contrast(parts(dark(ink)), parts(pale(fill))) >= LEAST_CONTRAST - 0.1  # rounding to 1 of 255


@pytest.mark.parametrize(
    ("codes", "style"),
    [
        ("31", Style(ink=INKS[1])),
        ("1;34", Style(ink=INKS[4], bold=True)),
        ("92", Style(ink=INKS[2])),
        ("43", Style(fill=TINTS[3])),
        ("7", Style(fill=REVERSED)),
        ("38;5;1", Style(ink=dark(parts(INKS[1])))),
        ("38;5;196", Style(ink=dark((255, 0, 0)))),
        ("38;5;244", Style(ink=dark((128, 128, 128)))),
        ("38;2;0;0;90", Style(ink="#00005a")),
        ("38:2:0:0:90", Style(ink="#00005a")),
        ("48;2;255;255;255", Style(fill="#ffffff")),
        ("31;39", PLAIN),
        ("1;4;22;24", PLAIN),
        ("31;0", PLAIN),
        ("", PLAIN),
        ("38;5", PLAIN),
        ("38;5;999;31", Style(ink=INKS[1])),
        ("38;2;1;2", PLAIN),
        ("999999999999", PLAIN),
    ],
)
def test_codes_are_those_of_ecma_48_and_t_416(codes, style):
    assert terminal_lines(f"\x1b[{codes}mx") == [[Run("x", style)]]


def test_a_terminal_shows_the_last_state_of_a_line():
    assert texts("10%\r50%\r\x1b[32m100%\x1b[0m\r\nab\b\bc\x1b[1m\bd") == ["100%", "d"]
    assert texts("kept\r") == ["kept"]


@given(st.text("ab 民\n\x1b[;0123478m", max_size=60))
def test_without_returns_the_text_is_what_is_left_without_escape_sequences(text):
    assert "\n".join(texts(text)) == strip_ansi(text)


def test_marks_in_the_pdf_are_bytes_of_the_lines_as_they_stand():
    source = terminal_block("\n\n民\x1b[31m政局\x1b[0m x\n  \x1b[1mb\x1b[0m\n\n")
    assert '"民政局 x\\n  b"' in source
    assert f'marks: ("1": ((3, 9, (ink: rgb("{INKS[1]}"))),),"2": ((2, 3, (bold: true)),),)' in source
    long = terminal_block("\x1b[32m" + "x" * 250)
    assert [(int(a), int(b)) for a, b in re.findall(r"\(\((\d+), (\d+),", long)] == [
        (0, 103),
        (0, 103),
        (0, 44),
    ]


def test_outputs_and_errors_keep_their_colours_in_pdf_and_page():
    outputs = [
        new_output("stream", name="stdout", text="\x1b[32mgut\x1b[0m <b>"),
        new_output("error", ename="E", evalue="no", traceback=["\x1b[31mE\x1b[0m: \x1b[43m坏\x1b[49m"]),
        new_output("execute_result", data={"text/plain": "\x1b[1mfett\x1b[0m"}, execution_count=1),
    ]
    notebook = new_notebook(cells=[new_code_cell("", outputs=outputs)])
    page = notebook_to_html(notebook)
    for words in (f'color:{INKS[2]}">gut', f'color:{INKS[1]}">E', f'background:{TINTS[3]}">坏', '700">fett'):
        assert words in page
    assert "<b>" not in page
    assert "\x1b" not in page
    assert notebook_to_typst(notebook).source.count("marks: (") == 3
    assert notebook_to_pdf(notebook, timestamp=0).startswith(b"%PDF")


@pytest.mark.parametrize(
    "text",
    ["\x1b[31m" * 20_000, "x" * 100_000 + "\b\x1b[m" * 20_000, "\x1b[" + "1;" * 50_000 + "m",
     "\x1b[32mx" * 20_000, "\x1b]" * 50_000, "\r" * 100_000, "a\b" * 50_000],
)  # fmt: skip
def test_a_hundred_thousand_characters_are_shown_in_time(text):
    start = time.process_time()
    terminal_block(text)
    assert time.process_time() - start < 5
