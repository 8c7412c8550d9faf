"""Inbox rows: states that cannot be."""

from __future__ import annotations

import pytest

from routerd import store_inbox
from routerd.store import Unstorable, Value
from tests.routerd.house import ALICE, House

ROW: dict[str, Value] = {
    "modem": "gsm",
    "sim": "s",
    "sender": ALICE,
    "sender_kind": "international",
    "content": "text",
    "text": "x",
    "state": "accepted",
    "reason": "known",
    "parts": 1,
    "missing": 0,
    "received_at": 1,
}


def test_a_right_row_is_read_back(empty: House) -> None:
    message = store_inbox.message(empty.store, store_inbox.add(empty.store, **ROW))
    assert message is not None
    assert (message.sender, message.text, message.state) == (ALICE, "x", "accepted")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "incomplete"},  # without a time to deliver it
        {"deliver_at": 5},  # though it was delivered
        {"parts": 2},  # without a reference
        {"missing": 2},
        {"content": "data"},  # with a text
        {"sender_kind": "unknown"},
    ],
)
def test_wrong_rows_are_impossible(empty: House, wrong: dict[str, Value]) -> None:
    with pytest.raises(Unstorable):
        store_inbox.add(empty.store, **(ROW | wrong))


def test_one_part_per_place(empty: House) -> None:
    message = store_inbox.add(empty.store, **ROW)
    part: dict[str, Value] = {"inbox": message, "sequence": 1, "pdu": b"", "received_at": 1}
    store_inbox.add_part(empty.store, key="a", **part)
    store_inbox.add_part(empty.store, key="b", repeats=1, **part)
    with pytest.raises(Unstorable):
        store_inbox.add_part(empty.store, key="c", **part)
