"""Every transcript drives the real core: set up, emptied, texted, submitting; in whatever pieces it speaks."""

import re
from collections.abc import Callable

import pytest

from modemd.simulator.settings import Settings as SimulatedSettings
from modemd.startup import complaint
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


@pytest.mark.parametrize("cut", [whole, octet_by_octet, with_chatter_before_each_line, with_doubled_line_ends])
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
