"""What follows from a received message."""

from __future__ import annotations

import pytest

from routerd.exchange import Commit, FromModem, Send
from smsbus.messages import Content, PartAck, SubmitJob
from smsbus.questions import Question
from smsbus.requests import ContactListRequest, EquipmentAddRequest, EquipmentSetRequest, ValueGetRequest
from tests.routerd.house import ALICE, MODEM, STRANGER, House


def value(house: House, name: str, equipment: str = "home") -> object:
    return house.result(ValueGetRequest(id=1, equipment=equipment, name=name))["value"]


def test_the_part_is_acknowledged_only_behind_the_commit(house: House) -> None:
    outputs = house.handle(FromModem(peer=MODEM, message=house.part("On ?")))
    assert isinstance(outputs[0], Commit)
    assert [type(output.message) for output in outputs if isinstance(output, Send)] == [PartAck, Question]


def test_a_known_senders_text_sets_the_values(house: House) -> None:
    house.receive("It is cold")
    assert (value(house, "message"), value(house, "sender")) == ("It is cold", "Alice")


def test_a_stranger_is_stored_as_refused_and_gets_nothing(house: House) -> None:
    house.receive("Hello", STRANGER)
    house.wait(3600)
    [message] = house.inbox()
    assert (message["state"], message["reason"], message["text"]) == ("refused", "unknown", "Hello")
    assert house.seen(Question) == []
    assert house.seen(SubmitJob) == []
    assert value(house, "message") is None
    assert [event.topic for event in house.events("sms.")] == ["sms.refused"]


def test_an_allowed_stranger_sets_the_values_under_the_number_and_asks_nothing(house: House) -> None:
    house.result(EquipmentSetRequest(id=1, name="home", allow_unknown=True))
    house.receive("Hello", STRANGER)
    assert (value(house, "message"), value(house, "sender")) == ("Hello", STRANGER)
    assert house.seen(Question) == []


def test_an_added_stranger_is_a_contact_from_this_message_on(house: House) -> None:
    house.result(EquipmentSetRequest(id=1, name="home", allow_unknown=True, add_unknown=True))
    house.receive("Hello ?", STRANGER)
    house.answer(house.question().question)
    house.receive("Still there ?", STRANGER)
    contacts = house.result(ContactListRequest(id=1))
    assert [(contact["name"], contact["added_automatically"]) for contact in contacts] == [
        (STRANGER, True),
        ("Alice", False),
    ]
    assert [question.contact for question in house.seen(Question)] == [STRANGER, STRANGER]
    assert len(house.events("contact.added")) == 1


def test_each_equipment_that_knows_the_sender_is_updated_and_one_question_is_asked(house: House) -> None:
    from smsbus.requests import ContactAddRequest

    house.result(EquipmentAddRequest(id=1, name="work"))
    house.result(ContactAddRequest(id=1, equipment="work", name="Ms A.", numbers=ALICE))
    house.receive("On ?")
    assert (value(house, "sender", "home"), value(house, "sender", "work")) == ("Alice", "Ms A.")
    assert len(house.seen(Question)) == 1


@pytest.mark.parametrize("content", [Content.DATA, Content.UNDECODABLE])
def test_what_is_no_text_is_kept_and_told_but_not_asked(house: House, content: Content) -> None:
    house.receive(text=None, content=content, data=b"\x01\x02")
    [message] = house.inbox()
    assert (message["text"], message["reason"]) == (None, "not-text")
    assert house.events("sms.received")[0].data["content"] == content.value
    assert house.seen(Question) == []
    assert value(house, "message") is None


def test_events_hold_no_text_and_no_full_number(house: House) -> None:
    house.result(EquipmentSetRequest(id=1, name="home", allow_unknown=True, add_unknown=True))
    house.receive("My secret", STRANGER)
    house.receive("My secret")
    house.answer(house.question().question, "my answer")
    told = repr(house.events())
    for private in ("secret", "my answer", ALICE, STRANGER):
        assert private not in told
