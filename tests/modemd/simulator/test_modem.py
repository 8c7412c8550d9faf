"""The simulated modem as a program sees it: octets in, octets out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modemd.simulator.events import Accepted, Received, TimePassed, Turn, Write
from modemd.simulator.modem import LONGEST_LINE, LONGEST_MESSAGE, MOST_TYPED_AHEAD, Mode
from modemd.simulator.settings import Conditions

from .playing import HI, HI_REPORTED, Session, deliver_pdu, lines

# --- commands


def test_a_command_is_echoed_and_answered_in_the_framing_of_v250() -> None:
    session = Session(echo=True)
    assert session.type(b"AT+CSQ\r") == b"AT+CSQ\r\r\n+CSQ: 21,99\r\n\r\nOK\r\n"
    assert session.type(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"
    assert session.type(b"AT+CSQ\r") == b"\r\n+CSQ: 21,99\r\n\r\nOK\r\n"


def test_the_echo_comes_letter_by_letter() -> None:
    session = Session(echo=True)
    assert [session.type(octet) for octet in (b"A", b"T", b"\r")] == [b"A", b"T", b"\r\r\nOK\r\n"]


def test_several_commands_on_a_line_are_answered_together_up_to_the_first_refused() -> None:
    session = Session()
    assert session.ask("AT+CSQ;+CMGF?;+CMEE=1") == ["+CSQ: 21,99", "+CMGF: 0", "OK"]
    assert session.ask("AT+CSQ;+NONSENSE;+CMGF=1") == ["+CSQ: 21,99", "+CME ERROR: 4"]
    assert session.ask("AT+CMGF?") == ["+CMGF: 0", "OK"]


def test_several_lines_at_once_are_answered_one_by_one() -> None:
    assert lines(Session().type(b"AT\r" * 500)) == ["OK"] * 500


def test_what_stands_before_at_and_lines_without_it_are_nobodys_business() -> None:
    session = Session()
    assert session.ask("\x00\x1b\n}AT") == ["OK"]
    assert session.ask("0001000B91") == []
    assert session.ask("") == []


def test_a_line_has_an_end_even_when_none_comes() -> None:
    session = Session()
    session.type(b"A" * 10 * LONGEST_LINE)
    assert session.ask("") == []
    assert session.ask("AT") == ["OK"]


def test_a_reset_sets_back_what_was_set_but_keeps_what_is_stored() -> None:
    session = Session(boot=("RDY", "SMS Ready"))
    session.ask("ATE1;+CNMI=2,1;+CMEE=1;+CMGF=1")
    session.deliver()
    assert lines(session.type(b"AT+CFUN=1,1\r")) == ["AT+CFUN=1,1\r", "OK", "RDY", "SMS Ready"]
    assert session.ask("AT+CNMI?;+CMEE?;+CMGF?;+CPMS?") == [
        "+CNMI: 0,0,0,0,0",
        "+CMEE: 0",
        "+CMGF: 0",
        '+CPMS: "SM",1,30,"SM",1,30,"SM",1,30',
        "OK",
    ]


# --- the prompt and the network


def test_a_message_behind_the_prompt_goes_to_the_network_and_gets_its_reference() -> None:
    session = Session()
    assert session.type(b"AT+CMGS=15\r") == b"\r\n> "
    assert session.type(HI.encode()) == b""
    assert session.type(b"\x1a") == b"\r\n+CMGS: 0\r\n\r\nOK\r\n"
    (submission,) = session.accepted
    assert (submission.to, submission.text, submission.mr) == ("+33639980001", "Hi", 0)
    assert submission.pdu == bytes.fromhex(HI)
    assert submission.at == session.now + session.modem.settings.clock_offset_s


def test_the_pdu_is_echoed_when_the_echo_is_on() -> None:
    session = Session(echo=True)
    session.type(b"AT+CMGS=15\r")
    assert session.type(HI.encode() + b"\x1a") == HI.encode() + b"\r\n+CMGS: 0\r\n\r\nOK\r\n"


def test_references_count_up_and_wrap() -> None:
    session = Session()
    assert [session.submit()[0] for _ in range(258)][-3:] == ["+CMGS: 255", "+CMGS: 0", "+CMGS: 1"]


def test_the_network_has_the_message_at_ctrl_z_and_the_answer_comes_after_the_delay() -> None:
    session = Session(submit_delay_s=2.0)
    session.type(b"AT+CMGS=15\r")
    assert session.type(HI.encode() + b"\x1a") == b""
    assert [type(output) for output in session.outputs] == [Accepted]
    assert session.wait(1.9) == b""
    assert session.wait(0.2) == b"\r\n+CMGS: 0\r\n\r\nOK\r\n"


def test_what_is_typed_during_a_submission_is_answered_behind_it_and_notices_come_meanwhile() -> None:
    session = Session(submit_delay_s=2.0)
    session.ask("AT+CNMI=2,1")
    session.type(b"AT+CMGS=15\r" + HI.encode() + b"\x1a")
    assert session.type(b"\x1b\rAT\r") == b""
    assert session.deliver() == ['+CMTI: "SM",1']
    assert lines(session.wait(2)) == ["+CMGS: 0", "OK", "OK"]
    session.type(b"AT+CMGS=15\r" + HI.encode() + b"\x1a")
    session.type(b"AT\r" * MOST_TYPED_AHEAD)
    assert len(lines(session.wait(2))) < MOST_TYPED_AHEAD


def test_escape_leaves_the_prompt_and_nothing_is_sent() -> None:
    session = Session()
    session.type(b"AT+CMGS=15\r" + HI.encode()[:9])
    assert lines(session.type(b"\x1b\r")) == ["OK"]
    assert session.ask("AT") == ["OK"]
    assert session.accepted == []


def test_a_program_that_dies_at_the_prompt_leaves_it_to_the_next_one() -> None:
    session = Session()
    session.type(b"AT+CMGS=15\r")
    # The next program: its commands are the text of a message, until it sends ESC.
    assert session.type(b"AT\rAT+CPIN?\r") == b""
    assert session.modem.mode is Mode.PROMPT
    assert lines(session.type(b"\x1bAT\r")) == ["OK", "OK"]


def test_notices_wait_while_the_modem_is_at_the_prompt() -> None:
    session = Session()
    session.ask("AT+CNMI=2,1")
    session.type(b"AT+CMGS=15\r")
    assert session.deliver() == []
    assert lines(session.type(HI.encode() + b"\x1a")) == ["+CMGS: 0", "OK", '+CMTI: "SM",1']


def test_a_message_that_is_none_is_refused() -> None:
    session = Session()
    assert session.submit(HI, length=14) == ["+CMS ERROR: 304"]
    assert session.submit("00zz") == ["+CMS ERROR: 304"]
    assert session.submit("") == ["+CMS ERROR: 304"]
    assert session.submit(deliver_pdu().hex(), length=24) == ["+CMS ERROR: 304"]
    assert session.submit("F" * 2 * LONGEST_MESSAGE) == ["+CMS ERROR: 304"]
    assert session.accepted == []
    assert session.submit() == ["+CMGS: 0", "OK"]


def test_without_network_or_message_centre_nothing_is_sent() -> None:
    assert Session(registration=2).submit() == ["+CMS ERROR: 331"]
    session = Session()
    session.ask('AT+CSCA=""')
    assert session.submit() == ["+CMS ERROR: 330"]
    # The SMSC in the PDU is good enough: 9 octets more, the announced length stays.
    assert session.submit("07913336990890F9" + HI[2:]) == ["+CMGS: 0", "OK"]


def test_a_delivery_report_comes_when_it_was_asked_for() -> None:
    session = Session(report_delay_s=5.0)
    session.ask("AT+CNMI=2,1,0,1,0")
    session.submit(HI)
    assert session.wait(60) == b""
    session.submit(HI_REPORTED)
    assert session.wait(4.9) == b""
    header, report = lines(session.wait(1))
    assert header == "+CDS: 25"
    # SMSC, SMS-STATUS-REPORT, TP-MR 1, TP-RA, two time stamps, TP-ST 0.
    assert report.startswith("07913336990890F906010B913336990800F1")
    assert report.endswith("00")


# --- registration


def test_a_change_of_registration_is_announced_to_those_who_asked() -> None:
    session = Session()
    assert session.feed(Turn(conditions=Conditions(registration=2))) == b""
    session.ask("AT+CREG=1;+CEREG=2")
    said = lines(session.feed(Turn(conditions=Conditions(registration=5))))
    assert said == ["+CREG: 5", '+CEREG: 5,"1A2B","0000C3D4",7']
    assert session.ask("AT+CFUN=4") == ["OK", "+CREG: 0", "+CEREG: 0"]


# --- anything at all


@given(
    st.lists(st.one_of(st.binary(max_size=40), st.sampled_from([b"AT+CMGS=15\r", b"\x1a", b"\x1b", b"AT+CMGL=4\r"])))
)
def test_any_octets_leave_a_modem_that_answers(chunks: list[bytes]) -> None:
    session = Session()
    for chunk in chunks:
        session.type(chunk)
    session.type(b"\x1b\r")
    session.ask("ATE0")
    assert session.ask("AT") == ["OK"]


def test_octet_by_octet_means_the_same() -> None:
    typed = b"ATE0\rAT+CNMI=2,1\rAT+CMGS=15\r" + HI.encode() + b"\x1aAT+CMGL=4\rAT+FOO\r"
    whole, single = Session(echo=True), Session(echo=True)
    assert whole.type(typed) == b"".join(single.type(typed[at : at + 1]) for at in range(len(typed)))


def test_what_is_said_at_one_moment_is_one_output() -> None:
    session = Session()
    outputs = session.modem.handle(Received(octets=b"AT\rAT\r"), 1.0)
    assert outputs == [Write(octets=b"\r\nOK\r\n\r\nOK\r\n")]
    assert session.modem.handle(TimePassed(), 2.0) == []
