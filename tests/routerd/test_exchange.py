"""Inputs and outputs are values."""

from __future__ import annotations

import dataclasses

import pytest

from routerd.exchange import FromModem, Input, Link, Output, Send
from smsbus.messages import Ping, Pong


def test_equal_messages_of_the_same_peer_are_the_same_input() -> None:
    assert FromModem(peer=b"a", message=Pong(nonce=1)) == FromModem(peer=b"a", message=Pong(nonce=1))


def test_an_output_cannot_be_changed_after_it_was_decided() -> None:
    output = Send(link=Link.MODEMS, peer=b"a", message=Ping(nonce=1))
    with pytest.raises(dataclasses.FrozenInstanceError):
        output.peer = b"b"  # type: ignore[misc]


@pytest.mark.parametrize("values", [Input, Output])
def test_every_input_and_output_is_a_frozen_dataclass(values: object) -> None:
    for value in values.__args__:  # type: ignore[attr-defined]
        assert value.__dataclass_params__.frozen, value
