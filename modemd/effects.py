"""The outputs of a core carried out in their order, though carrying out one of them may already have consequences."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

OutputT = TypeVar("OutputT")


class Effects(Generic[OutputT]):
    """`carry_out` does one output. An input that comes of that waits until all outputs of the one before are done: a
    port may be lost in the middle of writing to it.
    """

    def __init__(self, carry_out: Callable[[OutputT], None]) -> None:
        self._carry_out = carry_out
        self._waiting: deque[Callable[[], list[OutputT]]] = deque()
        self._busy = False

    def of(self, handle: Callable[[], list[OutputT]]) -> None:
        """Carries out what `handle` returns, now, or when what is under way is done."""
        self._waiting.append(handle)
        if self._busy:
            return
        self._busy = True
        while self._waiting:
            for output in self._waiting.popleft()():
                self._carry_out(output)
        self._busy = False
