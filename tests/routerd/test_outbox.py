"""States of an outgoing message and their moves; how a message is cut and queued."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from routerd import store_outbox
from routerd.outbox import MOVES, WORST_FIRST, ForbiddenMove, State, move, worst
from smsbus.messages import Capabilities, SubmitJob
from smsbus.requests import MessageCancelRequest, MessageShowRequest, SendRequest, StatusRequest
from tests.routerd.house import BOB, House

LONG = "0123456789" * 20  # 200 characters of the GSM alphabet: two parts

TABLE = {
    "queued": {"in-flight", "sent", "failed", "expired", "cancelled"},
    "in-flight": {"sent", "queued", "uncertain", "failed", "cancelled"},
    "uncertain": {"sent", "queued", "failed", "cancelled"},
    "sent": {"delivered", "failed", "queued"},
    "delivered": {"queued"},
    "failed": {"queued", "sent"},
    "expired": {"queued", "sent"},
    "cancelled": {"queued", "sent"},
}


def test_the_table_of_moves() -> None:
    assert {state.value: {to.value for to in moves} for state, moves in MOVES.items()} == TABLE


@pytest.mark.parametrize(("before", "after"), list(itertools.product(State, State)))
def test_a_part_makes_the_moves_of_the_table_and_no_others(empty: House, before: State, after: State) -> None:
    [message] = empty.send()
    columns = {"job": "j", "modem": "gsm", "boot": "b", "handed_at": 1, "sent_at": 1, "delivered_at": 1}
    due_at = 1 if before in (State.QUEUED, State.UNCERTAIN) else None
    [part] = store_outbox.parts(empty.store, message["id"])
    store_outbox.change_part(empty.store, part.id, state=before.value, due_at=due_at, **columns)
    [part] = store_outbox.parts(empty.store, message["id"])
    if after.value in TABLE[before.value]:
        assert move(empty.work(), part, after).state == after
    else:
        with pytest.raises(ForbiddenMove):
            move(empty.work(), part, after)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["sent", "delivered"], "sent"),
        (["delivered", "delivered"], "delivered"),
        (["sent", "queued"], "queued"),
        (["sent", "in-flight", "queued"], "in-flight"),
        (["sent", "uncertain", "queued"], "uncertain"),
        (["sent", "cancelled"], "cancelled"),
        (["delivered", "failed"], "failed"),
    ],
)
def test_a_message_is_in_the_state_of_its_worst_part(parts: list[str], message: str) -> None:
    assert worst(State(part) for part in parts) == message
    assert set(WORST_FIRST) == set(State)


def test_the_parts_of_a_long_text_share_a_reference_that_differs_from_the_next_messages(house: House) -> None:
    house.send(text=LONG)
    jobs = []
    for _ in range(2):
        jobs.append(house.job())
        house.sent(house.job().job)
    house.send(text=LONG)
    first, second = jobs[0].concat, jobs[1].concat
    assert first is not None
    assert second is not None
    assert (first.total, first.sequence, second.sequence) == (2, 1, 2)
    assert first.reference == second.reference != house.job().concat.reference  # type: ignore[union-attr]
    assert jobs[0].text + jobs[1].text == LONG


def test_references_go_on_after_a_restart(house: House) -> None:
    house.send(text=LONG)
    before = house.job().concat
    house.restart()
    assert store_outbox.next_reference(house.store) == (before.reference + 1) % 256  # type: ignore[union-attr]


def test_a_modem_without_concatenation_gets_separate_messages(empty: House) -> None:
    empty.hello(capabilities=Capabilities(max_chars=40))
    [message] = empty.send(text="Seven words that are longer than forty characters")
    assert message["parts"] == 2
    assert empty.job().concat is None
    assert len(empty.job().text) <= 40


def test_only_the_parts_of_a_text_with_one_sms_have_no_header(house: House) -> None:
    house.send(text="short")
    assert house.job().concat is None


def test_a_message_not_sent_within_its_validity_expires(empty: House) -> None:
    [message] = empty.send(validity_s=60)
    empty.wait(59)
    assert empty.outbox()[0]["state"] == "queued"
    empty.wait(2)
    assert empty.outbox()[0]["state"] == "expired"
    assert empty.events("sms.failed")[0].data["state"] == "expired"
    empty.hello()
    assert empty.seen(SubmitJob) == []
    assert message["state"] == "queued"


def test_a_message_waits_for_its_time(house: House) -> None:
    house.send(not_before_at=round((house.now + 100) * 1000))
    house.wait(99)
    assert house.seen(SubmitJob) == []
    house.wait(1)
    assert len(house.seen(SubmitJob)) == 1


def test_every_step_is_an_event_with_a_masked_number(house: House) -> None:
    house.send()
    house.sent(house.job().job)
    assert [event.topic for event in house.events("sms.")] == ["sms.queued", "sms.sent"]
    assert {event.data["to"] for event in house.events("sms.")} == {"+336*****002"}


def test_a_cancelled_message_is_not_sent(empty: House) -> None:
    [message] = empty.send()
    assert empty.result(MessageCancelRequest(id=1, message=message["id"]))["state"] == "cancelled"
    empty.hello()
    assert empty.seen(SubmitJob) == []


def test_counts_in_status_follow(house: House) -> None:
    house.send()
    house.send()
    queues = house.result(StatusRequest(id=1))["queues"]
    assert (queues["queued"], queues["in_flight"]) == (1, 1)


def test_a_text_of_more_parts_than_can_be_counted_is_refused(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.hello(capabilities=Capabilities(max_chars=20))
    assert house.error(SendRequest(id=1, to=BOB, text="x" * 20 * 256)) == "invalid"
    assert house.outbox() == []


def test_a_message_to_an_equipments_contact_goes_through_its_modem(tmp_path: Path) -> None:
    house = House(tmp_path, modems=("one", "two"))
    house.furnish(modem="two")
    house.hello("one", peer=b"1")
    [message] = house.send("Alice")
    assert (message["modem"], message["state"]) == ("two", "queued")
    house.hello("two", peer=b"2")
    shown = house.result(MessageShowRequest(id=1, box="outbox", message=message["id"]))
    assert shown["state"] == "in-flight"
    assert house.send(BOB)[0]["modem"] is None
