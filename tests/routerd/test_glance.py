"""The status document must always come: `up`, `status`, `doctor` and every monitor begin with it."""

from __future__ import annotations

import pytest

from routerd import glance
from smsbus.documents import AlertDocument
from smsbus.requests import ContactAddRequest, EquipmentAddRequest, EquipmentSetRequest, StatusRequest
from smsbus.requests_ask import AskCancelRequest, AskRequest
from tests.routerd.house import ALICE, House


def test_texts_as_long_as_a_stranger_likes_do_not_keep_status_from_coming(house: House) -> None:
    for name in ("one", "two", "three"):
        house.ask(EquipmentAddRequest(id=1, name=name))
        house.ask(ContactAddRequest(id=1, equipment=name, name="Alice", numbers=ALICE))
    house.receive("é" * 17_000)
    status = house.result(StatusRequest(id=1))
    assert [len(each["values"]["message"]) for each in status["equipments"] if each["name"] == "two"] == [160]
    assert status["equipments"][0]["values"]["message"].endswith("é…")


def test_strangers_added_by_the_hundred_are_counted(house: House) -> None:
    house.ask(EquipmentSetRequest(id=1, name="home", allow_unknown=True, add_unknown=True))
    for index in range(300):
        house.receive("hello", sender=f"+33639981{index:03d}")
    alerts = house.result(StatusRequest(id=1))["alerts"]
    assert len(alerts) == 20
    assert alerts[0]["message"].endswith("automatically: rename or remove this contact")
    assert alerts[-1]["message"] == (
        "281 more contacts were added automatically or are muted: smsctl contact list shows them"
    )


def test_of_more_equipments_than_fit_it_is_said_how_many_are_shown_and_hidden_ones_go_first(house: House) -> None:
    for index in range(400):
        house.ask(EquipmentAddRequest(id=1, name=f"Equipment {index:03d}", visible=index % 2 == 1))
    status = house.result(StatusRequest(id=1))
    names = [each["name"] for each in status["equipments"]]
    assert names == sorted(names)
    assert {f"Equipment {index:03d}" for index in range(1, 100, 2)} <= set(names)
    assert [each["name"] for each in status["equipments"] if not each["visible"]] == []
    assert f"{len(names)} of 401 equipments are shown here" in status["alerts"][-1]["message"]


@pytest.mark.parametrize("count", [0, 1, 20])
def test_few_alerts_stay_as_they_are(count: int) -> None:
    alerts = [AlertDocument(severity="warning", message=str(index)) for index in range(count)]
    assert glance.bounded(alerts) == alerts


def test_open_asks_are_counted(house: House) -> None:
    ask = house.result(AskRequest(id=1, to="Alice", text="Open the door?"))
    assert house.result(StatusRequest(id=1))["queues"]["asks"] == 1
    house.ask(AskCancelRequest(id=1, ask=ask["id"]))
    assert house.result(StatusRequest(id=1))["queues"]["asks"] == 0
