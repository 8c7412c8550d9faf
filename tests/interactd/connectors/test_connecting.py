"""Connecting: a dead address costs its share of the time and no more. Through whole lines it is in `test_mqtt_line`."""

from __future__ import annotations

import socket
import time

import pytest

from interactd.connectors.connecting import connect, shortened
from interactd.connectors.source import Patience

Address = tuple[int, int, int, str, tuple[str, int]]


def stream(port: int) -> Address:
    return (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))


def patience(seconds: float) -> Patience:
    return Patience(ends_at=time.monotonic() + seconds)


def test_after_a_dead_address_there_is_time_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    # A listener whose queue is full: the kernel drops what is sent to it, as a dead host does.
    with socket.socket() as deaf, socket.socket() as first, socket.socket() as second, socket.socket() as listener:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(deaf.getsockname())
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        addresses = [stream(deaf.getsockname()[1]), stream(listener.getsockname()[1])]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: addresses)
        with connect("host", 1, patience(1.0)) as connected:
            assert connected.getpeername() == listener.getsockname()


def test_what_the_last_address_came_to_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: [stream(port), stream(port)])
    with pytest.raises(ConnectionRefusedError):
        connect("host", 1, patience(10.0))


def test_a_name_that_leads_nowhere_is_an_error_of_its_own() -> None:
    with pytest.raises(socket.gaierror):
        connect("host.invalid", 1, patience(10.0))


def test_a_shortened_patience_ends_with_the_longer_one_and_is_cancelled_with_it() -> None:
    long = Patience(ends_at=1000.0)
    assert shortened(long, 10**9).ends_at == 1000.0
    long.cancelled.set()
    assert shortened(long, 10**9).left_s() == 0
