"""What an equipment or a contact may be: checks that say what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from routerd.directory import Contact, Directory, Equipment
from routerd.recipients import GROUP
from smsbus.errors import Code, RequestRefused
from smsbus.numbers import SEPARATOR, InvalidNumber, Number, parse_several

LONGEST_NAME = 100


def check_name(text: str, what: str) -> str:
    """The name of an equipment or contact, without blanks around it. Raises `RequestRefused`."""
    name = text.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise RequestRefused(Code.INVALID, f"the name of a {what} is one line of 1 to {LONGEST_NAME} characters")
    if SEPARATOR in name or name.startswith(GROUP):
        raise RequestRefused(
            Code.INVALID,
            f"the name of a {what} may not hold {SEPARATOR!r} nor begin with {GROUP!r}: `send` could not name it",
        )
    return name


def check_numbers(text: str, region: str) -> tuple[Number, ...]:
    """The numbers of a contact. Raises `RequestRefused`."""
    try:
        return parse_several(text, region)
    except InvalidNumber as error:
        raise RequestRefused(Code.INVALID, str(error)) from None


def check_equipment(directory: Directory, equipment: Equipment, modems: Sequence[str]) -> None:
    """Raises `RequestRefused` when it may not be beside the others."""
    if equipment.add_unknown and not equipment.allow_unknown:
        raise RequestRefused(
            Code.INVALID,
            "add_unknown needs allow_unknown: allow unknown senders too, or do not add them",
            {"key": "add_unknown"},
        )
    other = directory.equipment(equipment.name)
    if other is not None and other.id != equipment.id:
        raise RequestRefused(
            Code.EXISTS, f"an equipment is already named {other.name!r}: choose another name", {"key": "name"}
        )
    if equipment.modem is not None and equipment.modem not in modems:
        raise no_modem(equipment.modem, modems)


def check_contact(equipment: Equipment, contact: Contact) -> None:
    """Raises `RequestRefused` when it may not be beside the equipment's others."""
    for other in equipment.contacts:
        if other.id != contact.id:
            check_contacts(equipment.name, other, contact)


def check_contacts(equipment: str, other: Contact, contact: Contact) -> None:
    """Raises `RequestRefused` when `contact` may not be beside `other` in one equipment."""
    if other.name.casefold() == contact.name.casefold():
        raise RequestRefused(
            Code.EXISTS,
            f"{equipment} already has a contact named {other.name!r}: choose another name",
            {"key": "name"},
        )
    shared = next((number for number in contact.numbers if number in other.numbers), None)
    if shared is not None:
        raise RequestRefused(
            Code.EXISTS,
            f"{shared} is already the number of {other.name!r} in {equipment}: a number is one person's",
            {"key": "numbers"},
        )


def no_modem(name: str, known: Sequence[str]) -> RequestRefused:
    """That no modem has that name."""
    return RequestRefused(
        Code.NOT_FOUND,
        f"no modem is named {name!r}; there are: {', '.join(known) or 'none (see [modems.NAME])'}",
        {"key": "modem"},
    )
