"""Typst source → PDF/A: the only module of the exporter that touches the disk.

The compiler and its formula fonts come with the typst package, all other fonts with `analysis.fonts`; the
system's fonts are ignored, so every machine makes the same bytes.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

import typst

from analysis.errors import NotebookError, OutputError
from analysis.fonts import font_files
from analysis.report.context import WORDS, no_local_files
from analysis.report.escape import typst_string
from analysis.report.paging import PLACES, fuller_pages, read_places
from analysis.report.refused import without_refused
from analysis.report.typst_source import TypstDocument, notebook_to_typst, run_time

PDF_STANDARD: Literal["a-2a"] = "a-2a"
"""PDF/A-2, level A: archivable, tagged for readers' aids, text extractable (ISO 19005-2)."""
_LOG = logging.getLogger(__name__)
_MOST_NAMED = 20
_MAIN = "main.typ"
_MOST_REFUSED = 20
"""Number of formulas that may be refused one by one; where there are more, all are printed as typed."""
MOST_LAYOUTS = 3
"""A layout whose pages are full enough is the only one; each further one takes a tenth of its time."""
_LOOK = ("template.typ", "code.tmTheme")
_PLACE = re.compile(r"┌─ .*?([^/\\\s]+\.(?:typ|svg)):(\d+)")
_ASSET = re.compile(r'image\("(image-[0-9a-f]+\.\w+)"')


def notebook_to_pdf(
    notebook: Mapping[str, Any],
    *,
    timestamp: int | None = None,
    title: str = "",
    show_input: bool = False,
    read_file: Callable[[str], bytes | None] = no_local_files,
    warn: Callable[[str], object] = _LOG.warning,
    typesetter: Typesetter | None = None,
) -> bytes:
    """Turn an executed notebook into a PDF/A-2a; the same notebook gives the same bytes.

    Parameters
    ----------
    notebook : NotebookNode or mapping
        nbformat 4; need not know anything of this project.
    timestamp : int, optional
        Creation date that the PDF carries, in seconds since 1970 (UTC); default the time at which the
        notebook was run, as far as it says so, else the start of 1970: PDF/A asks for some date.
    title, show_input, read_file
        See `typst_source.notebook_to_typst`.

    warn : callable
        Is told once, in a sentence, which characters no font has and in which cells they stand; the PDF
        shows their code points. Default: the log.
    typesetter : Typesetter, optional
        One that may have laid out parts of the notebook already; the PDF is the same.

    Returns
    -------
    bytes
        The PDF.

    Raises
    ------
    NotebookError
        The notebook's content cannot be typeset.
    OutputError
        The temporary folder cannot be written.
    """

    def document(*, typeset_math: bool) -> TypstDocument:
        return notebook_to_typst(
            notebook, title=title, show_input=show_input, typeset_math=typeset_math, read_file=read_file
        )

    moment = timestamp if timestamp is not None else run_time(notebook) or 0
    first = document(typeset_math=True)
    if first.unshown:
        warn(_unshown_sentence(first))
    with nullcontext(typesetter) if typesetter else Typesetter() as own:
        try:
            return own.pdf(first, timestamp=moment)
        except NotebookError:
            if not first.has_math:
                raise
        return own.pdf(document(typeset_math=False), timestamp=moment)


def _unshown_sentence(document: TypstDocument) -> str:
    """Name the characters without glyph and their cells.

    Examples
    --------
    >>> from analysis.report.items import Unshown
    >>> _unshown_sentence(TypstDocument("", {}, "一", "zh", False, (Unshown("\U0002a6a5", 3),)))
    'no font has U+2A6A5 (cell 3): "一" shows the code point instead'
    """
    named = ", ".join(map(str, document.unshown[:_MOST_NAMED]))
    rest = len(document.unshown) - _MOST_NAMED
    more = f" and {rest} more" if rest > 0 else ""
    points = "the code points" if len(document.unshown) > 1 else "the code point"
    return f'no font has {named}{more}: "{document.title}" shows {points} instead'


def compile_document(document: TypstDocument, *, timestamp: int) -> bytes:
    """Compile typst source to PDF; see `Typesetter.pdf`."""
    with Typesetter() as typesetter:
        return typesetter.pdf(document, timestamp=timestamp)


class Typesetter:
    """A private folder with the fonts, in which one document after the other is typeset.

    Typst keeps what it has laid out, for as long as fonts and folder are the same: of a document that has
    grown since, only what is new takes time.

    Raises
    ------
    OutputError
        In all it does: the temporary folder cannot be written.
    """

    def __enter__(self) -> Self:
        with _writing():
            self._temporary = tempfile.TemporaryDirectory(prefix="guihua-pdf-")
        return self

    def __exit__(self, *error: object) -> None:
        self._temporary.cleanup()

    @cached_property
    def _fonts(self) -> typst.Fonts:
        return _fonts(Path(self._temporary.name, "fonts"))

    @cached_property
    def _root(self) -> Path:
        """The one folder that typst may read, with what every document needs."""
        root = Path(self._temporary.name, "report")
        root.mkdir(exist_ok=True)  # a full disk may have ended an earlier try
        for name in _LOOK:
            (root / name).write_bytes(files("analysis.report").joinpath(name).read_bytes())
        return root

    def lay_out(self, document: TypstDocument) -> None:
        """Lay a document out without making a PDF of it.

        Raises
        ------
        RuntimeError
            Typst refuses the source; `pdf` says why.
        """
        with _writing():
            self._write_assets(document)
            self._compiler(document.source).eval(PLACES)

    def pdf(self, document: TypstDocument, *, timestamp: int) -> bytes:
        """Compile a document to PDF; a picture that cannot be read is replaced by a line that says so.

        A formula that typst refuses is printed as it was typed; the others are set.

        Raises
        ------
        NotebookError
            Typst refuses the source; the message is the essence of what typst says.
        """
        source = document.source
        with _writing():
            self._write_assets(document)
            for _ in range(len(document.assets) + _MOST_REFUSED + 1):
                try:
                    return self._compile(source, timestamp)
                except typst.TypstError as error:
                    broken = _broken_asset(error, source)
                    if broken is not None:
                        source = _without(source, broken, WORDS[document.lang]["picture_broken"])
                    elif (shown := without_refused(source, str(error.diagnostic))) is not None:
                        source = shown
                    else:
                        raise _notebook_error(error) from error
        raise NotebookError(
            "the pictures or formulas of the notebook cannot be read", remedy="run the notebook again"
        )

    def _compile(self, source: str, timestamp: int) -> bytes:
        compiler = self._compiler(source)
        for _ in range(MOST_LAYOUTS - 1):
            fuller = _fuller(source, compiler)
            if fuller == source:
                break
            source = fuller
            compiler = self._compiler(source)
        pdf = compiler.compile(format="pdf", pdf_standards=[PDF_STANDARD], timestamp=timestamp)
        assert isinstance(pdf, bytes)  # noqa: S101  typst gives a list for pages of PNG or SVG only
        return pdf

    def _write_assets(self, document: TypstDocument) -> None:
        for asset, data in document.assets.items():
            (self._root / asset).write_bytes(data)

    def _compiler(self, source: str) -> typst.Compiler:
        main = self._root / _MAIN
        main.write_text(source, encoding="utf-8")
        return typst.Compiler(
            main,
            root=self._root,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            package_path=self._root,
            package_cache_path=self._root,
        )


@contextmanager
def _writing() -> Iterator[None]:
    """Turn an error of the disk into a message."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"cannot write the report's temporary files: {error.strerror or error}",
            remedy="free space in, or point TMPDIR to, a writable folder",
        ) from error


def _fuller(source: str, compiler: typst.Compiler) -> str:
    """Lay the source out and return it with fuller pages; the PDF is then made from the same layout."""
    try:
        return fuller_pages(source, read_places(compiler.eval(PLACES)))
    except RuntimeError:  # the source cannot be laid out: the compiler says why
        return source


def _fonts(folder: Path) -> typst.Fonts:
    """Gather the font files in one folder: typst takes folders, and the packages' own hold more."""
    folder.mkdir(exist_ok=True)
    for path in font_files():
        link = folder / path.name
        if not link.is_symlink():
            link.symlink_to(path)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _broken_asset(error: typst.TypstError, source: str) -> str | None:
    """Return the picture that an error is about: named itself, or on the line of the source it points to."""
    text = f"{error.message} {error.diagnostic}"
    if not re.search(r"image|SVG|CMYK|decode", text):
        return None
    for file, line in _PLACE.findall(text):
        if file.endswith(".svg"):
            return str(file)
        lines = source.split("\n")
        if file == _MAIN and int(line) <= len(lines) and (found := _ASSET.search(lines[int(line) - 1])):
            return found[1]
    return None


def _without(source: str, asset: str, words: str) -> str:
    """Replace every use of a picture by words."""
    use = re.compile(rf'image\("{re.escape(asset)}", alt: "(?:[^"\\]|\\.)*"\)')
    return use.sub(lambda _: f"text({typst_string(f'[{words}]')})", source)


def _notebook_error(error: typst.TypstError) -> NotebookError:
    """Say in one sentence what typst found, without its source excerpt."""
    hints = "; ".join(str(hint) for hint in error.hints or ())
    essence = " ".join(str(error.message).split())
    return NotebookError(
        f"the notebook cannot be typeset: {essence}" + (f" ({hints})" if hints else ""),
        remedy="find the cell whose output holds this and change it, or tag the cell remove-cell",
    )
