"""Which slots to read one by one, where the modem does not list what it holds, or never ends doing so."""

from __future__ import annotations

from typing import Final

from modemd.at.message_commands import TestDeletion
from modemd.procedure import Procedure, ask_if_answered
from modemd.session import Session

MOST_SLOTS: Final = 255
"""More than that is not read one by one; so many where the modem does not say how many it has."""


def worth_reading(session: Session, storage: str) -> Procedure[list[int]]:
    """The slots of the selected storage in which something may be."""
    fill = session.fills.get(storage)
    tested = yield from ask_if_answered(session, TestDeletion())
    in_use = TestDeletion().answer(tested.lines) if tested is not None else None
    # A list that is shorter than the counter says is no list of what is in use.
    if in_use is not None and fill is not None and len(in_use) >= fill.used > 0:
        return list(in_use)[: MOST_SLOTS + 1]
    # The first index may be 0 or 1: both ends are tried. A counter may be late, so 0 in use means nothing.
    return list(range(min(fill.total if fill is not None else MOST_SLOTS, MOST_SLOTS) + 1))
