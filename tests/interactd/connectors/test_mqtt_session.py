"""Conversations with brokers that misbehave: octets of MQTT 3.1.1, as a script sends them."""

import threading
import time
from pathlib import Path

import pytest

from interactd.connectors import mqtt
from interactd.connectors.mqtt_broker import Broker
from interactd.connectors.mqtt_session import conversation
from interactd.connectors.servers import Servers
from interactd.connectors.source import Patience, Source
from interactd.errors import SourceFailed

from . import mosquitto
from .scripted_broker import scripted

CONNACK = b"\x20\x02\x00\x00"
SUBACK = b"\x90\x03\x00\x01\x00"
PUBACK = b"\x40\x02\x00\x01"
PUBLISH = b"\x30\x05\x00\x01a16"
"""Topic `a`, payload `16`."""

ACTION = {"topic": "house/light/set", "payload": "s3cret"}


FOLDER = Path("/etc/smsbus")


def patience(seconds: float = 10.0) -> Patience:
    return Patience(ends_at=time.monotonic() + seconds)


def value(broker: Broker) -> Source:
    return mqtt.declare("a", FOLDER, Servers(broker=broker))


def request(broker: Broker) -> Source:
    return mqtt.declare({"topic": "b", "payload": "", "response": "a"}, FOLDER, Servers(broker=broker))


def action(broker: Broker) -> Source:
    return mqtt.declare_action(ACTION, FOLDER, Servers(broker=broker))


def test_a_conversation_of_the_script_works_when_the_broker_behaves() -> None:
    with scripted(CONNACK, SUBACK + PUBLISH) as (broker, peer):
        assert value(broker).read(patience()) == "16"
    assert [packet[0] for packet in peer.packets] == [0x10, 0x82, 0xE0]


def test_a_message_that_overtakes_the_grant_of_the_subscription_counts() -> None:
    with scripted(CONNACK, PUBLISH + SUBACK) as (broker, _):
        assert value(broker).read(patience()) == "16"


def test_every_connection_has_another_client_identifier_and_asks_for_no_session() -> None:
    identifiers = set()
    for _ in range(3):
        with scripted(CONNACK, SUBACK + PUBLISH) as (broker, peer):
            value(broker).read(patience())
        connect = peer.packets[0]
        # Protocol name, level 4, flags with Clean Session alone, 60 s, then the identifier behind its length.
        assert connect[:12] == b"\x10\x00\x04MQTT\x04\x02\x00\x3c\x00"
        assert connect[13:20] == b"smsbus-"
        identifiers.add(connect[13:])
    assert len(identifiers) == 3


@pytest.mark.parametrize(
    ("connack", "reason"),
    [
        (b"\x20\x02\x00\x01", "closed the connection|does not speak this version"),
        (b"\x20\x02\x00\x03", "is not available now"),
        (b"\x20\x02\x00\x04", "refused username and password"),
        (b"\x20\x02\x00\x05", "refused username and password"),
        (b"\x20\x02\x00\x63", r"refused the connection \(reason code 0x80\)"),
    ],
)
def test_a_broker_that_refuses_us_is_understood(connack: bytes, reason: str) -> None:
    for source in (value, request, action):
        with scripted(connack) as (broker, peer), pytest.raises(SourceFailed, match=reason):
            source(broker).read(patience())
        assert peer.connections == 1


def test_a_broker_without_mqtt_5_is_named_with_the_remedy() -> None:
    with scripted(b"\x20\x02\x00\x01") as (broker, _):
        newer = Broker(host=broker.host, port=broker.port, level=5)
        with pytest.raises(SourceFailed, match=r'set version = "3\.1\.1" in \[mqtt\]'):
            value(newer).read(patience())


def test_a_denied_subscription_is_a_failure_and_a_request_is_then_not_published() -> None:
    for source in (value, request):
        denied = b"\x90\x03\x00\x01\x80"
        with (
            scripted(CONNACK, denied) as (broker, peer),
            pytest.raises(SourceFailed, match="does not let us subscribe"),
        ):
            source(broker).read(patience())
        assert [packet[0] for packet in peer.packets] == [0x10, 0x82, 0xE0]


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ([], "took too long to accept the connection"),
        ([CONNACK], "took too long to grant the subscription"),
        ([CONNACK, SUBACK], "took too long to send a message"),
        ([CONNACK, SUBACK + PUBLISH[:-1]], "took too long to send a message"),
    ],
)
def test_a_broker_that_falls_silent_is_waited_for_as_long_as_the_patience(script: list[bytes], reason: str) -> None:
    with scripted(*script) as (broker, _):
        began = time.monotonic()
        with pytest.raises(SourceFailed, match=reason):
            value(broker).read(patience(0.4))
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("script", [[], [CONNACK], [CONNACK, SUBACK]])
def test_a_cancelled_reading_ends_at_once(script: list[bytes]) -> None:
    for source in (value, request):
        with scripted(*script) as (broker, peer):
            endless = patience(60)
            thread = threading.Thread(target=read_in_vain, args=(source(broker), endless))
            thread.start()
            assert peer.accepted.wait(10)
            endless.cancelled.set()
            thread.join(5)
            assert not thread.is_alive()


def read_in_vain(source: Source, patience: Patience) -> None:
    with pytest.raises(SourceFailed):
        source.read(patience)


@pytest.mark.parametrize("script", [[], [CONNACK], [CONNACK, SUBACK], [CONNACK, SUBACK + b"\x30\x05\x00"]])
def test_a_broker_that_hangs_up_is_a_failure_and_no_second_connection_is_made(script: list[bytes]) -> None:
    for source in (value, request):
        with (
            scripted(*script, hang_up=True) as (broker, peer),
            pytest.raises(SourceFailed, match=r"^127\.0\.0\.1:\d+: closed the connection"),
        ):
            source(broker).read(patience())
        assert peer.connections == 1


@pytest.mark.parametrize(
    "noise",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x00\x00",
        b"\xf0\x00",
        b"\x20\x00",
        b"\x20\x03\x00\x00\x00",
        b"\x30\x02\xff\xff",
        b"\x30\x03\x00\x01\xff",
        b"\x36\x05\x00\x01a16",
        b"\x90\x00",
        b"\x90\x02\x00\x01",
        b"\x40\x00",
        b"\xff\xff\xff\xff\xff",
        b"\x30\xff\xff\xff\x7f" + b"x" * 300_000,
    ],
)
@pytest.mark.parametrize("level", [4, 5])
def test_what_is_not_mqtt_is_a_failure_wherever_it_comes(noise: bytes, level: int) -> None:
    connack = CONNACK if level == 4 else b"\x20\x03\x00\x00\x00"
    for script in (
        [noise],
        [connack, noise],
        [connack, (SUBACK if level == 4 else b"\x90\x04\x00\x01\x00\x00") + noise],
    ):
        with scripted(*script) as (broker, _):
            aged = Broker(host=broker.host, port=broker.port, level=level)
            with pytest.raises(SourceFailed, match=r"^127\.0\.0\.1:\d+: "):
                value(aged).read(patience(0.3))


# --- actions ---


@pytest.mark.parametrize("hang_up", [False, True])
def test_an_action_without_acknowledgement_is_published_once_and_its_fate_is_unknown(hang_up: bool) -> None:
    with (
        scripted(CONNACK, b"", hang_up=hang_up) as (broker, peer),
        pytest.raises(SourceFailed, match="it is not known whether it happened") as caught,
    ):
        action(broker).read(patience(0.5))
    # QoS 1, not a duplicate.
    assert [packet[0] for packet in peer.packets][:2] == [0x10, 0x32]
    assert sum(packet[0] & 0xF0 == 0x30 for packet in peer.packets) == 1
    assert peer.connections == 1
    assert "s3cret" not in str(caught.value) and "light" not in str(caught.value)


def test_an_acknowledged_action_is_done() -> None:
    with scripted(CONNACK, PUBACK) as (broker, peer):
        assert action(broker).read(patience()) == ""
    assert peer.packets[1] == b"\x32\x00\x0fhouse/light/set\x00\x01s3cret"


def test_the_acknowledgement_of_something_else_is_none_of_ours() -> None:
    with scripted(CONNACK, b"\x40\x02\x00\x07") as (broker, _), pytest.raises(SourceFailed, match="not known whether"):
        action(broker).read(patience(0.4))


def test_an_action_whose_time_is_over_before_it_could_be_published_is_not_published() -> None:
    with scripted(CONNACK) as (broker, peer):
        brief = patience()
        with (
            pytest.raises(SourceFailed, match="took too long; nothing was published"),
            conversation(broker, brief) as session,
        ):
            brief.cancelled.set()
            session.act("a", b"on", qos=1, retain=False)
    assert [packet[0] for packet in peer.packets] == [0x10, 0xE0]


def test_a_broker_that_is_down_is_a_failure_that_names_it() -> None:
    port = mosquitto.free_port()
    for source in (value, request, action):
        with pytest.raises(SourceFailed, match=f"^127.0.0.1:{port}: Connection refused$"):
            source(Broker(host="127.0.0.1", port=port)).read(patience())


def test_a_password_file_that_is_gone_is_a_failure_that_names_it(tmp_path: Path) -> None:
    lost = Broker(port=mosquitto.free_port(), username="alice", password_file=str(tmp_path / "gone"))
    with pytest.raises(SourceFailed, match="gone: No such file"):
        value(lost).read(patience())
