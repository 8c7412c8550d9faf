"""The commands of V.250 and 27.007."""

from __future__ import annotations

import pytest

from modemd.simulator.general import AFTER_PIN, BEFORE_PIN

from .playing import Session


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("AT", ["OK"]),
        ("ATI", ["smsbus", "Simulator", "Revision: 1", "OK"]),
        ("ATZ", ["OK"]),
        ("AT&F", ["OK"]),
        ("ATV1", ["OK"]),
        ("ATV0", ["+CME ERROR: 4"]),
        ("ATQ0X4&C1&D2", ["OK"]),
        ("ATD0639980001;", ["NO CARRIER"]),
        ("ATA", ["NO CARRIER"]),
        ("ATH", ["OK"]),
        ("AT+CGMI", ["smsbus", "OK"]),
        ("AT+CGMM", ["Simulator", "OK"]),
        ("AT+CGMR", ["1", "OK"]),
        ("AT+CGSN", ["490154203237518", "OK"]),
        ("AT+GMI", ["smsbus", "OK"]),
        ("AT+CGMI=?", ["OK"]),
        ("AT+CGMI?", ["+CME ERROR: 50"]),
        ("AT+CIMI", ["001010123456789", "OK"]),
        ("AT+CCID", ["+CCID: 8933010000000000001", "OK"]),
        ("AT+CMEE?", ["+CMEE: 1", "OK"]),
        ("AT+CMEE=3", ["+CME ERROR: 50"]),
        ("AT+CPIN?", ["+CPIN: READY", "OK"]),
        ("AT+CPIN=1234", ["+CME ERROR: 3"]),
        ("AT+CPINR", ["+CPINR: SIM PIN,3,3", "+CPINR: SIM PUK,10,10", "OK"]),
        ('AT+CLCK="SC",2', ["+CLCK: 0", "OK"]),
        ('AT+CLCK="SC",1,"1234"', ["+CME ERROR: 3"]),
        ("AT+CFUN?", ["+CFUN: 1", "OK"]),
        ("AT+CFUN=7", ["+CME ERROR: 50"]),
        ("AT+CSQ", ["+CSQ: 21,99", "OK"]),
        ("AT+CSQ=?", ["+CSQ: (0-31,99),(99)", "OK"]),
        ("AT+CREG?", ["+CREG: 0,1", "OK"]),
        ("AT+CGREG?", ["+CGREG: 0,1", "OK"]),
        ("AT+CEREG=?", ["+CEREG: (0-2)", "OK"]),
        ("AT+COPS?", ['+COPS: 0,0,"Simulated",7', "OK"]),
        ("AT+COPS=?", ['+COPS: (2,"Simulated","Simulated","00101",7),,(0,3),(0-2)', "OK"]),
        ("AT+COPS=0", ["OK"]),
        ("AT+COPS=1", ["+CME ERROR: 50"]),
        ("AT+CGATT?", ["+CGATT: 1", "OK"]),
        ("AT+CSCS?", ['+CSCS: "GSM"', "OK"]),
        ("AT+CSCS=?", ['+CSCS: ("GSM","IRA","UCS2","8859-1")', "OK"]),
        ('AT+CSCS="KLINGON"', ["+CME ERROR: 50"]),
        ("AT+CNUM", ['+CNUM: "","+33639980000",145', "OK"]),
        ("AT+CPBS?", ['+CPBS: "SM",0,100', "OK"]),
        ('AT+CPBS="ME"', ["+CME ERROR: 50"]),
        ("AT+CPBR=1,100", ["OK"]),
        ("AT+CPBR=?", ["+CPBR: (1-100),40,18", "OK"]),
        ("AT+CLIP?", ["+CLIP: 0,1", "OK"]),
        ("AT+CPAS", ["+CPAS: 0", "OK"]),
        ("AT+CHUP", ["OK"]),
        ("AT+GCAP", ["+GCAP: +CGSM", "OK"]),
        ("AT^CURC=0", ["+CME ERROR: 4"]),
        ("AT+CLAC", ["+CME ERROR: 4"]),
    ],
)
def test_a_command_is_answered(command: str, answer: list[str]) -> None:
    session = Session()
    session.ask("AT+CMEE=1")
    assert session.ask(command) == answer


def test_registration_shows_the_area_when_asked_to() -> None:
    session = Session(registration=5)
    session.ask("AT+CREG=2")
    assert session.ask("AT+CREG?") == ['+CREG: 2,5,"1A2B","0000C3D4",7', "OK"]


@pytest.mark.parametrize("fields", [{"registration": 2}, {"pin": "4821"}])
def test_without_network_there_is_no_operator_and_no_area(fields: dict[str, object]) -> None:
    session = Session(**fields)
    session.ask("AT+CREG=2")
    assert session.ask("AT+CREG?")[0] in ("+CREG: 2,2", "+CREG: 2,0")
    assert session.ask("AT+COPS?")[0] in ("+COPS: 0", "ERROR")


def test_the_radio_may_be_off() -> None:
    session = Session()
    assert session.ask("AT+CFUN=4") == ["OK"]
    assert session.ask("AT+CSQ;+CFUN?;+CREG?") == ["+CSQ: 99,99", "+CFUN: 4", "+CREG: 0,0", "OK"]


def test_the_operator_is_shown_as_a_number_on_request_and_in_the_character_set() -> None:
    session = Session()
    session.ask("AT+COPS=3,2")
    assert session.ask("AT+COPS?") == ['+COPS: 0,2,"00101",7', "OK"]
    session.ask('AT+CSCS="UCS2"')
    assert session.ask("AT+COPS?") == ['+COPS: 0,2,"00300030003100300031",7', "OK"]
    # Both spellings of the set's own name are understood in it.
    assert session.ask('AT+CSCS="00470053004D"') == ["OK"]
    assert session.ask("AT+CSCS?") == ['+CSCS: "GSM"', "OK"]


def test_the_pin_is_asked_for_and_counted() -> None:
    session = Session(pin="4821")
    session.ask("AT+CMEE=1")
    assert session.ask("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]
    assert session.ask('AT+CPIN="0000"') == ["+CME ERROR: 16"]
    assert session.ask("AT+CPINR")[0] == "+CPINR: SIM PIN,2,3"
    assert session.ask('AT+CPIN="4821"') == ["OK"]
    assert session.ask("AT+CPIN?") == ["+CPIN: READY", "OK"]
    session.ask("AT+CFUN=1,1")
    assert session.ask("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]


def test_a_locked_sim_refuses_its_own_commands_and_no_others() -> None:
    for name in AFTER_PIN:
        session = Session(pin="4821")
        session.ask("AT+CMEE=1")
        assert session.ask(f"AT{name}=?") == ["+CME ERROR: 11"], name
    for name in BEFORE_PIN:
        session = Session(pin="4821")
        session.ask("AT+CMEE=1")
        assert session.ask(f"AT{name}") != ["+CME ERROR: 11"], name
