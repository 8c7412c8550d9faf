"""A terminal in place of a standard stream, for as long as a block runs."""

from __future__ import annotations

import os
import pty
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


class Tty:
    """The far end: what was written to the terminal."""

    def __init__(self, master: int, stream: str) -> None:
        self._master = master
        self._stream = stream

    def seen(self) -> str:
        """What was written since it was asked last."""
        getattr(sys, self._stream).flush()
        os.set_blocking(self._master, False)
        try:
            return os.read(self._master, 65536).decode()
        except BlockingIOError:
            return ""


@contextmanager
def terminal(stream: str, columns: int = 80) -> Iterator[Tty]:
    """`stdout` or `stderr` is a terminal of so many columns. Not a fixture: pytest changes the streams after those."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as written, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("COLUMNS", str(columns))
        patch.delenv("NO_COLOR", raising=False)
        patch.setattr(sys, stream, written)
        yield Tty(master, stream)
    os.close(master)
