"""Records -> the documents that clients see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from routerd import store_directory, values
from routerd.directory import Contact, Directory, Equipment
from routerd.paging import fitting
from routerd.store_inbox import Message as InboxMessage
from routerd.store_outbox import Message as OutboxMessage
from routerd.work import Work
from smsbus.documents import ContactDocument, EquipmentDocument, InboxDocument, OutboxDocument, ValueDocument


def contact(equipment: Equipment, person: Contact, directory: Directory) -> ContactDocument:
    """A contact; muted when one of its numbers is."""
    return ContactDocument(
        equipment=equipment.name,
        name=person.name,
        user=person.user,
        numbers=[number.value for number in person.numbers],
        added_automatically=person.added_automatically,
        muted=any(number.value in directory.muted for number in person.numbers),
    )


def equipment(work: Work, item: Equipment, *, with_contacts: bool = True) -> EquipmentDocument:
    """An equipment with all its values, null where never set."""
    known = store_directory.values(work.store, item)
    shown: dict[str, Any] = {name: known[name][0] if name in known else None for name in values.NAMES}
    return EquipmentDocument(
        name=item.name,
        parent_object=item.parent_object,
        enabled=item.enabled,
        visible=item.visible,
        disable_interactions=item.disable_interactions,
        allow_unknown=item.allow_unknown,
        add_unknown=item.add_unknown,
        modem=item.modem,
        contacts=[contact(item, person, work.directory) for person in item.contacts] if with_contacts else [],
        left_out=0 if with_contacts else len(item.contacts),
        values=shown,
    )


def equipments(work: Work, items: Sequence[Equipment]) -> list[EquipmentDocument]:
    """Equipments with their contacts; without, where these would be too much for one reply."""
    listed = [equipment(work, item) for item in items]
    if len(fitting(listed)) == len(listed):
        return listed
    return [equipment(work, item, with_contacts=False) for item in items]


def value(work: Work, item: Equipment, name: str) -> ValueDocument:
    """A value, null when it was never set."""
    found, at = store_directory.values(work.store, item).get(name, (None, None))
    return ValueDocument(equipment=item.name, name=name, value=found, at=at)


def inbox(message: InboxMessage) -> InboxDocument:
    """A received message."""
    return InboxDocument(
        id=message.id,
        text=message.text,
        sender=message.sender,
        contact=message.contact,
        user=message.user,
        equipment=message.equipment,
        modem=message.modem,
        state=message.state,
        reason=message.reason,
        parts=message.parts,
        scts=message.scts,
        received_at=message.received_at,
    )


def outbox(message: OutboxMessage, parts: int) -> OutboxDocument:
    """A message to one recipient, in so many parts."""
    return OutboxDocument(
        id=message.id,
        to=message.recipient,
        contact=message.contact,
        text=message.text,
        state=message.state,
        reason=message.reason,
        parts=parts,
        modem=message.via or message.modem,
        key=message.key,
        queued_at=message.queued_at,
        sent_at=message.sent_at,
        delivered_at=message.delivered_at,
    )
