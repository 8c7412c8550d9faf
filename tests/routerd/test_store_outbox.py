"""Outbox rows: states that cannot be."""

from __future__ import annotations

import pytest

from routerd import store_outbox
from routerd.outbox import MOVES
from routerd.store import Unstorable, Value
from smsbus.requests import MessageCancelRequest
from tests.routerd.house import START, House

HANDED: dict[str, Value] = {"job": "j", "modem": "gsm", "boot": "b", "handed_at": 1}


def part_of(house: House) -> int:
    [message] = house.send()
    return store_outbox.parts(house.store, message["id"])[0].id


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "in-flight", "due_at": None},  # at no modem
        {"state": "in-flight", **HANDED},  # still with a time in the queue
        {"state": "queued", "due_at": None},
        {"state": "uncertain", "due_at": 5},
        {"state": "sent", "due_at": None, **HANDED},  # never
        {"state": "delivered", "due_at": None, "sent_at": 1, **HANDED},
        {"state": "lost", "due_at": None},
        {"tp_mr": 256},
    ],
)
def test_wrong_rows_are_impossible(empty: House, wrong: dict[str, Value]) -> None:
    part = part_of(empty)
    with pytest.raises(Unstorable):
        store_outbox.change_part(empty.store, part, **wrong)


def test_two_parts_at_one_modem_are_impossible(empty: House) -> None:
    store_outbox.change_part(empty.store, part_of(empty), state="in-flight", due_at=None, **HANDED)
    with pytest.raises(Unstorable):
        store_outbox.change_part(empty.store, part_of(empty), state="in-flight", due_at=None, **(HANDED | {"job": "k"}))


def test_a_key_queues_once_per_recipient_and_is_taken_once(empty: House) -> None:
    empty.send(key="k")
    with pytest.raises(Unstorable):
        store_outbox.use_key(empty.store, "k", "digest", 1)
    with pytest.raises(Unstorable):
        empty.store.execute(
            "INSERT INTO outbox SELECT NULL, recipient, contact, text, alphabet, state, reason, priority,"
            " modem, via, key, reference, delivery_report, flash, cancelled, validity_s, not_before_at,"
            " expires_at, queued_at, sent_at, delivered_at, bound, next_at FROM outbox"
        )


def test_references_go_round(empty: House) -> None:
    assert sorted(store_outbox.next_reference(empty.store) for _ in range(256)) == list(range(256))


@pytest.mark.parametrize("query", [store_outbox._HEADS, store_outbox._HEADS_AWAY])
def test_the_next_message_of_a_modem_is_found_in_the_index_without_looking_at_others(empty: House, query: str) -> None:
    """Nor at those not yet due: 100,000 of either kind made no difference (20 us); a scan of them took 100 ms."""
    plan = [row["detail"] for row in empty.store.rows(f"EXPLAIN QUERY PLAN {query}", ("gsm", 0, 1, 1) * 4)]
    searches = [step for step in plan if "outbox" in step]
    assert searches == ["SEARCH outbox USING INDEX outbox_queue (lane=? AND bound=? AND priority=? AND next_at<?)"] * 4
    assert not any("B-TREE" in step for step in plan)


def test_messages_are_listed_and_counted_by_state_wherever_their_index_is(house: House) -> None:
    """One of which a part is at a modem and another waits; two that wait; one that was cancelled, one that was sent."""
    [sent] = house.send(text="sent")
    house.sent(house.job().job)
    [flying] = house.send(text="x" * 200)
    [waiting] = house.send(text="waits")
    [cancelled] = house.send(text="cancelled")
    house.result(MessageCancelRequest(id=1, message=cancelled["id"]))
    [later] = house.send(text="later", not_before_at=round(house.now * 1000) + 60_000)
    listed = {
        state.value: [message.id for message in store_outbox.messages(house.store, state=state.value, limit=10)]
        for state in MOVES
    }
    assert {state: ids for state, ids in listed.items() if ids} == {
        "sent": [sent["id"]],
        "in-flight": [flying["id"]],
        "cancelled": [cancelled["id"]],
        "queued": [later["id"], waiting["id"]],
    }
    assert [message.id for message in store_outbox.messages(house.store, state="queued", limit=1)] == [later["id"]]
    assert store_outbox.counts(house.store, 0) == store_outbox.Counts(
        queued=2, in_flight=1, uncertain=0, failed_since=0
    )


def test_a_queued_message_is_in_no_index_that_grows_with_the_store_beyond_those_of_its_key_and_recipient(
    empty: House,
) -> None:
    """Each would be a page more to write before the reply. Those of the queue are as large as the queue."""
    whole = [
        row["name"]
        for row in empty.store.rows(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('outbox', 'outbox_part', 'event')"
            " AND coalesce(sql NOT LIKE '% WHERE %', 1) ORDER BY name"
        )
    ]
    assert whole == [
        "outbox_recipient",
        "sqlite_autoindex_outbox_part_1",  # by job
        "sqlite_autoindex_outbox_part_2",  # by message and sequence
    ]


def test_the_modems_for_which_messages_wait_are_found_each_once(empty: House) -> None:
    for modem in ("b", "a", "b", None):
        columns: dict[str, Value] = {
            "recipient": "+33639980001", "text": "x", "alphabet": "gsm7", "priority": 2, "delivery_report": 0,
            "flash": 0, "queued_at": 1, "modem": modem,
        }  # fmt: skip
        store_outbox.add(empty.store, ("x",), 1, **columns)
    assert store_outbox.lanes(empty.store) == ["a", "b"]
    assert [store_outbox.waiting_in(empty.store, lane) for lane in ("a", "b", "c")] == [1, 2, 0]


def test_when_a_modem_sent_parts_is_known_by_whatever_reference(house: House) -> None:
    for reference in (255, 0, 7):
        house.send()
        house.now += 1
        house.sent(house.job().job, reference=reference)
    start = round(START * 1000)
    assert store_outbox.sent_since(house.store, "gsm", start) == [start + 1000, start + 2000, start + 3000]
    assert store_outbox.sent_since(house.store, "gsm", start + 1000) == [start + 2000, start + 3000]
    assert store_outbox.sent_since(house.store, "other", start) == []
