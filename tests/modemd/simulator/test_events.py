"""Inputs and outputs."""

from __future__ import annotations

from typing import get_args

from modemd.simulator.events import (
    Call,
    Deliver,
    EndFault,
    Input,
    OrderFault,
    Output,
    Received,
    TimePassed,
    Turn,
    Unplugged,
)
from modemd.simulator.faults import Unplug
from modemd.simulator.settings import Conditions

from .playing import PHONE, Session, deliver_pdu

INPUTS: tuple[Input, ...] = (
    Received(octets=b"AT\r"),
    TimePassed(),
    Deliver(pdu=deliver_pdu()),
    Call(number=PHONE),
    Turn(conditions=Conditions()),
    OrderFault(fault=Unplug()),
    EndFault(),
)


def test_the_modem_takes_every_input_at_any_time() -> None:
    assert {type(incoming) for incoming in INPUTS} == set(get_args(Input))
    for first in INPUTS:
        for second in INPUTS:
            session = Session()
            session.feed(first)
            session.feed(second)
            assert {type(output) for output in session.outputs} <= set(get_args(Output))


def test_an_output_is_a_value() -> None:
    assert Unplugged() == Unplugged()
    assert len({Received(octets=b"a"), Received(octets=b"a"), Received(octets=b"b")}) == 2
