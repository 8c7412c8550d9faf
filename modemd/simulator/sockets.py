"""The control socket: connections, lines in, lines out. What the lines mean is in `control`."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from smsbus.logs import fields
from smsbus.loop import Loop

from .control import LONGEST_LINE
from .port import StartError

MOST_UNSENT = 4 * 1024 * 1024
"""Octets kept for a connection that does not read its replies; above that it is closed."""

logger = logging.getLogger(__name__)


class Connection:
    """One connection. `watches`: it wants to see submissions."""

    def __init__(self, peer: socket.socket, loop: Loop, hang_up: Callable[[Connection], None]) -> None:
        peer.setblocking(False)
        self.descriptor = peer.fileno()
        self.watches = False
        self._peer = peer
        self._loop = loop
        self._hang_up = hang_up
        self._heard = bytearray()
        self._unsent = bytearray()

    def lines(self) -> list[bytes]:
        """The whole lines that came; hangs up when the other side has, or sends a line without end."""
        try:
            octets = self._peer.recv(65536)
        except BlockingIOError:
            return []
        except OSError:
            octets = b""
        self._heard += octets
        *lines, self._heard = self._heard.split(b"\n")
        if not octets or len(self._heard) > LONGEST_LINE:
            self._hang_up(self)
        return [bytes(line) for line in lines if line.strip()]

    def send(self, message: dict[str, Any]) -> None:
        """Sends `message` as a line, as soon as the other side reads it."""
        self._unsent += msgspec.json.encode(message) + b"\n"
        self._send_on()

    def _send_on(self) -> None:
        try:
            del self._unsent[: self._peer.send(self._unsent)]
        except BlockingIOError:
            logger.debug("waiting", extra=fields(descriptor=self.descriptor, octets=len(self._unsent)))
        except OSError:
            self._hang_up(self)
            return
        if len(self._unsent) > MOST_UNSENT:
            self._hang_up(self)
            return
        self._loop.watch_writable(self.descriptor, self._send_on if self._unsent else None)

    def close(self) -> None:
        """Hangs up."""
        self._loop.unwatch(self.descriptor)
        self._peer.close()


class ControlSocket:
    """Listens at `path`; `answer` is called with each line and the connection it came by."""

    def __init__(self, path: Path, loop: Loop, answer: Callable[[Connection, bytes], None]) -> None:
        self._path = path
        self._loop = loop
        self._answer = answer
        self._connections: dict[int, Connection] = {}
        self._listener = _listen(path)
        loop.watch(self._listener.fileno(), self._accept)

    def tell_watchers(self, message: dict[str, Any]) -> None:
        """Sends `message` to every connection that watches."""
        for connection in list(self._connections.values()):
            if connection.watches:
                connection.send(message)

    def close(self) -> None:
        """Ends all connections and removes the socket."""
        for connection in list(self._connections.values()):
            self._hang_up(connection)
        self._loop.unwatch(self._listener.fileno())
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        peer, _ = self._listener.accept()
        connection = Connection(peer, self._loop, self._hang_up)
        self._connections[connection.descriptor] = connection
        self._loop.watch(connection.descriptor, partial(self._hear, connection))

    def _hear(self, connection: Connection) -> None:
        for line in connection.lines():
            # An earlier line's answer may have ended the connection.
            if connection.descriptor in self._connections:
                self._answer(connection, line)

    def _hang_up(self, connection: Connection) -> None:
        if self._connections.pop(connection.descriptor, None):
            connection.close()


def _listen(path: Path) -> socket.socket:
    """A listening socket only its owner can use; a socket nobody serves any more is replaced."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket():
            _check_unused(path)
            path.unlink()
        before = os.umask(0o177)
        try:
            listener.bind(os.fspath(path))
        finally:
            os.umask(before)
        listener.listen(16)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise StartError(f"cannot listen on {path}: {error.strerror or error}") from None
    return listener


def _check_unused(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(os.fspath(path))
        except ConnectionRefusedError:
            return
    raise StartError(f"another simulator listens on {path}; end it or choose another path")
