"""The `to` of a send request -> recipients."""

from __future__ import annotations

from routerd.directory import Contact, Directory, Equipment
from routerd.outbox import Recipient
from smsbus import numbers
from smsbus.errors import Code, RequestRefused
from smsbus.numbers import SEPARATOR, InvalidNumber

GROUP = "@"
MOST = 500


def parse(to: str, directory: Directory, region: str) -> tuple[Recipient, ...]:
    """Numbers, contact names and `@equipment`, `;` between several; each number once, in order.

    A contact with several numbers gets the message on each. Raises `RequestRefused`, naming what is wrong.
    """
    found: dict[str, Recipient] = {}
    for item in (item.strip() for item in to.split(SEPARATOR)):
        if item:
            for recipient in _recipients(item, directory, region):
                found.setdefault(recipient.number.value, recipient)
    if not found:
        raise RequestRefused(Code.INVALID, "no recipient: give a number like +33639980001, a contact, or @equipment")
    if len(found) > MOST:
        raise RequestRefused(Code.INVALID, f"{len(found)} recipients: at most {MOST} in one request")
    return tuple(found.values())


def _recipients(item: str, directory: Directory, region: str) -> list[Recipient]:
    if item.startswith(GROUP):
        return _group(item.removeprefix(GROUP).strip(), directory)
    if any(character.isalpha() for character in item):
        return _contact(item, directory)
    try:
        number = numbers.parse(item, region)
    except InvalidNumber as error:
        if directory.contacts_named(item):
            return _contact(item, directory)
        raise RequestRefused(Code.INVALID, str(error)) from None
    known = directory.knowing(number)
    return [Recipient(number=number, contact=known[0][1].name if known else None)]


def _group(name: str, directory: Directory) -> list[Recipient]:
    equipment = directory.equipment(name)
    if equipment is None:
        raise RequestRefused(Code.NOT_FOUND, f"no equipment is named {name!r}; `equipment list` shows them")
    found = _all_of(equipment)
    if not found:
        raise RequestRefused(Code.INVALID, f"equipment {equipment.name!r} has no contacts to send to")
    return found


def _all_of(equipment: Equipment) -> list[Recipient]:
    return [recipient for contact in equipment.contacts for recipient in _of(equipment, contact)]


def _of(equipment: Equipment, contact: Contact) -> list[Recipient]:
    return [Recipient(number=number, contact=contact.name, modem=equipment.modem) for number in contact.numbers]


def _contact(name: str, directory: Directory) -> list[Recipient]:
    known = directory.contacts_named(name)
    if not known:
        raise RequestRefused(
            Code.NOT_FOUND, f"{name!r} is neither a contact of an enabled equipment nor a number like +33639980001"
        )
    if len({contact.numbers for _, contact in known}) > 1:
        where = ", ".join(equipment.name for equipment, _ in known)
        raise RequestRefused(
            Code.INVALID, f"{name!r} is several contacts with different numbers (in {where}): give the number"
        )
    return _of(*known[0])
