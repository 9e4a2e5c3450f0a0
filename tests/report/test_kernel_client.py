"""The client of a report's kernel waits for the kernel's answer and for nothing else."""

import asyncio
from queue import Empty

import pytest

from analysis.report.kernel_client import PromptClient


class Scripted(PromptClient):
    """A client whose kernel answers as a test says: per question, whether its answer and its status come."""

    def __init__(self, *turns: tuple[bool, bool], alive: bool = True) -> None:
        super().__init__()
        self.turns, self.asked, self.alive = turns, 0, alive

    def kernel_info(self) -> str:
        self.asked += 1
        return "id"

    async def get_shell_msg(self, timeout: float) -> dict[str, object]:
        return self._message(part=0)

    async def get_iopub_msg(self, timeout: float) -> dict[str, object]:
        return self._message(part=1)

    async def is_alive(self) -> bool:
        return self.alive

    def _message(self, part: int) -> dict[str, object]:
        if not self.turns[min(self.asked, len(self.turns)) - 1][part]:
            raise Empty
        return {}


@pytest.mark.parametrize(
    ("turns", "asked"),
    [
        ([(True, True)], 1),
        ([(False, False), (True, True)], 2),  # the kernel was not listening yet
        ([(True, False), (True, True)], 2),  # its output does not reach us yet: a cell's would be lost
    ],
)
def test_it_is_ready_with_the_first_answer_whose_status_has_come_too(turns, asked):
    client = Scripted(*turns)
    asyncio.run(client.wait_for_ready(timeout=60))
    assert client.asked == asked


def test_a_kernel_that_dies_before_it_answers_is_said():
    with pytest.raises(RuntimeError, match="died before it was ready"):
        asyncio.run(Scripted((False, False), alive=False).wait_for_ready(timeout=60))


def test_a_kernel_that_never_answers_is_given_up_when_the_time_is_over():
    with pytest.raises(RuntimeError, match="not ready in 0 seconds"):
        asyncio.run(Scripted((False, False)).wait_for_ready(timeout=0))
