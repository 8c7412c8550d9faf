"""What clients see of errands, and how they end one."""

from __future__ import annotations

from typing import Any

import pytest

from smsbus.errands import Plan
from smsbus.questions import AnswerOutcome, Question, TakenAck
from smsbus.requests import ContactAddRequest, Request
from smsbus.requests_errands import InteractionCancelRequest, InteractionScheduledRequest
from smsbus.requests_history import ContactHistoryRequest, ContactPurgeRequest
from tests.routerd.house import ALICE, BOB, START, House

NOTE = '{"secret": 1}'


@pytest.fixture
def planned(house: House) -> House:
    """Alice planned a watch and something in two hours, Bob something in an hour."""
    house.result(ContactAddRequest(id=1, equipment="home", name="Bob", numbers=BOB))
    at = round(START * 1000)
    later = Plan(number=1, what="heat", note=NOTE, due_at=at + 7_200_000)
    watch = Plan(number=2, what="warm ?", note=NOTE, due_at=at + 60_000, every_s=60, expires_at=at + 3_600_000)
    house.receive("later")
    house.answer(house.question().question, None, plans=[later, watch], memory="the bedroom")
    house.receive("later", BOB)
    plan = Plan(number=1, what="light", note=NOTE, due_at=at + 3_600_000)
    house.answer(house.question().question, None, plans=[plan])
    house.forget()
    return house


def scheduled(house: House, contact: str | None = None) -> list[str]:
    return [errand["what"] for errand in house.result(InteractionScheduledRequest(id=1, contact=contact))]


def history(house: House, box: str) -> list[dict[str, Any]]:
    request = ContactHistoryRequest(id=1, equipment="home", name="Alice", box=box)  # type: ignore[arg-type]
    found: list[dict[str, Any]] = house.result(request)
    return found


def test_the_open_ones_are_listed_the_next_first_by_contact_or_number(planned: House) -> None:
    assert scheduled(planned) == ["warm ?", "light", "heat"]
    assert scheduled(planned, "alice") == scheduled(planned, ALICE) == ["warm ?", "heat"]
    assert scheduled(planned, "+33639980077") == []
    assert planned.error(InteractionScheduledRequest(id=1, contact="Carol")) == "not-found"


def test_a_document_tells_all_but_the_note(planned: House) -> None:
    [light] = planned.result(InteractionScheduledRequest(id=1, contact="Bob"))
    assert light == {
        "id": 3,
        "number": 1,
        "sender": BOB,
        "contact": "Bob",
        "equipment": "home",
        "what": "light",
        "state": "waiting",
        "reason": None,
        "due_at": round(START * 1000) + 3_600_000,
        "every_s": None,
        "expires_at": None,
        "created_at": round(START * 1000),
        "ended_at": None,
        "note": "",
    }


def test_a_cancelled_one_is_not_asked_and_told_without_its_words(planned: House) -> None:
    ended = planned.result(InteractionCancelRequest(id=1, errand=3))
    assert (ended["state"], ended["reason"], ended["ended_at"]) == ("cancelled", "by a client", round(START * 1000))
    [event] = planned.events("question.answered")
    assert event.data == {
        "question": None,
        "message": None,
        "errand": 3,
        "outcome": "cancelled",
        "reason": "by a client",
        "silent": True,
    }
    planned.wait(3700)
    assert "light" not in [question.text for question in planned.seen(Question)]


@pytest.mark.parametrize(("errand", "code"), [(99, "not-found"), (3, "state"), (2**63, "invalid")])
def test_what_cannot_be_cancelled(planned: House, errand: int, code: str) -> None:
    planned.result(InteractionCancelRequest(id=1, errand=3))
    assert planned.error(InteractionCancelRequest(id=1, errand=errand)) == code


def test_one_that_is_asked_can_be_cancelled_until_it_is_taken_and_does_not_act_then(planned: House) -> None:
    planned.wait(60)
    look = planned.question().question
    planned.take(look)
    assert planned.error(InteractionCancelRequest(id=1, errand=2)) == "state"
    planned.answer(look, None, outcome=AnswerOutcome.NOT_YET)
    planned.wait(60)
    planned.result(InteractionCancelRequest(id=1, errand=2))
    planned.take(planned.question().question, acts=True)
    planned.answer(planned.question().question, "It is warm.")
    assert (planned.seen(TakenAck), planned.outbox()) == ([], [])


def test_the_history_of_a_person_has_errands_with_their_notes_and_what_is_remembered(planned: House) -> None:
    assert [(errand["what"], errand["note"]) for errand in history(planned, "errands")] == [
        ("heat", NOTE),
        ("warm ?", NOTE),
    ]
    assert [(memory["sender"], memory["memory"]) for memory in history(planned, "memory")] == [(ALICE, "the bedroom")]


def test_a_purge_cancels_what_waits_and_forgets_what_is_remembered_of_that_person_alone(planned: House) -> None:
    planned.wait(60)
    look = planned.question().question
    planned.forget()
    purge: Request = ContactPurgeRequest(id=1, equipment="home", name="Alice")
    assert planned.result(purge)["errands"] == 2
    assert [event.data["reason"] for event in planned.events("question.answered")] == ["purged", "purged"]
    assert (history(planned, "errands"), history(planned, "memory")) == ([], [])
    assert scheduled(planned) == ["light"]
    planned.answer(look, "It is warm.")
    assert planned.outbox() == []
    told = str(planned.events())
    assert "warm" not in told and ALICE not in told
    assert planned.store.rows("PRAGMA foreign_key_check") == []
