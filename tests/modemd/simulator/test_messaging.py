"""The commands of 27.005 in PDU mode."""

from __future__ import annotations

import pytest

from modemd.simulator.messaging import COMMANDS

from .playing import HI, HI_LENGTH, Session, deliver_pdu


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("AT+CMGF?", ["+CMGF: 0", "OK"]),
        ("AT+CMGF=?", ["+CMGF: (0,1)", "OK"]),
        ("AT+CMGF=2", ["+CMS ERROR: 302"]),
        ("AT+CSMS?", ["+CSMS: 0,1,1,1", "OK"]),
        ("AT+CSMS=0", ["+CSMS: 1,1,1", "OK"]),
        ("AT+CSMS=1", ["+CMS ERROR: 302"]),
        ("AT+CPMS?", ['+CPMS: "SM",0,30,"SM",0,30,"SM",0,30', "OK"]),
        ("AT+CPMS=?", ['+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")', "OK"]),
        ('AT+CPMS="ME"', ["+CPMS: 0,100,0,30,0,30", "OK"]),
        ('AT+CPMS="ME","SM","ME"', ["+CPMS: 0,100,0,30,0,100", "OK"]),
        ('AT+CPMS="XX"', ["+CMS ERROR: 302"]),
        ("AT+CPMS", ["+CMS ERROR: 302"]),
        ("AT+CNMI?", ["+CNMI: 0,0,0,0,0", "OK"]),
        ("AT+CNMI=?", ["+CNMI: (0,1,2,3),(0,1,2,3),(0,2),(0,1,2),(0,1)", "OK"]),
        ("AT+CNMI=2,1,0,3,0", ["+CMS ERROR: 302"]),
        ("AT+CNMI=2,1,0,1,0,0", ["+CMS ERROR: 302"]),
        ("AT+CSCA?", ['+CSCA: "+33639980099",145', "OK"]),
        ("AT+CSDH?", ["+CSDH: 0", "OK"]),
        ("AT+CMMS=2", ["OK"]),
        ("AT+CMMS=?", ["+CMMS: (0-2)", "OK"]),
        ("AT+CSMP?", ["+CSMP: 17,167,0,0", "OK"]),
        ("AT+CMGL=?", ["+CMGL: (0-4)", "OK"]),
        ("AT+CMGL=5", ["+CMS ERROR: 302"]),
        ("AT+CMGL=4", ["OK"]),
        ("AT+CMGR=1", ["+CMS ERROR: 321"]),
        ("AT+CMGR=31", ["+CMS ERROR: 321"]),
        ("AT+CMGR=0", ["+CMS ERROR: 321"]),
        ("AT+CMGR=x", ["+CMS ERROR: 321"]),
        ("AT+CMGD=1", ["OK"]),
        ("AT+CMGD=31", ["+CMS ERROR: 321"]),
        ("AT+CMGD=1,5", ["+CMS ERROR: 302"]),
        ("AT+CMGD=?", ["+CMGD: (),(0-4)", "OK"]),
        ("AT+CMGS=0", ["+CMS ERROR: 302"]),
        ("AT+CMGS=177", ["+CMS ERROR: 302"]),
        ("AT+CMGS", ["+CMS ERROR: 302"]),
        ("AT+CMSS=1", ["+CMS ERROR: 321"]),
        ("AT+CNMA", ["+CMS ERROR: 340"]),
        ("AT+CGSMS=1", ["OK"]),
    ],
)
def test_a_command_is_answered(command: str, answer: list[str]) -> None:
    assert Session().ask(command) == answer


def test_what_is_written_can_be_read_back() -> None:
    session = Session()
    for command, read in [
        ("AT+CNMI=2,1,0,1,0", "+CNMI: 2,1,0,1,0"),
        ("AT+CNMI=1,1", "+CNMI: 1,1,0,0,0"),
        ('AT+CSCA="33639980077",145', '+CSCA: "+33639980077",145'),
        ("AT+CSDH=1", "+CSDH: 1"),
        ("AT+CSMP=49,170,0,8", "+CSMP: 49,170,0,8"),
        ("AT+CMMS=1", "+CMMS: 1"),
        ("AT+CMGF=1", "+CMGF: 1"),
    ]:
        assert session.ask(command) == ["OK"]
        assert session.ask(command.split("=")[0] + "?") == [read, "OK"]


def test_every_message_command_wants_the_pin_first() -> None:
    for name in COMMANDS:
        assert Session(pin="4821").ask(f"AT{name}=?") == ["+CMS ERROR: 311"], name


def test_reading_and_listing_make_an_unread_message_read() -> None:
    pdu = deliver_pdu("Hello").hex().upper()
    session = Session()
    session.deliver("Hello")
    session.deliver("Hello")
    assert session.ask("AT+CMGR=2") == ["+CMGR: 0,,24", pdu, "OK"]
    assert session.ask("AT+CMGR=2") == ["+CMGR: 1,,24", pdu, "OK"]
    assert session.ask("AT+CMGL=1") == ["+CMGL: 2,1,,24", pdu, "OK"]
    assert session.ask("AT+CMGL") == ["+CMGL: 1,0,,24", pdu, "OK"]
    assert session.ask("AT+CMGL=4") == ["+CMGL: 1,1,,24", pdu, "+CMGL: 2,1,,24", pdu, "OK"]


def test_the_first_slot_is_that_of_the_personality() -> None:
    session = Session(index_base=0)
    session.deliver()
    assert session.ask("AT+CMGR=0")[0] == "+CMGR: 0,,24"
    assert session.ask("AT+CMGR=30") == ["+CMS ERROR: 321"]


@pytest.mark.parametrize(("flag", "left"), [(1, [1, 3, 4]), (2, [1, 3]), (3, [1]), (4, [])])
def test_deleting_with_a_flag_deletes_what_it_names(flag: int, left: list[int]) -> None:
    session = Session()
    # Slots 1 to 4: unread, read, stored unsent, stored sent.
    session.deliver()
    session.deliver()
    session.ask("AT+CMGR=2")
    for status in (2, 3):
        session.type(f"AT+CMGW={HI_LENGTH},{status}\r{HI}\x1a".encode())
    assert session.ask(f"AT+CMGD=1,{flag}") == ["OK"]
    assert [index for index, _ in session.modem.state.storages["SM"].messages()] == left


def test_a_message_is_written_and_sent_from_its_slot() -> None:
    session = Session()
    assert session.type(b"AT+CMGW=15\r") == b"\r\n> "
    assert session.type(HI.encode() + b"\x1a") == b"\r\n+CMGW: 1\r\n\r\nOK\r\n"
    assert session.ask("AT+CMGR=1") == ["+CMGR: 2,,15", HI, "OK"]
    assert session.ask("AT+CMSS=1") == ["+CMSS: 0", "OK"]
    assert session.ask("AT+CMGR=1") == ["+CMGR: 3,,15", HI, "OK"]
    assert [submission.text for submission in session.accepted] == ["Hi"]


def test_a_full_storage_takes_no_written_message() -> None:
    session = Session(storage_size=1)
    session.deliver()
    session.type(b"AT+CMGW=15\r")
    assert session.type(HI.encode() + b"\x1a") == b"\r\n+CMS ERROR: 322\r\n"


def test_a_received_message_is_not_sent_from_its_slot() -> None:
    session = Session()
    session.deliver()
    assert session.ask("AT+CMSS=1") == ["+CMS ERROR: 302"]
