"""What is to be done later: kept, asked in its time and at most once, looked at again, ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from routerd.errands import MOST_OPEN, objection, turn_of
from routerd.exchange import ClockJumped, Link, TimePassed
from routerd.store_errands import Errand as Row
from smsbus import codec, errands
from smsbus.errands import Plan
from smsbus.questions import TO_INTERACTD, AnswerOutcome, Question, TakenAck
from smsbus.requests import (
    ContactAddRequest,
    ContactRemoveRequest,
    ContactSetRequest,
    EquipmentSetRequest,
    MessageListRequest,
    StatsRequest,
)
from tests.routerd.house import ALICE, BOB, INTERACTD, START, House

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
HEAT = "heat the bedroom at 17:30"
NOT_DONE = f"Sorry, this may not have been done: {HEAT}"
NOT_YET = AnswerOutcome.NOT_YET


def plan(house: House, after_s: float = HOUR, **changes: Any) -> Plan:
    """Something to do once, an hour from now."""
    fields: dict[str, Any] = {"number": 1, "what": HEAT, "note": "{}", "due_at": round((house.now + after_s) * 1000)}
    return Plan(**(fields | changes))


def watch(house: House, every_s: int = 60, for_s: float = HOUR, **changes: Any) -> Plan:
    """Something to look at each minute, for an hour."""
    expires_at = round((house.now + for_s) * 1000)
    return plan(house, every_s, every_s=every_s, expires_at=expires_at, **changes)


def planned(house: House, *plans: Plan, sender: str = ALICE) -> None:
    """The sender asks for it; the answer is sent."""
    house.receive("later, please", sender)
    house.answer(house.question().question, "Planned.", plans=list(plans))
    house.sent(house.job().job)
    house.forget()


def states(house: House) -> list[tuple[str, str | None]]:
    return [(row["state"], row["reason"]) for row in house.store.rows("SELECT state, reason FROM errand ORDER BY id")]


def due_in(house: House) -> float:
    """Seconds until the first errand's turn."""
    row = house.store.row("SELECT due_at FROM errand ORDER BY id")
    assert row is not None
    return float(row["due_at"] / 1000 - house.now)


def texts(house: House) -> list[str]:
    """What was sent behind the answer that planned it."""
    listed = house.result(MessageListRequest(id=1, box="outbox"))
    return [message["text"] for message in reversed(listed) if message["text"] != "Planned."]


def asked(house: House) -> list[tuple[str, str | None]]:
    return [(question.text, question.turn) for question in house.seen(Question)]


# --- what may be kept --------------------------------------------------------------------------------------------

NOW = 1_700_000_000_000
GOOD = Plan(number=1, what="x", note="", due_at=NOW + 1000)
WATCH = {"every_s": 10, "expires_at": NOW + 1000}


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        (WATCH, True),
        ({"due_at": NOW - 1000}, True),
        ({"number": 0}, False),
        ({"number": 2**63}, False),
        ({"what": " "}, False),
        ({"what": "x" * 1001}, False),
        ({"note": "é" * 2049}, False),
        ({"due_at": NOW + 367 * 86_400_000}, False),
        ({"due_at": NOW - 2 * 86_400_000}, False),
        ({"due_at": -1}, False),
        ({"due_at": 2**63}, False),
        (WATCH | {"every_s": 9}, False),
        (WATCH | {"every_s": 2**63}, False),
        (WATCH | {"expires_at": NOW}, False),
        (WATCH | {"expires_at": NOW + 367 * 86_400_000}, False),
        ({"every_s": 10}, False),
        ({"expires_at": NOW + 1000}, False),
    ],
)
def test_what_may_be_planned(changes: dict[str, Any], kept: bool) -> None:
    assert (objection(msgspec.structs.replace(GOOD, **changes), NOW) is None) == kept


@pytest.mark.parametrize("text", ["Planned.", None])
def test_what_may_not_be_kept_is_told_to_the_sender_instead_of_the_promise_and_nothing_of_it_is(
    house: House, text: str | None
) -> None:
    house.receive("later, please")
    plans = [plan(house), plan(house, number=2**64 - 1), plan(house)]
    house.answer(house.question().question, text, plans=plans, cancelled=[2**64 - 1])
    assert states(house) == []
    assert house.result(StatsRequest(id=1))["plans-dropped"] == 1
    [event] = house.events("question.answered")
    assert (event.data["plans_dropped"], "planned" in event.data) == (3, False)
    assert [message["text"][:27] for message in house.outbox()] == ["Too much is planned already"]


def test_what_is_kept_is_told_by_its_ids(house: House) -> None:
    house.receive("later, please")
    house.answer(house.question().question, "Planned.", plans=[plan(house), plan(house, number=2)])
    [event] = house.events("question.answered")
    assert (event.data["planned"], "plans_dropped" in event.data) == ([1, 2], False)


def test_a_sender_has_twenty_at_most_and_an_ended_one_makes_room(house: House) -> None:
    planned(house, *(plan(house, number=number) for number in range(1, 21)))
    house.receive("one more")
    house.answer(house.question().question, "Planned.", plans=[plan(house, number=21)])
    assert len(states(house)) == MOST_OPEN == 20
    house.receive("not that one")
    house.answer(house.question().question, plans=[plan(house, number=1)], cancelled=[1])
    assert states(house)[0] == ("cancelled", "by the sender")
    assert len(states(house)) == 21


def test_all_of_a_senders_travel_with_a_question_that_fits_a_message(house: House) -> None:
    for first in (1, 4, 7):  # the last three are too much
        long = [plan(house, number=first + more, what="é" * 1000, note="x" * 2000) for more in range(3)]
        planned(house, *long)
        house.wait(20)
    house.receive("\U0001f600" * 3000)
    house.answer(house.question().question, memory="x" * 8192)
    house.receive("\U0001f600" * 3000)
    question = house.question()
    assert len(question.errands) == 6
    assert codec.decode(codec.encode(question), TO_INTERACTD) == question
    assert len(codec.encode(question)[2]) < codec.MAX_OCTETS


def test_nothing_is_planned_for_a_sender_who_is_not_told_of_it(tmp_path: Path) -> None:
    house = House(tmp_path, router="answers_per_minute = 1")
    house.furnish()
    house.hello()
    house.greet()
    house.receive("one")
    house.receive("two")
    house.answer(house.question().question)
    house.store.execute("INSERT OR IGNORE INTO mute (number, at) VALUES (?, 1)", (ALICE,))
    house.router._memory.directory = None  # as after a restart
    house.answer(house.question().question, plans=[plan(house)])
    assert states(house) == []


# --- when its turn comes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("errand", "now_ms", "turn"),
    [
        ({}, NOW, "due"),
        ({}, NOW + 600_000, "due"),
        ({}, NOW + 600_001, "late"),
        ({"every_s": 60, "expires_at": NOW + 1}, NOW, "due"),
        ({"every_s": 60, "expires_at": NOW + 3_600_000}, NOW + 700_000, "due"),
        ({"every_s": 60, "expires_at": NOW}, NOW, "expired"),
    ],
)
def test_as_what_it_is_asked(errand: dict[str, Any], now_ms: int, turn: str) -> None:
    fields: dict[str, Any] = dict.fromkeys(Row.__dataclass_fields__)
    assert turn_of(Row(**(fields | {"due_at": NOW} | errand)), now_ms, 600_000) == turn


def test_it_is_asked_when_it_is_due_as_who_the_sender_is_then_and_the_answer_goes_back(house: House) -> None:
    planned(house, plan(house, note="the note", relative=True))
    house.result(ContactSetRequest(id=1, equipment="home", name="Alice", new_name="Alicia", user="admin"))
    house.wait(HOUR - 1)
    assert house.seen(Question) == []
    house.wait(1)
    [question] = house.seen(Question)
    assert (question.text, question.turn, question.contact, question.user) == (HEAT, "due", "Alicia", "admin")
    assert (question.equipment, question.received_at) == ("home", round(START * 1000))
    assert question.errand == errands.Errand(
        errand=1, number=1, what=HEAT, note="the note", due_at=round((START + HOUR) * 1000), relative=True
    )
    assert question.errands == []
    house.take(question.question, acts=True)
    assert house.seen(TakenAck) == [TakenAck(question=question.question)]
    house.answer(question.question, "The bedroom is being heated.")
    assert texts(house) == ["The bedroom is being heated."]
    assert (house.job().recipient, house.outbox()[-1]["modem"]) == (ALICE, "gsm")
    assert states(house) == [("done", None)]
    house.later(2 * DAY)
    assert len(house.seen(Question)) == 1


def test_its_events_name_it_and_hold_no_words_of_it(house: House) -> None:
    planned(house, plan(house))
    house.wait(HOUR)
    house.answer(house.question().question, "Done.")
    shown = [event for event in house.events("question.") if event.data.get("errand") == 1]
    assert [(event.topic, event.data["message"]) for event in shown] == [
        ("question.asked", None),
        ("question.answered", None),
    ]
    assert shown[0].data["turn"] == "due"
    assert "heat" not in str(house.events())


def test_it_survives_a_restart_and_is_late_when_nobody_ran_at_its_time(house: House) -> None:
    planned(house, plan(house))
    house.restart()
    house.now += HOUR + 601
    house.feed(TimePassed())
    house.greet()
    assert asked(house) == [(HEAT, "late")]


def test_it_waits_for_an_interactd_and_is_late_when_there_was_none_for_long(house: House) -> None:
    planned(house, plan(house))
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.wait(HOUR + 590)
    assert texts(house) == []
    house.greet(boot="i2", peer=b"second")
    assert asked(house) == [(HEAT, "due")]
    house.lose(Link.INTERACTIONS, b"second")
    house.wait(20)
    house.greet(boot="i3", peer=b"third")
    assert asked(house)[-1] == (HEAT, "late"), "it was not taken, so the next one is asked"


def test_after_a_day_without_an_interactd_the_sender_is_told_and_it_is_not_asked_any_more(house: House) -> None:
    planned(house, plan(house))
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.later(HOUR + DAY - 1)
    assert texts(house) == []
    house.wait(2)
    assert texts(house) == [NOT_DONE]
    house.greet(boot="i2", peer=b"second")
    assert (asked(house), states(house)) == ([], [("dropped", "nobody could be asked for a day")])
    assert house.events("question.answered")[-1].data["outcome"] == "dropped"


def test_it_waits_for_the_senders_own_question_and_not_for_others(house: House) -> None:
    house.result(ContactAddRequest(id=1, equipment="home", name="Bob", numbers=BOB))
    planned(house, plan(house))
    planned(house, plan(house), sender=BOB)
    house.wait(HOUR - 1)
    house.receive("On ?")
    house.wait(2)
    assert [(question.text, question.contact) for question in house.seen(Question)] == [
        ("On ?", "Alice"),
        (HEAT, "Bob"),
    ]
    house.answer(house.seen(Question)[0].question)
    assert (house.question().text, house.question().contact) == (HEAT, "Alice")


def test_twenty_at_the_same_time_are_asked_in_order_one_after_the_other_and_mute_nobody(house: House) -> None:
    planned(house, *(plan(house, number=number, what=f"number {number}") for number in range(1, 21)))
    house.wait(HOUR)
    for number in range(1, 21):
        assert (len(house.seen(Question)), house.question().text) == (number, f"number {number}")
        house.answer(house.question().question, f"done {number}")
    assert texts(house) == [f"done {number}" for number in range(1, 21)]
    house.receive("On ?")
    assert house.question().text == "On ?"


def test_those_that_wait_are_named_with_each_question_of_the_sender(house: House) -> None:
    planned(house, plan(house), plan(house, 2 * HOUR, number=2))
    house.receive("what is planned ?")
    assert [(errand.errand, errand.number) for errand in house.question().errands] == [(1, 1), (2, 2)]
    house.answer(house.question().question, "Cancelled.", cancelled=[2, 99])
    assert states(house) == [("waiting", None), ("cancelled", "by the sender")]
    assert house.events("question.answered")[-1].data["cancelled"] == [2]
    house.wait(3 * HOUR)
    assert asked(house)[1:] == [(HEAT, "due")]


def test_nobody_cancels_what_somebody_else_planned(house: House) -> None:
    house.result(ContactAddRequest(id=1, equipment="home", name="Bob", numbers=BOB))
    planned(house, plan(house))
    house.receive("cancel it", BOB)
    house.answer(house.question().question, cancelled=[1])
    assert states(house) == [("waiting", None)]


@pytest.mark.parametrize("reason", ["unknown", "interactions-off", "muted", "unknown-added", "own-number"])
def test_a_sender_who_may_not_ask_any_more_gets_nothing_and_it_is_dropped(house: House, reason: str) -> None:
    planned(house, plan(house))
    match reason:
        case "unknown":
            house.result(ContactRemoveRequest(id=1, equipment="home", name="Alice"))
        case "unknown-added":
            house.result(ContactRemoveRequest(id=1, equipment="home", name="Alice"))
            house.result(EquipmentSetRequest(id=1, name="home", allow_unknown=True, add_unknown=True))
        case "interactions-off":
            house.result(EquipmentSetRequest(id=1, name="home", disable_interactions=True))
        case "muted":
            house.store.execute("INSERT INTO mute (number, at) VALUES (?, 1)", (ALICE,))
            house.router._memory.directory = None
        case _:
            house.settings = msgspec.structs.replace(
                house.settings,
                modems={"gsm": msgspec.structs.replace(house.settings.modems["gsm"], number=ALICE)},
            )
            house.restart()
            house.greet()
    house.forget()
    house.wait(2 * HOUR)
    assert (asked(house), texts(house), states(house)) == ([], [], [("dropped", reason)])
    [event] = house.events("question.answered")
    assert (event.data["errand"], event.data["outcome"], event.data["reason"]) == (1, "dropped", reason)


def test_a_contact_removed_while_it_waits_for_another_process_is_noticed_before_it_is_asked_again(house: House) -> None:
    planned(house, plan(house), plan(house, number=2, what="second"))
    house.wait(HOUR)
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.result(EquipmentSetRequest(id=1, name="home", enabled=False))
    house.greet(boot="i2", peer=b"new")
    assert states(house) == [("dropped", "unknown"), ("dropped", "unknown")]
    assert asked(house) == [(HEAT, "due")]


def renumbered(house: House, new: str) -> None:
    """Alice's number becomes another contact's."""
    house.result(ContactSetRequest(id=1, equipment="home", name="Alice", numbers="+33639980077"))
    house.result(ContactAddRequest(id=1, equipment="home", name=new, numbers=ALICE))


def test_a_number_that_is_another_contacts_by_then_gets_nothing_of_what_was_planned(house: House) -> None:
    planned(house, plan(house))
    renumbered(house, "Mallory")
    house.wait(2 * HOUR)
    assert (asked(house), texts(house)) == ([], [])
    assert states(house) == [("dropped", "the number is another contact's now")]


def test_another_contact_at_the_number_is_not_told_what_was_planned_and_plans_with_a_free_hand(house: House) -> None:
    planned(house, plan(house))
    renumbered(house, "Mallory")
    house.receive("what is planned ?")
    assert (house.question().contact, house.question().errands) == ("Mallory", [])
    house.answer(house.question().question, "Planned.", plans=[plan(house, what="mine")])
    assert states(house) == [("dropped", "the number is another contact's now"), ("waiting", None)]
    house.wait(HOUR)
    assert asked(house)[1:] == [("mine", "due")]


def test_renamed_contacts_and_equipments_keep_what_they_planned(house: House) -> None:
    planned(house, plan(house))
    house.result(ContactSetRequest(id=1, equipment="home", name="Alice", new_name="ALICE"))
    house.result(EquipmentSetRequest(id=1, name="home", new_name="house"))
    house.result(ContactSetRequest(id=1, equipment="house", name="Alice", new_name="Alicia"))
    house.wait(HOUR)
    assert (house.question().text, house.question().equipment, house.question().contact) == (HEAT, "house", "Alicia")


# --- ends --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("acts", [True, False])
def test_once_taken_it_is_never_asked_again_and_without_an_answer_the_sender_is_told(house: House, acts: bool) -> None:
    planned(house, plan(house))
    house.wait(HOUR)
    house.take(house.question().question, acts=acts)
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.greet(boot="i2", peer=b"new")
    house.later(2 * DAY)
    assert (len(house.seen(Question)), texts(house)) == (1, [NOT_DONE])
    assert states(house) == [("dropped", "no answer came")]


def test_an_apology_of_the_operators_own_names_the_errand_too(tmp_path: Path) -> None:
    house = House(tmp_path, router='unavailable_text = "Tut mir leid."')
    house.furnish()
    house.hello()
    house.greet()
    planned(house, plan(house))
    house.wait(HOUR + 31)
    assert texts(house) == [f"Tut mir leid. ({HEAT})"]


def test_silence_and_not_yet_end_what_is_done_once(house: House) -> None:
    planned(house, plan(house), plan(house, number=2))
    house.wait(HOUR)
    house.answer(house.question().question, None)
    house.answer(house.question().question, None, outcome=NOT_YET)
    house.later(DAY)
    assert (texts(house), states(house)) == ([], [("done", None), ("done", None)])


def test_its_answer_may_plan_the_next_with_the_same_number(house: House) -> None:
    planned(house, plan(house))
    house.wait(HOUR)
    house.answer(house.question().question, "Done.", plans=[plan(house)])
    assert states(house) == [("done", None), ("waiting", None)]


# --- watches -----------------------------------------------------------------------------------------------------


def test_a_watch_is_looked_at_again_and_again_without_a_trace_until_it_sees(house: House) -> None:
    planned(house, watch(house))
    rows = house.store.rows("SELECT * FROM question")
    events = house.store.rows("SELECT * FROM event WHERE topic LIKE 'question.%'")
    for look in range(1, 6):
        house.wait(60)
        assert len(house.seen(Question)) == look
        house.take(house.question().question)
        house.answer(house.question().question, None, outcome=NOT_YET)
        assert due_in(house) == 60
    assert house.store.rows("SELECT * FROM question") == rows
    assert house.store.rows("SELECT * FROM event WHERE topic LIKE 'question.%'") == events
    house.wait(60)
    house.answer(house.question().question, "It is above 25 °C now.")
    assert (texts(house), states(house)) == (["It is above 25 °C now."], [("done", None)])
    house.wait(2 * HOUR)
    assert len(house.seen(Question)) == 6


def test_a_watch_that_expires_is_asked_once_more_as_that(house: House) -> None:
    planned(house, watch(house, every_s=50 * 60))
    house.wait(50 * 60)
    house.answer(house.question().question, None, outcome=NOT_YET)
    house.wait(10 * 60)
    assert asked(house) == [(HEAT, "due"), (HEAT, "expired")]
    house.answer(house.question().question, "It never was.", outcome=AnswerOutcome.ANSWERED)
    assert (texts(house), states(house)) == (["It never was."], [("expired", None)])


@pytest.mark.parametrize(("outcome", "state"), [(AnswerOutcome.ANSWERED, "done"), (AnswerOutcome.NOT_YET, "expired")])
def test_a_look_that_is_answered_behind_the_end_of_its_watch(house: House, outcome: AnswerOutcome, state: str) -> None:
    """It saw in time what it watches for, or the watch expires; not both."""
    planned(house, watch(house, every_s=60, for_s=90.0))
    house.wait(60)
    [look] = house.seen(Question)
    house.now += 31
    house.answer(look.question, "It is so." if state == "done" else None, outcome=outcome)
    house.wait(1)
    later = house.seen(Question)[1:]
    assert [question.turn for question in later] == ([] if state == "done" else ["expired"])
    for question in later:
        house.answer(question.question, "It did not come.")
    assert states(house) == [(state, None)]
    assert texts(house) == ["It is so." if state == "done" else "It did not come."]


def test_a_watch_that_expires_is_over_also_when_nothing_is_said_of_it(house: House) -> None:
    planned(house, watch(house, for_s=60), watch(house, for_s=60, number=2, what="second"))
    house.wait(60)
    house.answer(house.question().question, None, outcome=NOT_YET)
    house.take(house.question().question)
    house.wait(30)
    assert states(house) == [("expired", None), ("expired", "no answer came")]
    assert texts(house) == ["Sorry, this may not have been done: second"]


def test_a_look_without_an_answer_is_no_apology_but_another_look(house: House) -> None:
    planned(house, watch(house))
    house.wait(60)
    house.take(house.question().question)
    house.wait(29)
    assert len(house.seen(Question)) == 1
    house.wait(1)
    assert (texts(house), states(house), due_in(house)) == ([], [("waiting", "no answer came")], 60)
    house.wait(60)
    assert len(house.seen(Question)) == 2


def test_what_is_wrong_with_a_watch_is_told_when_it_is_new_and_counted_each_time(house: House) -> None:
    planned(house, watch(house))
    for reason in ("no such file", "no such file", None, "no such file"):
        house.wait(60)
        house.answer(house.question().question, None, outcome=NOT_YET, reason=reason)
    told = [event.data for event in house.events("question.answered")]
    assert [(data["errand"], data["outcome"], data["reason"]) for data in told] == [(1, "not-yet", "no such file")] * 2
    assert house.result(StatsRequest(id=1))["answers.not-yet"] == 4


def test_a_watch_that_may_have_acted_is_not_looked_at_again(house: House) -> None:
    planned(house, watch(house))
    house.wait(60)
    house.take(house.question().question, acts=True)
    house.wait(30)
    assert (texts(house), states(house)) == ([NOT_DONE], [("dropped", "no answer came")])
    house.wait(2 * HOUR)
    assert len(house.seen(Question)) == 1


def test_a_watch_nobody_looked_at_for_a_day_after_its_end_is_given_up(house: House) -> None:
    planned(house, watch(house))
    house.lose(Link.INTERACTIONS, INTERACTD)
    house.later(HOUR + DAY + 1)
    assert (texts(house), states(house)) == ([NOT_DONE], [("dropped", "nobody could be asked for a day")])


# --- the clock ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [-10 * DAY, -HOUR, HOUR / 2, 10 * DAY])
def test_in_an_hour_is_in_an_hour_whatever_the_clock_is_set_to(house: House, seconds: float) -> None:
    planned(house, plan(house, relative=True))
    house.wait(600)
    house.now += seconds
    house.feed(ClockJumped(seconds=seconds))
    assert due_in(house) == HOUR - 600
    house.wait(HOUR - 600)
    assert asked(house) == [(HEAT, "due")]


@pytest.mark.parametrize(("seconds", "found"), [(-HOUR, []), (HOUR, [(HEAT, "due")]), (2 * HOUR, [(HEAT, "late")])])
def test_half_past_five_is_half_past_five_whatever_the_clock_is_set_to(
    house: House, seconds: float, found: list[tuple[str, str]]
) -> None:
    planned(house, plan(house))
    house.now += seconds
    house.feed(ClockJumped(seconds=seconds))
    assert due_in(house) == HOUR - seconds
    house.wait(0)
    assert asked(house) == found


def test_what_was_planned_before_the_power_failed_is_late_when_the_clock_is_put_right(house: House) -> None:
    planned(house, plan(house, relative=True))
    house.now += 60  # the power fails for three hours; the clock goes on where it was
    house.restart()
    house.greet()
    house.now += 3 * HOUR
    house.feed(ClockJumped(seconds=3 * HOUR))
    assert asked(house) == [(HEAT, "late")]


def test_a_clock_that_was_set_back_while_nobody_ran_makes_no_errand_wait_longer_than_meant(house: House) -> None:
    planned(house, plan(house, relative=True))
    house.now -= 10 * DAY
    house.restart()
    house.feed(TimePassed())
    assert due_in(house) == HOUR


@pytest.mark.parametrize("relative", [True, False])
@pytest.mark.parametrize("seconds", [-10 * DAY, -600.0, 600.0])
def test_a_watch_goes_on_looking_at_its_pace_whatever_the_clock_is_set_to(
    house: House, relative: bool, seconds: float
) -> None:
    planned(house, watch(house, relative=relative))
    house.wait(20)
    house.now += seconds
    house.feed(ClockJumped(seconds=seconds))
    assert due_in(house) == 40
    row = house.store.row("SELECT expires_at FROM errand")
    assert row is not None
    assert row["expires_at"] / 1000 - house.now == HOUR - 20 - (0 if relative else seconds)


# --- what is kept ------------------------------------------------------------------------------------------------


def test_an_ended_one_goes_when_messages_of_that_age_do_and_an_open_one_stays(tmp_path: Path) -> None:
    house = House(tmp_path, router=f"messages_max_age = {DAY}")
    house.furnish()
    house.hello()
    house.greet()
    planned(house, plan(house), plan(house, 30 * DAY, number=2))
    house.feed(TimePassed())
    house.wait(HOUR)
    house.answer(house.question().question, "Done.")
    house.later(3 * DAY)
    house.wait(3700)
    assert states(house) == [("waiting", None)]
    assert [row["errand"] for row in house.store.rows("SELECT errand FROM question")] == []
