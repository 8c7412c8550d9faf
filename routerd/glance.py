"""The status document kept within one message, whatever strangers text and however many are added."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from routerd import documents
from routerd.paging import ROOM_OCTETS, fitting
from routerd.work import Work
from smsbus.documents import AlertDocument, EquipmentDocument

MOST_CONTACTS = 200
"""With more contacts in all, `status` leaves them out; `contact.list` has them."""

LONGEST_TEXT = 160
"""Characters of the value `message` in `status`; `value.get` has the whole of it."""

MOST_ALERTS = 20
"""Of one sort; what is more is counted in the last of them."""

ROOM_FOR_EQUIPMENTS = ROOM_OCTETS // 2


def equipments(work: Work) -> tuple[list[EquipmentDocument], list[AlertDocument]]:
    """All equipments with shortened values, or as many as have room and an alert that says so; hidden ones go first."""
    listed = work.directory.equipments
    few = sum(len(equipment.contacts) for equipment in listed) <= MOST_CONTACTS
    whole = [_shortened(documents.equipment(work, equipment, with_contacts=few)) for equipment in listed]
    found = fitting(whole, ROOM_FOR_EQUIPMENTS)
    if len(found) == len(whole):
        return found, []
    bare = [msgspec.structs.replace(each, contacts=[], left_out=len(each.contacts) + each.left_out) for each in whole]
    found = fitting(sorted(bare, key=lambda each: not each.visible), ROOM_FOR_EQUIPMENTS)
    found.sort(key=lambda each: each.name)
    if len(found) == len(whole):
        return found, []
    text = f"{len(found)} of {len(whole)} equipments are shown here: smsctl equipment list shows all"
    return found, [AlertDocument(severity="warning", message=text)]


def bounded(alerts: Sequence[AlertDocument]) -> list[AlertDocument]:
    """The first of many alerts of one sort, and how many more there are."""
    if len(alerts) <= MOST_ALERTS:
        return list(alerts)
    more = len(alerts) - MOST_ALERTS + 1
    text = f"{more} more contacts were added automatically or are muted: smsctl contact list shows them"
    return [*alerts[: MOST_ALERTS - 1], msgspec.structs.replace(alerts[MOST_ALERTS - 1], message=text)]


def _shortened(equipment: EquipmentDocument) -> EquipmentDocument:
    text = equipment.values.get("message")
    if not isinstance(text, str) or len(text) <= LONGEST_TEXT:
        return equipment
    return msgspec.structs.replace(equipment, values={**equipment.values, "message": text[: LONGEST_TEXT - 1] + "…"})
