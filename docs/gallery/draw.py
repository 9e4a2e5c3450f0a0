"""The gallery's pictures: pages of real reports, made anew in a temporary copy of the project.

    make gallery

Each page is found by its bookmark, so that it stays the right one when a report grows. The pictures are
typst's own drawing of the PDF's page, with a palette of at most 64 colours.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from PIL import Image
from pypdf import PdfReader

from analysis.report.making import ReportOrder, make_report
from analysis.wording import say

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DOTS_PER_INCH = 96.0
COLOURS = 64


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a report: the file's name, the key of its bookmark's wording, and how many pages after it."""

    name: str
    section: str
    after: int = 0


SANMEN, NATION = "sanmen-civil-affairs-14", "national-civil-affairs"
GALLERY: tuple[tuple[ReportOrder, tuple[Picture, ...]], ...] = (
    (
        ReportOrder(SANMEN, 2025),
        (
            Picture("situation", "situation"),
            Picture("summary", "summary"),
            Picture("targets", "targets"),
            Picture("growth", "growth"),
            Picture("findings", "findings", after=1),
            Picture("annex", "annex", after=1),
        ),
    ),
    (ReportOrder(NATION, 2023, kind="midterm"), (Picture("midterm", "summary"),)),
    (ReportOrder(SANMEN, 2025, kind="final"), (Picture("final", "summary"),)),
    (ReportOrder(SANMEN, 2025, lang="en"), (Picture("english", "reference"),)),
)


def draw_gallery(folder: Path) -> None:
    """Make the reports and write a PNG for each picture into a folder."""
    with tempfile.TemporaryDirectory(prefix="guihua-gallery-") as name:
        root = Path(name)
        for part in ("data", "notebooks"):
            shutil.copytree(ROOT / part, root / part)
        for order, pictures in GALLERY:
            print(f"{order.plan_id} {order.year} {order.kind} {order.lang}", flush=True)
            make_report(root, order)
            [pdf] = (root / "reports" / order.plan_id).glob(f"{order.year}*/report.pdf")
            for picture in pictures:
                page = page_of(pdf, say(f"section.{picture.section}", order.lang)) + picture.after
                (folder / f"{picture.name}.png").write_bytes(drawn_page(pdf, page))
            shutil.rmtree(root / "reports")


def page_of(pdf: Path, title: str) -> int:
    """Return the number of the page, from 1, on which a bookmark's section begins."""
    reader = PdfReader(pdf)
    for entry in _flat(reader.outline):
        if entry.title.strip() == title:
            return 1 + (reader.get_destination_page_number(entry) or 0)
    raise SystemExit(f"{pdf}: no bookmark {title!r}; name another section in draw.py")


def _flat(outline: Iterable[Any]) -> Iterator[Any]:
    for entry in outline:
        yield from _flat(entry) if isinstance(entry, list) else (entry,)


def drawn_page(pdf: Path, page: int) -> bytes:
    """Return a page of a PDF as a PNG with a palette."""
    with tempfile.TemporaryDirectory(prefix="guihua-page-") as name:
        folder = Path(name)
        shutil.copy(pdf, folder / "report.pdf")
        source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("report.pdf", page: {page})\n'
        (folder / "page.typ").write_text(source, encoding="utf-8")
        drawn = typst.compile(folder / "page.typ", root=folder, format="png", ppi=DOTS_PER_INCH)
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")
    small = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    written = io.BytesIO()
    small.save(written, format="PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    draw_gallery(HERE)
