"""A stranger's notebook may hold anything: nothing of it becomes structure, is run, fetched or read."""

import base64
import html
import io
import re

import nbformat
import pypdf
import pytest
from PIL import Image

from analysis.report.escape import printable
from analysis.report.exporter import TypstPDFExporter
from analysis.report.pdf import notebook_to_pdf
from analysis.report.typst_source import notebook_to_typst
from hostile import EVERY, KINDS

HARMLESS = "harmless words"
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
COLOURS = ("marks:", "ink:")
LARGE_TABLE = ("body:", "pad:")
MOST_IN_A_PDF = 6
MARK = "MARK-OF-THE-MACHINE"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="90" height="40">'
)


# cells and outputs as plain dictionaries: nbformat's own functions would refuse what a stranger may well hold


def new_markdown_cell(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def new_code_cell(source, outputs, metadata=None):
    kept = {"metadata": metadata or {}, "source": source, "outputs": outputs, "execution_count": 1}
    return {"cell_type": "code", **kept}


def new_output(kind, **values):
    return {"output_type": kind, **values}


def display(data):
    return new_output("display_data", data=data, metadata={})


def notebook(*cells, **metadata):
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)]
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": numbered})


def places(text):
    """The text as data, in every place where a library puts data: it must arrive as it is."""
    cells = f"<table><caption>{html.escape(text)}</caption><tr><th>{html.escape(text)}</th></tr>"
    frame = cells + f"<tr><td>{html.escape(text)}</td></tr></table>"
    outputs = [
        new_output("stream", name="stdout", text=text),
        new_output("error", ename=text, evalue=text, traceback=[text]),
        display({"text/plain": text}),
        display({"text/html": frame, "text/plain": text}),
        display({"text/latex": f"$\\text{{{text}}}$", "text/plain": "x"}),
        display({"application/vnd.plotly.v1+json": {}, "text/plain": text}),
        display({"application/json": {text: [text]}, "text/plain": "<IPython.core.display.JSON object>"}),
    ]
    return [
        new_markdown_cell("## one"),
        new_code_cell(text, outputs=outputs, metadata={"tags": ["show-input", text]}),
        {"cell_type": "raw", "metadata": {}, "source": f"raw {text}"},
    ]


def metadata(text):
    return {
        "title": text, "authors": [{"name": text}], "lang": text, "language_info": {"name": text},
        "kernelspec": {"name": text, "display_name": text, "language": text}, "keywords": [text],
        "guihua": {"author": text, "keywords": [text], "lang": text},
        "papermill": {"parameters": {"lang": text}},
    }  # fmt: skip


def opened(book, **options):
    return pypdf.PdfReader(io.BytesIO(notebook_to_pdf(book, timestamp=0, warn=lambda _: None, **options)))


def squeezed(text):
    return re.sub(r"\s", "", text)


def text_of(reader):
    return "\n".join(page.extract_text() for page in reader.pages)


def titles(outline):
    return [title for e in outline for title in (titles(e) if isinstance(e, list) else [e.title])]


def addresses(reader):
    """Where the links of a PDF lead: addresses, or None for places in the document."""
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return [note.get("/A", {}).get("/URI") for note in notes]


def skeleton(source):
    """The calls of a typst source without literals, numbers, and what may stand between parts of a text."""
    without = re.sub(r'"(?:[^"\\\n]|\\["\\n])*"', "T", source)
    texts = re.sub(r"\[(?:#(?:T|box\(T\)|wbr|linebreak\(\));)+\]", "T", without)
    equations = re.sub(r"\$ .*? \$\.body", "E", texts)
    return set(re.findall(r"#[a-z.-]+|[a-z-]+:", re.sub(r", lang: T", "", equations)))


@pytest.mark.parametrize("text", EVERY, ids=range(len(EVERY)))
def test_text_in_any_place_adds_no_call_and_no_argument_to_the_source(text):
    known = skeleton(notebook_to_typst(notebook(*places(HARMLESS), **metadata(HARMLESS))).source)
    source = notebook_to_typst(notebook(*places(text), **metadata(text))).source
    optional = {"#mono-block", "#math.equation", "#mono", "#wbr", "#linebreak", "block:", "alt:",
                "numbering:", "breakable:", "together:", "text-lang:", "#par",
                *COLOURS * ("\x1b[" in text), *LARGE_TABLE * (len(text) > 100)}  # fmt: skip
    assert skeleton(source) - known <= optional
    assert source.count("#heading(") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_of_hostile_text_has_the_headings_links_and_files_of_a_harmless_one(kind):
    most = 2 if kind == "long" else MOST_IN_A_PDF
    texts = KINDS[kind][:: max(1, len(KINDS[kind]) // most)]
    reader = opened(notebook(*(cell for text in texts for cell in places(text)), **metadata(texts[0])))
    assert titles(reader.outline) == ["one"] * len(texts)
    assert addresses(reader) == [None] * len(addresses(reader))
    assert not reader.attachments
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(reader.root_object.get("/Names", {}))
    assert {"/AA", "/OpenAction"}.isdisjoint(reader.root_object)
    shown = squeezed(text_of(reader))
    for text in texts:
        words = squeezed(printable(text.rpartition("\r")[2] if "\r" in text else text))
        if not RIGHT_TO_LEFT.search(text) and "\x08" not in text and "\x1b" not in text:
            assert words[:200] in shown


def test_hostile_markdown_leads_nowhere_but_to_the_web_and_asks_for_no_file_outside():
    asked = []
    cells = [new_markdown_cell(text) for text in EVERY]
    cells += [
        new_markdown_cell(f"![a]({text})\n\n[b]({text})\n\n<img src='{text}'>\n\n<a href='{text}'>c</a>")
        for text in EVERY
    ]
    reader = opened(notebook(*cells), read_file=asked.append)
    assert all(
        address.startswith(("http://", "https://", "mailto:")) for address in addresses(reader) if address
    )
    assert not reader.attachments
    assert not any(path.startswith(("/", "\\", "file:", "http")) for path in asked)
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(reader.root_object.get("/Names", {}))


@pytest.fixture
def machine(tmp_path):
    """A folder with a notebook's place, and secrets beside and above it: a text and a red picture."""
    folder = tmp_path / "home" / "work"
    folder.mkdir(parents=True)
    for place in (tmp_path, tmp_path / "home"):
        (place / "secret.txt").write_text(MARK)
        (place / "secret.svg").write_text(f"{SVG}<text>{MARK}</text></svg>")
        Image.new("RGB", (30, 30), "red").save(place / "secret.png")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "up").symlink_to(tmp_path)
    return folder


def test_no_way_of_naming_a_file_gets_one_from_outside_the_notebooks_folder(machine):
    root = machine.parents[1]
    names = [f"{prefix}{name}" for name in ("secret.txt", "secret.svg", "secret.png")
             for prefix in ("../", "../../", f"{root}/", f"file://{root}/", "up/", "..%2f", "./.././",
                            "attachment:../", "x/../../", "..\\\\")]  # fmt: skip
    names.append("link.png")
    markdown = "\n\n".join(f"![shown as text]({name})\n\n<img src='{name}'>" for name in names)
    drawings = [
        f"{SVG}<image href='{name}' xlink:href='{name}' width='9' height='9'/>"
        f"<style>@import url({name});</style></svg>"
        for name in names
    ]
    entity = f"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file://{root}/secret.txt'>]>{SVG}<text>&a;</text></svg>"
    typst = [f'#read("{name}") #image("{name}") #include "{name}"' for name in names]
    cells = [
        new_markdown_cell(markdown),
        new_code_cell(
            "x", outputs=[display({"image/svg+xml": svg, "text/plain": "x"}) for svg in [*drawings, entity]]
        ),
        new_code_cell("x", outputs=[new_output("stream", name="stdout", text="\n".join(typst))]),
    ]
    path = machine / "n.ipynb"
    nbformat.write(notebook(*cells), path)
    body, _ = TypstPDFExporter().from_filename(str(path))
    reader = pypdf.PdfReader(io.BytesIO(body))
    assert MARK not in squeezed(text_of(reader))
    assert not any(image for page in reader.pages for image in page.images)
    assert text_of(reader).count("shown as text") == len(names)


BOMB = "".join(f'<g id="a{n + 1}"><use href="#a{n}"/><use href="#a{n}"/></g>' for n in range(40))


@pytest.mark.parametrize(
    "inside",
    [
        f"<defs><rect id='a0' width='1' height='1'/>{BOMB}</defs><use href='#a40'/>",
        "<g id='a'><use href='#a'/></g><use href='#a'/>",
        "<g>" * 20_000 + "</g>" * 20_000,
        "<script>alert(1)</script><foreignObject><iframe src='http://127.0.0.1:9/'/></foreignObject>",
        "<image href='http://127.0.0.1:9/x.png' width='9' height='9'/>",
        "<image href='data:image/png;base64,AAAA' width='9' height='9'/>",
    ],
    ids=["doubling", "circle", "deep", "script", "remote", "broken"],
)
def test_a_hostile_drawing_costs_its_own_place_and_nothing_else(inside):
    output = display({"image/svg+xml": f"{SVG}{inside}</svg>", "text/plain": "x"})
    reader = opened(
        notebook(
            new_markdown_cell("before"), new_code_cell("x", outputs=[output]), new_markdown_cell("after")
        )
    )
    assert "before" in text_of(reader)
    assert "after" in text_of(reader)
    assert addresses(reader) == []


def test_a_picture_that_would_take_gigabytes_is_not_unpacked():
    buffer = io.BytesIO()
    Image.new("1", (8, 8)).save(buffer, "PNG")
    header = buffer.getvalue()
    huge = header[:16] + (60_000).to_bytes(4) + (60_000).to_bytes(4) + header[24:]
    huge = huge[:29] + __import__("zlib").crc32(huge[12:29]).to_bytes(4) + huge[33:]
    output = display({"image/png": base64.b64encode(huge).decode(), "text/plain": "in words"})
    source = notebook_to_typst(notebook(new_code_cell("x", outputs=[output])))
    assert source.assets == {}
    assert "in words" in source.source
