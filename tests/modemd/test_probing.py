"""What a port is asked, and what its answers say of it."""

import pytest

from modemd import events
from modemd.agenda import Kind, Task
from modemd.at import urcs
from modemd.detection import Answers
from modemd.probing import shown, who_are_you
from modemd.runner import CutOff, Ended, Output, Runner, Unusable
from modemd.simulator.settings import Settings as SimulatedSettings
from tests.modemd.rack import Dialogue, SaysOk
from tests.modemd.simulated import Simulator
from tests.modemd.wired import FarEnd

NAMED = {"CGMI": "\r\nAcme\r\n\r\nOK\r\n", "CGMM": "\r\nBox\r\n\r\nOK\r\n"}


def ask(far_end: FarEnd) -> Answers:
    runner = Runner(timeout_s=3.0)
    outputs = runner.begin(Task(kind=Kind.OBSERVE, procedure=who_are_you()), 0.0)
    now = 0.0
    while True:
        following: list[Output] = []
        for output in outputs:
            match output:
                case events.Write():
                    for octets in far_end.hear(output.octets, now):
                        following += runner.handle(events.Received(octets=octets), now)
                case Ended():
                    assert isinstance(output.value, Answers)
                    return output.value
                case CutOff() | Unusable():
                    raise AssertionError(output)
                case _:
                    continue
        if not following:
            assert runner.deadline is not None
            now = runner.deadline
            following = runner.handle(events.TimePassed(), now)
        outputs = following


def test_a_modem_says_who_it_is_and_that_it_knows_messages() -> None:
    answers = ask(Simulator(SimulatedSettings(imei="490154203237518")))
    assert (answers.maker, answers.model) == ("smsbus", "Simulator")
    assert (answers.imei, answers.messages, answers.locked) == ("490154203237518", True, False)


def test_a_port_that_says_ok_to_everything_says_nothing() -> None:
    assert ask(SaysOk()) == Answers(maker=None)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, Answers(maker=None)),
        ({"CGMI": "\r\n+CME ERROR: 11\r\n"}, Answers(maker=None, locked=True)),
        ({"CPIN?": "\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n"}, Answers(maker=None, locked=True)),
        ({"CPIN?": "\r\n+CPIN: READY\r\n\r\nOK\r\n"}, Answers(maker=None)),
        (NAMED, Answers(maker="Acme", model="Box")),
        ({**NAMED, "CPIN?": "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n"}, Answers(maker="Acme", model="Box", locked=True)),
        ({**NAMED, "CPMS=?": "\r\n+CMS ERROR: 302\r\n"}, Answers(maker="Acme", model="Box", messages=True)),
        ({**NAMED, "CPMS=?": "\r\n+CME ERROR: 10\r\n"}, Answers(maker="Acme", model="Box", messages=True)),
        ({**NAMED, "CMGF=?": "\r\n+CMGF: (0,1)\r\n\r\nOK\r\n"}, Answers(maker="Acme", model="Box", messages=True)),
        (
            {**NAMED, "CMGF=?": "\r\n+CMGF: (0)\r\n\r\nOK\r\n", "CPMS=?": ""},
            Answers(maker="Acme", model="Box", messages=True),
        ),
    ],
)
def test_refusals_and_gaps_are_understood(answers: dict[str, str], expected: Answers) -> None:
    assert ask(Dialogue(**answers)) == expected


def test_nothing_is_asked_that_changes_anything() -> None:
    far_end = Dialogue(**NAMED)
    ask(far_end)
    asked = {line for line in far_end.heard.replace(b"\x1b", b"").decode().split("\r") if line}
    assert asked == {"AT", "AT+CGMI", "AT+CPMS=?", "AT+CMGF=?", "AT+CPIN?", "AT+CGMM", "AT+CGSN"}


def test_codes_are_shown_without_what_they_are_about() -> None:
    assert shown(urcs.Chatter(text="^RSSI:18\x07")) == "^RSSI:18"
    assert shown(urcs.MessagePassedOn(pdu="0011")) == "+CMT"
    assert shown(urcs.CallerTold(caller="+33639980001")) == "RING"
