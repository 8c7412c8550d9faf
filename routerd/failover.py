"""When a modem is lost, its messages go on through others; and each text is cut for the modem it leaves through.

A modem that could not be handed anything for `failover_after` is lost until it is ready again. Others then take from
its queue what nobody bound to it: answers, which merely prefer the modem of their question, and messages of which it
sent some parts. What was asked to go through that modem, by a request or by the equipment's settings, waits for it.

A phone joins the parts of a long text by their sender's number. Those that the lost modem sent are of no use to the
reader without the rest from the same number, so the whole text is sent again; where parts are separate messages
(`max_chars`), only the rest is.
"""

from __future__ import annotations

from collections.abc import Sequence

from routerd import outbox, pool, store_outbox
from routerd.exchange import Link
from routerd.outbox import State
from routerd.pool import Modem
from routerd.store import Value
from routerd.store_outbox import Message, Part
from routerd.work import Work
from smsbus.sms.errors import EncodeError

SHUNNED_S = 600.0


_AFRESH: dict[str, None] = dict.fromkeys(("sent_at", "delivered_at", "tp_mr", "job"))
"""What a part forgets that is sent once more."""


def lost(work: Work, able: Sequence[str]) -> list[str]:
    """The modems whose messages others take over now."""
    known = work.memory.modems
    for name in {*work.settings.modems, *store_outbox.lanes(work.store)} - known.keys():
        known[name] = Modem(name=name)
    pool.watch(known.values(), able, work.now)
    found = pool.lost(known.values(), work.settings.router.failover_after, work.now)
    for name in found:
        _free(work, name)
    return found


def shun(work: Work, message: Message, modem: str) -> bool:
    """A modem failed for a reason of its own, such as its SIM. Whether another one may try the message instead.

    It is left alone for a while then: failing faster than others send, it would be given everything.
    """
    able = pool.able(work.memory.peers.all(Link.MODEMS), work.memory.modems, work.now)
    if message.bound or all(peer.name == modem for peer in able):
        return False
    work.memory.modems[modem].shunned_until = work.now + SHUNNED_S
    work.log("warning", "shunned", modem=modem, seconds=SHUNNED_S)
    return True


def prepare(work: Work, message: Message, modem: str) -> tuple[Message, list[Part]]:
    """The message, about to leave through this modem, and its parts as that modem sends them."""
    parts = store_outbox.parts(work.store, message.id)
    if message.via == modem:
        return message, parts
    if message.via is not None:
        work.log("info", "moved", message=message.id, modem=message.via, to=modem)
        for part in parts if message.reference is not None else ():
            # Without its job: what the other modem may still say of it is about another text.
            if part.state == State.QUEUED:
                store_outbox.change_part(work.store, part.id, **_AFRESH)
            else:
                outbox.move(work, part, State.QUEUED, **_AFRESH)
        parts = store_outbox.parts(work.store, message.id)
    store_outbox.change(work.store, message.id, via=modem)
    if all(part.state == State.QUEUED for part in parts):
        parts = _cut_for(work, message, parts, modem)
    changed = store_outbox.message(work.store, message.id)
    assert changed is not None
    return changed, parts


def _free(work: Work, modem: str) -> None:
    """Parts that are with a lost modemd behind another: they were not submitted, and will not be when it comes back,
    since its welcome will not name them. While its connection lives only modemd itself can hand them back.
    """
    peer = work.memory.peers.named(Link.MODEMS, modem)
    if peer is None or not peer.connected:
        flying = store_outbox.in_flight(work.store, modem)
        for part in flying[len(outbox.perhaps_submitted(work, flying)) :]:
            outbox.queue_again(work, part)


def _cut_for(work: Work, message: Message, parts: list[Part], modem: str) -> list[Part]:
    limit = outbox.capabilities(work, modem).max_chars
    if len(parts) == 1 and (limit == 0 or len(message.text) <= limit):
        return parts  # as nearly all are
    try:
        cut = outbox.cut(work, message.text, modem)
    except EncodeError:
        return parts  # too many for this modem: it gets them as they are
    if cut.parts == tuple(part.text for part in parts) and cut.concatenated == (message.reference is not None):
        return parts
    columns: dict[str, Value] = {"reference": None, "alphabet": cut.alphabet.value}
    if cut.concatenated:
        columns["reference"] = store_outbox.next_reference(work.store)
    store_outbox.change(work.store, message.id, **columns)
    store_outbox.cut_again(
        work.store,
        message.id,
        cut.parts,
        due_at=parts[0].due_at,
        attempts=max(part.attempts for part in parts),
        resent=max(part.resent for part in parts),
    )
    return store_outbox.parts(work.store, message.id)
