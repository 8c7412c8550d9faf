"""Equipments, contacts, values and mutes as the store keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from routerd.directory import Contact, Directory, Equipment, build
from routerd.store import Row, Store, Value
from smsbus.numbers import Number, NumberKind


def load(store: Store, own: Iterable[str] = ()) -> Directory:
    """The snapshot of everything. `own` are the numbers of our own SIMs, in E.164."""
    numbers: dict[int, list[Number]] = {}
    for row in store.rows("SELECT contact, number FROM contact_number ORDER BY contact, position"):
        numbers.setdefault(row["contact"], []).append(Number(kind=NumberKind.INTERNATIONAL, value=row["number"]))
    contacts: dict[int, list[Contact]] = {}
    for row in store.rows("SELECT * FROM contact ORDER BY name"):
        contacts.setdefault(row["equipment"], []).append(_contact(row, tuple(numbers.get(row["id"], ()))))
    return build(
        (_equipment(row, tuple(contacts.get(row["id"], ()))) for row in store.rows("SELECT * FROM equipment")),
        muted=(row["number"] for row in store.rows("SELECT number FROM mute")),
        own=own,
    )


def add_equipment(store: Store, equipment: Equipment) -> int:
    """Adds it without contacts; its id."""
    return store.insert("equipment", **_columns(equipment))


def set_equipment(store: Store, equipment: Equipment) -> None:
    """Writes all its settings."""
    store.update("equipment", equipment.id, **_columns(equipment))


def remove_equipment(store: Store, equipment: Equipment) -> None:
    """Removes it with its contacts and values."""
    store.execute("DELETE FROM equipment WHERE id = ?", (equipment.id,))


def add_contact(store: Store, equipment: Equipment, contact: Contact) -> int:
    """Adds it with its numbers; its id."""
    contact_id = store.insert(
        "contact",
        equipment=equipment.id,
        name=contact.name,
        user=contact.user,
        added_automatically=int(contact.added_automatically),
    )
    _set_numbers(store, equipment.id, contact_id, contact.numbers)
    return contact_id


def set_contact(store: Store, equipment: Equipment, contact: Contact) -> None:
    """Writes name, user and numbers."""
    store.update(
        "contact",
        contact.id,
        name=contact.name,
        user=contact.user,
        added_automatically=int(contact.added_automatically),
    )
    clear_numbers(store, contact)
    _set_numbers(store, equipment.id, contact.id, contact.numbers)


def clear_numbers(store: Store, contact: Contact) -> None:
    """Takes away its numbers, for others to have them."""
    store.execute("DELETE FROM contact_number WHERE contact = ?", (contact.id,))


def remove_contact(store: Store, contact: Contact) -> None:
    """Removes it with its numbers."""
    store.execute("DELETE FROM contact WHERE id = ?", (contact.id,))


def set_value(store: Store, equipment: Equipment, name: str, value: Any, at: int) -> None:
    """Sets a value."""
    store.execute(
        "INSERT INTO value (equipment, name, value, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (equipment, name) DO UPDATE SET value = excluded.value, at = excluded.at",
        (equipment.id, name, json.dumps(value, ensure_ascii=False), at),
    )


def values(store: Store, equipment: Equipment) -> dict[str, tuple[Any, int]]:
    """Name -> (value, when) of those that were ever set."""
    rows = store.rows("SELECT name, value, at FROM value WHERE equipment = ?", (equipment.id,))
    return {row["name"]: (json.loads(row["value"]), row["at"]) for row in rows}


def mute(store: Store, number: str, at: int) -> None:
    """Silences a number until `unmute`."""
    store.execute("INSERT INTO mute (number, at) VALUES (?, ?) ON CONFLICT DO NOTHING", (number, at))


def unmute(store: Store, number: str) -> None:
    """Ends it."""
    store.execute("DELETE FROM mute WHERE number = ?", (number,))


def _set_numbers(store: Store, equipment_id: int, contact_id: int, numbers: tuple[Number, ...]) -> None:
    for position, number in enumerate(numbers):
        store.insert(
            "contact_number", contact=contact_id, equipment=equipment_id, position=position, number=number.value
        )


def _columns(equipment: Equipment) -> dict[str, Value]:
    return {
        "name": equipment.name,
        "parent_object": equipment.parent_object,
        "enabled": int(equipment.enabled),
        "visible": int(equipment.visible),
        "disable_interactions": int(equipment.disable_interactions),
        "allow_unknown": int(equipment.allow_unknown),
        "add_unknown": int(equipment.add_unknown),
        "modem": equipment.modem,
    }


def _equipment(row: Row, contacts: tuple[Contact, ...]) -> Equipment:
    return Equipment(
        id=row["id"],
        name=row["name"],
        parent_object=row["parent_object"],
        enabled=bool(row["enabled"]),
        visible=bool(row["visible"]),
        disable_interactions=bool(row["disable_interactions"]),
        allow_unknown=bool(row["allow_unknown"]),
        add_unknown=bool(row["add_unknown"]),
        modem=row["modem"],
        contacts=contacts,
    )


def _contact(row: Row, numbers: tuple[Number, ...]) -> Contact:
    return Contact(
        id=row["id"],
        name=row["name"],
        user=row["user"],
        numbers=numbers,
        added_automatically=bool(row["added_automatically"]),
    )
