"""What the modem does wrong on request, and how that ends."""

from __future__ import annotations

import re

import msgspec
import pytest

from modemd.simulator import control
from modemd.simulator.events import Plugged, Unplugged, Write
from modemd.simulator.faults import (
    FAULTS,
    NAMES,
    AnyFault,
    EchoTwice,
    LostNotice,
    Mute,
    Noise,
    Split,
    SubmitError,
    SubmitSilent,
    Unplug,
)

from .playing import HI, Session, lines


def test_every_fault_is_explained_on_the_page_of_the_control_socket() -> None:
    page = control.__doc__ or ""
    explained = re.findall(r"^    ([a-z-]+)  +\S", page.partition("A fault ends")[2], re.MULTILINE)
    assert tuple(explained) == NAMES
    for fault in FAULTS:
        for field in fault.__struct_fields__:
            assert field in page


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "mute", "count": 0},
        {"name": "mute", "for_s": 0},
        {"name": "submit-error", "code": 1000},
        {"name": "noise", "text": "two\r\nlines"},
        {"name": "split", "octets": 0},
        {"name": "mute", "unknown": 1},
        {"name": "nothing"},
        {},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(fields, AnyFault)


def test_a_mute_modem_hears_and_says_nothing_until_the_fault_ends() -> None:
    session = Session()
    session.ask("AT+CNMI=2,1")
    session.fault(Mute())
    assert session.ask("AT") == []
    assert session.deliver() == ['+CMTI: "SM",1']
    session.end("mute")
    assert session.ask("AT") == ["OK"]


def test_a_fault_may_end_by_itself() -> None:
    session = Session()
    session.fault(Mute(for_s=2.0))
    session.wait(1.9)
    assert session.ask("AT") == []
    session.wait(0.2)
    assert session.ask("AT") == ["OK"]
    assert session.modem.deadline is None


def test_a_mute_modem_may_be_quite_silent_and_loses_the_answer_to_a_submission() -> None:
    session = Session(submit_delay_s=1.0)
    session.ask("AT+CNMI=2,1")
    session.type(b"AT+CMGS=15\r" + HI.encode() + b"\x1a")
    session.fault(Mute(unsolicited=False))
    assert session.deliver() == []
    assert session.wait(5) == b""
    assert len(session.accepted) == 1
    session.end()
    assert session.ask("AT") == ["OK"]


def test_a_lost_notice_leaves_the_message_in_its_slot() -> None:
    session = Session()
    session.ask("AT+CNMI=2,1")
    session.fault(LostNotice(count=2))
    assert [session.deliver() for _ in range(3)] == [[], [], ['+CMTI: "SM",3']]
    assert session.modem.state.storages["SM"].used == 3


def test_a_refused_submit_never_reaches_the_network() -> None:
    session = Session()
    session.fault(SubmitError(code=38))
    assert session.submit() == ["+CMS ERROR: 38"]
    assert session.accepted == []
    assert session.submit() == ["+CMGS: 0", "OK"]


def test_an_unanswered_submit_goes_out_all_the_same() -> None:
    session = Session()
    session.fault(SubmitSilent())
    assert session.submit() == []
    assert len(session.accepted) == 1
    assert session.ask("AT") == ["OK"]
    assert session.submit() == ["+CMGS: 1", "OK"]


def test_the_echo_may_come_twice() -> None:
    session = Session(echo=True)
    session.fault(EchoTwice())
    assert session.type(b"ATE0\r") == b"ATE0\rATE0\r\r\nOK\r\n"
    assert session.type(b"AT\r") == b"\r\nOK\r\n"


def test_what_is_said_may_come_in_pieces() -> None:
    session = Session()
    session.fault(Split(octets=2, pause_s=0.5))
    assert session.type(b"AT\r") == b"\r\n"
    assert session.wait(0.5) == b"OK"
    session.end("split")
    assert session.wait(0.5) == b"\r\n"
    assert session.type(b"AT\r") == b"\r\nOK\r\n"


def test_noise_stands_before_and_inside_answers_and_comes_by_itself() -> None:
    session = Session()
    session.fault(Noise(every_s=5.0))
    assert session.ask("AT+CSQ") == ["^RSSI:18", "+CSQ: 21,99", "^RSSI:18", "OK"]
    assert lines(session.wait(10.0)) == ["^RSSI:18", "^RSSI:18"]
    session.end("noise")
    assert session.wait(60) == b""
    session.fault(Noise(text="RING", count=1))
    assert session.ask("AT") == ["RING", "RING", "OK"]
    assert session.ask("AT") == ["OK"]


def test_an_unplugged_modem_is_gone_and_returns_freshly_started() -> None:
    session = Session(pin="4821", submit_delay_s=3.0, boot=("RDY",))
    session.ask("AT+CPIN=4821")
    session.ask("AT+CNMI=2,1;E1")
    session.deliver()
    session.type(b"AT+CMGS=15\r" + HI.encode() + b"\x1a")
    session.fault(Unplug(for_s=10.0))
    assert session.outputs == [Unplugged()]
    assert session.ask("AT") == []
    assert session.deliver() == []
    assert session.wait(9.9) == b""
    session.wait(0.2)
    assert session.outputs == [Plugged(), Write(octets=b"\r\nRDY\r\n")]
    assert session.ask("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]
    assert session.ask("AT+CPIN=4821") == ["OK"]
    assert session.ask("AT+CNMI?;+CPMS?")[:2] == ["+CNMI: 0,0,0,0,0", '+CPMS: "SM",2,30,"SM",2,30,"SM",2,30']
    assert len(session.accepted) == 1


def test_faults_in_force_are_listed_with_what_is_left_of_them() -> None:
    session = Session()
    session.fault(LostNotice(count=2))
    session.fault(Mute())
    assert session.modem.faults.listing() == {"lost-notice": 2, "mute": None}
    session.deliver()
    session.end("mute")
    session.ask("AT+CNMI=2,1")
    session.deliver()
    assert session.modem.faults.listing() == {"lost-notice": 1}
    session.fault(LostNotice(count=5))
    assert session.modem.faults.listing() == {"lost-notice": 5}
    session.end()
    assert session.modem.faults.listing() == {}
