"""`value = { mqtt = ... }` and `action = { mqtt = ... }`: topics of the broker that the table `[mqtt]` names.

A value is what is retained under a topic, or the answer to a request. An action publishes once, and counts as done when
the broker has acknowledged it. Whoever texts chooses among the topics the operator laid out: a slot is one level of a
topic, never a wildcard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from interactd.connectors import json_pointer, payloads
from interactd.connectors import slots as slot_values
from interactd.connectors.mqtt_broker import Broker
from interactd.connectors.servers import Servers
from interactd.connectors.source import Patience
from interactd.errors import DeclarationError, SourceFailed

MAX_TOPIC = 65_535
"""Octets of a topic: it travels behind a length of two octets (MQTT 3.1.1 §1.5.3)."""

RETAINED_WAIT_S = 2.0
"""How long after the grant of a subscription a retained message may take; brokers send it at once."""

_WILDCARDS = frozenset("+#")


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttValue:
    """What is retained under a topic, or published while we look."""

    broker: Broker
    topic: str
    pointer: str | None = None
    wait_s: float = RETAINED_WAIT_S
    kind: str = "mqtt"

    def placeholders(self) -> frozenset[str]:
        return _names(self.topic, self.pointer)

    def choices(self) -> frozenset[str]:
        return self.placeholders()

    def filled(self, slots: Mapping[str, str]) -> MqttValue:
        return replace(self, topic=_filled_topic(self.topic, slots), pointer=_filled_pointer(self.pointer, slots))

    def read(self, patience: Patience) -> str:
        # At the first reading: paho costs 40 ms and 2.5 MiB that only those who use MQTT shall pay.
        from interactd.connectors.mqtt_session import conversation

        with conversation(self.broker, patience) as session:
            session.subscribe(self.topic)
            payload = session.first(self.topic, self.wait_s)
            if payload is None:
                raise SourceFailed("nothing is retained under the topic, or this user may not read it")
            return _value(payload, self.pointer)


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttRequest:
    """What is published under `response` after a request under `topic`."""

    broker: Broker
    topic: str
    payload: str
    response: str
    pointer: str | None = None
    kind: str = "mqtt"

    def placeholders(self) -> frozenset[str]:
        return _names(self.topic, self.payload, self.response, self.pointer)

    def choices(self) -> frozenset[str]:
        return _names(self.topic, self.response, self.pointer)

    def filled(self, slots: Mapping[str, str]) -> MqttRequest:
        topic, response = _filled_topic(self.topic, slots), _filled_topic(self.response, slots)
        if topic == response:
            raise SourceFailed("the request would be taken for its own answer")
        payload, pointer = payloads.fill(self.payload, slots), _filled_pointer(self.pointer, slots)
        return replace(self, topic=topic, response=response, payload=payload, pointer=pointer)

    def read(self, patience: Patience) -> str:
        from interactd.connectors.mqtt_session import conversation

        with conversation(self.broker, patience) as session:
            # Granted before we ask: an answer cannot come too early to be heard.
            session.subscribe(self.response)
            return _value(session.ask(self.topic, self.payload.encode(), self.response), self.pointer)


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttAction:
    """A message to publish once."""

    broker: Broker
    topic: str
    payload: str
    qos: int = 1
    retain: bool = False
    kind: str = "mqtt"

    def placeholders(self) -> frozenset[str]:
        return _names(self.topic, self.payload)

    def choices(self) -> frozenset[str]:
        return _names(self.topic)

    def filled(self, slots: Mapping[str, str]) -> MqttAction:
        return replace(self, topic=_filled_topic(self.topic, slots), payload=payloads.fill(self.payload, slots))

    def read(self, patience: Patience) -> str:
        """Publishes; gives nothing back. Raises `SourceFailed`."""
        from interactd.connectors.mqtt_session import conversation

        with conversation(self.broker, patience) as session:
            session.act(self.topic, self.payload.encode(), qos=self.qos, retain=self.retain)
        return ""


def declare(value: object, folder: Path, known: Servers) -> MqttValue | MqttRequest:
    """The source of `value = { mqtt = VALUE }`. Raises `DeclarationError`."""
    _check_installed()
    table = _table(value, frozenset({"topic", "payload", "response", "pointer"}))
    topic = _topic(table, "topic")
    pointer = json_pointer.check(table["pointer"]) if "pointer" in table else None
    if "response" not in table:
        if "payload" in table:
            raise DeclarationError("mqtt.payload needs mqtt.response, the topic of the answer; to publish is an action")
        return MqttValue(broker=known.broker, topic=topic, pointer=pointer)
    response = _topic(table, "response")
    if topic == response:
        raise DeclarationError("mqtt.response is mqtt.topic: the request would be taken for its own answer")
    payload = _payload(table)
    return MqttRequest(broker=known.broker, topic=topic, payload=payload, response=response, pointer=pointer)


def declare_action(value: object, folder: Path, known: Servers) -> MqttAction:
    """The source of `action = { mqtt = VALUE }`. Raises `DeclarationError`."""
    _check_installed()
    if not isinstance(value, dict) or "payload" not in value:
        raise DeclarationError('mqtt must be a table: { topic = "house/light/set", payload = "on" }')
    table = _table(value, frozenset({"topic", "payload", "qos", "retain"}))
    qos, retain = table.get("qos", 1), table.get("retain", False)
    if type(qos) is not int or qos not in (0, 1):
        raise DeclarationError("mqtt.qos must be 1, or 0 for no confirmation by the broker")
    if not isinstance(retain, bool):
        raise DeclarationError("mqtt.retain must be true or false")
    return MqttAction(
        broker=known.broker, topic=_topic(table, "topic"), payload=_payload(table), qos=qos, retain=retain
    )


def _check_installed() -> None:
    try:
        import paho.mqtt
    except ImportError:
        raise DeclarationError("mqtt needs the package paho-mqtt: pip install 'smsbus[mqtt]'") from None
    if int(paho.mqtt.__version__.partition(".")[0]) < 2:
        found = paho.mqtt.__version__
        raise DeclarationError(f"mqtt needs paho-mqtt 2, there is {found}: pip install --upgrade 'smsbus[mqtt]'")


def _table(value: object, known: frozenset[str]) -> Mapping[str, object]:
    table = {"topic": value} if isinstance(value, str) else value
    if not isinstance(table, dict):
        raise DeclarationError('mqtt must be a topic, "house/{room}/temperature", or a table with one')
    for key in sorted(table.keys() - known):
        raise DeclarationError(f"unknown key {key} in mqtt; there are {', '.join(sorted(known))}")
    return table


def _text(table: Mapping[str, object], key: str) -> str:
    text = table.get(key, "")
    if not isinstance(text, str):
        raise DeclarationError(f"mqtt.{key} must be a text")
    return text


def _payload(table: Mapping[str, object]) -> str:
    payload = _text(table, "payload")
    payloads.check(payload)
    return payload


def _topic(table: Mapping[str, object], key: str) -> str:
    topic = _text(table, key)
    if not topic.strip():
        raise DeclarationError(f"mqtt.{key} must be a topic")
    if not topic.isprintable():
        raise DeclarationError(f"mqtt.{key} holds a control character")
    if _WILDCARDS & set(topic):
        raise DeclarationError(f"mqtt.{key} may hold no wildcard (+ or #): a value has one topic")
    if len(topic.encode()) > MAX_TOPIC:
        raise DeclarationError(f"mqtt.{key} is longer than {MAX_TOPIC} octets")
    return topic


def _filled_topic(template: str, slots: Mapping[str, str]) -> str:
    for name in slot_values.names(template) & slots.keys():
        value = slots[name]
        # isprintable: control characters, NUL, lone surrogates, and what may not stand in a topic (§1.5.3).
        if not value or value.startswith("$") or set("+#/") & set(value) or not value.isprintable():
            raise SourceFailed(f"the value of {name} may not be a level of a topic")
    topic = slot_values.fill(template, slots)
    if len(topic.encode()) > MAX_TOPIC:
        raise SourceFailed(f"the topic would be longer than {MAX_TOPIC} octets")
    return topic


def _filled_pointer(pointer: str | None, slots: Mapping[str, str]) -> str | None:
    return None if pointer is None else json_pointer.fill(pointer, slots)


def _names(*templates: str | None) -> frozenset[str]:
    return frozenset[str]().union(*(slot_values.names(template) for template in templates if template is not None))


def _value(payload: bytes, pointer: str | None) -> str:
    text = payload.decode("utf-8-sig", errors="replace").strip()
    return text if pointer is None else json_pointer.text(json_pointer.document(text), pointer)
