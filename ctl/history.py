"""What comes in pages, gathered: the whole directory, and all that is kept of a contact."""

from __future__ import annotations

from typing import Any

from ctl.exits import Exit, Failure
from ctl.invocation import request
from smsbus.client import Client
from smsbus.codec import Body


def directory(client: Client) -> list[Body]:
    """All equipments with their contacts, as a file would declare them."""
    found: list[Body] = []
    more = True
    while more:
        page = request(client, "directory.export", _behind(found[-1]) if found else {})
        more = page["more"]
        for equipment in page["equipment"]:
            if found and found[-1]["name"] == equipment["name"]:
                found[-1]["contact"] += equipment["contact"]
            else:
                found.append(equipment)
    return found


def contacts(client: Client, equipment: str | None) -> list[Body]:
    """The contacts of an equipment, or all, by name."""
    found: list[Body] = []
    body: Body = {} if equipment is None else {"equipment": equipment}
    while True:
        page = request(client, "contact.list", body)
        if not page:
            return found
        found += page
        body = {**body, "after_equipment": page[-1]["equipment"], "after_contact": page[-1]["name"]}


def of_contact(client: Client, name: str, equipment: str | None) -> Body:
    """The contact with the values that show it, and all that came from, went to, is to be done for or is remembered of
    its numbers, oldest first.

    Raises `Failure` when the name is several persons', or `RequestRefused`.
    """
    where = _equipments_of(client, name) if equipment is None else [equipment]
    if not where:
        raise Failure(Exit.USAGE, "not-found", f"there is no contact named {name!r}; smsctl contact shows them")
    shown = [request(client, "contact.show", {"equipment": item, "name": name}) for item in where]
    if len({tuple(sorted(contact["numbers"])) for contact in shown}) > 1:
        listed = ", ".join(where)
        raise Failure(
            Exit.USAGE, "invalid", f"{name!r} has other numbers in each of {listed}: say which by --equipment"
        )
    body = {"equipment": where[0], "name": name}
    return {
        "contacts": shown,
        "values": [value for contact in shown for value in _values(client, contact)],
        "inbox": _pages(client, {**body, "box": "inbox"}),
        "outbox": _pages(client, {**body, "box": "outbox"}),
        "errands": _pages(client, {**body, "box": "errands"}),
        "memory": _pages(client, {**body, "box": "memory"}),
    }


def _behind(last: Body) -> Body:
    """Where the next page begins."""
    people = last["contact"]
    return {"after_equipment": last["name"]} | ({"after_contact": people[-1]["name"]} if people else {})


def _equipments_of(client: Client, name: str) -> list[str]:
    wanted = name.casefold()
    return [
        equipment["name"]
        for equipment in directory(client)
        if any(contact["name"].casefold() == wanted for contact in equipment["contact"])
    ]


def _values(client: Client, contact: Body) -> list[Any]:
    values = [
        request(client, "value.get", {"equipment": contact["equipment"], "name": name})
        for name in ("message", "sender")
    ]
    return values if values[1]["value"] in (contact["name"], *contact["numbers"]) else []


def _pages(client: Client, body: Body) -> list[Any]:
    found: list[Any] = []
    while True:
        page = request(client, "contact.history", {**body, "after": found[-1]["id"] if found else 0})
        if not page:
            return found
        found += page
