"""The modem core on the simulated modem: receiving, submitting, losing it and finding it again."""

import pytest

from modemd import events
from modemd.at.patience import PROMPT_SOONER_S
from modemd.simulator import events as simulated
from modemd.simulator.faults import LostNotice, Mute, SubmitError, SubmitSilent
from modemd.simulator.modem import Mode
from modemd.simulator.settings import Conditions
from modemd.simulator.settings import Settings as SimulatedSettings
from smsbus.config import ModemSettings
from smsbus.messages import (
    FailureCause,
    IncomingCall,
    JobResult,
    JobUnknown,
    LateReference,
    ModemCondition,
    ModemFacts,
    ModemHello,
    ModemNetwork,
    ModemSignal,
    ModemState,
    Outcome,
    PartAck,
    Ping,
    Pong,
    ReceivedPart,
    ResultAck,
    StatusReport,
    SubmitJob,
    Welcome,
    WhoAreYou,
    WithdrawJob,
)
from tests.modemd.simulated import Simulator
from tests.modemd.wired import Wired

ALICE = "+33639980001"


@pytest.fixture
def simulator() -> Simulator:
    return Simulator()


@pytest.fixture
def house(simulator: Simulator) -> Wired:
    return ready(simulator)


def ready(simulator: Simulator, **settings: object) -> Wired:
    house = Wired(far_end=simulator, settings=ModemSettings(port="/dev/test", **settings))  # type: ignore[arg-type]
    return house.start().until(ModemCondition.READY).run(1)


def outcomes(house: Wired) -> list[tuple[str, Outcome, FailureCause | None]]:
    return [(result.job, result.outcome, result.cause) for result in house.heard(JobResult)]


# --- receiving


def test_a_text_is_told_at_once_and_deleted_only_after_it_is_on_disk(house: Wired, simulator: Simulator) -> None:
    house.acknowledge = False
    house.said(simulator.text(ALICE, "Hello", house.now))
    (part,) = house.heard(ReceivedPart)
    assert (part.sender, part.text, part.slot) == (ALICE, "Hello", "SM:1")
    house.run(3600)
    assert simulator.used == 1
    house.feed(events.FromRouter(message=PartAck(key=part.key)))
    house.run(1)
    assert simulator.used == 0


def test_a_part_that_is_not_acknowledged_is_told_again_and_not_read_again(house: Wired, simulator: Simulator) -> None:
    house.acknowledge = False
    house.said(simulator.text(ALICE, "Hello", house.now))
    reads = house.written.count(b"CMGR")
    house.run(25)
    assert len(house.heard(ReceivedPart)) == 3
    assert house.written.count(b"CMGR") == reads
    house.feed(events.RouterConnected())
    assert len(house.heard(ReceivedPart)) == 4


def test_messages_waiting_at_start_come_oldest_first_from_every_storage(simulator: Simulator) -> None:
    for number in range(5):
        simulator.text(ALICE, f"text {number}", float(100 - number))
    house = ready(simulator)
    assert house.texts == ["text 4", "text 3", "text 2", "text 1", "text 0"]
    assert simulator.used == 0


def test_a_message_that_no_code_announced_is_found_by_the_poll_and_notices_are_asked_for_again(
    house: Wired, simulator: Simulator
) -> None:
    simulator.misbehave(LostNotice(), house.now)
    house.said(simulator.text(ALICE, "Hello", house.now))
    asked = house.written.count(b"AT+CNMI=2")
    assert house.texts == []
    house.run(31)
    assert house.texts == ["Hello"]
    assert house.written.count(b"AT+CNMI=2") == asked + 1


@pytest.mark.parametrize("cycle", [5.0, 30.0, 120.0])
def test_a_message_that_no_code_announced_waits_for_a_cycle_at_most(simulator: Simulator, cycle: float) -> None:
    house = ready(simulator, cycle=cycle)
    house.run(2 * cycle)
    simulator.misbehave(LostNotice(), house.now)
    simulator.text(ALICE, "Hello", house.now)
    sent_at = house.now
    while not house.texts and house.now - sent_at <= cycle + 1:
        house.run(0.5)
    assert house.texts == ["Hello"]
    assert cycle < 60 or house.now - sent_at > 60  # a longer one is waited for


@pytest.mark.parametrize(("timeout", "given"), [(2.0, 2.0), (10.0, PROMPT_SOONER_S), (25.0, PROMPT_SOONER_S)])
def test_a_command_has_the_time_of_the_settings_and_less_at_a_modem_that_was_quick(
    simulator: Simulator, timeout: float, given: float
) -> None:
    house = ready(simulator, timeout=timeout)
    house.run(1)
    simulator.misbehave(Mute(), house.now)
    house.submit("a")
    house.run(given - 0.5)
    assert not house.written.endswith(b"\x1b\rAT\r")
    house.run(1)
    assert house.written.endswith(b"\x1b\rAT\r")


def test_a_multipart_text_comes_as_its_parts(house: Wired, simulator: Simulator) -> None:
    house.said(simulator.text(ALICE, "x" * 200, house.now))
    assert [part.concat and (part.concat.sequence, part.concat.total) for part in house.heard(ReceivedPart)] == [
        (1, 2),
        (2, 2),
    ]


def test_what_cannot_be_decoded_is_kept_raw_told_and_removed(house: Wired, simulator: Simulator) -> None:
    house.said(simulator.do(simulated.Deliver(pdu=bytes.fromhex("00040b91")), house.now))
    house.run(5)
    (part,) = house.heard(ReceivedPart)
    assert (part.content, part.text, part.pdu.hex()) == ("undecodable", None, "00040b91")
    assert simulator.used == 0


def test_a_code_without_an_index_makes_the_storage_be_listed(house: Wired, simulator: Simulator) -> None:
    simulator.misbehave(LostNotice(), house.now)
    simulator.text(ALICE, "Hello", house.now)
    house.said([b'\r\n+CMTI: "SM",-1\r\n'])
    assert house.texts == ["Hello"]


def test_a_message_that_the_modem_passes_on_is_told(house: Wired) -> None:
    pdu = b"07913336990890F90405816301F500006230419062354009C337B90C8AC96634"
    house.said([b"\r\n+CMT: ,24\r\n" + pdu + b"\r\n"])
    assert house.texts == ["Code 1234"]


def test_a_modem_killed_between_telling_and_deleting_is_told_the_same_part_again(simulator: Simulator) -> None:
    house = ready(simulator)
    house.acknowledge = False
    house.said(simulator.text(ALICE, "Hello", house.now))
    house.acknowledge = True
    house.restart()
    house.until(ModemCondition.READY).run(1)
    assert len({part.key for part in house.heard(ReceivedPart)}) == 1
    assert simulator.used == 0


def test_a_slot_that_cannot_be_emptied_is_not_news_again(house: Wired, simulator: Simulator) -> None:
    refusing = simulator.hear

    def hear(octets: bytes, now: float) -> list[bytes]:
        return [b"\r\n+CMS ERROR: 500\r\n"] if octets.startswith(b"AT+CMGD") else refusing(octets, now)

    simulator.hear = hear  # type: ignore[method-assign]
    house.said(simulator.text(ALICE, "Hello", house.now))
    house.run(300)
    assert len(house.heard(ReceivedPart)) == 1
    assert house.written.count(b"AT+CMGD=1") == 3


# --- submitting


def test_a_part_is_submitted_and_its_result_told_with_its_reference(house: Wired, simulator: Simulator) -> None:
    house.submit("a", text="16.3 °C", alphabet="ucs2")
    assert outcomes(house) == [("a", Outcome.SENT, None)]
    assert [(sent.to, sent.text) for sent in simulator.submitted] == [(ALICE, "16.3 °C")]


def test_the_same_job_twice_is_submitted_once(house: Wired, simulator: Simulator) -> None:
    house.acknowledge = False
    house.submit("a")
    house.submit("a")
    assert len(simulator.submitted) == 1
    assert outcomes(house) == [("a", Outcome.SENT, None)] * 2


def test_a_result_is_told_again_until_it_is_on_disk(house: Wired) -> None:
    house.acknowledge = False
    house.submit("a")
    house.run(25)
    assert len(house.heard(JobResult)) == 3


def test_a_report_is_asked_for_only_where_job_and_settings_want_it(simulator: Simulator) -> None:
    house = ready(simulator, delivery_reports=True)
    house.submit("a", delivery_report=True)
    house.submit("b")
    assert [sent.status_report for sent in simulator.submitted] == [True, False]
    house.run(5)
    (report,) = house.heard(StatusReport)
    assert (report.recipient, report.status) == (ALICE, 0)


def test_a_refusal_is_told_with_its_code(house: Wired, simulator: Simulator) -> None:
    simulator.misbehave(SubmitError(code=38), house.now)
    house.submit("a")
    assert outcomes(house) == [("a", Outcome.FAILED, FailureCause(source="cms", code=38))]


def test_a_text_that_cannot_be_encoded_fails_and_blocks_nobody(house: Wired) -> None:
    house.submit("a", text="日本")
    house.submit("b")
    assert outcomes(house) == [
        ("a", Outcome.FAILED, FailureCause(source="encoding")),
        ("b", Outcome.SENT, None),
    ]


def test_a_part_without_answer_is_uncertain_and_a_late_reference_is_told(house: Wired, simulator: Simulator) -> None:
    simulator.turn(Conditions(submit_delay_s=130.0), house.now)
    house.submit("a")
    house.run(121)
    assert outcomes(house) == [("a", Outcome.UNCERTAIN, FailureCause(source="time-out"))]
    house.run(20)
    assert [late.reference for late in house.heard(LateReference)] == [0]
    assert len(simulator.submitted) == 1


def test_jobs_that_routerd_believes_here_and_are_not_are_named(house: Wired) -> None:
    house.acknowledge = False
    house.submit("known")
    house.feed(events.FromRouter(message=Welcome(jobs=["known", "unknown"])))
    assert [message.job for message in house.heard(JobUnknown)] == ["unknown"]


def test_a_part_waits_for_the_network(simulator: Simulator) -> None:
    simulator.turn(Conditions(registration=2), 0.0)
    house = Wired(far_end=simulator).start().until(ModemCondition.REGISTERING).run(1)
    house.submit("a")
    assert outcomes(house) == []
    simulator.turn(Conditions(registration=1), house.now)
    house.run(5)
    assert outcomes(house) == [("a", Outcome.SENT, None)]


# --- crash points of a submission


def test_lost_before_ctrl_z_the_part_is_submitted_after_the_recovery(house: Wired, simulator: Simulator) -> None:
    simulator.misbehave(Mute(), house.now)
    house.submit("a")
    assert b"\x1a" not in house.written
    house.feed(events.PortLost(reason="unplugged"))
    simulator.behave(house.now)
    house.until(ModemCondition.READY).run(1)
    assert outcomes(house) == [("a", Outcome.SENT, None)]
    assert len(simulator.submitted) == 1


def test_lost_after_ctrl_z_the_part_is_uncertain_and_not_submitted_again(house: Wired, simulator: Simulator) -> None:
    simulator.misbehave(SubmitSilent(), house.now)
    house.submit("a")
    house.submit("b")
    house.feed(events.PortLost(reason="unplugged"))
    house.until(ModemCondition.READY).run(1)
    assert outcomes(house) == [("a", Outcome.UNCERTAIN, FailureCause(source="time-out")), ("b", Outcome.SENT, None)]
    assert len(simulator.submitted) == 2


def test_killed_at_any_moment_the_modem_is_usable_by_the_next(simulator: Simulator) -> None:
    for written in range(1, 60, 7):
        house = ready(simulator)
        spoken = simulator.hear(b"AT+CMGS=18\r0001000B913336990800F1000005C8329BFD06\x1a"[:written], house.now)
        successor = Wired(far_end=simulator, now=house.now)
        successor.start()
        successor.said(spoken)
        successor.until(ModemCondition.READY, within_s=3).run(1)
        successor.submit("next")
        assert outcomes(successor)[-1] == ("next", Outcome.SENT, None)
    assert {sent.text for sent in simulator.submitted} == {"Hello"}


def test_a_modem_that_restarts_in_the_middle_of_a_submission_makes_it_uncertain(
    house: Wired, simulator: Simulator
) -> None:
    simulator.misbehave(SubmitSilent(), house.now)
    house.submit("a")
    house.said([b"\r\nRDY\r\n"])
    assert outcomes(house) == [("a", Outcome.UNCERTAIN, FailureCause(source="time-out"))]
    assert "restarted" in house.states[-1][1]
    assert "its power supply seems too weak" in house.states[-1][1]


@pytest.mark.parametrize("code", ["POWERED DOWN", "NORMAL POWER DOWN", "UNDER-VOLTAGE POWER DOWN", "^SHUTDOWN"])
def test_a_modem_that_says_it_goes_down_is_set_up_when_it_is_back(
    house: Wired, simulator: Simulator, code: str
) -> None:
    house.said([f"\r\n{code}\r\n".encode()])
    assert code in house.states[-1][1]
    simulator.core.state.power_up()
    house.until(ModemCondition.READY).run(1)
    assert simulator.core.state.profile.notices.mt == 1


# --- silence and absence


def test_a_mute_modem_is_recovered_and_what_waited_goes_both_ways(house: Wired, simulator: Simulator) -> None:
    simulator.misbehave(Mute(), house.now)
    house.run(60)
    assert house.modem.condition is ModemCondition.RECOVERING
    assert "does not answer" in house.states[-1][1]
    simulator.text(ALICE, "while mute", house.now)
    house.submit("a")
    house.run(600)
    simulator.behave(house.now)
    since = house.now
    house.until(ModemCondition.READY)
    assert house.now - since <= 10
    house.run(1)
    assert house.texts == ["while mute"]
    assert outcomes(house) == [("a", Outcome.SENT, None)]
    assert house.heard(ModemFacts)[-1].recoveries["escape"] == 1


def test_a_modem_that_stays_mute_is_reset_rarely(house: Wired, simulator: Simulator) -> None:
    simulator.misbehave(Mute(), house.now)
    house.run(2 * 3600)
    assert 2 <= house.written.count(b"AT+CFUN=1,1") <= 6


def test_one_missed_deadline_is_no_recovery(house: Wired, simulator: Simulator) -> None:
    simulator.misbehave(Mute(for_s=12.0), house.now)
    house.run(60)
    assert ModemCondition.RECOVERING not in [state for state, _ in house.states]
    assert house.modem.condition is ModemCondition.READY


def test_an_absent_modem_is_waited_for_with_growing_pauses_and_said_once(simulator: Simulator) -> None:
    house = Wired(far_end=simulator, plugged=False).start()
    house.run(300)
    opened = [output for output in house.outputs if isinstance(output, events.OpenPort)]
    assert 10 <= len(opened) <= 16
    assert [reason for state, reason in house.states if state == "absent"] == ["no such port"]
    house.plugged = True
    house.until(ModemCondition.READY, within_s=31)


def test_a_port_that_is_lost_is_opened_again(house: Wired) -> None:
    house.feed(events.PortLost(reason="/dev/test was lost"))
    assert house.states[-1] == ("absent", "/dev/test was lost")
    house.until(ModemCondition.READY, within_s=3)


def test_parts_that_wait_for_a_lost_network_are_handed_back_and_taken_again_when_it_is_there(
    house: Wired, simulator: Simulator
) -> None:
    """routerd may give them to another modem meanwhile; here there is none."""
    house.said(simulator.turn(Conditions(registration=2), house.now))
    house.until(ModemCondition.REGISTERING)
    house.submit("a")
    house.submit("b")
    house.run(5.1)
    assert [message.job for message in house.heard(JobUnknown)] == ["a", "b"]
    assert outcomes(house) == []
    house.said(simulator.turn(Conditions(registration=1), house.now))
    house.run(10)
    assert [(job, outcome) for job, outcome, _ in outcomes(house)] == [("a", Outcome.SENT), ("b", Outcome.SENT)]


def test_a_job_at_its_prompt_is_taken_back_and_nothing_of_it_is_sent(house: Wired, simulator: Simulator) -> None:
    house.acknowledge = False
    house.submit("a")
    house.submit("b")
    house.run(0.3)  # the result of the first is not acknowledged: the second is held
    house.feed(events.FromRouter(message=WithdrawJob(job="b")))
    assert [message.job for message in house.heard(JobUnknown)] == ["b"]
    house.acknowledge = True
    house.feed(events.FromRouter(message=ResultAck(job="a")))
    house.run(60)
    assert [(job, outcome) for job, outcome, _ in outcomes(house)] == [("a", Outcome.SENT)]


# --- network, calls, routerd


def test_a_lost_network_is_said_and_found_again(house: Wired, simulator: Simulator) -> None:
    house.said(simulator.turn(Conditions(registration=2), house.now))
    house.run(3)
    assert house.modem.condition is ModemCondition.REGISTERING
    house.said(simulator.turn(Conditions(registration=5), house.now))
    house.run(5)
    assert house.states[-1] == ("ready", "registered, roaming")
    assert house.heard(ModemNetwork)[-1].roaming


def test_five_minutes_without_a_network_switch_the_radio_off_and_on(house: Wired, simulator: Simulator) -> None:
    house.said(simulator.turn(Conditions(registration=2), house.now))
    house.run(330)
    assert b"AT+CFUN=4\r" in house.written
    assert house.written.count(b"AT+CFUN=4\r") == 1


def test_three_failures_to_different_numbers_switch_the_radio_and_what_waits_goes_then(
    house: Wired, simulator: Simulator
) -> None:
    simulator.misbehave(SubmitError(code=38, count=3), house.now)
    for number, recipient in enumerate(("+33639980001", "+33639980002", "+33639980001", "+33639980002")):
        house.submit(str(number), recipient=recipient)
    assert house.states[-1] == (
        "recovering",
        "3 submissions in a row failed, to different numbers; switching its radio off and on",
    )
    house.until(ModemCondition.READY).run(1)
    assert [outcome for _, outcome, _ in outcomes(house)] == [Outcome.FAILED] * 3 + [Outcome.SENT]
    assert house.heard(ModemFacts)[-1].recoveries == {"radio": 1}


def test_a_modem_that_forgets_its_settings_without_a_word_is_set_up_again(house: Wired, simulator: Simulator) -> None:
    simulator.core.state.power_up()
    house.run(331)
    assert "forgot its settings" in [reason for _, reason in house.states][-3]
    assert house.modem.condition is ModemCondition.READY
    assert simulator.core.state.profile.notices.mt == 1


def test_when_nothing_helps_the_usb_device_is_reset_and_a_person_is_told(house: Wired, simulator: Simulator) -> None:
    house.usb_problem = None
    simulator.misbehave(Mute(), house.now)
    house.run(900)
    assert events.ResetUsb(port="/dev/test") in house.outputs
    reasons = [reason for _, reason in house.states]
    assert any("resetting its USB device" in reason for reason in reasons)
    assert "unplug it and plug it in again" in reasons[-1]
    assert house.heard(ModemFacts)[-1].recoveries["usb"] == 1


def test_a_port_that_is_no_usb_device_is_not_reset_and_that_is_said(house: Wired, simulator: Simulator) -> None:
    simulator.misbehave(Mute(), house.now)
    house.run(900)
    assert any("is no USB device" in reason for _, reason in house.states)
    assert "usb" not in house.heard(ModemFacts)[-1].recoveries


@pytest.mark.parametrize("code", ['^SMMEMFULL:"SM"', "^SMGO: 1", "SMS Ready", "+QIND: SMS DONE"])
def test_a_full_storage_is_emptied_at_once_and_notices_are_asked_for_again(
    house: Wired, simulator: Simulator, code: str
) -> None:
    simulator.misbehave(LostNotice(count=5), house.now)
    for number in range(5):
        simulator.text(ALICE, f"text {number}", house.now)
    asked = house.written.count(b"AT+CNMI=2")
    house.said([f"\r\n{code}\r\n".encode()])
    house.run(1)
    assert len(house.texts) == 5
    assert simulator.used == 0
    assert house.written.count(b"AT+CNMI=2") == asked + 1


@pytest.mark.parametrize("code", ["^SIMST:1", "+CFUN: 1", "+QUSIM: 1"])
def test_after_a_code_that_may_mean_lost_settings_they_are_looked_at(
    house: Wired, simulator: Simulator, code: str
) -> None:
    house.said([f"\r\n{code}\r\n".encode()])
    house.run(3)
    assert house.states[-1][0] == "ready"
    states = len(house.states)
    simulator.core.state.power_up()
    house.said([f"\r\n{code}\r\n".encode()])
    house.run(3)
    assert [state for state, _ in house.states[states:]] == ["probing", "probing", "ready"]


def test_a_modem_whose_storages_are_ready_late_is_set_up_again() -> None:
    simulator = Simulator()
    hearing = simulator.hear
    ready_now: list[bool] = []

    def hear(octets: bytes, now: float) -> list[bytes]:
        if octets.startswith(b"AT+CPMS=") and not ready_now:
            return [b"\r\nERROR\r\n"]
        if octets.startswith(b"AT+CNMI=?") and not ready_now:
            ready_now.append(True)
            return [b"\r\n+QIND: SMS DONE\r\n", *hearing(octets, now)]
        return hearing(octets, now)

    simulator.hear = hear  # type: ignore[method-assign]
    house = ready(simulator)
    house.said(simulator.text(ALICE, "Hello", house.now))
    house.run(1)
    assert house.texts == ["Hello"]


def test_an_idle_system_is_silent(house: Wired, simulator: Simulator) -> None:
    told = len(house.told)
    house.run(3600)
    assert len(house.told) == told
    simulator.turn(Conditions(signal=22), house.now)
    house.run(60)
    assert len(house.told) == told  # one step is within the dead band
    simulator.turn(Conditions(signal=25), house.now)
    house.run(60)
    assert house.heard(ModemSignal)[-1].raw == 25


def test_a_call_is_rejected_at_once_and_told_once(house: Wired, simulator: Simulator) -> None:
    house.said(simulator.do(simulated.Call(number=ALICE, rings=5), house.now))
    house.run(30)
    assert [call.caller for call in house.heard(IncomingCall)] == [ALICE]
    assert b"AT+CHUP\r" in house.written


def test_routerd_is_told_everything_on_each_connection_and_hello_comes_first(house: Wired) -> None:
    for question in (events.RouterConnected(), events.FromRouter(message=WhoAreYou())):
        house.run(5)
        house.told.clear()
        house.feed(question)
        assert [type(message) for message in house.told][:3] == [ModemHello, ModemState, ModemFacts]
        assert {ModemSignal, ModemNetwork} <= {type(message) for message in house.told}


def test_nothing_is_told_before_the_hello(simulator: Simulator) -> None:
    house = Wired(far_end=simulator)
    house.feed(events.Start())
    house.until(ModemCondition.READY).run(1)
    assert house.told == []


def test_a_ping_is_answered_with_its_nonce(house: Wired) -> None:
    house.feed(events.FromRouter(message=Ping(nonce=7)))
    assert house.told[-1] == Pong(nonce=7)


def test_the_time_of_a_state_is_that_of_the_wall_clock(house: Wired) -> None:
    house.feed(events.ClockSet(epoch_s=1_800_000_000.0))
    house.feed(events.PortLost(reason="gone"))
    assert house.heard(ModemState)[-1].since_at == round((1_800_000_000.0 + house.now) * 1000)


# --- end and settings


def test_a_submission_in_hand_is_finished_before_the_end(house: Wired, simulator: Simulator) -> None:
    simulator.turn(Conditions(submit_delay_s=2.0), house.now)
    house.submit("a")
    house.submit("b")
    house.feed(events.Stop())
    house.run(1)
    assert not [output for output in house.outputs if isinstance(output, events.Stopped)]
    house.run(2)
    assert isinstance(house.outputs[-1], events.Stopped)
    assert outcomes(house) == [("a", Outcome.SENT, None)]


def test_a_slow_network_is_waited_for_at_the_end_since_giving_up_would_leave_the_fate_uncertain(
    house: Wired, simulator: Simulator
) -> None:
    simulator.turn(Conditions(submit_delay_s=60.0), house.now)
    house.submit("a")
    house.feed(events.Stop())
    house.run(50)
    assert not [output for output in house.outputs if isinstance(output, events.Stopped)]
    house.run(15)
    assert isinstance(house.outputs[-1], events.Stopped)
    assert outcomes(house) == [("a", Outcome.SENT, None)]


def test_the_end_comes_at_the_submission_s_own_limit_whatever_the_modem_does(
    house: Wired, simulator: Simulator
) -> None:
    simulator.misbehave(SubmitSilent(), house.now)
    house.submit("a")
    house.feed(events.Stop())
    house.run(house.settings.submit_timeout + 1)
    assert isinstance(house.outputs[-1], events.Stopped)
    assert outcomes(house) == [("a", Outcome.UNCERTAIN, FailureCause(source="time-out"))]


def test_without_a_submission_the_end_comes_at_once(house: Wired) -> None:
    house.feed(events.Stop())
    assert isinstance(house.outputs[-1], events.Stopped)


def test_changed_settings_are_used_after_reopening_and_unchanged_ones_disturb_nothing(house: Wired) -> None:
    house.feed(events.SettingsChanged(settings=house.settings, port="/dev/test"))
    assert house.modem.condition is ModemCondition.READY
    house.feed(events.SettingsChanged(settings=ModemSettings(port="/dev/other"), port="/dev/other"))
    house.run(1)
    assert house.modem.condition is ModemCondition.READY
    assert house.heard(ModemFacts)[-1].port == "/dev/other"


def test_fifty_texts_through_ten_slots_are_each_told_once() -> None:
    simulator = Simulator(SimulatedSettings(storage_size=10))
    house = ready(simulator)
    for number in range(50):
        house.said(simulator.text(ALICE, f"text {number}", house.now))
        house.run(0.05)
    house.run(60)
    assert house.texts == [f"text {number}" for number in range(50)]
    assert simulator.used == 0


def test_an_answer_does_not_wait_for_deletions(house: Wired, simulator: Simulator) -> None:
    house.said(simulator.text(ALICE, "question", house.now))
    written = len(house.written)
    house.submit("answer")
    assert house.written[written:].startswith(b"AT+CMGS=")


def test_a_job_for_a_short_code_is_dialled_as_it_is(house: Wired, simulator: Simulator) -> None:
    house.feed(events.FromRouter(message=SubmitJob(job="a", recipient="36105", text="STOP", alphabet="gsm7")))
    assert simulator.submitted[-1].to == "36105"


# --- the next part, while the result before it is on its way to the disk


def test_the_next_part_is_at_its_prompt_before_the_result_is_acknowledged_and_goes_out_after(
    house: Wired, simulator: Simulator
) -> None:
    house.acknowledge = False
    house.submit("a", text="first")
    house.submit("b", text="second")
    assert house.written.endswith(b"AT+CMGS=19\r")
    assert [submission.text for submission in simulator.submitted] == ["first"]
    house.feed(events.FromRouter(message=ResultAck(job="a")))
    assert [submission.text for submission in simulator.submitted] == ["first", "second"]


def test_while_routerd_is_away_the_prompt_is_left_and_the_part_goes_out_when_it_is_back(
    house: Wired, simulator: Simulator
) -> None:
    house.acknowledge = False
    house.submit("a", text="first")
    house.submit("b", text="second")
    house.run(30)
    assert simulator.core.mode is Mode.COMMAND
    assert [submission.text for submission in simulator.submitted] == ["first"]
    assert house.modem.condition is ModemCondition.READY
    house.feed(events.FromRouter(message=ResultAck(job="a")))
    assert [submission.text for submission in simulator.submitted] == ["first", "second"]


def test_a_part_taken_back_at_its_prompt_is_never_submitted_and_the_modem_works_on(
    house: Wired, simulator: Simulator
) -> None:
    house.acknowledge = False
    for name in ("a", "b", "c"):
        house.submit(name, text=name)
    house.acknowledge = True
    house.feed(events.FromRouter(message=ResultAck(job="a", withdrawn=["b"])))
    house.run(5)
    assert [submission.text for submission in simulator.submitted] == ["a", "c"]
