"""Where a statement stands, and what can go wrong with what we are given: one small tree, one sentence each.

A message reads ``file:line:column: what is wrong; what to do``. The same parts are attributes, so that a
caller can list many problems in a table instead of parsing sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

TRY_LATER = 75
"""Exit code EX_TEMPFAIL of sysexits.h: nothing is wrong with the input, the same run may succeed later."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where a printed text stands: 1-based line of the raw file, half-open character span in that line.

    ``line`` 0 means the file as a whole.
    """

    file: str
    line: int = 0
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        """Print as ``file:line:column`` with a 1-based column, as editors and compilers do."""
        return f"{self.file}:{self.line}:{self.start + 1}" if self.line else self.file


class GuihuaError(Exception):
    """Something that the user can mend; the command line prints it as one line and exits with `exit_code`.

    Parameters
    ----------
    what : str
        What is wrong, with the offending value.
    remedy : str, optional
        What to do about it.
    source : Source, optional
        The place in the input.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, *, remedy: str = "", source: Source | None = None) -> None:
        super().__init__(what, remedy, source)
        self.what = what
        self.remedy = remedy
        self.source = source

    def __str__(self) -> str:
        place = f"{self.source}: " if self.source and self.source.file else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"

    def at(self, source: Source) -> GuihuaError:
        """Return the same error with the place filled in: the inner functions do not know the file.

        A column that the inner function knew (its own span in the text) is moved to the outer place.
        """
        inner = self.source
        shifted = source
        if inner is not None and not inner.file:
            start = source.start + inner.start
            shifted = Source(source.file, source.line, start, start + (inner.end - inner.start))
        return type(self)(self.what, remedy=self.remedy, source=shifted)


class InputError(GuihuaError):
    """An input file or value cannot be used as it is."""


class QuantityError(InputError):
    """A printed number that no known form explains."""


class UnitError(InputError):
    """A unit that is not known, or a conversion between two dimensions."""


class DocumentError(InputError):
    """A plan document that cannot be read, or whose tables cannot be understood."""


class DefinitionError(InputError):
    """An indicator, unit or schema definition that contradicts itself."""


class PlanError(InputError):
    """A plan folder or plan.toml that is missing, incomplete or does not fit its document."""


class ObservationError(InputError):
    """A row of observations.csv that cannot be used."""


class ProjectProgressError(InputError):
    """A row of project_progress.csv that cannot be used."""


class ModelError(InputError):
    """A forecast model that is unknown or cannot run on the series it was asked for."""


class NotebookError(GuihuaError):
    """A notebook that does not take the given parameters, or that failed while running.

    ``notebook`` is then the notebook as far as it came, the error in the cell that failed; else None.
    """

    notebook: Any = None


class KernelError(NotebookError):
    """A notebook whose kernel died or took too long: memory or load, not the input, so it may pass later."""

    exit_code = TRY_LATER


class OutputError(GuihuaError):
    """A result that cannot be written: no permission, disk full."""


class BusyError(GuihuaError):
    """Another run is writing the same report, or its input was changed while it was being made."""

    exit_code = TRY_LATER
