"""Connections: each step ends with the patience, be the peer dead, silent, or no TLS at all."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from interactd.connectors import mqtt
from interactd.connectors.mqtt_broker import Broker, read
from interactd.connectors.mqtt_line import MAX_RECEIVED, Line, connect
from interactd.connectors.servers import Servers
from interactd.connectors.source import Patience
from interactd.errors import SourceFailed

from . import mosquitto

FOLDER = Path("/etc/smsbus")


def patience(seconds: float = 10.0) -> Patience:
    return Patience(ends_at=time.monotonic() + seconds)


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a listener whose queue takes connections that nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def deaf() -> Iterator[int]:
    """The port of a listener whose queue is full: the kernel drops what is sent to it, as a dead host does."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_a_host_that_does_not_answer_is_waited_for_as_long_as_the_patience(deaf: int) -> None:
    began = time.monotonic()
    with pytest.raises(SourceFailed, match="took too long to connect"):
        connect("127.0.0.1", deaf, None, patience(0.3))
    assert 0.3 <= time.monotonic() - began < 5


def test_a_cancelled_reading_stops_connecting(deaf: int) -> None:
    endless = patience(60)
    threading.Timer(0.2, endless.cancelled.set).start()
    began = time.monotonic()
    with pytest.raises(SourceFailed, match="took too long to connect"):
        connect("127.0.0.1", deaf, None, endless)
    assert time.monotonic() - began < 5


def test_a_port_without_a_listener_is_refused_at_once() -> None:
    with pytest.raises(SourceFailed, match="Connection refused"):
        connect("127.0.0.1", mosquitto.free_port(), None, patience())


@pytest.mark.parametrize("host", ["host.invalid", "x" * 64 + ".invalid", "a..b"])
def test_a_name_that_leads_nowhere_is_a_failure(host: str) -> None:
    with pytest.raises(SourceFailed, match="cannot be resolved"):
        connect(host, 1883, None, patience())


def test_a_peer_that_never_answers_a_tls_handshake_ends_with_the_patience(silent: int) -> None:
    began = time.monotonic()
    with pytest.raises(SourceFailed, match="took too long to agree on TLS"):
        connect("127.0.0.1", silent, ssl.create_default_context(), patience(0.3))
    assert 0.3 <= time.monotonic() - began < 5


def test_a_line_gives_up_a_peer_that_sends_too_much() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        line = Line(ours)
        received = 0
        with pytest.raises(ConnectionAbortedError):
            while True:
                theirs.sendall(b"x" * 1024)
                received += len(line.recv(1024))
        assert (received, line.flooded) == (MAX_RECEIVED, True)


# --- TLS ---


CERTIFICATES = Path(__file__).parent / "certificates"


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[Broker]:
    port = mosquitto.free_port()
    files = (f"certfile {CERTIFICATES}/loopback.pem", f"keyfile {CERTIFICATES}/loopback.key")
    with mosquitto.running(tmp_path, "allow_anonymous true", *files, port=port):
        yield read({"host": "127.0.0.1", "port": port, "ca_file": "loopback.pem"}, CERTIFICATES)


with_tls = pytest.mark.skipif(not mosquitto.AVAILABLE, reason=mosquitto.WHY_NOT)


@with_tls
@pytest.mark.parametrize("level", [4, 5])
def test_a_value_travels_over_tls(secured: Broker, level: int) -> None:
    broker = replace(secured, level=level)
    text = "x" * 60_000
    mqtt.declare_action({"topic": "a", "payload": text, "retain": True}, FOLDER, Servers(broker=broker)).read(
        patience()
    )
    assert mqtt.declare("a", FOLDER, Servers(broker=broker)).read(patience()) == text


@with_tls
def test_a_broker_whose_certificate_nobody_vouches_for_is_refused(secured: Broker) -> None:
    with pytest.raises(SourceFailed, match="its certificate is not accepted: self-signed certificate"):
        mqtt.declare("a", FOLDER, Servers(broker=replace(secured, ca_file=None))).read(patience())


@with_tls
def test_a_certificate_for_another_name_is_refused(secured: Broker) -> None:
    with pytest.raises(SourceFailed, match="its certificate is not accepted: Hostname mismatch"):
        mqtt.declare("a", FOLDER, Servers(broker=replace(secured, host="localhost"))).read(patience())


@with_tls
def test_tls_to_a_port_without_it_and_the_reverse_are_failures(secured: Broker, tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="closed the connection"):
        mqtt.declare("a", FOLDER, Servers(broker=replace(secured, tls=False))).read(patience())
    port = mosquitto.free_port()
    with (
        mosquitto.running(tmp_path, "allow_anonymous true", port=port),
        pytest.raises(SourceFailed, match="is this the port of TLS"),
    ):
        mqtt.declare("a", FOLDER, Servers(broker=replace(secured, port=port))).read(patience())
