"""Values of equipments: `signal`, `network`, `message`, `sender`."""

from __future__ import annotations

import re
from typing import Any

from routerd import store_directory
from routerd.work import Work
from smsbus.numbers import mask

NAMES = ("signal", "network", "message", "sender")

_NUMBER = re.compile(r"\+?\d{7,15}( \(\d+\))?")


def set_value(work: Work, equipment_name: str, name: str, value: Any) -> None:
    """Sets a value of the equipment and tells it. The event shows no text and no full number."""
    equipment = work.directory.equipment(equipment_name)
    assert equipment is not None
    store_directory.set_value(work.store, equipment, name, value, work.now_ms)
    shown = {} if name == "message" else {"value": masked_name(value) if name == "sender" else value}
    work.event("value.changed", equipment=equipment.name, name=name, **shown)


def of_modem(work: Work, modem: str, name: str, value: Any) -> None:
    """Sets `signal` or `network` of the equipments that belong to the modem or to any, where it changed."""
    for equipment in work.directory.equipments:
        if equipment.enabled and equipment.modem in (None, modem):
            before = store_directory.values(work.store, equipment).get(name)
            if before is None or before[0] != value:
                set_value(work, equipment.name, name, value)


def of_modems(work: Work) -> None:
    """What the modems last said, for an equipment that was not there, or not theirs, when they said it."""
    for modem in work.memory.modems.values():
        if modem.signal is not None:
            of_modem(work, modem.name, "signal", modem.signal.percent)
        if modem.network is not None:
            of_modem(work, modem.name, "network", modem.network.operator)


def masked_name(name: str | None) -> str | None:
    """A contact's name for events and logs: one that is a number, as `add_unknown` makes them, is masked."""
    return mask(name) if name is not None and _NUMBER.fullmatch(name) else name
