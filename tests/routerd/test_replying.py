"""What goes back to who asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerd import outbox, replying
from routerd.store import Unstorable
from tests.routerd.house import ALICE, House

ANSWER, ERRAND = outbox.ANSWER_KEY, outbox.ERRAND_KEY


@pytest.fixture
def strict(tmp_path: Path) -> House:
    house = House(tmp_path, router="answers_per_minute = 1")
    house.furnish()
    return house


def queue(house: House, key: str, text: str | None = "yes") -> bool:
    work = house.work()
    return replying.queue(work, key=key, sender=ALICE, contact="Alice", modem="gsm", text=text)


def texts(house: House) -> list[str]:
    return [row["text"] for row in house.store.rows("SELECT text FROM outbox ORDER BY id")]


def test_a_key_is_used_once(house: House) -> None:
    assert queue(house, f"{ANSWER}q")
    with pytest.raises(Unstorable):
        queue(house, f"{ANSWER}q")
    assert texts(house) == ["yes"]


def test_silence_needs_no_message(house: House) -> None:
    assert queue(house, f"{ANSWER}q", None)
    assert queue(house, f"{ANSWER}q", "")
    assert texts(house) == []


def test_one_answer_too_many_mutes_and_nothing_goes_to_who_is_muted(strict: House) -> None:
    assert [queue(strict, f"{ANSWER}{n}") for n in (1, 2)] == [True, False]
    assert [row["number"] for row in strict.store.rows("SELECT number FROM mute")] == [ALICE]
    assert not queue(strict, f"{ERRAND}3")
    assert texts(strict) == ["yes"]


def test_what_an_errand_says_mutes_nobody_and_does_not_count(strict: House) -> None:
    assert all(queue(strict, f"{ERRAND}{n}") for n in range(5))
    assert queue(strict, f"{ANSWER}q")
    assert len(texts(strict)) == 6


def test_what_cannot_be_sent_becomes_an_apology(house: House) -> None:
    assert queue(house, f"{ANSWER}q", "x" * 50_000)
    assert texts(house) == ["Sorry, your question could not be answered. Please ask again later."]


def test_an_errand_is_named_when_nobody_knows_what_came_of_it(tmp_path: Path) -> None:
    house = House(tmp_path)
    assert replying.regret(house.work(), "{heat}") == "Sorry, this may not have been done: {heat}"
    own = House(tmp_path, router='unavailable_text = "Later."')
    assert (replying.apology(own.work(), acted=False), replying.regret(own.work(), "heat")) == (
        "Later.",
        "Later. (heat)",
    )
