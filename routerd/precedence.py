"""Whose turn it is among the classes of waiting messages: the better first, alerts always, and nobody last for ever.

While a class waits and a better one is served, it is passed over. After so many times it has one turn, then it is
counted anew. So a flood of answers leaves every fifth part to the others, and an alert waits for nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

ALERT, ANSWER, NORMAL, BULK = range(4)
"""As the store has them; the names are `outbox.PRIORITIES`."""

MOST_PASSED_OVER: Final = {NORMAL: 4, BULK: 8}
"""Answers are missing: nothing but alerts is better, and what waits for its one turn in five is no flood."""


def choose(waiting: Collection[int], passed: Mapping[int, int]) -> int:
    """The class that is served next; `passed` says how often each was passed over. Some class must wait."""
    if ALERT in waiting:
        return ALERT
    impatient = [kind for kind in waiting if kind in MOST_PASSED_OVER and passed.get(kind, 0) >= MOST_PASSED_OVER[kind]]
    return min(impatient or waiting)


def served(kind: int, waiting: Collection[int], passed: Mapping[int, int]) -> dict[int, int]:
    """How often each class has been passed over when `kind` was served. Alerts do not count."""
    if kind == ALERT:
        return dict(passed)
    return {other: passed.get(other, 0) + (other > kind) for other in waiting if other != kind}
