"""What is kept for how long: the decision, and the order in which the tables are gone through.

The ids of a table rise with time. So a sweep goes through them from the oldest in batches, one per turn of the loop,
and ends at the first row that is young; there is never much to do at once, also with a million messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

FIRST_S = 600.0
"""After the start: a computer without a clock of its own learns the time by then."""

EVERY_S = 3600.0
AFTER_JUMP_S = 86400.0
"""After the clock was set: should it be years ahead by mistake, somebody has time to notice."""


BELIEVABLE_AT = 1_577_836_800_000
"""2020-01-01: a clock that says less has not been set."""


class Stage(StrEnum):
    """The tables, in the order of a sweep."""

    INBOX = "inbox"
    ASK = "ask"
    ERRAND = "errand"
    OUTBOX = "outbox"
    REPORT = "report"
    HANDLED = "handled"
    SUBMISSION = "submission"


STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Where the sweep is: due at `at` (0: just started), in this stage, behind the row `after`."""

    at: float = 0.0
    stage: Stage = Stage.INBOX
    after: int = 0


class Aged(NamedTuple):
    """A row: when it came, and whether it may go by what it is."""

    id: int
    at: int
    expendable: bool


class Chosen(NamedTuple):
    """The rows that go, and behind which the next batch begins; None: the stage is done."""

    ids: list[int]
    after: int | None


def chosen(batch: Sequence[Aged], *, before_at: int, now_at: int, most: int) -> Chosen:
    """What goes of a batch of at most `most` rows.

    A moment ahead of the clock, or before `BELIEVABLE_AT`, was stamped by a clock that was wrong: such a row stays, and
    says nothing about those behind it.
    """
    ids: list[int] = []
    for row in batch:
        if before_at <= row.at <= now_at:
            return Chosen(ids, None)
        if BELIEVABLE_AT <= row.at < before_at and row.expendable:
            ids.append(row.id)
    return Chosen(ids, batch[-1].id if len(batch) == most else None)


def following(sweep: Sweep, after: int | None, now: float, pause_s: float) -> Sweep:
    """Where the sweep goes on: in the same stage, the next one, or in an hour from the start."""
    if after is not None:
        return Sweep(at=now + pause_s, stage=sweep.stage, after=after)
    index = STAGES.index(sweep.stage) + 1
    if index < len(STAGES):
        return Sweep(at=now + pause_s, stage=STAGES[index])
    return Sweep(at=now + EVERY_S)
