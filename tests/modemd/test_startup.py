"""Every transcript drives the real core: set up, emptied, texted, submitting; in whatever pieces it speaks."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from modemd import events
from modemd.at.commands import Command, ResponseLine
from modemd.at.events import Completed
from modemd.at.results import ERROR, OK, FinalResult, ResultKind
from modemd.procedure import Procedure, Reply
from modemd.session import Session
from modemd.simulator.faults import LostNotice
from modemd.simulator.settings import Settings as SimulatedSettings
from modemd.startup import choose_notices, complaint, receive_elsewhere
from smsbus.config import ModemSettings
from smsbus.messages import JobResult, ModemCondition, ModemFacts, ModemState, Outcome
from smsbus.sim_trouble import SimTrouble
from tests.modemd.simulated import Simulator
from tests.modemd.transcript import INCOMING_TEXT, NAMES, Transcript, framed
from tests.modemd.wired import Wired


def whole(octets: bytes) -> list[bytes]:
    return [octets]


def octet_by_octet(octets: bytes) -> list[bytes]:
    return [bytes([octet]) for octet in octets]


def with_chatter_before_each_line(octets: bytes) -> list[bytes]:
    return [re.sub(rb"(?=\r\n[^\r\n])", b"\r\n^RSSI:18\r\n", octets)]


def before_each_line(code: bytes) -> Callable[[bytes], list[bytes]]:
    """The code in front of each line and of each echo."""
    framed = b"\r\n" + code + b"\r\n"
    return lambda octets: [re.sub(rb"(?=\r\n[^\r\n])|(?<![^\r\n])(?=AT)", framed.replace(b"\\", b"\\\\"), octets)]


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
    house.run(0.1)
    assert [(result.job, result.outcome, result.reference) for result in house.heard(JobResult)] == [
        ("first", Outcome.SENT, 1)
    ]
    assert modem.submitted == ["0001000B913336990800F1000005C8329BFD06"]
    if receives:
        house.said(modem.arrive())
        house.run(0.1)  # some are given time to draw breath
        assert house.texts == [*modem.texts, INCOMING_TEXT]
        house.run(1)
        assert modem.slots == {}
    assert [state for state, _ in house.states] == ["opening", "probing", "ready"]


THROWN_IN = [
    b"^RSSI:18",
    b"^MODE:3,3",
    b"+ZUSIMR:2",
    b"+CREG: 1,84CD,00D30156",
    b'+CIEV: 10,"20801","Operator","Op", 0, 0',
    b"NO CARRIER",
    b"PB DONE",
    b"UNDER-VOLTAGE WARNNING",
    b"MISSED_CALL: 11:01AM 0639980001",
    b"+CMT: ,24\r\n07913336990890F90405816301F500006230519062354009C337B90C8AC96634",
    b"+CBM: 4\r\n00010203",
]


@pytest.mark.parametrize("code", THROWN_IN, ids=lambda code: code.decode()[:12])
@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_modem_works_the_same_with_a_code_thrown_in_at_every_place(name: str, code: bytes) -> None:
    modem = Transcript(name)
    settings = ModemSettings(port="/dev/test", pin="1234")
    house = Wired(far_end=modem, cut=before_each_line(code), settings=settings).start()
    house.until(ModemCondition.READY)
    house.run(3)
    passed_on = [INCOMING_TEXT] if code.startswith(b"+CMT") else []
    assert set(house.texts) == {*modem.texts, *passed_on}
    assert modem.slots == {}
    house.submit("first")
    house.run(1)
    results = [(result.job, result.outcome, result.reference) for result in house.heard(JobResult)]
    assert results == [("first", Outcome.SENT, 1)]
    assert modem.submitted == ["0001000B913336990800F1000005C8329BFD06"]
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


def test_a_value_that_was_changed_is_tried_once_and_the_last_attempt_is_left_to_a_person() -> None:
    simulator = Simulator(SimulatedSettings(pin="4321"))
    house = Wired(far_end=simulator, settings=ModemSettings(port="/dev/test", pin="1111")).start()
    house.until(ModemCondition.SIM_LOCKED)
    for pin, attempts, words in (("2222", 2, "refused the PIN"), ("3333", 2, "one PIN attempt left")):
        house.settings = ModemSettings(port="/dev/test", pin=pin)
        before = len(house.states)
        house.feed(events.SettingsChanged(settings=house.settings, port="/dev/test"))
        house.run(120)
        assert house.written.count(b"AT+CPIN=") == attempts
        assert words in next(reason for state, reason in house.states[before:] if state == "sim-locked")
    house.restart()
    house.run(3600)
    assert simulator.core.state.sim.pin_attempts == 1


class Locked(Transcript):
    """A recorded modem that wants its PIN first, and accepts nothing else before; its SIM is busy for long after it."""

    busy_s = 0.0

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._unlocked_at: float | None = None
        self._now = 0.0

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        self._now = now
        return super().hear(octets, now)

    def _command(self, command: str) -> bytes:
        if command == 'AT+CPIN="1234"':
            self._unlocked_at = self._now
            return framed(["OK"]).encode()
        if self._unlocked_at is None and command == "AT+CPIN?":
            return framed(["+CPIN: SIM PIN", "OK"]).encode()
        if self._unlocked_at is None and command not in ("AT", ""):
            return framed([self.data["sim"].get("error_before_pin", "ERROR")]).encode()
        if command == "AT+CPIN?":
            return framed(["+CPIN: READY", "OK"]).encode()
        of_the_sim = re.match(r"AT\+C(?:IMI|CID|MG[FLRD]|NMI|PMS|SCA)", command)
        if of_the_sim and self._unlocked_at is not None and self._now < self._unlocked_at + self.busy_s:
            return framed([self.data["sim"].get("busy_error", "+CMS ERROR: 314")]).encode()
        return super()._command(command)


@pytest.mark.parametrize("busy_s", [0.0, 30.0, 55.0])
@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_modem_that_accepts_nothing_before_its_pin_and_is_busy_after_it_works(
    name: str, busy_s: float
) -> None:
    modem = Locked(name)
    modem.busy_s = busy_s
    house = Wired(far_end=modem, settings=ModemSettings(port="/dev/test", pin="1234")).start()
    house.until(ModemCondition.READY, within_s=busy_s + 30)
    house.run(3)
    assert house.texts == modem.texts
    assert modem.slots == {}
    assert house.written.count(b"AT+CPIN=") == 1
    assert {state for state, _ in house.states} == {"opening", "probing", "ready"}


# --- what modems need, each in its own way


class Answering(Simulator):
    """Answers the commands that begin so in these words, one after the other, the last again and again."""

    def __init__(self, *, settings: SimulatedSettings | None = None, **answers: list[str]) -> None:
        super().__init__(settings)
        self.answers = {command.replace("_", "+").encode(): said for command, said in answers.items()}

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        for command, said in self.answers.items():
            if octets.startswith(b"AT" + command):
                text = said.pop(0) if len(said) > 1 else said[0]
                if text:
                    return [f"\r\n{text}\r\n".encode()]
        return super().hear(octets, now)


def order_of(house: Wired, *commands: bytes) -> list[bytes]:
    """Those of the commands that were written, in order of their first time."""
    return sorted((command for command in commands if command in house.written), key=house.written.index)


def test_a_zte_is_asked_for_its_storages_at_once_when_its_sim_is_open() -> None:
    house = Wired(far_end=Transcript("zte_k3565z"), settings=ModemSettings(port="/dev/test")).start()
    house.until(ModemCondition.READY)
    commands = (b"AT+CPIN?\r", b"AT+CPMS?\r", b"AT+CFUN?\r", b"AT+CMGF=0\r")
    assert order_of(house, *commands) == list(commands)


def test_levels_instead_of_a_level_make_the_radio_be_switched_on() -> None:
    house = Wired(far_end=Transcript("zte_k3565z")).start().until(ModemCondition.READY)
    assert b"AT+CFUN=1\r" in house.written
    house = Wired(far_end=Transcript("huawei_e220")).start().until(ModemCondition.READY)
    assert b"AT+CFUN=1\r" not in house.written


def test_a_sierra_is_left_alone_for_nine_seconds_after_its_pin() -> None:
    simulator = Answering(
        settings=SimulatedSettings(pin="4321"), _CGMI=["Sierra Wireless, Inc.\r\n\r\nOK"], _CGMM=["C885\r\n\r\nOK"]
    )
    house = Wired(far_end=simulator, settings=ModemSettings(port="/dev/test", pin="4321")).start()
    while b"AT+CPIN=" not in house.written:
        house.run(0.01)
    written, entered_at = len(house.written), house.now
    house.run(8.9)
    assert len(house.written) == written
    house.until(ModemCondition.READY)
    assert 9 <= house.now - entered_at < 11


@pytest.mark.parametrize(
    ("maker", "command", "answers"),
    [
        ("Telit", "#QSS?", ["#QSS: 2,2\r\n\r\nOK"] * 5 + ["#QSS: 2,3\r\n\r\nOK"]),
        ("Quectel", "_QINISTAT", ["+QINISTAT: 1\r\n\r\nOK"] * 5 + ["+QINISTAT: 3\r\n\r\nOK"]),
    ],
)
def test_a_modem_that_can_be_asked_whether_messages_are_ready_is_waited_for(
    maker: str, command: str, answers: list[str]
) -> None:
    simulator = Answering(_CGMI=[f"{maker}\r\n\r\nOK"], **{command: answers})
    house = Wired(far_end=simulator).start().until(ModemCondition.READY)
    assert 5 <= house.now < 7


def test_storages_that_cannot_be_chosen_yet_are_tried_again() -> None:
    simulator = Answering(**{"_CPMS=": ["+CMS ERROR: 302"] * 30 + [""]})
    house = Wired(far_end=simulator).start().until(ModemCondition.READY)
    house.said(simulator.text("+33639980001", "Hello", house.now))
    assert house.texts == ["Hello"]


def test_a_modem_that_restarts_while_it_is_set_up_is_set_up_once_more() -> None:
    class Restarting(Simulator):
        restarts = 1

        def hear(self, octets: bytes, now: float) -> list[bytes]:
            if octets.startswith(b"AT+CSCA?") and self.restarts:
                self.restarts -= 1
                self.core.state.power_up()
                return [b"\r\nRDY\r\n", *super().hear(octets, now)]
            return super().hear(octets, now)

    simulator = Restarting()
    house = Wired(far_end=simulator).start().until(ModemCondition.READY).run(1)
    assert simulator.core.state.profile.notices.mt == 1
    assert house.written.count(b"AT+CSCA?") == 2
    house.said(simulator.text("+33639980001", "Hello", house.now))
    assert house.texts == ["Hello"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("+CME ERROR: 10", "sees no SIM card"),
        ("+CME ERROR: SIM not inserted", "sees no SIM card"),
        ("+CMS ERROR: 310", "sees no SIM card"),
        ("+CPIN: NOT INSERTED\r\n\r\nOK", "sees no SIM card"),
        ("+CPIN: SIM REMOVED\r\n\r\nOK", "sees no SIM card"),
        ("+CME ERROR: 13", "has failed"),
        ("+CMS ERROR: 313", "has failed"),
        ("+CME ERROR: 15", "of the wrong kind"),
        ("+CME ERROR: 12", "asks for its PUK"),
        ("+CMS ERROR: 316", "asks for its PUK"),
        ("+CPIN: SIM PUK\r\n\r\nOK", "asks for its PUK"),
        ("+CPIN: PH-NET PIN\r\n\r\nOK", "asks for PH-NET PIN: it is locked to a network"),
        ("+CME ERROR: 11", "none is set"),
        ("+CMS ERROR: 311", "none is set"),
    ],
)
def test_each_trouble_with_a_sim_has_its_own_reason(answer: str, words: str) -> None:
    house = Wired(far_end=Answering(**{"_CPIN?": [answer]})).start().until(ModemCondition.SIM_LOCKED)
    assert words in house.states[-1][1]
    assert b"AT+CPIN=" not in house.written


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ("+CME ERROR: 10", SimTrouble.ABSENT),
        ("+CMS ERROR: 313", SimTrouble.FAILED),
        ("+CME ERROR: 15", SimTrouble.REJECTED),
        ("+CPIN: NOT INSERTED\r\n\r\nOK", SimTrouble.ABSENT),
        ("+CME ERROR: 12", SimTrouble.PUK_NEEDED),
        ("+CPIN: PH-NET PIN\r\n\r\nOK", SimTrouble.LOCKED),
        ("+CME ERROR: 11", SimTrouble.PIN_NEEDED),
    ],
)
def test_each_trouble_with_a_sim_has_a_word_for_programs_as_long_as_it_lasts(answer: str, trouble: SimTrouble) -> None:
    answering = Answering(**{"_CPIN?": [answer]})
    house = Wired(far_end=answering).start().until(ModemCondition.SIM_LOCKED)
    assert house.heard(ModemState)[-1].sim_trouble is trouble
    assert all(state.sim_trouble is None for state in house.heard(ModemState) if state.state != "sim-locked")


def test_a_modem_that_looks_for_its_sim_only_when_it_starts_is_restarted_now_and_then() -> None:
    class Late(Simulator):
        seen = False

        def hear(self, octets: bytes, now: float) -> list[bytes]:
            self.seen = self.seen or (b"AT+CFUN=1,1" in octets and now > 700)
            if octets.startswith(b"AT+CPIN?") and not self.seen:
                return [b"\r\n+CME ERROR: 10\r\n"]
            return super().hear(octets, now)

    house = Wired(far_end=Late()).start().until(ModemCondition.SIM_LOCKED)
    house.run(590)
    assert b"AT+CFUN=1,1" not in house.written
    house.run(60)
    assert house.written.count(b"AT+CFUN=1,1\r") == 1
    assert ("recovering", "the modem sees no SIM card; restarting the modem") in house.states
    assert house.states[-1][0] == "sim-locked"
    house.run(1800)  # meanwhile somebody puts a card in
    house.until(ModemCondition.READY)
    assert house.written.count(b"AT+CFUN=1,1\r") == 2


@pytest.mark.parametrize(
    "answer",
    [
        "+CPIN: SIM PIN2\r\n\r\nOK",
        "+CPIN: SIM PUK2\r\n\r\nOK",
        '+CPIN: "READY"\r\n\r\nOK',
        "+CPIN:READY\r\n\r\nOK",
        "+CPIN: READY",  # and no final result code
        "OK",
    ],
)
def test_every_way_to_say_that_no_pin_is_wanted_is_understood(answer: str) -> None:
    house = Wired(far_end=Answering(**{"_CPIN?": [answer]})).start().until(ModemCondition.READY)
    assert house.now < 2


@pytest.mark.parametrize(
    "answer", ["+CPIN: NOT READY\r\n\r\nOK", "+CME ERROR: 14", "+CMS ERROR: 314", "+CME ERROR: 515"]
)
def test_a_sim_that_is_busy_for_most_of_a_minute_is_waited_for(answer: str) -> None:
    house = Wired(far_end=Answering(**{"_CPIN?": [answer] * 55 + [""]})).start().until(ModemCondition.READY)
    assert 55 <= house.now < 58
    assert {state for state, _ in house.states} == {"opening", "probing", "ready"}


def test_a_phone_that_asks_for_pin2_after_the_pin_is_ready() -> None:
    class Phone(Simulator):
        def hear(self, octets: bytes, now: float) -> list[bytes]:
            spoken = super().hear(octets, now)
            return [said.replace(b"+CPIN: READY", b"+CPIN: SIM PIN2") for said in spoken]

    settings = ModemSettings(port="/dev/test", pin="4321")
    house = Wired(far_end=Phone(SimulatedSettings(pin="4321")), settings=settings).start().until(ModemCondition.READY)
    assert house.now < 2


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("_CPINR", "+CPINR: SIM PIN,1,3"),
        ("_SPIC", "+SPIC: 1,10,0,10"),
        ("^CPIN?", "^CPIN: SIM PIN,1,10,1,10,3"),
        ("^SPIC", "^SPIC: 1"),
    ],
)
def test_the_last_attempt_is_never_used_whatever_the_words_of_the_modem_for_it(command: str, answer: str) -> None:
    none = "+CME ERROR: 11"  # ZTE and Qualcomm say nothing else before the PIN, not even who they are
    words = {"_CGMI": [none], "_CGMM": [none], "_CPINR": [none], "_SPIC": [none], "^CPIN?": [none], "^SPIC": [none]}
    simulator = Answering(settings=SimulatedSettings(pin="4321"), **{**words, command: [f"{answer}\r\n\r\nOK"]})
    house = Wired(far_end=simulator, settings=ModemSettings(port="/dev/test", pin="4321")).start()
    house.until(ModemCondition.SIM_LOCKED)
    assert "one PIN attempt left" in house.states[-1][1]
    assert b"AT+CPIN=" not in house.written


def test_a_wrong_pin_has_its_own_reason_and_the_puk_is_never_guessed() -> None:
    settings = ModemSettings(port="/dev/test", pin="1111")
    house = Wired(far_end=Simulator(SimulatedSettings(pin="4321")), settings=settings).start()
    house.until(ModemCondition.SIM_LOCKED)
    assert house.states[-1][1].startswith("the SIM refused the PIN that is set (+CME ERROR: 16)")
    house.far_end = Answering(**{"_CPIN?": ["+CPIN: SIM PUK\r\n\r\nOK"]})
    house.restart()
    house.run(3600)
    assert house.written.count(b"AT+CPIN=") == 1


def test_a_modem_that_is_never_told_to_register_by_itself_cannot_get_stuck_at_it() -> None:
    # A Wavecom that registers by itself and is told to (AT+COPS=0) may get stuck; AT+COPS=? blocks for minutes.
    for name in NAMES:
        house = Wired(far_end=Transcript(name), settings=ModemSettings(port="/dev/test", pin="1234")).start()
        house.until(ModemCondition.READY).run(60)
        assert not re.search(rb"COPS=[0124?]|ATZ|CLAC|GETPORTMODE|U2DIAG|;", house.written)


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
