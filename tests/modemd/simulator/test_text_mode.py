"""The commands of 27.005 in text mode."""

from __future__ import annotations

import pytest

from .playing import PHONE, Session, lines


def text_session(*commands: str) -> Session:
    session = Session()
    for command in ("AT+CMGF=1", *commands):
        assert session.ask(command) == ["OK"]
    return session


def send(session: Session, typed: bytes, to: str = PHONE) -> list[str]:
    assert session.type(f'AT+CMGS="{to}"\r'.encode()) == b"\r\n> "
    return lines(session.type(typed + b"\x1a"))


def test_a_text_is_read_as_a_person_reads_it() -> None:
    session = text_session('AT+CSCS="8859-1"')
    session.deliver("L'été")
    header = '"+33639980001",,"26/03/14,09:26:53+00"'
    assert session.ask("AT+CMGL") == [f'+CMGL: 1,"REC UNREAD",{header}', "L'été", "OK"]
    assert session.ask("AT+CMGR=1") == [f'+CMGR: "REC READ",{header}', "L'été", "OK"]
    assert session.ask('AT+CMGL="REC UNREAD"') == ["OK"]
    assert session.ask('AT+CMGL="OLD"') == ["+CMS ERROR: 302"]


def test_more_fields_are_shown_on_request() -> None:
    session = text_session("AT+CSDH=1")
    session.deliver("Hello")
    shown = '+CMGR: "REC UNREAD","+33639980001",,"26/03/14,09:26:53+00",145,4,0,0,"+33639980099",145,5'
    assert session.ask("AT+CMGR=1") == [shown, "Hello", "OK"]


def test_a_text_in_ucs2_is_shown_in_hexadecimal() -> None:
    session = text_session()
    session.deliver("3 °C")
    assert session.ask("AT+CMGR=1")[1] == "0033002000B00043"


def test_under_ucs2_texts_and_numbers_are_hexadecimal_both_ways() -> None:
    session = text_session('AT+CSCS="UCS2"', "AT+CSMP=17,167,0,8")
    number = "002B00330033003600330039003900380030003000300031"
    session.deliver("Hi")
    assert session.ask("AT+CMGR=1")[:2] == [f'+CMGR: "REC UNREAD","{number}",,"26/03/14,09:26:53+00"', "00480069"]
    assert send(session, b"0033002000B00043", to=number) == ["+CMGS: 0", "OK"]
    assert [(one.to, one.text, one.alphabet) for one in session.accepted] == [(PHONE, "3 °C", "ucs2")]


@pytest.mark.parametrize(
    ("charset", "typed", "text"),
    [
        # The euro sign would need ESC, which leaves the prompt: 27.005 knows no way around it.
        ("GSM", b"\x05t\x05", "été"),
        ("8859-1", "été".encode("latin-1"), "été"),
        ("IRA", b"two\rlines", "two\nlines"),
    ],
)
def test_a_text_typed_at_the_prompt_is_sent(charset: str, typed: bytes, text: str) -> None:
    session = text_session(f'AT+CSCS="{charset}"')
    assert send(session, typed)[-2:] == ["+CMGS: 0", "OK"]
    assert [(one.to, one.text) for one in session.accepted] == [(PHONE, text)]


def test_the_prompt_returns_on_each_new_line() -> None:
    session = text_session("ATE1")
    session.type(b'AT+CMGS="36105"\r')
    assert session.type(b"one\rtwo\x1a") == b"one\r\r\n> two\r\n+CMGS: 0\r\n\r\nOK\r\n"
    assert session.accepted[0].to == "36105"


def test_a_type_of_145_makes_a_number_international() -> None:
    session = text_session()
    session.type(b'AT+CMGS="33639980001",145\rHi\x1a')
    assert session.accepted[0].to == PHONE


def test_what_cannot_be_a_message_is_refused() -> None:
    session = text_session()
    assert send(session, b"x" * 161) == ["+CMS ERROR: 305"]
    assert session.ask('AT+CMGS="+33 6"') == ["+CMS ERROR: 305"]
    session.ask("AT+CSMP=81,167,0,0")
    assert send(session, b"a header is asked for") == ["+CMS ERROR: 305"]
    session.ask("AT+CSMP=17,167,0,4")
    assert send(session, b"not hexadecimal") == ["+CMS ERROR: 305"]
    assert send(session, b"C0FFEE") == ["+CMGS: 0", "OK"]
    assert [one.text for one in session.accepted] == [None]


def test_a_message_is_written_to_a_slot_and_listed() -> None:
    session = text_session()
    session.type(f'AT+CMGW="{PHONE}",145,"STO SENT"\r'.encode())
    assert session.type(b"Hi\x1a") == b"\r\n+CMGW: 1\r\n\r\nOK\r\n"
    assert session.ask('AT+CMGL="STO SENT"') == ['+CMGL: 1,"STO SENT","+33639980001",', "Hi", "OK"]
    assert session.ask(f'AT+CMGW="{PHONE}",145,"REC READ"') == ["+CMS ERROR: 302"]
