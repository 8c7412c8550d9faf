"""What is remembered of a sender: given with the next question, forgotten in time."""

from __future__ import annotations

import pytest

from routerd.exchange import ClockJumped, FromClient, TimePassed
from smsbus.questions import Answer, AnswerOutcome, Question
from smsbus.requests import ContactAddRequest, InteractionTestRequest, StatsRequest
from tests.routerd.house import BOB, INTERACTD, House

DAY = 86_400.0


def ask(house: House, text: str = "On ?", sender: str = "+33639980001") -> Question:
    house.receive(text, sender)
    return house.question()


def remembered(house: House, memory: str = "the bedroom") -> None:
    house.answer(ask(house).question, memory=memory)


def test_the_next_question_of_a_sender_has_what_the_answer_asked_to_remember(house: House) -> None:
    assert ask(house).memory == ""
    house.answer(house.question().question, memory="the bedroom")
    assert ask(house).memory == "the bedroom"
    house.answer(house.question().question)
    assert ask(house).memory == "the bedroom", "an answer that says nothing of it changes nothing"
    house.answer(house.question().question, memory="")
    assert ask(house).memory == ""


def test_each_sender_has_a_memory_of_their_own(house: House) -> None:
    house.result(ContactAddRequest(id=1, equipment="home", name="Bob", numbers=BOB))
    remembered(house)
    assert ask(house, sender=BOB).memory == ""


def test_it_is_there_after_a_restart(house: House) -> None:
    remembered(house)
    house.restart()
    house.hello()
    house.greet()
    assert ask(house).memory == "the bedroom"


def test_what_a_take_asks_to_remember_counts_though_no_answer_comes(house: House) -> None:
    house.take(ask(house).question, acts=True, memory="the code is used")
    house.wait(31)
    assert ask(house).memory == "the code is used"


def test_nothing_is_remembered_of_a_question_that_is_closed(house: House) -> None:
    question = ask(house).question
    house.wait(31)
    house.take(question, memory="late")
    house.answer(question, memory="late too")
    assert ask(house).memory == ""


@pytest.mark.parametrize(("memory", "kept"), [("x" * 8192, True), ("x" * 8193, False), ("é" * 4097, False)])
def test_what_is_too_long_is_ignored_and_counted(house: House, memory: str, kept: bool) -> None:
    remembered(house, "before")
    remembered(house, memory)
    assert ask(house).memory == (memory if kept else "before")
    assert house.result(StatsRequest(id=1)).get("memories-too-long", 0) == int(not kept)


def test_a_day_without_a_question_and_it_is_forgotten(house: House) -> None:
    remembered(house)
    house.later(DAY - 700)
    assert ask(house).memory == "the bedroom"
    house.answer(house.question().question)
    house.later(DAY - 700)
    assert ask(house).memory == "the bedroom", "counted from the last question"
    house.answer(house.question().question)
    house.later(DAY + 700)
    assert house.store.rows("SELECT * FROM conversation") == []
    assert ask(house).memory == ""


def test_a_clock_that_is_set_back_does_not_keep_it_longer(house: House) -> None:
    house.now += 10 * DAY
    remembered(house)
    house.now -= 10 * DAY
    house.feed(ClockJumped(seconds=-10 * DAY))
    house.later(DAY + 700)
    assert house.store.rows("SELECT * FROM conversation") == []


def test_a_trial_has_none_and_leaves_none(house: House) -> None:
    remembered(house)
    request = InteractionTestRequest(id=1, text="On ?", sender="Alice")
    house.feed(FromClient(peer=b"client", request=request))
    trial = house.question()
    assert (trial.trial, trial.memory, trial.errands) == (True, "", [])
    house.take(trial.question, acts=True, memory="of a trial")
    answer = Answer(question=trial.question, outcome=AnswerOutcome.ANSWERED, text="x", memory="of a trial")
    house.interactd(answer, INTERACTD)
    house.feed(TimePassed())
    assert ask(house).memory == "the bedroom"
