"""What clients see of records."""

from __future__ import annotations

from routerd import documents
from smsbus.requests import ContactListRequest, EquipmentShowRequest
from tests.routerd.house import ALICE, House


def test_a_contact_is_muted_when_one_of_its_numbers_is(house: House) -> None:
    house.store.insert("mute", number=ALICE, at=1)
    house.store.commit()
    house.restart()
    [contact] = house.result(ContactListRequest(id=1))
    assert contact == {
        "equipment": "home",
        "name": "Alice",
        "user": "alice",
        "numbers": [ALICE],
        "added_automatically": False,
        "muted": True,
    }


def test_an_equipment_comes_with_contacts_and_values(house: House) -> None:
    house.receive("Hello")
    shown = house.result(EquipmentShowRequest(id=1, name="home"))
    assert [contact["name"] for contact in shown["contacts"]] == ["Alice"]
    assert shown["values"] == {"signal": None, "network": None, "message": "Hello", "sender": "Alice"}


def test_a_value_tells_when_it_was_set(house: House) -> None:
    house.receive("Hello")
    work = house.work()
    home = work.directory.equipment("home")
    assert home is not None
    document = documents.value(work, home, "message")
    assert (document.value, document.at) == ("Hello", round(house.now * 1000))
