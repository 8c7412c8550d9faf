"""One conversation with an MQTT broker: connect, subscribe, publish, wait, each within the reading's patience.

paho makes and reads the packets. Its loop, its threads and its reconnecting are not used: the conversation runs in the
thread of the reading, is over with it, and publishes at most once, since a second connection could act a second time.
The only module that imports `paho.mqtt.client`, and itself imported at the first reading.
"""

from __future__ import annotations

import secrets
import struct
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from interactd.connectors import mqtt_line
from interactd.connectors.connecting import shortened
from interactd.connectors.mqtt_broker import Broker
from interactd.connectors.mqtt_line import Line
from interactd.connectors.source import MAX_OCTETS, Patience
from interactd.errors import SourceFailed

NO_MATCHING_SUBSCRIBERS = 0x10
"""MQTT 5 §3.4.2.1: accepted, and nobody was there to have it."""

_CREDENTIALS = "refused username and password; check username and password_file in [mqtt]"
REFUSALS = {
    0x84: 'does not speak this version of MQTT; set version = "3.1.1" in [mqtt]',
    0x86: _CREDENTIALS,
    0x87: _CREDENTIALS,
    0x88: "is not available now",
    0x8A: "has banned this client",
}
"""Reason codes of CONNACK (MQTT 5 §3.2.2.2) in plain words; paho translates the return codes of 3.1.1 into them."""

KEEPALIVE_S = 60


class _Client(Client):
    """paho's client over a connection made by us."""

    def __init__(self, line: Line, **settings: Any) -> None:
        super().__init__(CallbackAPIVersion.VERSION2, reconnect_on_failure=False, **settings)
        self._line = line

    def _create_socket(self) -> Line:
        return self._line


class Session:
    """A connection to a broker that has accepted us. Every method raises `SourceFailed`."""

    def __init__(self, broker: Broker, line: Line, patience: Patience) -> None:
        self._broker = broker
        self._line = line
        self._patience = patience
        self._connected: ReasonCode | None = None
        self._subscribed: ReasonCode | None = None
        self._published: ReasonCode | None = None
        self._messages: deque[MQTTMessage] = deque()
        # A session of one reading: MQTT 5 forgets it at once when no expiry is asked for, 3.1.1 with this flag.
        clean = {} if broker.level == MQTTProtocolVersion.MQTTv5 else {"clean_session": True}
        self._client = _Client(
            line,
            # Random: a broker ends the connection of another client with the same identifier.
            client_id=f"{broker.client_id}-{secrets.token_hex(8)}",
            protocol=MQTTProtocolVersion(broker.level),
            **clean,
        )
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_publish = self._on_publish
        self._client.on_message = self._on_message

    def login(self, password: str | None) -> None:
        """Presents ourselves and waits for the broker's word."""
        if self._broker.username is not None:
            self._client.username_pw_set(self._broker.username, password)
        self._client.connect(self._broker.host, self._broker.port, keepalive=KEEPALIVE_S)
        self._until(lambda: self._connected is not None, "took too long to accept the connection")
        assert self._connected is not None
        if self._connected.is_failure:
            reason = self._connected.value
            raise SourceFailed(REFUSALS.get(reason, f"refused the connection (reason code 0x{reason:02x})"))

    def subscribe(self, topic: str) -> None:
        """Asks for what is published under `topic`, and waits until the broker has granted it."""
        self._client.subscribe(topic)
        self._until(lambda: self._subscribed is not None, "took too long to grant the subscription")
        assert self._subscribed is not None
        if self._subscribed.is_failure:
            raise SourceFailed("does not let us subscribe to the topic")

    def first(self, topic: str, wait_s: float) -> bytes | None:
        """The payload of the first message under `topic`, retained or not; None if none comes within `wait_s`."""
        patience = shortened(self._patience, wait_s)
        while (message := self._next(topic)) is None:
            if not self._patience.left_s():
                raise SourceFailed("took too long to send a message")
            if not patience.left_s():
                return None
            self._turn(patience)
        return _payload(message)

    def act(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> None:
        """Publishes once. A failure says whether it is known that nothing happened."""
        self._publish(topic, payload, qos=qos, retain=retain)
        try:
            self._until(lambda: self._published is not None, "did not confirm in time")
        except SourceFailed as error:
            raise SourceFailed(f"{error}; it is not known whether it happened") from None
        self._check_published(retain=retain)

    def ask(self, topic: str, payload: bytes, response: str) -> bytes:
        """Publishes a request and waits for what is published under `response` after it."""
        correlation = secrets.token_bytes(16)
        self._publish(topic, payload, qos=1, retain=False, response=response, correlation=correlation)
        while True:
            while (message := self._next(response)) is not None:
                if _answers(message, correlation):
                    return _payload(message)
            if self._published is not None:
                self._check_published(retain=False)
            if not self._patience.left_s():
                raise SourceFailed("no answer was published in time")
            self._turn(self._patience)

    def close(self) -> None:
        """Ends the connection, politely if that does not block."""
        try:
            self._client.disconnect()
        except (OSError, ValueError):
            return
        finally:
            self._line.close()

    # --- waiting ---

    def _publish(
        self, topic: str, payload: bytes, *, qos: int, retain: bool, response: str = "", correlation: bytes = b""
    ) -> None:
        properties = None
        if response and self._broker.level == MQTTProtocolVersion.MQTTv5:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call] # paho has no types here
            properties.ResponseTopic = response
            properties.CorrelationData = correlation
        if not self._patience.left_s():
            raise SourceFailed("took too long; nothing was published")
        self._client.publish(topic, payload, qos=qos, retain=retain, properties=properties)

    def _check_published(self, *, retain: bool) -> None:
        assert self._published is not None
        if self._published.is_failure:
            raise SourceFailed("refused to publish to the topic; nothing happened")
        if self._published.value == NO_MATCHING_SUBSCRIBERS and not retain:
            raise SourceFailed("nobody is subscribed to the topic that was published to")

    def _until(self, done: Callable[[], bool], otherwise: str) -> None:
        while not done():
            if not self._patience.left_s():
                raise SourceFailed(otherwise)
            self._turn(self._patience)

    def _next(self, topic: str) -> MQTTMessage | None:
        while self._messages:
            message = self._messages.popleft()
            try:
                if message.topic == topic:
                    return message
            except UnicodeDecodeError:
                continue
        return None

    def _turn(self, patience: Patience) -> None:
        """Lets paho read and write what the line has room for."""
        if self._client.socket() is None:
            flooded = f"sent more than {mqtt_line.MAX_RECEIVED} octets"
            raise SourceFailed(flooded if self._line.flooded else "closed the connection")
        try:
            if self._line.wait(to_write=self._client.want_write(), patience=patience):
                self._client.loop_read()
                self._client.loop_write()
            self._client.loop_misc()
        # What paho raises on packets that are none depends on its version.
        except (OSError, ValueError, LookupError, TypeError, AssertionError, struct.error):
            raise SourceFailed("sent what is not MQTT") from None

    # --- what paho tells ---

    def _on_connect(self, _client: Client, _data: object, _flags: object, reason: ReasonCode, _more: object) -> None:
        self._connected = reason

    def _on_subscribe(
        self, _client: Client, _data: object, _mid: int, reasons: list[ReasonCode], _more: object
    ) -> None:
        self._subscribed = reasons[0]

    def _on_publish(self, _client: Client, _data: object, _mid: int, reason: ReasonCode, _more: object) -> None:
        self._published = reason

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        self._messages.append(message)


@contextmanager
def conversation(broker: Broker, patience: Patience) -> Iterator[Session]:
    """A session with `broker`, closed at the end whatever happens. Raises `SourceFailed`, naming the broker."""
    try:
        password, context = broker.password(), broker.context()
        line = mqtt_line.connect(broker.host, broker.port, context, patience)
        session = Session(broker, line, patience)
        try:
            session.login(password)
            yield session
        finally:
            session.close()
    except SourceFailed as error:
        raise SourceFailed(f"{broker.name}: {error}") from None


def _answers(message: MQTTMessage, correlation: bytes) -> bool:
    """Whether this may be the answer: what was retained is older, and other correlation data are somebody else's."""
    theirs = getattr(message.properties, "CorrelationData", correlation)
    return not message.retain and theirs == correlation


def _payload(message: MQTTMessage) -> bytes:
    if len(message.payload) > MAX_OCTETS:
        raise SourceFailed(f"the message is longer than {MAX_OCTETS} octets")
    return bytes(message.payload)
