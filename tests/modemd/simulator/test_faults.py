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
    DoubleOctets,
    DropOctets,
    EchoGlued,
    EchoKept,
    EchoTwice,
    Garbage,
    LateReference,
    LostNetwork,
    LostNotice,
    LostResult,
    LostSmsc,
    Mute,
    Noise,
    OddPrompt,
    Refuse,
    Restart,
    SlowSim,
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
        {"name": "refuse", "command": "+CMGS\r"},
        {"name": "refuse", "kind": "cmx"},
        {"name": "prompt", "form": "odd"},
        {"name": "garbage", "hex": "0"},
        {"name": "drop-octets", "way": "up"},
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


def test_a_mute_modem_may_chatter() -> None:
    session = Session()
    session.fault(Mute())
    session.fault(Noise(every_s=5.0))
    assert session.ask("AT") == []
    assert lines(session.wait(11.0)) == ["^RSSI:18", "^RSSI:18"]


def test_an_answer_may_lack_its_result_or_be_lost_whole() -> None:
    session = Session()
    session.fault(LostResult(command="+CSQ"))
    assert session.ask("AT") == ["OK"]
    assert session.ask("AT+CSQ") == ["+CSQ: 21,99"]
    assert session.ask("AT+CSQ") == ["+CSQ: 21,99", "OK"]
    session.fault(LostResult(whole=True))
    assert session.ask("AT+CSQ") == []
    assert session.ask("AT") == ["OK"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Refuse(command="+CMGD", code=322), "+CMS ERROR: 322"),
        (Refuse(command="+CMGD", kind="cme", code=14), "+CME ERROR: 14"),
        (Refuse(command="+CMGD", kind="cme", code=-1), "+CME ERROR: -1"),
        (Refuse(kind="error"), "ERROR"),
    ],
)
def test_a_command_is_refused_on_order_and_does_nothing(fault: Refuse, said: str) -> None:
    session = Session()
    session.ask("AT+CMEE=1" if fault.kind == "cme" else "AT")
    session.deliver()
    session.fault(fault)
    assert session.ask("AT+CMGD=1") == [said]
    assert session.modem.state.storages["SM"].used == 1
    assert session.ask("AT+CMGD=1") == ["OK"]


def test_a_refusal_may_come_instead_of_the_prompt() -> None:
    session = Session()
    session.fault(Refuse(command="+CMGS", code=332))
    assert session.ask("AT+CMGS=15") == ["+CMS ERROR: 332"]
    assert session.ask("AT") == ["OK"]


def test_a_reference_may_come_when_nobody_waits_for_it() -> None:
    session = Session()
    session.fault(LateReference(after_s=30.0))
    assert session.submit() == []
    assert len(session.accepted) == 1
    assert session.ask("AT") == ["OK"]
    assert session.submit() == ["+CMGS: 1", "OK"]
    assert lines(session.wait(30.0)) == ["+CMGS: 0", "OK"]


def test_the_echo_may_survive_its_end() -> None:
    session = Session(echo=True)
    session.fault(EchoKept())
    assert session.type(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"
    assert session.type(b"AT\r") == b"AT\r\r\nOK\r\n"
    session.end()
    assert session.type(b"AT\r") == b"\r\nOK\r\n"


def test_the_echo_may_be_glued_to_the_answer_or_stand_behind_a_code() -> None:
    session = Session(echo=True)
    session.fault(EchoGlued(count=1))
    assert session.type(b"AT+CSQ\r") == b"AT+CSQ\r+CSQ: 21,99\r\n\r\nOK\r\n"
    session.fault(Noise(count=1, before_echo=True))
    assert session.type(b"AT\r").startswith(b"\r\n^RSSI:18\r\nAT\r")


@pytest.mark.parametrize(
    ("form", "octets"),
    [("standard", b"\r\n> "), ("bare", b"> "), ("tight", b"\r\n>"), ("line", b"\r\n>\r\n"), ("none", b"")],
)
def test_the_prompt_may_look_otherwise(form: str, octets: bytes) -> None:
    session = Session()
    session.fault(msgspec.convert({"name": "prompt", "form": form, "count": 1}, OddPrompt))
    assert session.type(b"AT+CMGS=15\r") == octets
    assert lines(session.type(HI.encode() + b"\x1a")) == ["+CMGS: 0", "OK"]
    assert session.type(b"AT+CMGS=15\r") == b"\r\n> "


def test_the_prompt_may_come_late_and_what_is_typed_waits_for_it() -> None:
    session = Session()
    session.fault(OddPrompt(form="standard", after_s=4.0))
    assert session.type(b"AT+CMGS=15\r") == b""
    assert session.type(HI.encode() + b"\x1a") == b""
    assert session.wait(3.9) == b""
    assert lines(session.wait(0.2)) == ["> ", "+CMGS: 0", "OK"]


def test_garbage_stands_before_answers_and_comes_by_itself() -> None:
    session = Session()
    session.fault(Garbage(hex="00ff3e", every_s=2.0))
    assert session.type(b"AT\r") == b"\x00\xff>\r\nOK\r\n"
    assert session.wait(4.0) == b"\x00\xff>\x00\xff>"


def test_octets_are_lost_or_doubled_on_their_way_and_not_always_the_same_ones() -> None:
    session = Session()
    session.fault(DropOctets(every=7))
    answers = [session.type(b"AT+CSQ\r") for _ in range(50)]
    whole = b"\r\n+CSQ: 21,99\r\n\r\nOK\r\n"
    lost = sum(len(whole) - len(answer) for answer in answers)
    assert 50 * len(whole) / 10 < lost < 50 * len(whole) / 5
    assert len(set(answers)) > 20
    session.end()
    session.fault(DoubleOctets(every=7, count=3))
    assert sum(len(session.type(b"AT+CSQ\r")) - len(whole) for _ in range(50)) == 3


def test_what_the_modem_hears_may_lack_octets_too() -> None:
    session = Session(echo=True)
    session.fault(DropOctets(every=1, way="in", count=2))
    assert session.type(b"ATAT\r") == b"AT\r\r\nOK\r\n"
    assert session.type(b"AT\r") == b"AT\r\r\nOK\r\n"


def test_a_slow_sim_is_busy_for_whatever_needs_it_and_messages_wait() -> None:
    session = Session()
    session.ask("AT+CMEE=1;+CNMI=2,1")
    session.fault(SlowSim())
    assert session.ask("AT+CIMI") == ["+CME ERROR: 14"]
    assert session.ask("AT+CMGL=4") == ["+CMS ERROR: 314"]
    assert session.ask("AT+CSQ") == ["+CSQ: 21,99", "OK"]
    assert session.deliver() == []
    assert lines(session.wait(10.0)) == ['+CMTI: "SM",1']


def test_the_service_centre_may_be_forgotten() -> None:
    session = Session()
    session.fault(LostSmsc())
    assert session.modem.faults.listing() == {}
    assert session.submit() == ["+CMS ERROR: 330"]
    session.ask('AT+CSCA="+33639980099",145')
    assert session.submit() == ["+CMGS: 0", "OK"]


@pytest.mark.parametrize("cure", ["AT+CFUN=4", "AT+CFUN=1,1"])
def test_a_network_lost_in_silence_comes_back_with_the_radio(cure: str) -> None:
    session = Session()
    session.ask("AT+CNMI=2,1")
    session.fault(LostNetwork())
    assert session.ask("AT+CREG?") == ["+CREG: 0,1", "OK"]
    assert session.deliver() == []
    assert session.submit() == ["+CMS ERROR: 38"]
    session.ask(cure)
    session.ask("AT+CFUN=1")
    assert session.modem.state.storages["SM"].used == 1
    assert session.submit() == ["+CMGS: 0", "OK"]


@pytest.mark.parametrize(("silent", "said"), [(False, ["RDY"]), (True, [])])
def test_a_modem_that_restarts_by_itself_has_lost_its_settings(silent: bool, said: list[str]) -> None:
    session = Session(echo=True, boot=("RDY",), pin="4821")
    session.ask("AT+CPIN=4821")
    session.ask("ATE0;+CNMI=2,1;+CMEE=1")
    session.fault(Restart(silent=silent))
    assert session.outputs == []
    assert session.ask("AT") == []
    assert lines(session.wait(3.0)) == said
    assert session.ask("ATE0") == ["ATE0\r", "OK"]
    assert session.ask("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]


def test_an_unplugged_modem_may_return_under_another_name() -> None:
    session = Session()
    session.fault(Unplug(elsewhere=True, for_s=1.0))
    session.wait(1.0)
    assert session.outputs == [Plugged(elsewhere=True)]
    session.fault(Unplug())
    session.end()
    assert session.outputs == [Plugged(elsewhere=False)]
