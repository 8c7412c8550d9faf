"""Values of equipments."""

from __future__ import annotations

import pytest

from routerd.values import NAMES, masked_name
from smsbus.messages import ModemNetwork, ModemSignal, Registration
from smsbus.requests import EquipmentAddRequest, EquipmentShowRequest, ValueGetRequest
from tests.routerd.house import STRANGER, House


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


def test_every_value_is_told_when_it_changes_and_can_be_got_texts_only_so(house: House) -> None:
    house.modem(signal(55))
    house.modem(
        ModemNetwork(
            modem="gsm",
            operator="Orange F",
            plmn="20801",
            registration=Registration.HOME,
            technology=None,
            roaming=False,
        )
    )
    house.receive("the key is under the mat")
    told = {event.data["name"]: event.data.get("value") for event in house.events("value.changed")}
    assert told == {"signal": 55, "network": "Orange F", "message": None, "sender": "Alice"}
    got = {name: house.result(ValueGetRequest(id=1, equipment="home", name=name)) for name in NAMES}
    assert {name: document["value"] for name, document in got.items()} == {
        **told,
        "message": "the key is under the mat",
    }
    assert {document["at"] for document in got.values()} == {round(house.now * 1000)}
    assert "mat" not in str([event.data for event in house.events()])


def test_a_stranger_that_is_allowed_is_the_sender_with_its_number_masked_in_the_event(house: House) -> None:
    house.result(EquipmentAddRequest(id=1, name="open", allow_unknown=True))
    house.receive("Hello", STRANGER)
    assert shown(house, "open")["sender"] == STRANGER
    assert [event.data["value"] for event in house.events("value.changed") if event.data["name"] == "sender"] == [
        "+336*****099"
    ]
