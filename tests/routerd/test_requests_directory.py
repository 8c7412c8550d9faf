"""Requests about equipments and contacts."""

from __future__ import annotations

from typing import Any

import pytest

from routerd import store_directory
from routerd.directory import Contact, Equipment
from smsbus.numbers import parse_several
from smsbus.requests import (
    ContactAddRequest,
    ContactListRequest,
    ContactRemoveRequest,
    ContactSetRequest,
    EquipmentAddRequest,
    EquipmentListRequest,
    EquipmentRemoveRequest,
    EquipmentSetRequest,
    EquipmentShowRequest,
    Request,
    StatusRequest,
    ValueGetRequest,
)
from smsbus.requests_directory import ContactShowRequest
from tests.routerd.house import ALICE, BOB, STRANGER, House


def equipment(**fields: Any) -> EquipmentAddRequest:
    return EquipmentAddRequest(**({"id": 1, "name": "work"} | fields))


def person(**fields: Any) -> ContactAddRequest:
    return ContactAddRequest(**({"id": 1, "equipment": "home", "name": "Bob", "numbers": BOB} | fields))


def changed(**fields: Any) -> EquipmentSetRequest:
    return EquipmentSetRequest(**({"id": 1, "name": "home"} | fields))


def test_an_equipment_is_added_with_its_settings(house: House) -> None:
    added = house.result(equipment(parent_object="Office", visible=False, allow_unknown=True, modem="gsm"))
    shown = house.result(EquipmentShowRequest(id=1, name="WORK"))
    assert added == shown
    assert (shown["parent_object"], shown["visible"], shown["allow_unknown"], shown["modem"]) == (
        "Office",
        False,
        True,
        "gsm",
    )
    assert [found["name"] for found in house.result(EquipmentListRequest(id=1))] == ["home", "work"]


def test_setting_leaves_what_is_not_given(house: House) -> None:
    house.result(changed(parent_object="House", modem="gsm", disable_interactions=True))
    after = house.result(changed(new_name="house", modem=""))
    assert (after["name"], after["parent_object"], after["modem"], after["disable_interactions"]) == (
        "house",
        "House",
        None,
        True,
    )
    assert [contact["name"] for contact in after["contacts"]] == ["Alice"]


def test_a_renamed_contact_keeps_its_history_under_the_name_it_had(house: House) -> None:
    house.receive("Hello")
    house.result(ContactSetRequest(id=1, equipment="home", name="Alice", new_name="Alicia"))
    house.receive("Hello again")
    assert [message["contact"] for message in house.inbox()] == ["Alice", "Alicia"]


def test_values_follow_a_renamed_contact_and_equipment(house: House) -> None:
    house.receive("Hello")
    house.result(ContactSetRequest(id=1, equipment="home", name="Alice", new_name="Alicia"))
    house.result(changed(new_name="house"))
    assert house.result(ValueGetRequest(id=1, equipment="house", name="sender"))["value"] == "Alice"  # as it was then
    house.receive("Hello again")
    assert house.result(ValueGetRequest(id=1, equipment="house", name="sender"))["value"] == "Alicia"
    assert [message["equipment"] for message in house.inbox()] == ["home", "house"]


def test_an_equipment_with_many_contacts_is_still_changed_and_listed(house: House) -> None:
    for number in range(900):
        store_directory.add_contact(
            house.store,
            Equipment(id=1, name="home"),
            Contact(id=0, name=f"P{number:03}", user="x" * 30, numbers=parse_several(f"+33639{number:06}", "FR")),
        )
    house.store.commit()
    house.restart()
    assert house.result(changed(disable_interactions=True))["left_out"] == 901
    assert [shown["left_out"] for shown in house.result(EquipmentListRequest(id=1))] == [901]
    found: list[dict[str, Any]] = []
    page = house.result(ContactListRequest(id=1, equipment="home"))
    while page:
        found += page
        last = {"after_equipment": page[-1]["equipment"], "after_contact": page[-1]["name"]}
        page = house.result(ContactListRequest(id=1, equipment="home", **last))
    assert [contact["name"] for contact in found] == ["Alice", *(f"P{number:03}" for number in range(900))]


def test_a_contact_is_shown(house: House) -> None:
    [listed] = house.result(ContactListRequest(id=1))
    assert house.result(ContactShowRequest(id=1, equipment="HOME", name="alice")) == listed
    assert house.error(ContactShowRequest(id=1, equipment="home", name="Bob")) == "not-found"


def test_removing_an_equipment_removes_its_contacts_and_keeps_messages(house: House) -> None:
    house.receive("Hello")
    house.result(EquipmentRemoveRequest(id=1, name="home"))
    assert house.result(ContactListRequest(id=1)) == []
    assert len(house.inbox()) == 1
    house.receive("Hello ?")
    assert house.inbox()[-1]["state"] == "refused"


def test_contacts_are_added_changed_and_removed(house: House) -> None:
    added = house.result(person(numbers="06 39 98 00 02; +33639980003", user="bob"))
    assert (added["numbers"], added["user"]) == ([BOB, "+33639980003"], "bob")
    after = house.result(ContactSetRequest(id=1, equipment="home", name="bob", user="", numbers=STRANGER))
    assert (after["numbers"], after["user"]) == ([STRANGER], None)
    house.result(ContactRemoveRequest(id=1, equipment="home", name="Bob"))
    assert [contact["name"] for contact in house.result(ContactListRequest(id=1, equipment="home"))] == ["Alice"]


def test_the_warning_on_an_added_contact_lasts_until_somebody_looks_at_it(house: House) -> None:
    def warned() -> bool:
        return any("automatically" in alert["message"] for alert in house.result(StatusRequest(id=1))["alerts"])

    house.result(changed(allow_unknown=True, add_unknown=True))
    house.receive("Hello", STRANGER)
    assert warned()
    house.result(ContactSetRequest(id=1, equipment="home", name=STRANGER, new_name="Carol"))
    assert not warned()


@pytest.mark.parametrize(
    ("request_", "code", "says"),
    [
        (equipment(name="HOME"), "exists", "'home'"),
        (equipment(name=" "), "invalid", "name"),
        (equipment(name="a\nb"), "invalid", "one line"),
        (equipment(name="a;b"), "invalid", "';'"),
        (equipment(name="@a"), "invalid", "'@'"),
        (equipment(add_unknown=True), "invalid", "allow_unknown"),
        (equipment(modem="none"), "not-found", "gsm"),
        (changed(add_unknown=True), "invalid", "allow_unknown"),
        (changed(name="garage", enabled=False), "not-found", "'garage'"),
        (person(equipment="garage"), "not-found", "'garage'"),
        (person(name="ALICE"), "exists", "'Alice'"),
        (person(numbers=ALICE), "exists", "already the number of 'Alice'"),
        (person(numbers="nonsense"), "invalid", "'nonsense'"),
        (person(numbers=f"{BOB};0039"), "invalid", "'0039'"),
        (person(numbers=""), "invalid", "at least one"),
        (person(numbers="36105"), "invalid", "short code"),
        (person(numbers="112"), "invalid", "emergency"),
        (ContactRemoveRequest(id=1, equipment="home", name="Bob"), "not-found", "'Bob'"),
        (EquipmentRemoveRequest(id=1, name="garage"), "not-found", "'garage'"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(house: House, request_: Request, code: str, says: str) -> None:
    before = house.result(EquipmentListRequest(id=1))
    reply = house.ask(request_)
    assert reply.error is not None
    assert reply.error.code == code
    assert says in reply.error.message
    assert house.result(EquipmentListRequest(id=1)) == before


def test_the_same_number_may_be_a_contact_of_several_equipments(house: House) -> None:
    house.result(equipment())
    house.result(person(equipment="work", numbers=ALICE))
    assert len(house.result(ContactListRequest(id=1))) == 2


def test_the_directory_outlives_a_restart(house: House) -> None:
    before = house.result(EquipmentListRequest(id=1))
    house.restart()
    assert house.result(EquipmentListRequest(id=1)) == before
