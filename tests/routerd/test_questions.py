"""Who is asked, and what the sender gets when no answer comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerd.exchange import ClockJumped, Commit, FromInteractd, Link, Send, Undelivered
from smsbus.messages import Welcome, WhoAreYou
from smsbus.questions import AnswerOutcome, InteractdHello, Question, QuestionTaken, QuestionUnknown, TakenAck
from smsbus.requests import (
    ContactAddRequest,
    ContactRemoveRequest,
    ContactSetRequest,
    EquipmentSetRequest,
    StatsRequest,
)
from smsbus.requests_history import MessagePurgeRequest
from tests.routerd.house import ALICE, BOB, INTERACTD, House

APOLOGY = "Sorry, your question could not be answered. Please ask again later."


def replies(house: House) -> list[str]:
    return [message["text"] for message in house.outbox()]


def asked(house: House) -> Question:
    house.receive("On ?")
    return house.question()


def test_a_question_no_interactd_took_waits_for_one(empty: House) -> None:
    empty.furnish()
    empty.hello()
    empty.receive("On ?")
    empty.wait(100)
    assert empty.seen(Question) == []
    empty.greet()
    assert len(empty.seen(Question)) == 1


def test_a_question_that_waits_too_long_is_apologised_for_once(empty: House) -> None:
    empty.furnish()
    empty.hello()
    empty.receive("On ?")
    empty.wait(299)
    assert replies(empty) == []
    empty.wait(1000)
    empty.greet()
    assert replies(empty) == [APOLOGY]
    assert empty.seen(Question) == []


def test_several_interactds_share_the_questions(house: House) -> None:
    house.greet("second", peer=b"second")
    for digit in range(4):
        number = f"+3363998001{digit}"
        house.result(ContactAddRequest(id=1, equipment="home", name=f"Person {digit}", numbers=number))
        house.receive("On ?", number)
    loads = [row["count"] for row in house.store.rows("SELECT count(*) AS count FROM question GROUP BY interactd")]
    assert loads == [2, 2]


def test_an_interactd_that_does_not_answer_pings_is_not_asked(house: House) -> None:
    house.wait(11, deaf=True)
    house.hello()
    house.receive("On ?")
    assert house.seen(Question) == []


def test_a_question_that_never_left_is_asked_again(house: House) -> None:
    question = asked(house)
    house.feed(Undelivered(link=Link.INTERACTIONS, peer=INTERACTD, message=question))
    house.greet(boot="i2", peer=b"new")
    assert [again.question for again in house.seen(Question)] == [question.question, question.question]
    house.answer(question.question, "yes", peer=b"new")
    assert replies(house) == ["yes"]


def test_one_not_taken_is_asked_again_when_another_process_of_that_interactd_comes(house: House) -> None:
    question = asked(house)
    house.lose(Link.INTERACTIONS, INTERACTD)
    assert len(house.seen(Question)) == 1, "a lost connection alone proves nothing"
    house.greet(boot="i2", peer=b"new")
    assert [again.question for again in house.seen(Question)] == [question.question, question.question]


def test_one_that_never_reached_its_interactd_is_asked_again_when_routerd_comes_back(house: House) -> None:
    question = asked(house)
    house.restart()
    house.forget()
    house.greet(peer=b"new")
    assert house.seen(Welcome) == [Welcome(questions=[question.question])]
    house.interactd(QuestionUnknown(question=question.question), b"new")
    assert [again.question for again in house.seen(Question)] == [question.question]


def test_only_the_process_it_was_given_to_can_say_that_it_never_came(house: House) -> None:
    question = asked(house)
    house.interactd(InteractdHello(name="other", boot="i9", pid=1, interactions=1), b"other")
    house.interactd(QuestionUnknown(question=question.question), b"other")
    assert len(house.seen(Question)) == 1


def test_a_taken_one_is_not_asked_again_whatever_is_said_of_it(house: House) -> None:
    question = asked(house)
    house.take(question.question)
    house.interactd(QuestionUnknown(question=question.question))
    assert len(house.seen(Question)) == 1


def test_one_that_was_taken_is_never_asked_again(house: House) -> None:
    question = asked(house)
    house.take(question.question)
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.greet(boot="i2", peer=b"new")
    assert len(house.seen(Question)) == 1
    assert replies(house) == [APOLOGY]


def test_a_hello_in_the_name_of_an_interactd_that_lives_takes_nothing_from_it(house: House) -> None:
    question = asked(house)
    house.take(question.question)
    house.greet(boot="i2", peer=b"stranger")
    assert replies(house) == []
    house.answer(question.question, "yes")
    assert replies(house) == ["yes"]


def test_what_was_given_to_something_that_only_said_hello_is_asked_of_the_interactd_that_lives(house: House) -> None:
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.greet(boot="i2", peer=b"stranger")
    question = asked(house)
    house.greet(boot="i1")
    house.lose(Link.INTERACTIONS, b"stranger")
    assert [again.question for again in house.seen(Question)] == [question.question, question.question]


def test_the_same_process_on_a_new_connection_is_waited_for(house: House) -> None:
    question = asked(house)
    house.take(question.question)
    house.greet(peer=b"new")
    assert replies(house) == []
    house.answer(question.question, "yes", peer=b"new")
    assert replies(house) == ["yes"]


def test_a_question_that_ends_every_interactd_ends_too(house: House) -> None:
    asked(house)
    for boot in range(100):
        house.wait(5)
        house.greet(boot=f"boot-{boot}", peer=b"%d" % boot)
    assert replies(house) == [APOLOGY]


@pytest.mark.parametrize("taken", [True, False])
def test_without_an_answer_in_time_the_sender_gets_an_apology(house: House, taken: bool) -> None:
    question = asked(house)
    if taken:
        house.take(question.question)
    house.wait(29)
    assert replies(house) == []
    house.wait(1)
    assert replies(house) == [APOLOGY]


def test_an_answer_after_the_apology_is_dropped_and_counted(house: House) -> None:
    question = asked(house)
    house.wait(31)
    house.answer(question.question, "too late")
    assert replies(house) == [APOLOGY]
    assert house.result(StatsRequest(id=1))["late-answers"] == 1


def test_an_answer_given_twice_is_sent_once(house: House) -> None:
    question = asked(house)
    house.answer(question.question, "yes")
    house.answer(question.question, "yes")
    assert replies(house) == ["yes"]


def test_silence_is_an_answer(house: House) -> None:
    house.answer(asked(house).question, None)
    house.wait(1000)
    assert replies(house) == []
    assert house.events("question.answered")[0].data["silent"]


def test_an_answer_to_an_unknown_question_is_dropped(house: House) -> None:
    house.answer("nonsense", "yes")
    assert replies(house) == []


def test_an_answer_that_waited_while_routerd_was_away_counts_though_it_comes_before_the_hello(house: House) -> None:
    question = asked(house)
    house.restart()
    house.forget()
    house.take(question.question)
    house.answer(question.question, "yes")
    assert len(house.seen(WhoAreYou)) == 2
    assert replies(house) == ["yes"]


def test_after_a_restart_of_routerd_what_was_asked_is_not_asked_again(house: House) -> None:
    asked(house)
    house.restart()
    house.greet(boot="i2", peer=b"new")
    assert len(house.seen(Question)) == 1
    assert replies(house) == [APOLOGY]


def test_after_a_restart_of_routerd_the_answer_of_the_same_process_is_awaited(house: House) -> None:
    question = asked(house)
    house.restart()
    house.greet()
    assert replies(house) == []
    house.answer(question.question, "yes")
    assert replies(house) == ["yes"]


def test_an_answer_too_long_for_sms_becomes_the_apology(house: House) -> None:
    house.answer(asked(house).question, "x" * 50_000)
    assert replies(house) == [APOLOGY]


def test_a_senders_questions_are_asked_one_after_the_other_in_the_order_they_came(house: House) -> None:
    house.greet("second", peer=b"second")
    for text in ("one", "two", "three"):
        house.receive(text)
    assert [question.text for question in house.seen(Question)] == ["one"]
    house.take(house.question().question)
    assert len(house.seen(Question)) == 1
    house.answer(house.question().question)
    assert [question.text for question in house.seen(Question)] == ["one", "two"]
    house.answer(house.question().question)
    assert [question.text for question in house.seen(Question)] == ["one", "two", "three"]


def test_nobody_waits_for_the_questions_of_somebody_else(house: House) -> None:
    house.result(ContactAddRequest(id=1, equipment="home", name="Bob", numbers=BOB))
    house.receive("mine")
    house.receive("mine again")
    house.receive("yours", BOB)
    assert [question.text for question in house.seen(Question)] == ["mine", "yours"]


def test_the_next_question_is_asked_when_the_one_before_ended_without_an_answer(house: House) -> None:
    house.receive("one")
    house.receive("two")
    house.wait(30)
    assert [question.text for question in house.seen(Question)] == ["one", "two"]
    assert replies(house) == [APOLOGY]


def test_order_is_that_of_coming_also_when_the_clock_was_set_back_in_between(house: House) -> None:
    for text in ("one", "two"):
        house.receive(text)
    house.now -= 3600
    house.feed(ClockJumped(seconds=-3600))
    house.receive("three")
    house.answer(house.question().question)
    assert house.question().text == "two"


def test_after_a_restart_of_routerd_the_order_is_kept(house: House) -> None:
    for text in ("one", "two"):
        house.receive(text)
    house.restart()
    house.greet(boot="i2", peer=b"new")
    assert replies(house) == [APOLOGY], "of the first nobody knows"
    assert house.question().text == "two"


# --- the acknowledgement before acting ---------------------------------------------------------------------------


def acks(house: House) -> list[str]:
    return [ack.question for ack in house.seen(TakenAck)]


def test_what_acts_is_acknowledged_after_the_commit_and_again_whenever_it_is_said_again(house: House) -> None:
    question = asked(house).question
    taken = FromInteractd(peer=INTERACTD, message=QuestionTaken(question=question, acts=True))
    outputs = house.handle(taken)
    assert [type(output) for output in outputs[:2]] == [Commit, Send]
    assert outputs[1] == Send(link=Link.INTERACTIONS, peer=INTERACTD, message=TakenAck(question=question))
    house.take(question, acts=True)
    assert acks(house) == [question]


def test_what_does_not_act_is_not_acknowledged(house: House) -> None:
    house.take(asked(house).question)
    assert acks(house) == []


def test_an_acknowledgement_lost_with_routerd_comes_again(house: House) -> None:
    question = asked(house).question
    house.take(question, acts=True)
    house.restart()
    house.forget()
    house.take(question, acts=True)
    assert (acks(house), house.seen(WhoAreYou)) == ([], [WhoAreYou()]), "nobody knows who that is"
    house.greet()
    house.take(question, acts=True)
    assert acks(house) == [question]


@pytest.mark.parametrize("how", ["answered", "apologised", "purged", "never asked"])
def test_a_question_that_is_closed_is_not_acknowledged(house: House, how: str) -> None:
    question = asked(house).question
    match how:
        case "answered":
            house.answer(question)
        case "apologised":
            house.wait(31)
        case "purged":
            house.result(MessagePurgeRequest(id=1, box="inbox", message=1))
        case _:
            question = "nonsense"
    house.take(question, acts=True)
    assert acks(house) == []
    assert house.result(StatsRequest(id=1))["late-takes"] == 1


def test_a_question_whose_time_is_over_is_not_acknowledged_though_nobody_apologised_yet(house: House) -> None:
    question = asked(house).question
    house.now += 30
    house.take(question, acts=True)
    assert acks(house) == []


def test_a_process_that_was_given_up_may_not_act_beside_the_one_that_was_asked_after_it(house: House) -> None:
    question = asked(house).question
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.greet(boot="i2", peer=b"new")
    house.take(question, peer=b"new", acts=True)
    house.greet(name="thawed", boot="i1", peer=b"old")
    house.take(question, peer=b"old", acts=True, memory="stale")
    assert acks(house) == [question]
    house.answer(question, "I cannot", peer=b"old")
    assert replies(house) == []
    house.answer(question, "done", peer=b"new")
    assert replies(house) == ["done"]


def test_one_that_was_acknowledged_is_never_asked_again_nor_its_sender_told_to_ask_again(house: House) -> None:
    house.take(asked(house).question, acts=True)
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.greet(boot="i2", peer=b"new")
    unknown = "It is not known whether that was done; please check."
    assert (len(house.seen(Question)), replies(house)) == (1, [unknown])


# --- what is told of it ------------------------------------------------------------------------------------------


def test_the_event_has_the_reason_of_a_source_that_fails_and_stats_count_it(house: House) -> None:
    question = asked(house).question
    house.answer(question, "Sorry", outcome=AnswerOutcome.UNAVAILABLE, interaction="heat", reason="no  such\nfile")
    [event] = house.events("question.answered")
    assert (event.data["outcome"], event.data["reason"], event.data["message"]) == ("unavailable", "no such file", 1)
    assert house.result(StatsRequest(id=1))["answers.unavailable"] == 1
    assert "errand" not in event.data and "planned" not in event.data


def test_a_question_has_the_time_stamp_of_the_service_centre_and_not_more_of_a_text_than_fits(house: House) -> None:
    house.receive("x" * 5000, scts=1_600_000_000_000)
    assert (house.question().scts, len(house.question().text)) == (1_600_000_000_000, 2000)


def test_the_answer_leaves_through_the_modem_that_received_the_question(tmp_path: Path) -> None:
    house = House(tmp_path, modems=("one", "two"))
    house.furnish()
    house.hello("one", peer=b"1")
    house.hello("two", peer=b"2")
    house.greet()
    house.modem(house.part("On ?", modem="two"), b"2")
    house.answer(house.question().question, "yes")
    assert [(message["modem"], message["state"]) for message in house.outbox()] == [("two", "in-flight")]


# --- rights while it waits ---------------------------------------------------------------------------------------


def test_a_question_that_waited_is_asked_with_the_user_that_the_contact_has_by_then(house: House) -> None:
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.receive("open the gate")
    house.result(ContactSetRequest(id=1, equipment="home", name="Alice", user=""))
    house.greet(boot="i2", peer=b"new")
    assert (house.question().contact, house.question().user) == ("Alice", None)


@pytest.mark.parametrize("how", ["removed", "another's", "off", "disabled"])
def test_a_question_that_waited_is_not_asked_for_who_may_not_any_more(house: House, how: str) -> None:
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.receive("open the gate")
    match how:
        case "removed":
            house.result(ContactRemoveRequest(id=1, equipment="home", name="Alice"))
        case "another's":
            house.result(ContactSetRequest(id=1, equipment="home", name="Alice", numbers="+33639980077"))
            house.result(ContactAddRequest(id=1, equipment="home", name="Mallory", numbers=ALICE))
        case "off":
            house.result(EquipmentSetRequest(id=1, name="home", disable_interactions=True))
        case _:
            house.result(EquipmentSetRequest(id=1, name="home", enabled=False))
    house.greet(boot="i2", peer=b"new")
    house.wait(600)
    assert (house.seen(Question), replies(house)) == ([], [])
    [event] = house.events("question.answered")
    assert (event.data["outcome"], event.data["reason"]) == ("dropped", "the sender may not ask any more")
