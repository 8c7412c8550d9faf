"""When a process ends within a turn, and what of the turn was carried out by then."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from hypothesis import strategies as st

from routerd.exchange import Output

LOST = -1
"""It ends before the turn is durable."""

ENDS = st.one_of(st.none(), st.none(), st.none(), st.integers(LOST, 12))
"""After how many outputs routerd ends; None: it does not."""


def until(end: int | None, outputs: Iterator[Output]) -> Iterator[Output]:
    """The outputs that are carried out; with 0 of them the turn is durable all the same."""
    if end == 0:
        next(outputs, None)
    return itertools.islice(outputs, None if end is None else max(0, end))
