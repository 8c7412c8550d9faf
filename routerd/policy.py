"""Who may: what becomes of a received message, as a pure and total function of the message and the directory.

Refusing is the default. What is unknown to every enabled equipment is a stranger; a stranger meets the rules of each
equipment that allows unknown senders; a known sender concerns only the equipments that know it. Disabled equipments do
not exist here. What a contact texts while an ask to that contact is pending replies to the ask, and is no question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from routerd import choice
from routerd.directory import Contact, Directory, Equipment, Known
from smsbus.numbers import Number, NumberKind


class Reason(StrEnum):
    """Why; log, event, store and tests use these words."""

    KNOWN = "known"
    ANSWER = "answer"
    NOT_AN_ANSWER = "not-an-answer"
    INTERACTIONS_OFF = "interactions-off"
    UNKNOWN_ALLOWED = "unknown-allowed"
    UNKNOWN_ADDED = "unknown-added"
    UNKNOWN = "unknown"
    MUTED = "muted"
    MACHINE = "machine"
    OWN_NUMBER = "own-number"
    NOT_TEXT = "not-text"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What a decision needs of a message. `whole` is false when it is delivered with parts missing; `mechanical` is
    true when it looks like a machine's reply to our answer.

    `text` None: not known yet, as for `policy.explain`; whatever it is, it will be what a pending ask wants.
    """

    sender: Number
    text: str | None = None
    is_text: bool = True
    whole: bool = True
    mechanical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAsk:
    """An ask whose question may have reached the contact of that id; no `answers`: any text answers it."""

    id: int
    contact: int
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The message replies to this ask. `choice` is the place of the answer, from 1; None when any text is one."""

    ask: int
    answers: bool
    choice: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """An equipment whose values `message` and `sender` change; `sender` is the contact's name or the number."""

    equipment: str
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A contact to add to an equipment, named after its number."""

    equipment: str
    name: str
    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """As whom the question is asked."""

    equipment: str
    contact: str
    user: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of the message. `equipment` and `contact` are those it is filed under."""

    accepted: bool
    reason: Reason
    equipment: str | None = None
    contact: str | None = None
    user: str | None = None
    updates: tuple[Update, ...] = ()
    additions: tuple[Addition, ...] = ()
    asks: Asker | None = None
    response: Response | None = None


def decide(message: Received, directory: Directory, pending: Sequence[PendingAsk] = ()) -> Decision:
    """The decision of docs/policy.md; never raises, refuses what no rule accepts. `pending` asks, oldest first."""
    known = directory.knowing(message.sender)
    added: tuple[Addition, ...] = ()
    if not known:
        allowing = [equipment for equipment in directory.equipments if equipment.enabled and equipment.allow_unknown]
        if not allowing:
            return Decision(accepted=False, reason=Reason.UNKNOWN)
        if not message.is_text:
            return Decision(accepted=True, reason=Reason.NOT_TEXT, equipment=allowing[0].name)
        added = _additions(message.sender, allowing)
        if not added:
            return _allowed(message.sender, allowing)
        by_equipment = {addition.equipment: addition for addition in added}
        known = tuple(
            (equipment, _as_contact(by_equipment[equipment.name]))
            for equipment in allowing
            if equipment.name in by_equipment
        )
        strangers = [equipment for equipment in allowing if equipment.name not in by_equipment]
        return _known(message, directory, known, added, _updates_of_stranger(message.sender, strangers))
    # Before the rules of interactions: an ask works where there are none, and with a muted number.
    replying = _replying(message, directory, known, pending)
    if replying is not None:
        return replying
    return _known(message, directory, known, added, ())


def _replying(message: Received, directory: Directory, known: Known, pending: Sequence[PendingAsk]) -> Decision | None:
    """The decision on a contact's text while an ask waits for it. Half a message is no answer, nor is our own echo."""
    if not message.is_text or not message.whole or message.sender.value in directory.own:
        return None
    for ask in pending:
        for equipment, contact in known:
            if contact.id == ask.contact:
                response = _response(ask, message.text)
                return Decision(
                    accepted=True,
                    reason=Reason.ANSWER if response.answers else Reason.NOT_AN_ANSWER,
                    equipment=equipment.name,
                    contact=contact.name,
                    user=contact.user,
                    updates=tuple(Update(equipment=item.name, sender=person.name) for item, person in known),
                    response=response,
                )
    return None


def _response(ask: PendingAsk, text: str | None) -> Response:
    if text is None:
        return Response(ask=ask.id, answers=True)
    if not ask.answers:
        return Response(ask=ask.id, answers=bool(text.strip()))
    chosen = choice.choose(text, ask.answers)
    return Response(ask=ask.id, answers=chosen is not None, choice=chosen)


def _known(
    message: Received,
    directory: Directory,
    known: Known,
    added: tuple[Addition, ...],
    others: tuple[Update, ...],
) -> Decision:
    asking = next(((equipment, contact) for equipment, contact in known if not equipment.disable_interactions), None)
    equipment, contact = asking or known[0]
    obstacle = _obstacle(message, directory, asks=asking is not None)
    updates = (*(Update(equipment=item.name, sender=person.name) for item, person in known), *others)
    return Decision(
        accepted=True,
        reason=obstacle or (Reason.UNKNOWN_ADDED if added else Reason.KNOWN),
        equipment=equipment.name,
        contact=contact.name,
        user=contact.user,
        updates=updates if message.is_text else (),
        additions=added,
        asks=None if obstacle else Asker(equipment=equipment.name, contact=contact.name, user=contact.user),
    )


def _obstacle(message: Received, directory: Directory, *, asks: bool) -> Reason | None:
    """Why an accepted message is no question."""
    if not message.is_text:
        return Reason.NOT_TEXT
    if not asks:
        return Reason.INTERACTIONS_OFF
    if message.sender.value in directory.own:
        return Reason.OWN_NUMBER
    if message.sender.value in directory.muted:
        return Reason.MUTED
    if message.mechanical:
        return Reason.MACHINE
    # Half a sentence may mean the opposite of the whole one, and a day later it is no question any more.
    return None if message.whole else Reason.GAP


def _allowed(sender: Number, allowing: list[Equipment]) -> Decision:
    return Decision(
        accepted=True,
        reason=Reason.UNKNOWN_ALLOWED,
        equipment=allowing[0].name,
        updates=_updates_of_stranger(sender, allowing),
    )


def _updates_of_stranger(sender: Number, equipments: list[Equipment]) -> tuple[Update, ...]:
    return tuple(Update(equipment=equipment.name, sender=sender.value) for equipment in equipments)


def _additions(sender: Number, allowing: list[Equipment]) -> tuple[Addition, ...]:
    """Only a telephone number can be answered, so only it becomes a contact."""
    if sender.kind is not NumberKind.INTERNATIONAL:
        return ()
    return tuple(
        Addition(equipment=equipment.name, name=_free_name(equipment, sender.value), number=sender)
        for equipment in allowing
        if equipment.add_unknown
    )


def _free_name(equipment: Equipment, name: str) -> str:
    """`name`, or `name (2)`... where a contact of that name has another number by now."""
    candidate, count = name, 1
    while equipment.contact(candidate) is not None:
        count += 1
        candidate = f"{name} ({count})"
    return candidate


def _as_contact(addition: Addition) -> Contact:
    return Contact(id=0, name=addition.name, user=None, numbers=(addition.number,), added_automatically=True)
