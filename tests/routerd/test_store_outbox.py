"""Outbox rows: states that cannot be."""

from __future__ import annotations

import pytest

from routerd import store_outbox
from routerd.store import Unstorable, Value
from tests.routerd.house import House

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
            " expires_at, queued_at, sent_at, delivered_at FROM outbox"
        )


def test_references_go_round(empty: House) -> None:
    assert sorted(store_outbox.next_reference(empty.store) for _ in range(256)) == list(range(256))
