"""How octets pass between modem and program."""

from __future__ import annotations

from modemd.simulator.faults import Faults
from modemd.simulator.wire import WRONG_SPEED, Wire

from .playing import Session


def test_a_line_carries_one_octet_in_ten_bits_both_ways() -> None:
    wire = Wire(9600, Faults())
    assert wire.send(b"A" * 96, 9600, 0.0) == b""
    assert wire.arrived(0.0999) != b"A" * 96
    wire = Wire(9600, Faults())
    wire.send(b"A" * 96, None, 0.0)
    assert wire.arrived(0.1001) == b"A" * 96
    wire.say(b"B" * 960)
    assert wire.flush(1.0) == []
    assert 470 <= len(b"".join(wire.delivered(1.5001))) <= 480
    assert wire.delivered(1.9999)[-1:] != []
    assert wire.deadline is not None
    assert len(b"".join(wire.delivered(2.0001))) <= 10
    assert wire.deadline is None


def test_a_late_timer_makes_the_line_no_slower() -> None:
    wire = Wire(9600, Faults())
    wire.say(b"B" * 480)
    wire.flush(0.0)
    wire.say(b"C" * 480)
    through = [*wire.flush(0.3), *wire.delivered(1.0001)]
    assert len(b"".join(through)) == 960


def test_without_a_speed_all_is_through_at_once_and_every_speed_is_right() -> None:
    wire = Wire(None, Faults())
    assert wire.send(b"AT", 300, 0.0) == b"AT"
    wire.say(b"OK")
    assert wire.flush(0.0) == [b"OK"]


def test_at_another_speed_the_modem_understands_nothing_and_is_not_understood() -> None:
    wire = Wire(9600, Faults())
    assert wire.send(b"AT\r", 115200, 0.0) == b""
    assert wire.arrived(10.0) == b""
    wire.flush(0.0)
    assert b"".join(wire.delivered(10.0)) == WRONG_SPEED


def test_an_answer_over_a_slow_line_takes_its_time() -> None:
    session = Session(baudrate=9600)
    assert session.type(b"AT\r") == b""
    assert session.wait(3 / 960 - 0.0001) == b""
    assert session.wait(6 / 960 + 0.0002) == b"\r\nOK\r\n"


def test_nothing_remains_of_a_port_that_is_gone() -> None:
    wire = Wire(9600, Faults())
    wire.send(b"AT", None, 0.0)
    wire.say(b"OK")
    wire.flush(0.0)
    wire.say(b"OK")
    wire.drop()
    assert (wire.deadline, wire.arrived(9.0), wire.delivered(9.0), wire.flush(9.0)) == (None, b"", [], [])
