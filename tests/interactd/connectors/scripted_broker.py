"""A peer on a loopback port that answers each MQTT packet with the octets of a script: brokers that misbehave."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from interactd.connectors.mqtt_broker import Broker

WITHIN_S = 10.0


class ScriptedBroker:
    """Sends the next octets of `script` after each packet; then hangs up, or says nothing more."""

    def __init__(self, script: Sequence[bytes], *, hang_up: bool) -> None:
        self._script = script
        self._hang_up = hang_up
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(WITHIN_S)
        self.packets: list[bytes] = []
        self.connections = 0
        self.accepted = threading.Event()
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        self._listener.close()
        self._thread.join(WITHIN_S)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        connection, _ = self._listener.accept()
        connection.settimeout(WITHIN_S)
        self.connections += 1
        self.accepted.set()
        with connection, connection.makefile("rb") as stream:
            try:
                for octets in self._script:
                    self.packets.append(_packet(stream.read))
                    connection.sendall(octets)
                while not self._hang_up and (packet := _packet(stream.read)):
                    self.packets.append(packet)
            except OSError:
                return


def _packet(read: Callable[[int], bytes]) -> bytes:
    """The next packet without its length, b"" at the end of the connection."""
    first = read(1)
    length, shift, octet = 0, 0, 0x80 if first else 0
    while octet & 0x80:
        octet = read(1)[0]
        length |= (octet & 0x7F) << shift
        shift += 7
    return first + read(length)


@contextmanager
def scripted(*script: bytes, hang_up: bool = False) -> Iterator[tuple[Broker, ScriptedBroker]]:
    """A broker (MQTT 3.1.1) that answers the packets it gets with `script`, one after the other."""
    peer = ScriptedBroker(script, hang_up=hang_up)
    try:
        yield Broker(host="127.0.0.1", port=peer.port, level=4), peer
    finally:
        peer.close()
