"""Frames of peers, garbage included."""

from __future__ import annotations

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerd.exchange import FromClient, FromInteractd, FromModem, Garbage, Link
from routerd.reading import read
from smsbus import codec
from smsbus.errors import Code
from smsbus.messages import Pong
from smsbus.requests import PingRequest


def test_each_link_has_its_own_messages() -> None:
    pong = codec.encode(Pong(nonce=3))
    assert read(Link.MODEMS, b"p", pong) == FromModem(peer=b"p", message=Pong(nonce=3))
    assert read(Link.INTERACTIONS, b"p", pong) == FromInteractd(peer=b"p", message=Pong(nonce=3))
    ping = codec.encode(PingRequest(id=1))
    assert read(Link.CLIENTS, b"p", ping) == FromClient(peer=b"p", request=PingRequest(id=1))


def test_the_empty_delimiter_of_a_req_socket_is_noticed() -> None:
    read_one = read(Link.CLIENTS, b"p", [b"", *codec.encode(PingRequest(id=1))])
    assert read_one == FromClient(peer=b"p", request=PingRequest(id=1), delimited=True)


def test_an_unknown_kind_keeps_the_id_of_the_request() -> None:
    found = read(Link.CLIENTS, b"p", [b"", codec.VERSION, b"nonsense", msgpack.packb({"id": "x"})])
    assert isinstance(found, Garbage)
    assert (found.code, found.id, found.delimited) == (Code.UNKNOWN_KIND, "x", True)


@pytest.mark.parametrize("wrong", [{"id": 1, "to": 3, "text": "x"}, {"id": 1}, {"id": [], "to": "a", "text": "b"}])
def test_a_wrong_field_is_malformed(wrong: dict[str, object]) -> None:
    found = read(Link.CLIENTS, b"p", [codec.VERSION, b"send", msgpack.packb(wrong)])
    assert isinstance(found, Garbage)
    assert found.code is Code.MALFORMED


@given(st.sampled_from(Link), st.lists(st.binary(max_size=40), max_size=5))
def test_any_octets_are_an_input(link: Link, frames: list[bytes]) -> None:
    assert isinstance(read(link, b"p", frames), Garbage)


def test_a_request_knows_whose_process_asked() -> None:
    found = read(Link.CLIENTS, b"p", codec.encode(PingRequest(id=1)), 1000)
    assert found == FromClient(peer=b"p", request=PingRequest(id=1), user=1000)
