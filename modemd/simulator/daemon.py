"""The simulated modem as a process: which descriptor feeds which input, and how each output is carried out."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, assert_never

import msgspec

from smsbus.logs import fields
from smsbus.loop import Loop

from .control import LONGEST_LINE, Control, shown
from .events import Accepted, Input, Plugged, Received, TimePassed, Unplugged, Write
from .modem import SimulatedModem
from .network import Submission
from .port import Port, PortError
from .settings import Settings

MOST_UNSENT = 4 * 1024 * 1024
"""Octets kept for a connection that does not read its replies; above that it is closed."""

logger = logging.getLogger(__name__)


class Connection:
    """One connection of the control socket. `watches`: it wants to see submissions."""

    def __init__(self, peer: socket.socket) -> None:
        peer.setblocking(False)
        self.peer = peer
        self.heard = bytearray()
        self.unsent = bytearray()
        self.watches = False


class Daemon:
    """A modem on its port, with the control socket beside it."""

    def __init__(self, settings: Settings, *, link: Path, control: Path | None) -> None:
        self._loop = Loop(time.monotonic)
        self._modem = SimulatedModem(replace(settings, clock_offset_s=time.time() - time.monotonic()))
        self._control = Control(self._modem)
        self._link = link
        self._socket_path = control
        self._connections: dict[int, Connection] = {}
        self._listener = _listen(control) if control else None
        self._port: Port | None = None
        try:
            self._plug()
        except PortError:
            self._close_listener()
            raise

    def run(self) -> None:
        """Until SIGTERM, SIGINT or SIGHUP."""
        self._loop.on_signal((signal.SIGTERM, signal.SIGINT, signal.SIGHUP), self._loop.stop)
        if self._listener is not None:
            self._loop.watch(self._listener.fileno(), self._accept)
        try:
            self._loop.run(self._modem, lambda: self._handle(TimePassed()))
        finally:
            self._close_listener()
            self._unplug()

    # --- the modem

    def _handle(self, incoming: Input) -> None:
        logger.debug("in", extra=fields(event=incoming))
        for output in self._modem.handle(incoming, self._loop.now()):
            logger.debug("out", extra=fields(event=output))
            match output:
                case Write(octets=octets):
                    self._write(octets)
                case Accepted(submission=submission):
                    self._tell_watchers(submission)
                case Unplugged():
                    self._unplug()
                case Plugged():
                    self._plug()
                case _:
                    assert_never(output)

    def _write(self, octets: bytes) -> None:
        if self._port is None:
            return
        if lost := self._port.write(octets):
            logger.warning("lost", extra=fields(octets=lost, reason="no program reads the port"))
        if self._port.unread:
            self._await_room()

    def _await_room(self) -> None:
        if self._port is not None:
            self._loop.watch_writable(self._port.descriptor, self._send_on if self._port.unread else None)

    def _send_on(self) -> None:
        if self._port is not None:
            self._port.flush()
            self._await_room()

    def _hear(self) -> None:
        if self._port is not None and (octets := self._port.read()):
            self._handle(Received(octets=octets))

    def _plug(self) -> None:
        self._port = Port(self._link)
        self._loop.watch(self._port.descriptor, self._hear)
        self._loop.watch(self._port.watch_descriptor, self._port.tidy)
        logger.info("plugged", extra=fields(link=self._link, port=self._port.name))

    def _unplug(self) -> None:
        if self._port is not None:
            self._loop.unwatch(self._port.descriptor)
            self._loop.unwatch(self._port.watch_descriptor)
            self._port.close()
            self._port = None
            logger.info("unplugged", extra=fields(link=self._link))

    # --- the control socket

    def _accept(self) -> None:
        assert self._listener is not None, "it is what became readable"
        peer, _ = self._listener.accept()
        connection = Connection(peer)
        self._connections[peer.fileno()] = connection
        self._loop.watch(peer.fileno(), partial(self._hear_request, connection))

    def _hear_request(self, connection: Connection) -> None:
        try:
            octets = connection.peer.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if not octets:
            self._hang_up(connection)
            return
        connection.heard += octets
        *lines, rest = connection.heard.split(b"\n")
        connection.heard = rest
        for line in lines:
            if line.strip():
                self._answer(connection, bytes(line))
        if len(connection.heard) > LONGEST_LINE:
            self._hang_up(connection)

    def _answer(self, connection: Connection, line: bytes) -> None:
        handled = self._control.handle(line, self._loop.now())
        for incoming in handled.inputs:
            self._handle(incoming)
        self._send(connection, handled.reply)
        if handled.watch_after is not None:
            connection.watches = True
            for submission in self._control.submissions(handled.watch_after):
                self._send(connection, {"submission": shown(submission)})

    def _tell_watchers(self, submission: Submission) -> None:
        logger.info("submitted", extra=fields(index=submission.index, mr=submission.mr, to=submission.to))
        for connection in list(self._connections.values()):
            if connection.watches:
                self._send(connection, {"submission": shown(submission)})

    def _send(self, connection: Connection, reply: dict[str, Any]) -> None:
        connection.unsent += msgspec.json.encode(reply) + b"\n"
        self._send_unsent(connection)

    def _send_unsent(self, connection: Connection) -> None:
        descriptor = connection.peer.fileno()
        if descriptor not in self._connections:
            return
        try:
            del connection.unsent[: connection.peer.send(connection.unsent)]
        except BlockingIOError:
            logger.debug("waiting", extra=fields(descriptor=descriptor, octets=len(connection.unsent)))
        except OSError:
            self._hang_up(connection)
            return
        if len(connection.unsent) > MOST_UNSENT:
            self._hang_up(connection)
            return
        more = partial(self._send_unsent, connection) if connection.unsent else None
        self._loop.watch_writable(descriptor, more)

    def _hang_up(self, connection: Connection) -> None:
        self._loop.unwatch(connection.peer.fileno())
        self._connections.pop(connection.peer.fileno(), None)
        connection.peer.close()

    def _close_listener(self) -> None:
        for connection in list(self._connections.values()):
            self._hang_up(connection)
        if self._listener is not None and self._socket_path is not None:
            self._listener.close()
            self._socket_path.unlink(missing_ok=True)


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
        raise PortError(f"cannot listen on {path}: {error.strerror or error}") from None
    return listener


def _check_unused(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(os.fspath(path))
        except ConnectionRefusedError:
            return
    raise PortError(f"another simulator listens on {path}; end it or choose another path")
