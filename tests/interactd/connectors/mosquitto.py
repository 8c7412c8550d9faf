"""A real mosquitto on a loopback port, and another client of it, for as long as a test needs them."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from interactd.connectors.mqtt_broker import Broker

# Debian puts it where the search path of a user does not look.
PROGRAM = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
AVAILABLE = PROGRAM is not None
WHY_NOT = "mosquitto is not installed (Debian: apt-get install mosquitto)"

WITHIN_S = 10.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(folder: Path, *settings: str, port: int) -> Iterator[None]:
    """mosquitto with a listener on `port` and these lines of settings below it."""
    assert PROGRAM is not None
    file = folder / "mosquitto.conf"
    # `user`: started by root, it would else become a user who may not read the folders of tests.
    general = ["user root", "log_dest stderr", "persistence false"]
    file.write_text("\n".join([*general, f"listener {port} 127.0.0.1", *settings, ""]))
    with subprocess.Popen([PROGRAM, "-c", file], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        watchdog = threading.Timer(WITHIN_S, process.kill)
        watchdog.start()
        try:
            said = []
            for line in process.stderr:
                said.append(line)
                if b"running" in line:
                    break
            else:
                raise AssertionError(f"mosquitto did not start: {said}")
            watchdog.cancel()
            # Somebody has to read on: a full pipe would stop it.
            reader = threading.Thread(target=process.stderr.read)
            reader.start()
            yield
        finally:
            watchdog.cancel()
            process.kill()
            process.wait()
    reader.join(WITHIN_S)


class Peer:
    """Another client of the broker, which hears `topics` and may answer."""

    def __init__(
        self,
        broker: Broker,
        *topics: str,
        answer: Callable[[Client, MQTTMessage], None] | None = None,
        username: str | None = None,
        password: str | None = None,
    ) -> None:
        self.heard: list[tuple[str, bytes, bool]] = []
        self._answer = answer
        self._events = threading.Condition()
        self._subscribed = not topics
        self.client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self.client.username_pw_set(username, password)
        self.client.on_message = self._on_message
        self.client.on_subscribe = self._on_subscribe
        self.client.connect(broker.host, broker.port)
        self.client.loop_start()
        if topics:
            self.client.subscribe([(topic, 1) for topic in topics])
        self._wait(lambda: self._subscribed)

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def retain(self, topic: str, payload: bytes | str) -> None:
        self.client.publish(topic, payload, qos=1, retain=True).wait_for_publish(WITHIN_S)

    def hears(self, count: int) -> list[tuple[str, bytes, bool]]:
        """Topic, payload and mark of retained of what was heard, as soon as there are `count` of them."""
        self._wait(lambda: len(self.heard) >= count)
        return self.heard

    def _wait(self, happened: Callable[[], bool]) -> None:
        with self._events:
            assert self._events.wait_for(happened, WITHIN_S)

    def _on_message(self, client: Client, _data: object, message: MQTTMessage) -> None:
        with self._events:
            self.heard.append((message.topic, bytes(message.payload), message.retain))
            self._events.notify_all()
        if self._answer is not None:
            self._answer(client, message)

    def _on_subscribe(self, *_: object) -> None:
        with self._events:
            self._subscribed = True
            self._events.notify_all()


def encrypt(passwords: Path) -> None:
    """Replaces the passwords of a file of `user:password` by what mosquitto compares them with."""
    program = shutil.which("mosquitto_passwd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program is not None
    subprocess.run([program, "-U", passwords], check=True)
