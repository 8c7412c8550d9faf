"""Errand rows: states that cannot be, and how they are found; the question table they are asked through."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from routerd import store_errands, store_questions
from routerd.errands import OPEN
from routerd.errands import __doc__ as theory
from routerd.store import MIGRATION_FILES, Store, Unstorable, Value
from tests.routerd.house import ALICE, BOB, House


def add(house: House, **changes: Any) -> int:
    fields: dict[str, Any] = {
        "sender": ALICE,
        "modem": "gsm",
        "contact": "Alice",
        "equipment": "home",
        "number": 1,
        "what": "heat",
        "note": "",
        "due_at": 1000,
        "relative": 0,
        "every_s": None,
        "expires_at": None,
        "created_at": 500,
    }
    return store_errands.add(house.store, **(fields | changes))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "done"},  # when?
        {"ended_at": 1},
        {"every_s": 60},  # until when?
        {"expires_at": 60},
        {"every_s": 9, "expires_at": 60},
        {"number": 0},
        {"what": ""},
        {"sender": "36105"},
        {"relative": 2},
    ],
    ids=str,
)
def test_wrong_rows_are_impossible(house: House, wrong: dict[str, Value]) -> None:
    errand = add(house)
    with pytest.raises(Unstorable):
        store_errands.change(house.store, errand, **wrong)


def test_a_number_is_one_open_errands_of_its_sender(house: House) -> None:
    first = add(house)
    add(house, sender=BOB)
    with pytest.raises(Unstorable):
        add(house)
    store_errands.change(house.store, first, state="done", ended_at=1)
    add(house)


@pytest.mark.parametrize(
    "wrong", [{"inbox": None, "errand": None}, {"errand": 1}, {"turn": "due"}, {"acts": 2}, {"turn": "soon"}], ids=str
)
def test_a_question_is_a_messages_or_an_errands(house: House, wrong: dict[str, Value]) -> None:
    add(house)
    house.receive("On ?")
    with pytest.raises(Unstorable):
        store_questions.change(house.store, house.question().question, **wrong)


def test_they_are_found_by_sender_by_time_and_by_being_open(house: House) -> None:
    late, soon, ended = add(house, due_at=2000), add(house, number=2), add(house, number=3)
    other = add(house, sender=BOB, due_at=1500)
    store_errands.change(house.store, ended, state="done", ended_at=1)
    store = house.store
    assert [errand.id for errand in store_errands.open_of(store, [ALICE])] == [soon, late]
    assert [errand.id for errand in store_errands.all_open(store)] == [soon, other, late]
    assert store_errands.open_count(store) == 3
    assert [errand.id for errand in store_errands.due(store, 1500)] == [soon, other]
    assert [errand.id for errand in store_errands.of_senders(store, [ALICE], after=late, limit=9)] == [soon, ended]
    assert [store_errands.next_due(store, at, 10_000) for at in (0, 1000, 2000, 11_500, 12_000)] == [
        1000,
        1500,
        11_000,
        12_000,
        None,
    ]


def test_one_whose_sender_is_being_asked_something_is_not_due(house: House) -> None:
    now_ms = round(house.now * 1000)
    add(house, due_at=now_ms)
    house.store.commit()
    house.receive("On ?")
    assert store_errands.due(house.store, now_ms) == []
    house.answer(house.question().question)
    assert [row["state"] for row in house.store.rows("SELECT state FROM errand")] == ["asked"]


def test_erasing_one_erases_its_questions(house: House) -> None:
    errand = add(house)
    store_questions.add(house.store, id="q", errand=errand, sender=ALICE, modem="gsm", created_at=1, deadline_at=2)
    store_errands.erase(house.store, errand)
    assert house.store.rows("SELECT * FROM question") == []


def test_the_schema_has_the_states_that_are_explained() -> None:
    schema = resources.files("routerd").joinpath("schema_6.sql").read_text("utf-8")
    for table, explained in (("errand", theory), ("question_6", None)):
        definition = schema.split(f"CREATE TABLE {table} ")[1].split("STRICT")[0]
        states = re.search(r"state IN \(([^)]*)\)", definition)
        assert states is not None
        if explained is not None:
            told = re.findall(r"^    (\w+)  ", explained, re.MULTILINE)
            assert sorted(re.findall(r"'([^']*)'", states[1])) == sorted(told)
        else:
            first = resources.files("routerd").joinpath("schema.sql").read_text("utf-8")
            before = re.search(r"state IN \(([^)]*)\)", first.split("CREATE TABLE question ")[1])
            assert before is not None
            assert states[1] == before[1]
    assert {"waiting", "asked"} == OPEN


def test_questions_of_an_older_store_are_taken_over_in_their_order(tmp_path: Path) -> None:
    scripts = [resources.files("routerd").joinpath(name).read_text("utf-8") for name in MIGRATION_FILES]
    store = Store.open(tmp_path / "store", scripts[: MIGRATION_FILES.index("schema_6.sql")])
    common: dict[str, Value] = {"modem": "gsm", "sim": "s", "sender": ALICE, "sender_kind": "international"}
    common |= {"content": "text", "text": "x", "state": "accepted", "reason": "known", "parts": 1, "missing": 0}
    for at in (1, 2, 3):
        store.insert("inbox", received_at=at, **common)
    rest: dict[str, Value] = {"sender": ALICE, "modem": "gsm"}
    store.insert("question", id="c", inbox=3, state="waiting", created_at=3, deadline_at=9, **rest)
    asked: dict[str, Value] = {"interactd": "i", "boot": "b", "asked_at": 2, "deadline_at": 9}
    store.insert("question", id="b", inbox=2, state="taken", created_at=2, **asked, **rest)
    store.insert("question", id="a", inbox=1, state="answered", created_at=1, outcome="answered", **rest)
    store.commit()
    store.close()
    store = Store.open(tmp_path / "store")
    found = [(row["id"], row["inbox"], row["state"], row["acts"]) for row in store.rows("SELECT * FROM question")]
    assert found == [("a", 1, "answered", 0), ("b", 2, "taken", 0), ("c", 3, "waiting", 0)]
    assert store_questions.next_waiting(store) == [], "b comes first"
    store.execute("DELETE FROM inbox WHERE id = 2")
    assert [question.id for question in store_questions.next_waiting(store)] == ["c"]
