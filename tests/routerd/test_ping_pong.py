"""Two gateways that answer each other."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from routerd.ping_pong import Exchange, mechanical
from smsbus.messages import SubmitJob
from smsbus.questions import Question
from smsbus.requests import ContactAddRequest, EquipmentAddRequest, MessageListRequest
from tests.routerd.house import ALICE, House

NORTH, SOUTH = "+33639980011", "+33639980012"
NOT_UNDERSTOOD = "Sorry, I did not understand. Text HELP to see what you may ask."
SENTENCE = "It is 16.3 degrees in the room, and the door is closed."  # 55 characters: 10.9 s


def exchange(asked: str, asked_at: float, answered: str = "16.3 °C", answered_at: float | None = None) -> Exchange:
    at = asked_at + 1 if answered_at is None else answered_at
    return Exchange(asked=asked, asked_at=asked_at, answered=answered, answered_at=at)


@pytest.mark.parametrize(
    ("text", "at", "exchanges", "expected"),
    [
        ("Anything", 100.0, [], False),
        # our own words come from no person
        (NOT_UNDERSTOOD, 100.0, [], True),
        (NOT_UNDERSTOOD.upper() + " ", 100.0, [], True),
        # our answer, sent back
        ("16.3 °C", 1000.0, [exchange("Temperature ?", 99.0)], True),
        # the same again: sooner than a person can, or later
        ("Temperature ?", 114.9, [exchange("Temperature ?", 99.0)], True),
        ("Temperature ?", 115.1, [exchange("Temperature ?", 99.0)], False),
        (
            "It is now 12:01 at the north station.",
            110.0,
            [exchange("It is now 12:00 at the north station.", 99.0)],
            True,
        ),
        ("open gate 2", 110.0, [exchange("open gate 1", 99.0)], False),
        # something else soon once, and twice in a row
        (SENTENCE, 105.0, [exchange("Temperature ?", 99.0)], False),
        (SENTENCE, 105.0, [exchange(SENTENCE[1:], 99.0), exchange("Temperature ?", 90.0, answered_at=91.0)], True),
        (SENTENCE, 112.0, [exchange(SENTENCE[1:], 99.0), exchange("Temperature ?", 90.0, answered_at=91.0)], False),
        (SENTENCE, 105.0, [exchange(SENTENCE[1:], 99.0), exchange("Temperature ?", 50.0, answered_at=51.0)], False),
        # short texts are typed soon
        ("off", 105.0, [exchange("on", 99.0), exchange("off", 90.0, answered_at=91.0)], False),
        ("off", 103.9, [exchange("on", 99.0), exchange("on", 94.0, answered_at=95.0)], True),
        # whoever reads page after page texts the same word, and soon
        ("more", 101.0, [exchange("more", 99.0, "page 2 (MORE)"), exchange("more", 97.0, "page 1 (MORE)")], False),
        ("suite", 101.0, [exchange("suite", 99.0, "page 2 (SUITE)")], False),
        ("more", 101.0, [exchange("more", 99.0, "There is nothing more.")], True),
        ("page 2 (MORE) and so on", 101.0, [exchange("page 2 (MORE) and so on", 99.0, "page 3 (MORE)")], True),
        # the answer had not been sent when the text came: it is no reply to it
        ("Temperature ?", 100.0, [Exchange(asked="Temperature ?", asked_at=99, answered="x", answered_at=None)], False),
        ("Temperature ?", 100.0, [exchange("Temperature ?", 99.0, answered_at=101.0)], False),
    ],
)
def test_what_looks_like_a_machine(text: str, at: float, exchanges: list[Exchange], expected: bool) -> None:
    assert mechanical(text, at, exchanges, [NOT_UNDERSTOOD, ""]) is expected


def gateway(folder: Path, other: str) -> House:
    """A gateway for which the other one's number is a contact that may ask."""
    folder.mkdir()
    house = House(folder)
    house.result(EquipmentAddRequest(id=1, name="home"))
    house.result(ContactAddRequest(id=1, equipment="home", name="Other", numbers=other))
    house.hello()
    house.greet()
    house.forget()
    return house


def constant(name: str) -> Callable[[str], str]:
    return lambda text: f"This is {name}, what do you want ?"


def counting(name: str) -> Callable[[str], str]:
    numbers = itertools.count(1)
    return lambda text: f"{name} has got message {next(numbers)}, thank you for it."


def repeating(name: str) -> Callable[[str], str]:
    return lambda text: text


def quoting(name: str) -> Callable[[str], str]:
    return lambda text: f"{name} does not understand: {text}"[:160]


def not_understanding(name: str) -> Callable[[str], str]:
    return lambda text: NOT_UNDERSTOOD


@pytest.mark.parametrize("latency_s", [0.1, 3.0, 6.0])
@pytest.mark.parametrize("answers", [constant, counting, repeating, quoting, not_understanding])
def test_two_gateways_that_answer_each_other_stop_within_five_messages(
    tmp_path: Path, answers: Callable[[str], Callable[[str], str]], latency_s: float
) -> None:
    north, south = gateway(tmp_path / "north", SOUTH), gateway(tmp_path / "south", NORTH)
    answering = {id(north): answers("north"), id(south): answers("south")}
    north.send(SOUTH, "Water in the cellar")
    writer, reader, said = north, south, 0
    while (job := writer.job()).job and said < 20:
        said += 1
        writer.sent(job.job, reference=said)
        asked = len(reader.seen(Question))
        for house in (north, south):
            house.wait(latency_s)
        reader.receive(job.text, NORTH if writer is north else SOUTH)
        if len(reader.seen(Question)) == asked:
            break  # not asked: the loop has ended
        for house in (north, south):
            house.wait(0.5)
        question = reader.question()
        reader.take(question.question)
        reader.answer(question.question, answering[id(reader)](question.text))
        writer, reader = reader, writer
    assert said <= 5
    silent = reader.inbox()[-1]
    assert (silent["state"], silent["reason"]) == ("accepted", "machine")
    assert len(reader.events("alert")) == 1
    assert not reader.result(MessageListRequest(id=1, box="outbox", state="queued"))


def chat(house: House, text: str, pause_s: float) -> bool:
    """Alice texts after a pause; whether she is answered."""
    house.wait(pause_s)
    before = len(house.seen(SubmitJob))
    house.receive(text, ALICE)
    house.answer(house.question().question, f"Done: {text}") if house.seen(Question) else None
    if len(house.seen(SubmitJob)) == before:
        return False
    house.sent(house.job().job)
    return True


def test_a_person_who_asks_the_same_again_and_again_is_answered(house: House) -> None:
    assert all(chat(house, "What is the temperature ?", 16.0) for _ in range(8))


def test_a_person_who_types_quickly_is_answered(house: House) -> None:
    assert all(chat(house, text, 9.0) for text in ["light on", "heating on", "light off", "heating off"])


def test_a_machine_is_told_once_an_hour_and_not_muted(house: House) -> None:
    assert chat(house, "Ready", 0)
    assert not any(chat(house, "Ready", 1) for _ in range(5))
    assert len(house.events("alert")) == 1
    house.wait(30)
    assert chat(house, "Ready", 0)


def test_with_the_detection_switched_off_a_machine_is_answered(tmp_path: Path) -> None:
    house = House(tmp_path, router="loop_detection = false")
    house.furnish()
    house.hello()
    house.greet()
    assert all(chat(house, "Ready", 1) for _ in range(5))
