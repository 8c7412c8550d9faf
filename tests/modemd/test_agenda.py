"""What is done first."""

import re

from modemd.agenda import Agenda, Kind
from modemd.monitoring import Calls
from modemd.orders import Orders
from modemd.receiving import Found, Inbox, read_pdu
from modemd.session import Session, Slot
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
            plan.was_read(news=0, announced=False)
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
    plan.was_read(news=1, announced=False)
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


def test_a_drain_that_was_cut_off_is_done_again() -> None:
    plan = agenda()
    plan.session.drained = ("SM", "ME")
    plan.begin(30.0, 0.0)
    assert [task.kind for task in (plan.next(READY, SETTINGS, 0.0), plan.next(READY, SETTINGS, 0.0)) if task] == [
        Kind.DRAIN,
        Kind.DRAIN,
    ]


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
