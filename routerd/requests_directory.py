"""Requests about equipments and contacts."""

from __future__ import annotations

from dataclasses import replace

from routerd import documents, modems, store_directory, store_errands, values
from routerd.directory import Contact, Equipment
from routerd.directory_rules import check_contact, check_equipment, check_name, check_numbers, no_modem
from routerd.paging import fitting
from routerd.work import Work
from smsbus import requests as wire
from smsbus import requests_directory as wire_directory
from smsbus.documents import ContactDocument, EquipmentDocument
from smsbus.errors import Code, RequestRefused


def equipment_list(work: Work, request: wire.EquipmentListRequest) -> list[EquipmentDocument]:
    """All, by name."""
    return documents.equipments(work, work.directory.equipments)


def equipment_show(work: Work, request: wire.EquipmentShowRequest) -> EquipmentDocument:
    """One."""
    return documents.equipments(work, [equipment_named(work, request.name)])[0]


def equipment_add(work: Work, request: wire.EquipmentAddRequest) -> EquipmentDocument:
    """A new one."""
    equipment = Equipment(
        id=0,
        name=check_name(request.name, "equipment"),
        parent_object=request.parent_object or None,
        enabled=request.enabled,
        visible=request.visible,
        disable_interactions=request.disable_interactions,
        allow_unknown=request.allow_unknown,
        add_unknown=request.add_unknown,
        modem=request.modem or None,
    )
    check_equipment(work.directory, equipment, modems.names(work))
    store_directory.add_equipment(work.store, equipment)
    return _equipment_changed(work, equipment.name, "added")


def equipment_set(work: Work, request: wire.EquipmentSetRequest) -> EquipmentDocument:
    """Changes what is given."""
    before = equipment_named(work, request.name)
    equipment = replace(
        before,
        name=before.name if request.new_name is None else check_name(request.new_name, "equipment"),
        parent_object=_given(request.parent_object, before.parent_object),
        enabled=_flag(request.enabled, before.enabled),
        visible=_flag(request.visible, before.visible),
        disable_interactions=_flag(request.disable_interactions, before.disable_interactions),
        allow_unknown=_flag(request.allow_unknown, before.allow_unknown),
        add_unknown=_flag(request.add_unknown, before.add_unknown),
        modem=_given(request.modem, before.modem),
    )
    check_equipment(work.directory, equipment, modems.names(work))
    store_directory.set_equipment(work.store, equipment)
    if equipment.name != before.name:
        store_errands.rename_equipment(work.store, before.name, to=equipment.name)
    return _equipment_changed(work, equipment.name, "set")


def equipment_remove(work: Work, request: wire.EquipmentRemoveRequest) -> None:
    """Its contacts and values go with it; messages stay."""
    equipment = equipment_named(work, request.name)
    store_directory.remove_equipment(work.store, equipment)
    work.directory_changed()
    work.event("equipment.changed", equipment=equipment.name, change="removed")


def contact_list(work: Work, request: wire.ContactListRequest) -> list[ContactDocument]:
    """Of one equipment or of all, as many as fit one reply."""
    one = None if request.equipment is None else equipment_named(work, request.equipment)
    after = (request.after_equipment or "", request.after_contact or "")
    return fitting(
        [
            documents.contact(equipment, person, work.directory)
            for equipment in ((one,) if one else work.directory.equipments)
            for person in equipment.contacts
            if (equipment.name, person.name) > after
        ]
    )


def contact_show(work: Work, request: wire_directory.ContactShowRequest) -> ContactDocument:
    """One."""
    return _contact_document(work, request.equipment, request.name)


def contact_add(work: Work, request: wire.ContactAddRequest) -> ContactDocument:
    """A new one."""
    equipment = equipment_named(work, request.equipment)
    contact = Contact(
        id=0,
        name=check_name(request.name, "contact"),
        user=request.user or None,
        numbers=check_numbers(request.numbers, work.settings.numbers.default_region),
    )
    check_contact(equipment, contact)
    store_directory.add_contact(work.store, equipment, contact)
    work.directory_changed()
    work.event("contact.added", equipment=equipment.name, contact=contact.name, automatically=False)
    return _contact_document(work, equipment.name, contact.name)


def contact_set(work: Work, request: wire.ContactSetRequest) -> ContactDocument:
    """Changes what is given. Whoever sets a contact has looked at it: it counts as added by a person from then on."""
    equipment = equipment_named(work, request.equipment)
    before = contact_named(equipment, request.name)
    contact = replace(
        before,
        name=before.name if request.new_name is None else check_name(request.new_name, "contact"),
        user=_given(request.user, before.user),
        numbers=before.numbers
        if request.numbers is None
        else check_numbers(request.numbers, work.settings.numbers.default_region),
        added_automatically=False,
    )
    check_contact(equipment, contact)
    store_directory.set_contact(work.store, equipment, contact)
    if contact.name != before.name:
        store_errands.rename_contact(work.store, equipment.name, before.name, to=contact.name)
    _equipment_changed(work, equipment.name, "contacts")
    return _contact_document(work, equipment.name, contact.name)


def contact_remove(work: Work, request: wire.ContactRemoveRequest) -> None:
    """Its messages stay."""
    equipment = equipment_named(work, request.equipment)
    store_directory.remove_contact(work.store, contact_named(equipment, request.name))
    _equipment_changed(work, equipment.name, "contacts")


def contact_unmute(work: Work, request: wire.ContactUnmuteRequest) -> ContactDocument:
    """Ends the loop guard's mute of all its numbers."""
    equipment = equipment_named(work, request.equipment)
    contact = contact_named(equipment, request.name)
    for number in contact.numbers:
        store_directory.unmute(work.store, number.value)
    _equipment_changed(work, equipment.name, "contacts")
    return _contact_document(work, equipment.name, contact.name)


def equipment_named(work: Work, name: str) -> Equipment:
    """The equipment. Raises `RequestRefused`."""
    equipment = work.directory.equipment(name)
    if equipment is None:
        raise RequestRefused(Code.NOT_FOUND, f"no equipment is named {name!r}; `equipment list` shows them")
    return equipment


def contact_named(equipment: Equipment, name: str) -> Contact:
    """The contact. Raises `RequestRefused`."""
    contact = equipment.contact(name)
    if contact is None:
        raise RequestRefused(
            Code.NOT_FOUND, f"{equipment.name} has no contact named {name!r}; `contact list` shows them"
        )
    return contact


def check_modem(work: Work, name: str) -> None:
    """Raises `RequestRefused` when no modem has that name."""
    known = modems.names(work)
    if name not in known:
        raise no_modem(name, known)


def _given(text: str | None, before: str | None) -> str | None:
    """None leaves it, an empty text means none."""
    return before if text is None else text or None


def _flag(given: bool | None, before: bool) -> bool:
    return before if given is None else given


def _equipment_changed(work: Work, name: str, change: str) -> EquipmentDocument:
    work.directory_changed()
    work.event("equipment.changed", equipment=name, change=change)
    values.of_modems(work)
    return documents.equipments(work, [equipment_named(work, name)])[0]


def _contact_document(work: Work, equipment_name: str, name: str) -> ContactDocument:
    equipment = equipment_named(work, equipment_name)
    return documents.contact(equipment, contact_named(equipment, name), work.directory)
