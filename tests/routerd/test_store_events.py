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


def test_what_is_kept_has_no_holes_whatever_the_clock_said(empty: House) -> None:
    for at in (100, 5, 100, 100):  # the second while the clock was not set
        store_events.add(empty.store, "alert", at, {})
    assert store_events.purge(empty.store, before_at=50, keep=100) == 0
    assert seqs(empty) == [1, 2, 3, 4]


def test_a_turn_forgets_so_many_at_most(empty: House) -> None:
    for _ in range(store_events.MOST_PURGED + 5):
        store_events.add(empty.store, "alert", 1, {})
    purged = [store_events.purge(empty.store, before_at=9, keep=100_000) for _ in range(3)]
    assert purged == [store_events.MOST_PURGED, 5, 0]
