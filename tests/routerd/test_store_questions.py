"""Question rows: states that cannot be."""

from __future__ import annotations

import pytest

from routerd import store_questions
from routerd.store import Unstorable, Value
from tests.routerd.house import House


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "answered"},  # with a deadline
        {"deadline_at": None},
        {"interactd": None},  # asked, but whom?
        {"state": "lost"},
    ],
)
def test_wrong_rows_are_impossible(house: House, wrong: dict[str, Value]) -> None:
    house.receive("On ?")
    with pytest.raises(Unstorable):
        store_questions.change(house.store, house.question().question, **wrong)


def test_a_message_asks_once(house: House) -> None:
    house.receive("On ?")
    row = store_questions.question(house.store, house.question().question)
    assert row is not None
    with pytest.raises(Unstorable):
        store_questions.add(
            house.store, id="other", inbox=row.inbox, sender=row.sender, modem="gsm", created_at=1, deadline_at=2
        )


def test_open_ones_are_counted_by_sender(house: House) -> None:
    house.receive("On ?")
    sender = house.inbox()[0]["sender"]
    assert (store_questions.open_count(house.store), store_questions.open_of(house.store, sender)) == (1, 1)
    house.answer(house.question().question)
    assert (store_questions.open_count(house.store), store_questions.open_of(house.store, sender)) == (0, 0)
