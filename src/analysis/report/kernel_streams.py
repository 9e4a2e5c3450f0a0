"""What a report's kernel prints: handed on when there is something to hand on."""

from __future__ import annotations

from ipykernel.iostream import OutStream


class PromptStream(OutStream):
    """Flushes what has been written, and nothing when nothing has been.

    ipykernel flushes both of its streams four times a cell and before every output that is displayed. Each
    time it waits until the thread that sends has run, even where there is nothing to send: a tenth of a
    second in a report, which prints nothing at all.
    """

    _written = False

    def write(self, string: str) -> int | None:  # type: ignore[override] # as ipykernel's
        """Write; what has been written is flushed once."""
        count: int | None = super().write(string)
        self._written = True  # only now: a flush between would find it, but no later one would
        return count

    def flush(self) -> None:
        """Send what has been written since the last time."""
        if self._written:
            self._written = False
            super().flush()  # type: ignore[no-untyped-call]
