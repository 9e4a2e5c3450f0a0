"""A plan document as published → lines, headings, paragraphs and tables, each with its place in the file.

Nothing is judged here: a `Document` says what is printed where. The stages are modules of their own:
`decoding` (bytes → text), `lines` (text → lines and their marks), `rows` (lines → cells), `captions` and
`heads` (what stands above a table), `tables` (all of a table), `prose` (the other lines → headings and
paragraphs), `period` (the years a plan is for).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.document.decoding import decode
from analysis.document.lines import text_to_lines
from analysis.document.period import guess_period
from analysis.document.prose import Heading, Paragraph, lines_to_headings, lines_to_paragraphs
from analysis.document.rows import Cell, Row
from analysis.document.tables import Table, lines_to_tables
from analysis.errors import DocumentError, Source

__all__ = [
    "Cell",
    "Document",
    "Heading",
    "Paragraph",
    "Row",
    "Table",
    "decode",
    "guess_period",
    "parse_document",
    "read_document",
]


@dataclass(frozen=True, slots=True)
class Document:
    """A document taken apart; ``lines`` are the raw lines that every `Source` counts in (line 1 first)."""

    file: str
    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...]

    def text_at(self, source: Source) -> str:
        """Return the raw text that `source` points at."""
        return self.lines[source.line - 1][source.start : source.end]

    def heading_of(self, line: int) -> Heading | None:
        """Return the last heading that stands on or above `line`, or None."""
        above = [heading for heading in self.headings if heading.source.line <= line]
        return above[-1] if above else None


def parse_document(text: str, file: str = "") -> Document:
    r"""Take a document's text apart.

    Parameters
    ----------
    text : str
        The whole text; lines end with ``\n``, ``\r\n`` or a lone ``\r``.
    file : str
        The name that sources carry.

    Returns
    -------
    Document

    Examples
    --------
    >>> plan = parse_document("第一章 目标\n表1 指标\n指标 | 2025年 |\n床位(张) | 60 |", "plan.txt")
    >>> plan.tables[0].label, [cell.text for cell in plan.tables[0].rows[0].cells]
    ('1', ['床位(张)', '60'])
    >>> str(plan.tables[0].rows[0].cells[1].source)
    'plan.txt:4:9'
    """
    lines = text_to_lines(text)
    tables, used = lines_to_tables(lines, file)
    headings, used_by_headings = lines_to_headings(lines, file, skip=used)
    paragraphs = lines_to_paragraphs(lines, file, skip=used | used_by_headings)
    return Document(file, lines, headings, paragraphs, tables)


def read_document(path: str | Path, encoding: str | None = None) -> Document:
    """Read and take apart the plan document at `path`.

    Parameters
    ----------
    path : str or Path
        A text file; sources name it as given, with forward slashes.
    encoding : str, optional
        The declared encoding; without one UTF-8 and GB18030 are told apart by the bytes.

    Raises
    ------
    DocumentError
        If there is no such file, it cannot be read, or it is not text in the (declared) encoding.
    """
    path = Path(path)
    file = path.as_posix()
    return parse_document(decode(_read_bytes(path, file), encoding, file), file)


def _read_bytes(path: Path, file: str) -> bytes:
    """Return the file's bytes, or say in one sentence why not."""
    place = Source(file)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DocumentError("there is no such file", remedy="check the path", source=place) from None
    except IsADirectoryError:
        raise DocumentError(
            "this is a folder, not a document", remedy="name the text file in it", source=place
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(
            f"the file cannot be read ({reason})", remedy="check its permissions", source=place
        ) from None
