"""Calls that come in."""

from __future__ import annotations

from modemd.simulator.events import Call

from .playing import PHONE, Session, lines


def test_a_call_rings_every_three_seconds_until_the_caller_gives_up() -> None:
    session = Session()
    assert lines(session.feed(Call(number=PHONE, rings=2))) == ["RING"]
    assert session.wait(2.9) == b""
    assert lines(session.wait(0.2)) == ["RING"]
    assert lines(session.wait(10)) == ["NO CARRIER"]
    assert session.modem.deadline is None


def test_the_caller_is_named_when_asked_for() -> None:
    session = Session()
    session.ask("AT+CLIP=1")
    assert lines(session.feed(Call(number=PHONE))) == ["RING", '+CLIP: "+33639980001",145']


def test_hanging_up_ends_the_ringing() -> None:
    for command in ("AT+CHUP", "ATH"):
        session = Session()
        session.feed(Call(number=PHONE))
        assert session.ask("AT+CPAS") == ["+CPAS: 3", "OK"]
        assert session.ask(command) == ["OK"]
        assert session.wait(60) == b""


def test_nobody_can_call_a_modem_that_is_not_registered() -> None:
    assert Session(registration=2).feed(Call(number=PHONE)) == b""
