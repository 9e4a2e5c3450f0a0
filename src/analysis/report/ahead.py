"""Typesetting that keeps up with a running notebook: its kernel has one core, typst another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from analysis.report.pdf import Typesetter, notebook_to_pdf
from analysis.report.typst_source import notebook_to_typst

_HALF = 0.5
"""Share of the cells after which the notebook is laid out; more often, and the last time has to wait."""


class Ahead:
    """Typesets what a notebook shows so far, so that little is left to do when it has run.

    Typst keeps what it has laid out, and does anew what has changed; the PDF is the same to the byte. First
    comes what the notebook showed the last time, while the kernel starts: much of it, a year later, still
    holds.

    Parameters
    ----------
    typesetter : Typesetter
        Makes the PDF.
    thread : ThreadPoolExecutor
        Of one thread.
    timestamp : int
        See `pdf.notebook_to_pdf`.
    """

    def __init__(self, typesetter: Typesetter, thread: ThreadPoolExecutor, timestamp: int) -> None:
        self._typesetter = typesetter
        self._thread = thread
        self._timestamp = timestamp
        self._half = False
        self._made: tuple[dict[str, Any], Future[bytes]] | None = None

    def look(self, notebook: Mapping[str, Any], done: int) -> None:
        """Begin to typeset a notebook of which `done` cells have run, if it is time; returns at once.

        Before the first has run, with the outputs of its last run.
        """
        cells = notebook["cells"]
        if done == 0:
            self._thread.submit(self._rehearse, dict(notebook))
        elif done == len(cells):
            self._begin(_shown(notebook))
        elif done >= _HALF * len(cells) and not self._half:
            self._half = True
            self._thread.submit(self._lay_out, {**notebook, "cells": list(cells[:done])})

    def pdf(self, notebook: Mapping[str, Any]) -> bytes:
        """Return the PDF of the notebook that has run; see `pdf.notebook_to_pdf`."""
        shown = _shown(notebook)
        made, pdf = self._made or ({}, None)
        if pdf is None or made != shown:
            pdf = self._begin(shown)
        return pdf.result()

    def _begin(self, notebook: dict[str, Any]) -> Future[bytes]:
        pdf = self._thread.submit(self._make, notebook)
        self._made = (notebook, pdf)
        return pdf

    # What goes wrong in these two stays in the thread: it is said of the notebook that has run, or of none.

    def _rehearse(self, notebook: Mapping[str, Any]) -> None:
        self._typesetter.pdf(notebook_to_typst(notebook), timestamp=self._timestamp)

    def _lay_out(self, notebook: Mapping[str, Any]) -> None:
        self._typesetter.lay_out(notebook_to_typst(notebook))

    def _make(self, notebook: Mapping[str, Any]) -> bytes:
        return notebook_to_pdf(notebook, timestamp=self._timestamp, typesetter=self._typesetter)


def _shown(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page can show of a notebook: not when it was run, nor by which Python."""
    metadata = dict(notebook["metadata"])
    parameters = metadata.get("papermill", {}).get("parameters", {})
    name = metadata.get("language_info", {}).get("name", "")
    metadata |= {"papermill": {"parameters": parameters}, "language_info": {"name": name}}
    return {**notebook, "cells": list(notebook["cells"]), "metadata": metadata}


@contextmanager
def typeset_ahead(timestamp: int) -> Iterator[Ahead]:
    """Yield what typesets ahead; its files are gone when the block ends.

    Raises
    ------
    OutputError
        The temporary folder cannot be written.
    """
    with Typesetter() as typesetter:
        thread = ThreadPoolExecutor(1)
        try:
            yield Ahead(typesetter, thread, timestamp)
        finally:
            thread.shutdown(cancel_futures=True)
