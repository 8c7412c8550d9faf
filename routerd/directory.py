"""Equipments, contacts and numbers: the snapshot that a decision looks at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smsbus.numbers import Number, NumberKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person of an equipment; `user` is as whom interactions see them."""

    id: int
    name: str
    user: str | None
    numbers: tuple[Number, ...]
    added_automatically: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """Something of the house that people text."""

    id: int
    name: str
    parent_object: str | None = None
    enabled: bool = True
    visible: bool = True
    disable_interactions: bool = False
    allow_unknown: bool = False
    add_unknown: bool = False
    modem: str | None = None
    contacts: tuple[Contact, ...] = ()

    def contact(self, name: str) -> Contact | None:
        """The contact of that name, whatever its case."""
        wanted = name.casefold()
        return next((contact for contact in self.contacts if contact.name.casefold() == wanted), None)


Known = tuple[tuple[Equipment, Contact], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All equipments by name; `muted` are the numbers the loop guard silenced, `own` those of our own SIMs."""

    equipments: tuple[Equipment, ...]
    muted: frozenset[str]
    own: frozenset[str]
    by_number: dict[str, Known]

    def knowing(self, number: Number) -> Known:
        """Enabled equipments with the contact whose number this is, by name of equipment.

        Only an international number is ever known: a short code or an alphanumeric sender may spell a contact's.
        """
        if number.kind is not NumberKind.INTERNATIONAL:
            return ()
        return self.by_number.get(number.value, ())

    def equipment(self, name: str) -> Equipment | None:
        """The equipment of that name, whatever its case."""
        wanted = name.casefold()
        return next((equipment for equipment in self.equipments if equipment.name.casefold() == wanted), None)

    def contacts_named(self, name: str) -> Known:
        """Contacts of that name, whatever its case, in all enabled equipments."""
        found = ((equipment, equipment.contact(name)) for equipment in self.equipments if equipment.enabled)
        return tuple((equipment, contact) for equipment, contact in found if contact is not None)


def build(equipments: Iterable[Equipment], *, muted: Iterable[str] = (), own: Iterable[str] = ()) -> Directory:
    """The snapshot of these equipments."""
    ordered = tuple(sorted(equipments, key=lambda equipment: equipment.name))
    by_number: dict[str, Known] = {}
    for equipment in ordered:
        if equipment.enabled:
            for contact in equipment.contacts:
                for number in contact.numbers:
                    by_number[number.value] = (*by_number.get(number.value, ()), (equipment, contact))
    return Directory(equipments=ordered, muted=frozenset(muted), own=frozenset(own), by_number=by_number)
