"""What follows from a received message once it is whole: the decision, values, new contacts, events, the question."""

from __future__ import annotations

from dataclasses import replace

from routerd import asks, inbox, limits, ping_pong, policy, questions, store_directory, store_inbox, store_purge, values
from routerd.directory import Contact
from routerd.exchange import Link
from routerd.policy import Addition, Decision, Reason, Received
from routerd.store_inbox import Message
from routerd.work import Work
from smsbus.messages import Content, PartAck, ReceivedPart


def receive(work: Work, peer: bytes, part: ReceivedPart) -> None:
    """Stores the part and what follows from it; the acknowledgement goes out first, after the commit."""
    work.send(Link.MODEMS, peer, PartAck(key=part.key))
    if store_inbox.knows(work.store, part.key):
        work.count("repeated-parts")
        store_purge.read_again(work.store, part.key, work.now_ms)
        return
    message = inbox.store_part(work, part)
    if message is None:
        return
    if message.state == "incomplete":
        _settle(work, message)
    else:
        _amend(work, message, part)


def deliver_overdue(work: Work) -> None:
    """Delivers what has waited long enough for its missing parts."""
    for message in store_inbox.overdue(work.store, work.now_ms):
        _settle(work, message)


def _settle(work: Work, message: Message) -> None:
    sender = inbox.sender_of(message)
    is_text = message.content == Content.TEXT.value
    received = Received(sender=sender, text=message.text or "", is_text=is_text, whole=message.missing == 0)
    decision = policy.decide(received, work.directory, asks.pending(work, sender))
    if decision.asks is not None and limits.loops(work, sender.value):
        limits.mute(work, sender.value, decision.asks.contact)
        decision = replace(decision, asks=None, reason=Reason.MUTED)
    elif decision.asks is not None and ping_pong.loops(work, sender.value, decision.asks.contact, message.text or ""):
        decision = policy.decide(replace(received, mechanical=True), work.directory)
    store_inbox.change(
        work.store,
        message.id,
        state="accepted" if decision.accepted else "refused",
        reason=decision.reason.value,
        contact=decision.contact,
        user=decision.user,
        equipment=decision.equipment,
        deliver_at=None,
    )
    for addition in decision.additions:
        _add_contact(work, addition)
    _announce(work, message, decision)
    for update in decision.updates:
        values.set_value(work, update.equipment, "message", message.text)
        values.set_value(work, update.equipment, "sender", update.sender)
    if decision.asks is not None:
        questions.create(work, message)
    if decision.response is not None:
        asks.replied(work, message, decision.response)


def _announce(work: Work, message: Message, decision: Decision) -> None:
    sender = inbox.sender_of(message)
    work.event(
        "sms.received" if decision.accepted else "sms.refused",
        message=message.id,
        sender=sender.masked,
        contact=_shown(decision.contact),
        equipment=decision.equipment,
        modem=message.modem,
        content=message.content,
        parts=message.parts,
        missing=message.missing,
        reason=decision.reason.value,
        asks=decision.asks is not None,
        **({"ask": decision.response.ask} if decision.response else {}),
    )
    work.log(
        "info",
        "accepted" if decision.accepted else "refused",
        message=message.id,
        sender=sender.masked,
        reason=decision.reason.value,
    )


def _amend(work: Work, message: Message, part: ReceivedPart) -> None:
    """A late part of a message that was delivered with a gap: the text changes, nothing is asked any more.

    So do the values that still show the text with the gap.
    """
    work.event(
        "sms.received" if message.state == "accepted" else "sms.refused",
        message=message.id,
        sender=inbox.sender_of(message).masked,
        contact=_shown(message.contact),
        equipment=message.equipment,
        modem=message.modem,
        content=message.content,
        parts=message.parts,
        missing=message.missing,
        reason=message.reason,
        asks=False,
        late_part=True,
    )
    before = inbox.text_without(work, message, part)
    enabled = [equipment for equipment in work.directory.equipments if equipment.enabled]
    for equipment in enabled if message.text is not None else ():
        known = store_directory.values(work.store, equipment)
        shown, sender = (known.get(name, (None, 0))[0] for name in ("message", "sender"))
        if shown == before and sender in (message.contact, message.sender):
            values.set_value(work, equipment.name, "message", message.text)


def _add_contact(work: Work, addition: Addition) -> None:
    equipment = work.directory.equipment(addition.equipment)
    assert equipment is not None
    store_directory.add_contact(
        work.store,
        equipment,
        Contact(id=0, name=addition.name, user=None, numbers=(addition.number,), added_automatically=True),
    )
    work.directory_changed()
    work.event("contact.added", equipment=equipment.name, contact=addition.number.masked, automatically=True)


def _shown(contact: str | None) -> str | None:
    """A contact's name for events; one named after its number is masked as a number."""
    return values.masked_name(contact)
