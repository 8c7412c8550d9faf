"""Purging: what is older than it shall be kept, and what a person wants gone; in batches, so that nobody waits for it.

Texts, numbers and PDUs go. The keys of parts and reports stay in `handled`, and those of clients in `submission`, so
that nothing that comes again is taken for new.
"""

from __future__ import annotations

from collections.abc import Sequence

from routerd import errands, outbox, store_directory, store_errands, store_outbox, store_purge, values
from routerd.directory import Contact, Equipment
from routerd.outbox import State
from routerd.retention import FIRST_S, Stage, Sweep, chosen, following
from routerd.store_errands import Errand
from routerd.work import Work
from smsbus.errors import Code, RequestRefused

BATCH = 100
PAUSE_S = 0.5
PAGES = 64
"""Given back to the file system per batch."""


def sweep(work: Work, now_at: Sweep) -> Sweep:
    """Purges one batch of what has become too old; where to go on."""
    if not now_at.at:
        return Sweep(at=work.now + FIRST_S)
    router = work.settings.router
    keys = now_at.stage in (Stage.HANDLED, Stage.SUBMISSION)
    age_s = router.keys_max_age if keys else router.messages_max_age
    if not age_s:
        return following(now_at, None, work.now, PAUSE_S)
    before_at = work.now_ms - round(age_s * 1000)
    batch = store_purge.batch(work.store, now_at.stage, after=now_at.after, before_at=before_at, most=BATCH)
    found = chosen(batch, before_at=before_at, now_at=work.now_ms, most=BATCH)
    match now_at.stage:
        case Stage.INBOX:
            erase_inbox(work, found.ids)
        case Stage.ASK:
            store_purge.erase_asks(work.store, found.ids)
        case Stage.ERRAND:
            for errand in found.ids:
                store_errands.erase(work.store, errand)
        case Stage.OUTBOX:
            erase_outbox(work, found.ids)
        case Stage.REPORT:
            store_purge.erase_reports(work.store, found.ids, work.now_ms)
        case Stage.HANDLED | Stage.SUBMISSION:
            store_purge.forget_keys(work.store, now_at.stage, found.ids)
    if found.ids:
        work.memory.stats[f"purged.{now_at.stage.value}"] += len(found.ids)
        work.store.give_back(PAGES)
    return following(now_at, found.after, work.now, PAUSE_S)


def erase_inbox(work: Work, messages: Sequence[int]) -> None:
    """Received messages with their parts and questions; what interactd still answers is dropped."""
    for message in messages:
        for question in store_purge.erase_inbox(work.store, message, work.now_ms):
            work.memory.asked_here.discard(question)


def erase_errands(work: Work, found: Sequence[Errand]) -> None:
    """Errands with their questions; open ones are cancelled first, and what interactd still answers is dropped."""
    for errand in found:
        if errand.state in errands.OPEN:
            errands.end_unasked(work, errand, "cancelled", "purged")
        store_errands.erase(work.store, errand.id)


def erase_outbox(work: Work, messages: Sequence[int]) -> None:
    """Outgoing messages with their parts and reports; what waits is cancelled first. None may be at a modem."""
    for message in messages:
        for part in store_outbox.parts(work.store, message):
            if part.state in (State.QUEUED, State.UNCERTAIN):
                outbox.move(work, part, State.CANCELLED, reason="purged")
        store_purge.erase_outbox(work.store, message, work.now_ms)


def erase_values(work: Work, equipment: Equipment, contact: Contact) -> int:
    """`message` and `sender` wherever the contact's text was the last; how many values."""
    numbers = {number.value for number in contact.numbers}
    erased = 0
    for other in work.directory.equipments:
        sender = store_directory.values(work.store, other).get("sender", (None, 0))[0]
        if sender in numbers or (sender == contact.name and other.id == equipment.id):
            for name in ("message", "sender"):
                values.set_value(work, other.name, name, None)
                erased += 1
    return erased


def erase_one(work: Work, box: str, message: int) -> None:
    """One message. Raises `RequestRefused` when there is none, or when it is at a modem."""
    if box == "inbox":
        if not store_purge.exists(work.store, "inbox", message):
            raise RequestRefused(Code.NOT_FOUND, f"there is no received message {message}")
        erase_inbox(work, [message])
        return
    if not store_purge.exists(work.store, "outbox", message):
        raise RequestRefused(Code.NOT_FOUND, f"there is no outgoing message {message}")
    if any(part.state == State.IN_FLIGHT for part in store_outbox.parts(work.store, message)):
        raise RequestRefused(Code.STATE, f"message {message} is at a modem: purge it when it has been sent")
    erase_outbox(work, [message])
