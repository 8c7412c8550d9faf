"""The request that makes the directory what a file declares, all of it or nothing."""

from __future__ import annotations

from routerd import requests_directory as directory
from routerd.work import Work
from smsbus import requests as wire
from smsbus.requests import ContactDeclaration, EquipmentDeclaration, EquipmentDocument


def directory_apply(work: Work, request: wire.DirectoryApplyRequest) -> list[EquipmentDocument]:
    """Each declaration in turn. Raises `RequestRefused` at the first that cannot be; then nothing of it stays."""
    for declared in request.equipment:
        _equipment(work, request, declared)
        for contact in declared.contact:
            _contact(work, request, declared.name, contact)
    return [
        directory.equipment_show(work, wire.EquipmentShowRequest(id=request.id, name=declared.name))
        for declared in request.equipment
    ]


def _equipment(work: Work, request: wire.DirectoryApplyRequest, declared: EquipmentDeclaration) -> None:
    kind = wire.EquipmentAddRequest if work.directory.equipment(declared.name) is None else wire.EquipmentSetRequest
    asked = kind(
        id=request.id,
        name=declared.name,
        parent_object=declared.parent_object or "",
        enabled=declared.enabled,
        visible=declared.visible,
        disable_interactions=declared.disable_interactions,
        allow_unknown=declared.allow_unknown,
        add_unknown=declared.add_unknown,
        modem=declared.modem or "",
    )
    if isinstance(asked, wire.EquipmentAddRequest):
        directory.equipment_add(work, asked)
    else:
        directory.equipment_set(work, asked)


def _contact(work: Work, request: wire.DirectoryApplyRequest, name: str, declared: ContactDeclaration) -> None:
    equipment = directory.equipment_named(work, name)
    kind = wire.ContactAddRequest if equipment.contact(declared.name) is None else wire.ContactSetRequest
    asked = kind(
        id=request.id,
        equipment=equipment.name,
        name=declared.name,
        numbers=declared.numbers,
        user=declared.user or "",
    )
    if isinstance(asked, wire.ContactAddRequest):
        directory.contact_add(work, asked)
    else:
        directory.contact_set(work, asked)
