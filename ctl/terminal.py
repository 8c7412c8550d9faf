"""What only a terminal gets: tables fitted to its width, colours, signs that something takes its time.

The only module that imports rich, which costs as much as the whole of a `send`: it is imported when there is a terminal
to write to. Colours follow NO_COLOR and TERM, as rich knows them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ctl.output import cell

NARROWEST = 40
"""Columns of a table at least, however narrow the terminal: below that nothing can be read in either way."""

LAST_COLUMN = 16
"""Columns of the terminal that a text must have, to be the only one that is folded."""

_GAP = 2
_GOOD = ("ready", "answers", "running", "accepted", "sent", "delivered", "answered", "good")
_BAD = (
    *("absent", "sim-locked", "does not answer", "fatal", "backoff", "exited"),
    *("refused", "failed", "expired", "critical"),
)
_PASSING = ("opening", "probing", "registering", "recovering", "starting", "uncertain", "incomplete", "warning")
_STYLES = {**dict.fromkeys(_GOOD, "green"), **dict.fromkeys(_BAD, "red"), **dict.fromkeys(_PASSING, "yellow")}


def console(*, width: int | None = None, stderr: bool = False) -> Console:
    """Stdout, or stderr, without rich's own ideas of what in a text is markup, a number or an emoji."""
    return Console(
        file=sys.stderr if stderr else sys.stdout,
        width=width,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


def print_table(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows under their headers. What does not fit is folded within its column: nothing is left out."""
    on = console()
    width = max(on.width, NARROWEST)
    on.print(_table(headers, rows, width), width=width)


def rendered_table(headers: Sequence[str], rows: Sequence[Sequence[Any]], width: int) -> list[str]:
    """The same as lines, with the colours that the terminal takes."""
    return _lines(_table(headers, rows, width), width)


def rendered(text: str, width: int, *, state: str | None = None) -> list[str]:
    """A text of one paragraph as lines of at most `width`, in the colour of the word `state`."""
    return _lines(Text(text, style=style(state or "")), width)


def style(state: str) -> str:
    """The colour of what begins with a state's word; empty for none."""
    return next((colour for word, colour in _STYLES.items() if state == word or state.startswith(word + " ")), "")


@contextmanager
def busy(what: str) -> Iterator[None]:
    """While the block runs, a line on stderr that says what is waited for and for how long; gone when it ends."""
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        progress.add_task(what, total=None)
        yield


class Bar:
    """How many of a number are done, on stderr while the block runs."""

    def __init__(self, what: str, total: int) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task(what, total=total)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._progress.stop()

    def done(self, count: int) -> None:
        """So many have come to their end."""
        self._progress.update(self._task, completed=count)


def _table(headers: Sequence[str], rows: Sequence[Sequence[Any]], width: int) -> Table:
    cells = [[_cell(header, value) for header, value in zip(headers, row, strict=True)] for row in rows]
    before_last = [
        max(len(header), *(row[column].cell_len for row in cells)) + _GAP for column, header in enumerate(headers[:-1])
    ]
    # Only the last column is folded where that is enough: states and names are looked for, texts are read.
    whole = sum(before_last) + LAST_COLUMN <= width
    made = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for header in headers[:-1]:
        made.add_column(header.upper(), overflow="fold", no_wrap=whole)
    made.add_column(headers[-1].upper(), overflow="fold")
    for row in cells:
        made.add_row(*row)
    return made


def _cell(header: str, value: Any) -> Text:
    text = cell(value)
    return Text(text, style=style(text) if header == "state" else "")


def _lines(renderable: Table | Text, width: int) -> list[str]:
    on = console(width=max(width, NARROWEST))
    with on.capture() as captured:
        on.print(renderable)
    return captured.get().splitlines()
