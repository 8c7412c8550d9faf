"""Question rows: states that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from routerd import store_questions
from routerd.store import Row, Store, Unstorable, Value
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


class Explaining(Store):
    """A store that says how it finds what it is asked for."""

    plans: list[str]

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        self.plans += [row["detail"] for row in super().rows(f"EXPLAIN QUERY PLAN {sql}", parameters)]
        return super().rows(sql, parameters)

    def row(self, sql: str, parameters: Sequence[Value] = ()) -> Row | None:
        return next(iter(self.rows(sql, parameters)), None)


@pytest.mark.parametrize(
    "find",
    [
        store_questions.next_waiting,
        lambda store: store_questions.at(store, "interactd"),
        lambda store: store_questions.overdue(store, 1),
        lambda store: store_questions.open_of_errand(store, 1),
        lambda store: store_questions.open_of(store, "+33639980001"),
        lambda store: store_questions.next_due(store, 1),
    ],
)
def test_open_ones_are_found_without_a_look_at_all_that_are_closed(
    tmp_path: Path, find: Callable[[Store], object]
) -> None:
    store = Explaining.open(tmp_path / "store")
    assert isinstance(store, Explaining)
    store.plans = []
    find(store)
    assert store.plans
    assert not [plan for plan in store.plans if plan.startswith("SCAN question") and "INDEX" not in plan]
