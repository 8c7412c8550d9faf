"""Event rows."""

from __future__ import annotations

from routerd import store_events
from tests.routerd.house import House


def seqs(house: House) -> list[int]:
    return [event.seq for event in store_events.since(house.store, 0, 100)]


def test_the_oldest_go_by_age_and_by_count(empty: House) -> None:
    for at in range(10):
        store_events.add(empty.store, "alert", at, {})
    store_events.purge(empty.store, before_at=2, keep=100)
    assert seqs(empty) == list(range(3, 11))
    store_events.purge(empty.store, before_at=0, keep=3)
    assert seqs(empty) == [8, 9, 10]
    assert (store_events.oldest(empty.store), store_events.last(empty.store)) == (8, 10)


def test_with_nothing_to_purge_nothing_is_written(empty: House) -> None:
    store_events.add(empty.store, "alert", 5, {})
    writes = empty.store.writes
    store_events.purge(empty.store, before_at=1, keep=100)
    assert empty.store.writes == writes


def test_a_number_is_never_used_twice(empty: House) -> None:
    store_events.add(empty.store, "alert", 1, {})
    store_events.purge(empty.store, before_at=9, keep=0)
    assert store_events.oldest(empty.store) is None
    assert store_events.add(empty.store, "alert", 2, {}).seq == 2
