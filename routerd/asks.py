"""Asks: questions that clients put to contacts, and whose replies go to the client instead of interactions.

    waiting     an older ask of the same person is open, or was answered a moment ago: nothing was queued yet
    asking      its question is in the outbox
    asked       the question was sent; the reply is awaited
    answered    a reply meant one of the allowed answers; `answer` has it
    expired     the question was not sent in time, or not answered in time once it was
    failed      the question could not be sent, or the contact is gone
    cancelled   by a client, as an ask or as a message

A person is asked one thing at a time: a "yes" must not answer the wrong question. Asks of contacts that share a number
are those of one person. Who replies is the contact, from any of its numbers as the directory has them now; what counts
is that the question may have reached a phone, which is so from the moment its last part was handed to a modem: a reply
may overtake the modem's result, above all when routerd was away in between.

What became of the message is read from the outbox, after every turn (`advance`), and never told from there: so an end
of the process at any point changes nothing. A reply and the end of its ask are one transaction, with the message's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from routerd import choice, limits, outbox, store_asks, store_outbox, submission, values
from routerd.directory import Contact, Equipment
from routerd.outbox import ENDED, PRIORITIES, Cut, Order, Recipient, State
from routerd.policy import PendingAsk, Response
from routerd.store_asks import Ask
from routerd.store_inbox import Message
from routerd.store_outbox import Part
from routerd.work import Work
from smsbus import phrases
from smsbus.numbers import Number, NumberKind
from smsbus.sms.errors import EncodeError

PAUSE_MS = 5_000
"""Between an answer and the next question: people press send twice, and phones send again by themselves."""
OPEN = frozenset({"waiting", "asking", "asked"})

_TOLD = {"expired": "ask.expired", "failed": "ask.failed", "cancelled": "ask.cancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Who is asked, and on which of the contact's numbers."""

    equipment: Equipment
    contact: Contact
    number: Number


def related(work: Work, number: str, contact: int) -> set[int]:
    """The contacts that are one person with this one: a text of theirs might be a reply to either."""
    directory = work.directory
    numbers = {number}
    for _, person in directory.knowing(_number(number)):
        numbers |= {other.value for other in person.numbers}
    return {contact} | {person.id for known in numbers for _, person in directory.knowing(_number(known))}


def question_cut(work: Work, text: str, answers: tuple[str, ...], modem: str | None) -> Cut:
    """The question as it is sent: with the allowed answers behind it, where the text does not name them itself and
    they cost no further part and no other alphabet. Raises `EncodeError`.
    """
    plain = outbox.cut(work, text, modem)
    if not answers or choice.names_all(text, answers):
        return plain
    try:
        hinted = outbox.cut(work, f"{text} ({'/'.join(answers)})", modem)
    except EncodeError:
        return plain
    has_room = len(hinted.parts) == len(plain.parts) and hinted.alphabet is plain.alphabet
    return hinted if has_room else plain


def pending(work: Work, sender: Number) -> list[PendingAsk]:
    """The asks that a text of this number may answer, oldest first."""
    known = work.directory.knowing(sender)
    if not known or not store_asks.any_open(work.store):
        return []
    return [
        PendingAsk(id=ask.id, contact=ask.contact, answers=ask.allowed)
        for ask in store_asks.open_of(work.store, {contact.id for _, contact in known})
        if ask.contact is not None and _may_have_arrived(work, ask)
    ]


def replied(work: Work, message: Message, response: Response) -> None:
    """A contact replied: the ask has its answer, or the contact is told once what the answers are."""
    ask = store_asks.ask(work.store, response.ask)
    assert ask is not None
    if not response.answers:
        _hint(work, ask, message)
        return
    if ask.message is not None:
        submission.withdraw(work, ask.message, "answered")  # what is uncertain has arrived
    answer = ask.allowed[response.choice - 1] if response.choice else message.text
    _end(work, ask, "answered", answer=answer, choice=response.choice, reply=message.id)
    work.event("ask.answered", **_shown(ask), choice=response.choice, reply=message.id)
    work.log("info", "answered", ask=ask.id, message=message.id, choice=response.choice)


def advance(work: Work) -> None:
    """Follows what became of the questions' messages, and asks what waits for its turn."""
    if not store_asks.any_open(work.store):
        return
    for ask in store_asks.orphans(work.store):
        give_up(work, ask, "failed", "the contact was removed")
    for ask in store_asks.without_message(work.store):
        give_up(work, ask, "failed", "its message was purged before it was sent")
    for ask in store_asks.with_message_in(work.store, "asking", (State.SENT, State.DELIVERED)):
        _sent(work, ask)
    for state in ("asking", "asked"):
        for ask in store_asks.with_message_in(work.store, state, ENDED):
            _not_sent(work, ask)
    for ask in store_asks.waiting(work.store, work.now_ms):
        start(work, ask)


def start(work: Work, ask: Ask) -> None:
    """Queues the question if it is its turn."""
    assert ask.contact is not None
    person = related(work, ask.number, ask.contact)
    if any(other.id < ask.id for other in store_asks.open_of(work.store, person)):
        return
    answered_at = store_asks.last_answered_at(work.store, person, work.now_ms - PAUSE_MS)
    if answered_at is not None and answered_at <= work.now_ms:
        store_asks.change(work.store, ask.id, due_at=answered_at + PAUSE_MS)
        return
    target = _target(work, ask)
    if target is None:
        give_up(work, ask, "failed", "the number is no longer one of the contact's")
    else:
        _queue(work, ask, target)


def expire(work: Work) -> None:
    """Ends what was not asked, or not answered, in time."""
    for ask in store_asks.overdue(work.store, work.now_ms):
        late = "was not asked in time: the contact had others to answer first" if ask.state == "waiting" else None
        give_up(work, ask, "expired", late or "was not answered in time")


def cancel(work: Work, ask: Ask) -> None:
    """Ends an open ask; what of its question has not been sent is not sent."""
    if ask.message is not None:
        submission.withdraw(work, ask.message, "cancelled")
    give_up(work, ask, "cancelled", "cancelled")


def give_up(work: Work, ask: Ask, state: str, reason: str) -> None:
    """Ends an ask without an answer, and tells why."""
    _end(work, ask, state, reason=reason)
    work.event(_TOLD[state], **_shown(ask), reason=reason)
    work.log("info", state, ask=ask.id, reason=reason)


def _may_have_arrived(work: Work, ask: Ask) -> bool:
    if ask.state == "asked":
        return ask.deadline_at is not None and ask.deadline_at > work.now_ms
    if ask.state != "asking" or ask.message is None:
        return False
    return all(map(_may_be_out, store_outbox.parts(work.store, ask.message)))


def _may_be_out(part: Part) -> bool:
    # A part that waits to be sent again because nobody knew whether it was sent may have been.
    return part.state in (State.IN_FLIGHT, State.UNCERTAIN, State.SENT, State.DELIVERED) or part.resent > 0


def _sent(work: Work, ask: Ask) -> None:
    """The contact's time begins: now and not when the network took it, lest an absence of routerd be taken off it."""
    message = store_outbox.message(work.store, ask.message or 0)
    assert message is not None
    store_asks.change(
        work.store,
        ask.id,
        state="asked",
        asked_at=message.sent_at,
        deadline_at=work.now_ms + ask.timeout_s * 1000,
    )
    work.event("ask.asked", **_shown(ask))


def _not_sent(work: Work, ask: Ask) -> None:
    message = store_outbox.message(work.store, ask.message or 0)
    assert message is not None
    match State(message.state):
        case State.EXPIRED:
            give_up(work, ask, "expired", "the question was not sent in time")
        case State.CANCELLED:
            give_up(work, ask, "cancelled", "the question's message was cancelled")
        case _:
            give_up(work, ask, "failed", f"the question was not delivered: {message.reason}")


def _target(work: Work, ask: Ask) -> Target | None:
    """The contact as it is now, None when the number, or the equipment, is no longer what it was."""
    number = _number(ask.number)
    found = ((item, person) for item, person in work.directory.knowing(number) if person.id == ask.contact)
    return next((Target(equipment=item, contact=person, number=number) for item, person in found), None)


def _queue(work: Work, ask: Ask, target: Target) -> None:
    try:
        cut = question_cut(work, ask.text, ask.allowed, ask.modem or target.equipment.modem)
    except EncodeError as error:
        give_up(work, ask, "failed", f"the question cannot be sent: {error.reason}")
        return
    # Nor may the network deliver it when its time is over.
    order = Order(cut=cut, priority=PRIORITIES[ask.priority], modem=ask.modem, validity_s=ask.timeout_s)
    recipient = Recipient(number=target.number, contact=target.contact.name, modem=target.equipment.modem)
    [message] = outbox.enqueue(work, order, [recipient])
    store_outbox.change(work.store, message.id, expires_at=ask.deadline_at)
    store_asks.change(work.store, ask.id, state="asking", message=message.id, due_at=None, deadline_at=None)


def _hint(work: Work, ask: Ask, message: Message) -> None:
    """Tells the allowed answers, once per ask: more would be a conversation with an answering machine."""
    sender = message.sender
    if not ask.allowed or ask.hinted or sender in work.directory.muted:
        return
    if limits.exhausted(work, sender):
        limits.mute(work, sender, message.contact)
        return
    store_asks.change(work.store, ask.id, hinted=1)
    allowed, own = ", ".join(ask.allowed), work.settings.router.ask_hint_text
    text = own.replace("{answers}", allowed) or phrases.say(work.settings.service.language, "ask_hint", answers=allowed)
    try:
        cut = outbox.cut(work, text, message.modem)
    except EncodeError:
        work.count("unsendable-hints")
        return
    recipient = Recipient(number=_number(sender), contact=ask.contact_name)
    key = f"{outbox.ANSWER_KEY}ask-{ask.id}"
    store_outbox.use_key(work.store, key, "", work.now_ms)
    order = Order(cut=cut, priority="answer", modem=message.modem, preferred=True, key=key)
    outbox.enqueue(work, order, [recipient])


def _end(work: Work, ask: Ask, state: str, **columns: str | int | None) -> None:
    ended = {"state": state, "due_at": None, "deadline_at": None, "ended_at": work.now_ms}
    store_asks.change(work.store, ask.id, **ended, **columns)


def _shown(ask: Ask) -> dict[str, str | int | None]:
    """What events say of an ask: neither the question nor the answer."""
    return {"ask": ask.id, "contact": values.masked_name(ask.contact_name), "equipment": ask.equipment_name}


def _number(value: str) -> Number:
    return Number(kind=NumberKind.INTERNATIONAL, value=value)
