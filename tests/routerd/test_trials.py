"""`interaction.test`."""

from __future__ import annotations

from routerd.exchange import ClockJumped, FromClient, Link, Undelivered
from smsbus.questions import Answer, AnswerOutcome, Question
from smsbus.requests import InteractionTestRequest, Reply
from tests.routerd.house import ALICE, CLIENT, INTERACTD, House


def tried(house: House, sender: str | None = "Alice") -> Question:
    """A client's test: the question goes out marked as a trial, and the client waits."""
    request = InteractionTestRequest(id=5, text="On ?", sender=sender)
    house.feed(FromClient(peer=CLIENT, request=request, delimited=True))
    assert house.seen(Reply) == []
    assert house.question().trial
    return house.question()


def test_the_answer_goes_to_the_client_and_to_nobody_else(house: House) -> None:
    question = tried(house)
    outcome = AnswerOutcome.ANSWERED
    house.interactd(
        Answer(question=question.question, outcome=outcome, text="yes", interaction="light", explanation="exact")
    )
    [reply] = house.seen(Reply)
    assert (reply.id, reply.result) == (
        5,
        {"outcome": "answered", "text": "yes", "interaction": "light", "explanation": "exact"},
    )
    assert house.outbox() == []
    assert house.events("question.") == []


def test_the_sender_may_be_a_name_a_number_or_nobody(house: House) -> None:
    assert [tried(house, sender).user for sender in ("alice", ALICE, None)] == ["alice", "alice", None]


def test_a_sender_that_is_neither_is_an_error(house: House) -> None:
    assert house.error(InteractionTestRequest(id=1, text="On ?", sender="Nobody")) == "not-found"


def test_without_an_interactd_it_is_said_at_once(empty: House) -> None:
    assert empty.error(InteractionTestRequest(id=1, text="On ?")) == "unavailable"


def failed(house: House) -> str:
    [reply] = house.seen(Reply)
    assert reply.error is not None
    return reply.error.code


def test_without_an_answer_in_time_it_is_said(house: House) -> None:
    tried(house)
    house.wait(31)
    assert failed(house) == "unavailable"


def test_when_the_interactd_ends_it_is_said(house: House) -> None:
    question = tried(house)
    house.feed(Undelivered(link=Link.INTERACTIONS, peer=INTERACTD, message=question))
    assert failed(house) == "unavailable"


def test_a_clock_set_back_does_not_make_it_wait_longer(house: House) -> None:
    tried(house)
    house.now -= 86_400
    house.feed(ClockJumped(seconds=-86_400))
    house.wait(31)
    assert failed(house) == "unavailable"


def test_only_so_many_may_wait(house: House) -> None:
    for _ in range(100):
        tried(house)
    assert house.error(InteractionTestRequest(id=1, text="On ?")) == "refused"
