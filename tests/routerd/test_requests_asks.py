"""Requests about asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from routerd.requests_asks import MOST_OPEN, MOST_OPEN_IN_ALL
from smsbus.requests import ContactAddRequest, EquipmentAddRequest
from smsbus.requests_ask import AskCancelRequest, AskListRequest, AskRequest, AskShowRequest
from tests.routerd.house import ALICE, BOB, STRANGER, House, settings


def ask(**fields: Any) -> AskRequest:
    return AskRequest(**({"id": 1, "to": "Alice", "text": "Open?", "answers": ["yes", "no"]} | fields))


def test_it_is_answered_at_once_with_the_ask(house: House) -> None:
    made = house.result(ask(timeout_s=60, key="door-1"))
    now = round(house.now * 1000)
    assert made == {
        "id": 1,
        "key": "door-1",
        "to": ALICE,
        "contact": "Alice",
        "equipment": "home",
        "text": "Open?",
        "answers": ["yes", "no"],
        "timeout_s": 60,
        "state": "asking",
        "reason": None,
        "answer": None,
        "choice": None,
        "message": 1,
        "reply": None,
        "created_at": now,
        "asked_at": None,
        "deadline_at": None,
        "ended_at": None,
        "repeated": False,
    }
    house.sent(house.job().job)
    shown = house.result(AskShowRequest(id=1, ask=1))
    assert (shown["state"], shown["asked_at"], shown["deadline_at"]) == ("asked", now, now + 60_000)


def test_repeating_a_key_gives_the_same_ask_and_its_answer_also_after_a_restart(house: House) -> None:
    first = house.result(ask(key="door-1"))
    house.sent(house.job().job)
    house.receive("yes")
    house.restart()
    again = house.result(ask(id=2, key="door-1"))
    assert (again["id"], again["repeated"], again["state"], again["answer"]) == (first["id"], True, "answered", "yes")
    assert len(house.outbox()) == 1


@pytest.mark.parametrize("other", [{"text": "Close?"}, {"to": ALICE}, {"answers": []}, {"timeout_s": 1}])
def test_a_key_used_for_another_ask_is_an_error(house: House, other: dict[str, Any]) -> None:
    house.result(ask(key="door-1"))
    assert house.error(ask(key="door-1", **other)) == "key-reused"


def test_a_key_of_a_refused_ask_is_still_free(house: House) -> None:
    assert house.error(ask(key="door-1", to="Nobody")) == "not-found"
    assert not house.result(ask(key="door-1"))["repeated"]


@pytest.mark.parametrize("to", ["Alice", "alice", " Alice ", ALICE, "06 39 98 00 01"])
def test_one_contact_or_its_number_is_asked(house: House, to: str) -> None:
    made = house.result(ask(to=to))
    assert (made["to"], made["contact"], made["equipment"]) == (ALICE, "Alice", "home")


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        ({"to": STRANGER}, "not-found", "is no contact's number"),
        ({"to": "36105"}, "not-found", "is no contact's number"),
        ({"to": "Nobody"}, "not-found", "'Nobody'"),
        ({"to": "Alice;Alice"}, "invalid", "goes to one contact"),
        ({"to": "@home"}, "invalid", "goes to one contact"),
        ({"to": ""}, "invalid", "no recipient"),
        ({"text": " \n"}, "invalid", "the question is empty"),
        ({"text": "x" * 40_000}, "invalid", "cannot be sent"),
        ({"timeout_s": 0}, "invalid", "timeout_s must be"),
        ({"timeout_s": 2**60}, "invalid", "timeout_s must be"),
        ({"answers": ["yes", "YES "]}, "invalid", "'yes' and 'YES' cannot be told apart"),
        ({"answers": ["été", "ete"]}, "invalid", "cannot be told apart"),
        ({"answers": ["yes", " "]}, "invalid", "is no answer"),
        ({"answers": ["x" * 41]}, "invalid", "is no answer"),
        ({"answers": ["a\nb"]}, "invalid", "is no answer"),
        ({"answers": [str(number) for number in range(21)]}, "invalid", "at most 20"),
        ({"key": ""}, "invalid", "a key has"),
        ({"modem": "nowhere"}, "not-found", "nowhere"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    house: House, wrong: dict[str, Any], code: str, words: str
) -> None:
    error = house.ask(ask(**wrong)).error
    assert error is not None
    assert error.code == code
    assert words in error.message
    assert house.result(AskListRequest(id=1)) == []
    assert house.outbox() == []


def test_a_disabled_equipments_contact_cannot_be_asked(empty: House) -> None:
    empty.furnish(enabled=False)
    assert empty.error(ask()) == "not-found"
    assert empty.error(ask(to=ALICE)) == "not-found"


def test_our_own_sim_is_not_asked(empty: House) -> None:
    empty.settings = settings(empty.folder, extra=f'number = "{ALICE}"')
    empty.restart()
    empty.furnish()
    assert empty.error(ask()) == "invalid"


def test_a_name_that_is_two_people_is_an_error_and_its_number_is_not(house: House) -> None:
    house.result(EquipmentAddRequest(id=1, name="work"))
    house.result(ContactAddRequest(id=1, equipment="work", name="Alice", numbers=BOB))
    assert house.error(ask()) == "invalid"
    assert house.result(ask(to=BOB))["equipment"] == "work"


def test_nobody_is_flooded_with_asks(house: House) -> None:
    for _ in range(MOST_OPEN):
        house.result(ask())
    assert house.error(ask()) == "refused"
    house.result(AskCancelRequest(id=1, ask=1))
    house.result(ask())


def test_no_client_makes_more_asks_than_can_be_looked_after(tmp_path: Path) -> None:
    house = House(tmp_path, router="client_per_minute = 0\nrecipient_per_hour = 0")
    house.furnish()
    house.hello()
    people = MOST_OPEN_IN_ALL // MOST_OPEN
    for person in range(people + 1):
        number = f"+336399811{person:02}"
        house.result(ContactAddRequest(id=1, equipment="home", name=f"P{person}", numbers=number))
    for person in range(people):
        for _ in range(MOST_OPEN):
            house.result(ask(to=f"P{person}", answers=[]))
    assert house.error(ask(to=f"P{people}")) == "refused"
    assert len(house.result(AskListRequest(id=1, limit=1000, state="asking"))) == people, "one each"


def test_asks_are_listed_newest_first_and_by_state(house: House) -> None:
    house.result(ask(text="One?"))
    house.result(ask(text="Two?"))
    assert [found["text"] for found in house.result(AskListRequest(id=1))] == ["Two?", "One?"]
    assert [found["text"] for found in house.result(AskListRequest(id=1, limit=1))] == ["Two?"]
    assert [found["text"] for found in house.result(AskListRequest(id=1, state="asking"))] == ["One?"]


def test_an_ask_that_ended_cannot_be_cancelled(house: House) -> None:
    house.result(ask())
    house.result(AskCancelRequest(id=1, ask=1))
    assert house.error(AskCancelRequest(id=1, ask=1)) == "state"
    assert house.error(AskCancelRequest(id=1, ask=2)) == "not-found"
    assert house.error(AskShowRequest(id=1, ask=2)) == "not-found"


def test_priority_and_modem_are_those_of_the_message(house: House) -> None:
    house.result(ask(priority="alert", modem="gsm"))
    [queued] = house.events("sms.queued")
    assert (queued.data["priority"], queued.data["modem"]) == ("alert", "gsm")


def test_asking_costs_as_much_of_the_limits_as_sending(tmp_path: Path) -> None:
    house = House(tmp_path, router="recipient_per_hour = 1")
    house.furnish()
    house.hello()
    house.result(ask())
    assert house.error(ask(id=2)) == "refused"
