"""What is done first."""

import re

import pytest

from modemd import reading
from modemd.agenda import Agenda, Kind, Task
from modemd.at import urcs
from modemd.at.commands import Command
from modemd.at.events import Completed
from modemd.at.results import OK
from modemd.monitoring import Calls
from modemd.orders import Orders
from modemd.receiving import Found, Inbox, read_pdu
from modemd.session import Session, Slot, TextMode
from modemd.simulator.faults import LostNotice
from modemd.simulator.personalities import PERSONALITIES
from modemd.simulator.settings import Settings as SimulatedSettings
from modemd.submitting import Jobs
from smsbus.config import ModemSettings
from smsbus.messages import ModemCondition, SubmitJob
from tests.modemd.simulated import Simulator
from tests.modemd.wired import Wired

SETTINGS = ModemSettings(port="x")
READY, REGISTERING = ModemCondition.READY, ModemCondition.REGISTERING
PDU = "07913336990890F90405816301F500006230519062354009C337B90C8AC96634"


def agenda() -> Agenda:
    session = Session(modem="sim", receive="SM", selection=("SM",) * 3, selected="SM", notices=(2, 1, 0, 2, 0))
    return Agenda(
        session=session, inbox=Inbox(modem="sim"), jobs=Jobs(modem="sim"), calls=Calls(), orders=Orders(modem="sim")
    )


def kinds(plan: Agenda, condition: ModemCondition = READY, now: float = 0.0) -> list[Kind]:
    """What is begun one after the other; a part counts as submitted, a slot as emptied, a call as rejected."""
    found = []
    while (task := plan.next(condition, SETTINGS, now)) is not None:
        found.append(task.kind)
        plan.jobs.in_hand = None
        if task.kind is Kind.HANG_UP:
            plan.calls.over(now)
        if task.kind is Kind.DRAIN:
            plan.was_read(found=1, news=0, announced=False, now=0.0)
        if task.kind is Kind.DELETE and task.slot is not None:
            plan.inbox.deleted(task.slot)
    return found


def with_everything() -> Agenda:
    plan = agenda()
    plan.inbox.add([Found(pdu=PDU, slot=Slot(storage="SM", index=1))], "s", 0.0)
    plan.inbox.acknowledged(read_pdu(Found(pdu=PDU, slot=None), modem="sim", sim="s").key)
    plan.jobs.accept(SubmitJob(job="a", recipient="36105", text="x", alphabet="gsm7"))
    plan.stored("SM", 3, 0.0)
    plan.look_again(-1.0)
    plan.observe_at = 0.0
    plan.calls.ring(-1.0)
    return plan


def test_calls_then_reading_then_submitting_then_looking_then_emptying() -> None:
    assert kinds(with_everything()) == [
        Kind.HANG_UP,
        Kind.READ,
        Kind.DRAIN,
        Kind.SUBMIT,
        Kind.OBSERVE,
        Kind.DELETE,
    ]


def test_when_slots_run_short_emptying_goes_before_submitting() -> None:
    plan = with_everything()
    plan.session.filled("SM", 2, 2)
    assert kinds(plan)[:3] == [Kind.HANG_UP, Kind.READ, Kind.DELETE]


def test_without_a_network_nothing_is_submitted_and_everything_else_is_done() -> None:
    assert Kind.SUBMIT not in kinds(with_everything(), REGISTERING)


def test_while_the_modem_is_not_set_up_nothing_but_calls_is_done() -> None:
    assert kinds(with_everything(), ModemCondition.PROBING) == [Kind.HANG_UP]


def test_emptying_waits_a_moment_for_an_answer_to_come() -> None:
    plan = with_everything()
    plan.acknowledged(0.0)
    assert Kind.DELETE not in kinds(plan)
    assert plan.deadline(READY) == 0.2
    assert kinds(plan, now=0.2) == [Kind.DELETE]


def test_a_poll_is_preceded_by_a_look_around() -> None:
    plan = agenda()
    plan.begin(30.0, 0.0)
    assert plan.deadline(READY) == 30.0
    assert kinds(plan, now=30.0) == [Kind.OBSERVE, Kind.DRAIN]


def test_a_poll_that_finds_something_asks_for_notices_again() -> None:
    plan = agenda()
    plan.begin(30.0, 0.0)
    for expected in (Kind.OBSERVE, Kind.DRAIN):
        task = plan.next(READY, SETTINGS, 30.0)
        assert task is not None
        assert task.kind is expected
    plan.was_read(found=1, news=1, announced=False, now=0.0)
    assert kinds(plan, now=30.0) == [Kind.NOTICES]


def test_the_same_slot_announced_twice_is_read_once() -> None:
    plan = agenda()
    for _ in range(2):
        plan.stored("SM", 3, 0.0)
    assert kinds(plan) == [Kind.READ]


def test_what_is_announced_in_great_numbers_is_listed() -> None:
    plan = agenda()
    for index in range(1000):
        plan.stored("SM", index, 0.0)
    assert len(plan.announced) == 255
    assert plan.drain_at == 0.0


def test_after_a_deletion_that_was_cut_off_the_slot_is_not_emptied_again_before_it_was_read() -> None:
    plan = with_everything()
    slot = Slot(storage="SM", index=1)
    plan.cut_off(Task(kind=Kind.DELETE, procedure=reading.delete(plan.session, slot), slot=slot), 100.0)
    assert plan.inbox.to_delete() is None
    assert plan.drain_at is not None
    assert plan.drain_at <= 102.0


def test_a_call_whose_rejection_was_cut_off_is_over() -> None:
    plan = with_everything()
    task = plan.next(READY, SETTINGS, 0.0)
    assert task is not None
    assert task.kind is Kind.HANG_UP
    plan.cut_off(task, 0.0)
    assert plan.calls.ringing_until is None


def test_a_drain_that_was_cut_off_is_done_again() -> None:
    plan = agenda()
    plan.session.drained = ("SM", "ME")
    plan.begin(30.0, 0.0)
    assert [task.kind for task in (plan.next(READY, SETTINGS, 0.0), plan.next(READY, SETTINGS, 0.0)) if task] == [
        Kind.DRAIN,
        Kind.DRAIN,
    ]


# --- storages


def lines_of(task: Task | None) -> list[str]:
    """The commands of a task whose modem says OK to everything."""
    assert task is not None
    asked: list[str] = []
    reply: Completed | None = None
    while True:
        try:
            step = task.procedure.send(reply)
        except StopIteration:
            return asked
        assert isinstance(step, Command)
        asked.append(step.line)
        reply = Completed(command=step, result=OK, lines=())


def polled(plan: Agenda, now: float) -> list[str]:
    """What the poll that is due asks, after the look around."""
    while (task := plan.next(READY, SETTINGS, now)) is not None and task.kind is not Kind.DRAIN:
        pass
    asked = lines_of(task)
    plan.was_read(found=1, news=0, announced=False, now=now)
    return asked


def test_a_poll_lists_one_storage_and_every_five_minutes_all_of_them() -> None:
    plan = agenda()
    plan.session.drained = ("SM", "SR")
    plan.begin(30.0, 0.0)
    assert polled(plan, 0.0) == ["AT+CMGL=4", 'AT+CPMS="SR"', "AT+CMGL=4", 'AT+CPMS="SM","SM","SM"']
    assert polled(plan, 30.0) == ["AT+CMGL=4"]
    assert 'AT+CPMS="SR"' in polled(plan, 300.0)
    assert polled(plan, 330.0) == ["AT+CMGL=4"]


def test_ten_seconds_after_set_up_the_storages_are_switched_through_once() -> None:
    # Dell T77W968: nothing is received before that.
    plan = agenda()
    plan.session.drained, plan.session.selectable = ("SM", "ME"), ("MT", "ME")
    plan.begin(30.0, 0.0)
    polled(plan, 0.0)
    assert plan.deadline(READY) == 10.0
    assert polled(plan, 10.0)[:3] == ['AT+CPMS="MT","MT","MT"', 'AT+CPMS="ME","ME","ME"', 'AT+CPMS="SM","SM","SM"']
    assert plan.deadline(READY) == 30.0


@pytest.mark.parametrize("code", [urcs.StorageFull(text="^SMGO: 1"), urcs.IndicatorChanged(indicator="3", value=1)])
def test_after_a_full_storage_all_are_emptied_notices_asked_for_and_polls_are_closer(
    code: urcs.StorageFull | urcs.IndicatorChanged,
) -> None:
    plan = agenda()
    plan.session.drained, plan.session.full_indicator = ("SM", "ME"), 3
    plan.begin(30.0, 0.0)
    plan.heard(code, 5.0)
    assert kinds(plan, now=5.0) == [Kind.DRAIN, Kind.NOTICES]
    assert plan.deadline(READY) == 15.0
    plan.heard(urcs.IndicatorChanged(indicator="2", value=1), 6.0)  # the signal
    assert kinds(plan, now=6.0) == []


def test_a_storage_found_full_without_a_word_is_cause_to_empty_all_and_is_reported_when_it_stays_so() -> None:
    plan = agenda()
    plan.session.drained = ("SM", "ME")
    plan.begin(30.0, 0.0)
    polled(plan, 0.0)
    plan.session.filled("SM", 20, 20)
    assert 'AT+CPMS="ME"' in polled(plan, 30.0)
    assert kinds(plan, now=30.0) == [Kind.NOTICES]
    for now in (40.0, 50.0):
        polled(plan, now)
    assert plan.session.blocked == ()
    polled(plan, 100.0)
    assert plan.session.blocked == ("SM",)
    plan.session.filled("SM", 3, 20)
    for now in (200.0, 300.0):
        polled(plan, now)
    assert plan.session.blocked == ()


def test_a_command_that_was_refused_for_want_of_room_empties_all() -> None:
    plan = agenda()
    plan.session.drained = ("SM", "ME")
    plan.begin(30.0, 0.0)
    polled(plan, 0.0)
    plan.session.memory_full = True
    assert 'AT+CPMS="ME"' in polled(plan, 1.0)


def test_what_is_announced_without_a_place_twice_and_not_found_is_received_elsewhere() -> None:
    # SIM7000: `+CMTI: ,-1`.
    plan = agenda()
    plan.session.drained = plan.session.selectable = ("SM", "ME")
    plan.session.drained, plan.session.selectable = ("SM", "ME"), ("ME",)
    plan.begin(30.0, 0.0)
    polled(plan, 0.0)
    nowhere = urcs.MessageStored(storage=None, index=None)
    plan.heard(nowhere, 1.0)
    assert 'AT+CPMS="ME","ME","ME"' in polled(plan, 1.0)
    plan.heard(nowhere, 2.0)
    polled(plan, 2.0)
    assert plan.session.avoided == {"SM"}
    assert plan.session.receive == "ME"


def test_a_slot_that_refused_to_be_emptied_is_named_and_tried_again_after_ten_minutes() -> None:
    plan = agenda()
    plan.begin(30.0, 0.0)
    plan.inbox.add([Found(pdu=PDU, slot=Slot(storage="SM", index=1))], "s", 0.0)
    plan.inbox.acknowledged(read_pdu(Found(pdu=PDU, slot=None), modem="sim", sim="s").key)
    for _ in range(3):
        plan.inbox.not_deleted(Slot(storage="SM", index=1))
    polled(plan, 30.0)
    assert [str(slot) for slot in plan.session.stuck] == ["SM:1"]
    assert plan.inbox.to_delete() is None
    polled(plan, 600.0)
    assert plan.inbox.to_delete() == Slot(storage="SM", index=1)


def test_a_storage_that_was_full_is_listed_again_soon_since_others_waited_for_a_place() -> None:
    plan = agenda()
    plan.session.filled("SM", 10, 10)
    plan.drain_at = 30.0
    plan.was_read(found=1, news=2, announced=False, now=0.0)
    assert plan.drain_at == 30.0
    plan.was_read(found=1, news=9, announced=False, now=0.0)
    assert plan.drain_at == 1.0


def test_what_was_read_and_not_trusted_is_looked_for_in_every_storage_soon() -> None:
    plan = agenda()
    plan.session.drained = ("SM", "ME")
    plan.begin(30.0, 0.0)
    polled(plan, 0.0)
    plan.inbox.doubts = True
    plan.look_again(5.0)
    assert 'AT+CPMS="ME"' in polled(plan, 6.0)


def test_a_huawei_whose_messages_no_code_announces_is_told_where_to_send_its_codes_one_way_after_the_other() -> None:
    simulator = Simulator(SimulatedSettings(personality=PERSONALITIES["huawei"]))
    house = Wired(far_end=simulator).start().until(READY).run(1)
    simulator.misbehave(LostNotice(count=5), house.now)
    told = []
    for number in range(5):
        simulator.text("+33639980001", f"text {number}", house.now)
        written = len(house.written)
        house.run(40)
        told += re.findall(rb"AT\^[A-Z]+=\d", house.written[written:])
    assert len(house.texts) == 5
    # A single one may have got lost.
    assert told == [b"AT^CURC=1", b"AT^PORTSEL=1", b"AT^PORTSEL=0", b"AT^CURC=1"]
    house.said(simulator.text("+33639980001", "announced", house.now))
    simulator.misbehave(LostNotice(count=1), house.now)
    simulator.text("+33639980001", "lost", house.now)
    written = len(house.written)
    house.run(40)
    assert house.texts[-2:] == ["announced", "lost"]
    assert b"AT^" not in house.written[written:]


@pytest.mark.parametrize(
    ("text_mode", "doubtful", "strayed", "asks"),
    [(True, True, False, True), (True, False, False, False), (False, True, False, False), (False, False, True, True)],
)
def test_what_reads_strangely_makes_it_ask_for_the_settings(
    text_mode: bool, doubtful: bool, strayed: bool, asks: bool
) -> None:
    plan = agenda()
    plan.session.text = TextMode(charset="UCS2", coded=True) if text_mode else None
    plan.session.smsc = "+33639980099"
    plan.session.strayed, plan.inbox.doubts = strayed, doubtful
    plan.was_read(found=1, news=0, announced=True, now=5.0)
    assert (Kind.NOTICES in kinds(plan, now=5.0)) is asks
    assert not plan.session.strayed
