"""Texts and delivery reports that reach the modem."""

from __future__ import annotations

import pytest

from modemd.simulator.events import Deliver, Turn
from modemd.simulator.settings import Conditions

from .playing import HI_REPORTED, PHONE, Session, deliver_pdu, lines

HELLO = "07913336990890F9040B913336990800F100006230419062350005C8329BFD06"


def test_the_test_uses_the_octets_it_shows() -> None:
    assert deliver_pdu("Hello").hex().upper() == HELLO


@pytest.mark.parametrize(
    ("cnmi", "said", "used"),
    [
        ("2,1,0,0,0", ['+CMTI: "SM",1'], 1),
        ("1,1,0,0,0", ['+CMTI: "SM",1'], 1),
        ("2,2,0,0,0", ["+CMT: ,24", HELLO], 0),
        ("2,0,0,0,0", [], 1),
        ("0,1,0,0,0", [], 1),
        ("0,2,0,0,0", [], 1),
    ],
)
def test_a_text_is_announced_as_cnmi_says(cnmi: str, said: list[str], used: int) -> None:
    session = Session()
    session.ask(f"AT+CNMI={cnmi}")
    assert session.deliver("Hello") == said
    assert session.ask("AT+CPMS?") == [f'+CPMS: "SM",{used},30,"SM",{used},30,"SM",{used},30', "OK"]


def test_a_text_goes_to_the_third_memory_of_cpms() -> None:
    session = Session()
    session.ask('AT+CNMI=2,1;+CPMS="SM","SM","ME"')
    assert session.deliver() == ['+CMTI: "ME",1']


def test_a_text_in_text_mode_is_announced_whole_in_text_mode() -> None:
    session = Session()
    session.ask("AT+CMGF=1;+CNMI=2,2")
    assert session.deliver("Hello") == ['+CMT: "+33639980001",,"26/03/14,09:26:53+00"', "Hello"]


def test_a_full_storage_leaves_texts_in_the_network_until_a_slot_is_free() -> None:
    session = Session(storage_size=2)
    session.ask("AT+CNMI=2,1")
    announced = [session.deliver(text) for text in ("one", "two", "three", "four")]
    assert announced == [['+CMTI: "SM",1'], ['+CMTI: "SM",2'], [], []]
    assert session.modem.network.held == 2
    assert session.ask("AT+CMGD=1") == ["OK", '+CMTI: "SM",1']
    assert session.ask("AT+CMGD=2") == ["OK", '+CMTI: "SM",2']
    assert session.ask('AT+CMGF=1;+CMGL="ALL"')[1::2] == [
        "three",
        "four",
    ]
    assert session.modem.network.held == 0


@pytest.mark.parametrize("obstacle", [Turn(conditions=Conditions(registration=2)), None])
def test_texts_wait_in_the_network_while_the_modem_is_away(obstacle: Turn | None) -> None:
    session = Session()
    session.ask("AT+CNMI=2,1")
    assert session.ask("AT+CFUN=4") == ["OK"] if obstacle is None else session.feed(obstacle) == b""
    assert session.deliver() == []
    back = session.ask("AT+CFUN=1") if obstacle is None else lines(session.feed(Turn(conditions=Conditions())))
    assert back[-1] == '+CMTI: "SM",1'


def test_texts_wait_in_the_network_until_the_sim_is_unlocked() -> None:
    session = Session(pin="4821")
    assert session.deliver() == []
    assert session.modem.network.held == 1
    session.ask("AT+CPIN=4821")
    assert session.modem.network.held == 0


@pytest.mark.parametrize(
    ("cnmi", "first_line"), [("2,1,0,2,0", '+CDSI: "SM",1'), ("2,1,0,1,0", "+CDS: 25"), ("2,1,0,0,0", None)]
)
def test_a_report_is_announced_as_cnmi_says(cnmi: str, first_line: str | None) -> None:
    session = Session(report_delay_s=1.0)
    session.ask(f"AT+CNMI={cnmi}")
    session.submit(HI_REPORTED)
    said = lines(session.wait(1))
    assert said[:1] == ([] if first_line is None else [first_line])
    if "CDSI" in (first_line or ""):
        header, report, final = session.ask("AT+CMGR=1")
        assert (header, final) == ("+CMGR: 0,,25", "OK")
        assert report.startswith("07913336990890F906000B913336990800F1")


def test_a_report_in_text_mode_is_one_line() -> None:
    session = Session(report_delay_s=1.0, report_status=70)
    session.ask("AT+CMGF=1;+CSMP=49,167,0,0;+CNMI=2,1,0,1,0")
    session.type(f'AT+CMGS="{PHONE}"\r'.encode())
    session.type(b"Hi\x1a")
    moments = '"26/01/01,00:01:40+00","26/01/01,00:01:41+00"'
    assert lines(session.wait(1)) == [f'+CDS: 6,0,"{PHONE}",145,{moments},70']


def test_octets_that_are_no_message_are_stored_and_read_as_they_are() -> None:
    session = Session()
    session.ask("AT+CNMI=2,1")
    assert lines(session.feed(Deliver(pdu=b"\x00\xff"))) == ['+CMTI: "SM",1']
    assert session.ask("AT+CMGR=1") == ["+CMGR: 0,,1", "00FF", "OK"]
    session.ask("AT+CMGF=1")
    assert session.ask("AT+CMGR=1") == ['+CMGR: "REC READ",,,', "00FF", "OK"]


def test_a_text_that_cannot_arrive_leaves_no_deadline_behind() -> None:
    session = Session(registration=2, deliver_delay_s=1.0)
    session.deliver()
    session.wait(5)
    assert (session.modem.deadline, session.modem.network.held) == (None, 1)
