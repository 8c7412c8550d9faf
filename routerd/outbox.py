"""States of an outgoing message and their moves, and how a message comes into the queue.

A message goes to one recipient in one or several parts; each part has a state, the message that of its worst part.

    queued      waits for its time and for a modem
    in-flight   handed to a modem, whose answer is awaited; durable before the modem gets it
    uncertain   the modem, or its modemd, went away in between: the network may or may not have it. Waits for a late
                answer or a delivery report, then is sent again a limited number of times
    sent        the network has it
    delivered   the recipient has it, says a delivery report
    failed, expired, cancelled   will not be sent; `message.retry` queues it again

Moves are made by `move` alone, each within the transaction of the input that causes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from routerd import modems, pool, store_outbox, values
from routerd.exchange import Link
from routerd.store import Value
from routerd.store_outbox import Message, Part
from routerd.work import Work
from smsbus.messages import Capabilities
from smsbus.numbers import Number, mask
from smsbus.sms.dcs import Alphabet
from smsbus.sms.errors import EncodeError
from smsbus.sms.segments import segments


class State(StrEnum):
    """Of a part, and of a message: its worst part's."""

    QUEUED = "queued"
    IN_FLIGHT = "in-flight"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


MOVES: dict[State, frozenset[State]] = {
    # To sent, here and below: a late answer shows that the attempt before had gone out after all.
    State.QUEUED: frozenset({State.IN_FLIGHT, State.SENT, State.FAILED, State.EXPIRED, State.CANCELLED}),
    State.IN_FLIGHT: frozenset({State.SENT, State.QUEUED, State.UNCERTAIN, State.FAILED, State.CANCELLED}),
    # To queued: sent again, or found never to have arrived.
    State.UNCERTAIN: frozenset({State.SENT, State.QUEUED, State.FAILED, State.CANCELLED}),
    # To queued: the rest goes through another modem, whose number joins no parts of this one's; see `failover`.
    State.SENT: frozenset({State.DELIVERED, State.FAILED, State.QUEUED}),
    State.DELIVERED: frozenset({State.QUEUED}),
    State.FAILED: frozenset({State.QUEUED, State.SENT}),
    State.EXPIRED: frozenset({State.QUEUED, State.SENT}),
    State.CANCELLED: frozenset({State.QUEUED, State.SENT}),
}

WORST_FIRST = (
    State.FAILED,
    State.EXPIRED,
    State.CANCELLED,
    State.UNCERTAIN,
    State.IN_FLIGHT,
    State.QUEUED,
    State.SENT,
    State.DELIVERED,
)

PRIORITIES = ("alert", "answer", "normal", "bulk")
"""In the order of precedence; the store has the index."""

ANSWER_KEY = "answer:"
"""Idempotency keys of answers begin so; clients may not use them."""

ERRAND_KEY = f"{ANSWER_KEY}errand-"
"""Those of what is sent because of an errand: it answers no text, so it is none for the loop guard."""

MOST_PARTS = 255

ENDED = frozenset({State.FAILED, State.EXPIRED, State.CANCELLED})

_GONE = frozenset({State.SENT, State.DELIVERED, State.IN_FLIGHT})

_TOPICS = {State.SENT: "sms.sent", State.DELIVERED: "sms.delivered"} | dict.fromkeys(ENDED, "sms.failed")


class ForbiddenMove(Exception):
    """A move that is not in the table: a bug of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """To whom; `contact` is the name the number was found under, `modem` the one its equipment is bound to."""

    number: Number
    contact: str | None = None
    modem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A text as the parts it travels in; `concatenated` when its reader sees one message."""

    text: str
    alphabet: Alphabet
    parts: tuple[str, ...]
    concatenated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to send, the same to every recipient. `modem` was asked for, unless it is merely `preferred`."""

    cut: Cut
    priority: str = "normal"
    modem: str | None = None
    preferred: bool = False
    key: str | None = None
    delivery_report: bool = False
    flash: bool = False
    validity_s: int | None = None
    not_before_at: int | None = None


def cut(work: Work, text: str, modem: str | None) -> Cut:
    """Cuts a text for this modem, or so that any can send it. Raises `EncodeError`, also for more than 255 parts."""
    names = [modem] if modem else modems.names(work)
    limit = pool.longest_message(capabilities(work, name).max_chars for name in names)
    alphabet, parts = segments(text, max_chars=limit)
    if len(parts) > MOST_PARTS:
        raise EncodeError("text", f"{len(parts)} messages, at most {MOST_PARTS} are sent for one text")
    return Cut(text=text, alphabet=alphabet, parts=parts, concatenated=limit == 0 and len(parts) > 1)


def head(parts: Sequence[Part]) -> Part | None:
    """The part of a message that may be handed over next: queued, and those before it sent or on their way."""
    first = next((part for part in parts if part.state not in _GONE), None)
    return first if first is not None and first.state == State.QUEUED else None


def worst(states: Iterable[State]) -> State:
    """The state of a message whose parts have these."""
    return min(states, key=WORST_FIRST.index)


def enqueue(work: Work, order: Order, recipients: Sequence[Recipient]) -> list[Message]:
    """Queues one message per recipient. The caller has taken the key."""
    return [_enqueue_one(work, order, recipient) for recipient in recipients]


def move(work: Work, part: Part, to: State, *, reason: str | None = None, **columns: Value) -> Part:
    """Moves a part, and its message where that changes; tells it by an event. Returns the part as it is now.

    `due_at` belongs to queued and uncertain parts only: left out it means now.
    """
    if to not in MOVES[State(part.state)]:
        raise ForbiddenMove(f"part {part.id}: {part.state} -> {to}")
    waits = to in (State.QUEUED, State.UNCERTAIN)
    columns["due_at"] = columns.get("due_at", work.now_ms) if waits else None
    columns |= {"state": to.value, "reason": reason}
    store_outbox.change_part(work.store, part.id, **columns)
    _follow(work, part.message, reason)
    return msgspec.structs.replace(part, **columns)


def queue_again(work: Work, part: Part, *, reason: str | None = None, **columns: Value) -> None:
    """Moves a part back into the queue, to its old place when no `due_at` says how long it must wait; one whose message
    was cancelled meanwhile, or ended with another part, ends instead.
    """
    message = store_outbox.message(work.store, part.message)
    assert message is not None
    if message.cancelled:
        give_up(work, part, State.CANCELLED, "cancelled")
        return
    others = (other for other in store_outbox.parts(work.store, part.message) if other.id != part.id)
    ended = next((other for other in others if State(other.state) in ENDED), None)
    if ended is not None:
        failed = ended.state == State.FAILED
        give_up(work, part, State.FAILED if failed else State.CANCELLED, ended.reason or ended.state)
        return
    queue(work, part, message, reason=reason, **columns)


def queue(work: Work, part: Part, message: Message, *, reason: str | None = None, **columns: Value) -> None:
    """Moves a part into the queue, whatever became of the rest of its message.

    A message of which nothing was sent, or may be on its way, may then go through another modem.
    """
    if "due_at" not in columns:
        columns["due_at"] = min(work.now_ms, max(message.queued_at, message.not_before_at or 0))
    move(work, part, State.QUEUED, reason=reason, **columns)
    others = store_outbox.parts(work.store, part.message)
    if all(other.sent_at is None and other.state not in (State.IN_FLIGHT, State.UNCERTAIN) for other in others):
        store_outbox.change(work.store, part.message, via=None)


def perhaps_submitted(work: Work, flying: Sequence[Part]) -> Sequence[Part]:
    """Of the parts in flight at a modem, in their order, those that may be on their way.

    That is the first; but a cancelled one may have been handed back without anybody having heard of it, which lets the
    next one go.
    """
    for count, part in enumerate(flying, start=1):
        message = store_outbox.message(work.store, part.message)
        if message is None or not message.cancelled:
            return flying[:count]
    return flying


def give_up(work: Work, part: Part, to: State, reason: str) -> None:
    """Ends a part, and with it the queued ones of its message: a message with a hole is of no use to its reader."""
    move(work, part, to, reason=reason)
    for other in store_outbox.parts(work.store, part.message):
        if other.state == State.QUEUED:
            move(work, other, to, reason=reason)


def expire(work: Work) -> None:
    """Ends what was not sent within its validity."""
    for part in store_outbox.expired(work.store, work.now_ms):
        move(work, part, State.EXPIRED, reason="was not sent within its validity")


def capabilities(work: Work, modem: str) -> Capabilities:
    """What a modemd says of its modem, else what the settings say of it."""
    peer = work.memory.peers.named(Link.MODEMS, modem)
    if peer is not None and peer.capabilities is not None:
        return peer.capabilities
    settings = work.settings.modems.get(modem)
    if settings is None:
        return Capabilities()
    return Capabilities(delivery_reports=settings.delivery_reports, max_chars=settings.max_chars)


def _enqueue_one(work: Work, order: Order, recipient: Recipient) -> Message:
    due_at = max(work.now_ms, order.not_before_at or 0)
    message_id = store_outbox.add(
        work.store,
        order.cut.parts,
        due_at,
        recipient=recipient.number.value,
        contact=recipient.contact,
        text=order.cut.text,
        alphabet=order.cut.alphabet.value,
        priority=PRIORITIES.index(order.priority),
        modem=order.modem or recipient.modem,
        bound=int((order.modem or recipient.modem) is not None and not order.preferred),
        key=order.key,
        reference=store_outbox.next_reference(work.store) if order.cut.concatenated else None,
        delivery_report=int(order.delivery_report),
        flash=int(order.flash),
        validity_s=order.validity_s,
        not_before_at=order.not_before_at,
        expires_at=None if order.validity_s is None else due_at + order.validity_s * 1000,
        queued_at=work.now_ms,
    )
    message = store_outbox.message(work.store, message_id)
    assert message is not None
    _tell(work, "sms.queued", message, len(order.cut.parts), priority=order.priority)
    return message


def _follow(work: Work, message_id: int, reason: str | None) -> None:
    """Gives the message the state its parts now call for."""
    message = store_outbox.message(work.store, message_id)
    assert message is not None
    parts = store_outbox.parts(work.store, message_id)
    states = [State(part.state) for part in parts]
    state = worst(states)
    following = head(parts)
    next_at = None if following is None else following.due_at
    columns: dict[str, Value] = {"state": state.value, "reason": reason}
    if state in (State.SENT, State.DELIVERED):
        columns["reason"] = None
        if message.sent_at is None:
            columns["sent_at"] = work.now_ms
    if state is State.DELIVERED:
        columns["delivered_at"] = work.now_ms
    store_outbox.change(work.store, message_id, next_at=next_at, **columns)
    if state != message.state and state in _TOPICS:
        _tell(work, _TOPICS[state], msgspec.structs.replace(message, **columns), len(states))


def _tell(work: Work, topic: str, message: Message, parts: int, **more: str) -> None:
    work.event(topic, **_shown(message, parts), **more)


def _shown(message: Message, parts: int) -> dict[str, str | int | None]:
    """What events say of a message."""
    return {
        "message": message.id,
        "to": mask(message.recipient),
        "contact": values.masked_name(message.contact),
        "modem": message.via or message.modem,
        "state": message.state,
        "reason": message.reason,
        "parts": parts,
    }
