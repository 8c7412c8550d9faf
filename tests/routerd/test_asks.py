"""The life of an ask: its turn, its message, the reply, the hint, the time-out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from routerd import asks
from routerd.exchange import ClockJumped, FromModem
from smsbus.messages import FailureCause, JobResult, Outcome
from smsbus.questions import Question
from smsbus.requests import (
    ContactAddRequest,
    ContactRemoveRequest,
    ContactSetRequest,
    EquipmentAddRequest,
    EquipmentSetRequest,
    MessageCancelRequest,
    MessageRetryRequest,
    PolicyExplainRequest,
    ValueGetRequest,
)
from smsbus.requests_ask import AskCancelRequest, AskRequest, AskShowRequest
from tests.routerd.house import ALICE, BOB, MODEM, STRANGER, House

HINT = "Please answer with one of: yes, no"


def make(house: House, text: str = "Open the door?", **fields: Any) -> int:
    """An ask of Alice; its id."""
    wanted: dict[str, Any] = {"id": house.id(), "to": "Alice", "text": text, "answers": ["yes", "no"]}
    return int(house.result(AskRequest(**(wanted | fields)))["id"])


def asked(house: House, text: str = "Open the door?", **fields: Any) -> int:
    """An ask of Alice whose question was sent; its id."""
    ask = make(house, text, **fields)
    house.sent(house.job().job)
    return ask


def shown(house: House, ask: int) -> dict[str, Any]:
    return dict(house.result(AskShowRequest(id=house.id(), ask=ask)))


def state(house: House, ask: int) -> str:
    return str(shown(house, ask)["state"])


def texts(house: House) -> list[str]:
    return [message["text"] for message in house.outbox()]


def test_the_reply_goes_to_the_asker_and_is_no_question(house: House) -> None:
    ask = asked(house)
    house.receive("Yes!")
    found = shown(house, ask)
    assert (found["state"], found["answer"], found["choice"]) == ("answered", "yes", 1)
    [message] = house.inbox()
    assert (message["id"], message["state"], message["reason"]) == (found["reply"], "accepted", "answer")
    assert house.seen(Question) == []
    assert texts(house) == ["Open the door? (yes/no)"], "nobody answers a reply"


def test_the_values_change_as_with_any_text(house: House) -> None:
    asked(house)
    house.receive("yes")
    values = [house.result(ValueGetRequest(id=1, equipment="home", name=name)) for name in ("message", "sender")]
    assert [value["value"] for value in values] == ["yes", "Alice"]


def test_what_comes_after_the_answer_is_a_question_again(house: House) -> None:
    asked(house)
    house.receive("yes")
    house.receive("yes")
    assert house.question().text == "yes"


def test_any_text_answers_an_ask_without_allowed_answers(house: House) -> None:
    ask = asked(house, "Where are you?", answers=[])
    house.receive("On my way,\nback at 7")
    found = shown(house, ask)
    assert (found["state"], found["answer"], found["choice"]) == ("answered", "On my way,\nback at 7", None)


def test_a_reply_in_several_parts_is_one_reply(house: House) -> None:
    ask = asked(house, "Where are you?", answers=[])
    house.modem(house.piece(2, "the lake"))
    assert state(house, ask) == "asked"
    house.modem(house.piece(1, "At "))
    assert shown(house, ask)["answer"] == "At the lake"


def test_events_tell_what_happened_without_question_or_answer(house: House) -> None:
    ask = asked(house)
    house.receive("yes")
    told = [(event.topic, event.data) for event in house.events("ask.")]
    about = {"ask": ask, "contact": "Alice", "equipment": "home"}
    assert told == [("ask.asked", about), ("ask.answered", about | {"choice": 1, "reply": 1})]
    [received] = house.events("sms.received")
    assert (received.data["reason"], received.data["asks"], received.data["ask"]) == ("answer", False, ask)


# --- the message -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answers", "sent"),
    [
        ("Open the door?", ["yes", "no"], "Open the door? (yes/no)"),
        ("Open? Yes or no", ["yes", "no"], "Open? Yes or no"),
        ("Where are you?", [], "Where are you?"),
        ("x" * 153, ["yes", "no"], "x" * 153),  # the hint would cost a second part
        ("x" * 151, ["yes", "no"], "x" * 151 + " (yes/no)"),
        ("Open?", ["да", "нет"], "Open?"),  # and here another alphabet
    ],
)
def test_the_question_says_what_may_be_answered_where_that_costs_nothing(
    house: House, question: str, answers: list[str], sent: str
) -> None:
    make(house, question, answers=answers)
    assert texts(house) == [sent]


def test_the_network_does_not_deliver_a_question_whose_time_is_over(house: House) -> None:
    make(house, timeout_s=600)
    assert house.job().validity_s == 600


def test_it_fails_with_its_message(house: House) -> None:
    ask = make(house)
    cause = FailureCause(source="cms", code=1)  # unassigned number
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.FAILED, cause=cause))
    found = shown(house, ask)
    assert found["state"] == "failed"
    assert found["reason"].startswith("the question was not delivered: ")
    assert [event.topic for event in house.events("ask.")] == ["ask.failed"]


def test_a_question_that_is_not_sent_in_time_is_not_sent_at_all(empty: House) -> None:
    empty.furnish()
    ask = make(empty, timeout_s=60)
    empty.wait(61)
    found = shown(empty, ask)
    assert (found["state"], found["reason"]) == ("expired", "the question was not sent in time")
    empty.hello()
    assert [message["state"] for message in empty.outbox()] == ["expired"]


def test_cancelling_the_message_cancels_the_ask(empty: House) -> None:
    empty.furnish()
    ask = make(empty)
    empty.result(MessageCancelRequest(id=1, message=1))
    assert state(empty, ask) == "cancelled"


def test_the_question_of_an_ask_that_ended_is_not_sent_again(house: House) -> None:
    ask = make(house)
    cause = FailureCause(source="cms", code=1)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.FAILED, cause=cause))
    assert house.error(MessageRetryRequest(id=1, message=shown(house, ask)["message"])) == "state"


def test_a_reply_that_overtakes_the_modems_result_counts(house: House) -> None:
    ask = make(house)
    house.receive("yes")
    assert state(house, ask) == "answered"
    house.sent(house.job().job)
    assert state(house, ask) == "answered"
    assert [message["state"] for message in house.outbox()] == ["sent"]


def test_a_question_whose_fate_is_unknown_is_not_sent_again_once_it_was_answered(house: House) -> None:
    ask = make(house)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    house.receive("yes")
    house.wait(1000)
    assert state(house, ask) == "answered"
    [message] = house.outbox()
    assert message["reason"] == "answered; the part at the modem then may have been sent"


def test_a_text_that_came_before_the_question_could_arrive_is_no_reply(empty: House) -> None:
    empty.furnish()
    empty.greet()
    ask = make(empty)  # there is no modem yet
    empty.hello()
    cause = FailureCause(source="cms", code=42)  # congestion: tried again later
    empty.modem(JobResult(modem="gsm", job=empty.job().job, outcome=Outcome.FAILED, cause=cause))
    empty.receive("yes")
    assert state(empty, ask) == "asking"
    assert empty.question().text == "yes"


def test_half_a_question_cannot_be_answered(house: House) -> None:
    ask = make(house, "x" * 300)
    house.receive("yes")
    assert state(house, ask) == "asking"
    house.sent(house.job().job)
    house.receive("yes")
    assert state(house, ask) == "answered"


# --- the time-out ------------------------------------------------------------------------------------------------


def test_the_contact_has_the_whole_time_from_when_the_question_was_sent(house: House) -> None:
    ask = make(house, timeout_s=60)
    house.wait(50)
    house.sent(house.job().job)
    house.wait(59)
    assert state(house, ask) == "asked"
    house.wait(2)
    found = shown(house, ask)
    assert (found["state"], found["reason"]) == ("expired", "was not answered in time")
    assert [event.topic for event in house.events("ask.")] == ["ask.asked", "ask.expired"]


def test_a_late_reply_is_a_question_like_any_other(house: House) -> None:
    ask = asked(house, timeout_s=60)
    house.wait(61)
    house.receive("yes")
    assert state(house, ask) == "expired"
    assert house.question().text == "yes"


def test_a_reply_in_the_turn_in_which_the_time_ends_is_late(house: House) -> None:
    ask = asked(house, timeout_s=60)
    house.now += 60
    house.receive("yes")
    assert house.question().text == "yes"
    house.wait(1)
    assert state(house, ask) == "expired"


@pytest.mark.parametrize("seconds", [86400.0, -86400.0])
def test_a_clock_that_is_set_takes_no_time_from_the_contact_and_adds_none(house: House, seconds: float) -> None:
    ask = asked(house, timeout_s=60)
    house.wait(30)
    house.now += seconds
    house.feed(ClockJumped(seconds=seconds))
    house.wait(29)
    assert state(house, ask) == "asked"
    house.wait(2)
    assert state(house, ask) == "expired"


def test_a_cancelled_ask_takes_no_reply(house: House) -> None:
    ask = asked(house)
    assert house.result(AskCancelRequest(id=1, ask=ask))["state"] == "cancelled"
    house.receive("yes")
    assert house.question().text == "yes"
    assert [event.topic for event in house.events("ask.")] == ["ask.asked", "ask.cancelled"]


def test_a_cancelled_ask_whose_question_waits_is_not_asked(empty: House) -> None:
    empty.furnish()
    ask = make(empty)
    empty.result(AskCancelRequest(id=1, ask=ask))
    assert [message["state"] for message in empty.outbox()] == ["cancelled"]


# --- what is no answer -------------------------------------------------------------------------------------------


def test_who_answers_something_else_is_told_the_answers_once_and_may_try_again(house: House) -> None:
    ask = asked(house)
    for text in ("maybe", "What is the temperature ?", "perhaps"):
        house.receive(text)
    assert texts(house)[1:] == [HINT]
    assert [message["reason"] for message in house.inbox()] == ["not-an-answer"] * 3
    assert house.seen(Question) == []
    assert state(house, ask) == "asked"
    house.receive("n")
    assert shown(house, ask)["answer"] == "no"


def test_the_hint_is_in_the_words_of_the_settings(tmp_path: Path) -> None:
    house = House(tmp_path, router='ask_hint_text = "Répondez: {answers}"')
    house.furnish()
    house.hello()
    asked(house)
    house.receive("peut-être")
    assert texts(house)[1:] == ["Répondez: yes, no"]


def test_the_hint_leaves_through_the_modem_that_received_the_reply(tmp_path: Path) -> None:
    house = House(tmp_path, modems=("gsm", "other"))
    house.furnish()
    house.hello()
    asked(house)
    house.receive("maybe", modem="other")
    assert house.outbox()[1]["modem"] == "other"


def test_hints_count_as_answers_for_the_loop_guard(tmp_path: Path) -> None:
    house = House(tmp_path, router="answers_per_minute = 2")
    house.furnish()
    house.hello()
    house.greet()
    for _ in range(3):
        ask = asked(house)
        house.receive("I am driving")
        house.sent(house.job().job)
        house.receive("yes")
        assert state(house, ask) == "answered"
        house.wait(6)
    assert texts(house).count(HINT) == 2
    assert len(house.events("alert")) == 1
    # Muted, Alice can still be asked and reply: nothing is said to her but what a client says.
    ask = asked(house)
    house.receive("I am driving")
    house.receive("no")
    assert shown(house, ask)["answer"] == "no"
    assert texts(house).count(HINT) == 2


def test_two_machines_stop_after_the_hint(house: House) -> None:
    asked(house)
    before = len(house.outbox())
    for _ in range(50):
        house.receive("This is an automatic reply")
    assert len(house.outbox()) == before + 1


# --- who ---------------------------------------------------------------------------------------------------------


def test_only_the_contact_replies(house: House) -> None:
    house.result(ContactAddRequest(id=1, equipment="home", name="Bob", numbers=BOB))
    ask = asked(house)
    house.receive("yes", BOB)
    house.receive("yes", STRANGER)
    house.receive("yes", "+33639980001", sender_type="alphanumeric")
    house.receive("yes", "80001", sender_type="unknown")
    assert state(house, ask) == "asked"
    house.receive("yes", ALICE)
    assert state(house, ask) == "answered"


def test_a_contact_replies_from_any_of_its_numbers(house: House) -> None:
    house.result(ContactSetRequest(id=1, equipment="home", name="Alice", numbers=f"{ALICE};{STRANGER}"))
    ask = asked(house)
    assert [message["to"] for message in house.outbox()] == [ALICE], "asked on the first one only"
    house.receive("yes", STRANGER)
    assert state(house, ask) == "answered"


def test_a_number_that_is_somebody_elses_by_now_neither_replies_nor_is_asked(house: House) -> None:
    first, second = asked(house), make(house, "And the garage?")
    house.result(ContactSetRequest(id=1, equipment="home", name="Alice", numbers=STRANGER))
    house.result(ContactAddRequest(id=1, equipment="home", name="Bob", numbers=ALICE))
    house.receive("yes", ALICE)
    assert state(house, first) == "asked"
    house.receive("yes", STRANGER)
    assert state(house, first) == "answered"
    house.wait(6)
    found = shown(house, second)
    assert (found["state"], found["reason"]) == ("failed", "the number is no longer one of the contact's")


def test_an_ask_of_a_contact_that_is_removed_fails(house: House) -> None:
    ask = asked(house)
    house.result(ContactRemoveRequest(id=1, equipment="home", name="Alice"))
    found = shown(house, ask)
    assert (found["state"], found["reason"], found["contact"]) == ("failed", "the contact was removed", "Alice")


def test_a_disabled_equipment_takes_no_reply(house: House) -> None:
    ask = asked(house)
    house.result(EquipmentSetRequest(id=1, name="home", enabled=False))
    house.receive("yes")
    assert [message["state"] for message in house.inbox()] == ["refused"]
    assert state(house, ask) == "asked"


def test_an_equipment_without_interactions_asks_all_the_same(empty: House) -> None:
    empty.furnish(disable_interactions=True)
    empty.hello()
    ask = asked(empty)
    empty.receive("maybe")
    assert texts(empty)[1:] == [HINT]
    empty.receive("yes")
    assert state(empty, ask) == "answered"


def test_the_policy_tells_which_ask_a_text_would_answer(house: House) -> None:
    ask = asked(house)
    explained = house.result(PolicyExplainRequest(id=1, number=ALICE))
    assert (explained["reason"], explained["asks"], explained["ask"]) == ("answer", False, ask)
    house.receive("yes")
    explained = house.result(PolicyExplainRequest(id=1, number=ALICE))
    assert (explained["reason"], explained["asks"], explained["ask"]) == ("known", True, None)


# --- in order ----------------------------------------------------------------------------------------------------


def test_a_person_is_asked_one_thing_at_a_time(house: House) -> None:
    first, second = asked(house), make(house, "And the garage?")
    assert state(house, second) == "waiting"
    assert len(house.outbox()) == 1
    house.receive("yes")
    assert (state(house, first), state(house, second)) == ("answered", "waiting")
    house.receive("yes")  # pressed twice: it must not open the garage
    assert house.question().text == "yes"
    house.wait(6)
    assert texts(house)[-1] == "And the garage? (yes/no)"
    house.sent(house.job().job)
    house.receive("no")
    assert (shown(house, first)["answer"], shown(house, second)["answer"]) == ("yes", "no")


def test_an_ask_that_comes_right_after_an_answer_waits_a_moment_too(house: House) -> None:
    asked(house)
    house.receive("yes")
    second = make(house, "And the garage?")
    assert state(house, second) == "waiting"
    house.wait(6)
    assert state(house, second) == "asking"


@pytest.mark.parametrize("end", ["expired", "failed", "cancelled"])
def test_the_next_is_asked_when_the_one_before_ended_without_an_answer(house: House, end: str) -> None:
    first = make(house, timeout_s=60)
    second = make(house, "And the garage?", timeout_s=120)
    if end == "failed":
        cause = FailureCause(source="cms", code=1)
        house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.FAILED, cause=cause))
    else:
        house.sent(house.job().job)
    if end == "expired":
        house.wait(61)
    if end == "cancelled":
        house.result(AskCancelRequest(id=1, ask=first))
    assert (state(house, first), state(house, second)) == (end, "asking")


def test_one_whose_turn_does_not_come_in_time_is_never_asked(house: House) -> None:
    asked(house, timeout_s=600)
    second = make(house, "And the garage?", timeout_s=60)
    house.wait(61)
    found = shown(house, second)
    assert (found["state"], found["message"]) == ("expired", None)
    assert found["reason"] == "was not asked in time: the contact had others to answer first"


def test_other_people_do_not_wait(house: House) -> None:
    house.result(ContactAddRequest(id=1, equipment="home", name="Bob", numbers=BOB))
    asked(house)
    assert state(house, make(house, to="Bob")) == "asking"


def test_contacts_that_share_a_number_are_one_person(house: House) -> None:
    house.result(EquipmentAddRequest(id=1, name="work"))
    house.result(ContactAddRequest(id=1, equipment="work", name="A. Smith", numbers=f"{STRANGER};{ALICE}"))
    asked(house)
    assert state(house, make(house, to="A. Smith")) == "waiting"


def test_a_restart_at_any_rest_changes_nothing(house: House) -> None:
    first, second = make(house), make(house, "And the garage?")
    house.restart()
    house.hello()
    house.sent("id-1")
    house.restart()
    house.hello()
    assert (state(house, first), state(house, second)) == ("asked", "waiting")
    house.receive("yes")
    house.restart()
    house.hello()
    house.wait(6)
    assert (state(house, first), state(house, second)) == ("answered", "asking")


def test_a_reply_that_comes_with_the_result_in_one_turn_counts(house: House) -> None:
    ask = make(house)
    result = JobResult(modem="gsm", job=house.job().job, outcome=Outcome.SENT, reference=1)
    house.feed(FromModem(peer=MODEM, message=house.part("yes")), FromModem(peer=MODEM, message=result))
    assert state(house, ask) == "answered"


def test_the_schema_has_the_states_that_are_explained() -> None:
    schema = Path(asks.__file__).with_name("schema_3.sql").read_text("utf-8")
    states = re.search(r"state IN\s*\(([^)]*)\)", schema)
    assert states is not None
    explained = set(re.findall(r"^    (\w+)  ", asks.__doc__ or "", re.MULTILINE))
    assert set(re.findall(r"'([^']*)'", states[1])) == explained
