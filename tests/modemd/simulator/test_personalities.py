"""The kinds of modem to choose from: the traits that a program has to cope with."""

from __future__ import annotations

import pytest

from modemd.simulator.events import Plugged, Unplugged
from modemd.simulator.personalities import PERSONALITIES

from .playing import Session, lines


def started(kind: str, **fields: object) -> Session:
    """A modem that has been on for a while, without its speed."""
    session = Session(kind=kind, baudrate=None, **fields)
    session.ask("AT")
    session.wait(15)
    return session


@pytest.mark.parametrize("kind", list(PERSONALITIES))
def test_every_kind_sends_and_receives(kind: str) -> None:
    session = started(kind)
    mode, listing = ("1", 'AT+CMGL="ALL"') if kind == "text-only" else ("0", "AT+CMGL=4")
    assert session.ask(f"AT+CMGF={mode}") == ["OK"]
    session.deliver()
    assert len(session.ask(listing)) == 3
    if kind == "text-only":
        session.type(b'AT+CMGS="+33639980001"\r')
        assert lines(session.type(b"Hi\x1a"))[-1] == "OK"
    else:
        assert session.submit() == ["+CMGS: 0", "OK"]
    assert [one.text for one in session.accepted] == ["Hi"]


def test_huawei_counts_from_zero_refuses_what_it_lists_and_says_command_not_support() -> None:
    session = started("huawei")
    assert session.ask("AT+CNMI=2,1,0,1,0") == ["+CMS ERROR: 303"]
    assert session.ask("AT+CNMI=2,1,0,2,0") == ["OK"]
    assert session.ask("AT+CMMS=2") == ["+CMS ERROR: 500"]
    assert session.ask("AT+MODE=2") == ["COMMAND NOT SUPPORT"]
    assert session.ask("AT^PORTSEL=1") == ["OK"]
    assert session.ask("AT^CPIN?") == ["^CPIN: READY,,10,3,10,3", "OK"]
    assert session.deliver() == ['+CMTI: "SM",0']


def test_huawei_is_off_the_bus_for_a_while_after_a_reset() -> None:
    session = started("huawei")
    assert session.ask("AT+CFUN=1,1") == ["OK"]
    assert session.outputs[-1] == Unplugged()
    session.wait(5)
    assert Plugged() in session.outputs


def test_huawei_says_that_the_storage_is_full_instead_of_announcing_the_last_message() -> None:
    session = started("huawei", storage_size=2)
    session.ask("AT+CNMI=2,1;^CURC=0")
    assert [session.deliver() for _ in range(3)] == [['+CMTI: "SM",0'], ['^SMMEMFULL:"SM"'], []]
    assert session.modem.network.held == 1
    assert session.ask("AT+CMGD=1") == ["OK", '^SMMEMFULL:"SM"']


def test_sim800c_takes_a_while_and_has_its_own_words_for_nothing() -> None:
    session = Session(kind="sim800c", baudrate=None)
    assert session.ask("AT+CMGF=0") == ["+CMS ERROR: 302"]
    session.wait(10)
    assert session.ask("AT+CMGF=0") == ["OK"]
    assert session.ask("AT+CNMI=2,1,0,2,0") == ["+CMS ERROR: 302"]
    assert session.ask("AT+CNMI=2,1,0,1,0") == ["OK"]
    assert session.ask("AT+CMGR=1") == ["OK"]
    session.deliver()
    assert session.ask("AT+CMGR=1")[0] == '+CMGR: 0,"",24'
    assert session.ask("AT+SPIC") == ["+SPIC: 3,10,0,10", "OK"]
    assert PERSONALITIES["sim800c"].baudrate == 9600
    session.ask("AT+CFUN=1,1")
    assert lines(session.wait(20)) == ["RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready", "SMS Ready"]


def test_poll_only_announces_nothing() -> None:
    session = started("poll-only")
    assert session.ask("AT+CNMI=?") == ["ERROR"]
    assert session.ask("AT+CNMI=2,1,0,0,0") == ["ERROR"]
    assert session.deliver() == []
    assert session.modem.state.storages["SM"].used == 1


def test_text_only_has_no_pdu_mode() -> None:
    session = started("text-only")
    assert session.ask("AT+CMGF=0") == ["ERROR"]
    assert session.ask("AT+CMGF=?") == ["+CMGF: (1)", "OK"]
    assert session.ask("AT+CMGF?") == ["+CMGF: 1", "OK"]


def test_ucs2_names_everything_in_hexadecimal_until_told_otherwise() -> None:
    session = started("ucs2")
    assert session.ask("AT+CSCS?") == ['+CSCS: "UCS2"', "OK"]
    assert session.ask("AT+COPS?") == ['+COPS: 0,0,"00530069006D0075006C0061007400650064",7', "OK"]
    assert session.ask("AT+CSCA?")[0].startswith('+CSCA: "002B0033')
    assert session.ask('AT+CSCS="GSM"') == ["OK"]
    assert session.ask("AT+CSCA?") == ['+CSCA: "+33639980099",145', "OK"]
    session.ask("AT&F")
    assert session.ask("AT+CSCS?") == ['+CSCS: "UCS2"', "OK"]


def test_siemens_wants_its_own_values() -> None:
    session = started("siemens")
    assert session.ask("AT+CNMI=2,1,0,2,0") == ["+CMS ERROR: 302"]
    assert session.ask("AT+CNMI=2,1,0,2,1") == ["OK"]
    assert session.ask('AT+CPMS="ME","ME","ME"') == ["+CMS ERROR: 302"]
    assert session.ask('AT+CPMS="ME","ME","SM"')[-1] == "OK"
    assert session.ask('AT+CPMS="SM","SM","SM"')[-1] == "OK"
    assert session.deliver() == ['+CMTI: "SM",1']
    assert session.ask("AT+CMGD=1,0") == ["+CMS ERROR: 500"]
    assert session.ask("AT+CMGD=1") == ["OK"]
    assert session.type(b"AT+CMGR=3\r") == b"\r\n+CMGR: 0,,0\r\n\r\n\r\nOK\r\n"
    assert session.ask("AT+CMGR=99") == ["+CMS ERROR: 321"]
    assert session.ask("AT^SPIC") == ["^SPIC: 3", "OK"]


def test_siemens_shows_messages_in_empty_slots_of_its_joined_storage() -> None:
    session = started("siemens")
    session.deliver()
    session.ask('AT+CPMS="MT"')
    assert session.ask("AT+CMGR=1")[0] == "+CMGR: 0,,24"
    assert session.ask("AT+CMGR=2") == ["+CMGR: 2,2,,174", "00" + "FF" * 174, "OK"]
    assert session.ask("AT+CPMS?")[0].startswith('+CPMS: "MT",1,45')


def test_siemens_says_when_it_is_full_and_when_more_waits() -> None:
    session = started("siemens", storage_size=2)
    session.ask("AT+CNMI=2,1,0,2,1")
    said = [session.deliver() for _ in range(4)]
    assert said == [['+CMTI: "SM",1'], ["^SMGO: 1"], ["^SMGO: 2"], []]


def test_siemens_reads_its_sim_for_a_while_after_the_pin() -> None:
    session = Session(kind="siemens", pin="4821")
    session.ask("AT+CMEE=1;+CPIN=4821")
    assert session.ask("AT+CIMI") == ["+CME ERROR: 14"]
    session.wait(10)
    assert session.ask("AT+CIMI")[-1] == "OK"


def test_qualcomm_forgets_its_service_centre_over_csmp() -> None:
    session = started("qualcomm")
    session.ask("AT+CSMP=17,167,0,0")
    assert session.submit() == ["+CMS ERROR: 330"]
