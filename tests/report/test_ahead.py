"""A PDF that is typeset while its notebook runs is the PDF that is typeset afterwards."""

import copy
import logging
import threading
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.errors import OutputError
from analysis.report import ahead, pdf
from analysis.report.ahead import typeset_ahead
from analysis.report.pdf import notebook_to_pdf
from analysis.report.run import Setting, run_notebook

MOMENT = 1_700_000_000
PLAIN = {"plan": "tiny", "year": 2024}


def cell(text: str) -> nbformat.NotebookNode:
    return new_code_cell("show()", outputs=[new_output("display_data", {"text/markdown": text})])


def book(*texts: str, **metadata) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_markdown_cell("# 题"), *map(cell, texts)], metadata=metadata)


def looked(notebook, before=None) -> bytes:
    """Typeset a notebook as a run does: what it showed before, then cell by cell, then the whole."""
    with typeset_ahead(MOMENT) as made:
        made.look(before or notebook, 0)
        for done in range(1, len(notebook.cells) + 1):
            made.look(notebook, done)
        return made.pdf(notebook)


@pytest.mark.parametrize(
    "before",
    [
        book("一"),
        book("另外的话"),
        book("$\\frac{1}{$"),
        new_notebook(cells=[cell("x")], metadata={"lang": "en"}),
        {"cells": [{"cell_type": "code"}, {}], "metadata": {"title": 3}, "nbformat": 4, "nbformat_minor": 5},
    ],
    ids=["the same", "other words", "a broken formula", "another language", "hardly a notebook"],
)
def test_whatever_it_showed_before_the_pdf_is_the_same_to_the_byte(before):
    notebook = book("一", "$$x^2$$", "三\n\n" * 200, "四")
    assert looked(notebook, before) == notebook_to_pdf(notebook, timestamp=MOMENT)


def test_a_run_that_is_typeset_ahead_gives_the_same_pdf(tmp_path, write_notebook):
    path = write_notebook(
        tmp_path / "n.ipynb",
        "from IPython.display import Markdown",
        *(f"Markdown(f'## 第{number}节\\n\\n{{year}}年' + '字' * 400)" for number in range(6)),
    )
    with typeset_ahead(MOMENT) as made:
        executed = run_notebook(path, PLAIN, Setting(tmp_path, on_cells=made.look))
        result = made.pdf(executed)
        assert made._made is not None  # while the kernel was being ended
    assert result == notebook_to_pdf(executed, timestamp=MOMENT)
    assert run_notebook(path, PLAIN, Setting(tmp_path)) == executed  # nor is the notebook another


def test_what_changes_after_the_last_cell_is_on_the_page():
    notebook = book("一")
    with typeset_ahead(MOMENT) as made:
        made.look(notebook, len(notebook.cells))
        later = copy.deepcopy(notebook)
        later.metadata["title"] = "另题"
        later.cells[1].outputs[0].data["text/markdown"] = "二"
        assert made.pdf(later) == notebook_to_pdf(later, timestamp=MOMENT)


def test_another_version_of_the_language_is_no_reason_to_typeset_again(monkeypatch):
    notebook = book("一", language_info={"name": "python", "version": "3.11"})
    with typeset_ahead(MOMENT) as made:
        made.look(notebook, len(notebook.cells))
        expected = made._made[1].result()
        notebook.metadata["language_info"] = {"name": "python", "version": "3.13"}
        monkeypatch.setattr(ahead, "notebook_to_pdf", None)
        assert made.pdf(notebook) == expected


def test_what_no_font_has_is_said_once(caplog):
    notebook = book("\U0002a6a5", "二", "三")
    with caplog.at_level(logging.WARNING):
        looked(notebook)
    assert [record.message for record in caplog.records] == [
        'no font has U+2A6A5 (cell 2): "题" shows the code point instead'
    ]


def test_a_full_disk_is_said_when_the_pdf_is_wanted(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pdf, "_fonts", full)
    with typeset_ahead(MOMENT) as made:
        made.look(book("一"), 0)
        made.look(book("一"), 2)
        with pytest.raises(OutputError, match="No space left on device"):
            made.pdf(book("一"))


@pytest.mark.parametrize(("what", "nth"), [("symlink_to", 2), ("write_bytes", 2), ("write_text", 1)])
def test_a_disk_that_is_full_for_a_while_costs_nothing_but_time(monkeypatch, what, nth):
    notebook, calls = book("一"), []
    real = getattr(Path, what)

    def full_at_first(path, *arguments, **options):
        calls.append(path)
        if len(calls) == nth:
            raise OSError(28, "No space left on device")
        return real(path, *arguments, **options)

    with typeset_ahead(MOMENT) as made:
        monkeypatch.setattr(Path, what, full_at_first)
        made.look(notebook, 0)
        result = made.pdf(notebook)
    assert len(calls) > nth
    assert result == notebook_to_pdf(notebook, timestamp=MOMENT)


def test_nothing_of_it_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = threading.active_count()
    looked(book("一"))
    assert not list(tmp_path.iterdir())
    assert threading.active_count() == before
