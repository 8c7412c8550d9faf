"""Requests about the directory as a whole: make it what a file declares, all of it or nothing; compare; export."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from routerd import declaring, documents, modems, store_directory, values
from routerd import requests_directory as directory
from routerd.declaring import EquipmentPlan, Plan
from routerd.paging import fitting
from routerd.work import Work
from smsbus.documents import EquipmentDocument
from smsbus.requests_directory import (
    ChangeDocument,
    DirectoryApplyRequest,
    DirectoryCompareRequest,
    DirectoryExportRequest,
    EquipmentDeclaration,
    ExportDocument,
)

PAGE_OCTETS = 32 * 1024


def directory_apply(work: Work, request: DirectoryApplyRequest) -> list[EquipmentDocument]:
    """What differs is written. Raises `RequestRefused` at the first declaration that cannot be."""
    plan = _plan(work, request)
    _carry_out(work, plan)
    named = [directory.equipment_named(work, planned.after.name) for planned in plan.equipments]
    return documents.equipments(work, named)


def directory_compare(work: Work, request: DirectoryCompareRequest) -> list[ChangeDocument]:
    """What would be written; only the names where the fields would be too much for a reply."""
    changes = declaring.changes(_plan(work, request))
    if len(fitting(changes)) < len(changes):
        return [msgspec.structs.replace(change, before={}, after={}) for change in changes]
    return changes


def directory_export(work: Work, request: DirectoryExportRequest) -> ExportDocument:
    """Equipments and their contacts by name, as many as fit a page; the rest when they are asked for."""
    found: list[EquipmentDeclaration] = []
    room = PAGE_OCTETS
    last = (request.after_equipment, request.after_contact)
    for equipment in work.directory.equipments:
        goes_on = equipment.name == last[0]
        if last[0] is not None and equipment.name < last[0]:
            continue
        contacts = [
            contact for contact in equipment.contacts if not goes_on or last[1] is None or contact.name > last[1]
        ]
        if goes_on and not contacts:
            continue
        for index in range(max(1, len(contacts))):
            declared = declaring.declaration(equipment, contacts[index : index + 1])
            if index and found:
                found[-1].contact.extend(declared.contact)
            else:
                found.append(declared)
            room -= len(msgspec.msgpack.encode(declared))
            if room < 0:
                return ExportDocument(equipment=found, more=True)
    return ExportDocument(equipment=found, more=False)


def _plan(work: Work, request: DirectoryApplyRequest | DirectoryCompareRequest) -> Plan:
    return declaring.plan(
        work.directory,
        request.equipment,
        region=work.settings.numbers.default_region,
        modems=modems.names(work),
        remove_others=request.remove_others,
    )


def _carry_out(work: Work, plan: Plan) -> None:
    for equipment in plan.removed:
        store_directory.remove_equipment(work.store, equipment)
        work.event("equipment.changed", equipment=equipment.name, change="removed")
    for planned in plan.equipments:
        _carry_out_one(work, planned)
    work.directory_changed()
    values.of_modems(work)


def _carry_out_one(work: Work, planned: EquipmentPlan) -> None:
    equipment = planned.after
    if planned.before is None:
        equipment = replace(equipment, id=store_directory.add_equipment(work.store, equipment))
    elif planned.differs:
        store_directory.set_equipment(work.store, equipment)
    if planned.differs:
        work.event("equipment.changed", equipment=equipment.name, change="set" if planned.before else "added")
    differing = [person for person in planned.contacts if person.differs]
    for contact in planned.removed:
        store_directory.remove_contact(work.store, contact)
    # All of them first: a number may go from one to another.
    for person in differing:
        if person.before is not None:
            store_directory.clear_numbers(work.store, person.before)
    for person in differing:
        if person.before is None:
            store_directory.add_contact(work.store, equipment, person.after)
            work.event("contact.added", equipment=equipment.name, contact=person.after.name, automatically=False)
        else:
            store_directory.set_contact(work.store, equipment, person.after)
    if planned.removed or any(person.before is not None for person in differing):
        work.event("equipment.changed", equipment=equipment.name, change="contacts")
