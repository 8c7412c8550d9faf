"""Values and actions over MQTT: what may be declared, and what a real mosquitto makes of it."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from interactd.connectors import mqtt
from interactd.connectors.mqtt import MqttAction, MqttRequest, MqttValue
from interactd.connectors.mqtt_broker import Broker
from interactd.connectors.servers import Servers
from interactd.connectors.source import MAX_OCTETS, Patience
from interactd.errors import DeclarationError, SourceFailed

from . import mosquitto
from .mosquitto import Peer

real = pytest.mark.skipif(not mosquitto.AVAILABLE, reason=mosquitto.WHY_NOT)

FOLDER = Path("/etc/smsbus")
"""Where interactions.toml would be; nothing that is declared here is relative to it."""

BOTH_VERSIONS = pytest.mark.parametrize("level", [pytest.param(4, id="3.1.1"), pytest.param(5, id="5")])


def descriptors_open() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def patience(seconds: float = 10.0) -> Patience:
    return Patience(ends_at=time.monotonic() + seconds)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    port = mosquitto.free_port()
    with mosquitto.running(tmp_path, "allow_anonymous true", port=port):
        yield Broker(host="127.0.0.1", port=port)


# --- what may be declared ---


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "must be a topic"),
        (" ", "must be a topic"),
        (3, "must be a topic"),
        (["a"], "must be a topic"),
        ({}, "must be a topic"),
        ("house/+/temperature", "no wildcard"),
        ("house/#", "no wildcard"),
        ("house/\0", "control character"),
        ("x" * 65_536, "longer than 65535 octets"),
        ({"topic": "a", "retained": True}, "unknown key retained"),
        ({"topic": "a", "payload": "b"}, "needs mqtt.response"),
        ({"topic": "a", "payload": "b", "response": "a"}, "taken for its own answer"),
        ({"topic": "a", "payload": 1, "response": "b"}, "payload must be a text"),
        ({"topic": "a", "response": "b/+"}, "no wildcard"),
        ({"topic": "a", "pointer": "temperature"}, "must be a JSON pointer"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_at_load(value: object, reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason):
        mqtt.declare(value, FOLDER, Servers(broker=Broker()))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("house/light/set", "must be a table"),
        ({"topic": "a"}, "must be a table"),
        ({"topic": "a", "payload": '{"level": {level}}'}, "needs a blank"),
        ({"topic": "a", "payload": "on", "qos": 2}, "qos must be 1, or 0"),
        ({"topic": "a", "payload": "on", "qos": True}, "qos must be 1, or 0"),
        ({"topic": "a", "payload": "on", "retain": 1}, "retain must be true or false"),
        ({"topic": "a/#", "payload": "on"}, "no wildcard"),
        ({"topic": "a", "payload": "on", "response": "b"}, "unknown key response"),
    ],
)
def test_an_action_that_cannot_be_done_is_refused_at_load(value: object, reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason):
        mqtt.declare_action(value, FOLDER, Servers(broker=Broker()))


def test_without_the_package_loading_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "paho", None)
    monkeypatch.delitem(sys.modules, "paho.mqtt", raising=False)
    with pytest.raises(DeclarationError, match=r"pip install 'smsbus\[mqtt\]'"):
        mqtt.declare("a", FOLDER, Servers(broker=Broker()))
    with pytest.raises(DeclarationError, match=r"pip install 'smsbus\[mqtt\]'"):
        mqtt.declare_action({"topic": "a", "payload": "b"}, FOLDER, Servers(broker=Broker()))


def test_an_old_package_is_refused_at_load(monkeypatch: pytest.MonkeyPatch) -> None:
    import paho.mqtt

    monkeypatch.setattr(paho.mqtt, "__version__", "1.6.1")
    with pytest.raises(DeclarationError, match=r"needs paho-mqtt 2, there is 1\.6\.1"):
        mqtt.declare("a", FOLDER, Servers(broker=Broker()))


def test_the_slots_of_topics_and_payload_are_needed() -> None:
    request = {"topic": "{house}/get", "payload": '{"room": "{room}"}', "response": "{house}/{what}"}
    assert mqtt.declare("house/{room}", FOLDER, Servers(broker=Broker())).placeholders() == {"room"}
    assert mqtt.declare(request, FOLDER, Servers(broker=Broker())).placeholders() == {"house", "room", "what"}
    action = mqtt.declare_action({"topic": "{room}/set", "payload": "{state}"}, FOLDER, Servers(broker=Broker()))
    assert action.placeholders() == {"room", "state"}


def test_the_package_is_loaded_by_the_first_reading_and_not_before() -> None:
    program = (
        "import sys; from pathlib import Path; from interactd.connectors import mqtt, servers\n"
        "mqtt.declare('a', Path('/'), servers.Servers())\n"
        "print('paho.mqtt.client' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "False\n"


# --- what may stand in a slot ---


@pytest.mark.parametrize(
    "hostile",
    ["", "+", "#", "a/b", "/", "..//", "a+", "#a", "$SYS", "a\0b", "a\nb", "\x7f", "\ud800", "\u202e", "\ufeff"],
)
def test_a_slot_is_one_level_of_a_topic_and_never_a_wildcard(hostile: str) -> None:
    sources = [
        MqttValue(broker=Broker(), topic="house/{room}/temperature"),
        MqttRequest(broker=Broker(), topic="house/{room}/get", payload="", response="house/value"),
        MqttRequest(broker=Broker(), topic="house/get", payload="", response="house/{room}/value"),
        MqttAction(broker=Broker(), topic="house/{room}/set", payload="on"),
    ]
    for source in sources:
        with pytest.raises(SourceFailed, match="the value of room may not be a level of a topic"):
            source.filled({"room": hostile})


def test_what_people_call_a_room_may_stand_in_a_topic() -> None:
    source = MqttValue(broker=Broker(), topic="house/{room}/temperature")
    assert source.filled({"room": "chambre d'été 2"}).topic == "house/chambre d'été 2/temperature"


def test_a_topic_that_grows_too_long_is_refused() -> None:
    source = MqttValue(broker=Broker(), topic="house/{room}")
    with pytest.raises(SourceFailed, match="longer than 65535 octets"):
        source.filled({"room": "é" * 32_766})
    assert len(source.filled({"room": "é" * 32_764}).topic) == 32_770


def test_two_topics_that_become_one_are_refused() -> None:
    source = MqttRequest(broker=Broker(), topic="house/{a}", payload="", response="house/{b}")
    with pytest.raises(SourceFailed, match="taken for its own answer"):
        source.filled({"a": "x", "b": "x"})


def test_a_slot_cannot_add_to_a_payload_in_json() -> None:
    source = MqttAction(broker=Broker(), topic="say", payload='{"say": "{text}"}')
    assert source.filled({"text": 'x", "door": "open'}).payload == '{"say": "x\\", \\"door\\": \\"open"}'


# --- values ---


@real
@BOTH_VERSIONS
def test_what_is_retained_is_the_value(broker: Broker, level: int) -> None:
    with Peer(broker) as peer:
        peer.retain("house/bedroom/temperature", " 16.3\n")
    source = mqtt.declare("house/{room}/temperature", FOLDER, Servers(broker=replace(broker, level=level))).filled(
        {"room": "bedroom"}
    )
    assert source.read(patience()) == "16.3"


@real
def test_a_pointer_takes_a_number_out_of_json_as_it_was_written(broker: Broker) -> None:
    with Peer(broker) as peer:
        peer.retain("sensor", '{"rooms": [{"temperature": 16.30, "open": true, "name": "x"}]}')
        peer.retain("text", "no JSON")
        peer.retain("deep", "[" * 60_000)

    def read(topic: str, pointer: str) -> str:
        return mqtt.declare({"topic": topic, "pointer": pointer}, FOLDER, Servers(broker=broker)).read(patience())

    assert read("sensor", "/rooms/0/temperature") == "16.30"
    assert read("sensor", "/rooms/0/open") == "true"
    assert read("sensor", "/rooms/0/name") == "x"
    with pytest.raises(SourceFailed, match="nothing at the pointer"):
        read("sensor", "/rooms/1")
    for topic in ("text", "deep"):
        with pytest.raises(SourceFailed, match="not JSON"):
            read(topic, "/a")


@real
@BOTH_VERSIONS
def test_a_topic_without_a_message_fails_before_the_patience_ends(broker: Broker, level: int) -> None:
    source = MqttValue(broker=replace(broker, level=level), topic="house/nothing", wait_s=0.3)
    with pytest.raises(SourceFailed, match="nothing is retained under the topic"):
        source.read(patience())


@real
def test_without_a_retained_message_the_first_one_published_meanwhile_is_the_value(broker: Broker) -> None:
    values: list[str] = []
    source = MqttValue(broker=broker, topic="house/live", wait_s=10)
    thread = threading.Thread(target=lambda: values.append(source.read(patience())))
    thread.start()
    with Peer(broker) as peer:
        while thread.is_alive():
            peer.client.publish("house/live", "16.3", qos=1).wait_for_publish(1)
    assert values == ["16.3"]


@real
@BOTH_VERSIONS
def test_a_message_longer_than_an_answer_may_be_is_refused(broker: Broker, level: int) -> None:
    with Peer(broker) as peer:
        peer.retain("long", b"x" * MAX_OCTETS)
        peer.retain("longer", b"x" * (MAX_OCTETS + 1))
        peer.retain("huge", b"x" * (20 * MAX_OCTETS))
    broker = replace(broker, level=level)
    assert len(mqtt.declare("long", FOLDER, Servers(broker=broker)).read(patience())) == 65_536
    with pytest.raises(SourceFailed, match="longer than 65536 octets"):
        mqtt.declare("longer", FOLDER, Servers(broker=broker)).read(patience())
    with pytest.raises(SourceFailed, match="sent more than 262144 octets"):
        mqtt.declare("huge", FOLDER, Servers(broker=broker)).read(patience())


# --- requests ---


REQUEST = {"topic": "house/{room}/get", "payload": '{"temperature": ""}', "response": "house/{room}/value"}


def answer(client: Client, message: MQTTMessage) -> None:
    assert message.payload == b'{"temperature": ""}'
    client.publish(message.topic.replace("/get", "/value"), '{"temperature": 16.3}', qos=1)


@real
@BOTH_VERSIONS
def test_an_answer_to_a_request_is_the_value_and_what_was_retained_before_is_not(broker: Broker, level: int) -> None:
    source = mqtt.declare({**REQUEST, "pointer": "/temperature"}, FOLDER, Servers(broker=replace(broker, level=level)))
    with Peer(broker, "house/+/get", answer=answer) as peer:
        peer.retain("house/bedroom/value", '{"temperature": -99}')
        assert source.filled({"room": "bedroom"}).read(patience()) == "16.3"
        assert peer.hears(1) == [("house/bedroom/get", b'{"temperature": ""}', False)]


@real
def test_with_mqtt_5_the_answer_to_somebody_else_is_not_taken(broker: Broker) -> None:
    def answer_both(client: Client, message: MQTTMessage) -> None:
        assert message.properties is not None
        for text, correlation in (("theirs", b"0"), ("ours", message.properties.CorrelationData)):
            properties = Properties(PacketTypes.PUBLISH)
            properties.CorrelationData = correlation
            client.publish(message.properties.ResponseTopic, text, qos=1, properties=properties)

    with Peer(broker, "house/+/get", answer=answer_both):
        assert (
            mqtt.declare(REQUEST, FOLDER, Servers(broker=broker)).filled({"room": "bedroom"}).read(patience()) == "ours"
        )


@real
def test_a_request_that_nobody_is_there_to_answer_fails_at_once(broker: Broker) -> None:
    with pytest.raises(SourceFailed, match="nobody is subscribed"):
        mqtt.declare(REQUEST, FOLDER, Servers(broker=broker)).filled({"room": "bedroom"}).read(patience())


@real
@BOTH_VERSIONS
def test_a_request_that_nobody_answers_ends_with_the_patience(broker: Broker, level: int) -> None:
    with Peer(broker, "house/+/get"), pytest.raises(SourceFailed, match="no answer was published in time"):
        mqtt.declare(REQUEST, FOLDER, Servers(broker=replace(broker, level=level))).filled({"room": "bedroom"}).read(
            patience(0.5)
        )


# --- actions ---


@real
@BOTH_VERSIONS
@pytest.mark.parametrize("qos", [0, 1])
def test_an_action_publishes_once_and_gives_nothing_back(broker: Broker, level: int, qos: int) -> None:
    declared = {"topic": "house/{room}/set", "payload": "{state}", "qos": qos}
    source = mqtt.declare_action(declared, FOLDER, Servers(broker=replace(broker, level=level))).filled(
        {"room": "kitchen", "state": "on"}
    )
    with Peer(broker, "#") as peer:
        assert source.read(patience()) == ""
        mqtt.declare_action({"topic": "last", "payload": ""}, FOLDER, Servers(broker=broker)).read(patience())
        assert peer.hears(2) == [("house/kitchen/set", b"on", False), ("last", b"", False)]


@real
def test_a_retained_action_stays_for_those_who_come_later(broker: Broker) -> None:
    mqtt.declare_action(
        {"topic": "house/mode", "payload": "away", "retain": True}, FOLDER, Servers(broker=broker)
    ).read(patience())
    assert mqtt.declare("house/mode", FOLDER, Servers(broker=broker)).read(patience()) == "away"


@real
def test_an_action_that_nobody_hears_is_not_done(broker: Broker) -> None:
    action = mqtt.declare_action({"topic": "house/mode", "payload": "away"}, FOLDER, Servers(broker=broker))
    with pytest.raises(SourceFailed, match="nobody is subscribed"):
        action.read(patience())


# --- rights ---


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Broker]:
    """A broker that knows the user alice with the password s3cret, who may read and write below house/open."""
    passwords = tmp_path / "passwords"
    passwords.write_text("alice:s3cret\n")
    mosquitto.encrypt(passwords)
    acl = tmp_path / "acl"
    acl.write_text("user alice\ntopic readwrite house/open/#\n")
    acl.chmod(0o600)
    password_file = tmp_path / "password"
    password_file.write_text("s3cret\n")
    password_file.chmod(0o600)
    port = mosquitto.free_port()
    settings = ("allow_anonymous false", f"password_file {passwords}", f"acl_file {acl}")
    with mosquitto.running(tmp_path, *settings, port=port):
        yield Broker(host="127.0.0.1", port=port, username="alice", password_file=str(password_file))


@real
@BOTH_VERSIONS
def test_a_user_with_the_password_of_a_file_may_read_what_the_broker_allows(guarded: Broker, level: int) -> None:
    broker = replace(guarded, level=level)
    mqtt.declare_action({"topic": "house/open/x", "payload": "1", "retain": True}, FOLDER, Servers(broker=broker)).read(
        patience()
    )
    assert mqtt.declare("house/open/x", FOLDER, Servers(broker=broker)).read(patience()) == "1"
    with pytest.raises(SourceFailed, match="or this user may not read it"):
        MqttValue(broker=broker, topic="house/closed/x", wait_s=0.3).read(patience())


@real
def test_an_action_that_the_broker_forbids_is_a_failure(guarded: Broker) -> None:
    action = mqtt.declare_action({"topic": "house/closed/x", "payload": "1"}, FOLDER, Servers(broker=guarded))
    with pytest.raises(SourceFailed, match="refused to publish to the topic; nothing happened"):
        action.read(patience())


@real
@BOTH_VERSIONS
@pytest.mark.parametrize("who", ["stranger", "wrong password", "nobody"])
def test_refused_credentials_are_named_without_any_of_them(guarded: Broker, level: int, who: str) -> None:
    assert guarded.password_file is not None
    if who == "wrong password":
        Path(guarded.password_file).write_text("wr0ng")
    broker = {
        "stranger": replace(guarded, username="mallory", level=level),
        "wrong password": replace(guarded, level=level),
        "nobody": replace(guarded, username=None, password_file=None, level=level),
    }[who]
    with pytest.raises(SourceFailed, match="refused username and password") as caught:
        mqtt.declare("house/open/x", FOLDER, Servers(broker=broker)).read(patience())
    for secret in ("s3cret", "wr0ng", "mallory", "alice", "house"):
        assert secret not in str(caught.value)


# --- what a reading leaves behind ---


@real
def test_readings_leave_no_thread_and_no_descriptor(broker: Broker) -> None:
    with Peer(broker, "house/+/get", answer=answer) as peer:
        peer.retain("a", "1")
        sources = [
            mqtt.declare("a", FOLDER, Servers(broker=broker)),
            mqtt.declare(REQUEST, FOLDER, Servers(broker=broker)).filled({"room": "x"}),
            mqtt.declare_action(
                {"topic": "house/x/get", "payload": '{"temperature": ""}'}, FOLDER, Servers(broker=broker)
            ),
        ]
        for source in sources:
            source.read(patience())
        threads, descriptors = threading.active_count(), descriptors_open()
        for source in sources * 3:
            source.read(patience())
        assert (threading.active_count(), descriptors_open()) == (threads, descriptors)


@real
def test_several_readings_at_once_do_not_disturb_each_other(broker: Broker) -> None:
    values: list[str] = []
    with Peer(broker) as peer:
        for number in range(8):
            peer.retain(f"n/{number}", str(number))
    threads = [
        threading.Thread(
            target=lambda n=number: values.append(
                mqtt.declare(f"n/{n}", FOLDER, Servers(broker=broker)).read(patience())
            )
        )
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(values) == ["0", "1", "2", "3", "4", "5", "6", "7"]
