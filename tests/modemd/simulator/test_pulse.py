"""What a modem says by itself."""

from __future__ import annotations

from modemd.simulator.faults import Mute

from .playing import Session, lines


def test_readiness_is_said_when_it_comes() -> None:
    session = Session(kind="sim800c", baudrate=None, sms_ready_s=8.0)
    session.ask("AT")
    assert session.wait(7.9) == b""
    assert lines(session.wait(0.2)) == ["SMS Ready"]
    assert session.wait(60) == b""


def test_chatter_goes_on_until_it_is_switched_off_and_begins_again_with_a_restart() -> None:
    session = Session(kind="huawei", restart_s=0.0)
    session.ask("AT")
    assert len(lines(session.wait(40))) == 6
    assert session.ask("AT^CURC=0") == ["OK"]
    assert session.wait(40) == b""
    session.ask("AT+CFUN=1,1")
    assert len(lines(session.wait(40))) == 6


def test_chatter_goes_on_while_the_modem_is_mute() -> None:
    session = Session(kind="huawei")
    session.fault(Mute())
    assert len(lines(session.wait(40))) == 6
    session.end()
    session.fault(Mute(unsolicited=False))
    assert session.wait(40) == b""
