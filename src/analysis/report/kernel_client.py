"""The client of a report's kernel: ready as soon as the kernel answers."""

from __future__ import annotations

import time
from queue import Empty

from jupyter_client.asynchronous.client import AsyncKernelClient

_ANSWER_SECONDS = 1.0
_STATUS_SECONDS = 0.2


class PromptClient(AsyncKernelClient):  # type: ignore[misc]
    """Waits for the kernel's first answer and no longer.

    jupyter_client's own client then waits until nothing has come for 0.2 s, so that no message of the start
    is taken for output; nbclient looks at the messages that answer its own requests only.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel answers and its output arrives.

        Raises
        ------
        RuntimeError
            If the kernel dies before, or `timeout` seconds have passed.
        """
        deadline = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answers():
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it was ready")
            if time.monotonic() >= deadline:
                raise RuntimeError(f"the kernel was not ready in {timeout:g} seconds")

    async def _answers(self) -> bool:
        """Ask the kernel who it is; return whether its answer and its status have come."""
        self.kernel_info()
        try:
            await self.get_shell_msg(timeout=_ANSWER_SECONDS)
            await self.get_iopub_msg(timeout=_STATUS_SECONDS)
        except Empty:
            return False
        return True
