"""A page shown again and again: on a terminal in its place, elsewhere one block after the other."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from types import FrameType

import click

_ENTER = "\x1b[?1049h\x1b[?25l"  # the alternate screen, without cursor
_LEAVE = "\x1b[?25h\x1b[?1049l"
_HOME, _TO_END_OF_LINE, _TO_END_OF_SCREEN = "\x1b[H", "\x1b[K", "\x1b[J"


class Screen:
    """Where the page goes while the block runs. SIGTERM and SIGHUP end it as Ctrl-C does: the cursor returns."""

    def __init__(self) -> None:
        self.on_terminal = sys.stdout.isatty()
        self._shown = False

    def __enter__(self) -> Screen:
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _end)
        if self.on_terminal:
            click.echo(_ENTER, nl=False)
        return self

    def __exit__(self, *raised: object) -> None:
        if self.on_terminal:
            click.echo(_LEAVE, nl=False)

    def show(self, lines: Sequence[str], height: int) -> None:
        """The page; of one that is longer than the terminal, what fits, and how much more there is."""
        if self.on_terminal:
            ended = "".join(f"{line}{_TO_END_OF_LINE}\r\n" for line in fitted(lines, height - 1))
            click.echo(_HOME + ended + _TO_END_OF_SCREEN, nl=False)
        else:
            click.echo("\n".join([*([""] if self._shown else []), *lines]))
        self._shown = True


def fitted(lines: Sequence[str], height: int) -> list[str]:
    """As many lines as there is room for; the last one tells how many more there are."""
    if len(lines) <= height:
        return list(lines)
    more = len(lines) - height + 1
    return [*lines[: height - 1], f"... {more} more lines: make the window higher, or see smsctl status"]


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
