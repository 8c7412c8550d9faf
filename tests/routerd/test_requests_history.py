"""All that is kept of a person: read, and purged."""

from __future__ import annotations

from typing import Any

from routerd.purging import BATCH
from smsbus.messages import SubmitJob
from smsbus.questions import Question
from smsbus.requests import ContactAddRequest, ContactListRequest, EquipmentAddRequest, ValueGetRequest
from smsbus.requests_ask import AskRequest
from smsbus.requests_history import ContactHistoryRequest, ContactPurgeRequest, MessagePurgeRequest
from tests.routerd.house import ALICE, BOB, House

SECOND = "+33639980011"


def history(house: House, box: str, name: str = "Alice", **fields: Any) -> list[dict[str, Any]]:
    """All pages."""
    found: list[dict[str, Any]] = []
    while True:
        after = found[-1]["id"] if found else 0
        page = house.result(
            ContactHistoryRequest(id=1, equipment="home", name=name, box=box, after=after, **fields)  # type: ignore[arg-type]
        )
        if not page:
            return found
        found += page


def purge(house: House) -> dict[str, Any]:
    result: dict[str, Any] = house.result(ContactPurgeRequest(id=1, equipment="home", name="Alice"))
    return result


def value(house: House, name: str, equipment: str = "home") -> Any:
    return house.result(ValueGetRequest(id=1, equipment=equipment, name=name))["value"]


def with_bob(house: House) -> None:
    house.result(ContactAddRequest(id=1, equipment="home", name="Bob", numbers=f"{BOB};{SECOND}"))


def test_the_history_has_what_came_from_and_went_to_every_number_oldest_first_and_nothing_else(house: House) -> None:
    with_bob(house)
    for sender, text in ((ALICE, "a"), (BOB, "b1"), (SECOND, "b2")):
        house.receive(text, sender)
    house.send("Bob", "to Bob")
    house.send(ALICE, "to Alice")
    assert [message["text"] for message in history(house, "inbox", "Bob")] == ["b1", "b2"]
    assert [message["to"] for message in history(house, "outbox", "Bob")] == [BOB, SECOND]
    assert [message["text"] for message in history(house, "outbox")] == ["to Alice"]


def test_the_history_comes_in_pages_that_fit_a_message(house: House) -> None:
    for number in range(30):
        house.receive(f"{number}" + "x" * 4000)
    assert len(house.result(ContactHistoryRequest(id=1, equipment="home", name="Alice", box="inbox"))) < 30
    assert len(history(house, "inbox")) == 30
    assert len(history(house, "inbox", limit=7)) == 30


def test_a_purge_removes_both_ways_and_leaves_the_contact_and_everybody_elses(house: House) -> None:
    with_bob(house)
    house.receive("from Bob", BOB)
    house.receive("from Alice")
    house.send(BOB, "to Bob", modem="gsm")
    house.sent(house.job().job)
    house.send(ALICE, "to Alice")
    house.sent(house.job().job)
    assert purge(house) == {"inbox": 1, "outbox": 1, "values": 2, "errands": 0, "left": 0, "more": False}
    assert [message["text"] for message in house.inbox()] == ["from Bob"]
    assert [message["text"] for message in house.outbox()] == ["to Bob"]
    assert [person["name"] for person in house.result(ContactListRequest(id=1))] == ["Alice", "Bob"]
    assert purge(house) == {"inbox": 0, "outbox": 0, "values": 0, "errands": 0, "left": 0, "more": False}


def test_a_purge_empties_the_values_that_show_the_contact_and_no_others(house: House) -> None:
    house.result(EquipmentAddRequest(id=1, name="barn", allow_unknown=True))
    house.result(ContactAddRequest(id=1, equipment="barn", name="Alicia", numbers=ALICE))
    house.receive("secret")
    house.receive("from Bob", BOB)  # unknown: the barn's values show it
    house.forget()
    purge(house)
    assert (value(house, "message"), value(house, "sender")) == (None, None)
    assert (value(house, "message", "barn"), value(house, "sender", "barn")) == ("from Bob", BOB)
    assert [event.data for event in house.events("value.changed")] == [
        {"equipment": "home", "name": "message"},
        {"equipment": "home", "name": "sender", "value": None},
    ]


def test_the_text_of_a_purged_contact_is_neither_handled_again_nor_answered_any_more(house: House) -> None:
    part = house.part("On ?")
    house.modem(part)
    question = house.question().question
    house.take(question)
    purge(house)
    house.forget()
    house.answer(question)
    house.modem(part)
    assert house.acknowledged() == [part.key]
    assert (house.inbox(), house.outbox(), house.seen(Question), house.seen(SubmitJob)) == ([], [], [], [])


def test_what_waits_is_cancelled_and_what_is_at_a_modem_is_left_and_told(house: House) -> None:
    house.send(ALICE, "at the modem")
    house.send(ALICE, "waits")
    assert purge(house) == {"inbox": 0, "outbox": 1, "values": 0, "errands": 0, "left": 1, "more": False}
    house.sent(house.job().job)
    assert purge(house)["outbox"] == 1
    assert house.outbox() == []
    assert len(house.seen(SubmitJob)) == 1


def test_a_purge_is_done_in_batches(house: House) -> None:
    for number in range(2 * BATCH - 1):
        house.receive(f"{number}")
    assert [purge(house)["more"] for _ in range(2)] == [True, False]
    assert house.inbox() == []


def test_one_message_is_purged_unless_it_is_at_a_modem(house: House) -> None:
    house.receive("On ?")
    [sent] = house.send()
    assert house.error(MessagePurgeRequest(id=1, box="outbox", message=sent["id"])) == "state"
    house.sent(house.job().job)
    house.result(MessagePurgeRequest(id=1, box="outbox", message=sent["id"]))
    house.result(MessagePurgeRequest(id=1, box="inbox", message=1))
    assert (house.inbox(), house.outbox()) == ([], [])
    for box in ("inbox", "outbox"):
        assert house.error(MessagePurgeRequest(id=1, box=box, message=1)) == "not-found"  # type: ignore[arg-type]


def test_neither_texts_nor_numbers_are_in_what_a_purge_tells(house: House) -> None:
    house.receive("secret")
    house.send(ALICE, "secret too")
    house.sent(house.job().job)
    house.forget()
    purge(house)
    told = str(house.outputs)
    assert "secret" not in told
    assert ALICE not in told


def test_the_asks_of_the_contact_go_too_unless_they_are_open(house: House) -> None:
    with_bob(house)
    for to, text in (("Alice", "First?"), ("Bob", "Bob?")):
        house.result(AskRequest(id=1, to=to, text=text, answers=["yes"], timeout_s=600))
        house.sent(house.job().job)
    house.receive("yes")
    house.receive("yes", BOB)
    house.wait(10)
    house.result(AskRequest(id=1, to="Alice", text="Second?", timeout_s=600))
    while purge(house)["more"]:
        continue
    assert [row["text"] for row in house.store.rows("SELECT text FROM ask ORDER BY id")] == ["Bob?", "Second?"]
