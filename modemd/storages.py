"""Which of the modem's storages messages are received in, and which are to be emptied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from modemd.at.message_commands import ReadStorages, SelectStorages, StorageFill, TestStorages
from modemd.procedure import Pause, Procedure, ask_if_answered, ask_patiently
from modemd.session import Session

_DRAINABLE: Final = ("SM", "ME", "MT", "SR")
STORAGE_TRIES: Final = 10
STORAGE_PAUSE_S: Final = 2.0
"""A modem that has storages and lets none be chosen has not read its SIM yet: 302 and plain errors are seen."""


def choose(session: Session) -> Procedure[None]:
    """Selects where messages are received, and says which storages are to be emptied."""
    session.receive = None
    session.lists = True
    session.listings_missed = 0
    for _ in range(STORAGE_TRIES):
        tested = yield from ask_patiently(TestStorages())
        groups = TestStorages().answer(tested.lines) if tested.result.ok else ()
        readable = groups[0] if groups else ()
        receiving = groups[2] if len(groups) > 2 else readable
        yield from _select(session, readable, receiving)
        if session.receive is not None or (tested.result.ok and not readable):
            break  # the latter has none at all (nokia_n79.json)
        yield Pause(seconds=STORAGE_PAUSE_S)
    session.drained = _to_drain(session.receive, readable)
    session.selectable = tuple(name for name in ("MT", "SM", "ME") if name in readable and name != session.receive)


def _select(session: Session, readable: tuple[str, ...], receiving: tuple[str, ...]) -> Procedure[None]:
    for names in _selections(session.profile.storage, readable, receiving):
        if names[0] in session.avoided:
            continue
        session.selected = None
        completed = yield from ask_patiently(SelectStorages(names=names))
        if completed.result.ok:
            session.receive = session.selected = names[0]
            session.selection = names
            yield from _note_fill(session, SelectStorages(names=names).answer(completed.lines))
            return


def _selections(preferred: str, readable: tuple[str, ...], receiving: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What to try, best first. Fewer than three names leave the storage for receiving where it was."""
    for name in dict.fromkeys((preferred, "SM", "ME", "MT")):
        if (not readable or name in readable) and (not receiving or name in receiving):
            yield from ((name,) * count for count in (3, 2, 1))


def _note_fill(session: Session, fill: StorageFill | None) -> Procedure[None]:
    if fill is None:
        completed = yield from ask_if_answered(session, ReadStorages())
        fill = ReadStorages().answer(completed.lines) if completed is not None else None
    if fill is not None and session.receive is not None:
        session.filled(session.receive, fill.used, fill.total)


def _to_drain(receive: str | None, readable: tuple[str, ...]) -> tuple[str, ...]:
    """MT is SM and ME together: it is emptied only where neither of them can be."""
    if receive is None:
        return ()
    others = [name for name in _DRAINABLE if name in readable and name != receive]
    if receive in ("SM", "ME") or "SM" in others or "ME" in others:
        others = [name for name in others if name != "MT"]
    return (receive, *others)
