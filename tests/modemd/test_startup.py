"""Every transcript drives the real core: set up, emptied, texted, submitting; in whatever pieces it speaks."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from modemd.at.commands import Command, ResponseLine
from modemd.at.events import Completed
from modemd.at.results import ERROR, OK, FinalResult, ResultKind
from modemd.procedure import Procedure, Reply
from modemd.session import Session
from modemd.simulator.faults import LostNotice
from modemd.simulator.settings import Settings as SimulatedSettings
from modemd.startup import choose_notices, complaint, receive_elsewhere
from smsbus.config import ModemSettings
from smsbus.messages import JobResult, ModemCondition, ModemFacts, Outcome
from tests.modemd.simulated import Simulator
from tests.modemd.transcript import INCOMING_TEXT, NAMES, Transcript
from tests.modemd.wired import Wired


def whole(octets: bytes) -> list[bytes]:
    return [octets]


def octet_by_octet(octets: bytes) -> list[bytes]:
    return [bytes([octet]) for octet in octets]


def with_chatter_before_each_line(octets: bytes) -> list[bytes]:
    return [re.sub(rb"(?=\r\n[^\r\n])", b"\r\n^RSSI:18\r\n", octets)]


def with_doubled_line_ends(octets: bytes) -> list[bytes]:
    return [octets.replace(b"\r\n", b"\r\r\n")]


def with_a_broadcast_before_each_answer(octets: bytes) -> list[bytes]:
    return [b"\r\n+CBM: 15\r\n0010015A11014FF7391C4E7E1DD3\r\n" + octets]


@pytest.mark.parametrize(
    "cut",
    [
        whole,
        octet_by_octet,
        with_chatter_before_each_line,
        with_doubled_line_ends,
        with_a_broadcast_before_each_answer,
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_modem_is_set_up_emptied_texted_and_submits(name: str, cut: Callable[[bytes], list[bytes]]) -> None:
    modem = Transcript(name)
    house = Wired(far_end=modem, cut=cut, settings=ModemSettings(port="/dev/test", pin="1234")).start()
    house.until(ModemCondition.READY)
    house.run(3)
    receives = modem.sms.get("receive", True)
    assert house.texts == modem.texts
    assert modem.slots == {}
    house.submit("first")
    assert [(result.job, result.outcome, result.reference) for result in house.heard(JobResult)] == [
        ("first", Outcome.SENT, 1)
    ]
    assert modem.submitted == ["0001000B913336990800F1000005C8329BFD06"]
    if receives:
        house.said(modem.arrive())
        assert house.texts == [*modem.texts, INCOMING_TEXT]
        house.run(1)
        assert modem.slots == {}
    assert [state for state, _ in house.states] == ["opening", "probing", "ready"]


@pytest.mark.parametrize("name", NAMES)
def test_who_the_modem_is_and_what_its_sim_is_are_told(name: str) -> None:
    modem = Transcript(name)
    house = Wired(far_end=modem, settings=ModemSettings(port="/dev/test", pin="1234")).start()
    house.until(ModemCondition.READY)
    facts = house.heard(ModemFacts)[-1]
    assert facts.manufacturer == " ".join(modem.data["responses"]["AT+CGMI"][0].split())
    assert facts.imei == modem.data["responses"]["AT+CGSN"][0]
    assert facts.smsc == "+33639980099"
    assert facts.sim
    assert modem.data["responses"]["AT+CIMI"][0] not in facts.sim


def test_nothing_is_waited_for_that_need_not_be() -> None:
    house = Wired(far_end=Simulator()).start()
    house.until(ModemCondition.READY)
    assert house.now <= 0.3


def test_neither_atz_nor_clac_nor_anything_that_deletes_is_sent_at_start() -> None:
    house = Wired(far_end=Simulator()).start().until(ModemCondition.READY)
    assert not re.search(rb"ATZ|CLAC|CMGD|CSMP|CMGW|AT&", house.written)


def test_a_predecessor_that_died_at_the_prompt_does_not_make_commands_a_text() -> None:
    simulator = Simulator()
    simulator.hear(b"ATE0\rAT+CMGF=0\rAT+CMGS=18\r", 0.0)
    house = Wired(far_end=simulator).start().until(ModemCondition.READY)
    assert simulator.submitted == []
    assert house.now < 1


def test_a_pin_is_entered_once_and_the_modem_becomes_ready() -> None:
    simulator = Simulator(SimulatedSettings(pin="4321"))
    house = Wired(far_end=simulator, settings=ModemSettings(port="/dev/test", pin="4321")).start()
    house.until(ModemCondition.READY)
    assert house.written.count(b"AT+CPIN=") == 1


def test_a_wrong_pin_costs_one_attempt_however_often_modemd_starts() -> None:
    simulator = Simulator(SimulatedSettings(pin="4321"))
    house = Wired(far_end=simulator, settings=ModemSettings(port="/dev/test", pin="1111")).start()
    house.until(ModemCondition.SIM_LOCKED)
    for _ in range(5):
        house.restart()
        house.run(60)
        assert house.modem.condition is ModemCondition.SIM_LOCKED
    assert house.written.count(b"AT+CPIN=") == 1
    assert "1111" not in str(house.told) + str(house.outputs)


def test_another_value_is_a_new_chance() -> None:
    simulator = Simulator(SimulatedSettings(pin="4321"))
    house = Wired(far_end=simulator, settings=ModemSettings(port="/dev/test", pin="1111")).start()
    house.until(ModemCondition.SIM_LOCKED)
    house.settings = ModemSettings(port="/dev/test", pin="4321")
    house.restart()
    house.until(ModemCondition.READY)


def test_a_pin_that_cannot_be_remembered_is_not_tried() -> None:
    simulator = Simulator(SimulatedSettings(pin="4321"))
    house = Wired(far_end=simulator, settings=ModemSettings(port="/dev/test", pin="4321"), ledger_works=False).start()
    house.until(ModemCondition.SIM_LOCKED)
    assert b"AT+CPIN=" not in house.written
    assert "state_dir" in house.states[-1][1]


def test_a_sim_that_was_unlocked_by_hand_is_noticed() -> None:
    simulator = Simulator(SimulatedSettings(pin="4321"))
    house = Wired(far_end=simulator).start().until(ModemCondition.SIM_LOCKED)
    assert house.states[-1][1] == "the SIM asks for its PIN and none is set: set pin or pin_file of this modem"
    states = len(house.states)
    house.run(30)
    assert len(house.states) == states  # looked at again and again, told once
    simulator.hear(b'AT+CPIN="4321"\r', house.now)
    house.run(11)
    assert house.modem.condition is ModemCondition.READY


def test_a_service_centre_of_the_settings_is_written_only_where_it_differs() -> None:
    same = Wired(far_end=Simulator(), settings=ModemSettings(port="/dev/test", smsc="+33639980099")).start()
    same.until(ModemCondition.READY)
    assert b"AT+CSCA=" not in same.written
    other = Wired(far_end=Simulator(), settings=ModemSettings(port="/dev/test", smsc="+33639980098")).start()
    other.until(ModemCondition.READY)
    assert b'AT+CSCA="+33639980098",145\r' in other.written
    assert other.heard(ModemFacts)[-1].smsc == "+33639980098"


def test_extra_commands_of_the_settings_are_sent() -> None:
    settings = ModemSettings(port="/dev/test", init=("AT^CURC=0", "AT+CLIP=0"))
    house = Wired(far_end=Simulator(), settings=settings).start().until(ModemCondition.READY)
    assert b"AT^CURC=0\rAT+CLIP=0\r" in house.written


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (ModemSettings(port="x", init=("AT+CMGD=1\rAT",)), "init"),
        (ModemSettings(port="x", init=("CMGD",)), "init"),
        (ModemSettings(port="x", smsc='+33",145;'), "smsc"),
        (ModemSettings(port="x", smsc="the usual"), "smsc"),
    ],
)
def test_settings_that_cannot_be_commands_are_refused_with_their_key(settings: ModemSettings, key: str) -> None:
    assert (complaint(settings) or "").startswith(f"{key}: ")


def test_sound_settings_are_not_complained_about() -> None:
    assert complaint(ModemSettings(port="x", init=("AT+CGSMS=1",), smsc="+33639980099")) is None


# --- notices, storages, service centre

Answers = dict[str, tuple[FinalResult, str]]


def play(procedure: Procedure[Any], answers: Answers) -> list[str]:
    """Answers commands from the table, with ERROR for what is not in it; the lines asked."""
    asked: list[str] = []
    reply: Reply = None
    while True:
        try:
            step = procedure.send(reply)
        except StopIteration:
            return asked
        assert isinstance(step, Command)
        asked.append(step.line)
        result, text = answers.get(step.line, (ERROR, ""))
        reply = Completed(command=step, result=result, lines=(ResponseLine(text=text),) if text else ())


LADDER = [
    "2,1,0,2,0",
    "2,1,0,2,1",
    "2,1,0,1,0",
    "2,1,0,1,1",
    "2,1,0,0,0",
    "2,1,0,0,1",
    "2,1,0,2",
    "1,1,0,0,0",
    "3,1,0,0,0",
]


@pytest.mark.parametrize(
    ("offered", "first"),
    [
        ("", LADDER),
        ("(0-2),(0-3),(0,2),(0-2),(0,1)", LADDER[:8]),  # huawei_e220.json
        ("(0-2),(0-3),(0,2),(0,1),(0,1)", ["2,1,0,1,0", "2,1,0,1,1", "2,1,0,0,0"]),  # simcom_sim800c.json
        ("(0-3),(0,1),(0,2,3),(0,2),(1)", ["2,1,0,2,1", "2,1,0,0,1", "2,1,0,2"]),  # siemens_mc35i.json
        ("(2),(0-1,3),(0,2),(0-1),(0)", ["2,1,0,1,0", "2,1,0,0,0"]),
        ("(0-2),(0,1,3),(0),(0,1),(0,1)", ["2,1,0,1,0", "2,1,0,1,1", "2,1,0,0,0"]),
        ("(0-3),(0-3),(0-3),(0,1),(0,1)", ["2,1,0,1,0", "2,1,0,1,1", "2,1,0,0,0"]),
        ("(3),(0,1,3),(0),(0,1),(0)", ["3,1,0,0,0"]),  # a phone that only offers mode 3
    ],
)
def test_notices_are_tried_in_the_order_of_the_ladder_what_is_offered_first_and_nothing_is_left_out(
    offered: str, first: list[str]
) -> None:
    session = Session(modem="sim")
    answers: Answers = {"AT+CNMI=?": (OK, f"+CNMI: {offered}")} if offered else {}
    asked = [line.partition("=")[2] for line in play(choose_notices(session), answers)[1:]]
    assert asked[: len(first)] == first
    assert sorted(asked) == sorted(LADDER)
    assert session.notices is None  # none was taken: polling finds messages


@pytest.mark.parametrize(
    "refusal",
    [ERROR, *(FinalResult(kind=ResultKind.CMS, code=code) for code in (302, 303, 304, 500))]
    + [FinalResult(kind=ResultKind.CME, code=code) for code in (3, 4, 50)],
)
def test_the_first_that_is_taken_ends_the_ladder_whatever_the_refusals_were(refusal: FinalResult) -> None:
    session = Session(modem="sim")
    answers: Answers = {f"AT+CNMI={values}": (refusal, "") for values in LADDER}
    answers["AT+CNMI=2,1,0,1,0"] = (OK, "")
    assert play(choose_notices(session), answers)[1:4] == [f"AT+CNMI={values}" for values in LADDER[:3]]
    assert session.notices == (2, 1, 0, 1, 0)


def test_where_nothing_is_stored_messages_are_passed_on() -> None:
    session = Session(modem="sim", receive="SM", pass_on=True)
    play(choose_notices(session), {"AT+CNMI=2,2,0,2,0": (OK, "")})
    assert session.notices == (2, 2, 0, 2, 0)


def test_another_storage_is_chosen_and_when_none_is_left_messages_are_passed_on() -> None:
    session = Session(modem="sim", receive="SM", selectable=("ME",))
    answers: Answers = {
        "AT+CPMS=?": (OK, '+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")'),
        'AT+CPMS="ME","ME","ME"': (OK, ""),
        'AT+CPMS="SM","SM","SM"': (OK, ""),
    }
    play(receive_elsewhere(session), answers)
    assert (session.receive, session.selectable, session.pass_on) == ("ME", ("SM",), False)
    play(receive_elsewhere(session), answers)
    assert (session.receive, session.pass_on) == ("SM", True)


@pytest.mark.parametrize(("service", "asked"), [("0,1,1,1", 0), ("1,1,1,1", 1)])
def test_messages_passed_on_that_would_want_acknowledgements_are_asked_for_without(service: str, asked: int) -> None:
    simulator = Simulator()
    hearing = simulator.hear

    def hear(octets: bytes, now: float) -> list[bytes]:
        if octets.startswith(b"AT+CSMS?"):
            return [f"\r\n+CSMS: {service}\r\n\r\nOK\r\n".encode()]
        return hearing(octets, now)

    simulator.hear = hear  # type: ignore[method-assign]
    house = Wired(far_end=simulator).start().until(ModemCondition.READY)
    assert house.written.count(b"AT+CSMS=0\r") == asked


def test_the_indicator_of_a_full_storage_empties_all() -> None:
    simulator = Simulator()
    hearing = simulator.hear

    def hear(octets: bytes, now: float) -> list[bytes]:
        if octets.startswith(b"AT+CIND=?"):
            return [b'\r\n+CIND: ("battchg",(0-5)),("signal",(0-5)),("smsfull",(0-1))\r\n\r\nOK\r\n']
        return hearing(octets, now)

    simulator.hear = hear  # type: ignore[method-assign]
    house = Wired(far_end=simulator).start().until(ModemCondition.READY).run(1)
    simulator.misbehave(LostNotice(), house.now)
    simulator.text("+33639980001", "Hello", house.now)
    house.said([b"\r\n+CIEV: 2,1\r\n"])
    assert house.texts == []
    house.said([b"\r\n+CIEV: 3,1\r\n"])
    assert house.texts == ["Hello"]


def test_the_service_centre_of_another_sim_is_not_written_to_this_one() -> None:
    simulator = Simulator()
    house = Wired(far_end=simulator).start().until(ModemCondition.READY)
    simulator.core.state.smsc = ""
    house.modem._session.sim = "that of the SIM before"
    house.said([b"\r\nRDY\r\n"])
    house.run(5)
    assert b"AT+CSCA=" not in house.written


def test_a_way_through_the_network_that_helped_is_taken_again_after_a_restart() -> None:
    house = Wired(far_end=Simulator()).start().until(ModemCondition.READY)
    assert b"CGSMS" not in house.written
    house.modem._session.way = 1
    house.said([b"\r\nRDY\r\n"])
    house.run(5)
    assert b"AT+CGSMS=1\r" in house.written
