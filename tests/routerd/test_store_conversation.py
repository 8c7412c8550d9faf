"""Rows of what is remembered."""

from __future__ import annotations

import pytest

from routerd import store_conversation
from routerd.store import Unstorable
from tests.routerd.house import ALICE, BOB, House


def kept(house: House) -> list[tuple[str, str, int]]:
    found = store_conversation.of_senders(house.store, [ALICE, BOB], after=0, limit=9)
    return [(memory.sender, memory.memory, memory.at) for memory in found]


def test_one_text_is_kept_of_each_number_and_an_empty_one_is_none(house: House) -> None:
    for sender, text, at in ((ALICE, "a", 1), (BOB, "b", 2), (ALICE, "again", 3)):
        store_conversation.put(house.store, sender, text, at)
    assert kept(house) == [(ALICE, "again", 3), (BOB, "b", 2)]
    store_conversation.put(house.store, ALICE, "", 4)
    assert (kept(house), store_conversation.memory(house.store, ALICE)) == ([(BOB, "b", 2)], "")
    with pytest.raises(Unstorable):
        house.store.insert("conversation", sender=ALICE, memory="", at=1)


def test_it_comes_in_pages(house: House) -> None:
    for sender in (ALICE, BOB):
        store_conversation.put(house.store, sender, "x", 1)
    [first] = store_conversation.of_senders(house.store, [ALICE, BOB], after=0, limit=1)
    [second] = store_conversation.of_senders(house.store, [ALICE, BOB], after=first.id, limit=9)
    assert (first.sender, second.sender) == (ALICE, BOB)


def test_what_nobody_came_back_to_is_forgotten(house: House) -> None:
    for sender, at in ((ALICE, 10), (BOB, 20)):
        store_conversation.put(house.store, sender, "x", at)
    store_conversation.forget_before(house.store, 20)
    assert kept(house) == [(BOB, "x", 20)]
    store_conversation.forget(house.store, [BOB])
    assert kept(house) == []


def test_nothing_is_written_where_there_is_nothing_to_change(house: House) -> None:
    store_conversation.put(house.store, ALICE, "x", 10)
    before = house.store.writes
    store_conversation.forget(house.store, [BOB])
    store_conversation.forget_before(house.store, 10)
    store_conversation.replan(house.store, 0, 10)
    assert house.store.writes == before


@pytest.mark.parametrize(("shift", "at"), [(5, 15), (50, 20), (-5, 5)])
def test_its_moment_goes_with_the_clock_and_is_never_ahead_of_it(house: House, shift: int, at: int) -> None:
    store_conversation.put(house.store, ALICE, "x", 10)
    store_conversation.replan(house.store, shift, 20)
    assert kept(house) == [(ALICE, "x", at)]
