"""A declared directory against the one there is: what is to be added, changed and removed; a pure function.

The end counts, not the way: two contacts may exchange their numbers in one declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from routerd.directory import Contact, Directory, Equipment
from routerd.directory_rules import check_contacts, check_equipment, check_name, check_numbers
from smsbus.errors import Code, RequestRefused
from smsbus.numbers import SEPARATOR
from smsbus.requests_directory import ChangeDocument, ContactDeclaration, EquipmentDeclaration

T = TypeVar("T")
Fields = dict[str, str | bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPlan:
    """A declared contact, and what it is now; None: it is new."""

    before: Contact | None
    after: Contact

    @property
    def differs(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentPlan:
    """A declared equipment, its declared contacts, and those that go."""

    before: Equipment | None
    after: Equipment
    contacts: tuple[ContactPlan, ...]
    removed: tuple[Contact, ...]

    @property
    def differs(self) -> bool:
        """Whether there is anything to write, apart from contacts."""
        return self.before is None or replace(self.before, contacts=()) != replace(self.after, contacts=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that is declared, and the equipments that go."""

    equipments: tuple[EquipmentPlan, ...]
    removed: tuple[Equipment, ...]


def plan(
    directory: Directory,
    declared: Sequence[EquipmentDeclaration],
    *,
    region: str,
    modems: Sequence[str],
    remove_others: bool = False,
) -> Plan:
    """What makes `directory` as declared; with `remove_others` what is not declared goes.

    Raises `RequestRefused`; its details hold the indexes `equipment` and `contact` of the declaration, and the `key`.
    """
    plans: list[EquipmentPlan] = []
    seen: set[str] = set()
    for index, declaration in enumerate(declared):
        try:
            _once(declaration.name, seen, "equipment")
            plans.append(_equipment(directory, declaration, region, modems, remove_others=remove_others))
        except RequestRefused as error:
            raise RequestRefused(error.code, error.message, {"equipment": index, **error.details}) from None
    named = {planned.before.id for planned in plans if planned.before is not None}
    others = tuple(other for other in directory.equipments if other.id not in named)
    return Plan(equipments=tuple(plans), removed=others if remove_others else ())


def changes(planned: Plan) -> list[ChangeDocument]:
    """The plan as a person reads it, what is removed last."""
    found: list[ChangeDocument] = []
    for item in planned.equipments:
        name = item.after.name
        found += _change(name, None, _settings(item.before) if item.before else None, _settings(item.after))
        for person in item.contacts:
            was = _person(person.before) if person.before else None
            found += _change(name, person.after.name, was, _person(person.after))
        found += [_removed(name, contact.name, _person(contact)) for contact in item.removed]
    for equipment in planned.removed:
        found += [_removed(equipment.name, contact.name, _person(contact)) for contact in equipment.contacts]
        found.append(_removed(equipment.name, None, _settings(equipment)))
    return found


def declaration(equipment: Equipment, contacts: Sequence[Contact]) -> EquipmentDeclaration:
    """The equipment with these contacts as a file would declare it."""
    return EquipmentDeclaration(
        name=equipment.name,
        parent_object=equipment.parent_object,
        enabled=equipment.enabled,
        visible=equipment.visible,
        disable_interactions=equipment.disable_interactions,
        allow_unknown=equipment.allow_unknown,
        add_unknown=equipment.add_unknown,
        modem=equipment.modem,
        contact=[
            ContactDeclaration(name=contact.name, numbers=_written(contact), user=contact.user) for contact in contacts
        ],
    )


def _equipment(
    directory: Directory,
    declared: EquipmentDeclaration,
    region: str,
    modems: Sequence[str],
    *,
    remove_others: bool,
) -> EquipmentPlan:
    name = _keyed("name", lambda: check_name(declared.name, "equipment"))
    before = directory.equipment(name)
    after = Equipment(
        id=before.id if before else 0,
        name=name,
        parent_object=declared.parent_object or None,
        enabled=declared.enabled,
        visible=declared.visible,
        disable_interactions=declared.disable_interactions,
        allow_unknown=declared.allow_unknown,
        add_unknown=declared.add_unknown,
        modem=declared.modem or None,
    )
    check_equipment(directory, after, modems)
    known = before.contacts if before else ()
    plans: list[ContactPlan] = []
    seen: set[str] = set()
    for index, person in enumerate(declared.contact):
        try:
            _once(person.name, seen, "contact")
            plans.append(_contact(before, person, region))
        except RequestRefused as error:
            raise RequestRefused(error.code, error.message, {"contact": index, **error.details}) from None
    declared_ids = {planned.before.id for planned in plans if planned.before is not None}
    others = tuple(contact for contact in known if contact.id not in declared_ids)
    _check_beside(name, plans, () if remove_others else others)
    return EquipmentPlan(before=before, after=after, contacts=tuple(plans), removed=others if remove_others else ())


def _contact(equipment: Equipment | None, declared: ContactDeclaration, region: str) -> ContactPlan:
    name = _keyed("name", lambda: check_name(declared.name, "contact"))
    numbers = _keyed("numbers", lambda: check_numbers(declared.numbers, region))
    before = equipment.contact(name) if equipment else None
    after = Contact(id=before.id if before else 0, name=name, user=declared.user or None, numbers=numbers)
    return ContactPlan(before=before, after=after)


def _check_beside(equipment: str, plans: Sequence[ContactPlan], others: Sequence[Contact]) -> None:
    """No number is two persons', neither of two declared ones nor of a declared one and one that stays."""
    taken = {number: other for other in others for number in other.numbers}
    for index, planned in enumerate(plans):
        for number in planned.after.numbers:
            other = taken.setdefault(number, planned.after)
            if other is not planned.after:
                try:
                    check_contacts(equipment, other, planned.after)
                except RequestRefused as error:
                    raise RequestRefused(error.code, error.message, {"contact": index, **error.details}) from None


def _once(name: str, seen: set[str], what: str) -> None:
    folded = name.strip().casefold()
    if folded in seen:
        raise RequestRefused(Code.INVALID, f"the {what} {name!r} is declared twice: leave one", {"key": "name"})
    seen.add(folded)


def _keyed(key: str, check: Callable[[], T]) -> T:
    try:
        return check()
    except RequestRefused as error:
        raise RequestRefused(error.code, error.message, {"key": key, **error.details}) from None


def _change(equipment: str, contact: str | None, before: Fields | None, after: Fields) -> list[ChangeDocument]:
    if before is None:
        return [ChangeDocument(change="added", equipment=equipment, contact=contact, after=after)]
    differing = [name for name in after if before[name] != after[name]]
    if not differing:
        return []
    return [
        ChangeDocument(
            change="changed",
            equipment=equipment,
            contact=contact,
            before={name: before[name] for name in differing},
            after={name: after[name] for name in differing},
        )
    ]


def _removed(equipment: str, contact: str | None, before: Fields) -> ChangeDocument:
    return ChangeDocument(change="removed", equipment=equipment, contact=contact, before=before)


def _settings(equipment: Equipment) -> Fields:
    return {
        "name": equipment.name,
        "parent_object": equipment.parent_object,
        "enabled": equipment.enabled,
        "visible": equipment.visible,
        "disable_interactions": equipment.disable_interactions,
        "allow_unknown": equipment.allow_unknown,
        "add_unknown": equipment.add_unknown,
        "modem": equipment.modem,
    }


def _person(contact: Contact) -> Fields:
    return {
        "name": contact.name,
        "user": contact.user,
        "numbers": _written(contact),
        "added_automatically": contact.added_automatically,
    }


def _written(contact: Contact) -> str:
    return SEPARATOR.join(number.value for number in contact.numbers)
