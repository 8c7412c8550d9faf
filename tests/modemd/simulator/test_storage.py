"""Message storages."""

from __future__ import annotations

import pytest

from modemd.simulator.storage import JoinedStorage, Status, Storage, StoredMessage, tpdu_length

MESSAGE = StoredMessage(status=Status.RECEIVED_UNREAD, pdu=b"\x00\x04")


@pytest.mark.parametrize("base", [0, 1])
def test_slots_are_numbered_from_the_base_and_the_lowest_free_one_is_taken(base: int) -> None:
    storage = Storage(name="SM", capacity=3, base=base)
    assert [storage.store(MESSAGE) for _ in range(4)] == [base, base + 1, base + 2, None]
    assert storage.full
    storage.delete(base + 1)
    storage.delete(base + 1)
    assert [index for index, _ in storage.messages()] == [base, base + 2]
    assert storage.store(MESSAGE) == base + 1


def test_a_message_changes_its_status_in_its_slot() -> None:
    storage = Storage(name="SM", capacity=1, base=1)
    storage.store(MESSAGE)
    storage.mark(1, Status.RECEIVED_READ)
    assert storage.get(1) == StoredMessage(status=Status.RECEIVED_READ, pdu=b"\x00\x04")
    assert storage.get(2) is None


@pytest.mark.parametrize(("pdu", "length"), [("0004", 1), ("07913336990890F90400", 2), ("07", 0)])
def test_the_announced_length_leaves_out_the_smsc(pdu: str, length: int) -> None:
    assert tpdu_length(bytes.fromhex(pdu)) == length


def test_a_joined_storage_shows_the_slots_of_others_under_one_numbering() -> None:
    card, memory = Storage(name="SM", capacity=2, base=1), Storage(name="ME", capacity=1, base=1)
    both = JoinedStorage(name="MT", parts=(card, memory), base=1)
    memory.store(MESSAGE)
    assert ([index for index, _ in both.messages()], both.used, both.full) == ([3], 1, False)
    assert [both.store(MESSAGE) for _ in range(3)] == [1, 2, None]
    assert (card.used, both.full) == (2, True)
    both.mark(2, Status.RECEIVED_READ)
    both.delete(1)
    assert card.messages() == [(2, StoredMessage(status=Status.RECEIVED_READ, pdu=b"\x00\x04"))]
    assert both.get(1) is None
