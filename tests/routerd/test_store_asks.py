"""Ask rows: states that cannot be, and how they are found."""

from __future__ import annotations

import pytest

from routerd import store_asks
from routerd.store import Unstorable, Value
from smsbus.requests_ask import AskRequest
from tests.routerd.house import House


def add(house: House, key: str | None = None, to: str = "Alice") -> int:
    return int(house.result(AskRequest(id=1, to=to, text="Open?", answers=["yes", "no"], key=key))["id"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "waiting"},  # without the times it waits for
        {"state": "asked"},  # when, and until when?
        {"state": "answered"},  # what, and when?
        {"state": "answered", "ended_at": 1},
        {"state": "failed"},
        {"ended_at": 1},
        {"choice": 1},
        {"deadline_at": 1},
        {"timeout_s": 0},
        {"number": "36105"},
        {"answers": "yes,no"},
        {"contact": 99},
        {"message": 99},
    ],
    ids=str,
)
def test_wrong_rows_are_impossible(house: House, wrong: dict[str, Value]) -> None:
    with pytest.raises(Unstorable):
        store_asks.change(house.store, add(house), **wrong)


def test_a_key_is_used_once(house: House) -> None:
    add(house, "a")
    with pytest.raises(Unstorable):
        store_asks.change(house.store, add(house, "b"), key="a")


def test_open_ones_are_found_by_contact_oldest_first(house: House) -> None:
    first, second = add(house), add(house)
    found = store_asks.open_of(house.store, [1, 2])
    assert [(ask.id, ask.state, ask.allowed) for ask in found] == [
        (first, "asking", ("yes", "no")),
        (second, "waiting", ("yes", "no")),
    ]
    assert store_asks.open_of(house.store, [2]) == []


def test_what_is_purged_leaves_the_ask(house: House) -> None:
    ask = add(house)
    house.store.execute("DELETE FROM outbox")
    found = store_asks.ask(house.store, ask)
    assert found is not None and found.message is None
    assert [orphan.id for orphan in store_asks.without_message(house.store)] == [ask]


def test_looking_after_asks_reads_no_table_as_a_whole(house: House) -> None:
    said: list[str] = []
    house.store._connection.set_trace_callback(said.append)
    store_asks.any_open(house.store)
    store_asks.orphans(house.store)
    store_asks.without_message(house.store)
    store_asks.with_message_in(house.store, "asking", ("sent",))
    store_asks.waiting(house.store, 1)
    store_asks.overdue(house.store, 1)
    store_asks.next_due(house.store, 1)
    store_asks.open_of(house.store, [1])
    store_asks.of_message(house.store, 1)
    store_asks.last_answered_at(house.store, [1], 1)
    house.store._connection.set_trace_callback(None)
    assert len(said) == 10
    for sql in said:
        steps = [row["detail"] for row in house.store.rows(f"EXPLAIN QUERY PLAN {sql}")]
        scans = [step for step in steps if step.startswith("SCAN") and not step.startswith("SCAN (subquery")]
        assert all("USING INDEX ask_open" in step or "USING COVERING INDEX ask_open" in step for step in scans), steps
