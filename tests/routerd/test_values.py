"""Values of equipments."""

from __future__ import annotations

import pytest

from routerd.values import masked_name
from smsbus.messages import ModemNetwork, ModemSignal, Registration
from smsbus.requests import EquipmentAddRequest, EquipmentShowRequest
from tests.routerd.house import House


def signal(percent: int | None, modem: str = "gsm") -> ModemSignal:
    return ModemSignal(modem=modem, raw=17, dbm=-79, percent=percent)


def shown(house: House, name: str) -> dict[str, object]:
    values: dict[str, object] = house.result(EquipmentShowRequest(id=1, name=name))["values"]
    return values


def test_values_are_null_until_first_set(house: House) -> None:
    assert shown(house, "home") == {"signal": None, "network": None, "message": None, "sender": None}


def test_signal_and_network_of_the_modem_show_at_its_equipments_and_those_of_any(house: House) -> None:
    house.hello("other", peer=b"other")
    house.result(EquipmentAddRequest(id=1, name="bound", modem="other"))
    house.modem(signal(55))
    network = ModemNetwork(
        modem="gsm", operator="Orange F", plmn="20801", registration=Registration.HOME, technology="LTE", roaming=False
    )
    house.modem(network)
    assert (shown(house, "home")["signal"], shown(house, "home")["network"]) == (55, "Orange F")
    assert shown(house, "bound")["signal"] is None


def test_an_unchanged_signal_is_no_event(house: House) -> None:
    house.modem(signal(55))
    house.modem(signal(55))
    house.modem(signal(60))
    assert [event.data["value"] for event in house.events("value.changed")] == [55, 60]


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Alice", "Alice"), ("+33639980001", "+336*****001"), ("+33639980001 (2)", "+336*********(2)"), (None, None)],
)
def test_a_contact_named_after_its_number_is_masked(name: str | None, masked: str | None) -> None:
    assert masked_name(name) == masked


def test_an_equipment_added_later_starts_with_what_the_modem_said_before(house: House) -> None:
    house.modem(signal(55))
    house.result(EquipmentAddRequest(id=1, name="late"))
    assert shown(house, "late")["signal"] == 55
