"""What lies in the modem's slots: read one by one or listed, whatever the modem makes of that, and emptied.

`receiving` says what becomes of what was found, and which slot may be emptied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from modemd.at.bodies import announced_characters, is_report, is_text_header
from modemd.at.commands import ATTENTION, Command
from modemd.at.events import Completed
from modemd.at.message_commands import DeleteMessage, ListMessages, ReadMessage, SelectStorages, StoredPdu
from modemd.at.results import ResultKind
from modemd.at.text_commands import ListTexts, ReadText, StoredText
from modemd.message_mode import select_again
from modemd.procedure import NoAnswer, Procedure, ask, ask_patiently
from modemd.receiving import Found, shown_as
from modemd.session import Session, Slot, TextMode
from modemd.slot_by_slot import worth_reading

LISTINGS_MISSED: Final = 2
"""A modem that so often in a row did not list, and answered AT, is read slot by slot until it is set up anew."""

_DUMMY: Final = re.compile(r"00(?:FF)+", re.IGNORECASE)  # siemens_mc35i.json: what MT shows for an empty slot
_OWN: Final = (2, 3)  # +CMGL states of messages that some program stored to be sent, or has sent
_EMPTY: Final = ((ResultKind.CMS, 321), (ResultKind.CME, 21), (ResultKind.CME, 22))
"""What a modem says of a slot in which there is nothing."""


def read(session: Session, slot: Slot) -> Procedure[list[Found]]:
    """What is in one slot: nothing or one message."""
    if not (yield from select(session, slot.storage)):
        return []
    return (yield from _read_slot(session, slot))


def _read_slot(session: Session, slot: Slot) -> Procedure[list[Found]]:
    command = ReadMessage(index=slot.index) if session.text is None else ReadText(index=slot.index)
    completed = yield from _ask_in_mode(session, command)
    stored = command.answer(completed.lines) if completed.result.ok else None
    if isinstance(stored, StoredText) and session.text is not None:
        shown = shown_as(stored.header, stored.text, session.text.charset, slot)
        return (yield from _as_set(session, session.text, command, shown))
    return _found(session, [stored], slot.storage) if isinstance(stored, StoredPdu) else []


def _as_set(session: Session, mode: TextMode, command: ReadMessage | ReadText, found: Found) -> Procedure[list[Found]]:
    """What was read, once more where it does not look as text mode was set: a modem that restarted without a word shows
    texts without their length and in another character set, where a code among their lines cannot be told from a line,
    and `1234` not from a character of UCS2.
    """
    if _looks_as_set(found, mode):
        return [found]
    session.strayed = True
    yield from select_again(session)
    completed = yield from ask_patiently(command)
    stored = command.answer(completed.lines) if completed.result.ok else None
    if not isinstance(stored, StoredText):
        return []
    # Asked again, it shows what it can show.
    mode.announces = is_report(stored.header) or announced_characters(stored.header) is not None
    return [shown_as(stored.header, stored.text, mode.charset, found.slot)]


def _looks_as_set(found: Found, mode: TextMode) -> bool:
    if found.shown is None or is_report(found.shown.header):
        return True
    announced = announced_characters(found.shown.header) is not None
    mode.announces |= announced
    return announced is mode.announces and found.shown.in_its_set


def _ask_in_mode(session: Session, command: Command) -> Procedure[Completed]:
    """As `ask_patiently`; some modems fall back into the other mode by themselves: then that is set right first."""
    completed = yield from ask_patiently(command)
    in_text_mode = session.text is not None
    if any(is_text_header(line.text) is not in_text_mode for line in completed.lines):
        session.strayed = True
        yield from select_again(session)
        completed = yield from ask_patiently(command)
    return completed


def read_all(session: Session, storages: tuple[str, ...]) -> Procedure[list[Found]]:
    """Everything in these storages; afterwards the one for receiving is selected again."""
    found: list[Found] = []
    missed = session.listings_missed
    for storage in storages:
        # A listing that never ended costs a minute: it is not tried in the other storages too.
        found += yield from _read_storage(session, storage, lists=session.lists and session.listings_missed <= missed)
    if session.receive is not None:
        yield from select(session, session.receive)
    return found


def switch_through(session: Session) -> Procedure[list[Found]]:
    """As `read_all`, after selecting each storage once: some modems (Dell T77W968) receive nothing before that was
    done. The names stand in all places, as that modem was seen to want it.
    """
    for storage in session.selectable:
        session.selected = None
        yield from ask_patiently(SelectStorages(names=(storage,) * max(len(session.selection), 1)))
    return (yield from read_all(session, session.drained))


def _read_storage(session: Session, storage: str, *, lists: bool) -> Procedure[list[Found]]:
    """Listed, or slot by slot where the modem does not list."""
    if not (yield from select(session, storage)):
        return []
    indexes: Iterable[int] | None = None
    if lists:
        listing = ListMessages() if session.text is None else ListTexts()
        completed = yield from _list(session, listing)
        if completed is not None and isinstance(listing, ListMessages):
            return _found(session, listing.answer(completed.lines), storage)
        if completed is not None and isinstance(listing, ListTexts):
            indexes = listing.answer(completed.lines)
    if indexes is None:
        indexes = yield from worth_reading(session, storage)
    found: list[Found] = []
    for index in indexes:
        found += yield from _read_slot(session, Slot(storage=storage, index=index))
    return found


def _list(session: Session, listing: Command) -> Procedure[Completed | None]:
    """None where the modem does not list; one that is only busy, or answered AT and not this, is asked again later."""
    try:
        completed = yield from _ask_in_mode(session, listing)
    except NoAnswer as error:
        if error.silent:
            raise
        yield from ask(ATTENTION)  # raises where it is not the command but the modem
        session.listings_missed += 1
        session.lists = session.listings_missed < LISTINGS_MISSED
        return None
    session.listings_missed = 0
    if completed.result.ok:
        return completed
    session.lists = completed.result.busy
    return None


def _found(session: Session, stored: list[StoredPdu], storage: str) -> list[Found]:
    """Without dummies, and without what is not for us as long as it is in nobody's way."""
    full = session.is_full(storage)
    return [
        Found(
            pdu=message.pdu,
            length=message.length,
            slot=Slot(storage=storage, index=message.index),
            own=message.status in _OWN,
        )
        for message in stored
        if (full or message.status not in _OWN) and not _DUMMY.fullmatch(message.pdu)
    ]


def delete(session: Session, slot: Slot) -> Procedure[bool]:
    """Empties one slot; an empty one counts as emptied."""
    if not (yield from select(session, slot.storage)):
        return False
    completed = yield from ask_patiently(DeleteMessage(index=slot.index))
    return completed.result.ok or (completed.result.kind, completed.result.code) in _EMPTY


def select(session: Session, storage: str) -> Procedure[bool]:
    """Makes reading and deleting mean `storage`. One name leaves alone where messages are received; not all take
    one.
    """
    if session.selected == storage:
        return True
    attempts = [session.selection] if storage == session.receive else [(storage,), (storage,) * len(session.selection)]
    # Whether the modem has heard it is not known until it answers: read or deleted in the wrong storage, a message of
    # somebody else's would be taken for this one.
    session.selected = None
    for names in attempts:
        completed = yield from ask_patiently(SelectStorages(names=names))
        if completed.result.ok:
            session.selected = storage
            if fill := SelectStorages(names=names).answer(completed.lines):
                session.filled(storage, fill.used, fill.total)
            return True
    return False
