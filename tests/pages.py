"""How full the pages of a PDF are, from where their texts stand."""

from pypdf import PageObject, PdfReader

TOP, FOOT = 27 / 25.4 * 72, 24 / 25.4 * 72
"""Margins of a page in pt; the page number stands in the lower one."""


def fill(page: PageObject) -> float:
    """Return the share of the page's text area that ends with its lowest line of text (a caption counts)."""
    lines = []

    def seen(operator, operands, user, matrix):
        if operator in (b"Tj", b"TJ"):
            lines.append(user[1] * matrix[4] + user[3] * matrix[5] + user[5])

    page.extract_text(visitor_operand_before=seen)
    height = float(page.mediabox.height)
    text = [y for y in lines if FOOT - 10 <= y <= height - TOP]  # a base line may stand on the edge
    return (height - TOP - min(text, default=height - TOP)) / (height - TOP - FOOT)


def fills(reader: PdfReader) -> list[float]:
    """Return how full each page is that has a running head: all but the title page."""
    return [fill(page) for page in reader.pages[1:]]
