"""Requests about messages."""

from __future__ import annotations

from typing import Any

import pytest

from smsbus.codec import MAX_OCTETS, encode
from smsbus.messages import Capabilities
from smsbus.requests import (
    MessageCancelRequest,
    MessageListRequest,
    MessageRetryRequest,
    MessageShowRequest,
    Request,
    SendRequest,
)
from tests.routerd.house import ALICE, BOB, CLIENT, House


def send(**fields: Any) -> SendRequest:
    return SendRequest(**({"id": 1, "to": BOB, "text": "Alarm"} | fields))


def test_a_message_is_queued_for_each_recipient(house: House) -> None:
    result = house.result(send(to=f"{BOB};Alice"))
    assert [(message["to"], message["contact"], message["parts"]) for message in result["messages"]] == [
        (BOB, None, 1),
        (ALICE, "Alice", 1),
    ]
    assert (result["encoding"], result["repeated"], result["dry_run"]) == ("gsm7", False, False)


def test_repeating_a_key_queues_nothing_new_also_after_a_restart(house: House) -> None:
    first = house.result(send(key="alarm-1"))
    house.restart()
    again = house.result(send(id=2, key="alarm-1"))
    assert again["repeated"]
    assert [message["id"] for message in again["messages"]] == [message["id"] for message in first["messages"]]
    assert len(house.outbox()) == 1


@pytest.mark.parametrize("other", [{"text": "Other"}, {"to": ALICE}, {"flash": True}, {"priority": "bulk"}])
def test_a_key_used_for_another_message_is_an_error(house: House, other: dict[str, Any]) -> None:
    house.result(send(key="alarm-1"))
    assert house.error(send(key="alarm-1", **other)) == "key-reused"


def test_a_key_of_a_refused_request_is_still_free(house: House) -> None:
    assert house.error(send(to="Nobody", key="alarm-1")) == "not-found"
    assert not house.result(send(key="alarm-1"))["repeated"]


def test_a_report_that_can_never_come_is_refused(house: House) -> None:
    house.hello(capabilities=Capabilities(delivery_reports=False))
    assert house.error(send(delivery_report=True)) == "invalid"
    assert house.error(send(delivery_report=True, modem="gsm")) == "invalid"
    assert house.outbox() == []
    house.hello(capabilities=Capabilities(delivery_reports=True))
    assert house.result(send(delivery_report=True))["messages"]


def test_a_dry_run_shows_encoding_parts_and_recipients_and_queues_nothing(house: House) -> None:
    result = house.result(send(to="@home", text="16.3 °C " * 10, dry_run=True, key="k"))
    assert (result["encoding"], result["dry_run"]) == ("ucs2", True)
    assert [(message["to"], message["parts"]) for message in result["messages"]] == [(ALICE, 2)]
    assert house.outbox() == []


@pytest.mark.parametrize(
    ("fields", "code", "says"),
    [
        ({"text": ""}, "invalid", "empty"),
        ({"text": "x" * 60_000}, "invalid", "cannot be sent"),
        ({"modem": "none"}, "not-found", "gsm"),
        ({"validity_s": 0}, "invalid", "validity_s"),
        ({"validity_s": 2**62}, "invalid", "validity_s"),
        ({"not_before_at": -1}, "invalid", "not_before_at"),
        ({"not_before_at": 2**63}, "invalid", "not_before_at"),
        ({"key": ""}, "invalid", "key"),
        ({"key": "x" * 201}, "invalid", "key"),
        ({"key": "answer:1"}, "invalid", "answer:"),
        ({"to": "112"}, "invalid", "emergency"),
    ],
)
def test_what_cannot_be_sent_is_said(house: House, fields: dict[str, Any], code: str, says: str) -> None:
    reply = house.ask(send(**fields))
    assert reply.error is not None
    assert (reply.error.code, says in reply.error.message) == (code, True), reply.error.message
    assert house.outbox() == []


def test_lists_are_newest_first_and_can_be_narrowed(empty: House) -> None:
    for text in ("one", "two", "three"):
        empty.send(text=text)
    empty.result(MessageCancelRequest(id=1, message=2))
    listed = empty.result(MessageListRequest(id=1, box="outbox", limit=2))
    assert [message["text"] for message in listed] == ["three", "two"]
    cancelled = empty.result(MessageListRequest(id=1, box="outbox", state="cancelled"))
    assert [message["text"] for message in cancelled] == ["two"]
    assert empty.result(MessageListRequest(id=1, box="inbox", state="refused")) == []


def test_a_list_is_cut_to_what_fits_one_message(empty: House) -> None:
    for _ in range(10):
        empty.send(text="x" * 20_000)
    reply = empty.ask(MessageListRequest(id=1, box="outbox"))
    assert 1 <= len(reply.result) < 10
    assert len(encode(reply)[2]) <= MAX_OCTETS


def test_a_long_text_to_many_is_answered_without_repeating_the_text(empty: House) -> None:
    recipients = ";".join(f"+3363998{index:04}" for index in range(200))
    reply = empty.ask(send(to=recipients, text="x" * 1000))
    assert len(reply.result["messages"]) == 200
    assert len(encode(reply)[2]) <= MAX_OCTETS


def test_a_received_message_keeps_text_stamp_and_arrival(house: House) -> None:
    stamp = round(house.now * 1000) - 5000
    house.receive("Exactly  this\n", scts=stamp)
    shown = house.result(MessageShowRequest(id=1, box="inbox", message=1))
    assert (shown["text"], shown["scts"], shown["received_at"]) == ("Exactly  this\n", stamp, stamp + 5000)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (MessageShowRequest(id=1, box="inbox", message=99), "not-found"),
        (MessageShowRequest(id=1, box="outbox", message=99), "not-found"),
        (MessageCancelRequest(id=1, message=99), "not-found"),
        (MessageRetryRequest(id=1, message=99), "not-found"),
        (MessageShowRequest(id=1, box="outbox", message=2**64 - 1), "invalid"),
        (MessageListRequest(id=1, box="outbox", limit=2**63), None),
    ],
)
def test_messages_that_are_not_there(house: House, request_: Request, code: str | None) -> None:
    error = house.ask(request_, CLIENT).error
    assert (error.code if error else None) == code


def test_a_sent_message_can_neither_be_cancelled_nor_retried(house: House) -> None:
    [message] = house.send()
    house.sent(house.job().job)
    assert house.error(MessageCancelRequest(id=1, message=message["id"])) == "state"
    assert house.error(MessageRetryRequest(id=1, message=message["id"])) == "state"
