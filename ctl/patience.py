"""Waiting with a sign of life where a person looks, and in silence where none does: pipes and JSON stay clean."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctl.terminal import Bar


@contextmanager
def busy(what: str, *, silent: bool = False) -> Iterator[None]:
    """A line on a terminal's stderr while the block runs. Without a terminal, or `silent`, nothing."""
    if silent or not sys.stderr.isatty():
        yield
        return
    from ctl import terminal

    with terminal.busy(what):
        yield


class Count:
    """How many of several are done, as a bar under the same conditions; it appears with the first number."""

    def __init__(self, what: str, *, silent: bool = False) -> None:
        self._what = what
        self._shown = not silent and sys.stderr.isatty()
        self._bar: Bar | None = None

    def __enter__(self) -> Count:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._bar is not None:
            self._bar.__exit__()

    def tell(self, done: int, total: int) -> None:
        """So many of so many have come to their end."""
        if not self._shown:
            return
        if self._bar is None:
            from ctl.terminal import Bar

            self._bar = Bar(self._what, total).__enter__()
        self._bar.done(done)
